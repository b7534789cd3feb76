/* The only way up: what a connection asks of, or tells, its owner.
 *
 * Every hook may be NULL. ARG is config->hook_arg as it stands in the
 * connection's configuration (the facade's SSL). A hook that answers WAIT
 * pauses the handshake at a row boundary: urt_conn_handshake returns
 * URT_E_NOT_READY, urt_conn_wants says why, and the hook is asked again at
 * the next call. A hook may change the connection's configuration (not the
 * parts already negotiated). On FAIL the driver sends *ALERT (preset to the
 * usual one) and ends the handshake with URT_E_CALLBACK_FAILED, or with the
 * code named beside the hook. */
#ifndef URT_TLS_HOOKS_H
#define URT_TLS_HOOKS_H

#include "engine/base/buf.h"
#include "engine/base/err.h"

struct urt_session;
struct urt_conn;
struct urt_cert;
struct urt_hash;
struct urt_key;

enum urt_hook {
    URT_HOOK_OK,
    URT_HOOK_NONE, /* no opinion: as if the hook were NULL */
    URT_HOOK_WAIT,
    URT_HOOK_FAIL,
};

enum urt_trace_kind {
    /* A handshake begins, ends; value URT_TRACE_REQUEST: no real one, but a
     * request for one that is sent, or refused; URT_TRACE_PAUSE: the end is a
     * pause for early data, and the beginning its end. */
    URT_TRACE_HANDSHAKE_START,
    URT_TRACE_HANDSHAKE_DONE,
    URT_TRACE_POST_DONE,  /* an exchange after the handshake is over */
    URT_TRACE_STATE,      /* the row changed; value = enum urt_state */
    URT_TRACE_ALERT,      /* value = level << 8 | description */
    URT_TRACE_EXTENSION,  /* one came; value = its type, data = its body */
    URT_TRACE_MESSAGE,    /* a message as OpenSSL's message callback sees it */
};

enum { URT_TRACE_REQUEST = 1, URT_TRACE_PAUSE = 2 };

struct urt_trace {
    enum urt_trace_kind kind;
    bool sent;         /* else received */
    int value;
    uint16_t version;      /* MESSAGE: protocol version */
    int content_type;      /* MESSAGE: 20..23, 256 record header, 257 inner
                            * content type */
    struct urt_bytes data; /* MESSAGE */
};

/* The messages that an extension may stand in. */
enum urt_where {
    URT_IN_CH = 1,
    URT_IN_SH12 = 2, /* ServerHello up to TLS 1.2 */
    URT_IN_SH = 4,   /* ServerHello of TLS 1.3 */
    URT_IN_HRR = 8,
    URT_IN_EE = 16,
    URT_IN_CT = 32, /* a CertificateEntry */
    URT_IN_CR = 64,
    URT_IN_NST = 128,
};

/* What a found session may mean. */
struct urt_hooks {
    /* Server: the ClientHello is parsed and can be looked at
     * (urt_conn_hello_*); nothing is chosen yet. URT_E_CLIENT_HELLO_REFUSED */
    enum urt_hook (*hello)(void *arg, int *alert);
    /* Server: the client named a host (urt_conn_sni), or named none. OK: the
     * name is acknowledged. NONE: it isn't. Client: the server
     * acknowledged. URT_E_SNI_UNRECOGNIZED */
    enum urt_hook (*sni)(void *arg, int *alert);
    /* Server: choose among OFFERED (the extension's ProtocolNameList).
     * NONE: no ALPN in the answer. URT_E_ALPN_NONE_SHARED */
    enum urt_hook (*alpn)(void *arg, struct urt_bytes offered,
                          struct urt_bytes *selected, int *alert);
    /* Both: last chance to set certificates, before one is chosen (server)
     * or when a CertificateRequest has come (client). */
    enum urt_hook (*cert)(void *arg, int *alert);
    /* Server: whether sni or cert may bring a certificate where there is none
     * yet. NULL: yes, where one of these is set. */
    bool (*may_certify)(void *arg);
    /* The peer's chain is in the session under way (urt_conn_peer_chain);
     * decide on it and store the result in session->verify_result. FAIL ends
     * the handshake. URT_E_CERT_REFUSED */
    enum urt_hook (*verify)(void *arg, int *alert);
    /* Server: a status request came; put the OCSP response into OUT. NONE:
     * nothing is stapled. Client: the server's Certificate flight is in and
     * urt_conn_status() holds the response (or nothing). URT_E_STATUS_... */
    enum urt_hook (*status)(void *arg, struct urt_buf *out, int *alert);

