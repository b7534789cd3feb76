/* Hash tables of pointers. Man page OPENSSL_LH_COMPFUNC.
 *
 * Chains in buckets, twice as many of them when there are more items than
 * buckets; a node keeps its hash, so that growing asks for none. A walk
 * fetches the next node before the callback runs, so that a callback may
 * delete the item it is given; nothing ever shrinks. The caller locks. */
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <openssl/lhash.h>

#include <string.h>

#include "toolkit/compat.h"
#include "toolkit/lhash_local.h"

struct lhash_node_st {
    OPENSSL_LH_NODE *next;
    void *data;
    unsigned long hash;
};

struct lhash_st {
    OPENSSL_LH_NODE **buckets;
    size_t count; /* of buckets, a power of two */
    unsigned long items;
    unsigned long down_load;
    OPENSSL_LH_HASHFUNC hash;
    OPENSSL_LH_COMPFUNC compare;
    int error;
};

enum { FIRST_BUCKETS = 16 };

static int
compare_strings(const void *a, const void *b)
{
    return strcmp(a, b);
}

static unsigned long
hash_string(const void *text)
{
    return fac_lh_hash_text(text);
}

/* FNV-1a. */
unsigned long
fac_lh_hash_text(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;

    if (text == NULL || *text == '\0')
        return 0;
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return (unsigned long)((h ^ h >> 32) & 0xffffffffu);
}

unsigned long
OPENSSL_LH_strhash(const char *text)
{
    fac_compat("OPENSSL_LH_strhash");
    return fac_lh_hash_text(text);
}

OPENSSL_LHASH *
OPENSSL_LH_new(OPENSSL_LH_HASHFUNC hash, OPENSSL_LH_COMPFUNC compare)
{
    OPENSSL_LHASH *lh = urt_zalloc(sizeof(*lh));

    if (lh == NULL)
        return NULL;
    lh->buckets = urt_calloc(FIRST_BUCKETS, sizeof(*lh->buckets));
    if (lh->buckets == NULL) {
        urt_free(lh);
        return NULL;
    }
    lh->count = FIRST_BUCKETS;
    lh->down_load = LH_LOAD_MULT;
    lh->hash = hash != NULL ? hash : hash_string;
    lh->compare = compare != NULL ? compare : compare_strings;
    return lh;
}

void
OPENSSL_LH_flush(OPENSSL_LHASH *lh)
{
    if (lh == NULL)
        return;
    for (size_t i = 0; i < lh->count; i++) {
        OPENSSL_LH_NODE *node;

        while ((node = lh->buckets[i]) != NULL) {
            lh->buckets[i] = node->next;
            urt_free(node);
        }
    }
    lh->items = 0;
}

void
OPENSSL_LH_free(OPENSSL_LHASH *lh)
{
    if (lh == NULL)
        return;
    OPENSSL_LH_flush(lh);
    urt_free(lh->buckets);
    urt_free(lh);
}

static size_t
bucket(unsigned long hash, size_t count)
{
    /* Programs' hashes may differ in few bits; spread them. */
    return (size_t)(((uint64_t)hash * 0x9e3779b97f4a7c15u) >> 32) &
           (count - 1);
}

/* Where the node that equals DATA hangs, or would. */
static OPENSSL_LH_NODE **
find(OPENSSL_LHASH *lh, const void *data, unsigned long hash)
{
    OPENSSL_LH_NODE **at = &lh->buckets[bucket(hash, lh->count)];

    while (*at != NULL && ((*at)->hash != hash ||
                           lh->compare((*at)->data, data) != 0))
        at = &(*at)->next;
    return at;
}

/* Without memory the table just stays crowded. */
static void
grow(OPENSSL_LHASH *lh)
{
    size_t count = lh->count * 2;
    OPENSSL_LH_NODE **buckets = urt_calloc(count, sizeof(*buckets));

    if (buckets == NULL)
        return;
    for (size_t i = 0; i < lh->count; i++) {
        OPENSSL_LH_NODE *node;

        while ((node = lh->buckets[i]) != NULL) {
            OPENSSL_LH_NODE **at = &buckets[bucket(node->hash, count)];

            lh->buckets[i] = node->next;
            node->next = *at;
            *at = node;
        }
    }
    urt_free(lh->buckets);
    lh->buckets = buckets;
    lh->count = count;
}

void *
OPENSSL_LH_insert(OPENSSL_LHASH *lh, void *data)
{
    unsigned long hash = lh->hash(data);
    OPENSSL_LH_NODE **at, *node;

    lh->error = 0;
    if (lh->items >= lh->count)
        grow(lh);
    at = find(lh, data, hash);
    if (*at != NULL) {
        void *old = (*at)->data;

        (*at)->data = data;
        return old;
    }
    node = urt_alloc(sizeof(*node));
    if (node == NULL) {
        lh->error++;
        return NULL;
    }
    *node = (OPENSSL_LH_NODE){NULL, data, hash};
    *at = node;
    lh->items++;
    return NULL;
}

