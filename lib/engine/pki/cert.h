/* Certificates. RFC 5280, section 4.
 *
 * A certificate is immutable, shared by counting references, and one copy of
 * its DER: every slice below points into that copy and lives as long as the
 * certificate. The fields may be read by anyone and are written by nobody.
 * Extensions are decoded when the certificate is made, in one pass without
 * allocation: a malformed or repeated one does not refuse the certificate (a
 * program must be able to load and show it) but sets URT_CERT_INVALID, which
 * keeps it from being issued by anybody (its usages then read as 0). The public key is built on first use and then
 * kept. */
#ifndef URT_PKI_CERT_H
#define URT_PKI_CERT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/sync.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/key.h"
#include "engine/der/der.h"

/* What a certificate's extensions say, numbered as OpenSSL's EXFLAG_*. */
enum {
    URT_CERT_BCONS = 0x1,  /* has basicConstraints */
    URT_CERT_KUSAGE = 0x2, /* has keyUsage */
    URT_CERT_XKUSAGE = 0x4,
    URT_CERT_NSCERT = 0x8,
    URT_CERT_CA = 0x10,
    URT_CERT_SELF_ISSUED = 0x20, /* subject and issuer are equal names */
    URT_CERT_V1 = 0x40,
    URT_CERT_INVALID = 0x80, /* some extension is malformed or repeated */
    URT_CERT_CRITICAL = 0x200, /* an unknown extension is critical */
    URT_CERT_PROXY = 0x400,
    URT_CERT_INVALID_POLICY = 0x800,
    URT_CERT_FRESHEST = 0x1000,
    URT_CERT_SELF_SIGNED = 0x2000, /* self-issued, key identifiers agree */
    URT_CERT_BCONS_CRITICAL = 0x10000,
    URT_CERT_AKID_CRITICAL = 0x20000,
    URT_CERT_SKID_CRITICAL = 0x40000,
    URT_CERT_SAN_CRITICAL = 0x80000,
};

/* Key usage, as OpenSSL's KU_*: the first byte, the second one above it. */
enum {
    URT_KU_DIGITAL_SIGNATURE = 0x80,
    URT_KU_NON_REPUDIATION = 0x40,
    URT_KU_KEY_ENCIPHERMENT = 0x20,
    URT_KU_DATA_ENCIPHERMENT = 0x10,
    URT_KU_KEY_AGREEMENT = 0x08,
    URT_KU_KEY_CERT_SIGN = 0x04,
    URT_KU_CRL_SIGN = 0x02,
    URT_KU_ENCIPHER_ONLY = 0x01,
    URT_KU_DECIPHER_ONLY = 0x8000,
};

/* Extended key usage, as XKU_*. */
enum {
    URT_XKU_SSL_SERVER = 0x1,
    URT_XKU_SSL_CLIENT = 0x2,
    URT_XKU_SMIME = 0x4,
    URT_XKU_CODE_SIGN = 0x8,
    URT_XKU_SGC = 0x10,
    URT_XKU_OCSP_SIGN = 0x20,
    URT_XKU_TIMESTAMP = 0x40,
    URT_XKU_DVCS = 0x80,
    URT_XKU_ANY = 0x100,
};

/* Netscape's certificate type, as NS_*. */
enum {
    URT_NS_SSL_CLIENT = 0x80,
    URT_NS_SSL_SERVER = 0x40,
    URT_NS_SMIME = 0x20,
    URT_NS_OBJSIGN = 0x10,
    URT_NS_SSL_CA = 0x04,
    URT_NS_SMIME_CA = 0x02,
    URT_NS_OBJSIGN_CA = 0x01,
};

/* Tags of GeneralName's choices, RFC 5280 section 4.2.1.6, as they stand in
 * DER. */
enum {
    URT_GN_OTHER = 0xa0,
    URT_GN_EMAIL = 0x81,
    URT_GN_DNS = 0x82,
    URT_GN_X400 = 0xa3,
    URT_GN_DIRECTORY = 0xa4, /* content: the Name, whole */
    URT_GN_EDI = 0xa5,
    URT_GN_URI = 0x86,
    URT_GN_IP = 0x87,
    URT_GN_RID = 0x88,
};

enum {
    URT_CERT_MAX_EXTENSIONS = 1024,
    URT_CERT_MAX_NAMES = 16384, /* of a subjectAltName */
};

/* A time as it stands in a certificate or CRL. */
struct urt_cert_time {
    uint8_t tag; /* URT_DER_UTC_TIME or URT_DER_GENERALIZED_TIME */
    struct urt_bytes content;
    bool valid; /* false: not of RFC 5280's form, SECONDS is 0 */
    int64_t seconds;
};

/* Decoded extensions. Slices of absent ones are empty with data NULL. */
struct urt_cert_ext {
    uint32_t flags;      /* URT_CERT_* */
    uint32_t key_usage;  /* URT_KU_*; meaningful with URT_CERT_KUSAGE */
    uint32_t xkey_usage; /* URT_XKU_*; meaningful with URT_CERT_XKUSAGE */
    uint32_t ns_type;    /* URT_NS_* */
    int64_t path_len;    /* -1: none */
    bool has_akid, has_skid;
    struct urt_bytes skid;        /* subjectKeyIdentifier */
    struct urt_bytes akid_key;    /* authorityKeyIdentifier: keyIdentifier */
    struct urt_bytes akid_issuer; /* GeneralNames content */
    struct urt_bytes akid_serial; /* INTEGER content */
    struct urt_bytes san;         /* GeneralNames content */
    struct urt_bytes ian;
    struct urt_bytes xku;         /* content: OIDs */
    struct urt_bytes crl_points;  /* CRLDistributionPoints content */
    bool has_san;
    bool has_constraints;
    struct urt_bytes permitted;   /* GeneralSubtrees content */
    struct urt_bytes excluded;
    bool has_policies;            /* certificatePolicies */
    bool has_policy_constraints;  /* policyConstraints, mappings, inhibit */
    bool no_check;                /* id-pkix-ocsp-nocheck */
};

