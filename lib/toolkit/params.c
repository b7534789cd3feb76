/* OSSL_PARAM: reading and writing one value with conversion.
 *
 * Numbers stand in native byte order in as many bytes as data_size says. A
 * number is read into sign and 64-bit magnitude whatever its width, and
 * written sign-extended to the width that is there; what does not fit is
 * refused. A set on a parameter without data only tells the size needed. */
#include "engine/base/mem.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are handled lowest byte first");

struct number {
    bool negative;
    uint64_t magnitude;
};

/* ---- finding and making ------------------------------------------------ */

OSSL_PARAM *
OSSL_PARAM_locate(OSSL_PARAM *p, const char *key)
{
    if (p != NULL && key != NULL)
        for (; p->key != NULL; p++)
            if (strcmp(key, p->key) == 0)
                return p;
    return NULL;
}

const OSSL_PARAM *
OSSL_PARAM_locate_const(const OSSL_PARAM *p, const char *key)
{
    return OSSL_PARAM_locate((OSSL_PARAM *)(uintptr_t)p, key);
}

int
OSSL_PARAM_modified(const OSSL_PARAM *p)
{
    return p != NULL && p->return_size != OSSL_PARAM_UNMODIFIED;
}

void
OSSL_PARAM_set_all_unmodified(OSSL_PARAM *p)
{
    if (p != NULL)
        for (; p->key != NULL; p++)
            p->return_size = OSSL_PARAM_UNMODIFIED;
}

static OSSL_PARAM
construct(const char *key, unsigned int type, void *data, size_t size)
{
    return (OSSL_PARAM){key, type, data, size, OSSL_PARAM_UNMODIFIED};
}

OSSL_PARAM
OSSL_PARAM_construct_end(void)
{
    return (OSSL_PARAM)OSSL_PARAM_END;
}

OSSL_PARAM
OSSL_PARAM_construct_BN(const char *key, unsigned char *buf, size_t bsize)
{
    return construct(key, OSSL_PARAM_UNSIGNED_INTEGER, buf, bsize);
}

OSSL_PARAM
OSSL_PARAM_construct_double(const char *key, double *buf)
{
    return construct(key, OSSL_PARAM_REAL, buf, sizeof(*buf));
}

OSSL_PARAM
OSSL_PARAM_construct_utf8_string(const char *key, char *buf, size_t bsize)
{
    if (buf != NULL && bsize == 0)
        bsize = strlen(buf);
    return construct(key, OSSL_PARAM_UTF8_STRING, buf, bsize);
}

OSSL_PARAM
OSSL_PARAM_construct_utf8_ptr(const char *key, char **buf, size_t bsize)
{
    return construct(key, OSSL_PARAM_UTF8_PTR, buf, bsize);
}

OSSL_PARAM
OSSL_PARAM_construct_octet_string(const char *key, void *buf, size_t bsize)
{
    return construct(key, OSSL_PARAM_OCTET_STRING, buf, bsize);
}

OSSL_PARAM
OSSL_PARAM_construct_octet_ptr(const char *key, void **buf, size_t bsize)
{
    return construct(key, OSSL_PARAM_OCTET_PTR, buf, bsize);
}

/* ---- numbers ----------------------------------------------------------- */

/* The value of a REAL when it is a whole number that fits. */
static bool
from_real(struct number *n, double d)
{
    n->negative = d < 0;
    if (n->negative)
        d = -d;
    if (!(d < 18446744073709551616.0))
        return false;
    n->magnitude = (uint64_t)d;
    return (double)n->magnitude == d;
}

static bool
read_number(struct number *n, const OSSL_PARAM *p)
{
    const uint8_t *in = p->data;
    uint8_t pad = 0;
    uint64_t v = 0;
    double d;

    if (p->data == NULL)
        return false;
    if (p->data_type == OSSL_PARAM_REAL) {
        if (p->data_size != sizeof(d))
            return false;
        memcpy(&d, p->data, sizeof(d));
        return from_real(n, d);
    }
    if ((p->data_type != OSSL_PARAM_INTEGER &&
         p->data_type != OSSL_PARAM_UNSIGNED_INTEGER) ||
        p->data_size == 0)
        return false;
    n->negative = p->data_type == OSSL_PARAM_INTEGER &&
                  (in[p->data_size - 1] & 0x80) != 0;
    if (n->negative)
        pad = 0xff;
    for (size_t i = 8; i < p->data_size; i++)
        if (in[i] != pad)
            return false;
    for (size_t i = 8; i-- > 0;)
        v = v << 8 | (i < p->data_size ? in[i] : pad);
    /* Nine bytes and more may carry a sign that 64 bits contradict. */
    if (n->negative && (v >> 63) == 0)
        return false;
    n->magnitude = n->negative ? 0 - v : v;
    return true;
}

