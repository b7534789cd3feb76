/* No protection: what is on the wire before keys are. RFC 8446, 5.1. */
#include "engine/tls/record.h"

static enum urt_err
open_plain(struct urt_keys *k, const uint8_t *head, uint8_t *body, size_t len,
           uint8_t *type, struct urt_bytes *content)
{
    *type = head[0];
    *content = urt_bytes(body, len);
    return URT_OK;
}

static size_t
sealed_plain(const struct urt_keys *k, size_t len)
{
    return len;
}

static enum urt_err
seal_plain(struct urt_keys *k, uint8_t *head, uint8_t type,
           struct urt_bytes content)
{
    head[0] = type;
    if (content.len > 0)
        memcpy(head + URT_RECORD_HEADER, content.data, content.len);
    return URT_OK;
}

const struct urt_protection urt_protect_plain = {
    .name = "plain",
    .growth_max = 0,
    .open = open_plain,
    .sealed = sealed_plain,
    .seal = seal_plain,
};
