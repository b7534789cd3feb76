/* AEADs against vectors, whole and in pieces; the key cache. */
#include "engine/crypto/aead.h"
#include "engine/crypto/aead_stream.h"

#include <pthread.h>

#include "unit.h"

static const struct urt_aead *
row_for(enum urt_aead_id first, size_t key_len)
{
    for (int id = 0; id < URT_AEAD_COUNT; id++) {
        const struct urt_aead *a = urt_aead_by_id((enum urt_aead_id)id);

        if (a->mode == urt_aead_by_id(first)->mode && a->tag_size == 16 &&
            a->key_size == key_len)
            return a;
    }
    return NULL;
}

struct vector {
    const struct urt_aead *aead;
    struct urt_buf key, iv, aad, msg, ct, tag;
    bool valid;
    long id;
};

static void
vector_read(struct vector *t, const struct unit_vectors *v,
            enum urt_aead_id first)
{
    t->id = unit_int(v, "id");
    t->key = unit_hex(v, "key");
    t->iv = unit_hex(v, "iv");
    t->aad = unit_hex(v, "aad");
    t->msg = unit_hex(v, "msg");
    t->ct = unit_hex(v, "ct");
    t->tag = unit_hex(v, "tag");
    t->valid = strcmp(unit_text(v, "result"), "valid") == 0;
    t->aead = row_for(first, t->key.len);
    ck_assert_ptr_nonnull(t->aead);
}

static void
vector_free(struct vector *t)
{
    urt_buf_free(&t->key);
    urt_buf_free(&t->iv);
    urt_buf_free(&t->aad);
    urt_buf_free(&t->msg);
    urt_buf_free(&t->ct);
    urt_buf_free(&t->tag);
}

static void
check_whole(struct vector *t)
{
    struct urt_aead_ctx ctx;
    uint8_t *out = urt_zalloc(t->ct.len);
    uint8_t tag[16];
    enum urt_err err;

    ck_assert_ptr_nonnull(out);
    urt_aead_init(&ctx, t->aead, t->key.data);
    err = urt_aead_open(&ctx, urt_buf_bytes(&t->iv), urt_buf_bytes(&t->aad),
                        out, t->ct.data, t->ct.len, t->tag.data);
    ck_assert_msg((err == URT_OK) == t->valid, "vector %ld", t->id);
    if (t->valid) {
        ck_assert(urt_bytes_equal(urt_bytes(out, t->ct.len),
                                  urt_buf_bytes(&t->msg)));
        /* In place. */
        err = urt_aead_seal(&ctx, urt_buf_bytes(&t->iv),
                            urt_buf_bytes(&t->aad), out, out, t->ct.len, tag);
        ck_assert_int_eq(err, URT_OK);
        ck_assert_msg(urt_bytes_equal(urt_bytes(out, t->ct.len),
                                      urt_buf_bytes(&t->ct)) &&
                          memcmp(tag, t->tag.data, 16) == 0,
                      "vector %ld", t->id);
    } else if (err == URT_E_MAC_MISMATCH) {
        for (size_t i = 0; i < t->ct.len; i++)
            ck_assert_uint_eq(out[i], 0);
    }
    urt_aead_wipe(&ctx);
    urt_free(out);
}

/* The same in pieces of STEP bytes. */
static void
check_stream(struct vector *t, size_t step)
{
    struct urt_aead_ctx ctx;
    struct urt_aead_stream s;
    uint8_t *out = urt_zalloc(t->ct.len);
    uint8_t tag[16];
    bool ccm = t->aead->mode == urt_aead_aes_128_ccm.mode;
    struct urt_bytes aad = urt_buf_bytes(&t->aad), part;

    ck_assert_ptr_nonnull(out);
    urt_aead_init(&ctx, t->aead, t->key.data);
    ck_assert_int_eq(
        urt_aead_stream_init(&s, &ctx, urt_buf_bytes(&t->iv), true), URT_OK);
    ck_assert_int_eq(
        urt_aead_stream_lengths(&s, t->aad.len, t->msg.len, 16), URT_OK);
    while (aad.len > 0) {
        size_t n = aad.len < step ? aad.len : step;

        ck_assert(urt_take(&aad, &part, n));
        ck_assert_int_eq(urt_aead_stream_aad(&s, part), URT_OK);
    }
    if (ccm)
        step = t->msg.len + 1;
    for (size_t i = 0; i < t->msg.len; i += step) {
        size_t n = t->msg.len - i < step ? t->msg.len - i : step;

        ck_assert_int_eq(
            urt_aead_stream_update(&s, out + i, t->msg.data + i, n), URT_OK);
    }
    ck_assert_int_eq(urt_aead_stream_tag(&s, tag, 16), URT_OK);
    ck_assert_msg(memcmp(tag, t->tag.data, 16) == 0 &&
                      urt_bytes_equal(urt_bytes(out, t->ct.len),
                                      urt_buf_bytes(&t->ct)),
                  "vector %ld in pieces of %zu", t->id, step);
    urt_aead_stream_wipe(&s);
    urt_free(out);
}