/* As two's complement or not, within SIZE bytes. */
static bool
read_into(void *out, size_t size, bool is_signed, const OSSL_PARAM *p)
{
    uint64_t limit = UINT64_MAX >> (64 - 8 * size);
    struct number n;
    uint64_t v;

    if (out == NULL || p == NULL || !read_number(&n, p))
        return false;
    if (is_signed)
        limit = (limit >> 1) + (n.negative ? 1 : 0);
    else if (n.negative)
        return false;
    if (n.magnitude > limit)
        return false;
    v = n.negative ? 0 - n.magnitude : n.magnitude;
    memcpy(out, &v, size);
    return true;
}

/* How many bytes of TYPE a number takes at least. */
static size_t
bytes_needed(const struct number *n, unsigned int type)
{
    size_t size = 1;
    uint64_t m = n->magnitude;

    if (type == OSSL_PARAM_INTEGER) {
        /* One bit more for the sign; -2^k is as wide as 2^k - 1. */
        if (n->negative && m > 0)
            m--;
        for (; m > 0x7f; m >>= 8)
            size++;
        return size;
    }
    for (; m > 0xff; m >>= 8)
        size++;
    return size;
}

static bool
write_number(OSSL_PARAM *p, const struct number *n, size_t natural)
{
    uint8_t *out;
    uint64_t v = n->negative ? 0 - n->magnitude : n->magnitude;
    double d;

    if (p == NULL)
        return false;
    p->return_size = 0;
    if (p->data_type == OSSL_PARAM_REAL) {
        p->return_size = sizeof(d);
        if (p->data == NULL)
            return true;
        /* What a double can't hold exactly is not written. */
        if (p->data_size != sizeof(d) || n->magnitude > (uint64_t)1 << 53)
            return false;
        d = (double)n->magnitude;
        d = n->negative ? -d : d;
        memcpy(p->data, &d, sizeof(d));
        return true;
    }
    if (p->data_type != OSSL_PARAM_INTEGER &&
        (p->data_type != OSSL_PARAM_UNSIGNED_INTEGER || n->negative))
        return false;
    p->return_size = natural;
    if (p->data == NULL)
        return true;
    if (p->data_size < bytes_needed(n, p->data_type))
        return false;
    p->return_size = p->data_size;
    out = p->data;
    for (size_t i = 0; i < p->data_size; i++)
        out[i] = (uint8_t)(i < 8 ? v >> (8 * i) : n->negative ? 0xff : 0);
    return true;
}

static struct number
of_signed(int64_t v)
{
    return (struct number){v < 0, v < 0 ? 0 - (uint64_t)v : (uint64_t)v};
}

static struct number
of_unsigned(uint64_t v)
{
    return (struct number){false, v};
}

#define INTEGER(name, type, is_signed, kind)                         \
    OSSL_PARAM                                                       \
    OSSL_PARAM_construct_##name(const char *key, type *buf)          \
    {                                                                \
        return construct(key, kind, buf, sizeof(*buf));              \
    }                                                                \
    int                                                              \
    OSSL_PARAM_get_##name(const OSSL_PARAM *p, type *val)            \
    {                                                                \
        return read_into(val, sizeof(*val), is_signed, p);           \
    }                                                                \
    int                                                              \
    OSSL_PARAM_set_##name(OSSL_PARAM *p, type val)                   \
    {                                                                \
        struct number n = is_signed ? of_signed((int64_t)val)        \
                                    : of_unsigned((uint64_t)val);    \
                                                                     \
        return write_number(p, &n, sizeof(val));                     \
    }

