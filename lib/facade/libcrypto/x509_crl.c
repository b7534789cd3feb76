/* X509_CRL and X509_REVOKED. As X509: an engine CRL is the truth until the
 * first set; the children are decoded once. RFC 5280, section 5. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/raise.h"

ASN1_SEQUENCE(X509_REVOKED) = {
    ASN1_EMBED(X509_REVOKED, serialNumber, ASN1_INTEGER),
    ASN1_SIMPLE(X509_REVOKED, revocationDate, ASN1_TIME),
    ASN1_SEQUENCE_OF_OPT(X509_REVOKED, extensions, X509_EXTENSION),
} ASN1_SEQUENCE_END(X509_REVOKED)

IMPLEMENT_ASN1_FUNCTIONS(X509_REVOKED)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_REVOKED)

ASN1_SEQUENCE_enc(X509_CRL_INFO, enc, 0) = {
    ASN1_OPT(X509_CRL_INFO, version, ASN1_INTEGER),
    ASN1_EMBED(X509_CRL_INFO, sig_alg, X509_ALGOR),
    ASN1_SIMPLE(X509_CRL_INFO, issuer, X509_NAME),
    ASN1_SIMPLE(X509_CRL_INFO, lastUpdate, ASN1_TIME),
    ASN1_OPT(X509_CRL_INFO, nextUpdate, ASN1_TIME),
    ASN1_SEQUENCE_OF_OPT(X509_CRL_INFO, revoked, X509_REVOKED),
    ASN1_EXP_SEQUENCE_OF_OPT(X509_CRL_INFO, extensions, X509_EXTENSION, 0),
} ASN1_SEQUENCE_END_enc(X509_CRL_INFO, X509_CRL_INFO)

ASN1_SEQUENCE(FAC_CRL_VALUE) = {
    ASN1_EMBED(FAC_CRL_VALUE, crl, X509_CRL_INFO),
    ASN1_EMBED(FAC_CRL_VALUE, sig_alg, X509_ALGOR),
    ASN1_EMBED(FAC_CRL_VALUE, signature, ASN1_BIT_STRING),
};
/* Named as the whole, for error messages. */
ASN1_ITEM_start(FAC_CRL_VALUE)
    ASN1_ITYPE_SEQUENCE, V_ASN1_SEQUENCE, FAC_CRL_VALUE_seq_tt,
    sizeof(FAC_CRL_VALUE_seq_tt) / sizeof(ASN1_TEMPLATE), NULL,
    sizeof(FAC_CRL_VALUE), "X509_CRL"
ASN1_ITEM_end(FAC_CRL_VALUE)

static int crl_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it);
static void crl_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it);
static int crl_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
                        const ASN1_ITEM *it, int tag, int aclass, char opt,
                        ASN1_TLC *ctx);
static int crl_item_i2d(const ASN1_VALUE **pval, unsigned char **out,
                        const ASN1_ITEM *it, int tag, int aclass);

static const ASN1_EXTERN_FUNCS crl_funcs = {
    .asn1_ex_new = crl_item_new,
    .asn1_ex_free = crl_item_free,
    .asn1_ex_d2i = crl_item_d2i,
    .asn1_ex_i2d = crl_item_i2d,
};

IMPLEMENT_EXTERN_ASN1(X509_CRL, V_ASN1_SEQUENCE, crl_funcs)
IMPLEMENT_ASN1_FUNCTIONS(X509_CRL)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_CRL)

/* ---- life and truth ---- */

static X509_CRL *
new_handle(void)
{
    X509_CRL *x = OPENSSL_zalloc(sizeof *x);

    if (x != NULL)
        urt_ref_init(&x->ref);
    return x;
}

