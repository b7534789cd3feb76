/* `urtica trace`: what its files share.
 *
 * Asked for by the command, or by URTICA_DEBUG=trace (toolkit/debug.h);
 * otherwise nothing here is called.
 * Events of a connection (trace.c) become lines (trace_line.c), either of a
 * ladder or of JSON, each written by one write. What a hello offers is read
 * by trace_hello.c, why a handshake failed is said by trace_why.c.
 *
 * Nothing secret is ever put into a line: of messages only lengths and what
 * the hellos say in the clear, without randoms, session IDs, tickets and key
 * shares. Text of a peer is escaped. */
#ifndef FAC_TRACE_H
#define FAC_TRACE_H

#include "facade/libssl/ssl_local.h"

/* What is known of one connection. */
struct fac_trace {
    unsigned number;      /* in this process, from 1 */
    unsigned handshakes;  /* begun */
    bool active;          /* a handshake is under way */
    bool failed;          /* it was told why */
    bool data[2];         /* application data was seen: received, sent */
    const char *last;     /* name of the last message */
    bool last_sent;
    bool client_cert;     /* the client sent one with content */
    bool requested;       /* a CertificateRequest was seen */
    uint64_t start;       /* milliseconds */
    struct urt_buf hello; /* the last ClientHello's body */
    uint16_t answered;    /* version in the ServerHello */
};

/* ---- trace_line.c ---- */

struct fac_line {
    struct urt_buf b;
    struct fac_trace *trace;
    bool json, server;
    bool more;       /* a further line of the ladder begins with a field */
    unsigned fields; /* so far, in this line */
    unsigned items, hidden; /* in the list under way */
};

enum {
    FAC_LIST_ALL = 1000,
    FAC_LIST_SOME = 12, /* entries that a ladder shows of a long list */
};

/* Begins a line about an event. In a ladder the text before the first field
 * comes from fac_line_ladder. */
void fac_line_begin(struct fac_line *l, struct fac_trace *t, bool server,
                    const char *event);
/* Of a ladder alone: text as it stands; the next field follows directly. */
void fac_line_ladder(struct fac_line *l, const char *text);
/* Begins one more line of the ladder, written together with the first; it is
 * left out unless something follows. */
void fac_line_more(struct fac_line *l);
/* A field "KEY value"; TEXT is escaped. */
void fac_line_text(struct fac_line *l, const char *key, const char *text);
void fac_line_bytes(struct fac_line *l, const char *key, struct urt_bytes s);
void fac_line_number(struct fac_line *l, const char *key, uint64_t n);
/* Of JSON alone. */
void fac_line_flag(struct fac_line *l, const char *key, bool value);
/* A list of values; a ladder shows the first MAX of them. */
void fac_line_list(struct fac_line *l, const char *key);
void fac_line_item(struct fac_line *l, struct urt_bytes s, unsigned max);
void fac_line_list_end(struct fac_line *l);
/* Writes it and frees it. */
void fac_line_end(struct fac_line *l);
/* Appends text with everything but printable ASCII escaped. */
void fac_put_escaped(struct urt_buf *b, struct urt_bytes s);

/* ---- trace_hello.c ---- */

/* Names of code points; an unknown one is written in hex. */
void fac_put_suite_name(struct urt_buf *b, uint16_t id);
void fac_put_group_name(struct urt_buf *b, uint16_t id);
void fac_put_sigalg_name(struct urt_buf *b, uint16_t id);
void fac_put_version_name(struct urt_buf *b, uint16_t id);
typedef void fac_put_name_fn(struct urt_buf *b, uint16_t id);
/* A list of 16-bit code points, as words between blanks; at most MAX. */
void fac_put_names(struct urt_buf *b, struct urt_bytes list,
                   fac_put_name_fn *name, unsigned max);
/* What a ClientHello offers. Lists of code points, without GREASE. */
struct fac_offer {
    uint16_t version;
    size_t session_id_len;
    struct urt_bytes suites, versions, groups, sigalgs, shares, alpn, name;
    bool compression, ticket, psk, early_data, status, renegotiation;
};
bool fac_offer_read(struct fac_offer *o, struct urt_bytes hello);
/* Adds the fields of a hello's body to a line. */
void fac_line_client_hello(struct fac_line *l, struct urt_bytes body);
void fac_line_server_hello(struct fac_line *l, struct urt_bytes body,
                           struct fac_trace *t, bool retry);
bool fac_is_retry_request(struct urt_bytes body);

/* ---- trace_why.c ---- */

/* One sentence on why a handshake ended. */
void fac_put_why(struct urt_buf *b, SSL *s, enum urt_err err);
/* An alert's name in words. */
const char *fac_alert_name(int value);
/* A name's DER as text: "CN=host,O=..."; already escaped. */
void fac_put_dn(struct urt_buf *b, struct urt_bytes der);

#endif
