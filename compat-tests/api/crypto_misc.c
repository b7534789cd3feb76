/* The library itself: version, memory, hex, strings, locks, start and end. */
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lX %s|%s\n", e, ERR_reason_error_string(e), data);
}

static int allocations;

static void *
my_malloc(size_t n, const char *file, int line)
{
    allocations++;
    return malloc(n);
}

static void *
my_realloc(void *p, size_t n, const char *file, int line)
{
    allocations++;
    return realloc(p, n);
}

static void
my_free(void *p, const char *file, int line)
{
    free(p);
}

static void
functions(void)
{
    CRYPTO_malloc_fn m;
    CRYPTO_realloc_fn r;
    CRYPTO_free_fn f;
    void *p;

    CRYPTO_get_mem_functions(&m, &r, &f);
    printf("default %d %d %d\n", m == CRYPTO_malloc, r == CRYPTO_realloc,
           f == CRYPTO_free);
    printf("set %d\n", CRYPTO_set_mem_functions(my_malloc, my_realloc, my_free));
    CRYPTO_get_mem_functions(&m, &r, &f);
    printf("now %d %d %d\n", m == my_malloc, r == my_realloc, f == my_free);
    p = OPENSSL_malloc(10);
    p = OPENSSL_realloc(p, 20);
    OPENSSL_free(p);
    printf("used %d\n", allocations >= 2);
    printf("too late %d\n",
           CRYPTO_set_mem_functions(my_malloc, my_realloc, my_free));
}

static void
memory(void)
{
    unsigned char *p;
    char *s;

    p = OPENSSL_malloc(0);
    printf("zero %d", p != NULL);
    OPENSSL_free(p);
    p = OPENSSL_zalloc(0);
    printf(" %d", p != NULL);
    OPENSSL_free(p);
    p = OPENSSL_realloc(NULL, 0);
    printf(" %d", p != NULL);
    OPENSSL_free(p);
    p = OPENSSL_memdup("x", 0);
    printf(" memdup %d", p != NULL);
    OPENSSL_free(p);
    printf(" %d\n", OPENSSL_memdup(NULL, 4) != NULL);
    errors();
    p = OPENSSL_zalloc(100);
    printf("zeroed %d\n", p[0] == 0 && p[99] == 0);
    memset(p, 7, 100);
    p = OPENSSL_clear_realloc(p, 100, 1000);
    printf("kept %d\n", p[99]);
    p = OPENSSL_clear_realloc(p, 1000, 10);
    printf("kept %d\n", p[9]);
    printf("to zero %d\n", OPENSSL_clear_realloc(p, 10, 0) != NULL);
    s = OPENSSL_strdup("copy");
    printf("%s", s);
    OPENSSL_clear_free(s, strlen(s));
    s = OPENSSL_strndup("truncated", 5);
    printf(" %s", s);
    OPENSSL_free(s);
    s = OPENSSL_strndup("short", 50);
    printf(" %s", s);
    OPENSSL_free(s);
    printf(" %d %d\n", OPENSSL_strdup(NULL) != NULL,
           OPENSSL_strndup(NULL, 3) != NULL);
    OPENSSL_free(NULL);
    OPENSSL_clear_free(NULL, 5);
    printf("memcmp %d %d %d\n", CRYPTO_memcmp("abc", "abc", 3) != 0,
           CRYPTO_memcmp("abc", "abd", 3) != 0, CRYPTO_memcmp("a", "b", 0));
    p = OPENSSL_malloc(8);
    memset(p, 1, 8);
    OPENSSL_cleanse(p, 8);
    printf("cleansed %d\n", p[0] == 0 && p[7] == 0);
    OPENSSL_free(p);
}

static void
secure(void)
{
    unsigned char *p, *q;

    printf("init %d\n", CRYPTO_secure_malloc_initialized());
    p = OPENSSL_secure_malloc(10);
    printf("without arena: secure %d\n", CRYPTO_secure_allocated(p));
    OPENSSL_secure_free(p);
    printf("init %d\n", CRYPTO_secure_malloc_init(4096, 32) != 0);
    printf("again %d\n", CRYPTO_secure_malloc_init(4096, 32));
    p = OPENSSL_secure_zalloc(100);
    q = OPENSSL_secure_malloc(20);
    printf("secure %d %d sizes %zu %zu used %zu\n", CRYPTO_secure_allocated(p),
           CRYPTO_secure_allocated(q), OPENSSL_secure_actual_size(p),
           OPENSSL_secure_actual_size(q), CRYPTO_secure_used());
    printf("zeroed %d\n", p[0] == 0 && p[99] == 0);
    printf("too much %d\n", OPENSSL_secure_malloc(4000) != NULL);
    errors();
    printf("done early %d\n", CRYPTO_secure_malloc_done());
    OPENSSL_secure_clear_free(p, 100);
    OPENSSL_secure_free(q);
    printf("used %zu\n", CRYPTO_secure_used());
    p = OPENSSL_secure_malloc(4096);
    printf("whole %d\n", p != NULL);
    OPENSSL_secure_free(p);
    printf("done %d\n", CRYPTO_secure_malloc_done());
    printf("init %d\n", CRYPTO_secure_malloc_initialized());
}

