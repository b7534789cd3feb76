/* PKCS12 files: reading them for their key and certificates. RFC 7292.
 *
 * A PKCS12 is kept as its encoding: opening it is the engine's work, and
 * nothing in it is known before the password is. */
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/der/der.h"
#include "engine/pki/pkcs12.h"
#include "facade/libcrypto/pkey_handle.h"
#include "facade/libcrypto/raise.h"
#include "facade/libcrypto/x509_local.h"

struct PKCS12_st {
    uint8_t *der; /* owned; NULL in an empty one */
    size_t len;
};

static int item_new(ASN1_VALUE **pval, const ASN1_ITEM *it);
static void item_free(ASN1_VALUE **pval, const ASN1_ITEM *it);
static int item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
                    const ASN1_ITEM *it, int tag, int aclass, char opt,
                    ASN1_TLC *ctx);
static int item_i2d(const ASN1_VALUE **pval, unsigned char **out,
                    const ASN1_ITEM *it, int tag, int aclass);

static const ASN1_EXTERN_FUNCS funcs = {
    .asn1_ex_new = item_new,
    .asn1_ex_free = item_free,
    .asn1_ex_d2i = item_d2i,
    .asn1_ex_i2d = item_i2d,
};

IMPLEMENT_EXTERN_ASN1(PKCS12, V_ASN1_SEQUENCE, funcs)
IMPLEMENT_ASN1_FUNCTIONS(PKCS12)

static int
item_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    PKCS12 *p = OPENSSL_zalloc(sizeof *p);

    (void)it;
    *pval = (ASN1_VALUE *)p;
    return p != NULL;
}

static void
item_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    PKCS12 *p;

    (void)it;
    if (pval == NULL || *pval == NULL)
        return;
    p = (PKCS12 *)*pval;
    urt_wipe_free(p->der, p->len);
    OPENSSL_free(p);
    *pval = NULL;
}

/* PFX ::= SEQUENCE { version INTEGER 3, authSafe ContentInfo, ... } */
static bool
looks_like_pfx(struct urt_bytes body)
{
    uint64_t version;

    return urt_der_take_uint(&body, &version) && version == 3 &&
           body.len > 0 && body.data[0] == URT_DER_SEQUENCE;
}

static int
item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
         const ASN1_ITEM *it, int tag, int aclass, char opt, ASN1_TLC *ctx)
{
    const unsigned char *body = *in, *end = *in;
    long content;
    int found_tag, class, form;
    PKCS12 *p;

    (void)tag;
    (void)aclass;
    (void)ctx;
    if (len <= 0)
        return 0;
    form = ASN1_get_object(&body, &content, &found_tag, &class, len);
    if ((form & 0x80) != 0 || found_tag != V_ASN1_SEQUENCE || class != 0) {
        if (opt && (form & 0x80) == 0)
            return -1;
        ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
        return 0;
    }
    /* Of indefinite length: the engine finds the end. */
    if ((form & 1) != 0)
        content = len - (body - *in);
    if (!looks_like_pfx(urt_bytes(body, (size_t)content))) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        return 0;
    }
    end = body + content;
    if (*pval == NULL && !item_new(pval, it))
        return 0;
    p = (PKCS12 *)*pval;
    urt_wipe_free(p->der, p->len);
    p->len = (size_t)(end - *in);
    p->der = urt_memdup(*in, p->len);
    if (p->der == NULL) {
        item_free(pval, it);
        return 0;
    }
    *in = end;
    return 1;
}

static int
item_i2d(const ASN1_VALUE **pval, unsigned char **out, const ASN1_ITEM *it,
         int tag, int aclass)
{
    const PKCS12 *p = (const PKCS12 *)*pval;

    (void)it;
    (void)tag;
    (void)aclass;
    if (p->der == NULL) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_ILLEGAL_ZERO_CONTENT);
        return -1;
    }
    if (out != NULL) {
        memcpy(*out, p->der, p->len);
        *out += p->len;
    }
    return (int)p->len;
}

PKCS12 *
d2i_PKCS12_bio(BIO *bp, PKCS12 **p12)
{
    return ASN1_item_d2i_bio(ASN1_ITEM_rptr(PKCS12), bp, p12);
}

PKCS12 *
d2i_PKCS12_fp(FILE *fp, PKCS12 **p12)
{
    return ASN1_item_d2i_fp(ASN1_ITEM_rptr(PKCS12), fp, p12);
}

int
i2d_PKCS12_bio(BIO *bp, const PKCS12 *p12)
{
    return ASN1_item_i2d_bio(ASN1_ITEM_rptr(PKCS12), bp, p12);
}

int
i2d_PKCS12_fp(FILE *fp, const PKCS12 *p12)
{
    return ASN1_item_i2d_fp(ASN1_ITEM_rptr(PKCS12), fp, p12);
}

/* Every algorithm is there without being added. */
void
PKCS12_PBE_add(void)
{
}

static struct urt_bytes
password_bytes(const char *pass, int len)
{
    if (pass == NULL)
        return URT_BYTES_NONE;
    return urt_bytes(pass, len < 0 ? strlen(pass) : (size_t)len);
}

