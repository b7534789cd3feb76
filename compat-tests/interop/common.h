/* What the two ends share: options, context, reports. Written on
 * <openssl/ssl.h> alone; built once, run on either library. */
#ifndef INTEROP_COMMON_H
#define INTEROP_COMMON_H

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct options {
    int port, min, max, tickets;
    int resume, key_update, verify, http, lines;
    const char *cipher, *suites, *groups, *sigalgs;
    const char *ca, *cert, *key, *alpn, *name, *close;
};

static inline void
die(const char *what)
{
    unsigned long e;
    char text[256];

    fprintf(stderr, "%s failed\n", what);
    while ((e = ERR_get_error()) != 0) {
        ERR_error_string_n(e, text, sizeof text);
        fprintf(stderr, "  %s\n", text);
    }
    exit(1);
}

static inline int
version_number(const char *text)
{
    if (strcmp(text, "1.2") == 0)
        return TLS1_2_VERSION;
    if (strcmp(text, "1.3") == 0)
        return TLS1_3_VERSION;
    fprintf(stderr, "which version is %s?\n", text);
    exit(2);
}

static inline void
parse_options(struct options *o, int argc, char *argv[])
{
    const struct {
        const char *name;
        const char **text;
        int *number, *version, *flag;
    } known[] = {
        {"-port", NULL, &o->port, NULL, NULL},
        {"-min", NULL, NULL, &o->min, NULL},
        {"-max", NULL, NULL, &o->max, NULL},
        {"-tickets", NULL, &o->tickets, NULL, NULL},
        {"-lines", NULL, &o->lines, NULL, NULL},
        {"-cipher", &o->cipher, NULL, NULL, NULL},
        {"-suites", &o->suites, NULL, NULL, NULL},
        {"-groups", &o->groups, NULL, NULL, NULL},
        {"-sigalgs", &o->sigalgs, NULL, NULL, NULL},
        {"-CA", &o->ca, NULL, NULL, NULL},
        {"-cert", &o->cert, NULL, NULL, NULL},
        {"-key", &o->key, NULL, NULL, NULL},
        {"-alpn", &o->alpn, NULL, NULL, NULL},
        {"-name", &o->name, NULL, NULL, NULL},
        {"-close", &o->close, NULL, NULL, NULL},
        {"-resume", NULL, NULL, NULL, &o->resume},
        {"-keyupdate", NULL, NULL, NULL, &o->key_update},
        {"-verify", NULL, NULL, NULL, &o->verify},
        {"-http", NULL, NULL, NULL, &o->http},
    };
    size_t k, count = sizeof known / sizeof *known;

    memset(o, 0, sizeof *o);
    o->tickets = 1;
    o->lines = 1;
    for (int i = 1; i < argc; i++) {
        for (k = 0; k < count && strcmp(argv[i], known[k].name) != 0; k++)
            ;
        if (k == count || (known[k].flag == NULL && i + 1 == argc)) {
            fprintf(stderr, "option %s?\n", argv[i]);
            exit(2);
        }
        if (known[k].flag != NULL)
            *known[k].flag = 1;
        else if (known[k].text != NULL)
            *known[k].text = argv[++i];
        else if (known[k].version != NULL)
            *known[k].version = version_number(argv[++i]);
        else
            *known[k].number = atoi(argv[++i]);
    }
}

static inline SSL_CTX *
make_context(const struct options *o)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    if (ctx == NULL)
        die("SSL_CTX_new");
    if (o->min != 0 && !SSL_CTX_set_min_proto_version(ctx, o->min))
        die("SSL_CTX_set_min_proto_version");
    if (o->max != 0 && !SSL_CTX_set_max_proto_version(ctx, o->max))
        die("SSL_CTX_set_max_proto_version");
    if (o->cipher != NULL && !SSL_CTX_set_cipher_list(ctx, o->cipher))
        die("SSL_CTX_set_cipher_list");
    if (o->suites != NULL && !SSL_CTX_set_ciphersuites(ctx, o->suites))
        die("SSL_CTX_set_ciphersuites");
    if (o->groups != NULL && !SSL_CTX_set1_groups_list(ctx, o->groups))
        die("SSL_CTX_set1_groups_list");
    if (o->sigalgs != NULL && !SSL_CTX_set1_sigalgs_list(ctx, o->sigalgs))
        die("SSL_CTX_set1_sigalgs_list");
    if (o->ca != NULL && !SSL_CTX_load_verify_locations(ctx, o->ca, NULL))
        die("SSL_CTX_load_verify_locations");
    if (o->cert != NULL &&
        SSL_CTX_use_certificate_chain_file(ctx, o->cert) != 1)
        die("SSL_CTX_use_certificate_chain_file");
    if (o->key != NULL &&
        SSL_CTX_use_PrivateKey_file(ctx, o->key, SSL_FILETYPE_PEM) != 1)
        die("SSL_CTX_use_PrivateKey_file");
    if (o->key != NULL && SSL_CTX_check_private_key(ctx) != 1)
        die("SSL_CTX_check_private_key");
    if (!o->tickets)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    return ctx;
}

/* "TLSv1.3 TLS_AES_128_GCM_SHA256 group=29 alpn=h2 reused=0" */
static inline void
report(SSL *ssl)
{
    const unsigned char *alpn;
    unsigned int len;

    SSL_get0_alpn_selected(ssl, &alpn, &len);
    printf("%s %s group=%ld alpn=%.*s reused=%d\n", SSL_get_version(ssl),
           SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)),
           SSL_get_negotiated_group(ssl), (int)len, (const char *)alpn,
           SSL_session_reused(ssl));
    fflush(stdout);
}

#endif
