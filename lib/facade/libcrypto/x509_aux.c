/* The trust settings behind a certificate (OpenSSL's X509_AUX): what PEM's
 * TRUSTED CERTIFICATE carries. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/raise.h"

static X509_CERT_AUX *
aux_of(X509 *x)
{
    if (x != NULL && x->aux == NULL)
        x->aux = X509_CERT_AUX_new();
    return x == NULL ? NULL : x->aux;
}

/* The engine's certificate carries a copy of the settings: give it a new one
 * after every change. */
static int
publish(X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x), *with = NULL;
    unsigned char *der = NULL;
    enum urt_err err;
    int len = 0;

    if (cert == NULL)
        return 0;
    if (x->aux != NULL && (len = i2d_X509_CERT_AUX(x->aux, &der)) < 0)
        return 0;
    err = urt_cert_with_aux(&with, cert, urt_bytes(der, (size_t)len));
    OPENSSL_free(der);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_X509, err);
        return 0;
    }
    urt_cert_free(atomic_exchange(&x->cert, with));
    return 1;
}

static int
add_object(X509 *x, STACK_OF(ASN1_OBJECT) **list, const ASN1_OBJECT *obj)
{
    ASN1_OBJECT *copy = OBJ_dup(obj);

    if (copy == NULL)
        return 0;
    if (*list == NULL)
        *list = sk_ASN1_OBJECT_new_null();
    if (*list == NULL || !sk_ASN1_OBJECT_push(*list, copy)) {
        ASN1_OBJECT_free(copy);
        return 0;
    }
    return publish(x);
}

int
X509_add1_trust_object(X509 *x, const ASN1_OBJECT *obj)
{
    X509_CERT_AUX *aux = aux_of(x);

    return aux != NULL && obj != NULL && add_object(x, &aux->trust, obj);
}

int
X509_add1_reject_object(X509 *x, const ASN1_OBJECT *obj)
{
    X509_CERT_AUX *aux = aux_of(x);

    return aux != NULL && obj != NULL && add_object(x, &aux->reject, obj);
}

static void
clear_list(X509 *x, STACK_OF(ASN1_OBJECT) **list)
{
    sk_ASN1_OBJECT_pop_free(*list, ASN1_OBJECT_free);
    *list = NULL;
    publish(x);
}

void
X509_trust_clear(X509 *x)
{
    if (x->aux != NULL)
        clear_list(x, &x->aux->trust);
}

void
X509_reject_clear(X509 *x)
{
    if (x->aux != NULL)
        clear_list(x, &x->aux->reject);
}

STACK_OF(ASN1_OBJECT) *
X509_get0_trust_objects(X509 *x)
{
    return x->aux == NULL ? NULL : x->aux->trust;
}

STACK_OF(ASN1_OBJECT) *
X509_get0_reject_objects(X509 *x)
{
    return x->aux == NULL ? NULL : x->aux->reject;
}

int
X509_trusted(const X509 *x)
{
    return x->aux != NULL;
}

int
X509_alias_set1(X509 *x, const unsigned char *name, int len)
{
    X509_CERT_AUX *aux;

    if (name == NULL) {
        if (x == NULL || x->aux == NULL || x->aux->alias == NULL)
            return 1;
        ASN1_UTF8STRING_free(x->aux->alias);
        x->aux->alias = NULL;
        return publish(x);
    }
    aux = aux_of(x);
    if (aux == NULL)
        return 0;
    if (aux->alias == NULL && (aux->alias = ASN1_UTF8STRING_new()) == NULL)
        return 0;
    return ASN1_STRING_set(aux->alias, name, len) && publish(x);
}

int
X509_keyid_set1(X509 *x, const unsigned char *id, int len)
{
    X509_CERT_AUX *aux;

    if (id == NULL) {
        if (x == NULL || x->aux == NULL || x->aux->keyid == NULL)
            return 1;
        ASN1_OCTET_STRING_free(x->aux->keyid);
        x->aux->keyid = NULL;
        return publish(x);
    }
    aux = aux_of(x);
    if (aux == NULL)
        return 0;
    if (aux->keyid == NULL && (aux->keyid = ASN1_OCTET_STRING_new()) == NULL)
        return 0;
    return ASN1_STRING_set(aux->keyid, id, len) && publish(x);
}

unsigned char *
X509_alias_get0(X509 *x, int *len)
{
    if (x->aux == NULL || x->aux->alias == NULL)
        return NULL;
    if (len != NULL)
        *len = x->aux->alias->length;
    return x->aux->alias->data;
}

unsigned char *
X509_keyid_get0(X509 *x, int *len)
{
    if (x->aux == NULL || x->aux->keyid == NULL)
        return NULL;
    if (len != NULL)
        *len = x->aux->keyid->length;
    return x->aux->keyid->data;
}

/* ---- certificate and settings together ---- */

X509 *
d2i_X509_AUX(X509 **a, const unsigned char **pp, long length)
{
    const unsigned char *q = *pp, *end = *pp + length;
    bool fresh = a == NULL || *a == NULL;
    X509 *x = d2i_X509(a, &q, length);

    if (x == NULL)
        return NULL;
    if (q < end && (d2i_X509_CERT_AUX(&x->aux, &q, end - q) == NULL ||
                    !publish(x))) {
        if (fresh) {
            X509_free(x);
            if (a != NULL)
                *a = NULL;
        }
        return NULL;
    }
    *pp = q;
    return x;
}

static int
put_both(const X509 *x, unsigned char **pp)
{
    int cert = i2d_X509(x, pp), aux;

    if (cert <= 0 || x->aux == NULL)
        return cert;
    aux = i2d_X509_CERT_AUX(x->aux, pp);
    return aux < 0 ? aux : cert + aux;
}

int
i2d_X509_AUX(const X509 *a, unsigned char **pp)
{
    unsigned char *out;
    int len;

    if (pp == NULL || *pp != NULL)
        return put_both(a, pp);
    len = put_both(a, NULL);
    if (len <= 0)
        return len;
    out = *pp = OPENSSL_malloc((size_t)len);
    if (out == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return -1;
    }
    len = put_both(a, &out);
    if (len <= 0) {
        OPENSSL_free(*pp);
        *pp = NULL;
    }
    return len;
}
