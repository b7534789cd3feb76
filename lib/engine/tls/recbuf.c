/* Blocks for records: a small store a thread, so that neither an idle
 * connection holds 16 KB nor a busy one allocates for each record.
 *
 * Blocks come back wiped. What a thread keeps is freed when it ends. */
#include "engine/tls/record.h"

#include <pthread.h>

enum { KEEP = 4 };

struct store {
    uint8_t *block[KEEP];
    size_t count;
    bool registered;
};

static __thread struct store store;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool have_key;

static void
thread_ends(void *arg)
{
    struct store *s = arg;

    while (s->count > 0)
        urt_free(s->block[--s->count]);
    s->registered = false;
}

static void
make_key(void)
{
    have_key = pthread_key_create(&key, thread_ends) == 0;
}

/* Without a key nothing would free the blocks at the thread's end, so that
 * nothing is kept then. */
static bool
may_keep(void)
{
    if (store.registered)
        return true;
    pthread_once(&once, make_key);
    store.registered =
        have_key && pthread_setspecific(key, &store) == 0;
    return store.registered;
}

uint8_t *
urt_recbuf_get(void)
{
    if (store.count > 0)
        return store.block[--store.count];
    return urt_alloc(URT_RECORD_BUF);
}

void
urt_recbuf_put(uint8_t *block, size_t used)
{
    if (block == NULL)
        return;
    urt_wipe(block, used);
    if (store.count < KEEP && may_keep())
        store.block[store.count++] = block;
    else
        urt_free(block);
}
