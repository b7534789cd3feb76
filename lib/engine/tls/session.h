/* A session: what two peers keep to resume. RFC 5246 7.3, RFC 8446 2.2.
 *
 * Reference-counted. A session is private to the handshake that makes it
 * and immutable once it was published (handed to a hook, put in a cache, or
 * set on a second connection); later changes are made on a copy
 * (urt_session_dup). Its serialised form is OpenSSL's (i2d_SSL_SESSION), so
 * that saved sessions and tickets travel between the two libraries. */
#ifndef URT_TLS_SESSION_H
#define URT_TLS_SESSION_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/sync.h"
#include "engine/tls/suite.h"

struct urt_cert;

enum {
    URT_SESSION_ID_MAX = 32,
    URT_SID_CTX_MAX = 32,
    URT_SECRET_MAX = 64, /* all but some external PSKs */
    URT_PSK_MAX = 512, /* an external one, in bytes */
    URT_CHAIN_MAX = 100, /* certificates taken from a peer */
};

struct urt_session {
    struct urt_ref ref;
    uint16_t version;
    const struct urt_suite *suite;
    uint16_t suite_id; /* kept also when the row is unknown */
    uint16_t group;    /* TLS id of the key exchange; 0 when none */
    /* Master secret, or the 1.3 PSK; an external PSK that doesn't fit stands
     * in long_secret. Read by urt_session_secret. */
    uint8_t secret[URT_SECRET_MAX];
    size_t secret_len;
    struct urt_buf long_secret;
    uint8_t id[URT_SESSION_ID_MAX];
    size_t id_len;
    uint8_t sid_ctx[URT_SID_CTX_MAX];
    size_t sid_ctx_len;
    int64_t time;     /* when made, seconds since 1970 */
    int64_t timeout;  /* seconds it may be resumed for */
    struct urt_cert *peer;   /* the peer's own certificate, or NULL */
    struct urt_cert **chain; /* as sent, own certificate first; owned */
    size_t chain_count;      /* never in the serialised form */
    long verify_result;      /* X509_V_... number */
    bool ems;                /* extended master secret, RFC 7627 */
    bool resumable;
    uint8_t *ticket; /* owned */
    size_t ticket_len;
    uint32_t ticket_lifetime; /* hint, seconds */
    uint32_t ticket_age_add;
    uint32_t max_early_data;
    uint8_t max_fragment; /* RFC 6066 code; 0 off, 255 never spoken of */
    char *hostname;       /* SNI; owned, NUL-terminated */
    uint8_t *alpn;        /* selected protocol; owned */
    size_t alpn_len;
    uint8_t *appdata; /* ticket application data; owned */
    size_t appdata_len;
    char *psk_identity, *psk_hint; /* owned */
    char *srp_username;            /* kept for the serialised form */
    uint8_t compression;
    void *user;     /* the facade's part; engine never looks inside */
    void (*user_free)(void *user); /* called with it at the end */
};

/* An empty session with default times; NULL without memory. */
struct urt_session *urt_session_new(void);
struct urt_session *urt_session_up(struct urt_session *s);
/* Drops a reference; the last wipes. NULL is allowed. */
void urt_session_free(struct urt_session *s);
/* A private copy (reference count 1, no user pointer), for changes. */
struct urt_session *urt_session_dup(const struct urt_session *s);
/* The secret; a slice that ends with the session. */
struct urt_bytes urt_session_secret(const struct urt_session *s);
/* At most URT_PSK_MAX bytes, else URT_E_MISUSE. */
enum urt_err urt_session_set_secret(struct urt_session *s,
                                    struct urt_bytes secret);
/* OpenSSL's ASN.1 form. */
enum urt_err urt_session_put_der(struct urt_buf *b,
                                 const struct urt_session *s);
enum urt_err urt_session_from_der(struct urt_session **out,
                                  struct urt_bytes *in);
/* Whether the time allows resumption now. A session of the future is fresh:
 * of two nodes' clocks one is always ahead. */
bool urt_session_is_fresh(const struct urt_session *s, int64_t now);

/* The stateless ticket of OpenSSL: name16 | iv16 | AES-256-CBC(DER) |
 * HMAC-SHA-256 over all before it. KEYS is name16, hmac32, aes32. */
struct urt_ticket_keys {
    uint8_t name[16], hmac[32], aes[32];
};
enum urt_err urt_ticket_seal(struct urt_buf *out, struct urt_bytes der,
                             const struct urt_ticket_keys *keys);
/* URT_E_DECRYPT_FAILED for anything that isn't ours; constant-time MAC. */
enum urt_err urt_ticket_open(struct urt_buf *der, struct urt_bytes ticket,
                             const struct urt_ticket_keys *keys);

#endif
