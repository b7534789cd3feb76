/* Every allocation of a handshake, a resumption and an exchange of data is
 * made to fail in turn: the connection ends with an error, nothing leaks
 * (the sanitizer looks) and nothing crashes. */
#include "unit.h"

#include "pair.h"

enum { MAX_ALLOCATIONS = 20000 };

struct result {
    enum urt_err client, server;
    bool made;
};

/* A second handshake under the keys of the first. */
static void
renegotiate(struct pump *pump, struct end *c, struct end *s, struct result *r)
{
    uint8_t byte;
    size_t n;

    s->config.allow_client_reneg = true;
    r->client = urt_conn_renegotiate(c->conn, false);
    for (int i = 0; i < 4 && r->client == URT_OK; i++) {
        r->client = pump_read(pump, c->conn, &byte, 1, &n);
        if (r->client == URT_E_NOT_READY)
            r->client = URT_OK;
        r->server = pump_read(pump, s->conn, &byte, 1, &n);
        if (r->server == URT_E_NOT_READY)
            r->server = URT_OK;
        if (r->server != URT_OK)
            return;
    }
}

static struct result
connect_once(uint16_t version, uint16_t suite, unsigned long nth,
             unsigned long *count)
{
    struct pump *pump = calloc(1, sizeof *pump);
    struct result r = {URT_OK, URT_OK, false};
    struct end c, s;
    uint8_t data[64];
    size_t n;

    end_init(&c, "client");
    end_init(&s, "server");
    end_credential(&s, "ec");
    end_credential(&c, "ec");
    c.config.min_version = c.config.max_version = version;
    c.config.hostname = urt_strdup("localhost");
    c.config.alpn = urt_blob_new(URT_LITERAL("\2h2"));
    c.config.status_request = true;
    c.config.post_handshake_auth = true;
    s.alpn = "h2";
    s.staple = "staple";
    s.config.sid_ctx_len = 1;
    s.config.verify_mode = URT_VERIFY_PEER;
    if (suite != 0) {
        end_credential(&s, "rsa");
        c.config.security_level = s.config.security_level = 0;
        c.config.psk_client = s.config.psk_server = s.config.dh = true;
        c.config.compression = s.config.compression = true;
        c.psk = s.psk = "a secret";
        s.config.psk_hint = urt_blob_new(URT_LITERAL("hint"));
        urt_ids_free(c.config.suites);
        c.config.suites = urt_ids_new(&suite, 1);
    }
    s.config.groups = urt_ids_new((uint16_t[]){0x17}, 1);
    urt_mem_fail_nth(nth);
    for (int round = 0; round < 2; round++) {
        urt_conn_free(c.conn);
        urt_conn_free(s.conn);
        c.conn = urt_conn_new(&c.config);
        s.conn = urt_conn_new(&s.config);
        if (c.conn == NULL || s.conn == NULL)
            break;
        urt_conn_set_server(s.conn, true);
        if (round == 1 && c.last != NULL &&
            urt_conn_set_session(c.conn, c.last) != URT_OK)
            break;
        pump->len[0] = pump->len[1] = 0;
        pump_run(pump, c.conn, s.conn, &r.client, &r.server);
        if (r.client != URT_OK || r.server != URT_OK)
            break;
        r.server = pump_write(pump, s.conn, "data", 4);
        if (r.server == URT_OK)
            r.client = pump_read(pump, c.conn, data, sizeof data, &n);
        if (suite != 0 && r.client == URT_OK && r.server == URT_OK)
            renegotiate(pump, &c, &s, &r);
        r.made = r.client == URT_OK && r.server == URT_OK;
    }
    *count = urt_mem_count();
    urt_mem_fail_nth(0);
    end_free(&c);
    end_free(&s);
    free(pump);
    return r;
}

static void
fail_all(uint16_t version, uint16_t suite)
{
    unsigned long nth, count, failed = 0;

    for (nth = 1; nth < MAX_ALLOCATIONS; nth++) {
        struct result r = connect_once(version, suite, nth, &count);

        if (count < nth)
            break;
        /* A failure may be made up for (a cache that isn't filled), but it
         * is never half a success. */
        if (r.client != URT_OK || r.server != URT_OK)
            failed++;
    }
    ck_assert_uint_lt(nth, MAX_ALLOCATIONS);
    ck_assert_uint_gt(failed, 50);
}

START_TEST(no_allocation_is_trusted_in_1_3)
{
    fail_all(URT_TLS_1_3, 0);
}
END_TEST

START_TEST(no_allocation_is_trusted_in_1_2)
{
    fail_all(URT_TLS_1_2, 0);
}
END_TEST

START_TEST(no_allocation_is_trusted_in_classic_exchanges)
{
    static const uint16_t suites[] = {0x2f, 0x33, 0x90, 0x94};

    fail_all(_i % 2 ? URT_TLS_1_0 : URT_TLS_1_2, suites[_i]);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("nomem");
    TCase *tc = tcase_create("nomem");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, no_allocation_is_trusted_in_1_3);
    tcase_add_test(tc, no_allocation_is_trusted_in_1_2);
    tcase_add_loop_test(tc, no_allocation_is_trusted_in_classic_exchanges, 0,
                        4);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
