/* What goes wrong, and what a program is told of it: results, SSL_get_error
 * and the whole error queue of wrong calls and failing handshakes. */
#include "loopback.h"

#include <openssl/pem.h>

#define T(x)                                        \
    do {                                            \
        printf(" %s = %ld\n", #x, (long)(x));       \
        queue("");                                  \
    } while (0)

static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/* ---- calls on objects that are not ready ---- */

static void
not_ready(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    char buf[16];
    size_t n;

    printf("== not ready\n");
    T(SSL_new(NULL) != NULL);
    T(SSL_CTX_new(NULL) != NULL);
    call("handshake", s, SSL_do_handshake(s));
    call("read", s, SSL_read(s, buf, 1));
    call("peek", s, SSL_peek(s, buf, 1));
    call("write", s, SSL_write(s, buf, 1));
    call("read_ex", s, SSL_read_ex(s, buf, 1, &n));
    call("write_ex", s, SSL_write_ex(s, buf, 1, &n));
    call("shutdown", s, SSL_shutdown(s));
    call("read -1", s, SSL_read(s, buf, -1));
    call("write -1", s, SSL_write(s, buf, -1));
    call("peek -1", s, SSL_peek(s, buf, -1));
    call("connect", s, SSL_connect(s));
    SSL_free(s);
    s = SSL_new(ctx);
    call("accept", s, SSL_accept(s));
    T(SSL_get_fd(s));
    T(SSL_get_rfd(s));
    T(SSL_get_wfd(s));
    T(SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED));
    T(SSL_verify_client_post_handshake(s));
    T(SSL_new_session_ticket(s));
    T(SSL_export_keying_material(s, (unsigned char *)buf, 8, "label", 5, NULL,
                                 0, 0));
    T(SSL_renegotiate_pending(s));
    T(SSL_check_private_key(s));
    T(SSL_get_certificate(s) != NULL);
    T(SSL_get_privatekey(s) != NULL);
    T(SSL_get_session(s) != NULL);
    T(SSL_get0_peer_certificate(s) != NULL);
    T(SSL_get_peer_cert_chain(s) != NULL);
    T(SSL_get_peer_finished(s, buf, sizeof buf));
    T(SSL_get_finished(s, buf, sizeof buf));
    SSL_free(s);
    s = SSL_new(ctx);
    SSL_set_connect_state(s);
    call("no bio", s, SSL_do_handshake(s));
    SSL_set0_rbio(s, BIO_new(BIO_s_mem()));
    call("no wbio", s, SSL_do_handshake(s));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

/* ---- setters ---- */

static void
setters(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    char big[400];

    printf("== setters\n");
    memset(big, 'a', sizeof big);
    big[sizeof big - 1] = '\0';
    T(SSL_CTX_set_cipher_list(ctx, "nonsense"));
    T(SSL_CTX_set_cipher_list(ctx, ""));
    T(SSL_set_cipher_list(s, "nonsense"));
    T(SSL_CTX_set_ciphersuites(ctx, "nonsense"));
    T(SSL_CTX_set_ciphersuites(ctx, ""));
    T(SSL_set_ciphersuites(s, "TLS_nonsense"));
    T(SSL_CTX_set1_groups_list(ctx, "nonsense"));
    T(SSL_CTX_set1_groups_list(ctx, "P-256:P-256"));
    T(SSL_set1_groups_list(s, "x25519:nonsense"));
    T(SSL_CTX_set1_sigalgs_list(ctx, "nonsense"));
    T(SSL_set1_sigalgs_list(s, "RSA+nonsense"));
    T(SSL_CTX_set1_client_sigalgs_list(ctx, "RSA+SHA256:RSA+SHA256"));
    T(SSL_CTX_set_min_proto_version(ctx, 0x777));
    T(SSL_CTX_set_max_proto_version(ctx, 1));
    T(SSL_set_min_proto_version(s, 0x777));
    T(SSL_set_tlsext_host_name(s, big));
    T(SSL_set_tlsext_host_name(s, ""));
    T(SSL_set_tlsext_host_name(s, NULL));
    T(SSL_ctrl(s, SSL_CTRL_SET_TLSEXT_HOSTNAME, 7, big));
    T(SSL_CTX_set_max_send_fragment(ctx, 511));
    T(SSL_CTX_set_max_send_fragment(ctx, 16385));
    T(SSL_set_max_send_fragment(s, 512));
    T(SSL_CTX_set_split_send_fragment(ctx, 0));
    T(SSL_CTX_set_split_send_fragment(ctx, 16385));
    T(SSL_CTX_set_split_send_fragment(ctx, 1000));
    T(SSL_CTX_set_split_send_fragment(ctx, 100));
    T(SSL_set_split_send_fragment(s, 513));
    T(SSL_CTX_set_max_pipelines(ctx, 0));
    T(SSL_CTX_set_max_pipelines(ctx, 33));
    T(SSL_CTX_set_max_pipelines(ctx, 4));
    T(SSL_set_max_pipelines(s, 2));
    T(SSL_get_read_ahead(s));
    T(SSL_CTX_get_read_ahead(ctx));
    T(SSL_CTX_set_cert_flags(ctx, SSL_CERT_FLAG_TLS_STRICT));
    T(SSL_CTX_clear_cert_flags(ctx, SSL_CERT_FLAG_TLS_STRICT));
    T(SSL_set_cert_flags(s, 3));
    T(SSL_clear_cert_flags(s, 1));
    T(SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\3h2", 3));
    T(SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2", 3));
    T(SSL_set_alpn_protos(s, (const unsigned char *)"\0", 1));
    T(SSL_set_alpn_protos(s, NULL, 0));
    T(SSL_CTX_set_session_id_context(ctx, (unsigned char *)big, 33));
    T(SSL_CTX_set_purpose(ctx, 999));
    T(SSL_set_purpose(s, X509_PURPOSE_SSL_CLIENT));
    T(SSL_CTX_set_trust(ctx, 999));
    T(SSL_set_trust(s, X509_TRUST_SSL_CLIENT));
    T(SSL_set1_host(s, ""));
    T(SSL_set1_host(s, "good.test"));
    T(SSL_add1_host(s, "other.test"));
    T(SSL_set_fd(s, -1));
    T(SSL_ctrl(s, 9999, 0, NULL));
    T(SSL_CTX_ctrl(ctx, 9999, 0, NULL));
    T(SSL_callback_ctrl(s, 9999, NULL));
    T(SSL_CTX_callback_ctrl(ctx, 9999, NULL));
    T(SSL_CTX_set_ssl_version(ctx, TLSv1_2_method()));
    T(SSL_set_ssl_method(s, TLS_client_method()));
    T(SSL_set_session(s, NULL));
    T(SSL_CTX_set_num_tickets(ctx, 9));
    T(SSL_set_num_tickets(s, 9));
    T(SSL_get_num_tickets(s));
    T(SSL_CTX_load_verify_locations(ctx, NULL, NULL));
    T(SSL_CTX_load_verify_locations(ctx, "missing.pem", NULL));
    T(SSL_CTX_load_verify_file(ctx, "missing.pem"));
    T(SSL_CTX_load_verify_dir(ctx, "missing"));
    T(SSL_CTX_load_verify_file(ctx, data_file("ec-key")));
    T(SSL_load_client_CA_file("missing.pem") != NULL);
    T(SSL_load_client_CA_file(data_file("ec-key")) != NULL);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static X509 *
certificate(const char *name)
{
    FILE *f = fopen(data_file(name), "r");
    X509 *x = PEM_read_X509(f, NULL, NULL, NULL);

    fclose(f);
    return x;
}

static EVP_PKEY *
key(const char *name)
{
    FILE *f = fopen(data_file(name), "r");
    EVP_PKEY *k = PEM_read_PrivateKey(f, NULL, NULL, NULL);

    fclose(f);
    return k;
}

static void
certificates(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s;
    X509 *ec = certificate("ec-chain"), *rsa = certificate("rsa-chain");
    EVP_PKEY *eck = key("ec-key"), *rsak = key("rsa-key");
    const unsigned char junk[4] = {1, 2, 3, 4};

    printf("== certificates\n");
    T(SSL_CTX_use_certificate_chain_file(ctx, "missing.pem"));
    T(SSL_CTX_use_certificate_file(ctx, "missing.pem", SSL_FILETYPE_PEM));
    T(SSL_CTX_use_PrivateKey_file(ctx, "missing.pem", SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_file(ctx, data_file("ec-chain"), 7));
    T(SSL_CTX_use_PrivateKey_file(ctx, data_file("ec-key"), 7));
    T(SSL_CTX_use_certificate_file(ctx, data_file("ec-key"),
                                   SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_chain_file(ctx, data_file("ec-key")));
    T(SSL_CTX_use_PrivateKey_file(ctx, data_file("ec-chain"),
                                  SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_file(ctx, data_file("ec-chain"),
                                   SSL_FILETYPE_ASN1));
    T(SSL_CTX_use_certificate_ASN1(ctx, 4, junk));
    /* The decoder's own entries are another matter. */
    printf(" junk key %d\n",
           SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_RSA, ctx, junk, 4));
    ERR_clear_error();
    T(SSL_CTX_use_certificate(ctx, NULL));
    T(SSL_CTX_use_PrivateKey(ctx, NULL));
    T(SSL_CTX_check_private_key(ctx));
    T(SSL_CTX_check_private_key(NULL));
    T(SSL_CTX_use_certificate(ctx, ec));
    T(SSL_CTX_check_private_key(ctx));
    T(SSL_CTX_use_PrivateKey(ctx, rsak));
    T(SSL_CTX_check_private_key(ctx));
    T(SSL_CTX_use_certificate(ctx, rsa));
    T(SSL_CTX_check_private_key(ctx));
    T(SSL_CTX_use_PrivateKey(ctx, eck));
    T(SSL_CTX_check_private_key(ctx));
    T(SSL_CTX_use_cert_and_key(ctx, ec, rsak, NULL, 0));
    T(SSL_CTX_use_cert_and_key(ctx, ec, eck, NULL, 0));
    T(SSL_CTX_use_cert_and_key(ctx, ec, eck, NULL, 1));
    T(SSL_CTX_use_cert_and_key(ctx, NULL, eck, NULL, 1));
    s = SSL_new(ctx);
    T(SSL_check_private_key(s));
    T(SSL_use_certificate_file(s, "missing.pem", SSL_FILETYPE_PEM));
    T(SSL_use_PrivateKey_file(s, "missing.pem", SSL_FILETYPE_PEM));
    T(SSL_use_certificate_chain_file(s, "missing.pem"));
    T(SSL_use_certificate_ASN1(s, junk, 4));
    printf(" junk key %d\n",
           SSL_use_PrivateKey_ASN1(EVP_PKEY_EC, s, junk, 4));
    ERR_clear_error();
    T(SSL_use_certificate(s, NULL));
    T(SSL_use_PrivateKey(s, NULL));
    T(SSL_use_PrivateKey(s, rsak));
    T(SSL_use_cert_and_key(s, rsa, eck, NULL, 1));
    SSL_certs_clear(s);
    T(SSL_check_private_key(s));
    T(SSL_get_certificate(s) != NULL);
    SSL_free(s);
    X509_free(ec);
    X509_free(rsa);
    EVP_PKEY_free(eck);
    EVP_PKEY_free(rsak);
    SSL_CTX_free(ctx);
}

/* ---- bytes that aren't TLS ---- */

static void
given(const char *what, int server, const void *bytes, int len)
{
    struct pair p;
    SSL *s;
    char buf[8];

    printf("== given %s to a %s\n", what, server ? "server" : "client");
    pair_contexts(&p, "rsa", 0);
    pair_connect(&p);
    s = server ? p.s : p.c;
    if (!server)
        SSL_do_handshake(s);
    BIO_write(SSL_get_wbio(server ? p.c : p.s), bytes, len);
    call("handshake", s, SSL_do_handshake(s));
    call("handshake", s, SSL_do_handshake(s));
    call("read", s, SSL_read(s, buf, 1));
    printf(" answer");
    for (int n = BIO_read(SSL_get_rbio(server ? p.c : p.s), buf, 7), i = 0;
         server && i < n; i++)
        printf(" %02x", (unsigned char)buf[i]);
    printf("\n");
    pair_free(&p);
}

static void
foreign(void)
{
    static const unsigned char version0[] = {22, 0, 0, 0, 4, 1, 0, 0, 0};
    static const unsigned char version9[] = {22, 9, 9, 0, 4, 1, 0, 0, 0};
    static const unsigned char long_record[] = {22, 3, 1, 0x50, 0, 1, 0, 0, 0};
    static const unsigned char empty[] = {22, 3, 1, 0, 0};
    static const unsigned char type99[] = {99, 3, 3, 0, 1, 0};
    static const unsigned char finished[] = {22, 3, 3, 0, 4, 20, 0, 0, 0};
    static const unsigned char short_hello[] = {22, 3, 1, 0, 6, 1, 0, 0, 2,
                                                3, 3};
    static const unsigned char short_server[] = {22, 3, 3, 0, 4, 2, 0, 0, 0};
    static const unsigned char huge[] = {22, 3, 3, 0, 4, 1, 255, 255, 255};
    static const unsigned char ccs[] = {20, 3, 3, 0, 1, 1};
    static const unsigned char alert[] = {21, 3, 3, 0, 2, 2, 40};
    static const unsigned char warning[] = {21, 3, 3, 0, 2, 1, 112};
    static const unsigned char bad_alert[] = {21, 3, 3, 0, 1, 2};
    static const unsigned char odd_alert[] = {21, 3, 3, 0, 2, 5, 40};
    static const unsigned char closed[] = {21, 3, 3, 0, 2, 1, 0};

    for (int server = 0; server < 2; server++) {
        given("http", server, text, sizeof text - 1);
        given("post", server, "POST / HTTP/1.1\r\n", 17);
        given("head", server, "HEAD / HTTP/1.1\r\n", 17);
        given("put", server, "PUT / HTTP/1.1\r\n", 16);
        given("connect", server, "CONNECT a:443 HTTP/1.1\r\n", 24);
        given("smtp", server, "220 mail.test ESMTP\r\n", 21);
        given("http answer", server, "HTTP/1.1 400 Bad\r\n", 18);
        given("version 0", server, version0, sizeof version0);
        given("version 9", server, version9, sizeof version9);
        given("a long record", server, long_record, sizeof long_record);
        given("an empty record", server, empty, sizeof empty);
        given("type 99", server, type99, sizeof type99);
        given("Finished", server, finished, sizeof finished);
        given("a short ClientHello", server, short_hello, sizeof short_hello);
        given("a short ServerHello", server, short_server,
              sizeof short_server);
        given("a huge message", server, huge, sizeof huge);
        given("a ccs", server, ccs, sizeof ccs);
        given("an alert", server, alert, sizeof alert);
        given("a warning", server, warning, sizeof warning);
        given("half an alert", server, bad_alert, sizeof bad_alert);
        given("an odd alert", server, odd_alert, sizeof odd_alert);
        given("close_notify", server, closed, sizeof closed);
    }
}

/* ---- handshakes that fail ---- */

static void
failing(const char *what, int version, void (*twist)(struct pair *p))
{
    struct pair p;

    printf("== failing %s %x\n", what, version);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    twist(&p);
    pair_connect(&p);
    pair_shake(&p, 1);
    printf(" verify %ld %ld\n", SSL_get_verify_result(p.c),
           SSL_get_verify_result(p.s));
    pair_free(&p);
}

static void
no_certificate(struct pair *p)
{
    SSL_CTX_free(p->sctx);
    p->sctx = SSL_CTX_new(TLS_server_method());
}

static void
no_key(struct pair *p)
{
    no_certificate(p);
    SSL_CTX_use_certificate_chain_file(p->sctx, data_file("rsa-chain"));
}

static void
wrong_host(struct pair *p)
{
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
    X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(p->cctx), "no.test", 0);
}

static void
untrusted(struct pair *p)
{
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_store(p->cctx, X509_STORE_new());
}

static void
untrusted_unasked(struct pair *p)
{
    SSL_CTX_set_cert_store(p->cctx, X509_STORE_new());
}

static void
expired(struct pair *p)
{
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(p->cctx), 100);
}

static void
too_deep(struct pair *p)
{
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_verify_depth(p->cctx, 0);
}

static int
never(X509_STORE_CTX *c, void *arg)
{
    X509_STORE_CTX_set_error(c, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

static void
refused(struct pair *p)
{
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(p->cctx, never, NULL);
}

static void
no_versions(struct pair *p)
{
    SSL_CTX_set_min_proto_version(p->cctx, TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(p->cctx, TLS1_2_VERSION);
}

static void
no_options(struct pair *p)
{
    SSL_CTX_set_options(p->cctx, SSL_OP_NO_TLSv1_3 | SSL_OP_NO_TLSv1_2 |
                                     SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1);
}

static void
no_ciphers(struct pair *p)
{
    SSL_CTX_set_max_proto_version(p->cctx, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(p->cctx, "AES128-SHA");
    SSL_CTX_set_security_level(p->cctx, 5);
}

static void
no_group(struct pair *p)
{
    SSL_CTX_set1_groups_list(p->cctx, "P-256");
    SSL_CTX_set1_groups_list(p->sctx, "P-384");
}

static void
no_sigalg(struct pair *p)
{
    SSL_CTX_set1_sigalgs_list(p->cctx, "ECDSA+SHA256");
}

static int
cert_fails(SSL *s, void *arg)
{
    return 0;
}

static void
cert_cb(struct pair *p)
{
    SSL_CTX_set_cert_cb(p->sctx, cert_fails, NULL);
}

static int
hello_fails(SSL *s, int *al, void *arg)
{
    *al = SSL_AD_ACCESS_DENIED;
    return SSL_CLIENT_HELLO_ERROR;
}

static void
hello_cb(struct pair *p)
{
    SSL_CTX_set_client_hello_cb(p->sctx, hello_fails, NULL);
}

static int
wait_once(SSL *s, void *arg)
{
    int *n = arg;

    return (*n)++ < 2 ? -1 : 1;
}

static int waited;

static void
cert_waits(struct pair *p)
{
    waited = 0;
    SSL_CTX_set_cert_cb(p->sctx, wait_once, &waited);
}

static void
required(struct pair *p)
{
    SSL_CTX_set_verify(p->sctx,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       NULL);
}

static void
bad_client(struct pair *p)
{
    required(p);
    SSL_CTX_use_certificate_chain_file(p->cctx, data_file("rsa-chain"));
    SSL_CTX_use_PrivateKey_file(p->cctx, data_file("rsa-key"),
                                SSL_FILETYPE_PEM);
}

static void
weak(struct pair *p)
{
    SSL_CTX_set_security_level(p->cctx, 5);
}

static void
short_list(struct pair *p)
{
    SSL_CTX_set_max_cert_list(p->cctx, 100);
}

static void
retries(void)
{
    static char data[40000];
    struct pair p;
    char other[10];

    for (int moving = 0; moving < 2; moving++) {
        printf("== write retries, moving %d\n", moving);
        pair_contexts(&p, "rsa", TLS1_3_VERSION);
        if (moving)
            SSL_CTX_set_mode(p.cctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                         SSL_MODE_ENABLE_PARTIAL_WRITE);
        pair_connect(&p);
        pair_shake(&p, 0);
        call("write", p.c, SSL_write(p.c, data, sizeof data));
        call("write", p.c, SSL_write(p.c, data, sizeof data));
        call("write", p.c, SSL_write(p.c, data + 20000, 20000));
        call("write", p.c, SSL_write(p.c, other, sizeof other));
        call("key update", p.c,
             SSL_key_update(p.c, SSL_KEY_UPDATE_NOT_REQUESTED));
        call("key update", p.c, SSL_key_update(p.c, 9));
        pair_free(&p);
    }
}

int
main(void)
{
    static const struct {
        const char *what;
        void (*twist)(struct pair *p);
    } bad[] = {
        {"no certificate", no_certificate},
        {"no key", no_key},
        {"wrong host", wrong_host},
        {"untrusted", untrusted},
        {"untrusted, unasked", untrusted_unasked},
        {"expired", expired},
        {"too deep", too_deep},
        {"refused", refused},
        {"no versions", no_versions},
        {"all versions off", no_options},
        {"no ciphers", no_ciphers},
        {"no group", no_group},
        {"no sigalg", no_sigalg},
        {"cert callback", cert_cb},
        {"cert callback waits", cert_waits},
        {"hello callback", hello_cb},
        {"certificate required", required},
        {"wrong purpose", bad_client},
        {"weak", weak},
        {"certificate list too long", short_list},
    };

    setvbuf(stdout, NULL, _IOLBF, 0);
    not_ready();
    setters();
    certificates();
    foreign();
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
            failing(bad[i].what, v, bad[i].twist);
    retries();
    return 0;
}
