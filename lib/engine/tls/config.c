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
           0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602);

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
    return c->groups != NULL ? c->groups : &default_groups;
}

const struct urt_ids *
urt_config_sigalgs(const struct urt_config *c)
{
    return c->sigalgs != NULL ? c->sigalgs : &default_sigalgs;
}

bool
urt_config_versions(const struct urt_config *c, uint16_t *min, uint16_t *max)
{
    const bool off[] = {c->no_tls10, c->no_tls11, c->no_tls12, c->no_tls13};
    uint16_t low = c->min_version, high = c->max_version;

    if (low < URT_TLS_1_0)
        low = URT_TLS_1_0;
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

enum urt_slot
urt_slot_of_key(const struct urt_key *key)
{
    static const struct {
        enum urt_key_type type;
        enum urt_slot slot;
    } rows[] = {
        {URT_KEY_RSA, URT_SLOT_RSA},         {URT_KEY_RSA_PSS, URT_SLOT_RSA_PSS},
        {URT_KEY_DSA, URT_SLOT_DSA},         {URT_KEY_EC, URT_SLOT_ECDSA},
        {URT_KEY_ED25519, URT_SLOT_ED25519}, {URT_KEY_ED448, URT_SLOT_ED448},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == urt_key_type(key))
            return rows[i].slot;
    return URT_SLOT_COUNT;
}
