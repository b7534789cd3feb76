/* EC_POINT: a point in its uncompressed encoding, always on its curve. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"

static struct urt_bytes
bytes_of(const EC_POINT *p)
{
    return urt_bytes(p->data, p->len);
}

/* Takes over what the engine wrote; false with an error for ERR. */
static int
store(EC_POINT *p, enum urt_err err, struct urt_buf *b)
{
    int ok = err == URT_OK && urt_buf_ok(b) && b->len <= sizeof p->data;

    if (ok) {
        memcpy(p->data, b->data, b->len);
        p->len = b->len;
    } else if (err == URT_E_POINT_INVALID) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
    }
    urt_buf_free(b);
    return ok;
}

static bool
same_group(const EC_GROUP *g, const EC_POINT *p)
{
    if (g->group == p->group)
        return true;
    ERR_raise(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
    return false;
}

EC_POINT *
EC_POINT_new(const EC_GROUP *g)
{
    EC_POINT *p;

    if (g == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    p = OPENSSL_zalloc(sizeof *p);
    if (p != NULL) {
        p->group = g->group;
        p->len = 1;
    }
    return p;
}

void
EC_POINT_free(EC_POINT *p)
{
    OPENSSL_free(p);
}

void
EC_POINT_clear_free(EC_POINT *p)
{
    OPENSSL_clear_free(p, sizeof *p);
}

int
EC_POINT_copy(EC_POINT *dst, const EC_POINT *src)
{
    if (dst->group != src->group) {
        ERR_raise(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
        return 0;
    }
    *dst = *src;
    return 1;
}

EC_POINT *
EC_POINT_dup(const EC_POINT *src, const EC_GROUP *g)
{
    EC_POINT *p = src != NULL ? EC_POINT_new(g) : NULL;

    if (p != NULL && !EC_POINT_copy(p, src)) {
        EC_POINT_free(p);
        return NULL;
    }
    return p;
}

int
EC_POINT_set_to_infinity(const EC_GROUP *g, EC_POINT *p)
{
    if (!same_group(g, p))
        return 0;
    p->data[0] = 0;
    p->len = 1;
    return 1;
}

int
EC_POINT_is_at_infinity(const EC_GROUP *g, const EC_POINT *p)
{
    (void)g;
    return p->len == 1;
}

int
EC_POINT_is_on_curve(const EC_GROUP *g, const EC_POINT *p, BN_CTX *ctx)
{
    (void)ctx;
    /* Nothing else gets into a point. */
    return same_group(g, p);
}

int
EC_POINT_cmp(const EC_GROUP *g, const EC_POINT *a, const EC_POINT *b,
             BN_CTX *ctx)
{
    (void)ctx;
    if (!same_group(g, a) || !same_group(g, b))
        return -1;
    return urt_bytes_equal(bytes_of(a), bytes_of(b)) ? 0 : 1;
}

int
EC_POINT_oct2point(const EC_GROUP *g, EC_POINT *p, const unsigned char *buf,
                   size_t len, BN_CTX *ctx)
{
    struct urt_buf b = URT_BUF_INIT;
    unsigned form = len > 0 ? buf[0] & ~1u : 0;
    size_t size = g->group->field_size;

    (void)ctx;
    if (len == 0) {
        ERR_raise(ERR_LIB_EC, EC_R_BUFFER_TOO_SMALL);
        return 0;
    }
    if (!same_group(g, p))
        return 0;
    if ((buf[0] != 0 && form != 2 && form != 4 && form != 6) ||
        buf[0] == 5) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_ENCODING);
        return 0;
    }
    if (buf[0] == 0 && len == 1)
        return EC_POINT_set_to_infinity(g, p);
    /* The hybrid form tells whether y is odd beside y itself. */
    if (len != (form == 2 ? 1 + size : 1 + 2 * size) ||
        (form == 6 && ((buf[0] ^ buf[len - 1]) & 1) != 0)) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_ENCODING);
        return 0;
    }
    return store(p, urt_ec_put_uncompressed(&b, g->group, urt_bytes(buf, len)),
                 &b);
}

