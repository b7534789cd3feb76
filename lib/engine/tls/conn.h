/* A TLS connection without input or output of its own. RFC 8446, RFC 5246.
 *
 * The owner moves bytes between two ports and a transport, and calls one of
 * handshake, read, write, shutdown. Each does what it can with the bytes at
 * hand and returns
 *   URT_OK            done,
 *   URT_E_NOT_READY   urt_conn_wants() says what is missing; call again,
 *   anything else     fatal: the alert is in the output port, the error is
 *                     returned again by every later call.
 * Output: whatever the call, the owner afterwards sends what
 * urt_conn_out() shows. A whole flight lies there at once (one write), and
 * urt_conn_out_take_flush() says whether the transport must be flushed when
 * it is empty. Input: urt_conn_in() says how many bytes are wanted next and
 * where to put them: 5 for a record header, then exactly its body, so that
 * nothing past the current record is taken off a transport.
 *
 * A connection borrows its configuration. Not for use by two threads. */
#ifndef URT_TLS_CONN_H
#define URT_TLS_CONN_H

#include "engine/tls/config.h"

struct urt_conn;
struct urt_group;
struct urt_key;
struct urt_sigalg;

enum urt_want {
    URT_WANT_NOTHING,
    URT_WANT_INPUT,
    URT_WANT_OUTPUT,  /* output must be gone before it can go on */
    URT_WANT_HELLO,   /* a hook answered WAIT: hello */
    URT_WANT_CERT,    /* ... cert (SSL_ERROR_WANT_X509_LOOKUP) */
    URT_WANT_VERIFY,  /* ... verify (SSL_ERROR_WANT_RETRY_VERIFY) */
    URT_WANT_SESSION, /* ... session_find */
    URT_WANT_EARLY,   /* paused at early data; no call waits for it */
};

/* Where a handshake stands: one for each row of the tables and each moment
 * before and after. handshake.h gives them their names; the facade maps them
 * to OSSL_HANDSHAKE_STATE. CR/CW: client reads/writes; SR/SW: server. */
enum urt_state {
    URT_STATE_BEFORE,
    URT_STATE_DONE,
    URT_STATE_CW_CLIENT_HELLO,
    URT_STATE_CR_SERVER_HELLO,
    URT_STATE_CR_ENCRYPTED_EXTENSIONS,
    URT_STATE_CR_CERTIFICATE_REQUEST,
    URT_STATE_CR_CERTIFICATE,
    URT_STATE_CR_CERTIFICATE_STATUS,
    URT_STATE_CR_SERVER_KEY_EXCHANGE,
    URT_STATE_CR_CERTIFICATE_VERIFY,
    URT_STATE_CR_SERVER_HELLO_DONE,
    URT_STATE_CR_SESSION_TICKET,
    URT_STATE_CR_CHANGE_CIPHER_SPEC,
    URT_STATE_CR_FINISHED,
    URT_STATE_CR_HELLO_REQUEST,
    URT_STATE_CR_KEY_UPDATE,
    URT_STATE_CW_CERTIFICATE,
    URT_STATE_CW_CLIENT_KEY_EXCHANGE,
    URT_STATE_CW_CERTIFICATE_VERIFY,
    URT_STATE_CW_END_OF_EARLY_DATA,
    URT_STATE_CW_CHANGE_CIPHER_SPEC,
    URT_STATE_CW_FINISHED,
    URT_STATE_CW_KEY_UPDATE,
    URT_STATE_SR_CLIENT_HELLO,
    URT_STATE_SW_HELLO_REQUEST,
    URT_STATE_SW_SERVER_HELLO,
    URT_STATE_SW_HELLO_RETRY_REQUEST,
    URT_STATE_SW_ENCRYPTED_EXTENSIONS,
    URT_STATE_SW_CERTIFICATE_REQUEST,
    URT_STATE_SW_CERTIFICATE,
    URT_STATE_SW_CERTIFICATE_STATUS,
    URT_STATE_SW_SERVER_KEY_EXCHANGE,
    URT_STATE_SW_CERTIFICATE_VERIFY,
    URT_STATE_SW_SERVER_HELLO_DONE,
    URT_STATE_SW_SESSION_TICKET,
    URT_STATE_SW_CHANGE_CIPHER_SPEC,
    URT_STATE_SW_FINISHED,
    URT_STATE_SW_KEY_UPDATE,
    URT_STATE_SR_CERTIFICATE,
    URT_STATE_SR_CLIENT_KEY_EXCHANGE,
    URT_STATE_SR_CERTIFICATE_VERIFY,
    URT_STATE_SR_END_OF_EARLY_DATA,
    URT_STATE_SR_CHANGE_CIPHER_SPEC,
    URT_STATE_SR_FINISHED,
    URT_STATE_SR_KEY_UPDATE,
    URT_STATE_EARLY_DATA, /* server: its flight is out, the client's awaited;
                           * client: its hello is out, and early data follows */
    URT_STATE_PENDING_EARLY_DATA_END, /* client: more of it may follow */
    URT_STATE_COUNT,
};

