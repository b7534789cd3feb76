/* Sessions: OpenSSL's serialised form both ways, hostile forms, tickets. */
#include "unit.h"

#include "engine/base/clock.h"
#include "engine/pki/cert.h"
#include "engine/tls/session.h"

static const struct urt_ticket_keys keys = {
    .name = "0123456789abcde",
    .hmac = "hmac key of thirty-two bytes...",
    .aes = "cipher key, thirty-two bytes...",
};

START_TEST(what_openssl_writes_is_read_and_written_back)
{
    struct unit_vectors v;

    unit_vectors_open(&v, "sessions.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf der = unit_hex(&v, "der"), again = URT_BUF_INIT;
        struct urt_bytes in = urt_buf_bytes(&der);
        struct urt_session *s = NULL, *copy;

        ck_assert_int_eq(urt_session_from_der(&s, &in), URT_OK);
        ck_assert_uint_eq(in.len, 0);
        ck_assert_int_eq(s->version, unit_int(&v, "version"));
        ck_assert_int_eq(s->suite_id, unit_int(&v, "suite"));
        ck_assert_ptr_nonnull(s->suite);
        ck_assert_int_eq(s->group, unit_int(&v, "group"));
        ck_assert_int_eq(s->ems, unit_int(&v, "ems"));
        ck_assert_int_eq(s->peer != NULL, unit_int(&v, "peer"));
        copy = urt_session_dup(s);
        ck_assert_ptr_nonnull(copy);
        urt_session_free(s);
        ck_assert_int_eq(urt_session_put_der(&again, copy), URT_OK);
        ck_assert(urt_bytes_equal(urt_buf_bytes(&again),
                                  urt_buf_bytes(&der)));
        urt_session_free(copy);
        urt_buf_free(&again);
        urt_buf_free(&der);
    }
}
END_TEST

/* Every cut and every changed byte is refused or read, and never crashes;
 * what is read can be written. */
START_TEST(no_mangled_session_crashes)
{
    struct unit_vectors v;

    unit_vectors_open(&v, "sessions.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf der = unit_hex(&v, "der");

        for (size_t i = 0; i < der.len; i++) {
            struct urt_bytes in = urt_bytes(der.data, i);
            struct urt_session *s = NULL;

            ck_assert_int_ne(urt_session_from_der(&s, &in), URT_OK);
            for (int bit = 0; bit < 8; bit++) {
                struct urt_buf again = URT_BUF_INIT;

                der.data[i] ^= (uint8_t)(1 << bit);
                in = urt_buf_bytes(&der);
                if (urt_session_from_der(&s, &in) == URT_OK) {
                    enum urt_err err = urt_session_put_der(&again, s);

                    ck_assert(err == URT_OK || s->suite_id == 0);
                    urt_session_free(s);
                    s = NULL;
                }
                urt_buf_free(&again);
                der.data[i] ^= (uint8_t)(1 << bit);
            }
        }
        urt_buf_free(&der);
    }
}
END_TEST

/* External PSKs may be long; their sessions can be copied, written, read. */
START_TEST(a_secret_of_any_length_is_kept)
{
    static const size_t lengths[] = {0, 1, 64, 65, 512};
    uint8_t secret[URT_PSK_MAX + 1];
    struct urt_session *s = urt_session_new(), *copy, *again = NULL;
    struct urt_buf der = URT_BUF_INIT;
    struct urt_bytes in, got;

    ck_assert_ptr_nonnull(s);
    s->version = URT_TLS_1_3;
    s->suite = urt_suite_by_id(s->suite_id = 0x1301);
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        ck_assert_int_eq(
            urt_session_set_secret(s, urt_bytes(secret, lengths[i])), URT_OK);
        copy = urt_session_dup(s);
        ck_assert_ptr_nonnull(copy);
        urt_buf_clear(&der);
        ck_assert_int_eq(urt_session_put_der(&der, copy), URT_OK);
        urt_session_free(copy);
        in = urt_buf_bytes(&der);
        ck_assert_int_eq(urt_session_from_der(&again, &in), URT_OK);
        got = urt_session_secret(again);
        ck_assert(urt_bytes_equal(got, urt_bytes(secret, lengths[i])));
        urt_session_free(again);
    }
    ck_assert_int_eq(urt_session_set_secret(s, urt_bytes(secret, 513)),
                     URT_E_MISUSE);
    ck_assert_uint_eq(urt_session_secret(s).len, 512);
    urt_buf_free(&der);
    urt_session_free(s);
}
END_TEST

START_TEST(a_host_name_with_a_nul_inside_is_refused)
{
    struct unit_vectors v;
    struct urt_buf der;
    struct urt_bytes in;
    struct urt_session *s = NULL;
    uint8_t *name = NULL;

    unit_vectors_open(&v, "sessions.txt");
    while (unit_vectors_next(&v)) {
        der = unit_hex(&v, "der");
        name = memmem(der.data, der.len, "h.example", 9);
        if (name != NULL)
            break;
        urt_buf_free(&der);
    }
    ck_assert_ptr_nonnull(name);
    name[1] = '\0';
    in = urt_buf_bytes(&der);
    ck_assert_int_eq(urt_session_from_der(&s, &in), URT_E_DER_DECODE);
    urt_buf_free(&der);
    unit_vectors_clear(&v);
    fclose(v.file);
}
END_TEST

