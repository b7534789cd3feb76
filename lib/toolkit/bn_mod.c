/* BIGNUM arithmetic modulo m, but for powers. */
#include "toolkit/bn_local.h"

/* 0 <= R < |M| */
int
BN_nnmod(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx)
{
    BIGNUM *own = NULL;
    int ok;

    /* The modulus is still needed behind the division. */
    if (r == m) {
        if ((own = BN_dup(m)) == NULL)
            return 0;
        m = own;
    }
    ok = BN_div(NULL, r, a, m, ctx);
    if (ok && r->neg)
        ok = m->neg ? BN_sub(r, r, m) : BN_add(r, r, m);
    BN_free(own);
    return ok;
}

/* R = T mod M, where T is scratch of the caller's, freed here. */
static int
reduce(BIGNUM *r, BIGNUM *t, bool ok, const BIGNUM *m, BN_CTX *ctx)
{
    ok = ok && BN_nnmod(r, t, m, ctx);
    BN_free(t);
    return ok;
}

int
BN_mod_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
           BN_CTX *ctx)
{
    BIGNUM *t = BN_new();

    return reduce(r, t, t != NULL && BN_add(t, a, b), m, ctx);
}

int
BN_mod_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
           BN_CTX *ctx)
{
    BIGNUM *t = BN_new();

    return reduce(r, t, t != NULL && BN_sub(t, a, b), m, ctx);
}

int
BN_mod_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
           BN_CTX *ctx)
{
    BIGNUM *t = BN_new();

    if (t != NULL && (fac_bn_is_secret(a) || fac_bn_is_secret(b)))
        BN_set_flags(t, BN_FLG_CONSTTIME);
    return reduce(r, t, t != NULL && BN_mul(t, a, b, ctx), m, ctx);
}

int
BN_mod_sqr(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx)
{
    BIGNUM *t = BN_new();
    bool ok = t != NULL;

    if (ok && fac_bn_is_secret(a))
        BN_set_flags(t, BN_FLG_CONSTTIME);
    /* A square is never negative: plain remainder, as for mod. */
    ok = ok && BN_sqr(t, a, ctx) && BN_div(NULL, r, t, m, ctx);
    BN_free(t);
    return ok;
}

/* The quick forms: a and b are below m already. */
int
BN_mod_add_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b,
                 const BIGNUM *m)
{
    BIGNUM *t = BN_new();
    int ok = t != NULL && BN_uadd(t, a, b);

    if (ok)
        ok = BN_ucmp(t, m) >= 0 ? BN_usub(r, t, m) : BN_copy(r, t) != NULL;
    BN_free(t);
    return ok;
}

int
BN_mod_sub_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b,
                 const BIGNUM *m)
{
    BIGNUM *t = BN_new();
    int ok = t != NULL && BN_sub(t, a, b);

    if (ok)
        ok = t->neg ? BN_add(r, t, m) : BN_copy(r, t) != NULL;
    BN_free(t);
    return ok;
}

int
BN_mod_lshift1(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx)
{
    return BN_mod_lshift(r, a, 1, m, ctx);
}

int
BN_mod_lshift1_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *m)
{
    return BN_mod_add_quick(r, a, a, m);
}

int
BN_mod_lshift(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m, BN_CTX *ctx)
{
    BIGNUM *t = BN_new();
    bool ok = t != NULL && BN_nnmod(t, a, m, ctx) && BN_lshift(t, t, n);

    return reduce(r, t, ok, m, ctx);
}

int
BN_mod_lshift_quick(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m)
{
    if (BN_num_bits(a) > BN_num_bits(m))
        return fac_bn_fail(BN_R_INPUT_NOT_REDUCED);
    return BN_mod_lshift(r, a, n, m, NULL);
}

/* ---- inverse, symbol, root --------------------------------------------- */

/* The silent kernel, for odd N > 1 and A already reduced. */
static bool
invert_secret(BIGNUM *r, const BIGNUM *a, const BIGNUM *n, bool *exists)
{
    size_t size = (size_t)n->top;
    size_t itch = (size_t)mpn_sec_invert_itch((mp_size_t)size);
    mp_limb_t *p = fac_bn_scratch(3 * size + itch), *in, *mod;
    bool ok;

    if (p == NULL)
        return false;
    in = p + size;
    mod = in + size;
    memcpy(in, a->d, (size_t)a->top * sizeof(*in));
    memcpy(mod, n->d, size * sizeof(*mod));
    *exists = mpn_sec_invert(p, in, mod, (mp_size_t)size,
                             2 * size * FAC_BN_LIMB_BITS, mod + size) != 0;
    ok = !*exists || fac_bn_set_limbs(r, p, size, 0);
    fac_bn_scratch_free(p, 3 * size + itch);
    return ok;
}

static bool
invert_public(BIGNUM *r, const BIGNUM *a, const BIGNUM *n, bool *exists)
{
    mpz_t x, m, out;

    fac_bn_view(x, a);
    fac_bn_view(m, n);
    mpz_init(out);
    *exists = mpz_invert(out, x, m) != 0;
    if (*exists)
        return fac_bn_take(r, out);
    fac_bn_mpz_wipe(out);
    return true;
}

