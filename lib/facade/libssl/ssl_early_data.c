/* Early data: its limits, the program's say in it, and the two calls that move
 * it. A connection whose handshake is paused for it counts as no more in one
 * (SSL_in_init), and not as finished either. */
#include "facade/libssl/ssl_local.h"

int
SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t n)
{
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
    s->config.recv_max_early_data = n;
    return 1;
}

uint32_t
SSL_get_recv_max_early_data(const SSL *s)
{
    return s->config.recv_max_early_data;
}

void
SSL_CTX_set_allow_early_data_cb(SSL_CTX *ctx, SSL_allow_early_data_cb_fn cb,
                                void *arg)
{
    ctx->set.early_cb = cb;
    ctx->set.early_arg = arg;
}

void
SSL_set_allow_early_data_cb(SSL *s, SSL_allow_early_data_cb_fn cb, void *arg)
{
    s->set.early_cb = cb;
    s->set.early_arg = arg;
}

enum urt_hook
fac_early_allowed_hook(void *arg)
{
    SSL *s = arg;

    if (s->set.early_cb == NULL)
        return URT_HOOK_NONE;
    return s->set.early_cb(s, s->set.early_arg) ? URT_HOOK_OK : URT_HOOK_FAIL;
}

int
SSL_get_early_data_status(const SSL *s)
{
    return (int)urt_conn_early(s->conn);
}

int
SSL_export_keying_material_early(SSL *s, unsigned char *out, size_t olen,
                                 const char *label, size_t llen,
                                 const unsigned char *context,
                                 size_t contextlen)
{
    return urt_conn_export_early(s->conn, out, olen, urt_bytes(label, llen),
                                 urt_bytes(context, contextlen)) == URT_OK;
}

/* ---- the handshake, up to a pause ---- */

int
fac_ssl_handshake_early(SSL *s)
{
    int r = -1;

    s->in_handshake = true;
    for (;;) {
        enum urt_err err = urt_conn_handshake_early(s->conn);
        int ignored;

        if (err != URT_OK && err != URT_E_NOT_READY) {
            (void)fac_ssl_fail(s, err);
            break;
        }
        /* A client's hello goes out with the data behind it. */
        if (err == URT_OK && urt_conn_writes_early(s->conn))
            r = 1;
        else if (!fac_ssl_send_output(s))
            break;
        else if (err == URT_OK)
            r = 1;
        if (r > 0 || !fac_ssl_serve(s, &ignored))
            break;
    }
    s->in_handshake = false;
    fac_info_exit(s, r);
    return r;
}

/* ---- writing ---- */

/* A client begins with it, and has a session that may allow it; a server has
 * read some, or that there is none. */
static bool
may_write(const SSL *s)
{
    if (SSL_is_server(s))
        return s->early_read != FAC_EARLY_NONE &&
               (urt_conn_paused(s->conn) || SSL_is_init_finished(s));
    if (s->role == FAC_ROLE_NONE)
        return false;
    if (!urt_conn_before(s->conn))
        return urt_conn_writes_early(s->conn) || s->dead;
    return (s->session != NULL &&
            SSL_SESSION_get_max_early_data(s->session) > 0) ||
           s->set.psk_use_cb != NULL;
}

int
SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written)
{
    size_t n;

    if (!may_write(s)) {
        ERR_raise(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return 0;
    }
    if (s->dead)
        return 0;
    if (!SSL_is_server(s) && !urt_conn_paused(s->conn) &&
        fac_ssl_handshake_early(s) <= 0)
        return 0;
    if (fac_ssl_write_records(s, buf, num, &n, true) <= 0)
        return 0;
    *written = n;
    return 1;
}

/* ---- reading ---- */

/* Some early data, 1; or 0 when its end has come; or -1. */
static int
read_some(SSL *s, void *buf, size_t num, size_t *n)
{
    int r;

    for (;;) {
        enum urt_err err = urt_conn_read_early(s->conn, buf, num, n);

        if (err == URT_OK)
            return *n > 0;
        if (err != URT_E_NOT_READY)
            return fac_ssl_fail(s, err);
        if (!fac_ssl_serve(s, &r))
            return -1;
    }
}

/* The handshake goes on as far as it can; whether that is to its end doesn't
 * matter. False where it failed. */
static bool
go_on(SSL *s)
{
    int r;

    s->in_handshake = true;
    r = fac_ssl_handshake(s);
    s->in_handshake = false;
    fac_info_exit(s, r);
    return !s->dead;
}

int
SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes)
{
    size_t n = 0;
    int r = 0;

    if (!SSL_is_server(s) || s->early_read == FAC_EARLY_FINISHED ||
        (s->early_read == FAC_EARLY_NONE && !urt_conn_before(s->conn))) {
        ERR_raise(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return SSL_READ_EARLY_DATA_ERROR;
    }
    s->early_read = FAC_EARLY_READING;
    if (s->dead)
        return SSL_READ_EARLY_DATA_ERROR;
    if (!urt_conn_paused(s->conn) && fac_ssl_handshake_early(s) <= 0)
        return SSL_READ_EARLY_DATA_ERROR;
    if (urt_conn_reads_early(s->conn)) {
        r = read_some(s, buf, num, &n);
        if (r < 0 || (r == 0 && !go_on(s)))
            return SSL_READ_EARLY_DATA_ERROR;
    }
    *readbytes = n;
    if (r > 0)
        return SSL_READ_EARLY_DATA_SUCCESS;
    s->early_read = FAC_EARLY_FINISHED;
    return SSL_READ_EARLY_DATA_FINISH;
}
