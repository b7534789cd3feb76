/* SSL: making and freeing connections, their transports and plain settings.
 *
 * A connection owns its configuration, which the engine's connection
 * borrows; unsent and unread bytes belong to the engine's ports, so that a
 * change of BIO in mid-stream loses nothing. */
#include "facade/libssl/ssl_local.h"

#include <openssl/ocsp.h>

#include "toolkit/compat.h"

static void
ssl_destroy(SSL *s);
static bool
ssl_build(SSL *s, SSL_CTX *ctx);

SSL *
SSL_new(SSL_CTX *ctx)
{
    SSL *s;

    if (ctx == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NULL_SSL_CTX);
        return NULL;
    }
    s = urt_zalloc(sizeof *s);
    if (s == NULL || !ssl_build(s, ctx)) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        if (s != NULL)
            ssl_destroy(s);
        return NULL;
    }
    return s;
}

int
SSL_up_ref(SSL *s)
{
    urt_ref_up(&s->ref);
    return 1;
}

void
SSL_free(SSL *s)
{
    if (s != NULL && urt_ref_down(&s->ref))
        ssl_destroy(s);
}

static bool
ssl_build(SSL *s, SSL_CTX *ctx)
{
    urt_ref_init(&s->ref);
    SSL_CTX_up_ref(ctx);
    s->ctx = ctx;
    SSL_CTX_up_ref(ctx);
    s->session_ctx = ctx;
    s->method = ctx->method;
    s->rwstate = SSL_NOTHING;
    s->alert_seen = SSL_AD_CLOSE_NOTIFY;
    s->ocsp_response_len = -1;
    s->verify_result = X509_V_OK;
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex) ||
        !fac_settings_copy(&s->set, &ctx->set) ||
        !fac_custom_exts_copy(&s->custom, ctx->custom) ||
        urt_config_copy(&s->config, &ctx->config) != URT_OK)
        return false;
    s->config.hooks = &fac_hooks;
    s->config.hook_arg = s;
    fac_settings_apply(&s->set, &s->config, s->method);
    s->conn = urt_conn_new(&s->config);
    if (s->conn == NULL)
        return false;
    /* Until a role is chosen a method for both counts as a server. */
    urt_conn_set_server(s->conn, s->method->server);
    return true;
}

static void
ssl_destroy(SSL *s)
{
    /* RFC 5246, 7.2.1: a session whose connection was cut off is bad. */
    if (s->conn != NULL && s->session != NULL && s->shutdown == 0 &&
        !SSL_in_init(s))
        SSL_CTX_remove_session(s->session_ctx, s->session);
    fac_trace_free(s);
    fac_custom_exts_free(s->custom);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex);
    BIO_free_all(s->wbio);
    BIO_free_all(s->rbio);
    urt_conn_free(s->conn);
    SSL_SESSION_free(s->session);
    sk_X509_pop_free(s->verified_chain, X509_free);
    sk_SSL_CIPHER_free(s->ciphers);
    sk_SSL_CIPHER_free(s->ciphers13);
    sk_SSL_CIPHER_free(s->all_ciphers);
    sk_SSL_CIPHER_free(s->peer_ciphers);
    sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
    OPENSSL_free(s->ocsp_response);
    sk_OCSP_RESPID_pop_free(s->status_ids, OCSP_RESPID_free);
    sk_X509_EXTENSION_pop_free(s->status_exts, X509_EXTENSION_free);
    urt_free(s->peername);
    fac_settings_cleanup(&s->set);
    urt_config_cleanup(&s->config);
    SSL_CTX_free(s->ctx);
    SSL_CTX_free(s->session_ctx);
    urt_wipe_free(s, sizeof *s);
}

/* Back to before the handshake; settings, transports and the session to
 * resume stay. */
int
SSL_clear(SSL *s)
{
    if (s->method == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_METHOD_SPECIFIED);
        return 0;
    }
    urt_conn_reset(s->conn);
    s->rwstate = SSL_NOTHING;
    s->shutdown = 0;
    s->dead = false;
    s->started = false;
    s->in_handshake = s->close_due = false;
    s->post_due = 0;
    s->early_read = FAC_EARLY_NONE;
    s->first_handshake_done = false;
    s->alert_seen = SSL_AD_CLOSE_NOTIFY;
    s->write_data = NULL;
    s->write_len = s->write_done = s->write_part = 0;
    s->renegotiations = s->total_renegotiations = 0;
    sk_X509_pop_free(s->verified_chain, X509_free);
    s->verified_chain = NULL;
    sk_SSL_CIPHER_free(s->peer_ciphers);
    s->peer_ciphers = NULL;
    sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
    s->peer_ca_names = NULL;
    return 1;
}

/* ---- transports ---- */

