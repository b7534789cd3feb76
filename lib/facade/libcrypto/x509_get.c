/* Reading and setting the fields of an X509. Gets hand out children, which
 * stay the same pointers; sets make the children the truth. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

/* ---- getting ---- */

long
X509_get_version(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? 0 : ASN1_INTEGER_get(v->cert_info.version);
}

ASN1_INTEGER *
X509_get_serialNumber(X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : &v->cert_info.serialNumber;
}

const ASN1_INTEGER *
X509_get0_serialNumber(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : &v->cert_info.serialNumber;
}

X509_NAME *
X509_get_subject_name(const X509 *a)
{
    FAC_X509_VALUE *v = fac_x509_value(a);

    return v == NULL ? NULL : v->cert_info.subject;
}

X509_NAME *
X509_get_issuer_name(const X509 *a)
{
    FAC_X509_VALUE *v = fac_x509_value(a);

    return v == NULL ? NULL : v->cert_info.issuer;
}

const ASN1_TIME *
X509_get0_notBefore(const X509 *x)
{
    return X509_getm_notBefore(x);
}

const ASN1_TIME *
X509_get0_notAfter(const X509 *x)
{
    return X509_getm_notAfter(x);
}

ASN1_TIME *
X509_getm_notBefore(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : v->cert_info.validity.notBefore;
}

ASN1_TIME *
X509_getm_notAfter(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : v->cert_info.validity.notAfter;
}

X509_PUBKEY *
X509_get_X509_PUBKEY(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : v->cert_info.key;
}

EVP_PKEY *
X509_get0_pubkey(const X509 *x)
{
    return x == NULL ? NULL : X509_PUBKEY_get0(X509_get_X509_PUBKEY(x));
}

EVP_PKEY *
X509_get_pubkey(X509 *x)
{
    return x == NULL ? NULL : X509_PUBKEY_get(X509_get_X509_PUBKEY(x));
}

ASN1_BIT_STRING *
X509_get0_pubkey_bitstr(const X509 *x)
{
    X509_PUBKEY *key = x == NULL ? NULL : X509_get_X509_PUBKEY(x);

    return key == NULL ? NULL : key->public_key;
}

const STACK_OF(X509_EXTENSION) *
X509_get0_extensions(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : v->cert_info.extensions;
}

void
X509_get0_uids(const X509 *x, const ASN1_BIT_STRING **piuid,
               const ASN1_BIT_STRING **psuid)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    if (piuid != NULL)
        *piuid = v == NULL ? NULL : v->cert_info.issuerUID;
    if (psuid != NULL)
        *psuid = v == NULL ? NULL : v->cert_info.subjectUID;
}

const X509_ALGOR *
X509_get0_tbs_sigalg(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NULL : &v->cert_info.signature;
}

void
X509_get0_signature(const ASN1_BIT_STRING **psig, const X509_ALGOR **palg,
                    const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    if (psig != NULL)
        *psig = v == NULL ? NULL : &v->signature;
    if (palg != NULL)
        *palg = v == NULL ? NULL : &v->sig_alg;
}

int
X509_get_signature_nid(const X509 *x)
{
    FAC_X509_VALUE *v = fac_x509_value(x);

    return v == NULL ? NID_undef : OBJ_obj2nid(v->sig_alg.algorithm);
}

int
X509_get_signature_type(const X509 *x)
{
    return EVP_PKEY_type(X509_get_signature_nid(x));
}

/* ---- setting ---- */

int
X509_set_version(X509 *x, long version)
{
    FAC_X509_VALUE *v;

    if (x == NULL)
        return 0;
    if (version == X509_get_version(x))
        return 1;
    v = fac_x509_edit(x);
    if (v == NULL)
        return 0;
    if (version == X509_VERSION_1) {
        ASN1_INTEGER_free(v->cert_info.version);
        v->cert_info.version = NULL;
        return 1;
    }
    if (v->cert_info.version == NULL &&
        (v->cert_info.version = ASN1_INTEGER_new()) == NULL)
        return 0;
    return ASN1_INTEGER_set(v->cert_info.version, version);
}

