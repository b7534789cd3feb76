/* The machinery of deprecation: OPENSSL_API_COMPAT chooses a level, and what
 * was deprecated at or below it is marked (or, with OPENSSL_NO_DEPRECATED,
 * hidden); newer deprecations stay silent. Also source positions for the
 * error queue. */
#ifndef OPENSSL_MACROS_H
#define OPENSSL_MACROS_H
#pragma once

#include <openssl/opensslconf.h>
#include <openssl/opensslv.h>

#define OPENSSL_MSTR_HELPER(x) #x
#define OPENSSL_MSTR(x) OPENSSL_MSTR_HELPER(x)

#define NON_EMPTY_TRANSLATION_UNIT static void *dummy = &dummy;

/* A program may bring its own OSSL_DEPRECATED. */
#ifndef OSSL_DEPRECATED
#undef OSSL_DEPRECATED_FOR
#if !defined(OPENSSL_SUPPRESS_DEPRECATED) && defined(__GNUC__)
#define OSSL_DEPRECATED(since) \
    __attribute__((deprecated("Since OpenSSL " #since)))
#define OSSL_DEPRECATED_FOR(since, message) \
    __attribute__((deprecated("Since OpenSSL " #since ";" message)))
#else
#define OSSL_DEPRECATED(since) extern
#define OSSL_DEPRECATED_FOR(since, message) extern
#endif
#endif

#ifdef OPENSSL_API_LEVEL
#error "OPENSSL_API_LEVEL is derived; define OPENSSL_API_COMPAT instead"
#endif

/* Three spellings of a level: 0x10100000L (hexadecimal, 1.1.0 and older),
 * a bare 10100 or 30000, and none at all. */
#ifdef OPENSSL_API_COMPAT
#if OPENSSL_API_COMPAT < 0x900000L
#define OPENSSL_API_LEVEL (OPENSSL_API_COMPAT)
#else
#define OPENSSL_API_LEVEL                        \
    (((OPENSSL_API_COMPAT >> 28) & 0xF) * 10000 + \
     ((OPENSSL_API_COMPAT >> 20) & 0xFF) * 100 + \
     ((OPENSSL_API_COMPAT >> 12) & 0xFF))
#endif
#elif OPENSSL_CONFIGURED_API > 0
#define OPENSSL_API_LEVEL (OPENSSL_CONFIGURED_API)
#else
#define OPENSSL_API_LEVEL \
    (OPENSSL_VERSION_MAJOR * 10000 + OPENSSL_VERSION_MINOR * 100)
#endif

#if OPENSSL_API_LEVEL > OPENSSL_CONFIGURED_API
#error "OPENSSL_API_COMPAT asks for a newer API than these headers offer"
#endif
#if (OPENSSL_API_LEVEL >= 20000 && OPENSSL_API_LEVEL < 30000) || \
    OPENSSL_API_LEVEL < 908
#error "OPENSSL_API_COMPAT names a version that never was"
#endif

#undef OPENSSL_NO_DEPRECATED_3_0
#undef OPENSSL_NO_DEPRECATED_1_1_1
#undef OPENSSL_NO_DEPRECATED_1_1_0
#undef OPENSSL_NO_DEPRECATED_1_0_2
#undef OPENSSL_NO_DEPRECATED_1_0_1
#undef OPENSSL_NO_DEPRECATED_1_0_0
#undef OPENSSL_NO_DEPRECATED_0_9_8

#if OPENSSL_API_LEVEL < 30000
#define OSSL_DEPRECATEDIN_3_0
#define OSSL_DEPRECATEDIN_3_0_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_3_0
#else
#define OSSL_DEPRECATEDIN_3_0 OSSL_DEPRECATED(3.0)
#define OSSL_DEPRECATEDIN_3_0_FOR(msg) OSSL_DEPRECATED_FOR(3.0, msg)
#endif

#if OPENSSL_API_LEVEL < 10101
#define OSSL_DEPRECATEDIN_1_1_1
#define OSSL_DEPRECATEDIN_1_1_1_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_1_1_1
#else
#define OSSL_DEPRECATEDIN_1_1_1 OSSL_DEPRECATED(1.1.1)
#define OSSL_DEPRECATEDIN_1_1_1_FOR(msg) OSSL_DEPRECATED_FOR(1.1.1, msg)
#endif

#if OPENSSL_API_LEVEL < 10100
#define OSSL_DEPRECATEDIN_1_1_0
#define OSSL_DEPRECATEDIN_1_1_0_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_1_1_0
#else
#define OSSL_DEPRECATEDIN_1_1_0 OSSL_DEPRECATED(1.1.0)
#define OSSL_DEPRECATEDIN_1_1_0_FOR(msg) OSSL_DEPRECATED_FOR(1.1.0, msg)
#endif

#if OPENSSL_API_LEVEL < 10002
#define OSSL_DEPRECATEDIN_1_0_2
#define OSSL_DEPRECATEDIN_1_0_2_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_1_0_2
#else
#define OSSL_DEPRECATEDIN_1_0_2 OSSL_DEPRECATED(1.0.2)
#define OSSL_DEPRECATEDIN_1_0_2_FOR(msg) OSSL_DEPRECATED_FOR(1.0.2, msg)
#endif

#if OPENSSL_API_LEVEL < 10001
#define OSSL_DEPRECATEDIN_1_0_1
#define OSSL_DEPRECATEDIN_1_0_1_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_1_0_1
#else
#define OSSL_DEPRECATEDIN_1_0_1 OSSL_DEPRECATED(1.0.1)
#define OSSL_DEPRECATEDIN_1_0_1_FOR(msg) OSSL_DEPRECATED_FOR(1.0.1, msg)
#endif

#if OPENSSL_API_LEVEL < 10000
#define OSSL_DEPRECATEDIN_1_0_0
#define OSSL_DEPRECATEDIN_1_0_0_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_1_0_0
#else
#define OSSL_DEPRECATEDIN_1_0_0 OSSL_DEPRECATED(1.0.0)
#define OSSL_DEPRECATEDIN_1_0_0_FOR(msg) OSSL_DEPRECATED_FOR(1.0.0, msg)
#endif

#if OPENSSL_API_LEVEL < 908
#define OSSL_DEPRECATEDIN_0_9_8
#define OSSL_DEPRECATEDIN_0_9_8_FOR(msg)
#elif defined(OPENSSL_NO_DEPRECATED)
#define OPENSSL_NO_DEPRECATED_0_9_8
#else
#define OSSL_DEPRECATEDIN_0_9_8 OSSL_DEPRECATED(0.9.8)
#define OSSL_DEPRECATEDIN_0_9_8_FOR(msg) OSSL_DEPRECATED_FOR(0.9.8, msg)
#endif

#ifndef OPENSSL_FILE
#ifdef OPENSSL_NO_FILENAMES
#define OPENSSL_FILE ""
#define OPENSSL_LINE 0
#else
#define OPENSSL_FILE __FILE__
#define OPENSSL_LINE __LINE__
#endif
#endif

#ifndef OPENSSL_FUNC
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define OPENSSL_FUNC __func__
#elif defined(__STDC_VERSION__) && defined(__GNUC__)
#define OPENSSL_FUNC __FUNCTION__
#else
#define OPENSSL_FUNC "(unknown function)"
#endif
#endif

#endif
