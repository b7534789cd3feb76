/* Early data between two connections, and from peers that don't keep to its
 * rules: more than was allowed, no end or a false one, other messages in its
 * place, answers to what was not asked. RFC 8446 section 2.3, 4.2.10, 4.5. */
#include "couple.h"

#include "engine/base/clock.h"
#include "engine/tls/msg.h"

enum { V3 = URT_TLS_1_3, LIMIT = 5000, NOW = 1700000000 };

static struct urt_hooks hooks;

static enum urt_hook
claim(void *arg, struct urt_session *s)
{
    struct end *e = arg;

    for (size_t i = 0; i < e->stored; i++)
        if (e->store[i] == s) {
            urt_session_free(s);
            e->store[i] = e->store[--e->stored];
            return URT_HOOK_OK;
        }
    return URT_HOOK_NONE;
}

static void
early_init(struct couple *p)
{
    urt_clock_freeze(NOW);
    couple_init(p, V3, "ec");
    hooks = pair_hooks;
    hooks.session_claim = claim;
    p->server.config.hooks = &hooks;
    p->server.config.session_timeout = 1000;
    p->server.config.max_early_data = LIMIT;
    p->server.config.recv_max_early_data = LIMIT;
    must_connect(p, false);
    ck_assert_uint_eq(p->client.last->max_early_data, LIMIT);
    couple_connect(p, true);
}

static void
early_free(struct couple *p)
{
    couple_free(p);
    urt_clock_freeze(-1);
}

static void
to_pause(struct couple *p, struct urt_conn *c)
{
    enum urt_err err;

    do {
        err = urt_conn_handshake_early(c);
        if (err == URT_E_NOT_READY || urt_conn_is_server(c))
            pump_out(p->pump, c);
        if (err == URT_E_NOT_READY && urt_conn_wants(c) == URT_WANT_INPUT &&
            !pump_in(p->pump, c))
            break;
    } while (err == URT_E_NOT_READY);
    ck_assert_int_eq(err, URT_OK);
    ck_assert(urt_conn_paused(c));
}

static void
put_early(struct couple *p, struct urt_conn *c, size_t len)
{
    static uint8_t data[1 << 16];
    size_t n;

    while (len > 0) {
        ck_assert_int_eq(urt_conn_write_early(c, data, len, &n), URT_OK);
        pump_out(p->pump, c);
        len -= n;
    }
}

/* All that comes, and how it ends. */
static enum urt_err
take_early(struct couple *p, size_t *total)
{
    struct urt_conn *c = p->server.conn;
    uint8_t data[700];
    enum urt_err err;
    size_t n;

    *total = 0;
    for (;;) {
        err = urt_conn_read_early(c, data, sizeof data, &n);
        pump_out(p->pump, c);
        *total += n;
        if (err == URT_OK && n == 0)
            return err;
        if (err == URT_E_NOT_READY && !pump_in(p->pump, c))
            return err;
        if (err != URT_OK && err != URT_E_NOT_READY)
            return err;
    }
}

/* The client's hello and LEN bytes behind it are with the server, which takes
 * early data. */
static void
begin(struct couple *p, size_t len)
{
    size_t got;

    to_pause(p, p->client.conn);
    put_early(p, p->client.conn, len);
    to_pause(p, p->server.conn);
    ck_assert_int_eq(urt_conn_early(p->server.conn), URT_EARLY_ACCEPTED);
    ck_assert_int_eq(take_early(p, &got), URT_E_NOT_READY);
    ck_assert_uint_eq(got, len);
    to_pause(p, p->client.conn);
    ck_assert_int_eq(urt_conn_early(p->client.conn), URT_EARLY_ACCEPTED);
}

static void
both_end(struct couple *p)
{
    enum urt_err ce, se;

    couple_run(p, &ce, &se);
    ck_assert_int_eq(ce, URT_OK);
    ck_assert_int_eq(se, URT_OK);
    ck_assert(urt_conn_resumed(p->server.conn));
    same_exports(p);
    exchange(p, p->client.conn, p->server.conn, 3000);
    exchange(p, p->server.conn, p->client.conn, 3000);
}

