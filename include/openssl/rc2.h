/* RC2: single blocks and modes. */
#ifndef OPENSSL_RC2_H
#define OPENSSL_RC2_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RC2_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define RC2_BLOCK 8
#define RC2_KEY_LENGTH 16
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define RC2_ENCRYPT 1
#define RC2_DECRYPT 0
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef unsigned int RC2_INT;
typedef struct rc2_key_st {
    RC2_INT data[64];
} RC2_KEY;
#endif

#ifdef __cplusplus
}
#endif
#endif
