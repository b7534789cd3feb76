/* EVP ciphers: contexts, initialisation, and data through them.
 *
 * Key, IV and direction may come in separate calls, so the raw key is kept
 * and expanded when both are known. Block modes collect bytes in buf; when
 * decrypting with padding the last whole block is held back, since it may be
 * the one to be cut. AEADs are in evp_cipher_aead.c. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"
#include "facade/libcrypto/raise.h"

bool
fac_cipher_usable(const EVP_CIPHER *c)
{
    if (c->fetched || fac_provider_find(NULL, c->providers, "") != 0)
        return true;
    fac_provider_raise_unsupported(NULL, c->name, true, "");
    return false;
}

EVP_CIPHER_CTX *
EVP_CIPHER_CTX_new(void)
{
    EVP_CIPHER_CTX *ctx = urt_zalloc(sizeof *ctx);

    if (ctx == NULL)
        ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return ctx;
}

int
EVP_CIPHER_CTX_reset(EVP_CIPHER_CTX *ctx)
{
    if (ctx != NULL)
        urt_wipe(ctx, sizeof *ctx);
    return 1;
}

void
EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *ctx)
{
    urt_wipe_free(ctx, sizeof *ctx);
}

int
EVP_CIPHER_CTX_copy(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in)
{
    if (in == NULL || in->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INPUT_NOT_INITIALIZED);
        return 0;
    }
    if (out == in)
        return 1;
    *out = *in;
    /* The stream borrows its expanded key. */
    if (out->stream.key != NULL)
        out->stream.key = &out->aead;
    return 1;
}

static bool
is_block_mode(const EVP_CIPHER_CTX *ctx)
{
    return ctx->cipher->kind == FAC_CIPHER_PLAIN &&
           ctx->cipher->block_size > 1;
}

/* Expands the key for the direction and starts with the IV. */
static bool
start_plain(EVP_CIPHER_CTX *ctx)
{
    struct urt_bytes key = urt_bytes(ctx->key, (size_t)ctx->key_len);
    struct urt_bytes iv = urt_bytes(ctx->iv, (size_t)ctx->iv_len);
    enum urt_err err;

    ctx->buffered = 0;
    ctx->num = 0;
    if (!ctx->key_set)
        return true;
    if (ctx->expanded && ctx->plain.cipher->iv_size > 0) {
        err = urt_cipher_set_iv(&ctx->plain, iv);
    } else {
        err = urt_cipher_init(&ctx->plain, ctx->cipher->plain, key, iv,
                              ctx->encrypt != 0);
        if (err == URT_OK && ctx->rc2_bits > 0)
            urt_block_rc2_set_key(ctx->plain.key, key.len, key.data,
                                  ctx->rc2_bits);
    }
    ctx->expanded = err == URT_OK;
    if (err != URT_OK)
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
    return err == URT_OK;
}

static bool
set_cipher(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher)
{
    unsigned long flags = ctx->flags;
    void *app_data = ctx->app_data;

    if (!fac_cipher_usable(cipher))
        return false;
    if (ctx->cipher != NULL) {
        urt_wipe(ctx, sizeof *ctx);
        ctx->flags = flags & ~(unsigned long)EVP_CIPH_NO_PADDING;
        ctx->app_data = app_data;
    }
    ctx->cipher = cipher;
    ctx->key_len = cipher->key_len;
    ctx->iv_len = cipher->iv_len;
    /* RC2's effective bits don't follow the key's length when that is set. */
    if (cipher->kind == FAC_CIPHER_PLAIN &&
        cipher->plain->block == &urt_block_rc2_128)
        ctx->rc2_bits = 8 * (unsigned)cipher->key_len;
    /* The tag's length that CCM assumes when none is set. */
    ctx->tag_len = cipher->flags & EVP_CIPH_FLAG_AEAD_CIPHER &&
                           (cipher->flags & EVP_CIPH_MODE) == EVP_CIPH_CCM_MODE
                       ? 12
                       : 0;
    return true;
}

/* Where a context is used again with the cipher it has: keep its lengths. */
static bool
take_cipher(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher)
{
    if (cipher == NULL && ctx->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return false;
    }
    if (cipher == NULL || cipher == ctx->cipher)
        return fac_cipher_usable(ctx->cipher);
    return set_cipher(ctx, cipher);
}

