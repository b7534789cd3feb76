/* Makes captures for wireshark.sh: handshakes of each kind between two ends
 * in memory, written as a network would have carried them (NAME.pcap), with
 * the order of messages that the standards' figures show (NAME.want) and the
 * secrets (keys.log). Which library makes them depends on how it is run. Prints
 * the kinds, each with the number of its connection, from 0.
 * usage: capture FOLDER DATA-FOLDER */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESUME = 1,      /* a second connection with the first one's session */
    CLIENT_CERT = 2, /* the server demands a certificate */
    RENEGOTIATE = 4, /* the server asks for a second handshake */
    RETRY = 8,       /* the server takes another group than the client's */
    PSK = 16,
    TICKET = 32,
    FULL = 64,       /* and the second handshake resumes nothing */
};

#define CLIENT_ASKS "C.ClientHello S.ServerHello "
#define CERTIFICATE "S.Certificate "
#define EPHEMERAL   "S.ServerKeyExchange "
#define REQUEST     "S.CertificateRequest "
#define DONE        "S.ServerHelloDone "
#define OWN_CERT    "C.Certificate "
#define KEYS        "C.ClientKeyExchange "
#define PROOF       "C.CertificateVerify "
#define C_FINISHED  "C.ChangeCipherSpec C.Finished "
#define S_FINISHED  "S.ChangeCipherSpec S.Finished "
#define SERVER_13                                                             \
    "S.EncryptedExtensions S.Certificate S.CertificateVerify S.Finished "
#define STATIC_RSA  CLIENT_ASKS CERTIFICATE DONE KEYS C_FINISHED S_FINISHED
#define SIGNED_KEY                                                            \
    CLIENT_ASKS CERTIFICATE EPHEMERAL DONE KEYS C_FINISHED S_FINISHED
#define ANONYMOUS   CLIENT_ASKS EPHEMERAL DONE KEYS C_FINISHED S_FINISHED

