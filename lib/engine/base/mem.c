/* The allocator behind mem.h.
 *
 * The function pointers are written only before the first allocation, so
 * they are read without a lock. The failure counters are only looked at
 * when a test has switched them on. */
#include "engine/base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static urt_malloc_fn *malloc_fn = malloc;
static urt_realloc_fn *realloc_fn = realloc;
static urt_free_fn *free_fn = free;
static atomic_bool used;

static atomic_bool injecting;
static atomic_ulong asked;
static atomic_ulong fail_at;

/* True when this allocation is the one that a test wants to fail. */
static bool
refused(void)
{
    if (!atomic_load_explicit(&used, memory_order_relaxed))
        atomic_store_explicit(&used, true, memory_order_relaxed);
    if (!atomic_load_explicit(&injecting, memory_order_relaxed))
        return false;
    return atomic_fetch_add(&asked, 1) + 1 == atomic_load(&fail_at);
}

void *
urt_alloc(size_t len)
{
    if (refused())
        return NULL;
    return malloc_fn(len > 0 ? len : 1);
}

void *
urt_zalloc(size_t len)
{
    void *p = urt_alloc(len);

    if (p != NULL)
        memset(p, 0, len > 0 ? len : 1);
    return p;
}

void *
urt_calloc(size_t count, size_t size)
{
    size_t len;

    if (__builtin_mul_overflow(count, size, &len))
        return NULL;
    return urt_zalloc(len);
}

void *
urt_realloc(void *ptr, size_t len)
{
    if (refused())
        return NULL;
    return realloc_fn(ptr, len > 0 ? len : 1);
}

void *
urt_memdup(const void *data, size_t len)
{
    void *p = urt_alloc(len);

    if (p != NULL && len > 0)
        memcpy(p, data, len);
    return p;
}

char *
urt_strdup(const char *text)
{
    return text == NULL ? NULL : urt_memdup(text, strlen(text) + 1);
}

void
urt_free(void *ptr)
{
    if (ptr != NULL)
        free_fn(ptr);
}

void
urt_wipe(void *ptr, size_t len)
{
    if (ptr != NULL && len > 0)
        explicit_bzero(ptr, len);
}

void
urt_wipe_free(void *ptr, size_t len)
{
    if (ptr == NULL)
        return;
    urt_wipe(ptr, len);
    urt_free(ptr);
}

bool
urt_mem_set_functions(urt_malloc_fn *m, urt_realloc_fn *r, urt_free_fn *f)
{
    if (atomic_load(&used))
        return false;
    malloc_fn = m;
    realloc_fn = r;
    free_fn = f;
    return true;
}

void
urt_mem_fail_nth(unsigned long nth)
{
    atomic_store(&asked, 0);
    atomic_store(&fail_at, nth);
    atomic_store(&injecting, nth > 0);
}

unsigned long
urt_mem_count(void)
{
    return atomic_load(&asked);
}
