/* SSL_SESSION and the caches and tickets it lives in: getters and setters,
 * DER, text, callbacks and their order, statistics, ticket keys. */
#include "loopback.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define T(x)                                        \
    do {                                            \
        printf("  %s = %ld\n", #x, (long)(x));      \
        queue("");                                  \
    } while (0)

static void
hex(const char *what, const unsigned char *p, size_t len)
{
    printf("  %s", what);
    for (size_t i = 0; i < len; i++)
        printf(" %02x", p[i]);
    printf("\n");
}

static void
show(const char *what, SSL_SESSION *s)
{
    unsigned int len;
    const unsigned char *p;
    size_t n;

    printf(" %s\n", what);
    T(SSL_SESSION_get_protocol_version(s));
    T(SSL_SESSION_get_timeout(s));
    T(SSL_SESSION_has_ticket(s));
    T(SSL_SESSION_get_ticket_lifetime_hint(s));
    T(SSL_SESSION_get_max_early_data(s));
    T(SSL_SESSION_get_max_fragment_length(s));
    T(SSL_SESSION_is_resumable(s));
    T(SSL_SESSION_get_compress_id(s));
    T(SSL_SESSION_get_master_key(s, NULL, 0));
    T(SSL_SESSION_get0_peer(s) != NULL);
    printf("  cipher %s\n",
           SSL_SESSION_get0_cipher(s) != NULL
               ? SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(s))
               : "none");
    printf("  host %s\n", SSL_SESSION_get0_hostname(s) != NULL
                              ? SSL_SESSION_get0_hostname(s)
                              : "none");
    SSL_SESSION_get_id(s, &len);
    printf("  id %u\n", len);
    p = SSL_SESSION_get0_id_context(s, &len);
    hex("context", p, len);
    SSL_SESSION_get0_alpn_selected(s, &p, &n);
    hex("alpn", p, n);
    SSL_SESSION_get0_ticket(s, &p, &n);
    printf("  ticket %d %zu\n", p != NULL, n);
    SSL_SESSION_get0_ticket(s, NULL, &n);
}

static int freed;

static void
ex_free(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl,
        void *argp)
{
    if (ptr != NULL)
        freed++;
}

static SSL_SESSION *
built(int version)
{
    SSL_SESSION *s = SSL_SESSION_new();
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    const unsigned char id[2] = {0x13, 0x02}, old[2] = {0xc0, 0x30};
    unsigned char master[48];

    memset(master, 7, sizeof master);
    SSL_SESSION_set_protocol_version(s, version);
    SSL_SESSION_set_cipher(
        s, SSL_CIPHER_find(ssl, version == TLS1_3_VERSION ? id : old));
    SSL_SESSION_set1_master_key(s, master, sizeof master);
    SSL_SESSION_set1_id(s, (const unsigned char *)"identifier", 10);
    SSL_SESSION_set1_id_context(s, (const unsigned char *)"context", 7);
    SSL_SESSION_set_time(s, 1500000000);
    SSL_SESSION_set_timeout(s, 4321);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return s;
}

