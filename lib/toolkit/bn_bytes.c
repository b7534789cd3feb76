/* BIGNUM to and from bytes: big-endian, little-endian, and the format of
 * multi-precision integers with a length and a sign bit (mpi). */
#include "toolkit/bn_local.h"

#include <endian.h>

enum { LIMB_BYTES = FAC_BN_LIMB_BITS / 8 };

/* Byte N of the number, 0 for the lowest. */
static uint8_t
byte_at(const BIGNUM *a, size_t n)
{
    if (n / LIMB_BYTES >= (size_t)a->top)
        return 0;
    return (uint8_t)(a->d[n / LIMB_BYTES] >> (n % LIMB_BYTES * 8));
}

/* The number from LEN bytes at S, going up from the lowest by STEP. */
static BIGNUM *
read_bytes(const uint8_t *lowest, ptrdiff_t step, size_t len, BIGNUM *ret)
{
    size_t limbs = (len + LIMB_BYTES - 1) / LIMB_BYTES;
    BIGNUM *bn = ret != NULL ? ret : BN_new();

    if (bn == NULL || !fac_bn_reserve(bn, limbs)) {
        if (ret == NULL)
            BN_free(bn);
        return NULL;
    }
    for (size_t i = 0; i < limbs; i++)
        bn->d[i] = 0;
    for (size_t i = 0; i < len; i++)
        bn->d[i / LIMB_BYTES] |= (mp_limb_t)lowest[(ptrdiff_t)i * step]
                                 << (i % LIMB_BYTES * 8);
    bn->neg = 0;
    fac_bn_normalize(bn, limbs);
    return bn;
}

BIGNUM *
BN_bin2bn(const unsigned char *s, int len, BIGNUM *ret)
{
    if (len < 0)
        return NULL;
    return read_bytes(len > 0 ? s + len - 1 : s, -1, (size_t)len, ret);
}

BIGNUM *
BN_lebin2bn(const unsigned char *s, int len, BIGNUM *ret)
{
    return len < 0 ? NULL : read_bytes(s, 1, (size_t)len, ret);
}

BIGNUM *
BN_native2bn(const unsigned char *s, int len, BIGNUM *ret)
{
    return __BYTE_ORDER == __LITTLE_ENDIAN ? BN_lebin2bn(s, len, ret)
                                           : BN_bin2bn(s, len, ret);
}

int
BN_bn2bin(const BIGNUM *a, unsigned char *to)
{
    int len = BN_num_bytes(a);

    for (int i = 0; i < len; i++)
        to[i] = byte_at(a, (size_t)(len - 1 - i));
    return len;
}

/* TOLEN bytes with leading zeros; -1 when they don't suffice. */
int
BN_bn2binpad(const BIGNUM *a, unsigned char *to, int tolen)
{
    if (tolen < 0 || BN_num_bytes(a) > tolen)
        return -1;
    for (int i = 0; i < tolen; i++)
        to[i] = byte_at(a, (size_t)(tolen - 1 - i));
    return tolen;
}

int
BN_bn2lebinpad(const BIGNUM *a, unsigned char *to, int tolen)
{
    if (tolen < 0 || BN_num_bytes(a) > tolen)
        return -1;
    for (int i = 0; i < tolen; i++)
        to[i] = byte_at(a, (size_t)i);
    return tolen;
}

int
BN_bn2nativepad(const BIGNUM *a, unsigned char *to, int tolen)
{
    return __BYTE_ORDER == __LITTLE_ENDIAN ? BN_bn2lebinpad(a, to, tolen)
                                           : BN_bn2binpad(a, to, tolen);
}

/* Four bytes of length, then the number with room for its sign, which is
 * the top bit. */
int
BN_bn2mpi(const BIGNUM *a, unsigned char *to)
{
    int bits = BN_num_bits(a), len = (bits + 7) / 8;
    int extra = bits > 0 && bits % 8 == 0;

    if (to == NULL)
        return len + 4 + extra;
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)((unsigned)(len + extra) >> (24 - 8 * i));
    if (extra)
        to[4] = 0;
    (void)BN_bn2bin(a, to + 4 + extra);
    if (a->neg)
        to[4] |= 0x80;
    return len + 4 + extra;
}

BIGNUM *
BN_mpi2bn(const unsigned char *s, int len, BIGNUM *ret)
{
    struct urt_bytes in = urt_bytes(s, len > 0 ? (size_t)len : 0);
    uint32_t n;
    bool negative;
    BIGNUM *bn;

    if (!urt_take_u32(&in, &n)) {
        fac_bn_fail(BN_R_INVALID_LENGTH);
        return NULL;
    }
    if (n != in.len) {
        fac_bn_fail(BN_R_ENCODING_ERROR);
        return NULL;
    }
    negative = n > 0 && (in.data[0] & 0x80) != 0;
    if ((bn = BN_bin2bn(in.data, (int)n, ret)) == NULL)
        return NULL;
    if (negative) {
        (void)BN_clear_bit(bn, BN_num_bits(bn) - 1);
        BN_set_negative(bn, 1);
    }
    return bn;
}