/* In pieces of every size. */
START_TEST(it_arrives)
{
    static const size_t chunks[] = {0, 1, 2, 5, 7, 100};
    static const size_t lengths[] = {1, 100, 4000};
    struct couple p;
    uint8_t a[20], b[20];
    size_t got;

    early_init(&p);
    p.pump->chunk = chunks[_i % 6];
    begin(&p, lengths[_i / 6]);
    ck_assert(!urt_conn_in_handshake(p.client.conn));
    ck_assert(!urt_conn_in_handshake(p.server.conn));
    put_early(&p, p.server.conn, 20000);
    ck_assert_int_eq(pump_read(p.pump, p.client.conn, a, sizeof a, &got),
                     URT_OK);
    ck_assert_uint_eq(got, sizeof a);
    while (got > 0 &&
           pump_read(p.pump, p.client.conn, a, sizeof a, &got) == URT_OK)
        ;
    put_early(&p, p.client.conn, 50);
    ck_assert_int_eq(take_early(&p, &got), URT_E_NOT_READY);
    ck_assert_uint_eq(got, 50);
    ck_assert_int_eq(urt_conn_export_early(p.client.conn, a, sizeof a,
                                           URT_LITERAL("label"),
                                           URT_LITERAL("context")),
                     URT_OK);
    ck_assert_int_eq(urt_conn_export_early(p.server.conn, b, sizeof b,
                                           URT_LITERAL("label"),
                                           URT_LITERAL("context")),
                     URT_OK);
    ck_assert_mem_eq(a, b, sizeof a);
    ck_assert_int_eq(pump_handshake(p.pump, p.client.conn), URT_OK);
    ck_assert_int_eq(take_early(&p, &got), URT_OK);
    ck_assert_uint_eq(got, 0);
    both_end(&p);
    early_free(&p);
}
END_TEST

/* ---- a client that breaks the rules ---- */

static void
server_fails(struct couple *p, enum urt_err wanted, int alert)
{
    size_t got;
    enum urt_err err = take_early(p, &got);

    if (err == URT_OK)
        err = pump_handshake(p->pump, p->server.conn);
    ck_assert_msg(err == wanted, "%s", urt_err_text(err));
    ck_assert_int_eq(p->server.alert, alert);
    ck_assert(!urt_conn_paused(p->server.conn));
    ck_assert_int_eq(urt_conn_read_early(p->server.conn, &got, 1, &got),
                     wanted);
}

START_TEST(more_than_allowed)
{
    struct couple p;

    early_init(&p);
    begin(&p, LIMIT - 100);
    p.client.conn->early_left = LIMIT;
    put_early(&p, p.client.conn, 101);
    server_fails(&p, URT_E_EARLY_DATA_TOO_MUCH, 10);
    early_free(&p);
}
END_TEST

START_TEST(more_than_we_may_send)
{
    struct couple p;
    size_t n;

    early_init(&p);
    begin(&p, LIMIT - 100);
    put_early(&p, p.client.conn, 100);
    ck_assert_int_eq(urt_conn_write_early(p.client.conn, "x", 1, &n),
                     URT_E_EARLY_DATA_TOO_MUCH);
    ck_assert_int_eq(p.client.alert, 80);
    early_free(&p);
}
END_TEST

/* Records without content are no way to keep a server busy for ever. */
START_TEST(empty_records)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(urt_conn_send_record(p.client.conn, URT_CONTENT_DATA,
                                              URT_BYTES_NONE),
                         URT_OK);
        pump_out(p.pump, p.client.conn);
    }
    server_fails(&p, URT_E_RECORD_EMPTY, 10);
    early_free(&p);
}
END_TEST

/* The next record is then under another key. */
START_TEST(no_end)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    p.client.conn->early = URT_EARLY_REJECTED;
    ck_assert_int_eq(pump_handshake(p.pump, p.client.conn), URT_OK);
    server_fails(&p, URT_E_RECORD_MAC, 20);
    early_free(&p);
}
END_TEST

static void
send_raw(struct couple *p, uint8_t type, struct urt_bytes content)
{
    ck_assert_int_eq(urt_conn_send_record(p->client.conn, type, content),
                     URT_OK);
    pump_out(p->pump, p->client.conn);
}

