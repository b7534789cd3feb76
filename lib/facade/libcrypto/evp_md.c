/* EVP digests: contexts and hashing. The rows stand in evp_md_rows.c,
 * look-ups and getters in evp_md_get.c, signing in evp_digest_sign.c. */
#include <openssl/err.h>
#include <openssl/evp.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"

bool
fac_md_usable(const EVP_MD *md)
{
    if (md->fetched || fac_provider_find(NULL, md->providers, "") != 0)
        return true;
    fac_provider_raise_unsupported(NULL, md->name, true, "");
    return false;
}

EVP_MD_CTX *
EVP_MD_CTX_new(void)
{
    EVP_MD_CTX *ctx = urt_alloc(sizeof *ctx);

    if (ctx == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    /* The hash's state is only read once an init has written it. */
    *ctx = (EVP_MD_CTX){.md = NULL};
    return ctx;
}

int
EVP_MD_CTX_reset(EVP_MD_CTX *ctx)
{
    if (ctx == NULL)
        return 1;
    if (ctx->pctx != NULL && !ctx->keep_pctx)
        EVP_PKEY_CTX_free(ctx->pctx);
    if (ctx->md != NULL && ctx->md->hash != NULL)
        urt_wipe(ctx->hash.state, ctx->md->hash->state_size);
    ctx->md = NULL;
    ctx->flags = 0;
    ctx->xof_len = 0;
    ctx->pctx = NULL;
    ctx->keep_pctx = false;
    ctx->update = NULL;
    return 1;
}

void
EVP_MD_CTX_free(EVP_MD_CTX *ctx)
{
    if (ctx == NULL)
        return;
    EVP_MD_CTX_reset(ctx);
    urt_free(ctx);
}

/* A digest that is set again keeps whatever else the context has. */
static int
init(EVP_MD_CTX *ctx, const EVP_MD *md)
{
    if (md == NULL)
        md = ctx->md;
    if (md == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
        return 0;
    }
    if (!fac_md_usable(md)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    if (ctx->md != md)
        ctx->xof_len = 0;
    ctx->md = md;
    ctx->update = NULL;
    if (md->hash != NULL)
        urt_hash_init(&ctx->hash, md->hash);
    return 1;
}

int
EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *md, ENGINE *engine)
{
    if (engine != NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    return init(ctx, md);
}

int
EVP_DigestInit(EVP_MD_CTX *ctx, const EVP_MD *md)
{
    EVP_MD_CTX_reset(ctx);
    return init(ctx, md);
}

int
EVP_DigestInit_ex2(EVP_MD_CTX *ctx, const EVP_MD *md,
                   const OSSL_PARAM params[])
{
    return init(ctx, md) && EVP_MD_CTX_set_params(ctx, params);
}

int
EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *data, size_t len)
{
    if (len == 0)
        return 1;
    if (ctx->update != NULL)
        return ctx->update(ctx, data, len);
    if (ctx->md == NULL)
        return 0;
    if (ctx->md->hash != NULL)
        urt_hash_update(&ctx->hash, urt_bytes(data, len));
    return 1;
}

int
EVP_DigestFinal_ex(EVP_MD_CTX *ctx, unsigned char *out, unsigned int *len)
{
    size_t size;

    if (ctx->md == NULL)
        return 0;
    size = ctx->md->hash == NULL ? 0 : ctx->md->hash->size;
    if (ctx->xof_len > 0)
        size = ctx->xof_len;
    if (ctx->md->hash != NULL)
        urt_hash_final_len(&ctx->hash, out, size);
    if (len != NULL)
        *len = (unsigned int)size;
    return 1;
}

int
EVP_DigestFinal(EVP_MD_CTX *ctx, unsigned char *out, unsigned int *len)
{
    int ret = EVP_DigestFinal_ex(ctx, out, len);

    EVP_MD_CTX_reset(ctx);
    return ret;
}

int
EVP_DigestFinalXOF(EVP_MD_CTX *ctx, unsigned char *out, size_t len)
{
    if (ctx->md == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
        return 0;
    }
    if (ctx->md->hash == NULL || !ctx->md->hash->xof)
        return 0;
    urt_hash_final_len(&ctx->hash, out, len);
    return 1;
}

int
EVP_MD_CTX_copy_ex(EVP_MD_CTX *out, const EVP_MD_CTX *in)
{
    EVP_PKEY_CTX *pctx = NULL;

    if (in == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INPUT_NOT_INITIALIZED);
        return 0;
    }
    if (in == out)
        return 1;
    if (in->pctx != NULL) {
        pctx = EVP_PKEY_CTX_dup(in->pctx);
        if (pctx == NULL)
            return 0;
    }
    EVP_MD_CTX_reset(out);
    out->md = in->md;
    out->flags = in->flags;
    out->xof_len = in->xof_len;
    out->pctx = pctx;
    out->update = in->update;
    if (in->md != NULL && in->md->hash != NULL) {
        out->hash.hash = in->hash.hash;
        memcpy(out->hash.state, in->hash.state, in->md->hash->state_size);
    }
    return 1;
}

int
EVP_MD_CTX_copy(EVP_MD_CTX *out, const EVP_MD_CTX *in)
{
    EVP_MD_CTX_reset(out);
    if (in == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return EVP_MD_CTX_copy_ex(out, in);
}

int
EVP_Digest(const void *data, size_t len, unsigned char *out,
           unsigned int *out_len, const EVP_MD *md, ENGINE *engine)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ret;

    if (ctx == NULL)
        return 0;
    ret = EVP_DigestInit_ex(ctx, md, engine) &&
          EVP_DigestUpdate(ctx, data, len) &&
          EVP_DigestFinal_ex(ctx, out, out_len);
    EVP_MD_CTX_free(ctx);
    return ret;
}

int
EVP_Q_digest(OSSL_LIB_CTX *libctx, const char *name, const char *propq,
             const void *data, size_t len, unsigned char *out,
             size_t *out_len)
{
    EVP_MD *md = EVP_MD_fetch(libctx, name, propq);
    unsigned int n = 0;
    int ret = md != NULL && EVP_Digest(data, len, out, &n, md, NULL);

    if (out_len != NULL)
        *out_len = n;
    EVP_MD_free(md);
    return ret;
}
