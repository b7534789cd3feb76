/* Records of a connection: what comes in is sorted by type, alerts are
 * obeyed and sent, and all of it is told to the trace hook.
 * RFC 8446 section 5 and 6, appendix D.4. */
#include "engine/tls/msg.h"

enum {
    LEVEL_WARNING = 1,
    LEVEL_FATAL = 2,
    ALERT_CLOSE_NOTIFY = 0,
    ALERT_USER_CANCELED = 90,
    ALERT_NO_RENEGOTIATION = 100,
    MAX_WARNINGS = 4, /* without data in between */
    EARLY_OVERHEAD = 1 + 16, /* the inner type and the tag */
};

/* ---- tracing ---- */

void
urt_conn_trace(struct urt_conn *c, const struct urt_trace *t)
{
    if (c->config->hooks->trace != NULL)
        c->config->hooks->trace(c->config->hook_arg, t);
}

void
urt_conn_trace_state(struct urt_conn *c)
{
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_STATE,
                                          .value = (int)c->state});
}

void
urt_conn_trace_message(struct urt_conn *c, bool sent, int type,
                       uint16_t version, struct urt_bytes data)
{
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_MESSAGE,
                                          .sent = sent,
                                          .version = version,
                                          .content_type = type,
                                          .data = data});
}

static void
trace_alert(struct urt_conn *c, bool sent, int level, int alert)
{
    uint8_t body[2] = {(uint8_t)level, (uint8_t)alert};

    urt_conn_trace_message(c, sent, URT_CONTENT_ALERT, c->version,
                           urt_bytes(body, 2));
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_ALERT,
                                          .sent = sent,
                                          .value = level << 8 | alert});
}

/* ---- output ---- */

enum urt_err
urt_conn_send_record(struct urt_conn *c, uint8_t type,
                     struct urt_bytes content)
{
    /* A CCS is never protected in TLS 1.3. */
    bool plain_ccs = type == URT_CONTENT_CCS && c->rec.out.how->inner_type;
    struct urt_keys saved;
    const uint8_t *head;
    enum urt_err err;

    if (plain_ccs) {
        saved = c->rec.out;
        c->rec.out.how = &urt_protect_plain;
    }
    err = urt_record_seal(&c->rec, type, content, &head);
    if (plain_ccs) {
        c->rec.out = saved;
        urt_wipe(&saved, sizeof saved);
    }
    if (err != URT_OK)
        return err;
    urt_conn_trace_message(c, true, URT_CONTENT_HEADER, c->rec.version,
                           urt_bytes(head, URT_RECORD_HEADER));
    if (c->rec.out.how->inner_type && !plain_ccs)
        urt_conn_trace_message(c, true, URT_CONTENT_INNER, c->rec.version,
                               urt_bytes(&type, 1));
    return URT_OK;
}

enum urt_err
urt_conn_send_alert(struct urt_conn *c, int level, int alert)
{
    uint8_t body[2] = {(uint8_t)level, (uint8_t)alert};

    URT_TRY(urt_conn_send_record(c, URT_CONTENT_ALERT, urt_bytes(body, 2)));
    c->rec.flush = true;
    trace_alert(c, true, level, alert);
    return URT_OK;
}

enum urt_err
urt_conn_die(struct urt_conn *c, enum urt_err err)
{
    int alert = urt_err_alert(err);

    c->dead = err;
    if (c->hs != NULL && c->hs->alert > 0)
        alert = c->hs->alert;
    /* The connection ends anyway: nothing more can be done when even the
     * alert can't be made. */
    if (alert > 0 && !c->close_sent &&
        urt_conn_send_alert(c, LEVEL_FATAL, alert) != URT_OK)
        c->rec.flush = true;
    if (c->session != NULL && alert > 0 &&
        (err != URT_E_EOF || !c->close_sent) &&
        c->config->hooks->session_drop != NULL && (c->done || c->resumed))
        c->config->hooks->session_drop(c->config->hook_arg, c->session);
    urt_record_drop(&c->rec);
    urt_buf_free(&c->msgs);
    urt_handshake_free(c);
    c->paused = false;
    return err;
}