/* A connection over CONFIG, which must outlive it; NULL without memory. */
struct urt_conn *urt_conn_new(const struct urt_config *config);
/* Wipes and frees. NULL is allowed. */
void urt_conn_free(struct urt_conn *c);
/* Back to before the first handshake; ports are emptied, the session to
 * resume is kept. */
void urt_conn_reset(struct urt_conn *c);
/* The role, settable until the handshake starts. */
void urt_conn_set_server(struct urt_conn *c, bool server);
bool urt_conn_is_server(const struct urt_conn *c);

/* ---- the four calls ---- */

enum urt_err urt_conn_handshake(struct urt_conn *c);
/* Up to CAP bytes of application data, decrypted straight into OUT where a
 * record fits. Post-handshake messages are worked off on the way. After the
 * peer's close_notify URT_E_CLOSED. With PEEK the data stays. Runs the
 * handshake first when there was none. */
enum urt_err urt_conn_read(struct urt_conn *c, void *out, size_t cap,
                           size_t *n, bool peek);
/* Seals up to one record of DATA into the output port; *N bytes were taken.
 * NOT_READY with URT_WANT_OUTPUT while earlier output waits. */
enum urt_err urt_conn_write(struct urt_conn *c, const void *data, size_t len,
                            size_t *n);
/* The next urt_conn_write goes on with what the same call of the program
 * gave: no empty record is needed before it in TLS 1.0. */
void urt_conn_write_more(struct urt_conn *c);
/* The same for what such a call left of its DATA: it was settled before any
 * of this went out, so that TLS 1.0 needs no empty record before it. */
enum urt_err urt_conn_write_rest(struct urt_conn *c, const void *data,
                                 size_t len, size_t *n);
/* Early data, RFC 8446 section 2.3. handshake_early is the first call on a
 * connection, or the handshake goes without it. It runs the handshake up to
 * where early data may be moved: URT_OK, and urt_conn_paused(). A client can
 * call it again, to pause once more before its own Finished, where the
 * server's data may be there already. write_early takes up to one record of
 * DATA, in all no more than the session's max_early_data, else
 * URT_E_EARLY_DATA_TOO_MUCH; on a server, whose flight is out, any. The rest
 * is as with urt_conn_write. read_early gives a server up to CAP bytes; *N 0
 * with URT_OK: there is no more, and urt_conn_handshake goes on. */
enum urt_err urt_conn_handshake_early(struct urt_conn *c);
enum urt_err urt_conn_write_early(struct urt_conn *c, const void *data,
                                  size_t len, size_t *n);
enum urt_err urt_conn_read_early(struct urt_conn *c, void *out, size_t cap,
                                 size_t *n);
