/* DSA: keys, parameters, signatures. FIPS 186-4, section 4 and appendix A.
 *
 * Nettle's dsa_sign isn't silent, so what involves the private number or the
 * nonce is made of mpn_sec_* here. Verifying and making parameters work with
 * public numbers. */
#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/prime.h"

/* The sizes of q that FIPS 186-4, 4.2 knows. */
static bool
q_size_known(size_t bits)
{
    return bits == 160 || bits == 224 || bits == 256;
}

static enum urt_err
check(const struct urt_dsa_parts *d)
{
    size_t bits = urt_num_bits(d->p);
    struct urt_bytes one = {(const uint8_t *)"\x01", 1};

    if (bits < URT_DSA_MIN_BITS || bits > URT_DSA_MAX_BITS ||
        !q_size_known(urt_num_bits(d->q)))
        return URT_E_KEY_SIZE;
    if (!urt_num_is_odd(d->p) || !urt_num_is_odd(d->q) ||
        urt_num_compare(d->g, one) <= 0 || urt_num_compare(d->g, d->p) >= 0)
        return URT_E_KEY_RANGE;
    if (d->pub.len > 0 && (urt_num_compare(d->pub, one) <= 0 ||
                           urt_num_compare(d->pub, d->p) >= 0))
        return URT_E_KEY_RANGE;
    if (urt_num_bits(d->priv) == 0 ? d->priv.len > 0
                                   : urt_num_compare(d->priv, d->q) >= 0)
        return URT_E_KEY_RANGE;
    return URT_OK;
}

enum urt_err
urt_key_new_dsa(struct urt_key **out, const struct urt_dsa_parts *parts)
{
    struct urt_key *key = urt_key_alloc(URT_KEY_DSA);
    struct urt_dsa_parts *d;
    struct urt_buf pub = URT_BUF_INIT;
    enum urt_err err;

    *out = NULL;
    if (key == NULL)
        return URT_E_NOMEM;
    d = &key->u.dsa;
    *d = *parts;
    d->p = urt_num_strip(d->p);
    d->q = urt_num_strip(d->q);
    d->g = urt_num_strip(d->g);
    d->pub = urt_num_strip(d->pub);
    err = check(d);
    if (err == URT_OK && d->priv.len > 0 && d->pub.len == 0) {
        err = urt_num_powm_sec(&pub, d->g, d->priv, d->p);
        d->pub = urt_num_strip(urt_buf_bytes(&pub));
    }
    if (err == URT_OK) {
        struct urt_bytes *slices[] = {&d->p, &d->q, &d->g, &d->pub, &d->priv};

        err = urt_key_own(key, slices, 5);
    }
    urt_buf_free(&pub);
    return urt_key_finish(out, key, err);
}

/* The leftmost bits of a digest, as many as q has, reduced (4.6). */
static void
digest_to_limbs(mp_limb_t *out, size_t count, struct urt_bytes digest,
                size_t q_bits)
{
    if (digest.len > q_bits / 8)
        digest.len = q_bits / 8;
    urt_limbs_from(out, count, digest);
}

/* The working memory of one signature. */
struct work {
    size_t qn, pn, total;
    mp_limb_t *mem, *p, *q, *g, *x, *k, *kinv, *r, *z, *exp, *gk, *tmp;
};

static enum urt_err
work_init(struct work *w, const struct urt_dsa_parts *d)
{
    size_t itch, i2;

    w->qn = urt_limbs_for(d->q.len);
    w->pn = urt_limbs_for(d->p.len);
    itch = (size_t)mpn_sec_powm_itch((mp_size_t)w->pn,
                                     w->qn * GMP_NUMB_BITS,
                                     (mp_size_t)w->pn);
    i2 = (size_t)mpn_sec_div_r_itch((mp_size_t)w->pn, (mp_size_t)w->qn);
    itch = itch > i2 ? itch : i2;
    i2 = (size_t)mpn_sec_powm_itch((mp_size_t)w->qn, w->qn * GMP_NUMB_BITS,
                                   (mp_size_t)w->qn);
    itch = itch > i2 ? itch : i2;
    i2 = urt_limbs_mulmod_itch(w->qn);
    itch = itch > i2 ? itch : i2;
    w->total = 3 * w->pn + 7 * w->qn + itch;
    w->mem = urt_limbs_alloc(w->total);
    if (w->mem == NULL)
        return URT_E_NOMEM;
    w->p = w->mem;
    w->g = w->p + w->pn;
    w->gk = w->g + w->pn;
    w->q = w->gk + w->pn;
    w->x = w->q + w->qn;
    w->k = w->x + w->qn;
    w->kinv = w->k + w->qn;
    w->r = w->kinv + w->qn;
    w->z = w->r + w->qn;
    w->exp = w->z + w->qn;
    w->tmp = w->exp + w->qn;
    urt_limbs_from(w->p, w->pn, d->p);
    urt_limbs_from(w->g, w->pn, d->g);
    urt_limbs_from(w->q, w->qn, d->q);
    urt_limbs_from(w->x, w->qn, d->priv);
    return URT_OK;
}

