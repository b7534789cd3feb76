/* The buffering filter: reads ahead, and writes in larger pieces. Man page
 * BIO_f_buffer.
 *
 * Two buffers, each with bytes from `at` for `len`. Data leaves the write
 * buffer when it is full or flushed; the read buffer is filled by one read
 * of the next BIO at a time. What doesn't fit into a buffer of its size
 * passes by it. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <string.h>

enum { DEFAULT_SIZE = 4096 };

struct buffer {
    char *data;
    int size, at, len;
};

struct buffers {
    struct buffer in, out;
};

static int
buffer_create(BIO *b)
{
    struct buffers *s = urt_zalloc(sizeof(*s));

    if (s == NULL)
        return 0;
    s->in.size = s->out.size = DEFAULT_SIZE;
    s->in.data = urt_alloc(DEFAULT_SIZE);
    s->out.data = urt_alloc(DEFAULT_SIZE);
    if (s->in.data == NULL || s->out.data == NULL) {
        urt_free(s->in.data);
        urt_free(s->out.data);
        urt_free(s);
        return 0;
    }
    b->ptr = s;
    b->init = 1;
    b->flags = 0;
    return 1;
}

static int
buffer_destroy(BIO *b)
{
    struct buffers *s;

    if (b == NULL)
        return 0;
    s = b->ptr;
    urt_wipe_free(s->in.data, (size_t)s->in.size);
    urt_wipe_free(s->out.data, (size_t)s->out.size);
    urt_free(s);
    b->ptr = NULL;
    b->init = 0;
    b->flags = 0;
    return 1;
}

static int
take(struct buffer *in, char *out, int len)
{
    int n = in->len < len ? in->len : len;

    memcpy(out, in->data + in->at, (size_t)n);
    in->at += n;
    in->len -= n;
    return n;
}

/* What a read or write of the next BIO that gave RET means, when DONE bytes
 * were moved before. */
static int
fell_short(BIO *b, int ret, int done)
{
    BIO_copy_next_retry(b);
    if (ret < 0)
        return done > 0 ? done : ret;
    return done;
}

