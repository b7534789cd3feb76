/* Choices, as OpenSSL makes them: the peer's order counts unless the server
 * is told to prefer its own; a certificate is picked by the first shared
 * scheme that one of our keys can sign with. RFC 8446 section 4.2.3 and
 * 4.1.1, RFC 8422 section 5, RFC 7919. */
#include "engine/tls/negotiate.h"

#include "engine/pki/cert.h"
#include "engine/tls/kx.h"

enum { LEVEL_MAX = 5, SHARED_MAX = 64 };

/* Signature schemes that both sides know. */
struct shared {
    const struct urt_sigalg *row[SHARED_MAX];
    size_t count;
};

/* What the choice of a suite depends on besides the suite. */
struct wanted {
    struct shared sigalgs; /* TLS 1.2 */
    uint16_t group;        /* TLS 1.2; 0 when none is shared */
};

unsigned
urt_level_bits(const struct urt_config *config)
{
    static const unsigned bits[LEVEL_MAX + 1] = {0, 80, 112, 128, 192, 256};
    int level = config->security_level;

    if (level <= 0)
        return 0;
    return bits[level < LEVEL_MAX ? level : LEVEL_MAX];
}

/* A certificate fit for TLS 1.3. */
static bool
is_certified(const struct urt_conn *c)
{
    const struct urt_credential *cred;

    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        cred = c->config->slot[i];
        if (i != URT_SLOT_DSA && cred != NULL && cred->cert != NULL &&
            cred->key != NULL)
            return true;
    }
    return false;
}

/* A server that has no certificate fit for it, no hook that may still bring
 * one, and no external PSKs doesn't speak TLS 1.3: what it can do, such as
 * anonymous suites, ends with TLS 1.2. */
static bool
may_certify(const struct urt_conn *c)
{
    const struct urt_hooks *hooks = c->config->hooks;

    if (is_certified(c) || c->config->psk_server || c->config->psk_find)
        return true;
    return hooks->may_certify != NULL
               ? hooks->may_certify(c->config->hook_arg)
               : hooks->cert != NULL || hooks->sni != NULL;
}

/* A renegotiation keeps the version. */
bool
urt_versions(const struct urt_conn *c, uint16_t *min, uint16_t *max)
{
    if (c->renegotiating) {
        *min = *max = c->version;
        return true;
    }
    if (!c->server)
        return urt_config_offer_versions(c->config, min, max);
    if (!urt_config_versions(c->config, min, max))
        return false;
    if (*max >= URT_TLS_1_3 && !may_certify(c))
        *max = URT_TLS_1_2;
    return *min <= *max;
}

bool
urt_has_version(const struct urt_conn *c, uint16_t version)
{
    const struct urt_config *config = c->config;
    const bool off[] = {config->no_tls10, config->no_tls11, config->no_tls12,
                        config->no_tls13};
    uint16_t min, max;

    return urt_versions(c, &min, &max) && version >= min && version <= max &&
           (c->renegotiating || !off[version - URT_TLS_1_0]);
}

bool
urt_key_allowed(const struct urt_config *config, const struct urt_key *key)
{
    return urt_key_security_bits(key) >= urt_level_bits(config);
}

/* ---- suites ---- */

bool
urt_suite_allowed(const struct urt_conn *c, const struct urt_suite *s,
                  uint16_t min, uint16_t max)
{
    return s != NULL && urt_config_allows_suite(c->config, s, min, max) &&
           (c->server || urt_config_signs(c->config, s)) &&
           (!urt_kx_of(s)->psk ||
            (c->server ? c->config->psk_server : c->config->psk_client));
}

static bool
peer_has(struct urt_bytes list, uint16_t id)
{
    uint16_t each;

    while (urt_take_u16(&list, &each))
        if (each == id)
            return true;
    return false;
}

static bool
is_chacha(const struct urt_suite *s)
{
    return s != NULL && s->aead == &urt_aead_chacha20_poly1305;
}

/* The client's first choice is ChaCha20, and we are told to honour that. */
static bool
wants_chacha(const struct urt_conn *c)
{
    struct urt_bytes list = urt_buf_bytes(&c->peer_suites);
    uint16_t first;

    return c->config->prioritize_chacha && c->config->prefer_server_order &&
           urt_take_u16(&list, &first) && is_chacha(urt_suite_by_id(first));
}

typedef bool fit_fn(struct urt_conn *c, const struct urt_suite *s,
                    const struct wanted *w);

