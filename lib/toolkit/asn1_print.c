/* Strings as text: plain, escaped as RFC 2253 and RFC 2254 ask, or dumped as
 * hex, by the ASN1_STRFLGS_* flags; and their conversion to UTF-8. */
#include "toolkit/asn1_local.h"

#include "toolkit/asn1_char.h"
#include "toolkit/asn1_print.h"

#include <openssl/bio.h>

#define ESCAPES                                                        \
    (ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_2254 |                   \
     ASN1_STRFLGS_ESC_QUOTE | ASN1_STRFLGS_ESC_CTRL |                  \
     ASN1_STRFLGS_ESC_MSB)

/* ---- to UTF-8 ---------------------------------------------------------- */

int
ASN1_STRING_to_UTF8(unsigned char **out, const ASN1_STRING *in)
{
    static const int forms[] = {MBSTRING_UTF8, MBSTRING_ASC, MBSTRING_BMP, 0,
                                MBSTRING_UNIV};
    ASN1_STRING utf8 = {0, V_ASN1_UTF8STRING, NULL, 0};
    ASN1_STRING *to = &utf8;
    int width;

    if (in == NULL)
        return -1;
    width = fac_char_width(in->type);
    if (width == FAC_CHAR_NONE)
        return -1;
    if (ASN1_mbstring_copy(&to, in->data, in->length, forms[width],
                           B_ASN1_UTF8STRING) < 0)
        return -1;
    *out = utf8.data;
    return utf8.length;
}

/* ---- escaping ---------------------------------------------------------- */

/* A string on its way out; FLAGS says which characters are special. */
struct escape {
    unsigned long flags;
    bool quotes; /* with ESC_QUOTE: some character asked for them */
};

static bool
is_special(unsigned long c, unsigned long flags, bool first, bool last)
{
    if ((flags & ASN1_STRFLGS_ESC_2253) == 0)
        return false;
    return (c < 0x80 && c != 0 && strchr(",+\"<>;", (int)c) != NULL) ||
           (c == ' ' && (first || last)) || (c == '#' && first && !last);
}

static void
put_octet(struct urt_buf *b, struct escape *e, unsigned long c, bool first,
          bool last)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned long flags = e->flags;

    if (c == '\\' && (flags & ASN1_STRFLGS_ESC_2253) != 0) {
        urt_put_text(b, "\\\\");
    } else if (is_special(c, flags, first, last)) {
        /* Within quotes only the quote itself needs its backslash. */
        if ((flags & ASN1_STRFLGS_ESC_QUOTE) != 0 && c != '"') {
            e->quotes = true;
            urt_put_u8(b, (uint8_t)c);
        } else {
            urt_put_u8(b, '\\');
            urt_put_u8(b, (uint8_t)c);
        }
    } else if (((c < 0x20 || c == 0x7f) &&
                (flags & ASN1_STRFLGS_ESC_CTRL) != 0) ||
               (c > 0x7f && (flags & ASN1_STRFLGS_ESC_MSB) != 0) ||
               ((c == 0 || c == '*' || c == '(' || c == ')' || c == '\\') &&
                (flags & ASN1_STRFLGS_ESC_2254) != 0)) {
        urt_put_u8(b, '\\');
        urt_put_u8(b, (uint8_t)digits[c >> 4 & 15]);
        urt_put_u8(b, (uint8_t)digits[c & 15]);
    } else if (c == '\\' && (flags & ESCAPES) != 0) {
        urt_put_text(b, "\\\\");
    } else {
        urt_put_u8(b, (uint8_t)c);
    }
}

static void
put_wide(struct urt_buf *b, unsigned long c)
{
    char text[12];

    (void)snprintf(text, sizeof(text), c > 0xffff ? "\\W%08lX" : "\\U%04lX",
                   c);
    urt_put_text(b, text);
}

/* False when the string is not what its type promises. */
static bool
put_escaped(struct urt_buf *b, struct escape *e, struct urt_bytes in,
            int width, bool to_utf8)
{
    bool first = true;

    if ((width == 2 && in.len % 2 != 0) || (width == 4 && in.len % 4 != 0)) {
        ERR_raise(ERR_LIB_ASN1, width == 2
                                    ? ASN1_R_INVALID_BMPSTRING_LENGTH
                                    : ASN1_R_INVALID_UNIVERSALSTRING_LENGTH);
        return false;
    }
    while (in.len > 0) {
        unsigned long c;
        bool last;

        if (!fac_char_take(&in, width, &c))
            return false;
        last = in.len == 0;
        if (to_utf8) {
            uint8_t octets[4];
            int n = UTF8_putc(octets, sizeof(octets), c);

            if (n < 0)
                return false;
            /* First and last matter for ASCII alone. */
            for (int i = 0; i < n; i++)
                put_octet(b, e, octets[i], first, last);
        } else if (c > 0xff) {
            put_wide(b, c);
        } else {
            put_octet(b, e, c, first, last);
        }
        first = false;
    }
    return true;
}

/* ---- print_ex ---------------------------------------------------------- */

