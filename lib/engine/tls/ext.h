/* Extensions: one row each, in the order in which OpenSSL writes them, and
 * the driver over the rows. RFC 8446 section 4.2.
 *
 * WHERE is the RFC's table of messages an extension may stand in. put and
 * take get the message they run for. In answers (everything but ClientHello,
 * CertificateRequest and NewSessionTicket) only what was offered may come. */
#ifndef URT_TLS_EXT_H
#define URT_TLS_EXT_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/tls/hooks.h"

struct urt_conn;

enum {
    URT_EXT_SERVER_NAME = 0,
    URT_EXT_MAX_FRAGMENT_LENGTH = 1,
    URT_EXT_STATUS_REQUEST = 5,
    URT_EXT_SUPPORTED_GROUPS = 10,
    URT_EXT_EC_POINT_FORMATS = 11,
    URT_EXT_SIGNATURE_ALGORITHMS = 13,
    URT_EXT_ALPN = 16,
    URT_EXT_PADDING = 21,
    URT_EXT_ENCRYPT_THEN_MAC = 22,
    URT_EXT_EXTENDED_MASTER_SECRET = 23,
    URT_EXT_SESSION_TICKET = 35,
    URT_EXT_PRE_SHARED_KEY = 41,
    URT_EXT_EARLY_DATA = 42,
    URT_EXT_SUPPORTED_VERSIONS = 43,
    URT_EXT_COOKIE = 44,
    URT_EXT_PSK_KEY_EXCHANGE_MODES = 45,
    URT_EXT_CERTIFICATE_AUTHORITIES = 47,
    URT_EXT_POST_HANDSHAKE_AUTH = 49,
    URT_EXT_SIGNATURE_ALGORITHMS_CERT = 50,
    URT_EXT_KEY_SHARE = 51,
    URT_EXT_RENEGOTIATION_INFO = 0xff01,
};

struct urt_ext {
    uint16_t id;
    const char *name;
    unsigned where; /* enum urt_where bits */
    /* Whether it is written into WHERE; then its body. */
    bool (*wants)(const struct urt_conn *c, enum urt_where where);
    enum urt_err (*put)(struct urt_conn *c, enum urt_where where,
                        struct urt_buf *b);
    enum urt_err (*take)(struct urt_conn *c, enum urt_where where,
                         struct urt_bytes *in);
    /* Called, after all takes, when the message lacks it. */
    enum urt_err (*missing)(struct urt_conn *c, enum urt_where where);
};

enum { URT_EXT_ROWS = 32 };
extern const struct urt_ext urt_exts[];

/* The extensions of one message: slices of it, by row. */
struct urt_ext_set {
    uint32_t have; /* a bit a row */
    struct urt_bytes all; /* the vector's content, for the owner's own */
    struct urt_bytes body[URT_EXT_ROWS];
};

/* Writes the vector of extensions for a message, length prefix included;
 * nothing at all where a TLS 1.2 hello has none. */
enum urt_err urt_ext_put(struct urt_conn *c, enum urt_where where,
                         struct urt_buf *b);
/* Splits IN, the vector's content: duplicates, forbidden and unsolicited
 * ones are refused. */
enum urt_err urt_ext_split(struct urt_conn *c, enum urt_where where,
                           struct urt_bytes in, struct urt_ext_set *out);
/* Runs every take and missing of WHERE, in the rows' order. */
enum urt_err urt_ext_take(struct urt_conn *c, enum urt_where where,
                          const struct urt_ext_set *set);
/* Hands the owner what a message held of its own. */
enum urt_err urt_ext_take_owners(struct urt_conn *c, enum urt_where where,
                                 const struct urt_ext_set *set);
/* One extension of a split set; false when it isn't there. */
bool urt_ext_get(const struct urt_ext_set *set, uint16_t id,
                 struct urt_bytes *out);
/* Whether the client's hello (ours or the peer's) held it. */
bool urt_ext_in_hello(const struct urt_conn *c, uint16_t id);

/* Client: settles what pre_shared_key of the hello at hand will hold. */
void urt_psk_decide(struct urt_conn *c);

#endif