size_t
EC_POINT_point2oct(const EC_GROUP *g, const EC_POINT *p,
                   point_conversion_form_t form, unsigned char *buf,
                   size_t len, BN_CTX *ctx)
{
    size_t size = g->group->field_size, need;

    (void)ctx;
    if (form != POINT_CONVERSION_COMPRESSED &&
        form != POINT_CONVERSION_UNCOMPRESSED &&
        form != POINT_CONVERSION_HYBRID) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_FORM);
        return 0;
    }
    if (!same_group(g, p))
        return 0;
    need = p->len == 1 ? 1
           : form == POINT_CONVERSION_COMPRESSED ? 1 + size
                                                 : 1 + 2 * size;
    if (buf == NULL)
        return need;
    if (len < need) {
        ERR_raise(ERR_LIB_EC, EC_R_BUFFER_TOO_SMALL);
        return 0;
    }
    memcpy(buf, p->data, need);
    if (p->len > 1 && form != POINT_CONVERSION_UNCOMPRESSED)
        buf[0] = (unsigned char)((unsigned)form | (p->data[p->len - 1] & 1u));
    return need;
}

size_t
EC_POINT_point2buf(const EC_GROUP *g, const EC_POINT *p,
                   point_conversion_form_t form, unsigned char **pbuf,
                   BN_CTX *ctx)
{
    size_t len = EC_POINT_point2oct(g, p, form, NULL, 0, ctx);
    unsigned char *buf = len > 0 ? OPENSSL_malloc(len) : NULL;

    if (buf == NULL)
        return 0;
    len = EC_POINT_point2oct(g, p, form, buf, len, ctx);
    *pbuf = buf;
    return len;
}

char *
EC_POINT_point2hex(const EC_GROUP *g, const EC_POINT *p,
                   point_conversion_form_t form, BN_CTX *ctx)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char buf[URT_EC_MAX_POINT];
    size_t len = EC_POINT_point2oct(g, p, form, buf, sizeof buf, ctx);
    char *hex = len > 0 ? OPENSSL_malloc(2 * len + 1) : NULL;

    if (hex == NULL)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[buf[i] >> 4];
        hex[2 * i + 1] = digits[buf[i] & 15];
    }
    hex[2 * len] = '\0';
    return hex;
}

int
EC_POINT_get_affine_coordinates(const EC_GROUP *g, const EC_POINT *p,
                                BIGNUM *x, BIGNUM *y, BN_CTX *ctx)
{
    int size = (int)g->group->field_size;

    (void)ctx;
    if (!same_group(g, p))
        return 0;
    if (p->len == 1) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
        return 0;
    }
    return (x == NULL || BN_bin2bn(p->data + 1, size, x) != NULL) &&
           (y == NULL || BN_bin2bn(p->data + 1 + size, size, y) != NULL);
}

int
EC_POINT_get_affine_coordinates_GFp(const EC_GROUP *g, const EC_POINT *p,
                                    BIGNUM *x, BIGNUM *y, BN_CTX *ctx)
{
    return EC_POINT_get_affine_coordinates(g, p, x, y, ctx);
}

int
EC_POINT_set_affine_coordinates(const EC_GROUP *g, EC_POINT *p,
                                const BIGNUM *x, const BIGNUM *y, BN_CTX *ctx)
{
    unsigned char buf[URT_EC_MAX_POINT];
    int size = (int)g->group->field_size;
    struct urt_buf b = URT_BUF_INIT;

    (void)ctx;
    if (!same_group(g, p))
        return 0;
    if (x == NULL || y == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (BN_is_negative(x) || BN_is_negative(y) ||
        BN_bn2binpad(x, buf + 1, size) < 0 ||
        BN_bn2binpad(y, buf + 1 + size, size) < 0) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
        return 0;
    }
    buf[0] = 4;
    return store(p,
                 urt_ec_put_uncompressed(&b, g->group,
                                         urt_bytes(buf, 1 + 2 * (size_t)size)),
                 &b);
}

int
EC_POINT_set_affine_coordinates_GFp(const EC_GROUP *g, EC_POINT *p,
                                    const BIGNUM *x, const BIGNUM *y,
                                    BN_CTX *ctx)
{
    return EC_POINT_set_affine_coordinates(g, p, x, y, ctx);
}

