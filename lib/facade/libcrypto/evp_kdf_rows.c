/* The key derivations that EVP_KDF knows. The algorithms are the engine's;
 * here is which parameters each takes and how it fails. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/crypto/kdf.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/kdf_local.h"
#include "facade/libcrypto/raise.h"

bool
fac_kdf_put(struct urt_buf *b, const void *data, size_t len, bool append)
{
    if (!append)
        urt_buf_free(b);
    /* Set to nothing is set all the same. */
    if (urt_buf_reserve(b, len > 0 ? len : 1) == NULL)
        return false;
    urt_put(b, data, len);
    return urt_buf_ok(b);
}

bool
fac_kdf_set_mode(EVP_KDF_CTX *ctx, int mode)
{
    if (mode < EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND ||
        mode > EVP_KDF_HKDF_MODE_EXPAND_ONLY) {
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_MODE);
        return false;
    }
    ctx->mode = mode;
    return true;
}

bool
fac_kdf_set_scrypt(EVP_KDF_CTX *ctx, uint64_t *which, uint64_t value)
{
    /* N is a power of two above 1. */
    if (value < 1 ||
        (which == &ctx->n && (value < 2 || (value & (value - 1)) != 0)))
        return false;
    *which = value;
    return true;
}

/* Octets by name, where they are there. */
static bool
take_octets(const OSSL_PARAM params[], const char *name, struct urt_buf *b,
            bool *set)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

    if (p == NULL)
        return true;
    if (p->data_type != OSSL_PARAM_OCTET_STRING ||
        !fac_kdf_put(b, p->data, p->data_size, false))
        return false;
    if (set != NULL)
        *set = true;
    return true;
}

/* All octets of one name in a row: what stands there already is kept when
 * APPEND. */
static bool
take_all(const OSSL_PARAM params[], const char *name, struct urt_buf *b,
         bool append)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

    for (; p != NULL; p = OSSL_PARAM_locate_const(p + 1, name)) {
        if (p->data_type != OSSL_PARAM_OCTET_STRING ||
            !fac_kdf_put(b, p->data, p->data_size, append))
            return false;
        append = true;
    }
    return true;
}

/* A string that needn't end in a NUL. */
static bool
take_text(const OSSL_PARAM *p, char *out, size_t size)
{
    if (p->data_type != OSSL_PARAM_UTF8_STRING || p->data_size >= size)
        return false;
    memcpy(out, p->data, p->data_size);
    out[p->data_size] = '\0';
    return true;
}

static bool
take_digest(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    const OSSL_PARAM *p =
        OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_DIGEST);
    const OSSL_PARAM *q =
        OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_PROPERTIES);
    char name[64], query[128] = "";
    EVP_MD *md;

    if (p == NULL)
        return true;
    if (!take_text(p, name, sizeof name) ||
        (q != NULL && !take_text(q, query, sizeof query)))
        return false;
    md = EVP_MD_fetch(NULL, name, query);
    if (md == NULL)
        return false;
    if (md->hash == NULL || md->hash->xof) {
        ERR_raise(ERR_LIB_PROV, PROV_R_XOF_DIGESTS_NOT_ALLOWED);
        return false;
    }
    ctx->md = md;
    return true;
}

static bool
take_mode(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    static const char *const names[] = {"EXTRACT_AND_EXPAND", "EXTRACT_ONLY",
                                        "EXPAND_ONLY"};
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_MODE);
    char text[64];
    int mode = -1;

    if (p == NULL)
        return true;
    if (p->data_type == OSSL_PARAM_UTF8_STRING) {
        for (int i = 0; i < 3; i++)
            if (take_text(p, text, sizeof text) &&
                urt_text_equal_nocase(text, names[i]))
                mode = i;
    } else if (!OSSL_PARAM_get_int(p, &mode)) {
        return false;
    }
    return fac_kdf_set_mode(ctx, mode);
}

static int
missing(int reason)
{
    ERR_raise(ERR_LIB_PROV, reason);
    return 0;
}

static int
outcome(enum urt_err err)
{
    fac_raise(ERR_LIB_PROV, err);
    return err == URT_OK;
}

