/* Compression methods. */
#ifndef OPENSSL_COMP_H
#define OPENSSL_COMP_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_COMP_H
#endif

#include <openssl/comperr.h>
#include <openssl/crypto.h>
#include <openssl/opensslconf.h>

#ifdef __cplusplus
extern "C" {
#endif

COMP_METHOD *
COMP_zlib(void);
int
COMP_get_type(const COMP_METHOD *meth);
const char *
COMP_get_name(const COMP_METHOD *meth);

COMP_CTX *
COMP_CTX_new(COMP_METHOD *meth);
void
COMP_CTX_free(COMP_CTX *ctx);
const COMP_METHOD *
COMP_CTX_get_method(const COMP_CTX *ctx);
int
COMP_CTX_get_type(const COMP_CTX *comp);
int
COMP_compress_block(COMP_CTX *ctx, unsigned char *out, int olen,
                    unsigned char *in, int ilen);
int
COMP_expand_block(COMP_CTX *ctx, unsigned char *out, int olen,
                  unsigned char *in, int ilen);

#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define COMP_zlib_cleanup()                                                    \
    while (0)                                                                  \
    continue
#endif

#ifdef __cplusplus
}
#endif

#endif
