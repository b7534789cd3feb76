/* CMAC, NIST SP 800-38B (RFC 4493 for AES-128), over any block cipher row.
 *
 * Copied by assignment; final leaves it ready for the next message under the
 * same key. */
#ifndef URT_CRYPTO_CMAC_H
#define URT_CRYPTO_CMAC_H

#include "engine/base/bytes.h"
#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/crypto/block.h"

struct urt_cmac {
    const struct urt_block *block;
    uint8_t k1[16], k2[16];
    uint8_t mac[16];
    uint8_t last[16]; /* held back: the last block is treated apart */
    size_t pending;
    uint64_t key[(URT_BLOCK_MAX_EXPANDED + 7) / 8];
};

/* URT_E_MISUSE when the block cipher doesn't take a key of this length. */
enum urt_err urt_cmac_init(struct urt_cmac *c, const struct urt_block *block,
                           struct urt_bytes key) URT_MUST_CHECK;
void urt_cmac_update(struct urt_cmac *c, struct urt_bytes data);
/* Writes block_size bytes and starts over with the same key. */
void urt_cmac_final(struct urt_cmac *c, uint8_t *out);
void urt_cmac_reset(struct urt_cmac *c);
void urt_cmac_wipe(struct urt_cmac *c);

#endif
