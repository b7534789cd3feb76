/* Accepting BIOs: a listening socket that, for each connection, pushes a
 * socket BIO below itself. Man page BIO_s_accept. */
#include "toolkit/bio_addr.h"
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <string.h>

enum state {
    BEFORE,
    LISTENING,
    CONNECTED,
};

struct accepting {
    enum state state;
    char *name, *service;          /* as the program asked */
    char *own_name, *own_service;  /* as the kernel gave */
    char *peer_name, *peer_service;
    int family, listens_on, bind_mode, accept_mode;
    BIO *chain; /* copied for each connection; owned */
};

static int
acpt_create(BIO *b)
{
    struct accepting *a = urt_zalloc(sizeof(*a));

    if (a == NULL)
        return 0;
    a->family = BIO_FAMILY_IPANY;
    b->ptr = a;
    b->num = -1;
    b->init = 0;
    b->flags = 0;
    b->shutdown = BIO_CLOSE;
    return 1;
}

static void
stop_listening(BIO *b)
{
    if (b->num == -1)
        return;
    shutdown(b->num, SHUT_RDWR);
    BIO_closesocket(b->num);
    b->num = -1;
}

static void
forget(char **text)
{
    urt_free(*text);
    *text = NULL;
}

static int
acpt_destroy(BIO *b)
{
    struct accepting *a;

    if (b == NULL)
        return 0;
    a = b->ptr;
    if (b->shutdown) {
        stop_listening(b);
        b->flags = 0;
        b->init = 0;
    }
    forget(&a->name);
    forget(&a->service);
    forget(&a->own_name);
    forget(&a->own_service);
    forget(&a->peer_name);
    forget(&a->peer_service);
    BIO_free(a->chain);
    urt_free(a);
    b->ptr = NULL;
    return 1;
}

static int
family_of(int family)
{
    return family == BIO_FAMILY_IPV4   ? AF_INET
           : family == BIO_FAMILY_IPV6 ? AF_INET6
                                       : AF_UNSPEC;
}

/* Listens on the first address that can be listened on. */
static int
begin(BIO *b, struct accepting *a)
{
    BIO_ADDRINFO *list = NULL;
    union BIO_sock_info_u info;
    BIO_ADDR own;
    int ok = 0;

    if (a->name == NULL && a->service == NULL) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED);
        return 0;
    }
    if (!BIO_lookup(a->name, a->service, BIO_LOOKUP_SERVER,
                    family_of(a->family), SOCK_STREAM, &list))
        return 0;
    for (const BIO_ADDRINFO *i = list; i != NULL && !ok;
         i = BIO_ADDRINFO_next(i)) {
        b->num = BIO_socket(BIO_ADDRINFO_family(i), BIO_ADDRINFO_socktype(i),
                            BIO_ADDRINFO_protocol(i), 0);
        if (b->num < 0) {
            b->num = -1;
            continue;
        }
        ok = BIO_listen(b->num, BIO_ADDRINFO_address(i), a->bind_mode);
        if (!ok)
            stop_listening(b);
    }
    BIO_ADDRINFO_free(list);
    info.addr = &own;
    if (!ok || !BIO_sock_info(b->num, BIO_SOCK_INFO_ADDRESS, &info))
        return 0;
    a->listens_on = BIO_ADDR_family(&own) == AF_INET6 ? BIO_FAMILY_IPV6
                                                      : BIO_FAMILY_IPV4;
    forget(&a->own_name);
    forget(&a->own_service);
    a->own_name = BIO_ADDR_hostname_string(&own, 1);
    a->own_service = BIO_ADDR_service_string(&own, 1);
    if (a->own_name == NULL || a->own_service == NULL) {
        stop_listening(b);
        return 0;
    }
    a->state = LISTENING;
    return 1;
}

static int
take_one(BIO *b, struct accepting *a)
{
    BIO_ADDR peer;
    BIO *conn, *copy;
    int fd;

    BIO_clear_retry_flags(b);
    b->retry_reason = 0;
    fd = BIO_accept_ex(b->num, &peer, a->accept_mode);
    if (fd < 0) {
        if (!BIO_sock_should_retry(fd))
            return fd;
        BIO_set_retry_special(b);
        b->retry_reason = BIO_RR_ACCEPT;
        return -1;
    }
    conn = BIO_new_socket(fd, BIO_CLOSE);
    if (conn == NULL) {
        BIO_closesocket(fd);
        return -1;
    }
    if (a->chain != NULL) {
        copy = BIO_dup_chain(a->chain);
        if (copy == NULL || !BIO_push(copy, conn)) {
            BIO_free(conn);
            return -1;
        }
        conn = copy;
    }
    if (BIO_push(b, conn) == NULL) {
        BIO_free_all(conn);
        return -1;
    }
    forget(&a->peer_name);
    forget(&a->peer_service);
    a->peer_name = BIO_ADDR_hostname_string(&peer, 1);
    a->peer_service = BIO_ADDR_service_string(&peer, 1);
    a->state = CONNECTED;
    return 1;
}

/* The first call listens; each further one takes a connection. */
static int
step(BIO *b)
{
    struct accepting *a = b->ptr;

    switch (a->state) {
    case BEFORE:
        return begin(b, a) ? 1 : -1;
    case LISTENING:
        if (b->next != NULL) {
            a->state = CONNECTED;
            return 1;
        }
        return take_one(b, a);
    case CONNECTED:
        if (b->next != NULL)
            return 1;
        a->state = LISTENING;
        return take_one(b, a);
    }
    return -1;
}

