/* INTEGER and ENUMERATED: big-endian magnitude in an ASN1_STRING, the sign
 * in its type (V_ASN1_NEG). On the wire they are two's complement, X.690
 * section 8.3. */
#include "toolkit/asn1_local.h"

#include "engine/base/text.h"

#include <openssl/bn.h>

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_ASN1, reason);
    return false;
}

/* ---- content octets ---------------------------------------------------- */

/* Appends the two's complement of S, which is as long as S. */
static void
put_negated(struct urt_buf *b, struct urt_bytes s)
{
    uint8_t *out = urt_buf_reserve(b, s.len);
    unsigned carry = 1;

    if (out == NULL)
        return;
    for (size_t i = s.len; i-- > 0;) {
        carry += (uint8_t)~s.data[i];
        out[i] = (uint8_t)carry;
        carry >>= 8;
    }
    b->len += s.len;
}

/* Whether the sign of a number with this magnitude needs an octet more: the
 * top bit is the sign, and -2^n still fits where 2^n does not. */
static bool
needs_pad(struct urt_bytes magnitude, bool negative)
{
    if (magnitude.data[0] != 0x80 || !negative)
        return (magnitude.data[0] & 0x80) != 0;
    for (size_t i = 1; i < magnitude.len; i++)
        if (magnitude.data[i] != 0)
            return true;
    return false;
}

void
fac_asn1_put_number(struct urt_buf *b, struct urt_bytes magnitude,
                    bool negative)
{
    if (magnitude.len == 0) {
        urt_put_u8(b, 0);
        return;
    }
    /* Minus zero is zero. */
    if (magnitude.len == 1 && magnitude.data[0] == 0)
        negative = false;
    if (needs_pad(magnitude, negative))
        urt_put_u8(b, negative ? 0xff : 0);
    if (negative)
        put_negated(b, magnitude);
    else
        urt_put_bytes(b, magnitude);
}

bool
fac_asn1_read_number(struct urt_buf *b, bool *negative, struct urt_bytes cont)
{
    size_t from = b->len;

    if (cont.len == 0)
        return fail(ASN1_R_ILLEGAL_ZERO_CONTENT);
    *negative = (cont.data[0] & 0x80) != 0;
    if (cont.len > 1 && cont.data[0] == (*negative ? 0xff : 0) &&
        (cont.data[0] & 0x80) == (cont.data[1] & 0x80))
        return fail(ASN1_R_ILLEGAL_PADDING);
    if (!*negative) {
        if (cont.len > 1 && cont.data[0] == 0)
            (void)urt_skip(&cont, 1);
        urt_put_bytes(b, cont);
        return true;
    }
    put_negated(b, cont);
    /* A sign octet leaves a leading zero behind. */
    if (urt_buf_ok(b) && b->len - from > 1 && b->data[from] == 0) {
        memmove(b->data + from, b->data + from + 1, b->len - from - 1);
        b->len--;
    }
    return true;
}

void
fac_asn1_put_integer(struct urt_buf *b, const ASN1_STRING *v)
{
    struct urt_bytes s = v->data != NULL ? fac_asn1_bytes(v) : URT_BYTES_NONE;

    fac_asn1_put_number(b, s, (v->type & V_ASN1_NEG) != 0);
}

bool
fac_asn1_take_integer(ASN1_STRING **v, int type, struct urt_bytes cont)
{
    struct urt_buf b = URT_BUF_INIT;
    ASN1_STRING *s = *v;
    bool negative;

    if (!fac_asn1_read_number(&b, &negative, cont))
        return false;
    if (s == NULL && (s = ASN1_STRING_type_new(type)) == NULL) {
        urt_buf_free(&b);
        return false;
    }
    if (!fac_asn1_string_steal(s, &b)) {
        if (*v == NULL)
            ASN1_STRING_free(s);
        return false;
    }
    s->type = type | (negative ? V_ASN1_NEG : 0);
    *v = s;
    return true;
}

