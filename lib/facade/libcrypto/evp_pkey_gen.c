/* Making keys and parameters, and what can be set on a context. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/kdf.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

static enum urt_err
make_rsa(struct urt_key **out, const EVP_PKEY_CTX *ctx)
{
    struct urt_progress silent = {NULL, NULL};
    bool pss = ctx->type == EVP_PKEY_RSA_PSS;
    struct urt_pss_limits limits = {0};
    struct urt_buf e = URT_BUF_INIT;
    enum urt_err err;

    if (pss && ctx->pss_md != NULL) {
        limits.hash = ctx->pss_md->hash;
        limits.mgf_hash = ctx->pss_mgf_md != NULL ? ctx->pss_mgf_md->hash
                                                  : limits.hash;
        limits.min_salt_len = ctx->pss_salt_len >= 0
                                  ? (unsigned)ctx->pss_salt_len
                                  : (unsigned)limits.hash->size;
    }
    err = urt_key_generate_rsa(out, (unsigned)ctx->rsa_bits,
                               fac_bn_slice(&e, ctx->rsa_e), pss, &limits,
                               silent);
    urt_buf_free(&e);
    return err;
}

static enum urt_err
make_params(struct urt_key **out, const EVP_PKEY_CTX *ctx)
{
    struct urt_progress silent = {NULL, NULL};

    if (ctx->type == EVP_PKEY_DSA)
        return urt_key_generate_dsa_params(out, (unsigned)ctx->prime_bits,
                                           (unsigned)ctx->q_bits, silent);
    if (ctx->field != NULL)
        return urt_key_new_dh_group(out, ctx->field);
    return urt_key_generate_dh_params(out, (unsigned)ctx->prime_bits,
                                      (unsigned)ctx->generator, silent);
}

/* A key in the domain of the context's key; DH has named fields besides. */
static enum urt_err
make_in_domain(struct urt_key **out, const EVP_PKEY_CTX *ctx)
{
    struct urt_key *params = NULL;
    enum urt_err err = URT_E_KEY_TYPE;

    if (ctx->pkey != NULL) {
        params = fac_pkey_key(ctx->pkey);
        if (params != NULL)
            urt_key_up(params);
    } else if (ctx->field != NULL) {
        URT_TRY(urt_key_new_dh_group(&params, ctx->field));
    }
    if (params == NULL)
        return URT_E_MISUSE;
    err = ctx->type == EVP_PKEY_DSA ? urt_key_generate_dsa(out, params)
                                    : urt_key_generate_dh(out, params);
    urt_key_free(params);
    return err;
}

static const struct urt_group *
curve_of(const EVP_PKEY_CTX *ctx)
{
    const EC_KEY *ec;

    if (ctx->curve_nid != NID_undef)
        return fac_group_of_nid(ctx->curve_nid);
    if (ctx->pkey == NULL)
        return NULL;
    ec = EVP_PKEY_get0_EC_KEY(ctx->pkey);
    return ec != NULL && ec->group != NULL ? ec->group->group : NULL;
}

static enum urt_err
make_key(struct urt_key **out, const EVP_PKEY_CTX *ctx)
{
    switch (ctx->type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        return make_rsa(out, ctx);
    case EVP_PKEY_EC:
        return urt_key_generate_ec(out, curve_of(ctx));
    case EVP_PKEY_ED25519:
        return urt_key_generate_raw(out, URT_KEY_ED25519);
    case EVP_PKEY_ED448:
        return urt_key_generate_raw(out, URT_KEY_ED448);
    case EVP_PKEY_X25519:
        return urt_key_generate_raw(out, URT_KEY_X25519);
    case EVP_PKEY_X448:
        return urt_key_generate_raw(out, URT_KEY_X448);
    default:
        return make_in_domain(out, ctx);
    }
}