void
SSL_set0_rbio(SSL *s, BIO *rbio)
{
    BIO_free_all(s->rbio);
    s->rbio = rbio;
}

void
SSL_set0_wbio(SSL *s, BIO *wbio)
{
    BIO_free_all(s->wbio);
    s->wbio = wbio;
}

/* One reference of RBIO and WBIO is taken over; one alone when they are the
 * same. A BIO that stays in its place costs none. */
void
SSL_set_bio(SSL *s, BIO *rbio, BIO *wbio)
{
    if (rbio == s->rbio && wbio == s->wbio)
        return;
    if (rbio != NULL && rbio == wbio)
        BIO_up_ref(rbio);
    if (rbio == s->rbio) {
        SSL_set0_wbio(s, wbio);
        return;
    }
    if (wbio == s->wbio && s->rbio != s->wbio) {
        SSL_set0_rbio(s, rbio);
        return;
    }
    SSL_set0_rbio(s, rbio);
    SSL_set0_wbio(s, wbio);
}

BIO *
SSL_get_rbio(const SSL *s)
{
    return s->rbio;
}

BIO *
SSL_get_wbio(const SSL *s)
{
    return s->wbio;
}

static BIO *
socket_bio(int fd)
{
    BIO *bio = BIO_new(BIO_s_socket());

    if (bio == NULL)
        ERR_raise(ERR_LIB_SSL, ERR_R_BUF_LIB);
    else
        BIO_set_fd(bio, fd, BIO_NOCLOSE);
    return bio;
}

int
SSL_set_fd(SSL *s, int fd)
{
    BIO *bio = socket_bio(fd);

    if (bio == NULL)
        return 0;
    SSL_set_bio(s, bio, bio);
    return 1;
}

static bool
is_socket(BIO *bio, int fd)
{
    return bio != NULL && BIO_method_type(bio) == BIO_TYPE_SOCKET &&
           (int)BIO_get_fd(bio, NULL) == fd;
}

int
SSL_set_wfd(SSL *s, int fd)
{
    BIO *bio;

    if (is_socket(s->rbio, fd)) {
        BIO_up_ref(s->rbio);
        SSL_set0_wbio(s, s->rbio);
        return 1;
    }
    bio = socket_bio(fd);
    if (bio == NULL)
        return 0;
    SSL_set0_wbio(s, bio);
    return 1;
}

int
SSL_set_rfd(SSL *s, int fd)
{
    BIO *bio;

    if (is_socket(s->wbio, fd)) {
        BIO_up_ref(s->wbio);
        SSL_set0_rbio(s, s->wbio);
        return 1;
    }
    bio = socket_bio(fd);
    if (bio == NULL)
        return 0;
    SSL_set0_rbio(s, bio);
    return 1;
}

static int
bio_fd(BIO *bio)
{
    BIO *found = BIO_find_type(bio, BIO_TYPE_DESCRIPTOR);
    int fd = -1;

    if (found != NULL)
        BIO_get_fd(found, &fd);
    return fd;
}

int
SSL_get_rfd(const SSL *s)
{
    return bio_fd(s->rbio);
}

int
SSL_get_wfd(const SSL *s)
{
    return bio_fd(s->wbio);
}

int
SSL_get_fd(const SSL *s)
{
    return SSL_get_rfd(s);
}

/* ---- role and state ---- */

void
SSL_set_connect_state(SSL *s)
{
    s->role = FAC_ROLE_CLIENT;
    s->shutdown = 0;
    urt_conn_reset(s->conn);
    urt_conn_set_server(s->conn, false);
}

void
SSL_set_accept_state(SSL *s)
{
    s->role = FAC_ROLE_SERVER;
    s->shutdown = 0;
    urt_conn_reset(s->conn);
    urt_conn_set_server(s->conn, true);
}

int
SSL_is_server(const SSL *s)
{
    return urt_conn_is_server(s->conn);
}

int
SSL_is_dtls(const SSL *s)
{
    return s->method->dtls;
}

int
SSL_in_init(const SSL *s)
{
    return s->dead || s->post_due != 0 || urt_conn_in_handshake(s->conn) ||
           urt_conn_before(s->conn);
}

int
SSL_in_before(const SSL *s)
{
    return urt_conn_before(s->conn);
}

int
SSL_is_init_finished(const SSL *s)
{
    return !SSL_in_init(s) && urt_conn_state(s->conn) == URT_STATE_DONE;
}

int
SSL_want(const SSL *s)
{
    return s->rwstate;
}

void
SSL_set_shutdown(SSL *s, int mode)
{
    s->shutdown = mode;
    urt_conn_reopen(s->conn, (mode & SSL_SENT_SHUTDOWN) == 0,
                    (mode & SSL_RECEIVED_SHUTDOWN) == 0);
}

