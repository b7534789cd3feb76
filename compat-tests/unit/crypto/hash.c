/* Hash rows against the digests of "abc" and of long inputs, contexts copied
 * and marshalled at every position. */
#include "engine/crypto/hash.h"
#include "engine/crypto/hash_state.h"
#include "engine/der/oid.h"

#include "unit.h"

/* FIPS 180-4 and 202 examples, RFC 1320, RFC 1321 and the RIPEMD-160 paper:
 * the digest of "abc". */
static const struct {
    const char *name, *digest;
} abc[] = {
    {"MD4", "a448017aaf21d8525fc10ae87aa6729d"},
    {"MD5", "900150983cd24fb0d6963f7d28e17f72"},
    {"SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"RIPEMD160", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
    {"MD5-SHA1", "900150983cd24fb0d6963f7d28e17f72"
                 "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"SHA224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {"SHA256",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"SHA384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
               "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {"SHA512",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {"SHA512-224",
     "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"},
    {"SHA512-256",
     "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
    {"SHA3-224",
     "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
    {"SHA3-256",
     "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
    {"SHA3-384", "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c25"
                 "96da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"},
    {"SHA3-512",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
     "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
    {"SHAKE128", "5881092dd818bf5cf8a3ddb793fbcba7"},
    {"SHAKE256",
     "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"},
};

static void
expect(const uint8_t *got, size_t len, const char *hex, const char *name)
{
    struct urt_buf b = URT_BUF_INIT;

    urt_put_hex(&b, urt_bytes(got, len));
    ck_assert_msg(b.len == strlen(hex) && memcmp(b.data, hex, b.len) == 0,
                  "%s: %.*s", name, (int)b.len, (const char *)b.data);
    urt_buf_free(&b);
}

START_TEST(digests_of_abc)
{
    uint8_t out[URT_HASH_MAX_SIZE];

    ck_assert_uint_eq(sizeof abc / sizeof *abc, URT_HASH_COUNT - 1);
    for (size_t i = 0; i < sizeof abc / sizeof *abc; i++) {
        const struct urt_hash *h = urt_hash_by_name(abc[i].name);

        ck_assert_ptr_nonnull(h);
        urt_hash_digest(h, out, URT_LITERAL("abc"));
        expect(out, h->size, abc[i].digest, abc[i].name);
        ck_assert_ptr_eq(urt_hash_by_id(h->id), h);
        if (h->oid != NULL)
            ck_assert_ptr_eq(urt_hash_by_oid(*h->oid), h);
    }
}
END_TEST

/* FIPS 202 example values: SHAKE128 and SHAKE256 of nothing, 64 bytes; and
 * past the first block, against a second way to the same bytes. */
START_TEST(xof_output_of_any_length)
{
    struct urt_hash_ctx ctx;
    uint8_t a[500], b[500];

    urt_hash_init(&ctx, &urt_hash_shake128);
    urt_hash_final_len(&ctx, a, 64);
    expect(a, 64,
           "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
           "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2",
           "SHAKE128");
    urt_hash_init(&ctx, &urt_hash_shake256);
    urt_hash_final_len(&ctx, a, 64);
    expect(a, 64,
           "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
           "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be",
           "SHAKE256");
    for (size_t len = 1; len <= sizeof a; len++) {
        urt_hash_init(&ctx, &urt_hash_shake128);
        urt_hash_final_len(&ctx, b, len);
        if (len > 1)
            ck_assert_mem_eq(a, b, len - 1);
        memcpy(a, b, len);
    }
}
END_TEST

/* A copy goes on by itself, and a state taken out and put back is the same. */
START_TEST(contexts_are_copied_and_marshalled_anywhere)
{
    uint8_t data[300], want[URT_HASH_MAX_SIZE], got[URT_HASH_MAX_SIZE];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7);
    for (int id = 1; id < URT_HASH_COUNT; id++) {
        const struct urt_hash *h = urt_hash_by_id((enum urt_hash_id)id);

        urt_hash_digest(h, want, urt_bytes(data, sizeof data));
        for (size_t cut = 0; cut <= sizeof data; cut++) {
            struct urt_hash_ctx a, b;
            struct urt_hash_state st;

            urt_hash_init(&a, h);
            urt_hash_update(&a, urt_bytes(data, cut));
            b = a;
            urt_hash_update(&a, urt_bytes("junk", 4));
            if (urt_hash_state_get(&b, &st)) {
                memset(&b, 0xa5, sizeof b);
                ck_assert(urt_hash_state_set(&b, h, &st));
                ck_assert_uint_eq(st.bytes, cut);
            }
            urt_hash_update(&b, urt_bytes(data + cut, sizeof data - cut));
            urt_hash_final(&b, got);
            ck_assert_msg(memcmp(want, got, h->size) == 0, "%s cut at %zu",
                          h->name, cut);
        }
    }
}
END_TEST

UNIT_MAIN("crypto/hash", digests_of_abc, xof_output_of_any_length,
          contexts_are_copied_and_marshalled_anywhere)
