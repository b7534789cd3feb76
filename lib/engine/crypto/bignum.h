/* Numbers: checked arithmetic on big-endian byte strings, over GMP.
 *
 * For callers that hold plain numbers rather than keys. Everything is
 * checked before it reaches GMP: no division by zero, no even modulus where
 * GMP wants an odd one, sizes within URT_NUM_MAX_BITS. */
#ifndef URT_CRYPTO_BIGNUM_H
#define URT_CRYPTO_BIGNUM_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

enum { URT_NUM_MAX_BITS = 16384 };

/* Without leading zero bytes. */
struct urt_bytes urt_num_strip(struct urt_bytes n);
/* Significant bits; 0 for zero. */
size_t urt_num_bits(struct urt_bytes n);
bool urt_num_is_odd(struct urt_bytes n);
/* As memcmp, by value; for public numbers. */
int urt_num_compare(struct urt_bytes a, struct urt_bytes b);
/* Appends N at exactly WIDTH bytes; the buffer fails when it doesn't fit. */
void urt_num_put_padded(struct urt_buf *b, struct urt_bytes n, size_t width);

/* out = base ^ exp mod m, at m's width. M is odd and above 1. Silent in base
 * and exponent: time depends on the lengths alone. */
enum urt_err urt_num_powm_sec(struct urt_buf *out, struct urt_bytes base,
                              struct urt_bytes exp, struct urt_bytes m);
/* The same for public numbers, as fast as can be. */
enum urt_err urt_num_powm(struct urt_buf *out, struct urt_bytes base,
                          struct urt_bytes exp, struct urt_bytes m);
/* Whether N is (very probably) prime. */
enum urt_err urt_num_is_prime(bool *out, struct urt_bytes n);

#endif
