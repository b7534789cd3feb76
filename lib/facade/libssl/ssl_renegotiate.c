/* What can be asked for after the handshake: renegotiation, key updates,
 * tickets, a client's certificate. */
#include "facade/libssl/ssl_local.h"

static int
renegotiate(SSL *s, bool abbreviated)
{
    switch (urt_conn_renegotiate(s->conn, abbreviated)) {
    case URT_OK:
        return 1;
    case URT_E_VERSION_ILLEGAL:
        ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_SSL_VERSION);
        return 0;
    default:
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_RENEGOTIATION);
        return 0;
    }
}

int
SSL_renegotiate(SSL *s)
{
    return renegotiate(s, false);
}

int
SSL_renegotiate_abbreviated(SSL *s)
{
    return renegotiate(s, true);
}

int
SSL_renegotiate_pending(const SSL *s)
{
    return urt_conn_renegotiation_pending(s->conn);
}

/* Agreed on, that is. */
static bool
is_tls13(const SSL *s)
{
    return urt_conn_suite(s->conn) != NULL &&
           urt_conn_version(s->conn) == URT_TLS_1_3;
}

int
SSL_key_update(SSL *s, int type)
{
    if (!is_tls13(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_SSL_VERSION);
        return 0;
    }
    if (type != SSL_KEY_UPDATE_NOT_REQUESTED &&
        type != SSL_KEY_UPDATE_REQUESTED) {
        ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_KEY_UPDATE_TYPE);
        return 0;
    }
    if (SSL_in_init(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_STILL_IN_INIT);
        return 0;
    }
    if (s->write_part > 0) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_WRITE_RETRY);
        return 0;
    }
    if (urt_conn_key_update(s->conn, type == SSL_KEY_UPDATE_REQUESTED) !=
        URT_OK)
        return 0;
    s->post_due |= FAC_DUE_KEY_UPDATE;
    return 1;
}

int
SSL_get_key_update_type(const SSL *s)
{
    return urt_conn_key_update_due(s->conn) - 1;
}

int
SSL_new_session_ticket(SSL *s)
{
    bool more = (s->post_due & FAC_DUE_TICKET) != 0;

    if (!SSL_is_server(s) || (SSL_in_init(s) && !more) ||
        urt_conn_version(s->conn) != URT_TLS_1_3 ||
        urt_conn_new_ticket(s->conn) != URT_OK)
        return 0;
    s->post_due |= FAC_DUE_TICKET;
    return 1;
}

int
SSL_verify_client_post_handshake(SSL *s)
{
    if (!is_tls13(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_SSL_VERSION);
        return 0;
    }
    if (!SSL_is_server(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NOT_SERVER);
        return 0;
    }
    if (SSL_in_init(s)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_STILL_IN_INIT);
        return 0;
    }
    if (urt_conn_request_certificate(s->conn) == URT_OK) {
        s->post_due |= FAC_DUE_AUTH;
        return 1;
    }
    ERR_raise(ERR_LIB_SSL, SSL_R_EXTENSION_NOT_RECEIVED);
    return 0;
}
