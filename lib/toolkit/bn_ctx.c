/* BN_CTX: a pool of numbers that is used as a stack of frames. Start opens a
 * frame, get hands out zeroed numbers, end takes back what the frame got. */
#include "toolkit/bn_local.h"

struct bignum_ctx {
    BIGNUM **pool; /* owned, COUNT of them; the first USED are out */
    size_t count, used;
    size_t *frames; /* USED at each start, DEPTH of them */
    size_t depth, frames_cap;
    int flags;
    bool failed;     /* a start or get failed ... */
    size_t too_deep; /* ... and so many starts since */
};

BN_CTX *
BN_CTX_new_ex(OSSL_LIB_CTX *ctx)
{
    BN_CTX *c = urt_zalloc(sizeof(*c));

    if (c == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    return c;
}

BN_CTX *
BN_CTX_new(void)
{
    return BN_CTX_new_ex(NULL);
}

BN_CTX *
BN_CTX_secure_new_ex(OSSL_LIB_CTX *ctx)
{
    BN_CTX *c = BN_CTX_new_ex(ctx);

    if (c != NULL)
        c->flags = BN_FLG_SECURE;
    return c;
}

BN_CTX *
BN_CTX_secure_new(void)
{
    return BN_CTX_secure_new_ex(NULL);
}

void
BN_CTX_free(BN_CTX *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->count; i++)
        BN_clear_free(c->pool[i]);
    urt_free(c->pool);
    urt_free(c->frames);
    urt_free(c);
}

void
BN_CTX_start(BN_CTX *ctx)
{
    if (ctx == NULL)
        return;
    if (ctx->failed || ctx->too_deep > 0) {
        ctx->too_deep++;
        return;
    }
    if (ctx->depth == ctx->frames_cap) {
        size_t cap = ctx->frames_cap > 0 ? ctx->frames_cap * 2 : 16;
        size_t *more = urt_realloc(ctx->frames, cap * sizeof(*more));

        if (more == NULL) {
            fac_bn_fail(BN_R_TOO_MANY_TEMPORARY_VARIABLES);
            ctx->too_deep++;
            return;
        }
        ctx->frames = more;
        ctx->frames_cap = cap;
    }
    ctx->frames[ctx->depth++] = ctx->used;
}

static bool
grow_pool(BN_CTX *ctx)
{
    BIGNUM **more = urt_realloc(ctx->pool, (ctx->count + 1) * sizeof(*more));

    if (more == NULL)
        return false;
    ctx->pool = more;
    more[ctx->count] = (ctx->flags & BN_FLG_SECURE) != 0 ? BN_secure_new()
                                                         : BN_new();
    if (more[ctx->count] == NULL)
        return false;
    ctx->count++;
    return true;
}

BIGNUM *
BN_CTX_get(BN_CTX *ctx)
{
    BIGNUM *bn;

    if (ctx == NULL || ctx->failed || ctx->too_deep > 0)
        return NULL;
    if (ctx->used == ctx->count && !grow_pool(ctx)) {
        /* Callers check the last of several gets alone: fail them all. */
        ctx->failed = true;
        fac_bn_fail(BN_R_TOO_MANY_TEMPORARY_VARIABLES);
        return NULL;
    }
    bn = ctx->pool[ctx->used++];
    BN_zero_ex(bn);
    bn->flags &= ~BN_FLG_CONSTTIME;
    return bn;
}

void
BN_CTX_end(BN_CTX *ctx)
{
    if (ctx == NULL)
        return;
    if (ctx->too_deep > 0) {
        ctx->too_deep--;
        return;
    }
    if (ctx->depth > 0)
        ctx->used = ctx->frames[--ctx->depth];
    ctx->failed = false;
}
