/* The handshake's insides: rows, tables, and what a handshake keeps while it
 * runs. RFC 8446 section 2 and 4, RFC 5246 section 7.
 *
 * A handshake walks down tables of rows in the order of the RFC's figures.
 * A row is a message (one side sends, the other receives) or a local step,
 * on one side, that may pause. The driver (handshake.c) alone frames,
 * limits, traces, keeps the transcript, checks for trailing bytes, ends
 * flights and sends alerts: message functions see a connection and a
 * writer or a cursor, and run once. Re-entry is at row boundaries only.
 *
 * struct urt_handshake is freed when the handshake is over; what must
 * outlive it is in struct urt_conn. */
#ifndef URT_TLS_HANDSHAKE_H
#define URT_TLS_HANDSHAKE_H

#include "engine/crypto/group.h"
#include "engine/crypto/sig.h"
#include "engine/tls/conn.h"
#include "engine/tls/ext.h"
#include "engine/tls/record.h"
#include "engine/tls/transcript.h"

/* Message types, RFC 8446 B.3; the last two are rows of another kind. */
enum {
    URT_MSG_HELLO_REQUEST = 0,
    URT_MSG_CLIENT_HELLO = 1,
    URT_MSG_SERVER_HELLO = 2,
    URT_MSG_NEW_SESSION_TICKET = 4,
    URT_MSG_END_OF_EARLY_DATA = 5,
    URT_MSG_ENCRYPTED_EXTENSIONS = 8,
    URT_MSG_CERTIFICATE = 11,
    URT_MSG_SERVER_KEY_EXCHANGE = 12,
    URT_MSG_CERTIFICATE_REQUEST = 13,
    URT_MSG_SERVER_HELLO_DONE = 14,
    URT_MSG_CERTIFICATE_VERIFY = 15,
    URT_MSG_CLIENT_KEY_EXCHANGE = 16,
    URT_MSG_FINISHED = 20,
    URT_MSG_CERTIFICATE_STATUS = 22,
    URT_MSG_KEY_UPDATE = 24,
    URT_MSG_V2_HELLO = 253, /* ours: stands for SSL 2.0's ClientHello */
    URT_MSG_HASH = 254,
    URT_ROW_CCS = 256,
    URT_ROW_LOCAL = 257,
};

enum urt_from {
    URT_FROM_CLIENT = 1,
    URT_FROM_SERVER = 2,
    URT_FROM_BOTH = 3, /* local rows: on either side */
};

enum {
    URT_ROW_FLUSH = 1,     /* ends a flight */
    URT_ROW_OPTIONAL = 2,  /* the receiver takes it or leaves it */
    URT_ROW_BOUNDARY = 4,  /* keys change: nothing may follow in a record */
    URT_ROW_SEND_ONLY = 8, /* the receiver's record layer deals with it */
    URT_ROW_REPEAT = 16,   /* again while when() says so */
    URT_ROW_POST = 32,     /* not part of the transcript */
    URT_ROW_SILENT = 64,   /* no state of its own */
    URT_ROW_BARE = 256,    /* in the transcript without its header */
    URT_ROW_TELLS = 128,   /* local: belongs to the message before */
    URT_ROW_EARLY = 512,   /* local: pauses for calls about early data */
};

struct urt_row {
    const char *name;
    enum urt_state sending, receiving;
    uint16_t msg;
    enum urt_from from;
    unsigned flags;
    size_t limit; /* of a received body; 0: config->max_cert_list */
    bool (*when)(const struct urt_conn *c);
    /* Receiver of an OPTIONAL row: whether BODY is meant. */
    bool (*fits)(const struct urt_conn *c, struct urt_bytes body);
    enum urt_err (*send)(struct urt_conn *c, struct urt_buf *b);
    enum urt_err (*recv)(struct urt_conn *c, struct urt_bytes *in);
    /* Both sides, when the message is in the transcript; a local row's
     * work. */
    enum urt_err (*after)(struct urt_conn *c);
};

/* A server's HelloRequest, alone. */
extern const struct urt_row urt_rows_hello_request[];
extern const struct urt_row urt_rows_hello[], urt_rows_13[],
    urt_rows_12_full[], urt_rows_12_resumed[];
/* Post-handshake, TLS 1.3. */
extern const struct urt_row urt_rows_ticket[], urt_rows_key_update[],
    urt_rows_auth_request[], urt_rows_auth[];

enum { URT_RANDOM = 32, URT_VERIFY_DATA_12 = 12, URT_COOKIE_MAX = 65535 };

/* A ClientHello, RFC 8446 section 4.1.2, as slices of the message. */
struct urt_hello {
    uint16_t version;
    struct urt_bytes random, session_id, suites, compression, extensions;
};

