/* Settings that can be asked back, the lists a connection shows, and the
 * ClientHello as a server's callback sees it. */
#include "loopback.h"

#include <openssl/pem.h>

#define T(x)                                        \
    do {                                            \
        printf(" %s = %ld\n", #x, (long)(x));       \
        queue("");                                  \
    } while (0)

static int
password(char *buf, int size, int rw, void *arg)
{
    return 0;
}

static int
client_cert(SSL *s, X509 **x, EVP_PKEY **k)
{
    printf("  %s asked for a certificate\n", who(s));
    return 0;
}

static void
keylog(const SSL *s, const char *line)
{
    printf("  %s key log %.*s\n", who(s), (int)strcspn(line, " "), line);
}

static int
verify(int ok, X509_STORE_CTX *c)
{
    return ok;
}

static int
hello(SSL *s, int *al, void *arg)
{
    const unsigned char *p;
    int *present;
    size_t n;

    T(SSL_client_hello_isv2(s));
    T(SSL_client_hello_get0_legacy_version(s));
    T(SSL_client_hello_get0_random(s, &p));
    T(SSL_client_hello_get0_session_id(s, &p));
    n = SSL_client_hello_get0_ciphers(s, &p);
    for (size_t i = 0; i < n; i++)
        printf(" %02x", p[i]);
    printf("\n");
    T(SSL_client_hello_get0_compression_methods(s, &p));
    T(SSL_client_hello_get0_ext(s, 0, &p, &n));
    printf("  name %zu\n", n);
    T(SSL_client_hello_get0_ext(s, 999, &p, &n));
    T(SSL_client_hello_get1_extensions_present(s, &present, &n));
    for (size_t i = 0; i < n; i++)
        printf(" %d", present[i]);
    printf("\n");
    OPENSSL_free(present);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void
context(void)
{
    SSL_CTX *ctx = SSL_CTX_new_ex(NULL, NULL, TLS_method());
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509_NAME) *names, *dup;
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
    int idx = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);

    printf("== context\n");
    T(SSL_CTX_up_ref(ctx));
    SSL_CTX_free(ctx);
    T(SSL_CTX_get_ssl_method(ctx) == TLS_method());
    T(SSL_CTX_set_ex_data(ctx, idx, &idx));
    T(SSL_CTX_get_ex_data(ctx, idx) == &idx);
    SSL_CTX_set_default_passwd_cb(ctx, password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, &idx);
    T(SSL_CTX_get_default_passwd_cb(ctx) == password);
    T(SSL_CTX_get_default_passwd_cb_userdata(ctx) == &idx);
    SSL_CTX_set_client_cert_cb(ctx, client_cert);
    T(SSL_CTX_get_client_cert_cb(ctx) == client_cert);
    SSL_CTX_set_keylog_callback(ctx, keylog);
    T(SSL_CTX_get_keylog_callback(ctx) == keylog);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify);
    T(SSL_CTX_get_verify_callback(ctx) == verify);
    SSL_CTX_set1_cert_store(ctx, store);
    T(SSL_CTX_get_cert_store(ctx) == store);
    X509_STORE_free(store);
    X509_VERIFY_PARAM_set_depth(param, 7);
    T(SSL_CTX_set1_param(ctx, param));
    T(SSL_CTX_get_verify_depth(ctx));
    SSL_CTX_set_quiet_shutdown(ctx, 1);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    T(SSL_CTX_get_quiet_shutdown(ctx));
    T(SSL_CTX_set_default_verify_paths(ctx));
    T(SSL_CTX_set_default_verify_file(ctx));
    T(SSL_CTX_set_default_verify_dir(ctx));
    names = SSL_load_client_CA_file_ex(data_file("ca"), NULL, NULL);
    T(sk_X509_NAME_num(names));
    T(SSL_add_file_cert_subjects_to_stack(names, data_file("ec-chain")));
    T(sk_X509_NAME_num(names));
    T(SSL_add_file_cert_subjects_to_stack(names, "missing.pem"));
    T(SSL_add_dir_cert_subjects_to_stack(names, "missing"));
    dup = SSL_dup_CA_list(names);
    T(sk_X509_NAME_num(dup));
    SSL_CTX_set0_CA_list(ctx, names);
    T(SSL_CTX_get0_CA_list(ctx) == names);
    SSL *s = SSL_new(ctx);
    T(SSL_get0_CA_list(s) == names);
    SSL_set0_CA_list(s, dup);
    T(SSL_get0_CA_list(s) == dup);
    FILE *f = fopen(data_file("rsa-chain"), "r");
    X509 *x = PEM_read_X509(f, NULL, NULL, NULL);
    fclose(f);
    T(SSL_add1_to_CA_list(s, x));
    T(SSL_CTX_add1_to_CA_list(ctx, x));
    T(sk_X509_NAME_num(SSL_get0_CA_list(s)));
    T(SSL_add_client_CA(s, x));
    T(SSL_CTX_add_client_CA(ctx, x));
    T(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(ctx)));
    SSL_set_accept_state(s);
    T(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    SSL_set_client_CA_list(s, NULL);
    T(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    X509_free(x);
    X509_VERIFY_PARAM_free(param);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void
connection(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method()), *other;
    SSL *s = SSL_new(ctx);
    int idx = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    size_t n;

    printf("== connection\n");
    T(SSL_up_ref(s));
    SSL_free(s);
    T(SSL_set_ex_data(s, idx, &idx));
    T(SSL_get_ex_data(s, idx) == &idx);
    SSL_set_default_passwd_cb(s, password);
    SSL_set_default_passwd_cb_userdata(s, &idx);
    T(SSL_get_default_passwd_cb(s) == password);
    T(SSL_get_default_passwd_cb_userdata(s) == &idx);
    SSL_set_verify(s, SSL_VERIFY_PEER, verify);
    T(SSL_get_verify_callback(s) == verify);
    T(SSL_get_verify_mode(s));
    SSL_set_verify_depth(s, 4);
    T(SSL_get_verify_depth(s));
    SSL_set_verify_result(s, 33);
    T(SSL_get_verify_result(s));
    SSL_set_security_level(s, 1);
    T(SSL_get_security_level(s));
    SSL_set_read_ahead(s, 1);
    T(SSL_get_read_ahead(s));
    T(SSL_set_options(s, SSL_OP_NO_TICKET) & SSL_OP_NO_TICKET);
    T(SSL_clear_options(s, SSL_OP_NO_TICKET) & SSL_OP_NO_TICKET);
    T(SSL_get0_param(s) != NULL);
    T(SSL_set1_param(s, SSL_CTX_get0_param(ctx)));
    SSL_set_hostflags(s, X509_CHECK_FLAG_NO_WILDCARDS);
    T(SSL_get0_peername(s) == NULL);
    SSL_set_post_handshake_auth(s, 1);
    T(SSL_set_rfd(s, 0));
    T(SSL_set_wfd(s, 1));
    T(SSL_get_rfd(s));
    T(SSL_get_wfd(s));
    T(SSL_is_dtls(s));
    T(SSL_get_ssl_method(s) == TLS_method());
    T(SSL_get_SSL_CTX(s) == ctx);
    other = SSL_CTX_new(TLSv1_2_client_method());
    T(SSL_set_SSL_CTX(s, other) == other);
    T(SSL_get_SSL_CTX(s) == other);
    T(SSL_set_SSL_CTX(s, NULL) == ctx);
    T(SSL_get_current_compression(s) == NULL);
    T(SSL_get_current_expansion(s) == NULL);
    T(SSL_get_pending_cipher(s) == NULL);
    T(SSL_get_max_early_data(s));
    T(SSL_get_recv_max_early_data(s));
    T(SSL_waiting_for_async(s));
    T(SSL_get_all_async_fds(s, NULL, &n));
    T(SSL_get_changed_async_fds(s, NULL, &n, NULL, &n));
    T(SSL_alloc_buffers(s));
    T(SSL_free_buffers(s));
    T(sk_SSL_CIPHER_num(SSL_get_ciphers(s)) > 0);
    T(SSL_get_client_ciphers(s) == NULL);
    printf(" %s %s\n", SSL_group_to_name(s, NID_X9_62_prime256v1),
           SSL_group_to_name(s, NID_X25519));
    SSL *d = SSL_dup(s);
    T(d != NULL);
    T(SSL_get_verify_mode(d));
    T(SSL_get_verify_depth(d));
    SSL_free(d);
    SSL_free(s);
    SSL_CTX_free(other);
    SSL_CTX_free(ctx);
}

static void
whole(int version)
{
    struct pair p;
    unsigned char a[32], b[32];
    const unsigned char *proto;
    unsigned int len;
    char buf[8];
    size_t n;

    printf("== whole %x\n", version);
    pair_contexts(&p, "rsa", version);
    SSL_CTX_set_cipher_list(p.cctx, "ECDHE-RSA-AES256-GCM-SHA384");
    SSL_CTX_set_client_hello_cb(p.sctx, hello, NULL);
    SSL_CTX_set_keylog_callback(p.cctx, keylog);
    SSL_CTX_set_keylog_callback(p.sctx, keylog);
    SSL_CTX_set_client_cert_cb(p.cctx, client_cert);
    SSL_CTX_set_verify(p.sctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_client_CA_list(p.sctx,
                               SSL_load_client_CA_file(data_file("ca")));
    SSL_CTX_set_verify(p.cctx, SSL_VERIFY_PEER, NULL);
    pair_connect(&p);
    SSL_set_tlsext_host_name(p.c, "rsa.test");
    SSL_set1_host(p.c, "rsa.test");
    T(pair_shake(&p, 0));
    printf(" peer name %s\n", SSL_get0_peername(p.c));
    T(sk_X509_NAME_num(SSL_get0_peer_CA_list(p.c)));
    T(SSL_get_client_random(p.c, NULL, 0));
    T(SSL_get_client_random(p.c, a, sizeof a));
    T(SSL_get_client_random(p.s, b, sizeof b));
    T(memcmp(a, b, sizeof a));
    T(SSL_get_server_random(p.c, a, sizeof a));
    T(SSL_get_server_random(p.s, b, sizeof b));
    T(memcmp(a, b, sizeof a));
    T(sk_SSL_CIPHER_num(SSL_get_client_ciphers(p.s)));
    STACK_OF(SSL_CIPHER) *list = SSL_get1_supported_ciphers(p.c);
    T(sk_SSL_CIPHER_num(list));
    sk_SSL_CIPHER_free(list);
    for (int i = 0; i < 30; i++) {
        int sign, hash, both;
        unsigned char rsig, rhash;

        if (SSL_get_sigalgs(p.s, i, &sign, &hash, &both, &rsig, &rhash) <= i)
            break;
        printf(" sigalg %d %d %d %02x%02x\n", sign, hash, both, rhash, rsig);
    }
    int nid = 0;
    T(SSL_get_signature_type_nid(p.s, &nid));
    T(nid);
    SSL_get0_next_proto_negotiated(p.c, &proto, &len);
    T(len);
    T(SSL_get_pending_cipher(p.c) != NULL);
    SSL_write(p.s, "peek", 4);
    T(SSL_peek_ex(p.c, buf, sizeof buf, &n));
    T(n);
    T(SSL_read(p.c, buf, sizeof buf));
    pair_free(&p);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    context();
    connection();
    whole(TLS1_2_VERSION);
    whole(TLS1_3_VERSION);
    return 0;
}
