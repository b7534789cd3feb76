/* RSA keys and the two raw operations. RFC 8017, sections 3 and 5.
 *
 * The private operation is blinded: what is raised to the private exponent is
 * the input times the e-th power of a random number. mpn_sec_powm makes it
 * silent, by the Chinese remainders where the key has fitting primes, and the
 * result is proved with the public exponent before it leaves: a fault in a
 * computation by remainders would give the primes away. */
#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/rng.h"
#include "engine/crypto/sig.h"

/* key->limbs: n, then p, q, dp, dq, qi (CRT) or d (plain); numbers modulo p
 * have p's limbs and so on. */
struct view {
    size_t nn, pn, qn;
    const mp_limb_t *n, *d, *p, *q, *dp, *dq, *qi;
};

static struct view
view_of(const struct urt_key *key)
{
    const struct urt_rsa_parts *r = &key->u.rsa;
    struct view v = {0};

    v.nn = urt_limbs_for(r->n.len);
    v.pn = urt_limbs_for(r->p.len);
    v.qn = urt_limbs_for(r->q.len);
    v.n = key->limbs;
    v.d = v.p = v.n + v.nn;
    v.q = v.p + v.pn;
    v.dp = v.q + v.qn;
    v.dq = v.dp + v.pn;
    v.qi = v.dq + v.qn;
    return v;
}

static size_t
max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* r = b ^ e mod m, silently, m of N limbs with TMP behind. */
static size_t
power_itch(size_t bn, size_t n)
{
    return (size_t)mpn_sec_powm_itch((mp_size_t)bn, n * GMP_NUMB_BITS,
                                     (mp_size_t)n);
}

/* m1 = in ^ dp mod p: IN is reduced first. OUT has MN limbs; TMP has room for
 * half_itch limbs. */
static size_t
half_itch(size_t nn, size_t mn)
{
    return nn + max((size_t)mpn_sec_div_r_itch((mp_size_t)nn, (mp_size_t)mn),
                    power_itch(mn, mn));
}

static void
half_power(mp_limb_t *out, const mp_limb_t *in, size_t nn,
           const mp_limb_t *exp, const mp_limb_t *m, size_t mn, mp_limb_t *tmp)
{
    mpn_copyi(tmp, in, (mp_size_t)nn);
    mpn_sec_div_r(tmp, (mp_size_t)nn, m, (mp_size_t)mn, tmp + nn);
    mpn_sec_powm(out, tmp, (mp_size_t)mn, exp, mn * GMP_NUMB_BITS, m,
                 (mp_size_t)mn, tmp + nn);
}

/* RFC 8017, 5.1.2, step 2 b. */
static enum urt_err
power_crt(const struct urt_key *key, mp_limb_t *out, const mp_limb_t *in)
{
    struct view v = view_of(key);
    mp_size_t pn = (mp_size_t)v.pn, qn = (mp_size_t)v.qn;
    size_t wide = max(v.pn, v.qn), sum = v.pn + v.qn, itch, count;
    mp_limb_t *mem, *mp, *mq, *h, *prod, *tmp, carry;

    itch = max(half_itch(v.nn, v.pn), half_itch(v.nn, v.qn));
    itch = max(itch, (size_t)mpn_sec_div_r_itch((mp_size_t)wide, pn));
    itch = max(itch, urt_limbs_mulmod_itch(v.pn));
    itch = max(itch, (size_t)mpn_sec_mul_itch((mp_size_t)wide,
                                              (mp_size_t)(sum - wide)));
    itch = max(itch, (size_t)mpn_sec_add_1_itch(pn));
    count = v.pn + v.qn + wide + sum + itch;
    mem = urt_limbs_alloc(count);
    if (mem == NULL)
        return URT_E_NOMEM;
    mp = mem;
    mq = mp + v.pn;
    h = mq + v.qn;
    prod = h + wide;
    tmp = prod + sum;

    half_power(mp, in, v.nn, v.dp, v.p, v.pn, tmp);
    half_power(mq, in, v.nn, v.dq, v.q, v.qn, tmp);
    /* h = (mp - mq) * qi mod p */
    mpn_copyi(h, mq, qn);
    mpn_sec_div_r(h, (mp_size_t)wide, v.p, pn, tmp);
    carry = mpn_sub_n(h, mp, h, pn);
    mpn_cnd_add_n(carry, h, h, v.p, pn);
    urt_limbs_mulmod(h, h, v.qi, v.p, v.pn, tmp);
    /* out = mq + h * q */
    if (v.pn >= v.qn)
        mpn_sec_mul(prod, h, pn, v.q, qn, tmp);
    else
        mpn_sec_mul(prod, v.q, qn, h, pn, tmp);
    carry = mpn_add_n(prod, prod, mq, qn);
    mpn_sec_add_1(prod + v.qn, prod + v.qn, pn, carry, tmp);
    mpn_copyi(out, prod, (mp_size_t)v.nn);
    urt_limbs_free(mem, count);
    return URT_OK;
}

