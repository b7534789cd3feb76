/* CBC with padding against vectors; streaming modes cut anywhere; CMAC and
 * key wrap of their RFCs. */
#include "engine/crypto/cipher.h"

#include "engine/crypto/cmac.h"
#include "engine/crypto/keywrap.h"
#include "unit.h"

START_TEST(cbc_with_padding_agrees_with_the_vectors)
{
    struct unit_vectors v;
    size_t n = 0;

    unit_vectors_open(&v, "aes_cbc_pkcs7.txt");
    while (unit_vectors_next(&v)) {
        struct urt_buf key = unit_hex(&v, "key"), iv = unit_hex(&v, "iv"),
                       msg = unit_hex(&v, "msg"), ct = unit_hex(&v, "ct"),
                       out = URT_BUF_INIT;
        const struct urt_cipher *c = key.len == 16   ? &urt_cipher_aes_128_cbc
                                     : key.len == 24 ? &urt_cipher_aes_192_cbc
                                                     : &urt_cipher_aes_256_cbc;
        bool valid = strcmp(unit_text(&v, "result"), "valid") == 0;
        enum urt_err err;

        err = urt_cipher_cbc_open(c, &out, urt_buf_bytes(&key),
                                  urt_buf_bytes(&iv), urt_buf_bytes(&ct));
        ck_assert_msg((err == URT_OK) == valid, "vector %ld",
                      unit_int(&v, "id"));
        if (valid) {
            ck_assert(
                urt_bytes_equal(urt_buf_bytes(&out), urt_buf_bytes(&msg)));
            urt_buf_clear(&out);
            ck_assert_int_eq(
                urt_cipher_cbc_seal(c, &out, urt_buf_bytes(&key),
                                    urt_buf_bytes(&iv), urt_buf_bytes(&msg)),
                URT_OK);
            ck_assert(
                urt_bytes_equal(urt_buf_bytes(&out), urt_buf_bytes(&ct)));
        } else {
            ck_assert_uint_eq(out.len, 0);
        }
        urt_buf_free(&key);
        urt_buf_free(&iv);
        urt_buf_free(&msg);
        urt_buf_free(&ct);
        urt_buf_free(&out);
        n++;
    }
    ck_assert_uint_gt(n, 100);
}
END_TEST

START_TEST(keystreams_do_not_depend_on_the_cut)
{
    static const struct urt_cipher *const rows[] = {
        &urt_cipher_aes_128_ctr,     &urt_cipher_aes_256_cfb,
        &urt_cipher_aes_128_ofb,     &urt_cipher_aes_192_cfb8,
        &urt_cipher_des_ede3_cfb,    &urt_cipher_chacha20,
        &urt_cipher_rc4,             &urt_cipher_camellia_256_ctr,
        &urt_cipher_aes_128_cfb1,    &urt_cipher_bf_ofb,
    };
    uint8_t key[32], iv[16], data[200], whole[200], cut[200], back[200];

    memset(key, 7, sizeof key);
    memset(iv, 0xff, sizeof iv);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)i;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct urt_bytes k = urt_bytes(key, rows[r]->key_size);
        struct urt_bytes v = urt_bytes(iv, rows[r]->iv_size);
        struct urt_cipher_ctx ctx;

        ck_assert_int_eq(urt_cipher_init(&ctx, rows[r], k, v, true), URT_OK);
        ck_assert_int_eq(urt_cipher_update(&ctx, whole, data, sizeof data),
                         URT_OK);
        for (size_t step = 1; step < 70; step += 3) {
            ck_assert_int_eq(urt_cipher_init(&ctx, rows[r], k, v, true),
                             URT_OK);
            for (size_t i = 0; i < sizeof data; i += step) {
                size_t n = sizeof data - i < step ? sizeof data - i : step;

                ck_assert_int_eq(
                    urt_cipher_update(&ctx, cut + i, data + i, n), URT_OK);
            }
            ck_assert_msg(memcmp(whole, cut, sizeof whole) == 0, "%s by %zu",
                          rows[r]->name, step);
        }
        ck_assert_int_eq(urt_cipher_init(&ctx, rows[r], k, v, false), URT_OK);
        ck_assert_int_eq(urt_cipher_update(&ctx, back, whole, sizeof back),
                         URT_OK);
        ck_assert_mem_eq(back, data, sizeof back);
        urt_cipher_wipe(&ctx);
    }
}
END_TEST

