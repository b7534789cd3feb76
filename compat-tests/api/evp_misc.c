/* The EVP calls that programs make by the way: what a cipher's context tells
 * and takes, one-shot digests, copies, names, hash contexts of old, keyed
 * hashes, references. */
#include <openssl/aes.h>
#include <openssl/cmac.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/des.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/ripemd.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "tell.h"

static unsigned char key[64], iv[16], data[100], out[300];

static void
cipher(const EVP_CIPHER *c)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char buf[32];
    int len, n;

    printf("--- %s\n", EVP_CIPHER_get0_name(c));
    TRY(EVP_CIPHER_is_a(c, "AES-128-CBC"));
    TRY(EVP_CIPHER_get_nid(c));
    TRY(EVP_CIPHER_CTX_get0_cipher(ctx) != NULL);
    TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
    TRY(EVP_EncryptUpdate(ctx, out, &len, data, 16));
    TRY(EVP_EncryptFinal_ex(ctx, out, &len));
    TRY(EVP_EncryptInit_ex2(ctx, c, key, iv, NULL));
    TRY(EVP_CIPHER_is_a(EVP_CIPHER_CTX_get0_cipher(ctx),
                        EVP_CIPHER_get0_name(c)));
    TRY(EVP_CIPHER_CTX_get_block_size(ctx));
    if (EVP_CIPHER_get_nid(c) != NID_chacha20_poly1305)
        TRY(EVP_CIPHER_CTX_get_tag_length(ctx));
    TRY(EVP_CIPHER_CTX_get_num(ctx));
    TRY(EVP_CIPHER_CTX_is_encrypting(ctx));
    EVP_CIPHER_CTX_set_flags(ctx, 0x4000);
    TRY(EVP_CIPHER_CTX_test_flags(ctx, 0x4000));
    EVP_CIPHER_CTX_clear_flags(ctx, 0x4000);
    TRY(EVP_CIPHER_CTX_test_flags(ctx, 0x4000));
    EVP_CIPHER_CTX_set_app_data(ctx, data);
    TRY(EVP_CIPHER_CTX_get_app_data(ctx) == data);
    TRY(EVP_EncryptUpdate(ctx, out, &len, data, 21));
    n = len;
    TRY(EVP_EncryptFinal(ctx, out + n, &len));
    hex("out", out, (size_t)(n + len));
    TRY(EVP_CIPHER_CTX_get_updated_iv(ctx, buf, sizeof buf));
    if (EVP_CIPHER_CTX_get_iv_length(ctx) > 0 &&
        EVP_CIPHER_get_mode(c) != EVP_CIPH_CFB_MODE) {
        hex("iv", buf, (size_t)EVP_CIPHER_CTX_get_iv_length(ctx));
        TRY(EVP_CIPHER_CTX_get_original_iv(ctx, buf, sizeof buf));
        hex("iv", buf, (size_t)EVP_CIPHER_CTX_get_iv_length(ctx));
    }
    TRY(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
    TRY(EVP_CIPHER_CTX_get_iv_length(ctx));
    TRY(EVP_CIPHER_CTX_ctrl(ctx, 9999, 0, NULL));
    TRY(EVP_DecryptInit_ex2(ctx, c, key, iv, NULL));
    TRY(EVP_CipherInit_ex2(ctx, NULL, NULL, iv, 1, NULL));
    TRY(EVP_CipherUpdate(ctx, out, &len, data, 16));
    TRY(EVP_CipherFinal(ctx, out, &len));
    TRY(EVP_CIPHER_CTX_reset(ctx));
    TRY(EVP_EncryptInit(ctx, c, key, iv));
    TRY(EVP_DecryptInit(ctx, c, key, iv));
    if (EVP_CIPHER_get_nid(c) != NID_chacha20_poly1305)
        TRY(EVP_DecryptFinal(ctx, out, &len));
    TRY(EVP_CIPHER_CTX_rand_key(ctx, out));
    EVP_CIPHER_CTX_free(ctx);
}

