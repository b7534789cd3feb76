/* Framing: the way from the two ports to single records and back.
 * RFC 8446 section 5.1, RFC 5246 section 6.2.1.
 *
 * Invariants of input: head_have < 5 while a header is awaited; then the
 * header is checked, before any memory is taken for its body; body != NULL
 * from there until the record is dropped; body_have <= body_len. */
#include "engine/tls/record.h"

#include "engine/crypto/deflate.h"
#include "engine/tls/conn.h"

enum {
    GCM_WORN = 1 << 24, /* records; RFC 8446, 5.5 allows 2^24.5 */
    NEARLY = 3,         /* bytes too many that OpenSSL still takes in */
};

/* First bytes of things that are not TLS and deserve a name. To none of them
 * is an alert sent: the peer couldn't read it. */
static const struct {
    const char text[URT_RECORD_HEADER + 1];
    size_t len;
    enum urt_err err;
} foreign[] = {
    {"GET ", 4, URT_E_RECORD_HTTP},
    {"POST ", 5, URT_E_RECORD_HTTP},
    {"HEAD ", 5, URT_E_RECORD_HTTP},
    {"PUT ", 4, URT_E_RECORD_HTTP},
    {"CONNE", 5, URT_E_RECORD_HTTPS_PROXY},
};

void
urt_records_init(struct urt_records *r)
{
    memset(r, 0, sizeof *r);
    r->in.how = r->out.how = &urt_protect_plain;
    r->version = URT_TLS_1_0;
    r->max_fragment = r->max_in = URT_RECORD_PLAIN_MAX;
    r->first = true;
}

static void
release_out(struct urt_records *r)
{
    if (r->out_data != NULL && r->out_cap == URT_RECORD_BUF)
        urt_recbuf_put(r->out_data, 0);
    else
        urt_free(r->out_data);
    r->out_data = NULL;
    r->out_cap = r->out_len = r->out_sent = 0;
}

void
urt_records_cleanup(struct urt_records *r)
{
    urt_record_drop(r);
    release_out(r);
    urt_keys_wipe(&r->in);
    urt_keys_wipe(&r->out);
    urt_inflate_free(r->in_z);
    urt_deflate_free(r->out_z);
    urt_records_init(r);
}

void
urt_keys_wipe(struct urt_keys *k)
{
    if (k->aead != NULL)
        urt_aead_cache_forget(k->aead, k->key);
    urt_wipe(k, sizeof *k);
}

bool
urt_keys_worn(const struct urt_keys *k)
{
    return k->aead != NULL && k->aead->block != NULL && k->seq >= GCM_WORN;
}

static enum urt_err
name_foreign(const struct urt_records *r)
{
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (memcmp(r->head, foreign[i].text, foreign[i].len) == 0)
            return foreign[i].err;
    return URT_E_RECORD_NOT_TLS;
}

/* A plain alert may come where encryption is on already: from a client that
 * gave up on our first flight. Never again once a record was opened, or
 * anybody could cut a connection short after a key update. */
static bool
is_early_plain_alert(const struct urt_records *r, size_t len)
{
    return r->plain_alerts && r->in.how->inner_type &&
           r->head[0] == URT_CONTENT_ALERT && len == 2;
}

/* RFC 5246, E.2: two bytes of length with the highest bit set, then the
 * message, whose first three bytes are in our header already. They go in
 * front of the rest. */
static bool
is_v2_hello(const struct urt_records *r, bool is_server)
{
    enum { CLIENT_HELLO = 1 };

    return is_server && r->first && (r->head[0] & 0x80) != 0 &&
           r->head[2] == CLIENT_HELLO;
}

static enum urt_err
begin_v2_hello(struct urt_records *r)
{
    enum { IN_HEAD = 3, LEAST = 9 };
    size_t len = (size_t)(r->head[0] & 0x7f) << 8 | r->head[1];

    if (len > URT_RECORD_PLAIN_MAX)
        return URT_E_RECORD_OVERFLOW;
    if (len < LEAST)
        return URT_E_RECORD_SHORT;
    r->body = urt_recbuf_get();
    if (r->body == NULL)
        return URT_E_NOMEM;
    memcpy(r->body, r->head + 2, IN_HEAD);
    r->body_len = len;
    r->body_have = IN_HEAD;
    r->head_checked = true;
    r->first = false;
    r->v2 = true;
    return URT_OK;
}

/* A little beyond a protected record's limit has a name of its own. */
static enum urt_err
check_length(const struct urt_records *r, size_t len)
{
    size_t more = r->in_z != NULL ? URT_RECORD_GROWTH_COMPRESSED : 0;
    size_t most = URT_RECORD_PLAIN_MAX + more;

    if (len <= most + r->in.how->growth_max)
        return URT_OK;
    return r->in.how->growth_max > 0 &&
                   len <= most + URT_RECORD_GROWTH_12 + NEARLY
               ? URT_E_RECORD_TOO_LONG
               : URT_E_RECORD_OVERFLOW;
}

