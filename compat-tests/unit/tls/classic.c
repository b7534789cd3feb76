/* TLS 1.0 to 1.2 with everything that is older than AEAD and ECDHE: every
 * suite in every version it stands in, each kind of certificate, resumption
 * by ID and by ticket, clients' certificates, pre-shared keys, renegotiation.
 */
#include "couple.h"

#include "engine/tls/handshake.h"

static const uint16_t versions[] = {URT_TLS_1_0, URT_TLS_1_1, URT_TLS_1_2};

static void
classic_init(struct couple *p, uint16_t version)
{
    static const char *const certs[] = {"rsa", "dsa", "ec"};

    couple_init(p, version, "rsa");
    for (size_t i = 0; i < sizeof certs / sizeof *certs; i++) {
        end_credential(&p->server, certs[i]);
        end_credential(&p->client, certs[i]);
    }
    p->client.config.security_level = p->server.config.security_level = 0;
    p->client.psk = p->server.psk = "a shared secret";
    p->client.config.psk_client = p->server.config.psk_server = true;
    p->server.config.dh = true;
}

static void
only_suite(struct couple *p, uint16_t id)
{
    urt_ids_free(p->client.config.suites);
    p->client.config.suites = urt_ids_new(&id, 1);
}

static void
is_connected(struct couple *p, const struct urt_suite *s, uint16_t version,
             bool resumed)
{
    ck_assert_msg(urt_conn_suite(p->client.conn) == s &&
                      urt_conn_suite(p->server.conn) == s &&
                      urt_conn_version(p->client.conn) == version &&
                      urt_conn_version(p->server.conn) == version &&
                      urt_conn_resumed(p->client.conn) == resumed &&
                      urt_conn_resumed(p->server.conn) == resumed,
                  "%s at %x", s->name, version);
}

START_TEST(every_suite_connects_and_resumes_in_every_version)
{
    uint16_t version = versions[_i / 4];
    size_t count, tried = 0;
    const struct urt_suite *all = urt_suite_all(&count);

    for (size_t i = 0; i < count; i++) {
        const struct urt_suite *s = &all[i];
        struct couple p;

        if (!s->usable || s->min_version > version || s->max_version < version)
            continue;
        classic_init(&p, version);
        only_suite(&p, s->id);
        p.server.config.no_ticket = (_i & 1) != 0;
        p.server.config.no_etm = (_i & 2) != 0;
        must_connect(&p, false);
        is_connected(&p, s, version, false);
        ck_assert_int_eq(p.client.conn->etm,
                         s->aead == NULL && (_i & 2) == 0);
        same_exports(&p);
        must_connect(&p, true);
        is_connected(&p, s, version, true);
        same_exports(&p);
        couple_free(&p);
        tried++;
    }
    ck_assert_uint_ge(tried, version == URT_TLS_1_2 ? 100 : 40);
}
END_TEST

START_TEST(every_client_certificate_proves_itself)
{
    static const char *const certs[] = {"rsa", "dsa", "ec"};

    for (size_t v = 0; v < 3; v++)
        for (size_t k = 0; k < 3; k++)
            for (int tickets = 0; tickets < 2; tickets++) {
                struct couple p;

                couple_init(&p, versions[v], "rsa");
                end_credential(&p.client, certs[k]);
                p.client.config.security_level =
                    p.server.config.security_level = 0;
                p.server.config.no_ticket = tickets == 0;
                p.server.config.verify_mode = URT_VERIFY_PEER |
                                              URT_VERIFY_REQUIRED;
                must_connect(&p, false);
                ck_assert_int_eq(p.server.verified, 1);
                must_connect(&p, true);
                ck_assert(urt_conn_resumed(p.server.conn));
                ck_assert_ptr_nonnull(urt_conn_session(p.server.conn)->peer);
                couple_free(&p);
            }
}
END_TEST

