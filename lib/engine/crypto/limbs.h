/* Between big-endian bytes and GMP's limbs. For engine/crypto alone.
 *
 * The limb functions are for secrets: time and memory access depend on the
 * lengths only. The mpz functions are for public numbers, and for secrets
 * where nothing better exists; urt_mpz_clear wipes. Every size that arrives
 * here was limited by the caller. */
#ifndef URT_CRYPTO_LIMBS_H
#define URT_CRYPTO_LIMBS_H

#include <gmp.h>

#include "engine/base/buf.h"
#include "engine/base/bytes.h"
#include "engine/base/err.h"

/* Limbs that hold LEN bytes. */
static inline size_t
urt_limbs_for(size_t len)
{
    return (len + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t);
}

/* COUNT zeroed limbs of our own memory, or NULL. */
mp_limb_t *urt_limbs_alloc(size_t count) URT_MUST_CHECK;
/* Wipes. NULL is allowed. */
void urt_limbs_free(mp_limb_t *limbs, size_t count);
/* Fills COUNT limbs, zero-extended; bytes of IN beyond them must be zero. */
void urt_limbs_from(mp_limb_t *out, size_t count, struct urt_bytes in);
/* Writes the low LEN bytes of the number. */
void urt_limbs_to(uint8_t *out, size_t len, const mp_limb_t *in, size_t count);
/* Appends it at exactly WIDTH bytes. */
void urt_put_limbs(struct urt_buf *b, const mp_limb_t *in, size_t count,
                   size_t width);
/* All ones when A < B. */
uint64_t urt_limbs_lt(const mp_limb_t *a, const mp_limb_t *b, size_t count);
/* All ones when A is zero. */
uint64_t urt_limbs_is_zero(const mp_limb_t *a, size_t count);
/* A uniform random number with 0 < out < bound (COUNT limbs, whose highest is
 * not zero), in time that tells nothing of it. */
enum urt_err urt_limbs_random(mp_limb_t *out, const mp_limb_t *bound,
                              size_t count);
/* r = a * b mod m; all of COUNT limbs, m's highest not zero. TMP has room for
 * urt_limbs_mulmod_itch limbs. */
size_t urt_limbs_mulmod_itch(size_t count);
void urt_limbs_mulmod(mp_limb_t *r, const mp_limb_t *a, const mp_limb_t *b,
                      const mp_limb_t *m, size_t count, mp_limb_t *tmp);

void urt_mpz_init_from(mpz_t z, struct urt_bytes in);
/* Appends at exactly WIDTH bytes; fails the buffer when it doesn't fit. */
void urt_put_mpz(struct urt_buf *b, const mpz_t z, size_t width);
/* Appends without leading zeros; zero is one byte. */
void urt_put_mpz_minimal(struct urt_buf *b, const mpz_t z);
/* Wipes what the number occupies, then clears it. */
void urt_mpz_clear(mpz_t z);

#endif
