/* Key derivations as an operation of a context that has no key: HKDF, the
 * PRF of TLS, scrypt. What is set goes into an EVP_KDF_CTX. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/proverr.h>

#include "facade/libcrypto/kdf_local.h"
#include "facade/libcrypto/pkey_ctx.h"

static const struct {
    int type;
    const char *name;
} names[] = {
    {EVP_PKEY_HKDF, "HKDF"},
    {EVP_PKEY_TLS1_PRF, "TLS1-PRF"},
    {EVP_PKEY_SCRYPT, "SCRYPT"},
};

bool
fac_ctx_kdf_begin(EVP_PKEY_CTX *ctx)
{
    EVP_KDF *kdf = NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].type == ctx->type)
            kdf = EVP_KDF_fetch(NULL, names[i].name, NULL);
    EVP_KDF_CTX_free(ctx->kdf);
    ctx->kdf = EVP_KDF_CTX_new(kdf);
    return ctx->kdf != NULL;
}

/* A setter's beginning: 1, or what the setter returns. */
static int
derives(const EVP_PKEY_CTX *ctx, int type)
{
    if (ctx == NULL || ctx->type != type || ctx->kdf == NULL ||
        ctx->operation != EVP_PKEY_OP_DERIVE) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    return 1;
}

static int
put(struct urt_buf *b, const void *data, int len, bool append)
{
    if (len < 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_LENGTH);
        return 0;
    }
    return fac_kdf_put(b, data, (size_t)len, append);
}

static int
set_md(EVP_PKEY_CTX *ctx, int type, const EVP_MD *md)
{
    int ok = derives(ctx, type);

    if (ok > 0)
        ctx->kdf->md = md;
    return ok;
}

static int
set_secret(EVP_PKEY_CTX *ctx, int type, const void *secret, int len)
{
    int ok = derives(ctx, type);

    if (ok <= 0)
        return ok;
    ok = put(&ctx->kdf->secret, secret, len, false);
    ctx->kdf->secret_set |= ok > 0;
    return ok;
}

static int
set_salt(EVP_PKEY_CTX *ctx, int type, const unsigned char *salt, int len)
{
    int ok = derives(ctx, type);

    if (ok <= 0)
        return ok;
    ok = put(&ctx->kdf->salt, salt, len, false);
    ctx->kdf->salt_set |= ok > 0;
    return ok;
}

int
EVP_PKEY_CTX_set_hkdf_mode(EVP_PKEY_CTX *ctx, int mode)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    return ok > 0 ? fac_kdf_set_mode(ctx->kdf, mode) : ok;
}

int
EVP_PKEY_CTX_set_hkdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    return set_md(ctx, EVP_PKEY_HKDF, md);
}

int
EVP_PKEY_CTX_set1_hkdf_salt(EVP_PKEY_CTX *ctx, const unsigned char *salt,
                            int len)
{
    return set_salt(ctx, EVP_PKEY_HKDF, salt, len);
}

int
EVP_PKEY_CTX_set1_hkdf_key(EVP_PKEY_CTX *ctx, const unsigned char *key,
                           int len)
{
    return set_secret(ctx, EVP_PKEY_HKDF, key, len);
}

int
EVP_PKEY_CTX_add1_hkdf_info(EVP_PKEY_CTX *ctx, const unsigned char *info,
                            int len)
{
    int ok = derives(ctx, EVP_PKEY_HKDF);

    return ok > 0 ? put(&ctx->kdf->info, info, len, true) : ok;
}

int
EVP_PKEY_CTX_set_tls1_prf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
    return set_md(ctx, EVP_PKEY_TLS1_PRF, md);
}

int
EVP_PKEY_CTX_set1_tls1_prf_secret(EVP_PKEY_CTX *ctx, const unsigned char *sec,
                                  int len)
{
    return set_secret(ctx, EVP_PKEY_TLS1_PRF, sec, len);
}

int
EVP_PKEY_CTX_add1_tls1_prf_seed(EVP_PKEY_CTX *ctx, const unsigned char *seed,
                                int len)
{
    int ok = derives(ctx, EVP_PKEY_TLS1_PRF);

    return ok > 0 ? put(&ctx->kdf->info, seed, len, true) : ok;
}

int
EVP_PKEY_CTX_set1_pbe_pass(EVP_PKEY_CTX *ctx, const char *pass, int passlen)
{
    return set_secret(ctx, EVP_PKEY_SCRYPT, pass, passlen);
}

int
EVP_PKEY_CTX_set1_scrypt_salt(EVP_PKEY_CTX *ctx, const unsigned char *salt,
                              int saltlen)
{
    return set_salt(ctx, EVP_PKEY_SCRYPT, salt, saltlen);
}

int
EVP_PKEY_CTX_set_scrypt_N(EVP_PKEY_CTX *ctx, uint64_t n)
{
    int ok = derives(ctx, EVP_PKEY_SCRYPT);

    return ok > 0 ? fac_kdf_set_scrypt(ctx->kdf, &ctx->kdf->n, n) : ok;
}

int
EVP_PKEY_CTX_set_scrypt_r(EVP_PKEY_CTX *ctx, uint64_t r)
{
    int ok = derives(ctx, EVP_PKEY_SCRYPT);

    return ok > 0 ? fac_kdf_set_scrypt(ctx->kdf, &ctx->kdf->r, r) : ok;
}

int
EVP_PKEY_CTX_set_scrypt_p(EVP_PKEY_CTX *ctx, uint64_t p)
{
    int ok = derives(ctx, EVP_PKEY_SCRYPT);

    return ok > 0 ? fac_kdf_set_scrypt(ctx->kdf, &ctx->kdf->p, p) : ok;
}

int
EVP_PKEY_CTX_set_scrypt_maxmem_bytes(EVP_PKEY_CTX *ctx, uint64_t maxmem_bytes)
{
    int ok = derives(ctx, EVP_PKEY_SCRYPT);

    return ok > 0 ? fac_kdf_set_scrypt(ctx->kdf, &ctx->kdf->max_mem,
                                       maxmem_bytes)
                  : ok;
}

/* With OUT NULL the only length there is, where there is only one. */
int
fac_ctx_derive_kdf(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *len)
{
    size_t size;

    if (out != NULL && ctx->kdf->md != NULL) {
        size = EVP_KDF_CTX_get_kdf_size(ctx->kdf);
        if (size != SIZE_MAX && *len < size) {
            ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
            return 0;
        }
        if (size != SIZE_MAX)
            *len = size;
    }
    if (out == NULL) {
        *len = EVP_KDF_CTX_get_kdf_size(ctx->kdf);
        return 1;
    }
    return EVP_KDF_derive(ctx->kdf, out, *len, NULL);
}
