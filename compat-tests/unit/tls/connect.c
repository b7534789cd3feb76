/* Two connections back to back: every version, certificate, kind of client
 * authentication and resumption, with input split in every way. */
#include "couple.h"

#include "engine/crypto/sig.h"
#include "couple.h"

static const char *const certs[] = {"rsa", "ec", "ec384", "ed", "ed448", "pss"};
static const uint16_t versions[] = {URT_TLS_1_2, URT_TLS_1_3};

START_TEST(every_certificate_connects_and_resumes)
{
    for (size_t v = 0; v < 2; v++)
        for (size_t k = 0; k < 6; k++)
            for (int tickets = 0; tickets < 2; tickets++) {
                struct couple p;

                couple_init(&p, versions[v], certs[k]);
                p.server.config.no_ticket = tickets == 0;
                must_connect(&p, false);
                same_exports(&p);
                ck_assert(!urt_conn_resumed(p.client.conn));
                ck_assert_ptr_nonnull(urt_conn_peer_sigalg(p.client.conn));
                ck_assert_ptr_eq(urt_conn_peer_sigalg(p.client.conn),
                                 urt_conn_sigalg(p.server.conn));
                ck_assert_int_eq(p.client.verified, 1);
                must_connect(&p, true);
                same_exports(&p);
                ck_assert(urt_conn_resumed(p.client.conn));
                ck_assert(urt_conn_resumed(p.server.conn));
                ck_assert_int_eq(p.client.verified, 1);
                couple_free(&p);
            }
}
END_TEST

START_TEST(clients_prove_who_they_are)
{
    for (size_t v = 0; v < 2; v++)
        for (size_t k = 0; k < 6; k++) {
            struct couple p;

            couple_init(&p, versions[v], "ec");
            end_credential(&p.client, certs[k]);
            p.server.config.verify_mode = URT_VERIFY_PEER |
                                          URT_VERIFY_REQUIRED;
            must_connect(&p, false);
            ck_assert_int_eq(p.server.verified, 1);
            ck_assert_ptr_nonnull(urt_conn_session(p.server.conn)->peer);
            must_connect(&p, true);
            ck_assert(urt_conn_resumed(p.client.conn));
            ck_assert_int_eq(p.server.verified, 1);
            couple_free(&p);
        }
}
END_TEST

START_TEST(a_missing_client_certificate_is_optional_or_fatal)
{
    for (size_t v = 0; v < 2; v++) {
        enum urt_err ce, se;
        struct couple p;

        couple_init(&p, versions[v], "rsa");
        p.server.config.verify_mode = URT_VERIFY_PEER;
        must_connect(&p, false);
        ck_assert_int_eq(p.server.verified, 0);
        p.server.config.verify_mode |= URT_VERIFY_REQUIRED;
        couple_connect(&p, false);
        couple_run(&p, &ce, &se);
        ck_assert_int_eq(se, v == 0 ? URT_E_CERT_MISSING_12
                                    : URT_E_CERT_MISSING);
        ck_assert_int_eq(p.server.alert, v == 0 ? 40 : 116);
        couple_free(&p);
    }
}
END_TEST

static struct urt_ids *
one_group(uint16_t id)
{
    return urt_ids_new(&id, 1);
}

START_TEST(every_group_works_and_a_retry_asks_for_it)
{
    static const uint16_t ids[] = {0x1d, 0x17, 0x1e, 0x18, 0x19, 0x100};

    for (size_t v = 0; v < 2; v++)
        for (size_t g = 0; g < sizeof ids / sizeof *ids; g++) {
            struct couple p;

            if (v == 0 && ids[g] == 0x100)
                continue;
            couple_init(&p, versions[v], "rsa");
            p.server.config.groups = one_group(ids[g]);
            must_connect(&p, false);
            ck_assert_int_eq(urt_session_up(urt_conn_session(
                                 p.client.conn))->group, ids[g]);
            urt_session_free(urt_conn_session(p.client.conn));
            must_connect(&p, true);
            ck_assert(urt_conn_resumed(p.server.conn));
            couple_free(&p);
        }
}
END_TEST

START_TEST(every_suite_carries_data)
{
    static const uint16_t ids[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c,
                                   0xcca9, 0xc0ac, 0xc0ae};

    for (size_t s = 0; s < sizeof ids / sizeof *ids; s++) {
        struct couple p;

        couple_init(&p, s < 3 ? URT_TLS_1_3 : URT_TLS_1_2, "ec");
        urt_ids_free(p.client.config.suites);
        urt_ids_free(p.client.config.suites13);
        p.client.config.suites = urt_ids_new(&ids[s], 1);
        p.client.config.suites13 = urt_ids_new(&ids[s], 1);
        must_connect(&p, false);
        ck_assert_int_eq(urt_conn_suite(p.client.conn)->id, ids[s]);
        exchange(&p, p.client.conn, p.server.conn, 100000);
        couple_free(&p);
    }
}
END_TEST

