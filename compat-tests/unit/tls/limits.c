/* Limits of a connection's life: keys that are replaced before they are worn,
 * sequence numbers that end, and all that a peer may repeat: key updates,
 * warnings, empty records, ChangeCipherSpec, HelloRequest. RFC 8446 section
 * 5, RFC 5246 section 6 and 7.2. */
#include "couple.h"

#include "engine/tls/handshake.h"

enum { V2 = URT_TLS_1_2, V3 = URT_TLS_1_3, WORN = 1 << 24 };

/* Both ends of one direction stand at SEQ. */
static void
set_seq(struct urt_conn *from, struct urt_conn *to, uint64_t seq)
{
    from->rec.out.seq = to->rec.in.seq = seq;
}

static void
one_suite(struct couple *p, uint16_t id)
{
    urt_ids_free(p->client.config.suites13);
    urt_ids_free(p->client.config.suites);
    p->client.config.suites13 = urt_ids_new(&id, 1);
    p->client.config.suites = urt_ids_new(&id, 1);
}

START_TEST(worn_keys_are_replaced_unasked)
{
    static const struct {
        uint16_t suite;
        bool updates;
    } cases[] = {{0x1301, true}, {0x1302, true}, {0x1303, false}};

    for (size_t i = 0; i < 3; i++)
        for (int by_server = 0; by_server < 2; by_server++) {
            struct urt_conn *from, *to;
            uint8_t before[URT_HASH_MAX_SIZE];
            struct couple p;

            couple_init(&p, V3, "ec");
            one_suite(&p, cases[i].suite);
            must_connect(&p, false);
            from = by_server ? p.server.conn : p.client.conn;
            to = by_server ? p.client.conn : p.server.conn;
            memcpy(before, from->app_secret[by_server], sizeof before);
            set_seq(from, to, WORN - 1);
            exchange(&p, from, to, 10);
            ck_assert_mem_eq(from->app_secret[by_server], before,
                             sizeof before);
            ck_assert_uint_eq(from->rec.out.seq, WORN);
            exchange(&p, from, to, 10);
            ck_assert_uint_eq(from->rec.out.seq,
                              cases[i].updates ? 1 : WORN + 1);
            ck_assert_int_eq(memcmp(from->app_secret[by_server], before,
                                    sizeof before) != 0,
                             cases[i].updates);
            /* The other direction keeps its keys. */
            ck_assert_int_eq(urt_conn_key_update_due(to), 0);
            exchange(&p, to, from, 10);
            couple_free(&p);
        }
}
END_TEST

START_TEST(a_sequence_number_never_comes_again)
{
    static const uint16_t suites[][2] = {
        {V3, 0x1303}, {V2, 0xc02b}, {V2, 0xcca9}};

    for (size_t i = 0; i < 3; i++) {
        struct couple p;
        size_t n;

        couple_init(&p, suites[i][0], "ec");
        one_suite(&p, suites[i][1]);
        must_connect(&p, false);
        set_seq(p.client.conn, p.server.conn, UINT64_MAX - 1);
        exchange(&p, p.client.conn, p.server.conn, 10);
        ck_assert_int_eq(urt_conn_write(p.client.conn, "x", 1, &n),
                         URT_E_RECORD_LIMIT);
        ck_assert_int_eq(urt_conn_write(p.client.conn, "x", 1, &n),
                         URT_E_RECORD_LIMIT);
        ck_assert_uint_eq(urt_conn_out(p.client.conn).len, 0);
        couple_free(&p);
    }
}
END_TEST

/* ---- what a peer repeats ---- */

static enum urt_err
read_one(struct couple *p, struct urt_conn *c)
{
    uint8_t byte;
    size_t n;

    return pump_read(p->pump, c, &byte, 1, &n);
}

START_TEST(key_updates_without_data_are_counted)
{
    struct couple p;

    couple_init(&p, V3, "ec");
    must_connect(&p, false);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 32; i++) {
            ck_assert_int_eq(urt_conn_key_update(p.client.conn, true),
                             URT_OK);
            ck_assert_int_eq(urt_conn_handshake(p.client.conn), URT_OK);
            pump_out(p.pump, p.client.conn);
            ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_NOT_READY);
        }
        /* All the requests make one answer. */
        ck_assert_int_eq(urt_conn_key_update_due(p.server.conn), 1);
        if (round < 2)
            exchange(&p, p.client.conn, p.server.conn, 10);
    }
    ck_assert_int_eq(urt_conn_key_update(p.client.conn, true), URT_OK);
    ck_assert_int_eq(urt_conn_handshake(p.client.conn), URT_OK);
    pump_out(p.pump, p.client.conn);
    ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_MSG_UNEXPECTED);
    ck_assert_int_eq(p.server.alert, 10);
    couple_free(&p);
}
END_TEST

