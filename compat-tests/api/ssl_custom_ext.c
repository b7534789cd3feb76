/* Extensions of the program's own: which may be registered, in which
 * messages they are sent and read, in what order the callbacks come, and what
 * a refusing callback does. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail_add, fail_parse, omit;

static int
add(SSL *s, unsigned int type, unsigned int context,
    const unsigned char **out, size_t *outlen, X509 *x, size_t chainidx,
    int *al, void *arg)
{
    printf("%s add %u context %x chain %zu certificate %d\n", (char *)arg,
           type, context, chainidx, x != NULL);
    *out = (const unsigned char *)"abc";
    *outlen = 3;
    if (fail_add) {
        *al = SSL_AD_ACCESS_DENIED;
        return -1;
    }
    return !omit;
}

static void
give_back(SSL *s, unsigned int type, unsigned int context,
          const unsigned char *out, void *arg)
{
    printf("%s free %u context %x\n", (char *)arg, type, context);
}

static int
parse(SSL *s, unsigned int type, unsigned int context,
      const unsigned char *in, size_t inlen, X509 *x, size_t chainidx,
      int *al, void *arg)
{
    printf("%s parse %u context %x length %zu chain %zu certificate %d\n",
           (char *)arg, type, context, inlen, chainidx, x != NULL);
    if (fail_parse)
        *al = SSL_AD_HANDSHAKE_FAILURE;
    return !fail_parse;
}

static int
old_add(SSL *s, unsigned int type, const unsigned char **out, size_t *outlen,
        int *al, void *arg)
{
    printf("%s old add %u\n", (char *)arg, type);
    *out = (const unsigned char *)"xy";
    *outlen = 2;
    return 1;
}

static void
old_free(SSL *s, unsigned int type, const unsigned char *out, void *arg)
{
    printf("%s old free %u\n", (char *)arg, type);
}

static int
old_parse(SSL *s, unsigned int type, const unsigned char *in, size_t inlen,
          int *al, void *arg)
{
    printf("%s old parse %u length %zu\n", (char *)arg, type, inlen);
    return 1;
}

/* Which extensions stand in a hello or among the encrypted ones. */
static void
message(int sent, int version, int type, const void *data, size_t len, SSL *s,
        void *arg)
{
    const unsigned char *p = data;
    size_t at;

    if (type != 22 || !sent || (p[0] != 1 && p[0] != 2 && p[0] != 8))
        return;
    at = 4;
    if (p[0] != 8) {
        at += 34;
        at += 1 + (size_t)p[at];
        at += p[0] == 1 ? 2 + (size_t)(p[at] << 8 | p[at + 1]) : 2;
        at += 1 + (p[0] == 1 ? (size_t)p[at] : 0); /* compression */
    }
    printf("%s message %d:", (char *)arg, p[0]);
    for (at += 2; at + 4 <= len; at += 4 + (size_t)(p[at + 2] << 8 | p[at + 3]))
        printf(" %d", p[at] << 8 | p[at + 1]);
    printf("\n");
}

static SSL_CTX *
context(int server, int version)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method()
                                      : TLS_client_method());
    const char *dir = getenv("URT_DATA_DIR");
    char path[512];

    SSL_CTX_set_max_proto_version(ctx, version);
    SSL_CTX_set_min_proto_version(ctx, version);
    if (!server)
        return ctx;
    snprintf(path, sizeof path, "%s/api-ec-chain.pem", dir);
    SSL_CTX_use_certificate_chain_file(ctx, path);
    snprintf(path, sizeof path, "%s/api-ec-key.pem", dir);
    SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM);
    return ctx;
}

static void
queue(const char *who)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("%s: %s | %s\n", who, ERR_lib_error_string(e),
               ERR_reason_error_string(e));
}

