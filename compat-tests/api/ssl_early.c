/* Early data: how it is written and read, answered before the handshake is
 * over, taken or refused, used once, and what both sides are told. */
#include "loopback.h"

enum { LIMIT = 1000 };

static const char text[] = "early data of the client";
static int trace; /* messages and key log labels are shown */

static void
message(int sent, int version, int type, const void *data, size_t len, SSL *s,
        void *arg)
{
    const unsigned char *p = data;

    if (!trace)
        return;
    if (type == SSL3_RT_HEADER)
        printf("   %s %s record %d %x, %d bytes\n", who(s),
               sent ? "sends" : "reads", p[0], p[1] << 8 | p[2],
               p[0] == 23 ? p[3] << 8 | p[4] : 0);
    else if (type == SSL3_RT_INNER_CONTENT_TYPE)
        printf("   %s inner %d\n", who(s), p[0]);
    else if (type == SSL3_RT_HANDSHAKE)
        printf("   %s %s message %d\n", who(s), sent ? "sends" : "reads",
               p[0]);
    else
        printf("   %s %s type %d, %zu bytes\n", who(s),
               sent ? "sends" : "reads", type, len);
}

static void
keylog(const SSL *s, const char *line)
{
    if (trace)
        printf("   %s key %.*s\n", who(s), (int)strcspn(line, " "), line);
}

static void
info(const SSL *s, int where, int ret)
{
    if (trace)
        printf("   %s at %x: %s\n", who(s), (unsigned)where,
               SSL_state_string(s));
}

static void
did(const char *what, SSL *s, int r, size_t n)
{
    int e = SSL_get_error(s, r);

    printf(" %s %s %d, %zu bytes, error %d want %d; %s init %d finished %d "
           "before %d early %d pending %d\n",
           who(s), what, r, n, e, SSL_want(s), SSL_state_string(s),
           SSL_in_init(s), SSL_is_init_finished(s), SSL_in_before(s),
           SSL_get_early_data_status(s), SSL_pending(s));
    queue(who(s));
}

static int
put_early(SSL *s, const char *data, size_t len)
{
    size_t n = 77;
    int r = SSL_write_early_data(s, data, len, &n);

    did("writes early", s, r, n);
    return r;
}

static int
take_early(SSL *s, size_t space)
{
    char buf[20000];
    size_t n = 77;
    int r = SSL_read_early_data(s, buf, space, &n);

    did("reads early", s, r, n);
    if (r == SSL_READ_EARLY_DATA_SUCCESS && n < 100)
        printf("   %.*s\n", (int)n, buf);
    return r;
}

static int
put(SSL *s, const char *data)
{
    size_t n = 77;
    int r = SSL_write_ex(s, data, strlen(data), &n);

    did("writes", s, r, n);
    return r;
}

static int
take(SSL *s)
{
    char buf[20000];
    size_t n = 77;
    int r = SSL_read_ex(s, buf, sizeof buf, &n);

    did("reads", s, r, n);
    if (r > 0 && n < 100)
        printf("   %.*s\n", (int)n, buf);
    return r;
}

static int
shake(SSL *s)
{
    int r = SSL_do_handshake(s);

    did("handshake", s, r, 0);
    return r;
}

static int
is_dead(SSL *s)
{
    return strcmp(SSL_state_string(s), "SSLERR") == 0;
}

/* Both to the end, in steps. */
static void
finish(struct pair *p)
{
    for (int i = 0; i < 4; i++) {
        if (!SSL_is_init_finished(p->c) && !is_dead(p->c))
            shake(p->c);
        if (!SSL_is_init_finished(p->s) && !is_dead(p->s))
            shake(p->s);
        if (SSL_is_init_finished(p->c) && SSL_is_init_finished(p->s))
            break;
    }
    printf(" client resumed %d early %d; server resumed %d early %d, %s\n",
           SSL_session_reused(p->c), SSL_get_early_data_status(p->c),
           SSL_session_reused(p->s), SSL_get_early_data_status(p->s),
           SSL_get_cipher(p->s));
}

