/* What the files of libssl's facade share: the handles behind SSL_CTX, SSL
 * and SSL_METHOD, and the helpers between the files.
 *
 * An SSL_CTX and an SSL both own a urt_config, the engine's settings, and
 * beside it a struct fac_settings: what OpenSSL's API can be asked back for
 * and the engine has no use for (callbacks, the X509 objects behind a
 * credential, the option bits). The option bits are the truth; the switches
 * that the engine reads are made from them by fac_settings_apply.
 * SSL_SESSION is the engine's urt_session itself; what the API adds to one
 * (ex_data, its X509 objects) hangs on its user pointer. SSL_CIPHER is a row
 * of the engine's suite table. */
#ifndef FAC_SSL_LOCAL_H
#define FAC_SSL_LOCAL_H

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "engine/base/buf.h"
#include "engine/base/sync.h"
#include "engine/tls/config.h"
#include "engine/tls/conn.h"
#include "engine/tls/session.h"

struct ssl_method_st {
    uint16_t min, max; /* 0: flexible */
    bool client, server;
    bool dtls;
    const SSL_METHOD *client_form, *server_form, *both_form;
};

/* What the program asked for after the handshake; until it is sent a
 * connection counts as being in a handshake again. */
enum { FAC_DUE_KEY_UPDATE = 1, FAC_DUE_TICKET = 2, FAC_DUE_AUTH = 4 };
enum { FAC_ROLE_NONE, FAC_ROLE_CLIENT, FAC_ROLE_SERVER };

/* One certificate with its key, as the API set them. */
struct fac_slot {
    X509 *x509;
    EVP_PKEY *pkey;
    STACK_OF(X509) * chain;
};

typedef void
fac_info_cb(const SSL *ssl, int type, int val);
typedef void
fac_msg_cb(int write_p, int version, int content_type, const void *buf,
           size_t len, SSL *ssl, void *arg);
typedef int
fac_cert_cb(SSL *ssl, void *arg);
typedef int
fac_security_cb(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid,
                void *other, void *ex);
typedef int
fac_client_cert_cb(SSL *ssl, X509 **x509, EVP_PKEY **pkey);

/* Held by an SSL_CTX and copied into each SSL made from it. Pointers to
 * objects are owned references. */
struct fac_settings {
    uint64_t options;
    uint32_t mode;
    int verify_mode; /* as set; the engine's copy follows */
    SSL_verify_cb verify_cb;
    X509_VERIFY_PARAM *param;
    fac_info_cb *info_cb;
    fac_msg_cb *msg_cb;
    void *msg_arg;
    fac_cert_cb *cert_cb;
    void *cert_cb_arg;
    pem_password_cb *passwd_cb;
    void *passwd_arg;
    GEN_SESSION_CB generate_id;
    fac_security_cb *security_cb;
    void *security_ex;
    struct fac_slot slot[URT_SLOT_COUNT];
    int current; /* slot of the last certificate or key, -1 when none */
    X509_STORE *verify_store, *chain_store;
    STACK_OF(X509_NAME) * ca_names, *client_ca_names;
    EVP_PKEY *tmp_dh;
    DH *(*tmp_dh_cb)(SSL *ssl, int is_export, int keylength);
    bool dh_auto;
    uint32_t cert_flags;
    bool read_ahead;
    bool quiet_shutdown;
    size_t split_fragment;
    size_t max_pipelines;
    size_t read_buffer_len;
    size_t block_padding;
    size_t (*padding_cb)(SSL *ssl, int type, size_t len, void *arg);
    void *padding_arg;
    int (*not_resumable_cb)(SSL *ssl, int is_forward_secure);
    SSL_psk_client_cb_func psk_client_cb;
    SSL_psk_server_cb_func psk_server_cb;
    SSL_psk_find_session_cb_func psk_find_cb;
    SSL_psk_use_session_cb_func psk_use_cb;
    SSL_allow_early_data_cb_fn early_cb;
    void *early_arg;
    SSL_async_callback_fn async_cb;
    void *async_arg;
    int status_type; /* TLSEXT_STATUSTYPE_..., -1 when none */
    unsigned long dane_flags;
};

