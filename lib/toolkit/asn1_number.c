/* Items whose value is a C number or a BIGNUM instead of an ASN1_STRING:
 * LONG, ZLONG, INT32 and its family, BIGNUM, CBIGNUM.
 *
 * A LONG stands in the pointer's own place; its size field is the value that
 * means absent. An INT32 or INT64 is allocated, or embedded; its size field
 * says signed (2) and that zero is absent (1). CBIGNUM's size 1 asks for
 * secure memory. */
#include "toolkit/asn1_local.h"

#include <openssl/bn.h>

enum { ZERO_DEFAULT = 1, SIGNED = 2 };

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return 0;
}

/* Content octets for prim_i2c: the length, written when CONT is set. */
static int
write_number(unsigned char *cont, uint64_t magnitude, bool negative)
{
    uint8_t octets[8];
    struct urt_bytes s = {octets, sizeof(octets)};
    struct urt_buf b = URT_BUF_INIT;
    int len;

    for (int i = 8; i-- > 0; magnitude >>= 8)
        octets[i] = (uint8_t)magnitude;
    while (s.len > 1 && s.data[0] == 0)
        (void)urt_skip(&s, 1);
    fac_asn1_put_number(&b, s, negative);
    len = urt_buf_ok(&b) ? (int)b.len : -2;
    if (cont != NULL && len > 0)
        memcpy(cont, b.data, b.len);
    urt_buf_free(&b);
    return len;
}

/* The other way: false with an error when it is malformed or too large. */
static bool
read_number(uint64_t *magnitude, bool *negative, const unsigned char *cont,
            int len)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes s;
    bool ok = fac_asn1_read_number(&b, negative,
                                   urt_bytes(cont, len > 0 ? (size_t)len : 0));

    if (ok && !urt_buf_ok(&b))
        ok = fail(ERR_R_MALLOC_FAILURE);
    s = urt_buf_bytes(&b);
    if (ok && s.len > sizeof(*magnitude))
        ok = fail(ASN1_R_TOO_LARGE);
    ok = ok && urt_take_uint(&s, magnitude, s.len);
    urt_buf_free(&b);
    return ok;
}

/* ---- long -------------------------------------------------------------- */

static long *
long_of(const ASN1_VALUE *const *pval)
{
    return (long *)(uintptr_t)pval;
}

static void
long_clear(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    *long_of((const ASN1_VALUE **)pval) = it->size;
}

static int
long_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    long_clear(pval, it);
    return 1;
}

static int
long_i2c(const ASN1_VALUE **pval, unsigned char *cont, int *putype,
         const ASN1_ITEM *it)
{
    long v = *long_of(pval);

    if (v == it->size)
        return -1;
    return write_number(cont, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0);
}

static int
long_c2i(ASN1_VALUE **pval, const unsigned char *cont, int len, int utype,
         char *free_cont, const ASN1_ITEM *it)
{
    uint64_t m = 0, limit = LONG_MAX;
    bool negative = false;
    long v;

    /* Nine octets may be eight behind a sign. */
    if (len > (int)sizeof(long) + 1 ||
        (len == (int)sizeof(long) + 1 && cont[0] != 0 && cont[0] != 0xff))
        return fail(ASN1_R_INTEGER_TOO_LARGE_FOR_LONG);
    if (len > 0 && !read_number(&m, &negative, cont, len))
        return 0;
    if (m > limit + (negative ? 1 : 0))
        return fail(ASN1_R_INTEGER_TOO_LARGE_FOR_LONG);
    v = negative ? (long)(0 - m) : (long)m;
    if (v == it->size)
        return fail(ASN1_R_INTEGER_TOO_LARGE_FOR_LONG);
    *long_of((const ASN1_VALUE **)pval) = v;
    return 1;
}

static int
long_print(BIO *out, const ASN1_VALUE **pval, const ASN1_ITEM *it, int indent,
           const ASN1_PCTX *pctx)
{
    return BIO_printf(out, "%ld\n", *long_of(pval));
}

static const ASN1_PRIMITIVE_FUNCS long_funcs = {
    NULL, 0, long_new, long_clear, long_clear, long_c2i, long_i2c, long_print,
};

