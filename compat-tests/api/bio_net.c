/* Sockets through BIOs: listening, accepting, connecting, waiting, what a
 * failure leaves behind. Loopback only; ports are the system's choice. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static int
non_blocking(int fd)
{
    return (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

/* A listening socket by the low-level calls; its port. */
static int
listening(int *fd)
{
    BIO_ADDRINFO *info = NULL;
    union BIO_sock_info_u seen;
    BIO_ADDR *addr = BIO_ADDR_new();
    int port;

    printf("init %d", BIO_sock_init());
    printf(" lookup %d",
           BIO_lookup_ex("127.0.0.1", "0", BIO_LOOKUP_SERVER, AF_INET,
                         SOCK_STREAM, 0, &info));
    printf(" family %d type %d protocol %d next %d",
           BIO_ADDRINFO_family(info), BIO_ADDRINFO_socktype(info),
           BIO_ADDRINFO_protocol(info), BIO_ADDRINFO_next(info) != NULL);
    errors();
    *fd = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    printf("socket %d", *fd >= 0);
    port = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    printf(" bind %d", BIO_bind(port, BIO_ADDRINFO_address(info),
                                BIO_SOCK_REUSEADDR));
    BIO_closesocket(port);
    printf(" listen %d", BIO_listen(*fd, BIO_ADDRINFO_address(info),
                                    BIO_SOCK_REUSEADDR));
    errors();
    seen.addr = addr;
    printf("info %d", BIO_sock_info(*fd, BIO_SOCK_INFO_ADDRESS, &seen));
    printf(" family %d", BIO_ADDR_family(addr));
    port = ntohs(BIO_ADDR_rawport(addr));
    printf(" port %d", port > 0);
    printf(" of nothing %d", BIO_sock_info(-1, BIO_SOCK_INFO_ADDRESS, &seen));
    errors();
    printf("error of the socket %d\n", BIO_sock_error(*fd));
    BIO_ADDRINFO_free(info);
    BIO_ADDR_free(addr);
    return port;
}

static void
low_level(void)
{
    BIO_ADDR *to = BIO_ADDR_new(), *peer = BIO_ADDR_new();
    struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
    int server, client, accepted, port = listening(&server), n = 0;
    char buf[8];

    BIO_ADDR_rawmake(to, AF_INET, &loopback, sizeof(loopback),
                     htons((unsigned short)port));
    client = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    printf("connect %d", BIO_connect(client, to, BIO_SOCK_NODELAY));
    errors();
    printf("wait %d", BIO_socket_wait(server, 1, time(NULL) + 5));
    accepted = BIO_accept_ex(server, peer, BIO_SOCK_NONBLOCK);
    printf(" accept %d family %d non-blocking %d", accepted >= 0,
           BIO_ADDR_family(peer), non_blocking(accepted));
    errors();
    printf("delay %d %d\n", BIO_set_tcp_ndelay(client, 1),
           BIO_set_tcp_ndelay(client, 0));
    printf("nbio %d %d", BIO_socket_nbio(client, 1), non_blocking(client));
    printf(" %d %d\n", BIO_socket_nbio(client, 0), non_blocking(client));
    printf("ioctl %d", BIO_socket_ioctl(client, FIONREAD, &n));
    printf(" %d", n);
    printf(" bad %d", BIO_socket_ioctl(-1, FIONREAD, &n));
    errors();
    printf("nothing to read: wait %d",
           BIO_socket_wait(accepted, 1, time(NULL)));
    printf(" no limit %d", BIO_socket_wait(accepted, 1, 0));
    printf(" write %d\n", BIO_socket_wait(accepted, 0, time(NULL) + 5));
    errno = 0;
    n = (int)read(accepted, buf, 1);
    printf("retry %d %d", BIO_sock_should_retry(n),
           BIO_fd_should_retry(n));
    errno = ECONNRESET;
    printf(" %d %d %d\n", BIO_sock_should_retry(-1), BIO_fd_should_retry(-1),
           BIO_sock_should_retry(5));
    printf("accept again %d",
           (BIO_socket_nbio(server, 1), BIO_accept_ex(server, peer, 0)));
    printf(" %d", errno == EAGAIN);
    errors();
    printf("close %d", BIO_closesocket(client));
    printf(" %d", BIO_closesocket(accepted));
    printf(" %d", BIO_closesocket(-1));
    errors();
    printf("socket of no kind %d", BIO_socket(-7, 99, 0, 0));
    errors();
    printf("bind nothing %d", BIO_bind(-1, to, 0));
    errors();
    printf("listen on nothing %d", BIO_listen(-1, to, 0));
    errors();
    BIO_closesocket(server);
    client = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    printf("refused %d", BIO_connect(client, to, 0));
    errors();
    BIO_closesocket(client);
    BIO_ADDR_free(to);
    BIO_ADDR_free(peer);
}

