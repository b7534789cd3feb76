/* Stapled status: the request of a client, what a server makes of it, and the
 * answer. RFC 6066 section 8.
 *
 * A client's responder IDs and extensions may be changed by the program up
 * to the handshake: they are made into bytes when it starts. */
#include "facade/libssl/ssl_local.h"

#include <openssl/ocsp.h>

/* Takes the place of what is in *OUT. */
static bool
keep(struct urt_blob **out, struct urt_buf *b)
{
    struct urt_blob *blob = NULL;
    bool ok = urt_buf_ok(b);

    if (ok && b->len > 0) {
        blob = urt_blob_new(urt_buf_bytes(b));
        ok = blob != NULL;
    }
    urt_buf_free(b);
    if (!ok)
        return false;
    urt_blob_free(*out);
    *out = blob;
    return true;
}

static bool
put_id(struct urt_buf *b, OCSP_RESPID *id)
{
    unsigned char *der = NULL;
    int len = i2d_OCSP_RESPID(id, &der);

    if (len <= 0)
        return false;
    urt_put_vec(b, urt_bytes(der, (size_t)len), 2);
    OPENSSL_free(der);
    return true;
}

bool
fac_status_request(SSL *s)
{
    struct urt_buf ids = URT_BUF_INIT, exts = URT_BUF_INIT;
    STACK_OF(OCSP_RESPID) *list = s->status_ids;
    unsigned char *der = NULL;
    int len;

    for (int i = 0; i < sk_OCSP_RESPID_num(list); i++)
        if (!put_id(&ids, sk_OCSP_RESPID_value(list, i))) {
            urt_buf_free(&ids);
            return false;
        }
    if (s->status_exts != NULL) {
        len = i2d_X509_EXTENSIONS(s->status_exts, &der);
        if (len > 0)
            urt_put(&exts, der, (size_t)len);
        OPENSSL_free(der);
    }
    return keep(&s->config.status_ids, &ids) &
           keep(&s->config.status_exts, &exts);
}

static bool
take_ids(SSL *s)
{
    struct urt_bytes in = urt_conn_status_ids(s->conn), each;
    STACK_OF(OCSP_RESPID) *list = NULL;

    if (in.len > 0 && (list = sk_OCSP_RESPID_new_null()) == NULL)
        return false;
    while (in.len > 0) {
        const unsigned char *p;
        OCSP_RESPID *id = NULL;

        if (urt_take_vec16(&in, &each)) {
            p = each.data;
            id = d2i_OCSP_RESPID(NULL, &p, (long)each.len);
            if (id != NULL && p != each.data + each.len) {
                OCSP_RESPID_free(id);
                id = NULL;
            }
        }
        if (id == NULL || sk_OCSP_RESPID_push(list, id) <= 0) {
            OCSP_RESPID_free(id);
            sk_OCSP_RESPID_pop_free(list, OCSP_RESPID_free);
            return false;
        }
    }
    sk_OCSP_RESPID_pop_free(s->status_ids, OCSP_RESPID_free);
    s->status_ids = list;
    return true;
}

static bool
take_exts(SSL *s)
{
    struct urt_bytes in = urt_conn_status_exts(s->conn);
    const unsigned char *p = in.data;
    X509_EXTENSIONS *exts = NULL;

    if (in.len > 0) {
        exts = d2i_X509_EXTENSIONS(NULL, &p, (long)in.len);
        if (exts == NULL || p != in.data + in.len) {
            sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
            return false;
        }
    }
    sk_X509_EXTENSION_pop_free(s->status_exts, X509_EXTENSION_free);
    s->status_exts = exts;
    return true;
}

static enum urt_hook
answer_client(SSL *s, struct urt_buf *out, int *alert)
{
    SSL_CTX *ctx = s->ctx;
    int r;

    if (!take_ids(s) || !take_exts(s)) {
        ERR_clear_error();
        *alert = SSL_AD_DECODE_ERROR;
        return URT_HOOK_FAIL;
    }
    if (ctx->status_cb == NULL)
        return URT_HOOK_NONE;
    r = ctx->status_cb(s, ctx->status_arg);
    if (r == SSL_TLSEXT_ERR_NOACK)
        return URT_HOOK_NONE;
    if (r != SSL_TLSEXT_ERR_OK) {
        *alert = SSL_AD_INTERNAL_ERROR;
        return URT_HOOK_FAIL;
    }
    if (s->ocsp_response == NULL || s->ocsp_response_len <= 0)
        return URT_HOOK_NONE;
    urt_put(out, s->ocsp_response, (size_t)s->ocsp_response_len);
    return URT_HOOK_OK;
}

static enum urt_hook
look_at_answer(SSL *s, int *alert)
{
    struct urt_bytes got = urt_conn_status(s->conn);
    int r;

    OPENSSL_free(s->ocsp_response);
    s->ocsp_response = NULL;
    s->ocsp_response_len = -1;
    if (got.len > 0) {
        s->ocsp_response = OPENSSL_memdup(got.data, got.len);
        if (s->ocsp_response == NULL)
            return URT_HOOK_FAIL;
        s->ocsp_response_len = (long)got.len;
    }
    if (s->ctx->status_cb == NULL)
        return URT_HOOK_OK;
    r = s->ctx->status_cb(s, s->ctx->status_arg);
    if (r == 0)
        *alert = SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE;
    else if (r < 0)
        *alert = SSL_AD_INTERNAL_ERROR;
    return r > 0 ? URT_HOOK_OK : URT_HOOK_FAIL;
}

enum urt_hook
fac_status_hook(void *arg, struct urt_buf *out, int *alert)
{
    SSL *s = arg;

    return SSL_is_server(s) ? answer_client(s, out, alert)
                            : look_at_answer(s, alert);
}
