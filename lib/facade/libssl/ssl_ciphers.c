/* Cipher suites: the lists of contexts and connections, and what an
 * SSL_CIPHER tells about itself. */
#include "facade/libssl/ssl_local.h"

#include <openssl/objects.h>

#include "engine/base/text.h"
#include "engine/crypto/hash.h"
#include "toolkit/compat.h"

/* ---- attributes ---- */

static const struct {
    int nid;
    const char *text;
} kx_names[] = {
    [URT_KX_ANY] = {NID_kx_any, "any"},
    [URT_KX_RSA] = {NID_kx_rsa, "RSA"},
    [URT_KX_DHE] = {NID_kx_dhe, "DH"},
    [URT_KX_ECDHE] = {NID_kx_ecdhe, "ECDH"},
    [URT_KX_PSK] = {NID_kx_psk, "PSK"},
    [URT_KX_RSA_PSK] = {NID_kx_rsa_psk, "RSAPSK"},
    [URT_KX_DHE_PSK] = {NID_kx_dhe_psk, "DHEPSK"},
    [URT_KX_ECDHE_PSK] = {NID_kx_ecdhe_psk, "ECDHEPSK"},
    [URT_KX_SRP] = {NID_kx_srp, "SRP"},
};

static const struct {
    int nid;
    const char *text;
} auth_names[] = {
    [URT_AUTH_ANY] = {NID_auth_any, "any"},
    [URT_AUTH_RSA] = {NID_auth_rsa, "RSA"},
    [URT_AUTH_ECDSA] = {NID_auth_ecdsa, "ECDSA"},
    [URT_AUTH_DSS] = {NID_auth_dss, "DSS"},
    [URT_AUTH_NULL] = {NID_auth_null, "None"},
    [URT_AUTH_PSK] = {NID_auth_psk, "PSK"},
    [URT_AUTH_SRP] = {NID_auth_srp, "SRP"},
};

static const struct {
    int nid;
    const char *text;
} bulk_names[] = {
    [URT_BULK_AES128_GCM] = {NID_aes_128_gcm, "AESGCM(128)"},
    [URT_BULK_AES256_GCM] = {NID_aes_256_gcm, "AESGCM(256)"},
    [URT_BULK_AES128_CCM] = {NID_aes_128_ccm, "AESCCM(128)"},
    [URT_BULK_AES256_CCM] = {NID_aes_256_ccm, "AESCCM(256)"},
    [URT_BULK_AES128_CCM_8] = {NID_aes_128_ccm, "AESCCM8(128)"},
    [URT_BULK_AES256_CCM_8] = {NID_aes_256_ccm, "AESCCM8(256)"},
    [URT_BULK_CHACHA20] = {NID_chacha20_poly1305, "CHACHA20/POLY1305(256)"},
    [URT_BULK_ARIA128_GCM] = {NID_aria_128_gcm, "ARIAGCM(128)"},
    [URT_BULK_ARIA256_GCM] = {NID_aria_256_gcm, "ARIAGCM(256)"},
    [URT_BULK_AES128_CBC] = {NID_aes_128_cbc, "AES(128)"},
    [URT_BULK_AES256_CBC] = {NID_aes_256_cbc, "AES(256)"},
    [URT_BULK_CAMELLIA128_CBC] = {NID_camellia_128_cbc, "Camellia(128)"},
    [URT_BULK_CAMELLIA256_CBC] = {NID_camellia_256_cbc, "Camellia(256)"},
    [URT_BULK_NULL] = {NID_undef, "None"},
};

static const struct {
    int nid;
    const char *text;
} mac_names[] = {
    [URT_MAC_AEAD] = {NID_undef, "AEAD"},
    [URT_MAC_MD5] = {NID_md5, "MD5"},
    [URT_MAC_SHA1] = {NID_sha1, "SHA1"},
    [URT_MAC_SHA256] = {NID_sha256, "SHA256"},
    [URT_MAC_SHA384] = {NID_sha384, "SHA384"},
};

