/* The name table: a program's or the library's pointers by name and type,
 * with aliases. Man pages say nothing of it; the behaviour was measured.
 *
 * Names of a type are compared by that type's functions, without regard to
 * case when it has none. The table owns neither names nor data. */
#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <openssl/objects.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long hash_fn(const char *name);
typedef int cmp_fn(const char *a, const char *b);
typedef void free_fn(const char *name, int type, const char *data);

struct entry {
    struct entry *next;
    OBJ_NAME name;
};

struct type {
    cmp_fn *cmp;
    free_fn *free;
};

enum { DEEPEST = 10 }; /* aliases of aliases */

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct entry *entries;
static struct type *types; /* those of OBJ_NAME_new_index */
static int type_count;

int
OBJ_NAME_init(void)
{
    return 1;
}

static const struct type *
type_of(int type)
{
    int i = type - OBJ_NAME_TYPE_NUM;

    return i >= 0 && i < type_count ? &types[i] : NULL;
}

static bool
equal(int type, const char *a, const char *b)
{
    const struct type *t = type_of(type);

    return t != NULL && t->cmp != NULL ? t->cmp(a, b) == 0
                                       : urt_text_equal_nocase(a, b);
}

static struct entry **
find(const char *name, int type)
{
    struct entry **at = &entries;

    while (*at != NULL && ((*at)->name.type != type ||
                           !equal(type, (*at)->name.name, name)))
        at = &(*at)->next;
    return at;
}

/* Entries of a type never have the same name, so its hash isn't needed. */
int
OBJ_NAME_new_index(hash_fn *hash_func, cmp_fn *cmp_func, free_fn *free_func)
{
    struct type *more;
    int index = 0;

    pthread_rwlock_wrlock(&lock);
    more = urt_realloc(types, (size_t)(type_count + 1) * sizeof(*types));
    if (more != NULL) {
        types = more;
        types[type_count] = (struct type){cmp_func, free_func};
        index = OBJ_NAME_TYPE_NUM + type_count++;
    }
    pthread_rwlock_unlock(&lock);
    return index;
}

const char *
OBJ_NAME_get(const char *name, int type)
{
    bool as_is = (type & OBJ_NAME_ALIAS) != 0;
    const char *data = NULL;

    if (name == NULL)
        return NULL;
    type &= ~OBJ_NAME_ALIAS;
    pthread_rwlock_rdlock(&lock);
    for (int i = 0; i <= DEEPEST; i++) {
        struct entry *e = *find(name, type);

        if (e == NULL)
            break;
        if (e->name.alias == 0 || as_is) {
            data = e->name.data;
            break;
        }
        name = e->name.data;
    }
    pthread_rwlock_unlock(&lock);
    return data;
}

static void
give_back(const struct entry *e)
{
    const struct type *t = type_of(e->name.type);

    if (t != NULL && t->free != NULL)
        t->free(e->name.name, e->name.type, e->name.data);
}

int
OBJ_NAME_add(const char *name, int type, const char *data)
{
    struct entry *e = urt_alloc(sizeof(*e)), **at;

    if (e == NULL)
        return 0;
    e->name = (OBJ_NAME){
        .type = type & ~OBJ_NAME_ALIAS,
        .alias = type & OBJ_NAME_ALIAS,
        .name = name,
        .data = data,
    };
    pthread_rwlock_wrlock(&lock);
    at = find(name, e->name.type);
    if (*at != NULL) {
        struct entry *old = *at;

        give_back(old);
        e->next = old->next;
        urt_free(old);
    } else
        e->next = NULL;
    *at = e;
    pthread_rwlock_unlock(&lock);
    return 1;
}

int
OBJ_NAME_remove(const char *name, int type)
{
    struct entry **at, *e;

    pthread_rwlock_wrlock(&lock);
    at = find(name, type & ~OBJ_NAME_ALIAS);
    e = *at;
    if (e != NULL) {
        *at = e->next;
        give_back(e);
        urt_free(e);
    }
    pthread_rwlock_unlock(&lock);
    return e != NULL;
}

/* TYPE -1 empties the table. */
void
OBJ_NAME_cleanup(int type)
{
    struct entry **at = &entries, *e;

    pthread_rwlock_wrlock(&lock);
    while ((e = *at) != NULL)
        if (type < 0 || e->name.type == type) {
            *at = e->next;
            give_back(e);
            urt_free(e);
        } else
            at = &e->next;
    if (type < 0) {
        urt_free(types);
        types = NULL;
        type_count = 0;
    }
    pthread_rwlock_unlock(&lock);
}

static int
by_name(const void *a, const void *b)
{
    const OBJ_NAME *x = a, *y = b;

    return strcmp(x->name, y->name);
}

/* Calls FN over a copy, so that it may use the table. */
static void
walk(int type, bool sorted, void (*fn)(const OBJ_NAME *, void *), void *arg)
{
    OBJ_NAME *copy;
    size_t count = 0;

    pthread_rwlock_rdlock(&lock);
    for (struct entry *e = entries; e != NULL; e = e->next)
        count++;
    copy = urt_calloc(count, sizeof(*copy));
    count = 0;
    if (copy != NULL)
        for (struct entry *e = entries; e != NULL; e = e->next)
            if (e->name.type == type)
                copy[count++] = e->name;
    pthread_rwlock_unlock(&lock);
    if (sorted && count > 1)
        qsort(copy, count, sizeof(*copy), by_name);
    for (size_t i = 0; i < count; i++)
        fn(&copy[i], arg);
    urt_free(copy);
}

void
OBJ_NAME_do_all(int type, void (*fn)(const OBJ_NAME *, void *), void *arg)
{
    walk(type, false, fn, arg);
}

void
OBJ_NAME_do_all_sorted(int type, void (*fn)(const OBJ_NAME *, void *),
                       void *arg)
{
    walk(type, true, fn, arg);
}
