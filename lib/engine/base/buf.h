/* The writer: a growing byte buffer with sticky failure.
 *
 * urt_put_* return nothing; the first failure (no memory, or a length that
 * does not fit its prefix) sticks, later puts do nothing, and the caller
 * asks once at the end with urt_buf_ok(). Open/close pairs write length
 * prefixes: m = urt_open(b, 2); ...; urt_close(b, m, 2).
 * All memory that a buffer gives up, on growth too, is wiped. */
#ifndef URT_BASE_BUF_H
#define URT_BASE_BUF_H

#include "engine/base/bytes.h"
#include "engine/base/mem.h"

struct urt_buf {
    uint8_t *data; /* owned; NULL while nothing was put */
    size_t len;
    size_t cap;
    bool failed;
};

#define URT_BUF_INIT ((struct urt_buf){NULL, 0, 0, false})

static inline bool
urt_buf_ok(const struct urt_buf *b)
{
    return !b->failed;
}

static inline struct urt_bytes
urt_buf_bytes(const struct urt_buf *b)
{
    return (struct urt_bytes){b->data, b->len};
}

/* Wipes and frees the content; the buffer is empty and usable again. */
void urt_buf_free(struct urt_buf *b);
/* Wipes the content and keeps the memory. */
void urt_buf_clear(struct urt_buf *b);
/* Gives the memory away (to be freed with urt_free); NULL when failed. The
 * buffer is empty afterwards. LEN may be NULL. */
uint8_t *urt_buf_steal(struct urt_buf *b, size_t *len);
/* Room for LEN more bytes at data + len; NULL when failed. Does not change
 * len: the caller adds what it wrote to b->len. */
uint8_t *urt_buf_reserve(struct urt_buf *b, size_t len);
/* Drops the first LEN bytes. */
void urt_buf_consume(struct urt_buf *b, size_t len);

void urt_put(struct urt_buf *b, const void *data, size_t len);
void urt_put_bytes(struct urt_buf *b, struct urt_bytes s);
void urt_put_zeros(struct urt_buf *b, size_t len);
/* A big-endian number of SIZE (1 to 8) bytes; too large a value fails. */
void urt_put_uint(struct urt_buf *b, uint64_t v, size_t size);
void urt_put_text(struct urt_buf *b, const char *text);
/* A slice behind a length prefix of SIZE bytes. */
void urt_put_vec(struct urt_buf *b, struct urt_bytes s, size_t size);

static inline void
urt_put_u8(struct urt_buf *b, uint8_t v)
{
    urt_put_uint(b, v, 1);
}

static inline void
urt_put_u16(struct urt_buf *b, uint16_t v)
{
    urt_put_uint(b, v, 2);
}

static inline void
urt_put_u24(struct urt_buf *b, uint32_t v)
{
    urt_put_uint(b, v, 3);
}

static inline void
urt_put_u32(struct urt_buf *b, uint32_t v)
{
    urt_put_uint(b, v, 4);
}

/* Opens a length prefix of SIZE bytes and returns its mark. */
size_t urt_open(struct urt_buf *b, size_t size);
/* Writes into the prefix how many bytes followed it. */
void urt_close(struct urt_buf *b, size_t mark, size_t size);

#endif
