/* What lies behind a CONF is no part of the interface: 3.0 exports none of
 * the functions that this header once had. */
#ifndef OPENSSL_CONF_API_H
#define OPENSSL_CONF_API_H
#pragma once

#include <openssl/macros.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CONF_API_H
#endif

#include <openssl/conf.h>
#include <openssl/lhash.h>

#endif
