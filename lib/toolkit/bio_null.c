/* The null sink, which swallows everything, and the null filter, which
 * changes nothing. Man pages BIO_s_null, BIO_f_null. */
#include "toolkit/bio_local.h"

#include <string.h>

static int
sink_read(BIO *b, char *out, int len)
{
    return 0;
}

static int
sink_write(BIO *b, const char *data, int len)
{
    return len;
}

static int
sink_puts(BIO *b, const char *text)
{
    return text == NULL ? 0 : (int)strlen(text);
}

static int
sink_gets(BIO *b, char *out, int size)
{
    return 0;
}

static long
sink_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, NULL, 1},     {BIO_CTRL_EOF, NULL, 1},
        {BIO_CTRL_SET, NULL, 1},       {BIO_CTRL_SET_CLOSE, NULL, 1},
        {BIO_CTRL_FLUSH, NULL, 1},     {BIO_CTRL_DUP, NULL, 1},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

const BIO_METHOD *
BIO_s_null(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_NULL,
        (char *)"NULL",
        FAC_BIO_IO(sink_write, sink_read),
        .puts = sink_puts,
        .gets = sink_gets,
        .ctrl = sink_ctrl,
    };

    return &method;
}

static int
filter_read(BIO *b, char *out, int len)
{
    int ret;

    if (out == NULL || b->next == NULL)
        return 0;
    ret = BIO_read(b->next, out, len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    return ret;
}

static int
filter_write(BIO *b, const char *data, int len)
{
    int ret;

    if (data == NULL || len <= 0 || b->next == NULL)
        return 0;
    ret = BIO_write(b->next, data, len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    return ret;
}

static int
filter_puts(BIO *b, const char *text)
{
    return b->next == NULL ? 0 : BIO_puts(b->next, text);
}

static int
filter_gets(BIO *b, char *out, int size)
{
    return b->next == NULL ? 0 : BIO_gets(b->next, out, size);
}

/* A duplicate of the filter needs nothing. */
static long
filter_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    return cmd == BIO_CTRL_DUP ? 0 : fac_bio_pass(b, cmd, num, ptr);
}

const BIO_METHOD *
BIO_f_null(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_NULL_FILTER,
        (char *)"NULL filter",
        FAC_BIO_IO(filter_write, filter_read),
        .puts = filter_puts,
        .gets = filter_gets,
        .ctrl = filter_ctrl,
        .callback_ctrl = fac_bio_pass_callback,
    };

    return &method;
}
