/* The driver: walks a connection down the tables of rows.
 *
 * Everything that all messages share is here and nowhere else: framing, the
 * transcript, size limits, the check for trailing bytes, record boundaries
 * at key changes, ends of flights, tracing. Errors are returned; conn_io.c
 * makes alerts of them. RFC 8446 section 4 and 5.1. */
#include "engine/tls/handshake.h"

#include "engine/tls/schedule.h"

enum {
    MESSAGE_HEADER = 4,
    UNKNOWN_LIMIT = 16384,
    HELLO_REQUESTS_MAX = 32,
    SSL_2_0 = 0x0002
};

static bool
is_ours(const struct urt_conn *c, const struct urt_row *row)
{
    return (row->from & (c->server ? URT_FROM_SERVER : URT_FROM_CLIENT)) != 0;
}

static enum urt_err
new_handshake(struct urt_conn *c, const struct urt_row *table, bool post)
{
    struct urt_handshake *hs = urt_zalloc(sizeof *hs);

    if (hs == NULL)
        return URT_E_NOMEM;
    hs->table = hs->row = table;
    hs->post = post;
    if (!post)
        urt_buf_clear(&c->cert_types);
    c->hs = hs;
    return URT_OK;
}

enum urt_err
urt_handshake_start(struct urt_conn *c)
{
    uint16_t min, max;

    if (!urt_config_versions(c->config, &min, &max)) {
        c->rec.version = URT_TLS_1_2; /* of the alert */
        return URT_E_VERSION_NONE_ENABLED;
    }
    URT_TRY(new_handshake(c, urt_rows_hello, false));
    c->version = c->server ? URT_TLS_1_3 : max;
    c->rec.max_fragment = c->config->max_send_fragment;
    if (c->server) /* of alerts before the version is known */
        c->rec.version = URT_TLS_1_2;
    urt_conn_trace(c, &(struct urt_trace){
                          .kind = URT_TRACE_HANDSHAKE_START, .sent = true});
    c->started = true;
    urt_conn_trace_state(c);
    c->hs->reading = !c->server;
    return URT_OK;
}

/* What a hello may leave out must not be taken from the one before. */
static void
forget_hello(struct urt_conn *c)
{
    urt_buf_clear(&c->sni);
    urt_buf_clear(&c->alpn);
    urt_buf_clear(&c->status_ids);
    urt_buf_clear(&c->status_exts);
    urt_buf_clear(&c->peer_groups);
    urt_buf_clear(&c->peer_sigalgs);
    c->status_requested = false;
    c->max_fragment = 0;
    c->rec.max_in = URT_RECORD_PLAIN_MAX;
}

/* The keys, the Finished messages (for renegotiation_info), the version and
 * whether there was an extended master secret stay; all else is agreed on
 * anew. */
enum urt_err
urt_handshake_again(struct urt_conn *c, bool resume)
{
    URT_TRY(new_handshake(c, urt_rows_hello, false));
    forget_hello(c);
    c->renegotiating = true;
    c->reneg_due = 0;
    c->resumed = false;
    c->peer_was_verified = c->session->peer != NULL;
    c->rec.max_fragment = c->config->max_send_fragment;
    if (!c->server)
        URT_TRY(urt_conn_set_session(
            c, resume && c->session->resumable ? c->session : NULL));
    c->state = URT_STATE_DONE;
    urt_conn_trace(c, &(struct urt_trace){
                          .kind = URT_TRACE_HANDSHAKE_START, .sent = true});
    urt_conn_trace_state(c);
    c->hs->reading = !c->server;
    return URT_OK;
}

