/* X509_REQ: certification requests, PKCS#10, as values. RFC 2986.
 *
 * What was read is kept and stands until the request is signed or a setter
 * changes it. */
#include "facade/libcrypto/x509_req_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

struct X509_req_info_st {
    ASN1_ENCODING enc;
    ASN1_INTEGER *version;
    X509_NAME *subject;
    X509_PUBKEY *pubkey;
    STACK_OF(X509_ATTRIBUTE) *attributes; /* a SET OF */
};

struct X509_req_st {
    X509_REQ_INFO req_info;
    X509_ALGOR sig_alg;
    ASN1_BIT_STRING *signature;
};

/* A new request has no attributes but a place for them, which is encoded. */
static int
info_callback(int op, ASN1_VALUE **pval, const ASN1_ITEM *it, void *exarg)
{
    X509_REQ_INFO *info = (X509_REQ_INFO *)*pval;

    (void)it;
    (void)exarg;
    if (op == ASN1_OP_NEW_POST &&
        (info->attributes = sk_X509_ATTRIBUTE_new_null()) == NULL)
        return 0;
    return 1;
}

/* The attributes are mandatory by the RFC; requests without are about. */
ASN1_SEQUENCE_enc(X509_REQ_INFO, enc, info_callback) = {
    ASN1_SIMPLE(X509_REQ_INFO, version, ASN1_INTEGER),
    ASN1_SIMPLE(X509_REQ_INFO, subject, X509_NAME),
    ASN1_SIMPLE(X509_REQ_INFO, pubkey, X509_PUBKEY),
    ASN1_IMP_SET_OF_OPT(X509_REQ_INFO, attributes, X509_ATTRIBUTE, 0),
} ASN1_SEQUENCE_END_enc(X509_REQ_INFO, X509_REQ_INFO)

IMPLEMENT_ASN1_FUNCTIONS(X509_REQ_INFO)

ASN1_SEQUENCE(X509_REQ) = {
    ASN1_EMBED(X509_REQ, req_info, X509_REQ_INFO),
    ASN1_EMBED(X509_REQ, sig_alg, X509_ALGOR),
    ASN1_SIMPLE(X509_REQ, signature, ASN1_BIT_STRING),
} ASN1_SEQUENCE_END(X509_REQ)

IMPLEMENT_ASN1_FUNCTIONS(X509_REQ)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_REQ)
IMPLEMENT_PEM_rw(X509_REQ, X509_REQ, PEM_STRING_X509_REQ, X509_REQ)
IMPLEMENT_PEM_write(X509_REQ_NEW, X509_REQ, PEM_STRING_X509_REQ_OLD, X509_REQ)

X509_REQ *
d2i_X509_REQ_bio(BIO *bp, X509_REQ **req)
{
    return ASN1_item_d2i_bio(ASN1_ITEM_rptr(X509_REQ), bp, req);
}

int
i2d_X509_REQ_bio(BIO *bp, const X509_REQ *req)
{
    return ASN1_item_i2d_bio(ASN1_ITEM_rptr(X509_REQ), bp, req);
}

X509_REQ *
d2i_X509_REQ_fp(FILE *fp, X509_REQ **req)
{
    return ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509_REQ), fp, req);
}

int
i2d_X509_REQ_fp(FILE *fp, const X509_REQ *req)
{
    return ASN1_item_i2d_fp(ASN1_ITEM_rptr(X509_REQ), fp, req);
}

/* ---- members ---- */

long
X509_REQ_get_version(const X509_REQ *req)
{
    return ASN1_INTEGER_get(req->req_info.version);
}

int
X509_REQ_set_version(X509_REQ *x, long version)
{
    if (x == NULL)
        return 0;
    x->req_info.enc.modified = 1;
    return ASN1_INTEGER_set(x->req_info.version, version);
}

X509_NAME *
X509_REQ_get_subject_name(const X509_REQ *req)
{
    return req->req_info.subject;
}

int
X509_REQ_set_subject_name(X509_REQ *x, const X509_NAME *name)
{
    if (x == NULL)
        return 0;
    x->req_info.enc.modified = 1;
    return X509_NAME_set(&x->req_info.subject, name);
}

X509_PUBKEY *
X509_REQ_get_X509_PUBKEY(X509_REQ *req)
{
    return req->req_info.pubkey;
}

EVP_PKEY *
X509_REQ_get0_pubkey(X509_REQ *req)
{
    return req == NULL ? NULL : X509_PUBKEY_get0(req->req_info.pubkey);
}

EVP_PKEY *
X509_REQ_get_pubkey(X509_REQ *req)
{
    return req == NULL ? NULL : X509_PUBKEY_get(req->req_info.pubkey);
}

int
X509_REQ_set_pubkey(X509_REQ *x, EVP_PKEY *pkey)
{
    if (x == NULL)
        return 0;
    x->req_info.enc.modified = 1;
    return X509_PUBKEY_set(&x->req_info.pubkey, pkey);
}

