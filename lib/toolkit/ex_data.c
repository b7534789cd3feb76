/* Data that programs hang on objects. Man page CRYPTO_get_ex_new_index.
 *
 * A class of objects has a list of indices, each with callbacks; index 0 is
 * app_data, so that the first one handed out is 1. Lists are immutable
 * snapshots: adding publishes a longer copy with one store, so that making
 * and freeing objects takes no lock. Old snapshots stay linked behind the
 * new one, since a reader may still walk them; there are as many as there
 * were registrations. The values stand in the object's CRYPTO_EX_DATA. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/crypto.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct index {
    long argl;
    void *argp;
    CRYPTO_EX_new *new_func;
    CRYPTO_EX_dup *dup_func;
    CRYPTO_EX_free *free_func;
};

struct list {
    struct list *former;
    int count;
    struct index index[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct list *) lists[CRYPTO_EX_INDEX__COUNT];

static bool
is_class(int class_index)
{
    if (class_index >= 0 && class_index < CRYPTO_EX_INDEX__COUNT)
        return true;
    return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
}

static struct list *
list_of(int class_index)
{
    return atomic_load_explicit(&lists[class_index], memory_order_acquire);
}

/* A copy of a class's list with COUNT places. */
static struct list *
copy_list(const struct list *old, int count)
{
    struct list *list = urt_zalloc(sizeof(*list) +
                                   (size_t)count * sizeof(list->index[0]));

    if (list == NULL)
        return NULL;
    list->count = count;
    if (old != NULL)
        memcpy(list->index, old->index,
               (size_t)old->count * sizeof(old->index[0]));
    return list;
}

static void
publish(int class_index, struct list *list, struct list *old)
{
    list->former = old;
    atomic_store_explicit(&lists[class_index], list, memory_order_release);
}

int
CRYPTO_get_ex_new_index(int class_index, long argl, void *argp,
                        CRYPTO_EX_new *new_func, CRYPTO_EX_dup *dup_func,
                        CRYPTO_EX_free *free_func)
{
    struct list *old, *list;
    int idx = -1;

    if (!is_class(class_index))
        return -1;
    pthread_mutex_lock(&lock);
    old = list_of(class_index);
    list = copy_list(old, old == NULL ? 2 : old->count + 1);
    if (list != NULL) {
        idx = list->count - 1;
        list->index[idx] =
            (struct index){argl, argp, new_func, dup_func, free_func};
        publish(class_index, list, old);
    }
    pthread_mutex_unlock(&lock);
    if (idx < 0)
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    return idx;
}

/* The index is not handed out again; it only loses its callbacks. */
int
CRYPTO_free_ex_index(int class_index, int idx)
{
    struct list *old, *list = NULL;

    if (!is_class(class_index))
        return 0;
    pthread_mutex_lock(&lock);
    old = list_of(class_index);
    if (old != NULL && idx >= 0 && idx < old->count &&
        (list = copy_list(old, old->count)) != NULL) {
        memset(&list->index[idx], 0, sizeof(list->index[idx]));
        publish(class_index, list, old);
    }
    pthread_mutex_unlock(&lock);
    return list != NULL;
}

int
CRYPTO_new_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad)
{
    struct list *list;

    if (!is_class(class_index))
        return 0;
    ad->ctx = NULL;
    ad->sk = NULL;
    list = list_of(class_index);
    for (int i = 0; list != NULL && i < list->count; i++) {
        struct index *x = &list->index[i];

        if (x->new_func != NULL)
            x->new_func(obj, CRYPTO_get_ex_data(ad, i), ad, i, x->argl,
                        x->argp);
    }
    return 1;
}

int
CRYPTO_dup_ex_data(int class_index, CRYPTO_EX_DATA *to,
                   const CRYPTO_EX_DATA *from)
{
    struct list *list;
    int count;

    if (from->sk == NULL)
        return 1;
    if (!is_class(class_index))
        return 0;
    list = list_of(class_index);
    count = sk_void_num(from->sk);
    if (list == NULL)
        count = count > 1 ? 1 : count;
    else if (count > list->count)
        count = list->count;
    for (int i = 0; i < count; i++) {
        struct index none = {0};
        struct index *x = list == NULL ? &none : &list->index[i];
        void *value = CRYPTO_get_ex_data(from, i);

        if (x->dup_func != NULL &&
            !x->dup_func(to, from, &value, i, x->argl, x->argp))
            return 0;
        if (!CRYPTO_set_ex_data(to, i, value))
            return 0;
    }
    return 1;
}

void
CRYPTO_free_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad)
{
    struct list *list = is_class(class_index) ? list_of(class_index) : NULL;

    for (int i = 0; list != NULL && i < list->count; i++) {
        struct index *x = &list->index[i];

        if (x->free_func != NULL)
            x->free_func(obj, CRYPTO_get_ex_data(ad, i), ad, i, x->argl,
                         x->argp);
    }
    sk_void_free(ad->sk);
    ad->sk = NULL;
    ad->ctx = NULL;
}

/* For an index that is younger than the object. */
int
CRYPTO_alloc_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad, int idx)
{
    struct list *list;

    if (CRYPTO_get_ex_data(ad, idx) != NULL)
        return 1;
    if (!is_class(class_index))
        return 0;
    list = list_of(class_index);
    if (list == NULL || idx < 0 || idx >= list->count ||
        list->index[idx].new_func == NULL)
        return 0;
    list->index[idx].new_func(obj, NULL, ad, idx, list->index[idx].argl,
                              list->index[idx].argp);
    return 1;
}

int
CRYPTO_set_ex_data(CRYPTO_EX_DATA *ad, int idx, void *val)
{
    if (ad->sk == NULL && (ad->sk = sk_void_new_null()) == NULL)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    for (int i = sk_void_num(ad->sk); i <= idx; i++)
        if (!sk_void_push(ad->sk, NULL))
            return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    if (idx < 0)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
    (void)sk_void_set(ad->sk, idx, val);
    return 1;
}

void *
CRYPTO_get_ex_data(const CRYPTO_EX_DATA *ad, int idx)
{
    return ad->sk == NULL ? NULL : sk_void_value(ad->sk, idx);
}
