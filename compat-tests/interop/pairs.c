/* Many handshakes with a tool at the other end, in one process. Written on
 * <openssl/ssl.h> alone; built once, run on either library.
 *
 * usage: pairs list
 *        pairs client|server CERTS-FOLDER < CASES
 *
 * `list` prints the suites that the library can use, a line each: version,
 * code point, name, key exchange, authentication.
 *
 * A case is a line: KIND VERSION SUITE CERTIFICATE CLIENT COMMAND..., where
 * CERTIFICATE is the server's (`-` if it has none), CLIENT the client's (`-`
 * if it has none) and COMMAND starts the tool, with @PORT@ where the port
 * stands. As client, the tool is a server, and goes on while the next case has
 * the same command; as server, the tool is started for each case. Kinds:
 *   full      a handshake
 *   classic   without encrypt_then_mac and extended_master_secret
 *   resumed   a handshake, and others that resume it by its session ID
 *   by-client renegotiated at the client's wish
 *   by-server renegotiated at the server's wish
 * After each handshake a line goes each way. Session tickets are off. A case
 * that fails is told with both sides' errors; the last line counts the kinds
 * and the failures. */
#define _GNU_SOURCE 1
#include "common.h"

#include <openssl/pem.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>

enum {
    PATIENCE = 8000, /* milliseconds that a step may take */
    MOST_WORDS = 64,
    TEXT = 65536
};

struct text {
    char data[TEXT];
    size_t len;
    int ended;
};
struct one_case {
    const char *kind, *version, *suite, *certificate, *client;
    char *command[MOST_WORDS + 1];
};
/* The tool: what it says is kept from the case's begin on. */
static struct {
    pid_t pid;
    int in, out, port;
    char command[4096];
    struct text said;
} tool;

static const char *certs;
static int serving;
static struct text heard;  /* what came through the connection */
static char reason[1024];
static unsigned int lines;
static int asked; /* for a client's certificate, by the tool */

static const struct {
    const char *name;
    int number;
} versions[] = {
    {"1.0", TLS1_VERSION}, {"1.1", TLS1_1_VERSION}, {"1.2", TLS1_2_VERSION},
};
static const struct {
    int nid;
    const char *name;
} exchanges[] = {
    {NID_kx_rsa, "RSA"},           {NID_kx_dhe, "DHE"},
    {NID_kx_ecdhe, "ECDHE"},       {NID_kx_psk, "PSK"},
    {NID_kx_rsa_psk, "RSA-PSK"},   {NID_kx_dhe_psk, "DHE-PSK"},
    {NID_kx_ecdhe_psk, "ECDHE-PSK"},
    {NID_auth_rsa, "rsa"},         {NID_auth_ecdsa, "ecdsa"},
    {NID_auth_dss, "dss"},         {NID_auth_null, "none"},
    {NID_auth_psk, "psk"},
};
static const struct {
    const char *name;
    int times; /* how often the tool connects for it */
} tools[] = {{"openssl", 6}, {"gnutls-cli", 2}};

static const char *
name_of(int nid)
{
    for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++)
        if (exchanges[i].nid == nid)
            return exchanges[i].name;
    return "unknown";
}

static unsigned int
psk_client(SSL *ssl, const char *hint, char *identity, unsigned int most,
           unsigned char *psk, unsigned int psk_most)
{
    (void)ssl, (void)hint;
    if (most < sizeof "someone" || psk_most < 16)
        return 0;
    strcpy(identity, "someone");
    memset(psk, 0x5a, 16);
    return 16;
}

static unsigned int
psk_server(SSL *ssl, const char *identity, unsigned char *psk,
           unsigned int psk_most)
{
    (void)ssl;
    if (strcmp(identity, "someone") != 0 || psk_most < 16)
        return 0;
    memset(psk, 0x5a, 16);
    return 16;
}