/* One try: r = (g^k mod p) mod q, s = (z + x r) / k mod q, with 1 / k as
 * k^(q - 2). */
static enum urt_err
sign_once(struct work *w)
{
    mp_size_t qn = (mp_size_t)w->qn, pn = (mp_size_t)w->pn;
    mp_limb_t carry;

    URT_TRY(urt_limbs_random(w->k, w->q, w->qn));
    mpn_sec_powm(w->gk, w->g, pn, w->k, w->qn * GMP_NUMB_BITS, w->p, pn,
                 w->tmp);
    mpn_sec_div_r(w->gk, pn, w->q, qn, w->tmp);
    mpn_copyi(w->r, w->gk, qn);
    mpn_sub_1(w->exp, w->q, qn, 2);
    mpn_sec_powm(w->kinv, w->k, qn, w->exp, w->qn * GMP_NUMB_BITS, w->q, qn,
                 w->tmp);
    urt_limbs_mulmod(w->k, w->x, w->r, w->q, w->qn, w->tmp);
    carry = mpn_add_n(w->k, w->k, w->z, qn);
    carry |= urt_limbs_lt(w->k, w->q, w->qn) == 0;
    mpn_cnd_sub_n(carry, w->k, w->k, w->q, qn);
    urt_limbs_mulmod(w->k, w->k, w->kinv, w->q, w->qn, w->tmp);
    return URT_OK;
}

enum urt_err
urt_dsa_sign(struct urt_buf *r, struct urt_buf *s, const struct urt_key *key,
             struct urt_bytes digest)
{
    const struct urt_dsa_parts *d = &key->u.dsa;
    struct work w = {0};
    enum urt_err err;
    bool again = true;

    if (d->priv.len == 0)
        return URT_E_KEY_NO_PRIVATE;
    URT_TRY(work_init(&w, d));
    digest_to_limbs(w.z, w.qn, digest, urt_num_bits(d->q));
    if (urt_limbs_lt(w.z, w.q, w.qn) == 0)
        mpn_sub_n(w.z, w.z, w.q, (mp_size_t)w.qn);
    err = URT_OK;
    for (int tries = 0; err == URT_OK && again; tries++) {
        /* Parameters that make r or s zero every time are no DSA ones. */
        err = tries < 16 ? sign_once(&w) : URT_E_KEY_RANGE;
        again = (urt_limbs_is_zero(w.r, w.qn) |
                 urt_limbs_is_zero(w.k, w.qn)) != 0;
    }
    if (err == URT_OK) {
        urt_put_limbs(r, w.r, w.qn, d->q.len);
        urt_put_limbs(s, w.k, w.qn, d->q.len);
        if (!urt_buf_ok(r) || !urt_buf_ok(s))
            err = URT_E_NOMEM;
    }
    urt_limbs_free(w.mem, w.total);
    return err;
}

enum urt_err
urt_dsa_verify(const struct urt_key *key, struct urt_bytes r,
               struct urt_bytes s, struct urt_bytes digest)
{
    const struct urt_dsa_parts *d = &key->u.dsa;
    mpz_t p, q, g, y, zr, zs, z;
    bool ok;

    if (d->pub.len == 0)
        return URT_E_KEY_NO_PUBLIC;
    if (urt_num_bits(r) == 0 || urt_num_bits(s) == 0 ||
        urt_num_compare(r, d->q) >= 0 || urt_num_compare(s, d->q) >= 0)
        return URT_E_SIGNATURE_BAD;
    if (digest.len > d->q.len)
        digest.len = d->q.len;
    urt_mpz_init_from(p, d->p);
    urt_mpz_init_from(q, d->q);
    urt_mpz_init_from(g, d->g);
    urt_mpz_init_from(y, d->pub);
    urt_mpz_init_from(zr, r);
    urt_mpz_init_from(zs, s);
    urt_mpz_init_from(z, digest);
    ok = mpz_invert(zs, zs, q) != 0;
    if (ok) {
        mpz_mul(z, z, zs);
        mpz_mod(z, z, q);
        mpz_powm(g, g, z, p);
        mpz_mul(z, zr, zs);
        mpz_mod(z, z, q);
        mpz_powm(y, y, z, p);
        mpz_mul(z, g, y);
        mpz_mod(z, z, p);
        mpz_mod(z, z, q);
        ok = mpz_cmp(z, zr) == 0;
    }
    mpz_clears(p, q, g, y, zr, zs, z, NULL);
    return ok ? URT_OK : URT_E_SIGNATURE_BAD;
}

