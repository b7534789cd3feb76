/* The extensions' table and driver. RFC 8446 section 4.2.
 *
 * The order of rows is that of OpenSSL's hellos; pre_shared_key is last, as
 * the RFC demands. */
#include "engine/tls/ext_rows.h"

#define CH URT_IN_CH
#define SH12 URT_IN_SH12
#define SH URT_IN_SH
#define HRR URT_IN_HRR
#define EE URT_IN_EE
#define CT URT_IN_CT
#define CR URT_IN_CR
#define NST URT_IN_NST

#define ROW(id, name, where) \
    {URT_EXT_##id, #name, where, urt_ext_##name##_wants, \
     urt_ext_##name##_put, urt_ext_##name##_take, urt_ext_##name##_missing}

/* Where each may stand: RFC 8446's table, and for TLS 1.2 each one's own
 * document. */
const struct urt_ext urt_exts[] = {
    ROW(RENEGOTIATION_INFO,        renegotiation_info,        CH | SH12),
    ROW(SERVER_NAME,               server_name,               CH | SH12 | EE),
    ROW(MAX_FRAGMENT_LENGTH,       max_fragment_length,       CH | SH12 | EE),
    ROW(EC_POINT_FORMATS,          ec_point_formats,          CH | SH12),
    ROW(SUPPORTED_GROUPS,          supported_groups,          CH | SH12 | EE),
    ROW(SESSION_TICKET,            session_ticket,            CH | SH12),
    ROW(STATUS_REQUEST,            status_request,            CH | SH12 | CT |
                                                              CR),
    ROW(ALPN,                      alpn,                      CH | SH12 | EE),
    ROW(ENCRYPT_THEN_MAC,          encrypt_then_mac,          CH | SH12),
    ROW(EXTENDED_MASTER_SECRET,    extended_master_secret,    CH | SH12),
    ROW(SIGNATURE_ALGORITHMS_CERT, signature_algorithms_cert, CH | CR),
    ROW(POST_HANDSHAKE_AUTH,       post_handshake_auth,       CH),
    ROW(SIGNATURE_ALGORITHMS,      signature_algorithms,      CH | CR),
    ROW(SUPPORTED_VERSIONS,        supported_versions,        CH | SH | HRR),
    ROW(PSK_KEY_EXCHANGE_MODES,    psk_key_exchange_modes,    CH),
    ROW(KEY_SHARE,                 key_share,                 CH | SH | HRR),
    ROW(COOKIE,                    cookie,                    CH | HRR),
    ROW(EARLY_DATA,                early_data,                CH | EE | NST),
    ROW(CERTIFICATE_AUTHORITIES,   certificate_authorities,   CH | CR),
    ROW(PADDING,                   padding,                   CH),
    ROW(PRE_SHARED_KEY,            pre_shared_key,            CH | SH),
};

enum { ROWS = sizeof urt_exts / sizeof *urt_exts };
_Static_assert((int)ROWS <= (int)URT_EXT_ROWS, "a set has a bit for each row");

/* Messages that may only answer what a hello held. */
static const unsigned answers =
    URT_IN_SH12 | URT_IN_SH | URT_IN_HRR | URT_IN_EE | URT_IN_CT;

static size_t
row_of(uint16_t id)
{
    size_t i = 0;

    while (i < ROWS && urt_exts[i].id != id)
        i++;
    return i;
}

static enum urt_err
hook_result(struct urt_conn *c, enum urt_hook h, int alert)
{
    if (h != URT_HOOK_FAIL)
        return URT_OK;
    c->hs->alert = alert;
    return URT_E_CALLBACK_FAILED;
}

static enum urt_err
put_owners(struct urt_conn *c, enum urt_where where, struct urt_buf *b)
{
    int alert = urt_err_alert(URT_E_CALLBACK_FAILED);
    enum urt_hook h;

    if (c->config->hooks->ext_put == NULL)
        return URT_OK;
    h = c->config->hooks->ext_put(c->config->hook_arg, (int)where,
                                  c->hs->cert_index, b, &alert);
    return hook_result(c, h, alert);
}

enum urt_err
urt_ext_take_owners(struct urt_conn *c, enum urt_where where,
                    const struct urt_ext_set *set)
{
    int alert = urt_err_alert(URT_E_EXT_DECODE);
    enum urt_hook h;

    if (c->config->hooks->ext_take == NULL)
        return URT_OK;
    h = c->config->hooks->ext_take(c->config->hook_arg, (int)where,
                                   c->hs->cert_index, set->all, &alert);
    return hook_result(c, h, alert);
}

/* An extension that no row knows: the owner's, or nobody's. */
static enum urt_err
check_unknown(const struct urt_conn *c, enum urt_where where, uint16_t id)
{
    enum urt_hook h = URT_HOOK_NONE;

    if (c->config->hooks->ext_known != NULL)
        h = c->config->hooks->ext_known(c->config->hook_arg, (int)where, id);
    if (h == URT_HOOK_FAIL)
        return URT_E_EXT_FORBIDDEN;
    return h == URT_HOOK_OK || (where & answers) == 0 ? URT_OK
                                                      : URT_E_EXT_UNSOLICITED;
}

enum urt_err
urt_ext_put(struct urt_conn *c, enum urt_where where, struct urt_buf *b)
{
    size_t all = urt_open(b, 2), mark;

    URT_TRY(put_owners(c, where, b));
    for (size_t i = 0; i < ROWS; i++) {
        const struct urt_ext *e = &urt_exts[i];

        c->hs->hello_len = b->len;
        if ((e->where & where) == 0 || e->wants == NULL ||
            !e->wants(c, where))
            continue;
        urt_put_u16(b, e->id);
        mark = urt_open(b, 2);
        URT_TRY(e->put(c, where, b));
        urt_close(b, mark, 2);
        if (where == URT_IN_CH)
            c->hs->ext_sent |= 1u << i;
    }
    if (where == URT_IN_SH12 && b->len == all && urt_buf_ok(b))
        b->len -= 2;
    else
        urt_close(b, all, 2);
    return URT_OK;
}

/* Marks an id as seen; false when it was seen before. */
static bool
first_time(uint8_t seen[8192], uint16_t id)
{
    uint8_t bit = (uint8_t)(1 << (id & 7));
    bool first = (seen[id >> 3] & bit) == 0;

    seen[id >> 3] |= bit;
    return first;
}

static enum urt_err
check_place(const struct urt_conn *c, enum urt_where where, size_t row,
            uint16_t id)
{
    bool asked = (c->hs->ext_sent & 1u << row) != 0;

    if ((urt_exts[row].where & where) == 0)
        return URT_E_EXT_FORBIDDEN;
    /* A HelloRetryRequest may bring a cookie, RFC 8446 4.2.2; the SCSV in
     * a hello stands for renegotiation_info, RFC 5746 3.4. */
    if ((where & answers) == 0 || id == URT_EXT_COOKIE ||
        id == URT_EXT_RENEGOTIATION_INFO)
        return URT_OK;
    /* Certificates of clients: our request asked for nothing. */
    if (where == URT_IN_CT && c->server)
        asked = false;
    return asked ? URT_OK : URT_E_EXT_UNSOLICITED;
}

enum urt_err
urt_ext_split(struct urt_conn *c, enum urt_where where, struct urt_bytes in,
              struct urt_ext_set *out)
{
    uint8_t seen[8192] = {0};
    struct urt_bytes body;
    uint16_t id;

    memset(out, 0, sizeof *out);
    out->all = in;
    while (in.len > 0) {
        size_t row;

        if (!urt_take_u16(&in, &id) || !urt_take_vec16(&in, &body))
            return URT_E_EXT_DECODE;
        row = row_of(id);
        urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_EXTENSION,
                                              .value = id,
                                              .data = body});
        if (!first_time(seen, id))
            return URT_E_EXT_DUPLICATE;
        if (row == ROWS) {
            URT_TRY(check_unknown(c, where, id));
            continue;
        }
        URT_TRY(check_place(c, where, row, id));
        /* Nothing may follow a pre_shared_key, RFC 8446 4.2.11. */
        if (where == URT_IN_CH && id == URT_EXT_PRE_SHARED_KEY && in.len > 0)
            return URT_E_EXT_FORBIDDEN;
        out->have |= 1u << row;
        out->body[row] = body;
    }
    return URT_OK;
}

