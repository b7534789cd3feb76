/* A client and a server for resumption and early data, for early_data.sh and
 * apps/fleet.sh.
 *
 * session client ADDRESS:PORT CA SESSION [EARLY-FILE [REQUEST-FILE]]
 *     resumes what the file SESSION holds, if it is there, with early data if
 *     the session allows it, then sends the request, prints what came of it
 *     and what is answered, and keeps the last new session in SESSION. With
 *     MAX_VERSION=1.2 in the environment it speaks no TLS 1.3.
 * session server ADDRESS:PORT CERTIFICATE KEY
 *     serves one connection after the other: prints the early data, answers
 *     with a line, until it is killed */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *session_file;

static int
fail(const char *what)
{
    printf("%s failed\n", what);
    ERR_print_errors_fp(stdout);
    fflush(stdout);
    return 1;
}

static size_t
load(const char *name, char *out, size_t cap)
{
    FILE *f = fopen(name, "r");
    size_t n = f != NULL ? fread(out, 1, cap, f) : 0;

    if (f != NULL)
        fclose(f);
    return n;
}

static int
keep_session(SSL *s, SSL_SESSION *session)
{
    unsigned char *der = NULL;
    int len = i2d_SSL_SESSION(session, &der);
    FILE *f = fopen(session_file, "w");

    if (f != NULL && len > 0)
        fwrite(der, 1, (size_t)len, f);
    if (f != NULL)
        fclose(f);
    OPENSSL_free(der);
    return 0;
}

static SSL_SESSION *
kept_session(void)
{
    static char der[16384];
    const unsigned char *p = (const unsigned char *)der;
    size_t len = load(session_file, der, sizeof der);

    return len > 0 ? d2i_SSL_SESSION(NULL, &p, (long)len) : NULL;
}

static int
open_socket(const char *where, int listening)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    const char *port = strchr(where, ':');
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    char address[32];

    if (port == NULL)
        return -1;
    snprintf(address, sizeof address, "%.*s", (int)(port - where), where);
    to.sin_port = htons((uint16_t)atoi(port + 1));
    if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (listening) {
        if (bind(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
            listen(fd, 10) != 0)
            return -1;
    } else if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        return -1;
    }
    return fd;
}

static int
client(SSL_CTX *ctx, const char *where, const char *early, const char *request)
{
    static const char *const verdicts[] = {"not sent", "rejected", "accepted"};
    SSL_SESSION *session = kept_session();
    char data[16384], asked[16384];
    size_t len = early != NULL ? load(early, data, sizeof data) : 0, n;
    size_t ask = request != NULL ? load(request, asked, sizeof asked) : 0;
    SSL *s = SSL_new(ctx);
    int fd = open_socket(where, 0);

    if (fd < 0)
        return fail("connect");
    SSL_set_fd(s, fd);
    SSL_set_tlsext_host_name(s, "rsa.test");
    SSL_set1_host(s, "rsa.test");
    SSL_set_connect_state(s);
    if (session != NULL)
        SSL_set_session(s, session);
    if (session != NULL && len > 0 &&
        SSL_SESSION_get_max_early_data(session) >= len &&
        !SSL_write_early_data(s, data, len, &n))
        return fail("early data");
    SSL_SESSION_free(session);
    if (!SSL_in_before(s)) /* time for the server to make use of it */
        usleep(200000);
    if (SSL_do_handshake(s) <= 0)
        return fail("handshake");
    printf("%s %s, resumed %d, early data %s\n", SSL_get_version(s),
           SSL_get_cipher(s), SSL_session_reused(s),
           verdicts[SSL_get_early_data_status(s)]);
    /* What was refused is sent again. */
    if (len > 0 && SSL_get_early_data_status(s) != SSL_EARLY_DATA_ACCEPTED &&
        !SSL_write_ex(s, data, len, &n))
        return fail("write");
    if (ask > 0 && !SSL_write_ex(s, asked, ask, &n))
        return fail("write");
    SSL_shutdown(s);
    while (SSL_read_ex(s, data, sizeof data, &n))
        fwrite(data, 1, n, stdout);
    if (SSL_get_error(s, 0) != SSL_ERROR_ZERO_RETURN)
        return fail("read");
    SSL_free(s);
    close(fd);
    return 0;
}

static int
serve(SSL *s)
{
    char data[16384];
    size_t n;
    int r;

    SSL_set_accept_state(s);
    while ((r = SSL_read_early_data(s, data, sizeof data, &n)) ==
           SSL_READ_EARLY_DATA_SUCCESS) {
        printf("early: %.*s", (int)n, data);
        if (!SSL_write_early_data(s, "soon\n", 5, &n))
            return fail("early answer");
    }
    if (r != SSL_READ_EARLY_DATA_FINISH)
        return fail("early data");
    if (SSL_do_handshake(s) <= 0)
        return fail("handshake");
    printf("resumed %d, early data %d\n", SSL_session_reused(s),
           SSL_get_early_data_status(s));
    while (SSL_read_ex(s, data, sizeof data, &n))
        printf("late: %.*s", (int)n, data);
    if (!SSL_write_ex(s, "heard\n", 6, &n))
        return fail("write");
    SSL_shutdown(s);
    return 0;
}

static int
server(SSL_CTX *ctx, const char *where)
{
    int listener = open_socket(where, 1), fd;

    if (listener < 0)
        return fail("listen");
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        SSL *s = SSL_new(ctx);

        SSL_set_fd(s, fd);
        (void)serve(s);
        ERR_clear_error();
        fflush(stdout);
        SSL_free(s);
        close(fd);
    }
    return 1;
}

int
main(int argc, char *argv[])
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    /* Which side is the first to close is a matter of time. */
    SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
    if (argc >= 5 && strcmp(argv[1], "client") == 0) {
        session_file = argv[4];
        const char *version = getenv("MAX_VERSION");

        if (version != NULL && strcmp(version, "1.2") == 0)
            SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        if (!SSL_CTX_load_verify_locations(ctx, argv[3], NULL))
            return fail("CA");
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(ctx, keep_session);
        return client(ctx, argv[2], argc > 5 ? argv[5] : NULL,
                      argc > 6 ? argv[6] : NULL);
    }
    if (argc == 5 && strcmp(argv[1], "server") == 0) {
        SSL_CTX_set_max_early_data(ctx, 2000);
        SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"early", 5);
        if (!SSL_CTX_use_certificate_chain_file(ctx, argv[3]) ||
            !SSL_CTX_use_PrivateKey_file(ctx, argv[4], SSL_FILETYPE_PEM))
            return fail("certificate");
        return server(ctx, argv[2]);
    }
    fprintf(stderr, "usage: see the beginning of session.c\n");
    return 2;
}
