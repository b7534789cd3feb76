/* ASN1_STRING_print_ex into a buffer, for the printers of names. */
#ifndef TOOLKIT_ASN1_PRINT_H
#define TOOLKIT_ASN1_PRINT_H

#include "engine/base/buf.h"

#include <openssl/asn1.h>

/* Appends STR as the ASN1_STRFLGS_* in FLAGS ask. False when the string is
 * not what its type promises. */
bool fac_asn1_put_string_ex(struct urt_buf *b, const ASN1_STRING *str,
                            unsigned long flags);

#endif
