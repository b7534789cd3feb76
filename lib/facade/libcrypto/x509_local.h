/* The insides of the certificate family, shared by the files x509*.c.
 *
 * Values (X509_NAME, X509_EXTENSION, X509_ALGOR, X509_PUBKEY, ...) are
 * themselves the data. X509, X509_CRL and X509_REQ are handles: as parsed,
 * an immutable engine object (or its DER) is the truth and the child values
 * are decoded once, on the first get, and published by one compare-and-swap.
 * The first set turns the object to edited: from then on the children are
 * the truth and the engine object is remade from them when one is needed. */
#ifndef FAC_X509_LOCAL_H
#define FAC_X509_LOCAL_H

#include <openssl/asn1t.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/sync.h"
#include "engine/pki/cert.h"
#include "engine/pki/crl.h"
#include "facade/libcrypto/x509_handle.h"

struct X509_name_entry_st {
    ASN1_OBJECT *object;
    ASN1_STRING *value;
    int set; /* number of the RDN it stands in */
};

struct X509_name_st {
    STACK_OF(X509_NAME_ENTRY) *entries;
    int modified;   /* der below is out of date */
    uint8_t *der;   /* whole encoding; owned */
    size_t der_len;
};

struct X509_extension_st {
    ASN1_OBJECT *object;
    ASN1_BOOLEAN critical;
    ASN1_OCTET_STRING value;
};

struct X509_pubkey_st {
    X509_ALGOR *algor;
    ASN1_BIT_STRING *public_key;
    _Atomic(EVP_PKEY *) pkey; /* decoded on first use */
};

/* TBSCertificate as values. */
struct x509_cinf_st {
    ASN1_INTEGER *version; /* NULL: v1 */
    ASN1_INTEGER serialNumber;
    X509_ALGOR signature;
    X509_NAME *issuer;
    X509_VAL validity;
    X509_NAME *subject;
    X509_PUBKEY *key;
    ASN1_BIT_STRING *issuerUID;
    ASN1_BIT_STRING *subjectUID;
    STACK_OF(X509_EXTENSION) *extensions;
    ASN1_ENCODING enc;
};

/* Certificate as values: the children of an X509. */
typedef struct fac_x509_value_st {
    X509_CINF cert_info;
    X509_ALGOR sig_alg;
    ASN1_BIT_STRING signature;
} FAC_X509_VALUE;
DECLARE_ASN1_ITEM(FAC_X509_VALUE)
DECLARE_ASN1_ITEM(X509_CINF)

struct x509_cert_aux_st {
    STACK_OF(ASN1_OBJECT) *trust;
    STACK_OF(ASN1_OBJECT) *reject;
    ASN1_UTF8STRING *alias;
    ASN1_OCTET_STRING *keyid;
    STACK_OF(X509_ALGOR) *other;
};
DECLARE_ASN1_ITEM(X509_CERT_AUX)
DECLARE_ASN1_FUNCTIONS(X509_CERT_AUX)

struct x509_st {
    struct urt_ref ref;
    _Atomic(struct urt_cert *) cert;   /* the truth unless edited */
    _Atomic(FAC_X509_VALUE *) value;   /* children; the truth when edited */
    bool edited;
    X509_CERT_AUX *aux;
    CRYPTO_EX_DATA ex_data;
};

/* The children, decoded on the first call; NULL (with an error raised) when
 * there is no memory or they don't parse. */
FAC_X509_VALUE *fac_x509_value(const X509 *x);
/* The same, and the children become the truth. */
FAC_X509_VALUE *fac_x509_edit(X509 *x);

struct x509_revoked_st {
    ASN1_INTEGER serialNumber;
    ASN1_TIME *revocationDate;
    STACK_OF(X509_EXTENSION) *extensions;
};

/* TBSCertList and CertificateList as values. */
struct X509_crl_info_st {
    ASN1_INTEGER *version;
    X509_ALGOR sig_alg;
    X509_NAME *issuer;
    ASN1_TIME *lastUpdate;
    ASN1_TIME *nextUpdate;
    STACK_OF(X509_REVOKED) *revoked;
    STACK_OF(X509_EXTENSION) *extensions;
    ASN1_ENCODING enc;
};

typedef struct fac_crl_value_st {
    X509_CRL_INFO crl;
    X509_ALGOR sig_alg;
    ASN1_BIT_STRING signature;
} FAC_CRL_VALUE;
DECLARE_ASN1_ITEM(FAC_CRL_VALUE)

struct X509_crl_st {
    struct urt_ref ref;
    _Atomic(struct urt_crl *) crl;    /* the truth; NULL once edited */
    _Atomic(FAC_CRL_VALUE *) value;
};

/* As the certificate's. */
struct urt_crl *fac_crl(const X509_CRL *x);
X509_CRL *fac_crl_new_from_crl(struct urt_crl *crl);
int fac_revoked_reason(const X509_REVOKED *r);

/* Raises what the interpreter of ITEM says of malformed DER, or ERR. */
void fac_x509_explain(struct urt_bytes der, const ASN1_ITEM *it,
                      enum urt_err err);

#endif