int
SSL_CIPHER_get_kx_nid(const SSL_CIPHER *c)
{
    return kx_names[fac_suite(c)->kx].nid;
}

int
SSL_CIPHER_get_auth_nid(const SSL_CIPHER *c)
{
    return auth_names[fac_suite(c)->auth].nid;
}

int
SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *c)
{
    return c != NULL ? bulk_names[fac_suite(c)->bulk].nid : NID_undef;
}

int
SSL_CIPHER_get_digest_nid(const SSL_CIPHER *c)
{
    return mac_names[fac_suite(c)->mac_id].nid;
}

const EVP_MD *
SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *c)
{
    const char *name = fac_suite(c)->prf->name;

    return EVP_get_digestbyname(name);
}

int
SSL_CIPHER_is_aead(const SSL_CIPHER *c)
{
    return fac_suite(c)->mac_id == URT_MAC_AEAD;
}

int
SSL_CIPHER_get_bits(const SSL_CIPHER *c, int *alg_bits)
{
    if (c == NULL)
        return 0;
    if (alg_bits != NULL)
        *alg_bits = fac_suite(c)->alg_bits;
    return fac_suite(c)->strength_bits;
}

const char *
SSL_CIPHER_get_name(const SSL_CIPHER *c)
{
    return c != NULL ? fac_suite(c)->name : "(NONE)";
}

const char *
SSL_CIPHER_standard_name(const SSL_CIPHER *c)
{
    return c != NULL ? fac_suite(c)->rfc_name : "(NONE)";
}

const char *
OPENSSL_cipher_name(const char *rfc_name)
{
    size_t n;
    const struct urt_suite *all = urt_suite_all(&n);

    for (size_t i = 0; rfc_name != NULL && i < n; i++)
        if (strcmp(all[i].rfc_name, rfc_name) == 0)
            return all[i].name;
    return "(NONE)";
}

uint32_t
SSL_CIPHER_get_id(const SSL_CIPHER *c)
{
    return 0x03000000u | fac_suite(c)->id;
}

uint16_t
SSL_CIPHER_get_protocol_id(const SSL_CIPHER *c)
{
    return fac_suite(c)->id;
}

/* The version that the suite came with; TLS 1.0 goes by its full name here
 * and by the short one in descriptions. */
const char *
SSL_CIPHER_get_version(const SSL_CIPHER *c)
{
    if (c == NULL)
        return "(NONE)";
    if (fac_suite(c)->min_version == URT_TLS_1_0)
        return "TLSv1.0";
    return urt_version_name(fac_suite(c)->min_version);
}

char *
SSL_CIPHER_description(const SSL_CIPHER *c, char *buf, int len)
{
    const struct urt_suite *s = fac_suite(c);

    if (buf == NULL) {
        len = 128;
        buf = OPENSSL_malloc((size_t)len);
        if (buf == NULL)
            return NULL;
    } else if (len < 128) {
        return NULL;
    }
    BIO_snprintf(buf, (size_t)len,
                 "%-30s %-7s Kx=%-8s Au=%-5s Enc=%-22s Mac=%-4s\n", s->name,
                 urt_version_name(s->min_version), kx_names[s->kx].text,
                 auth_names[s->auth].text, bulk_names[s->bulk].text,
                 mac_names[s->mac_id].text);
    return buf;
}

const SSL_CIPHER *
SSL_CIPHER_find(SSL *s, const unsigned char *ptr)
{
    return fac_cipher(urt_suite_by_id((uint16_t)(ptr[0] << 8 | ptr[1])));
}

/* ---- lists ---- */

