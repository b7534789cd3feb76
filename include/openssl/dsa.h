/* DSA keys and signatures. FIPS 186-4. */
#ifndef OPENSSL_DSA_H
#define OPENSSL_DSA_H
#pragma once

#include <openssl/macros.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_DSA_H
#endif

#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
typedef struct DSA_SIG_st DSA_SIG;

/* Constants. */
#define EVP_PKEY_CTRL_DSA_PARAMGEN_BITS (EVP_PKEY_ALG_CTRL + 1)
#define EVP_PKEY_CTRL_DSA_PARAMGEN_Q_BITS (EVP_PKEY_ALG_CTRL + 2)
#define EVP_PKEY_CTRL_DSA_PARAMGEN_MD (EVP_PKEY_ALG_CTRL + 3)
#define OPENSSL_DSA_MAX_MODULUS_BITS 10000
#define OPENSSL_DSA_FIPS_MIN_MODULUS_BITS 1024
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define DSA_FLAG_NO_EXP_CONSTTIME 0x00
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define DSA_FLAG_CACHE_MONT_P 0x01
#define DSA_FLAG_FIPS_METHOD 0x0400
#define DSA_FLAG_NON_FIPS_ALLOW 0x0400
#define DSA_FLAG_FIPS_CHECKED 0x0800
#define d2i_DSAparams_fp(fp, x)                                                \
    (DSA *)ASN1_d2i_fp((void *(*)(void))DSA_new, (d2i_of_void *)d2i_DSAparams, \
                       (fp), (void **)(x))
#define i2d_DSAparams_fp(fp, x)                                                \
    ASN1_i2d_fp(i2d_DSAparams, (fp), (unsigned char *)(x))
#define d2i_DSAparams_bio(bp, x)                                               \
    ASN1_d2i_bio_of(DSA, DSA_new, d2i_DSAparams, bp, x)
#define i2d_DSAparams_bio(bp, x) ASN1_i2d_bio_of(DSA, i2d_DSAparams, bp, x)
#define DSA_get_ex_new_index(l, p, newf, dupf, freef)                          \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_DSA, l, p, newf, dupf, freef)
#define DSS_prime_checks 64
#define DSA_is_prime(n, callback, cb_arg)                                      \
    BN_is_prime(n, DSS_prime_checks, callback, NULL, cb_arg)
#endif

#ifdef __cplusplus
}
#endif
#include <openssl/e_os2.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsaerr.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Functions. */
DECLARE_ASN1_ENCODE_FUNCTIONS_only(DSA_SIG, DSA_SIG)
void DSA_SIG_free(DSA_SIG *a);
void DSA_SIG_get0(const DSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps);
DSA_SIG *DSA_SIG_new(void);
int DSA_SIG_set0(DSA_SIG *sig, BIGNUM *r, BIGNUM *s);
int EVP_PKEY_CTX_set_dsa_paramgen_bits(EVP_PKEY_CTX *ctx, int nbits);
int EVP_PKEY_CTX_set_dsa_paramgen_q_bits(EVP_PKEY_CTX *ctx, int qbits);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0
int DSA_bits(const DSA *d);
OSSL_DEPRECATEDIN_3_0
DSA_SIG *DSA_do_sign(const unsigned char *dgst, int dlen, DSA *dsa);
OSSL_DEPRECATEDIN_3_0
int DSA_do_verify(const unsigned char *dgst, int dgst_len, DSA_SIG *sig,
                  DSA *dsa);
OSSL_DEPRECATEDIN_3_0
void DSA_free(DSA *r);
OSSL_DEPRECATEDIN_3_0
int DSA_generate_key(DSA *a);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *DSA_get0_g(const DSA *d);
OSSL_DEPRECATEDIN_3_0
void DSA_get0_key(const DSA *d, const BIGNUM **pub_key,
                  const BIGNUM **priv_key);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *DSA_get0_p(const DSA *d);
OSSL_DEPRECATEDIN_3_0
void DSA_get0_pqg(const DSA *d, const BIGNUM **p, const BIGNUM **q,
                  const BIGNUM **g);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *DSA_get0_priv_key(const DSA *d);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *DSA_get0_pub_key(const DSA *d);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *DSA_get0_q(const DSA *d);
OSSL_DEPRECATEDIN_3_0
void *DSA_get_ex_data(const DSA *d, int idx);
OSSL_DEPRECATEDIN_3_0
DSA *DSA_new(void);
OSSL_DEPRECATEDIN_3_0
int DSA_set0_key(DSA *d, BIGNUM *pub_key, BIGNUM *priv_key);
OSSL_DEPRECATEDIN_3_0
int DSA_set0_pqg(DSA *d, BIGNUM *p, BIGNUM *q, BIGNUM *g);
OSSL_DEPRECATEDIN_3_0
int DSA_set_ex_data(DSA *d, int idx, void *arg);
OSSL_DEPRECATEDIN_3_0
int DSA_sign(int type, const unsigned char *dgst, int dlen, unsigned char *sig,
             unsigned int *siglen, DSA *dsa);
OSSL_DEPRECATEDIN_3_0
int DSA_size(const DSA *);
OSSL_DEPRECATEDIN_3_0
int DSA_up_ref(DSA *r);
OSSL_DEPRECATEDIN_3_0
int DSA_verify(int type, const unsigned char *dgst, int dgst_len,
               const unsigned char *sigbuf, int siglen, DSA *dsa);
DECLARE_ASN1_ENCODE_FUNCTIONS_only_attr(OSSL_DEPRECATEDIN_3_0, DSA,
                                        DSAPrivateKey)
DECLARE_ASN1_DUP_FUNCTION_name_attr(OSSL_DEPRECATEDIN_3_0, DSA,
                                            DSAparams)
DECLARE_ASN1_ENCODE_FUNCTIONS_only_attr(OSSL_DEPRECATEDIN_3_0, DSA,
                                                    DSAparams)
#endif

#ifdef __cplusplus
}
#endif
#endif