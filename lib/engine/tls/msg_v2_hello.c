/* A ClientHello in the format of SSL 2.0 that offers TLS. RFC 5246, E.2.
 *
 * The record layer knows it by its two-byte header and hands over all that
 * follows, message type included; that is also what the transcript holds.
 * From there on it is a ClientHello without session ID and extensions. */
#include "engine/tls/msg.h"

enum { SSL_2_0 = 0x0002 };

bool
urt_v2_hello_fits(const struct urt_conn *c, struct urt_bytes body)
{
    return c->hs->v2_hello;
}

enum urt_err
urt_v2_hello_send(struct urt_conn *c, struct urt_buf *b)
{
    return URT_E_INTERNAL; /* nobody does */
}

struct v2_hello {
    uint8_t type;
    uint16_t version;
    struct urt_bytes specs, session_id, challenge;
};

static bool
take_hello(struct v2_hello *h, struct urt_bytes *in)
{
    uint16_t specs, id, challenge;

    return urt_take_u8(in, &h->type) && urt_take_u16(in, &h->version) &&
           urt_take_u16(in, &specs) && urt_take_u16(in, &id) &&
           urt_take_u16(in, &challenge) &&
           urt_take(in, &h->specs, specs) &&
           urt_take(in, &h->session_id, id) &&
           urt_take(in, &h->challenge, challenge) && in->len == 0 &&
           specs % 3 == 0 && id <= URT_SESSION_ID_MAX;
}

/* Suites of SSL 2.0 itself have a third byte in front that isn't zero. */
static bool
put_suites(struct urt_buf *b, struct urt_bytes specs)
{
    size_t mark = urt_open(b, 2);
    bool others = false;
    uint8_t kind;
    uint16_t id;

    while (urt_take_u8(&specs, &kind) && urt_take_u16(&specs, &id)) {
        if (kind == 0)
            urt_put_u16(b, id);
        else
            others = true;
    }
    urt_close(b, mark, 2);
    return others;
}

enum urt_err
urt_v2_hello_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_buf *b = &c->hs->hello_data;
    size_t len;
    struct v2_hello h;

    if (!take_hello(&h, in))
        return URT_E_V2_DECODE;
    if (h.version == SSL_2_0)
        return URT_E_V2_VERSION;
    len = h.challenge.len < URT_RANDOM ? h.challenge.len : URT_RANDOM;
    urt_buf_clear(b);
    urt_put_u16(b, h.version);
    urt_put_zeros(b, URT_RANDOM - len);
    urt_put(b, h.challenge.data, len);
    urt_put_vec(b, URT_BYTES_NONE, 1);
    c->hs->v2_suites = put_suites(b, h.specs);
    urt_put_vec(b, URT_LITERAL("\0"), 1);
    return urt_buf_ok(b) ? urt_hello_split(c) : URT_E_NOMEM;
}
