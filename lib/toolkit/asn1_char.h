/* Characters as the string types encode them. */
#ifndef TOOLKIT_ASN1_CHAR_H
#define TOOLKIT_ASN1_CHAR_H

#include "engine/base/buf.h"

/* Octets a character has in a type; not all types hold characters. */
enum { FAC_CHAR_NONE = -1, FAC_CHAR_UTF8 = 0 };

#define FAC_CHAR_MAX 0x10ffffUL

int fac_char_width(int tag);
/* Takes the next character; WIDTH is 1, 2, 4 or FAC_CHAR_UTF8. False when it
 * is cut short or no UTF-8. */
bool fac_char_take(struct urt_bytes *in, int width, unsigned long *c);
/* A character that doesn't fit WIDTH fails the buffer. */
void fac_char_put(struct urt_buf *b, int width, unsigned long c);
bool fac_char_is_printable(unsigned long c);
bool fac_char_is_numeric(unsigned long c);

#endif
