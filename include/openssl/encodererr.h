/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library OSSL_ENCODER gives in the error queue. */
#ifndef OPENSSL_ENCODERERR_H
#define OPENSSL_ENCODERERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define OSSL_ENCODER_R_INCORRECT_PROPERTY_QUERY          100
#define OSSL_ENCODER_R_ENCODER_NOT_FOUND                 101
#define OSSL_ENCODER_R_MISSING_GET_PARAMS                102

#endif
