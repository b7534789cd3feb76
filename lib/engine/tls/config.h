/* What a connection is told before and while it runs: the settings of an
 * SSL_CTX or SSL, in the engine's terms.
 *
 * A plain value. Lists, credentials and the like are immutable,
 * reference-counted blocks, so that a copy for a new connection costs a few
 * counts and no allocation. The facade owns one in each SSL_CTX and one in
 * each SSL; a connection borrows its SSL's and never writes to it. */
#ifndef URT_TLS_CONFIG_H
#define URT_TLS_CONFIG_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/sync.h"
#include "engine/tls/hooks.h"
#include "engine/tls/session.h"

struct urt_cert;
struct urt_key;

/* An immutable list of 16-bit code points (suites, groups, schemes). */
struct urt_ids {
    struct urt_ref ref;
    size_t count;
    uint16_t id[];
};
struct urt_ids *urt_ids_new(const uint16_t *id, size_t count);
struct urt_ids *urt_ids_up(struct urt_ids *l);
void urt_ids_free(struct urt_ids *l);
bool urt_ids_has(const struct urt_ids *l, uint16_t id);

/* An immutable byte string (ALPN list, CA names, ...). */
struct urt_blob {
    struct urt_ref ref;
    size_t len;
    uint8_t data[];
};
struct urt_blob *urt_blob_new(struct urt_bytes s);
struct urt_blob *urt_blob_up(struct urt_blob *b);
void urt_blob_free(struct urt_blob *b);

/* One certificate with its key and the chain sent behind it. */
struct urt_credential {
    struct urt_ref ref;
    struct urt_cert *cert;   /* owned reference; may be NULL while loading */
    struct urt_key *key;     /* owned reference; may be NULL while loading */
    struct urt_cert **chain; /* owned references, without cert */
    size_t chain_count;
};
/* A new one that takes its own references. NULL without memory. */
struct urt_credential *urt_credential_new(struct urt_cert *cert,
                                          struct urt_key *key,
                                          struct urt_cert *const *chain,
                                          size_t chain_count);
struct urt_credential *urt_credential_up(struct urt_credential *c);
void urt_credential_free(struct urt_credential *c);

/* A certificate a key type, as OpenSSL keeps them. */
enum urt_slot {
    URT_SLOT_RSA,
    URT_SLOT_RSA_PSS,
    URT_SLOT_DSA,
    URT_SLOT_ECDSA,
    URT_SLOT_ED25519,
    URT_SLOT_ED448,
    URT_SLOT_COUNT,
};

enum urt_verify_mode { /* bits, with OpenSSL's values */
    URT_VERIFY_PEER = 1,
    URT_VERIFY_REQUIRED = 2, /* fail if no peer certificate */
    URT_VERIFY_ONCE = 4,
    URT_VERIFY_POST_HANDSHAKE = 8,
};

struct urt_config {
    const struct urt_hooks *hooks; /* never NULL */
    void *hook_arg;

    uint16_t min_version, max_version; /* 0: the library's limit */
    /* Versions switched off one by one (SSL_OP_NO_TLSv1_x). */
    bool no_tls10, no_tls11, no_tls12, no_tls13;
    int security_level; /* 0 to 5 */
    uint8_t suiteb;     /* RFC 6460: 0 off, 1 P-256, 2 P-384, 3 both */

    struct urt_ids *suites;   /* <= 1.2, in order of preference */
    struct urt_ids *suites13; /* 1.3 */
    struct urt_ids *groups;   /* NULL: the default list */
    struct urt_ids *sigalgs;  /* NULL: the default list */
    struct urt_ids *client_sigalgs; /* for CertificateRequest; NULL: sigalgs */
    struct urt_blob *alpn;          /* client: ProtocolNameList without its
                                     * length */
    struct urt_blob *ca_names; /* sent as acceptable CAs: a run of 2-byte
                                * lengths and Name DER; NULL: none */
    struct urt_blob *ticket_appdata;
    struct urt_blob *cert_types; /* asked for, up to 1.2; NULL: by sigalgs */
    struct urt_blob *psk_hint; /* server, up to 1.2; NULL: none */
    /* Client, in its status request: a run of 2-byte lengths and OCSP
     * ResponderID, and Extensions; NULL: none. */
    struct urt_blob *status_ids, *status_exts;

