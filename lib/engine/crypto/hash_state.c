/* The inside of the Merkle-Damgard hashes, out of and into Nettle's contexts.
 *
 * Nettle counts whole blocks and keeps the pending bytes' number apart; here
 * both become one count of bytes. */
#include "engine/crypto/hash_state.h"

#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/ripemd160.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "engine/base/mem.h"

enum { BLOCK32 = 64, BLOCK64 = 128 };

/* How many 32-bit words a hash chains; 0 for those that aren't of this kind,
 * and for the SHA-512 family, which has 8 words of 64 bits. */
static const uint8_t words32[URT_HASH_COUNT] = {
    [URT_HASH_MD4] = 4,       [URT_HASH_MD5] = 4,    [URT_HASH_SHA1] = 5,
    [URT_HASH_RIPEMD160] = 5, [URT_HASH_SHA224] = 8, [URT_HASH_SHA256] = 8,
};

static const bool is64[URT_HASH_COUNT] = {
    [URT_HASH_SHA384] = true,
    [URT_HASH_SHA512] = true,
    [URT_HASH_SHA512_224] = true,
    [URT_HASH_SHA512_256] = true,
};

/* The fields behind the chaining words, which all 32-bit contexts share. */
struct fields {
    uint32_t *words;
    uint64_t *count;
    unsigned *index;
    uint8_t *block;
};

static struct fields
fields_of(struct urt_hash_ctx *ctx, size_t words)
{
    if (words == 4) {
        struct md5_ctx *c = (void *)ctx->state;

        return (struct fields){c->state, &c->count, &c->index, c->block};
    }
    if (words == 5) {
        struct sha1_ctx *c = (void *)ctx->state;

        return (struct fields){c->state, &c->count, &c->index, c->block};
    }
    struct sha256_ctx *c = (void *)ctx->state;

    return (struct fields){c->state, &c->count, &c->index, c->block};
}

_Static_assert(sizeof(struct md4_ctx) == sizeof(struct md5_ctx) &&
                   offsetof(struct md4_ctx, count) ==
                       offsetof(struct md5_ctx, count) &&
                   offsetof(struct md4_ctx, block) ==
                       offsetof(struct md5_ctx, block),
               "MD4 and MD5 share a layout");
_Static_assert(sizeof(struct ripemd160_ctx) == sizeof(struct sha1_ctx) &&
                   offsetof(struct ripemd160_ctx, count) ==
                       offsetof(struct sha1_ctx, count) &&
                   offsetof(struct ripemd160_ctx, block) ==
                       offsetof(struct sha1_ctx, block),
               "RIPEMD-160 and SHA-1 share a layout");

bool
urt_hash_state_get(const struct urt_hash_ctx *ctx, struct urt_hash_state *out)
{
    enum urt_hash_id id = ctx->hash->id;
    size_t words = words32[id];

    memset(out, 0, sizeof *out);
    if (words > 0) {
        struct fields f = fields_of((struct urt_hash_ctx *)ctx, words);

        for (size_t i = 0; i < words; i++)
            out->word[i] = f.words[i];
        out->bytes = *f.count * BLOCK32 + *f.index;
        memcpy(out->block, f.block, *f.index);
        return true;
    }
    if (is64[id]) {
        const struct sha512_ctx *c = (const void *)ctx->state;

        memcpy(out->word, c->state, sizeof c->state);
        out->bytes = c->count_low * BLOCK64 + c->index;
        out->bytes_high = c->count_high * BLOCK64 + (c->count_low >> 57);
        memcpy(out->block, c->block, c->index);
        return true;
    }
    return false;
}

bool
urt_hash_state_set(struct urt_hash_ctx *ctx, const struct urt_hash *hash,
                   const struct urt_hash_state *in)
{
    size_t words = words32[hash->id];

    ctx->hash = hash;
    if (words > 0) {
        struct fields f = fields_of(ctx, words);

        for (size_t i = 0; i < words; i++)
            f.words[i] = (uint32_t)in->word[i];
        *f.count = in->bytes / BLOCK32;
        *f.index = (unsigned)(in->bytes % BLOCK32);
        memcpy(f.block, in->block, *f.index);
        return true;
    }
    if (is64[hash->id]) {
        struct sha512_ctx *c = (void *)ctx->state;

        memcpy(c->state, in->word, sizeof c->state);
        c->index = (unsigned)(in->bytes % BLOCK64);
        c->count_low = in->bytes / BLOCK64 | in->bytes_high << 57;
        c->count_high = in->bytes_high / BLOCK64;
        memcpy(c->block, in->block, c->index);
        return true;
    }
    return false;
}
