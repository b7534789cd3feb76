/* The end of a transport at every point of a connection, and of a connection
 * over a transport that goes on: results, errors, errno, shutdown state. */
#include "loopback.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void
told(const char *what, SSL *s, int r)
{
    int err = errno;
    int e = SSL_get_error(s, r);

    printf(" %s %s %d error %d errno %d want %d shutdown %d init %d state %s\n",
           who(s), what, r, e, err, SSL_want(s), SSL_get_shutdown(s),
           SSL_in_init(s), SSL_state_string(s));
    queue(who(s));
}

#define TOLD(what, s, x)   \
    do {                   \
        errno = 0;         \
        int r_ = (x);      \
        told(what, s, r_); \
    } while (0)

/* Moves what S has sent into BUF. */
static int
wire(SSL *s, unsigned char *buf, int size)
{
    int n = BIO_read(SSL_get_wbio(s), buf, size);

    return n > 0 ? n : 0;
}

/* Both sides over memory BIOs, moved by hand. */
static void
over_memory(struct pair *p, int eof_return)
{
    p->c = SSL_new(p->cctx);
    p->s = SSL_new(p->sctx);
    for (int i = 0; i < 2; i++) {
        SSL *s = i ? p->s : p->c;
        BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

        BIO_set_mem_eof_return(in, eof_return);
        SSL_set_bio(s, in, out);
    }
    SSL_set_connect_state(p->c);
    SSL_set_accept_state(p->s);
}

static void
move(SSL *from, SSL *to)
{
    static unsigned char buf[65536];
    int n = wire(from, buf, sizeof buf);

    if (n > 0)
        BIO_write(SSL_get_rbio(to), buf, n);
}

static void
shake_memory(struct pair *p)
{
    BIO_set_mem_eof_return(SSL_get_rbio(p->c), -1);
    BIO_set_mem_eof_return(SSL_get_rbio(p->s), -1);
    for (int i = 0; i < 5; i++) {
        SSL_do_handshake(p->c);
        move(p->c, p->s);
        SSL_do_handshake(p->s);
        move(p->s, p->c);
        ERR_clear_error();
    }
}

