/* EVP ciphers: every cipher that both libraries have, whole, in pieces, both
 * ways, with and without padding; AEADs; key and IV lengths; misuse. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <string.h>

#include "tell.h"

static unsigned char key[128], iv[64], data[333];

static const char *const names[] = {
    "AES-128-ECB", "AES-128-CBC", "AES-128-CFB", "AES-128-CFB8",
    "AES-128-CFB1", "AES-128-OFB", "AES-128-CTR", "AES-192-ECB",
    "AES-192-CBC", "AES-192-CFB", "AES-192-CFB8", "AES-192-CFB1",
    "AES-192-OFB", "AES-192-CTR", "AES-256-ECB", "AES-256-CBC",
    "AES-256-CFB", "AES-256-CFB8", "AES-256-CFB1", "AES-256-OFB",
    "AES-256-CTR", "CAMELLIA-128-ECB", "CAMELLIA-128-CBC",
    "CAMELLIA-128-CFB", "CAMELLIA-128-OFB", "CAMELLIA-128-CTR",
    "CAMELLIA-192-CBC", "CAMELLIA-256-CBC", "CAMELLIA-256-CTR",
    "DES-EDE3-ECB", "DES-EDE3-CBC", "DES-EDE3-CFB", "DES-EDE3-CFB8",
    "DES-EDE3-CFB1", "DES-EDE3-OFB", "DES-EDE-CBC", "DES-EDE-ECB",
    "DES-EDE-CFB", "DES-EDE-OFB", "ChaCha20", "DES-ECB", "DES-CBC",
    "DES-CFB", "DES-CFB8", "DES-OFB", "BF-ECB", "BF-CBC", "BF-CFB",
    "BF-OFB", "CAST5-ECB", "CAST5-CBC", "CAST5-CFB", "CAST5-OFB",
    "RC2-ECB", "RC2-CBC", "RC2-40-CBC", "RC2-64-CBC", "RC2-CFB", "RC4",
    "RC4-40", "AES256", "DES3", "id-aes128-GCM", "bf", "nothing",
    "2.16.840.1.101.3.4.1.42",
};

static void
describe(const EVP_CIPHER *c)
{
    printf("%s nid %d type %d block %d key %d iv %d flags %lx mode %d %s\n",
           EVP_CIPHER_get0_name(c), EVP_CIPHER_get_nid(c),
           EVP_CIPHER_get_type(c), EVP_CIPHER_get_block_size(c),
           EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c),
           EVP_CIPHER_get_flags(c), EVP_CIPHER_get_mode(c),
           EVP_CIPHER_get0_description(c));
}

/* DATA through C in pieces of STEP, LEN bytes in all; returns the length. */
static int
run(const EVP_CIPHER *c, int enc, int pad, const unsigned char *in, int len,
    int step, unsigned char *out)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n, total = 0, ok;

    ok = EVP_CipherInit_ex(ctx, c, NULL, key, iv, enc);
    EVP_CIPHER_CTX_set_padding(ctx, pad);
    for (int i = 0; ok && i < len; i += step) {
        int part = len - i < step ? len - i : step;

        ok = EVP_CipherUpdate(ctx, out + total, &n, in + i, part);
        printf("%d ", n);
        total += n;
    }
    if (ok) {
        ok = EVP_CipherFinal_ex(ctx, out + total, &n);
        total += n;
    }
    /* OpenSSL gives no sense for ChaCha20's. */
    if (ok && EVP_CIPHER_CTX_get_iv_length(ctx) > 0 &&
        EVP_CIPHER_get_nid(c) != NID_chacha20) {
        unsigned char now[16];

        TRY(EVP_CIPHER_CTX_get_original_iv(ctx, now, sizeof now));
        hex("iv", now, EVP_CIPHER_CTX_get_iv_length(ctx));
    }
    result("run", ok);
    EVP_CIPHER_CTX_free(ctx);
    return ok ? total : 0;
}

