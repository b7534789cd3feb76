/* Settings of SSL_CTX and SSL that few programs make: next protocols,
 * early data, a DH field as an EVP_PKEY. */
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdio.h>

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("    queue %d %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-");
}

static int
select_protocol(SSL *s, unsigned char **out, unsigned char *len,
                const unsigned char *in, unsigned in_len, void *arg)
{
    return SSL_TLSEXT_ERR_NOACK;
}

static int
advertise(SSL *s, const unsigned char **out, unsigned *len, void *arg)
{
    return SSL_TLSEXT_ERR_NOACK;
}

static void
field(SSL_CTX *ctx, int nid)
{
    EVP_PKEY *p = EVP_PKEY_new();
    int ok;

    EVP_PKEY_assign(p, EVP_PKEY_DH, DH_new_by_nid(nid));
    ok = SSL_CTX_set0_tmp_dh_pkey(ctx, p);
    printf("field of %d bits: %d\n", EVP_PKEY_get_bits(p), ok);
    if (!ok)
        EVP_PKEY_free(p);
    queue();
}

int
main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s;

    printf("init %d\n", OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL));
    SSL_CTX_set_next_protos_advertised_cb(ctx, advertise, NULL);
    SSL_CTX_set_next_proto_select_cb(ctx, select_protocol, NULL);
    printf("early data %d", SSL_CTX_set_max_early_data(ctx, 1000));
    printf(", then %u\n", SSL_CTX_get_max_early_data(ctx));
    field(ctx, NID_ffdhe2048);
    field(ctx, NID_ffdhe3072);
    s = SSL_new(ctx);
    printf("session %d", SSL_set_max_early_data(s, 99));
    printf(", then %u\n", SSL_get_max_early_data(s));
    printf("status of early data %d\n", SSL_get_early_data_status(s));
    queue();
    SSL_free(s);
    SSL_CTX_free(ctx);
    return 0;
}
