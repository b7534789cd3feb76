/* Strictness of the DER reader, and what the writer makes. */
#include "engine/der/der.h"
#include "engine/der/oid.h"

#include "unit.h"

static struct urt_buf
hex(const char *text)
{
    struct urt_buf b = URT_BUF_INIT;

    ck_assert(urt_put_unhex(&b, urt_bytes(text, strlen(text))));
    return b;
}

/* Whether HEX is one element and nothing else; TAG 0 means any. */
static bool
takes(const char *text, uint8_t tag)
{
    struct urt_buf b = hex(text);
    struct urt_bytes in = urt_buf_bytes(&b), before = in, c;
    bool ok = tag == 0 ? urt_der_take_any(&in, NULL, &c, NULL)
                       : urt_der_take(&in, tag, &c);

    if (!ok) {
        ck_assert_ptr_eq(in.data, before.data);
        ck_assert_uint_eq(in.len, before.len);
    }
    ok = ok && in.len == 0;
    urt_buf_free(&b);
    return ok;
}

START_TEST(lengths_must_be_minimal_and_definite)
{
    char big[2 * 260 + 1];
    struct urt_buf b;

    ck_assert(takes("0500", 0));
    ck_assert(takes("040141", URT_DER_OCTET_STRING));
    ck_assert(!takes("040141", URT_DER_INTEGER));
    ck_assert(!takes("", 0));
    ck_assert(!takes("04", 0));
    ck_assert(!takes("0401", 0));
    ck_assert(!takes("04800000", 0));
    ck_assert(!takes("30800000", 0));
    ck_assert(!takes("04810141", 0));
    ck_assert(!takes("0482000141", 0));
    ck_assert(!takes("04ff", 0));
    ck_assert(!takes("0484ffffffff41", 0));
    ck_assert(!takes("0485000000000141", 0));
    ck_assert(!takes("0488ffffffffffffffff41", 0));
    ck_assert(!takes("1f810000", 0));
    ck_assert(!takes("bf210100", 0));

    memset(big, '0', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    memcpy(big, "0482", 4);
    memcpy(big + 4, "0100", 4);
    b = hex(big);
    ck_assert_uint_eq(b.len, 260);
    ck_assert(takes(big, URT_DER_OCTET_STRING));
    memcpy(big + 4, "00ff", 4);
    ck_assert(!takes(big, 0));
    urt_buf_free(&b);
}
END_TEST

static bool
reads_uint(const char *text, uint64_t want)
{
    struct urt_buf b = hex(text);
    struct urt_bytes in = urt_buf_bytes(&b);
    uint64_t got = 0;
    bool ok = urt_der_take_uint(&in, &got);

    if (!ok)
        ck_assert_uint_eq(in.len, b.len);
    urt_buf_free(&b);
    return ok && got == want && in.len == 0;
}

START_TEST(integers_must_be_minimal)
{
    ck_assert(reads_uint("020100", 0));
    ck_assert(reads_uint("02017f", 127));
    ck_assert(reads_uint("02020080", 128));
    ck_assert(reads_uint("020900ffffffffffffffff", UINT64_MAX));
    ck_assert(!reads_uint("0200", 0));
    ck_assert(!reads_uint("02020000", 0));
    ck_assert(!reads_uint("0202007f", 127));
    ck_assert(!reads_uint("0201ff", 255));
    ck_assert(!reads_uint("0202ff80", 128));
    ck_assert(!reads_uint("0209010000000000000000", 0));
}
END_TEST

START_TEST(booleans_nulls_bits_and_oids)
{
    static const struct {
        const char *text;
        bool ok;
    } bools[] = {{"0101ff", true}, {"010100", true}, {"010101", false},
                 {"0100", false},  {"0102ffff", false}},
      bits[] = {{"03020780", true}, {"030100", true}, {"03020880", false},
                {"030107", false},  {"0300", false}},
      oids[] = {{"06032a0304", true},  {"0600", false},
                {"06032a8004", false}, {"06022a83", false},
                {"0601ff", false},     {"0603883703", true}},
      nulls[] = {{"0500", true}, {"050100", false}};
    struct urt_bytes in, c;
    struct urt_buf b;
    unsigned unused;
    bool v;

#define EACH(table, call)                                       \
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) { \
        b = hex(table[i].text);                                 \
        in = urt_buf_bytes(&b);                                 \
        ck_assert_msg((call) == table[i].ok, "%s", table[i].text); \
        ck_assert((in.len == 0) == table[i].ok);                \
        urt_buf_free(&b);                                       \
    }
    EACH(bools, urt_der_take_bool(&in, &v))
    EACH(bits, urt_der_take_bits(&in, &c, &unused))
    EACH(oids, urt_der_take_oid(&in, &c))
    EACH(nulls, urt_der_take_null(&in))
    ck_assert(urt_der_bit(URT_LITERAL("\x80\x01"), 0));
    ck_assert(urt_der_bit(URT_LITERAL("\x80\x01"), 15));
    ck_assert(!urt_der_bit(URT_LITERAL("\x80\x01"), 14));
    ck_assert(!urt_der_bit(URT_LITERAL("\x80\x01"), 16));
}
END_TEST

