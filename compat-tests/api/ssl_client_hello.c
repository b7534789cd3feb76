/* The ClientHello that a client's settings lead to, byte by byte: of a fresh
 * context, of the settings of known programs, and of each setting that shows
 * in it. Random, session ID, key shares, tickets and binders are masked. ARIA
 * suites, which this library does not offer, are not asked for. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

enum { HEADER = 5, RANDOM = 32, PER_LINE = 32 };

static void
put_hex(const char *what, const unsigned char *p, size_t len)
{
    printf("  %s %zu:", what, len);
    for (size_t i = 0; i < len; i++) {
        if (len > PER_LINE && i % PER_LINE == 0)
            printf("\n   ");
        printf("%s%02x", i % 4 == 0 ? " " : "", p[i]);
    }
    printf("\n");
}

static size_t
number(const unsigned char *p, size_t size)
{
    size_t n = 0;

    while (size-- > 0)
        n = n << 8 | *p++;
    return n;
}

/* The part of an extension that is drawn anew each time becomes xx. */
static void
mask(unsigned type, unsigned char *p, size_t len)
{
    size_t off = 2;

    if (type == 51) {
        while (off + 4 <= len) {
            size_t n = number(p + off + 2, 2);

            if (off + 4 + n > len)
                return;
            memset(p + off + 4, 0xee, n);
            off += 4 + n;
        }
    } else if (type == 35 || type == 41) {
        memset(p, 0xee, len);
    }
}

static void
put_extensions(unsigned char *p, size_t len)
{
    while (len >= 4) {
        unsigned type = (unsigned)number(p, 2);
        size_t n = number(p + 2, 2);
        char what[32];

        if (n + 4 > len)
            break;
        snprintf(what, sizeof what, "extension %u", type);
        mask(type, p + 4, n);
        put_hex(what, p + 4, n);
        p += 4 + n;
        len -= 4 + n;
    }
    if (len > 0)
        put_hex("rest", p, len);
}

static void
put_hello(unsigned char *p, size_t len)
{
    size_t n, off = HEADER + 4 + 2;

    if (len < 50) {
        put_hex("output", p, len);
        return;
    }
    put_hex("head", p, off);
    memset(p + off, 0xee, RANDOM);
    off += RANDOM;
    n = p[off];
    memset(p + off + 1, 0xee, n);
    put_hex("session id", p + off, 1 + n);
    off += 1 + n;
    n = number(p + off, 2);
    put_hex("suites", p + off, 2 + n);
    off += 2 + n;
    n = p[off];
    put_hex("compression", p + off, 1 + n);
    off += 1 + n;
    if (off + 2 <= len) {
        n = number(p + off, 2);
        printf("  extensions %zu of %zu\n", n, len - off - 2);
        put_extensions(p + off + 2, len - off - 2);
    }
}

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  error %s\n", ERR_reason_error_string(e));
}

static void
hello(const char *what, SSL *s)
{
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    unsigned char copy[20000], *p;
    long len;
    int r;

    SSL_set_bio(s, in, out);
    SSL_set_connect_state(s);
    printf("== %s\n", what);
    errors();
    r = SSL_do_handshake(s);
    printf("  handshake %d error %d\n", r, SSL_get_error(s, r));
    errors();
    len = BIO_get_mem_data(out, &p);
    if (len > 0 && (size_t)len < sizeof copy) {
        memcpy(copy, p, (size_t)len);
        put_hello(copy, (size_t)len);
    }
    SSL_free(s);
}

/* ---- one setting a function ---- */

static unsigned int
psk(SSL *s, const char *hint, char *id, unsigned int id_len,
    unsigned char *key, unsigned int key_len)
{
    strcpy(id, "me");
    memset(key, 7, 16);
    return 16;
}

