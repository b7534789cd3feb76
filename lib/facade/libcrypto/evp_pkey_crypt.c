/* Encrypting and decrypting with a context: RSA alone does. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

static int
begin_crypt(EVP_PKEY_CTX *ctx, int operation)
{
    if (ctx != NULL && ctx->type == EVP_PKEY_RSA_PSS) {
        ctx->operation = EVP_PKEY_OP_UNDEFINED;
        ERR_raise(ERR_LIB_PROV,
                  PROV_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    return fac_ctx_begin(ctx, operation,
                         ctx != NULL && ctx->type == EVP_PKEY_RSA);
}

int
EVP_PKEY_encrypt_init(EVP_PKEY_CTX *ctx)
{
    return begin_crypt(ctx, EVP_PKEY_OP_ENCRYPT);
}

int
EVP_PKEY_decrypt_init(EVP_PKEY_CTX *ctx)
{
    return begin_crypt(ctx, EVP_PKEY_OP_DECRYPT);
}

static void
crypt_of(struct urt_rsa_crypt *how, const EVP_PKEY_CTX *ctx)
{
    *how = (struct urt_rsa_crypt){URT_PADDING_PKCS1, NULL, NULL,
                                  urt_buf_bytes(&ctx->label)};
    if (ctx->padding == RSA_NO_PADDING) {
        how->padding = URT_PADDING_NONE;
    } else if (ctx->padding == RSA_PKCS1_OAEP_PADDING) {
        how->padding = URT_PADDING_OAEP;
        how->hash = ctx->oaep_md != NULL ? fac_ctx_hash(ctx->oaep_md)
                                         : &urt_hash_sha1;
        how->mgf_hash =
            ctx->mgf_md != NULL ? fac_ctx_hash(ctx->mgf_md) : how->hash;
    } else if (ctx->padding == RSA_X931_PADDING) {
        how->padding = URT_PADDING_X931;
    }
}

static void
raise_crypt(const struct urt_rsa_crypt *how, enum urt_err err, bool is_short)
{
    if (err == URT_E_PADDING_BAD && how->padding == URT_PADDING_OAEP) {
        ERR_raise(ERR_LIB_RSA, RSA_R_OAEP_DECODING_ERROR);
    } else if (err == URT_E_PADDING_BAD) {
        ERR_raise(ERR_LIB_RSA, RSA_R_PKCS_DECODING_ERROR);
        ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
    } else if (err == URT_E_DATA_TOO_LARGE) {
        ERR_raise(ERR_LIB_RSA, how->padding == URT_PADDING_NONE && is_short
                                   ? RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE
                                   : RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    } else if (how->padding == URT_PADDING_X931) {
        ERR_raise(ERR_LIB_RSA, RSA_R_UNKNOWN_PADDING_TYPE);
    } else {
        fac_raise(ERR_LIB_RSA, err);
    }
}

static int
crypt(EVP_PKEY_CTX *ctx, int operation, unsigned char *out, size_t *outlen,
      struct urt_bytes in)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_rsa_crypt how;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != operation) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (out == NULL) {
        *outlen = urt_key_max_output(key);
        return 1;
    }
    crypt_of(&how, ctx);
    if (operation == EVP_PKEY_OP_ENCRYPT &&
        *outlen < urt_key_max_output(key)) {
        ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        return 0;
    }
    err = operation == EVP_PKEY_OP_ENCRYPT
              ? urt_rsa_encrypt(key, &how, in, &b)
              : urt_rsa_decrypt(key, &how, in, &b);
    if (err != URT_OK) {
        raise_crypt(&how, err, in.len < urt_key_max_output(key));
    } else if (*outlen < b.len) {
        ERR_raise(ERR_LIB_PROV, PROV_R_BAD_LENGTH);
        err = URT_E_MISUSE;
    }
    if (err != URT_OK) {
        urt_buf_free(&b);
        /* Encryption fails with -1, but for OAEP. */
        return operation == EVP_PKEY_OP_ENCRYPT && err != URT_E_MISUSE &&
                       how.padding != URT_PADDING_OAEP
                   ? -1
                   : 0;
    }
    return fac_put_out(out, outlen, &b);
}

int
EVP_PKEY_encrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen,
                 const unsigned char *in, size_t inlen)
{
    return crypt(ctx, EVP_PKEY_OP_ENCRYPT, out, outlen, urt_bytes(in, inlen));
}

int
EVP_PKEY_decrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen,
                 const unsigned char *in, size_t inlen)
{
    return crypt(ctx, EVP_PKEY_OP_DECRYPT, out, outlen, urt_bytes(in, inlen));
}
