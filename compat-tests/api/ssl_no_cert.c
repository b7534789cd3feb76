/* A server without a certificate: which version it speaks, which suite, and
 * what both sides are told. A hook that might still bring a certificate
 * changes the answer even where it brings none. */
#include "loopback.h"

enum {
    CERT_CB = 1,
    CERT_CB_RSA = 2,
    NAME_CB = 4,
    HELLO_CB = 8,
    CERT_ALONE = 16,
    KEY_ALONE = 32,
    ANON_ONLY = 64,
    DSA_CERT = 128,
};

static int
cert_idle(SSL *s, void *arg)
{
    printf(" [cert]");
    return 1;
}

static int
cert_rsa(SSL *s, void *arg)
{
    printf(" [cert rsa]");
    SSL_use_certificate_chain_file(s, data_file("rsa-chain"));
    SSL_use_PrivateKey_file(s, data_file("rsa-key"), SSL_FILETYPE_PEM);
    return 1;
}

static int
name_ok(SSL *s, int *alert, void *arg)
{
    printf(" [name]");
    return SSL_TLSEXT_ERR_OK;
}

static int
hello_ok(SSL *s, int *alert, void *arg)
{
    printf(" [hello]");
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void
alerts(const SSL *s, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf(" [%s %s %s]", who(s), where & SSL_CB_READ ? "reads" : "sends",
               SSL_alert_desc_string_long(ret));
}

static void
settings(struct pair *p, int how)
{
    SSL_CTX_set_cipher_list(p->cctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    SSL_CTX_set_cipher_list(p->sctx, how & ANON_ONLY
                                         ? "aNULL:@SECLEVEL=0"
                                         : "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    SSL_CTX_set_dh_auto(p->sctx, 1);
    if (how & (CERT_CB | CERT_CB_RSA))
        SSL_CTX_set_cert_cb(p->sctx, how & CERT_CB ? cert_idle : cert_rsa,
                            NULL);
    if (how & NAME_CB)
        SSL_CTX_set_tlsext_servername_callback(p->sctx, name_ok);
    if (how & HELLO_CB)
        SSL_CTX_set_client_hello_cb(p->sctx, hello_ok, NULL);
    if (how & CERT_ALONE)
        SSL_CTX_use_certificate_chain_file(p->sctx, data_file("rsa-chain"));
    if (how & KEY_ALONE)
        SSL_CTX_use_PrivateKey_file(p->sctx, data_file("rsa-key"),
                                    SSL_FILETYPE_PEM);
    SSL_CTX_set_info_callback(p->cctx, alerts);
    SSL_CTX_set_info_callback(p->sctx, alerts);
    queue("settings");
}

static void
one(const char *name, int how, int client_min, int client_max, int server_min)
{
    struct pair p;

    printf("%s; client %x to %x, server from %x\n", name, client_min,
           client_max, server_min);
    pair_contexts(&p, how & DSA_CERT ? "dsa" : NULL, 0);
    SSL_CTX_set_min_proto_version(p.cctx, client_min);
    SSL_CTX_set_max_proto_version(p.cctx, client_max);
    SSL_CTX_set_min_proto_version(p.sctx, server_min);
    settings(&p, how);
    pair_connect(&p);
    pair_shake(&p, 1);
    printf(" %s %s, %s %s\n", SSL_get_version(p.c), SSL_get_cipher_name(p.c),
           SSL_get_version(p.s), SSL_get_cipher_name(p.s));
    SSL_free(p.c);
    SSL_free(p.s);
    SSL_CTX_free(p.cctx);
    SSL_CTX_free(p.sctx);
}

int
main(void)
{
    static const struct {
        const char *name;
        int how;
    } rows[] = {
        {"plain", 0},
        {"anonymous suites", ANON_ONLY},
        {"idle certificate callback", CERT_CB},
        {"certificate callback", CERT_CB_RSA},
        {"name callback", NAME_CB},
        {"hello callback", HELLO_CB},
        {"certificate without key", CERT_ALONE},
        {"key without certificate", KEY_ALONE},
        {"DSA", DSA_CERT},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        one(rows[i].name, rows[i].how, 0, 0, 0);
        one(rows[i].name, rows[i].how, TLS1_3_VERSION, 0, 0);
        one(rows[i].name, rows[i].how, 0, 0, TLS1_3_VERSION);
        one(rows[i].name, rows[i].how, 0, TLS1_2_VERSION, 0);
    }
    return 0;
}
