/* ServerHello and HelloRetryRequest, one message in two meanings.
 * RFC 8446 section 4.1.3 and 4.1.4, RFC 5246 section 7.4.1.3. */
#include "engine/tls/msg.h"

#include "engine/base/ct.h"
#include "engine/crypto/rng.h"
#include "engine/tls/kx.h"
#include "engine/tls/negotiate.h"
#include "engine/tls/schedule.h"

/* SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_random[URT_RANDOM] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* How a server that speaks more says that it was talked down to 1.2, or to
 * something below. */
static const uint8_t downgrade_12[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
static const uint8_t downgrade_11[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 0};

struct server_hello {
    uint16_t version, suite;
    struct urt_bytes random, session_id, extensions;
    uint8_t compression;
};

/* ---- the server ---- */

static struct urt_bytes
echoed_id(const struct urt_conn *c)
{
    if (c->version >= URT_TLS_1_3)
        return urt_bytes(c->hs->session_id, c->hs->session_id_len);
    return urt_bytes(c->session->id, c->session->id_len);
}

static enum urt_err
put_hello(struct urt_conn *c, struct urt_buf *b, const uint8_t *random,
          enum urt_where where)
{
    urt_put_u16(b, c->version < URT_TLS_1_2 ? c->version : URT_TLS_1_2);
    urt_put(b, random, URT_RANDOM);
    urt_put_vec(b,
                where == URT_IN_HRR ? urt_bytes(c->hs->session_id,
                                                c->hs->session_id_len)
                                    : echoed_id(c),
                1);
    urt_put_u16(b, c->suite->id);
    urt_put_u8(b, c->version < URT_TLS_1_3 ? c->session->compression : 0);
    return urt_ext_put(c, where, b);
}

/* The secret of both shares. A server makes it before it answers, so that a
 * bad share is told in an alert that the client can still read. */
static enum urt_err
agree(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;

    if (!urt_buf_ok(&hs->peer_share))
        return URT_E_NOMEM;
    return urt_kex_derive(hs->kex, urt_buf_bytes(&hs->peer_share),
                          &hs->premaster);
}

enum urt_err
urt_retry_request_send(struct urt_conn *c, struct urt_buf *b)
{
    URT_TRY(urt_transcript_fold(&c->hs->transcript, c->suite->prf));
    return put_hello(c, b, retry_random, URT_IN_HRR);
}

enum urt_err
urt_server_hello_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_handshake *hs = c->hs;
    uint16_t min, max;
    bool tls13 = c->version >= URT_TLS_1_3;

    c->etm = hs->etm_offered && !tls13 && c->suite->aead == NULL;
    URT_TRY(urt_random(c->random[1], URT_RANDOM));
    if (!urt_versions(c, &min, &max))
        return URT_E_VERSION_UNSUPPORTED;
    if (max > c->version && max >= URT_TLS_1_2)
        memcpy(c->random[1] + URT_RANDOM - 8,
               c->version == URT_TLS_1_2 ? downgrade_12 : downgrade_11, 8);
    if (tls13 && !hs->use_psk_ke) {
        URT_TRY(urt_kex_generate(&hs->kex, c->group));
        urt_put_bytes(&hs->peer_share, hs->share);
        URT_TRY(agree(c));
    }
    return put_hello(c, b, c->random[1],
                     tls13 ? URT_IN_SH : URT_IN_SH12);
}

/* ---- the client ---- */

static enum urt_err
take_hello(struct server_hello *h, struct urt_bytes *in)
{
    h->extensions = URT_BYTES_NONE;
    if (!urt_take_u16(in, &h->version) ||
        !urt_take(in, &h->random, URT_RANDOM) ||
        !urt_take_vec8(in, &h->session_id))
        return URT_E_MSG_DECODE;
    if (h->session_id.len > URT_SESSION_ID_MAX)
        return URT_E_SESSION_ID_TOO_LONG;
    if (!urt_take_u16(in, &h->suite) || !urt_take_u8(in, &h->compression))
        return URT_E_MSG_DECODE;
    if (in->len > 0 &&
        (!urt_take_vec16(in, &h->extensions) || in->len > 0))
        return URT_E_EXT_LIST;
    return URT_OK;
}

bool
urt_retry_request_fits(const struct urt_conn *c, struct urt_bytes body)
{
    struct server_hello h;

    return take_hello(&h, &body) == URT_OK &&
           memcmp(h.random.data, retry_random, URT_RANDOM) == 0;
}

/* The version is looked up before the extensions are judged, since it says
 * which of them may be there. */
static enum urt_err
find_version(const struct server_hello *h, uint16_t *version)
{
    struct urt_bytes in = h->extensions, body;
    uint16_t id;

    *version = h->version;
    while (in.len > 0) {
        if (!urt_take_u16(&in, &id) || !urt_take_vec16(&in, &body))
            return URT_E_EXT_DECODE;
        if (id != URT_EXT_SUPPORTED_VERSIONS)
            continue;
        if (!urt_take_u16(&body, version) || body.len != 0)
            return URT_E_EXT_DECODE;
        if (h->version != URT_TLS_1_2 || *version < URT_TLS_1_3)
            return URT_E_VERSION_ILLEGAL;
    }
    return URT_OK;
}