static void
list(void)
{
    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        STACK_OF(SSL_CIPHER) *suites;
        SSL *ssl;

        if (ctx == NULL ||
            !SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0") ||
            !SSL_CTX_set_min_proto_version(ctx, versions[v].number) ||
            !SSL_CTX_set_max_proto_version(ctx, versions[v].number))
            die("SSL_CTX_new");
        SSL_CTX_set_psk_client_callback(ctx, psk_client);
        if ((ssl = SSL_new(ctx)) == NULL)
            die("SSL_new");
        suites = SSL_get1_supported_ciphers(ssl);
        for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
            const SSL_CIPHER *c = sk_SSL_CIPHER_value(suites, i);

            printf("%s %04X %s %s %s\n", versions[v].name,
                   SSL_CIPHER_get_protocol_id(c), SSL_CIPHER_get_name(c),
                   name_of(SSL_CIPHER_get_kx_nid(c)),
                   name_of(SSL_CIPHER_get_auth_nid(c)));
        }
        sk_SSL_CIPHER_free(suites);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

/* -------------------------------------------------------------- the tool */
static long
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
add_text(struct text *text, const char *data, size_t len)
{
    if (len >= TEXT - text->len)
        text->len = 0;
    if (len >= TEXT)
        return;
    memcpy(text->data + text->len, data, len);
    text->len += len;
    text->data[text->len] = '\0';
}

static void
clear_text(struct text *text)
{
    text->len = 0;
    text->ended = 0;
    text->data[0] = '\0';
}

/* What the tool says may hold zero bytes. */
static int
has(const struct text *text, const char *what)
{
    return memmem(text->data, text->len, what, strlen(what)) != NULL;
}

static void
listen_to_tool(void)
{
    char data[4096];
    ssize_t n;

    while (tool.pid != 0 && (n = read(tool.out, data, sizeof data)) >= 0) {
        if (n == 0) {
            tool.said.ended = 1;
            return;
        }
        add_text(&tool.said, data, (size_t)n);
    }
}

static void
end_tool(void)
{
    long until = now() + 1500;

    if (tool.pid == 0)
        return;
    close(tool.in);
    if (!serving)
        kill(tool.pid, SIGTERM);
    while (waitpid(tool.pid, NULL, WNOHANG) == 0) {
        if (now() > until) {
            kill(tool.pid, SIGKILL);
            waitpid(tool.pid, NULL, 0);
            break;
        }
        listen_to_tool();
        usleep(1000);
    }
    listen_to_tool();
    close(tool.out);
    tool.pid = 0;
    tool.command[0] = '\0';
}

static void
start_tool(char *const command[])
{
    char *args[MOST_WORDS + 1] = {NULL}, number[16];
    int in[2], out[2];

    snprintf(number, sizeof number, "%d", tool.port);
    for (int i = 0; command[i] != NULL; i++) {
        char *at = strstr(command[i], "@PORT@");

        args[i] = command[i];
        if (at != NULL && asprintf(&args[i], "%.*s%s%s",
                                   (int)(at - command[i]), command[i], number,
                                   at + 6) < 0)
            die("memory");
    }
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
        die("pipe");
    fflush(stdout);
    if ((tool.pid = fork()) == 0) {
        unsetenv("LD_LIBRARY_PATH");
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        alarm(300);
        execvp(args[0], args);
        _exit(127);
    }
    for (int i = 0; command[i] != NULL; i++)
        if (args[i] != command[i])
            free(args[i]);
    close(in[0]);
    close(out[1]);
    tool.in = in[1];
    tool.out = out[0];
    fcntl(tool.out, F_SETFL, O_NONBLOCK);
    clear_text(&tool.said);
}

static int
tell_tool(const char *line)
{
    return write(tool.in, line, strlen(line)) == (ssize_t)strlen(line);
}

/* -------------------------------------------------------- the connection */
static int
failed(const char *what)
{
    unsigned long e;
    size_t at = (size_t)snprintf(reason, sizeof reason, "%s", what);

    while ((e = ERR_get_error()) != 0 && at < sizeof reason - 200)
        at += (size_t)snprintf(reason + at, sizeof reason - at, "; %s",
                               ERR_reason_error_string(e) != NULL
                                   ? ERR_reason_error_string(e) : "?");
    return 0;
}

/* Our Finished is another one than before. */
static int
renewed(SSL *ssl, const char *before, size_t before_len)
{
    char after[64];
    size_t len = SSL_get_finished(ssl, after, sizeof after);

    return SSL_is_init_finished(ssl) && len > 0 &&
           (len != before_len || memcmp(after, before, len) != 0);
}

