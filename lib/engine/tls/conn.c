/* A connection: its life, the four calls and the two ports. The getters are
 * in conn_info.c. RFC 8446, RFC 5246. */
#include "engine/tls/handshake.h"

enum {
    LEVEL_WARNING = 1,
    CLOSE_NOTIFY = 0,
    MAX_KEY_UPDATES = 32, /* from a peer, without data in between */
};

struct urt_conn *
urt_conn_new(const struct urt_config *config)
{
    struct urt_conn *c = urt_zalloc(sizeof *c);

    if (c == NULL)
        return NULL;
    c->config = config;
    c->alert_received = -1;
    urt_records_init(&c->rec);
    return c;
}

/* All but the configuration, the role and the session to resume. */
static void
cleanup(struct urt_conn *c)
{
    urt_handshake_free(c);
    urt_records_cleanup(&c->rec);
    urt_buf_free(&c->msgs);
    urt_session_free(c->session);
    urt_credential_free(c->credential);
    urt_key_free(c->dh);
    urt_buf_free(&c->peer_share);
    urt_buf_free(&c->alpn);
    urt_buf_free(&c->sni);
    urt_buf_free(&c->status);
    urt_buf_free(&c->ca_names);
    urt_buf_free(&c->cert_types);
    urt_buf_free(&c->status_ids);
    urt_buf_free(&c->status_exts);
    urt_buf_free(&c->peer_suites);
    urt_buf_free(&c->peer_groups);
    urt_buf_free(&c->peer_sigalgs);
    urt_transcript_free(&c->pha_transcript);
    urt_transcript_free(&c->pha_sent);
}

void
urt_conn_free(struct urt_conn *c)
{
    if (c == NULL)
        return;
    cleanup(c);
    urt_session_free(c->offer);
    urt_wipe_free(c, sizeof *c);
}

void
urt_conn_reset(struct urt_conn *c)
{
    const struct urt_config *config = c->config;
    struct urt_session *offer = c->offer;
    bool server = c->server;

    cleanup(c);
    urt_wipe(c, sizeof *c);
    c->config = config;
    c->offer = offer;
    c->server = server;
    c->alert_received = -1;
    urt_records_init(&c->rec);
}

void
urt_conn_set_server(struct urt_conn *c, bool server)
{
    if (!c->started)
        c->server = server;
}

/* ---- the four calls ---- */

/* What every call does with an error: waiting and the peer's clean end are
 * none. */
enum urt_err
urt_conn_settle(struct urt_conn *c, enum urt_err err)
{
    if (err == URT_OK || err == URT_E_NOT_READY)
        return err;
    if (err == URT_E_CLOSED) /* the owner may go on all the same */
        return err;
    if (c->dead != URT_OK)
        return c->dead;
    return urt_conn_die(c, err);
}

enum urt_err
urt_conn_run(struct urt_conn *c)
{
    c->want = URT_WANT_NOTHING;
    if (c->dead != URT_OK)
        return c->dead;
    if (c->hs == NULL && !c->done)
        URT_TRY(urt_handshake_start(c));
    URT_TRY(urt_renegotiation_begin(c));
    return c->hs != NULL ? urt_handshake_run(c) : URT_OK;
}

/* What we owe after the handshake: KeyUpdate, tickets, a request. */
static enum urt_err
send_due(struct urt_conn *c)
{
    while (c->done && c->hs == NULL) {
        if (c->key_update_due > 0)
            URT_TRY(urt_handshake_post_send(c, urt_rows_key_update));
        else if (c->tickets_due > 0)
            URT_TRY(urt_handshake_post_send(c, urt_rows_ticket));
        else if (c->pha == 1 && c->server)
            URT_TRY(urt_handshake_post_send(c, urt_rows_auth_request));
        else
            break;
        URT_TRY(urt_conn_run(c));
    }
    return URT_OK;
}

enum urt_err
urt_conn_handshake(struct urt_conn *c)
{
    enum urt_err err = urt_conn_run(c);

    if (err == URT_OK)
        err = send_due(c);
    return urt_conn_settle(c, err);
}