static void
fields(void)
{
    SSL_SESSION *s = SSL_SESSION_new(), *d;
    unsigned char big[100], out[100];
    void *data;
    size_t len;
    int idx = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, ex_free);

    printf("== fields\n");
    memset(big, 1, sizeof big);
    show("fresh", s);
    T(SSL_SESSION_get_time(s) > 1000000000);
    T(SSL_SESSION_set_time(s, 77));
    T(SSL_SESSION_get_time(s));
    T(SSL_SESSION_set_timeout(s, 88));
    T(SSL_SESSION_set_time(NULL, 1));
    T(SSL_SESSION_get_time(NULL));
    T(SSL_SESSION_set_timeout(NULL, 1));
    T(SSL_SESSION_get_timeout(NULL));
    T(SSL_SESSION_set1_id(s, big, 32));
    T(SSL_SESSION_set1_id(s, big, 33));
    T(SSL_SESSION_set1_id_context(s, big, 32));
    T(SSL_SESSION_set1_id_context(s, big, 33));
    T(SSL_SESSION_set1_master_key(s, big, 48));
    T(SSL_SESSION_set1_master_key(s, big, 49));
    T(SSL_SESSION_get_master_key(s, out, 10));
    T(SSL_SESSION_get_master_key(s, out, 100));
    T(SSL_SESSION_set1_hostname(s, "a.test"));
    T(SSL_SESSION_set1_hostname(s, NULL));
    T(SSL_SESSION_set1_hostname(s, "b.test"));
    T(SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"h2", 2));
    T(SSL_SESSION_set1_alpn_selected(s, NULL, 0));
    T(SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"h3", 2));
    T(SSL_SESSION_set_max_early_data(s, 1234));
    T(SSL_SESSION_set_protocol_version(s, TLS1_2_VERSION));
    T(SSL_SESSION_set1_ticket_appdata(s, "appdata", 7));
    T(SSL_SESSION_get0_ticket_appdata(s, &data, &len));
    hex("appdata", data, len);
    T(SSL_SESSION_set1_ticket_appdata(s, NULL, 0));
    T(SSL_SESSION_get0_ticket_appdata(s, &data, &len));
    printf("  appdata %d %zu\n", data != NULL, len);
    T(SSL_SESSION_set_ex_data(s, idx, big));
    T(SSL_SESSION_get_ex_data(s, idx) == big);
    T(SSL_SESSION_set_ex_data(s, 0, out));
    T(SSL_SESSION_get_ex_data(s, 0) == out);
    show("set", s);
    d = SSL_SESSION_dup(s);
    show("dup", d);
    T(SSL_SESSION_get_ex_data(d, idx) == big);
    T(SSL_SESSION_up_ref(s));
    SSL_SESSION_free(s);
    T(freed);
    SSL_SESSION_free(s);
    T(freed);
    SSL_SESSION_free(d);
    T(freed);
    SSL_SESSION_free(NULL);
}

static void
der(void)
{
    printf("== der\n");
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        SSL_SESSION *s = built(v), *back, *old;
        unsigned char buf[600], *p = buf, *made = NULL;
        const unsigned char *in = buf;
        BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
        int len;

        SSL_SESSION_set1_hostname(s, "host.test");
        SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"h2", 2);
        SSL_SESSION_set1_ticket_appdata(s, "data", 4);
        SSL_SESSION_set_max_early_data(s, 99);
        T(len = i2d_SSL_SESSION(s, NULL));
        T(i2d_SSL_SESSION(s, &p));
        T(p - buf);
        T(i2d_SSL_SESSION(s, &made));
        T(memcmp(made, buf, (size_t)len));
        OPENSSL_free(made);
        hex("der", buf, (size_t)len);
        T((back = d2i_SSL_SESSION(NULL, &in, len)) != NULL);
        T(in - buf);
        show("back", back);
        T(SSL_SESSION_print(out, back));
        T(SSL_SESSION_print_keylog(out, back));
        T(SSL_SESSION_print_fp(stdout, s));
        in = buf;
        old = back;
        T(d2i_SSL_SESSION(&old, &in, len) != NULL);
        T(SSL_SESSION_get_time(old));
        in = buf;
        T(d2i_SSL_SESSION(NULL, &in, len - 1) != NULL);
        T(in - buf);
        in = buf;
        T(d2i_SSL_SESSION(NULL, &in, 0) != NULL);
        for (int i = 0; i < 40; i++) {
            unsigned char saved = buf[i];
            SSL_SESSION *bad;

            buf[i] ^= 0x21;
            in = buf;
            bad = d2i_SSL_SESSION(NULL, &in, len);
            printf("  broken %d: %d\n", i, bad != NULL);
            ERR_clear_error();
            SSL_SESSION_free(bad);
            buf[i] = saved;
        }
        SSL_SESSION_free(old);
        SSL_SESSION_free(s);
        s = SSL_SESSION_new();
        SSL_SESSION_set_time(s, 1500000000);
        T(i2d_SSL_SESSION(s, NULL));
        T(SSL_SESSION_print(out, s) > 0 ? 1 : 0);
        T(SSL_SESSION_print_keylog(out, s));
        SSL_SESSION_free(s);
        T(SSL_SESSION_print(out, NULL));
        T(SSL_SESSION_print_keylog(out, NULL));
        T(i2d_SSL_SESSION(NULL, NULL));
        BIO_free(out);
    }
}

/* ---- the cache by hand ---- */