enum urt_err
urt_key_generate_dsa(struct urt_key **out, const struct urt_key *params)
{
    const struct urt_dsa_parts *d = urt_key_dsa(params);
    struct urt_dsa_parts parts;
    mp_limb_t q[4], x[4];
    uint8_t priv[32];
    enum urt_err err;
    size_t count;

    *out = NULL;
    if (d == NULL)
        return URT_E_KEY_TYPE;
    /* q has at most 256 bits: see check(). */
    count = urt_limbs_for(d->q.len);
    urt_limbs_from(q, count, d->q);
    err = urt_limbs_random(x, q, count);
    if (err == URT_OK) {
        urt_limbs_to(priv, d->q.len, x, count);
        parts = *d;
        parts.pub = URT_BYTES_NONE;
        parts.priv = urt_bytes(priv, d->q.len);
        err = urt_key_new_dsa(out, &parts);
    }
    urt_wipe(x, sizeof x);
    urt_wipe(priv, sizeof priv);
    return err;
}

/* FIPS 186-4, A.1.1.2, without keeping the seed: a prime p of BITS bits with
 * q dividing p - 1. */
static enum urt_err
find_p(mpz_t p, const mpz_t q, unsigned bits, struct urt_progress progress)
{
    enum urt_err err = URT_OK;
    bool found = false;
    mpz_t twice, rem;

    mpz_inits(twice, rem, NULL);
    mpz_mul_2exp(twice, q, 1);
    for (int n = 0; err == URT_OK && !found; n++) {
        err = urt_mpz_random_bits(p, bits);
        if (err != URT_OK)
            break;
        mpz_setbit(p, bits - 1);
        mpz_mod(rem, p, twice);
        mpz_sub(p, p, rem);
        mpz_add_ui(p, p, 1);
        if (mpz_sizeinbase(p, 2) != bits)
            continue;
        err = urt_progress_tell(progress, 0, n);
        found = urt_mpz_is_prime(p);
    }
    mpz_clears(twice, rem, NULL);
    return err;
}

static enum urt_err
build_params(struct urt_key **out, const mpz_t p, const mpz_t q,
             const mpz_t g)
{
    struct urt_buf bp = URT_BUF_INIT, bq = URT_BUF_INIT, bg = URT_BUF_INIT;
    struct urt_dsa_parts parts = {{0}};
    enum urt_err err = URT_E_NOMEM;

    urt_put_mpz_minimal(&bp, p);
    urt_put_mpz_minimal(&bq, q);
    urt_put_mpz_minimal(&bg, g);
    if (urt_buf_ok(&bp) && urt_buf_ok(&bq) && urt_buf_ok(&bg)) {
        parts.p = urt_buf_bytes(&bp);
        parts.q = urt_buf_bytes(&bq);
        parts.g = urt_buf_bytes(&bg);
        err = urt_key_new_dsa(out, &parts);
    }
    urt_buf_free(&bp);
    urt_buf_free(&bq);
    urt_buf_free(&bg);
    return err;
}

enum urt_err
urt_key_generate_dsa_params(struct urt_key **out, unsigned bits,
                            unsigned qbits, struct urt_progress progress)
{
    mpz_t p, q, g, t;
    enum urt_err err;

    *out = NULL;
    if (qbits == 0)
        qbits = bits >= 2048 ? (bits >= 3072 ? 256 : 224) : 160;
    if (bits < URT_DSA_MIN_BITS || bits > URT_DSA_MAX_BITS ||
        !q_size_known(qbits))
        return URT_E_KEY_SIZE;
    mpz_inits(p, q, g, t, NULL);
    do {
        err = urt_mpz_random_bits(q, qbits);
        mpz_setbit(q, qbits - 1);
        mpz_setbit(q, 0);
    } while (err == URT_OK && !urt_mpz_is_prime(q));
    if (err == URT_OK)
        err = urt_progress_tell(progress, 2, 0);
    if (err == URT_OK)
        err = find_p(p, q, bits, progress);
    if (err == URT_OK) {
        /* g = h^((p - 1) / q) above 1, A.2.1. */
        mpz_sub_ui(t, p, 1);
        mpz_divexact(t, t, q);
        mpz_set_ui(g, 1);
        for (unsigned long h = 2; mpz_cmp_ui(g, 1) == 0; h++) {
            mpz_set_ui(g, h);
            mpz_powm(g, g, t, p);
        }
        err = build_params(out, p, q, g);
    }
    mpz_clears(p, q, g, t, NULL);
    return err;
}
