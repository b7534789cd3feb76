/* The tables: who sends what, in which order, and when.
 * RFC 8446 section 2 and appendix A, RFC 5246 section 7.3. */
#include "engine/tls/kx.h"
#include "engine/tls/msg.h"
#include "engine/tls/negotiate.h"

#define C URT_FROM_CLIENT
#define S URT_FROM_SERVER
#define BOTH URT_FROM_BOTH
#define ST(x) URT_STATE_##x
#define LOCAL URT_ROW_LOCAL
#define END {.name = NULL}

/* Largest bodies taken, of messages without a certificate. */
enum {
    HELLO_LIMIT = 131396,
    SERVER_HELLO_LIMIT = 20000,
    EE_LIMIT = 20000,
    KEY_EXCHANGE_LIMIT = 102400,
    CLIENT_KEX_LIMIT = 2048,
    VERIFY_LIMIT = 65539,
    FINISHED_LIMIT = 64,
    TICKET_LIMIT = 131338,
    STATUS_LIMIT = 16777215 / 16,
    KEY_UPDATE_LIMIT = 1,
    DONE_LIMIT = 1,
    END_OF_EARLY_LIMIT = 1,
};

/* ---- guards ---- */

static bool
is_retry(const struct urt_conn *c)
{
    return c->hs->hrr;
}

/* The client looks at the message to see which hello it is. */
static bool
may_retry(const struct urt_conn *c)
{
    return c->server ? c->hs->hrr : c->hs->offered_tls13;
}

static bool
is_13(const struct urt_conn *c)
{
    return c->version >= URT_TLS_1_3;
}

static bool
is_12(const struct urt_conn *c)
{
    return !is_13(c);
}

/* A client's stands before what it sends behind its first hello: early data,
 * its second hello, or its last flight. */
static bool
may_ccs(const struct urt_conn *c)
{
    return c->hs->session_id_len > 0 && c->config->middlebox_compat;
}

static bool
early_ccs(const struct urt_conn *c)
{
    return c->hs->early_sent && may_ccs(c);
}

static bool
retry_ccs(const struct urt_conn *c)
{
    return c->hs->hrr && !c->hs->early_sent && may_ccs(c);
}

bool
urt_ccs_follows_hello(const struct urt_conn *c)
{
    return !c->hs->hrr && !c->hs->early_sent && may_ccs(c);
}

static bool
early_bare(const struct urt_conn *c)
{
    return c->early_writing && !c->hs->hrr && !early_ccs(c);
}

static bool
early_sent(const struct urt_conn *c)
{
    return c->hs->early_sent;
}

static bool
early_accepted(const struct urt_conn *c)
{
    return c->early == URT_EARLY_ACCEPTED;
}

static bool
is_full(const struct urt_conn *c)
{
    return !c->resumed;
}

static bool
is_full_13(const struct urt_conn *c)
{
    return !c->resumed && is_13(c);
}

static bool
has_cert(const struct urt_conn *c)
{
    return urt_kx_has_cert(c->suite);
}

/* Where the server shows none it asks for none (RFC 5246, 7.4.4), unless it
 * was told to insist and can't know better: without authentication. */
static bool
asks_cert(const struct urt_conn *c)
{
    int mode = c->config->verify_mode;

    if (c->resumed || !c->server)
        return !c->resumed && has_cert(c);
    if ((mode & URT_VERIFY_PEER) == 0)
        return false;
    if (is_13(c))
        return (mode & URT_VERIFY_POST_HANDSHAKE) == 0;
    if ((mode & URT_VERIFY_ONCE) != 0 && c->renegotiating &&
        c->peer_was_verified)
        return false;
    return has_cert(c) || (c->suite->auth == URT_AUTH_NULL &&
                           (mode & URT_VERIFY_REQUIRED) != 0);
}

