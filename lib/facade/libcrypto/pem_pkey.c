/* Keys and parameters in PEM. Which errors a failing read leaves is what
 * programs show and match, so the lists here are OpenSSL's. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12err.h>
#include <openssl/proverr.h>
#include <string.h>

#include "engine/crypto/keyfile.h"
#include "engine/der/der.h"
#include "engine/der/oid.h"
#include "facade/libcrypto/pem_local.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/provider_local.h"
#include "facade/libcrypto/raise.h"
#include "toolkit/compat.h"

/* A block as PEM_read_bio gives it. */
struct block {
    char *name, *header;
    unsigned char *data;
    long len;
};

static void
block_free(struct block *b)
{
    OPENSSL_free(b->name);
    OPENSSL_free(b->header);
    OPENSSL_clear_free(b->data, (size_t)(b->len > 0 ? b->len : 0));
}

/* A block as the engine takes it; nothing is copied. */
static struct urt_pem
pem_of(const struct block *b)
{
    struct urt_pem pem = {urt_bytes(b->name, strlen(b->name)),
                          urt_bytes(b->header, strlen(b->header)),
                          URT_BUF_INIT};

    pem.der.data = b->data;
    pem.der.len = (size_t)b->len;
    return pem;
}

struct asked {
    pem_password_cb *cb;
    void *u;
    bool failed;
    bool empty; /* the password that was given */
};

static enum urt_err
ask(void *arg, struct urt_buf *out)
{
    struct asked *a = arg;
    char text[PEM_BUFSIZE];
    int len;

    /* A callback that fails is asked once more, as OpenSSL does. */
    len = a->cb(text, sizeof text, 0, a->u);
    if (len < 0)
        len = a->cb(text, sizeof text, 0, a->u);
    if (len < 0 || (size_t)len > sizeof text) {
        a->failed = true;
        return URT_E_PASSWORD_READ;
    }
    a->empty = len == 0;
    urt_put(out, text, (size_t)len);
    OPENSSL_cleanse(text, sizeof text);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

static void
raise_unsupported(void)
{
    ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                   "No supported data to decode. Input type: PEM");
}

