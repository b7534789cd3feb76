/* Any BER as text, a line an element: offset, depth, sizes, name, and the
 * value of the types that have a short one. ASN1_parse_dump shows the others
 * as hex.
 *
 * The input is anybody's. Each element is a cursor cut out of the one around
 * it, and elements within elements end at MAX_DEPTH. */
#include "toolkit/asn1_local.h"

#include <openssl/bio.h>

enum {
    MAX_DEPTH = 128,
    DUMP_INDENT = 6,
    NAME_ROOM = 32,
};

/* What became of a list of elements. */
enum outcome {
    BROKEN = 0,
    AT_END = 1,
    AT_EOC = 2, /* an end-of-contents element stood in it */
};

struct parse {
    BIO *out;
    const uint8_t *start;
    bool indent;
    int dump; /* octets at most; all when -1 */
};

static enum outcome parse_list(const struct parse *p, struct urt_bytes *in,
                               int depth);

/* ---- values ------------------------------------------------------------ */

static bool
put_text(BIO *out, struct urt_bytes s)
{
    size_t written;

    return s.len == 0 || BIO_write_ex(out, s.data, s.len, &written);
}

static bool
put_hex(BIO *out, struct urt_bytes s)
{
    for (size_t i = 0; i < s.len; i++)
        if (BIO_printf(out, "%02X", s.data[i]) <= 0)
            return false;
    return true;
}

static bool
put_bad(BIO *out, int tag, struct urt_bytes cont)
{
    return BIO_printf(out, ":BAD %s:[", ASN1_tag2str(tag)) > 0 &&
           put_hex(out, cont) && BIO_puts(out, "]") > 0;
}

static bool
put_boolean(BIO *out, struct urt_bytes cont)
{
    if (cont.len == 1)
        return BIO_printf(out, ":%u", cont.data[0]) > 0;
    if (cont.len == 0)
        return put_bad(out, V_ASN1_BOOLEAN, cont);
    return BIO_printf(out, ":BAD BOOLEAN:%u:[", cont.data[0]) > 0 &&
           put_hex(out, cont) && BIO_puts(out, "]") > 0;
}

static bool
put_number(BIO *out, int tag, struct urt_bytes cont)
{
    struct urt_buf magnitude = URT_BUF_INIT;
    bool negative = false, ok;

    if (!fac_asn1_read_number(&magnitude, &negative, cont))
        return put_bad(out, tag, cont);
    ok = urt_buf_ok(&magnitude) &&
         BIO_puts(out, negative ? ":-" : ":") > 0 &&
         put_hex(out, urt_buf_bytes(&magnitude));
    urt_buf_free(&magnitude);
    return ok;
}

static bool
put_object(BIO *out, struct urt_bytes cont)
{
    ASN1_OBJECT *obj = NULL;
    bool ok;

    if (!fac_asn1_take_object(&obj, cont))
        return put_bad(out, V_ASN1_OBJECT, cont);
    ok = BIO_puts(out, ":") > 0 && i2a_ASN1_OBJECT(out, obj) > 0;
    ASN1_OBJECT_free(obj);
    return ok;
}

/* On lines of its own; *ENDED says that the last of them has its end. A DUMP
 * below -1 makes for nothing to write, which fails. */
static bool
put_dump(const struct parse *p, struct urt_bytes cont, bool *ended)
{
    int len = cont.len < INT_MAX ? (int)cont.len : INT_MAX;

    if (p->dump == 0 || len == 0)
        return true;
    if (p->dump != -1 && p->dump < len)
        len = p->dump;
    *ended = true;
    return BIO_puts(p->out, "\n") > 0 &&
           BIO_dump_indent(p->out, cont.data, len, DUMP_INDENT) > 0;
}

static bool
is_text(struct urt_bytes s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') || c > '~')
            return false;
    }
    return true;
}

static bool
put_octets(const struct parse *p, struct urt_bytes cont, bool *ended)
{
    if (cont.len == 0)
        return true;
    if (is_text(cont))
        return BIO_puts(p->out, ":") > 0 && put_text(p->out, cont);
    if (p->dump != 0)
        return put_dump(p, cont, ended);
    return BIO_puts(p->out, "[HEX DUMP]:") > 0 && put_hex(p->out, cont);
}

static bool
put_value(const struct parse *p, int tag, struct urt_bytes cont, bool *ended)
{
    switch (tag) {
    case V_ASN1_UTF8STRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_UTCTIME:
    case V_ASN1_GENERALIZEDTIME:
        return BIO_puts(p->out, ":") > 0 && put_text(p->out, cont);
    case V_ASN1_BMPSTRING:
        return true;
    case V_ASN1_BOOLEAN:
        return put_boolean(p->out, cont);
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED:
        return put_number(p->out, tag, cont);
    case V_ASN1_OBJECT:
        return put_object(p->out, cont);
    case V_ASN1_OCTET_STRING:
        return put_octets(p, cont, ended);
    default:
        return put_dump(p, cont, ended);
    }
}

