/* What two keys agree on, or a key derivation makes, with a context. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

int
EVP_PKEY_derive_init(EVP_PKEY_CTX *ctx)
{
    return fac_ctx_begin(ctx, EVP_PKEY_OP_DERIVE,
                 ctx != NULL &&
                     (fac_ctx_is_kdf(ctx->type) || ctx->type == EVP_PKEY_EC ||
                      ctx->type == EVP_PKEY_DH || ctx->type == EVP_PKEY_DHX ||
                      ctx->type == EVP_PKEY_X25519 ||
                      ctx->type == EVP_PKEY_X448));
}

int
EVP_PKEY_derive_set_peer_ex(EVP_PKEY_CTX *ctx, EVP_PKEY *peer, int validate)
{
    struct urt_key *own, *other;

    (void)validate; /* the engine always checks */
    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_DERIVE ||
        ctx->pkey == NULL) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (ctx->pkey->type != peer->type) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    own = fac_pkey_key(ctx->pkey);
    other = fac_pkey_key(peer);
    if (own == NULL || other == NULL)
        return -1;
    if (!urt_key_equal_params(own, other)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return -1;
    }
    EVP_PKEY_up_ref(peer);
    EVP_PKEY_free(ctx->peer);
    ctx->peer = peer;
    return 1;
}

int
EVP_PKEY_derive_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *peer)
{
    return EVP_PKEY_derive_set_peer_ex(ctx, peer, 1);
}

int
EVP_PKEY_derive(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen)
{
    struct urt_key *own, *peer;
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_DERIVE) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (fac_ctx_is_kdf(ctx->type))
        return fac_ctx_derive_kdf(ctx, out, outlen);
    own = fac_pkey_key(ctx->pkey);
    peer = ctx->peer != NULL ? fac_pkey_key(ctx->peer) : NULL;
    if (own == NULL || peer == NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_MISSING_KEY);
        return 0;
    }
    if (out == NULL) {
        const struct urt_group *g = urt_key_group(own);

        *outlen = g != NULL ? g->secret_size : urt_key_max_output(own);
        return 1;
    }
    err = urt_key_derive(own, peer, ctx->pad_dh, &b);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_EVP, err);
        urt_buf_free(&b);
        return 0;
    }
    if (*outlen < b.len && urt_key_ec(own) == NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        urt_buf_free(&b);
        return 0;
    }
    if (b.len > *outlen)
        b.len = *outlen;
    return fac_put_out(out, outlen, &b);
}
