/* BIGNUM arithmetic over the integers. Results may share their number with
 * an operand everywhere. */
#include "toolkit/bn_local.h"

/* ---- sums -------------------------------------------------------------- */

/* R = |A| + |B|, sign NEG. */
static int
add_magnitudes(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, int neg)
{
    const BIGNUM *x = a->top >= b->top ? a : b, *y = x == a ? b : a;
    int n = x->top;
    mp_limb_t carry;

    if (!fac_bn_reserve(r, (size_t)n + 1))
        return 0;
    if (y->top == 0) {
        if (r != x && n > 0)
            memmove(r->d, x->d, (size_t)n * sizeof(*r->d));
        carry = 0;
    } else {
        carry = mpn_add(r->d, x->d, n, y->d, y->top);
    }
    r->d[n] = carry;
    r->neg = neg;
    fac_bn_normalize(r, (size_t)n + 1);
    return 1;
}

/* R = |A| - |B|, which is not negative, sign NEG. */
static int
sub_magnitudes(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, int neg)
{
    int n = a->top;

    if (!fac_bn_reserve(r, (size_t)n))
        return 0;
    if (b->top > 0)
        (void)mpn_sub(r->d, a->d, n, b->d, b->top);
    else if (r != a && n > 0)
        memmove(r->d, a->d, (size_t)n * sizeof(*r->d));
    r->neg = neg;
    fac_bn_normalize(r, (size_t)n);
    return 1;
}

static int
add_signed(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, int b_neg)
{
    int a_neg = a->neg;

    if (a_neg == b_neg)
        return add_magnitudes(r, a, b, a_neg);
    if (BN_ucmp(a, b) >= 0)
        return sub_magnitudes(r, a, b, a_neg);
    return sub_magnitudes(r, b, a, b_neg);
}

int
BN_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b)
{
    return add_signed(r, a, b, b->neg);
}

int
BN_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b)
{
    return add_signed(r, a, b, !b->neg);
}

int
BN_uadd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b)
{
    return add_magnitudes(r, a, b, 0);
}

int
BN_usub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b)
{
    if (BN_ucmp(a, b) < 0)
        return fac_bn_fail(BN_R_ARG2_LT_ARG3);
    return sub_magnitudes(r, a, b, 0);
}

/* ---- products ---------------------------------------------------------- */

int
BN_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx)
{
    const BIGNUM *x = a->top >= b->top ? a : b, *y = x == a ? b : a;
    size_t n = (size_t)x->top + (size_t)y->top, scratch = 0;
    int neg = a->neg ^ b->neg, ok;
    mp_limb_t *p;

    if (y->top == 0) {
        BN_zero_ex(r);
        return 1;
    }
    if (n > FAC_BN_MAX_LIMBS)
        return fac_bn_fail(BN_R_BIGNUM_TOO_LONG);
    if (fac_bn_is_secret(a) || fac_bn_is_secret(b))
        scratch = (size_t)mpn_sec_mul_itch(x->top, y->top);
    if ((p = fac_bn_scratch(n + scratch)) == NULL)
        return 0;
    if (scratch > 0)
        mpn_sec_mul(p, x->d, x->top, y->d, y->top, p + n);
    else
        (void)mpn_mul(p, x->d, x->top, y->d, y->top);
    ok = fac_bn_set_limbs(r, p, n, neg);
    fac_bn_scratch_free(p, n + scratch);
    return ok;
}

int
BN_sqr(BIGNUM *r, const BIGNUM *a, BN_CTX *ctx)
{
    return BN_mul(r, a, a, ctx);
}

/* A number whose power would not fit is refused before GMP tries. */
int
BN_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, BN_CTX *ctx)
{
    mpz_t base, out;
    BN_ULONG e = BN_get_word(p);

    if (BN_get_flags(a, BN_FLG_CONSTTIME) != 0 ||
        BN_get_flags(p, BN_FLG_CONSTTIME) != 0)
        return fac_bn_fail(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (BN_num_bits(a) > 1 &&
        (p->top > 1 || e > (BN_ULONG)FAC_BN_MAX_LIMBS * FAC_BN_LIMB_BITS /
                               (BN_ULONG)BN_num_bits(a)))
        return fac_bn_fail(BN_R_BIGNUM_TOO_LONG);
    /* 0, 1 and -1 have powers that the exponent's low bits decide. */
    if (BN_num_bits(a) <= 1)
        e = p->top == 0 ? 0 : BN_is_odd(p) ? 1 : 2;
    fac_bn_view(base, a);
    mpz_init(out);
    mpz_pow_ui(out, base, e);
    return fac_bn_take(r, out);
}

/* ---- quotients --------------------------------------------------------- */

/* Secret operands: the same rounding, through mpn_sec_div_qr. */
static int
div_secret(BIGNUM *dv, BIGNUM *rem, const BIGNUM *num, const BIGNUM *d)
{
    size_t nn = (size_t)num->top, dn = (size_t)d->top, itch, total;
    int q_neg = num->neg ^ d->neg, r_neg = num->neg, ok = 1;
    mp_limb_t *n, *q, *div, *tmp;

    itch = (size_t)mpn_sec_div_qr_itch((mp_size_t)nn, (mp_size_t)dn);
    total = nn + (nn - dn + 1) + dn + itch;
    if ((n = fac_bn_scratch(total)) == NULL)
        return 0;
    q = n + nn;
    div = q + (nn - dn + 1);
    tmp = div + dn;
    memcpy(n, num->d, nn * sizeof(*n));
    memcpy(div, d->d, dn * sizeof(*n));
    q[nn - dn] = mpn_sec_div_qr(q, n, (mp_size_t)nn, div, (mp_size_t)dn, tmp);
    if (dv != NULL)
        ok = fac_bn_set_limbs(dv, q, nn - dn + 1, q_neg);
    if (ok && rem != NULL)
        ok = fac_bn_set_limbs(rem, n, dn, r_neg);
    fac_bn_scratch_free(n, total);
    return ok;
}

/* Rounds towards zero; the remainder has NUM's sign. */
int
BN_div(BIGNUM *dv, BIGNUM *rem, const BIGNUM *num, const BIGNUM *divisor,
       BN_CTX *ctx)
{
    mpz_t n, d, q, r;
    bool ok;

    if (divisor->top == 0)
        return fac_bn_fail(BN_R_DIV_BY_ZERO);
    if (num->top >= divisor->top &&
        (fac_bn_is_secret(num) || fac_bn_is_secret(divisor)))
        return div_secret(dv, rem, num, divisor);
    fac_bn_view(n, num);
    fac_bn_view(d, divisor);
    mpz_init(q);
    mpz_init(r);
    mpz_tdiv_qr(q, r, n, d);
    ok = dv == NULL || fac_bn_set_limbs(dv, mpz_limbs_read(q), mpz_size(q),
                                        mpz_sgn(q) < 0);
    ok = ok && (rem == NULL || fac_bn_set_limbs(rem, mpz_limbs_read(r),
                                                mpz_size(r), mpz_sgn(r) < 0));
    fac_bn_mpz_wipe(q);
    fac_bn_mpz_wipe(r);
    return ok;
}

int
BN_gcd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx)
{
    mpz_t x, y, g;

    fac_bn_view(x, a);
    fac_bn_view(y, b);
    mpz_init(g);
    mpz_gcd(g, x, y);
    return fac_bn_take(r, g);
}

