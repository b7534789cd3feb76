/* Signing and verifying with any key. */
#include "engine/crypto/sig.h"

#include "engine/crypto/bignum.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/rsa_pad.h"
#include "engine/der/der.h"

enum urt_err
urt_sig_pair_read(struct urt_bytes *r, struct urt_bytes *s,
                  struct urt_bytes der)
{
    struct urt_bytes seq;

    if (!urt_der_take(&der, URT_DER_SEQUENCE, &seq) || der.len != 0 ||
        !urt_der_take_magnitude(&seq, r) || !urt_der_take_magnitude(&seq, s) ||
        seq.len != 0)
        return URT_E_SIGNATURE_DECODE;
    return URT_OK;
}

void
urt_sig_pair_put(struct urt_buf *b, struct urt_bytes r, struct urt_bytes s)
{
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_magnitude(b, r);
    urt_der_put_magnitude(b, s);
    urt_der_close(b, seq);
}

/* What PKCS#1 padding surrounds: a DigestInfo, or the digest alone. */
static enum urt_err
put_digest_info(struct urt_buf *b, const struct urt_sig_params *params,
                struct urt_bytes digest)
{
    static const uint8_t blank[URT_HASH_MAX_SIZE];
    const struct urt_hash *hash = params->hash;
    size_t seq;

    if (hash != NULL && digest.len != hash->size && !params->any_length)
        return URT_E_DIGEST_SIZE;
    if (hash == NULL || hash == &urt_hash_md5_sha1) {
        urt_put_bytes(b, digest);
    } else {
        /* The lengths are those of the hash in any case: what stands before a
         * digest of another length is the same. */
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_algorithm(b, *hash->oid, true);
        urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(blank, hash->size));
        urt_der_close(b, seq);
        if (urt_buf_ok(b))
            b->len -= hash->size;
        urt_put_bytes(b, digest);
    }
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

/* X9.31 ends the digest with a byte that names the hash. */
static enum urt_err
put_x931_digest(struct urt_buf *b, const struct urt_hash *hash,
                struct urt_bytes digest)
{
    static const struct {
        enum urt_hash_id id;
        uint8_t code;
    } codes[] = {{URT_HASH_SHA1, 0x33},
                 {URT_HASH_SHA256, 0x34},
                 {URT_HASH_SHA512, 0x35},
                 {URT_HASH_SHA384, 0x36}};

    urt_put_bytes(b, digest);
    if (hash == NULL)
        return URT_OK;
    if (digest.len != hash->size)
        return URT_E_DIGEST_SIZE;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].id == hash->id) {
            urt_put_u8(b, codes[i].code);
            return URT_OK;
        }
    return URT_E_ALGORITHM_UNKNOWN;
}

/* An RSASSA-PSS key signs with PSS alone, within the limits it carries. */
static enum urt_err
check_limits(const struct urt_key *key, const struct urt_sig_params *params)
{
    const struct urt_pss_limits *limits = &key->u.rsa.limits;
    const struct urt_hash *mgf =
        params->mgf_hash != NULL ? params->mgf_hash : params->hash;
    int salt_len = params->salt_len;

    if (params->padding == URT_PADDING_PSS && params->hash == NULL)
        return URT_E_MISUSE;
    if (key->type == URT_KEY_RSA)
        return URT_OK;
    if (params->padding != URT_PADDING_PSS)
        return URT_E_KEY_TYPE;
    if (salt_len == URT_SALT_DIGEST)
        salt_len = (int)params->hash->size;
    if (limits->hash != NULL &&
        (limits->hash != params->hash || limits->mgf_hash != mgf ||
         (salt_len >= 0 && (unsigned)salt_len < limits->min_salt_len)))
        return URT_E_KEY_TYPE;
    return URT_OK;
}

static enum urt_err
pad_digest(struct urt_buf *block, const struct urt_key *key,
           const struct urt_sig_params *params, struct urt_bytes digest)
{
    const struct urt_hash *mgf =
        params->mgf_hash != NULL ? params->mgf_hash : params->hash;
    size_t width = key->u.rsa.n.len;
    struct urt_buf info = URT_BUF_INIT;
    enum urt_err err;

    switch (params->padding) {
    case URT_PADDING_PSS:
        return urt_pad_pss(block, urt_num_bits(key->u.rsa.n), params->hash,
                           mgf, params->salt_len, digest);
    case URT_PADDING_PKCS1:
        err = put_digest_info(&info, params, digest);
        if (err == URT_OK)
            err = urt_pad_pkcs1_sign(block, width, urt_buf_bytes(&info));
        break;
    case URT_PADDING_X931:
        err = put_x931_digest(&info, params->hash, digest);
        if (err == URT_OK)
            err = urt_pad_x931(block, width, urt_buf_bytes(&info));
        break;
    case URT_PADDING_NONE:
        urt_put_bytes(block, digest);
        err = digest.len == width ? URT_OK : URT_E_DATA_TOO_LARGE;
        break;
    default:
        err = URT_E_UNSUPPORTED;
    }
    urt_buf_free(&info);
    if (err == URT_OK && !urt_buf_ok(block))
        err = URT_E_NOMEM;
    return err;
}

