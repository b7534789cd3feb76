/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library OSSL_DECODER gives in the error queue. */
#ifndef OPENSSL_DECODERERR_H
#define OPENSSL_DECODERERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define OSSL_DECODER_R_MISSING_GET_PARAMS                100
#define OSSL_DECODER_R_COULD_NOT_DECODE_OBJECT           101
#define OSSL_DECODER_R_DECODER_NOT_FOUND                 102

#endif
