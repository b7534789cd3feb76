/* What a program can watch of a connection: state strings, the info and
 * message callbacks over whole handshakes, record states, alert names. */
#include "loopback.h"

static int lengths = 1; /* signatures of an EC key vary in length */

static void
info(const SSL *s, int where, int ret)
{
    printf("  %s info %04x %d %d %s|%s in_init %d before %d done %d\n", who(s),
           where, ret, SSL_get_state(s), SSL_state_string(s),
           SSL_state_string_long(s), SSL_in_init(s), SSL_in_before(s),
           SSL_is_init_finished(s));
    if (where & SSL_CB_ALERT)
        printf("   %s|%s %s|%s\n", SSL_alert_type_string(ret),
               SSL_alert_type_string_long(ret), SSL_alert_desc_string(ret),
               SSL_alert_desc_string_long(ret));
}

static void
message(int write_p, int version, int type, const void *buf, size_t len,
        SSL *s, void *arg)
{
    const unsigned char *p = buf;

    printf("  %s %s %s version %x type %d", (const char *)arg, who(s),
           write_p ? "sends" : "gets", version, type);
    if (type == SSL3_RT_HEADER)
        printf(" header %02x %02x%02x\n", p[0], p[1], p[2]);
    else if (lengths || type != SSL3_RT_HANDSHAKE ||
             p[0] != SSL3_MT_CERTIFICATE_VERIFY)
        printf(" len %zu first %d\n", len, len > 0 ? p[0] : -1);
    else
        printf(" first %d\n", p[0]);
}

static void
extension(SSL *s, int client_server, int type, const unsigned char *data,
          int len, void *arg)
{
    printf("  %s %s extension %d from %d len %d %02x\n", (const char *)arg,
           who(s), type, client_server, len, len > 0 ? data[0] : 0);
}

static void
debug(struct pair *p)
{
    SSL_set_tlsext_debug_callback(p->c, extension);
    SSL_set_tlsext_debug_callback(p->s, extension);
    SSL_set_tlsext_debug_arg(p->c, (void *)"ext");
    SSL_set_tlsext_debug_arg(p->s, (void *)"ext");
}

static void
chain(SSL *s)
{
    printf(" %s chain %d peer %d verified %d\n", who(s),
           sk_X509_num(SSL_get_peer_cert_chain(s)),
           SSL_get0_peer_certificate(s) != NULL,
           sk_X509_num(SSL_get0_verified_chain(s)));
}

static void
watch(struct pair *p)
{
    SSL_CTX_set_info_callback(p->cctx, info);
    SSL_CTX_set_info_callback(p->sctx, info);
    SSL_CTX_set_msg_callback(p->cctx, message);
    SSL_CTX_set_msg_callback(p->sctx, message);
    SSL_CTX_set_msg_callback_arg(p->cctx, (void *)"msg");
    SSL_CTX_set_msg_callback_arg(p->sctx, (void *)"msg");
    printf(" callbacks %d %d\n",
           SSL_CTX_get_info_callback(p->cctx) == info,
           SSL_CTX_get_info_callback(p->sctx) == info);
}

static void
state(const char *when, SSL *s)
{
    printf(" %s %s state %d %s|%s rstate %s|%s want %d%d%d%d\n", when, who(s),
           SSL_get_state(s), SSL_state_string(s), SSL_state_string_long(s),
           SSL_rstate_string(s), SSL_rstate_string_long(s), SSL_want(s),
           SSL_want_nothing(s), SSL_want_read(s), SSL_want_write(s));
}

static void
use(struct pair *p)
{
    char buf[16];

    call("write", p->s, SSL_write(p->s, "hello", 5));
    call("read", p->c, SSL_read(p->c, buf, sizeof buf));
    state("after data", p->c);
    call("write", p->c, SSL_write(p->c, "hello", 5));
    call("read", p->s, SSL_read(p->s, buf, sizeof buf));
    if (SSL_version(p->c) == TLS1_3_VERSION) {
        call("key update", p->c,
             SSL_key_update(p->c, SSL_KEY_UPDATE_REQUESTED));
        printf(" type %d\n", SSL_get_key_update_type(p->c));
        call("handshake", p->c, SSL_do_handshake(p->c));
        call("read", p->s, SSL_read(p->s, buf, sizeof buf));
        call("write", p->s, SSL_write(p->s, "x", 1));
        call("read", p->c, SSL_read(p->c, buf, sizeof buf));
        call("ticket", p->s, SSL_new_session_ticket(p->s));
        call("handshake", p->s, SSL_do_handshake(p->s));
        call("read", p->c, SSL_read(p->c, buf, sizeof buf));
    }
    call("shutdown", p->c, SSL_shutdown(p->c));
    call("read", p->s, SSL_read(p->s, buf, sizeof buf));
    call("shutdown", p->s, SSL_shutdown(p->s));
    call("shutdown", p->c, SSL_shutdown(p->c));
    state("at the end", p->c);
    state("at the end", p->s);
}

static void
whole(int version, int tickets)
{
    struct pair p;
    SSL_SESSION *sess;

    printf("== full %x tickets %d\n", version, tickets);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    if (!tickets)
        SSL_CTX_set_options(p.sctx, SSL_OP_NO_TICKET);
    watch(&p);
    pair_connect(&p);
    debug(&p);
    state("before", p.c);
    state("before", p.s);
    pair_shake(&p, 1);
    chain(p.c);
    chain(p.s);
    use(&p);
    sess = SSL_get1_session(p.c);
    pair_close(&p);
    printf("-- resumed\n");
    pair_connect(&p);
    SSL_set_session(p.c, sess);
    pair_shake(&p, 1);
    chain(p.c);
    chain(p.s);
    use(&p);
    pair_close(&p);
    SSL_SESSION_free(sess);
    pair_free(&p);
}

