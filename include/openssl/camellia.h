/* Camellia: single blocks and modes. */
#ifndef OPENSSL_CAMELLIA_H
#define OPENSSL_CAMELLIA_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <stddef.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CAMELLIA_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CAMELLIA_BLOCK_SIZE 16
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CAMELLIA_ENCRYPT 1
#define CAMELLIA_DECRYPT 0
#define CAMELLIA_TABLE_BYTE_LEN 272
#define CAMELLIA_TABLE_WORD_LEN (CAMELLIA_TABLE_BYTE_LEN / 4)
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef unsigned int KEY_TABLE_TYPE[CAMELLIA_TABLE_WORD_LEN];
struct camellia_key_st {
    union {
        double d;
        KEY_TABLE_TYPE rd_key;
    } u;
    int grand_rounds;
};
typedef struct camellia_key_st CAMELLIA_KEY;
#endif

#ifdef __cplusplus
}
#endif
#endif
