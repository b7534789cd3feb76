/* What libssl exports and refuses, as a program calls it where the feature is
 * absent: return value and error queue. SRP is in OpenSSL's libssl, so that
 * only the answers it gives to an unprepared context can be compared. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>

static void
answer(const char *name, long got)
{
    unsigned long e;

    printf("%s %ld", name, got);
    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

int
main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    answer("SSL_get_srp_username", SSL_get_srp_username(ssl) != NULL);
    answer("SSL_get_srp_userinfo", SSL_get_srp_userinfo(ssl) != NULL);
    answer("SSL_set_srp_server_param",
           SSL_set_srp_server_param(ssl, NULL, NULL, NULL, NULL, NULL));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