static void
removed(SSL_CTX *ctx, SSL_SESSION *s)
{
    unsigned int len;
    const unsigned char *id = SSL_SESSION_get_id(s, &len);

    printf("  removed %u %02x resumable %d\n", len, len > 0 ? id[0] : 0,
           SSL_SESSION_is_resumable(s));
}

static SSL_SESSION *
numbered(int n, long when, long timeout)
{
    SSL_SESSION *s = built(TLS1_2_VERSION);
    unsigned char id[32];

    memset(id, n, sizeof id);
    SSL_SESSION_set1_id(s, id, sizeof id);
    SSL_SESSION_set_time(s, when);
    SSL_SESSION_set_timeout(s, timeout);
    return s;
}

static void
by_hand(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_SESSION *s[8], *twin;
    SSL *ssl;

    printf("== by hand\n");
    SSL_CTX_sess_set_remove_cb(ctx, removed);
    T(SSL_CTX_sess_get_remove_cb(ctx) == removed);
    T(SSL_CTX_sess_get_new_cb(ctx) == NULL);
    T(SSL_CTX_sess_get_get_cb(ctx) == NULL);
    T(SSL_CTX_get_session_cache_mode(ctx));
    T(SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH));
    T(SSL_CTX_get_session_cache_mode(ctx));
    T(SSL_CTX_sess_get_cache_size(ctx));
    T(SSL_CTX_sess_set_cache_size(ctx, 5));
    T(SSL_CTX_sess_set_cache_size(ctx, -1));
    T(SSL_CTX_sess_get_cache_size(ctx));
    T(SSL_CTX_get_timeout(ctx));
    T(SSL_CTX_set_timeout(ctx, 100));
    T(SSL_CTX_get_timeout(ctx));
    for (int i = 0; i < 8; i++)
        s[i] = numbered(i * 16, 1000 + i * 100, 50);
    for (int i = 0; i < 4; i++)
        T(SSL_CTX_add_session(ctx, s[i]));
    T(SSL_CTX_add_session(ctx, s[0]));
    twin = numbered(16, 5000, 50);
    T(SSL_CTX_add_session(ctx, twin));
    T(SSL_CTX_sess_number(ctx));
    T(SSL_CTX_remove_session(ctx, s[2]));
    T(SSL_CTX_remove_session(ctx, s[2]));
    T(SSL_CTX_sess_number(ctx));
    T(SSL_SESSION_is_resumable(s[2]));
    ssl = SSL_new(ctx);
    T(SSL_has_matching_session_id(ssl, SSL_SESSION_get_id(s[0], NULL), 32));
    T(SSL_has_matching_session_id(ssl, SSL_SESSION_get_id(s[2], NULL), 32));
    T(SSL_has_matching_session_id(ssl, SSL_SESSION_get_id(s[0], NULL), 31));
    T(SSL_has_matching_session_id(ssl, SSL_SESSION_get_id(s[0], NULL), 33));
    SSL_free(ssl);
    printf(" flush\n");
    SSL_CTX_flush_sessions(ctx, 1050);
    T(SSL_CTX_sess_number(ctx));
    SSL_CTX_flush_sessions(ctx, 1051);
    T(SSL_CTX_sess_number(ctx));
    SSL_CTX_flush_sessions(ctx, 0);
    T(SSL_CTX_sess_number(ctx));
    T(SSL_CTX_remove_session(ctx, NULL));
    printf(" free\n");
    T(SSL_CTX_add_session(ctx, s[4]));
    SSL_CTX_free(ctx);
    for (int i = 0; i < 8; i++)
        SSL_SESSION_free(s[i]);
    SSL_SESSION_free(twin);

    printf(" full\n");
    ctx = SSL_CTX_new(TLS_method());
    SSL_CTX_sess_set_remove_cb(ctx, removed);
    SSL_CTX_sess_set_cache_size(ctx, 3);
    for (int i = 0; i < 6; i++) {
        s[i] = numbered(i, 1000, 100);
        T(SSL_CTX_add_session(ctx, s[i]));
    }
    T(SSL_CTX_sess_number(ctx));
    T(SSL_CTX_sess_cache_full(ctx));
    SSL_CTX_free(ctx);
    for (int i = 0; i < 6; i++)
        SSL_SESSION_free(s[i]);
}

