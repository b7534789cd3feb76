/* SSL_SESSION: the engine's urt_session with what the API adds to it.
 *
 * The extra part (ex_data and the peer's certificates as X509 objects) is
 * made on first need, published by one compare-and-swap, and freed with the
 * session. A published session is shared by threads: the setters here are
 * for sessions that a program built or copied itself, as in OpenSSL. */
#include "facade/libssl/ssl_local.h"

#include <limits.h>

#include "facade/libcrypto/x509_handle.h"

struct extra {
    struct urt_session *owner;
    CRYPTO_EX_DATA ex;
    _Atomic(X509 *) peer;
    _Atomic(STACK_OF(X509) *) chain;
};

static void
extra_free(void *user)
{
    struct extra *e = user;

    if (e == NULL)
        return;
    /* The session is still whole: callbacks may look at it. */
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, e->owner, &e->ex);
    X509_free(atomic_load(&e->peer));
    sk_X509_pop_free(atomic_load(&e->chain), X509_free);
    urt_free(e);
}

static struct extra *
extra_of(const SSL_SESSION *sess)
{
    struct urt_session *s = fac_urt_session(sess);
    struct extra *e =
        __atomic_load_n((struct extra **)&s->user, __ATOMIC_ACQUIRE);
    struct extra *expected = NULL;

    if (e != NULL)
        return e;
    e = urt_zalloc(sizeof *e);
    if (e == NULL)
        return NULL;
    e->owner = s;
    __atomic_store_n(&s->user_free, extra_free, __ATOMIC_RELAXED);
    if (!__atomic_compare_exchange_n((struct extra **)&s->user, &expected, e,
                                     false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        urt_free(e);
        return expected;
    }
    return e;
}

X509 *
fac_session_peer(SSL_SESSION *sess)
{
    struct urt_session *s = fac_urt_session(sess);
    struct extra *e;
    X509 *x, *expected = NULL;

    if (s->peer == NULL || (e = extra_of(sess)) == NULL)
        return NULL;
    x = atomic_load(&e->peer);
    if (x != NULL)
        return x;
    x = fac_x509_new_from_cert(s->peer);
    if (x != NULL && !atomic_compare_exchange_strong(&e->peer, &expected, x)) {
        X509_free(x);
        return expected;
    }
    return x;
}

/* The first element is the peer's own certificate. */
STACK_OF(X509) * fac_session_chain(SSL_SESSION *sess, bool with_own)
{
    struct urt_session *s = fac_urt_session(sess);
    struct extra *e;
    STACK_OF(X509) * sk, *expected = NULL;
    size_t i = with_own ? 0 : 1;

    if (s->chain_count == 0 || (e = extra_of(sess)) == NULL)
        return NULL;
    sk = atomic_load(&e->chain);
    if (sk != NULL)
        return sk;
    sk = sk_X509_new_null();
    for (; sk != NULL && i < s->chain_count; i++) {
        X509 *own = fac_session_peer(sess);
        X509 *x;

        if (i == 0 && own != NULL && X509_up_ref(own))
            x = own;
        else
            x = fac_x509_new_from_cert(s->chain[i]);
        if (x == NULL || sk_X509_push(sk, x) <= 0) {
            X509_free(x);
            sk_X509_pop_free(sk, X509_free);
            return NULL;
        }
    }
    if (sk != NULL &&
        !atomic_compare_exchange_strong(&e->chain, &expected, sk)) {
        sk_X509_pop_free(sk, X509_free);
        return expected;
    }
    return sk;
}

STACK_OF(X509) * fac_session_no_chain(SSL_SESSION *sess)
{
    struct extra *e = extra_of(sess);
    STACK_OF(X509) * sk, *expected = NULL;

    if (e == NULL)
        return NULL;
    sk = atomic_load(&e->chain);
    if (sk != NULL)
        return sk;
    sk = sk_X509_new_null();
    if (sk != NULL &&
        !atomic_compare_exchange_strong(&e->chain, &expected, sk)) {
        sk_X509_free(sk);
        return expected;
    }
    return sk;
}

/* ---- life ---- */

SSL_SESSION *
SSL_SESSION_new(void)
{
    struct urt_session *s;

    if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL))
        return NULL;
    s = urt_session_new();
    if (s == NULL)
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
    return fac_session(s);
}

