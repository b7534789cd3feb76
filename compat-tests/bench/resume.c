/* What a resumed handshake costs each side, for each form of resumption, and
 * how handshakes go on one SSL_CTX by several threads. Built once, run on
 * either library.
 *
 * usage: resume FOLDER SECONDS; FOLDER has root.pem, p256.pem and p256.key.
 * Prints "value<tab>unit<tab>what", a line a measurement: handshakes for each
 * second of the processor's time that the side took; with threads, of the
 * clock on the wall. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum how { FULL, BY_ID, BY_TICKET, PSK_KE, EXTERNAL };

static const struct form {
    const char *name;
    int version;
    enum how how;
} forms[] = {
    {"TLS 1.2, full", TLS1_2_VERSION, FULL},
    {"TLS 1.2, by session ID", TLS1_2_VERSION, BY_ID},
    {"TLS 1.2, by ticket", TLS1_2_VERSION, BY_TICKET},
    {"TLS 1.3, full", TLS1_3_VERSION, FULL},
    {"TLS 1.3, by ticket", TLS1_3_VERSION, BY_TICKET},
    {"TLS 1.3, stateful", TLS1_3_VERSION, BY_ID},
    {"TLS 1.3, by ticket, psk_ke", TLS1_3_VERSION, PSK_KE},
    {"TLS 1.3, external key", TLS1_3_VERSION, EXTERNAL},
};

enum { FORMS = sizeof forms / sizeof *forms, MAX_THREADS = 4 };

static const char *folder;
static double seconds;
static _Thread_local SSL_SESSION *session;

static void
die(const char *what)
{
    char text[256];

    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    fprintf(stderr, "%s failed: %s\n", what, text);
    exit(1);
}

static double
read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
keep_session(SSL *ssl, SSL_SESSION *s)
{
    SSL_SESSION_free(session);
    session = s;
    return 1;
}

static SSL_SESSION *
shared_key(SSL *s)
{
    static const unsigned char cipher[] = {0x13, 1};
    SSL_SESSION *x = SSL_SESSION_new();

    SSL_SESSION_set1_master_key(
        x, (const unsigned char *)"a key of thirty-two bytes, no more", 32);
    SSL_SESSION_set_cipher(x, SSL_CIPHER_find(s, cipher));
    SSL_SESSION_set_protocol_version(x, TLS1_3_VERSION);
    return x;
}

static int
use_key(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *len,
        SSL_SESSION **out)
{
    *id = (const unsigned char *)"bench";
    *len = 5;
    *out = shared_key(s);
    return 1;
}

static int
find_key(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **out)
{
    *out = len == 5 ? shared_key(s) : NULL;
    return 1;
}

static SSL_CTX *
context(const struct form *f, int server)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char path[4096];

    if (ctx == NULL || !SSL_CTX_set_min_proto_version(ctx, f->version) ||
        !SSL_CTX_set_max_proto_version(ctx, f->version) ||
        !SSL_CTX_set1_groups_list(ctx, "X25519:P-256") ||
        !SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256") ||
        !SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256"))
        die("SSL_CTX_new");
    if (f->how == BY_ID)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (f->how == PSK_KE)
        SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    if (!server) {
        snprintf(path, sizeof path, "%s/root.pem", folder);
        if (!SSL_CTX_load_verify_locations(ctx, path, NULL))
            die("SSL_CTX_load_verify_locations");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_session_cache_mode(
            ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, keep_session);
        if (f->how == EXTERNAL)
            SSL_CTX_set_psk_use_session_callback(ctx, use_key);
        return ctx;
    }
    snprintf(path, sizeof path, "%s/p256.pem", folder);
    if (SSL_CTX_use_certificate_chain_file(ctx, path) != 1)
        die("SSL_CTX_use_certificate_chain_file");
    snprintf(path, sizeof path, "%s/p256.key", folder);
    if (SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        die("SSL_CTX_use_PrivateKey_file");
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"bench", 5);
    if (f->how == EXTERNAL) {
        SSL_CTX_set_psk_find_session_callback(ctx, find_key);
        SSL_CTX_set_num_tickets(ctx, 0);
    }
    return ctx;
}

/* One handshake; the time that each side takes is added. */
static void
step(SSL *ssl, double *spent)
{
    double start = read_clock(CLOCK_THREAD_CPUTIME_ID);
    int r = SSL_do_handshake(ssl);

    if (r != 1 && SSL_get_error(ssl, r) != SSL_ERROR_WANT_READ)
        die("SSL_do_handshake");
    *spent += read_clock(CLOCK_THREAD_CPUTIME_ID) - start;
}

