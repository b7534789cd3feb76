/* Whether Diffie-Hellman parameters and public numbers are good ones: man
 * DH_check(3), RFC 7919 section 5.1, SP 800-56A 5.6.2.3.
 *
 * What is found is told as bits; the _ex functions raise an error a bit
 * instead. */
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdbool.h>

#include "facade/libcrypto/pkey_impl.h"

/* 1 < y < p - 1, as the two bits of a public key. */
static int
range(const BIGNUM *p, const BIGNUM *y, int small, int large)
{
    BIGNUM *top = BN_dup(p);
    int bits = 0;

    if (top == NULL)
        return -1;
    if (BN_is_negative(y) || BN_is_zero(y) || BN_is_one(y))
        bits |= small;
    if (!BN_sub_word(top, 1))
        bits = -1;
    else if (BN_cmp(y, top) >= 0)
        bits |= large;
    BN_free(top);
    return bits;
}

/* What needs no test of primes. */
int
DH_check_params(const DH *d, int *codes)
{
    int g;

    *codes = 0;
    if (d->p == NULL || d->g == NULL) {
        ERR_raise(ERR_LIB_DH, DH_R_NO_PARAMETERS_SET);
        return 0;
    }
    g = range(d->p, d->g, DH_NOT_SUITABLE_GENERATOR,
              DH_NOT_SUITABLE_GENERATOR);
    if (g < 0)
        return 0;
    *codes = g;
    if (!BN_is_odd(d->p))
        *codes |= DH_CHECK_P_NOT_PRIME;
    if (BN_num_bits(d->p) < URT_DH_MIN_BITS)
        *codes |= DH_MODULUS_TOO_SMALL;
    if (BN_num_bits(d->p) > OPENSSL_DH_MAX_MODULUS_BITS)
        *codes |= DH_MODULUS_TOO_LARGE;
    return 1;
}

/* A subgroup's order: prime, a divisor of p - 1, and that of g. */
static bool
check_subgroup(const DH *d, BN_CTX *ctx, int *codes)
{
    BIGNUM *a = BN_new();
    int prime = BN_check_prime(d->q, ctx, NULL);
    bool ok = a != NULL && prime >= 0;

    if (ok && (*codes & DH_NOT_SUITABLE_GENERATOR) == 0) {
        ok = BN_mod_exp(a, d->g, d->q, d->p, ctx);
        if (ok && !BN_is_one(a))
            *codes |= DH_NOT_SUITABLE_GENERATOR;
    }
    if (ok && prime == 0)
        *codes |= DH_CHECK_Q_NOT_PRIME;
    if (ok) {
        ok = BN_mod(a, d->p, d->q, ctx);
        if (ok && !BN_is_one(a))
            *codes |= DH_CHECK_INVALID_Q_VALUE;
    }
    BN_free(a);
    return ok;
}

/* p is prime, and without a subgroup a safe one. */
static bool
check_modulus(const DH *d, BN_CTX *ctx, int *codes)
{
    int prime = BN_check_prime(d->p, ctx, NULL);
    BIGNUM *half;

    if (prime < 0)
        return false;
    if (prime == 0)
        *codes |= DH_CHECK_P_NOT_PRIME;
    if (prime == 0 || d->q != NULL)
        return true;
    half = BN_dup(d->p);
    prime = half != NULL && BN_rshift1(half, half)
                ? BN_check_prime(half, ctx, NULL)
                : -1;
    BN_free(half);
    if (prime == 0)
        *codes |= DH_CHECK_P_NOT_SAFE_PRIME;
    return prime >= 0;
}

int
DH_check(const DH *d, int *codes)
{
    const int hopeless = DH_MODULUS_TOO_SMALL | DH_MODULUS_TOO_LARGE;
    BN_CTX *ctx;
    bool ok;

    if (!DH_check_params(d, codes))
        return 0;
    /* Nobody tries primes of such a size; a named field is known. */
    if ((*codes & hopeless) != 0 || DH_get_nid(d) != NID_undef)
        return 1;
    if (d->q != NULL && (BN_is_negative(d->q) || BN_is_zero(d->q) ||
                         BN_cmp(d->q, d->p) >= 0)) {
        *codes |= DH_CHECK_INVALID_Q_VALUE;
        return 1;
    }
    ctx = BN_CTX_new();
    ok = ctx != NULL;
    if (ok && d->q != NULL && BN_is_odd(d->p))
        ok = check_subgroup(d, ctx, codes);
    if (ok)
        ok = check_modulus(d, ctx, codes);
    BN_CTX_free(ctx);
    return ok;
}

