/* CRLs, OCSP responses and PKCS#12 under failing allocations: each one fails
 * in turn; nothing crashes or leaks, and no answer is taken for another. */
#include "chain_data.h"

#include "engine/pki/ocsp.h"
#include "engine/pki/pkcs12.h"

enum { MAX_ALLOCATIONS = 3000 };

static struct urt_buf
file_of(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];

    snprintf(path, sizeof path, "%s/chains/%s",
             dir != NULL ? dir : URT_DATA_DIR, name);
    ck_assert_msg(urt_file_read(&b, path) == URT_OK, "cannot read %s", path);
    return b;
}

/* Runs FN with allocation after allocation failing. FN is true when all went
 * well, and has checked that nothing false was said when not. */
static void
fail_all(bool (*fn)(struct urt_bytes file, struct urt_bytes other),
         struct urt_buf file, struct urt_buf other)
{
    unsigned long failed = 0, nth;
    bool ok = false;

    for (nth = 1; nth < MAX_ALLOCATIONS; nth++) {
        unsigned long count;

        urt_mem_fail_nth(nth);
        ok = fn(urt_buf_bytes(&file), urt_buf_bytes(&other));
        count = urt_mem_count();
        urt_mem_fail_nth(0);
        if (count < nth)
            break;
        failed += !ok;
    }
    ck_assert(ok);
    ck_assert_uint_lt(nth, MAX_ALLOCATIONS);
    ck_assert_uint_gt(failed, 3);
    urt_buf_free(&file);
    urt_buf_free(&other);
}

/* OTHER is the issuer. */
static bool
use_crl(struct urt_bytes file, struct urt_bytes other)
{
    struct urt_cert_list certs = {NULL, 0, 0};
    struct urt_crl_list crls = {NULL, 0, 0};
    struct urt_crl_entry entry;
    struct urt_bytes rest, issuer = URT_BYTES_NONE;
    struct urt_key *key;
    enum urt_err err;
    bool found = false;

    err = urt_pem_read_certs(file, &certs, &crls);
    if (err == URT_OK)
        err = urt_pem_read_certs(other, &certs, &crls);
    if (err == URT_OK) {
        ck_assert_uint_eq(crls.count, 1);
        ck_assert_uint_eq(certs.count, 1);
        err = urt_cert_key(certs.cert[0], &key);
    }
    if (err == URT_OK)
        err = urt_crl_verify(crls.crl[0], key);
    rest = err == URT_OK ? crls.crl[0]->revoked : URT_BYTES_NONE;
    while (err == URT_OK && urt_crl_entry_take(&rest, &issuer, &entry)) {
        err = urt_crl_find(crls.crl[0], entry.serial, URT_BYTES_NONE, &found,
                           &entry);
        /* That a certificate is not listed is never an answer of despair. */
        ck_assert(err != URT_OK || found);
    }
    ck_assert_msg(err == URT_OK || err == URT_E_NOMEM, "%s",
                  urt_err_text(err));
    urt_cert_list_free(&certs);
    urt_crl_list_free(&crls);
    return err == URT_OK;
}

START_TEST(a_crl_is_read_whole_or_not_at_all)
{
    fail_all(use_crl, file_of("crl-inter.pem"), file_of("inter.pem"));
}
END_TEST

/* OTHER is the root and the intermediate. */
static bool
use_ocsp(struct urt_bytes file, struct urt_bytes other)
{
    struct urt_cert_list certs = {NULL, 0, 0};
    struct urt_ocsp_response *r = NULL;
    struct urt_store *store = NULL;
    struct urt_ocsp_single single;
    struct urt_bytes rest;
    bool ok;

    ok = urt_pem_read_certs(other, &certs, NULL) == URT_OK &&
         certs.count == 2 && urt_store_new(&store) == URT_OK &&
         urt_store_add_cert(store, certs.cert[0]) == URT_OK &&
         urt_ocsp_response_new(&r, file) == URT_OK;
    if (ok) {
        rest = r->singles;
        ck_assert(urt_ocsp_single_take(&rest, &single));
        ck_assert_int_eq(single.status, URT_OCSP_REVOKED);
        ok = urt_ocsp_verify(r, &certs, store, NULL, 0, NULL, NULL) ==
             URT_OCSP_OK;
    }
    urt_ocsp_response_free(r);
    urt_store_free(store);
    urt_cert_list_free(&certs);
    return ok;
}

/* A response signed by somebody who may not: no failure makes it good. */
static bool
use_wrong_ocsp(struct urt_bytes file, struct urt_bytes other)
{
    struct urt_cert_list certs = {NULL, 0, 0};
    struct urt_ocsp_response *r = NULL;
    enum urt_ocsp_result result = URT_OCSP_FAILURE;
    struct urt_store *store = NULL;

    if (urt_pem_read_certs(other, &certs, NULL) == URT_OK &&
        certs.count == 2 && urt_store_new(&store) == URT_OK &&
        urt_store_add_cert(store, certs.cert[0]) == URT_OK &&
        urt_ocsp_response_new(&r, file) == URT_OK)
        result = urt_ocsp_verify(r, &certs, store, NULL, 0, NULL, NULL);
    ck_assert_int_ne(result, URT_OCSP_OK);
    urt_ocsp_response_free(r);
    urt_store_free(store);
    urt_cert_list_free(&certs);
    return result == URT_OCSP_MISSING_EKU;
}

static struct urt_buf
root_and_inter(void)
{
    struct urt_buf b = file_of("root.pem"), more = file_of("inter.pem");

    urt_put_bytes(&b, urt_buf_bytes(&more));
    urt_buf_free(&more);
    return b;
}

START_TEST(an_ocsp_response_says_what_it_says)
{
    fail_all(use_ocsp, file_of("ocsp-revoked-ocsp.der"), root_and_inter());
    fail_all(use_wrong_ocsp, file_of("ocsp-good-client.der"),
             root_and_inter());
}
END_TEST

static bool
use_pkcs12(struct urt_bytes file, struct urt_bytes other)
{
    struct urt_pkcs12 *p12;
    size_t keys = 0, certs = 0;
    enum urt_err err = urt_pkcs12_open(&p12, file, other);

    ck_assert_msg(err == URT_OK || err == URT_E_NOMEM, "%s",
                  urt_err_text(err));
    if (err != URT_OK)
        return false;
    for (size_t i = 0; i < p12->count; i++) {
        keys += p12->item[i].kind == URT_PKCS12_PRIVATE_KEY;
        certs += p12->item[i].kind == URT_PKCS12_CERT;
    }
    ck_assert_uint_eq(keys, 1);
    ck_assert_uint_eq(certs, 2);
    urt_pkcs12_free(p12);
    return true;
}

START_TEST(a_pkcs12_file_is_opened_whole_or_not_at_all)
{
    static const char *const names[] = {"modern.p12", "legacy.p12",
                                        "nomac.p12"};

    for (size_t i = 0; i < 3; i++) {
        struct urt_buf password = URT_BUF_INIT;

        urt_put_text(&password, "secret");
        fail_all(use_pkcs12, file_of(names[i]), password);
    }
}
END_TEST

UNIT_MAIN("pki/nomem", a_crl_is_read_whole_or_not_at_all,
          an_ocsp_response_says_what_it_says,
          a_pkcs12_file_is_opened_whole_or_not_at_all)
