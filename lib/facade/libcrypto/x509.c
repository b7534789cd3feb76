/* X509: a handle on an engine certificate, with the children that programs
 * get at, decoded on demand; x509_local.h says which is the truth. The item
 * is an external one, so that certificates stand in other templates. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/raise.h"

ASN1_SEQUENCE_enc(X509_CINF, enc, 0) = {
    ASN1_EXP_OPT(X509_CINF, version, ASN1_INTEGER, 0),
    ASN1_EMBED(X509_CINF, serialNumber, ASN1_INTEGER),
    ASN1_EMBED(X509_CINF, signature, X509_ALGOR),
    ASN1_SIMPLE(X509_CINF, issuer, X509_NAME),
    ASN1_EMBED(X509_CINF, validity, X509_VAL),
    ASN1_SIMPLE(X509_CINF, subject, X509_NAME),
    ASN1_SIMPLE(X509_CINF, key, X509_PUBKEY),
    ASN1_IMP_OPT(X509_CINF, issuerUID, ASN1_BIT_STRING, 1),
    ASN1_IMP_OPT(X509_CINF, subjectUID, ASN1_BIT_STRING, 2),
    ASN1_EXP_SEQUENCE_OF_OPT(X509_CINF, extensions, X509_EXTENSION, 3),
} ASN1_SEQUENCE_END_enc(X509_CINF, X509_CINF)

ASN1_SEQUENCE(FAC_X509_VALUE) = {
    ASN1_EMBED(FAC_X509_VALUE, cert_info, X509_CINF),
    ASN1_EMBED(FAC_X509_VALUE, sig_alg, X509_ALGOR),
    ASN1_EMBED(FAC_X509_VALUE, signature, ASN1_BIT_STRING),
};
/* Named as the whole, for error messages. */
ASN1_ITEM_start(FAC_X509_VALUE)
    ASN1_ITYPE_SEQUENCE, V_ASN1_SEQUENCE, FAC_X509_VALUE_seq_tt,
    sizeof(FAC_X509_VALUE_seq_tt) / sizeof(ASN1_TEMPLATE), NULL,
    sizeof(FAC_X509_VALUE), "X509"
ASN1_ITEM_end(FAC_X509_VALUE)

ASN1_SEQUENCE(X509_CERT_AUX) = {
    ASN1_SEQUENCE_OF_OPT(X509_CERT_AUX, trust, ASN1_OBJECT),
    ASN1_IMP_SEQUENCE_OF_OPT(X509_CERT_AUX, reject, ASN1_OBJECT, 0),
    ASN1_OPT(X509_CERT_AUX, alias, ASN1_UTF8STRING),
    ASN1_OPT(X509_CERT_AUX, keyid, ASN1_OCTET_STRING),
    ASN1_IMP_SEQUENCE_OF_OPT(X509_CERT_AUX, other, X509_ALGOR, 1),
} ASN1_SEQUENCE_END(X509_CERT_AUX)

IMPLEMENT_ASN1_FUNCTIONS(X509_CERT_AUX)

static int cert_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it);
static void cert_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it);
static int cert_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
                         const ASN1_ITEM *it, int tag, int aclass, char opt,
                         ASN1_TLC *ctx);
static int cert_item_i2d(const ASN1_VALUE **pval, unsigned char **out,
                         const ASN1_ITEM *it, int tag, int aclass);

static const ASN1_EXTERN_FUNCS cert_funcs = {
    .asn1_ex_new = cert_item_new,
    .asn1_ex_free = cert_item_free,
    .asn1_ex_d2i = cert_item_d2i,
    .asn1_ex_i2d = cert_item_i2d,
};

IMPLEMENT_EXTERN_ASN1(X509, V_ASN1_SEQUENCE, cert_funcs)
IMPLEMENT_ASN1_FUNCTIONS(X509)
IMPLEMENT_ASN1_DUP_FUNCTION(X509)

