/* The DER reader and writer of der.h. X.690, sections 8 and 10.
 *
 * header() is the only place that reads a tag and a length. The writer does
 * not know a length before its content is complete: urt_der_open leaves one
 * byte for it, and urt_der_close moves the content up where more are
 * needed. */
#include "engine/der/der.h"

#include "engine/der/oid.h"

/* Reads tag and length; IN then begins with LEN bytes of content. */
static bool
header(struct urt_bytes *in, uint8_t *tag, size_t *len)
{
    uint64_t n;
    uint8_t first;

    if (!urt_take_u8(in, tag) || (*tag & 0x1f) == 0x1f ||
        !urt_take_u8(in, &first))
        return false;
    n = first;
    if (first >= 0x80) {
        size_t size = first & 0x7f;

        /* 0x80 is the indefinite form; a longer length than 4 bytes would
         * never fit, and leading zeros or a value below 128 aren't DER. */
        if (size < 1 || size > 4 || !urt_take_uint(in, &n, size) ||
            n < 0x80 || n >> (8 * (size - 1)) == 0)
            return false;
    }
    if (n > in->len)
        return false;
    *len = (size_t)n;
    return true;
}

bool
urt_der_take_any(struct urt_bytes *in, uint8_t *tag,
                 struct urt_bytes *content, struct urt_bytes *whole)
{
    struct urt_bytes rest = *in, body;
    uint8_t t;
    size_t len;

    if (!header(&rest, &t, &len) || !urt_take(&rest, &body, len))
        return false;
    if (tag != NULL)
        *tag = t;
    if (whole != NULL)
        *whole = urt_bytes(in->data, in->len - rest.len);
    *in = rest;
    if (content != NULL)
        *content = body;
    return true;
}

bool
urt_der_take(struct urt_bytes *in, uint8_t tag, struct urt_bytes *content)
{
    return urt_der_next_is(*in, tag) &&
           urt_der_take_any(in, NULL, content, NULL);
}

bool
urt_der_next_is(struct urt_bytes in, uint8_t tag)
{
    return in.len > 0 && in.data[0] == tag;
}

bool
urt_der_take_optional(struct urt_bytes *in, uint8_t tag,
                      struct urt_bytes *content, bool *present)
{
    bool there = urt_der_next_is(*in, tag);

    if (there && !urt_der_take_any(in, NULL, content, NULL))
        return false;
    *present = there;
    return true;
}

bool
urt_der_take_bool(struct urt_bytes *in, bool *out)
{
    struct urt_bytes rest = *in, c;

    if (!urt_der_take(&rest, URT_DER_BOOLEAN, &c) || c.len != 1 ||
        (c.data[0] != 0 && c.data[0] != 0xff))
        return false;
    *out = c.data[0] != 0;
    *in = rest;
    return true;
}

bool
urt_der_take_bool_default(struct urt_bytes *in, bool *out)
{
    if (urt_der_next_is(*in, URT_DER_BOOLEAN))
        return urt_der_take_bool(in, out);
    *out = false;
    return true;
}

static bool
is_minimal_integer(struct urt_bytes c)
{
    if (c.len == 0)
        return false;
    if (c.len == 1)
        return true;
    return !(c.data[0] == 0x00 && c.data[1] < 0x80) &&
           !(c.data[0] == 0xff && c.data[1] >= 0x80);
}

bool
urt_der_take_integer(struct urt_bytes *in, struct urt_bytes *content)
{
    struct urt_bytes rest = *in, c;

    if (!urt_der_take(&rest, URT_DER_INTEGER, &c) || !is_minimal_integer(c))
        return false;
    *content = c;
    *in = rest;
    return true;
}

bool
urt_der_take_magnitude(struct urt_bytes *in, struct urt_bytes *out)
{
    struct urt_bytes rest = *in, c;

    if (!urt_der_take_integer(&rest, &c) || c.data[0] >= 0x80)
        return false;
    if (c.data[0] == 0)
        (void)urt_skip(&c, 1);
    *out = c;
    *in = rest;
    return true;
}

bool
urt_der_take_uint(struct urt_bytes *in, uint64_t *out)
{
    struct urt_bytes rest = *in, m;

    if (!urt_der_take_magnitude(&rest, &m) || m.len > 8 ||
        !urt_take_uint(&m, out, m.len))
        return false;
    *in = rest;
    return true;
}

bool
urt_der_take_oid(struct urt_bytes *in, struct urt_bytes *content)
{
    struct urt_bytes rest = *in, c;

    if (!urt_der_take(&rest, URT_DER_OID, &c) || !urt_oid_is_valid(c))
        return false;
    *content = c;
    *in = rest;
    return true;
}

bool
urt_der_take_null(struct urt_bytes *in)
{
    struct urt_bytes rest = *in, c;

    if (!urt_der_take(&rest, URT_DER_NULL, &c) || c.len != 0)
        return false;
    *in = rest;
    return true;
}

