/* A client and a server with a pump between them, for tests: made, connected
 * again and again, and tried with data. */
#ifndef COUPLE_H
#define COUPLE_H

#include "pair.h"
#include "unit.h"

struct couple {
    struct end client, server;
    struct pump *pump;
};

static PAIR_UNUSED void
couple_init(struct couple *p, uint16_t version, const char *cert)
{
    end_init(&p->client, "client");
    end_init(&p->server, "server");
    end_credential(&p->server, cert);
    p->client.config.min_version = p->client.config.max_version = version;
    p->client.config.hostname = urt_strdup("localhost");
    p->server.config.sid_ctx_len = 1;
    p->pump = calloc(1, sizeof *p->pump);
    ck_assert_ptr_nonnull(p->pump);
}

static PAIR_UNUSED void
couple_free(struct couple *p)
{
    end_free(&p->client);
    end_free(&p->server);
    free(p->pump);
}

static PAIR_UNUSED void
couple_connect(struct couple *p, bool resume)
{
    urt_conn_free(p->client.conn);
    urt_conn_free(p->server.conn);
    p->client.conn = urt_conn_new(&p->client.config);
    p->server.conn = urt_conn_new(&p->server.config);
    urt_conn_set_server(p->server.conn, true);
    if (resume)
        ck_assert_int_eq(
            urt_conn_set_session(p->client.conn, p->client.last), URT_OK);
    p->pump->len[0] = p->pump->len[1] = 0;
}

static PAIR_UNUSED void
couple_run(struct couple *p, enum urt_err *ce, enum urt_err *se)
{
    pump_run(p->pump, p->client.conn, p->server.conn, ce, se);
}

static PAIR_UNUSED void
exchange(struct couple *p, struct urt_conn *from, struct urt_conn *to,
         size_t len)
{
    uint8_t *data = malloc(len), *back = malloc(len);
    size_t got = 0, n;

    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 7 + len);
    ck_assert_int_eq(pump_write(p->pump, from, data, len), URT_OK);
    while (got < len) {
        ck_assert_int_eq(
            pump_read(p->pump, to, back + got, len - got, &n), URT_OK);
        got += n;
    }
    ck_assert_mem_eq(data, back, len);
    free(data);
    free(back);
}

/* A handshake that must work, and data both ways. */
static PAIR_UNUSED void
must_connect(struct couple *p, bool resume)
{
    enum urt_err ce, se;

    couple_connect(p, resume);
    couple_run(p, &ce, &se);
    ck_assert_msg(ce == URT_OK && se == URT_OK,
                  "%x, suite %x: client: %s, server: %s",
                  p->client.config.max_version,
                  p->client.config.suites->id[0], urt_err_text(ce),
                  urt_err_text(se));
    exchange(p, p->server.conn, p->client.conn, 5);
    exchange(p, p->client.conn, p->server.conn, 3000);
}

static PAIR_UNUSED void
same_exports(struct couple *p)
{
    uint8_t a[40], b[40];

    ck_assert_int_eq(urt_conn_export(p->client.conn, a, sizeof a,
                                     URT_LITERAL("EXPORTER-test"),
                                     URT_LITERAL("context"), true),
                     URT_OK);
    ck_assert_int_eq(urt_conn_export(p->server.conn, b, sizeof b,
                                     URT_LITERAL("EXPORTER-test"),
                                     URT_LITERAL("context"), true),
                     URT_OK);
    ck_assert_mem_eq(a, b, sizeof a);
    ck_assert(urt_bytes_equal(urt_conn_finished(p->client.conn, true),
                              urt_conn_finished(p->server.conn, false)));
    ck_assert(urt_bytes_equal(urt_conn_finished(p->client.conn, false),
                              urt_conn_finished(p->server.conn, true)));
}

#endif