static void
client_cert(int version, int give, int mode)
{
    struct pair p;

    printf("== client cert %x give %d mode %d\n", version, give, mode);
    lengths = 0;
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    SSL_CTX_set_verify(p.sctx, mode, NULL);
    if (give) {
        SSL_CTX_use_certificate_chain_file(p.cctx, data_file("client-chain"));
        SSL_CTX_use_PrivateKey_file(p.cctx, data_file("client-key"),
                                    SSL_FILETYPE_PEM);
    }
    watch(&p);
    pair_connect(&p);
    debug(&p);
    pair_shake(&p, 1);
    chain(p.c);
    chain(p.s);
    state("after", p.c);
    state("after", p.s);
    pair_free(&p);
    lengths = 1;
}

static void
hello_retry(void)
{
    struct pair p;

    printf("== hello retry\n");
    pair_contexts(&p, "rsa", 0);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    SSL_CTX_set1_groups_list(p.sctx, "P-256");
    watch(&p);
    pair_connect(&p);
    debug(&p);
    pair_shake(&p, 1);
    pair_free(&p);
}

static void
stapled(int version)
{
    struct pair p;

    printf("== status asked for, none given %x\n", version);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    SSL_CTX_set_tlsext_status_type(p.cctx, TLSEXT_STATUSTYPE_ocsp);
    watch(&p);
    pair_connect(&p);
    pair_shake(&p, 1);
    pair_free(&p);
}

static void
failing(const char *what, int version, void (*twist)(struct pair *p))
{
    struct pair p;

    printf("== failing %s %x\n", what, version);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    twist(&p);
    watch(&p);
    pair_connect(&p);
    pair_shake(&p, 1);
    state("after", p.c);
    state("after", p.s);
    call("again", p.c, SSL_do_handshake(p.c));
    call("again", p.s, SSL_do_handshake(p.s));
    pair_free(&p);
}

static void
untrusted(struct pair *p)
{
    SSL_CTX_set_cert_store(p->cctx, X509_STORE_new());
    SSL_CTX_set_verify(p->cctx, SSL_VERIFY_PEER, NULL);
}

static void
no_cipher(struct pair *p)
{
    SSL_CTX_set_cipher_list(p->sctx, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(p->sctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_ciphersuites(p->cctx, "TLS_AES_256_GCM_SHA384");
}

static void
no_version(struct pair *p)
{
    SSL_CTX_set_max_proto_version(p->cctx, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(p->sctx, TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(p->sctx, TLS1_3_VERSION);
}

static void
no_certificate(struct pair *p)
{
    SSL_CTX_set_verify(p->sctx,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       NULL);
}

/* A record given a few bytes at a time. */
static void
piecemeal(void)
{
    struct pair p;
    BIO *a, *b, *in;
    char wire[4096], buf[64];
    int len, sent = 0;

    printf("== piecemeal\n");
    pair_contexts(&p, "rsa", TLS1_2_VERSION);
    pair_connect(&p);
    pair_shake(&p, 0);
    a = BIO_new(BIO_s_mem());
    b = SSL_get_wbio(p.c);
    BIO_up_ref(b);
    SSL_set0_wbio(p.c, a);
    call("write", p.c, SSL_write(p.c, "0123456789", 10));
    len = BIO_read(SSL_get_wbio(p.c), wire, sizeof wire);
    in = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    SSL_set0_rbio(p.s, in);
    printf(" wire %d\n", len);
    for (int step = 2; sent < len; step += 3) {
        int n = len - sent < step ? len - sent : step;

        BIO_write(in, wire + sent, n);
        sent += n;
        printf(" given %d\n", sent);
        call("read", p.s, SSL_read(p.s, buf, 4));
        state("piece", p.s);
        printf(" has pending %d\n", SSL_has_pending(p.s));
    }
    call("read", p.s, SSL_read(p.s, buf, sizeof buf));
    state("piece", p.s);
    SSL_set0_wbio(p.c, b);
    pair_free(&p);
}

static void
names(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);

    printf("== names\n");
    for (int i = 0; i < 256; i++)
        printf("%d %s|%s\n", i, SSL_alert_desc_string(i),
               SSL_alert_desc_string_long(i));
    for (int i = 0; i < 4; i++)
        printf("%d %s|%s\n", i, SSL_alert_type_string(i << 8 | 20),
               SSL_alert_type_string_long(i << 8 | 20));
    state("fresh", s);
    SSL_set_info_callback(s, info);
    printf("%d\n", SSL_get_info_callback(s) == info);
    SSL_set_connect_state(s);
    state("connect", s);
    SSL_set_accept_state(s);
    state("accept", s);
    printf("clear %d\n", SSL_clear(s));
    state("clear", s);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    names();
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        whole(v, 1);
        whole(v, 0);
        client_cert(v, 1, SSL_VERIFY_PEER);
        client_cert(v, 0, SSL_VERIFY_PEER);
        stapled(v);
        failing("trust", v, untrusted);
        failing("cipher", v, no_cipher);
        failing("certificate", v, no_certificate);
    }
    failing("version", TLS1_3_VERSION, no_version);
    hello_retry();
    piecemeal();
    return 0;
}
