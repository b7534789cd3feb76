/* Filters and chains: null, buffer, base64, callbacks, programs' methods,
 * dumps and printing. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  error %08lX %s\n", e, ERR_reason_error_string(e));
}

static void
show(const char *what, BIO *mem)
{
    char *p;
    long n = BIO_get_mem_data(mem, &p);

    printf("%s %ld [%.*s]\n", what, n, (int)n, p);
}

static void
chains(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *null = BIO_new(BIO_f_null());
    BIO *buf = BIO_new(BIO_f_buffer()), *top;
    char text[64];
    int n;

    top = BIO_push(null, mem);
    top = BIO_push(buf, top);
    printf("%d %d %d\n", top == buf, BIO_next(top) == null,
           BIO_next(null) == mem);
    printf("find %d %d %d %d\n", BIO_find_type(top, BIO_TYPE_MEM) == mem,
           BIO_find_type(top, BIO_TYPE_FILTER) == buf,
           BIO_find_type(top, BIO_TYPE_SOURCE_SINK) == mem,
           BIO_find_type(top, BIO_TYPE_SSL) != NULL);
    printf("write %d\n", BIO_write(top, "held back\nline two\nx", 20));
    show("before flush", mem);
    printf("wpending %d\n", BIO_wpending(top));
    printf("flush %d\n", BIO_flush(top));
    show("after flush", mem);
    n = BIO_gets(top, text, sizeof(text));
    printf("gets %d %.*s|\n", n, n - 1, text);
    printf("pending %d lines %ld\n", BIO_pending(top),
           BIO_get_buffer_num_lines(top));
    n = BIO_read(top, text, 4);
    printf("read %d %.*s\n", n, n, text);
    n = BIO_read(top, text, 40);
    printf("read %d\n", n);
    n = BIO_read(top, text, 40);
    printf("read %d retry %d\n", n, BIO_should_retry(top) != 0);
    printf("size %ld\n", BIO_set_buffer_size(top, 8000));
    printf("pop %d\n", BIO_pop(null) == mem);
    printf("now %d %d\n", BIO_next(buf) == mem, BIO_next(null) != NULL);
    BIO_free(null);
    BIO_free_all(top);
    printf("NULLs %d %d %d\n", BIO_push(NULL, NULL) != NULL,
           BIO_pop(NULL) != NULL, BIO_free(NULL));
    BIO_free_all(NULL);
}

static void
base64(void)
{
    static const unsigned char bytes[] =
        "The quick brown fox jumps over the lazy dog, and then some more "
        "of it so that lines break.";
    static const char *const texts[] = {
        "SGVsbG8=\n",
        "SGVsbG8=",
        "SGVs\nbG8=\n",
        "not base64!\nSGVsbG8=\nrest",
        "SGVsbG8sIHdvcmxk\nSGVsbG8sIHdvcmxk\n",
        "",
        "\n\n\nSGVsbG8=\n",
    };
    BIO *mem, *b64;
    char out[200];
    int n;

    for (int flags = 0; flags < 2; flags++)
        for (int len = 0; len < 91; len += len < 6 ? 1 : 17) {
            mem = BIO_new(BIO_s_mem());
            b64 = BIO_push(BIO_new(BIO_f_base64()), mem);
            if (flags)
                BIO_set_flags(b64, BIO_FLAGS_BASE64_NO_NL);
            for (int i = 0; i < len; i += 7)
                BIO_write(b64, bytes + i, len - i < 7 ? len - i : 7);
            printf("flush %d ", BIO_flush(b64));
            show("encoded", mem);
            BIO_free(b64);
            b64 = BIO_push(BIO_new(BIO_f_base64()), mem);
            BIO_set_mem_eof_return(mem, 0);
            if (flags)
                BIO_set_flags(b64, BIO_FLAGS_BASE64_NO_NL);
            n = BIO_read(b64, out, sizeof(out));
            printf("decoded %d %d\n", n,
                   n == len && memcmp(out, bytes, (size_t)len) == 0);
            BIO_free_all(b64);
        }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        b64 = BIO_push(BIO_new(BIO_f_base64()),
                       BIO_new_mem_buf(texts[i], -1));
        n = BIO_read(b64, out, sizeof(out));
        printf("%zu: %d [%.*s]", i, n, n > 0 ? n : 0, out);
        printf(" then %d\n", BIO_read(b64, out, sizeof(out)));
        BIO_free_all(b64);
    }
    for (size_t i = 0; i < 3; i++) {
        b64 = BIO_push(BIO_new(BIO_f_base64()),
                       BIO_new_mem_buf(texts[i], -1));
        BIO_set_flags(b64, BIO_FLAGS_BASE64_NO_NL);
        n = BIO_read(b64, out, 3);
        printf("no newlines %zu: %d [%.*s]", i, n, n > 0 ? n : 0, out);
        n = BIO_read(b64, out, 30);
        printf(" then %d\n", n);
        BIO_free_all(b64);
    }
}

static long
watch(BIO *b, int oper, const char *argp, size_t len, int argi, long argl,
      int ret, size_t *processed)
{
    printf("  %s oper %x len %zu argi %d argl %ld ret %d done %d\n",
           BIO_get_callback_arg(b), (unsigned)oper, len, argi, argl, ret,
           processed == NULL ? -1 : (int)*processed);
    if (oper == (BIO_CB_PUTS | BIO_CB_RETURN))
        return ret;
    return ret;
}

static long
refuse(BIO *b, int oper, const char *argp, size_t len, int argi, long argl,
       int ret, size_t *processed)
{
    return oper == BIO_CB_WRITE ? -5 : ret;
}

static void
callbacks(void)
{
    BIO *mem = BIO_new(BIO_s_mem());
    char buf[16];

    BIO_set_callback_ex(mem, watch);
    BIO_set_callback_arg(mem, (char *)"arg");
    printf("get %d\n", BIO_get_callback_ex(mem) == watch);
    printf("write %d\n", BIO_write(mem, "hello\n", 6));
    printf("puts %d\n", BIO_puts(mem, "there\n"));
    printf("read %d\n", BIO_read(mem, buf, 3));
    printf("gets %d\n", BIO_gets(mem, buf, sizeof(buf)));
    printf("ctrl %d\n", BIO_pending(mem));
    BIO_set_callback_ex(mem, refuse);
    printf("refused %d\n", BIO_write(mem, "x", 1));
    BIO_set_callback_ex(mem, watch);
    BIO_free(mem);
}

static void
debug_callback(void)
{
    BIO *mem = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    char buf[16], line[256];

    BIO_set_callback_ex(mem, BIO_debug_callback_ex);
    BIO_set_callback_arg(mem, (char *)out);
    BIO_write(mem, "abc\n", 4);
    BIO_puts(mem, "def");
    BIO_read(mem, buf, 2);
    BIO_gets(mem, buf, 5);
    BIO_read(mem, buf, 16);
    BIO_read(mem, buf, 16);
    (void)BIO_flush(mem);
    BIO_free(mem);
    while (BIO_gets(out, line, sizeof(line)) > 0) {
        const char *p = strchr(line, ':');

        /* The BIO's address goes before. */
        printf("  debug %s", p == NULL ? line : p);
    }
    BIO_free(out);
}

