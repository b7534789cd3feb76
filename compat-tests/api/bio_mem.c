/* Memory BIOs: reading, writing, lines, end of data, ownership. */
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/err.h>

#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lX %s|%s\n", e, ERR_reason_error_string(e), data);
}

static void
state(const char *what, BIO *b, int ret)
{
    printf("%s: %d retry %d read %d write %d pending %d eof %d\n", what, ret,
           BIO_should_retry(b) != 0, BIO_should_read(b) != 0,
           BIO_should_write(b) != 0, BIO_pending(b), BIO_eof(b));
    errors();
}

static void
read_write(void)
{
    BIO *b = BIO_new(BIO_s_mem());
    char buf[64];
    size_t done = 99;
    int n;

    printf("type %d name %s init %d close %d\n", BIO_method_type(b),
           BIO_method_name(b), BIO_get_init(b), BIO_get_close(b));
    state("empty", b, BIO_read(b, buf, 10));
    state("write", b, BIO_write(b, "hello world\nsecond line\nrest", 28));
    state("write 0", b, BIO_write(b, "x", 0));
    state("write -1", b, BIO_write(b, "x", -1));
    state("write_ex 0", b, BIO_write_ex(b, "x", 0, &done));
    printf("done %zu\n", done);
    state("read 0", b, BIO_read(b, buf, 0));
    state("read -1", b, BIO_read(b, buf, -1));
    n = BIO_read(b, buf, 5);
    state("read 5", b, n);
    printf("%.*s\n", n, buf);
    memset(buf, '#', sizeof(buf));
    n = BIO_gets(b, buf, sizeof(buf));
    state("gets", b, n);
    printf("[%s]\n", buf);
    n = BIO_gets(b, buf, 5);
    state("gets 5", b, n);
    printf("[%s]\n", buf);
    state("gets 1", b, BIO_gets(b, buf, 1));
    state("gets 0", b, BIO_gets(b, buf, 0));
    state("gets -1", b, BIO_gets(b, buf, -1));
    n = BIO_get_line(b, buf, sizeof(buf));
    state("get_line", b, n);
    printf("[%s]\n", buf);
    n = BIO_gets(b, buf, sizeof(buf));
    state("gets last", b, n);
    printf("[%s]\n", buf);
    n = BIO_gets(b, buf, sizeof(buf));
    state("gets at end", b, n);
    printf("[%s]\n", buf);
    state("puts", b, BIO_puts(b, "again"));
    state("puts empty", b, BIO_puts(b, ""));
    printf("seek %d tell %d\n", BIO_seek(b, 2), BIO_tell(b));
    state("after seek", b, 0);
    printf("seek far %d\n", BIO_seek(b, 1000));
    state("reset", b, BIO_reset(b));
    BIO_set_mem_eof_return(b, 0);
    state("eof return 0", b, BIO_read(b, buf, 5));
    BIO_set_mem_eof_return(b, -7);
    state("eof return -7", b, BIO_read(b, buf, 5));
    printf("read_ex %d %zu\n", BIO_read_ex(b, buf, 5, &done), done);
    printf("flush %d wpending %d dup ctrl %ld unknown %ld\n", BIO_flush(b),
           BIO_wpending(b), BIO_ctrl(b, BIO_CTRL_DUP, 0, NULL),
           BIO_ctrl(b, 9999, 0, NULL));
    printf("written %d read %d\n", (int)BIO_number_written(b),
           (int)BIO_number_read(b));
    BIO_free(b);
}