bool
urt_der_take_bits(struct urt_bytes *in, struct urt_bytes *bits,
                  unsigned *unused)
{
    struct urt_bytes rest = *in, c;
    uint8_t pad;

    if (!urt_der_take(&rest, URT_DER_BIT_STRING, &c) ||
        !urt_take_u8(&c, &pad) || pad > 7 || (pad > 0 && c.len == 0))
        return false;
    *bits = c;
    *unused = pad;
    *in = rest;
    return true;
}

bool
urt_der_take_bit_bytes(struct urt_bytes *in, struct urt_bytes *bytes)
{
    struct urt_bytes rest = *in, c;
    unsigned unused;

    if (!urt_der_take_bits(&rest, &c, &unused) || unused != 0)
        return false;
    *bytes = c;
    *in = rest;
    return true;
}

bool
urt_der_take_time(struct urt_bytes *in, int64_t *seconds)
{
    struct urt_bytes rest = *in, c;
    uint8_t tag;

    if (!urt_der_take_any(&rest, &tag, &c, NULL) ||
        !urt_der_read_time(tag, c, seconds))
        return false;
    *in = rest;
    return true;
}

bool
urt_der_take_algorithm(struct urt_bytes *in, struct urt_der_algorithm *out)
{
    struct urt_bytes rest = *in, seq;
    struct urt_der_algorithm a = {URT_BYTES_NONE, URT_BYTES_NONE};

    if (!urt_der_take(&rest, URT_DER_SEQUENCE, &seq) ||
        !urt_der_take_oid(&seq, &a.oid))
        return false;
    if (seq.len > 0 &&
        (!urt_der_take_any(&seq, NULL, NULL, &a.params) || seq.len > 0))
        return false;
    *out = a;
    *in = rest;
    return true;
}

bool
urt_der_bit(struct urt_bytes bits, unsigned n)
{
    return n / 8 < bits.len && (bits.data[n / 8] >> (7 - n % 8) & 1) != 0;
}

size_t
urt_der_open(struct urt_buf *b, uint8_t tag)
{
    urt_put_u8(b, tag);
    urt_put_u8(b, 0);
    return b->len;
}

void
urt_der_close(struct urt_buf *b, size_t mark)
{
    size_t len, extra = 0;

    if (!urt_buf_ok(b))
        return;
    len = b->len - mark;
    if (len < 0x80) {
        b->data[mark - 1] = (uint8_t)len;
        return;
    }
    if (len > UINT32_MAX) {
        b->failed = true;
        return;
    }
    while (extra < 4 && len >> (8 * extra) != 0)
        extra++;
    urt_put_zeros(b, extra);
    if (!urt_buf_ok(b))
        return;
    memmove(b->data + mark + extra, b->data + mark, len);
    b->data[mark - 1] = (uint8_t)(0x80 | extra);
    for (size_t i = 0; i < extra; i++)
        b->data[mark + i] = (uint8_t)(len >> (8 * (extra - 1 - i)));
}

void
urt_der_put(struct urt_buf *b, uint8_t tag, struct urt_bytes content)
{
    size_t m = urt_der_open(b, tag);

    urt_put_bytes(b, content);
    urt_der_close(b, m);
}

void
urt_der_put_bool(struct urt_buf *b, bool v)
{
    uint8_t byte = v ? 0xff : 0;

    urt_der_put(b, URT_DER_BOOLEAN, urt_bytes(&byte, 1));
}

void
urt_der_put_uint(struct urt_buf *b, uint64_t v)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(v >> (56 - 8 * i));
    urt_der_put_magnitude(b, urt_bytes(bytes, sizeof bytes));
    urt_wipe(bytes, sizeof bytes);
}

void
urt_der_put_magnitude(struct urt_buf *b, struct urt_bytes magnitude)
{
    size_t m = urt_der_open(b, URT_DER_INTEGER);

    while (magnitude.len > 0 && magnitude.data[0] == 0)
        (void)urt_skip(&magnitude, 1);
    if (magnitude.len == 0 || magnitude.data[0] >= 0x80)
        urt_put_u8(b, 0);
    urt_put_bytes(b, magnitude);
    urt_der_close(b, m);
}

void
urt_der_put_oid(struct urt_buf *b, struct urt_bytes content)
{
    urt_der_put(b, URT_DER_OID, content);
}

void
urt_der_put_null(struct urt_buf *b)
{
    urt_der_put(b, URT_DER_NULL, URT_BYTES_NONE);
}

void
urt_der_put_bit_bytes(struct urt_buf *b, struct urt_bytes bytes)
{
    size_t m = urt_der_open(b, URT_DER_BIT_STRING);

    urt_put_u8(b, 0);
    urt_put_bytes(b, bytes);
    urt_der_close(b, m);
}

void
urt_der_put_algorithm(struct urt_buf *b, struct urt_bytes oid, bool with_null)
{
    size_t m = urt_der_open(b, URT_DER_SEQUENCE);

    urt_der_put_oid(b, oid);
    if (with_null)
        urt_der_put_null(b);
    urt_der_close(b, m);
}
