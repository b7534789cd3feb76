/* Strings and numbers as lines of hex digits, the form of i2a_* and a2i_*:
 * 35 octets a line, a backslash where one goes on in the next. */
#include "toolkit/asn1_local.h"

#include "engine/base/text.h"

#include <openssl/bio.h>

enum { OCTETS_A_LINE = 35 };

/* Writes B's text; its length, or -1. Frees B. */
static int
write_text(BIO *bp, struct urt_buf *b)
{
    int len = urt_buf_ok(b) && b->len <= INT_MAX ? (int)b->len : -1;

    if (len > 0 && BIO_write(bp, b->data, len) != len)
        len = -1;
    urt_buf_free(b);
    return len;
}

static void
put_lines(struct urt_buf *b, struct urt_bytes s)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        if (i != 0 && i % OCTETS_A_LINE == 0)
            urt_put_text(b, "\\\n");
        urt_put_u8(b, (uint8_t)digits[s.data[i] >> 4]);
        urt_put_u8(b, (uint8_t)digits[s.data[i] & 15]);
    }
}

int
i2a_ASN1_INTEGER(BIO *bp, const ASN1_INTEGER *a)
{
    struct urt_buf b = URT_BUF_INIT;

    if (a == NULL)
        return 0;
    if ((a->type & V_ASN1_NEG) != 0)
        urt_put_text(&b, "-");
    if (a->length == 0)
        urt_put_text(&b, "00");
    else
        put_lines(&b, fac_asn1_bytes(a));
    return write_text(bp, &b);
}

int
i2a_ASN1_ENUMERATED(BIO *bp, const ASN1_ENUMERATED *a)
{
    return i2a_ASN1_INTEGER(bp, a);
}

/* TYPE is not used; it never was. */
int
i2a_ASN1_STRING(BIO *bp, const ASN1_STRING *a, int type)
{
    struct urt_buf b = URT_BUF_INIT;

    if (a == NULL)
        return 0;
    if (a->length == 0)
        urt_put_text(&b, "0");
    else
        put_lines(&b, fac_asn1_bytes(a));
    return write_text(bp, &b);
}

/* How much of LINE is hex: for a number up to the first other character, for
 * a string up to the last one. */
static size_t
hex_length(struct urt_bytes line, bool number)
{
    if (number) {
        for (size_t i = 0; i < line.len; i++)
            if (urt_hex_value((char)line.data[i]) < 0)
                return i;
    } else {
        for (size_t i = line.len; i-- > 0;)
            if (urt_hex_value((char)line.data[i]) < 0)
                return i;
    }
    return line.len;
}

/* Reads lines of hex from BP through the caller's BUF until one does not end
 * in a backslash. A number may begin with 00, which does not count. A line
 * that ends in a backslash loses one character more, as with OpenSSL (which
 * so doesn't read what it wrote itself). */
static int
read_lines(BIO *bp, ASN1_STRING *bs, char *buf, int size, bool number)
{
    struct urt_buf out = URT_BUF_INIT;
    bool first = true, again = true;

    while (again) {
        struct urt_bytes line;
        int n = BIO_gets(bp, buf, size);

        if (n < 1 && first && !number)
            return 1;
        if (n < 1)
            goto short_line;
        line = urt_bytes(buf, (size_t)n);
        if (line.len > 0 && line.data[line.len - 1] == '\n')
            line.len--;
        if (line.len > 0 && line.data[line.len - 1] == '\r')
            line.len--;
        if (line.len == 0)
            goto short_line;
        again = line.data[line.len - 1] == '\\';
        line.len = hex_length(line, number);
        if (line.len < 2)
            goto short_line;
        line.len -= again;
        if (number && first && line.data[0] == '0' && line.data[1] == '0')
            (void)urt_skip(&line, 2);
        first = false;
        if (line.len % 2 != 0) {
            ERR_raise(ERR_LIB_ASN1, ASN1_R_ODD_NUMBER_OF_CHARS);
            urt_buf_free(&out);
            return 0;
        }
        if (!urt_put_unhex(&out, line)) {
            ERR_raise(ERR_LIB_ASN1, ASN1_R_NON_HEX_CHARACTERS);
            urt_buf_free(&out);
            return 0;
        }
    }
    return fac_asn1_string_steal(bs, &out);

short_line:
    ERR_raise(ERR_LIB_ASN1, ASN1_R_SHORT_LINE);
    urt_buf_free(&out);
    return 0;
}

int
a2i_ASN1_INTEGER(BIO *bp, ASN1_INTEGER *bs, char *buf, int size)
{
    bs->type = V_ASN1_INTEGER;
    return read_lines(bp, bs, buf, size, true);
}

int
a2i_ASN1_ENUMERATED(BIO *bp, ASN1_ENUMERATED *bs, char *buf, int size)
{
    return a2i_ASN1_INTEGER(bp, bs, buf, size); /* the type is that, too */
}

int
a2i_ASN1_STRING(BIO *bp, ASN1_STRING *bs, char *buf, int size)
{
    return read_lines(bp, bs, buf, size, false);
}