static int
my_write(BIO *b, const char *data, int len)
{
    printf("  my write %d %.*s\n", len, len, data);
    BIO_clear_retry_flags(b);
    if (*data == '!') {
        BIO_set_retry_write(b);
        return -1;
    }
    return len;
}

static int
my_read_ex(BIO *b, char *out, size_t len, size_t *done)
{
    *done = len > 2 ? 2 : len;
    memset(out, 'r', *done);
    return 1;
}

static long
my_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    printf("  my ctrl %d %ld\n", cmd, num);
    return cmd == BIO_CTRL_FLUSH ? 1 : 0;
}

static int
my_create(BIO *b)
{
    BIO_set_init(b, 1);
    BIO_set_data(b, (void *)"data");
    return 1;
}

static int
my_destroy(BIO *b)
{
    printf("  my destroy %s\n", (char *)BIO_get_data(b));
    return 1;
}

static void
methods(void)
{
    int type = BIO_get_new_index();
    BIO_METHOD *m = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "mine");
    BIO *b, *copy;
    char buf[8];
    size_t done;

    printf("index %d", type);
    printf(" %d\n", BIO_get_new_index());
    BIO_meth_set_write(m, my_write);
    BIO_meth_set_ctrl(m, my_ctrl);
    BIO_meth_set_create(m, my_create);
    BIO_meth_set_destroy(m, my_destroy);
    printf("get %d %d %d %d %d\n", BIO_meth_get_write(m) == my_write,
           BIO_meth_get_write_ex(m) != NULL, BIO_meth_get_ctrl(m) == my_ctrl,
           BIO_meth_get_read(m) != NULL, BIO_meth_get_read_ex(m) != NULL);
    b = BIO_new(m);
    printf("%s %d\n", BIO_method_name(b), BIO_method_type(b) - type);
    printf("write %d\n", BIO_write(b, "hello", 5));
    printf("write_ex %d", BIO_write_ex(b, "again", 5, &done));
    printf(" %zu\n", done);
    printf("retry %d", BIO_write(b, "!", 1));
    printf(" %d\n", BIO_should_retry(b) != 0);
    printf("no read %d\n", BIO_read(b, buf, 5));
    errors();
    printf("no puts %d\n", BIO_puts(b, "x"));
    errors();
    printf("no gets %d\n", BIO_gets(b, buf, 5));
    errors();
    BIO_meth_set_read_ex(m, my_read_ex);
    printf("read %d", BIO_read(b, buf, 5));
    printf(" %d", BIO_read_ex(b, buf, 1, &done));
    printf(" %zu\n", done);
    printf("flush %d ctrl %ld\n", BIO_flush(b), BIO_ctrl(b, 777, 5, NULL));
    BIO_set_init(b, 0);
    printf("uninitialised %d %d\n", BIO_write(b, "x", 1), BIO_read(b, buf, 1));
    errors();
    BIO_up_ref(b);
    printf("free %d\n", BIO_free(b));
    printf("free %d\n", BIO_free(b));
    BIO_meth_free(m);
    printf("no BIO %d %d %ld\n", BIO_write(NULL, "x", 1), BIO_read(NULL, buf, 1),
           BIO_ctrl(NULL, 1, 0, NULL));
    errors();
    printf("no BIO %d %d\n", BIO_puts(NULL, "x"), BIO_gets(NULL, buf, 1));
    errors();

    b = BIO_new(BIO_s_null());
    printf("null sink %d %d %d %d\n", BIO_write(b, "abc", 3),
           BIO_read(b, buf, 3), BIO_puts(b, "xy"), BIO_eof(b));
    copy = BIO_dup_chain(b);
    printf("dup %d\n", copy != NULL);
    BIO_free(copy);
    BIO_free(b);
}

