/* Signing and verifying with a context: digests, and whole messages for
 * EVP_DigestSign. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

static bool
signs_digests(const EVP_PKEY_CTX *ctx)
{
    return fac_ctx_is_rsa(ctx) || (ctx != NULL && (ctx->type == EVP_PKEY_EC ||
                                           ctx->type == EVP_PKEY_DSA));
}

int
EVP_PKEY_sign_init(EVP_PKEY_CTX *ctx)
{
    return fac_ctx_begin(ctx, EVP_PKEY_OP_SIGN, signs_digests(ctx));
}

int
EVP_PKEY_verify_init(EVP_PKEY_CTX *ctx)
{
    return fac_ctx_begin(ctx, EVP_PKEY_OP_VERIFY, signs_digests(ctx));
}

int
EVP_PKEY_verify_recover_init(EVP_PKEY_CTX *ctx)
{
    /* PSS recovers nothing. */
    if (ctx != NULL && ctx->type == EVP_PKEY_RSA_PSS) {
        ctx->operation = EVP_PKEY_OP_UNDEFINED;
        ERR_raise(ERR_LIB_PROV,
                  PROV_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    return fac_ctx_begin(ctx, EVP_PKEY_OP_VERIFYRECOVER, fac_ctx_is_rsa(ctx));
}

struct urt_sig_params
fac_ctx_sig_params(const EVP_PKEY_CTX *ctx)
{
    struct urt_sig_params p = {URT_PADDING_PKCS1, fac_ctx_hash(ctx->md), NULL,
                               ctx->salt_len, false};

    if (!fac_ctx_is_rsa(ctx))
        return p;
    if (ctx->padding == RSA_PKCS1_PSS_PADDING) {
        p.padding = URT_PADDING_PSS;
        p.mgf_hash = ctx->mgf_md != NULL ? fac_ctx_hash(ctx->mgf_md) : p.hash;
        if (p.hash == NULL)
            p.hash = p.mgf_hash = &urt_hash_sha1;
    } else if (ctx->padding == RSA_NO_PADDING) {
        p.padding = URT_PADDING_NONE;
    } else if (ctx->padding == RSA_X931_PADDING) {
        p.padding = URT_PADDING_X931;
    }
    return p;
}

/* Errors of a private operation that failed, by what went wrong. */
static void
raise_sign(const EVP_PKEY_CTX *ctx, enum urt_err err, size_t len)
{
    if (err == URT_E_DATA_TOO_LARGE && fac_ctx_is_rsa(ctx) &&
        (ctx->padding == RSA_PKCS1_PSS_PADDING ||
         ctx->padding == RSA_NO_PADDING)) {
        ERR_raise(ERR_LIB_RSA,
                  ctx->padding == RSA_NO_PADDING &&
                          len < (size_t)EVP_PKEY_get_size(ctx->pkey)
                      ? RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE
                      : RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        ERR_raise(ERR_LIB_PROV, ERR_R_RSA_LIB);
    } else if (err == URT_E_DATA_TOO_LARGE && fac_ctx_is_rsa(ctx))
        ERR_raise(ERR_LIB_RSA, RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY);
    else
        fac_raise(ERR_LIB_EVP, err);
}

/* Where a signature wants more room than *LEN, which is told beforehand. */
static bool
no_room(const EVP_PKEY_CTX *ctx, const struct urt_key *key, size_t len)
{
    if (!fac_ctx_is_rsa(ctx) || len >= urt_key_max_output(key))
        return false;
    ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_SIGNATURE_SIZE);
    return true;
}

/* Ends a signature of LEN bytes of input. */
static int
give_signature(EVP_PKEY_CTX *ctx, enum urt_err err, size_t len,
               struct urt_buf *b, unsigned char *out, size_t *outlen)
{
    if (err != URT_OK) {
        raise_sign(ctx, err, len);
        urt_buf_free(b);
        return 0;
    }
    if (*outlen < b->len) {
        ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        urt_buf_free(b);
        return 0;
    }
    return fac_put_out(out, outlen, b);
}

int
EVP_PKEY_sign(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen,
              const unsigned char *tbs, size_t tbslen)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_SIGN) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (sig == NULL) {
        *siglen = urt_key_max_output(key);
        return 1;
    }
    if (no_room(ctx, key, *siglen))
        return 0;
    params = fac_ctx_sig_params(ctx);
    err = urt_sig_sign_digest(key, &params, urt_bytes(tbs, tbslen), &b);
    return give_signature(ctx, err, tbslen, &b, sig, siglen);
}

/* What a failed RSA verification pushes: a wrong length, a block that is no
 * padded one, another digest. */