static enum urt_err
power_plain(const struct urt_key *key, mp_limb_t *out, const mp_limb_t *in)
{
    struct view v = view_of(key);
    size_t itch = power_itch(v.nn, v.nn);
    mp_limb_t *tmp = urt_limbs_alloc(itch);

    if (tmp == NULL)
        return URT_E_NOMEM;
    mpn_sec_powm(out, in, (mp_size_t)v.nn, v.d, v.nn * GMP_NUMB_BITS, v.n,
                 (mp_size_t)v.nn, tmp);
    urt_limbs_free(tmp, itch);
    return URT_OK;
}

static const struct urt_rsa_ops ops_crt = {"crt", power_crt};
static const struct urt_rsa_ops ops_plain = {"plain", power_plain};

/* out = in ^ e mod n; e has at most 64 bits and is public. */
static void
public_power(mp_limb_t *out, const struct urt_key *key, const mp_limb_t *in,
             mp_limb_t *tmp)
{
    struct view v = view_of(key);
    mp_limb_t e;

    urt_limbs_from(&e, 1, key->u.rsa.e);
    mpn_sec_powm(out, in, (mp_size_t)v.nn, &e, urt_num_bits(key->u.rsa.e),
                 v.n, (mp_size_t)v.nn, tmp);
}

/* A random number R and its inverse. The inverse is taken of R times another
 * random number, by a function that isn't silent: what it sees tells nothing
 * of R. TMP has room for one number and urt_limbs_mulmod_itch. */
static enum urt_err
blinding(mp_limb_t *r, mp_limb_t *inverse, const struct view *v,
         mp_limb_t *tmp)
{
    mp_limb_t *mask = tmp;
    bool found = false;
    mpz_t z, n;

    while (!found) {
        URT_TRY(urt_limbs_random(r, v->n, v->nn));
        URT_TRY(urt_limbs_random(mask, v->n, v->nn));
        urt_limbs_mulmod(inverse, r, mask, v->n, v->nn, tmp + v->nn);
        mpz_init(z);
        mpn_copyi(mpz_limbs_write(z, (mp_size_t)v->nn), inverse,
                  (mp_size_t)v->nn);
        mpz_limbs_finish(z, (mp_size_t)v->nn);
        mpz_roinit_n(n, v->n, (mp_size_t)v->nn);
        found = mpz_invert(z, z, n) != 0;
        if (found) {
            mpn_zero(inverse, (mp_size_t)v->nn);
            mpn_copyi(inverse, mpz_limbs_read(z), (mp_size_t)mpz_size(z));
            urt_limbs_mulmod(inverse, inverse, mask, v->n, v->nn,
                             tmp + v->nn);
        }
        urt_mpz_clear(z);
    }
    return URT_OK;
}

/* The blinded operation with its proof. MEM has room for blinded_itch. */
static size_t
blinded_itch(size_t nn)
{
    return 5 * nn + max(nn + urt_limbs_mulmod_itch(nn), power_itch(nn, nn));
}

static enum urt_err
blinded(const struct urt_key *key, mp_limb_t *out, const mp_limb_t *in,
        mp_limb_t *mem)
{
    struct view v = view_of(key);
    mp_limb_t *r = mem, *inverse = r + v.nn, *hidden = inverse + v.nn;
    mp_limb_t *result = hidden + v.nn, *proof = result + v.nn;
    mp_limb_t *tmp = proof + v.nn;

    URT_TRY(blinding(r, inverse, &v, tmp));
    public_power(hidden, key, r, tmp);
    urt_limbs_mulmod(hidden, hidden, in, v.n, v.nn, tmp);
    URT_TRY(key->rsa_ops->power(key, result, hidden));
    public_power(proof, key, result, tmp);
    if (!urt_ct_equal(proof, hidden, v.nn * sizeof(mp_limb_t)))
        return URT_E_INTERNAL;
    urt_limbs_mulmod(out, result, inverse, v.n, v.nn, tmp);
    return URT_OK;
}

