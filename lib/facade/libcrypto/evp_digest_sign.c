/* Signing and verifying whole messages: EVP_DigestSign*, EVP_DigestVerify*
 * and the older EVP_SignFinal, EVP_VerifyFinal. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <string.h>

#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "toolkit/compat.h"

static bool
is_eddsa(const EVP_PKEY_CTX *pctx)
{
    return pctx->type == EVP_PKEY_ED25519 || pctx->type == EVP_PKEY_ED448;
}

/* Ed25519 and Ed448 want the message at once. */
static int
no_update(EVP_MD_CTX *ctx, const void *data, size_t len)
{
    (void)ctx;
    (void)data;
    (void)len;
    ERR_raise(ERR_LIB_EVP, EVP_R_ONLY_ONESHOT_SUPPORTED);
    return 0;
}

static int
init(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, EVP_PKEY *pkey,
     int operation)
{
    EVP_PKEY_CTX *own;

    if (ctx->pctx == NULL) {
        own = EVP_PKEY_CTX_new(pkey, NULL);
        if (own == NULL)
            return 0;
        ctx->pctx = own;
    }
    own = ctx->pctx;
    if (!fac_pkey_can_sign(own->pkey)) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    if (is_eddsa(own) && type != NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_DIGEST);
        return 0;
    }
    if (!is_eddsa(own) && type == NULL)
        type = EVP_sha256();
    own->operation = operation;
    own->md = type;
    if (pctx != NULL)
        *pctx = own;
    if (is_eddsa(own)) {
        ctx->update = no_update;
        return 1;
    }
    ctx->update = NULL;
    return EVP_DigestInit_ex(ctx, type, NULL);
}

int
EVP_DigestSignInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type,
                   ENGINE *e, EVP_PKEY *pkey)
{
    (void)e;
    return init(ctx, pctx, type, pkey, EVP_PKEY_OP_SIGNCTX);
}

int
EVP_DigestVerifyInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type,
                     ENGINE *e, EVP_PKEY *pkey)
{
    (void)e;
    return init(ctx, pctx, type, pkey, EVP_PKEY_OP_VERIFYCTX);
}

/* Parameters can't be given here; they are refused rather than ignored. */
static bool
no_params(const OSSL_PARAM params[])
{
    if (params == NULL || params[0].key == NULL)
        return true;
    ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
    return false;
}

static const EVP_MD *
md_of_name(const char *name, bool *ok)
{
    const EVP_MD *md = name != NULL ? EVP_get_digestbyname(name) : NULL;

    *ok = name == NULL || md != NULL;
    if (!*ok)
        ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    return md;
}

int
EVP_DigestSignInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx,
                      const char *mdname, OSSL_LIB_CTX *libctx,
                      const char *props, EVP_PKEY *pkey,
                      const OSSL_PARAM params[])
{
    bool ok;
    const EVP_MD *md = md_of_name(mdname, &ok);

    (void)libctx;
    (void)props;
    if (params != NULL && params[0].key != NULL)
        fac_compat("EVP_DigestSignInit_ex");
    return ok && no_params(params) &&
           init(ctx, pctx, md, pkey, EVP_PKEY_OP_SIGNCTX);
}

int
EVP_DigestVerifyInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx,
                        const char *mdname, OSSL_LIB_CTX *libctx,
                        const char *props, EVP_PKEY *pkey,
                        const OSSL_PARAM params[])
{
    bool ok;
    const EVP_MD *md = md_of_name(mdname, &ok);

    (void)libctx;
    (void)props;
    if (params != NULL && params[0].key != NULL)
        fac_compat("EVP_DigestVerifyInit_ex");
    return ok && no_params(params) &&
           init(ctx, pctx, md, pkey, EVP_PKEY_OP_VERIFYCTX);
}

int
EVP_DigestSignUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize)
{
    return EVP_DigestUpdate(ctx, data, dsize);
}

int
EVP_DigestVerifyUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize)
{
    return EVP_DigestUpdate(ctx, data, dsize);
}

static bool
begun(const EVP_MD_CTX *ctx, int operation)
{
    if (ctx->pctx != NULL && ctx->pctx->operation == operation)
        return true;
    ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
    return false;
}

/* The digest of what was hashed so far, on a copy: hashing may go on. */
static bool
digest_so_far(const EVP_MD_CTX *ctx, unsigned char *out, size_t *len)
{
    struct urt_hash_ctx copy = ctx->hash;

    if (copy.hash == NULL)
        return false;
    *len = copy.hash->size;
    urt_hash_final(&copy, out);
    return true;
}

