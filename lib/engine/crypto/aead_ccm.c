/* CCM, NIST SP 800-38C (RFC 3610; in TLS, RFC 6655). The first block carries
 * all lengths, so they are known at the start and data comes in one piece. */
#include <nettle/ccm.h>

#include "engine/crypto/aead_mode.h"

_Static_assert(sizeof(struct ccm_ctx) <= URT_AEAD_STATE, "the state fits");

static void
ccm_key(struct urt_aead_ctx *ctx, const uint8_t *key)
{
    const struct urt_block *block = ctx->aead->block;

    block->set_encrypt_key(ctx->state, block->key_size, key);
}

static void
ccm_start(const struct urt_aead_ctx *ctx, void *state, struct urt_bytes nonce,
          size_t aad_len, size_t len, size_t tag_len)
{
    ccm_set_nonce(state, ctx->state, ctx->aead->block->encrypt, nonce.len,
                  nonce.data, aad_len, len, tag_len);
}

static void
ccm_aad(const struct urt_aead_ctx *ctx, void *state, struct urt_bytes aad)
{
    ccm_update(state, ctx->state, ctx->aead->block->encrypt, aad.len,
               aad.data);
}

static void
ccm_crypt(const struct urt_aead_ctx *ctx, void *state, bool seal, uint8_t *out,
          const uint8_t *in, size_t len)
{
    (seal ? ccm_encrypt : ccm_decrypt)(
        state, ctx->state, ctx->aead->block->encrypt, len, out, in);
}

static void
ccm_tag(const struct urt_aead_ctx *ctx, void *state, uint8_t *tag, size_t len)
{
    ccm_digest(state, ctx->state, ctx->aead->block->encrypt, len, tag);
}

uint64_t
urt_aead_ccm_max_len(size_t nonce_len)
{
    size_t l = 15 - nonce_len;

    return l >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * l) - 1;
}

const struct urt_aead_mode urt_aead_mode_ccm = {
    .block_size = 0,
    .max_len = UINT64_MAX,
    .set_key = ccm_key,
    .start = ccm_start,
    .aad = ccm_aad,
    .crypt = ccm_crypt,
    .keystream = NULL,
    .tag = ccm_tag,
};
