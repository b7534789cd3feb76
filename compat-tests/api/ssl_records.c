/* Records as they go over the wire: how application data is cut into them in
 * each version and kind of cipher, and what becomes of records that were
 * tampered with. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 5, BIG = 40000 };

struct pair {
    SSL_CTX *ctx;
    SSL *client, *server;
    BIO *to_server, *to_client; /* what each side wrote */
};

static char big[BIG], back[BIG];

static void
path(char *out, size_t len, const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");

    snprintf(out, len, "%s/api-%s.pem", dir != NULL ? dir : ".", name);
}

static void
queue(const char *what)
{
    unsigned long e;

    /* Some of OpenSSL's ciphers (which depends on the processor) add an
     * entry of their own. */
    while ((e = ERR_get_error()) != 0)
        if (ERR_GET_LIB(e) != ERR_LIB_PROV)
            printf("  %s queue: lib %d reason %d %s\n", what, ERR_GET_LIB(e),
                   ERR_GET_REASON(e), ERR_reason_error_string(e));
}

static long
trace(BIO *b, int op, const char *data, size_t len, int argi, long argl,
      int ret, size_t *done)
{
    if (op == BIO_CB_WRITE)
        printf("    BIO_write %zu\n", len);
    if (op == BIO_CB_CTRL && argi == BIO_CTRL_FLUSH)
        printf("    BIO_flush\n");
    return ret;
}

static void
info(const SSL *s, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf("  %s %s alert %s %s\n", SSL_is_server(s) ? "server" : "client",
               where & SSL_CB_READ ? "got" : "sent",
               SSL_alert_type_string_long(ret),
               SSL_alert_desc_string_long(ret));
}

static void
message(int sent, int version, int type, const void *data, size_t len, SSL *s,
        void *arg)
{
    const unsigned char *head = data;

    if (sent && type == SSL3_RT_HEADER)
        printf("    header: type %d version %02x%02x length %d\n", head[0],
               head[1], head[2], head[3] << 8 | head[4]);
}

static void
shake(struct pair *p)
{
    for (int i = 0; i < 6; i++) {
        SSL_do_handshake(p->client);
        SSL_do_handshake(p->server);
    }
    /* Tickets are no part of this. */
    SSL_peek(p->client, back, 1);
    ERR_clear_error();
}

static int
start(struct pair *p, int version, const char *cipher, uint64_t options)
{
    char file[4096], list[100];

    p->ctx = SSL_CTX_new(TLS_method());
    SSL_CTX_set_security_level(p->ctx, 0);
    SSL_CTX_set_options(p->ctx, options);
    SSL_CTX_set_min_proto_version(p->ctx, version);
    SSL_CTX_set_max_proto_version(p->ctx, version);
    SSL_CTX_set_info_callback(p->ctx, info);
    snprintf(list, sizeof list, "%s:@SECLEVEL=0", cipher);
    if (version == TLS1_3_VERSION ? !SSL_CTX_set_ciphersuites(p->ctx, cipher)
                                  : !SSL_CTX_set_cipher_list(p->ctx, list))
        queue("cipher");
    path(file, sizeof file, "rsa-chain");
    if (SSL_CTX_use_certificate_chain_file(p->ctx, file) != 1)
        abort();
    path(file, sizeof file, "rsa-key");
    SSL_CTX_use_PrivateKey_file(p->ctx, file, SSL_FILETYPE_PEM);
    p->client = SSL_new(p->ctx);
    p->server = SSL_new(p->ctx);
    p->to_server = BIO_new(BIO_s_mem());
    p->to_client = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(p->to_server, -1);
    BIO_set_mem_eof_return(p->to_client, -1);
    BIO_up_ref(p->to_server);
    BIO_up_ref(p->to_client);
    SSL_set_bio(p->client, p->to_client, p->to_server);
    SSL_set_bio(p->server, p->to_server, p->to_client);
    SSL_set_connect_state(p->client);
    SSL_set_accept_state(p->server);
    shake(p);
    queue("handshake");
    printf("%s %s\n", SSL_get_version(p->client), SSL_get_cipher(p->client));
    return SSL_is_init_finished(p->client) && SSL_is_init_finished(p->server);
}

static void
end(struct pair *p)
{
    ERR_clear_error();
    SSL_free(p->client);
    SSL_free(p->server);
    SSL_CTX_free(p->ctx);
}

/* ---- how data is cut ---- */

static void
write_some(struct pair *p, int len)
{
    int n, got = 0, r;

    printf("  write %d\n", len);
    n = SSL_write(p->client, big, len);
    printf("   wrote %d\n", n);
    while (got < n && (r = SSL_read(p->server, back + got, BIG - got)) > 0)
        got += r;
    printf("   read %d, %s\n", got,
           memcmp(big, back, (size_t)got) == 0 ? "equal" : "different");
    queue("write");
}

