/* PEM of certificates and CRLs, DER of them through BIOs and files, and the
 * reading of whole files into X509_INFO records. */
#include "facade/libcrypto/pem_local.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <string.h>

IMPLEMENT_PEM_rw(X509, X509, PEM_STRING_X509, X509)
IMPLEMENT_PEM_rw(X509_AUX, X509, PEM_STRING_X509_TRUSTED, X509_AUX)
IMPLEMENT_PEM_rw(X509_CRL, X509_CRL, PEM_STRING_X509_CRL, X509_CRL)

#define DER_IO(name)                                                       \
    name *d2i_##name##_bio(BIO *bp, name **x)                              \
    {                                                                      \
        return ASN1_item_d2i_bio(ASN1_ITEM_rptr(name), bp, x);             \
    }                                                                      \
    int i2d_##name##_bio(BIO *bp, const name *x)                           \
    {                                                                      \
        return ASN1_item_i2d_bio(ASN1_ITEM_rptr(name), bp, x);             \
    }                                                                      \
    name *d2i_##name##_fp(FILE *fp, name **x)                              \
    {                                                                      \
        return ASN1_item_d2i_fp(ASN1_ITEM_rptr(name), fp, x);              \
    }                                                                      \
    int i2d_##name##_fp(FILE *fp, const name *x)                           \
    {                                                                      \
        return ASN1_item_i2d_fp(ASN1_ITEM_rptr(name), fp, x);              \
    }

DER_IO(X509)
DER_IO(X509_CRL)

/* ---- whole files ---- */

X509_INFO *
X509_INFO_new(void)
{
    X509_INFO *info = OPENSSL_zalloc(sizeof *info);

    if (info == NULL)
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
    return info;
}

static void
pkey_free(X509_PKEY *p)
{
    if (p == NULL)
        return;
    EVP_PKEY_free(p->dec_pkey);
    OPENSSL_free(p);
}

void
X509_INFO_free(X509_INFO *x)
{
    if (x == NULL)
        return;
    X509_free(x->x509);
    X509_CRL_free(x->crl);
    pkey_free(x->x_pkey);
    OPENSSL_free(x->enc_data);
    OPENSSL_free(x);
}

static bool
put_cert(X509_INFO *info, const unsigned char *data, long len, bool trusted)
{
    info->x509 = trusted ? d2i_X509_AUX(NULL, &data, len)
                         : d2i_X509(NULL, &data, len);
    return info->x509 != NULL;
}

static bool
put_crl(X509_INFO *info, const unsigned char *data, long len)
{
    info->crl = d2i_X509_CRL(NULL, &data, len);
    return info->crl != NULL;
}

/* A private key; one that is enciphered is kept as it stands. */
static bool
put_key(X509_INFO *info, const char *header, unsigned char *data, long len)
{
    const unsigned char *p = data;

    info->x_pkey = OPENSSL_zalloc(sizeof *info->x_pkey);
    if (info->x_pkey == NULL)
        return false;
    if (*header != '\0') {
        info->enc_data = OPENSSL_memdup(data, (size_t)len);
        info->enc_len = (int)len;
        return info->enc_data != NULL &&
               PEM_get_EVP_CIPHER_INFO((char *)header, &info->enc_cipher);
    }
    info->x_pkey->dec_pkey = d2i_AutoPrivateKey(NULL, &p, len);
    if (info->x_pkey->dec_pkey == NULL)
        ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    return info->x_pkey->dec_pkey != NULL;
}

enum kind { OTHER, CERT, TRUSTED, CRL, KEY };

static enum kind
kind_of(const char *label)
{
    static const struct {
        const char *label;
        enum kind kind;
    } rows[] = {
        {PEM_STRING_X509, CERT},        {PEM_STRING_X509_OLD, CERT},
        {PEM_STRING_X509_TRUSTED, TRUSTED}, {PEM_STRING_X509_CRL, CRL},
        {PEM_STRING_RSA, KEY},          {PEM_STRING_DSA, KEY},
        {PEM_STRING_ECPRIVATEKEY, KEY}, {PEM_STRING_PKCS8INF, KEY},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(label, rows[i].label) == 0)
            return rows[i].kind;
    return OTHER;
}

static bool
is_taken(const X509_INFO *info, enum kind kind)
{
    return ((kind == CERT || kind == TRUSTED) && info->x509 != NULL) ||
           (kind == CRL && info->crl != NULL) ||
           (kind == KEY && info->x_pkey != NULL);
}

static bool
put_block(X509_INFO *info, enum kind kind, char *header, unsigned char *data, long *len,
          pem_password_cb *cb, void *u)
{
    EVP_CIPHER_INFO cipher;
    bool ok;

    if (!PEM_get_EVP_CIPHER_INFO(header, &cipher))
        return false;
    if (kind == KEY)
        return put_key(info, header, data, *len);
    if (!PEM_do_header(&cipher, data, len, cb, u))
        return false;
    ok = kind == CRL ? put_crl(info, data, *len)
                     : put_cert(info, data, *len, kind == TRUSTED);
    if (!ok)
        ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    return ok;
}

/* Reads one block into the current record, or into a fresh one when that
 * kind is taken there. 1 go on, 0 end of the file, -1 error. */
static int
read_block(STACK_OF(X509_INFO) *list, X509_INFO **info, BIO *bp,
           pem_password_cb *cb, void *u)
{
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    enum kind kind;
    long len = 0;
    bool ok = true;

    if (!PEM_read_bio(bp, &name, &header, &data, &len)) {
        if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
            return -1;
        ERR_clear_error();
        return 0;
    }
    kind = kind_of(name);
    if (kind != OTHER && is_taken(*info, kind)) {
        ok = sk_X509_INFO_push(list, *info) > 0;
        *info = ok ? X509_INFO_new() : *info;
        ok = ok && *info != NULL;
    }
    if (ok && kind != OTHER)
        ok = put_block(*info, kind, header, data, &len, cb, u);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, (size_t)len);
    return ok ? 1 : -1;
}

STACK_OF(X509_INFO) *
PEM_X509_INFO_read_bio(BIO *bp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb,
                       void *u)
{
    STACK_OF(X509_INFO) *list = sk != NULL ? sk : sk_X509_INFO_new_null();
    int before = sk_X509_INFO_num(list), more = 1;
    X509_INFO *info = list != NULL ? X509_INFO_new() : NULL;

    if (info == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_MALLOC_FAILURE);
        more = -1;
    }
    while (more > 0)
        more = read_block(list, &info, bp, cb, u);
    if (more == 0 && (info->x509 != NULL || info->crl != NULL ||
                      info->x_pkey != NULL || info->enc_data != NULL)) {
        if (!sk_X509_INFO_push(list, info))
            more = -1;
        else
            info = NULL;
    }
    X509_INFO_free(info);
    if (more == 0)
        return list;
    while (sk_X509_INFO_num(list) > before)
        X509_INFO_free(sk_X509_INFO_pop(list));
    if (list != sk)
        sk_X509_INFO_free(list);
    return NULL;
}

STACK_OF(X509_INFO) *
PEM_X509_INFO_read(FILE *fp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb,
                   void *u)
{
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    STACK_OF(X509_INFO) *list;

    if (b == NULL) {
        ERR_raise(ERR_LIB_PEM, ERR_R_BUF_LIB);
        return NULL;
    }
    list = PEM_X509_INFO_read_bio(b, sk, cb, u);
    BIO_free(b);
    return list;
}