static const struct {
    struct urt_bytes content;
    uint8_t type;
    enum urt_err err;
    int alert;
} in_its_place[] = {
    {URT_LITERAL("\5\0\0\1x"), URT_CONTENT_HANDSHAKE, URT_E_MSG_TRAILING, 50},
    {URT_LITERAL("\5\0\0\2xx"), URT_CONTENT_HANDSHAKE, URT_E_MSG_TOO_LONG,
     47},
    {URT_LITERAL("\5\0\0\0\24\0\0\0"), URT_CONTENT_HANDSHAKE,
     URT_E_MSG_NOT_AT_BOUNDARY, 10},
    {URT_LITERAL("\24\0\0\0"), URT_CONTENT_HANDSHAKE, URT_E_MSG_UNEXPECTED,
     10},
    {URT_LITERAL("\30\0\0\1\0"), URT_CONTENT_HANDSHAKE, URT_E_MSG_UNEXPECTED,
     10},
    {URT_LITERAL("\1\0\0\0"), URT_CONTENT_HANDSHAKE, URT_E_MSG_UNEXPECTED,
     10},
    {URT_LITERAL(""), URT_CONTENT_HANDSHAKE, URT_E_RECORD_EMPTY, 10},
    {URT_LITERAL("x"), 99, URT_E_RECORD_TYPE, 10},
    {URT_LITERAL("\2\50"), URT_CONTENT_ALERT, URT_E_ALERT_RECEIVED, 0},
};

START_TEST(something_else)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    send_raw(&p, in_its_place[_i].type, in_its_place[_i].content);
    server_fails(&p, in_its_place[_i].err, in_its_place[_i].alert);
    early_free(&p);
}
END_TEST

/* A message that begins, and data in the middle of it. */
START_TEST(data_inside_of_the_end)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    send_raw(&p, URT_CONTENT_HANDSHAKE, URT_LITERAL("\5\0"));
    send_raw(&p, URT_CONTENT_DATA, URT_LITERAL("data"));
    server_fails(&p, URT_E_RECORD_TYPE, 10);
    early_free(&p);
}
END_TEST

/* A message that will never be whole takes no memory meanwhile. */
START_TEST(an_endless_message)
{
    static uint8_t more[16384];
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    memcpy(more, "\5\377\377\377", 4);
    send_raw(&p, URT_CONTENT_HANDSHAKE, urt_bytes(more, sizeof more));
    server_fails(&p, URT_E_MSG_TOO_LONG, 47);
    early_free(&p);
}
END_TEST

START_TEST(data_behind_the_end)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    send_raw(&p, URT_CONTENT_HANDSHAKE, URT_LITERAL("\5\0\0\0"));
    send_raw(&p, URT_CONTENT_DATA, URT_LITERAL("data"));
    server_fails(&p, URT_E_RECORD_MAC, 20);
    early_free(&p);
}
END_TEST

START_TEST(gone)
{
    struct couple p;

    early_init(&p);
    begin(&p, 10);
    urt_conn_in_eof(p.server.conn);
    server_fails(&p, URT_E_EOF, 50);
    early_free(&p);
}
END_TEST

/* What was refused has no end either. */
START_TEST(an_end_of_what_was_refused)
{
    struct couple p;
    enum urt_err ce, se;

    early_init(&p);
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 100);
    se = pump_handshake(p.pump, p.server.conn);
    ck_assert_int_eq(se, URT_E_NOT_READY);
    ck_assert_int_eq(urt_conn_early(p.server.conn), URT_EARLY_REJECTED);
    to_pause(&p, p.client.conn);
    ck_assert_int_eq(urt_conn_early(p.client.conn), URT_EARLY_REJECTED);
    p.client.conn->early = URT_EARLY_ACCEPTED;
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(se, URT_E_FINISHED_BAD);
    early_free(&p);
}
END_TEST

/* ---- a server that breaks the rules ---- */

/* What the server answers is changed right before it is sent. */
static void (*bend)(struct urt_conn *server);

static void
bend_choice(void *arg, const struct urt_trace *t)
{
    struct end *e = arg;

    pair_trace(arg, t);
    if (t->kind == URT_TRACE_STATE && t->value == URT_STATE_SR_CLIENT_HELLO &&
        bend != NULL)
        bend(e->conn);
}