static void
buf_mem(void)
{
    BIO *b = BIO_new(BIO_s_mem());
    BUF_MEM *m = NULL, *own;
    char *p = NULL, buf[16];
    long n;

    n = BIO_get_mem_data(b, &p);
    printf("data of empty %ld %d\n", n, p == NULL);
    BIO_puts(b, "0123456789");
    BIO_read(b, buf, 3);
    n = BIO_get_mem_data(b, &p);
    printf("data %ld %.*s\n", n, (int)n, p);
    BIO_get_mem_ptr(b, &m);
    printf("ptr %zu %.*s\n", m->length, (int)m->length, m->data);
    BIO_puts(b, "abc");
    BIO_get_mem_ptr(b, &m);
    printf("ptr %zu %.*s\n", m->length, (int)m->length, m->data);
    printf("set_close %d get %d\n", BIO_set_close(b, BIO_NOCLOSE),
           BIO_get_close(b));
    BIO_free(b);
    printf("kept %zu %.*s\n", m->length, (int)m->length, m->data);

    b = BIO_new(BIO_s_mem());
    BIO_set_mem_buf(b, m, BIO_CLOSE);
    n = BIO_read(b, buf, 4);
    printf("given %ld %.*s\n", n, (int)n, buf);
    own = BUF_MEM_new();
    BUF_MEM_grow(own, 5);
    memcpy(own->data, "fresh", 5);
    BIO_set_mem_buf(b, own, BIO_CLOSE);
    n = BIO_read(b, buf, 16);
    printf("given %ld %.*s\n", n, (int)n, buf);
    BIO_free(b);

    b = BIO_new(BIO_s_mem());
    BIO_set_flags(b, BIO_FLAGS_NONCLEAR_RST);
    BIO_puts(b, "reset me");
    BIO_read(b, buf, 6);
    printf("reset %d pending %d\n", BIO_reset(b), BIO_pending(b));
    BIO_free(b);
}

static void
read_only(void)
{
    static const char text[] = "one\ntwo\n\nthree";
    BIO *b = BIO_new_mem_buf(text, -1);
    BUF_MEM *m;
    char buf[32], *p;
    int n;
    long len;

    state("new", b, 0);
    while ((n = BIO_gets(b, buf, sizeof(buf))) > 0)
        printf("%d [%.*s]\n", n, (int)strcspn(buf, "\n"), buf);
    state("end", b, n);
    state("read at end", b, BIO_read(b, buf, 5));
    state("write", b, BIO_write(b, "x", 1));
    state("puts", b, BIO_puts(b, "x"));
    printf("reset %d\n", BIO_reset(b));
    BIO_read(b, buf, 4);
    len = BIO_get_mem_data(b, &p);
    printf("%ld %d\n", len, p == text + 4);
    BIO_get_mem_ptr(b, &m);
    printf("%zu %.3s\n", m->length, m->data);
    printf("seek %d ", BIO_seek(b, 0));
    printf("tell %d\n", BIO_tell(b));
    BIO_free(b);

    b = BIO_new_mem_buf("sized", 3);
    n = BIO_read(b, buf, 32);
    printf("%d %.*s\n", n, n, buf);
    BIO_free(b);
    b = BIO_new_mem_buf("", 0);
    state("empty", b, BIO_read(b, buf, 3));
    BIO_free(b);
    printf("NULL %d\n", BIO_new_mem_buf(NULL, 0) != NULL);
    errors();
}

static void
large(void)
{
    BIO *b = BIO_new(BIO_s_mem());
    unsigned char block[1000];
    unsigned sum = 0, expect = 0;
    int n;

    for (int i = 0; i < 300; i++) {
        memset(block, i, sizeof(block));
        expect += (unsigned)(i & 0xff) * sizeof(block);
        BIO_write(b, block, sizeof(block));
        if (i % 3 == 0)
            for (n = BIO_read(b, block, 700); n-- > 0;)
                sum += block[n];
    }
    printf("pending %d\n", BIO_pending(b));
    while ((n = BIO_read(b, block, 999)) > 0)
        while (n-- > 0)
            sum += block[n];
    printf("equal %d\n", sum == expect);
    BIO_free(b);
}

static void
secure(void)
{
    BIO *b = BIO_new(BIO_s_secmem());
    char buf[16];
    int n;

    printf("%s\n", BIO_method_name(b));
    BIO_puts(b, "secret");
    n = BIO_read(b, buf, sizeof(buf));
    printf("%.*s\n", n, buf);
    BIO_free(b);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    read_write();
    buf_mem();
    read_only();
    large();
    secure();
    return 0;
}
