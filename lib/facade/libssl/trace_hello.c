/* What the two hellos say, for a trace. RFC 8446 section 4.1.
 *
 * Read again here, leniently, from the messages as they passed by: a trace
 * must also show a hello that the handshake then refuses. */
#include "facade/libssl/trace.h"

#include <stdio.h>

#include "engine/crypto/group.h"
#include "engine/crypto/sig.h"

enum {
    EXT_SERVER_NAME = 0,
    EXT_STATUS_REQUEST = 5,
    EXT_GROUPS = 10,
    EXT_SIGALGS = 13,
    EXT_ALPN = 16,
    EXT_TICKET = 35,
    EXT_PSK = 41,
    EXT_EARLY_DATA = 42,
    EXT_VERSIONS = 43,
    EXT_KEY_SHARE = 51,
    EXT_RENEGOTIATION = 0xff01,
    SCSV_RENEGOTIATION = 0x00ff,
    SCSV_FALLBACK = 0x5600,
    HELLO_RANDOM = 32,
};

/* RFC 8446, 4.1.3: the SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_random[HELLO_RANDOM] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static void
put_id(struct urt_buf *b, const char *name, uint16_t id)
{
    char hex[8];

    if (name == NULL) {
        snprintf(hex, sizeof hex, "0x%04x", id);
        name = hex;
    }
    urt_put_text(b, name);
}

void
fac_put_suite_name(struct urt_buf *b, uint16_t id)
{
    const struct urt_suite *s = urt_suite_by_id(id);

    if (s == NULL && id == SCSV_FALLBACK)
        urt_put_text(b, "TLS_FALLBACK_SCSV");
    else
        put_id(b, s != NULL ? s->name : NULL, id);
}

void
fac_put_group_name(struct urt_buf *b, uint16_t id)
{
    const struct urt_group *g = urt_group_by_tls_id(id);

    put_id(b, g != NULL ? g->name : NULL, id);
}

void
fac_put_sigalg_name(struct urt_buf *b, uint16_t id)
{
    const struct urt_sigalg *s = urt_sigalg_by_id(id);

    put_id(b, s != NULL ? s->name : NULL, id);
}

void
fac_put_version_name(struct urt_buf *b, uint16_t id)
{
    const char *name = urt_version_name(id);

    put_id(b, strcmp(name, "unknown") == 0 ? NULL : name, id);
}

/* RFC 8701: code points that mean nothing. */
static bool
is_grease(uint16_t id)
{
    return (id & 0x0f0f) == 0x0a0a && id >> 8 == (id & 0xff);
}

void
fac_put_names(struct urt_buf *b, struct urt_bytes list, fac_put_name_fn *name,
              unsigned max)
{
    unsigned shown = 0, hidden = 0;
    char more[32];
    uint16_t id;

    while (urt_take_u16(&list, &id)) {
        if (is_grease(id) || id == SCSV_RENEGOTIATION)
            continue;
        if (shown == max) {
            hidden++;
            continue;
        }
        if (shown++ > 0)
            urt_put_u8(b, ' ');
        name(b, id);
    }
    snprintf(more, sizeof more, " and %u more", hidden);
    if (hidden > 0)
        urt_put_text(b, more);
    if (shown == 0)
        urt_put_text(b, "nothing");
}

/* ---- reading ---- */

static void
read_server_name(struct fac_offer *o, struct urt_bytes data)
{
    struct urt_bytes list;
    uint8_t type;

    if (urt_take_vec16(&data, &list) && urt_take_u8(&list, &type) && type == 0)
        (void)urt_take_vec16(&list, &o->name);
}

static void
read_extension(struct fac_offer *o, uint16_t type, struct urt_bytes data)
{
    switch (type) {
    case EXT_SERVER_NAME:
        read_server_name(o, data);
        break;
    case EXT_STATUS_REQUEST:
        o->status = true;
        break;
    case EXT_GROUPS:
        (void)urt_take_vec16(&data, &o->groups);
        break;
    case EXT_SIGALGS:
        (void)urt_take_vec16(&data, &o->sigalgs);
        break;
    case EXT_ALPN:
        (void)urt_take_vec16(&data, &o->alpn);
        break;
    case EXT_TICKET:
        o->ticket = data.len > 0;
        break;
    case EXT_PSK:
        o->psk = true;
        break;
    case EXT_EARLY_DATA:
        o->early_data = true;
        break;
    case EXT_VERSIONS:
        (void)urt_take_vec8(&data, &o->versions);
        break;
    case EXT_KEY_SHARE:
        (void)urt_take_vec16(&data, &o->shares);
        break;
    case EXT_RENEGOTIATION:
        o->renegotiation = true;
        break;
    default:
        break;
    }
}

bool
fac_offer_read(struct fac_offer *o, struct urt_bytes in)
{
    struct urt_bytes id, compression, extensions, data;
    uint16_t type;

    memset(o, 0, sizeof *o);
    if (!urt_take_u16(&in, &o->version) || !urt_skip(&in, HELLO_RANDOM) ||
        !urt_take_vec8(&in, &id) || !urt_take_vec16(&in, &o->suites) ||
        !urt_take_vec8(&in, &compression))
        return false;
    o->session_id_len = id.len;
    o->compression = compression.len > 1;
    if (!urt_take_vec16(&in, &extensions))
        return true;
    while (urt_take_u16(&extensions, &type) &&
           urt_take_vec16(&extensions, &data))
        read_extension(o, type, data);
    return true;
}