static void plain(SSL *s) { }
static void sni(SSL *s) { SSL_set_tlsext_host_name(s, "host.example"); }
static void status(SSL *s) { SSL_set_tlsext_status_type(s, 1); }
static void pha(SSL *s) { SSL_set_post_handshake_auth(s, 1); }
static void fragment(SSL *s) { SSL_set_tlsext_max_fragment_length(s, 3); }
static void fallback(SSL *s) { SSL_set_mode(s, SSL_MODE_SEND_FALLBACK_SCSV); }
static void
psk12(SSL *s)
{
    SSL_set_psk_client_callback(s, psk);
    SSL_set_max_proto_version(s, TLS1_2_VERSION);
}
static void
psk12_suites(SSL *s)
{
    psk12(s);
    SSL_set_cipher_list(s, "PSK:ECDHE+AESGCM:!ARIA");
}
static void
alpn(SSL *s)
{
    SSL_set_alpn_protos(s, (const unsigned char *)"\2h2\10http/1.1", 12);
}
static void
everything(SSL *s)
{
    sni(s);
    status(s);
    alpn(s);
    pha(s);
    fragment(s);
}
/* Names of a length that brings the hello to where it is padded. */
static void
long_name(SSL *s)
{
    char name[200];

    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    SSL_set_tlsext_host_name(s, name);
    SSL_set_options(s, SSL_OP_TLSEXT_PADDING);
    SSL_set_max_proto_version(s, TLS1_2_VERSION);
    SSL_set_cipher_list(s, "AESGCM");
}
static void
padding13(SSL *s)
{
    SSL_set_options(s, SSL_OP_TLSEXT_PADDING);
    sni(s);
}

static const struct {
    const char *name;
    void (*set)(SSL *s);
} settings[] = {
    {"default", plain},
    {"SNI", sni},
    {"OCSP status", status},
    {"ALPN", alpn},
    {"post-handshake authentication", pha},
    {"maximum fragment", fragment},
    {"fallback", fallback},
    {"PSK of 1.2", psk12},
    {"PSK of 1.2 with its suites", psk12_suites},
    {"everything", everything},
    {"padding, 1.2", long_name},
    {"padding, 1.3", padding13},
};

static const int versions[] = {0, TLS1_VERSION, TLS1_1_VERSION,
                               TLS1_2_VERSION, TLS1_3_VERSION};
enum { VERSIONS = sizeof versions / sizeof *versions };

