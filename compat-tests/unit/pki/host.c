/* Host, mail and address matching against OpenSSL's answers. */
#include "engine/pki/host.h"

#include "unit.h"

static int
answer(const struct unit_vectors *v, const struct urt_cert *cert)
{
    const char *name = unit_text(v, "name"), *kind = unit_text(v, "kind");
    struct urt_bytes s = urt_bytes(name, strlen(name));
    unsigned flags =
        unit_text(v, "flags") ? (unsigned)unit_int(v, "flags") : 0;
    uint8_t ip[16];
    size_t len;

    if (kind == NULL)
        return urt_cert_match_host(cert, s, flags, NULL);
    if (strcmp(kind, "email") == 0)
        return urt_cert_match_email(cert, s, flags);
    if (!urt_ip_from_text(ip, &len, name))
        return URT_MATCH_MALFORMED;
    return urt_cert_match_ip(cert, urt_bytes(ip, len), flags);
}

START_TEST(names_match_as_with_openssl)
{
    struct unit_vectors v;
    int wrong = 0;
    size_t count = 0;

    unit_vectors_open(&v, "hosts.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf der = unit_hex(&v, "cert");
        struct urt_cert *cert;
        int got;

        ck_assert_int_eq(urt_cert_new(&cert, urt_buf_bytes(&der)), URT_OK);
        got = answer(&v, cert);
        if (got != unit_int(&v, "expect")) {
            wrong++;
            fprintf(stderr, "san %s, cn %s, %s, flags %s: %d\n",
                    unit_text(&v, "san"), unit_text(&v, "cn"),
                    unit_text(&v, "name"), unit_text(&v, "flags"), got);
        }
        urt_cert_free(cert);
        urt_buf_free(&der);
        count++;
    }
    ck_assert_uint_gt(count, 200);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(a_nul_inside_is_malformed)
{
    struct urt_cert cert;

    memset(&cert, 0, sizeof cert);
    ck_assert_int_eq(urt_cert_match_host(&cert, URT_LITERAL("a\0b"), 0, NULL),
                     URT_MATCH_MALFORMED);
    ck_assert_int_eq(urt_cert_match_email(&cert, URT_LITERAL("a\0b"), 0),
                     URT_MATCH_MALFORMED);
}
END_TEST

UNIT_MAIN("host", names_match_as_with_openssl, a_nul_inside_is_malformed)
