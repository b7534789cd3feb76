/* Early data. It is never offered nor accepted: everything behaves as in
 * OpenSSL when max_early_data is 0. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

int
SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t n)
{
    if (n != 0)
        fac_compat("SSL_CTX_set_max_early_data");
    ctx->config.max_early_data = n;
    return 1;
}

uint32_t
SSL_CTX_get_max_early_data(const SSL_CTX *ctx)
{
    return ctx->config.max_early_data;
}

int
SSL_set_max_early_data(SSL *s, uint32_t n)
{
    if (n != 0)
        fac_compat("SSL_set_max_early_data");
    s->config.max_early_data = n;
    return 1;
}

uint32_t
SSL_get_max_early_data(const SSL *s)
{
    return s->config.max_early_data;
}

int
SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t n)
{
    if (n != 0)
        fac_compat("SSL_CTX_set_recv_max_early_data");
    ctx->config.recv_max_early_data = n;
    return 1;
}

uint32_t
SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx)
{
    return ctx->config.recv_max_early_data;
}

int
SSL_set_recv_max_early_data(SSL *s, uint32_t n)
{
    if (n != 0)
        fac_compat("SSL_set_recv_max_early_data");
    s->config.recv_max_early_data = n;
    return 1;
}

uint32_t
SSL_get_recv_max_early_data(const SSL *s)
{
    return s->config.recv_max_early_data;
}

/* No session allows early data, so no client may send it. */
int
SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written)
{
    fac_compat("SSL_write_early_data");
    *written = 0;
    ERR_raise(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return 0;
}

/* A server runs its handshake here and finds no early data. */
int
SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes)
{
    fac_compat("SSL_read_early_data");
    *readbytes = 0;
    if (!SSL_is_server(s)) {
        ERR_raise(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return SSL_READ_EARLY_DATA_ERROR;
    }
    if (SSL_in_init(s) && SSL_accept(s) <= 0)
        return SSL_READ_EARLY_DATA_ERROR;
    return SSL_READ_EARLY_DATA_FINISH;
}

int
SSL_get_early_data_status(const SSL *s)
{
    fac_compat("SSL_get_early_data_status");
    return SSL_EARLY_DATA_NOT_SENT;
}
