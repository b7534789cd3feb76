/* Elliptic curves: groups, points, keys, ECDSA and ECDH. */
#ifndef OPENSSL_EC_H
#define OPENSSL_EC_H
#pragma once

#include <openssl/macros.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_EC_H
#endif

#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
typedef enum {
    POINT_CONVERSION_COMPRESSED = 2,
    POINT_CONVERSION_UNCOMPRESSED = 4,
    POINT_CONVERSION_HYBRID = 6
} point_conversion_form_t;
#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef struct ec_method_st EC_METHOD;
#endif
typedef struct ec_group_st EC_GROUP;
typedef struct ec_point_st EC_POINT;
typedef struct ecpk_parameters_st ECPKPARAMETERS;
typedef struct ec_parameters_st ECPARAMETERS;
typedef struct {
    int nid;
    const char *comment;
} EC_builtin_curve;
typedef struct ECDSA_SIG_st ECDSA_SIG;

/* Constants. */
#define OPENSSL_EC_EXPLICIT_CURVE 0x000
#define OPENSSL_EC_NAMED_CURVE 0x001
#define EVP_PKEY_CTRL_EC_PARAMGEN_CURVE_NID (EVP_PKEY_ALG_CTRL + 1)
#define EVP_PKEY_CTRL_EC_PARAM_ENC (EVP_PKEY_ALG_CTRL + 2)
#define EVP_PKEY_CTRL_EC_ECDH_COFACTOR (EVP_PKEY_ALG_CTRL + 3)
#define EVP_PKEY_CTRL_EC_KDF_TYPE (EVP_PKEY_ALG_CTRL + 4)
#define EVP_PKEY_CTRL_EC_KDF_MD (EVP_PKEY_ALG_CTRL + 5)
#define EVP_PKEY_CTRL_GET_EC_KDF_MD (EVP_PKEY_ALG_CTRL + 6)
#define EVP_PKEY_CTRL_EC_KDF_OUTLEN (EVP_PKEY_ALG_CTRL + 7)
#define EVP_PKEY_CTRL_GET_EC_KDF_OUTLEN (EVP_PKEY_ALG_CTRL + 8)
#define EVP_PKEY_CTRL_EC_KDF_UKM (EVP_PKEY_ALG_CTRL + 9)
#define EVP_PKEY_CTRL_GET_EC_KDF_UKM (EVP_PKEY_ALG_CTRL + 10)
#define EVP_PKEY_ECDH_KDF_NONE 1
#define EVP_PKEY_ECDH_KDF_X9_63 2
#define EVP_PKEY_ECDH_KDF_X9_62 EVP_PKEY_ECDH_KDF_X9_63
#define OPENSSL_ECC_MAX_FIELD_BITS 661
#define d2i_ECPKParameters_bio(bp, x)                                          \
    ASN1_d2i_bio_of(EC_GROUP, NULL, d2i_ECPKParameters, bp, x)
#define i2d_ECPKParameters_bio(bp, x)                                          \
    ASN1_i2d_bio_of(EC_GROUP, i2d_ECPKParameters, bp, x)
#define d2i_ECPKParameters_fp(fp, x)                                           \
    (EC_GROUP *)ASN1_d2i_fp(NULL, (d2i_of_void *)d2i_ECPKParameters, (fp),     \
                            (void **)(x))
#define i2d_ECPKParameters_fp(fp, x)                                           \
    ASN1_i2d_fp((i2d_of_void *)i2d_ECPKParameters, (fp), (void *)(x))
#define EC_PKEY_NO_PARAMETERS 0x001
#define EC_PKEY_NO_PUBKEY 0x002
#define EC_FLAG_SM2_RANGE 0x0004
#define EC_FLAG_COFACTOR_ECDH 0x1000
#define EC_FLAG_CHECK_NAMED_GROUP 0x2000
#define EC_FLAG_CHECK_NAMED_GROUP_NIST 0x4000
#define EC_FLAG_CHECK_NAMED_GROUP_MASK                                         \
    (EC_FLAG_CHECK_NAMED_GROUP | EC_FLAG_CHECK_NAMED_GROUP_NIST)
#define EC_FLAG_NON_FIPS_ALLOW 0x0000
#define EC_FLAG_FIPS_CHECKED 0x0000
#define EC_KEY_get_ex_new_index(l, p, newf, dupf, freef)                       \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EC_KEY, l, p, newf, dupf, freef)
#define EVP_EC_gen(curve)                                                      \
    EVP_PKEY_Q_keygen(NULL, NULL, "EC", (char *)(strstr(curve, "")))
#define ECParameters_dup(x)                                                    \
    ASN1_dup_of(EC_KEY, i2d_ECParameters, d2i_ECParameters, x)