/* ---- 32 and 64 bits ---------------------------------------------------- */

static int
number_new(ASN1_VALUE **pval, size_t size)
{
    *pval = urt_zalloc(size);
    return *pval != NULL ? 1 : fail(ERR_R_MALLOC_FAILURE);
}

static void
number_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    urt_free(*pval);
    *pval = NULL;
}

/* Puts sign and magnitude together; false with an error when it does not
 * fit BITS (with SIGNED: as two's complement). */
static bool
narrow(uint64_t *out, uint64_t m, bool negative, int bits, bool is_signed)
{
    uint64_t limit = UINT64_MAX >> (64 - bits);

    if (!is_signed && negative)
        return fail(ASN1_R_ILLEGAL_NEGATIVE_VALUE);
    if (is_signed)
        limit >>= 1;
    if (m > limit + (is_signed && negative ? 1 : 0))
        return fail(negative ? ASN1_R_TOO_SMALL : ASN1_R_TOO_LARGE);
    *out = negative ? 0 - m : m;
    return true;
}

static int
uint64_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    return number_new(pval, sizeof(uint64_t));
}

static void
uint64_clear(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    if (*pval != NULL)
        *(uint64_t *)(void *)*pval = 0;
}

static int
uint64_i2c(const ASN1_VALUE **pval, unsigned char *cont, int *putype,
           const ASN1_ITEM *it)
{
    uint64_t v;
    bool negative;

    memcpy(&v, *pval, sizeof(v));
    if ((it->size & ZERO_DEFAULT) != 0 && v == 0)
        return -1;
    negative = (it->size & SIGNED) != 0 && (int64_t)v < 0;
    return write_number(cont, negative ? 0 - v : v, negative);
}

static int
uint64_c2i(ASN1_VALUE **pval, const unsigned char *cont, int len, int utype,
           char *free_cont, const ASN1_ITEM *it)
{
    uint64_t m, v = 0;
    bool negative;

    if (*pval == NULL && !uint64_new(pval, it))
        return 0;
    /* A zero in no octets is taken as zero. */
    if (len > 0 && (!read_number(&m, &negative, cont, len) ||
                    !narrow(&v, m, negative, 64, (it->size & SIGNED) != 0)))
        return 0;
    memcpy(*pval, &v, sizeof(v));
    return 1;
}

static int
uint64_print(BIO *out, const ASN1_VALUE **pval, const ASN1_ITEM *it,
             int indent, const ASN1_PCTX *pctx)
{
    uint64_t v;

    memcpy(&v, *pval, sizeof(v));
    if ((it->size & SIGNED) != 0)
        return BIO_printf(out, "%jd\n", (intmax_t)(int64_t)v);
    return BIO_printf(out, "%ju\n", (uintmax_t)v);
}

static int
uint32_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    return number_new(pval, sizeof(uint32_t));
}

static void
uint32_clear(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    if (*pval != NULL)
        *(uint32_t *)(void *)*pval = 0;
}

static int
uint32_i2c(const ASN1_VALUE **pval, unsigned char *cont, int *putype,
           const ASN1_ITEM *it)
{
    uint32_t v;
    bool negative;

    memcpy(&v, *pval, sizeof(v));
    if ((it->size & ZERO_DEFAULT) != 0 && v == 0)
        return -1;
    negative = (it->size & SIGNED) != 0 && (int32_t)v < 0;
    return write_number(cont, negative ? 0 - v : v, negative);
}

static int
uint32_c2i(ASN1_VALUE **pval, const unsigned char *cont, int len, int utype,
           char *free_cont, const ASN1_ITEM *it)
{
    uint64_t m, wide = 0;
    uint32_t v;
    bool negative;

    if (*pval == NULL && !uint32_new(pval, it))
        return 0;
    if (len > 0 && (!read_number(&m, &negative, cont, len) ||
                    !narrow(&wide, m, negative, 32, (it->size & SIGNED) != 0)))
        return 0;
    v = (uint32_t)wide;
    memcpy(*pval, &v, sizeof(v));
    return 1;
}

