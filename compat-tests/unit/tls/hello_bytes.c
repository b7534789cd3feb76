/* The ClientHello equals OpenSSL's byte by byte, but for what is random. */
#include "unit.h"

#include "engine/tls/handshake.h"
#include "pair.h"

static void
plain(struct urt_config *c)
{
}

static void
full(struct urt_config *c)
{
    c->hostname = urt_strdup("example.com");
    c->alpn = urt_blob_new(URT_LITERAL("\2h2\10http/1.1"));
    c->status_request = c->post_handshake_auth = true;
}

static void
only_12(struct urt_config *c)
{
    c->max_version = URT_TLS_1_2;
    c->hostname = urt_strdup("example.com");
}

static void
only_13(struct urt_config *c)
{
    c->min_version = URT_TLS_1_3;
    c->hostname = urt_strdup("example.com");
}

static void
no_compat(struct urt_config *c)
{
    c->middlebox_compat = false;
}

static void
without(struct urt_config *c)
{
    c->no_ticket = c->no_ems = c->no_etm = true;
}

static void
padded(struct urt_config *c)
{
    c->hostname = urt_strdup("1.2.3.4");
    c->tlsext_padding = true;
}

static void
fallback(struct urt_config *c)
{
    c->fallback_scsv = true;
}

static const struct {
    const char *name;
    void (*set)(struct urt_config *c);
} cases[] = {
    {"default", plain},      {"full", full},         {"tls12", only_12},
    {"tls13only", only_13},  {"nocompat", no_compat}, {"noticket", without},
    {"pad", padded},         {"scsv", fallback},
};

/* Zeros over random, session ID and the X25519 share. */
static void
mask(uint8_t *hello, size_t len)
{
    enum { RANDOM_AT = 11, ID_AT = 44, SHARE = 32 };
    static const uint8_t share[] = {0, 0x33, 0, 0x26, 0, 0x24,
                                    0, 0x1d, 0, 0x20};

    memset(hello + RANDOM_AT, 0, URT_RANDOM);
    memset(hello + ID_AT, 0, hello[ID_AT - 1]);
    for (size_t i = 0; i + sizeof share + SHARE <= len; i++)
        if (memcmp(hello + i, share, sizeof share) == 0)
            memset(hello + i + sizeof share, 0, SHARE);
}

static size_t
make_hello(size_t which, uint8_t *out, size_t cap)
{
    static const uint16_t suites[] = {0xc02c, 0xc030, 0xc02b,
                                      0xc02f, 0xcca9, 0xcca8};
    struct urt_bytes bytes;
    struct end e;
    size_t len;

    end_init(&e, "client");
    urt_ids_free(e.config.suites);
    e.config.suites = urt_ids_new(suites, sizeof suites / sizeof *suites);
    e.config.min_version = URT_TLS_1_2;
    cases[which].set(&e.config);
    e.conn = urt_conn_new(&e.config);
    ck_assert_int_eq(urt_conn_handshake(e.conn), URT_E_NOT_READY);
    bytes = urt_conn_out(e.conn);
    len = bytes.len;
    ck_assert_uint_le(len, cap);
    memcpy(out, bytes.data, len);
    mask(out, len);
    end_free(&e);
    return len;
}

START_TEST(a_client_hello_is_that_of_openssl)
{
    struct unit_vectors v;
    size_t seen = 0;

    unit_vectors_open(&v, "tls_hellos.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf expected = unit_hex(&v, "hello");
        uint8_t hello[2048];
        size_t len;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            if (strcmp(cases[i].name, unit_text(&v, "name")) != 0)
                continue;
            len = make_hello(i, hello, sizeof hello);
            ck_assert_msg(len == expected.len, "%s: %zu bytes, not %zu",
                          cases[i].name, len, expected.len);
            ck_assert_mem_eq(hello, expected.data, len);
            seen++;
        }
        urt_buf_free(&expected);
    }
    ck_assert_uint_eq(seen, sizeof cases / sizeof *cases);
}
END_TEST

UNIT_MAIN("hello bytes", a_client_hello_is_that_of_openssl)
