/* A MAC and no encryption: the NULL suites. RFC 5246 section 6.2.3.1.
 * All lengths are public here. */
#include "engine/base/ct.h"
#include "engine/tls/protect_mac.h"

static enum urt_err
open_null(struct urt_keys *k, const uint8_t *head, uint8_t *body, size_t len,
          uint8_t *type, struct urt_bytes *content)
{
    uint8_t mac[URT_HASH_MAX_SIZE];
    bool right;

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    if (len < k->mac->size)
        return k->encrypt_then_mac ? URT_E_RECORD_TOO_SHORT
                                   : URT_E_RECORD_MAC;
    len -= k->mac->size;
    urt_record_mac(mac, k, head, head[0], urt_bytes(body, len));
    right = urt_ct_equal(mac, body + len, k->mac->size);
    urt_wipe(mac, sizeof mac);
    if (!right)
        return URT_E_RECORD_MAC;
    k->seq++;
    *type = head[0];
    *content = urt_bytes(body, len);
    return URT_OK;
}

static size_t
sealed_null(const struct urt_keys *k, size_t len)
{
    return len + k->mac->size;
}

static enum urt_err
seal_null(struct urt_keys *k, uint8_t *head, uint8_t type,
          struct urt_bytes content)
{
    uint8_t *body = head + URT_RECORD_HEADER;

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    head[0] = type;
    if (content.len > 0)
        memcpy(body, content.data, content.len);
    urt_record_mac(body + content.len, k, head, type, content);
    k->seq++;
    return URT_OK;
}

const struct urt_protection urt_protect_null = {
    .name = "null",
    .growth_max = URT_RECORD_GROWTH_12,
    .open = open_null,
    .sealed = sealed_null,
    .seal = seal_null,
};
