/* Configurations: immutable shared blocks, defaults, copies.
 *
 * The default lists (DESIGN: groups x25519 first) are static blocks whose
 * reference count is never used. */
#include "engine/tls/config.h"

#include "engine/crypto/key.h"
#include "engine/crypto/sig.h"
#include "engine/pki/cert.h"

enum {
    DEFAULT_SECURITY_LEVEL = 2,
    DEFAULT_TIMEOUT = 7200,
    DEFAULT_TICKETS = 2,
    MAX_FRAGMENT = 16384,
    MAX_CERT_LIST = 100 * 1024,
    MAX_EARLY_DATA = 16384,
};

/* A flexible array with an initialiser: a GNU extension that gcc and clang
 * share. */
#define STATIC_IDS(name, ...)                                       \
    static const struct urt_ids name = {                            \
        {1}, sizeof((uint16_t[]){__VA_ARGS__}) / 2, {__VA_ARGS__}}

/* x25519, P-256, x448, P-521, P-384, ffdhe2048 to 8192. */
STATIC_IDS(default_groups, 0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100,
           0x0101, 0x0102, 0x0103, 0x0104);

/* ECDSA on P-256, P-384, P-521; Ed25519, Ed448; PSS with PSS keys, then with
 * RSA keys; PKCS#1; then SHA-224, SHA-1 and DSA, which TLS 1.2 peers may
 * still want. */
STATIC_IDS(default_sigalgs, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809,
           0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
           0x0303, 0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502,
           0x0602);

/* RFC 6460: P-256 alone, P-384 alone, both. */
STATIC_IDS(suiteb_groups_1, 0x0017);
STATIC_IDS(suiteb_groups_2, 0x0018);
STATIC_IDS(suiteb_groups_3, 0x0017, 0x0018);
STATIC_IDS(suiteb_sigalgs_1, 0x0403);
STATIC_IDS(suiteb_sigalgs_2, 0x0503);
STATIC_IDS(suiteb_sigalgs_3, 0x0403, 0x0503);

struct urt_ids *
urt_ids_new(const uint16_t *id, size_t count)
{
    struct urt_ids *l;
    size_t size;

    if (__builtin_mul_overflow(count, sizeof *id, &size) ||
        __builtin_add_overflow(size, sizeof *l, &size))
        return NULL;
    l = urt_alloc(size);
    if (l == NULL)
        return NULL;
    urt_ref_init(&l->ref);
    l->count = count;
    if (count > 0)
        memcpy(l->id, id, count * sizeof *id);
    return l;
}

struct urt_ids *
urt_ids_up(struct urt_ids *l)
{
    if (l != NULL)
        urt_ref_up(&l->ref);
    return l;
}

void
urt_ids_free(struct urt_ids *l)
{
    if (l != NULL && urt_ref_down(&l->ref))
        urt_free(l);
}

bool
urt_ids_has(const struct urt_ids *l, uint16_t id)
{
    for (size_t i = 0; l != NULL && i < l->count; i++)
        if (l->id[i] == id)
            return true;
    return false;
}

struct urt_blob *
urt_blob_new(struct urt_bytes s)
{
    struct urt_blob *b;
    size_t size;

    if (__builtin_add_overflow(s.len, sizeof *b, &size))
        return NULL;
    b = urt_alloc(size);
    if (b == NULL)
        return NULL;
    urt_ref_init(&b->ref);
    b->len = s.len;
    if (s.len > 0)
        memcpy(b->data, s.data, s.len);
    return b;
}

struct urt_blob *
urt_blob_up(struct urt_blob *b)
{
    if (b != NULL)
        urt_ref_up(&b->ref);
    return b;
}

void
urt_blob_free(struct urt_blob *b)
{
    if (b != NULL && urt_ref_down(&b->ref))
        urt_wipe_free(b, sizeof *b + b->len);
}

struct urt_credential *
urt_credential_new(struct urt_cert *cert, struct urt_key *key,
                   struct urt_cert *const *chain, size_t chain_count)
{
    struct urt_credential *c = urt_zalloc(sizeof *c);