int
SSL_get_shutdown(const SSL *s)
{
    return s->shutdown;
}

void
SSL_set_quiet_shutdown(SSL *s, int mode)
{
    s->set.quiet_shutdown = mode != 0;
}

int
SSL_get_quiet_shutdown(const SSL *s)
{
    return s->set.quiet_shutdown;
}

/* ---- options and the like ---- */

uint64_t
SSL_get_options(const SSL *s)
{
    return s->set.options;
}

uint64_t
SSL_set_options(SSL *s, uint64_t op)
{
    fac_settings_report(FAC_COMPAT_NAME("SSL_set_options"), op);
    s->set.options |= op;
    fac_settings_apply(&s->set, &s->config, s->method);
    return s->set.options;
}

uint64_t
SSL_clear_options(SSL *s, uint64_t op)
{
    s->set.options &= ~op;
    fac_settings_apply(&s->set, &s->config, s->method);
    return s->set.options;
}

void
SSL_set_read_ahead(SSL *s, int yes)
{
    s->set.read_ahead = yes != 0;
}

int
SSL_get_read_ahead(const SSL *s)
{
    return s->set.read_ahead;
}

void
SSL_set_default_read_buffer_len(SSL *s, size_t len)
{
    fac_compat("SSL_set_default_read_buffer_len");
    s->set.read_buffer_len = len;
}

int
SSL_set_num_tickets(SSL *s, size_t n)
{
    s->config.num_tickets = n;
    return 1;
}

size_t
SSL_get_num_tickets(const SSL *s)
{
    return s->config.num_tickets;
}

void
SSL_set_post_handshake_auth(SSL *s, int val)
{
    s->config.post_handshake_auth = val != 0;
}

int
SSL_set_session_id_context(SSL *s, const unsigned char *sid_ctx,
                           unsigned int len)
{
    if (len > sizeof s->config.sid_ctx) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    if (len > 0)
        memcpy(s->config.sid_ctx, sid_ctx, len);
    s->config.sid_ctx_len = len;
    return 1;
}

int
SSL_set_generate_session_id(SSL *s, GEN_SESSION_CB cb)
{
    s->set.generate_id = cb;
    return 1;
}

SSL_CTX *
SSL_get_SSL_CTX(const SSL *s)
{
    return s->ctx;
}

/* Server name callbacks switch contexts: certificates (and what belongs to
 * them) come from the new one, the session ID context follows where the
 * connection still had its old context's. */
SSL_CTX *
SSL_set_SSL_CTX(SSL *s, SSL_CTX *ctx)
{
    struct urt_config *c = &s->config;

    if (ctx == NULL)
        ctx = s->session_ctx;
    if (ctx == s->ctx)
        return ctx;
    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        struct fac_slot *slot = &s->set.slot[i];
        const struct fac_slot *from = &ctx->set.slot[i];

        X509_free(slot->x509);
        EVP_PKEY_free(slot->pkey);
        sk_X509_pop_free(slot->chain, X509_free);
        memset(slot, 0, sizeof *slot);
        if (from->x509 != NULL && X509_up_ref(from->x509))
            slot->x509 = from->x509;
        if (from->pkey != NULL && EVP_PKEY_up_ref(from->pkey))
            slot->pkey = from->pkey;
        if (from->chain != NULL)
            slot->chain = X509_chain_up_ref(from->chain);
        urt_credential_free(c->slot[i]);
        c->slot[i] = ctx->config.slot[i] != NULL
                         ? urt_credential_up(ctx->config.slot[i])
                         : NULL;
    }
    s->set.current = ctx->set.current;
    c->current_slot = ctx->config.current_slot;
    fac_dh_take_over(s, ctx);
    s->set.cert_cb = ctx->set.cert_cb;
    s->set.cert_cb_arg = ctx->set.cert_cb_arg;
    if (c->sid_ctx_len == s->ctx->config.sid_ctx_len &&
        memcmp(c->sid_ctx, s->ctx->config.sid_ctx, c->sid_ctx_len) == 0) {
        c->sid_ctx_len = ctx->config.sid_ctx_len;
        memcpy(c->sid_ctx, ctx->config.sid_ctx, sizeof c->sid_ctx);
    }
    SSL_CTX_up_ref(ctx);
    SSL_CTX_free(s->ctx);
    s->ctx = ctx;
    return ctx;
}

const SSL_METHOD *
SSL_get_ssl_method(const SSL *s)
{
    return s->method;
}

int
SSL_set_ssl_method(SSL *s, const SSL_METHOD *method)
{
    if (s->method == method)
        return 1;
    s->method = method;
    s->config.min_version = s->config.max_version = 0;
    fac_settings_apply(&s->set, &s->config, method);
    return 1;
}

