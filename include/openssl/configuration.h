/* What this build offers. The set of absent features is that of Debian's
 * OpenSSL 3.0, so that the same parts of a program are compiled. */
#ifndef OPENSSL_CONFIGURATION_H
#define OPENSSL_CONFIGURATION_H
#pragma once

#ifdef OPENSSL_ALGORITHM_DEFINES
#error "OPENSSL_ALGORITHM_DEFINES has no meaning since OpenSSL 1.1"
#endif

/* The newest API level that the headers can be asked for. */
#define OPENSSL_CONFIGURED_API 30000

#ifndef OPENSSL_THREADS
#define OPENSSL_THREADS
#endif
#ifndef OPENSSL_RAND_SEED_OS
#define OPENSSL_RAND_SEED_OS
#endif

#ifndef OPENSSL_NO_ACVP_TESTS
#define OPENSSL_NO_ACVP_TESTS
#endif
#ifndef OPENSSL_NO_ASAN
#define OPENSSL_NO_ASAN
#endif
#ifndef OPENSSL_NO_CAPIENG
#define OPENSSL_NO_CAPIENG
#endif
#ifndef OPENSSL_NO_CRYPTO_MDEBUG
#define OPENSSL_NO_CRYPTO_MDEBUG
#endif
#ifndef OPENSSL_NO_CRYPTO_MDEBUG_BACKTRACE
#define OPENSSL_NO_CRYPTO_MDEBUG_BACKTRACE
#endif
#ifndef OPENSSL_NO_DEVCRYPTOENG
#define OPENSSL_NO_DEVCRYPTOENG
#endif
#ifndef OPENSSL_NO_EGD
#define OPENSSL_NO_EGD
#endif
#ifndef OPENSSL_NO_EXTERNAL_TESTS
#define OPENSSL_NO_EXTERNAL_TESTS
#endif
#ifndef OPENSSL_NO_FIPS_SECURITYCHECKS
#define OPENSSL_NO_FIPS_SECURITYCHECKS
#endif
#ifndef OPENSSL_NO_FUZZ_AFL
#define OPENSSL_NO_FUZZ_AFL
#endif
#ifndef OPENSSL_NO_FUZZ_LIBFUZZER
#define OPENSSL_NO_FUZZ_LIBFUZZER
#endif
#ifndef OPENSSL_NO_HEARTBEATS
#define OPENSSL_NO_HEARTBEATS
#endif
#ifndef OPENSSL_NO_IDEA
#define OPENSSL_NO_IDEA
#endif
#ifndef OPENSSL_NO_MD2
#define OPENSSL_NO_MD2
#endif
#ifndef OPENSSL_NO_MDC2
#define OPENSSL_NO_MDC2
#endif
#ifndef OPENSSL_NO_MSAN
#define OPENSSL_NO_MSAN
#endif
#ifndef OPENSSL_NO_RC5
#define OPENSSL_NO_RC5
#endif
#ifndef OPENSSL_NO_RDRAND
#define OPENSSL_NO_RDRAND
#endif
#ifndef OPENSSL_NO_SCTP
#define OPENSSL_NO_SCTP
#endif
#ifndef OPENSSL_NO_SSL3
#define OPENSSL_NO_SSL3
#endif
#ifndef OPENSSL_NO_SSL3_METHOD
#define OPENSSL_NO_SSL3_METHOD
#endif
#ifndef OPENSSL_NO_STATIC_ENGINE
#define OPENSSL_NO_STATIC_ENGINE
#endif
#ifndef OPENSSL_NO_TRACE
#define OPENSSL_NO_TRACE
#endif
#ifndef OPENSSL_NO_UBSAN
#define OPENSSL_NO_UBSAN
#endif
#ifndef OPENSSL_NO_UPLINK
#define OPENSSL_NO_UPLINK
#endif
#ifndef OPENSSL_NO_WEAK_SSL_CIPHERS
#define OPENSSL_NO_WEAK_SSL_CIPHERS
#endif

/* BN_ULONG is an unsigned long of 64 bits (32 where long has 32). */
#undef BN_LLONG
#undef SIXTY_FOUR_BIT
#undef SIXTY_FOUR_BIT_LONG
#undef THIRTY_TWO_BIT
#undef I386_ONLY
#if defined(__LP64__)
#define SIXTY_FOUR_BIT_LONG
#else
#define BN_LLONG
#define THIRTY_TWO_BIT
#endif

#define RC4_INT unsigned int

#endif
