/* EVP_MAC: HMAC and CMAC by name, parameters, re-initialising, misuse. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#include "tell.h"

static void
digits(const unsigned char *p, size_t len)
{
    while (len-- > 0)
        printf("%02x", *p++);
    printf("\n");
}

int
main(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "hmac", NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac), *copy;
    unsigned char out[100];
    size_t n = 0;
    OSSL_PARAM p[] = {
        OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA256", 0),
        OSSL_PARAM_construct_end()};
    OSSL_PARAM c[] = {
        OSSL_PARAM_construct_utf8_string("cipher", (char *)"AES-128-CBC", 0),
        OSSL_PARAM_construct_end()};

    printf("%s\n", EVP_MAC_get0_name(mac));
    TRY(EVP_MAC_is_a(mac, "HMAC"));
    TRY(EVP_MAC_init(ctx, (const unsigned char *)"k", 1, NULL));
    TRY(EVP_MAC_CTX_set_params(ctx, p));
    TRY(EVP_MAC_CTX_get_block_size(ctx));
    TRY(EVP_MAC_init(ctx, NULL, 0, NULL));
    TRY(EVP_MAC_init(ctx, (const unsigned char *)"k", 1, NULL));
    TRY(EVP_MAC_CTX_get_mac_size(ctx));
    TRY(EVP_MAC_update(ctx, (const unsigned char *)"abc", 3));
    copy = EVP_MAC_CTX_dup(ctx);
    TRY(EVP_MAC_final(ctx, NULL, &n, 0));
    TRY(n);
    TRY(EVP_MAC_final(ctx, out, &n, 3));
    TRY(EVP_MAC_final(ctx, out, &n, sizeof out));
    digits(out, n);
    TRY(EVP_MAC_init(ctx, NULL, 0, NULL));
    TRY(EVP_MAC_final(ctx, out, &n, sizeof out));
    digits(out, n);
    TRY(EVP_MAC_final(copy, out, &n, sizeof out));
    digits(out, n);
    EVP_MAC_CTX_free(copy);
    p[0] = OSSL_PARAM_construct_utf8_string("digest", (char *)"nope", 0);
    TRY(EVP_MAC_CTX_set_params(ctx, p));
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    TRY(EVP_MAC_fetch(NULL, "nope", NULL) == NULL);

    mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
    ctx = EVP_MAC_CTX_new(mac);
    TRY(EVP_MAC_CTX_get_mac_size(ctx));
    TRY(EVP_MAC_init(ctx, (const unsigned char *)"k", 1, c));
    TRY(EVP_MAC_init(ctx, (const unsigned char *)"0123456789abcdef", 16,
                     NULL));
    TRY(EVP_MAC_CTX_get_mac_size(ctx));
    TRY(EVP_MAC_update(ctx, (const unsigned char *)"abc", 3));
    TRY(EVP_MAC_final(ctx, out, &n, sizeof out));
    digits(out, n);
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    TRY(EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, "key", 3,
                  (const unsigned char *)"data", 4, out, sizeof out, &n) ==
        out);
    digits(out, n);
    return 0;
}