/* A message came behind the handshake. */
static enum urt_err
work_off_message(struct urt_conn *c)
{
    enum { POST_LIMIT = 131072 };
    uint8_t asks = c->server ? URT_MSG_CLIENT_HELLO : URT_MSG_HELLO_REQUEST;
    size_t len;

    if (c->msgs.len >= 4) {
        /* Nothing else is waited for. */
        if (c->version < URT_TLS_1_3 && c->msgs.data[0] != asks)
            return URT_E_MSG_UNEXPECTED;
        len = (size_t)c->msgs.data[1] << 16 | (size_t)c->msgs.data[2] << 8 |
              c->msgs.data[3];
        if (len > POST_LIMIT && len > c->config->max_cert_list)
            return URT_E_MSG_TOO_LONG;
    }
    if (!urt_message_waits(c))
        return URT_OK;
    if (c->paused)
        return urt_conn_run(c);
    if (c->version < URT_TLS_1_3) {
        URT_TRY(urt_renegotiation_asked(c));
        return urt_conn_run(c);
    }
    if (c->msgs.data[0] == URT_MSG_KEY_UPDATE &&
        ++c->key_updates > MAX_KEY_UPDATES)
        return URT_E_MSG_UNEXPECTED;
    URT_TRY(urt_handshake_post(c));
    return urt_conn_run(c);
}

/* Runs a handshake that waits for its turn. Data may come between a client's
 * second hello and the answer. */
static enum urt_err
run_reading(struct urt_conn *c)
{
    enum urt_err err;

    if (c->renegotiating && c->rec.opened)
        return URT_OK;
    /* Paused: until a message comes, a server's early data is read, and what
     * a server answers to a client's. */
    if (urt_conn_reads_early(c) ||
        (c->paused && c->state == URT_STATE_PENDING_EARLY_DATA_END))
        return URT_OK;
    if (c->hs != NULL)
        c->hs->data_fine = c->renegotiating;
    err = urt_conn_run(c);
    if (c->hs != NULL)
        c->hs->data_fine = false;
    return err == URT_E_NOT_READY && c->rec.opened ? URT_OK : err;
}

static enum urt_err
await_data(struct urt_conn *c)
{
    URT_TRY(run_reading(c));
    while (!c->rec.opened) {
        if (c->close_received)
            return URT_E_CLOSED;
        if (urt_message_waits(c)) {
            URT_TRY(work_off_message(c));
            continue;
        }
        URT_TRY(urt_conn_next(c));
        if (c->rec.opened && c->rec.type != URT_CONTENT_DATA)
            return URT_E_CCS_EARLY;
        if (!c->rec.opened)
            URT_TRY(work_off_message(c));
    }
    return URT_OK;
}

size_t
urt_conn_take_data(struct urt_conn *c, void *out, size_t cap, bool peek)
{
    size_t take = c->rec.content.len < cap ? c->rec.content.len : cap;

    if (take > 0)
        memcpy(out, c->rec.content.data, take);
    if (!peek && take > 0)
        urt_record_used(&c->rec, take);
    return take;
}

enum urt_err
urt_conn_read(struct urt_conn *c, void *out, size_t cap, size_t *n, bool peek)
{
    *n = 0;
    URT_TRY(urt_conn_settle(c, await_data(c)));
    *n = urt_conn_take_data(c, out, cap, peek);
    return URT_OK;
}

static enum urt_err
write_record(struct urt_conn *c, const void *data, size_t len, size_t *n,
             bool rest)
{
    URT_TRY(urt_conn_run(c));
    if (c->rec.out_len > 0) {
        c->want = URT_WANT_OUTPUT;
        return URT_E_NOT_READY;
    }
    if (c->version >= URT_TLS_1_3 && urt_keys_worn(&c->rec.out) &&
        c->key_update_due == 0)
        c->key_update_due = 1;
    URT_TRY(send_due(c));
    if (len > c->rec.max_fragment)
        len = c->rec.max_fragment;
    if (len > c->config->max_send_fragment) /* it may have changed since */
        len = c->config->max_send_fragment;
    if (!rest && c->rec.out.empty_first)
        URT_TRY(urt_conn_send_record(c, URT_CONTENT_DATA, URT_BYTES_NONE));
    URT_TRY(urt_conn_send_record(c, URT_CONTENT_DATA, urt_bytes(data, len)));
    *n = len;
    return URT_OK;
}

