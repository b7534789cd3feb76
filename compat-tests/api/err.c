/* The error queue: codes, texts, data, marks, printing. Source positions are
 * the library's own and are not shown. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void
drain(void)
{
    const char *file, *func, *data;
    int line, flags;
    unsigned long e;

    while ((e = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0)
        printf("  %08lX line %d %s|%s|%d\n", e, line != 0, func, data, flags);
}

static void
strings(void)
{
    static const unsigned long codes[] = {
        0,
        0x03000086UL,
        ERR_PACK(ERR_LIB_X509, 0, ERR_R_MALLOC_FAILURE),
        ERR_PACK(ERR_LIB_X509, 0, ERR_R_BIO_LIB),
        ERR_PACK(ERR_LIB_CONF, 0, 99),
        ERR_PACK(ERR_LIB_COMP, 0, 99),
        ERR_PACK(200, 0, 77),
        0x80000002UL,
        0x8000000DUL,
        0x800003E7UL,
        0xF0000123UL,
        ERR_PACK(ERR_LIB_PEM, 0, 108),
        ERR_PACK(0, 0, ERR_R_NESTED_ASN1_ERROR),
        ERR_PACK(ERR_LIB_USER, 0, 1),
    };
    char buf[300];

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        const char *lib = ERR_lib_error_string(codes[i]);
        const char *reason = ERR_reason_error_string(codes[i]);

        printf("%s\n", ERR_error_string(codes[i], NULL));
        printf("  %s / %s lib %d reason %d fatal %d\n",
               lib == NULL ? "NULL" : lib, reason == NULL ? "NULL" : reason,
               ERR_GET_LIB(codes[i]), ERR_GET_REASON(codes[i]),
               ERR_FATAL_ERROR(codes[i]));
    }
    /* Short buffers get a short form. */
    for (size_t n = 0; n < 70; n++) {
        memset(buf, 'z', sizeof(buf));
        ERR_error_string_n(ERR_PACK(ERR_LIB_PEM, 0, 108), buf, n);
        printf("%zu: %.*s\n", n, n > 0 ? (int)strlen(buf) : 0, buf);
    }
    printf("own buffer %d\n", ERR_error_string(0x03000086UL, buf) == buf);
}

/* Every text of every library. */
static void
tables(void)
{
    for (int lib = 0; lib < 256; lib++) {
        const char *text = ERR_lib_error_string(ERR_PACK(lib, 0, 0));

        if (text != NULL)
            printf("library %d %s\n", lib, text);
        if (lib == ERR_LIB_SSL)
            continue;
        for (int reason = 0; reason < 1200; reason++) {
            text = ERR_reason_error_string(ERR_PACK(lib, 0, reason));
            if (text != NULL && lib < 62)
                printf("%d %d %s\n", lib, reason, text);
        }
    }
    for (int reason = 0; reason < 300; reason++) {
        const char *a = ERR_reason_error_string(reason | ERR_RFLAG_COMMON);
        const char *b = ERR_reason_error_string(reason | ERR_R_FATAL);

        if (a != NULL || b != NULL)
            printf("common %d %s %s\n", reason, a == NULL ? "-" : a,
                   b == NULL ? "-" : b);
    }
}

static void
raising(void)
{
    char big[2000];

    ERR_raise(ERR_LIB_BIO, BIO_R_NULL_PARAMETER);
    ERR_raise_data(ERR_LIB_BN, 100, "x=%d %s", 5, "text");
    ERR_raise_data(ERR_LIB_SYS, ENOENT, "calling %s()", "open");
    drain();
    ERR_raise_data(ERR_LIB_BN, 100, "");
    drain();
    ERR_new();
    ERR_set_error(3, 5, NULL);
    drain();
    ERR_new();
    ERR_set_debug("file.c", 7, "func");
    ERR_set_error(3, 5, "%s", "data");
    drain();
    ERR_raise(ERR_LIB_BN, 100);
    ERR_add_error_data(2, "a", "b");
    ERR_add_error_data(2, "c", NULL);
    ERR_add_error_data(1, "d");
    drain();
    ERR_raise(ERR_LIB_BN, 100);
    ERR_add_error_txt(":", "first");
    ERR_add_error_txt(":", "second");
    ERR_add_error_txt(NULL, "third");
    drain();
    memset(big, 'q', sizeof(big));
    big[sizeof(big) - 1] = '\0';
    ERR_raise_data(ERR_LIB_BN, 100, "%s", big);
    drain();
    big[1023] = '\0';
    ERR_raise_data(ERR_LIB_BN, 100, "%s", big);
    drain();
    ERR_put_error(ERR_LIB_EVP, 0, 99, "old.c", 12);
    drain();
    errno = 77;
    ERR_raise(ERR_LIB_BN, 100);
    printf("errno %d\n", errno);
    ERR_clear_error();
    printf("empty %lu %lu\n", ERR_peek_error(), ERR_peek_last_error());
}

static void
data(void)
{
    const char *text = NULL;
    int flags = -1;

    ERR_raise(ERR_LIB_BN, 100);
    printf("%lx", ERR_peek_error_data(&text, &flags));
    printf(" [%s] %d\n", text, flags);
    ERR_set_error_data(OPENSSL_strdup("own"),
                       ERR_TXT_MALLOCED | ERR_TXT_STRING);
    printf("%lx", ERR_peek_error_data(&text, &flags));
    printf(" [%s] %d\n", text, flags);
    ERR_add_error_data(1, "+more");
    ERR_peek_last_error_data(&text, &flags);
    printf("[%s] %d\n", text, flags);
    ERR_set_error_data((char *)"static", ERR_TXT_STRING);
    ERR_peek_last_error_data(&text, &flags);
    printf("[%s] %d\n", text, flags);
    ERR_add_error_data(1, "more");
    ERR_peek_last_error_data(&text, &flags);
    printf("[%s] %d\n", text, flags);
    ERR_clear_error();
}