#ifdef __cplusplus
}
#endif
#include <openssl/asn1.h>
#include <openssl/symhacks.h>
#include <openssl/bn.h>
#include <openssl/ecerr.h>
#include <openssl/params.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Functions. */
DECLARE_ASN1_ENCODE_FUNCTIONS_only(ECDSA_SIG, ECDSA_SIG)
void ECDSA_SIG_free(ECDSA_SIG *sig);
void ECDSA_SIG_get0(const ECDSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps);
const BIGNUM *ECDSA_SIG_get0_r(const ECDSA_SIG *sig);
const BIGNUM *ECDSA_SIG_get0_s(const ECDSA_SIG *sig);
ECDSA_SIG *ECDSA_SIG_new(void);
int ECDSA_SIG_set0(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s);
int EC_GROUP_check(const EC_GROUP *group, BN_CTX *ctx);
int EC_GROUP_check_discriminant(const EC_GROUP *group, BN_CTX *ctx);
int EC_GROUP_cmp(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *ctx);
EC_GROUP *EC_GROUP_dup(const EC_GROUP *src);
void EC_GROUP_free(EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_cofactor(const EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_field(const EC_GROUP *group);
const EC_POINT *EC_GROUP_get0_generator(const EC_GROUP *group);
const BIGNUM *EC_GROUP_get0_order(const EC_GROUP *group);
unsigned char *EC_GROUP_get0_seed(const EC_GROUP *x);
int EC_GROUP_get_asn1_flag(const EC_GROUP *group);
int EC_GROUP_get_cofactor(const EC_GROUP *group, BIGNUM *cofactor, BN_CTX *ctx);
int EC_GROUP_get_curve(const EC_GROUP *group, BIGNUM *p, BIGNUM *a, BIGNUM *b,
                       BN_CTX *ctx);
int EC_GROUP_get_curve_name(const EC_GROUP *group);
int EC_GROUP_get_degree(const EC_GROUP *group);
int EC_GROUP_get_field_type(const EC_GROUP *group);
int EC_GROUP_get_order(const EC_GROUP *group, BIGNUM *order, BN_CTX *ctx);
point_conversion_form_t EC_GROUP_get_point_conversion_form(const EC_GROUP *);
size_t EC_GROUP_get_seed_len(const EC_GROUP *);
EC_GROUP *EC_GROUP_new_by_curve_name(int nid);
EC_GROUP *EC_GROUP_new_by_curve_name_ex(OSSL_LIB_CTX *libctx, const char *propq,
                                        int nid);
int EC_GROUP_order_bits(const EC_GROUP *group);
void EC_GROUP_set_asn1_flag(EC_GROUP *group, int flag);
void EC_GROUP_set_point_conversion_form(EC_GROUP *group,
                                        point_conversion_form_t form);
int EC_POINT_add(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a,
                 const EC_POINT *b, BN_CTX *ctx);
void EC_POINT_clear_free(EC_POINT *point);
int EC_POINT_cmp(const EC_GROUP *group, const EC_POINT *a, const EC_POINT *b,
                 BN_CTX *ctx);
int EC_POINT_copy(EC_POINT *dst, const EC_POINT *src);
int EC_POINT_dbl(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a,
                 BN_CTX *ctx);
EC_POINT *EC_POINT_dup(const EC_POINT *src, const EC_GROUP *group);
void EC_POINT_free(EC_POINT *point);
int EC_POINT_get_affine_coordinates(const EC_GROUP *group, const EC_POINT *p,
                                    BIGNUM *x, BIGNUM *y, BN_CTX *ctx);
int EC_POINT_invert(const EC_GROUP *group, EC_POINT *a, BN_CTX *ctx);
int EC_POINT_is_at_infinity(const EC_GROUP *group, const EC_POINT *p);
int EC_POINT_is_on_curve(const EC_GROUP *group, const EC_POINT *point,
                         BN_CTX *ctx);
int EC_POINT_mul(const EC_GROUP *group, EC_POINT *r, const BIGNUM *n,
                 const EC_POINT *q, const BIGNUM *m, BN_CTX *ctx);
EC_POINT *EC_POINT_new(const EC_GROUP *group);
int EC_POINT_oct2point(const EC_GROUP *group, EC_POINT *p,
                       const unsigned char *buf, size_t len, BN_CTX *ctx);
size_t EC_POINT_point2buf(const EC_GROUP *group, const EC_POINT *point,
                          point_conversion_form_t form, unsigned char **pbuf,
                          BN_CTX *ctx);
char *EC_POINT_point2hex(const EC_GROUP *, const EC_POINT *,
                         point_conversion_form_t form, BN_CTX *);
size_t EC_POINT_point2oct(const EC_GROUP *group, const EC_POINT *p,
                          point_conversion_form_t form, unsigned char *buf,
                          size_t len, BN_CTX *ctx);
int EC_POINT_set_affine_coordinates(const EC_GROUP *group, EC_POINT *p,
                                    const BIGNUM *x, const BIGNUM *y,
                                    BN_CTX *ctx);
int EC_POINT_set_compressed_coordinates(const EC_GROUP *group, EC_POINT *p,
                                        const BIGNUM *x, int y_bit,
                                        BN_CTX *ctx);
int EC_POINT_set_to_infinity(const EC_GROUP *group, EC_POINT *point);
const char *EC_curve_nid2nist(int nid);
int EC_curve_nist2nid(const char *name);
size_t EC_get_builtin_curves(EC_builtin_curve *r, size_t nitems);
int EVP_PKEY_CTX_set_ec_param_enc(EVP_PKEY_CTX *ctx, int param_enc);
int EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid);
EC_GROUP *d2i_ECPKParameters(EC_GROUP **, const unsigned char **in, long len);
int i2d_ECPKParameters(const EC_GROUP *, unsigned char **out);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0
int ECDH_compute_key(void *out, size_t outlen, const EC_POINT *pub_key,
                     const EC_KEY *ecdh,
                     void *(*KDF)(const void *in, size_t inlen, void *out,
                                  size_t *outlen));
OSSL_DEPRECATEDIN_3_0
ECDSA_SIG *ECDSA_do_sign(const unsigned char *dgst, int dgst_len,
                         EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
int ECDSA_do_verify(const unsigned char *dgst, int dgst_len,
                    const ECDSA_SIG *sig, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
int ECDSA_sign(int type, const unsigned char *dgst, int dgstlen,
               unsigned char *sig, unsigned int *siglen, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
int ECDSA_size(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
int ECDSA_verify(int type, const unsigned char *dgst, int dgstlen,
                 const unsigned char *sig, int siglen, EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
void EC_GROUP_clear_free(EC_GROUP *group);
OSSL_DEPRECATEDIN_3_0
int EC_GROUP_get_curve_GFp(const EC_GROUP *group, BIGNUM *p, BIGNUM *a,
                           BIGNUM *b, BN_CTX *ctx);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_can_sign(const EC_KEY *eckey);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_check_key(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_clear_flags(EC_KEY *key, int flags);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_copy(EC_KEY *dst, const EC_KEY *src);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_dup(const EC_KEY *src);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_free(EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_generate_key(EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
const EC_GROUP *EC_KEY_get0_group(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
const BIGNUM *EC_KEY_get0_private_key(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
const EC_POINT *EC_KEY_get0_public_key(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
point_conversion_form_t EC_KEY_get_conv_form(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
unsigned EC_KEY_get_enc_flags(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
void *EC_KEY_get_ex_data(const EC_KEY *key, int idx);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_get_flags(const EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
size_t EC_KEY_key2buf(const EC_KEY *key, point_conversion_form_t form,
                      unsigned char **pbuf, BN_CTX *ctx);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_new(void);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_new_by_curve_name(int nid);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_new_by_curve_name_ex(OSSL_LIB_CTX *ctx, const char *propq,
                                    int nid);
OSSL_DEPRECATEDIN_3_0
EC_KEY *EC_KEY_new_ex(OSSL_LIB_CTX *ctx, const char *propq);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_oct2key(EC_KEY *key, const unsigned char *buf, size_t len,
                   BN_CTX *ctx);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_oct2priv(EC_KEY *key, const unsigned char *buf, size_t len);
OSSL_DEPRECATEDIN_3_0
size_t EC_KEY_priv2buf(const EC_KEY *eckey, unsigned char **pbuf);
OSSL_DEPRECATEDIN_3_0
size_t EC_KEY_priv2oct(const EC_KEY *key, unsigned char *buf, size_t len);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_set_asn1_flag(EC_KEY *eckey, int asn1_flag);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_set_conv_form(EC_KEY *eckey, point_conversion_form_t cform);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_set_enc_flags(EC_KEY *eckey, unsigned int flags);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_set_ex_data(EC_KEY *key, int idx, void *arg);
OSSL_DEPRECATEDIN_3_0
void EC_KEY_set_flags(EC_KEY *key, int flags);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_set_group(EC_KEY *key, const EC_GROUP *group);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_set_private_key(EC_KEY *key, const BIGNUM *prv);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_set_public_key(EC_KEY *key, const EC_POINT *pub);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_set_public_key_affine_coordinates(EC_KEY *key, BIGNUM *x, BIGNUM *y);
OSSL_DEPRECATEDIN_3_0
int EC_KEY_up_ref(EC_KEY *key);
OSSL_DEPRECATEDIN_3_0
int EC_POINT_get_affine_coordinates_GFp(const EC_GROUP *group,
                                        const EC_POINT *p, BIGNUM *x, BIGNUM *y,
                                        BN_CTX *ctx);
OSSL_DEPRECATEDIN_3_0
int EC_POINT_set_affine_coordinates_GFp(const EC_GROUP *group, EC_POINT *p,
                                        const BIGNUM *x, const BIGNUM *y,
                                        BN_CTX *ctx);
OSSL_DEPRECATEDIN_3_0
EC_KEY *d2i_ECParameters(EC_KEY **key, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0
EC_KEY *d2i_ECPrivateKey(EC_KEY **key, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0
int i2d_ECParameters(const EC_KEY *key, unsigned char **out);
OSSL_DEPRECATEDIN_3_0
int i2d_ECPrivateKey(const EC_KEY *key, unsigned char **out);
OSSL_DEPRECATEDIN_3_0
int i2o_ECPublicKey(const EC_KEY *key, unsigned char **out);
OSSL_DEPRECATEDIN_3_0
EC_KEY *o2i_ECPublicKey(EC_KEY **key, const unsigned char **in, long len);
#endif

#ifdef __cplusplus
}
#endif
#endif