static const struct urt_suite *
walk_own(struct urt_conn *c, const struct urt_ids *own, bool chacha,
         fit_fn *fits, const struct wanted *w)
{
    struct urt_bytes list = urt_buf_bytes(&c->peer_suites);

    for (size_t i = 0; own != NULL && i < own->count; i++) {
        const struct urt_suite *s = urt_suite_by_id(own->id[i]);

        if ((!chacha || is_chacha(s)) && peer_has(list, own->id[i]) &&
            urt_suite_allowed(c, s, c->version, c->version) &&
            fits(c, s, w))
            return s;
    }
    return NULL;
}

/* A suite that the peer repeats is judged once. */
static const struct urt_suite *
walk_peer(struct urt_conn *c, const struct urt_ids *own, fit_fn *fits,
          const struct wanted *w)
{
    struct urt_bytes list = urt_buf_bytes(&c->peer_suites);
    bool judged[URT_SUITES_MAX] = {false};
    size_t count;
    const struct urt_suite *all = urt_suite_all(&count);
    uint16_t id;

    while (urt_take_u16(&list, &id)) {
        const struct urt_suite *s = urt_suite_by_id(id);

        if (s == NULL || judged[s - all])
            continue;
        judged[s - all] = true;
        if (urt_ids_has(own, id) &&
            urt_suite_allowed(c, s, c->version, c->version) && fits(c, s, w))
            return s;
    }
    return NULL;
}

static enum urt_err
choose_suite(struct urt_conn *c, const struct urt_ids *own, fit_fn *fits,
             const struct wanted *w)
{
    const struct urt_suite *s = NULL;

    if (!c->config->prefer_server_order)
        s = walk_peer(c, own, fits, w);
    else if (wants_chacha(c))
        s = walk_own(c, own, true, fits, w);
    if (s == NULL && c->config->prefer_server_order)
        s = walk_own(c, own, false, fits, w);
    if (s == NULL)
        return URT_E_SUITE_NONE_SHARED;
    c->suite = s;
    return URT_OK;
}

/* A PSK binds the hash. */
static bool
fits13(struct urt_conn *c, const struct urt_suite *s, const struct wanted *w)
{
    return !c->resumed || s->prf == c->session->suite->prf;
}

static bool
fits_sha256(struct urt_conn *c, const struct urt_suite *s,
            const struct wanted *w)
{
    return s->prf == &urt_hash_sha256;
}

/* A server that lives by PSKs of the old kind, which go with SHA-256, takes a
 * suite that they fit. */
enum urt_err
urt_choose_suite13(struct urt_conn *c)
{
    if (!c->resumed && c->config->psk_server && !is_certified(c) &&
        choose_suite(c, c->config->suites13, fits_sha256, NULL) == URT_OK)
        return URT_OK;
    return choose_suite(c, c->config->suites13, fits13, NULL);
}

/* ---- groups ---- */

const struct urt_group *
urt_group_allowed(const struct urt_conn *c, uint16_t id, uint16_t version)
{
    const struct urt_group *g = urt_group_by_tls_id(id);

    if (g == NULL || !urt_ids_has(urt_config_groups(c->config), id) ||
        g->security_bits < urt_level_bits(c->config))
        return NULL;
    if (version >= URT_TLS_1_3 ? !g->tls13 : g->kind == URT_GROUP_FFDHE)
        return NULL;
    return g;
}

uint16_t
urt_choose_group(const struct urt_conn *c)
{
    const struct urt_ids *own = urt_config_groups(c->config);
    struct urt_bytes list = urt_buf_bytes(&c->peer_groups);
    uint16_t id;

    /* A client that names none could be sent any up to 1.2 (RFC 8422, 4);
     * like OpenSSL we take it to know none. */
    if (c->config->prefer_server_order) {
        for (size_t i = 0; i < own->count; i++)
            if (peer_has(list, own->id[i]) &&
                urt_group_allowed(c, own->id[i], c->version) != NULL)
                return own->id[i];
        return 0;
    }
    while (urt_take_u16(&list, &id))
        if (urt_group_allowed(c, id, c->version) != NULL)
            return id;
    return 0;
}

/* ---- signature schemes ---- */

static const struct urt_ids *
own_sigalgs(const struct urt_conn *c)
{
    if (c->server && c->config->client_sigalgs != NULL)
        return c->config->client_sigalgs;
    return urt_config_sigalgs(c->config);
}

/* SHA-1, SHA-224 and DSA have no place where only TLS 1.3 is spoken. */
static bool
is_old(const struct urt_sigalg *a)
{
    return a->key_type == URT_KEY_DSA || a->hash == &urt_hash_sha1 ||
           a->hash == &urt_hash_sha224;
}