START_TEST(input_may_come_in_any_pieces)
{
    for (size_t v = 0; v < 2; v++)
        for (unsigned seed = 0; seed < 12; seed++) {
            struct couple p;

            couple_init(&p, versions[v], "ec");
            end_credential(&p.client, "rsa");
            p.server.config.verify_mode = URT_VERIFY_PEER;
            p.server.config.groups = one_group(0x17);
            p.server.config.max_send_fragment = seed % 3 == 1 ? 512 : 16384;
            p.client.config.max_send_fragment = seed % 3 == 2 ? 512 : 16384;
            p.pump->chunk = seed == 0 ? 1 : 1 + seed * 13;
            p.pump->seed = seed;
            must_connect(&p, false);
            must_connect(&p, true);
            exchange(&p, p.server.conn, p.client.conn, 20000);
            couple_free(&p);
        }
}
END_TEST

START_TEST(hooks_may_pause_at_every_place)
{
    for (size_t v = 0; v < 2; v++)
        for (int tickets = 0; tickets < 2; tickets++) {
            struct couple p;

            couple_init(&p, versions[v], "rsa");
            end_credential(&p.client, "ec");
            p.server.config.verify_mode = URT_VERIFY_PEER;
            p.server.config.no_ticket = tickets == 0;
            p.client.pause = p.server.pause = URT_HOOK_WAIT;
            must_connect(&p, false);
            ck_assert_int_ge(p.server.paused, 6);
            must_connect(&p, true);
            ck_assert(urt_conn_resumed(p.client.conn));
            couple_free(&p);
        }
}
END_TEST

START_TEST(names_protocols_and_stapled_responses_arrive)
{
    for (size_t v = 0; v < 2; v++) {
        struct couple p;

        couple_init(&p, versions[v], "rsa");
        p.client.config.alpn = urt_blob_new(URT_LITERAL("\2h2\10http/1.1"));
        p.client.config.status_request = true;
        p.server.alpn = "http/1.1";
        p.server.staple = "a stapled response";
        must_connect(&p, false);
        ck_assert(urt_bytes_equal(urt_conn_alpn(p.client.conn),
                                  URT_LITERAL("http/1.1")));
        ck_assert(urt_bytes_equal(urt_conn_status(p.client.conn),
                                  URT_LITERAL("a stapled response")));
        ck_assert(urt_bytes_equal(urt_conn_sni(p.server.conn),
                                  URT_LITERAL("localhost")));
        ck_assert_int_eq(p.client.sni_heard, 1);
        p.server.alpn = "other";
        {
            enum urt_err ce, se;

            couple_connect(&p, false);
            couple_run(&p, &ce, &se);
            ck_assert_int_eq(se, URT_E_ALPN_NONE_SHARED);
            ck_assert_int_eq(p.server.alert, 120);
            ck_assert_int_eq(ce, URT_E_ALERT_RECEIVED);
        }
        couple_free(&p);
    }
}
END_TEST

START_TEST(keys_are_updated_by_either_side)
{
    struct couple p;

    couple_init(&p, URT_TLS_1_3, "ec");
    must_connect(&p, false);
    for (int i = 0; i < 8; i++) {
        struct urt_conn *from = i % 2 ? p.client.conn : p.server.conn;
        struct urt_conn *to = i % 2 ? p.server.conn : p.client.conn;

        ck_assert_int_eq(urt_conn_key_update(from, i % 4 > 1), URT_OK);
        ck_assert_int_eq(urt_conn_key_update_due(from), i % 4 > 1 ? 2 : 1);
        exchange(&p, from, to, 100);
        ck_assert_int_eq(urt_conn_key_update_due(from), 0);
        ck_assert_int_eq(urt_conn_key_update_due(to), i % 4 > 1);
        exchange(&p, to, from, 100);
        ck_assert_int_eq(urt_conn_key_update_due(to), 0);
    }
    couple_free(&p);
}
END_TEST

