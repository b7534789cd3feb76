/* Keys that are a row of bytes: Ed25519, Ed448, X25519, X448. RFC 8032,
 * RFC 7748. */
#include <nettle/curve25519.h>
#include <nettle/curve448.h>
#include <nettle/eddsa.h>

#include "engine/crypto/key_int.h"
#include "engine/crypto/rng.h"

typedef void public_fn(uint8_t *pub, const uint8_t *priv);
typedef void sign_fn(const uint8_t *pub, const uint8_t *priv, size_t len,
                     const uint8_t *msg, uint8_t *sig);
typedef int verify_fn(const uint8_t *pub, size_t len, const uint8_t *msg,
                      const uint8_t *sig);

static const struct row {
    size_t size, signature_size;
    public_fn *derive;
    sign_fn *sign;
    verify_fn *verify;
} rows[] = {
    [URT_KEY_ED25519] = {32, 64, ed25519_sha512_public_key,
                         ed25519_sha512_sign, ed25519_sha512_verify},
    [URT_KEY_ED448] = {57, 114, ed448_shake256_public_key,
                       ed448_shake256_sign, ed448_shake256_verify},
    [URT_KEY_X25519] = {32, 0, curve25519_mul_g, NULL, NULL},
    [URT_KEY_X448] = {56, 0, curve448_mul_g, NULL, NULL},
};

enum { MAX_SIZE = 57 };

static const struct row *
row_of(enum urt_key_type type)
{
    return type >= URT_KEY_ED25519 && type <= URT_KEY_X448 ? &rows[type]
                                                           : NULL;
}

enum urt_err
urt_key_new_raw(struct urt_key **out, enum urt_key_type type,
                const struct urt_raw_parts *parts)
{
    const struct row *row = row_of(type);
    uint8_t pub[MAX_SIZE];
    struct urt_key *key;
    struct urt_raw_parts *r;

    *out = NULL;
    if (row == NULL)
        return URT_E_KEY_TYPE;
    if (parts->priv.len == 0 && parts->pub.len == 0)
        return URT_E_KEY_NO_PUBLIC;
    if ((parts->pub.len != 0 && parts->pub.len != row->size) ||
        (parts->priv.len != 0 && parts->priv.len != row->size))
        return URT_E_KEY_SIZE;
    key = urt_key_alloc(type);
    if (key == NULL)
        return URT_E_NOMEM;
    r = &key->u.raw;
    *r = *parts;
    if (r->pub.len == 0) {
        row->derive(pub, r->priv.data);
        r->pub = urt_bytes(pub, row->size);
    }
    struct urt_bytes *slices[] = {&r->pub, &r->priv};
    return urt_key_finish(out, key, urt_key_own(key, slices, 2));
}

enum urt_err
urt_key_generate_raw(struct urt_key **out, enum urt_key_type type)
{
    const struct row *row = row_of(type);
    struct urt_raw_parts parts = {{0}};
    uint8_t priv[MAX_SIZE];
    enum urt_err err;

    *out = NULL;
    if (row == NULL)
        return URT_E_KEY_TYPE;
    err = urt_random(priv, row->size);
    if (err == URT_OK) {
        /* X keys are stored clamped, as other libraries expect to read
         * them (RFC 7748, 5). */
        if (type == URT_KEY_X25519) {
            priv[0] &= 0xf8;
            priv[31] = (priv[31] & 0x7f) | 0x40;
        } else if (type == URT_KEY_X448) {
            priv[0] &= 0xfc;
            priv[55] |= 0x80;
        }
        parts.priv = urt_bytes(priv, row->size);
        err = urt_key_new_raw(out, type, &parts);
    }
    urt_wipe(priv, sizeof priv);
    return err;
}

enum urt_err
urt_eddsa_sign(struct urt_buf *out, const struct urt_key *key,
               struct urt_bytes message)
{
    const struct row *row = row_of(key->type);
    const struct urt_raw_parts *r = urt_key_raw(key);
    uint8_t *sig;

    if (row == NULL || row->sign == NULL)
        return URT_E_KEY_TYPE;
    if (r->priv.len == 0)
        return URT_E_KEY_NO_PRIVATE;
    sig = urt_buf_reserve(out, row->signature_size);
    if (sig == NULL)
        return URT_E_NOMEM;
    /* With the public key that belongs to the private one: signing with
     * another would give the private key away. new_raw may have been handed
     * both. */
    uint8_t pub[MAX_SIZE];
    row->derive(pub, r->priv.data);
    row->sign(pub, r->priv.data, message.len, message.data, sig);
    out->len += row->signature_size;
    return URT_OK;
}

enum urt_err
urt_eddsa_verify(const struct urt_key *key, struct urt_bytes message,
                 struct urt_bytes signature)
{
    const struct row *row = row_of(key->type);

    if (row == NULL || row->verify == NULL)
        return URT_E_KEY_TYPE;
    if (signature.len != row->signature_size)
        return URT_E_SIGNATURE_BAD;
    /* Ed448's s has 57 bytes and is below 2^446, but Nettle 3.8 doesn't look
     * at the last byte (RFC 8032, 5.2.7). */
    if (key->type == URT_KEY_ED448 && signature.data[signature.len - 1] != 0)
        return URT_E_SIGNATURE_BAD;
    if (row->verify(urt_key_raw(key)->pub.data, message.len, message.data,
                    signature.data) != 1)
        return URT_E_SIGNATURE_BAD;
    return URT_OK;
}
