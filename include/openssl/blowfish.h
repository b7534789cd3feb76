/* Blowfish: single blocks and modes. */
#ifndef OPENSSL_BLOWFISH_H
#define OPENSSL_BLOWFISH_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_BLOWFISH_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define BF_BLOCK 8
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define BF_ENCRYPT 1
#define BF_DECRYPT 0
#define BF_LONG unsigned int
#define BF_ROUNDS 16
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef struct bf_key_st {
    BF_LONG P[BF_ROUNDS + 2];
    BF_LONG S[4 * 256];
} BF_KEY;
#endif

#ifdef __cplusplus
}
#endif
#endif
