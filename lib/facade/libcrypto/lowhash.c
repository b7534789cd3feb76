/* Marshalling between OpenSSL's 32-bit digest contexts and the engine's.
 * Bytes are counted as the chaining needs them: Nl and Nh are the bit count,
 * the pending bytes' number is their count modulo the block. */
#include "facade/libcrypto/lowhash_local.h"

#include "engine/base/mem.h"

enum { BLOCK = 64, NL = 0, NH = 1, DATA = 2, NUM = 18 };

static void
load(struct urt_hash_ctx *ctx, const unsigned int *c, size_t words,
     const struct urt_hash *hash)
{
    struct urt_hash_state s = {.bytes = 0};
    const unsigned int *rest = c + words;

    for (size_t i = 0; i < words; i++)
        s.word[i] = c[i];
    s.bytes = ((uint64_t)rest[NH] << 32 | rest[NL]) >> 3;
    memcpy(s.block, rest + DATA, BLOCK);
    (void)urt_hash_state_set(ctx, hash, &s);
    urt_wipe(&s, sizeof s);
}

static void
store(unsigned int *c, size_t words, const struct urt_hash_ctx *ctx)
{
    struct urt_hash_state s;
    unsigned int *rest = c + words;
    uint64_t bits;

    (void)urt_hash_state_get(ctx, &s);
    for (size_t i = 0; i < words; i++)
        c[i] = (unsigned int)s.word[i];
    bits = s.bytes << 3;
    rest[NL] = (unsigned int)bits;
    rest[NH] = (unsigned int)(bits >> 32);
    memcpy(rest + DATA, s.block, BLOCK);
    rest[NUM] = (unsigned int)(s.bytes % BLOCK);
    urt_wipe(&s, sizeof s);
}

int
fac_lowhash_init(unsigned int *c, size_t words, const struct urt_hash *hash)
{
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, hash);
    store(c, words, &ctx);
    return 1;
}

int
fac_lowhash_update(unsigned int *c, size_t words, const struct urt_hash *hash,
                   const void *data, size_t len)
{
    struct urt_hash_ctx ctx;

    if (len == 0)
        return 1;
    load(&ctx, c, words, hash);
    urt_hash_update(&ctx, urt_bytes(data, len));
    store(c, words, &ctx);
    urt_wipe(&ctx, sizeof ctx);
    return 1;
}

int
fac_lowhash_final(unsigned int *c, size_t words, const struct urt_hash *hash,
                  unsigned char *out, size_t len)
{
    struct urt_hash_ctx ctx;

    load(&ctx, c, words, hash);
    urt_hash_final_len(&ctx, out, len);
    urt_wipe(c + words + DATA, BLOCK);
    c[words + NUM] = 0;
    urt_wipe(&ctx, sizeof ctx);
    return 1;
}

void
fac_lowhash_transform(unsigned int *c, size_t words,
                      const struct urt_hash *hash, const unsigned char *block)
{
    struct urt_hash_state s = {.bytes = 0};
    struct urt_hash_ctx ctx;

    for (size_t i = 0; i < words; i++)
        s.word[i] = c[i];
    (void)urt_hash_state_set(&ctx, hash, &s);
    urt_hash_update(&ctx, urt_bytes(block, BLOCK));
    (void)urt_hash_state_get(&ctx, &s);
    for (size_t i = 0; i < words; i++)
        c[i] = (unsigned int)s.word[i];
    urt_wipe(&ctx, sizeof ctx);
    urt_wipe(&s, sizeof s);
}

unsigned char *
fac_lowhash_once(const struct urt_hash *hash, const void *data, size_t len,
                 unsigned char *out, unsigned char *shared)
{
    if (out == NULL)
        out = shared;
    urt_hash_digest(hash, out, urt_bytes(data, len));
    return out;
}
