/* The pseudorandom functions of TLS before 1.3. RFC 5246 section 5; for the
 * pair of MD5 and SHA-1, RFC 2246 section 5: two streams, each from one half
 * of the secret (the middle byte belongs to both when the length is odd),
 * XORed together. */
#include "engine/crypto/hmac.h"
#include "engine/crypto/kdf.h"

/* out ^= P_hash(secret, label + seed1 + seed2) */
static void
add_stream(const struct urt_hash *hash, uint8_t *out, size_t len,
           struct urt_bytes secret, const struct urt_bytes seed[3])
{
    struct urt_hmac h;
    uint8_t a[URT_HASH_MAX_SIZE], t[URT_HASH_MAX_SIZE];

    urt_hmac_init(&h, hash, secret);
    for (size_t i = 0; i < 3; i++)
        urt_hmac_update(&h, seed[i]);
    urt_hmac_final(&h, a);
    while (len > 0) {
        size_t n = len < hash->size ? len : hash->size;

        urt_hmac_update(&h, urt_bytes(a, hash->size));
        for (size_t i = 0; i < 3; i++)
            urt_hmac_update(&h, seed[i]);
        urt_hmac_final(&h, t);
        for (size_t i = 0; i < n; i++)
            out[i] ^= t[i];
        out += n;
        len -= n;
        if (len > 0) {
            urt_hmac_update(&h, urt_bytes(a, hash->size));
            urt_hmac_final(&h, a);
        }
    }
    urt_hmac_wipe(&h);
    urt_wipe(a, sizeof a);
    urt_wipe(t, sizeof t);
}

void
urt_prf(const struct urt_hash *hash, uint8_t *out, size_t len,
        struct urt_bytes secret, const char *label, struct urt_bytes seed1,
        struct urt_bytes seed2)
{
    const struct urt_bytes seed[3] = {
        urt_bytes(label, label != NULL ? strlen(label) : 0), seed1, seed2};
    size_t half = secret.len / 2 + secret.len % 2;

    if (len == 0)
        return;
    memset(out, 0, len);
    if (hash->id != URT_HASH_MD5_SHA1) {
        add_stream(hash, out, len, secret, seed);
        return;
    }
    add_stream(&urt_hash_md5, out, len, urt_bytes(secret.data, half), seed);
    add_stream(&urt_hash_sha1, out, len,
               half == 0 ? URT_BYTES_NONE
                         : urt_bytes(secret.data + secret.len - half, half),
               seed);
}
