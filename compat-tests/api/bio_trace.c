/* What a transport sees: each BIO call of handshakes, data and shutdown, in
 * order. Lengths that hold an ECDSA signature vary, so the certificate is
 * an RSA one. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pipe {
    unsigned char data[1 << 18];
    size_t len, off;
};

struct end {
    const char *name;
    struct pipe *in, *out;
};

static int
end_write(BIO *b, const char *data, int len)
{
    struct end *e = BIO_get_data(b);

    BIO_clear_retry_flags(b);
    memcpy(e->out->data + e->out->len, data, (size_t)len);
    e->out->len += (size_t)len;
    printf("  %s write %d\n", e->name, len);
    return len;
}

static int
end_read(BIO *b, char *out, int len)
{
    struct end *e = BIO_get_data(b);
    size_t have = e->in->len - e->in->off;
    int n = have < (size_t)len ? (int)have : len;

    BIO_clear_retry_flags(b);
    if (n == 0) {
        BIO_set_retry_read(b);
        printf("  %s read %d: wait\n", e->name, len);
        return -1;
    }
    memcpy(out, e->in->data + e->in->off, (size_t)n);
    e->in->off += (size_t)n;
    printf("  %s read %d: %d\n", e->name, len, n);
    return n;
}

static long
end_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    struct end *e = BIO_get_data(b);

    /* The only control that means something to every transport. */
    if (cmd == BIO_CTRL_FLUSH)
        printf("  %s flush\n", e->name);
    return cmd == BIO_CTRL_FLUSH;
}

static BIO *
end_new(BIO_METHOD *m, struct end *e)
{
    BIO *b = BIO_new(m);

    BIO_set_data(b, e);
    BIO_set_init(b, 1);
    return b;
}

static void
path(char *out, size_t len, const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");

    snprintf(out, len, "%s/api-%s.pem", dir != NULL ? dir : ".", name);
}

static void
call(const char *what, SSL *s, int r)
{
    printf(" %s %d error %d\n", what, r, SSL_get_error(s, r));
    ERR_clear_error();
}

static void
run(int version, SSL_SESSION **sess, SSL_CTX *cctx, SSL_CTX *sctx)
{
    static struct pipe up, down;
    struct end ce = {"client", &down, &up}, se = {"server", &up, &down};
    static unsigned char big[40000];
    static char buf[50000];
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK | 100, "trace");
    SSL *c = SSL_new(cctx), *s = SSL_new(sctx);
    size_t total = 0;

    memset(&up, 0, sizeof up);
    memset(&down, 0, sizeof down);
    BIO_meth_set_write(m, end_write);
    BIO_meth_set_read(m, end_read);
    BIO_meth_set_ctrl(m, end_ctrl);
    BIO *cb = end_new(m, &ce), *sb = end_new(m, &se);
    SSL_set_bio(c, cb, cb);
    SSL_set_bio(s, sb, sb);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    SSL_set_max_proto_version(c, version);
    SSL_set_tlsext_host_name(c, "rsa.test");
    if (*sess != NULL)
        SSL_set_session(c, *sess);
    for (int i = 0; i < 4; i++) {
        call("client handshake", c, SSL_do_handshake(c));
        call("server handshake", s, SSL_do_handshake(s));
        if (SSL_is_init_finished(c) && SSL_is_init_finished(s))
            break;
    }
    printf(" reused %d\n", SSL_session_reused(c));
    call("client write", c, SSL_write(c, "hello", 5));
    call("client write", c, SSL_write(c, big, sizeof big));
    call("server read", s, SSL_read(s, buf, sizeof buf));
    while (total < sizeof big) {
        int n = SSL_read(s, buf, sizeof buf);

        call("server read", s, n);
        if (n <= 0)
            break;
        total += (size_t)n;
    }
    call("server read", s, SSL_read(s, buf, sizeof buf));
    call("server write", s, SSL_write(s, "yes", 3));
    call("client read", c, SSL_read(c, buf, sizeof buf));
    call("client read", c, SSL_read(c, buf, sizeof buf));
    SSL_SESSION_free(*sess);
    *sess = SSL_get1_session(c);
    call("client shutdown", c, SSL_shutdown(c));
    call("server read", s, SSL_read(s, buf, sizeof buf));
    call("server shutdown", s, SSL_shutdown(s));
    call("client shutdown", c, SSL_shutdown(c));
    SSL_free(c);
    SSL_free(s);
    BIO_meth_free(m);
}

