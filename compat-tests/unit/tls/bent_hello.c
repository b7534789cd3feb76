/* Hellos that no honest client sends, or that are rarely seen: lists as long
 * as they may be, early data for a server that takes none, psk_ke, and second
 * hellos that differ from the first. RFC 8446 section 4.1.2, 4.2.9, 4.2.10.
 *
 * The client's own ClientHello row is replaced by one whose writer bends the
 * message before it goes into the transcript, so that an honest server can go
 * on with it. */
#include "couple.h"

#include <time.h>

#include "engine/tls/msg.h"
#include "engine/tls/schedule.h"

enum { V2 = URT_TLS_1_2, V3 = URT_TLS_1_3, HELLO_ROWS = 64 };

typedef enum urt_err send_fn(struct urt_conn *c, struct urt_buf *b);

/* Of one client at a time: a test is a process of its own. */
static struct urt_row bent_rows[HELLO_ROWS];
static struct urt_hooks bent_hooks;

static void
enter_bent_rows(void *arg, const struct urt_trace *t)
{
    struct end *e = arg;

    pair_trace(arg, t);
    if (t->kind == URT_TRACE_STATE && e->conn->hs != NULL &&
        e->conn->hs->row == urt_rows_hello)
        e->conn->hs->row = bent_rows;
}

/* The client's first hello is written by FIRST, a second one by SECOND; NULL
 * leaves it alone. */
static void
bend_hello(struct couple *p, send_fn *first, send_fn *second)
{
    bool seen = false;

    for (size_t i = 0;; i++) {
        ck_assert_uint_lt(i, HELLO_ROWS);
        bent_rows[i] = urt_rows_hello[i];
        if (bent_rows[i].name == NULL)
            break;
        if (bent_rows[i].msg != URT_MSG_CLIENT_HELLO)
            continue;
        if (!seen && first != NULL)
            bent_rows[i].send = first;
        if (seen && second != NULL)
            bent_rows[i].send = second;
        seen = true;
    }
    bent_hooks = pair_hooks;
    bent_hooks.trace = enter_bent_rows;
    p->client.config.hooks = &bent_hooks;
}

static void
one_group(struct end *e, uint16_t id)
{
    urt_ids_free(e->config.groups);
    e->config.groups = urt_ids_new(&id, 1);
    ck_assert_ptr_nonnull(e->config.groups);
}

/* ---- early data ---- */

/* The extension goes to the end; the vector around all of them grows. */
static enum urt_err
with_early_data(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_bytes in, ignored;
    size_t at;

    URT_TRY(urt_client_hello_send(c, b));
    in = urt_bytes(b->data + 4, b->len - 4);
    if (!urt_skip(&in, 2 + URT_RANDOM) || !urt_take_vec8(&in, &ignored) ||
        !urt_take_vec16(&in, &ignored) || !urt_take_vec8(&in, &ignored))
        return URT_E_INTERNAL;
    at = b->len - in.len;
    urt_put_u16(b, URT_EXT_EARLY_DATA);
    urt_put_u16(b, 0);
    urt_close(b, at + 2, 2);
    return URT_OK;
}

/* What is put behind each of the client's hellos, and behind the second. */
static struct {
    size_t records, len;
    bool behind_second;
    int hellos;
} early;

static void
add_early(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    bool hello = !from_server && *len > 5 && data[0] == URT_CONTENT_HANDSHAKE;
    bool second = !from_server && !hello && early.hellos == 1 && *len > 11 &&
                  data[0] == URT_CONTENT_CCS &&
                  data[6] == URT_CONTENT_HANDSHAKE;

    if (!hello && !second)
        return;
    if (++early.hellos != (early.behind_second ? 2 : 1))
        return;
    for (size_t i = 0; i < early.records; i++) {
        uint8_t *to = data + *len;

        to[0] = URT_CONTENT_DATA;
        to[1] = to[2] = 3;
        to[3] = (uint8_t)(early.len >> 8);
        to[4] = (uint8_t)early.len;
        memset(to + 5, 0xa5, early.len);
        *len += 5 + early.len;
    }
}

struct early_case {
    bool retry, behind_second;
    uint32_t limit;
    size_t records, len;
    enum urt_err err; /* the server's */
};

