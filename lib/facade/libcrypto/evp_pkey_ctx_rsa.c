/* What can be set on a context for RSA and for signatures: paddings, hashes,
 * salts, labels, sizes. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <string.h>

#include "facade/libcrypto/pkey_ctx.h"

enum {
    SIG_OR_CRYPT = EVP_PKEY_OP_TYPE_SIG | EVP_PKEY_OP_TYPE_CRYPT
};

/* What a padding is for, and its name: getters answer with the length of the
 * name, as OpenSSL does, which passes it around as text. */
static const struct padding {
    int padding;
    bool signs, encrypts;
    const char *name;
} paddings[] = {
    {RSA_PKCS1_PADDING, true, true, "pkcs1"},
    {RSA_NO_PADDING, true, true, "none"},
    {RSA_PKCS1_OAEP_PADDING, false, true, "oaep"},
    {RSA_X931_PADDING, true, true, "x931"},
    {RSA_PKCS1_PSS_PADDING, true, false, "pss"},
};

static const struct padding *
padding_row(int padding)
{
    for (size_t i = 0; i < sizeof paddings / sizeof paddings[0]; i++)
        if (paddings[i].padding == padding)
            return &paddings[i];
    return NULL;
}

/* X9.31 has a code for these hashes only. */
static bool
x931_hash(const EVP_MD *md)
{
    int nid = md != NULL ? EVP_MD_get_type(md) : NID_undef;

    return nid == NID_sha1 || nid == NID_sha256 || nid == NID_sha384 ||
           nid == NID_sha512;
}

int
EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *ctx, int pad)
{
    int ok = fac_ctx_settable(ctx, SIG_OR_CRYPT, fac_ctx_is_rsa(ctx));
    bool crypt = ok > 0 && (ctx->operation & EVP_PKEY_OP_TYPE_CRYPT) != 0;
    const struct padding *row = padding_row(pad);

    if (ok <= 0)
        return ok;
    if (row == NULL || !(crypt ? row->encrypts : row->signs) ||
        (pad == RSA_PKCS1_PSS_PADDING &&
         ctx->operation == EVP_PKEY_OP_VERIFYRECOVER) ||
        (ctx->type == EVP_PKEY_RSA_PSS && pad != RSA_PKCS1_PSS_PADDING)) {
        if (!crypt)
            ERR_raise(ERR_LIB_PROV,
                      PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
        return 0;
    }
    ctx->padding = pad;
    if (!crypt && pad == RSA_X931_PADDING && !x931_hash(ctx->md)) {
        /* The padding stays set all the same. */
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_X931_DIGEST);
        return 0;
    }
    return 1;
}

int
EVP_PKEY_CTX_get_rsa_padding(EVP_PKEY_CTX *ctx, int *pad)
{
    int ok = fac_ctx_settable(ctx, SIG_OR_CRYPT, fac_ctx_is_rsa(ctx));
    const struct padding *row;

    if (ok <= 0)
        return ok;
    *pad = ctx->padding;
    row = padding_row(ctx->padding);
    return row != NULL ? (int)strlen(row->name) : 1;
}

int
EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int saltlen)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_TYPE_SIG, fac_ctx_is_rsa(ctx));

    if (ok <= 0)
        return ok;
    if (ctx->padding != RSA_PKCS1_PSS_PADDING) {
        ERR_raise(ERR_LIB_PROV, PROV_R_NOT_SUPPORTED);
        return 0;
    }
    if (saltlen < RSA_PSS_SALTLEN_MAX) {
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_SALT_LENGTH);
        return 0;
    }
    ctx->salt_len = saltlen;
    return 1;
}

/* The answer is the length of the setting's text: "digest", "max", "auto" or
 * digits. */
int
EVP_PKEY_CTX_get_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int *saltlen)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_TYPE_SIG, fac_ctx_is_rsa(ctx));
    int digits = 1;

    if (ok <= 0)
        return ok;
    *saltlen = ctx->salt_len;
    switch (ctx->salt_len) {
    case RSA_PSS_SALTLEN_DIGEST:
        return (int)strlen("digest");
    case RSA_PSS_SALTLEN_MAX:
        return (int)strlen("max");
    case RSA_PSS_SALTLEN_AUTO:
        return (int)strlen("auto");
    default:
        for (int n = ctx->salt_len; n >= 10; n /= 10)
            digits++;
        return digits;
    }
}

