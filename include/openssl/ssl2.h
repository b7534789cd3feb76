/* Nothing of SSL 2.0 is left but the number of its version. */
#ifndef OPENSSL_SSL2_H
#define OPENSSL_SSL2_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SSL2_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define SSL2_VERSION         0x0002
#define SSL2_MT_CLIENT_HELLO 1

#ifdef __cplusplus
}
#endif

#endif
