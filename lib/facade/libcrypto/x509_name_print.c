/* Names as text: the one-line form, the older print and the flag-driven one
 * (XN_FLAG_*; RFC 4514 is one setting of it). */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

/* ---- the one-line form: /C=US/O=Example+OU=Unit ---- */

static void
put_field_name(struct urt_buf *b, const ASN1_OBJECT *obj)
{
    int nid = OBJ_obj2nid(obj);
    char oid[80];

    if (nid != NID_undef && OBJ_nid2sn(nid) != NULL) {
        urt_put_text(b, OBJ_nid2sn(nid));
        return;
    }
    if (OBJ_obj2txt(oid, sizeof oid, obj, 1) > 0)
        urt_put_text(b, oid);
}

static void
put_oneline_value(struct urt_buf *b, const ASN1_STRING *value)
{
    static const char hex[] = "0123456789ABCDEF";

    for (int i = 0; i < value->length; i++) {
        uint8_t c = value->data[i];

        if (c < ' ' || c > '~') {
            urt_put_text(b, "\\x");
            urt_put_u8(b, (uint8_t)hex[c >> 4]);
            urt_put_u8(b, (uint8_t)hex[c & 15]);
        } else {
            if (c == '/' || c == '+')
                urt_put_u8(b, '\\');
            urt_put_u8(b, c);
        }
    }
}

static void
put_oneline_entry(struct urt_buf *b, const X509_NAME *a, int i)
{
    const X509_NAME_ENTRY *e = X509_NAME_get_entry(a, i);
    bool joined = i > 0 && X509_NAME_get_entry(a, i - 1)->set == e->set;

    urt_put_u8(b, joined ? '+' : '/');
    put_field_name(b, e->object);
    urt_put_u8(b, '=');
    put_oneline_value(b, e->value);
}

/* Into BUF of SIZE bytes, where entries that don't fit are left out, or into
 * fresh memory when BUF is NULL. */
char *
X509_NAME_oneline(const X509_NAME *a, char *buf, int size)
{
    struct urt_buf b = URT_BUF_INIT;
    size_t limit = buf != NULL ? (size_t)size : SIZE_MAX, fits;
    char *text;

    if (buf != NULL && size == 0)
        return NULL;
    if (a == NULL) {
        urt_put_text(&b, "NO X509_NAME");
        if (b.len >= limit)
            b.len = limit - 1;
    }
    for (int i = 0; a != NULL && i < X509_NAME_entry_count(a); i++) {
        fits = b.len;
        put_oneline_entry(&b, a, i);
        if (b.len >= limit) {
            b.len = fits;
            break;
        }
    }
    urt_put_u8(&b, 0);
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (buf == NULL)
        return (char *)urt_buf_steal(&b, NULL);
    text = memcpy(buf, b.data, b.len);
    urt_buf_free(&b);
    return text;
}

/* A slash that begins a field with a name of one or two capitals. */
static bool
begins_short_field(const char *s)
{
    return s[0] == '/' && s[1] >= 'A' && s[1] <= 'Z' &&
           (s[2] == '=' || (s[2] >= 'A' && s[2] <= 'Z' && s[3] == '='));
}

int
X509_NAME_print(BIO *bp, const X509_NAME *name, int obase)
{
    char *text = X509_NAME_oneline(name, NULL, 0);
    const char *from, *s;
    int ok = 1;

    (void)obase;
    if (text == NULL)
        return 0;
    from = text[0] != '\0' ? text + 1 : text;
    for (s = from; ok && *s != '\0'; s++) {
        if (!begins_short_field(s))
            continue;
        ok = BIO_write(bp, from, (int)(s - from)) == (int)(s - from) &&
             BIO_write(bp, ", ", 2) == 2;
        from = s + 1;
    }
    if (ok && s > from)
        ok = BIO_write(bp, from, (int)(s - from)) == (int)(s - from);
    if (!ok)
        ERR_raise(ERR_LIB_X509, ERR_R_BUF_LIB);
    OPENSSL_free(text);
    return ok;
}

/* ---- the flag-driven form ---- */

struct style {
    const char *rdn, *attribute; /* what stands between */
    int indent;                  /* again after each RDN, -1: no */
};

static bool
style_of(struct style *s, unsigned long flags, int indent)
{
    static const struct {
        unsigned long flag;
        struct style style;
    } rows[] = {
        {XN_FLAG_SEP_MULTILINE, {"\n", " + ", 0}},
        {XN_FLAG_SEP_COMMA_PLUS, {",", "+", -1}},
        {XN_FLAG_SEP_CPLUS_SPC, {", ", " + ", -1}},
        {XN_FLAG_SEP_SPLUS_SPC, {"; ", " + ", -1}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].flag == (flags & XN_FLAG_SEP_MASK)) {
            *s = rows[i].style;
            if (s->indent == 0)
                s->indent = indent;
            return true;
        }
    return false;
}

