/* Bad input: each message left out, sent twice, too long, too short or with
 * a wrong end, from either side, in both versions; and records that are no
 * records. What is checked is the error, the alert, and that both ends stop.
 *
 * The sender is bent through its trace hook, which runs between rows: it may
 * move the driver to another row, or to a copy of a row whose writer spoils
 * the message. */
#include "unit.h"

#include "engine/tls/handshake.h"
#include "pair.h"

enum bend { SKIP, TWICE, LONGER, SHORTER, FLIPPED };

static struct {
    struct end *end;
    const char *row;
    enum bend how;
    bool done;
    const struct urt_row *original;
} bent;

static enum urt_err
spoil(struct urt_conn *c, struct urt_buf *b)
{
    enum urt_err err = bent.original->send(c, b);

    if (bent.how == LONGER)
        urt_put_u8(b, 0);
    if (bent.how == SHORTER)
        b->len--;
    if (bent.how == FLIPPED)
        b->data[b->len - 1] ^= 1;
    return err;
}

static bool
ours(const struct urt_conn *c, const struct urt_row *r)
{
    return r->msg != URT_ROW_LOCAL &&
           (r->from & (c->server ? URT_FROM_SERVER : URT_FROM_CLIENT)) != 0;
}

/* The table that the walk is in, or is about to enter. */
static const struct urt_row *
table_ahead(const struct urt_conn *c)
{
    if (c->hs->table != urt_rows_hello || c->hs->row[1].name != NULL)
        return c->hs->table;
    if (c->version >= URT_TLS_1_3)
        return urt_rows_13;
    return c->resumed ? urt_rows_12_resumed : urt_rows_12_full;
}

/* Rows of one name, of which the guards choose by what is known already. */
static bool
is_choice(const struct urt_row *t, const struct urt_row *row)
{
    return t == urt_rows_hello || row->msg == URT_MSG_SERVER_KEY_EXCHANGE;
}

/* Moves the driver into a copy of its table with the row bent. */
static void
bend(struct urt_conn *c)
{
    static struct urt_row copy[64];
    struct urt_row *rows = copy + 1;
    const struct urt_row *t;
    size_t count = 0, at, from;

    if (bent.done || c->hs == NULL)
        return;
    t = table_ahead(c);
    from = t == c->hs->table ? (size_t)(c->hs->row - t) + 1 : 0;
    if (c->state == URT_STATE_BEFORE)
        from = 0;
    while (t[count].name != NULL)
        count++;
    for (at = from; at < count; at++)
        if (ours(c, &t[at]) && strcmp(t[at].name, bent.row) == 0 &&
            (t[at].when == NULL || !is_choice(t, &t[at]) || t[at].when(c)))
            break;
    if (at == count)
        return;
    bent.done = true;
    memcpy(rows, t, (count + 1) * sizeof *rows);
    if (bent.how == SKIP) {
        memmove(rows + at, rows + at + 1, (count - at) * sizeof *rows);
    } else if (bent.how == TWICE) {
        memmove(rows + at + 1, rows + at, (count - at + 1) * sizeof *rows);
    } else {
        bent.original = &t[at];
        rows[at].send = spoil;
    }
    c->hs->row = c->state == URT_STATE_BEFORE ? rows : rows + from - 1;
    c->hs->table = t;
}

static void
trace(void *arg, const struct urt_trace *t)
{
    struct end *e = arg;

    pair_trace(arg, t);
    if (e == bent.end && t->kind == URT_TRACE_STATE)
        bend(e->conn);
}

static struct urt_hooks hooks;

struct outcome {
    enum urt_err client, server;
    int alert; /* sent by the side that was not bent */
};

static struct outcome
run_bent(uint16_t version, uint16_t suite, bool by_server, const char *row,
         enum bend how)
{
    struct pump *pump = calloc(1, sizeof *pump);
    struct end c, s;
    struct outcome o;
    uint8_t byte;
    size_t n;

