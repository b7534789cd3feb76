/* Signatures and key agreement against Project Wycheproof, and numbers that
 * would end the process if they got to GMP or Nettle. */
#include "unit.h"

#include "engine/crypto/bignum.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/keyfile.h"
#include "engine/crypto/sig.h"

/* Every vector of a file is verified: valid ones must, invalid ones must not,
 * acceptable ones may. */
static void
verify_file(const char *file, enum urt_padding padding)
{
    struct unit_vectors v;
    size_t valid = 0, invalid = 0;

    unit_vectors_open(&v, file);
    while (unit_vectors_next(&v)) {
        struct urt_buf spki = unit_hex(&v, "spki"), msg = unit_hex(&v, "msg");
        struct urt_buf sig = unit_hex(&v, "sig");
        const char *hash = unit_text(&v, "hash");
        const char *result = unit_text(&v, "result");
        struct urt_sig_params params = {
            padding, hash != NULL ? urt_hash_by_name(hash) : NULL, NULL,
            unit_text(&v, "salt") != NULL ? (int)unit_int(&v, "salt") : 0};
        struct urt_key *key = NULL;
        enum urt_err err = urt_key_from_spki(&key, urt_buf_bytes(&spki));

        ck_assert_msg(err == URT_OK, "%s: key: %s", unit_text(&v, "name"),
                      urt_err_text(err));
        err = urt_sig_verify(key, &params, urt_buf_bytes(&msg),
                             urt_buf_bytes(&sig));
        if (strcmp(result, "valid") == 0) {
            ck_assert_msg(err == URT_OK, "%s: %s", unit_text(&v, "name"),
                          urt_err_text(err));
            valid++;
        } else if (strcmp(result, "invalid") == 0) {
            ck_assert_msg(err == URT_E_SIGNATURE_BAD ||
                              err == URT_E_SIGNATURE_DECODE,
                          "%s: %s", unit_text(&v, "name"), urt_err_text(err));
            invalid++;
        }
        urt_key_free(key);
        urt_buf_free(&spki);
        urt_buf_free(&msg);
        urt_buf_free(&sig);
    }
    ck_assert(valid > 5 && invalid > 5);
}

START_TEST(ecdsa_agrees_with_wycheproof)
{
    verify_file("wycheproof_ecdsa.txt", URT_PADDING_PKCS1);
}
END_TEST

START_TEST(eddsa_agrees_with_wycheproof)
{
    verify_file("wycheproof_eddsa.txt", URT_PADDING_PKCS1);
}
END_TEST

START_TEST(rsa_pkcs1_agrees_with_wycheproof)
{
    verify_file("wycheproof_rsa_pkcs1.txt", URT_PADDING_PKCS1);
}
END_TEST

START_TEST(rsa_pss_agrees_with_wycheproof)
{
    verify_file("wycheproof_rsa_pss.txt", URT_PADDING_PSS);
}
END_TEST

START_TEST(x25519_and_x448_agree_with_wycheproof)
{
    struct unit_vectors v;
    size_t count = 0;

    unit_vectors_open(&v, "wycheproof_xdh.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf pub = unit_hex(&v, "public");
        struct urt_buf priv = unit_hex(&v, "private");
        struct urt_buf shared = unit_hex(&v, "shared");
        struct urt_buf out = URT_BUF_INIT;
        enum urt_key_type type =
            strcmp(unit_text(&v, "curve"), "curve448") == 0 ? URT_KEY_X448
                                                            : URT_KEY_X25519;
        struct urt_raw_parts a = {.priv = urt_buf_bytes(&priv)};
        struct urt_raw_parts b = {.pub = urt_buf_bytes(&pub)};
        struct urt_key *own = NULL, *peer = NULL;
        enum urt_err err = urt_key_new_raw(&own, type, &a);
        bool zero = urt_num_bits(urt_buf_bytes(&shared)) == 0;

        ck_assert_int_eq(err, URT_OK);
        err = urt_key_new_raw(&peer, type, &b);
        if (err == URT_OK)
            err = urt_key_derive(own, peer, true, &out);
        if (strcmp(unit_text(&v, "result"), "valid") == 0)
            ck_assert_msg(err == URT_OK, "%s", unit_text(&v, "name"));
        if (zero)
            ck_assert_msg(err != URT_OK, "%s", unit_text(&v, "name"));
        if (err == URT_OK)
            ck_assert_msg(urt_bytes_equal(urt_buf_bytes(&out),
                                          urt_buf_bytes(&shared)),
                          "%s", unit_text(&v, "name"));
        urt_key_free(own);
        urt_key_free(peer);
        urt_buf_free(&pub);
        urt_buf_free(&priv);
        urt_buf_free(&shared);
        urt_buf_free(&out);
        count++;
    }
    ck_assert(count > 50);
}
END_TEST

