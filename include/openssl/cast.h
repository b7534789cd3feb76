/* CAST5: single blocks and modes. */
#ifndef OPENSSL_CAST_H
#define OPENSSL_CAST_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CAST_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CAST_BLOCK 8
#define CAST_KEY_LENGTH 16
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CAST_ENCRYPT 1
#define CAST_DECRYPT 0
#define CAST_LONG unsigned int
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef struct cast_key_st {
    CAST_LONG data[32];
    int short_key;
} CAST_KEY;
#endif

#ifdef __cplusplus
}
#endif
#endif
