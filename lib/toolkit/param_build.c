/* OSSL_PARAM arrays in one block of memory: the builder, copies, merges, and
 * values read from text.
 *
 * A block holds the array, its end, and behind it all values, each aligned;
 * OSSL_PARAM_free gives it up in one piece. Values of BIGNUMs in secure
 * memory go into a second block there, to which the array's end entry
 * points: its data and data_size are that block. */
#include "engine/base/buf.h"
#include "engine/base/text.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <limits.h>

enum { ALIGN = 8 };

struct item {
    const char *key;
    unsigned int type;
    size_t size;
    size_t room; /* what it takes in the block */
    const BIGNUM *bn;
    const void *string; /* the caller's, until to_param */
    uint64_t number;    /* the bytes of a small one */
    bool secure;
};

struct ossl_param_bld_st {
    struct item *items;
    size_t count, cap;
};

/* The type of the end entry of an array with a secure block. */
enum { SECURE_BLOCK = 127 };

static size_t
align(size_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_CRYPTO, reason);
    return 0;
}

/* ---- blocks ------------------------------------------------------------ */

struct block {
    OSSL_PARAM *params;
    uint8_t *next, *secure_next;
};

static bool
make_block(struct block *b, size_t count, size_t plain, size_t secure)
{
    size_t head = align((count + 1) * sizeof(OSSL_PARAM));

    b->params = urt_zalloc(head + plain);
    if (b->params == NULL)
        return fail(ERR_R_MALLOC_FAILURE);
    b->next = (uint8_t *)b->params + head;
    b->secure_next = NULL;
    b->params[count] = (OSSL_PARAM)OSSL_PARAM_END;
    if (secure > 0) {
        if ((b->secure_next = OPENSSL_secure_zalloc(secure)) == NULL) {
            urt_free(b->params);
            return fail(CRYPTO_R_SECURE_MALLOC_FAILURE);
        }
        b->params[count].data_type = SECURE_BLOCK;
        b->params[count].data = b->secure_next;
        b->params[count].data_size = secure;
    }
    return true;
}

/* Room for a value that takes ROOM bytes. */
static uint8_t *
place(struct block *b, size_t room, bool secure)
{
    uint8_t **from = secure ? &b->secure_next : &b->next;
    uint8_t *at = *from;

    *from += align(room);
    return at;
}

void
OSSL_PARAM_free(OSSL_PARAM *params)
{
    OSSL_PARAM *p = params;

    if (params == NULL)
        return;
    while (p->key != NULL)
        p++;
    if (p->data_type == SECURE_BLOCK)
        OPENSSL_secure_clear_free(p->data, p->data_size);
    urt_free(params);
}

/* ---- builder ----------------------------------------------------------- */

OSSL_PARAM_BLD *
OSSL_PARAM_BLD_new(void)
{
    return urt_zalloc(sizeof(OSSL_PARAM_BLD));
}

static void
empty(OSSL_PARAM_BLD *bld)
{
    if (bld->items != NULL)
        urt_wipe_free(bld->items, bld->cap * sizeof(*bld->items));
    *bld = (OSSL_PARAM_BLD){NULL, 0, 0};
}

void
OSSL_PARAM_BLD_free(OSSL_PARAM_BLD *bld)
{
    if (bld == NULL)
        return;
    empty(bld);
    urt_free(bld);
}

static struct item *
push(OSSL_PARAM_BLD *bld, const char *key, size_t size, size_t room,
     unsigned int type)
{
    struct item *it;

    if (bld->count == bld->cap) {
        size_t cap = bld->cap > 0 ? bld->cap * 2 : 8;
        struct item *more = urt_calloc(cap, sizeof(*more));

        if (more == NULL) {
            fail(ERR_R_MALLOC_FAILURE);
            return NULL;
        }
        if (bld->count > 0)
            memcpy(more, bld->items, bld->count * sizeof(*more));
        if (bld->items != NULL)
            urt_wipe_free(bld->items, bld->cap * sizeof(*more));
        bld->items = more;
        bld->cap = cap;
    }
    it = &bld->items[bld->count++];
    *it = (struct item){key, type, size, room, NULL, NULL, 0, false};
    return it;
}

