/* Renegotiation: a second handshake under the keys of the first.
 * RFC 5246 section 7.4.1.1 and 7.2.2, RFC 5746.
 *
 * A client begins by itself or when a HelloRequest comes; a server asks with
 * a HelloRequest and goes on as before until the ClientHello is there. Who
 * isn't willing answers with the warning no_renegotiation. While a client
 * waits for the ServerHello application data still comes and is delivered;
 * later it is an error, as is data in the place of any other message. */
#include "engine/tls/msg.h"

enum { LEVEL_WARNING = 1, NO_RENEGOTIATION = 100, MAX_REFUSALS = 4 };

/* The program sees a request as a handshake in brief. */
static void
begin_brief(struct urt_conn *c, int times)
{
    c->brief = true;
    c->state = URT_STATE_DONE;
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_HANDSHAKE_START,
                                          .sent = true,
                                          .value = URT_TRACE_REQUEST});
    while (times-- > 0)
        urt_conn_trace_state(c);
}

static void
end_brief(struct urt_conn *c)
{
    c->state = URT_STATE_DONE;
    c->brief = false;
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_HANDSHAKE_DONE,
                                          .value = URT_TRACE_REQUEST});
}

enum urt_err
urt_hello_request_over(struct urt_conn *c)
{
    c->hs->over = true;
    end_brief(c);
    return URT_OK;
}

enum urt_err
urt_hello_request_send(struct urt_conn *c, struct urt_buf *b)
{
    c->reneg_requested = true;
    return URT_OK;
}

/* A client takes it before any table is entered. */
enum urt_err
urt_hello_request_recv(struct urt_conn *c, struct urt_bytes *in)
{
    return URT_E_MSG_UNEXPECTED;
}

enum urt_err
urt_conn_renegotiate(struct urt_conn *c, bool abbreviated)
{
    if (c->started && c->version >= URT_TLS_1_3)
        return URT_E_VERSION_ILLEGAL;
    if (c->config->no_renegotiation)
        return URT_E_RENEGOTIATION_REFUSED;
    c->reneg_due = abbreviated ? 2 : 1;
    return URT_OK;
}

bool
urt_conn_renegotiation_pending(const struct urt_conn *c)
{
    return c->reneg_due != 0 || c->reneg_requested || c->renegotiating;
}

/* What the program asked for begins when nothing else is under way. */
enum urt_err
urt_renegotiation_begin(struct urt_conn *c)
{
    bool abbreviated = c->reneg_due == 2;

    if (c->reneg_due == 0 || !c->done || c->hs != NULL || c->rec.opened ||
        c->msgs.len > 0 || c->rec.out_len > 0)
        return URT_OK;
    c->reneg_due = 0;
    c->reneg_full = !abbreviated;
    if (!c->server)
        return urt_handshake_again(c, abbreviated);
    begin_brief(c, 0);
    return urt_handshake_post_send(c, urt_rows_hello_request);
}

static void
drop_message(struct urt_conn *c, size_t len)
{
    urt_conn_trace_message(c, false, URT_CONTENT_HANDSHAKE, c->version,
                           urt_bytes(c->msgs.data, len));
    urt_buf_consume(&c->msgs, len);
}

static bool
is_willing(const struct urt_conn *c)
{
    if (c->config->no_renegotiation ||
        (!c->secure_reneg && !c->config->allow_unsafe_reneg))
        return false;
    return !c->server || c->reneg_requested || c->config->allow_client_reneg;
}

static enum urt_err
refuse(struct urt_conn *c, size_t len)
{
    begin_brief(c, 2);
    drop_message(c, len);
    if (++c->warnings > MAX_REFUSALS)
        return URT_E_RENEGOTIATION_REFUSED;
    URT_TRY(urt_conn_send_alert(c, LEVEL_WARNING, NO_RENEGOTIATION));
    c->state = c->server ? URT_STATE_SR_CLIENT_HELLO
                         : URT_STATE_CR_HELLO_REQUEST;
    urt_conn_trace_state(c);
    end_brief(c);
    return URT_OK;
}

/* A message behind the handshake of a version below 1.3: only the two that
 * ask for another handshake may come. */
enum urt_err
urt_renegotiation_asked(struct urt_conn *c)
{
    uint8_t wanted = c->server ? URT_MSG_CLIENT_HELLO : URT_MSG_HELLO_REQUEST;
    struct urt_bytes in = urt_buf_bytes(&c->msgs), body;
    uint8_t type;

    if (!urt_take_u8(&in, &type) || type != wanted ||
        !urt_take_vec24(&in, &body) || (!c->server && body.len != 0))
        return URT_E_MSG_UNEXPECTED;
    if (!is_willing(c))
        return refuse(c, c->msgs.len - in.len);
    if (c->server) {
        c->reneg_full |= !c->reneg_requested;
        return urt_handshake_again(c, true);
    }
    URT_TRY(urt_handshake_again(c, true));
    urt_conn_trace_state(c);
    drop_message(c, c->msgs.len - in.len);
    c->state = URT_STATE_CR_HELLO_REQUEST;
    urt_conn_trace_state(c);
    return URT_OK;
}
