/* Why a handshake failed, in one plain sentence: what was offered and what is
 * allowed. A row an error, each with its writer; where the engine's own words
 * say it all there is no row. */
#include "facade/libssl/trace.h"

#include <stdio.h>

#include "engine/crypto/group.h"
#include "engine/crypto/sig.h"
#include "engine/pki/cert.h"

enum { SHOWN = 8 };

typedef void why_fn(struct urt_buf *b, SSL *s, const struct fac_offer *o);

static void
put_number(struct urt_buf *b, int n)
{
    char text[16];

    snprintf(text, sizeof text, "%d", n);
    urt_put_text(b, text);
}

void
fac_put_dn(struct urt_buf *b, struct urt_bytes der)
{
    const unsigned char *p = der.data;
    X509_NAME *name;
    BIO *out;
    char *text;
    long len;

    ERR_set_mark();
    name = d2i_X509_NAME(NULL, &p, (long)der.len);
    out = BIO_new(BIO_s_mem());
    if (name != NULL && out != NULL && X509_NAME_entry_count(name) == 0) {
        urt_put_text(b, "(no name)");
    } else if (name != NULL && out != NULL &&
               X509_NAME_print_ex(out, name, 0,
                                  XN_FLAG_RFC2253 & ~XN_FLAG_DN_REV) > 0) {
        len = BIO_get_mem_data(out, &text);
        if (len > 0)
            fac_put_escaped(b, urt_bytes(text, (size_t)len));
    } else {
        urt_put_text(b, "(unreadable name)");
    }
    BIO_free(out);
    X509_NAME_free(name);
    ERR_pop_to_mark();
}

/* ---- what is offered, what is allowed ---- */

static void
put_ids(struct urt_buf *b, const struct urt_ids *l, fac_put_name_fn *name,
        unsigned *shown, unsigned *hidden)
{
    for (size_t i = 0; l != NULL && i < l->count; i++) {
        if (*shown == SHOWN) {
            ++*hidden;
            continue;
        }
        if ((*shown)++ > 0)
            urt_put_u8(b, ' ');
        name(b, l->id[i]);
    }
}

static void
put_more(struct urt_buf *b, unsigned shown, unsigned hidden)
{
    if (hidden > 0) {
        urt_put_text(b, " and ");
        put_number(b, (int)hidden);
        urt_put_text(b, " more");
    }
    if (shown == 0)
        urt_put_text(b, "nothing");
}

static void
put_own_suites(struct urt_buf *b, SSL *s)
{
    unsigned shown = 0, hidden = 0;
    uint16_t min = 0, max = 0;
    const struct urt_ids *lists[] = {s->config.suites13, s->config.suites};

    (void)urt_config_versions(&s->config, &min, &max);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; lists[k] != NULL && i < lists[k]->count; i++) {
            const struct urt_suite *r = urt_suite_by_id(lists[k]->id[i]);

            if (r == NULL || !urt_config_allows_suite(&s->config, r, min, max))
                continue;
            if (shown == SHOWN) {
                hidden++;
                continue;
            }
            if (shown++ > 0)
                urt_put_u8(b, ' ');
            urt_put_text(b, r->name);
        }
    put_more(b, shown, hidden);
}

static void
put_own_versions(struct urt_buf *b, SSL *s)
{
    uint16_t min, max;

    if (!urt_config_versions(&s->config, &min, &max)) {
        urt_put_text(b, "none");
        return;
    }
    fac_put_version_name(b, min);
    if (max > min) {
        urt_put_text(b, " to ");
        fac_put_version_name(b, max);
    }
}

static void
put_level(struct urt_buf *b, SSL *s)
{
    urt_put_text(b, " (security level ");
    put_number(b, s->config.security_level);
    urt_put_text(b, ")");
}

static void
put_offered_versions(struct urt_buf *b, const struct fac_offer *o)
{
    if (o->versions.len > 0) {
        fac_put_names(b, o->versions, fac_put_version_name, SHOWN);
    } else {
        urt_put_text(b, "up to ");
        fac_put_version_name(b, o->version);
    }
}

static void
put_credentials(struct urt_buf *b, SSL *s)
{
    static const char *const names[URT_SLOT_COUNT] = {
        "RSA", "RSA-PSS", "DSA", "ECDSA", "Ed25519", "Ed448"};
    unsigned n = 0;

    for (size_t i = 0; i < URT_SLOT_COUNT; i++)
        if (s->config.slot[i] != NULL && s->config.slot[i]->key != NULL) {
            urt_put_text(b, n++ > 0 ? " " : "");
            urt_put_text(b, names[i]);
        }
    if (n == 0)
        urt_put_text(b, "none");
}

/* ---- the reasons ---- */

static void
why_suites(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "no cipher suite in common; the client offered ");
    fac_put_names(b, o->suites, fac_put_suite_name, SHOWN);
    urt_put_text(b, "; allowed here: ");
    put_own_suites(b, s);
    urt_put_text(b, " with certificates for: ");
    put_credentials(b, s);
    put_level(b, s);
}

