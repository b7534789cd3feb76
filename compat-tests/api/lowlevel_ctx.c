/* Digest contexts, DES and AES schedules in the program's own memory: exact
 * sizes and 4-byte alignment, every split, and the results. */
#include <openssl/aes.h>
#include <openssl/des.h>
#include <openssl/hmac.h>
#include <openssl/cmac.h>
#include <openssl/md5.h>
#include <openssl/ripemd.h>
#include <openssl/sha.h>
#include <openssl/err.h>
#include <openssl/md4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static unsigned char data[400];

/* A block of exactly SIZE bytes at an address that 4 divides and 8 doesn't. */
static void *
tight(void **base, size_t size, int shift)
{
    *base = malloc(size + (size_t)shift);
    return (char *)*base + shift;
}

#define DIGEST(NAME, CTX, SIZE, SHIFT)                                  \
    static void test_##NAME(void)                                       \
    {                                                                   \
        unsigned char out[64];                                          \
        void *base;                                                     \
        CTX *c = tight(&base, sizeof *c, SHIFT), copy;                  \
                                                                        \
        printf(#NAME " %zu\n", sizeof *c);                              \
        for (size_t cut = 0; cut < sizeof data; cut += 13) {            \
            TRY(NAME##_Init(c));                                        \
            NAME##_Update(c, data, cut);                                \
            copy = *c;                                                  \
            NAME##_Update(c, data, 3);                                  \
            *c = copy;                                                  \
            for (size_t i = cut; i < sizeof data; i += 50)              \
                NAME##_Update(c, data + i,                              \
                              sizeof data - i < 50 ? sizeof data - i    \
                                                   : 50);               \
            TRY(NAME##_Final(out, c));                                  \
            hex("digest", out, SIZE);                                   \
        }                                                               \
        hex("once", NAME(data, 100, out), SIZE);                        \
        hex("static", NAME(data, 101, NULL), SIZE);                     \
        free(base);                                                     \
    }

DIGEST(MD4, MD4_CTX, 16, 4)
DIGEST(MD5, MD5_CTX, 16, 4)
DIGEST(RIPEMD160, RIPEMD160_CTX, 20, 4)
DIGEST(SHA1, SHA_CTX, 20, 4)
DIGEST(SHA224, SHA256_CTX, 28, 4)
DIGEST(SHA256, SHA256_CTX, 32, 4)
DIGEST(SHA384, SHA512_CTX, 48, 0)
DIGEST(SHA512, SHA512_CTX, 64, 0)

static void
transform(void)
{
    MD5_CTX m;
    SHA256_CTX s;
    SHA512_CTX t;

    MD5_Init(&m);
    MD5_Transform(&m, data);
    printf("%08x %08x %08x %08x %u\n", m.A, m.B, m.C, m.D, m.num);
    SHA256_Init(&s);
    SHA256_Transform(&s, data);
    printf("%08x %08x %u %u\n", s.h[0], s.h[7], s.num, s.md_len);
    SHA512_Init(&t);
    SHA512_Transform(&t, data);
    printf("%llx %llx %u %u\n", t.h[0], t.h[7], t.num, t.md_len);
    MD5_Init(&m);
    MD5_Update(&m, data, 70);
    printf("%08x %u %u %u\n", m.A, m.Nl, m.Nh, m.num);
}

static void
des(void)
{
    DES_cblock k = {1, 2, 3, 4, 5, 6, 7, 8}, iv, out, weak;
    DES_cblock in = {9, 8, 7, 6, 5, 4, 3, 2};
    DES_key_schedule ks, k2, k3;
    unsigned char big[80];

    printf("%zu\n", sizeof ks);
    TRY(DES_check_key_parity(&k));
    DES_set_key_unchecked(&k, &ks);
    DES_ecb_encrypt(&in, &out, &ks, DES_ENCRYPT);
    hex("unchecked", out, 8);
    DES_ecb_encrypt(&out, &out, &ks, DES_DECRYPT);
    hex("back", out, 8);
    TRY(DES_set_key_checked(&k, &ks));
    DES_set_odd_parity(&k);
    hex("parity", k, 8);
    TRY(DES_set_key_checked(&k, &ks));
    TRY(DES_set_key(&k, &ks));
    memset(weak, 1, 8);
    TRY(DES_is_weak_key(&weak));
    TRY(DES_set_key_checked(&weak, &ks));
    DES_set_key_unchecked(&weak, &k2);
    DES_ecb_encrypt(&in, &out, &k2, DES_ENCRYPT);
    hex("weak", out, 8);
    memset(weak, 0x37, 8);
    DES_set_key_unchecked(&weak, &k3);
    DES_ecb3_encrypt(&in, &out, &ks, &k2, &k3, DES_ENCRYPT);
    hex("three", out, 8);
    for (int len = 0; len < 30; len++) {
        memset(iv, 5, 8);
        memset(big, 0, sizeof big);
        DES_ncbc_encrypt(data, big, len, &ks, &iv, DES_ENCRYPT);
        hex("ncbc", big, 40);
        if (len % 8 == 0)
            hex("iv", iv, 8);
        memset(iv, 5, 8);
        memset(big, 0, sizeof big);
        DES_cbc_encrypt(data, big, len, &ks, &iv, DES_DECRYPT);
        hex("cbc", big, 40);
        memset(big, 0, sizeof big);
        DES_ede3_cbc_encrypt(data, big, len, &ks, &k2, &k3, &iv, DES_ENCRYPT);
        hex("ede3", big, 40);
    }
}

static void
aes(void)
{
    unsigned char out[100], iv[16];
    AES_KEY k;
    int num;

    printf("%zu\n", sizeof k);
    for (int bits = 128; bits <= 256; bits += 64) {
        TRY(AES_set_encrypt_key(data, bits, &k));
        AES_encrypt(data + 7, out, &k);
        hex("aes", out, 16);
        memset(iv, 1, 16);
        AES_cbc_encrypt(data, out, 64, &k, iv, AES_ENCRYPT);
        hex("cbc", out, 64);
        hex("iv", iv, 16);
        num = 0;
        AES_cfb128_encrypt(data, out, 23, &k, iv, &num, AES_ENCRYPT);
        AES_cfb128_encrypt(data, out + 23, 29, &k, iv, &num, AES_DECRYPT);
        hex("cfb", out, 52);
        AES_ofb128_encrypt(data, out, 40, &k, iv, &num);
        hex("ofb", out, 40);
        printf("%d\n", num);
        TRY(AES_set_decrypt_key(data, bits, &k));
        AES_decrypt(data + 7, out, &k);
        hex("aes", out, 16);
        AES_cbc_encrypt(data, out, 64, &k, iv, AES_DECRYPT);
        hex("cbc", out, 64);
    }
    TRY(AES_set_encrypt_key(data, 100, &k));
    TRY(AES_set_encrypt_key(NULL, 128, &k));
}

static void
macs(void)
{
    HMAC_CTX *h = HMAC_CTX_new();
    CMAC_CTX *c = CMAC_CTX_new();
    unsigned char out[64];
    unsigned int n = 0;
    size_t z = 0;

    TRY(HMAC_Init_ex(h, NULL, 0, NULL, NULL));
    TRY(HMAC_Init_ex(h, "k", 1, NULL, NULL));
    TRY(HMAC_Update(h, data, 1));
    TRY(HMAC_size(h));
    TRY(HMAC_Init_ex(h, "key", 3, EVP_sha256(), NULL));
    TRY(HMAC_size(h));
    TRY(HMAC_CTX_get_md(h) == EVP_sha256());
    TRY(HMAC_Update(h, data, 100));
    TRY(HMAC_Final(h, out, &n));
    hex("hmac", out, n);
    TRY(HMAC_Init_ex(h, NULL, 0, NULL, NULL));
    TRY(HMAC_Update(h, data, 100));
    TRY(HMAC_Final(h, out, &n));
    hex("same", out, n);
    TRY(HMAC_Init_ex(h, NULL, 0, EVP_sha256(), NULL));
    TRY(HMAC_Init_ex(h, NULL, 0, EVP_sha1(), NULL));
    TRY(HMAC_Init_ex(h, "key", -1, EVP_sha256(), NULL));
    TRY(HMAC_Init_ex(h, "k", 1, EVP_shake128(), NULL));
    TRY(HMAC_Init_ex(h, data, 200, EVP_sha512(), NULL));
    TRY(HMAC_Update(h, data, 400));
    TRY(HMAC_Final(h, out, &n));
    hex("long", out, n);
    HMAC_CTX_free(h);
    TRY(HMAC(EVP_sha1(), data, 20, data, 50, out, &n) == out);
    hex("once", out, n);
    TRY(HMAC(EVP_md5(), NULL, 0, data, 50, out, &n) == out);
    hex("nokey", out, n);
    TRY(HMAC(EVP_shake128(), data, 5, data, 50, out, &n) == NULL);

    TRY(CMAC_Update(c, data, 1));
    TRY(CMAC_Final(c, out, &z));
    TRY(CMAC_Init(c, data, 16, EVP_aes_128_cbc(), NULL));
    TRY(CMAC_Final(c, NULL, &z));
    TRY(z);
    for (size_t len = 0; len < 50; len += 7) {
        TRY(CMAC_Init(c, NULL, 0, NULL, NULL));
        TRY(CMAC_Update(c, data, len));
        TRY(CMAC_Final(c, out, &z));
        hex("cmac", out, z);
    }
    TRY(CMAC_Init(c, data, 24, EVP_des_ede3_cbc(), NULL));
    TRY(CMAC_Update(c, data, 100));
    TRY(CMAC_Final(c, out, &z));
    hex("cmac", out, z);
    TRY(CMAC_Init(c, data, 5, EVP_aes_128_cbc(), NULL));
    CMAC_CTX_free(c);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7 + 1);
    test_MD4();
    test_MD5();
    test_RIPEMD160();
    test_SHA1();
    test_SHA224();
    test_SHA256();
    test_SHA384();
    test_SHA512();
    transform();
    des();
    aes();
    macs();
    return 0;
}
