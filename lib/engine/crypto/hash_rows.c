/* The hash rows over Nettle. RFC 1320, RFC 1321, FIPS 180-4, FIPS 202.
 *
 * Nettle's functions take a typed context; the thin statics here give them
 * the rows' common shape. Two rows are put together here: the pair of MD5
 * and SHA-1 that TLS before 1.2 uses. SHAKE128 stands in hash_shake.c. */
#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/ripemd160.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>

#include "engine/crypto/hash.h"
#include "engine/der/oid.h"

struct md5_sha1_ctx {
    struct md5_ctx md5;
    struct sha1_ctx sha1;
};

/* The three functions of a row, under the name of its digest. INIT may
 * differ from UPDATE where one compression serves two digests. */
#define HASH_FUNCTIONS(name, ctx, init_fn, update_fn, digest_fn)          \
    static void name##_init_state(void *state)                            \
    {                                                                     \
        _Static_assert(sizeof(struct ctx) <=                              \
                           sizeof(((struct urt_hash_ctx *)0)->state),     \
                       "state fits a context");                           \
        init_fn(state);                                                   \
    }                                                                     \
    static void name##_add(void *state, size_t len, const uint8_t *data)  \
    {                                                                     \
        update_fn(state, len, data);                                      \
    }                                                                     \
    static void name##_end(void *state, size_t len, uint8_t *out)         \
    {                                                                     \
        digest_fn(state, len, out);                                       \
    }

#define HASH_ROW(name, label, ID, ctx, digest_size, block, oid_, hmac)  \
    const struct urt_hash urt_hash_##name = {                           \
        label, URT_HASH_##ID,      digest_size, block,                  \
        sizeof(struct ctx), false, oid_,        hmac,                   \
        name##_init_state,         name##_add,  name##_end}

static void
pair_init(void *state)
{
    struct md5_sha1_ctx *pair = state;

    md5_init(&pair->md5);
    sha1_init(&pair->sha1);
}

static void
pair_update(void *state, size_t len, const uint8_t *data)
{
    struct md5_sha1_ctx *pair = state;

    md5_update(&pair->md5, len, data);
    sha1_update(&pair->sha1, len, data);
}

static void
pair_digest(void *state, size_t len, uint8_t *out)
{
    struct md5_sha1_ctx *pair = state;
    size_t first = len < MD5_DIGEST_SIZE ? len : MD5_DIGEST_SIZE;

    md5_digest(&pair->md5, first, out);
    sha1_digest(&pair->sha1, len - first, out + first);
}

HASH_FUNCTIONS(md4, md4_ctx, md4_init, md4_update, md4_digest)
HASH_FUNCTIONS(md5, md5_ctx, md5_init, md5_update, md5_digest)
HASH_FUNCTIONS(sha1, sha1_ctx, sha1_init, sha1_update, sha1_digest)
HASH_FUNCTIONS(ripemd160, ripemd160_ctx, ripemd160_init, ripemd160_update,
               ripemd160_digest)
HASH_FUNCTIONS(md5_sha1, md5_sha1_ctx, pair_init, pair_update, pair_digest)
HASH_FUNCTIONS(sha224, sha256_ctx, sha224_init, sha256_update, sha224_digest)
HASH_FUNCTIONS(sha256, sha256_ctx, sha256_init, sha256_update, sha256_digest)
HASH_FUNCTIONS(sha384, sha512_ctx, sha384_init, sha512_update, sha384_digest)
HASH_FUNCTIONS(sha512, sha512_ctx, sha512_init, sha512_update, sha512_digest)
HASH_FUNCTIONS(sha512_224, sha512_ctx, sha512_224_init, sha512_update,
               sha512_224_digest)
HASH_FUNCTIONS(sha512_256, sha512_ctx, sha512_256_init, sha512_update,
               sha512_256_digest)
HASH_FUNCTIONS(sha3_224, sha3_224_ctx, sha3_224_init, sha3_224_update,
               sha3_224_digest)
HASH_FUNCTIONS(sha3_256, sha3_256_ctx, sha3_256_init, sha3_256_update,
               sha3_256_digest)
HASH_FUNCTIONS(sha3_384, sha3_384_ctx, sha3_384_init, sha3_384_update,
               sha3_384_digest)
HASH_FUNCTIONS(sha3_512, sha3_512_ctx, sha3_512_init, sha3_512_update,
               sha3_512_digest)
HASH_FUNCTIONS(shake256, sha3_256_ctx, sha3_256_init, sha3_256_update,
               sha3_256_shake)

HASH_ROW(md4, "MD4", MD4, md4_ctx, 16, 64, &urt_oid_MD4, NULL);
HASH_ROW(md5, "MD5", MD5, md5_ctx, 16, 64, &urt_oid_MD5, &urt_oid_HMAC_MD5);
HASH_ROW(sha1, "SHA1", SHA1, sha1_ctx, 20, 64, &urt_oid_SHA1,
         &urt_oid_HMAC_SHA1);
HASH_ROW(ripemd160, "RIPEMD160", RIPEMD160, ripemd160_ctx, 20, 64,
         &urt_oid_RIPEMD160, NULL);
HASH_ROW(md5_sha1, "MD5-SHA1", MD5_SHA1, md5_sha1_ctx, 36, 64, NULL, NULL);
HASH_ROW(sha224, "SHA224", SHA224, sha256_ctx, 28, 64, &urt_oid_SHA224,
         &urt_oid_HMAC_SHA224);
HASH_ROW(sha256, "SHA256", SHA256, sha256_ctx, 32, 64, &urt_oid_SHA256,
         &urt_oid_HMAC_SHA256);
HASH_ROW(sha384, "SHA384", SHA384, sha512_ctx, 48, 128, &urt_oid_SHA384,
         &urt_oid_HMAC_SHA384);
HASH_ROW(sha512, "SHA512", SHA512, sha512_ctx, 64, 128, &urt_oid_SHA512,
         &urt_oid_HMAC_SHA512);
HASH_ROW(sha512_224, "SHA512-224", SHA512_224, sha512_ctx, 28, 128,
         &urt_oid_SHA512_224, &urt_oid_HMAC_SHA512_224);
HASH_ROW(sha512_256, "SHA512-256", SHA512_256, sha512_ctx, 32, 128,
         &urt_oid_SHA512_256, &urt_oid_HMAC_SHA512_256);
HASH_ROW(sha3_224, "SHA3-224", SHA3_224, sha3_224_ctx, 28, 144,
         &urt_oid_SHA3_224, NULL);
HASH_ROW(sha3_256, "SHA3-256", SHA3_256, sha3_256_ctx, 32, 136,
         &urt_oid_SHA3_256, NULL);
HASH_ROW(sha3_384, "SHA3-384", SHA3_384, sha3_384_ctx, 48, 104,
         &urt_oid_SHA3_384, NULL);
HASH_ROW(sha3_512, "SHA3-512", SHA3_512, sha3_512_ctx, 64, 72,
         &urt_oid_SHA3_512, NULL);

const struct urt_hash urt_hash_shake256 = {
    "SHAKE256",
    URT_HASH_SHAKE256,
    32,
    136,
    sizeof(struct sha3_256_ctx),
    true,
    &urt_oid_SHAKE256,
    NULL,
    shake256_init_state,
    shake256_add,
    shake256_end,
};
