/* Sessions that a program's cache gives back changed: whatever is in them, a
 * server makes a full handshake or fails with a clear error. */
#include "loopback.h"

enum { DER_MAX = 4096 };

static unsigned char der[DER_MAX];
static int der_len;
static int bent, tell_removed, any_id;

static int
store(SSL *s, SSL_SESSION *session)
{
    unsigned char *p = der;

    der_len = i2d_SSL_SESSION(session, &p);
    return 0;
}

static const char *const ways[] = {
    "as it was", "of TLS 1.1", "of TLS 1.2", "of TLS 1.3", "of another cipher",
    "of a cipher of the other version", "without a secret",
    "with a short secret", "with another secret", "with a long secret",
    "with another id", "without an id", "of another context",
    "without a context", "of long ago", "of tomorrow", "with no time left",
    "with a name", "with another protocol", "not resumable",
};

enum { WAYS = sizeof ways / sizeof *ways };

/* Up to TLS 1.2 OpenSSL goes on with these, the first to an error: a full
 * handshake is as good, and RFC 6066, 3 wants it for the second. */
static int
differs(int version)
{
    return version == TLS1_2_VERSION && (bent == 5 || bent == 17);
}

static void
bend(SSL *ssl, SSL_SESSION *s)
{
    static const unsigned char zeros[256];
    static const unsigned char other[] = {0xc0, 0x2f}, new[] = {0x13, 1};
    int v13 = SSL_SESSION_get_protocol_version(s) == TLS1_3_VERSION;
    long now = SSL_SESSION_get_time(s);

    switch (bent) {
    case 1:
        SSL_SESSION_set_protocol_version(s, TLS1_1_VERSION);
        break;
    case 2:
        SSL_SESSION_set_protocol_version(s, TLS1_2_VERSION);
        break;
    case 3:
        SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION);
        break;
    case 4:
        SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, v13 ? new : other));
        break;
    case 5:
        SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, v13 ? other : new));
        break;
    case 6:
        SSL_SESSION_set1_master_key(s, zeros, 0);
        break;
    case 7:
        SSL_SESSION_set1_master_key(s, zeros, 10);
        break;
    case 8:
        SSL_SESSION_set1_master_key(s, zeros, 48);
        break;
    case 9:
        SSL_SESSION_set1_master_key(s, zeros, 256);
        break;
    case 10:
        SSL_SESSION_set1_id(s, zeros, 32);
        break;
    case 11:
        SSL_SESSION_set1_id(s, zeros, 0);
        break;
    case 12:
        SSL_SESSION_set1_id_context(s, zeros, 5);
        break;
    case 13:
        SSL_SESSION_set1_id_context(s, zeros, 0);
        break;
    case 14:
        SSL_SESSION_set_time(s, now - 100000);
        break;
    case 15:
        SSL_SESSION_set_time(s, now + 100000);
        break;
    case 16:
        SSL_SESSION_set_timeout(s, 0);
        SSL_SESSION_set_time(s, now - 2);
        break;
    case 17:
        SSL_SESSION_set1_hostname(s, "another.test");
        break;
    case 18:
        SSL_SESSION_set1_alpn_selected(s, zeros, 7);
        break;
    default:
        break;
    }
}

static SSL_SESSION *
fetch(SSL *s, const unsigned char *id, int len, int *copy)
{
    const unsigned char *p = der;
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &p, der_len);
    const unsigned char *own;
    unsigned int own_len;

    *copy = 0;
    if (session == NULL)
        return NULL;
    own = SSL_SESSION_get_id(session, &own_len);
    if (!any_id && ((int)own_len != len || memcmp(own, id, own_len) != 0)) {
        SSL_SESSION_free(session);
        return NULL;
    }
    bend(s, session);
    return session;
}

static void
removal(SSL_CTX *ctx, SSL_SESSION *session)
{
    tell_removed++;
}

static SSL_SESSION *
go(struct pair *p, SSL_SESSION *resume, int tell)
{
    SSL_SESSION *session;
    char c;
    int done;

    pair_connect(p);
    if (resume != NULL)
        SSL_set_session(p->c, resume);
    tell_removed = 0;
    done = pair_shake(p, 0);
    if (tell) {
        if (done)
            printf("done, resumed %d %d", SSL_session_reused(p->c),
                   SSL_session_reused(p->s));
        else
            printf("failed");
        printf(", removed %d, timeouts %ld\n", tell_removed,
               SSL_CTX_sess_timeouts(p->sctx));
        queue("either");
    }
    SSL_read(p->c, &c, 1);
    ERR_clear_error();
    session = SSL_get1_session(p->c);
    SSL_set_shutdown(p->c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    pair_close(p);
    return session;
}

int
main(void)
{
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++)
        for (bent = 0; bent < WAYS; bent++) {
            struct pair p;
            SSL_SESSION *session;

            if (differs(v))
                continue;
            printf("%x, %s: ", v, ways[bent]);
            pair_contexts(&p, "rsa", v);
            SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
            SSL_CTX_set_session_cache_mode(
                p.sctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
            SSL_CTX_sess_set_new_cb(p.sctx, store);
            SSL_CTX_sess_set_get_cb(p.sctx, fetch);
            SSL_CTX_sess_set_remove_cb(p.sctx, removal);
            session = go(&p, NULL, 0);
            SSL_SESSION_free(go(&p, session, 1));
            /* The last one for a client that has none: it sent an ID of its
             * own making. */
            any_id = bent == WAYS - 1;
            if (any_id) {
                printf("for somebody else\n");
                pair_connect(&p);
                pair_shake(&p, 1);
                pair_close(&p);
            }
            any_id = 0;
            SSL_SESSION_free(session);
            pair_free(&p);
        }
    return 0;
}