void
urt_handshake_free(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;

    if (hs == NULL)
        return;
    urt_transcript_free(&hs->transcript);
    urt_buf_free(&hs->hello_data);
    urt_buf_free(&hs->cookie);
    if (hs->peer_share.len > 0 && !hs->post &&
        (!c->server || c->version >= URT_TLS_1_3)) {
        urt_buf_free(&c->peer_share);
        c->peer_share = hs->peer_share;
    } else {
        urt_buf_free(&hs->peer_share);
    }
    urt_buf_free(&hs->premaster);
    urt_buf_free(&hs->psk);
    urt_buf_free(&hs->peer_sigalgs);
    urt_buf_free(&hs->peer_sigalgs_cert);
    urt_kex_free(hs->kex);
    urt_session_free(hs->ext_psk);
    urt_buf_free(&hs->ext_psk_identity);
    urt_wipe_free(hs, sizeof *hs);
    c->hs = NULL;
    if (c->msgs.len == 0)
        urt_buf_free(&c->msgs);
}

/* ---- sending ---- */

static enum urt_err
send_fragments(struct urt_conn *c, struct urt_bytes message)
{
    struct urt_bytes part;

    while (message.len > 0) {
        size_t n = message.len < c->rec.max_fragment ? message.len
                                                     : c->rec.max_fragment;

        urt_take(&message, &part, n);
        URT_TRY(urt_conn_send_record(c, URT_CONTENT_HANDSHAKE, part));
    }
    return URT_OK;
}

static enum urt_err
send_message(struct urt_conn *c, const struct urt_row *row)
{
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;
    size_t mark;

    urt_put_u8(&b, (uint8_t)row->msg);
    mark = urt_open(&b, 3);
    err = row->send(c, &b);
    urt_close(&b, mark, 3);
    if (err == URT_OK && !urt_buf_ok(&b))
        err = URT_E_NOMEM;
    if (c->hs->skip_message) {
        c->hs->skip_message = false;
        urt_buf_free(&b);
        return err;
    }
    if (err == URT_OK && (row->flags & URT_ROW_POST) == 0)
        err = urt_transcript_add(&c->hs->transcript, urt_buf_bytes(&b));
    if (err == URT_OK)
        err = send_fragments(c, urt_buf_bytes(&b));
    if (err == URT_OK)
        urt_conn_trace_message(c, true, URT_CONTENT_HANDSHAKE, c->version,
                               urt_buf_bytes(&b));
    urt_buf_free(&b);
    return err;
}

static enum urt_err
send_ccs(struct urt_conn *c)
{
    struct urt_bytes one = URT_LITERAL("\1");

    URT_TRY(urt_conn_send_record(c, URT_CONTENT_CCS, one));
    urt_conn_trace_message(c, true, URT_CONTENT_CCS, c->version, one);
    return URT_OK;
}

static enum urt_err
run_send(struct urt_conn *c, const struct urt_row *row)
{
    URT_TRY(row->msg == URT_ROW_CCS ? send_ccs(c) : send_message(c, row));
    c->state = row->sending;
    c->hs->reading = false;
    if ((row->flags & URT_ROW_FLUSH) != 0)
        c->rec.flush = true;
    return row->after != NULL ? row->after(c) : URT_OK;
}

/* ---- receiving ---- */

/* The first complete message in msgs; false when there is none. */
static bool
peek_message(const struct urt_conn *c, uint8_t *type, struct urt_bytes *body,
             struct urt_bytes *whole)
{
    struct urt_bytes in = urt_buf_bytes(&c->msgs);

    if (!urt_take_u8(&in, type) || !urt_take_vec24(&in, body))
        return false;
    *whole = urt_bytes(c->msgs.data, MESSAGE_HEADER + body->len);
    return true;
}

bool
urt_message_waits(const struct urt_conn *c)
{
    struct urt_bytes body, whole;
    uint8_t type;

    return peek_message(c, &type, &body, &whole);
}

/* The length is looked at before the body is gathered, so that a peer can't
 * make us hold more than the row allows. */
static enum urt_err
check_length(const struct urt_conn *c, const struct urt_row *row)
{
    struct urt_bytes in = urt_buf_bytes(&c->msgs);
    size_t limit = row->limit != 0 ? row->limit : c->config->max_cert_list;
    uint32_t len;
    uint8_t type;

    if (!urt_take_u8(&in, &type) || !urt_take_u24(&in, &len))
        return URT_OK;
    if (type != row->msg && limit < UNKNOWN_LIMIT)
        limit = UNKNOWN_LIMIT;
    if (type != row->msg && type == URT_MSG_CERTIFICATE &&
        limit < c->config->max_cert_list)
        limit = c->config->max_cert_list;
    if (len <= limit)
        return URT_OK;
    return type == row->msg ? URT_E_MSG_TOO_LONG : URT_E_MSG_UNEXPECTED;
}

