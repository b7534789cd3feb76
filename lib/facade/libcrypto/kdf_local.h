/* A key derivation in the making: what EVP_KDF_CTX is, and what an
 * EVP_PKEY_CTX of a type without a key works with. */
#ifndef FAC_KDF_LOCAL_H
#define FAC_KDF_LOCAL_H

#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdbool.h>

#include "engine/base/buf.h"

struct evp_kdf_st {
    const char *const *names;
    const OSSL_PARAM *settable;
    /* Takes the parameters it knows; 0 with an error raised. */
    int (*set)(EVP_KDF_CTX *ctx, const OSSL_PARAM params[]);
    int (*derive)(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);
    /* The only length there can be, SIZE_MAX for any, 0 with an error. */
    size_t (*size)(const EVP_KDF_CTX *ctx);
};

/* The secret is called key, password or secret, the info also seed. A buffer
 * without memory was not set. */
struct evp_kdf_ctx_st {
    const EVP_KDF *kdf;
    const EVP_MD *md;
    struct urt_buf secret, salt, info;
    bool secret_set, salt_set;
    int mode;            /* HKDF */
    uint64_t iterations; /* PBKDF2 */
    bool bounds;         /* PBKDF2: hold to SP 800-132's lower bounds */
    uint64_t n, r, p, max_mem; /* scrypt */
};

extern const EVP_KDF fac_kdf_rows[];
extern const size_t fac_kdf_row_count;

/* Replaces or, APPEND, prolongs a buffer. */
bool fac_kdf_put(struct urt_buf *b, const void *data, size_t len, bool append);
bool fac_kdf_set_mode(EVP_KDF_CTX *ctx, int mode);
/* A scrypt number: N, r, p or max_mem of CTX; false where it makes none. */
bool fac_kdf_set_scrypt(EVP_KDF_CTX *ctx, uint64_t *which, uint64_t value);
/* A copy with everything that was set; NULL without memory. */
EVP_KDF_CTX *fac_kdf_ctx_dup(const EVP_KDF_CTX *ctx);

#endif
