/* Key exchanges of TLS 1.0 to 1.2 gone wrong: RSA premasters of a wrong
 * version, length or padding, to all of which the answer is that to a wrong
 * Finished; Diffie-Hellman fields and shares out of range; sessions that
 * belong to another context. */
#include "wire.h"

#include <openssl/bn.h>
#include <openssl/rsa.h>

static const struct wire_kind rsa12 = {
    "RSA 1.2", TLS1_2_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL};
static const struct wire_kind rsa10 = {
    "RSA 1.0", TLS1_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL};
static const struct wire_kind dhe12 = {
    "DHE 1.2", TLS1_2_VERSION, "DHE-RSA-AES128-SHA", 0, 0, 0, 0, NULL};
static const struct wire_kind dhe10 = {
    "DHE 1.0", TLS1_VERSION, "DHE-RSA-AES128-SHA", 0, 0, 0, 0, NULL};

/* ---- premasters ---- */

/* Paddings made by hand; no value of RSA_..._PADDING. */
enum { TYPE_1 = 101, NO_ZERO, EARLY, FIRST };

static const struct premaster {
    const char *name;
    int len;         /* of the premaster; -1: no encryption at all */
    int minor;       /* of the version in it */
    int padding;     /* RSA_PKCS1_PADDING, or what is done by hand */
} premasters[] = {
    {"another one", 48, 0, RSA_PKCS1_PADDING},
    {"version below", 48, -1, RSA_PKCS1_PADDING},
    {"version above", 48, 1, RSA_PKCS1_PADDING},
    {"47 bytes", 47, 0, RSA_PKCS1_PADDING},
    {"49 bytes", 49, 0, RSA_PKCS1_PADDING},
    {"no bytes", 0, 0, RSA_PKCS1_PADDING},
    {"200 bytes", 200, 0, RSA_PKCS1_PADDING},
    {"padding of type 1", 48, 0, TYPE_1},
    {"no zero byte", 48, 0, NO_ZERO},
    {"a zero too early", 48, 0, EARLY},
    {"first byte not zero", 48, 0, FIRST},
    {"ciphertext 0", -1, 0, 0},
    {"ciphertext 1", -1, 1, 0},
};

static const struct premaster *premaster;

/* The padded block, made by hand; RSA_PKCS1_PADDING's type 2 spoilt. */
static void
block_by_hand(unsigned char *block, int size, const unsigned char *secret,
              int len, int how)
{
    memset(block, 0x55, (size_t)size);
    block[0] = how == FIRST ? 1 : 0;
    block[1] = how == TYPE_1 ? 1 : 2;
    if (how == TYPE_1)
        memset(block + 2, 0xff, (size_t)size - 2);
    if (how == EARLY)
        block[5] = 0;
    if (how != NO_ZERO)
        block[size - len - 1] = 0;
    memcpy(block + size - len, secret, (size_t)len);
}

static void
bend_premaster(int from, const unsigned char *msg, int len)
{
    unsigned char out[1024], secret[256], block[512];
    int size = len - 6, raw = premaster->padding != RSA_PKCS1_PADDING ||
                              premaster->len < 0;
    size_t n = sizeof out - 6;
    EVP_PKEY_CTX *ctx;

    if (from != CLIENT || msg[0] != SSL3_MT_CLIENT_KEY_EXCHANGE) {
        wire_message(from, msg, len);
        return;
    }
    memset(secret, 0x42, sizeof secret);
    secret[0] = 3;
    secret[1] = (unsigned char)(wire_version + premaster->minor);
    memcpy(out, msg, 6);
    if (premaster->len < 0) {
        memset(out + 6, 0, (size_t)size);
        out[6 + size - 1] = (unsigned char)premaster->minor;
        wire_message(from, out, len);
        return;
    }
    ctx = EVP_PKEY_CTX_new(SSL_get_privatekey(ends_.s), NULL);
    EVP_PKEY_encrypt_init(ctx);
    EVP_PKEY_CTX_set_rsa_padding(ctx, raw ? RSA_NO_PADDING
                                          : RSA_PKCS1_PADDING);
    block_by_hand(block, size, secret, raw ? premaster->len : 0,
                  premaster->padding);
    if (EVP_PKEY_encrypt(ctx, out + 6, &n, raw ? block : secret,
                         raw ? (size_t)size : (size_t)premaster->len) != 1)
        printf("  no encryption\n");
    EVP_PKEY_CTX_free(ctx);
    wire_message(from, out, 6 + (int)n);
}

static void
try_premasters(const struct wire_kind *k)
{
    for (size_t i = 0; i < sizeof premasters / sizeof *premasters; i++) {
        premaster = &premasters[i];
        wire_open(k);
        bender = bend_premaster;
        wire_shake(1);
        printf("%s, %s:\n%s", k->name, premaster->name, told);
        wire_close();
    }
}

/* ---- finite fields ---- */

enum number { P, G, YS };

/* The number becomes BASE + ADD, or BASE is cut; of DIGITS bytes when more
 * than the number has. */
