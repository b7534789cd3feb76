/* Names: canonical form, comparison, hash. RFC 5280 section 7.1.
 *
 * The canonical form is what OpenSSL hashes, found by comparing hashes: each
 * RDN a SET of SEQUENCE { type, value } in DER order, string values as
 * UTF8String, folded; no outer header. */
#include "engine/pki/name.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/crypto/hash.h"
#include "engine/der/der.h"

bool
urt_name_iter_init(struct urt_name_iter *it, struct urt_bytes name)
{
    it->set = URT_BYTES_NONE;
    it->rdn = 0;
    return urt_der_take(&name, URT_DER_SEQUENCE, &it->rdns) && name.len == 0;
}

/* Takes one AttributeTypeAndValue. */
static bool
take_attr(struct urt_bytes *set, struct urt_name_attr *attr)
{
    struct urt_bytes c;

    return urt_der_take(set, URT_DER_SEQUENCE, &c) &&
           urt_der_take_oid(&c, &attr->oid) &&
           urt_der_take_any(&c, &attr->tag, &attr->value, NULL) && c.len == 0;
}

bool
urt_name_next(struct urt_name_iter *it, struct urt_name_attr *attr)
{
    while (it->set.len == 0) {
        if (!urt_der_take(&it->rdns, URT_DER_SET, &it->set))
            return false;
        it->rdn++;
    }
    attr->rdn = it->rdn - 1;
    return take_attr(&it->set, attr);
}

bool
urt_name_is_valid(struct urt_bytes name)
{
    struct urt_name_iter it;
    struct urt_name_attr attr;

    if (name.len > URT_NAME_MAX_SIZE || !urt_name_iter_init(&it, name))
        return false;
    while (urt_name_next(&it, &attr))
        continue;
    return it.rdns.len == 0 && it.set.len == 0;
}

bool
urt_name_is_empty(struct urt_bytes name)
{
    struct urt_bytes c;

    return urt_der_take(&name, URT_DER_SEQUENCE, &c) && c.len == 0;
}

static bool
is_canonical_string(uint8_t tag)
{
    return tag == URT_DER_UTF8_STRING || tag == URT_DER_BMP_STRING ||
           tag == URT_DER_UNIVERSAL_STRING ||
           tag == URT_DER_PRINTABLE_STRING || tag == URT_DER_TELETEX_STRING ||
           tag == URT_DER_IA5_STRING || tag == URT_DER_VISIBLE_STRING;
}

/* Puts TEXT with blanks trimmed and squeezed, and ASCII letters lowered. */
static void
put_folded(struct urt_buf *b, struct urt_bytes text)
{
    bool gap = false, begun = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.data[i];

        if (urt_ascii_is_space(c)) {
            gap = true;
            continue;
        }
        if (gap && begun)
            urt_put_u8(b, ' ');
        gap = false;
        begun = true;
        urt_put_u8(b, (uint8_t)urt_ascii_lower(c));
    }
}

static bool
put_attr(struct urt_buf *b, const struct urt_name_attr *attr)
{
    size_t m = urt_der_open(b, URT_DER_SEQUENCE), v;
    struct urt_buf text = URT_BUF_INIT;
    bool ok = true;

    urt_der_put_oid(b, attr->oid);
    if (is_canonical_string(attr->tag)) {
        ok = urt_string_put_utf8(&text, attr->tag, attr->value);
        v = urt_der_open(b, URT_DER_UTF8_STRING);
        put_folded(b, urt_buf_bytes(&text));
        urt_der_close(b, v);
        if (!urt_buf_ok(&text))
            b->failed = true;
        urt_buf_free(&text);
    } else {
        urt_der_put(b, attr->tag, attr->value);
    }
    urt_der_close(b, m);
    return ok;
}

/* The order of DER's SET OF: as strings of bytes, the shorter first. */
static int
compare_elements(const void *x, const void *y)
{
    const struct urt_bytes *a = x, *b = y;
    size_t n = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->data, b->data, n);

    if (order != 0)
        return order;
    return a->len < b->len ? -1 : a->len > b->len;
}