static int
wait_for_either(SSL *ssl, int want_write)
{
    struct pollfd fds[2] = {
        {.fd = SSL_get_fd(ssl), .events = want_write ? POLLOUT : POLLIN},
        {.fd = tool.said.ended ? -1 : tool.out, .events = POLLIN},
    };

    return poll(fds, 2, 100) >= 0 || errno == EINTR;
}

enum what { HANDSHAKE, RENEWED, HEARD, TOLD, CLOSED };

static int
reached(SSL *ssl, enum what what, const char *data, size_t len)
{
    switch (what) {
    case HANDSHAKE: return SSL_is_init_finished(ssl);
    case RENEWED: return renewed(ssl, data, len);
    case HEARD: return has(&heard, data);
    case TOLD: return has(&tool.said, data);
    case CLOSED: return heard.ended;
    }
    return 0;
}

/* Reads from both until it has come to this, or the time is over. */
static int
until(SSL *ssl, enum what what, const char *data, size_t len)
{
    static const char *const names[] = {
        "the handshake", "the renegotiation", "what the tool sends",
        "what the tool received", "the end",
    };
    long deadline = now() + PATIENCE;
    char in[4096];

    while (!reached(ssl, what, data, len)) {
        int n = what == HANDSHAKE ? SSL_do_handshake(ssl)
                                  : SSL_read(ssl, in, sizeof in);
        int error = n > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl, n);

        listen_to_tool();
        if (n > 0 && what != HANDSHAKE)
            add_text(&heard, in, (size_t)n);
        if (n > 0)
            continue;
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
            heard.ended = 1;
            if (what == CLOSED || (what == TOLD && error ==
                SSL_ERROR_ZERO_RETURN && has(&tool.said, data)))
                return 1;
            return failed(names[what]);
        }
        if (now() > deadline) {
            failed(names[what]);
            strcat(reason, ": no answer in time");
            return 0;
        }
        if (!reached(ssl, what, data, len) &&
            !wait_for_either(ssl, error == SSL_ERROR_WANT_WRITE))
            return failed("poll");
    }
    return 1;
}

static int
send_line(SSL *ssl, const char *line)
{
    long deadline = now() + PATIENCE;
    int n, len = (int)strlen(line);

    while ((n = SSL_write(ssl, line, len)) <= 0) {
        int error = SSL_get_error(ssl, n);

        if ((error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) ||
            now() > deadline)
            return failed("SSL_write");
        wait_for_either(ssl, error == SSL_ERROR_WANT_WRITE);
    }
    return n == len || failed("SSL_write wrote a part");
}

static void
make_line(char *line, size_t most, char from)
{
    size_t len = (size_t)snprintf(line, most, "=%c %u ", from, ++lines);

    for (; len < 30 + lines * 37 % 1300; len++)
        line[len] = (char)('a' + len % 26);
    line[len] = '\n';
    line[len + 1] = '\0';
}

/* A line each way; gnutls-serv gives back what it gets. */
static int
exchange(SSL *ssl, const struct one_case *c)
{
    char line[2000];

    make_line(line, sizeof line, 'u');
    if (!send_line(ssl, line))
        return 0;
    if (strcmp(c->command[0], "gnutls-serv") == 0)
        return until(ssl, HEARD, line, 0);
    if (!until(ssl, TOLD, line, 0))
        return 0;
    make_line(line, sizeof line, 't');
    return (tell_tool(line) || failed("the tool ended")) &&
           until(ssl, HEARD, line, 0);
}

/* ------------------------------------------------------------- one case */
static char *
file(const char *name, const char *ending)
{
    static char path[4][512];
    static unsigned int next;

    snprintf(path[next % 4], sizeof *path, "%s/%s.%s", certs, name, ending);
    return path[next++ % 4];
}

static int
certificate_asked(SSL *ssl, void *arg)
{
    (void)ssl, (void)arg;
    asked = 1;
    return 1;
}

