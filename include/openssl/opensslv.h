/* The release of OpenSSL whose ABI is covered, and the library's name. */
#ifndef OPENSSL_OPENSSLV_H
#define OPENSSL_OPENSSLV_H
#pragma once

#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_MINOR 0
#define OPENSSL_VERSION_PATCH 22
#define OPENSSL_VERSION_PRE_RELEASE ""
#define OPENSSL_VERSION_BUILD_METADATA ""
#define OPENSSL_SHLIB_VERSION 3

#define OPENSSL_VERSION_STR "3.0.22"
#define OPENSSL_FULL_VERSION_STR "3.0.22"
#define OPENSSL_RELEASE_DATE "25 Aug 2026"
#define OPENSSL_VERSION_TEXT "OpenSSL 3.0.22 25 Aug 2026 (Urtica)"

/* 0xMNN00PP0L */
#define OPENSSL_VERSION_NUMBER                                    \
    ((OPENSSL_VERSION_MAJOR << 28) | (OPENSSL_VERSION_MINOR << 20) | \
     (OPENSSL_VERSION_PATCH << 4) | 0x0L)

#define OPENSSL_VERSION_PREREQ(maj, min)                    \
    ((OPENSSL_VERSION_MAJOR << 16) + OPENSSL_VERSION_MINOR >= \
     ((maj) << 16) + (min))

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_OPENSSLV_H
#endif

#endif
