/* Records of the CBC and NULL suites, sealed and opened: vectors made outside
 * the engine, every length, every fault of padding and MAC. RFC 5246 section
 * 6.2.3, RFC 7366. */
#include "unit.h"

#include "engine/crypto/hmac.h"
#include "engine/crypto/rng.h"
#include "engine/tls/record.h"

enum { BODY = URT_RECORD_BUF, IV = 16 };

/* The ways that records of CBC suites are made. */
static const struct way {
    uint16_t version;
    const struct urt_cipher *cipher;
    const struct urt_hash *mac;
    bool etm;
} ways[] = {
    {0x0301, &urt_cipher_aes_128_cbc, &urt_hash_sha1, false},
    {0x0301, &urt_cipher_camellia_256_cbc, &urt_hash_sha1, true},
    {0x0302, &urt_cipher_aes_256_cbc, &urt_hash_sha1, false},
    {0x0302, &urt_cipher_aes_128_cbc, &urt_hash_sha1, true},
    {0x0303, &urt_cipher_aes_128_cbc, &urt_hash_sha1, false},
    {0x0303, &urt_cipher_aes_256_cbc, &urt_hash_sha256, false},
    {0x0303, &urt_cipher_camellia_256_cbc, &urt_hash_sha384, false},
    {0x0303, &urt_cipher_aes_256_cbc, &urt_hash_sha384, true},
};
enum { WAYS = sizeof ways / sizeof *ways };

static uint8_t record[URT_RECORD_HEADER + BODY], pattern[BODY];

static void
fill_pattern(void)
{
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (uint8_t)(i * 7 + i / 256);
}

static struct urt_keys
keys_of(const struct way *w)
{
    struct urt_keys k = {
        .how = &urt_protect_cbc,
        .cipher = w->cipher,
        .mac = w->mac,
        .explicit_iv = w->version > 0x0301,
        .encrypt_then_mac = w->etm,
        .seq = 0x0102030405,
    };

    fill_pattern();
    memcpy(k.key, pattern + 10, k.cipher->key_size);
    memcpy(k.mac_key, pattern + 60, k.mac->size);
    memcpy(k.iv, pattern + 120, IV);
    return k;
}

static void
set_version(uint16_t version)
{
    record[1] = (uint8_t)(version >> 8);
    record[2] = (uint8_t)version;
}

static enum urt_err
open_record(struct urt_keys *k, size_t len, struct urt_bytes *content)
{
    uint8_t type;

    *content = URT_BYTES_NONE;
    return k->how->open(k, record, record + URT_RECORD_HEADER, len, &type,
                        content);
}

/* The RFCs' MAC, over the pieces as they stand there. */
static void
plain_mac(const struct urt_keys *k, uint8_t *out, uint8_t type,
          uint16_t version, struct urt_bytes data)
{
    struct urt_buf b = URT_BUF_INIT;

    urt_put_uint(&b, k->seq, 8);
    urt_put_u8(&b, type);
    urt_put_u16(&b, version);
    urt_put_u16(&b, (uint16_t)data.len);
    urt_put_bytes(&b, data);
    ck_assert(urt_buf_ok(&b));
    urt_hmac(k->mac, out, urt_bytes(k->mac_key, k->mac->size),
             urt_buf_bytes(&b));
    urt_buf_free(&b);
}

/* What a peer that knows the keys may do wrong. */
struct fault {
    size_t pad;       /* the padding length byte */
    size_t at;        /* the padding byte, from the end, that is changed */
    uint8_t flip;     /* how */
    uint8_t mac_flip; /* the same for the MAC's last byte */
};

