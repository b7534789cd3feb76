/* Pre-shared keys: the callbacks for all versions and those of TLS 1.3, which
 * of them are asked, in what order, what the hello offers, and what both
 * sides are told. */
#include "loopback.h"

enum { ID_LEN = 7 };

static const unsigned char key[512] = "0123456789abcdef0123456789abcdef";
static size_t client_len, server_len; /* of the keys */
static int bent;                      /* the server's key differs */
static const char *known;             /* to the server's old callback */
static const unsigned char *cipher;   /* of the sessions made */
static int answer, no_session;

static unsigned int
old_client(SSL *s, const char *hint, char *identity, unsigned int max_identity,
           unsigned char *psk, unsigned int max_psk)
{
    printf("  client asked, hint %s, space %u %u\n",
           hint != NULL ? hint : "none", max_identity, max_psk);
    strcpy(identity, "id one");
    memcpy(psk, key, client_len);
    return (unsigned int)client_len;
}

/* The identity may be somebody's ticket. */
static unsigned int
old_server(SSL *s, const char *identity, unsigned char *psk,
           unsigned int max_psk)
{
    if (strncmp(identity, "id ", 3) != 0)
        return 0;
    printf("  server asked for %s, space %u\n", identity, max_psk);
    if (strcmp(identity, known) != 0)
        return 0;
    memcpy(psk, key, server_len);
    psk[0] ^= (unsigned char)bent;
    return (unsigned int)server_len;
}

static SSL_SESSION *
make_session(SSL *s)
{
    SSL_SESSION *x = SSL_SESSION_new();

    SSL_SESSION_set1_master_key(x, key, client_len);
    SSL_SESSION_set_cipher(x, SSL_CIPHER_find(s, cipher));
    SSL_SESSION_set_protocol_version(x, TLS1_3_VERSION);
    return x;
}

static int
use_session(SSL *s, const EVP_MD *md, const unsigned char **identity,
            size_t *len, SSL_SESSION **out)
{
    printf("  session to use, %s\n",
           md != NULL ? EVP_MD_get0_name(md) : "no digest");
    *identity = (const unsigned char *)"sess id";
    *len = ID_LEN;
    *out = no_session || !answer ? NULL : make_session(s);
    return answer;
}

static int
find_session(SSL *s, const unsigned char *identity, size_t len,
             SSL_SESSION **out)
{
    *out = NULL;
    if (len > ID_LEN)
        return 1;
    printf("  session to find, %.*s\n", (int)len, identity);
    if (len == ID_LEN && answer)
        *out = make_session(s);
    return answer;
}

/* What pre_shared_key of a ClientHello holds. */
static void
show_psk(const unsigned char *p)
{
    const unsigned char *ids = p + 2, *end = ids + (p[0] << 8 | p[1]);
    int binders = end[0] << 8 | end[1];

    printf("  offers");
    while (ids < end) {
        int len = ids[0] << 8 | ids[1];
        const unsigned char *age = ids + 2 + len;

        if (len > 30)
            printf(" [ticket]");
        else
            printf(" [%.*s age %d]", len, ids + 2,
                   age[0] | age[1] | age[2] | age[3]);
        ids = age + 4;
    }
    printf(" binders %d\n", binders);
}

static void
message(int sent, int version, int type, const void *data, size_t len, SSL *s,
        void *arg)
{
    const unsigned char *p = data;
    size_t at = 4 + 2 + 32;

    if (type != SSL3_RT_HANDSHAKE || !sent || p[0] != SSL3_MT_CLIENT_HELLO)
        return;
    at += 1 + (size_t)p[at];
    at += 2 + (size_t)(p[at] << 8 | p[at + 1]);
    at += 1 + (size_t)p[at];
    for (at += 2; at + 4 <= len; at += 4 + (size_t)(p[at + 2] << 8 | p[at + 3]))
        if ((p[at] << 8 | p[at + 1]) == TLSEXT_TYPE_psk)
            show_psk(p + at + 4);
}

static const char *
or_none(const char *text)
{
    return text != NULL ? text : "none";
}

static void
tell(const SSL *s)
{
    SSL_SESSION *x = SSL_get_session(s);

    printf(" %s %s %s resumed %d identity %s hint %s certificate %d verify "
           "%ld\n",
           who(s), SSL_get_version(s), SSL_get_cipher(s),
           SSL_session_reused(s), or_none(SSL_get_psk_identity(s)),
           or_none(SSL_get_psk_identity_hint(s)),
           SSL_get0_peer_certificate(s) != NULL, SSL_get_verify_result(s));
    printf("  session %s ticket %d resumable %d secret %zu\n",
           SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(x)),
           SSL_SESSION_has_ticket(x), SSL_SESSION_is_resumable(x),
           SSL_SESSION_get_master_key(x, NULL, 0));
}

static int
shake(struct pair *p)
{
    char c;
    int done = 0, ce = -1, se = -1;

    for (int i = 0; i < 6 && !done && ce != SSL_ERROR_SSL && se != SSL_ERROR_SSL;
         i++) {
        int r = SSL_do_handshake(p->c);

        ce = SSL_get_error(p->c, r);
        queue("client");
        r = SSL_do_handshake(p->s);
        se = SSL_get_error(p->s, r);
        queue("server");
        done = ce == 0 && se == 0;
    }
    printf(" done %d\n", done);
    if (done) {
        SSL_read(p->c, &c, 1);
        tell(p->c);
        tell(p->s);
    } else {
        SSL_do_handshake(p->c);
        queue("client");
    }
    return done;
}