static const struct {
    const char *name;
    uint64_t option;
} options[] = {
    {"NO_TICKET", SSL_OP_NO_TICKET},
    {"NO_EXTENDED_MASTER_SECRET", SSL_OP_NO_EXTENDED_MASTER_SECRET},
    {"NO_ENCRYPT_THEN_MAC", SSL_OP_NO_ENCRYPT_THEN_MAC},
    {"NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
    {"LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"ALLOW_UNSAFE_LEGACY_RENEGOTIATION",
     SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
    {"ALLOW_NO_DHE_KEX", SSL_OP_ALLOW_NO_DHE_KEX},
    {"NO_TLSv1", SSL_OP_NO_TLSv1},
    {"NO_TLSv1_1", SSL_OP_NO_TLSv1_1},
    {"NO_TLSv1_2", SSL_OP_NO_TLSv1_2},
    {"NO_TLSv1_3", SSL_OP_NO_TLSv1_3},
    {"NO_TLSv1 and 1.3", SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_3},
    {"NO_TLSv1 and 1.1", SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1},
    {"NO_TLSv1.1 and 1.3", SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_3},
    {"NO_TLSv1 to 1.2", SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 |
                            SSL_OP_NO_TLSv1_2},
    {"all versions off", SSL_OP_NO_SSL_MASK},
    {"NO_SSLv3", SSL_OP_NO_SSLv3},
    {"CIPHER_SERVER_PREFERENCE", SSL_OP_CIPHER_SERVER_PREFERENCE},
    {"PRIORITIZE_CHACHA", SSL_OP_PRIORITIZE_CHACHA},
    {"CRYPTOPRO_TLSEXT_BUG", SSL_OP_CRYPTOPRO_TLSEXT_BUG},
    {"TLS_ROLLBACK_BUG", SSL_OP_TLS_ROLLBACK_BUG},
    {"NO_ANTI_REPLAY", SSL_OP_NO_ANTI_REPLAY},
    {"ALL", SSL_OP_ALL},
};

/* Cipher strings, TLS 1.3 suites, groups, signature algorithms. */
static const struct {
    const char *ciphers, *suites, *groups, *sigalgs;
} lists[] = {
    {"ECDHE+AESGCM", NULL, NULL, NULL},
    {"kRSA:!ARIA", NULL, NULL, NULL},
    {"DHE:!ARIA", NULL, NULL, NULL},
    {"kRSA:DHE:!ARIA", NULL, NULL, NULL},
    {"ALL:!ARIA:@SECLEVEL=0", NULL, NULL, NULL},
    {"ALL:COMPLEMENTOFALL:!ARIA:@SECLEVEL=0", NULL, NULL, NULL},
    {"DEFAULT:@SECLEVEL=0", NULL, NULL, NULL},
    {"DEFAULT:@SECLEVEL=1", NULL, NULL, NULL},
    {"DEFAULT:@SECLEVEL=3", NULL, NULL, NULL},
    {"DEFAULT:@SECLEVEL=4", NULL, NULL, NULL},
    {"DEFAULT:@SECLEVEL=5", NULL, NULL, NULL},
    {"aNULL:@SECLEVEL=0", NULL, NULL, NULL},
    {"eNULL:@SECLEVEL=0", NULL, NULL, NULL},
    {"SHA1:@SECLEVEL=0", NULL, NULL, NULL},
    {"CAMELLIA", NULL, NULL, NULL},
    {"AESCCM:AESCCM8", NULL, NULL, NULL},
    {"CHACHA20", NULL, NULL, NULL},
    {"DSS:!ARIA:@SECLEVEL=0", NULL, NULL, NULL},
    {"SUITEB128", NULL, NULL, NULL},
    {"SUITEB192", NULL, NULL, NULL},
    {"PSK:!ARIA", NULL, NULL, NULL},
    {NULL, "TLS_AES_128_GCM_SHA256", NULL, NULL},
    {NULL, "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256", NULL, NULL},
    {NULL, "", NULL, NULL},
    {"AES128-SHA", "", NULL, NULL},
    {NULL, NULL, "P-256", NULL},
    {NULL, NULL, "P-384:X25519", NULL},
    {NULL, NULL, "X448:P-521", NULL},
    {NULL, NULL, "ffdhe2048:ffdhe3072", NULL},
    {"kRSA:!ARIA", NULL, "P-256", NULL},
    {NULL, NULL, NULL, "RSA+SHA256"},
    {NULL, NULL, NULL, "ECDSA+SHA256:RSA-PSS+SHA256:ed25519"},
    {NULL, NULL, NULL, "rsa_pss_rsae_sha256:ecdsa_secp384r1_sha384:RSA+SHA1"},
    {"DEFAULT:@SECLEVEL=0", NULL, NULL, "RSA+SHA1:ECDSA+SHA1"},
};

static void
each_setting(SSL_CTX *ctx)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        SSL *s = SSL_new(ctx);

        settings[i].set(s);
        hello(settings[i].name, s);
    }
}

static void
each_version(SSL_CTX *ctx)
{
    char what[64];

    for (int level = 0; level <= 4; level += 2)
        for (int i = 0; i < VERSIONS; i++)
            for (int k = 0; k < VERSIONS; k++) {
                SSL *s = SSL_new(ctx);

                SSL_set_security_level(s, level);
                snprintf(what, sizeof what, "level %d, %x to %x: %d %d", level,
                         (unsigned)versions[i], (unsigned)versions[k],
                         (int)SSL_set_min_proto_version(s, versions[i]),
                         (int)SSL_set_max_proto_version(s, versions[k]));
                hello(what, s);
            }
}