/* OpenSSL's X509_AUX, the tail of a TRUSTED CERTIFICATE. */
struct urt_cert_aux {
    bool present;
    struct urt_bytes trust;  /* content: OIDs; data NULL where absent */
    struct urt_bytes reject; /* the same */
    struct urt_bytes alias;  /* UTF-8 */
    struct urt_bytes key_id;
};

struct urt_cert {
    struct urt_ref ref;
    struct urt_bytes der;    /* Certificate, whole; without the aux part */
    struct urt_bytes tbs;    /* whole: what is signed */
    int64_t version;         /* as encoded: 2 is v3; 0 where absent */
    struct urt_bytes serial; /* INTEGER content, two's complement */
    struct urt_bytes tbs_algorithm; /* AlgorithmIdentifiers, whole */
    struct urt_bytes algorithm;
    struct urt_der_algorithm signature_algorithm; /* the outer one */
    struct urt_bytes issuer;  /* Names, whole */
    struct urt_bytes subject;
    struct urt_cert_time not_before, not_after;
    struct urt_bytes spki;    /* whole */
    struct urt_bytes spki_bits; /* subjectPublicKey's bytes */
    struct urt_bytes issuer_uid, subject_uid; /* BIT STRING content */
    struct urt_bytes extensions; /* content of the SEQUENCE OF */
    struct urt_bytes signature;
    unsigned signature_unused; /* bits; anything but 0 never verifies */
    struct urt_cert_ext ext;
    struct urt_cert_aux aux;
    /* The rest is cert.c's own. */
    _Atomic(struct urt_key *) key;
    uint8_t *memory;
};

/* Makes a certificate from DER (copied), which must hold it and nothing
 * more. URT_E_CERT_DECODE or URT_E_NOMEM. */
enum urt_err urt_cert_new(struct urt_cert **out, struct urt_bytes der);
/* Takes one certificate off the front of DER. */
enum urt_err urt_cert_take(struct urt_cert **out, struct urt_bytes *der);
/* The same with an optional X509_AUX behind it (PEM's TRUSTED CERTIFICATE). */
enum urt_err urt_cert_new_trusted(struct urt_cert **out, struct urt_bytes der);
/* The same certificate with another aux part (its DER), or none when empty. */
enum urt_err urt_cert_with_aux(struct urt_cert **out,
                               const struct urt_cert *cert,
                               struct urt_bytes aux_der);
/* Reads DER into OUT without a copy, reference or key: OUT's slices point
 * into DER. For those who look and throw away (indexing a bundle). */
enum urt_err urt_cert_read(struct urt_cert *out, struct urt_bytes der);
struct urt_cert *urt_cert_up(struct urt_cert *cert);
/* NULL is allowed. */
void urt_cert_free(struct urt_cert *cert);

/* The same bytes. */
bool urt_cert_equal(const struct urt_cert *a, const struct urt_cert *b);
/* The public key: built once, owned by the certificate. */
enum urt_err urt_cert_key(const struct urt_cert *cert, struct urt_key **out);
/* Writes hash->size bytes. */
void urt_cert_fingerprint(const struct urt_cert *cert,
                          const struct urt_hash *hash, uint8_t *out);
/* Verifies CERT's signature with KEY. URT_E_CERT_BAD when the inner and the
 * outer algorithm differ, URT_E_ALGORITHM_UNKNOWN, URT_E_SIGNATURE_BAD... */
enum urt_err urt_cert_verify(const struct urt_cert *cert,
                             const struct urt_key *key);
/* The signature of anything of this shape: TBS, algorithm, bits. */
enum urt_err urt_signed_verify(struct urt_bytes tbs,
                               const struct urt_der_algorithm *algorithm,
                               struct urt_bytes signature,
                               const struct urt_key *key);
bool urt_cert_is_self_issued(const struct urt_cert *cert);
bool urt_cert_is_self_signed(const struct urt_cert *cert);
/* Strength of the signature in bits (hash and scheme; 0 where unknown), as
 * OpenSSL rates it for security levels. */
unsigned urt_signature_security_bits(const struct urt_der_algorithm *alg);

/* One extension, of a certificate, a CRL, a CRL entry, an OCSP message. */
struct urt_extension {
    struct urt_bytes oid;   /* content */
    bool critical;
    struct urt_bytes value; /* the OCTET STRING's content */
    struct urt_bytes whole; /* Extension, whole */
};
/* Takes the next extension off the content of an Extensions SEQUENCE. */
bool urt_extension_take(struct urt_bytes *extensions,
                        struct urt_extension *out);
/* The first one with this OID content; false when there is none. */
bool urt_extension_find(struct urt_bytes extensions, struct urt_bytes oid,
                        struct urt_extension *out);
/* Takes the next GeneralName off the content of a GeneralNames SEQUENCE. */
bool urt_general_name_take(struct urt_bytes *names, uint8_t *tag,
                           struct urt_bytes *content);

/* A growing array of references. Zeroed memory is an empty list. */
struct urt_cert_list {
    struct urt_cert **cert;
    size_t count, cap;
};
/* Appends and takes a reference of its own. */
enum urt_err urt_cert_list_add(struct urt_cert_list *list,
                               struct urt_cert *cert);
/* Drops and returns nothing: the last, or all. */
void urt_cert_list_pop(struct urt_cert_list *list);
void urt_cert_list_free(struct urt_cert_list *list);
bool urt_cert_list_has(const struct urt_cert_list *list,
                       const struct urt_cert *cert);

#endif
