/* `urtica trace`: the events of a connection, drawn as a ladder with the
 * client on the left and the server on the right, or told as JSON. The
 * messages are those of RFC 5246 section 7.3 and RFC 8446 section 2.
 *
 * Called only when a trace is wanted. State hangs on the SSL and is made
 * with the first event; without memory for it a connection isn't traced. */
#include "facade/libssl/trace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/crypto/group.h"
#include "engine/crypto/sig.h"
#include "engine/pki/cert.h"

enum {
    MSG_CLIENT_HELLO = 1,
    MSG_SERVER_HELLO = 2,
    MSG_CERTIFICATE = 11,
    MSG_CERTIFICATE_REQUEST = 13,
    MSG_CERTIFICATE_VERIFY = 15,
    MESSAGE_HEADER = 4,
    EMPTY_CERTIFICATE = 8, /* bytes at most of a message without any */
    CONTENT_CCS = 20,
    CONTENT_HANDSHAKE = 22,
    CONTENT_DATA = 23,
    CONTENT_HEADER = 256,
    CONTENT_INNER = 257,
};

/* Optional are those that not every full handshake has. */
static const struct {
    uint8_t type;
    bool optional;
    const char *name;
} messages[] = {
    {0, true, "HelloRequest"},
    {1, false, "ClientHello"},
    {2, false, "ServerHello"},
    {4, true, "NewSessionTicket"},
    {5, true, "EndOfEarlyData"},
    {8, false, "EncryptedExtensions"},
    {11, false, "Certificate"},
    {12, true, "ServerKeyExchange"},
    {13, true, "CertificateRequest"},
    {14, false, "ServerHelloDone"},
    {15, false, "CertificateVerify"},
    {16, false, "ClientKeyExchange"},
    {20, false, "Finished"},
    {22, true, "CertificateStatus"},
    {24, true, "KeyUpdate"},
};

/* ---- drawing ---- */

/* Not a message, but a record kind of its own: drawn in brackets. */
static const char change_cipher_spec[] = "ChangeCipherSpec";

static void
draw(struct fac_line *l, bool from_client, const char *name, bool optional)
{
    char label[32], row[96];
    bool ccs = name == change_cipher_spec;

    snprintf(label, sizeof label, "%s%s%s", ccs ? "[" : "", name,
             ccs ? "]" : optional ? "*" : "");
    if (from_client)
        snprintf(row, sizeof row, "  %-20s ------------------>", label);
    else
        snprintf(row, sizeof row, "  %-20s <------------------ %20s", "",
                 label);
    fac_line_ladder(l, row);
}

static bool
from_client(const SSL *s, bool sent)
{
    return sent != SSL_is_server(s);
}

static void
begin(struct fac_line *l, SSL *s, const char *event)
{
    fac_line_begin(l, s->trace, SSL_is_server(s), event);
}

/* Fields that say which way something went. */
static void
put_way(struct fac_line *l, SSL *s, bool sent)
{
    if (!l->json)
        return;
    fac_line_text(l, "from", from_client(s, sent) ? "client" : "server");
    fac_line_text(l, "name", s->trace->last);
}

static void
note(SSL *s, bool sent, const char *name)
{
    s->trace->last = name;
    s->trace->last_sent = sent;
}

/* ---- the beginning and the end ---- */

static void
start_handshake(SSL *s)
{
    struct fac_trace *t = s->trace;
    struct fac_line l;
    char text[48];

    t->handshakes++;
    t->active = true;
    t->failed = t->client_cert = t->requested = false;
    t->answered = 0;
    t->start = urt_clock_monotonic_ms();
    begin(&l, s, "start");
    snprintf(text, sizeof text, "%s, %s",
             SSL_is_server(s) ? "server" : "client",
             t->handshakes > 1 ? "handshake again" : "handshake");
    fac_line_ladder(&l, text);
    fac_line_end(&l);
    begin(&l, s, "title");
    fac_line_ladder(&l, "  Client                                       "
                        "Server");
    if (l.json)
        urt_buf_free(&l.b);
    else
        fac_line_end(&l);
}

static void
put_certificate(struct fac_line *l, const char *whose,
                const struct urt_cert *cert)
{
    struct urt_buf b = URT_BUF_INIT;
    char key[48];

    if (cert == NULL)
        return;
    fac_put_dn(&b, cert->subject);
    snprintf(key, sizeof key, "%s certificate", whose);
    if (urt_buf_ok(&b))
        fac_line_bytes(l, key, urt_buf_bytes(&b));
    urt_buf_clear(&b);
    fac_put_dn(&b, cert->issuer);
    snprintf(key, sizeof key, l->json ? "%s issuer" : "issued by", whose);
    if (urt_buf_ok(&b))
        fac_line_bytes(l, key, urt_buf_bytes(&b));
    urt_buf_free(&b);
}

