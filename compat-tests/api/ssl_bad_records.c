/* Records of TLS 1.0 to 1.2 that are made by hand with the keys of a real
 * connection: every fault that CBC padding can have, with the MAC inside and
 * with encrypt_then_mac, wrong MACs, wrong sizes, contents that are too long
 * or out of place; what the server says of each. */
#include "wire.h"

enum { BLOCK = 16, HUGE = 17000 };

struct maker {
    const EVP_MD *md;
    const EVP_CIPHER *cipher; /* NULL: none */
    int mac, etm;
    unsigned char iv[BLOCK]; /* of TLS 1.0 */
};

static struct maker m;

/* What is made of the content "0123..." before it is sealed. */
struct fault {
    const char *name;
    int type;     /* 0: data */
    int len;      /* of the content */
    int padding;  /* blocks beyond the least */
    int bad_len;  /* the length byte of the padding becomes this; -1: right */
    int bad_at;   /* the padding byte so far from the end is wrong; -1: none */
    int bad_mac;  /* a bit of this byte of the MAC, counted from 1 */
    int cut;      /* bytes taken off the end of the ciphertext or, when the
                     MAC is outside, before it */
    int cut_mac;  /* the record's bytes that remain, 1 more than that */
};

static const struct fault faults[] = {
    {"nothing", 0, 20, 0, -1, -1, 0, 0, 0},
    {"nothing, long padding", 0, 20, 14, -1, -1, 0, 0, 0},
    {"empty data", 0, 0, 0, -1, -1, 0, 0, 0},
    {"length byte one more", 0, 20, 0, -2, -1, 0, 0, 0},
    {"length byte one less", 0, 20, 0, -3, -1, 0, 0, 0},
    {"length byte 0", 0, 20, 0, 0, -1, 0, 0, 0},
    {"length byte 255", 0, 20, 0, 255, -1, 0, 0, 0},
    {"length byte 255, long", 0, 600, 0, 255, -1, 0, 0, 0},
    {"all is padding", 0, 20, 0, -4, -1, 0, 0, 0},
    {"MAC and padding fill it", 0, 0, 3, -1, -1, 0, 0, 0},
    {"MAC's first byte", 0, 20, 0, -1, -1, 1, 0, 0},
    {"MAC's tenth byte", 0, 20, 0, -1, -1, 10, 0, 0},
    {"MAC's last byte", 0, 20, 0, -1, -1, 20, 0, 0},
    {"MAC and padding", 0, 20, 4, -1, 5, 3, 0, 0},
    {"a byte missing", 0, 20, 0, -1, -1, 0, 1, 0},
    {"a block missing", 0, 20, 0, -1, -1, 0, BLOCK, 0},
    {"half a block missing", 0, 20, 0, -1, -1, 0, 8, 0},
    {"nothing remains", 0, 20, 0, -1, -1, 0, 0, 1},
    {"a byte remains", 0, 20, 0, -1, -1, 0, 0, 2},
    {"less than a block remains", 0, 20, 0, -1, -1, 0, 0, 16},
    {"a block remains", 0, 20, 0, -1, -1, 0, 0, 17},
    {"19 bytes remain", 0, 20, 0, -1, -1, 0, 0, 20},
    {"20 bytes remain", 0, 20, 0, -1, -1, 0, 0, 21},
    {"21 bytes remain", 0, 20, 0, -1, -1, 0, 0, 22},
    {"32 bytes remain", 0, 20, 0, -1, -1, 0, 0, 33},
    {"36 bytes remain", 0, 20, 0, -1, -1, 0, 0, 37},
    {"48 bytes remain", 0, 20, 0, -1, -1, 0, 0, 49},
    {"2^14 bytes", 0, 16384, 0, -1, -1, 0, 0, 0},
    {"2^14 + 1 bytes", 0, 16385, 0, -1, -1, 0, 0, 0},
    {"2^14 + 1 bytes, wrong MAC", 0, 16385, 0, -1, -1, 1, 0, 0},
    {"2^14 + 100 bytes", 0, 16384 + 100, 0, -1, -1, 0, 0, 0},
    {"2^14 + 256 bytes", 0, 16384 + 256, 0, -1, -1, 0, 0, 0},
    {"2^14 + 300 bytes", 0, 16384 + 300, 0, -1, -1, 0, 0, 0},
    {"512 bytes", 0, 512, 0, -1, -1, 0, 0, 0},
    {"513 bytes", 0, 513, 0, -1, -1, 0, 0, 0},
    {"an empty alert", 21, 0, 0, -1, -1, 0, 0, 0},
    {"an alert of 20 bytes", 21, 20, 0, -1, -1, 0, 0, 0},
    {"an empty handshake record", 22, 0, 0, -1, -1, 0, 0, 0},
    {"a handshake record", 22, 20, 0, -1, -1, 0, 0, 0},
    {"an empty ChangeCipherSpec", 20, 0, 0, -1, -1, 0, 0, 0},
    {"ChangeCipherSpec", 20, 1, 0, -1, -1, 0, 0, 0},
    {"an unknown type", 99, 20, 0, -1, -1, 0, 0, 0},
};

