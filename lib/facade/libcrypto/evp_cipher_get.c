/* EVP ciphers: finding them, what they and their contexts tell, and the
 * commands of EVP_CIPHER_CTX_ctrl. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <openssl/params.h>

#include "engine/base/text.h"
#include "engine/crypto/rng.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"
#include "toolkit/compat.h"

const EVP_CIPHER *
EVP_get_cipherbyname(const char *name)
{
    if (name == NULL)
        return NULL;
    for (size_t i = 0; i < fac_cipher_row_count; i++) {
        const EVP_CIPHER *c = fac_cipher_rows[i];

        if (!c->fetched &&
            (fac_name_in(c->names, name) ||
             urt_text_equal_nocase(OBJ_nid2sn(c->nid), name) ||
             urt_text_equal_nocase(OBJ_nid2ln(c->nid), name)))
            return c;
    }
    return NULL;
}

EVP_CIPHER *
EVP_CIPHER_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *query)
{
    bool known = false;

    if (name == NULL)
        return NULL;
    for (size_t i = 0; i < fac_cipher_row_count; i++) {
        const EVP_CIPHER *c = fac_cipher_rows[i];

        if (!c->fetched || !fac_name_in(c->names, name))
            continue;
        known = true;
        if (fac_provider_find(libctx, c->providers, query) != 0)
            return (EVP_CIPHER *)c;
    }
    fac_provider_raise_unsupported(libctx, name, known, query);
    return NULL;
}

/* Rows are constant: their count of references is not kept. */
int
EVP_CIPHER_up_ref(EVP_CIPHER *cipher)
{
    return 1;
}

void
EVP_CIPHER_free(EVP_CIPHER *cipher)
{
}

void
EVP_CIPHER_do_all_provided(OSSL_LIB_CTX *libctx,
                           void (*fn)(EVP_CIPHER *cipher, void *arg),
                           void *arg)
{
    for (size_t i = 0; i < fac_cipher_row_count; i++)
        if (fac_cipher_rows[i]->fetched &&
            fac_provider_find(libctx, fac_cipher_rows[i]->providers, NULL) !=
                0)
            fn((EVP_CIPHER *)fac_cipher_rows[i], arg);
}

int
EVP_CIPHER_get_nid(const EVP_CIPHER *c)
{
    return c == NULL ? NID_undef : c->nid;
}

int
EVP_CIPHER_get_type(const EVP_CIPHER *c)
{
    return c->type;
}

int
EVP_CIPHER_get_block_size(const EVP_CIPHER *c)
{
    return c == NULL ? 0 : c->block_size;
}

int
EVP_CIPHER_get_key_length(const EVP_CIPHER *c)
{
    return c->key_len;
}

int
EVP_CIPHER_get_iv_length(const EVP_CIPHER *c)
{
    return c == NULL ? 0 : c->iv_len;
}

unsigned long
EVP_CIPHER_get_flags(const EVP_CIPHER *c)
{
    return c == NULL ? 0 : c->flags;
}

int
EVP_CIPHER_get_mode(const EVP_CIPHER *c)
{
    return (int)(EVP_CIPHER_get_flags(c) & EVP_CIPH_MODE);
}

const char *
EVP_CIPHER_get0_name(const EVP_CIPHER *c)
{
    return c->name;
}

const char *
EVP_CIPHER_get0_description(const EVP_CIPHER *c)
{
    return OBJ_nid2ln(c->nid);
}

const OSSL_PROVIDER *
EVP_CIPHER_get0_provider(const EVP_CIPHER *c)
{
    if (!c->fetched)
        return NULL;
    return fac_provider_handle(NULL,
                               fac_provider_find(NULL, c->providers, NULL));
}

int
EVP_CIPHER_is_a(const EVP_CIPHER *c, const char *name)
{
    return c != NULL && fac_name_in(c->names, name);
}

int
EVP_CIPHER_names_do_all(const EVP_CIPHER *c,
                        void (*fn)(const char *name, void *data), void *data)
{
    for (const char *const *n = c->names; c->fetched && *n != NULL; n++)
        fn(*n, data);
    return 1;
}

const EVP_CIPHER *
EVP_CIPHER_CTX_get0_cipher(const EVP_CIPHER_CTX *ctx)
{
    return ctx == NULL ? NULL : ctx->cipher;
}

const EVP_CIPHER *
EVP_CIPHER_CTX_cipher(const EVP_CIPHER_CTX *ctx)
{
    return EVP_CIPHER_CTX_get0_cipher(ctx);
}

EVP_CIPHER *
EVP_CIPHER_CTX_get1_cipher(EVP_CIPHER_CTX *ctx)
{
    return ctx == NULL ? NULL : (EVP_CIPHER *)ctx->cipher;
}

int
EVP_CIPHER_CTX_is_encrypting(const EVP_CIPHER_CTX *ctx)
{
    return ctx->encrypt;
}

int
EVP_CIPHER_CTX_get_nid(const EVP_CIPHER_CTX *ctx)
{
    return EVP_CIPHER_get_nid(ctx->cipher);
}