static void
why_no_suites(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "no cipher suite is left to offer for the versions ");
    put_own_versions(b, s);
    put_level(b, s);
}

static void
why_version(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    if (s->trace->hello.len == 0) {
        urt_put_text(b, "no protocol version is enabled: ");
    } else if (SSL_is_server(s)) {
        urt_put_text(b, "no protocol version in common; the client offered ");
        put_offered_versions(b, o);
        urt_put_text(b, "; allowed here: ");
    } else {
        urt_put_text(b, "the server answered with ");
        if (s->trace->answered != 0)
            fac_put_version_name(b, s->trace->answered);
        else
            urt_put_text(b, "another version");
        urt_put_text(b, "; allowed here: ");
    }
    put_own_versions(b, s);
}

static void
why_group(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    unsigned shown = 0, hidden = 0;

    urt_put_text(b, "no group in common; the client offered ");
    fac_put_names(b, o->groups, fac_put_group_name, SHOWN);
    urt_put_text(b, "; allowed here: ");
    put_ids(b, urt_config_groups(&s->config), fac_put_group_name, &shown,
            &hidden);
    put_more(b, shown, hidden);
    put_level(b, s);
}

static void
why_sigalg(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    struct urt_bytes theirs = SSL_is_server(s) ? o->sigalgs
                                               : urt_conn_peer_sigalgs(s->conn);

    urt_put_text(b, "no signature algorithm in common; the peer takes ");
    fac_put_names(b, theirs, fac_put_sigalg_name, SHOWN);
    urt_put_text(b, "; certificates here: ");
    put_credentials(b, s);
    put_level(b, s);
}

static void
why_alpn(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    struct urt_bytes list = o->alpn, name;

    urt_put_text(b, "no application protocol in common; the client offered");
    while (urt_take_vec8(&list, &name)) {
        urt_put_u8(b, ' ');
        fac_put_escaped(b, name);
    }
}

static void
put_peer_certificate(struct urt_buf *b, SSL *s)
{
    struct urt_session *session = urt_conn_session(s->conn);

    if (session == NULL || session->peer == NULL)
        return;
    urt_put_text(b, ": ");
    fac_put_dn(b, session->peer->subject);
    urt_put_text(b, ", issued by ");
    fac_put_dn(b, session->peer->issuer);
}

static void
why_certificate(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    struct urt_session *session = urt_conn_session(s->conn);
    long result = s->verify_result;

    if (result == X509_V_OK && session != NULL)
        result = session->verify_result;
    urt_put_text(b, SSL_is_server(s) ? "the client's certificate"
                                     : "the server's certificate");
    urt_put_text(b, " was refused: ");
    urt_put_text(b, result != X509_V_OK
                        ? X509_verify_cert_error_string(result)
                        : "the program said no");
    put_peer_certificate(b, s);
}

static void
why_no_certificate(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "a client certificate is required here and the client "
                    "sent none");
}

static void
why_eof(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    const struct fac_trace *t = s->trace;

    urt_put_text(b, t->active
                        ? "the peer closed the connection in the middle"
                        : "the peer closed without close_notify");
    if (t->active && t->last != NULL) {
        urt_put_text(b, "; the last message was ");
        urt_put_text(b, t->last);
        urt_put_text(b, t->last_sent ? ", sent" : ", received");
    }
}

/* ---- alerts of the peer ---- */

enum {
    ALERT_HANDSHAKE_FAILURE = 40,
    ALERT_BAD_CERTIFICATE = 42,
    ALERT_UNSUPPORTED_CERTIFICATE = 43,
    ALERT_CERTIFICATE_REVOKED = 44,
    ALERT_CERTIFICATE_EXPIRED = 45,
    ALERT_CERTIFICATE_UNKNOWN = 46,
    ALERT_UNKNOWN_CA = 48,
    ALERT_PROTOCOL_VERSION = 70,
    ALERT_INSUFFICIENT_SECURITY = 71,
    ALERT_FALLBACK = 86,
    ALERT_MISSING_EXTENSION = 109,
    ALERT_UNKNOWN_PSK = 115,
    ALERT_UNRECOGNIZED_NAME = 112,
    ALERT_CERTIFICATE_REQUIRED = 116,
    ALERT_NO_ALPN = 120,
};

/* Some have no words in OpenSSL's list. */
const char *
fac_alert_name(int value)
{
    const char *name = SSL_alert_desc_string_long(value);

    if (strcmp(name, "unknown") != 0)
        return name;
    switch (value & 0xff) {
    case ALERT_CERTIFICATE_REQUIRED:
        return "certificate required";
    case ALERT_NO_ALPN:
        return "no application protocol";
    case ALERT_MISSING_EXTENSION:
        return "missing extension";
    case ALERT_FALLBACK:
        return "inappropriate fallback";
    case ALERT_UNKNOWN_PSK:
        return "unknown PSK identity";
    default:
        return name;
    }
}