void
X509_REQ_get0_signature(const X509_REQ *req, const ASN1_BIT_STRING **psig,
                        const X509_ALGOR **palg)
{
    if (psig != NULL)
        *psig = req->signature;
    if (palg != NULL)
        *palg = &req->sig_alg;
}

int
X509_REQ_get_signature_nid(const X509_REQ *req)
{
    return OBJ_obj2nid(req->sig_alg.algorithm);
}

/* ---- signing ---- */

int
i2d_re_X509_REQ_tbs(X509_REQ *req, unsigned char **pp)
{
    req->req_info.enc.modified = 1;
    return i2d_X509_REQ_INFO(&req->req_info, pp);
}

int
X509_REQ_sign(X509_REQ *x, EVP_PKEY *pkey, const EVP_MD *md)
{
    if (x == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    x->req_info.enc.modified = 1;
    return ASN1_item_sign(ASN1_ITEM_rptr(X509_REQ_INFO), &x->sig_alg, NULL,
                          x->signature, &x->req_info, pkey, md);
}

int
X509_REQ_verify(X509_REQ *a, EVP_PKEY *r)
{
    return ASN1_item_verify(ASN1_ITEM_rptr(X509_REQ_INFO), &a->sig_alg,
                            a->signature, &a->req_info, r);
}

int
X509_REQ_digest(const X509_REQ *data, const EVP_MD *type, unsigned char *md,
                unsigned int *len)
{
    return ASN1_item_digest(ASN1_ITEM_rptr(X509_REQ), type,
                            (X509_REQ *)(uintptr_t)data, md, len);
}

/* ---- attributes ---- */

int
X509_REQ_get_attr_count(const X509_REQ *req)
{
    return sk_X509_ATTRIBUTE_num(req->req_info.attributes);
}

X509_ATTRIBUTE *
X509_REQ_get_attr(const X509_REQ *req, int loc)
{
    return sk_X509_ATTRIBUTE_value(req->req_info.attributes, loc);
}

int
X509_REQ_get_attr_by_OBJ(const X509_REQ *req, const ASN1_OBJECT *obj,
                         int lastpos)
{
    int n = X509_REQ_get_attr_count(req);

    for (int i = lastpos < 0 ? 0 : lastpos + 1; i < n; i++)
        if (OBJ_cmp(X509_ATTRIBUTE_get0_object(X509_REQ_get_attr(req, i)),
                    obj) == 0)
            return i;
    return -1;
}

int
X509_REQ_get_attr_by_NID(const X509_REQ *req, int nid, int lastpos)
{
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    return obj == NULL ? -2 : X509_REQ_get_attr_by_OBJ(req, obj, lastpos);
}

static int
add_attribute(X509_REQ *req, X509_ATTRIBUTE *attr)
{
    X509_REQ_INFO *info = &req->req_info;

    if (info->attributes == NULL)
        info->attributes = sk_X509_ATTRIBUTE_new_null();
    if (attr == NULL || info->attributes == NULL ||
        !sk_X509_ATTRIBUTE_push(info->attributes, attr)) {
        X509_ATTRIBUTE_free(attr);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    info->enc.modified = 1;
    return 1;
}

/* ---- requested extensions: RFC 2985, section 5.4.2 ---- */

int
X509_REQ_add_extensions_nid(X509_REQ *req, const STACK_OF(X509_EXTENSION) *exts,
                            int nid)
{
    ASN1_STRING *value = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
    X509_ATTRIBUTE *attr;
    unsigned char *der = NULL;
    int len = i2d_X509_EXTENSIONS(exts, &der);

    if (value == NULL || len <= 0) {
        ASN1_STRING_free(value);
        OPENSSL_free(der);
        return 0;
    }
    ASN1_STRING_set0(value, der, len);
    attr = X509_ATTRIBUTE_create(nid, V_ASN1_SEQUENCE, value);
    if (attr == NULL) {
        ASN1_STRING_free(value);
        return 0;
    }
    return add_attribute(req, attr);
}

int
X509_REQ_add_extensions(X509_REQ *req, const STACK_OF(X509_EXTENSION) *ext)
{
    return X509_REQ_add_extensions_nid(req, ext, NID_ext_req);
}

/* An empty list where there are none, NULL where they are malformed. */
STACK_OF(X509_EXTENSION) *
X509_REQ_get_extensions(X509_REQ *req)
{
    static const int nids[] = {NID_ext_req, NID_ms_ext_req};

    if (req == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof nids / sizeof *nids; i++) {
        int at = X509_REQ_get_attr_by_NID(req, nids[i], -1);
        ASN1_TYPE *value =
            at < 0 ? NULL
                   : X509_ATTRIBUTE_get0_type(X509_REQ_get_attr(req, at), 0);
        const unsigned char *p;

        if (at < 0)
            continue;
        if (value == NULL || value->type != V_ASN1_SEQUENCE)
            return NULL;
        p = value->value.sequence->data;
        return d2i_X509_EXTENSIONS(NULL, &p, value->value.sequence->length);
    }
    return sk_X509_EXTENSION_new_null();
}