int
PKCS12_verify_mac(PKCS12 *p12, const char *pass, int passlen)
{
    enum urt_err err =
        urt_pkcs12_verify_mac(urt_bytes(p12->der, p12->len),
                              password_bytes(pass, passlen));

    if (err != URT_OK && err != URT_E_MAC_MISMATCH)
        fac_raise(ERR_LIB_PKCS12, err);
    return err == URT_OK;
}

/* ---- parsing ---- */

static bool
same_id(const struct urt_pkcs12_item *a, const struct urt_pkcs12_item *b)
{
    return a->has_local_key_id && b->has_local_key_id &&
           urt_bytes_equal(urt_buf_bytes(&a->local_key_id),
                           urt_buf_bytes(&b->local_key_id));
}

static const struct urt_pkcs12_item *
find_key(const struct urt_pkcs12 *opened)
{
    for (size_t i = 0; i < opened->count; i++)
        if (opened->item[i].kind == URT_PKCS12_PRIVATE_KEY)
            return &opened->item[i];
    return NULL;
}

static X509 *
make_x509(const struct urt_pkcs12_item *item)
{
    X509 *x = fac_x509_new_from_cert(item->cert);

    if (x == NULL)
        return NULL;
    if ((item->has_local_key_id &&
         !X509_keyid_set1(x, item->local_key_id.data,
                          (int)item->local_key_id.len)) ||
        (item->has_friendly_name &&
         !X509_alias_set1(x, item->friendly_name.data,
                          (int)item->friendly_name.len))) {
        X509_free(x);
        return NULL;
    }
    return x;
}

/* The certificate of the key goes to *CERT, every other onto OTHERS, in the
 * order of the file. */
static bool
sort_certs(const struct urt_pkcs12 *opened, const struct urt_pkcs12_item *key,
           X509 **cert, STACK_OF(X509) *others)
{
    for (size_t i = 0; i < opened->count; i++) {
        const struct urt_pkcs12_item *item = &opened->item[i];
        X509 *x;

        if (item->kind != URT_PKCS12_CERT)
            continue;
        x = make_x509(item);
        if (x == NULL)
            return false;
        if (cert != NULL && *cert == NULL && key != NULL &&
            same_id(key, item)) {
            *cert = x;
        } else if (!sk_X509_push(others, x)) {
            X509_free(x);
            return false;
        }
    }
    return true;
}

/* A key without an identifier: its certificate is the one that it fits. */
static void
match_by_key(EVP_PKEY *pkey, X509 **cert, STACK_OF(X509) *others)
{
    for (int i = 0; *cert == NULL && i < sk_X509_num(others); i++) {
        X509 *x = sk_X509_value(others, i);
        int fits;

        ERR_set_mark();
        fits = X509_check_private_key(x, pkey);
        ERR_pop_to_mark();
        if (fits)
            *cert = sk_X509_delete(others, i);
    }
}

static int
take_out(const struct urt_pkcs12 *opened, EVP_PKEY **pkey, X509 **cert,
         STACK_OF(X509) **ca)
{
    const struct urt_pkcs12_item *key = find_key(opened);
    STACK_OF(X509) *others = sk_X509_new_null();
    EVP_PKEY *found = NULL;

    if (others == NULL)
        return 0;
    if (key != NULL && (found = fac_pkey_new(key->key)) == NULL) {
        sk_X509_free(others);
        return 0;
    }
    if (!sort_certs(opened, key, cert, others)) {
        EVP_PKEY_free(found);
        sk_X509_pop_free(others, X509_free);
        return 0;
    }
    if (found != NULL && cert != NULL)
        match_by_key(found, cert, others);
    if (pkey != NULL)
        *pkey = found;
    else
        EVP_PKEY_free(found);
    if (ca == NULL || sk_X509_num(others) == 0) {
        sk_X509_pop_free(others, X509_free);
        return 1;
    }
    if (*ca == NULL) {
        *ca = others;
        return 1;
    }
    while (sk_X509_num(others) > 0)
        if (!sk_X509_push(*ca, sk_X509_shift(others)))
            break;
    sk_X509_pop_free(others, X509_free);
    return 1;
}

/* Takes the first key, its certificate and all others out of a file. Any of
 * the outputs may be NULL; *CA, when it is a list, grows. */
int
PKCS12_parse(PKCS12 *p12, const char *pass, EVP_PKEY **pkey, X509 **cert,
             STACK_OF(X509) **ca)
{
    struct urt_pkcs12 *opened = NULL;
    enum urt_err err;
    int ok;

    if (pkey != NULL)
        *pkey = NULL;
    if (cert != NULL)
        *cert = NULL;
    if (p12 == NULL) {
        ERR_raise(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
        return 0;
    }
    err = urt_pkcs12_open(&opened, urt_bytes(p12->der, p12->len),
                          password_bytes(pass, -1));
    if (err == URT_E_MAC_MISMATCH) {
        ERR_raise(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE);
        return 0;
    }
    ok = err == URT_OK && take_out(opened, pkey, cert, ca);
    urt_pkcs12_free(opened);
    if (ok)
        return 1;
    if (err != URT_OK)
        fac_raise(ERR_LIB_PKCS12, err);
    ERR_raise(ERR_LIB_PKCS12, PKCS12_R_PARSE_ERROR);
    if (pkey != NULL) {
        EVP_PKEY_free(*pkey);
        *pkey = NULL;
    }
    if (cert != NULL) {
        X509_free(*cert);
        *cert = NULL;
    }
    return 0;
}
