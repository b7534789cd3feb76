/* Random BIGNUMs, uniform in their range. */
#include "toolkit/bn_local.h"

#include "engine/crypto/rng.h"

/* Fills R with BITS random bits. */
static bool
fill(BIGNUM *r, int bits)
{
    size_t limbs = ((size_t)bits + FAC_BN_LIMB_BITS - 1) / FAC_BN_LIMB_BITS;
    int spare = (int)limbs * FAC_BN_LIMB_BITS - bits;

    if (!fac_bn_reserve(r, limbs))
        return false;
    r->neg = 0;
    r->top = 0;
    if (limbs == 0)
        return true;
    if (urt_random(r->d, limbs * sizeof(*r->d)) != URT_OK)
        return fac_bn_fail(ERR_R_INTERNAL_ERROR);
    r->d[limbs - 1] &= ~(mp_limb_t)0 >> spare;
    fac_bn_normalize(r, limbs);
    return true;
}

static int
random_bits(BIGNUM *rnd, int bits, int top, int bottom)
{
    if (bits < 0 || (bits == 0 && (top != BN_RAND_TOP_ANY ||
                                   bottom != BN_RAND_BOTTOM_ANY)) ||
        (bits == 1 && top > BN_RAND_TOP_ONE))
        return fac_bn_fail(BN_R_BITS_TOO_SMALL);
    if (!fill(rnd, bits))
        return 0;
    if (top >= BN_RAND_TOP_ONE && !BN_set_bit(rnd, bits - 1))
        return 0;
    if (top >= BN_RAND_TOP_TWO && !BN_set_bit(rnd, bits - 2))
        return 0;
    return bottom == BN_RAND_BOTTOM_ANY || BN_set_bit(rnd, 0);
}

/* 0 <= R < RANGE by drawing until it fits: twice on average at most. */
static int
random_range(BIGNUM *r, const BIGNUM *range)
{
    BIGNUM *limit = NULL;
    int bits = BN_num_bits(range), ok = 1;

    if (range->neg || bits == 0)
        return fac_bn_fail(BN_R_INVALID_RANGE);
    if (r == range) {
        if ((limit = BN_dup(range)) == NULL)
            return 0;
        range = limit;
    }
    do
        ok = fill(r, bits);
    while (ok && BN_ucmp(r, range) >= 0);
    BN_free(limit);
    return ok;
}

int
BN_rand_ex(BIGNUM *rnd, int bits, int top, int bottom, unsigned int strength,
           BN_CTX *ctx)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_rand(BIGNUM *rnd, int bits, int top, int bottom)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_bntest_rand(BIGNUM *rnd, int bits, int top, int bottom)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_priv_rand_ex(BIGNUM *rnd, int bits, int top, int bottom,
                unsigned int strength, BN_CTX *ctx)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_priv_rand(BIGNUM *rnd, int bits, int top, int bottom)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_pseudo_rand(BIGNUM *rnd, int bits, int top, int bottom)
{
    return random_bits(rnd, bits, top, bottom);
}

int
BN_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength,
                 BN_CTX *ctx)
{
    return random_range(r, range);
}

int
BN_rand_range(BIGNUM *rnd, const BIGNUM *range)
{
    return random_range(rnd, range);
}

int
BN_priv_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength,
                      BN_CTX *ctx)
{
    return random_range(r, range);
}

int
BN_priv_rand_range(BIGNUM *rnd, const BIGNUM *range)
{
    return random_range(rnd, range);
}

int
BN_pseudo_rand_range(BIGNUM *rnd, const BIGNUM *range)
{
    return random_range(rnd, range);
}
