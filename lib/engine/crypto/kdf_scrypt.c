/* scrypt, RFC 7914.
 *
 * Memory: the block B (128 * r * p bytes), the vector V (128 * r * N) and
 * one block of work (twice 128 * r), in two allocations that are wiped when
 * freed. Words are kept in the machine's order from the first load to the
 * last store. */
#include "engine/crypto/kdf.h"

enum { WORDS = 16 }; /* of a Salsa20 block */

static uint32_t
rotate(uint32_t v, unsigned by)
{
    return v << by | v >> (32 - by);
}

static void
quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *b ^= rotate(*a + *d, 7);
    *c ^= rotate(*b + *a, 9);
    *d ^= rotate(*c + *b, 13);
    *a ^= rotate(*d + *c, 18);
}

/* Section 3: b = Salsa20/8(b). */
static void
salsa20_8(uint32_t b[WORDS])
{
    uint32_t x[WORDS];

    memcpy(x, b, sizeof x);
    for (int round = 0; round < 8; round += 2) {
        quarter(&x[0], &x[4], &x[8], &x[12]);
        quarter(&x[5], &x[9], &x[13], &x[1]);
        quarter(&x[10], &x[14], &x[2], &x[6]);
        quarter(&x[15], &x[3], &x[7], &x[11]);
        quarter(&x[0], &x[1], &x[2], &x[3]);
        quarter(&x[5], &x[6], &x[7], &x[4]);
        quarter(&x[10], &x[11], &x[8], &x[9]);
        quarter(&x[15], &x[12], &x[13], &x[14]);
    }
    for (size_t i = 0; i < WORDS; i++)
        b[i] += x[i];
}

/* Section 4: out = scryptBlockMix(in), 2 * r blocks each. */
static void
block_mix(uint32_t *out, const uint32_t *in, size_t r)
{
    uint32_t x[WORDS];

    memcpy(x, in + (2 * r - 1) * WORDS, sizeof x);
    for (size_t i = 0; i < 2 * r; i++) {
        for (size_t j = 0; j < WORDS; j++)
            x[j] ^= in[i * WORDS + j];
        salsa20_8(x);
        memcpy(out + (i / 2 + (i & 1) * r) * WORDS, x, sizeof x);
    }
}

/* Section 5: X = scryptROMix(r, X, N). V holds N times 32 * r words; Y is
 * work space of X's size. */
static void
ro_mix(uint32_t *x, uint32_t *y, uint32_t *v, size_t r, uint64_t n)
{
    size_t words = 32 * r;

    for (uint64_t i = 0; i < n; i++) {
        memcpy(v + i * words, x, words * sizeof *x);
        block_mix(y, x, r);
        memcpy(x, y, words * sizeof *x);
    }
    for (uint64_t i = 0; i < n; i++) {
        const uint32_t *last = x + (2 * r - 1) * WORDS;
        uint64_t j = (last[0] | (uint64_t)last[1] << 32) & (n - 1);

        for (size_t k = 0; k < words; k++)
            x[k] ^= v[j * words + k];
        block_mix(y, x, r);
        memcpy(x, y, words * sizeof *x);
    }
}

static void
mix_chunk(uint8_t *chunk, uint32_t *work, uint32_t *v, size_t r, uint64_t n)
{
    size_t words = 32 * r;

    for (size_t i = 0; i < words; i++)
        work[i] = (uint32_t)chunk[4 * i] | (uint32_t)chunk[4 * i + 1] << 8 |
                  (uint32_t)chunk[4 * i + 2] << 16 |
                  (uint32_t)chunk[4 * i + 3] << 24;
    ro_mix(work, work + words, v, r, n);
    for (size_t i = 0; i < words; i++)
        for (size_t j = 0; j < 4; j++)
            chunk[4 * i + j] = (uint8_t)(work[i] >> 8 * j);
}

enum urt_err
urt_scrypt_check(uint64_t n, uint64_t r, uint64_t p, uint64_t max_mem)
{
    uint64_t chunk, b_size, v_size, total;

    if (r < 1 || p < 1 || n < 2 || (n & (n - 1)) != 0)
        return URT_E_ITERATIONS;
    /* Section 6: p <= ((2^32-1) * 32) / (128 * r), that is p * r < 2^30;
     * and N < 2^(128 * r / 8). */
    if (p > ((1u << 30) - 1) / r)
        return URT_E_ITERATIONS;
    if (16 * r < 64 && n >= (uint64_t)1 << 16 * r)
        return URT_E_ITERATIONS;
    chunk = 128 * r;
    b_size = chunk * p;
    if (__builtin_mul_overflow(chunk, n + 2, &v_size) ||
        __builtin_add_overflow(v_size, b_size, &total) || total > max_mem ||
        total > SIZE_MAX)
        return URT_E_DATA_TOO_LARGE;
    return URT_OK;
}

enum urt_err
urt_scrypt(uint8_t *out, size_t len, struct urt_bytes password,
           struct urt_bytes salt, uint64_t n, uint64_t r, uint64_t p,
           uint64_t max_mem)
{
    enum urt_err err = urt_scrypt_check(n, r, p, max_mem);
    size_t chunk, b_size, v_size;
    uint8_t *b;
    uint32_t *v;

    if (err != URT_OK)
        return err;
    chunk = (size_t)(128 * r);
    b_size = (size_t)p * chunk;
    v_size = (size_t)(n + 2) * chunk;
    b = urt_alloc(b_size);
    v = urt_alloc(v_size);
    err = URT_E_NOMEM;
    if (b != NULL && v != NULL)
        err = urt_pbkdf2(&urt_hash_sha256, b, b_size, password, salt, 1);
    if (err == URT_OK) {
        for (size_t i = 0; i < p; i++)
            mix_chunk(b + i * chunk, v + (size_t)n * chunk / sizeof *v, v,
                      (size_t)r, n);
        err = urt_pbkdf2(&urt_hash_sha256, out, len, password,
                         urt_bytes(b, b_size), 1);
    }
    urt_wipe_free(b, b_size);
    urt_wipe_free(v, v_size);
    return err;
}
