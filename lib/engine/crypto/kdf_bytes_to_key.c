/* PBKDF1 (RFC 8018 section 5.1) carried on past one digest: how the older
 * encrypted PEM files make a key from a password. */
#include "engine/crypto/kdf.h"

/* Hands as many bytes of FROM to *TO as it still wants, and moves both. */
static void
deal(uint8_t **to, size_t *left, const uint8_t **from, size_t *len)
{
    size_t n = *len < *left ? *len : *left;

    if (*to != NULL && n > 0) {
        memcpy(*to, *from, n);
        *to += n;
    }
    *left -= n;
    *from += n;
    *len -= n;
}

void
urt_bytes_to_key(const struct urt_hash *hash, uint8_t *key, size_t key_len,
                 uint8_t *iv, size_t iv_len, struct urt_bytes data,
                 struct urt_bytes salt, uint64_t iterations)
{
    uint8_t d[URT_HASH_MAX_SIZE];
    struct urt_hash_ctx ctx;
    bool first = true;

    while (key_len > 0 || iv_len > 0) {
        const uint8_t *from = d;
        size_t len = hash->size;

        urt_hash_init(&ctx, hash);
        if (!first)
            urt_hash_update(&ctx, urt_bytes(d, hash->size));
        urt_hash_update(&ctx, data);
        urt_hash_update(&ctx, salt);
        urt_hash_final(&ctx, d);
        for (uint64_t i = 1; i < iterations; i++)
            urt_hash_digest(hash, d, urt_bytes(d, hash->size));
        deal(&key, &key_len, &from, &len);
        deal(&iv, &iv_len, &from, &len);
        first = false;
    }
    urt_wipe(d, sizeof d);
}
