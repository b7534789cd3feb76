/* The cursor: a slice of somebody else's memory that is also its reader.
 *
 * Every parser of a peer's or a file's bytes goes through it, TLS and DER
 * alike. A reader is a chain of urt_take_* joined by &&; a take that does
 * not fit returns false and leaves both cursor and outputs as they were.
 * A slice never owns; whoever made it says how long it lives. */
#ifndef URT_BASE_BYTES_H
#define URT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct urt_bytes {
    const uint8_t *data;
    size_t len;
};

#define URT_BYTES_NONE ((struct urt_bytes){NULL, 0})
#define URT_LITERAL(s) \
    ((struct urt_bytes){(const uint8_t *)(s), sizeof(s) - 1})

static inline struct urt_bytes
urt_bytes(const void *data, size_t len)
{
    return (struct urt_bytes){(const uint8_t *)data, len};
}

/* Equal in content; for public data only (see ct.h for secrets). */
static inline bool
urt_bytes_equal(struct urt_bytes a, struct urt_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Takes the next LEN bytes as a slice. */
static inline bool
urt_take(struct urt_bytes *in, struct urt_bytes *out, size_t len)
{
    if (in->len < len)
        return false;
    *out = (struct urt_bytes){in->data, len};
    if (len > 0) {
        in->data += len;
        in->len -= len;
    }
    return true;
}

static inline bool
urt_skip(struct urt_bytes *in, size_t len)
{
    struct urt_bytes ignored;

    return urt_take(in, &ignored, len);
}

static inline bool
urt_take_copy(struct urt_bytes *in, void *out, size_t len)
{
    struct urt_bytes s;

    if (!urt_take(in, &s, len))
        return false;
    if (len > 0)
        memcpy(out, s.data, len);
    return true;
}

/* Takes a big-endian number of SIZE (1 to 8) bytes. */
static inline bool
urt_take_uint(struct urt_bytes *in, uint64_t *out, size_t size)
{
    struct urt_bytes s;
    uint64_t v = 0;

    if (!urt_take(in, &s, size))
        return false;
    for (size_t i = 0; i < size; i++)
        v = v << 8 | s.data[i];
    *out = v;
    return true;
}

static inline bool
urt_take_u8(struct urt_bytes *in, uint8_t *out)
{
    uint64_t v;

    if (!urt_take_uint(in, &v, 1))
        return false;
    *out = (uint8_t)v;
    return true;
}

static inline bool
urt_take_u16(struct urt_bytes *in, uint16_t *out)
{
    uint64_t v;

    if (!urt_take_uint(in, &v, 2))
        return false;
    *out = (uint16_t)v;
    return true;
}

static inline bool
urt_take_u24(struct urt_bytes *in, uint32_t *out)
{
    uint64_t v;

    if (!urt_take_uint(in, &v, 3))
        return false;
    *out = (uint32_t)v;
    return true;
}

static inline bool
urt_take_u32(struct urt_bytes *in, uint32_t *out)
{
    uint64_t v;

    if (!urt_take_uint(in, &v, 4))
        return false;
    *out = (uint32_t)v;
    return true;
}

/* Takes a vector with a length prefix of SIZE bytes (RFC 8446, 3.4). */
static inline bool
urt_take_vec(struct urt_bytes *in, struct urt_bytes *out, size_t size)
{
    struct urt_bytes rest = *in;
    uint64_t len;

    if (!urt_take_uint(&rest, &len, size) || len > rest.len ||
        !urt_take(&rest, out, (size_t)len))
        return false;
    *in = rest;
    return true;
}

static inline bool
urt_take_vec8(struct urt_bytes *in, struct urt_bytes *out)
{
    return urt_take_vec(in, out, 1);
}

static inline bool
urt_take_vec16(struct urt_bytes *in, struct urt_bytes *out)
{
    return urt_take_vec(in, out, 2);
}

static inline bool
urt_take_vec24(struct urt_bytes *in, struct urt_bytes *out)
{
    return urt_take_vec(in, out, 3);
}

#endif
