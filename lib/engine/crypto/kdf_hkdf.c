/* HKDF, RFC 5869, and the labelled form of TLS 1.3, RFC 8446 section 7.1. */
#include "engine/crypto/hmac.h"
#include "engine/crypto/kdf.h"

void
urt_hkdf_extract(const struct urt_hash *hash, uint8_t *out,
                 struct urt_bytes salt, struct urt_bytes ikm)
{
    urt_hmac(hash, out, salt, ikm);
}

enum urt_err
urt_hkdf_expand(const struct urt_hash *hash, uint8_t *out, size_t len,
                struct urt_bytes prk, struct urt_bytes info)
{
    struct urt_hmac h;
    uint8_t t[URT_HASH_MAX_SIZE];
    uint8_t i = 0;

    if (len > 255 * hash->size)
        return URT_E_MISUSE;
    urt_hmac_init(&h, hash, prk);
    while (len > 0) {
        size_t n = len < hash->size ? len : hash->size;

        if (i++ > 0)
            urt_hmac_update(&h, urt_bytes(t, hash->size));
        urt_hmac_update(&h, info);
        urt_hmac_update(&h, urt_bytes(&i, 1));
        urt_hmac_final(&h, t);
        memcpy(out, t, n);
        out += n;
        len -= n;
    }
    urt_hmac_wipe(&h);
    urt_wipe(t, sizeof t);
    return URT_OK;
}

enum urt_err
urt_hkdf_expand_label(const struct urt_hash *hash, uint8_t *out, size_t len,
                      struct urt_bytes secret, const char *label,
                      struct urt_bytes context)
{
    static const char prefix[] = "tls13 ";
    uint8_t info[2 + 1 + 255 + 1 + 255];
    size_t prefix_len = sizeof prefix - 1, label_len = strlen(label), n = 0;

    if (len > UINT16_MAX || label_len > 255 - prefix_len || context.len > 255)
        return URT_E_MISUSE;
    info[n++] = (uint8_t)(len >> 8);
    info[n++] = (uint8_t)len;
    info[n++] = (uint8_t)(prefix_len + label_len);
    memcpy(info + n, prefix, prefix_len);
    n += prefix_len;
    memcpy(info + n, label, label_len);
    n += label_len;
    info[n++] = (uint8_t)context.len;
    if (context.len > 0)
        memcpy(info + n, context.data, context.len);
    n += context.len;
    return urt_hkdf_expand(hash, out, len, secret, urt_bytes(info, n));
}
