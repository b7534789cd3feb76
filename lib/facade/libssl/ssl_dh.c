/* Diffie-Hellman of TLS up to 1.2: where a server's field comes from, and
 * the temporary keys that a program may look at afterwards.
 *
 * A server that chooses by itself (dh_auto) takes the fields of RFC 3526 and
 * RFC 2409; else the field that was set, else one that a callback gives. The
 * key that was set last stays with the settings, which own it. */
#include "facade/libssl/ssl_local.h"

#include <openssl/bn.h>
#include <openssl/dh.h>

#include "engine/crypto/dh.h"
#include "facade/libcrypto/pkey_handle.h"

enum { LEAST_STRENGTH = 80, CALLBACK_BITS = 1024 };

static void
refresh(const struct fac_settings *set, struct urt_config *config)
{
    config->dh = set->dh_auto || set->tmp_dh != NULL || set->tmp_dh_cb != NULL;
}

/* Below 1024 bits nothing is taken at any level. */
static bool
strong_enough(const struct urt_config *config, EVP_PKEY *pkey)
{
    static const int bits[] = {0, 80, 112, 128, 192, 256};
    int level = config->security_level;
    int need = level > 0 ? bits[level < 5 ? level : 5] : LEAST_STRENGTH;

    return pkey != NULL && EVP_PKEY_get_security_bits(pkey) >=
                               (need < LEAST_STRENGTH ? LEAST_STRENGTH : need);
}

/* Takes PKEY over when it is good enough. */
static int
set_pkey(struct fac_settings *set, struct urt_config *config, EVP_PKEY *pkey)
{
    if (!strong_enough(config, pkey)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_DH_KEY_TOO_SMALL);
        return 0;
    }
    EVP_PKEY_free(set->tmp_dh);
    set->tmp_dh = pkey;
    refresh(set, config);
    return 1;
}

/* The field belongs to the certificates: a session that takes over another
 * SSL_CTX's takes its field too. */
void
fac_dh_take_over(SSL *s, const SSL_CTX *ctx)
{
    EVP_PKEY *pkey = ctx->set.tmp_dh;

    if (pkey != NULL)
        EVP_PKEY_up_ref(pkey);
    EVP_PKEY_free(s->set.tmp_dh);
    s->set.tmp_dh = pkey;
    s->set.tmp_dh_cb = ctx->set.tmp_dh_cb;
    s->set.dh_auto = ctx->set.dh_auto;
    refresh(&s->set, &s->config);
}

static long
set_dh(struct fac_settings *set, struct urt_config *config, DH *dh)
{
    EVP_PKEY *pkey;

    if (dh == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    pkey = EVP_PKEY_new();
    if (pkey == NULL || !EVP_PKEY_set1_DH(pkey, dh) ||
        !set_pkey(set, config, pkey)) {
        EVP_PKEY_free(pkey);
        return 0;
    }
    return 1;
}

int
SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *dhpkey)
{
    return set_pkey(&ctx->set, &ctx->config, dhpkey);
}

int
SSL_set0_tmp_dh_pkey(SSL *s, EVP_PKEY *dhpkey)
{
    return set_pkey(&s->set, &s->config, dhpkey);
}

void
SSL_CTX_set_tmp_dh_callback(SSL_CTX *ctx,
                            DH *(*dh)(SSL *ssl, int is_export, int keylength))
{
    ctx->set.tmp_dh_cb = dh;
    refresh(&ctx->set, &ctx->config);
}

void
SSL_set_tmp_dh_callback(SSL *s,
                        DH *(*dh)(SSL *ssl, int is_export, int keylength))
{
    s->set.tmp_dh_cb = dh;
    refresh(&s->set, &s->config);
}

/* ---- the commands of SSL_CTX_ctrl and SSL_ctrl ---- */

long
fac_ctx_tmp_dh_ctrl(SSL_CTX *ctx, long larg, void *parg)
{
    return set_dh(&ctx->set, &ctx->config, parg);
}

long
fac_ssl_tmp_dh_ctrl(SSL *s, long larg, void *parg)
{
    return set_dh(&s->set, &s->config, parg);
}

long
fac_ctx_dh_auto_ctrl(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->set.dh_auto = larg != 0;
    refresh(&ctx->set, &ctx->config);
    return 1;
}

long
fac_ssl_dh_auto_ctrl(SSL *s, long larg, void *parg)
{
    s->set.dh_auto = larg != 0;
    refresh(&s->set, &s->config);
    return 1;
}