static SSL_CTX *
case_context(const struct one_case *c)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    const char *own = serving ? c->certificate : c->client;
    char ciphers[128];
    int version = 0;

    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++)
        if (strcmp(versions[v].name, c->version) == 0)
            version = versions[v].number;
    snprintf(ciphers, sizeof ciphers, "%s:@SECLEVEL=0", c->suite);
    if (ctx == NULL || version == 0 ||
        !SSL_CTX_set_cipher_list(ctx, ciphers) ||
        !SSL_CTX_set_min_proto_version(ctx, version) ||
        !SSL_CTX_set_max_proto_version(ctx, version) ||
        !SSL_CTX_set1_groups_list(ctx, "X25519:P-256:X448:P-384:P-521") ||
        !SSL_CTX_set_dh_auto(ctx, 1) ||
        !SSL_CTX_load_verify_locations(ctx, file("root", "pem"), NULL) ||
        !SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"m", 1))
        die("context");
    if (strcmp(own, "-") != 0 &&
        (SSL_CTX_use_certificate_chain_file(ctx, file(own, "pem")) != 1 ||
         SSL_CTX_use_PrivateKey_file(ctx, file(own, "key"),
                                     SSL_FILETYPE_PEM) != 1))
        die("certificate");
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET |
                        SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    if (strcmp(c->kind, "classic") == 0)
        SSL_CTX_set_options(ctx, SSL_OP_NO_ENCRYPT_THEN_MAC |
                            SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (strcmp(c->client, "-") != 0)
        SSL_CTX_set_options(ctx,
                            SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
    if (strcmp(serving ? c->client : c->certificate, "-") != 0)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER |
                           SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    if (!serving)
        SSL_CTX_set_cert_cb(ctx, certificate_asked, NULL);
    SSL_CTX_set_psk_client_callback(ctx, psk_client);
    SSL_CTX_set_psk_server_callback(ctx, psk_server);
    return ctx;
}

/* The peer's certificate is the case's. */
static int
right_certificate(SSL *ssl, const char *name)
{
    X509 *theirs = SSL_get1_peer_certificate(ssl), *wanted = NULL;
    BIO *bio;
    int ok;

    if (strcmp(name, "-") == 0) {
        ok = theirs == NULL;
    } else {
        bio = BIO_new_file(file(name, "crt"), "r");
        wanted = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
        ok = theirs != NULL && wanted != NULL && X509_cmp(theirs, wanted) == 0;
        BIO_free(bio);
    }
    X509_free(theirs);
    X509_free(wanted);
    return ok;
}

static int
right_parameters(SSL *ssl, const struct one_case *c, int resuming)
{
    char version[16];

    /* TLS 1.0 has no minor number in its name. */
    snprintf(version, sizeof version, "TLSv%s",
             strcmp(c->version, "1.0") == 0 ? "1" : c->version);
    if (strcmp(SSL_get_version(ssl), version) != 0 ||
        strcmp(SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)), c->suite)) {
        snprintf(reason, sizeof reason, "agreed on %s %s",
                 SSL_get_version(ssl), SSL_get_cipher_name(ssl));
        return 0;
    }
    if (SSL_session_reused(ssl) != resuming)
        return failed(resuming ? "the session was not resumed"
                               : "a session was resumed");
    if (!right_certificate(ssl, serving ? c->client : c->certificate))
        return failed("the peer's certificate is another one");
    return 1;
}

static int
renegotiate(SSL *ssl, const struct one_case *c)
{
    int ours = strcmp(c->kind, serving ? "by-server" : "by-client") == 0;
    char before[64];
    size_t len = SSL_get_finished(ssl, before, sizeof before);
    const char *command = c->command[0];

    if (ours) {
        if (SSL_renegotiate(ssl) != 1)
            return failed("SSL_renegotiate");
        if (SSL_do_handshake(ssl) != 1 && SSL_get_error(ssl, -1) ==
            SSL_ERROR_SSL)
            return failed("the renegotiation's first flight");
    } else if (strcmp(command, "openssl") == 0) {
        if (!tell_tool(serving ? "R\n" : "r\n"))
            return failed("the tool ended");
    } else if (strcmp(command, "gnutls-serv") == 0) {
        if (!send_line(ssl, "**REHANDSHAKE**\n"))
            return 0;
    }
    return until(ssl, RENEWED, before, len);
}

