/* Application protocols: ALPN (RFC 7301), and NPN, which is accepted by the
 * API but never negotiated. */
#include "facade/libssl/ssl_local.h"
#include "toolkit/compat.h"

/* A list of names with 1-byte lengths, none empty. */
static bool
is_list(struct urt_bytes in)
{
    struct urt_bytes name;

    while (in.len > 0)
        if (!urt_take_vec8(&in, &name) || name.len == 0)
            return false;
    return true;
}

static int
set_protos(struct urt_config *config, const unsigned char *protos,
           unsigned int len)
{
    struct urt_blob *blob = NULL;

    if (protos != NULL && len > 0) {
        if (!is_list(urt_bytes(protos, len)))
            return 1;
        blob = urt_blob_new(urt_bytes(protos, len));
        if (blob == NULL) {
            ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
            return 1;
        }
    }
    urt_blob_free(config->alpn);
    config->alpn = blob;
    return 0;
}

/* Beware: 0 is success. */
int
SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos,
                        unsigned int len)
{
    return set_protos(&ctx->config, protos, len);
}

int
SSL_set_alpn_protos(SSL *s, const unsigned char *protos, unsigned int len)
{
    return set_protos(&s->config, protos, len);
}

void
SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb,
                           void *arg)
{
    ctx->alpn_cb = cb;
    ctx->alpn_arg = arg;
}

void
SSL_get0_alpn_selected(const SSL *s, const unsigned char **data,
                       unsigned int *len)
{
    struct urt_bytes p = urt_conn_alpn(s->conn);

    *data = p.len > 0 ? p.data : NULL;
    *len = (unsigned)p.len;
}

enum urt_hook
fac_alpn_hook(void *arg, struct urt_bytes offered, struct urt_bytes *selected,
              int *alert)
{
    SSL *s = arg;
    const unsigned char *out = NULL;
    unsigned char len = 0;
    int r;

    if (s->ctx->alpn_cb == NULL)
        return URT_HOOK_NONE;
    r = s->ctx->alpn_cb(s, &out, &len, offered.data, (unsigned)offered.len,
                        s->ctx->alpn_arg);
    if (r == SSL_TLSEXT_ERR_OK) {
        *selected = urt_bytes(out, len);
        return URT_HOOK_OK;
    }
    if (r == SSL_TLSEXT_ERR_NOACK)
        return URT_HOOK_NONE;
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return URT_HOOK_FAIL;
}

/* The first of the server's names that the client has too; else the client's
 * first with OPENSSL_NPN_NO_OVERLAP. */
int
SSL_select_next_proto(unsigned char **out, unsigned char *outlen,
                      const unsigned char *server, unsigned int server_len,
                      const unsigned char *client, unsigned int client_len)
{
    struct urt_bytes s = urt_bytes(server, server_len), sname;
    struct urt_bytes c, cname;

    *out = NULL;
    *outlen = 0;
    c = urt_bytes(client, client_len);
    if (!urt_take_vec8(&c, &cname) || cname.len == 0)
        return OPENSSL_NPN_NO_OVERLAP;
    *out = (unsigned char *)cname.data;
    *outlen = (unsigned char)cname.len;
    while (urt_take_vec8(&s, &sname) && sname.len > 0) {
        c = urt_bytes(client, client_len);
        while (urt_take_vec8(&c, &cname) && cname.len > 0) {
            if (!urt_bytes_equal(sname, cname))
                continue;
            *out = (unsigned char *)sname.data;
            *outlen = (unsigned char)sname.len;
            return OPENSSL_NPN_NEGOTIATED;
        }
    }
    return OPENSSL_NPN_NO_OVERLAP;
}

void
SSL_CTX_set_next_protos_advertised_cb(SSL_CTX *ctx,
                                      SSL_CTX_npn_advertised_cb_func cb,
                                      void *arg)
{
    fac_compat("SSL_CTX_set_next_protos_advertised_cb");
    ctx->npn_advertised_cb = cb;
    ctx->npn_advertised_arg = arg;
}

void
SSL_CTX_set_next_proto_select_cb(SSL_CTX *ctx, SSL_CTX_npn_select_cb_func cb,
                                 void *arg)
{
    fac_compat("SSL_CTX_set_next_proto_select_cb");
    ctx->npn_select_cb = cb;
    ctx->npn_select_arg = arg;
}

void
SSL_get0_next_proto_negotiated(const SSL *s, const unsigned char **data,
                               unsigned int *len)
{
    *data = NULL;
    *len = 0;
}