START_TEST(a_default_boolean_and_an_optional_element)
{
    struct urt_bytes in = URT_LITERAL("\x02\x01\x05"), c;
    bool v = true, there = true;

    ck_assert(urt_der_take_bool_default(&in, &v));
    ck_assert(!v && in.len == 3);
    ck_assert(urt_der_take_optional(&in, URT_DER_NULL, &c, &there));
    ck_assert(!there && in.len == 3);
    ck_assert(urt_der_take_optional(&in, URT_DER_INTEGER, &c, &there));
    ck_assert(there && in.len == 0 && c.len == 1);
    in = urt_bytes("\x05\x04", 2);
    ck_assert(!urt_der_take_optional(&in, URT_DER_NULL, &c, &there));
}
END_TEST

START_TEST(an_algorithm_identifier)
{
    static const char *const bad[] = {"3000", "30020500", "300606032a0304ff",
                                      "300906032a030405000500"};
    struct urt_buf b = hex("300706032a03040500");
    struct urt_bytes in = urt_buf_bytes(&b);
    struct urt_der_algorithm a;

    ck_assert(urt_der_take_algorithm(&in, &a));
    ck_assert_uint_eq(in.len, 0);
    ck_assert_uint_eq(a.oid.len, 3);
    ck_assert_uint_eq(a.params.len, 2);
    urt_buf_free(&b);
    b = hex("300506032a0304");
    in = urt_buf_bytes(&b);
    ck_assert(urt_der_take_algorithm(&in, &a));
    ck_assert_uint_eq(a.params.len, 0);
    urt_buf_free(&b);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        b = hex(bad[i]);
        in = urt_buf_bytes(&b);
        ck_assert_msg(!urt_der_take_algorithm(&in, &a), "%s", bad[i]);
        urt_buf_free(&b);
    }
}
END_TEST

