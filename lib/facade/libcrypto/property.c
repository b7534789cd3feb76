/* Property queries. A query is a list of clauses separated by commas:
 *   [?] name [(= | !=) value]     or     [?] - name
 * A bare name means name=yes, a property that is not defined reads as "no",
 * and -name takes back what the default query says about it.
 *
 * Built-in algorithms define provider=NAME and nothing else. */
#include "facade/libcrypto/property_local.h"

#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"

struct clause {
    bool optional, removed, differs;
    struct urt_bytes name, value;
};

static bool
is_name_char(char c)
{
    return urt_ascii_is_alpha(c) || urt_ascii_is_digit(c) || c == '_' ||
           c == '.';
}

static void
skip_blanks(struct urt_bytes *in)
{
    while (in->len > 0 && urt_ascii_is_space((char)in->data[0]))
        (void)urt_skip(in, 1);
}

static bool
take_char(struct urt_bytes *in, char c)
{
    if (in->len == 0 || in->data[0] != (uint8_t)c)
        return false;
    return urt_skip(in, 1);
}

static bool
take_name(struct urt_bytes *in, struct urt_bytes *out)
{
    size_t n = 0;

    while (n < in->len && is_name_char((char)in->data[n]))
        n++;
    return n > 0 && urt_take(in, out, n);
}

/* A number, a word, or a quoted string. */
static bool
take_value(struct urt_bytes *in, struct urt_bytes *out)
{
    char quote = '\0';
    size_t n = 0;

    if (take_char(in, '"'))
        quote = '"';
    else if (take_char(in, '\''))
        quote = '\'';
    if (quote == '\0') {
        while (n < in->len && in->data[n] != ',' &&
               !urt_ascii_is_space((char)in->data[n]))
            n++;
        return n > 0 && urt_take(in, out, n);
    }
    while (n < in->len && in->data[n] != (uint8_t)quote)
        n++;
    return urt_take(in, out, n) && take_char(in, quote);
}

static bool
take_clause(struct urt_bytes *in, struct clause *c)
{
    bool equal;

    *c = (struct clause){.value = URT_LITERAL("yes")};
    skip_blanks(in);
    c->removed = take_char(in, '-');
    c->optional = !c->removed && take_char(in, '?');
    skip_blanks(in);
    if (!take_name(in, &c->name))
        return false;
    skip_blanks(in);
    if (!c->removed) {
        c->differs = take_char(in, '!');
        equal = take_char(in, '=');
        if (c->differs && !equal)
            return false;
        skip_blanks(in);
        if (equal && !take_value(in, &c->value))
            return false;
        skip_blanks(in);
    }
    return in->len == 0 || take_char(in, ',');
}

static bool
agrees(const struct clause *c, const char *provider)
{
    struct urt_bytes have = URT_LITERAL("no");

    if (c->optional || c->removed)
        return true;
    if (urt_bytes_equal_nocase(c->name, URT_LITERAL("provider")))
        have = urt_bytes(provider, strlen(provider));
    else if (c->value.len > 0 && urt_ascii_is_digit((char)c->value.data[0]))
        return false; /* a number: not comparable with "no" */
    return urt_bytes_equal_nocase(have, c->value) != c->differs;
}

static struct urt_bytes
text(const char *s)
{
    return urt_bytes(s, s != NULL ? strlen(s) : 0);
}

static bool
mentions(const char *query, struct urt_bytes name)
{
    struct urt_bytes in = text(query);
    struct clause c;

    while (in.len > 0 && take_clause(&in, &c))
        if (urt_bytes_equal_nocase(c.name, name))
            return true;
    return false;
}

bool
fac_property_match(struct fac_property_default *def, const char *query,
                   const char *provider)
{
    struct urt_bytes in = text(query);
    struct clause c;
    bool good = true;

    skip_blanks(&in);
    while (in.len > 0)
        if (!take_clause(&in, &c) || !agrees(&c, provider))
            return false;
    if (!atomic_load_explicit(&def->is_set, memory_order_acquire))
        return true;
    pthread_rwlock_rdlock(&def->lock);
    in = text(def->query);
    while (good && in.len > 0 && take_clause(&in, &c))
        good = mentions(query, c.name) || agrees(&c, provider);
    pthread_rwlock_unlock(&def->lock);
    return good;
}

static bool
replace(struct fac_property_default *def, const char *query)
{
    char *copy = NULL;

    if (query != NULL && *query != '\0') {
        copy = urt_strdup(query);
        if (copy == NULL)
            return false;
    }
    urt_free(def->query);
    def->query = copy;
    atomic_store_explicit(&def->is_set, copy != NULL, memory_order_release);
    return true;
}

bool
fac_property_default_set(struct fac_property_default *def, const char *query)
{
    struct urt_bytes in = text(query);
    struct clause c;
    bool good;

    skip_blanks(&in);
    while (in.len > 0)
        if (!take_clause(&in, &c))
            return false;
    pthread_rwlock_wrlock(&def->lock);
    good = replace(def, query);
    pthread_rwlock_unlock(&def->lock);
    return good;
}

bool
fac_property_default_merge(struct fac_property_default *def,
                           const char *query)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_bytes in, start;
    struct clause c;
    bool good;

    pthread_rwlock_wrlock(&def->lock);
    urt_put_text(&b, query);
    in = text(def->query);
    for (start = in; in.len > 0 && take_clause(&in, &c); start = in)
        if (!mentions(query, c.name)) {
            urt_put_text(&b, ",");
            urt_put(&b, start.data,
                    (size_t)(in.data - start.data) - (in.len > 0));
        }
    urt_put_u8(&b, 0);
    good = urt_buf_ok(&b) && replace(def, (const char *)b.data);
    pthread_rwlock_unlock(&def->lock);
    urt_buf_free(&b);
    return good;
}

bool
fac_property_default_wants_fips(struct fac_property_default *def)
{
    struct urt_bytes in;
    struct clause c;
    bool wants = false;

    pthread_rwlock_rdlock(&def->lock);
    in = text(def->query);
    while (in.len > 0 && take_clause(&in, &c))
        if (urt_bytes_equal_nocase(c.name, URT_LITERAL("fips")))
            wants = !c.removed && !c.optional &&
                    urt_bytes_equal_nocase(c.value, URT_LITERAL("yes")) !=
                        c.differs;
    pthread_rwlock_unlock(&def->lock);
    return wants;
}

void
fac_property_default_clear(struct fac_property_default *def)
{
    pthread_rwlock_wrlock(&def->lock);
    (void)replace(def, NULL);
    pthread_rwlock_unlock(&def->lock);
}
