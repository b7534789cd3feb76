/* Client and server in one process, over memory: every event of handshakes,
 * data, resumption and shutdown, as a program sees it. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *who(const SSL *s)
{
    return SSL_is_server(s) ? "server" : "client";
}

static void
path(char *out, size_t len, const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");

    snprintf(out, len, "%s/api-%s.pem", dir != NULL ? dir : ".", name);
}

static void
queue(const char *what)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  %s queue: lib %d reason %d %s [%s]\n", what, ERR_GET_LIB(e),
               ERR_GET_REASON(e), ERR_reason_error_string(e),
               flags & ERR_TXT_STRING ? data : "");
}

static void
info(const SSL *s, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf("  %s %s alert %s %s\n", who(s),
               where & SSL_CB_READ ? "got" : "sent",
               SSL_alert_type_string_long(ret),
               SSL_alert_desc_string_long(ret));
    else if (where & SSL_CB_HANDSHAKE_START)
        printf("  %s start\n", who(s));
    else if (where & SSL_CB_HANDSHAKE_DONE)
        printf("  %s done\n", who(s));
    else if ((where & SSL_CB_EXIT) && ret == 1)
        printf("  %s exit %d\n", who(s), ret);
    else if (where & SSL_CB_LOOP)
        printf("  %s state %s|%s\n", who(s), SSL_state_string(s),
               SSL_state_string_long(s));
}

static int
alpn(SSL *s, const unsigned char **out, unsigned char *outlen,
     const unsigned char *in, unsigned int inlen, void *arg)
{
    printf("  alpn offered %u bytes\n", inlen);
    if (SSL_select_next_proto((unsigned char **)out, outlen,
                              (const unsigned char *)"\2h2\10http/1.1", 12, in,
                              inlen) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    return SSL_TLSEXT_ERR_OK;
}

static int
sni(SSL *s, int *al, void *arg)
{
    const char *name = SSL_get_servername(s, TLSEXT_NAMETYPE_host_name);

    printf("  sni %s type %d\n", name != NULL ? name : "(none)",
           SSL_get_servername_type(s));
    return SSL_TLSEXT_ERR_OK;
}

static int
verify(int ok, X509_STORE_CTX *c)
{
    SSL *s = X509_STORE_CTX_get_ex_data(
        c, SSL_get_ex_data_X509_STORE_CTX_idx());
    char name[200];

    X509_NAME_oneline(X509_get_subject_name(X509_STORE_CTX_get_current_cert(c)),
                      name, sizeof name);
    printf("  %s verify ok %d depth %d error %d %s\n", who(s), ok,
           X509_STORE_CTX_get_error_depth(c), X509_STORE_CTX_get_error(c),
           name);
    return ok;
}

static int
new_session(SSL *s, SSL_SESSION *sess)
{
    unsigned int len;

    SSL_SESSION_get_id(sess, &len);
    printf("  %s new session id %u ticket %d resumable %d proto %x\n", who(s),
           len, SSL_SESSION_has_ticket(sess), SSL_SESSION_is_resumable(sess),
           SSL_SESSION_get_protocol_version(sess));
    return 0;
}

struct pair {
    SSL_CTX *cctx, *sctx;
    SSL *c, *s;
};

static void
setup(struct pair *p, const char *cert)
{
    char file[600];

    memset(p, 0, sizeof *p);
    p->cctx = SSL_CTX_new(TLS_client_method());
    p->sctx = SSL_CTX_new(TLS_server_method());
    path(file, sizeof file, "ca");
    printf("  ca %d\n", SSL_CTX_load_verify_locations(p->cctx, file, NULL));
    SSL_CTX_load_verify_locations(p->sctx, file, NULL);
    snprintf(file, sizeof file, "%s-chain", cert);
    char full[700];
    path(full, sizeof full, file);
    printf("  chain %d\n", SSL_CTX_use_certificate_chain_file(p->sctx, full));
    snprintf(file, sizeof file, "%s-key", cert);
    path(full, sizeof full, file);
    printf("  key %d\n", SSL_CTX_use_PrivateKey_file(p->sctx, full, SSL_FILETYPE_PEM));
    printf("  check %d\n", SSL_CTX_check_private_key(p->sctx));
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, verify);
    SSL_CTX_set_info_callback(p->cctx, info);
    SSL_CTX_set_info_callback(p->sctx, info);
    SSL_CTX_set_alpn_select_cb(p->sctx, alpn, NULL);
    SSL_CTX_set_tlsext_servername_callback(p->sctx, sni);
    SSL_CTX_set_session_cache_mode(p->cctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(p->cctx, new_session);
    SSL_CTX_set_session_id_context(p->sctx, (const unsigned char *)"pair", 4);
    queue("setup");
}

static void
make(struct pair *p, const char *host)
{
    BIO *a, *b;

    BIO_new_bio_pair(&a, 0, &b, 0);
    p->c = SSL_new(p->cctx);
    p->s = SSL_new(p->sctx);
    SSL_set_bio(p->c, a, a);
    SSL_set_bio(p->s, b, b);
    SSL_set_connect_state(p->c);
    SSL_set_accept_state(p->s);
    if (host != NULL) {
        SSL_set_tlsext_host_name(p->c, host);
        SSL_set1_host(p->c, host);
    }
    SSL_set_alpn_protos(p->c, (const unsigned char *)"\10http/1.1\2h2", 12);
}

static int
step(SSL *s)
{
    int r = SSL_do_handshake(s), e = SSL_get_error(s, r);

    printf(" %s handshake %d error %d in_init %d\n", who(s), r, e,
           SSL_in_init(s));
    queue(who(s));
    return e;
}

static int
shake(struct pair *p)
{
    int ce = -1, se = -1;

    for (int i = 0; i < 10; i++) {
        if (ce != 0)
            ce = step(p->c);
        if (se != 0)
            se = step(p->s);
        if (ce == 0 && se == 0)
            return 1;
        if (ce == 1 && se == 1)
            break;
    }
    return 0;
}

static void
look(SSL *s)
{
    int chain;
    const unsigned char *proto;
    unsigned int len;
    X509 *peer = SSL_get1_peer_certificate(s);
    int nid = 0;
    SSL_SESSION *sess = SSL_get_session(s);
    char name[200] = "-";

    SSL_get0_alpn_selected(s, &proto, &len);
    if (peer != NULL)
        X509_NAME_oneline(X509_get_subject_name(peer), name, sizeof name);
    printf(" %s %s %s version %x alpn %.*s reused %d verify %ld peer %s\n",
           who(s), SSL_get_version(s),
           SSL_CIPHER_get_name(SSL_get_current_cipher(s)), SSL_version(s),
           (int)len, (const char *)proto, SSL_session_reused(s),
           SSL_get_verify_result(s), name);
    X509_free(peer);
    /* No chain and an empty one count alike: libssl.sym has the remark. */
    chain = sk_X509_num(SSL_get_peer_cert_chain(s));
    printf("  chain %d verified %d", chain > 0 ? chain : 0,
           sk_X509_num(SSL_get0_verified_chain(s)));
    printf(" group %d peer sig %ld", (int)SSL_get_negotiated_group(s),
           SSL_get_peer_signature_nid(s, &nid));
    printf(" %d", nid);
    nid = 0;
    printf(" type %d", SSL_get_peer_signature_type_nid(s, &nid));
    printf(" %d ri %ld ems %ld\n", nid, SSL_get_secure_renegotiation_support(s),
           SSL_get_extms_support(s));
    printf("  session timeout %ld proto %x cipher %s host %s secret %zu\n",
           SSL_SESSION_get_timeout(sess),
           SSL_SESSION_get_protocol_version(sess),
           SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(sess)),
           SSL_SESSION_get0_hostname(sess) != NULL
               ? SSL_SESSION_get0_hostname(sess)
               : "-",
           SSL_SESSION_get_master_key(sess, NULL, 0));
    printf("  name %s finished %zu %zu state %s|%s %d\n",
           SSL_get_servername(s, 0) != NULL ? SSL_get_servername(s, 0) : "-",
           SSL_get_finished(s, NULL, 0), SSL_get_peer_finished(s, NULL, 0),
           SSL_state_string(s), SSL_state_string_long(s), SSL_get_state(s));
}