static void
ring(void)
{
    int n = 0;
    unsigned long e, first = 0, last = 0;

    for (int i = 0; i < 40; i++)
        ERR_raise_data(ERR_LIB_BN, 100 + i, "number %d", i);
    printf("last %lx first %lx\n", ERR_peek_last_error(), ERR_peek_error());
    while ((e = ERR_get_error()) != 0) {
        if (n++ == 0)
            first = e;
        last = e;
    }
    printf("%d kept: %lx to %lx\n", n, first, last);
}

static void
marks(void)
{
    printf("empty: set %d pop %d clear %d\n", ERR_set_mark(),
           ERR_pop_to_mark(), ERR_clear_last_mark());
    ERR_raise(ERR_LIB_BN, 100);
    printf("set %d", ERR_set_mark());
    printf(" set %d\n", ERR_set_mark());
    ERR_raise(ERR_LIB_BN, 101);
    ERR_raise(ERR_LIB_BN, 102);
    printf("pop %d top %lx\n", ERR_pop_to_mark(), ERR_peek_last_error());
    ERR_raise(ERR_LIB_BN, 103);
    printf("clear %d top %lx\n", ERR_clear_last_mark(), ERR_peek_last_error());
    printf("clear %d\n", ERR_clear_last_mark());
    printf("pop %d top %lx\n", ERR_pop_to_mark(), ERR_peek_last_error());
    drain();
}

static int stop_after = 100;

static int
print(const char *line, size_t len, void *arg)
{
    /* The thread, file and line differ. */
    const char *p = strchr(line, ':');

    printf("  %s %d %s", (char *)arg, strlen(line) == len, p);
    return --stop_after > 0;
}

static void
printing(void)
{
    BIO *b = BIO_new(BIO_s_mem());
    char line[512];
    const char *p;

    ERR_new();
    ERR_set_debug("a.c", 1, "fa");
    ERR_set_error(ERR_LIB_BN, 100, "data");
    ERR_new();
    ERR_set_debug("b.c", 2, NULL);
    ERR_set_error(ERR_LIB_SYS, 2, NULL);
    ERR_print_errors_cb(print, (void *)"cb");
    printf("left %lx\n", ERR_peek_error());
    for (int i = 0; i < 4; i++) {
        ERR_new();
        ERR_set_debug("c.c", i, "fc");
        ERR_set_error(ERR_LIB_BN, 100 + i, NULL);
    }
    stop_after = 2;
    ERR_print_errors_cb(print, (void *)"cb");
    printf("left %lx\n", ERR_peek_error());
    ERR_print_errors(b);
    while (BIO_gets(b, line, sizeof(line)) > 0) {
        p = strchr(line, ':');
        printf("  bio %s", p);
    }
    BIO_puts(b, "from a BIO");
    ERR_raise(ERR_LIB_BN, 100);
    ERR_add_error_mem_bio("; ", b);
    ERR_add_error_mem_bio("; ", b);
    drain();
    BIO_free(b);
}

static void
registering(void)
{
    static ERR_STRING_DATA mine[] = {
        {ERR_PACK(0, 0, 5), "five"},
        {ERR_PACK(0, 0, 6), "six"},
        {0, NULL},
    };
    static const ERR_STRING_DATA fixed[] = {
        {ERR_PACK(150, 0, 0), "library 150"},
        {ERR_PACK(150, 0, 7), "seven"},
        {ERR_PACK(ERR_LIB_BN, 0, 100), "replaced"},
        {0, NULL},
    };
    int lib = ERR_get_next_error_library();

    printf("next %d", lib);
    printf(" %d\n", ERR_get_next_error_library());
    printf("load %d\n", ERR_load_strings(lib, mine));
    printf("%s\n", ERR_error_string(ERR_PACK(lib, 0, 5), NULL));
    printf("patched %lx\n", mine[1].error);
    printf("load %d\n", ERR_load_strings_const(fixed));
    printf("%s\n", ERR_error_string(ERR_PACK(150, 0, 7), NULL));
    printf("%s\n", ERR_error_string(ERR_PACK(ERR_LIB_BN, 0, 100), NULL));
    printf("unload %d\n", ERR_unload_strings(lib, mine));
    printf("%s\n", ERR_error_string(ERR_PACK(lib, 0, 6), NULL));
}

static void *
other_thread(void *arg)
{
    printf("other sees %lx\n", ERR_peek_error());
    ERR_raise(ERR_LIB_BN, 111);
    printf("other sees %lx\n", ERR_peek_error());
    return NULL;
}

static void
threads(void)
{
    pthread_t t;

    ERR_raise(ERR_LIB_BN, 110);
    pthread_create(&t, NULL, other_thread, NULL);
    pthread_join(t, NULL);
    printf("first sees %lx\n", ERR_peek_last_error());
    OPENSSL_thread_stop();
    printf("after stop %lx\n", ERR_peek_error());
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    strings();
    tables();
    raising();
    data();
    ring();
    marks();
    printing();
    registering();
    threads();
    printf("%d\n", ERR_load_ERR_strings());
    return 0;
}
