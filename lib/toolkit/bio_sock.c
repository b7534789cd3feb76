/* Socket and descriptor BIOs. Man pages BIO_s_socket, BIO_s_fd.
 *
 * `num` is the descriptor. A transfer that a non-blocking descriptor could
 * not do sets the retry flag of its direction and leaves errno alone. Sockets
 * are read and written with read() and write(), as OpenSSL does: programs
 * hand pipes and socketpairs to either kind. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
fd_create(BIO *b)
{
    b->init = 0;
    b->num = -1;
    b->ptr = NULL;
    b->flags = 0;
    return 1;
}

static int
sock_create(BIO *b)
{
    b->init = 0;
    b->num = 0;
    b->ptr = NULL;
    b->flags = 0;
    return 1;
}

static void
close_fd(BIO *b)
{
    if (!b->shutdown)
        return;
    if (b->init)
        close(b->num);
    b->init = 0;
    b->flags = 0;
}

static void
close_sock(BIO *b)
{
    if (b->shutdown && b->init)
        BIO_closesocket(b->num);
    if (b->shutdown) {
        b->init = 0;
        b->flags = 0;
    }
}

static int
fd_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    close_fd(b);
    return 1;
}

static int
sock_destroy(BIO *b)
{
    if (b == NULL)
        return 0;
    close_sock(b);
    return 1;
}

/* What errno says can be tried again. */
int
BIO_sock_non_fatal_error(int err)
{
    switch (err) {
    case EAGAIN:
#if EWOULDBLOCK != EAGAIN
    case EWOULDBLOCK:
#endif
    case EINTR:
    case EPROTO:
    case EINPROGRESS:
    case EALREADY:
    case ENOTCONN:
        return 1;
    }
    return 0;
}

int
BIO_fd_non_fatal_error(int err)
{
    return BIO_sock_non_fatal_error(err);
}

int
BIO_sock_should_retry(int ret)
{
    return (ret == 0 || ret == -1) && BIO_sock_non_fatal_error(errno);
}

int
BIO_fd_should_retry(int ret)
{
    return BIO_sock_should_retry(ret);
}

static int
sock_read(BIO *b, char *out, int len)
{
    int ret;

    if (out == NULL)
        return 0;
    errno = 0;
    ret = (int)read(b->num, out, (size_t)len);
    BIO_clear_retry_flags(b);
    if (ret <= 0) {
        if (BIO_sock_should_retry(ret))
            BIO_set_retry_read(b);
        else if (ret == 0)
            b->flags |= BIO_FLAGS_IN_EOF;
    }
    return ret;
}

static int
sock_write(BIO *b, const char *data, int len)
{
    int ret;

    errno = 0;
    ret = (int)write(b->num, data, (size_t)len);
    BIO_clear_retry_flags(b);
    if (ret <= 0 && BIO_sock_should_retry(ret))
        BIO_set_retry_write(b);
    return ret;
}

/* A line, a byte at a time: what follows it must stay in the descriptor. */
static int
fd_gets(BIO *b, char *out, int size)
{
    int n = 0;

    while (n < size - 1 && sock_read(b, out + n, 1) > 0)
        if (out[n++] == '\n')
            break;
    if (size > 0)
        out[n] = '\0';
    return n;
}

static long
set_fd(BIO *b, long num, void *ptr)
{
    if (b->method->type == BIO_TYPE_FD)
        close_fd(b);
    else
        close_sock(b);
    b->num = *(int *)ptr;
    b->shutdown = (int)num;
    b->init = 1;
    return 1;
}

static long
get_fd(BIO *b, long num, void *ptr)
{
    if (!b->init)
        return -1;
    if (ptr != NULL)
        *(int *)ptr = b->num;
    return b->num;
}

static long
at_end(BIO *b, long num, void *ptr)
{
    return (b->flags & BIO_FLAGS_IN_EOF) != 0;
}

static long
rewind_fd(BIO *b, long num, void *ptr)
{
    return (long)lseek(b->num, 0, SEEK_SET);
}

static long
seek_to(BIO *b, long num, void *ptr)
{
    return (long)lseek(b->num, num, SEEK_SET);
}

static long
tell(BIO *b, long num, void *ptr)
{
    return (long)lseek(b->num, 0, SEEK_CUR);
}

static long
sock_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_C_SET_FD, set_fd},
        {BIO_C_GET_FD, get_fd},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_EOF, at_end},
        {BIO_CTRL_DUP, NULL, 1},
        {BIO_CTRL_FLUSH, NULL, 1},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

static long
fd_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, rewind_fd},
        {BIO_C_FILE_SEEK, seek_to},
        {BIO_C_FILE_TELL, tell},
        {BIO_CTRL_INFO, tell},
    };
    long none = -0x7fff, ret;

    ret = fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num, ptr,
                       none);
    return ret == none ? sock_ctrl(b, cmd, num, ptr) : ret;
}

const BIO_METHOD *
BIO_s_socket(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_SOCKET,
        (char *)"socket",
        FAC_BIO_IO(sock_write, sock_read),
        .puts = fac_bio_puts,
        .ctrl = sock_ctrl,
        .create = sock_create,
        .destroy = sock_destroy,
    };

    return &method;
}

const BIO_METHOD *
BIO_s_fd(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_FD,
        (char *)"file descriptor",
        FAC_BIO_IO(sock_write, sock_read),
        .puts = fac_bio_puts,
        .gets = fd_gets,
        .ctrl = fd_ctrl,
        .create = fd_create,
        .destroy = fd_destroy,
    };

    return &method;
}

static BIO *
new_on(const BIO_METHOD *method, int fd, int close_flag)
{
    BIO *b = BIO_new(method);

    if (b != NULL)
        BIO_set_fd(b, fd, close_flag);
    return b;
}

BIO *
BIO_new_socket(int sock, int close_flag)
{
    return new_on(BIO_s_socket(), sock, close_flag);
}

BIO *
BIO_new_fd(int fd, int close_flag)
{
    return new_on(BIO_s_fd(), fd, close_flag);
}
