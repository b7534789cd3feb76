/* Name constraints. RFC 5280, section 4.2.1.10.
 *
 * Every name of a certificate (its subject, the mail addresses in it, its
 * subjectAltName, and for a leaf without DNS names the common names that look
 * like one) meets every subtree of an issuer. The number of such meetings is
 * bounded, since both lists are the peer's. */
#include "engine/base/text.h"
#include "engine/der/oid.h"
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

static struct urt_bytes
tail(struct urt_bytes s, size_t from)
{
    return urt_bytes(s.data + from, s.len - from);
}

static bool
ends_with(struct urt_bytes s, struct urt_bytes end)
{
    return s.len >= end.len &&
           urt_bytes_equal_nocase(tail(s, s.len - end.len), end);
}

static int
match_directory(struct urt_bytes name, struct urt_bytes base)
{
    struct urt_buf n = URT_BUF_INIT, b = URT_BUF_INIT;
    int result = URT_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    enum urt_err en = urt_name_put_canonical(&n, name);
    enum urt_err eb = urt_name_put_canonical(&b, base);

    if (en == URT_E_NOMEM || eb == URT_E_NOMEM)
        result = URT_V_ERR_OUT_OF_MEM;
    else if (en == URT_OK && eb == URT_OK)
        /* RDNs are complete elements, so a prefix ends between two. */
        result = b.len <= n.len &&
                         (b.len == 0 || memcmp(n.data, b.data, b.len) == 0)
                     ? URT_V_OK
                     : URT_V_ERR_PERMITTED_VIOLATION;
    urt_buf_free(&n);
    urt_buf_free(&b);
    return result;
}

static int
match_dns(struct urt_bytes name, struct urt_bytes base)
{
    if (base.len == 0)
        return URT_V_OK;
    if (!ends_with(name, base))
        return URT_V_ERR_PERMITTED_VIOLATION;
    if (name.len > base.len && base.data[0] != '.' &&
        name.data[name.len - base.len - 1] != '.')
        return URT_V_ERR_PERMITTED_VIOLATION;
    return URT_V_OK;
}

static bool
find_last(struct urt_bytes s, uint8_t c, size_t *at)
{
    for (size_t i = s.len; i-- > 0;)
        if (s.data[i] == c) {
            *at = i;
            return true;
        }
    return false;
}

static bool
find_first(struct urt_bytes s, uint8_t c, size_t *at)
{
    const uint8_t *p = s.len > 0 ? memchr(s.data, c, s.len) : NULL;

    if (p == NULL)
        return false;
    *at = (size_t)(p - s.data);
    return true;
}

static int
match_email(struct urt_bytes name, struct urt_bytes base)
{
    size_t name_at, base_at;

    if (!find_last(name, '@', &name_at))
        return URT_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base.len > 0 && base.data[0] == '.')
        return name.len > base.len && ends_with(name, base)
                   ? URT_V_OK
                   : URT_V_ERR_PERMITTED_VIOLATION;
    if (find_last(base, '@', &base_at)) {
        if (base_at > 0 &&
            !urt_bytes_equal(urt_bytes(base.data, base_at),
                             urt_bytes(name.data, name_at)))
            return URT_V_ERR_PERMITTED_VIOLATION;
        base = tail(base, base_at + 1);
    }
    return urt_bytes_equal_nocase(base, tail(name, name_at + 1))
               ? URT_V_OK
               : URT_V_ERR_PERMITTED_VIOLATION;
}

/* The host of scheme://host:port/... */
static bool
uri_host(struct urt_bytes uri, struct urt_bytes *host)
{
    size_t at, end;

    if (!find_first(uri, ':', &at) || uri.len < at + 3 ||
        uri.data[at + 1] != '/' || uri.data[at + 2] != '/')
        return false;
    *host = tail(uri, at + 3);
    if (find_first(*host, '/', &end))
        host->len = end;
    if (find_first(*host, ':', &end))
        host->len = end;
    return host->len > 0;
}

static int
match_uri(struct urt_bytes name, struct urt_bytes base)
{
    struct urt_bytes host;

    if (!uri_host(name, &host))
        return URT_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base.len > 0 && base.data[0] == '.')
        return host.len > base.len && ends_with(host, base)
                   ? URT_V_OK
                   : URT_V_ERR_PERMITTED_VIOLATION;
    return urt_bytes_equal_nocase(host, base) ? URT_V_OK
                                              : URT_V_ERR_PERMITTED_VIOLATION;
}

/* A base is an address and a mask of the same size. */
static int
match_ip(struct urt_bytes name, struct urt_bytes base)
{
    if (name.len != 4 && name.len != 16)
        return URT_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base.len != 8 && base.len != 32)
        return URT_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX;
    if (base.len != 2 * name.len)
        return URT_V_ERR_PERMITTED_VIOLATION;
    for (size_t i = 0; i < name.len; i++)
        if ((name.data[i] ^ base.data[i]) & base.data[name.len + i])
            return URT_V_ERR_PERMITTED_VIOLATION;
    return URT_V_OK;
}

static const struct {
    uint8_t tag;
    int (*match)(struct urt_bytes name, struct urt_bytes base);
} matchers[] = {
    {URT_GN_DIRECTORY, match_directory}, {URT_GN_DNS, match_dns},
    {URT_GN_EMAIL, match_email},         {URT_GN_URI, match_uri},
    {URT_GN_IP, match_ip},
};

static int
match(uint8_t tag, struct urt_bytes name, struct urt_bytes base)
{
    for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++)
        if (matchers[i].tag == tag)
            return matchers[i].match(name, base);
    return URT_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE;
}

