/* Groups and signature algorithms: from the API's NIDs and names to the
 * engine's lists of ids, and back. */
#include "facade/libssl/ssl_local.h"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include "engine/base/text.h"
#include "engine/crypto/group.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/sig.h"

enum { MAX_IDS = 64 };

static const struct {
    uint16_t id;
    int nid;
} group_nids[] = {
    {0x0017, NID_X9_62_prime256v1},
    {0x0018, NID_secp384r1},
    {0x0019, NID_secp521r1},
    {0x001d, NID_X25519},
    {0x001e, NID_X448},
    {0x0013, NID_X9_62_prime192v1},
    {0x0015, NID_secp224r1},
    {0x0100, NID_ffdhe2048},
    {0x0101, NID_ffdhe3072},
    {0x0102, NID_ffdhe4096},
    {0x0103, NID_ffdhe6144},
    {0x0104, NID_ffdhe8192},
};

/* For ids without a NID OpenSSL answers with the id and this bit. */
enum { UNKNOWN_GROUP = 0x1000000 };

int
fac_ssl_group_nid(uint16_t id)
{
    for (size_t i = 0; i < sizeof group_nids / sizeof *group_nids; i++)
        if (group_nids[i].id == id)
            return group_nids[i].nid;
    return UNKNOWN_GROUP | id;
}

static uint16_t
group_id(int nid)
{
    for (size_t i = 0; i < sizeof group_nids / sizeof *group_nids; i++)
        if (group_nids[i].nid == nid)
            return group_nids[i].id;
    return 0;
}