/* Counters that SSL_CTX_sess_* report. */
struct fac_stats {
    atomic_long connect, connect_good, connect_renegotiate;
    atomic_long accept, accept_good, accept_renegotiate;
    atomic_long hits, cb_hits, misses, timeouts, cache_full;
};

struct fac_cache; /* session_cache.c */

struct fac_custom_exts;

struct ssl_ctx_st {
    struct urt_ref ref;
    const SSL_METHOD *method;
    struct fac_settings set;
    struct urt_config config;
    STACK_OF(SSL_CIPHER) * ciphers; /* 1.3 and older, in order */
    STACK_OF(SSL_CIPHER) * ciphers13;
    STACK_OF(SSL_CIPHER) * all_ciphers; /* both, as shown */
    X509_STORE *store;
    STACK_OF(X509) * extra_certs;
    int (*cert_verify_cb)(X509_STORE_CTX *, void *);
    void *cert_verify_arg;
    CRYPTO_EX_DATA ex;
    OSSL_LIB_CTX *libctx;
    char *propq;

    int cache_mode;
    struct fac_cache *cache;
    struct fac_stats stats;
    int (*new_session_cb)(SSL *ssl, SSL_SESSION *sess);
    void (*remove_session_cb)(SSL_CTX *ctx, SSL_SESSION *sess);
    SSL_SESSION *(*get_session_cb)(SSL *ssl, const unsigned char *data, int len,
                                   int *copy);

    pthread_mutex_t ticket_lock; /* for the two key sets */
    uint8_t ticket_secret[32]; /* of the period after ticket_keys's */
    struct urt_ticket_keys ticket_keys, ticket_keys_old;
    int64_t ticket_keys_time; /* when their period began */
    bool ticket_keys_ready, ticket_keys_own, ticket_keys_old_valid;
    int (*ticket_key_cb)(SSL *, unsigned char *, unsigned char *,
                         EVP_CIPHER_CTX *, HMAC_CTX *, int);
    int (*ticket_key_evp_cb)(SSL *, unsigned char *, unsigned char *,
                             EVP_CIPHER_CTX *, EVP_MAC_CTX *, int);
    SSL_CTX_generate_session_ticket_fn ticket_gen_cb;
    SSL_CTX_decrypt_session_ticket_fn ticket_dec_cb;
    void *ticket_cb_arg;

    int (*servername_cb)(SSL *, int *, void *);
    void *servername_arg;
    int (*status_cb)(SSL *, void *);
    void *status_arg;
    SSL_CTX_alpn_select_cb_func alpn_cb;
    void *alpn_arg;
    SSL_CTX_npn_advertised_cb_func npn_advertised_cb;
    void *npn_advertised_arg;
    SSL_CTX_npn_select_cb_func npn_select_cb;
    void *npn_select_arg;
    SSL_client_hello_cb_fn hello_cb;
    void *hello_arg;
    SSL_CTX_keylog_cb_func keylog_cb;
    fac_client_cert_cb *client_cert_cb;
    int (*cookie_generate_cb)(SSL *, unsigned char *, unsigned int *);
    int (*cookie_verify_cb)(SSL *, const unsigned char *, unsigned int);
    int (*stateless_generate_cb)(SSL *, unsigned char *, size_t *);
    int (*stateless_verify_cb)(SSL *, const unsigned char *, size_t);
    struct fac_custom_exts *custom; /* owned; NULL when there are none */
};

enum fac_early_read {
    FAC_EARLY_NONE,
    FAC_EARLY_READING,
    FAC_EARLY_FINISHED,
};

