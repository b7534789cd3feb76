/* ex_data: indices, the three callbacks, copies. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <stdio.h>

static void
on_new(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl,
       void *argp)
{
    printf("  new %d ptr %d argl %ld %s\n", idx, ptr != NULL, argl,
           (char *)argp);
    if (argl == 2)
        CRYPTO_set_ex_data(ad, idx, (void *)"made");
}

static int
on_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **from_d, int idx,
       long argl, void *argp)
{
    char **value = (char **)from_d;

    printf("  dup %d %s argl %ld %s\n", idx, *value == NULL ? "NULL" : *value,
           argl, (char *)argp);
    if (argl == 3)
        *value = (char *)"changed";
    return argl != 4;
}

static void
on_free(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl,
        void *argp)
{
    printf("  free %d %s argl %ld %s\n", idx, ptr == NULL ? "NULL" : (char *)ptr,
           argl, (char *)argp);
}

static const char *
get(const CRYPTO_EX_DATA *ad, int idx)
{
    const char *s = CRYPTO_get_ex_data(ad, idx);

    return s == NULL ? "NULL" : s;
}

static void
classes(void)
{
    for (int c = 0; c < CRYPTO_EX_INDEX__COUNT; c++) {
        int first = CRYPTO_get_ex_new_index(c, 0, NULL, NULL, NULL, NULL);

        /* APP has some by now, library contexts have their own. */
        if (c == CRYPTO_EX_INDEX_APP || c == CRYPTO_EX_INDEX_OSSL_LIB_CTX)
            continue;
        printf("class %d: %d", c, first);
        printf(" %d\n", CRYPTO_get_ex_new_index(c, 0, NULL, NULL, NULL, NULL));
    }
    printf("beyond %d\n", CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX__COUNT, 0,
                                                  NULL, NULL, NULL, NULL));
    printf("error %lx\n", ERR_get_error());
}

static void
callbacks(void)
{
    const int c = CRYPTO_EX_INDEX_APP;
    CRYPTO_EX_DATA a, b = {0};
    int parent = 0, i1, i2, i3, i4;

    i1 = CRYPTO_get_ex_new_index(c, 1, (char *)"one", on_new, NULL, on_free);
    i2 = CRYPTO_get_ex_new_index(c, 2, (char *)"two", on_new, on_dup, on_free);
    i3 = CRYPTO_get_ex_new_index(c, 3, (char *)"three", NULL, on_dup, NULL);
    printf("indices %d %d %d\n", i1, i2, i3);
    printf("new %d\n", CRYPTO_new_ex_data(c, &parent, &a));
    printf("get %s %s %s\n", get(&a, i1), get(&a, i2), get(&a, 77));
    printf("set %d %d\n", CRYPTO_set_ex_data(&a, i1, (char *)"v1"),
           CRYPTO_set_ex_data(&a, i3, (char *)"v3"));
    printf("set 0 %d\n", CRYPTO_set_ex_data(&a, 0, (char *)"app"));
    printf("get %s %s %s %s\n", get(&a, 0), get(&a, i1), get(&a, i2),
           get(&a, i3));
    printf("dup %d\n", CRYPTO_dup_ex_data(c, &b, &a));
    printf("copy %s %s %s %s\n", get(&b, 0), get(&b, i1), get(&b, i2),
           get(&b, i3));
    i4 = CRYPTO_get_ex_new_index(c, 2, (char *)"late", on_new, on_dup,
                                 on_free);
    printf("late %d %s\n", i4, get(&a, i4));
    printf("alloc %d %s\n", CRYPTO_alloc_ex_data(c, &parent, &a, i4),
           get(&a, i4));
    printf("alloc again %d\n", CRYPTO_alloc_ex_data(c, &parent, &a, i4));
    printf("free index %d\n", CRYPTO_free_ex_index(c, i2));
    printf("free index %d\n", CRYPTO_free_ex_index(c, 99));
    CRYPTO_free_ex_data(c, &parent, &a);
    puts("freed");
    CRYPTO_free_ex_data(c, &parent, &b);
}

static void
on_bios(void)
{
    int idx = BIO_get_ex_new_index(2, (char *)"bio", on_new, on_dup, on_free);
    BIO *b = BIO_new(BIO_s_mem()), *copy;

    printf("%s\n", (char *)BIO_get_ex_data(b, idx));
    BIO_set_app_data(b, (char *)"app");
    printf("%s %s\n", (char *)BIO_get_app_data(b),
           (char *)BIO_get_ex_data(b, 0));
    copy = BIO_dup_chain(b);
    printf("%s\n", copy == NULL ? "no copy" : (char *)BIO_get_app_data(copy));
    BIO_free(copy);
    BIO_free(b);
}

int
main(void)
{
    callbacks();
    classes();
    on_bios();
    return 0;
}