static void
hex(void)
{
    static const char *const texts[] = {"01:AB:ff", "01ABff", "01:",  "0",
                                        "0g",       "",       "1:2",  "::01",
                                        "01::02",   "0:1",    "01 02"};
    char out[32];
    unsigned char buf[8];
    size_t n = 77;
    char *s;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        long len = -1;
        unsigned char *p = OPENSSL_hexstr2buf(texts[i], &len);

        printf("'%s' %d %ld\n", texts[i], p != NULL, len);
        errors();
        OPENSSL_free(p);
    }
    s = OPENSSL_buf2hexstr((const unsigned char *)"\x01\xab\xff", 3);
    printf("%s", s);
    OPENSSL_free(s);
    s = OPENSSL_buf2hexstr((const unsigned char *)"", 0);
    printf(" '%s'\n", s);
    OPENSSL_free(s);
    printf("%d", OPENSSL_buf2hexstr_ex(out, sizeof(out), &n,
                                       (const unsigned char *)"\1\2\3", 3, ':'));
    printf(" %zu %s\n", n, out);
    printf("%d", OPENSSL_buf2hexstr_ex(out, 8, &n,
                                       (const unsigned char *)"\1\2\3", 3, ':'));
    printf(" %zu\n", n);
    errors();
    printf("%d", OPENSSL_buf2hexstr_ex(out, sizeof(out), &n,
                                       (const unsigned char *)"\1\2\3", 3, 0));
    printf(" %zu %s\n", n, out);
    printf("%d", OPENSSL_buf2hexstr_ex(NULL, 0, &n,
                                       (const unsigned char *)"\1\2\3", 3, ':'));
    printf(" %zu\n", n);
    printf("%d", OPENSSL_hexstr2buf_ex(buf, 2, &n, "01:02:03", ':'));
    printf("\n");
    errors();
    printf("%d", OPENSSL_hexstr2buf_ex(NULL, 0, &n, "01:02:03", ':'));
    printf(" %zu\n", n);
    printf("%d", OPENSSL_hexstr2buf_ex(buf, 8, &n, "01-02", '-'));
    printf(" %zu\n", n);
    printf("%d\n", OPENSSL_hexstr2buf_ex(buf, 8, &n, "01:02", '-'));
    errors();
    for (int c = 0; c < 256; c++)
        if (OPENSSL_hexchar2int((unsigned char)c) >= 0)
            printf("%c%d ", c, OPENSSL_hexchar2int((unsigned char)c));
    putchar('\n');
}

static void
strings(void)
{
    char buf[16];

    printf("%zu", OPENSSL_strlcpy(buf, "abcdefgh", 5));
    printf(" %s", buf);
    printf(" %zu", OPENSSL_strlcat(buf, "xyz", 6));
    printf(" %s", buf);
    printf(" %zu\n", OPENSSL_strlcpy(buf, "q", 0));
    printf("%zu %zu\n", OPENSSL_strnlen("abc", 2), OPENSSL_strnlen("abc", 9));
    printf("%d %d %d %d\n", OPENSSL_strcasecmp("aBc", "AbC"),
           OPENSSL_strcasecmp("a", "b") < 0, OPENSSL_strcasecmp("b", "A") > 0,
           OPENSSL_strncasecmp("abX", "ABy", 2));
}

static void
buffers(void)
{
    BUF_MEM *b = BUF_MEM_new();
    unsigned char out[4], in[] = {1, 2, 3, 4};

    printf("%zu %zu %d\n", b->length, b->max, b->data != NULL);
    printf("grow %zu", BUF_MEM_grow(b, 10));
    printf(" %zu %zu\n", b->length, b->max);
    memset(b->data, 'x', 10);
    printf("grow %zu", BUF_MEM_grow(b, 3));
    printf(" %zu %zu\n", b->length, b->max);
    printf("grow %zu", BUF_MEM_grow_clean(b, 10));
    printf(" %zu %zu zero %d\n", b->length, b->max, b->data[5] == 0);
    printf("grow %zu", BUF_MEM_grow_clean(b, 100));
    printf(" %zu %zu %c\n", b->length, b->max, b->data[0]);
    printf("shrink %zu\n", BUF_MEM_grow_clean(b, 2));
    printf("too much %zu\n", BUF_MEM_grow(b, 0x60000000));
    errors();
    BUF_MEM_free(b);
    BUF_MEM_free(NULL);
    BUF_reverse(out, in, 4);
    BUF_reverse(in, NULL, 3);
    printf("%d%d%d%d %d%d%d%d\n", out[0], out[1], out[2], out[3], in[0], in[1],
           in[2], in[3]);
}

