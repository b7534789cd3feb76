/* SRP is not offered; programs that import these start, and are told. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

static int
refuse(void)
{
    ERR_raise(ERR_LIB_SSL, ERR_R_DISABLED);
    return 0;
}

int
SSL_CTX_set_srp_username(SSL_CTX *ctx, char *name)
{
    fac_compat("SSL_CTX_set_srp_username");
    return refuse();
}

int
SSL_CTX_set_srp_password(SSL_CTX *ctx, char *password)
{
    fac_compat("SSL_CTX_set_srp_password");
    return refuse();
}

int
SSL_CTX_set_srp_cb_arg(SSL_CTX *ctx, void *arg)
{
    fac_compat("SSL_CTX_set_srp_cb_arg");
    return refuse();
}

int
SSL_CTX_set_srp_username_callback(SSL_CTX *ctx, int (*cb)(SSL *, int *, void *))
{
    fac_compat("SSL_CTX_set_srp_username_callback");
    return refuse();
}

int
SSL_set_srp_server_param(SSL *s, const BIGNUM *N, const BIGNUM *g, BIGNUM *sa,
                         BIGNUM *v, char *info)
{
    fac_compat("SSL_set_srp_server_param");
    return -1;
}

char *
SSL_get_srp_username(SSL *s)
{
    fac_compat("SSL_get_srp_username");
    return NULL;
}

char *
SSL_get_srp_userinfo(SSL *s)
{
    fac_compat("SSL_get_srp_userinfo");
    return NULL;
}
