/* Making keys and parameters. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <stdarg.h>

#include "engine/base/text.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

int
EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx)
{
    return fac_ctx_begin(ctx, EVP_PKEY_OP_KEYGEN,
                         ctx != NULL && !fac_ctx_is_kdf(ctx->type));
}

int
EVP_PKEY_paramgen_init(EVP_PKEY_CTX *ctx)
{
    if (fac_ctx_is_rsa(ctx)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    return fac_ctx_begin(ctx, EVP_PKEY_OP_PARAMGEN,
                 ctx != NULL &&
                     (ctx->type == EVP_PKEY_DSA || ctx->type == EVP_PKEY_DH ||
                      ctx->type == EVP_PKEY_EC));
}

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

void
fac_pkey_give(EVP_PKEY **out, EVP_PKEY *pkey)
{
    if (*out == NULL || (*out)->type != EVP_PKEY_NONE) {
        EVP_PKEY_free(*out);
        *out = pkey;
        return;
    }
    (*out)->type = pkey->type;
    (*out)->made_here = pkey->made_here;
    (*out)->key = pkey->key != NULL ? urt_key_up(pkey->key) : NULL;
    atomic_store(&(*out)->object, atomic_exchange(&pkey->object, NULL));
    EVP_PKEY_free(pkey);
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
    fac_pkey_give(ppkey, p);
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

/* What varies is a size_t of bits for RSA, the curve's name for EC. */
EVP_PKEY *
EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type,
                  ...)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, propq);
    bool ok = ctx != NULL && EVP_PKEY_keygen_init(ctx) > 0;
    EVP_PKEY *pkey = NULL;
    va_list args;

    va_start(args, type);
    if (ok && urt_text_equal_nocase(type, "RSA"))
        ok = EVP_PKEY_CTX_set_rsa_keygen_bits(ctx,
                                              (int)va_arg(args, size_t)) > 0;
    else if (ok && urt_text_equal_nocase(type, "EC"))
        ok = EVP_PKEY_CTX_set_group_name(ctx, va_arg(args, char *)) > 0;
    va_end(args);
    if (ok)
        EVP_PKEY_generate(ctx, &pkey);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}
