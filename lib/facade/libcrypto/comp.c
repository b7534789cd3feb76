/* COMP: compression methods and streams.
 *
 * COMP_zlib() is what it is in a library built without zlib: a method of no
 * type that compresses nothing. The method that works, DEFLATE of RFC 3749,
 * is met as SSL_get_current_compression of a connection that negotiated it. */
#include <openssl/comp.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "engine/base/mem.h"
#include "engine/crypto/deflate.h"
#include "facade/libcrypto/comp_handle.h"

struct comp_ctx_st {
    COMP_METHOD *method;
    struct urt_deflate *out; /* owned; NULL until used, or with no method */
    struct urt_inflate *in;
};

static COMP_METHOD none = {NID_undef, "(undef)"};
static COMP_METHOD zlib = {NID_zlib_compression, LN_zlib_compression};

COMP_METHOD *
COMP_zlib(void)
{
    return &none;
}

COMP_METHOD *
fac_comp_deflate(void)
{
    return &zlib;
}

int
COMP_get_type(const COMP_METHOD *meth)
{
    return meth->type;
}

const char *
COMP_get_name(const COMP_METHOD *meth)
{
    return meth->name;
}

COMP_CTX *
COMP_CTX_new(COMP_METHOD *meth)
{
    COMP_CTX *ctx = urt_zalloc(sizeof *ctx);

    if (ctx == NULL) {
        ERR_raise(ERR_LIB_COMP, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ctx->method = meth;
    return ctx;
}

void
COMP_CTX_free(COMP_CTX *ctx)
{
    if (ctx == NULL)
        return;
    urt_deflate_free(ctx->out);
    urt_inflate_free(ctx->in);
    urt_free(ctx);
}

const COMP_METHOD *
COMP_CTX_get_method(const COMP_CTX *ctx)
{
    return ctx->method;
}

int
COMP_CTX_get_type(const COMP_CTX *ctx)
{
    return ctx->method->type;
}

int
COMP_compress_block(COMP_CTX *ctx, unsigned char *out, int olen,
                    unsigned char *in, int ilen)
{
    size_t n;

    if (ctx->method != &zlib || olen < 0 || ilen < 0)
        return -1;
    if (ctx->out == NULL)
        ctx->out = urt_deflate_new();
    if (ctx->out == NULL ||
        urt_deflate(ctx->out, out, (size_t)olen, &n,
                    urt_bytes(in, (size_t)ilen)) != URT_OK) {
        ERR_raise(ERR_LIB_COMP, COMP_R_ZLIB_DEFLATE_ERROR);
        return -1;
    }
    return (int)n;
}

int
COMP_expand_block(COMP_CTX *ctx, unsigned char *out, int olen,
                  unsigned char *in, int ilen)
{
    size_t n;

    if (ctx->method != &zlib || olen < 0 || ilen < 0)
        return -1;
    if (ctx->in == NULL)
        ctx->in = urt_inflate_new();
    if (ctx->in == NULL ||
        urt_inflate(ctx->in, out, (size_t)olen, &n,
                    urt_bytes(in, (size_t)ilen)) != URT_OK) {
        ERR_raise(ERR_LIB_COMP, COMP_R_ZLIB_INFLATE_ERROR);
        return -1;
    }
    return (int)n;
}