void
urt_conn_write_more(struct urt_conn *c)
{
    c->write_more = true;
}

enum urt_err
urt_conn_write(struct urt_conn *c, const void *data, size_t len, size_t *n)
{
    *n = 0;
    if (c->close_sent)
        return URT_E_CLOSED;
    return urt_conn_settle(c, write_record(c, data, len, n, false));
}

enum urt_err
urt_conn_write_rest(struct urt_conn *c, const void *data, size_t len,
                    size_t *n)
{
    *n = 0;
    if (c->close_sent)
        return URT_E_CLOSED;
    return urt_conn_settle(c, write_record(c, data, len, n, true));
}

enum urt_err
urt_conn_shutdown(struct urt_conn *c)
{
    if (c->dead != URT_OK)
        return c->dead;
    if (!c->started)
        return URT_E_MISUSE;
    if (c->close_sent)
        return URT_OK;
    c->close_sent = true;
    return urt_conn_send_alert(c, LEVEL_WARNING, CLOSE_NOTIFY);
}

void
urt_conn_reopen(struct urt_conn *c, bool sent, bool received)
{
    if (sent)
        c->close_sent = false;
    if (received)
        c->close_received = false;
}

/* ---- the two ports ---- */

uint8_t *
urt_conn_in(struct urt_conn *c, size_t *want, size_t *room)
{
    struct urt_records *r = &c->rec;
    enum urt_err err = URT_OK;

    *want = *room = 0;
    if (c->dead != URT_OK || r->opened)
        return NULL;
    if (r->head_have < URT_RECORD_HEADER) {
        *want = *room = URT_RECORD_HEADER - r->head_have;
        return r->head + r->head_have;
    }
    if (!r->head_checked && (err = urt_record_await(r, c->server)) != URT_OK &&
        err != URT_E_NOT_READY) {
        c->kept = err;
        return NULL;
    }
    if (r->body_have >= r->body_len)
        return NULL;
    *want = r->body_len - r->body_have;
    *room = *want + URT_RECORD_HEADER;
    return r->body + r->body_have;
}

void
urt_conn_in_add(struct urt_conn *c, size_t n)
{
    if (c->rec.head_have < URT_RECORD_HEADER)
        c->rec.head_have += n;
    else
        c->rec.body_have += n;
}

void
urt_conn_in_eof(struct urt_conn *c)
{
    c->rec.eof = true;
}

struct urt_bytes
urt_conn_out(const struct urt_conn *c)
{
    return urt_bytes(c->rec.out_data != NULL
                         ? c->rec.out_data + c->rec.out_sent
                         : NULL,
                     c->rec.out_len - c->rec.out_sent);
}

void
urt_conn_out_done(struct urt_conn *c, size_t n)
{
    urt_record_sent(&c->rec, n);
}

bool
urt_conn_out_take_flush(struct urt_conn *c)
{
    bool flush = c->rec.flush;

    c->rec.flush = false;
    return flush;
}

/* ---- what the program asks for ---- */

enum urt_err
urt_conn_set_session(struct urt_conn *c, struct urt_session *s)
{
    /* The role may be settled later; a server has no use for it. */
    if (s != NULL)
        urt_session_up(s);
    urt_session_free(c->offer);
    c->offer = s;
    return URT_OK;
}

enum urt_err
urt_conn_key_update(struct urt_conn *c, bool request_peer)
{
    if (!c->done || c->version < URT_TLS_1_3)
        return URT_E_MISUSE;
    c->key_update_due = request_peer ? 2 : 1;
    return URT_OK;
}

enum urt_err
urt_conn_new_ticket(struct urt_conn *c)
{
    if (!c->done || !c->server || c->version < URT_TLS_1_3)
        return URT_E_MISUSE;
    c->tickets_due++;
    return URT_OK;
}

enum urt_err
urt_conn_request_certificate(struct urt_conn *c)
{
    if (!c->done || !c->server || c->version < URT_TLS_1_3)
        return URT_E_MISUSE;
    if (!c->peer_pha)
        return URT_E_EXT_MISSING;
    if (c->pha != 0 && c->pha != 3)
        return URT_E_NOT_READY;
    c->pha = 1;
    return URT_OK;
}
