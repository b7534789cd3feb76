/* EVP_MAC: HMAC and CMAC by name, over the HMAC_* and CMAC_* of this folder.
 *
 * A MAC's row knows which parameters it takes; digest or cipher are kept
 * until a key comes. Rows are constant: their references aren't counted. */
#include <limits.h>
#include <openssl/cmac.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"

struct evp_mac_st {
    const char *name;
    const char *const *names;
    const OSSL_PARAM *settable;
    bool (*set_algorithm)(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]);
    bool (*init)(EVP_MAC_CTX *ctx, const unsigned char *key, size_t len);
    int (*update)(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len);
    int (*final)(EVP_MAC_CTX *ctx, unsigned char *out);
    size_t (*size)(const EVP_MAC_CTX *ctx);
    size_t (*block_size)(const EVP_MAC_CTX *ctx);
};

struct evp_mac_ctx_st {
    const EVP_MAC *mac;
    const EVP_MD *md;         /* HMAC */
    const EVP_CIPHER *cipher; /* CMAC */
    bool keyed;
    HMAC_CTX *hmac; /* owned; the one that MAC uses is there */
    CMAC_CTX *cmac;
};

/* A name and a property query among PARAMS. *NAME is NULL without one. The
 * strings needn't end in a NUL, so they are copied. */
static bool
get_name(const OSSL_PARAM params[], const char *key, char name[64],
         char query[128], bool *present)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, key);
    const OSSL_PARAM *q =
        OSSL_PARAM_locate_const(params, OSSL_ALG_PARAM_PROPERTIES);
    size_t n = 64, m = 128;

    *present = p != NULL;
    query[0] = '\0';
    if (p != NULL && (p->data_type != OSSL_PARAM_UTF8_STRING ||
                      p->data_size >= n))
        return false;
    if (q != NULL && (q->data_type != OSSL_PARAM_UTF8_STRING ||
                      q->data_size >= m))
        return false;
    if (p != NULL) {
        memcpy(name, p->data, p->data_size);
        name[p->data_size] = '\0';
    }
    if (q != NULL) {
        memcpy(query, q->data, q->data_size);
        query[q->data_size] = '\0';
    }
    return true;
}

static bool
hmac_set(EVP_MAC_CTX *ctx, const OSSL_PARAM params[])
{
    char name[64], query[128];
    bool present;
    EVP_MD *md;

    if (!get_name(params, OSSL_MAC_PARAM_DIGEST, name, query, &present))
        return false;
    if (!present)
        return true;
    md = EVP_MD_fetch(NULL, name, query);
    if (md == NULL || md->hash == NULL || md->hash->xof)
        return false;
    ctx->md = md;
    return true;
}

static bool
hmac_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t len)
{
    if (key == NULL)
        return ctx->keyed &&
               HMAC_Init_ex(ctx->hmac, NULL, 0, NULL, NULL) == 1;
    return ctx->md != NULL && len <= INT_MAX &&
           HMAC_Init_ex(ctx->hmac, key, (int)len, ctx->md, NULL) == 1;
}

static int
hmac_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len)
{
    return HMAC_Update(ctx->hmac, data, len);
}

static int
hmac_final(EVP_MAC_CTX *ctx, unsigned char *out)
{
    return HMAC_Final(ctx->hmac, out, NULL);
}

static size_t
hmac_size(const EVP_MAC_CTX *ctx)
{
    return HMAC_size(ctx->hmac);
}

static size_t
hmac_block_size(const EVP_MAC_CTX *ctx)
{
    return ctx->md == NULL ? 0 : (size_t)EVP_MD_get_block_size(ctx->md);
}

static bool
cmac_set(EVP_MAC_CTX *ctx, const OSSL_PARAM params[])
{
    char name[64], query[128];
    bool present;
    EVP_CIPHER *cipher;

    if (!get_name(params, OSSL_MAC_PARAM_CIPHER, name, query, &present))
        return false;
    if (!present)
        return true;
    cipher = EVP_CIPHER_fetch(NULL, name, query);
    if (cipher == NULL || cipher->kind != FAC_CIPHER_PLAIN ||
        cipher->plain->block == NULL)
        return false;
    ctx->cipher = cipher;
    return true;
}

static bool
cmac_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t len)
{
    if (key == NULL)
        return ctx->keyed && CMAC_Init(ctx->cmac, NULL, 0, NULL, NULL) == 1;
    return ctx->cipher != NULL &&
           CMAC_Init(ctx->cmac, key, len, ctx->cipher, NULL) == 1;
}

static int
cmac_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len)
{
    return CMAC_Update(ctx->cmac, data, len);
}