enum urt_err
urt_rsa_private_raw(const struct urt_key *key, struct urt_bytes in,
                    struct urt_buf *out)
{
    struct view v;
    size_t count;
    mp_limb_t *mem, *input;
    enum urt_err err = URT_OK;

    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    if (key->rsa_ops == NULL)
        return URT_E_KEY_NO_PRIVATE;
    if (in.len > key->u.rsa.n.len)
        return URT_E_DATA_TOO_LARGE;
    v = view_of(key);
    count = v.nn + blinded_itch(v.nn);
    mem = urt_limbs_alloc(count);
    if (mem == NULL)
        return URT_E_NOMEM;
    input = mem;
    urt_limbs_from(input, v.nn, in);
    if (urt_limbs_lt(input, v.n, v.nn) == 0)
        err = URT_E_DATA_TOO_LARGE;
    if (err == URT_OK)
        err = blinded(key, input, input, mem + v.nn);
    if (err == URT_OK)
        urt_put_limbs(out, input, v.nn, key->u.rsa.n.len);
    urt_limbs_free(mem, count);
    return err != URT_OK || urt_buf_ok(out) ? err : URT_E_NOMEM;
}

enum urt_err
urt_rsa_public_raw(const struct urt_key *key, struct urt_bytes in,
                   struct urt_buf *out)
{
    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    if (urt_num_compare(in, key->u.rsa.n) >= 0)
        return URT_E_DATA_TOO_LARGE;
    return urt_num_powm(out, in, key->u.rsa.e, key->u.rsa.n);
}

/* The numbers that make the remainders work: p * q = n, q * qi = 1 mod p, dp
 * below p, dq below q. MEM has room for 3 * nn limbs and the itches. */
static bool
crt_fits(const struct view *v, mp_limb_t *mem)
{
    mp_size_t pn = (mp_size_t)v->pn, qn = (mp_size_t)v->qn;
    size_t wide = max(v->pn, v->qn), sum = v->pn + v->qn;
    mp_limb_t *prod = mem, *tmp = mem + sum + 1, high = 0;

    if (sum < v->nn)
        return false;
    if (v->pn >= v->qn)
        mpn_sec_mul(prod, v->p, pn, v->q, qn, tmp);
    else
        mpn_sec_mul(prod, v->q, qn, v->p, pn, tmp);
    for (size_t i = v->nn; i < sum; i++)
        high |= prod[i];
    if (high != 0 || !urt_ct_equal(prod, v->n, v->nn * sizeof(mp_limb_t)))
        return false;
    if (!urt_limbs_lt(v->dp, v->p, v->pn) ||
        !urt_limbs_lt(v->dq, v->q, v->qn) ||
        !urt_limbs_lt(v->qi, v->p, v->pn))
        return false;
    mpn_zero(prod, (mp_size_t)sum);
    mpn_copyi(prod, v->q, qn);
    mpn_sec_div_r(prod, (mp_size_t)wide, v->p, pn, tmp);
    urt_limbs_mulmod(prod, prod, v->qi, v->p, v->pn, tmp);
    prod[0] ^= 1;
    return urt_limbs_is_zero(prod, v->pn) != 0;
}

static bool
crt_usable(const struct urt_key *key)
{
    struct view v = view_of(key);
    size_t wide = max(v.pn, v.qn), sum = v.pn + v.qn;
    size_t itch = (size_t)mpn_sec_mul_itch((mp_size_t)wide,
                                           (mp_size_t)(sum - wide));
    mp_limb_t *mem;
    bool ok;

    itch = max(itch, (size_t)mpn_sec_div_r_itch((mp_size_t)wide,
                                                (mp_size_t)v.pn));
    itch = max(itch, urt_limbs_mulmod_itch(v.pn));
    mem = urt_limbs_alloc(sum + 1 + itch);
    if (mem == NULL)
        return false;
    ok = crt_fits(&v, mem);
    urt_limbs_free(mem, sum + 1 + itch);
    return ok;
}

