/* Powers modulo m, the Montgomery form, and division by a fixed divisor.
 *
 * Numbers that carry BN_FLG_CONSTTIME go through mpn_sec_powm, whose time
 * and memory access depend on sizes alone. An even modulus, which neither it
 * nor the Montgomery form can take, is refused where OpenSSL refuses it. The
 * signs of exponents and moduli are ignored, as they are there. */
#include "toolkit/bn_local.h"

#include "engine/base/ct.h"

#include <openssl/crypto.h>

/* ---- powers ------------------------------------------------------------ */

static bool
any_consttime(const BIGNUM *a, const BIGNUM *p, const BIGNUM *m)
{
    return BN_get_flags(a, BN_FLG_CONSTTIME) != 0 ||
           BN_get_flags(p, BN_FLG_CONSTTIME) != 0 ||
           BN_get_flags(m, BN_FLG_CONSTTIME) != 0;
}

/* x ^ 0: 1, but 0 where everything is 0. */
static int
power_of_nothing(BIGNUM *r, const BIGNUM *m)
{
    return BN_set_word(r, BN_abs_is_word(m, 1) ? 0 : 1);
}

int
fac_bn_powm_secret(BIGNUM *r, const BIGNUM *a, const BIGNUM *p,
                   const BIGNUM *m)
{
    size_t n = (size_t)m->top, e = (size_t)p->top, itch, total;
    mp_limb_t *out, *exp, *mod;
    BIGNUM *base;
    int ok = 0;

    if (p->top == 0)
        return power_of_nothing(r, m);
    if ((base = BN_new()) == NULL)
        return 0;
    BN_set_flags(base, BN_FLG_CONSTTIME);
    if (!BN_nnmod(base, a, m, NULL)) {
        BN_free(base);
        return 0;
    }
    if (base->top == 0) {
        BN_free(base);
        return BN_set_word(r, 0);
    }
    itch = (size_t)mpn_sec_powm_itch(base->top, e * FAC_BN_LIMB_BITS,
                                     (mp_size_t)n);
    total = n + e + n + itch;
    if ((out = fac_bn_scratch(total)) != NULL) {
        exp = out + n;
        mod = exp + e;
        memcpy(exp, p->d, e * sizeof(*exp));
        memcpy(mod, m->d, n * sizeof(*mod));
        mpn_sec_powm(out, base->d, base->top, exp, e * FAC_BN_LIMB_BITS, mod,
                     (mp_size_t)n, mod + n);
        ok = fac_bn_set_limbs(r, out, n, 0);
        fac_bn_scratch_free(out, total);
    }
    BN_free(base);
    return ok;
}

static int
powm_public(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m)
{
    BIGNUM exponent = *p, modulus = *m;
    mpz_t x, e, n, out;

    if (p->top == 0)
        return power_of_nothing(r, m);
    if (m->top == 0)
        return fac_bn_fail(BN_R_DIV_BY_ZERO);
    exponent.neg = modulus.neg = 0;
    fac_bn_view(x, a);
    fac_bn_view(e, &exponent);
    fac_bn_view(n, &modulus);
    mpz_init(out);
    mpz_powm(out, x, e, n);
    return fac_bn_take(r, out);
}

int
BN_mod_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m,
           BN_CTX *ctx)
{
    if (BN_is_odd(m))
        return BN_mod_exp_mont(r, a, p, m, ctx, NULL);
    return BN_mod_exp_recp(r, a, p, m, ctx);
}

int
BN_mod_exp_simple(BIGNUM *r, const BIGNUM *a, const BIGNUM *p,
                  const BIGNUM *m, BN_CTX *ctx)
{
    if (any_consttime(a, p, m))
        return fac_bn_fail(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return powm_public(r, a, p, m);
}

int
BN_mod_exp_recp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m,
                BN_CTX *ctx)
{
    /* No reciprocal of zero: refused without a word, but for x ^ 0. */
    if (m->top == 0 && p->top > 0 && !any_consttime(a, p, m))
        return 0;
    return BN_mod_exp_simple(r, a, p, m, ctx);
}

int
BN_mod_exp_mont_consttime(BIGNUM *rr, const BIGNUM *a, const BIGNUM *p,
                          const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *in_mont)
{
    if (!BN_is_odd(m))
        return fac_bn_fail(BN_R_CALLED_WITH_EVEN_MODULUS);
    return fac_bn_powm_secret(rr, a, p, m);
}

int
BN_mod_exp_mont(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m,
                BN_CTX *ctx, BN_MONT_CTX *m_ctx)
{
    if (!BN_is_odd(m))
        return fac_bn_fail(BN_R_CALLED_WITH_EVEN_MODULUS);
    if (any_consttime(a, p, m))
        return fac_bn_powm_secret(r, a, p, m);
    return powm_public(r, a, p, m);
}

