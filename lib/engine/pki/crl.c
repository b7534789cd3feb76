/* Certificate revocation lists: reading, look-up, signature. RFC 5280,
 * section 5.
 *
 * The index is an array of entries sorted by serial number, made at the first
 * look-up: reading a CRL of a million entries costs one pass over them, a
 * look-up twenty comparisons. */
#include "engine/pki/crl.h"

#include <stdlib.h>

#include "engine/der/oid.h"
#include "engine/pki/cert_ext.h"
#include "engine/pki/name.h"

struct urt_crl_index {
    size_t count;
    struct urt_crl_entry entry[];
};

/* IssuingDistributionPoint, section 5.2.5. */
static bool
read_idp(struct urt_crl *crl, struct urt_bytes value)
{
    static const struct {
        uint8_t tag;
        unsigned flag;
    } bools[] = {{0x81, URT_IDP_ONLY_USER},
                 {0x82, URT_IDP_ONLY_CA},
                 {0x84, URT_IDP_INDIRECT},
                 {0x85, URT_IDP_ONLY_ATTR}};
    struct urt_bytes c, v;
    bool present;
    uint8_t tag;

    if (!urt_value_is(value, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED,
                               &crl->idp_point, &present))
        return false;
    while (c.len > 0) {
        if (!urt_der_take_any(&c, &tag, &v, NULL))
            return false;
        if (tag == 0x83) {
            if (v.len < 1 || v.data[0] > 7)
                return false;
            crl->idp_flags |= URT_IDP_REASONS;
            crl->idp_reasons = v.len > 1 ? v.data[1] : 0;
            if (v.len > 2)
                crl->idp_reasons |= (unsigned)v.data[2] << 8;
            crl->idp_reasons &= URT_CRL_ALL_REASONS;
            continue;
        }
        for (size_t i = 0; i < 4; i++)
            if (bools[i].tag == tag && v.len == 1 && v.data[0] != 0)
                crl->idp_flags |= bools[i].flag;
    }
    return true;
}

static bool
issuing_point(struct urt_crl *crl, struct urt_bytes value)
{
    unsigned only = 0;

    crl->idp_flags |= URT_IDP_PRESENT;
    if (!read_idp(crl, value)) {
        crl->idp_flags |= URT_IDP_INVALID;
        return false;
    }
    only += (crl->idp_flags & URT_IDP_ONLY_USER) != 0;
    only += (crl->idp_flags & URT_IDP_ONLY_CA) != 0;
    only += (crl->idp_flags & URT_IDP_ONLY_ATTR) != 0;
    if (only > 1)
        crl->idp_flags |= URT_IDP_INVALID;
    return true;
}

static bool
crl_akid(struct urt_crl *crl, struct urt_bytes value)
{
    crl->has_akid = urt_akid_read(value, &crl->akid_key, &crl->akid_issuer,
                                  &crl->akid_serial);
    return crl->has_akid;
}

static bool
crl_number(struct urt_crl *crl, struct urt_bytes value)
{
    crl->has_number =
        urt_der_take_integer(&value, &crl->number) && value.len == 0;
    return crl->has_number;
}

static bool
crl_delta(struct urt_crl *crl, struct urt_bytes value)
{
    crl->has_base = urt_der_take_integer(&value, &crl->base) && value.len == 0;
    return crl->has_base;
}

static bool
crl_freshest(struct urt_crl *crl, struct urt_bytes value)
{
    crl->freshest = true;
    return true;
}

static const struct {
    const struct urt_bytes *oid;
    bool (*read)(struct urt_crl *crl, struct urt_bytes value);
    bool understood; /* may be critical */
} rows[] = {
    {&urt_oid_EXT_ISSUING_DIST_POINT, issuing_point, true},
    {&urt_oid_EXT_AUTHORITY_KEY_ID, crl_akid, true},
    {&urt_oid_EXT_CRL_NUMBER, crl_number, false},
    {&urt_oid_EXT_DELTA_CRL, crl_delta, true},
    {&urt_oid_EXT_FRESHEST_CRL, crl_freshest, false},
};

enum { ROWS = sizeof rows / sizeof *rows };

static void
read_extensions(struct urt_crl *crl)
{
    struct urt_bytes rest = crl->extensions;
    struct urt_extension e;
    uint32_t seen = 0;

    crl->idp_reasons = URT_CRL_ALL_REASONS;
    while (urt_extension_take(&rest, &e)) {
        size_t i = 0;

        while (i < ROWS && !urt_oid_is(e.oid, rows[i].oid))
            i++;
        if (e.critical && (i == ROWS || !rows[i].understood))
            crl->critical = true;
        if (i == ROWS)
            continue;
        if (seen & 1u << i || !rows[i].read(crl, e.value))
            crl->invalid = true;
        seen |= 1u << i;
    }
    /* A delta is numbered, and says against which base (5.2.4). */
    if (crl->has_base && !crl->has_number)
        crl->invalid = true;
}