X509_CRL *
fac_crl_new_from_crl(struct urt_crl *crl)
{
    X509_CRL *x = new_handle();

    if (x == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    atomic_store(&x->crl, urt_crl_up(crl));
    return x;
}

static int
crl_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    FAC_CRL_VALUE *value =
        (FAC_CRL_VALUE *)ASN1_item_new(ASN1_ITEM_rptr(FAC_CRL_VALUE));
    X509_CRL *x = value != NULL ? new_handle() : NULL;

    (void)it;
    if (x == NULL) {
        ASN1_item_free((ASN1_VALUE *)value, ASN1_ITEM_rptr(FAC_CRL_VALUE));
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    atomic_store(&x->value, value);
    *pval = (ASN1_VALUE *)x;
    return 1;
}

static void
crl_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    X509_CRL *x;

    (void)it;
    if (pval == NULL || *pval == NULL)
        return;
    x = (X509_CRL *)*pval;
    *pval = NULL;
    if (!urt_ref_down(&x->ref))
        return;
    ASN1_item_free((ASN1_VALUE *)atomic_load(&x->value),
                   ASN1_ITEM_rptr(FAC_CRL_VALUE));
    urt_crl_free(atomic_load(&x->crl));
    OPENSSL_free(x);
}

int
X509_CRL_up_ref(X509_CRL *crl)
{
    urt_ref_up(&crl->ref);
    return 1;
}

static FAC_CRL_VALUE *
crl_value(const X509_CRL *x)
{
    X509_CRL *self = (X509_CRL *)x;
    FAC_CRL_VALUE *value = atomic_load(&self->value), *none = NULL;
    struct urt_crl *crl;
    const unsigned char *p;

    if (value != NULL)
        return value;
    crl = atomic_load(&self->crl);
    p = crl->der.data;
    value = (FAC_CRL_VALUE *)ASN1_item_d2i(NULL, &p, (long)crl->der.len,
                                           ASN1_ITEM_rptr(FAC_CRL_VALUE));
    if (value == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&self->value, &none, value))
        return value;
    ASN1_item_free((ASN1_VALUE *)value, ASN1_ITEM_rptr(FAC_CRL_VALUE));
    return none;
}

/* As with certificates, setters leave the encoding that was read: what
 * changes the list of entries and what signs has it remade. */
static FAC_CRL_VALUE *
crl_edit(X509_CRL *x)
{
    FAC_CRL_VALUE *value = x == NULL ? NULL : crl_value(x);

    if (value == NULL)
        return NULL;
    urt_crl_free(atomic_exchange(&x->crl, NULL));
    return value;
}

struct urt_crl *
fac_crl(const X509_CRL *x)
{
    X509_CRL *self = (X509_CRL *)x;
    struct urt_crl *crl = atomic_load(&self->crl), *none = NULL;
    unsigned char *der = NULL;
    enum urt_err err;
    int len;

    if (crl != NULL)
        return crl;
    len = ASN1_item_i2d((ASN1_VALUE *)atomic_load(&self->value), &der,
                        ASN1_ITEM_rptr(FAC_CRL_VALUE));
    if (len <= 0)
        return NULL;
    err = urt_crl_new(&crl, urt_bytes(der, (size_t)len));
    OPENSSL_free(der);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_X509, err);
        return NULL;
    }
    if (atomic_compare_exchange_strong(&self->crl, &none, crl))
        return crl;
    urt_crl_free(crl);
    return none;
}

/* ---- DER ---- */