START_TEST(allocations_that_fail_leak_nothing)
{
    struct unit_vectors v;

    unit_vectors_open(&v, "sessions.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf der = unit_hex(&v, "der");
        enum urt_err err = URT_E_NOMEM;

        for (unsigned long n = 1; err != URT_OK && n < 100; n++) {
            struct urt_bytes in = urt_buf_bytes(&der);
            struct urt_session *s = NULL, *copy;

            urt_mem_fail_nth(n);
            err = urt_session_from_der(&s, &in);
            if (err == URT_OK) {
                copy = urt_session_dup(s);
                if (copy == NULL)
                    err = URT_E_NOMEM;
                urt_session_free(copy);
            }
            urt_mem_fail_nth(0);
            urt_session_free(s);
        }
        ck_assert_int_eq(err, URT_OK);
        urt_buf_free(&der);
    }
}
END_TEST

/* As OpenSSL reads them: no time is now, no timeout is three seconds. */
START_TEST(a_zero_is_as_good_as_nothing)
{
    static const uint8_t der[] = {
        0x30, 0x1e, 2, 1, 1, 2, 2, 3, 4, 4, 2, 0x13, 1, 4, 1, 0x49, 4, 4,
        1, 2, 3, 4, 0xa1, 3, 2, 1, 0, 0xa2, 3, 2, 1, 0};
    struct urt_bytes in = urt_bytes(der, sizeof der);
    struct urt_session *s = NULL;

    urt_clock_freeze(1700000000);
    ck_assert_int_eq(urt_session_from_der(&s, &in), URT_OK);
    ck_assert_int_eq(s->time, 1700000000);
    ck_assert_int_eq(s->timeout, 3);
    urt_session_free(s);
}
END_TEST

START_TEST(a_session_is_fresh_until_its_timeout)
{
    struct urt_session *s = urt_session_new();

    s->time = 1000;
    s->timeout = 300;
    ck_assert(urt_session_is_fresh(s, 1000));
    ck_assert(urt_session_is_fresh(s, 1300));
    ck_assert(!urt_session_is_fresh(s, 1301));
    /* Another node's clock may be ahead. */
    ck_assert(urt_session_is_fresh(s, 999));
    urt_session_free(s);
}
END_TEST

START_TEST(a_ticket_opens_under_its_keys_alone)
{
    static const size_t sizes[] = {1, 15, 16, 17, 99, 1000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct urt_buf der = URT_BUF_INIT, ticket = URT_BUF_INIT;
        struct urt_buf opened = URT_BUF_INIT;
        struct urt_ticket_keys other = keys;

        for (size_t n = 0; n < sizes[i]; n++)
            urt_put_u8(&der, (uint8_t)n);
        ck_assert_int_eq(urt_ticket_seal(&ticket, urt_buf_bytes(&der), &keys),
                         URT_OK);
        ck_assert_uint_eq(ticket.len, 16 + 16 + (sizes[i] / 16 + 1) * 16 + 32);
        ck_assert_mem_eq(ticket.data, keys.name, 16);
        ck_assert_int_eq(
            urt_ticket_open(&opened, urt_buf_bytes(&ticket), &keys), URT_OK);
        ck_assert(urt_bytes_equal(urt_buf_bytes(&opened),
                                  urt_buf_bytes(&der)));
        urt_buf_free(&opened);
        other.hmac[3] ^= 1;
        ck_assert_int_eq(
            urt_ticket_open(&opened, urt_buf_bytes(&ticket), &other),
            URT_E_DECRYPT_FAILED);
        for (size_t at = 0; at < ticket.len; at++) {
            ticket.data[at] ^= 0x40;
            ck_assert_int_eq(
                urt_ticket_open(&opened, urt_buf_bytes(&ticket), &keys),
                URT_E_DECRYPT_FAILED);
            ck_assert_uint_eq(opened.len, 0);
            ticket.data[at] ^= 0x40;
            ck_assert_int_eq(
                urt_ticket_open(&opened, urt_bytes(ticket.data, at), &keys),
                URT_E_DECRYPT_FAILED);
        }
        urt_buf_free(&opened);
        urt_buf_free(&ticket);
        urt_buf_free(&der);
    }
}
END_TEST

START_TEST(every_suite_is_found_by_id_and_name)
{
    size_t count, usable = 0;
    const struct urt_suite *all = urt_suite_all(&count);

    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_eq(urt_suite_by_id(all[i].id), &all[i]);
        ck_assert_ptr_eq(urt_suite_by_name(all[i].name), &all[i]);
        ck_assert_ptr_nonnull(urt_suite_hash(&all[i], all[i].max_version));
        ck_assert(all[i].min_version <= all[i].max_version);
        if (all[i].usable) {
            ck_assert(all[i].aead != NULL || all[i].mac != NULL);
            usable++;
        }
    }
    ck_assert_uint_gt(usable, 10);
    ck_assert_ptr_null(urt_suite_by_id(0xfefe));
}
END_TEST

UNIT_MAIN("tls/session", what_openssl_writes_is_read_and_written_back,
          no_mangled_session_crashes,
          a_secret_of_any_length_is_kept,
          a_host_name_with_a_nul_inside_is_refused,
          allocations_that_fail_leak_nothing,
          a_zero_is_as_good_as_nothing,
          a_session_is_fresh_until_its_timeout,
          a_ticket_opens_under_its_keys_alone,
          every_suite_is_found_by_id_and_name)
