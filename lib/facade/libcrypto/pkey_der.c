/* Keys in DER: d2i and i2d of all their forms. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "engine/crypto/keyfile.h"
#include "engine/der/der.h"
#include "facade/libcrypto/pkey_der.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"
#include "toolkit/compat.h"

/* Ends a d2i of an EVP_PKEY: KEY (consumed) becomes the handle's. */
static EVP_PKEY *
finish(struct urt_key *key, EVP_PKEY **a, const unsigned char **pp,
       size_t len)
{
    EVP_PKEY *p = fac_pkey_new(key);

    urt_key_free(key);
    if (p == NULL)
        return NULL;
    *pp += len;
    if (a != NULL) {
        EVP_PKEY_free(*a);
        *a = p;
    }
    return p;
}

/* Any private form, TYPE 0; else only keys of that type. */
static EVP_PKEY *
read_private(int type, EVP_PKEY **a, const unsigned char **pp, long length)
{
    struct urt_password none = {NULL, NULL};
    struct urt_bytes whole;
    struct urt_key *key = NULL;
    enum urt_err err = URT_E_KEY_DECODE;

    if (fac_d2i_element(&whole, *pp, length))
        err = urt_keyfile_from_der(&key, whole, none);
    if (err == URT_OK && type != 0 && fac_pkey_type_of(key) != type) {
        urt_key_free(key);
        err = URT_E_KEY_DECODE;
    }
    if (err == URT_OK)
        return finish(key, a, pp, whole.len);
    fac_compat(type != 0 ? FAC_COMPAT_NAME("d2i_PrivateKey")
                         : FAC_COMPAT_NAME("d2i_AutoPrivateKey"));
    /* One entry for each way of reading that was tried. */
    ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                   "No supported data to decode.  Input type: DER, "
                   "Input structure: type-specific");
    ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                   "No supported data to decode.  Input type: DER, "
                   "Input structure: PrivateKeyInfo");
    if (err == URT_E_PASSWORD_NEEDED) {
        ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT,
                       "No password method specified");
        ERR_raise(ERR_LIB_PROV, PROV_R_UNABLE_TO_GET_PASSPHRASE);
    } else {
        ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                       "No supported data to decode. Input type: DER");
    }
    return NULL;
}

EVP_PKEY *
d2i_PrivateKey(int type, EVP_PKEY **a, const unsigned char **pp, long length)
{
    return read_private(EVP_PKEY_type(type), a, pp, length);
}

EVP_PKEY *
d2i_PrivateKey_ex(int type, EVP_PKEY **a, const unsigned char **pp,
                  long length, OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return d2i_PrivateKey(type, a, pp, length);
}

EVP_PKEY *
d2i_AutoPrivateKey(EVP_PKEY **a, const unsigned char **pp, long length)
{
    return read_private(0, a, pp, length);
}

EVP_PKEY *
d2i_AutoPrivateKey_ex(EVP_PKEY **a, const unsigned char **pp, long length,
                      OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return d2i_AutoPrivateKey(a, pp, length);
}

int
i2d_PrivateKey(const EVP_PKEY *a, unsigned char **pp)
{
    struct urt_key *key = fac_pkey_key(a);
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL)
        return -1;
    err = urt_key_put_traditional(&b, key);
    if (err == URT_E_UNSUPPORTED)
        err = urt_key_put_pkcs8(&b, key);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_ASN1, err);
        urt_buf_free(&b);
        return -1;
    }
    return fac_i2d(pp, &b);
}

EVP_PKEY *
d2i_PUBKEY(EVP_PKEY **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key = NULL;

    if (fac_d2i_element(&whole, *pp, length) &&
        urt_key_from_spki(&key, whole) == URT_OK)
        return finish(key, a, pp, whole.len);
    ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                   "No supported data to decode. Input type: DER");
    return NULL;
}

int
i2d_PUBKEY(const EVP_PKEY *a, unsigned char **pp)
{
    struct urt_key *key;
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (a == NULL)
        return 0;
    key = fac_pkey_key(a);
    if (key == NULL)
        return -1;
    err = urt_key_put_spki(&b, key);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_X509, err);
        urt_buf_free(&b);
        return -1;
    }
    return fac_i2d(pp, &b);
}

