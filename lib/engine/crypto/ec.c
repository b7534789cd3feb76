/* Elliptic-curve arithmetic over Nettle's curves. SEC 1, RFC 6090.
 *
 * Scalars and results live in arrays of ours that are wiped; Nettle's structs
 * only point at them. Nettle multiplies silently. It has no addition of its
 * own, and none is needed for TLS: urt_ec_add works with GMP on affine
 * coordinates and is for public points. */
#include "engine/crypto/ec.h"

#include <nettle/dsa.h>
#include <nettle/ecc.h>
#include <nettle/ecdsa.h>

#include "engine/base/ct.h"
#include "engine/crypto/limbs.h"
#include "engine/crypto/rng.h"

enum { MAX_LIMBS = (URT_EC_MAX_FIELD + 7) / 8 };

/* A point of our own: x then y, as many limbs as the curve has. */
struct point {
    struct ecc_point ecc;
    mp_limb_t xy[2 * MAX_LIMBS];
};

struct scalar {
    struct ecc_scalar ecc;
    mp_limb_t limbs[MAX_LIMBS];
};

/* Affine coordinates with infinity. */
struct affine {
    mpz_t x, y;
    bool infinity;
};

const struct urt_curve *
urt_ec_curve(const struct urt_group *g)
{
    return g != NULL && g->kind == URT_GROUP_EC ? g->data : NULL;
}

size_t
urt_ec_order_size(const struct urt_group *g)
{
    return urt_ec_curve(g)->order.len;
}

static void
affine_init(struct affine *a)
{
    mpz_init(a->x);
    mpz_init(a->y);
    a->infinity = true;
}

static void
affine_clear(struct affine *a)
{
    mpz_clear(a->x);
    mpz_clear(a->y);
}

/* y^2 = x^3 - 3x + b */
static void
right_side(mpz_t out, const mpz_t x, const mpz_t b, const mpz_t p)
{
    mpz_mul(out, x, x);
    mpz_sub_ui(out, out, 3);
    mpz_mul(out, out, x);
    mpz_add(out, out, b);
    mpz_mod(out, out, p);
}

/* Tonelli and Shanks; for p = 3 mod 4 it is one exponentiation. A is a square
 * unless the check at the end fails. */
static bool
square_root(mpz_t root, const mpz_t a, const mpz_t p)
{
    unsigned long twos;
    mpz_t odd, c, t, tmp;
    bool ok = true;

    if (mpz_sgn(a) != 0 && mpz_legendre(a, p) != 1)
        return false;
    mpz_inits(odd, c, t, tmp, NULL);
    mpz_sub_ui(odd, p, 1);
    twos = mpz_scan1(odd, 0);
    mpz_tdiv_q_2exp(odd, odd, twos);
    mpz_set_ui(c, 2);
    while (mpz_legendre(c, p) != -1)
        mpz_add_ui(c, c, 1);
    mpz_powm(c, c, odd, p);
    mpz_powm(t, a, odd, p);
    mpz_add_ui(tmp, odd, 1);
    mpz_tdiv_q_2exp(tmp, tmp, 1);
    mpz_powm(root, a, tmp, p);
    while (ok && mpz_cmp_ui(t, 1) > 0) {
        unsigned long i = 0;

        mpz_set(tmp, t);
        while (i < twos && mpz_cmp_ui(tmp, 1) != 0) {
            mpz_mul(tmp, tmp, tmp);
            mpz_mod(tmp, tmp, p);
            i++;
        }
        ok = i < twos;
        if (!ok)
            break;
        mpz_set(tmp, c);
        for (unsigned long k = i + 1; k < twos; k++) {
            mpz_mul(tmp, tmp, tmp);
            mpz_mod(tmp, tmp, p);
        }
        mpz_mul(root, root, tmp);
        mpz_mod(root, root, p);
        mpz_mul(c, tmp, tmp);
        mpz_mod(c, c, p);
        mpz_mul(t, t, c);
        mpz_mod(t, t, p);
        twos = i;
    }
    mpz_clears(odd, c, t, tmp, NULL);
    return ok;
}