START_TEST(ecdh_agrees_with_wycheproof)
{
    struct unit_vectors v;
    size_t valid = 0, invalid = 0;

    unit_vectors_open(&v, "wycheproof_ecdh.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf pub = unit_hex(&v, "public");
        struct urt_buf priv = unit_hex(&v, "private");
        struct urt_buf shared = unit_hex(&v, "shared");
        struct urt_buf out = URT_BUF_INIT;
        const struct urt_group *g =
            urt_group_by_name(unit_text(&v, "curve"));
        enum urt_err err;

        ck_assert_ptr_nonnull(g);
        err = urt_ec_shared_x(&out, g,
                              urt_num_strip(urt_buf_bytes(&priv)),
                              urt_buf_bytes(&pub));
        if (strcmp(unit_text(&v, "result"), "invalid") == 0) {
            ck_assert_msg(err != URT_OK, "%s", unit_text(&v, "name"));
            invalid++;
        } else if (strcmp(unit_text(&v, "result"), "valid") == 0) {
            ck_assert_msg(err == URT_OK &&
                              urt_bytes_equal(urt_buf_bytes(&out),
                                              urt_buf_bytes(&shared)),
                          "%s", unit_text(&v, "name"));
            valid++;
        }
        urt_buf_free(&pub);
        urt_buf_free(&priv);
        urt_buf_free(&shared);
        urt_buf_free(&out);
    }
    ck_assert(valid > 5 && invalid > 5);
}
END_TEST

START_TEST(moduli_that_would_abort_are_refused)
{
    uint8_t n[256], e[1] = {3}, even_e[1] = {2};
    struct urt_key *key = NULL;
    struct urt_rsa_parts r = {.n = {n, sizeof n}, .e = {e, 1}};
    struct urt_dh_parts d = {.p = {n, sizeof n}, .g = {even_e, 1}};
    struct urt_buf out = URT_BUF_INIT;

    memset(n, 0xff, sizeof n);
    ck_assert_int_eq(urt_key_new_rsa(&key, &r), URT_OK);
    urt_key_free(key);
    r.e = urt_bytes(even_e, 1);
    ck_assert_int_eq(urt_key_new_rsa(&key, &r), URT_E_KEY_RANGE);
    r.e = urt_bytes(e, 1);
    n[255] = 0xfe;
    ck_assert_int_eq(urt_key_new_rsa(&key, &r), URT_E_KEY_RANGE);
    ck_assert_int_eq(urt_key_new_dh(&key, &d), URT_E_KEY_RANGE);
    ck_assert_int_ne(urt_num_powm(&out, r.e, r.e, r.n), URT_OK);
    ck_assert_int_ne(urt_num_powm_sec(&out, r.e, r.e, r.n), URT_OK);
    memset(n, 0, sizeof n);
    ck_assert_int_eq(urt_key_new_rsa(&key, &r), URT_E_KEY_SIZE);
    ck_assert_int_eq(urt_key_new_dh(&key, &d), URT_E_KEY_SIZE);
    ck_assert_int_ne(urt_num_powm(&out, r.e, r.e, r.n), URT_OK);
    ck_assert_ptr_null(key);
}
END_TEST