static void
raise_read(enum urt_err err, bool pkcs8, bool empty)
{
    if (err == URT_E_PASSWORD_READ) {
        ERR_raise(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
        ERR_raise(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
        if (pkcs8) {
            ERR_raise(ERR_LIB_PROV, PROV_R_UNABLE_TO_GET_PASSPHRASE);
            ERR_raise(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
        }
        ERR_raise(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
    } else if (err == URT_E_DECRYPT_FAILED && pkcs8) {
        for (int i = 0; i < 2; i++) {
            ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
            ERR_raise_data(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR,
                           empty ? "empty password" : "maybe wrong password");
        }
    } else if (err == URT_E_DECRYPT_FAILED) {
        ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
        ERR_raise(ERR_LIB_PEM, PEM_R_BAD_DECRYPT);
    } else if (err == URT_E_NOMEM) {
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
    } else {
        raise_unsupported();
    }
}

/* Encryptions that need the legacy provider, with the algorithm that a look-up
 * fails on without it, as the error queue shows it. */
static const struct legacy {
    const struct urt_bytes *oid;
    const char *missing;
} legacy[] = {
    {&urt_oid_PBE_MD5_DES, "(PBKDF1 : 0), Properties (<null>)"},
    {&urt_oid_PBE_SHA1_DES, "(PBKDF1 : 0), Properties (<null>)"},
    {&urt_oid_PBE_MD5_RC2, "(PBKDF1 : 0), Properties (<null>)"},
    {&urt_oid_PBE_SHA1_RC2, "(PBKDF1 : 0), Properties (<null>)"},
    {&urt_oid_PBE_SHA1_RC2_128, "(RC2-CBC : 4), Properties ()"},
    {&urt_oid_PBE_SHA1_RC2_40, "(RC2-40-CBC : 0), Properties ()"},
    {&urt_oid_PBE_SHA1_RC4_128, "(RC4 : 37), Properties ()"},
    {&urt_oid_PBE_SHA1_RC4_40, "(RC4-40 : 0), Properties ()"},
};

/* Raises and answers true when DER, an EncryptedPrivateKeyInfo, needs what
 * isn't loaded. */
static bool
refuse_legacy(struct urt_bytes der)
{
    struct urt_der_algorithm alg;

    if (!urt_der_take(&der, URT_DER_SEQUENCE, &der) ||
        !urt_der_take_algorithm(&der, &alg) ||
        fac_provider_find(NULL, FAC_PROVIDER_LEGACY, NULL) != 0)
        return false;
    for (size_t i = 0; i < sizeof legacy / sizeof legacy[0]; i++)
        if (urt_bytes_equal(*legacy[i].oid, alg.oid)) {
            raise_unsupported();
            ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
                           "Global default library context, Algorithm %s",
                           legacy[i].missing);
            return true;
        }
    return false;
}

/* The next private key in BP; blocks of other kinds are passed over. */
static struct urt_key *
read_private(BIO *bp, pem_password_cb *cb, void *u)
{
    struct asked asked = {cb != NULL ? cb : PEM_def_callback, u, false, false};
    struct urt_password password = {ask, &asked};
    struct urt_key *key = NULL;
    enum urt_err err = URT_OK;
    bool taken = false, pkcs8;

    while (!taken) {
        struct block b = {0};
        struct urt_pem pem;

        ERR_set_mark();
        if (!PEM_read_bio(bp, &b.name, &b.header, &b.data, &b.len)) {
            ERR_pop_to_mark();
            raise_unsupported();
            return NULL;
        }
        ERR_clear_last_mark();
        pem = pem_of(&b);
        pkcs8 = strcmp(b.name, PEM_STRING_PKCS8) == 0;
        err = urt_keyfile_from_pem(&key, &taken, &pem, password);
        if (pkcs8 && err != URT_E_PASSWORD_READ &&
            refuse_legacy(urt_buf_bytes(&pem.der))) {
            urt_key_free(key);
            block_free(&b);
            return NULL;
        }
        block_free(&b);
        if (err == URT_E_KEY_DECODE || err == URT_E_CURVE_UNKNOWN)
            fac_compat("PEM_read_bio_PrivateKey");
        if (err != URT_OK) {
            raise_read(err, pkcs8, asked.empty);
            return NULL;
        }
    }
    return key;
}

EVP_PKEY *
PEM_read_bio_PrivateKey(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
    struct urt_key *key = read_private(bp, cb, u);
    EVP_PKEY *p = key != NULL ? fac_pkey_new(key) : NULL;

    urt_key_free(key);
    if (p != NULL && x != NULL) {
        EVP_PKEY_free(*x);
        *x = p;
    }
    return p;
}

EVP_PKEY *
PEM_read_bio_PrivateKey_ex(BIO *bp, EVP_PKEY **x, pem_password_cb *cb,
                           void *u, OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return PEM_read_bio_PrivateKey(bp, x, cb, u);
}

EVP_PKEY *
PEM_read_PrivateKey(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    EVP_PKEY *p = bp != NULL ? PEM_read_bio_PrivateKey(bp, x, cb, u) : NULL;

    BIO_free(bp);
    return p;
}

RSA *
PEM_read_bio_RSAPrivateKey(BIO *bp, RSA **x, pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = PEM_read_bio_PrivateKey(bp, NULL, cb, u);
    RSA *r = p != NULL ? EVP_PKEY_get1_RSA(p) : NULL;

    EVP_PKEY_free(p);
    if (r != NULL && x != NULL) {
        RSA_free(*x);
        *x = r;
    }
    return r;
}

DSA *
PEM_read_bio_DSAPrivateKey(BIO *bp, DSA **x, pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = PEM_read_bio_PrivateKey(bp, NULL, cb, u);
    DSA *d = p != NULL ? EVP_PKEY_get1_DSA(p) : NULL;

    EVP_PKEY_free(p);
    if (d != NULL && x != NULL) {
        DSA_free(*x);
        *x = d;
    }
    return d;
}

EC_KEY *
PEM_read_bio_ECPrivateKey(BIO *bp, EC_KEY **x, pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = PEM_read_bio_PrivateKey(bp, NULL, cb, u);
    EC_KEY *e = p != NULL ? EVP_PKEY_get1_EC_KEY(p) : NULL;

    EVP_PKEY_free(p);
    if (e != NULL && x != NULL) {
        EC_KEY_free(*x);
        *x = e;
    }
    return e;
}

/* The next public key, whatever its form. */
static struct urt_key *
read_public(BIO *bp)
{
    struct urt_key *key = NULL;
    enum urt_err err = URT_OK;

    while (key == NULL && err == URT_OK) {
        struct block b = {0};
        struct urt_bytes der;

        ERR_set_mark();
        if (!PEM_read_bio(bp, &b.name, &b.header, &b.data, &b.len)) {
            ERR_pop_to_mark();
            raise_unsupported();
            return NULL;
        }
        ERR_clear_last_mark();
        der = urt_bytes(b.data, (size_t)b.len);
        if (strcmp(b.name, PEM_STRING_PUBLIC) == 0)
            err = urt_key_from_spki(&key, der);
        else if (strcmp(b.name, PEM_STRING_RSA_PUBLIC) == 0)
            err = urt_key_from_rsa_public(&key, der);
        block_free(&b);
    }
    if (err != URT_OK)
        raise_unsupported();
    return key;
}

EVP_PKEY *
PEM_read_bio_PUBKEY(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
    struct urt_key *key = read_public(bp);
    EVP_PKEY *p = key != NULL ? fac_pkey_new(key) : NULL;

    (void)cb;
    (void)u;
    urt_key_free(key);
    if (p != NULL && x != NULL) {
        EVP_PKEY_free(*x);
        *x = p;
    }
    return p;
}

EVP_PKEY *
PEM_read_PUBKEY(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    EVP_PKEY *p = bp != NULL ? PEM_read_bio_PUBKEY(bp, x, cb, u) : NULL;

    BIO_free(bp);
    return p;
}

RSA *
PEM_read_bio_RSA_PUBKEY(BIO *bp, RSA **x, pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = PEM_read_bio_PUBKEY(bp, NULL, cb, u);
    RSA *r = p != NULL ? EVP_PKEY_get1_RSA(p) : NULL;

    EVP_PKEY_free(p);
    if (r != NULL && x != NULL) {
        RSA_free(*x);
        *x = r;
    }
    return r;
}

/* "DH PARAMETERS" and "X9.42 DH PARAMETERS". */
DH *
PEM_read_bio_DHparams(BIO *bp, DH **x, pem_password_cb *cb, void *u)
{
    const unsigned char *p;
    unsigned char *data = NULL;
    long len;
    DH *dh;

    if (!PEM_bytes_read_bio(&data, &len, NULL, PEM_STRING_DHPARAMS, bp, cb,
                            u))
        return NULL;
    p = data;
    dh = d2i_DHparams(x, &p, len);
    if (dh == NULL)
        ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    OPENSSL_free(data);
    return dh;
}

DH *
PEM_read_DHparams(FILE *fp, DH **x, pem_password_cb *cb, void *u)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    DH *dh = bp != NULL ? PEM_read_bio_DHparams(bp, x, cb, u) : NULL;

    BIO_free(bp);
    return dh;
}

static int
write_text(BIO *bp, struct urt_buf *b, enum urt_err err)
{
    int ok;

    fac_raise(ERR_LIB_PEM, err);
    ok = err == URT_OK && BIO_write(bp, b->data, (int)b->len) == (int)b->len;
    urt_buf_free(b);
    return ok;
}

/* The password for writing: KSTR, or from the callback, which has U. */
static int
password_of(char *text, size_t size, const unsigned char **kstr, int klen,
            pem_password_cb *cb, void *u)
{
    if (*kstr == NULL && u != NULL && cb == NULL) {
        *kstr = u;
        return (int)strlen(u);
    }
    if (*kstr != NULL)
        return klen;
    if (cb == NULL)
        cb = PEM_def_callback;
    klen = cb(text, (int)size, 1, u);
    if (klen < 0)
        ERR_raise(ERR_LIB_PEM, PEM_R_READ_KEY);
    *kstr = (unsigned char *)text;
    return klen;
}

int
PEM_write_bio_PKCS8PrivateKey(BIO *bp, const EVP_PKEY *x,
                              const EVP_CIPHER *enc, const char *kstr,
                              int klen, pem_password_cb *cb, void *u)
{
    const unsigned char *password = (const unsigned char *)kstr;
    struct urt_key *key = fac_pkey_key(x);
    struct urt_pbe pbe = {.scheme = URT_PBE_PBES2_PBKDF2};
    struct urt_buf b = URT_BUF_INIT;
    char text[PEM_BUFSIZE];
    enum urt_err err;

    if (key == NULL)
        return 0;
    if (enc == NULL)
        return write_text(bp, &b,
                          urt_keyfile_put_pem(&b, key, NULL, URT_BYTES_NONE));
    klen = password_of(text, sizeof text, &password, klen, cb, u);
    if (klen < 0)
        return 0;
    pbe.cipher = EVP_CIPHER_get0_name(enc);
    err = urt_keyfile_put_pem(&b, key, &pbe,
                              urt_bytes(password, (size_t)klen));
    OPENSSL_cleanse(text, sizeof text);
    return write_text(bp, &b, err);
}

int
PEM_write_bio_PrivateKey(BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc,
                         const unsigned char *kstr, int klen,
                         pem_password_cb *cb, void *u)
{
    return PEM_write_bio_PKCS8PrivateKey(bp, x, enc, (const char *)kstr, klen,
                                         cb, u);
}

int
PEM_write_PrivateKey(FILE *fp, const EVP_PKEY *x, const EVP_CIPHER *enc,
                     const unsigned char *kstr, int klen, pem_password_cb *cb,
                     void *u)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = bp != NULL &&
             PEM_write_bio_PrivateKey(bp, x, enc, kstr, klen, cb, u);

    BIO_free(bp);
    return ok;
}

int
PEM_write_bio_PrivateKey_traditional(BIO *bp, const EVP_PKEY *x,
                                     const EVP_CIPHER *enc,
                                     const unsigned char *kstr, int klen,
                                     pem_password_cb *cb, void *u)
{
    struct urt_key *key = fac_pkey_key(x);
    struct urt_buf b = URT_BUF_INIT;
    char text[PEM_BUFSIZE];
    const char *cipher = NULL;
    enum urt_err err;

    if (key == NULL)
        return 0;
    if (enc != NULL) {
        klen = password_of(text, sizeof text, &kstr, klen, cb, u);
        if (klen < 0)
            return 0;
        cipher = EVP_CIPHER_get0_name(enc);
    }
    err = urt_keyfile_put_pem_traditional(
        &b, key, cipher, urt_bytes(kstr, enc != NULL ? (size_t)klen : 0));
    OPENSSL_cleanse(text, sizeof text);
    return write_text(bp, &b, err);
}

int
PEM_write_bio_PUBKEY(BIO *bp, const EVP_PKEY *x)
{
    struct urt_key *key = fac_pkey_key(x);
    struct urt_buf der = URT_BUF_INIT, b = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL)
        return 0;
    err = urt_key_put_spki(&der, key);
    if (err == URT_OK) {
        urt_pem_put(&b, PEM_STRING_PUBLIC, urt_buf_bytes(&der));
        err = urt_buf_ok(&b) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&der);
    return write_text(bp, &b, err);
}

