/* OCSP responses made by the openssl tool (data/make-chains.sh): status, the
 * signer's right to speak, tampering, validity. */
#include "chain_data.h"

#include "engine/pki/ocsp.h"

static struct urt_buf
response_file(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];

    snprintf(path, sizeof path, "%s/chains/%s.der",
             dir != NULL ? dir : URT_DATA_DIR, name);
    ck_assert_msg(urt_file_read(&b, path) == URT_OK, "cannot read %s", path);
    return b;
}

static void
add(struct urt_cert_list *list, const char *name)
{
    struct urt_cert *c = chain_cert(name);

    ck_assert_int_eq(urt_cert_list_add(list, c), URT_OK);
    urt_cert_free(c);
}

static enum urt_ocsp_result
verify(struct urt_bytes der, unsigned long flags)
{
    struct urt_ocsp_response *r;
    struct urt_cert_list others = {NULL, 0, 0};
    struct urt_cert *root = chain_cert("root");
    struct urt_store *store;
    enum urt_ocsp_result result;

    if (urt_ocsp_response_new(&r, der) != URT_OK) {
        urt_cert_free(root);
        return URT_OCSP_FAILURE;
    }
    add(&others, "inter");
    ck_assert_int_eq(urt_store_new(&store), URT_OK);
    ck_assert_int_eq(urt_store_add_cert(store, root), URT_OK);
    result = urt_ocsp_verify(r, &others, store, NULL, flags, NULL, NULL);
    urt_store_free(store);
    urt_cert_list_free(&others);
    urt_ocsp_response_free(r);
    urt_cert_free(root);
    return result;
}

START_TEST(who_may_speak)
{
    static const struct {
        const char *name;
        enum urt_ocsp_result want;
    } rows[] = {
        {"ocsp-good-inter", URT_OCSP_OK},
        {"ocsp-good-ocsp", URT_OCSP_OK},
        {"ocsp-good-client", URT_OCSP_MISSING_EKU},
        {"ocsp-revoked-inter", URT_OCSP_OK},
        {"ocsp-revoked-ocsp", URT_OCSP_OK},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct urt_buf b = response_file(rows[i].name);

        ck_assert_msg(verify(urt_buf_bytes(&b), 0) == rows[i].want, "%s: %d",
                      rows[i].name, verify(urt_buf_bytes(&b), 0));
        ck_assert_int_eq(verify(urt_buf_bytes(&b), URT_OCSP_NOCHECKS),
                         URT_OCSP_OK);
        urt_buf_free(&b);
    }
}
END_TEST

START_TEST(what_it_says_of_a_certificate)
{
    struct urt_cert *leaf = chain_cert("leaf"), *inter = chain_cert("inter");
    struct urt_buf id_der = URT_BUF_INIT;
    struct urt_ocsp_single single;
    struct urt_ocsp_response *r;
    struct urt_ocsp_id id;
    struct urt_buf b;

    ck_assert_int_eq(urt_ocsp_id_put(&id_der, &urt_hash_sha1, inter->subject,
                                     inter->spki_bits, leaf->serial),
                     URT_OK);
    ck_assert(urt_ocsp_id_read(&id, urt_buf_bytes(&id_der)));

    b = response_file("ocsp-good-ocsp");
    ck_assert_int_eq(urt_ocsp_response_new(&r, urt_buf_bytes(&b)), URT_OK);
    ck_assert(urt_ocsp_find(r, &id, &single));
    ck_assert_int_eq(single.status, URT_OCSP_GOOD);
    ck_assert(single.has_next_update);
    ck_assert_int_eq(
        urt_ocsp_check_validity(&single.this_update, &single.next_update,
                                single.this_update.seconds + 5, 0, -1),
        URT_OCSP_VALID);
    ck_assert_int_eq(
        urt_ocsp_check_validity(&single.this_update, &single.next_update,
                                single.this_update.seconds - 5, 1, -1),
        URT_OCSP_NOT_YET_VALID);
    ck_assert_int_eq(
        urt_ocsp_check_validity(&single.this_update, &single.next_update,
                                single.next_update.seconds + 5, 1, -1),
        URT_OCSP_EXPIRED);
    ck_assert_int_eq(
        urt_ocsp_check_validity(&single.this_update, &single.next_update,
                                single.this_update.seconds + 50, 1, 20),
        URT_OCSP_TOO_OLD);
    urt_ocsp_response_free(r);
    urt_buf_free(&b);

    b = response_file("ocsp-revoked-inter");
    ck_assert_int_eq(urt_ocsp_response_new(&r, urt_buf_bytes(&b)), URT_OK);
    ck_assert(urt_ocsp_find(r, &id, &single));
    ck_assert_int_eq(single.status, URT_OCSP_REVOKED);
    ck_assert_int_eq(single.reason, 1);
    ck_assert_int_eq(single.revoked_at.seconds, 1590969600);
    urt_ocsp_response_free(r);
    urt_buf_free(&b);
    urt_buf_free(&id_der);
    urt_cert_free(leaf);
    urt_cert_free(inter);
}
END_TEST

START_TEST(no_changed_byte_of_what_is_signed_passes)
{
    struct urt_buf b = response_file("ocsp-good-inter");
    struct urt_ocsp_response *r;
    size_t from, len;

    ck_assert_int_eq(urt_ocsp_response_new(&r, urt_buf_bytes(&b)), URT_OK);
    from = (size_t)(r->tbs.data - r->der.data);
    len = r->tbs.len;
    urt_ocsp_response_free(r);
    for (size_t i = 0; i < len; i += 3) {
        b.data[from + i] ^= 1;
        ck_assert_msg(verify(urt_buf_bytes(&b), 0) != URT_OCSP_OK, "%zu", i);
        b.data[from + i] ^= 1;
    }
    for (size_t i = 0; i < b.len; i++)
        ck_assert_int_ne(verify(urt_bytes(b.data, i), 0), URT_OCSP_OK);
    urt_buf_free(&b);
}
END_TEST

UNIT_MAIN("ocsp", who_may_speak, what_it_says_of_a_certificate,
          no_changed_byte_of_what_is_signed_passes)