static const struct {
    int version;
    const char *cipher;
} kinds[] = {
    {TLS1_VERSION, "AES128-SHA"},
    {TLS1_VERSION, "CAMELLIA256-SHA"},
    {TLS1_VERSION, "NULL-SHA"},
    {TLS1_1_VERSION, "AES256-SHA"},
    {TLS1_1_VERSION, "NULL-MD5"},
    {TLS1_2_VERSION, "AES128-SHA"},
    {TLS1_2_VERSION, "AES256-SHA256"},
    {TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384"},
    {TLS1_2_VERSION, "NULL-SHA256"},
    {TLS1_2_VERSION, "AES128-CCM"},
    {TLS1_2_VERSION, "AES256-CCM8"},
    {TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305"},
    {TLS1_3_VERSION, "TLS_AES_128_CCM_SHA256"},
    {TLS1_3_VERSION, "TLS_AES_128_CCM_8_SHA256"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void
cut(size_t i, uint64_t options, long mode)
{
    static const int lengths[] = {1, 5, 255, 16384, 16385, BIG};
    struct pair p;

    printf("options %llx mode %lx: ", (unsigned long long)options, mode);
    if (start(&p, kinds[i].version, kinds[i].cipher, options)) {
        SSL_set_mode(p.client, mode);
        SSL_set_msg_callback(p.client, message);
        BIO_set_callback_ex(p.to_server, trace);
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
            write_some(&p, lengths[k]);
        SSL_set_max_send_fragment(p.client, 512);
        write_some(&p, 1300);
        BIO_set_callback_ex(p.to_server, NULL);
    }
    end(&p);
}

/* ---- tampering ---- */

/* Changes the one record that waits, of LEN bytes with its header; its new
 * length. */
typedef int tamper(unsigned char *record, int len, int arg);

/* A byte from the end. */
static int
flip(unsigned char *record, int len, int arg)
{
    record[len - 1 - arg] ^= 1;
    return len;
}

/* As much is cut off; 0: all but the header. */
static int
shorten(unsigned char *record, int len, int arg)
{
    len = arg > 0 ? len - arg : HEADER;
    record[3] = (unsigned char)((len - HEADER) >> 8);
    record[4] = (unsigned char)(len - HEADER);
    return len;
}

static int
keep(unsigned char *record, int len, int arg)
{
    len = HEADER + arg;
    record[3] = 0;
    record[4] = (unsigned char)arg;
    return len;
}

static int
set_head(unsigned char *record, int len, int arg)
{
    record[arg >> 8] = (unsigned char)arg;
    return len;
}

static int
too_long(unsigned char *record, int len, int arg)
{
    len = HEADER + arg;
    memset(record + HEADER, 0x55, (size_t)arg);
    record[3] = (unsigned char)(arg >> 8);
    record[4] = (unsigned char)arg;
    return len;
}

static const struct {
    const char *name;
    tamper *how;
    int arg;
} faults[] = {
    {"a bit of the last byte", flip, 0},
    {"a bit of the byte 16 from the end", flip, 16},
    {"a bit of the byte 17 from the end", flip, 17},
    {"a bit of the byte 40 from the end", flip, 40},
    {"a bit of the byte 60 from the end", flip, 60},
    {"one byte less", shorten, 1},
    {"16 bytes less", shorten, 16},
    {"32 bytes less", shorten, 32},
    {"no body", shorten, 0},
    {"a body of 1", keep, 1},
    {"a body of 15", keep, 15},
    {"a body of 16", keep, 16},
    {"a body of 32", keep, 32},
    {"a body of 36", keep, 36},
    {"a body of 48", keep, 48},
    {"another type", set_head, 0 << 8 | 22},
    {"an unknown type", set_head, 0 << 8 | 99},
    {"another minor version", set_head, 2 << 8 | 0},
    {"another major version", set_head, 1 << 8 | 2},
    {"a body of 2^14 + 256", too_long, 16384 + 256},
    {"a body of 2^14 + 257", too_long, 16384 + 257},
    {"a body of 2^14 + 320", too_long, 16384 + 320},
    {"a body of 2^14 + 321", too_long, 16384 + 321},
    {"a body of 2^14 + 2048", too_long, 16384 + 2048},
    {"a body of 2^14 + 2049", too_long, 16384 + 2049},
};

static void
spoil(size_t i, uint64_t options, size_t f)
{
    static unsigned char record[HEADER + 65536];
    struct pair p;
    int len, r;

    printf("%s, options %llx: ", faults[f].name, (unsigned long long)options);
    if (start(&p, kinds[i].version, kinds[i].cipher, options)) {
        SSL_write(p.client, big, 100);
        len = BIO_read(p.to_server, record, sizeof record);
        len = faults[f].how(record, len, faults[f].arg);
        BIO_write(p.to_server, record, len);
        r = SSL_read(p.server, back, BIG);
        printf("  read %d, error %d\n", r, SSL_get_error(p.server, r));
        queue("server");
        r = SSL_read(p.client, back, BIG);
        printf("  peer %d, error %d\n", r, SSL_get_error(p.client, r));
        queue("client");
    }
    end(&p);
}

int
main(void)
{
    for (size_t i = 0; i < BIG; i++)
        big[i] = (char)(i * 7 + i / 256);
    for (size_t i = 0; i < KINDS; i++) {
        cut(i, 0, 0);
        cut(i, SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, 0);
        cut(i, SSL_OP_NO_ENCRYPT_THEN_MAC, SSL_MODE_ENABLE_PARTIAL_WRITE);
    }
    for (size_t i = 0; i < KINDS; i++)
        for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
            uint64_t one = SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS;

            spoil(i, one, f);
            spoil(i, one | SSL_OP_NO_ENCRYPT_THEN_MAC, f);
        }
    return 0;
}