static int
push_number(OSSL_PARAM_BLD *bld, const char *key, const void *v, size_t size,
            unsigned int type)
{
    struct item *it = push(bld, key, size, size, type);

    if (it == NULL)
        return 0;
    memcpy(&it->number, v, size);
    return 1;
}

#define PUSH(name, ctype, type)                                           \
    int                                                                   \
    OSSL_PARAM_BLD_push_##name(OSSL_PARAM_BLD *bld, const char *key,      \
                               ctype val)                                 \
    {                                                                     \
        return push_number(bld, key, &val, sizeof(val), type);            \
    }

PUSH(int, int, OSSL_PARAM_INTEGER)
PUSH(uint, unsigned int, OSSL_PARAM_UNSIGNED_INTEGER)
PUSH(long, long int, OSSL_PARAM_INTEGER)
PUSH(ulong, unsigned long int, OSSL_PARAM_UNSIGNED_INTEGER)
PUSH(int32, int32_t, OSSL_PARAM_INTEGER)
PUSH(uint32, uint32_t, OSSL_PARAM_UNSIGNED_INTEGER)
PUSH(int64, int64_t, OSSL_PARAM_INTEGER)
PUSH(uint64, uint64_t, OSSL_PARAM_UNSIGNED_INTEGER)
PUSH(size_t, size_t, OSSL_PARAM_UNSIGNED_INTEGER)
PUSH(time_t, time_t, OSSL_PARAM_INTEGER)
PUSH(double, double, OSSL_PARAM_REAL)

/* The number stays the caller's and must live until to_param. */
int
OSSL_PARAM_BLD_push_BN_pad(OSSL_PARAM_BLD *bld, const char *key,
                           const BIGNUM *bn, size_t sz)
{
    struct item *it;

    if (bn != NULL) {
        if (BN_is_negative(bn))
            return fail(CRYPTO_R_TOO_SMALL_BUFFER);
        if (sz < (size_t)BN_num_bytes(bn))
            return fail(CRYPTO_R_TOO_SMALL_BUFFER);
    }
    if ((it = push(bld, key, sz, sz, OSSL_PARAM_UNSIGNED_INTEGER)) == NULL)
        return 0;
    it->bn = bn;
    it->secure = bn != NULL && BN_get_flags(bn, BN_FLG_SECURE) != 0;
    return 1;
}

int
OSSL_PARAM_BLD_push_BN(OSSL_PARAM_BLD *bld, const char *key, const BIGNUM *bn)
{
    size_t sz = bn != NULL ? (size_t)BN_num_bytes(bn) : 0;

    /* Zero takes a byte, too. */
    if (bn != NULL && sz == 0)
        sz = 1;
    return OSSL_PARAM_BLD_push_BN_pad(bld, key, bn, sz);
}

static int
push_string(OSSL_PARAM_BLD *bld, const char *key, const void *buf,
            size_t size, size_t room, unsigned int type)
{
    struct item *it;

    if (size > INT_MAX)
        return fail(CRYPTO_R_STRING_TOO_LONG);
    if ((it = push(bld, key, size, room, type)) == NULL)
        return 0;
    it->string = buf;
    return 1;
}

int
OSSL_PARAM_BLD_push_utf8_string(OSSL_PARAM_BLD *bld, const char *key,
                                const char *buf, size_t bsize)
{
    if (bsize == 0)
        bsize = strlen(buf);
    return push_string(bld, key, buf, bsize, bsize + 1,
                       OSSL_PARAM_UTF8_STRING);
}

int
OSSL_PARAM_BLD_push_utf8_ptr(OSSL_PARAM_BLD *bld, const char *key, char *buf,
                             size_t bsize)
{
    if (bsize == 0)
        bsize = strlen(buf);
    return push_string(bld, key, buf, bsize, sizeof(buf),
                       OSSL_PARAM_UTF8_PTR);
}

int
OSSL_PARAM_BLD_push_octet_string(OSSL_PARAM_BLD *bld, const char *key,
                                 const void *buf, size_t bsize)
{
    return push_string(bld, key, buf, bsize, bsize, OSSL_PARAM_OCTET_STRING);
}