static int
crl_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
             const ASN1_ITEM *it, int tag, int aclass, char opt, ASN1_TLC *ctx)
{
    struct urt_bytes rest = urt_bytes(*in, len > 0 ? (size_t)len : 0);
    struct urt_crl *crl = NULL;
    enum urt_err err;
    X509_CRL *x;

    (void)it;
    (void)tag;
    (void)aclass;
    (void)ctx;
    if (opt && !urt_der_next_is(rest, URT_DER_SEQUENCE))
        return -1;
    err = urt_crl_take(&crl, &rest);
    if (err != URT_OK) {
        fac_x509_explain(urt_bytes(*in, len > 0 ? (size_t)len : 0),
                         ASN1_ITEM_rptr(FAC_CRL_VALUE), err);
        return 0;
    }
    x = (X509_CRL *)*pval;
    if (x == NULL && (x = new_handle()) == NULL) {
        urt_crl_free(crl);
        return 0;
    }
    ASN1_item_free((ASN1_VALUE *)atomic_exchange(&x->value, NULL),
                   ASN1_ITEM_rptr(FAC_CRL_VALUE));
    urt_crl_free(atomic_exchange(&x->crl, crl));
    *pval = (ASN1_VALUE *)x;
    *in = rest.data;
    return 1;
}

static int
crl_item_i2d(const ASN1_VALUE **pval, unsigned char **out, const ASN1_ITEM *it,
             int tag, int aclass)
{
    X509_CRL *x = (X509_CRL *)*pval;
    struct urt_crl *crl = atomic_load(&x->crl);
    const ASN1_VALUE *value;

    (void)it;
    (void)tag;
    (void)aclass;
    if (crl == NULL) {
        value = (ASN1_VALUE *)atomic_load(&x->value);
        return ASN1_item_ex_i2d(&value, out, ASN1_ITEM_rptr(FAC_CRL_VALUE), -1,
                                0);
    }
    if (out != NULL) {
        memcpy(*out, crl->der.data, crl->der.len);
        *out += crl->der.len;
    }
    return (int)crl->der.len;
}

/* ---- getting ---- */

long
X509_CRL_get_version(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? 0 : ASN1_INTEGER_get(v->crl.version);
}

const ASN1_TIME *
X509_CRL_get0_lastUpdate(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NULL : v->crl.lastUpdate;
}

const ASN1_TIME *
X509_CRL_get0_nextUpdate(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NULL : v->crl.nextUpdate;
}

X509_NAME *
X509_CRL_get_issuer(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NULL : v->crl.issuer;
}

const STACK_OF(X509_EXTENSION) *
X509_CRL_get0_extensions(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NULL : v->crl.extensions;
}

STACK_OF(X509_REVOKED) *
X509_CRL_get_REVOKED(X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NULL : v->crl.revoked;
}

void
X509_CRL_get0_signature(const X509_CRL *crl, const ASN1_BIT_STRING **psig,
                        const X509_ALGOR **palg)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    if (psig != NULL)
        *psig = v == NULL ? NULL : &v->signature;
    if (palg != NULL)
        *palg = v == NULL ? NULL : &v->sig_alg;
}

int
X509_CRL_get_signature_nid(const X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_value(crl);

    return v == NULL ? NID_undef : OBJ_obj2nid(v->sig_alg.algorithm);
}

int
X509_CRL_get_ext_count(const X509_CRL *x)
{
    return X509v3_get_ext_count(X509_CRL_get0_extensions(x));
}

int
X509_CRL_get_ext_by_NID(const X509_CRL *x, int nid, int lastpos)
{
    return X509v3_get_ext_by_NID(X509_CRL_get0_extensions(x), nid, lastpos);
}

X509_EXTENSION *
X509_CRL_get_ext(const X509_CRL *x, int loc)
{
    return X509v3_get_ext(X509_CRL_get0_extensions(x), loc);
}

void *
X509_CRL_get_ext_d2i(const X509_CRL *x, int nid, int *crit, int *idx)
{
    return X509V3_get_d2i(X509_CRL_get0_extensions(x), nid, crit, idx);
}

int
X509_CRL_cmp(const X509_CRL *a, const X509_CRL *b)
{
    return X509_NAME_cmp(X509_CRL_get_issuer(a), X509_CRL_get_issuer(b));
}