int
X509_set_serialNumber(X509 *x, ASN1_INTEGER *serial)
{
    FAC_X509_VALUE *v;

    if (x == NULL || (v = fac_x509_edit(x)) == NULL)
        return 0;
    return &v->cert_info.serialNumber == serial ||
           ASN1_STRING_copy(&v->cert_info.serialNumber, serial);
}

int
X509_set_subject_name(X509 *x, const X509_NAME *name)
{
    FAC_X509_VALUE *v = x == NULL ? NULL : fac_x509_edit(x);

    return v != NULL && X509_NAME_set(&v->cert_info.subject, name);
}

int
X509_set_issuer_name(X509 *x, const X509_NAME *name)
{
    FAC_X509_VALUE *v = x == NULL ? NULL : fac_x509_edit(x);

    return v != NULL && X509_NAME_set(&v->cert_info.issuer, name);
}

static int
set_time(ASN1_TIME **ptm, const ASN1_TIME *tm)
{
    ASN1_TIME *copy;

    if (*ptm == tm)
        return 1;
    copy = ASN1_STRING_dup(tm);
    if (copy == NULL)
        return 0;
    ASN1_TIME_free(*ptm);
    *ptm = copy;
    return 1;
}

int
X509_set1_notBefore(X509 *x, const ASN1_TIME *tm)
{
    FAC_X509_VALUE *v;

    if (x == NULL || tm == NULL || (v = fac_x509_edit(x)) == NULL)
        return 0;
    return set_time(&v->cert_info.validity.notBefore, tm);
}

int
X509_set1_notAfter(X509 *x, const ASN1_TIME *tm)
{
    FAC_X509_VALUE *v;

    if (x == NULL || tm == NULL || (v = fac_x509_edit(x)) == NULL)
        return 0;
    return set_time(&v->cert_info.validity.notAfter, tm);
}

int
X509_set_pubkey(X509 *x, EVP_PKEY *pkey)
{
    FAC_X509_VALUE *v = x == NULL ? NULL : fac_x509_edit(x);

    return v != NULL && X509_PUBKEY_set(&v->cert_info.key, pkey);
}

/* ---- extensions ---- */

int
X509_get_ext_count(const X509 *x)
{
    return X509v3_get_ext_count(X509_get0_extensions(x));
}

int
X509_get_ext_by_NID(const X509 *x, int nid, int lastpos)
{
    return X509v3_get_ext_by_NID(X509_get0_extensions(x), nid, lastpos);
}

int
X509_get_ext_by_OBJ(const X509 *x, const ASN1_OBJECT *obj, int lastpos)
{
    return X509v3_get_ext_by_OBJ(X509_get0_extensions(x), obj, lastpos);
}

int
X509_get_ext_by_critical(const X509 *x, int crit, int lastpos)
{
    return X509v3_get_ext_by_critical(X509_get0_extensions(x), crit, lastpos);
}

X509_EXTENSION *
X509_get_ext(const X509 *x, int loc)
{
    return X509v3_get_ext(X509_get0_extensions(x), loc);
}

X509_EXTENSION *
X509_delete_ext(X509 *x, int loc)
{
    FAC_X509_VALUE *v;
    X509_EXTENSION *gone;

    if (X509_get_ext(x, loc) == NULL || (v = fac_x509_edit(x)) == NULL)
        return NULL;
    gone = X509v3_delete_ext(v->cert_info.extensions, loc);
    if (sk_X509_EXTENSION_num(v->cert_info.extensions) == 0) {
        sk_X509_EXTENSION_free(v->cert_info.extensions);
        v->cert_info.extensions = NULL;
    }
    return gone;
}

int
X509_add_ext(X509 *x, X509_EXTENSION *ex, int loc)
{
    FAC_X509_VALUE *v = fac_x509_edit(x);

    return v != NULL &&
           X509v3_add_ext(&v->cert_info.extensions, ex, loc) != NULL;
}

void *
X509_get_ext_d2i(const X509 *x, int nid, int *crit, int *idx)
{
    return X509V3_get_d2i(X509_get0_extensions(x), nid, crit, idx);
}

int
X509_add1_ext_i2d(X509 *x, int nid, void *value, int crit,
                  unsigned long flags)
{
    FAC_X509_VALUE *v = fac_x509_edit(x);

    return v == NULL ? 0
                     : X509V3_add1_i2d(&v->cert_info.extensions, nid, value,
                                       crit, flags);
}
