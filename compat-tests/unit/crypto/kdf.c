/* Key derivation against vectors: Wycheproof, RFC 7914, RFC 8448, and the
 * TLS PRF. */
#include "engine/crypto/kdf.h"

#include "unit.h"

static void
run_hkdf(const char *name, const struct urt_hash *hash)
{
    struct unit_vectors v;
    size_t n = 0;

    unit_vectors_open(&v, name);
    while (unit_vectors_next(&v)) {
        struct urt_buf ikm = unit_hex(&v, "ikm"), salt = unit_hex(&v, "salt"),
                       info = unit_hex(&v, "info"), okm = unit_hex(&v, "okm");
        size_t size = (size_t)unit_int(&v, "size");
        bool valid = strcmp(unit_text(&v, "result"), "valid") == 0;
        uint8_t prk[URT_HASH_MAX_SIZE], *out = urt_alloc(size);
        enum urt_err err;

        ck_assert_ptr_nonnull(out);
        urt_hkdf_extract(hash, prk, urt_buf_bytes(&salt),
                         urt_buf_bytes(&ikm));
        err = urt_hkdf_expand(hash, out, size, urt_bytes(prk, hash->size),
                              urt_buf_bytes(&info));
        ck_assert_msg((err == URT_OK) == valid, "%s %ld", name,
                      unit_int(&v, "id"));
        if (valid)
            ck_assert_msg(memcmp(out, okm.data, size) == 0, "%s %ld", name,
                          unit_int(&v, "id"));
        urt_free(out);
        urt_buf_free(&ikm);
        urt_buf_free(&salt);
        urt_buf_free(&info);
        urt_buf_free(&okm);
        n++;
    }
    ck_assert_uint_gt(n, 50);
}

START_TEST(hkdf_agrees_with_the_vectors)
{
    run_hkdf("hkdf_sha1.txt", &urt_hash_sha1);
    run_hkdf("hkdf_sha256.txt", &urt_hash_sha256);
    run_hkdf("hkdf_sha384.txt", &urt_hash_sha384);
    run_hkdf("hkdf_sha512.txt", &urt_hash_sha512);
}
END_TEST

static void
run_pbkdf2(const char *name, const struct urt_hash *hash)
{
    struct unit_vectors v;
    size_t n = 0;

    unit_vectors_open(&v, name);
    while (unit_vectors_next(&v)) {
        struct urt_buf password = unit_hex(&v, "password"),
                       salt = unit_hex(&v, "salt"), dk = unit_hex(&v, "dk");
        uint64_t rounds = (uint64_t)unit_int(&v, "iterationCount");
        uint8_t *out = urt_alloc(dk.len);

        ck_assert_ptr_nonnull(out);
        /* The few with millions of rounds are left out. */
        if (rounds <= 100000) {
            ck_assert_int_eq(urt_pbkdf2(hash, out, dk.len,
                                        urt_buf_bytes(&password),
                                        urt_buf_bytes(&salt), rounds),
                             URT_OK);
            ck_assert_msg(memcmp(out, dk.data, dk.len) == 0, "%s %ld", name,
                          unit_int(&v, "id"));
            n++;
        }
        urt_free(out);
        urt_buf_free(&password);
        urt_buf_free(&salt);
        urt_buf_free(&dk);
    }
    ck_assert_uint_gt(n, 50);
}

START_TEST(pbkdf2_agrees_with_the_vectors)
{
    uint8_t out[4];

    run_pbkdf2("pbkdf2_sha1.txt", &urt_hash_sha1);
    run_pbkdf2("pbkdf2_sha256.txt", &urt_hash_sha256);
    ck_assert_int_eq(urt_pbkdf2(&urt_hash_sha1, out, 4, URT_BYTES_NONE,
                                URT_BYTES_NONE, 0),
                     URT_E_ITERATIONS);
}
END_TEST

static void
expect(const uint8_t *got, const char *hex)
{
    struct urt_buf want = URT_BUF_INIT;

    ck_assert(urt_put_unhex(&want, urt_bytes(hex, strlen(hex))));
    ck_assert_mem_eq(got, want.data, want.len);
    urt_buf_free(&want);
}

