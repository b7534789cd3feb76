/* Verification of the peer: from its chain to an X509_STORE_CTX, the verify
 * callbacks, and what SSL_get_verify_result tells. */
#include "facade/libssl/ssl_local.h"

static int store_ctx_index = -1;
static pthread_once_t store_ctx_once = PTHREAD_ONCE_INIT;

static void
make_index(void)
{
    store_ctx_index =
        X509_STORE_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

int
SSL_get_ex_data_X509_STORE_CTX_idx(void)
{
    pthread_once(&store_ctx_once, make_index);
    return store_ctx_index;
}

/* The alert that a verification error ends a connection with, RFC 8446 6.2;
 * bad_certificate where none fits better. */
static const struct {
    int error, alert;
} alerts[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_INVALID_CA, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_GET_CRL, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, SSL_AD_UNKNOWN_CA},
    {X509_V_ERR_STORE_LOOKUP, SSL_AD_INTERNAL_ERROR},
    {X509_V_ERR_CERT_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED},
    {X509_V_ERR_CRL_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED},
    {X509_V_ERR_CERT_NOT_YET_VALID, SSL_AD_BAD_CERTIFICATE},
    {X509_V_ERR_CRL_NOT_YET_VALID, SSL_AD_BAD_CERTIFICATE},
    {X509_V_ERR_CERT_REVOKED, SSL_AD_CERTIFICATE_REVOKED},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, SSL_AD_DECRYPT_ERROR},
    {X509_V_ERR_CRL_SIGNATURE_FAILURE, SSL_AD_DECRYPT_ERROR},
    {X509_V_ERR_INVALID_PURPOSE, SSL_AD_UNSUPPORTED_CERTIFICATE},
    {X509_V_ERR_APPLICATION_VERIFICATION, SSL_AD_HANDSHAKE_FAILURE},
    {X509_V_ERR_OUT_OF_MEM, SSL_AD_INTERNAL_ERROR},
    {X509_V_ERR_UNSPECIFIED, SSL_AD_INTERNAL_ERROR},
    {X509_V_ERR_INVALID_CALL, SSL_AD_INTERNAL_ERROR},
};

static int
alert_of(long error)
{
    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (alerts[i].error == error)
            return alerts[i].alert;
    return SSL_AD_BAD_CERTIFICATE;
}

/* The purpose and trust of the role, then what the program set; host name
 * and depth come with the parameters. */
static bool
set_params(SSL *s, X509_STORE_CTX *c)
{
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(c);

    X509_VERIFY_PARAM_set_auth_level(param, s->config.security_level);
    if (!X509_STORE_CTX_set_ex_data(c, SSL_get_ex_data_X509_STORE_CTX_idx(), s))
        return false;
    /* A server looks at clients. */
    X509_STORE_CTX_set_default(c,
                               SSL_is_server(s) ? "ssl_client" : "ssl_server");
    X509_VERIFY_PARAM_set1(param, s->set.param);
    if (s->set.verify_cb != NULL)
        X509_STORE_CTX_set_verify_cb(c, s->set.verify_cb);
    return true;
}

static int
run(SSL *s, X509_STORE_CTX *c)
{
    int r;

    if (s->ctx->cert_verify_cb != NULL)
        r = s->ctx->cert_verify_cb(c, s->ctx->cert_verify_arg);
    else
        r = X509_verify_cert(c) > 0 ? 1 : 0;
    s->verify_result = X509_STORE_CTX_get_error(c);
    X509_VERIFY_PARAM_move_peername(s->set.param,
                                    X509_STORE_CTX_get0_param(c));
    sk_X509_pop_free(s->verified_chain, X509_free);
    s->verified_chain = NULL;
    if (X509_STORE_CTX_get0_chain(c) != NULL) {
        s->verified_chain = X509_STORE_CTX_get1_chain(c);
        if (s->verified_chain == NULL)
            r = 0;
    }
    return r;
}