static void
run_file(const char *name, enum urt_aead_id first)
{
    struct unit_vectors v;
    struct vector t;
    size_t n = 0;

    unit_vectors_open(&v, name);
    while (unit_vectors_next(&v)) {
        if (unit_int(&v, "tagSize") != 128)
            continue;
        vector_read(&t, &v, first);
        check_whole(&t);
        if (t.valid) {
            check_stream(&t, 1);
            check_stream(&t, 7);
            check_stream(&t, 100);
        }
        vector_free(&t);
        n++;
    }
    ck_assert_uint_gt(n, 100);
}

START_TEST(gcm_agrees_with_the_vectors)
{
    run_file("aes_gcm.txt", URT_AEAD_AES_128_GCM);
}
END_TEST

START_TEST(ccm_agrees_with_the_vectors)
{
    run_file("aes_ccm.txt", URT_AEAD_AES_128_CCM);
}
END_TEST

START_TEST(chacha20_poly1305_agrees_with_the_vectors)
{
    run_file("chacha20_poly1305.txt", URT_AEAD_CHACHA20_POLY1305);
}
END_TEST

/* CCM's shorter tags (RFC 6655's 8 bytes among them) come from the stream. */
START_TEST(ccm_makes_short_tags)
{
    struct unit_vectors v;
    size_t n = 0;

    unit_vectors_open(&v, "aes_ccm.txt");
    while (unit_vectors_next(&v)) {
        size_t size = (size_t)unit_int(&v, "tagSize") / 8;
        struct vector t;
        struct urt_aead_ctx ctx;
        struct urt_aead_stream s;
        uint8_t tag[16], *out;

        if (size == 16 || strcmp(unit_text(&v, "result"), "valid") != 0)
            continue;
        vector_read(&t, &v, URT_AEAD_AES_128_CCM);
        out = urt_alloc(t.msg.len);
        ck_assert_ptr_nonnull(out);
        urt_aead_init(&ctx, t.aead, t.key.data);
        ck_assert_int_eq(
            urt_aead_stream_init(&s, &ctx, urt_buf_bytes(&t.iv), true),
            URT_OK);
        ck_assert_int_eq(
            urt_aead_stream_lengths(&s, t.aad.len, t.msg.len, size), URT_OK);
        ck_assert_int_eq(urt_aead_stream_aad(&s, urt_buf_bytes(&t.aad)),
                         URT_OK);
        ck_assert_int_eq(
            urt_aead_stream_update(&s, out, t.msg.data, t.msg.len), URT_OK);
        ck_assert_int_eq(urt_aead_stream_tag(&s, tag, size), URT_OK);
        ck_assert(memcmp(tag, t.tag.data, size) == 0);
        if (size == 8 && t.iv.len == 12 && t.key.len != 24) {
            urt_aead_init(&ctx,
                          t.key.len == 16 ? &urt_aead_aes_128_ccm_8
                                          : &urt_aead_aes_256_ccm_8,
                          t.key.data);
            ck_assert_int_eq(urt_aead_open(&ctx, urt_buf_bytes(&t.iv),
                                           urt_buf_bytes(&t.aad), out,
                                           t.ct.data, t.ct.len, t.tag.data),
                             URT_OK);
        }
        urt_free(out);
        vector_free(&t);
        n++;
    }
    ck_assert_uint_gt(n, 50);
}
END_TEST