static const struct field {
    const char *name;
    enum number which;
    int is_p; /* add to p; else the value itself is ADD */
    int add, digits;
} fields[] = {
    {"p = 0", P, 0, 0, 0},
    {"p = 1", P, 0, 1, 0},
    {"p = 23", P, 0, 23, 0},
    {"p even", P, 1, -1, 0},
    {"g = 0", G, 0, 0, 0},
    {"g = 1", G, 0, 1, 0},
    {"g = p - 1", G, 1, -1, 0},
    {"g = p", G, 1, 0, 0},
    {"Ys = 0", YS, 0, 0, 0},
    {"Ys = 1", YS, 0, 1, 0},
    {"Ys = p - 1", YS, 1, -1, 0},
    {"Ys = p", YS, 1, 0, 0},
    {"Ys = p + 1", YS, 1, 1, 0},
    {"Ys of 400 bytes", YS, 0, 4, 400},
};

static const struct field *field;
static int is_share; /* the client's share is changed, like a Ys */
static BIGNUM *prime;

/* Writes a number with its length of two bytes; where it ends. */
static unsigned char *
put_number(unsigned char *out, const BIGNUM *n, int digits)
{
    int len = BN_num_bytes(n) > 0 ? BN_num_bytes(n) : 1;

    if (digits > len)
        len = digits;
    out[0] = (unsigned char)(len >> 8);
    out[1] = (unsigned char)len;
    BN_bn2binpad(n, out + 2, len);
    return out + 2 + len;
}

static BIGNUM *
bad_number(void)
{
    BIGNUM *n = field->is_p ? BN_dup(prime) : BN_new();

    if (field->add < 0)
        BN_sub_word(n, (BN_ULONG)-field->add);
    else
        BN_add_word(n, (BN_ULONG)field->add);
    return n;
}

static void
bend_field(int from, const unsigned char *msg, int len)
{
    unsigned char out[4096], *to = out + 4;
    const unsigned char *in = msg + 4;
    BIGNUM *bad;

    if (from == SERVER && msg[0] == SSL3_MT_SERVER_KEY_EXCHANGE)
        prime = BN_bin2bn(in + 2, in[0] << 8 | in[1], prime);
    if (msg[0] != (is_share ? SSL3_MT_CLIENT_KEY_EXCHANGE
                            : SSL3_MT_SERVER_KEY_EXCHANGE)) {
        wire_message(from, msg, len);
        return;
    }
    memcpy(out, msg, 4);
    bad = bad_number();
    for (int i = 0; i < (is_share ? 1 : 3); i++) {
        int n = 2 + (in[0] << 8 | in[1]);

        if (is_share || i == (int)field->which) {
            to = put_number(to, bad, field->digits);
        } else {
            memcpy(to, in, (size_t)n);
            to += n;
        }
        in += n;
    }
    memcpy(to, in, (size_t)(msg + len - in));
    to += msg + len - in;
    BN_free(bad);
    wire_message(from, out, (int)(to - out));
}

static void
try_fields(const struct wire_kind *k)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        for (is_share = 0; is_share < 2; is_share++) {
            field = &fields[i];
            if (is_share && field->which != YS)
                continue;
            wire_open(k);
            bender = bend_field;
            wire_shake(1);
            printf("%s, %s%s:\n%s", k->name, is_share ? "client's " : "",
                   field->name, told);
            wire_close();
        }
}

/* ---- sessions of another context ---- */

static void
try_context(const struct wire_kind *k, int resume, int verify,
            const char *context)
{
    struct wire_kind kind = *k;
    SSL_SESSION *session;

    kind.resume = resume;
    memset(&ends_, 0, sizeof ends_);
    ends_.cctx = wire_context(&kind, 0);
    ends_.sctx = wire_context(&kind, 1);
    if (verify)
        SSL_CTX_set_verify(ends_.sctx, SSL_VERIFY_PEER, NULL);
    wire_connect(&kind, NULL);
    wire_shake(0);
    SSL_shutdown(ends_.c);
    session = SSL_get1_session(ends_.c);
    pair_close(&ends_);
    wire_connect(&kind, session);
    SSL_set_session_id_context(ends_.s, (const unsigned char *)context,
                               (unsigned)strlen(context));
    wire_shake(1);
    printf("%s, %s, context \"%s\"%s:\n%s  reused %d %d\n", k->name,
           resume == 1 ? "by ID" : "by ticket", context,
           verify ? ", verified" : "", told, SSL_session_reused(ends_.c),
           SSL_session_reused(ends_.s));
    SSL_SESSION_free(session);
    wire_close();
}

static void
try_contexts(const struct wire_kind *k)
{
    for (int resume = 1; resume <= 2; resume++)
        for (int verify = 0; verify < 2; verify++) {
            try_context(k, resume, verify, "wire");
            try_context(k, resume, verify, "other");
            try_context(k, resume, verify, "");
        }
}

int
main(void)
{
    try_premasters(&rsa12);
    try_premasters(&rsa10);
    try_fields(&dhe12);
    try_fields(&dhe10);
    try_contexts(&rsa12);
    try_contexts(&rsa10);
    BN_free(prime);
    return 0;
}
