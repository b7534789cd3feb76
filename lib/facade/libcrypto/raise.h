/* Engine errors as OpenSSL's queue entries. */
#ifndef FAC_RAISE_H
#define FAC_RAISE_H

#include "engine/base/err.h"

/* Pushes what OpenSSL pushes for ERR when it shows in library LIB
 * (ERR_LIB_EVP, ...): the table's entries, in order. Codes without a row
 * become one entry of LIB with ERR_R_INTERNAL_ERROR. URT_OK pushes none. */
void fac_raise(int lib, enum urt_err err);

#endif
