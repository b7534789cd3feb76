/* SSL_CTX_ctrl and SSL_CTX_callback_ctrl: tables of commands. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

typedef long
ctrl_fn(SSL_CTX *ctx, long larg, void *parg);

static long
ctrl_mode(SSL_CTX *ctx, long larg, void *parg)
{
    if ((larg & SSL_MODE_RELEASE_BUFFERS) != 0)
        fac_compat_about("SSL_CTX_ctrl", "SSL_MODE_RELEASE_BUFFERS");
    ctx->set.mode |= (uint32_t)larg;
    fac_settings_apply(&ctx->set, &ctx->config, ctx->method);
    return (long)ctx->set.mode;
}

static long
ctrl_clear_mode(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->set.mode &= ~(uint32_t)larg;
    fac_settings_apply(&ctx->set, &ctx->config, ctx->method);
    return (long)ctx->set.mode;
}

static long
ctrl_get_read_ahead(SSL_CTX *ctx, long larg, void *parg)
{
    return ctx->set.read_ahead;
}

static long
ctrl_set_read_ahead(SSL_CTX *ctx, long larg, void *parg)
{
    long old = ctx->set.read_ahead;

    ctx->set.read_ahead = larg != 0;
    return old;
}

static long
ctrl_get_max_cert_list(SSL_CTX *ctx, long larg, void *parg)
{
    return (long)ctx->config.max_cert_list;
}

static long
ctrl_set_max_cert_list(SSL_CTX *ctx, long larg, void *parg)
{
    long old = (long)ctx->config.max_cert_list;

    if (larg < 0)
        return 0;
    ctx->config.max_cert_list = (size_t)larg;
    return old;
}

static long
ctrl_max_send_fragment(SSL_CTX *ctx, long larg, void *parg)
{
    if (larg < 512 || larg > SSL3_RT_MAX_PLAIN_LENGTH)
        return 0;
    ctx->config.max_send_fragment = (size_t)larg;
    if (ctx->set.split_fragment > (size_t)larg)
        ctx->set.split_fragment = (size_t)larg;
    return 1;
}

static long
ctrl_split_send_fragment(SSL_CTX *ctx, long larg, void *parg)
{
    if (larg < 1 || (size_t)larg > ctx->config.max_send_fragment)
        return 0;
    fac_compat_about("SSL_CTX_ctrl", "SSL_CTRL_SET_SPLIT_SEND_FRAGMENT");
    ctx->set.split_fragment = (size_t)larg;
    return 1;
}

static long
ctrl_max_pipelines(SSL_CTX *ctx, long larg, void *parg)
{
    if (larg < 1 || larg > SSL_MAX_PIPELINES)
        return 0;
    if (larg > 1)
        fac_compat_about("SSL_CTX_ctrl", "SSL_CTRL_SET_MAX_PIPELINES");
    ctx->set.max_pipelines = (size_t)larg;
    return 1;
}

static long
ctrl_msg_arg(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->set.msg_arg = parg;
    return 1;
}

static long
ctrl_min_version(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_min_version(&ctx->set, &ctx->config, ctx->method, larg);
}

static long
ctrl_max_version(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_max_version(&ctx->set, &ctx->config, ctx->method, larg);
}

static long
ctrl_get_min_version(SSL_CTX *ctx, long larg, void *parg)
{
    return ctx->method->min != 0 ? 0 : ctx->config.min_version;
}

static long
ctrl_get_max_version(SSL_CTX *ctx, long larg, void *parg)
{
    return ctx->method->min != 0 ? 0 : ctx->config.max_version;
}

/* ---- sessions ---- */

static long
ctrl_set_cache_size(SSL_CTX *ctx, long larg, void *parg)
{
    long old = (long)fac_cache_limit(ctx->cache);

    if (larg < 0)
        return 0;
    fac_cache_set_limit(ctx->cache, (size_t)larg);
    return old;
}

static long
ctrl_get_cache_size(SSL_CTX *ctx, long larg, void *parg)
{
    return (long)fac_cache_limit(ctx->cache);
}