int
EC_POINT_set_compressed_coordinates(const EC_GROUP *g, EC_POINT *p,
                                    const BIGNUM *x, int y_bit, BN_CTX *ctx)
{
    unsigned char buf[1 + URT_EC_MAX_FIELD];
    int size = (int)g->group->field_size;
    struct urt_buf b = URT_BUF_INIT;
    BN_CTX *own = ctx == NULL ? BN_CTX_new() : NULL;
    BIGNUM *reduced = BN_new();
    bool ok;

    ok = same_group(g, p) && reduced != NULL &&
         BN_nnmod(reduced, x, g->p, ctx != NULL ? ctx : own) &&
         BN_bn2binpad(reduced, buf + 1, size) >= 0;
    BN_free(reduced);
    BN_CTX_free(own);
    if (!ok)
        return 0;
    buf[0] = y_bit != 0 ? 3 : 2;
    if (urt_ec_put_uncompressed(&b, g->group,
                                urt_bytes(buf, 1 + (size_t)size)) != URT_OK) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_COMPRESSED_POINT);
        return 0;
    }
    return store(p, URT_OK, &b);
}

int
EC_POINT_add(const EC_GROUP *g, EC_POINT *r, const EC_POINT *a,
             const EC_POINT *b, BN_CTX *ctx)
{
    struct urt_buf out = URT_BUF_INIT;

    (void)ctx;
    return same_group(g, r) && same_group(g, a) && same_group(g, b) &&
           store(r, urt_ec_add(&out, g->group, bytes_of(a), bytes_of(b)),
                 &out);
}

int
EC_POINT_dbl(const EC_GROUP *g, EC_POINT *r, const EC_POINT *a, BN_CTX *ctx)
{
    return EC_POINT_add(g, r, a, a, ctx);
}

int
EC_POINT_invert(const EC_GROUP *g, EC_POINT *a, BN_CTX *ctx)
{
    struct urt_buf out = URT_BUF_INIT;

    (void)ctx;
    return same_group(g, a) &&
           store(a, urt_ec_negate(&out, g->group, bytes_of(a)), &out);
}

/* OUT = n * point, or n * G where POINT is NULL. The engine wants 0 < n <
 * order, so n is reduced first, and nothing but infinity comes of 0. */
static int
multiply(const EC_GROUP *g, EC_POINT *out, const BIGNUM *n,
         const EC_POINT *point, BN_CTX *ctx)
{
    unsigned char scalar[URT_EC_MAX_FIELD];
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes s;
    BIGNUM *reduced;
    int size = BN_num_bytes(g->order), ok = 0;
    BN_CTX *own = ctx == NULL ? BN_CTX_new() : NULL;
    enum urt_err err;

    reduced = BN_dup(n);
    if (reduced != NULL && (ctx != NULL || own != NULL))
        ok = (!BN_is_negative(n) && BN_ucmp(n, g->order) < 0) ||
             BN_nnmod(reduced, n, g->order, ctx != NULL ? ctx : own);
    if (ok && (BN_is_zero(reduced) || (point != NULL && point->len == 1))) {
        ok = EC_POINT_set_to_infinity(g, out);
    } else if (ok && BN_bn2binpad(reduced, scalar, size) == size) {
        s = urt_bytes(scalar, (size_t)size);
        err = point == NULL
                  ? urt_ec_mul_g(&b, g->group, s)
                  : urt_ec_mul(&b, g->group, s, bytes_of(point));
        ok = store(out, err, &b);
    }
    OPENSSL_cleanse(scalar, sizeof scalar);
    BN_clear_free(reduced);
    BN_CTX_free(own);
    return ok;
}

/* r = n * G + m * q; n, or q and m, may be absent. */
int
EC_POINT_mul(const EC_GROUP *g, EC_POINT *r, const BIGNUM *n,
             const EC_POINT *q, const BIGNUM *m, BN_CTX *ctx)
{
    EC_POINT a = {.group = g->group, .len = 1};
    EC_POINT b = {.group = g->group, .len = 1};

    if (!same_group(g, r) || (q != NULL && !same_group(g, q)))
        return 0;
    if (n != NULL && !multiply(g, &a, n, NULL, ctx))
        return 0;
    if (q != NULL && m != NULL && !multiply(g, &b, m, q, ctx))
        return 0;
    return EC_POINT_add(g, r, &a, &b, ctx);
}
