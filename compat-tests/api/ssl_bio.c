/* TLS as a BIO: BIO_f_ssl, the chains made with it, and their controls. */
#include "loopback.h"

#define T(x)                                        \
    do {                                            \
        printf(" %s = %ld\n", #x, (long)(x));       \
        queue("");                                  \
    } while (0)

static void
flags(const char *what, BIO *b, int r)
{
    printf(" %s %d retry %d read %d write %d special %d reason %d\n", what, r,
           BIO_should_retry(b) != 0, BIO_should_read(b) != 0,
           BIO_should_write(b) != 0, BIO_should_io_special(b) != 0,
           BIO_get_retry_reason(b));
    queue(what);
}

/* A fresh filter and what it answers without an SSL. */
static void
bare(void)
{
    BIO *b = BIO_new(BIO_f_ssl());
    SSL *ssl = NULL;
    char buf[4];

    printf("== bare\n");
    printf(" %s %d\n", BIO_method_name(b), BIO_method_type(b));
    T(BIO_get_init(b));
    T(BIO_get_shutdown(b));
    T(BIO_get_ssl(b, &ssl));
    T(ssl != NULL);
    T(BIO_do_handshake(b));
    T(BIO_pending(b));
    T(BIO_flush(b));
    T(BIO_read(b, buf, 1));
    T(BIO_write(b, buf, 1));
    T(BIO_reset(b));
    T(BIO_get_close(b));
    T(BIO_free(b));
    T(BIO_ssl_copy_session_id(NULL, NULL));
    BIO_ssl_shutdown(NULL);
}

static void
talk(int version)
{
    struct pair p;
    BIO *a, *b, *c, *s;
    SSL *ssl;
    char buf[32];

    printf("== talk %x\n", version);
    pair_contexts(&p, "rsa", version);
    BIO_new_bio_pair(&a, 0, &b, 0);
    T((c = BIO_new_ssl(p.cctx, 1)) != NULL);
    T((s = BIO_new_ssl(p.sctx, 0)) != NULL);
    T(BIO_get_init(c));
    T(BIO_get_close(c));
    T(BIO_push(c, a) == c);
    T(BIO_push(s, b) == s);
    T(BIO_next(c) == a);
    T(BIO_get_ssl(c, &ssl));
    T(SSL_get_rbio(ssl) == a);
    T(SSL_get_wbio(ssl) == a);
    T(SSL_is_server(ssl));
    for (int i = 0; i < 4; i++) {
        flags("client handshake", c, (int)BIO_do_handshake(c));
        flags("server handshake", s, (int)BIO_do_handshake(s));
    }
    flags("puts", c, BIO_puts(c, "hello\n"));
    T(BIO_wpending(c));
    T(BIO_flush(c));
    T(BIO_pending(s) > 0);
    flags("read 2", s, BIO_read(s, buf, 2));
    T(BIO_pending(s));
    flags("gets", s, BIO_gets(s, buf, sizeof buf));
    flags("read", s, BIO_read(s, buf, sizeof buf));
    flags("read", s, BIO_read(s, buf, sizeof buf));
    flags("read 0", s, BIO_read(s, buf, 0));
    flags("write 0", s, BIO_write(s, buf, 0));
    T(BIO_eof(s));
    T(BIO_number_read(s));
    T(BIO_number_written(c));
    BIO_get_ssl(c, &ssl);
    T(BIO_get_num_renegotiates(c));
    BIO_ssl_shutdown(c);
    T(SSL_get_shutdown(ssl));
    flags("read", s, BIO_read(s, buf, sizeof buf));
    flags("write", c, BIO_write(c, "x", 1));
    T(BIO_set_close(s, BIO_NOCLOSE));
    T(BIO_get_close(s));
    T(BIO_set_close(s, BIO_CLOSE));
    T(BIO_reset(c));
    T(SSL_in_before(ssl));
    T(BIO_set_ssl_mode(c, 0));
    T(SSL_is_server(ssl));
    T(BIO_pop(c) == a);
    T(SSL_get_rbio(ssl) != NULL);
    BIO_free(a);
    BIO_free(c);
    BIO_free_all(s);
    pair_free(&p);
}

/* An SSL that has transports already is put into a filter. */
static void
around(void)
{
    struct pair p;
    BIO *f = BIO_new(BIO_f_ssl()), *g;
    char buf[8];
    SSL *out;

    printf("== around an SSL\n");
    pair_contexts(&p, "rsa", 0);
    pair_connect(&p);
    pair_shake(&p, 0);
    T(BIO_set_ssl(f, p.c, BIO_NOCLOSE));
    T(BIO_next(f) == SSL_get_rbio(p.c));
    T(BIO_get_ssl(f, &out));
    T(out == p.c);
    flags("write", f, BIO_write(f, "hi", 2));
    call("read", p.s, SSL_read(p.s, buf, sizeof buf));
    g = BIO_new(BIO_f_buffer());
    g = BIO_push(g, f);
    flags("buffered", g, BIO_puts(g, "line\nnext\n"));
    call("read", p.s, SSL_read(p.s, buf, sizeof buf));
    T(BIO_flush(g));
    call("read", p.s, SSL_read(p.s, buf, sizeof buf));
    call("write", p.s, SSL_write(p.s, "a\nb\n", 4));
    flags("gets", g, BIO_gets(g, buf, sizeof buf));
    flags("gets", g, BIO_gets(g, buf, sizeof buf));
    flags("gets", g, BIO_gets(g, buf, sizeof buf));

    BIO_ssl_shutdown(g);
    call("read", p.s, SSL_read(p.s, buf, sizeof buf));
    g = BIO_pop(g) == f ? g : NULL;
    BIO_free(g);
    T(BIO_pop(f) != NULL);
    BIO_free(f);
    T(SSL_get_rbio(p.c) != NULL);
    pair_free(&p);
}

static void
chains(void)
{
    struct pair p;
    BIO *b, *c, *from, *to;
    SSL *x = NULL, *y = NULL;

    printf("== chains\n");
    pair_contexts(&p, "rsa", TLS1_2_VERSION);
    T((b = BIO_new_ssl_connect(p.cctx)) != NULL);
    for (c = b; c != NULL; c = BIO_next(c))
        printf(" %s\n", BIO_method_name(c));
    T(BIO_set_conn_hostname(b, "127.0.0.1:1"));
    printf(" host %s port %s\n", BIO_get_conn_hostname(b),
           BIO_get_conn_port(b));
    T(BIO_do_connect(b) > 0);
    T(BIO_should_retry(b));
    BIO_free_all(b);
    T((b = BIO_new_buffer_ssl_connect(p.cctx)) != NULL);
    for (c = b; c != NULL; c = BIO_next(c))
        printf(" %s\n", BIO_method_name(c));
    BIO_free_all(b);
    /* A session goes from one to another. */
    pair_connect(&p);
    pair_shake(&p, 0);
    from = BIO_new(BIO_f_ssl());
    BIO_set_ssl(from, p.c, BIO_NOCLOSE);
    to = BIO_new_ssl(p.cctx, 1);
    T(BIO_ssl_copy_session_id(to, from));
    BIO_get_ssl(to, &x);
    BIO_get_ssl(from, &y);
    T(SSL_get_session(x) == SSL_get_session(y));
    BIO_free(to);
    T(BIO_pop(from) != NULL);
    BIO_free(from);
    pair_free(&p);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    bare();
    talk(TLS1_2_VERSION);
    talk(TLS1_3_VERSION);
    around();
    chains();
    return 0;
}
