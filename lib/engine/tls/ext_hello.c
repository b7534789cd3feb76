/* Extensions about the connection as such: server_name and
 * max_fragment_length (RFC 6066), ALPN (RFC 7301), renegotiation_info (RFC
 * 5746), session_ticket (RFC 5077), extended_master_secret (RFC 7627),
 * encrypt_then_mac (RFC 7366), padding (RFC 7685), cookie. */
#include "engine/tls/ext_rows.h"
#include "engine/tls/msg.h"

#include "engine/base/ct.h"

enum { HOST_NAME = 0, HOST_NAME_MAX_LEN = 255 };

enum urt_err
urt_keep(struct urt_buf *b, struct urt_bytes s)
{
    urt_buf_clear(b);
    urt_put_bytes(b, s);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

bool
urt_take_ids(struct urt_bytes *in, struct urt_bytes *out)
{
    return urt_take_vec16(in, out) && out->len > 0 && out->len % 2 == 0;
}

static enum urt_err
put_nothing(struct urt_conn *c, enum urt_where where, struct urt_buf *b)
{
    return URT_OK;
}

/* ---- renegotiation_info: the SCSV speaks for us in the first hello; in
 * later ones what both sides said last in Finished binds the handshakes
 * together ---- */

bool
urt_ext_renegotiation_info_wants(const struct urt_conn *c,
                                 enum urt_where where)
{
    return where == URT_IN_SH12 ? c->secure_reneg
                                : c->renegotiating && c->secure_reneg;
}

enum { CLIENT = 0, SERVER = 1 };

static void
put_finished(const struct urt_conn *c, struct urt_buf *b, int who)
{
    if (c->renegotiating)
        urt_put(b, c->finished[who], c->finished_len[who]);
}

/* What the hello of WHERE has to hold. */
static void
put_info(const struct urt_conn *c, struct urt_buf *b, enum urt_where where)
{
    put_finished(c, b, CLIENT);
    if (where == URT_IN_SH12)
        put_finished(c, b, SERVER);
}

enum urt_err
urt_ext_renegotiation_info_put(struct urt_conn *c, enum urt_where where,
                               struct urt_buf *b)
{
    size_t mark = urt_open(b, 1);

    put_info(c, b, where);
    urt_close(b, mark, 1);
    return URT_OK;
}

enum urt_err
urt_ext_renegotiation_info_take(struct urt_conn *c, enum urt_where where,
                                struct urt_bytes *in)
{
    struct urt_buf expected = URT_BUF_INIT;
    struct urt_bytes info;
    bool same;

    if (!urt_take_vec8(in, &info) || in->len != 0)
        return URT_E_RENEGOTIATION_DECODE;
    put_info(c, &expected, where);
    same = urt_buf_ok(&expected) && info.len == expected.len &&
           urt_ct_equal(info.data, expected.data, info.len);
    urt_buf_free(&expected);
    if (!same)
        return URT_E_RENEGOTIATION_INFO;
    c->secure_reneg = true;
    return URT_OK;
}

/* RFC 5746, 3.4, 3.5 and 3.7. */
enum urt_err
urt_ext_renegotiation_info_missing(struct urt_conn *c, enum urt_where where)
{
    if (c->renegotiating)
        return c->secure_reneg ? URT_E_RENEGOTIATION_INFO : URT_OK;
    if (where == URT_IN_SH12 && !c->config->allow_unsafe_legacy &&
        !c->config->allow_unsafe_reneg)
        return URT_E_RENEGOTIATION_UNSAFE;
    return URT_OK;
}

/* ---- server_name ---- */

bool
urt_ext_server_name_wants(const struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CH)
        return c->config->hostname != NULL;
    return c->hs->sni_ack && (c->version >= URT_TLS_1_3 || !c->resumed);
}

enum urt_err
urt_ext_server_name_put(struct urt_conn *c, enum urt_where where,
                        struct urt_buf *b)
{
    size_t list;

    if (where != URT_IN_CH)
        return URT_OK;
    list = urt_open(b, 2);
    urt_put_u8(b, HOST_NAME);
    urt_put_vec(b, urt_bytes(c->config->hostname, strlen(c->config->hostname)),
                2);
    urt_close(b, list, 2);
    return URT_OK;
}

/* The client's hook hears of the answer whether or not the name was
 * acknowledged. */
static enum urt_err
name_answered(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_SNI_UNRECOGNIZED);

    if (c->config->hooks->sni == NULL ||
        c->config->hooks->sni(c->config->hook_arg, &alert) != URT_HOOK_FAIL)
        return URT_OK;
    c->hs->alert = alert;
    return URT_E_SNI_UNRECOGNIZED;
}

