/* EVP_PKEY_CTX: one operation with a key, in the making. The operations are
 * in evp_pkey_{sign,crypt,derive,gen}.c, what can be set on a context in
 * evp_pkey_ctx_{rsa,fields,kdf}.c. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/kdf.h>

#include "engine/base/text.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/kdf_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "toolkit/compat.h"

bool
fac_ctx_is_kdf(int type)
{
    return type == EVP_PKEY_HKDF || type == EVP_PKEY_TLS1_PRF ||
           type == EVP_PKEY_SCRYPT;
}

static EVP_PKEY_CTX *
new_of_type(int type)
{
    EVP_PKEY_CTX *ctx;

    if (EVP_PKEY_type(type) == NID_undef && !fac_ctx_is_kdf(type)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        return NULL;
    }
    ctx = OPENSSL_zalloc(sizeof *ctx);
    if (ctx == NULL)
        return NULL;
    ctx->type = fac_ctx_is_kdf(type) ? type : EVP_PKEY_type(type);
    ctx->padding = type == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING
                                            : RSA_PKCS1_PADDING;
    ctx->salt_len = RSA_PSS_SALTLEN_AUTO;
    ctx->pss_salt_len = -1;
    ctx->rsa_bits = 2048;
    ctx->prime_bits = 2048;
    ctx->generator = 2;
    return ctx;
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *e)
{
    EVP_PKEY_CTX *ctx;

    (void)e;
    if (pkey == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        return NULL;
    }
    ctx = new_of_type(pkey->type);
    if (ctx != NULL) {
        EVP_PKEY_up_ref(pkey);
        ctx->pkey = pkey;
    }
    return ctx;
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_from_pkey(OSSL_LIB_CTX *libctx, EVP_PKEY *pkey,
                           const char *propq)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_CTX_new(pkey, NULL);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_id(int id, ENGINE *e)
{
    (void)e;
    if (EVP_PKEY_type(id) == NID_undef && !fac_ctx_is_kdf(id)) {
        fac_compat_about("EVP_PKEY_CTX_new_id", OBJ_nid2sn(id));
        ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
        return NULL;
    }
    return new_of_type(id);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *libctx, const char *name,
                           const char *propq)
{
    static const struct {
        const char *name;
        int type;
    } names[] = {{"RSA", EVP_PKEY_RSA},         {"RSA-PSS", EVP_PKEY_RSA_PSS},
                 {"EC", EVP_PKEY_EC},           {"DSA", EVP_PKEY_DSA},
                 {"DH", EVP_PKEY_DH},           {"DHX", EVP_PKEY_DHX},
                 {"ED25519", EVP_PKEY_ED25519}, {"ED448", EVP_PKEY_ED448},
                 {"X25519", EVP_PKEY_X25519},   {"X448", EVP_PKEY_X448},
                 {"HKDF", EVP_PKEY_HKDF},       {"TLS1-PRF", EVP_PKEY_TLS1_PRF},
                 {"SCRYPT", EVP_PKEY_SCRYPT}};

    (void)libctx;
    (void)propq;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (urt_text_equal_nocase(names[i].name, name))
            return new_of_type(names[i].type);
    fac_compat_about("EVP_PKEY_CTX_new_from_name", name);
    ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
    return NULL;
}

void
EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx)
{
    if (ctx == NULL)
        return;
    EVP_PKEY_free(ctx->pkey);
    EVP_PKEY_free(ctx->peer);
    BN_free(ctx->rsa_e);
    urt_buf_free(&ctx->label);
    EVP_KDF_CTX_free(ctx->kdf);
    OPENSSL_free(ctx);
}

static bool
copy_buf(struct urt_buf *to, const struct urt_buf *from)
{
    *to = URT_BUF_INIT;
    urt_put_bytes(to, urt_buf_bytes(from));
    return urt_buf_ok(to);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_dup(const EVP_PKEY_CTX *ctx)
{
    EVP_PKEY_CTX *copy = ctx != NULL ? OPENSSL_malloc(sizeof *copy) : NULL;
    bool ok;

    if (copy == NULL)
        return NULL;
    *copy = *ctx;
    ok = copy_buf(&copy->label, &ctx->label);
    copy->kdf = ctx->kdf != NULL ? fac_kdf_ctx_dup(ctx->kdf) : NULL;
    ok = ok && (ctx->kdf == NULL || copy->kdf != NULL);
    copy->rsa_e = ctx->rsa_e != NULL ? BN_dup(ctx->rsa_e) : NULL;
    if (copy->pkey != NULL)
        EVP_PKEY_up_ref(copy->pkey);
    if (copy->peer != NULL)
        EVP_PKEY_up_ref(copy->peer);
    if (!ok || (ctx->rsa_e != NULL && copy->rsa_e == NULL)) {
        EVP_PKEY_CTX_free(copy);
        return NULL;
    }
    return copy;
}

EVP_PKEY *
EVP_PKEY_CTX_get0_pkey(EVP_PKEY_CTX *ctx)
{
    return ctx->pkey;
}

EVP_PKEY *
EVP_PKEY_CTX_get0_peerkey(EVP_PKEY_CTX *ctx)
{
    return ctx->peer;
}

void
EVP_PKEY_CTX_set_app_data(EVP_PKEY_CTX *ctx, void *data)
{
    ctx->app_data = data;
}

void *
EVP_PKEY_CTX_get_app_data(EVP_PKEY_CTX *ctx)
{
    return ctx->app_data;
}

void
EVP_PKEY_CTX_set_data(EVP_PKEY_CTX *ctx, void *data)
{
    ctx->data = data;
}

void *
EVP_PKEY_CTX_get_data(const EVP_PKEY_CTX *ctx)
{
    return ctx->data;
}

int
EVP_PKEY_CTX_get_operation(EVP_PKEY_CTX *ctx)
{
    return ctx->operation;
}

/* What was set for one operation doesn't hold for the next. */
static void
forget(EVP_PKEY_CTX *ctx)
{
    ctx->padding = ctx->type == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING
                                                 : RSA_PKCS1_PADDING;
    ctx->salt_len = RSA_PSS_SALTLEN_AUTO;
    ctx->md = ctx->mgf_md = ctx->oaep_md = NULL;
    urt_buf_free(&ctx->label);
}