static const struct wire_kind kinds[] = {
    {"1.0", TLS1_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL},
    {"1.1", TLS1_1_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL},
    {"1.2", TLS1_2_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL},
    {"SHA256", TLS1_2_VERSION, "AES256-SHA256", 0, 0, 0, 0, NULL},
    {"SHA384", TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384", 0, 0, 0, 0, NULL},
    {"no encryption", TLS1_2_VERSION, "NULL-SHA256", 1, 0, 0, 0, NULL},
    {"small", TLS1_2_VERSION, "AES128-SHA", 0, 0, 0, 0, NULL},
    {"1.0, no encryption", TLS1_VERSION, "NULL-SHA", 1, 0, 0, 0, NULL},
};

static void
make_keys(const struct wire_kind *k)
{
    m.md = wire_mac();
    m.mac = EVP_MD_get_size(m.md);
    m.cipher = k->null                         ? NULL
               : strstr(k->cipher, "AES256")   ? EVP_aes_256_cbc()
                                               : EVP_aes_128_cbc();
    wire_keys(&flows[CLIENT]);
}

/* Encrypts in place; the IV goes in front where it is sent. */
static int
encrypt(unsigned char *out, const unsigned char *in, int len)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    const unsigned char *key = flows[CLIENT].keys + 2 * m.mac;
    int at = wire_version == TLS1_VERSION ? 0 : BLOCK, n;

    if (at > 0)
        memset(m.iv, 0x77, BLOCK);
    memcpy(out, m.iv, (size_t)at);
    EVP_EncryptInit_ex(ctx, m.cipher, NULL, key, m.iv);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    EVP_EncryptUpdate(ctx, out + at, &n, in, len);
    EVP_CIPHER_CTX_free(ctx);
    return at + n;
}

/* Adds the padding; the new length. */
static int
pad(unsigned char *body, int len, const struct fault *f)
{
    int p = BLOCK - 1 - len % BLOCK + f->padding * BLOCK;

    memset(body + len, p, (size_t)p + 1);
    len += p + 1;
    if (f->bad_at >= 0 && f->bad_at <= p)
        body[len - 1 - f->bad_at] ^= 0x40;
    if (f->bad_len != -1)
        body[len - 1] = (unsigned char)(f->bad_len == -2   ? p + 1
                                        : f->bad_len == -3 ? p - 1
                                        : f->bad_len == -4 ? len - 1
                                                           : f->bad_len);
    return len;
}

static int
add_mac(unsigned char *body, int type, const unsigned char *data, int len,
        const struct fault *f)
{
    int n = wire_hmac(&flows[CLIENT], type, 1, data, len, body);

    if (f->bad_mac > 0)
        body[f->bad_mac - 1] ^= 1;
    return n;
}