static void
read_entry_extension(struct urt_crl_entry *out, const struct urt_extension *e,
                     struct urt_bytes *issuer)
{
    struct urt_bytes v = e->value, c;

    if (urt_oid_is(e->oid, &urt_oid_EXT_CRL_REASON)) {
        if (!urt_value_is(v, URT_DER_ENUMERATED, &c) || c.len != 1)
            out->invalid = true;
        else
            out->reason = c.data[0];
    } else if (urt_oid_is(e->oid, &urt_oid_EXT_CERTIFICATE_ISSUER)) {
        if (!urt_value_is(v, URT_DER_SEQUENCE, &c) ||
            !urt_general_names_are_valid(c))
            out->invalid = true;
        else
            *issuer = c;
    } else if (e->critical) {
        out->critical = true;
    }
}

bool
urt_crl_entry_take(struct urt_bytes *revoked, struct urt_bytes *issuer,
                   struct urt_crl_entry *out)
{
    struct urt_bytes rest = *revoked, c, list;
    struct urt_extension e;

    memset(out, 0, sizeof *out);
    out->reason = -1;
    if (!urt_whole_take(&rest, URT_DER_SEQUENCE, &out->whole))
        return false;
    c = out->whole;
    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_integer(&c, &out->serial) ||
        !urt_cert_time_take(&c, &out->when))
        return false;
    if (c.len > 0) {
        if (!urt_extensions_take(&c, &out->extensions) || c.len > 0)
            return false;
        for (list = out->extensions; urt_extension_take(&list, &e);)
            read_entry_extension(out, &e, issuer);
    }
    out->issuer = *issuer;
    *revoked = rest;
    return true;
}

static bool
read_revoked(struct urt_crl *crl)
{
    struct urt_bytes rest = crl->revoked, issuer = URT_BYTES_NONE;
    struct urt_crl_entry entry;

    while (rest.len > 0) {
        if (!urt_crl_entry_take(&rest, &issuer, &entry))
            return false;
        crl->critical = crl->critical || entry.critical;
        crl->invalid = crl->invalid || entry.invalid;
    }
    return true;
}

static bool
read_tbs(struct urt_crl *crl)
{
    struct urt_bytes c = crl->tbs, ext;
    struct urt_der_algorithm inner;
    bool present;

    if (!urt_der_take(&c, URT_DER_SEQUENCE, &c))
        return false;
    if (urt_der_next_is(c, URT_DER_INTEGER) &&
        !urt_small_integer_take(&c, &crl->version))
        return false;
    if (!urt_algorithm_take(&c, &crl->tbs_algorithm, &inner) ||
        !urt_whole_take(&c, URT_DER_SEQUENCE, &crl->issuer) ||
        !urt_name_is_valid(crl->issuer) ||
        !urt_cert_time_take(&c, &crl->last_update))
        return false;
    if (urt_der_next_is(c, URT_DER_UTC_TIME) ||
        urt_der_next_is(c, URT_DER_GENERALIZED_TIME)) {
        crl->has_next_update = true;
        if (!urt_cert_time_take(&c, &crl->next_update))
            return false;
    }
    if (!urt_der_take_optional(&c, URT_DER_SEQUENCE, &crl->revoked,
                               &present) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED, &ext,
                               &present))
        return false;
    if (present && (!urt_extensions_take(&ext, &crl->extensions) ||
                    ext.len > 0))
        return false;
    return c.len == 0;
}

static bool
read_crl(struct urt_crl *crl)
{
    struct urt_bytes rest = crl->der, c;

    if (!urt_der_take(&rest, URT_DER_SEQUENCE, &c) || rest.len > 0 ||
        !urt_whole_take(&c, URT_DER_SEQUENCE, &crl->tbs) ||
        !urt_algorithm_take(&c, &crl->algorithm,
                            &crl->signature_algorithm) ||
        !urt_der_take_bits(&c, &crl->signature, &crl->signature_unused) ||
        c.len > 0 || !read_tbs(crl))
        return false;
    read_extensions(crl);
    return read_revoked(crl);
}

enum urt_err
urt_crl_new(struct urt_crl **out, struct urt_bytes der)
{
    struct urt_crl *crl;

    if (der.len == 0)
        return URT_E_CRL_DECODE;
    crl = urt_zalloc(sizeof *crl);
    if (crl == NULL)
        return URT_E_NOMEM;
    urt_ref_init(&crl->ref);
    crl->memory = urt_memdup(der.data, der.len);
    if (crl->memory == NULL) {
        urt_free(crl);
        return URT_E_NOMEM;
    }
    crl->der = urt_bytes(crl->memory, der.len);
    if (!read_crl(crl)) {
        urt_crl_free(crl);
        return URT_E_CRL_DECODE;
    }
    *out = crl;
    return URT_OK;
}