START_TEST(old_versions_fail_above_level_0)
{
    for (int who = 0; who < 2; who++)
        for (size_t v = 0; v < 2; v++) {
            enum urt_err ce, se;
            struct couple p;

            classic_init(&p, versions[v]);
            (who ? &p.server : &p.client)->config.security_level = 1;
            couple_connect(&p, false);
            couple_run(&p, &ce, &se);
            ck_assert_int_eq(who ? se : ce, who ? URT_E_SIGALG_LEGACY_NONE
                                                : URT_E_SIGALG_LEGACY);
            ck_assert_int_eq((who ? &p.server : &p.client)->alert, 80);
            couple_free(&p);
        }
}
END_TEST

START_TEST(a_weak_field_is_refused)
{
    struct couple p;
    enum urt_err ce, se;

    classic_init(&p, URT_TLS_1_2);
    p.client.config.security_level = 3;
    only_suite(&p, 0x9f);
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_DH_TOO_SMALL);
    ck_assert_int_eq(p.client.alert, 40);
    couple_free(&p);
}
END_TEST

START_TEST(a_hint_and_an_identity_arrive)
{
    static const uint16_t suites[] = {0x8c, 0x90, 0x94, 0xc035};

    for (size_t i = 0; i < 8; i++) {
        struct couple p;

        classic_init(&p, URT_TLS_1_2);
        only_suite(&p, suites[i / 2]);
        if (i % 2 != 0)
            p.server.config.psk_hint = urt_blob_new(URT_LITERAL("a hint"));
        must_connect(&p, false);
        ck_assert_uint_eq(p.client.hint_len, i % 2 != 0 ? 6 : 0);
        ck_assert_str_eq(urt_conn_session(p.server.conn)->psk_identity,
                         "client");
        couple_free(&p);
    }
}
END_TEST

START_TEST(an_unknown_identity_or_key_is_refused)
{
    struct couple p;
    enum urt_err ce, se;

    classic_init(&p, URT_TLS_1_2);
    only_suite(&p, 0x8c);
    p.client.name = "somebody";
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(se, URT_E_PSK_UNKNOWN);
    ck_assert_int_eq(p.server.alert, 115);
    p.client.name = "client";
    p.client.psk = "another secret";
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(se, URT_E_RECORD_MAC);
    p.client.psk = NULL;
    couple_connect(&p, false);
    couple_run(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_PSK_NONE);
    couple_free(&p);
}
END_TEST

/* ---- the premaster under RSA ---- */

enum { HELLO_STEP, FLIGHT_STEP };

static struct {
    struct couple *couple;
    int how, step;
} bad;

/* The client's flight begins with ClientKeyExchange: header 5 + 4, length 2,
 * then as many bytes as the server's modulus has. */
static void
spoil_premaster(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    enum { AT = 11 };

    if (from_server) {
        if (bad.how == 0) /* another version inside */
            bad.couple->client.conn->client_version ^= 1;
        return;
    }
    if (bad.step++ != FLIGHT_STEP)
        return;
    ck_assert_int_eq(data[5], URT_MSG_CLIENT_KEY_EXCHANGE);
    if (bad.how == 1) /* bad padding, most likely */
        data[AT + 20] ^= 1;
    if (bad.how == 2) /* not below the modulus */
        memset(data + AT, 0xff, 256);
    if (bad.how == 3) /* zero: no padding at all */
        memset(data + AT, 0, 256);
    if (bad.how == 4) { /* the wrong length, in a message that fits */
        memmove(data + AT + 255, data + AT + 256, *len - AT - 256);
        *len -= 1;
        data[4]--;
        data[8]--;
        data[9]--;
        data[10]--;
    }
}

