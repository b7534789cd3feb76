/* X509_ATTRIBUTE: a type and a set of values, as requests carry them. RFC
 * 2986, section 4. */
#include "facade/libcrypto/x509_req_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>

ASN1_SEQUENCE(X509_ATTRIBUTE) = {
    ASN1_SIMPLE(X509_ATTRIBUTE, object, ASN1_OBJECT),
    ASN1_SET_OF(X509_ATTRIBUTE, set, ASN1_ANY),
} ASN1_SEQUENCE_END(X509_ATTRIBUTE)

IMPLEMENT_ASN1_FUNCTIONS(X509_ATTRIBUTE)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_ATTRIBUTE)

ASN1_OBJECT *
X509_ATTRIBUTE_get0_object(X509_ATTRIBUTE *attr)
{
    return attr == NULL ? NULL : attr->object;
}

int
X509_ATTRIBUTE_count(const X509_ATTRIBUTE *attr)
{
    return attr == NULL ? 0 : sk_ASN1_TYPE_num(attr->set);
}

ASN1_TYPE *
X509_ATTRIBUTE_get0_type(X509_ATTRIBUTE *attr, int idx)
{
    return attr == NULL ? NULL : sk_ASN1_TYPE_value(attr->set, idx);
}

X509_ATTRIBUTE *
X509_ATTRIBUTE_create(int nid, int atrtype, void *value)
{
    ASN1_OBJECT *object = OBJ_nid2obj(nid);
    X509_ATTRIBUTE *attr = object != NULL ? X509_ATTRIBUTE_new() : NULL;
    ASN1_TYPE *val;

    if (attr == NULL)
        return NULL;
    attr->object = object;
    val = ASN1_TYPE_new();
    if (val == NULL || !sk_ASN1_TYPE_push(attr->set, val)) {
        ASN1_TYPE_free(val);
        X509_ATTRIBUTE_free(attr);
        return NULL;
    }
    ASN1_TYPE_set(val, atrtype, value);
    return attr;
}