static int
buffer_read(BIO *b, char *out, int len)
{
    struct buffers *s = b->ptr;
    int done = 0, ret;

    if (out == NULL || s == NULL || b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    for (;;) {
        int n = take(&s->in, out + done, len - done);

        done += n;
        if (done == len)
            return done;
        if (len - done > s->in.size) {
            ret = BIO_read(b->next, out + done, len - done);
            if (ret <= 0)
                return fell_short(b, ret, done);
            done += ret;
            continue;
        }
        ret = BIO_read(b->next, s->in.data, s->in.size);
        if (ret <= 0)
            return fell_short(b, ret, done);
        s->in.at = 0;
        s->in.len = ret;
    }
}

/* Writes out what is held. Positive when all went. */
static int
drain(BIO *b, struct buffer *out)
{
    while (out->len > 0) {
        int ret = BIO_write(b->next, out->data + out->at, out->len);

        if (ret <= 0)
            return ret;
        out->at += ret;
        out->len -= ret;
    }
    out->at = 0;
    return 1;
}

static int
buffer_write(BIO *b, const char *data, int len)
{
    struct buffers *s = b->ptr;
    struct buffer *out;
    int done = 0, ret;

    if (data == NULL || len <= 0 || s == NULL || b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    out = &s->out;
    for (;;) {
        int room = out->size - (out->at + out->len);
        int left = len - done;

        if (left <= room) {
            memcpy(out->data + out->at + out->len, data + done, (size_t)left);
            out->len += left;
            return len;
        }
        if (out->len > 0) {
            if (room > 0) {
                memcpy(out->data + out->at + out->len, data + done,
                       (size_t)room);
                out->len += room;
                done += room;
            }
            ret = drain(b, out);
            if (ret <= 0)
                return fell_short(b, ret, done);
        }
        out->at = 0;
        while (len - done >= out->size) {
            ret = BIO_write(b->next, data + done, len - done);
            if (ret <= 0)
                return fell_short(b, ret, done);
            done += ret;
            if (done == len)
                return len;
        }
    }
}

static int
buffer_gets(BIO *b, char *out, int size)
{
    struct buffers *s = b->ptr;
    int done = 0, ret;

    size--;
    BIO_clear_retry_flags(b);
    for (;;) {
        if (s->in.len > 0) {
            const char *from = s->in.data + s->in.at;
            int most = s->in.len < size - done ? s->in.len : size - done;
            const char *end =
                most > 0 ? memchr(from, '\n', (size_t)most) : NULL;

            done += take(&s->in, out + done,
                         end == NULL ? most : (int)(end - from) + 1);
            if (end != NULL || done >= size) {
                out[done] = '\0';
                return done;
            }
            continue;
        }
        ret = BIO_read(b->next, s->in.data, s->in.size);
        if (ret <= 0) {
            out[done] = '\0';
            return fell_short(b, ret, done);
        }
        s->in.at = 0;
        s->in.len = ret;
    }
}

static long
reset(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    s->in.at = s->in.len = s->out.at = s->out.len = 0;
    return b->next == NULL ? 0 : BIO_ctrl(b->next, BIO_CTRL_RESET, num, ptr);
}

static long
at_end(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    if (s->in.len > 0)
        return 0;
    return b->next == NULL ? 1 : BIO_ctrl(b->next, BIO_CTRL_EOF, num, ptr);
}

static long
info(BIO *b, long num, void *ptr)
{
    return ((struct buffers *)b->ptr)->out.len;
}

static long
pending(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    if (s->in.len > 0)
        return s->in.len;
    return b->next == NULL ? 0 : BIO_ctrl(b->next, BIO_CTRL_PENDING, num, ptr);
}

static long
wpending(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    if (s->out.len > 0)
        return s->out.len;
    return b->next == NULL ? 0
                           : BIO_ctrl(b->next, BIO_CTRL_WPENDING, num, ptr);
}

static long
lines(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;
    long n = 0;

    for (int i = 0; i < s->in.len; i++)
        n += s->in.data[s->in.at + i] == '\n';
    return n;
}

static bool
resize(struct buffer *buf, long size)
{
    char *data;

    if (size > INT_MAX || size < 1)
        return false;
    data = urt_alloc((size_t)size);
    if (data == NULL)
        return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    urt_wipe_free(buf->data, (size_t)buf->size);
    *buf = (struct buffer){data, (int)size, 0, 0};
    return true;
}

/* PTR says which (0: reading); without it, both. */
static long
set_size(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;
    long size = num > DEFAULT_SIZE ? num : DEFAULT_SIZE;

    if ((ptr == NULL || *(int *)ptr == 0) && s->in.size != size &&
        !resize(&s->in, size))
        return 0;
    if ((ptr == NULL || *(int *)ptr != 0) && s->out.size != size &&
        !resize(&s->out, size))
        return 0;
    return 1;
}

static long
set_read_data(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    if (num < 0 || (num > s->in.size && !resize(&s->in, num)))
        return 0;
    memcpy(s->in.data, ptr, (size_t)num);
    s->in.at = 0;
    s->in.len = (int)num;
    return 1;
}

static long
flush(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;
    long ret;

    if (b->next == NULL)
        return 0;
    if (s->out.len > 0) {
        BIO_clear_retry_flags(b);
        ret = drain(b, &s->out);
        BIO_copy_next_retry(b);
        if (ret <= 0)
            return ret;
    }
    BIO_clear_retry_flags(b);
    ret = BIO_ctrl(b->next, BIO_CTRL_FLUSH, num, ptr);
    BIO_copy_next_retry(b);
    return ret;
}

static long
duplicate(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;

    return BIO_set_read_buffer_size((BIO *)ptr, s->in.size) > 0 &&
           BIO_set_write_buffer_size((BIO *)ptr, s->out.size) > 0;
}

/* Copies what is read ahead, and reads ahead if nothing is. */
static long
peek(BIO *b, long num, void *ptr)
{
    struct buffers *s = b->ptr;
    char nothing;

    if (s->in.len == 0)
        (void)buffer_read(b, &nothing, 0);
    if (s->in.len == 0 && b->next != NULL) {
        int ret = BIO_read(b->next, s->in.data, s->in.size);

        if (ret > 0) {
            s->in.at = 0;
            s->in.len = ret;
        }
    }
    if (num > s->in.len)
        num = s->in.len;
    if (num > 0)
        memcpy(ptr, s->in.data + s->in.at, (size_t)num);
    return num;
}

static long
buffer_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},
        {BIO_CTRL_EOF, at_end},
        {BIO_CTRL_INFO, info},
        {BIO_CTRL_PENDING, pending},
        {BIO_CTRL_WPENDING, wpending},
        {BIO_C_GET_BUFF_NUM_LINES, lines},
        {BIO_C_SET_BUFF_SIZE, set_size},
        {BIO_C_SET_BUFF_READ_DATA, set_read_data},
        {BIO_CTRL_FLUSH, flush},
        {BIO_CTRL_DUP, duplicate},
        {BIO_CTRL_PEEK, peek},
    };
    long none = -0x7fff, ret;

    ret = fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num, ptr,
                       none);
    return ret == none ? fac_bio_pass(b, cmd, num, ptr) : ret;
}

const BIO_METHOD *
BIO_f_buffer(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_BUFFER,
        (char *)"buffer",
        FAC_BIO_IO(buffer_write, buffer_read),
        .puts = fac_bio_puts,
        .gets = buffer_gets,
        .ctrl = buffer_ctrl,
        .create = buffer_create,
        .destroy = buffer_destroy,
        .callback_ctrl = fac_bio_pass_callback,
    };

    return &method;
}
