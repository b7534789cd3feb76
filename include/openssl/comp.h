/* Compression methods. TLS compression is not built, as in Debian. */
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

#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define COMP_zlib_cleanup()                                                    \
    while (0)                                                                  \
    continue
#endif

#ifdef __cplusplus
}
#endif

#endif