struct urt_ids *
fac_cipher_ids(const STACK_OF(SSL_CIPHER) * list)
{
    int n = sk_SSL_CIPHER_num(list);
    uint16_t *id;
    struct urt_ids *ids;

    if (n < 0)
        n = 0;
    id = urt_calloc((size_t)n, sizeof *id);
    if (id == NULL)
        return NULL;
    for (int i = 0; i < n; i++)
        id[i] = fac_suite(sk_SSL_CIPHER_value(list, i))->id;
    ids = urt_ids_new(id, (size_t)n);
    urt_free(id);
    return ids;
}

STACK_OF(SSL_CIPHER) * fac_cipher_join(const STACK_OF(SSL_CIPHER) * c13,
                                       const STACK_OF(SSL_CIPHER) * c12)
{
    STACK_OF(SSL_CIPHER) *out = sk_SSL_CIPHER_new_null();

    for (int i = 0; out != NULL && i < sk_SSL_CIPHER_num(c13); i++)
        (void)sk_SSL_CIPHER_push(out, sk_SSL_CIPHER_value(c13, i));
    for (int i = 0; out != NULL && i < sk_SSL_CIPHER_num(c12); i++)
        (void)sk_SSL_CIPHER_push(out, sk_SSL_CIPHER_value(c12, i));
    return out;
}

/* Where one owner keeps its lists. */
struct lists {
    STACK_OF(SSL_CIPHER) * *c12, **c13, **all;
    struct urt_config *config;
    struct fac_settings *set;
};

static int
refresh(struct lists l, const STACK_OF(SSL_CIPHER) * c13,
        const STACK_OF(SSL_CIPHER) * c12)
{
    struct urt_ids *ids = fac_cipher_ids(c12), *ids13 = fac_cipher_ids(c13);
    STACK_OF(SSL_CIPHER) *all = fac_cipher_join(c13, c12);

    if (ids == NULL || ids13 == NULL || all == NULL) {
        urt_ids_free(ids);
        urt_ids_free(ids13);
        sk_SSL_CIPHER_free(all);
        return 0;
    }
    urt_ids_free(l.config->suites);
    urt_ids_free(l.config->suites13);
    l.config->suites = ids;
    l.config->suites13 = ids13;
    sk_SSL_CIPHER_free(*l.all);
    *l.all = all;
    return 1;
}

/* SSL's own lists start as the context's. */
static int
set_list(struct lists l, const char *text, const STACK_OF(SSL_CIPHER) * c13)
{
    int level = l.config->security_level;
    STACK_OF(SSL_CIPHER) *list = fac_cipher_string(text, &level,
                                                &l.set->cert_flags);

    if (list == NULL)
        return 0;
    l.config->security_level = level;
    fac_apply_cert_flags(l.set, l.config);
    sk_SSL_CIPHER_free(*l.c12);
    *l.c12 = list;
    if (!refresh(l, *l.c13 != NULL ? *l.c13 : c13, list))
        return 0;
    /* A string that selects nothing is a failure, and is obeyed. */
    if (sk_SSL_CIPHER_num(list) == 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
        return 0;
    }
    return 1;
}

/* By the names of the RFCs, which for TLS 1.3 are OpenSSL's too. */
static const struct urt_suite *
find_standard(const char *text, size_t len)
{
    size_t n;
    const struct urt_suite *all = urt_suite_all(&n);

    for (size_t i = 0; i < n; i++)
        if (strlen(all[i].rfc_name) == len &&
            memcmp(all[i].rfc_name, text, len) == 0)
            return &all[i];
    return NULL;
}

/* Names of suites between colons, with blanks around them. Unknown ones are
 * passed over, as long as one is known; an empty string is an empty list. */
