/* A session's serialised form, the one OpenSSL 3.0 reads and writes.
 *
 *   SEQUENCE {
 *     version          INTEGER (1),
 *     protocol         INTEGER,
 *     cipher           OCTET STRING (2 bytes),
 *     sessionID        OCTET STRING,
 *     masterKey        OCTET STRING,
 *     time             [1] INTEGER OPTIONAL,     timeout      [2] INTEGER ...
 *     peer             [3] Certificate,          sidContext   [4] OCTET STRING
 *     verifyResult     [5] INTEGER (absent: 0),  hostname     [6] OCTET STRING
 *     pskHint          [7] OCTET STRING,         pskIdentity  [8] OCTET STRING
 *     ticketLifetime   [9] INTEGER,              ticket      [10] OCTET STRING
 *     compression     [11] OCTET STRING,         srpUser     [12] OCTET STRING
 *     flags           [13] INTEGER (1: EMS),     ageAdd      [14] INTEGER
 *     maxEarlyData    [15] INTEGER,              alpn        [16] OCTET STRING
 *     maxFragment     [17] INTEGER,              appdata     [18] OCTET STRING
 *     kexGroup        [19] INTEGER }
 *
 * All tags are explicit. Found by looking at what the library writes; the
 * reader takes the fields in this order and refuses anything else. */
#include "engine/tls/session.h"

#include "engine/base/clock.h"
#include "engine/der/der.h"
#include "engine/pki/cert.h"

enum {
    FORM_VERSION = 1,
    FLAG_EMS = 1,
    DEFAULT_TIMEOUT = 3, /* where the field is absent */
    MAX_TICKET = 65535,
    MAX_NAME = 255,
};

static void
put_uint(struct urt_buf *b, unsigned tag, uint64_t v)
{
    size_t m = urt_der_open(b, (uint8_t)(URT_DER_CONTEXT_CONSTRUCTED | tag));

    urt_der_put_uint(b, v);
    urt_der_close(b, m);
}

static void
put_octets(struct urt_buf *b, unsigned tag, const void *data, size_t len)
{
    size_t m = urt_der_open(b, (uint8_t)(URT_DER_CONTEXT_CONSTRUCTED | tag));

    urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(data, len));
    urt_der_close(b, m);
}

static void
put_text(struct urt_buf *b, unsigned tag, const char *text)
{
    if (text != NULL)
        put_octets(b, tag, text, strlen(text));
}

static void
put_some_uint(struct urt_buf *b, unsigned tag, uint64_t v)
{
    if (v != 0)
        put_uint(b, tag, v);
}

static void
put_fields(struct urt_buf *b, const struct urt_session *s)
{
    put_some_uint(b, 1, (uint64_t)s->time);
    put_some_uint(b, 2, (uint64_t)s->timeout);
    if (s->peer != NULL) {
        size_t m = urt_der_open(b, URT_DER_CONTEXT_CONSTRUCTED | 3);

        urt_put_bytes(b, s->peer->der);
        urt_der_close(b, m);
    }
    put_octets(b, 4, s->sid_ctx, s->sid_ctx_len);
    put_some_uint(b, 5, (uint64_t)s->verify_result);
    put_text(b, 6, s->hostname);
    put_text(b, 7, s->psk_hint);
    put_text(b, 8, s->psk_identity);
    put_some_uint(b, 9, s->ticket_lifetime);
    if (s->ticket != NULL)
        put_octets(b, 10, s->ticket, s->ticket_len);
    if (s->compression != 0)
        put_octets(b, 11, &s->compression, 1);
    put_text(b, 12, s->srp_username);
    put_some_uint(b, 13, s->ems ? FLAG_EMS : 0);
    put_some_uint(b, 14, s->ticket_age_add);
    put_some_uint(b, 15, s->max_early_data);
    if (s->alpn != NULL)
        put_octets(b, 16, s->alpn, s->alpn_len);
    put_some_uint(b, 17, s->max_fragment);
    if (s->appdata != NULL)
        put_octets(b, 18, s->appdata, s->appdata_len);
    put_uint(b, 19, s->group);
}

