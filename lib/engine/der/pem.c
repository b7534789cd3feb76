/* PEM blocks and base64. RFC 7468, RFC 1421, RFC 4648 section 4.
 *
 * A block is read line by line: start line, header lines up to a blank line
 * if the first line holds a colon, base64, end line of the same label.
 * White space at the end of any line is dropped. Base64 digits are mapped
 * without branches or look-ups, since the text may be a private key. */
#include "engine/der/pem.h"

#include "engine/base/ct.h"
#include "engine/base/text.h"

static const struct urt_bytes begin_mark = URT_LITERAL("-----BEGIN ");
static const struct urt_bytes end_mark = URT_LITERAL("-----END ");
static const struct urt_bytes dashes = URT_LITERAL("-----");

/* Takes a line without its end and without blanks before that. */
static bool
take_line(struct urt_bytes *text, struct urt_bytes *line)
{
    const uint8_t *nl;
    size_t len;

    if (text->len == 0)
        return false;
    nl = memchr(text->data, '\n', text->len);
    len = nl != NULL ? (size_t)(nl - text->data) : text->len;
    (void)urt_take(text, line, len);
    if (nl != NULL)
        (void)urt_skip(text, 1);
    while (line->len > 0 && line->data[line->len - 1] <= ' ')
        line->len--;
    return true;
}

/* Whether LINE is MARK, a label, five dashes. */
static bool
read_mark(struct urt_bytes line, struct urt_bytes mark,
          struct urt_bytes *label)
{
    struct urt_bytes head;

    if (!urt_take(&line, &head, mark.len) || !urt_bytes_equal(head, mark) ||
        line.len < dashes.len)
        return false;
    *label = urt_bytes(line.data, line.len - dashes.len);
    return urt_bytes_equal(
        urt_bytes(line.data + label->len, dashes.len), dashes);
}

/* Reads header lines when the first one holds a colon; the blank line that
 * ends them goes too. */
static bool
take_headers(struct urt_bytes *text, struct urt_bytes *headers)
{
    struct urt_bytes rest = *text, line, start = *text;

    *headers = URT_BYTES_NONE;
    if (!take_line(&rest, &line))
        return false;
    if (line.len == 0) {
        *text = rest;
        return true;
    }
    if (memchr(line.data, ':', line.len) == NULL)
        return true;
    while (line.len > 0) {
        *headers = urt_bytes(start.data, start.len - rest.len);
        if (!take_line(&rest, &line) ||
            (line.len > 0 && line.data[0] == '-'))
            return false;
    }
    *text = rest;
    return true;
}

enum urt_err
urt_pem_next(struct urt_bytes *text, struct urt_pem *out)
{
    struct urt_bytes line, label, end, body;

    *out = (struct urt_pem){URT_BYTES_NONE, URT_BYTES_NONE, URT_BUF_INIT};
    do {
        if (!take_line(text, &line))
            return URT_E_PEM_NONE;
    } while (!read_mark(line, begin_mark, &label));
    out->label = label;
    if (!take_headers(text, &out->headers))
        return URT_E_PEM_DECODE;
    body = *text;
    do {
        body.len = (size_t)(text->data - body.data);
        if (!take_line(text, &line))
            return URT_E_PEM_DECODE;
    } while (line.len == 0 || line.data[0] != '-');
    if (!read_mark(line, end_mark, &end) || !urt_bytes_equal(end, label))
        return URT_E_PEM_DECODE;
    if (!urt_base64_put_decoded(&out->der, body)) {
        bool ok = urt_buf_ok(&out->der);

        urt_buf_free(&out->der);
        return ok ? URT_E_PEM_BASE64 : URT_E_NOMEM;
    }
    return URT_OK;
}

void
urt_pem_put(struct urt_buf *b, const char *label, struct urt_bytes der)
{
    struct urt_bytes part;

    urt_put_text(b, "-----BEGIN ");
    urt_put_text(b, label);
    urt_put_text(b, "-----\n");
    while (der.len > 0) {
        (void)urt_take(&der, &part, der.len < 48 ? der.len : 48);
        urt_base64_put(b, part);
        urt_put_u8(b, '\n');
    }
    urt_put_text(b, "-----END ");
    urt_put_text(b, label);
    urt_put_text(b, "-----\n");
}

/* V (0 to 63) as a base64 digit: each range adds its offset by mask. */
static uint8_t
digit_of(uint64_t v)
{
    uint64_t c = v + 'A';

    c += urt_ct_ge(v, 26) & (uint64_t)('a' - 'A' - 26);
    c -= urt_ct_ge(v, 52) & (uint64_t)('a' - '0' + 26);
    c -= urt_ct_ge(v, 62) & (uint64_t)('0' - '+' + 10);
    c += urt_ct_ge(v, 63) & (uint64_t)('/' - '+' - 1);
    return (uint8_t)c;
}

static urt_mask
in_range(uint64_t c, char first, char last)
{
    return urt_ct_ge(c, (uint64_t)first) & urt_ct_ge((uint64_t)last, c);
}

/* The value of a digit; 64 when C isn't one. */
static uint64_t
value_of(uint8_t c)
{
    uint64_t v = 64;

    v = urt_ct_select(in_range(c, 'A', 'Z'), (uint64_t)c - 'A', v);
    v = urt_ct_select(in_range(c, 'a', 'z'), (uint64_t)c - 'a' + 26, v);
    v = urt_ct_select(in_range(c, '0', '9'), (uint64_t)c - '0' + 52, v);
    v = urt_ct_select(urt_ct_eq(c, '+'), 62, v);
    return urt_ct_select(urt_ct_eq(c, '/'), 63, v);
}

void
urt_base64_put(struct urt_buf *b, struct urt_bytes data)
{
    while (data.len > 0) {
        uint8_t in[3] = {0, 0, 0}, out[4];
        size_t n = data.len < 3 ? data.len : 3;
        uint64_t v;

        (void)urt_take_copy(&data, in, n);
        v = (uint64_t)in[0] << 16 | (uint64_t)in[1] << 8 | in[2];
        for (size_t i = 0; i < 4; i++)
            out[i] = i <= n ? digit_of(v >> (18 - 6 * i) & 63) : '=';
        urt_put(b, out, 4);
    }
}

bool
urt_base64_put_decoded(struct urt_buf *b, struct urt_bytes text)
{
    uint64_t group = 0, v;
    unsigned digits = 0, pads = 0;
    uint8_t c;

    while (urt_take_u8(&text, &c)) {
        if (urt_ascii_is_space((char)c))
            continue;
        v = value_of(c);
        /* After padding only padding may follow, and it fills a group. */
        if (c == '=') {
            if (digits + pads < 2 || pads == 2 || digits + pads == 4)
                return false;
            pads++;
            continue;
        }
        if (v > 63 || pads > 0)
            return false;
        group = group << 6 | v;
        if (++digits == 4) {
            urt_put_uint(b, group, 3);
            group = 0;
            digits = 0;
        }
    }
    if (pads > 0 && digits + pads != 4)
        return false;
    if (digits == 1 || (digits > 0 && pads == 0))
        return false;
    if (digits == 2)
        urt_put_u8(b, (uint8_t)(group >> 4));
    if (digits == 3)
        urt_put_uint(b, group >> 2, 2);
    return urt_buf_ok(b);
}