static void
all_ciphers(void)
{
    static unsigned char out[1000], back[1000];
    static const int lengths[] = {0, 15, 16, 133};
    static const int steps[] = {7, 16, 1000};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_CIPHER *c = EVP_get_cipherbyname(names[i]);
        EVP_CIPHER *f = EVP_CIPHER_fetch(NULL, names[i], NULL);

        printf("-- %s: %d %d\n", names[i], c != NULL, f != NULL);
        ERR_clear_error();
        if (f != NULL)
            describe(f);
        EVP_CIPHER_free(f);
        if (c == NULL)
            continue;
        describe(c);
        if (EVP_CIPHER_get_flags(c) & EVP_CIPH_FLAG_AEAD_CIPHER)
            continue;
        for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
            for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
                int n = run(c, 1, 1, data, lengths[l], steps[s], out);

                hex("enc", out, n);
                n = run(c, 0, 1, out, n, steps[2 - s], back);
                printf("back %d %d\n", n,
                       memcmp(back, data, (size_t)n) == 0);
                n = run(c, 1, 0, data, lengths[l], steps[s], out);
                hex("unpadded", out, n);
                n = run(c, 0, 1, data, lengths[l], steps[s], out);
                hex("garbage", out, n);
            }
    }
}

static void
aead(const EVP_CIPHER *c, int iv_len, int tag_len)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char out[400], back[400], tag[16];
    int n, ccm = EVP_CIPHER_get_mode(c) == EVP_CIPH_CCM_MODE;

    printf("-- %s iv %d tag %d\n", EVP_CIPHER_get0_name(c), iv_len, tag_len);
    describe(c);
    TRY(EVP_EncryptInit_ex(ctx, c, NULL, NULL, NULL));
    TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL));
    TRY(EVP_CIPHER_CTX_get_iv_length(ctx));
    if (ccm)
        TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, tag_len, NULL));
    TRY(EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
    if (ccm)
        TRY(EVP_EncryptUpdate(ctx, NULL, &n, NULL, 100));
    TRY(EVP_EncryptUpdate(ctx, NULL, &n, data, 33));
    TRY(n);
    if (ccm) {
        TRY(EVP_EncryptUpdate(ctx, out, &n, data, 100));
    } else {
        TRY(EVP_EncryptUpdate(ctx, out, &n, data, 37));
        TRY(EVP_EncryptUpdate(ctx, out + 37, &n, data + 37, 63));
    }
    TRY(n);
    TRY(EVP_EncryptFinal_ex(ctx, out + 100, &n));
    TRY(n);
    memset(tag, 0, sizeof tag);
    TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, tag_len, tag));
    hex("out", out, 100);
    hex("tag", tag, tag_len);
    for (int bad = 0; bad < 2; bad++) {
        TRY(EVP_DecryptInit_ex(ctx, c, NULL, NULL, NULL));
        TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL));
        tag[0] ^= (unsigned char)bad;
        TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, tag_len, tag));
        TRY(EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv));
        if (ccm)
            TRY(EVP_DecryptUpdate(ctx, NULL, &n, NULL, 100));
        TRY(EVP_DecryptUpdate(ctx, NULL, &n, data, 33));
        TRY(EVP_DecryptUpdate(ctx, back, &n, out, 100));
        if (!ccm)
            TRY(EVP_DecryptFinal_ex(ctx, back + n, &n));
        if (!bad)
            TRY(memcmp(back, data, 100) == 0);
    }
    EVP_CIPHER_CTX_free(ctx);
}