static int
cmac_final(EVP_MAC_CTX *ctx, unsigned char *out)
{
    return CMAC_Final(ctx->cmac, out, NULL);
}

static size_t
cmac_size(const EVP_MAC_CTX *ctx)
{
    return ctx->keyed ? ctx->cipher->plain->block->block_size : 0;
}

static size_t
cmac_block_size(const EVP_MAC_CTX *ctx)
{
    return ctx->cipher == NULL ? 0 : ctx->cipher->plain->block->block_size;
}

static const OSSL_PARAM hmac_settable[] = {
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_DIGEST, OSSL_PARAM_UTF8_STRING, NULL, 0),
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_PROPERTIES, OSSL_PARAM_UTF8_STRING, NULL,
                    0),
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_KEY, OSSL_PARAM_OCTET_STRING, NULL, 0),
    OSSL_PARAM_END,
};
static const OSSL_PARAM cmac_settable[] = {
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_CIPHER, OSSL_PARAM_UTF8_STRING, NULL, 0),
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_PROPERTIES, OSSL_PARAM_UTF8_STRING, NULL,
                    0),
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_KEY, OSSL_PARAM_OCTET_STRING, NULL, 0),
    OSSL_PARAM_END,
};
static const OSSL_PARAM gettable[] = {
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_SIZE, OSSL_PARAM_UNSIGNED_INTEGER, NULL,
                    sizeof(size_t)),
    OSSL_PARAM_DEFN(OSSL_MAC_PARAM_BLOCK_SIZE, OSSL_PARAM_UNSIGNED_INTEGER,
                    NULL, sizeof(size_t)),
    OSSL_PARAM_END,
};

static const char *const hmac_names[] = {"HMAC", NULL};
static const char *const cmac_names[] = {"CMAC", NULL};

static const EVP_MAC macs[] = {
    {"HMAC", hmac_names, hmac_settable, hmac_set, hmac_init, hmac_update,
     hmac_final, hmac_size, hmac_block_size},
    {"CMAC", cmac_names, cmac_settable, cmac_set, cmac_init, cmac_update,
     cmac_final, cmac_size, cmac_block_size},
};

enum { MACS = sizeof macs / sizeof *macs };

EVP_MAC *
EVP_MAC_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *query)
{
    bool known = false;

    for (size_t i = 0; i < MACS; i++) {
        if (!fac_name_in(macs[i].names, name))
            continue;
        known = true;
        if (fac_provider_find(libctx, FAC_PROVIDER_DEFAULT, query) != 0)
            return (EVP_MAC *)&macs[i];
    }
    fac_provider_raise_unsupported(libctx, name, known, query);
    return NULL;
}

int
EVP_MAC_up_ref(EVP_MAC *mac)
{
    return 1;
}

void
EVP_MAC_free(EVP_MAC *mac)
{
}

const char *
EVP_MAC_get0_name(const EVP_MAC *mac)
{
    return mac == NULL ? NULL : mac->name;
}

const char *
EVP_MAC_get0_description(const EVP_MAC *mac)
{
    return NULL;
}

const OSSL_PROVIDER *
EVP_MAC_get0_provider(const EVP_MAC *mac)
{
    return fac_provider_handle(NULL, FAC_PROVIDER_DEFAULT);
}

int
EVP_MAC_is_a(const EVP_MAC *mac, const char *name)
{
    return mac != NULL && fac_name_in(mac->names, name);
}

int
EVP_MAC_names_do_all(const EVP_MAC *mac,
                     void (*fn)(const char *name, void *data), void *data)
{
    for (const char *const *n = mac->names; *n != NULL; n++)
        fn(*n, data);
    return 1;
}

const OSSL_PARAM *
EVP_MAC_settable_ctx_params(const EVP_MAC *mac)
{
    return mac->settable;
}

const OSSL_PARAM *
EVP_MAC_gettable_ctx_params(const EVP_MAC *mac)
{
    return gettable;
}

const OSSL_PARAM *
EVP_MAC_CTX_settable_params(EVP_MAC_CTX *ctx)
{
    return ctx->mac->settable;
}

const OSSL_PARAM *
EVP_MAC_CTX_gettable_params(EVP_MAC_CTX *ctx)
{
    return gettable;
}

EVP_MAC_CTX *
EVP_MAC_CTX_new(EVP_MAC *mac)
{
    EVP_MAC_CTX *ctx = urt_zalloc(sizeof *ctx);

    if (ctx != NULL) {
        ctx->mac = mac;
        ctx->hmac = HMAC_CTX_new();
        ctx->cmac = CMAC_CTX_new();
        if (ctx->hmac != NULL && ctx->cmac != NULL)
            return ctx;
    }
    EVP_MAC_CTX_free(ctx);
    ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return NULL;
}