static void
accept_anyway(struct urt_conn *c)
{
    c->early = URT_EARLY_ACCEPTED;
}

static void
another_protocol(struct urt_conn *c)
{
    urt_buf_clear(&c->alpn);
    urt_put_text(&c->alpn, "two");
}

static void
client_fails(struct couple *p, enum urt_err wanted, int alert)
{
    enum urt_err err;

    hooks.trace = bend_choice;
    (void)pump_handshake(p->pump, p->server.conn);
    err = pump_handshake(p->pump, p->client.conn);
    ck_assert_msg(err == wanted, "%s", urt_err_text(err));
    ck_assert_int_eq(p->client.alert, alert);
}

START_TEST(taken_and_never_offered)
{
    struct couple p;

    early_init(&p);
    bend = accept_anyway;
    (void)pump_handshake(p.pump, p.client.conn);
    client_fails(&p, URT_E_EXT_UNSOLICITED, 110);
    early_free(&p);
}
END_TEST

/* Without the PSK that it is sealed by. */
START_TEST(taken_in_a_full_handshake)
{
    struct couple p;

    early_init(&p);
    bend = accept_anyway;
    p.server.config.sid_ctx[0] ^= 1;
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 10);
    client_fails(&p, URT_E_EXT_FORBIDDEN, 47);
    early_free(&p);
}
END_TEST

START_TEST(taken_for_another_protocol)
{
    struct couple p;

    early_init(&p);
    urt_blob_free(p.client.config.alpn);
    p.client.config.alpn = urt_blob_new(URT_LITERAL("\3one\3two"));
    p.server.alpn = "one";
    must_connect(&p, false);
    couple_connect(&p, true);
    bend = another_protocol;
    hooks.trace = bend_choice;
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 10);
    to_pause(&p, p.server.conn);
    ck_assert_int_eq(urt_conn_early(p.server.conn), URT_EARLY_ACCEPTED);
    ck_assert_int_eq(pump_handshake(p.pump, p.client.conn),
                     URT_E_ILLEGAL_PARAMETER);
    ck_assert_int_eq(p.client.alert, 47);
    early_free(&p);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
    int64_t client, server; /* seconds that pass for each */
    bool taken;
} ages[] = {
    {0, 0, true},  {1, 1, true},  {900, 900, true}, {2, 0, true},
    {3, 0, false}, {0, 9, true},  {0, 10, false},   {500, 508, true},
    {500, 498, true}, {500, 497, false}, {500, 509, false},
};

START_TEST(the_age_of_a_ticket)
{
    struct couple p;

    early_init(&p);
    urt_clock_freeze(NOW + ages[_i].client);
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 10);
    urt_clock_freeze(NOW + ages[_i].server);
    to_pause(&p, p.server.conn);
    ck_assert_int_eq(urt_conn_early(p.server.conn),
                     ages[_i].taken ? URT_EARLY_ACCEPTED
                                    : URT_EARLY_REJECTED);
    ck_assert(urt_conn_resumed(p.server.conn));
    early_free(&p);
}
END_TEST

/* The same hello again: somebody else's, maybe, who kept it. */
START_TEST(played_again)
{
    static uint8_t hello[1 << 16];
    struct couple p;
    size_t len;

    early_init(&p);
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 10);
    len = p.pump->len[0];
    memcpy(hello, p.pump->wire[0], len);
    to_pause(&p, p.server.conn);
    ck_assert_int_eq(urt_conn_early(p.server.conn), URT_EARLY_ACCEPTED);
    couple_connect(&p, false);
    memcpy(p.pump->wire[0], hello, len);
    p.pump->len[0] = len;
    to_pause(&p, p.server.conn);
    ck_assert_int_eq(urt_conn_early(p.server.conn), URT_EARLY_REJECTED);
    ck_assert(!urt_conn_resumed(p.server.conn));
    early_free(&p);
}
END_TEST