/* A record of LEN bytes of content, put together here; its body's length. */
static size_t
build(const struct way *w, const struct urt_keys *k, size_t len,
      const struct fault *f)
{
    uint8_t *body = record + URT_RECORD_HEADER, *text;
    size_t before = k->explicit_iv ? IV : 0, n = len;
    struct urt_cipher_ctx ctx;

    record[0] = URT_CONTENT_DATA;
    set_version(w->version);
    memcpy(body, pattern + 200, before);
    text = body + before;
    memcpy(text, pattern, len);
    if (!w->etm) {
        plain_mac(k, text + len, URT_CONTENT_DATA, w->version,
                  urt_bytes(pattern, len));
        n += k->mac->size;
        text[n - 1] ^= f->mac_flip;
    }
    memset(text + n, (int)f->pad, f->pad + 1);
    n += f->pad + 1;
    ck_assert_uint_eq(n % 16, 0);
    text[n - 1 - f->at] ^= f->flip;
    ck_assert_int_eq(
        urt_cipher_init(&ctx, k->cipher, urt_bytes(k->key, k->cipher->key_size),
                        urt_bytes(k->explicit_iv ? body : k->iv, IV), true),
        URT_OK);
    ck_assert_int_eq(urt_cipher_update(&ctx, text, text, n), URT_OK);
    n += before;
    if (w->etm) {
        plain_mac(k, body + n, URT_CONTENT_DATA, w->version,
                  urt_bytes(body, n));
        n += k->mac->size;
        body[n - 1] ^= f->mac_flip;
    }
    return n;
}

/* Content that needs PAD bytes of padding before their length byte. */
static size_t
length_for(const struct way *w, size_t pad, size_t least)
{
    size_t mac = w->etm ? 0 : w->mac->size;

    while ((least + mac + pad + 1) % 16 != 0)
        least++;
    return least;
}

START_TEST(records_made_elsewhere_are_opened_and_made_again)
{
    struct unit_vectors v;
    size_t count = 0;

    unit_vectors_open(&v, "tls_records.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf key = unit_hex(&v, "key"), iv = unit_hex(&v, "iv");
        struct urt_buf mac_key = unit_hex(&v, "mac_key");
        struct urt_buf content = unit_hex(&v, "content");
        struct urt_buf body = unit_hex(&v, "body");
        struct urt_keys k = {.how = &urt_protect_null}, sealing;
        uint16_t version;
        struct urt_bytes got;
        uint8_t type;

        version = (uint16_t)strtoul(unit_text(&v, "version"), NULL, 16);
        k.mac = urt_hash_by_name(unit_text(&v, "mac"));
        k.cipher = urt_cipher_by_name(unit_text(&v, "cipher"));
        k.seq = strtoull(unit_text(&v, "seq"), NULL, 10);
        if (k.cipher != NULL) {
            k.how = &urt_protect_cbc;
            k.explicit_iv = version > 0x0301;
            k.encrypt_then_mac = unit_int(&v, "etm") != 0;
            memcpy(k.key, key.data, key.len);
            memcpy(k.iv, iv.data, iv.len);
        } else {
            ck_assert_str_eq(unit_text(&v, "cipher"), "NULL");
        }
        memcpy(k.mac_key, mac_key.data, mac_key.len);
        sealing = k;
        record[0] = (uint8_t)unit_int(&v, "type");
        set_version(version);
        memcpy(record + URT_RECORD_HEADER, body.data, body.len);
        ck_assert_int_eq(k.how->open(&k, record, record + URT_RECORD_HEADER,
                                     body.len, &type, &got),
                         URT_OK);
        ck_assert_int_eq(type, unit_int(&v, "type"));
        ck_assert(urt_bytes_equal(got, urt_buf_bytes(&content)));
        ck_assert_uint_eq(k.seq, sealing.seq + 1);

        if (!k.explicit_iv && unit_int(&v, "blocks") == 0) {
            ck_assert_uint_eq(k.how->sealed(&sealing, content.len), body.len);
            ck_assert_int_eq(k.how->seal(&sealing, record, type,
                                         urt_buf_bytes(&content)),
                             URT_OK);
            ck_assert_int_eq(record[0], type);
            ck_assert_mem_eq(record + URT_RECORD_HEADER, body.data, body.len);
            if (k.cipher != NULL)
                ck_assert_mem_eq(k.iv, sealing.iv, IV);
        }
        urt_buf_free(&key);
        urt_buf_free(&iv);
        urt_buf_free(&mac_key);
        urt_buf_free(&content);
        urt_buf_free(&body);
        count++;
    }
    ck_assert_uint_gt(count, 150);
}
END_TEST

