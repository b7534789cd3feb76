/* HMAC over a message of secret length. RFC 2104, FIPS 180-4, RFC 1321.
 *
 * The inner hash pads its message with a one bit, zeros and its length, all
 * of which stand at secret places. So the padding is made here, byte by byte
 * and under masks, and every block that could be the last goes through the
 * hash's ordinary update function as whole blocks; after each the chaining
 * value is taken out of the context, and the one behind the true last block
 * is kept, by mask. Always the greatest number of blocks is hashed. The
 * blocks before the first candidate hold nothing but content and go in at
 * once. The outer hash has a public length and nothing special. */
#include "engine/crypto/hmac_secret.h"

#include "engine/base/ct.h"
#include "engine/base/mem.h"
#include "engine/crypto/hash_state.h"

enum { INNER = 0x36, OUTER = 0x5c, PREFIX_MAX = 16 };

/* The message as the inner hash sees it: a key block, then from position 0
 * the prefix and the data. */
struct message {
    struct urt_bytes prefix, data;
    uint64_t end;  /* secret: how long it is */
    uint64_t bits; /* secret: with the key block, for the length field */
};

static void
add_key_block(struct urt_hash_ctx *ctx, const struct urt_hash *hash,
              struct urt_bytes key, uint8_t mask)
{
    uint8_t block[URT_HASH_MAX_BLOCK] = {0};

    if (key.len > hash->block_size)
        urt_hash_digest(hash, block, key);
    else if (key.len > 0)
        memcpy(block, key.data, key.len);
    for (size_t i = 0; i < hash->block_size; i++)
        block[i] ^= mask;
    urt_hash_init(ctx, hash);
    urt_hash_update(ctx, urt_bytes(block, hash->block_size));
    urt_wipe(block, sizeof block);
}

/* The length field's size: 64 bits behind blocks of 64 bytes, else 128. */
static size_t
field_size(const struct urt_hash *hash)
{
    return hash->block_size / 8;
}

/* The block, counted from 0, that the length field of a message of LEN bytes
 * ends. Block sizes are powers of two: no division of a secret. */
static uint64_t
last_block(const struct urt_hash *hash, uint64_t len)
{
    unsigned shift = hash->block_size == 64 ? 6 : 7;

    return (len + field_size(hash)) >> shift;
}

/* The length field, right-aligned in a block's end. */
static void
make_field(uint8_t *field, const struct urt_hash *hash, uint64_t bits)
{
    size_t size = field_size(hash);
    bool little = hash->id == URT_HASH_MD5;

    memset(field, 0, size);
    for (size_t i = 0; i < 8; i++)
        field[little ? i : size - 1 - i] = (uint8_t)(bits >> 8 * i);
}

/* Block K of the padded message; IS_LAST masks the length field. */
static void
make_block(uint8_t *block, const struct urt_hash *hash,
           const struct message *m, uint64_t k, urt_mask is_last)
{
    size_t size = hash->block_size, field_at = size - field_size(hash);
    uint8_t field[16];

    for (size_t i = 0; i < size; i++) {
        uint64_t at = k * size + i, byte = 0, here = urt_ct_hide(at);

        if (at < m->prefix.len)
            byte = m->prefix.data[at];
        else if (at - m->prefix.len < m->data.len)
            byte = m->data.data[at - m->prefix.len];
        byte &= urt_ct_lt(here, m->end);
        byte |= 0x80 & urt_ct_eq(here, m->end);
        block[i] = (uint8_t)byte;
    }
    make_field(field, hash, m->bits);
    for (size_t i = field_at; i < size; i++)
        block[i] |= (uint8_t)(is_last & field[i - field_at]);
}

/* The chaining value as the bytes of a digest. */
static void
put_words(uint8_t *out, const struct urt_hash *hash,
          const struct urt_hash_state *state)
{
    size_t word = hash->block_size / 16;
    bool little = hash->id == URT_HASH_MD5;

    for (size_t i = 0; i < hash->size; i++) {
        size_t in = i % word;

        out[i] = (uint8_t)(state->word[i / word] >>
                           8 * (little ? in : word - 1 - in));
    }
}

/* Hashes the COUNT whole blocks that lie before any end M may have. */
static void
add_plain_blocks(struct urt_hash_ctx *ctx, const struct message *m,
                 uint64_t count)
{
    size_t len = (size_t)count * ctx->hash->block_size;

    if (len == 0)
        return;
    urt_hash_update(ctx, m->prefix);
    urt_hash_update(ctx, urt_bytes(m->data.data, len - m->prefix.len));
}

static bool
is_fit(const struct urt_hash *hash)
{
    static const enum urt_hash_id fit[] = {
        URT_HASH_MD5,    URT_HASH_SHA1,   URT_HASH_SHA224,
        URT_HASH_SHA256, URT_HASH_SHA384, URT_HASH_SHA512,
    };

    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++)
        if (fit[i] == hash->id)
            return true;
    return false;
}

bool
urt_hmac_secret(const struct urt_hash *hash, uint8_t *out,
                struct urt_bytes key, struct urt_bytes prefix,
                struct urt_bytes data, size_t least, size_t len)
{
    struct message m = {prefix, data, prefix.len + len,
                        8 * (hash->block_size + prefix.len + len)};
    uint8_t block[URT_HASH_MAX_BLOCK], inner[URT_HASH_MAX_SIZE] = {0};
    uint8_t digest[URT_HASH_MAX_SIZE];
    struct urt_hash_state state;
    struct urt_hash_ctx ctx;
    uint64_t end = last_block(hash, m.end), k, most;

    memset(out, 0, hash->size);
    if (!is_fit(hash) || prefix.len > PREFIX_MAX)
        return false;
    k = (prefix.len + least) / hash->block_size;
    most = last_block(hash, prefix.len + data.len);
    add_key_block(&ctx, hash, key, INNER);
    add_plain_blocks(&ctx, &m, k);
    for (; k <= most; k++) {
        urt_mask is_last = urt_ct_eq(k, end);

        make_block(block, hash, &m, k, is_last);
        urt_hash_update(&ctx, urt_bytes(block, hash->block_size));
        urt_hash_state_get(&ctx, &state);
        put_words(digest, hash, &state);
        urt_ct_copy_if(is_last, inner, digest, hash->size);
    }
    add_key_block(&ctx, hash, key, OUTER);
    urt_hash_update(&ctx, urt_bytes(inner, hash->size));
    urt_hash_final(&ctx, out);
    urt_wipe(block, sizeof block);
    urt_wipe(inner, sizeof inner);
    urt_wipe(digest, sizeof digest);
    urt_wipe(&state, sizeof state);
    return true;
}
