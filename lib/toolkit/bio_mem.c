/* Memory BIOs: a BUF_MEM that is written at its end and read from its start,
 * or a program's bytes, read-only. Man page BIO_s_mem.
 *
 * Reading moves `at`; the bytes before it are dropped when the program asks
 * for the BUF_MEM or when writing needs the room. A read-only BIO's BUF_MEM
 * describes the program's memory and is never grown, moved or freed as
 * data. Reading from an empty one returns `num`, with a retry flag unless
 * that is 0. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/buffer.h>

#include <limits.h>
#include <string.h>

struct mem {
    BUF_MEM *buf;
    size_t at; /* where reading goes on, <= buf->length */
};

static char *
unread(struct mem *m)
{
    return m->buf->data + m->at;
}

static size_t
unread_len(const struct mem *m)
{
    return m->buf->length - m->at;
}

/* Drops what has been read. */
static void
sync_buf(struct mem *m)
{
    if (m->at == 0 || m->buf->data == NULL)
        return;
    memmove(m->buf->data, unread(m), unread_len(m));
    m->buf->length -= m->at;
    m->at = 0;
}

static int
create_with(BIO *b, unsigned long flags)
{
    struct mem *m = urt_zalloc(sizeof(*m));

    if (m == NULL || (m->buf = BUF_MEM_new_ex(flags)) == NULL) {
        urt_free(m);
        return 0;
    }
    b->ptr = m;
    b->init = 1;
    b->shutdown = BIO_CLOSE;
    b->num = -1;
    return 1;
}

static int
mem_create(BIO *b)
{
    return create_with(b, 0);
}

static int
secmem_create(BIO *b)
{
    return create_with(b, BUF_MEM_FLAG_SECURE);
}

static void
free_buf(BIO *b)
{
    struct mem *m = b->ptr;

    if (!b->shutdown || !b->init)
        return;
    if (b->flags & BIO_FLAGS_MEM_RDONLY)
        m->buf->data = NULL;
    BUF_MEM_free(m->buf);
    m->buf = NULL;
}

static int
mem_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    if (b->ptr != NULL) {
        free_buf(b);
        urt_free(b->ptr);
        b->ptr = NULL;
    }
    return 1;
}

static int
mem_read(BIO *b, char *out, int len)
{
    struct mem *m = b->ptr;
    size_t take = unread_len(m);

    BIO_clear_retry_flags(b);
    if (len >= 0 && take > (size_t)len)
        take = (size_t)len;
    if (out != NULL && take > 0) {
        memcpy(out, unread(m), take);
        m->at += take;
        return (int)take;
    }
    if (unread_len(m) > 0)
        return 0;
    if (b->num != 0)
        BIO_set_retry_read(b);
    return b->num;
}

static int
mem_write(BIO *b, const char *data, int len)
{
    struct mem *m = b->ptr;
    size_t had;

    if (b->flags & BIO_FLAGS_MEM_RDONLY) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_WRITE_TO_READ_ONLY_BIO);
        return -1;
    }
    BIO_clear_retry_flags(b);
    if (len == 0)
        return 0;
    if (data == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    /* Moving costs as much as there is unread; it must gain as much. */
    if (m->at >= unread_len(m))
        sync_buf(m);
    had = m->buf->length;
    if (BUF_MEM_grow_clean(m->buf, had + (size_t)len) == 0)
        return -1;
    memcpy(m->buf->data + had, data, (size_t)len);
    return len;
}

static int
mem_gets(BIO *b, char *out, int size)
{
    struct mem *m = b->ptr;
    size_t len = unread_len(m);
    const char *end;

    BIO_clear_retry_flags(b);
    if (size > 0 && len > (size_t)size - 1)
        len = (size_t)size - 1;
    if (size <= 0 || len == 0) {
        if (size > 0)
            *out = '\0';
        return 0;
    }
    end = memchr(unread(m), '\n', len);
    if (end != NULL)
        len = (size_t)(end - unread(m)) + 1;
    size = mem_read(b, out, (int)len);
    if (size > 0)
        out[size] = '\0';
    return size;
}