static void
warn(struct couple *p, struct urt_conn *from)
{
    ck_assert_int_eq(urt_conn_send_alert(from, 1, 90), URT_OK);
    pump_out(p->pump, from);
}

START_TEST(warnings_in_a_row_are_counted)
{
    for (int v = 0; v < 2; v++) {
        struct couple p;

        couple_init(&p, v == 0 ? V2 : V3, "ec");
        must_connect(&p, false);
        for (int i = 0; i < 20; i++) {
            warn(&p, p.client.conn);
            ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_NOT_READY);
            if (i % 4 == 3)
                exchange(&p, p.client.conn, p.server.conn, 1);
        }
        for (int i = 0; i < 4; i++)
            warn(&p, p.client.conn);
        ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_NOT_READY);
        warn(&p, p.client.conn);
        ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_ALERT_TOO_MANY);
        ck_assert_int_eq(p.server.alert, 10);
        couple_free(&p);
    }
}
END_TEST

START_TEST(empty_data_records_are_counted)
{
    for (int v = 0; v < 2; v++) {
        struct couple p;

        couple_init(&p, v == 0 ? V2 : V3, "ec");
        must_connect(&p, false);
        for (int i = 0; i < 66; i++) {
            ck_assert_int_eq(urt_conn_send_record(p.client.conn,
                                                  URT_CONTENT_DATA,
                                                  URT_BYTES_NONE),
                             URT_OK);
            pump_out(p.pump, p.client.conn);
            if (i == 31)
                exchange(&p, p.client.conn, p.server.conn, 1);
            else if (i < 64)
                ck_assert_int_eq(read_one(&p, p.server.conn),
                                 URT_E_NOT_READY);
        }
        ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_RECORD_EMPTY);
        ck_assert_int_eq(p.server.alert, 10);
        couple_free(&p);
    }
}
END_TEST

START_TEST(an_empty_handshake_record_is_refused_in_1_3)
{
    struct couple p;

    couple_init(&p, V3, "ec");
    must_connect(&p, false);
    ck_assert_int_eq(urt_conn_send_record(p.client.conn,
                                          URT_CONTENT_HANDSHAKE,
                                          URT_BYTES_NONE),
                     URT_OK);
    pump_out(p.pump, p.client.conn);
    ck_assert_int_eq(read_one(&p, p.server.conn), URT_E_RECORD_EMPTY);
    ck_assert_int_eq(p.server.alert, 10);
    couple_free(&p);
}
END_TEST

/* Records that a man in the middle puts before the server's first flight, or
 * behind its first record, or behind the client's first flight. */
static struct {
    const char *record;
    size_t len, count;
    bool to_client, behind, done;
} injected;

static void
inject(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    size_t all = injected.len * injected.count;

    if (injected.done || from_server != injected.to_client || *len == 0)
        return;
    injected.done = true;
    if (from_server) {
        size_t at = injected.behind ? 5 + ((size_t)data[3] << 8 | data[4]) : 0;

        memmove(data + at + all, data + at, *len - at);
        data += at;
    } else {
        data += *len;
    }
    for (size_t i = 0; i < injected.count; i++)
        memcpy(data + i * injected.len, injected.record, injected.len);
    *len += all;
}

struct inject_case {
    uint16_t version;
    bool to_client, behind;
    const char *record;
    size_t len, count;
    enum urt_err err;
    int alert;
};

#define RECORD(text) text, sizeof(text) - 1