/* ---- shifts ------------------------------------------------------------ */

int
BN_lshift(BIGNUM *r, const BIGNUM *a, int n)
{
    int limbs = n / FAC_BN_LIMB_BITS, bits = n % FAC_BN_LIMB_BITS;
    int top = a->top;

    if (n < 0)
        return fac_bn_fail(BN_R_INVALID_SHIFT);
    if (!fac_bn_reserve(r, (size_t)top + (size_t)limbs + 1))
        return 0;
    r->neg = a->neg;
    r->d[top + limbs] = 0;
    if (top > 0 && bits > 0)
        r->d[top + limbs] = mpn_lshift(r->d + limbs, a->d, top, (unsigned)bits);
    else if (top > 0)
        memmove(r->d + limbs, a->d, (size_t)top * sizeof(*r->d));
    memset(r->d, 0, (size_t)limbs * sizeof(*r->d));
    fac_bn_normalize(r, (size_t)(top + limbs + 1));
    return 1;
}

int
BN_rshift(BIGNUM *r, const BIGNUM *a, int n)
{
    int limbs = n / FAC_BN_LIMB_BITS, bits = n % FAC_BN_LIMB_BITS;
    int left = a->top - limbs;

    if (n < 0)
        return fac_bn_fail(BN_R_INVALID_SHIFT);
    if (left <= 0) {
        BN_zero_ex(r);
        return 1;
    }
    if (!fac_bn_reserve(r, (size_t)left))
        return 0;
    if (bits > 0)
        (void)mpn_rshift(r->d, a->d + limbs, left, (unsigned)bits);
    else
        memmove(r->d, a->d + limbs, (size_t)left * sizeof(*r->d));
    r->neg = a->neg;
    fac_bn_normalize(r, (size_t)left);
    return 1;
}

int
BN_lshift1(BIGNUM *r, const BIGNUM *a)
{
    return BN_lshift(r, a, 1);
}

int
BN_rshift1(BIGNUM *r, const BIGNUM *a)
{
    return BN_rshift(r, a, 1);
}

/* ---- words ------------------------------------------------------------- */

BN_ULONG
BN_mod_word(const BIGNUM *a, BN_ULONG w)
{
    if (w == 0)
        return (BN_ULONG)-1;
    return a->top > 0 ? mpn_mod_1(a->d, a->top, w) : 0;
}

/* A becomes the quotient; the remainder is returned. */
BN_ULONG
BN_div_word(BIGNUM *a, BN_ULONG w)
{
    mp_limb_t rest;

    if (w == 0)
        return (BN_ULONG)-1;
    if (a->top == 0)
        return 0;
    rest = mpn_divrem_1(a->d, 0, a->d, a->top, w);
    fac_bn_normalize(a, (size_t)a->top);
    return rest;
}

int
BN_mul_word(BIGNUM *a, BN_ULONG w)
{
    int n = a->top;

    if (n == 0)
        return 1;
    if (!fac_bn_reserve(a, (size_t)n + 1))
        return 0;
    a->d[n] = mpn_mul_1(a->d, a->d, n, w);
    fac_bn_normalize(a, (size_t)n + 1);
    return 1;
}

int
BN_add_word(BIGNUM *a, BN_ULONG w)
{
    BIGNUM word = {&w, w != 0, 1, 0, BN_FLG_STATIC_DATA};

    return BN_add(a, a, &word);
}

int
BN_sub_word(BIGNUM *a, BN_ULONG w)
{
    BIGNUM word = {&w, w != 0, 1, 0, BN_FLG_STATIC_DATA};

    return BN_sub(a, a, &word);
}
