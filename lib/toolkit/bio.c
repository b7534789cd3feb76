/* BIOs: making, chaining, and the calls that every kind answers. Man pages
 * BIO_new, BIO_push, BIO_read, BIO_ctrl, BIO_should_retry.
 *
 * A BIO is one link; `next` leads towards the source or sink. A chain is
 * not owned as a whole: BIO_free_all walks it and stops at the first link
 * that somebody else still holds. A program's callback sees each operation
 * twice, before (and may refuse it) and after (and may change its result). */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <string.h>

BIO *
BIO_new_ex(OSSL_LIB_CTX *libctx, const BIO_METHOD *method)
{
    BIO *b = urt_zalloc(sizeof(*b));

    if (b == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    b->libctx = libctx;
    b->method = method;
    b->shutdown = BIO_CLOSE;
    urt_ref_init(&b->refs);
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data)) {
        urt_free(b);
        return NULL;
    }
    if (method->create == NULL)
        b->init = 1;
    else if (!method->create(b)) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_INIT_FAIL);
        CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
        urt_free(b);
        return NULL;
    }
    return b;
}

BIO *
BIO_new(const BIO_METHOD *method)
{
    return BIO_new_ex(NULL, method);
}

int
BIO_up_ref(BIO *b)
{
    urt_ref_up(&b->refs);
    return 1;
}

/* Callbacks. */

/* Calls a callback of the older kind, whose length is an int and whose
 * result is also the number of bytes. */
static long
call_older(BIO *b, int oper, const char *arg, size_t len, int argi, long argl,
           long ret, size_t *done)
{
    int what = oper & ~BIO_CB_RETURN;
    bool counts = (oper & BIO_CB_RETURN) && what != BIO_CB_CTRL;

    if (what == BIO_CB_READ || what == BIO_CB_WRITE || what == BIO_CB_GETS) {
        if (len > INT_MAX)
            return -1;
        argi = (int)len;
    }
    if (ret > 0 && counts) {
        if (*done > INT_MAX)
            return -1;
        ret = (long)*done;
    }
    ret = b->callback(b, oper, arg, argi, argl, ret);
    if (ret > 0 && counts) {
        *done = (size_t)ret;
        ret = 1;
    }
    return ret;
}

static long
call_back(BIO *b, int oper, const char *arg, size_t len, int argi, long argl,
          long ret, size_t *done)
{
    if (b->callback_ex != NULL)
        return b->callback_ex(b, oper, arg, len, argi, argl, (int)ret, done);
    return call_older(b, oper, arg, len, argi, argl, ret, done);
}

static bool
has_callback(const BIO *b)
{
    return b->callback_ex != NULL || b->callback != NULL;
}

/* Asks whether an operation may begin: 1, or what to return instead. */
static long
before(BIO *b, int oper, const char *arg, size_t len, int argi, long argl)
{
    return has_callback(b) ? call_back(b, oper, arg, len, argi, argl, 1, NULL)
                           : 1;
}

static long
after(BIO *b, int oper, const char *arg, size_t len, int argi, long argl,
      long ret, size_t *done)
{
    return has_callback(b) ? call_back(b, oper | BIO_CB_RETURN, arg, len, argi,
                                       argl, ret, done)
                           : ret;
}

void
BIO_set_callback_ex(BIO *b, BIO_callback_fn_ex callback)
{
    b->callback_ex = callback;
}

BIO_callback_fn_ex
BIO_get_callback_ex(const BIO *b)
{
    return b->callback_ex;
}

void
BIO_set_callback(BIO *b, BIO_callback_fn callback)
{
    b->callback = callback;
}

BIO_callback_fn
BIO_get_callback(const BIO *b)
{
    return b->callback;
}

void
BIO_set_callback_arg(BIO *b, char *arg)
{
    b->callback_arg = arg;
}

char *
BIO_get_callback_arg(const BIO *b)
{
    return b->callback_arg;
}

/* Freeing. */

