/* SSL_shutdown: our close_notify, then the peer's. RFC 8446 section 6.1. */
#include "facade/libssl/ssl_local.h"

/* The second half: wait for the peer's close_notify. */
static int
await_close(SSL *s)
{
    uint8_t b;
    size_t n;
    int r;

    r = fac_ssl_peek(s, &b, sizeof b, &n);
    if (r > 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
        s->dead = true;
        return -1;
    }
    if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) == 0)
        return -1;
    return (s->shutdown & SSL_SENT_SHUTDOWN) != 0 ? 1 : 0;
}

static int
send_close(SSL *s)
{
    enum urt_err err;

    s->shutdown |= SSL_SENT_SHUTDOWN;
    s->close_due = s->write_part > 0;
    if (s->close_due) /* only behind the write under way */
        return -1;
    err = urt_conn_shutdown(s->conn);
    if (err != URT_OK && err != URT_E_NOT_READY && err != URT_E_CLOSED)
        return fac_ssl_fail(s, err);
    if (!fac_ssl_send_output(s))
        return -1;
    return (s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0 ? 1 : 0;
}

int
SSL_shutdown(SSL *s)
{
    if (s->role == FAC_ROLE_NONE) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    if (SSL_in_init(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SHUTDOWN_WHILE_IN_INIT);
        return -1;
    }
    if (s->set.quiet_shutdown) {
        s->shutdown = SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN;
        return 1;
    }
    if ((s->shutdown & SSL_SENT_SHUTDOWN) == 0)
        return send_close(s);
    if (s->close_due) {
        if (!fac_ssl_send_output(s))
            return -1;
        s->write_part = 0;
        return send_close(s);
    }
    if (urt_conn_out(s->conn).len > 0 || s->flush_due) {
        if (!fac_ssl_send_output(s))
            return -1;
        return (s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0 ? 1 : 0;
    }
    if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) == 0)
        return await_close(s);
    return 1;
}
