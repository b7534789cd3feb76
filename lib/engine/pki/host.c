/* Whether a certificate speaks for a host, a mailbox or an address. RFC 6125
 * sections 6.2 to 6.4, RFC 9525; the flags are those of X509_check_host(3).
 *
 * A reference (what the program asks for) meets each presented name of its
 * kind in subjectAltName; the subject's attributes are asked only where
 * there is none of the kind, unless the flags say otherwise. */
#include "engine/pki/host.h"

#include <arpa/inet.h>

#include "engine/base/text.h"
#include "engine/der/oid.h"
#include "engine/pki/name.h"

struct question;

/* Whether a presented name answers the question. */
typedef bool match_fn(const struct question *q, struct urt_bytes name);

struct question {
    struct urt_bytes reference;
    unsigned flags;
    uint8_t tag;               /* of the GeneralName */
    const struct urt_bytes *attr; /* of the subject; NULL: not asked there */
    match_fn *match;
};

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

static bool
has_byte(struct urt_bytes s, uint8_t c)
{
    return s.len > 0 && memchr(s.data, c, s.len) != NULL;
}

/* ---- hosts ---- */

static bool
is_label_char(uint8_t c)
{
    return urt_ascii_is_alpha((char)c) || urt_ascii_is_digit((char)c) ||
           c == '-';
}

static bool
begins_as_idn(struct urt_bytes label)
{
    return label.len >= 4 &&
           urt_bytes_equal_nocase(urt_bytes(label.data, 4),
                                  URT_LITERAL("xn--"));
}

static struct urt_bytes
first_label(struct urt_bytes name)
{
    const uint8_t *dot =
        name.len > 0 ? memchr(name.data, '.', name.len) : NULL;

    return urt_bytes(name.data,
                     dot != NULL ? (size_t)(dot - name.data) : name.len);
}

/* Letters, digits and hyphens in labels that neither begin nor end with a
 * hyphen; *DOTS counts what separates them. */
static bool
is_plain_domain(struct urt_bytes name, size_t *dots)
{
    *dots = 0;
    for (;;) {
        struct urt_bytes label = first_label(name);

        if (label.len == 0 || label.data[0] == '-' ||
            label.data[label.len - 1] == '-')
            return false;
        for (size_t i = 0; i < label.len; i++)
            if (!is_label_char(label.data[i]))
                return false;
        if (label.len == name.len)
            return true;
        name = tail(name, label.len + 1);
        *dots += 1;
    }
}

/* A pattern: one star, in its first label, in front of at least two more
 * labels. */
struct pattern {
    struct urt_bytes before, after; /* the star, in its label */
    struct urt_bytes domain;        /* what follows, with its dot */
};

static bool
read_pattern(struct urt_bytes name, unsigned flags, struct pattern *p)
{
    struct urt_bytes label = first_label(name);
    const uint8_t *star =
        label.len > 0 ? memchr(label.data, '*', label.len) : NULL;
    size_t at, dots;

    if (star == NULL)
        return false;
    at = (size_t)(star - label.data);
    p->before = urt_bytes(label.data, at);
    p->after = tail(label, at + 1);
    p->domain = tail(name, label.len);
    if (has_byte(p->after, '*') || p->domain.len < 2 ||
        !is_plain_domain(tail(p->domain, 1), &dots) || dots < 1)
        return false;
    for (size_t i = 0; i < label.len; i++)
        if (i != at && !is_label_char(label.data[i]))
            return false;
    if (p->before.len == 0 && p->after.len == 0)
        return true;
    /* A star begins or ends its label; part of an A-label is no name (RFC
     * 6125, 6.4.3). */
    if (p->before.len > 0 && p->after.len > 0)
        return false;
    return (flags & URT_HOST_NO_PARTIAL_WILDCARDS) == 0 &&
           !begins_as_idn(label) &&
           (p->before.len == 0 || p->before.data[0] != '-') &&
           (p->after.len == 0 || p->after.data[p->after.len - 1] != '-');
}

/* Whether what stands for the star is a label, or labels where allowed. */
static bool
fills_star(struct urt_bytes s, bool whole, unsigned flags)
{
    bool dots = whole && (flags & URT_HOST_MULTI_LABEL_WILDCARDS) != 0;

    if (whole && s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_label_char(s.data[i]) && !(dots && s.data[i] == '.'))
            return false;
    return true;
}

static bool
match_pattern(const struct pattern *p, struct urt_bytes host, unsigned flags)
{
    bool whole = p->before.len == 0 && p->after.len == 0;
    struct urt_bytes s = host;

    if (!ends_with(s, p->domain))
        return false;
    s.len -= p->domain.len;
    if (s.len < p->before.len + p->after.len ||
        !urt_bytes_equal_nocase(urt_bytes(s.data, p->before.len),
                                p->before) ||
        !ends_with(s, p->after))
        return false;
    if (!whole && begins_as_idn(s))
        return false;
    s = urt_bytes(s.data + p->before.len,
                  s.len - p->before.len - p->after.len);
    return fills_star(s, whole, flags);
}

/* A reference ".example.com" takes any name below example.com. */
static bool
match_below(const struct question *q, struct urt_bytes name)
{
    struct urt_bytes front;

    if (name.len <= q->reference.len || !ends_with(name, q->reference))
        return false;
    front = urt_bytes(name.data, name.len - q->reference.len);
    return (q->flags & URT_HOST_SINGLE_LABEL_SUBDOMAINS) == 0 ||
           !has_byte(front, '.');
}

