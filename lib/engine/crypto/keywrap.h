/* AES key wrap, RFC 3394. */
#ifndef URT_CRYPTO_KEYWRAP_H
#define URT_CRYPTO_KEYWRAP_H

#include "engine/base/bytes.h"
#include "engine/base/err.h"
#include "engine/base/mem.h"

/* The initial value of RFC 3394 2.2.3.1. */
extern const uint8_t urt_keywrap_iv[8];

/* Wraps DATA (a multiple of 8 bytes, 16 at least) under a KEY of 16, 24 or
 * 32 bytes: writes data.len + 8 bytes. IV NULL is the usual one. */
enum urt_err urt_keywrap(uint8_t *out, struct urt_bytes key,
                         const uint8_t *iv,
                         struct urt_bytes data) URT_MUST_CHECK;
/* The reverse, data.len - 8 bytes; URT_E_DECRYPT_FAILED, with OUT wiped,
 * when the check value is wrong. */
enum urt_err urt_keyunwrap(uint8_t *out, struct urt_bytes key,
                           const uint8_t *iv,
                           struct urt_bytes data) URT_MUST_CHECK;

#endif