    /* A session can be resumed from now on (client: also for each 1.3
     * ticket). The hook takes its own reference. */
    void (*session_new)(void *arg, struct urt_session *s);
    /* Server: a session by ID; a found one comes with a reference for the
     * engine. NONE: not found. */
    enum urt_hook (*session_find)(void *arg, struct urt_bytes id,
                                  struct urt_session **out);
    /* Server: S is resumed, the client is told now. */
    void (*session_resumed)(void *arg, const struct urt_session *s);
    /* Server: S, which session_find gave, is to be used this once, and the
     * client has proved that it knows it. OK: it is out of the store now;
     * NONE: somebody was faster, and the handshake is a full one. */
    enum urt_hook (*session_claim)(void *arg, struct urt_session *s);
    /* Server: nothing speaks against taking a client's early data. FAIL: it
     * isn't taken. */
    enum urt_hook (*early_allowed)(void *arg);
    /* Server: a client's session is past its time. */
    void (*session_expired)(void *arg, struct urt_session *s);
    /* The session must not be used again. */
    void (*session_drop)(void *arg, struct urt_session *s);
    /* Server: a fresh session ID of *LEN (preset to 32) bytes. NONE: random. */
    enum urt_hook (*session_id)(void *arg, uint8_t *id, size_t *len);
    /* Server: a session is begun, by a suite with FORWARD_SECRET keys or not
     * (those of TLS 1.3 don't say). FAIL: it shall not be resumed. */
    enum urt_hook (*session_wanted)(void *arg, bool forward_secret);
    /* Server: seal a serialised session / open a ticket. NONE: no ticket is
     * given / the ticket is not ours. *RENEW asks for a new ticket. NULL
     * hooks: no tickets at all. */
    enum urt_hook (*ticket_seal)(void *arg, struct urt_bytes der,
                                 struct urt_buf *out);
    enum urt_hook (*ticket_open)(void *arg, struct urt_bytes ticket,
                                 struct urt_buf *der, bool *renew);
    /* Server: a session is about to be put in a ticket, may get appdata. */
    enum urt_hook (*ticket_made)(void *arg, struct urt_session *s);
    /* Server: a ticket was opened (s may be NULL when it was refused). */
    enum urt_hook (*ticket_used)(void *arg, struct urt_session *s, bool *renew);

    /* Up to TLS 1.2. Client: the identity to use with a server of this HINT
     * (may be empty), and its key; NONE: there is none, URT_E_PSK_NONE. */
    enum urt_hook (*psk_client)(void *arg, struct urt_bytes hint,
                                struct urt_buf *identity,
                                struct urt_buf *psk);
    /* Server: the key of IDENTITY; NONE: URT_E_PSK_UNKNOWN. */
    enum urt_hook (*psk_server)(void *arg, struct urt_bytes identity,
                                struct urt_buf *psk);
    /* TLS 1.3, client: an external PSK to offer, under IDENTITY, as a session
     * of TLS 1.3 whose suite names the PSK's hash. HASH is that of the suite
     * chosen by a HelloRetryRequest, before that NULL. The engine gets a
     * reference. FAIL: URT_E_PSK_BAD. */
    enum urt_hook (*psk_offer)(void *arg, const struct urt_hash *hash,
                               struct urt_buf *identity,
                               struct urt_session **out);
    /* TLS 1.3, server: the external PSK of IDENTITY; NONE: it isn't one (a
     * ticket, perhaps). FAIL: URT_E_PSK_FIND. */
    enum urt_hook (*psk_find)(void *arg, struct urt_bytes identity,
                              struct urt_session **out);
    /* Server: a DH key whose field (and length of private numbers) is used
     * for one exchange; about BITS would be as strong as all else. The
     * engine gets a reference. */
    enum urt_hook (*dh)(void *arg, unsigned bits, struct urt_key **out);

    /* Extensions of the owner, of types that the engine doesn't know. WHERE
     * is an enum urt_where, INDEX the number of the certificate for those of
     * Certificate. put: writes them, headers included, to stand before the
     * engine's. known: OK when TYPE may stand here (in an answer: was asked
     * for); NONE: nobody knows it; FAIL: not here. take: the vector that was
     * received, its types all passed by known or the engine's own. */
    enum urt_hook (*ext_put)(void *arg, int where, size_t index,
                             struct urt_buf *out, int *alert);
    enum urt_hook (*ext_known)(void *arg, int where, uint16_t type);
    enum urt_hook (*ext_take)(void *arg, int where, size_t index,
                              struct urt_bytes all, int *alert);

    /* A secret by its NSS key log label ("CLIENT_RANDOM", ...). */
    void (*keylog)(void *arg, const char *label, struct urt_bytes random,
                   struct urt_bytes secret);
    void (*trace)(void *arg, const struct urt_trace *t);
};

#endif
