/* OCSP: requests, responses and their verification. RFC 6960. */
#ifndef URT_PKI_OCSP_H
#define URT_PKI_OCSP_H

#include "engine/pki/verify.h"

/* OCSPResponseStatus. */
enum urt_ocsp_status {
    URT_OCSP_SUCCESSFUL = 0,
    URT_OCSP_MALFORMED_REQUEST = 1,
    URT_OCSP_INTERNAL_ERROR = 2,
    URT_OCSP_TRY_LATER = 3,
    URT_OCSP_SIG_REQUIRED = 5,
    URT_OCSP_UNAUTHORIZED = 6,
};

enum urt_ocsp_cert_status {
    URT_OCSP_GOOD = 0,
    URT_OCSP_REVOKED = 1,
    URT_OCSP_UNKNOWN = 2,
};

/* CertID, as slices. */
struct urt_ocsp_id {
    struct urt_bytes whole;
    struct urt_bytes algorithm; /* AlgorithmIdentifier, whole */
    struct urt_bytes hash_oid;  /* content */
    struct urt_bytes name_hash, key_hash;
    struct urt_bytes serial; /* INTEGER content */
};

struct urt_ocsp_single {
    struct urt_ocsp_id id;
    enum urt_ocsp_cert_status status;
    struct urt_cert_time revoked_at; /* tag 0 unless revoked */
    int reason;                      /* -1: none */
    struct urt_cert_time this_update, next_update;
    bool has_next_update;
    struct urt_bytes extensions; /* content of the SEQUENCE OF */
    struct urt_bytes whole;
};

/* A response: immutable, slices into one copy of its DER. */
struct urt_ocsp_response {
    struct urt_ref ref;
    struct urt_bytes der;
    int status;              /* urt_ocsp_status */
    bool has_bytes;
    struct urt_bytes type;   /* responseType, OID content */
    struct urt_bytes response; /* its OCTET STRING's content */
    /* Of a basic response (basic is true): */
    bool basic;
    struct urt_bytes tbs;
    uint64_t version;
    bool by_key; /* responderID: which choice, */
    struct urt_bytes responder; /* Name whole, or key hash */
    struct urt_cert_time produced_at;
    struct urt_bytes singles;    /* content of the SEQUENCE OF */
    struct urt_bytes extensions; /* content of the SEQUENCE OF */
    struct urt_bytes algorithm;  /* whole */
    struct urt_der_algorithm signature_algorithm;
    struct urt_bytes signature;
    unsigned signature_unused;
    struct urt_cert_list certs;
    uint8_t *memory;
};

enum urt_err urt_ocsp_response_new(struct urt_ocsp_response **out,
                                   struct urt_bytes der);
/* A BasicOCSPResponse by itself; status is then URT_OCSP_SUCCESSFUL. */
enum urt_err urt_ocsp_basic_new(struct urt_ocsp_response **out,
                                struct urt_bytes der);
struct urt_ocsp_response *urt_ocsp_response_up(struct urt_ocsp_response *r);
void urt_ocsp_response_free(struct urt_ocsp_response *r);
/* Takes the next SingleResponse off r->singles (a copy of the slice). */
bool urt_ocsp_single_take(struct urt_bytes *singles,
                          struct urt_ocsp_single *out);
bool urt_ocsp_id_read(struct urt_ocsp_id *out, struct urt_bytes der);
/* Puts the CertID of a certificate; CERT may be NULL with SERIAL given. */
enum urt_err urt_ocsp_id_put(struct urt_buf *b, const struct urt_hash *hash,
                             struct urt_bytes issuer_name,
                             struct urt_bytes issuer_key,
                             struct urt_bytes serial);
/* Same algorithm and hashes, and (WITH_SERIAL) same serial. */
bool urt_ocsp_id_equal(const struct urt_ocsp_id *a,
                       const struct urt_ocsp_id *b, bool with_serial);
/* The single response of an id; false when there is none. */
bool urt_ocsp_find(const struct urt_ocsp_response *r,
                   const struct urt_ocsp_id *id, struct urt_ocsp_single *out);

/* Flags of urt_ocsp_verify, as OCSP_*. */
enum {
    URT_OCSP_NOINTERN = 0x2,
    URT_OCSP_NOSIGS = 0x4,
    URT_OCSP_NOCHAIN = 0x8,
    URT_OCSP_NOVERIFY = 0x10,
    URT_OCSP_NOEXPLICIT = 0x20,
    URT_OCSP_NOCASIGN = 0x40, /* an issuer may not sign for itself */
    URT_OCSP_NODELEGATED = 0x80, /* nobody may sign for an issuer */
    URT_OCSP_NOCHECKS = 0x100,
    URT_OCSP_TRUSTOTHER = 0x200,
    URT_OCSP_PARTIAL_CHAIN = 0x1000,
};

/* Why a response was not accepted. */
enum urt_ocsp_result {
    URT_OCSP_OK = 1,
    URT_OCSP_SIGNER_NOT_FOUND,
    URT_OCSP_SIGNATURE_FAILURE,
    URT_OCSP_NO_SIGNER_KEY,
    URT_OCSP_VERIFY_ERROR, /* the signer's chain; *V_ERROR tells */
    URT_OCSP_MISSING_EKU,  /* delegated, without OCSPSigning */
    URT_OCSP_MISSING_CHECKS, /* no responses, or unknown hash */
    URT_OCSP_NOT_AUTHORISED, /* the signer speaks for another issuer */
    URT_OCSP_ROOT_NOT_TRUSTED, /* no explicit trust setting */
    URT_OCSP_FAILURE, /* no memory, or not a basic response */
};
/* OCSP_basic_verify. OTHERS may be NULL; PARAM (NULL: defaults) sets flags,
 * time and depth of the signer's chain. SIGNER and V_ERROR may be NULL;
 * *SIGNER is borrowed from the response or OTHERS. */
enum urt_ocsp_result urt_ocsp_verify(const struct urt_ocsp_response *r,
                                     const struct urt_cert_list *others,
                                     struct urt_store *store,
                                     const struct urt_param *param,
                                     unsigned long flags,
                                     struct urt_cert **signer, int *v_error);

/* OCSP_check_validity: times within SKEW seconds of NOW, and thisUpdate not
 * older than MAX_AGE (negative: any age). */
enum urt_ocsp_validity {
    URT_OCSP_VALID,
    URT_OCSP_BAD_THIS_UPDATE,
    URT_OCSP_NOT_YET_VALID,
    URT_OCSP_TOO_OLD,
    URT_OCSP_BAD_NEXT_UPDATE,
    URT_OCSP_EXPIRED,
    URT_OCSP_NEXT_BEFORE_THIS,
};
enum urt_ocsp_validity
urt_ocsp_check_validity(const struct urt_cert_time *this_update,
                        const struct urt_cert_time *next_update, int64_t now,
                        int64_t skew, int64_t max_age);

/* Puts an unsigned OCSPRequest for COUNT CertIDs (whole), with a nonce when
 * it isn't empty. */
enum urt_err urt_ocsp_request_put(struct urt_buf *b,
                                  const struct urt_bytes *ids, size_t count,
                                  struct urt_bytes nonce);

#endif