    hooks = pair_hooks;
    hooks.trace = trace;
    end_init(&c, "client");
    end_init(&s, "server");
    c.config.hooks = s.config.hooks = &hooks;
    end_credential(&s, "ec");
    end_credential(&c, "ec");
    s.config.verify_mode = URT_VERIFY_PEER;
    s.config.sid_ctx_len = 1;
    s.staple = "staple";
    c.config.status_request = true;
    c.config.min_version = c.config.max_version = version;
    if (suite != 0) {
        end_credential(&s, "rsa");
        c.config.security_level = s.config.security_level = 0;
        c.config.psk_client = s.config.psk_server = s.config.dh = true;
        c.psk = s.psk = "a secret";
        s.config.psk_hint = urt_blob_new(URT_LITERAL("hint"));
        urt_ids_free(c.config.suites);
        c.config.suites = urt_ids_new(&suite, 1);
    }
    c.conn = urt_conn_new(&c.config);
    s.conn = urt_conn_new(&s.config);
    urt_conn_set_server(s.conn, true);
    memset(&bent, 0, sizeof bent);
    bent.end = by_server ? &s : &c;
    bent.row = row;
    bent.how = how;
    pump_run(pump, c.conn, s.conn, &o.client, &o.server);
    if (o.client == URT_OK)
        o.client = pump_read(pump, c.conn, &byte, 1, &n);
    if (o.server == URT_OK)
        o.server = pump_read(pump, s.conn, &byte, 1, &n);
    if (o.client == URT_OK || o.client == URT_E_NOT_READY)
        o.client = pump_read(pump, c.conn, &byte, 1, &n);
    ck_assert_msg(bent.done, "%x %s was never bent", version, row);
    o.alert = by_server ? c.alert : s.alert;
    end_free(&c);
    end_free(&s);
    free(pump);
    return o;
}

struct row_case {
    uint16_t version, suite; /* 0: any */
    bool by_server;
    const char *row;
    /* The alert that each bend must bring; 0: not tried. */
    int skip, twice, longer, shorter, flipped;
};

enum {
    V0 = URT_TLS_1_0,
    V1 = URT_TLS_1_1,
    V2 = URT_TLS_1_2,
    V3 = URT_TLS_1_3,
};