/* The receiver of a ServerKeyExchange that may bring a hint alone. */
static bool
has_params(const struct urt_conn *c)
{
    return urt_kx_of(c->suite)->put_params != NULL;
}

static bool
hints(const struct urt_conn *c)
{
    const struct urt_kx *kx = urt_kx_of(c->suite);

    return kx->psk && kx->put_params == NULL &&
           (!c->server || urt_server_key_exchange_due(c));
}

static bool
cert_requested(const struct urt_conn *c)
{
    return c->hs->cert_requested;
}

static bool
client_signs(const struct urt_conn *c)
{
    return c->server ? c->hs->peer_cert : c->hs->cert_sent;
}

static bool
peer_cert(const struct urt_conn *c)
{
    return c->hs->peer_cert;
}

static bool
staples(const struct urt_conn *c)
{
    return c->hs->status_sent;
}

static bool
ticket12(const struct urt_conn *c)
{
    return c->hs->ticket_expected;
}

static bool
tickets_left(const struct urt_conn *c)
{
    return c->hs->tickets_left > 0;
}

static enum urt_err
handshake_is_over(struct urt_conn *c)
{
    bool tickets = c->hs->tickets_left > 0;

    /* The program is told when nothing is left to do but to send tickets. */
    c->state = tickets ? URT_STATE_SW_SESSION_TICKET : URT_STATE_DONE;
    c->hs->over = true;
    c->renegotiating = c->reneg_requested = c->reneg_full = false;
    urt_conn_trace(c, &(struct urt_trace){.kind = URT_TRACE_HANDSHAKE_DONE});
    c->hs->over = false;
    return URT_OK;
}

static enum urt_err
post_auth_over(struct urt_conn *c)
{
    c->pha = c->server ? 3 : 1;
    if (c->server)
        c->tickets_due += c->config->num_tickets;
    return URT_OK;
}

static enum urt_err
post_auth_sent(struct urt_conn *c)
{
    if (!c->server)
        return URT_OK;
    c->pha = 2;
    urt_transcript_free(&c->pha_sent);
    urt_transcript_fork(&c->pha_sent, &c->hs->transcript);
    return URT_OK;
}

/* A server's step between ClientHello and its answer. */
#define STEP(text, guard, function)                               \
    {                                                             \
        .name = text, .msg = LOCAL, .from = S,                    \
        .flags = URT_ROW_SILENT, .when = guard, .after = function \
    }

static bool
retry_full(const struct urt_conn *c)
{
    return c->hs->hrr && !c->resumed;
}

/* Only a server hears it, and instead of the other. */
static bool
may_be_v2(const struct urt_conn *c)
{
    return c->server && !c->renegotiating;
}

static bool
is_not_v2(const struct urt_conn *c)
{
    return !c->hs->v2_hello;
}

