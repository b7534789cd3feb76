/* A small TLS client: connects to 127.0.0.1, reports what was negotiated,
 * sends lines and wants each back, as it is or reversed (as s_server -rev
 * does). With -resume it does so twice, the second time with the first one's
 * session, and that must be accepted. Verification of the server is always
 * on. */
#include "common.h"

/* Not every release of every library exports it. */
#pragma weak SSL_key_update

static SSL_SESSION *session;

static int
keep_session(SSL *ssl, SSL_SESSION *s)
{
    (void)ssl;
    SSL_SESSION_free(session);
    session = s;
    return 1;
}

static int
connect_to(int port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    addr.sin_port = htons((unsigned short)port);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&addr, sizeof addr) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static void
reverse(char *out, const char *in, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = in[len - 1 - i];
}

/* One line there and back. */
static void
exchange(SSL *ssl, int number)
{
    char line[1200], reversed[1200], in[1200];
    int len = snprintf(line, sizeof line, "line %d", number), got = 0, n;

    /* Lines of growing length, so that records differ. */
    for (; len < 20 + number * 37 % 1000; len++)
        line[len] = (char)('a' + len % 26);
    reverse(reversed, line, (size_t)len);
    line[len] = reversed[len] = '\n';
    len++;
    if (SSL_write(ssl, line, len) != len)
        die("SSL_write");
    while (got < len) {
        n = SSL_read(ssl, in + got, len - got);
        if (n <= 0)
            die("SSL_read");
        got += n;
    }
    if (memcmp(in, line, (size_t)len) != 0 &&
        memcmp(in, reversed, (size_t)len) != 0) {
        fprintf(stderr, "sent %.*s got %.*s", len, line, len, in);
        exit(1);
    }
}

static void
one_connection(SSL_CTX *ctx, const struct options *o)
{
    int fd = connect_to(o->port), resuming = session != NULL;
    SSL *ssl = SSL_new(ctx);

    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        die("SSL_new");
    if (o->name != NULL && !SSL_set_tlsext_host_name(ssl, o->name))
        die("SSL_set_tlsext_host_name");
    if (resuming && SSL_set_session(ssl, session) != 1)
        die("SSL_set_session");
    SSL_set_connect_state(ssl);
    if (SSL_do_handshake(ssl) != 1)
        die("SSL_do_handshake");
    report(ssl);
    if (resuming && !SSL_session_reused(ssl)) {
        fputs("the session was not reused\n", stderr);
        exit(1);
    }
    for (int i = 0; i < o->lines; i++)
        exchange(ssl, i);
    if (o->key_update) {
        int mine = SSL_KEY_UPDATE_NOT_REQUESTED;

        if (SSL_key_update == NULL) {
            fputs("the library has no SSL_key_update\n", stderr);
            exit(4);
        }
        for (int i = 0; i < 6; i++) {
            if (SSL_key_update(ssl, mine) != 1)
                die("SSL_key_update");
            exchange(ssl, 100 + i);
            mine = SSL_KEY_UPDATE_REQUESTED;
        }
    }
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
}

int
main(int argc, char *argv[])
{
    struct options o;
    SSL_CTX *ctx;

    parse_options(&o, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    alarm(20);
    ctx = make_context(&o);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(ctx, keep_session);
    if (o.alpn != NULL) {
        unsigned char wire[64];
        size_t len = strlen(o.alpn);

        wire[0] = (unsigned char)len;
        memcpy(wire + 1, o.alpn, len);
        if (SSL_CTX_set_alpn_protos(ctx, wire, (unsigned int)len + 1) != 0)
            die("SSL_CTX_set_alpn_protos");
    }
    one_connection(ctx, &o);
    if (o.resume) {
        if (session == NULL) {
            fputs("the server gave no session\n", stderr);
            return 1;
        }
        one_connection(ctx, &o);
    }
    SSL_SESSION_free(session);
    session = NULL;
    SSL_CTX_free(ctx);
    return 0;
}
