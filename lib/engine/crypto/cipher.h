/* Unauthenticated ciphers: a block cipher in a mode, or a stream cipher, as
 * const rows. NIST SP 800-38A.
 *
 * A context lives where the caller puts it, owns nothing, is copied by
 * assignment, and is wiped with urt_cipher_wipe. There is no padding here
 * except in urt_cipher_cbc_seal/open. */
#ifndef URT_CRYPTO_CIPHER_H
#define URT_CRYPTO_CIPHER_H

#include "engine/base/buf.h"
#include "engine/base/bytes.h"
#include "engine/base/err.h"
#include "engine/crypto/block.h"

enum {
    URT_CIPHER_MAX_KEY = 64,
    URT_CIPHER_MAX_IV = 16,
    URT_CIPHER_MAX_BLOCK = 16,
};

enum urt_cipher_mode {
    URT_MODE_STREAM, /* the cipher itself is a stream cipher */
    URT_MODE_ECB,
    URT_MODE_CBC,
    URT_MODE_CFB, /* a whole block fed back */
    URT_MODE_CFB8,
    URT_MODE_CFB1,
    URT_MODE_OFB,
    URT_MODE_CTR,
};

struct urt_cipher_ctx;

struct urt_cipher {
    const char *name; /* "AES-128-CBC" */
    enum urt_cipher_mode mode;
    size_t key_size;
    size_t key_min, key_max; /* where the length is free */
    size_t iv_size;
    size_t block_size; /* 1 for everything that streams */
    const struct urt_block *block; /* NULL for a stream cipher */
    const struct urt_bytes *oid;   /* NULL where none is in use */
};

extern const struct urt_cipher urt_cipher_aes_128_ecb, urt_cipher_aes_192_ecb,
    urt_cipher_aes_256_ecb, urt_cipher_aes_128_cbc, urt_cipher_aes_192_cbc,
    urt_cipher_aes_256_cbc, urt_cipher_aes_128_cfb, urt_cipher_aes_192_cfb,
    urt_cipher_aes_256_cfb, urt_cipher_aes_128_cfb8, urt_cipher_aes_192_cfb8,
    urt_cipher_aes_256_cfb8, urt_cipher_aes_128_cfb1, urt_cipher_aes_192_cfb1,
    urt_cipher_aes_256_cfb1, urt_cipher_aes_128_ofb, urt_cipher_aes_192_ofb,
    urt_cipher_aes_256_ofb, urt_cipher_aes_128_ctr, urt_cipher_aes_192_ctr,
    urt_cipher_aes_256_ctr;
extern const struct urt_cipher urt_cipher_camellia_128_ecb,
    urt_cipher_camellia_192_ecb, urt_cipher_camellia_256_ecb,
    urt_cipher_camellia_128_cbc, urt_cipher_camellia_192_cbc,
    urt_cipher_camellia_256_cbc, urt_cipher_camellia_128_cfb,
    urt_cipher_camellia_192_cfb, urt_cipher_camellia_256_cfb,
    urt_cipher_camellia_128_cfb8, urt_cipher_camellia_192_cfb8,
    urt_cipher_camellia_256_cfb8, urt_cipher_camellia_128_cfb1,
    urt_cipher_camellia_192_cfb1, urt_cipher_camellia_256_cfb1,
    urt_cipher_camellia_128_ofb, urt_cipher_camellia_192_ofb,
    urt_cipher_camellia_256_ofb, urt_cipher_camellia_128_ctr,
    urt_cipher_camellia_192_ctr, urt_cipher_camellia_256_ctr;
extern const struct urt_cipher urt_cipher_des_ecb, urt_cipher_des_cbc,
    urt_cipher_des_cfb, urt_cipher_des_cfb8, urt_cipher_des_cfb1,
    urt_cipher_des_ofb, urt_cipher_des_ede_ecb, urt_cipher_des_ede_cbc,
    urt_cipher_des_ede_cfb, urt_cipher_des_ede_ofb, urt_cipher_des_ede3_ecb,
    urt_cipher_des_ede3_cbc, urt_cipher_des_ede3_cfb,
    urt_cipher_des_ede3_cfb8, urt_cipher_des_ede3_cfb1,
    urt_cipher_des_ede3_ofb;
extern const struct urt_cipher urt_cipher_bf_ecb, urt_cipher_bf_cbc,
    urt_cipher_bf_cfb, urt_cipher_bf_ofb, urt_cipher_cast5_ecb,
    urt_cipher_cast5_cbc, urt_cipher_cast5_cfb, urt_cipher_cast5_ofb,
    urt_cipher_rc2_ecb, urt_cipher_rc2_cbc, urt_cipher_rc2_cfb,
    urt_cipher_rc2_ofb, urt_cipher_rc2_40_cbc, urt_cipher_rc2_64_cbc;
extern const struct urt_cipher urt_cipher_rc4, urt_cipher_rc4_40,
    urt_cipher_chacha20; /* IV: 8 bytes counter (LE), 8 bytes nonce */

struct urt_cipher_ctx {
    const struct urt_cipher *cipher;
    bool encrypt;
    size_t used;        /* of PAD, in the modes that make a keystream */
    uint8_t iv[16];     /* as it changes */
    uint8_t pad[64];    /* keystream */
    uint64_t key[(URT_BLOCK_MAX_EXPANDED + 7) / 8];
};

/* Starts: KEY is key_size bytes (or any length within key_min, key_max), IV
 * iv_size bytes. URT_E_MISUSE when a length is wrong. */
enum urt_err urt_cipher_init(struct urt_cipher_ctx *ctx,
                             const struct urt_cipher *cipher,
                             struct urt_bytes key, struct urt_bytes iv,
                             bool encrypt) URT_MUST_CHECK;
/* Keeps the key, starts over with another IV. */
enum urt_err urt_cipher_set_iv(struct urt_cipher_ctx *ctx,
                               struct urt_bytes iv) URT_MUST_CHECK;
/* Transforms LEN bytes in place or disjoint. URT_E_MISUSE unless they are
 * whole blocks in ECB and CBC. CFB1 takes whole bytes. */
enum urt_err urt_cipher_update(struct urt_cipher_ctx *ctx, uint8_t *out,
                               const uint8_t *in, size_t len) URT_MUST_CHECK;
void urt_cipher_wipe(struct urt_cipher_ctx *ctx);

/* A whole message in CBC with PKCS#7 padding (encrypted keys). The rows' key
 * and IV sizes must fit; a stream cipher is taken as it is, unpadded. */
enum urt_err urt_cipher_cbc_seal(const struct urt_cipher *cipher,
                                 struct urt_buf *out, struct urt_bytes key,
                                 struct urt_bytes iv,
                                 struct urt_bytes data) URT_MUST_CHECK;
/* URT_E_DECRYPT_FAILED for a wrong length or bad padding; nothing is then
 * left in OUT of what was decrypted. */
enum urt_err urt_cipher_cbc_open(const struct urt_cipher *cipher,
                                 struct urt_buf *out, struct urt_bytes key,
                                 struct urt_bytes iv,
                                 struct urt_bytes data) URT_MUST_CHECK;

/* By the OID content of an AlgorithmIdentifier; NULL when there is none. RC2
 * comes as the 128-bit row: its parameters decide (urt_cipher_rc2_*). */
const struct urt_cipher *urt_cipher_by_oid(struct urt_bytes oid);
/* "AES-256-CBC", "DES-EDE3-CBC", any case: the names of RFC 1421 headers. */
const struct urt_cipher *urt_cipher_by_name(const char *name);

#endif