void
urt_conn_fix_version(struct urt_conn *c, uint16_t version)
{
    c->version = version;
    c->rec.version = version < URT_TLS_1_2 ? version : URT_TLS_1_2;
    c->rec.version_fixed = version <= URT_TLS_1_2;
}

/* ---- input ---- */

static enum urt_err
take_alert(struct urt_conn *c)
{
    struct urt_bytes in = c->rec.content;
    uint8_t level, alert;
    bool tls13 = c->version >= URT_TLS_1_3 && c->rec.in.how->inner_type;

    if (!urt_take_u8(&in, &level) || !urt_take_u8(&in, &alert) ||
        in.len != 0)
        return URT_E_ALERT_DECODE;
    urt_record_drop(&c->rec);
    trace_alert(c, false, level, alert);
    c->alert_received = alert;
    if (alert == ALERT_CLOSE_NOTIFY && (level == LEVEL_WARNING || tls13)) {
        c->close_received = true;
        return URT_E_CLOSED;
    }
    if (level == LEVEL_FATAL || (tls13 && alert != ALERT_USER_CANCELED)) {
        if (c->session != NULL && c->config->hooks->session_drop != NULL)
            c->config->hooks->session_drop(c->config->hook_arg, c->session);
        return URT_E_ALERT_RECEIVED;
    }
    if (level != LEVEL_WARNING)
        return URT_E_ALERT_LEVEL;
    if (alert == ALERT_NO_RENEGOTIATION &&
        (c->renegotiating || c->reneg_requested))
        return URT_E_RENEGOTIATION_DENIED;
    if (++c->warnings > MAX_WARNINGS)
        return URT_E_ALERT_TOO_MANY;
    return URT_OK;
}

/* In TLS 1.3 a CCS of one byte 1 may come, and means nothing, from the first
 * hello of the peer to its Finished. The server also has to let it by
 * before it knows the version, right behind a ClientHello. */
static bool
is_dummy_ccs(const struct urt_conn *c)
{
    return c->rec.head[0] == URT_CONTENT_CCS && c->hs != NULL &&
           !c->hs->post && c->version >= URT_TLS_1_3 &&
           (c->server || c->hs->hrr || c->hs->table != urt_rows_hello) &&
           c->hs->transcript.all.len + (c->rec.in.how->inner_type ? 1 : 0) > 0;
}

static enum urt_err
pass_dummy_ccs(struct urt_conn *c)
{
    bool fine = c->rec.body_len == 1 && c->rec.body[0] == 1 &&
                c->msgs.len == 0;

    urt_record_drop(&c->rec);
    if (++c->rec.empty > URT_RECORD_EMPTY_MAX)
        return URT_E_RECORD_EMPTY;
    return fine ? URT_OK : URT_E_CCS_UNEXPECTED;
}

/* A server that refused early data lets it by: what doesn't open under the
 * handshake key, or what comes before the second ClientHello. RFC 8446,
 * 4.2.10. */
static bool
is_refused_early(const struct urt_conn *c)
{
    return c->hs != NULL && c->hs->early_offered && c->server &&
           c->early != URT_EARLY_ACCEPTED &&
           c->rec.head[0] == URT_CONTENT_DATA && c->rec.in.seq == 0;
}

/* What is let by is measured as the client measures its early data, by what
 * it sealed; a record of nothing counts too, or there would be no end. */
static enum urt_err
pass_early(struct urt_conn *c, size_t len)
{
    size_t cost = len > EARLY_OVERHEAD ? len - EARLY_OVERHEAD : 1;

    if (cost > c->hs->early_skip)
        return URT_E_EARLY_DATA_TOO_MUCH;
    c->hs->early_skip -= cost;
    return URT_OK;
}

static enum urt_err
open_record(struct urt_conn *c, bool *passed)
{
    bool early = is_refused_early(c);
    size_t len = c->rec.body_len;
    enum urt_err err;

    *passed = false;
    if (early && !c->rec.in.how->inner_type) {
        urt_record_drop(&c->rec);
        err = URT_E_RECORD_MAC;
    } else {
        err = urt_record_open(&c->rec);
    }
    *passed = early && err == URT_E_RECORD_MAC;
    return *passed ? pass_early(c, len) : err;
}

