/* The locale-free text helpers of text.h. */
#include "engine/base/text.h"

char
urt_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
urt_ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool
urt_ascii_is_alpha(char c)
{
    c = urt_ascii_lower(c);
    return c >= 'a' && c <= 'z';
}

bool
urt_ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
urt_text_equal_nocase(const char *a, const char *b)
{
    return urt_bytes_equal_nocase(urt_bytes(a, strlen(a)),
                                  urt_bytes(b, strlen(b)));
}

bool
urt_bytes_equal_nocase(struct urt_bytes a, struct urt_bytes b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (urt_ascii_lower((char)a.data[i]) !=
            urt_ascii_lower((char)b.data[i]))
            return false;
    return true;
}

int
urt_hex_value(char c)
{
    if (urt_ascii_is_digit(c))
        return c - '0';
    c = urt_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
urt_put_hex(struct urt_buf *b, struct urt_bytes s)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < s.len; i++) {
        urt_put_u8(b, (uint8_t)digits[s.data[i] >> 4]);
        urt_put_u8(b, (uint8_t)digits[s.data[i] & 15]);
    }
}

bool
urt_put_unhex(struct urt_buf *b, struct urt_bytes hex)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int hi = urt_hex_value((char)hex.data[i]);
        int lo = urt_hex_value((char)hex.data[i + 1]);

        if (hi < 0 || lo < 0)
            return false;
        urt_put_u8(b, (uint8_t)(hi << 4 | lo));
    }
    return hex.len % 2 == 0;
}
