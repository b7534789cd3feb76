/* NewSessionTicket, and sessions becoming known to the program.
 * RFC 8446 section 4.6.1, RFC 5077 section 3.3.
 *
 * Each TLS 1.3 ticket is a session of its own, made from the connection's.
 * A client names a ticket's session by the SHA-256 of the ticket. */
#include "engine/tls/msg.h"

#include "engine/base/clock.h"
#include "engine/crypto/rng.h"
#include "engine/tls/schedule.h"

enum { NONCE = 8, WEEK = 7 * 24 * 3600, TICKET_MAX = 65535 };

static enum urt_err
publish(struct urt_conn *c)
{
    if (c->config->hooks->session_new != NULL) {
        c->config->hooks->session_new(c->config->hook_arg, c->session);
        c->own_session = false;
    }
    return URT_OK;
}

static uint32_t
lifetime(const struct urt_conn *c)
{
    int64_t t = c->config->session_timeout;

    return (uint32_t)(t < 0 ? 0 : t > WEEK ? WEEK : t);
}

/* ---- the server ---- */

/* The sealed session; nothing where the hook declines. */
static enum urt_err
put_sealed(struct urt_conn *c, struct urt_buf *b, struct urt_session *s)
{
    const struct urt_hooks *hooks = c->config->hooks;
    struct urt_buf der = URT_BUF_INIT, ticket = URT_BUF_INIT;
    enum urt_hook h = URT_HOOK_OK;
    enum urt_err err = URT_OK;
    bool made;

    if (hooks->ticket_made != NULL)
        h = hooks->ticket_made(c->config->hook_arg, s);
    made = h != URT_HOOK_FAIL;
    if (h != URT_HOOK_FAIL)
        err = urt_session_put_der(&der, s);
    if (h != URT_HOOK_FAIL && err == URT_OK)
        h = hooks->ticket_seal(c->config->hook_arg, urt_buf_bytes(&der),
                               &ticket);
    if (err == URT_OK && h == URT_HOOK_FAIL)
        err = made ? URT_E_CALLBACK_FAILED : URT_E_INTERNAL;
    if (err == URT_OK && !urt_buf_ok(&ticket))
        err = URT_E_NOMEM;
    if (err == URT_OK && h == URT_HOOK_OK && ticket.len <= TICKET_MAX)
        urt_put_bytes(b, urt_buf_bytes(&ticket));
    urt_buf_free(&der);
    urt_buf_free(&ticket);
    return err;
}

enum urt_err
urt_session_make_id(struct urt_conn *c)
{
    struct urt_session *s = c->session;
    size_t len = URT_SESSION_ID_MAX;
    enum urt_hook h = URT_HOOK_NONE;

    if (c->config->hooks->session_id != NULL)
        h = c->config->hooks->session_id(c->config->hook_arg, s->id, &len);
    if (h == URT_HOOK_FAIL || len == 0 || len > URT_SESSION_ID_MAX)
        return URT_E_CALLBACK_FAILED;
    s->id_len = len;
    return h == URT_HOOK_OK ? URT_OK : urt_random(s->id, len);
}

static enum urt_err
next_session(struct urt_conn *c, struct urt_bytes nonce)
{
    struct urt_session *s = urt_session_dup(c->session);

    if (s == NULL)
        return URT_E_NOMEM;
    urt_session_free(c->session);
    c->session = s;
    c->own_session = true;
    s->resumable = true; /* whatever became of the one before */
    s->time = urt_clock_now();
    s->timeout = c->config->session_timeout;
    s->max_early_data = c->config->max_early_data;
    s->secret_len = c->suite->prf->size;
    s->id_len = URT_SESSION_ID_MAX;
    s->suite = c->suite;
    s->suite_id = c->suite->id;
    return urt_schedule13_ticket_psk(c, s->secret, nonce);
}

static enum urt_err
keep_alpn(struct urt_conn *c)
{
    struct urt_session *s = c->session;

    urt_free(s->alpn);
    s->alpn = NULL;
    s->alpn_len = 0;
    if (c->alpn.len == 0)
        return URT_OK;
    s->alpn = urt_memdup(c->alpn.data, c->alpn.len);
    if (s->alpn == NULL)
        return URT_E_NOMEM;
    s->alpn_len = c->alpn.len;
    return URT_OK;
}

