/* Stores: subjects, duplicates, hashed directories, bundles. */
#include "chain_data.h"

#include <sys/stat.h>
#include <unistd.h>

#include "engine/pki/name.h"

static size_t
count_of(struct urt_store *store, struct urt_bytes subject)
{
    struct urt_cert_list list = {NULL, 0, 0};
    size_t n;

    ck_assert_int_eq(urt_store_find_certs(store, subject, &list), URT_OK);
    n = list.count;
    urt_cert_list_free(&list);
    return n;
}

START_TEST(a_file_that_appears_in_a_directory_is_found)
{
    char dir[] = "/tmp/urt-store-XXXXXX", path[64];
    struct urt_cert *root = chain_cert("root");
    struct urt_buf pem = chain_file("root");
    struct urt_store *store;
    FILE *f;

    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(urt_store_new(&store), URT_OK);
    ck_assert_int_eq(urt_store_add_dir(store, dir, URT_STORE_PEM), URT_OK);
    ck_assert_uint_eq(count_of(store, root->subject), 0);
    snprintf(path, sizeof path, "%s/%08x.0", dir,
             (unsigned)urt_name_hash(root->subject));
    f = fopen(path, "w");
    fwrite(pem.data, 1, pem.len, f);
    fclose(f);
    ck_assert_uint_eq(count_of(store, root->subject), 1);
    ck_assert_uint_eq(count_of(store, root->subject), 1);
    unlink(path);
    rmdir(dir);
    urt_store_free(store);
    urt_buf_free(&pem);
    urt_cert_free(root);
}
END_TEST

START_TEST(the_same_certificate_is_kept_once)
{
    struct urt_cert *root = chain_cert("root"), *fake = chain_cert("fakeroot");
    struct urt_store *store;

    ck_assert_int_eq(urt_store_new(&store), URT_OK);
    ck_assert_int_eq(urt_store_add_cert(store, root), URT_OK);
    ck_assert_int_eq(urt_store_add_cert(store, root), URT_OK);
    ck_assert_uint_eq(count_of(store, root->subject), 1);
    ck_assert_int_eq(urt_store_add_cert(store, fake), URT_OK);
    ck_assert_uint_eq(count_of(store, root->subject), 2);
    ck_assert_int_eq(urt_store_add_file(store, "/nonexistent/x",
                                        URT_STORE_PEM, URT_STORE_CERTS, NULL),
                     URT_E_SYSTEM);
    urt_store_free(store);
    urt_cert_free(root);
    urt_cert_free(fake);
}
END_TEST

UNIT_MAIN("store", a_file_that_appears_in_a_directory_is_found,
          the_same_certificate_is_kept_once)