struct ssl_st {
    struct urt_ref ref;
    const SSL_METHOD *method;
    SSL_CTX *ctx;         /* whose certificates and callbacks are used */
    SSL_CTX *session_ctx; /* made from; whose cache and tickets are used */
    struct fac_settings set;
    struct urt_config config;
    struct urt_conn *conn; /* borrows config */
    int role;
    BIO *rbio, *wbio;
    int rwstate;            /* SSL_NOTHING ... */
    int shutdown;           /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */
    bool dead;              /* a fatal error was reported */
    bool started;           /* a handshake was counted */
    bool in_handshake;      /* inside SSL_do_handshake */
    int alert_seen;         /* last warning alert received; close at first */
    const void *write_data; /* a write under way: its arguments, how much */
    size_t write_len;       /* of it was sent, and what waits in the */
    size_t write_done, write_part; /* output port */
    long verify_result;
    bool verify_retry;
    STACK_OF(X509) * verified_chain;
    STACK_OF(SSL_CIPHER) * ciphers; /* NULL: the context's */
    STACK_OF(SSL_CIPHER) * ciphers13;
    STACK_OF(SSL_CIPHER) * all_ciphers; /* what SSL_get_ciphers shows */
    STACK_OF(SSL_CIPHER) * peer_ciphers;
    STACK_OF(X509_NAME) * peer_ca_names;
    SSL_SESSION *session; /* owned: set before the handshake, or used */
    CRYPTO_EX_DATA ex;
    unsigned char *ocsp_response; /* owned */
    long ocsp_response_len;       /* -1 when none */
    void *status_exts, *status_ids;
    void (*tlsext_debug_cb)(SSL *, int, int, const unsigned char *, int,
                            void *);
    void *tlsext_debug_arg;
    int renegotiations, total_renegotiations;
    bool first_handshake_done;
    bool close_due;  /* close_notify is to be sent behind a pending write */
    bool flush_due;  /* the output port asked for a flush */
    unsigned post_due; /* FAC_DUE_...: what the next call has to send */
    enum fac_early_read early_read; /* server: calls for early data */
    int before_told; /* moments that the info callback was told */
    bool done_told;
    uint8_t ticket_name[16]; /* of the ticket a client sent */
    size_t ticket_name_len;
    bool told;    /* a failing hook has raised its own error */
    bool offered; /* a client's session waits to be resumed */
    bool debug;
    char *peername;
    struct fac_custom_exts *custom; /* owned; a copy of the context's */
    struct fac_trace *trace; /* owned; NULL unless it is traced */
};

/* ---- ssl_custom_ext.c ---- */
bool
fac_custom_exts_copy(struct fac_custom_exts **out,
                     const struct fac_custom_exts *all);
void
fac_custom_exts_free(struct fac_custom_exts *all);
enum urt_hook
fac_ext_put_hook(void *arg, int where, size_t index, struct urt_buf *out,
                 int *alert);
enum urt_hook
fac_ext_known_hook(void *arg, int where, uint16_t type);
enum urt_hook
fac_ext_take_hook(void *arg, int where, size_t index, struct urt_bytes all,
                  int *alert);

/* ---- ssl_settings.c ---- */
/* Tells, under URTICA_DEBUG=compat, of option bits without effect. */
void
fac_settings_report(const char *function, uint64_t options);
void
fac_settings_init(struct fac_settings *set);
bool
fac_settings_copy(struct fac_settings *out, const struct fac_settings *set);
void
fac_settings_cleanup(struct fac_settings *set);
/* Derives the engine's switches from the option and mode bits. */
void
fac_settings_apply(const struct fac_settings *set, struct urt_config *config,
                   const SSL_METHOD *method);
/* Rebuilds the engine's credential of a slot from the X509 objects. EXTRA
 * stands in where the slot has no chain of its own. */
bool
fac_settings_credential(const struct fac_settings *set,
                        struct urt_config *config, int slot,
                        STACK_OF(X509) * extra);
