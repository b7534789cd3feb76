/* BIGNUM from inside: limbs of GMP's kind in memory of ours.
 *
 * d[0] is the lowest limb; top counts limbs in use, the highest of which is
 * not zero; zero has top 0 and no sign. Limbs may hold a key: memory is
 * wiped whenever it is given up. GMP sees the limbs through read-only views
 * (fac_bn_view) and gives results in an mpz that fac_bn_take copies out and
 * wipes. Sizes are limited by FAC_BN_MAX_LIMBS before they get to GMP, and so
 * are zero divisors and even moduli where GMP can't bear them. */
#ifndef TOOLKIT_BN_LOCAL_H
#define TOOLKIT_BN_LOCAL_H

#include "engine/base/buf.h"

#include <gmp.h>
#include <limits.h>
#include <openssl/bn.h>
#include <openssl/err.h>

enum { FAC_BN_LIMB_BITS = 64, FAC_BN_MAX_LIMBS = INT_MAX / (4 * 64) };

_Static_assert(sizeof(mp_limb_t) == sizeof(BN_ULONG) &&
                   GMP_LIMB_BITS == FAC_BN_LIMB_BITS && GMP_NAIL_BITS == 0,
               "a BN_ULONG is a limb");

struct bignum_st {
    mp_limb_t *d;
    int top;
    int cap;
    int neg;
    int flags; /* BN_FLG_* */
};

/* Room for LIMBS limbs; keeps the value. Raises and returns false. */
bool fac_bn_reserve(BIGNUM *a, size_t limbs);
/* Sets top from LIMBS by dropping zero limbs; zero loses its sign. */
void fac_bn_normalize(BIGNUM *a, size_t limbs);
/* A read-only mpz over A's limbs. */
void fac_bn_view(mpz_t z, const BIGNUM *a);
/* R = Z. Wipes and clears Z in any case. */
bool fac_bn_take(BIGNUM *r, mpz_t z);
/* Wipes and clears. */
void fac_bn_mpz_wipe(mpz_t z);
/* R = limbs, LIMBS of them, with sign. */
bool fac_bn_set_limbs(BIGNUM *r, const mp_limb_t *d, size_t limbs, int neg);
/* Whether arithmetic with this number must not show it by its timing. */
static inline bool
fac_bn_is_secret(const BIGNUM *a)
{
    return (a->flags & (BN_FLG_CONSTTIME | BN_FLG_SECURE)) != 0;
}

static inline int
fac_bn_fail(int reason)
{
    ERR_raise(ERR_LIB_BN, reason);
    return 0;
}

/* Zeroed limbs for scratch, and their end. */
static inline mp_limb_t *
fac_bn_scratch(size_t limbs)
{
    mp_limb_t *p = urt_calloc(limbs > 0 ? limbs : 1, sizeof(*p));

    if (p == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    return p;
}

static inline void
fac_bn_scratch_free(mp_limb_t *p, size_t limbs)
{
    urt_wipe_free(p, (limbs > 0 ? limbs : 1) * sizeof(*p));
}

/* R = A ^ P mod M by the side-channel-silent kernel; M is odd, its sign and
 * P's are ignored. */
int fac_bn_powm_secret(BIGNUM *r, const BIGNUM *a, const BIGNUM *p,
                       const BIGNUM *m);
/* 1 prime, 0 composite, -1 error or stopped by CB. ROUNDS of Miller-Rabin
 * with random bases; 0 picks them by size. */
int fac_bn_is_prime(const BIGNUM *p, int rounds, bool trial, BN_GENCB *cb);

#endif