const struct urt_row urt_rows_hello[] = {
    {"SSL 2.0 ClientHello", 0, ST(SR_CLIENT_HELLO), URT_MSG_V2_HELLO, C,
     URT_ROW_OPTIONAL | URT_ROW_BOUNDARY | URT_ROW_BARE, HELLO_LIMIT,
     .when = may_be_v2, .fits = urt_v2_hello_fits, .send = urt_v2_hello_send,
     .recv = urt_v2_hello_recv},
    {"ClientHello", ST(CW_CLIENT_HELLO), ST(SR_CLIENT_HELLO),
     URT_MSG_CLIENT_HELLO, C, URT_ROW_FLUSH | URT_ROW_BOUNDARY, HELLO_LIMIT,
     .when = is_not_v2, .send = urt_client_hello_send,
     .recv = urt_client_hello_recv, .after = urt_early_data_hello_sent},
    {"ChangeCipherSpec", ST(CW_CHANGE_CIPHER_SPEC), 0, URT_ROW_CCS, C,
     URT_ROW_SEND_ONLY, .when = early_ccs, .after = urt_early_data_begin},
    {"early keys", ST(CW_CLIENT_HELLO), 0, LOCAL, C, URT_ROW_SILENT,
     .when = early_bare, .after = urt_early_data_begin},
    {"early data", ST(EARLY_DATA), 0, LOCAL, C, URT_ROW_EARLY,
     .when = early_sent},
    STEP("hello hook", NULL, urt_hello_ask),
    STEP("version", NULL, urt_hello_version),
    STEP("extensions", NULL, urt_hello_extensions),
    STEP("pre-shared key", is_13, urt_hello_psk),
    STEP("session", is_12, urt_hello_session),
    /* Without a shared suite the program's hooks aren't asked at all. */
    STEP("suite", is_full_13, urt_choose_suite13),
    STEP("server name", NULL, urt_hello_name),
    STEP("alpn", is_13, urt_hello_alpn),
    STEP("certificate", is_full, urt_hello_cert),
    STEP("choice", NULL, urt_hello_choose),
    STEP("status", is_full, urt_hello_status),
    STEP("alpn", is_12, urt_hello_alpn),
    STEP("early data", is_13, urt_hello_early_data),
    {"hello read", ST(SR_CLIENT_HELLO), 0, LOCAL, S, URT_ROW_TELLS},
    {"HelloRetryRequest", ST(SW_HELLO_RETRY_REQUEST), ST(CR_SERVER_HELLO),
     URT_MSG_SERVER_HELLO, S, URT_ROW_OPTIONAL, SERVER_HELLO_LIMIT,
     .when = may_retry, .fits = urt_retry_request_fits,
     .send = urt_retry_request_send, .recv = urt_retry_request_recv},
    {"ChangeCipherSpec", ST(SW_CHANGE_CIPHER_SPEC), 0, URT_ROW_CCS, S,
     URT_ROW_SEND_ONLY | URT_ROW_FLUSH, .when = retry_ccs},
    {"early data", ST(EARLY_DATA), 0, LOCAL, S, URT_ROW_EARLY,
     .when = is_retry},
    {"ChangeCipherSpec", ST(CW_CHANGE_CIPHER_SPEC), 0, URT_ROW_CCS, C,
     URT_ROW_SEND_ONLY, .when = retry_ccs},
    {"ClientHello", ST(CW_CLIENT_HELLO), ST(SR_CLIENT_HELLO),
     URT_MSG_CLIENT_HELLO, C, URT_ROW_FLUSH | URT_ROW_BOUNDARY, HELLO_LIMIT,
     .when = is_retry, .send = urt_client_hello_send,
     .recv = urt_client_hello_recv},
    STEP("hello hook", is_retry, urt_hello_ask),
    STEP("version", is_retry, urt_hello_version),
    STEP("extensions", is_retry, urt_hello_extensions),
    STEP("pre-shared key", is_retry, urt_hello_psk),
    STEP("server name", is_retry, urt_hello_name),
    STEP("alpn", is_retry, urt_hello_alpn),
    STEP("certificate", retry_full, urt_hello_cert),
    STEP("choice", is_retry, urt_hello_choose),
    STEP("status", retry_full, urt_hello_status),
    {"hello read", ST(SR_CLIENT_HELLO), 0, LOCAL, S, URT_ROW_TELLS,
     .when = is_retry},
    {"ServerHello", ST(SW_SERVER_HELLO), ST(CR_SERVER_HELLO),
     URT_MSG_SERVER_HELLO, S, 0, SERVER_HELLO_LIMIT,
     .send = urt_server_hello_send, .recv = urt_server_hello_recv,
     .after = urt_server_hello_after},
    END,
};