/* ---- what the engine asks ---- */

/* A safe prime with the generator 2. */
static enum urt_hook
known_field(unsigned bits, struct urt_key **out)
{
    static const struct {
        unsigned bits;
        BIGNUM *(*prime)(BIGNUM *bn);
    } rows[] = {
        {8192, BN_get_rfc3526_prime_8192}, {4096, BN_get_rfc3526_prime_4096},
        {3072, BN_get_rfc3526_prime_3072}, {2048, BN_get_rfc3526_prime_2048},
        {0, BN_get_rfc2409_prime_1024},
    };
    static const uint8_t two[1] = {2};
    uint8_t p[1024];
    size_t i = 0;
    BIGNUM *bn;
    int len;

    while (bits < rows[i].bits)
        i++;
    bn = rows[i].prime(NULL);
    if (bn == NULL)
        return URT_HOOK_FAIL;
    len = BN_bn2bin(bn, p);
    BN_free(bn);
    return urt_key_new_dh(out, &(struct urt_dh_parts){
                                   .p = urt_bytes(p, (size_t)len),
                                   .g = urt_bytes(two, 1)}) == URT_OK
               ? URT_HOOK_OK
               : URT_HOOK_FAIL;
}

static enum urt_hook
take_pkey(EVP_PKEY *pkey, struct urt_key **out)
{
    struct urt_key *key = pkey != NULL ? fac_pkey_key(pkey) : NULL;

    if (key == NULL)
        return URT_HOOK_NONE;
    *out = urt_key_up(key);
    return URT_HOOK_OK;
}

static enum urt_hook
ask_callback(SSL *s, struct urt_key **out)
{
    DH *dh = s->set.tmp_dh_cb(s, 0, CALLBACK_BITS);
    EVP_PKEY *pkey = EVP_PKEY_new();
    enum urt_hook h = URT_HOOK_NONE;

    if (dh != NULL && pkey != NULL && EVP_PKEY_set1_DH(pkey, dh))
        h = take_pkey(pkey, out);
    EVP_PKEY_free(pkey);
    return h;
}

enum urt_hook
fac_dh_hook(void *arg, unsigned bits, struct urt_key **out)
{
    SSL *s = arg;

    if (s->set.dh_auto)
        return known_field(bits, out);
    if (s->set.tmp_dh != NULL)
        return take_pkey(s->set.tmp_dh, out);
    return s->set.tmp_dh_cb != NULL ? ask_callback(s, out) : URT_HOOK_NONE;
}

/* ---- temporary keys ---- */

static enum urt_err
curve_key(const struct urt_group *g, struct urt_bytes share,
          struct urt_key **out)
{
    static const uint8_t two[1] = {2};

    switch (g->kind) {
    case URT_GROUP_EC:
        return urt_key_new_ec(out, &(struct urt_ec_parts){.group = g,
                                                          .point = share});
    case URT_GROUP_X25519:
    case URT_GROUP_X448:
        return urt_key_new_raw(
            out, g->kind == URT_GROUP_X25519 ? URT_KEY_X25519 : URT_KEY_X448,
            &(struct urt_raw_parts){.pub = share});
    default:
        return urt_key_new_dh(
            out, &(struct urt_dh_parts){
                     .p = ((const struct urt_field *)g->data)->p,
                     .g = urt_bytes(two, 1),
                     .pub = share});
    }
}

/* The peer's temporary public key, as a new EVP_PKEY; 0 where there was
 * none. */
long
fac_peer_tmp_key_ctrl(SSL *s, long larg, void *parg)
{
    struct urt_bytes share = urt_conn_peer_share(s->conn);
    const struct urt_group *g = urt_conn_group(s->conn);
    const struct urt_key *field = urt_conn_dh(s->conn);
    struct urt_dh_parts parts;
    struct urt_key *key = NULL;
    enum urt_err err;

    if (share.len == 0 || (g == NULL && field == NULL))
        return 0;
    if (g != NULL) {
        err = curve_key(g, share, &key);
    } else {
        parts = *urt_key_dh(field);
        parts.pub = share;
        parts.priv = URT_BYTES_NONE;
        err = urt_key_new_dh(&key, &parts);
    }
    if (err != URT_OK)
        return 0;
    *(EVP_PKEY **)parg = fac_pkey_new(key);
    urt_key_free(key);
    return *(EVP_PKEY **)parg != NULL;
}
