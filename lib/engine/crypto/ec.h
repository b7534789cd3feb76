/* Elliptic-curve arithmetic over Nettle's curves, on byte strings.
 * SEC 1, RFC 5480, RFC 6090.
 *
 * Points are encoded: 04 x y, and on input also 02/03 x and 06/07 x y; the
 * point at infinity is the one byte 00. Every point that comes in is proved
 * to be on its curve. Scalars are big-endian. urt_ec_mul and urt_ec_mul_g
 * are silent; adding points is for public ones. */
#ifndef URT_CRYPTO_EC_H
#define URT_CRYPTO_EC_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/group.h"

enum {
    URT_EC_MAX_FIELD = 66,
    URT_EC_MAX_POINT = 1 + 2 * URT_EC_MAX_FIELD
};

struct ecc_curve;

/* What a group of kind URT_GROUP_EC has in its data. a is p - 3 and the
 * cofactor 1 for all of them. */
struct urt_curve {
    const struct ecc_curve *(*nettle)(void);
    struct urt_bytes p, b, order, generator, seed;
};

extern const struct urt_curve urt_curve_secp192r1, urt_curve_secp224r1;
extern const struct urt_curve urt_curve_secp256r1, urt_curve_secp384r1;
extern const struct urt_curve urt_curve_secp521r1;

/* NULL for groups of another kind. */
const struct urt_curve *urt_ec_curve(const struct urt_group *g);
/* Bytes of a scalar. */
size_t urt_ec_order_size(const struct urt_group *g);

/* Appends POINT in uncompressed form; infinity is refused. */
enum urt_err urt_ec_put_uncompressed(struct urt_buf *out,
                                     const struct urt_group *g,
                                     struct urt_bytes point);
/* Appends an uncompressed POINT, checked before, in compressed form. */
void urt_ec_put_compressed(struct urt_buf *out, struct urt_bytes point);
/* 0 < scalar < order. */
bool urt_ec_scalar_valid(const struct urt_group *g, struct urt_bytes scalar);
/* A random private number of urt_ec_order_size bytes. */
enum urt_err urt_ec_random_scalar(uint8_t *out, const struct urt_group *g);

/* Appends scalar * G, scalar * point, uncompressed; 0 < scalar < order. */
enum urt_err urt_ec_mul_g(struct urt_buf *out, const struct urt_group *g,
                          struct urt_bytes scalar);
enum urt_err urt_ec_mul(struct urt_buf *out, const struct urt_group *g,
                        struct urt_bytes scalar, struct urt_bytes point);
/* Appends a + b, which may be infinity; either may be. */
enum urt_err urt_ec_add(struct urt_buf *out, const struct urt_group *g,
                        struct urt_bytes a, struct urt_bytes b);
/* Appends -a. */
enum urt_err urt_ec_negate(struct urt_buf *out, const struct urt_group *g,
                           struct urt_bytes a);
/* Appends the x coordinate of scalar * point at the field's width: ECDH. */
enum urt_err urt_ec_shared_x(struct urt_buf *out, const struct urt_group *g,
                             struct urt_bytes scalar, struct urt_bytes point);

/* ECDSA with a digest of any length; r and s at the width of the order.
 * POINT is uncompressed. */
enum urt_err urt_ecdsa_sign(struct urt_buf *r, struct urt_buf *s,
                            const struct urt_group *g, struct urt_bytes priv,
                            struct urt_bytes digest);
enum urt_err urt_ecdsa_verify(const struct urt_group *g,
                              struct urt_bytes point, struct urt_bytes r,
                              struct urt_bytes s, struct urt_bytes digest);

#endif
