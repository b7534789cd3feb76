/* PBKDF2, RFC 8018 section 5.2. */
#include "engine/crypto/hmac.h"
#include "engine/crypto/kdf.h"

/* T = F(password, salt, iterations, i) */
static void
block(struct urt_hmac *h, uint8_t *t, struct urt_bytes salt,
      uint64_t iterations, uint32_t i)
{
    const uint8_t be[4] = {(uint8_t)(i >> 24), (uint8_t)(i >> 16),
                           (uint8_t)(i >> 8), (uint8_t)i};
    size_t size = h->inner.hash->size;
    uint8_t u[URT_HASH_MAX_SIZE];

    urt_hmac_update(h, salt);
    urt_hmac_update(h, urt_bytes(be, sizeof be));
    urt_hmac_final(h, u);
    memcpy(t, u, size);
    while (--iterations > 0) {
        urt_hmac_update(h, urt_bytes(u, size));
        urt_hmac_final(h, u);
        for (size_t k = 0; k < size; k++)
            t[k] ^= u[k];
    }
    urt_wipe(u, sizeof u);
}

enum urt_err
urt_pbkdf2(const struct urt_hash *hash, uint8_t *out, size_t len,
           struct urt_bytes password, struct urt_bytes salt,
           uint64_t iterations)
{
    struct urt_hmac h;
    uint8_t t[URT_HASH_MAX_SIZE];

    if (iterations == 0)
        return URT_E_ITERATIONS;
    if (len / hash->size >= UINT32_MAX)
        return URT_E_MISUSE;
    urt_hmac_init(&h, hash, password);
    for (uint32_t i = 1; len > 0; i++) {
        size_t n = len < hash->size ? len : hash->size;

        block(&h, t, salt, iterations, i);
        memcpy(out, t, n);
        out += n;
        len -= n;
    }
    urt_hmac_wipe(&h);
    urt_wipe(t, sizeof t);
    return URT_OK;
}
