/* HMAC, RFC 2104: both key blocks are hashed once, at the start; a message
 * costs a copy of two contexts. */
#include "engine/crypto/hmac.h"

#include "engine/base/mem.h"

enum { INNER = 0x36, OUTER = 0x5c };

/* A context's copy without the part of its state that is not in use. */
static void
copy(struct urt_hash_ctx *to, const struct urt_hash_ctx *from)
{
    to->hash = from->hash;
    memcpy(to->state, from->state, from->hash->state_size);
}

static void
start(struct urt_hash_ctx *ctx, const struct urt_hash *hash,
      const uint8_t *key, uint8_t mask)
{
    uint8_t block[URT_HASH_MAX_BLOCK];

    for (size_t i = 0; i < hash->block_size; i++)
        block[i] = key[i] ^ mask;
    urt_hash_init(ctx, hash);
    urt_hash_update(ctx, urt_bytes(block, hash->block_size));
    urt_wipe(block, sizeof block);
}

void
urt_hmac_init(struct urt_hmac *h, const struct urt_hash *hash,
              struct urt_bytes key)
{
    uint8_t block[URT_HASH_MAX_BLOCK] = {0};

    if (key.len > hash->block_size)
        urt_hash_digest(hash, block, key);
    else if (key.len > 0)
        memcpy(block, key.data, key.len);
    start(&h->inner, hash, block, INNER);
    start(&h->outer, hash, block, OUTER);
    copy(&h->now, &h->inner);
    urt_wipe(block, sizeof block);
}

void
urt_hmac_update(struct urt_hmac *h, struct urt_bytes data)
{
    urt_hash_update(&h->now, data);
}

void
urt_hmac_final(struct urt_hmac *h, uint8_t *out)
{
    uint8_t inner[URT_HASH_MAX_SIZE];
    size_t size = h->inner.hash->size;

    urt_hash_final(&h->now, inner);
    copy(&h->now, &h->outer);
    urt_hash_update(&h->now, urt_bytes(inner, size));
    urt_hash_final(&h->now, out);
    copy(&h->now, &h->inner);
    urt_wipe(inner, sizeof inner);
}

void
urt_hmac_reset(struct urt_hmac *h)
{
    copy(&h->now, &h->inner);
}

void
urt_hmac_wipe(struct urt_hmac *h)
{
    urt_wipe(h, sizeof *h);
}

void
urt_hmac(const struct urt_hash *hash, uint8_t *out, struct urt_bytes key,
         struct urt_bytes data)
{
    struct urt_hmac h;

    urt_hmac_init(&h, hash, key);
    urt_hmac_update(&h, data);
    urt_hmac_final(&h, out);
    urt_hmac_wipe(&h);
}