START_TEST(wrong_nonce_lengths_are_refused)
{
    static const uint8_t zero[32];
    struct urt_aead_ctx ctx;
    uint8_t out[1], tag[16];

    for (int id = 0; id < URT_AEAD_COUNT; id++) {
        const struct urt_aead *a = urt_aead_by_id((enum urt_aead_id)id);

        urt_aead_init(&ctx, a, zero);
        ck_assert_int_eq(urt_aead_seal(&ctx, urt_bytes(zero, a->nonce_min - 1),
                                       URT_BYTES_NONE, out, zero, 1, tag),
                         URT_E_MISUSE);
        if (a->nonce_max < sizeof zero)
            ck_assert_int_eq(
                urt_aead_seal(&ctx, urt_bytes(zero, a->nonce_max + 1),
                              URT_BYTES_NONE, out, zero, 1, tag),
                URT_E_MISUSE);
    }
}
END_TEST

START_TEST(a_ccm_message_beyond_its_nonce_is_refused)
{
    static const uint8_t zero[32];
    static uint8_t big[65536];
    struct urt_aead_ctx ctx;
    uint8_t tag[16];

    urt_aead_init(&ctx, &urt_aead_aes_128_ccm, zero);
    ck_assert_int_eq(urt_aead_seal(&ctx, urt_bytes(zero, 13), URT_BYTES_NONE,
                                   big, big, 65536, tag),
                     URT_E_DATA_TOO_LARGE);
    ck_assert_int_eq(urt_aead_seal(&ctx, urt_bytes(zero, 13), URT_BYTES_NONE,
                                   big, big, 65535, tag),
                     URT_OK);
}
END_TEST

static void
check_cached(uint8_t k)
{
    uint8_t key[32], data[5] = "abcd", tag[16], tag2[16];
    struct urt_aead_ctx fresh;
    const struct urt_aead_ctx *c;
    struct urt_bytes nonce = urt_bytes("0123456789ab", 12);

    memset(key, k, sizeof key);
    c = urt_aead_cached(&urt_aead_aes_256_gcm, key);
    ck_assert_ptr_nonnull(c);
    ck_assert_ptr_eq(c, urt_aead_cached(&urt_aead_aes_256_gcm, key));
    urt_aead_init(&fresh, &urt_aead_aes_256_gcm, key);
    ck_assert_int_eq(
        urt_aead_seal(c, nonce, URT_BYTES_NONE, data, data, 5, tag), URT_OK);
    memcpy(data, "abcd", 5);
    ck_assert_int_eq(
        urt_aead_seal(&fresh, nonce, URT_BYTES_NONE, data, data, 5, tag2),
        URT_OK);
    ck_assert_mem_eq(tag, tag2, 16);
}

static void *
use_cache(void *arg)
{
    for (unsigned round = 0; round < 3; round++)
        for (unsigned k = 0; k < 20; k++)
            check_cached((uint8_t)k);
    return arg;
}

START_TEST(the_cache_gives_the_right_key_after_evictions)
{
    pthread_t thread;

    use_cache(NULL);
    ck_assert_int_eq(pthread_create(&thread, NULL, use_cache, NULL), 0);
    pthread_join(thread, NULL);
}
END_TEST

/* In a thread of its own: its cache is empty at first. */
static void *
fail_allocations(void *arg)
{
    uint8_t key[16] = {77};

    urt_mem_fail_nth(1);
    ck_assert_ptr_null(urt_aead_cached(&urt_aead_aes_128_gcm, key));
    urt_mem_fail_nth(0);
    ck_assert_ptr_nonnull(urt_aead_cached(&urt_aead_aes_128_gcm, key));
    urt_aead_cache_forget(&urt_aead_aes_128_gcm, key);
    ck_assert_ptr_nonnull(urt_aead_cached(&urt_aead_aes_128_gcm, key));
    return arg;
}

START_TEST(the_cache_survives_allocation_failures)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, fail_allocations, NULL),
                     0);
    pthread_join(thread, NULL);
}
END_TEST

UNIT_MAIN("crypto/aead", gcm_agrees_with_the_vectors,
          ccm_agrees_with_the_vectors,
          chacha20_poly1305_agrees_with_the_vectors, ccm_makes_short_tags,
          wrong_nonce_lengths_are_refused,
          a_ccm_message_beyond_its_nonce_is_refused,
          the_cache_gives_the_right_key_after_evictions,
          the_cache_survives_allocation_failures)