static const struct kind {
    const char *name;
    int version;
    const char *cipher, *cert;
    unsigned flags;
    const char *want;
} kinds[] = {
    {"rsa-10", TLS1_VERSION, "AES128-SHA", "rsa", 0, STATIC_RSA},
    {"rsa-11", TLS1_1_VERSION, "AES256-SHA", "rsa", 0, STATIC_RSA},
    {"rsa-12", TLS1_2_VERSION, "AES128-SHA256", "rsa", 0, STATIC_RSA},
    {"rsa-gcm", TLS1_2_VERSION, "AES256-GCM-SHA384", "rsa", 0, STATIC_RSA},
    {"rsa-camellia", TLS1_2_VERSION, "CAMELLIA128-SHA", "rsa", 0, STATIC_RSA},
    {"rsa-ccm", TLS1_2_VERSION, "AES128-CCM8", "rsa", 0, STATIC_RSA},
    {"rsa-null", TLS1_2_VERSION, "NULL-SHA256", "rsa", 0, STATIC_RSA},
    {"dhe-10", TLS1_VERSION, "DHE-RSA-AES128-SHA", "rsa", 0, SIGNED_KEY},
    {"dhe-12", TLS1_2_VERSION, "DHE-RSA-AES256-SHA256", "rsa", 0, SIGNED_KEY},
    {"dss-12", TLS1_2_VERSION, "DHE-DSS-AES128-SHA", "dsa", 0, SIGNED_KEY},
    {"ecdhe-10", TLS1_VERSION, "ECDHE-RSA-AES128-SHA", "rsa", 0, SIGNED_KEY},
    {"ecdhe-11", TLS1_1_VERSION, "ECDHE-ECDSA-AES128-SHA", "ec", 0,
     SIGNED_KEY},
    {"ecdhe-12", TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", "ec", 0,
     SIGNED_KEY},
    {"ecdhe-gcm", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "rsa", 0,
     SIGNED_KEY},
    {"ecdhe-chacha", TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305", "rsa", 0,
     SIGNED_KEY},
    {"adh-12", TLS1_2_VERSION, "ADH-AES128-SHA256", NULL, 0, ANONYMOUS},
    {"aecdh-11", TLS1_1_VERSION, "AECDH-AES128-SHA", NULL, 0, ANONYMOUS},
    {"psk-12", TLS1_2_VERSION, "PSK-AES128-GCM-SHA256", NULL, PSK,
     CLIENT_ASKS DONE KEYS C_FINISHED S_FINISHED},
    {"dhe-psk-12", TLS1_2_VERSION, "DHE-PSK-AES128-CBC-SHA256", NULL, PSK,
     ANONYMOUS},
    {"resumed-10", TLS1_VERSION, "AES128-SHA", "rsa", RESUME,
     CLIENT_ASKS S_FINISHED C_FINISHED},
    {"resumed-12", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "rsa",
     RESUME, CLIENT_ASKS S_FINISHED C_FINISHED},
    {"ticket-12", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "rsa",
     TICKET, CLIENT_ASKS CERTIFICATE EPHEMERAL DONE KEYS C_FINISHED
             "S.NewSessionTicket " S_FINISHED},
    {"client-10", TLS1_VERSION, "AES128-SHA", "rsa", CLIENT_CERT,
     CLIENT_ASKS CERTIFICATE REQUEST DONE OWN_CERT KEYS PROOF C_FINISHED
         S_FINISHED},
    {"client-12", TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384", "rsa",
     CLIENT_CERT,
     CLIENT_ASKS CERTIFICATE EPHEMERAL REQUEST DONE OWN_CERT KEYS PROOF
         C_FINISHED S_FINISHED},
    {"again-12", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "rsa",
     RENEGOTIATE | FULL, SIGNED_KEY "S.HelloRequest " SIGNED_KEY},
    {"again-resumed-12", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "rsa",
     RENEGOTIATE, SIGNED_KEY "S.HelloRequest " CLIENT_ASKS S_FINISHED
                      C_FINISHED},
    {"again-10", TLS1_VERSION, "AES128-SHA", "rsa", RENEGOTIATE | FULL,
     STATIC_RSA "S.HelloRequest " STATIC_RSA},
    {"full-13", TLS1_3_VERSION, NULL, "rsa", 0,
     CLIENT_ASKS "S.ChangeCipherSpec " SERVER_13
         "C.ChangeCipherSpec C.Finished "},
    {"retry-13", TLS1_3_VERSION, NULL, "rsa", RETRY,
     "C.ClientHello S.HelloRetryRequest S.ChangeCipherSpec "
     "C.ChangeCipherSpec C.ClientHello S.ServerHello " SERVER_13
     "C.Finished "},
    {"client-13", TLS1_3_VERSION, NULL, "ec", CLIENT_CERT,
     CLIENT_ASKS "S.ChangeCipherSpec S.EncryptedExtensions "
         "S.CertificateRequest S.Certificate S.CertificateVerify S.Finished "
         "C.ChangeCipherSpec C.Certificate C.CertificateVerify C.Finished "},
    {"resumed-13", TLS1_3_VERSION, NULL, "rsa", RESUME,
     CLIENT_ASKS "S.ChangeCipherSpec S.EncryptedExtensions S.Finished "
         "C.ChangeCipherSpec C.Finished "},
};

static const char *data_dir;
static FILE *keys;
static int connections;

