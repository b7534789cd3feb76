/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library COMP gives in the error queue. */
#ifndef OPENSSL_COMPERR_H
#define OPENSSL_COMPERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define COMP_R_ZLIB_DEFLATE_ERROR                        99
#define COMP_R_ZLIB_INFLATE_ERROR                        100
#define COMP_R_ZLIB_NOT_SUPPORTED                        101

#endif