/* An EC domain is an EC_KEY with a curve and nothing else. */
static EVP_PKEY *
ec_params(const EVP_PKEY_CTX *ctx)
{
    EC_KEY *ec = EC_KEY_new_by_curve_name(ctx->curve_nid);
    EVP_PKEY *p = ec != NULL ? EVP_PKEY_new() : NULL;

    if (p == NULL || !EVP_PKEY_assign(p, EVP_PKEY_EC, ec)) {
        EC_KEY_free(ec);
        EVP_PKEY_free(p);
        return NULL;
    }
    p->made_here = true;
    return p;
}

int
EVP_PKEY_generate(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey)
{
    struct urt_key *key = NULL;
    enum urt_err err;
    EVP_PKEY *p;

    if (ppkey == NULL)
        return -1;
    if (ctx == NULL || (ctx->operation & EVP_PKEY_OP_TYPE_GEN) == 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (ctx->operation == EVP_PKEY_OP_PARAMGEN && ctx->type == EVP_PKEY_EC) {
        p = ec_params(ctx);
    } else {
        err = ctx->operation == EVP_PKEY_OP_PARAMGEN ? make_params(&key, ctx)
                                                     : make_key(&key, ctx);
        if (err == URT_E_CURVE_UNKNOWN || err == URT_E_MISUSE)
            ERR_raise(ERR_LIB_EC, EC_R_NO_PARAMETERS_SET);
        else if (err == URT_E_KEY_SIZE && key == NULL)
            ERR_raise(ERR_LIB_RSA, RSA_R_KEY_SIZE_TOO_SMALL);
        else
            fac_raise(ERR_LIB_EVP, err);
        if (err != URT_OK)
            return err == URT_E_CURVE_UNKNOWN ? 0 : -1;
        p = fac_pkey_new(key);
        urt_key_free(key);
    }
    if (p == NULL)
        return -1;
    if (*ppkey != NULL && (*ppkey)->type == EVP_PKEY_NONE) {
        /* An empty handle is filled, and stays where it is. */
        (*ppkey)->type = p->type;
        (*ppkey)->key = p->key != NULL ? urt_key_up(p->key) : NULL;
        atomic_store(&(*ppkey)->object, atomic_exchange(&p->object, NULL));
        EVP_PKEY_free(p);
    } else {
        EVP_PKEY_free(*ppkey);
        *ppkey = p;
    }
    return 1;
}

int
EVP_PKEY_keygen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey)
{
    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_KEYGEN) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    return EVP_PKEY_generate(ctx, ppkey);
}

int
EVP_PKEY_paramgen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey)
{
    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_PARAMGEN) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    return EVP_PKEY_generate(ctx, ppkey);
}

/* A setter's beginning: the operation must be one of OPERATIONS and the type
 * RSA's or TYPE. */
static int
settable(const EVP_PKEY_CTX *ctx, int operations, bool type_fits)
{
    if (ctx == NULL || (ctx->operation & operations) == 0 || !type_fits) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    return 1;
}

static bool
rsa(const EVP_PKEY_CTX *ctx)
{
    return ctx != NULL &&
           (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS);
}

enum {
    SIG_OR_CRYPT = EVP_PKEY_OP_TYPE_SIG | EVP_PKEY_OP_TYPE_CRYPT,
    GEN = EVP_PKEY_OP_TYPE_GEN
};

int
EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *ctx, int pad)
{
    int ok = settable(ctx, SIG_OR_CRYPT, rsa(ctx));
    bool crypt = ok > 0 && (ctx->operation & EVP_PKEY_OP_TYPE_CRYPT) != 0;

    if (ok <= 0)
        return ok;
    if ((pad == RSA_PKCS1_PSS_PADDING && crypt) ||
        (pad == RSA_PKCS1_OAEP_PADDING && !crypt) ||
        (ctx->type == EVP_PKEY_RSA_PSS && pad != RSA_PKCS1_PSS_PADDING) ||
        (pad != RSA_PKCS1_PADDING && pad != RSA_NO_PADDING &&
         pad != RSA_X931_PADDING && pad != RSA_PKCS1_PSS_PADDING &&
         pad != RSA_PKCS1_OAEP_PADDING)) {
        ERR_raise(ERR_LIB_RSA, RSA_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
        return -2;
    }
    ctx->padding = pad;
    return 1;
}

int
EVP_PKEY_CTX_get_rsa_padding(EVP_PKEY_CTX *ctx, int *pad)
{
    int ok = settable(ctx, SIG_OR_CRYPT, rsa(ctx));

    if (ok > 0)
        *pad = ctx->padding;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int saltlen)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_SIG, rsa(ctx));

    if (ok <= 0)
        return ok;
    if (ctx->padding != RSA_PKCS1_PSS_PADDING || saltlen < -3)
        return -2;
    ctx->salt_len = saltlen;
    return 1;
}