static long
set_ids(struct urt_ids **at, const uint16_t *id, size_t n)
{
    struct urt_ids *ids = urt_ids_new(id, n);

    if (ids == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    urt_ids_free(*at);
    *at = ids;
    return 1;
}

static bool
has(const uint16_t *id, size_t n, uint16_t x)
{
    for (size_t i = 0; i < n; i++)
        if (id[i] == x)
            return true;
    return false;
}

long
fac_set_groups(struct urt_config *config, const int *nid, size_t count)
{
    uint16_t id[MAX_IDS];

    if (count == 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
        return 0;
    }
    if (count > MAX_IDS)
        return 0;
    for (size_t i = 0; i < count; i++) {
        id[i] = group_id(nid[i]);
        if (id[i] == 0 || has(id, i, id[i]))
            return 0;
    }
    return set_ids(&config->groups, id, count);
}

/* The one group is that of the key's curve: what this was before there were
 * groups. The key itself is of no use. */
long
fac_set_tmp_ecdh(struct urt_config *config, const EC_KEY *key)
{
    const EC_GROUP *curve = key != NULL ? EC_KEY_get0_group(key) : NULL;
    int nid;

    if (key == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (curve == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_MISSING_PARAMETERS);
        return 0;
    }
    nid = EC_GROUP_get_curve_name(curve);
    return nid != NID_undef ? fac_set_groups(config, &nid, 1) : 0;
}

/* "P-256:X25519"; a name that is unknown or comes twice is an error. */
long
fac_set_groups_list(struct urt_config *config, const char *text)
{
    uint16_t id[MAX_IDS];
    size_t n = 0;

    while (text != NULL && *text != '\0') {
        size_t len = strcspn(text, ":");
        const struct urt_group *g = NULL;
        char name[32];

        if (len > 0 && len < sizeof name) {
            memcpy(name, text, len);
            name[len] = '\0';
            g = urt_group_by_name(name);
        }
        if (g == NULL || g->tls_id == 0) {
            ERR_raise_data(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT,
                           "group '%.*s' cannot be set", (int)len, text);
            return 0;
        }
        if (has(id, n, g->tls_id) || n == MAX_IDS)
            return 0;
        id[n++] = g->tls_id;
        text += len;
        text += *text == ':';
    }
    if (n == 0) {
        ERR_raise_data(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT,
                       "No valid groups in list");
        return 0;
    }
    return set_ids(&config->groups, id, n);
}

/* ---- signature algorithms ---- */

static int
hash_nid(const struct urt_sigalg *a)
{
    return a->hash != NULL ? OBJ_txt2nid(a->hash->name) : NID_undef;
}

static int
key_nid(const struct urt_sigalg *a)
{
    switch (a->key_type) {
    case URT_KEY_RSA:
        return a->padding == URT_PADDING_PSS ? EVP_PKEY_RSA_PSS : EVP_PKEY_RSA;
    case URT_KEY_RSA_PSS:
        return EVP_PKEY_RSA_PSS;
    case URT_KEY_EC:
        return EVP_PKEY_EC;
    case URT_KEY_DSA:
        return EVP_PKEY_DSA;
    case URT_KEY_ED25519:
        return EVP_PKEY_ED25519;
    case URT_KEY_ED448:
        return EVP_PKEY_ED448;
    default:
        return NID_undef;
    }
}

/* As of a row, which may be one that has no code point. */
int
fac_signature_nid(const struct urt_sigalg *a)
{
    return hash_nid(a);
}

int
fac_sigalg_hash_nid(uint16_t scheme)
{
    const struct urt_sigalg *a = urt_sigalg_by_id(scheme);

    return a != NULL ? hash_nid(a) : NID_undef;
}

int
fac_sigalg_key_nid(uint16_t scheme)
{
    const struct urt_sigalg *a = urt_sigalg_by_id(scheme);

    return a != NULL ? key_nid(a) : NID_undef;
}

static long
set_sigalgs(struct urt_config *config, const uint16_t *id, size_t n,
            bool client)
{
    return set_ids(client ? &config->client_sigalgs : &config->sigalgs, id, n);
}

/* Pairs of a hash's and a key type's NID. */
long
fac_set_sigalgs(struct urt_config *config, const int *pairs, size_t count,
                bool client)
{
    uint16_t id[MAX_IDS];
    size_t n = 0;

    if (count % 2 != 0 || count / 2 > MAX_IDS)
        return 0;
    for (size_t i = 0; i < count; i += 2) {
        const struct urt_sigalg *found = NULL;

        for (size_t k = 0; found == NULL && k < urt_sigalg_count; k++)
            if (urt_sigalgs[k].key_type != URT_KEY_RSA_PSS &&
                hash_nid(&urt_sigalgs[k]) == pairs[i] &&
                key_nid(&urt_sigalgs[k]) == pairs[i + 1])
                found = &urt_sigalgs[k];
        if (found == NULL)
            return 0;
        id[n++] = found->id;
    }
    return set_sigalgs(config, id, n, client);
}

/* "RSA+SHA256", or a scheme's own name. */
static const struct urt_sigalg *
parse_sigalg(const char *text, size_t len)
{
    char word[40];
    char *plus;

    if (len == 0 || len >= sizeof word)
        return NULL;
    memcpy(word, text, len);
    word[len] = '\0';
    plus = strchr(word, '+');
    if (plus == NULL)
        return urt_sigalg_by_name(word);
    *plus++ = '\0';
    for (size_t i = 0; i < urt_sigalg_count; i++) {
        const struct urt_sigalg *a = &urt_sigalgs[i];
        const char *key = a->key_name;

        if (a->padding == URT_PADDING_PSS && a->key_type == URT_KEY_RSA)
            key = "RSA-PSS";
        /* RSA-PSS+SHA256 means the scheme of an RSA key; that of an RSA-PSS
         * key has only its name. */
        if (a->key_type == URT_KEY_RSA_PSS || a->hash_name == NULL ||
            strcmp(a->hash_name, plus) != 0)
            continue;
        if (strcmp(key, word) == 0 ||
            (strcmp(word, "PSS") == 0 && strcmp(key, "RSA-PSS") == 0))
            return a;
    }
    return NULL;
}

long
fac_set_sigalgs_list(struct urt_config *config, const char *text, bool client)
{
    uint16_t id[MAX_IDS];
    size_t n = 0;

    while (text != NULL && *text != '\0') {
        size_t len = strcspn(text, ":");
        const struct urt_sigalg *a = parse_sigalg(text, len);

        if (a == NULL || has(id, n, a->id) || n == MAX_IDS)
            return 0;
        id[n++] = a->id;
        text += len;
        text += *text == ':';
    }
    return n > 0 ? set_sigalgs(config, id, n, client) : 0;
}

/* The peer's algorithms (all of them in *N), or with IDX the one at it. */
int
SSL_get_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignhash,
                unsigned char *rsig, unsigned char *rhash)
{
    enum { DSA_SHA224 = 0x0302 };
    struct urt_bytes all = urt_conn_peer_sigalgs(s->conn);
    int n = (int)(all.len / 2);
    uint16_t id;

    if (all.len == 0)
        return 0;
    if (idx < 0)
        return n;
    if (idx >= n)
        return 0;
    id = (uint16_t)(all.data[2 * idx] << 8 | all.data[2 * idx + 1]);
    if (rhash != NULL)
        *rhash = (unsigned char)(id >> 8);
    if (rsig != NULL)
        *rsig = (unsigned char)id;
    if (psign != NULL)
        *psign = fac_sigalg_key_nid(id);
    if (phash != NULL)
        *phash = fac_sigalg_hash_nid(id);
    if (psignhash != NULL) {
        *psignhash = NID_undef;
        if (id != DSA_SHA224) /* OpenSSL has no name for the two here */
            OBJ_find_sigid_by_algs(psignhash, fac_sigalg_hash_nid(id),
                                   fac_sigalg_key_nid(id));
    }
    return n;
}