struct urt_handshake {
    const struct urt_row *table, *row;
    bool reading;    /* the last thing done was to receive */
    bool untold;     /* the state was reached, and not traced yet */
    bool over;       /* its end is being told; it counts as no more there */
    bool post;       /* a post-handshake exchange */
    bool v2_hello;   /* server: the ClientHello had SSL 2.0's format */
    bool v2_suites;  /* and suites of SSL 2.0 itself */
    bool data_fine;  /* application data ends the wait, for this call */
    bool posted_own; /* KeyUpdate: we are the sender */
    unsigned hello_requests; /* client: ignored so far */
    int alert;       /* 0, or what overrides the error's own */
    unsigned answered; /* hooks that need not be asked again, by row */
    struct urt_transcript transcript;

    struct urt_buf hello_data; /* server: the ClientHello's body */
    struct urt_hello hello;
    struct urt_ext_set ext; /* what the message under way holds */
    size_t hello_len;       /* of our hello so far, for its padding */
    size_t cert_index;      /* the CertificateEntry under way */
    uint32_t ext_sent;      /* rows offered by us */
    uint32_t ext_got;       /* rows the client's hello had */

    uint8_t session_id[URT_SESSION_ID_MAX]; /* client: as sent */
    size_t session_id_len;
    uint16_t max_offered; /* client: highest version in the hello */
    bool offered_tls13;
    bool offers_classic; /* client: a session of up to TLS 1.2 */
    bool offered_deflate;
    bool offered_curves; /* with a suite that uses one */

    /* Key exchange. */
    struct urt_kex *kex;
    bool hrr;                /* a HelloRetryRequest is part of this */
    uint16_t hrr_group;      /* 0: none was asked for */
    struct urt_buf cookie;
    struct urt_bytes share;  /* the peer's, in hello_data */
    struct urt_buf peer_share;
    struct urt_buf premaster;
    struct urt_buf psk; /* up to 1.2; wiped when it was mixed in */

    /* PSK. */
    bool psk_ke, psk_dhe;    /* modes the client takes */
    bool offers_ticket13, offers_ext_psk; /* client, in this order */
    bool psk_used;
    bool use_psk_ke;         /* psk_ke it is: no key share */
    struct urt_session *ext_psk; /* client: an external one, to offer */
    struct urt_buf ext_psk_identity;
    uint16_t psk_index;
    size_t binders_len;      /* end of the hello that binders don't cover */
    bool renew_ticket;
    bool no_new_ticket; /* the client's was used, and stays good */
    bool skip_message;  /* what send() made is not sent */

    /* Early data. */
    bool early_offered;      /* server: by the client's hello */
    bool early_sent;         /* client: our hello offers it */
    bool early_keys;         /* server: input is under its key */
    bool psk_external;       /* server: the PSK taken is no ticket */
    uint32_t psk_age;        /* server: of the first identity, as it came */
    uint32_t ticket_early;   /* client: what a new ticket allows */
    size_t early_skip;       /* bytes of refused early data still let by */
    uint8_t client_early[URT_HASH_MAX_SIZE]; /* its traffic secret */

    /* Tickets of 1.2. */
    bool ticket_expected; /* ServerHello had session_ticket */

    bool scsv_reneg, scsv_fallback;
    bool etm_offered; /* server: by the client, and we agree */
    bool sni_ack, alpn_chosen;
    bool cert_requested; /* by the server */
    bool cert_sent;      /* the client's Certificate holds one */
    bool peer_cert;      /* the peer's Certificate holds one */
    bool status_sent;    /* server staples */
    bool ec_formats;     /* the client's hello had ec_point_formats */
    struct urt_buf peer_sigalgs; /* of the hello or CertificateRequest */
    struct urt_buf peer_sigalgs_cert;
    size_t tickets_left;

    /* TLS 1.3 secrets; wiped with the handshake. */
    uint8_t secret[URT_HASH_MAX_SIZE]; /* of the stage reached */
    uint8_t client_hs[URT_HASH_MAX_SIZE], server_hs[URT_HASH_MAX_SIZE];
};

struct urt_conn {
    const struct urt_config *config;
    bool server;
    bool started, done;
    bool renegotiating; /* hs is not the first handshake */
    bool brief; /* a request to renegotiate is sent, or is refused */
    bool peer_was_verified; /* by an earlier handshake */
    int reneg_due; /* the program asked for one; 2: resuming */
    bool reneg_requested; /* server: HelloRequest went out */
    bool reneg_full;      /* server: and a new session was asked for */
    enum urt_err dead;
    enum urt_err kept; /* found by urt_conn_in; told at the next call */
    enum urt_want want;
    enum urt_state state;
    struct urt_records rec;
    struct urt_buf msgs; /* handshake bytes not yet worked off */
    struct urt_handshake *hs;

    int alert_received;
    unsigned warnings;
    bool close_sent, close_received;

