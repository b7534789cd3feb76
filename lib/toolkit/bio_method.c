/* BIO_METHOD: programs' own kinds of BIO, and what our kinds share. Man page
 * BIO_meth_new. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <stdatomic.h>
#include <string.h>

/* A byte of the type counts kinds; the first free one is above the start. */
int
BIO_get_new_index(void)
{
    static atomic_int last = BIO_TYPE_START;
    int type = atomic_fetch_add(&last, 1) + 1;

    return type > 0xff ? -1 : type;
}

BIO_METHOD *
BIO_meth_new(int type, const char *name)
{
    BIO_METHOD *m = urt_zalloc(sizeof(*m));

    if (m == NULL || (m->name = urt_strdup(name)) == NULL) {
        urt_free(m);
        fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    m->type = type;
    return m;
}

void
BIO_meth_free(BIO_METHOD *m)
{
    if (m == NULL)
        return;
    urt_free(m->name);
    urt_free(m);
}

int (*BIO_meth_get_write(const BIO_METHOD *m))(BIO *, const char *, int)
{
    return m->write_int;
}

int (*BIO_meth_get_write_ex(const BIO_METHOD *m))(BIO *, const char *, size_t,
                                                  size_t *)
{
    return m->write_ex;
}

int
BIO_meth_set_write(BIO_METHOD *m, int (*f)(BIO *, const char *, int))
{
    m->write_int = f;
    m->write_ex = fac_bio_write_int;
    return 1;
}

int
BIO_meth_set_write_ex(BIO_METHOD *m,
                      int (*f)(BIO *, const char *, size_t, size_t *))
{
    m->write_int = NULL;
    m->write_ex = f;
    return 1;
}

int (*BIO_meth_get_read(const BIO_METHOD *m))(BIO *, char *, int)
{
    return m->read_int;
}

int (*BIO_meth_get_read_ex(const BIO_METHOD *m))(BIO *, char *, size_t,
                                                 size_t *)
{
    return m->read_ex;
}

int
BIO_meth_set_read(BIO_METHOD *m, int (*f)(BIO *, char *, int))
{
    m->read_int = f;
    m->read_ex = fac_bio_read_int;
    return 1;
}

int
BIO_meth_set_read_ex(BIO_METHOD *m, int (*f)(BIO *, char *, size_t, size_t *))
{
    m->read_int = NULL;
    m->read_ex = f;
    return 1;
}

int (*BIO_meth_get_puts(const BIO_METHOD *m))(BIO *, const char *)
{
    return m->puts;
}

int
BIO_meth_set_puts(BIO_METHOD *m, int (*f)(BIO *, const char *))
{
    m->puts = f;
    return 1;
}

int (*BIO_meth_get_gets(const BIO_METHOD *m))(BIO *, char *, int)
{
    return m->gets;
}

int
BIO_meth_set_gets(BIO_METHOD *m, int (*f)(BIO *, char *, int))
{
    m->gets = f;
    return 1;
}

long (*BIO_meth_get_ctrl(const BIO_METHOD *m))(BIO *, int, long, void *)
{
    return m->ctrl;
}

int
BIO_meth_set_ctrl(BIO_METHOD *m, long (*f)(BIO *, int, long, void *))
{
    m->ctrl = f;
    return 1;
}

int (*BIO_meth_get_create(const BIO_METHOD *m))(BIO *)
{
    return m->create;
}

int
BIO_meth_set_create(BIO_METHOD *m, int (*f)(BIO *))
{
    m->create = f;
    return 1;
}

int (*BIO_meth_get_destroy(const BIO_METHOD *m))(BIO *)
{
    return m->destroy;
}

int
BIO_meth_set_destroy(BIO_METHOD *m, int (*f)(BIO *))
{
    m->destroy = f;
    return 1;
}

long (*BIO_meth_get_callback_ctrl(const BIO_METHOD *m))(BIO *, int,
                                                        BIO_info_cb *)
{
    return m->callback_ctrl;
}

int
BIO_meth_set_callback_ctrl(BIO_METHOD *m, long (*f)(BIO *, int, BIO_info_cb *))
{
    m->callback_ctrl = f;
    return 1;
}

/* Shared by the kinds. */

int
fac_bio_read_int(BIO *b, char *out, size_t len, size_t *done)
{
    int n;

    *done = 0;
    if (b->method->read_int == NULL)
        return -2;
    n = b->method->read_int(b, out, len > INT_MAX ? INT_MAX : (int)len);
    if (n <= 0)
        return n;
    *done = (size_t)n;
    return 1;
}

int
fac_bio_write_int(BIO *b, const char *data, size_t len, size_t *done)
{
    int n;

    *done = 0;
    if (b->method->write_int == NULL)
        return -2;
    n = b->method->write_int(b, data, len > INT_MAX ? INT_MAX : (int)len);
    if (n <= 0)
        return n;
    *done = (size_t)n;
    return 1;
}

int
fac_bio_puts(BIO *b, const char *text)
{
    size_t len = strlen(text);

    return b->method->write_int(b, text, len > INT_MAX ? INT_MAX : (int)len);
}

long
fac_bio_ctrl(BIO *b, const struct fac_bio_cmd *cmds, size_t count, int cmd,
             long num, void *ptr, long otherwise)
{
    for (size_t i = 0; i < count; i++)
        if (cmds[i].cmd == cmd)
            return cmds[i].run == NULL ? cmds[i].value
                                       : cmds[i].run(b, num, ptr);
    return otherwise;
}

long
fac_bio_get_close(BIO *b, long num, void *ptr)
{
    return b->shutdown;
}

long
fac_bio_set_close(BIO *b, long num, void *ptr)
{
    b->shutdown = (int)num;
    return 1;
}

long
fac_bio_pass(BIO *b, int cmd, long num, void *ptr)
{
    long ret;

    if (b->next == NULL)
        return 0;
    if (cmd != BIO_C_DO_STATE_MACHINE)
        return BIO_ctrl(b->next, cmd, num, ptr);
    BIO_clear_retry_flags(b);
    ret = BIO_ctrl(b->next, cmd, num, ptr);
    BIO_copy_next_retry(b);
    return ret;
}

long
fac_bio_pass_callback(BIO *b, int cmd, BIO_info_cb *fp)
{
    return b->next == NULL ? 0 : BIO_callback_ctrl(b->next, cmd, fp);
}
