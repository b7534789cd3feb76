/* The key schedule against the numbers of RFC 8448, section 3 (simple 1-RTT
 * handshake with TLS_AES_128_GCM_SHA256). */
#include "unit.h"

#include "engine/tls/schedule.h"

static void
expect(const uint8_t *got, const char *hex)
{
    struct urt_buf b = URT_BUF_INIT;

    ck_assert(urt_put_unhex(&b, urt_bytes(hex, strlen(hex))));
    ck_assert_mem_eq(got, b.data, b.len);
    urt_buf_free(&b);
}

static void
load(uint8_t *out, const char *hex)
{
    struct urt_buf b = URT_BUF_INIT;

    ck_assert(urt_put_unhex(&b, urt_bytes(hex, strlen(hex))));
    memcpy(out, b.data, b.len);
    urt_buf_free(&b);
}

static const struct urt_hooks none;

START_TEST(secrets_follow_each_other_as_in_rfc_8448)
{
    struct urt_config config;
    struct urt_conn *c;
    uint8_t shared[32];

    urt_config_init(&config, &none);
    c = urt_conn_new(&config);
    c->hs = urt_zalloc(sizeof *c->hs);
    c->suite = urt_suite_by_id(0x1301);
    c->version = URT_TLS_1_3;
    urt_transcript_start(&c->hs->transcript, c->suite->prf);
    urt_schedule13_early(c, URT_BYTES_NONE);
    expect(c->hs->secret, "33ad0a1c607ec03b09e6cd9893680ce2"
                          "10adf300aa1f2660e1b22e10f170f92a");
    load(shared, "8bd4054fb55b9d63fdfbacf9f04b9f0d"
                 "35e6d63f537563efd46272900f89492d");
    ck_assert_int_eq(urt_schedule13_handshake(c, urt_bytes(shared, 32)),
                     URT_OK);
    expect(c->hs->secret, "1dc826e93606aa6fdc0aadc12f741b01"
                          "046aa6b99f691ed221a9f0ca043fbeac");
    load(c->hs->server_hs, "b67b7d690cc16c4e75e54213cb2d37b4"
                           "e9c912bcded9105d42befd59d391ad38");
    ck_assert_int_eq(urt_schedule13_use_handshake(c, true), URT_OK);
    expect(c->rec.in.key, "3fce516009c21727d0f2e4e86ee403bc");
    expect(c->rec.in.iv, "5d313eb2671276ee13000b30");
    ck_assert_int_eq(urt_schedule13_master(c), URT_OK);
    expect(c->hs->secret, "18df06843d13a08bf2a449844c5f8a47"
                          "8001bc4d4c627984d5a41da8d0402919");
    urt_conn_free(c);
    urt_config_cleanup(&config);
}
END_TEST

UNIT_MAIN("schedule", secrets_follow_each_other_as_in_rfc_8448)
