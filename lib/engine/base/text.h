/* ASCII text without the locale: case, digits, hex, matching. */
#ifndef URT_BASE_TEXT_H
#define URT_BASE_TEXT_H

#include "engine/base/buf.h"

char urt_ascii_lower(char c);
bool urt_ascii_is_digit(char c);
bool urt_ascii_is_alpha(char c);
bool urt_ascii_is_space(char c);
/* Equal but for ASCII case. */
bool urt_text_equal_nocase(const char *a, const char *b);
bool urt_bytes_equal_nocase(struct urt_bytes a, struct urt_bytes b);
/* The value of a hex digit, or -1. */
int urt_hex_value(char c);
/* Two lower-case digits a byte, without a NUL. */
void urt_put_hex(struct urt_buf *b, struct urt_bytes s);
/* The reverse: false unless the text is an even number of hex digits. */
bool urt_put_unhex(struct urt_buf *b, struct urt_bytes hex);

#endif