/* A SEQUENCE's serial number as some old software wrote it: no sign. */
ASN1_INTEGER *
d2i_ASN1_UINTEGER(ASN1_INTEGER **a, const unsigned char **pp, long length)
{
    struct fac_asn1_header h;
    struct urt_bytes cont;
    ASN1_INTEGER *v = a != NULL ? *a : NULL;
    int reason = length > 0
                     ? fac_asn1_read_header(&h, urt_bytes(*pp, (size_t)length))
                     : ASN1_R_TOO_SMALL;

    if (reason != 0) {
        fail(reason);
        fail(ASN1_R_BAD_OBJECT_HEADER);
        return NULL;
    }
    if (h.tag != V_ASN1_INTEGER) {
        fail(ASN1_R_EXPECTING_AN_INTEGER);
        return NULL;
    }
    cont = urt_bytes(*pp + h.hdrlen, h.len);
    if (cont.len > 1 && cont.data[0] == 0)
        (void)urt_skip(&cont, 1);
    if (cont.len > INT_MAX - 1 ||
        (v == NULL && (v = ASN1_INTEGER_new()) == NULL))
        return NULL;
    v->type = V_ASN1_INTEGER;
    if (!ASN1_STRING_set(v, cont.data, (int)cont.len)) {
        if (a == NULL || *a != v)
            ASN1_INTEGER_free(v);
        return NULL;
    }
    *pp += h.hdrlen + h.len;
    if (a != NULL)
        *a = v;
    return v;
}

/* ---- small numbers ----------------------------------------------------- */

static bool
get_magnitude(uint64_t *out, const ASN1_STRING *a)
{
    struct urt_bytes s = fac_asn1_bytes(a);

    if (s.len > sizeof(*out))
        return fail(ASN1_R_TOO_LARGE);
    return s.data != NULL && s.len > 0 && urt_take_uint(&s, out, s.len);
}

static int
get_int64(int64_t *out, const ASN1_STRING *a, int type)
{
    const uint64_t limit = (uint64_t)INT64_MAX;
    bool negative;
    uint64_t m;

    if (a == NULL)
        return fail(ERR_R_PASSED_NULL_PARAMETER);
    if ((a->type & ~V_ASN1_NEG) != type)
        return fail(ASN1_R_WRONG_INTEGER_TYPE);
    if (!get_magnitude(&m, a))
        return 0;
    negative = (a->type & V_ASN1_NEG) != 0;
    if (m > limit + (negative ? 1 : 0))
        return fail(negative ? ASN1_R_TOO_SMALL : ASN1_R_TOO_LARGE);
    *out = negative ? (int64_t)(0 - m) : (int64_t)m;
    return 1;
}

static int
set_magnitude(ASN1_STRING *a, uint64_t m, int type)
{
    uint8_t octets[sizeof(m)];
    size_t n = sizeof(octets);

    do {
        octets[--n] = (uint8_t)m;
        m >>= 8;
    } while (m != 0);
    a->type = type;
    return ASN1_STRING_set(a, octets + n, (int)(sizeof(octets) - n));
}

static int
set_int64(ASN1_STRING *a, int64_t v, int type)
{
    return v < 0 ? set_magnitude(a, 0 - (uint64_t)v, type | V_ASN1_NEG)
                 : set_magnitude(a, (uint64_t)v, type);
}

int
ASN1_INTEGER_get_int64(int64_t *pr, const ASN1_INTEGER *a)
{
    return get_int64(pr, a, V_ASN1_INTEGER);
}

int
ASN1_INTEGER_set_int64(ASN1_INTEGER *a, int64_t r)
{
    return set_int64(a, r, V_ASN1_INTEGER);
}

int
ASN1_INTEGER_get_uint64(uint64_t *pr, const ASN1_INTEGER *a)
{
    if (a == NULL)
        return fail(ERR_R_PASSED_NULL_PARAMETER);
    if ((a->type & ~V_ASN1_NEG) != V_ASN1_INTEGER)
        return fail(ASN1_R_WRONG_INTEGER_TYPE);
    if ((a->type & V_ASN1_NEG) != 0)
        return fail(ASN1_R_ILLEGAL_NEGATIVE_VALUE);
    return get_magnitude(pr, a);
}

int
ASN1_INTEGER_set_uint64(ASN1_INTEGER *a, uint64_t r)
{
    return set_magnitude(a, r, V_ASN1_INTEGER);
}

int
ASN1_INTEGER_set(ASN1_INTEGER *a, long v)
{
    return set_int64(a, v, V_ASN1_INTEGER);
}