int
EVP_CipherInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                  ENGINE *engine, const unsigned char *key,
                  const unsigned char *iv, int enc)
{
    int encrypt = enc == -1 ? ctx->encrypt : enc != 0;

    if (engine != NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    if (!take_cipher(ctx, cipher))
        return 0;
    /* An AEAD's expanded key serves both directions. */
    if (key != NULL || (encrypt != ctx->encrypt &&
                        ctx->cipher->kind != FAC_CIPHER_AEAD))
        ctx->expanded = false;
    ctx->encrypt = encrypt;
    if (key != NULL) {
        memcpy(ctx->key, key, (size_t)ctx->key_len);
        ctx->key_set = true;
    }
    if (iv != NULL) {
        memcpy(ctx->iv, iv, (size_t)ctx->iv_len);
        ctx->iv_set = true;
    }
    switch (ctx->cipher->kind) {
    case FAC_CIPHER_AEAD:
        if (key != NULL && !fac_aead_rekey(ctx))
            return 0;
        return key == NULL && iv == NULL && cipher == NULL
                   ? 1
                   : fac_aead_restart(ctx);
    case FAC_CIPHER_PLAIN:
        return start_plain(ctx);
    default:
        return 1;
    }
}

int
EVP_CipherInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
               const unsigned char *key, const unsigned char *iv, int enc)
{
    if (cipher != NULL)
        EVP_CIPHER_CTX_reset(ctx);
    return EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, enc);
}

int
EVP_CipherInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                   const unsigned char *key, const unsigned char *iv, int enc,
                   const OSSL_PARAM params[])
{
    /* Lengths among the parameters count for this key and IV. */
    if (params != NULL)
        return EVP_CipherInit_ex(ctx, cipher, NULL, NULL, NULL, enc) &&
               EVP_CIPHER_CTX_set_params(ctx, params) &&
               EVP_CipherInit_ex(ctx, NULL, NULL, key, iv, enc);
    return EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, enc);
}

int
EVP_EncryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                const unsigned char *key, const unsigned char *iv)
{
    return EVP_CipherInit(ctx, cipher, key, iv, 1);
}

int
EVP_EncryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                   ENGINE *engine, const unsigned char *key,
                   const unsigned char *iv)
{
    return EVP_CipherInit_ex(ctx, cipher, engine, key, iv, 1);
}

int
EVP_EncryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                    const unsigned char *key, const unsigned char *iv,
                    const OSSL_PARAM params[])
{
    return EVP_CipherInit_ex2(ctx, cipher, key, iv, 1, params);
}

int
EVP_DecryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                const unsigned char *key, const unsigned char *iv)
{
    return EVP_CipherInit(ctx, cipher, key, iv, 0);
}

int
EVP_DecryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                   ENGINE *engine, const unsigned char *key,
                   const unsigned char *iv)
{
    return EVP_CipherInit_ex(ctx, cipher, engine, key, iv, 0);
}

int
EVP_DecryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher,
                    const unsigned char *key, const unsigned char *iv,
                    const OSSL_PARAM params[])
{
    return EVP_CipherInit_ex2(ctx, cipher, key, iv, 0, params);
}

static bool
pads(const EVP_CIPHER_CTX *ctx)
{
    return (ctx->flags & EVP_CIPH_NO_PADDING) == 0;
}

static bool
crypt_plain(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
    enum urt_err err = urt_cipher_update(&ctx->plain, out, in, len);

    fac_raise(ERR_LIB_PROV, err);
    return err == URT_OK;
}

/* Block modes: whole blocks go out, the rest waits. OUT may be IN when
 * nothing is waiting; otherwise the first block is put together in buf, so
 * that output never overtakes input by more than it. */
static bool
update_blocks(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in,
              size_t len, size_t *out_len)
{
    size_t size = (size_t)ctx->cipher->block_size, n, whole;
    bool hold = !ctx->encrypt && pads(ctx);
    uint8_t *start = out;

    if (ctx->buffered > 0) {
        n = size - ctx->buffered < len ? size - ctx->buffered : len;
        memcpy(ctx->buf + ctx->buffered, in, n);
        ctx->buffered += n;
        in += n;
        len -= n;
        if (ctx->buffered == size && (len > 0 || !hold)) {
            if (!crypt_plain(ctx, out, ctx->buf, size))
                return false;
            out += size;
            ctx->buffered = 0;
        }
    }
    if (ctx->buffered == 0 && len > 0) {
        whole = len / size * size;
        if (hold && whole == len)
            whole -= size;
        if (whole > 0 && !crypt_plain(ctx, out, in, whole))
            return false;
        out += whole;
        memcpy(ctx->buf, in + whole, len - whole);
        ctx->buffered = len - whole;
    }
    *out_len = (size_t)(out - start);
    return true;
}