/* A client ignores HelloRequest while a handshake runs (RFC 5246, 7.4.1.1);
 * it is in no transcript. There is no reason to send many. */
static const uint8_t request[MESSAGE_HEADER];

static bool
is_hello_request(const struct urt_conn *c)
{
    return !c->server && c->version <= URT_TLS_1_2 &&
           c->msgs.len >= MESSAGE_HEADER &&
           memcmp(c->msgs.data, request, MESSAGE_HEADER) == 0;
}

static bool
drop_hello_request(struct urt_conn *c)
{
    if (c->hs->hello_requests == HELLO_REQUESTS_MAX || !is_hello_request(c))
        return false;
    urt_conn_trace_message(c, false, URT_CONTENT_HANDSHAKE, c->version,
                           urt_bytes(request, MESSAGE_HEADER));
    urt_buf_consume(&c->msgs, MESSAGE_HEADER);
    c->hs->hello_requests++;
    return true;
}

/* A state that was reached by reading is told when the handshake leaves it:
 * when the next message begins. */
static void
tell_state(struct urt_conn *c)
{
    if (c->hs->untold)
        urt_conn_trace_state(c);
    c->hs->untold = false;
}

static void
note_reading(struct urt_conn *c)
{
    if (!c->hs->reading)
        c->hs->untold = true;
    c->hs->reading = true;
    tell_state(c);
}

/* Something that is no handshake message is there, in a second handshake.
 * Data is fine where a client waits for the first answer to its hello, and
 * the program reads. */
static enum urt_err
data_came(const struct urt_conn *c)
{
    if (c->rec.type != URT_CONTENT_DATA)
        return URT_E_MSG_UNEXPECTED;
    return c->hs->data_fine && c->state == URT_STATE_CW_CLIENT_HELLO
               ? URT_E_NOT_READY
               : URT_E_RECORD_TYPE;
}

/* Another message than the optional one of this row begins: a later row
 * judges it. A HelloRequest is none's. */
static bool
is_for_later(const struct urt_conn *c, const struct urt_row *row)
{
    return (row->flags & URT_ROW_OPTIONAL) != 0 && c->msgs.len > 0 &&
           c->msgs.data[0] != row->msg &&
           c->msgs.data[0] != URT_MSG_HELLO_REQUEST;
}

/* Gathers input until a whole message waits, or the begin of a later one. */
static enum urt_err
await_message(struct urt_conn *c, const struct urt_row *row)
{
    while (!is_for_later(c, row) &&
           (drop_hello_request(c) || !urt_message_waits(c))) {
        if (c->msgs.len == 0 || !urt_message_waits(c)) {
            URT_TRY(check_length(c, row));
            if (!c->rec.opened)
                URT_TRY(urt_conn_next(c));
            if (c->rec.opened && c->renegotiating)
                return data_came(c);
            if (!is_hello_request(c))
                note_reading(c);
            if (c->rec.opened)
                return c->rec.type == URT_CONTENT_CCS ? URT_E_MSG_UNEXPECTED
                                                      : URT_E_RECORD_TYPE;
        }
    }
    note_reading(c);
    return is_for_later(c, row) ? URT_OK : check_length(c, row);
}