enum urt_err
urt_keep_server_name(struct urt_conn *c)
{
    if (!c->hs->sni_ack || c->resumed || c->session == NULL ||
        c->session->hostname != NULL || c->config->hostname == NULL)
        return URT_OK;
    c->session->hostname = urt_strdup(c->config->hostname);
    return c->session->hostname != NULL ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_ext_server_name_take(struct urt_conn *c, enum urt_where where,
                         struct urt_bytes *in)
{
    struct urt_bytes list, name;
    uint8_t type;

    if (where != URT_IN_CH) {
        c->hs->sni_ack = true;
        /* Up to TLS 1.2 the session is begun after the extensions. */
        if (c->version >= URT_TLS_1_3)
            URT_TRY(urt_keep_server_name(c));
        return name_answered(c);
    }
    if (!urt_take_vec16(in, &list) || !urt_take_u8(&list, &type) ||
        !urt_take_vec16(&list, &name) || list.len != 0)
        return URT_E_EXT_DECODE;
    if (type != HOST_NAME || name.len == 0 || name.len > HOST_NAME_MAX_LEN ||
        memchr(name.data, 0, name.len) != NULL)
        return URT_E_SNI_UNRECOGNIZED;
    return urt_keep(&c->sni, name);
}

enum urt_err
urt_ext_server_name_missing(struct urt_conn *c, enum urt_where where)
{
    return where == URT_IN_CH ? URT_OK : name_answered(c);
}

/* ---- max_fragment_length ---- */

static void
obey_fragment(struct urt_conn *c, uint8_t code)
{
    size_t size = (size_t)256 << code;

    c->max_fragment = code;
    /* A client of TLS 1.3 has its session already. */
    if (!c->server && !c->resumed && c->session != NULL)
        c->session->max_fragment = code;
    c->rec.max_in = size;
    if (c->rec.max_fragment > size)
        c->rec.max_fragment = size;
}

bool
urt_ext_max_fragment_length_wants(const struct urt_conn *c,
                                  enum urt_where where)
{
    return where == URT_IN_CH ? c->config->max_fragment != 0
                              : c->max_fragment != 0;
}

enum urt_err
urt_ext_max_fragment_length_put(struct urt_conn *c, enum urt_where where,
                                struct urt_buf *b)
{
    urt_put_u8(b, where == URT_IN_CH ? c->config->max_fragment
                                     : c->max_fragment);
    return URT_OK;
}

enum urt_err
urt_ext_max_fragment_length_take(struct urt_conn *c, enum urt_where where,
                                 struct urt_bytes *in)
{
    uint8_t code;

    if (!urt_take_u8(in, &code))
        return URT_E_EXT_DECODE;
    if (code < 1 || code > 4 ||
        (where != URT_IN_CH && code != c->config->max_fragment))
        return URT_E_ILLEGAL_PARAMETER;
    obey_fragment(c, code);
    return URT_OK;
}

/* ---- ALPN ---- */

bool
urt_ext_alpn_wants(const struct urt_conn *c, enum urt_where where)
{
    /* The protocol is that of the connection: it isn't asked for again. */
    if (where == URT_IN_CH)
        return c->config->alpn != NULL && c->config->alpn->len > 0 &&
               !c->renegotiating;
    return c->hs->alpn_chosen;
}

enum urt_err
urt_ext_alpn_put(struct urt_conn *c, enum urt_where where, struct urt_buf *b)
{
    size_t list = urt_open(b, 2);

    if (where == URT_IN_CH)
        urt_put(b, c->config->alpn->data, c->config->alpn->len);
    else
        urt_put_vec(b, urt_buf_bytes(&c->alpn), 1);
    urt_close(b, list, 2);
    return URT_OK;
}

/* Whether a ProtocolNameList has a name. */
static bool
has_protocol(struct urt_bytes list, struct urt_bytes name)
{
    struct urt_bytes each;

    while (urt_take_vec8(&list, &each))
        if (urt_bytes_equal(each, name))
            return true;
    return false;
}

enum urt_err
urt_ext_alpn_take(struct urt_conn *c, enum urt_where where,
                  struct urt_bytes *in)
{
    struct urt_bytes list, rest, name;
    size_t count = 0;

    if (!urt_take_vec16(in, &list) || list.len == 0)
        return URT_E_EXT_DECODE;
    for (rest = list; rest.len > 0; count++)
        if (!urt_take_vec8(&rest, &name) || name.len == 0)
            return URT_E_EXT_DECODE;
    if (where == URT_IN_CH)
        return URT_OK;
    if (count != 1)
        return URT_E_EXT_DECODE;
    if (!has_protocol(urt_bytes(c->config->alpn->data, c->config->alpn->len),
                      name))
        return URT_E_ALPN_ILLEGAL;
    return urt_keep(&c->alpn, name);
}

/* ---- session_ticket: what a server does with it is a step of its own ---- */

bool
urt_ext_session_ticket_wants(const struct urt_conn *c, enum urt_where where)
{
    /* From level 3 on none, for their keys live long. */
    return where == URT_IN_CH
               ? !c->config->no_ticket && c->config->security_level < 3
               : c->hs->ticket_expected;
}

enum urt_err
urt_ext_session_ticket_put(struct urt_conn *c, enum urt_where where,
                           struct urt_buf *b)
{
    if (where == URT_IN_CH && c->hs->offers_classic)
        urt_put(b, c->offer->ticket, c->offer->ticket_len);
    return URT_OK;
}

enum urt_err
urt_ext_session_ticket_take(struct urt_conn *c, enum urt_where where,
                            struct urt_bytes *in)
{
    if (where == URT_IN_CH)
        *in = URT_BYTES_NONE;
    else
        c->hs->ticket_expected = true;
    return URT_OK;
}

enum urt_err
urt_ext_session_ticket_missing(struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_SH12)
        c->hs->ticket_expected = false;
    return URT_OK;
}