int
BN_mod_exp_mont_consttime_x2(BIGNUM *rr1, const BIGNUM *a1, const BIGNUM *p1,
                             const BIGNUM *m1, BN_MONT_CTX *in_mont1,
                             BIGNUM *rr2, const BIGNUM *a2, const BIGNUM *p2,
                             const BIGNUM *m2, BN_MONT_CTX *in_mont2,
                             BN_CTX *ctx)
{
    return BN_mod_exp_mont_consttime(rr1, a1, p1, m1, ctx, in_mont1) &&
           BN_mod_exp_mont_consttime(rr2, a2, p2, m2, ctx, in_mont2);
}

int
BN_mod_exp_mont_word(BIGNUM *r, BN_ULONG a, const BIGNUM *p, const BIGNUM *m,
                     BN_CTX *ctx, BN_MONT_CTX *m_ctx)
{
    BIGNUM word = {&a, a != 0, 1, 0, BN_FLG_STATIC_DATA};

    if (any_consttime(&word, p, m))
        return fac_bn_fail(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return BN_mod_exp_mont(r, &word, p, m, ctx, m_ctx);
}

/* a1 ^ p1 * a2 ^ p2 */
int
BN_mod_exp2_mont(BIGNUM *r, const BIGNUM *a1, const BIGNUM *p1,
                 const BIGNUM *a2, const BIGNUM *p2, const BIGNUM *m,
                 BN_CTX *ctx, BN_MONT_CTX *m_ctx)
{
    BIGNUM *t = BN_new();
    int ok = t != NULL && BN_mod_exp_mont(t, a1, p1, m, ctx, m_ctx) &&
             BN_mod_exp_mont(r, a2, p2, m, ctx, m_ctx) &&
             BN_mod_mul(r, r, t, m, ctx);

    BN_free(t);
    return ok;
}

/* ---- Montgomery form --------------------------------------------------- */

/* Numbers times R = 2 ^ (64 * limbs of the modulus). */
struct bn_mont_ctx_st {
    BIGNUM n;  /* the modulus, odd */
    BIGNUM rr; /* R * R mod n */
    mp_limb_t n0; /* -1 / n mod 2^64 */
};

BN_MONT_CTX *
BN_MONT_CTX_new(void)
{
    BN_MONT_CTX *mont = urt_zalloc(sizeof(*mont));

    if (mont == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    return mont;
}

void
BN_MONT_CTX_free(BN_MONT_CTX *mont)
{
    if (mont == NULL)
        return;
    BN_clear_free(&mont->n);
    BN_clear_free(&mont->rr);
    urt_free(mont);
}

/* The inverse of an odd limb by Newton: each step doubles the right bits. */
static mp_limb_t
negative_inverse(mp_limb_t n)
{
    mp_limb_t x = n;

    for (int bits = 3; bits < FAC_BN_LIMB_BITS; bits *= 2)
        x *= 2 - n * x;
    return 0 - x;
}

int
BN_MONT_CTX_set(BN_MONT_CTX *mont, const BIGNUM *mod, BN_CTX *ctx)
{
    if (mod->top == 0)
        return 0;
    if (!BN_is_odd(mod))
        return fac_bn_fail(BN_R_NO_INVERSE);
    if (BN_copy(&mont->n, mod) == NULL)
        return 0;
    mont->n.neg = 0;
    mont->n.flags |= mod->flags & BN_FLG_CONSTTIME;
    mont->n0 = negative_inverse(mod->d[0]);
    return BN_set_word(&mont->rr, 1) &&
           BN_lshift(&mont->rr, &mont->rr,
                     2 * mont->n.top * FAC_BN_LIMB_BITS) &&
           BN_nnmod(&mont->rr, &mont->rr, &mont->n, ctx);
}

BN_MONT_CTX *
BN_MONT_CTX_copy(BN_MONT_CTX *to, BN_MONT_CTX *from)
{
    if (to == from)
        return to;
    if (BN_copy(&to->n, &from->n) == NULL ||
        BN_copy(&to->rr, &from->rr) == NULL)
        return NULL;
    to->n0 = from->n0;
    return to;
}

/* Fills *PMONT once for all threads that share it under LOCK. */
BN_MONT_CTX *
BN_MONT_CTX_set_locked(BN_MONT_CTX **pmont, CRYPTO_RWLOCK *lock,
                       const BIGNUM *mod, BN_CTX *ctx)
{
    BN_MONT_CTX *have, *fresh;

    if (!CRYPTO_THREAD_read_lock(lock))
        return NULL;
    have = *pmont;
    CRYPTO_THREAD_unlock(lock);
    if (have != NULL)
        return have;
    if ((fresh = BN_MONT_CTX_new()) == NULL)
        return NULL;
    if (!BN_MONT_CTX_set(fresh, mod, ctx) || !CRYPTO_THREAD_write_lock(lock)) {
        BN_MONT_CTX_free(fresh);
        return NULL;
    }
    have = *pmont;
    if (have == NULL)
        have = *pmont = fresh;
    CRYPTO_THREAD_unlock(lock);
    if (have != fresh)
        BN_MONT_CTX_free(fresh);
    return have;
}

/* R = T / R mod n, for 0 <= T < n * R in 2 n + 1 limbs, which are used up.
 * The steps are the same for all values. */
static int
redc(BIGNUM *r, mp_limb_t *t, const BN_MONT_CTX *mont)
{
    mp_size_t n = mont->n.top;
    mp_limb_t carry = 0, borrow;
    mp_limb_t *diff;
    int ok;

    for (mp_size_t i = 0; i < n; i++) {
        mp_limb_t q = t[i] * mont->n0;
        mp_limb_t high = mpn_addmul_1(t + i, mont->n.d, n, q);
        mp_limb_t sum = t[i + n] + high, over = sum < high;

        sum += carry;
        carry = over | (sum < carry);
        t[i + n] = sum;
    }
    if ((diff = fac_bn_scratch((size_t)n)) == NULL)
        return 0;
    borrow = mpn_sub_n(diff, t + n, mont->n.d, n);
    /* It was below n only if nothing overflowed and it borrowed. */
    urt_ct_copy_if(~urt_ct_is_zero(carry | (1 - borrow)), t + n, diff,
                   (size_t)n * sizeof(*diff));
    ok = fac_bn_set_limbs(r, t + n, (size_t)n, 0);
    fac_bn_scratch_free(diff, (size_t)n);
    return ok;
}

/* A (and B, unless NULL) are below n in magnitude; the sign of the product
 * stays. Numbers that can't be are refused. */
static int
mont_product(BIGNUM *r, const BIGNUM *a, const BIGNUM *b,
             const BN_MONT_CTX *mont)
{
    size_t n = (size_t)mont->n.top, total = 2 * n + 1;
    mp_limb_t *t;
    BIGNUM *p;
    int ok = 0;

    if (n == 0 || (size_t)a->top + (b != NULL ? (size_t)b->top : 0) > 2 * n)
        return 0;
    t = fac_bn_scratch(total);
    p = BN_new();
    if (t != NULL && p != NULL) {
        p->flags |= BN_FLG_CONSTTIME;
        ok = b == NULL ? BN_copy(p, a) != NULL : BN_mul(p, a, b, NULL);
        if (ok) {
            if (p->top > 0)
                memcpy(t, p->d, (size_t)p->top * sizeof(*t));
            ok = redc(r, t, mont);
            BN_set_negative(r, p->neg);
        }
    }
    BN_free(p);
    if (t != NULL)
        fac_bn_scratch_free(t, total);
    return ok;
}

int
BN_mod_mul_montgomery(BIGNUM *r, const BIGNUM *a, const BIGNUM *b,
                      BN_MONT_CTX *mont, BN_CTX *ctx)
{
    return mont_product(r, a, b, mont);
}

int
BN_to_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *mont, BN_CTX *ctx)
{
    return mont_product(r, a, &mont->rr, mont);
}

int
BN_from_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *mont, BN_CTX *ctx)
{
    return mont_product(r, a, NULL, mont);
}

