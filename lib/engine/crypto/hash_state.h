/* The inside of a Merkle-Damgard hash, taken out of a context and put back:
 * chaining words, length and pending bytes. For callers that must keep the
 * state in a layout of their own. MD4, MD5, RIPEMD-160, SHA-1, SHA-2 only. */
#ifndef URT_CRYPTO_HASH_STATE_H
#define URT_CRYPTO_HASH_STATE_H

#include "engine/crypto/hash.h"

struct urt_hash_state {
    uint64_t word[8];           /* 32-bit hashes use the low halves */
    uint64_t bytes;             /* hashed so far, low 64 bits */
    uint64_t bytes_high;        /* high 64 bits (SHA-512 family only) */
    uint8_t block[128];         /* bytes % block_size of them are pending */
};

/* False when the hash is not of this kind. */
bool urt_hash_state_get(const struct urt_hash_ctx *ctx,
                        struct urt_hash_state *out);
bool urt_hash_state_set(struct urt_hash_ctx *ctx, const struct urt_hash *hash,
                        const struct urt_hash_state *in);

#endif
