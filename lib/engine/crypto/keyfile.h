/* Key files: private and public keys as programs keep them, PEM or DER,
 * plain or encrypted. RFC 5958, RFC 8018, RFC 7292 appendix B, RFC 7914, and
 * the encrypted PEM of old (RFC 1421 headers).
 *
 * Iteration counts and scrypt's costs are limited, so that a file can't hold
 * up the reader for minutes. */
#ifndef URT_CRYPTO_KEYFILE_H
#define URT_CRYPTO_KEYFILE_H

#include "engine/crypto/key.h"
#include "engine/der/pem.h"

/* Puts the password into OUT. Called at most once a file, and only when it
 * is encrypted. */
typedef enum urt_err urt_password_fn(void *arg, struct urt_buf *out);

/* NULL fn: an encrypted file is URT_E_PASSWORD_NEEDED. */
struct urt_password {
    urt_password_fn *fn;
    void *arg;
};

/* Limits on what a file may ask for: iterations, bytes, and N * r * p. A
 * fuzzer must not find what is merely slow. */
enum {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    URT_PBE_MAX_ITERATIONS = 10000,
    URT_PBE_MAX_SCRYPT_WORK = 1 << 17,
#else
    URT_PBE_MAX_ITERATIONS = 10000000,
    URT_PBE_MAX_SCRYPT_WORK = 1 << 24,
#endif
    URT_PBE_MAX_SCRYPT_MEMORY = 32 << 20
};

/* Reads the first private key in a file's bytes; PEM blocks of other kinds
 * are skipped. URT_E_PEM_NONE when there is none and the bytes aren't DER. */
enum urt_err urt_keyfile_read(struct urt_key **out, struct urt_bytes file,
                              struct urt_password password);
/* One PEM block that was read already; its label decides. *TAKEN is false
 * (and the result OK) when the label names no private key. */
enum urt_err urt_keyfile_from_pem(struct urt_key **out, bool *taken,
                                  const struct urt_pem *pem,
                                  struct urt_password password);
/* DER of any private form: PKCS#8, encrypted PKCS#8, PKCS#1, SEC1, DSA. */
enum urt_err urt_keyfile_from_der(struct urt_key **out, struct urt_bytes der,
                                  struct urt_password password);
/* Reads the first public key: PEM "PUBLIC KEY", "RSA PUBLIC KEY", or DER. */
enum urt_err urt_keyfile_read_public(struct urt_key **out,
                                     struct urt_bytes file);

/* How a written key is encrypted. */
enum urt_pbe_scheme {
    URT_PBE_PBES2_PBKDF2,
    URT_PBE_PBES2_SCRYPT,
    URT_PBE_PKCS12_SHA1_3DES,
    URT_PBE_PKCS12_SHA1_RC2_40
};

struct urt_cipher;

struct urt_pbe {
    enum urt_pbe_scheme scheme;
    const char *cipher;          /* PBES2: "aes-256-cbc", ... */
    const struct urt_hash *prf;  /* PBKDF2: NULL is SHA-256 */
    uint64_t iterations;         /* 0: 2048 */
    uint64_t scrypt_n, scrypt_r, scrypt_p; /* 0: 16384, 8, 1 */
    struct urt_bytes salt;       /* empty: drawn at random */
    struct urt_bytes iv;         /* empty: drawn at random */
};

/* PKCS#5 and PKCS#12 encryption of any bytes, by AlgorithmIdentifier: what
 * EncryptedPrivateKeyInfo and PKCS#12's EncryptedData share. PASSWORD is
 * UTF-8; the PKCS#12 schemes widen it to BMPString themselves. */
enum urt_err urt_pbe_decrypt(struct urt_buf *plain, struct urt_bytes algorithm,
                             struct urt_bytes cipher_text,
                             struct urt_bytes password);
/* Puts the AlgorithmIdentifier into ALGORITHM and the encrypted bytes into
 * CIPHER_TEXT. */
enum urt_err urt_pbe_encrypt(struct urt_buf *algorithm,
                             struct urt_buf *cipher_text,
                             const struct urt_pbe *pbe, struct urt_bytes plain,
                             struct urt_bytes password);
/* EncryptedPrivateKeyInfo, DER. */
enum urt_err urt_keyfile_put_encrypted(struct urt_buf *b,
                                       const struct urt_key *key,
                                       const struct urt_pbe *pbe,
                                       struct urt_bytes password);
enum urt_err urt_keyfile_decrypt_pkcs8(struct urt_buf *pkcs8,
                                       struct urt_bytes encrypted,
                                       struct urt_bytes password);
/* PEM: "PRIVATE KEY", or "ENCRYPTED PRIVATE KEY" when PBE is given. */
enum urt_err urt_keyfile_put_pem(struct urt_buf *b, const struct urt_key *key,
                                 const struct urt_pbe *pbe,
                                 struct urt_bytes password);
/* PEM of the traditional form ("RSA PRIVATE KEY", ...), encrypted with RFC
 * 1421 headers when CIPHER ("AES-128-CBC") is given. */
enum urt_err urt_keyfile_put_pem_traditional(struct urt_buf *b,
                                             const struct urt_key *key,
                                             const char *cipher,
                                             struct urt_bytes password);
/* Decrypts the content of a block with RFC 1421 headers: Proc-Type 4 and
 * DEK-Info. URT_E_PASSWORD_NEEDED without a password, OK and a copy of the
 * content when it isn't encrypted. */
enum urt_err urt_pem_decrypt(struct urt_buf *plain, const struct urt_pem *pem,
                             struct urt_password password);
/* Encrypts DER and puts the whole PEM block with its headers. */
enum urt_err urt_pem_put_encrypted(struct urt_buf *b, const char *label,
                                   struct urt_bytes der, const char *cipher,
                                   struct urt_bytes password);

#endif
