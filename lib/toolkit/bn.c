/* BIGNUM: life, copies, small values, single bits, questions. */
#include "toolkit/bn_local.h"

#include <openssl/crypto.h>

/* ---- memory ------------------------------------------------------------ */

static void
free_limbs(BIGNUM *a)
{
    size_t len = (size_t)a->cap * sizeof(*a->d);

    if ((a->flags & BN_FLG_STATIC_DATA) != 0 || a->d == NULL)
        return;
    if ((a->flags & BN_FLG_SECURE) != 0)
        OPENSSL_secure_clear_free(a->d, len);
    else
        urt_wipe_free(a->d, len);
}

bool
fac_bn_reserve(BIGNUM *a, size_t limbs)
{
    mp_limb_t *d;

    if (limbs <= (size_t)a->cap)
        return true;
    if (limbs > FAC_BN_MAX_LIMBS)
        return fac_bn_fail(BN_R_BIGNUM_TOO_LONG);
    if ((a->flags & BN_FLG_STATIC_DATA) != 0)
        return fac_bn_fail(BN_R_EXPAND_ON_STATIC_BIGNUM_DATA);
    if ((a->flags & BN_FLG_SECURE) != 0)
        d = OPENSSL_secure_zalloc(limbs * sizeof(*d));
    else
        d = urt_calloc(limbs, sizeof(*d));
    if (d == NULL)
        return fac_bn_fail(ERR_R_MALLOC_FAILURE);
    if (a->top > 0)
        memcpy(d, a->d, (size_t)a->top * sizeof(*d));
    free_limbs(a);
    a->d = d;
    a->cap = (int)limbs;
    return true;
}

void
fac_bn_normalize(BIGNUM *a, size_t limbs)
{
    while (limbs > 0 && a->d[limbs - 1] == 0)
        limbs--;
    a->top = (int)limbs;
    if (limbs == 0)
        a->neg = 0;
}

bool
fac_bn_set_limbs(BIGNUM *r, const mp_limb_t *d, size_t limbs, int neg)
{
    while (limbs > 0 && d[limbs - 1] == 0)
        limbs--;
    if (!fac_bn_reserve(r, limbs))
        return false;
    if (limbs > 0)
        memmove(r->d, d, limbs * sizeof(*d));
    r->top = (int)limbs;
    r->neg = limbs > 0 && neg;
    return true;
}

void
fac_bn_view(mpz_t z, const BIGNUM *a)
{
    static const mp_limb_t nothing = 0;

    mpz_roinit_n(z, a->d != NULL ? a->d : &nothing,
                 a->neg ? -(mp_size_t)a->top : a->top);
}

void
fac_bn_mpz_wipe(mpz_t z)
{
    urt_wipe(z->_mp_d, (size_t)z->_mp_alloc * sizeof(*z->_mp_d));
    mpz_clear(z);
}

bool
fac_bn_take(BIGNUM *r, mpz_t z)
{
    bool ok = fac_bn_set_limbs(r, mpz_limbs_read(z), mpz_size(z),
                               mpz_sgn(z) < 0);

    fac_bn_mpz_wipe(z);
    return ok;
}

/* ---- life -------------------------------------------------------------- */