void
EVP_MAC_CTX_free(EVP_MAC_CTX *ctx)
{
    if (ctx == NULL)
        return;
    HMAC_CTX_free(ctx->hmac);
    CMAC_CTX_free(ctx->cmac);
    urt_free(ctx);
}

EVP_MAC_CTX *
EVP_MAC_CTX_dup(const EVP_MAC_CTX *from)
{
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new((EVP_MAC *)from->mac);

    if (ctx == NULL)
        return NULL;
    ctx->md = from->md;
    ctx->cipher = from->cipher;
    ctx->keyed = from->keyed;
    if (from->keyed &&
        ((from->md != NULL && !HMAC_CTX_copy(ctx->hmac, from->hmac)) ||
         (from->cipher != NULL && !CMAC_CTX_copy(ctx->cmac, from->cmac)))) {
        EVP_MAC_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

EVP_MAC *
EVP_MAC_CTX_get0_mac(EVP_MAC_CTX *ctx)
{
    return (EVP_MAC *)ctx->mac;
}

size_t
EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *ctx)
{
    return ctx->mac->size(ctx);
}

size_t
EVP_MAC_CTX_get_block_size(EVP_MAC_CTX *ctx)
{
    return ctx->mac->block_size(ctx);
}

int
EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM params[])
{
    const OSSL_PARAM *key;

    if (params == NULL)
        return 1;
    if (!ctx->mac->set_algorithm(ctx, params))
        return 0;
    key = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
    if (key == NULL)
        return 1;
    if (key->data_type != OSSL_PARAM_OCTET_STRING)
        return 0;
    ctx->keyed = ctx->mac->init(ctx, key->data, key->data_size);
    return ctx->keyed;
}

int
EVP_MAC_CTX_get_params(EVP_MAC_CTX *ctx, OSSL_PARAM params[])
{
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_SIZE);

    if (p != NULL && !OSSL_PARAM_set_size_t(p, ctx->mac->size(ctx)))
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_BLOCK_SIZE);
    return p == NULL || OSSL_PARAM_set_size_t(p, ctx->mac->block_size(ctx));
}

int
EVP_MAC_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t len,
             const OSSL_PARAM params[])
{
    if (!EVP_MAC_CTX_set_params(ctx, params) ||
        !ctx->mac->init(ctx, key, len))
        return 0;
    ctx->keyed = true;
    return 1;
}

int
EVP_MAC_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len)
{
    return len == 0 ? 1 : ctx->keyed && ctx->mac->update(ctx, data, len);
}

/* OUT NULL asks for the length alone. */
int
EVP_MAC_final(EVP_MAC_CTX *ctx, unsigned char *out, size_t *out_len,
              size_t room)
{
    size_t size = ctx->mac->size(ctx);

    if (out == NULL) {
        if (out_len == NULL) {
            ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
            return 0;
        }
        *out_len = size;
        return 1;
    }
    if (room < size) {
        ERR_raise(ERR_LIB_EVP, EVP_R_BUFFER_TOO_SMALL);
        return 0;
    }
    if (!ctx->keyed || !ctx->mac->final(ctx, out))
        return 0;
    if (out_len != NULL)
        *out_len = size;
    return 1;
}

unsigned char *
EVP_Q_mac(OSSL_LIB_CTX *libctx, const char *name, const char *propq,
          const char *subalg, const OSSL_PARAM *params, const void *key,
          size_t keylen, const unsigned char *data, size_t len,
          unsigned char *out, size_t room, size_t *out_len)
{
    EVP_MAC *mac = EVP_MAC_fetch(libctx, name, propq);
    EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    unsigned char *ret = NULL;
    OSSL_PARAM sub[] = {OSSL_PARAM_END, OSSL_PARAM_END};

    if (subalg != NULL && mac != NULL)
        sub[0] = OSSL_PARAM_construct_utf8_string(mac->settable[0].key,
                                                  (char *)subalg, 0);
    if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, sub) &&
        EVP_MAC_init(ctx, key, keylen, params) &&
        EVP_MAC_update(ctx, data, len)) {
        if (out == NULL) {
            room = EVP_MAC_CTX_get_mac_size(ctx);
            out = urt_alloc(room);
            if (out != NULL && EVP_MAC_final(ctx, out, out_len, room))
                ret = out;
            else
                urt_free(out);
        } else if (EVP_MAC_final(ctx, out, out_len, room)) {
            ret = out;
        }
    }
    EVP_MAC_CTX_free(ctx);
    return ret;
}
