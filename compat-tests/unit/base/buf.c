/* Cursors, the writer, text, constant-time pieces, clock, injected failures. */
#include "engine/base/clock.h"
#include "engine/base/ct.h"

#include "unit.h"

START_TEST(a_take_that_does_not_fit_moves_nothing)
{
    struct urt_bytes in = URT_LITERAL("\x00\x03" "abc"), out = URT_BYTES_NONE;
    struct urt_bytes before = in;
    uint64_t v = 7;

    ck_assert(!urt_take(&in, &out, 6));
    ck_assert(!urt_take_uint(&in, &v, 8));
    ck_assert_uint_eq(v, 7);
    ck_assert(in.data == before.data && in.len == before.len);
    ck_assert(urt_take_vec16(&in, &out));
    ck_assert(urt_bytes_equal(out, URT_LITERAL("abc")) && in.len == 0);
    in = URT_LITERAL("\x00\x04" "abc");
    before = in;
    ck_assert(!urt_take_vec16(&in, &out));
    ck_assert(in.data == before.data && in.len == before.len);
}
END_TEST

START_TEST(a_failed_writer_stays_failed)
{
    struct urt_buf b = URT_BUF_INIT;
    size_t m;

    urt_put_uint(&b, 256, 1);
    ck_assert(!urt_buf_ok(&b));
    urt_put_text(&b, "x");
    ck_assert_uint_eq(b.len, 0);
    urt_buf_clear(&b);
    ck_assert(urt_buf_ok(&b));
    m = urt_open(&b, 1);
    urt_put_zeros(&b, 256);
    urt_close(&b, m, 1);
    ck_assert(!urt_buf_ok(&b));
    urt_buf_free(&b);
    urt_mem_fail_nth(1);
    urt_put_text(&b, "x");
    urt_mem_fail_nth(0);
    ck_assert(!urt_buf_ok(&b));
    ck_assert_ptr_null(urt_buf_steal(&b, NULL));
}
END_TEST

START_TEST(masks)
{
    static const uint64_t v[] = {0, 1, 2, 127, UINT64_MAX / 2,
                                 UINT64_MAX / 2 + 1, UINT64_MAX};

    for (size_t i = 0; i < 7; i++)
        for (size_t k = 0; k < 7; k++) {
            ck_assert((urt_ct_lt(v[i], v[k]) != 0) == (v[i] < v[k]));
            ck_assert((urt_ct_eq(v[i], v[k]) != 0) == (v[i] == v[k]));
            ck_assert(urt_ct_lt(v[i], v[k]) + 1 <= 1);
        }
    ck_assert(urt_ct_equal("abc", "abc", 3));
    ck_assert(!urt_ct_equal("abc", "abd", 3));
}
END_TEST

START_TEST(dates_both_ways)
{
    for (int64_t t = -62167219200; t < 253402300800; t += 86400LL * 37 + 7) {
        struct urt_date d;
        int64_t back;

        urt_date_from_seconds(&d, t);
        ck_assert(urt_date_to_seconds(&back, &d));
        ck_assert_int_eq(back, t);
    }
    urt_clock_freeze(5);
    ck_assert_int_eq(urt_clock_now(), 5);
    urt_clock_freeze(-1);
    ck_assert_int_gt(urt_clock_now(), 1600000000);
}
END_TEST

UNIT_MAIN("buf", a_take_that_does_not_fit_moves_nothing,
          a_failed_writer_stays_failed, masks, dates_both_ways)