START_TEST(a_bad_premaster_is_answered_as_a_bad_finished)
{
    static const uint16_t suites[] = {0x2f, 0x9c, 0x94};

    for (size_t i = 0; i < 3; i++)
        for (size_t v = 0; v < 3; v++)
            for (bad.how = 0; bad.how < 5; bad.how++) {
                enum urt_err ce, se;
                struct couple p;

                /* An identity in front: only the version can be spoiled. */
                if ((suites[i] == 0x9c && versions[v] != URT_TLS_1_2) ||
                    (suites[i] == 0x94 && bad.how != 0))
                    continue;
                classic_init(&p, versions[v]);
                only_suite(&p, suites[i]);
                bad.couple = &p;
                bad.step = HELLO_STEP;
                p.pump->tamper = spoil_premaster;
                couple_connect(&p, false);
                couple_run(&p, &ce, &se);
                ck_assert_msg(se == URT_E_RECORD_MAC && p.server.alert == 20,
                              "%x %x %d: %s, alert %d", suites[i], versions[v],
                              bad.how, urt_err_text(se), p.server.alert);
                ck_assert_int_eq(ce, URT_E_ALERT_RECEIVED);
                couple_free(&p);
            }
}
END_TEST

/* ---- compression ---- */

static size_t
wire_size(struct couple *p, size_t len)
{
    uint8_t *data = calloc(1, len);
    size_t before = p->pump->len[0], size;

    ck_assert_int_eq(pump_write(p->pump, p->client.conn, data, len), URT_OK);
    size = p->pump->len[0] - before;
    free(data);
    return size;
}

START_TEST(compression_needs_both_sides_and_a_low_level)
{
    static const struct {
        bool client, server;
        int level;
    } rows[] = {{true, true, 0},  {true, true, 1},  {true, false, 1},
                {false, true, 1}, {true, true, 2}};

    if (!urt_records_compress(URT_COMPRESSION_DEFLATE))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int resumed = 0; resumed < 2; resumed++) {
            bool on = i < 2;
            struct couple p;

            classic_init(&p, URT_TLS_1_2);
            p.client.config.compression = rows[i].client;
            p.server.config.compression = rows[i].server;
            p.client.config.security_level = rows[i].level;
            p.server.config.security_level = rows[i].level;
            must_connect(&p, false);
            if (resumed)
                must_connect(&p, true);
            ck_assert_int_eq(urt_conn_resumed(p.client.conn), resumed);
            ck_assert_int_eq(urt_conn_session(p.client.conn)->compression, on);
            ck_assert_int_eq(urt_conn_session(p.server.conn)->compression, on);
            if (on)
                ck_assert_uint_lt(wire_size(&p, 10000), 1000);
            else
                ck_assert_uint_gt(wire_size(&p, 10000), 10000);
            couple_free(&p);
        }
}
END_TEST

START_TEST(a_session_that_no_longer_fits_is_not_resumed)
{
    for (int who = 0; who < 2; who++) {
        static const uint16_t first = 0xc02f, second = 0xc030;
        struct couple p;
        struct urt_config *config;

        classic_init(&p, URT_TLS_1_2);
        only_suite(&p, first);
        must_connect(&p, false);
        must_connect(&p, true);
        ck_assert(urt_conn_resumed(p.client.conn));
        config = who ? &p.server.config : &p.client.config;
        urt_ids_free(p.client.config.suites);
        p.client.config.suites =
            urt_ids_new((uint16_t[]){first, second}, 2);
        urt_ids_free(config->suites);
        config->suites = urt_ids_new(&second, 1);
        must_connect(&p, true);
        ck_assert(!urt_conn_resumed(p.client.conn));
        couple_free(&p);
    }
}
END_TEST

/* ---- a hello in the format of SSL 2.0 ---- */

static struct couple *v2_couple;

/* Rewrites the client's hello on the wire, and what the client remembers. */
static void
to_v2(struct pump *p, bool from_server, uint8_t *data, size_t *len)
{
    static const uint8_t suites[] = {1, 0, 0x80, 0, 0, 0x2f, 0, 0, 0xff};
    struct urt_conn *c = v2_couple->client.conn;
    struct urt_buf b = URT_BUF_INIT;

    if (from_server || c->state != URT_STATE_CW_CLIENT_HELLO)
        return;
    urt_put_u8(&b, URT_MSG_CLIENT_HELLO);
    urt_put_u16(&b, c->client_version);
    urt_put_u16(&b, sizeof suites);
    urt_put_u16(&b, 0);
    urt_put_u16(&b, URT_RANDOM);
    urt_put(&b, suites, sizeof suites);
    urt_put(&b, c->random[0], URT_RANDOM);
    ck_assert(urt_buf_ok(&b));
    urt_buf_clear(&c->hs->transcript.all);
    urt_put_bytes(&c->hs->transcript.all, urt_buf_bytes(&b));
    data[0] = 0x80;
    data[1] = (uint8_t)b.len;
    memcpy(data + 2, b.data, b.len);
    *len = 2 + b.len;
    urt_buf_free(&b);
}