/* ---- elements ---------------------------------------------------------- */

static void
name_element(char name[NAME_ROOM], const struct fac_asn1_header *h)
{
    static const struct {
        int cls;
        const char *text;
    } classes[] = {
        {V_ASN1_APPLICATION, "appl"},
        {V_ASN1_CONTEXT_SPECIFIC, "cont"},
        {V_ASN1_PRIVATE, "priv"},
    };

    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (classes[i].cls == h->cls) {
            (void)snprintf(name, NAME_ROOM, "%s [ %d ]%s", classes[i].text,
                           h->tag, h->cls == V_ASN1_PRIVATE ? " " : "");
            return;
        }
    if (h->tag > V_ASN1_BMPSTRING)
        (void)snprintf(name, NAME_ROOM, "<ASN1 %d>", h->tag);
    else
        (void)snprintf(name, NAME_ROOM, "%s", ASN1_tag2str(h->tag));
}

static bool
put_header(const struct parse *p, const struct fac_asn1_header *h,
           size_t offset, int depth)
{
    char name[NAME_ROOM], length[24] = "inf ";

    if (!h->indefinite)
        (void)snprintf(length, sizeof(length), "%4zu", h->len);
    name_element(name, h);
    return BIO_printf(p->out, "%5zu:d=%-2d hl=%zu l=%s %s: ", offset, depth,
                      h->hdrlen, length,
                      h->constructed ? "cons" : "prim") > 0 &&
           BIO_indent(p->out, p->indent ? depth : 0, MAX_DEPTH) &&
           BIO_printf(p->out, "%-18s", name) > 0;
}

/* The elements within one. An end-of-contents ends those of an indefinite
 * length; in a definite one it is an element like others. */
static bool
parse_content(const struct parse *p, struct urt_bytes *in,
              const struct fac_asn1_header *h, int depth)
{
    struct urt_bytes cont;

    if (h->indefinite)
        return parse_list(p, in, depth) != BROKEN;
    if (!urt_take(in, &cont, h->len))
        return false;
    while (cont.len > 0)
        if (parse_list(p, &cont, depth) == BROKEN)
            return false;
    return true;
}

static enum outcome
parse_element(const struct parse *p, struct urt_bytes *in, int depth)
{
    struct fac_asn1_header h;
    struct urt_bytes cont;
    bool ended = false;
    int reason = fac_asn1_read_header(&h, *in);

    if (reason != 0) {
        (void)BIO_puts(p->out, "Error in encoding\n");
        ERR_raise(ERR_LIB_ASN1, reason);
        return BROKEN;
    }
    if (!put_header(p, &h, (size_t)(in->data - p->start), depth) ||
        !urt_skip(in, h.hdrlen))
        return BROKEN;
    if (h.constructed)
        return BIO_puts(p->out, "\n") > 0 &&
                       parse_content(p, in, &h, depth + 1)
                   ? AT_END
                   : BROKEN;
    if (!urt_take(in, &cont, h.len) ||
        (h.cls == V_ASN1_UNIVERSAL && !put_value(p, h.tag, cont, &ended)) ||
        (!ended && BIO_puts(p->out, "\n") <= 0))
        return BROKEN;
    return h.cls == V_ASN1_UNIVERSAL && h.tag == V_ASN1_EOC ? AT_EOC : AT_END;
}

static enum outcome
parse_list(const struct parse *p, struct urt_bytes *in, int depth)
{
    enum outcome outcome = AT_END;

    if (depth > MAX_DEPTH) {
        (void)BIO_puts(p->out, "BAD RECURSION DEPTH\n");
        return BROKEN;
    }
    while (in->len > 0 && outcome == AT_END)
        outcome = parse_element(p, in, depth);
    return outcome;
}

/* ---- API --------------------------------------------------------------- */

/* 0, 1, or 2 when an end-of-contents stands where no element is open. */
int
ASN1_parse_dump(BIO *bp, const unsigned char *pp, long len, int indent,
                int dump)
{
    struct parse p = {bp, pp, indent != 0, dump};
    struct urt_bytes in = urt_bytes(pp, len > 0 ? (size_t)len : 0);

    return (int)parse_list(&p, &in, 0);
}

int
ASN1_parse(BIO *bp, const unsigned char *pp, long len, int indent)
{
    return ASN1_parse_dump(bp, pp, len, indent, 0);
}
