/* Handshakes and bulk data between two connections in one process, over
 * memory BIOs: no network, no scheduler. Built once, run on either library.
 *
 * usage: handshake FOLDER SECONDS; FOLDER has root.pem and <name>.pem, .key.
 * Prints "value<tab>unit<tab>what", a line a measurement. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct pair {
    SSL *client, *server;
};

enum { BY_TICKET = 1, BY_ID = 2 };

/* SUITE is NULL where TLS 1.3 chooses; AGAIN: how it is resumed, too. */
struct kind {
    const char *name, *cert, *suite;
    int version, again;
};

static const char *folder;
static double seconds;
static SSL_SESSION *session;

static void
die(const char *what)
{
    char text[256];

    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    fprintf(stderr, "%s failed: %s\n", what, text);
    exit(1);
}

/* The processor's time: everything happens in this process, and a machine may
 * be busy with other things. */
static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
keep_session(SSL *ssl, SSL_SESSION *s)
{
    (void)ssl;
    SSL_SESSION_free(session);
    session = s;
    return 1;
}

/* TLS 1.0 and 1.1 sign with SHA-1, which only level 0 allows. */
static SSL_CTX *
context(const struct kind *k, const char *cert)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char path[4096];

    if (ctx == NULL || !SSL_CTX_set_min_proto_version(ctx, k->version) ||
        !SSL_CTX_set_max_proto_version(ctx, k->version) ||
        !SSL_CTX_set1_groups_list(ctx, "X25519:P-256"))
        die("SSL_CTX_new");
    if (k->version < TLS1_2_VERSION)
        SSL_CTX_set_security_level(ctx, 0);
    if (k->version == TLS1_3_VERSION
            ? k->suite != NULL && !SSL_CTX_set_ciphersuites(ctx, k->suite)
            : !SSL_CTX_set_cipher_list(ctx, k->suite))
        die("the suite");
    if (k->again == BY_ID)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (cert == NULL) {
        snprintf(path, sizeof path, "%s/root.pem", folder);
        if (!SSL_CTX_load_verify_locations(ctx, path, NULL))
            die("SSL_CTX_load_verify_locations");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(ctx, keep_session);
        return ctx;
    }
    snprintf(path, sizeof path, "%s/%s.pem", folder, cert);
    if (SSL_CTX_use_certificate_chain_file(ctx, path) != 1)
        die("SSL_CTX_use_certificate_chain_file");
    snprintf(path, sizeof path, "%s/%s.key", folder, cert);
    if (SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        die("SSL_CTX_use_PrivateKey_file");
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"bench", 5);
    SSL_CTX_set_dh_auto(ctx, 1);
    return ctx;
}

static void
step(SSL *ssl)
{
    int r = SSL_do_handshake(ssl);

    if (r != 1 && SSL_get_error(ssl, r) != SSL_ERROR_WANT_READ)
        die("SSL_do_handshake");
}

static struct pair
connect_pair(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *resume)
{
    struct pair p = {SSL_new(client), SSL_new(server)};
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());
    char none[1];

    if (p.client == NULL || p.server == NULL || up == NULL || down == NULL)
        die("SSL_new");
    BIO_up_ref(up);
    BIO_up_ref(down);
    SSL_set0_rbio(p.client, down);
    SSL_set0_wbio(p.client, up);
    SSL_set0_rbio(p.server, up);
    SSL_set0_wbio(p.server, down);
    SSL_set_connect_state(p.client);
    SSL_set_accept_state(p.server);
    if (resume != NULL && SSL_set_session(p.client, resume) != 1)
        die("SSL_set_session");
    while (!SSL_is_init_finished(p.client) || !SSL_is_init_finished(p.server)) {
        step(p.client);
        step(p.server);
    }
    /* Takes in the tickets of TLS 1.3. */
    SSL_read(p.client, none, 0);
    if (SSL_read(p.client, none, 1) > 0)
        die("a quiet connection");
    if (SSL_session_reused(p.client) != (resume != NULL))
        die("resumption");
    return p;
}