bool
fac_settings_set_ca_names(const struct fac_settings *set,
                          struct urt_config *config, bool server);
bool
fac_set_min_version(struct fac_settings *set, struct urt_config *config,
                    const SSL_METHOD *method, long version);
bool
fac_set_max_version(struct fac_settings *set, struct urt_config *config,
                    const SSL_METHOD *method, long version);

/* ---- ssl_early_data.c ---- */
/* As SSL_do_handshake, but it stops where early data can be moved; 1 there. */
int
fac_ssl_handshake_early(SSL *s);
enum urt_hook
fac_early_allowed_hook(void *arg);

/* ---- ssl_hooks.c ---- */
extern const struct urt_hooks fac_hooks;
enum urt_hook
fac_alpn_hook(void *arg, struct urt_bytes offered, struct urt_bytes *selected,
              int *alert);
enum urt_hook
fac_sni_hook(void *arg, int *alert);
enum urt_hook
fac_status_hook(void *arg, struct urt_buf *out, int *alert);
enum urt_hook
fac_hello_hook(void *arg, int *alert);
enum urt_hook
fac_cert_hook(void *arg, int *alert);
bool
fac_may_certify_hook(void *arg);
enum urt_hook
fac_verify_hook(void *arg, int *alert);
void
fac_session_new_hook(void *arg, struct urt_session *s);
enum urt_hook
fac_session_find_hook(void *arg, struct urt_bytes id, struct urt_session **out);
void
fac_session_drop_hook(void *arg, struct urt_session *s);
void
fac_session_expired_hook(void *arg, struct urt_session *s);
enum urt_hook
fac_session_claim_hook(void *arg, struct urt_session *s);
enum urt_hook
fac_session_id_hook(void *arg, uint8_t *id, size_t *len);
enum urt_hook
fac_session_wanted_hook(void *arg, bool forward_secret);
enum urt_hook
fac_ticket_seal_hook(void *arg, struct urt_bytes der, struct urt_buf *out);
enum urt_hook
fac_ticket_open_hook(void *arg, struct urt_bytes ticket, struct urt_buf *der,
                     bool *renew);
enum urt_hook
fac_ticket_made_hook(void *arg, struct urt_session *s);
enum urt_hook
fac_ticket_used_hook(void *arg, struct urt_session *s, bool *renew);
enum urt_hook
fac_psk_client_hook(void *arg, struct urt_bytes hint, struct urt_buf *identity,
                    struct urt_buf *psk);
enum urt_hook
fac_psk_server_hook(void *arg, struct urt_bytes identity, struct urt_buf *psk);
void fac_session_resumed_hook(void *arg, const struct urt_session *s);
enum urt_hook
fac_psk_offer_hook(void *arg, const struct urt_hash *hash,
                   struct urt_buf *identity, struct urt_session **out);
enum urt_hook
fac_psk_find_hook(void *arg, struct urt_bytes identity,
                  struct urt_session **out);
enum urt_hook
fac_dh_hook(void *arg, unsigned bits, struct urt_key **out);
void
fac_keylog_hook(void *arg, const char *label, struct urt_bytes random,
                struct urt_bytes secret);
void
fac_trace_hook(void *arg, const struct urt_trace *t);

/* ---- ssl_ca_list.c ---- */
long
fac_ctx_cert_types_ctrl(SSL_CTX *ctx, long larg, void *parg);
long
fac_ssl_cert_types_ctrl(SSL *s, long larg, void *parg);
long
fac_peer_cert_types_ctrl(SSL *s, long larg, void *parg);

/* ---- ssl_dh.c ---- */
void
fac_dh_take_over(SSL *s, const SSL_CTX *ctx);
long
fac_ctx_tmp_dh_ctrl(SSL_CTX *ctx, long larg, void *parg);
long
fac_ssl_tmp_dh_ctrl(SSL *s, long larg, void *parg);
long
fac_ctx_dh_auto_ctrl(SSL_CTX *ctx, long larg, void *parg);
long
fac_ssl_dh_auto_ctrl(SSL *s, long larg, void *parg);
long
fac_peer_tmp_key_ctrl(SSL *s, long larg, void *parg);

