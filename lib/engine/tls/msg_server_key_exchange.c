/* ServerKeyExchange: an identity hint where there are pre-shared keys, the
 * server's parameters, and a signature over them where its certificate can
 * sign. RFC 5246 section 7.4.3, RFC 8422 section 5.4, RFC 4279 section 2. */
#include "engine/tls/msg.h"

#include "engine/pki/cert.h"
#include "engine/tls/kx.h"
#include "engine/tls/negotiate.h"

enum { HINT_MAX = 256 };

/* Both randoms and the parameters are signed. */
static enum urt_err
signed_content(const struct urt_conn *c, struct urt_buf *b,
               struct urt_bytes params)
{
    urt_put(b, c->random[0], URT_RANDOM);
    urt_put(b, c->random[1], URT_RANDOM);
    urt_put_bytes(b, params);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

/* ---- the server ---- */

bool
urt_server_key_exchange_due(const struct urt_conn *c)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);

    return kx->put_params != NULL ||
           (kx->psk && c->server && c->config->psk_hint != NULL);
}

static enum urt_err
put_signature(struct urt_conn *c, struct urt_buf *b, struct urt_bytes params)
{
    struct urt_sig_params how = urt_sigalg_params(c->sigalg);
    struct urt_buf content = URT_BUF_INIT;
    enum urt_err err = signed_content(c, &content, params);
    size_t mark;

    if (c->version >= URT_TLS_1_2)
        urt_put_u16(b, c->sigalg->id);
    mark = urt_open(b, 2);
    if (err == URT_OK)
        err = urt_sig_sign(c->credential->key, &how, urt_buf_bytes(&content),
                           b);
    urt_close(b, mark, 2);
    urt_buf_free(&content);
    return err;
}

static enum urt_err
put_params(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);
    const struct urt_blob *hint = c->config->psk_hint;

    if (kx->psk)
        urt_put_vec(b,
                    hint != NULL ? urt_bytes(hint->data, hint->len)
                                 : URT_BYTES_NONE,
                    2);
    if (kx->put_params != NULL)
        URT_TRY(kx->put_params(c, b));
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_server_key_exchange_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_buf params = URT_BUF_INIT;
    enum urt_err err = put_params(c, &params);

    urt_put_bytes(b, urt_buf_bytes(&params));
    if (err == URT_OK && urt_kx_signs(c->suite))
        err = put_signature(c, b, urt_buf_bytes(&params));
    urt_buf_free(&params);
    return err;
}

/* ---- the client ---- */

static enum urt_err
take_hint(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_session *s = c->session;
    struct urt_bytes hint;

    if (!urt_take_vec16(in, &hint))
        return URT_E_MSG_DECODE;
    if (hint.len > HINT_MAX)
        return URT_E_PSK_TOO_LONG;
    urt_free(s->psk_hint);
    s->psk_hint = NULL;
    if (hint.len == 0)
        return URT_OK;
    s->psk_hint = urt_alloc(hint.len + 1);
    if (s->psk_hint == NULL)
        return URT_E_NOMEM;
    memcpy(s->psk_hint, hint.data, hint.len);
    s->psk_hint[hint.len] = '\0';
    return URT_OK;
}

static enum urt_err
check_signature(struct urt_conn *c, struct urt_key *key,
                struct urt_bytes params, struct urt_bytes signature)
{
    struct urt_sig_params how = urt_sigalg_params(c->peer_sigalg);
    struct urt_buf content = URT_BUF_INIT;
    enum urt_err err;

    err = signed_content(c, &content, params);
    if (err == URT_OK)
        err = urt_sig_verify(key, &how, urt_buf_bytes(&content), signature);
    urt_buf_free(&content);
    if (err == URT_E_SIGNATURE_BAD || err == URT_E_SIGNATURE_DECODE)
        return URT_E_CERT_VERIFY_BAD;
    return err;
}

static enum urt_err
take_signature(struct urt_conn *c, struct urt_bytes *in,
               struct urt_bytes params)
{
    struct urt_bytes signature;
    struct urt_key *key;
    uint16_t id;

    URT_TRY(urt_cert_key(c->session->peer, &key));
    if (c->version < URT_TLS_1_2) {
        URT_TRY(urt_check_legacy_sigalg(c, key, &c->peer_sigalg));
    } else {
        if (!urt_take_u16(in, &id))
            return URT_E_MSG_DECODE;
        URT_TRY(urt_check_peer_sigalg(c, id, key, &c->peer_sigalg));
    }
    if (!urt_take_vec16(in, &signature))
        return URT_E_MSG_DECODE;
    return check_signature(c, key, params, signature);
}

enum urt_err
urt_server_key_exchange_recv(struct urt_conn *c, struct urt_bytes *in)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);
    struct urt_bytes params = *in;

    if (kx->psk)
        URT_TRY(take_hint(c, in));
    if (kx->take_params != NULL)
        URT_TRY(kx->take_params(c, in));
    params.len -= in->len;
    if (urt_kx_signs(c->suite))
        return take_signature(c, in, params);
    return in->len == 0 ? URT_OK : URT_E_MSG_EXTRA;
}