static int
hkdf_set(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    return take_digest(ctx, params) && take_mode(ctx, params) &&
           take_octets(params, OSSL_KDF_PARAM_KEY, &ctx->secret,
                       &ctx->secret_set) &&
           take_octets(params, OSSL_KDF_PARAM_SALT, &ctx->salt,
                       &ctx->salt_set) &&
           take_all(params, OSSL_KDF_PARAM_INFO, &ctx->info, false);
}

static size_t
hkdf_size(const EVP_KDF_CTX *ctx)
{
    if (ctx->mode != EVP_KDF_HKDF_MODE_EXTRACT_ONLY)
        return SIZE_MAX;
    if (ctx->md == NULL)
        return (size_t)missing(PROV_R_MISSING_MESSAGE_DIGEST);
    return ctx->md->hash->size;
}

static int
hkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    uint8_t prk[URT_HASH_MAX_SIZE];
    struct urt_bytes key = urt_buf_bytes(&ctx->secret);
    enum urt_err err = URT_OK;

    if (ctx->md == NULL)
        return missing(PROV_R_MISSING_MESSAGE_DIGEST);
    if (!ctx->secret_set)
        return missing(PROV_R_MISSING_KEY);
    if (len == 0)
        return missing(PROV_R_INVALID_KEY_LENGTH);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY &&
        len != ctx->md->hash->size)
        return missing(PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
    if (ctx->mode != EVP_KDF_HKDF_MODE_EXPAND_ONLY) {
        urt_hkdf_extract(ctx->md->hash, prk, urt_buf_bytes(&ctx->salt), key);
        key = urt_bytes(prk, ctx->md->hash->size);
    }
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY)
        memcpy(out, prk, len);
    else
        err = urt_hkdf_expand(ctx->md->hash, out, len, key,
                              urt_buf_bytes(&ctx->info));
    OPENSSL_cleanse(prk, sizeof prk);
    return outcome(err);
}

static size_t
any_size(const EVP_KDF_CTX *ctx)
{
    (void)ctx;
    return SIZE_MAX;
}

/* Seeds add up until the context is reset. */
static int
prf_set(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    return take_digest(ctx, params) &&
           take_octets(params, OSSL_KDF_PARAM_SECRET, &ctx->secret,
                       &ctx->secret_set) &&
           take_all(params, OSSL_KDF_PARAM_SEED, &ctx->info, true);
}

static int
prf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    if (ctx->md == NULL)
        return missing(PROV_R_MISSING_MESSAGE_DIGEST);
    if (!ctx->secret_set)
        return missing(PROV_R_MISSING_SECRET);
    if (ctx->info.len == 0)
        return missing(PROV_R_MISSING_SEED);
    if (len == 0)
        return missing(PROV_R_INVALID_KEY_LENGTH);
    urt_prf(ctx->md->hash, out, len, urt_buf_bytes(&ctx->secret), NULL,
            urt_buf_bytes(&ctx->info), URT_BYTES_NONE);
    return 1;
}

static int
pbkdf2_set(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    const OSSL_PARAM *p;
    uint64_t iterations;
    int pkcs5;

    p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_PKCS5);
    if (p != NULL && !OSSL_PARAM_get_int(p, &pkcs5))
        return 0;
    if (p != NULL)
        ctx->bounds = pkcs5 == 0;
    p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_ITER);
    if (p != NULL) {
        if (!OSSL_PARAM_get_uint64(p, &iterations))
            return 0;
        if (iterations < (ctx->bounds ? 1000 : 1))
            return missing(PROV_R_INVALID_ITERATION_COUNT);
        ctx->iterations = iterations;
    }
    p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_SALT);
    if (p != NULL && ctx->bounds && p->data_size < 16)
        return missing(PROV_R_INVALID_SALT_LENGTH);
    return take_digest(ctx, params) &&
           take_octets(params, OSSL_KDF_PARAM_PASSWORD, &ctx->secret,
                       &ctx->secret_set) &&
           take_octets(params, OSSL_KDF_PARAM_SALT, &ctx->salt,
                       &ctx->salt_set);
}

