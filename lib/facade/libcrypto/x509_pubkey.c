/* X509_PUBKEY: SubjectPublicKeyInfo as a value, with the key decoded on
 * first use. RFC 5280, 4.1.2.7. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/pkey_handle.h"
#include "facade/libcrypto/raise.h"

static int pubkey_callback(int op, ASN1_VALUE **pval, const ASN1_ITEM *it,
                           void *exarg);

ASN1_SEQUENCE_cb(X509_PUBKEY, pubkey_callback) = {
    ASN1_SIMPLE(X509_PUBKEY, algor, X509_ALGOR),
    ASN1_SIMPLE(X509_PUBKEY, public_key, ASN1_BIT_STRING),
} ASN1_SEQUENCE_END_cb(X509_PUBKEY, X509_PUBKEY)

IMPLEMENT_ASN1_FUNCTIONS(X509_PUBKEY)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_PUBKEY)

static void
forget_key(X509_PUBKEY *key)
{
    EVP_PKEY_free(atomic_exchange(&key->pkey, NULL));
}

static int
pubkey_callback(int op, ASN1_VALUE **pval, const ASN1_ITEM *it, void *exarg)
{
    (void)it;
    (void)exarg;
    if (op == ASN1_OP_FREE_PRE || op == ASN1_OP_D2I_PRE)
        forget_key((X509_PUBKEY *)*pval);
    return 1;
}

X509_PUBKEY *
X509_PUBKEY_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return X509_PUBKEY_new();
}

int
X509_PUBKEY_set(X509_PUBKEY **x, EVP_PKEY *pkey)
{
    struct urt_key *key = pkey != NULL ? fac_pkey_key(pkey) : NULL;
    struct urt_buf b = URT_BUF_INIT;
    X509_PUBKEY *made = NULL;
    const unsigned char *p;
    enum urt_err err;

    if (x == NULL || pkey == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (key == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
        return 0;
    }
    err = urt_key_put_spki(&b, key);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_X509, err);
    } else {
        p = b.data;
        made = d2i_X509_PUBKEY(NULL, &p, (long)b.len);
    }
    urt_buf_free(&b);
    if (made == NULL)
        return 0;
    EVP_PKEY_up_ref(pkey);
    atomic_store(&made->pkey, pkey);
    X509_PUBKEY_free(*x);
    *x = made;
    return 1;
}

static EVP_PKEY *
decode(X509_PUBKEY *value)
{
    unsigned char *der = NULL;
    struct urt_key *key = NULL;
    EVP_PKEY *pkey;
    enum urt_err err;
    int len;

    ERR_set_mark();
    len = i2d_X509_PUBKEY(value, &der);
    ERR_pop_to_mark();
    if (len < 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DECODE_ERROR);
        return NULL;
    }
    err = urt_key_from_spki(&key, urt_bytes(der, (size_t)len));
    OPENSSL_free(der);
    if (err == URT_E_ALGORITHM_UNKNOWN || err == URT_E_UNSUPPORTED ||
        err == URT_E_CURVE_UNKNOWN) {
        ERR_raise(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
        return NULL;
    }
    if (err != URT_OK) {
        ERR_raise(ERR_LIB_X509, X509_R_PUBLIC_KEY_DECODE_ERROR);
        return NULL;
    }
    pkey = fac_pkey_new(key);
    urt_key_free(key);
    return pkey;
}

EVP_PKEY *
X509_PUBKEY_get0(const X509_PUBKEY *key)
{
    X509_PUBKEY *self = (X509_PUBKEY *)key;
    EVP_PKEY *pkey, *none = NULL;

    if (key == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    pkey = atomic_load(&self->pkey);
    if (pkey != NULL)
        return pkey;
    pkey = decode(self);
    if (pkey == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&self->pkey, &none, pkey))
        return pkey;
    EVP_PKEY_free(pkey);
    return none;
}

EVP_PKEY *
X509_PUBKEY_get(const X509_PUBKEY *key)
{
    EVP_PKEY *pkey = X509_PUBKEY_get0(key);

    if (pkey != NULL)
        EVP_PKEY_up_ref(pkey);
    return pkey;
}

int
X509_PUBKEY_get0_param(ASN1_OBJECT **ppkalg, const unsigned char **pk,
                       int *ppklen, X509_ALGOR **pa, const X509_PUBKEY *pub)
{
    if (ppkalg != NULL)
        *ppkalg = pub->algor->algorithm;
    if (pk != NULL) {
        *pk = pub->public_key->data;
        *ppklen = pub->public_key->length;
    }
    if (pa != NULL)
        *pa = pub->algor;
    return 1;
}

int
X509_PUBKEY_set0_param(X509_PUBKEY *pub, ASN1_OBJECT *aobj, int ptype,
                       void *pval, unsigned char *penc, int penclen)
{
    if (!X509_ALGOR_set0(pub->algor, aobj, ptype, pval))
        return 0;
    forget_key(pub);
    if (penc == NULL)
        return 1;
    ASN1_STRING_set0(pub->public_key, penc, penclen);
    pub->public_key->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 7);
    pub->public_key->flags |= ASN1_STRING_FLAG_BITS_LEFT;
    return 1;
}

int
X509_PUBKEY_eq(const X509_PUBKEY *a, const X509_PUBKEY *b)
{
    EVP_PKEY *x, *y;

    if (a == b)
        return 1;
    if (a == NULL || b == NULL)
        return 0;
    if (X509_ALGOR_cmp(a->algor, b->algor) != 0)
        return 0;
    x = X509_PUBKEY_get0(a);
    y = X509_PUBKEY_get0(b);
    if (x == NULL || y == NULL)
        return -2;
    return EVP_PKEY_eq(x, y);
}