BIGNUM *
BN_new(void)
{
    BIGNUM *a = urt_zalloc(sizeof(*a));

    if (a == NULL) {
        fac_bn_fail(ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    a->flags = BN_FLG_MALLOCED;
    return a;
}

BIGNUM *
BN_secure_new(void)
{
    BIGNUM *a = BN_new();

    if (a != NULL)
        a->flags |= BN_FLG_SECURE;
    return a;
}

void
BN_clear_free(BIGNUM *a)
{
    if (a == NULL)
        return;
    free_limbs(a);
    if ((a->flags & BN_FLG_MALLOCED) != 0)
        urt_wipe_free(a, sizeof(*a));
    else
        urt_wipe(a, sizeof(*a));
}

/* Nobody can tell a key from another number here: both are wiped. */
void
BN_free(BIGNUM *a)
{
    BN_clear_free(a);
}

void
BN_clear(BIGNUM *a)
{
    if (a == NULL)
        return;
    if (a->d != NULL && (a->flags & BN_FLG_STATIC_DATA) == 0)
        urt_wipe(a->d, (size_t)a->cap * sizeof(*a->d));
    a->neg = 0;
    a->top = 0;
}

BIGNUM *
BN_copy(BIGNUM *a, const BIGNUM *b)
{
    if (a != b && !fac_bn_set_limbs(a, b->d, (size_t)b->top, b->neg))
        return NULL;
    return a;
}

BIGNUM *
BN_dup(const BIGNUM *a)
{
    BIGNUM *copy;

    if (a == NULL)
        return NULL;
    copy = (a->flags & BN_FLG_SECURE) != 0 ? BN_secure_new() : BN_new();
    if (copy != NULL && BN_copy(copy, a) == NULL) {
        BN_free(copy);
        copy = NULL;
    }
    return copy;
}

/* Where the struct itself lives stays; all else changes places. */
void
BN_swap(BIGNUM *a, BIGNUM *b)
{
    const int place = BN_FLG_MALLOCED;
    int a_place = a->flags & place, b_place = b->flags & place;
    BIGNUM t = *a;

    *a = *b;
    *b = t;
    a->flags = (a->flags & ~place) | a_place;
    b->flags = (b->flags & ~place) | b_place;
}

/* Swaps if SWAP is not 0, in the same time if it is. Both have NWORDS. */
void
BN_consttime_swap(BN_ULONG swap, BIGNUM *a, BIGNUM *b, int nwords)
{
    mp_limb_t mask = 0 - (mp_limb_t)(((swap | (0 - swap)) >> 63) & 1);
    int t;

    if (a == b)
        return;
    t = (a->top ^ b->top) & (int)mask;
    a->top ^= t;
    b->top ^= t;
    t = (a->neg ^ b->neg) & (int)mask;
    a->neg ^= t;
    b->neg ^= t;
    t = (a->flags ^ b->flags) & BN_FLG_CONSTTIME & (int)mask;
    a->flags ^= t;
    b->flags ^= t;
    for (int i = 0; i < nwords && i < a->cap && i < b->cap; i++) {
        mp_limb_t x = (a->d[i] ^ b->d[i]) & mask;

        a->d[i] ^= x;
        b->d[i] ^= x;
    }
}

const BIGNUM *
BN_value_one(void)
{
    static mp_limb_t limb = 1;
    static const BIGNUM one = {&limb, 1, 1, 0, BN_FLG_STATIC_DATA};

    return &one;
}

void
BN_set_flags(BIGNUM *b, int n)
{
    b->flags |= n;
}

int
BN_get_flags(const BIGNUM *b, int n)
{
    return b->flags & n;
}

/* DEST becomes another look at B's limbs. */
void
BN_with_flags(BIGNUM *dest, const BIGNUM *b, int flags)
{
    int own = dest->flags & BN_FLG_MALLOCED;

    *dest = *b;
    dest->flags = own | (b->flags & ~BN_FLG_MALLOCED) | BN_FLG_STATIC_DATA |
                  flags;
}

/* ---- small values ------------------------------------------------------ */

void
BN_zero_ex(BIGNUM *a)
{
    a->top = 0;
    a->neg = 0;
}

int
BN_set_word(BIGNUM *a, BN_ULONG w)
{
    return fac_bn_set_limbs(a, &w, 1, 0);
}

BN_ULONG
BN_get_word(const BIGNUM *a)
{
    if (a->top > 1)
        return (BN_ULONG)-1;
    return a->top == 1 ? a->d[0] : 0;
}

void
BN_set_negative(BIGNUM *b, int n)
{
    b->neg = n != 0 && b->top > 0;
}

int
BN_is_negative(const BIGNUM *b)
{
    return b->neg != 0;
}

int
BN_is_zero(const BIGNUM *a)
{
    return a->top == 0;
}

int
BN_abs_is_word(const BIGNUM *a, const BN_ULONG w)
{
    return (a->top == 1 && a->d[0] == w) || (w == 0 && a->top == 0);
}

int
BN_is_word(const BIGNUM *a, const BN_ULONG w)
{
    return BN_abs_is_word(a, w) && (w == 0 || !a->neg);
}

int
BN_is_one(const BIGNUM *a)
{
    return BN_is_word(a, 1);
}

int
BN_is_odd(const BIGNUM *a)
{
    return a->top > 0 && (a->d[0] & 1) != 0;
}

/* ---- size and order ---------------------------------------------------- */

int
BN_num_bits_word(BN_ULONG l)
{
    return l == 0 ? 0 : FAC_BN_LIMB_BITS - __builtin_clzl(l);
}

int
BN_num_bits(const BIGNUM *a)
{
    if (a->top == 0)
        return 0;
    return (a->top - 1) * FAC_BN_LIMB_BITS + BN_num_bits_word(a->d[a->top - 1]);
}

/* SP 800-57, part 1, table 2: L bits of modulus, N of subgroup or -1. */
int
BN_security_bits(int L, int N)
{
    static const struct {
        int modulus, strength;
    } rows[] = {{15360, 256}, {7680, 192}, {3072, 128}, {2048, 112},
                {1024, 80}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (L < rows[i].modulus)
            continue;
        if (N == -1)
            return rows[i].strength;
        if (N / 2 < 80)
            return 0;
        return N / 2 < rows[i].strength ? N / 2 : rows[i].strength;
    }
    return 0;
}

int
BN_ucmp(const BIGNUM *a, const BIGNUM *b)
{
    if (a->top != b->top)
        return a->top > b->top ? 1 : -1;
    if (a->top == 0)
        return 0;
    return mpn_cmp(a->d, b->d, a->top);
}

int
BN_cmp(const BIGNUM *a, const BIGNUM *b)
{
    int order;

    if (a == NULL || b == NULL)
        return a != NULL ? -1 : b != NULL ? 1 : 0;
    if (a->neg != b->neg)
        return a->neg ? -1 : 1;
    order = BN_ucmp(a, b);
    order = (order > 0) - (order < 0);
    return a->neg ? -order : order;
}

/* ---- single bits ------------------------------------------------------- */

int
BN_is_bit_set(const BIGNUM *a, int n)
{
    if (n < 0 || n / FAC_BN_LIMB_BITS >= a->top)
        return 0;
    return (int)(a->d[n / FAC_BN_LIMB_BITS] >> (n % FAC_BN_LIMB_BITS) & 1);
}

int
BN_set_bit(BIGNUM *a, int n)
{
    int at = n / FAC_BN_LIMB_BITS;

    if (n < 0)
        return 0;
    if (a->top <= at) {
        if (!fac_bn_reserve(a, (size_t)at + 1))
            return 0;
        memset(a->d + a->top, 0, (size_t)(at + 1 - a->top) * sizeof(*a->d));
        a->top = at + 1;
    }
    a->d[at] |= (mp_limb_t)1 << (n % FAC_BN_LIMB_BITS);
    return 1;
}

int
BN_clear_bit(BIGNUM *a, int n)
{
    if (n < 0 || n / FAC_BN_LIMB_BITS >= a->top)
        return 0;
    a->d[n / FAC_BN_LIMB_BITS] &= ~((mp_limb_t)1 << (n % FAC_BN_LIMB_BITS));
    fac_bn_normalize(a, (size_t)a->top);
    return 1;
}

/* Keeps the low N bits. */
int
BN_mask_bits(BIGNUM *a, int n)
{
    int limbs = n / FAC_BN_LIMB_BITS, rest = n % FAC_BN_LIMB_BITS;

    if (n < 0 || limbs >= a->top)
        return 0;
    if (rest != 0) {
        a->d[limbs] &= ((mp_limb_t)1 << rest) - 1;
        limbs++;
    }
    fac_bn_normalize(a, (size_t)limbs);
    return 1;
}

char *
BN_options(void)
{
    static char text[] = "bn(64,64)";

    return text;
}
