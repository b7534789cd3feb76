/* Sockets for programs: options, waiting, connecting, listening. Man pages
 * BIO_connect, BIO_socket_wait. */
#include "toolkit/bio_local.h"
#include "toolkit/bio_addr.h"
#include "toolkit/err_local.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int
BIO_sock_init(void)
{
    return 1;
}

/* The pending error of a socket, which this takes off it. */
int
BIO_sock_error(int sock)
{
    int err = 0;
    socklen_t len = sizeof(err);

    if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
        return errno;
    return err;
}

int
BIO_socket_ioctl(int fd, long type, void *arg)
{
    int ret = ioctl(fd, (unsigned long)type, arg);

    if (ret < 0)
        fac_err_raise_sys("calling ioctlsocket()");
    return ret;
}

int
BIO_socket_nbio(int fd, int on)
{
    int flags = fcntl(fd, F_GETFL, 0);

    if (flags < 0 ||
        fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) <
            0) {
        fac_err_raise_sys("calling fcntl()");
        return 0;
    }
    return 1;
}

int
BIO_set_tcp_ndelay(int sock, int on)
{
    return setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0;
}

int
BIO_closesocket(int sock)
{
    return close(sock) == 0;
}

/* 1: ready; 0: the time is over; -1: error. MAX_TIME 0 means no waiting is
 * wished for, and is answered with 1. */
int
BIO_socket_wait(int fd, int for_read, time_t max_time)
{
    struct pollfd p = {.fd = fd, .events = for_read ? POLLIN : POLLOUT};
    time_t now;
    int n;

    if (fd < 0)
        return -1;
    if (max_time == 0)
        return 1;
    now = time(NULL);
    if (max_time < now)
        return 0;
    n = poll(&p, 1, (int)(max_time - now > 2000000 ? 2000000
                                                   : max_time - now) *
                        1000);
    return n > 0 ? 1 : n;
}

/* Until the BIO can go on; sleeps NAP where there is no descriptor. */
int
BIO_wait(BIO *b, time_t max_time, unsigned int nap_milliseconds)
{
    int fd, ret;
    time_t left;

    if (max_time == 0)
        return 1;
    if (BIO_get_fd(b, &fd) > 0) {
        ret = BIO_socket_wait(fd, BIO_should_read(b), max_time);
        if (ret != -1)
            goto done;
    }
    left = max_time - time(NULL);
    if (left < 0)
        ret = 0;
    else {
        struct timespec nap;

        if (left == 0 && nap_milliseconds > 1000)
            nap_milliseconds = 1000;
        nap.tv_sec = nap_milliseconds / 1000;
        nap.tv_nsec = (long)(nap_milliseconds % 1000) * 1000000;
        nanosleep(&nap, NULL);
        ret = 1;
    }
done:
    if (ret <= 0)
        fac_err_raise(ERR_LIB_BIO, ret == 0 ? BIO_R_TRANSFER_TIMEOUT
                                            : BIO_R_TRANSFER_ERROR);
    return ret;
}

/* Connects with a time limit in seconds (0: none, negative: one try). */
/* After a failure that was not a matter of waiting: the peer may yet come up,
 * so that another attempt is made, from the first step on. What failed above
 * the connection is final. */
static bool
begin_again(BIO *b)
{
    unsigned long e = ERR_peek_last_error();
    BIO *connect = BIO_find_type(b, BIO_TYPE_CONNECT);

    if (connect == NULL ||
        (!ERR_SYSTEM_ERROR(e) && ERR_GET_LIB(e) != ERR_LIB_BIO))
        return false;
    return BIO_reset(connect) >= 0;
}

/* 1: try again; 0: no time left; -1: waiting failed. */
static int
rest(BIO *b, time_t max_time, unsigned nap_milliseconds)
{
    struct timespec nap = {nap_milliseconds / 1000,
                           (long)(nap_milliseconds % 1000) * 1000000};
    int ret;

    if (max_time != 0 && time(NULL) > max_time)
        return 0;
    if (BIO_should_retry(b)) {
        ERR_set_mark();
        ret = BIO_wait(b, max_time, nap_milliseconds);
        if (ret == 0)
            ERR_pop_to_mark();
        else
            ERR_clear_last_mark();
        return ret;
    }
    (void)nanosleep(&nap, NULL);
    return 1;
}

int
BIO_do_connect_retry(BIO *b, int timeout, int nap_milliseconds)
{
    time_t max_time = timeout > 0 ? time(NULL) + timeout : 0;
    int ret;

    if (b == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (nap_milliseconds < 0)
        nap_milliseconds = 100;
    BIO_set_nbio(b, timeout > 0);
    for (;;) {
        ERR_set_mark();
        ret = (int)BIO_do_connect(b);
        if (ret > 0)
            break;
        if (timeout < 0) {
            ERR_clear_last_mark();
            return -1;
        }
        if (!BIO_should_retry(b) && !begin_again(b)) {
            ERR_clear_last_mark();
            return -1;
        }
        ERR_pop_to_mark();
        ret = rest(b, max_time, (unsigned)nap_milliseconds);
        if (ret <= 0) {
            if (ret == 0)
                fac_err_raise(ERR_LIB_BIO, BIO_R_CONNECT_TIMEOUT);
            return ret;
        }
    }
    ERR_pop_to_mark();
    return 1;
}

int
BIO_sock_info(int sock, enum BIO_sock_info_type type,
              union BIO_sock_info_u *info)
{
    socklen_t len = sizeof(info->addr->storage);

    if (type != BIO_SOCK_INFO_ADDRESS)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_UNKNOWN_INFO_TYPE);
    if (getsockname(sock, &info->addr->sa, &len) < 0) {
        fac_err_raise_sys("calling getsockname()");
        return fac_err_raise(ERR_LIB_BIO, BIO_R_GETSOCKNAME_ERROR);
    }
    if (len > sizeof(info->addr->storage))
        return fac_err_raise(ERR_LIB_BIO, BIO_R_GETSOCKNAME_TRUNCATED_ADDRESS);
    return 1;
}

