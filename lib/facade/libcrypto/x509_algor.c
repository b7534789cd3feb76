/* X509_ALGOR, X509_VAL and X509_SIG: AlgorithmIdentifier and two other small
 * values. RFC 5280, 4.1. */
#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

struct X509_sig_st {
    X509_ALGOR *algor;
    ASN1_OCTET_STRING *digest;
};

ASN1_SEQUENCE(X509_ALGOR) = {
    ASN1_SIMPLE(X509_ALGOR, algorithm, ASN1_OBJECT),
    ASN1_OPT(X509_ALGOR, parameter, ASN1_ANY),
} ASN1_SEQUENCE_END(X509_ALGOR)

ASN1_ITEM_TEMPLATE(X509_ALGORS) =
    ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, algorithms, X509_ALGOR)
ASN1_ITEM_TEMPLATE_END(X509_ALGORS)

ASN1_SEQUENCE(X509_VAL) = {
    ASN1_SIMPLE(X509_VAL, notBefore, ASN1_TIME),
    ASN1_SIMPLE(X509_VAL, notAfter, ASN1_TIME),
} ASN1_SEQUENCE_END(X509_VAL)

ASN1_SEQUENCE(X509_SIG) = {
    ASN1_SIMPLE(X509_SIG, algor, X509_ALGOR),
    ASN1_SIMPLE(X509_SIG, digest, ASN1_OCTET_STRING),
} ASN1_SEQUENCE_END(X509_SIG)

IMPLEMENT_ASN1_FUNCTIONS(X509_ALGOR)
IMPLEMENT_ASN1_ENCODE_FUNCTIONS_fname(X509_ALGORS, X509_ALGORS, X509_ALGORS)
IMPLEMENT_ASN1_DUP_FUNCTION(X509_ALGOR)
IMPLEMENT_ASN1_FUNCTIONS(X509_VAL)
IMPLEMENT_ASN1_FUNCTIONS(X509_SIG)

void
X509_SIG_get0(const X509_SIG *sig, const X509_ALGOR **palg,
              const ASN1_OCTET_STRING **pdigest)
{
    if (palg != NULL)
        *palg = sig->algor;
    if (pdigest != NULL)
        *pdigest = sig->digest;
}

void
X509_SIG_getm(X509_SIG *sig, X509_ALGOR **palg, ASN1_OCTET_STRING **pdigest)
{
    if (palg != NULL)
        *palg = sig->algor;
    if (pdigest != NULL)
        *pdigest = sig->digest;
}

int
X509_ALGOR_set0(X509_ALGOR *alg, ASN1_OBJECT *aobj, int ptype, void *pval)
{
    if (alg == NULL)
        return 0;
    if (ptype != V_ASN1_UNDEF && alg->parameter == NULL &&
        (alg->parameter = ASN1_TYPE_new()) == NULL)
        return 0;
    ASN1_OBJECT_free(alg->algorithm);
    alg->algorithm = aobj;
    if (ptype == V_ASN1_EOC)
        return 1;
    if (ptype == V_ASN1_UNDEF) {
        ASN1_TYPE_free(alg->parameter);
        alg->parameter = NULL;
    } else {
        ASN1_TYPE_set(alg->parameter, ptype, pval);
    }
    return 1;
}

void
X509_ALGOR_get0(const ASN1_OBJECT **paobj, int *pptype, const void **ppval,
                const X509_ALGOR *algor)
{
    if (paobj != NULL)
        *paobj = algor->algorithm;
    if (pptype == NULL)
        return;
    if (algor->parameter == NULL) {
        *pptype = V_ASN1_UNDEF;
        return;
    }
    *pptype = algor->parameter->type;
    if (ppval != NULL)
        *ppval = algor->parameter->value.ptr;
}

void
X509_ALGOR_set_md(X509_ALGOR *alg, const EVP_MD *md)
{
    int type = (EVP_MD_get_flags(md) & EVP_MD_FLAG_DIGALGID_ABSENT) != 0
                   ? V_ASN1_UNDEF
                   : V_ASN1_NULL;

    X509_ALGOR_set0(alg, OBJ_nid2obj(EVP_MD_get_type(md)), type, NULL);
}

int
X509_ALGOR_cmp(const X509_ALGOR *a, const X509_ALGOR *b)
{
    int diff = OBJ_cmp(a->algorithm, b->algorithm);

    if (diff != 0)
        return diff;
    if (a->parameter == NULL && b->parameter == NULL)
        return 0;
    return ASN1_TYPE_cmp(a->parameter, b->parameter);
}

int
X509_ALGOR_copy(X509_ALGOR *dest, const X509_ALGOR *src)
{
    X509_ALGOR *copy;

    if (dest == NULL || src == NULL)
        return 0;
    copy = X509_ALGOR_dup(src);
    if (copy == NULL)
        return 0;
    ASN1_OBJECT_free(dest->algorithm);
    ASN1_TYPE_free(dest->parameter);
    dest->algorithm = copy->algorithm;
    dest->parameter = copy->parameter;
    copy->algorithm = NULL;
    copy->parameter = NULL;
    X509_ALGOR_free(copy);
    return 1;
}
