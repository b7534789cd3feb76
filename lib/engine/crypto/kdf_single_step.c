/* Single-step key derivation: NIST SP 800-56C, section 4 (option 1, a hash),
 * and ANSI X9.63, 5.6.3 (SEC 1, 3.6.1). They differ in the place of the
 * counter alone. */
#include "engine/crypto/kdf.h"

enum urt_err
urt_single_step(const struct urt_hash *hash, uint8_t *out, size_t len,
                struct urt_bytes secret, struct urt_bytes info,
                bool counter_first)
{
    uint8_t block[URT_HASH_MAX_SIZE], number[4];
    struct urt_hash_ctx ctx;
    uint64_t counter = 1;

    if (len / hash->size >= UINT32_MAX)
        return URT_E_MISUSE;
    for (; len > 0; counter++) {
        size_t n = len < hash->size ? len : hash->size;

        for (unsigned i = 0; i < 4; i++)
            number[i] = (uint8_t)(counter >> (24 - 8 * i));
        urt_hash_init(&ctx, hash);
        if (counter_first)
            urt_hash_update(&ctx, urt_bytes(number, 4));
        urt_hash_update(&ctx, secret);
        if (!counter_first)
            urt_hash_update(&ctx, urt_bytes(number, 4));
        urt_hash_update(&ctx, info);
        urt_hash_final(&ctx, block);
        memcpy(out, block, n);
        out += n;
        len -= n;
    }
    urt_wipe(block, sizeof block);
    urt_wipe(&ctx, sizeof ctx);
    return URT_OK;
}