enum urt_err
urt_session_put_der(struct urt_buf *b, const struct urt_session *s)
{
    uint16_t suite = s->suite != NULL ? s->suite->id : s->suite_id;
    uint8_t id[2] = {(uint8_t)(suite >> 8), (uint8_t)suite};
    size_t m;

    if (suite == 0)
        return URT_E_MISUSE;
    m = urt_der_open(b, URT_DER_SEQUENCE);
    urt_der_put_uint(b, FORM_VERSION);
    urt_der_put_uint(b, s->version);
    urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(id, sizeof id));
    urt_der_put(b, URT_DER_OCTET_STRING, urt_bytes(s->id, s->id_len));
    urt_der_put(b, URT_DER_OCTET_STRING, urt_session_secret(s));
    put_fields(b, s);
    urt_der_close(b, m);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

/* ---- reading ---- */

static bool
take_tagged(struct urt_bytes *in, unsigned tag, struct urt_bytes *content,
            bool *present)
{
    return urt_der_take_optional(
        in, (uint8_t)(URT_DER_CONTEXT_CONSTRUCTED | tag), content, present);
}

/* An INTEGER up to MAX; DEFAULT_VALUE where the field is absent or zero. */
static bool
take_some_uint(struct urt_bytes *in, unsigned tag, uint64_t max,
               uint64_t default_value, uint64_t *out)
{
    struct urt_bytes field;
    bool present;

    *out = 0;
    if (!take_tagged(in, tag, &field, &present) ||
        (present && (!urt_der_take_uint(&field, out) || field.len != 0)))
        return false;
    if (*out == 0)
        *out = default_value;
    return *out <= max;
}

/* An OCTET STRING of at most MAX bytes; data NULL where it is absent. */
static bool
take_some_octets(struct urt_bytes *in, unsigned tag, size_t max,
                 struct urt_bytes *out)
{
    struct urt_bytes field;
    bool present;

    *out = URT_BYTES_NONE;
    if (!take_tagged(in, tag, &field, &present))
        return false;
    return !present || (urt_der_take(&field, URT_DER_OCTET_STRING, out) &&
                        field.len == 0 && out->len <= max);
}

static bool
keep_bytes(uint8_t **data, size_t *len, struct urt_bytes from)
{
    if (from.data == NULL)
        return true;
    *data = urt_memdup(from.data, from.len);
    *len = *data != NULL ? from.len : 0;
    return *data != NULL;
}

/* A name with a NUL inside is refused: it would read shorter than it is. */
static enum urt_err
keep_text(char **out, struct urt_bytes from)
{
    if (from.data == NULL)
        return URT_OK;
    if (memchr(from.data, 0, from.len) != NULL)
        return URT_E_DER_DECODE;
    *out = urt_alloc(from.len + 1);
    if (*out == NULL)
        return URT_E_NOMEM;
    memcpy(*out, from.data, from.len);
    (*out)[from.len] = '\0';
    return URT_OK;
}

static enum urt_err
read_peer(struct urt_session *s, struct urt_bytes *in)
{
    struct urt_bytes field;
    bool present;

    if (!take_tagged(in, 3, &field, &present))
        return URT_E_DER_DECODE;
    return present ? urt_cert_new(&s->peer, field) : URT_OK;
}

struct extras {
    uint64_t time, timeout, verify_result, lifetime, flags, age_add;
    uint64_t early, fragment, group;
    struct urt_bytes sid_ctx, hostname, hint, identity, ticket, compression;
    struct urt_bytes srp, alpn, appdata;
};

