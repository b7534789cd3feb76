/* A client and a server in one process, joined by memory: what the programs
 * about libssl share. Only <openssl/...> is used, so that they run on any
 * library with this API. */
#ifndef API_LOOPBACK_H
#define API_LOOPBACK_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    SSL_CTX *cctx, *sctx;
    SSL *c, *s;
};

static inline const char *
who(const SSL *s)
{
    return SSL_is_server(s) ? "server" : "client";
}

/* The file api-NAME.pem of the test data; a static buffer of four. */
static inline const char *
data_file(const char *name)
{
    static char file[4][600];
    static int next;
    const char *dir = getenv("URT_DATA_DIR");
    char *out = file[next++ % 4];

    snprintf(out, sizeof file[0], "%s/api-%s.pem", dir != NULL ? dir : ".",
             name);
    return out;
}

/* Prints and empties the error queue. Data that names a file of this machine
 * is cut to the file's own name. */
static inline void
queue(const char *what)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *text = flags & ERR_TXT_STRING ? data : "";
        const char *dir = getenv("URT_DATA_DIR");
        const char *in = dir != NULL ? strstr(text, dir) : NULL;

        printf("  %s queue: lib %d reason %d %s [%.*s%s]\n", what,
               ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_SYSTEM_ERROR(e) ? "system" : ERR_reason_error_string(e),
               in != NULL ? (int)(in - text) : 0, text,
               in != NULL ? in + strlen(dir) : text);
    }
}

/* The result of a call, what SSL_get_error makes of it, and the state. */
static inline void
call(const char *what, SSL *s, int r)
{
    int e = SSL_get_error(s, r);

    printf(" %s %s %d error %d want %d shutdown %d pending %d init %d\n",
           who(s), what, r, e, SSL_want(s), SSL_get_shutdown(s),
           SSL_pending(s), SSL_in_init(s));
    queue(who(s));
}

/* Contexts; the server has the certificate CERT (NULL: none). */
static inline void
pair_contexts(struct pair *p, const char *cert, int version)
{
    char name[64];

    memset(p, 0, sizeof *p);
    p->cctx = SSL_CTX_new(TLS_client_method());
    p->sctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_load_verify_locations(p->cctx, data_file("ca"), NULL);
    SSL_CTX_load_verify_locations(p->sctx, data_file("ca"), NULL);
    SSL_CTX_set_min_proto_version(p->cctx, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(p->sctx, version);
    SSL_CTX_set_session_id_context(p->sctx, (const unsigned char *)"pair", 4);
    if (cert != NULL) {
        snprintf(name, sizeof name, "%s-chain", cert);
        SSL_CTX_use_certificate_chain_file(p->sctx, data_file(name));
        snprintf(name, sizeof name, "%s-key", cert);
        SSL_CTX_use_PrivateKey_file(p->sctx, data_file(name),
                                    SSL_FILETYPE_PEM);
    }
    queue("contexts");
}

static inline void
pair_connect(struct pair *p)
{
    BIO *a, *b;

    BIO_new_bio_pair(&a, 0, &b, 0);
    p->c = SSL_new(p->cctx);
    p->s = SSL_new(p->sctx);
    SSL_set_bio(p->c, a, a);
    SSL_set_bio(p->s, b, b);
    SSL_set_connect_state(p->c);
    SSL_set_accept_state(p->s);
}

/* Both sides in turn until done or failed; 1 when both are done. */
static inline int
pair_shake(struct pair *p, int tell)
{
    int ce = -1, se = -1;

    for (int i = 0; i < 12; i++) {
        if (ce != 0) {
            int r = SSL_do_handshake(p->c);

            ce = SSL_get_error(p->c, r);
            if (tell)
                call("handshake", p->c, r);
        }
        if (se != 0) {
            int r = SSL_do_handshake(p->s);

            se = SSL_get_error(p->s, r);
            if (tell)
                call("handshake", p->s, r);
        }
        if (ce == 0 && se == 0)
            return 1;
        if (ce == 1 && se == 1)
            return 0;
    }
    return 0;
}

static inline void
pair_close(struct pair *p)
{
    SSL_free(p->c);
    SSL_free(p->s);
    p->c = p->s = NULL;
}

static inline void
pair_free(struct pair *p)
{
    pair_close(p);
    SSL_CTX_free(p->cctx);
    SSL_CTX_free(p->sctx);
}

#endif