enum urt_err
urt_crl_take(struct urt_crl **out, struct urt_bytes *der)
{
    struct urt_bytes rest = *der, whole;

    if (!urt_whole_take(&rest, URT_DER_SEQUENCE, &whole))
        return URT_E_CRL_DECODE;
    URT_TRY(urt_crl_new(out, whole));
    *der = rest;
    return URT_OK;
}

struct urt_crl *
urt_crl_up(struct urt_crl *crl)
{
    urt_ref_up(&crl->ref);
    return crl;
}

void
urt_crl_free(struct urt_crl *crl)
{
    if (crl == NULL || !urt_ref_down(&crl->ref))
        return;
    urt_free(atomic_load_explicit(&crl->index, memory_order_relaxed));
    urt_free(crl->memory);
    urt_free(crl);
}

enum urt_err
urt_crl_verify(const struct urt_crl *crl, const struct urt_key *key)
{
    if (!urt_bytes_equal(crl->tbs_algorithm, crl->algorithm) ||
        crl->signature_unused != 0)
        return URT_E_CERT_BAD;
    return urt_signed_verify(crl->tbs, &crl->signature_algorithm,
                             crl->signature, key);
}

size_t
urt_crl_count(const struct urt_crl *crl)
{
    struct urt_bytes rest = crl->revoked;
    size_t count = 0;

    while (urt_der_take_any(&rest, NULL, NULL, NULL))
        count++;
    return count;
}

static int
compare_serials(struct urt_bytes a, struct urt_bytes b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return memcmp(a.data, b.data, a.len);
}

/* By serial, and among equals in the order of the list. */
static int
compare_entries(const void *x, const void *y)
{
    const struct urt_crl_entry *a = x, *b = y;
    int order = compare_serials(a->serial, b->serial);

    if (order != 0)
        return order;
    return a->whole.data < b->whole.data ? -1 : a->whole.data > b->whole.data;
}

static enum urt_err
get_index(const struct urt_crl *crl, struct urt_crl_index **out)
{
    _Atomic(struct urt_crl_index *) *slot = &((struct urt_crl *)crl)->index;
    struct urt_crl_index *index =
        atomic_load_explicit(slot, memory_order_acquire);
    struct urt_crl_index *before = NULL;
    struct urt_bytes rest = crl->revoked, issuer = URT_BYTES_NONE;
    size_t count, size;

    if (index != NULL) {
        *out = index;
        return URT_OK;
    }
    count = urt_crl_count(crl);
    if (__builtin_mul_overflow(count, sizeof index->entry[0], &size))
        return URT_E_NOMEM;
    index = urt_alloc(sizeof *index + size);
    if (index == NULL)
        return URT_E_NOMEM;
    index->count = 0;
    while (index->count < count &&
           urt_crl_entry_take(&rest, &issuer, &index->entry[index->count]))
        index->count++;
    qsort(index->entry, index->count, sizeof index->entry[0],
          compare_entries);
    if (!atomic_compare_exchange_strong(slot, &before, index)) {
        urt_free(index);
        index = before;
    }
    *out = index;
    return URT_OK;
}

/* Whether an entry speaks of certificates of ISSUER. */
static bool
entry_is_of(const struct urt_crl *crl, const struct urt_crl_entry *entry,
            struct urt_bytes issuer)
{
    struct urt_bytes names = entry->issuer, c;
    uint8_t tag;

    if (issuer.len == 0)
        issuer = crl->issuer;
    if (entry->issuer.data == NULL)
        return urt_name_may_equal(issuer, crl->issuer);
    while (urt_general_name_take(&names, &tag, &c))
        if (tag == URT_GN_DIRECTORY && urt_name_may_equal(c, issuer))
            return true;
    return false;
}

enum urt_err
urt_crl_find(const struct urt_crl *crl, struct urt_bytes serial,
             struct urt_bytes issuer, bool *found, struct urt_crl_entry *out)
{
    struct urt_crl_index *index;
    size_t low = 0, high;

    *found = false;
    URT_TRY(get_index(crl, &index));
    high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_serials(index->entry[middle].serial, serial) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->count; low++) {
        if (compare_serials(index->entry[low].serial, serial) != 0)
            break;
        if (entry_is_of(crl, &index->entry[low], issuer)) {
            *found = true;
            *out = index->entry[low];
            break;
        }
    }
    return URT_OK;
}

enum urt_err
urt_crl_list_add(struct urt_crl_list *list, struct urt_crl *crl)
{
    if (list->count == list->cap) {
        size_t cap = list->cap > 0 ? list->cap * 2 : 4;
        struct urt_crl **grown = urt_realloc(list->crl, cap * sizeof *grown);

        if (grown == NULL)
            return URT_E_NOMEM;
        list->crl = grown;
        list->cap = cap;
    }
    list->crl[list->count++] = urt_crl_up(crl);
    return URT_OK;
}

void
urt_crl_list_free(struct urt_crl_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        urt_crl_free(list->crl[i]);
    urt_free(list->crl);
    *list = (struct urt_crl_list){NULL, 0, 0};
}
