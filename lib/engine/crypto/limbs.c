/* Between big-endian bytes and GMP's limbs. */
#include "engine/crypto/limbs.h"

#include "engine/base/ct.h"
#include "engine/crypto/rng.h"

mp_limb_t *
urt_limbs_alloc(size_t count)
{
    return urt_calloc(count, sizeof(mp_limb_t));
}

void
urt_limbs_free(mp_limb_t *limbs, size_t count)
{
    urt_wipe_free(limbs, count * sizeof(mp_limb_t));
}

void
urt_limbs_from(mp_limb_t *out, size_t count, struct urt_bytes in)
{
    size_t used = in.len;

    if (used > count * sizeof(mp_limb_t))
        used = count * sizeof(mp_limb_t);
    for (size_t i = 0; i < count; i++)
        out[i] = 0;
    for (size_t i = 0; i < used; i++)
        out[i / sizeof(mp_limb_t)] |= (mp_limb_t)in.data[in.len - 1 - i]
                                      << 8 * (i % sizeof(mp_limb_t));
}

void
urt_limbs_to(uint8_t *out, size_t len, const mp_limb_t *in, size_t count)
{
    for (size_t i = 0; i < len; i++) {
        size_t limb = i / sizeof(mp_limb_t);

        out[len - 1 - i] =
            limb < count
                ? (uint8_t)(in[limb] >> 8 * (i % sizeof(mp_limb_t)))
                : 0;
    }
}

void
urt_put_limbs(struct urt_buf *b, const mp_limb_t *in, size_t count,
              size_t width)
{
    uint8_t *out = urt_buf_reserve(b, width);

    if (out == NULL)
        return;
    urt_limbs_to(out, width, in, count);
    b->len += width;
}

uint64_t
urt_limbs_lt(const mp_limb_t *a, const mp_limb_t *b, size_t count)
{
    uint64_t borrow = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t lt = urt_ct_lt(a[i], b[i]);
        uint64_t eq = urt_ct_eq(a[i], b[i]);

        borrow = lt | (eq & borrow);
    }
    return borrow;
}

uint64_t
urt_limbs_is_zero(const mp_limb_t *a, size_t count)
{
    uint64_t all = 0;

    for (size_t i = 0; i < count; i++)
        all |= a[i];
    return urt_ct_is_zero(all);
}

enum urt_err
urt_limbs_random(mp_limb_t *out, const mp_limb_t *bound, size_t count)
{
    /* Two limbs more than the bound: what the reduction favours is below
     * 2^-128. Zero is as improbable and drawn again. */
    size_t wide = count + 2;
    size_t itch = (size_t)mpn_sec_div_r_itch((mp_size_t)wide,
                                             (mp_size_t)count);
    mp_limb_t *tmp = urt_limbs_alloc(wide + itch);
    enum urt_err err = URT_OK;

    if (tmp == NULL)
        return URT_E_NOMEM;
    do {
        err = urt_random(tmp, wide * sizeof(mp_limb_t));
        if (err != URT_OK)
            break;
        mpn_sec_div_r(tmp, (mp_size_t)wide, bound, (mp_size_t)count,
                      tmp + wide);
    } while (urt_limbs_is_zero(tmp, count) != 0);
    if (err == URT_OK)
        mpn_copyi(out, tmp, (mp_size_t)count);
    urt_limbs_free(tmp, wide + itch);
    return err;
}

size_t
urt_limbs_mulmod_itch(size_t count)
{
    mp_size_t n = (mp_size_t)count;
    mp_size_t mul = mpn_sec_mul_itch(n, n);
    mp_size_t div = mpn_sec_div_r_itch(2 * n, n);

    return 2 * count + (size_t)(mul > div ? mul : div);
}

void
urt_limbs_mulmod(mp_limb_t *r, const mp_limb_t *a, const mp_limb_t *b,
                 const mp_limb_t *m, size_t count, mp_limb_t *tmp)
{
    mp_size_t n = (mp_size_t)count;

    mpn_sec_mul(tmp, a, n, b, n, tmp + 2 * count);
    mpn_sec_div_r(tmp, 2 * n, m, n, tmp + 2 * count);
    mpn_copyi(r, tmp, n);
}

void
urt_mpz_init_from(mpz_t z, struct urt_bytes in)
{
    mpz_init(z);
    if (in.len > 0)
        mpz_import(z, in.len, 1, 1, 1, 0, in.data);
}

void
urt_put_mpz(struct urt_buf *b, const mpz_t z, size_t width)
{
    size_t count = mpz_size(z);

    if (mpz_sgn(z) < 0 || (mpz_sizeinbase(z, 2) + 7) / 8 > width) {
        b->failed = true;
        return;
    }
    urt_put_limbs(b, mpz_limbs_read(z), count, width);
}

void
urt_put_mpz_minimal(struct urt_buf *b, const mpz_t z)
{
    urt_put_mpz(b, z, (mpz_sizeinbase(z, 2) + 7) / 8);
}

void
urt_mpz_clear(mpz_t z)
{
    size_t count = mpz_size(z);

    if (count > 0)
        urt_wipe(mpz_limbs_modify(z, (mp_size_t)count),
                 count * sizeof(mp_limb_t));
    mpz_clear(z);
}
