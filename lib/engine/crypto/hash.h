/* Hash functions: const rows and a context that lives where the caller puts
 * it. RFC 1321, FIPS 180-4, FIPS 202.
 *
 * A context owns nothing and holds no pointer but the one to its row, so it
 * is copied by assignment (a transcript is forked that way). Whoever hashed
 * a secret wipes the context; urt_hash_final wipes it by itself. */
#ifndef URT_CRYPTO_HASH_H
#define URT_CRYPTO_HASH_H

#include "engine/base/bytes.h"

enum { URT_HASH_MAX_SIZE = 64, URT_HASH_MAX_BLOCK = 168 };

enum urt_hash_id {
    URT_HASH_NONE,
    URT_HASH_MD4,
    URT_HASH_MD5,
    URT_HASH_SHA1,
    URT_HASH_RIPEMD160,
    URT_HASH_MD5_SHA1,
    URT_HASH_SHA224,
    URT_HASH_SHA256,
    URT_HASH_SHA384,
    URT_HASH_SHA512,
    URT_HASH_SHA512_224,
    URT_HASH_SHA512_256,
    URT_HASH_SHA3_224,
    URT_HASH_SHA3_256,
    URT_HASH_SHA3_384,
    URT_HASH_SHA3_512,
    URT_HASH_SHAKE128,
    URT_HASH_SHAKE256,
    URT_HASH_COUNT
};

struct urt_hash {
    const char *name; /* "SHA256": upper case, as in the row's symbol */
    enum urt_hash_id id;
    size_t size;       /* of the digest; for an XOF its customary length */
    size_t block_size; /* of the compression function: HMAC's block */
    size_t state_size; /* how much of a context's state is in use */
    bool xof;
    const struct urt_bytes *oid;      /* NULL for the concatenation */
    const struct urt_bytes *hmac_oid; /* as PBKDF2's PRF; often NULL */
    void (*init)(void *state);
    void (*update)(void *state, size_t len, const uint8_t *data);
    /* Writes the first LEN bytes of the digest, LEN <= size unless XOF. */
    void (*digest)(void *state, size_t len, uint8_t *out);
};

extern const struct urt_hash urt_hash_md4, urt_hash_md5, urt_hash_sha1,
    urt_hash_ripemd160, urt_hash_sha224, urt_hash_sha256, urt_hash_sha384,
    urt_hash_sha512, urt_hash_sha512_224, urt_hash_sha512_256,
    urt_hash_sha3_224, urt_hash_sha3_256, urt_hash_sha3_384,
    urt_hash_sha3_512, urt_hash_shake128, urt_hash_shake256;
/* MD5 and SHA-1 of the same input, one behind the other (36 bytes), which
 * TLS before 1.2 signs and derives with. */
extern const struct urt_hash urt_hash_md5_sha1;

struct urt_hash_ctx {
    const struct urt_hash *hash;
    uint64_t state[48];
};

void urt_hash_init(struct urt_hash_ctx *ctx, const struct urt_hash *hash);
void urt_hash_update(struct urt_hash_ctx *ctx, struct urt_bytes data);
/* Writes hash->size bytes and wipes the state. To go on hashing afterwards,
 * finish a copy. */
void urt_hash_final(struct urt_hash_ctx *ctx, uint8_t *out);
/* The same with LEN bytes: any length for an XOF, else at most size. */
void urt_hash_final_len(struct urt_hash_ctx *ctx, uint8_t *out, size_t len);
/* One shot. */
void urt_hash_digest(const struct urt_hash *hash, uint8_t *out,
                     struct urt_bytes data);

/* The row of an id, of an OID's content, of a name (any case, "SHA256",
 * "SHA-256", "SHA2-256" alike); NULL when there is none. */
const struct urt_hash *urt_hash_by_id(enum urt_hash_id id);
const struct urt_hash *urt_hash_by_oid(struct urt_bytes oid);
const struct urt_hash *urt_hash_by_hmac_oid(struct urt_bytes oid);
const struct urt_hash *urt_hash_by_name(const char *name);

#endif
