/* A client and a server in one process, with somebody between them who can
 * read and rewrite what they send: handshake messages one by one, also under
 * a cipher suite without encryption, for which he makes the MAC himself from
 * the keys in the log. What the programs about bad input share. Only
 * <openssl/...> is used, so that they run on any library with this API. */
#ifndef API_WIRE_H
#define API_WIRE_H

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include "loopback.h"
#include <stdarg.h>

enum {
    CLIENT,
    SERVER,
    CCS = 0xcc, /* stands for ChangeCipherSpec among the messages */
    MAX_WIRE = 80000,
};

/* What a side sends. */
struct flow {
    SSL *ssl;
    BIO *out;              /* what it wrote */
    unsigned char random[32], master[48];
    unsigned char keys[200]; /* client's MAC key, server's MAC key, ... */
    int protected;
    unsigned long long seq; /* of what was passed on */
    char said[400];         /* alerts sent and received */
};

/* Called with each message that passes; puts what shall arrive with
 * wire_message. */
typedef void wire_bend(int from, const unsigned char *msg, int len);

static struct flow flows[2];
static wire_bend *bender;
static char told[4096]; /* the lines about the connection */
static int null_suite, wire_version; /* of the suite, of the connection */
static const char *wire_cipher;
static unsigned char passed_on[MAX_WIRE];
static int passed_len;
static unsigned char last_of_client[80]; /* of its last record */

static inline const EVP_MD *
wire_mac(void)
{
    return strstr(wire_cipher, "SHA384")   ? EVP_sha384()
           : strstr(wire_cipher, "SHA256") ? EVP_sha256()
                                           : EVP_sha1();
}

/* RFC 5246, 5 and RFC 2246, 5. */
static inline void
wire_prf(const unsigned char *master, const char *label,
         const unsigned char *a, const unsigned char *b, unsigned char *out,
         size_t len)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    char *md = wire_version != TLS1_2_VERSION ? "MD5-SHA1"
               : wire_mac() == EVP_sha384()   ? "SHA384"
                                              : "SHA256";
    unsigned char seed[100];
    size_t n = strlen(label);
    OSSL_PARAM p[4];

    memcpy(seed, label, n);
    memcpy(seed + n, a, 32);
    memcpy(seed + n + 32, b, 32);
    p[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, md, 0);
    p[1] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET,
                                             (void *)master, 48);
    p[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed,
                                             n + 64);
    p[3] = OSSL_PARAM_construct_end();
    if (EVP_KDF_derive(ctx, out, len, p) != 1)
        abort();
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

static inline void
wire_keys(struct flow *f)
{
    wire_prf(f->master, "key expansion", flows[SERVER].random,
             flows[CLIENT].random, f->keys, sizeof f->keys);
    f->seq = 0;
}

/* A record's MAC. */
static inline int
wire_hmac(struct flow *f, int type, unsigned long long seq,
          const unsigned char *data, int len, unsigned char *out)
{
    const EVP_MD *md = wire_mac();
    int n = EVP_MD_get_size(md);
    unsigned char in[13 + 20000];
    const unsigned char *key = f->keys + (f == &flows[SERVER] ? n : 0);

    for (int i = 0; i < 8; i++)
        in[i] = (unsigned char)(seq >> (56 - 8 * i));
    in[8] = (unsigned char)type;
    in[9] = 3;
    in[10] = (unsigned char)wire_version;
    in[11] = (unsigned char)(len >> 8);
    in[12] = (unsigned char)len;
    memcpy(in + 13, data, (size_t)len);
    HMAC(md, key, n, in, 13 + (size_t)len, out, NULL);
    return n;
}

static inline void
wire_raw(int type, int version, const unsigned char *data, int len)
{
    unsigned char *p = passed_on + passed_len;

    p[0] = (unsigned char)type;
    p[1] = 3;
    p[2] = (unsigned char)version;
    p[3] = (unsigned char)(len >> 8);
    p[4] = (unsigned char)len;
    memcpy(p + 5, data, (size_t)len);
    passed_len += 5 + len;
}

/* A record, with a MAC if the sender's side is that far. */
static inline void
wire_record(int from, int type, const unsigned char *data, int len)
{
    struct flow *f = &flows[from];
    unsigned char body[20000];

    memcpy(body, data, (size_t)len);
    if (f->protected && null_suite)
        len += wire_hmac(f, type, f->seq++, data, len, body + len);
    wire_raw(type, wire_version, body, len);
}

