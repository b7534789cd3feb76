/* Whether the numbers of an RSA key belong together: RFC 8017, section 3.
 *
 * Every relation is tried, so that the queue names all that are broken. The
 * numbers are secrets: they pass through temporaries that are wiped, but the
 * time this takes is not hidden. A program checks its own keys with it. */
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdbool.h>

#include "facade/libcrypto/pkey_impl.h"
#include "toolkit/compat.h"

struct work {
    const RSA *r;
    BN_CTX *ctx;
    BN_GENCB *cb;
    BIGNUM *p1, *q1, *a, *b; /* p - 1, q - 1, and room */
    bool good;
};

static void
broken(struct work *w, int reason)
{
    ERR_raise(ERR_LIB_RSA, reason);
    w->good = false;
}

/* The exponent is odd and above 1. */
static bool
check_exponent(struct work *w)
{
    if (BN_is_one(w->r->e) || !BN_is_odd(w->r->e))
        broken(w, RSA_R_BAD_E_VALUE);
    return true;
}

static bool
check_primes(struct work *w)
{
    int p = BN_check_prime(w->r->p, w->ctx, w->cb), q;

    if (p < 0)
        return false;
    if (p == 0)
        broken(w, RSA_R_P_NOT_PRIME);
    q = BN_check_prime(w->r->q, w->ctx, w->cb);
    if (q < 0)
        return false;
    if (q == 0)
        broken(w, RSA_R_Q_NOT_PRIME);
    return true;
}

/* n = p q. */
static bool
check_modulus(struct work *w)
{
    if (!BN_mul(w->a, w->r->p, w->r->q, w->ctx))
        return false;
    if (BN_cmp(w->a, w->r->n) != 0)
        broken(w, RSA_R_N_DOES_NOT_EQUAL_P_Q);
    return true;
}

/* d e = 1 modulo the least common multiple of p - 1 and q - 1. */
static bool
check_private_exponent(struct work *w)
{
    if (!BN_mul(w->a, w->p1, w->q1, w->ctx) ||
        !BN_gcd(w->b, w->p1, w->q1, w->ctx) || BN_is_zero(w->b) ||
        !BN_div(w->a, NULL, w->a, w->b, w->ctx) || BN_is_zero(w->a) ||
        !BN_mod_mul(w->b, w->r->d, w->r->e, w->a, w->ctx))
        return false;
    if (!BN_is_one(w->b))
        broken(w, RSA_R_D_E_NOT_CONGRUENT_TO_1);
    return true;
}

/* What the Chinese remainder theorem takes, where the key has it. */
static bool
check_crt(struct work *w)
{
    const RSA *r = w->r;

    if (r->dp == NULL || r->dq == NULL || r->qi == NULL)
        return true;
    if (!BN_mod(w->a, r->d, w->p1, w->ctx))
        return false;
    if (BN_cmp(w->a, r->dp) != 0)
        broken(w, RSA_R_DMP1_NOT_CONGRUENT_TO_D);
    if (!BN_mod(w->a, r->d, w->q1, w->ctx))
        return false;
    if (BN_cmp(w->a, r->dq) != 0)
        broken(w, RSA_R_DMQ1_NOT_CONGRUENT_TO_D);
    if (BN_mod_inverse(w->a, r->q, r->p, w->ctx) == NULL)
        return false;
    if (BN_cmp(w->a, r->qi) != 0)
        broken(w, RSA_R_IQMP_NOT_INVERSE_OF_Q);
    return true;
}

int
RSA_check_key_ex(const RSA *r, BN_GENCB *cb)
{
    struct work w = {.r = r, .cb = cb, .good = true};
    bool ran;

    if (r->n == NULL || r->e == NULL || r->d == NULL || r->p == NULL ||
        r->q == NULL) {
        ERR_raise(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
        return 0;
    }
    w.ctx = BN_CTX_new();
    w.p1 = BN_dup(r->p);
    w.q1 = BN_dup(r->q);
    w.a = BN_new();
    w.b = BN_new();
    ran = w.ctx != NULL && w.p1 != NULL && w.q1 != NULL && w.a != NULL &&
          w.b != NULL && BN_sub_word(w.p1, 1) && BN_sub_word(w.q1, 1) &&
          check_exponent(&w) && check_primes(&w) && check_modulus(&w) &&
          check_private_exponent(&w) && check_crt(&w);
    BN_clear_free(w.p1);
    BN_clear_free(w.q1);
    BN_clear_free(w.a);
    BN_clear_free(w.b);
    BN_CTX_free(w.ctx);
    return ran && w.good;
}

int
RSA_check_key(const RSA *r)
{
    fac_compat("RSA_check_key");
    return RSA_check_key_ex(r, NULL);
}
