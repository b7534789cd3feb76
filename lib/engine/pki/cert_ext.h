/* Pieces of reading that certificates, CRLs and OCSP messages share inside
 * engine/pki. */
#ifndef URT_PKI_CERT_EXT_H
#define URT_PKI_CERT_EXT_H

#include "engine/pki/cert.h"

/* Fills cert->ext from the frame that was read before. */
void urt_cert_ext_read(struct urt_cert *cert);

/* AuthorityKeyIdentifier (RFC 5280, 4.2.1.1), the extension's value. */
bool urt_akid_read(struct urt_bytes value, struct urt_bytes *key,
                   struct urt_bytes *issuer, struct urt_bytes *serial);
/* Whether the content of GeneralNames is well formed. */
bool urt_general_names_are_valid(struct urt_bytes names);
/* Whether the content is a list of OIDs with nothing else. */
bool urt_oids_are_valid(struct urt_bytes oids);
/* A value that is one element of this tag and nothing more. */
bool urt_value_is(struct urt_bytes value, uint8_t tag,
                  struct urt_bytes *content);

bool urt_cert_time_take(struct urt_bytes *in, struct urt_cert_time *out);
bool urt_whole_take(struct urt_bytes *in, uint8_t tag,
                    struct urt_bytes *whole);
bool urt_algorithm_take(struct urt_bytes *in, struct urt_bytes *whole,
                        struct urt_der_algorithm *out);
bool urt_small_integer_take(struct urt_bytes *in, int64_t *out);
/* The SEQUENCE OF Extension; OUT is its content, every entry well formed. */
bool urt_extensions_take(struct urt_bytes *in, struct urt_bytes *out);

#endif
