/* The growing buffer behind buf.h. */
#include "engine/base/buf.h"

#define FIRST_CAP 256

void
urt_buf_free(struct urt_buf *b)
{
    urt_wipe_free(b->data, b->cap);
    *b = URT_BUF_INIT;
}

void
urt_buf_clear(struct urt_buf *b)
{
    urt_wipe(b->data, b->len);
    b->len = 0;
    b->failed = false;
}

uint8_t *
urt_buf_steal(struct urt_buf *b, size_t *len)
{
    uint8_t *data = b->data;
    size_t n = b->len;

    if (b->failed) {
        urt_buf_free(b);
        return NULL;
    }
    if (data == NULL && (data = urt_alloc(0)) == NULL)
        return NULL;
    *b = URT_BUF_INIT;
    if (len != NULL)
        *len = n;
    return data;
}

uint8_t *
urt_buf_reserve(struct urt_buf *b, size_t len)
{
    size_t need, cap;
    uint8_t *data;

    if (b->failed)
        return NULL;
    if (__builtin_add_overflow(b->len, len, &need)) {
        b->failed = true;
        return NULL;
    }
    if (b->data != NULL && need <= b->cap)
        return b->data + b->len;
    cap = b->cap > 0 ? b->cap : FIRST_CAP;
    while (cap < need) {
        if (__builtin_mul_overflow(cap, (size_t)2, &cap))
            cap = need;
    }
    data = urt_alloc(cap);
    if (data == NULL) {
        b->failed = true;
        return NULL;
    }
    if (b->len > 0)
        memcpy(data, b->data, b->len);
    urt_wipe_free(b->data, b->len);
    b->data = data;
    b->cap = cap;
    return data + b->len;
}

void
urt_buf_consume(struct urt_buf *b, size_t len)
{
    if (len > b->len)
        len = b->len;
    if (len == 0)
        return;
    memmove(b->data, b->data + len, b->len - len);
    urt_wipe(b->data + b->len - len, len);
    b->len -= len;
}

void
urt_put(struct urt_buf *b, const void *data, size_t len)
{
    uint8_t *p;

    if (len == 0)
        return;
    p = urt_buf_reserve(b, len);
    if (p == NULL)
        return;
    memcpy(p, data, len);
    b->len += len;
}

void
urt_put_bytes(struct urt_buf *b, struct urt_bytes s)
{
    urt_put(b, s.data, s.len);
}

void
urt_put_zeros(struct urt_buf *b, size_t len)
{
    uint8_t *p = urt_buf_reserve(b, len);

    if (p == NULL)
        return;
    memset(p, 0, len);
    b->len += len;
}

static void
store_uint(uint8_t *p, uint64_t v, size_t size)
{
    for (size_t i = size; i-- > 0; v >>= 8)
        p[i] = (uint8_t)v;
}

void
urt_put_uint(struct urt_buf *b, uint64_t v, size_t size)
{
    uint8_t *p;

    if (size < 8 && v >> (8 * size) != 0) {
        b->failed = true;
        return;
    }
    p = urt_buf_reserve(b, size);
    if (p == NULL)
        return;
    store_uint(p, v, size);
    b->len += size;
}

void
urt_put_text(struct urt_buf *b, const char *text)
{
    urt_put(b, text, strlen(text));
}

void
urt_put_vec(struct urt_buf *b, struct urt_bytes s, size_t size)
{
    urt_put_uint(b, s.len, size);
    urt_put_bytes(b, s);
}

size_t
urt_open(struct urt_buf *b, size_t size)
{
    urt_put_zeros(b, size);
    return b->len;
}

void
urt_close(struct urt_buf *b, size_t mark, size_t size)
{
    size_t len;

    if (b->failed)
        return;
    len = b->len - mark;
    if (size < 8 && (uint64_t)len >> (8 * size) != 0) {
        b->failed = true;
        return;
    }
    store_uint(b->data + mark - size, len, size);
}
