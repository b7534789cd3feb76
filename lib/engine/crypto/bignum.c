/* Numbers: checked arithmetic on big-endian byte strings, over GMP. */
#include "engine/crypto/bignum.h"

#include "engine/crypto/limbs.h"
#include "engine/crypto/rng.h"

struct urt_bytes
urt_num_strip(struct urt_bytes n)
{
    while (n.len > 0 && n.data[0] == 0) {
        n.data++;
        n.len--;
    }
    return n;
}

size_t
urt_num_bits(struct urt_bytes n)
{
    size_t bits;

    n = urt_num_strip(n);
    if (n.len == 0)
        return 0;
    bits = 8 * n.len;
    for (unsigned top = n.data[0]; top < 0x80; top <<= 1)
        bits--;
    return bits;
}

bool
urt_num_is_odd(struct urt_bytes n)
{
    return n.len > 0 && (n.data[n.len - 1] & 1) != 0;
}

int
urt_num_compare(struct urt_bytes a, struct urt_bytes b)
{
    a = urt_num_strip(a);
    b = urt_num_strip(b);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

void
urt_num_put_padded(struct urt_buf *b, struct urt_bytes n, size_t width)
{
    if (n.len > width)
        n = urt_num_strip(n);
    if (n.len > width) {
        b->failed = true;
        return;
    }
    urt_put_zeros(b, width - n.len);
    urt_put_bytes(b, n);
}

static bool
modulus_usable(struct urt_bytes m)
{
    size_t bits = urt_num_bits(m);

    return bits > 1 && bits <= URT_NUM_MAX_BITS && urt_num_is_odd(m);
}

enum urt_err
urt_num_powm_sec(struct urt_buf *out, struct urt_bytes base,
                 struct urt_bytes exp, struct urt_bytes m)
{
    size_t width = m.len, n, bn, en, itch, count;
    mp_limb_t *mem, *mp, *bp, *ep, *rp;

    if (!modulus_usable(m) || exp.len == 0 || base.len == 0 ||
        exp.len > URT_NUM_MAX_BITS / 8 || base.len > URT_NUM_MAX_BITS / 8)
        return URT_E_KEY_RANGE;
    m = urt_num_strip(m);
    n = urt_limbs_for(m.len);
    bn = urt_limbs_for(base.len);
    en = urt_limbs_for(exp.len);
    itch = (size_t)mpn_sec_powm_itch((mp_size_t)bn, 8 * exp.len,
                                     (mp_size_t)n);
    count = 2 * n + bn + en + itch;
    mem = urt_limbs_alloc(count);
    if (mem == NULL)
        return URT_E_NOMEM;
    mp = mem;
    rp = mp + n;
    bp = rp + n;
    ep = bp + bn;
    urt_limbs_from(mp, n, m);
    urt_limbs_from(bp, bn, base);
    urt_limbs_from(ep, en, exp);
    mpn_sec_powm(rp, bp, (mp_size_t)bn, ep, 8 * exp.len, mp, (mp_size_t)n,
                 ep + en);
    urt_put_limbs(out, rp, n, width);
    urt_limbs_free(mem, count);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_num_powm(struct urt_buf *out, struct urt_bytes base, struct urt_bytes exp,
             struct urt_bytes m)
{
    mpz_t zb, ze, zm;

    if (!modulus_usable(m) || urt_num_bits(exp) > URT_NUM_MAX_BITS ||
        urt_num_bits(base) > URT_NUM_MAX_BITS)
        return URT_E_KEY_RANGE;
    urt_mpz_init_from(zb, base);
    urt_mpz_init_from(ze, exp);
    urt_mpz_init_from(zm, m);
    mpz_powm(zb, zb, ze, zm);
    urt_put_mpz(out, zb, m.len);
    mpz_clears(zb, ze, zm, NULL);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_num_is_prime(bool *out, struct urt_bytes n)
{
    mpz_t z;

    if (urt_num_bits(n) > URT_NUM_MAX_BITS)
        return URT_E_KEY_RANGE;
    urt_mpz_init_from(z, n);
    *out = mpz_probab_prime_p(z, 40) > 0;
    urt_mpz_clear(z);
    return URT_OK;
}