static enum urt_err
run_recv(struct urt_conn *c, const struct urt_row *row, bool *skipped)
{
    struct urt_bytes body, whole, heard;
    enum urt_err err;
    uint8_t type;

    *skipped = false;
    URT_TRY(await_message(c, row));
    *skipped = is_for_later(c, row);
    if (*skipped)
        return URT_OK;
    if (!peek_message(c, &type, &body, &whole))
        return URT_E_INTERNAL;
    if (type != row->msg || (row->fits != NULL && !row->fits(c, body))) {
        *skipped = true;
        return (row->flags & URT_ROW_OPTIONAL) != 0 ? URT_OK
                                                    : URT_E_MSG_UNEXPECTED;
    }
    if ((row->flags & URT_ROW_BOUNDARY) != 0 && whole.len != c->msgs.len)
        return URT_E_MSG_NOT_AT_BOUNDARY;
    c->state = row->receiving;
    heard = (row->flags & URT_ROW_BARE) != 0 ? body : whole;
    if ((row->flags & URT_ROW_BARE) != 0)
        urt_conn_trace_message(c, false, 0, SSL_2_0, heard);
    else
        urt_conn_trace_message(c, false, URT_CONTENT_HANDSHAKE, c->version,
                               heard);
    err = row->recv(c, &body);
    if (err == URT_OK && body.len != 0)
        err = URT_E_MSG_TRAILING;
    if (err == URT_OK && (row->flags & URT_ROW_POST) == 0)
        err = urt_transcript_add(&c->hs->transcript, heard);
    if (err != URT_OK)
        return err;
    urt_buf_consume(&c->msgs, whole.len);
    return row->after != NULL ? row->after(c) : URT_OK;
}

static enum urt_err
recv_ccs(struct urt_conn *c, const struct urt_row *row)
{
    URT_TRY(urt_conn_next(c));
    note_reading(c);
    if (!c->rec.opened)
        return URT_E_MSG_UNEXPECTED;
    if (c->rec.type != URT_CONTENT_CCS)
        return URT_E_RECORD_TYPE;
    if (c->rec.content.len != 1 || c->rec.content.data[0] != 1)
        return URT_E_CCS_BAD;
    urt_record_drop(&c->rec);
    c->state = row->receiving;
    return row->after != NULL ? row->after(c) : URT_OK;
}

/* ---- the walk ---- */

/* What follows a finished table; NULL ends the handshake. */
static const struct urt_row *
next_table(const struct urt_conn *c)
{
    const struct urt_handshake *hs = c->hs;

    if (hs->table == urt_rows_hello && c->version >= URT_TLS_1_3)
        return urt_rows_13;
    if (hs->table == urt_rows_hello)
        return c->resumed ? urt_rows_12_resumed : urt_rows_12_full;
    if (hs->table == urt_rows_auth_request && !c->server)
        return urt_rows_auth;
    return NULL;
}

/* Stops for calls about early data, or goes on behind them. What was sent so
 * far is gone by then, but for a client's hello, which its data follows. */
static enum urt_err
pause_for_early_data(struct urt_conn *c, const struct urt_row *row)
{
    if (c->paused) {
        c->paused = false;
        urt_conn_trace(c, &(struct urt_trace){
                              .kind = URT_TRACE_HANDSHAKE_START,
                              .sent = true,
                              .value = URT_TRACE_PAUSE});
        return URT_OK;
    }
    if (!c->stop_early)
        return URT_OK;
    c->want = URT_WANT_OUTPUT;
    if (c->rec.flush && c->rec.out_len > 0)
        return URT_E_NOT_READY;
    tell_state(c);
    c->state = row->sending;
    c->paused = true;
    c->want = URT_WANT_EARLY;
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_HANDSHAKE_DONE,
                                          .value = URT_TRACE_PAUSE});
    return URT_E_NOT_READY;
}

static enum urt_err
run_row(struct urt_conn *c, const struct urt_row *row)
{
    bool skipped = false;

    if (row->msg == URT_ROW_LOCAL) {
        if (!is_ours(c, row))
            return URT_OK;
        if ((row->flags & URT_ROW_EARLY) != 0)
            URT_TRY(pause_for_early_data(c, row));
        if (row->sending == URT_STATE_DONE)
            tell_state(c);
        if (row->after != NULL)
            URT_TRY(row->after(c));
        if ((row->flags & URT_ROW_TELLS) != 0) {
            c->state = row->sending;
            c->hs->untold = true;
        } else if ((row->flags & URT_ROW_SILENT) == 0) {
            tell_state(c);
            c->state = row->sending;
            urt_conn_trace_state(c);
        }
        return URT_OK;
    }
    if (is_ours(c, row)) {
        /* One flight at a time waits for the owner to send it. */
        if (c->rec.flush && c->rec.out_len > 0) {
            c->want = URT_WANT_OUTPUT;
            return URT_E_NOT_READY;
        }
        tell_state(c);
        URT_TRY(run_send(c, row));
        urt_conn_trace_state(c);
    } else if ((row->flags & URT_ROW_SEND_ONLY) != 0) {
        return URT_OK;
    } else if (row->msg == URT_ROW_CCS) {
        URT_TRY(recv_ccs(c, row));
        c->hs->untold = true;
    } else {
        URT_TRY(run_recv(c, row, &skipped));
        c->hs->untold = !skipped;
    }
    return URT_OK;
}

