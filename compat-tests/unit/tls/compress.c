/* Compressed records. RFC 3749, RFC 5246 section 6.2.2.
 *
 * Records go through the port of struct urt_records as they would through a
 * connection's. A build without zlib has nothing to test but its refusal. */
#include "unit.h"

#include "engine/crypto/deflate.h"
#include "engine/tls/record.h"

START_TEST(what_is_not_built_is_refused)
{
    struct urt_records r;

    urt_records_init(&r);
    ck_assert(!urt_records_compress(64));
    ck_assert(!urt_records_compress(URT_COMPRESSION_NONE));
    ck_assert_int_eq(urt_records_set_compression(&r, true, 64),
                     URT_E_UNSUPPORTED);
    ck_assert(urt_records_compress(URT_COMPRESSION_DEFLATE) ==
              urt_deflate_available());
    if (!urt_deflate_available())
        ck_assert_int_eq(urt_records_set_compression(
                             &r, true, URT_COMPRESSION_DEFLATE),
                         URT_E_UNSUPPORTED);
    urt_records_cleanup(&r);
}
END_TEST

#ifdef URT_HAVE_ZLIB

static uint8_t text[2 * URT_RECORD_PLAIN_MAX];

/* Bytes that don't compress: a small generator's. */
static void
fill_noise(uint64_t seed)
{
    for (size_t i = 0; i < sizeof text; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        text[i] = (uint8_t)(seed >> 56);
    }
}

static void
fill_text(void)
{
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)("The quick brown fox. "[i % 21] + i / 4096);
}

struct pair {
    struct urt_records out, in;
};

static void
start(struct pair *p)
{
    urt_records_init(&p->out);
    urt_records_init(&p->in);
    p->in.out.how = p->out.out.how = &urt_protect_null;
    p->out.out.mac = p->in.in.mac = &urt_hash_sha1;
    p->in.in.how = &urt_protect_null;
    ck_assert_int_eq(urt_records_set_compression(&p->out, true,
                                                 URT_COMPRESSION_DEFLATE),
                     URT_OK);
    ck_assert_int_eq(urt_records_set_compression(&p->in, false,
                                                 URT_COMPRESSION_DEFLATE),
                     URT_OK);
}

static void
end(struct pair *p)
{
    urt_records_cleanup(&p->out);
    urt_records_cleanup(&p->in);
    ck_assert_ptr_null(p->out.out_z);
    ck_assert_ptr_null(p->in.in_z);
}

/* Puts a record, with its header, into the input; as urt_conn_in does. */
static void
feed(struct urt_records *in, const uint8_t *record, size_t len)
{
    memcpy(in->head, record, URT_RECORD_HEADER);
    in->head_have = URT_RECORD_HEADER;
    urt_record_await(in, true);
    ck_assert_ptr_nonnull(in->body);
    ck_assert_uint_eq(in->body_len, len - URT_RECORD_HEADER);
    memcpy(in->body, record + URT_RECORD_HEADER, in->body_len);
    in->body_have = in->body_len;
    ck_assert_int_eq(urt_record_await(in, true), URT_OK);
}

/* Sends content there; the record's size on the wire. */
static size_t
send_content(struct pair *p, struct urt_bytes content)
{
    const uint8_t *head;
    size_t wire;

    ck_assert_int_eq(urt_record_seal(&p->out, URT_CONTENT_DATA, content,
                                     &head), URT_OK);
    wire = p->out.out_len;
    feed(&p->in, head, wire);
    urt_record_sent(&p->out, wire);
    ck_assert_int_eq(urt_record_open(&p->in), URT_OK);
    ck_assert_int_eq(p->in.type, URT_CONTENT_DATA);
    ck_assert(urt_bytes_equal(p->in.content, content));
    urt_record_drop(&p->in);
    return wire;
}