static const struct inject_case inject_cases[] = {
    {V3, true, true, RECORD("\x14\3\3\0\1\1"), 31, URT_OK, 0},
    {V3, true, true, RECORD("\x14\3\3\0\1\1"), 33, URT_E_RECORD_EMPTY, 10},
    {V3, false, false, RECORD("\x14\3\3\0\1\1"), 31, URT_OK, 0},
    {V3, false, false, RECORD("\x14\3\3\0\1\1"), 34, URT_E_RECORD_EMPTY, 10},
    {V3, true, true, RECORD("\x14\3\3\0\1\2"), 1, URT_E_CCS_UNEXPECTED, 10},
    {V3, false, false, RECORD("\x14\3\3\0\2\1\1"), 1, URT_E_CCS_UNEXPECTED, 10},
    {V2, false, false, RECORD("\x14\3\3\0\1\1"), 1, URT_E_MSG_UNEXPECTED, 10},
    {V2, true, false, RECORD("\x14\3\3\0\1\1"), 1, URT_E_MSG_UNEXPECTED, 10},
    {V2, true, false, RECORD("\x16\3\3\0\4\0\0\0\0"), 32, URT_OK, 0},
    {V2, true, false, RECORD("\x16\3\3\0\4\0\0\0\0"), 33,
     URT_E_MSG_UNEXPECTED, 10},
    {V2, false, false, RECORD("\x16\3\3\0\4\0\0\0\0"), 1,
     URT_E_MSG_UNEXPECTED, 10},
    {V3, true, false, RECORD("\x16\3\3\0\4\0\0\0\0"), 1,
     URT_E_MSG_UNEXPECTED, 10},
    {V2, true, false, RECORD("\x15\3\3\0\2\1\x5a"), 4, URT_OK, 0},
    {V2, true, false, RECORD("\x15\3\3\0\2\1\x5a"),
     5, URT_E_ALERT_TOO_MANY, 10},
    {V3, true, false, RECORD("\x15\3\3\0\2\1\x5a"),
     5, URT_E_ALERT_TOO_MANY, 10},
    {V3, true, false, RECORD("\x16\3\3\0\0"), 33, URT_E_RECORD_EMPTY, 10},
    {V3, false, false, RECORD("\x15\3\3\0\2\2\x28"),
     1, URT_E_ALERT_RECEIVED, 0},
    {V3, true, false, RECORD("\x17\3\3\0\1\0"), 1, URT_E_RECORD_TYPE, 10},
    {V3, false, false, RECORD("\x17\3\3\0\1\0"), 1, URT_E_RECORD_MAC, 20},
    {V3, true, false, RECORD("\x18\3\3\0\3\1\x40\0"), 1, URT_E_RECORD_TYPE, 10},
};

START_TEST(what_is_injected_is_let_by_or_ends_it)
{
    const struct inject_case *k = &inject_cases[_i];
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, k->version, "ec");
    injected.record = k->record;
    injected.len = k->len;
    injected.count = k->count;
    injected.to_client = k->to_client;
    injected.behind = k->behind;
    injected.done = false;
    p.pump->tamper = inject;
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_msg((k->to_client ? ce : se) == k->err, "case %d: %s", _i,
                  urt_err_text(k->to_client ? ce : se));
    ck_assert_int_eq(k->to_client ? p.client.alert : p.server.alert,
                     k->alert);
    if (k->err == URT_OK)
        exchange(&p, p.client.conn, p.server.conn, 10);
    couple_free(&p);
}
END_TEST

/* ---- max_fragment_length, RFC 6066 section 4 ---- */

START_TEST(fragments_keep_to_the_length_agreed_on)
{
    for (int v = 0; v < 2; v++)
        for (int by_server = 0; by_server < 2; by_server++) {
            struct urt_conn *from, *to;
            struct couple p;

            couple_init(&p, v == 0 ? V2 : V3, "ec");
            p.client.config.max_fragment = 1; /* 512 */
            must_connect(&p, false);
            from = by_server ? p.server.conn : p.client.conn;
            to = by_server ? p.client.conn : p.server.conn;
            exchange(&p, from, to, 5000);
            from->rec.max_fragment = 513;
            ck_assert_int_eq(pump_write(p.pump, from, (uint8_t[513]){0}, 513),
                             URT_OK);
            ck_assert_int_eq(read_one(&p, to),
                             URT_E_RECORD_CONTENT_TOO_LONG);
            ck_assert_int_eq(by_server ? p.client.alert : p.server.alert, 22);
            couple_free(&p);
        }
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("limits");
    TCase *tc = tcase_create("limits");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, worn_keys_are_replaced_unasked);
    tcase_add_test(tc, a_sequence_number_never_comes_again);
    tcase_add_test(tc, key_updates_without_data_are_counted);
    tcase_add_test(tc, warnings_in_a_row_are_counted);
    tcase_add_test(tc, empty_data_records_are_counted);
    tcase_add_test(tc, an_empty_handshake_record_is_refused_in_1_3);
    tcase_add_loop_test(tc, what_is_injected_is_let_by_or_ends_it, 0,
                        sizeof inject_cases / sizeof *inject_cases);
    tcase_add_test(tc, fragments_keep_to_the_length_agreed_on);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