static void
free_pair(struct pair p)
{
    SSL_set_shutdown(p.client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p.server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(p.client);
    SSL_free(p.server);
}

static void
handshakes(const struct kind *k, SSL_CTX *client, SSL_CTX *server, int resume)
{
    double start = now(), end;
    long n = 0;

    do {
        SSL_SESSION *s = session;

        if (resume)
            SSL_SESSION_up_ref(s);
        free_pair(connect_pair(client, server, resume ? s : NULL));
        if (resume)
            SSL_SESSION_free(s);
        n++;
        end = now();
    } while (end - start < seconds);
    printf("%.1f\t/s\t%s%s\n", (double)n / (end - start), k->name,
           !resume              ? ""
           : k->again == BY_ID ? ", resumed by its ID"
                               : ", resumed");
    fflush(stdout);
}

static void
bulk(const char *name, SSL_CTX *client, SSL_CTX *server, size_t size)
{
    static char out[16384], in[16384];
    struct pair p = connect_pair(client, server, NULL);
    double start = now(), end, bytes = 0;
    int want = (int)size;

    do {
        for (int i = 0; i < 64; i++) {
            if (SSL_write(p.server, out, want) != want ||
                SSL_read(p.client, in, want) != want)
                die("bulk data");
            bytes += want;
        }
        end = now();
    } while (end - start < seconds);
    printf("%.1f\tMB/s\t%s, %zu bytes a record\n",
           bytes / (end - start) / 1e6, name, size);
    fflush(stdout);
    free_pair(p);
}

int
main(int argc, char *argv[])
{
    static const struct kind kinds[] = {
        {"TLS 1.3, ECDSA P-256", "p256", NULL, TLS1_3_VERSION, BY_TICKET},
        {"TLS 1.3, RSA-2048", "rsa", NULL, TLS1_3_VERSION, BY_TICKET},
        {"TLS 1.2, ECDHE-ECDSA P-256, GCM", "p256",
         "ECDHE-ECDSA-AES256-GCM-SHA384", TLS1_2_VERSION, BY_TICKET},
        {"TLS 1.2, ECDHE-RSA, GCM", "rsa", "ECDHE-RSA-AES256-GCM-SHA384",
         TLS1_2_VERSION, BY_TICKET},
        {"TLS 1.2, ECDHE-RSA, CBC", "rsa", "ECDHE-RSA-AES128-SHA",
         TLS1_2_VERSION, BY_ID},
        {"TLS 1.2, DHE-RSA, GCM", "rsa", "DHE-RSA-AES128-GCM-SHA256",
         TLS1_2_VERSION, 0},
        {"TLS 1.2, RSA, CBC", "rsa", "AES128-SHA", TLS1_2_VERSION, 0},
        {"TLS 1.2, RSA, GCM", "rsa", "AES128-GCM-SHA256", TLS1_2_VERSION, 0},
        {"TLS 1.1, ECDHE-RSA, CBC", "rsa", "ECDHE-RSA-AES128-SHA",
         TLS1_1_VERSION, BY_ID},
        {"TLS 1.0, RSA, CBC", "rsa", "AES128-SHA", TLS1_VERSION, BY_ID},
    };
    static const struct kind suites[] = {
        {"AES-128-GCM", "p256", "TLS_AES_128_GCM_SHA256", TLS1_3_VERSION, 0},
        {"AES-256-GCM", "p256", "TLS_AES_256_GCM_SHA384", TLS1_3_VERSION, 0},
        {"ChaCha20-Poly1305", "p256", "TLS_CHACHA20_POLY1305_SHA256",
         TLS1_3_VERSION, 0},
        {"AES-128-CBC, SHA-1", "rsa", "AES128-SHA", TLS1_2_VERSION, 0},
        {"AES-256-CBC, SHA-256", "rsa", "AES256-SHA256", TLS1_2_VERSION, 0},
    };

    if (argc != 3)
        return 2;
    folder = argv[1];
    seconds = atof(argv[2]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        SSL_CTX *client = context(&kinds[i], NULL);
        SSL_CTX *server = context(&kinds[i], kinds[i].cert);

        handshakes(&kinds[i], client, server, 0);
        if (kinds[i].again)
            handshakes(&kinds[i], client, server, 1);
        SSL_CTX_free(client);
        SSL_CTX_free(server);
    }
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        SSL_CTX *client = context(&suites[i], NULL);
        SSL_CTX *server = context(&suites[i], suites[i].cert);

        bulk(suites[i].name, client, server, 16384);
        bulk(suites[i].name, client, server, 1024);
        SSL_CTX_free(client);
        SSL_CTX_free(server);
    }
    SSL_SESSION_free(session);
    return 0;
}
