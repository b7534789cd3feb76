/* What a server knows of its client after a resumption: the certificate, and
 * what was found about it when the session was made. A program that lets a
 * client in whatever was found, and asks later, depends on it. */
#include "loopback.h"

static int
let_in(int ok, X509_STORE_CTX *store)
{
    return 1;
}

static void
tell(const SSL *s)
{
    printf(" %s %s resumed %d verify %ld certificate %d session's %ld\n",
           who(s), SSL_get_version(s), SSL_session_reused(s),
           SSL_get_verify_result(s), SSL_get0_peer_certificate(s) != NULL,
           SSL_get_session(s) != NULL
               ? (long)(SSL_SESSION_get0_peer(SSL_get_session(s)) != NULL)
               : -1L);
}

static void
connect_once(struct pair *p, SSL_SESSION **session, int preset)
{
    char c;

    pair_connect(p);
    if (*session != NULL)
        SSL_set_session(p->c, *session);
    SSL_SESSION_free(*session);
    if (preset)
        SSL_set_verify_result(p->s, X509_V_ERR_CERT_REVOKED);
    printf(" done %d\n", pair_shake(p, 0));
    SSL_read(p->c, &c, 1);
    tell(p->c);
    tell(p->s);
    *session = SSL_get1_session(p->c);
    SSL_set_shutdown(p->c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    pair_close(p);
}

/* TRUSTED: the server knows the client's issuer. */
static void
run(int version, int trusted, int tickets, int preset)
{
    SSL_SESSION *session = NULL;
    struct pair p;

    printf("version %x trusted %d tickets %d preset %d\n", version, trusted,
           tickets, preset);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_use_certificate_chain_file(p.cctx, data_file("client-chain"));
    SSL_CTX_use_PrivateKey_file(p.cctx, data_file("client-key"),
                                SSL_FILETYPE_PEM);
    SSL_CTX_set_verify(p.sctx, SSL_VERIFY_PEER, let_in);
    if (!trusted)
        SSL_CTX_set_cert_store(p.sctx, X509_STORE_new());
    if (!tickets)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    queue("prepared");
    for (int i = 0; i < 3; i++)
        connect_once(&p, &session, preset);
    SSL_SESSION_free(session);
    pair_free(&p);
}

int
main(void)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    for (int i = 0; i < 16; i++)
        run(versions[i & 1], i >> 1 & 1, i >> 2 & 1, i >> 3 & 1);
    return 0;
}
