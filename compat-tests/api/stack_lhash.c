/* Stacks and hash tables. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>
#include <openssl/safestack.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
errors(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lX|%s\n", e, data);
}

static int
compare(const char *const *a, const char *const *b)
{
    return strcmp(*a, *b);
}

static int
backwards(const char *const *a, const char *const *b)
{
    return strcmp(*b, *a);
}

static void
show(const char *what, const STACK_OF(OPENSSL_STRING) *sk)
{
    printf("%s (%d, sorted %d):", what, sk_OPENSSL_STRING_num(sk),
           sk_OPENSSL_STRING_is_sorted(sk));
    for (int i = 0; i < sk_OPENSSL_STRING_num(sk); i++) {
        const char *s = sk_OPENSSL_STRING_value(sk, i);

        printf(" %s", s == NULL ? "NULL" : s);
    }
    putchar('\n');
}

static int copies;

static char *
copy_text(const char *s)
{
    if (++copies == 3)
        return NULL;
    return OPENSSL_strdup(s);
}

static void
free_text(char *s)
{
    printf("free %s\n", s);
    OPENSSL_free(s);
}

static void
order(void)
{
    STACK_OF(OPENSSL_STRING) *sk = sk_OPENSSL_STRING_new(compare), *other;
    char *text[] = {"m", "c", "x", "a", "c", "c"};
    int n = -1;

    show("new", sk);
    for (int i = 0; i < 6; i++)
        printf("%d ", sk_OPENSSL_STRING_push(sk, text[i]));
    show("pushed", sk);
    printf("find c %d", sk_OPENSSL_STRING_find(sk, "c"));
    printf(" all %d", sk_OPENSSL_STRING_find_all(sk, "c", &n));
    printf(" of %d\n", n);
    show("after find", sk);
    printf("find b %d ex %d\n", sk_OPENSSL_STRING_find(sk, "b"),
           sk_OPENSSL_STRING_find_ex(sk, "zz"));
    printf("find_all b %d", sk_OPENSSL_STRING_find_all(sk, "b", &n));
    printf(" of %d\n", n);
    printf("find NULL %d\n", sk_OPENSSL_STRING_find(sk, NULL));
    printf("unshift %d\n", sk_OPENSSL_STRING_unshift(sk, "u"));
    printf("insert %d", sk_OPENSSL_STRING_insert(sk, "i", 2));
    printf(" %d", sk_OPENSSL_STRING_insert(sk, "far", 99));
    printf(" %d\n", sk_OPENSSL_STRING_insert(sk, "neg", -3));
    show("inserted", sk);
    printf("set %s\n", sk_OPENSSL_STRING_set(sk, 0, "set"));
    printf("set far %d\n", sk_OPENSSL_STRING_set(sk, 50, "set") != NULL);
    errors();
    sk_OPENSSL_STRING_sort(sk);
    show("sorted", sk);
    other = sk_OPENSSL_STRING_dup(sk);
    sk_OPENSSL_STRING_set_cmp_func(other, backwards);
    show("dup", other);
    sk_OPENSSL_STRING_sort(other);
    show("backwards", other);
    printf("delete %s", sk_OPENSSL_STRING_delete(other, 1));
    printf(" %d", sk_OPENSSL_STRING_delete(other, 77) != NULL);
    printf(" ptr %d\n", sk_OPENSSL_STRING_delete_ptr(other, "none") != NULL);
    show("deleted", other);
    printf("pop %s shift %s\n", sk_OPENSSL_STRING_pop(other),
           sk_OPENSSL_STRING_shift(other));
    sk_OPENSSL_STRING_zero(other);
    show("zero", other);
    printf("pop empty %d\n", sk_OPENSSL_STRING_pop(other) != NULL);
    printf("value %d %d\n", sk_OPENSSL_STRING_value(sk, -1) != NULL,
           sk_OPENSSL_STRING_value(sk, 99) != NULL);
    sk_OPENSSL_STRING_free(other);
    copies = -100;
    other = sk_OPENSSL_STRING_deep_copy(sk, copy_text, free_text);
    show("deep copy", other);
    sk_OPENSSL_STRING_pop_free(other, free_text);
    copies = 0;
    other = sk_OPENSSL_STRING_deep_copy(sk, copy_text, free_text);
    printf("failing copy %d\n", other != NULL);
    errors();
    sk_OPENSSL_STRING_free(sk);
}

static void
edges(void)
{
    OPENSSL_STACK *sk;

    printf("num %d value %d push %d", OPENSSL_sk_num(NULL),
           OPENSSL_sk_value(NULL, 0) != NULL, OPENSSL_sk_push(NULL, "x"));
    errors();
    printf(" insert %d\n", OPENSSL_sk_insert(NULL, "x", 0));
    errors();
    printf("reserve %d\n", OPENSSL_sk_reserve(NULL, 3));
    errors();
    printf("set %d\n", OPENSSL_sk_set(NULL, 0, "x") != NULL);
    errors();
    printf("unshift %d\n", OPENSSL_sk_unshift(NULL, "x"));
    errors();
    printf("find %d pop %d sorted %d\n", OPENSSL_sk_find(NULL, "x"),
           OPENSSL_sk_pop(NULL) != NULL, OPENSSL_sk_is_sorted(NULL));
    OPENSSL_sk_free(NULL);
    OPENSSL_sk_pop_free(NULL, NULL);
    OPENSSL_sk_sort(NULL);
    OPENSSL_sk_zero(NULL);
    sk = OPENSSL_sk_dup(NULL);
    printf("dup of NULL %d\n", OPENSSL_sk_num(sk));
    OPENSSL_sk_free(sk);
    sk = OPENSSL_sk_new_reserve(NULL, 10);
    printf("reserved %d %d\n", OPENSSL_sk_num(sk), OPENSSL_sk_reserve(sk, 5));
    for (int i = 0; i < 1000; i++)
        OPENSSL_sk_push(sk, (void *)(size_t)(i + 1));
    printf("%d %d\n", OPENSSL_sk_num(sk),
           (int)(size_t)OPENSSL_sk_value(sk, 998));
    printf("find pointer %d\n", OPENSSL_sk_find(sk, (void *)500));
    OPENSSL_sk_push(sk, NULL);
    printf("find NULL %d\n", OPENSSL_sk_find(sk, NULL));
    printf("find_ex missing %d\n", OPENSSL_sk_find_ex(sk, (void *)5000));
    OPENSSL_sk_free(sk);
    errors();
}

static unsigned long
hash(const char *s)
{
    return (unsigned char)s[0];
}

static int
equal(const char *a, const char *b)
{
    return strcmp(a, b);
}

static void
count(char *s, void *arg)
{
    *(int *)arg += (int)strlen(s);
}

static LHASH_OF(OPENSSL_STRING) *table;

static unsigned long
hash_string(const OPENSSL_STRING *s)
{
    return hash((const char *)s);
}

static int
compare_strings(const OPENSSL_STRING *a, const OPENSSL_STRING *b)
{
    return equal((const char *)a, (const char *)b);
}

static void
delete_it(void *s)
{
    OPENSSL_LH_delete((OPENSSL_LHASH *)table, s);
}

static void
hashes(void)
{
    static char names[200][8];
    OPENSSL_LHASH *lh;
    int total = 0;
    char again[8];

    table = lh_OPENSSL_STRING_new(hash_string, compare_strings);
    lh = (OPENSSL_LHASH *)table;
    for (int i = 0; i < 200; i++) {
        snprintf(names[i], sizeof(names[i]), "%c%d", "nmz"[i % 3], i);
        if (OPENSSL_LH_insert(lh, names[i]) != NULL)
            printf("replaced?\n");
    }
    printf("items %lu error %d\n", OPENSSL_LH_num_items(lh),
           OPENSSL_LH_error(lh));
    snprintf(again, sizeof(again), "%s", names[42]);
    printf("retrieve %d\n", OPENSSL_LH_retrieve(lh, again) == names[42]);
    printf("missing %d\n", OPENSSL_LH_retrieve(lh, "nope") != NULL);
    printf("replace %d\n", OPENSSL_LH_insert(lh, again) == names[42]);
    printf("now %d\n", OPENSSL_LH_retrieve(lh, names[42]) == again);
    printf("delete %d\n", OPENSSL_LH_delete(lh, names[42]) == again);
    printf("delete again %d\n", OPENSSL_LH_delete(lh, names[42]) != NULL);
    OPENSSL_LH_doall_arg(lh, (OPENSSL_LH_DOALL_FUNCARG)count, &total);
    printf("total %d of %lu\n", total, OPENSSL_LH_num_items(lh));
    printf("down load %lu\n", OPENSSL_LH_get_down_load(lh));
    OPENSSL_LH_set_down_load(lh, 0);
    printf("down load %lu\n", OPENSSL_LH_get_down_load(lh));
    OPENSSL_LH_doall(lh, delete_it);
    printf("items %lu\n", OPENSSL_LH_num_items(lh));
    OPENSSL_LH_insert(lh, names[0]);
    OPENSSL_LH_flush(lh);
    printf("flushed %lu\n", OPENSSL_LH_num_items(lh));
    printf("empty hash %lu equal %d\n", OPENSSL_LH_strhash(""),
           OPENSSL_LH_strhash("abc") == OPENSSL_LH_strhash("abc"));
    lh_OPENSSL_STRING_free(table);
    OPENSSL_LH_free(NULL);
}

int
main(void)
{
    order();
    edges();
    hashes();
    return 0;
}