    struct urt_credential *slot[URT_SLOT_COUNT];
    enum urt_slot current_slot;

    int verify_mode;          /* enum urt_verify_mode bits */
    uint8_t sid_ctx[URT_SID_CTX_MAX];
    size_t sid_ctx_len;
    char *hostname; /* client: SNI to send; owned */
    int64_t session_timeout;
    size_t num_tickets;       /* 1.3 server; 2 by default */
    size_t max_send_fragment; /* 512 to 16384 */
    size_t max_cert_list;     /* bytes of a peer's Certificate message */
    uint8_t max_fragment;     /* client asks for; RFC 6066 code, 0 none */
    uint32_t max_early_data, recv_max_early_data;
    bool status_request;      /* client asks for OCSP stapling */

    /* Behaviour switches, one for each option with a protocol effect. */
    bool dh;                    /* the dh hook has something to give */
    bool psk_client, psk_server; /* the hooks of that name do */
    bool psk_find; /* server: external PSKs of TLS 1.3, of any hash */
    bool rollback_bug;          /* SSL_OP_TLS_ROLLBACK_BUG */
    bool compression;           /* no SSL_OP_NO_COMPRESSION */
    bool allow_client_reneg;    /* SSL_OP_ALLOW_CLIENT_RENEGOTIATION */
    bool prefer_server_order;   /* SSL_OP_CIPHER_SERVER_PREFERENCE */
    bool prioritize_chacha;     /* SSL_OP_PRIORITIZE_CHACHA */
    bool no_ticket;             /* SSL_OP_NO_TICKET */
    bool no_resume_on_reneg;
    bool no_renegotiation;      /* SSL_OP_NO_RENEGOTIATION */
    bool allow_unsafe_legacy;   /* SSL_OP_LEGACY_SERVER_CONNECT */
    bool allow_unsafe_reneg;
    bool no_ems;                /* SSL_OP_NO_EXTENDED_MASTER_SECRET */
    bool no_etm;                /* SSL_OP_NO_ENCRYPT_THEN_MAC */
    bool middlebox_compat;      /* SSL_OP_ENABLE_MIDDLEBOX_COMPAT */
    bool allow_no_dhe_kex;      /* SSL_OP_ALLOW_NO_DHE_KEX */
    bool fallback_scsv;         /* SSL_MODE_SEND_FALLBACK_SCSV */
    bool no_anti_replay;
    bool post_handshake_auth;   /* client offers it */
    bool tlsext_padding;        /* SSL_OP_TLSEXT_PADDING */
    bool tls_d5_bug, dont_insert_empty_fragments; /* classic versions */
    bool cache_server_sessions; /* a session without ticket is worth an ID */
};

/* The defaults of a fresh context: middlebox_compat, limits, no lists. */
void urt_config_init(struct urt_config *c, const struct urt_hooks *hooks);
/* A copy for a new connection: counts go up, the host name is duplicated. */
enum urt_err urt_config_copy(struct urt_config *out,
                             const struct urt_config *c);
void urt_config_cleanup(struct urt_config *c);
/* The default lists, DESIGN 4.5. */
const struct urt_ids *urt_config_groups(const struct urt_config *c);
const struct urt_ids *urt_config_sigalgs(const struct urt_config *c);
/* The versions really enabled; false when there is none. */
bool urt_config_versions(const struct urt_config *c, uint16_t *min,
                         uint16_t *max);
/* What a client offers of them: a gap ends the range, and the older versions
 * below it are what is left. */
bool urt_config_offer_versions(const struct urt_config *c, uint16_t *min,
                               uint16_t *max);
/* Whether our list of schemes lets a peer authenticate as the suite asks. */
bool urt_config_signs(const struct urt_config *c, const struct urt_suite *s);
/* Whether a suite is built, has a version from MIN to MAX and is strong enough
 * for the security level. */
bool urt_config_allows_suite(const struct urt_config *c,
                             const struct urt_suite *s, uint16_t min,
                             uint16_t max);
/* The slot that a key belongs to, or URT_SLOT_COUNT. */
enum urt_slot urt_slot_of_key(const struct urt_key *key);

#endif