static long
reset(BIO *b, long num, void *ptr)
{
    struct mem *m = b->ptr;

    if (b->flags & (BIO_FLAGS_MEM_RDONLY | BIO_FLAGS_NONCLEAR_RST)) {
        m->at = 0;
        return 1;
    }
    if (m->buf->data != NULL) {
        memset(m->buf->data, 0, m->buf->max);
        m->buf->length = 0;
        m->at = 0;
    }
    return 1;
}

static long
at_end(BIO *b, long num, void *ptr)
{
    return unread_len(b->ptr) == 0;
}

static long
pending(BIO *b, long num, void *ptr)
{
    return (long)unread_len(b->ptr);
}

static long
info(BIO *b, long num, void *ptr)
{
    struct mem *m = b->ptr;

    if (ptr != NULL)
        *(char **)ptr = m->buf->data == NULL ? NULL : unread(m);
    return (long)unread_len(m);
}

static long
set_eof_return(BIO *b, long num, void *ptr)
{
    b->num = (int)num;
    return 1;
}

static long
set_buf(BIO *b, long num, void *ptr)
{
    struct mem *m = b->ptr;

    free_buf(b);
    b->shutdown = (int)num;
    m->buf = ptr;
    m->at = 0;
    return 1;
}

static long
get_buf(BIO *b, long num, void *ptr)
{
    struct mem *m = b->ptr;

    if (ptr == NULL)
        return 1;
    /* The program sees what is still to be read. A read-only BIO's bytes
     * can't be moved, so that its description is. */
    if (b->flags & BIO_FLAGS_MEM_RDONLY) {
        if (m->buf->data != NULL)
            m->buf->data += m->at;
        m->buf->length -= m->at;
        m->buf->max = m->buf->length;
        m->at = 0;
    } else
        sync_buf(m);
    *(BUF_MEM **)ptr = m->buf;
    return 1;
}

static long
seek_to(BIO *b, long num, void *ptr)
{
    struct mem *m = b->ptr;

    if (num < 0 || (size_t)num > m->buf->length)
        return -1;
    m->at = (size_t)num;
    return num;
}

static long
tell(BIO *b, long num, void *ptr)
{
    return (long)((struct mem *)b->ptr)->at;
}

static long
mem_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},
        {BIO_CTRL_EOF, at_end},
        {BIO_C_SET_BUF_MEM_EOF_RETURN, set_eof_return},
        {BIO_CTRL_INFO, info},
        {BIO_C_SET_BUF_MEM, set_buf},
        {BIO_C_GET_BUF_MEM_PTR, get_buf},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_PENDING, pending},
        {BIO_C_FILE_SEEK, seek_to},
        {BIO_C_FILE_TELL, tell},
        {BIO_CTRL_WPENDING, NULL, 0},
        {BIO_CTRL_DUP, NULL, 1},
        {BIO_CTRL_FLUSH, NULL, 1},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

const BIO_METHOD *
BIO_s_mem(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_MEM,
        (char *)"memory buffer",
        FAC_BIO_IO(mem_write, mem_read),
        .puts = fac_bio_puts,
        .gets = mem_gets,
        .ctrl = mem_ctrl,
        .create = mem_create,
        .destroy = mem_destroy,
    };

    return &method;
}

const BIO_METHOD *
BIO_s_secmem(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_MEM,
        (char *)"secure memory buffer",
        FAC_BIO_IO(mem_write, mem_read),
        .puts = fac_bio_puts,
        .gets = mem_gets,
        .ctrl = mem_ctrl,
        .create = secmem_create,
        .destroy = mem_destroy,
    };

    return &method;
}

BIO *
BIO_new_mem_buf(const void *data, int len)
{
    BIO *b;
    struct mem *m;

    if (data == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    b = BIO_new(BIO_s_mem());
    if (b == NULL)
        return NULL;
    m = b->ptr;
    m->buf->data = (char *)(uintptr_t)data;
    m->buf->length = len < 0 ? strlen(data) : (size_t)len;
    m->buf->max = m->buf->length;
    b->flags |= BIO_FLAGS_MEM_RDONLY;
    b->num = 0;
    return b;
}