/* A handshake message, or ChangeCipherSpec; its length is mended. */
static inline void
wire_message(int from, const unsigned char *msg, int len)
{
    unsigned char copy[20000];

    if (msg[0] == CCS) {
        wire_record(from, 20, msg + 1, len - 1);
        return;
    }
    memcpy(copy, msg, (size_t)len);
    copy[1] = 0;
    copy[2] = (unsigned char)((len - 4) >> 8);
    copy[3] = (unsigned char)(len - 4);
    wire_record(from, 22, copy, len);
}

static inline void
wire_handshake(int from, const unsigned char *p, int len)
{
    while (len >= 4) {
        int n = 4 + (p[1] << 16 | p[2] << 8 | p[3]);

        if (n > len)
            return;
        if ((from == CLIENT && p[0] == 1) || (from == SERVER && p[0] == 2))
            memcpy(flows[from].random, p + 6, 32);
        if (bender != NULL)
            bender(from, p, n);
        else
            wire_message(from, p, n);
        p += n;
        len -= n;
    }
}

/* What FROM wrote goes to the other side. */
static inline void
wire_move(int from)
{
    static unsigned char in[MAX_WIRE];
    static const unsigned char ccs[2] = {CCS, 1};
    struct flow *f = &flows[from];
    int n = BIO_read(f->out, in, sizeof in);

    if (from == CLIENT && n >= (int)sizeof last_of_client)
        memcpy(last_of_client, in + n - sizeof last_of_client,
               sizeof last_of_client);
    passed_len = 0;
    for (int at = 0; at + 5 <= n;) {
        int len = in[at + 3] << 8 | in[at + 4], type = in[at];
        const unsigned char *body = in + at + 5;

        at += 5 + len;
        if (f->protected && !null_suite) {
            wire_raw(type, body[-3], body, len);
            continue;
        }
        if (f->protected)
            len -= EVP_MD_get_size(wire_mac());
        if (type == 22) {
            wire_handshake(from, body, len);
        } else if (type == 20) {
            if (bender != NULL)
                bender(from, ccs, 2);
            else
                wire_message(from, ccs, 2);
            f->protected = 1;
            if (null_suite)
                wire_keys(f);
        } else {
            wire_record(from, type, body, len);
        }
    }
    BIO_write(f->out, passed_on, passed_len);
}

static inline void
wire_info(const SSL *s, int where, int ret)
{
    struct flow *f = &flows[SSL_is_server(s)];
    size_t n = strlen(f->said);

    if (where & SSL_CB_ALERT)
        snprintf(f->said + n, sizeof f->said - n, " %s %d.%d",
                 where & SSL_CB_READ ? "got" : "sent", ret >> 8, ret & 255);
}

static inline int
wire_hex(const char *p)
{
    unsigned v = 0;

    sscanf(p, "%2x", &v);
    return (int)v;
}

static inline void
wire_keylog(const SSL *s, const char *line)
{
    const char *p = strrchr(line, ' ');

    if (strncmp(line, "CLIENT_RANDOM ", 14) != 0)
        return;
    for (int i = 0; i < 48; i++)
        flows[SSL_is_server(s)].master[i] = (unsigned char)wire_hex(p + 1 +
                                                                    2 * i);
}

/* ---- a connection ---- */

struct wire_kind {
    const char *name;
    int version;
    const char *cipher;
    int null;         /* no encryption */
    int client_cert;
    int resume;       /* 1 by session ID, 2 by ticket */
    int again;        /* a second handshake on the connection */
    const char *cert; /* NULL: rsa */
};

static struct pair ends_;

static inline SSL_CTX *
wire_context(const struct wire_kind *k, int server)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    const char *cert = !server          ? "client"
                       : k->cert != NULL ? k->cert
                                         : "rsa";
    char name[64];

    SSL_CTX_set_security_level(ctx, 0);
    snprintf(name, sizeof name, "%s:@SECLEVEL=0", k->cipher);
    SSL_CTX_set_cipher_list(ctx, name);
    SSL_CTX_set_min_proto_version(ctx, k->version);
    SSL_CTX_set_max_proto_version(ctx, k->version);
    SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET |
                                 SSL_OP_ALLOW_CLIENT_RENEGOTIATION |
                                 SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
    if (k->resume == 1)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_load_verify_locations(ctx, data_file("ca"), NULL);
    SSL_CTX_set_dh_auto(ctx, 1);
    SSL_CTX_set_info_callback(ctx, wire_info);
    SSL_CTX_set_keylog_callback(ctx, wire_keylog);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"wire", 4);
    if (server || k->client_cert) {
        snprintf(name, sizeof name, "%s-chain", cert);
        SSL_CTX_use_certificate_chain_file(ctx, data_file(name));
        snprintf(name, sizeof name, "%s-key", cert);
        SSL_CTX_use_PrivateKey_file(ctx, data_file(name), SSL_FILETYPE_PEM);
    }
    if (server && k->client_cert)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    queue("context");
    return ctx;
}

