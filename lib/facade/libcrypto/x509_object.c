/* X509_OBJECT: a certificate or a CRL of a store. */
#include "facade/libcrypto/x509_vfy_local.h"

#include <openssl/err.h>

X509_OBJECT *
X509_OBJECT_new(void)
{
    X509_OBJECT *a = OPENSSL_zalloc(sizeof *a);

    if (a == NULL)
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return a;
}

static void
drop(X509_OBJECT *a)
{
    if (a->type == X509_LU_X509)
        X509_free(a->data.x509);
    else if (a->type == X509_LU_CRL)
        X509_CRL_free(a->data.crl);
    a->type = X509_LU_NONE;
}

void
X509_OBJECT_free(X509_OBJECT *a)
{
    if (a == NULL)
        return;
    drop(a);
    OPENSSL_free(a);
}

int
X509_OBJECT_up_ref_count(X509_OBJECT *a)
{
    if (a->type == X509_LU_X509)
        return X509_up_ref(a->data.x509);
    if (a->type == X509_LU_CRL)
        return X509_CRL_up_ref(a->data.crl);
    return 1;
}

X509_LOOKUP_TYPE
X509_OBJECT_get_type(const X509_OBJECT *a)
{
    return a->type;
}

X509 *
X509_OBJECT_get0_X509(const X509_OBJECT *a)
{
    return a == NULL || a->type != X509_LU_X509 ? NULL : a->data.x509;
}

X509_CRL *
X509_OBJECT_get0_X509_CRL(const X509_OBJECT *a)
{
    return a == NULL || a->type != X509_LU_CRL ? NULL : a->data.crl;
}

int
X509_OBJECT_set1_X509(X509_OBJECT *a, X509 *obj)
{
    if (a == NULL || !X509_up_ref(obj))
        return 0;
    drop(a);
    a->type = X509_LU_X509;
    a->data.x509 = obj;
    return 1;
}

int
X509_OBJECT_set1_X509_CRL(X509_OBJECT *a, X509_CRL *obj)
{
    if (a == NULL || !X509_CRL_up_ref(obj))
        return 0;
    drop(a);
    a->type = X509_LU_CRL;
    a->data.crl = obj;
    return 1;
}

X509_OBJECT *
X509_OBJECT_retrieve_by_subject(STACK_OF(X509_OBJECT) *h,
                                X509_LOOKUP_TYPE type, const X509_NAME *name)
{
    for (int i = 0; i < sk_X509_OBJECT_num(h); i++) {
        X509_OBJECT *a = sk_X509_OBJECT_value(h, i);
        const X509_NAME *own;

        if (a->type != type)
            continue;
        own = type == X509_LU_X509 ? X509_get_subject_name(a->data.x509)
                                   : X509_CRL_get_issuer(a->data.crl);
        if (X509_NAME_cmp(own, name) == 0)
            return a;
    }
    return NULL;
}
