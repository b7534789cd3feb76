/* Conversions for machines with EBCDIC, which are not supported. */
#ifndef OPENSSL_EBCDIC_H
#define OPENSSL_EBCDIC_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_EBCDIC_H
#endif

#include <stdlib.h>

#endif