/* ---- encrypt_then_mac: for suites with a MAC of their own ---- */

bool
urt_ext_encrypt_then_mac_wants(const struct urt_conn *c, enum urt_where where)
{
    return where == URT_IN_CH ? !c->config->no_etm : c->etm;
}

enum urt_err
urt_ext_encrypt_then_mac_put(struct urt_conn *c, enum urt_where where,
                             struct urt_buf *b)
{
    return put_nothing(c, where, b);
}

enum urt_err
urt_ext_encrypt_then_mac_take(struct urt_conn *c, enum urt_where where,
                              struct urt_bytes *in)
{
    c->hs->etm_offered = !c->config->no_etm;
    c->etm = where != URT_IN_CH && c->suite->aead == NULL;
    return URT_OK;
}

enum urt_err
urt_ext_encrypt_then_mac_missing(struct urt_conn *c, enum urt_where where)
{
    c->hs->etm_offered = c->etm = false;
    return URT_OK;
}

/* ---- extended_master_secret: a renegotiation that gave it up could bind
 * the old handshake to another connection with the same master secret
 * (RFC 7627, 1 and 5.4), so what was agreed on once is kept ---- */

static enum urt_err
set_ems(struct urt_conn *c, bool on)
{
    if (c->renegotiating && c->ems && !on && c->version < URT_TLS_1_3)
        return URT_E_EMS_INCONSISTENT;
    c->ems = on;
    return URT_OK;
}

bool
urt_ext_extended_master_secret_wants(const struct urt_conn *c,
                                     enum urt_where where)
{
    return where == URT_IN_CH ? !c->config->no_ems : c->ems;
}

enum urt_err
urt_ext_extended_master_secret_put(struct urt_conn *c, enum urt_where where,
                                   struct urt_buf *b)
{
    return put_nothing(c, where, b);
}

enum urt_err
urt_ext_extended_master_secret_take(struct urt_conn *c, enum urt_where where,
                                    struct urt_bytes *in)
{
    return set_ems(c, !c->config->no_ems);
}

enum urt_err
urt_ext_extended_master_secret_missing(struct urt_conn *c,
                                       enum urt_where where)
{
    return set_ems(c, false);
}

/* ---- padding ---- */

enum { PAD_FROM = 256, PAD_TO = 512, EXT_HEADER = 4 };

bool
urt_ext_padding_wants(const struct urt_conn *c, enum urt_where where)
{
    size_t len = c->hs->hello_len + urt_psk_size(c);

    return where == URT_IN_CH && c->config->tlsext_padding &&
           len >= PAD_FROM && len < PAD_TO;
}

enum urt_err
urt_ext_padding_put(struct urt_conn *c, enum urt_where where,
                    struct urt_buf *b)
{
    size_t len = b->len + urt_psk_size(c);

    urt_put_zeros(b, len < PAD_TO ? PAD_TO - len : 1);
    return URT_OK;
}

enum urt_err
urt_ext_padding_take(struct urt_conn *c, enum urt_where where,
                     struct urt_bytes *in)
{
    *in = URT_BYTES_NONE;
    return URT_OK;
}

/* ---- cookie: echoed; we never send one ---- */

bool
urt_ext_cookie_wants(const struct urt_conn *c, enum urt_where where)
{
    return where == URT_IN_CH && c->hs->cookie.len > 0;
}

enum urt_err
urt_ext_cookie_put(struct urt_conn *c, enum urt_where where, struct urt_buf *b)
{
    urt_put_vec(b, urt_buf_bytes(&c->hs->cookie), 2);
    return URT_OK;
}

enum urt_err
urt_ext_cookie_take(struct urt_conn *c, enum urt_where where,
                    struct urt_bytes *in)
{
    struct urt_bytes cookie;

    if (!urt_take_vec16(in, &cookie) || cookie.len == 0)
        return URT_E_EXT_DECODE;
    return where == URT_IN_HRR ? urt_keep(&c->hs->cookie, cookie) : URT_OK;
}
