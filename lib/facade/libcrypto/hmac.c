/* HMAC with a context: HMAC_* over the engine's HMAC. */
#include <openssl/err.h>
#include <openssl/hmac.h>

#include "engine/base/mem.h"
#include "engine/crypto/hmac.h"
#include "facade/libcrypto/evp_local.h"
#include "toolkit/compat.h"

struct hmac_ctx_st {
    const EVP_MD *md;
    bool keyed;
    struct urt_hmac hmac; /* in use while keyed */
};

HMAC_CTX *
HMAC_CTX_new(void)
{
    return urt_zalloc(sizeof(HMAC_CTX));
}

int
HMAC_CTX_reset(HMAC_CTX *ctx)
{
    urt_wipe(ctx, sizeof *ctx);
    return 1;
}

void
HMAC_CTX_free(HMAC_CTX *ctx)
{
    urt_wipe_free(ctx, sizeof *ctx);
}

int
HMAC_CTX_copy(HMAC_CTX *out, HMAC_CTX *in)
{
    if (out != in)
        *out = *in;
    return 1;
}

/* Changing the digest asks for a key as well: the old one is not kept. */
int
HMAC_Init_ex(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md,
             ENGINE *engine)
{
    if (engine != NULL)
        return 0;
    if (md != NULL && md != ctx->md && (key == NULL || len < 0))
        return 0;
    if (md == NULL)
        md = ctx->md;
    if (md == NULL || md->hash == NULL || md->hash->xof)
        return 0;
    if (key == NULL) {
        if (!ctx->keyed)
            return 0;
        urt_hmac_reset(&ctx->hmac);
        return 1;
    }
    if (len < 0 || !fac_md_usable(md)) {
        if (len >= 0)
            ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    ctx->md = md;
    urt_hmac_init(&ctx->hmac, md->hash, urt_bytes(key, (size_t)len));
    ctx->keyed = true;
    return 1;
}

int
HMAC_Init(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md)
{
    if (key != NULL && md != NULL)
        HMAC_CTX_reset(ctx);
    return HMAC_Init_ex(ctx, key, len, md, NULL);
}

int
HMAC_Update(HMAC_CTX *ctx, const unsigned char *data, size_t len)
{
    if (!ctx->keyed)
        return 0;
    urt_hmac_update(&ctx->hmac, urt_bytes(data, len));
    return 1;
}

int
HMAC_Final(HMAC_CTX *ctx, unsigned char *out, unsigned int *len)
{
    if (!ctx->keyed)
        return 0;
    urt_hmac_final(&ctx->hmac, out);
    if (len != NULL)
        *len = (unsigned int)ctx->md->hash->size;
    return 1;
}

size_t
HMAC_size(const HMAC_CTX *ctx)
{
    int size = EVP_MD_get_size(ctx->md);

    return size < 0 ? 0 : (size_t)size;
}

const EVP_MD *
HMAC_CTX_get_md(const HMAC_CTX *ctx)
{
    return ctx->md;
}

/* The flags of EVP_MD_CTX say nothing that matters to the engine's hash. */
void
HMAC_CTX_set_flags(HMAC_CTX *ctx, unsigned long flags)
{
    fac_compat("HMAC_CTX_set_flags");
}

unsigned char *
HMAC(const EVP_MD *md, const void *key, int key_len,
     const unsigned char *data, size_t len, unsigned char *out,
     unsigned int *out_len)
{
    static unsigned char shared[EVP_MAX_MD_SIZE];

    if (md == NULL || md->hash == NULL || md->hash->xof || key_len < 0 ||
        !fac_md_usable(md))
        return NULL;
    if (out == NULL)
        out = shared;
    urt_hmac(md->hash, out,
             urt_bytes(key, key != NULL ? (size_t)key_len : 0),
             urt_bytes(data, len));
    if (out_len != NULL)
        *out_len = (unsigned int)md->hash->size;
    return out;
}
