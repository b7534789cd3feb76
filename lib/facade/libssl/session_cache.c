/* The session cache of an SSL_CTX, and the engine's session hooks.
 *
 * Sharded by the first byte of the session ID, so that threads rarely meet
 * at a lock; no lock is held while a callback of the program runs. Each
 * shard is a chained hash table and a list from newest to oldest. The cache
 * owns one reference of each session in it. */
#include "facade/libssl/ssl_local.h"

#include "engine/base/clock.h"

enum {
    SHARDS = 16,
    BUCKETS = 256,     /* in a shard */
    SWEEP_EVERY = 255, /* handshakes between two looks for old sessions */
};

struct entry {
    struct urt_session *session; /* owned */
    struct entry *chain;         /* in its bucket */
    struct entry *newer, *older;
    uint64_t stamp; /* grows with each session that is added */
};

struct shard {
    pthread_mutex_t lock;
    struct entry *bucket[BUCKETS];
    struct entry *newest, *oldest;
    atomic_uint_fast64_t oldest_stamp; /* of oldest; NEVER without one */
};

#define NEVER UINT64_MAX

struct fac_cache {
    atomic_size_t count, limit;
    atomic_uint_fast64_t stamp;
    struct shard shard[SHARDS];
};

struct fac_cache *
fac_cache_new(void)
{
    struct fac_cache *c = urt_zalloc(sizeof *c);

    if (c == NULL)
        return NULL;
    atomic_init(&c->limit, SSL_SESSION_CACHE_MAX_SIZE_DEFAULT);
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&c->shard[i].lock, NULL);
        atomic_init(&c->shard[i].oldest_stamp, NEVER);
    }
    return c;
}

void
fac_cache_free(SSL_CTX *ctx, struct fac_cache *c)
{
    if (c == NULL)
        return;
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_destroy(&c->shard[i].lock);
    urt_free(c);
}

size_t
fac_cache_count(struct fac_cache *c)
{
    return atomic_load(&c->count);
}

size_t
fac_cache_limit(struct fac_cache *c)
{
    return atomic_load(&c->limit);
}

void
fac_cache_set_limit(struct fac_cache *c, size_t n)
{
    atomic_store(&c->limit, n);
}

static struct shard *
shard_of(struct fac_cache *c, struct urt_bytes id)
{
    return &c->shard[id.len > 0 ? id.data[0] % SHARDS : 0];
}

static struct entry **
bucket_of(struct shard *sh, struct urt_bytes id)
{
    unsigned h = 0;

    for (size_t i = 0; i < id.len && i < 8; i++)
        h = h * 31 + id.data[i];
    return &sh->bucket[(h >> 2) % BUCKETS];
}

static struct urt_bytes
id_of(const struct urt_session *s)
{
    return urt_bytes(s->id, s->id_len);
}

static struct entry **
find_in(struct shard *sh, struct urt_bytes id)
{
    struct entry **e = bucket_of(sh, id);

    while (*e != NULL && !urt_bytes_equal(id_of((*e)->session), id))
        e = &(*e)->chain;
    return e;
}

static void
note_oldest(struct shard *sh, struct entry *e)
{
    sh->oldest = e;
    atomic_store(&sh->oldest_stamp, e != NULL ? e->stamp : NEVER);
}

/* Takes an entry out of its shard; its session is the caller's. */
static struct urt_session *
take_out(struct fac_cache *c, struct shard *sh, struct entry **at)
{
    struct entry *e = *at;
    struct urt_session *s = e->session;

    *at = e->chain;
    if (e->newer != NULL)
        e->newer->older = e->older;
    else
        sh->newest = e->older;
    if (e->older != NULL)
        e->older->newer = e->newer;
    else
        note_oldest(sh, e->newer);
    urt_free(e);
    atomic_fetch_sub(&c->count, 1);
    return s;
}

static void
retire(SSL_CTX *ctx, struct urt_session *s)
{
    __atomic_store_n(&s->resumable, false, __ATOMIC_RELAXED);
    if (ctx->remove_session_cb != NULL)
        ctx->remove_session_cb(ctx, fac_session(s));
    SSL_SESSION_free(fac_session(s));
}

/* The oldest of all shards; only a full cache pays for the look. */
static struct urt_session *
take_oldest(struct fac_cache *c)
{
    struct urt_session *s = NULL;
    struct shard *sh = &c->shard[0];

    for (int i = 1; i < SHARDS; i++)
        if (atomic_load(&c->shard[i].oldest_stamp) <
            atomic_load(&sh->oldest_stamp))
            sh = &c->shard[i];
    pthread_mutex_lock(&sh->lock);
    if (sh->oldest != NULL)
        s = take_out(c, sh, find_in(sh, id_of(sh->oldest->session)));
    pthread_mutex_unlock(&sh->lock);
    return s;
}