/* The y that belongs to x and a parity. */
static bool
decompress(struct affine *out, const struct urt_curve *c, unsigned parity)
{
    mpz_t p, b, rhs, check;
    bool ok;

    urt_mpz_init_from(p, c->p);
    urt_mpz_init_from(b, c->b);
    mpz_inits(rhs, check, NULL);
    ok = mpz_cmp(out->x, p) < 0;
    if (ok) {
        right_side(rhs, out->x, b, p);
        ok = square_root(out->y, rhs, p);
    }
    if (ok) {
        mpz_mul(check, out->y, out->y);
        mpz_mod(check, check, p);
        ok = mpz_cmp(check, rhs) == 0;
    }
    if (ok && (mpz_odd_p(out->y) != 0) != (parity != 0)) {
        ok = mpz_sgn(out->y) != 0;
        mpz_sub(out->y, p, out->y);
    }
    mpz_clears(p, b, rhs, check, NULL);
    return ok;
}

static bool
on_curve(const struct affine *a, const struct urt_curve *c)
{
    mpz_t p, b, left, right;
    bool ok;

    urt_mpz_init_from(p, c->p);
    urt_mpz_init_from(b, c->b);
    mpz_inits(left, right, NULL);
    ok = mpz_cmp(a->x, p) < 0 && mpz_cmp(a->y, p) < 0;
    if (ok) {
        mpz_mul(left, a->y, a->y);
        mpz_mod(left, left, p);
        right_side(right, a->x, b, p);
        ok = mpz_cmp(left, right) == 0;
    }
    mpz_clears(p, b, left, right, NULL);
    return ok;
}

/* Any encoding (SEC 1, 2.3.4). A false result leaves OUT undefined. */
static bool
affine_read(struct affine *out, const struct urt_group *g,
            struct urt_bytes in)
{
    const struct urt_curve *c = urt_ec_curve(g);
    struct urt_bytes x, y;
    uint8_t form;

    if (c == NULL || !urt_take_u8(&in, &form))
        return false;
    if (form == 0) {
        out->infinity = true;
        return in.len == 0;
    }
    out->infinity = false;
    if (!urt_take(&in, &x, c->p.len))
        return false;
    mpz_import(out->x, x.len, 1, 1, 1, 0, x.data);
    if (form == 2 || form == 3)
        return in.len == 0 && decompress(out, c, form & 1);
    if ((form != 4 && form != 6 && form != 7) ||
        !urt_take(&in, &y, c->p.len) || in.len != 0)
        return false;
    mpz_import(out->y, y.len, 1, 1, 1, 0, y.data);
    if (form != 4 && (mpz_odd_p(out->y) != 0) != (form == 7))
        return false;
    return on_curve(out, c);
}

static void
affine_put(struct urt_buf *b, const struct affine *a, size_t width)
{
    if (a->infinity) {
        urt_put_u8(b, 0);
        return;
    }
    urt_put_u8(b, 4);
    urt_put_mpz(b, a->x, width);
    urt_put_mpz(b, a->y, width);
}

enum urt_err
urt_ec_put_uncompressed(struct urt_buf *out, const struct urt_group *g,
                        struct urt_bytes point)
{
    struct affine a;
    bool ok;

    affine_init(&a);
    ok = affine_read(&a, g, point) && !a.infinity;
    if (ok)
        affine_put(out, &a, g->field_size);
    affine_clear(&a);
    if (!ok)
        return URT_E_POINT_INVALID;
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

void
urt_ec_put_compressed(struct urt_buf *out, struct urt_bytes point)
{
    size_t width = point.len / 2;

    if (point.len < 3) {
        urt_put_bytes(out, point);
        return;
    }
    urt_put_u8(out, 2 | (point.data[point.len - 1] & 1));
    urt_put(out, point.data + 1, width);
}

/* Nettle's own check (ecc_point_set) stands behind ours. */
static bool
point_read(struct point *out, const struct urt_group *g, struct urt_bytes in)
{
    const struct urt_curve *c = urt_ec_curve(g);
    struct affine a;
    bool ok;

    affine_init(&a);
    ok = affine_read(&a, g, in) && !a.infinity;
    if (ok) {
        out->ecc.ecc = c->nettle();
        out->ecc.p = out->xy;
        ok = ecc_point_set(&out->ecc, a.x, a.y) == 1;
    }
    affine_clear(&a);
    return ok;
}

bool
urt_ec_scalar_valid(const struct urt_group *g, struct urt_bytes scalar)
{
    const struct urt_curve *c = urt_ec_curve(g);
    mp_limb_t value[MAX_LIMBS], order[MAX_LIMBS];
    size_t count;
    bool ok;

    if (c == NULL || scalar.len > c->order.len)
        return false;
    count = urt_limbs_for(c->order.len);
    urt_limbs_from(value, count, scalar);
    urt_limbs_from(order, count, c->order);
    ok = (urt_limbs_lt(value, order, count) &
          ~urt_limbs_is_zero(value, count)) != 0;
    urt_wipe(value, sizeof value);
    return ok;
}

static bool
scalar_read(struct scalar *out, const struct urt_group *g,
            struct urt_bytes in)
{
    const struct urt_curve *c = urt_ec_curve(g);