static bool
listed(const struct urt_conn *c, const struct urt_sigalg *a)
{
    uint16_t min, max;

    if (a == NULL || a->security_bits < urt_level_bits(c->config) ||
        !urt_versions(c, &min, &max))
        return false;
    if (min >= URT_TLS_1_3 && is_old(a))
        return false;
    return !(c->server && c->version >= URT_TLS_1_3 &&
             a->key_type == URT_KEY_DSA);
}

const struct urt_sigalg *
urt_sigalg_allowed(const struct urt_conn *c, uint16_t id)
{
    const struct urt_sigalg *a = urt_sigalg_by_id(id);

    return urt_ids_has(own_sigalgs(c), id) && listed(c, a) ? a : NULL;
}

void
urt_put_sigalgs(const struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_ids *own = own_sigalgs(c);

    for (size_t i = 0; i < own->count; i++)
        if (listed(c, urt_sigalg_by_id(own->id[i])))
            urt_put_u16(b, own->id[i]);
}

enum urt_err
urt_check_peer_sigalg(const struct urt_conn *c, uint16_t id,
                      const struct urt_key *key, const struct urt_sigalg **out)
{
    const struct urt_sigalg *a = urt_sigalg_allowed(c, id);
    bool tls13 = c->version >= URT_TLS_1_3;

    if (a == NULL || !(tls13 ? a->tls13 : a->tls12) ||
        !urt_sigalg_fits(a, key, tls13))
        return URT_E_SIGALG_ILLEGAL;
    *out = a;
    return URT_OK;
}

/* What a key signs with where the version leaves no choice: MD5 and SHA-1
 * side by side, without a DigestInfo, for RSA (RFC 2246, 7.4.3); SHA-1 for
 * the others. NULL for keys that came later. */
static const struct urt_sigalg *
legacy_sigalg(const struct urt_key *key)
{
    static const struct urt_sigalg rsa = {
        .name = "rsa_pkcs1_md5_sha1",
        .key_type = URT_KEY_RSA,
        .hash = &urt_hash_md5_sha1,
        .padding = URT_PADDING_PKCS1,
        .security_bits = 67,
        .key_name = "RSA",
        .hash_name = "MD5-SHA1",
    };
    enum { ECDSA_SHA1 = 0x0203, DSA_SHA1 = 0x0202 };

    switch (urt_key_type(key)) {
    case URT_KEY_RSA:
        return &rsa;
    case URT_KEY_EC:
        return urt_sigalg_by_id(ECDSA_SHA1);
    case URT_KEY_DSA:
        return urt_sigalg_by_id(DSA_SHA1);
    default:
        return NULL;
    }
}

enum urt_err
urt_check_legacy_sigalg(const struct urt_conn *c, const struct urt_key *key,
                        const struct urt_sigalg **out)
{
    const struct urt_sigalg *a = legacy_sigalg(key);

    if (a == NULL)
        return URT_E_SIGALG_ILLEGAL;
    if (a->security_bits < urt_level_bits(c->config))
        return URT_E_SIGALG_LEGACY;
    *out = a;
    return URT_OK;
}

/* ---- our certificates ---- */

static bool
usable(const struct urt_conn *c, const struct urt_credential *cred)
{
    return cred != NULL && cred->cert != NULL && cred->key != NULL &&
           urt_key_has_private(cred->key) &&
           urt_key_allowed(c->config, cred->key);
}

/* A scheme we may sign with: ours by configuration, allowed, fitting. */
static bool
can_sign(const struct urt_conn *c, const struct urt_sigalg *a,
         const struct urt_credential *cred)
{
    bool tls13 = c->version >= URT_TLS_1_3;

    return a != NULL && (tls13 ? a->tls13 : a->tls12) && usable(c, cred) &&
           a->security_bits >= urt_level_bits(c->config) &&
           urt_sigalg_fits(a, cred->key, tls13);
}

static enum urt_slot
slot_of(const struct urt_sigalg *a)
{
    static const enum urt_slot slots[] = {
        [URT_KEY_RSA] = URT_SLOT_RSA,
        [URT_KEY_RSA_PSS] = URT_SLOT_RSA_PSS,
        [URT_KEY_DSA] = URT_SLOT_DSA,
        [URT_KEY_EC] = URT_SLOT_ECDSA,
        [URT_KEY_ED25519] = URT_SLOT_ED25519,
        [URT_KEY_ED448] = URT_SLOT_ED448,
    };

    return (size_t)a->key_type < sizeof slots / sizeof *slots
               ? slots[a->key_type]
               : URT_SLOT_COUNT;
}

static void
add_shared(struct shared *list, const struct urt_sigalg *a)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->row[i] == a)
            return;
    if (a != NULL && list->count < SHARED_MAX)
        list->row[list->count++] = a;
}

