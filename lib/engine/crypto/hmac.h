/* HMAC, RFC 2104, over any hash row.
 *
 * Copied by assignment. urt_hmac_final leaves it ready for the next message
 * under the same key; the owner wipes it (urt_hmac_wipe) when the key's life
 * ends. */
#ifndef URT_CRYPTO_HMAC_H
#define URT_CRYPTO_HMAC_H

#include "engine/crypto/hash.h"

struct urt_hmac {
    struct urt_hash_ctx inner; /* after the inner key block */
    struct urt_hash_ctx outer; /* after the outer key block */
    struct urt_hash_ctx now;   /* the message under way */
};

void urt_hmac_init(struct urt_hmac *h, const struct urt_hash *hash,
                   struct urt_bytes key);
void urt_hmac_update(struct urt_hmac *h, struct urt_bytes data);
/* Writes hash->size bytes and starts over with the same key. */
void urt_hmac_final(struct urt_hmac *h, uint8_t *out);
/* Forgets the message under way, keeps the key. */
void urt_hmac_reset(struct urt_hmac *h);
void urt_hmac_wipe(struct urt_hmac *h);
/* One shot. */
void urt_hmac(const struct urt_hash *hash, uint8_t *out, struct urt_bytes key,
              struct urt_bytes data);

#endif