    uint16_t version, client_version;
    const struct urt_suite *suite;
    const struct urt_group *group;
    const struct urt_sigalg *sigalg, *peer_sigalg;
    struct urt_buf peer_share; /* the last one of an ephemeral exchange */
    struct urt_key *dh; /* the field of a DHE exchange, and the server's
                         * share where we are the client */
    bool etm; /* encrypt_then_mac, RFC 7366, for CBC suites */
    bool peer_sent_none; /* an empty Certificate came */
    bool resumed, ems, secure_reneg, status_requested, own_session;
    uint8_t max_fragment; /* RFC 6066 code agreed on */
    struct urt_session *session; /* in use or under way */
    struct urt_session *offer;   /* client: to resume */
    struct urt_credential *credential;
    uint8_t random[2][URT_RANDOM]; /* client's, server's */
    uint8_t finished[2][URT_HASH_MAX_SIZE];
    size_t finished_len[2];
    struct urt_buf alpn, sni, status, ca_names;
    struct urt_buf cert_types; /* of the last CertificateRequest */
    bool cert_asked;           /* one came */
    struct urt_buf status_ids, status_exts; /* server: as asked for */
    struct urt_buf peer_suites, peer_groups, peer_sigalgs;

    /* TLS 1.3, for as long as the connection lives. */
    uint8_t app_secret[2][URT_HASH_MAX_SIZE];
    uint8_t exporter[URT_HASH_MAX_SIZE];
    uint8_t resumption[URT_HASH_MAX_SIZE];
    uint64_t ticket_nonce;

    /* Early data. */
    enum urt_early early;
    bool early_writing; /* client: the program began with it */
    bool early_reading; /* server: the program asks for it */
    bool stop_early;    /* the call under way stops at rows of early data */
    bool paused;        /* it has */
    uint32_t early_left; /* bytes that may still go, or come */
    const struct urt_hash *early_hash; /* of the exporter; NULL: none */
    uint8_t early_exporter[URT_HASH_MAX_SIZE];
    size_t tickets_due;
    bool write_more; /* the next data was known when the last was sent */
    int key_update_due; /* 0, 1: due, 2: with request */
    bool key_update_asked; /* the answer to ours is awaited */
    bool peer_pha;      /* server: the client takes it */
    int pha;            /* server: 1 due, 2 sent; client: 1 offered */
    struct urt_transcript pha_transcript; /* up to the client's Finished */
    struct urt_transcript pha_sent;       /* server: and its request */
    uint8_t pha_context[32];
    size_t pha_context_len;
    unsigned key_updates; /* since the last data, from the peer */
};

/* ---- the driver, handshake.c ---- */

enum urt_err urt_handshake_start(struct urt_conn *c);
/* Goes on until the end, a pause, or missing input. */
enum urt_err urt_handshake_run(struct urt_conn *c);
/* A second handshake under the keys in use. A client resumes its session
 * when RESUME says so. */
enum urt_err urt_handshake_again(struct urt_conn *c, bool resume);
/* A complete message came after the handshake: begins what it asks for. */
enum urt_err urt_handshake_post(struct urt_conn *c);
/* Begins a post-handshake exchange that we send first. */
enum urt_err urt_handshake_post_send(struct urt_conn *c,
                                     const struct urt_row *table);
void urt_handshake_free(struct urt_conn *c);
/* Whether a complete message waits in c->msgs. */
bool urt_message_waits(const struct urt_conn *c);

/* ---- conn.c, for early_data.c ---- */

/* Goes on with the handshake, if there is one to go on with. */
enum urt_err urt_conn_run(struct urt_conn *c);
/* What every call does with an error at its end. */
enum urt_err urt_conn_settle(struct urt_conn *c, enum urt_err err);
/* Up to CAP bytes of the opened record. */
size_t urt_conn_take_data(struct urt_conn *c, void *out, size_t cap,
                          bool peek);

/* ---- renegotiate.c ---- */

/* Begins what the program asked for, once that is possible. */
enum urt_err urt_renegotiation_begin(struct urt_conn *c);
/* A complete message came after the handshake, below TLS 1.3. */
enum urt_err urt_renegotiation_asked(struct urt_conn *c);

/* ---- tables.c ---- */

/* TLS 1.3: a CCS is sent behind the hello of ours that settles the keys. */
bool urt_ccs_follows_hello(const struct urt_conn *c);

/* ---- records of a connection, conn_io.c ---- */

/* The next record of any kind: alerts and compatibility CCS are dealt with.
 * On URT_OK its content is in c->rec (data or CCS), or was added to msgs. */
enum urt_err urt_conn_next(struct urt_conn *c);
enum urt_err urt_conn_send_record(struct urt_conn *c, uint8_t type,
                                  struct urt_bytes content);
enum urt_err urt_conn_send_alert(struct urt_conn *c, int level, int alert);
/* Ends the connection: alert out, error kept, session dropped. */
enum urt_err urt_conn_die(struct urt_conn *c, enum urt_err err);
void urt_conn_trace(struct urt_conn *c, const struct urt_trace *t);
void urt_conn_trace_state(struct urt_conn *c);
void urt_conn_trace_message(struct urt_conn *c, bool sent, int type,
                            uint16_t version, struct urt_bytes data);
/* Records carry VERSION from now on and it is checked. */
void urt_conn_fix_version(struct urt_conn *c, uint16_t version);

static inline unsigned
urt_us(const struct urt_conn *c)
{
    return c->server ? 1 : 0;
}

#endif