/* A record whose content is COMPRESSED, whatever that is. */
static enum urt_err
open_compressed(struct pair *p, struct urt_bytes compressed)
{
    struct urt_deflate *kept = p->out.out_z;
    const uint8_t *head;
    enum urt_err err;

    p->out.out_z = NULL;
    /* More than 2^14 bytes are for the protection alone to seal. */
    if (compressed.len > URT_RECORD_PLAIN_MAX) {
        static uint8_t big[URT_RECORD_HEADER + URT_RECORD_BUF];
        size_t n = p->out.out.how->sealed(&p->out.out, compressed.len);

        big[1] = 3;
        big[2] = 1;
        big[3] = (uint8_t)(n >> 8);
        big[4] = (uint8_t)n;
        ck_assert_int_eq(p->out.out.how->seal(&p->out.out, big, 23,
                                              compressed), URT_OK);
        feed(&p->in, big, URT_RECORD_HEADER + n);
    } else {
        ck_assert_int_eq(urt_record_seal(&p->out, URT_CONTENT_DATA,
                                         compressed, &head), URT_OK);
        feed(&p->in, head, p->out.out_len);
        urt_record_sent(&p->out, p->out.out_len);
    }
    p->out.out_z = kept;
    err = urt_record_open(&p->in);
    if (err != URT_OK)
        ck_assert(!p->in.opened && p->in.body == NULL &&
                  p->in.inflated == NULL);
    return err;
}

START_TEST(every_length_goes_there_and_back)
{
    struct pair p;

    start(&p);
    fill_text();
    for (size_t len = 0; len < 700; len++)
        send_content(&p, urt_bytes(text + len, len));
    for (size_t len = URT_RECORD_PLAIN_MAX - 3; len <= URT_RECORD_PLAIN_MAX;
         len++)
        send_content(&p, urt_bytes(text, len));
    end(&p);
}
END_TEST

START_TEST(noise_of_full_size_fits_a_record)
{
    struct pair p;
    size_t wire;

    start(&p);
    for (uint64_t seed = 1; seed < 20; seed++) {
        fill_noise(seed);
        wire = send_content(&p, urt_bytes(text, URT_RECORD_PLAIN_MAX));
        ck_assert_uint_gt(wire, URT_RECORD_PLAIN_MAX);
        ck_assert_uint_le(wire, URT_RECORD_PLAIN_MAX +
                                    URT_RECORD_GROWTH_COMPRESSED);
    }
    end(&p);
}
END_TEST

START_TEST(records_are_smaller_and_refer_to_those_before)
{
    struct pair p;
    size_t first, again;

    start(&p);
    fill_noise(7);
    first = send_content(&p, urt_bytes(text, 1000));
    again = send_content(&p, urt_bytes(text, 1000));
    ck_assert_uint_gt(first, 1000);
    ck_assert_uint_lt(again, 100);
    /* New keys, new streams. */
    ck_assert_int_eq(urt_records_set_compression(&p.out, true,
                                                 URT_COMPRESSION_DEFLATE),
                     URT_OK);
    ck_assert_int_eq(urt_records_set_compression(&p.in, false,
                                                 URT_COMPRESSION_DEFLATE),
                     URT_OK);
    ck_assert_uint_gt(send_content(&p, urt_bytes(text, 1000)), 1000);
    ck_assert_int_eq(urt_records_set_compression(&p.out, true,
                                                 URT_COMPRESSION_NONE),
                     URT_OK);
    ck_assert_int_eq(urt_records_set_compression(&p.in, false,
                                                 URT_COMPRESSION_NONE),
                     URT_OK);
    ck_assert_uint_eq(send_content(&p, urt_bytes(text, 1000)),
                      URT_RECORD_HEADER + 1000 + 20);
    end(&p);
}
END_TEST

/* LEN zeros, compressed. */
static size_t
make_bomb(uint8_t *out, size_t cap, size_t len)
{
    struct urt_deflate *z = urt_deflate_new();
    uint8_t *zeros = urt_zalloc(len);
    size_t n;

    ck_assert(z != NULL && zeros != NULL);
    ck_assert_int_eq(urt_deflate(z, out, cap, &n, urt_bytes(zeros, len)),
                     URT_OK);
    urt_deflate_free(z);
    urt_free(zeros);
    return n;
}

START_TEST(content_beyond_the_limit_is_refused)
{
    static const struct {
        size_t len;
        enum urt_err err;
    } rows[] = {
        {URT_RECORD_PLAIN_MAX, URT_OK},
        {URT_RECORD_PLAIN_MAX + 1, URT_E_RECORD_DECOMPRESS},
        {URT_RECORD_PLAIN_MAX + 300, URT_E_RECORD_DECOMPRESS},
        {10000000, URT_E_RECORD_DECOMPRESS},
    };
    static uint8_t bomb[URT_RECORD_PLAIN_MAX];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pair p;
        size_t n = make_bomb(bomb, sizeof bomb, rows[i].len);

        start(&p);
        ck_assert_int_eq(open_compressed(&p, urt_bytes(bomb, n)),
                         rows[i].err);
        if (rows[i].err == URT_OK)
            ck_assert_uint_eq(p.in.content.len, rows[i].len);
        else
            ck_assert_int_eq(urt_err_alert(rows[i].err), 30);
        end(&p);
    }
}
END_TEST