/* Where the printed text goes: a BIO, a FILE, or nowhere (counting only). */
struct sink {
    BIO *bio;
    FILE *file;
};

static bool
sink_put(const struct sink *out, const char *text, int len, int *total)
{
    if (out->bio != NULL && BIO_write(out->bio, text, len) != len)
        return false;
    if (out->file != NULL &&
        fwrite(text, 1, (size_t)len, out->file) != (size_t)len)
        return false;
    *total += len;
    return true;
}

static bool
sink_spaces(const struct sink *out, int n, int *total)
{
    while (n-- > 0)
        if (!sink_put(out, " ", 1, total))
            return false;
    return true;
}

static bool
print_field_name(const struct sink *out, const ASN1_OBJECT *obj,
                 unsigned long flags, int *total)
{
    enum { SHORT_COLUMN = 10, LONG_COLUMN = 25 };
    unsigned long kind = flags & XN_FLAG_FN_MASK;
    int nid = OBJ_obj2nid(obj), width = 0, len;
    char oid[80];
    const char *text = oid;

    if (kind == XN_FLAG_FN_NONE)
        return true;
    if (kind == XN_FLAG_FN_OID || nid == NID_undef) {
        OBJ_obj2txt(oid, sizeof oid, obj, 1);
    } else if (kind == XN_FLAG_FN_SN) {
        text = OBJ_nid2sn(nid);
        width = SHORT_COLUMN;
    } else {
        text = OBJ_nid2ln(nid);
        width = LONG_COLUMN;
    }
    len = (int)strlen(text);
    if (!sink_put(out, text, len, total))
        return false;
    if ((flags & XN_FLAG_FN_ALIGN) != 0 &&
        !sink_spaces(out, width - len, total))
        return false;
    return (flags & XN_FLAG_SPC_EQ) != 0 ? sink_put(out, " = ", 3, total)
                                         : sink_put(out, "=", 1, total);
}

static bool
print_entry(const struct sink *out, const X509_NAME_ENTRY *e,
            unsigned long flags, int *total)
{
    unsigned long quiet = 0;
    int len;

    if (!print_field_name(out, e->object, flags, total))
        return false;
    if (OBJ_obj2nid(e->object) == NID_undef &&
        (flags & XN_FLAG_DUMP_UNKNOWN_FIELDS) != 0)
        quiet = ASN1_STRFLGS_DUMP_ALL;
    len = out->file != NULL
              ? ASN1_STRING_print_ex_fp(out->file, e->value, flags | quiet)
              : ASN1_STRING_print_ex(out->bio, e->value, flags | quiet);
    if (len < 0)
        return false;
    *total += len;
    return true;
}

static int
print_name(const struct sink *out, const X509_NAME *name, int indent,
           unsigned long flags)
{
    struct style style;
    int total = 0, n = X509_NAME_entry_count(name), set = -1;

    if (indent < 0)
        indent = 0;
    if (!sink_spaces(out, indent, &total) || !style_of(&style, flags, indent))
        return -1;
    for (int i = 0; i < n; i++) {
        const X509_NAME_ENTRY *e = X509_NAME_get_entry(
            name, (flags & XN_FLAG_DN_REV) != 0 ? n - i - 1 : i);

        if (i > 0 && e->set == set) {
            if (!sink_put(out, style.attribute, (int)strlen(style.attribute),
                          &total))
                return -1;
        } else if (i > 0) {
            if (!sink_put(out, style.rdn, (int)strlen(style.rdn), &total) ||
                !sink_spaces(out, style.indent, &total))
                return -1;
        }
        set = e->set;
        if (!print_entry(out, e, flags, &total))
            return -1;
    }
    return total;
}

int
X509_NAME_print_ex(BIO *out, const X509_NAME *nm, int indent,
                   unsigned long flags)
{
    struct sink sink = {out, NULL};

    if (flags == XN_FLAG_COMPAT)
        return X509_NAME_print(out, nm, indent);
    return print_name(&sink, nm, indent, flags);
}

int
X509_NAME_print_ex_fp(FILE *fp, const X509_NAME *nm, int indent,
                      unsigned long flags)
{
    struct sink sink = {NULL, fp};
    BIO *bio;
    int ok;

    if (flags != XN_FLAG_COMPAT)
        return print_name(&sink, nm, indent, flags);
    bio = BIO_new_fp(fp, BIO_NOCLOSE);
    if (bio == NULL)
        return -1;
    ok = X509_NAME_print(bio, nm, indent);
    BIO_free(bio);
    return ok;
}