/* ---- ssl_status.c ---- */
/* Makes a client's status request from what the program set. */
bool
fac_status_request(SSL *s);

/* ---- ssl_err.c ---- */
/* Pushes what OpenSSL would for an engine error on this connection. */
void
fac_ssl_raise(SSL *s, enum urt_err err);

/* ---- ssl_info.c ---- */
void
fac_info(const SSL *s, int type, int val);
/* The end of a call that shook hands. */
void
fac_info_exit(const SSL *s, int r);

/* ---- keylog.c ---- */
/* With the first SSL_CTX. */
void
fac_keylog_open(void);

/* ---- trace.c, trace_line.c ---- */
/* Called only when fac_debug_wants(FAC_DEBUG_TRACE), toolkit/debug.h. */
void
fac_trace_event(SSL *s, const struct urt_trace *e);
/* Says why, once a handshake. */
void
fac_trace_failure(SSL *s, enum urt_err err);
void
fac_trace_free(SSL *s);

/* ---- ssl_session.c ---- */
static inline struct urt_session *
fac_urt_session(const SSL_SESSION *s)
{
    return (struct urt_session *)s;
}

static inline SSL_SESSION *
fac_session(struct urt_session *s)
{
    return (SSL_SESSION *)s;
}

/* Makes SESS the session that SSL_get_session shows; takes a reference. */
void
fac_ssl_take_session(SSL *s, struct urt_session *sess);
/* The same with what the connection has now; borrowed. */
SSL_SESSION *
fac_ssl_session(const SSL *s);
/* The peer's certificates as X509 objects, made once, owned by the session.
 * A server's view of a chain leaves out the peer's own certificate. */
X509 *
fac_session_peer(SSL_SESSION *s);
STACK_OF(X509) * fac_session_chain(SSL_SESSION *s, bool with_own);
/* An empty one: the peer was asked, and sent none. */
STACK_OF(X509) * fac_session_no_chain(SSL_SESSION *s);

/* ---- session_cache.c ---- */
struct fac_cache *
fac_cache_new(void);
void
fac_cache_free(SSL_CTX *ctx, struct fac_cache *c);
int
fac_cache_add(SSL_CTX *ctx, SSL_SESSION *s);
/* BAD: it must not be resumed again, wherever else it is kept. */
int
fac_cache_remove(SSL_CTX *ctx, SSL_SESSION *s, bool bad);
SSL_SESSION *
fac_cache_find(SSL_CTX *ctx, struct urt_bytes id);
size_t
fac_cache_count(struct fac_cache *c);
size_t
fac_cache_limit(struct fac_cache *c);
void
fac_cache_set_limit(struct fac_cache *c, size_t n);

/* ---- ticket_keys.c ---- */
/* Draws what a new context's own keys come from. */
bool fac_ticket_keys_init(SSL_CTX *ctx);
long
fac_ticket_keys_get(SSL_CTX *ctx, void *out, long len);
long
fac_ticket_keys_set(SSL_CTX *ctx, const void *in, long len);

/* ---- ssl_ciphers.c, cipher_string.c ---- */
static inline const SSL_CIPHER *
fac_cipher(const struct urt_suite *s)
{
    return (const SSL_CIPHER *)s;
}

static inline const struct urt_suite *
fac_suite(const SSL_CIPHER *c)
{
    return (const struct urt_suite *)c;
}

/* Parses TEXT into a new list of suites of TLS 1.2 and older; a security
 * level in it is stored in *LEVEL, Suite B is read from and kept in *FLAGS. NULL when the string is malformed or
 * selects nothing. */
STACK_OF(SSL_CIPHER) * fac_cipher_string(const char *text, int *level,
                                          uint32_t *flags);