static enum urt_err
check_head(struct urt_records *r, bool is_server)
{
    size_t len = (size_t)r->head[3] << 8 | r->head[4];
    uint16_t version = (uint16_t)(r->head[1] << 8 | r->head[2]);

    if (is_v2_hello(r, is_server))
        return begin_v2_hello(r);
    if (r->head[1] != 3)
        return r->first ? name_foreign(r) : URT_E_RECORD_VERSION;
    if (r->version_fixed && version != r->version &&
        r->head[0] != URT_CONTENT_ALERT)
        return URT_E_RECORD_VERSION;
    if (r->in.how->inner_type && r->head[0] == URT_CONTENT_DATA &&
        version != URT_TLS_1_2)
        return URT_E_RECORD_VERSION_13;
    URT_TRY(check_length(r, len));
    r->body = urt_recbuf_get();
    if (r->body == NULL)
        return URT_E_NOMEM;
    r->body_len = len;
    r->body_have = 0;
    r->head_checked = true;
    r->first = false;
    return URT_OK;
}

enum urt_err
urt_record_await(struct urt_records *r, bool is_server)
{
    if (r->head_have < URT_RECORD_HEADER)
        return r->eof ? URT_E_EOF : URT_E_NOT_READY;
    if (!r->head_checked)
        URT_TRY(check_head(r, is_server));
    if (r->body_have < r->body_len)
        return r->eof ? URT_E_EOF : URT_E_NOT_READY;
    return URT_OK;
}

enum urt_err
urt_record_open(struct urt_records *r)
{
    enum urt_err err;

    if (is_early_plain_alert(r, r->body_len))
        err = urt_protect_plain.open(&r->in, r->head, r->body, r->body_len,
                                     &r->type, &r->content);
    else
        err = r->in.how->open(&r->in, r->head, r->body, r->body_len, &r->type,
                              &r->content);
    if (err == URT_OK && r->in.seq > 0)
        r->plain_alerts = false;
    if (err == URT_OK && r->in_z != NULL)
        err = urt_record_inflate(r);
    if (err == URT_OK && r->content.len > r->max_in)
        err = URT_E_RECORD_CONTENT_TOO_LONG;
    if (err == URT_OK && r->content.len == 0 &&
        ++r->empty > URT_RECORD_EMPTY_MAX)
        err = URT_E_RECORD_EMPTY;
    if (err != URT_OK) {
        urt_record_drop(r);
        return err;
    }
    if (r->content.len > 0 && r->type != URT_CONTENT_CCS)
        r->empty = 0;
    r->opened = true;
    return URT_OK;
}

/* A header that was read along stands behind the body. */
void
urt_record_drop(struct urt_records *r)
{
    size_t more = 0;

    if (r->body != NULL && r->body_have > r->body_len) {
        more = r->body_have - r->body_len;
        memcpy(r->head, r->body + r->body_len, more);
    }
    urt_recbuf_put(r->body, r->body != NULL ? r->body_have : 0);
    urt_recbuf_put(r->inflated, r->inflated_len);
    r->body = r->inflated = NULL;
    r->body_len = r->body_have = 0;
    r->head_have = more;
    r->head_checked = r->v2 = false;
    r->opened = false;
    r->content = URT_BYTES_NONE;
}

void
urt_record_used(struct urt_records *r, size_t n)
{
    if (!urt_skip(&r->content, n) || r->content.len > 0)
        return;
    urt_record_drop(r);
}

/* Room for LEN more bytes of output. */
static bool
reserve_out(struct urt_records *r, size_t len)
{
    size_t need = r->out_len + len, cap;
    uint8_t *data;

    if (r->out_data != NULL && need <= r->out_cap)
        return true;
    if (r->out_data == NULL && need <= URT_RECORD_BUF) {
        r->out_data = urt_recbuf_get();
        r->out_cap = r->out_data != NULL ? URT_RECORD_BUF : 0;
        return r->out_data != NULL;
    }
    for (cap = 2 * URT_RECORD_BUF; cap < need; cap *= 2)
        ;
    data = urt_alloc(cap);
    if (data == NULL)
        return false;
    if (r->out_len > 0)
        memcpy(data, r->out_data, r->out_len);
    if (r->out_data != NULL && r->out_cap == URT_RECORD_BUF)
        urt_recbuf_put(r->out_data, 0);
    else
        urt_free(r->out_data);
    r->out_data = data;
    r->out_cap = cap;
    return true;
}

static enum urt_err
seal(struct urt_records *r, uint8_t type, struct urt_bytes content,
     const uint8_t **head)
{
    size_t len = r->out.how->sealed(&r->out, content.len);
    uint8_t *p;

    if (!reserve_out(r, URT_RECORD_HEADER + len))
        return URT_E_NOMEM;
    p = r->out_data + r->out_len;
    p[1] = (uint8_t)(r->version >> 8);
    p[2] = (uint8_t)r->version;
    p[3] = (uint8_t)(len >> 8);
    p[4] = (uint8_t)len;
    URT_TRY(r->out.how->seal(&r->out, p, type, content));
    r->out_len += URT_RECORD_HEADER + len;
    *head = p;
    return URT_OK;
}

enum urt_err
urt_record_seal(struct urt_records *r, uint8_t type, struct urt_bytes content,
                const uint8_t **head)
{
    enum urt_err err;
    uint8_t *block;

    if (content.len > URT_RECORD_PLAIN_MAX)
        return URT_E_MISUSE;
    if (r->out_z == NULL)
        return seal(r, type, content, head);
    block = urt_recbuf_get();
    if (block == NULL)
        return URT_E_NOMEM;
    err = urt_record_deflate(r, block, &content);
    if (err == URT_OK)
        err = seal(r, type, content, head);
    urt_recbuf_put(block, URT_RECORD_BUF);
    return err;
}

void
urt_record_sent(struct urt_records *r, size_t n)
{
    r->out_sent += n;
    if (r->out_sent >= r->out_len)
        release_out(r);
}