/* A client that is asked to renegotiate offers its session, gnutls-cli
 * excepted, and the handshake is short unless the server must not accept it:
 * servers with client certificates are told so, here and in matrix.sh. */
static int
short_renegotiation(const struct one_case *c)
{
    if (strcmp(c->kind, "by-server") != 0 ||
        strcmp(c->command[0], "gnutls-cli") == 0)
        return 0;
    return strcmp(c->client, "-") == 0 ||
           strcmp(c->command[0], "gnutls-serv") == 0;
}

/* A connection from its handshake on, data included when `whole`. */
static int
converse(SSL *ssl, const struct one_case *c, int resuming, int whole)
{
    int early = serving && strcmp(c->kind, "by-client") == 0 &&
                strcmp(c->command[0], "gnutls-cli") == 0;

    if (!until(ssl, HANDSHAKE, NULL, 0) ||
        !right_parameters(ssl, c, resuming))
        return 0;
    if (!whole)
        return !serving || until(ssl, CLOSED, NULL, 0);
    /* gnutls-cli -e renegotiates before it takes any data. */
    if (!early && !exchange(ssl, c))
        return 0;
    if (strncmp(c->kind, "by-", 3) == 0 &&
        (!renegotiate(ssl, c) ||
         !right_parameters(ssl, c, short_renegotiation(c)) ||
         !exchange(ssl, c)))
        return 0;
    return 1;
}

static SSL *
attach(SSL_CTX *ctx, int fd)
{
    SSL *ssl = SSL_new(ctx);
    int one = 1;

    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &one, sizeof one);
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        die("SSL_new");
    clear_text(&heard);
    return ssl;
}

/* bound PORT: a socket on the loopback interface; 0 is any free port. */
static int
bound(int *port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET};
    socklen_t len = sizeof addr;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&addr, sizeof addr) != 0 ||
        getsockname(fd, (struct sockaddr *)&addr, &len) != 0)
        die("bind");
    *port = ntohs(addr.sin_port);
    return fd;
}

static int
run_as_server(SSL_CTX *ctx, const struct one_case *c, int listener)
{
    int resumed = strcmp(c->kind, "resumed") == 0, times = 1, ok = 1;

    for (size_t i = 0; resumed && i < sizeof tools / sizeof *tools; i++)
        if (strcmp(tools[i].name, c->command[0]) == 0)
            times = tools[i].times;
    start_tool(c->command);
    for (int i = 0; i < times && ok; i++) {
        struct pollfd wait = {.fd = listener, .events = POLLIN};
        SSL *ssl;
        int fd;

        if (poll(&wait, 1, PATIENCE) != 1 ||
            (fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) < 0) {
            ok = failed("the tool did not connect");
            break;
        }
        ssl = attach(ctx, fd);
        SSL_set_accept_state(ssl);
        ok = converse(ssl, c, i > 0, i == times - 1);
        SSL_shutdown(ssl);
        SSL_free(ssl);
        close(fd);
    }
    end_tool();
    return ok;
}