SSL_SESSION *
SSL_SESSION_dup(const SSL_SESSION *src)
{
    struct urt_session *s = urt_session_dup(fac_urt_session(src));
    struct extra *from = fac_urt_session(src)->user, *to;

    if (s == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (from != NULL && from->ex.sk != NULL) {
        to = extra_of(fac_session(s));
        if (to == NULL || !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL_SESSION,
                                              &to->ex, &from->ex)) {
            urt_session_free(s);
            return NULL;
        }
    }
    return fac_session(s);
}

int
SSL_SESSION_up_ref(SSL_SESSION *sess)
{
    urt_session_up(fac_urt_session(sess));
    return 1;
}

void
SSL_SESSION_free(SSL_SESSION *sess)
{
    urt_session_free(fac_urt_session(sess));
}

int
SSL_SESSION_set_ex_data(SSL_SESSION *sess, int idx, void *data)
{
    struct extra *e = extra_of(sess);

    return e != NULL && CRYPTO_set_ex_data(&e->ex, idx, data);
}

void *
SSL_SESSION_get_ex_data(const SSL_SESSION *sess, int idx)
{
    struct extra *e = fac_urt_session(sess)->user;

    return e != NULL ? CRYPTO_get_ex_data(&e->ex, idx) : NULL;
}

/* ---- a connection's session ---- */

void
fac_ssl_take_session(SSL *s, struct urt_session *sess)
{
    if (fac_urt_session(s->session) == sess)
        return;
    SSL_SESSION_free(s->session);
    s->session = sess != NULL ? fac_session(urt_session_up(sess)) : NULL;
}

SSL_SESSION *
fac_ssl_session(const SSL *ssl)
{
    SSL *s = (SSL *)ssl; /* the reference is a cache */
    struct urt_session *now = urt_conn_session(s->conn);

    if (now != NULL)
        fac_ssl_take_session(s, now);
    return s->session;
}

SSL_SESSION *
SSL_get_session(const SSL *s)
{
    return fac_ssl_session(s);
}

SSL_SESSION *
SSL_get1_session(SSL *s)
{
    SSL_SESSION *sess = fac_ssl_session(s);

    if (sess != NULL)
        SSL_SESSION_up_ref(sess);
    return sess;
}

int
SSL_set_session(SSL *s, SSL_SESSION *sess)
{
    struct urt_session *u = fac_urt_session(sess);

    if (!urt_conn_before(s->conn) && s->session != NULL && s->shutdown == 0 &&
        !SSL_in_init(s))
        SSL_CTX_remove_session(s->session_ctx, s->session);
    if (urt_conn_set_session(s->conn, u) != URT_OK) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (u != NULL)
        s->verify_result = u->verify_result;
    if (u == NULL) {
        SSL_SESSION_free(s->session);
        s->session = NULL;
    } else {
        fac_ssl_take_session(s, u);
    }
    return 1;
}

int
SSL_copy_session_id(SSL *to, const SSL *from)
{
    if (!SSL_set_session(to, SSL_get_session(from)))
        return 0;
    return SSL_set_session_id_context(to, from->config.sid_ctx,
                                      (unsigned)from->config.sid_ctx_len);
}

/* ---- getters and setters ---- */

long
SSL_SESSION_get_time(const SSL_SESSION *s)
{
    return s != NULL ? (long)fac_urt_session(s)->time : 0;
}

long
SSL_SESSION_set_time(SSL_SESSION *s, long t)
{
    if (s == NULL)
        return 0;
    fac_urt_session(s)->time = t;
    return t;
}

long
SSL_SESSION_get_timeout(const SSL_SESSION *s)
{
    return s != NULL ? (long)fac_urt_session(s)->timeout : 0;
}

long
SSL_SESSION_set_timeout(SSL_SESSION *s, long t)
{
    if (s == NULL)
        return 0;
    fac_urt_session(s)->timeout = t;
    return 1;
}

int
SSL_SESSION_get_protocol_version(const SSL_SESSION *s)
{
    return fac_urt_session(s)->version;
}

int
SSL_SESSION_set_protocol_version(SSL_SESSION *s, int version)
{
    fac_urt_session(s)->version = (uint16_t)version;
    return 1;
}

static bool
replace_text(char **out, const char *text)
{
    char *copy = urt_strdup(text);

    if (text != NULL && copy == NULL)
        return false;
    urt_free(*out);
    *out = copy;
    return true;
}