static bool
match_host(const struct question *q, struct urt_bytes name)
{
    struct pattern p;

    if (urt_bytes_equal_nocase(name, q->reference))
        return true;
    if (q->reference.len > 1 && q->reference.data[0] == '.')
        return match_below(q, name);
    return (q->flags & URT_HOST_NO_WILDCARDS) == 0 &&
           read_pattern(name, q->flags, &p) &&
           match_pattern(&p, q->reference, q->flags);
}

/* ---- mailboxes and addresses ---- */

/* The domain without regard to case, the rest as it stands (RFC 5321,
 * section 2.4). */
static bool
match_email(const struct question *q, struct urt_bytes name)
{
    struct urt_bytes ref = q->reference;
    size_t at = ref.len;

    if (name.len != ref.len)
        return false;
    while (at > 0 && ref.data[at - 1] != '@')
        at--;
    if (at == 0)
        return urt_bytes_equal(name, ref);
    return urt_bytes_equal(urt_bytes(name.data, at),
                           urt_bytes(ref.data, at)) &&
           urt_bytes_equal_nocase(tail(name, at), tail(ref, at));
}

static bool
match_ip(const struct question *q, struct urt_bytes name)
{
    return urt_bytes_equal(name, q->reference);
}

/* ---- asking ---- */

static enum urt_match
answer(struct urt_bytes name, struct urt_buf *peer)
{
    if (peer == NULL)
        return URT_MATCH_YES;
    urt_put_bytes(peer, name);
    return urt_buf_ok(peer) ? URT_MATCH_YES : URT_MATCH_ERROR;
}

/* SmtpUTF8Mailbox (RFC 8398) stands in an otherName. */
static bool
utf8_mailbox(uint8_t tag, struct urt_bytes content, struct urt_bytes *name)
{
    struct urt_bytes oid, v;

    return tag == URT_GN_OTHER && urt_der_take_oid(&content, &oid) &&
           urt_oid_is(oid, &urt_oid_ON_SMTP_UTF8_MAILBOX) &&
           urt_der_take(&content, URT_DER_CONTEXT_CONSTRUCTED, &v) &&
           content.len == 0 &&
           urt_der_take(&v, URT_DER_UTF8_STRING, name) && v.len == 0;
}

static enum urt_match
ask_alt_names(const struct urt_cert *cert, const struct question *q,
              struct urt_buf *peer, bool *any)
{
    struct urt_bytes names = cert->ext.san, name;
    uint8_t tag;

    *any = false;
    while (urt_general_name_take(&names, &tag, &name)) {
        if (q->tag == URT_GN_EMAIL && utf8_mailbox(tag, name, &name))
            tag = q->tag;
        if (tag != q->tag)
            continue;
        *any = true;
        if (q->match(q, name))
            return answer(name, peer);
    }
    return URT_MATCH_NO;
}

static enum urt_match
ask_subject(const struct urt_cert *cert, const struct question *q,
            struct urt_buf *peer)
{
    struct urt_name_iter it;
    struct urt_name_attr attr;
    enum urt_match match = URT_MATCH_NO;

    if (!urt_name_iter_init(&it, cert->subject))
        return URT_MATCH_NO;
    while (match == URT_MATCH_NO && urt_name_next(&it, &attr)) {
        struct urt_buf text = URT_BUF_INIT;

        if (!urt_oid_is(attr.oid, q->attr))
            continue;
        if (urt_string_put_utf8(&text, attr.tag, attr.value)) {
            if (!urt_buf_ok(&text))
                match = URT_MATCH_ERROR;
            else if (q->match(q, urt_buf_bytes(&text)))
                match = answer(urt_buf_bytes(&text), peer);
        }
        urt_buf_free(&text);
    }
    return match;
}

static enum urt_match
ask(const struct urt_cert *cert, const struct question *q,
    struct urt_buf *peer)
{
    bool any;
    enum urt_match match = ask_alt_names(cert, q, peer, &any);

    if (match != URT_MATCH_NO || q->attr == NULL ||
        (q->flags & URT_HOST_NEVER_SUBJECT) != 0 ||
        (any && (q->flags & URT_HOST_ALWAYS_SUBJECT) == 0))
        return match;
    return ask_subject(cert, q, peer);
}

/* Drops the NUL that a reference may end in. */
static bool
clean(struct urt_bytes *reference)
{
    if (reference->len > 1 && reference->data[reference->len - 1] == '\0')
        reference->len--;
    return !has_byte(*reference, '\0');
}

enum urt_match
urt_cert_match_host(const struct urt_cert *cert, struct urt_bytes host,
                    unsigned flags, struct urt_buf *peer)
{
    struct question q = {host, flags, URT_GN_DNS, &urt_oid_AT_COMMON_NAME,
                         match_host};

    return clean(&q.reference) ? ask(cert, &q, peer) : URT_MATCH_MALFORMED;
}

enum urt_match
urt_cert_match_email(const struct urt_cert *cert, struct urt_bytes email,
                     unsigned flags)
{
    struct question q = {email, flags, URT_GN_EMAIL, &urt_oid_P9_EMAIL,
                         match_email};

    return clean(&q.reference) ? ask(cert, &q, NULL) : URT_MATCH_MALFORMED;
}

enum urt_match
urt_cert_match_ip(const struct urt_cert *cert, struct urt_bytes ip,
                  unsigned flags)
{
    struct question q = {ip, flags, URT_GN_IP, NULL, match_ip};

    if (ip.len != 4 && ip.len != 16)
        return URT_MATCH_MALFORMED;
    return ask(cert, &q, NULL);
}

bool
urt_ip_from_text(uint8_t *out, size_t *len, const char *text)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, text, &v4) == 1) {
        memcpy(out, &v4, sizeof v4);
        *len = sizeof v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6) == 1) {
        memcpy(out, &v6, sizeof v6);
        *len = sizeof v6;
        return true;
    }
    return false;
}