void *
OPENSSL_LH_delete(OPENSSL_LHASH *lh, const void *data)
{
    OPENSSL_LH_NODE **at = find(lh, data, lh->hash(data)), *node = *at;
    void *old;

    lh->error = 0;
    if (node == NULL)
        return NULL;
    old = node->data;
    *at = node->next;
    urt_free(node);
    lh->items--;
    return old;
}

void *
OPENSSL_LH_retrieve(OPENSSL_LHASH *lh, const void *data)
{
    OPENSSL_LH_NODE *node = *find(lh, data, lh->hash(data));

    return node == NULL ? NULL : node->data;
}

int
OPENSSL_LH_error(OPENSSL_LHASH *lh)
{
    return lh->error;
}

unsigned long
OPENSSL_LH_num_items(const OPENSSL_LHASH *lh)
{
    return lh == NULL ? 0 : lh->items;
}

unsigned long
OPENSSL_LH_get_down_load(const OPENSSL_LHASH *lh)
{
    fac_compat("OPENSSL_LH_get_down_load");
    return lh->down_load;
}

void
OPENSSL_LH_set_down_load(OPENSSL_LHASH *lh, unsigned long down_load)
{
    fac_compat("OPENSSL_LH_set_down_load");
    lh->down_load = down_load;
}

void
OPENSSL_LH_doall(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC func)
{
    if (lh == NULL)
        return;
    for (size_t i = 0; i < lh->count; i++)
        for (OPENSSL_LH_NODE *node = lh->buckets[i], *next; node != NULL;
             node = next) {
            next = node->next;
            func(node->data);
        }
}

void
OPENSSL_LH_doall_arg(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNCARG func,
                     void *arg)
{
    if (lh == NULL)
        return;
    for (size_t i = 0; i < lh->count; i++)
        for (OPENSSL_LH_NODE *node = lh->buckets[i], *next; node != NULL;
             node = next) {
            next = node->next;
            func(node->data, arg);
        }
}

/* Statistics, for people to read. */

static size_t
length(const OPENSSL_LH_NODE *node)
{
    size_t n = 0;

    for (; node != NULL; node = node->next)
        n++;
    return n;
}

void
OPENSSL_LH_stats_bio(const OPENSSL_LHASH *lh, BIO *out)
{
    fac_compat("OPENSSL_LH_stats_bio");
    BIO_printf(out, "num_items             = %lu\n", lh->items);
    BIO_printf(out, "num_nodes             = %zu\n", lh->count);
}

void
OPENSSL_LH_node_stats_bio(const OPENSSL_LHASH *lh, BIO *out)
{
    fac_compat("OPENSSL_LH_node_stats_bio");
    for (size_t i = 0; i < lh->count; i++)
        BIO_printf(out, "node %6zu -> %3zu\n", i, length(lh->buckets[i]));
}

void
OPENSSL_LH_node_usage_stats_bio(const OPENSSL_LHASH *lh, BIO *out)
{
    size_t used = 0;

    fac_compat("OPENSSL_LH_node_usage_stats_bio");
    for (size_t i = 0; i < lh->count; i++)
        used += lh->buckets[i] != NULL;
    BIO_printf(out, "%zu nodes used out of %zu\n", used, lh->count);
    BIO_printf(out, "%lu items\n", lh->items);
    if (used == 0)
        return;
    BIO_printf(out, "load %d.%02d  actual load %d.%02d\n",
               (int)(lh->items / lh->count),
               (int)(lh->items % lh->count * 100 / lh->count),
               (int)(lh->items / used), (int)(lh->items % used * 100 / used));
}

typedef void stats_fn(const OPENSSL_LHASH *lh, BIO *out);

static void
to_file(const OPENSSL_LHASH *lh, FILE *fp, stats_fn *stats)
{
    BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);

    if (bio == NULL)
        return;
    stats(lh, bio);
    BIO_free(bio);
}

void
OPENSSL_LH_stats(const OPENSSL_LHASH *lh, FILE *fp)
{
    fac_compat("OPENSSL_LH_stats");
    to_file(lh, fp, OPENSSL_LH_stats_bio);
}

void
OPENSSL_LH_node_stats(const OPENSSL_LHASH *lh, FILE *fp)
{
    fac_compat("OPENSSL_LH_node_stats");
    to_file(lh, fp, OPENSSL_LH_node_stats_bio);
}

void
OPENSSL_LH_node_usage_stats(const OPENSSL_LHASH *lh, FILE *fp)
{
    fac_compat("OPENSSL_LH_node_usage_stats");
    to_file(lh, fp, OPENSSL_LH_node_usage_stats_bio);
}