static void
put_own_certificate(struct urt_buf *b, SSL *s)
{
    struct urt_credential *c = urt_conn_credential(s->conn);

    urt_put_text(b, " our certificate");
    if (c != NULL && c->cert != NULL) {
        urt_put_text(b, " ");
        fac_put_dn(b, c->cert->subject);
        urt_put_text(b, ", issued by ");
        fac_put_dn(b, c->cert->issuer);
    }
}

static void
put_whole_offer(struct urt_buf *b, const struct fac_offer *o)
{
    urt_put_text(b, "; offered were ");
    put_offered_versions(b, o);
    urt_put_text(b, ", suites ");
    fac_put_names(b, o->suites, fac_put_suite_name, SHOWN);
    urt_put_text(b, ", groups ");
    fac_put_names(b, o->groups, fac_put_group_name, SHOWN);
}

static void
note_failure(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    if (SSL_is_server(s))
        return;
    put_whole_offer(b, o);
    if (s->trace->requested)
        urt_put_text(b, "; it asked for a client certificate");
    if (s->trace->requested && !s->trace->client_cert)
        urt_put_text(b, " and none was sent");
}

static void
note_version(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; offered were ");
    put_offered_versions(b, o);
}

static void
note_unknown_ca(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; it does not know the authority behind");
    put_own_certificate(b, s);
}

static void
note_certificate(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; it refused");
    put_own_certificate(b, s);
}

static void
note_required(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; it requires a client certificate and none was sent");
}

static void
note_name(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; asked for was the name ");
    fac_put_escaped(b, o->name);
}

static void
note_alpn(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    urt_put_text(b, "; it takes none of the application protocols");
}

/* What our side of it was. */
static const struct {
    int alert;
    why_fn *put;
} notes[] = {
    {ALERT_HANDSHAKE_FAILURE, note_failure},
    {ALERT_INSUFFICIENT_SECURITY, note_failure},
    {ALERT_BAD_CERTIFICATE, note_certificate},
    {ALERT_UNSUPPORTED_CERTIFICATE, note_certificate},
    {ALERT_CERTIFICATE_REVOKED, note_certificate},
    {ALERT_CERTIFICATE_EXPIRED, note_certificate},
    {ALERT_CERTIFICATE_UNKNOWN, note_certificate},
    {ALERT_UNKNOWN_CA, note_unknown_ca},
    {ALERT_PROTOCOL_VERSION, note_version},
    {ALERT_UNRECOGNIZED_NAME, note_name},
    {ALERT_CERTIFICATE_REQUIRED, note_required},
    {ALERT_NO_ALPN, note_alpn},
};

static void
why_alert(struct urt_buf *b, SSL *s, const struct fac_offer *o)
{
    int alert = urt_conn_alert_received(s->conn);

    urt_put_text(b, SSL_is_server(s) ? "the client" : "the server");
    urt_put_text(b, " ended it with the alert ");
    urt_put_text(b, fac_alert_name(alert));
    urt_put_text(b, " (");
    put_number(b, alert);
    urt_put_text(b, ")");
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (notes[i].alert == alert)
            notes[i].put(b, s, o);
}

static const struct {
    enum urt_err err;
    why_fn *put;
} reasons[] = {
    {URT_E_ALERT_RECEIVED, why_alert},
    {URT_E_SUITE_NONE_SHARED, why_suites},
    {URT_E_SUITE_NONE_USABLE, why_no_suites},
    {URT_E_VERSION_UNSUPPORTED, why_version},
    {URT_E_VERSION_NONE_ENABLED, why_version},
    {URT_E_GROUP_NONE_SHARED, why_group},
    {URT_E_SIGALG_NONE_SHARED, why_sigalg},
    {URT_E_ALPN_NONE_SHARED, why_alpn},
    {URT_E_CERT_REFUSED, why_certificate},
    {URT_E_CERT_UNKNOWN_CA, why_certificate},
    {URT_E_CERT_EXPIRED, why_certificate},
    {URT_E_CERT_REVOKED, why_certificate},
    {URT_E_CERT_BAD, why_certificate},
    {URT_E_CERT_PURPOSE, why_certificate},
    {URT_E_CERT_UNKNOWN, why_certificate},
    {URT_E_CERT_MISSING, why_no_certificate},
    {URT_E_CERT_MISSING_12, why_no_certificate},
    {URT_E_EOF, why_eof},
};

void
fac_put_why(struct urt_buf *b, SSL *s, enum urt_err err)
{
    struct fac_offer o;

    if (!fac_offer_read(&o, urt_buf_bytes(&s->trace->hello)))
        memset(&o, 0, sizeof o);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].err == err) {
            reasons[i].put(b, s, &o);
            return;
        }
    urt_put_text(b, urt_err_text(err));
}
