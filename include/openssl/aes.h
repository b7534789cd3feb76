/* AES: single blocks, modes, and key wrap (RFC 3394). */
#ifndef OPENSSL_AES_H
#define OPENSSL_AES_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_AES_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define AES_BLOCK_SIZE 16
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define AES_ENCRYPT 1
#define AES_DECRYPT 0
#define AES_MAXNR 14
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
struct aes_key_st {
    unsigned int rd_key[4 * (AES_MAXNR + 1)];
    int rounds;
};
typedef struct aes_key_st AES_KEY;
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void AES_cbc_encrypt(const unsigned char *in,
                                           unsigned char *out, size_t length,
                                           const AES_KEY *key,
                                           unsigned char *ivec, const int enc);
OSSL_DEPRECATEDIN_3_0 void AES_cfb128_encrypt(const unsigned char *in,
                                              unsigned char *out, size_t length,
                                              const AES_KEY *key,
                                              unsigned char *ivec, int *num,
                                              const int enc);
OSSL_DEPRECATEDIN_3_0 void AES_decrypt(const unsigned char *in,
                                       unsigned char *out, const AES_KEY *key);
OSSL_DEPRECATEDIN_3_0 void AES_ecb_encrypt(const unsigned char *in,
                                           unsigned char *out,
                                           const AES_KEY *key, const int enc);
OSSL_DEPRECATEDIN_3_0 void AES_encrypt(const unsigned char *in,
                                       unsigned char *out, const AES_KEY *key);
OSSL_DEPRECATEDIN_3_0 void AES_ofb128_encrypt(const unsigned char *in,
                                              unsigned char *out, size_t length,
                                              const AES_KEY *key,
                                              unsigned char *ivec, int *num);
OSSL_DEPRECATEDIN_3_0 int AES_set_decrypt_key(const unsigned char *userKey,
                                              const int bits, AES_KEY *key);
OSSL_DEPRECATEDIN_3_0 int AES_set_encrypt_key(const unsigned char *userKey,
                                              const int bits, AES_KEY *key);
#endif

#ifdef __cplusplus
}
#endif
#endif
