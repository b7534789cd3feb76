/* The platform: which system, how to spell inline, size and export. Urtica
 * is built for Unix systems with a C11 compiler. */
#ifndef OPENSSL_E_OS2_H
#define OPENSSL_E_OS2_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_E_OS2_H
#endif

#define OPENSSL_SYS_UNIX
#if defined(__linux__) && !defined(OPENSSL_SYS_LINUX)
#define OPENSSL_SYS_LINUX
#endif

#define OPENSSL_EXPORT extern
#define OPENSSL_EXTERN extern

#include <limits.h>
#include <sys/types.h>
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#include <inttypes.h>
#else
#define OPENSSL_NO_INTTYPES_H
#endif
#include <stdint.h>

#ifndef ossl_ssize_t
#define ossl_ssize_t ssize_t
#ifdef SSIZE_MAX
#define OSSL_SSIZE_MAX SSIZE_MAX
#else
#define OSSL_SSIZE_MAX ((ssize_t)(SIZE_MAX >> 1))
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
typedef intmax_t ossl_intmax_t;
typedef uintmax_t ossl_uintmax_t;
#else
typedef int64_t ossl_intmax_t;
typedef uint64_t ossl_uintmax_t;
#endif

#ifdef __cplusplus
}
#endif

#ifdef UNUSEDRESULT_DEBUG
#define __owur __attribute__((__warn_unused_result__))
#else
#define __owur
#endif

#if defined(__cplusplus) || defined(inline) || \
    (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L)
#define ossl_inline inline
#else
#define ossl_inline __inline__
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && \
    !defined(__cplusplus)
#define ossl_noreturn _Noreturn
#elif defined(__GNUC__)
#define ossl_noreturn __attribute__((noreturn))
#else
#define ossl_noreturn
#endif

#ifdef __GNUC__
#define ossl_unused __attribute__((unused))
#else
#define ossl_unused
#endif

#endif