static enum urt_err
take_extras(struct urt_session *s, struct extras *x, struct urt_bytes *in)
{
    uint64_t now = (uint64_t)urt_clock_now();

    if (!take_some_uint(in, 1, INT64_MAX, now, &x->time) ||
        !take_some_uint(in, 2, INT64_MAX, DEFAULT_TIMEOUT, &x->timeout))
        return URT_E_DER_DECODE;
    URT_TRY(read_peer(s, in));
    if (!take_some_octets(in, 4, URT_SID_CTX_MAX, &x->sid_ctx) ||
        !take_some_uint(in, 5, INT32_MAX, 0, &x->verify_result) ||
        !take_some_octets(in, 6, MAX_NAME, &x->hostname) ||
        !take_some_octets(in, 7, MAX_NAME, &x->hint) ||
        !take_some_octets(in, 8, MAX_NAME, &x->identity) ||
        !take_some_uint(in, 9, UINT32_MAX, 0, &x->lifetime) ||
        !take_some_octets(in, 10, MAX_TICKET, &x->ticket) ||
        !take_some_octets(in, 11, 1, &x->compression) ||
        !take_some_octets(in, 12, MAX_NAME, &x->srp) ||
        !take_some_uint(in, 13, UINT32_MAX, 0, &x->flags) ||
        !take_some_uint(in, 14, UINT32_MAX, 0, &x->age_add) ||
        !take_some_uint(in, 15, UINT32_MAX, 0, &x->early) ||
        !take_some_octets(in, 16, MAX_NAME, &x->alpn) ||
        !take_some_uint(in, 17, UINT8_MAX, 0, &x->fragment) ||
        !take_some_octets(in, 18, MAX_TICKET, &x->appdata) ||
        !take_some_uint(in, 19, UINT16_MAX, 0, &x->group) || in->len != 0)
        return URT_E_DER_DECODE;
    return URT_OK;
}

static enum urt_err
keep_extras(struct urt_session *s, const struct extras *x)
{
    s->time = (int64_t)x->time;
    s->timeout = (int64_t)x->timeout;
    s->verify_result = (long)x->verify_result;
    s->ticket_lifetime = (uint32_t)x->lifetime;
    s->ems = (x->flags & FLAG_EMS) != 0;
    s->ticket_age_add = (uint32_t)x->age_add;
    s->max_early_data = (uint32_t)x->early;
    s->max_fragment = (uint8_t)x->fragment;
    s->group = (uint16_t)x->group;
    s->compression = x->compression.len > 0 ? x->compression.data[0] : 0;
    s->sid_ctx_len = x->sid_ctx.len;
    if (x->sid_ctx.len > 0)
        memcpy(s->sid_ctx, x->sid_ctx.data, x->sid_ctx.len);
    URT_TRY(keep_text(&s->hostname, x->hostname));
    URT_TRY(keep_text(&s->psk_hint, x->hint));
    URT_TRY(keep_text(&s->psk_identity, x->identity));
    URT_TRY(keep_text(&s->srp_username, x->srp));
    if (!keep_bytes(&s->ticket, &s->ticket_len, x->ticket) ||
        !keep_bytes(&s->alpn, &s->alpn_len, x->alpn) ||
        !keep_bytes(&s->appdata, &s->appdata_len, x->appdata))
        return URT_E_NOMEM;
    return URT_OK;
}

static enum urt_err
read_session(struct urt_session *s, struct urt_bytes body)
{
    struct urt_bytes suite, id, secret;
    struct extras x;
    uint64_t form, version;

    if (!urt_der_take_uint(&body, &form) || form != FORM_VERSION ||
        !urt_der_take_uint(&body, &version) || version >> 8 != 3 ||
        !urt_der_take(&body, URT_DER_OCTET_STRING, &suite) ||
        suite.len != 2 || !urt_der_take(&body, URT_DER_OCTET_STRING, &id) ||
        id.len > URT_SESSION_ID_MAX ||
        !urt_der_take(&body, URT_DER_OCTET_STRING, &secret) ||
        secret.len > URT_PSK_MAX)
        return URT_E_DER_DECODE;
    s->version = (uint16_t)version;
    s->suite_id = (uint16_t)(suite.data[0] << 8 | suite.data[1]);
    s->suite = urt_suite_by_id(s->suite_id);
    memcpy(s->id, id.data, s->id_len = id.len);
    URT_TRY(urt_session_set_secret(s, secret));
    URT_TRY(take_extras(s, &x, &body));
    return keep_extras(s, &x);
}

enum urt_err
urt_session_from_der(struct urt_session **out, struct urt_bytes *in)
{
    struct urt_session *s;
    struct urt_bytes rest = *in, body;
    enum urt_err err;

    if (!urt_der_take(&rest, URT_DER_SEQUENCE, &body))
        return URT_E_DER_DECODE;
    s = urt_session_new();
    if (s == NULL)
        return URT_E_NOMEM;
    err = read_session(s, body);
    if (err != URT_OK) {
        urt_session_free(s);
        return err;
    }
    *in = rest;
    *out = s;
    return URT_OK;
}
