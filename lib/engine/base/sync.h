/* Reference counts, once-only work and locks, over C11 atomics and pthreads.
 * Nothing here is held across a call out of the library. */
#ifndef URT_BASE_SYNC_H
#define URT_BASE_SYNC_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct urt_ref {
    atomic_int count;
};

static inline void
urt_ref_init(struct urt_ref *r)
{
    atomic_init(&r->count, 1);
}

static inline void
urt_ref_up(struct urt_ref *r)
{
    atomic_fetch_add_explicit(&r->count, 1, memory_order_relaxed);
}

/* True when the caller dropped the last reference and must free. */
static inline bool
urt_ref_down(struct urt_ref *r)
{
    if (atomic_fetch_sub_explicit(&r->count, 1, memory_order_release) != 1)
        return false;
    atomic_thread_fence(memory_order_acquire);
    return true;
}

/* The program's locks are pthread's, used directly: pthread_mutex_t,
 * pthread_rwlock_t, pthread_once_t. */

#endif