/* With OpenSSL's values. */
enum urt_early {
    URT_EARLY_NOT_SENT,
    URT_EARLY_REJECTED, /* sent or offered, and not (yet) accepted */
    URT_EARLY_ACCEPTED,
};
enum urt_early urt_conn_early(const struct urt_conn *c);
/* The handshake stands where early data may be written or read. */
bool urt_conn_paused(const struct urt_conn *c);
/* Client: it began with early data, and the handshake isn't over. */
bool urt_conn_writes_early(const struct urt_conn *c);
/* Server: and early data is awaited. */
bool urt_conn_reads_early(const struct urt_conn *c);
/* Puts close_notify (once) into the output port. */
enum urt_err urt_conn_shutdown(struct urt_conn *c);
/* Forgets a close_notify that was sent, or received: the connection is used
 * on. */
void urt_conn_reopen(struct urt_conn *c, bool sent, bool received);
enum urt_want urt_conn_wants(const struct urt_conn *c);

/* ---- the two ports ---- */

/* Where the next *WANT bytes go; *ROOM (>= *WANT) is how many fit for a
 * caller that reads ahead. NULL, with URT_E_NOMEM kept for the next call,
 * when there is no memory. */
uint8_t *urt_conn_in(struct urt_conn *c, size_t *want, size_t *room);
void urt_conn_in_add(struct urt_conn *c, size_t n);
/* The transport is at its end. */
void urt_conn_in_eof(struct urt_conn *c);
struct urt_bytes urt_conn_out(const struct urt_conn *c);
void urt_conn_out_done(struct urt_conn *c, size_t n);
/* True once for each end of flight reached: flush the transport. Only
 * meaningful when the output is empty. */
bool urt_conn_out_take_flush(struct urt_conn *c);

/* ---- state ---- */

bool urt_conn_in_handshake(const struct urt_conn *c); /* SSL_in_init */
bool urt_conn_before(const struct urt_conn *c);
enum urt_state urt_conn_state(const struct urt_conn *c);
/* The error a dead connection died of, or URT_OK. */
enum urt_err urt_conn_error(const struct urt_conn *c);
/* The last alert received, -1 when none. */
int urt_conn_alert_received(const struct urt_conn *c);
bool urt_conn_close_sent(const struct urt_conn *c);
bool urt_conn_close_received(const struct urt_conn *c);
/* Decrypted bytes that wait to be read; undecrypted input counts only in
 * urt_conn_has_input. */
size_t urt_conn_pending(const struct urt_conn *c);
bool urt_conn_has_input(const struct urt_conn *c);
/* A record's header is there and its body is not. */
bool urt_conn_awaits_body(const struct urt_conn *c);

/* ---- what was negotiated; NULL, 0 or empty before ---- */

uint16_t urt_conn_version(const struct urt_conn *c);
/* Whether that is the one both agreed on. */
bool urt_conn_version_is_settled(const struct urt_conn *c);
/* The client's highest offered version, as a server saw it. */
uint16_t urt_conn_client_version(const struct urt_conn *c);
const struct urt_suite *urt_conn_suite(const struct urt_conn *c);
const struct urt_group *urt_conn_group(const struct urt_conn *c);
/* The peer's ephemeral public share (in the group, or in the field of the DH
 * key, which a connection without a group may have); empty when none. */
struct urt_bytes urt_conn_peer_share(const struct urt_conn *c);
const struct urt_key *urt_conn_dh(const struct urt_conn *c);
/* The scheme that the peer / we signed with. */
const struct urt_sigalg *urt_conn_peer_sigalg(const struct urt_conn *c);
const struct urt_sigalg *urt_conn_sigalg(const struct urt_conn *c);
struct urt_bytes urt_conn_alpn(const struct urt_conn *c);
/* The name the client sent (server), or that we send (client). */
struct urt_bytes urt_conn_sni(const struct urt_conn *c);
bool urt_conn_resumed(const struct urt_conn *c);
bool urt_conn_ems(const struct urt_conn *c);
bool urt_conn_secure_renegotiation(const struct urt_conn *c);
/* Server: the client was asked for a certificate and had none. */
bool urt_conn_peer_sent_none(const struct urt_conn *c);
/* The credential that was chosen for us, borrowed. */
struct urt_credential *urt_conn_credential(const struct urt_conn *c);
/* The stapled OCSP response (client). */
struct urt_bytes urt_conn_status(const struct urt_conn *c);
bool urt_conn_status_requested(const struct urt_conn *c);
/* Server: the responders (2-byte lengths and ResponderID each) and the DER
 * Extensions of the request. */
