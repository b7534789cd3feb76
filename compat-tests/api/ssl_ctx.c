/* SSL_CTX and SSL: defaults, options, versions, controls, and what wrong
 * calls leave behind. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static void
queue(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("   %d:%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_SYSTEM_ERROR(e) ? "system" : ERR_reason_error_string(e),
               flags & ERR_TXT_STRING ? data : "");
}

#define T(x)                               \
    do {                                   \
        printf("%s = %ld\n", #x, (long)(x)); \
        queue();                           \
    } while (0)

static void
versions(const char *name, const SSL_METHOD *m)
{
    static const int v[] = {0,     0x2ff, 0x300,  0x301,  0x302, 0x303,
                            0x304, 0x305, 0xfeff, 0xfefd, -1};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        SSL_CTX *c = SSL_CTX_new(m);
        SSL *s = SSL_new(c);

        printf("%s %x:", name, (unsigned)v[i]);
        printf(" %ld", SSL_CTX_set_min_proto_version(c, v[i]));
        printf(" %lx", SSL_CTX_get_min_proto_version(c));
        printf(" %ld", SSL_CTX_set_max_proto_version(c, v[i]));
        printf(" %lx", SSL_CTX_get_max_proto_version(c));
        printf(" %ld", SSL_set_min_proto_version(s, v[i]));
        printf(" %lx\n", SSL_get_min_proto_version(s));
        SSL_free(s);
        SSL_CTX_free(c);
        queue();
    }
}

static void
defaults(void)
{
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(c);

    T(SSL_CTX_get_options(c));
    T(SSL_CTX_get_mode(c));
    T(SSL_CTX_get_verify_mode(c));
    T(SSL_CTX_get_verify_depth(c));
    T(SSL_CTX_get_session_cache_mode(c));
    T(SSL_CTX_sess_get_cache_size(c));
    T(SSL_CTX_get_timeout(c));
    T(SSL_CTX_get_security_level(c));
    T(SSL_CTX_get_max_cert_list(c));
    T(SSL_CTX_get_read_ahead(c));
    T(SSL_CTX_get_num_tickets(c));
    T(SSL_CTX_get_max_early_data(c));
    T(SSL_CTX_get_recv_max_early_data(c));
    T(SSL_CTX_get_quiet_shutdown(c));
    T(SSL_CTX_get0_certificate(c) == NULL);
    T(SSL_CTX_get0_privatekey(c) == NULL);
    T(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(c)));
    T(SSL_CTX_check_private_key(c));
    T(SSL_CTX_get_tlsext_status_type(c));
    T(SSL_get_options(s));
    T(SSL_get_mode(s));
    T(SSL_version(s));
    T(strcmp(SSL_get_version(s), "TLSv1.3"));
    T(SSL_client_version(s));
    T(SSL_want(s));
    T(SSL_get_shutdown(s));
    T(SSL_get_default_timeout(s));
    T(SSL_pending(s));
    T(SSL_has_pending(s));
    T(SSL_in_init(s));
    T(SSL_in_before(s));
    T(SSL_is_init_finished(s));
    T(SSL_is_server(s));
    T(SSL_get_verify_result(s));
    T(SSL_get_current_cipher(s) == NULL);
    T(SSL_get_session(s) == NULL);
    T(SSL_get_state(s));
    T(SSL_session_reused(s));
    T(SSL_get_fd(s));
    T(SSL_set_fd(s, 77));
    T(SSL_get_fd(s));
    T(SSL_get_rfd(s));
    T(SSL_get_wfd(s));
    T(SSL_get_rbio(s) == SSL_get_wbio(s));
    printf("%s|%s|%s|%s\n", SSL_state_string(s), SSL_state_string_long(s),
           SSL_rstate_string(s), SSL_rstate_string_long(s));
    SSL_free(s);
    SSL_CTX_free(c);
}

static void
settings(void)
{
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL *s;

    T(SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_ALL));
    T(SSL_CTX_clear_options(c, SSL_OP_NO_TICKET));
    T(SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE));
    T(SSL_CTX_clear_mode(c, SSL_MODE_AUTO_RETRY));
    T(SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_BOTH));
    T(SSL_CTX_get_session_cache_mode(c));
    T(SSL_CTX_sess_set_cache_size(c, 5));
    T(SSL_CTX_sess_get_cache_size(c));
    T(SSL_CTX_set_timeout(c, 99));
    T(SSL_CTX_get_timeout(c));
    T(SSL_CTX_set_max_cert_list(c, 1000));
    T(SSL_CTX_get_max_cert_list(c));
    T(SSL_CTX_set_max_send_fragment(c, 511));
    T(SSL_CTX_set_max_send_fragment(c, 512));
    T(SSL_CTX_set_max_send_fragment(c, 16385));
    T(SSL_CTX_set_split_send_fragment(c, 513));
    T(SSL_CTX_set_split_send_fragment(c, 512));
    T(SSL_CTX_set_read_ahead(c, 1));
    T(SSL_CTX_get_read_ahead(c));
    T(SSL_CTX_set_num_tickets(c, 5));
    T(SSL_CTX_get_num_tickets(c));
    T(SSL_CTX_set_session_id_context(c, (const unsigned char *)"x", 33));
    T(SSL_CTX_set_session_id_context(c, (const unsigned char *)"x", 1));
    T(SSL_CTX_set1_groups_list(c, "P-256:X25519"));
    T(SSL_CTX_set1_groups_list(c, "P-256:P-256"));
    T(SSL_CTX_set1_sigalgs_list(c, "RSA+SHA256:ECDSA+SHA512"));
    T(SSL_CTX_set1_sigalgs_list(c, "rsa_pss_rsae_sha256:ed25519"));
    T(SSL_CTX_set1_sigalgs_list(c, "RSA-PSS+SHA256:PSS+SHA384"));
    T(SSL_CTX_set1_sigalgs_list(c, "nope"));
    T(SSL_CTX_set_alpn_protos(c, (const unsigned char *)"\2h2", 3));
    T(SSL_CTX_set_alpn_protos(c, (const unsigned char *)"\0", 1));
    T(SSL_CTX_set_alpn_protos(c, (const unsigned char *)"\5a", 2));
    T(SSL_CTX_set_alpn_protos(c, NULL, 0));
    T(SSL_CTX_ctrl(c, 9999, 0, NULL));
    T(SSL_CTX_set_tlsext_ticket_keys(c, NULL, 0));
    T(SSL_CTX_set_tlsext_ticket_keys(c, c, 48));
    T(SSL_CTX_use_certificate_file(c, "/nonexistent", SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_chain_file(c, "/nonexistent"));
    T(SSL_CTX_use_PrivateKey_file(c, "/nonexistent", SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_file(c, "/dev/null", SSL_FILETYPE_PEM));
    T(SSL_CTX_use_certificate_chain_file(c, "/dev/null"));
    T(SSL_CTX_use_certificate_file(c, "/dev/null", 7));
    T(SSL_CTX_use_PrivateKey_file(c, "/dev/null", 7));
    T(SSL_CTX_use_certificate(c, NULL));
    T(SSL_CTX_use_PrivateKey(c, NULL));
    T(SSL_CTX_load_verify_locations(c, NULL, "/nonexistent"));
    T(SSL_load_client_CA_file("/dev/null") != NULL);
    T(SSL_CTX_new(NULL) != NULL);
    s = SSL_new(c);
    T(SSL_get_options(s));
    T(SSL_get_mode(s));
    T(SSL_set_tlsext_host_name(s, ""));
    T(SSL_set_tlsext_host_name(s, "a.example"));
    T(SSL_ctrl(s, 9999, 0, NULL));
    SSL_free(s);
    SSL_CTX_free(c);
}

static void
calls(void)
{
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(c);
    char b[8];
    size_t n;

    T(SSL_read(s, b, 5));
    T(SSL_write(s, b, 5));
    T(SSL_peek(s, b, 5));
    T(SSL_shutdown(s));
    T(SSL_do_handshake(s));
    T(SSL_read(s, b, -1));
    T(SSL_write(s, b, -1));
    T(SSL_read_ex(s, b, 5, &n));
    T(SSL_write_ex(s, b, 5, &n));
    T(SSL_sendfile(s, 0, 0, 5, 0));
    T(SSL_write_early_data(s, b, 5, &n));
    T(SSL_read_early_data(s, b, 5, &n));
    T(SSL_check_private_key(s));
    T(SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED));
    T(SSL_get_error(s, 1));
    SSL_set_accept_state(s);
    T(SSL_is_server(s));
    T(SSL_do_handshake(s));
    SSL_set_shutdown(s, SSL_RECEIVED_SHUTDOWN);
    T(SSL_read(s, b, 5));
    T(SSL_get_error(s, 0));
    T(SSL_get_shutdown(s));
    SSL_set_quiet_shutdown(s, 1);
    T(SSL_shutdown(s));
    T(SSL_get_shutdown(s));
    SSL_free(s);
    SSL_CTX_free(c);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    versions("TLS", TLS_method());
    versions("TLS client", TLS_client_method());
    versions("TLSv1.2", TLSv1_2_method());
    defaults();
    settings();
    calls();
    for (int i = 0; i < 256; i++)
        printf("%d %s|%s\n", i, SSL_alert_desc_string(i),
               SSL_alert_desc_string_long(i));
    for (int i = 0; i < 4; i++)
        printf("%d %s|%s\n", i, SSL_alert_type_string(i << 8),
               SSL_alert_type_string_long(i << 8));
    return 0;
}