    if (c == NULL)
        return NULL;
    urt_ref_init(&c->ref);
    if (chain_count > 0) {
        c->chain = urt_calloc(chain_count, sizeof *c->chain);
        if (c->chain == NULL) {
            urt_free(c);
            return NULL;
        }
        for (; c->chain_count < chain_count; c->chain_count++)
            c->chain[c->chain_count] = urt_cert_up(chain[c->chain_count]);
    }
    c->cert = cert != NULL ? urt_cert_up(cert) : NULL;
    c->key = key != NULL ? urt_key_up(key) : NULL;
    return c;
}

struct urt_credential *
urt_credential_up(struct urt_credential *c)
{
    if (c != NULL)
        urt_ref_up(&c->ref);
    return c;
}

void
urt_credential_free(struct urt_credential *c)
{
    if (c == NULL || !urt_ref_down(&c->ref))
        return;
    for (size_t i = 0; i < c->chain_count; i++)
        urt_cert_free(c->chain[i]);
    urt_free(c->chain);
    urt_cert_free(c->cert);
    urt_key_free(c->key);
    urt_free(c);
}

void
urt_config_init(struct urt_config *c, const struct urt_hooks *hooks)
{
    *c = (struct urt_config){
        .hooks = hooks,
        .security_level = DEFAULT_SECURITY_LEVEL,
        .session_timeout = DEFAULT_TIMEOUT,
        .num_tickets = DEFAULT_TICKETS,
        .max_send_fragment = MAX_FRAGMENT,
        .max_cert_list = MAX_CERT_LIST,
        .recv_max_early_data = MAX_EARLY_DATA,
        .middlebox_compat = true,
    };
}

enum urt_err
urt_config_copy(struct urt_config *out, const struct urt_config *c)
{
    char *hostname = urt_strdup(c->hostname);

    if (c->hostname != NULL && hostname == NULL)
        return URT_E_NOMEM;
    *out = *c;
    out->hostname = hostname;
    urt_ids_up(out->suites);
    urt_ids_up(out->suites13);
    urt_ids_up(out->groups);
    urt_ids_up(out->sigalgs);
    urt_ids_up(out->client_sigalgs);
    urt_blob_up(out->alpn);
    urt_blob_up(out->ca_names);
    urt_blob_up(out->ticket_appdata);
    urt_blob_up(out->psk_hint);
    urt_blob_up(out->cert_types);
    urt_blob_up(out->status_ids);
    urt_blob_up(out->status_exts);
    for (size_t i = 0; i < URT_SLOT_COUNT; i++)
        urt_credential_up(out->slot[i]);
    return URT_OK;
}

void
urt_config_cleanup(struct urt_config *c)
{
    urt_ids_free(c->suites);
    urt_ids_free(c->suites13);
    urt_ids_free(c->groups);
    urt_ids_free(c->sigalgs);
    urt_ids_free(c->client_sigalgs);
    urt_blob_free(c->alpn);
    urt_blob_free(c->ca_names);
    urt_blob_free(c->ticket_appdata);
    urt_blob_free(c->psk_hint);
    urt_blob_free(c->cert_types);
    urt_blob_free(c->status_ids);
    urt_blob_free(c->status_exts);
    for (size_t i = 0; i < URT_SLOT_COUNT; i++)
        urt_credential_free(c->slot[i]);
    urt_free(c->hostname);
    memset(c, 0, sizeof *c);
}

const struct urt_ids *
urt_config_groups(const struct urt_config *c)
{
    static const struct urt_ids *const suiteb[] = {
        NULL, &suiteb_groups_1, &suiteb_groups_2,
        &suiteb_groups_3};

    if (c->suiteb != 0)
        return suiteb[c->suiteb & 3];
    return c->groups != NULL ? c->groups : &default_groups;
}

const struct urt_ids *
urt_config_sigalgs(const struct urt_config *c)
{
    static const struct urt_ids *const suiteb[] = {
        NULL, &suiteb_sigalgs_1, &suiteb_sigalgs_2,
        &suiteb_sigalgs_3};

    if (c->suiteb != 0)
        return suiteb[c->suiteb & 3];
    return c->sigalgs != NULL ? c->sigalgs : &default_sigalgs;
}

/* The oldest version that a security level lets by. */
static uint16_t
level_version(int level)
{
    if (level < 3)
        return URT_TLS_1_0;
    return level == 3 ? URT_TLS_1_1 : URT_TLS_1_2;
}

