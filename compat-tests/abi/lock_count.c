/* Counts the calls of the C library's locks while records and handshakes
 * pass between two connections in memory. Linked before the C library, so
 * that the calls of libssl and libcrypto arrive here.
 *
 * usage: locks FOLDER (with api-ec-chain.pem, api-ec-key.pem)
 * Prints "lock calls<tab>what", a line a measurement. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long calls;
static int counting;

#define COUNTED(name, type)                                        \
    int name(type *lock)                                           \
    {                                                              \
        static int (*real)(type *);                                \
                                                                   \
        if (real == NULL)                                          \
            real = (int (*)(type *))dlsym(RTLD_NEXT, #name);       \
        if (counting)                                              \
            calls++;                                               \
        return real(lock);                                         \
    }

COUNTED(pthread_mutex_lock, pthread_mutex_t)
COUNTED(pthread_mutex_trylock, pthread_mutex_t)
COUNTED(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_wrlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_tryrdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_trywrlock, pthread_rwlock_t)

int
pthread_spin_lock(pthread_spinlock_t *lock)
{
    static int (*real)(pthread_spinlock_t *);

    if (real == NULL)
        real = (int (*)(pthread_spinlock_t *))dlsym(RTLD_NEXT,
                                                    "pthread_spin_lock");
    calls += counting != 0;
    return real(lock);
}

static SSL_CTX *client_ctx, *server_ctx;
static SSL *client, *server;
static SSL_SESSION *session;

static void
die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void
report(const char *what)
{
    counting = 0;
    printf("%lu\t%s\n", calls, what);
    calls = 0;
}

static int
keep(SSL *ssl, SSL_SESSION *s)
{
    SSL_SESSION_free(session);
    session = s;
    return 1;
}

static void
contexts(const char *folder, int version, int tickets)
{
    char path[4096];

    client_ctx = SSL_CTX_new(TLS_method());
    server_ctx = SSL_CTX_new(TLS_method());
    SSL_CTX_set_min_proto_version(server_ctx, version);
    SSL_CTX_set_max_proto_version(server_ctx, version);
    if (!tickets)
        SSL_CTX_set_options(server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_id_context(server_ctx, (const void *)"locks", 5);
    SSL_CTX_set_session_cache_mode(client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(client_ctx, keep);
    snprintf(path, sizeof(path), "%s/api-ec-chain.pem", folder);
    if (SSL_CTX_use_certificate_chain_file(server_ctx, path) != 1)
        die(path);
    snprintf(path, sizeof(path), "%s/api-ec-key.pem", folder);
    if (SSL_CTX_use_PrivateKey_file(server_ctx, path, SSL_FILETYPE_PEM) != 1)
        die(path);
}

static void
set_up(void)
{
    BIO *one, *two;

    client = SSL_new(client_ctx);
    server = SSL_new(server_ctx);
    BIO_new_bio_pair(&one, 1 << 17, &two, 1 << 17);
    SSL_set_bio(client, one, one);
    SSL_set_bio(server, two, two);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    if (session != NULL)
        SSL_set_session(client, session);
}

static void
shake(int resumed)
{
    char byte;

    for (int turns = 0; turns < 9; turns++) {
        int c = SSL_do_handshake(client), s = SSL_do_handshake(server);

        if (c == 1 && s == 1)
            break;
        if ((c != 1 && SSL_get_error(client, c) != SSL_ERROR_WANT_READ) ||
            (s != 1 && SSL_get_error(server, s) != SSL_ERROR_WANT_READ))
            die("handshake");
    }
    if (!SSL_is_init_finished(client) || !SSL_is_init_finished(server))
        die("no end of the handshake");
    /* Tickets of TLS 1.3. */
    (void)SSL_read(client, &byte, 1);
    if (SSL_session_reused(server) != resumed)
        die(resumed ? "not resumed" : "resumed");
}

static void
records(int count)
{
    static char text[20000], got[20000];

    for (int i = 0; i < count; i++) {
        SSL *from = i & 1 ? client : server, *to = i & 1 ? server : client;
        size_t done = 0;

        if (SSL_write(from, text, sizeof(text)) != sizeof(text))
            die("SSL_write");
        while (done < sizeof(text)) {
            int n = SSL_read(to, got, sizeof(got));

            if (n <= 0)
                die("SSL_read");
            done += (size_t)n;
        }
    }
}

static void
tear_down(void)
{
    SSL_shutdown(client);
    SSL_shutdown(server);
    SSL_free(client);
    SSL_free(server);
}

static void
measure(const char *folder, const char *name, int version, int tickets)
{
    char what[99];

    contexts(folder, version, tickets);
    /* The first handshake makes what is made once. */
    set_up();
    shake(0);
    records(2);
    counting = 1;
    records(1000);
    snprintf(what, sizeof(what), "%s, 1000 records", name);
    report(what);
    tear_down();
    for (int resumed = 0; resumed < 2; resumed++) {
        if (!resumed) {
            SSL_SESSION_free(session);
            session = NULL;
        }
        set_up();
        counting = 1;
        shake(resumed);
        snprintf(what, sizeof(what), "%s, %s handshake", name,
                 resumed ? "a resumed" : "a full");
        report(what);
        tear_down();
    }
    SSL_SESSION_free(session);
    session = NULL;
    SSL_CTX_free(client_ctx);
    SSL_CTX_free(server_ctx);
}

int
main(int argc, char **argv)
{
    pthread_mutex_t self = PTHREAD_MUTEX_INITIALIZER;

    counting = 1;
    pthread_mutex_lock(&self);
    pthread_mutex_unlock(&self);
    report("the counter itself");
    measure(argv[1], "TLS 1.3, tickets", TLS1_3_VERSION, 1);
    measure(argv[1], "TLS 1.3, cache", TLS1_3_VERSION, 0);
    measure(argv[1], "TLS 1.2, tickets", TLS1_2_VERSION, 1);
    measure(argv[1], "TLS 1.2, cache", TLS1_2_VERSION, 0);
    return 0;
}