static long
ctrl_set_cache_mode(SSL_CTX *ctx, long larg, void *parg)
{
    long old = ctx->cache_mode;

    ctx->cache_mode = (int)larg;
    ctx->config.cache_server_sessions = (larg & SSL_SESS_CACHE_SERVER) != 0;
    return old;
}

static long
ctrl_get_cache_mode(SSL_CTX *ctx, long larg, void *parg)
{
    return ctx->cache_mode;
}

static long
ctrl_sess_number(SSL_CTX *ctx, long larg, void *parg)
{
    return (long)fac_cache_count(ctx->cache);
}

#define STAT(name)                                                             \
    static long ctrl_##name(SSL_CTX *ctx, long larg, void *parg)               \
    {                                                                          \
        return atomic_load(&ctx->stats.name);                                  \
    }
STAT(connect)
STAT(connect_good)
STAT(connect_renegotiate)
STAT(accept)
STAT(accept_good)
STAT(accept_renegotiate)
STAT(hits)
STAT(cb_hits)
STAT(misses)
STAT(timeouts)
STAT(cache_full)
#undef STAT

static long
ctrl_get_ticket_keys(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_ticket_keys_get(ctx, parg, larg);
}

static long
ctrl_set_ticket_keys(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_ticket_keys_set(ctx, parg, larg);
}

/* ---- extensions ---- */

static long
ctrl_servername_arg(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->servername_arg = parg;
    return 1;
}

static long
ctrl_status_arg(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->status_arg = parg;
    return 1;
}

static long
ctrl_get_status_arg(SSL_CTX *ctx, long larg, void *parg)
{
    *(void **)parg = ctx->status_arg;
    return 1;
}

static long
ctrl_get_status_cb(SSL_CTX *ctx, long larg, void *parg)
{
    *(int (**)(SSL *, void *))parg = ctx->status_cb;
    return 1;
}

static long
ctrl_set_status_type(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->set.status_type = (int)larg;
    return 1;
}

static long
ctrl_get_status_type(SSL_CTX *ctx, long larg, void *parg)
{
    return ctx->set.status_type;
}

static long
ctrl_set_groups(SSL_CTX *ctx, long larg, void *parg)
{
    return larg < 0 ? 0 : fac_set_groups(&ctx->config, parg, (size_t)larg);
}

static long
ctrl_set_tmp_ecdh(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_tmp_ecdh(&ctx->config, parg);
}

static long
ctrl_set_groups_list(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_groups_list(&ctx->config, parg);
}

static long
ctrl_set_sigalgs(SSL_CTX *ctx, long larg, void *parg)
{
    return larg < 0 ? 0
                    : fac_set_sigalgs(&ctx->config, parg, (size_t)larg, false);
}

static long
ctrl_set_sigalgs_list(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_sigalgs_list(&ctx->config, parg, false);
}

static long
ctrl_set_client_sigalgs(SSL_CTX *ctx, long larg, void *parg)
{
    return larg < 0 ? 0
                    : fac_set_sigalgs(&ctx->config, parg, (size_t)larg, true);
}

static long
ctrl_set_client_sigalgs_list(SSL_CTX *ctx, long larg, void *parg)
{
    return fac_set_sigalgs_list(&ctx->config, parg, true);
}

/* ---- certificates ---- */

static long
ctrl_extra_chain_cert(SSL_CTX *ctx, long larg, void *parg)
{
    if (ctx->extra_certs == NULL)
        ctx->extra_certs = sk_X509_new_null();
    if (ctx->extra_certs == NULL || sk_X509_push(ctx->extra_certs, parg) <= 0) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return fac_refresh_credentials(ctx, NULL);
}

/* Without LARG the current certificate's own chain stands in. */
static long
ctrl_get_extra_chain_certs(SSL_CTX *ctx, long larg, void *parg)
{
    STACK_OF(X509) *own = NULL;

    if (ctx->extra_certs == NULL && larg == 0)
        (void)fac_chain_ctrl(ctx, NULL, SSL_CTRL_GET_CHAIN_CERTS, 0, &own);
    *(STACK_OF(X509) **)parg =
        ctx->extra_certs != NULL ? ctx->extra_certs : own;
    return 1;
}