static bool
replace_bytes(uint8_t **out, size_t *out_len, const void *data, size_t len)
{
    uint8_t *copy = NULL;

    if (data != NULL && len > 0) {
        copy = urt_memdup(data, len);
        if (copy == NULL)
            return false;
    }
    urt_wipe_free(*out, *out_len);
    *out = copy;
    *out_len = copy != NULL ? len : 0;
    return true;
}

const char *
SSL_SESSION_get0_hostname(const SSL_SESSION *s)
{
    return fac_urt_session(s)->hostname;
}

int
SSL_SESSION_set1_hostname(SSL_SESSION *s, const char *hostname)
{
    return replace_text(&fac_urt_session(s)->hostname, hostname);
}

void
SSL_SESSION_get0_alpn_selected(const SSL_SESSION *s, const unsigned char **alpn,
                               size_t *len)
{
    *alpn = fac_urt_session(s)->alpn;
    *len = fac_urt_session(s)->alpn_len;
}

int
SSL_SESSION_set1_alpn_selected(SSL_SESSION *s, const unsigned char *alpn,
                               size_t len)
{
    struct urt_session *u = fac_urt_session(s);

    return replace_bytes(&u->alpn, &u->alpn_len, alpn, len);
}

const SSL_CIPHER *
SSL_SESSION_get0_cipher(const SSL_SESSION *s)
{
    return fac_cipher(fac_urt_session(s)->suite);
}

int
SSL_SESSION_set_cipher(SSL_SESSION *s, const SSL_CIPHER *cipher)
{
    fac_urt_session(s)->suite = fac_suite(cipher);
    fac_urt_session(s)->suite_id = cipher != NULL ? fac_suite(cipher)->id : 0;
    return 1;
}

int
SSL_SESSION_has_ticket(const SSL_SESSION *s)
{
    return fac_urt_session(s)->ticket_len > 0;
}

unsigned long
SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *s)
{
    return fac_urt_session(s)->ticket_lifetime;
}

void
SSL_SESSION_get0_ticket(const SSL_SESSION *s, const unsigned char **tick,
                        size_t *len)
{
    *len = fac_urt_session(s)->ticket_len;
    if (tick != NULL)
        *tick = fac_urt_session(s)->ticket;
}

uint32_t
SSL_SESSION_get_max_early_data(const SSL_SESSION *s)
{
    return fac_urt_session(s)->max_early_data;
}

int
SSL_SESSION_set_max_early_data(SSL_SESSION *s, uint32_t n)
{
    fac_urt_session(s)->max_early_data = n;
    return 1;
}

uint8_t
SSL_SESSION_get_max_fragment_length(const SSL_SESSION *s)
{
    uint8_t code = fac_urt_session(s)->max_fragment;

    return code <= TLSEXT_max_fragment_length_4096 ? code : 0;
}

X509 *
SSL_SESSION_get0_peer(SSL_SESSION *s)
{
    return fac_session_peer(s);
}

int
SSL_SESSION_set1_id_context(SSL_SESSION *s, const unsigned char *sid_ctx,
                            unsigned int len)
{
    struct urt_session *u = fac_urt_session(s);

    if (len > sizeof u->sid_ctx) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    u->sid_ctx_len = len;
    if (sid_ctx != u->sid_ctx && len > 0)
        memcpy(u->sid_ctx, sid_ctx, len);
    return 1;
}

const unsigned char *
SSL_SESSION_get0_id_context(const SSL_SESSION *s, unsigned int *len)
{
    if (len != NULL)
        *len = (unsigned)fac_urt_session(s)->sid_ctx_len;
    return fac_urt_session(s)->sid_ctx;
}

int
SSL_SESSION_set1_id(SSL_SESSION *s, const unsigned char *sid, unsigned int len)
{
    struct urt_session *u = fac_urt_session(s);

    if (len > sizeof u->id) {
        ERR_raise(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_TOO_LONG);
        return 0;
    }
    u->id_len = len;
    if (sid != u->id && len > 0)
        memcpy(u->id, sid, len);
    return 1;
}

const unsigned char *
SSL_SESSION_get_id(const SSL_SESSION *s, unsigned int *len)
{
    if (len != NULL)
        *len = (unsigned)fac_urt_session(s)->id_len;
    return fac_urt_session(s)->id;
}