int
SSL_get_peer_signature_type_nid(const SSL *s, int *nid)
{
    const struct urt_sigalg *a = urt_conn_peer_sigalg(s->conn);

    if (a == NULL)
        return 0;
    *nid = key_nid(a);
    return 1;
}

int
SSL_get_signature_type_nid(const SSL *s, int *nid)
{
    const struct urt_sigalg *a = urt_conn_sigalg(s->conn);

    if (a == NULL)
        return 0;
    *nid = key_nid(a);
    return 1;
}

const char *
SSL_group_to_name(SSL *s, int nid)
{
    uint16_t id = (nid & UNKNOWN_GROUP) != 0 ? (uint16_t)nid : group_id(nid);
    const struct urt_group *g = urt_group_by_tls_id(id);

    if (g == NULL)
        return NULL;
    /* Names as the default provider registers them. */
    if (g->kind == URT_GROUP_EC)
        return id == 0x0017 ? "secp256r1" : g->sn;
    return g->kind == URT_GROUP_X25519 ? "x25519"
           : g->kind == URT_GROUP_X448 ? "x448"
                                       : g->name;
}

/* What the peer offered, as NIDs; the number of them. */
long
fac_get_groups(SSL *s, long n, void *out)
{
    struct urt_bytes in = urt_conn_peer_groups(s->conn);
    long count = (long)(in.len / 2);
    int *nid = out;
    uint16_t id;

    for (; nid != NULL && urt_take_u16(&in, &id); nid++)
        *nid = fac_ssl_group_nid(id);
    return count;
}

/* The Nth group in common, in order of preference; -1: how many. */
long
fac_get_shared_group(SSL *s, long n)
{
    struct urt_bytes theirs = urt_conn_peer_groups(s->conn);
    const struct urt_ids *ours = urt_config_groups(&s->config);
    bool own_order = (s->set.options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
    size_t limit = own_order ? ours->count : theirs.len / 2;
    long found = 0;

    if (!SSL_is_server(s))
        return n == -1 ? 0 : 0;
    for (size_t i = 0; i < limit; i++) {
        bool shared = false;
        uint16_t id, other;
        struct urt_bytes in = theirs;

        if (own_order) {
            id = ours->id[i];
            while (!shared && urt_take_u16(&in, &other))
                shared = other == id;
        } else {
            id = (uint16_t)(theirs.data[2 * i] << 8 | theirs.data[2 * i + 1]);
            shared = urt_ids_has(ours, id);
        }
        if (shared && found++ == n)
            return fac_ssl_group_nid(id);
    }
    return n == -1 ? found : 0;
}