/* The same with early data on its way. */
static void
run_early(SSL_SESSION *sess, SSL_CTX *cctx, SSL_CTX *sctx, int taken)
{
    static struct pipe up, down;
    struct end ce = {"client", &down, &up}, se = {"server", &up, &down};
    static unsigned char big[40000];
    static char buf[50000];
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK | 100, "trace");
    SSL *c = SSL_new(cctx), *s = SSL_new(sctx);
    size_t n;

    memset(&up, 0, sizeof up);
    memset(&down, 0, sizeof down);
    BIO_meth_set_write(m, end_write);
    BIO_meth_set_read(m, end_read);
    BIO_meth_set_ctrl(m, end_ctrl);
    BIO *cb = end_new(m, &ce), *sb = end_new(m, &se);
    SSL_set_bio(c, cb, cb);
    SSL_set_bio(s, sb, sb);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    SSL_set_tlsext_host_name(c, "rsa.test");
    SSL_set_session(c, sess);
    call("client writes early", c, SSL_write_early_data(c, "hello", 5, &n));
    call("client writes early", c, SSL_write_early_data(c, big, 20000, &n));
    if (taken) {
        for (int i = 0; i < 4; i++)
            call("server reads early", s,
                 SSL_read_early_data(s, buf, sizeof buf, &n));
        call("server writes early", s, SSL_write_early_data(s, "yes", 3, &n));
        call("client read", c, SSL_read(c, buf, sizeof buf));
        call("client writes early", c, SSL_write_early_data(c, "more", 4, &n));
    } else {
        call("server handshake", s, SSL_do_handshake(s));
    }
    call("client handshake", c, SSL_do_handshake(c));
    for (int i = 0; taken && i < 2; i++)
        call("server reads early", s,
             SSL_read_early_data(s, buf, sizeof buf, &n));
    call("server handshake", s, SSL_do_handshake(s));
    printf(" early %d %d\n", SSL_get_early_data_status(c),
           SSL_get_early_data_status(s));
    call("client write", c, SSL_write(c, "hello", 5));
    call("server read", s, SSL_read(s, buf, sizeof buf));
    SSL_free(c);
    SSL_free(s);
    BIO_meth_free(m);
}

int
main(void)
{
    char file[600];

    for (int v = TLS1_VERSION; v <= TLS1_3_VERSION; v++) {
        SSL_CTX *cctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX *sctx = SSL_CTX_new(TLS_server_method());
        SSL_SESSION *sess = NULL;

        path(file, sizeof file, "rsa-chain");
        SSL_CTX_use_certificate_chain_file(sctx, file);
        /* Puts a ticket's length, which varies by a byte or two with the
         * numbers in it, into the middle of a cipher block. */
        SSL_CTX_set_session_id_context(sctx, (const unsigned char *)"bio_trace",
                                       9);
        path(file, sizeof file, "rsa-key");
        SSL_CTX_use_PrivateKey_file(sctx, file, SSL_FILETYPE_PEM);
        /* The older versions fail from level 1 on. */
        if (v < TLS1_2_VERSION) {
            SSL_CTX_set_security_level(cctx, 0);
            SSL_CTX_set_security_level(sctx, 0);
        }
        printf("== %x full\n", v);
        run(v, &sess, cctx, sctx);
        printf("== %x resumed\n", v);
        run(v, &sess, cctx, sctx);
        if (v == TLS1_3_VERSION) {
            SSL_CTX_set_max_early_data(sctx, 30000);
            SSL_CTX_set_recv_max_early_data(sctx, 30000);
            SSL_CTX_set_options(sctx, SSL_OP_NO_ANTI_REPLAY);
            printf("== for early data\n");
            run(v, &sess, cctx, sctx);
            for (int taken = 0; taken < 2; taken++) {
                printf("== early data, taken %d\n", taken);
                /* A client uses a ticket once. */
                SSL_SESSION *copy = SSL_SESSION_dup(sess);

                run_early(copy, cctx, sctx, taken);
                SSL_SESSION_free(copy);
            }
        }
        SSL_SESSION_free(sess);
        SSL_CTX_free(cctx);
        SSL_CTX_free(sctx);
    }
    return 0;
}
