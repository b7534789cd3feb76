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

static struct result
connect_once(uint16_t version, bool auth, unsigned long nth,
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
    s.config.verify_mode = auth ? URT_VERIFY_PEER : 0;
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
fail_all(uint16_t version, bool auth)
{
    unsigned long nth, count, failed = 0;

    for (nth = 1; nth < MAX_ALLOCATIONS; nth++) {
        struct result r = connect_once(version, auth, nth, &count);

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
    fail_all(URT_TLS_1_3, true);
}
END_TEST

START_TEST(no_allocation_is_trusted_in_1_2)
{
    fail_all(URT_TLS_1_2, true);
}
END_TEST

UNIT_MAIN("nomem", no_allocation_is_trusted_in_1_3,
          no_allocation_is_trusted_in_1_2)