static void
make(const struct fault *f)
{
    static unsigned char plain[HUGE + 600], body[HUGE + 600];
    int type = f->type != 0 ? f->type : 23, len = f->len;

    for (int i = 0; i < len; i++)
        plain[i] = (unsigned char)(type == 20 ? 1 : '0' + i % 10);
    if (!m.etm)
        len += add_mac(plain + len, type, plain, len, f);
    if (m.cipher != NULL)
        len = encrypt(body, plain, pad(plain, len, f));
    else
        memcpy(body, plain, (size_t)len);
    len -= f->cut;
    if (m.etm)
        len += add_mac(body + len, type, body, len, f);
    if (f->cut_mac > 0 && len > f->cut_mac - 1)
        len = f->cut_mac - 1;
    passed_len = 0;
    wire_raw(type, wire_version, body, len);
}

static void
run(const struct wire_kind *k, uint64_t options, const struct fault *f)
{
    static char back[HUGE];
    BIO *to_s;
    int r, e;

    memset(&ends_, 0, sizeof ends_);
    ends_.cctx = wire_context(k, 0);
    ends_.sctx = wire_context(k, 1);
    SSL_CTX_set_options(ends_.sctx, options);
    /* RFC 6066, section 4: records of 512 bytes. */
    if (strcmp(k->name, "small") == 0)
        SSL_CTX_set_tlsext_max_fragment_length(
            ends_.cctx, TLSEXT_max_fragment_length_512);
    wire_connect(k, NULL);
    m.etm = !(options & SSL_OP_NO_ENCRYPT_THEN_MAC) && !k->null;
    printf("%s, %s, %s", k->name, m.etm ? "MAC outside" : "MAC inside",
           f->name);
    if (f->bad_at >= 0)
        printf(" at %d", f->bad_at);
    printf(":\n");
    if (!wire_shake(0))
        printf("  no handshake\n");
    make_keys(k);
    /* The last block the client encrypted is the next IV of TLS 1.0. */
    memcpy(m.iv, last_of_client + sizeof last_of_client - BLOCK -
                     (m.etm ? m.mac : 0), BLOCK);
    make(f);
    to_s = flows[CLIENT].out;
    BIO_write(to_s, passed_on, passed_len);
    memset(flows[CLIENT].said, 0, sizeof flows[CLIENT].said);
    memset(flows[SERVER].said, 0, sizeof flows[SERVER].said);
    r = SSL_read(ends_.s, back, HUGE);
    e = SSL_get_error(ends_.s, r);
    wire_tell(SERVER, r, e);
    r = SSL_read(ends_.s, back, HUGE);
    tell("  again %d %d, shutdown %d\n", r, SSL_get_error(ends_.s, r),
         SSL_get_shutdown(ends_.s));
    ERR_clear_error();
    r = SSL_read(ends_.c, back, HUGE);
    wire_tell(CLIENT, r, SSL_get_error(ends_.c, r));
    printf("%s", told);
    wire_close();
}

/* One wrong byte at each place of a short and of the longest padding. */
static void
each_byte(const struct wire_kind *k, uint64_t options)
{
    static const int blocks[] = {0, 14};

    for (int b = 0; b < 2; b++)
        for (int at = 1; at < 256; at += at < 17 || b == 0 ? 1 : 16) {
            struct fault f = {"padding", 0, 20, blocks[b], -1, at, 0, 0, 0};

            if (b == 1 || at < BLOCK)
                run(k, options, &f);
        }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int etm = 0; etm < 2 - kinds[i].null; etm++) {
            uint64_t options = etm ? 0 : SSL_OP_NO_ENCRYPT_THEN_MAC;

            for (size_t f = 0; f < sizeof faults / sizeof *faults; f++)
                run(&kinds[i], options, &faults[f]);
            if (!kinds[i].null)
                each_byte(&kinds[i], options);
        }
    return 0;
}