enum urt_err
urt_new_session_ticket_send(struct urt_conn *c, struct urt_buf *b)
{
    uint8_t nonce[NONCE], add[4];
    uint64_t n = c->ticket_nonce++;
    struct urt_session *s;
    size_t mark;

    for (int i = NONCE; i-- > 0; n >>= 8)
        nonce[i] = (uint8_t)n;
    URT_TRY(next_session(c, urt_bytes(nonce, NONCE)));
    s = c->session;
    URT_TRY(keep_alpn(c));
    URT_TRY(urt_session_make_id(c));
    URT_TRY(urt_random(add, sizeof add));
    s->ticket_age_add = (uint32_t)add[0] << 24 | (uint32_t)add[1] << 16 |
                        (uint32_t)add[2] << 8 | add[3];
    s->ticket_lifetime = 0; /* the hint is the client's to keep */
    urt_put_u32(b, lifetime(c));
    urt_put_u32(b, s->ticket_age_add);
    urt_put_vec(b, urt_bytes(nonce, NONCE), 1);
    mark = urt_open(b, 2);
    if (urt_uses_tickets(c)) {
        URT_TRY(put_sealed(c, b, s));
        if (b->len == mark) { /* declined: there is no ticket */
            c->hs->skip_message = true;
            return URT_OK;
        }
    } else {
        urt_put(b, s->id, s->id_len);
    }
    urt_close(b, mark, 2);
    URT_TRY(urt_ext_put(c, URT_IN_NST, b));
    return publish(c);
}

enum urt_err
urt_new_session_ticket_after(struct urt_conn *c)
{
    if (!c->server)
        return URT_OK;
    if (c->hs->tickets_left > 0)
        c->hs->tickets_left--;
    else if (c->tickets_due > 0)
        c->tickets_due--;
    return URT_OK;
}

enum urt_err
urt_new_session_ticket12_send(struct urt_conn *c, struct urt_buf *b)
{
    size_t mark;

    URT_TRY(keep_alpn(c));
    urt_put_u32(b, lifetime(c));
    mark = urt_open(b, 2);
    URT_TRY(put_sealed(c, b, c->session));
    urt_close(b, mark, 2);
    return URT_OK;
}

/* ---- the client ---- */

/* A session of its own, which the ticket goes into. */
static enum urt_err
keep_ticket(struct urt_conn *c, struct urt_bytes ticket, uint32_t hint)
{
    struct urt_session *s = urt_session_dup(c->session);

    if (s == NULL)
        return URT_E_NOMEM;
    urt_session_free(c->session);
    c->session = s;
    c->own_session = true;
    s->resumable = true; /* whatever became of the one before */
    urt_wipe_free(s->ticket, s->ticket_len);
    s->ticket_len = 0;
    s->ticket = urt_memdup(ticket.data, ticket.len);
    if (s->ticket == NULL)
        return URT_E_NOMEM;
    s->ticket_len = ticket.len;
    s->ticket_lifetime = hint;
    s->time = urt_clock_now();
    urt_hash_digest(&urt_hash_sha256, s->id, ticket);
    s->id_len = urt_hash_sha256.size;
    return URT_OK;
}

enum urt_err
urt_new_session_ticket_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes nonce, ticket, exts;
    uint32_t hint, add;

    if (!urt_take_u32(in, &hint) || !urt_take_u32(in, &add) ||
        !urt_take_vec8(in, &nonce) || !urt_take_vec16(in, &ticket) ||
        ticket.len == 0 || !urt_take_vec16(in, &exts))
        return URT_E_MSG_DECODE;
    URT_TRY(urt_ext_split(c, URT_IN_NST, exts, &c->hs->ext));
    URT_TRY(urt_ext_take(c, URT_IN_NST, &c->hs->ext));
    URT_TRY(keep_ticket(c, ticket, hint));
    URT_TRY(keep_alpn(c));
    c->session->ticket_age_add = add;
    c->session->max_early_data = c->hs->ticket_early;
    c->session->suite = c->suite;
    c->session->suite_id = c->suite->id;
    if (hint != 0)
        c->session->timeout = hint < WEEK ? hint : WEEK;
    c->session->secret_len = c->suite->prf->size;
    URT_TRY(urt_schedule13_ticket_psk(c, c->session->secret, nonce));
    return publish(c);
}

enum urt_err
urt_new_session_ticket12_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes ticket;
    uint32_t hint;

    if (!urt_take_u32(in, &hint) || !urt_take_vec16(in, &ticket))
        return URT_E_MSG_DECODE;
    return ticket.len == 0 ? URT_OK : keep_ticket(c, ticket, hint);
}

/* ---- both: the end of a TLS 1.2 handshake ---- */

enum urt_err
urt_session_made(struct urt_conn *c)
{
    /* A server's ticket is with the client alone. */
    if (c->session->id_len == 0 || (c->server && c->hs->ticket_expected))
        return URT_OK;
    /* A resumed session is known already; of a new ticket in it a client is
     * not told, as by OpenSSL, but shown it (SSL_get_session). */
    if (c->resumed && (!c->own_session || !c->server)) {
        c->own_session = false;
        return URT_OK;
    }
    if (!c->server)
        URT_TRY(keep_alpn(c));
    return publish(c);
}