static void
raise_rsa_verify(const EVP_PKEY_CTX *ctx, struct urt_bytes sig)
{
    struct urt_sig_params params = {URT_PADDING_PKCS1, NULL, NULL, 0, false};
    struct urt_key *key = fac_pkey_key(ctx->pkey);
    struct urt_buf out = URT_BUF_INIT;
    bool right_length = sig.len == urt_key_max_output(key), pss;

    pss = ctx->padding == RSA_PKCS1_PSS_PADDING;
    params.padding = ctx->padding == RSA_X931_PADDING ? URT_PADDING_X931
                     : pss                            ? URT_PADDING_NONE
                                                      : URT_PADDING_PKCS1;
    if (ctx->padding == RSA_NO_PADDING)
        return;
    if (!right_length && ctx->padding == RSA_PKCS1_PADDING) {
        ERR_raise(ERR_LIB_RSA, RSA_R_WRONG_SIGNATURE_LENGTH);
    } else if ((!right_length && !pss) ||
               (!pss && urt_sig_recover(key, &params, sig, &out) ==
                            URT_E_PADDING_BAD)) {
        ERR_raise(ERR_LIB_RSA, ctx->padding == RSA_X931_PADDING
                                   ? RSA_R_INVALID_HEADER
                                   : RSA_R_INVALID_PADDING);
        ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
    } else if (ctx->padding == RSA_X931_PADDING) {
        urt_buf_free(&out);
        return;
    } else {
        ERR_raise(ERR_LIB_RSA, RSA_R_BAD_SIGNATURE);
    }
    urt_buf_free(&out);
    ERR_raise(ERR_LIB_PROV, ERR_R_RSA_LIB);
}

static int
verified(const EVP_PKEY_CTX *ctx, enum urt_err err, struct urt_bytes sig)
{
    if (err == URT_OK)
        return 1;
    if (fac_ctx_is_rsa(ctx) && err == URT_E_DIGEST_SIZE &&
        ctx->padding == RSA_PKCS1_PADDING)
        err = URT_E_SIGNATURE_BAD;
    if (fac_ctx_is_rsa(ctx) && err == URT_E_SIGNATURE_BAD) {
        raise_rsa_verify(ctx, sig);
        return 0;
    }
    if (fac_ctx_is_rsa(ctx) &&
        (ctx->padding == RSA_NO_PADDING ||
         (ctx->padding == RSA_X931_PADDING && err == URT_E_DIGEST_SIZE)))
        return 0;
    if (err != URT_E_SIGNATURE_BAD && err != URT_E_SIGNATURE_DECODE)
        fac_raise(ERR_LIB_EVP, err);
    return err == URT_E_SIGNATURE_DECODE ? -1 : 0;
}

int
EVP_PKEY_verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen,
                const unsigned char *tbs, size_t tbslen)
{
    struct urt_sig_params params;
    struct urt_key *key;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_VERIFY) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    params = fac_ctx_sig_params(ctx);
    return verified(ctx,
                    urt_sig_verify_digest(key, &params,
                                          urt_bytes(tbs, tbslen),
                                          urt_bytes(sig, siglen)),
                    urt_bytes(sig, siglen));
}

int
EVP_PKEY_verify_recover(EVP_PKEY_CTX *ctx, unsigned char *rout,
                        size_t *routlen, const unsigned char *sig,
                        size_t siglen)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_VERIFYRECOVER) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (rout == NULL) {
        *routlen = urt_key_max_output(key);
        return 1;
    }
    params = fac_ctx_sig_params(ctx);
    err = urt_sig_recover(key, &params, urt_bytes(sig, siglen), &b);
    if (err != URT_OK) {
        if (err == URT_E_PADDING_BAD) {
            ERR_raise(ERR_LIB_RSA, ctx->padding == RSA_X931_PADDING
                                       ? RSA_R_INVALID_HEADER
                                       : RSA_R_INVALID_PADDING);
            ERR_raise(ERR_LIB_RSA, RSA_R_PADDING_CHECK_FAILED);
        } else {
            fac_raise(ERR_LIB_RSA, err);
        }
        ERR_raise(ERR_LIB_PROV, ERR_R_RSA_LIB);
        urt_buf_free(&b);
        return 0;
    }
    return fac_put_out(rout, routlen, &b);
}

int
fac_ctx_sign_message(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *len,
                     struct urt_bytes message)
{
    struct urt_key *key = fac_pkey_key(ctx->pkey);
    struct urt_sig_params params = fac_ctx_sig_params(ctx);
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL)
        return 0;
    if (sig == NULL) {
        *len = urt_key_max_output(key);
        return 1;
    }
    if (no_room(ctx, key, *len))
        return 0;
    err = urt_sig_sign(key, &params, message, &b);
    return give_signature(ctx, err, message.len, &b, sig, len);
}

int
fac_ctx_verify_message(EVP_PKEY_CTX *ctx, struct urt_bytes sig,
                       struct urt_bytes message)
{
    struct urt_key *key = fac_pkey_key(ctx->pkey);
    struct urt_sig_params params = fac_ctx_sig_params(ctx);

    if (key == NULL)
        return 0;
    return verified(ctx, urt_sig_verify(key, &params, message, sig), sig);
}
