/* The line-buffering filter: writes reach the next BIO in whole lines; reads
 * pass through. Man page BIO_f_linebuffer. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/buf.h"

#include <limits.h>
#include <string.h>

enum { MOST = 10240 }; /* a longer line is written in pieces */

static int
line_create(BIO *b)
{
    b->ptr = urt_zalloc(sizeof(struct urt_buf));
    b->init = b->ptr != NULL;
    return b->init;
}

static int
line_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    urt_buf_free(b->ptr);
    urt_free(b->ptr);
    b->ptr = NULL;
    b->init = 0;
    b->flags = 0;
    return 1;
}

static int
line_read(BIO *b, char *out, int len)
{
    int ret;

    if (out == NULL || b->next == NULL)
        return 0;
    ret = BIO_read(b->next, out, len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    return ret;
}

/* Writes what is held. Positive when all went. */
static int
drain(BIO *b, struct urt_buf *held)
{
    while (held->len > 0) {
        int ret = BIO_write(b->next, held->data, (int)held->len);

        if (ret <= 0) {
            BIO_copy_next_retry(b);
            return ret;
        }
        urt_buf_consume(held, (size_t)ret);
    }
    return 1;
}

static int
line_write(BIO *b, const char *data, int len)
{
    struct urt_buf *held = b->ptr;
    int done = 0, ret;

    if (data == NULL || len <= 0 || held == NULL || b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    while (done < len) {
        const char *end = memchr(data + done, '\n', (size_t)(len - done));
        int n = end == NULL ? len - done : (int)(end - data) + 1 - done;
        int room = MOST - (int)held->len;

        if (n < room || (end != NULL && n == room)) {
            urt_put(held, data + done, (size_t)n);
        } else {
            n = room;
            urt_put(held, data + done, (size_t)n);
        }
        if (!urt_buf_ok(held)) {
            urt_buf_clear(held);
            fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
            return -1;
        }
        done += n;
        if (end == NULL && held->len < MOST)
            break;
        ret = drain(b, held);
        if (ret <= 0)
            return ret < 0 && done == 0 ? ret : done;
    }
    return done;
}

static int
line_gets(BIO *b, char *out, int size)
{
    return b->next == NULL ? 0 : BIO_gets(b->next, out, size);
}

static long
reset(BIO *b, long num, void *ptr)
{
    urt_buf_clear(b->ptr);
    return b->next == NULL ? 0 : BIO_ctrl(b->next, BIO_CTRL_RESET, num, ptr);
}

static long
info(BIO *b, long num, void *ptr)
{
    return (long)((struct urt_buf *)b->ptr)->len;
}

static long
wpending(BIO *b, long num, void *ptr)
{
    struct urt_buf *held = b->ptr;

    if (held->len > 0)
        return (long)held->len;
    return b->next == NULL ? 0
                           : BIO_ctrl(b->next, BIO_CTRL_WPENDING, num, ptr);
}

static long
flush(BIO *b, long num, void *ptr)
{
    long ret;

    if (b->next == NULL)
        return 0;
    BIO_clear_retry_flags(b);
    ret = drain(b, b->ptr);
    if (ret <= 0)
        return ret;
    ret = BIO_ctrl(b->next, BIO_CTRL_FLUSH, num, ptr);
    BIO_copy_next_retry(b);
    return ret;
}

static long
line_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},       {BIO_CTRL_INFO, info},
        {BIO_CTRL_WPENDING, wpending}, {BIO_CTRL_FLUSH, flush},
        {BIO_CTRL_DUP, NULL, 1},
    };
    long none = -0x7fff, ret;

    ret = fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num, ptr,
                       none);
    return ret == none ? fac_bio_pass(b, cmd, num, ptr) : ret;
}

const BIO_METHOD *
BIO_f_linebuffer(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_LINEBUFFER,
        (char *)"linebuffer",
        FAC_BIO_IO(line_write, line_read),
        .puts = fac_bio_puts,
        .gets = line_gets,
        .ctrl = line_ctrl,
        .create = line_create,
        .destroy = line_destroy,
        .callback_ctrl = fac_bio_pass_callback,
    };

    return &method;
}
