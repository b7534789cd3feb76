/* What can be set on a context for curves, Diffie-Hellman and DSA. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "facade/libcrypto/pkey_ctx.h"
#include "toolkit/compat.h"

enum { GEN = EVP_PKEY_OP_TYPE_GEN };

int
EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid)
{
    int ok =
        fac_ctx_settable(ctx, GEN, ctx != NULL && ctx->type == EVP_PKEY_EC);

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
    int ok =
        fac_ctx_settable(ctx, GEN, ctx != NULL && ctx->type == EVP_PKEY_EC);

    /* Names are the only encoding there is. */
    if (ok > 0 && param_enc != OPENSSL_EC_NAMED_CURVE)
        fac_compat("EVP_PKEY_CTX_set_ec_param_enc");
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
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_PARAMGEN, dh(ctx));

    if (ok > 0)
        ctx->prime_bits = pbits;
    return ok;
}

int
EVP_PKEY_CTX_set_dh_paramgen_generator(EVP_PKEY_CTX *ctx, int gen)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_PARAMGEN, dh(ctx));

    if (ok > 0)
        ctx->generator = gen;
    return ok;
}

int
EVP_PKEY_CTX_set_dh_nid(EVP_PKEY_CTX *ctx, int nid)
{
    int ok = fac_ctx_settable(ctx, GEN, dh(ctx));
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
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_DERIVE, dh(ctx));

    if (ok > 0)
        ctx->pad_dh = pad != 0;
    return ok;
}

int
EVP_PKEY_CTX_set_dsa_paramgen_bits(EVP_PKEY_CTX *ctx, int nbits)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_PARAMGEN,
                      ctx != NULL && ctx->type == EVP_PKEY_DSA);

    if (ok > 0)
        ctx->prime_bits = nbits;
    return ok;
}

int
EVP_PKEY_CTX_set_dsa_paramgen_q_bits(EVP_PKEY_CTX *ctx, int qbits)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_PARAMGEN,
                      ctx != NULL && ctx->type == EVP_PKEY_DSA);

    if (ok > 0)
        ctx->q_bits = qbits;
    return ok;
}
