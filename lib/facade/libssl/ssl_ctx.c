/* SSL_CTX: making, freeing, and the plain getters and setters.
 *
 * A context is shared by threads once connections are made from it; as in
 * OpenSSL, changing its settings while others use it is the program's own
 * risk, while the reference count, the session cache, the ticket keys and
 * the statistics are safe. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

enum {
    DEFAULT_SESSION_CACHE = SSL_SESS_CACHE_SERVER,
};

static void
ctx_destroy(SSL_CTX *ctx);
static bool
ctx_build(SSL_CTX *ctx, const SSL_METHOD *method);

SSL_CTX *
SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq,
               const SSL_METHOD *method)
{
    SSL_CTX *ctx;

    if (method == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NULL_SSL_METHOD_PASSED);
        return NULL;
    }
    if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL))
        return NULL;
    if (method->dtls) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNSUPPORTED_SSL_VERSION);
        return NULL;
    }
    fac_keylog_open();
    ctx = urt_zalloc(sizeof *ctx);
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ctx->libctx = libctx;
    ctx->propq = urt_strdup(propq);
    if (!ctx_build(ctx, method) || (propq != NULL && ctx->propq == NULL)) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        ctx_destroy(ctx);
        return NULL;
    }
    (void)fac_ssl_config(NULL, ctx, NULL, true);
    return ctx;
}

SSL_CTX *
SSL_CTX_new(const SSL_METHOD *method)
{
    return SSL_CTX_new_ex(NULL, NULL, method);
}

int
SSL_CTX_up_ref(SSL_CTX *ctx)
{
    urt_ref_up(&ctx->ref);
    return 1;
}

void
SSL_CTX_free(SSL_CTX *ctx)
{
    if (ctx != NULL && urt_ref_down(&ctx->ref))
        ctx_destroy(ctx);
}

static bool
ctx_build(SSL_CTX *ctx, const SSL_METHOD *method)
{
    urt_ref_init(&ctx->ref);
    pthread_mutex_init(&ctx->ticket_lock, NULL);
    ctx->method = method;
    fac_settings_init(&ctx->set);
    urt_config_init(&ctx->config, &fac_hooks);
    ctx->cache_mode = DEFAULT_SESSION_CACHE;
    ctx->config.cache_server_sessions = true;
    ctx->cache = fac_cache_new();
    ctx->store = X509_STORE_new();
    ctx->set.param = X509_VERIFY_PARAM_new();
    ctx->set.ca_names = sk_X509_NAME_new_null();
    ctx->set.client_ca_names = sk_X509_NAME_new_null();
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex))
        return false;
    fac_settings_apply(&ctx->set, &ctx->config, method);
    return ctx->cache != NULL && ctx->store != NULL && ctx->set.param != NULL &&
           ctx->set.ca_names != NULL && ctx->set.client_ca_names != NULL &&
           fac_ticket_keys_init(ctx) && fac_ctx_default_ciphers(ctx);
}

static void
ctx_destroy(SSL_CTX *ctx)
{
    /* Sessions first: remove_session_cb may look at ex_data. */
    if (ctx->cache != NULL)
        SSL_CTX_flush_sessions(ctx, 0);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex);
    fac_cache_free(ctx, ctx->cache);
    X509_STORE_free(ctx->store);
    sk_X509_pop_free(ctx->extra_certs, X509_free);
    fac_custom_exts_free(ctx->custom);
    sk_SSL_CIPHER_free(ctx->ciphers);
    sk_SSL_CIPHER_free(ctx->ciphers13);
    sk_SSL_CIPHER_free(ctx->all_ciphers);
    fac_settings_cleanup(&ctx->set);
    urt_config_cleanup(&ctx->config);
    pthread_mutex_destroy(&ctx->ticket_lock);
    urt_free(ctx->propq);
    urt_wipe_free(ctx, sizeof *ctx);
}

/* ---- options ---- */

uint64_t
SSL_CTX_get_options(const SSL_CTX *ctx)
{
    return ctx->set.options;
}

uint64_t
SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op)
{
    fac_settings_report(FAC_COMPAT_NAME("SSL_CTX_set_options"), op);
    ctx->set.options |= op;
    fac_settings_apply(&ctx->set, &ctx->config, ctx->method);
    return ctx->set.options;
}

uint64_t
SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op)
{
    ctx->set.options &= ~op;
    fac_settings_apply(&ctx->set, &ctx->config, ctx->method);
    return ctx->set.options;
}

/* ---- stores ---- */

X509_STORE *
SSL_CTX_get_cert_store(const SSL_CTX *ctx)
{
    return ctx->store;
}

void
SSL_CTX_set_cert_store(SSL_CTX *ctx, X509_STORE *store)
{
    X509_STORE_free(ctx->store);
    ctx->store = store;
}

void
SSL_CTX_set1_cert_store(SSL_CTX *ctx, X509_STORE *store)
{
    if (store != NULL)
        X509_STORE_up_ref(store);
    SSL_CTX_set_cert_store(ctx, store);
}

int
SSL_CTX_set_default_verify_paths(SSL_CTX *ctx)
{
    return X509_STORE_set_default_paths(ctx->store);
}