int
BIO_free(BIO *b)
{
    long ret;

    if (b == NULL)
        return 0;
    if (!urt_ref_down(&b->refs))
        return 1;
    ret = before(b, BIO_CB_FREE, NULL, 0, 0, 0);
    if (ret <= 0)
        return 0;
    if (b->method != NULL && b->method->destroy != NULL)
        b->method->destroy(b);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
    urt_free(b);
    return 1;
}

void
BIO_vfree(BIO *b)
{
    BIO_free(b);
}

void
BIO_free_all(BIO *b)
{
    while (b != NULL) {
        BIO *next = b->next;
        bool shared = atomic_load(&b->refs.count) > 1;

        BIO_free(b);
        if (shared)
            break;
        b = next;
    }
}

/* Reading and writing. */

static int
unsupported(void)
{
    fac_err_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
    return -2;
}

static int
uninitialized(void)
{
    fac_err_raise(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
    return -1;
}

static int
is_null(int ret)
{
    fac_err_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
    return ret;
}

static int
do_read(BIO *b, void *out, size_t len, size_t *done)
{
    int ret;

    if (b == NULL)
        return is_null(-1);
    if (b->method == NULL || b->method->read_ex == NULL)
        return unsupported();
    ret = (int)before(b, BIO_CB_READ, out, len, 0, 0);
    if (ret <= 0)
        return ret;
    if (!b->init)
        return uninitialized();
    ret = b->method->read_ex(b, out, len, done);
    if (ret > 0)
        b->read_count += *done;
    ret = (int)after(b, BIO_CB_READ, out, len, 0, 0, ret, done);
    if (ret > 0 && *done > len) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_INTERNAL_ERROR);
        return -1;
    }
    return ret;
}

int
BIO_read(BIO *b, void *out, int len)
{
    size_t done = 0;
    int ret;

    if (len < 0)
        return 0;
    ret = do_read(b, out, (size_t)len, &done);
    return ret > 0 ? (int)done : ret;
}

int
BIO_read_ex(BIO *b, void *out, size_t len, size_t *done)
{
    size_t here = 0;
    int ret = do_read(b, out, len, done == NULL ? &here : done);

    return ret > 0;
}

static int
do_write(BIO *b, const void *data, size_t len, size_t *done)
{
    int ret;

    *done = 0;
    if (b == NULL)
        return 0;
    if (b->method == NULL || b->method->write_ex == NULL)
        return unsupported();
    ret = (int)before(b, BIO_CB_WRITE, data, len, 0, 0);
    if (ret <= 0)
        return ret;
    if (!b->init)
        return uninitialized();
    ret = b->method->write_ex(b, data, len, done);
    if (ret > 0)
        b->write_count += *done;
    return (int)after(b, BIO_CB_WRITE, data, len, 0, 0, ret, done);
}

int
BIO_write(BIO *b, const void *data, int len)
{
    size_t done;
    int ret;

    if (len <= 0)
        return 0;
    ret = do_write(b, data, (size_t)len, &done);
    return ret > 0 ? (int)done : ret;
}

int
BIO_write_ex(BIO *b, const void *data, size_t len, size_t *done)
{
    size_t here;
    int ret = do_write(b, data, len, done == NULL ? &here : done);

    /* Nothing to write is a success. */
    return ret > 0 || (b != NULL && len == 0);
}

int
BIO_puts(BIO *b, const char *text)
{
    size_t done = 0;
    int ret;

    if (b == NULL)
        return is_null(-1);
    if (b->method == NULL || b->method->puts == NULL)
        return unsupported();
    ret = (int)before(b, BIO_CB_PUTS, text, 0, 0, 0);
    if (ret <= 0)
        return ret;
    if (!b->init)
        return uninitialized();
    ret = b->method->puts(b, text);
    if (ret > 0) {
        b->write_count += (uint64_t)ret;
        done = (size_t)ret;
        ret = 1;
    }
    ret = (int)after(b, BIO_CB_PUTS, text, 0, 0, 0, ret, &done);
    if (ret <= 0)
        return ret;
    if (done > INT_MAX) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_LENGTH_TOO_LONG);
        return -1;
    }
    return (int)done;
}

