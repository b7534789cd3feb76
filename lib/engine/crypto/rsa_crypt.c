/* RSA encryption. RFC 8017, section 7; RFC 5246, 7.4.7.1. */
#include "engine/base/ct.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/rsa_pad.h"
#include "engine/crypto/sig.h"

static enum urt_err
pad(struct urt_buf *block, size_t width, const struct urt_rsa_crypt *how,
    struct urt_bytes plain)
{
    switch (how->padding) {
    case URT_PADDING_PKCS1:
        return urt_pad_pkcs1_encrypt(block, width, plain);
    case URT_PADDING_OAEP:
        return urt_pad_oaep(block, width, how->hash,
                            how->mgf_hash != NULL ? how->mgf_hash : how->hash,
                            how->label, plain);
    case URT_PADDING_NONE:
        if (plain.len != width)
            return URT_E_DATA_TOO_LARGE;
        urt_put_bytes(block, plain);
        return urt_buf_ok(block) ? URT_OK : URT_E_NOMEM;
    default:
        return URT_E_UNSUPPORTED;
    }
}

enum urt_err
urt_rsa_encrypt(const struct urt_key *key, const struct urt_rsa_crypt *how,
                struct urt_bytes plain, struct urt_buf *out)
{
    struct urt_buf block = URT_BUF_INIT;
    enum urt_err err;

    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    err = pad(&block, key->u.rsa.n.len, how, plain);
    if (err == URT_OK)
        err = urt_rsa_public_raw(key, urt_buf_bytes(&block), out);
    urt_buf_free(&block);
    return err;
}

static enum urt_err
unpad(struct urt_buf *out, const struct urt_rsa_crypt *how,
      struct urt_bytes block)
{
    switch (how->padding) {
    case URT_PADDING_PKCS1:
        return urt_unpad_pkcs1_encrypt(out, block);
    case URT_PADDING_OAEP:
        return urt_unpad_oaep(out, block, how->hash,
                              how->mgf_hash != NULL ? how->mgf_hash
                                                    : how->hash,
                              how->label);
    case URT_PADDING_NONE:
        urt_put_bytes(out, block);
        return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
    default:
        return URT_E_UNSUPPORTED;
    }
}

enum urt_err
urt_rsa_decrypt(const struct urt_key *key, const struct urt_rsa_crypt *how,
                struct urt_bytes cipher, struct urt_buf *out)
{
    struct urt_buf block = URT_BUF_INIT;
    enum urt_err err = urt_rsa_private_raw(key, cipher, &block);

    if (err == URT_OK)
        err = unpad(out, how, urt_buf_bytes(&block));
    urt_buf_free(&block);
    return err;
}

/* The block must be 00 02, nonzero bytes, 00, and 48 bytes that begin with
 * the version: everything but these 48 is at a fixed place. */
static urt_mask
premaster_good(struct urt_bytes block, uint16_t version, uint16_t alt_version)
{
    size_t zero = block.len - 49;
    const uint8_t *plain = block.data + zero + 1;
    uint64_t got = (uint64_t)plain[0] << 8 | plain[1];
    urt_mask good = urt_ct_is_zero(block.data[0]) &
                    urt_ct_eq(block.data[1], 2) &
                    urt_ct_is_zero(block.data[zero]);

    for (size_t i = 2; i < zero; i++)
        good &= ~urt_ct_is_zero(block.data[i]);
    return good & (urt_ct_eq(got, version) |
                   (urt_ct_eq(got, alt_version) &
                    ~urt_ct_is_zero(alt_version)));
}

enum urt_err
urt_rsa_decrypt_premaster(const struct urt_key *key, struct urt_bytes cipher,
                          uint16_t version, uint16_t alt_version,
                          const uint8_t fallback[48], uint8_t out[48])
{
    struct urt_buf block = URT_BUF_INIT;
    enum urt_err err;

    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    if (cipher.len != key->u.rsa.n.len || cipher.len < 48 + 11)
        return URT_E_DATA_TOO_LARGE;
    err = urt_rsa_private_raw(key, cipher, &block);
    if (err == URT_OK) {
        urt_mask good =
            premaster_good(urt_buf_bytes(&block), version, alt_version);

        memcpy(out, fallback, 48);
        urt_ct_copy_if(good, out, block.data + block.len - 48, 48);
    }
    urt_buf_free(&block);
    return err;
}
