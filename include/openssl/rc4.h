/* RC4. */
#ifndef OPENSSL_RC4_H
#define OPENSSL_RC4_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RC4_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef struct rc4_key_st {
    RC4_INT x, y;
    RC4_INT data[256];
} RC4_KEY;
#endif

#ifdef __cplusplus
}
#endif
#endif
