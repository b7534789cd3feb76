/* Telling the program what happens: info and message callbacks, statistics,
 * and the side effects of alerts. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/debug.h"

void
fac_info(const SSL *s, int type, int val)
{
    fac_info_cb *cb =
        s->set.info_cb != NULL ? s->set.info_cb : s->ctx->set.info_cb;

    if (cb != NULL)
        cb(s, type, val);
}

static void
count(SSL *s, bool done)
{
    struct fac_stats *st = &s->session_ctx->stats;
    bool server = SSL_is_server(s);

    if (!done)
        atomic_fetch_add(server ? &st->accept : &st->connect, 1);
    else
        atomic_fetch_add(server ? &st->accept_good : &st->connect_good, 1);
    if (done && urt_conn_resumed(s->conn))
        atomic_fetch_add(&st->hits, 1);
    else if (done && s->offered)
        atomic_fetch_add(&st->misses, 1);
    s->offered = !done && !server && s->session != NULL &&
                 fac_urt_session(s->session)->id_len > 0 &&
                 SSL_SESSION_is_resumable(s->session);
}

static void
renegotiated(SSL *s)
{
    s->renegotiations++;
    s->total_renegotiations++;
}

/* A server counts where it asks and where the hello comes (by OpenSSL's
 * count twice and once), a client where it begins. */
static void
count_again(SSL *s)
{
    struct fac_stats *st = &s->session_ctx->stats;

    /* Another request may come with other names. */
    sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
    s->peer_ca_names = NULL;
    if (SSL_is_server(s)) {
        atomic_fetch_add(&st->accept_renegotiate, 1);
        return;
    }
    atomic_fetch_add(&st->connect_renegotiate, 1);
    renegotiated(s);
}

static void
alert(SSL *s, bool sent, int value)
{
    int level = value >> 8, description = value & 0xff;

    if (sent && description == SSL_AD_NO_RENEGOTIATION && SSL_is_server(s))
        atomic_fetch_add(&s->session_ctx->stats.accept_renegotiate, 1);

    fac_info(s, sent ? SSL_CB_WRITE_ALERT : SSL_CB_READ_ALERT, value);
    if (!sent && (level == SSL3_AL_WARNING || description == 0))
        s->alert_seen = description;
    if (!sent && (level == SSL3_AL_FATAL || description == 0))
        s->shutdown |= SSL_RECEIVED_SHUTDOWN;
    if (level == SSL3_AL_FATAL && s->session != NULL)
        SSL_CTX_remove_session(s->session_ctx, s->session);
}

/* A client without a session shows an empty one until the server answers. */
static void
begin_session(SSL *s)
{
    s->session = SSL_SESSION_new();
    if (s->session == NULL)
        return; /* it is for show */
    SSL_SESSION_set_protocol_version(s->session, fac_ssl_version(s));
    SSL_SESSION_set_timeout(s->session, (long)s->config.session_timeout);
}

/* The moments of the info callback: its own way of counting them. A client
 * is told once that it stands before the handshake, a server twice; the end
 * is told as DONE alone. */
static void
state_changed(SSL *s, int state)
{
    int side = SSL_is_server(s) ? SSL_ST_ACCEPT : SSL_ST_CONNECT;

    if (state == URT_STATE_SW_HELLO_REQUEST) {
        atomic_fetch_add(&s->session_ctx->stats.accept_renegotiate, 2);
        renegotiated(s);
    }
    if (state == URT_STATE_BEFORE &&
        s->before_told++ >= (SSL_is_server(s) ? 2 : 1))
        return;
    if (state == URT_STATE_DONE && s->done_told) {
        s->done_told = false;
        return;
    }
    fac_info(s, side | SSL_CB_LOOP, 1);
}

/* A server's version is its method's until a ClientHello was read. */
static void
message(SSL *s, const struct urt_trace *t)
{
    int version = t->version;

    if (s->set.msg_cb == NULL)
        return;
    if (!t->sent && t->content_type == SSL3_RT_HANDSHAKE && t->data.len > 0 &&
        t->data.data[0] == SSL3_MT_CLIENT_HELLO)
        version = s->method->max != 0 ? s->method->max : URT_TLS_1_3;
    s->set.msg_cb(t->sent, version, t->content_type, t->data.data, t->data.len,
                  s, s->set.msg_arg);
}