START_TEST(a_hello_in_the_format_of_ssl_2_is_read)
{
    for (size_t v = 0; v < 3; v++)
        for (size_t chunk = 0; chunk < 3; chunk++) {
            struct couple p;

            classic_init(&p, versions[v]);
            only_suite(&p, 0x2f);
            v2_couple = &p;
            p.pump->tamper = to_v2;
            p.pump->chunk = chunk;
            must_connect(&p, false);
            ck_assert_int_eq(urt_conn_suite(p.server.conn)->id, 0x2f);
            ck_assert_int_eq(urt_conn_version(p.server.conn), versions[v]);
            ck_assert(urt_conn_secure_renegotiation(p.server.conn));
            couple_free(&p);
        }
}
END_TEST

/* ---- renegotiation ---- */

/* Both read until nothing moves any more. */
static void
settle(struct couple *p, enum urt_err *ce, enum urt_err *se)
{
    uint8_t byte;
    size_t n;

    for (int i = 0; i < 6; i++) {
        *ce = pump_read(p->pump, p->client.conn, &byte, 1, &n);
        *se = pump_read(p->pump, p->server.conn, &byte, 1, &n);
    }
}

START_TEST(either_side_renegotiates_in_every_version)
{
    static const uint16_t suites[] = {0x2f, 0x33, 0xc013, 0x90};

    for (size_t v = 0; v < 3; v++)
        for (size_t i = 0; i < 16; i++) {
            bool by_server = (i & 1) != 0, abbreviated = (i & 2) != 0;
            struct urt_conn *who;
            enum urt_err ce, se;
            struct couple p;

            classic_init(&p, versions[v]);
            only_suite(&p, suites[i / 4]);
            p.server.config.verify_mode = URT_VERIFY_PEER;
            p.server.config.allow_client_reneg = true;
            must_connect(&p, false);
            who = by_server ? p.server.conn : p.client.conn;
            for (int again = 0; again < 2; again++) {
                ck_assert_int_eq(urt_conn_renegotiate(who, abbreviated),
                                 URT_OK);
                ck_assert(urt_conn_renegotiation_pending(who));
                settle(&p, &ce, &se);
                ck_assert_msg(ce == URT_E_NOT_READY && se == URT_E_NOT_READY,
                              "%s, %s", urt_err_text(ce), urt_err_text(se));
                ck_assert(!urt_conn_renegotiation_pending(who));
                ck_assert_int_eq(urt_conn_resumed(p.client.conn),
                                 by_server || abbreviated);
                exchange(&p, p.server.conn, p.client.conn, 2000);
                exchange(&p, p.client.conn, p.server.conn, 2000);
                same_exports(&p);
            }
            couple_free(&p);
        }
}
END_TEST

START_TEST(data_goes_on_until_the_server_answers)
{
    struct couple p;
    enum urt_err ce, se;
    uint8_t got[5];
    size_t n;

    classic_init(&p, URT_TLS_1_2);
    must_connect(&p, false);
    ck_assert_int_eq(urt_conn_renegotiate(p.server.conn, false), URT_OK);
    ck_assert_int_eq(pump_write(p.pump, p.server.conn, "1", 1), URT_OK);
    ck_assert_int_eq(pump_write(p.pump, p.client.conn, "2", 1), URT_OK);
    ck_assert_int_eq(pump_read(p.pump, p.client.conn, got, 5, &n), URT_OK);
    ck_assert(n == 1 && got[0] == '1');
    ck_assert(urt_conn_renegotiating(p.client.conn));
    ck_assert_int_eq(pump_write(p.pump, p.server.conn, "3", 1), URT_OK);
    ck_assert_int_eq(pump_read(p.pump, p.client.conn, got, 5, &n), URT_OK);
    ck_assert(n == 1 && got[0] == '3');
    ck_assert_int_eq(pump_read(p.pump, p.server.conn, got, 5, &n), URT_OK);
    ck_assert(n == 1 && got[0] == '2');
    settle(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_NOT_READY);
    ck_assert(!urt_conn_renegotiating(p.client.conn));
    /* A call that doesn't read has no place for it. */
    p.server.config.allow_client_reneg = true;
    ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, false), URT_OK);
    ck_assert_int_eq(pump_write(p.pump, p.server.conn, "4", 1), URT_OK);
    ck_assert_int_eq(pump_handshake(p.pump, p.client.conn),
                     URT_E_RECORD_TYPE);
    ck_assert_int_eq(p.client.alert, 10);
    couple_free(&p);
}
END_TEST