struct urt_bytes urt_conn_status_ids(const struct urt_conn *c);
struct urt_bytes urt_conn_status_exts(const struct urt_conn *c);
/* The DER names of the peer's acceptable CAs: 2-byte length and Name each. */
struct urt_bytes urt_conn_peer_ca_names(const struct urt_conn *c);
/* Whether a CertificateRequest came, and the last one's types. */
bool urt_conn_cert_asked(const struct urt_conn *c);
struct urt_bytes urt_conn_cert_types(const struct urt_conn *c);
struct urt_bytes urt_conn_random(const struct urt_conn *c, bool server);
/* The Finished verify_data of us / the peer (tls-unique). */
struct urt_bytes urt_conn_finished(const struct urt_conn *c, bool peer);
/* What the peer offered: 2-byte code points in its order. */
struct urt_bytes urt_conn_peer_sigalgs(const struct urt_conn *c);
struct urt_bytes urt_conn_peer_groups(const struct urt_conn *c);
struct urt_bytes urt_conn_peer_suites(const struct urt_conn *c);
/* The ClientHello under way (server, inside the hello hook). */
uint16_t urt_conn_hello_version(const struct urt_conn *c);
struct urt_bytes urt_conn_hello_random(const struct urt_conn *c);
struct urt_bytes urt_conn_hello_session_id(const struct urt_conn *c);
struct urt_bytes urt_conn_hello_suites(const struct urt_conn *c);
struct urt_bytes urt_conn_hello_compression(const struct urt_conn *c);
bool urt_conn_hello_extension(const struct urt_conn *c, uint16_t type,
                              struct urt_bytes *out);
/* The block of all extensions, as it came. */
struct urt_bytes urt_conn_hello_extensions(const struct urt_conn *c);

/* ---- sessions ---- */

/* The session in use or under way, borrowed; NULL when there is none. */
struct urt_session *urt_conn_session(const struct urt_conn *c);
/* Client: resume S (own reference is taken; NULL forgets). */
enum urt_err urt_conn_set_session(struct urt_conn *c, struct urt_session *s);

/* ---- after the handshake ---- */

/* RFC 5705 and RFC 8446 7.5. CONTEXT NULL and without length differ in
 * 1.2: has_context says which. */
enum urt_err urt_conn_export(struct urt_conn *c, uint8_t *out, size_t len,
                             struct urt_bytes label, struct urt_bytes context,
                             bool has_context);
/* The same of early data's secret; URT_E_MISUSE where there was none. */
enum urt_err urt_conn_export_early(struct urt_conn *c, uint8_t *out,
                                   size_t len, struct urt_bytes label,
                                   struct urt_bytes context);
/* Up to TLS 1.2: another handshake, begun by the next call of any kind; a
 * server asks for it with a HelloRequest. URT_E_VERSION_ILLEGAL at TLS 1.3,
 * URT_E_RENEGOTIATION_REFUSED where the configuration forbids it. */
enum urt_err urt_conn_renegotiate(struct urt_conn *c, bool abbreviated);
/* Asked for or under way. */
bool urt_conn_renegotiation_pending(const struct urt_conn *c);
/* Asked for, and nothing has been sent yet. */
bool urt_conn_renegotiation_due(const struct urt_conn *c);
/* One is under way. */
bool urt_conn_renegotiating(const struct urt_conn *c);
/* TLS 1.3: send KeyUpdate with the next write; ask the peer for one too. */
enum urt_err urt_conn_key_update(struct urt_conn *c, bool request_peer);
/* 0: none due; 1: due; 2: due with request (SSL_get_key_update_type). */
int urt_conn_key_update_due(const struct urt_conn *c);
/* TLS 1.3 server: one more ticket with the next write. */
enum urt_err urt_conn_new_ticket(struct urt_conn *c);
/* TLS 1.3 server: ask for a client certificate now. */
enum urt_err urt_conn_request_certificate(struct urt_conn *c);

#endif
