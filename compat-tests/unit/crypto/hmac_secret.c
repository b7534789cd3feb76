/* HMAC over a secret length: the same as HMAC, for each length within each
 * buffer. RFC 2104. */
#include "unit.h"

#include "engine/crypto/hmac.h"
#include "engine/crypto/hmac_secret.h"

static const struct urt_hash *const hashes[] = {
    &urt_hash_md5,    &urt_hash_sha1,   &urt_hash_sha224,
    &urt_hash_sha256, &urt_hash_sha384, &urt_hash_sha512,
};
enum { HASHES = sizeof hashes / sizeof *hashes, MOST = 700 };

static uint8_t data[MOST], prefix[16], key[200];

static void
fill(void)
{
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 31 + i / 256 + 1);
    memset(prefix, 0x5a, sizeof prefix);
    memset(key, 0xa5, sizeof key);
}

static void
compare(const struct urt_hash *hash, size_t key_len, size_t prefix_len,
        size_t room, size_t least, size_t len)
{
    uint8_t want[URT_HASH_MAX_SIZE], got[URT_HASH_MAX_SIZE];
    struct urt_hmac h;

    urt_hmac_init(&h, hash, urt_bytes(key, key_len));
    urt_hmac_update(&h, urt_bytes(prefix, prefix_len));
    urt_hmac_update(&h, urt_bytes(data, len));
    urt_hmac_final(&h, want);
    ck_assert(urt_hmac_secret(hash, got, urt_bytes(key, key_len),
                              urt_bytes(prefix, prefix_len),
                              urt_bytes(data, room), least, len));
    ck_assert_mem_eq(got, want, hash->size);
}

START_TEST(every_length_gives_hmac)
{
    fill();
    for (size_t h = 0; h < HASHES; h++)
        for (size_t room = 0; room < 600; room += room < 280 ? 3 : 59) {
            size_t least = room > 255 ? room - 255 : 0;

            for (size_t len = least; len <= room; len++)
                compare(hashes[h], hashes[h]->size, 13, room, least, len);
        }
}
END_TEST

START_TEST(what_lies_behind_the_end_does_not_matter)
{
    uint8_t one[URT_HASH_MAX_SIZE], two[URT_HASH_MAX_SIZE];

    fill();
    for (size_t len = 20; len < 250; len++) {
        ck_assert(urt_hmac_secret(&urt_hash_sha256, one, urt_bytes(key, 32),
                                  urt_bytes(prefix, 13),
                                  urt_bytes(data, 250), 20, len));
        memset(data + len, (int)len, sizeof data - len);
        ck_assert(urt_hmac_secret(&urt_hash_sha256, two, urt_bytes(key, 32),
                                  urt_bytes(prefix, 13),
                                  urt_bytes(data, 250), 20, len));
        ck_assert_mem_eq(one, two, 32);
        fill();
    }
}
END_TEST

START_TEST(keys_and_prefixes_of_any_length_are_taken)
{
    fill();
    for (size_t h = 0; h < HASHES; h++)
        for (size_t n = 0; n < sizeof key; n += 7)
            for (size_t p = 0; p <= sizeof prefix; p += 8)
                compare(hashes[h], n, p, 300, 100, 100 + n);
}
END_TEST

START_TEST(other_hashes_are_refused)
{
    uint8_t out[URT_HASH_MAX_SIZE];

    fill();
    memset(out, 1, sizeof out);
    ck_assert(!urt_hmac_secret(&urt_hash_sha3_256, out, urt_bytes(key, 32),
                               urt_bytes(prefix, 13), urt_bytes(data, 100),
                               0, 50));
    for (size_t i = 0; i < 32; i++)
        ck_assert_int_eq(out[i], 0);
    ck_assert(!urt_hmac_secret(&urt_hash_md5_sha1, out, urt_bytes(key, 32),
                               urt_bytes(prefix, 13), urt_bytes(data, 100),
                               0, 50));
}
END_TEST

UNIT_MAIN("crypto/hmac_secret", every_length_gives_hmac,
          what_lies_behind_the_end_does_not_matter,
          keys_and_prefixes_of_any_length_are_taken,
          other_hashes_are_refused)