const struct urt_row urt_rows_13[] = {
    {"ChangeCipherSpec", ST(SW_CHANGE_CIPHER_SPEC), 0, URT_ROW_CCS, S,
     URT_ROW_SEND_ONLY, .when = urt_ccs_follows_hello,
     .after = urt_server_hello_keys},
    {"EncryptedExtensions", ST(SW_ENCRYPTED_EXTENSIONS),
     ST(CR_ENCRYPTED_EXTENSIONS), URT_MSG_ENCRYPTED_EXTENSIONS, S, 0,
     EE_LIMIT, .send = urt_encrypted_extensions_send,
     .recv = urt_encrypted_extensions_recv},
    {"CertificateRequest", ST(SW_CERTIFICATE_REQUEST),
     ST(CR_CERTIFICATE_REQUEST), URT_MSG_CERTIFICATE_REQUEST, S,
     URT_ROW_OPTIONAL, 0, .when = asks_cert,
     .send = urt_certificate_request_send,
     .recv = urt_certificate_request_recv},
    {"Certificate", ST(SW_CERTIFICATE), ST(CR_CERTIFICATE),
     URT_MSG_CERTIFICATE, S, 0, 0, .when = is_full_13,
     .send = urt_certificate_send, .recv = urt_certificate_recv},
    {"verify", ST(CR_CERTIFICATE), 0, LOCAL, C, URT_ROW_TELLS,
     .when = is_full_13, .after = urt_certificate_verify_peer},
    {"CertificateVerify", ST(SW_CERTIFICATE_VERIFY),
     ST(CR_CERTIFICATE_VERIFY), URT_MSG_CERTIFICATE_VERIFY, S, 0,
     VERIFY_LIMIT, .when = is_full_13, .send = urt_certificate_verify_send,
     .recv = urt_certificate_verify_recv},
    {"client certificate", ST(CR_CERTIFICATE_VERIFY), 0, LOCAL, C,
     URT_ROW_SILENT, .when = cert_requested, .after = urt_client_cert_ask},
    {"Finished", ST(SW_FINISHED), ST(CR_FINISHED), URT_MSG_FINISHED, S,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv,
     .after = urt_finished_after_server13},
    {"early data", ST(EARLY_DATA), 0, LOCAL, S, URT_ROW_EARLY},
    {"status", ST(CR_FINISHED), 0, LOCAL, C, URT_ROW_SILENT,
     .after = urt_certificate_status_tell},
    {"more early data", ST(PENDING_EARLY_DATA_END), 0, LOCAL, C,
     URT_ROW_EARLY, .when = early_sent},
    {"EndOfEarlyData", ST(CW_END_OF_EARLY_DATA), ST(SR_END_OF_EARLY_DATA),
     URT_MSG_END_OF_EARLY_DATA, C, URT_ROW_BOUNDARY, END_OF_EARLY_LIMIT,
     .when = early_accepted, .send = urt_end_of_early_data_send,
     .recv = urt_end_of_early_data_recv,
     .after = urt_end_of_early_data_after},
    {"ChangeCipherSpec", ST(CW_CHANGE_CIPHER_SPEC), 0, URT_ROW_CCS, C,
     URT_ROW_SEND_ONLY, .when = urt_ccs_follows_hello},
    {"client keys", ST(CR_FINISHED), 0, LOCAL, C, URT_ROW_SILENT,
     .after = urt_change_cipher_spec_after_client},
    {"Certificate", ST(CW_CERTIFICATE), ST(SR_CERTIFICATE),
     URT_MSG_CERTIFICATE, C, 0, 0, .when = cert_requested,
     .send = urt_certificate_send, .recv = urt_certificate_recv},
    {"verify", ST(SR_CERTIFICATE), 0, LOCAL, S, URT_ROW_TELLS,
     .when = peer_cert, .after = urt_certificate_verify_peer},
    {"CertificateVerify", ST(CW_CERTIFICATE_VERIFY),
     ST(SR_CERTIFICATE_VERIFY), URT_MSG_CERTIFICATE_VERIFY, C, 0,
     VERIFY_LIMIT, .when = client_signs, .send = urt_certificate_verify_send,
     .recv = urt_certificate_verify_recv},
    {"Finished", ST(CW_FINISHED), ST(SR_FINISHED), URT_MSG_FINISHED, C,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv,
     .after = urt_finished_after_client13},
    {"over", ST(DONE), 0, LOCAL, BOTH, URT_ROW_SILENT,
     .after = handshake_is_over},
    {"NewSessionTicket", ST(SW_SESSION_TICKET), ST(CR_SESSION_TICKET),
     URT_MSG_NEW_SESSION_TICKET, S,
     URT_ROW_SEND_ONLY | URT_ROW_REPEAT | URT_ROW_FLUSH | URT_ROW_POST, 0,
     .when = tickets_left, .send = urt_new_session_ticket_send,
     .after = urt_new_session_ticket_after},
    END,
};