/* ---- a fixed divisor --------------------------------------------------- */

struct bn_recp_ctx_st {
    BIGNUM n;
};

BN_RECP_CTX *
BN_RECP_CTX_new(void)
{
    BN_RECP_CTX *recp = urt_zalloc(sizeof(*recp));

    if (recp == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    return recp;
}

void
BN_RECP_CTX_free(BN_RECP_CTX *recp)
{
    if (recp == NULL)
        return;
    BN_clear_free(&recp->n);
    urt_free(recp);
}

int
BN_RECP_CTX_set(BN_RECP_CTX *recp, const BIGNUM *rdiv, BN_CTX *ctx)
{
    return rdiv->top > 0 && BN_copy(&recp->n, rdiv) != NULL;
}

int
BN_div_recp(BIGNUM *dv, BIGNUM *rem, const BIGNUM *m, BN_RECP_CTX *recp,
            BN_CTX *ctx)
{
    return BN_div(dv, rem, m, &recp->n, ctx);
}

int
BN_mod_mul_reciprocal(BIGNUM *r, const BIGNUM *x, const BIGNUM *y,
                      BN_RECP_CTX *recp, BN_CTX *ctx)
{
    BIGNUM *t = BN_new();
    int ok = t != NULL &&
             (y != NULL ? BN_mul(t, x, y, ctx) : BN_copy(t, x) != NULL) &&
             BN_div(NULL, r, t, &recp->n, ctx);

    BN_free(t);
    return ok;
}

/* R = 2 ^ LEN / M; LEN, or -1. */
int
BN_reciprocal(BIGNUM *r, const BIGNUM *m, int len, BN_CTX *ctx)
{
    BIGNUM *t = BN_new();
    int ok = t != NULL && BN_set_bit(t, len) && BN_div(r, NULL, t, m, ctx);

    BN_free(t);
    return ok ? len : -1;
}
