/* Sealing and opening stateless tickets, OpenSSL's layout (RFC 5077, 4, with
 * AES-256-CBC and HMAC-SHA-256):
 *   key name 16 | IV 16 | AES-256-CBC(session DER, padded) | HMAC 32
 * The MAC covers all that stands before it and is checked, in constant time,
 * before anything is decrypted. */
#include "engine/tls/session.h"

#include "engine/base/ct.h"
#include "engine/crypto/cipher.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/hmac.h"
#include "engine/crypto/rng.h"

enum { NAME = 16, IV = 16, MAC = 32, BLOCK = 16 };

static void
ticket_mac(uint8_t mac[MAC], const struct urt_ticket_keys *keys,
           struct urt_bytes data)
{
    struct urt_hmac h;

    urt_hmac_init(&h, &urt_hash_sha256,
                  urt_bytes(keys->hmac, sizeof keys->hmac));
    urt_hmac_update(&h, data);
    urt_hmac_final(&h, mac);
    urt_wipe(&h, sizeof h);
}

enum urt_err
urt_ticket_seal(struct urt_buf *out, struct urt_bytes der,
                const struct urt_ticket_keys *keys)
{
    size_t start = out->len;
    uint8_t iv[IV], mac[MAC];

    URT_TRY(urt_random(iv, sizeof iv));
    urt_put(out, keys->name, NAME);
    urt_put(out, iv, sizeof iv);
    URT_TRY(urt_cipher_cbc_seal(&urt_cipher_aes_256_cbc, out,
                                urt_bytes(keys->aes, sizeof keys->aes),
                                urt_bytes(iv, sizeof iv), der));
    if (!urt_buf_ok(out))
        return URT_E_NOMEM;
    ticket_mac(mac, keys, urt_bytes(out->data + start, out->len - start));
    urt_put(out, mac, sizeof mac);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_ticket_open(struct urt_buf *der, struct urt_bytes ticket,
                const struct urt_ticket_keys *keys)
{
    struct urt_bytes name, iv, sealed, mac;
    uint8_t expected[MAC];

    if (ticket.len < NAME + IV + BLOCK + MAC)
        return URT_E_DECRYPT_FAILED;
    ticket_mac(expected, keys, urt_bytes(ticket.data, ticket.len - MAC));
    if (!urt_take(&ticket, &name, NAME) || !urt_take(&ticket, &iv, IV) ||
        !urt_take(&ticket, &sealed, ticket.len - MAC) ||
        !urt_take(&ticket, &mac, MAC) || sealed.len % BLOCK != 0 ||
        !urt_bytes_equal(name, urt_bytes(keys->name, NAME)) ||
        !urt_ct_equal(mac.data, expected, MAC))
        return URT_E_DECRYPT_FAILED;
    return urt_cipher_cbc_open(&urt_cipher_aes_256_cbc, der,
                               urt_bytes(keys->aes, sizeof keys->aes), iv,
                               sealed);
}