static int
verify_chain(SSL *s, SSL_SESSION *sess)
{
    X509_STORE *store =
        s->set.verify_store != NULL ? s->set.verify_store : s->ctx->store;
    X509_STORE_CTX *c = X509_STORE_CTX_new_ex(s->ctx->libctx, s->ctx->propq);
    STACK_OF(X509) *chain = fac_session_chain(sess, !SSL_is_server(s));
    int r = 0;

    if (c == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (!X509_STORE_CTX_init(c, store, fac_session_peer(sess), chain))
        ERR_raise(ERR_LIB_SSL, ERR_R_X509_LIB);
    else if (set_params(s, c))
        r = run(s, c);
    X509_STORE_CTX_free(c);
    return r;
}

/* What was found about the client when the session was made still holds. */
void
fac_session_resumed_hook(void *arg, const struct urt_session *u)
{
    SSL *s = arg;

    s->verify_result = u->verify_result;
}

enum urt_hook
fac_verify_hook(void *arg, int *alert)
{
    SSL *s = arg;
    struct urt_session *u = urt_conn_session(s->conn);
    int r;

    if (u == NULL)
        return URT_HOOK_FAIL;
    s->verify_retry = false;
    r = verify_chain(s, fac_session(u));
    if (s->verify_retry)
        return URT_HOOK_WAIT;
    u->verify_result = s->verify_result;
    /* Without SSL_VERIFY_PEER a client looks, tells, and goes on. */
    if (r > 0 || (s->config.verify_mode & SSL_VERIFY_PEER) == 0) {
        if (r <= 0)
            ERR_clear_error();
        return URT_HOOK_OK;
    }
    *alert = alert_of(s->verify_result);
    return URT_HOOK_FAIL;
}

/* ---- settings ---- */

void
SSL_CTX_set_verify(SSL_CTX *ctx, int mode, SSL_verify_cb cb)
{
    ctx->set.verify_mode = ctx->config.verify_mode = mode;
    ctx->set.verify_cb = cb;
}

void
SSL_set_verify(SSL *s, int mode, SSL_verify_cb cb)
{
    s->set.verify_mode = s->config.verify_mode = mode;
    if (cb != NULL)
        s->set.verify_cb = cb;
}

int
SSL_CTX_get_verify_mode(const SSL_CTX *ctx)
{
    return ctx->set.verify_mode;
}

int
SSL_get_verify_mode(const SSL *s)
{
    return s->set.verify_mode;
}

SSL_verify_cb
SSL_CTX_get_verify_callback(const SSL_CTX *ctx)
{
    return ctx->set.verify_cb;
}

SSL_verify_cb
SSL_get_verify_callback(const SSL *s)
{
    return s->set.verify_cb;
}

void
SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth)
{
    X509_VERIFY_PARAM_set_depth(ctx->set.param, depth);
}

void
SSL_set_verify_depth(SSL *s, int depth)
{
    X509_VERIFY_PARAM_set_depth(s->set.param, depth);
}

int
SSL_CTX_get_verify_depth(const SSL_CTX *ctx)
{
    return X509_VERIFY_PARAM_get_depth(ctx->set.param);
}

int
SSL_get_verify_depth(const SSL *s)
{
    return X509_VERIFY_PARAM_get_depth(s->set.param);
}

void
SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx,
                                 int (*cb)(X509_STORE_CTX *, void *), void *arg)
{
    ctx->cert_verify_cb = cb;
    ctx->cert_verify_arg = arg;
}

int
SSL_CTX_set_purpose(SSL_CTX *ctx, int purpose)
{
    return X509_VERIFY_PARAM_set_purpose(ctx->set.param, purpose);
}

int
SSL_set_purpose(SSL *s, int purpose)
{
    return X509_VERIFY_PARAM_set_purpose(s->set.param, purpose);
}

int
SSL_CTX_set_trust(SSL_CTX *ctx, int trust)
{
    return X509_VERIFY_PARAM_set_trust(ctx->set.param, trust);
}

int
SSL_set_trust(SSL *s, int trust)
{
    return X509_VERIFY_PARAM_set_trust(s->set.param, trust);
}

int
SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *param)
{
    return X509_VERIFY_PARAM_set1(ctx->set.param, param);
}

int
SSL_set1_param(SSL *s, X509_VERIFY_PARAM *param)
{
    return X509_VERIFY_PARAM_set1(s->set.param, param);
}

X509_VERIFY_PARAM *
SSL_CTX_get0_param(SSL_CTX *ctx)
{
    return ctx->set.param;
}

X509_VERIFY_PARAM *
SSL_get0_param(SSL *s)
{
    return s->set.param;
}

int
SSL_set1_host(SSL *s, const char *name)
{
    return X509_VERIFY_PARAM_set1_host(s->set.param, name, 0);
}

int
SSL_add1_host(SSL *s, const char *name)
{
    return X509_VERIFY_PARAM_add1_host(s->set.param, name, 0);
}

void
SSL_set_hostflags(SSL *s, unsigned int flags)
{
    X509_VERIFY_PARAM_set_hostflags(s->set.param, flags);
}

/* ---- results ---- */

void
SSL_set_verify_result(SSL *s, long v)
{
    s->verify_result = v;
}

long
SSL_get_verify_result(const SSL *s)
{
    return s->verify_result;
}

STACK_OF(X509) * SSL_get0_verified_chain(const SSL *s)
{
    return s->verified_chain;
}

X509 *
SSL_get0_peer_certificate(const SSL *s)
{
    SSL_SESSION *sess = s != NULL ? fac_ssl_session(s) : NULL;

    return sess != NULL ? fac_session_peer(sess) : NULL;
}

X509 *
SSL_get1_peer_certificate(const SSL *s)
{
    X509 *x = SSL_get0_peer_certificate(s);

    if (x != NULL)
        X509_up_ref(x);
    return x;
}

STACK_OF(X509) * SSL_get_peer_cert_chain(const SSL *s)
{
    SSL_SESSION *sess = s != NULL ? fac_ssl_session(s) : NULL;

    if (sess != NULL && SSL_is_server(s) && urt_conn_peer_sent_none(s->conn))
        return fac_session_no_chain(sess);
    return sess != NULL ? fac_session_chain(sess, !SSL_is_server(s)) : NULL;
}

/* The name that matched, when names were asked for and the peer was
 * verified. */
const char *
SSL_get0_peername(SSL *s)
{
    return X509_VERIFY_PARAM_get0_peername(s->set.param);
}
