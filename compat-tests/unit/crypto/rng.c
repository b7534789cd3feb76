/* The generator: never the same twice, not after fork, not among threads;
 * closed when the kernel gives nothing; repeatable when a test asks. */
#include "engine/crypto/rng.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

enum { SIZE = 64 };

START_TEST(bytes_differ_at_every_size)
{
    static uint8_t a[5000], b[5000];

    for (size_t len = 16; len <= sizeof a; len += 331) {
        ck_assert_int_eq(urt_random(a, len), URT_OK);
        ck_assert_int_eq(urt_random(b, len), URT_OK);
        ck_assert(memcmp(a, b, len) != 0);
    }
    ck_assert_int_eq(urt_random(NULL, 0), URT_OK);
}
END_TEST

START_TEST(a_child_has_its_own)
{
    uint8_t mine[SIZE], child[SIZE];
    int fd[2];

    ck_assert_int_eq(urt_random(mine, SIZE), URT_OK);
    ck_assert_int_eq(pipe(fd), 0);
    if (fork() == 0) {
        _exit(urt_random(child, SIZE) != URT_OK ||
              write(fd[1], child, SIZE) != SIZE);
    }
    ck_assert_int_eq(urt_random(mine, SIZE), URT_OK);
    ck_assert_int_eq(read(fd[0], child, SIZE), SIZE);
    ck_assert(memcmp(mine, child, SIZE) != 0);
    wait(NULL);
}
END_TEST

static void *
draw(void *out)
{
    return urt_random(out, SIZE) == URT_OK ? out : NULL;
}

START_TEST(threads_differ)
{
    uint8_t a[SIZE], b[SIZE];
    pthread_t t[2];
    void *ret;

    ck_assert_int_eq(pthread_create(&t[0], NULL, draw, a), 0);
    ck_assert_int_eq(pthread_create(&t[1], NULL, draw, b), 0);
    pthread_join(t[0], &ret);
    ck_assert_ptr_eq(ret, a);
    pthread_join(t[1], &ret);
    ck_assert_ptr_eq(ret, b);
    ck_assert(memcmp(a, b, SIZE) != 0);
}
END_TEST

/* A new thread has to seed; the seeded one runs out of its seed's quota. */
START_TEST(without_the_kernel_there_is_nothing)
{
    static uint8_t out[SIZE], zero[SIZE];
    pthread_t t;
    void *ret;
    int n = 0;

    ck_assert_int_eq(urt_random(out, SIZE), URT_OK);
    urt_random_break_for_tests(true);
    ck_assert_int_eq(pthread_create(&t, NULL, draw, out), 0);
    pthread_join(t, &ret);
    ck_assert_ptr_null(ret);
    ck_assert_mem_eq(out, zero, SIZE);
    while (urt_random(out, SIZE) == URT_OK)
        ck_assert_int_lt(n++, 100000);
    ck_assert_mem_eq(out, zero, SIZE);
    urt_random_break_for_tests(false);
    ck_assert_int_eq(urt_random(out, SIZE), URT_OK);
}
END_TEST

START_TEST(a_test_seed_repeats)
{
    uint8_t seed[URT_RANDOM_SEED_SIZE] = {1}, a[2000], b[2000];

    urt_random_seed_for_tests(seed);
    ck_assert_int_eq(urt_random(a, 100), URT_OK);
    ck_assert_int_eq(urt_random(a, sizeof a), URT_OK);
    urt_random_seed_for_tests(seed);
    ck_assert_int_eq(urt_random(b, 100), URT_OK);
    ck_assert_int_eq(urt_random(b, sizeof b), URT_OK);
    ck_assert_mem_eq(a, b, sizeof a);
    urt_random_seed_for_tests(NULL);
    ck_assert_int_eq(urt_random(b, sizeof b), URT_OK);
    ck_assert(memcmp(a, b, sizeof a) != 0);
}
END_TEST

UNIT_MAIN("crypto/rng", bytes_differ_at_every_size, a_child_has_its_own,
          threads_differ, without_the_kernel_there_is_nothing,
          a_test_seed_repeats)
