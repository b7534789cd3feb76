/* EVP_KDF: key derivations by name; the rows are evp_kdf_rows.c's. They are
 * constant: their references aren't counted. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/kdf_local.h"
#include "facade/libcrypto/provider_local.h"
#include "toolkit/compat.h"

static const OSSL_PARAM gettable[] = {
    OSSL_PARAM_size_t(OSSL_KDF_PARAM_SIZE, NULL),
    OSSL_PARAM_END,
};

EVP_KDF *
EVP_KDF_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *query)
{
    bool known = false;

    for (size_t i = 0; i < fac_kdf_row_count; i++) {
        if (!fac_name_in(fac_kdf_rows[i].names, name))
            continue;
        known = true;
        if (fac_provider_find(libctx, FAC_PROVIDER_DEFAULT, query) != 0)
            return (EVP_KDF *)(uintptr_t)&fac_kdf_rows[i];
    }
    if (!known)
        fac_compat_about("EVP_KDF_fetch", name);
    fac_provider_raise_unsupported(libctx, name, known, query);
    return NULL;
}

int
EVP_KDF_up_ref(EVP_KDF *kdf)
{
    (void)kdf;
    return 1;
}

void
EVP_KDF_free(EVP_KDF *kdf)
{
    (void)kdf;
}

const char *
EVP_KDF_get0_name(const EVP_KDF *kdf)
{
    return kdf->names[0];
}

const char *
EVP_KDF_get0_description(const EVP_KDF *kdf)
{
    (void)kdf;
    return NULL;
}

const OSSL_PROVIDER *
EVP_KDF_get0_provider(const EVP_KDF *kdf)
{
    (void)kdf;
    return fac_provider_handle(NULL, FAC_PROVIDER_DEFAULT);
}

int
EVP_KDF_is_a(const EVP_KDF *kdf, const char *name)
{
    return kdf != NULL && fac_name_in(kdf->names, name);
}

int
EVP_KDF_names_do_all(const EVP_KDF *kdf,
                     void (*fn)(const char *name, void *data), void *data)
{
    for (const char *const *n = kdf->names; *n != NULL; n++)
        fn(*n, data);
    return 1;
}

const OSSL_PARAM *
EVP_KDF_gettable_ctx_params(const EVP_KDF *kdf)
{
    (void)kdf;
    return gettable;
}

const OSSL_PARAM *
EVP_KDF_settable_ctx_params(const EVP_KDF *kdf)
{
    return kdf->settable;
}

EVP_KDF_CTX *
EVP_KDF_CTX_new(EVP_KDF *kdf)
{
    EVP_KDF_CTX *ctx = kdf != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;

    if (ctx != NULL) {
        ctx->kdf = kdf;
        EVP_KDF_CTX_reset(ctx);
    }
    return ctx;
}

void
EVP_KDF_CTX_reset(EVP_KDF_CTX *ctx)
{
    const EVP_KDF *kdf;

    if (ctx == NULL)
        return;
    kdf = ctx->kdf;
    urt_buf_free(&ctx->secret);
    urt_buf_free(&ctx->salt);
    urt_buf_free(&ctx->info);
    *ctx = (EVP_KDF_CTX){
        .kdf = kdf,
        .secret = URT_BUF_INIT,
        .salt = URT_BUF_INIT,
        .info = URT_BUF_INIT,
        .iterations = 2048,
        .n = 1 << 20,
        .r = 8,
        .p = 1,
        .max_mem = 1025 * 1024 * 1024,
    };
}

void
EVP_KDF_CTX_free(EVP_KDF_CTX *ctx)
{
    EVP_KDF_CTX_reset(ctx);
    OPENSSL_free(ctx);
}

/* OpenSSL's own derivations can't be copied: there is no copy of any. */
EVP_KDF_CTX *
EVP_KDF_CTX_dup(const EVP_KDF_CTX *ctx)
{
    (void)ctx;
    return NULL;
}

EVP_KDF_CTX *
fac_kdf_ctx_dup(const EVP_KDF_CTX *ctx)
{
    EVP_KDF_CTX *copy = OPENSSL_zalloc(sizeof *copy);
    struct urt_buf *to[3];
    const struct urt_buf *from[3] = {&ctx->secret, &ctx->salt, &ctx->info};
    bool ok = true;

    if (copy == NULL)
        return NULL;
    *copy = *ctx;
    to[0] = &copy->secret;
    to[1] = &copy->salt;
    to[2] = &copy->info;
    for (size_t i = 0; i < 3; i++) {
        *to[i] = URT_BUF_INIT;
        ok = ok && fac_kdf_put(to[i], from[i]->data, from[i]->len, true);
    }
    if (!ok) {
        EVP_KDF_CTX_free(copy);
        return NULL;
    }
    return copy;
}

const EVP_KDF *
EVP_KDF_CTX_kdf(EVP_KDF_CTX *ctx)
{
    return ctx->kdf;
}

size_t
EVP_KDF_CTX_get_kdf_size(EVP_KDF_CTX *ctx)
{
    return ctx != NULL ? ctx->kdf->size(ctx) : 0;
}

int
EVP_KDF_CTX_set_params(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    return params == NULL ? 1 : ctx->kdf->set(ctx, params);
}

int
EVP_KDF_CTX_get_params(EVP_KDF_CTX *ctx, OSSL_PARAM params[])
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_KDF_PARAM_SIZE);
    size_t size;

    if (p == NULL)
        return -2;
    size = ctx->kdf->size(ctx);
    return size != 0 ? OSSL_PARAM_set_size_t(p, size) : 0;
}

int
EVP_KDF_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len,
               const OSSL_PARAM params[])
{
    if (ctx == NULL || !EVP_KDF_CTX_set_params(ctx, params))
        return 0;
    return ctx->kdf->derive(ctx, out, len);
}