static int counter;

static void
once(void)
{
    counter++;
}

static void
locks(void)
{
    static CRYPTO_ONCE flag = CRYPTO_ONCE_STATIC_INIT;
    CRYPTO_RWLOCK *lock = CRYPTO_THREAD_lock_new();
    CRYPTO_THREAD_LOCAL key;
    int value = 5, result = 0;
    uint64_t bits = 1, got = 0;

    printf("%d", CRYPTO_THREAD_run_once(&flag, once));
    printf("%d", CRYPTO_THREAD_run_once(&flag, once));
    printf(" %d\n", counter);
    printf("%d", CRYPTO_THREAD_read_lock(lock));
    printf(" %d", CRYPTO_THREAD_unlock(lock));
    printf(" %d", CRYPTO_THREAD_write_lock(lock));
    printf(" %d\n", CRYPTO_THREAD_unlock(lock));
    printf("%d", CRYPTO_atomic_add(&value, -2, &result, lock));
    printf(" %d %d\n", value, result);
    printf("%d", CRYPTO_atomic_or(&bits, 6, &got, lock));
    printf(" %d\n", (int)got);
    printf("%d", CRYPTO_atomic_load(&bits, &got, lock));
    printf(" %d\n", (int)got);
    printf("%d", CRYPTO_THREAD_init_local(&key, NULL));
    printf(" %d", CRYPTO_THREAD_get_local(&key) != NULL);
    printf(" %d", CRYPTO_THREAD_set_local(&key, &value));
    printf(" %d", CRYPTO_THREAD_get_local(&key) == &value);
    printf(" %d\n", CRYPTO_THREAD_cleanup_local(&key));
    printf("%d\n", CRYPTO_THREAD_compare_id(CRYPTO_THREAD_get_current_id(),
                                            CRYPTO_THREAD_get_current_id()));
    CRYPTO_THREAD_lock_free(lock);
    CRYPTO_THREAD_lock_free(NULL);
}

static void
version(void)
{
    printf("%lx %u.%u.%u '%s' '%s'\n", OpenSSL_version_num() & 0xfff00000,
           OPENSSL_version_major(), OPENSSL_version_minor(),
           OPENSSL_version_patch(), OPENSSL_version_pre_release(),
           OPENSSL_version_build_metadata());
    printf("%.12s\n", OpenSSL_version(OPENSSL_VERSION));
    printf("%s %s\n", OpenSSL_version(OPENSSL_VERSION_STRING),
           OpenSSL_version(OPENSSL_FULL_VERSION_STRING));
    printf("%s\n", OpenSSL_version(OPENSSL_DIR));
    printf("%s %s\n", OpenSSL_version(-1), OpenSSL_version(99));
    printf("%s %s %s %s\n", OPENSSL_info(OPENSSL_INFO_DSO_EXTENSION),
           OPENSSL_info(OPENSSL_INFO_DIR_FILENAME_SEPARATOR),
           OPENSSL_info(OPENSSL_INFO_LIST_SEPARATOR),
           OPENSSL_info(OPENSSL_INFO_CONFIG_DIR));
    printf("%d %d\n", OPENSSL_info(0) != NULL, OPENSSL_info(2000) != NULL);
    printf("%d %d\n", OPENSSL_issetugid(), OPENSSL_isservice());
}

static void
first(void)
{
    puts("handler one");
}

static void
second(void)
{
    puts("handler two");
}

int
main(void)
{
    OPENSSL_INIT_SETTINGS *settings;
    void *kept;

    functions();
    printf("init %d\n",
           OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL));
    memory();
    secure();
    hex();
    strings();
    buffers();
    locks();
    version();
    settings = OPENSSL_INIT_new();
    printf("settings %d %d\n",
           OPENSSL_INIT_set_config_filename(settings, "/none"),
           OPENSSL_INIT_set_config_appname(settings, NULL));
    OPENSSL_INIT_free(settings);
    OPENSSL_INIT_free(NULL);
    kept = OPENSSL_malloc(10);
    printf("atexit %d %d\n", OPENSSL_atexit(first), OPENSSL_atexit(second));
    OPENSSL_cleanup();
    printf("after %d\n", OPENSSL_init_crypto(0, NULL));
    OPENSSL_free(kept);
    OPENSSL_cleanup();
    puts("end");
    return 0;
}
