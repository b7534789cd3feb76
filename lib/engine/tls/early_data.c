/* Early data, 0-RTT: data of a client's behind its ClientHello, under a key
 * of the PSK it offers. RFC 8446 section 2.3, 4.2.10, 4.5 and 8.
 *
 * A program that uses it begins with urt_conn_handshake_early. The handshake
 * pauses then at the rows that are marked URT_ROW_EARLY: there the connection
 * counts as no more in a handshake, until a call of another kind goes on with
 * it. A server takes early data only while its program reads it, and only with
 * the first PSK offered, under the same suite and protocol as before, of a
 * ticket whose age is what the client says; else what comes is let by
 * (conn_io.c). */
#include "engine/tls/ext_rows.h"

#include "engine/base/clock.h"
#include "engine/tls/msg.h"
#include "engine/tls/schedule.h"

enum {
    MILLISECONDS = 1000,
    AGE_WINDOW = 10 * MILLISECONDS, /* RFC 8446, 8.3 */
    INTERNAL_ERROR = 80,            /* the alert */
};

/* ---- the extension ---- */

bool
urt_ext_early_data_wants(const struct urt_conn *c, enum urt_where where)
{
    switch (where) {
    case URT_IN_CH:
        return c->hs->early_sent && !c->hs->hrr;
    case URT_IN_EE:
        return c->early == URT_EARLY_ACCEPTED;
    case URT_IN_NST:
        return c->config->max_early_data > 0;
    default:
        return false;
    }
}

enum urt_err
urt_ext_early_data_put(struct urt_conn *c, enum urt_where where,
                       struct urt_buf *b)
{
    if (where == URT_IN_NST)
        urt_put_u32(b, c->config->max_early_data);
    return URT_OK;
}

/* The server took what we sent: with the PSK that it is sealed by. */
static enum urt_err
take_acceptance(struct urt_conn *c)
{
    if (c->hs->hrr || !c->hs->psk_used || c->hs->psk_index != 0)
        return URT_E_EXT_FORBIDDEN;
    c->early = URT_EARLY_ACCEPTED;
    return URT_OK;
}

enum urt_err
urt_ext_early_data_take(struct urt_conn *c, enum urt_where where,
                        struct urt_bytes *in)
{
    if (where == URT_IN_NST)
        return urt_take_u32(in, &c->hs->ticket_early) ? URT_OK
                                                      : URT_E_EXT_DECODE;
    if (where == URT_IN_EE)
        return take_acceptance(c);
    /* Only a first hello may hold it. */
    if (c->hs->hrr)
        return URT_E_EXT_FORBIDDEN;
    c->early = URT_EARLY_REJECTED; /* for the time being */
    c->hs->early_offered = c->version >= URT_TLS_1_3;
    c->hs->early_skip = c->config->recv_max_early_data;
    return URT_OK;
}

/* None comes behind the second hello: what doesn't open is bad again. */
enum urt_err
urt_ext_early_data_missing(struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CH)
        c->hs->early_offered = false;
    if (where == URT_IN_NST)
        c->hs->ticket_early = 0;
    return URT_OK;
}

/* ---- the client ---- */

/* The session whose PSK is offered first. */
static const struct urt_session *
first_offer(const struct urt_conn *c)
{
    if (c->hs->offers_ticket13)
        return c->offer;
    return c->hs->offers_ext_psk ? c->hs->ext_psk : NULL;
}

static bool
offers_protocol(const struct urt_conn *c, struct urt_bytes protocol)
{
    struct urt_bytes in = URT_BYTES_NONE, each;

    if (c->config->alpn != NULL)
        in = urt_bytes(c->config->alpn->data, c->config->alpn->len);
    while (urt_take_vec8(&in, &each))
        if (urt_bytes_equal(each, protocol))
            return true;
    return false;
}

