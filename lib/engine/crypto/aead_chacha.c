/* ChaCha20-Poly1305, RFC 8439 section 2.8. */
#include <nettle/chacha-poly1305.h>

#include "engine/base/mem.h"
#include "engine/crypto/aead_mode.h"

_Static_assert(sizeof(struct chacha_poly1305_ctx) <= URT_AEAD_STATE,
               "the state fits");

/* The expanded key is Nettle's context before a nonce was set. */
static void
chacha_key(struct urt_aead_ctx *ctx, const uint8_t *key)
{
    chacha_poly1305_set_key((void *)ctx->state, key);
}

static void
chacha_start(const struct urt_aead_ctx *ctx, void *state,
             struct urt_bytes nonce, size_t aad_len, size_t len,
             size_t tag_len)
{
    memcpy(state, ctx->state, sizeof(struct chacha_poly1305_ctx));
    chacha_poly1305_set_nonce(state, nonce.data);
}

static void
chacha_aad(const struct urt_aead_ctx *ctx, void *state, struct urt_bytes aad)
{
    chacha_poly1305_update(state, aad.len, aad.data);
}

static void
chacha_both(const struct urt_aead_ctx *ctx, void *state, bool seal,
            uint8_t *out, const uint8_t *in, size_t len)
{
    (seal ? chacha_poly1305_encrypt : chacha_poly1305_decrypt)(state, len, out,
                                                               in);
}

static void
chacha_keystream(const struct urt_aead_ctx *ctx, const void *state,
                 uint8_t *out)
{
    struct chacha_ctx copy =
        ((const struct chacha_poly1305_ctx *)state)->chacha;

    memset(out, 0, CHACHA_POLY1305_BLOCK_SIZE);
    chacha_crypt32(&copy, CHACHA_POLY1305_BLOCK_SIZE, out, out);
    urt_wipe(&copy, sizeof copy);
}

static void
chacha_tag(const struct urt_aead_ctx *ctx, void *state, uint8_t *tag,
           size_t len)
{
    chacha_poly1305_digest(state, len, tag);
}

const struct urt_aead_mode urt_aead_mode_chacha = {
    .block_size = CHACHA_POLY1305_BLOCK_SIZE,
    .max_len = ((uint64_t)1 << 38) - 64,
    .set_key = chacha_key,
    .start = chacha_start,
    .aad = chacha_aad,
    .crypt = chacha_both,
    .keystream = chacha_keystream,
    .tag = chacha_tag,
};