static int
sign_digest(EVP_PKEY_CTX *pctx, unsigned char *sig, size_t *siglen,
            const unsigned char *digest, size_t len)
{
    int operation = pctx->operation, ok;

    pctx->operation = EVP_PKEY_OP_SIGN;
    ok = EVP_PKEY_sign(pctx, sig, siglen, digest, len);
    pctx->operation = operation;
    return ok > 0;
}

int
EVP_DigestSignFinal(EVP_MD_CTX *ctx, unsigned char *sig, size_t *siglen)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t len = 0;

    if (!begun(ctx, EVP_PKEY_OP_SIGNCTX))
        return 0;
    if (is_eddsa(ctx->pctx)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_ONLY_ONESHOT_SUPPORTED);
        return 0;
    }
    if (sig != NULL && !digest_so_far(ctx, digest, &len))
        return 0;
    return sign_digest(ctx->pctx, sig, siglen, digest, len);
}

int
EVP_DigestSign(EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen,
               const unsigned char *tbs, size_t tbslen)
{
    if (!begun(ctx, EVP_PKEY_OP_SIGNCTX))
        return 0;
    if (is_eddsa(ctx->pctx))
        return fac_ctx_sign_message(ctx->pctx, sigret, siglen,
                                    urt_bytes(tbs, tbslen));
    if (sigret != NULL && EVP_DigestSignUpdate(ctx, tbs, tbslen) <= 0)
        return 0;
    return EVP_DigestSignFinal(ctx, sigret, siglen);
}

int
EVP_DigestVerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sig,
                      size_t siglen)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t len = 0;
    int ok;

    if (!begun(ctx, EVP_PKEY_OP_VERIFYCTX))
        return 0;
    if (is_eddsa(ctx->pctx)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_ONLY_ONESHOT_SUPPORTED);
        return 0;
    }
    if (!digest_so_far(ctx, digest, &len))
        return 0;
    ctx->pctx->operation = EVP_PKEY_OP_VERIFY;
    ok = EVP_PKEY_verify(ctx->pctx, sig, siglen, digest, len);
    ctx->pctx->operation = EVP_PKEY_OP_VERIFYCTX;
    return ok;
}

int
EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen,
                 const unsigned char *tbs, size_t tbslen)
{
    if (!begun(ctx, EVP_PKEY_OP_VERIFYCTX))
        return 0;
    if (is_eddsa(ctx->pctx))
        return fac_ctx_verify_message(ctx->pctx, urt_bytes(sigret, siglen),
                                      urt_bytes(tbs, tbslen));
    if (EVP_DigestVerifyUpdate(ctx, tbs, tbslen) <= 0)
        return -1;
    return EVP_DigestVerifyFinal(ctx, sigret, siglen);
}

int
EVP_SignFinal(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s,
              EVP_PKEY *pkey)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_PKEY_CTX *pctx;
    size_t len = 0, siglen = (size_t)EVP_PKEY_get_size(pkey);
    int ok = 0;

    *s = 0;
    if (!digest_so_far(ctx, digest, &len))
        return 0;
    pctx = EVP_PKEY_CTX_new(pkey, NULL);
    if (pctx != NULL && EVP_PKEY_sign_init(pctx) > 0 &&
        EVP_PKEY_CTX_set_signature_md(pctx, ctx->md) > 0 &&
        EVP_PKEY_sign(pctx, md, &siglen, digest, len) > 0) {
        *s = (unsigned)siglen;
        ok = 1;
    }
    EVP_PKEY_CTX_free(pctx);
    return ok;
}

int
EVP_VerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sigbuf,
                unsigned int siglen, EVP_PKEY *pkey)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_PKEY_CTX *pctx;
    size_t len = 0;
    int ok = -1;

    if (!digest_so_far(ctx, digest, &len))
        return 0;
    pctx = EVP_PKEY_CTX_new(pkey, NULL);
    if (pctx != NULL && EVP_PKEY_verify_init(pctx) > 0 &&
        EVP_PKEY_CTX_set_signature_md(pctx, ctx->md) > 0)
        ok = EVP_PKEY_verify(pctx, sigbuf, siglen, digest, len);
    EVP_PKEY_CTX_free(pctx);
    return ok;
}
