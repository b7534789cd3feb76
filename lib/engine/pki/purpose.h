/* What a certificate may be used for: purposes and trust. RFC 5280 sections
 * 4.2.1.3, 4.2.1.9 and 4.2.1.12, with OpenSSL's rules and numbers. */
#ifndef URT_PKI_PURPOSE_H
#define URT_PKI_PURPOSE_H

#include "engine/pki/cert.h"

/* As X509_PURPOSE_*. */
enum urt_purpose {
    URT_PURPOSE_NONE = 0,
    URT_PURPOSE_SSL_CLIENT,
    URT_PURPOSE_SSL_SERVER,
    URT_PURPOSE_NS_SSL_SERVER,
    URT_PURPOSE_SMIME_SIGN,
    URT_PURPOSE_SMIME_ENCRYPT,
    URT_PURPOSE_CRL_SIGN,
    URT_PURPOSE_ANY,
    URT_PURPOSE_OCSP_HELPER,
    URT_PURPOSE_TIMESTAMP_SIGN,
    URT_PURPOSE_COUNT
};

/* As X509_TRUST_*: settings, */
enum urt_trust {
    URT_TRUST_DEFAULT = 0,
    URT_TRUST_COMPAT,
    URT_TRUST_SSL_CLIENT,
    URT_TRUST_SSL_SERVER,
    URT_TRUST_EMAIL,
    URT_TRUST_OBJECT_SIGN,
    URT_TRUST_OCSP_SIGN,
    URT_TRUST_OCSP_REQUEST,
    URT_TRUST_TSA,
    URT_TRUST_COUNT
};
/* results, */
enum urt_trust_result {
    URT_TRUST_IS_TRUSTED = 1,
    URT_TRUST_IS_REJECTED = 2,
    URT_TRUST_IS_UNTRUSTED = 3
};
/* and flags of the check. */
enum { URT_TRUST_NO_SS_COMPAT = 4, URT_TRUST_DO_SS_COMPAT = 8,
       URT_TRUST_OK_ANY_EKU = 16 };

struct urt_purpose_row {
    enum urt_purpose id;
    enum urt_trust trust; /* that goes with it */
    const char *name;     /* "SSL client" */
    const char *short_name; /* "sslclient" */
};
extern const struct urt_purpose_row urt_purposes[];
extern const size_t urt_purpose_count;
/* NULL where there is none. */
const struct urt_purpose_row *urt_purpose_by_id(int id);

struct urt_trust_row {
    enum urt_trust id;
    const char *name; /* "SSL Client" */
};
extern const struct urt_trust_row urt_trusts[];
extern const size_t urt_trust_count;

/* X509_check_purpose: 0 no, 1 yes, other positive values yes with a remark
 * (a v1 root and the like), -1 unknown purpose or invalid certificate. AS_CA:
 * as an authority of such certificates. */
int urt_cert_check_purpose(const struct urt_cert *cert, int purpose,
                           bool as_ca);
/* X509_check_ca: 0 no; 1 basicConstraints; 3 self-signed v1; 4 keyCertSign
 * alone; 5 Netscape's type. */
int urt_cert_check_ca(const struct urt_cert *cert);
/* X509_check_trust. */
enum urt_trust_result urt_cert_check_trust(const struct urt_cert *cert,
                                           int trust, unsigned flags);
/* X509_check_issued: URT_V_OK or why ISSUER did not issue SUBJECT, judged by
 * names, key identifiers, key usage, key type; not by the signature. */
int urt_cert_check_issued(const struct urt_cert *issuer,
                          const struct urt_cert *subject);
/* The same without the key usage: what chain building goes by, so that the
 * check that follows can name the fault. */
int urt_cert_likely_issued(const struct urt_cert *issuer,
                           const struct urt_cert *subject);
/* X509_check_akid: URT_V_OK or what of SUBJECT's AKID does not fit. */
int urt_cert_check_akid(const struct urt_cert *issuer,
                        const struct urt_cert *subject);

#endif
