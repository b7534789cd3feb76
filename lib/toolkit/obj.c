/* Objects: names, numbers and identifiers, and the way between them. Man
 * page OBJ_nid2obj.
 *
 * The built-in table is const and searched without a lock. What a program
 * adds is kept in a second, append-only list behind a read-write lock; it is
 * looked at only once something was added, and lives as long as the
 * process, since objects handed out are never owned by the caller. */
#include "toolkit/obj_table.h"

#include "toolkit/err_local.h"
#include "toolkit/init.h"

#include "engine/base/mem.h"

#include <openssl/objects.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct added {
    struct added *next;
    struct asn1_object_st *obj;
};

static pthread_rwlock_t added_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct added *added;
static atomic_bool any_added;
static atomic_int next_nid; /* counted from the end of the table */

/* Heap objects. */

ASN1_OBJECT *
fac_obj_new(int nid, struct urt_bytes der, const char *sn, const char *ln)
{
    struct asn1_object_st *obj = urt_zalloc(sizeof(*obj));

    if (obj == NULL || der.len > INT_MAX) {
        urt_free(obj);
        return NULL;
    }
    obj->flags =
        FAC_OBJ_DYNAMIC | FAC_OBJ_DYNAMIC_NAMES | FAC_OBJ_DYNAMIC_DATA;
    obj->nid = nid;
    obj->length = (int)der.len;
    obj->sn = urt_strdup(sn);
    obj->ln = urt_strdup(ln);
    obj->data = der.len > 0 ? urt_memdup(der.data, der.len) : NULL;
    if ((obj->sn == NULL) == (sn == NULL) &&
        (obj->ln == NULL) == (ln == NULL) &&
        (obj->data == NULL) == (der.len == 0))
        return obj;
    fac_obj_free(obj);
    return NULL;
}

void
fac_obj_free(ASN1_OBJECT *obj)
{
    if (obj == NULL)
        return;
    if (obj->flags & FAC_OBJ_DYNAMIC_NAMES) {
        urt_free((void *)(uintptr_t)obj->sn);
        urt_free((void *)(uintptr_t)obj->ln);
        obj->sn = obj->ln = NULL;
    }
    if (obj->flags & FAC_OBJ_DYNAMIC_DATA) {
        urt_free((void *)(uintptr_t)obj->data);
        obj->data = NULL;
        obj->length = 0;
    }
    if (obj->flags & FAC_OBJ_DYNAMIC)
        urt_free(obj);
}

ASN1_OBJECT *
OBJ_dup(const ASN1_OBJECT *obj)
{
    ASN1_OBJECT *copy;

    if (obj == NULL)
        return NULL;
    if (!(obj->flags & FAC_OBJ_DYNAMIC))
        return (ASN1_OBJECT *)(uintptr_t)obj;
    copy = fac_obj_new(obj->nid, urt_bytes(obj->data, (size_t)obj->length),
                       obj->sn, obj->ln);
    if (copy == NULL)
        fac_err_raise(ERR_LIB_OBJ, ERR_R_ASN1_LIB);
    return copy;
}

int
OBJ_cmp(const ASN1_OBJECT *a, const ASN1_OBJECT *b)
{
    int difference = a->length - b->length;

    if (difference != 0 || a->length == 0)
        return difference;
    return memcmp(a->data, b->data, (size_t)a->length);
}

size_t
OBJ_length(const ASN1_OBJECT *obj)
{
    return obj == NULL ? 0 : (size_t)obj->length;
}

const unsigned char *
OBJ_get0_data(const ASN1_OBJECT *obj)
{
    return obj == NULL ? NULL : obj->data;
}

/* Searching: one key of four kinds. */

struct key {
    enum { BY_NID, BY_OID, BY_SN, BY_LN } kind;
    int nid;
    struct urt_bytes oid;
    const char *name;
};

static int
compare(const struct key *key, const struct asn1_object_st *obj)
{
    switch (key->kind) {
    case BY_SN:
        return obj->sn == NULL ? 1 : strcmp(key->name, obj->sn);
    case BY_LN:
        return obj->ln == NULL ? 1 : strcmp(key->name, obj->ln);
    case BY_OID:
        if (key->oid.len != (size_t)obj->length)
            return key->oid.len < (size_t)obj->length ? -1 : 1;
        return memcmp(key->oid.data, obj->data, key->oid.len);
    default:
        return key->nid - obj->nid;
    }
}