static int
pbkdf2_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    if (!ctx->secret_set)
        return missing(PROV_R_MISSING_PASS);
    if (!ctx->salt_set)
        return missing(PROV_R_MISSING_SALT);
    if (ctx->bounds && len < 14)
        return missing(PROV_R_KEY_SIZE_TOO_SMALL);
    if (ctx->bounds && ctx->salt.len < 16)
        return missing(PROV_R_INVALID_SALT_LENGTH);
    if (ctx->bounds && ctx->iterations < 1000)
        return missing(PROV_R_INVALID_ITERATION_COUNT);
    return outcome(urt_pbkdf2(ctx->md != NULL ? ctx->md->hash
                                              : &urt_hash_sha1,
                              out, len, urt_buf_bytes(&ctx->secret),
                              urt_buf_bytes(&ctx->salt), ctx->iterations));
}

static int
scrypt_set(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    const struct {
        const char *name;
        uint64_t *value;
    } numbers[] = {
        {OSSL_KDF_PARAM_SCRYPT_N, &ctx->n},
        {OSSL_KDF_PARAM_SCRYPT_R, &ctx->r},
        {OSSL_KDF_PARAM_SCRYPT_P, &ctx->p},
        {OSSL_KDF_PARAM_SCRYPT_MAXMEM, &ctx->max_mem},
    };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const OSSL_PARAM *p =
            OSSL_PARAM_locate_const(params, numbers[i].name);
        uint64_t value;

        if (p != NULL &&
            (!OSSL_PARAM_get_uint64(p, &value) ||
             !fac_kdf_set_scrypt(ctx, numbers[i].value, value)))
            return 0;
    }
    return take_octets(params, OSSL_KDF_PARAM_PASSWORD, &ctx->secret,
                       &ctx->secret_set) &&
           take_octets(params, OSSL_KDF_PARAM_SALT, &ctx->salt,
                       &ctx->salt_set);
}

static int
scrypt_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    enum urt_err err;

    if (!ctx->secret_set)
        return missing(PROV_R_MISSING_PASS);
    if (!ctx->salt_set)
        return missing(PROV_R_MISSING_SALT);
    err = urt_scrypt_check(ctx->n, ctx->r, ctx->p, ctx->max_mem);
    if (err == URT_E_DATA_TOO_LARGE || err == URT_E_ITERATIONS) {
        ERR_raise(ERR_LIB_EVP, EVP_R_MEMORY_LIMIT_EXCEEDED);
        return 0;
    }
    if (len == 0)
        return 1;
    if (err == URT_OK)
        err = urt_scrypt(out, len, urt_buf_bytes(&ctx->secret),
                         urt_buf_bytes(&ctx->salt), ctx->n, ctx->r, ctx->p,
                         ctx->max_mem);
    return outcome(err);
}

/* SSKDF by a hash, and X963KDF. SSKDF by a MAC isn't here. */
static int
single_set(EVP_KDF_CTX *ctx, const OSSL_PARAM params[])
{
    if (OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_MAC) != NULL)
        return missing(PROV_R_UNSUPPORTED_MAC_TYPE);
    return take_digest(ctx, params) &&
           take_octets(params, OSSL_KDF_PARAM_SECRET, &ctx->secret,
                       &ctx->secret_set) &&
           take_octets(params, OSSL_KDF_PARAM_KEY, &ctx->secret,
                       &ctx->secret_set) &&
           take_all(params, OSSL_KDF_PARAM_INFO, &ctx->info, false);
}

static size_t
single_size(const EVP_KDF_CTX *ctx)
{
    if (ctx->md == NULL)
        return (size_t)missing(PROV_R_MISSING_MESSAGE_DIGEST);
    return ctx->md->hash->size;
}

static int
single_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len, bool first)
{
    if (!ctx->secret_set)
        return missing(PROV_R_MISSING_SECRET);
    if (ctx->md == NULL)
        return missing(PROV_R_MISSING_MESSAGE_DIGEST);
    if (len == 0)
        return 0;
    return outcome(urt_single_step(ctx->md->hash, out, len,
                                   urt_buf_bytes(&ctx->secret),
                                   urt_buf_bytes(&ctx->info), first));
}