/* Seals LEN bytes with OUT and opens them with IN. */
static void
there_and_back(struct urt_keys *out, struct urt_keys *in, size_t len)
{
    size_t sealed = out->how->sealed(out, len);
    struct urt_bytes got;

    ck_assert_uint_le(sealed, len + out->how->growth_max);
    record[URT_RECORD_HEADER + sealed] = 0xa5;
    ck_assert_int_eq(out->how->seal(out, record, URT_CONTENT_DATA,
                                    urt_bytes(pattern, len)),
                     URT_OK);
    ck_assert_uint_eq(record[URT_RECORD_HEADER + sealed], 0xa5);
    ck_assert_int_eq(open_record(in, sealed, &got), URT_OK);
    ck_assert(urt_bytes_equal(got, urt_bytes(pattern, len)));
}

START_TEST(every_length_goes_there_and_back)
{
    for (size_t w = 0; w < WAYS; w++) {
        struct urt_keys out = keys_of(&ways[w]), in = out;

        set_version(ways[w].version);
        for (size_t len = 0; len < 600; len++)
            there_and_back(&out, &in, len);
        for (size_t len = URT_RECORD_PLAIN_MAX - 33;
             len <= URT_RECORD_PLAIN_MAX + URT_RECORD_GROWTH_COMPRESSED;
             len += len < URT_RECORD_PLAIN_MAX ? 1 : 256)
            there_and_back(&out, &in, len);
        ck_assert_uint_eq(in.seq, out.seq);
    }
}
END_TEST

START_TEST(a_sealed_record_has_the_least_padding_and_a_fresh_iv)
{
    for (size_t w = 0; w < WAYS; w++) {
        struct urt_keys k = keys_of(&ways[w]), test = k;
        uint8_t first[IV] = {0};

        for (size_t len = 0; len < 40; len++) {
            size_t mac = ways[w].etm ? 0 : k.mac->size;
            struct fault f = {.pad = 15 - (len + mac) % 16};
            size_t sealed = k.how->sealed(&k, len);
            uint8_t copy[512];

            set_version(ways[w].version);
            ck_assert_int_eq(k.how->seal(&k, record, URT_CONTENT_DATA,
                                         urt_bytes(pattern, len)),
                             URT_OK);
            memcpy(copy, record + URT_RECORD_HEADER, sealed);
            if (k.explicit_iv) {
                ck_assert_mem_ne(first, copy, IV);
                memcpy(first, copy, IV);
                memcpy(pattern + 200, copy, IV);
            }
            ck_assert_uint_eq(build(&ways[w], &test, len, &f), sealed);
            ck_assert_mem_eq(record + URT_RECORD_HEADER, copy, sealed);
            test.seq++;
            if (!k.explicit_iv)
                memcpy(test.iv, k.iv, IV);
        }
    }
}
END_TEST

START_TEST(padding_of_every_length_is_taken)
{
    for (size_t w = 0; w < WAYS; w++)
        for (size_t pad = 0; pad < 256; pad++)
            for (size_t least = 0; least < 300; least += 149) {
                struct urt_keys k = keys_of(&ways[w]);
                size_t len = length_for(&ways[w], pad, least);
                struct fault f = {.pad = pad};
                struct urt_bytes got;

                ck_assert_int_eq(
                    open_record(&k, build(&ways[w], &k, len, &f), &got),
                    URT_OK);
                ck_assert(urt_bytes_equal(got, urt_bytes(pattern, len)));
                ck_assert_uint_eq(k.seq, keys_of(&ways[w]).seq + 1);
            }
}
END_TEST

/* The record that F spoils is refused with the one error, and nothing is
 * said of its content. */
static void
refused(const struct way *w, size_t len, const struct fault *f)
{
    struct urt_keys k = keys_of(w);
    uint64_t seq = k.seq;
    struct urt_bytes got;

    ck_assert_int_eq(open_record(&k, build(w, &k, len, f), &got),
                     URT_E_RECORD_MAC);
    ck_assert_ptr_null(got.data);
    ck_assert_uint_eq(k.seq, seq);
}

START_TEST(every_wrong_padding_byte_is_refused)
{
    for (size_t w = 0; w < WAYS; w++)
        for (size_t pad = 1; pad < 256; pad += pad < 32 ? 1 : 37)
            for (size_t at = 0; at <= pad; at++) {
                struct fault f = {
                    .pad = pad, .at = at,
                    .flip = (uint8_t)(1u << (at + pad) % 8)};

                refused(&ways[w], length_for(&ways[w], pad, 3), &f);
            }
}
END_TEST