static void
non_fatal(void)
{
    static const int codes[] = {0,           EINTR,       EAGAIN,
                                EINPROGRESS, EALREADY,    ENOTCONN,
                                EPROTO,      ECONNRESET,  EPIPE,
                                ETIMEDOUT,   ECONNREFUSED, EBADF};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        printf("%s %d %d\n", strerror(codes[i]),
               BIO_sock_non_fatal_error(codes[i]),
               BIO_fd_non_fatal_error(codes[i]));
}

static void
high_level(void)
{
    BIO *accepting = BIO_new(BIO_s_accept()), *client, *server;
    char port[16], buf[16] = "";

    printf("%s", BIO_method_name(accepting));
    printf(" name %ld", BIO_set_accept_name(accepting, "127.0.0.1:0"));
    printf(" mode %ld", BIO_set_bind_mode(accepting, BIO_BIND_REUSEADDR));
    printf(" get %ld", BIO_get_bind_mode(accepting));
    printf(" bind %ld", BIO_do_accept(accepting));
    errors();
    snprintf(port, sizeof(port), "%s", BIO_get_accept_port(accepting));
    printf("address %s family %ld\n",
           strncmp(BIO_get_accept_name(accepting), "127.0.0.1", 9) == 0
               ? "loopback"
               : BIO_get_accept_name(accepting),
           BIO_get_accept_ip_family(accepting));
    client = BIO_new(BIO_s_connect());
    BIO_set_conn_hostname(client, "127.0.0.1");
    BIO_set_conn_port(client, port);
    printf("connect %d", BIO_do_connect_retry(client, 5, 50));
    printf(" wait %d", BIO_wait(client, time(NULL) + 1, 50));
    errors();
    printf("accept %ld", BIO_do_accept(accepting));
    server = BIO_pop(accepting);
    printf(" %d peer %s", server != NULL, BIO_get_peer_name(accepting));
    errors();
    printf("write %d", BIO_write(client, "hello", 5));
    printf(" read %d", BIO_read(server, buf, 5));
    printf(" %s\n", buf);
    BIO_set_nbio(server, 1);
    BIO_free(client);
    printf("end %d", BIO_read(server, buf, 5));
    printf(" eof %d\n", BIO_eof(server));
    BIO_free(server);
    BIO_free(accepting);
    /* Nobody listens there any more. */
    client = BIO_new(BIO_s_connect());
    BIO_set_conn_hostname(client, "127.0.0.1");
    BIO_set_conn_port(client, port);
    printf("refused %d", BIO_do_connect_retry(client, 1, 50));
    errors();
    BIO_free(client);
    client = BIO_new_connect("127.0.0.1:99999");
    printf("no port %d", BIO_do_connect_retry(client, -1, 0));
    errors();
    BIO_free(client);
}

static void
descriptors(void)
{
    int ends[2];
    BIO *in, *out;
    char buf[16] = "";

    if (pipe(ends) != 0)
        return;
    in = BIO_new(BIO_s_fd());
    out = BIO_new_fd(ends[1], BIO_CLOSE);
    printf("fd %ld", BIO_get_fd(in, NULL));
    BIO_set_fd(in, ends[0], BIO_CLOSE);
    printf(" %d %s\n", BIO_get_fd(in, NULL) == ends[0], BIO_method_name(in));
    printf("write %d", BIO_puts(out, "one\ntwo"));
    printf(" gets %d", BIO_gets(in, buf, sizeof(buf)));
    printf(" '%s'", buf);
    printf(" wait %d", BIO_wait(in, time(NULL) + 5, 10));
    errors();
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    printf("read %d", BIO_read(in, buf, 16));
    printf(" %d", BIO_read(in, buf, 16));
    printf(" retry %d", BIO_should_read(in) != 0);
    errors();
    printf("late %d", BIO_wait(in, time(NULL) - 1, 10));
    errors();
    BIO_free(out);
    printf("end %d", BIO_read(in, buf, 16));
    printf(" retry %d eof %d\n", BIO_should_retry(in) != 0, BIO_eof(in));
    BIO_free(in);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    low_level();
    non_fatal();
    high_level();
    descriptors();
    return 0;
}