static long
ctrl_clear_extra_chain_certs(SSL_CTX *ctx, long larg, void *parg)
{
    sk_X509_pop_free(ctx->extra_certs, X509_free);
    ctx->extra_certs = NULL;
    return fac_refresh_credentials(ctx, NULL);
}

static long
ctrl_cert_flags(SSL_CTX *ctx, long larg, void *parg)
{
    if ((larg & ~(long)SSL_CERT_FLAG_SUITEB_128_LOS) != 0)
        fac_compat_about("SSL_CTX_ctrl", "SSL_CTRL_CERT_FLAGS");
    ctx->set.cert_flags |= (uint32_t)larg;
    fac_apply_cert_flags(&ctx->set, &ctx->config);
    return (long)ctx->set.cert_flags;
}

static long
ctrl_clear_cert_flags(SSL_CTX *ctx, long larg, void *parg)
{
    ctx->set.cert_flags &= ~(uint32_t)larg;
    fac_apply_cert_flags(&ctx->set, &ctx->config);
    return (long)ctx->set.cert_flags;
}

static const struct {
    int cmd;
    ctrl_fn *fn;
} ctrls[] = {
    {SSL_CTRL_MODE, ctrl_mode},
    {SSL_CTRL_CLEAR_MODE, ctrl_clear_mode},
    {SSL_CTRL_GET_READ_AHEAD, ctrl_get_read_ahead},
    {SSL_CTRL_SET_READ_AHEAD, ctrl_set_read_ahead},
    {SSL_CTRL_GET_MAX_CERT_LIST, ctrl_get_max_cert_list},
    {SSL_CTRL_SET_MAX_CERT_LIST, ctrl_set_max_cert_list},
    {SSL_CTRL_SET_MAX_SEND_FRAGMENT, ctrl_max_send_fragment},
    {SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, ctrl_split_send_fragment},
    {SSL_CTRL_SET_MAX_PIPELINES, ctrl_max_pipelines},
    {SSL_CTRL_SET_MSG_CALLBACK_ARG, ctrl_msg_arg},
    {SSL_CTRL_SET_MIN_PROTO_VERSION, ctrl_min_version},
    {SSL_CTRL_SET_MAX_PROTO_VERSION, ctrl_max_version},
    {SSL_CTRL_GET_MIN_PROTO_VERSION, ctrl_get_min_version},
    {SSL_CTRL_GET_MAX_PROTO_VERSION, ctrl_get_max_version},
    {SSL_CTRL_SET_SESS_CACHE_SIZE, ctrl_set_cache_size},
    {SSL_CTRL_GET_SESS_CACHE_SIZE, ctrl_get_cache_size},
    {SSL_CTRL_SET_SESS_CACHE_MODE, ctrl_set_cache_mode},
    {SSL_CTRL_GET_SESS_CACHE_MODE, ctrl_get_cache_mode},
    {SSL_CTRL_SESS_NUMBER, ctrl_sess_number},
    {SSL_CTRL_SESS_CONNECT, ctrl_connect},
    {SSL_CTRL_SESS_CONNECT_GOOD, ctrl_connect_good},
    {SSL_CTRL_SESS_CONNECT_RENEGOTIATE, ctrl_connect_renegotiate},
    {SSL_CTRL_SESS_ACCEPT, ctrl_accept},
    {SSL_CTRL_SESS_ACCEPT_GOOD, ctrl_accept_good},
    {SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, ctrl_accept_renegotiate},
    {SSL_CTRL_SESS_HIT, ctrl_hits},
    {SSL_CTRL_SESS_CB_HIT, ctrl_cb_hits},
    {SSL_CTRL_SESS_MISSES, ctrl_misses},
    {SSL_CTRL_SESS_TIMEOUTS, ctrl_timeouts},
    {SSL_CTRL_SESS_CACHE_FULL, ctrl_cache_full},
    {SSL_CTRL_GET_TLSEXT_TICKET_KEYS, ctrl_get_ticket_keys},
    {SSL_CTRL_SET_TLSEXT_TICKET_KEYS, ctrl_set_ticket_keys},
    {SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, ctrl_servername_arg},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, ctrl_status_arg},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, ctrl_get_status_arg},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, ctrl_get_status_cb},
    {SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, ctrl_set_status_type},
    {SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, ctrl_get_status_type},
    {SSL_CTRL_SET_GROUPS, ctrl_set_groups},
    {SSL_CTRL_SET_TMP_ECDH, ctrl_set_tmp_ecdh},
    {SSL_CTRL_SET_GROUPS_LIST, ctrl_set_groups_list},
    {SSL_CTRL_SET_SIGALGS, ctrl_set_sigalgs},
    {SSL_CTRL_SET_SIGALGS_LIST, ctrl_set_sigalgs_list},
    {SSL_CTRL_SET_CLIENT_SIGALGS, ctrl_set_client_sigalgs},
    {SSL_CTRL_SET_CLIENT_SIGALGS_LIST, ctrl_set_client_sigalgs_list},
    {SSL_CTRL_EXTRA_CHAIN_CERT, ctrl_extra_chain_cert},
    {SSL_CTRL_GET_EXTRA_CHAIN_CERTS, ctrl_get_extra_chain_certs},
    {SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, ctrl_clear_extra_chain_certs},
    {SSL_CTRL_CERT_FLAGS, ctrl_cert_flags},
    {SSL_CTRL_CLEAR_CERT_FLAGS, ctrl_clear_cert_flags},
    {SSL_CTRL_SET_DH_AUTO, fac_ctx_dh_auto_ctrl},
    {SSL_CTRL_SET_CLIENT_CERT_TYPES, fac_ctx_cert_types_ctrl},
    {SSL_CTRL_SET_TMP_DH, fac_ctx_tmp_dh_ctrl},
};

