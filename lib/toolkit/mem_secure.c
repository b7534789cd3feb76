/* The secure heap: one locked, undumpable mapping with guard pages, out of
 * which the _secure_ functions allocate. Man page CRYPTO_secure_malloc.
 *
 * The arena is cut into blocks of powers of two, as the man page promises
 * (the buddy scheme): order 0 is the whole, each order halves. The order of
 * each block that is in use stands in a byte map indexed by its first unit;
 * free blocks are chained through their own first bytes. Freed memory is
 * wiped. Without an arena everything goes to the ordinary allocator. */
#include "engine/base/mem.h"

#include <openssl/crypto.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    ORDERS = 48,
    NONE = 0xff,
};

struct block {
    struct block *next, *previous;
};

static struct {
    uint8_t *map; /* with the guard pages */
    size_t map_len;
    uint8_t *base;
    size_t size;
    size_t unit;          /* of the smallest block */
    uint8_t *used_order;  /* a unit: order of the used block, or NONE */
    uint8_t *free_order;  /* a unit: order of the free block, or NONE */
    struct block *free[ORDERS];
    int orders;
    size_t used;
} heap;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool ready;

static size_t
order_size(int order)
{
    return heap.size >> order;
}

static size_t
unit_of(const void *p)
{
    return (size_t)((const uint8_t *)p - heap.base) / heap.unit;
}

static void
chain(void *p, int order)
{
    struct block *b = p;

    b->previous = NULL;
    b->next = heap.free[order];
    if (b->next != NULL)
        b->next->previous = b;
    heap.free[order] = b;
    heap.free_order[unit_of(p)] = (uint8_t)order;
}

static void
unchain(void *p, int order)
{
    struct block *b = p;

    if (b->previous != NULL)
        b->previous->next = b->next;
    else
        heap.free[order] = b->next;
    if (b->next != NULL)
        b->next->previous = b->previous;
    heap.free_order[unit_of(p)] = NONE;
    memset(b, 0, sizeof(*b));
}

static void
release(void)
{
    if (heap.map != NULL)
        munmap(heap.map, heap.map_len);
    urt_free(heap.used_order);
    urt_free(heap.free_order);
    memset(&heap, 0, sizeof(heap));
}

/* 0: failed; 1: done; 2: done, but the memory could not be locked. */
static int
set_up(size_t size, size_t unit)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int result = 1;

    if (unit < sizeof(struct block))
        for (unit = unit < 1 ? 1 : unit; unit < sizeof(struct block);)
            unit *= 2;
    if (size == 0 || (size & (size - 1)) != 0 || (unit & (unit - 1)) != 0 ||
        unit > size)
        return 0;
    heap.size = size;
    heap.unit = unit;
    heap.map_len = (size + page - 1) / page * page + 2 * page;
    heap.map = mmap(NULL, heap.map_len, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (heap.map == MAP_FAILED) {
        heap.map = NULL;
        return 0;
    }
    heap.base = heap.map + page;
    for (size_t s = size; s > unit; s /= 2)
        heap.orders++;
    heap.orders++;
    heap.used_order = urt_alloc(size / unit);
    heap.free_order = urt_alloc(size / unit);
    if (heap.used_order == NULL || heap.free_order == NULL)
        return 0;
    memset(heap.used_order, NONE, size / unit);
    memset(heap.free_order, NONE, size / unit);
    if (mprotect(heap.map, page, PROT_NONE) != 0 ||
        mprotect(heap.map + heap.map_len - page, page, PROT_NONE) != 0)
        result = 2;
    if (mlock(heap.base, size) != 0)
        result = 2;
    if (madvise(heap.base, size, MADV_DONTDUMP) != 0)
        result = 2;
    chain(heap.base, 0);
    return result;
}