int
fac_cache_add(SSL_CTX *ctx, SSL_SESSION *sess)
{
    struct fac_cache *c = ctx->cache;
    struct urt_session *s = fac_urt_session(sess), *old = NULL, *full = NULL;
    struct shard *sh = shard_of(c, id_of(s));
    struct entry *e = urt_zalloc(sizeof *e), **at;
    size_t limit = atomic_load(&c->limit);

    if (e == NULL)
        return 0;
    pthread_mutex_lock(&sh->lock);
    at = find_in(sh, id_of(s));
    if (*at != NULL && (*at)->session == s) {
        pthread_mutex_unlock(&sh->lock);
        urt_free(e);
        return 0;
    }
    if (*at != NULL)
        old = take_out(c, sh, at);
    e->stamp = atomic_fetch_add(&c->stamp, 1);
    e->session = urt_session_up(s);
    at = bucket_of(sh, id_of(s));
    e->chain = *at;
    *at = e;
    e->older = sh->newest;
    if (sh->newest != NULL)
        sh->newest->newer = e;
    else
        note_oldest(sh, e);
    sh->newest = e;
    atomic_fetch_add(&c->count, 1);
    pthread_mutex_unlock(&sh->lock);
    /* A replaced session of the same ID ends quietly. */
    SSL_SESSION_free(fac_session(old));
    /* One less than the limit is kept, but at least the new one. */
    while (limit > 0 && atomic_load(&c->count) >= limit &&
           atomic_load(&c->count) > 1 && (full = take_oldest(c)) != NULL) {
        atomic_fetch_add(&ctx->stats.cache_full, 1);
        retire(ctx, full);
    }
    return 1;
}

int
fac_cache_remove(SSL_CTX *ctx, SSL_SESSION *sess, bool bad)
{
    struct urt_session *s = fac_urt_session(sess), *found = NULL;
    struct shard *sh;
    struct entry **at;

    if (s == NULL || s->id_len == 0)
        return 0;
    sh = shard_of(ctx->cache, id_of(s));
    pthread_mutex_lock(&sh->lock);
    at = find_in(sh, id_of(s));
    if (*at != NULL)
        found = take_out(ctx->cache, sh, at);
    pthread_mutex_unlock(&sh->lock);
    if (bad)
        __atomic_store_n(&s->resumable, false, __ATOMIC_RELAXED);
    if (ctx->remove_session_cb != NULL)
        ctx->remove_session_cb(ctx, sess);
    SSL_SESSION_free(fac_session(found));
    return found != NULL;
}

SSL_SESSION *
fac_cache_find(SSL_CTX *ctx, struct urt_bytes id)
{
    struct shard *sh = shard_of(ctx->cache, id);
    struct urt_session *s = NULL;
    struct entry **at;

    pthread_mutex_lock(&sh->lock);
    at = find_in(sh, id);
    if (*at != NULL)
        s = urt_session_up((*at)->session);
    pthread_mutex_unlock(&sh->lock);
    return fac_session(s);
}

int
SSL_CTX_add_session(SSL_CTX *ctx, SSL_SESSION *sess)
{
    return fac_cache_add(ctx, sess);
}

int
SSL_CTX_remove_session(SSL_CTX *ctx, SSL_SESSION *sess)
{
    return fac_cache_remove(ctx, sess, true);
}

/* One old session of the shard, taken out; NULL when there is none. */
static struct urt_session *
take_old(struct fac_cache *c, struct shard *sh, int64_t now)
{
    struct urt_session *s = NULL;

    pthread_mutex_lock(&sh->lock);
    for (struct entry *e = sh->oldest; e != NULL; e = e->newer) {
        if (now != 0 && e->session->time + e->session->timeout >= now)
            continue;
        s = take_out(c, sh, find_in(sh, id_of(e->session)));
        break;
    }
    pthread_mutex_unlock(&sh->lock);
    return s;
}

void
SSL_CTX_flush_sessions(SSL_CTX *ctx, long tm)
{
    for (int i = 0; i < SHARDS; i++) {
        struct urt_session *s;

        while ((s = take_old(ctx->cache, &ctx->cache->shard[i], tm)) != NULL)
            retire(ctx, s);
    }
}

int
SSL_has_matching_session_id(const SSL *s, const unsigned char *id,
                            unsigned int id_len)
{
    SSL_SESSION *found = NULL;

    bool same;

    if (id_len <= SSL_MAX_SSL_SESSION_ID_LENGTH)
        found = fac_cache_find(s->session_ctx, urt_bytes(id, id_len));
    same = found != NULL && fac_urt_session(found)->version ==
                                fac_ssl_version(s);
    SSL_SESSION_free(found);
    return same;
}

/* ---- the engine's hooks ---- */