#define OLD_HASH(name, TYPE, SIZE)                                  \
    {                                                               \
        TYPE ctx;                                                   \
                                                                    \
        TRY(name##_Init(&ctx));                                     \
        TRY(name##_Update(&ctx, data, sizeof data));                \
        TRY(name##_Update(&ctx, data, 3));                          \
        TRY(name##_Final(out, &ctx));                               \
        hex(#name, out, SIZE);                                      \
    }

static void
old_hashes(void)
{
    SHA_CTX sha;
    MD4_CTX md4;
    MD5_CTX md5;
    RIPEMD160_CTX rmd;

    OLD_HASH(MD4, MD4_CTX, 16)
    OLD_HASH(MD5, MD5_CTX, 16)
    OLD_HASH(SHA1, SHA_CTX, 20)
    OLD_HASH(SHA224, SHA256_CTX, 28)
    OLD_HASH(SHA256, SHA256_CTX, 32)
    OLD_HASH(SHA384, SHA512_CTX, 48)
    OLD_HASH(SHA512, SHA512_CTX, 64)
    OLD_HASH(RIPEMD160, RIPEMD160_CTX, 20)
    SHA1_Init(&sha);
    SHA1_Transform(&sha, data);
    printf("%x %x\n", sha.h0, sha.h4);
    MD4_Init(&md4);
    MD4_Transform(&md4, data);
    printf("%x %x\n", md4.A, md4.D);
    MD5_Init(&md5);
    MD5_Transform(&md5, data);
    printf("%x %x\n", md5.A, md5.D);
    RIPEMD160_Init(&rmd);
    RIPEMD160_Transform(&rmd, data);
    printf("%x %x\n", rmd.A, rmd.E);
}

static void
macs(void)
{
    HMAC_CTX *h = HMAC_CTX_new(), *h2 = HMAC_CTX_new();
    CMAC_CTX *c = CMAC_CTX_new(), *c2 = CMAC_CTX_new();
    unsigned len = 0;
    size_t size = 0;

    TRY(HMAC_Init(h, key, 20, EVP_sha256()));
    TRY(HMAC_Update(h, data, 10));
    TRY(HMAC_CTX_copy(h2, h));
    TRY(HMAC_Final(h, out, &len));
    hex("hmac", out, len);
    TRY(HMAC_Update(h2, data, 5));
    TRY(HMAC_Final(h2, out, &len));
    hex("hmac", out, len);
    TRY(HMAC_CTX_reset(h));
    TRY(HMAC_Update(h, data, 10));
    TRY(HMAC_Init_ex(h, NULL, 0, NULL, NULL));
    TRY(HMAC_CTX_get_md(h) != NULL);
    TRY(CMAC_Init(c, key, 16, EVP_aes_128_cbc(), NULL));
    TRY(CMAC_Update(c, data, 20));
    TRY(CMAC_CTX_copy(c2, c));
    TRY(CMAC_Final(c, out, &size));
    hex("cmac", out, size);
    TRY(CMAC_Final(c2, out, &size));
    hex("cmac", out, size);
    CMAC_CTX_cleanup(c);
    TRY(CMAC_Update(c, data, 20));
    HMAC_CTX_free(h);
    HMAC_CTX_free(h2);
    CMAC_CTX_free(c);
    CMAC_CTX_free(c2);
}

static void
digests(void)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA3-256", NULL), *again;
    size_t size = 0;
    unsigned len;

    TRY(EVP_MD_up_ref(md));
    EVP_MD_free(md);
    TRY(EVP_Q_digest(NULL, "SHA512-256", NULL, data, 10, out, &size));
    hex("digest", out, size);
    TRY(EVP_Q_digest(NULL, "nothing", NULL, data, 10, out, &size));
    TRY(EVP_DigestInit_ex2(ctx, md, NULL));
    TRY(EVP_DigestUpdate(ctx, data, 10));
    TRY(EVP_MD_CTX_copy(copy, ctx));
    again = EVP_MD_CTX_get1_md(ctx);
    TRY(again == md);
    EVP_MD_free(again);
    TRY(EVP_MD_CTX_get0_md(copy) == md);
    TRY(EVP_MD_CTX_get_pkey_ctx(ctx) != NULL);
    TRY(EVP_DigestFinal_ex(copy, out, &len));
    hex("digest", out, len);
    TRY(EVP_MD_get_type(EVP_md_null()));
    TRY(EVP_MD_get_size(EVP_md5_sha1()));
    TRY(EVP_Digest(data, 10, out, &len, EVP_md5_sha1(), NULL));
    hex("digest", out, len);
    TRY(EVP_Digest(data, 10, out, &len, EVP_sha512_224(), NULL));
    hex("digest", out, len);
    TRY(EVP_Digest(data, 10, out, &len, EVP_ripemd160(), NULL));
    hex("digest", out, len);
    TRY(EVP_MD_CTX_copy(copy, NULL));
    TRY(EVP_DigestUpdate(copy, data, 3));
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(copy);
    EVP_MD_free(md);
}

static void
low_level(void)
{
    AES_KEY aes;
    DES_key_schedule des;
    DES_cblock block = {1, 2, 4, 7, 8, 11, 13, 14};

    AES_set_encrypt_key(key, 128, &aes);
    AES_ecb_encrypt(data, out, &aes, AES_ENCRYPT);
    hex("aes", out, 16);
    AES_set_decrypt_key(key, 256, &aes);
    AES_ecb_encrypt(data, out, &aes, AES_DECRYPT);
    hex("aes", out, 16);
    TRY(DES_key_sched(&block, &des));
    TRY(DES_random_key(&block));
    TRY(DES_check_key_parity(&block));
}

static void
memory(void)
{
    char *p = CRYPTO_zalloc(10, "", 1), *q;

    TRY(p[9]);
    strcpy(p, "abcdefghi");
    q = CRYPTO_strdup(p, "", 1);
    TRY(strcmp(p, q));
    CRYPTO_free(q, "", 1);
    q = CRYPTO_strndup(p, 3, "", 1);
    TRY(strcmp(q, "abc"));
    CRYPTO_free(q, "", 1);
    q = CRYPTO_memdup(p, 10, "", 1);
    TRY(memcmp(p, q, 10));
    q = CRYPTO_clear_realloc(q, 10, 20, "", 1);
    TRY(memcmp(p, q, 10));
    CRYPTO_clear_free(q, 20, "", 1);
    TRY(CRYPTO_memdup(NULL, 10, "", 1) != NULL);
    TRY(CRYPTO_strdup(NULL, "", 1) != NULL);
    CRYPTO_free(p, "", 1);
    p = CRYPTO_secure_malloc(10, "", 1);
    TRY(p != NULL);
    TRY(CRYPTO_secure_allocated(p));
    CRYPTO_secure_free(p, "", 1);
    p = CRYPTO_secure_zalloc(10, "", 1);
    TRY(p[3]);
    CRYPTO_secure_clear_free(p, 10, "", 1);
}

int
main(void)
{
    const EVP_CIPHER *ciphers[] = {
        EVP_aes_128_cbc(),  EVP_aes_192_ctr(),     EVP_aes_256_ecb(),
        EVP_aes_128_cfb1(), EVP_aes_192_cfb8(),    EVP_aes_256_cfb128(),
        EVP_aes_128_ofb(),  EVP_aes_128_gcm(),     EVP_chacha20(),
        EVP_des_ede3_cbc(), EVP_des_ede3_cfb1(),   EVP_camellia_128_cbc(),
        EVP_camellia_256_ctr(), EVP_enc_null(),    EVP_chacha20_poly1305(),
        EVP_des_ede_ecb(),  EVP_camellia_192_cfb8(), EVP_camellia_128_ofb(),
    };

    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i * 3 + 1);
    for (size_t i = 0; i < sizeof iv; i++)
        iv[i] = (unsigned char)(i * 5);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7);
    for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++)
        cipher(ciphers[i]);
    old_hashes();
    macs();
    digests();
    low_level();
    memory();
    return 0;
}