static const struct asn1_object_st *
find_added(const struct key *key)
{
    const struct asn1_object_st *found = NULL;

    /* openssl.cnf may have an oid_section. */
    fac_config_load();
    if (!atomic_load_explicit(&any_added, memory_order_acquire))
        return NULL;
    pthread_rwlock_rdlock(&added_lock);
    for (struct added *a = added; a != NULL && found == NULL; a = a->next)
        if (compare(key, a->obj) == 0)
            found = a->obj;
    pthread_rwlock_unlock(&added_lock);
    return found;
}

static const struct asn1_object_st *
find_built_in(const struct key *key, const struct fac_obj_index *index)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct asn1_object_st *obj = &fac_obj_table[index->nids[mid]];
        int order = compare(key, obj);

        if (order == 0)
            return obj;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

static const struct asn1_object_st *
find(const struct key *key)
{
    static const struct fac_obj_index *const indices[] = {
        [BY_OID] = &fac_obj_by_oid,
        [BY_SN] = &fac_obj_by_sn,
        [BY_LN] = &fac_obj_by_ln,
    };
    const struct asn1_object_st *obj = find_added(key);

    return obj != NULL ? obj : find_built_in(key, indices[key->kind]);
}

static const struct asn1_object_st *
find_nid(int nid)
{
    const struct asn1_object_st *obj;

    /* A gap in the table reads as all zeros. */
    if (nid >= 0 && nid < fac_obj_count &&
        (nid == NID_undef || fac_obj_table[nid].nid != NID_undef))
        return &fac_obj_table[nid];
    obj = find_added(&(struct key){.kind = BY_NID, .nid = nid});
    if (obj == NULL && atomic_load(&any_added))
        fac_err_raise(ERR_LIB_OBJ, OBJ_R_UNKNOWN_NID);
    return obj;
}

static int
nid_or_undef(const struct asn1_object_st *obj)
{
    return obj == NULL ? NID_undef : obj->nid;
}

int
fac_obj_nid_of(struct urt_bytes der)
{
    return nid_or_undef(find(&(struct key){.kind = BY_OID, .oid = der}));
}

ASN1_OBJECT *
OBJ_nid2obj(int nid)
{
    return (ASN1_OBJECT *)(uintptr_t)find_nid(nid);
}

const char *
OBJ_nid2sn(int nid)
{
    const struct asn1_object_st *obj = find_nid(nid);

    return obj == NULL ? NULL : obj->sn;
}

const char *
OBJ_nid2ln(int nid)
{
    const struct asn1_object_st *obj = find_nid(nid);

    return obj == NULL ? NULL : obj->ln;
}

int
OBJ_obj2nid(const ASN1_OBJECT *obj)
{
    if (obj == NULL)
        return NID_undef;
    if (obj->nid != NID_undef || obj->length == 0)
        return obj->nid;
    return fac_obj_nid_of(urt_bytes(obj->data, (size_t)obj->length));
}

int
OBJ_sn2nid(const char *name)
{
    return nid_or_undef(find(&(struct key){.kind = BY_SN, .name = name}));
}

int
OBJ_ln2nid(const char *name)
{
    return nid_or_undef(find(&(struct key){.kind = BY_LN, .name = name}));
}