int
EVP_PKEY_CTX_get_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int *saltlen)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_SIG, rsa(ctx));

    if (ok > 0)
        *saltlen = ctx->salt_len;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = settable(ctx, SIG_OR_CRYPT, rsa(ctx));

    if (ok > 0)
        ctx->mgf_md = md;
    return ok;
}

int
EVP_PKEY_CTX_get_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = settable(ctx, SIG_OR_CRYPT, rsa(ctx));

    if (ok > 0)
        *md = ctx->mgf_md != NULL ? ctx->mgf_md : ctx->md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, rsa(ctx));

    if (ok > 0)
        ctx->oaep_md = md;
    return ok;
}

int
EVP_PKEY_CTX_get_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, rsa(ctx));

    if (ok > 0)
        *md = ctx->oaep_md != NULL ? ctx->oaep_md : EVP_sha1();
    return ok;
}

/* LABEL, allocated with OPENSSL_malloc, is the context's from here on. */
int
EVP_PKEY_CTX_set0_rsa_oaep_label(EVP_PKEY_CTX *ctx, void *label, int llen)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, rsa(ctx));

    if (ok <= 0 || llen < 0)
        return ok <= 0 ? ok : 0;
    urt_buf_clear(&ctx->label);
    urt_put(&ctx->label, label, (size_t)llen);
    OPENSSL_free(label);
    return urt_buf_ok(&ctx->label);
}

int
EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX *ctx, int bits)
{
    int ok = settable(ctx, EVP_PKEY_OP_KEYGEN, rsa(ctx));

    if (ok > 0)
        ctx->rsa_bits = bits;
    return ok;
}

int
EVP_PKEY_CTX_set1_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp)
{
    int ok = settable(ctx, EVP_PKEY_OP_KEYGEN, rsa(ctx));

    if (ok <= 0)
        return ok;
    BN_free(ctx->rsa_e);
    ctx->rsa_e = BN_dup(pubexp);
    return ctx->rsa_e != NULL;
}

int
EVP_PKEY_CTX_set_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp)
{
    int ok = EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, pubexp);

    if (ok > 0)
        BN_free(pubexp);
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = settable(ctx, EVP_PKEY_OP_KEYGEN,
                      rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_md = md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = settable(ctx, EVP_PKEY_OP_KEYGEN,
                      rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_mgf_md = md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(EVP_PKEY_CTX *ctx, int saltlen)
{
    int ok = settable(ctx, EVP_PKEY_OP_KEYGEN,
                      rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_salt_len = saltlen;
    return ok;
}

int
EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_SIG, true);

    if (ok > 0)
        ctx->md = md;
    return ok;
}

int
EVP_PKEY_CTX_get_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = settable(ctx, EVP_PKEY_OP_TYPE_SIG, true);

    if (ok > 0)
        *md = ctx->md;
    return ok;
}

int
EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid)
{
    int ok = settable(ctx, GEN, ctx != NULL && ctx->type == EVP_PKEY_EC);

    if (ok <= 0)
        return ok;
    if (fac_group_of_nid(nid) == NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
        return 0;
    }
    ctx->curve_nid = nid;
    return 1;
}

int
EVP_PKEY_CTX_set_ec_param_enc(EVP_PKEY_CTX *ctx, int param_enc)
{
    int ok = settable(ctx, GEN, ctx != NULL && ctx->type == EVP_PKEY_EC);

    /* Names are the only encoding there is. */
    return ok > 0 ? param_enc == OPENSSL_EC_NAMED_CURVE : ok;
}