int
PEM_write_PUBKEY(FILE *fp, const EVP_PKEY *x)
{
    BIO *bp = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = bp != NULL && PEM_write_bio_PUBKEY(bp, x);

    BIO_free(bp);
    return ok;
}

int
PEM_write_bio_RSAPrivateKey(BIO *bp, const RSA *x, const EVP_CIPHER *enc,
                            const unsigned char *kstr, int klen,
                            pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = EVP_PKEY_new();
    int ok = p != NULL && EVP_PKEY_set1_RSA(p, (RSA *)(uintptr_t)x) &&
             PEM_write_bio_PrivateKey_traditional(bp, p, enc, kstr, klen, cb,
                                                  u);

    EVP_PKEY_free(p);
    return ok;
}

int
PEM_write_bio_ECPrivateKey(BIO *bp, const EC_KEY *x, const EVP_CIPHER *enc,
                           const unsigned char *kstr, int klen,
                           pem_password_cb *cb, void *u)
{
    EVP_PKEY *p = EVP_PKEY_new();
    int ok = p != NULL && EVP_PKEY_set1_EC_KEY(p, (EC_KEY *)(uintptr_t)x) &&
             PEM_write_bio_PrivateKey_traditional(bp, p, enc, kstr, klen, cb,
                                                  u);

    EVP_PKEY_free(p);
    return ok;
}
