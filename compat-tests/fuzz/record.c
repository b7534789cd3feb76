/* Fuzz: records. The first byte says where the rest goes: to a server or a
 * client as it comes from the wire, or, with bit 1, through the protections
 * of TLS before 1.3 (bits 2 to 4 choose one), in pieces with 2-byte lengths.
 * There a piece is sealed and must come back as it was; then the same piece
 * is taken for what a record's decryption gives, or for compressed content,
 * and may do no harm. */
#include "engine/crypto/deflate.h"
#include "engine/tls/record.h"
#include "tls_end.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TO_SERVER = 1, PROTECTED = 2, WAY_SHIFT = 2, IV = 16 };

static const struct way {
    uint16_t version;
    const struct urt_cipher *cipher; /* NULL: the NULL suites */
    const struct urt_hash *mac;
    bool etm, compressed;
} ways[] = {
    {0x0301, &urt_cipher_aes_128_cbc, &urt_hash_sha1, false, false},
    {0x0302, &urt_cipher_camellia_128_cbc, &urt_hash_sha1, true, false},
    {0x0303, &urt_cipher_aes_256_cbc, &urt_hash_sha256, false, false},
    {0x0303, &urt_cipher_aes_128_cbc, &urt_hash_sha384, false, true},
    {0x0303, &urt_cipher_aes_256_cbc, &urt_hash_sha384, true, true},
    {0x0303, NULL, &urt_hash_md5, false, false},
    {0x0301, NULL, &urt_hash_sha256, false, true},
    {0x0301, &urt_cipher_camellia_256_cbc, &urt_hash_sha1, false, true},
};

static void
set_keys(struct urt_keys *k, const struct way *w)
{
    *k = (struct urt_keys){
        .how = w->cipher != NULL ? &urt_protect_cbc : &urt_protect_null,
        .cipher = w->cipher,
        .mac = w->mac,
        .explicit_iv = w->version > 0x0301,
        .encrypt_then_mac = w->etm,
    };
}

static void
compress_as(struct urt_records *r, bool out, bool on)
{
    if (urt_records_set_compression(
            r, out, on && urt_deflate_available() ? URT_COMPRESSION_DEFLATE
                                                  : URT_COMPRESSION_NONE) !=
        URT_OK)
        abort();
}

/* Moves OUT's output, one record, to IN, and opens it. */
static enum urt_err
pass(struct urt_records *out, struct urt_records *in)
{
    struct urt_bytes wire = urt_bytes(out->out_data, out->out_len);
    enum urt_err err;

    if (!urt_take_copy(&wire, in->head, URT_RECORD_HEADER))
        abort();
    in->head_have = URT_RECORD_HEADER;
    err = urt_record_await(in, true);
    if (err != URT_E_NOT_READY && err != URT_OK)
        abort();
    if (wire.len > 0)
        memcpy(in->body, wire.data, wire.len);
    in->body_have = wire.len;
    urt_record_sent(out, out->out_len);
    if (urt_record_await(in, true) != URT_OK)
        abort();
    return urt_record_open(in);
}

static void
seal(struct urt_records *out, struct urt_bytes content)
{
    const uint8_t *head;

    if (urt_record_seal(out, URT_CONTENT_DATA, content, &head) != URT_OK)
        abort();
}

/* A record whose text, MAC and padding and all, is TEXT as far as it goes in
 * whole blocks. */
static void
open_text(struct urt_keys k, const struct way *w, struct urt_bytes text)
{
    static uint8_t record[URT_RECORD_HEADER + URT_RECORD_BUF];
    uint8_t *body = record + URT_RECORD_HEADER, *to, type;
    size_t before = k.explicit_iv ? IV : 0, len = text.len / IV * IV;
    struct urt_cipher_ctx ctx;
    struct urt_bytes content;

    if (w->cipher == NULL || w->etm || len == 0 || len > URT_RECORD_PLAIN_MAX)
        return;
    record[0] = URT_CONTENT_DATA;
    record[1] = 3;
    record[2] = (uint8_t)w->version;
    memset(body, 0x24, before);
    to = body + before;
    if (urt_cipher_init(&ctx, k.cipher, urt_bytes(k.key, k.cipher->key_size),
                        urt_bytes(before > 0 ? body : k.iv, IV), true) !=
            URT_OK ||
        urt_cipher_update(&ctx, to, text.data, len) != URT_OK)
        abort();
    /* Nobody finds a MAC by chance. */
    if (k.how->open(&k, record, body, before + len, &type, &content) !=
        URT_E_RECORD_MAC)
        abort();
}

static void
protect(const struct way *w, struct urt_bytes in)
{
    struct urt_records out, back;
    struct urt_bytes piece;
    enum urt_err err = URT_OK;

    urt_records_init(&out);
    urt_records_init(&back);
    set_keys(&out.out, w);
    set_keys(&back.in, w);
    compress_as(&out, true, w->compressed);
    compress_as(&back, false, w->compressed);
    while (err == URT_OK && urt_take_vec16(&in, &piece)) {
        if (piece.len > URT_RECORD_PLAIN_MAX)
            break;
        back.empty = 0; /* any number of empty ones is fine here */
        seal(&out, piece);
        if (pass(&out, &back) != URT_OK ||
            !urt_bytes_equal(back.content, piece))
            abort();
        urt_record_drop(&back);
        open_text(back.in, w, piece);
        if (!w->compressed)
            continue;
        /* From here on the two streams may differ. */
        compress_as(&out, true, false);
        seal(&out, piece);
        err = pass(&out, &back);
        if (err == URT_OK && back.content.len > URT_RECORD_PLAIN_MAX)
            abort();
        urt_record_drop(&back);
        compress_as(&out, true, true);
        compress_as(&back, false, true);
    }
    urt_records_cleanup(&out);
    urt_records_cleanup(&back);
}

static void
to_end(uint8_t flags, struct urt_bytes in)
{
    struct urt_config config;
    struct urt_conn *c;

    fuzz_config(&config);
    c = urt_conn_new(&config);
    if (c != NULL) {
        urt_conn_set_server(c, flags & TO_SERVER);
        fuzz_drive(c, in);
        urt_conn_free(c);
    }
    urt_config_cleanup(&config);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    uint8_t flags = 0;

    urt_random_seed_for_tests(fuzz_seed);
    urt_take_u8(&in, &flags);
    if (flags & PROTECTED)
        protect(&ways[flags >> WAY_SHIFT & 7], in);
    else
        to_end(flags, in);
    return 0;
}
