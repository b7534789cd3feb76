/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library ESS gives in the error queue. */
#ifndef OPENSSL_ESSERR_H
#define OPENSSL_ESSERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define ESS_R_ESS_SIGNING_CERT_ADD_ERROR                 100
#define ESS_R_ESS_SIGNING_CERT_V2_ADD_ERROR              101
#define ESS_R_ESS_SIGNING_CERTIFICATE_ERROR              102
#define ESS_R_ESS_CERT_DIGEST_ERROR                      103
#define ESS_R_ESS_CERT_ID_NOT_FOUND                      104
#define ESS_R_ESS_CERT_ID_WRONG_ORDER                    105
#define ESS_R_ESS_DIGEST_ALG_UNKNOWN                     106
#define ESS_R_EMPTY_ESS_CERT_ID_LIST                     107
#define ESS_R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE      108

#endif