static int
connect_to_tool(void)
{
    struct sockaddr_in addr = {.sin_family = AF_INET};
    long deadline = now() + PATIENCE;

    addr.sin_port = htons((unsigned short)tool.port);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    do {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (connect(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
            return fd;
        close(fd);
        listen_to_tool();
        usleep(5000);
    } while (!tool.said.ended && now() < deadline);
    return -1;
}

static int
run_as_client(SSL_CTX *ctx, const struct one_case *c)
{
    int times = strcmp(c->kind, "resumed") == 0 ? 2 : 1, ok = 1;
    SSL_SESSION *session = NULL;

    for (int i = 0; i < times && ok; i++) {
        int fd = connect_to_tool();
        SSL *ssl;

        if (fd < 0) {
            ok = failed("the tool does not listen");
            break;
        }
        ssl = attach(ctx, fd);
        SSL_set_connect_state(ssl);
        if (session != NULL && SSL_set_session(ssl, session) != 1)
            die("SSL_set_session");
        ok = converse(ssl, c, i > 0, 1);
        if (ok && session == NULL && times > 1) {
            session = SSL_get1_session(ssl);
            if (SSL_SESSION_has_ticket(session))
                ok = failed("the session has a ticket");
        }
        SSL_shutdown(ssl);
        SSL_free(ssl);
        close(fd);
    }
    SSL_SESSION_free(session);
    if (ok && asked != (strcmp(c->client, "-") != 0))
        ok = failed(asked ? "a certificate was asked for"
                          : "no certificate was asked for");
    return ok;
}

static void
run_tool_server(const struct one_case *c)
{
    char command[sizeof tool.command];
    size_t len = 0;

    for (int i = 0; c->command[i] != NULL && len < sizeof command; i++)
        len += (size_t)snprintf(command + len, sizeof command - len, "%s ",
                                c->command[i]);
    listen_to_tool();
    if (tool.pid != 0 && !tool.said.ended &&
        strcmp(command, tool.command) == 0)
        return;
    end_tool();
    close(bound(&tool.port));
    start_tool(c->command);
    strcpy(tool.command, command);
}

static int
split(struct one_case *c, char *line)
{
    const char **const fields[] = {&c->kind, &c->version, &c->suite,
                                   &c->certificate, &c->client};
    const size_t count = sizeof fields / sizeof *fields;
    char *word = strtok(line, " \n");
    size_t i = 0, n = 0;

    for (; word != NULL && n < MOST_WORDS; word = strtok(NULL, " \n"))
        if (i < count)
            *fields[i++] = word;
        else
            c->command[n++] = word;
    c->command[n] = NULL;
    return n > 0 && word == NULL;
}

static void
print_tail(const struct text *text)
{
    size_t from = text->len > 500 ? text->len - 500 : 0;

    fputs("    tool: ", stdout);
    for (size_t i = from; i < text->len; i++)
        putchar(text->data[i] == '\n' ? '|' :
                text->data[i] < ' ' || text->data[i] > '~' ? '?' :
                text->data[i]);
    putchar('\n');
}

int
main(int argc, char *argv[])
{
    struct {
        char name[16];
        unsigned int count;
    } kinds[8] = {{"", 0}};
    unsigned int bad = 0, total = 0;
    struct one_case c;
    char line[4096];
    int listener = -1;

    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        list();
        return 0;
    }
    if (argc != 3) {
        fputs("usage: pairs list|client|server CERTS\n", stderr);
        return 2;
    }
    serving = strcmp(argv[1], "server") == 0;
    certs = argv[2];
    signal(SIGPIPE, SIG_IGN);
    if (serving && listen(listener = bound(&tool.port), 32) != 0)
        die("listen");
    while (fgets(line, sizeof line, stdin) != NULL) {
        SSL_CTX *ctx;
        size_t k = 0;
        int ok;

        if (!split(&c, line)) {
            fputs("a case is malformed\n", stderr);
            return 2;
        }
        ctx = case_context(&c);
        reason[0] = '\0';
        asked = 0;
        if (!serving)
            run_tool_server(&c);
        clear_text(&tool.said);
        ok = serving ? run_as_server(ctx, &c, listener)
                     : run_as_client(ctx, &c);
        SSL_CTX_free(ctx);
        ERR_clear_error();
        for (; k < 7 && kinds[k].count > 0 &&
               strcmp(kinds[k].name, c.kind) != 0; k++)
            ;
        snprintf(kinds[k].name, sizeof kinds[k].name, "%s", c.kind);
        kinds[k].count++;
        total++;
        if (ok)
            continue;
        bad++;
        printf("%s TLS %s %s, certificate %s, client's %s: %s\n", c.kind,
               c.version, c.suite, c.certificate, c.client, reason);
        listen_to_tool();
        print_tail(&tool.said);
        /* A tool that is in an unknown state is of no more use. */
        end_tool();
    }
    end_tool();
    printf("%u combinations, %u failed:", total, bad);
    for (size_t k = 0; k < 8 && kinds[k].count > 0; k++)
        printf(" %u %s", kinds[k].count, kinds[k].name);
    putchar('\n');
    return bad != 0;
}