static const struct early_case early_cases[] = {
    {false, false, 16384, 0, 0, URT_OK},
    {false, false, 16384, 3, 1000, URT_OK},
    {false, false, 16384, 1, 16384 + 17, URT_OK},
    {false, false, 16384, 2, 8192 + 17, URT_OK},
    {false, false, 16383, 1, 16384 + 17, URT_E_EARLY_DATA_TOO_MUCH},
    {false, false, 0, 1, 100, URT_E_EARLY_DATA_TOO_MUCH},
    {false, false, 100, 100, 18, URT_OK},
    {false, false, 100, 101, 18, URT_E_EARLY_DATA_TOO_MUCH},
    {false, false, 100, 101, 0, URT_E_EARLY_DATA_TOO_MUCH},
    {true, false, 16384, 3, 1000, URT_OK},
    {true, false, 100, 101, 0, URT_E_EARLY_DATA_TOO_MUCH},
    {true, false, 100, 2, 100, URT_E_EARLY_DATA_TOO_MUCH},
    /* Behind the second hello there is none: it is a bad record. */
    {true, true, 16384, 1, 100, URT_E_RECORD_MAC},
};

START_TEST(early_data_that_is_not_wanted_is_let_by)
{
    const struct early_case *k = &early_cases[_i];
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, V3, "ec");
    if (k->retry)
        one_group(&p.server, 0x17);
    p.server.config.recv_max_early_data = k->limit;
    bend_hello(&p, with_early_data, NULL);
    memset(&early, 0, sizeof early);
    early.records = k->records;
    early.len = k->len;
    early.behind_second = k->behind_second;
    p.pump->tamper = add_early;
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_msg(se == k->err, "case %d: %s", _i, urt_err_text(se));
    ck_assert_int_eq(early.hellos, k->retry ? 2 : 1);
    if (k->err == URT_OK) {
        ck_assert_int_eq(ce, URT_OK);
        exchange(&p, p.client.conn, p.server.conn, 1000);
        exchange(&p, p.server.conn, p.client.conn, 1000);
    } else {
        ck_assert_int_eq(p.server.alert, urt_err_alert(k->err));
    }
    couple_free(&p);
}
END_TEST

START_TEST(a_second_hello_has_no_early_data)
{
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, V3, "ec");
    one_group(&p.server, 0x17);
    bend_hello(&p, NULL, with_early_data);
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(se, URT_E_EXT_FORBIDDEN);
    ck_assert_int_eq(p.server.alert, 47);
    couple_free(&p);
}
END_TEST

/* ---- shares ---- */

/* The bytes of the only share, behind its group and length. */
static enum urt_err
with_share(struct urt_conn *c, struct urt_buf *b, uint16_t group,
           uint8_t first, uint8_t rest)
{
    size_t len = group == 0x1d ? 32 : 65;
    uint8_t head[4] = {(uint8_t)(group >> 8), (uint8_t)group, 0,
                       (uint8_t)len};
    uint8_t *at;

    URT_TRY(urt_client_hello_send(c, b));
    at = memmem(b->data, b->len, head, sizeof head);
    ck_assert_ptr_nonnull(at);
    memset(at + 4, rest, len);
    at[4] = first;
    return URT_OK;
}

static enum urt_err
with_share_of_zeros(struct urt_conn *c, struct urt_buf *b)
{
    return with_share(c, b, 0x1d, 0, 0);
}

static enum urt_err
with_share_off_the_curve(struct urt_conn *c, struct urt_buf *b)
{
    return with_share(c, b, 0x17, 4, 1);
}

static enum urt_err
with_compressed_share(struct urt_conn *c, struct urt_buf *b)
{
    return with_share(c, b, 0x17, 2, 1);
}

START_TEST(a_bad_share_is_told_in_the_clear)
{
    static const struct {
        uint16_t group;
        send_fn *send;
    } cases[] = {{0x1d, with_share_of_zeros},
                 {0x17, with_share_off_the_curve},
                 {0x17, with_compressed_share}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum urt_err ce, se;
        struct couple p;

        couple_init(&p, V3, "ec");
        one_group(&p.client, cases[i].group);
        bend_hello(&p, cases[i].send, NULL);
        couple_connect(&p, false);
        couple_run(&p, &ce, &se);
        ck_assert_int_ne(se, URT_OK);
        ck_assert_int_eq(p.server.alert, 47);
        ck_assert_int_eq(ce, URT_E_ALERT_RECEIVED);
        ck_assert_int_eq(urt_conn_alert_received(p.client.conn), 47);
        couple_free(&p);
    }
}
END_TEST

/* ---- psk_ke ---- */

