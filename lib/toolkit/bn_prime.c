/* Primes: trial division and Miller-Rabin with random bases, FIPS 186-4
 * appendix C.3, with the progress calls that BN_generate_prime(3) promises:
 * (0, n) for each candidate, (1, n) for each round, (2, n) when found. */
#include "toolkit/bn_local.h"

#include "engine/crypto/rng.h"

struct bn_gencb_st {
    unsigned ver; /* 1: the old form, which can't stop */
    void *arg;
    union {
        void (*old)(int, int, void *);
        int (*fresh)(int, int, BN_GENCB *);
    } cb;
};

/* ---- progress ---------------------------------------------------------- */

BN_GENCB *
BN_GENCB_new(void)
{
    BN_GENCB *cb = urt_zalloc(sizeof(*cb));

    if (cb == NULL)
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
    return cb;
}

void
BN_GENCB_free(BN_GENCB *cb)
{
    urt_free(cb);
}

void
BN_GENCB_set_old(BN_GENCB *gencb, void (*callback)(int, int, void *),
                 void *cb_arg)
{
    gencb->ver = 1;
    gencb->arg = cb_arg;
    gencb->cb.old = callback;
}

void
BN_GENCB_set(BN_GENCB *gencb, int (*callback)(int, int, BN_GENCB *),
             void *cb_arg)
{
    gencb->ver = 2;
    gencb->arg = cb_arg;
    gencb->cb.fresh = callback;
}

void *
BN_GENCB_get_arg(BN_GENCB *cb)
{
    return cb->arg;
}

int
BN_GENCB_call(BN_GENCB *cb, int a, int b)
{
    if (cb == NULL)
        return 1;
    if (cb->ver == 2)
        return cb->cb.fresh(a, b, cb);
    if (cb->ver == 1 && cb->cb.old != NULL)
        cb->cb.old(a, b, cb->arg);
    return cb->ver == 1;
}

/* ---- testing ----------------------------------------------------------- */

/* How far trial division goes before a round costs less. */
static unsigned
trial_end(int bits)
{
    return bits <= 512 ? 541 : bits <= 1024 ? 1231 : bits <= 2048 ? 3671
                                                                  : 8167;
}

/* Whether some small number above 1 divides P; P itself doesn't count. */
static bool
has_small_factor(const BIGNUM *p, unsigned end)
{
    if (BN_is_word(p, 2))
        return false;
    if (!BN_is_odd(p))
        return true;
    for (unsigned n = 3; n < end; n += 2)
        if (BN_mod_word(p, n) == 0)
            return !BN_is_word(p, n);
    return false;
}

/* One base: false when it proves P composite. P - 1 = ODD * 2 ^ TWOS. */
static bool
passes_round(const mpz_t base, const mpz_t p, const mpz_t minus_one,
             const mpz_t odd, mp_bitcnt_t twos)
{
    mpz_t x;
    bool passed;

    mpz_init(x);
    mpz_powm(x, base, odd, p);
    passed = mpz_cmp_ui(x, 1) == 0 || mpz_cmp(x, minus_one) == 0;
    for (mp_bitcnt_t i = 1; !passed && i < twos; i++) {
        mpz_mul(x, x, x);
        mpz_mod(x, x, p);
        passed = mpz_cmp(x, minus_one) == 0;
    }
    fac_bn_mpz_wipe(x);
    return passed;
}

/* P is odd and above 3. */
static int
miller_rabin(const BIGNUM *p, int rounds, BN_GENCB *cb)
{
    BIGNUM *base = BN_new(), *range = BN_new();
    mpz_t n, minus_one, odd;
    mp_bitcnt_t twos;
    int ret = 1;

    if (base == NULL || range == NULL || BN_copy(range, p) == NULL ||
        !BN_sub_word(range, 3)) {
        BN_free(base);
        BN_free(range);
        return -1;
    }
    fac_bn_view(n, p);
    mpz_inits(minus_one, odd, NULL);
    mpz_sub_ui(minus_one, n, 1);
    twos = mpz_scan1(minus_one, 0);
    mpz_fdiv_q_2exp(odd, minus_one, twos);
    for (int i = 0; ret == 1 && i < rounds; i++) {
        mpz_t b;

        /* 1 < base < p - 1 */
        if (!BN_priv_rand_range(base, range) || !BN_add_word(base, 2)) {
            ret = -1;
            break;
        }
        fac_bn_view(b, base);
        if (!passes_round(b, n, minus_one, odd, twos))
            ret = 0;
        else if (!BN_GENCB_call(cb, 1, i))
            ret = -1;
    }
    fac_bn_mpz_wipe(minus_one);
    fac_bn_mpz_wipe(odd);
    BN_free(base);
    BN_free(range);
    return ret;
}

int
fac_bn_is_prime(const BIGNUM *p, int rounds, bool trial, BN_GENCB *cb)
{
    int least = BN_num_bits(p) > 2048 ? 128 : 64;

    if (p->neg || BN_num_bits(p) < 2)
        return 0;
    if (BN_is_word(p, 2) || BN_is_word(p, 3))
        return 1;
    if (!BN_is_odd(p))
        return 0;
    if (trial) {
        if (has_small_factor(p, trial_end(BN_num_bits(p))))
            return 0;
        if (!BN_GENCB_call(cb, 1, -1))
            return -1;
    }
    return miller_rabin(p, rounds > least ? rounds : least, cb);
}

