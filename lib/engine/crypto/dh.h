/* Finite-field Diffie-Hellman on byte strings: RFC 7919, RFC 2631, PKCS#3.
 *
 * Every number is checked here before it is used: p odd and of a size
 * between URT_DH_MIN_BITS and URT_DH_MAX_BITS, 1 < g < p - 1 and
 * 1 < y < p - 1. What involves a private number is silent. */
#ifndef URT_CRYPTO_DH_H
#define URT_CRYPTO_DH_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/group.h"

/* What a group of kind URT_GROUP_FFDHE has in its data. g is 2 and q is
 * (p - 1) / 2. */
struct urt_field {
    struct urt_bytes p;
    unsigned private_bits; /* RFC 7919, appendix A */
};

extern const struct urt_field urt_field_ffdhe2048, urt_field_ffdhe3072;
extern const struct urt_field urt_field_ffdhe4096, urt_field_ffdhe6144;
extern const struct urt_field urt_field_ffdhe8192;

/* URT_OK, URT_E_KEY_SIZE or URT_E_KEY_RANGE. */
enum urt_err urt_dh_check_params(struct urt_bytes p, struct urt_bytes g);
/* 1 < y < p - 1. */
bool urt_dh_public_valid(struct urt_bytes p, struct urt_bytes y);
/* The named field with this p and g, or NULL. */
const struct urt_group *urt_dh_named(struct urt_bytes p, struct urt_bytes g);
/* Twice the strength of a field of BITS bits. */
unsigned urt_dh_private_bits(size_t bits);
/* Appends a private number of BITS bits: the highest may be any, it isn't
 * below 2. */
enum urt_err urt_dh_random_private(struct urt_buf *out, size_t bits);
/* Appends g ^ x mod p at p's width. */
enum urt_err urt_dh_public(struct urt_buf *out, struct urt_bytes p,
                           struct urt_bytes g, struct urt_bytes x);
/* Appends y ^ x mod p at p's width; y is checked, and so is that the result
 * is neither 0 nor 1 nor p - 1. */
enum urt_err urt_dh_shared(struct urt_buf *out, struct urt_bytes p,
                           struct urt_bytes x, struct urt_bytes y);

#endif