enum urt_err
urt_ext_take(struct urt_conn *c, enum urt_where where,
             const struct urt_ext_set *set)
{
    for (size_t i = 0; i < ROWS; i++) {
        const struct urt_ext *e = &urt_exts[i];
        struct urt_bytes body = set->body[i];

        if ((set->have & 1u << i) == 0 || e->take == NULL)
            continue;
        URT_TRY(e->take(c, where, &body));
        if (body.len != 0)
            return URT_E_EXT_DECODE;
    }
    /* A TLS 1.2 server's: when it is known whether a session is resumed. */
    if (where != URT_IN_CH || c->version >= URT_TLS_1_3)
        URT_TRY(urt_ext_take_owners(c, where, set));
    for (size_t i = 0; i < ROWS; i++) {
        const struct urt_ext *e = &urt_exts[i];

        if ((e->where & where) != 0 && (set->have & 1u << i) == 0 &&
            e->missing != NULL)
            URT_TRY(e->missing(c, where));
    }
    return URT_OK;
}

bool
urt_ext_get(const struct urt_ext_set *set, uint16_t id, struct urt_bytes *out)
{
    size_t row = row_of(id);

    if (row == ROWS || (set->have & 1u << row) == 0)
        return false;
    *out = set->body[row];
    return true;
}

bool
urt_ext_in_hello(const struct urt_conn *c, uint16_t id)
{
    size_t row = row_of(id);
    uint32_t hello = c->server ? c->hs->ext_got : c->hs->ext_sent;

    return row < ROWS && (hello & 1u << row) != 0;
}