int
fac_ctx_begin(EVP_PKEY_CTX *ctx, int operation, bool offered)
{
    if (ctx != NULL && ctx->pkey == NULL &&
        !fac_ctx_is_kdf(ctx->type) &&
        (operation & EVP_PKEY_OP_TYPE_GEN) == 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return 0;
    }
    if (ctx == NULL || !offered) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        /* A context remembers what it could not begin, but for a signature
         * by a key that signs otherwise. */
        if (ctx != NULL)
            ctx->operation = (operation & EVP_PKEY_OP_TYPE_SIG) != 0 &&
                                     ctx->pkey != NULL &&
                                     fac_pkey_can_sign(ctx->pkey)
                                 ? EVP_PKEY_OP_UNDEFINED
                                 : operation;
        return -2;
    }
    forget(ctx);
    if (fac_ctx_is_kdf(ctx->type) && !fac_ctx_kdf_begin(ctx))
        return 0;
    ctx->operation = operation;
    return 1;
}

bool
fac_ctx_is_rsa(const EVP_PKEY_CTX *ctx)
{
    return ctx != NULL &&
           (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS);
}

const struct urt_hash *
fac_ctx_hash(const EVP_MD *md)
{
    return md != NULL ? md->hash : NULL;
}

int
fac_ctx_settable(const EVP_PKEY_CTX *ctx, int operations, bool type_fits)
{
    if (ctx != NULL && ctx->operation == EVP_PKEY_OP_UNDEFINED) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_OPERATION_SET);
        return -1;
    }
    if (ctx == NULL || !type_fits) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    if ((ctx->operation & operations) == 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return -1;
    }
    return 1;
}
