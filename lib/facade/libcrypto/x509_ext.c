/* X509_EXTENSION as a value, and lists of extensions. RFC 5280, 4.2. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>

ASN1_SEQUENCE(X509_EXTENSION) = {
    ASN1_SIMPLE(X509_EXTENSION, object, ASN1_OBJECT),
    ASN1_OPT(X509_EXTENSION, critical, ASN1_FBOOLEAN),
    ASN1_EMBED(X509_EXTENSION, value, ASN1_OCTET_STRING),
} ASN1_SEQUENCE_END(X509_EXTENSION)

ASN1_ITEM_TEMPLATE(X509_EXTENSIONS) =
    ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, Extension, X509_EXTENSION)
ASN1_ITEM_TEMPLATE_END(X509_EXTENSIONS)

IMPLEMENT_ASN1_FUNCTIONS(X509_EXTENSION)
IMPLEMENT_ASN1_ENCODE_FUNCTIONS_fname(X509_EXTENSIONS, X509_EXTENSIONS,
                                      X509_EXTENSIONS)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_EXTENSION)

ASN1_OBJECT *
X509_EXTENSION_get_object(X509_EXTENSION *ex)
{
    return ex == NULL ? NULL : ex->object;
}

ASN1_OCTET_STRING *
X509_EXTENSION_get_data(X509_EXTENSION *ex)
{
    return ex == NULL ? NULL : &ex->value;
}

int
X509_EXTENSION_get_critical(const X509_EXTENSION *ex)
{
    return ex != NULL && ex->critical > 0;
}

int
X509_EXTENSION_set_object(X509_EXTENSION *ex, const ASN1_OBJECT *obj)
{
    if (ex == NULL || obj == NULL)
        return 0;
    ASN1_OBJECT_free(ex->object);
    ex->object = OBJ_dup(obj);
    return ex->object != NULL;
}

int
X509_EXTENSION_set_critical(X509_EXTENSION *ex, int crit)
{
    if (ex == NULL)
        return 0;
    ex->critical = crit ? 0xff : -1;
    return 1;
}

int
X509_EXTENSION_set_data(X509_EXTENSION *ex, ASN1_OCTET_STRING *data)
{
    return ex != NULL && ASN1_OCTET_STRING_set(&ex->value, data->data,
                                               data->length);
}

X509_EXTENSION *
X509_EXTENSION_create_by_OBJ(X509_EXTENSION **ex, const ASN1_OBJECT *obj,
                             int crit, ASN1_OCTET_STRING *data)
{
    X509_EXTENSION *made = ex != NULL ? *ex : NULL;

    if (made == NULL && (made = X509_EXTENSION_new()) == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!X509_EXTENSION_set_object(made, obj) ||
        !X509_EXTENSION_set_critical(made, crit) ||
        !X509_EXTENSION_set_data(made, data)) {
        if (ex == NULL || made != *ex)
            X509_EXTENSION_free(made);
        return NULL;
    }
    if (ex != NULL)
        *ex = made;
    return made;
}

X509_EXTENSION *
X509_EXTENSION_create_by_NID(X509_EXTENSION **ex, int nid, int crit,
                             ASN1_OCTET_STRING *data)
{
    ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    if (obj == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_NID);
        return NULL;
    }
    return X509_EXTENSION_create_by_OBJ(ex, obj, crit, data);
}

/* ---- lists ---- */

int
X509v3_get_ext_count(const STACK_OF(X509_EXTENSION) *x)
{
    int n = x == NULL ? 0 : sk_X509_EXTENSION_num(x);

    return n > 0 ? n : 0;
}

X509_EXTENSION *
X509v3_get_ext(const STACK_OF(X509_EXTENSION) *x, int loc)
{
    if (x == NULL || loc < 0 || loc >= sk_X509_EXTENSION_num(x))
        return NULL;
    return sk_X509_EXTENSION_value(x, loc);
}

int
X509v3_get_ext_by_OBJ(const STACK_OF(X509_EXTENSION) *x,
                      const ASN1_OBJECT *obj, int lastpos)
{
    int n = X509v3_get_ext_count(x);

    for (int i = lastpos < 0 ? 0 : lastpos + 1; i < n; i++)
        if (OBJ_cmp(sk_X509_EXTENSION_value(x, i)->object, obj) == 0)
            return i;
    return -1;
}

int
X509v3_get_ext_by_NID(const STACK_OF(X509_EXTENSION) *x, int nid, int lastpos)
{
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    return obj == NULL ? -2 : X509v3_get_ext_by_OBJ(x, obj, lastpos);
}

int
X509v3_get_ext_by_critical(const STACK_OF(X509_EXTENSION) *x, int crit,
                           int lastpos)
{
    int n = X509v3_get_ext_count(x);

    for (int i = lastpos < 0 ? 0 : lastpos + 1; i < n; i++)
        if (X509_EXTENSION_get_critical(sk_X509_EXTENSION_value(x, i)) ==
            (crit != 0))
            return i;
    return -1;
}

X509_EXTENSION *
X509v3_delete_ext(STACK_OF(X509_EXTENSION) *x, int loc)
{
    if (X509v3_get_ext(x, loc) == NULL)
        return NULL;
    return sk_X509_EXTENSION_delete(x, loc);
}

STACK_OF(X509_EXTENSION) *
X509v3_add_ext(STACK_OF(X509_EXTENSION) **x, X509_EXTENSION *ex, int loc)
{
    STACK_OF(X509_EXTENSION) *list;
    X509_EXTENSION *copy;
    int n;

    if (x == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    list = *x != NULL ? *x : sk_X509_EXTENSION_new_null();
    copy = list != NULL ? X509_EXTENSION_dup(ex) : NULL;
    n = X509v3_get_ext_count(list);
    if (copy == NULL ||
        !sk_X509_EXTENSION_insert(list, copy, loc < 0 || loc > n ? n : loc)) {
        X509_EXTENSION_free(copy);
        if (list != *x)
            sk_X509_EXTENSION_free(list);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    *x = list;
    return list;
}