/* One GeneralSubtree; *PLAIN: minimum 0 and no maximum. */
static bool
take_subtree(struct urt_bytes *trees, uint8_t *tag, struct urt_bytes *base,
             bool *plain)
{
    struct urt_bytes tree, minimum;
    bool present;

    if (!urt_der_take(trees, URT_DER_SEQUENCE, &tree) ||
        !urt_general_name_take(&tree, tag, base) ||
        !urt_der_take_optional(&tree, URT_DER_CONTEXT | 0, &minimum,
                               &present))
        return false;
    *plain = tree.len == 0 &&
             (!present || (minimum.len == 1 && minimum.data[0] == 0));
    return true;
}

struct checker {
    const struct urt_cert_ext *issuer;
    size_t *budget; /* subtrees still looked at, of any kind */
};

static bool
spend(struct checker *c)
{
    if (*c->budget == 0)
        return false;
    *c->budget -= 1;
    return true;
}

static int
check_permitted(struct checker *c, uint8_t tag, struct urt_bytes name)
{
    struct urt_bytes trees = c->issuer->permitted, base;
    bool any = false, plain;
    uint8_t t;

    while (take_subtree(&trees, &t, &base, &plain)) {
        int result;

        if (!spend(c))
            return URT_V_ERR_UNSPECIFIED;
        if (t != tag)
            continue;
        if (!plain)
            return URT_V_ERR_SUBTREE_MINMAX;
        any = true;
        result = match(tag, name, base);
        if (result == URT_V_OK)
            return URT_V_OK;
        if (result != URT_V_ERR_PERMITTED_VIOLATION)
            return result;
    }
    return any ? URT_V_ERR_PERMITTED_VIOLATION : URT_V_OK;
}

static int
check_excluded(struct checker *c, uint8_t tag, struct urt_bytes name)
{
    struct urt_bytes trees = c->issuer->excluded, base;
    bool plain;
    uint8_t t;

    while (take_subtree(&trees, &t, &base, &plain)) {
        int result;

        if (!spend(c))
            return URT_V_ERR_UNSPECIFIED;
        if (t != tag)
            continue;
        if (!plain)
            return URT_V_ERR_SUBTREE_MINMAX;
        result = match(tag, name, base);
        if (result == URT_V_OK)
            return URT_V_ERR_EXCLUDED_VIOLATION;
        if (result != URT_V_ERR_PERMITTED_VIOLATION)
            return result;
    }
    return URT_V_OK;
}

static int
check_name(struct checker *c, uint8_t tag, struct urt_bytes name)
{
    int result = check_permitted(c, tag, name);

    return result != URT_V_OK ? result : check_excluded(c, tag, name);
}

/* Whether a common name could be a host: labels of letters, digits, hyphens
 * and underscores, a dot inside, neither at the ends. */
static bool
looks_like_dns(struct urt_bytes name)
{
    bool dot = false;

    if (name.len == 0)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = (char)name.data[i];
        bool inner = i > 0 && i + 1 < name.len;

        if (urt_ascii_is_alpha(c) || urt_ascii_is_digit(c) || c == '_')
            continue;
        if (c == '-' && inner)
            continue;
        if (c == '.' && inner && name.data[i - 1] != '.' &&
            name.data[i - 1] != '-' && name.data[i + 1] != '-') {
            dot = true;
            continue;
        }
        return false;
    }
    return dot;
}

/* Meets the attributes of the subject that are names of another kind. */
static int
check_attr(struct checker *c, const struct urt_name_attr *attr, bool with_cn)
{
    struct urt_buf text = URT_BUF_INIT;
    int result = URT_V_OK;

    if (urt_oid_is(attr->oid, &urt_oid_P9_EMAIL)) {
        if (attr->tag != URT_DER_IA5_STRING)
            return URT_V_ERR_UNSUPPORTED_NAME_SYNTAX;
        return check_name(c, URT_GN_EMAIL, attr->value);
    }
    if (!with_cn || !urt_oid_is(attr->oid, &urt_oid_AT_COMMON_NAME))
        return URT_V_OK;
    if (urt_string_put_utf8(&text, attr->tag, attr->value)) {
        struct urt_bytes name = urt_buf_bytes(&text);

        while (name.len > 0 && name.data[name.len - 1] == '\0')
            name.len--;
        if (!urt_buf_ok(&text))
            result = URT_V_ERR_OUT_OF_MEM;
        else if (looks_like_dns(name))
            result = check_name(c, URT_GN_DNS, name);
    }
    urt_buf_free(&text);
    return result;
}

int
urt_constraints_check(const struct urt_cert *issuer,
                      const struct urt_cert *cert, bool with_cn,
                      size_t *budget)
{
    struct checker c = {&issuer->ext, budget};
    struct urt_bytes names = cert->ext.san, name;
    struct urt_name_iter it;
    struct urt_name_attr attr;
    int result = URT_V_OK;
    uint8_t tag;

    if (!urt_name_is_empty(cert->subject))
        result = check_name(&c, URT_GN_DIRECTORY, cert->subject);
    if (urt_name_iter_init(&it, cert->subject))
        while (result == URT_V_OK && urt_name_next(&it, &attr))
            result = check_attr(&c, &attr, false);
    while (result == URT_V_OK && urt_general_name_take(&names, &tag, &name))
        result = check_name(&c, tag, name);
    if (with_cn && urt_name_iter_init(&it, cert->subject))
        while (result == URT_V_OK && urt_name_next(&it, &attr))
            if (urt_oid_is(attr.oid, &urt_oid_AT_COMMON_NAME))
                result = check_attr(&c, &attr, true);
    return result;
}