/* ---- connections ---- */

static void
stats(const char *name, SSL_CTX *c)
{
    printf("  %s number %ld connect %ld/%ld/%ld accept %ld/%ld/%ld hits %ld "
           "cb %ld misses %ld timeouts %ld full %ld\n",
           name, SSL_CTX_sess_number(c), SSL_CTX_sess_connect(c),
           SSL_CTX_sess_connect_good(c), SSL_CTX_sess_connect_renegotiate(c),
           SSL_CTX_sess_accept(c), SSL_CTX_sess_accept_good(c),
           SSL_CTX_sess_accept_renegotiate(c), SSL_CTX_sess_hits(c),
           SSL_CTX_sess_cb_hits(c), SSL_CTX_sess_misses(c),
           SSL_CTX_sess_timeouts(c), SSL_CTX_sess_cache_full(c));
}

static SSL_SESSION *kept;
static int keep;

static int
new_cb(SSL *ssl, SSL_SESSION *s)
{
    unsigned int len;

    SSL_SESSION_get_id(s, &len);
    printf("  %s new: id %u ticket %d resumable %d version %x current %d\n",
           who(ssl), len, SSL_SESSION_has_ticket(s),
           SSL_SESSION_is_resumable(s), SSL_SESSION_get_protocol_version(s),
           SSL_get_session(ssl) == s);
    if (!keep)
        return 0;
    SSL_SESSION_free(kept);
    kept = s;
    return 1;
}

static SSL_SESSION *
get_cb(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    printf("  %s get: %d copy %d kept %d\n", who(ssl), len, *copy,
           kept != NULL);
    *copy = 1;
    return kept;
}

static void
conn_removed(SSL_CTX *ctx, SSL_SESSION *s)
{
    unsigned int len;

    SSL_SESSION_get_id(s, &len);
    printf("  removed %u resumable %d\n", len, SSL_SESSION_is_resumable(s));
}

static void
callbacks(struct pair *p)
{
    SSL_CTX_sess_set_new_cb(p->cctx, new_cb);
    SSL_CTX_sess_set_new_cb(p->sctx, new_cb);
    SSL_CTX_sess_set_get_cb(p->sctx, get_cb);
    SSL_CTX_sess_set_remove_cb(p->cctx, conn_removed);
    SSL_CTX_sess_set_remove_cb(p->sctx, conn_removed);
    T(SSL_CTX_sess_get_new_cb(p->sctx) == new_cb);
    T(SSL_CTX_sess_get_get_cb(p->sctx) == get_cb);
}

static int tell; /* each step of the handshakes */

/* One connection; gives the client's session. */
static SSL_SESSION *
once(struct pair *p, SSL_SESSION *resume, int clean)
{
    char buf[16];
    SSL_SESSION *s;

    pair_connect(p);
    SSL_set_tlsext_host_name(p->c, "rsa.test");
    if (resume != NULL)
        T(SSL_set_session(p->c, resume));
    printf(" shake %d", pair_shake(p, tell));
    printf(" reused %d %d\n", SSL_session_reused(p->c),
           SSL_session_reused(p->s));
    queue("shake");
    SSL_write(p->s, "hello", 5);
    SSL_read(p->c, buf, sizeof buf);
    s = SSL_get1_session(p->c);
    if (clean) {
        SSL_shutdown(p->c);
        SSL_shutdown(p->s);
    }
    pair_close(p);
    stats("client", p->cctx);
    stats("server", p->sctx);
    return s;
}

static void
modes(int version, int mode, int tickets)
{
    struct pair p;
    SSL_SESSION *a, *b, *c;

    printf("== cache mode %x version %x tickets %d\n", mode, version, tickets);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_session_cache_mode(p.cctx, mode);
    SSL_CTX_set_session_cache_mode(p.sctx, mode);
    if (!tickets)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    callbacks(&p);
    a = once(&p, NULL, 1);
    show("first", a);
    b = once(&p, a, 1);
    c = once(&p, b, 0);
    SSL_SESSION_free(once(&p, c, 1));
    /* A session from elsewhere. */
    SSL_SESSION_free(c);
    c = built(version);
    SSL_SESSION_free(once(&p, c, 1));
    /* One that is too old. */
    SSL_SESSION_set_time(a, 1000);
    SSL_SESSION_free(once(&p, a, 1));
    SSL_SESSION_free(a);
    SSL_SESSION_free(b);
    SSL_SESSION_free(c);
    SSL_CTX_flush_sessions(p.sctx, 0);
    pair_free(&p);
}

