/* Whether a certificate speaks for a host, a mailbox or an address.
 * RFC 6125, RFC 9525, with OpenSSL's flags and results. */
#ifndef URT_PKI_HOST_H
#define URT_PKI_HOST_H

#include "engine/pki/cert.h"

/* As X509_CHECK_FLAG_*. */
enum {
    URT_HOST_ALWAYS_SUBJECT = 0x1,
    URT_HOST_NO_WILDCARDS = 0x2,
    URT_HOST_NO_PARTIAL_WILDCARDS = 0x4,
    URT_HOST_MULTI_LABEL_WILDCARDS = 0x8,
    URT_HOST_SINGLE_LABEL_SUBDOMAINS = 0x10,
    URT_HOST_NEVER_SUBJECT = 0x20,
};

/* Results, as X509_check_host's. */
enum urt_match {
    URT_MATCH_NO = 0,
    URT_MATCH_YES = 1,
    URT_MATCH_ERROR = -1,   /* no memory */
    URT_MATCH_MALFORMED = -2 /* the reference itself is malformed */
};

/* A HOST that begins with a dot matches any name below it. PEER, unless NULL,
 * receives the name of the certificate that matched. HOST may end in one
 * NUL, which is dropped; one inside is malformed. */
enum urt_match urt_cert_match_host(const struct urt_cert *cert,
                                   struct urt_bytes host, unsigned flags,
                                   struct urt_buf *peer);
enum urt_match urt_cert_match_email(const struct urt_cert *cert,
                                    struct urt_bytes email, unsigned flags);
/* IP is 4 or 16 bytes. */
enum urt_match urt_cert_match_ip(const struct urt_cert *cert,
                                 struct urt_bytes ip, unsigned flags);
/* The address in text form, "192.0.2.1" or "2001:db8::1"; false otherwise.
 * OUT holds 16 bytes. */
bool urt_ip_from_text(uint8_t *out, size_t *len, const char *text);

#endif