static int
sskdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    return single_derive(ctx, out, len, true);
}

static int
x963_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len)
{
    return single_derive(ctx, out, len, false);
}

#define OCTETS(name) OSSL_PARAM_octet_string(name, NULL, 0)
#define TEXT(name) OSSL_PARAM_utf8_string(name, NULL, 0)
#define UINT64(name) OSSL_PARAM_uint64(name, NULL)

static const OSSL_PARAM hkdf_settable[] = {
    TEXT(OSSL_KDF_PARAM_MODE),   OSSL_PARAM_int(OSSL_KDF_PARAM_MODE, NULL),
    TEXT(OSSL_KDF_PARAM_PROPERTIES), TEXT(OSSL_KDF_PARAM_DIGEST),
    OCTETS(OSSL_KDF_PARAM_KEY),  OCTETS(OSSL_KDF_PARAM_SALT),
    OCTETS(OSSL_KDF_PARAM_INFO), OSSL_PARAM_END,
};
static const OSSL_PARAM prf_settable[] = {
    TEXT(OSSL_KDF_PARAM_PROPERTIES), TEXT(OSSL_KDF_PARAM_DIGEST),
    OCTETS(OSSL_KDF_PARAM_SECRET),   OCTETS(OSSL_KDF_PARAM_SEED),
    OSSL_PARAM_END,
};
static const OSSL_PARAM pbkdf2_settable[] = {
    TEXT(OSSL_KDF_PARAM_PROPERTIES),
    TEXT(OSSL_KDF_PARAM_DIGEST),
    OCTETS(OSSL_KDF_PARAM_PASSWORD),
    OCTETS(OSSL_KDF_PARAM_SALT),
    UINT64(OSSL_KDF_PARAM_ITER),
    OSSL_PARAM_int(OSSL_KDF_PARAM_PKCS5, NULL),
    OSSL_PARAM_END,
};
static const OSSL_PARAM scrypt_settable[] = {
    OCTETS(OSSL_KDF_PARAM_PASSWORD),
    OCTETS(OSSL_KDF_PARAM_SALT),
    UINT64(OSSL_KDF_PARAM_SCRYPT_N),
    OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_R, NULL),
    OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_P, NULL),
    UINT64(OSSL_KDF_PARAM_SCRYPT_MAXMEM),
    TEXT(OSSL_KDF_PARAM_PROPERTIES),
    OSSL_PARAM_END,
};
static const OSSL_PARAM single_settable[] = {
    OCTETS(OSSL_KDF_PARAM_SECRET),   OCTETS(OSSL_KDF_PARAM_KEY),
    OCTETS(OSSL_KDF_PARAM_INFO),     TEXT(OSSL_KDF_PARAM_PROPERTIES),
    TEXT(OSSL_KDF_PARAM_DIGEST),     OSSL_PARAM_END,
};

static const char *const hkdf_names[] = {"HKDF", NULL};
static const char *const prf_names[] = {"TLS1-PRF", NULL};
static const char *const pbkdf2_names[] = {"PBKDF2", "1.2.840.113549.1.5.12",
                                           NULL};
static const char *const scrypt_names[] = {
    "SCRYPT", "id-scrypt", "1.3.6.1.4.1.11591.4.11", NULL};
static const char *const sskdf_names[] = {"SSKDF", NULL};
static const char *const x963_names[] = {"X963KDF", NULL};

const EVP_KDF fac_kdf_rows[] = {
    {hkdf_names, hkdf_settable, hkdf_set, hkdf_derive, hkdf_size},
    {prf_names, prf_settable, prf_set, prf_derive, any_size},
    {pbkdf2_names, pbkdf2_settable, pbkdf2_set, pbkdf2_derive, any_size},
    {scrypt_names, scrypt_settable, scrypt_set, scrypt_derive, any_size},
    {sskdf_names, single_settable, single_set, sskdf_derive, single_size},
    {x963_names, single_settable, single_set, x963_derive, single_size},
};

const size_t fac_kdf_row_count = sizeof fac_kdf_rows / sizeof fac_kdf_rows[0];
