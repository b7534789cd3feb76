/* Which digest and key a signature algorithm is made of. Man page
 * OBJ_find_sigid_algs. The table is made from data; what a program adds is
 * kept in a list behind a lock and found before it. */
#include "toolkit/obj_table.h"

#include "engine/base/mem.h"

#include <openssl/objects.h>

#include <pthread.h>
#include <stdatomic.h>

struct added {
    struct added *next;
    struct fac_obj_sigid row;
};

static pthread_rwlock_t added_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct added *added;
static atomic_bool any_added;

static bool
by_sign(const struct fac_obj_sigid *row, const struct fac_obj_sigid *key)
{
    return row->sign == key->sign;
}

/* Without a digest nothing can be found: several rows have none. */
static bool
by_parts(const struct fac_obj_sigid *row, const struct fac_obj_sigid *key)
{
    return row->digest != NID_undef && row->digest == key->digest &&
           row->key == key->key;
}

typedef bool matcher(const struct fac_obj_sigid *row,
                     const struct fac_obj_sigid *key);

/* Completes KEY from the row that matches. */
static bool
find(matcher *matches, struct fac_obj_sigid *key)
{
    bool found = false;

    if (atomic_load_explicit(&any_added, memory_order_acquire)) {
        pthread_rwlock_rdlock(&added_lock);
        for (struct added *a = added; a != NULL && !found; a = a->next)
            if ((found = matches(&a->row, key)))
                *key = a->row;
        pthread_rwlock_unlock(&added_lock);
    }
    for (int i = 0; i < fac_obj_sigid_count && !found; i++)
        if ((found = matches(&fac_obj_sigids[i], key)))
            *key = fac_obj_sigids[i];
    return found;
}

int
OBJ_find_sigid_algs(int signid, int *pdig_nid, int *ppkey_nid)
{
    struct fac_obj_sigid row = {.sign = signid};

    if (signid == NID_undef || !find(by_sign, &row))
        return 0;
    if (pdig_nid != NULL)
        *pdig_nid = row.digest;
    if (ppkey_nid != NULL)
        *ppkey_nid = row.key;
    return 1;
}

int
OBJ_find_sigid_by_algs(int *psignid, int dig_nid, int pkey_nid)
{
    struct fac_obj_sigid row = {.digest = dig_nid, .key = pkey_nid};

    if (!find(by_parts, &row))
        return 0;
    if (psignid != NULL)
        *psignid = row.sign;
    return 1;
}

int
OBJ_add_sigid(int signid, int dig_id, int pkey_id)
{
    struct fac_obj_sigid row = {.sign = signid};
    struct added *a;

    /* What is known stays as it is. */
    if (find(by_sign, &row))
        return 1;
    a = urt_alloc(sizeof(*a));
    if (a == NULL)
        return 0;
    a->row = (struct fac_obj_sigid){signid, dig_id, pkey_id};
    pthread_rwlock_wrlock(&added_lock);
    a->next = added;
    added = a;
    atomic_store_explicit(&any_added, true, memory_order_release);
    pthread_rwlock_unlock(&added_lock);
    return 1;
}

void
OBJ_sigid_free(void)
{
    struct added *a;

    pthread_rwlock_wrlock(&added_lock);
    while ((a = added) != NULL) {
        added = a->next;
        urt_free(a);
    }
    pthread_rwlock_unlock(&added_lock);
}