START_TEST(who_does_not_want_to_renegotiate_says_so)
{
    static const struct {
        bool by_server, forbidden, insecure;
    } rows[] = {
        {false, false, false}, /* a server has to allow it */
        {false, true, false},  {true, true, false},
        {true, false, true},   {false, false, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct end *asks, *refuses;
        enum urt_err ce, se;
        struct couple p;

        classic_init(&p, URT_TLS_1_2);
        must_connect(&p, false);
        asks = rows[i].by_server ? &p.server : &p.client;
        refuses = rows[i].by_server ? &p.client : &p.server;
        ck_assert_int_eq(urt_conn_renegotiate(asks->conn, false), URT_OK);
        refuses->config.no_renegotiation = rows[i].forbidden;
        p.server.config.allow_client_reneg = i != 0;
        if (rows[i].insecure)
            refuses->conn->secure_reneg = false;
        settle(&p, &ce, &se);
        ck_assert_int_eq(rows[i].by_server ? se : ce,
                         URT_E_RENEGOTIATION_DENIED);
        ck_assert_int_eq(refuses->alert, 100);
        ck_assert_int_eq(asks->alert, 40);
        ck_assert_int_eq(urt_conn_renegotiate(refuses->conn, false),
                         rows[i].forbidden ? URT_E_RENEGOTIATION_REFUSED
                                           : URT_OK);
        couple_free(&p);
    }
}
END_TEST

/* Handshakes of two connections can't be spliced: RFC 5746. */
START_TEST(a_foreign_renegotiation_info_is_refused)
{
    for (int who = 0; who < 2; who++) {
        enum urt_err ce, se;
        struct couple p;

        classic_init(&p, URT_TLS_1_2);
        must_connect(&p, false);
        p.server.config.allow_client_reneg = true;
        ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, false), URT_OK);
        /* The client's own view is changed: what it sends, or expects. */
        p.client.conn->finished[who][0] ^= 1;
        settle(&p, &ce, &se);
        ck_assert_int_eq(who == 0 ? se : ce, URT_E_RENEGOTIATION_INFO);
        ck_assert_int_eq((who == 0 ? &p.server : &p.client)->alert, 40);
        couple_free(&p);
    }
}
END_TEST

/* An attacker between two connections with one master secret needs the
 * second handshake to do without: RFC 7627, section 1. */
START_TEST(the_extended_master_secret_is_never_given_up)
{
    for (int i = 0; i < 4; i++) {
        bool by_server = (i & 1) != 0, abbreviated = (i & 2) != 0;
        enum urt_err ce, se;
        struct couple p;

        classic_init(&p, URT_TLS_1_2);
        p.server.config.allow_client_reneg = true;
        p.client.config.no_ems = true;
        must_connect(&p, false);
        ck_assert(!p.server.conn->ems);
        /* It may be taken up. */
        p.client.config.no_ems = false;
        ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, false), URT_OK);
        settle(&p, &ce, &se);
        ck_assert_int_eq(ce, URT_E_NOT_READY);
        ck_assert(p.server.conn->ems && p.client.conn->ems);
        (by_server ? &p.server : &p.client)->config.no_ems = true;
        ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, abbreviated),
                         URT_OK);
        settle(&p, &ce, &se);
        ck_assert_int_eq(se, URT_E_EMS_INCONSISTENT);
        ck_assert_int_eq(p.server.alert, 40);
        couple_free(&p);
    }
}
END_TEST