int
X509_CRL_match(const X509_CRL *a, const X509_CRL *b)
{
    struct urt_crl *x = fac_crl(a), *y = fac_crl(b);

    if (x == NULL || y == NULL)
        return -2;
    if (x->der.len != y->der.len)
        return x->der.len < y->der.len ? -1 : 1;
    return memcmp(x->der.data, y->der.data, x->der.len);
}

int
X509_CRL_digest(const X509_CRL *data, const EVP_MD *type, unsigned char *md,
                unsigned int *len)
{
    struct urt_crl *crl = fac_crl(data);

    return crl != NULL &&
           EVP_Digest(crl->der.data, crl->der.len, md, len, type, NULL);
}

int
X509_CRL_verify(X509_CRL *a, EVP_PKEY *r)
{
    FAC_CRL_VALUE *v = crl_value(a);

    if (v == NULL)
        return -1;
    if (X509_ALGOR_cmp(&v->sig_alg, &v->crl.sig_alg) != 0)
        return 0;
    return ASN1_item_verify(ASN1_ITEM_rptr(X509_CRL_INFO), &v->sig_alg,
                            &v->signature, &v->crl, r);
}

/* ---- setting ---- */

int
X509_CRL_set_version(X509_CRL *x, long version)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    if (v == NULL)
        return 0;
    if (v->crl.version == NULL &&
        (v->crl.version = ASN1_INTEGER_new()) == NULL)
        return 0;
    return ASN1_INTEGER_set(v->crl.version, version);
}

int
X509_CRL_set_issuer_name(X509_CRL *x, const X509_NAME *name)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    return v != NULL && X509_NAME_set(&v->crl.issuer, name);
}

static int
set_time(ASN1_TIME **ptm, const ASN1_TIME *tm)
{
    ASN1_TIME *copy = ASN1_STRING_dup(tm);

    if (copy == NULL)
        return 0;
    ASN1_TIME_free(*ptm);
    *ptm = copy;
    return 1;
}

int
X509_CRL_set1_lastUpdate(X509_CRL *x, const ASN1_TIME *tm)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    return v != NULL && tm != NULL && set_time(&v->crl.lastUpdate, tm);
}

int
X509_CRL_set1_nextUpdate(X509_CRL *x, const ASN1_TIME *tm)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    return v != NULL && tm != NULL && set_time(&v->crl.nextUpdate, tm);
}

int
X509_CRL_add0_revoked(X509_CRL *crl, X509_REVOKED *rev)
{
    FAC_CRL_VALUE *v = crl_edit(crl);

    if (v == NULL)
        return 0;
    v->crl.enc.modified = 1;
    if (v->crl.revoked == NULL)
        v->crl.revoked = sk_X509_REVOKED_new_null();
    if (v->crl.revoked == NULL || !sk_X509_REVOKED_push(v->crl.revoked, rev)) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return 1;
}

int
X509_CRL_add_ext(X509_CRL *x, X509_EXTENSION *ex, int loc)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    return v != NULL && X509v3_add_ext(&v->crl.extensions, ex, loc) != NULL;
}

X509_EXTENSION *
X509_CRL_delete_ext(X509_CRL *x, int loc)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    return v != NULL ? X509v3_delete_ext(v->crl.extensions, loc) : NULL;
}

int
X509_CRL_get_ext_by_OBJ(const X509_CRL *x, const ASN1_OBJECT *obj, int lastpos)
{
    return X509v3_get_ext_by_OBJ(X509_CRL_get0_extensions(x), obj, lastpos);
}

static int
by_serial(const X509_REVOKED *const *a, const X509_REVOKED *const *b)
{
    return ASN1_STRING_cmp((const ASN1_STRING *)&(*a)->serialNumber,
                           (const ASN1_STRING *)&(*b)->serialNumber);
}

int
X509_CRL_sort(X509_CRL *crl)
{
    FAC_CRL_VALUE *v = crl_edit(crl);

    if (v == NULL)
        return 0;
    v->crl.enc.modified = 1;
    if (v->crl.revoked == NULL)
        return 1;
    sk_X509_REVOKED_set_cmp_func(v->crl.revoked, by_serial);
    sk_X509_REVOKED_sort(v->crl.revoked);
    return 1;
}

