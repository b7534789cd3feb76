/* Connecting BIOs: a socket BIO that looks its peer up and connects when it
 * is first used. Man page BIO_s_connect.
 *
 * The states of the walk are functions: each does its step and sets the
 * next; a step that has to wait returns with the retry flag and the reason
 * BIO_RR_CONNECT. The program's info callback hears each step. */
#include "toolkit/bio_addr.h"
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What the info callback is told; the numbers are OpenSSL's. */
enum state {
    BEFORE = 1,
    GET_ADDR,
    CREATE_SOCKET,
    CONNECT,
    OK,
    BLOCKED,
};

struct connecting {
    enum state state;
    char *host, *service;
    int family, socktype, mode;
    BIO_ADDRINFO *list;          /* owned */
    const BIO_ADDRINFO *current; /* of list */
    BIO_info_cb *info;
};

static int
conn_create(BIO *b)
{
    struct connecting *c = urt_zalloc(sizeof(*c));

    if (c == NULL)
        return 0;
    c->state = BEFORE;
    c->family = BIO_FAMILY_IPANY;
    c->socktype = SOCK_STREAM;
    b->init = 0;
    b->num = -1;
    b->flags = 0;
    b->ptr = c;
    return 1;
}

static void
hang_up(BIO *b)
{
    struct connecting *c = b->ptr;

    if (b->num == -1)
        return;
    if (c->state == OK)
        shutdown(b->num, SHUT_RDWR);
    BIO_closesocket(b->num);
    b->num = -1;
}

static int
conn_destroy(BIO *b)
{
    struct connecting *c;

    if (b == NULL)
        return 0;
    c = b->ptr;
    if (b->shutdown) {
        hang_up(b);
        b->flags = 0;
        b->init = 0;
    }
    urt_free(c->host);
    urt_free(c->service);
    BIO_ADDRINFO_free(c->list);
    urt_free(c);
    b->ptr = NULL;
    return 1;
}

static int
family_of(const struct connecting *c)
{
    switch (c->family) {
    case BIO_FAMILY_IPV4:
        return AF_INET;
    case BIO_FAMILY_IPV6:
        return AF_INET6;
    case BIO_FAMILY_IPANY:
        return AF_UNSPEC;
    }
    return -1;
}

static int
fail(struct connecting *c, int reason)
{
    fac_err_raise_data(ERR_LIB_BIO, reason, "hostname=%s service=%s",
                       c->host == NULL ? "" : c->host,
                       c->service == NULL ? "" : c->service);
    return -1;
}

static int
look_up(BIO *b, struct connecting *c)
{
    int family = family_of(c);

    if (family < 0) {
        fac_err_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_IP_FAMILY);
        return -1;
    }
    BIO_ADDRINFO_free(c->list);
    c->list = NULL;
    if (!BIO_lookup(c->host, c->service, BIO_LOOKUP_CLIENT, family,
                    c->socktype, &c->list))
        return -1;
    c->current = c->list;
    c->state = CREATE_SOCKET;
    return 1;
}

static int
make_socket(BIO *b, struct connecting *c)
{
    b->num = BIO_socket(BIO_ADDRINFO_family(c->current),
                        BIO_ADDRINFO_socktype(c->current),
                        BIO_ADDRINFO_protocol(c->current), 0);
    if (b->num < 0) {
        b->num = -1;
        return fail(c, BIO_R_UNABLE_TO_CREATE_SOCKET);
    }
    c->state = CONNECT;
    return 1;
}

/* The connect failed for good: the next address, if there is one. What was
 * raised since the mark only stays if there is none. */
static int
next_address(BIO *b, struct connecting *c)
{
    const BIO_ADDRINFO *next = BIO_ADDRINFO_next(c->current);

    int saved = errno;

    BIO_closesocket(b->num);
    b->num = -1;
    errno = saved;
    if (next == NULL) {
        ERR_clear_last_mark();
        fac_err_raise_sys("calling connect(%s, %s)",
                          c->host == NULL ? "" : c->host,
                          c->service == NULL ? "" : c->service);
        return fac_err_raise(ERR_LIB_BIO, BIO_R_CONNECT_ERROR);
    }
    ERR_pop_to_mark();
    c->current = next;
    c->state = CREATE_SOCKET;
    return 1;
}

static int
wait_for_it(BIO *b, struct connecting *c)
{
    BIO_set_retry_special(b);
    b->retry_reason = BIO_RR_CONNECT;
    c->state = BLOCKED;
    return -1;
}