int
SSL_set_ex_data(SSL *s, int idx, void *data)
{
    return CRYPTO_set_ex_data(&s->ex, idx, data);
}

void *
SSL_get_ex_data(const SSL *s, int idx)
{
    return CRYPTO_get_ex_data(&s->ex, idx);
}

/* A second connection with the same settings; transports are duplicated,
 * the handshake's state is not. */
SSL *
SSL_dup(SSL *s)
{
    SSL *d;

    if (!urt_conn_before(s->conn) || s->role == FAC_ROLE_NONE) {
        /* OpenSSL shares a connection that has begun. */
        if (!urt_conn_before(s->conn)) {
            SSL_up_ref(s);
            return s;
        }
    }
    d = SSL_new(s->ctx);
    if (d == NULL)
        return NULL;
    fac_settings_cleanup(&d->set);
    urt_config_cleanup(&d->config);
    if (!fac_settings_copy(&d->set, &s->set) ||
        urt_config_copy(&d->config, &s->config) != URT_OK) {
        SSL_free(d);
        return NULL;
    }
    d->config.hook_arg = d;
    d->method = s->method;
    if (s->role == FAC_ROLE_CLIENT)
        SSL_set_connect_state(d);
    else if (s->role == FAC_ROLE_SERVER)
        SSL_set_accept_state(d);
    d->shutdown = s->shutdown;
    if (s->session != NULL)
        SSL_set_session(d, s->session);
    if (!CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL, &d->ex, &s->ex)) {
        SSL_free(d);
        return NULL;
    }
    if (s->rbio != NULL)
        d->rbio = BIO_dup_chain(s->rbio);
    if (s->wbio == s->rbio && d->rbio != NULL) {
        BIO_up_ref(d->rbio);
        d->wbio = d->rbio;
    } else if (s->wbio != NULL) {
        d->wbio = BIO_dup_chain(s->wbio);
    }
    return d;
}

/* ---- what was agreed ---- */

uint16_t
fac_ssl_version(const SSL *s)
{
    uint16_t v = urt_conn_version(s->conn);

    if (v != 0)
        return v;
    return s->method->min != 0 ? s->method->min : URT_TLS_1_3;
}

int
SSL_version(const SSL *s)
{
    return fac_ssl_version(s);
}

int
SSL_client_version(const SSL *s)
{
    uint16_t v = urt_conn_client_version(s->conn);

    return v != 0 ? v : TLS_ANY_VERSION;
}

int
SSL_session_reused(const SSL *s)
{
    return urt_conn_resumed(s->conn);
}

static size_t
copy_out(struct urt_bytes b, void *out, size_t len)
{
    if (len == 0)
        return b.len;
    if (len > b.len)
        len = b.len;
    if (len > 0)
        memcpy(out, b.data, len);
    return len;
}

size_t
SSL_get_client_random(const SSL *s, unsigned char *out, size_t len)
{
    return copy_out(urt_conn_random(s->conn, false), out, len);
}

size_t
SSL_get_server_random(const SSL *s, unsigned char *out, size_t len)
{
    return copy_out(urt_conn_random(s->conn, true), out, len);
}

/* Unlike the randoms: the full length is returned whatever COUNT is. */
static size_t
copy_finished(struct urt_bytes b, void *out, size_t count)
{
    if (count > b.len)
        count = b.len;
    if (count > 0)
        memcpy(out, b.data, count);
    return b.len;
}

size_t
SSL_get_finished(const SSL *s, void *buf, size_t count)
{
    return copy_finished(urt_conn_finished(s->conn, false), buf, count);
}

size_t
SSL_get_peer_finished(const SSL *s, void *buf, size_t count)
{
    return copy_finished(urt_conn_finished(s->conn, true), buf, count);
}

int
SSL_export_keying_material(SSL *s, unsigned char *out, size_t olen,
                           const char *label, size_t llen,
                           const unsigned char *context, size_t contextlen,
                           int use_context)
{
    enum urt_err err;

    if (s->session == NULL || (urt_conn_version(s->conn) < URT_TLS_1_0 &&
                               urt_conn_version(s->conn) != 0))
        return -1;
    err = urt_conn_export(s->conn, out, olen, urt_bytes(label, llen),
                          use_context ? urt_bytes(context, contextlen)
                                      : URT_BYTES_NONE,
                          use_context != 0);
    if (err == URT_OK)
        return 1;
    fac_ssl_raise(s, err);
    return err == URT_E_NOMEM ? 0 : -1;
}

int
SSL_free_buffers(SSL *s)
{
    return urt_conn_out(s->conn).len == 0 && !urt_conn_has_input(s->conn);
}

int
SSL_alloc_buffers(SSL *s)
{
    return s->conn != NULL;
}
