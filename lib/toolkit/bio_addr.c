/* BIO_ADDR, BIO_ADDRINFO, names and services. Man pages BIO_ADDR,
 * BIO_ADDRINFO, BIO_parse_hostserv. */
#include "toolkit/bio_addr.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

BIO_ADDR *
BIO_ADDR_new(void)
{
    BIO_ADDR *a = urt_zalloc(sizeof(*a));

    if (a == NULL) {
        fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    a->sa.sa_family = AF_UNSPEC;
    return a;
}

void
BIO_ADDR_free(BIO_ADDR *a)
{
    urt_free(a);
}

void
BIO_ADDR_clear(BIO_ADDR *a)
{
    memset(a, 0, sizeof(*a));
    a->sa.sa_family = AF_UNSPEC;
}

/* PORT is in the network's order. */
int
BIO_ADDR_rawmake(BIO_ADDR *a, int family, const void *where, size_t len,
                 unsigned short port)
{
    memset(a, 0, sizeof(*a));
    switch (family) {
    case AF_UNIX:
        if (len + 1 > sizeof(a->un.sun_path))
            return 0;
        a->un.sun_family = AF_UNIX;
        memcpy(a->un.sun_path, where, len);
        return 1;
    case AF_INET:
        if (len != sizeof(a->in.sin_addr))
            return 0;
        a->in.sin_family = AF_INET;
        a->in.sin_port = port;
        memcpy(&a->in.sin_addr, where, len);
        return 1;
    case AF_INET6:
        if (len != sizeof(a->in6.sin6_addr))
            return 0;
        a->in6.sin6_family = AF_INET6;
        a->in6.sin6_port = port;
        memcpy(&a->in6.sin6_addr, where, len);
        return 1;
    }
    return 0;
}

int
BIO_ADDR_family(const BIO_ADDR *a)
{
    return a->sa.sa_family;
}

int
BIO_ADDR_rawaddress(const BIO_ADDR *a, void *p, size_t *l)
{
    const void *from;
    size_t len;

    switch (a->sa.sa_family) {
    case AF_INET:
        from = &a->in.sin_addr;
        len = sizeof(a->in.sin_addr);
        break;
    case AF_INET6:
        from = &a->in6.sin6_addr;
        len = sizeof(a->in6.sin6_addr);
        break;
    case AF_UNIX:
        from = a->un.sun_path;
        len = strlen(a->un.sun_path);
        break;
    default:
        return 0;
    }
    if (p != NULL)
        memcpy(p, from, len);
    if (l != NULL)
        *l = len;
    return 1;
}

unsigned short
BIO_ADDR_rawport(const BIO_ADDR *a)
{
    if (a->sa.sa_family == AF_INET)
        return a->in.sin_port;
    return a->sa.sa_family == AF_INET6 ? a->in6.sin6_port : 0;
}

socklen_t
fac_bio_addr_len(const BIO_ADDR *a)
{
    switch (a->sa.sa_family) {
    case AF_INET:
        return sizeof(a->in);
    case AF_INET6:
        return sizeof(a->in6);
    case AF_UNIX:
        return sizeof(a->un);
    }
    return sizeof(a->storage);
}

/* One of the two is wanted; the other is NULL. */
static char *
to_text(const BIO_ADDR *a, bool want_host, int numeric)
{
    char host[NI_MAXHOST] = "", serv[NI_MAXSERV] = "";
    int flags = numeric ? NI_NUMERICHOST | NI_NUMERICSERV : 0, err;

    err = getnameinfo(&a->sa, fac_bio_addr_len(a), host, sizeof(host), serv,
                      sizeof(serv), flags);
    if (err == EAI_SYSTEM) {
        fac_err_raise_sys("calling getnameinfo()");
        return NULL;
    }
    if (err != 0) {
        fac_err_raise_data(ERR_LIB_BIO, ERR_R_SYS_LIB, "%s",
                           gai_strerror(err));
        return NULL;
    }
    /* No name for the port: its number. */
    if (serv[0] == '\0')
        snprintf(serv, sizeof(serv), "%d", ntohs(BIO_ADDR_rawport(a)));
    return urt_strdup(want_host ? host : serv);
}

char *
BIO_ADDR_hostname_string(const BIO_ADDR *a, int numeric)
{
    return to_text(a, true, numeric);
}

char *
BIO_ADDR_service_string(const BIO_ADDR *a, int numeric)
{
    return to_text(a, false, numeric);
}

char *
BIO_ADDR_path_string(const BIO_ADDR *a)
{
    return a->sa.sa_family == AF_UNIX ? urt_strdup(a->un.sun_path) : NULL;
}

/* Lists. */

const BIO_ADDRINFO *
BIO_ADDRINFO_next(const BIO_ADDRINFO *i)
{
    return i == NULL ? NULL : i->next;
}

int
BIO_ADDRINFO_family(const BIO_ADDRINFO *i)
{
    return i == NULL ? 0 : i->family;
}

int
BIO_ADDRINFO_socktype(const BIO_ADDRINFO *i)
{
    return i == NULL ? 0 : i->socktype;
}

int
BIO_ADDRINFO_protocol(const BIO_ADDRINFO *i)
{
    if (i == NULL)
        return 0;
    if (i->protocol != 0 || i->family == AF_UNIX)
        return i->protocol;
    return i->socktype == SOCK_STREAM  ? IPPROTO_TCP
           : i->socktype == SOCK_DGRAM ? IPPROTO_UDP
                                       : 0;
}

const BIO_ADDR *
BIO_ADDRINFO_address(const BIO_ADDRINFO *i)
{
    return i == NULL ? NULL : &i->addr;
}

void
BIO_ADDRINFO_free(BIO_ADDRINFO *i)
{
    while (i != NULL) {
        BIO_ADDRINFO *next = i->next;

        urt_free(i);
        i = next;
    }
}

static bool
append(BIO_ADDRINFO ***end, int family, int socktype, int protocol,
       const void *addr, size_t len)
{
    BIO_ADDRINFO *i = urt_zalloc(sizeof(*i));

    if (i == NULL || len > sizeof(i->addr)) {
        urt_free(i);
        return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    }
    i->family = family;
    i->socktype = socktype;
    i->protocol = protocol;
    memcpy(&i->addr, addr, len);
    **end = i;
    *end = &i->next;
    return true;
}

static int
look_up_unix(const char *path, int socktype, BIO_ADDRINFO **res)
{
    BIO_ADDR a;

    if (!BIO_ADDR_rawmake(&a, AF_UNIX, path, strlen(path), 0))
        return fac_err_raise(ERR_LIB_BIO, BIO_R_LENGTH_TOO_LONG);
    return append(&res, AF_UNIX, socktype, 0, &a.un, sizeof(a.un));
}

int
BIO_lookup_ex(const char *host, const char *service, int lookup_type,
              int family, int socktype, int protocol, BIO_ADDRINFO **res)
{
    struct addrinfo hints = {
        .ai_family = family,
        .ai_socktype = socktype,
        .ai_protocol = protocol,
    };
    struct addrinfo *list = NULL;
    BIO_ADDRINFO **end = res;
    int err;

    *res = NULL;
    if (family != AF_INET && family != AF_INET6 && family != AF_UNIX &&
        family != AF_UNSPEC)
        return fac_err_raise(ERR_LIB_BIO, BIO_R_UNSUPPORTED_PROTOCOL_FAMILY);
    if (family == AF_UNIX)
        return look_up_unix(host, socktype, res);
    if (BIO_sock_init() != 1)
        return 0;
    if (family == AF_UNSPEC)
        hints.ai_flags |= AI_ADDRCONFIG;
    if (lookup_type == BIO_LOOKUP_SERVER)
        hints.ai_flags |= AI_PASSIVE;
    err = getaddrinfo(host, service, &hints, &list);
    /* The loopback has addresses that "configured" doesn't count. */
    if ((err == EAI_ADDRFAMILY || err == EAI_NODATA || err == EAI_NONAME) &&
        (hints.ai_flags & AI_ADDRCONFIG)) {
        hints.ai_flags = (hints.ai_flags & ~AI_ADDRCONFIG) | AI_NUMERICHOST;
        if (getaddrinfo(host, service, &hints, &list) == 0)
            err = 0;
    }
    if (err == EAI_SYSTEM) {
        fac_err_raise_sys("calling getaddrinfo()");
        return fac_err_raise(ERR_LIB_BIO, ERR_R_SYS_LIB);
    }
    if (err == EAI_MEMORY)
        return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    if (err != 0)
        return fac_err_raise_data(ERR_LIB_BIO, ERR_R_SYS_LIB, "%s",
                                  gai_strerror(err));
    for (struct addrinfo *i = list; i != NULL; i = i->ai_next)
        if (!append(&end, i->ai_family, i->ai_socktype, i->ai_protocol,
                    i->ai_addr, i->ai_addrlen)) {
            BIO_ADDRINFO_free(*res);
            *res = NULL;
            break;
        }
    freeaddrinfo(list);
    return *res != NULL;
}

int
BIO_lookup(const char *host, const char *service,
           enum BIO_lookup_type lookup_type, int family, int socktype,
           BIO_ADDRINFO **res)
{
    return BIO_lookup_ex(host, service, (int)lookup_type, family, socktype, 0,
                         res);
}

/* "host:service", "[v6]:service", "host", ":service", "service"; "*" and
 * nothing mean any. */

static bool
put_part(char **out, const char *text, size_t len)
{
    if (out == NULL)
        return true;
    *out = NULL;
    if (len == 0 || (len == 1 && *text == '*'))
        return true;
    *out = OPENSSL_strndup(text, len);
    if (*out != NULL)
        return true;
    return fac_err_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
}

int
BIO_parse_hostserv(const char *hostserv, char **host, char **service,
                   enum BIO_hostserv_priorities prio)
{
    const char *h = NULL, *s = NULL, *colon;
    size_t hl = 0, sl = 0;

    if (*hostserv == '[') {
        const char *end = strchr(hostserv, ']');

        if (end == NULL)
            return fac_err_raise(ERR_LIB_BIO,
                                 BIO_R_MALFORMED_HOST_OR_SERVICE);
        h = hostserv + 1;
        hl = (size_t)(end - h);
        if (end[1] == ':')
            s = end + 2;
        else if (end[1] != '\0')
            return fac_err_raise(ERR_LIB_BIO,
                                 BIO_R_MALFORMED_HOST_OR_SERVICE);
    } else {
        colon = strrchr(hostserv, ':');
        if (colon != NULL && strchr(hostserv, ':') != colon)
            return fac_err_raise(ERR_LIB_BIO,
                                 BIO_R_AMBIGUOUS_HOST_OR_SERVICE);
        if (colon != NULL) {
            h = hostserv;
            hl = (size_t)(colon - h);
            s = colon + 1;
        } else if (prio == BIO_PARSE_PRIO_HOST) {
            h = hostserv;
            hl = strlen(h);
        } else
            s = hostserv;
    }
    if (s != NULL) {
        sl = strlen(s);
        if (strchr(s, ':') != NULL)
            return fac_err_raise(ERR_LIB_BIO,
                                 BIO_R_MALFORMED_HOST_OR_SERVICE);
    }
    if (h != NULL && !put_part(host, h, hl))
        return 0;
    return s == NULL || put_part(service, s, sl);
}