int
i2d_PublicKey(const EVP_PKEY *a, unsigned char **pp)
{
    struct urt_key *key = fac_pkey_key(a);
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err = URT_E_KEY_TYPE;

    if (key != NULL && urt_key_rsa(key) != NULL)
        err = urt_key_put_rsa_public(&b, key);
    else if (key != NULL && urt_key_ec(key) != NULL)
        err = urt_key_put_point(&b, key, URT_POINT_AS_GIVEN);
    if (err != URT_OK) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_PUBLIC_KEY_TYPE);
        return -1;
    }
    return fac_i2d(pp, &b);
}

/* Reads N more bytes, in pieces, so that a length that lies costs nothing. */
static bool
read_more(BIO *bp, struct urt_buf *b, size_t n)
{
    size_t piece;
    uint8_t *room;
    int got;

    while (n > 0) {
        piece = n < 4096 ? n : 4096;
        room = urt_buf_reserve(b, piece);
        got = room != NULL ? BIO_read(bp, room, (int)piece) : -1;
        if (got <= 0)
            return false;
        b->len += (size_t)got;
        n -= (size_t)got;
    }
    return true;
}

/* X.690, 8.1: an identifier of one byte (keys have no other), a length of
 * definite form, and so many bytes. */
bool
fac_read_element(BIO *bp, struct urt_buf *b)
{
    size_t len, digits;
    bool ok = read_more(bp, b, 2);

    len = ok ? b->data[1] : 0;
    if (ok && len >= 0x80) {
        digits = len & 0x7f;
        ok = digits > 0 && digits <= 4 && read_more(bp, b, digits);
        len = 0;
        for (size_t i = 0; ok && i < digits; i++)
            len = len << 8 | b->data[2 + i];
    }
    ok = ok && len <= INT32_MAX && read_more(bp, b, len);
    if (!ok && b->len > 0)
        ERR_raise(ERR_LIB_ASN1, ASN1_R_NOT_ENOUGH_DATA);
    return ok;
}

EVP_PKEY *
d2i_PrivateKey_bio(BIO *bp, EVP_PKEY **a)
{
    struct urt_buf b = URT_BUF_INIT;
    const unsigned char *p;
    EVP_PKEY *pkey = NULL;

    if (fac_read_element(bp, &b)) {
        p = b.data;
        pkey = d2i_AutoPrivateKey(a, &p, (long)b.len);
    }
    urt_buf_free(&b);
    return pkey;
}

EVP_PKEY *
d2i_PUBKEY_bio(BIO *bp, EVP_PKEY **a)
{
    struct urt_buf b = URT_BUF_INIT;
    const unsigned char *p;
    EVP_PKEY *pkey = NULL;

    if (fac_read_element(bp, &b)) {
        p = b.data;
        pkey = d2i_PUBKEY(a, &p, (long)b.len);
    }
    urt_buf_free(&b);
    return pkey;
}

static int
write_all(BIO *bp, unsigned char *der, int len)
{
    int ok = len > 0 && BIO_write(bp, der, len) == len;

    OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
    return ok;
}

int
i2d_PrivateKey_bio(BIO *bp, const EVP_PKEY *pkey)
{
    unsigned char *der = NULL;
    int len = i2d_PrivateKey(pkey, &der);

    return write_all(bp, der, len);
}

int
i2d_PUBKEY_bio(BIO *bp, const EVP_PKEY *pkey)
{
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(pkey, &der);

    return write_all(bp, der, len);
}

/* What a d2i that failed pushes: an element that is longer than what there is
 * of it is told apart. LEVELS of templates report it. */
static void
raise_d2i(const unsigned char *p, long length, int levels)
{
    struct urt_bytes whole;

    if (length > 2 && !fac_d2i_element(&whole, p, length)) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
        ERR_raise(ERR_LIB_ASN1, ASN1_R_BAD_OBJECT_HEADER);
    }
    while (levels-- > 0)
        ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
}

/* The older objects: what reads and writes the engine key of each. */
static struct urt_key *
read_object(enum urt_err (*read)(struct urt_key **, struct urt_bytes), int lib,
            struct urt_bytes *whole, const unsigned char **pp, long length)
{
    struct urt_key *key = NULL;
    enum urt_err err = URT_E_KEY_DECODE;