/* X9.31 takes the smaller of the signature and its complement. */
static enum urt_err
complement_if_smaller(uint8_t *sig, struct urt_bytes n)
{
    struct urt_bytes s = {sig, n.len};
    struct urt_buf other = URT_BUF_INIT;
    mpz_t zn, zs;
    bool ok;

    urt_mpz_init_from(zn, n);
    urt_mpz_init_from(zs, s);
    mpz_sub(zn, zn, zs);
    urt_put_mpz(&other, zn, n.len);
    if (urt_buf_ok(&other) && mpz_cmp(zn, zs) < 0)
        memcpy(sig, other.data, n.len);
    mpz_clears(zn, zs, NULL);
    ok = urt_buf_ok(&other);
    urt_buf_free(&other);
    return ok ? URT_OK : URT_E_NOMEM;
}

static enum urt_err
sign_rsa(const struct urt_key *key, const struct urt_sig_params *params,
         struct urt_bytes digest, struct urt_buf *out)
{
    struct urt_buf block = URT_BUF_INIT;
    enum urt_err err;

    if (params == NULL)
        return URT_E_MISUSE;
    if (key->rsa_ops == NULL)
        return URT_E_KEY_NO_PRIVATE;
    URT_TRY(check_limits(key, params));
    err = pad_digest(&block, key, params, digest);
    if (err == URT_OK)
        err = urt_rsa_private_raw(key, urt_buf_bytes(&block), out);
    if (err == URT_OK && params->padding == URT_PADDING_X931)
        err = complement_if_smaller(out->data + out->len - key->u.rsa.n.len,
                                    key->u.rsa.n);
    urt_buf_free(&block);
    return err;
}

/* The block that a signature stands for. */
static enum urt_err
open_block(struct urt_buf *block, const struct urt_key *key,
           const struct urt_sig_params *params, struct urt_bytes signature)
{
    struct urt_bytes n = key->u.rsa.n;
    struct urt_buf other = URT_BUF_INIT;
    mpz_t zn, zs;
    bool ok;

    if (signature.len != n.len || urt_num_compare(signature, n) >= 0)
        return URT_E_SIGNATURE_BAD;
    URT_TRY(urt_rsa_public_raw(key, signature, block));
    if (params->padding != URT_PADDING_X931 ||
        (block->data[n.len - 1] & 0xf) == 12)
        return URT_OK;
    urt_mpz_init_from(zn, n);
    urt_mpz_init_from(zs, urt_buf_bytes(block));
    mpz_sub(zn, zn, zs);
    urt_put_mpz(&other, zn, n.len);
    mpz_clears(zn, zs, NULL);
    ok = urt_buf_ok(&other);
    if (ok)
        memcpy(block->data, other.data, n.len);
    urt_buf_free(&other);
    return ok ? URT_OK : URT_E_NOMEM;
}

/* Whether BLOCK is what DIGEST would have been padded to. For the paddings
 * without randomness the expected block is made and compared whole. */
static enum urt_err
match_block(const struct urt_key *key, const struct urt_sig_params *params,
            struct urt_bytes block, struct urt_bytes digest)
{
    const struct urt_hash *mgf =
        params->mgf_hash != NULL ? params->mgf_hash : params->hash;
    struct urt_buf expected = URT_BUF_INIT;
    enum urt_err err;

    if (params->padding == URT_PADDING_PSS) {
        int salt = params->salt_len;

        URT_TRY(urt_verify_pss(block, urt_num_bits(key->u.rsa.n),
                               params->hash, mgf, salt, digest));
        return URT_OK;
    }
    err = pad_digest(&expected, key, params, digest);
    if (err == URT_OK && !urt_bytes_equal(urt_buf_bytes(&expected), block))
        err = URT_E_SIGNATURE_BAD;
    else if (err == URT_E_DATA_TOO_LARGE)
        err = URT_E_SIGNATURE_BAD;
    urt_buf_free(&expected);
    return err;
}

static enum urt_err
verify_rsa(const struct urt_key *key, const struct urt_sig_params *params,
           struct urt_bytes digest, struct urt_bytes signature)
{
    struct urt_buf block = URT_BUF_INIT;
    enum urt_err err;

    if (params == NULL)
        return URT_E_MISUSE;
    URT_TRY(check_limits(key, params));
    err = open_block(&block, key, params, signature);
    if (err == URT_OK)
        err = match_block(key, params, urt_buf_bytes(&block), digest);
    urt_buf_free(&block);
    return err;
}

enum urt_err
urt_sig_recover(const struct urt_key *key, const struct urt_sig_params *params,
                struct urt_bytes signature, struct urt_buf *out)
{
    struct urt_buf block = URT_BUF_INIT, info = URT_BUF_INIT;
    struct urt_bytes data = URT_BYTES_NONE;
    enum urt_err err;