bool
fac_is_retry_request(struct urt_bytes body)
{
    struct urt_bytes random;
    uint16_t version;

    return urt_take_u16(&body, &version) &&
           urt_take(&body, &random, HELLO_RANDOM) &&
           memcmp(random.data, retry_random, HELLO_RANDOM) == 0;
}

/* ---- lines ---- */

static void
put_ids(struct fac_line *l, const char *name, struct urt_bytes list,
        fac_put_name_fn *put, unsigned max)
{
    uint16_t id;

    if (list.len == 0)
        return;
    fac_line_list(l, name);
    while (urt_take_u16(&list, &id)) {
        struct urt_buf b = URT_BUF_INIT;

        if (is_grease(id) || id == SCSV_RENEGOTIATION)
            continue;
        put(&b, id);
        if (urt_buf_ok(&b))
            fac_line_item(l, urt_buf_bytes(&b), max);
        urt_buf_free(&b);
    }
    fac_line_list_end(l);
}

static void
put_alpn(struct fac_line *l, struct urt_bytes list)
{
    struct urt_bytes name;

    if (list.len == 0)
        return;
    fac_line_list(l, "ALPN");
    while (urt_take_vec8(&list, &name))
        fac_line_item(l, name, FAC_LIST_SOME);
    fac_line_list_end(l);
}

/* The groups of key shares, without the shares. */
static void
put_shares(struct fac_line *l, struct urt_bytes shares)
{
    struct urt_bytes share;
    uint16_t group;

    if (shares.len == 0)
        return;
    fac_line_list(l, "key shares");
    while (urt_take_u16(&shares, &group) && urt_take_vec16(&shares, &share)) {
        struct urt_buf b = URT_BUF_INIT;

        if (is_grease(group))
            continue;
        fac_put_group_name(&b, group);
        if (urt_buf_ok(&b))
            fac_line_item(l, urt_buf_bytes(&b), FAC_LIST_SOME);
        urt_buf_free(&b);
    }
    fac_line_list_end(l);
}

static void
put_extras(struct fac_line *l, const struct fac_offer *o)
{
    const struct {
        bool on;
        const char *name;
    } rows[] = {
        {o->session_id_len > 0 && o->versions.len == 0, "session ID"},
        {o->ticket, "ticket"},
        {o->psk, "PSK"},
        {o->early_data, "early data"},
        {o->status, "OCSP status"},
        {o->compression, "compression"},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        any = any || rows[i].on;
    if (!any)
        return;
    fac_line_list(l, "with");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].on)
            fac_line_item(l, urt_bytes(rows[i].name, strlen(rows[i].name)),
                          FAC_LIST_ALL);
    fac_line_list_end(l);
}

void
fac_line_client_hello(struct fac_line *l, struct urt_bytes body)
{
    uint8_t version[2];
    struct fac_offer o;

    if (!fac_offer_read(&o, body))
        return;
    version[0] = (uint8_t)(o.version >> 8);
    version[1] = (uint8_t)o.version;
    put_ids(l, "versions",
            o.versions.len > 0 ? o.versions : urt_bytes(version, 2),
            fac_put_version_name, FAC_LIST_ALL);
    if (o.name.len > 0)
        fac_line_bytes(l, "server name", o.name);
    put_alpn(l, o.alpn);
    put_extras(l, &o);
    fac_line_more(l);
    put_ids(l, "suites", o.suites, fac_put_suite_name, 4);
    put_ids(l, "groups", o.groups, fac_put_group_name, 6);
    put_shares(l, o.shares);
    if (l->json)
        put_ids(l, "signatures", o.sigalgs, fac_put_sigalg_name, 0);
}

void
fac_line_server_hello(struct fac_line *l, struct urt_bytes body,
                      struct fac_trace *t, bool retry)
{
    struct urt_bytes id, extensions = URT_BYTES_NONE, data;
    struct urt_buf name = URT_BUF_INIT, group = URT_BUF_INIT;
    uint16_t version, suite, type, number;
    uint8_t compression;

    if (!urt_take_u16(&body, &version) || !urt_skip(&body, HELLO_RANDOM) ||
        !urt_take_vec8(&body, &id) || !urt_take_u16(&body, &suite) ||
        !urt_take_u8(&body, &compression))
        return;
    (void)urt_take_vec16(&body, &extensions);
    while (urt_take_u16(&extensions, &type) &&
           urt_take_vec16(&extensions, &data)) {
        if (type == EXT_VERSIONS)
            (void)urt_take_u16(&data, &version);
        if (type == EXT_KEY_SHARE && urt_take_u16(&data, &number))
            fac_put_group_name(&group, number);
    }
    t->answered = version;
    fac_put_version_name(&name, version);
    if (urt_buf_ok(&name))
        fac_line_bytes(l, "version", urt_buf_bytes(&name));
    urt_buf_clear(&name);
    fac_put_suite_name(&name, suite);
    if (urt_buf_ok(&name))
        fac_line_bytes(l, "suite", urt_buf_bytes(&name));
    if (group.len > 0 && urt_buf_ok(&group))
        fac_line_bytes(l, retry ? "key share wanted" : "key share",
                       urt_buf_bytes(&group));
    if (compression != 0)
        fac_line_number(l, "compression", compression);
    urt_buf_free(&name);
    urt_buf_free(&group);
}