/* Certificate flags have changed: Suite B counts in the engine. */
static inline void
fac_apply_cert_flags(const struct fac_settings *set, struct urt_config *config)
{
    config->suiteb =
        (uint8_t)((set->cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS) >> 16);
}
/* Makes the list that OpenSSL shows: 1.3 first, then the rest. */
STACK_OF(SSL_CIPHER) * fac_cipher_join(const STACK_OF(SSL_CIPHER) * c13,
                                       const STACK_OF(SSL_CIPHER) * c12);
struct urt_ids *
fac_cipher_ids(const STACK_OF(SSL_CIPHER) * list);
bool
fac_ctx_default_ciphers(SSL_CTX *ctx);
int
fac_kx_nid(const struct urt_suite *s);

/* ---- ssl_groups.c ---- */
long
fac_set_groups(struct urt_config *config, const int *nid, size_t count);
long
fac_set_tmp_ecdh(struct urt_config *config, const EC_KEY *key);
long
fac_set_groups_list(struct urt_config *config, const char *text);
long
fac_set_sigalgs(struct urt_config *config, const int *pairs, size_t count,
                bool client);
long
fac_set_sigalgs_list(struct urt_config *config, const char *text, bool client);
int
fac_ssl_group_nid(uint16_t id);
int
fac_signature_nid(const struct urt_sigalg *a);
int
fac_sigalg_hash_nid(uint16_t scheme);
int
fac_sigalg_key_nid(uint16_t scheme);
long
fac_get_groups(SSL *s, long n, void *out);
long
fac_get_shared_group(SSL *s, long n);

/* ---- ssl_cert.c ---- */
bool
fac_key_slot(const EVP_PKEY *pkey, int *slot);
long
fac_chain_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long
fac_build_chain(SSL_CTX *ctx, SSL *s, long flags);
bool
fac_refresh_credentials(SSL_CTX *ctx, SSL *s);

/* ---- ssl_security.c ---- */
/* Raises the error when X is too weak for the level; OWN: the leaf. */
bool
fac_security_cert_ok(const struct urt_config *config, SSL_CTX *ctx, X509 *x,
                     bool own);

/* ---- ssl_verify.c ---- */
int
fac_ssl_ex_index(void);

/* ---- ssl_alpn.c ---- */
bool
fac_alpn_valid(struct urt_bytes list);

/* ---- ssl_io.c ---- */
/* As SSL_read and SSL_write, with sizes beside the result of -1, 0 or 1. */
int
fac_ssl_read(SSL *s, void *buf, size_t len, size_t *got);
int
fac_ssl_peek(SSL *s, void *buf, size_t len, size_t *got);
int
fac_ssl_write(SSL *s, const void *buf, size_t len, size_t *written);
/* Sends what waits; false: the call under way ends here. */
bool
fac_ssl_send_output(SSL *s);
/* The engine gave up: sends its alert and says why; -1. */
int
fac_ssl_fail(SSL *s, enum urt_err err);
/* Does what the engine waits for. True: go on; else the call returns
 * *RESULT. */
bool
fac_ssl_serve(SSL *s, int *result);
/* Goes on with the handshake, as SSL_do_handshake; 1 when it is over. */
int
fac_ssl_handshake(SSL *s);
/* What SSL_write does, with data in the handshake's place for EARLY data. */
int
fac_ssl_write_records(SSL *s, const uint8_t *buf, size_t len, size_t *written,
                      bool early);
int
fac_ssl_state_init(SSL *s);

/* ---- ssl_config_module.c ---- */
int
fac_ssl_config(SSL *s, SSL_CTX *ctx, const char *name, bool system);

/* ---- ssl_bio_names: the versions ---- */
uint16_t
fac_ssl_version(const SSL *s);

/* Handshakes at or below this are not built for DTLS. */
#define FAC_MIN(a, b) ((a) < (b) ? (a) : (b))

#endif