static void
run(const char *what, const char *cert, int version,
    void (*prepare)(struct pair *p))
{
    SSL_SESSION *x;
    struct pair p;

    printf("%s, %s\n", what, cert != NULL ? "certificate" : "no certificate");
    client_len = server_len = 16;
    bent = no_session = 0;
    answer = 1;
    known = "id one";
    cipher = (const unsigned char *)"\x13\x02";
    pair_contexts(&p, cert, version);
    SSL_CTX_set_msg_callback(p.cctx, message);
    prepare(&p);
    pair_connect(&p);
    if (shake(&p)) {
        x = SSL_get1_session(p.c);
        SSL_set_shutdown(p.c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_set_shutdown(p.s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        pair_close(&p);
        pair_connect(&p);
        SSL_set_session(p.c, x);
        SSL_SESSION_free(x);
        printf(" once more\n");
        shake(&p);
    }
    pair_free(&p);
}

/* ---- the old callbacks ---- */

static void
old(struct pair *p)
{
    SSL_CTX_set_psk_client_callback(p->cctx, old_client);
    SSL_CTX_set_psk_server_callback(p->sctx, old_server);
}

static void
old_long(struct pair *p)
{
    old(p);
    client_len = server_len = sizeof key;
}

static void
old_wrong(struct pair *p)
{
    old(p);
    bent = 1;
}

static void
old_unknown(struct pair *p)
{
    old(p);
    known = "id two";
}

static void
old_hint(struct pair *p)
{
    old(p);
    SSL_CTX_use_psk_identity_hint(p->sctx, "hint");
}

static void
old_client_384(struct pair *p)
{
    old(p);
    SSL_CTX_set_ciphersuites(p->cctx, "TLS_AES_256_GCM_SHA384");
}

static void
old_server_384(struct pair *p)
{
    old(p);
    SSL_CTX_set_ciphersuites(p->sctx, "TLS_AES_256_GCM_SHA384");
}

static void
old_verify(struct pair *p)
{
    old(p);
    SSL_CTX_set_verify(p->sctx,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       NULL);
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
}

static void
old_set_on_ssl_off(struct pair *p)
{
    old(p);
    SSL_CTX_set_psk_client_callback(p->cctx, NULL);
}

static void
client_only(struct pair *p)
{
    SSL_CTX_set_psk_client_callback(p->cctx, old_client);
}

static void
server_only(struct pair *p)
{
    SSL_CTX_set_psk_server_callback(p->sctx, old_server);
}

/* ---- sessions ---- */

static void
sessions(struct pair *p)
{
    client_len = server_len = 48;
    SSL_CTX_set_psk_use_session_callback(p->cctx, use_session);
    SSL_CTX_set_psk_find_session_callback(p->sctx, find_session);
}

static void
sessions_256(struct pair *p)
{
    sessions(p);
    cipher = (const unsigned char *)"\x13\x01";
    SSL_CTX_set_ciphersuites(p->sctx, "TLS_AES_128_GCM_SHA256");
}

static void
sessions_retried(struct pair *p)
{
    sessions(p);
    SSL_CTX_set1_groups_list(p->cctx, "X25519:P-256");
    SSL_CTX_set1_groups_list(p->sctx, "P-256");
}

static void
sessions_misfit(struct pair *p)
{
    sessions(p);
    SSL_CTX_set_ciphersuites(p->sctx, "TLS_AES_128_GCM_SHA256");
}

static void
sessions_fail(struct pair *p)
{
    sessions(p);
    answer = 0;
}

static void
find_fails(struct pair *p)
{
    client_only(p);
    SSL_CTX_set_psk_find_session_callback(p->sctx, find_session);
    answer = 0;
}

static void
sessions_none(struct pair *p)
{
    sessions(p);
    no_session = 1;
}

static void
both_kinds(struct pair *p)
{
    sessions(p);
    no_session = 1;
    old(p);
}

static void
found_by_either(struct pair *p)
{
    old(p);
    SSL_CTX_set_psk_find_session_callback(p->sctx, find_session);
}

int
main(void)
{
    static const char *certs[] = {"rsa", NULL};

    for (int i = 0; i < 2; i++) {
        const char *cert = certs[i];

        run("old", cert, TLS1_3_VERSION, old);
        run("old, 1.2", cert, TLS1_2_VERSION, old);
        run("old, hint", cert, TLS1_3_VERSION, old_hint);
        run("old, hint, 1.2", cert, TLS1_2_VERSION, old_hint);
        run("old, long key", cert, TLS1_3_VERSION, old_long);
        run("old, wrong key", cert, TLS1_3_VERSION, old_wrong);
        run("old, unknown", cert, TLS1_3_VERSION, old_unknown);
        run("old, client of SHA-384", cert, TLS1_3_VERSION, old_client_384);
        run("old, server of SHA-384", cert, TLS1_3_VERSION, old_server_384);
        run("old, set to none", cert, TLS1_3_VERSION, old_set_on_ssl_off);
        run("client only", cert, TLS1_3_VERSION, client_only);
        run("server only", cert, TLS1_3_VERSION, server_only);
        run("sessions", cert, TLS1_3_VERSION, sessions);
        run("sessions of SHA-256", cert, TLS1_3_VERSION, sessions_256);
        run("sessions, another group", cert, TLS1_3_VERSION,
            sessions_retried);
        run("sessions of another hash", cert, TLS1_3_VERSION,
            sessions_misfit);
        run("sessions refused", cert, TLS1_3_VERSION, sessions_fail);
        run("finding fails", cert, TLS1_3_VERSION, find_fails);
        run("no session", cert, TLS1_3_VERSION, sessions_none);
        run("both kinds", cert, TLS1_3_VERSION, both_kinds);
        run("found by either", cert, TLS1_3_VERSION, found_by_either);
    }
    run("old, verifying", "rsa", TLS1_3_VERSION, old_verify);
    return 0;
}