static void
external(int version)
{
    struct pair p;
    SSL_SESSION *a;

    printf("== external cache %x\n", version);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_session_cache_mode(
        p.sctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    callbacks(&p);
    SSL_CTX_sess_set_new_cb(p.cctx, NULL);
    keep = 1;
    a = once(&p, NULL, 1);
    keep = 0;
    T(SSL_SESSION_get0_peer(kept) != NULL);
    SSL_SESSION_free(once(&p, a, 1));
    SSL_SESSION_free(a);
    SSL_SESSION_free(kept);
    kept = NULL;
    pair_free(&p);
}

static void
contexts(int version, int mode)
{
    struct pair p;
    SSL_SESSION *a;

    printf("== id context changes %x verify %d\n", version, mode);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_verify(p.sctx, mode, NULL);
    a = once(&p, NULL, 1);
    T(SSL_CTX_set_session_id_context(p.sctx, (const unsigned char *)"other",
                                     5));
    SSL_SESSION_free(once(&p, a, 1));
    T(SSL_CTX_set_session_id_context(p.sctx, (const unsigned char *)"", 0));
    SSL_SESSION_free(once(&p, a, 1));
    T(SSL_CTX_set_session_id_context(
        p.sctx, (const unsigned char *)"123456789012345678901234567890123",
        33));
    SSL_SESSION_free(a);
    pair_free(&p);
}

/* ---- tickets ---- */

static int answer_new, answer_old;
static unsigned char last_name[16];

static int
evp_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *c,
       EVP_MAC_CTX *m, int enc)
{
    static unsigned char key[32] = {1}, mac[32] = {2};
    OSSL_PARAM params[3];
    int r = enc ? answer_new : answer_old;

    printf("  %s ticket evp enc %d answer %d\n", who(s), enc, r);
    if (enc) {
        memset(name, 'n', 16);
        memset(iv, 'i', 16);
    } else {
        hex("name", name, 16);
    }
    if (r <= 0)
        return r;
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, mac, 32);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                                 (char *)"SHA256", 0);
    params[2] = OSSL_PARAM_construct_end();
    if (!EVP_MAC_CTX_set_params(m, params))
        return -1;
    if (!EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, key, iv, enc))
        return -1;
    return r;
}

static int
hmac_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *c,
        HMAC_CTX *h, int enc)
{
    static unsigned char key[32] = {1}, mac[32] = {2};
    int r = enc ? answer_new : answer_old;

    printf("  %s ticket hmac enc %d answer %d\n", who(s), enc, r);
    if (enc) {
        memset(name, 'h', 16);
        memset(iv, 'i', 16);
    } else {
        hex("name", name, 16);
    }
    if (r <= 0)
        return r;
    HMAC_Init_ex(h, mac, 32, EVP_sha256(), NULL);
    if (!EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, key, iv, enc))
        return -1;
    return r;
}

static void
ticket_keys(int version, int evp)
{
    static const int answers[][2] = {{1, 1}, {1, 2}, {1, 0}, {1, -1},
                                     {0, 1}, {-1, 1}, {2, 1}};

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct pair p;
        SSL_SESSION *a;

        printf("== ticket callback %s %x seal %d open %d\n",
               evp ? "evp" : "hmac", version, answers[i][0], answers[i][1]);
        answer_new = answers[i][0];
        answer_old = answers[i][1];
        tell = answer_new < 0 || answer_old < 0;
        pair_contexts(&p, "rsa", version);
        SSL_CTX_set_session_cache_mode(p.sctx, SSL_SESS_CACHE_OFF);
        if (evp)
            T(SSL_CTX_set_tlsext_ticket_key_evp_cb(p.sctx, evp_cb));
        else
            T(SSL_CTX_set_tlsext_ticket_key_cb(p.sctx, hmac_cb));
        a = once(&p, NULL, 1);
        if (a != NULL) {
            T(SSL_SESSION_has_ticket(a));
            SSL_SESSION_free(once(&p, a, 1));
        }
        SSL_SESSION_free(a);
        pair_free(&p);
    }
}