static enum urt_err
load(struct urt_key *key, const struct urt_bytes *const *parts,
     const size_t *sizes, size_t count)
{
    size_t total = 0;
    mp_limb_t *next;

    for (size_t i = 0; i < count; i++)
        total += sizes[i];
    key->limbs = urt_limbs_alloc(total);
    if (key->limbs == NULL)
        return URT_E_NOMEM;
    key->limb_count = total;
    next = key->limbs;
    for (size_t i = 0; i < count; i++) {
        if (urt_limbs_for(parts[i]->len) > sizes[i])
            return URT_E_KEY_RANGE;
        urt_limbs_from(next, sizes[i], *parts[i]);
        next += sizes[i];
    }
    return URT_OK;
}

/* Chooses the private operation: by remainders where the numbers fit, else by
 * d. A key with numbers that don't fit and no d isn't usable at all. */
static enum urt_err
prepare(struct urt_key *key)
{
    struct urt_rsa_parts *r = &key->u.rsa;
    size_t nn = urt_limbs_for(r->n.len), pn = urt_limbs_for(r->p.len);
    size_t qn = urt_limbs_for(r->q.len);
    const struct urt_bytes *crt[] = {&r->n, &r->p, &r->q, &r->dp, &r->dq,
                                     &r->qi};
    const struct urt_bytes *plain[] = {&r->n, &r->d};
    const size_t crt_sizes[] = {nn, pn, qn, pn, qn, pn};
    const size_t plain_sizes[] = {nn, nn};
    enum urt_err err;

    if (r->p.len > 0 && r->q.len > 0 && r->dp.len > 0 && r->dq.len > 0 &&
        r->qi.len > 0 && urt_num_is_odd(r->p) && urt_num_is_odd(r->q)) {
        err = load(key, crt, crt_sizes, 6);
        if (err == URT_OK && crt_usable(key))
            key->rsa_ops = &ops_crt;
        if (err == URT_OK && key->rsa_ops != NULL)
            return URT_OK;
        urt_limbs_free(key->limbs, key->limb_count);
        key->limbs = NULL;
        key->limb_count = 0;
        if (err == URT_E_NOMEM)
            return err;
    }
    if (r->d.len == 0)
        return r->p.len > 0 ? URT_E_KEY_MISMATCH : URT_OK;
    if (urt_num_compare(r->d, r->n) >= 0)
        return URT_E_KEY_RANGE;
    key->rsa_ops = &ops_plain;
    return load(key, plain, plain_sizes, 2);
}

enum urt_err
urt_key_new_rsa(struct urt_key **out, const struct urt_rsa_parts *parts)
{
    struct urt_key *key =
        urt_key_alloc(parts->pss ? URT_KEY_RSA_PSS : URT_KEY_RSA);
    struct urt_rsa_parts *r;
    size_t bits, e_bits;
    enum urt_err err;

    *out = NULL;
    if (key == NULL)
        return URT_E_NOMEM;
    r = &key->u.rsa;
    *r = *parts;
    struct urt_bytes *slices[] = {&r->n, &r->e,  &r->d,  &r->p,
                                  &r->q, &r->dp, &r->dq, &r->qi};
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++)
        *slices[i] = urt_num_strip(*slices[i]);
    bits = urt_num_bits(r->n);
    e_bits = urt_num_bits(r->e);
    err = URT_OK;
    if (bits < URT_RSA_MIN_BITS || bits > URT_RSA_MAX_BITS)
        err = URT_E_KEY_SIZE;
    else if (!urt_num_is_odd(r->n) || !urt_num_is_odd(r->e) || e_bits < 2 ||
             e_bits > URT_RSA_MAX_E_BITS || r->p.len > r->n.len ||
             r->q.len > r->n.len || r->dp.len > r->n.len ||
             r->dq.len > r->n.len || r->qi.len > r->n.len)
        err = URT_E_KEY_RANGE;
    if (err == URT_OK)
        err = urt_key_own(key, slices, sizeof slices / sizeof slices[0]);
    if (err == URT_OK)
        err = prepare(key);
    return urt_key_finish(out, key, err);
}