static void
put_certificates(struct fac_line *l, SSL *s)
{
    struct urt_session *session = urt_conn_session(s->conn);
    struct urt_credential *own = urt_conn_credential(s->conn);
    bool server = SSL_is_server(s);
    const struct urt_cert *peer = session != NULL ? session->peer : NULL;

    if (urt_conn_resumed(s->conn))
        own = NULL;
    put_certificate(l, "server",
                    server ? (own != NULL ? own->cert : NULL) : peer);
    if (s->trace->client_cert || (server && peer != NULL))
        put_certificate(l, "client",
                        server ? peer : (own != NULL ? own->cert : NULL));
    if (peer != NULL)
        fac_line_text(l, "verified",
                      X509_verify_cert_error_string(session->verify_result));
}

static void
put_extras(struct fac_line *l, SSL *s)
{
    const struct {
        bool on;
        const char *name;
    } rows[] = {
        {urt_conn_version(s->conn) < URT_TLS_1_3 && urt_conn_ems(s->conn),
         "extended master secret"},
        {urt_conn_version(s->conn) < URT_TLS_1_3 &&
             urt_conn_secure_renegotiation(s->conn),
         "secure renegotiation"},
        {urt_conn_status(s->conn).len > 0, "OCSP response"},
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

/* What was negotiated. */
static void
end_handshake(SSL *s)
{
    const struct urt_suite *suite = urt_conn_suite(s->conn);
    const struct urt_group *group = urt_conn_group(s->conn);
    const struct urt_sigalg *sig = SSL_is_server(s)
                                       ? urt_conn_sigalg(s->conn)
                                       : urt_conn_peer_sigalg(s->conn);
    bool resumed = urt_conn_resumed(s->conn);
    struct fac_line l;

    s->trace->active = false;
    begin(&l, s, "done");
    fac_line_flag(&l, "resumed", resumed);
    fac_line_ladder(&l, resumed ? "  = resumed, " : "  = full handshake, ");
    fac_line_text(&l, "version", urt_version_name(urt_conn_version(s->conn)));
    if (suite != NULL)
        fac_line_text(&l, "suite", suite->name);
    if (group != NULL)
        fac_line_text(&l, "group", group->name);
    if (sig != NULL && !resumed)
        fac_line_text(&l, "signature", sig->name);
    if (urt_conn_early(s->conn) != URT_EARLY_NOT_SENT)
        fac_line_text(&l, "early data",
                      urt_conn_early(s->conn) == URT_EARLY_ACCEPTED
                          ? "accepted"
                          : "rejected");
    fac_line_more(&l);
    fac_line_number(&l, "milliseconds",
                    urt_clock_monotonic_ms() - s->trace->start);
    if (urt_conn_sni(s->conn).len > 0)
        fac_line_bytes(&l, "server name", urt_conn_sni(s->conn));
    if (urt_conn_alpn(s->conn).len > 0)
        fac_line_bytes(&l, "ALPN", urt_conn_alpn(s->conn));
    put_extras(&l, s);
    fac_line_more(&l);
    put_certificates(&l, s);
    fac_line_end(&l);
}

void
fac_trace_failure(SSL *s, enum urt_err err)
{
    struct fac_trace *t = s->trace;
    struct urt_buf why = URT_BUF_INIT;
    int saved = errno;
    struct fac_line l;

    if (t == NULL || t->failed)
        return;
    begin(&l, s, t->active ? "failure" : "end");
    fac_put_why(&why, s, err);
    if (!urt_buf_ok(&why)) {
        urt_buf_free(&why);
        urt_put_text(&why, urt_err_text(err));
    }
    fac_line_ladder(&l, t->active ? "  ! handshake failed: "
                                  : "  ! connection ended: ");
    urt_put_u8(&why, 0);
    if (urt_buf_ok(&why)) {
        if (l.json)
            fac_line_text(&l, "why", (const char *)why.data);
        else
            fac_line_ladder(&l, (const char *)why.data);
    }
    urt_buf_free(&why);
    fac_line_end(&l);
    t->failed = true;
    t->active = false;
    errno = saved;
}

/* A handshake that nobody finished: the transport failed, or the program
 * had enough. */
static void
abandon(SSL *s)
{
    struct fac_trace *t = s->trace;
    struct fac_line l;
    char text[160];

    if (!t->active || t->failed)
        return;
    snprintf(text, sizeof text,
             "the transport failed or the program gave up; the last message "
             "was %s, %s", t->last != NULL ? t->last : "none",
             t->last == NULL ? "nothing was sent or received"
             : t->last_sent  ? "sent"
                             : "received");
    begin(&l, s, "failure");
    fac_line_ladder(&l, "  ! handshake not finished: ");
    if (l.json)
        fac_line_text(&l, "why", text);
    else
        fac_line_ladder(&l, text);
    fac_line_end(&l);
    t->active = false;
}

void
fac_trace_free(SSL *s)
{
    int saved = errno;

    if (s->trace == NULL)
        return;
    abandon(s);
    urt_buf_free(&s->trace->hello);
    urt_free(s->trace);
    s->trace = NULL;
    errno = saved;
}

/* ---- what passes by ---- */

static void
handshake_message(SSL *s, const struct urt_trace *e)
{
    struct fac_trace *t = s->trace;
    struct urt_bytes body = e->data;
    const char *name = "unknown message";
    bool empty, optional = false, client = from_client(s, e->sent);
    struct fac_line l;
    uint8_t type;

    if (!urt_take_u8(&body, &type) || !urt_skip(&body, MESSAGE_HEADER - 1))
        return;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (messages[i].type == type) {
            name = messages[i].name;
            optional = messages[i].optional;
        }
    /* What a client proves itself with is optional; a server's isn't. */
    if (client && (type == MSG_CERTIFICATE || type == MSG_CERTIFICATE_VERIFY))
        optional = true;
    if (type == MSG_SERVER_HELLO && fac_is_retry_request(body)) {
        name = "HelloRetryRequest";
        optional = true;
    }
    t->requested = t->requested || type == MSG_CERTIFICATE_REQUEST;
    if (client && type == MSG_CERTIFICATE_VERIFY)
        t->client_cert = true;
    empty = type == MSG_CERTIFICATE && e->data.len <= EMPTY_CERTIFICATE;
    note(s, e->sent, name);
    begin(&l, s, "message");
    draw(&l, client, name, optional);
    put_way(&l, s, e->sent);
    fac_line_flag(&l, "optional", optional);
    if (l.json)
        fac_line_number(&l, "length", e->data.len);
    if (empty)
        fac_line_ladder(&l, "  (empty)");
    if (type == MSG_CLIENT_HELLO) {
        urt_buf_clear(&t->hello);
        urt_put_bytes(&t->hello, body);
        fac_line_more(&l);
        fac_line_client_hello(&l, body);
    }
    if (type == MSG_SERVER_HELLO) {
        fac_line_more(&l);
        fac_line_server_hello(&l, body, t, name != messages[2].name);
    }
    fac_line_end(&l);
}

static void
simple(SSL *s, const char *event, bool sent, const char *name)
{
    struct fac_line l;

    note(s, sent, name);
    begin(&l, s, event);
    draw(&l, from_client(s, sent), name, false);
    put_way(&l, s, sent);
    fac_line_end(&l);
}

/* The first application data each way is worth a line. */
static void
data_record(SSL *s, bool sent)
{
    if (s->trace->data[sent])
        return;
    s->trace->data[sent] = true;
    simple(s, "data", sent, "Application Data");
}

static void
alert(SSL *s, bool sent, int value)
{
    struct fac_line l;
    char text[80];

    note(s, sent, "Alert");
    begin(&l, s, "alert");
    draw(&l, from_client(s, sent), "Alert", false);
    put_way(&l, s, sent);
    if (l.json) {
        fac_line_text(&l, "level", SSL_alert_type_string_long(value));
        fac_line_text(&l, "description", fac_alert_name(value));
        fac_line_number(&l, "number", (uint64_t)(value & 0xff));
    }
    snprintf(text, sizeof text, "%s: %s (%d)",
             SSL_alert_type_string_long(value),
             fac_alert_name(value), value & 0xff);
    fac_line_more(&l);
    fac_line_ladder(&l, text);
    fac_line_end(&l);
}

/* Of a record's header only those kinds that have no message of their own on
 * both sides. */
static void
record(SSL *s, const struct urt_trace *e)
{
    bool tls13 = urt_conn_version(s->conn) >= URT_TLS_1_3;

    if (e->data.len == 0)
        return;
    if (e->content_type == CONTENT_INNER) {
        if (e->data.data[0] == CONTENT_DATA)
            data_record(s, e->sent);
        return;
    }
    if (e->data.data[0] == CONTENT_CCS)
        simple(s, "change_cipher_spec", e->sent, change_cipher_spec);
    else if (e->data.data[0] == CONTENT_DATA && !tls13)
        data_record(s, e->sent);
}

static bool
make_state(SSL *s)
{
    static atomic_uint connections;

    if (s->trace == NULL) {
        s->trace = urt_zalloc(sizeof *s->trace);
        if (s->trace == NULL)
            return false;
        s->trace->number = atomic_fetch_add(&connections, 1) + 1;
    }
    return true;
}

void
fac_trace_event(SSL *s, const struct urt_trace *e)
{
    int saved = errno;

    if (!make_state(s))
        return;
    switch (e->kind) {
    case URT_TRACE_HANDSHAKE_START:
        if (e->value != URT_TRACE_PAUSE)
            start_handshake(s);
        break;
    case URT_TRACE_HANDSHAKE_DONE:
        if (e->value != URT_TRACE_PAUSE)
            end_handshake(s);
        break;
    case URT_TRACE_POST_DONE:
    case URT_TRACE_EXTENSION:
    case URT_TRACE_STATE:
        break;
    case URT_TRACE_ALERT:
        alert(s, e->sent, e->value);
        break;
    case URT_TRACE_MESSAGE:
        if (e->content_type == CONTENT_HANDSHAKE)
            handshake_message(s, e);
        else if (e->content_type >= CONTENT_HEADER)
            record(s, e);
        break;
    }
    errno = saved;
}