static int
uint32_print(BIO *out, const ASN1_VALUE **pval, const ASN1_ITEM *it,
             int indent, const ASN1_PCTX *pctx)
{
    uint32_t v;

    memcpy(&v, *pval, sizeof(v));
    if ((it->size & SIGNED) != 0)
        return BIO_printf(out, "%d\n", (int)(int32_t)v);
    return BIO_printf(out, "%u\n", v);
}

static const ASN1_PRIMITIVE_FUNCS uint64_funcs = {
    NULL,       0,          uint64_new,  number_free, uint64_clear,
    uint64_c2i, uint64_i2c, uint64_print,
};

static const ASN1_PRIMITIVE_FUNCS uint32_funcs = {
    NULL,       0,          uint32_new,  number_free, uint32_clear,
    uint32_c2i, uint32_i2c, uint32_print,
};

/* ---- BIGNUM ------------------------------------------------------------ */

static int
bn_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    *pval = (ASN1_VALUE *)(it->size != 0 ? BN_secure_new() : BN_new());
    return *pval != NULL;
}

static void
bn_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    if (*pval == NULL)
        return;
    BN_clear_free((BIGNUM *)*pval);
    *pval = NULL;
}

/* Keys keep no negative numbers: the sign is not written. */
static int
bn_i2c(const ASN1_VALUE **pval, unsigned char *cont, int *putype,
       const ASN1_ITEM *it)
{
    const BIGNUM *bn = (const BIGNUM *)*pval;
    int pad;

    if (bn == NULL)
        return -1;
    /* A leading zero where the top bit is set, and for zero itself. */
    pad = (BN_num_bits(bn) & 7) == 0;
    if (cont != NULL) {
        if (pad)
            *cont++ = 0;
        (void)BN_bn2bin(bn, cont);
    }
    return pad + BN_num_bytes(bn);
}

static int
bn_c2i(ASN1_VALUE **pval, const unsigned char *cont, int len, int utype,
       char *free_cont, const ASN1_ITEM *it)
{
    if (*pval == NULL && !bn_new(pval, it))
        return 0;
    if (BN_bin2bn(cont, len, (BIGNUM *)*pval) == NULL) {
        bn_free(pval, it);
        return 0;
    }
    if (it->size != 0)
        BN_set_flags((BIGNUM *)*pval, BN_FLG_CONSTTIME);
    return 1;
}

static int
bn_print(BIO *out, const ASN1_VALUE **pval, const ASN1_ITEM *it, int indent,
         const ASN1_PCTX *pctx)
{
    if (!BN_print(out, (const BIGNUM *)*pval) || BIO_printf(out, "\n") <= 0)
        return 0;
    return 1;
}

static const ASN1_PRIMITIVE_FUNCS bn_funcs = {
    NULL, 0, bn_new, bn_free, NULL, bn_c2i, bn_i2c, bn_print,
};

/* ---- the items --------------------------------------------------------- */

#define NUMBER_ITEM(name, funcs, size)                               \
    ASN1_ITEM_start(name) ASN1_ITYPE_PRIMITIVE, V_ASN1_INTEGER, NULL, \
        0, &funcs, size, #name ASN1_ITEM_end(name)

/* clang-format off */
NUMBER_ITEM(LONG, long_funcs, ASN1_LONG_UNDEF)
NUMBER_ITEM(ZLONG, long_funcs, 0)
NUMBER_ITEM(INT32, uint32_funcs, SIGNED)
NUMBER_ITEM(ZINT32, uint32_funcs, SIGNED | ZERO_DEFAULT)
NUMBER_ITEM(UINT32, uint32_funcs, 0)
NUMBER_ITEM(ZUINT32, uint32_funcs, ZERO_DEFAULT)
NUMBER_ITEM(INT64, uint64_funcs, SIGNED)
NUMBER_ITEM(ZINT64, uint64_funcs, SIGNED | ZERO_DEFAULT)
NUMBER_ITEM(UINT64, uint64_funcs, 0)
NUMBER_ITEM(ZUINT64, uint64_funcs, ZERO_DEFAULT)
NUMBER_ITEM(BIGNUM, bn_funcs, 0)
NUMBER_ITEM(CBIGNUM, bn_funcs, 1)
