/* Connecting and accepting over the loopback, addresses, host names. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lX %s\n", e, ERR_reason_error_string(e) == NULL
                                            ? "-"
                                            : ERR_reason_error_string(e));
}

static const char *
text(const char *s)
{
    return s == NULL ? "NULL" : s;
}

static void
parsing(void)
{
    static const char *const names[] = {
        "host:443", "host", ":443", "host:", "*:443", "host:*", "[::1]:443",
        "[::1]", "::1", "a:b:c", "[::1", "[::1]x", "", "*", "[::1]:",
        "host:http",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (int prio = 0; prio < 2; prio++) {
            char *host = NULL, *service = NULL;
            int ok = BIO_parse_hostserv(names[i], &host, &service,
                                        prio ? BIO_PARSE_PRIO_SERV
                                             : BIO_PARSE_PRIO_HOST);

            printf("'%s' %d: %d %s %s\n", names[i], prio, ok, text(host),
                   text(service));
            errors();
            OPENSSL_free(host);
            OPENSSL_free(service);
        }
}

static void
addresses(void)
{
    BIO_ADDR *a = BIO_ADDR_new();
    unsigned char ip4[] = {127, 0, 0, 1}, ip6[16] = {0}, out[128];
    BIO_ADDRINFO *list = NULL;
    size_t len = 99;
    char *s;

    printf("new %d\n", BIO_ADDR_family(a));
    printf("rawaddress %d\n", BIO_ADDR_rawaddress(a, NULL, &len));
    printf("make %d", BIO_ADDR_rawmake(a, AF_INET, ip4, 4, htons(443)));
    printf(" family %d port %d", BIO_ADDR_family(a),
           ntohs(BIO_ADDR_rawport(a)));
    printf(" raw %d", BIO_ADDR_rawaddress(a, out, &len));
    printf(" %zu %d\n", len, out[0]);
    s = BIO_ADDR_hostname_string(a, 1);
    printf("%s", text(s));
    OPENSSL_free(s);
    s = BIO_ADDR_service_string(a, 1);
    printf(" %s path %d\n", text(s), BIO_ADDR_path_string(a) != NULL);
    OPENSSL_free(s);
    ip6[15] = 1;
    printf("wrong size %d\n", BIO_ADDR_rawmake(a, AF_INET6, ip4, 4, 0));
    printf("make %d ", BIO_ADDR_rawmake(a, AF_INET6, ip6, 16, htons(80)));
    s = BIO_ADDR_hostname_string(a, 1);
    printf("%s\n", text(s));
    OPENSSL_free(s);
    printf("unix %d ", BIO_ADDR_rawmake(a, AF_UNIX, "/tmp/sock", 9, 0));
    s = BIO_ADDR_path_string(a);
    printf("%s\n", text(s));
    OPENSSL_free(s);
    BIO_ADDR_clear(a);
    printf("cleared %d\n", BIO_ADDR_family(a));
    BIO_ADDR_free(a);
    printf("lookup %d\n", BIO_lookup("127.0.0.1", "443", BIO_LOOKUP_CLIENT,
                                     AF_INET, SOCK_STREAM, &list));
    printf("%d %d %d next %d\n", BIO_ADDRINFO_family(list),
           BIO_ADDRINFO_socktype(list), BIO_ADDRINFO_protocol(list),
           BIO_ADDRINFO_next(list) != NULL);
    s = BIO_ADDR_service_string(BIO_ADDRINFO_address(list), 1);
    printf("%s\n", text(s));
    OPENSSL_free(s);
    BIO_ADDRINFO_free(list);
    printf("bad family %d\n", BIO_lookup("x", "1", BIO_LOOKUP_CLIENT, 77,
                                         SOCK_STREAM, &list));
    errors();
    printf("not numeric %d\n", BIO_lookup("127.0.0.1", "nosuchservice",
                                          BIO_LOOKUP_CLIENT, AF_INET,
                                          SOCK_STREAM, &list));
    errors();
}

static int
told(BIO *b, int state, int ret)
{
    printf("  info %d %d\n", state, ret);
    return ret;
}

static void
connecting(void)
{
    BIO *listener = BIO_new_accept("127.0.0.1:0"), *client, *server;
    char buf[64];
    int n;

    printf("%s bind mode %ld\n", BIO_method_name(listener),
           BIO_get_bind_mode(listener));
    printf("listen %ld\n", BIO_do_accept(listener));
    errors();
    printf("on %s\n", text(BIO_get_accept_name(listener)));
    client = BIO_new_connect("127.0.0.1");
    printf("%s fd %ld\n", BIO_method_name(client), BIO_get_fd(client, NULL));
    BIO_set_conn_port(client, BIO_get_accept_port(listener));
    (void)BIO_set_info_callback(client, told);
    printf("host %s port same %d\n", text(BIO_get_conn_hostname(client)),
           strcmp(BIO_get_conn_port(client), BIO_get_accept_port(listener)) ==
               0);
    printf("connect %ld\n", BIO_do_connect(client));
    errors();
    printf("again %ld family %ld\n", BIO_do_connect(client),
           BIO_get_conn_ip_family(client));
    printf("accept %ld\n", BIO_do_accept(listener));
    printf("peer %s\n", text(BIO_get_peer_name(listener)));
    server = BIO_pop(listener);
    printf("got %s\n", server == NULL ? "none" : BIO_method_name(server));
    printf("write %d\n", BIO_write(client, "ping", 4));
    n = BIO_read(server, buf, sizeof(buf));
    printf("read %d %.*s\n", n, n, buf);
    printf("puts %d\n", BIO_puts(server, "pong"));
    n = BIO_read(client, buf, sizeof(buf));
    printf("read %d %.*s\n", n, n, buf);
    printf("pending %d flush %d eof %d\n", BIO_pending(client),
           BIO_flush(client), BIO_eof(client));
    BIO_free(server);
    n = BIO_read(client, buf, sizeof(buf));
    printf("closed %d retry %d eof %d\n", n, BIO_should_retry(client) != 0,
           BIO_eof(client));
    BIO_free(client);

    client = BIO_new(BIO_s_connect());
    printf("nothing set %ld\n", BIO_do_connect(client));
    errors();
    BIO_set_conn_hostname(client, "127.0.0.1:1");
    printf("refused %ld retry %d\n", BIO_do_connect(client),
           BIO_should_retry(client) != 0);
    errors();
    BIO_free(client);
    printf("bad name %d\n", BIO_new_connect("a:b:c") != NULL);
    errors();

    BIO_set_nbio_accept(listener, 1);
    BIO_free(listener);
    listener = BIO_new_accept("127.0.0.1:0");
    BIO_set_nbio_accept(listener, 1);
    printf("listen %ld\n", BIO_do_accept(listener));
    printf("nobody %ld retry %d reason %d\n", BIO_do_accept(listener),
           BIO_should_retry(listener) != 0, BIO_get_retry_reason(listener));
    errors();
    BIO_free(listener);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    setvbuf(stdout, NULL, _IONBF, 0);
    parsing();
    addresses();
    connecting();
    return 0;
}
