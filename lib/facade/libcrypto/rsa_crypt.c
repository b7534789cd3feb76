/* Signing, verifying, encrypting and decrypting with an RSA object. */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"
#include "toolkit/compat.h"

/* What to sign with for a digest's NID; false when there is none. */
static bool
params_of_nid(struct urt_sig_params *params, int type)
{
    const char *name = OBJ_nid2sn(type);

    *params = (struct urt_sig_params){URT_PADDING_PKCS1, NULL, NULL, 0, false};
    if (type == NID_md5_sha1) {
        params->hash = &urt_hash_md5_sha1;
    } else if (name != NULL) {
        /* The digest is signed as it comes, whatever its length. */
        params->hash = urt_hash_by_name(name);
        params->any_length = true;
    }
    if (params->hash == NULL)
        ERR_raise(ERR_LIB_RSA,
                  type == NID_undef
                      ? RSA_R_UNKNOWN_ALGORITHM_TYPE
                      : RSA_R_THE_ASN1_OBJECT_IDENTIFIER_IS_NOT_KNOWN_FOR_THIS_MD);
    return params->hash != NULL;
}

static void
raise_sign(enum urt_err err)
{
    if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_RSA, RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY);
    else if (err == URT_E_DIGEST_SIZE)
        ERR_raise(ERR_LIB_RSA, RSA_R_INVALID_DIGEST_LENGTH);
    else if (err == URT_E_KEY_NO_PRIVATE)
        ERR_raise(ERR_LIB_RSA, RSA_R_MISSING_PRIVATE_KEY);
    else
        fac_raise(ERR_LIB_RSA, err);
}

int
RSA_sign(int type, const unsigned char *m, unsigned int m_len,
         unsigned char *sigret, unsigned int *siglen, RSA *rsa)
{
    struct urt_buf out = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (!params_of_nid(&params, type) || (key = fac_rsa_key(rsa)) == NULL)
        return 0;
    err = urt_sig_sign_digest(key, &params, urt_bytes(m, m_len), &out);
    if (err == URT_E_DIGEST_SIZE) {
        fac_compat("RSA_sign");
        ERR_raise(ERR_LIB_RSA, RSA_R_INVALID_MESSAGE_LENGTH);
        return 0;
    }
    if (err != URT_OK) {
        raise_sign(err);
        urt_buf_free(&out);
        return 0;
    }
    memcpy(sigret, out.data, out.len);
    *siglen = (unsigned)out.len;
    urt_buf_free(&out);
    return 1;
}

/* A signature without PKCS#1 padding is told apart from one of another
 * digest. */
static void
raise_bad(const struct urt_key *key, struct urt_bytes sig)
{
    struct urt_sig_params params = {URT_PADDING_PKCS1, NULL, NULL, 0, false};
    struct urt_buf out = URT_BUF_INIT;

    if (urt_sig_recover(key, &params, sig, &out) == URT_E_PADDING_BAD) {
        ERR_raise(ERR_LIB_RSA, RSA_R_INVALID_PADDING);
        ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
    } else {
        ERR_raise(ERR_LIB_RSA, RSA_R_BAD_SIGNATURE);
    }
    urt_buf_free(&out);
}

int
RSA_verify(int type, const unsigned char *m, unsigned int m_len,
           const unsigned char *sigbuf, unsigned int siglen, RSA *rsa)
{
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (rsa->n != NULL && siglen != (unsigned)RSA_size(rsa)) {
        ERR_raise(ERR_LIB_RSA, RSA_R_WRONG_SIGNATURE_LENGTH);
        return 0;
    }
    if (!params_of_nid(&params, type) || (key = fac_rsa_key(rsa)) == NULL)
        return 0;
    err = urt_sig_verify_digest(key, &params, urt_bytes(m, m_len),
                                urt_bytes(sigbuf, siglen));
    if (err == URT_E_DIGEST_SIZE && type == NID_md5_sha1)
        ERR_raise(ERR_LIB_RSA, RSA_R_INVALID_MESSAGE_LENGTH);
    else if (err != URT_OK)
        raise_bad(key, urt_bytes(sigbuf, siglen));
    return err == URT_OK;
}

/* The engine's padding for one of RSA_*_PADDING; false with an error. OAEP
 * is for encryption, X9.31 for signatures. */
static bool
padding_of(enum urt_padding *out, int padding, bool encryption)
{
    static const struct {
        int padding;
        enum urt_padding engine;
        bool encrypts, signs;
    } rows[] = {
        {RSA_PKCS1_PADDING, URT_PADDING_PKCS1, true, true},
        {RSA_NO_PADDING, URT_PADDING_NONE, true, true},
        {RSA_PKCS1_OAEP_PADDING, URT_PADDING_OAEP, true, false},
        {RSA_X931_PADDING, URT_PADDING_X931, false, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].padding == padding &&
            (encryption ? rows[i].encrypts : rows[i].signs)) {
            *out = rows[i].engine;
            return true;
        }
    ERR_raise(ERR_LIB_RSA, RSA_R_UNKNOWN_PADDING_TYPE);
    return false;
}

