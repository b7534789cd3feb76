/* The insides of stores, look-ups, parameters and verification contexts,
 * shared by x509_store.c, x509_lookup.c, x509_object.c, x509_param.c and
 * x509_store_ctx.c. */
#ifndef FAC_X509_VFY_LOCAL_H
#define FAC_X509_VFY_LOCAL_H

#include <openssl/x509_vfy.h>
#include <pthread.h>

#include "engine/pki/param.h"
#include "engine/pki/store.h"
#include "engine/pki/verify.h"
#include "facade/libcrypto/x509_local.h"

/* A handle on the engine's parameters. */
struct X509_VERIFY_PARAM_st {
    struct urt_param *param;
    STACK_OF(ASN1_OBJECT) *policies; /* what set1_policies was given */
};

struct x509_object_st {
    X509_LOOKUP_TYPE type;
    union {
        X509 *x509;
        X509_CRL *crl;
    } data; /* a reference */
};

struct x509_lookup_method_st {
    const char *name;
    long (*command)(X509_LOOKUP *ctx, int cmd, const char *arg, long type);
};

struct x509_lookup_st {
    const X509_LOOKUP_METHOD *method;
    X509_STORE *store; /* borrowed: the store owns its look-ups */
};

struct x509_store_st {
    struct urt_ref ref;
    struct urt_store *store;
    X509_VERIFY_PARAM *param;
    pthread_mutex_t lock; /* guards the three lists */
    STACK_OF(X509_LOOKUP) *lookups;
    STACK_OF(X509_OBJECT) *objects; /* X509s that programs gave or got */
    X509_STORE_CTX_verify_cb verify_cb;
    X509_STORE_CTX_verify_fn verify;
    X509_STORE_CTX_get_issuer_fn get_issuer;
    X509_STORE_CTX_check_issued_fn check_issued;
    X509_STORE_CTX_lookup_certs_fn lookup_certs;
    CRYPTO_EX_DATA ex_data;
};

/* One verification. LIVE is the walk that callbacks are looking at: the
 * context's own, or the one of a CRL's issuer inside it. */
struct x509_store_ctx_st {
    struct urt_verify walk, *live;
    X509_STORE *store;          /* borrowed */
    X509 *cert;                 /* borrowed */
    STACK_OF(X509) *untrusted;  /* borrowed */
    STACK_OF(X509) *trusted;    /* borrowed; instead of the store */
    STACK_OF(X509_CRL) *crls;   /* borrowed */
    X509_VERIFY_PARAM *param;
    X509_STORE_CTX_verify_cb verify_cb;
    X509_STORE_CTX_verify_fn verify;
    X509_STORE_CTX_get_issuer_fn get_issuer;
    X509_STORE_CTX_check_issued_fn check_issued;
    X509_STORE_CTX_lookup_certs_fn lookup_certs;
    struct urt_cert_list untrusted_certs, trusted_certs;
    struct urt_crl_list crl_list;
    STACK_OF(X509) *made;  /* X509s made for certificates without one */
    STACK_OF(X509_CRL) *made_crls;
    STACK_OF(X509) *chain; /* what get0_chain shows; see its function */
    CRYPTO_EX_DATA ex_data;
    void *dane;
};

/* The X509 that a program knows CERT by, or one made for it; borrowed from
 * the context. NULL without memory. */
X509 *fac_store_ctx_x509(X509_STORE_CTX *ctx, struct urt_cert *cert);
/* The X509 given for CERT, or NULL; borrowed. Takes the store's lock. */
X509 *fac_store_known(X509_STORE *store, const struct urt_cert *cert);
/* Loads a file as X509_load_cert_crl_file does: how many objects, 0 with an
 * error raised. */
int fac_store_load_file(X509_STORE *store, const char *path, int type,
                        unsigned what, const char *expecting);

#endif
