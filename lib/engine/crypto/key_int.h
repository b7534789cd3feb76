/* The inside of a key, for the files of engine/crypto that build and use
 * keys. See key.h. */
#ifndef URT_CRYPTO_KEY_INT_H
#define URT_CRYPTO_KEY_INT_H

#include "engine/base/sync.h"
#include "engine/crypto/key.h"
#include "engine/crypto/limbs.h"

/* The private operation of an RSA key. A faster one may stand beside these
 * later: the builder chooses. */
struct urt_rsa_ops {
    const char *name;
    /* OUT = IN ^ d mod n without blinding; both of the modulus's limbs,
     * IN < n. Time must not depend on IN nor on the key. */
    enum urt_err (*power)(const struct urt_key *key, mp_limb_t *out,
                          const mp_limb_t *in);
};

struct urt_key {
    struct urt_ref ref;
    enum urt_key_type type;
    union {
        struct urt_rsa_parts rsa;
        struct urt_dsa_parts dsa;
        struct urt_ec_parts ec;
        struct urt_raw_parts raw;
        struct urt_dh_parts dh;
    } u; /* slices into BLOCK */
    uint8_t *block;
    size_t block_len;
    const struct urt_rsa_ops *rsa_ops; /* NULL without a private part */
    mp_limb_t *limbs;                  /* what rsa_ops wants at hand */
    size_t limb_count;
};

/* A key whose union was filled with slices of somebody else's: COUNT of them,
 * at SLICES inside KEY, are copied into a block of its own. */
enum urt_err urt_key_own(struct urt_key *key, struct urt_bytes *const *slices,
                         size_t count);
/* An empty key of one reference. */
struct urt_key *urt_key_alloc(enum urt_key_type type);

/* Ends a builder: gives the key to *OUT, or frees it when ERR says so. */
enum urt_err urt_key_finish(struct urt_key **out, struct urt_key *key,
                            enum urt_err err);

/* DSA on a digest of any length (FIPS 186-4, 4.6): r and s at q's width. */
enum urt_err urt_dsa_sign(struct urt_buf *r, struct urt_buf *s,
                          const struct urt_key *key, struct urt_bytes digest);
enum urt_err urt_dsa_verify(const struct urt_key *key, struct urt_bytes r,
                            struct urt_bytes s, struct urt_bytes digest);
/* Ed25519 and Ed448 (RFC 8032), pure. */
enum urt_err urt_eddsa_sign(struct urt_buf *out, const struct urt_key *key,
                            struct urt_bytes message);
enum urt_err urt_eddsa_verify(const struct urt_key *key,
                              struct urt_bytes message,
                              struct urt_bytes signature);

/* X25519 or X448 of a private and a public part of the right size, a result
 * of zero refused (kex.c). */
enum urt_err urt_x_shared(struct urt_buf *secret, const struct urt_group *g,
                          struct urt_bytes priv, struct urt_bytes peer);

#endif
