/* GCM, NIST SP 800-38D, over a block cipher row and Nettle's GHASH. */
#include <nettle/gcm.h>

#include "engine/crypto/aead_mode.h"

struct gcm_expanded {
    struct gcm_key hash;
    uint64_t cipher[(sizeof(struct aes256_ctx) + 7) / 8];
};

_Static_assert(sizeof(struct gcm_expanded) <=
                   sizeof(((struct urt_aead_ctx *)0)->state),
               "the expanded key fits");
_Static_assert(sizeof(struct gcm_ctx) <= URT_AEAD_STATE, "the state fits");

static const struct gcm_expanded *
expanded(const struct urt_aead_ctx *ctx)
{
    return (const void *)ctx->state;
}

static void
gcm_key(struct urt_aead_ctx *ctx, const uint8_t *key)
{
    struct gcm_expanded *x = (void *)ctx->state;
    const struct urt_block *block = ctx->aead->block;

    block->set_encrypt_key(x->cipher, block->key_size, key);
    gcm_set_key(&x->hash, x->cipher, block->encrypt);
}

static void
gcm_start(const struct urt_aead_ctx *ctx, void *state, struct urt_bytes nonce,
          size_t aad_len, size_t len, size_t tag_len)
{
    gcm_set_iv(state, &expanded(ctx)->hash, nonce.len, nonce.data);
}

static void
gcm_aad(const struct urt_aead_ctx *ctx, void *state, struct urt_bytes aad)
{
    gcm_update(state, &expanded(ctx)->hash, aad.len, aad.data);
}

static void
gcm_crypt(const struct urt_aead_ctx *ctx, void *state, bool seal, uint8_t *out,
          const uint8_t *in, size_t len)
{
    const struct gcm_expanded *x = expanded(ctx);

    (seal ? gcm_encrypt : gcm_decrypt)(state, &x->hash, x->cipher,
                                       ctx->aead->block->encrypt, len, out,
                                       in);
}

static void
gcm_keystream(const struct urt_aead_ctx *ctx, const void *state, uint8_t *out)
{
    const struct gcm_ctx *gcm = state;

    ctx->aead->block->encrypt(expanded(ctx)->cipher, GCM_BLOCK_SIZE, out,
                              gcm->ctr.b);
}

static void
gcm_tag(const struct urt_aead_ctx *ctx, void *state, uint8_t *tag, size_t len)
{
    const struct gcm_expanded *x = expanded(ctx);

    gcm_digest(state, &x->hash, x->cipher, ctx->aead->block->encrypt, len,
               tag);
}

const struct urt_aead_mode urt_aead_mode_gcm = {
    .block_size = GCM_BLOCK_SIZE,
    .max_len = ((uint64_t)1 << 36) - 32,
    .set_key = gcm_key,
    .start = gcm_start,
    .aad = gcm_aad,
    .crypt = gcm_crypt,
    .keystream = gcm_keystream,
    .tag = gcm_tag,
};
