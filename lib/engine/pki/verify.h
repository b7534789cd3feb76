/* Chain building and path validation. RFC 5280, section 6, with OpenSSL 3.0's
 * error numbers, depths and order of callbacks.
 *
 * struct urt_verify is a live walk: its fields are the truth while callbacks
 * run, and callbacks may read and set them. Every step is a slot that may be
 * replaced; a slot left NULL means the default, which is exported here so
 * that a replacement can call it. The walk runs inside urt_verify_run;
 * whoever wants to pause does it around that call and runs again.
 *
 * Results follow OpenSSL: URT_V_OK or a URT_V_ERR number in v->error with
 * v->error_depth and v->current_cert. When a check fails, the callback is
 * asked; if it says true the walk goes on (so v->error may end up non-zero
 * while urt_verify_run returns 1). A walk that fails always ends with another
 * v->error than URT_V_OK. */
#ifndef URT_PKI_VERIFY_H
#define URT_PKI_VERIFY_H

#include "engine/pki/param.h"
#include "engine/pki/store.h"

/* As X509_V_OK and X509_V_ERR_*. */
enum urt_verify_error {
#define URT_V(name, number, text) URT_V_##name = number,
#include "engine/pki/verify.def"
#undef URT_V
};
/* X509_verify_cert_error_string. */
const char *urt_verify_error_text(long error);

enum {
    /* A chain never grows longer than this, whatever the depth says. */
    URT_VERIFY_MAX_CHAIN = 256,
    URT_VERIFY_DEFAULT_DEPTH = 100,
    /* Comparisons of names with name constraints in one chain. */
    URT_VERIFY_MAX_CONSTRAINTS = 1 << 20
};

struct urt_verify;

/* The slots. Those that return int: 1 yes/go on, 0 no/stop, negative a
 * failure of the slot itself. */
struct urt_verify_slots {
    /* Told of every error (OK false), of every certificate whose signature
     * and time were looked at (OK true), and with 2 of good policies where
     * that is asked for. Default: returns OK. Only positive answers go on. */
    int (*callback)(int ok, struct urt_verify *v);
    /* Signatures and validity, from the anchor down to the leaf,
     * X509_STORE_set_verify. Default: urt_verify_internal. */
    int (*verify)(struct urt_verify *v);
    /* Finds a trusted issuer; *ISSUER is a new reference. */
    int (*get_issuer)(struct urt_cert **issuer, struct urt_verify *v,
                      struct urt_cert *cert);
    /* Whether ISSUER could have issued CERT. */
    int (*check_issued)(struct urt_verify *v, struct urt_cert *cert,
                        struct urt_cert *issuer);
    int (*check_revocation)(struct urt_verify *v);
    /* Finds the CRL for CERT; *CRL is a new reference. */
    int (*get_crl)(struct urt_verify *v, struct urt_crl **crl,
                   struct urt_cert *cert);
    /* Whether the CRL itself is good. */
    int (*check_crl)(struct urt_verify *v, struct urt_crl *crl);
    /* Whether CERT is on it: 0 stops, 1 goes on, 2 removed (delta). */
    int (*cert_crl)(struct urt_verify *v, struct urt_crl *crl,
                    struct urt_cert *cert);
    int (*check_policy)(struct urt_verify *v);
    /* Trusted certificates, CRLs with this name, appended. 1 or 0. */
    int (*lookup_certs)(struct urt_verify *v, struct urt_bytes subject,
                        struct urt_cert_list *list);
    int (*lookup_crls)(struct urt_verify *v, struct urt_bytes issuer,
                       struct urt_crl_list *list);
};

struct urt_verify {
    /* Set by the caller before the run; all borrowed. */
    struct urt_store *store; /* NULL: none */
    struct urt_cert *cert;   /* the one to verify */
    const struct urt_cert_list *untrusted; /* NULL: none */
    const struct urt_cert_list *trusted; /* instead of the store, or NULL */
    const struct urt_crl_list *crls;     /* besides the store's, or NULL */
    struct urt_param *param; /* complete: inheritance is done */
    struct urt_verify_slots slots;
    void *owner; /* the facade's handle */
    struct urt_verify *parent; /* while a CRL's issuer is verified */

    /* The walk's state; callbacks may set them. */
    struct urt_cert_list chain; /* leaf first; references */
    size_t num_untrusted; /* how many of the chain came from the peer */
    int error;            /* URT_V_* */
    int error_depth;
    struct urt_cert *current_cert;   /* borrowed from the chain */
    struct urt_cert *current_issuer; /* of the CRL under check; borrowed */
    struct urt_crl *current_crl;     /* borrowed */
    unsigned crl_reasons; /* for which CRLs were consulted, of the
                             certificate under check */
    bool explicit_policy;
};

/* Zeroes V and puts the defaults in. */
void urt_verify_init(struct urt_verify *v);
/* Drops chain and state, keeps what the caller set: ready to run again. */
void urt_verify_reset(struct urt_verify *v);
/* Frees the chain. */
void urt_verify_cleanup(struct urt_verify *v);
/* X509_verify_cert: 1 verified, 0 not, negative when it could not be
 * decided (v->error tells). */
int urt_verify_run(struct urt_verify *v);

/* The checks that depend on the parameters alone, by themselves. */
/* X509_cmp_time with the walk's time: -1, 1, or 0 for a malformed time. */
int urt_verify_compare_time(const struct urt_verify *v,
                            const struct urt_cert_time *t);
/* The alert of RFC 8446, section 6.2 that an error ends a handshake with, by
 * the RFC's description of each alert. */
int urt_verify_error_alert(long error);

/* The default of each slot. */
int urt_verify_internal(struct urt_verify *v);
int urt_verify_get_issuer(struct urt_cert **issuer, struct urt_verify *v,
                          struct urt_cert *cert);
int urt_verify_check_issued(struct urt_verify *v, struct urt_cert *cert,
                            struct urt_cert *issuer);
int urt_verify_check_revocation(struct urt_verify *v);
int urt_verify_check_crl(struct urt_verify *v, struct urt_crl *crl);
int urt_verify_cert_crl(struct urt_verify *v, struct urt_crl *crl,
                        struct urt_cert *cert);
int urt_verify_check_policy(struct urt_verify *v);
int urt_verify_lookup_certs(struct urt_verify *v, struct urt_bytes subject,
                            struct urt_cert_list *list);
int urt_verify_lookup_crls(struct urt_verify *v, struct urt_bytes issuer,
                           struct urt_crl_list *list);

/* Builds the chain alone, without checks: for servers that complete their own
 * chain (SSL_CTX_build_cert_chain and automatic chains). The same results as
 * urt_verify_run has while building. */
int urt_verify_build(struct urt_verify *v);

#endif