START_TEST(every_other_length_byte_is_refused)
{
    for (size_t w = 0; w < WAYS; w++)
        for (unsigned flip = 1; flip < 256; flip++)
            for (size_t pad = 0; pad < 256; pad += 85) {
                struct fault f = {.pad = pad, .flip = (uint8_t)flip};

                /* A length byte of 0 is right whatever is before it; the
                 * MAC over the content then fails where it is inside. */
                if (ways[w].etm && flip == pad)
                    continue;
                refused(&ways[w], length_for(&ways[w], pad, 7), &f);
                refused(&ways[w], length_for(&ways[w], pad, 400), &f);
            }
}
END_TEST

START_TEST(a_wrong_mac_is_the_same_error_as_wrong_padding)
{
    for (size_t w = 0; w < WAYS; w++)
        for (size_t pad = 0; pad < 256; pad++) {
            struct fault f = {.pad = pad, .mac_flip = 0x40};

            refused(&ways[w], length_for(&ways[w], pad, 20), &f);
            f.flip = 0x81;
            refused(&ways[w], length_for(&ways[w], pad, 20), &f);
        }
}
END_TEST

/* How a record of LEN bytes that can't be right is refused: one error, but
 * that of a missing MAC that stands outside. */
static enum urt_err
of_length(const struct urt_keys *k, size_t len)
{
    return k->encrypt_then_mac && len < k->mac->size ? URT_E_RECORD_TOO_SHORT
                                                     : URT_E_RECORD_MAC;
}

START_TEST(records_too_short_or_not_whole_are_refused)
{
    for (size_t w = 0; w < WAYS; w++)
        for (size_t len = 0; len < 160; len++) {
            struct urt_keys k = keys_of(&ways[w]);
            struct urt_bytes got;

            record[0] = URT_CONTENT_DATA;
            set_version(ways[w].version);
            memcpy(record + URT_RECORD_HEADER, pattern, len);
            ck_assert_int_eq(open_record(&k, len, &got), of_length(&k, len));
        }
}
END_TEST

START_TEST(no_flipped_bit_is_accepted)
{
    for (size_t w = 0; w < WAYS; w++)
        for (size_t len = 0; len < 50; len += 23) {
            struct urt_keys k = keys_of(&ways[w]), test;
            struct fault f = {.pad = 15};
            size_t n, from;
            struct urt_bytes got;
            uint8_t copy[512];

            f.pad = 31;
            n = build(&ways[w], &k, length_for(&ways[w], f.pad, len), &f);
            memcpy(copy, record, URT_RECORD_HEADER + n);
            /* The length bytes of the header are not ours to check. */
            for (size_t bit = 0; bit < 8 * (URT_RECORD_HEADER + n); bit++) {
                if (bit / 8 == 3 || bit / 8 == 4)
                    continue;
                memcpy(record, copy, URT_RECORD_HEADER + n);
                record[bit / 8] ^= (uint8_t)(1u << bit % 8);
                test = k;
                ck_assert_int_eq(open_record(&test, n, &got),
                                 URT_E_RECORD_MAC);
            }
            for (from = 0; from < n; from++) {
                memcpy(record, copy, URT_RECORD_HEADER + n);
                test = k;
                ck_assert_int_eq(open_record(&test, from, &got),
                                 of_length(&k, from));
            }
        }
}
END_TEST

START_TEST(records_out_of_order_are_refused)
{
    for (size_t w = 0; w < WAYS; w++) {
        struct urt_keys out = keys_of(&ways[w]), in = out, at;
        size_t sealed = out.how->sealed(&out, 100);
        uint8_t first[512], second[512];
        struct urt_bytes got;

        set_version(ways[w].version);
        ck_assert_int_eq(out.how->seal(&out, record, 23,
                                       urt_bytes(pattern, 100)), URT_OK);
        memcpy(first, record, URT_RECORD_HEADER + sealed);
        ck_assert_int_eq(out.how->seal(&out, record, 23,
                                       urt_bytes(pattern, 100)), URT_OK);
        memcpy(second, record, URT_RECORD_HEADER + sealed);
        ck_assert_mem_ne(first, second, URT_RECORD_HEADER + sealed);
        at = in; /* the second first */
        ck_assert_int_eq(open_record(&at, sealed, &got), URT_E_RECORD_MAC);
        memcpy(record, first, URT_RECORD_HEADER + sealed);
        ck_assert_int_eq(open_record(&in, sealed, &got), URT_OK);
        at = in; /* the first again */
        memcpy(record, first, URT_RECORD_HEADER + sealed);
        ck_assert_int_eq(open_record(&at, sealed, &got), URT_E_RECORD_MAC);
        memcpy(record, second, URT_RECORD_HEADER + sealed);
        ck_assert_int_eq(open_record(&in, sealed, &got), URT_OK);
    }
}
END_TEST