static void
stop(const struct kind *k, const char *what)
{
    fprintf(stderr, "%s: %s\n", k->name, what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

/* ---- the network ---- */

enum { CLIENT_PORT = 40000, SERVER_PORT = 443, SEGMENT = 1400, HEADERS = 40 };

struct wire {
    FILE *out;
    uint32_t sent[2]; /* bytes by the client, the server */
    unsigned packets;
};

static void
put_number(unsigned char *p, uint32_t n, size_t size)
{
    while (size-- > 0) {
        p[size] = (unsigned char)n;
        n >>= 8;
    }
}

/* One TCP segment over IPv4, without checksums. */
static void
put_packet(struct wire *w, int server, int flags, const void *data, size_t len)
{
    unsigned char head[HEADERS] = {0x45};
    uint32_t record[4] = {1000000000 + w->packets, 0, (uint32_t)(HEADERS + len),
                          (uint32_t)(HEADERS + len)};

    put_number(head + 2, (uint32_t)(HEADERS + len), 2);
    put_number(head + 4, ++w->packets, 2);
    head[8] = 64;
    head[9] = 6;
    put_number(head + 12, 0x7f000001 + (uint32_t)server, 4);
    put_number(head + 16, 0x7f000002 - (uint32_t)server, 4);
    put_number(head + 20, server ? SERVER_PORT : CLIENT_PORT, 2);
    put_number(head + 22, server ? CLIENT_PORT : SERVER_PORT, 2);
    put_number(head + 24, w->sent[server], 4);
    put_number(head + 28, w->sent[!server], 4);
    head[32] = 0x50;
    head[33] = (unsigned char)flags;
    put_number(head + 34, 65535, 2);
    fwrite(record, sizeof record, 1, w->out);
    fwrite(head, sizeof head, 1, w->out);
    fwrite(data, 1, len, w->out);
    w->sent[server] += (uint32_t)len;
}

static void
open_wire(struct wire *w, const char *path)
{
    /* Magic, version 2.4, no offset, raw IP. */
    uint32_t head[6] = {0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101};

    memset(w, 0, sizeof *w);
    w->out = fopen(path, "wb");
    if (w->out == NULL) {
        perror(path);
        exit(1);
    }
    fwrite(head, sizeof head, 1, w->out);
    put_packet(w, 0, 0x02, NULL, 0); /* SYN */
    w->sent[0]++;
    put_packet(w, 1, 0x12, NULL, 0);
    w->sent[1]++;
    put_packet(w, 0, 0x10, NULL, 0);
}

struct pair {
    SSL *end[2]; /* client, server */
    struct wire *wire;
};

/* Carries what one end has written to the other. */
static void
carry(struct pair *p, int server)
{
    unsigned char buf[SEGMENT];
    int n;

    while ((n = BIO_read(SSL_get_wbio(p->end[server]), buf, sizeof buf)) > 0) {
        BIO_write(SSL_get_rbio(p->end[!server]), buf, n);
        if (p->wire != NULL)
            put_packet(p->wire, server, 0x18, buf, (size_t)n);
    }
}

/* ---- the ends ---- */

static void
log_key(const SSL *s, const char *line)
{
    fprintf(keys, "%s\n", line);
}

static unsigned int
client_psk(SSL *s, const char *hint, char *id, unsigned int id_len,
           unsigned char *key, unsigned int key_len)
{
    strcpy(id, "me");
    memset(key, 7, 16);
    return 16;
}

static unsigned int
server_psk(SSL *s, const char *id, unsigned char *key, unsigned int key_len)
{
    memset(key, 7, 16);
    return 16;
}

static int
accept_any(int ok, X509_STORE_CTX *ctx)
{
    return 1;
}

static void
use_cert(const struct kind *k, SSL_CTX *ctx, const char *name)
{
    char path[600];

    snprintf(path, sizeof path, "%s/api-%s-chain.pem", data_dir, name);
    if (SSL_CTX_use_certificate_chain_file(ctx, path) != 1)
        stop(k, path);
    snprintf(path, sizeof path, "%s/api-%s-key.pem", data_dir, name);
    if (SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        stop(k, path);
}

static SSL_CTX *
new_ctx(const struct kind *k, int server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method()
                                      : TLS_client_method());

    if (ctx == NULL)
        stop(k, "no context");
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, k->version);
    SSL_CTX_set_max_proto_version(ctx, k->version);
    if (k->cipher != NULL && SSL_CTX_set_cipher_list(ctx, k->cipher) != 1)
        stop(k, "cipher");
    if (k->version != TLS1_3_VERSION && (k->flags & TICKET) == 0)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if ((k->flags & FULL) != 0)
        SSL_CTX_set_options(ctx, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
    if (server && k->cert != NULL)
        use_cert(k, ctx, k->cert);
    if (server)
        SSL_CTX_set_dh_auto(ctx, 1);
    if (server && (k->flags & RETRY) != 0)
        SSL_CTX_set1_groups_list(ctx, "P-384");
    if (server && (k->flags & CLIENT_CERT) != 0)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER |
                                    SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           accept_any);
    if (!server && (k->flags & CLIENT_CERT) != 0)
        use_cert(k, ctx, "rsa");
    if ((k->flags & PSK) != 0 && server)
        SSL_CTX_set_psk_server_callback(ctx, server_psk);
    if ((k->flags & PSK) != 0)
        SSL_CTX_set_psk_client_callback(ctx, client_psk);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"c", 1);
    if (!server)
        SSL_CTX_set_keylog_callback(ctx, log_key);
    return ctx;
}

