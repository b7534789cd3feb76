/* ServerKeyExchange: the server's ephemeral share, signed. RFC 8422 section
 * 5.4; RFC 5246 section 7.4.3. */
#include "engine/tls/msg.h"

#include "engine/pki/cert.h"
#include "engine/tls/negotiate.h"

enum { NAMED_CURVE = 3 };

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

static enum urt_err
put_signature(struct urt_conn *c, struct urt_buf *b, struct urt_bytes params)
{
    struct urt_sig_params how = urt_sigalg_params(c->sigalg);
    struct urt_buf content = URT_BUF_INIT;
    enum urt_err err = signed_content(c, &content, params);
    size_t mark;

    urt_put_u16(b, c->sigalg->id);
    mark = urt_open(b, 2);
    if (err == URT_OK)
        err = urt_sig_sign(c->credential->key, &how, urt_buf_bytes(&content),
                           b);
    urt_close(b, mark, 2);
    urt_buf_free(&content);
    return err;
}

enum urt_err
urt_server_key_exchange_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_buf params = URT_BUF_INIT;
    enum urt_err err = URT_E_NOMEM;
    size_t mark;

    urt_kex_free(c->hs->kex);
    c->hs->kex = NULL;
    URT_TRY(urt_kex_generate(&c->hs->kex, c->group));
    urt_put_u8(&params, NAMED_CURVE);
    urt_put_u16(&params, c->group->tls_id);
    mark = urt_open(&params, 1);
    urt_kex_put_public(&params, c->hs->kex);
    urt_close(&params, mark, 1);
    if (urt_buf_ok(&params)) {
        urt_put_bytes(b, urt_buf_bytes(&params));
        err = put_signature(c, b, urt_buf_bytes(&params));
    }
    urt_buf_free(&params);
    return err;
}

static enum urt_err
check_signature(struct urt_conn *c, uint16_t id, struct urt_bytes params,
                struct urt_bytes signature)
{
    struct urt_buf content = URT_BUF_INIT;
    struct urt_sig_params how;
    struct urt_key *key;
    enum urt_err err;

    URT_TRY(urt_cert_key(c->session->peer, &key));
    URT_TRY(urt_check_peer_sigalg(c, id, key, &c->peer_sigalg));
    how = urt_sigalg_params(c->peer_sigalg);
    err = signed_content(c, &content, params);
    if (err == URT_OK)
        err = urt_sig_verify(key, &how, urt_buf_bytes(&content), signature);
    urt_buf_free(&content);
    if (err == URT_E_SIGNATURE_BAD || err == URT_E_SIGNATURE_DECODE)
        return URT_E_CERT_VERIFY_BAD;
    return err;
}

enum urt_err
urt_server_key_exchange_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes all = *in, share, signature;
    const struct urt_group *g;
    uint16_t id, sigalg;
    uint8_t type;

    if (!urt_take_u8(in, &type) || !urt_take_u16(in, &id))
        return URT_E_MSG_DECODE;
    g = urt_group_allowed(c, id, c->version);
    if (type != NAMED_CURVE || g == NULL)
        return URT_E_GROUP_ILLEGAL;
    if (!urt_take_vec8(in, &share) || share.len == 0)
        return URT_E_MSG_DECODE;
    all.len -= in->len;
    if (!urt_take_u16(in, &sigalg) || !urt_take_vec16(in, &signature))
        return URT_E_MSG_DECODE;
    URT_TRY(check_signature(c, sigalg, all, signature));
    c->group = g;
    urt_put_bytes(&c->hs->peer_share, share);
    return urt_buf_ok(&c->hs->peer_share) ? URT_OK : URT_E_NOMEM;
}