static enum urt_err
check_version(const struct urt_conn *c, const struct server_hello *h,
              uint16_t version)
{
    const uint8_t *tail = h->random.data + URT_RANDOM - 8;
    uint16_t max = c->hs->max_offered;

    if (c->hs->hrr && version != URT_TLS_1_3)
        return URT_E_VERSION_ILLEGAL;
    if (!urt_has_version(c, version) || version > max ||
        (version >= URT_TLS_1_3 && h->version != URT_TLS_1_2))
        return URT_E_VERSION_UNSUPPORTED;
    if ((max >= URT_TLS_1_3 && version <= URT_TLS_1_2 &&
         memcmp(tail, downgrade_12, 8) == 0) ||
        (max >= URT_TLS_1_2 && version < max &&
         memcmp(tail, downgrade_11, 8) == 0))
        return URT_E_VERSION_DOWNGRADE;
    return URT_OK;
}

static enum urt_err
check_suite(struct urt_conn *c, uint16_t id)
{
    const struct urt_ids *own = c->version >= URT_TLS_1_3
                                    ? c->config->suites13
                                    : c->config->suites;
    const struct urt_suite *s = urt_suite_by_id(id);

    if (s == NULL)
        return URT_E_SUITE_UNKNOWN;
    if (!urt_ids_has(own, id) ||
        !urt_suite_allowed(c, s, c->version, c->version))
        return URT_E_SUITE_ILLEGAL;
    if (c->hs->hrr && c->suite != NULL && c->suite != s)
        return URT_E_SUITE_ILLEGAL;
    c->suite = s;
    return URT_OK;
}

/* What both meanings share; WHERE says which extensions may be there. */
static enum urt_err
take_common(struct urt_conn *c, struct urt_bytes *in, struct server_hello *h,
            enum urt_where *where)
{
    uint16_t version;

    URT_TRY(take_hello(h, in));
    URT_TRY(find_version(h, &version));
    URT_TRY(check_version(c, h, version));
    urt_conn_fix_version(c, version);
    if (h->compression != URT_COMPRESSION_NONE &&
        (version >= URT_TLS_1_3 || !c->hs->offered_deflate ||
         h->compression != URT_COMPRESSION_DEFLATE))
        return version < URT_TLS_1_3 && !urt_may_compress(c)
                   ? URT_E_COMPRESSION_OFF
                   : URT_E_COMPRESSION_ILLEGAL;
    if (version >= URT_TLS_1_3 &&
        !urt_bytes_equal(h->session_id, urt_bytes(c->hs->session_id,
                                                  c->hs->session_id_len)))
        return URT_E_SESSION_ID_ILLEGAL;
    if (*where == URT_IN_SH && version < URT_TLS_1_3)
        *where = URT_IN_SH12;
    URT_TRY(urt_ext_split(c, *where, h->extensions, &c->hs->ext));
    return check_suite(c, h->suite);
}

enum urt_err
urt_retry_request_recv(struct urt_conn *c, struct urt_bytes *in)
{
    enum urt_where where = URT_IN_HRR;
    struct server_hello h;

    URT_TRY(take_common(c, in, &h, &where));
    if (c->version < URT_TLS_1_3)
        return URT_E_VERSION_ILLEGAL;
    URT_TRY(urt_ext_take(c, where, &c->hs->ext));
    if (c->hs->hrr_group == 0 && c->hs->cookie.len == 0)
        return URT_E_HRR_NO_CHANGE;
    c->hs->hrr = true;
    urt_early_data_retry(c);
    return urt_transcript_fold(&c->hs->transcript, c->suite->prf);
}

static enum urt_err
new_session(struct urt_conn *c, const struct server_hello *h)
{
    struct urt_session *s = urt_session_new();

    if (s == NULL)
        return URT_E_NOMEM;
    urt_session_free(c->session);
    c->session = s;
    c->own_session = true;
    s->version = c->version;
    s->suite = c->suite;
    s->suite_id = c->suite->id;
    s->timeout = c->config->session_timeout;
    s->max_fragment = c->max_fragment;
    if (!urt_kx_has_cert(c->suite))
        s->verify_result = 0; /* there is nothing to verify */
    s->sid_ctx_len = c->config->sid_ctx_len;
    memcpy(s->sid_ctx, c->config->sid_ctx, s->sid_ctx_len);
    if (c->version < URT_TLS_1_3) {
        memcpy(s->id, h->session_id.data, h->session_id.len);
        s->id_len = h->session_id.len;
        s->compression = h->compression;
        /* Of a handshake before this one. */
        c->group = NULL;
        urt_key_free(c->dh);
        c->dh = NULL;
        urt_buf_free(&c->peer_share);
        return urt_keep_server_name(c);
    }
    return URT_OK;
}