    if (!urt_ec_scalar_valid(g, in))
        return false;
    out->ecc.ecc = c->nettle();
    out->ecc.p = out->limbs;
    urt_limbs_from(out->limbs, urt_limbs_for(c->order.len), in);
    return true;
}

enum urt_err
urt_ec_random_scalar(uint8_t *out, const struct urt_group *g)
{
    const struct urt_curve *c = urt_ec_curve(g);
    mp_limb_t value[MAX_LIMBS], order[MAX_LIMBS];
    size_t count = urt_limbs_for(c->order.len);
    enum urt_err err;

    urt_limbs_from(order, count, c->order);
    err = urt_limbs_random(value, order, count);
    if (err == URT_OK)
        urt_limbs_to(out, c->order.len, value, count);
    urt_wipe(value, sizeof value);
    return err;
}

static void
point_put(struct urt_buf *out, const struct urt_group *g,
          const struct point *p)
{
    size_t count = urt_limbs_for(g->field_size);

    urt_put_u8(out, 4);
    urt_put_limbs(out, p->xy, count, g->field_size);
    urt_put_limbs(out, p->xy + count, count, g->field_size);
}

enum urt_err
urt_ec_mul_g(struct urt_buf *out, const struct urt_group *g,
             struct urt_bytes scalar)
{
    struct scalar s;
    struct point r;

    if (!scalar_read(&s, g, scalar))
        return URT_E_KEY_RANGE;
    r.ecc.ecc = s.ecc.ecc;
    r.ecc.p = r.xy;
    ecc_point_mul_g(&r.ecc, &s.ecc);
    urt_wipe(&s, sizeof s);
    point_put(out, g, &r);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

/* scalar * point into R, which the caller wipes. */
static enum urt_err
multiply(struct point *r, const struct urt_group *g, struct urt_bytes scalar,
         struct urt_bytes point)
{
    struct scalar s;
    struct point p;

    if (!point_read(&p, g, point))
        return URT_E_POINT_INVALID;
    if (!scalar_read(&s, g, scalar))
        return URT_E_KEY_RANGE;
    r->ecc.ecc = s.ecc.ecc;
    r->ecc.p = r->xy;
    ecc_point_mul(&r->ecc, &s.ecc, &p.ecc);
    urt_wipe(&s, sizeof s);
    return URT_OK;
}

enum urt_err
urt_ec_mul(struct urt_buf *out, const struct urt_group *g,
           struct urt_bytes scalar, struct urt_bytes point)
{
    struct point r;

    URT_TRY(multiply(&r, g, scalar, point));
    point_put(out, g, &r);
    urt_wipe(&r, sizeof r);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_ec_shared_x(struct urt_buf *out, const struct urt_group *g,
                struct urt_bytes scalar, struct urt_bytes point)
{
    struct point r;