    if (fac_d2i_element(whole, *pp, length))
        err = read(&key, *whole);
    if (err == URT_E_CURVE_UNKNOWN)
        ERR_raise(lib, ERR_R_EC_LIB);
    else if (err != URT_OK)
        raise_d2i(*pp, length, 1);
    return key;
}

static int
write_object(struct urt_key *key,
             enum urt_err (*write)(struct urt_buf *, const struct urt_key *),
             int lib, unsigned char **pp)
{
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL)
        return -1;
    err = write(&b, key);
    if (err != URT_OK) {
        fac_raise(lib, err);
        urt_buf_free(&b);
        return -1;
    }
    return fac_i2d(pp, &b);
}

static enum urt_err
rsa_private(struct urt_key **out, struct urt_bytes der)
{
    return urt_key_from_traditional(out, URT_KEY_RSA, der);
}

static enum urt_err
dsa_private(struct urt_key **out, struct urt_bytes der)
{
    return urt_key_from_traditional(out, URT_KEY_DSA, der);
}

static enum urt_err
dsa_params(struct urt_key **out, struct urt_bytes der)
{
    return urt_key_from_params(out, URT_KEY_DSA, der);
}

static enum urt_err
ec_private(struct urt_key **out, struct urt_bytes der)
{
    return urt_key_from_traditional(out, URT_KEY_EC, der);
}

/* Ends the d2i of an object: KEY (consumed, may be NULL) becomes one. */
#define FINISH_OBJECT(type, make, free_it)              \
    type *made = key != NULL ? make(key) : NULL;        \
                                                        \
    urt_key_free(key);                                  \
    if (made != NULL) {                                 \
        *pp += whole.len;                               \
        if (a != NULL) {                                \
            free_it(*a);                                \
            *a = made;                                  \
        }                                               \
    }

RSA *
d2i_RSAPrivateKey(RSA **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(rsa_private, ERR_LIB_RSA, &whole, pp, length);
    FINISH_OBJECT(RSA, fac_rsa_of, RSA_free)

    return made;
}

int
i2d_RSAPrivateKey(const RSA *a, unsigned char **pp)
{
    if (a->n == NULL || a->e == NULL || a->d == NULL || a->p == NULL ||
        a->q == NULL || a->dp == NULL || a->dq == NULL || a->qi == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_ZERO_CONTENT);
        return -1;
    }
    return write_object(fac_rsa_key(a), urt_key_put_traditional, ERR_LIB_RSA,
                        pp);
}

RSA *
d2i_RSAPublicKey(RSA **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(urt_key_from_rsa_public, ERR_LIB_RSA, &whole, pp, length);
    FINISH_OBJECT(RSA, fac_rsa_of, RSA_free)

    return made;
}

int
i2d_RSAPublicKey(const RSA *a, unsigned char **pp)
{
    if (a->n == NULL || a->e == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_ZERO_CONTENT);
        return -1;
    }
    return write_object(fac_rsa_key(a), urt_key_put_rsa_public, ERR_LIB_RSA,
                        pp);
}

RSA *
d2i_RSA_PUBKEY(RSA **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(urt_key_from_spki, ERR_LIB_RSA, &whole, pp, length);
    FINISH_OBJECT(RSA, fac_rsa_of, RSA_free)

    return made;
}

int
i2d_RSA_PUBKEY(const RSA *a, unsigned char **pp)
{
    return a == NULL ? 0
                     : write_object(fac_rsa_key(a), urt_key_put_spki,
                                    ERR_LIB_RSA, pp);
}

DSA *
d2i_DSAPrivateKey(DSA **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(dsa_private, ERR_LIB_DSA, &whole, pp, length);
    FINISH_OBJECT(DSA, fac_dsa_of, DSA_free)

    return made;
}

int
i2d_DSAPrivateKey(const DSA *a, unsigned char **pp)
{
    return write_object(fac_dsa_key(a), urt_key_put_traditional, ERR_LIB_DSA,
                        pp);
}

DSA *
d2i_DSAparams(DSA **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(dsa_params, ERR_LIB_DSA, &whole, pp, length);
    FINISH_OBJECT(DSA, fac_dsa_of, DSA_free)

    return made;
}