static void
rw(const char *what, SSL *s, int r)
{
    int e = SSL_get_error(s, r);

    printf(" %s %s %d error %d shutdown %d pending %d\n", who(s), what, r, e,
           SSL_get_shutdown(s), SSL_pending(s));
    queue(who(s));
}

static void
talk(struct pair *p)
{
    char buf[64];

    rw("write", p->c, SSL_write(p->c, "hello", 5));
    rw("write", p->c, SSL_write(p->c, "again", 5));
    rw("write 0", p->c, SSL_write(p->c, "", 0));
    rw("peek", p->s, SSL_peek(p->s, buf, 2));
    rw("read", p->s, SSL_read(p->s, buf, 2));
    rw("read", p->s, SSL_read(p->s, buf, sizeof buf));
    rw("read", p->s, SSL_read(p->s, buf, sizeof buf));
    rw("read", p->s, SSL_read(p->s, buf, sizeof buf));
    rw("read", p->s, SSL_read(p->s, buf, 0));
    rw("write", p->s, SSL_write(p->s, "answer", 6));
    rw("read", p->c, SSL_read(p->c, buf, sizeof buf));
    rw("read", p->c, SSL_read(p->c, buf, sizeof buf));
}

static void
finish(struct pair *p)
{
    char buf[8];

    rw("shutdown", p->c, SSL_shutdown(p->c));
    rw("write after", p->c, SSL_write(p->c, "x", 1));
    rw("read", p->s, SSL_read(p->s, buf, sizeof buf));
    rw("read", p->s, SSL_read(p->s, buf, sizeof buf));
    rw("write", p->s, SSL_write(p->s, "late", 4));
    rw("shutdown", p->s, SSL_shutdown(p->s));
    rw("shutdown", p->c, SSL_shutdown(p->c));
    rw("read", p->c, SSL_read(p->c, buf, sizeof buf));
    rw("shutdown", p->c, SSL_shutdown(p->c));
}