int
X509_CRL_sign(X509_CRL *x, EVP_PKEY *pkey, const EVP_MD *md)
{
    FAC_CRL_VALUE *v = crl_edit(x);

    if (v == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    v->crl.enc.modified = 1;
    return ASN1_item_sign(ASN1_ITEM_rptr(X509_CRL_INFO), &v->crl.sig_alg,
                          &v->sig_alg, &v->signature, &v->crl, pkey, md);
}

/* ---- entries ---- */

int
X509_CRL_get0_by_serial(X509_CRL *crl, X509_REVOKED **ret,
                        const ASN1_INTEGER *serial)
{
    STACK_OF(X509_REVOKED) *list = X509_CRL_get_REVOKED(crl);

    for (int i = 0; i < sk_X509_REVOKED_num(list); i++) {
        X509_REVOKED *r = sk_X509_REVOKED_value(list, i);
        int reason;

        if (ASN1_INTEGER_cmp(&r->serialNumber, serial) != 0)
            continue;
        if (ret != NULL)
            *ret = r;
        reason = fac_revoked_reason(r);
        return reason == CRL_REASON_REMOVE_FROM_CRL ? 2 : 1;
    }
    return 0;
}

int
X509_CRL_get0_by_cert(X509_CRL *crl, X509_REVOKED **ret, X509 *x)
{
    return X509_CRL_get0_by_serial(crl, ret, X509_get_serialNumber(x));
}

/* -1 where the entry gives no reason. */
int
fac_revoked_reason(const X509_REVOKED *r)
{
    ASN1_ENUMERATED *e =
        X509_REVOKED_get_ext_d2i(r, NID_crl_reason, NULL, NULL);
    int reason = e == NULL ? -1 : (int)ASN1_ENUMERATED_get(e);

    ASN1_ENUMERATED_free(e);
    return reason;
}

const ASN1_INTEGER *
X509_REVOKED_get0_serialNumber(const X509_REVOKED *x)
{
    return &x->serialNumber;
}

const ASN1_TIME *
X509_REVOKED_get0_revocationDate(const X509_REVOKED *x)
{
    return x->revocationDate;
}

const STACK_OF(X509_EXTENSION) *
X509_REVOKED_get0_extensions(const X509_REVOKED *r)
{
    return r->extensions;
}

int
X509_REVOKED_set_serialNumber(X509_REVOKED *x, ASN1_INTEGER *serial)
{
    return x != NULL && (&x->serialNumber == serial ||
                         ASN1_STRING_copy(&x->serialNumber, serial));
}

int
X509_REVOKED_set_revocationDate(X509_REVOKED *x, ASN1_TIME *tm)
{
    return x != NULL && set_time(&x->revocationDate, tm);
}

int
X509_REVOKED_get_ext_count(const X509_REVOKED *x)
{
    return X509v3_get_ext_count(x->extensions);
}

X509_EXTENSION *
X509_REVOKED_get_ext(const X509_REVOKED *x, int loc)
{
    return X509v3_get_ext(x->extensions, loc);
}

int
X509_REVOKED_get_ext_by_NID(const X509_REVOKED *x, int nid, int lastpos)
{
    return X509v3_get_ext_by_NID(x->extensions, nid, lastpos);
}

void *
X509_REVOKED_get_ext_d2i(const X509_REVOKED *x, int nid, int *crit, int *idx)
{
    return X509V3_get_d2i(x->extensions, nid, crit, idx);
}

int
X509_REVOKED_add1_ext_i2d(X509_REVOKED *x, int nid, void *value, int crit,
                          unsigned long flags)
{
    return X509V3_add1_i2d(&x->extensions, nid, value, crit, flags);
}
