/* CMAC, NIST SP 800-38B, over an EVP cipher. */
#ifndef OPENSSL_CMAC_H
#define OPENSSL_CMAC_H
#pragma once

#include <openssl/macros.h>
#include <openssl/evp.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CMAC_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef struct CMAC_CTX_st CMAC_CTX;
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void CMAC_CTX_cleanup(CMAC_CTX *ctx);
OSSL_DEPRECATEDIN_3_0 int CMAC_CTX_copy(CMAC_CTX *out, const CMAC_CTX *in);
OSSL_DEPRECATEDIN_3_0 void CMAC_CTX_free(CMAC_CTX *ctx);
OSSL_DEPRECATEDIN_3_0 CMAC_CTX *CMAC_CTX_new(void);
OSSL_DEPRECATEDIN_3_0 int CMAC_Final(CMAC_CTX *ctx, unsigned char *out,
                                     size_t *poutlen);
OSSL_DEPRECATEDIN_3_0 int CMAC_Init(CMAC_CTX *ctx, const void *key,
                                    size_t keylen, const EVP_CIPHER *cipher,
                                    ENGINE *impl);
OSSL_DEPRECATEDIN_3_0 int CMAC_Update(CMAC_CTX *ctx, const void *data,
                                      size_t dlen);
#endif

#ifdef __cplusplus
}
#endif
#endif
