/* What other files use of pkey_der.c. */
#ifndef FAC_PKEY_DER_H
#define FAC_PKEY_DER_H

#include <openssl/bio.h>
#include <stdbool.h>

#include "engine/base/buf.h"

/* Reads one DER element from BP, and nothing behind it, into B; false with
 * an error raised where there is none. */
bool fac_read_element(BIO *bp, struct urt_buf *b);

#endif