int
DH_check_pub_key(const DH *d, const BIGNUM *pub, int *codes)
{
    BN_CTX *ctx;
    BIGNUM *a;
    int bits;
    bool ok = true;

    *codes = 0;
    if (d->p == NULL || d->g == NULL) {
        ERR_raise(ERR_LIB_DH, DH_R_NO_PARAMETERS_SET);
        return 0;
    }
    if (BN_num_bits(d->p) > OPENSSL_DH_MAX_MODULUS_BITS) {
        ERR_raise(ERR_LIB_DH, DH_R_MODULUS_TOO_LARGE);
        *codes = DH_MODULUS_TOO_LARGE | DH_CHECK_PUBKEY_INVALID;
        return 0;
    }
    bits = range(d->p, pub, DH_CHECK_PUBKEY_TOO_SMALL,
                 DH_CHECK_PUBKEY_TOO_LARGE);
    if (bits < 0)
        return 0;
    *codes = bits;
    if (bits != 0 || d->q == NULL)
        return 1;
    /* In the subgroup of order q: y^q = 1. */
    ctx = BN_CTX_new();
    a = BN_new();
    ok = ctx != NULL && a != NULL &&
         BN_mod_exp(a, pub, d->q, d->p, ctx);
    if (ok && !BN_is_one(a))
        *codes |= DH_CHECK_PUBKEY_INVALID;
    BN_free(a);
    BN_CTX_free(ctx);
    return ok;
}

/* Which error a bit is, in the order they are raised. */
static const struct reason {
    int bit, reason;
} parameter_reasons[] = {
    {DH_NOT_SUITABLE_GENERATOR, DH_R_NOT_SUITABLE_GENERATOR},
    {DH_CHECK_Q_NOT_PRIME, DH_R_CHECK_Q_NOT_PRIME},
    {DH_CHECK_INVALID_Q_VALUE, DH_R_CHECK_INVALID_Q_VALUE},
    {DH_CHECK_P_NOT_PRIME, DH_R_CHECK_P_NOT_PRIME},
    {DH_CHECK_P_NOT_SAFE_PRIME, DH_R_CHECK_P_NOT_SAFE_PRIME},
    {DH_MODULUS_TOO_SMALL, DH_R_MODULUS_TOO_SMALL},
    {DH_MODULUS_TOO_LARGE, DH_R_MODULUS_TOO_LARGE},
    {0, 0},
}, key_reasons[] = {
    {DH_CHECK_PUBKEY_TOO_SMALL, DH_R_CHECK_PUBKEY_TOO_SMALL},
    {DH_CHECK_PUBKEY_TOO_LARGE, DH_R_CHECK_PUBKEY_TOO_LARGE},
    {DH_CHECK_PUBKEY_INVALID, DH_R_CHECK_PUBKEY_INVALID},
    {0, 0},
};

static int
raise_all(const struct reason *rows, int codes)
{
    for (; rows->bit != 0; rows++)
        if ((codes & rows->bit) != 0)
            ERR_raise(ERR_LIB_DH, rows->reason);
    return codes == 0;
}

int
DH_check_params_ex(const DH *d)
{
    int codes = 0;

    return DH_check_params(d, &codes) && raise_all(parameter_reasons, codes);
}

int
DH_check_ex(const DH *d)
{
    int codes = 0;

    return DH_check(d, &codes) && raise_all(parameter_reasons, codes);
}

int
DH_check_pub_key_ex(const DH *d, const BIGNUM *pub)
{
    int codes = 0;

    return DH_check_pub_key(d, pub, &codes) && raise_all(key_reasons, codes);
}