START_TEST(a_certificate_can_be_asked_for_later)
{
    struct couple p;
    uint8_t byte;
    size_t n;

    couple_init(&p, URT_TLS_1_3, "ec");
    end_credential(&p.client, "rsa");
    p.client.config.post_handshake_auth = true;
    must_connect(&p, false);
    for (int i = 1; i <= 2; i++) {
        ck_assert_int_eq(urt_conn_request_certificate(p.server.conn), URT_OK);
        exchange(&p, p.server.conn, p.client.conn, 10);
        ck_assert_int_eq(pump_read(p.pump, p.server.conn, &byte, 1, &n),
                         URT_E_NOT_READY);
        ck_assert_int_eq(p.server.verified, i);
        ck_assert_ptr_nonnull(urt_conn_session(p.server.conn)->peer);
        exchange(&p, p.client.conn, p.server.conn, 10);
        exchange(&p, p.server.conn, p.client.conn, 10);
    }
    couple_free(&p);
}
END_TEST

START_TEST(a_refused_certificate_ends_it)
{
    for (size_t v = 0; v < 2; v++) {
        enum urt_err ce, se;
        struct couple p;

        couple_init(&p, versions[v], "ec");
        p.client.refuse_peer = true;
        couple_connect(&p, false);
        couple_run(&p, &ce, &se);
        ck_assert_int_eq(ce, URT_E_CERT_REFUSED);
        ck_assert_int_eq(p.client.alert, 48);
        ck_assert_int_eq(se, URT_E_ALERT_RECEIVED);
        ck_assert_int_eq(urt_conn_alert_received(p.server.conn), 48);
        ck_assert_int_eq(urt_conn_handshake(p.client.conn),
                         URT_E_CERT_REFUSED);
        couple_free(&p);
    }
}
END_TEST

START_TEST(closing_is_clean_both_ways)
{
    for (size_t v = 0; v < 2; v++) {
        struct couple p;
        uint8_t byte;
        size_t n;

        couple_init(&p, versions[v], "ec");
        must_connect(&p, false);
        ck_assert_int_eq(urt_conn_shutdown(p.client.conn), URT_OK);
        pump_out(p.pump, p.client.conn);
        ck_assert_int_eq(pump_read(p.pump, p.server.conn, &byte, 1, &n),
                         URT_E_CLOSED);
        ck_assert(urt_conn_close_received(p.server.conn));
        exchange(&p, p.server.conn, p.client.conn, 10);
        ck_assert_int_eq(urt_conn_write(p.client.conn, "x", 1, &n),
                         URT_E_CLOSED);
        urt_conn_in_eof(p.client.conn);
        ck_assert_int_eq(pump_read(p.pump, p.client.conn, &byte, 1, &n),
                         URT_E_EOF);
        couple_free(&p);
    }
}
END_TEST

START_TEST(sessions_do_not_cross_contexts_or_versions)
{
    for (size_t v = 0; v < 2; v++) {
        struct couple p;

        couple_init(&p, versions[v], "ec");
        must_connect(&p, false);
        p.server.config.sid_ctx[0] ^= 1;
        must_connect(&p, true);
        ck_assert(!urt_conn_resumed(p.client.conn));
        p.client.config.min_version = p.client.config.max_version =
            versions[!v];
        must_connect(&p, true);
        ck_assert(!urt_conn_resumed(p.client.conn));
        couple_free(&p);
    }
}
END_TEST

START_TEST(the_server_keeps_to_whose_order_counts)
{
    static const uint16_t asked[] = {0x1303, 0x1301};
    struct couple p;

    couple_init(&p, URT_TLS_1_3, "ec");
    end_credential(&p.server, "rsa");
    urt_ids_free(p.client.config.suites13);
    p.client.config.suites13 = urt_ids_new(asked, 2);
    must_connect(&p, false);
    ck_assert_int_eq(urt_conn_suite(p.client.conn)->id, 0x1303);
    p.server.config.prefer_server_order = true;
    urt_ids_free(p.server.config.suites13);
    p.server.config.suites13 =
        urt_ids_new((uint16_t[]){0x1302, 0x1301, 0x1303}, 3);
    must_connect(&p, false);
    ck_assert_int_eq(urt_conn_suite(p.client.conn)->id, 0x1301);
    p.server.config.prioritize_chacha = true;
    must_connect(&p, false);
    ck_assert_int_eq(urt_conn_suite(p.client.conn)->id, 0x1303);
    couple_free(&p);
}
END_TEST

UNIT_MAIN("connect", every_certificate_connects_and_resumes,
          clients_prove_who_they_are,
          a_missing_client_certificate_is_optional_or_fatal,
          every_group_works_and_a_retry_asks_for_it, every_suite_carries_data,
          input_may_come_in_any_pieces, hooks_may_pause_at_every_place,
          names_protocols_and_stapled_responses_arrive,
          keys_are_updated_by_either_side,
          a_certificate_can_be_asked_for_later, a_refused_certificate_ends_it,
          closing_is_clean_both_ways,
          sessions_do_not_cross_contexts_or_versions,
          the_server_keeps_to_whose_order_counts)
