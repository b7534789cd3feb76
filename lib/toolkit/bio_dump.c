/* Bytes as lines of hexadecimal and text. Man page BIO_dump (none; the form
 * was measured). */
#include "toolkit/bio_local.h"

#include "engine/base/buf.h"

#include <stdio.h>
#include <string.h>

enum {
    WIDTH = 16,
    MOST_INDENT = 64,
};

/* Bytes a line: deep indents take from them. */
static int
width_at(int indent)
{
    int less = indent > 6 ? 6 : indent;

    return WIDTH - (indent - less + 3) / 4;
}

typedef int writer(const void *data, size_t len, void *u);

static int
dump_line(writer *cb, void *u, const uint8_t *data, int at, int n, int width,
          int indent)
{
    char line[MOST_INDENT + 16 + WIDTH * 4 + 4], *p = line;
    size_t room = sizeof(line);

    p += snprintf(p, room, "%*s%04x - ", indent, "", (unsigned)at);
    for (int i = 0; i < width; i++) {
        if (i >= n)
            p += snprintf(p, 4, "   ");
        else
            p += snprintf(p, 4, "%02x%c", data[i], i == 7 ? '-' : ' ');
    }
    p += snprintf(p, 3, "  ");
    for (int i = 0; i < n; i++)
        *p++ = data[i] >= ' ' && data[i] <= '~' ? (char)data[i] : '.';
    *p++ = '\n';
    return cb(line, (size_t)(p - line), u);
}

int
BIO_dump_indent_cb(writer *cb, void *u, const void *s, int len, int indent)
{
    const uint8_t *data = s;
    int ret = 0, width;

    if (indent < 0)
        indent = 0;
    if (indent > MOST_INDENT)
        indent = MOST_INDENT;
    width = width_at(indent);
    for (int at = 0; at < len; at += width) {
        int n = len - at < width ? len - at : width;
        int wrote = dump_line(cb, u, data + at, at, n, width, indent);

        if (wrote < 0)
            return wrote;
        ret += wrote;
    }
    return ret;
}

int
BIO_dump_cb(writer *cb, void *u, const void *s, int len)
{
    return BIO_dump_indent_cb(cb, u, s, len, 0);
}

static int
to_file(const void *data, size_t len, void *fp)
{
    return (int)fwrite(data, len, 1, fp);
}

static int
to_bio(const void *data, size_t len, void *b)
{
    return BIO_write(b, data, (int)len);
}

int
BIO_dump_fp(FILE *fp, const void *s, int len)
{
    return BIO_dump_cb(to_file, fp, s, len);
}

int
BIO_dump_indent_fp(FILE *fp, const void *s, int len, int indent)
{
    return BIO_dump_indent_cb(to_file, fp, s, len, indent);
}

int
BIO_dump(BIO *b, const void *s, int len)
{
    return BIO_dump_cb(to_bio, b, s, len);
}

int
BIO_dump_indent(BIO *b, const void *s, int len, int indent)
{
    return BIO_dump_indent_cb(to_bio, b, s, len, indent);
}

/* AA:BB:..., WIDTH bytes a line, lines after the first indented. */
int
BIO_hex_string(BIO *out, int indent, int width, const void *s, int len)
{
    const uint8_t *data = s;

    if (len < 1)
        return 1;
    for (int i = 0; i < len - 1; i++) {
        if (i > 0 && i % width == 0)
            BIO_printf(out, "%*s", indent, "");
        BIO_printf(out, "%02X:", data[i]);
        if (i % width == width - 1)
            BIO_printf(out, "\n");
    }
    if (len > 1 && (len - 1) % width == 0)
        BIO_printf(out, "%*s", indent, "");
    BIO_printf(out, "%02X", data[len - 1]);
    return 1;
}
