/* PKCS#12 files made by the openssl tool (data/make-chains.sh). */
#include "chain_data.h"

#include "engine/pki/pkcs12.h"

static struct urt_buf
p12_file(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];

    snprintf(path, sizeof path, "%s/chains/%s.p12",
             dir != NULL ? dir : URT_DATA_DIR, name);
    ck_assert_msg(urt_file_read(&b, path) == URT_OK, "cannot read %s", path);
    return b;
}

START_TEST(keys_and_certificates_come_out)
{
    static const char *const names[] = {"modern", "legacy", "nomac"};

    for (size_t i = 0; i < 3; i++) {
        struct urt_buf b = p12_file(names[i]);
        struct urt_cert *leaf = chain_cert("leaf");
        size_t keys = 0, certs = 0;
        struct urt_pkcs12 *p12;
        enum urt_err err =
            urt_pkcs12_open(&p12, urt_buf_bytes(&b), URT_LITERAL("secret"));

        ck_assert_msg(err == URT_OK, "%s: %s", names[i], urt_err_text(err));
        for (size_t k = 0; k < p12->count; k++) {
            const struct urt_pkcs12_item *item = &p12->item[k];

            if (item->kind == URT_PKCS12_PRIVATE_KEY) {
                struct urt_key *key;

                keys++;
                ck_assert_int_eq(urt_cert_key(leaf, &key), URT_OK);
                ck_assert(urt_key_equal_public(item->key, key));
            }
            if (item->kind == URT_PKCS12_CERT) {
                certs++;
                if (item->has_friendly_name) {
                    ck_assert(urt_cert_equal(item->cert, leaf));
                    ck_assert(urt_bytes_equal(
                        urt_buf_bytes(&item->friendly_name),
                        URT_LITERAL("a name")));
                }
            }
        }
        ck_assert_uint_eq(keys, 1);
        ck_assert_uint_eq(certs, 2);
        urt_pkcs12_free(p12);
        urt_cert_free(leaf);
        urt_buf_free(&b);
    }
}
END_TEST

START_TEST(a_wrong_password_and_a_changed_byte_are_refused)
{
    struct urt_buf b = p12_file("modern");
    struct urt_pkcs12 *p12;

    ck_assert_int_eq(
        urt_pkcs12_open(&p12, urt_buf_bytes(&b), URT_LITERAL("wrong")),
        URT_E_MAC_MISMATCH);
    ck_assert_int_eq(
        urt_pkcs12_verify_mac(urt_buf_bytes(&b), URT_LITERAL("secret")),
        URT_OK);
    b.data[b.len / 2] ^= 1;
    ck_assert_int_ne(
        urt_pkcs12_open(&p12, urt_buf_bytes(&b), URT_LITERAL("secret")),
        URT_OK);
    for (size_t i = 0; i < b.len; i += 7)
        ck_assert_int_ne(
            urt_pkcs12_open(&p12, urt_bytes(b.data, i),
                            URT_LITERAL("secret")),
            URT_OK);
    urt_buf_free(&b);
}
END_TEST

UNIT_MAIN("pkcs12", keys_and_certificates_come_out,
          a_wrong_password_and_a_changed_byte_are_refused)