/* What the hello says of PSK modes becomes MODE, and the binder fits. */
static enum urt_err
with_mode(struct urt_conn *c, struct urt_buf *b, uint8_t mode)
{
    const struct urt_session *s = c->offer;
    size_t covered;
    uint8_t *modes;

    URT_TRY(urt_client_hello_send(c, b));
    for (modes = b->data; modes + 6 < b->data + b->len; modes++)
        if (memcmp(modes, "\0\x2d\0", 3) == 0 && modes[3] == modes[4] + 1)
            break;
    memset(modes + 5, mode, modes[4]);
    if (!urt_ext_in_hello(c, URT_EXT_PRE_SHARED_KEY))
        return URT_OK;
    covered = b->len - c->hs->binders_len;
    return urt_schedule13_binder(b->data + covered + 3, s->suite->prf, false,
                                 urt_bytes(s->secret, s->secret_len),
                                 URT_BYTES_NONE,
                                 urt_bytes(b->data, covered));
}

static enum urt_err
with_psk_ke_alone(struct urt_conn *c, struct urt_buf *b)
{
    return with_mode(c, b, 0);
}

static enum urt_err
with_unknown_mode(struct urt_conn *c, struct urt_buf *b)
{
    return with_mode(c, b, 77);
}

START_TEST(psk_ke_resumes_without_a_key_share)
{
    struct couple p;

    couple_init(&p, V3, "ec");
    p.client.config.allow_no_dhe_kex = true;
    p.server.config.allow_no_dhe_kex = true;
    must_connect(&p, false);
    bend_hello(&p, with_psk_ke_alone, NULL);
    must_connect(&p, true);
    ck_assert(urt_conn_resumed(p.client.conn));
    ck_assert(urt_conn_resumed(p.server.conn));
    ck_assert_ptr_null(urt_conn_group(p.client.conn));
    ck_assert_ptr_null(urt_conn_group(p.server.conn));
    couple_free(&p);
}
END_TEST

START_TEST(psk_ke_is_not_used_unless_allowed)
{
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, V3, "ec");
    p.client.config.allow_no_dhe_kex = true;
    must_connect(&p, false);
    bend_hello(&p, with_psk_ke_alone, NULL);
    must_connect(&p, true);
    ck_assert(!urt_conn_resumed(p.client.conn));
    bend_hello(&p, with_unknown_mode, NULL);
    must_connect(&p, true);
    ck_assert(!urt_conn_resumed(p.client.conn));
    /* A server that takes a mode the client won't have. */
    p.server.config.allow_no_dhe_kex = true;
    p.client.config.allow_no_dhe_kex = false;
    bend_hello(&p, with_psk_ke_alone, NULL);
    couple_connect(&p, true);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_EXT_MISSING);
    ck_assert_int_eq(p.client.alert, 109);
    couple_free(&p);
}
END_TEST

START_TEST(with_a_share_psk_dhe_ke_is_preferred)
{
    struct couple p;

    couple_init(&p, V3, "ec");
    p.client.config.allow_no_dhe_kex = true;
    p.server.config.allow_no_dhe_kex = true;
    must_connect(&p, false);
    must_connect(&p, true);
    ck_assert(urt_conn_resumed(p.client.conn));
    ck_assert_ptr_nonnull(urt_conn_group(p.client.conn));
    couple_free(&p);
}
END_TEST

/* ---- binders ---- */

static enum urt_err
with_bad_binder(struct urt_conn *c, struct urt_buf *b)
{
    URT_TRY(urt_client_hello_send(c, b));
    b->data[b->len - 1] ^= 1;
    return URT_OK;
}

START_TEST(a_wrong_binder_ends_it)
{
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, V3, "ec");
    must_connect(&p, false);
    bend_hello(&p, with_bad_binder, NULL);
    couple_connect(&p, true);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(se, URT_E_PSK_BINDER);
    ck_assert_int_eq(p.server.alert, urt_err_alert(URT_E_PSK_BINDER));
    couple_free(&p);
}
END_TEST

/* ---- second hellos ---- */

static enum urt_err
without_session(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_session *kept = c->offer;
    enum urt_err err;

    c->offer = NULL;
    err = urt_client_hello_send(c, b);
    c->offer = kept;
    return err;
}

/* Offers a session whose hash is not that of the suite in the retry. */
static enum urt_err
with_session_of_other_hash(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_suite *kept = c->suite;
    enum urt_err err;

    c->suite = c->offer->suite;
    err = urt_client_hello_send(c, b);
    c->suite = kept;
    return err;
}