static void
sweep_now_and_then(SSL *s)
{
    SSL_CTX *ctx = s->session_ctx;
    long n = atomic_load(SSL_is_server(s) ? &ctx->stats.accept_good
                                          : &ctx->stats.connect_good);

    if ((ctx->cache_mode & SSL_SESS_CACHE_NO_AUTO_CLEAR) == 0 &&
        (n & SWEEP_EVERY) == SWEEP_EVERY)
        SSL_CTX_flush_sessions(ctx, (long)urt_clock_now());
}

/* Sessions of a server that takes early data, unless it sees to replays
 * itself. */
static bool
takes_once(const SSL *s)
{
    return s->config.max_early_data > 0 &&
           (s->set.options & SSL_OP_NO_ANTI_REPLAY) == 0;
}

void
fac_session_new_hook(void *arg, struct urt_session *u)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;
    bool server = SSL_is_server(s);
    int side = server ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_CLIENT;

    fac_ssl_take_session(s, u);
    if ((ctx->cache_mode & side) == 0 || u->id_len == 0)
        return;
    /* A stateless 1.3 ticket carries all that a server needs. */
    if ((ctx->cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) == 0 &&
        u->resumable &&
        (!server || u->version != URT_TLS_1_3 ||
         (s->set.options & SSL_OP_NO_TICKET) != 0 || takes_once(s) ||
         ctx->remove_session_cb != NULL))
        fac_cache_add(ctx, fac_session(u));
    if (ctx->new_session_cb != NULL) {
        urt_session_up(u);
        if (!ctx->new_session_cb(s, fac_session(u)))
            SSL_SESSION_free(fac_session(u));
    }
    sweep_now_and_then(s);
}

static SSL_SESSION *
ask_program(SSL *s, struct urt_bytes id)
{
    SSL_CTX *ctx = s->session_ctx;
    int copy = 1;
    SSL_SESSION *found = ctx->get_session_cb(s, id.data, (int)id.len, &copy);

    if (found == NULL)
        return NULL;
    atomic_fetch_add(&ctx->stats.cb_hits, 1);
    if (copy)
        SSL_SESSION_up_ref(found);
    if ((ctx->cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) == 0)
        fac_cache_add(ctx, found);
    return found;
}

void
fac_session_expired_hook(void *arg, struct urt_session *u)
{
    SSL *s = arg;

    atomic_fetch_add(&s->session_ctx->stats.timeouts, 1);
    /* Those of TLS 1.3 wait to be swept. */
    if (u->version < URT_TLS_1_3)
        SSL_CTX_remove_session(s->session_ctx, fac_session(u));
}

enum urt_hook
fac_session_find_hook(void *arg, struct urt_bytes id, struct urt_session **out)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;
    SSL_SESSION *found = NULL;

    if ((ctx->cache_mode & SSL_SESS_CACHE_NO_INTERNAL_LOOKUP) == 0) {
        found = fac_cache_find(ctx, id);
        if (found == NULL)
            atomic_fetch_add(&ctx->stats.misses, 1);
    }
    if (found == NULL && ctx->get_session_cb != NULL)
        found = ask_program(s, id);
    if (found == NULL)
        return URT_HOOK_NONE;
    if (!urt_session_is_fresh(fac_urt_session(found), urt_clock_now())) {
        fac_session_expired_hook(s, fac_urt_session(found));
        SSL_SESSION_free(found);
        return URT_HOOK_NONE;
    }
    *out = fac_urt_session(found);
    return URT_HOOK_OK;
}

enum urt_hook
fac_session_claim_hook(void *arg, struct urt_session *u)
{
    SSL *s = arg;

    return SSL_CTX_remove_session(s->session_ctx, fac_session(u))
               ? URT_HOOK_OK
               : URT_HOOK_NONE;
}

void
fac_session_drop_hook(void *arg, struct urt_session *u)
{
    SSL *s = arg;

    /* An alert may have done that already. */
    if (__atomic_load_n(&u->resumable, __ATOMIC_RELAXED))
        SSL_CTX_remove_session(s->session_ctx, fac_session(u));
}

static enum urt_hook
refuse_id(SSL *s, int reason)
{
    ERR_raise(ERR_LIB_SSL, reason);
    s->told = true;
    return URT_HOOK_FAIL;
}

enum urt_hook
fac_session_id_hook(void *arg, uint8_t *id, size_t *len)
{
    SSL *s = arg;
    unsigned int n = (unsigned)*len;

    if (s->set.generate_id == NULL)
        return URT_HOOK_NONE;
    memset(id, 0, *len);
    if (!s->set.generate_id(s, id, &n))
        return refuse_id(s, SSL_R_SSL_SESSION_ID_CALLBACK_FAILED);
    if (n == 0 || n > *len)
        return refuse_id(s, SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH);
    *len = n;
    if (SSL_has_matching_session_id(s, id, n))
        return refuse_id(s, SSL_R_SSL_SESSION_ID_CONFLICT);
    return URT_HOOK_OK;
}