/* The schemes both sides know, each once, in the order that counts: a peer's
 * list may hold tens of thousands of entries, so it is walked once. Before
 * TLS 1.2 there are none. */
static void
find_shared(const struct urt_conn *c, struct shared *out)
{
    const struct urt_ids *own = urt_config_sigalgs(c->config);
    struct urt_bytes list = urt_buf_bytes(&c->hs->peer_sigalgs);
    uint16_t id;

    out->count = 0;
    if (c->version < URT_TLS_1_2)
        return;
    if (c->server && c->config->prefer_server_order) {
        for (size_t i = 0; i < own->count; i++)
            if (peer_has(list, own->id[i]))
                add_shared(out, urt_sigalg_by_id(own->id[i]));
        return;
    }
    while (urt_take_u16(&list, &id))
        if (urt_ids_has(own, id))
            add_shared(out, urt_sigalg_by_id(id));
}

static void
set_credential(struct urt_conn *c, struct urt_credential *cred,
               const struct urt_sigalg *a)
{
    urt_credential_free(c->credential);
    c->credential = urt_credential_up(cred);
    c->sigalg = a;
}

static bool
choose_by_sigalg(struct urt_conn *c)
{
    struct shared both;

    find_shared(c, &both);
    for (size_t i = 0; i < both.count; i++) {
        const struct urt_sigalg *a = both.row[i];
        struct urt_credential *cred =
            slot_of(a) != URT_SLOT_COUNT ? c->config->slot[slot_of(a)] : NULL;

        if (can_sign(c, a, cred)) {
            set_credential(c, cred, a);
            return true;
        }
    }
    return false;
}

enum urt_err
urt_choose_credential13(struct urt_conn *c)
{
    return choose_by_sigalg(c) ? URT_OK : URT_E_SIGALG_NONE_SHARED;
}

/* Up to TLS 1.2 the suite asks for a kind of key, and the client's groups
 * bind the curve of an ECDSA certificate (RFC 8422, 5.1). Before 1.2 nobody
 * could say that a key is of a kind that came later. */
static bool
serves_auth(const struct urt_conn *c, const struct urt_suite *s,
            enum urt_slot slot)
{
    const struct urt_credential *cred = c->config->slot[slot];
    struct urt_bytes groups = urt_buf_bytes(&c->peer_groups);
    bool tls12 = c->version >= URT_TLS_1_2;
    const struct urt_group *g;

    if (!usable(c, cred))
        return false;
    switch (s->auth) {
    case URT_AUTH_RSA:
        return slot == URT_SLOT_RSA ||
               (slot == URT_SLOT_RSA_PSS && tls12 && urt_kx_signs(s));
    case URT_AUTH_DSS:
        return slot == URT_SLOT_DSA;
    case URT_AUTH_ECDSA:
        if (slot == URT_SLOT_ED25519 || slot == URT_SLOT_ED448)
            return tls12;
        g = urt_key_group(cred->key);
        return slot == URT_SLOT_ECDSA &&
               (groups.len == 0 || (g != NULL && peer_has(groups, g->tls_id)));
    default:
        return false;
    }
}

/* Without schemes the first slot that serves will do. */
static bool
find_legacy(struct urt_conn *c, const struct urt_suite *s, bool set)
{
    for (enum urt_slot slot = 0; slot < URT_SLOT_COUNT; slot++) {
        if (!serves_auth(c, s, slot))
            continue;
        if (set)
            set_credential(c, c->config->slot[slot],
                           legacy_sigalg(c->config->slot[slot]->key));
        return true;
    }
    return false;
}

/* The slot and scheme that would serve a suite; false when none. */
static bool
find_for_suite(struct urt_conn *c, const struct urt_suite *s,
               const struct shared *both, bool set)
{
    if (c->version < URT_TLS_1_2)
        return find_legacy(c, s, set);
    for (size_t i = 0; i < both->count; i++) {
        const struct urt_sigalg *a = both->row[i];
        enum urt_slot slot = slot_of(a);

        if (slot == URT_SLOT_COUNT || !serves_auth(c, s, slot) ||
            !can_sign(c, a, c->config->slot[slot]))
            continue;
        if (set)
            set_credential(c, c->config->slot[slot], a);
        return true;
    }
    return false;
}