static SSL_SESSION *
connect_pair(SSL_CTX *sc, SSL_CTX *cc, SSL_SESSION *session)
{
    SSL *s = SSL_new(sc), *c = SSL_new(cc);
    BIO *a, *b;
    char byte;
    int r = 0, q = 0;

    BIO_new_bio_pair(&a, 0, &b, 0);
    SSL_set_bio(s, a, a);
    SSL_set_bio(c, b, b);
    SSL_set_accept_state(s);
    SSL_set_connect_state(c);
    SSL_set_msg_callback(s, message);
    SSL_set_msg_callback_arg(s, (void *)"server");
    SSL_set_msg_callback(c, message);
    SSL_set_msg_callback_arg(c, (void *)"client");
    if (session != NULL)
        SSL_set_session(c, session);
    for (int i = 0; i < 5; i++) {
        if (r >= 0 && SSL_get_error(c, r) != SSL_ERROR_SSL)
            r = SSL_do_handshake(c);
        else if (SSL_get_error(c, r) == SSL_ERROR_WANT_READ)
            r = SSL_do_handshake(c);
        queue("client");
        if (q <= 0 && (q == 0 || SSL_get_error(s, q) == SSL_ERROR_WANT_READ))
            q = SSL_do_handshake(s);
        queue("server");
    }
    if (r == 1)
        (void)SSL_read(c, &byte, 1);
    queue("client");
    printf("finished %d %d reused %d\n", SSL_is_init_finished(c),
           SSL_is_init_finished(s), SSL_session_reused(c));
    session = SSL_get1_session(c);
    SSL_free(s);
    SSL_free(c);
    return session;
}

static void
registering(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    unsigned in = SSL_EXT_CLIENT_HELLO;

    printf("known:");
    for (unsigned i = 0; i < 0x10000; i++)
        if (SSL_extension_supported(i))
            printf(" %u", i);
    printf("\nmore: %d\n", SSL_extension_supported(0x10000));
    printf("%d",
           SSL_CTX_add_custom_ext(ctx, 1000, in, add, give_back, "a", parse,
                                  "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 1000, in, add, give_back, "a",
                                         parse, "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 0, in, add, give_back, "a",
                                         parse, "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 18, in, add, give_back, "a",
                                         parse, "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 70000, in, add, give_back, "a",
                                         parse, "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 1001, in, NULL, give_back, "a",
                                         parse, "a"));
    printf(" %d\n", SSL_CTX_add_custom_ext(ctx, 1002, in, NULL, NULL, NULL,
                                           NULL, NULL));
    printf("%d", SSL_CTX_add_client_custom_ext(ctx, 1003, old_add, old_free,
                                               "a", old_parse, "a"));
    printf(" %d", SSL_CTX_add_client_custom_ext(ctx, 1003, old_add, old_free,
                                                "a", old_parse, "a"));
    printf(" %d", SSL_CTX_add_server_custom_ext(ctx, 1003, old_add, old_free,
                                                "a", old_parse, "a"));
    printf(" %d", SSL_CTX_add_server_custom_ext(ctx, 1004, NULL, NULL, NULL,
                                                old_parse, "a"));
    printf(" %d", SSL_CTX_add_custom_ext(ctx, 1004, in, add, give_back, "a",
                                         parse, "a"));
    printf(" %d\n", SSL_CTX_add_client_custom_ext(ctx, 1000, old_add,
                                                  old_free, "a", old_parse,
                                                  "a"));
    printf("%d %d %d %d\n", SSL_CTX_has_client_custom_ext(ctx, 1000),
           SSL_CTX_has_client_custom_ext(ctx, 1003),
           SSL_CTX_has_client_custom_ext(ctx, 1004),
           SSL_CTX_has_client_custom_ext(ctx, 5));
    queue("registering");
    SSL_CTX_free(ctx);
}

static void
must(int ok)
{
    if (!ok)
        printf("not registered\n");
}