static bool
put_dump(struct urt_buf *b, const ASN1_STRING *str, bool der)
{
    static const char digits[] = "0123456789ABCDEF";
    ASN1_TYPE any = {0};
    struct urt_bytes s = fac_asn1_bytes(str);
    unsigned char *whole = NULL;

    if (der) {
        int len;

        any.type = str->type;
        any.value.asn1_string = (ASN1_STRING *)(uintptr_t)str;
        len = i2d_ASN1_TYPE(&any, &whole);
        urt_put_u8(b, '#');
        if (len <= 0)
            return false;
        s = urt_bytes(whole, (size_t)len);
    } else {
        urt_put_u8(b, '#');
    }
    for (size_t i = 0; i < s.len; i++) {
        urt_put_u8(b, (uint8_t)digits[s.data[i] >> 4]);
        urt_put_u8(b, (uint8_t)digits[s.data[i] & 15]);
    }
    urt_free(whole);
    return true;
}

bool
fac_asn1_put_string_ex(struct urt_buf *b, const ASN1_STRING *str,
                       unsigned long flags)
{
    struct urt_buf text = URT_BUF_INIT;
    struct escape e = {flags, false};
    int width;
    bool ok;

    if ((flags & ASN1_STRFLGS_SHOW_TYPE) != 0) {
        urt_put_text(b, ASN1_tag2str(str->type));
        urt_put_text(b, ":");
    }
    if ((flags & ASN1_STRFLGS_DUMP_ALL) != 0)
        width = FAC_CHAR_NONE;
    else if ((flags & ASN1_STRFLGS_IGNORE_TYPE) != 0)
        width = 1;
    else {
        width = fac_char_width(str->type);
        if (width == FAC_CHAR_NONE && (flags & ASN1_STRFLGS_DUMP_UNKNOWN) == 0)
            width = 1;
    }
    if (width == FAC_CHAR_NONE)
        return put_dump(b, str, (flags & ASN1_STRFLGS_DUMP_DER) != 0);
    if ((flags & ASN1_STRFLGS_UTF8_CONVERT) != 0 && width == FAC_CHAR_UTF8)
        /* It is UTF-8 already: octets go through unread. */
        ok = put_escaped(&text, &e, fac_asn1_bytes(str), 1, false);
    else
        ok = put_escaped(&text, &e, fac_asn1_bytes(str), width,
                         (flags & ASN1_STRFLGS_UTF8_CONVERT) != 0);
    if (ok) {
        if (e.quotes)
            urt_put_u8(b, '"');
        urt_put_bytes(b, urt_buf_bytes(&text));
        if (e.quotes)
            urt_put_u8(b, '"');
        b->failed = b->failed || text.failed;
    }
    urt_buf_free(&text);
    return ok;
}

int
ASN1_STRING_print_ex(BIO *out, const ASN1_STRING *str, unsigned long flags)
{
    struct urt_buf b = URT_BUF_INIT;
    bool ok = fac_asn1_put_string_ex(&b, str, flags);
    int len = urt_buf_ok(&b) && b.len <= INT_MAX ? (int)b.len : -1;

    /* Of a string that fails, what was good before it is still written. */
    if (out != NULL && len > 0 && BIO_write(out, b.data, len) != len)
        len = -1;
    urt_buf_free(&b);
    return ok ? len : -1;
}

int
ASN1_STRING_print_ex_fp(FILE *fp, const ASN1_STRING *str, unsigned long flags)
{
    struct urt_buf b = URT_BUF_INIT;
    bool ok = fac_asn1_put_string_ex(&b, str, flags);
    int len = urt_buf_ok(&b) && b.len <= INT_MAX ? (int)b.len : -1;

    if (fp != NULL && len > 0 && fwrite(b.data, 1, b.len, fp) != b.len)
        len = -1;
    urt_buf_free(&b);
    return ok ? len : -1;
}

/* Octets as they are, but for what a terminal would stumble over. */
int
ASN1_STRING_print(BIO *bp, const ASN1_STRING *v)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes s;
    int ret;

    if (v == NULL)
        return 0;
    s = fac_asn1_bytes(v);
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        urt_put_u8(&b, c > '~' || (c < ' ' && c != '\n' && c != '\r') ? '.'
                                                                      : c);
    }
    ret = urt_buf_ok(&b) &&
          (b.len == 0 || BIO_write(bp, b.data, (int)b.len) > 0);
    urt_buf_free(&b);
    return ret;
}

/* A UniversalString of Latin-1 characters becomes a PrintableString or a
 * T61String in place; anything else is left alone (0). */
int
ASN1_UNIVERSALSTRING_to_string(ASN1_UNIVERSALSTRING *s)
{
    int n = s->length / 4;

    if (s->type != V_ASN1_UNIVERSALSTRING || s->length % 4 != 0)
        return 0;
    for (int i = 0; i < n; i++)
        if (s->data[4 * i] != 0 || s->data[4 * i + 1] != 0 ||
            s->data[4 * i + 2] != 0)
            return 0;
    for (int i = 0; i < n; i++)
        s->data[i] = s->data[4 * i + 3];
    if (s->data != NULL)
        s->data[n] = 0;
    s->length = n;
    s->type = ASN1_PRINTABLE_type(s->data, n);
    return 1;
}
