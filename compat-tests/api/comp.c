/* COMP and SSL_COMP: a library without zlib answers, and does nothing. */
#include <openssl/comp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  error %lx %s\n", e, ERR_reason_error_string(e));
}

static void
methods(void)
{
    COMP_METHOD *zlib = COMP_zlib();
    unsigned char in[64], out[64];
    COMP_CTX *ctx;

    memset(in, 'a', sizeof in);
    printf("zlib %d type %d name %s\n", zlib != NULL, COMP_get_type(zlib),
           COMP_get_name(zlib));
    printf("the same again %d\n", COMP_zlib() == zlib);
    ctx = COMP_CTX_new(zlib);
    errors();
    printf("context %d type %d method %d\n", ctx != NULL,
           COMP_CTX_get_type(ctx), COMP_CTX_get_method(ctx) == zlib);
    for (int len = 0; len <= 64; len += 32) {
        printf("compress %d: %d\n", len,
               COMP_compress_block(ctx, out, sizeof out, in, len));
        errors();
        printf("expand %d: %d\n", len,
               COMP_expand_block(ctx, out, sizeof out, in, len));
        errors();
    }
    COMP_CTX_free(ctx);
    COMP_CTX_free(NULL);
#ifdef COMP_zlib_cleanup
    COMP_zlib_cleanup();
#endif
}

static void
lists(void)
{
    STACK_OF(SSL_COMP) *list = SSL_COMP_get_compression_methods();
    STACK_OF(SSL_COMP) *own = sk_SSL_COMP_new_null();
    STACK_OF(SSL_COMP) * old;

    printf("list %d with %d\n", list != NULL, sk_SSL_COMP_num(list));
    printf("the same again %d\n", SSL_COMP_get_compression_methods() == list);
    for (int id = -1; id <= 257; id++) {
        int r = SSL_COMP_add_compression_method(id, COMP_zlib());

        if (id < 2 || id == 192 || id == 193 || id > 254)
            printf("add %d: %d\n", id, r);
        errors();
    }
    printf("add NULL: %d\n", SSL_COMP_add_compression_method(193, NULL));
    errors();
    printf("list with %d\n", sk_SSL_COMP_num(list));
    old = SSL_COMP_set0_compression_methods(own);
    printf("old is the first %d\n", old == list);
    printf("now own %d\n", SSL_COMP_get_compression_methods() == own);
    old = SSL_COMP_set0_compression_methods(NULL);
    printf("old is own %d\n", old == own);
    printf("now none %d\n", SSL_COMP_get_compression_methods() == NULL);
    SSL_COMP_set0_compression_methods(list);
    sk_SSL_COMP_free(own);
    SSL_COMP_free_compression_methods();
    printf("name of zlib %s\n", SSL_COMP_get_name(COMP_zlib()));
    printf("name of none %d\n", SSL_COMP_get_name(NULL) == NULL);
}

static void
connections(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s;

    printf("off by default %d\n",
           (SSL_CTX_get_options(ctx) & SSL_OP_NO_COMPRESSION) != 0);
    SSL_CTX_clear_options(ctx, SSL_OP_NO_COMPRESSION);
    s = SSL_new(ctx);
    printf("now %d\n", (SSL_get_options(s) & SSL_OP_NO_COMPRESSION) != 0);
    printf("current %d %d\n", SSL_get_current_compression(s) == NULL,
           SSL_get_current_expansion(s) == NULL);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

int
main(void)
{
    methods();
    lists();
    connections();
    errors();
    return 0;
}