START_TEST(wrong_lengths_are_refused)
{
    uint8_t key[64] = {0}, out[32];
    struct urt_cipher_ctx ctx;

    ck_assert_int_eq(urt_cipher_init(&ctx, &urt_cipher_aes_128_cbc,
                                     urt_bytes(key, 15), urt_bytes(key, 16),
                                     true),
                     URT_E_MISUSE);
    ck_assert_int_eq(urt_cipher_init(&ctx, &urt_cipher_aes_128_cbc,
                                     urt_bytes(key, 16), urt_bytes(key, 15),
                                     true),
                     URT_E_MISUSE);
    ck_assert_int_eq(urt_cipher_init(&ctx, &urt_cipher_cast5_cbc,
                                     urt_bytes(key, 4), urt_bytes(key, 8),
                                     true),
                     URT_E_MISUSE);
    ck_assert_int_eq(urt_cipher_init(&ctx, &urt_cipher_aes_128_cbc,
                                     urt_bytes(key, 16), urt_bytes(key, 16),
                                     true),
                     URT_OK);
    ck_assert_int_eq(urt_cipher_update(&ctx, out, key, 17), URT_E_MISUSE);
}
END_TEST

static void
expect(const uint8_t *got, size_t len, const char *hex)
{
    struct urt_buf b = URT_BUF_INIT;

    urt_put_hex(&b, urt_bytes(got, len));
    ck_assert_msg(b.len == strlen(hex) && memcmp(b.data, hex, b.len) == 0,
                  "%.*s", (int)b.len, (const char *)b.data);
    urt_buf_free(&b);
}

/* RFC 4493, section 4. */
START_TEST(cmac_of_rfc_4493)
{
    static const struct {
        size_t len;
        const char *mac;
    } cases[] = {
        {0, "bb1d6929e95937287fa37d129b756746"},
        {16, "070a16b46b4d4144f79bdd9dd04a287c"},
        {40, "dfa66747de9ae63030ca32611497c827"},
        {64, "51f0bebf7e3b9d92fc49741779363cfe"},
    };
    struct urt_buf key = URT_BUF_INIT, m = URT_BUF_INIT;
    struct urt_cmac c;
    uint8_t out[16];

    ck_assert(urt_put_unhex(&key,
                            URT_LITERAL("2b7e151628aed2a6abf7158809cf4f3c")));
    ck_assert(urt_put_unhex(
        &m, URT_LITERAL("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb7"
                        "6fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445"
                        "df4f9b17ad2b417be66c3710")));
    ck_assert_int_eq(
        urt_cmac_init(&c, &urt_block_aes128, urt_buf_bytes(&key)), URT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < cases[i].len; k++)
            urt_cmac_update(&c, urt_bytes(m.data + k, 1));
        urt_cmac_final(&c, out);
        expect(out, 16, cases[i].mac);
    }
    urt_cmac_wipe(&c);
    urt_buf_free(&key);
    urt_buf_free(&m);
}
END_TEST

/* RFC 3394, sections 4.1 and 4.6. */
START_TEST(key_wrap_of_rfc_3394)
{
    uint8_t kek[32], data[32], out[40], back[32];

    for (size_t i = 0; i < 32; i++) {
        kek[i] = (uint8_t)i;
        data[i] = (uint8_t)(i < 16 ? i * 0x11 : i - 16);
    }
    ck_assert_int_eq(
        urt_keywrap(out, urt_bytes(kek, 16), NULL, urt_bytes(data, 16)),
        URT_OK);
    expect(out, 24, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
    ck_assert_int_eq(
        urt_keywrap(out, urt_bytes(kek, 32), NULL, urt_bytes(data, 32)),
        URT_OK);
    expect(out, 40,
           "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326"
           "cbc7f0e71a99f43bfb988b9b7a02dd21");
    ck_assert_int_eq(
        urt_keyunwrap(back, urt_bytes(kek, 32), NULL, urt_bytes(out, 40)),
        URT_OK);
    ck_assert_mem_eq(back, data, 32);
    out[3] ^= 1;
    ck_assert_int_eq(
        urt_keyunwrap(back, urt_bytes(kek, 32), NULL, urt_bytes(out, 40)),
        URT_E_DECRYPT_FAILED);
}
END_TEST

UNIT_MAIN("crypto/cipher", cbc_with_padding_agrees_with_the_vectors,
          keystreams_do_not_depend_on_the_cut, wrong_lengths_are_refused,
          cmac_of_rfc_4493, key_wrap_of_rfc_3394)