/* Who doesn't know the key can't use up the session. */
START_TEST(a_false_binder_claims_nothing)
{
    struct couple p;
    enum urt_err err;

    early_init(&p);
    p.client.last->secret[0] ^= 1;
    (void)pump_handshake(p.pump, p.client.conn);
    err = pump_handshake(p.pump, p.server.conn);
    ck_assert_int_eq(err, URT_E_PSK_BINDER);
    p.client.last->secret[0] ^= 1;
    couple_connect(&p, true);
    begin(&p, 10);
    both_end(&p);
    early_free(&p);
}
END_TEST

/* Nor does a hello that has to come again. */
START_TEST(a_retry_claims_once)
{
    uint16_t id = 0x18;
    struct couple p;
    enum urt_err ce, se;

    early_init(&p);
    urt_ids_free(p.server.config.groups);
    p.server.config.groups = urt_ids_new(&id, 1);
    to_pause(&p, p.client.conn);
    put_early(&p, p.client.conn, 1000);
    to_pause(&p, p.server.conn);
    ck_assert(!urt_conn_reads_early(p.server.conn));
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_OK);
    ck_assert_int_eq(se, URT_OK);
    ck_assert_int_eq(urt_conn_early(p.client.conn), URT_EARLY_REJECTED);
    ck_assert_int_eq(urt_conn_early(p.server.conn), URT_EARLY_REJECTED);
    both_end(&p);
    early_free(&p);
}
END_TEST

/* ---- memory ---- */

/* The whole of it, as far as it goes. */
static enum urt_err
go(struct couple *p)
{
    struct urt_conn *c = p->client.conn, *s = p->server.conn;
    enum urt_err err = urt_conn_handshake_early(c), other;
    uint8_t data[200] = {0};
    size_t n;

    if (err == URT_OK)
        err = urt_conn_write_early(c, data, sizeof data, &n);
    if (err != URT_OK)
        return err;
    pump_out(p->pump, c);
    do {
        err = urt_conn_handshake_early(s);
        pump_out(p->pump, s);
    } while (err == URT_E_NOT_READY &&
             (urt_conn_wants(s) == URT_WANT_OUTPUT || pump_in(p->pump, s)));
    if (err == URT_OK)
        err = urt_conn_write_early(s, data, sizeof data, &n);
    pump_out(p->pump, s);
    if (err == URT_OK && urt_conn_reads_early(s))
        err = take_early(p, &n);
    if (err != URT_OK && err != URT_E_NOT_READY)
        return err;
    couple_run(p, &err, &other);
    return err != URT_OK ? err : other;
}

/* Each allocation fails in turn: an error, no crash, no leak. */
START_TEST(no_allocation_is_trusted)
{
    enum { MOST = 5000 };
    unsigned long nth, failed = 0;

    for (nth = 1; nth < MOST; nth++) {
        struct couple p;
        bool over;

        early_init(&p);
        urt_mem_fail_nth(nth);
        failed += go(&p) != URT_OK;
        over = urt_mem_count() < nth;
        urt_mem_fail_nth(0);
        early_free(&p);
        if (over)
            break;
    }
    ck_assert_uint_lt(nth, MOST);
    ck_assert_uint_gt(failed, 20);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("early data");
    TCase *tc = tcase_create("early data");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, it_arrives, 0, 18);
    tcase_add_test(tc, more_than_allowed);
    tcase_add_test(tc, more_than_we_may_send);
    tcase_add_test(tc, empty_records);
    tcase_add_test(tc, no_end);
    tcase_add_loop_test(tc, something_else, 0,
                        sizeof in_its_place / sizeof *in_its_place);
    tcase_add_test(tc, data_inside_of_the_end);
    tcase_add_test(tc, an_endless_message);
    tcase_add_test(tc, data_behind_the_end);
    tcase_add_test(tc, gone);
    tcase_add_test(tc, an_end_of_what_was_refused);
    tcase_add_test(tc, taken_and_never_offered);
    tcase_add_test(tc, taken_in_a_full_handshake);
    tcase_add_test(tc, taken_for_another_protocol);
    tcase_add_loop_test(tc, the_age_of_a_ticket, 0,
                        sizeof ages / sizeof *ages);
    tcase_add_test(tc, played_again);
    tcase_add_test(tc, a_false_binder_claims_nothing);
    tcase_add_test(tc, a_retry_claims_once);
    tcase_add_test(tc, no_allocation_is_trusted);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
