/* PKCS#12's own key derivation, RFC 7292 appendix B.2. The names D, S, P, I,
 * A, B are the RFC's. */
#include "engine/crypto/kdf.h"

/* SIZE bytes at OUT filled with repetitions of IN (not empty). */
static void
repeat(uint8_t *out, size_t size, struct urt_bytes in)
{
    for (size_t i = 0; i < size; i++)
        out[i] = in.data[i % in.len];
}

static size_t
round_up(size_t len, size_t v)
{
    return (len + v - 1) / v * v;
}

/* Every block of I plus B plus 1, modulo 2^(8v). */
static void
add_b(uint8_t *i_blocks, size_t i_len, const uint8_t *b, size_t v)
{
    for (size_t at = 0; at < i_len; at += v) {
        unsigned carry = 1;

        for (size_t k = v; k-- > 0;) {
            carry += (unsigned)i_blocks[at + k] + b[k];
            i_blocks[at + k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

/* A = H^iterations(D || I) */
static void
hash_round(const struct urt_hash *hash, uint8_t *a, const uint8_t *d,
           struct urt_bytes i_blocks, uint64_t iterations)
{
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, hash);
    urt_hash_update(&ctx, urt_bytes(d, hash->block_size));
    urt_hash_update(&ctx, i_blocks);
    urt_hash_final(&ctx, a);
    while (--iterations > 0)
        urt_hash_digest(hash, a, urt_bytes(a, hash->size));
}

enum urt_err
urt_pkcs12_kdf(const struct urt_hash *hash, uint8_t *out, size_t len,
               struct urt_bytes password, struct urt_bytes salt,
               enum urt_pkcs12_id id, uint64_t iterations)
{
    uint8_t d[URT_HASH_MAX_BLOCK], b[URT_HASH_MAX_BLOCK];
    uint8_t a[URT_HASH_MAX_SIZE];
    size_t v = hash->block_size, s_len, i_len;
    uint8_t *i_blocks;

    if (iterations == 0)
        return URT_E_ITERATIONS;
    if (password.len > INT32_MAX || salt.len > INT32_MAX)
        return URT_E_MISUSE;
    s_len = round_up(salt.len, v);
    i_len = s_len + round_up(password.len, v);
    i_blocks = urt_alloc(i_len);
    if (i_blocks == NULL)
        return URT_E_NOMEM;
    memset(d, id, v);
    repeat(i_blocks, s_len, salt);
    repeat(i_blocks + s_len, i_len - s_len, password);
    while (len > 0) {
        size_t n = len < hash->size ? len : hash->size;

        hash_round(hash, a, d, urt_bytes(i_blocks, i_len), iterations);
        memcpy(out, a, n);
        out += n;
        len -= n;
        repeat(b, v, urt_bytes(a, hash->size));
        add_b(i_blocks, i_len, b, v);
    }
    urt_wipe_free(i_blocks, i_len);
    urt_wipe(a, sizeof a);
    urt_wipe(b, sizeof b);
    return URT_OK;
}
