/* Finished. RFC 8446 section 4.4.4, RFC 5246 section 7.4.9. */
#include "engine/tls/msg.h"

#include "engine/base/ct.h"
#include "engine/tls/schedule.h"

static size_t
verify_size(const struct urt_conn *c)
{
    return c->version >= URT_TLS_1_3 ? c->suite->prf->size
                                     : URT_VERIFY_DATA_12;
}

static enum urt_err
compute(struct urt_conn *c, bool server, uint8_t *out)
{
    return c->version >= URT_TLS_1_3 ? urt_schedule13_finished(c, server, out)
                                     : urt_schedule12_finished(c, server, out);
}

static void
remember(struct urt_conn *c, bool server, const uint8_t *data)
{
    memcpy(c->finished[server], data, verify_size(c));
    c->finished_len[server] = verify_size(c);
}

/* TLS 1.2 logs its secret when we send Finished. */
enum urt_err
urt_finished_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_bytes secret = urt_session_secret(c->session);
    uint8_t data[URT_HASH_MAX_SIZE];

    URT_TRY(compute(c, c->server, data));
    if (c->version < URT_TLS_1_3)
        urt_schedule_log(c, "CLIENT_RANDOM", secret.data, secret.len);
    remember(c, c->server, data);
    urt_put(b, data, verify_size(c));
    return URT_OK;
}

enum urt_err
urt_finished_recv(struct urt_conn *c, struct urt_bytes *in)
{
    uint8_t data[URT_HASH_MAX_SIZE];
    struct urt_bytes got;

    URT_TRY(compute(c, !c->server, data));
    if (in->len != verify_size(c))
        return URT_E_FINISHED_LENGTH;
    urt_take(in, &got, in->len);
    if (!urt_ct_equal(got.data, data, got.len))
        return URT_E_FINISHED_BAD;
    remember(c, !c->server, data);
    return URT_OK;
}

enum urt_err
urt_finished_after_server13(struct urt_conn *c)
{
    URT_TRY(urt_schedule13_master(c));
    return urt_schedule13_use_app(c, true);
}

enum urt_err
urt_finished_after_client13(struct urt_conn *c)
{
    URT_TRY(urt_schedule13_use_app(c, false));
    URT_TRY(urt_schedule13_resumption(c));
    if (c->pha != 0 || c->peer_pha)
        urt_transcript_fork(&c->pha_transcript, &c->hs->transcript);
    if (!c->server)
        return URT_OK;
    c->hs->tickets_left = c->hs->no_new_ticket ? 0 : c->config->num_tickets;
    if (c->resumed && c->hs->tickets_left > 0)
        c->hs->tickets_left = 1; /* for the one that was used up */
    return URT_OK;
}