START_TEST(times_are_those_of_rfc_5280)
{
    static const struct {
        uint8_t tag;
        const char *text;
        bool ok;
        int64_t at;
    } rows[] = {
        {0x17, "700101000000Z", true, 0},
        {0x17, "491231235959Z", true, 2524607999},
        {0x17, "500101000000Z", true, -631152000},
        {0x18, "20500101000000Z", true, 2524608000},
        {0x18, "99991231235959Z", true, 253402300799},
        {0x18, "20240229120000Z", true, 1709208000},
        {0x18, "20230229120000Z", false, 0},
        {0x17, "7001010000Z", false, 0},
        {0x17, "700101000000+0000", false, 0},
        {0x17, "700101000000", false, 0},
        {0x17, "700101000000ZZ", false, 0},
        {0x17, "700101240000Z", false, 0},
        {0x17, "700101000060Z", false, 0},
        {0x17, "701301000000Z", false, 0},
        {0x17, "7001 1000000Z", false, 0},
        {0x17, "-00101000000Z", false, 0},
        {0x18, "20500101000000.5Z", false, 0},
        {0x18, "205001010000Z", false, 0},
        {0x16, "700101000000Z", false, 0},
        {0x17, "", false, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct urt_bytes c = urt_bytes(rows[i].text, strlen(rows[i].text));
        int64_t at = 0;

        ck_assert_msg(urt_der_read_time(rows[i].tag, c, &at) == rows[i].ok,
                      "%s", rows[i].text);
        if (rows[i].ok)
            ck_assert_int_eq(at, rows[i].at);
    }
}
END_TEST

START_TEST(the_writer_makes_what_the_reader_takes)
{
    static const int64_t times[] = {0,          -631152000, -631152001,
                                    2524607999, 2524608000, 253402300799,
                                    951782400};
    static const uint64_t numbers[] = {0, 1, 127, 128, 255, 256, 32768,
                                       UINT64_MAX};
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes in, c;
    size_t m;
    uint64_t n;
    int64_t t;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        urt_der_put_time(&b, times[i]);
    in = urt_buf_bytes(&b);
    ck_assert_uint_eq(in.data[0], URT_DER_UTC_TIME);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        ck_assert(urt_der_take_time(&in, &t));
        ck_assert_int_eq(t, times[i]);
    }
    urt_buf_clear(&b);
    urt_der_put_time(&b, INT64_MAX);
    ck_assert(!urt_buf_ok(&b));
    urt_buf_clear(&b);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        urt_der_put_uint(&b, numbers[i]);
    in = urt_buf_bytes(&b);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        ck_assert(urt_der_take_uint(&in, &n));
        ck_assert_uint_eq(n, numbers[i]);
    }
    for (size_t len = 120; len < 70000; len = len * 9 / 5) {
        urt_buf_clear(&b);
        m = urt_der_open(&b, URT_DER_SEQUENCE);
        urt_put_zeros(&b, len);
        urt_put_u8(&b, 0x42);
        urt_der_close(&b, m);
        in = urt_buf_bytes(&b);
        ck_assert(urt_der_take(&in, URT_DER_SEQUENCE, &c));
        ck_assert_uint_eq(in.len, 0);
        ck_assert_uint_eq(c.len, len + 1);
        ck_assert_uint_eq(c.data[len], 0x42);
    }
    urt_buf_free(&b);
}
END_TEST

START_TEST(dotted_oids_both_ways)
{
    static const char *const good[] = {"1.2.840.113549.1.1.1", "2.999.3",
                                       "0.9.2342.19200300.100.1.1",
                                       "2.5.29.17", "0.0", "1.39.127.128"};
    static const char *const bad[] = {"", "1", "3.1", "1.40", "1.2.", "1..2",
                                      ".1.2", "1.2a", "a",
                                      "1.2.99999999999999999999999"};
    struct urt_buf der = URT_BUF_INIT, text = URT_BUF_INIT;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        urt_buf_clear(&der);
        urt_buf_clear(&text);
        ck_assert(urt_oid_from_dotted(&der, good[i]));
        ck_assert(urt_oid_put_dotted(&text, urt_buf_bytes(&der)));
        ck_assert_uint_eq(text.len, strlen(good[i]));
        ck_assert_mem_eq(text.data, good[i], text.len);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        urt_buf_clear(&der);
        ck_assert_msg(!urt_oid_from_dotted(&der, bad[i]), "%s", bad[i]);
        ck_assert_uint_eq(der.len, 0);
    }
    urt_buf_clear(&der);
    ck_assert(urt_oid_from_dotted(&der, "1.2.840.113549.1.1.1"));
    ck_assert(urt_bytes_equal(urt_buf_bytes(&der), urt_oid_RSA_ENCRYPTION));
    urt_buf_free(&der);
    urt_buf_free(&text);
}
END_TEST

UNIT_MAIN("der", lengths_must_be_minimal_and_definite,
          integers_must_be_minimal, booleans_nulls_bits_and_oids,
          a_default_boolean_and_an_optional_element, an_algorithm_identifier,
          times_are_those_of_rfc_5280, the_writer_makes_what_the_reader_takes,
          dotted_oids_both_ways)