int
BIO_gets(BIO *b, char *out, int size)
{
    size_t done = 0;
    int ret;

    if (b == NULL)
        return is_null(-1);
    if (b->method == NULL || b->method->gets == NULL)
        return unsupported();
    if (size < 0) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
        return -1;
    }
    ret = (int)before(b, BIO_CB_GETS, out, (size_t)size, 0, 0);
    if (ret <= 0)
        return ret;
    if (!b->init)
        return uninitialized();
    ret = b->method->gets(b, out, size);
    if (ret > 0) {
        done = (size_t)ret;
        ret = 1;
    }
    ret = (int)after(b, BIO_CB_GETS, out, (size_t)size, 0, 0, ret, &done);
    if (ret <= 0)
        return ret;
    return done > INT_MAX ? -1 : (int)done;
}

/* A line by single reads, for kinds whose gets does something else. */
int
BIO_get_line(BIO *b, char *out, int size)
{
    char *p = out;
    int ret = 0;

    if (out == NULL)
        return is_null(-1);
    if (size <= 0) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
        return -1;
    }
    *out = '\0';
    if (b == NULL)
        return is_null(-1);
    if (!b->init)
        return uninitialized();
    while (size-- > 1 && (ret = BIO_read(b, p, 1)) > 0)
        if (*p++ == '\n')
            break;
    *p = '\0';
    return ret > 0 || BIO_eof(b) ? (int)(p - out) : ret;
}

/* Commands. */

long
BIO_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    long ret;

    if (b == NULL)
        return -1;
    if (b->method == NULL || b->method->ctrl == NULL)
        return unsupported();
    ret = before(b, BIO_CB_CTRL, ptr, 0, cmd, num);
    if (ret <= 0)
        return ret;
    ret = b->method->ctrl(b, cmd, num, ptr);
    return after(b, BIO_CB_CTRL, ptr, 0, cmd, num, ret, NULL);
}

long
BIO_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp)
{
    long ret;

    if (b == NULL)
        return -2;
    if (b->method == NULL || b->method->callback_ctrl == NULL ||
        cmd != BIO_CTRL_SET_CALLBACK)
        return unsupported();
    ret = before(b, BIO_CB_CTRL, (const char *)&fp, 0, cmd, 0);
    if (ret <= 0)
        return ret;
    ret = b->method->callback_ctrl(b, cmd, fp);
    return after(b, BIO_CB_CTRL, (const char *)&fp, 0, cmd, 0, ret, NULL);
}

long
BIO_int_ctrl(BIO *b, int cmd, long num, int i)
{
    return BIO_ctrl(b, cmd, num, &i);
}

void *
BIO_ptr_ctrl(BIO *b, int cmd, long num)
{
    char *p = NULL;

    return BIO_ctrl(b, cmd, num, &p) <= 0 ? NULL : p;
}

static size_t
not_negative(long n)
{
    return n < 0 ? 0 : (size_t)n;
}

size_t
BIO_ctrl_pending(BIO *b)
{
    return not_negative(BIO_ctrl(b, BIO_CTRL_PENDING, 0, NULL));
}

size_t
BIO_ctrl_wpending(BIO *b)
{
    return not_negative(BIO_ctrl(b, BIO_CTRL_WPENDING, 0, NULL));
}

/* Chains. */

BIO *
BIO_push(BIO *b, BIO *append)
{
    BIO *last;

    if (b == NULL)
        return append;
    for (last = b; last->next != NULL;)
        last = last->next;
    last->next = append;
    if (append != NULL)
        append->prev = last;
    BIO_ctrl(b, BIO_CTRL_PUSH, 0, last);
    return b;
}

