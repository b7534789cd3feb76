/* Decoders: keys and parameters, PEM or DER, into an EVP_PKEY. */
#ifndef OPENSSL_DECODER_H
#define OPENSSL_DECODER_H
#pragma once

#include <openssl/opensslconf.h>
#ifndef OPENSSL_NO_STDIO
#include <stdio.h>
#endif
#include <openssl/bio.h>
#include <openssl/core.h>
#include <openssl/decodererr.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/types.h>

#ifdef __cplusplus
extern "C" {
#endif

OSSL_DECODER_CTX *OSSL_DECODER_CTX_new(void);
OSSL_DECODER_CTX *OSSL_DECODER_CTX_new_for_pkey(
    EVP_PKEY **pkey, const char *input_type, const char *input_struct,
    const char *keytype, int selection, OSSL_LIB_CTX *libctx,
    const char *propquery);
void OSSL_DECODER_CTX_free(OSSL_DECODER_CTX *ctx);

int OSSL_DECODER_CTX_set_selection(OSSL_DECODER_CTX *ctx, int selection);
int OSSL_DECODER_CTX_set_input_type(OSSL_DECODER_CTX *ctx,
                                    const char *input_type);
int OSSL_DECODER_CTX_set_input_structure(OSSL_DECODER_CTX *ctx,
                                         const char *input_structure);
int OSSL_DECODER_CTX_get_num_decoders(OSSL_DECODER_CTX *ctx);
int OSSL_DECODER_CTX_set_passphrase(OSSL_DECODER_CTX *ctx,
                                    const unsigned char *kstr, size_t klen);
int OSSL_DECODER_CTX_set_pem_password_cb(OSSL_DECODER_CTX *ctx,
                                         pem_password_cb *cb, void *cbarg);

int OSSL_DECODER_from_bio(OSSL_DECODER_CTX *ctx, BIO *in);
#ifndef OPENSSL_NO_STDIO
int OSSL_DECODER_from_fp(OSSL_DECODER_CTX *ctx, FILE *in);
#endif
int OSSL_DECODER_from_data(OSSL_DECODER_CTX *ctx, const unsigned char **pdata,
                           size_t *pdata_len);

#ifdef __cplusplus
}
#endif

#endif
