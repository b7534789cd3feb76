/* BER to DER without recursion: a stack of open elements, each with its end
 * in the input and its mark in the output. */
#include "engine/der/ber.h"

#include "engine/der/der.h"

struct frame {
    const uint8_t *end; /* NULL: ends with two zero bytes */
    size_t mark;
    bool string;  /* the pieces of an octet string */
    bool written; /* has a header of its own in the output */
};

struct ber_header {
    uint8_t tag;
    bool indefinite;
    size_t len;
};

static bool
take_header(struct urt_bytes *in, struct ber_header *h)
{
    uint8_t first;
    uint64_t n = 0;

    if (!urt_take_u8(in, &h->tag) || (h->tag & 0x1f) == 0x1f ||
        !urt_take_u8(in, &first))
        return false;
    h->indefinite = first == 0x80;
    h->len = first;
    if (h->indefinite)
        return (h->tag & 0x20) != 0;
    if (first > 0x80 &&
        ((first & 0x7f) > 8 || !urt_take_uint(in, &n, first & 0x7f)))
        return false;
    if (first > 0x80)
        h->len = (size_t)n;
    return first <= 0x80 ? h->len <= in->len : n <= in->len;
}

static bool
at_end(struct urt_bytes *in, const struct frame *f)
{
    if (f->end != NULL)
        return in->data == f->end;
    if (in->len >= 2 && in->data[0] == 0 && in->data[1] == 0)
        return urt_skip(in, 2);
    return false;
}

/* Opens an element, or copies it when it is primitive. */
static bool
enter(struct urt_buf *out, struct urt_bytes *in, struct frame *stack,
      size_t *depth)
{
    bool inside = *depth > 0 && stack[*depth - 1].string;
    struct urt_bytes content;
    struct ber_header h;
    struct frame *f;

    if (!take_header(in, &h))
        return false;
    if (*depth > 0 && stack[*depth - 1].end != NULL &&
        (h.indefinite ? in->data > stack[*depth - 1].end
                      : h.len > (size_t)(stack[*depth - 1].end - in->data)))
        return false;
    if (inside && (h.tag & ~0x20) != URT_DER_OCTET_STRING)
        return false;
    if (!(h.tag & 0x20)) {
        if (!urt_take(in, &content, h.len))
            return false;
        if (inside)
            urt_put_bytes(out, content);
        else
            urt_der_put(out, h.tag, content);
        return true;
    }
    if (*depth == URT_BER_MAX_DEPTH)
        return false;
    f = &stack[(*depth)++];
    f->end = h.indefinite ? NULL : in->data + h.len;
    f->string = (h.tag & ~0x20) == URT_DER_OCTET_STRING;
    f->written = !inside;
    if (f->written)
        f->mark = urt_der_open(out, f->string ? URT_DER_OCTET_STRING : h.tag);
    return true;
}

enum urt_err
urt_ber_to_der(struct urt_buf *out, struct urt_bytes *in)
{
    struct frame stack[URT_BER_MAX_DEPTH];
    struct urt_bytes rest = *in;
    size_t depth = 0;

    do {
        if (depth > 0 && at_end(&rest, &stack[depth - 1])) {
            depth--;
            if (stack[depth].written)
                urt_der_close(out, stack[depth].mark);
            continue;
        }
        if (!enter(out, &rest, stack, &depth))
            return URT_E_DER_DECODE;
        if (!urt_buf_ok(out))
            return URT_E_NOMEM;
    } while (depth > 0);
    if (!urt_buf_ok(out))
        return URT_E_NOMEM;
    *in = rest;
    return URT_OK;
}