START_TEST(a_negotiated_smaller_limit_holds)
{
    static uint8_t small[2000];
    struct pair p;
    size_t n = make_bomb(small, sizeof small, 513);

    start(&p);
    p.in.max_in = 512;
    ck_assert_int_eq(open_compressed(&p, urt_bytes(small, n)),
                     URT_E_RECORD_CONTENT_TOO_LONG);
    end(&p);
}
END_TEST

START_TEST(compressed_content_has_a_limit_too)
{
    static uint8_t stored[URT_RECORD_BUF];
    struct pair p;

    start(&p);
    ck_assert_int_eq(
        open_compressed(&p, urt_bytes(stored,
                                      URT_RECORD_PLAIN_MAX +
                                          URT_RECORD_GROWTH_COMPRESSED + 1)),
        URT_E_RECORD_COMPRESSED_TOO_LONG);
    end(&p);
}
END_TEST

START_TEST(garbage_is_refused)
{
    struct pair p;

    for (size_t len = 1; len < 200; len++) {
        start(&p);
        fill_noise(len);
        text[0] = 0x79; /* no header of a stream */
        if (len > 1)
            ck_assert_int_eq(open_compressed(&p, urt_bytes(text, len)),
                             URT_E_RECORD_DECOMPRESS);
        end(&p);
    }
}
END_TEST

START_TEST(a_stream_that_ends_is_refused)
{
    /* An empty stream with its checksum, RFC 1950. */
    static const uint8_t whole[] = {0x78, 0x9c, 3, 0, 0, 0, 0, 1};
    struct pair p;

    start(&p);
    ck_assert_int_eq(open_compressed(&p, urt_bytes(whole, sizeof whole)),
                     URT_E_RECORD_DECOMPRESS);
    end(&p);
}
END_TEST

START_TEST(a_mangled_stream_never_crashes)
{
    static uint8_t copy[4096];
    struct urt_deflate *z = urt_deflate_new();
    size_t n;

    fill_text();
    ck_assert_ptr_nonnull(z);
    ck_assert_int_eq(urt_deflate(z, copy, sizeof copy, &n,
                                 urt_bytes(text, 3000)), URT_OK);
    urt_deflate_free(z);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        struct pair p;
        enum urt_err err;

        start(&p);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        err = open_compressed(&p, urt_bytes(copy, n));
        ck_assert(err == URT_OK || err == URT_E_RECORD_DECOMPRESS);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        end(&p);
    }
}
END_TEST

START_TEST(without_memory_there_is_no_stream)
{
    struct urt_records r;

    urt_records_init(&r);
    for (unsigned long nth = 1; nth < 20; nth++) {
        enum urt_err err;

        urt_mem_fail_nth(nth);
        err = urt_records_set_compression(&r, nth % 2 == 0,
                                          URT_COMPRESSION_DEFLATE);
        if (err == URT_OK && urt_mem_count() < nth)
            break;
        ck_assert_int_eq(err, URT_E_NOMEM);
        ck_assert(r.in_z == NULL && r.out_z == NULL);
    }
    ck_assert_uint_gt(urt_mem_count(), 1);
    urt_mem_fail_nth(0);
    urt_records_cleanup(&r);
}
END_TEST

UNIT_MAIN("tls/compress", what_is_not_built_is_refused,
          every_length_goes_there_and_back, noise_of_full_size_fits_a_record,
          records_are_smaller_and_refer_to_those_before,
          content_beyond_the_limit_is_refused,
          a_negotiated_smaller_limit_holds,
          compressed_content_has_a_limit_too, garbage_is_refused,
          a_stream_that_ends_is_refused, a_mangled_stream_never_crashes,
          without_memory_there_is_no_stream)
#else
UNIT_MAIN("tls/compress", what_is_not_built_is_refused)
#endif