bool
urt_config_versions(const struct urt_config *c, uint16_t *min, uint16_t *max)
{
    const bool off[] = {c->no_tls10, c->no_tls11, c->no_tls12, c->no_tls13};
    uint16_t low = c->min_version, high = c->max_version;

    if (low < level_version(c->security_level))
        low = level_version(c->security_level);
    if (c->suiteb != 0 && low < URT_TLS_1_2)
        low = URT_TLS_1_2;
    if (high == 0 || high > URT_TLS_1_3)
        high = URT_TLS_1_3;
    while (low <= high && off[high - URT_TLS_1_0])
        high--;
    while (low <= high && off[low - URT_TLS_1_0])
        low++;
    *min = low;
    *max = high;
    return low <= high;
}

bool
urt_config_offer_versions(const struct urt_config *c, uint16_t *min,
                          uint16_t *max)
{
    const bool off[] = {c->no_tls10, c->no_tls11, c->no_tls12, c->no_tls13};
    uint16_t v;

    if (!urt_config_versions(c, min, max))
        return false;
    for (v = *min; v < *max && !off[v + 1 - URT_TLS_1_0]; v++)
        ;
    *max = v;
    return true;
}

/* The extra rules of the levels, beside strength: from 1 on no suite
 * without authentication or with MD5, from 3 on forward secrecy, from 4 on
 * no SHA-1. */
static bool
level_allows(int level, const struct urt_suite *s)
{
    static const unsigned bits[] = {0, 80, 112, 128, 192, 256};
    bool forward = s->kx == URT_KX_ANY || s->kx == URT_KX_DHE ||
                   s->kx == URT_KX_ECDHE || s->kx == URT_KX_DHE_PSK ||
                   s->kx == URT_KX_ECDHE_PSK;

    if (level <= 0)
        return true;
    return s->strength_bits >= bits[level < 5 ? level : 5] &&
           s->auth != URT_AUTH_NULL && s->mac_id != URT_MAC_MD5 &&
           (level < 3 || forward) &&
           (level < 4 || s->mac_id != URT_MAC_SHA1);
}

/* Whether a peer could sign for this kind of authentication with any of the
 * schemes that we list. */
bool
urt_config_signs(const struct urt_config *c, const struct urt_suite *s)
{
    static const uint16_t bits[] = {0, 80, 112, 128, 192, 256};
    const struct urt_ids *own = urt_config_sigalgs(c);
    int level = c->security_level < 0   ? 0
                : c->security_level > 5 ? 5
                                        : c->security_level;

    if (s->auth != URT_AUTH_RSA && s->auth != URT_AUTH_ECDSA &&
        s->auth != URT_AUTH_DSS)
        return true;
    for (size_t i = 0; i < own->count; i++) {
        const struct urt_sigalg *a = urt_sigalg_by_id(own->id[i]);
        enum urt_suite_auth auth = URT_AUTH_ECDSA;

        if (a == NULL || a->security_bits < bits[level])
            continue;
        if (a->key_type == URT_KEY_RSA || a->key_type == URT_KEY_RSA_PSS)
            auth = URT_AUTH_RSA;
        else if (a->key_type == URT_KEY_DSA)
            auth = URT_AUTH_DSS;
        if (auth == s->auth)
            return true;
    }
    return false;
}

bool
urt_config_allows_suite(const struct urt_config *c, const struct urt_suite *s,
                        uint16_t min, uint16_t max)
{
    return s->usable && s->min_version <= max && s->max_version >= min &&
           level_allows(c->security_level, s);
}

enum urt_slot
urt_slot_of_key(const struct urt_key *key)
{
    static const struct {
        enum urt_key_type type;
        enum urt_slot slot;
    } rows[] = {
        {URT_KEY_RSA, URT_SLOT_RSA},
        {URT_KEY_RSA_PSS, URT_SLOT_RSA_PSS},
        {URT_KEY_DSA, URT_SLOT_DSA},
        {URT_KEY_EC, URT_SLOT_ECDSA},
        {URT_KEY_ED25519, URT_SLOT_ED25519},
        {URT_KEY_ED448, URT_SLOT_ED448},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == urt_key_type(key))
            return rows[i].slot;
    return URT_SLOT_COUNT;
}
