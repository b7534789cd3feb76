/* ClientKeyExchange: the client's share, and the master secret that both
 * sides now have. RFC 8422 section 5.7, RFC 5246 section 7.4.7. */
#include "engine/tls/msg.h"

#include "engine/tls/schedule.h"

static enum urt_err
derive(struct urt_conn *c)
{
    enum urt_err err = urt_kex_derive_stripped(
        c->hs->kex, urt_buf_bytes(&c->hs->peer_share), &c->hs->premaster);

    urt_kex_free(c->hs->kex);
    c->hs->kex = NULL;
    return err;
}

enum urt_err
urt_client_key_exchange_send(struct urt_conn *c, struct urt_buf *b)
{
    size_t mark;

    urt_kex_free(c->hs->kex);
    c->hs->kex = NULL;
    URT_TRY(urt_kex_generate(&c->hs->kex, c->group));
    mark = urt_open(b, 1);
    urt_kex_put_public(b, c->hs->kex);
    urt_close(b, mark, 1);
    return derive(c);
}

enum urt_err
urt_client_key_exchange_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes share;

    if (!urt_take_vec8(in, &share) || share.len == 0)
        return URT_E_MSG_DECODE;
    urt_put_bytes(&c->hs->peer_share, share);
    if (!urt_buf_ok(&c->hs->peer_share))
        return URT_E_NOMEM;
    return derive(c);
}

/* The extended master secret covers this message too (RFC 7627, 3). After it
 * only a client's CertificateVerify still needs the messages themselves. */
enum urt_err
urt_client_key_exchange_after(struct urt_conn *c)
{
    c->session->group = c->group->tls_id;
    URT_TRY(urt_schedule12_master(c));
    if (c->server ? !c->hs->peer_cert : !c->hs->cert_sent)
        urt_transcript_drop(&c->hs->transcript);
    return URT_OK;
}