static void
sockets(void)
{
    int fd[2], got = -1;
    BIO *a, *b;
    char buf[32];
    int n;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
        return;
    a = BIO_new_socket(fd[0], BIO_CLOSE);
    b = BIO_new_fd(fd[1], BIO_NOCLOSE);
    printf("%s %s %d %d\n", BIO_method_name(a), BIO_method_name(b),
           BIO_get_fd(a, &got) == fd[0], got == fd[0]);
    printf("write %d puts %d\n", BIO_write(a, "socket\n", 7),
           BIO_puts(a, "line\n"));
    n = BIO_gets(b, buf, sizeof(buf));
    printf("gets %d %.*s\n", n, n - 1, buf);
    n = BIO_read(b, buf, sizeof(buf));
    printf("read %d\n", n);
    BIO_socket_nbio(fd[1], 1);
    printf("nothing %d retry %d read %d eof %d\n", BIO_read(b, buf, 5),
           BIO_should_retry(b) != 0, BIO_should_read(b) != 0, BIO_eof(b));
    printf("pending %d flush %d close %d\n", BIO_pending(a), BIO_flush(a),
           BIO_get_close(a));
    printf("socket gets %d\n", BIO_gets(a, buf, 5));
    errors();
    BIO_free(a);
    n = BIO_read(b, buf, 5);
    printf("closed %d retry %d eof %d\n", n, BIO_should_retry(b) != 0,
           BIO_eof(b));
    BIO_free(b);
    printf("kept open %d\n", close(fd[1]));
    a = BIO_new(BIO_s_socket());
    printf("no fd %ld init %d\n", BIO_get_fd(a, NULL), BIO_get_init(a));
    BIO_free(a);
}

static void
printing(void)
{
    BIO *mem = BIO_new(BIO_s_mem());
    unsigned char bytes[40];
    char small[8];

    printf("printf %d\n", BIO_printf(mem, "%s %5d|%-5d|%05.1f|%x|%lu|%zu\n",
                                     "text", 42, 42, 3.14159, 255, 7UL,
                                     (size_t)9));
    printf("indent %d %d\n", BIO_indent(mem, 3, 10), BIO_indent(mem, 30, 4));
    BIO_puts(mem, "|\n");
    show("printed", mem);
    (void)BIO_reset(mem);
    for (int i = 0; i < 40; i++)
        bytes[i] = (unsigned char)(i * 7);
    printf("dump %d\n", BIO_dump(mem, bytes, 40));
    printf("dump %d\n", BIO_dump_indent(mem, bytes, 20, 4));
    printf("dump %d\n", BIO_dump_indent(mem, bytes, 20, 13));
    printf("dump %d\n", BIO_dump_indent(mem, bytes, 20, 40));
    printf("dump %d\n", BIO_dump_indent(mem, "spaces   ", 9, 0));
    printf("dump %d\n", BIO_dump(mem, bytes, 0));
    show("dumped", mem);
    (void)BIO_reset(mem);
    for (int n = 0; n < 9; n++) {
        printf("hex %d ", BIO_hex_string(mem, 2, 4, bytes, n));
        BIO_puts(mem, "|\n");
    }
    show("hex", mem);
    printf("snprintf %d", BIO_snprintf(small, sizeof(small), "%s", "1234567"));
    printf(" %s", small);
    printf(" %d", BIO_snprintf(small, sizeof(small), "%s", "12345678"));
    printf(" %s\n", small);
    BIO_free(mem);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    chains();
    base64();
    callbacks();
    debug_callback();
    methods();
    sockets();
    printing();
    return 0;
}