const struct urt_row urt_rows_12_full[] = {
    {"Certificate", ST(SW_CERTIFICATE), ST(CR_CERTIFICATE),
     URT_MSG_CERTIFICATE, S, 0, 0, .when = has_cert,
     .send = urt_certificate_send, .recv = urt_certificate_recv},
    {"verify", ST(CR_CERTIFICATE), 0, LOCAL, C, URT_ROW_TELLS,
     .when = has_cert, .after = urt_certificate_verify_peer},
    {"CertificateStatus", ST(SW_CERTIFICATE_STATUS),
     ST(CR_CERTIFICATE_STATUS), URT_MSG_CERTIFICATE_STATUS, S,
     URT_ROW_OPTIONAL, STATUS_LIMIT, .when = staples,
     .send = urt_certificate_status_send,
     .recv = urt_certificate_status_recv},
    {"ServerKeyExchange", ST(SW_SERVER_KEY_EXCHANGE),
     ST(CR_SERVER_KEY_EXCHANGE), URT_MSG_SERVER_KEY_EXCHANGE, S, 0,
     KEY_EXCHANGE_LIMIT, .when = has_params,
     .send = urt_server_key_exchange_send,
     .recv = urt_server_key_exchange_recv},
    {"ServerKeyExchange", ST(SW_SERVER_KEY_EXCHANGE),
     ST(CR_SERVER_KEY_EXCHANGE), URT_MSG_SERVER_KEY_EXCHANGE, S,
     URT_ROW_OPTIONAL, KEY_EXCHANGE_LIMIT, .when = hints,
     .send = urt_server_key_exchange_send,
     .recv = urt_server_key_exchange_recv},
    {"CertificateRequest", ST(SW_CERTIFICATE_REQUEST),
     ST(CR_CERTIFICATE_REQUEST), URT_MSG_CERTIFICATE_REQUEST, S,
     URT_ROW_OPTIONAL, 0, .when = asks_cert,
     .send = urt_certificate_request_send,
     .recv = urt_certificate_request_recv},
    {"client certificate", ST(CR_CERTIFICATE_REQUEST), 0, LOCAL, C,
     URT_ROW_SILENT, .when = cert_requested, .after = urt_client_cert_ask},
    {"ServerHelloDone", ST(SW_SERVER_HELLO_DONE), ST(CR_SERVER_HELLO_DONE),
     URT_MSG_SERVER_HELLO_DONE, S, URT_ROW_FLUSH, DONE_LIMIT,
     .send = urt_server_hello_done_send, .recv = urt_server_hello_done_recv},
    {"status", ST(CR_SERVER_HELLO_DONE), 0, LOCAL, C, URT_ROW_SILENT,
     .after = urt_certificate_status_tell},
    {"Certificate", ST(CW_CERTIFICATE), ST(SR_CERTIFICATE),
     URT_MSG_CERTIFICATE, C, 0, 0, .when = cert_requested,
     .send = urt_certificate_send, .recv = urt_certificate_recv},
    {"verify", ST(SR_CERTIFICATE), 0, LOCAL, S, URT_ROW_TELLS,
     .when = peer_cert, .after = urt_certificate_verify_peer},
    {"ClientKeyExchange", ST(CW_CLIENT_KEY_EXCHANGE),
     ST(SR_CLIENT_KEY_EXCHANGE), URT_MSG_CLIENT_KEY_EXCHANGE, C, 0,
     CLIENT_KEX_LIMIT, .send = urt_client_key_exchange_send,
     .recv = urt_client_key_exchange_recv,
     .after = urt_client_key_exchange_after},
    {"CertificateVerify", ST(CW_CERTIFICATE_VERIFY),
     ST(SR_CERTIFICATE_VERIFY), URT_MSG_CERTIFICATE_VERIFY, C, 0,
     VERIFY_LIMIT, .when = client_signs, .send = urt_certificate_verify_send,
     .recv = urt_certificate_verify_recv},
    {"ChangeCipherSpec", ST(CW_CHANGE_CIPHER_SPEC),
     ST(SR_CHANGE_CIPHER_SPEC), URT_ROW_CCS, C,
     .after = urt_change_cipher_spec_after_client},
    {"Finished", ST(CW_FINISHED), ST(SR_FINISHED), URT_MSG_FINISHED, C,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv},
    {"NewSessionTicket", ST(SW_SESSION_TICKET), ST(CR_SESSION_TICKET),
     URT_MSG_NEW_SESSION_TICKET, S, 0, TICKET_LIMIT, .when = ticket12,
     .send = urt_new_session_ticket12_send,
     .recv = urt_new_session_ticket12_recv},
    {"ChangeCipherSpec", ST(SW_CHANGE_CIPHER_SPEC),
     ST(CR_CHANGE_CIPHER_SPEC), URT_ROW_CCS, S,
     .after = urt_change_cipher_spec_after_server},
    {"Finished", ST(SW_FINISHED), ST(CR_FINISHED), URT_MSG_FINISHED, S,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv},
    {"session", ST(DONE), 0, LOCAL, BOTH, URT_ROW_SILENT,
     .after = urt_session_made},
    {"over", ST(DONE), 0, LOCAL, BOTH, URT_ROW_SILENT,
     .after = handshake_is_over},
    END,
};