static bool
fits12(struct urt_conn *c, const struct urt_suite *s, const struct wanted *w)
{
    if (urt_kx_has_curve(s) && w->group == 0)
        return false;
    if (urt_kx_has_field(s) && !c->config->dh)
        return false;
    if (!urt_kx_has_cert(s))
        return true;
    /* Who says nothing about schemes is told later that none is shared. */
    return urt_ext_in_hello(c, URT_EXT_SIGNATURE_ALGORITHMS)
               ? find_for_suite(c, s, &w->sigalgs, false)
               : find_legacy(c, s, false);
}

enum urt_err
urt_choose_suite12(struct urt_conn *c)
{
    struct wanted w;

    find_shared(c, &w.sigalgs);
    w.group = urt_choose_group(c);
    return choose_suite(c, c->config->suites, fits12, &w);
}

enum urt_err
urt_choose_sigalg12(struct urt_conn *c)
{
    struct shared both;

    if (!urt_kx_has_cert(c->suite)) {
        set_credential(c, NULL, NULL);
        return URT_OK;
    }
    find_shared(c, &both);
    if (!find_for_suite(c, c->suite, &both, true))
        return URT_E_SIGALG_NONE_SHARED;
    return c->sigalg->security_bits >= urt_level_bits(c->config)
               ? URT_OK
               : URT_E_SIGALG_LEGACY_NONE;
}

/* ---- compression and sessions ---- */

bool
urt_may_compress(const struct urt_conn *c)
{
    enum { LEAST_LEVEL_WITHOUT = 2 };

    return c->config->compression &&
           c->config->security_level < LEAST_LEVEL_WITHOUT &&
           urt_records_compress(URT_COMPRESSION_DEFLATE);
}

bool
urt_session_fits(const struct urt_conn *c, const struct urt_session *s)
{
    return s->resumable && s->suite != NULL &&
           urt_ids_has(c->config->suites, s->suite->id) &&
           urt_suite_allowed(c, s->suite, s->version, s->version) &&
           (s->compression == URT_COMPRESSION_NONE || urt_may_compress(c));
}

/* ---- the client's certificate ---- */

/* What a TLS 1.2 server takes, RFC 5246 7.4.4 and RFC 8422 5.5. */
static bool
type_wanted(const struct urt_conn *c, enum urt_slot slot)
{
    enum { RSA_SIGN = 1, DSS_SIGN = 2, ECDSA_SIGN = 64 };
    static const uint8_t type[URT_SLOT_COUNT] = {
        [URT_SLOT_RSA] = RSA_SIGN,         [URT_SLOT_RSA_PSS] = RSA_SIGN,
        [URT_SLOT_DSA] = DSS_SIGN,         [URT_SLOT_ECDSA] = ECDSA_SIGN,
        [URT_SLOT_ED25519] = ECDSA_SIGN,   [URT_SLOT_ED448] = ECDSA_SIGN,
    };
    struct urt_bytes types = urt_buf_bytes(&c->cert_types);

    return c->version >= URT_TLS_1_3 ||
           (types.len > 0 && memchr(types.data, type[slot], types.len) != NULL);
}

/* Whether the key in a slot can answer the request with A, or before TLS 1.2
 * at all. */
static bool
can_answer(const struct urt_conn *c, enum urt_slot slot,
           const struct urt_sigalg *a)
{
    const struct urt_credential *cred = c->config->slot[slot];
    const struct urt_sigalg *legacy;

    if (!type_wanted(c, slot))
        return false;
    if (c->version >= URT_TLS_1_2)
        return can_sign(c, a, cred);
    return usable(c, cred) &&
           urt_check_legacy_sigalg(c, cred->key, &legacy) == URT_OK;
}

static bool
answer_from(struct urt_conn *c, enum urt_slot only)
{
    struct shared both;

    find_shared(c, &both);
    for (size_t i = 0; i < both.count; i++) {
        const struct urt_sigalg *a = both.row[i];
        enum urt_slot slot = slot_of(a);

        if (slot == URT_SLOT_COUNT ||
            (only != URT_SLOT_COUNT && slot != only) ||
            !can_answer(c, slot, a))
            continue;
        set_credential(c, c->config->slot[slot], a);
        return true;
    }
    for (enum urt_slot slot = 0;
         c->version < URT_TLS_1_2 && slot < URT_SLOT_COUNT; slot++) {
        if ((only != URT_SLOT_COUNT && slot != only) ||
            !can_answer(c, slot, NULL))
            continue;
        set_credential(c, c->config->slot[slot],
                       legacy_sigalg(c->config->slot[slot]->key));
        return true;
    }
    return false;
}

/* The certificate set last is preferred. */
void
urt_choose_client_credential(struct urt_conn *c)
{
    set_credential(c, NULL, NULL);
    if (!answer_from(c, c->config->current_slot))
        answer_from(c, URT_SLOT_COUNT);
}