static void
handshakes(int version)
{
    unsigned in = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
                  SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS |
                  SSL_EXT_TLS1_3_CERTIFICATE |
                  SSL_EXT_TLS1_3_CERTIFICATE_REQUEST |
                  SSL_EXT_TLS1_3_NEW_SESSION_TICKET;
    SSL_CTX *sc = context(1, version), *cc = context(0, version);
    unsigned sct = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
                   SSL_EXT_TLS1_3_CERTIFICATE;
    SSL_SESSION *first, *second;

    printf("version %x\n", version);
    must(SSL_CTX_add_custom_ext(sc, 1000, in, add, give_back, "server", parse,
                                "server"));
    must(SSL_CTX_add_custom_ext(cc, 1000, in, add, give_back, "client", parse,
                                "client"));
    must(SSL_CTX_add_custom_ext(cc, 18, sct, add, give_back, "client", parse,
                                "client"));
    must(SSL_CTX_add_custom_ext(sc, 18, sct, add, give_back, "server", parse,
                                "server"));
    must(SSL_CTX_add_custom_ext(cc, 1002, in, NULL, NULL, NULL, NULL, NULL));
    must(SSL_CTX_add_client_custom_ext(cc, 1003, old_add, old_free, "client",
                                       old_parse, "client"));
    must(SSL_CTX_add_server_custom_ext(sc, 1003, old_add, old_free, "server",
                                       old_parse, "server"));
    must(SSL_CTX_add_custom_ext(sc, 1005, in, add, give_back, "server", parse,
                                "server"));
    must(SSL_CTX_add_custom_ext(cc, 1006, in | SSL_EXT_TLS1_3_ONLY, add,
                                give_back, "client", parse, "client"));
    must(SSL_CTX_add_custom_ext(sc, 1006, in | SSL_EXT_TLS1_3_ONLY, add,
                                give_back, "server", parse, "server"));
    first = connect_pair(sc, cc, NULL);
    second = connect_pair(sc, cc, first);
    SSL_SESSION_free(first);
    SSL_SESSION_free(second);
    omit = 1;
    printf("nothing to say\n");
    SSL_SESSION_free(connect_pair(sc, cc, NULL));
    omit = 0;
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

static void
refusing(int version, int on_server)
{
    unsigned in = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
                  SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;

    for (int what = 0; what < 2; what++) {
        SSL_CTX *sc = context(1, version), *cc = context(0, version);

        printf("version %x, %s fails to %s\n", version,
               on_server ? "server" : "client", what ? "read" : "write");
        must(SSL_CTX_add_custom_ext(on_server ? sc : cc, 1000, in, add,
                                    give_back, "this", parse, "this"));
        if (on_server)
            must(SSL_CTX_add_custom_ext(cc, 1000, in, NULL, NULL, NULL, NULL,
                                        NULL));
        else
            must(SSL_CTX_add_client_custom_ext(sc, 1000, NULL, NULL, NULL,
                                               NULL, NULL));
        fail_add = !what;
        fail_parse = what;
        SSL_SESSION_free(connect_pair(sc, cc, NULL));
        fail_add = fail_parse = 0;
        SSL_CTX_free(sc);
        SSL_CTX_free(cc);
    }
}

/* Timestamps where RFC 8446 has none. */
static void
misplaced(void)
{
    unsigned in = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
    SSL_CTX *sc = context(1, TLS1_3_VERSION), *cc = context(0, TLS1_3_VERSION);

    printf("misplaced\n");
    must(SSL_CTX_add_custom_ext(sc, 18, in, add, give_back, "server", parse,
                                "server"));
    must(SSL_CTX_add_custom_ext(cc, 18, in, add, give_back, "client", parse,
                                "client"));
    SSL_SESSION_free(connect_pair(sc, cc, NULL));
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int
main(void)
{
    registering();
    handshakes(TLS1_2_VERSION);
    handshakes(TLS1_3_VERSION);
    refusing(TLS1_2_VERSION, 1);
    refusing(TLS1_3_VERSION, 1);
    refusing(TLS1_2_VERSION, 0);
    misplaced();
    return 0;
}