int
OSSL_PARAM_BLD_push_octet_ptr(OSSL_PARAM_BLD *bld, const char *key, void *buf,
                              size_t bsize)
{
    return push_string(bld, key, buf, bsize, sizeof(buf),
                       OSSL_PARAM_OCTET_PTR);
}

static void
fill(OSSL_PARAM *p, const struct item *it, uint8_t *at)
{
    *p = (OSSL_PARAM){it->key, it->type, at, it->size, OSSL_PARAM_UNMODIFIED};
    switch (it->type) {
    case OSSL_PARAM_UTF8_PTR:
    case OSSL_PARAM_OCTET_PTR:
        memcpy(at, &it->string, sizeof(it->string));
        break;
    case OSSL_PARAM_UTF8_STRING:
    case OSSL_PARAM_OCTET_STRING:
        if (it->string != NULL && it->size > 0)
            memcpy(at, it->string, it->size);
        break;
    default:
        if (it->bn != NULL)
            (void)BN_bn2nativepad(it->bn, at, (int)it->size);
        else if (it->size <= sizeof(it->number))
            memcpy(at, &it->number, it->size);
    }
}

/* The builder is empty afterwards. */
OSSL_PARAM *
OSSL_PARAM_BLD_to_param(OSSL_PARAM_BLD *bld)
{
    size_t plain = 0, secure = 0;
    struct block b;

    for (size_t i = 0; i < bld->count; i++)
        *(bld->items[i].secure ? &secure : &plain) +=
            align(bld->items[i].room);
    if (!make_block(&b, bld->count, plain, secure))
        return NULL;
    for (size_t i = 0; i < bld->count; i++) {
        const struct item *it = &bld->items[i];

        fill(&b.params[i], it, place(&b, it->room, it->secure));
    }
    empty(bld);
    return b.params;
}

/* ---- copies ------------------------------------------------------------ */

static size_t
room_of(const OSSL_PARAM *p)
{
    switch (p->data_type) {
    case OSSL_PARAM_UTF8_PTR:
    case OSSL_PARAM_OCTET_PTR:
        return sizeof(void *);
    case OSSL_PARAM_UTF8_STRING:
        return p->data_size + 1;
    default:
        return p->data_size;
    }
}

static bool
is_secure(const OSSL_PARAM *p)
{
    return p->data != NULL && CRYPTO_secure_allocated(p->data);
}

/* Copies COUNT entries, found through LIST, into a new array. */
static OSSL_PARAM *
copy_entries(const OSSL_PARAM *const *list, size_t count)
{
    size_t plain = 0, secure = 0;
    struct block b;

    for (size_t i = 0; i < count; i++)
        *(is_secure(list[i]) ? &secure : &plain) += align(room_of(list[i]));
    if (!make_block(&b, count, plain, secure))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const OSSL_PARAM *p = list[i];
        size_t room = room_of(p);
        uint8_t *at = place(&b, room, is_secure(p));

        b.params[i] = *p;
        b.params[i].data = at;
        if (p->data == NULL)
            continue;
        /* The NUL behind a string is ours, not the source's. */
        if (p->data_type == OSSL_PARAM_UTF8_STRING)
            room--;
        if (room > 0)
            memcpy(at, p->data, room);
    }
    return b.params;
}

static size_t
count_of(const OSSL_PARAM *p)
{
    size_t n = 0;

    while (p != NULL && p[n].key != NULL)
        n++;
    return n;
}

