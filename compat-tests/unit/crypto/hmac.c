/* HMAC against vectors; a key is used for several messages. */
#include "engine/crypto/hmac.h"

#include "unit.h"

static void
run_file(const char *name, const struct urt_hash *hash)
{
    struct unit_vectors v;
    size_t n = 0;

    unit_vectors_open(&v, name);
    while (unit_vectors_next(&v)) {
        struct urt_buf key = unit_hex(&v, "key"), msg = unit_hex(&v, "msg"),
                       tag = unit_hex(&v, "tag");
        size_t size = (size_t)unit_int(&v, "tagSize") / 8;
        bool valid = strcmp(unit_text(&v, "result"), "valid") == 0;
        uint8_t out[URT_HASH_MAX_SIZE];
        struct urt_hmac h;

        urt_hmac_init(&h, hash, urt_buf_bytes(&key));
        for (int round = 0; round < 2; round++) {
            for (size_t i = 0; i < msg.len; i++)
                urt_hmac_update(&h, urt_bytes(msg.data + i, 1));
            urt_hmac_final(&h, out);
            ck_assert_msg(
                (size == tag.len && memcmp(out, tag.data, size) == 0) == valid,
                "%s, vector %ld", name, unit_int(&v, "id"));
        }
        urt_hmac_update(&h, urt_bytes("x", 1));
        urt_hmac_reset(&h);
        urt_hmac_update(&h, urt_buf_bytes(&msg));
        urt_hmac_final(&h, out);
        ck_assert_int_eq(memcmp(out, tag.data, size) == 0, valid);
        urt_hmac_wipe(&h);
        urt_buf_free(&key);
        urt_buf_free(&msg);
        urt_buf_free(&tag);
        n++;
    }
    ck_assert_uint_gt(n, 100);
}

START_TEST(hmac_agrees_with_the_vectors)
{
    run_file("hmac_sha1.txt", &urt_hash_sha1);
    run_file("hmac_sha256.txt", &urt_hash_sha256);
    run_file("hmac_sha384.txt", &urt_hash_sha384);
    run_file("hmac_sha512.txt", &urt_hash_sha512);
}
END_TEST

UNIT_MAIN("crypto/hmac", hmac_agrees_with_the_vectors)
