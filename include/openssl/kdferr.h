/* Reason codes of the library KDF. */
#ifndef OPENSSL_KDFERR_H
#define OPENSSL_KDFERR_H
#pragma once

#include <openssl/cryptoerr_legacy.h>

#endif