OSSL_PARAM *
OSSL_PARAM_dup(const OSSL_PARAM *p)
{
    size_t n = count_of(p);
    const OSSL_PARAM **list;
    OSSL_PARAM *copy;

    if (p == NULL) {
        fail(ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if ((list = urt_calloc(n + 1, sizeof(*list))) == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        list[i] = p + i;
    copy = copy_entries(list, n);
    urt_free(list);
    return copy;
}

/* By key, without case, keeping P2's of two that are the same. */
OSSL_PARAM *
OSSL_PARAM_merge(const OSSL_PARAM *p1, const OSSL_PARAM *p2)
{
    size_t n1 = count_of(p1), n2 = count_of(p2), n = 0;
    const OSSL_PARAM **list;
    OSSL_PARAM *merged;

    if (p1 == NULL && p2 == NULL) {
        fail(ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if ((list = urt_calloc(n1 + n2 + 1, sizeof(*list))) == NULL)
        return NULL;
    for (size_t i = 0; i < n2; i++)
        list[n++] = p2 + i;
    for (size_t i = 0; i < n1; i++) {
        size_t k = 0;

        while (k < n2 && !urt_text_equal_nocase(p1[i].key, p2[k].key))
            k++;
        if (k == n2)
            list[n++] = p1 + i;
    }
    /* In order of keys. */
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && OPENSSL_strcasecmp(list[k - 1]->key,
                                                       list[k]->key) > 0;
             k--) {
            const OSSL_PARAM *t = list[k];

            list[k] = list[k - 1];
            list[k - 1] = t;
        }
    merged = copy_entries(list, n);
    urt_free(list);
    return merged;
}

/* ---- from text --------------------------------------------------------- */

/* A number as DEF wants it, into B. */
static int
number_from_text(struct urt_buf *b, const OSSL_PARAM *def, const char *value,
                 bool hex)
{
    BIGNUM *bn = NULL;
    bool is_signed = def->data_type == OSSL_PARAM_INTEGER, negative;
    size_t bits, size = def->data_size;
    uint8_t *at;
    int ok = 0;

    if ((hex ? BN_hex2bn(&bn, value) : BN_asc2bn(&bn, value)) <= 0)
        return fail(CRYPTO_R_INVALID_NULL_ARGUMENT);
    negative = BN_is_negative(bn) != 0;
    if (!is_signed && negative) {
        fail(CRYPTO_R_INVALID_NEGATIVE_VALUE);
        goto end;
    }
    /* Two's complement of -n is the complement of n - 1. */
    if (negative && !BN_add_word(bn, 1))
        goto end;
    bits = (size_t)BN_num_bits(bn) + (is_signed ? 1 : 0);
    if (size == 0)
        size = (bits + 7) / 8;
    if (size < (bits + 7) / 8) {
        fail(CRYPTO_R_TOO_SMALL_BUFFER);
        goto end;
    }
    if (size > 0 && (at = urt_buf_reserve(b, size)) != NULL) {
        (void)BN_bn2nativepad(bn, at, (int)size);
        if (negative)
            for (size_t i = 0; i < size; i++)
                at[i] ^= 0xff;
        b->len += size;
    }
    ok = urt_buf_ok(b);
end:
    BN_clear_free(bn);
    return ok;
}

/* KEY may begin with "hex": then VALUE is hex digits. */
int
OSSL_PARAM_allocate_from_text(OSSL_PARAM *to, const OSSL_PARAM *paramdefs,
                              const char *key, const char *value,
                              size_t value_n, int *found)
{
    const OSSL_PARAM *def;
    struct urt_buf b = URT_BUF_INIT;
    bool hex, ok = true;
    size_t len;

    if (to == NULL || paramdefs == NULL)
        return 0;
    hex = strncmp(key, "hex", 3) == 0;
    def = OSSL_PARAM_locate_const(paramdefs, hex ? key + 3 : key);
    if (found != NULL)
        *found = def != NULL;
    if (def == NULL)
        return 0;
    switch (def->data_type) {
    case OSSL_PARAM_INTEGER:
    case OSSL_PARAM_UNSIGNED_INTEGER:
        ok = number_from_text(&b, def, value, hex);
        break;
    case OSSL_PARAM_UTF8_STRING:
        if (hex)
            ok = fail(ERR_R_PASSED_INVALID_ARGUMENT);
        urt_put(&b, value, strlen(value));
        break;
    case OSSL_PARAM_OCTET_STRING:
        if (!hex)
            urt_put(&b, value, value_n);
        else if (!urt_put_unhex(&b, urt_bytes(value, strlen(value))))
            ok = fail(CRYPTO_R_ILLEGAL_HEX_DIGIT);
        break;
    default:
        ok = false;
    }
    len = b.len;
    urt_put_u8(&b, 0);
    if (!ok || !urt_buf_ok(&b)) {
        urt_buf_free(&b);
        return 0;
    }
    *to = (OSSL_PARAM){def->key, def->data_type, urt_buf_steal(&b, NULL), len,
                       OSSL_PARAM_UNMODIFIED};
    return 1;
}