/* A handshake inside a call that reads or writes ends like one of its own. */
static void
tell_done(const SSL *s)
{
    fac_info(s, SSL_CB_HANDSHAKE_DONE, 1);
    if (!s->in_handshake)
        fac_info_exit(s, 1);
}

void
fac_info_exit(const SSL *s, int r)
{
    fac_info(s, SSL_is_server(s) ? SSL_CB_ACCEPT_EXIT : SSL_CB_CONNECT_EXIT,
             r);
}

void
fac_trace_hook(void *arg, const struct urt_trace *t)
{
    SSL *s = arg;

    if (fac_debug_wants(FAC_DEBUG_TRACE))
        fac_trace_event(s, t);
    switch (t->kind) {
    case URT_TRACE_HANDSHAKE_START:
        if (t->value != 0)
            ; /* no handshake to count */
        else if (!s->started)
            count(s, false);
        else if (urt_conn_renegotiating(s->conn))
            count_again(s);
        if (!SSL_is_server(s) && s->session == NULL)
            begin_session(s);
        if (!SSL_is_server(s) && s->config.status_request &&
            !fac_status_request(s))
            ERR_clear_error(); /* the request goes without them */
        s->started = true;
        /* A second handshake doesn't start from before. */
        s->before_told = urt_conn_renegotiating(s->conn) ? 2 : 0;
        s->done_told = false;
        fac_info(s, SSL_CB_HANDSHAKE_START, 1);
        break;
    case URT_TRACE_HANDSHAKE_DONE:
        if (t->value != 0) {
            tell_done(s);
            break;
        }
        s->first_handshake_done = s->done_told = true;
        (void)fac_ssl_session(s);
        count(s, true);
        /* RFC 8446, C.4: a client uses a ticket once. */
        if (!SSL_is_server(s) && urt_conn_resumed(s->conn) &&
            urt_conn_version(s->conn) == URT_TLS_1_3 &&
            (s->session_ctx->cache_mode & SSL_SESS_CACHE_CLIENT) != 0)
            SSL_CTX_remove_session(s->session_ctx, s->session);
        tell_done(s);
        break;
    case URT_TRACE_POST_DONE: /* SSL_do_handshake tells its own end */
        if (!s->in_handshake)
            fac_info(s,
                     SSL_is_server(s) ? SSL_CB_ACCEPT_EXIT
                                      : SSL_CB_CONNECT_EXIT,
                     1);
        break;
    case URT_TRACE_STATE:
        state_changed(s, t->value);
        break;
    case URT_TRACE_ALERT:
        alert(s, t->sent, t->value);
        break;
    case URT_TRACE_EXTENSION:
        if (s->tlsext_debug_cb != NULL)
            s->tlsext_debug_cb(s, !SSL_is_server(s), t->value, t->data.data,
                               (int)t->data.len, s->tlsext_debug_arg);
        break;
    case URT_TRACE_MESSAGE:
        message(s, t);
        break;
    }
}

void
SSL_CTX_set_info_callback(SSL_CTX *ctx,
                          void (*cb)(const SSL *ssl, int type, int val))
{
    ctx->set.info_cb = cb;
}

void (*SSL_CTX_get_info_callback(SSL_CTX *ctx))(const SSL *ssl, int type,
                                                int val)
{
    return ctx->set.info_cb;
}

void
SSL_set_info_callback(SSL *s, void (*cb)(const SSL *ssl, int type, int val))
{
    s->set.info_cb = cb;
}

void (*SSL_get_info_callback(const SSL *s))(const SSL *ssl, int type, int val)
{
    return s->set.info_cb;
}

void
SSL_CTX_set_msg_callback(SSL_CTX *ctx,
                         void (*cb)(int write_p, int version, int content_type,
                                    const void *buf, size_t len, SSL *ssl,
                                    void *arg))
{
    ctx->set.msg_cb = cb;
}

void
SSL_set_msg_callback(SSL *s, void (*cb)(int write_p, int version,
                                        int content_type, const void *buf,
                                        size_t len, SSL *ssl, void *arg))
{
    s->set.msg_cb = cb;
}