INTEGER(int, int, true, OSSL_PARAM_INTEGER)
INTEGER(uint, unsigned int, false, OSSL_PARAM_UNSIGNED_INTEGER)
INTEGER(long, long int, true, OSSL_PARAM_INTEGER)
INTEGER(ulong, unsigned long int, false, OSSL_PARAM_UNSIGNED_INTEGER)
INTEGER(int32, int32_t, true, OSSL_PARAM_INTEGER)
INTEGER(uint32, uint32_t, false, OSSL_PARAM_UNSIGNED_INTEGER)
INTEGER(int64, int64_t, true, OSSL_PARAM_INTEGER)
INTEGER(uint64, uint64_t, false, OSSL_PARAM_UNSIGNED_INTEGER)
INTEGER(size_t, size_t, false, OSSL_PARAM_UNSIGNED_INTEGER)
INTEGER(time_t, time_t, true, OSSL_PARAM_INTEGER)

int
OSSL_PARAM_get_double(const OSSL_PARAM *p, double *val)
{
    struct number n;

    if (val == NULL || p == NULL || p->data == NULL)
        return 0;
    if (p->data_type == OSSL_PARAM_REAL) {
        if (p->data_size != sizeof(*val))
            return 0;
        memcpy(val, p->data, sizeof(*val));
        return 1;
    }
    /* From an int32 or an int64, no other width. */
    if ((p->data_size != 4 && p->data_size != 8) || !read_number(&n, p) ||
        n.magnitude > (uint64_t)1 << 53)
        return 0;
    *val = n.negative ? -(double)n.magnitude : (double)n.magnitude;
    return 1;
}

int
OSSL_PARAM_set_double(OSSL_PARAM *p, double val)
{
    struct number n;

    if (p == NULL)
        return 0;
    p->return_size = 0;
    if (p->data_type == OSSL_PARAM_REAL) {
        p->return_size = sizeof(val);
        if (p->data == NULL)
            return 1;
        if (p->data_size != sizeof(val))
            return 0;
        memcpy(p->data, &val, sizeof(val));
        return 1;
    }
    if (!from_real(&n, val) ||
        (p->data_type == OSSL_PARAM_UNSIGNED_INTEGER && val < 0))
        return 0;
    /* Into a machine's own integers only. */
    if (p->data != NULL && p->data_size != 4 && p->data_size != 8) {
        p->return_size = sizeof(val);
        return 0;
    }
    return write_number(p, &n, sizeof(val));
}

int
OSSL_PARAM_get_BN(const OSSL_PARAM *p, BIGNUM **val)
{
    BIGNUM *b;

    if (val == NULL || p == NULL ||
        p->data_type != OSSL_PARAM_UNSIGNED_INTEGER || p->data == NULL ||
        p->data_size > INT_MAX)
        return 0;
    if ((b = BN_native2bn(p->data, (int)p->data_size, *val)) == NULL)
        return 0;
    *val = b;
    return 1;
}

int
OSSL_PARAM_set_BN(OSSL_PARAM *p, const BIGNUM *val)
{
    size_t len;

    if (p == NULL)
        return 0;
    p->return_size = 0;
    if (val == NULL || p->data_type != OSSL_PARAM_UNSIGNED_INTEGER ||
        BN_is_negative(val))
        return 0;
    len = (size_t)BN_num_bytes(val);
    p->return_size = len > 0 ? len : 1;
    if (p->data == NULL)
        return 1;
    if (p->data_size < p->return_size || p->data_size > INT_MAX)
        return 0;
    p->return_size = p->data_size;
    return BN_bn2nativepad(val, p->data, (int)p->data_size) >= 0;
}

/* ---- strings ----------------------------------------------------------- */

/* Copies into *VAL, which is made when NULL; MAX_LEN bounds a given one. */
static int
get_string(const OSSL_PARAM *p, void **val, size_t *max_len, size_t *used_len,
           unsigned int type)
{
    size_t size;

    if ((val == NULL && used_len == NULL) || p == NULL ||
        p->data_type != type)
        return 0;
    size = p->data_size;
    if (used_len != NULL)
        *used_len = size;
    if (p->data == NULL)
        return 0;
    if (val == NULL)
        return 1;
    if (*val == NULL) {
        size_t room = type == OSSL_PARAM_UTF8_STRING ? size + 1 : size;
        char *q = urt_alloc(room);

        if (q == NULL)
            return 0;
        *val = q;
        *max_len = room;
    }
    if (*max_len < size)
        return 0;
    if (size > 0)
        memcpy(*val, p->data, size);
    return 1;
}

