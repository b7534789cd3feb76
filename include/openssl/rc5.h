/* RC5 is left out: opensslconf.h defines OPENSSL_NO_RC5. */
#ifndef OPENSSL_RC5_H
#define OPENSSL_RC5_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RC5_H
#endif

#include <openssl/opensslconf.h>

#endif
