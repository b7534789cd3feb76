/* The generator: ChaCha20 with fast key erasure, one a thread.
 *
 * A thread's state is a page of its own: the key, then a buffer of output
 * whose bytes are wiped as they are handed out. A refill runs ChaCha20 under
 * the key, and the first 32 bytes become the next key. The page is marked so
 * that the kernel zeroes it in a child after fork: `seeded` then reads
 * false, and the child seeds anew before it gives anything. Where the mark
 * isn't available the process id is compared instead, at every call. */
#include "engine/crypto/rng.h"

#include <errno.h>
#include <nettle/chacha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/crypto/hash.h"

enum {
    KEY = URT_RANDOM_SEED_SIZE,
    BUFFER = 1024,
    PAGE = 4096,
    BIG = 512,                /* requests above it get a stream of their own */
    REFILLS = 1024,           /* before the kernel is asked again */
    SEED_AGE_MS = 60 * 1000,  /* the same, by time; looked at in a refill */
};

struct generator {
    bool seeded;
    bool by_pid; /* fork is noticed by process id */
    pid_t pid;
    unsigned refills;
    uint64_t seeded_at;
    size_t left; /* bytes at the end of BUFFER not yet given out */
    uint8_t key[KEY];
    uint8_t buffer[BUFFER];
};

_Static_assert(sizeof(struct generator) <= PAGE, "a generator is a page");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t destructor;
static bool have_destructor;
static __thread struct generator *mine;

static atomic_bool broken;
static atomic_bool testing;
static pthread_mutex_t test_lock = PTHREAD_MUTEX_INITIALIZER;
static struct generator test_generator;

static void
free_generator(void *page)
{
    mine = NULL;
    urt_wipe(page, PAGE);
    munmap(page, PAGE);
}

static void
make_destructor(void)
{
    have_destructor = pthread_key_create(&destructor, free_generator) == 0;
}

static struct generator *
get_generator(void)
{
    struct generator *g = mine;
    void *page;

    if (g != NULL)
        return g;
    pthread_once(&once, make_destructor);
    if (!have_destructor)
        return NULL;
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return NULL;
    if (pthread_setspecific(destructor, page) != 0) {
        munmap(page, PAGE);
        return NULL;
    }
    g = page;
    g->by_pid = madvise(page, PAGE, MADV_WIPEONFORK) != 0;
    (void)madvise(page, PAGE, MADV_DONTDUMP);
    mine = g;
    return g;
}

static bool
kernel_bytes(uint8_t *out, size_t len)
{
    if (atomic_load_explicit(&broken, memory_order_relaxed))
        return false;
    while (len > 0) {
        ssize_t n = getrandom(out, len, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out += n;
        len -= (size_t)n;
    }
    return true;
}

/* Output of ChaCha20 under KEY, from its beginning. */
static void
expand(const uint8_t *key, uint8_t *out, size_t len)
{
    static const uint8_t nonce[CHACHA_NONCE_SIZE];
    struct chacha_ctx c;

    chacha_set_key(&c, key);
    chacha_set_nonce(&c, nonce);
    memset(out, 0, len);
    chacha_crypt(&c, len, out, out);
    urt_wipe(&c, sizeof c);
}

static void
refill(struct generator *g)
{
    expand(g->key, g->buffer, BUFFER);
    memcpy(g->key, g->buffer, KEY);
    urt_wipe(g->buffer, KEY);
    g->left = BUFFER - KEY;
    g->refills++;
}

/* key = SHA-256(key, data): what was in it stays in it. */
static void
mix(struct generator *g, const void *data, size_t len)
{
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, &urt_hash_sha256);
    urt_hash_update(&ctx, urt_bytes(g->key, KEY));
    urt_hash_update(&ctx, urt_bytes(data, len));
    urt_hash_final(&ctx, g->key);
    urt_wipe(g->buffer, BUFFER);
    g->left = 0;
}

static bool
seed(struct generator *g)
{
    uint8_t fresh[KEY];

    if (!kernel_bytes(fresh, sizeof fresh)) {
        /* Never on with an old seed where a new one is due. */
        g->seeded = false;
        urt_wipe(g->buffer, BUFFER);
        g->left = 0;
        return false;
    }
    mix(g, fresh, sizeof fresh);
    urt_wipe(fresh, sizeof fresh);
    g->seeded = true;
    g->refills = 0;
    g->seeded_at = urt_clock_monotonic_ms();
    g->pid = g->by_pid ? getpid() : 0;
    return true;
}

static bool
due(const struct generator *g)
{
    return g->refills >= REFILLS ||
           urt_clock_monotonic_ms() - g->seeded_at > SEED_AGE_MS;
}

/* LEN bytes of a seeded generator; false when a new seed was due and there
 * was none. FIXED: for tests, never seeded from the kernel. */
static bool
draw(struct generator *g, uint8_t *out, size_t len, bool fixed)
{
    while (len > 0) {
        size_t n;

        if (g->left == 0) {
            if (!fixed && due(g) && !seed(g))
                return false;
            refill(g);
        }
        n = len < g->left ? len : g->left;
        memcpy(out, g->buffer + BUFFER - g->left, n);
        urt_wipe(g->buffer + BUFFER - g->left, n);
        g->left -= n;
        out += n;
        len -= n;
    }
    return true;
}

static bool
draw_any(struct generator *g, uint8_t *out, size_t len, bool fixed)
{
    uint8_t key[KEY];

    if (len <= BIG)
        return draw(g, out, len, fixed);
    if (!draw(g, key, sizeof key, fixed))
        return false;
    expand(key, out, len);
    urt_wipe(key, sizeof key);
    return true;
}

static struct generator *
get_seeded(void)
{
    struct generator *g = get_generator();

    if (g == NULL)
        return NULL;
    if (g->seeded && g->by_pid && g->pid != getpid())
        g->seeded = false;
    if (!g->seeded) {
        g->by_pid = madvise(g, PAGE, MADV_WIPEONFORK) != 0;
        if (!seed(g))
            return NULL;
    }
    return g;
}

enum urt_err
urt_random(void *out, size_t len)
{
    struct generator *g;
    bool good;

    if (len == 0)
        return URT_OK;
    if (atomic_load_explicit(&testing, memory_order_relaxed)) {
        pthread_mutex_lock(&test_lock);
        good = draw_any(&test_generator, out, len, true);
        pthread_mutex_unlock(&test_lock);
    } else {
        g = get_seeded();
        good = g != NULL && draw_any(g, out, len, false);
    }
    if (!good)
        urt_wipe(out, len);
    return good ? URT_OK : URT_E_RANDOM;
}

enum urt_err
urt_random_mix(const void *data, size_t len)
{
    struct generator *g = get_seeded();

    if (g == NULL)
        return URT_E_RANDOM;
    mix(g, data, len);
    return URT_OK;
}

void
urt_random_seed_for_tests(const uint8_t seed_bytes[URT_RANDOM_SEED_SIZE])
{
    pthread_mutex_lock(&test_lock);
    urt_wipe(&test_generator, sizeof test_generator);
    if (seed_bytes != NULL)
        memcpy(test_generator.key, seed_bytes, KEY);
    atomic_store(&testing, seed_bytes != NULL);
    pthread_mutex_unlock(&test_lock);
}

void
urt_random_break_for_tests(bool is_broken)
{
    atomic_store(&broken, is_broken);
}