/* ---- life ---- */

static X509 *
new_handle(void)
{
    X509 *x = OPENSSL_zalloc(sizeof *x);

    if (x == NULL)
        return NULL;
    urt_ref_init(&x->ref);
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data)) {
        OPENSSL_free(x);
        return NULL;
    }
    return x;
}

X509 *
fac_x509_new_from_cert(struct urt_cert *cert)
{
    X509 *x = new_handle();

    if (x == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    atomic_store(&x->cert, urt_cert_up(cert));
    return x;
}

static int
cert_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    FAC_X509_VALUE *value = (FAC_X509_VALUE *)ASN1_item_new(
        ASN1_ITEM_rptr(FAC_X509_VALUE));
    X509 *x = value != NULL ? new_handle() : NULL;

    (void)it;
    if (x == NULL) {
        ASN1_item_free((ASN1_VALUE *)value, ASN1_ITEM_rptr(FAC_X509_VALUE));
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    atomic_store(&x->value, value);
    x->edited = true;
    *pval = (ASN1_VALUE *)x;
    return 1;
}

static void
cert_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    X509 *x;

    (void)it;
    if (pval == NULL || *pval == NULL)
        return;
    x = (X509 *)*pval;
    *pval = NULL;
    if (!urt_ref_down(&x->ref))
        return;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data);
    ASN1_item_free((ASN1_VALUE *)atomic_load(&x->value),
                   ASN1_ITEM_rptr(FAC_X509_VALUE));
    urt_cert_free(atomic_load(&x->cert));
    X509_CERT_AUX_free(x->aux);
    OPENSSL_free(x);
}

int
X509_up_ref(X509 *x)
{
    urt_ref_up(&x->ref);
    return 1;
}

X509 *
X509_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return X509_new();
}

int
X509_set_ex_data(X509 *r, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&r->ex_data, idx, arg);
}

void *
X509_get_ex_data(const X509 *r, int idx)
{
    return CRYPTO_get_ex_data(&r->ex_data, idx);
}

/* ---- which is the truth ---- */

FAC_X509_VALUE *
fac_x509_value(const X509 *x)
{
    X509 *self = (X509 *)x; /* publishing children changes nothing seen */
    FAC_X509_VALUE *value = atomic_load(&self->value), *none = NULL;
    struct urt_cert *cert;
    const unsigned char *p;

    if (value != NULL)
        return value;
    cert = atomic_load(&self->cert);
    p = cert->der.data;
    value = (FAC_X509_VALUE *)ASN1_item_d2i(NULL, &p, (long)cert->der.len,
                                            ASN1_ITEM_rptr(FAC_X509_VALUE));
    if (value == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&self->value, &none, value))
        return value;
    ASN1_item_free((ASN1_VALUE *)value, ASN1_ITEM_rptr(FAC_X509_VALUE));
    return none;
}

FAC_X509_VALUE *
fac_x509_edit(X509 *x)
{
    FAC_X509_VALUE *value = fac_x509_value(x);

    if (value == NULL)
        return NULL;
    x->edited = true;
    urt_cert_free(atomic_exchange(&x->cert, NULL));
    return value;
}

/* A certificate made from edited children. */
static struct urt_cert *
remake(X509 *x)
{
    FAC_X509_VALUE *value = atomic_load(&x->value);
    struct urt_cert *cert = NULL, *none = NULL;
    unsigned char *der = NULL;
    enum urt_err err;
    int len = ASN1_item_i2d((ASN1_VALUE *)value, &der,
                            ASN1_ITEM_rptr(FAC_X509_VALUE));

    if (len <= 0)
        return NULL;
    err = urt_cert_new(&cert, urt_bytes(der, (size_t)len));
    OPENSSL_free(der);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_X509, err);
        return NULL;
    }
    if (atomic_compare_exchange_strong(&x->cert, &none, cert))
        return cert;
    urt_cert_free(cert);
    return none;
}