/* A client isn't satisfied either when the server gives it up. */
START_TEST(the_client_keeps_to_the_extended_master_secret)
{
    enum urt_err ce, se;
    struct couple p;

    classic_init(&p, URT_TLS_1_2);
    p.server.config.allow_client_reneg = true;
    must_connect(&p, false);
    ck_assert(p.client.conn->ems);
    p.server.conn->ems = false; /* it has forgotten */
    p.server.config.no_ems = true;
    ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, false), URT_OK);
    settle(&p, &ce, &se);
    ck_assert_int_eq(ce, URT_E_EMS_INCONSISTENT);
    ck_assert_int_eq(p.client.alert, 40);
    couple_free(&p);
}
END_TEST

START_TEST(a_second_hello_stands_for_itself)
{
    enum urt_err ce, se;
    struct couple p;

    classic_init(&p, URT_TLS_1_2);
    p.server.config.allow_client_reneg = true;
    p.server.alpn = "h2";
    p.client.config.alpn = urt_blob_new(URT_LITERAL("\2h2"));
    p.client.config.max_fragment = 1;
    must_connect(&p, false);
    ck_assert(urt_bytes_equal(urt_conn_sni(p.server.conn),
                              URT_LITERAL("localhost")));
    ck_assert(urt_bytes_equal(urt_conn_alpn(p.server.conn),
                              URT_LITERAL("h2")));
    ck_assert_uint_eq(p.server.conn->rec.max_in, 512);
    urt_free(p.client.config.hostname);
    p.client.config.hostname = NULL;
    p.client.config.max_fragment = 0;
    ck_assert_int_eq(urt_conn_renegotiate(p.client.conn, false), URT_OK);
    settle(&p, &ce, &se);
    ck_assert_msg(ce == URT_E_NOT_READY && se == URT_E_NOT_READY, "%s, %s",
                  urt_err_text(ce), urt_err_text(se));
    ck_assert(!urt_conn_renegotiation_pending(p.client.conn));
    ck_assert_uint_eq(urt_conn_sni(p.server.conn).len, 0);
    ck_assert_uint_eq(urt_conn_alpn(p.server.conn).len, 0);
    ck_assert_uint_eq(urt_conn_alpn(p.client.conn).len, 0);
    ck_assert_uint_eq(p.server.conn->rec.max_in, URT_RECORD_PLAIN_MAX);
    exchange(&p, p.client.conn, p.server.conn, 5000);
    couple_free(&p);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("classic");
    TCase *tc = tcase_create("classic");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, every_suite_connects_and_resumes_in_every_version,
                        0, 12);
    tcase_add_test(tc, every_client_certificate_proves_itself);
    tcase_add_test(tc, old_versions_fail_above_level_0);
    tcase_add_test(tc, a_weak_field_is_refused);
    tcase_add_test(tc, a_hint_and_an_identity_arrive);
    tcase_add_test(tc, an_unknown_identity_or_key_is_refused);
    tcase_add_test(tc, a_bad_premaster_is_answered_as_a_bad_finished);
    tcase_add_test(tc, compression_needs_both_sides_and_a_low_level);
    tcase_add_test(tc, a_session_that_no_longer_fits_is_not_resumed);
    tcase_add_test(tc, a_hello_in_the_format_of_ssl_2_is_read);
    tcase_add_test(tc, either_side_renegotiates_in_every_version);
    tcase_add_test(tc, data_goes_on_until_the_server_answers);
    tcase_add_test(tc, who_does_not_want_to_renegotiate_says_so);
    tcase_add_test(tc, a_foreign_renegotiation_info_is_refused);
    tcase_add_test(tc, the_extended_master_secret_is_never_given_up);
    tcase_add_test(tc, the_client_keeps_to_the_extended_master_secret);
    tcase_add_test(tc, a_second_hello_stands_for_itself);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