/* Puts the elements in SET, each whole, in DER's order. */
static void
put_sorted(struct urt_buf *b, struct urt_bytes set)
{
    struct urt_bytes rest = set, whole, *element;
    size_t count = 0, i;

    while (urt_der_take_any(&rest, NULL, NULL, &whole))
        count++;
    element = urt_calloc(count, sizeof *element);
    if (element == NULL) {
        b->failed = true;
        return;
    }
    for (i = 0; i < count; i++)
        (void)urt_der_take_any(&set, NULL, NULL, &element[i]);
    qsort(element, count, sizeof *element, compare_elements);
    for (i = 0; i < count; i++)
        urt_put_bytes(b, element[i]);
    urt_free(element);
}

static bool
put_rdn(struct urt_buf *b, struct urt_bytes set)
{
    struct urt_buf attrs = URT_BUF_INIT;
    struct urt_name_attr attr;
    size_t m, count = 0;
    bool ok = true;

    while (ok && set.len > 0) {
        ok = take_attr(&set, &attr) && put_attr(&attrs, &attr);
        count++;
    }
    if (!urt_buf_ok(&attrs))
        b->failed = true;
    m = urt_der_open(b, URT_DER_SET);
    if (count == 1)
        urt_put_bytes(b, urt_buf_bytes(&attrs));
    else if (urt_buf_ok(&attrs))
        put_sorted(b, urt_buf_bytes(&attrs));
    urt_der_close(b, m);
    urt_buf_free(&attrs);
    return ok;
}

enum urt_err
urt_name_put_canonical(struct urt_buf *b, struct urt_bytes name)
{
    struct urt_bytes rdns, set;

    if (name.len > URT_NAME_MAX_SIZE ||
        !urt_der_take(&name, URT_DER_SEQUENCE, &rdns) || name.len > 0)
        return URT_E_CERT_DECODE;
    while (rdns.len > 0)
        if (!urt_der_take(&rdns, URT_DER_SET, &set) || !put_rdn(b, set))
            return urt_buf_ok(b) ? URT_E_CERT_DECODE : URT_E_NOMEM;
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

static int
compare_bytes(struct urt_bytes a, struct urt_bytes b)
{
    int order;

    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    order = a.len > 0 ? memcmp(a.data, b.data, a.len) : 0;
    return order < 0 ? -1 : order > 0;
}

int
urt_name_compare(struct urt_bytes a, struct urt_bytes b)
{
    struct urt_buf ca = URT_BUF_INIT, cb = URT_BUF_INIT;
    enum urt_err ea, eb;
    int order;

    if (urt_bytes_equal(a, b))
        return 0;
    ea = urt_name_put_canonical(&ca, a);
    eb = urt_name_put_canonical(&cb, b);
    if (ea == URT_E_NOMEM || eb == URT_E_NOMEM)
        order = -2;
    else if (ea != URT_OK || eb != URT_OK)
        order = compare_bytes(a, b);
    else
        order = compare_bytes(urt_buf_bytes(&ca), urt_buf_bytes(&cb));
    urt_buf_free(&ca);
    urt_buf_free(&cb);
    return order;
}

bool
urt_name_equal(struct urt_bytes a, struct urt_bytes b)
{
    return urt_name_compare(a, b) == 0;
}

bool
urt_name_may_equal(struct urt_bytes a, struct urt_bytes b)
{
    int order = urt_name_compare(a, b);

    return order == 0 || order == -2;
}

static uint32_t
first_word(const struct urt_hash *hash, struct urt_bytes data)
{
    uint8_t d[URT_HASH_MAX_SIZE];

    urt_hash_digest(hash, d, data);
    return (uint32_t)d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 |
           (uint32_t)d[3] << 24;
}

enum urt_err
urt_name_try_hash(uint32_t *out, struct urt_bytes name)
{
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err = urt_name_put_canonical(&b, name);

    *out = err == URT_OK ? first_word(&urt_hash_sha1, urt_buf_bytes(&b)) : 0;
    urt_buf_free(&b);
    return err == URT_E_NOMEM ? err : URT_OK;
}

uint32_t
urt_name_hash(struct urt_bytes name)
{
    uint32_t word;

    return urt_name_try_hash(&word, name) == URT_OK ? word : 0;
}

uint32_t
urt_name_hash_old(struct urt_bytes name)
{
    return first_word(&urt_hash_md5, name);
}