struct urt_cert *
fac_x509_cert(const X509 *x)
{
    struct urt_cert *cert = atomic_load(&((X509 *)x)->cert);

    return cert != NULL ? cert : remake((X509 *)x);
}

/* ---- DER ---- */

/* d2i into an existing object keeps the object; takes the reference. */
static void
replace_cert(X509 *x, struct urt_cert *cert)
{
    ASN1_item_free((ASN1_VALUE *)atomic_exchange(&x->value, NULL),
                   ASN1_ITEM_rptr(FAC_X509_VALUE));
    X509_CERT_AUX_free(x->aux);
    x->aux = NULL;
    x->edited = false;
    urt_cert_free(atomic_exchange(&x->cert, cert));
}

static int
cert_item_d2i(ASN1_VALUE **pval, const unsigned char **in, long len,
              const ASN1_ITEM *it, int tag, int aclass, char opt, ASN1_TLC *ctx)
{
    struct urt_bytes rest = urt_bytes(*in, len > 0 ? (size_t)len : 0);
    struct urt_cert *cert = NULL;
    enum urt_err err;
    X509 *x;

    (void)it;
    (void)aclass;
    (void)ctx;
    if (opt && !urt_der_next_is(rest, URT_DER_SEQUENCE))
        return -1;
    if (tag != -1 && tag != V_ASN1_SEQUENCE) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
        return 0;
    }
    err = urt_cert_take(&cert, &rest);
    if (err != URT_OK) {
        fac_x509_explain(urt_bytes(*in, len > 0 ? (size_t)len : 0),
                         ASN1_ITEM_rptr(FAC_X509_VALUE), err);
        return 0;
    }
    if (*pval != NULL) {
        replace_cert((X509 *)*pval, cert);
        *in = rest.data;
        return 1;
    }
    x = fac_x509_new_from_cert(cert);
    urt_cert_free(cert);
    if (x == NULL)
        return 0;
    *pval = (ASN1_VALUE *)x;
    *in = rest.data;
    return 1;
}

/* The interpreter says better than the engine where a certificate goes wrong,
 * in the words that programs know: let it read the same bytes. */
void
fac_x509_explain(struct urt_bytes der, const ASN1_ITEM *it, enum urt_err err)
{
    const unsigned char *p = der.data;
    ASN1_VALUE *value;

    if (err == URT_E_NOMEM) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return;
    }
    value = ASN1_item_d2i(NULL, &p, (long)der.len, it);
    if (value == NULL)
        return;
    ASN1_item_free(value, it);
    fac_raise(ERR_LIB_X509, err);
}

static int
put_der(unsigned char **out, struct urt_bytes der)
{
    if (out != NULL) {
        memcpy(*out, der.data, der.len);
        *out += der.len;
    }
    return (int)der.len;
}

static int
cert_item_i2d(const ASN1_VALUE **pval, unsigned char **out,
              const ASN1_ITEM *it, int tag, int aclass)
{
    X509 *x = (X509 *)*pval;
    struct urt_cert *cert = atomic_load(&x->cert);

    (void)it;
    (void)tag;
    (void)aclass;
    if (cert != NULL)
        return put_der(out, cert->der);
    return ASN1_item_ex_i2d((const ASN1_VALUE **)(void *)&(ASN1_VALUE *){
                                (ASN1_VALUE *)atomic_load(&x->value)},
                            out, ASN1_ITEM_rptr(FAC_X509_VALUE), -1, 0);
}

int
i2d_re_X509_tbs(X509 *x, unsigned char **pp)
{
    FAC_X509_VALUE *value = fac_x509_edit(x);

    if (value == NULL)
        return -1;
    value->cert_info.enc.modified = 1;
    return ASN1_item_i2d((ASN1_VALUE *)&value->cert_info, pp,
                         ASN1_ITEM_rptr(X509_CINF));
}