START_TEST(every_group_agrees_and_refuses_degenerate_shares)
{
    for (size_t i = 0; urt_groups[i] != NULL; i++) {
        const struct urt_group *g = urt_groups[i];
        struct urt_buf share = URT_BUF_INIT, x = URT_BUF_INIT;
        struct urt_buf y = URT_BUF_INIT, other = URT_BUF_INIT;
        struct urt_kex *a, *b;

        ck_assert_int_eq(urt_kex_generate(&a, g), URT_OK);
        ck_assert_int_eq(urt_kex_generate(&b, g), URT_OK);
        urt_kex_put_public(&share, a);
        urt_kex_put_public(&other, b);
        ck_assert_uint_eq(share.len, g->share_size);
        ck_assert_int_eq(urt_kex_derive(b, urt_buf_bytes(&share), &x),
                         URT_OK);
        ck_assert_int_eq(urt_kex_derive(a, urt_buf_bytes(&other), &y),
                         URT_OK);
        ck_assert(urt_bytes_equal(urt_buf_bytes(&x), urt_buf_bytes(&y)));
        ck_assert_uint_eq(x.len, g->secret_size);
        memset(share.data, 0, share.len);
        ck_assert_int_ne(urt_kex_derive(b, urt_buf_bytes(&share), &x),
                         URT_OK);
        if (g->kind == URT_GROUP_EC) {
            other.data[0] = 4;
            other.data[other.len - 1] ^= 1;
            ck_assert_int_eq(urt_kex_derive(a, urt_buf_bytes(&other), &x),
                             URT_E_POINT_INVALID);
        }
        ck_assert_int_ne(urt_kex_derive(b, URT_BYTES_NONE, &x), URT_OK);
        urt_kex_free(a);
        urt_kex_free(b);
        urt_buf_free(&share);
        urt_buf_free(&other);
        urt_buf_free(&x);
        urt_buf_free(&y);
    }
}
END_TEST

START_TEST(dsa_signs_what_it_verifies)
{
    struct urt_key *params = NULL, *key = NULL;
    struct urt_progress silent = {NULL, NULL};
    struct urt_buf sig = URT_BUF_INIT;
    uint8_t digest[32] = {1, 2, 3};

    ck_assert_int_eq(urt_key_generate_dsa_params(&params, 1024, 160, silent),
                     URT_OK);
    ck_assert_int_eq(urt_key_generate_dsa(&key, params), URT_OK);
    ck_assert_int_eq(urt_key_check(key), URT_OK);
    ck_assert_int_eq(
        urt_sig_sign_digest(key, NULL, urt_bytes(digest, 32), &sig), URT_OK);
    ck_assert_int_eq(urt_sig_verify_digest(key, NULL, urt_bytes(digest, 32),
                                           urt_buf_bytes(&sig)),
                     URT_OK);
    digest[0] ^= 1;
    ck_assert_int_eq(urt_sig_verify_digest(key, NULL, urt_bytes(digest, 32),
                                           urt_buf_bytes(&sig)),
                     URT_E_SIGNATURE_BAD);
    urt_buf_free(&sig);
    urt_key_free(key);
    urt_key_free(params);
}
END_TEST

/* RFC 5246, 7.4.7.1: whatever is wrong, the fallback comes out and no error. */
START_TEST(a_bad_premaster_gives_the_fallback)
{
    struct urt_progress silent = {NULL, NULL};
    struct urt_rsa_crypt how = {.padding = URT_PADDING_PKCS1};
    uint8_t plain[48] = {3, 3, 7}, fallback[48] = {9}, out[48];
    struct urt_buf cipher = URT_BUF_INIT;
    struct urt_key *key = NULL;

    ck_assert_int_eq(urt_key_generate_rsa(&key, 1024, URT_BYTES_NONE, false,
                                          NULL, silent),
                     URT_OK);
    ck_assert_int_eq(urt_rsa_encrypt(key, &how, urt_bytes(plain, 48),
                                     &cipher),
                     URT_OK);
    ck_assert_int_eq(urt_rsa_decrypt_premaster(key, urt_buf_bytes(&cipher),
                                               0x0303, 0, fallback, out),
                     URT_OK);
    ck_assert_mem_eq(out, plain, 48);
    ck_assert_int_eq(urt_rsa_decrypt_premaster(key, urt_buf_bytes(&cipher),
                                               0x0302, 0, fallback, out),
                     URT_OK);
    ck_assert_mem_eq(out, fallback, 48);
    urt_buf_clear(&cipher);
    ck_assert_int_eq(urt_rsa_encrypt(key, &how, urt_bytes(plain, 47),
                                     &cipher),
                     URT_OK);
    ck_assert_int_eq(urt_rsa_decrypt_premaster(key, urt_buf_bytes(&cipher),
                                               0x0303, 0, fallback, out),
                     URT_OK);
    ck_assert_mem_eq(out, fallback, 48);
    urt_buf_free(&cipher);
    urt_key_free(key);
}
END_TEST