int
EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = fac_ctx_settable(ctx, SIG_OR_CRYPT, fac_ctx_is_rsa(ctx));

    if (ok > 0)
        ctx->mgf_md = md;
    return ok;
}

int
EVP_PKEY_CTX_get_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = fac_ctx_settable(ctx, SIG_OR_CRYPT, fac_ctx_is_rsa(ctx));

    if (ok > 0)
        *md = ctx->mgf_md != NULL                               ? ctx->mgf_md
              : (ctx->operation & EVP_PKEY_OP_TYPE_CRYPT) != 0 ? ctx->oaep_md
                                                                : ctx->md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, fac_ctx_is_rsa(ctx));

    if (ok > 0)
        ctx->oaep_md = md;
    return ok;
}

int
EVP_PKEY_CTX_get_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, fac_ctx_is_rsa(ctx));

    if (ok > 0)
        *md = ctx->oaep_md != NULL ? ctx->oaep_md : EVP_sha1();
    return ok;
}

/* LABEL, allocated with OPENSSL_malloc, is the context's from here on. */
int
EVP_PKEY_CTX_set0_rsa_oaep_label(EVP_PKEY_CTX *ctx, void *label, int llen)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_TYPE_CRYPT, fac_ctx_is_rsa(ctx));

    if (ok <= 0 || llen < 0)
        return ok <= 0 ? ok : 0;
    urt_buf_clear(&ctx->label);
    urt_put(&ctx->label, label, (size_t)llen);
    OPENSSL_free(label);
    return urt_buf_ok(&ctx->label);
}

/* 1 while CTX makes an RSA key; keys of other types answer OTHER, without a
 * word. */
static int
making_rsa(const EVP_PKEY_CTX *ctx, int other)
{
    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_KEYGEN) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    return fac_ctx_is_rsa(ctx) ? 1 : other;
}

int
EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX *ctx, int bits)
{
    int ok = making_rsa(ctx, -1);

    if (ok > 0)
        ctx->rsa_bits = bits;
    return ok;
}

int
EVP_PKEY_CTX_set1_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp)
{
    int ok = making_rsa(ctx, -2);

    if (ok <= 0)
        return ok;
    BN_free(ctx->rsa_e);
    ctx->rsa_e = BN_dup(pubexp);
    return ctx->rsa_e != NULL;
}

int
EVP_PKEY_CTX_set_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp)
{
    int ok = EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, pubexp);

    if (ok > 0)
        BN_free(pubexp);
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_KEYGEN,
                      fac_ctx_is_rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_md = md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_KEYGEN,
                      fac_ctx_is_rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_mgf_md = md;
    return ok;
}

int
EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(EVP_PKEY_CTX *ctx, int saltlen)
{
    int ok = fac_ctx_settable(ctx, EVP_PKEY_OP_KEYGEN,
                      fac_ctx_is_rsa(ctx) && ctx->type == EVP_PKEY_RSA_PSS);

    if (ok > 0)
        ctx->pss_salt_len = saltlen;
    return ok;
}

/* 1 while CTX signs or verifies digests, or whole messages by way of them. */
static int
signing(const EVP_PKEY_CTX *ctx)
{
    if (ctx == NULL || (ctx->operation & EVP_PKEY_OP_TYPE_SIG) == 0 ||
        ctx->pkey == NULL || !fac_pkey_can_sign(ctx->pkey)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    return 1;
}

int
EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    int ok = signing(ctx);

    if (ok <= 0)
        return ok;
    if (fac_ctx_is_rsa(ctx) && ctx->padding == RSA_NO_PADDING) {
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_PADDING_MODE);
        return 0;
    }
    ctx->md = md;
    return 1;
}

int
EVP_PKEY_CTX_get_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD **md)
{
    int ok = signing(ctx);

    if (ok <= 0 || ctx->md == NULL)
        return ok < 0 ? ok : 0;
    *md = ctx->md;
    return 1;
}