START_TEST(a_retry_settles_the_suite)
{
    struct couple p;

    couple_init(&p, V3, "ec");
    one_group(&p.server, 0x17);
    urt_ids_free(p.client.config.suites13);
    p.client.config.suites13 = urt_ids_new((uint16_t[]){0x1302}, 1);
    must_connect(&p, false);
    ck_assert_int_eq(p.client.last->suite->id, 0x1302);
    urt_ids_free(p.client.config.suites13);
    p.client.config.suites13 = urt_ids_new((uint16_t[]){0x1301, 0x1302}, 2);
    bend_hello(&p, without_session, with_session_of_other_hash);
    must_connect(&p, true);
    ck_assert(!urt_conn_resumed(p.client.conn));
    ck_assert_int_eq(urt_conn_suite(p.server.conn)->id, 0x1301);
    /* One of the right hash is taken, though it comes late. */
    bend_hello(&p, without_session, NULL);
    must_connect(&p, true);
    ck_assert(urt_conn_resumed(p.client.conn));
    couple_free(&p);
}
END_TEST

static enum urt_err
with_version_gone(struct urt_conn *c, struct urt_buf *b)
{
    uint8_t *at;

    URT_TRY(urt_client_hello_send(c, b));
    for (at = b->data; at + 6 < b->data + b->len; at++)
        if (memcmp(at, "\0\x2b\0\3\2\3\4", 7) == 0)
            at[0] = 0x7a;
    return URT_OK;
}

/* Two shares, the wanted one twice. */
static enum urt_err
with_other_share(struct urt_conn *c, struct urt_buf *b)
{
    uint16_t kept = c->hs->hrr_group;
    enum urt_err err;

    c->hs->hrr_group = 0;
    err = urt_client_hello_send(c, b);
    c->hs->hrr_group = kept;
    return err;
}

START_TEST(a_second_hello_keeps_to_what_was_asked)
{
    static const struct {
        send_fn *second;
        enum urt_err err;
    } cases[] = {
        {with_version_gone, URT_E_VERSION_ILLEGAL},
        {with_other_share, URT_E_GROUP_ILLEGAL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum urt_err ce, se;
        struct couple p;

        couple_init(&p, V3, "ec");
        one_group(&p.server, 0x17);
        bend_hello(&p, NULL, cases[i].second);
        couple_connect(&p, false);
        couple_run(&p, &ce, &se);
        ck_assert_msg(se == cases[i].err, "case %zu: %s", i,
                      urt_err_text(se));
        ck_assert_int_eq(p.server.alert, 47);
        couple_free(&p);
    }
}
END_TEST

/* The server asks again. */
static void
repeat_retry(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    size_t record;

    if (!from_server || *len < 5 || data[0] != URT_CONTENT_HANDSHAKE ||
        p->arg != NULL)
        return;
    p->arg = p;
    record = 5 + ((size_t)data[3] << 8 | data[4]);
    ck_assert_uint_lt(record, *len); /* a CCS is behind it */
    memcpy(data + *len, data, record);
    *len += record;
}

START_TEST(a_second_retry_is_refused)
{
    enum urt_err ce, se;
    struct couple p;

    couple_init(&p, V3, "ec");
    one_group(&p.server, 0x17);
    p.pump->tamper = repeat_retry;
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_HRR_TWICE);
    ck_assert_int_eq(p.client.alert, 10);
    couple_free(&p);
}
END_TEST

/* ---- long lists ---- */

static void
put_many(struct urt_buf *b, uint16_t id, size_t count, size_t prefix)
{
    size_t list = urt_open(b, prefix);

    for (size_t i = 0; i < count; i++)
        urt_put_u16(b, id);
    urt_close(b, list, prefix);
}

static void
put_long_hello(struct urt_buf *b, bool tls13, uint16_t suite, size_t suites,
               uint16_t sigalg, size_t sigalgs)
{
    size_t body, exts, ext, list;

    urt_put_u8(b, URT_MSG_CLIENT_HELLO);
    body = urt_open(b, 3);
    urt_put_u16(b, V2);
    urt_put_zeros(b, URT_RANDOM);
    urt_put_u8(b, 0);
    put_many(b, suite, suites, 2);
    urt_put_vec(b, URT_LITERAL("\0"), 1);
    exts = urt_open(b, 2);
    urt_put_u16(b, URT_EXT_SUPPORTED_GROUPS);
    ext = urt_open(b, 2);
    put_many(b, 0x1d, 1, 2);
    urt_close(b, ext, 2);
    urt_put_u16(b, URT_EXT_SIGNATURE_ALGORITHMS);
    ext = urt_open(b, 2);
    put_many(b, sigalg, sigalgs, 2);
    urt_close(b, ext, 2);
    if (tls13) {
        urt_put_u16(b, URT_EXT_SUPPORTED_VERSIONS);
        urt_put_vec(b, URT_LITERAL("\2\3\4"), 2);
        urt_put_u16(b, URT_EXT_KEY_SHARE);
        ext = urt_open(b, 2);
        list = urt_open(b, 2);
        urt_put_u16(b, 0x1d);
        put_many(b, 0x0909, 16, 2);
        urt_close(b, list, 2);
        urt_close(b, ext, 2);
    }
    urt_close(b, exts, 2);
    urt_close(b, body, 3);
}

