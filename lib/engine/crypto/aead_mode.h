/* How an AEAD family works: the steps of one message, in order. Private to
 * engine/crypto; aead.c runs them for whole messages, aead_stream.c for
 * messages in pieces.
 *
 * STATE is the message's, URT_AEAD_STATE bytes, aligned to 16; it may be
 * copied. Lengths have been checked before. */
#ifndef URT_CRYPTO_AEAD_MODE_H
#define URT_CRYPTO_AEAD_MODE_H

#include "engine/crypto/aead.h"
#include "engine/crypto/block.h"

enum { URT_AEAD_STATE = 192 };

struct urt_aead_mode {
    /* Pieces of data before the last must be multiples of it; 0 when all of
     * it has to come at once and lengths must be known at the start. */
    size_t block_size;
    uint64_t max_len; /* of the data; CCM's depends on the nonce */

    void (*set_key)(struct urt_aead_ctx *ctx, const uint8_t *key);
    void (*start)(const struct urt_aead_ctx *ctx, void *state,
                  struct urt_bytes nonce, size_t aad_len, size_t len,
                  size_t tag_len);
    void (*aad)(const struct urt_aead_ctx *ctx, void *state,
                struct urt_bytes aad);
    void (*crypt)(const struct urt_aead_ctx *ctx, void *state, bool seal,
                  uint8_t *out, const uint8_t *in, size_t len);
    /* The keystream of the block that comes next, without moving on; NULL
     * where block_size is 0. */
    void (*keystream)(const struct urt_aead_ctx *ctx, const void *state,
                      uint8_t *out);
    void (*tag)(const struct urt_aead_ctx *ctx, void *state, uint8_t *tag,
                size_t len);
};

extern const struct urt_aead_mode urt_aead_mode_gcm, urt_aead_mode_ccm,
    urt_aead_mode_chacha;

/* The longest message under a CCM nonce of this size, SP 800-38C A.1. */
uint64_t urt_aead_ccm_max_len(size_t nonce_len);

#endif
