/* CBC protection of TLS 1.0 to 1.2. RFC 5246 section 6.2.3.2, RFC 4346,
 * RFC 2246; with encrypt_then_mac, RFC 7366.
 *
 * A record is [IV] E(content | MAC | padding), or with encrypt_then_mac
 * [IV] E(content | padding) | MAC. The IV stands there from TLS 1.1 on; in
 * 1.0 it is the last block of ciphertext of the record before.
 *
 * Where the MAC is inside, nothing but one final verdict may depend on the
 * padding: not the error, not the time, not which memory is touched. So:
 * whatever can be told from the public length is checked first; then the
 * padding's bytes are looked at always as many, the MAC is fetched from its
 * secret place and computed over the secret length with the same work for
 * each, and both verdicts are put together by mask. Bad padding counts as
 * none (RFC 5246), so that the MAC is computed over a sensible length. */
#include "engine/base/ct.h"
#include "engine/crypto/hmac_secret.h"
#include "engine/crypto/rng.h"
#include "engine/tls/protect_mac.h"

enum { PADDING_MAX = 256 }; /* with its length byte */

static size_t
block_of(const struct urt_keys *k)
{
    return k->cipher->block_size;
}

static size_t
explicit_of(const struct urt_keys *k)
{
    return k->explicit_iv ? k->cipher->iv_size : 0;
}

/* The IV of the record BODY; all ciphertext is still in place. */
static struct urt_bytes
iv_of(const struct urt_keys *k, const uint8_t *body)
{
    return urt_bytes(k->explicit_iv ? body : k->iv, k->cipher->iv_size);
}

static enum urt_err
decrypt(struct urt_keys *k, uint8_t *body, uint8_t *text, size_t len)
{
    struct urt_cipher_ctx ctx;
    enum urt_err err;

    err = urt_cipher_init(&ctx, k->cipher,
                          urt_bytes(k->key, k->cipher->key_size),
                          iv_of(k, body), false);
    if (err == URT_OK && !k->explicit_iv)
        memcpy(k->iv, text + len - k->cipher->iv_size, k->cipher->iv_size);
    if (err == URT_OK)
        err = urt_cipher_update(&ctx, text, text, len);
    urt_cipher_wipe(&ctx);
    return err;
}

static enum urt_err
encrypt(struct urt_keys *k, uint8_t *body, uint8_t *text, size_t len)
{
    struct urt_cipher_ctx ctx;
    enum urt_err err;

    err = urt_cipher_init(&ctx, k->cipher,
                          urt_bytes(k->key, k->cipher->key_size),
                          iv_of(k, body), true);
    if (err == URT_OK)
        err = urt_cipher_update(&ctx, text, text, len);
    if (err == URT_OK && !k->explicit_iv)
        memcpy(k->iv, text + len - k->cipher->iv_size, k->cipher->iv_size);
    urt_cipher_wipe(&ctx);
    return err;
}

/* Whether TEXT, LEN bytes that are not only MAC, ends in right padding; how
 * long it is with its length byte, 1 when it is wrong. MAC bytes must remain
 * before it. Every byte that could be padding is looked at. */
static urt_mask
check_padding(const uint8_t *text, size_t len, size_t mac, size_t *padding)
{
    size_t most = len < PADDING_MAX ? len : PADDING_MAX;
    uint64_t pad = text[len - 1], wrong = 0;
    urt_mask good = urt_ct_ge(len, mac + pad + 1);

    /* Hidden, or the compiler may count with i minus the secret. */
    for (size_t i = 0; i < most; i++)
        wrong |= urt_ct_ge(pad, urt_ct_hide(i)) & (text[len - 1 - i] ^ pad);
    good &= urt_ct_is_zero(wrong);
    *padding = (size_t)(1 + (good & pad));
    return good;
}

/* The SIZE bytes at the secret place START of TEXT, which lies in [LEAST,
 * LEN - SIZE]. One pass gathers them turned around by START - LEAST modulo
 * SIZE; then they are turned back by powers of two. */
static void
fetch_mac(uint8_t *out, size_t size, const uint8_t *text, size_t len,
          size_t least, size_t start)
{
    uint8_t turned[URT_HASH_MAX_SIZE];
    uint64_t turn = 0;
    size_t at = 0;

    memset(out, 0, size);
    for (size_t i = least; i < len; i++) {
        uint64_t here = urt_ct_hide(i);
        urt_mask in = urt_ct_ge(here, start) & urt_ct_lt(here, start + size);

        out[at] |= (uint8_t)(in & text[i]);
        turn |= at & urt_ct_eq(here, start);
        at = at + 1 < size ? at + 1 : 0;
    }
    for (size_t step = 1; step < size; step *= 2) {
        urt_mask go = ~urt_ct_is_zero(turn & step);

        for (size_t i = 0; i < size; i++)
            turned[i] = out[(i + step) % size];
        urt_ct_copy_if(go, out, turned, size);
    }
    urt_wipe(turned, sizeof turned);
}

/* The padding and the MAC behind the content of TEXT, which is decrypted;
 * the verdict as a mask, and the content's length, a secret unless the
 * verdict is good. */