static SSL_SESSION *
close_pair(struct pair *p, int keep)
{
    SSL_SESSION *session = keep ? SSL_get1_session(p->c) : NULL;

    SSL_set_shutdown(p->c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ERR_clear_error();
    pair_close(p);
    return session;
}

static int
choose(SSL *s, const unsigned char **out, unsigned char *out_len,
       const unsigned char *in, unsigned int len, void *arg)
{
    unsigned char *selected;
    int r = SSL_select_next_proto(&selected, out_len, (const void *)arg, 3,
                                  in, len);

    *out = selected;
    return r == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                       : SSL_TLSEXT_ERR_NOACK;
}

static int
any_name(SSL *s, int *alert, void *arg)
{
    return SSL_TLSEXT_ERR_OK;
}

static void
contexts(struct pair *p, int version)
{
    pair_contexts(p, "rsa", version);
    SSL_CTX_set_max_early_data(p->sctx, LIMIT);
    SSL_CTX_set_msg_callback(p->cctx, message);
    SSL_CTX_set_msg_callback(p->sctx, message);
    SSL_CTX_set_keylog_callback(p->cctx, keylog);
    SSL_CTX_set_keylog_callback(p->sctx, keylog);
    SSL_CTX_set_info_callback(p->cctx, info);
    SSL_CTX_set_info_callback(p->sctx, info);
    SSL_CTX_set_alpn_select_cb(p->sctx, choose, "\2h2");
    SSL_CTX_set_tlsext_servername_callback(p->sctx, any_name);
}

/* A session made by a full handshake, its last ticket. */
static SSL_SESSION *
session_of(struct pair *p)
{
    SSL_SESSION *session;
    char c;

    pair_connect(p);
    SSL_set_tlsext_host_name(p->c, "one.test");
    SSL_set_alpn_protos(p->c, (const unsigned char *)"\2h2", 3);
    if (!pair_shake(p, 0))
        printf(" no handshake\n");
    SSL_read(p->c, &c, 1);
    session = close_pair(p, 1);
    printf(" session with at most %u bytes\n",
           SSL_SESSION_get_max_early_data(session));
    return session;
}

static void
again(struct pair *p, SSL_SESSION *session)
{
    pair_connect(p);
    SSL_set_tlsext_host_name(p->c, "one.test");
    SSL_set_alpn_protos(p->c, (const unsigned char *)"\2h2", 3);
    SSL_set_session(p->c, session);
}

/* A client that sends early data to a server that reads it. */
static void
attempt(struct pair *p)
{
    int r;

    if (put_early(p->c, text, sizeof text - 1) <= 0)
        printf(" no early data goes out\n");
    for (int i = 0; i < 4; i++) {
        r = take_early(p->s, 100);
        if (r == SSL_READ_EARLY_DATA_FINISH || is_dead(p->s))
            break;
        if (!is_dead(p->c))
            shake(p->c);
    }
    finish(p);
    if (!is_dead(p->c))
        put(p->c, "late data");
    if (!is_dead(p->s))
        take(p->s);
    if (!is_dead(p->c) && is_dead(p->s))
        take(p->c);
}

/* ---- what works ---- */

static void
whole(int answers)
{
    struct pair p;
    SSL_SESSION *session;
    unsigned char a[16], b[16];

    printf("early data, answered early %d\n", answers);
    contexts(&p, TLS1_3_VERSION);
    session = session_of(&p);
    again(&p, session);
    SSL_SESSION_free(session);
    trace = 1;
    put_early(p.c, text, sizeof text - 1);
    put_early(p.c, "more", 4);
    printf(" exported %d\n",
           SSL_export_keying_material_early(p.c, a, sizeof a, "label", 5,
                                            (const void *)"context", 7));
    queue("exported");
    take_early(p.s, 10);
    take_early(p.s, 100);
    printf(" exported %d\n",
           SSL_export_keying_material_early(p.s, b, sizeof b, "label", 5,
                                            (const void *)"context", 7));
    queue("exported");
    printf(" same %d\n", memcmp(a, b, sizeof a) == 0);
    if (answers) {
        put_early(p.s, "an early answer", 15);
        put_early(p.s, "another", 7);
        take(p.c);
        put_early(p.c, "still more", 10);
    }
    take_early(p.s, 100);
    take_early(p.s, 100);
    shake(p.c);
    take_early(p.s, 100);
    take_early(p.s, 100);
    if (answers)
        put_early(p.s, "third", 5);
    finish(&p);
    trace = 0;
    put(p.c, "late data");
    take(p.s);
    put(p.s, "late answer");
    take(p.c);
    take(p.c);
    session = close_pair(&p, 1);
    printf(" next session with at most %u bytes\n",
           SSL_SESSION_get_max_early_data(session));
    printf("once more, from a resumed connection\n");
    again(&p, session);
    attempt(&p);
    close_pair(&p, 0);
    printf("a ticket used up\n");
    again(&p, session);
    attempt(&p);
    close_pair(&p, 0);
    printf("cached %ld\n", SSL_CTX_sess_number(p.sctx));
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* The handshake ends by the client's write. */
static void
by_write(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("the handshake ends with a write\n");
    contexts(&p, TLS1_3_VERSION);
    session = session_of(&p);
    again(&p, session);
    put_early(p.c, text, sizeof text - 1);
    put(p.c, "late data");
    take_early(p.s, 100);
    take_early(p.s, 100);
    put(p.c, "late data");
    take_early(p.s, 100);
    take(p.s);
    take(p.s);
    put(p.s, "answer");
    take(p.c);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

static int
allow(SSL *s, void *arg)
{
    printf("   asked whether early data is fine: %s\n", (const char *)arg);
    return strcmp(arg, "yes") == 0;
}

/* From one side to the other, the next COUNT records or all. */
static void
carry(SSL *from, SSL *to, int count)
{
    unsigned char *p, *at;
    long len = BIO_get_mem_data(SSL_get_wbio(from), &p), n = 0;

    for (at = p; count-- > 0 && at - p < len; at += n) {
        n = 5 + (at[3] << 8 | at[4]);
        BIO_write(SSL_get_rbio(to), at, (int)n);
    }
    n = at - p;
    at = OPENSSL_malloc((size_t)n + 1);
    BIO_read(SSL_get_wbio(from), at, (int)n);
    OPENSSL_free(at);
}

static void
memory_pair(struct pair *p)
{
    SSL_set_bio(p->c, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_bio(p->s, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(p->c), -1);
    BIO_set_mem_eof_return(SSL_get_rbio(p->s), -1);
}

/* The client's records come one by one. */
static void
piecemeal(int by_read)
{
    struct pair p;
    SSL_SESSION *session;

    printf("one record at a time, read %d\n", by_read);
    contexts(&p, TLS1_3_VERSION);
    session = session_of(&p);
    again(&p, session);
    memory_pair(&p);
    put_early(p.c, text, sizeof text - 1);
    for (int i = 0; i < 3; i++) {
        carry(p.c, p.s, 1);
        take_early(p.s, 100);
    }
    carry(p.s, p.c, 99);
    shake(p.c);
    put(p.c, "late data");
    trace = 1;
    for (int i = 0; i < 3; i++) {
        carry(p.c, p.s, 1);
        if (SSL_get_early_data_status(p.s) == 2 && i == 0)
            take_early(p.s, 100);
        else if (by_read)
            take(p.s);
        else
            shake(p.s);
    }
    trace = 0;
    take(p.s);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* A server that would read early data, and a client of an older version. */
static void
older(void)
{
    struct pair p;

    printf("a client of TLS 1.2\n");
    contexts(&p, TLS1_3_VERSION);
    pair_connect(&p);
    SSL_set_max_proto_version(p.c, TLS1_2_VERSION);
    for (int i = 0; i < 2; i++) {
        shake(p.c);
        take_early(p.s, 100);
    }
    take_early(p.s, 100);
    put_early(p.s, "answer", 6);
    finish(&p);
    put_early(p.s, "answer", 6);
    take(p.c);
    put(p.c, "question");
    take(p.s);
    printf(" shut down %d", SSL_shutdown(p.c));
    printf(" %d\n", SSL_shutdown(p.s));
    close_pair(&p, 0);
    pair_free(&p);
}

/* Shut down, peeked at and freed half-way. */
static void
cut_short(void)
{
    struct pair p;
    SSL_SESSION *session;
    char c[100];
    size_t n = 0;
    int r;

    printf("cut short\n");
    contexts(&p, TLS1_3_VERSION);
    session = session_of(&p);
    again(&p, session);
    put_early(p.c, text, sizeof text - 1);
    take_early(p.s, 5);
    r = SSL_peek_ex(p.s, c, sizeof c, &n);
    did("peeks", p.s, r, n);
    r = SSL_shutdown(p.c);
    did("shuts down", p.c, r, 0);
    r = SSL_shutdown(p.s);
    did("shuts down", p.s, r, 0);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* A client that reads while nothing has come. */
static void
interleaved(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("reads between the writes\n");
    contexts(&p, TLS1_3_VERSION);
    session = session_of(&p);
    again(&p, session);
    put_early(p.c, text, sizeof text - 1);
    trace = 1;
    take(p.c);
    put_early(p.c, text, 4);
    take(p.c);
    take_early(p.s, 100);
    take_early(p.s, 100);
    take(p.c);
    put_early(p.c, text, 4);
    put_early(p.s, "answer", 6);
    take(p.c);
    take(p.c);
    take_early(p.s, 100);
    put(p.c, "late data");
    take_early(p.s, 100);
    take(p.s);
    trace = 0;
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* A server that finds no early data, and answers at once. */
static void
half_way(int how)
{
    struct pair p;

    printf("no early data, then %d\n", how);
    contexts(&p, TLS1_3_VERSION);
    pair_connect(&p);
    shake(p.c);
    take_early(p.s, 100);
    if (how == 0)
        put(p.s, "answer");
    else if (how == 1)
        take(p.s);
    else
        put_early(p.s, "answer", 6);
    shake(p.c);
    put(p.c, "question");
    take(p.s);
    put(p.s, "late answer");
    take(p.c);
    take(p.c);
    close_pair(&p, 0);
    pair_free(&p);
}

/* ---- what is refused, and why ---- */

enum why {
    FINE, ALPN_GONE, ALPN_OTHER, NAME_GONE, NAME_OTHER, ASKED_YES, ASKED_NO,
    NOT_READ, LESS, NONE_NOW, RECEIVES_LESS, RETRY, VERSION_12, CIPHER_OTHER,
    OLD, SLIGHTLY_OLD, EXPIRED, STATELESS, NO_TICKET,
    NO_CACHE, CONTEXT_OTHER, NONE_NOW_STATELESS, READ_FIRST, TRACED,
    RETRY_TRACED, WHYS
};

static const char *const reasons[WHYS] = {
    "fine", "no ALPN now", "another ALPN", "no name now", "another name",
    "the program agrees", "the program says no", "never read", "a lower limit",
    "no limit now", "receives less", "hello retry", "TLS 1.2 now",
    "another hash", "a minute old",
    "four seconds old", "expired", "stateless", "no ticket",
    "no cache", "another context", "no limit now, stateless",
    "the client reads first", "never read, in detail",
    "hello retry, in detail",
};

static void
bend(struct pair *p, enum why why)
{
    SSL_SESSION *x = SSL_get_session(p->c);
    long now = SSL_SESSION_get_time(x);

    switch (why) {
    case ALPN_GONE:
        SSL_set_alpn_protos(p->c, NULL, 0);
        break;
    case ALPN_OTHER:
        SSL_set_alpn_protos(p->c, (const unsigned char *)"\2h3\2h2", 6);
        SSL_CTX_set_alpn_select_cb(p->sctx, choose, "\2h3");
        break;
    case NAME_GONE:
        SSL_set_tlsext_host_name(p->c, NULL);
        break;
    case NAME_OTHER:
        SSL_set_tlsext_host_name(p->c, "two.test");
        break;
    case ASKED_YES:
        SSL_set_allow_early_data_cb(p->s, allow, "yes");
        break;
    case ASKED_NO:
        SSL_set_allow_early_data_cb(p->s, allow, "no");
        break;
    case LESS:
        SSL_set_max_early_data(p->s, 10);
        break;
    case NONE_NOW:
    case NONE_NOW_STATELESS:
        SSL_set_max_early_data(p->s, 0);
        break;
    case RECEIVES_LESS:
        SSL_set_recv_max_early_data(p->s, 10);
        break;
    case RETRY:
    case RETRY_TRACED:
        SSL_set1_groups_list(p->s, "P-384");
        break;
    case VERSION_12:
        SSL_set_max_proto_version(p->s, TLS1_2_VERSION);
        break;
    case CIPHER_OTHER:
        SSL_set_ciphersuites(p->s, "TLS_AES_128_GCM_SHA256");
        break;
    case OLD:
        SSL_SESSION_set_time(x, now - 60);
        break;
    case SLIGHTLY_OLD:
        SSL_SESSION_set_time(x, now - 4);
        break;
    case EXPIRED:
        SSL_SESSION_set_timeout(x, 1);
        SSL_SESSION_set_time(x, now - 4);
        break;
    case CONTEXT_OTHER:
        SSL_set_session_id_context(p->s, (const unsigned char *)"other", 5);
        break;
    default:
        break;
    }
}

static void
refused(enum why why)
{
    struct pair p;
    SSL_SESSION *session;

    printf("%s\n", reasons[why]);
    contexts(&p, TLS1_3_VERSION);
    /* With a retry OpenSSL finds the session used up the second time. */
    if (why == STATELESS || why == NONE_NOW_STATELESS || why == RETRY ||
        why == RETRY_TRACED)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_ANTI_REPLAY);
    if (why == NO_TICKET)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_ANTI_REPLAY | SSL_OP_NO_TICKET);
    if (why == NO_CACHE)
        SSL_CTX_set_session_cache_mode(p.sctx, SSL_SESS_CACHE_OFF);
    session = session_of(&p);
    again(&p, session);
    bend(&p, why);
    trace = why == TRACED || why == RETRY_TRACED;
    if (why == NOT_READ || why == TRACED || why == READ_FIRST) {
        put_early(p.c, text, sizeof text - 1);
        shake(p.s);
        if (why == READ_FIRST) {
            take(p.c);
            put_early(p.c, text, 2);
        }
        finish(&p);
        trace = 0;
        put(p.c, "late data");
        take(p.s);
    } else {
        attempt(&p);
    }
    trace = 0;
    close_pair(&p, 0);
    /* An alert makes the session one that is not resumed, by OpenSSL not
     * where early data was under way. */
    if (why == TRACED || why == RETRY_TRACED || why == VERSION_12) {
        SSL_SESSION_free(session);
        pair_free(&p);
        return;
    }
    printf(" the same again\n");
    again(&p, session);
    bend(&p, why);
    attempt(&p);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* ---- calls out of place ---- */

static void
misuse(void)
{
    struct pair p;
    SSL_SESSION *session;

    printf("no session\n");
    contexts(&p, TLS1_3_VERSION);
    pair_connect(&p);
    put_early(p.c, text, 5);
    take_early(p.c, 5);
    put_early(p.s, text, 5);
    take_early(p.s, 5);
    shake(p.c);
    take_early(p.s, 5);
    take_early(p.s, 5);
    put_early(p.s, text, 5);
    shake(p.c);
    take_early(p.s, 5);
    finish(&p);
    put_early(p.c, text, 5);
    put_early(p.s, text, 5);
    take_early(p.c, 5);
    take_early(p.s, 5);
    close_pair(&p, 0);
    printf("a handshake begun\n");
    session = session_of(&p);
    again(&p, session);
    shake(p.c);
    put_early(p.c, text, 5);
    shake(p.s);
    take_early(p.s, 5);
    finish(&p);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    printf("more than allowed\n");
    session = session_of(&p);
    again(&p, session);
    for (int i = 0; i < 3; i++) {
        static const char block[LIMIT / 2 - 10];

        put_early(p.c, block, sizeof block);
    }
    for (int i = 0; i < 3; i++)
        take_early(p.s, 1000);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    printf("others than the early calls on a server\n");
    session = session_of(&p);
    again(&p, session);
    put_early(p.c, text, sizeof text - 1);
    take_early(p.s, 5);
    take(p.s);
    put(p.s, "hello");
    shake(p.s);
    take_early(p.s, 100);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    printf("a client that goes away\n");
    session = session_of(&p);
    again(&p, session);
    put_early(p.c, text, sizeof text - 1);
    BIO_shutdown_wr(SSL_get_wbio(p.c));
    take_early(p.s, 100);
    take_early(p.s, 100);
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    printf("cleared\n");
    session = session_of(&p);
    again(&p, session);
    attempt(&p);
    SSL_shutdown(p.c);
    SSL_shutdown(p.s);
    printf(" clear %d", SSL_clear(p.c));
    printf(" %d\n", SSL_clear(p.s));
    printf(" %s %s\n", SSL_state_string(p.c), SSL_state_string(p.s));
    close_pair(&p, 0);
    SSL_SESSION_free(session);
    pair_free(&p);
}

/* ---- an external key ---- */

static uint32_t psk_limit;

static SSL_SESSION *
psk_session(SSL *s)
{
    static const unsigned char aes128[] = {0x13, 1};
    SSL_SESSION *x = SSL_SESSION_new();

    SSL_SESSION_set1_master_key(x, (const unsigned char *)text, 24);
    SSL_SESSION_set_cipher(x, SSL_CIPHER_find(s, aes128));
    SSL_SESSION_set_protocol_version(x, TLS1_3_VERSION);
    SSL_SESSION_set_max_early_data(x, psk_limit);
    return x;
}

static int
use_psk(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *len,
        SSL_SESSION **out)
{
    *id = (const unsigned char *)"shared";
    *len = 6;
    *out = psk_session(s);
    return 1;
}

static int
find_psk(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **out)
{
    *out = len == 6 && memcmp(id, "shared", 6) == 0 ? psk_session(s) : NULL;
    return 1;
}

static void
external(uint32_t limit)
{
    struct pair p;

    printf("an external key, limit %u\n", limit);
    psk_limit = limit;
    contexts(&p, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(p.sctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_psk_use_session_callback(p.cctx, use_psk);
    SSL_CTX_set_psk_find_session_callback(p.sctx, find_psk);
    for (int i = 0; i < 2; i++) {
        pair_connect(&p);
        attempt(&p);
        close_pair(&p, 0);
    }
    pair_free(&p);
}

int
main(void)
{
    whole(0);
    whole(1);
    by_write();
    piecemeal(0);
    piecemeal(1);
    older();
    cut_short();
    interleaved();
    for (int how = 0; how < 3; how++)
        half_way(how);
    for (int why = 0; why < WHYS; why++)
        refused((enum why)why);
    misuse();
    external(500);
    external(0);
    return 0;
}