START_TEST(sequence_numbers_come_to_an_end)
{
    for (size_t w = 0; w < WAYS; w++) {
        struct urt_keys k = keys_of(&ways[w]);
        struct urt_bytes got;

        k.seq = UINT64_MAX;
        ck_assert_int_eq(k.how->seal(&k, record, 23, URT_BYTES_NONE),
                         URT_E_RECORD_LIMIT);
        ck_assert_int_eq(open_record(&k, 64, &got), URT_E_RECORD_LIMIT);
        k.how = &urt_protect_null;
        ck_assert_int_eq(k.how->seal(&k, record, 23, URT_BYTES_NONE),
                         URT_E_RECORD_LIMIT);
        ck_assert_int_eq(open_record(&k, 64, &got), URT_E_RECORD_LIMIT);
    }
}
END_TEST

START_TEST(without_randomness_nothing_is_sealed)
{
    struct urt_keys k = keys_of(&ways[4]);

    urt_random_break_for_tests(true);
    /* What the generator still holds may be used up first. */
    for (int i = 0; i < 10000; i++)
        if (k.how->seal(&k, record, 23, urt_bytes(pattern, 1)) != URT_OK)
            break;
    ck_assert_int_eq(k.how->seal(&k, record, 23, urt_bytes(pattern, 1)),
                     URT_E_RANDOM);
    urt_random_break_for_tests(false);
}
END_TEST

START_TEST(an_integrity_only_record_is_checked)
{
    static const struct urt_hash *const macs[] = {
        &urt_hash_md5, &urt_hash_sha1, &urt_hash_sha256, &urt_hash_sha384};

    for (size_t m = 0; m < 4; m++) {
        struct urt_keys k = {.how = &urt_protect_null, .mac = macs[m]}, test;
        struct urt_bytes got;
        size_t n;

        fill_pattern();
        memcpy(k.mac_key, pattern, macs[m]->size);
        set_version(0x0303);
        for (size_t len = 0; len < 300; len += 97) {
            uint8_t copy[512];

            test = k;
            n = k.how->sealed(&k, len);
            ck_assert_uint_eq(n, len + macs[m]->size);
            there_and_back(&test, &k, len);
            memcpy(copy, record, URT_RECORD_HEADER + n);
            for (size_t bit = 0; bit < 8 * (URT_RECORD_HEADER + n); bit++) {
                if (bit / 8 == 3 || bit / 8 == 4)
                    continue;
                memcpy(record, copy, URT_RECORD_HEADER + n);
                record[bit / 8] ^= (uint8_t)(1u << bit % 8);
                test = k;
                test.seq--;
                ck_assert_int_eq(open_record(&test, n, &got),
                                 URT_E_RECORD_MAC);
            }
            memcpy(record, copy, URT_RECORD_HEADER + n);
            for (size_t cut = 0; cut < n; cut++) {
                test = k;
                test.seq--;
                ck_assert_int_eq(open_record(&test, cut, &got),
                                 URT_E_RECORD_MAC);
            }
        }
    }
}
END_TEST

UNIT_MAIN("tls/protect", records_made_elsewhere_are_opened_and_made_again,
          every_length_goes_there_and_back,
          a_sealed_record_has_the_least_padding_and_a_fresh_iv,
          padding_of_every_length_is_taken,
          every_wrong_padding_byte_is_refused,
          every_other_length_byte_is_refused,
          a_wrong_mac_is_the_same_error_as_wrong_padding,
          records_too_short_or_not_whole_are_refused,
          no_flipped_bit_is_accepted, records_out_of_order_are_refused,
          sequence_numbers_come_to_an_end,
          without_randomness_nothing_is_sealed,
          an_integrity_only_record_is_checked)
