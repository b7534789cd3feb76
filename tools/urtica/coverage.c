/* The coverage of OpenSSL's functions by family: by what stands before the
 * first underscore of a name. Small families are one row at the end. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "symbols.h"

enum { SMALL = 5 };

struct family {
    const char *name;
    size_t len; /* of the name */
    size_t counts[SYMBOL_STATUSES];
};

/* d2i_X509, i2d_X509 and the like are of the family of what they convert. */
static const char *
subject(const char *name)
{
    static const char *const verbs[] = {"d2i_", "i2d_", "a2i_", "i2a_",
                                        "o2i_", "i2o_", "b2i_", "i2b_",
                                        "s2i_", "i2s_", "v2i_", "i2v_",
                                        "i2t_"};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strncmp(name, verbs[i], 4) == 0)
            return name + 4;
    return name;
}

static struct family *
find(struct family *list, size_t *count, const char *name)
{
    size_t len = strcspn(name, "_");

    for (size_t i = 0; i < *count; i++)
        if (list[i].len == len && memcmp(list[i].name, name, len) == 0)
            return &list[i];
    list[*count] = (struct family){name, len, {0}};
    return &list[(*count)++];
}

static int
compare(const void *a, const void *b)
{
    const struct family *x = a, *y = b;
    size_t len = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->name, y->name, len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static bool
is_small(const struct family *f)
{
    size_t n = 0;

    for (int i = 0; i < SYMBOL_STATUSES; i++)
        n += f->counts[i];
    return n < SMALL;
}

static void
write_row(const char *name, size_t len, const size_t counts[])
{
    printf("%-24.*s", (int)len, name);
    for (int i = 0; i < SYMBOL_STATUSES; i++)
        printf("%9zu", counts[i]);
    printf("\n");
}

int
check_coverage(void)
{
    struct family *list = calloc(symbol_count, sizeof *list);
    size_t all[SYMBOL_STATUSES] = {0}, others[SYMBOL_STATUSES] = {0};
    size_t count = 0;

    if (list == NULL)
        return 1;
    for (size_t i = 0; i < symbol_count; i++) {
        find(list, &count, subject(symbols[i].name))
            ->counts[symbols[i].status]++;
        all[symbols[i].status]++;
    }
    qsort(list, count, sizeof *list, compare);
    printf("%-24s%9s%9s%9s%9s\n", "family", "full", "partial", "refuses",
           "absent");
    for (size_t i = 0; i < count; i++) {
        if (!is_small(&list[i])) {
            write_row(list[i].name, list[i].len, list[i].counts);
            continue;
        }
        for (int k = 0; k < SYMBOL_STATUSES; k++)
            others[k] += list[i].counts[k];
    }
    write_row("others", 6, others);
    write_row("all", 3, all);
    free(list);
    return fflush(stdout) != 0;
}