/* Data of any kind of cipher. */
static bool
update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len,
       size_t *out_len)
{
    *out_len = 0;
    if (ctx->cipher->kind == FAC_CIPHER_NULL) {
        if (len > 0)
            memmove(out, in, len);
        *out_len = len;
        return true;
    }
    if (ctx->cipher->kind == FAC_CIPHER_AEAD)
        return fac_aead_update(ctx, out, in, len, out_len);
    if (!ctx->expanded) {
        ERR_raise(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return false;
    }
    if (is_block_mode(ctx))
        return update_blocks(ctx, out, in, len, out_len);
    *out_len = len;
    return crypt_plain(ctx, out, in, len);
}

static int
update_in(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len,
          const unsigned char *in, int len, bool encrypt)
{
    size_t n = 0;
    bool good;

    if (out_len == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    *out_len = 0;
    if ((ctx->encrypt != 0) != encrypt ||
        (ctx->cipher == NULL && !encrypt)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return 0;
    }
    if (ctx->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (len < 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_UPDATE_ERROR);
        return 0;
    }
    good = update(ctx, out, in, (size_t)len, &n);
    if (good)
        *out_len = (int)n;
    return good;
}

int
EVP_EncryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len,
                  const unsigned char *in, int len)
{
    return update_in(ctx, out, out_len, in, len, true);
}

int
EVP_DecryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len,
                  const unsigned char *in, int len)
{
    return update_in(ctx, out, out_len, in, len, false);
}

int
EVP_CipherUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len,
                 const unsigned char *in, int len)
{
    return update_in(ctx, out, out_len, in, len, ctx->encrypt != 0);
}

static bool
final_encrypt(EVP_CIPHER_CTX *ctx, uint8_t *out, int *out_len)
{
    size_t size = (size_t)ctx->cipher->block_size, pad = size - ctx->buffered;

    if (!pads(ctx)) {
        if (ctx->buffered > 0) {
            ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
            return false;
        }
        return true;
    }
    memset(ctx->buf + ctx->buffered, (int)pad, pad);
    if (!crypt_plain(ctx, out, ctx->buf, size))
        return false;
    ctx->buffered = 0;
    *out_len = (int)size;
    return true;
}

static bool
final_decrypt(EVP_CIPHER_CTX *ctx, uint8_t *out, int *out_len)
{
    size_t size = (size_t)ctx->cipher->block_size, pad;
    uint8_t block[URT_CIPHER_MAX_BLOCK];
    unsigned wrong;

    if (ctx->buffered == 0 && !pads(ctx))
        return true;
    if (ctx->buffered != size) {
        ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
        return false;
    }
    if (!crypt_plain(ctx, block, ctx->buf, size))
        return false;
    pad = block[size - 1];
    wrong = pad == 0 || pad > size;
    for (size_t i = 1; !wrong && i <= pad; i++)
        wrong |= block[size - i] ^ (unsigned)pad;
    if (wrong) {
        urt_wipe(block, sizeof block);
        ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
        return false;
    }
    memcpy(out, block, size - pad);
    urt_wipe(block, sizeof block);
    ctx->buffered = 0;
    *out_len = (int)(size - pad);
    return true;
}

static int
final_in(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len, bool encrypt)
{
    if (out_len == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    *out_len = 0;
    if ((ctx->encrypt != 0) != encrypt || (ctx->cipher == NULL && !encrypt)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return 0;
    }
    if (ctx->cipher == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (ctx->cipher->kind == FAC_CIPHER_AEAD)
        return fac_aead_final(ctx);
    if (ctx->cipher->kind == FAC_CIPHER_NULL)
        return 1;
    if (!ctx->expanded) {
        ERR_raise(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return 0;
    }
    if (!is_block_mode(ctx))
        return 1;
    return encrypt ? final_encrypt(ctx, out, out_len)
                   : final_decrypt(ctx, out, out_len);
}

int
EVP_EncryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return final_in(ctx, out, out_len, true);
}

int
EVP_DecryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return final_in(ctx, out, out_len, false);
}

int
EVP_CipherFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return final_in(ctx, out, out_len, ctx->encrypt != 0);
}

int
EVP_EncryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return EVP_EncryptFinal_ex(ctx, out, out_len);
}

int
EVP_DecryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return EVP_DecryptFinal_ex(ctx, out, out_len);
}

int
EVP_CipherFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *out_len)
{
    return EVP_CipherFinal_ex(ctx, out, out_len);
}

/* Straight through the cipher, without padding and buffers: how many bytes
 * went through, 0 on failure (AEADs: -1). */
int
EVP_Cipher(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in,
           unsigned int len)
{
    size_t n = 0;

    if (ctx->cipher == NULL)
        return 0;
    if (ctx->cipher->kind == FAC_CIPHER_AEAD) {
        if (in == NULL)
            return fac_aead_final(ctx) ? 0 : -1;
        return fac_aead_update(ctx, out, in, len, &n) ? (int)n : -1;
    }
    if (ctx->cipher->kind == FAC_CIPHER_NULL)
        return update(ctx, out, in, len, &n) ? (int)n : 0;
    if (!ctx->expanded) {
        ERR_raise(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return 0;
    }
    if (in == NULL)
        return 1;
    if (len % (unsigned)ctx->cipher->block_size != 0) {
        ERR_raise(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
        return 0;
    }
    return crypt_plain(ctx, out, in, len) ? (int)len : 0;
}