static void
finish(struct urt_conn *c)
{
    bool post = c->hs->post, told = c->hs->over;

    tell_state(c);
    urt_handshake_free(c);
    c->state = URT_STATE_DONE;
    if (!post) {
        c->done = true;
        urt_conn_trace_state(c);
    } else if (!told) {
        urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_POST_DONE});
    }
}

enum urt_err
urt_handshake_run(struct urt_conn *c)
{
    for (;;) {
        const struct urt_row *row = c->hs->row, *table;

        if (row->name == NULL) {
            table = next_table(c);
            if (table == NULL) {
                /* Done when the last flight is on its way. */
                if (c->rec.flush && c->rec.out_len > 0) {
                    c->want = URT_WANT_OUTPUT;
                    return URT_E_NOT_READY;
                }
                finish(c);
                return URT_OK;
            }
            c->hs->table = c->hs->row = table;
            continue;
        }
        if (row->when != NULL && !row->when(c)) {
            c->hs->row++;
            continue;
        }
        URT_TRY(run_row(c, row));
        if ((row->flags & URT_ROW_REPEAT) == 0 || !is_ours(c, row))
            c->hs->row++;
    }
}

/* ---- after the handshake ---- */

static const struct {
    uint8_t msg;
    enum urt_from from;
    const struct urt_row *table;
} posts[] = {
    {URT_MSG_NEW_SESSION_TICKET, URT_FROM_SERVER, urt_rows_ticket},
    {URT_MSG_KEY_UPDATE, URT_FROM_BOTH, urt_rows_key_update},
    {URT_MSG_CERTIFICATE_REQUEST, URT_FROM_SERVER, urt_rows_auth_request},
    {URT_MSG_CERTIFICATE, URT_FROM_CLIENT, urt_rows_auth},
};

enum urt_err
urt_handshake_post(struct urt_conn *c)
{
    enum urt_from peer = c->server ? URT_FROM_CLIENT : URT_FROM_SERVER;
    uint8_t type = c->msgs.data[0];

    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        if (posts[i].msg != type || (posts[i].from & peer) == 0)
            continue;
        if (type == URT_MSG_CERTIFICATE && c->pha != 2)
            return URT_E_MSG_UNEXPECTED;
        if (type == URT_MSG_CERTIFICATE_REQUEST && c->pha != 1)
            return URT_E_MSG_UNEXPECTED;
        URT_TRY(new_handshake(c, posts[i].table, true));
        if (type == URT_MSG_CERTIFICATE_REQUEST)
            urt_transcript_fork(&c->hs->transcript, &c->pha_transcript);
        if (type == URT_MSG_CERTIFICATE)
            urt_transcript_fork(&c->hs->transcript, &c->pha_sent);
        urt_conn_trace_state(c);
        urt_conn_trace_state(c);
        c->hs->reading = true;
        return URT_OK;
    }
    return URT_E_MSG_UNEXPECTED;
}

enum urt_err
urt_handshake_post_send(struct urt_conn *c, const struct urt_row *table)
{
    URT_TRY(new_handshake(c, table, true));
    c->hs->posted_own = true;
    urt_conn_trace_state(c);
    if (table == urt_rows_auth_request)
        urt_transcript_fork(&c->hs->transcript, &c->pha_transcript);
    return URT_OK;
}