static const struct row_case cases[] = {
    {V3, 0, false, "ClientHello", 0, 10, 50, 50, 0},
    {V3, 0, true, "ServerHello", 0, 0, 50, 50, 0},
    {V3, 0, true, "EncryptedExtensions", 10, 10, 50, 50, 0},
    {V3, 0, true, "CertificateRequest", 0, 10, 50, 50, 0},
    {V3, 0, true, "Certificate", 10, 10, 50, 50, 0},
    {V3, 0, true, "CertificateVerify", 10, 10, 50, 50, 51},
    {V3, 0, true, "Finished", 0, 10, 50, 50, 51},
    {V3, 0, false, "Certificate", 10, 10, 50, 50, 0},
    {V3, 0, false, "CertificateVerify", 10, 10, 50, 50, 51},
    {V3, 0, false, "Finished", 0, 10, 50, 50, 51},
    {V2, 0, false, "ClientHello", 0, 70, 50, 50, 0},
    {V2, 0, true, "ServerHello", 10, 10, 50, 50, 0},
    {V2, 0, true, "Certificate", 10, 10, 50, 50, 0},
    {V2, 0, true, "CertificateStatus", 0, 10, 50, 50, 0},
    {V2, 0, true, "ServerKeyExchange", 10, 10, 50, 50, 51},
    {V2, 0, true, "CertificateRequest", 0, 10, 50, 50, 0},
    {V2, 0, true, "ServerHelloDone", 0, 10, 47, 0, 0},
    {V2, 0, true, "NewSessionTicket", 10, 10, 50, 50, 0},
    {V2, 0, true, "ChangeCipherSpec", 10, 10, 0, 0, 0},
    {V2, 0, true, "Finished", 0, 10, 50, 50, 51},
    {V2, 0, false, "Certificate", 10, 10, 50, 50, 0},
    {V2, 0, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0, false, "CertificateVerify", 10, 10, 50, 50, 51},
    {V2, 0, false, "ChangeCipherSpec", 10, 10, 0, 0, 0},
    {V2, 0, false, "Finished", 0, 10, 50, 50, 51},
    /* RSA, in each version. */
    {V0, 0x2f, true, "ServerHello", 10, 10, 50, 50, 0},
    {V0, 0x2f, true, "Certificate", 10, 10, 50, 50, 0},
    {V0, 0x2f, true, "CertificateRequest", 0, 10, 50, 50, 0},
    {V0, 0x2f, true, "ServerHelloDone", 0, 10, 47, 0, 0},
    {V0, 0x2f, true, "NewSessionTicket", 10, 10, 50, 50, 0},
    {V0, 0x2f, true, "ChangeCipherSpec", 10, 10, 0, 0, 0},
    {V0, 0x2f, true, "Finished", 0, 10, 50, 50, 51},
    {V0, 0x2f, false, "Certificate", 10, 10, 50, 50, 0},
    {V0, 0x2f, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V0, 0x2f, false, "CertificateVerify", 10, 10, 50, 50, 51},
    {V0, 0x2f, false, "ChangeCipherSpec", 10, 10, 0, 0, 0},
    {V0, 0x2f, false, "Finished", 0, 10, 50, 50, 51},
    {V1, 0x2f, false, "CertificateVerify", 10, 10, 50, 50, 51},
    {V1, 0x2f, false, "Finished", 0, 10, 50, 50, 51},
    {V1, 0x2f, true, "Finished", 0, 10, 50, 50, 51},
    {V2, 0x2f, true, "Certificate", 10, 10, 50, 50, 0},
    {V2, 0x2f, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    /* DHE, anonymous DH and the kinds of PSK. */
    {V0, 0x33, true, "ServerKeyExchange", 10, 10, 50, 50, 51},
    {V0, 0xc013, true, "ServerKeyExchange", 10, 10, 50, 50, 51},
    {V1, 0x33, true, "ServerKeyExchange", 10, 10, 50, 50, 51},
    {V2, 0x33, true, "ServerKeyExchange", 10, 10, 50, 50, 51},
    {V2, 0x33, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0x34, true, "ServerKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0x34, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0x8c, true, "ServerKeyExchange", 0, 10, 50, 50, 0},
    {V2, 0x8c, false, "ClientKeyExchange", 10, 10, 50, 50, 115},
    {V2, 0x90, true, "ServerKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0x90, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0x94, true, "ServerKeyExchange", 0, 10, 50, 50, 0},
    {V2, 0x94, true, "Certificate", 10, 10, 50, 50, 0},
    {V2, 0x94, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0xc035, true, "ServerKeyExchange", 10, 10, 50, 50, 0},
    {V2, 0xc035, false, "ClientKeyExchange", 10, 10, 50, 50, 0},
};

START_TEST(a_bent_message_ends_in_its_alert)
{
    const struct row_case *k = &cases[_i];
    const int alerts[] = {k->skip, k->twice, k->longer, k->shorter,
                          k->flipped};
    static const char *const names[] = {"skip", "twice", "longer", "shorter",
                                        "flipped"};

    for (int how = SKIP; how <= FLIPPED; how++) {
        struct outcome o;

        if (alerts[how] == 0)
            continue;
        o = run_bent(k->version, k->suite, k->by_server, k->row, how);
        ck_assert_msg(o.alert == alerts[how] &&
                          (k->by_server ? o.client : o.server) != URT_OK,
                      "%x %x %s %s: client %s, server %s, alert %d, not %d",
                      k->version, k->suite, k->row, names[how],
                      urt_err_text(o.client),
                      urt_err_text(o.server), o.alert, alerts[how]);
    }
}
END_TEST

/* ---- records ---- */

struct bytes_case {
    const char *hex;
    enum urt_err err;
    int alert;
};

/* What a server gets as its first bytes. */
static const struct bytes_case first[] = {
    {"474554202f20485454502f312e310d0a", URT_E_RECORD_HTTP, 0},
    {"434f4e4e45435420782048545450", URT_E_RECORD_HTTPS_PROXY, 0},
    {"1602010001ff", URT_E_RECORD_NOT_TLS, 0},
    {"8080010301000000", URT_E_NOT_READY, 0},
    {"8080020301000000", URT_E_RECORD_NOT_TLS, 0},
    {"8008010301000000", URT_E_RECORD_SHORT, 50},
    {"800901030100000000" "0000", URT_E_SUITE_NONE_OFFERED, 47},
    {"800b0103010000000000200102", URT_E_V2_DECODE, 50},
    {"800c0100020003000000010080aa", URT_E_V2_DECODE, 50},
    {"800d01000200030000000100008001", URT_E_V2_VERSION, 70},
    {"800d01030000030000000100002f01", URT_E_VERSION_TOO_LOW, 40},
    {"1603014001", URT_E_RECORD_OVERFLOW, 22},
    {"170303000100", URT_E_RECORD_TYPE, 10},
    {"140303000101", URT_E_MSG_UNEXPECTED, 10},
    {"190303000100", URT_E_RECORD_TYPE, 10},
    {"16030100040b000000", URT_E_MSG_UNEXPECTED, 10},
    {"160301000401020000", URT_E_NOT_READY, 0},
    {"160301000401ffffff", URT_E_MSG_TOO_LONG, 47},
    {"150301000101", URT_E_RECORD_TYPE, 10},
    {"15030100020228", URT_E_RECORD_TYPE, 10},
    {"16030100060100000300" "03", URT_E_NOT_READY, 0},
    {"160301000601000002" "0303", URT_E_MSG_DECODE, 50},
};

static enum urt_err
feed_server(struct end *s, const char *hex, bool whole)
{
    struct urt_buf b = URT_BUF_INIT;
    struct pump *pump = calloc(1, sizeof *pump);
    enum urt_err err;

    ck_assert(urt_put_unhex(&b, urt_bytes(hex, strlen(hex))));
    memcpy(pump->wire[0], b.data, b.len);
    pump->len[0] = b.len;
    pump->chunk = whole ? 0 : 1;
    s->conn = urt_conn_new(&s->config);
    urt_conn_set_server(s->conn, true);
    err = pump_handshake(pump, s->conn);
    urt_buf_free(&b);
    free(pump);
    return err;
}

START_TEST(first_bytes_that_are_no_hello)
{
    for (int whole = 0; whole < 2; whole++) {
        struct end s;
        enum urt_err err;

        end_init(&s, "server");
        end_credential(&s, "ec");
        err = feed_server(&s, first[_i].hex, whole);
        ck_assert_msg(err == first[_i].err && s.alert == first[_i].alert,
                      "%s: %s, alert %d", first[_i].hex, urt_err_text(err),
                      s.alert);
        end_free(&s);
    }
}
END_TEST

START_TEST(empty_records_are_counted)
{
    char hex[40 * 10 + 1] = "";
    struct end s;

    for (int i = 0; i < 40; i++)
        strcat(hex, "1603010000");
    end_init(&s, "server");
    end_credential(&s, "ec");
    ck_assert_int_eq(feed_server(&s, hex, true), URT_E_RECORD_EMPTY);
    ck_assert_int_eq(s.alert, 10);
    end_free(&s);
}
END_TEST

static void
flip_data(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    if (from_server && p->arg != NULL && data[0] == URT_CONTENT_DATA)
        data[*len - 1] ^= 0x80;
}

START_TEST(a_flipped_bit_is_a_bad_record)
{
    for (int v = 0; v < 2; v++) {
        struct pump *pump = calloc(1, sizeof *pump);
        struct end c, s;
        enum urt_err ce, se;
        uint8_t byte;
        size_t n;

        end_init(&c, "client");
        end_init(&s, "server");
        end_credential(&s, "ec");
        c.config.max_version = v == 0 ? URT_TLS_1_2 : URT_TLS_1_3;
        c.conn = urt_conn_new(&c.config);
        s.conn = urt_conn_new(&s.config);
        urt_conn_set_server(s.conn, true);
        pump->tamper = flip_data;
        pump_run(pump, c.conn, s.conn, &ce, &se);
        ck_assert_int_eq(ce, URT_OK);
        ck_assert_int_eq(se, URT_OK);
        pump->arg = pump;
        ck_assert_int_eq(pump_write(pump, s.conn, "data", 4), URT_OK);
        ck_assert_int_eq(pump_read(pump, c.conn, &byte, 1, &n),
                         URT_E_RECORD_MAC);
        ck_assert_int_eq(c.alert, 20);
        ck_assert_int_eq(pump_read(pump, s.conn, &byte, 1, &n),
                         URT_E_ALERT_RECEIVED);
        end_free(&c);
        end_free(&s);
        free(pump);
    }
}
END_TEST

/* A man in the middle hides TLS 1.3 from the server: the client must see it
 * by the sentinel. The hello's supported_versions is overwritten with an
 * unknown extension. */
static void
hide_versions(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    if (from_server || data[0] != URT_CONTENT_HANDSHAKE)
        return;
    for (size_t i = 0; i + 7 < *len; i++)
        if (memcmp(data + i, "\0\x2b\0\x09\x08\3\4", 7) == 0)
            data[i] = 0x7a;
}

START_TEST(a_downgrade_is_noticed)
{
    struct pump *pump = calloc(1, sizeof *pump);
    struct end c, s;
    enum urt_err ce, se;

    end_init(&c, "client");
    end_init(&s, "server");
    end_credential(&s, "ec");
    c.conn = urt_conn_new(&c.config);
    s.conn = urt_conn_new(&s.config);
    urt_conn_set_server(s.conn, true);
    pump->tamper = hide_versions;
    pump_run(pump, c.conn, s.conn, &ce, &se);
    ck_assert_int_eq(ce, URT_E_VERSION_DOWNGRADE);
    ck_assert_int_eq(c.alert, 47);
    end_free(&c);
    end_free(&s);
    free(pump);
}
END_TEST

/* Keys that are new, not only the first ones, count from zero. */
START_TEST(no_plain_alert_is_taken_after_a_key_update)
{
    static const uint8_t close[] = {21, 3, 3, 0, 2, 1, 0};
    struct pump *pump = calloc(1, sizeof *pump);
    struct end c, s;
    enum urt_err ce, se;
    uint8_t byte;
    size_t n;

    end_init(&c, "client");
    end_init(&s, "server");
    end_credential(&s, "ec");
    c.conn = urt_conn_new(&c.config);
    s.conn = urt_conn_new(&s.config);
    urt_conn_set_server(s.conn, true);
    pump_run(pump, c.conn, s.conn, &ce, &se);
    ck_assert_int_eq(se, URT_OK);
    ck_assert_int_eq(urt_conn_key_update(c.conn, false), URT_OK);
    ck_assert_int_eq(pump_write(pump, c.conn, "", 0), URT_OK);
    pump->len[0] = 5 + 5 + 16 + 1; /* the KeyUpdate alone */
    memcpy(pump->wire[0] + pump->len[0], close, sizeof close);
    pump->len[0] += sizeof close;
    ck_assert_int_eq(pump_read(pump, s.conn, &byte, 1, &n),
                     URT_E_RECORD_UNENCRYPTED);
    ck_assert_int_eq(s.alert, 10);
    end_free(&c);
    end_free(&s);
    free(pump);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("bad input");
    TCase *tc = tcase_create("bad input");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, a_bent_message_ends_in_its_alert, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_loop_test(tc, first_bytes_that_are_no_hello, 0,
                        sizeof first / sizeof *first);
    tcase_add_test(tc, empty_records_are_counted);
    tcase_add_test(tc, a_flipped_bit_is_a_bad_record);
    tcase_add_test(tc, a_downgrade_is_noticed);
    tcase_add_test(tc, no_plain_alert_is_taken_after_a_key_update);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
