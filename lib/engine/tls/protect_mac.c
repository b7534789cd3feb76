/* The MAC of records before TLS 1.3. RFC 5246 section 6.2.3.1. */
#include "engine/tls/protect_mac.h"

#include "engine/crypto/hmac.h"

enum { SEQ = 8 };

void
urt_record_mac_head(uint8_t out[URT_RECORD_MAC_HEAD],
                    const struct urt_keys *k, const uint8_t *head,
                    uint8_t type, size_t len)
{
    uint64_t seq = k->seq;

    for (int i = SEQ; i-- > 0; seq >>= 8)
        out[i] = (uint8_t)seq;
    out[8] = type;
    out[9] = head[1];
    out[10] = head[2];
    out[11] = (uint8_t)(len >> 8);
    out[12] = (uint8_t)len;
}

void
urt_record_mac(uint8_t *out, const struct urt_keys *k, const uint8_t *head,
               uint8_t type, struct urt_bytes data)
{
    uint8_t mac_head[URT_RECORD_MAC_HEAD];
    struct urt_hmac h;

    urt_record_mac_head(mac_head, k, head, type, data.len);
    urt_hmac_init(&h, k->mac, urt_bytes(k->mac_key, k->mac->size));
    urt_hmac_update(&h, urt_bytes(mac_head, sizeof mac_head));
    urt_hmac_update(&h, data);
    urt_hmac_final(&h, out);
    urt_hmac_wipe(&h);
}