BIO *
BIO_pop(BIO *b)
{
    BIO *next;

    if (b == NULL)
        return NULL;
    next = b->next;
    BIO_ctrl(b, BIO_CTRL_POP, 0, b);
    if (b->prev != NULL)
        b->prev->next = b->next;
    if (b->next != NULL)
        b->next->prev = b->prev;
    b->next = b->prev = NULL;
    return next;
}

BIO *
BIO_next(BIO *b)
{
    return b == NULL ? NULL : b->next;
}

void
BIO_set_next(BIO *b, BIO *next)
{
    b->next = next;
}

/* A type without a low byte asks for the class. */
BIO *
BIO_find_type(BIO *b, int type)
{
    if (b == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    for (; b != NULL; b = b->next) {
        int own = b->method == NULL ? 0 : b->method->type;

        if (own == type || ((type & 0xff) == 0 && (own & type) != 0))
            return b;
    }
    return NULL;
}

BIO *
BIO_dup_chain(BIO *in)
{
    BIO *first = NULL, *last = NULL;

    for (; in != NULL; in = in->next) {
        BIO *b = BIO_new_ex(in->libctx, in->method);

        if (b == NULL)
            goto failed;
        b->callback = in->callback;
        b->callback_ex = in->callback_ex;
        b->callback_arg = in->callback_arg;
        b->init = in->init;
        b->shutdown = in->shutdown;
        b->flags = in->flags;
        b->num = in->num;
        if (BIO_dup_state(in, b) <= 0 ||
            !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_BIO, &b->ex_data,
                                &in->ex_data)) {
            BIO_free(b);
            goto failed;
        }
        if (first == NULL)
            first = b;
        else
            BIO_push(last, b);
        last = b;
    }
    return first;
failed:
    BIO_free_all(first);
    return NULL;
}

/* Why the chain should be tried again: the deepest link that says so. */
BIO *
BIO_get_retry_BIO(BIO *b, int *reason)
{
    BIO *last = b;

    for (; b != NULL && BIO_should_retry(b); b = b->next)
        last = b;
    if (reason != NULL)
        *reason = last->retry_reason;
    return last;
}

int
BIO_get_retry_reason(BIO *b)
{
    return b->retry_reason;
}

void
BIO_set_retry_reason(BIO *b, int reason)
{
    b->retry_reason = reason;
}

void
BIO_copy_next_retry(BIO *b)
{
    BIO_set_flags(b, BIO_get_retry_flags(b->next));
    b->retry_reason = b->next->retry_reason;
}

/* Fields. */

void
BIO_set_flags(BIO *b, int flags)
{
    b->flags |= flags;
}

int
BIO_test_flags(const BIO *b, int flags)
{
    return b->flags & flags;
}

void
BIO_clear_flags(BIO *b, int flags)
{
    b->flags &= ~flags;
}

void
BIO_set_data(BIO *b, void *ptr)
{
    b->ptr = ptr;
}

void *
BIO_get_data(BIO *b)
{
    return b->ptr;
}

void
BIO_set_init(BIO *b, int init)
{
    b->init = init;
}

int
BIO_get_init(BIO *b)
{
    return b->init;
}

void
BIO_set_shutdown(BIO *b, int shut)
{
    b->shutdown = shut;
}

int
BIO_get_shutdown(BIO *b)
{
    return b->shutdown;
}

int
BIO_set_ex_data(BIO *b, int idx, void *data)
{
    return CRYPTO_set_ex_data(&b->ex_data, idx, data);
}

void *
BIO_get_ex_data(const BIO *b, int idx)
{
    return CRYPTO_get_ex_data(&b->ex_data, idx);
}

uint64_t
BIO_number_read(BIO *b)
{
    return b == NULL ? 0 : b->read_count;
}

uint64_t
BIO_number_written(BIO *b)
{
    return b == NULL ? 0 : b->write_count;
}

const char *
BIO_method_name(const BIO *b)
{
    return b->method->name;
}

int
BIO_method_type(const BIO *b)
{
    return b->method->type;
}
