/* Text through BIOs: hex dumps to every kind of target, formatted output,
 * the line-buffering and the prefix filter. */
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
show(const char *what, BIO *mem)
{
    char *text;
    long len = BIO_get_mem_data(mem, &text);

    printf("%s %ld:", what, len);
    for (long i = 0; i < len; i++)
        printf(text[i] >= ' ' && text[i] < 127 ? "%c" : "\\%03o",
               (unsigned char)text[i]);
    printf("\n");
    (void)BIO_reset(mem);
}

static int
collect(const void *data, size_t len, void *arg)
{
    printf("cb %zu %.*s", len, (int)len, (const char *)data);
    return (int)len;
}

static int
fail_second(const void *data, size_t len, void *arg)
{
    int *calls = arg;

    return ++*calls == 2 ? -1 : (int)len;
}

static void
dumps(void)
{
    unsigned char data[70];
    int calls = 0;
    BIO *mem = BIO_new(BIO_s_mem());

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i * 37 + 11);
    data[65] = data[66] = ' ';
    data[67] = 0;
    for (int indent = -1; indent < 80; indent += 9) {
        printf("indent %d\n", indent);
        printf("= %d\n", BIO_dump_indent_cb(collect, NULL, data, 35, indent));
    }
    printf("= %d\n", BIO_dump_cb(collect, NULL, data, sizeof(data)));
    printf("= %d\n", BIO_dump_cb(collect, NULL, data, 0));
    printf("stopped %d", BIO_dump_cb(fail_second, &calls, data, 70));
    printf(" after %d\n", calls);
    fflush(stdout);
    printf("= %d\n", BIO_dump_fp(stdout, data, 20));
    printf("= %d\n", BIO_dump_indent_fp(stdout, data, 20, 6));
    printf("= %d\n", BIO_dump_indent(mem, data, 20, 3));
    show("dump", mem);
    for (int width = 1; width < 6; width++)
        printf("= %d\n", BIO_hex_string(mem, 4, width, data, 11));
    show("hex", mem);
    BIO_free(mem);
}

static int
by_list(BIO *out, const char *format, ...)
{
    va_list args;
    int r;

    va_start(args, format);
    r = BIO_vprintf(out, format, args);
    va_end(args);
    return r;
}

static int
into(char *buf, size_t n, const char *format, ...)
{
    va_list args;
    int r;

    va_start(args, format);
    r = BIO_vsnprintf(buf, n, format, args);
    va_end(args);
    return r;
}

static void
formats(void)
{
    BIO *mem = BIO_new(BIO_s_mem());
    char buf[16];

#define P(...)                                       \
    do {                                             \
        printf("%d ", by_list(mem, __VA_ARGS__));    \
        show("", mem);                               \
    } while (0)
    P("plain");
    P("%d %i %u %x %X %o", -5, 6, 7u, 0xabu, 0xabu, 8u);
    P("[%5d] [%-5d] [%05d] [%+d] [% d]", 42, 42, 42, 42, 42);
    P("[%5s] [%-5s] [%.2s] [%5.1s] [%s]", "abc", "abc", "abc", "abc", "");
    P("[%#x] [%#o] [%#X] [%#x]", 255u, 8u, 255u, 0u);
    P("[%ld] [%lu] [%lx] [%lld] [%llu]", -1L, 1UL, 0xffUL, -2LL, 2ULL);
    P("[%hd] [%zu] [%zd] [%jd]", 3, (size_t)4, (ssize_t)-4, (intmax_t)5);
    P("[%c] [%%] [%3c]", 'z', 'y');
    P("[%*d] [%-*d] [%.*s]", 6, 1, 6, 2, 2, "xyz");
    P("[%.3d] [%8.3d] [%.0d]", 5, 6, 7);
    P("[%f] [%.2f] [%8.3f] [%.0f] [%+f]", 3.25, 2.5, 1.0625, 8.0, 1.5);
    P("[%e] [%.2E] [%g]", 12345.678, 0.00012, 0.5);
    P("[%s] [%.3s] [%9s]", NULL, NULL, NULL);
    P("[%08.5d] [%-08d] [%#08x] [%20p] [%hhd] [%q]", 3, 4, 5, (void *)1, 6);
    P("[%p]", NULL);
    P("[%.10s]", "a longer text than that");
    P("%s%s", "two", "parts");
    for (size_t n = 0; n < 8; n++) {
        int r;

        memset(buf, '#', sizeof(buf));
        r = into(buf, n, "%s", "12345");
        printf("%zu: %d %.*s\n", n, r, r < 0 ? 0 : r, buf);
    }
    printf("%d %s\n", BIO_snprintf(buf, sizeof(buf), "%d-%s", 1, "a"), buf);
    printf("%d %s\n", BIO_snprintf(buf, 4, "%s", "abcdef"), buf);
    BIO_free(mem);
}

