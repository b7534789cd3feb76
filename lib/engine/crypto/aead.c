/* The AEAD rows, and whole messages through them. */
#include "engine/crypto/aead.h"

#include "engine/base/ct.h"
#include "engine/crypto/aead_mode.h"

/* SP 800-38D allows IVs to 2^64 bits; nothing real comes near this. */
enum { GCM_NONCE_MAX = 1 << 20 };

#define GCM_ROW(bits, key)                                                   \
    const struct urt_aead urt_aead_aes_##bits##_gcm = {                      \
        "AES-" #bits "-GCM", URT_AEAD_AES_##bits##_GCM, key, 12, 16,         \
        1, GCM_NONCE_MAX, &urt_aead_mode_gcm, &urt_block_aes##bits}
#define CCM_ROW(bits, key, suffix, SUFFIX, text, tag)                        \
    const struct urt_aead urt_aead_aes_##bits##_##suffix = {                 \
        "AES-" #bits text, URT_AEAD_AES_##bits##_##SUFFIX, key, 12, tag,     \
        7, 13, &urt_aead_mode_ccm, &urt_block_aes##bits}

GCM_ROW(128, 16);
GCM_ROW(192, 24);
GCM_ROW(256, 32);
CCM_ROW(128, 16, ccm, CCM, "-CCM", 16);
CCM_ROW(192, 24, ccm, CCM, "-CCM", 16);
CCM_ROW(256, 32, ccm, CCM, "-CCM", 16);
CCM_ROW(128, 16, ccm_8, CCM_8, "-CCM-8", 8);
CCM_ROW(256, 32, ccm_8, CCM_8, "-CCM-8", 8);

const struct urt_aead urt_aead_chacha20_poly1305 = {
    "ChaCha20-Poly1305", URT_AEAD_CHACHA20_POLY1305, 32, 12, 16,
    12, 12, &urt_aead_mode_chacha, NULL};

static const struct urt_aead *const rows[URT_AEAD_COUNT] = {
    [URT_AEAD_AES_128_GCM] = &urt_aead_aes_128_gcm,
    [URT_AEAD_AES_192_GCM] = &urt_aead_aes_192_gcm,
    [URT_AEAD_AES_256_GCM] = &urt_aead_aes_256_gcm,
    [URT_AEAD_CHACHA20_POLY1305] = &urt_aead_chacha20_poly1305,
    [URT_AEAD_AES_128_CCM] = &urt_aead_aes_128_ccm,
    [URT_AEAD_AES_192_CCM] = &urt_aead_aes_192_ccm,
    [URT_AEAD_AES_256_CCM] = &urt_aead_aes_256_ccm,
    [URT_AEAD_AES_128_CCM_8] = &urt_aead_aes_128_ccm_8,
    [URT_AEAD_AES_256_CCM_8] = &urt_aead_aes_256_ccm_8,
};

const struct urt_aead *
urt_aead_by_id(enum urt_aead_id id)
{
    return (unsigned)id < URT_AEAD_COUNT ? rows[id] : NULL;
}

void
urt_aead_init(struct urt_aead_ctx *ctx, const struct urt_aead *aead,
              const uint8_t *key)
{
    ctx->aead = aead;
    aead->mode->set_key(ctx, key);
}

void
urt_aead_wipe(struct urt_aead_ctx *ctx)
{
    urt_wipe(ctx, sizeof *ctx);
}

static enum urt_err
check(const struct urt_aead *aead, struct urt_bytes nonce, size_t len)
{
    if (nonce.len < aead->nonce_min || nonce.len > aead->nonce_max)
        return URT_E_MISUSE;
    if (len > aead->mode->max_len)
        return URT_E_DATA_TOO_LARGE;
    if (aead->mode->block_size == 0 && len > urt_aead_ccm_max_len(nonce.len))
        return URT_E_DATA_TOO_LARGE;
    return URT_OK;
}

/* The whole message; TAG gets tag_size bytes. */
static void
run(const struct urt_aead_ctx *ctx, struct urt_bytes nonce,
    struct urt_bytes aad, bool seal, uint8_t *out, const uint8_t *in,
    size_t len, uint8_t *tag)
{
    const struct urt_aead_mode *mode = ctx->aead->mode;
    _Alignas(16) uint8_t state[URT_AEAD_STATE];

    mode->start(ctx, state, nonce, aad.len, len, ctx->aead->tag_size);
    if (aad.len > 0)
        mode->aad(ctx, state, aad);
    if (len > 0)
        mode->crypt(ctx, state, seal, out, in, len);
    mode->tag(ctx, state, tag, ctx->aead->tag_size);
    urt_wipe(state, sizeof state);
}

enum urt_err
urt_aead_seal(const struct urt_aead_ctx *ctx, struct urt_bytes nonce,
              struct urt_bytes aad, uint8_t *out, const uint8_t *in,
              size_t len, uint8_t *tag)
{
    URT_TRY(check(ctx->aead, nonce, len));
    run(ctx, nonce, aad, true, out, in, len, tag);
    return URT_OK;
}

enum urt_err
urt_aead_open(const struct urt_aead_ctx *ctx, struct urt_bytes nonce,
              struct urt_bytes aad, uint8_t *out, const uint8_t *in,
              size_t len, const uint8_t *tag)
{
    uint8_t want[URT_AEAD_MAX_TAG], got[URT_AEAD_MAX_TAG];

    URT_TRY(check(ctx->aead, nonce, len));
    /* TAG may stand behind IN, in memory that OUT covers. */
    memcpy(got, tag, ctx->aead->tag_size);
    run(ctx, nonce, aad, false, out, in, len, want);
    if (!urt_ct_equal(want, got, ctx->aead->tag_size)) {
        urt_wipe(out, len);
        return URT_E_MAC_MISMATCH;
    }
    return URT_OK;
}