static STACK_OF(SSL_CIPHER) * parse_13(const char *text)
{
    STACK_OF(SSL_CIPHER) *out = sk_SSL_CIPHER_new_null();
    bool empty = *text == '\0';

    while (out != NULL && *text != '\0') {
        size_t whole = strcspn(text, ":"), from = 0, to = whole;
        const struct urt_suite *s;

        while (from < to && urt_ascii_is_space(text[from]))
            from++;
        while (to > from && urt_ascii_is_space(text[to - 1]))
            to--;
        s = find_standard(text + from, to - from);
        if (s != NULL)
            (void)sk_SSL_CIPHER_push(out, fac_cipher(s));
        text += whole;
        text += *text == ':';
    }
    if (out != NULL && !empty && sk_SSL_CIPHER_num(out) == 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
        sk_SSL_CIPHER_free(out);
        return NULL;
    }
    return out;
}

static int
set_13(struct lists l, const char *text, const STACK_OF(SSL_CIPHER) * c12)
{
    STACK_OF(SSL_CIPHER) *list = parse_13(text);

    if (list == NULL)
        return 0;
    sk_SSL_CIPHER_free(*l.c13);
    *l.c13 = list;
    return refresh(l, list, *l.c12 != NULL ? *l.c12 : c12);
}

static struct lists
of_ctx(SSL_CTX *ctx)
{
    return (struct lists){&ctx->ciphers, &ctx->ciphers13, &ctx->all_ciphers,
                          &ctx->config, &ctx->set};
}

static struct lists
of_ssl(SSL *s)
{
    return (struct lists){&s->ciphers, &s->ciphers13, &s->all_ciphers,
                          &s->config, &s->set};
}

bool
fac_ctx_default_ciphers(SSL_CTX *ctx)
{
    return SSL_CTX_set_ciphersuites(ctx, OSSL_default_ciphersuites()) &&
           SSL_CTX_set_cipher_list(ctx, OSSL_default_cipher_list());
}

/* Whether suites are asked for by name that are listed, but never used. The
 * lists that hold them beside others are not worth a report. */
static bool
names_absent(const char *text)
{
    return text != NULL &&
           (strstr(text, "ARIA") != NULL || strstr(text, "SRP") != NULL);
}

int
SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *text)
{
    if (names_absent(text))
        fac_compat("SSL_CTX_set_cipher_list");
    return set_list(of_ctx(ctx), text, NULL);
}

int
SSL_set_cipher_list(SSL *s, const char *text)
{
    if (names_absent(text))
        fac_compat("SSL_set_cipher_list");
    return set_list(of_ssl(s), text, s->ctx->ciphers13);
}

int
SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *text)
{
    return set_13(of_ctx(ctx), text, NULL);
}

int
SSL_set_ciphersuites(SSL *s, const char *text)
{
    return set_13(of_ssl(s), text, s->ctx->ciphers);
}

STACK_OF(SSL_CIPHER) * SSL_CTX_get_ciphers(const SSL_CTX *ctx)
{
    return ctx != NULL ? ctx->all_ciphers : NULL;
}

STACK_OF(SSL_CIPHER) * SSL_get_ciphers(const SSL *s)
{
    if (s == NULL)
        return NULL;
    return s->all_ciphers != NULL ? s->all_ciphers : s->ctx->all_ciphers;
}

const char *
SSL_get_cipher_list(const SSL *s, int n)
{
    STACK_OF(SSL_CIPHER) *list = SSL_get_ciphers(s);

    if (list == NULL || n < 0 || n >= sk_SSL_CIPHER_num(list))
        return NULL;
    return SSL_CIPHER_get_name(sk_SSL_CIPHER_value(list, n));
}

static bool
is_psk(const struct urt_suite *s)
{
    return s->kx == URT_KX_PSK || s->kx == URT_KX_RSA_PSK ||
           s->kx == URT_KX_DHE_PSK || s->kx == URT_KX_ECDHE_PSK;
}

/* What would be offered or taken: the list without what the versions, the
 * security level and the lack of a PSK rule out. */