long
ASN1_INTEGER_get(const ASN1_INTEGER *a)
{
    int64_t v;

    if (a == NULL)
        return 0;
    if (get_int64(&v, a, V_ASN1_INTEGER) == 0 || v > LONG_MAX || v < LONG_MIN)
        return -1;
    return (long)v;
}

int
ASN1_ENUMERATED_get_int64(int64_t *pr, const ASN1_ENUMERATED *a)
{
    return get_int64(pr, a, V_ASN1_ENUMERATED);
}

int
ASN1_ENUMERATED_set_int64(ASN1_ENUMERATED *a, int64_t r)
{
    return set_int64(a, r, V_ASN1_ENUMERATED);
}

int
ASN1_ENUMERATED_set(ASN1_ENUMERATED *a, long v)
{
    return set_int64(a, v, V_ASN1_ENUMERATED);
}

/* Unlike the INTEGER's: a wide one answers 0xffffffff. */
long
ASN1_ENUMERATED_get(const ASN1_ENUMERATED *a)
{
    int64_t v;

    if (a == NULL)
        return 0;
    if ((a->type & ~V_ASN1_NEG) != V_ASN1_ENUMERATED)
        return -1;
    if (a->length > (int)sizeof(long))
        return 0xffffffffL;
    if (get_int64(&v, a, V_ASN1_ENUMERATED) == 0)
        return -1;
    return (long)v;
}

/* ---- BIGNUM ------------------------------------------------------------ */

static ASN1_STRING *
from_bn(const BIGNUM *bn, ASN1_STRING *to, int type)
{
    ASN1_STRING *v = to != NULL ? to : ASN1_STRING_type_new(type);
    int len = BN_num_bytes(bn);

    if (v == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        return NULL;
    }
    v->type = BN_is_negative(bn) && !BN_is_zero(bn) ? type | V_ASN1_NEG : type;
    if (len == 0)
        len = 1;
    if (!ASN1_STRING_set(v, NULL, len)) {
        if (to == NULL)
            ASN1_STRING_free(v);
        return NULL;
    }
    v->data[len] = 0;
    if (BN_is_zero(bn))
        v->data[0] = 0;
    else
        (void)BN_bn2bin(bn, v->data);
    return v;
}

static BIGNUM *
to_bn(const ASN1_STRING *v, BIGNUM *bn, int type)
{
    BIGNUM *ret;

    if ((v->type & ~V_ASN1_NEG) != type) {
        fail(ASN1_R_WRONG_INTEGER_TYPE);
        return NULL;
    }
    if ((ret = BN_bin2bn(v->data, v->length, bn)) == NULL) {
        fail(ASN1_R_BN_LIB);
        return NULL;
    }
    if ((v->type & V_ASN1_NEG) != 0)
        BN_set_negative(ret, 1);
    return ret;
}

ASN1_INTEGER *
BN_to_ASN1_INTEGER(const BIGNUM *bn, ASN1_INTEGER *ai)
{
    return from_bn(bn, ai, V_ASN1_INTEGER);
}

BIGNUM *
ASN1_INTEGER_to_BN(const ASN1_INTEGER *ai, BIGNUM *bn)
{
    return to_bn(ai, bn, V_ASN1_INTEGER);
}

ASN1_ENUMERATED *
BN_to_ASN1_ENUMERATED(const BIGNUM *bn, ASN1_ENUMERATED *ai)
{
    return from_bn(bn, ai, V_ASN1_ENUMERATED);
}

BIGNUM *
ASN1_ENUMERATED_to_BN(const ASN1_ENUMERATED *ai, BIGNUM *bn)
{
    return to_bn(ai, bn, V_ASN1_ENUMERATED);
}

ASN1_INTEGER *
ASN1_INTEGER_dup(const ASN1_INTEGER *x)
{
    return ASN1_STRING_dup(x);
}

int
ASN1_INTEGER_cmp(const ASN1_INTEGER *x, const ASN1_INTEGER *y)
{
    int negative = x->type & V_ASN1_NEG;
    int order;

    if (negative != (y->type & V_ASN1_NEG))
        return negative != 0 ? -1 : 1;
    order = ASN1_STRING_cmp(x, y);
    return negative != 0 ? -order : order;
}