static urt_mask
check_inside(const struct urt_keys *k, const uint8_t *head,
             const uint8_t *text, size_t len, size_t *content_len)
{
    uint8_t want[URT_HASH_MAX_SIZE], got[URT_HASH_MAX_SIZE];
    uint8_t mac_head[URT_RECORD_MAC_HEAD];
    size_t size = k->mac->size, most = len - size - 1, least, padding;
    uint64_t differ = 0;
    urt_mask good = check_padding(text, len, size, &padding);

    least = most >= PADDING_MAX - 1 ? most - (PADDING_MAX - 1) : 0;
    *content_len = len - size - padding;
    urt_record_mac_head(mac_head, k, head, head[0], *content_len);
    if (!urt_hmac_secret(k->mac, want, urt_bytes(k->mac_key, size),
                         urt_bytes(mac_head, sizeof mac_head),
                         urt_bytes(text, most), least, *content_len))
        good = 0;
    fetch_mac(got, size, text, len, least, *content_len);
    for (size_t i = 0; i < size; i++)
        differ |= want[i] ^ got[i];
    urt_wipe(want, sizeof want);
    urt_wipe(got, sizeof got);
    return good & urt_ct_is_zero(differ);
}

static enum urt_err
open_mac_inside(struct urt_keys *k, const uint8_t *head, uint8_t *body,
                size_t len, struct urt_bytes *content)
{
    size_t before = explicit_of(k), content_len;
    uint8_t *text = body + before;

    if (len < before || (len - before) % block_of(k) != 0 ||
        len - before < k->mac->size + 1)
        return URT_E_RECORD_MAC;
    len -= before;
    URT_TRY(decrypt(k, body, text, len));
    if (!check_inside(k, head, text, len, &content_len))
        return URT_E_RECORD_MAC;
    *content = urt_bytes(text, content_len);
    return URT_OK;
}

/* The MAC has covered the padding before it is looked at, so that a wrong
 * one is the fault of a peer that knows the key. */
static enum urt_err
open_mac_outside(struct urt_keys *k, const uint8_t *head, uint8_t *body,
                 size_t len, struct urt_bytes *content)
{
    size_t before = explicit_of(k), padding;
    uint8_t mac[URT_HASH_MAX_SIZE], *text = body + before;
    bool right;

    if (len < k->mac->size)
        return URT_E_RECORD_TOO_SHORT;
    if (len < before + block_of(k) + k->mac->size ||
        (len - before - k->mac->size) % block_of(k) != 0)
        return URT_E_RECORD_MAC;
    len -= k->mac->size;
    urt_record_mac(mac, k, head, head[0], urt_bytes(body, len));
    right = urt_ct_equal(mac, body + len, k->mac->size);
    urt_wipe(mac, sizeof mac);
    if (!right)
        return URT_E_RECORD_MAC;
    len -= before;
    URT_TRY(decrypt(k, body, text, len));
    if (!check_padding(text, len, 0, &padding))
        return URT_E_RECORD_MAC;
    *content = urt_bytes(text, len - padding);
    return URT_OK;
}

static enum urt_err
open_cbc(struct urt_keys *k, const uint8_t *head, uint8_t *body, size_t len,
         uint8_t *type, struct urt_bytes *content)
{
    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    URT_TRY((k->encrypt_then_mac ? open_mac_outside : open_mac_inside)(
        k, head, body, len, content));
    k->seq++;
    *type = head[0];
    return URT_OK;
}

/* LEN bytes with the least padding: at least its length byte. */
static size_t
padded(const struct urt_keys *k, size_t len)
{
    return len + block_of(k) - len % block_of(k);
}

static size_t
sealed_cbc(const struct urt_keys *k, size_t len)
{
    size_t mac = k->mac->size;

    if (k->encrypt_then_mac)
        return explicit_of(k) + padded(k, len) + mac;
    return explicit_of(k) + padded(k, len + mac);
}

static enum urt_err
seal_cbc(struct urt_keys *k, uint8_t *head, uint8_t type,
         struct urt_bytes content)
{
    uint8_t *body = head + URT_RECORD_HEADER, *text = body + explicit_of(k);
    size_t len = content.len, whole;

    if (k->seq == UINT64_MAX)
        return URT_E_RECORD_LIMIT;
    head[0] = type;
    if (k->explicit_iv)
        URT_TRY(urt_random(body, k->cipher->iv_size));
    if (len > 0)
        memcpy(text, content.data, len);
    if (!k->encrypt_then_mac) {
        urt_record_mac(text + len, k, head, type, content);
        len += k->mac->size;
    }
    whole = padded(k, len);
    memset(text + len, (int)(whole - len - 1), whole - len);
    URT_TRY(encrypt(k, body, text, whole));
    if (k->encrypt_then_mac) {
        len = explicit_of(k) + whole;
        urt_record_mac(body + len, k, head, type, urt_bytes(body, len));
    }
    k->seq++;
    return URT_OK;
}

const struct urt_protection urt_protect_cbc = {
    .name = "cbc",
    .growth_max = URT_RECORD_GROWTH_12,
    .open = open_cbc,
    .sealed = sealed_cbc,
    .seal = seal_cbc,
};
