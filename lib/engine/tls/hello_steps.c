/* What a server does with a ClientHello, step by step, in the order in which
 * OpenSSL asks the program: hello, session (hello_session.c), name,
 * certificate, protocol. RFC 8446 section 4.1.1 to 4.2.10, RFC 5246 section
 * 7.4.1.
 *
 * Each function is a row of the hello table; those that call a hook may
 * answer NOT_READY and are then called again from their beginning. */
#include "engine/tls/msg.h"

#include "engine/tls/kx.h"
#include "engine/tls/negotiate.h"

/* A hook's answer as an error; PRESET is the error of FAIL. */
enum urt_err
urt_hook_answer(struct urt_conn *c, enum urt_hook h, enum urt_want want,
                int alert, enum urt_err preset)
{
    if (h == URT_HOOK_WAIT) {
        c->want = want;
        return URT_E_NOT_READY;
    }
    if (h != URT_HOOK_FAIL)
        return URT_OK;
    c->hs->alert = alert;
    return preset;
}

enum urt_err
urt_hello_ask(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_CLIENT_HELLO_REFUSED);
    enum urt_hook h;

    if (c->config->hooks->hello == NULL)
        return URT_OK;
    h = c->config->hooks->hello(c->config->hook_arg, &alert);
    return urt_hook_answer(c, h, URT_WANT_HELLO, alert,
                           URT_E_CLIENT_HELLO_REFUSED);
}

/* ---- version ---- */

/* The best version of a supported_versions list; 0 when none. */
static uint16_t
best_listed(const struct urt_conn *c, struct urt_bytes list)
{
    uint16_t best = 0, v;

    while (urt_take_u16(&list, &v))
        if (v > best && v >= URT_TLS_1_0 && v <= URT_TLS_1_3 &&
            urt_has_version(c, v))
            best = v;
    return best;
}

static uint16_t
best_legacy(const struct urt_conn *c, uint16_t offered)
{
    uint16_t v = offered > URT_TLS_1_2 ? URT_TLS_1_2 : offered;

    for (; v >= URT_TLS_1_0; v--)
        if (urt_has_version(c, v))
            return v;
    return 0;
}

/* The alert is of the version that the client asked for, as far as such
 * alerts exist there: SSL 3.0 knows no protocol_version. */
static enum urt_err
no_version(struct urt_conn *c)
{
    enum { HANDSHAKE_FAILURE = 40 };
    uint16_t asked = c->hs->hello.version;

    if (c->renegotiating)
        return URT_E_VERSION_UNSUPPORTED;
    c->version = asked;
    c->rec.version = asked == URT_TLS_1_3 ? URT_TLS_1_2 : asked;
    if (asked >= URT_TLS_1_0)
        return URT_E_VERSION_UNSUPPORTED;
    if (asked == URT_SSL_3_0)
        c->hs->alert = HANDSHAKE_FAILURE;
    return URT_E_VERSION_TOO_LOW;
}

enum urt_err
urt_hello_version(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;
    struct urt_bytes body, list;
    uint16_t version, min, max;

    URT_TRY(urt_ext_split(c, URT_IN_CH, hs->hello.extensions, &hs->ext));
    hs->ext_got = hs->ext.have;
    if (urt_ext_get(&hs->ext, URT_EXT_SUPPORTED_VERSIONS, &body)) {
        if (!urt_take_vec8(&body, &list))
            return URT_E_EXT_DECODE;
        version = best_listed(c, list);
    } else {
        version = best_legacy(c, hs->hello.version);
    }
    if (version == 0)
        return no_version(c);
    if (hs->hrr && version != c->version)
        return URT_E_VERSION_ILLEGAL;
    if (!urt_versions(c, &min, &max))
        return URT_E_VERSION_UNSUPPORTED;
    urt_conn_fix_version(c, version);
    if (hs->hello.suites.len == 0 && !hs->v2_suites)
        return URT_E_SUITE_NONE_OFFERED;
    if (hs->scsv_fallback && version < max)
        return URT_E_FALLBACK_INAPPROPRIATE;
    if (version >= URT_TLS_1_3 && hs->hello.compression.len != 1)
        return URT_E_ILLEGAL_PARAMETER;
    return URT_OK;
}

enum urt_err
urt_hello_extensions(struct urt_conn *c)
{
    return urt_ext_take(c, URT_IN_CH, &c->hs->ext);
}

/* ---- name, protocol, certificate, status ---- */

enum urt_err
urt_hello_name(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_SNI_UNRECOGNIZED);
    enum urt_hook h;

    c->hs->sni_ack = false;
    if (c->config->hooks->sni == NULL)
        return URT_OK;
    h = c->config->hooks->sni(c->config->hook_arg, &alert);
    c->hs->sni_ack = h == URT_HOOK_OK && c->sni.len > 0;
    return urt_hook_answer(c, h, URT_WANT_HELLO, alert, URT_E_SNI_UNRECOGNIZED);
}

