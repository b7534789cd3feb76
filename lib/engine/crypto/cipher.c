/* Cipher modes, NIST SP 800-38A, over block cipher rows, and the two stream
 * ciphers. The rows stand in cipher_rows.c.
 *
 * The keystream modes keep where they are within a block in USED: 0 is the
 * start of a block. Then iv is what the next block is made from, and for
 * CFB and OFB the bytes of iv are replaced one by one as the block goes on. */
#include "engine/crypto/cipher.h"

#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/cfb.h>
#include <nettle/chacha.h>
#include <nettle/ctr.h>

#include "engine/base/mem.h"

typedef void mode_fn(struct urt_cipher_ctx *ctx, uint8_t *out,
                     const uint8_t *in, size_t len);

static void
crypt_ecb(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    const struct urt_block *b = ctx->cipher->block;

    (ctx->encrypt ? b->encrypt : b->decrypt)(ctx->key, len, out, in);
}

static void
crypt_cbc(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    const struct urt_block *b = ctx->cipher->block;

    if (ctx->encrypt)
        cbc_encrypt(ctx->key, b->encrypt, b->block_size, ctx->iv, len, out,
                    in);
    else
        cbc_decrypt(ctx->key, b->decrypt, b->block_size, ctx->iv, len, out,
                    in);
}

/* Up to LEN bytes within the current block; returns how many. */
static size_t
cfb_partial(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
            size_t len)
{
    const struct urt_block *b = ctx->cipher->block;
    size_t i;

    if (ctx->used == 0)
        b->encrypt(ctx->key, b->block_size, ctx->pad, ctx->iv);
    for (i = 0; i < len && ctx->used < b->block_size; i++) {
        uint8_t c = in[i];

        out[i] = c ^ ctx->pad[ctx->used];
        ctx->iv[ctx->used++] = ctx->encrypt ? out[i] : c;
    }
    ctx->used %= b->block_size;
    return i;
}

static void
crypt_cfb(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    const struct urt_block *b = ctx->cipher->block;

    while (len > 0) {
        size_t n = len - len % b->block_size;

        if (ctx->used > 0 || n == 0)
            n = cfb_partial(ctx, out, in, len);
        else
            (ctx->encrypt ? cfb_encrypt : cfb_decrypt)(
                ctx->key, b->encrypt, b->block_size, ctx->iv, n, out, in);
        out += n;
        in += n;
        len -= n;
    }
}

static void
crypt_cfb8(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
           size_t len)
{
    const struct urt_block *b = ctx->cipher->block;
    size_t size = b->block_size;

    for (size_t i = 0; i < len; i++) {
        uint8_t c = in[i];

        b->encrypt(ctx->key, size, ctx->pad, ctx->iv);
        out[i] = c ^ ctx->pad[0];
        memmove(ctx->iv, ctx->iv + 1, size - 1);
        ctx->iv[size - 1] = ctx->encrypt ? out[i] : c;
    }
}

static void
crypt_cfb1(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
           size_t len)
{
    const struct urt_block *b = ctx->cipher->block;
    size_t size = b->block_size;

    for (size_t i = 0; i < 8 * len; i++) {
        unsigned shift = 7 - (unsigned)(i % 8);
        unsigned before = in[i / 8] >> shift & 1, after, fed;

        b->encrypt(ctx->key, size, ctx->pad, ctx->iv);
        after = before ^ ctx->pad[0] >> 7;
        fed = ctx->encrypt ? after : before;
        for (size_t k = size; k-- > 0;) {
            unsigned v = (unsigned)ctx->iv[k] << 1 | fed;

            fed = v >> 8;
            ctx->iv[k] = (uint8_t)v;
        }
        out[i / 8] = (uint8_t)((out[i / 8] & ~(1u << shift)) |
                               after << shift);
    }
}