int
BN_check_prime(const BIGNUM *p, BN_CTX *ctx, BN_GENCB *cb)
{
    return fac_bn_is_prime(p, 0, true, cb);
}

int
BN_is_prime_ex(const BIGNUM *p, int nchecks, BN_CTX *ctx, BN_GENCB *cb)
{
    return fac_bn_is_prime(p, nchecks, false, cb);
}

int
BN_is_prime_fasttest_ex(const BIGNUM *p, int nchecks, BN_CTX *ctx,
                        int do_trial_division, BN_GENCB *cb)
{
    return fac_bn_is_prime(p, nchecks, do_trial_division != 0, cb);
}

static BN_GENCB *
old_form(BN_GENCB *cb, void (*callback)(int, int, void *), void *arg)
{
    BN_GENCB_set_old(cb, callback, arg);
    return cb;
}

int
BN_is_prime(const BIGNUM *p, int nchecks, void (*callback)(int, int, void *),
            BN_CTX *ctx, void *cb_arg)
{
    BN_GENCB cb;

    return fac_bn_is_prime(p, nchecks, false, old_form(&cb, callback, cb_arg));
}

int
BN_is_prime_fasttest(const BIGNUM *p, int nchecks,
                     void (*callback)(int, int, void *), BN_CTX *ctx,
                     void *cb_arg, int do_trial_division)
{
    BN_GENCB cb;

    return fac_bn_is_prime(p, nchecks, do_trial_division != 0,
                           old_form(&cb, callback, cb_arg));
}

/* ---- generating -------------------------------------------------------- */

/* What a candidate has to be. */
struct wish {
    int bits;
    bool safe;
    const BIGNUM *add, *rem; /* p mod ADD = REM; NULL: 1, or 3 when safe */
};

static bool
draw(BIGNUM *p, const struct wish *w)
{
    BIGNUM *t;
    bool ok;

    if (w->add == NULL)
        return BN_priv_rand(p, w->bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD) &&
               (!w->safe || BN_set_bit(p, 1));
    if ((t = BN_new()) == NULL)
        return false;
    ok = BN_priv_rand(p, w->bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) &&
         BN_nnmod(t, p, w->add, NULL) && BN_sub(p, p, t) &&
         (w->rem != NULL ? BN_add(p, p, w->rem)
                         : BN_add_word(p, w->safe ? 3 : 1));
    BN_free(t);
    return ok;
}

/* Takes steps that keep the wish until nothing small divides p, nor, for a
 * safe prime, (p - 1) / 2. *FOUND is false when it left the range. */
static bool
sieve(BIGNUM *p, const struct wish *w, bool *found)
{
    BIGNUM *half = w->safe ? BN_new() : NULL;
    bool ok = !w->safe || half != NULL;

    *found = false;
    while (ok && !*found && BN_num_bits(p) == w->bits) {
        *found = !has_small_factor(p, trial_end(w->bits));
        if (*found && w->safe) {
            ok = BN_rshift1(half, p);
            *found = ok && !has_small_factor(half, trial_end(w->bits));
        }
        if (ok && !*found)
            ok = w->add != NULL ? BN_add(p, p, w->add)
                                : BN_add_word(p, w->safe ? 4 : 2);
    }
    BN_free(half);
    return ok;
}

int
BN_generate_prime_ex2(BIGNUM *ret, int bits, int safe, const BIGNUM *add,
                      const BIGNUM *rem, BN_GENCB *cb, BN_CTX *ctx)
{
    struct wish w = {bits, safe != 0, add, rem};
    BIGNUM *half = NULL;
    int candidates = 0, prime = 0;
    bool found;

    /* The two top bits are set, so that a product is long enough: no safe
     * prime of 4 or 5 bits is left, nor any of less than 2. */
    if (bits < 2 || (add == NULL && safe && bits < 6 && bits != 3))
        return fac_bn_fail(BN_R_BITS_TOO_SMALL);
    if (safe && (half = BN_new()) == NULL)
        return 0;
    while (prime == 0) {
        if (!draw(ret, &w) || !sieve(ret, &w, &found))
            break;
        if (!found)
            continue;
        if (!BN_GENCB_call(cb, 0, candidates++))
            break;
        prime = fac_bn_is_prime(ret, 0, false, cb);
        if (prime == 1 && safe)
            prime = BN_rshift1(half, ret) ? fac_bn_is_prime(half, 0, false, cb)
                                          : -1;
        if (prime == 1 && safe && !BN_GENCB_call(cb, 2, candidates - 1))
            prime = -1;
    }
    BN_free(half);
    return prime == 1;
}

int
BN_generate_prime_ex(BIGNUM *ret, int bits, int safe, const BIGNUM *add,
                     const BIGNUM *rem, BN_GENCB *cb)
{
    return BN_generate_prime_ex2(ret, bits, safe, add, rem, cb, NULL);
}

BIGNUM *
BN_generate_prime(BIGNUM *ret, int bits, int safe, const BIGNUM *add,
                  const BIGNUM *rem, void (*callback)(int, int, void *),
                  void *cb_arg)
{
    BN_GENCB cb;
    BIGNUM *p = ret != NULL ? ret : BN_new();

    if (p == NULL)
        return NULL;
    if (BN_generate_prime_ex(p, bits, safe, add, rem,
                             old_form(&cb, callback, cb_arg)))
        return p;
    if (ret == NULL)
        BN_free(p);
    return NULL;
}
