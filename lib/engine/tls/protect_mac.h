/* What protections before TLS 1.3 share: the numbers that a record's MAC, or
 * its AEAD, covers besides the content, and the MAC. RFC 5246 section 6.2.3,
 * RFC 2246 section 6.2.3. */
#ifndef URT_TLS_PROTECT_MAC_H
#define URT_TLS_PROTECT_MAC_H

#include "engine/tls/record.h"

/* seq_num, type, version (from HEAD) and length. */
enum { URT_RECORD_MAC_HEAD = 13 };

void urt_record_mac_head(uint8_t out[URT_RECORD_MAC_HEAD],
                         const struct urt_keys *k, const uint8_t *head,
                         uint8_t type, size_t len);
/* K's MAC over them and DATA, mac->size bytes; DATA's length is no secret. */
void urt_record_mac(uint8_t *out, const struct urt_keys *k,
                    const uint8_t *head, uint8_t type, struct urt_bytes data);

#endif