static uint16_t
head_version(const struct urt_conn *c)
{
    return (uint16_t)(c->rec.head[1] << 8 | c->rec.head[2]);
}

static bool
is_first_of_client(const struct urt_conn *c)
{
    return c->server && !c->done && c->state == URT_STATE_BEFORE &&
           c->hs != NULL && c->hs->transcript.all.len == 0 &&
           c->msgs.len == 0;
}

/* The hello in SSL 2.0's format, as a message of a type of its own. */
static enum urt_err
take_v2_hello(struct urt_conn *c, bool *again)
{
    c->hs->v2_hello = true;
    urt_put_u8(&c->msgs, URT_MSG_V2_HELLO);
    urt_put_vec(&c->msgs, c->rec.content, 3);
    urt_record_drop(&c->rec);
    *again = false;
    return urt_buf_ok(&c->msgs) ? URT_OK : URT_E_NOMEM;
}

static enum urt_err
sort_record(struct urt_conn *c, bool *again)
{
    *again = true;
    if (is_first_of_client(c)) {
        if (c->rec.v2)
            return take_v2_hello(c, again);
        /* The answer has the version of what is out of place. */
        if (c->rec.type != URT_CONTENT_HANDSHAKE &&
            c->rec.type != URT_CONTENT_CCS) {
            c->version = c->rec.version = head_version(c);
            return URT_E_RECORD_TYPE;
        }
    }
    if (c->msgs.len > 0 && c->rec.type != URT_CONTENT_HANDSHAKE)
        return URT_E_RECORD_TYPE;
    switch (c->rec.type) {
    case URT_CONTENT_ALERT:
        /* A server's first record is a ClientHello. */
        if (c->server && c->hs != NULL && !c->hs->post &&
            c->hs->table == urt_rows_hello && c->hs->hello_data.len == 0)
            return URT_E_RECORD_TYPE;
        return take_alert(c);
    case URT_CONTENT_HANDSHAKE:
        if (c->rec.content.len == 0 && c->rec.in.how->inner_type)
            return URT_E_RECORD_EMPTY;
        urt_put_bytes(&c->msgs, c->rec.content);
        urt_record_drop(&c->rec);
        *again = false;
        return urt_buf_ok(&c->msgs) ? URT_OK : URT_E_NOMEM;
    case URT_CONTENT_DATA:
        if (c->rec.content.len == 0) {
            urt_record_drop(&c->rec);
            return URT_OK;
        }
        c->key_updates = c->warnings = 0;
        *again = false;
        return c->hs != NULL ? urt_early_data_came(c, c->rec.content.len)
                             : URT_OK;
    case URT_CONTENT_CCS:
        if (c->rec.in.how->inner_type)
            return URT_E_RECORD_TYPE;
        if (c->rec.content.len == 0 && c->rec.version_fixed &&
            c->hs != NULL) {
            urt_record_drop(&c->rec);
            return URT_OK;
        }
        *again = false;
        return URT_OK;
    default:
        return URT_E_RECORD_TYPE;
    }
}

enum urt_err
urt_conn_next(struct urt_conn *c)
{
    bool again = true, passed;
    enum urt_err err;

    if (c->kept != URT_OK) {
        err = c->kept;
        c->kept = URT_OK;
        return err;
    }
    while (again) {
        err = urt_record_await(&c->rec, c->server);
        if (err == URT_E_NOT_READY)
            c->want = URT_WANT_INPUT;
        if (err != URT_OK)
            return err;
        urt_conn_trace_message(c, false, URT_CONTENT_HEADER,
                               (uint16_t)(c->rec.head[1] << 8 |
                                          c->rec.head[2]),
                               urt_bytes(c->rec.head, URT_RECORD_HEADER));
        if (is_dummy_ccs(c)) {
            URT_TRY(pass_dummy_ccs(c));
            continue;
        }
        URT_TRY(open_record(c, &passed));
        if (passed)
            continue;
        if (c->rec.in.how->inner_type &&
            c->rec.head[0] == URT_CONTENT_DATA)
            urt_conn_trace_message(c, false, URT_CONTENT_INNER, c->version,
                                   urt_bytes(&c->rec.type, 1));
        URT_TRY(sort_record(c, &again));
    }
    return URT_OK;
}
