/* Random bytes. */
#ifndef OPENSSL_RAND_H
#define OPENSSL_RAND_H
#pragma once

#include <openssl/macros.h>
#include <stdlib.h>
#include <openssl/types.h>
#include <openssl/e_os2.h>
#include <openssl/randerr.h>
#include <openssl/evp.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RAND_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define RAND_DRBG_STRENGTH 256
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define RAND_cleanup() \
    while (0) \
    continue
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
struct rand_meth_st {
    int (*seed)(const void *buf, int num);
    int (*bytes)(unsigned char *buf, int num);
    void (*cleanup)(void);
    int (*add)(const void *buf, int num, double randomness);
    int (*pseudorand)(unsigned char *buf, int num);
    int (*status)(void);
};
#endif

void RAND_add(const void *buf, int num, double randomness);
int RAND_bytes(unsigned char *buf, int num);
int RAND_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num,
                  unsigned int strength);
const char *RAND_file_name(char *file, size_t num);
void RAND_keep_random_devices_open(int keep);
int RAND_load_file(const char *file, long max_bytes);
int RAND_poll(void);
int RAND_priv_bytes(unsigned char *buf, int num);
int RAND_priv_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num,
                       unsigned int strength);
void RAND_seed(const void *buf, int num);
int RAND_status(void);
int RAND_write_file(const char *file);
#if defined(_WIN32) && (defined(BASETYPES) || defined(_WINDEF_H))
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 int RAND_pseudo_bytes(unsigned char *buf, int num);
OSSL_DEPRECATEDIN_3_0 RAND_METHOD *RAND_OpenSSL(void);
OSSL_DEPRECATEDIN_3_0 const RAND_METHOD *RAND_get_rand_method(void);
OSSL_DEPRECATEDIN_3_0 int RAND_set_rand_method(const RAND_METHOD *meth);
#endif

#ifdef __cplusplus
}
#endif
#endif