/* Data for one name or protocol must not end up with another. */
static enum urt_err
check_consistency(const struct urt_conn *c, const struct urt_session *s)
{
    const char *name = c->config->hostname;

    if (s->hostname != NULL &&
        (name == NULL || strcmp(name, s->hostname) != 0))
        return URT_E_EARLY_DATA_NAME;
    if (s->alpn_len > 0 &&
        !offers_protocol(c, urt_bytes(s->alpn, s->alpn_len)))
        return URT_E_EARLY_DATA_ALPN;
    return URT_OK;
}

enum urt_err
urt_early_data_offer(struct urt_conn *c)
{
    const struct urt_session *s = first_offer(c);

    if (!c->early_writing || c->hs->hrr || s == NULL ||
        s->max_early_data == 0)
        return URT_OK;
    URT_TRY(check_consistency(c, s));
    c->hs->early_sent = true;
    c->early_left = s->max_early_data;
    return URT_OK;
}

/* What the program wrote goes into the same flight. */
enum urt_err
urt_early_data_hello_sent(struct urt_conn *c)
{
    if (!c->early_writing || c->hs->hrr)
        return URT_OK;
    c->rec.flush = false;
    if (c->hs->early_sent) /* RFC 8446, 5.1: of all records but the hello's */
        c->rec.version = URT_TLS_1_2;
    return URT_OK;
}

enum urt_err
urt_early_data_begin(struct urt_conn *c)
{
    const struct urt_session *s = first_offer(c);
    uint8_t secret[URT_HASH_MAX_SIZE];
    enum urt_err err;

    if (!c->hs->early_sent) {
        c->rec.flush = true;
        return URT_E_EARLY_DATA_NOT_OFFERED;
    }
    c->early = URT_EARLY_REJECTED; /* unless the server says otherwise */
    err = urt_schedule13_early_traffic(c, s, secret);
    if (err == URT_OK)
        err = urt_schedule13_use_early(c, s->suite, secret);
    urt_wipe(secret, sizeof secret);
    return err;
}

void
urt_early_data_retry(struct urt_conn *c)
{
    if (!c->hs->early_sent)
        return;
    urt_keys_wipe(&c->rec.out);
    c->rec.out.how = &urt_protect_plain;
}

enum urt_err
urt_early_data_check(struct urt_conn *c)
{
    const struct urt_session *s = c->session;

    if (c->server || c->early != URT_EARLY_ACCEPTED)
        return URT_OK;
    return urt_bytes_equal(urt_buf_bytes(&c->alpn),
                           urt_bytes(s->alpn, s->alpn_len))
               ? URT_OK
               : URT_E_ILLEGAL_PARAMETER;
}

/* ---- the server ---- */

/* The client's idea of the ticket's age, which nobody else could change,
 * against ours: a hello that somebody kept for later is too old. The clocks
 * count seconds. */
static bool
age_fits(const struct urt_conn *c, const struct urt_session *s)
{
    int64_t told = (uint32_t)(c->hs->psk_age - s->ticket_age_add);
    int64_t age = (urt_clock_now() - s->time + 1) * MILLISECONDS;

    return told <= age && age - told <= AGE_WINDOW;
}

static bool
is_acceptable(const struct urt_conn *c)
{
    const struct urt_session *s = c->session;

    return c->early_reading && c->config->max_early_data > 0 &&
           c->resumed && !c->hs->hrr && c->hs->psk_index == 0 &&
           s->max_early_data > 0 && s->suite == c->suite &&
           urt_bytes_equal(urt_buf_bytes(&c->alpn),
                           urt_bytes(s->alpn, s->alpn_len)) &&
           (c->hs->psk_external || age_fits(c, s));
}

enum urt_err
urt_hello_early_data(struct urt_conn *c)
{
    const struct urt_hooks *hooks = c->config->hooks;
    uint32_t most = c->config->recv_max_early_data;

    if (!c->hs->early_offered || !is_acceptable(c) ||
        (hooks->early_allowed != NULL &&
         hooks->early_allowed(c->config->hook_arg) == URT_HOOK_FAIL))
        return URT_OK;
    c->early = URT_EARLY_ACCEPTED;
    c->early_left =
        c->session->max_early_data < most ? c->session->max_early_data : most;
    return urt_schedule13_early_traffic(c, c->session, c->hs->client_early);
}