static int
give(enum urt_err err, struct urt_buf *out, unsigned char *to)
{
    int len = err == URT_OK ? (int)out->len : -1;

    if (len > 0)
        memcpy(to, out->data, out->len);
    urt_buf_free(out);
    return len;
}

int
RSA_public_encrypt(int flen, const unsigned char *from, unsigned char *to,
                   RSA *rsa, int padding)
{
    struct urt_rsa_crypt how = {.hash = &urt_hash_sha1};
    struct urt_buf out = URT_BUF_INIT;
    struct urt_key *key;
    enum urt_err err;

    if (!padding_of(&how.padding, padding, true) ||
        (key = fac_rsa_key(rsa)) == NULL)
        return -1;
    err = urt_rsa_encrypt(key, &how, urt_bytes(from, (size_t)flen), &out);
    if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_RSA,
                  padding != RSA_NO_PADDING || flen > RSA_size(rsa)
                      ? RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE
                  : flen < RSA_size(rsa) ? RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE
                                         : RSA_R_DATA_TOO_LARGE_FOR_MODULUS);
    else
        fac_raise(ERR_LIB_RSA, err);
    return give(err, &out, to);
}

int
RSA_private_decrypt(int flen, const unsigned char *from, unsigned char *to,
                    RSA *rsa, int padding)
{
    struct urt_rsa_crypt how = {.hash = &urt_hash_sha1};
    struct urt_buf out = URT_BUF_INIT;
    struct urt_key *key;
    enum urt_err err;

    if (!padding_of(&how.padding, padding, true) ||
        (key = fac_rsa_key(rsa)) == NULL)
        return -1;
    err = urt_rsa_decrypt(key, &how, urt_bytes(from, (size_t)flen), &out);
    if (err == URT_E_PADDING_BAD) {
        ERR_raise(ERR_LIB_RSA, padding == RSA_PKCS1_OAEP_PADDING
                                   ? RSA_R_OAEP_DECODING_ERROR
                                   : RSA_R_PKCS_DECODING_ERROR);
        ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
    } else if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_RSA, flen > RSA_size(rsa)
                                   ? RSA_R_DATA_GREATER_THAN_MOD_LEN
                                   : RSA_R_DATA_TOO_LARGE_FOR_MODULUS);
    else
        fac_raise(ERR_LIB_RSA, err);
    return give(err, &out, to);
}

int
RSA_private_encrypt(int flen, const unsigned char *from, unsigned char *to,
                    RSA *rsa, int padding)
{
    struct urt_sig_params params = {URT_PADDING_PKCS1, NULL, NULL, 0, false};
    struct urt_buf out = URT_BUF_INIT;
    struct urt_key *key;
    enum urt_err err;

    if (!padding_of(&params.padding, padding, false) ||
        (key = fac_rsa_key(rsa)) == NULL)
        return -1;
    err = urt_sig_sign_digest(key, &params, urt_bytes(from, (size_t)flen),
                              &out);
    if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_RSA,
                  padding == RSA_NO_PADDING && flen < RSA_size(rsa)
                      ? RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE
                      : RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    else
        raise_sign(err);
    return give(err, &out, to);
}

int
RSA_public_decrypt(int flen, const unsigned char *from, unsigned char *to,
                   RSA *rsa, int padding)
{
    struct urt_sig_params params = {URT_PADDING_PKCS1, NULL, NULL, 0, false};
    struct urt_buf out = URT_BUF_INIT, sig = URT_BUF_INIT;
    struct urt_key *key;
    enum urt_err err;

    if (!padding_of(&params.padding, padding, false) ||
        (key = fac_rsa_key(rsa)) == NULL)
        return -1;
    /* A number with leading zeros left out is the same number. */
    for (int i = flen; i < RSA_size(rsa); i++)
        urt_put_u8(&sig, 0);
    urt_put(&sig, from, (size_t)flen);
    err = urt_buf_ok(&sig)
              ? urt_sig_recover(key, &params, urt_buf_bytes(&sig), &out)
              : URT_E_NOMEM;
    urt_buf_free(&sig);
    if (err == URT_E_SIGNATURE_BAD)
        ERR_raise(ERR_LIB_RSA, flen > RSA_size(rsa)
                                   ? RSA_R_DATA_GREATER_THAN_MOD_LEN
                                   : RSA_R_DATA_TOO_LARGE_FOR_MODULUS);
    else if (err == URT_E_PADDING_BAD) {
        ERR_raise(ERR_LIB_RSA, padding == RSA_X931_PADDING
                                   ? RSA_R_INVALID_HEADER
                                   : RSA_R_INVALID_PADDING);
        ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
    } else
        fac_raise(ERR_LIB_RSA, err);
    return give(err, &out, to);
}
