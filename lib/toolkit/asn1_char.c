/* Characters of string types: UTF-8 (RFC 3629), which characters a type may
 * hold, and the names and masks of tags. */
#include "toolkit/asn1_local.h"

#include "toolkit/asn1_char.h"

#include "engine/base/text.h"

/* What UTF8_getc answers for bad input. */
enum { CUT_SHORT = -1, BAD_LEAD = -2, BAD_FOLLOWER = -3, OVERLONG = -4 };

static bool
is_surrogate(unsigned long c)
{
    return c >= 0xd800 && c <= 0xdfff;
}

int
UTF8_getc(const unsigned char *str, int len, unsigned long *val)
{
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned long c;
    int n;

    if (len <= 0)
        return 0;
    c = str[0];
    if (c < 0x80) {
        *val = c;
        return 1;
    }
    n = (c & 0xe0) == 0xc0 ? 2 : (c & 0xf0) == 0xe0 ? 3 : 4;
    if (n == 4 && (c & 0xf8) != 0xf0)
        return BAD_LEAD;
    if (c < 0xc0)
        return BAD_LEAD;
    if (len < n)
        return CUT_SHORT;
    c &= 0xffu >> (n + 1);
    for (int i = 1; i < n; i++) {
        if ((str[i] & 0xc0) != 0x80)
            return BAD_FOLLOWER;
        c = c << 6 | (str[i] & 0x3f);
    }
    if (c < least[n])
        return OVERLONG;
    if (is_surrogate(c))
        return BAD_LEAD;
    if (c > FAC_CHAR_MAX)
        return OVERLONG;
    *val = c;
    return n;
}

int
UTF8_putc(unsigned char *str, int len, unsigned long value)
{
    uint8_t octets[4];
    int n;

    if (value > FAC_CHAR_MAX || is_surrogate(value))
        return -2;
    if (value < 0x80) {
        n = 1;
        octets[0] = (uint8_t)value;
    } else {
        n = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
        for (int i = n; i-- > 1; value >>= 6)
            octets[i] = (uint8_t)(0x80 | (value & 0x3f));
        octets[0] = (uint8_t)((0xf00 >> n & 0xff) | value);
    }
    if (str == NULL)
        return n;
    if (len < n)
        return -1;
    memcpy(str, octets, (size_t)n);
    return n;
}

bool
fac_char_take(struct urt_bytes *in, int width, unsigned long *c)
{
    uint64_t v;
    int n;

    if (width != FAC_CHAR_UTF8) {
        if (!urt_take_uint(in, &v, (size_t)width))
            return false;
        *c = (unsigned long)v;
        return true;
    }
    n = UTF8_getc(in->data, in->len > 4 ? 4 : (int)in->len, c);
    return n > 0 && urt_skip(in, (size_t)n);
}

void
fac_char_put(struct urt_buf *b, int width, unsigned long c)
{
    uint8_t octets[4];
    int n;

    if (width != FAC_CHAR_UTF8) {
        urt_put_uint(b, c, (size_t)width);
        return;
    }
    n = UTF8_putc(octets, sizeof(octets), c);
    if (n > 0)
        urt_put(b, octets, (size_t)n);
    else
        b->failed = true;
}

bool
fac_char_is_printable(unsigned long c)
{
    return c < 0x80 && c != 0 &&
           (urt_ascii_is_alpha((char)c) || urt_ascii_is_digit((char)c) ||
            strchr(" '()+,-./:=?", (int)c) != NULL);
}

bool
fac_char_is_numeric(unsigned long c)
{
    return c == ' ' || (c >= '0' && c <= '9');
}

/* PrintableString where that will do, else IA5String or T61String. */
int
ASN1_PRINTABLE_type(const unsigned char *s, int len)
{
    bool beyond_printable = false;

    if (s == NULL)
        return V_ASN1_PRINTABLESTRING;
    if (len < 0)
        len = (int)strlen((const char *)s);
    for (int i = 0; i < len && s[i] != 0; i++) {
        if (s[i] >= 0x80)
            return V_ASN1_T61STRING;
        beyond_printable |= !fac_char_is_printable(s[i]);
    }
    return beyond_printable ? V_ASN1_IA5STRING : V_ASN1_PRINTABLESTRING;
}

/* ---- tags -------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned long bit;
    int width; /* of a character; FAC_CHAR_UTF8, FAC_CHAR_NONE */
} tags[] = {
    {"EOC", 0, FAC_CHAR_NONE},
    {"BOOLEAN", 0, FAC_CHAR_NONE},
    {"INTEGER", 0, FAC_CHAR_NONE},
    {"BIT STRING", B_ASN1_BIT_STRING, FAC_CHAR_NONE},
    {"OCTET STRING", B_ASN1_OCTET_STRING, FAC_CHAR_NONE},
    {"NULL", 0, FAC_CHAR_NONE},
    {"OBJECT", 0, FAC_CHAR_NONE},
    {"OBJECT DESCRIPTOR", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"EXTERNAL", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"REAL", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"ENUMERATED", 0, FAC_CHAR_NONE},
    {"<ASN1 11>", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"UTF8STRING", B_ASN1_UTF8STRING, FAC_CHAR_UTF8},
    {"<ASN1 13>", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"<ASN1 14>", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"<ASN1 15>", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"SEQUENCE", B_ASN1_SEQUENCE, FAC_CHAR_NONE},
    {"SET", 0, FAC_CHAR_NONE},
    {"NUMERICSTRING", B_ASN1_NUMERICSTRING, 1},
    {"PRINTABLESTRING", B_ASN1_PRINTABLESTRING, 1},
    {"T61STRING", B_ASN1_T61STRING, 1},
    {"VIDEOTEXSTRING", B_ASN1_VIDEOTEXSTRING, FAC_CHAR_NONE},
    {"IA5STRING", B_ASN1_IA5STRING, 1},
    {"UTCTIME", B_ASN1_UTCTIME, 1},
    {"GENERALIZEDTIME", B_ASN1_GENERALIZEDTIME, 1},
    {"GRAPHICSTRING", B_ASN1_GRAPHICSTRING, FAC_CHAR_NONE},
    {"VISIBLESTRING", B_ASN1_VISIBLESTRING, 1},
    {"GENERALSTRING", B_ASN1_GENERALSTRING, FAC_CHAR_NONE},
    {"UNIVERSALSTRING", B_ASN1_UNIVERSALSTRING, 4},
    {"<ASN1 29>", B_ASN1_UNKNOWN, FAC_CHAR_NONE},
    {"BMPSTRING", B_ASN1_BMPSTRING, 2},
};

enum { TAGS = sizeof(tags) / sizeof(tags[0]) };

const char *
ASN1_tag2str(int tag)
{
    if (tag == V_ASN1_NEG_INTEGER || tag == V_ASN1_NEG_ENUMERATED)
        tag &= ~V_ASN1_NEG;
    return tag >= 0 && tag < TAGS ? tags[tag].name : "(unknown)";
}

unsigned long
ASN1_tag2bit(int tag)
{
    return tag >= 0 && tag < TAGS ? tags[tag].bit : 0;
}

int
fac_char_width(int tag)
{
    return tag >= 0 && tag < TAGS ? tags[tag].width : FAC_CHAR_NONE;
}
