/* EVP_PKEY_CTX from inside. */
#ifndef FAC_PKEY_CTX_H
#define FAC_PKEY_CTX_H

#include "facade/libcrypto/pkey_impl.h"

struct evp_pkey_ctx_st {
    int type;       /* EVP_PKEY_RSA, ...; also EVP_PKEY_HKDF and so on */
    int operation;  /* EVP_PKEY_OP_*, one bit */
    EVP_PKEY *pkey; /* NULL where only a type is known */
    EVP_PKEY *peer;
    void *app_data, *data;
    EVP_PKEY_gen_cb *cb;
    /* RSA */
    int padding; /* RSA_*_PADDING */
    int salt_len;
    const EVP_MD *md, *mgf_md, *oaep_md;
    struct urt_buf label;
    int rsa_bits;
    BIGNUM *rsa_e;
    const EVP_MD *pss_md, *pss_mgf_md;
    int pss_salt_len;
    /* EC, DH, DSA */
    int curve_nid;
    int prime_bits, generator, q_bits;
    const struct urt_group *field;
    bool pad_dh;
    /* HKDF, TLS1-PRF, scrypt */
    EVP_KDF_CTX *kdf; /* owned; there once the derivation has begun */
};

/* Types that are a derivation and have no key. */
bool fac_ctx_is_kdf(int type);
/* Begins a derivation of TYPE anew. */
bool fac_ctx_kdf_begin(EVP_PKEY_CTX *ctx);
bool fac_ctx_is_rsa(const EVP_PKEY_CTX *ctx);
/* NULL of NULL. */
const struct urt_hash *fac_ctx_hash(const EVP_MD *md);
/* Begins an operation: the type must offer it, and there must be a key. */
int fac_ctx_begin(EVP_PKEY_CTX *ctx, int operation, bool offered);
/* A setter's beginning: the operation must be one of OPERATIONS, and what is
 * set must fit the type. 1, or what the setter returns. */
int fac_ctx_settable(const EVP_PKEY_CTX *ctx, int operations, bool type_fits);

/* The engine's signature parameters of a context set up for signing. */
struct urt_sig_params fac_ctx_sig_params(const EVP_PKEY_CTX *ctx);
/* Signs or verifies with what the context holds; as the EVP calls return. */
int fac_ctx_sign_message(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *len,
                         struct urt_bytes message);
int fac_ctx_verify_message(EVP_PKEY_CTX *ctx, struct urt_bytes sig,
                           struct urt_bytes message);
/* EVP_PKEY_derive for the types without a key. */
int fac_ctx_derive_kdf(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len);

#endif
