/* Compressed connections (RFC 3749) through the API: who gets one, what goes
 * over the wire, and what becomes of content that is too long. It has no
 * like among the programs of compat-tests/api, since few builds of OpenSSL
 * have zlib. */
#include "unit.h"

#include <openssl/comp.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/ssl.h>

#include "engine/crypto/deflate.h"

enum { TEXT = 16000, DEFLATE = 1 };

struct ends {
    SSL_CTX *cctx, *sctx;
    SSL *c, *s;
    BIO *to_c, *to_s;
    int alert; /* sent by the server */
};

static struct ends *current;
static char text[TEXT], back[TEXT];

static void
info(const SSL *s, int where, int ret)
{
    if (SSL_is_server(s) && where == SSL_CB_WRITE_ALERT)
        current->alert = ret & 255;
}

static SSL_CTX *
context(const char *ciphers, bool compress)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    ck_assert_ptr_nonnull(ctx);
    ck_assert_int_eq(SSL_CTX_set_cipher_list(ctx, ciphers), 1);
    ck_assert_int_eq(SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION), 1);
    if (compress)
        SSL_CTX_clear_options(ctx, SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_info_callback(ctx, info);
    return ctx;
}

static void
certify(SSL_CTX *ctx)
{
    const char *dir = getenv("URT_DATA_DIR");
    char file[4096];

    dir = dir != NULL ? dir : URT_DATA_DIR;
    snprintf(file, sizeof file, "%s/api-rsa-chain.pem", dir);
    ck_assert_int_eq(SSL_CTX_use_certificate_chain_file(ctx, file), 1);
    snprintf(file, sizeof file, "%s/api-rsa-key.pem", dir);
    ck_assert_int_eq(SSL_CTX_use_PrivateKey_file(ctx, file, SSL_FILETYPE_PEM),
                     1);
}

/* A connection; each side wants compression or not. */
static void
connect_ends(struct ends *e, const char *ciphers, bool client, bool server)
{
    memset(e, 0, sizeof *e);
    current = e;
    e->cctx = context(ciphers, client);
    e->sctx = context(ciphers, server);
    certify(e->sctx);
    e->c = SSL_new(e->cctx);
    e->s = SSL_new(e->sctx);
    e->to_c = BIO_new(BIO_s_mem());
    e->to_s = BIO_new(BIO_s_mem());
    BIO_up_ref(e->to_c);
    BIO_up_ref(e->to_s);
    SSL_set_bio(e->c, e->to_c, e->to_s);
    SSL_set_bio(e->s, e->to_s, e->to_c);
    SSL_set_connect_state(e->c);
    SSL_set_accept_state(e->s);
    for (int i = 0; i < 6; i++) {
        SSL_do_handshake(e->c);
        SSL_do_handshake(e->s);
    }
    ck_assert(SSL_is_init_finished(e->c) && SSL_is_init_finished(e->s));
    ERR_clear_error();
}

static void
free_ends(struct ends *e)
{
    SSL_free(e->c);
    SSL_free(e->s);
    SSL_CTX_free(e->cctx);
    SSL_CTX_free(e->sctx);
    ERR_clear_error();
}

/* Text that a dictionary takes in. */
static void
fill(void)
{
    static const char line[] = "GET /index.html HTTP/1.1\r\n";

    for (size_t i = 0; i < TEXT; i++)
        text[i] = line[i % (sizeof line - 1)];
}

/* How many bytes the text takes on the wire from the client; the server must
 * read the same. */
static size_t
send_text(struct ends *e)
{
    size_t wire;
    int got = 0, n;

    fill();
    ck_assert_int_eq(SSL_write(e->c, text, TEXT), TEXT);
    wire = BIO_ctrl_pending(e->to_s);
    while (got < TEXT && (n = SSL_read(e->s, back + got, TEXT - got)) > 0)
        got += n;
    ck_assert_int_eq(got, TEXT);
    ck_assert_int_eq(memcmp(text, back, TEXT), 0);
    return wire;
}

static const char *
name_of(const COMP_METHOD *m)
{
    return m == NULL ? "none" : SSL_COMP_get_name(m);
}

static const struct {
    const char *ciphers;
    bool client, server;
    bool compressed;
} cases[] = {
    {"AES128-SHA:@SECLEVEL=0", true, true, true},
    {"AES128-SHA:@SECLEVEL=1", true, true, true},
    {"AES128-GCM-SHA256:@SECLEVEL=1", true, true, true},
    {"AES128-SHA:@SECLEVEL=0", true, false, false},
    {"AES128-SHA:@SECLEVEL=0", false, true, false},
    {"AES128-SHA:@SECLEVEL=0", false, false, false},
    {"AES128-SHA:@SECLEVEL=2", true, true, false},
};