    if (urt_key_rsa(key) == NULL)
        return URT_E_KEY_TYPE;
    err = open_block(&block, key, params, signature);
    if (err == URT_OK) {
        data = urt_buf_bytes(&block);
        if (params->padding == URT_PADDING_PKCS1)
            err = urt_unpad_pkcs1_sign(&data, data);
        else if (params->padding == URT_PADDING_X931)
            err = urt_unpad_x931(&data, data);
    }
    if (err == URT_OK && params->hash != NULL &&
        params->padding == URT_PADDING_PKCS1) {
        size_t h = params->hash->size;

        err = URT_E_SIGNATURE_BAD;
        if (data.len >= h) {
            struct urt_bytes digest = {data.data + data.len - h, h};

            err = put_digest_info(&info, params, digest);
            if (err == URT_OK && !urt_bytes_equal(urt_buf_bytes(&info), data))
                err = URT_E_SIGNATURE_BAD;
            data = digest;
        }
    }
    if (err == URT_OK) {
        urt_put_bytes(out, data);
        err = urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&block);
    urt_buf_free(&info);
    return err;
}

static enum urt_err
sign_pair(const struct urt_key *key, const struct urt_sig_params *params,
          struct urt_bytes digest, struct urt_buf *out)
{
    struct urt_buf r = URT_BUF_INIT, s = URT_BUF_INIT;
    enum urt_err err = URT_E_KEY_NO_PRIVATE;

    if (params != NULL && params->hash != NULL &&
        digest.len != params->hash->size)
        return URT_E_DIGEST_SIZE;
    if (key->type == URT_KEY_DSA)
        err = urt_dsa_sign(&r, &s, key, digest);
    else if (key->u.ec.priv.len > 0)
        err = urt_ecdsa_sign(&r, &s, key->u.ec.group, key->u.ec.priv, digest);
    if (err == URT_OK) {
        urt_sig_pair_put(out, urt_buf_bytes(&r), urt_buf_bytes(&s));
        err = urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
    }
    urt_buf_free(&r);
    urt_buf_free(&s);
    return err;
}

static enum urt_err
verify_pair(const struct urt_key *key, const struct urt_sig_params *params,
            struct urt_bytes digest, struct urt_bytes signature)
{
    struct urt_bytes r, s;

    if (params != NULL && params->hash != NULL &&
        digest.len != params->hash->size)
        return URT_E_DIGEST_SIZE;
    URT_TRY(urt_sig_pair_read(&r, &s, signature));
    if (key->type == URT_KEY_DSA)
        return urt_dsa_verify(key, r, s, digest);
    return urt_ecdsa_verify(key->u.ec.group, key->u.ec.point, r, s, digest);
}

/* By key type; NULL where only whole messages are signed, or nothing. */
static const struct {
    enum urt_err (*sign)(const struct urt_key *key,
                         const struct urt_sig_params *params,
                         struct urt_bytes digest, struct urt_buf *out);
    enum urt_err (*verify)(const struct urt_key *key,
                           const struct urt_sig_params *params,
                           struct urt_bytes digest,
                           struct urt_bytes signature);
} rows[] = {
    [URT_KEY_RSA] = {sign_rsa, verify_rsa},
    [URT_KEY_RSA_PSS] = {sign_rsa, verify_rsa},
    [URT_KEY_DSA] = {sign_pair, verify_pair},
    [URT_KEY_EC] = {sign_pair, verify_pair},
    [URT_KEY_DH] = {NULL, NULL},
};

enum urt_err
urt_sig_sign_digest(const struct urt_key *key,
                    const struct urt_sig_params *params,
                    struct urt_bytes digest, struct urt_buf *out)
{
    if (rows[key->type].sign == NULL)
        return URT_E_KEY_TYPE;
    return rows[key->type].sign(key, params, digest, out);
}

enum urt_err
urt_sig_verify_digest(const struct urt_key *key,
                      const struct urt_sig_params *params,
                      struct urt_bytes digest, struct urt_bytes signature)
{
    if (rows[key->type].verify == NULL)
        return URT_E_KEY_TYPE;
    return rows[key->type].verify(key, params, digest, signature);
}

static bool
is_eddsa(const struct urt_key *key)
{
    return key->type == URT_KEY_ED25519 || key->type == URT_KEY_ED448;
}

enum urt_err
urt_sig_sign(const struct urt_key *key, const struct urt_sig_params *params,
             struct urt_bytes message, struct urt_buf *out)
{
    uint8_t digest[URT_HASH_MAX_SIZE];

    if (is_eddsa(key))
        return urt_eddsa_sign(out, key, message);
    if (params == NULL || params->hash == NULL)
        return URT_E_MISUSE;
    urt_hash_digest(params->hash, digest, message);
    return urt_sig_sign_digest(key, params,
                               urt_bytes(digest, params->hash->size), out);
}

enum urt_err
urt_sig_verify(const struct urt_key *key, const struct urt_sig_params *params,
               struct urt_bytes message, struct urt_bytes signature)
{
    uint8_t digest[URT_HASH_MAX_SIZE];

    if (is_eddsa(key))
        return urt_eddsa_verify(key, message, signature);
    if (params == NULL || params->hash == NULL)
        return URT_E_MISUSE;
    urt_hash_digest(params->hash, digest, message);
    return urt_sig_verify_digest(
        key, params, urt_bytes(digest, params->hash->size), signature);
}