/* The external PSK was taken: a session of this context. */
static enum urt_err
use_external(struct urt_conn *c)
{
    struct urt_session *s = urt_session_dup(c->hs->ext_psk);

    if (s == NULL)
        return URT_E_NOMEM;
    s->sid_ctx_len = c->config->sid_ctx_len;
    memcpy(s->sid_ctx, c->config->sid_ctx, s->sid_ctx_len);
    urt_session_free(c->session);
    c->session = s;
    c->own_session = false;
    c->resumed = true;
    return s->suite->prf == c->suite->prf ? URT_OK : URT_E_SUITE_ILLEGAL;
}

/* The offered session goes on: it must be the same in all that counts. */
static enum urt_err
resume(struct urt_conn *c, const struct server_hello *h)
{
    struct urt_session *s = c->offer;
    bool same = c->version >= URT_TLS_1_3 ? s->suite->prf == c->suite->prf
                                          : s->suite == c->suite;

    if (s->version != c->version)
        return URT_E_SESSION_VERSION;
    if (!same)
        return URT_E_SUITE_ILLEGAL;
    if (s->sid_ctx_len != c->config->sid_ctx_len ||
        memcmp(s->sid_ctx, c->config->sid_ctx, s->sid_ctx_len) != 0)
        return URT_E_SESSION_CONTEXT;
    if (s->compression != h->compression)
        return URT_E_COMPRESSION_ILLEGAL;
    if (c->version < URT_TLS_1_3 && s->ems != c->ems)
        return URT_E_EMS_INCONSISTENT;
    urt_session_free(c->session);
    c->session = urt_session_up(s);
    c->own_session = false;
    c->resumed = true;
    if (c->version < URT_TLS_1_3)
        c->group = urt_group_by_tls_id(s->group);
    return URT_OK;
}

static bool
is_resumed(const struct urt_conn *c, struct urt_bytes id)
{
    const struct urt_session *s = c->offer;

    if (c->version >= URT_TLS_1_3)
        return c->hs->psk_used;
    return c->hs->offers_classic && id.len > 0 && s->id_len > 0 &&
           urt_bytes_equal(id, urt_bytes(c->hs->session_id,
                                         c->hs->session_id_len)) &&
           urt_bytes_equal(id, urt_bytes(s->id, s->id_len));
}

enum urt_err
urt_server_hello_recv(struct urt_conn *c, struct urt_bytes *in)
{
    enum urt_where where = URT_IN_SH;
    struct server_hello h;

    if (urt_retry_request_fits(c, *in))
        return c->hs->hrr ? URT_E_HRR_TWICE : URT_E_MSG_UNEXPECTED;
    URT_TRY(take_common(c, in, &h, &where));
    memcpy(c->random[1], h.random.data, URT_RANDOM);
    URT_TRY(urt_ext_take(c, where, &c->hs->ext));
    if (c->hs->psk_used && c->hs->psk_index == c->hs->offers_ticket13)
        URT_TRY(use_external(c));
    else if (is_resumed(c, h.session_id))
        URT_TRY(resume(c, &h));
    else
        URT_TRY(new_session(c, &h));
    if (c->version < URT_TLS_1_3 || c->hs->peer_share.len > 0)
        return URT_OK;
    /* No share: psk_ke, if we allow it. */
    if (!c->hs->psk_used || !c->config->allow_no_dhe_kex)
        return URT_E_EXT_MISSING;
    c->hs->use_psk_ke = true;
    return URT_OK;
}

/* ---- both ---- */

enum urt_err
urt_server_hello_after(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;
    const struct urt_hooks *hooks = c->config->hooks;
    struct urt_bytes psk = URT_BYTES_NONE;

    if (c->server && c->resumed && hooks->session_resumed != NULL)
        hooks->session_resumed(c->config->hook_arg, c->session);
    urt_transcript_start(&hs->transcript,
                         urt_suite_hash(c->suite, c->version));
    if (c->version < URT_TLS_1_3)
        return URT_OK;
    urt_transcript_drop(&hs->transcript);
    if (!c->server && c->msgs.len > 0)
        return URT_E_MSG_NOT_AT_BOUNDARY;
    if (c->resumed)
        psk = urt_session_secret(c->session);
    urt_schedule13_early(c, psk);
    if (!c->server && !hs->use_psk_ke)
        URT_TRY(agree(c));
    URT_TRY(urt_schedule13_handshake(c, urt_buf_bytes(&hs->premaster)));
    urt_buf_free(&hs->premaster);
    if (!hs->use_psk_ke)
        c->group = urt_kex_group(hs->kex);
    if (c->own_session)
        c->session->group = c->group != NULL ? c->group->tls_id : 0;
    urt_kex_free(hs->kex);
    hs->kex = NULL;
    return c->server && urt_ccs_follows_hello(c) ? URT_OK
                                                 : urt_server_hello_keys(c);
}

enum urt_err
urt_server_hello_keys(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;

    URT_TRY(urt_schedule13_use_handshake(c, true));
    c->rec.plain_alerts = c->server;
    if (!c->server)
        return URT_OK;
    hs->early_keys = c->early == URT_EARLY_ACCEPTED;
    return hs->early_keys
               ? urt_schedule13_use_early(c, c->suite, hs->client_early)
               : urt_schedule13_use_handshake(c, false);
}