/* RFC 4055, 3.1: what an RSASSA-PSS key says of hash, mask and salt binds. */
START_TEST(a_pss_key_is_used_within_its_limits)
{
    const struct {
        struct urt_sig_params params;
        enum urt_err err;
    } cases[] = {
        {{URT_PADDING_PSS, &urt_hash_sha256, .salt_len = 40},
         URT_OK},
        {{URT_PADDING_PSS, &urt_hash_sha256, .salt_len = 64},
         URT_OK},
        {{URT_PADDING_PSS, &urt_hash_sha256, .salt_len = URT_SALT_MAX},
         URT_OK},
        {{URT_PADDING_PSS, &urt_hash_sha256, .salt_len = 39},
         URT_E_KEY_TYPE},
        {{URT_PADDING_PSS, &urt_hash_sha256, .salt_len = URT_SALT_DIGEST},
         URT_E_KEY_TYPE},
        {{URT_PADDING_PSS, &urt_hash_sha384, .salt_len = 48},
         URT_E_KEY_TYPE},
        {{URT_PADDING_PSS, &urt_hash_sha256, &urt_hash_sha1, .salt_len = 40},
         URT_E_KEY_TYPE},
        {{URT_PADDING_PKCS1, &urt_hash_sha256}, URT_E_KEY_TYPE},
    };
    struct urt_progress silent = {NULL, NULL};
    struct urt_key *plain = NULL, *key = NULL;
    struct urt_rsa_parts parts;

    ck_assert_int_eq(urt_key_generate_rsa(&plain, 1024, URT_BYTES_NONE,
                                          false, NULL, silent),
                     URT_OK);
    parts = *urt_key_rsa(plain);
    parts.pss = true;
    parts.limits = (struct urt_pss_limits){&urt_hash_sha256, &urt_hash_sha256,
                                           40};
    ck_assert_int_eq(urt_key_new_rsa(&key, &parts), URT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct urt_buf sig = URT_BUF_INIT;

        ck_assert_msg(urt_sig_sign(key, &cases[i].params,
                                   URT_LITERAL("message"),
                                   &sig) == cases[i].err,
                      "case %zu", i);
        urt_buf_clear(&sig);
        /* What another key of the same numbers signed. */
        ck_assert_int_eq(urt_sig_sign(plain, &cases[i].params,
                                      URT_LITERAL("message"), &sig),
                         URT_OK);
        ck_assert_msg(urt_sig_verify(key, &cases[i].params,
                                     URT_LITERAL("message"),
                                     urt_buf_bytes(&sig)) == cases[i].err,
                      "case %zu", i);
        urt_buf_free(&sig);
    }
    urt_key_free(key);
    urt_key_free(plain);
}
END_TEST

UNIT_MAIN("sig", ecdsa_agrees_with_wycheproof, eddsa_agrees_with_wycheproof,
          rsa_pkcs1_agrees_with_wycheproof, rsa_pss_agrees_with_wycheproof,
          x25519_and_x448_agree_with_wycheproof, ecdh_agrees_with_wycheproof,
          moduli_that_would_abort_are_refused,
          every_group_agrees_and_refuses_degenerate_shares,
          dsa_signs_what_it_verifies, a_pss_key_is_used_within_its_limits,
          a_bad_premaster_gives_the_fallback)