int
SSL_CTX_set_default_verify_dir(SSL_CTX *ctx)
{
    X509_LOOKUP *lookup =
        X509_STORE_add_lookup(ctx->store, X509_LOOKUP_hash_dir());

    if (lookup == NULL)
        return 0;
    /* An absent directory is no error, and leaves nothing in the queue. */
    ERR_set_mark();
    X509_LOOKUP_add_dir(lookup, NULL, X509_FILETYPE_DEFAULT);
    ERR_pop_to_mark();
    return 1;
}

int
SSL_CTX_set_default_verify_file(SSL_CTX *ctx)
{
    X509_LOOKUP *lookup = X509_STORE_add_lookup(ctx->store, X509_LOOKUP_file());

    if (lookup == NULL)
        return 0;
    ERR_set_mark();
    X509_LOOKUP_load_file(lookup, NULL, X509_FILETYPE_DEFAULT);
    ERR_pop_to_mark();
    return 1;
}

int
SSL_CTX_load_verify_file(SSL_CTX *ctx, const char *file)
{
    return X509_STORE_load_file(ctx->store, file);
}

int
SSL_CTX_load_verify_dir(SSL_CTX *ctx, const char *dir)
{
    return X509_STORE_load_path(ctx->store, dir);
}

int
SSL_CTX_load_verify_locations(SSL_CTX *ctx, const char *file, const char *dir)
{
    if (file == NULL && dir == NULL)
        return 0;
    if (file != NULL && !SSL_CTX_load_verify_file(ctx, file))
        return 0;
    if (dir != NULL && !SSL_CTX_load_verify_dir(ctx, dir))
        return 0;
    return 1;
}

/* ---- session settings ---- */

long
SSL_CTX_set_timeout(SSL_CTX *ctx, long t)
{
    long old = (long)ctx->config.session_timeout;

    ctx->config.session_timeout = t;
    return old;
}

long
SSL_CTX_get_timeout(const SSL_CTX *ctx)
{
    return ctx != NULL ? (long)ctx->config.session_timeout : 0;
}

int
SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *sid_ctx,
                               unsigned int len)
{
    if (len > sizeof ctx->config.sid_ctx) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    if (len > 0)
        memcpy(ctx->config.sid_ctx, sid_ctx, len);
    ctx->config.sid_ctx_len = len;
    return 1;
}

int
SSL_CTX_set_generate_session_id(SSL_CTX *ctx, GEN_SESSION_CB cb)
{
    ctx->set.generate_id = cb;
    return 1;
}

void
SSL_CTX_sess_set_new_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, SSL_SESSION *sess))
{
    ctx->new_session_cb = cb;
}

int (*SSL_CTX_sess_get_new_cb(SSL_CTX *ctx))(SSL *ssl, SSL_SESSION *sess)
{
    return ctx->new_session_cb;
}

void
SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx,
                           void (*cb)(SSL_CTX *ctx, SSL_SESSION *sess))
{
    ctx->remove_session_cb = cb;
}

void (*SSL_CTX_sess_get_remove_cb(SSL_CTX *ctx))(SSL_CTX *ctx,
                                                 SSL_SESSION *sess)
{
    return ctx->remove_session_cb;
}

void
SSL_CTX_sess_set_get_cb(SSL_CTX *ctx,
                        SSL_SESSION *(*cb)(SSL *ssl, const unsigned char *data,
                                           int len, int *copy))
{
    ctx->get_session_cb = cb;
}

SSL_SESSION *(*SSL_CTX_sess_get_get_cb(SSL_CTX *ctx))(SSL *ssl,
                                                      const unsigned char *data,
                                                      int len, int *copy)
{
    return ctx->get_session_cb;
}

int
SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t n)
{
    ctx->config.num_tickets = n;
    return 1;
}

size_t
SSL_CTX_get_num_tickets(const SSL_CTX *ctx)
{
    return ctx->config.num_tickets;
}

/* ---- the rest ---- */

int
SSL_CTX_set_ssl_version(SSL_CTX *ctx, const SSL_METHOD *method)
{
    ctx->method = method;
    ctx->config.min_version = ctx->config.max_version = 0;
    fac_settings_apply(&ctx->set, &ctx->config, method);
    return SSL_CTX_set_ciphersuites(ctx, TLS_DEFAULT_CIPHERSUITES) &&
           SSL_CTX_set_cipher_list(ctx, SSL_DEFAULT_CIPHER_LIST);
}

const SSL_METHOD *
SSL_CTX_get_ssl_method(const SSL_CTX *ctx)
{
    return ctx->method;
}

void
SSL_CTX_set_quiet_shutdown(SSL_CTX *ctx, int mode)
{
    ctx->set.quiet_shutdown = mode != 0;
}

int
SSL_CTX_get_quiet_shutdown(const SSL_CTX *ctx)
{
    return ctx->set.quiet_shutdown;
}

void
SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len)
{
    fac_compat("SSL_CTX_set_default_read_buffer_len");
    ctx->set.read_buffer_len = len;
}

void
SSL_CTX_set_post_handshake_auth(SSL_CTX *ctx, int val)
{
    ctx->config.post_handshake_auth = val != 0;
}

int
SSL_CTX_set_ex_data(SSL_CTX *ctx, int idx, void *data)
{
    return CRYPTO_set_ex_data(&ctx->ex, idx, data);
}

void *
SSL_CTX_get_ex_data(const SSL_CTX *ctx, int idx)
{
    return CRYPTO_get_ex_data(&ctx->ex, idx);
}
