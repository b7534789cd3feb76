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

/* What a program may replace, as the API has it. */
struct fac_store_slots {
    X509_STORE_CTX_verify_cb verify_cb;
    X509_STORE_CTX_verify_fn verify;
    X509_STORE_CTX_get_issuer_fn get_issuer;
    X509_STORE_CTX_check_issued_fn check_issued;
    X509_STORE_CTX_check_revocation_fn check_revocation;
    X509_STORE_CTX_get_crl_fn get_crl;
    X509_STORE_CTX_check_crl_fn check_crl;
    X509_STORE_CTX_cert_crl_fn cert_crl;
    X509_STORE_CTX_check_policy_fn check_policy;
    X509_STORE_CTX_lookup_certs_fn lookup_certs;
    X509_STORE_CTX_lookup_crls_fn lookup_crls;
    X509_STORE_CTX_cleanup_fn cleanup;
};

struct x509_store_st {
    struct urt_ref ref;
    struct urt_store *store;
    X509_VERIFY_PARAM *param;
    pthread_mutex_t lock; /* guards the three lists */
    STACK_OF(X509_LOOKUP) *lookups;
    STACK_OF(X509_OBJECT) *objects; /* X509s that programs gave or got */
    struct fac_store_slots slots; /* NULL: the default */
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
    struct fac_store_slots slots; /* after init, NULL is none but cleanup
                                     and get_crl */
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
/* The same for CRLs. */
X509_CRL *fac_store_ctx_crl(X509_STORE_CTX *ctx, struct urt_crl *crl);
/* Fills CTX's slots from STORE's (NULL: none) and the defaults. */
void fac_store_slots_init(X509_STORE_CTX *ctx, const X509_STORE *store);
/* The slots of a look-up among the trusted stack instead of the store. */
void fac_store_slots_trusted(X509_STORE_CTX *ctx);
/* Gives the walk what the context was set to: before every use of it. False
 * without memory, or when a certificate is incomplete. */
bool fac_store_ctx_bind(X509_STORE_CTX *ctx);
/* Has the walk call what was replaced; defaults are the engine's own. */
void fac_store_slots_bind(X509_STORE_CTX *ctx);
/* The X509 given for CERT, or NULL; borrowed. Takes the store's lock. */
X509 *fac_store_known(X509_STORE *store, const struct urt_cert *cert);
/* Loads a file as X509_load_cert_crl_file does: how many objects, 0 with an
 * error raised. */
int fac_store_load_file(X509_STORE *store, const char *path, int type,
                        unsigned what, const char *expecting);

#endif
