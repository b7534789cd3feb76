/* TLS compression as the API shows it. What is negotiated is the engine's
 * affair (RFC 3749, and only where SSL_OP_NO_COMPRESSION is cleared at a
 * security level below 2); the list of methods that a program may look at
 * and add to is empty and stays so, as where OpenSSL is built without
 * zlib. */
#include "facade/libssl/ssl_local.h"

#include <openssl/comp.h>

#include "facade/libcrypto/comp_handle.h"

enum { DEFLATE = 1 };

struct ssl_comp_st {
    int id;
    const char *name;
    COMP_METHOD *method;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static STACK_OF(SSL_COMP) * list; /* the program's, once it has set one */

static void
make_list(void)
{
    list = sk_SSL_COMP_new_null();
}

const COMP_METHOD *
SSL_get_current_compression(const SSL *s)
{
    const struct urt_session *session = urt_conn_session(s->conn);

    return session != NULL && session->compression == DEFLATE &&
                   urt_conn_version(s->conn) < URT_TLS_1_3
               ? fac_comp_deflate()
               : NULL;
}

const COMP_METHOD *
SSL_get_current_expansion(const SSL *s)
{
    return SSL_get_current_compression(s);
}

const char *
SSL_COMP_get_name(const COMP_METHOD *method)
{
    return method != NULL ? COMP_get_name(method) : NULL;
}

const char *
SSL_COMP_get0_name(const SSL_COMP *comp)
{
    return comp->name;
}

int
SSL_COMP_get_id(const SSL_COMP *comp)
{
    return comp->id;
}

STACK_OF(SSL_COMP) * SSL_COMP_get_compression_methods(void)
{
    pthread_once(&once, make_list);
    return list;
}

/* The old list is the caller's from then on. */
STACK_OF(SSL_COMP) *
    SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) * methods)
{
    STACK_OF(SSL_COMP) *old = SSL_COMP_get_compression_methods();

    list = methods;
    return old;
}

/* 1 says that it was not added: no method that a program can name has a
 * type. */
int
SSL_COMP_add_compression_method(int id, COMP_METHOD *method)
{
    return 1;
}