static void
stats(const char *name, SSL_CTX *ctx)
{
    printf(" %s stats number %ld connect %ld good %ld accept %ld good %ld "
           "hits %ld misses %ld\n",
           name, SSL_CTX_sess_number(ctx), SSL_CTX_sess_connect(ctx),
           SSL_CTX_sess_connect_good(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_hits(ctx),
           SSL_CTX_sess_misses(ctx));
}

static void
release(struct pair *p)
{
    SSL_free(p->c);
    SSL_free(p->s);
    p->c = p->s = NULL;
}

/* A full handshake, data, shutdown; then the same resumed. */
static void
whole(const char *cert, const char *host, int version, int no_ticket)
{
    struct pair p;
    SSL_SESSION *sess;

    printf("== %s %s %x ticket %d\n", cert, host, version, !no_ticket);
    setup(&p, cert);
    SSL_CTX_set_max_proto_version(p.sctx, version);
    if (no_ticket)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    make(&p, host);
    if (!shake(&p)) {
        release(&p);
        goto end;
    }
    talk(&p);
    look(p.c);
    look(p.s);
    sess = SSL_get1_session(p.c);
    finish(&p);
    release(&p);
    stats("client", p.cctx);
    stats("server", p.sctx);
    printf("-- resumed\n");
    make(&p, host);
    printf(" set %d\n", SSL_set_session(p.c, sess));
    if (shake(&p)) {
        talk(&p);
        look(p.c);
        look(p.s);
        finish(&p);
    }
    SSL_SESSION_free(sess);
    release(&p);
    stats("client", p.cctx);
    stats("server", p.sctx);
end:
    SSL_CTX_free(p.cctx);
    SSL_CTX_free(p.sctx);
}

/* Client certificates: given, absent where wanted, absent where required. */
static void
client_cert(int version, int mode, int give)
{
    struct pair p;
    char file[600];

    printf("== client cert %x mode %d give %d\n", version, mode, give);
    setup(&p, "ec");
    SSL_CTX_set_max_proto_version(p.sctx, version);
    SSL_CTX_set_verify(p.sctx, mode, verify);
    path(file, sizeof file, "ca");
    SSL_CTX_set_client_CA_list(p.sctx, SSL_load_client_CA_file(file));
    if (give) {
        path(file, sizeof file, "client-chain");
        SSL_CTX_use_certificate_chain_file(p.cctx, file);
        path(file, sizeof file, "client-key");
        SSL_CTX_use_PrivateKey_file(p.cctx, file, SSL_FILETYPE_PEM);
    }
    make(&p, "ec.test");
    if (shake(&p)) {
        talk(&p);
        look(p.c);
        look(p.s);
        printf(" ca names %d\n", sk_X509_NAME_num(SSL_get_client_CA_list(p.c)));
        finish(&p);
    } else {
        printf(" result %ld %ld shutdown %d %d\n", SSL_get_verify_result(p.c),
               SSL_get_verify_result(p.s), SSL_get_shutdown(p.c),
               SSL_get_shutdown(p.s));
    }
    release(&p);
    SSL_CTX_free(p.cctx);
    SSL_CTX_free(p.sctx);
}

/* Handshakes that must fail. */
static void
failing(const char *what, void (*twist)(struct pair *p), const char *host)
{
    struct pair p;
    char buf[8];

    printf("== failing: %s\n", what);
    setup(&p, "ec");
    if (twist != NULL)
        twist(&p);
    make(&p, host);
    shake(&p);
    rw("read", p.c, SSL_read(p.c, buf, 1));
    rw("write", p.c, SSL_write(p.c, buf, 1));
    rw("shutdown", p.c, SSL_shutdown(p.c));
    rw("handshake", p.c, SSL_do_handshake(p.c));
    printf(" verify %ld %s\n", SSL_get_verify_result(p.c),
           X509_verify_cert_error_string(SSL_get_verify_result(p.c)));
    release(&p);
    SSL_CTX_free(p.cctx);
    SSL_CTX_free(p.sctx);
}

static void
no_version(struct pair *p)
{
    SSL_CTX_set_max_proto_version(p->cctx, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(p->sctx, TLS1_3_VERSION);
}

static void
no_cipher(struct pair *p)
{
    SSL_CTX_set_max_proto_version(p->sctx, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(p->cctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(p->sctx, "ECDHE-ECDSA-AES256-GCM-SHA384");
}

static void
no_suite13(struct pair *p)
{
    SSL_CTX_set_min_proto_version(p->sctx, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(p->cctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_ciphersuites(p->sctx, "TLS_AES_256_GCM_SHA384");
}

static void
no_group(struct pair *p)
{
    SSL_CTX_set1_groups_list(p->cctx, "P-256");
    SSL_CTX_set1_groups_list(p->sctx, "X25519");
}

static void
no_trust(struct pair *p)
{
    SSL_CTX_set_cert_store(p->cctx, X509_STORE_new());
}

static void
no_trust12(struct pair *p)
{
    SSL_CTX_set_max_proto_version(p->cctx, TLS1_2_VERSION);
    SSL_CTX_set_cert_store(p->cctx, X509_STORE_new());
}

static int
refuse_alpn(SSL *s, const unsigned char **out, unsigned char *outlen,
            const unsigned char *in, unsigned int inlen, void *arg)
{
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void
no_alpn(struct pair *p)
{
    SSL_CTX_set_alpn_select_cb(p->sctx, refuse_alpn, NULL);
}

static int
refuse_sni(SSL *s, int *al, void *arg)
{
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void
no_sni(struct pair *p)
{
    SSL_CTX_set_tlsext_servername_callback(p->sctx, refuse_sni);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    whole("ec", "ec.test", TLS1_3_VERSION, 0);
    whole("ec", "ec.test", TLS1_2_VERSION, 0);
    whole("ec", "ec.test", TLS1_2_VERSION, 1);
    whole("ec", "ec.test", TLS1_3_VERSION, 1);
    whole("rsa", "a.wild.test", TLS1_3_VERSION, 0);
    whole("rsa", "rsa.test", TLS1_2_VERSION, 0);
    whole("ed", "ed.test", TLS1_3_VERSION, 0);
    whole("ed", "ed.test", TLS1_2_VERSION, 0);
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        client_cert(v, SSL_VERIFY_PEER, 1);
        client_cert(v, SSL_VERIFY_PEER, 0);
        client_cert(v, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 0);
    }
    failing("wrong host", NULL, "other.test");
    failing("version", no_version, "ec.test");
    failing("cipher", no_cipher, "ec.test");
    failing("1.3 suite", no_suite13, "ec.test");
    failing("group", no_group, "ec.test");
    failing("trust", no_trust, "ec.test");
    failing("trust 1.2", no_trust12, "ec.test");
    failing("alpn", no_alpn, "ec.test");
    failing("sni", no_sni, "ec.test");
    return 0;
}