static int
do_connect(BIO *b, struct connecting *c)
{
    int waiting;

    BIO_clear_retry_flags(b);
    ERR_set_mark();
    if (BIO_connect(b->num, BIO_ADDRINFO_address(c->current),
                    BIO_SOCK_KEEPALIVE | c->mode)) {
        ERR_clear_last_mark();
        c->state = OK;
        return 1;
    }
    waiting = BIO_sock_should_retry(-1);
    if (waiting) {
        ERR_clear_last_mark();
        return wait_for_it(b, c);
    }
    return next_address(b, c);
}

/* The connect was under way when last seen. */
static int
check_connect(BIO *b, struct connecting *c)
{
    int err;

    if (BIO_socket_wait(b->num, 0, time(NULL)) == 0)
        return wait_for_it(b, c);
    err = BIO_sock_error(b->num);
    BIO_clear_retry_flags(b);
    if (err == 0) {
        c->state = OK;
        return 1;
    }
    ERR_set_mark();
    errno = err;
    fac_err_raise_sys("calling connect()");
    return next_address(b, c);
}

static int
begin(BIO *b, struct connecting *c)
{
    if (c->host == NULL && c->service == NULL) {
        fac_err_raise_data(ERR_LIB_BIO,
                           BIO_R_NO_HOSTNAME_OR_SERVICE_SPECIFIED, NULL);
        return -1;
    }
    c->state = GET_ADDR;
    return 1;
}

static int
walk(BIO *b)
{
    typedef int step(BIO *b, struct connecting *c);
    static step *const steps[] = {
        [BEFORE] = begin,       [GET_ADDR] = look_up,
        [CREATE_SOCKET] = make_socket, [CONNECT] = do_connect,
        [BLOCKED] = check_connect,
    };
    struct connecting *c = b->ptr;
    int ret = 1;

    while (c->state != OK && ret > 0) {
        ret = steps[c->state](b, c);
        if (ret > 0 && c->info != NULL) {
            /* The numbers that OpenSSL's steps happen to give. */
            int told = c->state == CONNECT  ? b->num
                       : c->state < CONNECT ? -1
                                            : ret;

            ret = c->info(b, (int)c->state, told);
            if (ret == 0)
                return 0;
            ret = 1;
        }
    }
    /* The callback has the last word. */
    return c->info == NULL ? ret : c->info(b, (int)c->state, ret);
}

static int
ready(BIO *b)
{
    struct connecting *c = b->ptr;

    return c->state == OK ? 1 : walk(b);
}

static int
conn_read(BIO *b, char *out, int len)
{
    int ret = ready(b);

    if (ret <= 0)
        return ret;
    return BIO_meth_get_read(BIO_s_socket())(b, out, len);
}

static int
conn_write(BIO *b, const char *data, int len)
{
    int ret = ready(b);

    if (ret <= 0)
        return ret;
    return BIO_meth_get_write(BIO_s_socket())(b, data, len);
}

static long
reset(BIO *b, long num, void *ptr)
{
    struct connecting *c = b->ptr;

    hang_up(b);
    c->state = BEFORE;
    BIO_ADDRINFO_free(c->list);
    c->list = NULL;
    c->current = NULL;
    b->flags = 0;
    return 0;
}