int
EVP_CIPHER_CTX_get_block_size(const EVP_CIPHER_CTX *ctx)
{
    return EVP_CIPHER_get_block_size(ctx->cipher);
}

int
EVP_CIPHER_CTX_get_key_length(const EVP_CIPHER_CTX *ctx)
{
    return ctx->key_len;
}

int
EVP_CIPHER_CTX_get_iv_length(const EVP_CIPHER_CTX *ctx)
{
    return ctx->cipher == NULL ? 0 : ctx->iv_len;
}

int
EVP_CIPHER_CTX_get_tag_length(const EVP_CIPHER_CTX *ctx)
{
    if (ctx->cipher == NULL || ctx->cipher->kind != FAC_CIPHER_AEAD)
        return 0;
    return ctx->tag_len > 0 ? (int)ctx->tag_len : URT_AEAD_MAX_TAG;
}

void *
EVP_CIPHER_CTX_get_app_data(const EVP_CIPHER_CTX *ctx)
{
    return ctx->app_data;
}

void
EVP_CIPHER_CTX_set_app_data(EVP_CIPHER_CTX *ctx, void *data)
{
    ctx->app_data = data;
}

int
EVP_CIPHER_CTX_get_num(const EVP_CIPHER_CTX *ctx)
{
    return (int)ctx->plain.used;
}

void
EVP_CIPHER_CTX_set_flags(EVP_CIPHER_CTX *ctx, int flags)
{
    ctx->flags |= (unsigned long)flags;
}

void
EVP_CIPHER_CTX_clear_flags(EVP_CIPHER_CTX *ctx, int flags)
{
    ctx->flags &= ~(unsigned long)flags;
}

int
EVP_CIPHER_CTX_test_flags(const EVP_CIPHER_CTX *ctx, int flags)
{
    return (int)(ctx->flags & (unsigned long)flags);
}

int
EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX *ctx, int pad)
{
    if (pad)
        ctx->flags &= ~(unsigned long)EVP_CIPH_NO_PADDING;
    else
        ctx->flags |= EVP_CIPH_NO_PADDING;
    return 1;
}

/* The IV as it stands now: the chained one of a plain cipher. */
/* In the middle of a block of CFB, where OpenSSL shows another IV. */
static bool
in_cfb_block(const EVP_CIPHER_CTX *ctx)
{
    return ctx->cipher != NULL && ctx->cipher->kind == FAC_CIPHER_PLAIN &&
           ctx->expanded && ctx->plain.cipher->mode == URT_MODE_CFB &&
           ctx->plain.used != 0 &&
           ctx->plain.used < ctx->plain.cipher->block->block_size;
}

static const uint8_t *
current_iv(const EVP_CIPHER_CTX *ctx)
{
    if (ctx->cipher == NULL || ctx->iv_len == 0)
        return NULL;
    return ctx->cipher->kind == FAC_CIPHER_PLAIN && ctx->expanded
               ? ctx->plain.iv
               : ctx->iv;
}

const unsigned char *
EVP_CIPHER_CTX_iv(const EVP_CIPHER_CTX *ctx)
{
    if (in_cfb_block(ctx))
        fac_compat("EVP_CIPHER_CTX_iv");
    return current_iv(ctx);
}

unsigned char *
EVP_CIPHER_CTX_iv_noconst(EVP_CIPHER_CTX *ctx)
{
    if (in_cfb_block(ctx))
        fac_compat("EVP_CIPHER_CTX_iv_noconst");
    return (unsigned char *)current_iv(ctx);
}

const unsigned char *
EVP_CIPHER_CTX_original_iv(const EVP_CIPHER_CTX *ctx)
{
    return ctx->cipher == NULL || ctx->iv_len == 0 ? NULL : ctx->iv;
}

static int
copy_iv(const EVP_CIPHER_CTX *ctx, const uint8_t *iv, void *out, size_t len)
{
    if (ctx->iv_len == 0)
        return ctx->cipher != NULL;
    if (iv == NULL || len < (size_t)ctx->iv_len)
        return 0;
    memcpy(out, iv, (size_t)ctx->iv_len);
    return 1;
}

int
EVP_CIPHER_CTX_get_updated_iv(EVP_CIPHER_CTX *ctx, void *out, size_t len)
{
    if (in_cfb_block(ctx))
        fac_compat("EVP_CIPHER_CTX_get_updated_iv");
    return copy_iv(ctx, current_iv(ctx), out, len);
}

int
EVP_CIPHER_CTX_get_original_iv(EVP_CIPHER_CTX *ctx, void *out, size_t len)
{
    return copy_iv(ctx, EVP_CIPHER_CTX_original_iv(ctx), out, len);
}

static bool
has_free_key_length(const EVP_CIPHER *c)
{
    return c->kind == FAC_CIPHER_PLAIN &&
           c->plain->key_min != c->plain->key_max;
}