enum urt_err
urt_early_data_came(struct urt_conn *c, size_t len)
{
    if (!c->hs->early_keys)
        return URT_OK;
    if (len > c->early_left)
        return URT_E_EARLY_DATA_TOO_MUCH;
    c->early_left -= (uint32_t)len;
    return URT_OK;
}

/* ---- EndOfEarlyData ---- */

enum urt_err
urt_end_of_early_data_send(struct urt_conn *c, struct urt_buf *b)
{
    return URT_OK;
}

enum urt_err
urt_end_of_early_data_recv(struct urt_conn *c, struct urt_bytes *in)
{
    return URT_OK;
}

/* A client's keys change in a row of their own. */
enum urt_err
urt_end_of_early_data_after(struct urt_conn *c)
{
    c->hs->early_keys = false;
    return c->server ? urt_schedule13_use_handshake(c, false) : URT_OK;
}

/* ---- writing and reading it ---- */

enum urt_err
urt_conn_handshake_early(struct urt_conn *c)
{
    enum urt_err err;

    if (!c->started && c->server)
        c->early_reading = true;
    else if (!c->started)
        c->early_writing = true;
    c->stop_early = true;
    err = urt_conn_run(c);
    c->stop_early = false;
    return urt_conn_settle(c, err == URT_E_NOT_READY && c->paused ? URT_OK
                                                                  : err);
}

static enum urt_err
write_early(struct urt_conn *c, const void *data, size_t len, size_t *n)
{
    /* A client's first goes out with the hello. */
    bool first = c->rec.out_len > 0 && !c->rec.flush && c->rec.out_sent == 0;

    if (c->dead != URT_OK)
        return c->dead;
    if (!c->paused)
        return URT_E_MISUSE;
    if (c->rec.out_len > 0 && !first) {
        c->want = URT_WANT_OUTPUT;
        return URT_E_NOT_READY;
    }
    if (!c->server && len > c->early_left) {
        c->hs->alert = INTERNAL_ERROR;
        return URT_E_EARLY_DATA_TOO_MUCH;
    }
    *n = len < c->rec.max_fragment ? len : c->rec.max_fragment;
    URT_TRY(urt_conn_send_record(c, URT_CONTENT_DATA, urt_bytes(data, *n)));
    if (!c->server)
        c->early_left -= (uint32_t)*n;
    if (*n == len)
        c->rec.flush = true;
    return URT_OK;
}

enum urt_err
urt_conn_write_early(struct urt_conn *c, const void *data, size_t len,
                     size_t *n)
{
    if (c->done)
        return urt_conn_write(c, data, len, n);
    *n = 0;
    return c->close_sent ? URT_E_CLOSED
                         : urt_conn_settle(c, write_early(c, data, len, n));
}

/* The next record: early data, or the begin of a message, which is the end of
 * it, and for the handshake to judge. */
static enum urt_err
next_early(struct urt_conn *c)
{
    if (c->dead != URT_OK)
        return c->dead;
    if (!urt_conn_reads_early(c))
        return URT_E_MISUSE;
    while (!c->rec.opened && c->msgs.len == 0)
        URT_TRY(urt_conn_next(c));
    return !c->rec.opened || c->rec.type == URT_CONTENT_DATA
               ? URT_OK
               : URT_E_RECORD_TYPE;
}

enum urt_err
urt_conn_read_early(struct urt_conn *c, void *out, size_t cap, size_t *n)
{
    *n = 0;
    URT_TRY(urt_conn_settle(c, next_early(c)));
    if (c->rec.opened)
        *n = urt_conn_take_data(c, out, cap, false);
    return URT_OK;
}

bool
urt_conn_writes_early(const struct urt_conn *c)
{
    return !c->server && c->hs != NULL && c->hs->early_sent;
}

bool
urt_conn_reads_early(const struct urt_conn *c)
{
    return c->server && c->paused && c->hs->early_keys;
}

enum urt_early
urt_conn_early(const struct urt_conn *c)
{
    return c->early;
}

bool
urt_conn_paused(const struct urt_conn *c)
{
    return c->paused;
}