static void
misuse(void)
{
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new(), *y = EVP_CIPHER_CTX_new();
    unsigned char out[400];
    int n = 0;

    TRY(EVP_EncryptUpdate(x, out, &n, data, 3));
    TRY(EVP_EncryptFinal_ex(x, out, &n));
    TRY(EVP_EncryptInit_ex(x, NULL, NULL, key, iv));
    TRY(EVP_EncryptInit_ex(x, EVP_aes_128_cbc(), NULL, NULL, NULL));
    TRY(EVP_EncryptUpdate(x, out, &n, data, 3));
    TRY(EVP_EncryptInit_ex(x, NULL, NULL, key, iv));
    TRY(EVP_EncryptUpdate(x, out, &n, data, 3));
    TRY(EVP_DecryptUpdate(x, out, &n, data, 3));
    TRY(EVP_CIPHER_CTX_copy(y, x));
    TRY(EVP_EncryptFinal_ex(x, out, &n));
    hex("x", out, n);
    TRY(EVP_EncryptFinal_ex(y, out, &n));
    hex("y", out, n);
    TRY(EVP_DecryptInit_ex(x, NULL, NULL, NULL, NULL));
    TRY(EVP_DecryptInit_ex(x, NULL, NULL, key, iv));
    TRY(EVP_DecryptUpdate(x, out, &n, data, 17));
    TRY(n);
    TRY(EVP_DecryptFinal_ex(x, out, &n));
    TRY(EVP_CIPHER_CTX_set_key_length(x, 5));
    TRY(EVP_CIPHER_CTX_set_key_length(x, 16));
    TRY(EVP_CIPHER_CTX_ctrl(x, 9999, 12, NULL));
    TRY(EVP_CIPHER_CTX_get_nid(x));
    TRY(EVP_CIPHER_CTX_is_encrypting(x));
    TRY(EVP_CIPHER_CTX_reset(x));
    TRY(EVP_CIPHER_CTX_get0_cipher(x) == NULL);
    /* EVP_Cipher: straight through. */
    TRY(EVP_CipherInit(x, EVP_aes_128_cbc(), key, iv, 1));
    memcpy(out, data, 32);
    TRY(EVP_Cipher(x, out, out, 32));
    hex("cipher", out, 32);
    TRY(EVP_CipherInit(x, EVP_aes_256_ctr(), key, iv, 0));
    TRY(EVP_Cipher(x, out, data, 5));
    TRY(EVP_Cipher(x, out + 5, data + 5, 50));
    hex("ctr", out, 55);
    TRY(EVP_EncryptInit_ex(x, EVP_aes_128_gcm(), NULL, key, iv));
    TRY(EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, 16, out));
    TRY(EVP_EncryptUpdate(x, out, &n, data, 16));
    TRY(EVP_EncryptFinal_ex(x, out, &n));
    TRY(EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, 16, out));
    TRY(EVP_EncryptUpdate(x, out, &n, data, 16));
    TRY(EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, 16, out));
    TRY(EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, 0, NULL));
    TRY(EVP_DecryptInit_ex(x, EVP_aes_128_gcm(), NULL, key, iv));
    TRY(EVP_DecryptUpdate(x, out, &n, data, 16));
    TRY(EVP_DecryptFinal_ex(x, out, &n));
    TRY(EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, 17, out));
    EVP_CIPHER_CTX_free(x);
    EVP_CIPHER_CTX_free(y);
}

static void
lengths(void)
{
    static const int sizes[] = {1, 5, 8, 16, 24, 56, 72};
    const EVP_CIPHER *ciphers[] = {EVP_bf_cbc(), EVP_rc4(), EVP_rc2_cbc(),
                                   EVP_cast5_cbc()};
    unsigned char out[100];
    int n;

    for (size_t c = 0; c < 4; c++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            EVP_CIPHER_CTX *x;

            /* CAST5's limits differ: OpenSSL cuts what is too long. */
            if (c == 3 && (sizes[i] < 5 || sizes[i] > 16))
                continue;
            x = EVP_CIPHER_CTX_new();
            printf("%s %d\n", EVP_CIPHER_get0_name(ciphers[c]), sizes[i]);
            TRY(EVP_EncryptInit_ex(x, ciphers[c], NULL, NULL, NULL));
            TRY(EVP_CIPHER_CTX_set_key_length(x, sizes[i]));
            TRY(EVP_CIPHER_CTX_get_key_length(x));
            TRY(EVP_EncryptInit_ex(x, NULL, NULL, key, iv));
            TRY(EVP_EncryptUpdate(x, out, &n, data, 32));
            hex("out", out, n);
            EVP_CIPHER_CTX_free(x);
        }
}

int
main(void)
{
    unsigned char k[32], v[16];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 5 + 3);
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i * 11 + 7);
    memset(iv, 0xff, sizeof iv);
    iv[0] = 0xfe;
    TRY(OSSL_PROVIDER_load(NULL, "default") != NULL);
    TRY(OSSL_PROVIDER_load(NULL, "legacy") != NULL);
    all_ciphers();
    aead(EVP_aes_128_gcm(), 12, 16);
    aead(EVP_aes_192_gcm(), 12, 12);
    aead(EVP_aes_256_gcm(), 17, 16);
    aead(EVP_aes_128_gcm(), 1, 4);
    aead(EVP_chacha20_poly1305(), 12, 16);
    aead(EVP_chacha20_poly1305(), 8, 16);
    aead(EVP_aes_128_ccm(), 12, 16);
    aead(EVP_aes_192_ccm(), 7, 8);
    aead(EVP_aes_256_ccm(), 13, 4);
    misuse();
    lengths();
    TRY(EVP_BytesToKey(EVP_aes_256_cbc(), EVP_md5(), iv, data, 10, 1, k, v));
    hex("key", k, 32);
    hex("iv", v, 16);
    TRY(EVP_BytesToKey(EVP_aes_256_cbc(), EVP_sha1(), NULL, data, 10, 3, k,
                       v));
    hex("key", k, 32);
    return 0;
}