int
OSSL_PARAM_get_utf8_string(const OSSL_PARAM *p, char **val, size_t max_len)
{
    bool fresh = val != NULL && *val == NULL;
    size_t len = 0;

    if (!get_string(p, (void **)val, &max_len, &len, OSSL_PARAM_UTF8_STRING))
        return 0;
    /* data_size need not stop at the end of the text. */
    len = strnlen(p->data, len);
    if (len >= max_len) {
        if (fresh) {
            urt_free(*val);
            *val = NULL;
        }
        return 0;
    }
    if (val != NULL)
        (*val)[len] = 0;
    return 1;
}

int
OSSL_PARAM_get_octet_string(const OSSL_PARAM *p, void **val, size_t max_len,
                            size_t *used_len)
{
    return get_string(p, val, &max_len, used_len, OSSL_PARAM_OCTET_STRING);
}

static int
set_string(OSSL_PARAM *p, const void *val, size_t len, unsigned int type)
{
    p->return_size = len;
    if (p->data == NULL)
        return 1;
    if (p->data_type != type || p->data_size < len)
        return 0;
    if (len > 0)
        memcpy(p->data, val, len);
    /* A terminator where there is room for one. */
    if (type == OSSL_PARAM_UTF8_STRING && p->data_size > len)
        ((char *)p->data)[len] = 0;
    return 1;
}

int
OSSL_PARAM_set_utf8_string(OSSL_PARAM *p, const char *val)
{
    if (p == NULL)
        return 0;
    p->return_size = 0;
    return val != NULL &&
           set_string(p, val, strlen(val), OSSL_PARAM_UTF8_STRING);
}

int
OSSL_PARAM_set_octet_string(OSSL_PARAM *p, const void *val, size_t len)
{
    if (p == NULL)
        return 0;
    p->return_size = 0;
    return val != NULL && set_string(p, val, len, OSSL_PARAM_OCTET_STRING);
}

static int
get_pointer(const OSSL_PARAM *p, const void **val, size_t *used_len,
            unsigned int type)
{
    if (val == NULL || p == NULL || p->data_type != type)
        return 0;
    if (used_len != NULL)
        *used_len = p->data_size;
    *val = *(const void **)p->data;
    return 1;
}

int
OSSL_PARAM_get_utf8_ptr(const OSSL_PARAM *p, const char **val)
{
    return get_pointer(p, (const void **)val, NULL, OSSL_PARAM_UTF8_PTR);
}

int
OSSL_PARAM_get_octet_ptr(const OSSL_PARAM *p, const void **val,
                         size_t *used_len)
{
    return get_pointer(p, val, used_len, OSSL_PARAM_OCTET_PTR);
}

static int
set_pointer(OSSL_PARAM *p, const void *val, size_t len, unsigned int type)
{
    if (p == NULL)
        return 0;
    p->return_size = 0;
    if (p->data_type != type)
        return 0;
    p->return_size = len;
    if (p->data != NULL)
        *(const void **)p->data = val;
    return 1;
}

int
OSSL_PARAM_set_utf8_ptr(OSSL_PARAM *p, const char *val)
{
    return set_pointer(p, val, val != NULL ? strlen(val) : 0,
                       OSSL_PARAM_UTF8_PTR);
}

int
OSSL_PARAM_set_octet_ptr(OSSL_PARAM *p, const void *val, size_t used_len)
{
    return set_pointer(p, val, used_len, OSSL_PARAM_OCTET_PTR);
}

/* A look at the string whether it stands in place or behind a pointer. */
static int
get_either(const OSSL_PARAM *p, const void **val, size_t *used_len,
           unsigned int pointer_type, unsigned int string_type)
{
    if (get_pointer(p, val, used_len, pointer_type))
        return 1;
    if (val == NULL || p == NULL || p->data_type != string_type)
        return 0;
    if (used_len != NULL)
        *used_len = p->data_size;
    *val = p->data;
    return 1;
}

int
OSSL_PARAM_get_utf8_string_ptr(const OSSL_PARAM *p, const char **val)
{
    return get_either(p, (const void **)val, NULL, OSSL_PARAM_UTF8_PTR,
                      OSSL_PARAM_UTF8_STRING);
}

int
OSSL_PARAM_get_octet_string_ptr(const OSSL_PARAM *p, const void **val,
                                size_t *used_len)
{
    return get_either(p, val, used_len, OSSL_PARAM_OCTET_PTR,
                      OSSL_PARAM_OCTET_STRING);
}