/* RFC 7914, section 12 (the last, of 1 GB, is left out). */
START_TEST(scrypt_of_rfc_7914)
{
    uint8_t out[64];

    ck_assert_int_eq(urt_scrypt(out, 64, URT_BYTES_NONE, URT_BYTES_NONE, 16,
                                1, 1, 1 << 20),
                     URT_OK);
    expect(out, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede"
                "21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e2"
                "0c38d18906");
    ck_assert_int_eq(urt_scrypt(out, 64, URT_LITERAL("password"),
                                URT_LITERAL("NaCl"), 1024, 8, 16, 1 << 25),
                     URT_OK);
    expect(out, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3"
                "731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cb"
                "dfa2cc0640");
}
END_TEST

START_TEST(scrypt_refuses_what_it_must)
{
    ck_assert_int_eq(urt_scrypt_check(0, 1, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(1, 1, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(15, 1, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(65536, 1, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(2, 0, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(2, 1, 1 << 30, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check(2, UINT64_MAX, 1, UINT64_MAX),
                     URT_E_ITERATIONS);
    ck_assert_int_eq(urt_scrypt_check((uint64_t)1 << 60, 8, 1, UINT64_MAX),
                     URT_E_DATA_TOO_LARGE);
    ck_assert_int_eq(urt_scrypt_check(1024, 8, 1, 1 << 20),
                     URT_E_DATA_TOO_LARGE);
    ck_assert_int_eq(urt_scrypt_check(1024, 8, 1, 1 << 21), URT_OK);
}
END_TEST

/* RFC 8448, section 3: the early and the derived secret, and the client's
 * handshake traffic key and IV. */
START_TEST(expand_label_of_rfc_8448)
{
    uint8_t zero[32] = {0}, early[32], derived[32], empty[32], out[16];
    struct urt_buf secret = URT_BUF_INIT;

    urt_hkdf_extract(&urt_hash_sha256, early, urt_bytes(zero, 32),
                     urt_bytes(zero, 32));
    expect(early, "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10"
                  "f170f92a");
    urt_hash_digest(&urt_hash_sha256, empty, URT_BYTES_NONE);
    ck_assert_int_eq(urt_hkdf_expand_label(&urt_hash_sha256, derived, 32,
                                           urt_bytes(early, 32), "derived",
                                           urt_bytes(empty, 32)),
                     URT_OK);
    expect(derived, "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac35"
                    "76c3611ba");
    ck_assert(urt_put_unhex(
        &secret, URT_LITERAL("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e"
                             "9600746a0e27a55a21")));
    ck_assert_int_eq(urt_hkdf_expand_label(&urt_hash_sha256, out, 16,
                                           urt_buf_bytes(&secret), "key",
                                           URT_BYTES_NONE),
                     URT_OK);
    expect(out, "dbfaa693d1762c5b666af5d950258d01");
    ck_assert_int_eq(urt_hkdf_expand_label(&urt_hash_sha256, out, 12,
                                           urt_buf_bytes(&secret), "iv",
                                           URT_BYTES_NONE),
                     URT_OK);
    expect(out, "5bd3c71b836e0b76bb73265f");
    urt_buf_free(&secret);
}
END_TEST

/* The widely used PRF example for SHA-256 (100 bytes, of which the first 32
 * stand here). */
START_TEST(the_prf_of_tls_1_2)
{
    struct urt_buf secret = URT_BUF_INIT, seed = URT_BUF_INIT;
    uint8_t out[100], split[100];

    ck_assert(urt_put_unhex(&secret,
                            URT_LITERAL("9bbe436ba940f017b17652849a71db35")));
    ck_assert(urt_put_unhex(&seed,
                            URT_LITERAL("a0ba9f936cda311827a6f796ffd5198c")));
    urt_prf(&urt_hash_sha256, out, sizeof out, urt_buf_bytes(&secret),
            "test label", urt_buf_bytes(&seed), URT_BYTES_NONE);
    expect(out, "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61"
                "edb5a");
    urt_prf(&urt_hash_sha256, split, sizeof split, urt_buf_bytes(&secret),
            NULL, URT_LITERAL("test label"), urt_buf_bytes(&seed));
    ck_assert_mem_eq(out, split, sizeof out);
    urt_buf_free(&secret);
    urt_buf_free(&seed);
}
END_TEST

UNIT_MAIN("crypto/kdf", hkdf_agrees_with_the_vectors,
          pbkdf2_agrees_with_the_vectors, scrypt_of_rfc_7914,
          scrypt_refuses_what_it_must, expand_label_of_rfc_8448,
          the_prf_of_tls_1_2)
