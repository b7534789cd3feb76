/* The prefix filter: text or blanks in front of every line written. Man page
 * BIO_f_prefix. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <string.h>

struct prefix {
    char *text; /* owned; may be NULL */
    unsigned indent;
    bool at_start; /* the next byte begins a line */
};

static int
prefix_create(BIO *b)
{
    struct prefix *p = urt_zalloc(sizeof(*p));

    if (p == NULL)
        return 0;
    p->at_start = true;
    b->ptr = p;
    b->init = 1;
    return 1;
}

static int
prefix_destroy(BIO *b)
{
    struct prefix *p = b->ptr;

    urt_free(p->text);
    urt_free(p);
    b->ptr = NULL;
    return 1;
}

static int
prefix_read(BIO *b, char *out, size_t len, size_t *done)
{
    return BIO_read_ex(b->next, out, len, done);
}

static bool
begin_line(BIO *b, const struct prefix *p)
{
    size_t done;

    if (p->text != NULL && *p->text != '\0' &&
        !BIO_write_ex(b->next, p->text, strlen(p->text), &done))
        return false;
    for (unsigned i = 0; i < p->indent; i++)
        if (!BIO_write_ex(b->next, " ", 1, &done))
            return false;
    return true;
}

static int
prefix_write(BIO *b, const char *data, size_t len, size_t *done)
{
    struct prefix *p = b->ptr;

    *done = 0;
    if ((p->text == NULL || *p->text == '\0') && p->indent == 0) {
        if (len > 0)
            p->at_start = data[len - 1] == '\n';
        return BIO_write_ex(b->next, data, len, done);
    }
    while (len > 0) {
        const char *end = memchr(data, '\n', len);
        size_t n = end == NULL ? len : (size_t)(end - data) + 1, wrote;

        if (p->at_start && !begin_line(b, p))
            return 0;
        p->at_start = false;
        if (!BIO_write_ex(b->next, data, n, &wrote))
            return 0;
        *done += wrote;
        p->at_start = end != NULL && wrote == n;
        data += wrote;
        len -= wrote;
    }
    return 1;
}

static int
prefix_gets(BIO *b, char *out, int size)
{
    return BIO_gets(b->next, out, size);
}

static int
prefix_puts(BIO *b, const char *text)
{
    return BIO_write(b, text, (int)strlen(text));
}

static long
set_prefix(BIO *b, long num, void *ptr)
{
    struct prefix *p = b->ptr;

    urt_free(p->text);
    p->text = urt_strdup(ptr);
    return ptr == NULL || p->text != NULL;
}

static long
set_indent(BIO *b, long num, void *ptr)
{
    if (num < 0)
        return 0;
    ((struct prefix *)b->ptr)->indent = (unsigned)num;
    return 1;
}

static long
get_indent(BIO *b, long num, void *ptr)
{
    return (long)((struct prefix *)b->ptr)->indent;
}

/* A line begins anew where the output does. */
static long
moved(BIO *b, int cmd, long num, void *ptr)
{
    ((struct prefix *)b->ptr)->at_start = true;
    return b->next == NULL ? 0 : BIO_ctrl(b->next, cmd, num, ptr);
}

static long
prefix_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_SET_PREFIX, set_prefix},
        {BIO_CTRL_SET_INDENT, set_indent},
        {BIO_CTRL_GET_INDENT, get_indent},
    };
    long none = -0x7fff, ret;

    if (b->ptr == NULL)
        return -1;
    ret = fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num, ptr,
                       none);
    if (ret != none)
        return ret;
    if (cmd == BIO_CTRL_RESET || cmd == BIO_C_FILE_SEEK)
        return moved(b, cmd, num, ptr);
    return b->next == NULL ? 0 : BIO_ctrl(b->next, cmd, num, ptr);
}

const BIO_METHOD *
BIO_f_prefix(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_BUFFER,
        (char *)"prefix",
        .write_ex = prefix_write,
        .read_ex = prefix_read,
        .puts = prefix_puts,
        .gets = prefix_gets,
        .ctrl = prefix_ctrl,
        .create = prefix_create,
        .destroy = prefix_destroy,
        .callback_ctrl = fac_bio_pass_callback,
    };

    return &method;
}
