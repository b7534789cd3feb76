/* TLS compression: there is none, as in Debian's OpenSSL. */
#include "facade/libssl/ssl_local.h"

#include <openssl/comp.h>

const COMP_METHOD *
SSL_get_current_compression(const SSL *s)
{
    return NULL;
}

const COMP_METHOD *
SSL_get_current_expansion(const SSL *s)
{
    return NULL;
}

const char *
SSL_COMP_get_name(const COMP_METHOD *method)
{
    return NULL;
}

const char *
SSL_COMP_get0_name(const SSL_COMP *comp)
{
    return NULL;
}

int
SSL_COMP_get_id(const SSL_COMP *comp)
{
    return -1;
}

STACK_OF(SSL_COMP) * SSL_COMP_get_compression_methods(void)
{
    return NULL;
}

STACK_OF(SSL_COMP) *
    SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) * methods)
{
    return methods;
}

/* 1 says that it was not added. */
int
SSL_COMP_add_compression_method(int id, COMP_METHOD *method)
{
    return 1;
}