    URT_TRY(multiply(&r, g, scalar, point));
    urt_put_limbs(out, r.xy, urt_limbs_for(g->field_size), g->field_size);
    urt_wipe(&r, sizeof r);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

/* The chord-and-tangent rule (RFC 6090, 3.2); R is neither A nor B. */
static void
affine_add(struct affine *r, const struct affine *a, const struct affine *b,
           const mpz_t p)
{
    mpz_t slope, den;

    mpz_inits(slope, den, NULL);
    mpz_add(den, a->y, b->y);
    mpz_mod(den, den, p);
    r->infinity = mpz_cmp(a->x, b->x) == 0 && mpz_sgn(den) == 0;
    if (!r->infinity) {
        if (mpz_cmp(a->x, b->x) == 0) {
            mpz_mul(slope, a->x, a->x);
            mpz_sub_ui(slope, slope, 1);
            mpz_mul_ui(slope, slope, 3);
            mpz_mul_2exp(den, a->y, 1);
        } else {
            mpz_sub(slope, b->y, a->y);
            mpz_sub(den, b->x, a->x);
        }
        mpz_mod(den, den, p);
        /* den is not zero and p is prime. */
        mpz_invert(den, den, p);
        mpz_mul(slope, slope, den);
        mpz_mod(slope, slope, p);
        mpz_mul(r->x, slope, slope);
        mpz_sub(r->x, r->x, a->x);
        mpz_sub(r->x, r->x, b->x);
        mpz_mod(r->x, r->x, p);
        mpz_sub(r->y, a->x, r->x);
        mpz_mul(r->y, r->y, slope);
        mpz_sub(r->y, r->y, a->y);
        mpz_mod(r->y, r->y, p);
    }
    mpz_clears(slope, den, NULL);
}

enum urt_err
urt_ec_add(struct urt_buf *out, const struct urt_group *g,
           struct urt_bytes a, struct urt_bytes b)
{
    struct affine pa, pb, r;
    mpz_t p;
    bool ok;

    affine_init(&pa);
    affine_init(&pb);
    affine_init(&r);
    ok = affine_read(&pa, g, a) && affine_read(&pb, g, b);
    if (ok && pa.infinity) {
        affine_put(out, &pb, g->field_size);
    } else if (ok && pb.infinity) {
        affine_put(out, &pa, g->field_size);
    } else if (ok) {
        urt_mpz_init_from(p, urt_ec_curve(g)->p);
        affine_add(&r, &pa, &pb, p);
        affine_put(out, &r, g->field_size);
        mpz_clear(p);
    }
    affine_clear(&pa);
    affine_clear(&pb);
    affine_clear(&r);
    if (!ok)
        return URT_E_POINT_INVALID;
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_ec_negate(struct urt_buf *out, const struct urt_group *g,
              struct urt_bytes a)
{
    struct affine pa;
    mpz_t p;
    bool ok;

    affine_init(&pa);
    ok = affine_read(&pa, g, a);
    if (ok && !pa.infinity && mpz_sgn(pa.y) != 0) {
        urt_mpz_init_from(p, urt_ec_curve(g)->p);
        mpz_sub(pa.y, p, pa.y);
        mpz_clear(p);
    }
    if (ok)
        affine_put(out, &pa, g->field_size);
    affine_clear(&pa);
    if (!ok)
        return URT_E_POINT_INVALID;
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

/* Nettle's source of nonces can't fail: a failure is remembered, and what is
 * signed with the constant given instead is thrown away. */
static void
nonce_random(void *ctx, size_t len, uint8_t *out)
{
    bool *failed = ctx;

    if (urt_random(out, len) != URT_OK) {
        *failed = true;
        memset(out, 0x01, len);
    }
}

enum urt_err
urt_ecdsa_sign(struct urt_buf *r, struct urt_buf *s,
               const struct urt_group *g, struct urt_bytes priv,
               struct urt_bytes digest)
{
    struct dsa_signature sig;
    struct scalar key;
    bool failed = false;