static void
each_option(SSL_CTX *ctx)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        SSL *s = SSL_new(ctx);

        SSL_set_options(s, options[i].option);
        sni(s);
        hello(options[i].name, s);
    }
}

static void
each_list(SSL_CTX *ctx)
{
    char what[256];

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (int max = TLS1_VERSION; max <= TLS1_3_VERSION; max++) {
            SSL *s = SSL_new(ctx);
            int r[4] = {1, 1, 1, 1};

            if (max == TLS1_1_VERSION)
                max++;
            if (lists[i].ciphers != NULL)
                r[0] = SSL_set_cipher_list(s, lists[i].ciphers);
            if (lists[i].suites != NULL)
                r[1] = SSL_set_ciphersuites(s, lists[i].suites);
            if (lists[i].groups != NULL)
                r[2] = (int)SSL_set1_groups_list(s, lists[i].groups);
            if (lists[i].sigalgs != NULL)
                r[3] = (int)SSL_set1_sigalgs_list(s, lists[i].sigalgs);
            SSL_set_max_proto_version(s, max);
            snprintf(what, sizeof what, "%s|%s|%s|%s to %x: %d %d %d %d",
                     lists[i].ciphers ? lists[i].ciphers : "",
                     lists[i].suites ? lists[i].suites : "-",
                     lists[i].groups ? lists[i].groups : "",
                     lists[i].sigalgs ? lists[i].sigalgs : "",
                     (unsigned)max, r[0], r[1], r[2], r[3]);
            hello(what, s);
        }
    }
}

/* What known programs do before they connect. */
static void
programs(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *s;

    /* curl */
    SSL_CTX_set_options(ctx, SSL_OP_ALL | SSL_OP_NO_TICKET |
                                 SSL_OP_NO_COMPRESSION |
                                 SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3);
    SSL_CTX_clear_options(ctx, SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT |
                                            SSL_SESS_CACHE_NO_INTERNAL);
    s = SSL_new(ctx);
    alpn(s);
    sni(s);
    hello("curl", s);
    SSL_CTX_free(ctx);
    /* nginx as a client */
    ctx = SSL_CTX_new(TLS_method());
    SSL_CTX_set_options(ctx, SSL_OP_SINGLE_DH_USE | SSL_OP_NO_SSLv3 |
                                 SSL_OP_NO_COMPRESSION |
                                 SSL_OP_NO_ANTI_REPLAY |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_cipher_list(ctx, "DEFAULT");
    hello("nginx, proxy_pass", SSL_new(ctx));
    s = SSL_new(ctx);
    sni(s);
    hello("nginx, proxy_ssl_server_name", s);
    SSL_CTX_free(ctx);
    /* python's ssl.create_default_context */
    ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_options(ctx, SSL_OP_ALL | SSL_OP_NO_SSLv3 |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_SINGLE_DH_USE |
                                 SSL_OP_SINGLE_ECDH_USE |
                                 SSL_OP_ENABLE_MIDDLEBOX_COMPAT |
                                 SSL_OP_NO_COMPRESSION |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_cipher_list(ctx, "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:"
                                 "ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:"
                                 "!AESCCM");
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    s = SSL_new(ctx);
    sni(s);
    hello("python", s);
    SSL_CTX_free(ctx);
}

int
main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    hello("SSL_CTX_new alone", SSL_new(ctx));
    each_setting(ctx);
    each_version(ctx);
    each_option(ctx);
    each_list(ctx);
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(TLS_method());
    hello("TLS_method", SSL_new(ctx));
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(TLSv1_2_client_method());
    hello("TLSv1_2_client_method", SSL_new(ctx));
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(TLSv1_client_method());
    hello("TLSv1_client_method", SSL_new(ctx));
    SSL_CTX_free(ctx);
    programs();
    return 0;
}