static void
line_buffer(void)
{
    BIO *lines = BIO_new(BIO_f_linebuffer()), *mem = BIO_new(BIO_s_mem());
    char big[3000];

    BIO_push(lines, mem);
    printf("%s\n", BIO_method_name(lines));
    printf("%d ", BIO_write(lines, "no end", 6));
    printf("waiting %zu ", BIO_ctrl_wpending(lines));
    show("held", mem);
    printf("%d ", BIO_write(lines, " yet\nnext", 9));
    show("line", mem);
    printf("%d ", BIO_puts(lines, " a\nb\nc"));
    show("lines", mem);
    printf("%d %d ", BIO_flush(lines), BIO_printf(lines, "x%dy", 5));
    show("flushed", mem);
    memset(big, 'q', sizeof(big));
    printf("%d ", BIO_write(lines, big, sizeof(big)));
    printf("%ld\n", (long)BIO_ctrl_pending(mem));
    (void)BIO_reset(mem);
    printf("%d ", BIO_puts(lines, "\n"));
    printf("%ld\n", (long)BIO_ctrl_pending(mem));
    printf("gets %d read %d\n", BIO_gets(lines, big, 10),
           BIO_read(lines, big, 4));
    BIO_free_all(lines);
    while (ERR_get_error() != 0)
        printf("error\n");
}

static void
prefix(void)
{
    BIO *p = BIO_new(BIO_f_prefix()), *mem = BIO_new(BIO_s_mem());

    BIO_push(p, mem);
    printf("%s\n", BIO_method_name(p));
    BIO_puts(p, "plain\n");
    printf("%ld %ld\n", (long)BIO_set_prefix(p, "> "),
           (long)BIO_set_indent(p, 3));
    printf("indent %ld\n", (long)BIO_get_indent(p));
    printf("%d\n", BIO_puts(p, "one\ntwo\n\nthree"));
    printf("%d\n", BIO_puts(p, " goes on\nfour\n"));
    BIO_set_indent(p, 0);
    BIO_printf(p, "%s %d\n", "five", 5);
    BIO_set_prefix(p, NULL);
    BIO_puts(p, "six\n");
    show("prefixed", mem);
    BIO_free_all(p);
}

static void
buffers(void)
{
    BUF_MEM *m = BUF_MEM_new_ex(BUF_MEM_FLAG_SECURE);

    printf("grow %zu length %zu\n", BUF_MEM_grow(m, 10), m->length);
    memcpy(m->data, "0123456789", 10);
    printf("shrink %zu %zu\n", BUF_MEM_grow(m, 4), m->length);
    printf("again %zu %.4s %d%d\n", BUF_MEM_grow_clean(m, 8), m->data,
           m->data[4], m->data[7]);
    BUF_MEM_free(m);
}

int
main(void)
{
    dumps();
    formats();
    line_buffer();
    prefix();
    buffers();
    return 0;
}
