/* A small cache of expanded AEAD keys, one a thread, so that idle
 * connections hold 32 bytes of key and not 4 KB of tables.
 *
 * Entries are allocated when first needed, the least recently used is wiped
 * and made anew when all are taken. The thread's destructor wipes and frees;
 * a destructor of somebody else that seals afterwards makes a new cache,
 * which the next round of destructors frees. */
#include <pthread.h>

#include "engine/base/ct.h"
#include "engine/crypto/aead.h"

enum { ENTRIES = 8 };

struct entry {
    uint64_t used; /* the tick of its last use */
    uint8_t key[URT_AEAD_MAX_KEY];
    struct urt_aead_ctx ctx; /* ctx.aead is NULL while it holds no key */
};

struct cache {
    uint64_t tick;
    struct entry *entry[ENTRIES];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t destructor;
static bool have_destructor;
static __thread struct cache *mine;

static void
free_cache(void *arg)
{
    struct cache *c = arg;

    mine = NULL;
    for (size_t i = 0; i < ENTRIES; i++)
        urt_wipe_free(c->entry[i], sizeof *c->entry[i]);
    urt_free(c);
}

static void
make_destructor(void)
{
    have_destructor = pthread_key_create(&destructor, free_cache) == 0;
}

/* This thread's cache, made now if need be. Without a destructor there is
 * none: keys must not outlive their thread. */
static struct cache *
get_cache(void)
{
    struct cache *c = mine;

    if (c != NULL)
        return c;
    pthread_once(&once, make_destructor);
    if (!have_destructor)
        return NULL;
    c = urt_zalloc(sizeof *c);
    if (c == NULL)
        return NULL;
    if (pthread_setspecific(destructor, c) != 0) {
        urt_free(c);
        return NULL;
    }
    mine = c;
    return c;
}

static bool
holds(const struct entry *e, const struct urt_aead *aead, const uint8_t *key)
{
    return e != NULL && e->ctx.aead == aead &&
           urt_ct_equal(e->key, key, aead->key_size);
}

/* A free slot, else the one whose last use is longest ago. */
static size_t
victim(const struct cache *c)
{
    size_t best = 0;

    for (size_t i = 0; i < ENTRIES; i++) {
        if (c->entry[i] == NULL || c->entry[i]->ctx.aead == NULL)
            return i;
        if (c->entry[i]->used < c->entry[best]->used)
            best = i;
    }
    return best;
}

const struct urt_aead_ctx *
urt_aead_cached(const struct urt_aead *aead, const uint8_t *key)
{
    struct cache *c = get_cache();
    struct entry *e;
    size_t at;

    if (c == NULL)
        return NULL;
    for (size_t i = 0; i < ENTRIES; i++)
        if (holds(c->entry[i], aead, key)) {
            c->entry[i]->used = ++c->tick;
            return &c->entry[i]->ctx;
        }
    at = victim(c);
    if (c->entry[at] == NULL) {
        c->entry[at] = urt_zalloc(sizeof *c->entry[at]);
        if (c->entry[at] == NULL)
            return NULL;
    }
    e = c->entry[at];
    urt_wipe(e, sizeof *e);
    memcpy(e->key, key, aead->key_size);
    urt_aead_init(&e->ctx, aead, key);
    e->used = ++c->tick;
    return &e->ctx;
}

void
urt_aead_cache_forget(const struct urt_aead *aead, const uint8_t *key)
{
    struct cache *c = mine;

    if (c == NULL)
        return;
    for (size_t i = 0; i < ENTRIES; i++)
        if (holds(c->entry[i], aead, key))
            urt_wipe(c->entry[i], sizeof *c->entry[i]);
}