static void
crypt_ofb(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    const struct urt_block *b = ctx->cipher->block;

    for (size_t i = 0; i < len; i++) {
        if (ctx->used == 0) {
            b->encrypt(ctx->key, b->block_size, ctx->pad, ctx->iv);
            memcpy(ctx->iv, ctx->pad, b->block_size);
        }
        out[i] = in[i] ^ ctx->iv[ctx->used];
        ctx->used = (ctx->used + 1) % b->block_size;
    }
}

static void
crypt_ctr(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    const struct urt_block *b = ctx->cipher->block;
    size_t size = b->block_size, whole, i = 0;

    for (; i < len && ctx->used > 0; i++) {
        out[i] = in[i] ^ ctx->pad[ctx->used];
        ctx->used = (ctx->used + 1) % size;
    }
    whole = (len - i) / size * size;
    if (whole > 0)
        ctr_crypt(ctx->key, b->encrypt, size, ctx->iv, whole, out + i,
                  in + i);
    i += whole;
    if (i == len)
        return;
    memset(ctx->pad, 0, size);
    ctr_crypt(ctx->key, b->encrypt, size, ctx->iv, size, ctx->pad, ctx->pad);
    for (; i < len; i++)
        out[i] = in[i] ^ ctx->pad[ctx->used++];
}

static void
crypt_rc4(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
          size_t len)
{
    arcfour_crypt((void *)ctx->key, len, out, in);
}

static void
crypt_chacha(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
             size_t len)
{
    struct chacha_ctx *c = (void *)ctx->key;
    size_t whole, i = 0;

    for (; i < len && ctx->used > 0; i++) {
        out[i] = in[i] ^ ctx->pad[ctx->used];
        ctx->used = (ctx->used + 1) % CHACHA_BLOCK_SIZE;
    }
    whole = (len - i) / CHACHA_BLOCK_SIZE * CHACHA_BLOCK_SIZE;
    if (whole > 0)
        chacha_crypt(c, whole, out + i, in + i);
    i += whole;
    if (i == len)
        return;
    memset(ctx->pad, 0, CHACHA_BLOCK_SIZE);
    chacha_crypt(c, CHACHA_BLOCK_SIZE, ctx->pad, ctx->pad);
    for (; i < len; i++)
        out[i] = in[i] ^ ctx->pad[ctx->used++];
}

static const struct {
    mode_fn *crypt;
    bool whole_blocks;
    bool needs_decrypt_key; /* when it decrypts */
} modes[] = {
    [URT_MODE_ECB] = {crypt_ecb, true, true},
    [URT_MODE_CBC] = {crypt_cbc, true, true},
    [URT_MODE_CFB] = {crypt_cfb, false, false},
    [URT_MODE_CFB8] = {crypt_cfb8, false, false},
    [URT_MODE_CFB1] = {crypt_cfb1, false, false},
    [URT_MODE_OFB] = {crypt_ofb, false, false},
    [URT_MODE_CTR] = {crypt_ctr, false, false},
};

_Static_assert(sizeof(struct arcfour_ctx) <= URT_BLOCK_MAX_EXPANDED &&
                   sizeof(struct chacha_ctx) <= URT_BLOCK_MAX_EXPANDED,
               "stream ciphers keep their state where keys are");

static bool
is_chacha(const struct urt_cipher *cipher)
{
    return cipher->mode == URT_MODE_STREAM && cipher->iv_size > 0;
}

enum urt_err
urt_cipher_init(struct urt_cipher_ctx *ctx, const struct urt_cipher *cipher,
                struct urt_bytes key, struct urt_bytes iv, bool encrypt)
{
    const struct urt_block *block = cipher->block;

    if (key.len < cipher->key_min || key.len > cipher->key_max)
        return URT_E_MISUSE;
    ctx->cipher = cipher;
    ctx->encrypt = encrypt;
    if (block == NULL && is_chacha(cipher))
        chacha_set_key((void *)ctx->key, key.data);
    else if (block == NULL)
        arcfour_set_key((void *)ctx->key, key.len, key.data);
    else if (!encrypt && modes[cipher->mode].needs_decrypt_key)
        block->set_decrypt_key(ctx->key, key.len, key.data);
    else
        block->set_encrypt_key(ctx->key, key.len, key.data);
    return urt_cipher_set_iv(ctx, iv);
}