    if (!scalar_read(&key, g, priv))
        return URT_E_KEY_RANGE;
    dsa_signature_init(&sig);
    ecdsa_sign(&key.ecc, &failed, nonce_random, digest.len, digest.data,
               &sig);
    urt_wipe(&key, sizeof key);
    if (!failed) {
        urt_put_mpz(r, sig.r, urt_ec_order_size(g));
        urt_put_mpz(s, sig.s, urt_ec_order_size(g));
    }
    urt_mpz_clear(sig.r);
    urt_mpz_clear(sig.s);
    if (failed)
        return URT_E_RANDOM;
    return urt_buf_ok(r) && urt_buf_ok(s) ? URT_OK : URT_E_NOMEM;
}

/* scalar * point, or scalar * G where POINT is empty, encoded; zero times
 * anything is infinity. SCALAR is below the order. */
static enum urt_err
put_multiple(struct urt_buf *out, const struct urt_group *g,
             const mpz_t scalar, struct urt_bytes point)
{
    struct urt_buf s = URT_BUF_INIT;
    enum urt_err err = URT_OK;

    if (mpz_sgn(scalar) == 0) {
        urt_put_u8(out, 0);
    } else {
        urt_put_mpz(&s, scalar, urt_ec_order_size(g));
        err = !urt_buf_ok(&s)  ? URT_E_NOMEM
              : point.len == 0 ? urt_ec_mul_g(out, g, urt_buf_bytes(&s))
                               : urt_ec_mul(out, g, urt_buf_bytes(&s), point);
    }
    urt_buf_free(&s);
    return err != URT_OK || urt_buf_ok(out) ? err : URT_E_NOMEM;
}

/* The x coordinate of u1 * G + u2 * point, modulo the order, is r. */
static enum urt_err
check_sum(const struct urt_group *g, const mpz_t u1, const mpz_t u2,
          struct urt_bytes point, const mpz_t r, const mpz_t order)
{
    struct urt_buf a = URT_BUF_INIT, b = URT_BUF_INIT, sum = URT_BUF_INIT;
    enum urt_err err = put_multiple(&a, g, u1, URT_BYTES_NONE);
    mpz_t x;

    if (err == URT_OK)
        err = put_multiple(&b, g, u2, point);
    if (err == URT_OK)
        err = urt_ec_add(&sum, g, urt_buf_bytes(&a), urt_buf_bytes(&b));
    if (err == URT_OK && sum.len == 1)
        err = URT_E_SIGNATURE_BAD;
    if (err == URT_OK) {
        urt_mpz_init_from(x, urt_bytes(sum.data + 1, g->field_size));
        mpz_mod(x, x, order);
        if (mpz_cmp(x, r) != 0)
            err = URT_E_SIGNATURE_BAD;
        mpz_clear(x);
    }
    urt_buf_free(&a);
    urt_buf_free(&b);
    urt_buf_free(&sum);
    return err;
}

/* SEC 1, 4.1.4. Nettle 3.8 adds the two products with a formula that fails
 * when they are equal, so the sum is made here. */
enum urt_err
urt_ecdsa_verify(const struct urt_group *g, struct urt_bytes point,
                 struct urt_bytes r, struct urt_bytes s,
                 struct urt_bytes digest)
{
    const struct urt_curve *c = urt_ec_curve(g);
    mpz_t order, zr, zs, z, u2;
    size_t bits;
    enum urt_err err = URT_E_SIGNATURE_BAD;

    if (c == NULL)
        return URT_E_CURVE_UNKNOWN;
    /* Oversized numbers can't be below the order. */
    if (r.len > c->order.len + 1 || s.len > c->order.len + 1)
        return URT_E_SIGNATURE_BAD;
    if (digest.len > c->order.len)
        digest.len = c->order.len;
    urt_mpz_init_from(order, c->order);
    urt_mpz_init_from(zr, r);
    urt_mpz_init_from(zs, s);
    urt_mpz_init_from(z, digest);
    mpz_init(u2);
    /* The leftmost bits of the digest, as many as the order has. */
    bits = mpz_sizeinbase(order, 2);
    if (8 * digest.len > bits)
        mpz_fdiv_q_2exp(z, z, 8 * digest.len - bits);
    if (mpz_sgn(zr) > 0 && mpz_sgn(zs) > 0 && mpz_cmp(zr, order) < 0 &&
        mpz_cmp(zs, order) < 0 && mpz_invert(zs, zs, order) != 0) {
        mpz_mul(z, z, zs);
        mpz_mod(z, z, order);
        mpz_mul(u2, zr, zs);
        mpz_mod(u2, u2, order);
        err = check_sum(g, z, u2, point, zr, order);
    }
    mpz_clears(order, zr, zs, z, u2, NULL);
    return err;
}
