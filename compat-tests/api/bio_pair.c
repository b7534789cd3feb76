/* BIO pairs: transfers, limits, requests, in-place access, closing. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  error %08lX %s\n", e, ERR_reason_error_string(e));
}

static void
state(const char *what, BIO *a, BIO *b)
{
    printf("%s: a retry %d/%d/%d pending %zu wpending %zu room %zu request %zu"
           " eof %d | b retry %d pending %zu wpending %zu room %zu request %zu"
           " eof %d\n",
           what, BIO_should_retry(a) != 0, BIO_should_read(a) != 0,
           BIO_should_write(a) != 0, BIO_ctrl_pending(a), BIO_ctrl_wpending(a),
           BIO_ctrl_get_write_guarantee(a), BIO_ctrl_get_read_request(a),
           BIO_eof(a), BIO_should_retry(b) != 0, BIO_ctrl_pending(b),
           BIO_ctrl_wpending(b), BIO_ctrl_get_write_guarantee(b),
           BIO_ctrl_get_read_request(b), BIO_eof(b));
    errors();
}

int
main(void)
{
    BIO *a, *b, *c;
    char buf[64], *p = NULL;
    int n;

    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    printf("new %d\n", BIO_new_bio_pair(&a, 10, &b, 0));
    printf("%s %d sizes %d %d close %d\n", BIO_method_name(a),
           BIO_method_type(a), (int)BIO_get_write_buf_size(a, 0),
           (int)BIO_get_write_buf_size(b, 0), BIO_get_close(a));
    state("start", a, b);
    printf("read %d\n", BIO_read(b, buf, 20));
    state("empty read of b", a, b);
    printf("reset request %d\n", BIO_ctrl_reset_read_request(a));
    printf("read %d\n", BIO_read(a, buf, 7));
    state("empty read of a", a, b);
    printf("write %d\n", BIO_write(a, "0123456", 7));
    state("seven", a, b);
    printf("write %d\n", BIO_write(a, "789ab", 5));
    state("overfull", a, b);
    printf("write %d\n", BIO_write(a, "x", 1));
    state("full", a, b);
    n = BIO_read(b, buf, 4);
    printf("read %d %.*s\n", n, n, buf);
    printf("write %d\n", BIO_write(a, "wrap", 4));
    n = BIO_read(b, buf, sizeof(buf));
    printf("read %d %.*s\n", n, n, buf);
    state("around", a, b);
    printf("nwrite0 %d\n", BIO_nwrite0(a, &p));
    n = BIO_nwrite(a, &p, 3);
    memcpy(p, "abc", 3);
    printf("nwrite %d\n", n);
    n = BIO_nread0(b, &p);
    printf("nread0 %d %.*s\n", n, n, p);
    n = BIO_nread(b, &p, 2);
    printf("nread %d %.*s\n", n, n, p);
    state("in place", a, b);
    printf("nread %d", BIO_nread(b, &p, 10));
    printf(" %d\n", BIO_nread(b, &p, 10));
    state("nothing left", a, b);
    printf("size in use %d\n", BIO_set_write_buf_size(a, 20));
    errors();
    c = BIO_new(BIO_s_bio());
    printf("unpaired read %d write %d\n", BIO_read(c, buf, 1),
           BIO_write(c, "x", 1));
    errors();
    printf("join a used one %d\n", BIO_make_bio_pair(c, a));
    errors();
    BIO_free(c);
    printf("puts %d\n", BIO_puts(b, "from b"));
    n = BIO_read(a, buf, sizeof(buf));
    printf("%.*s\n", n, buf);
    printf("gets %d\n", BIO_gets(a, buf, sizeof(buf)));
    errors();
    BIO_write(a, "last", 4);
    printf("shutdown %d\n", BIO_shutdown_wr(a));
    printf("write after it %d\n", BIO_write(a, "x", 1));
    state("shut", a, b);
    n = BIO_read(b, buf, sizeof(buf));
    printf("read %d then %d\n", n, BIO_read(b, buf, sizeof(buf)));
    state("end", a, b);
    printf("reset %d flush %d\n", BIO_reset(a), BIO_flush(a));
    printf("destroy %d init %d %d\n", BIO_destroy_bio_pair(a),
           BIO_get_init(a), BIO_get_init(b));
    printf("read %d\n", BIO_read(b, buf, 1));
    errors();
    BIO_free(a);
    BIO_free(b);

    BIO_new_bio_pair(&a, 0, &b, 0);
    BIO_write(a, "gone", 4);
    BIO_free(a);
    printf("peer freed: init %d pending %zu\n", BIO_get_init(b),
           BIO_ctrl_pending(b));
    BIO_free(b);
    return 0;
}