/* An object without names from the dotted form; its NID isn't looked up. */
static ASN1_OBJECT *
from_dotted(const char *text)
{
    int len = a2d_ASN1_OBJECT(NULL, 0, text, -1);
    unsigned char *der;
    ASN1_OBJECT *obj = NULL;

    if (len <= 0)
        return NULL;
    der = urt_alloc((size_t)len);
    if (der != NULL && a2d_ASN1_OBJECT(der, len, text, -1) == len)
        obj = fac_obj_new(NID_undef, urt_bytes(der, (size_t)len), NULL, NULL);
    if (obj == NULL)
        fac_err_raise(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
    urt_free(der);
    return obj;
}

ASN1_OBJECT *
OBJ_txt2obj(const char *text, int no_name)
{
    if (!no_name) {
        int nid = OBJ_sn2nid(text);

        if (nid == NID_undef)
            nid = OBJ_ln2nid(text);
        if (nid != NID_undef)
            return OBJ_nid2obj(nid);
        if (*text < '0' || *text > '9') {
            fac_err_raise(ERR_LIB_OBJ, OBJ_R_UNKNOWN_OBJECT_NAME);
            return NULL;
        }
    }
    return from_dotted(text);
}

int
OBJ_txt2nid(const char *text)
{
    ASN1_OBJECT *obj = OBJ_txt2obj(text, 0);
    int nid = OBJ_obj2nid(obj);

    fac_obj_free(obj);
    return nid;
}

/* Adding. */

int
OBJ_new_nid(int num)
{
    return fac_obj_count + atomic_fetch_add(&next_nid, num);
}

/* Takes OBJ over. False when memory is short. */
static bool
append(struct asn1_object_st *obj)
{
    struct added *a = urt_alloc(sizeof(*a));

    if (a == NULL)
        return false;
    a->obj = obj;
    pthread_rwlock_wrlock(&added_lock);
    a->next = added;
    added = a;
    atomic_store_explicit(&any_added, true, memory_order_release);
    pthread_rwlock_unlock(&added_lock);
    return true;
}

int
OBJ_add_object(const ASN1_OBJECT *obj)
{
    struct asn1_object_st *copy =
        fac_obj_new(obj->nid, urt_bytes(obj->data, (size_t)obj->length),
                    obj->sn, obj->ln);

    if (copy == NULL || !append(copy)) {
        fac_obj_free(copy);
        fac_err_raise(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
        return NID_undef;
    }
    /* It is the table's now; nobody else may free it. */
    copy->flags = 0;
    return copy->nid;
}

int
OBJ_create(const char *oid, const char *sn, const char *ln)
{
    struct asn1_object_st row = {0};
    ASN1_OBJECT *obj;

    if (oid == NULL && sn == NULL && ln == NULL) {
        fac_err_raise(ERR_LIB_OBJ, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    if ((sn != NULL && OBJ_sn2nid(sn) != NID_undef) ||
        (ln != NULL && OBJ_ln2nid(ln) != NID_undef)) {
        fac_err_raise(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
        return 0;
    }
    obj = oid == NULL ? fac_obj_new(0, URT_BYTES_NONE, NULL, NULL)
                      : OBJ_txt2obj(oid, 1);
    if (obj == NULL)
        return 0;
    if (oid != NULL && OBJ_obj2nid(obj) != NID_undef) {
        fac_err_raise(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
        fac_obj_free(obj);
        return 0;
    }
    row = *obj;
    row.nid = OBJ_new_nid(1);
    row.sn = sn;
    row.ln = ln;
    row.nid = OBJ_add_object(&row);
    fac_obj_free(obj);
    return row.nid;
}

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Lines of "OID short-name long name", until one that is not. */
int
OBJ_create_objects(BIO *in)
{
    char line[512];
    int num = 0;

    for (;;) {
        char *oid = line, *sn = NULL, *ln = NULL, *p = line;
        int len = BIO_gets(in, line, sizeof(line));

        if (len <= 0)
            return num;
        line[len - 1] = '\0';
        if (!is_alnum(line[0]))
            return num;
        while ((*p >= '0' && *p <= '9') || *p == '.')
            p++;
        if (*p != '\0') {
            *p++ = '\0';
            while (is_blank(*p))
                p++;
            sn = *p == '\0' ? NULL : p;
            while (*p != '\0' && !is_blank(*p))
                p++;
            if (*p != '\0') {
                *p++ = '\0';
                while (is_blank(*p))
                    p++;
                ln = *p == '\0' ? NULL : p;
            }
        }
        if (*oid == '\0' || OBJ_create(oid, sn, ln) == 0)
            return num;
        num++;
    }
}

/* Searching arrays. */

const void *
OBJ_bsearch_ex_(const void *key, const void *base, int num, int size,
                int (*cmp)(const void *, const void *), int flags)
{
    const char *array = base, *at = NULL;
    int low = 0, high = num, order = 0;

    if (num <= 0)
        return NULL;
    while (low < high) {
        int mid = low + (high - low) / 2;

        at = array + (size_t)mid * (size_t)size;
        order = cmp(key, at);
        if (order < 0)
            high = mid;
        else if (order > 0)
            low = mid + 1;
        else if (flags & OBJ_BSEARCH_FIRST_VALUE_ON_MATCH) {
            while (mid > 0 && cmp(key, at - size) == 0) {
                mid--;
                at -= size;
            }
            return at;
        } else
            return at;
    }
    return flags & OBJ_BSEARCH_VALUE_ON_NOMATCH ? at : NULL;
}

const void *
OBJ_bsearch_(const void *key, const void *base, int num, int size,
             int (*cmp)(const void *, const void *))
{
    return OBJ_bsearch_ex_(key, base, num, size, cmp, 0);
}
