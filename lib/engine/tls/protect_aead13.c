/* AEAD protection of TLS 1.3. RFC 8446 section 5.2 and 5.3.
 *
 * The content's type stands behind the content, then padding of zeros; the
 * header says application_data and is the additional data. */
#include "engine/tls/record.h"

enum { NONCE = 12, SEQ = 8 };

static void
make_nonce(uint8_t nonce[NONCE], const struct urt_keys *k)
{
    uint64_t seq = k->seq;

    memcpy(nonce, k->iv, NONCE);
    for (int i = NONCE; i-- > NONCE - SEQ; seq >>= 8)
        nonce[i] ^= (uint8_t)seq;
}

static enum urt_err
open_aead(struct urt_keys *k, const uint8_t *head, uint8_t *body, size_t len,
          uint8_t *type, struct urt_bytes *content)
{
    const struct urt_aead_ctx *ctx;
    size_t tag = k->aead->tag_size;
    uint8_t nonce[NONCE];
    enum urt_err err;

    if (head[0] != URT_CONTENT_DATA)
        return URT_E_RECORD_UNENCRYPTED;
    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    if (len < tag + 1)
        return URT_E_RECORD_MAC;
    len -= tag;
    ctx = urt_aead_cached(k->aead, k->key);
    if (ctx == NULL)
        return URT_E_NOMEM;
    make_nonce(nonce, k);
    err = urt_aead_open(ctx, urt_bytes(nonce, NONCE),
                        urt_bytes(head, URT_RECORD_HEADER), body, body, len,
                        body + len);
    if (err != URT_OK)
        return err == URT_E_MAC_MISMATCH ? URT_E_RECORD_MAC : err;
    k->seq++;
    if (len > URT_RECORD_PLAIN_MAX + 1)
        return URT_E_RECORD_OVERFLOW;
    while (len > 0 && body[len - 1] == 0)
        len--;
    if (len == 0)
        return URT_E_RECORD_PADDING_ONLY;
    *type = body[len - 1];
    *content = urt_bytes(body, len - 1);
    return URT_OK;
}

static size_t
sealed_aead(const struct urt_keys *k, size_t len)
{
    return len + 1 + k->aead->tag_size;
}

static enum urt_err
seal_aead(struct urt_keys *k, uint8_t *head, uint8_t type,
          struct urt_bytes content)
{
    const struct urt_aead_ctx *ctx;
    uint8_t *body = head + URT_RECORD_HEADER;
    size_t len = content.len;
    uint8_t nonce[NONCE];

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    ctx = urt_aead_cached(k->aead, k->key);
    if (ctx == NULL)
        return URT_E_NOMEM;
    head[0] = URT_CONTENT_DATA;
    if (len > 0)
        memcpy(body, content.data, len);
    body[len++] = type;
    make_nonce(nonce, k);
    URT_TRY(urt_aead_seal(ctx, urt_bytes(nonce, NONCE),
                          urt_bytes(head, URT_RECORD_HEADER), body, body, len,
                          body + len));
    k->seq++;
    return URT_OK;
}

const struct urt_protection urt_protect_aead13 = {
    .name = "aead13",
    .growth_max = URT_RECORD_GROWTH_13,
    .inner_type = true,
    .open = open_aead,
    .sealed = sealed_aead,
    .seal = seal_aead,
};
