/* MDC2 is left out: opensslconf.h defines OPENSSL_NO_MDC2. */
#ifndef OPENSSL_MDC2_H
#define OPENSSL_MDC2_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_MDC2_H
#endif

#include <openssl/opensslconf.h>

#endif
