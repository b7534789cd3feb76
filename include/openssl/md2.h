/* MD2 is left out: opensslconf.h defines OPENSSL_NO_MD2. */
#ifndef OPENSSL_MD2_H
#define OPENSSL_MD2_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_MD2_H
#endif

#include <openssl/opensslconf.h>

#endif