static bool
dh(const EVP_PKEY_CTX *ctx)
{
    return ctx != NULL &&
           (ctx->type == EVP_PKEY_DH || ctx->type == EVP_PKEY_DHX);
}

int
EVP_PKEY_CTX_set_dh_paramgen_prime_len(EVP_PKEY_CTX *ctx, int pbits)
{
    int ok = settable(ctx, EVP_PKEY_OP_PARAMGEN, dh(ctx));

    if (ok > 0)
        ctx->prime_bits = pbits;
    return ok;
}

int
EVP_PKEY_CTX_set_dh_paramgen_generator(EVP_PKEY_CTX *ctx, int gen)
{
    int ok = settable(ctx, EVP_PKEY_OP_PARAMGEN, dh(ctx));

    if (ok > 0)
        ctx->generator = gen;
    return ok;
}

int
EVP_PKEY_CTX_set_dh_nid(EVP_PKEY_CTX *ctx, int nid)
{
    int ok = settable(ctx, GEN, dh(ctx));
    const char *name = OBJ_nid2sn(nid);

    if (ok <= 0)
        return ok;
    ctx->field = name != NULL ? urt_group_by_name(name) : NULL;
    if (ctx->field == NULL || ctx->field->kind != URT_GROUP_FFDHE) {
        ERR_raise(ERR_LIB_DH, DH_R_INVALID_PARAMETER_NID);
        ctx->field = NULL;
        return 0;
    }
    return 1;
}

int
EVP_PKEY_CTX_set_dh_pad(EVP_PKEY_CTX *ctx, int pad)
{
    int ok = settable(ctx, EVP_PKEY_OP_DERIVE, dh(ctx));

    if (ok > 0)
        ctx->pad_dh = pad != 0;
    return ok;
}

int
EVP_PKEY_CTX_set_dsa_paramgen_bits(EVP_PKEY_CTX *ctx, int nbits)
{
    int ok = settable(ctx, EVP_PKEY_OP_PARAMGEN,
                      ctx != NULL && ctx->type == EVP_PKEY_DSA);

    if (ok > 0)
        ctx->prime_bits = nbits;
    return ok;
}

int
EVP_PKEY_CTX_set_dsa_paramgen_q_bits(EVP_PKEY_CTX *ctx, int qbits)
{
    int ok = settable(ctx, EVP_PKEY_OP_PARAMGEN,
                      ctx != NULL && ctx->type == EVP_PKEY_DSA);

    if (ok > 0)
        ctx->q_bits = qbits;
    return ok;
}

static int
derives(const EVP_PKEY_CTX *ctx, int type)
{
    return settable(ctx, EVP_PKEY_OP_DERIVE, ctx != NULL && ctx->type == type);
}

/* Replaces or, APPEND, prolongs a buffer. */
static int
set_buf(struct urt_buf *b, const unsigned char *data, int len, bool append)
{
    if (len < 0)
        return 0;
    if (!append)
        urt_buf_clear(b);
    urt_put(b, data, (size_t)len);
    return urt_buf_ok(b);
}

int
EVP_PKEY_CTX_hkdf_mode(EVP_PKEY_CTX *ctx, int mode)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    if (ok > 0)
        ctx->hkdf_mode = mode;
    return ok;
}

int
EVP_PKEY_CTX_set_hkdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    if (ok > 0)
        ctx->md = md;
    return ok;
}

int
EVP_PKEY_CTX_set1_hkdf_salt(EVP_PKEY_CTX *ctx, const unsigned char *salt,
                            int len)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    return ok > 0 ? set_buf(&ctx->salt, salt, len, false) : ok;
}

int
EVP_PKEY_CTX_set1_hkdf_key(EVP_PKEY_CTX *ctx, const unsigned char *key,
                           int len)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    return ok > 0 ? set_buf(&ctx->secret, key, len, false) : ok;
}

int
EVP_PKEY_CTX_add1_hkdf_info(EVP_PKEY_CTX *ctx, const unsigned char *info,
                            int len)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    return ok > 0 ? set_buf(&ctx->info, info, len, true) : ok;
}

