/* EVP's AEAD ciphers: GCM, CCM, ChaCha20-Poly1305 behind update, final and
 * the EVP_CTRL_AEAD_* commands.
 *
 * A message begins with the first byte of AAD or data after key and IV are
 * both there, and ends with final; then a new IV is needed. CCM must know
 * the data's length first (an update with neither input nor output), takes
 * the data in one call, and checks the tag in that very call. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "engine/base/ct.h"
#include "engine/crypto/rng.h"
#include "facade/libcrypto/evp_local.h"

enum { CHACHA_IV = 12, MAX_TAG = 16, GCM_IV_MAX = 128 };

static bool
is_ccm(const EVP_CIPHER_CTX *ctx)
{
    return (ctx->cipher->flags & EVP_CIPH_MODE) == EVP_CIPH_CCM_MODE;
}

static bool
is_gcm(const EVP_CIPHER_CTX *ctx)
{
    return (ctx->cipher->flags & EVP_CIPH_MODE) == EVP_CIPH_GCM_MODE;
}

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_PROV, reason);
    return false;
}

bool
fac_aead_rekey(EVP_CIPHER_CTX *ctx)
{
    urt_aead_init(&ctx->aead, ctx->cipher->aead, ctx->key);
    ctx->expanded = true;
    return true;
}

bool
fac_aead_restart(EVP_CIPHER_CTX *ctx)
{
    ctx->streaming = false;
    ctx->finished = false;
    ctx->sized = false;
    ctx->ccm_len = 0;
    ctx->tag_made = false;
    return true;
}

/* Begins the message: key and IV must be there. */
static bool
begin(EVP_CIPHER_CTX *ctx)
{
    if (ctx->streaming)
        return true;
    if (!ctx->expanded)
        return fail(PROV_R_NO_KEY_SET);
    if (!ctx->iv_set || ctx->finished)
        return fail(PROV_R_CIPHER_OPERATION_FAILED);
    if (urt_aead_stream_init(&ctx->stream, &ctx->aead,
                             urt_bytes(ctx->iv, (size_t)ctx->iv_len),
                             ctx->encrypt != 0) != URT_OK)
        return fail(PROV_R_INVALID_IV_LENGTH);
    ctx->streaming = true;
    return true;
}

static bool
ccm_sizes(EVP_CIPHER_CTX *ctx, uint64_t aad_len, uint64_t len)
{
    return begin(ctx) &&
           (ctx->stream.sized ||
            urt_aead_stream_lengths(&ctx->stream, aad_len, len,
                                    ctx->tag_len) == URT_OK ||
            fail(PROV_R_CIPHER_OPERATION_FAILED));
}

/* All the data; the tag is made, or checked before anything is given. */
static bool
ccm_data(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
    uint8_t tag[MAX_TAG];

    if (!ctx->encrypt && !ctx->tag_set)
        return fail(PROV_R_TAG_NOT_SET);
    if (!ccm_sizes(ctx, 0, len))
        return false;
    if (urt_aead_stream_update(&ctx->stream, out, in, len) != URT_OK ||
        urt_aead_stream_tag(&ctx->stream, tag, ctx->tag_len) != URT_OK)
        return fail(PROV_R_CIPHER_OPERATION_FAILED);
    ctx->streaming = false;
    ctx->finished = true;
    if (ctx->encrypt) {
        memcpy(ctx->tag, tag, ctx->tag_len);
        ctx->tag_made = true;
        return true;
    }
    ctx->tag_set = false;
    if (urt_ct_equal(tag, ctx->tag, ctx->tag_len))
        return true;
    urt_wipe(out, len);
    return fail(PROV_R_CIPHER_OPERATION_FAILED);
}

static bool
ccm_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len,
           size_t *out_len)
{
    if (in == NULL && out == NULL) { /* the data's length */
        ctx->ccm_len = len;
        ctx->sized = true;
        *out_len = len;
        return true;
    }
    if (out == NULL) { /* AAD */
        if (!ctx->sized && len > 0)
            return fail(PROV_R_CIPHER_OPERATION_FAILED);
        *out_len = len;
        return ccm_sizes(ctx, len, ctx->ccm_len) &&
               (urt_aead_stream_aad(&ctx->stream, urt_bytes(in, len)) ==
                    URT_OK ||
                fail(PROV_R_CIPHER_OPERATION_FAILED));
    }
    if (in == NULL)
        return true;
    *out_len = len;
    return ccm_data(ctx, out, in, len);
}

bool
fac_aead_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in,
                size_t len, size_t *out_len)
{
    *out_len = 0;
    if (is_ccm(ctx))
        return ccm_update(ctx, out, in, len, out_len);
    if (in == NULL)
        return len == 0;
    if (len == 0)
        return true;
    if (!begin(ctx))
        return false;
    *out_len = len;
    if (out == NULL)
        return urt_aead_stream_aad(&ctx->stream, urt_bytes(in, len)) ==
                   URT_OK ||
               fail(PROV_R_CIPHER_OPERATION_FAILED);
    return urt_aead_stream_update(&ctx->stream, out, in, len) == URT_OK ||
           fail(PROV_R_CIPHER_OPERATION_FAILED);
}