static void
try_case(size_t i)
{
    bool compressed = cases[i].compressed && urt_deflate_available();
    struct ends e;
    size_t wire;

    connect_ends(&e, cases[i].ciphers, cases[i].client, cases[i].server);
    wire = send_text(&e);
    printf("%s, client %d, server %d: %s, %d bytes as %zu\n",
           cases[i].ciphers, cases[i].client, cases[i].server,
           name_of(SSL_get_current_compression(e.c)), TEXT, wire);
    ck_assert_int_eq(SSL_get_current_compression(e.c) != NULL, compressed);
    ck_assert_int_eq(SSL_get_current_expansion(e.s) != NULL, compressed);
    ck_assert_int_eq(SSL_SESSION_get_compress_id(SSL_get_session(e.c)),
                     compressed ? DEFLATE : 0);
    if (compressed)
        ck_assert_uint_lt(wire, TEXT / 10);
    else
        ck_assert_uint_gt(wire, TEXT);
    free_ends(&e);
}

START_TEST(who_gets_a_compressed_connection)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        try_case(i);
}
END_TEST

/* A record that was changed on its way never reaches the expansion. */
START_TEST(a_changed_record_is_refused_before_it_expands)
{
    unsigned char record[TEXT];
    struct ends e;
    int n;

    connect_ends(&e, "AES128-SHA:@SECLEVEL=0", true, true);
    fill();
    ck_assert_int_eq(SSL_write(e.c, text, TEXT), TEXT);
    n = BIO_read(e.to_s, record, sizeof record);
    ck_assert_int_gt(n, 0);
    record[n - 1] ^= 1;
    ck_assert_int_eq(BIO_write(e.to_s, record, n), n);
    ck_assert_int_eq(SSL_read(e.s, back, TEXT), -1);
    ck_assert_int_eq(ERR_GET_REASON(ERR_peek_last_error()),
                     SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    ck_assert_int_eq(e.alert, SSL_AD_BAD_RECORD_MAC);
    free_ends(&e);
}
END_TEST

/* The client's MAC key of NULL-SHA256, RFC 5246 section 6.3. */
static void
mac_key(SSL *s, unsigned char *out, size_t len)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    unsigned char master[48], seed[13 + 64] = "key expansion";
    char md[] = "SHA256";
    OSSL_PARAM p[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, md, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, master,
                                          sizeof master),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed,
                                          sizeof seed),
        OSSL_PARAM_construct_end(),
    };

    SSL_SESSION_get_master_key(SSL_get_session(s), master, sizeof master);
    SSL_get_server_random(s, seed + 13, 32);
    SSL_get_client_random(s, seed + 45, 32);
    ck_assert_int_eq(EVP_KDF_derive(ctx, out, len, p), 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

/* A record of LEN zeros behind the client's Finished. The stream goes on
 * there: its two bytes of header were in that record. */
static void
send_zeros(struct ends *e, size_t len)
{
    static uint8_t zeros[20000], packed[4000], record[5 + 4000 + 32];
    uint8_t key[32], in[13 + 4000] = {[7] = 1, [8] = 23, [9] = 3, [10] = 3};
    struct urt_deflate *z = urt_deflate_new();
    size_t n;

    ck_assert_ptr_nonnull(z);
    ck_assert_int_eq(urt_deflate(z, packed, sizeof packed, &n,
                                 urt_bytes(zeros, len)), URT_OK);
    urt_deflate_free(z);
    n -= 2;
    in[11] = (uint8_t)(n >> 8);
    in[12] = (uint8_t)n;
    memcpy(in + 13, packed + 2, n);
    mac_key(e->c, key, sizeof key);
    memcpy(record, in + 8, 3);
    record[3] = (uint8_t)((n + 32) >> 8);
    record[4] = (uint8_t)(n + 32);
    memcpy(record + 5, packed + 2, n);
    HMAC(EVP_sha256(), key, sizeof key, in, 13 + n, record + 5 + n, NULL);
    ck_assert_int_eq(BIO_write(e->to_s, record, (int)(5 + n + 32)),
                     (int)(5 + n + 32));
}

START_TEST(content_that_expands_too_far_is_refused)
{
    static const struct {
        size_t len;
        int result;
    } rows[] = {{1000, 1000}, {16384, 16384}, {16385, -1}, {20000, -1}};
    static char out[20000];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ends e;

        if (!urt_deflate_available())
            break;
        connect_ends(&e, "NULL-SHA256:@SECLEVEL=0", true, true);
        ck_assert_ptr_nonnull(SSL_get_current_expansion(e.s));
        send_zeros(&e, rows[i].len);
        ck_assert_int_eq(SSL_read(e.s, out, sizeof out), rows[i].result);
        if (rows[i].result < 0) {
            ck_assert_int_eq(ERR_GET_REASON(ERR_peek_last_error()),
                             SSL_R_BAD_DECOMPRESSION);
            ck_assert_int_eq(e.alert, SSL_AD_DECOMPRESSION_FAILURE);
        }
        free_ends(&e);
    }
}
END_TEST

UNIT_MAIN("libssl/compression", who_gets_a_compressed_connection,
          a_changed_record_is_refused_before_it_expands,
          content_that_expands_too_far_is_refused)
