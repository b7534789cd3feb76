/* The constants of oid.def, and the dotted form. X.690, section 8.19. */
#include "engine/der/oid.h"

#include <stdio.h>

#include "engine/base/text.h"

#define URT_OID(name, ...) \
    static const uint8_t bytes_##name[] = {__VA_ARGS__};
#include "engine/der/oid.def"
#undef URT_OID

#define URT_OID(name, ...)                                   \
    const struct urt_bytes urt_oid_##name = {bytes_##name,   \
                                             sizeof bytes_##name};
#include "engine/der/oid.def"
#undef URT_OID

static bool
take_number(struct urt_bytes *in, uint64_t *out)
{
    uint64_t v = 0;
    uint8_t byte;

    if (in->len > 0 && in->data[0] == 0x80)
        return false;
    do {
        if (v >> 57 != 0 || !urt_take_u8(in, &byte))
            return false;
        v = v << 7 | (byte & 0x7f);
    } while (byte & 0x80);
    *out = v;
    return true;
}

bool
urt_oid_is_valid(struct urt_bytes content)
{
    bool starts = true;

    if (content.len == 0)
        return false;
    for (size_t i = 0; i < content.len; i++) {
        if (starts && content.data[i] == 0x80)
            return false;
        starts = (content.data[i] & 0x80) == 0;
    }
    return starts;
}

static void
put_decimal(struct urt_buf *b, uint64_t v)
{
    char text[24];

    snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    urt_put_text(b, text);
}

bool
urt_oid_put_dotted(struct urt_buf *b, struct urt_bytes content)
{
    size_t start = b->len;
    uint64_t n, root;

    if (!take_number(&content, &n))
        return false;
    root = n < 80 ? n / 40 : 2;
    put_decimal(b, root);
    urt_put_u8(b, '.');
    put_decimal(b, n - root * 40);
    while (content.len > 0) {
        if (!take_number(&content, &n)) {
            b->len = start;
            return false;
        }
        urt_put_u8(b, '.');
        put_decimal(b, n);
    }
    return urt_buf_ok(b);
}

static bool
read_decimal(const char **text, uint64_t *out)
{
    const char *p = *text;
    uint64_t v = 0;

    if (!urt_ascii_is_digit(*p))
        return false;
    for (; urt_ascii_is_digit(*p); p++)
        if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
            __builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
            return false;
    *text = p;
    *out = v;
    return true;
}

static void
put_number(struct urt_buf *b, uint64_t v)
{
    int shift = 0;

    while (shift < 63 && v >> shift > 0x7f)
        shift += 7;
    for (; shift > 0; shift -= 7)
        urt_put_u8(b, (uint8_t)(0x80 | (v >> shift & 0x7f)));
    urt_put_u8(b, (uint8_t)(v & 0x7f));
}

bool
urt_oid_from_dotted(struct urt_buf *b, const char *dotted)
{
    size_t start = b->len;
    uint64_t root, n;

    if (!read_decimal(&dotted, &root) || root > 2 || *dotted++ != '.' ||
        !read_decimal(&dotted, &n) || (root < 2 && n > 39) ||
        __builtin_add_overflow(n, root * 40, &n))
        return false;
    put_number(b, n);
    while (*dotted != '\0') {
        if (*dotted++ != '.' || !read_decimal(&dotted, &n)) {
            b->len = start;
            return false;
        }
        put_number(b, n);
    }
    return urt_buf_ok(b);
}