bool
fac_aead_final(EVP_CIPHER_CTX *ctx)
{
    uint8_t tag[MAX_TAG];

    if (is_ccm(ctx))
        return true;
    if (!ctx->encrypt && !ctx->tag_set)
        return false;
    if (!begin(ctx))
        return false;
    if (urt_aead_stream_tag(&ctx->stream, tag, sizeof tag) != URT_OK)
        return false;
    ctx->streaming = false;
    ctx->finished = true;
    if (ctx->encrypt) {
        memcpy(ctx->tag, tag, sizeof tag);
        ctx->tag_len = sizeof tag;
        ctx->tag_made = true;
        return true;
    }
    ctx->tag_set = false;
    return urt_ct_equal(tag, ctx->tag, ctx->tag_len);
}

static int
set_iv_len(EVP_CIPHER_CTX *ctx, int len)
{
    int least = is_ccm(ctx) ? 7 : is_gcm(ctx) ? 1 : CHACHA_IV;
    int most = is_ccm(ctx) ? 13 : is_gcm(ctx) ? GCM_IV_MAX : CHACHA_IV;

    if (len < least || len > most)
        return fail(PROV_R_INVALID_IV_LENGTH);
    if (len != ctx->iv_len)
        ctx->iv_set = false;
    ctx->iv_len = len;
    fac_aead_restart(ctx);
    return 1;
}

static int
set_tag(EVP_CIPHER_CTX *ctx, int len, const void *tag)
{
    if (is_ccm(ctx) && (len < 4 || len > MAX_TAG || len % 2 != 0))
        return fail(PROV_R_INVALID_TAG_LENGTH);
    if (len <= 0 || len > MAX_TAG)
        return fail(PROV_R_FAILED_TO_GET_PARAMETER);
    if (ctx->encrypt && tag != NULL)
        return fail(is_ccm(ctx) ? PROV_R_TAG_NOT_NEEDED : PROV_R_INVALID_TAG);
    ctx->tag_len = (size_t)len;
    if (tag != NULL) {
        memcpy(ctx->tag, tag, (size_t)len);
        ctx->tag_set = true;
    }
    return 1;
}

static int
get_tag(EVP_CIPHER_CTX *ctx, int len, void *tag)
{
    if (!ctx->encrypt || !ctx->tag_made || len <= 0 || len > MAX_TAG ||
        (is_ccm(ctx) && (size_t)len != ctx->tag_len))
        return fail(PROV_R_INVALID_TAG);
    memcpy(tag, ctx->tag, (size_t)len);
    return 1;
}

/* GCM in TLS: a fixed part, then a counter that is ours to move. */
static int
set_iv_fixed(EVP_CIPHER_CTX *ctx, int len, const uint8_t *iv)
{
    if (!is_gcm(ctx))
        return 0;
    if (len == -1) {
        memcpy(ctx->iv, iv, (size_t)ctx->iv_len);
        ctx->iv_gen = true;
        return 1;
    }
    if (len < 4 || ctx->iv_len - len < 8)
        return 0;
    memcpy(ctx->iv, iv, (size_t)len);
    if (ctx->encrypt &&
        urt_random(ctx->iv + len, (size_t)(ctx->iv_len - len)) != URT_OK)
        return 0;
    ctx->iv_gen = true;
    return 1;
}

static int
generate_iv(EVP_CIPHER_CTX *ctx, int len, uint8_t *out)
{
    if (!is_gcm(ctx) || !ctx->iv_gen || !ctx->expanded)
        return 0;
    ctx->iv_set = true;
    fac_aead_restart(ctx);
    if (!begin(ctx))
        return 0;
    if (len <= 0 || len > ctx->iv_len)
        len = ctx->iv_len;
    memcpy(out, ctx->iv + ctx->iv_len - len, (size_t)len);
    for (int i = ctx->iv_len; i-- > ctx->iv_len - 8;)
        if (++ctx->iv[i] != 0)
            break;
    return 1;
}

static int
set_iv_invocation(EVP_CIPHER_CTX *ctx, int len, const uint8_t *in)
{
    if (!is_gcm(ctx) || !ctx->iv_gen || !ctx->expanded || ctx->encrypt ||
        len <= 0 || len > ctx->iv_len)
        return 0;
    memcpy(ctx->iv + ctx->iv_len - len, in, (size_t)len);
    ctx->iv_set = true;
    fac_aead_restart(ctx);
    return begin(ctx);
}

int
fac_aead_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr)
{
    switch (type) {
    case EVP_CTRL_AEAD_SET_IVLEN:
        return set_iv_len(ctx, arg);
    case EVP_CTRL_CCM_SET_L:
        return is_ccm(ctx) && arg >= 2 && arg <= 8 ? set_iv_len(ctx, 15 - arg)
                                                   : 0;
    case EVP_CTRL_AEAD_SET_TAG:
        return set_tag(ctx, arg, ptr);
    case EVP_CTRL_AEAD_GET_TAG:
        return get_tag(ctx, arg, ptr);
    case EVP_CTRL_AEAD_SET_IV_FIXED:
        return set_iv_fixed(ctx, arg, ptr);
    case EVP_CTRL_GCM_IV_GEN:
        return generate_iv(ctx, arg, ptr);
    case EVP_CTRL_GCM_SET_IV_INV:
        return set_iv_invocation(ctx, arg, ptr);
    default:
        return -1;
    }
}