enum urt_err
urt_hello_alpn(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_ALPN_NONE_SHARED);
    struct urt_bytes body, offered, selected = URT_BYTES_NONE;
    enum urt_hook h;

    c->hs->alpn_chosen = false;
    if (c->config->hooks->alpn == NULL ||
        !urt_ext_get(&c->hs->ext, URT_EXT_ALPN, &body) ||
        !urt_take_vec16(&body, &offered))
        return URT_OK;
    h = c->config->hooks->alpn(c->config->hook_arg, offered, &selected,
                               &alert);
    if (h == URT_HOOK_OK && selected.len > 0) {
        urt_buf_clear(&c->alpn);
        urt_put_bytes(&c->alpn, selected);
        if (!urt_buf_ok(&c->alpn))
            return URT_E_NOMEM;
        c->hs->alpn_chosen = true;
    }
    return urt_hook_answer(c, h, URT_WANT_HELLO, alert, URT_E_ALPN_NONE_SHARED);
}

enum urt_err
urt_hello_cert(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_CALLBACK_FAILED);
    enum urt_hook h;

    if (c->config->hooks->cert == NULL)
        return URT_OK;
    h = c->config->hooks->cert(c->config->hook_arg, &alert);
    return urt_hook_answer(c, h, URT_WANT_CERT, alert, URT_E_CALLBACK_FAILED);
}

enum urt_err
urt_hello_status(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_STATUS_CALLBACK);
    enum urt_hook h;

    c->hs->status_sent = false;
    if (!c->status_requested || c->config->hooks->status == NULL ||
        !urt_kx_has_cert(c->suite))
        return URT_OK;
    urt_buf_clear(&c->status);
    h = c->config->hooks->status(c->config->hook_arg, &c->status, &alert);
    if (!urt_buf_ok(&c->status))
        return URT_E_NOMEM;
    c->hs->status_sent = h == URT_HOOK_OK && c->status.len > 0;
    return urt_hook_answer(c, h, URT_WANT_HELLO, alert, URT_E_STATUS_CALLBACK);
}

/* ---- the choice ---- */

static bool
keep_name(struct urt_conn *c)
{
    struct urt_session *s = c->session;

    if (c->hs->sni_ack) {
        s->hostname = urt_alloc(c->sni.len + 1);
        if (s->hostname == NULL)
            return false;
        memcpy(s->hostname, c->sni.data, c->sni.len);
        s->hostname[c->sni.len] = '\0';
    }
    return true;
}

/* The program may not want to see the session again. */
static void
ask_wanted(struct urt_conn *c)
{
    const struct urt_hooks *hooks = c->config->hooks;
    bool secret = urt_kx_has_curve(c->suite) || urt_kx_has_field(c->suite);

    if (hooks->session_wanted == NULL ||
        hooks->session_wanted(c->config->hook_arg, secret) != URT_HOOK_FAIL)
        return;
    c->session->resumable = false;
    c->hs->ticket_expected = false;
    c->hs->no_new_ticket = true;
}

static enum urt_err
new_session(struct urt_conn *c)
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
    s->verify_result = 0;
    s->max_fragment = c->max_fragment;
    s->sid_ctx_len = c->config->sid_ctx_len;
    memcpy(s->sid_ctx, c->config->sid_ctx, s->sid_ctx_len);
    if (!keep_name(c))
        return URT_E_NOMEM;
    if (c->version < URT_TLS_1_3) {
        if (urt_may_compress(c) && urt_hello_offers_deflate(c))
            s->compression = URT_COMPRESSION_DEFLATE;
        /* Somebody may want to find the session by its ID. */
        if (!c->hs->ticket_expected && c->config->cache_server_sessions)
            URT_TRY(urt_session_make_id(c));
    }
    ask_wanted(c);
    return URT_OK;
}

static enum urt_err
choose13(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;
    const struct urt_suite *before = c->suite;
    enum urt_err err;

    URT_TRY(urt_choose_suite13(c));
    if (hs->hrr && before != c->suite)
        return URT_E_SUITE_ILLEGAL;
    if (!c->resumed) {
        if (hs->peer_sigalgs.len == 0)
            return URT_E_EXT_MISSING;
        err = urt_choose_credential13(c);
        if (err != URT_OK) {
            c->suite = hs->hrr ? before : NULL; /* nothing is agreed */
            return err;
        }
        URT_TRY(new_session(c));
    }
    if (hs->use_psk_ke) {
        c->group = NULL;
        return URT_OK;
    }
    if (c->peer_groups.len == 0)
        return URT_E_EXT_MISSING;
    if (c->group != NULL)
        return URT_OK;
    if (hs->hrr)
        return URT_E_GROUP_ILLEGAL;
    hs->hrr_group = urt_choose_group(c);
    if (hs->hrr_group == 0)
        return URT_E_GROUP_NONE_SHARED;
    hs->hrr = true;
    return URT_OK;
}

enum urt_err
urt_hello_choose(struct urt_conn *c)
{
    if (c->version >= URT_TLS_1_3)
        return choose13(c);
    if (c->resumed)
        return URT_OK;
    URT_TRY(urt_choose_suite12(c));
    URT_TRY(urt_choose_sigalg12(c));
    c->group = NULL;
    if (urt_kx_has_curve(c->suite)) {
        c->group = urt_group_by_tls_id(urt_choose_group(c));
        if (c->group == NULL)
            return URT_E_GROUP_NONE_SHARED;
    }
    return new_session(c);
}
