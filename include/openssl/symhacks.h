/* Kept for the programs that include it: names that systems with short
 * symbols had to change. There are none here. */
#ifndef OPENSSL_SYMHACKS_H
#define OPENSSL_SYMHACKS_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SYMHACKS_H
#endif

#include <openssl/e_os2.h>

#endif