static long
go_on(BIO *b, long num, void *ptr)
{
    return ready(b);
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

static bool
set_address(struct connecting *c, const BIO_ADDR *addr)
{
    char *host = BIO_ADDR_hostname_string(addr, 1);
    char *service = BIO_ADDR_service_string(addr, 1);

    if (host == NULL || service == NULL) {
        urt_free(host);
        urt_free(service);
        return false;
    }
    urt_free(c->host);
    urt_free(c->service);
    c->host = host;
    c->service = service;
    BIO_ADDRINFO_free(c->list);
    c->list = NULL;
    return true;
}

static long
set_connect(BIO *b, long num, void *ptr)
{
    struct connecting *c = b->ptr;
    char *host = NULL, *service = NULL;

    if (ptr == NULL)
        return 0;
    b->init = 1;
    switch (num) {
    case 0:
        if (!BIO_parse_hostserv(ptr, &host, &service, BIO_PARSE_PRIO_HOST))
            return 0;
        urt_free(c->host);
        c->host = host;
        if (service != NULL) {
            urt_free(c->service);
            c->service = service;
        }
        return 1;
    case 1:
        return replace(&c->service, ptr);
    case 2:
        return set_address(c, ptr);
    case 3:
        c->family = *(int *)ptr;
        return 1;
    }
    return 0;
}

static long
get_connect(BIO *b, long num, void *ptr)
{
    struct connecting *c = b->ptr;

    if (ptr == NULL)
        return 0;
    if (num == 3) {
        switch (BIO_ADDRINFO_family(c->current)) {
        case AF_INET6:
            return BIO_FAMILY_IPV6;
        case AF_INET:
            return BIO_FAMILY_IPV4;
        case 0:
            return c->family;
        }
        return -1;
    }
    switch (num) {
    case 0:
        *(const char **)ptr = c->host;
        return 1;
    case 1:
        *(const char **)ptr = c->service;
        return 1;
    case 2:
        *(const BIO_ADDR **)ptr = BIO_ADDRINFO_address(c->current);
        return 1;
    }
    return 0;
}

static long
set_nbio(BIO *b, long num, void *ptr)
{
    struct connecting *c = b->ptr;

    c->mode = num != 0 ? c->mode | BIO_SOCK_NONBLOCK
                       : c->mode & ~BIO_SOCK_NONBLOCK;
    return 1;
}

static long
set_mode(BIO *b, long num, void *ptr)
{
    ((struct connecting *)b->ptr)->mode = (int)num;
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
duplicate(BIO *b, long num, void *ptr)
{
    struct connecting *c = b->ptr;
    BIO *copy = ptr;

    if ((c->host != NULL && BIO_set_conn_hostname(copy, c->host) <= 0) ||
        (c->service != NULL && BIO_set_conn_port(copy, c->service) <= 0))
        return 0;
    (void)BIO_set_conn_ip_family(copy, c->family);
    (void)BIO_set_conn_mode(copy, c->mode);
    (void)BIO_set_info_callback(copy, c->info);
    return 1;
}

static long
get_info(BIO *b, long num, void *ptr)
{
    *(BIO_info_cb **)ptr = ((struct connecting *)b->ptr)->info;
    return 1;
}

static long
at_end(BIO *b, long num, void *ptr)
{
    return (b->flags & BIO_FLAGS_IN_EOF) != 0;
}

static long
conn_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    static const struct fac_bio_cmd cmds[] = {
        {BIO_CTRL_RESET, reset},
        {BIO_C_DO_STATE_MACHINE, go_on},
        {BIO_C_GET_CONNECT, get_connect},
        {BIO_C_SET_CONNECT, set_connect},
        {BIO_C_SET_NBIO, set_nbio},
        {BIO_C_SET_CONNECT_MODE, set_mode},
        {BIO_C_GET_FD, get_fd},
        {BIO_CTRL_GET_CLOSE, fac_bio_get_close},
        {BIO_CTRL_SET_CLOSE, fac_bio_set_close},
        {BIO_CTRL_PENDING, NULL, 0},
        {BIO_CTRL_WPENDING, NULL, 0},
        {BIO_CTRL_FLUSH, NULL, 1},
        {BIO_CTRL_DUP, duplicate},
        {BIO_CTRL_GET_CALLBACK, get_info},
        {BIO_CTRL_EOF, at_end},
    };

    return fac_bio_ctrl(b, cmds, sizeof(cmds) / sizeof(cmds[0]), cmd, num,
                        ptr, 0);
}

static long
conn_callback_ctrl(BIO *b, int cmd, BIO_info_cb *info)
{
    if (cmd != BIO_CTRL_SET_CALLBACK)
        return 0;
    ((struct connecting *)b->ptr)->info = info;
    return 1;
}

const BIO_METHOD *
BIO_s_connect(void)
{
    static const BIO_METHOD method = {
        BIO_TYPE_CONNECT,
        (char *)"socket connect",
        FAC_BIO_IO(conn_write, conn_read),
        .puts = fac_bio_puts,
        .ctrl = conn_ctrl,
        .create = conn_create,
        .destroy = conn_destroy,
        .callback_ctrl = conn_callback_ctrl,
    };

    return &method;
}

BIO *
BIO_new_connect(const char *host_port)
{
    BIO *b = BIO_new(BIO_s_connect());

    if (b != NULL && BIO_set_conn_hostname(b, host_port))
        return b;
    BIO_free(b);
    return NULL;
}