/* Known schemes for which the server has no key, and suites that all depend
 * on them: the work must not grow with the product of the lists. */
START_TEST(long_lists_are_walked_once)
{
    static const struct {
        bool tls13;
        uint16_t suite;
        size_t suites, sigalgs;
        enum urt_err err;
    } cases[] = {
        {true, 0x1301, 32000, 32000, URT_E_SIGALG_NONE_SHARED},
        {false, 0xc02b, 32000, 32000, URT_E_SUITE_NONE_SHARED},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pump *pump = calloc(1, sizeof *pump);
        struct urt_buf b = URT_BUF_INIT;
        struct urt_bytes in, part;
        clock_t begin = clock();
        enum urt_err err;
        struct end s;

        end_init(&s, "server");
        end_credential(&s, "ec");
        put_long_hello(&b, cases[i].tls13, cases[i].suite, cases[i].suites,
                       0x0807, cases[i].sigalgs);
        ck_assert(urt_buf_ok(&b));
        for (in = urt_buf_bytes(&b); in.len > 0;) {
            uint8_t *to = pump->wire[0] + pump->len[0];
            size_t len = in.len < 16384 ? in.len : 16384;

            memcpy(to, "\x16\3\1", 3);
            to[3] = (uint8_t)(len >> 8);
            to[4] = (uint8_t)len;
            ck_assert(urt_take(&in, &part, len));
            memcpy(to + 5, part.data, len);
            pump->len[0] += 5 + len;
        }
        s.conn = urt_conn_new(&s.config);
        urt_conn_set_server(s.conn, true);
        err = pump_handshake(pump, s.conn);
        ck_assert_msg(err == cases[i].err, "case %zu: %s", i,
                      urt_err_text(err));
        ck_assert_int_eq(s.alert, 40);
        ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, 3);
        urt_buf_free(&b);
        end_free(&s);
        free(pump);
    }
}
END_TEST

/* ---- sessions that are past their time ---- */

/* A client keeps to what the server said, RFC 8446 4.6.1; the session's own
 * timeout is for caches. In TLS 1.2 the server judges; what counts is that ID
 * and ticket go together, or the client wouldn't see that its ticket was
 * taken. */
START_TEST(a_ticket_is_not_offered_past_its_time)
{
    for (int i = 0; i < 3; i++) {
        struct couple p;

        couple_init(&p, i == 0 ? V2 : V3, "ec");
        p.server.config.session_timeout = 10000;
        must_connect(&p, false);
        p.client.last->time -= 10;
        if (i < 2)
            p.client.last->timeout = 5;
        else
            p.client.last->ticket_lifetime = 5;
        must_connect(&p, true);
        ck_assert_msg(urt_conn_resumed(p.client.conn) == (i < 2),
                      "case %d", i);
        couple_free(&p);
    }
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("bent hello");
    TCase *tc = tcase_create("bent hello");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, early_data_that_is_not_wanted_is_let_by, 0,
                        sizeof early_cases / sizeof *early_cases);
    tcase_add_test(tc, a_second_hello_has_no_early_data);
    tcase_add_test(tc, a_bad_share_is_told_in_the_clear);
    tcase_add_test(tc, psk_ke_resumes_without_a_key_share);
    tcase_add_test(tc, psk_ke_is_not_used_unless_allowed);
    tcase_add_test(tc, with_a_share_psk_dhe_ke_is_preferred);
    tcase_add_test(tc, a_wrong_binder_ends_it);
    tcase_add_test(tc, a_retry_settles_the_suite);
    tcase_add_test(tc, a_second_hello_keeps_to_what_was_asked);
    tcase_add_test(tc, a_second_retry_is_refused);
    tcase_add_test(tc, long_lists_are_walked_once);
    tcase_add_test(tc, a_ticket_is_not_offered_past_its_time);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