const struct urt_row urt_rows_12_resumed[] = {
    {"NewSessionTicket", ST(SW_SESSION_TICKET), ST(CR_SESSION_TICKET),
     URT_MSG_NEW_SESSION_TICKET, S, 0, TICKET_LIMIT, .when = ticket12,
     .send = urt_new_session_ticket12_send,
     .recv = urt_new_session_ticket12_recv},
    {"ChangeCipherSpec", ST(SW_CHANGE_CIPHER_SPEC),
     ST(CR_CHANGE_CIPHER_SPEC), URT_ROW_CCS, S,
     .after = urt_change_cipher_spec_after_server},
    {"Finished", ST(SW_FINISHED), ST(CR_FINISHED), URT_MSG_FINISHED, S,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv},
    {"ChangeCipherSpec", ST(CW_CHANGE_CIPHER_SPEC),
     ST(SR_CHANGE_CIPHER_SPEC), URT_ROW_CCS, C,
     .after = urt_change_cipher_spec_after_client},
    {"Finished", ST(CW_FINISHED), ST(SR_FINISHED), URT_MSG_FINISHED, C,
     URT_ROW_FLUSH | URT_ROW_BOUNDARY, FINISHED_LIMIT,
     .send = urt_finished_send, .recv = urt_finished_recv},
    {"session", ST(DONE), 0, LOCAL, BOTH, URT_ROW_SILENT, .when = ticket12,
     .after = urt_session_made},
    {"over", ST(DONE), 0, LOCAL, BOTH, URT_ROW_SILENT,
     .after = handshake_is_over},
    END,
};

/* ---- after the handshake, up to TLS 1.2 ---- */