static void
handshake(SSL_CTX *client, SSL_CTX *server, int resume, double spent[2])
{
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());
    double start = read_clock(CLOCK_THREAD_CPUTIME_ID), end;
    SSL *c = SSL_new(client), *s;
    char none[1];

    if (c == NULL || up == NULL || down == NULL)
        die("SSL_new");
    BIO_up_ref(up);
    BIO_up_ref(down);
    SSL_set0_rbio(c, down);
    SSL_set0_wbio(c, up);
    SSL_set_connect_state(c);
    if (resume && session != NULL && SSL_set_session(c, session) != 1)
        die("SSL_set_session");
    end = read_clock(CLOCK_THREAD_CPUTIME_ID);
    spent[0] += end - start;
    s = SSL_new(server);
    if (s == NULL)
        die("SSL_new");
    SSL_set0_rbio(s, up);
    SSL_set0_wbio(s, down);
    SSL_set_accept_state(s);
    spent[1] += read_clock(CLOCK_THREAD_CPUTIME_ID) - end;
    while (!SSL_is_init_finished(c) || !SSL_is_init_finished(s)) {
        step(c, &spent[0]);
        step(s, &spent[1]);
    }
    start = read_clock(CLOCK_THREAD_CPUTIME_ID);
    if (SSL_read(c, none, 1) > 0)
        die("a quiet connection");
    if (SSL_session_reused(c) != resume)
        die("resumption");
    SSL_set_shutdown(c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(c);
    end = read_clock(CLOCK_THREAD_CPUTIME_ID);
    spent[0] += end - start;
    SSL_set_shutdown(s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(s);
    spent[1] += read_clock(CLOCK_THREAD_CPUTIME_ID) - end;
}

static void
each_side(const struct form *f)
{
    SSL_CTX *client = context(f, 0), *server = context(f, 1);
    double spent[2] = {0, 0};
    int resume = f->how != FULL;
    long n = 0;

    if (resume)
        handshake(client, server, f->how == EXTERNAL, spent);
    memset(spent, 0, sizeof spent);
    do {
        handshake(client, server, resume, spent);
        n++;
    } while (spent[0] + spent[1] < seconds);
    printf("%.0f\t/s\t%s, server\n", (double)n / spent[1], f->name);
    printf("%.0f\t/s\t%s, client\n", (double)n / spent[0], f->name);
    fflush(stdout);
    SSL_SESSION_free(session);
    session = NULL;
    SSL_CTX_free(client);
    SSL_CTX_free(server);
}

/* ---- threads ---- */

static SSL_CTX *the_client, *the_server;
static atomic_long total;
static atomic_bool stop;

static void *
work(void *arg)
{
    double spent[2] = {0, 0};
    long n = 0;

    handshake(the_client, the_server, 0, spent);
    while (!stop) {
        handshake(the_client, the_server, 1, spent);
        n++;
    }
    atomic_fetch_add(&total, n);
    SSL_SESSION_free(session);
    session = NULL;
    return NULL;
}

static void
threads(const struct form *f, int count)
{
    struct timespec time = {.tv_sec = (time_t)seconds,
                            .tv_nsec = (long)((seconds - (time_t)seconds) *
                                              1e9)};
    pthread_t thread[MAX_THREADS];
    double start = read_clock(CLOCK_MONOTONIC), end;

    the_client = context(f, 0);
    the_server = context(f, 1);
    total = 0;
    stop = false;
    for (int i = 0; i < count; i++)
        if (pthread_create(&thread[i], NULL, work, NULL) != 0)
            die("pthread_create");
    nanosleep(&time, NULL);
    stop = true;
    for (int i = 0; i < count; i++)
        pthread_join(thread[i], NULL);
    end = read_clock(CLOCK_MONOTONIC);
    printf("%.0f\t/s\t%s, threads: %d\n", (double)total / (end - start),
           f->name, count);
    fflush(stdout);
    SSL_CTX_free(the_client);
    SSL_CTX_free(the_server);
}

int
main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    folder = argv[1];
    seconds = atof(argv[2]);
    for (int i = 0; i < FORMS; i++)
        each_side(&forms[i]);
    for (int i = 0; i < FORMS; i++)
        for (int count = 1; count <= MAX_THREADS; count *= 2)
            if (forms[i].how == BY_ID || forms[i].how == BY_TICKET)
                threads(&forms[i], count);
    return 0;
}