unsigned int
SSL_SESSION_get_compress_id(const SSL_SESSION *s)
{
    return fac_urt_session(s)->compression;
}

/* A session can be resumed when it has an ID or a ticket. */
int
SSL_SESSION_is_resumable(const SSL_SESSION *s)
{
    const struct urt_session *u = fac_urt_session(s);

    return u->resumable && (u->id_len > 0 || u->ticket_len > 0);
}

size_t
SSL_SESSION_get_master_key(const SSL_SESSION *s, unsigned char *out, size_t len)
{
    const struct urt_session *u = fac_urt_session(s);

    if (len == 0)
        return u->secret_len;
    if (len > u->secret_len)
        len = u->secret_len;
    memcpy(out, urt_session_secret(u).data, len);
    return len;
}

int
SSL_SESSION_set1_master_key(SSL_SESSION *s, const unsigned char *in, size_t len)
{
    struct urt_session *u = fac_urt_session(s);

    return urt_session_set_secret(u, urt_bytes(in, len)) == URT_OK;
}

int
SSL_SESSION_set1_ticket_appdata(SSL_SESSION *s, const void *data, size_t len)
{
    struct urt_session *u = fac_urt_session(s);

    return replace_bytes(&u->appdata, &u->appdata_len, data, len);
}

int
SSL_SESSION_get0_ticket_appdata(SSL_SESSION *s, void **data, size_t *len)
{
    *data = fac_urt_session(s)->appdata;
    *len = fac_urt_session(s)->appdata_len;
    return 1;
}

/* ---- serialised ---- */

int
i2d_SSL_SESSION(const SSL_SESSION *in, unsigned char **pp)
{
    struct urt_buf b = URT_BUF_INIT;
    int len;

    if (in == NULL || fac_urt_session(in)->suite_id == 0)
        return 0;
    if (urt_session_put_der(&b, fac_urt_session(in)) != URT_OK ||
        !urt_buf_ok(&b) || b.len > INT_MAX) {
        urt_buf_free(&b);
        return 0;
    }
    len = (int)b.len;
    if (pp != NULL && *pp == NULL) {
        *pp = OPENSSL_memdup(b.data, b.len);
        if (*pp == NULL)
            len = -1;
    } else if (pp != NULL) {
        memcpy(*pp, b.data, b.len);
        *pp += b.len;
    }
    urt_buf_free(&b);
    return len;
}

static void
raise_der(long length)
{
    if (length == 0) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
        return;
    }
    ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
    ERR_raise(ERR_LIB_ASN1, ASN1_R_BAD_OBJECT_HEADER);
    ERR_raise_data(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR,
                   "Type=SSL_SESSION_ASN1");
}

SSL_SESSION *
d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length)
{
    struct urt_bytes in;
    struct urt_session *s;
    enum urt_err err;

    if (length < 0)
        return NULL;
    in = urt_bytes(*pp, (size_t)length);
    err = urt_session_from_der(&s, &in);
    if (err == URT_OK && s->suite == NULL) {
        urt_session_free(s); /* a cipher that is not known */
        return NULL;
    }
    if (err == URT_E_DER_DECODE) {
        raise_der(length);
        return NULL;
    }
    if (err != URT_OK) {
        ERR_raise(ERR_LIB_SSL, err == URT_E_NOMEM ? ERR_R_MALLOC_FAILURE
                                                  : SSL_R_UNKNOWN_SSL_VERSION);
        return NULL;
    }
    *pp = in.data;
    if (a != NULL) {
        SSL_SESSION_free(*a);
        *a = fac_session(s);
    }
    return fac_session(s);
}

long
SSL_get_default_timeout(const SSL *s)
{
    return 2 * 60 * 60;
}

/* ---- sessions that a server doesn't want to see again ---- */

void
SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx,
                                           int (*cb)(SSL *ssl, int secure))
{
    ctx->set.not_resumable_cb = cb;
}

void
SSL_set_not_resumable_session_callback(SSL *s, int (*cb)(SSL *ssl, int secure))
{
    s->set.not_resumable_cb = cb;
}

enum urt_hook
fac_session_wanted_hook(void *arg, bool forward_secret)
{
    SSL *s = arg;

    if (s->set.not_resumable_cb == NULL)
        return URT_HOOK_NONE;
    return s->set.not_resumable_cb(s, forward_secret) != 0 ? URT_HOOK_FAIL
                                                           : URT_HOOK_OK;
}
