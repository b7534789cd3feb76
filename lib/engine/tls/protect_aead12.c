/* AEAD protection of TLS 1.2. RFC 5246 section 6.2.3.3, RFC 5288, RFC 6655,
 * RFC 7905.
 *
 * The nonce is 12 bytes: with GCM and CCM four fixed ones and the eight that
 * each record carries (the sequence number), with ChaCha20-Poly1305 twelve
 * fixed ones mixed with the sequence number, and nothing is carried. */
#include "engine/tls/protect_mac.h"

enum { NONCE = 12, SEQ = 8, AAD = URT_RECORD_MAC_HEAD };

static void
store_seq(uint8_t *out, uint64_t seq)
{
    for (int i = SEQ; i-- > 0; seq >>= 8)
        out[i] = (uint8_t)seq;
}

/* How many nonce bytes a record carries. */
static size_t
carried(const struct urt_keys *k)
{
    return NONCE - k->fixed_iv;
}

static void
make_nonce(uint8_t nonce[NONCE], const struct urt_keys *k,
           const uint8_t *explicit)
{
    uint8_t seq[SEQ];

    memcpy(nonce, k->iv, NONCE);
    if (carried(k) > 0) {
        memcpy(nonce + k->fixed_iv, explicit, carried(k));
        return;
    }
    store_seq(seq, k->seq);
    for (int i = 0; i < SEQ; i++)
        nonce[NONCE - SEQ + i] ^= seq[i];
}

static enum urt_err
open_aead(struct urt_keys *k, const uint8_t *head, uint8_t *body, size_t len,
          uint8_t *type, struct urt_bytes *content)
{
    const struct urt_aead_ctx *ctx;
    size_t before = carried(k), tag = k->aead->tag_size;
    uint8_t nonce[NONCE], aad[AAD];
    enum urt_err err;

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    if (len < before + tag)
        return URT_E_RECORD_MAC;
    len -= before + tag;
    ctx = urt_aead_cached(k->aead, k->key);
    if (ctx == NULL)
        return URT_E_NOMEM;
    make_nonce(nonce, k, body);
    urt_record_mac_head(aad, k, head, head[0], len);
    body += before;
    err = urt_aead_open(ctx, urt_bytes(nonce, NONCE), urt_bytes(aad, AAD),
                        body, body, len, body + len);
    if (err != URT_OK)
        return err == URT_E_MAC_MISMATCH ? URT_E_RECORD_MAC : err;
    k->seq++;
    *type = head[0];
    *content = urt_bytes(body, len);
    return URT_OK;
}

static size_t
sealed_aead(const struct urt_keys *k, size_t len)
{
    return carried(k) + len + k->aead->tag_size;
}

static enum urt_err
seal_aead(struct urt_keys *k, uint8_t *head, uint8_t type,
          struct urt_bytes content)
{
    const struct urt_aead_ctx *ctx;
    uint8_t *body = head + URT_RECORD_HEADER;
    uint8_t nonce[NONCE], aad[AAD], seq[SEQ];

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    ctx = urt_aead_cached(k->aead, k->key);
    if (ctx == NULL)
        return URT_E_NOMEM;
    head[0] = type;
    store_seq(seq, k->seq);
    make_nonce(nonce, k, seq);
    urt_record_mac_head(aad, k, head, type, content.len);
    memcpy(body, seq, carried(k));
    body += carried(k);
    URT_TRY(urt_aead_seal(ctx, urt_bytes(nonce, NONCE), urt_bytes(aad, AAD),
                          body, content.data, content.len,
                          body + content.len));
    k->seq++;
    return URT_OK;
}

const struct urt_protection urt_protect_aead12 = {
    .name = "aead12",
    .growth_max = URT_RECORD_GROWTH_12,
    .open = open_aead,
    .sealed = sealed_aead,
    .seal = seal_aead,
};
