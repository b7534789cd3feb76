/* A BIO method of the program's own: every slot is set and read back, called
 * through both kinds of call, watched by both kinds of callback; chains,
 * retry state and flags. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  error %d/%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

static int
m_create(BIO *b)
{
    printf("  create\n");
    BIO_set_init(b, 1);
    return 1;
}

static int
m_destroy(BIO *b)
{
    printf("  destroy shutdown %d\n", BIO_get_shutdown(b));
    return 1;
}

static int
m_write(BIO *b, const char *in, int len)
{
    printf("  write %d '%.*s'\n", len, len, in);
    return len > 5 ? 5 : len;
}

static int
m_write_ex(BIO *b, const char *in, size_t len, size_t *done)
{
    printf("  write_ex %zu '%.*s'\n", len, (int)len, in);
    *done = len / 2;
    return len > 1;
}

static int
m_read(BIO *b, char *out, int len)
{
    printf("  read %d\n", len);
    if (len < 3) {
        BIO_set_retry_read(b);
        return -1;
    }
    memcpy(out, "abc", 3);
    return 3;
}

static int
m_read_ex(BIO *b, char *out, size_t len, size_t *done)
{
    printf("  read_ex %zu\n", len);
    memset(out, 'x', len);
    *done = len;
    return len != 0;
}

static int
m_puts(BIO *b, const char *s)
{
    printf("  puts '%s'\n", s);
    return (int)strlen(s) + 1;
}

static int
m_gets(BIO *b, char *out, int len)
{
    printf("  gets %d\n", len);
    return snprintf(out, (size_t)len, "line");
}

static long
m_ctrl(BIO *b, int cmd, long n, void *p)
{
    printf("  ctrl %d %ld %s\n", cmd, n, p == NULL ? "null" : "pointer");
    if (cmd == 1000)
        return *(int *)p;
    return cmd == BIO_CTRL_DUP ? 0 : 7;
}

static long
m_callback_ctrl(BIO *b, int cmd, BIO_info_cb *f)
{
    printf("  callback_ctrl %d %d\n", cmd, f != NULL);
    return 8;
}

static int
info(BIO *b, int state, int res)
{
    return 1;
}

static long
old_callback(BIO *b, int oper, const char *p, int i, long l, long ret)
{
    printf("  [old %d p %d i %d l %ld ret %ld]\n", oper, p != NULL, i, l, ret);
    return ret;
}

static long
new_callback(BIO *b, int oper, const char *p, size_t len, int i, long l,
             int ret, size_t *done)
{
    printf("  [new %d p %d len %zu i %d l %ld ret %d done %ld]\n", oper,
           p != NULL, len, i, l, ret, done != NULL ? (long)*done : -1);
    return ret;
}

/* Stops what it sees before the operation. */
static long
forbid(BIO *b, int oper, const char *p, size_t len, int i, long l, int ret,
       size_t *done)
{
    return oper & BIO_CB_RETURN ? ret : -5;
}

static void
use(BIO *b)
{
    char buf[32] = "";
    size_t done = 99;
    int r;

    printf("write %d\n", BIO_write(b, "hello world", 11));
    r = BIO_write_ex(b, "hello", 5, &done);
    printf("write_ex %d %zu\n", r, done);
    printf("puts %d\n", BIO_puts(b, "put"));
    printf("read %d\n", BIO_read(b, buf, 8));
    printf("read short %d retry %d %x\n", BIO_read(b, buf, 2),
           BIO_should_retry(b), BIO_get_retry_flags(b));
    done = 99;
    r = BIO_read_ex(b, buf, 4, &done);
    printf("read_ex %d %zu\n", r, done);
    printf("gets %d\n", BIO_gets(b, buf, 9));
    printf("ctrl %ld\n", BIO_ctrl(b, 999, 3, NULL));
    printf("int_ctrl %ld\n", BIO_int_ctrl(b, 1000, 3, 41));
    printf("callback_ctrl %ld\n",
           BIO_callback_ctrl(b, BIO_CTRL_SET_CALLBACK, info));
    printf("callback_ctrl of another %ld\n", BIO_callback_ctrl(b, 1, info));
    printf("pending %zu %zu flush %d eof %d\n", BIO_ctrl_pending(b),
           BIO_ctrl_wpending(b), BIO_flush(b), BIO_eof(b));
    printf("counts %lu %lu\n", (unsigned long)BIO_number_read(b),
           (unsigned long)BIO_number_written(b));
    errors();
}

static void
slots(BIO_METHOD *m)
{
    printf("slots %d %d %d %d %d %d %d %d %d %d\n",
           BIO_meth_get_write(m) == m_write,
           BIO_meth_get_write_ex(m) == m_write_ex,
           BIO_meth_get_read(m) == m_read,
           BIO_meth_get_read_ex(m) == m_read_ex,
           BIO_meth_get_puts(m) == m_puts, BIO_meth_get_gets(m) == m_gets,
           BIO_meth_get_ctrl(m) == m_ctrl,
           BIO_meth_get_create(m) == m_create,
           BIO_meth_get_destroy(m) == m_destroy,
           BIO_meth_get_callback_ctrl(m) == m_callback_ctrl);
}

static BIO_METHOD *
method(int ex)
{
    int type = BIO_get_new_index();
    BIO_METHOD *m = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "mine");

    printf("meth_new %d\n", m != NULL);
    slots(m);
    if (ex) {
        BIO_meth_set_write_ex(m, m_write_ex);
        BIO_meth_set_read_ex(m, m_read_ex);
    } else {
        BIO_meth_set_write(m, m_write);
        BIO_meth_set_read(m, m_read);
    }
    slots(m);
    BIO_meth_set_puts(m, m_puts);
    BIO_meth_set_gets(m, m_gets);
    BIO_meth_set_ctrl(m, m_ctrl);
    BIO_meth_set_create(m, m_create);
    BIO_meth_set_destroy(m, m_destroy);
    BIO_meth_set_callback_ctrl(m, m_callback_ctrl);
    slots(m);
    return m;
}

