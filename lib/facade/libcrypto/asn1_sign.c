/* Digesting, signing and verifying ASN.1 values (ASN1_item_*), and the
 * certificate and CRL functions that are one line over them. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsaerr.h>

#include "engine/base/mem.h"
#include "engine/crypto/sig.h"
#include "facade/libcrypto/pkey_handle.h"
#include "facade/libcrypto/raise.h"

int
ASN1_item_digest(const ASN1_ITEM *it, const EVP_MD *type, void *data,
                 unsigned char *md, unsigned int *len)
{
    unsigned char *der = NULL;
    int n = ASN1_item_i2d(data, &der, it), ok;

    if (n < 0 || der == NULL)
        return 0;
    ok = EVP_Digest(der, (size_t)n, md, len, type, NULL);
    OPENSSL_free(der);
    return ok;
}

/* The engine reads the AlgorithmIdentifier's own encoding. */
static enum urt_err
read_algorithm(const X509_ALGOR *alg, struct urt_buf *hold,
               struct urt_der_algorithm *out)
{
    unsigned char *der = NULL;
    int len = i2d_X509_ALGOR(alg, &der);
    struct urt_bytes in;

    if (len < 0)
        return URT_E_NOMEM;
    urt_put(hold, der, (size_t)len);
    OPENSSL_free(der);
    if (!urt_buf_ok(hold))
        return URT_E_NOMEM;
    in = urt_buf_bytes(hold);
    return urt_der_take_algorithm(&in, out) ? URT_OK : URT_E_DER_DECODE;
}

/* A bad signature, as RSA tells of it; others say nothing. */
static void
fail_rsa(void)
{
    ERR_raise(ERR_LIB_RSA, RSA_R_BAD_SIGNATURE);
    ERR_raise(ERR_LIB_PROV, ERR_R_RSA_LIB);
}

static int
verify_der(const X509_ALGOR *alg, const ASN1_BIT_STRING *signature,
           struct urt_bytes tbs, EVP_PKEY *pkey)
{
    struct urt_key *key = fac_pkey_key(pkey);
    struct urt_der_algorithm algorithm;
    struct urt_buf hold = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_EVP_LIB);
        return -1;
    }
    err = read_algorithm(alg, &hold, &algorithm);
    if (err == URT_OK)
        err = urt_signed_verify(tbs, &algorithm,
                                urt_bytes(signature->data,
                                          (size_t)signature->length),
                                key);
    urt_buf_free(&hold);
    if (err == URT_OK)
        return 1;
    if (err == URT_E_ALGORITHM_UNKNOWN) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM);
        return -1;
    }
    if (err == URT_E_KEY_TYPE) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_PUBLIC_KEY_TYPE);
        return -1;
    }
    if (err != URT_E_SIGNATURE_BAD)
        fac_raise(ERR_LIB_ASN1, err);
    else if (urt_key_type(key) == URT_KEY_RSA ||
             urt_key_type(key) == URT_KEY_RSA_PSS)
        fail_rsa();
    ERR_raise(ERR_LIB_ASN1, ERR_R_EVP_LIB);
    return err == URT_E_NOMEM ? -1 : 0;
}

/* OpenSSL notices a missing key when it makes a context for it. */
static void
fail_without_key(void)
{
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
}

int
ASN1_item_verify(const ASN1_ITEM *it, const X509_ALGOR *alg,
                 const ASN1_BIT_STRING *signature, const void *data,
                 EVP_PKEY *pkey)
{
    unsigned char *der = NULL;
    int len, ok;

    if (pkey == NULL) {
        fail_without_key();
        return -1;
    }
    if (signature->type == V_ASN1_BIT_STRING && (signature->flags & 7) != 0) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
        return -1;
    }
    len = ASN1_item_i2d((const ASN1_VALUE *)data, &der, it);
    if (len <= 0) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_INTERNAL_ERROR);
        return -1;
    }
    ok = verify_der(alg, signature, urt_bytes(der, (size_t)len), pkey);
    OPENSSL_free(der);
    return ok;
}

/* What a key and a digest (NULL: the key's own) sign with. */
static enum urt_err
sign_params(struct urt_sig_params *params, const struct urt_key *key,
            const EVP_MD *type)
{
    const char *name = type != NULL ? EVP_MD_get0_name(type) : NULL;

    *params = (struct urt_sig_params){
        .padding = urt_key_type(key) == URT_KEY_RSA_PSS ? URT_PADDING_PSS
                                                        : URT_PADDING_PKCS1,
        .hash = name != NULL ? urt_hash_by_name(name) : NULL,
        .salt_len = URT_SALT_DIGEST,
    };
    if (urt_key_type(key) == URT_KEY_ED25519 ||
        urt_key_type(key) == URT_KEY_ED448)
        return type == NULL ? URT_OK : URT_E_MISUSE;
    if (params->hash == NULL && type == NULL)
        params->hash = &urt_hash_sha256;
    return params->hash != NULL ? URT_OK : URT_E_ALGORITHM_UNKNOWN;
}