int
CRYPTO_secure_malloc_init(size_t size, size_t minsize)
{
    int result = 0;

    pthread_mutex_lock(&lock);
    if (!atomic_load(&ready)) {
        result = set_up(size, minsize);
        if (result == 0)
            release();
        else
            atomic_store(&ready, true);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int
CRYPTO_secure_malloc_done(void)
{
    int done = 0;

    pthread_mutex_lock(&lock);
    if (heap.used == 0) {
        release();
        atomic_store(&ready, false);
        done = 1;
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int
CRYPTO_secure_malloc_initialized(void)
{
    return atomic_load(&ready);
}

int
CRYPTO_secure_allocated(const void *ptr)
{
    const uint8_t *p = ptr;

    return atomic_load(&ready) && p >= heap.base && p < heap.base + heap.size;
}

static void *
take(size_t num)
{
    int order, from;
    uint8_t *p;

    if (num > heap.size)
        return NULL;
    for (order = 0; order + 1 < heap.orders && order_size(order + 1) >= num;)
        order++;
    for (from = order; from >= 0 && heap.free[from] == NULL;)
        from--;
    if (from < 0)
        return NULL;
    p = (uint8_t *)heap.free[from];
    unchain(p, from);
    while (from < order) {
        from++;
        chain(p + order_size(from), from);
    }
    heap.used_order[unit_of(p)] = (uint8_t)order;
    heap.used += order_size(order);
    return p;
}

static void
give_back(uint8_t *p)
{
    int order = heap.used_order[unit_of(p)];

    if (order == NONE)
        OPENSSL_die("not a secure allocation", __FILE__, __LINE__);
    urt_wipe(p, order_size(order));
    heap.used_order[unit_of(p)] = NONE;
    heap.used -= order_size(order);
    while (order > 0) {
        size_t offset = (size_t)(p - heap.base);
        uint8_t *buddy = heap.base + (offset ^ order_size(order));

        if (heap.free_order[unit_of(buddy)] != order)
            break;
        unchain(buddy, order);
        if (buddy < p)
            p = buddy;
        order--;
    }
    chain(p, order);
}

void *
CRYPTO_secure_malloc(size_t num, const char *file, int line)
{
    void *p;

    if (!atomic_load(&ready))
        return CRYPTO_malloc(num, file, line);
    pthread_mutex_lock(&lock);
    p = take(num);
    pthread_mutex_unlock(&lock);
    return p;
}

/* Free blocks hold zeros but for their links, which unchain() wipes. */
void *
CRYPTO_secure_zalloc(size_t num, const char *file, int line)
{
    if (atomic_load(&ready))
        return CRYPTO_secure_malloc(num, file, line);
    return CRYPTO_zalloc(num, file, line);
}

void
CRYPTO_secure_clear_free(void *ptr, size_t num, const char *file, int line)
{
    if (ptr == NULL)
        return;
    if (!CRYPTO_secure_allocated(ptr)) {
        CRYPTO_clear_free(ptr, num, file, line);
        return;
    }
    pthread_mutex_lock(&lock);
    give_back(ptr);
    pthread_mutex_unlock(&lock);
}

void
CRYPTO_secure_free(void *ptr, const char *file, int line)
{
    if (ptr != NULL && !CRYPTO_secure_allocated(ptr))
        urt_free(ptr);
    else
        CRYPTO_secure_clear_free(ptr, 0, file, line);
}

size_t
CRYPTO_secure_actual_size(void *ptr)
{
    size_t size = 0;

    if (!CRYPTO_secure_allocated(ptr))
        return 0;
    pthread_mutex_lock(&lock);
    if (heap.used_order[unit_of(ptr)] != NONE)
        size = order_size(heap.used_order[unit_of(ptr)]);
    pthread_mutex_unlock(&lock);
    return size;
}

size_t
CRYPTO_secure_used(void)
{
    size_t used;

    pthread_mutex_lock(&lock);
    used = heap.used;
    pthread_mutex_unlock(&lock);
    return used;
}