const struct urt_row urt_rows_hello_request[] = {
    {"HelloRequest", ST(SW_HELLO_REQUEST), ST(CR_HELLO_REQUEST),
     URT_MSG_HELLO_REQUEST, S, URT_ROW_FLUSH | URT_ROW_POST, 1,
     .send = urt_hello_request_send, .recv = urt_hello_request_recv},
    {"over", ST(DONE), 0, LOCAL, S, URT_ROW_SILENT,
     .after = urt_hello_request_over},
    END,
};

/* ---- after the handshake, TLS 1.3 ---- */

const struct urt_row urt_rows_ticket[] = {
    {"NewSessionTicket", ST(SW_SESSION_TICKET), ST(CR_SESSION_TICKET),
     URT_MSG_NEW_SESSION_TICKET, S, URT_ROW_FLUSH | URT_ROW_POST,
     TICKET_LIMIT, .send = urt_new_session_ticket_send,
     .recv = urt_new_session_ticket_recv,
     .after = urt_new_session_ticket_after},
    END,
};

static bool
own_update(const struct urt_conn *c)
{
    return c->hs->posted_own;
}

static bool
peer_update(const struct urt_conn *c)
{
    return !c->hs->posted_own;
}

static bool
own_update_by_client(const struct urt_conn *c)
{
    return own_update(c) != c->server;
}

static bool
own_update_by_server(const struct urt_conn *c)
{
    return peer_update(c) != c->server;
}

const struct urt_row urt_rows_key_update[] = {
    {"KeyUpdate", ST(CW_KEY_UPDATE), ST(SR_KEY_UPDATE), URT_MSG_KEY_UPDATE, C,
     URT_ROW_BOUNDARY | URT_ROW_POST, KEY_UPDATE_LIMIT,
     .when = own_update_by_client, .send = urt_key_update_send,
     .recv = urt_key_update_recv, .after = urt_key_update_after},
    {"KeyUpdate", ST(SW_KEY_UPDATE), ST(CR_KEY_UPDATE), URT_MSG_KEY_UPDATE, S,
     URT_ROW_BOUNDARY | URT_ROW_POST, KEY_UPDATE_LIMIT,
     .when = own_update_by_server, .send = urt_key_update_send,
     .recv = urt_key_update_recv, .after = urt_key_update_after},
    END,
};

const struct urt_row urt_rows_auth_request[] = {
    {"CertificateRequest", ST(SW_CERTIFICATE_REQUEST),
     ST(CR_CERTIFICATE_REQUEST), URT_MSG_CERTIFICATE_REQUEST, S,
     URT_ROW_FLUSH, 0, .send = urt_certificate_request_send,
     .recv = urt_certificate_request_recv, .after = post_auth_sent},
    END,
};

const struct urt_row urt_rows_auth[] = {
    {"client certificate", ST(CR_CERTIFICATE_REQUEST), 0, LOCAL, C,
     URT_ROW_SILENT, .after = urt_client_cert_ask},
    {"Certificate", ST(CW_CERTIFICATE), ST(SR_CERTIFICATE),
     URT_MSG_CERTIFICATE, C, 0, 0, .send = urt_certificate_send,
     .recv = urt_certificate_recv},
    {"verify", ST(SR_CERTIFICATE), 0, LOCAL, S, URT_ROW_TELLS,
     .when = peer_cert, .after = urt_certificate_verify_peer},
    {"CertificateVerify", ST(CW_CERTIFICATE_VERIFY),
     ST(SR_CERTIFICATE_VERIFY), URT_MSG_CERTIFICATE_VERIFY, C, 0,
     VERIFY_LIMIT, .when = client_signs, .send = urt_certificate_verify_send,
     .recv = urt_certificate_verify_recv},
    {"Finished", ST(CW_FINISHED), ST(SR_FINISHED), URT_MSG_FINISHED, C,
     URT_ROW_FLUSH, FINISHED_LIMIT, .send = urt_finished_send,
     .recv = urt_finished_recv, .after = post_auth_over},
    END,
};
