/* ASN.1's string types as UTF-8. X.680, section 41. */
#include "engine/der/der.h"
#include "engine/pki/name.h"

static bool
put_code_point(struct urt_buf *b, uint32_t c)
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return false;
    if (c < 0x80) {
        urt_put_u8(b, (uint8_t)c);
    } else if (c < 0x800) {
        urt_put_u8(b, (uint8_t)(0xc0 | c >> 6));
        urt_put_u8(b, (uint8_t)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        urt_put_u8(b, (uint8_t)(0xe0 | c >> 12));
        urt_put_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        urt_put_u8(b, (uint8_t)(0x80 | (c & 0x3f)));
    } else {
        urt_put_u8(b, (uint8_t)(0xf0 | c >> 18));
        urt_put_u8(b, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        urt_put_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        urt_put_u8(b, (uint8_t)(0x80 | (c & 0x3f)));
    }
    return true;
}

/* Reads one character of UTF-8: shortest form, no surrogates. */
static bool
take_utf8(struct urt_bytes *in, uint32_t *out)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    uint8_t first, next;
    uint32_t c;
    size_t more;

    if (!urt_take_u8(in, &first))
        return false;
    if (first < 0x80) {
        *out = first;
        return true;
    }
    if (first < 0xc0 || first >= 0xf8)
        return false;
    more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    c = first & (0x3fu >> more);
    for (size_t i = 0; i < more; i++) {
        if (!urt_take_u8(in, &next) || (next & 0xc0) != 0x80)
            return false;
        c = c << 6 | (next & 0x3f);
    }
    *out = c;
    return c >= least[more];
}

/* Reads one character of WIDTH bytes, big-endian. */
static bool
take_wide(struct urt_bytes *in, uint32_t *out, size_t width)
{
    uint64_t v;

    if (!urt_take_uint(in, &v, width))
        return false;
    *out = (uint32_t)v;
    return true;
}

bool
urt_string_put_utf8(struct urt_buf *b, uint8_t tag, struct urt_bytes value)
{
    uint32_t c = 0;
    bool ok = true;

    while (ok && value.len > 0) {
        switch (tag) {
        case URT_DER_UTF8_STRING:
            ok = take_utf8(&value, &c);
            break;
        case URT_DER_BMP_STRING:
            ok = take_wide(&value, &c, 2);
            break;
        case URT_DER_UNIVERSAL_STRING:
            ok = take_wide(&value, &c, 4);
            break;
        case URT_DER_NUMERIC_STRING:
        case URT_DER_PRINTABLE_STRING:
        case URT_DER_TELETEX_STRING:
        case URT_DER_IA5_STRING:
        case URT_DER_VISIBLE_STRING:
            ok = take_wide(&value, &c, 1);
            break;
        default:
            ok = false;
        }
        ok = ok && put_code_point(b, c);
    }
    return ok;
}
