/* Made from lib/toolkit/data/errors.txt by make-errors: the reasons that
 * the library OBJ gives in the error queue. */
#ifndef OPENSSL_OBJECTSERR_H
#define OPENSSL_OBJECTSERR_H
#pragma once

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#define OBJ_R_UNKNOWN_NID                                101
#define OBJ_R_OID_EXISTS                                 102
#define OBJ_R_UNKNOWN_OBJECT_NAME                        103

#endif