static SSL *
new_end(SSL_CTX *ctx, int server)
{
    SSL *s = SSL_new(ctx);

    SSL_set_bio(s, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(s), -1);
    if (server)
        SSL_set_accept_state(s);
    else
        SSL_set_connect_state(s);
    return s;
}

/* ---- a connection ---- */

static void
handshake(const struct kind *k, struct pair *p)
{
    for (int i = 0; i < 10; i++) {
        SSL_do_handshake(p->end[i % 2]);
        carry(p, i % 2);
        if (SSL_is_init_finished(p->end[0]) && SSL_is_init_finished(p->end[1]))
            return;
    }
    stop(k, "no handshake");
}

static void
talk(const struct kind *k, struct pair *p, int server, const char *text)
{
    char got[100];
    int n;

    if (SSL_write(p->end[server], text, (int)strlen(text)) <= 0)
        stop(k, "write");
    carry(p, server);
    n = SSL_read(p->end[!server], got, sizeof got);
    if (n != (int)strlen(text) || memcmp(got, text, (size_t)n) != 0)
        stop(k, "read");
}

static void
renegotiate(const struct kind *k, struct pair *p)
{
    char c;

    SSL_renegotiate(p->end[1]);
    SSL_do_handshake(p->end[1]);
    carry(p, 1);
    for (int i = 0; i < 10; i++) {
        SSL_peek(p->end[i % 2], &c, 1);
        carry(p, i % 2);
    }
    if (SSL_num_renegotiations(p->end[0]) != 1)
        stop(k, "no renegotiation");
}

static void
connection(const struct kind *k, SSL_CTX *ctx[2], struct wire *wire,
           SSL_SESSION **session)
{
    struct pair p = {{new_end(ctx[0], 0), new_end(ctx[1], 1)}, wire};

    if (wire != NULL)
        printf("%d %s\n", connections, k->name);
    connections++;
    if (*session != NULL)
        SSL_set_session(p.end[0], *session);
    handshake(k, &p);
    if (SSL_session_reused(p.end[0]) != (*session != NULL))
        stop(k, "resumption");
    talk(k, &p, 0, "this is the client\n");
    talk(k, &p, 1, "this is the server\n");
    if ((k->flags & RENEGOTIATE) != 0) {
        renegotiate(k, &p);
        talk(k, &p, 0, "the client again\n");
        talk(k, &p, 1, "the server again\n");
    }
    SSL_SESSION_free(*session);
    *session = SSL_get1_session(p.end[0]);
    for (int i = 0; i < 2; i++) {
        SSL_shutdown(p.end[i]);
        carry(&p, i);
    }
    SSL_free(p.end[0]);
    SSL_free(p.end[1]);
}

static void
capture(const struct kind *k, const char *folder)
{
    SSL_CTX *ctx[2] = {new_ctx(k, 0), new_ctx(k, 1)};
    SSL_SESSION *session = NULL;
    struct wire wire;
    char path[600];
    FILE *want;

    if ((k->flags & RESUME) != 0)
        connection(k, ctx, NULL, &session);
    snprintf(path, sizeof path, "%s/%s.pcap", folder, k->name);
    open_wire(&wire, path);
    connection(k, ctx, &wire, &session);
    fclose(wire.out);
    snprintf(path, sizeof path, "%s/%s.want", folder, k->name);
    want = fopen(path, "w");
    fprintf(want, "%s\n", k->want);
    fclose(want);
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx[0]);
    SSL_CTX_free(ctx[1]);
}

int
main(int argc, char *argv[])
{
    char path[600];

    if (argc != 3)
        return 2;
    data_dir = argv[2];
    snprintf(path, sizeof path, "%s/keys.log", argv[1]);
    keys = fopen(path, "w");
    if (keys == NULL)
        return 1;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        capture(&kinds[i], argv[1]);
    return fclose(keys) != 0;
}
