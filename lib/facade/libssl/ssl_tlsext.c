/* Server names and fragment lengths (RFC 6066, 3 and 4), and the ClientHello
 * as a server sees it. */
#include "facade/libssl/ssl_local.h"

/* ---- server names ---- */

/* A server's name is the client's; kept as text in the connection. */
static const char *
name_text(SSL *s, struct urt_bytes name)
{
    size_t len = s->peername != NULL ? strlen(s->peername) : 0;

    if (name.len == 0)
        return NULL;
    if (s->peername != NULL && len == name.len &&
        memcmp(s->peername, name.data, len) == 0)
        return s->peername;
    urt_free(s->peername);
    s->peername = urt_alloc(name.len + 1);
    if (s->peername == NULL)
        return NULL;
    memcpy(s->peername, name.data, name.len);
    s->peername[name.len] = '\0';
    return s->peername;
}

/* A client's own setting until the handshake; later what was agreed on. */
const char *
SSL_get_servername(const SSL *s, const int type)
{
    const struct urt_session *sess = fac_urt_session(s->session);

    if (type != TLSEXT_NAMETYPE_host_name)
        return NULL;
    if (SSL_is_server(s)) {
        if (urt_conn_before(s->conn) && urt_conn_sni(s->conn).len == 0)
            return s->config.hostname;
        return name_text((SSL *)s, urt_conn_sni(s->conn));
    }
    if (urt_conn_before(s->conn) && s->config.hostname == NULL &&
        sess != NULL && sess->version != URT_TLS_1_3)
        return sess->hostname;
    return s->config.hostname;
}

int
SSL_get_servername_type(const SSL *s)
{
    return SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) != NULL
               ? TLSEXT_NAMETYPE_host_name
               : -1;
}

enum urt_hook
fac_sni_hook(void *arg, int *alert)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->ctx;
    SSL_CTX *from = s->session_ctx;
    int (*cb)(SSL *, int *, void *) = ctx->servername_cb;
    void *cb_arg = ctx->servername_arg;

    if (cb == NULL) {
        cb = from->servername_cb;
        cb_arg = from->servername_arg;
    }
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    if (cb == NULL)
        return URT_HOOK_NONE;
    switch (cb(s, alert, cb_arg)) {
    case SSL_TLSEXT_ERR_ALERT_FATAL:
        return URT_HOOK_FAIL;
    case SSL_TLSEXT_ERR_OK:
        return URT_HOOK_OK;
    default: /* a warning alert isn't sent by TLS 1.3; both go on */
        return URT_HOOK_NONE;
    }
}

/* ---- fragments that a small client can take, RFC 6066, 4 ---- */

static int
set_max_fragment(struct urt_config *config, uint8_t mode)
{
    if (mode > TLSEXT_max_fragment_length_4096) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
        return 0;
    }
    config->max_fragment = mode;
    return 1;
}

int
SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode)
{
    return set_max_fragment(&ctx->config, mode);
}

int
SSL_set_tlsext_max_fragment_length(SSL *s, uint8_t mode)
{
    return set_max_fragment(&s->config, mode);
}

/* ---- the ClientHello ---- */

void
SSL_CTX_set_client_hello_cb(SSL_CTX *ctx, SSL_client_hello_cb_fn cb, void *arg)
{
    ctx->hello_cb = cb;
    ctx->hello_arg = arg;
}

enum urt_hook
fac_hello_hook(void *arg, int *alert)
{
    SSL *s = arg;

    if (s->ctx->hello_cb == NULL)
        return URT_HOOK_OK;
    *alert = SSL_AD_INTERNAL_ERROR;
    switch (s->ctx->hello_cb(s, alert, s->ctx->hello_arg)) {
    case SSL_CLIENT_HELLO_SUCCESS:
        return URT_HOOK_OK;
    case SSL_CLIENT_HELLO_RETRY:
        return URT_HOOK_WAIT;
    default:
        return URT_HOOK_FAIL;
    }
}

int
SSL_client_hello_isv2(SSL *s)
{
    return 0;
}

unsigned int
SSL_client_hello_get0_legacy_version(SSL *s)
{
    return urt_conn_hello_version(s->conn);
}

static size_t
show(struct urt_bytes b, const unsigned char **out)
{
    if (out != NULL)
        *out = b.data;
    return b.len;
}

size_t
SSL_client_hello_get0_random(SSL *s, const unsigned char **out)
{
    return show(urt_conn_hello_random(s->conn), out);
}

size_t
SSL_client_hello_get0_session_id(SSL *s, const unsigned char **out)
{
    return show(urt_conn_hello_session_id(s->conn), out);
}

size_t
SSL_client_hello_get0_ciphers(SSL *s, const unsigned char **out)
{
    return show(urt_conn_hello_suites(s->conn), out);
}

size_t
SSL_client_hello_get0_compression_methods(SSL *s, const unsigned char **out)
{
    return show(urt_conn_hello_compression(s->conn), out);
}

int
SSL_client_hello_get0_ext(SSL *s, unsigned int type, const unsigned char **out,
                          size_t *outlen)
{
    struct urt_bytes body;

    if (type > 0xffff ||
        !urt_conn_hello_extension(s->conn, (uint16_t)type, &body))
        return 0;
    if (out != NULL)
        *out = body.data;
    if (outlen != NULL)
        *outlen = body.len;
    return 1;
}

int
SSL_client_hello_get1_extensions_present(SSL *s, int **out, size_t *outlen)
{
    struct urt_bytes all = urt_conn_hello_extensions(s->conn), rest, body;
    uint16_t type;
    size_t n = 0;

    if (out == NULL || outlen == NULL)
        return 0;
    *out = NULL;
    *outlen = 0;
    for (rest = all; rest.len > 0; n++)
        if (!urt_take_u16(&rest, &type) || !urt_take_vec16(&rest, &body))
            return 0;
    if (n == 0)
        return 1;
    *out = OPENSSL_malloc(n * sizeof **out);
    if (*out == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    for (rest = all; *outlen < n; (*outlen)++) {
        if (!urt_take_u16(&rest, &type) || !urt_take_vec16(&rest, &body))
            break;
        (*out)[*outlen] = type;
    }
    return 1;
}
