/* Certificate revocation lists. RFC 5280, section 5.
 *
 * Immutable and shared like a certificate: slices into one DER copy. The
 * index of serial numbers is built on first use. */
#ifndef URT_PKI_CRL_H
#define URT_PKI_CRL_H

#include "engine/pki/cert.h"

enum {
    /* Flags of the issuing distribution point, as IDP_*. */
    URT_IDP_PRESENT = 0x1,
    URT_IDP_INVALID = 0x2,
    URT_IDP_ONLY_USER = 0x4,
    URT_IDP_ONLY_CA = 0x8,
    URT_IDP_ONLY_ATTR = 0x10,
    URT_IDP_INDIRECT = 0x20,
    URT_IDP_REASONS = 0x40,
};

enum {
    /* Every reason, as CRLDP_ALL_REASONS: bits 1 to 8. */
    URT_CRL_ALL_REASONS = 0x807f,
    URT_CRL_REASON_REMOVE = 8 /* removeFromCRL */
};

struct urt_crl_entry {
    struct urt_bytes serial; /* INTEGER content */
    struct urt_cert_time when;
    struct urt_bytes extensions; /* content of the SEQUENCE OF */
    int reason;                  /* -1: none given */
    bool critical;               /* an unknown critical extension */
    bool invalid;                /* malformed extension */
    struct urt_bytes issuer;     /* GeneralNames content in force (indirect
                                    CRL); data NULL: the CRL's issuer */
    struct urt_bytes whole;
};

struct urt_crl_index; /* crl.c's own */

struct urt_crl {
    struct urt_ref ref;
    struct urt_bytes der, tbs;
    int64_t version; /* 1 is v2; 0 where absent */
    struct urt_bytes tbs_algorithm, algorithm; /* whole */
    struct urt_der_algorithm signature_algorithm;
    struct urt_bytes issuer; /* Name, whole */
    struct urt_cert_time last_update, next_update;
    bool has_next_update;
    struct urt_bytes revoked;    /* content of the SEQUENCE OF */
    struct urt_bytes extensions; /* content of the SEQUENCE OF */
    struct urt_bytes signature;
    unsigned signature_unused;
    bool invalid;  /* malformed or repeated extension */
    bool critical; /* an unknown critical extension */
    bool freshest;
    bool has_number, has_base; /* cRLNumber, deltaCRLIndicator */
    struct urt_bytes number, base;
    bool has_akid;
    struct urt_bytes akid_key, akid_issuer, akid_serial;
    unsigned idp_flags;
    unsigned idp_reasons;       /* URT_CRL_ALL_REASONS where not limited */
    struct urt_bytes idp_point; /* DistributionPointName, whole, or empty */
    _Atomic(struct urt_crl_index *) index;
    uint8_t *memory;
};

enum urt_err urt_crl_new(struct urt_crl **out, struct urt_bytes der);
/* Takes one CRL off the front of DER. */
enum urt_err urt_crl_take(struct urt_crl **out, struct urt_bytes *der);
struct urt_crl *urt_crl_up(struct urt_crl *crl);
void urt_crl_free(struct urt_crl *crl);
enum urt_err urt_crl_verify(const struct urt_crl *crl,
                            const struct urt_key *key);
/* Takes the next entry off the content of revokedCertificates; *ISSUER is
 * carried from entry to entry, NONE at first. */
bool urt_crl_entry_take(struct urt_bytes *revoked, struct urt_bytes *issuer,
                        struct urt_crl_entry *out);
/* The entry of a serial (INTEGER content) issued by ISSUER (Name, whole;
 * NONE: the CRL's own). *FOUND is false when there is none. */
enum urt_err urt_crl_find(const struct urt_crl *crl, struct urt_bytes serial,
                          struct urt_bytes issuer, bool *found,
                          struct urt_crl_entry *out);
size_t urt_crl_count(const struct urt_crl *crl);

struct urt_crl_list {
    struct urt_crl **crl;
    size_t count, cap;
};
enum urt_err urt_crl_list_add(struct urt_crl_list *list, struct urt_crl *crl);
void urt_crl_list_free(struct urt_crl_list *list);

#endif
