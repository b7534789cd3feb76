/* pre_shared_key and psk_key_exchange_modes: resumption in TLS 1.3, and
 * external PSKs. RFC 8446 section 4.2.9 and 4.2.11.
 *
 * The client offers its ticket, then the external PSK that the program gave.
 * Binders are written as zeros here and filled in by the hello, which alone
 * knows when it is complete. */
#include "engine/tls/ext_rows.h"

#include "engine/base/clock.h"

enum { KE = 0, DHE_KE = 1 };

bool
urt_ext_psk_key_exchange_modes_wants(const struct urt_conn *c,
                                     enum urt_where where)
{
    return c->hs->offered_tls13;
}

enum urt_err
urt_ext_psk_key_exchange_modes_put(struct urt_conn *c, enum urt_where where,
                                   struct urt_buf *b)
{
    size_t list = urt_open(b, 1);

    urt_put_u8(b, DHE_KE);
    if (c->config->allow_no_dhe_kex)
        urt_put_u8(b, KE);
    urt_close(b, list, 1);
    return URT_OK;
}

enum urt_err
urt_ext_psk_key_exchange_modes_take(struct urt_conn *c, enum urt_where where,
                                    struct urt_bytes *in)
{
    struct urt_bytes list;

    if (!urt_take_vec8(in, &list) || list.len == 0)
        return URT_E_EXT_DECODE;
    c->hs->psk_ke = memchr(list.data, KE, list.len) != NULL;
    c->hs->psk_dhe = memchr(list.data, DHE_KE, list.len) != NULL;
    return URT_OK;
}

/* Whether the session to resume can be offered in this hello. */
static bool
fits_hello(const struct urt_conn *c)
{
    const struct urt_session *s = c->offer;
    int64_t now = urt_clock_now();

    if (s == NULL || s->version != URT_TLS_1_3 || !c->hs->offered_tls13 ||
        !s->resumable || s->suite == NULL || s->ticket_len == 0 ||
        now < s->time || now - s->time > (int64_t)s->ticket_lifetime)
        return false;
    if (c->hs->hrr)
        return c->suite->prf == s->suite->prf;
    for (size_t i = 0; c->config->suites13 != NULL &&
                       i < c->config->suites13->count;
         i++) {
        const struct urt_suite *each =
            urt_suite_by_id(c->config->suites13->id[i]);

        if (urt_suite_allowed(c, each, URT_TLS_1_3, URT_TLS_1_3) &&
            each->prf == s->suite->prf)
            return true;
    }
    return false;
}

/* A session of up to TLS 1.2 isn't mixed with PSKs of 1.3. */
void
urt_psk_decide(struct urt_conn *c)
{
    c->hs->offers_ticket13 = fits_hello(c);
    c->hs->offers_ext_psk = c->hs->ext_psk != NULL && !c->hs->offers_classic;
}

bool
urt_ext_pre_shared_key_wants(const struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_SH)
        return c->resumed;
    return c->hs->offers_ticket13 || c->hs->offers_ext_psk;
}

size_t
urt_psk_size(const struct urt_conn *c)
{
    size_t size = 2 + 2 + 2 + 2; /* type, length, of identities, of binders */

    if (!urt_ext_pre_shared_key_wants(c, URT_IN_CH))
        return 0;
    if (c->hs->offers_ticket13)
        size += 2 + c->offer->ticket_len + 4 + 1 + c->offer->suite->prf->size;
    if (c->hs->offers_ext_psk)
        size += 2 + c->hs->ext_psk_identity.len + 4 + 1 +
                c->hs->ext_psk->suite->prf->size;
    return size;
}

static void
put_identity(struct urt_buf *b, struct urt_bytes identity, uint32_t age)
{
    urt_put_vec(b, identity, 2);
    urt_put_u32(b, age);
}

static void
put_blank_binder(struct urt_buf *b, const struct urt_session *s)
{
    urt_put_u8(b, (uint8_t)s->suite->prf->size);
    urt_put_zeros(b, s->suite->prf->size);
}

/* In milliseconds, though the clock counts seconds: of the one that has begun
 * nothing is told, lest a server find the ticket older than it can be. */
static uint32_t
age_of(const struct urt_session *s)
{
    int64_t seconds = urt_clock_now() - s->time;

    return (uint32_t)(seconds > 0 ? seconds - 1 : 0) * 1000 +
           s->ticket_age_add;
}

/* An external PSK's age is 0. */
enum urt_err
urt_ext_pre_shared_key_put(struct urt_conn *c, enum urt_where where,
                           struct urt_buf *b)
{
    bool ticket = c->hs->offers_ticket13, external = c->hs->offers_ext_psk;
    size_t list, before;

    if (where == URT_IN_SH) {
        urt_put_u16(b, c->hs->psk_index);
        return URT_OK;
    }
    list = urt_open(b, 2);
    if (ticket)
        put_identity(b, urt_bytes(c->offer->ticket, c->offer->ticket_len),
                     age_of(c->offer));
    if (external)
        put_identity(b, urt_buf_bytes(&c->hs->ext_psk_identity), 0);
    urt_close(b, list, 2);
    before = b->len;
    list = urt_open(b, 2);
    if (ticket)
        put_blank_binder(b, c->offer);
    if (external)
        put_blank_binder(b, c->hs->ext_psk);
    urt_close(b, list, 2);
    c->hs->binders_len = b->len - before;
    return URT_OK;
}

/* A server's reading is a step of its own. */
enum urt_err
urt_ext_pre_shared_key_take(struct urt_conn *c, enum urt_where where,
                            struct urt_bytes *in)
{
    uint16_t index;

    if (where == URT_IN_CH) {
        *in = URT_BYTES_NONE;
        return URT_OK;
    }
    if (!urt_take_u16(in, &index))
        return URT_E_EXT_DECODE;
    if (index >= c->hs->offers_ticket13 + c->hs->offers_ext_psk)
        return URT_E_PSK_ILLEGAL;
    c->hs->psk_used = true;
    c->hs->psk_index = index;
    return URT_OK;
}
