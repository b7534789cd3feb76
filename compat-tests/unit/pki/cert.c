/* Certificates: what their extensions say, names' hashes, purposes and
 * trust, against OpenSSL's answers (data/certs.txt). */
#include "chain_data.h"

#include "engine/pki/name.h"

static int wrong;

static void
same(const char *name, const char *what, long got, long want)
{
    if (got == want)
        return;
    wrong++;
    fprintf(stderr, "%s: %s is %ld (0x%lx), expected %ld (0x%lx)\n", name,
            what, got, got, want, want);
}

static void
same_text(const char *name, const char *what, const char *got,
          const char *want)
{
    if (strcmp(got, want) == 0)
        return;
    wrong++;
    fprintf(stderr, "%s: %s are\n  %s, expected\n  %s\n", name, what, got,
            want);
}

static void
check_facts(const struct unit_vectors *v, struct urt_cert *c)
{
    const char *name = unit_text(v, "name");
    const struct urt_cert_ext *x = &c->ext;
    char text[512] = "";
    size_t n = 0;

    same(name, "flags", x->flags, unit_int(v, "flags"));
    same(name, "usage",
         x->flags & (URT_CERT_KUSAGE | URT_CERT_INVALID) ? x->key_usage : UINT32_MAX,
         unit_int(v, "usage"));
    same(name, "xusage",
         x->flags & (URT_CERT_XKUSAGE | URT_CERT_INVALID) ? x->xkey_usage : UINT32_MAX,
         unit_int(v, "xusage"));
    same(name, "pathlen", x->path_len, unit_int(v, "pathlen"));
    same(name, "hash", urt_name_hash(c->subject), unit_int(v, "hash"));
    same(name, "issuer", urt_name_hash(c->issuer), unit_int(v, "issuer"));
    same(name, "old", urt_name_hash_old(c->subject), unit_int(v, "old"));
    same(name, "bits", urt_signature_security_bits(&c->signature_algorithm),
         unit_int(v, "bits"));
    same(name, "ca", urt_cert_check_ca(c), unit_int(v, "ca"));
    for (int p = 1; p <= 9; p++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%d/%d",
                              p > 1 ? " " : "",
                              urt_cert_check_purpose(c, p, false),
                              urt_cert_check_purpose(c, p, true));
    same_text(name, "purposes", text, unit_text(v, "purposes"));
    n = 0;
    for (int t = 0; t <= 8; t++)
        n += (size_t)snprintf(
            text + n, sizeof text - n, "%s%d/%d", t > 0 ? " " : "",
            urt_cert_check_trust(c, t, 0),
            urt_cert_check_trust(c, t, URT_TRUST_NO_SS_COMPAT));
    same_text(name, "trusts", text, unit_text(v, "trusts"));
}

START_TEST(certificates_say_what_openssl_reads_in_them)
{
    struct unit_vectors v;
    size_t count = 0;

    unit_vectors_open(&v, "certs.txt");
    while (unit_vectors_next(&v)) {
        struct urt_cert *c = chain_cert(unit_text(&v, "name"));

        same(unit_text(&v, "name"), "loads", c != NULL,
             unit_int(&v, "loads"));
        if (c != NULL && unit_int(&v, "loads") != 0)
            check_facts(&v, c);
        urt_cert_free(c);
        count++;
    }
    ck_assert_uint_gt(count, 80);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(every_truncation_and_every_flipped_byte_is_survived)
{
    struct urt_cert *c = chain_cert("leaf"), *broken;
    struct urt_buf b = URT_BUF_INIT;

    for (size_t len = 0; len < c->der.len; len++)
        ck_assert_int_ne(
            urt_cert_new(&broken, urt_bytes(c->der.data, len)), URT_OK);
    urt_put_bytes(&b, c->der);
    for (size_t i = 0; i < b.len; i++)
        for (int x = 1; x < 256; x <<= 1) {
            b.data[i] ^= (uint8_t)x;
            if (urt_cert_new(&broken, urt_buf_bytes(&b)) == URT_OK)
                urt_cert_free(broken);
            b.data[i] ^= (uint8_t)x;
        }
    urt_put_u8(&b, 0);
    ck_assert_int_eq(urt_cert_new(&broken, urt_buf_bytes(&b)),
                     URT_E_CERT_DECODE);
    urt_buf_free(&b);
    urt_cert_free(c);
}
END_TEST

START_TEST(making_a_certificate_without_memory_fails_cleanly)
{
    struct urt_cert *c = chain_cert("leaf"), *copy;
    unsigned long n;

    for (n = 1;; n++) {
        enum urt_err err;

        urt_mem_fail_nth(n);
        err = urt_cert_new(&copy, c->der);
        urt_mem_fail_nth(0);
        if (err == URT_OK)
            break;
        ck_assert_int_eq(err, URT_E_NOMEM);
        ck_assert_uint_lt(n, 100);
    }
    ck_assert_uint_gt(n, 2);
    urt_cert_free(copy);
    urt_cert_free(c);
}
END_TEST

START_TEST(names_compare_in_canonical_form)
{
    /* SEQUENCE { SET { SEQUENCE { CN, string } } } */
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"300c310a3008060355040313 0161", "300c310a300806035504030c0141",
         true},
        {"300c310a300806035504031301 61", "300c310a3008060355040313 0162",
         false},
        {"3010310e300c060355040313052061206220",
         "300f310d300b06035504031304 61202042", true},
        /* A NumericString stands as it is. */
        {"300c310a3008060355040312 0131", "300c310a3008060355040313 0131",
         false},
        {"3000", "3000", true},
        {"3000", "300c310a30080603550403130161", false},
        /* BMPString. */
        {"300d310b300906035504031e020041", "300c310a30080603550403130161",
         true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct urt_buf a = URT_BUF_INIT, b = URT_BUF_INIT;
        const char *p;

        for (p = rows[i].a; *p != '\0'; p += *p == ' ' ? 1 : 2)
            if (*p != ' ')
                ck_assert(urt_put_unhex(&a, urt_bytes(p, 2)));
        for (p = rows[i].b; *p != '\0'; p += *p == ' ' ? 1 : 2)
            if (*p != ' ')
                ck_assert(urt_put_unhex(&b, urt_bytes(p, 2)));
        ck_assert_msg(urt_name_is_valid(urt_buf_bytes(&a)), "a %zu", i);
        ck_assert_msg(urt_name_is_valid(urt_buf_bytes(&b)), "b %zu", i);
        ck_assert_msg(urt_name_equal(urt_buf_bytes(&a), urt_buf_bytes(&b)) ==
                          rows[i].equal,
                      "row %zu", i);
        urt_buf_free(&a);
        urt_buf_free(&b);
    }
}
END_TEST

UNIT_MAIN("cert", certificates_say_what_openssl_reads_in_them,
          every_truncation_and_every_flipped_byte_is_survived,
          making_a_certificate_without_memory_fails_cleanly,
          names_compare_in_canonical_form)
