/* CMAC with a context: CMAC_* over the engine's CMAC. */
#include "engine/crypto/cmac.h"

#include <openssl/cmac.h>
#include <openssl/err.h>

#include "facade/libcrypto/evp_local.h"

struct CMAC_CTX_st {
    bool keyed;
    const EVP_CIPHER *cipher;
    struct urt_cmac cmac;
};

CMAC_CTX *
CMAC_CTX_new(void)
{
    CMAC_CTX *ctx = urt_zalloc(sizeof *ctx);

    if (ctx == NULL)
        ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return ctx;
}

void
CMAC_CTX_cleanup(CMAC_CTX *ctx)
{
    urt_wipe(ctx, sizeof *ctx);
}

void
CMAC_CTX_free(CMAC_CTX *ctx)
{
    urt_wipe_free(ctx, sizeof *ctx);
}

int
CMAC_CTX_copy(CMAC_CTX *out, const CMAC_CTX *in)
{
    if (!in->keyed)
        return 0;
    if (out != in)
        *out = *in;
    return 1;
}

/* Everything NULL starts a new message under the same key. A cipher may be
 * set in one call and its key in the next. */
int
CMAC_Init(CMAC_CTX *ctx, const void *key, size_t len, const EVP_CIPHER *cipher,
          ENGINE *engine)
{
    const struct urt_block *block;

    if (engine != NULL)
        return 0;
    if (key == NULL && cipher == NULL && len == 0) {
        if (!ctx->keyed)
            return 0;
        urt_cmac_reset(&ctx->cmac);
        return 1;
    }
    if (cipher != NULL) {
        ctx->keyed = false;
        ctx->cipher = NULL;
        if (!fac_cipher_usable(cipher))
            return 0;
        ctx->cipher = cipher;
    }
    if (key == NULL)
        return 1;
    if (ctx->cipher == NULL || ctx->cipher->kind != FAC_CIPHER_PLAIN ||
        ctx->cipher->plain->block == NULL)
        return 0;
    block = ctx->cipher->plain->block;
    if (urt_cmac_init(&ctx->cmac, block, urt_bytes(key, len)) != URT_OK) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
        return 0;
    }
    ctx->keyed = true;
    return 1;
}

int
CMAC_Update(CMAC_CTX *ctx, const void *data, size_t len)
{
    if (!ctx->keyed)
        return 0;
    urt_cmac_update(&ctx->cmac, urt_bytes(data, len));
    return 1;
}

/* OUT NULL asks for the length alone. */
int
CMAC_Final(CMAC_CTX *ctx, unsigned char *out, size_t *len)
{
    if (!ctx->keyed)
        return 0;
    if (len != NULL)
        *len = ctx->cmac.block->block_size;
    if (out != NULL)
        urt_cmac_final(&ctx->cmac, out);
    return 1;
}
