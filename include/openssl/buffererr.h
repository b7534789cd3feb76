/* Reason codes of the library BUFFER. */
#ifndef OPENSSL_BUFFERERR_H
#define OPENSSL_BUFFERERR_H
#pragma once

#include <openssl/cryptoerr_legacy.h>
#include <openssl/opensslconf.h>

#endif
