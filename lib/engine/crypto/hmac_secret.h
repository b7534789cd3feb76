/* HMAC over a message whose length is a secret: what a CBC record of TLS
 * needs, RFC 5246 section 6.2.3.2, since its padding hides where the content
 * ends.
 *
 * Time and memory access depend on the public parts alone: the key's, the
 * prefix's and the buffer's lengths and the least length. */
#ifndef URT_CRYPTO_HMAC_SECRET_H
#define URT_CRYPTO_HMAC_SECRET_H

#include "engine/crypto/hash.h"

/* A digest over PREFIX and the first LEN bytes of DATA. LEN, the secret, is
 * at least LEAST and at most DATA.len. HASH is one of MD5, SHA-1, SHA-2;
 * false, with OUT zeroed, for any other. */
bool urt_hmac_secret(const struct urt_hash *hash, uint8_t *out,
                     struct urt_bytes key, struct urt_bytes prefix,
                     struct urt_bytes data, size_t least, size_t len);

#endif
