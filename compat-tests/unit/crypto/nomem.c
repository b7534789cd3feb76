/* Keys under failing allocations: each allocation of reading, writing,
 * deriving, signing and verifying fails in turn. Nothing crashes, nothing
 * leaks (the sanitizer looks), and the error is that of no memory, or the
 * work was done without what failed. */
#include "unit.h"

#include "engine/crypto/keyfile.h"
#include "engine/crypto/sig.h"

enum { MAX_ALLOCATIONS = 3000 };

static enum urt_err
give_password(void *arg, struct urt_buf *out)
{
    urt_put_bytes(out, URT_LITERAL("secret"));
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

static struct urt_buf
key_file(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];
    FILE *f;
    int ch;

    snprintf(path, sizeof path, "%s/keys/%s",
             dir != NULL ? dir : URT_DATA_DIR, name);
    f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "cannot open %s", path);
    while ((ch = getc(f)) != EOF)
        urt_put_u8(&b, (uint8_t)ch);
    fclose(f);
    return b;
}

static enum urt_err
sign_and_verify(const struct urt_key *key)
{
    struct urt_sig_params params = {.hash = &urt_hash_sha256,
                                    .padding = URT_PADDING_PKCS1};
    struct urt_buf sig = URT_BUF_INIT;
    enum urt_err err;

    if (urt_key_type(key) == URT_KEY_RSA_PSS) {
        params.padding = URT_PADDING_PSS;
        params.mgf_hash = &urt_hash_sha512;
        params.salt_len = URT_SALT_DIGEST;
    }
    err = urt_sig_sign(key, &params, URT_LITERAL("message"), &sig);
    if (err == URT_OK)
        err = urt_sig_verify(key, &params, URT_LITERAL("message"),
                             urt_buf_bytes(&sig));
    urt_buf_free(&sig);
    return err;
}

static enum urt_err
write_and_read(const struct urt_key *key)
{
    struct urt_pbe pbe = {.scheme = URT_PBE_PBES2_PBKDF2,
                          .cipher = "aes-256-cbc",
                          .iterations = 2};
    struct urt_password password = {give_password, NULL};
    struct urt_buf b = URT_BUF_INIT;
    struct urt_key *again = NULL;
    enum urt_err err;

    err = urt_keyfile_put_pem(&b, key, &pbe, URT_LITERAL("secret"));
    if (err == URT_OK)
        err = urt_keyfile_read(&again, urt_buf_bytes(&b), password);
    if (err == URT_OK)
        ck_assert(urt_key_equal_public(key, again));
    urt_key_free(again);
    again = NULL;
    urt_buf_free(&b);
    if (err == URT_OK)
        err = urt_key_put_spki(&b, key);
    if (err == URT_OK)
        err = urt_key_from_spki(&again, urt_buf_bytes(&b));
    urt_key_free(again);
    urt_buf_free(&b);
    return err;
}

static enum urt_err
use(struct urt_bytes file)
{
    struct urt_password password = {give_password, NULL};
    struct urt_buf secret = URT_BUF_INIT;
    struct urt_key *key = NULL;
    enum urt_err err = urt_keyfile_read(&key, file, password);

    if (err != URT_OK)
        return err;
    err = urt_key_check(key);
    if (err == URT_OK)
        err = write_and_read(key);
    if (err == URT_OK && urt_key_type(key) != URT_KEY_DH &&
        urt_key_type(key) != URT_KEY_X25519 &&
        urt_key_type(key) != URT_KEY_X448)
        err = sign_and_verify(key);
    else if (err == URT_OK)
        err = urt_key_derive(key, key, true, &secret);
    urt_buf_free(&secret);
    urt_key_free(key);
    return err;
}

static const char *const files[] = {
    "rsa.pem",       "pss-sha256.pem",    "ec256.pem",
    "ec521.pem",     "ed25519.pem",       "ed448.pem",
    "x25519.pem",    "x448.pem",          "dsa.pem",
    "dh.pem",        "ec-p8-aes256.pem",  "ec-p8-scrypt.pem",
    "ec-p8-pbe-3des.pem", "rsa-trad-aes-128-cbc.pem",
    "ec-trad-aes128.pem", "dsa-trad.der",
};

START_TEST(no_allocation_is_trusted)
{
    struct urt_buf file = key_file(files[_i]);
    unsigned long failed = 0, nth;
    enum urt_err err;

    for (nth = 1; nth < MAX_ALLOCATIONS; nth++) {
        unsigned long count;

        urt_mem_fail_nth(nth);
        err = use(urt_buf_bytes(&file));
        count = urt_mem_count();
        urt_mem_fail_nth(0);
        if (count < nth)
            break;
        ck_assert_msg(err == URT_OK || err == URT_E_NOMEM, "%s, %lu: %s",
                      files[_i], nth, urt_err_text(err));
        failed += err == URT_E_NOMEM;
    }
    ck_assert_msg(err == URT_OK, "%s: %s", files[_i], urt_err_text(err));
    ck_assert_uint_lt(nth, MAX_ALLOCATIONS);
    ck_assert_uint_gt(failed, 5);
    urt_buf_free(&file);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("crypto/nomem");
    TCase *tc = tcase_create("crypto/nomem");
    SRunner *sr;
    int failed;

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, no_allocation_is_trusted, 0,
                        sizeof files / sizeof *files);
    suite_add_tcase(s, tc);
    sr = srunner_create(s);
    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