int
EVP_PKEY_CTX_set_tls1_prf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = derives(ctx, EVP_PKEY_TLS1_PRF);

    if (ok > 0)
        ctx->md = md;
    return ok;
}

int
EVP_PKEY_CTX_set1_tls1_prf_secret(EVP_PKEY_CTX *ctx, const unsigned char *sec,
                                  int len)
{
    int ok = derives(ctx, EVP_PKEY_TLS1_PRF);

    return ok > 0 ? set_buf(&ctx->secret, sec, len, false) : ok;
}

int
EVP_PKEY_CTX_add1_tls1_prf_seed(EVP_PKEY_CTX *ctx, const unsigned char *seed,
                                int len)
{
    int ok = derives(ctx, EVP_PKEY_TLS1_PRF);

    return ok > 0 ? set_buf(&ctx->info, seed, len, true) : ok;
}

static enum urt_err
hkdf(const EVP_PKEY_CTX *ctx, unsigned char *out, size_t len)
{
    const struct urt_hash *hash = ctx->md->hash;
    uint8_t prk[URT_HASH_MAX_SIZE];
    struct urt_bytes key = urt_buf_bytes(&ctx->secret);
    enum urt_err err;

    if (ctx->hkdf_mode != EVP_PKEY_HKDEF_MODE_EXPAND_ONLY) {
        urt_hkdf_extract(hash, prk, urt_buf_bytes(&ctx->salt), key);
        key = urt_bytes(prk, hash->size);
    }
    if (ctx->hkdf_mode == EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY) {
        memcpy(out, prk, hash->size);
        err = URT_OK;
    } else {
        err = urt_hkdf_expand(hash, out, len, key, urt_buf_bytes(&ctx->info));
    }
    OPENSSL_cleanse(prk, sizeof prk);
    return err;
}

int
fac_ctx_derive_kdf(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len)
{
    bool extract = ctx->type == EVP_PKEY_HKDF &&
                   ctx->hkdf_mode == EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY;
    enum urt_err err = URT_E_UNSUPPORTED;

    if (ctx->md == NULL || ctx->md->hash == NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_MISSING_MESSAGE_DIGEST);
        return 0;
    }
    if (ctx->secret.data == NULL) {
        ERR_raise(ERR_LIB_PROV, ctx->type == EVP_PKEY_HKDF
                                    ? PROV_R_MISSING_KEY
                                    : PROV_R_MISSING_SECRET);
        return 0;
    }
    if (out == NULL) {
        *len = extract ? ctx->md->hash->size : SIZE_MAX;
        return 1;
    }
    if (extract && *len < ctx->md->hash->size) {
        ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
        return 0;
    }
    if (ctx->type == EVP_PKEY_HKDF) {
        err = hkdf(ctx, out, *len);
        if (extract)
            *len = ctx->md->hash->size;
    } else if (ctx->type == EVP_PKEY_TLS1_PRF) {
        urt_prf(ctx->md->hash, out, *len, urt_buf_bytes(&ctx->secret), NULL,
                urt_buf_bytes(&ctx->info), URT_BYTES_NONE);
        err = URT_OK;
    }
    fac_raise(ERR_LIB_PROV, err);
    return err == URT_OK;
}

/* 1 right, 0 wrong, a negative number where it can't be told. */
static int
check(EVP_PKEY_CTX *ctx, bool private_too)
{
    struct urt_key *key;
    enum urt_err err = URT_OK;

    if (ctx == NULL || ctx->pkey == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return 0;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (private_too)
        err = urt_key_check(key);
    fac_raise(ERR_LIB_EVP, err);
    return err == URT_OK;
}

int
EVP_PKEY_check(EVP_PKEY_CTX *ctx)
{
    return check(ctx, true);
}

int
EVP_PKEY_pairwise_check(EVP_PKEY_CTX *ctx)
{
    return check(ctx, true);
}

int
EVP_PKEY_private_check(EVP_PKEY_CTX *ctx)
{
    return check(ctx, true);
}

int
EVP_PKEY_public_check(EVP_PKEY_CTX *ctx)
{
    return check(ctx, false);
}
