/* The methods of one version and of all: contexts made from them, what they
 * say of themselves, and handshakes of every client with every server, at the
 * security level where the old versions work. */
#include "loopback.h"

typedef const SSL_METHOD *method_fn(void);

static const struct {
    const char *name;
    method_fn *client, *server, *both;
} methods[] = {
    {"TLS", TLS_client_method, TLS_server_method, TLS_method},
    {"TLSv1", TLSv1_client_method, TLSv1_server_method, TLSv1_method},
    {"TLSv1_1", TLSv1_1_client_method, TLSv1_1_server_method, TLSv1_1_method},
    {"TLSv1_2", TLSv1_2_client_method, TLSv1_2_server_method, TLSv1_2_method},
};

enum { COUNT = sizeof methods / sizeof *methods };

static SSL *
end(method_fn *method, int server, SSL_CTX **ctx)
{
    SSL *s;

    *ctx = SSL_CTX_new(method());
    SSL_CTX_set_security_level(*ctx, 0);
    if (server) {
        SSL_CTX_use_certificate_chain_file(*ctx, data_file("ec-chain"));
        SSL_CTX_use_PrivateKey_file(*ctx, data_file("ec-key"),
                                    SSL_FILETYPE_PEM);
    }
    s = SSL_new(*ctx);
    printf("min %lx max %lx version %x %s client %d\n",
           SSL_CTX_get_min_proto_version(*ctx),
           SSL_CTX_get_max_proto_version(*ctx), SSL_version(s),
           SSL_get_version(s), !SSL_is_server(s));
    if (server)
        SSL_set_accept_state(s);
    else
        SSL_set_connect_state(s);
    return s;
}

/* Of a server that is too old, one library tells the alert and the other its
 * record's version: no TELL then. */
static void
shake(method_fn *client, method_fn *server, int tell)
{
    SSL_CTX *cctx, *sctx;
    SSL *c = end(client, 0, &cctx), *s = end(server, 1, &sctx);
    BIO *a, *b;
    unsigned long e;

    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(c, a, a);
    SSL_set_bio(s, b, b);
    for (int i = 0; i < 6; i++) {
        SSL_do_handshake(c);
        SSL_do_handshake(s);
    }
    printf("%s %s client %s server %s", SSL_get_version(c), SSL_get_cipher(c),
           SSL_state_string(c), SSL_state_string(s));
    while ((e = ERR_get_error()) != 0)
        if (tell)
            printf(" [%s]", ERR_reason_error_string(e));
    printf("\n");
    SSL_free(c);
    SSL_free(s);
    SSL_CTX_free(cctx);
    SSL_CTX_free(sctx);
}

int
main(void)
{
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < COUNT; k++) {
            int tell = i == 0 || k == 0 || i <= k;

            printf("--- %s to %s\n", methods[i].name, methods[k].name);
            shake(methods[i].client, methods[k].server, tell);
            printf("--- %s to %s, either side\n", methods[i].name,
                   methods[k].name);
            shake(methods[i].both, methods[k].both, tell);
        }
    return 0;
}