int
EVP_CIPHER_CTX_set_key_length(EVP_CIPHER_CTX *ctx, int len)
{
    if (ctx->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (len == ctx->key_len)
        return 1;
    if (!has_free_key_length(ctx->cipher) || len < 0 ||
        (size_t)len < ctx->cipher->plain->key_min ||
        (size_t)len > ctx->cipher->plain->key_max ||
        (size_t)len > sizeof ctx->key) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
        return 0;
    }
    ctx->key_len = len;
    ctx->key_set = ctx->expanded = false;
    return 1;
}

int
EVP_CIPHER_CTX_rand_key(EVP_CIPHER_CTX *ctx, unsigned char *key)
{
    if (ctx->cipher == NULL || ctx->key_len == 0 ||
        urt_random(key, (size_t)ctx->key_len) != URT_OK)
        return 0;
    if (ctx->cipher->kind == FAC_CIPHER_PLAIN &&
        (ctx->cipher->plain->block == &urt_block_des ||
         ctx->cipher->plain->block == &urt_block_des_ede ||
         ctx->cipher->plain->block == &urt_block_des_ede3))
        for (int i = 0; i < ctx->key_len; i += 8)
            urt_des_set_odd_parity(key + i);
    return 1;
}

int
EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr)
{
    int ret = -1;

    if (ctx == NULL || ctx->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (type == EVP_CTRL_SET_KEY_LENGTH)
        return EVP_CIPHER_CTX_set_key_length(ctx, arg);
    if (type == EVP_CTRL_RAND_KEY)
        return EVP_CIPHER_CTX_rand_key(ctx, ptr);
    if (type == EVP_CTRL_INIT)
        return 1;
    if (type == EVP_CTRL_GET_IVLEN) {
        *(int *)ptr = ctx->iv_len;
        return 1;
    }
    if (type == EVP_CTRL_SET_RC2_KEY_BITS && arg > 0 && arg <= 1024 &&
        ctx->cipher->kind == FAC_CIPHER_PLAIN &&
        ctx->cipher->plain->block == &urt_block_rc2_128) {
        ctx->rc2_bits = (unsigned)arg;
        ctx->expanded = false;
        return 1;
    }
    /* Where there is nothing to set, OpenSSL says yes. The IV stays as long
     * as it was. */
    if (type == EVP_CTRL_AEAD_SET_IVLEN &&
        ctx->cipher->kind != FAC_CIPHER_AEAD) {
        if (ctx->cipher->nid != NID_chacha20 || arg == ctx->iv_len)
            return arg > 0;
        ERR_raise(ERR_LIB_PROV, PROV_R_INVALID_IV_LENGTH);
        return 0;
    }
    if (ctx->cipher->kind == FAC_CIPHER_AEAD)
        ret = fac_aead_ctrl(ctx, type, arg, ptr);
    else if (type == EVP_CTRL_AEAD_GET_TAG)
        fac_compat("EVP_CIPHER_CTX_ctrl");
    if (ret == -1) {
        ERR_raise(ERR_LIB_EVP, EVP_R_CTRL_OPERATION_NOT_IMPLEMENTED);
        return 0;
    }
    return ret;
}

/* The parameters that programs set by name. */
int
EVP_CIPHER_CTX_set_params(EVP_CIPHER_CTX *ctx, const OSSL_PARAM params[])
{
    const OSSL_PARAM *p;
    unsigned pad;
    size_t n;

    if (ctx->cipher == NULL)
        return 0;
    p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_PADDING);
    if (p != NULL && (!OSSL_PARAM_get_uint(p, &pad) ||
                      !EVP_CIPHER_CTX_set_padding(ctx, (int)pad)))
        return 0;
    p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_KEYLEN);
    if (p != NULL &&
        (!OSSL_PARAM_get_size_t(p, &n) || n > sizeof ctx->key ||
         !EVP_CIPHER_CTX_set_key_length(ctx, (int)n)))
        return 0;
    p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_IVLEN);
    if (p != NULL &&
        (!OSSL_PARAM_get_size_t(p, &n) || n > sizeof ctx->iv ||
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)n, NULL) <= 0))
        return 0;
    p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TAG);
    if (p != NULL && (p->data_size > URT_AEAD_MAX_TAG ||
                      EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG,
                                          (int)p->data_size, p->data) <= 0))
        return 0;
    return 1;
}

int
EVP_CIPHER_CTX_get_params(EVP_CIPHER_CTX *ctx, OSSL_PARAM params[])
{
    OSSL_PARAM *p;

    if (ctx->cipher == NULL)
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
    if (p != NULL && !OSSL_PARAM_set_size_t(p, (size_t)ctx->key_len))
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
    if (p != NULL && !OSSL_PARAM_set_size_t(p, (size_t)ctx->iv_len))
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
    if (p != NULL &&
        !OSSL_PARAM_set_octet_string(p, ctx->iv, (size_t)ctx->iv_len))
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
    if (p != NULL && !OSSL_PARAM_set_octet_string(p, current_iv(ctx),
                                                  (size_t)ctx->iv_len))
        return 0;
    p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
    if (p != NULL) {
        if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG,
                                (int)p->data_size, p->data) <= 0)
            return 0;
        p->return_size = p->data_size;
    }
    return 1;
}
