/* URLs taken apart, as far as HTTP needs them: OSSL_HTTP_parse_url(3).
 *
 *     [scheme://][user[:password]@]host[:port][/path][?query][#fragment] */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

enum { MAX_PORT = 65535 };

/* Where the parts stand. */
struct parts {
    struct urt_bytes scheme, user, host, port, path, query, fragment;
    int port_number;
};

static struct urt_bytes
between(const char *from, const char *to)
{
    return urt_bytes(from, (size_t)(to - from));
}

static bool
fail(int reason)
{
    ERR_raise(ERR_LIB_HTTP, reason);
    return false;
}

/* The port at *TEXT; 0 is what stands for none. */
static bool
take_port(struct parts *p, const char **text)
{
    const char *from = *text;
    int n = 0;

    while (urt_ascii_is_digit(**text) && n <= MAX_PORT)
        n = n * 10 + (*(*text)++ - '0');
    if (*text == from || n > MAX_PORT) {
        ERR_raise_data(ERR_LIB_HTTP, HTTP_R_INVALID_PORT_NUMBER, "%s", from);
        return false;
    }
    p->port = between(from, *text);
    p->port_number = n;
    return true;
}

static bool
split(struct parts *p, const char *url)
{
    const char *s = strstr(url, "://"), *end;

    *p = (struct parts){.port = URT_LITERAL("0"), .path = URT_LITERAL("/")};
    if (s == url)
        return fail(HTTP_R_ERROR_PARSING_URL);
    if (s != NULL) {
        p->scheme = between(url, s);
        url = s + 3;
    }
    end = url + strcspn(url, "/?#");
    s = memchr(url, '@', (size_t)(end - url));
    if (s != NULL) {
        p->user = between(url, s);
        url = s + 1;
    }
    if (*url == '[') {
        end = strchr(url, ']');
        if (end == NULL)
            return fail(HTTP_R_ERROR_PARSING_URL);
        end++;
    } else {
        /* A '#' ends a host only where no query follows. */
        end = url + strcspn(url, ":/?");
        s = memchr(url, '#', (size_t)(end - url));
        if (s != NULL && *end == '\0')
            end = s;
    }
    p->host = between(url, end);
    url = end;
    if (*url == ':') {
        url++;
        if (!take_port(p, &url))
            return false;
    }
    if (*url != '\0' && strchr("/?#", *url) == NULL) {
        ERR_raise(ERR_LIB_HTTP, HTTP_R_INVALID_URL_PATH);
        return fail(HTTP_R_ERROR_PARSING_URL);
    }
    end = url + strcspn(url, "?#");
    if (end != url)
        p->path = between(url, end);
    url = end;
    if (*url == '?') {
        end = url + strcspn(url, "#");
        p->query = between(url + 1, end);
        url = end;
    }
    if (*url == '#')
        p->fragment = between(url + 1, url + strlen(url));
    return true;
}

/* Copies a part to where the caller asked for it. */
static bool
give(char **out, struct urt_bytes part)
{
    if (out == NULL)
        return true;
    *out = OPENSSL_strndup(part.data != NULL ? (const char *)part.data : "",
                           part.len);
    return *out != NULL;
}

static void
forget(char **out)
{
    if (out != NULL) {
        OPENSSL_free(*out);
        *out = NULL;
    }
}

static void
clear(char **out)
{
    if (out != NULL)
        *out = NULL;
}

/* Every output may be NULL; those given are freed with OPENSSL_free. */
int
OSSL_parse_url(const char *url, char **pscheme, char **puser, char **phost,
               char **pport, int *pport_num, char **ppath, char **pquery,
               char **pfrag)
{
    char **const all[] = {pscheme, puser, phost, pport, ppath, pquery, pfrag};
    const size_t count = sizeof all / sizeof *all;
    struct parts p;

    for (size_t i = 0; i < count; i++)
        clear(all[i]);
    if (pport_num != NULL)
        *pport_num = 0;
    if (url == NULL) {
        ERR_raise(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (!split(&p, url))
        return 0;
    if (pport_num != NULL)
        *pport_num = p.port_number;
    if (give(pscheme, p.scheme) && give(puser, p.user) &&
        give(phost, p.host) && give(pport, p.port) && give(ppath, p.path) &&
        give(pquery, p.query) && give(pfrag, p.fragment))
        return 1;
    for (size_t i = 0; i < count; i++)
        forget(all[i]);
    return 0;
}

/* The same for http and https alone, with their default ports. */
int
OSSL_HTTP_parse_url(const char *url, int *pssl, char **puser, char **phost,
                    char **pport, int *pport_num, char **ppath, char **pquery,
                    char **pfrag)
{
    char *scheme, *port, *own_port = NULL;
    int number;
    bool ssl;

    clear(pport);
    if (pport_num != NULL)
        *pport_num = 0;
    if (pssl != NULL)
        *pssl = 0;
    if (!OSSL_parse_url(url, &scheme, puser, phost, &own_port, &number, ppath,
                        pquery, pfrag))
        return 0;
    ssl = strcmp(scheme, OSSL_HTTPS_NAME) == 0;
    if (!ssl && *scheme != '\0' && strcmp(scheme, OSSL_HTTP_NAME) != 0) {
        ERR_raise(ERR_LIB_HTTP, HTTP_R_INVALID_URL_SCHEME);
        goto fail;
    }
    port = number == 0 ? OPENSSL_strdup(ssl ? OSSL_HTTPS_PORT : OSSL_HTTP_PORT)
                       : own_port;
    if (port == NULL)
        goto fail;
    if (number == 0) {
        OPENSSL_free(own_port);
        number = ssl ? 443 : 80;
    }
    OPENSSL_free(scheme);
    if (pssl != NULL)
        *pssl = ssl;
    if (pport_num != NULL)
        *pport_num = number;
    if (pport != NULL)
        *pport = port;
    else
        OPENSSL_free(port);
    return 1;
fail:
    OPENSSL_free(scheme);
    OPENSSL_free(own_port);
    forget(puser);
    forget(phost);
    forget(ppath);
    forget(pquery);
    forget(pfrag);
    return 0;
}