int
i2d_DSAparams(const DSA *a, unsigned char **pp)
{
    return write_object(fac_dsa_key(a), urt_key_put_params, ERR_LIB_DSA, pp);
}

EC_KEY *
d2i_ECPrivateKey(EC_KEY **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(ec_private, ERR_LIB_EC, &whole, pp, length);
    FINISH_OBJECT(EC_KEY, fac_ec_of, EC_KEY_free)

    return made;
}

int
i2d_ECPrivateKey(const EC_KEY *a, unsigned char **pp)
{
    /* Without its parameters, a key in PKCS#8 has the same form. */
    return write_object(fac_ec_key(a),
                        (a->enc_flags & EC_PKEY_NO_PARAMETERS) != 0
                            ? urt_key_put_ec_bare
                            : urt_key_put_traditional,
                        ERR_LIB_EC, pp);
}

EC_KEY *
d2i_EC_PUBKEY(EC_KEY **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key =
        read_object(urt_key_from_spki, ERR_LIB_EC, &whole, pp, length);
    FINISH_OBJECT(EC_KEY, fac_ec_of, EC_KEY_free)

    return made;
}

int
i2d_EC_PUBKEY(const EC_KEY *a, unsigned char **pp)
{
    return a == NULL ? 0
                     : write_object(fac_ec_key(a), urt_key_put_spki,
                                    ERR_LIB_EC, pp);
}

/* The point alone, into a key that has its group. */
EC_KEY *
o2i_ECPublicKey(EC_KEY **a, const unsigned char **pp, long len)
{
    if (a == NULL || *a == NULL || (*a)->group == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (len < 0 || !EC_KEY_oct2key(*a, *pp, (size_t)len, NULL)) {
        ERR_raise(ERR_LIB_EC, ERR_R_EC_LIB);
        return NULL;
    }
    *pp += len;
    return *a;
}

int
i2o_ECPublicKey(const EC_KEY *a, unsigned char **pp)
{
    struct urt_buf b = URT_BUF_INIT;
    uint8_t *room;
    size_t len;

    if (a == NULL || a->pub == NULL || a->group == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    len = EC_POINT_point2oct(a->group, a->pub, a->form, NULL, 0, NULL);
    room = urt_buf_reserve(&b, len);
    if (room == NULL || len == 0)
        return 0;
    b.len = EC_POINT_point2oct(a->group, a->pub, a->form, room, len, NULL);
    len = (size_t)fac_i2d(pp, &b);
    return (int)len > 0 ? (int)len : 0;
}

EC_GROUP *
d2i_ECPKParameters(EC_GROUP **a, const unsigned char **pp, long len)
{
    struct urt_bytes whole, in, oid;
    EC_GROUP *g = NULL;

    if (fac_d2i_element(&whole, *pp, len)) {
        in = whole;
        if (urt_der_take_oid(&in, &oid))
            g = EC_GROUP_new_by_curve_name(
                fac_group_nid(urt_group_by_oid(oid)));
    }
    if (g == NULL) {
        raise_d2i(*pp, len, 3);
        return NULL;
    }
    *pp += whole.len;
    if (a != NULL) {
        EC_GROUP_free(*a);
        *a = g;
    }
    return g;
}

int
i2d_ECPKParameters(const EC_GROUP *a, unsigned char **pp)
{
    struct urt_buf b = URT_BUF_INIT;

    urt_der_put_oid(&b, *a->group->oid);
    return fac_i2d(pp, &b);
}

EC_KEY *
d2i_ECParameters(EC_KEY **a, const unsigned char **pp, long len)
{
    EC_GROUP *g = d2i_ECPKParameters(NULL, pp, len);
    EC_KEY *k = g != NULL && (a == NULL || *a == NULL) ? EC_KEY_new()
                : g != NULL                            ? *a
                                                       : NULL;

    if (k == NULL) {
        EC_GROUP_free(g);
        return NULL;
    }
    EC_GROUP_free(k->group);
    k->group = g;
    fac_object_touch(&k->base);
    if (a != NULL)
        *a = k;
    return k;
}

int
i2d_ECParameters(const EC_KEY *a, unsigned char **pp)
{
    if (a == NULL || a->group == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return i2d_ECPKParameters(a->group, pp);
}