enum urt_err
urt_cipher_set_iv(struct urt_cipher_ctx *ctx, struct urt_bytes iv)
{
    if (iv.len != ctx->cipher->iv_size)
        return URT_E_MISUSE;
    ctx->used = 0;
    if (iv.len > 0)
        memcpy(ctx->iv, iv.data, iv.len);
    if (is_chacha(ctx->cipher)) {
        /* In this order: setting the nonce clears the counter. */
        chacha_set_nonce((void *)ctx->key, ctx->iv + CHACHA_COUNTER_SIZE);
        chacha_set_counter((void *)ctx->key, ctx->iv);
    }
    return URT_OK;
}

enum urt_err
urt_cipher_update(struct urt_cipher_ctx *ctx, uint8_t *out, const uint8_t *in,
                  size_t len)
{
    const struct urt_cipher *cipher = ctx->cipher;

    if (len == 0)
        return URT_OK;
    if (cipher->mode == URT_MODE_STREAM) {
        (is_chacha(cipher) ? crypt_chacha : crypt_rc4)(ctx, out, in, len);
        return URT_OK;
    }
    if (modes[cipher->mode].whole_blocks &&
        len % cipher->block->block_size != 0)
        return URT_E_MISUSE;
    modes[cipher->mode].crypt(ctx, out, in, len);
    return URT_OK;
}

void
urt_cipher_wipe(struct urt_cipher_ctx *ctx)
{
    urt_wipe(ctx, sizeof *ctx);
}

enum urt_err
urt_cipher_cbc_seal(const struct urt_cipher *cipher, struct urt_buf *out,
                    struct urt_bytes key, struct urt_bytes iv,
                    struct urt_bytes data)
{
    struct urt_cipher_ctx ctx;
    size_t block = cipher->block_size, pad = block - data.len % block;
    enum urt_err err;
    uint8_t *to;

    if (block == 1)
        pad = 0;
    if (data.len > SIZE_MAX - pad)
        return URT_E_DATA_TOO_LARGE;
    to = urt_buf_reserve(out, data.len + pad);
    if (to == NULL)
        return URT_E_NOMEM;
    if (data.len > 0)
        memmove(to, data.data, data.len);
    memset(to + data.len, (int)pad, pad);
    err = urt_cipher_init(&ctx, cipher, key, iv, true);
    if (err == URT_OK)
        err = urt_cipher_update(&ctx, to, to, data.len + pad);
    if (err == URT_OK)
        out->len += data.len + pad;
    else
        urt_wipe(to, data.len + pad);
    urt_cipher_wipe(&ctx);
    return err;
}

enum urt_err
urt_cipher_cbc_open(const struct urt_cipher *cipher, struct urt_buf *out,
                    struct urt_bytes key, struct urt_bytes iv,
                    struct urt_bytes data)
{
    struct urt_cipher_ctx ctx;
    size_t block = cipher->block_size, pad = 0;
    enum urt_err err;
    unsigned wrong = 0;
    uint8_t *to;

    if (block > 1 && (data.len == 0 || data.len % block != 0))
        return URT_E_DECRYPT_FAILED;
    to = urt_buf_reserve(out, data.len);
    if (to == NULL)
        return URT_E_NOMEM;
    err = urt_cipher_init(&ctx, cipher, key, iv, false);
    if (err == URT_OK)
        err = urt_cipher_update(&ctx, to, data.data, data.len);
    if (err == URT_OK && block > 1) {
        pad = to[data.len - 1];
        wrong = pad == 0 || pad > block;
        for (size_t i = 1; !wrong && i <= pad; i++)
            wrong |= to[data.len - i] ^ (unsigned)pad;
        if (wrong)
            err = URT_E_DECRYPT_FAILED;
    }
    if (err == URT_OK)
        out->len += data.len - pad;
    else
        urt_wipe(to, data.len);
    urt_cipher_wipe(&ctx);
    return err;
}