/* Without a context groups and signature algorithms are only looked at: does
 * the list parse? */
static long
dry_run(int cmd, void *parg)
{
    struct urt_config scratch = {0};
    long r = 0;

    if (cmd == SSL_CTRL_SET_SIGALGS_LIST ||
        cmd == SSL_CTRL_SET_CLIENT_SIGALGS_LIST)
        r = fac_set_sigalgs_list(&scratch, parg, false);
    urt_ids_free(scratch.sigalgs);
    return r;
}

long
SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)
{
    long r;

    if (ctx == NULL)
        return dry_run(cmd, parg);
    for (size_t i = 0; i < sizeof ctrls / sizeof *ctrls; i++)
        if (ctrls[i].cmd == cmd)
            return ctrls[i].fn(ctx, larg, parg);
    r = fac_chain_ctrl(ctx, NULL, cmd, larg, parg);
    if (r < 0)
        fac_compat_command("SSL_CTX_ctrl", cmd);
    return r >= 0 ? r : 0;
}

long
SSL_CTX_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void))
{
    switch (cmd) {
    case SSL_CTRL_SET_MSG_CALLBACK:
        ctx->set.msg_cb = (fac_msg_cb *)fp;
        return 1;
    case SSL_CTRL_SET_TLSEXT_SERVERNAME_CB:
        ctx->servername_cb = (int (*)(SSL *, int *, void *))fp;
        return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB:
        ctx->status_cb = (int (*)(SSL *, void *))fp;
        return 1;
    case SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB:
        ctx->ticket_key_cb = (int (*)(SSL *, unsigned char *, unsigned char *,
                                      EVP_CIPHER_CTX *, HMAC_CTX *, int))fp;
        return 1;
    case SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB:
        ctx->set.not_resumable_cb = (int (*)(SSL *, int))fp;
        return 1;
    default:
        fac_compat_command("SSL_CTX_callback_ctrl", cmd);
        return 0;
    }
}