/* Handshakes cut off after so many bytes of the peer's flight. */
static void
cut_handshake(int version, int eof_return, int ignore)
{
    static const int cuts[] = {0, 1, 5, 6, 60, 200};
    static unsigned char buf[65536];

    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        for (int server = 0; server < 2; server++) {
            struct pair p;
            int n;
            SSL *s;

            printf("== handshake %x eof %d ignore %d cut %d %s\n", version,
                   eof_return, ignore, cuts[i], server ? "server" : "client");
            pair_contexts(&p, "rsa", version);
            if (ignore) {
                SSL_CTX_set_options(p.cctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
                SSL_CTX_set_options(p.sctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
            }
            over_memory(&p, eof_return);
            s = server ? p.s : p.c;
            BIO_set_mem_eof_return(SSL_get_rbio(p.c), -1);
            SSL_do_handshake(p.c);
            if (!server) {
                move(p.c, p.s);
                BIO_set_mem_eof_return(SSL_get_rbio(p.s), -1);
                SSL_do_handshake(p.s);
                BIO_set_mem_eof_return(SSL_get_rbio(p.c), eof_return);
            }
            ERR_clear_error();
            n = wire(server ? p.c : p.s, buf, sizeof buf);
            BIO_write(SSL_get_rbio(s), buf, cuts[i] < n ? cuts[i] : n);
            TOLD("handshake", s, SSL_do_handshake(s));
            TOLD("handshake", s, SSL_do_handshake(s));
            TOLD("read", s, SSL_read(s, buf, 5));
            TOLD("write", s, SSL_write(s, buf, 5));
            TOLD("shutdown", s, SSL_shutdown(s));
            pair_free(&p);
        }
}

/* Two records and an end: between, inside, behind. */
static void
cut_data(int version, int eof_return, int ignore)
{
    static unsigned char buf[65536], data[64];

    for (int cut = 0; cut < 7; cut++) {
        struct pair p;
        int n, all;

        printf("== data %x eof %d ignore %d cut %d\n", version, eof_return,
               ignore, cut);
        pair_contexts(&p, "rsa", version);
        if (ignore)
            SSL_CTX_set_options(p.cctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
        over_memory(&p, -1);
        shake_memory(&p);
        SSL_write(p.s, "first", 5);
        n = wire(p.s, buf, sizeof buf);
        SSL_write(p.s, "second", 6);
        all = n + wire(p.s, buf + n, (int)sizeof buf - n);
        if (cut == 6) {
            SSL_shutdown(p.s);
            all += wire(p.s, buf + all, (int)sizeof buf - all);
        }
        BIO_write(SSL_get_rbio(p.c), buf,
                  cut == 0   ? 0
                  : cut == 1 ? 3
                  : cut == 2 ? 7
                  : cut == 3 ? n
                  : cut == 4 ? n + 4
                             : all);
        BIO_set_mem_eof_return(SSL_get_rbio(p.c), eof_return);
        for (int i = 0; i < 4; i++) {
            TOLD("read", p.c, SSL_read(p.c, data, sizeof data));
            if (cut == 5 && i == 2)
                TOLD("peek", p.c, SSL_peek(p.c, data, sizeof data));
        }
        TOLD("write", p.c, SSL_write(p.c, "x", 1));
        TOLD("shutdown", p.c, SSL_shutdown(p.c));
        TOLD("shutdown", p.c, SSL_shutdown(p.c));
        pair_free(&p);
    }
}

/* Shutting down: every order, and what comes behind it. */
static void
closes(int version)
{
    unsigned char buf[64];
    struct pair p;

    printf("== close both ways %x\n", version);
    pair_contexts(&p, "rsa", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("write", p.s, SSL_write(p.s, "late", 4));
    TOLD("read", p.s, SSL_read(p.s, buf, sizeof buf));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_close(&p);

    printf("== close, reading on %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("write", p.s, SSL_write(p.s, "late", 4));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_close(&p);

    printf("== close at once from both %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_close(&p);

    printf("== close_notify twice %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    SSL_set_shutdown(p.s, 0);
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    SSL_set_shutdown(p.c, 0);
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    pair_close(&p);

    printf("== data behind a close %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    SSL_set_shutdown(p.s, 0);
    TOLD("write", p.s, SSL_write(p.s, "late", 4));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    SSL_set_shutdown(p.c, 0);
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    pair_close(&p);

    printf("== data before the awaited close %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    TOLD("write", p.s, SSL_write(p.s, "unread", 6));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_close(&p);

    printf("== quiet %x\n", version);
    pair_connect(&p);
    SSL_set_quiet_shutdown(p.c, 1);
    printf(" quiet %d %d\n", SSL_get_quiet_shutdown(p.c),
           SSL_get_quiet_shutdown(p.s));
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("read", p.s, SSL_read(p.s, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("write", p.c, SSL_write(p.c, "x", 1));
    pair_close(&p);

    printf("== shutdown set by hand %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_set_shutdown(p.c, SSL_RECEIVED_SHUTDOWN);
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    SSL_set_shutdown(p.c, SSL_SENT_SHUTDOWN);
    TOLD("write", p.c, SSL_write(p.c, "x", 1));
    SSL_set_shutdown(p.c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_close(&p);

    printf("== shutdown too early %x\n", version);
    pair_connect(&p);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    SSL_do_handshake(p.c);
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    SSL_do_handshake(p.s);
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    pair_free(&p);
}

/* A fatal alert in the middle of a connection, then the end. */
static void
fatal(int version, const char *suite)
{
    static unsigned char buf[4096];
    unsigned char data[16];
    struct pair p;
    int n;

    printf("== broken record %x %s\n", version, suite);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.sctx, suite);
    over_memory(&p, -1);
    shake_memory(&p);
    SSL_write(p.s, "first", 5);
    n = wire(p.s, buf, sizeof buf);
    buf[n - 1] ^= 1;
    BIO_write(SSL_get_rbio(p.c), buf, n);
    TOLD("read", p.c, SSL_read(p.c, data, sizeof data));
    TOLD("read", p.c, SSL_read(p.c, data, sizeof data));
    TOLD("write", p.c, SSL_write(p.c, "x", 1));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    move(p.c, p.s);
    TOLD("read", p.s, SSL_read(p.s, data, sizeof data));
    TOLD("read", p.s, SSL_read(p.s, data, sizeof data));
    TOLD("write", p.s, SSL_write(p.s, "x", 1));
    BIO_set_mem_eof_return(SSL_get_rbio(p.s), 0);
    TOLD("read", p.s, SSL_read(p.s, data, sizeof data));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    pair_free(&p);
}

static void
over_sockets(struct pair *p, int *c, int *s)
{
    int fd[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
        abort();
    p->c = SSL_new(p->cctx);
    p->s = SSL_new(p->sctx);
    *c = fd[0];
    *s = fd[1];
    SSL_set_fd(p->c, *c);
    SSL_set_fd(p->s, *s);
    SSL_set_connect_state(p->c);
    SSL_set_accept_state(p->s);
    BIO_set_nbio(SSL_get_rbio(p->c), 1);
}

/* A flight read off a socket and given piecewise would tell nothing new:
 * here peers go away at the steps of a handshake. */
static void
sockets(int version)
{
    struct pair p;
    int c, s;

    pair_contexts(&p, "rsa", version);
    printf("== socket: gone before a byte %x\n", version);
    over_sockets(&p, &c, &s);
    close(c);
    TOLD("accept", p.s, SSL_accept(p.s));
    TOLD("accept", p.s, SSL_accept(p.s));
    close(s);
    pair_close(&p);

    printf("== socket: gone before the answer %x\n", version);
    over_sockets(&p, &c, &s);
    close(s);
    TOLD("connect", p.c, SSL_connect(p.c));
    TOLD("connect", p.c, SSL_connect(p.c));
    close(c);
    pair_close(&p);

    printf("== socket: ended in data %x\n", version);
    over_sockets(&p, &c, &s);
    shutdown(c, SHUT_WR);
    if (write(s, "\26\3\3", 3) != 3)
        abort();
    shutdown(s, SHUT_WR);
    TOLD("connect", p.c, SSL_connect(p.c));
    close(c);
    close(s);
    pair_close(&p);
    pair_free(&p);
}

/* The client is gone when a server of TLS 1.3 sends its tickets. */
static void
tickets(int unread)
{
    static unsigned char flight[65536];
    unsigned char buf[64];
    struct pair p;
    int c, s, n;

    printf("== socket: gone before the tickets, unread %d\n", unread);
    pair_contexts(&p, "rsa", TLS1_3_VERSION);
    over_sockets(&p, &c, &s);
    BIO *m = BIO_new(BIO_s_mem());
    SSL_set0_wbio(p.c, m);
    int fl = fcntl(s, F_GETFL);
    fcntl(s, F_SETFL, fl | O_NONBLOCK);
    fl = fcntl(c, F_GETFL);
    fcntl(c, F_SETFL, fl | O_NONBLOCK);
    SSL_connect(p.c);
    n = wire(p.c, flight, sizeof flight);
    if (write(c, flight, (size_t)n) != n)
        abort();
    TOLD("accept", p.s, SSL_accept(p.s));
    SSL_connect(p.c);
    SSL_write(p.c, "request", 7);
    SSL_shutdown(p.c);
    n = wire(p.c, flight, sizeof flight);
    if (write(c, flight, (size_t)n) != n)
        abort();
    if (unread)
        close(c);
    else
        shutdown(c, SHUT_RD);
    TOLD("accept", p.s, SSL_accept(p.s));
    TOLD("read", p.s, SSL_read(p.s, buf, sizeof buf));
    TOLD("read", p.s, SSL_read(p.s, buf, sizeof buf));
    TOLD("write", p.s, SSL_write(p.s, "answer", 6));
    TOLD("shutdown", p.s, SSL_shutdown(p.s));
    if (!unread)
        close(c);
    close(s);
    pair_free(&p);
}

/* A close while a write waits for its transport. */
static void
pending_write(int version)
{
    static unsigned char data[30000], buf[40000];
    struct pair p;
    int got = 0;

    printf("== close behind a pending write %x\n", version);
    pair_contexts(&p, "rsa", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    ERR_clear_error();
    TOLD("write", p.c, SSL_write(p.c, data, sizeof data));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    for (int i = 0; i < 4; i++) {
        int n = SSL_read(p.s, buf, sizeof buf);

        got += n > 0 ? n : 0;
    }
    printf(" got %d\n", got);
    ERR_clear_error();
    TOLD("write", p.c, SSL_write(p.c, data, sizeof data));
    pair_free(&p);
}

/* The ends of a BIO pair. */
static void
pairs(int version)
{
    unsigned char buf[64];
    struct pair p;

    printf("== pair ended %x\n", version);
    pair_contexts(&p, "rsa", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    ERR_clear_error();
    BIO_shutdown_wr(SSL_get_wbio(p.s));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("write", p.s, SSL_write(p.s, "x", 1));
    TOLD("write", p.c, SSL_write(p.c, "x", 1));
    TOLD("read", p.s, SSL_read(p.s, buf, sizeof buf));
    pair_close(&p);

    printf("== pair torn %x\n", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    ERR_clear_error();
    SSL_free(p.s);
    p.s = NULL;
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("write", p.c, SSL_write(p.c, "x", 1));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_free(&p);
}

/* A peer that is gone has left data: that our close_notify can't be sent
 * doesn't keep it from us. */
static void
left_behind(int version)
{
    struct pair p;
    char buf[100];

    printf("== left behind %x\n", version);
    pair_contexts(&p, "rsa", version);
    pair_connect(&p);
    pair_shake(&p, 0);
    SSL_read(p.c, buf, sizeof buf);
    ERR_clear_error();
    TOLD("write", p.s, SSL_write(p.s, "farewell", 8));
    SSL_set0_wbio(p.c, BIO_new_mem_buf("", 0)); /* takes nothing */
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("read", p.c, SSL_read(p.c, buf, sizeof buf));
    TOLD("shutdown", p.c, SSL_shutdown(p.c));
    pair_free(&p);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        for (int eof = 0; eof >= -1; eof--)
            for (int ignore = 0; ignore < 2; ignore++) {
                cut_handshake(v, eof, ignore);
                cut_data(v, eof, ignore);
            }
        closes(v);
        fatal(v, "ECDHE-RSA-AES128-GCM-SHA256");
        fatal(v, "ECDHE-RSA-CHACHA20-POLY1305");
        sockets(v);
        pairs(v);
        pending_write(v);
        left_behind(v);
    }
    tickets(0);
    tickets(1);
    return 0;
}