static void
shared_keys(int version)
{
    struct pair p, q;
    unsigned char keys[80], again[80];
    const unsigned char *ticket;
    size_t len;
    SSL_SESSION *a, *b;

    printf("== shared keys %x\n", version);
    for (size_t i = 0; i < sizeof keys; i++)
        keys[i] = (unsigned char)i;
    pair_contexts(&p, "rsa", version);
    pair_contexts(&q, "rsa", version);
    T(SSL_CTX_get_tlsext_ticket_keys(p.sctx, NULL, 0));
    T(SSL_CTX_set_tlsext_ticket_keys(p.sctx, NULL, 0));
    T(SSL_CTX_set_tlsext_ticket_keys(p.sctx, keys, 79));
    T(SSL_CTX_set_tlsext_ticket_keys(p.sctx, keys, 80));
    T(SSL_CTX_get_tlsext_ticket_keys(p.sctx, again, 79));
    T(SSL_CTX_get_tlsext_ticket_keys(p.sctx, again, 80));
    T(memcmp(keys, again, 80));
    a = once(&p, NULL, 1);
    SSL_SESSION_get0_ticket(a, &ticket, &len);
    hex("name", ticket, 16);
    printf("  ticket %zu\n", len);
    b = once(&q, a, 1);
    T(SSL_CTX_set_tlsext_ticket_keys(q.sctx, keys, 80));
    SSL_SESSION_free(once(&q, a, 1));
    SSL_SESSION_free(a);
    SSL_SESSION_free(b);
    pair_free(&p);
    pair_free(&q);
}

static int gen_answer;
static SSL_TICKET_RETURN dec_answer;

static int
gen_cb(SSL *s, void *arg)
{
    printf("  %s generate %s session %d\n", who(s), (char *)arg,
           SSL_get_session(s) != NULL);
    if (SSL_get_session(s) != NULL)
        SSL_SESSION_set1_ticket_appdata(SSL_get_session(s), "mine", 4);
    return gen_answer;
}

static SSL_TICKET_RETURN
dec_cb(SSL *s, SSL_SESSION *ss, const unsigned char *name, size_t len,
       SSL_TICKET_STATUS status, void *arg)
{
    void *data = NULL;
    size_t n = 0;

    if (ss != NULL)
        SSL_SESSION_get0_ticket_appdata(ss, &data, &n);
    printf("  %s decrypt %s session %d name %zu status %d data %.*s\n", who(s),
           (char *)arg, ss != NULL, len, status, (int)n, (char *)data);
    return dec_answer;
}

static void
appdata(int version)
{
    static const SSL_TICKET_RETURN answers[] = {
        SSL_TICKET_RETURN_ABORT, SSL_TICKET_RETURN_IGNORE,
        SSL_TICKET_RETURN_IGNORE_RENEW, SSL_TICKET_RETURN_USE,
        SSL_TICKET_RETURN_USE_RENEW};

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct pair p;
        SSL_SESSION *a;

        printf("== appdata %x answer %d\n", version, answers[i]);
        pair_contexts(&p, "rsa", version);
        SSL_CTX_set_session_cache_mode(p.sctx, SSL_SESS_CACHE_OFF);
        T(SSL_CTX_set_session_ticket_cb(p.sctx, gen_cb, dec_cb,
                                        (void *)"arg"));
        gen_answer = 1;
        dec_answer = answers[i];
        tell = i == 0;
        a = once(&p, NULL, 1);
        SSL_SESSION_free(once(&p, a, 1));
        if (i == 3) {
            gen_answer = 0;
            SSL_SESSION_free(once(&p, NULL, 1));
        }
        /* A ticket that no key opens. */
        memset(last_name, 0, sizeof last_name);
        SSL_CTX_set_tlsext_ticket_keys(
            p.sctx, (unsigned char *)"0123456789abcdef0123456789abcdef"
                                     "0123456789abcdef0123456789abcdef"
                                     "0123456789abcdef",
            80);
        gen_answer = 1;
        SSL_SESSION_free(once(&p, a, 1));
        SSL_SESSION_free(a);
        pair_free(&p);
    }
}

