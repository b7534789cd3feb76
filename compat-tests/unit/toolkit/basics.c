/* What the toolkit's basics must survive: every allocation failing in turn,
 * threads that raise errors and end, index registration under use. */
#include "unit.h"

#include "engine/base/mem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/lhash.h>
#include <openssl/objects.h>

#include <pthread.h>
#include <stdatomic.h>

/* Does a bit of everything; nothing may leak or crash, whatever fails. */
static void
exercise(void)
{
    static const char text[] = "some text\nand another line\n";
    BIO *mem = BIO_new(BIO_s_mem()), *b64 = BIO_new(BIO_f_base64());
    BIO *a = NULL, *b = NULL;
    OPENSSL_STACK *sk = OPENSSL_sk_new_null();
    OPENSSL_LHASH *lh = OPENSSL_LH_new(NULL, NULL);
    ASN1_OBJECT *obj = OBJ_txt2obj("1.2.3.4", 1);
    char buf[64];

    if (mem != NULL && b64 != NULL) {
        BIO_push(b64, mem);
        BIO_write(b64, text, sizeof(text) - 1);
        (void)BIO_flush(b64);
        BIO_read(b64, buf, sizeof(buf));
        BIO_gets(mem, buf, sizeof(buf));
        BIO_pop(b64);
    }
    if (BIO_new_bio_pair(&a, 100, &b, 100)) {
        BIO_write(a, text, sizeof(text));
        BIO_read(b, buf, sizeof(buf));
    }
    for (int i = 0; sk != NULL && i < 20; i++)
        OPENSSL_sk_push(sk, text + i);
    for (int i = 0; lh != NULL && i < 20; i++)
        OPENSSL_LH_insert(lh, (void *)(uintptr_t)(text + i));
    ERR_raise_data(ERR_LIB_BIO, 100, "data %d", 5);
    ERR_add_error_data(2, "more", text);
    OBJ_obj2txt(buf, sizeof(buf), obj, 1);
    BIO_free(mem);
    BIO_free(b64);
    BIO_free(a);
    BIO_free(b);
    OPENSSL_sk_free(sk);
    OPENSSL_LH_free(lh);
    ASN1_OBJECT_free(obj);
    ERR_clear_error();
}

START_TEST(every_allocation_may_fail)
{
    unsigned long count;

    urt_mem_fail_nth(1000000);
    exercise();
    count = urt_mem_count();
    ck_assert_uint_gt(count, 20);
    for (unsigned long nth = 1; nth <= count; nth++) {
        OPENSSL_thread_stop();
        urt_mem_fail_nth(nth);
        exercise();
    }
    urt_mem_fail_nth(0);
}
END_TEST

static void *
raise_and_end(void *arg)
{
    for (int i = 0; i < 1000; i++) {
        ERR_raise_data(ERR_LIB_BIO, 100 + i % 20, "thread %d", i);
        if (ERR_GET_REASON(ERR_peek_last_error()) != 100 + i % 20)
            return arg;
    }
    return NULL;
}

START_TEST(queues_belong_to_threads)
{
    pthread_t t[4];
    void *failed;

    ERR_clear_error();
    ERR_raise(ERR_LIB_BN, 77);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, raise_and_end, t), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(t[i], &failed);
        ck_assert_ptr_null(failed);
    }
    ck_assert_int_eq(ERR_GET_REASON(ERR_get_error()), 77);
    ck_assert_uint_eq(ERR_get_error(), 0);
}
END_TEST

static void *
make_and_free(void *arg)
{
    for (int i = 0; i < 2000; i++)
        BIO_free(BIO_new(BIO_s_null()));
    return NULL;
}

static atomic_int made;

static void
on_new(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl,
       void *argp)
{
    atomic_fetch_add(&made, 1);
}

START_TEST(indices_can_be_added_while_objects_live)
{
    pthread_t t[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, make_and_free, NULL);
    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(BIO_get_ex_new_index(0, NULL, on_new, NULL, NULL),
                         i + 1);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    atomic_store(&made, 0);
    BIO_free(BIO_new(BIO_s_null()));
    ck_assert_int_eq(atomic_load(&made), 50);
}
END_TEST

START_TEST(a_secure_heap_gives_everything_back)
{
    void *p[64];

    ck_assert_int_ne(CRYPTO_secure_malloc_init(65536, 32), 0);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 64; i++) {
            p[i] = OPENSSL_secure_malloc((size_t)(1 + (i * 37 + round) % 900));
            ck_assert_ptr_nonnull(p[i]);
        }
        for (int i = 0; i < 64; i++)
            OPENSSL_secure_free(p[(i * 29) % 64]);
        ck_assert_uint_eq(CRYPTO_secure_used(), 0);
    }
    p[0] = OPENSSL_secure_malloc(65536);
    ck_assert_ptr_nonnull(p[0]);
    OPENSSL_secure_free(p[0]);
    ck_assert_int_eq(CRYPTO_secure_malloc_done(), 1);
}
END_TEST

UNIT_MAIN("toolkit/basics", every_allocation_may_fail,
          queues_belong_to_threads, indices_can_be_added_while_objects_live,
          a_secure_heap_gives_everything_back)