static int
acpt_read(BIO *b, char *out, int len)
{
    int ret;

    BIO_clear_retry_flags(b);
    while (b->next == NULL) {
        ret = step(b);
        if (ret <= 0)
            return ret;
    }
    ret = BIO_read(b->next, out, len);
    BIO_copy_next_retry(b);
    return ret;
}

static int
acpt_write(BIO *b, const char *data, int len)
{
    int ret;

    BIO_clear_retry_flags(b);
    while (b->next == NULL) {
        ret = step(b);
        if (ret <= 0)
            return ret;
    }
    ret = BIO_write(b->next, data, len);
    BIO_copy_next_retry(b);
    return ret;
}

static long
reset(BIO *b, long num, void *ptr)
{
    struct accepting *a = b->ptr;

    a->state = BEFORE;
    stop_listening(b);
    b->flags = 0;
    return 0;
}

static long
go_on(BIO *b, long num, void *ptr)
{
    return step(b);
}

static bool
replace(char **to, const char *text)
{
    char *copy = urt_strdup(text);

    if (copy == NULL && text != NULL)
        return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    urt_free(*to);
    *to = copy;
    return true;
}

static long
set_accept(BIO *b, long num, void *ptr)
{
    struct accepting *a = b->ptr;
    char *host = NULL, *service = NULL;

    switch (num) {
    case 0:
        if (ptr == NULL)
            return 0;
        if (!BIO_parse_hostserv(ptr, &host, &service, BIO_PARSE_PRIO_SERV))
            return 0;
        urt_free(a->name);
        a->name = host;
        if (service != NULL) {
            urt_free(a->service);
            a->service = service;
        }
        b->init = 1;
        return 1;
    case 1:
        if (ptr == NULL)
            return 0;
        b->init = 1;
        return replace(&a->service, ptr);
    case 2:
        a->accept_mode = ptr != NULL ? a->accept_mode | BIO_SOCK_NONBLOCK
                                     : a->accept_mode & ~BIO_SOCK_NONBLOCK;
        a->bind_mode = ptr != NULL ? a->bind_mode | BIO_SOCK_NONBLOCK
                                   : a->bind_mode & ~BIO_SOCK_NONBLOCK;
        return 1;
    case 3:
        BIO_free(a->chain);
        a->chain = ptr;
        return 1;
    case 4:
        if (ptr == NULL)
            return 0;
        a->family = *(int *)ptr;
        return 1;
    }
    return 0;
}

static long
get_accept(BIO *b, long num, void *ptr)
{
    struct accepting *a = b->ptr;
    const char *const names[] = {a->own_name, a->own_service, a->peer_name,
                                 a->peer_service};

    if (!b->init)
        return -1;
    if (num >= 0 && num < 4 && ptr != NULL) {
        *(const char **)ptr = names[num];
        return 1;
    }
    if (num != 4)
        return -1;
    return a->state >= LISTENING ? a->listens_on : a->family;
}

static long
set_nbio(BIO *b, long num, void *ptr)
{
    struct accepting *a = b->ptr;

    a->accept_mode = num != 0 ? a->accept_mode | BIO_SOCK_NONBLOCK
                              : a->accept_mode & ~BIO_SOCK_NONBLOCK;
    return 1;
}

static long
set_fd(BIO *b, long num, void *ptr)
{
    b->num = *(int *)ptr;
    ((struct accepting *)b->ptr)->state = LISTENING;
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
set_bind_mode(BIO *b, long num, void *ptr)
{
    ((struct accepting *)b->ptr)->bind_mode = (int)num;
    return 1;
}

static long
get_bind_mode(BIO *b, long num, void *ptr)
{
    return ((struct accepting *)b->ptr)->bind_mode;
}

static long
at_end(BIO *b, long num, void *ptr)
{
    return b->next == NULL ? 0 : BIO_ctrl(b->next, BIO_CTRL_EOF, num, ptr);
}

static long
acpt_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},
        {BIO_C_DO_STATE_MACHINE, go_on},
        {BIO_C_SET_ACCEPT, set_accept},
        {BIO_C_GET_ACCEPT, get_accept},
        {BIO_C_SET_NBIO, set_nbio},
        {BIO_C_SET_FD, set_fd},
        {BIO_C_GET_FD, get_fd},
        {BIO_C_SET_BIND_MODE, set_bind_mode},
        {BIO_C_GET_BIND_MODE, get_bind_mode},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_PENDING, NULL, 0},
        {BIO_CTRL_WPENDING, NULL, 0},
        {BIO_CTRL_FLUSH, NULL, 0},
        {BIO_CTRL_DUP, NULL, 1},
        {BIO_CTRL_EOF, at_end},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

const BIO_METHOD *
BIO_s_accept(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_ACCEPT,
        (char *)"socket accept",
        FAC_BIO_IO(acpt_write, acpt_read),
        .puts = fac_bio_puts,
        .ctrl = acpt_ctrl,
        .create = acpt_create,
        .destroy = acpt_destroy,
    };

    return &method;
}

BIO *
BIO_new_accept(const char *host_port)
{
    BIO *b = BIO_new(BIO_s_accept());

    if (b != NULL && BIO_set_accept_name(b, host_port) > 0)
        return b;
    BIO_free(b);
    return NULL;
}
