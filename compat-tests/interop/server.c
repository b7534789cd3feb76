/* A small TLS server: sends each line back until the client closes; or, with
 * -http, answers one request and ends as -close says:
 *   eof    closes the socket without close_notify
 *   reset  resets the connection
 * One connection after the other, each for 20 seconds at most. */
#include "common.h"

static const struct options *chosen;

static int
select_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
            const unsigned char *in, unsigned int in_len, void *arg)
{
    unsigned char ours[64], *found;
    size_t len = strlen(chosen->alpn);

    (void)ssl;
    (void)arg;
    ours[0] = (unsigned char)len;
    memcpy(ours + 1, chosen->alpn, len);
    if (SSL_select_next_proto(&found, out_len, ours, (unsigned int)len + 1,
                              in, in_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = found;
    return SSL_TLSEXT_ERR_OK;
}

static void
end_of_time(int sig)
{
    (void)sig;
    _exit(3);
}

static int
answer_http(SSL *ssl, int fd)
{
    static const char page[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                               "the page has no end\n";
    struct linger linger = {1, 0};
    char in[4096];

    if (SSL_read(ssl, in, sizeof in) <= 0 ||
        SSL_write(ssl, page, sizeof page - 1) <= 0)
        return -1;
    if (strcmp(chosen->close, "reset") == 0) {
        /* Let the page arrive first. */
        usleep(200000);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    return 0;
}

static int
echo(SSL *ssl)
{
    char in[16384];
    int got;

    while ((got = SSL_read(ssl, in, sizeof in)) > 0)
        if (SSL_write(ssl, in, got) != got)
            return -1;
    if (SSL_get_error(ssl, got) != SSL_ERROR_ZERO_RETURN)
        return -1;
    SSL_shutdown(ssl);
    return 0;
}

static void
serve(SSL_CTX *ctx, int fd)
{
    SSL *ssl = SSL_new(ctx);
    int ok;

    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        die("SSL_new");
    SSL_set_accept_state(ssl);
    ok = SSL_do_handshake(ssl) == 1;
    if (ok) {
        report(ssl);
        ok = (chosen->http ? answer_http(ssl, fd) : echo(ssl)) == 0;
    }
    if (!ok) {
        unsigned long e = ERR_get_error();
        char text[256];

        ERR_error_string_n(e, text, sizeof text);
        printf("connection failed: %s\n", text);
        fflush(stdout);
    }
    ERR_clear_error();
    SSL_free(ssl);
}

int
main(int argc, char *argv[])
{
    struct options o;
    struct sockaddr_in addr = {.sin_family = AF_INET};
    int listener, one = 1;
    SSL_CTX *ctx;

    parse_options(&o, argc, argv);
    chosen = &o;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, end_of_time);
    ctx = make_context(&o);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"interop", 7);
    if (o.alpn != NULL)
        SSL_CTX_set_alpn_select_cb(ctx, select_alpn, NULL);
    if (o.verify)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER |
                           SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    addr.sin_port = htons((unsigned short)o.port);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&addr, sizeof addr) != 0 ||
        listen(listener, 32) != 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int fd = accept(listener, NULL, NULL);

        if (fd < 0)
            continue;
        alarm(20);
        serve(ctx, fd);
        close(fd);
        alarm(0);
    }
}