static void
whole(int ex)
{
    BIO_METHOD *m = method(ex);
    BIO *b = BIO_new(m);

    printf("name %s type %d\n", BIO_method_name(b),
           (BIO_method_type(b) & BIO_TYPE_SOURCE_SINK) != 0);
    use(b);
    BIO_set_callback(b, old_callback);
    printf("callback %d %d\n", BIO_get_callback(b) == old_callback,
           BIO_get_callback_ex(b) == NULL);
    use(b);
    BIO_set_callback(b, NULL);
    BIO_set_callback_ex(b, new_callback);
    use(b);
    BIO_set_callback_ex(b, forbid);
    use(b);
    BIO_set_callback_ex(b, new_callback);
    BIO_set_shutdown(b, 0);
    printf("shutdown %d\n", BIO_get_shutdown(b));
    BIO_vfree(b);
    b = BIO_new_ex(NULL, m);
    printf("free %d\n", BIO_free(b));
    BIO_meth_free(m);
}

/* What lacks a slot says so. */
static void
empty(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index(), "empty");
    BIO *b = BIO_new(m);
    char buf[8];
    size_t done;
    int r;

    BIO_set_init(b, 1);
    printf("write %d\n", BIO_write(b, "x", 1));
    r = BIO_write_ex(b, "x", 1, &done);
    printf("write_ex %d\n", r);
    printf("read %d\n", BIO_read(b, buf, 1));
    r = BIO_read_ex(b, buf, 1, &done);
    printf("read_ex %d\n", r);
    printf("puts %d gets %d\n", BIO_puts(b, "x"), BIO_gets(b, buf, 8));
    printf("ctrl %ld\n", BIO_ctrl(b, 3, 0, NULL));
    printf("callback_ctrl %ld\n", BIO_callback_ctrl(b, 14, info));
    errors();
    BIO_free(b);
    BIO_meth_free(m);
}

static void
uninitialised(void)
{
    BIO *b = BIO_new(BIO_s_file());
    char buf[8];

    printf("uninitialised read %d write %d puts %d gets %d\n",
           BIO_read(b, buf, 1), BIO_write(b, "x", 1), BIO_puts(b, "x"),
           BIO_gets(b, buf, 8));
    errors();
    BIO_free(b);
    printf("null read %d write %d puts %d gets %d ctrl %ld\n",
           BIO_read(NULL, buf, 1), BIO_write(NULL, "x", 1),
           BIO_puts(NULL, "x"), BIO_gets(NULL, buf, 8),
           BIO_ctrl(NULL, 3, 0, NULL));
    errors();
    printf("free null %d\n", BIO_free(NULL));
    BIO_vfree(NULL);
    BIO_free_all(NULL);
}

static void
chains(void)
{
    BIO *a = BIO_new(BIO_f_buffer()), *b = BIO_new(BIO_f_buffer());
    BIO *m = BIO_new(BIO_s_mem());
    int reason = -1;

    BIO_push(a, b);
    BIO_push(b, m);
    BIO_set_mem_eof_return(m, -1);
    printf("next %d %d %d\n", BIO_next(a) == b, BIO_next(b) == m,
           BIO_next(m) == NULL);
    BIO_set_flags(m, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY);
    BIO_set_retry_reason(m, 5);
    BIO_copy_next_retry(b);
    printf("copied %x %d\n", BIO_get_retry_flags(b), BIO_get_retry_reason(b));
    printf("retry BIO is the last: %d", BIO_get_retry_BIO(a, &reason) == a);
    printf(" reason %d\n", reason);
    BIO_set_flags(a, BIO_FLAGS_SHOULD_RETRY);
    printf("retry BIO is the memory: %d", BIO_get_retry_BIO(a, &reason) == m);
    printf(" reason %d\n", reason);
    printf("find %d %d %d\n", BIO_find_type(a, BIO_TYPE_MEM) == m,
           BIO_find_type(b, BIO_TYPE_BUFFER) == b,
           BIO_find_type(a, BIO_TYPE_SSL) == NULL);
    BIO_set_next(a, m);
    printf("set_next %d\n", BIO_next(a) == m);
    BIO_set_next(a, b);
    printf("pop %d %d\n", BIO_pop(b) == m, BIO_next(a) == m);
    BIO_free(b);
    BIO_free_all(a);
}

static void
debug(void)
{
    BIO *out = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    char *text, buf[4];
    long len;

    BIO_set_callback(b, BIO_debug_callback);
    BIO_set_callback_arg(b, (char *)out);
    BIO_write(b, "abc", 3);
    BIO_puts(b, "def");
    BIO_read(b, buf, 4);
    BIO_gets(b, buf, 4);
    BIO_ctrl_pending(b);
    BIO_free(b);
    len = BIO_get_mem_data(out, &text);
    /* Without addresses. */
    for (char *at = text, *end = text + len; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        char *colon = memchr(at, ']', (size_t)(end - at));

        if (colon != NULL && colon < stop)
            printf("BIO[]%.*s\n", (int)(stop - colon - 1), colon + 1);
        at = stop + 1;
    }
    BIO_free(out);
}

int
main(void)
{
    whole(0);
    whole(1);
    empty();
    uninitialised();
    chains();
    debug();
    return 0;
}
