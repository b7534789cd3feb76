/* ClientKeyExchange: the client's share, and the master secret that both
 * sides now have. RFC 5246 section 7.4.7, RFC 8422 section 5.7, RFC 4279. */
#include "engine/tls/msg.h"

#include "engine/tls/kx.h"
#include "engine/tls/schedule.h"

enum { IDENTITY_MAX = 256, PSK_MAX = 512, HANDSHAKE_FAILURE = 40 };

static enum urt_err
keep_text(char **out, struct urt_bytes s)
{
    urt_free(*out);
    *out = urt_alloc(s.len + 1);
    if (*out == NULL)
        return URT_E_NOMEM;
    if (s.len > 0)
        memcpy(*out, s.data, s.len);
    (*out)[s.len] = '\0';
    return URT_OK;
}

/* ---- the client ---- */

static enum urt_err
ask_identity(struct urt_conn *c, struct urt_buf *identity)
{
    const char *hint = c->session->psk_hint;
    enum urt_hook h = URT_HOOK_NONE;

    if (c->config->hooks->psk_client != NULL)
        h = c->config->hooks->psk_client(
            c->config->hook_arg,
            urt_bytes(hint, hint != NULL ? strlen(hint) : 0), identity,
            &c->hs->psk);
    if (h == URT_HOOK_FAIL) {
        c->hs->alert = HANDSHAKE_FAILURE;
        return URT_E_INTERNAL;
    }
    if (h != URT_HOOK_OK || c->hs->psk.len == 0)
        return URT_E_PSK_NONE;
    if (!urt_buf_ok(identity) || !urt_buf_ok(&c->hs->psk))
        return URT_E_NOMEM;
    if (identity->len > IDENTITY_MAX || c->hs->psk.len > PSK_MAX)
        return URT_E_INTERNAL;
    return keep_text(&c->session->psk_identity, urt_buf_bytes(identity));
}

static enum urt_err
put_identity(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_buf identity = URT_BUF_INIT;
    enum urt_err err = ask_identity(c, &identity);

    if (err == URT_OK)
        urt_put_vec(b, urt_buf_bytes(&identity), 2);
    urt_buf_free(&identity);
    return err;
}

enum urt_err
urt_client_key_exchange_send(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);

    urt_buf_free(&c->hs->premaster);
    if (kx->psk)
        URT_TRY(put_identity(c, b));
    if (kx->put_share != NULL)
        URT_TRY(kx->put_share(c, b));
    return kx->psk ? urt_kx_mix_psk(c) : URT_OK;
}

/* ---- the server ---- */

static enum urt_err
take_identity(struct urt_conn *c, struct urt_bytes *in)
{
    enum urt_hook h = URT_HOOK_NONE;
    struct urt_bytes identity;

    if (!urt_take_vec16(in, &identity))
        return URT_E_MSG_DECODE;
    if (identity.len > IDENTITY_MAX)
        return URT_E_PSK_TOO_LONG;
    URT_TRY(keep_text(&c->session->psk_identity, identity));
    if (c->config->hooks->psk_server != NULL)
        h = c->config->hooks->psk_server(c->config->hook_arg, identity,
                                         &c->hs->psk);
    if (h == URT_HOOK_FAIL)
        return URT_E_INTERNAL;
    if (h != URT_HOOK_OK || c->hs->psk.len == 0)
        return URT_E_PSK_UNKNOWN;
    if (!urt_buf_ok(&c->hs->psk))
        return URT_E_NOMEM;
    return c->hs->psk.len <= PSK_MAX ? URT_OK : URT_E_INTERNAL;
}

enum urt_err
urt_client_key_exchange_recv(struct urt_conn *c, struct urt_bytes *in)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);

    urt_buf_free(&c->hs->premaster);
    if (kx->psk)
        URT_TRY(take_identity(c, in));
    if (kx->take_share != NULL)
        URT_TRY(kx->take_share(c, in));
    return kx->psk ? urt_kx_mix_psk(c) : URT_OK;
}

/* The extended master secret covers this message too (RFC 7627, 3). After it
 * only a client's CertificateVerify still needs the messages themselves. */
enum urt_err
urt_client_key_exchange_after(struct urt_conn *c)
{
    c->session->group = c->group != NULL ? c->group->tls_id : 0;
    URT_TRY(urt_schedule12_master(c));
    if (c->server ? !c->hs->peer_cert : !c->hs->cert_sent)
        urt_transcript_drop(&c->hs->transcript);
    return URT_OK;
}
