/* Stacks of pointers. Man page DEFINE_STACK_OF.
 *
 * An array that grows by half. `sorted` says that the elements stand in the
 * order of `compare`; whatever may disturb the order clears it, and the
 * searches sort first. Elements are never touched but by callbacks. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/stack.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct stack_st {
    const void **data;
    int num, cap;
    bool sorted;
    OPENSSL_sk_compfunc compare;
};

enum { SMALLEST = 4 };

static bool
grow(OPENSSL_STACK *sk, int need)
{
    const void **data;
    int cap = sk->cap;

    if (need <= cap)
        return true;
    if (cap < SMALLEST)
        cap = SMALLEST;
    while (cap < need)
        cap = cap > INT_MAX / 3 * 2 ? INT_MAX : cap + cap / 2;
    if ((size_t)cap > SIZE_MAX / sizeof(*data))
        return false;
    data = urt_realloc(sk->data, (size_t)cap * sizeof(*data));
    if (data == NULL)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    sk->data = data;
    sk->cap = cap;
    return true;
}

OPENSSL_STACK *
OPENSSL_sk_new_reserve(OPENSSL_sk_compfunc compare, int n)
{
    OPENSSL_STACK *sk = urt_zalloc(sizeof(*sk));

    if (sk == NULL) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    sk->compare = compare;
    if (n > 0 && !grow(sk, n)) {
        OPENSSL_sk_free(sk);
        return NULL;
    }
    return sk;
}

OPENSSL_STACK *
OPENSSL_sk_new(OPENSSL_sk_compfunc compare)
{
    return OPENSSL_sk_new_reserve(compare, 0);
}

OPENSSL_STACK *
OPENSSL_sk_new_null(void)
{
    return OPENSSL_sk_new_reserve(NULL, 0);
}

int
OPENSSL_sk_reserve(OPENSSL_STACK *sk, int n)
{
    if (sk == NULL)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
    if (n <= 0)
        return 1;
    if (n > INT_MAX - sk->num)
        return 0;
    return grow(sk, sk->num + n);
}

void
OPENSSL_sk_free(OPENSSL_STACK *sk)
{
    if (sk == NULL)
        return;
    urt_free(sk->data);
    urt_free(sk);
}

void
OPENSSL_sk_pop_free(OPENSSL_STACK *sk, OPENSSL_sk_freefunc func)
{
    if (sk == NULL)
        return;
    for (int i = 0; i < sk->num; i++)
        if (sk->data[i] != NULL)
            func((void *)(uintptr_t)sk->data[i]);
    OPENSSL_sk_free(sk);
}

void
OPENSSL_sk_zero(OPENSSL_STACK *sk)
{
    if (sk == NULL || sk->num == 0)
        return;
    memset(sk->data, 0, (size_t)sk->num * sizeof(*sk->data));
    sk->num = 0;
}

OPENSSL_STACK *
OPENSSL_sk_dup(const OPENSSL_STACK *sk)
{
    OPENSSL_STACK *copy;

    if (sk == NULL)
        return OPENSSL_sk_new_null();
    copy = OPENSSL_sk_new_reserve(sk->compare, sk->num);
    if (copy == NULL)
        return NULL;
    if (sk->num > 0)
        memcpy(copy->data, sk->data, (size_t)sk->num * sizeof(*sk->data));
    copy->num = sk->num;
    copy->sorted = sk->sorted;
    return copy;
}

OPENSSL_STACK *
OPENSSL_sk_deep_copy(const OPENSSL_STACK *sk, OPENSSL_sk_copyfunc copy,
                     OPENSSL_sk_freefunc undo)
{
    OPENSSL_STACK *fresh = OPENSSL_sk_dup(sk);

    if (fresh == NULL || sk == NULL)
        return fresh;
    for (int i = 0; i < sk->num; i++) {
        if (sk->data[i] == NULL)
            continue;
        fresh->data[i] = copy(sk->data[i]);
        if (fresh->data[i] == NULL) {
            while (i-- > 0)
                if (fresh->data[i] != NULL)
                    undo((void *)(uintptr_t)fresh->data[i]);
            OPENSSL_sk_free(fresh);
            fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
            return NULL;
        }
    }
    return fresh;
}

int
OPENSSL_sk_num(const OPENSSL_STACK *sk)
{
    return sk == NULL ? -1 : sk->num;
}

void *
OPENSSL_sk_value(const OPENSSL_STACK *sk, int i)
{
    if (sk == NULL || i < 0 || i >= sk->num)
        return NULL;
    return (void *)(uintptr_t)sk->data[i];
}

void *
OPENSSL_sk_set(OPENSSL_STACK *sk, int i, const void *data)
{
    if (sk == NULL) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (i < 0 || i >= sk->num) {
        fac_err_raise_data(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT,
                           "i=%d", i);
        return NULL;
    }
    sk->data[i] = data;
    sk->sorted = false;
    return (void *)(uintptr_t)data;
}

int
OPENSSL_sk_insert(OPENSSL_STACK *sk, const void *data, int where)
{
    if (sk == NULL)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
    if (sk->num == INT_MAX)
        return fac_err_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_MANY_RECORDS);
    if (!grow(sk, sk->num + 1))
        return 0;
    if (where < 0 || where > sk->num)
        where = sk->num;
    memmove(sk->data + where + 1, sk->data + where,
            (size_t)(sk->num - where) * sizeof(*sk->data));
    sk->data[where] = data;
    sk->num++;
    sk->sorted = false;
    return sk->num;
}

int
OPENSSL_sk_push(OPENSSL_STACK *sk, const void *data)
{
    return sk == NULL ? -1 : OPENSSL_sk_insert(sk, data, sk->num);
}

int
OPENSSL_sk_unshift(OPENSSL_STACK *sk, const void *data)
{
    return OPENSSL_sk_insert(sk, data, 0);
}

void *
OPENSSL_sk_delete(OPENSSL_STACK *sk, int i)
{
    const void *data;

    if (sk == NULL || i < 0 || i >= sk->num)
        return NULL;
    data = sk->data[i];
    memmove(sk->data + i, sk->data + i + 1,
            (size_t)(sk->num - i - 1) * sizeof(*sk->data));
    sk->num--;
    return (void *)(uintptr_t)data;
}

void *
OPENSSL_sk_delete_ptr(OPENSSL_STACK *sk, const void *p)
{
    if (sk != NULL)
        for (int i = 0; i < sk->num; i++)
            if (sk->data[i] == p)
                return OPENSSL_sk_delete(sk, i);
    return NULL;
}

void *
OPENSSL_sk_shift(OPENSSL_STACK *sk)
{
    return OPENSSL_sk_delete(sk, 0);
}

void *
OPENSSL_sk_pop(OPENSSL_STACK *sk)
{
    return sk == NULL ? NULL : OPENSSL_sk_delete(sk, sk->num - 1);
}

void
OPENSSL_sk_sort(OPENSSL_STACK *sk)
{
    if (sk == NULL || sk->sorted || sk->compare == NULL)
        return;
    if (sk->num > 1)
        qsort(sk->data, (size_t)sk->num, sizeof(*sk->data), sk->compare);
    sk->sorted = true;
}

int
OPENSSL_sk_is_sorted(const OPENSSL_STACK *sk)
{
    return sk == NULL || sk->sorted;
}

OPENSSL_sk_compfunc
OPENSSL_sk_set_cmp_func(OPENSSL_STACK *sk, OPENSSL_sk_compfunc compare)
{
    OPENSSL_sk_compfunc old = sk->compare;

    if (old != compare)
        sk->sorted = false;
    sk->compare = compare;
    return old;
}

/* The first place whose element is not smaller than DATA. */
static int
lower_bound(const OPENSSL_STACK *sk, const void *data)
{
    int low = 0, high = sk->num;

    while (low < high) {
        int mid = low + (high - low) / 2;

        if (sk->compare(&sk->data[mid], &data) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int
find_pointer(const OPENSSL_STACK *sk, const void *data, int *matches)
{
    for (int i = 0; i < sk->num; i++)
        if (sk->data[i] == data) {
            if (matches != NULL)
                *matches = 1;
            return i;
        }
    return -1;
}

static int
find(OPENSSL_STACK *sk, const void *data, bool nearest, int *matches)
{
    int i, n;

    if (matches != NULL)
        *matches = 0;
    if (sk == NULL || sk->num == 0)
        return -1;
    if (sk->compare == NULL)
        return find_pointer(sk, data, matches);
    if (data == NULL)
        return -1;
    OPENSSL_sk_sort(sk);
    i = lower_bound(sk, data);
    for (n = 0; i + n < sk->num && sk->compare(&sk->data[i + n], &data) == 0;)
        n++;
    if (matches != NULL)
        *matches = n;
    if (n > 0)
        return i;
    if (!nearest)
        return -1;
    return i < sk->num ? i : sk->num - 1;
}

int
OPENSSL_sk_find(OPENSSL_STACK *sk, const void *data)
{
    return find(sk, data, false, NULL);
}

int
OPENSSL_sk_find_ex(OPENSSL_STACK *sk, const void *data)
{
    return find(sk, data, true, NULL);
}

int
OPENSSL_sk_find_all(OPENSSL_STACK *sk, const void *data, int *pnum)
{
    return find(sk, data, false, pnum);
}