static inline void
wire_connect(const struct wire_kind *k, SSL_SESSION *session)
{
    BIO *c = BIO_new(BIO_s_mem()), *s = BIO_new(BIO_s_mem());

    memset(flows, 0, sizeof flows);
    memset(told, 0, sizeof told);
    bender = NULL;
    null_suite = k->null;
    wire_version = k->version;
    wire_cipher = k->cipher;
    ends_.c = SSL_new(ends_.cctx);
    ends_.s = SSL_new(ends_.sctx);
    BIO_set_mem_eof_return(c, -1);
    BIO_set_mem_eof_return(s, -1);
    BIO_up_ref(c);
    BIO_up_ref(s);
    SSL_set_bio(ends_.c, s, c);
    SSL_set_bio(ends_.s, c, s);
    SSL_set_connect_state(ends_.c);
    SSL_set_accept_state(ends_.s);
    flows[CLIENT].ssl = ends_.c;
    flows[CLIENT].out = c;
    flows[SERVER].ssl = ends_.s;
    flows[SERVER].out = s;
    if (session != NULL)
        SSL_set_session(ends_.c, session);
}

static inline void __attribute__((format(printf, 1, 2)))
tell(const char *format, ...)
{
    size_t n = strlen(told);
    va_list args;

    va_start(args, format);
    vsnprintf(told + n, sizeof told - n, format, args);
    va_end(args);
}

static inline void
wire_tell(int side, int r, int e)
{
    const char *data;
    int flags;
    unsigned long q;

    tell("  %s %d error %d", side == SERVER ? "server" : "client", r, e);
    while ((q = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        /* Some of OpenSSL's ciphers (which depends on the processor) add an
         * entry of their own; how a wrong RSA signature looks inside is
         * chance; and what is wrong within a certificate, or with the numbers
         * of Diffie-Hellman, is not told here. */
        if (ERR_GET_LIB(q) != ERR_LIB_PROV && ERR_GET_LIB(q) != ERR_LIB_RSA &&
            ERR_GET_LIB(q) != ERR_LIB_ASN1 && ERR_GET_LIB(q) != ERR_LIB_DH)
            tell(" [%d:%d %s|%s]", ERR_GET_LIB(q), ERR_GET_REASON(q),
                 ERR_reason_error_string(q),
                 flags & ERR_TXT_STRING ? data : "");
    tell("%s%s\n", flows[side].said,
         SSL_is_init_finished(flows[side].ssl) ? " done" : "");
}

/* Both sides in turn, until nothing is left to do; the last result of each
 * goes to told if TELL; 1 if both are done. */
static inline int
wire_shake(int tell)
{
    int dead[2] = {0, 0}, done[2] = {0, 0};

    for (int i = 0; i < 16; i++) {
        int side = i % 2, r, e;
        char byte;

        if (dead[side]) {
            wire_move(side);
            continue;
        }
        ERR_clear_error();
        r = SSL_do_handshake(flows[side].ssl);
        if (r == 1 && SSL_is_init_finished(flows[side].ssl))
            r = SSL_peek(flows[side].ssl, &byte, 1);
        e = SSL_get_error(flows[side].ssl, r);
        wire_move(side);
        done[side] = SSL_is_init_finished(flows[side].ssl);
        if (e == SSL_ERROR_SSL || e == SSL_ERROR_ZERO_RETURN ||
            e == SSL_ERROR_SYSCALL || i >= 14) {
            if (tell)
                wire_tell(side, r, e);
            dead[side] = 1;
        }
    }
    ERR_clear_error();
    return done[CLIENT] && done[SERVER];
}

/* Takes a connection of that kind to where the handshake of interest
 * begins. */
static inline void
wire_open(const struct wire_kind *k)
{
    memset(&ends_, 0, sizeof ends_);
    ends_.cctx = wire_context(k, 0);
    ends_.sctx = wire_context(k, 1);
    wire_connect(k, NULL);
    if (k->resume) {
        SSL_SESSION *session;

        if (!wire_shake(0))
            printf("no first handshake\n");
        SSL_shutdown(ends_.c);
        session = SSL_get1_session(ends_.c);
        pair_close(&ends_);
        wire_connect(k, session);
        SSL_SESSION_free(session);
    }
    if (k->again) {
        if (!wire_shake(0))
            printf("no first handshake\n");
        SSL_renegotiate(ends_.c);
    }
    memset(flows[CLIENT].said, 0, sizeof flows[CLIENT].said);
    memset(flows[SERVER].said, 0, sizeof flows[SERVER].said);
}

static inline void
wire_close(void)
{
    ERR_clear_error();
    pair_free(&ends_);
}

#endif
