/* Key derivation: HKDF, the TLS PRFs, and everything that makes a key from a
 * password. Outputs are the caller's memory; nothing is kept. */
#ifndef URT_CRYPTO_KDF_H
#define URT_CRYPTO_KDF_H

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/crypto/hash.h"

/* HKDF-Extract, RFC 5869: hash->size bytes. An empty salt counts as zeros. */
void urt_hkdf_extract(const struct urt_hash *hash, uint8_t *out,
                      struct urt_bytes salt, struct urt_bytes ikm);
/* HKDF-Expand. URT_E_MISUSE when LEN exceeds 255 digests. */
enum urt_err urt_hkdf_expand(const struct urt_hash *hash, uint8_t *out,
                             size_t len, struct urt_bytes prk,
                             struct urt_bytes info) URT_MUST_CHECK;
/* HKDF-Expand-Label, RFC 8446 7.1. LABEL comes without the "tls13 " prefix;
 * CONTEXT is the hash value or empty. URT_E_MISUSE when a length doesn't fit
 * its field. */
enum urt_err urt_hkdf_expand_label(const struct urt_hash *hash, uint8_t *out,
                                   size_t len, struct urt_bytes secret,
                                   const char *label,
                                   struct urt_bytes context) URT_MUST_CHECK;

/* The TLS PRF, RFC 5246 section 5: P_hash(secret, label + seed1 + seed2).
 * With urt_hash_md5_sha1 the one of TLS 1.0 and 1.1, RFC 2246 section 5.
 * LABEL is a string, or NULL for none. */
void urt_prf(const struct urt_hash *hash, uint8_t *out, size_t len,
             struct urt_bytes secret, const char *label,
             struct urt_bytes seed1, struct urt_bytes seed2);

/* Single-step derivation: H(counter, secret, info), or with the secret in
 * front of the counter (X9.63). URT_E_MISUSE when LEN is beyond the
 * counter. */
enum urt_err urt_single_step(const struct urt_hash *hash, uint8_t *out,
                             size_t len, struct urt_bytes secret,
                             struct urt_bytes info,
                             bool counter_first) URT_MUST_CHECK;

/* PBKDF2 with HMAC, RFC 8018 5.2. URT_E_ITERATIONS for 0 iterations;
 * URT_E_MISUSE when LEN is beyond the block counter. */
enum urt_err urt_pbkdf2(const struct urt_hash *hash, uint8_t *out, size_t len,
                        struct urt_bytes password, struct urt_bytes salt,
                        uint64_t iterations) URT_MUST_CHECK;

/* Whether scrypt's parameters are allowed (RFC 7914 section 2) and fit into
 * MAX_MEM bytes: URT_OK, URT_E_ITERATIONS (a parameter is out of range) or
 * URT_E_DATA_TOO_LARGE (memory limit). */
enum urt_err urt_scrypt_check(uint64_t n, uint64_t r, uint64_t p,
                              uint64_t max_mem) URT_MUST_CHECK;
/* scrypt, RFC 7914. N a power of two above 1. */
enum urt_err urt_scrypt(uint8_t *out, size_t len, struct urt_bytes password,
                        struct urt_bytes salt, uint64_t n, uint64_t r,
                        uint64_t p, uint64_t max_mem) URT_MUST_CHECK;

/* What a PKCS#12 derivation makes: RFC 7292, B.3. */
enum urt_pkcs12_id {
    URT_PKCS12_KEY = 1,
    URT_PKCS12_IV = 2,
    URT_PKCS12_MAC = 3,
};
/* PKCS#12's derivation, RFC 7292 B.2. PASSWORD is the BMPString form with
 * its two zero bytes at the end; or empty, for no password at all. */
enum urt_err urt_pkcs12_kdf(const struct urt_hash *hash, uint8_t *out,
                            size_t len, struct urt_bytes password,
                            struct urt_bytes salt, enum urt_pkcs12_id id,
                            uint64_t iterations) URT_MUST_CHECK;

/* PBKDF1 stretched over key and IV, as RFC 1421-style encrypted PEM uses it
 * (with MD5 and one iteration): D_i = H^n(D_(i-1) + data + salt), the D_i in
 * a row are key, then IV. KEY and IV may be NULL: their bytes are then
 * passed over. */
void urt_bytes_to_key(const struct urt_hash *hash, uint8_t *key,
                      size_t key_len, uint8_t *iv, size_t iv_len,
                      struct urt_bytes data, struct urt_bytes salt,
                      uint64_t iterations);

#endif