STACK_OF(SSL_CIPHER) * SSL_get1_supported_ciphers(SSL *s)
{
    STACK_OF(SSL_CIPHER) *list = SSL_get_ciphers(s);
    STACK_OF(SSL_CIPHER) *out = NULL;
    uint16_t min, max;

    if (list == NULL || !(SSL_is_server(s)
                              ? urt_config_versions(&s->config, &min, &max)
                              : urt_config_offer_versions(&s->config, &min,
                                                          &max)))
        return NULL;
    if (urt_conn_version_is_settled(s->conn))
        min = max = urt_conn_version(s->conn);
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);

        if (!urt_config_allows_suite(&s->config, fac_suite(c), min, max) ||
            !urt_config_signs(&s->config, fac_suite(c)) ||
            (is_psk(fac_suite(c)) && s->set.psk_client_cb == NULL)) {
            if (names_absent(SSL_CIPHER_get_name(c)))
                fac_compat("SSL_get1_supported_ciphers");
            continue;
        }
        if (out == NULL)
            out = sk_SSL_CIPHER_new_null();
        if (out == NULL || sk_SSL_CIPHER_push(out, c) <= 0)
            break;
    }
    return out;
}

const SSL_CIPHER *
SSL_get_current_cipher(const SSL *s)
{
    const struct urt_session *sess = urt_conn_session(s->conn);

    /* Up to TLS 1.2 it is the session's, and that one's only with its keys. */
    if ((sess == NULL || sess->secret_len == 0) &&
        urt_conn_version(s->conn) < URT_TLS_1_3)
        return NULL;
    return fac_cipher(urt_conn_suite(s->conn));
}

const SSL_CIPHER *
SSL_get_pending_cipher(const SSL *s)
{
    return fac_cipher(urt_conn_suite(s->conn));
}

/* What the client offered, as far as we know the suites. */
STACK_OF(SSL_CIPHER) * SSL_get_client_ciphers(const SSL *ssl)
{
    SSL *s = (SSL *)ssl; /* the list is a cache */
    struct urt_bytes in;
    uint16_t id;

    if (s == NULL || !SSL_is_server(s))
        return NULL;
    in = urt_conn_peer_suites(s->conn);
    if (s->peer_ciphers != NULL || in.len == 0)
        return s->peer_ciphers;
    s->peer_ciphers = sk_SSL_CIPHER_new_null();
    while (s->peer_ciphers != NULL && urt_take_u16(&in, &id)) {
        const struct urt_suite *r = urt_suite_by_id(id);

        if (r != NULL)
            (void)sk_SSL_CIPHER_push(s->peer_ciphers, fac_cipher(r));
    }
    return s->peer_ciphers;
}

/* Names that client and server have in common, in the client's order. */
char *
SSL_get_shared_ciphers(const SSL *s, char *buf, int size)
{
    STACK_OF(SSL_CIPHER) *theirs = SSL_get_client_ciphers(s);
    STACK_OF(SSL_CIPHER) *ours = SSL_get_ciphers(s);
    size_t used = 0;

    if (theirs == NULL || ours == NULL || size < 2 ||
        sk_SSL_CIPHER_num(theirs) == 0 || sk_SSL_CIPHER_num(ours) == 0)
        return NULL;
    for (int i = 0; i < sk_SSL_CIPHER_num(theirs); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(theirs, i);
        const char *name = SSL_CIPHER_get_name(c);
        size_t len = strlen(name);

        if (sk_SSL_CIPHER_find(ours, (SSL_CIPHER *)c) < 0)
            continue;
        if (used + len + 1 > (size_t)size)
            break;
        memcpy(buf + used, name, len);
        used += len;
        buf[used++] = ':';
    }
    if (used == 0)
        return NULL;
    buf[used - 1] = '\0';
    return buf;
}

const char *
OSSL_default_cipher_list(void)
{
    return "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
}

const char *
OSSL_default_ciphersuites(void)
{
    return "TLS_AES_256_GCM_SHA384:"
           "TLS_CHACHA20_POLY1305_SHA256:"
           "TLS_AES_128_GCM_SHA256";
}