BIGNUM *
BN_mod_inverse(BIGNUM *ret, const BIGNUM *a, const BIGNUM *n, BN_CTX *ctx)
{
    BIGNUM *r = ret != NULL ? ret : BN_new(), *t = BN_new();
    bool secret = fac_bn_is_secret(a) || fac_bn_is_secret(n);
    bool exists = false, ok = r != NULL && t != NULL;

    /* There is nothing to be inverse to modulo 0 or 1. */
    if (ok && !BN_abs_is_word(n, 1) && n->top > 0) {
        if (secret)
            BN_set_flags(t, BN_FLG_CONSTTIME);
        ok = BN_nnmod(t, a, n, ctx);
        if (ok && secret && BN_is_odd(n))
            ok = invert_secret(r, t, n, &exists);
        else if (ok)
            ok = invert_public(r, t, n, &exists);
    }
    BN_free(t);
    if (ok && !exists)
        fac_bn_fail(BN_R_NO_INVERSE);
    if (!ok || !exists) {
        if (ret == NULL)
            BN_free(r);
        return NULL;
    }
    return r;
}

/* The Kronecker symbol (a/b): -1, 0, 1; -2 would be an error. */
int
BN_kronecker(const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx)
{
    mpz_t x, y;

    fac_bn_view(x, a);
    fac_bn_view(y, b);
    return mpz_kronecker(x, y);
}

/* A square root of A (reduced) modulo the odd prime P: Tonelli and Shanks.
 * False when P turns out not to be prime. */
static bool
find_root(mpz_t r, const mpz_t a, const mpz_t p)
{
    mpz_t q, z, c, t, b;
    mp_bitcnt_t m, s;
    bool ok = true;
    unsigned long g = 2;

    mpz_inits(q, z, c, t, b, NULL);
    mpz_sub_ui(q, p, 1);
    s = mpz_scan1(q, 0);
    mpz_fdiv_q_2exp(q, q, s);
    /* Some non-residue; half of all numbers are, if P is prime. */
    for (; g < 1000; g++) {
        mpz_set_ui(z, g);
        if (mpz_cmp(z, p) >= 0 || mpz_kronecker(z, p) == -1)
            break;
    }
    ok = mpz_kronecker(z, p) == -1;
    if (ok) {
        mpz_powm(c, z, q, p);
        mpz_powm(t, a, q, p);
        mpz_add_ui(q, q, 1);
        mpz_fdiv_q_2exp(q, q, 1);
        mpz_powm(r, a, q, p);
        m = s;
    }
    while (ok && mpz_cmp_ui(t, 1) != 0) {
        mp_bitcnt_t i = 0;

        mpz_set(b, t);
        while (i < m && mpz_cmp_ui(b, 1) != 0) {
            mpz_mul(b, b, b);
            mpz_mod(b, b, p);
            i++;
        }
        if (i >= m || i == 0) {
            ok = false;
            break;
        }
        mpz_set(b, c);
        for (mp_bitcnt_t k = 0; k + i + 1 < m; k++) {
            mpz_mul(b, b, b);
            mpz_mod(b, b, p);
        }
        m = i;
        mpz_mul(r, r, b);
        mpz_mod(r, r, p);
        mpz_mul(c, b, b);
        mpz_mod(c, c, p);
        mpz_mul(t, t, c);
        mpz_mod(t, t, p);
    }
    fac_bn_mpz_wipe(q);
    fac_bn_mpz_wipe(z);
    fac_bn_mpz_wipe(c);
    fac_bn_mpz_wipe(t);
    fac_bn_mpz_wipe(b);
    return ok;
}

static int
root(BIGNUM *r, const BIGNUM *a, const BIGNUM *p)
{
    mpz_t x, m, out, check;
    bool found;

    fac_bn_view(x, a);
    fac_bn_view(m, p);
    mpz_inits(out, check, NULL);
    found = mpz_kronecker(x, m) >= 0 && find_root(out, x, m);
    if (found) {
        mpz_mul(check, out, out);
        mpz_mod(check, check, m);
        found = mpz_cmp(check, x) == 0;
    }
    fac_bn_mpz_wipe(check);
    if (!found) {
        fac_bn_mpz_wipe(out);
        return fac_bn_fail(BN_R_NOT_A_SQUARE);
    }
    return fac_bn_take(r, out);
}

BIGNUM *
BN_mod_sqrt(BIGNUM *ret, const BIGNUM *a, const BIGNUM *p, BN_CTX *ctx)
{
    BIGNUM *r, *t;
    bool ok;

    if ((!BN_is_odd(p) || BN_abs_is_word(p, 1)) && !BN_abs_is_word(p, 2)) {
        fac_bn_fail(BN_R_P_IS_NOT_PRIME);
        return NULL;
    }
    r = ret != NULL ? ret : BN_new();
    t = BN_new();
    ok = r != NULL && t != NULL;
    if (ok && BN_abs_is_word(p, 2)) {
        ok = BN_set_word(r, (BN_ULONG)BN_is_odd(a));
    } else if (ok && (BN_is_zero(a) || BN_is_one(a))) {
        ok = BN_set_word(r, (BN_ULONG)BN_is_one(a));
    } else if (ok) {
        BIGNUM positive = *p;

        positive.neg = 0;
        ok = BN_nnmod(t, a, p, ctx);
        ok = ok && (t->top == 0 ? BN_set_word(r, 0) : root(r, t, &positive));
    }
    BN_free(t);
    if (!ok && ret == NULL)
        BN_free(r);
    return ok ? r : NULL;
}