int
BIO_socket(int domain, int socktype, int protocol, int options)
{
    int sock = socket(domain, socktype, protocol);

    if (sock < 0) {
        fac_err_raise_sys("calling socket()");
        fac_err_raise(ERR_LIB_BIO, BIO_R_UNABLE_TO_CREATE_SOCKET);
    }
    return sock;
}

static bool
turn_on(int sock, int level, int option, int reason)
{
    int on = 1;

    if (setsockopt(sock, level, option, &on, sizeof(on)) == 0)
        return true;
    fac_err_raise_sys("calling setsockopt()");
    return fac_err_raise(ERR_LIB_BIO, reason);
}

/* The options that connected and listening sockets share. */
static bool
apply(int sock, const BIO_ADDR *addr, int options)
{
    if (!BIO_socket_nbio(sock, (options & BIO_SOCK_NONBLOCK) != 0))
        return false;
    if ((options & BIO_SOCK_KEEPALIVE) &&
        !turn_on(sock, SOL_SOCKET, SO_KEEPALIVE, BIO_R_UNABLE_TO_KEEPALIVE))
        return false;
    return !(options & BIO_SOCK_NODELAY) ||
           turn_on(sock, IPPROTO_TCP, TCP_NODELAY, BIO_R_UNABLE_TO_NODELAY);
}

int
BIO_connect(int sock, const BIO_ADDR *addr, int options)
{
    if (sock < 0)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_SOCKET);
    if (!apply(sock, addr, options))
        return 0;
    if (connect(sock, &addr->sa, fac_bio_addr_len(addr)) == 0)
        return 1;
    if (!BIO_sock_should_retry(-1)) {
        fac_err_raise_sys("calling connect()");
        fac_err_raise(ERR_LIB_BIO, BIO_R_CONNECT_ERROR);
    }
    return 0;
}

int
BIO_bind(int sock, const BIO_ADDR *addr, int options)
{
    if (sock < 0)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_SOCKET);
    if ((options & BIO_SOCK_REUSEADDR) &&
        !turn_on(sock, SOL_SOCKET, SO_REUSEADDR, BIO_R_UNABLE_TO_REUSEADDR))
        return 0;
    if (bind(sock, &addr->sa, fac_bio_addr_len(addr)) == 0)
        return 1;
    fac_err_raise_sys("calling bind()");
    return fac_err_raise(ERR_LIB_BIO, BIO_R_UNABLE_TO_BIND_SOCKET);
}

int
BIO_listen(int sock, const BIO_ADDR *addr, int options)
{
    int type = 0, only = (options & BIO_SOCK_V6_ONLY) != 0;
    socklen_t len = sizeof(type);

    if (sock < 0)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_INVALID_SOCKET);
    if (getsockopt(sock, SOL_SOCKET, SO_TYPE, &type, &len) < 0) {
        fac_err_raise_sys("calling getsockopt()");
        return fac_err_raise(ERR_LIB_BIO, BIO_R_GETTING_SOCKTYPE);
    }
    if (!apply(sock, addr, options))
        return 0;
    if (addr->sa.sa_family == AF_INET6 &&
        setsockopt(sock, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only)) < 0) {
        fac_err_raise_sys("calling setsockopt()");
        return fac_err_raise(ERR_LIB_BIO, BIO_R_LISTEN_V6_ONLY);
    }
    if (!BIO_bind(sock, addr, options))
        return 0;
    if (type != SOCK_DGRAM && listen(sock, SOMAXCONN) < 0) {
        fac_err_raise_sys("calling listen()");
        return fac_err_raise(ERR_LIB_BIO, BIO_R_UNABLE_TO_LISTEN_SOCKET);
    }
    return 1;
}

int
BIO_accept_ex(int sock, BIO_ADDR *addr, int options)
{
    BIO_ADDR here;
    socklen_t len = sizeof(here.storage);
    int fd;

    if (addr == NULL)
        addr = &here;
    fd = accept(sock, &addr->sa, &len);
    if (fd < 0) {
        if (!BIO_sock_should_retry(fd)) {
            fac_err_raise_sys("calling accept()");
            fac_err_raise(ERR_LIB_BIO, BIO_R_ACCEPT_ERROR);
        }
        return -1;
    }
    if (!BIO_socket_nbio(fd, (options & BIO_SOCK_NONBLOCK) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}