static int
set_algorithm(X509_ALGOR *alg, struct urt_bytes der)
{
    const unsigned char *p = der.data;
    X509_ALGOR *made;
    int ok;

    if (alg == NULL)
        return 1;
    made = d2i_X509_ALGOR(NULL, &p, (long)der.len);
    ok = made != NULL && X509_ALGOR_copy(alg, made);
    X509_ALGOR_free(made);
    return ok;
}

static int
sign_value(const ASN1_ITEM *it, X509_ALGOR *inner, X509_ALGOR *outer,
           ASN1_BIT_STRING *signature, const void *data,
           const struct urt_key *key, const struct urt_sig_params *params)
{
    struct urt_buf algorithm = URT_BUF_INIT, sig = URT_BUF_INIT;
    unsigned char *der = NULL;
    enum urt_err err;
    int len = 0;

    err = urt_x509_sigalg_put(&algorithm, key, params);
    if (err == URT_OK && (!set_algorithm(inner, urt_buf_bytes(&algorithm)) ||
                          !set_algorithm(outer, urt_buf_bytes(&algorithm)) ||
                          (len = ASN1_item_i2d(data, &der, it)) <= 0))
        err = URT_E_NOMEM;
    if (err == URT_OK)
        err = urt_sig_sign(key, params, urt_bytes(der, (size_t)len), &sig);
    if (err == URT_OK &&
        !ASN1_STRING_set(signature, sig.data, (len = (int)sig.len)))
        err = URT_E_NOMEM;
    OPENSSL_free(der);
    urt_buf_free(&algorithm);
    urt_buf_free(&sig);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_ASN1, err);
        return 0;
    }
    signature->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 7);
    signature->flags |= ASN1_STRING_FLAG_BITS_LEFT;
    return len;
}

/* Signs DATA, writing what it was signed with into both algorithms (either
 * may be NULL). The length of the signature, or 0. */
int
ASN1_item_sign(const ASN1_ITEM *it, X509_ALGOR *algor1, X509_ALGOR *algor2,
               ASN1_BIT_STRING *signature, const void *data, EVP_PKEY *pkey,
               const EVP_MD *md)
{
    struct urt_key *key = pkey != NULL ? fac_pkey_key(pkey) : NULL;
    struct urt_sig_params params;
    enum urt_err err;

    if (key == NULL) {
        fail_without_key();
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    err = sign_params(&params, key, md);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_ASN1, err);
        return 0;
    }
    return sign_value(it, algor1, algor2, signature, data, key, &params);
}

/* ---- certificates ---- */

int
X509_verify(X509 *a, EVP_PKEY *r)
{
    FAC_X509_VALUE *v = fac_x509_value(a);

    if (v == NULL)
        return -1;
    if (X509_ALGOR_cmp(&v->sig_alg, &v->cert_info.signature) != 0)
        return 0;
    return ASN1_item_verify(ASN1_ITEM_rptr(X509_CINF), &v->sig_alg,
                            &v->signature, &v->cert_info, r);
}

int
X509_sign(X509 *x, EVP_PKEY *pkey, const EVP_MD *md)
{
    FAC_X509_VALUE *v;

    if (x == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    v = fac_x509_edit(x);
    if (v == NULL)
        return 0;
    /* Setters leave the encoding that was read; signing remakes it. */
    v->cert_info.enc.modified = 1;
    return ASN1_item_sign(ASN1_ITEM_rptr(X509_CINF), &v->cert_info.signature,
                          &v->sig_alg, &v->signature, &v->cert_info, pkey, md);
}

int
X509_self_signed(X509 *cert, int verify_signature)
{
    struct urt_cert *c = fac_x509_cert(cert);
    EVP_PKEY *key;

    if (c == NULL)
        return -1;
    if (!urt_cert_is_self_signed(c))
        return 0;
    if (!verify_signature)
        return 1;
    key = X509_get0_pubkey(cert);
    if (key == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_UNABLE_TO_GET_CERTS_PUBLIC_KEY);
        return -1;
    }
    return X509_verify(cert, key);
}