static void
num_tickets(void)
{
    printf("== numbers of tickets\n");
    for (int n = 0; n < 4; n++) {
        struct pair p;
        SSL_SESSION *a;

        pair_contexts(&p, "rsa", TLS1_3_VERSION);
        T(SSL_CTX_get_num_tickets(p.sctx));
        T(SSL_CTX_set_num_tickets(p.sctx, (size_t)n));
        SSL_CTX_set_session_cache_mode(p.cctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(p.cctx, new_cb);
        a = once(&p, NULL, 1);
        SSL_SESSION_free(once(&p, a, 1));
        SSL_SESSION_free(a);
        pair_free(&p);
    }
}

static int
refuse(SSL *s, int forward_secure)
{
    printf("  %s not resumable? %d\n", who(s), forward_secure);
    return 1;
}

static void
not_resumable(int version, int tickets)
{
    struct pair p;
    SSL_SESSION *a;

    tell = 0;
    printf("== not resumable %x tickets %d\n", version, tickets);
    pair_contexts(&p, "rsa", version);
    if (!tickets)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_not_resumable_session_callback(p.sctx, refuse);
    a = once(&p, NULL, 1);
    T(SSL_SESSION_is_resumable(a));
    SSL_SESSION_free(once(&p, a, 1));
    SSL_SESSION_free(a);
    pair_free(&p);
}

static void
copying(void)
{
    struct pair p;
    SSL_SESSION *a;
    SSL *x;

    printf("== copying\n");
    pair_contexts(&p, "rsa", TLS1_2_VERSION);
    pair_connect(&p);
    pair_shake(&p, 0);
    a = SSL_get0_session(p.c);
    x = SSL_new(p.cctx);
    T(SSL_copy_session_id(x, p.c));
    T(SSL_get_session(x) == a);
    T(SSL_set_session(x, NULL));
    T(SSL_get_session(x) == NULL);
    T(SSL_get_default_timeout(x));
    T(SSL_set_session_id_context(x, (const unsigned char *)"abc", 3));
    T(SSL_set_session_id_context(
        x, (const unsigned char *)"123456789012345678901234567890123", 33));
    SSL_free(x);
    pair_free(&p);
}

static int
id_cb(SSL *s, unsigned char *id, unsigned int *len)
{
    printf("  %s id asked %u\n", who(s), *len);
    memset(id, 'z', *len);
    return 1;
}

static int
id_fail(SSL *s, unsigned char *id, unsigned int *len)
{
    return 0;
}

static int
id_empty(SSL *s, unsigned char *id, unsigned int *len)
{
    *len = 0;
    return 1;
}

static void
own_ids(int version, int tickets)
{
    static const GEN_SESSION_CB cbs[] = {id_cb, id_fail, id_empty};

    for (size_t i = 0; i < 3; i++) {
        struct pair p;
        SSL_SESSION *a;
        unsigned int len;
        const unsigned char *id;

        printf("== own ids %x tickets %d %zu\n", version, tickets, i);
        pair_contexts(&p, "rsa", version);
        tell = i > 0;
        if (!tickets)
            SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
        T(SSL_CTX_set_generate_session_id(p.sctx, cbs[i]));
        a = once(&p, NULL, 1);
        if (a != NULL) {
            id = SSL_SESSION_get_id(a, &len);
            if (version == TLS1_2_VERSION && i == 0 && !tickets)
                hex("id", id, len);
        }
        SSL_SESSION_free(a);
        SSL_SESSION_free(once(&p, NULL, 1));
        pair_free(&p);
    }
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    fields();
    der();
    by_hand();
    copying();
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        modes(v, SSL_SESS_CACHE_OFF, 1);
        modes(v, SSL_SESS_CACHE_BOTH, 1);
        modes(v, SSL_SESS_CACHE_BOTH, 0);
        modes(v, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL_STORE, 0);
        modes(v, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP, 0);
        modes(v, SSL_SESS_CACHE_CLIENT, 0);
        external(v);
        contexts(v, SSL_VERIFY_NONE);
        contexts(v, SSL_VERIFY_PEER);
        ticket_keys(v, 1);
        ticket_keys(v, 0);
        shared_keys(v);
        appdata(v);
        not_resumable(v, 1);
        not_resumable(v, 0);
        own_ids(v, 0);
        own_ids(v, 1);
    }
    tell = 0;
    num_tickets();
    return 0;
}
