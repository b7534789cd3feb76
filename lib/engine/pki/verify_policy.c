/* Certificate policies. RFC 5280, sections 6.1.2 to 6.1.5.
 *
 * The RFC describes a tree that may grow exponentially with the length of the
 * path. What it decides can be had from its last level alone, with the nodes
 * of equal policy seen as one: a node need not know its ancestors, only
 * whether one of its paths leaves anyPolicy with a policy that the caller
 * accepts (the "authority-domain" policy, 6.1.5 g). So two levels are held
 * at a time, each no larger than the policies of the certificates so far, and
 * comparisons are counted against a budget: with the last one, every loop
 * ends, and so does the walk, without a verdict.
 *
 * Certificates are processed from the one below the trust anchor down to the
 * leaf; the anchor's own policies don't matter. */
#include "engine/der/oid.h"
#include "engine/pki/verify_steps.h"

enum {
    /* Comparisons of policies in one chain. */
    MAX_COMPARISONS = 1 << 22
};

/* What a certificate says of policies. All contents, lying in it. */
struct policy_ext {
    bool any;
    struct urt_bytes policies; /* PolicyInformations, anyPolicy among them */
    struct urt_bytes mappings; /* pairs */
    uint64_t require, inhibit_map, inhibit_any; /* UINT64_MAX: not said */
};

struct node {
    struct urt_bytes policy; /* OID content; never anyPolicy */
    bool accepted;           /* a path to it begins with a policy that the
                                caller accepts */
    bool mapped; /* what is expected below are the subjects of its mappings,
                    else the policy itself */
};

/* One level of the tree; its anyPolicy node is a flag. */
struct level {
    struct node *node;
    size_t count, cap;
    bool any;
};

struct walk {
    const struct urt_param *param;
    struct level level;
    struct urt_bytes mappings; /* of the certificate that made the level */
    uint64_t explicit_policy, policy_mapping, inhibit_any;
    size_t budget;
};

/* ---- reading the extensions ---- */

static bool
is_any(struct urt_bytes policy)
{
    return urt_oid_is(policy, &urt_oid_POLICY_ANY);
}

/* The next of PolicyInformations: OID, with or without qualifiers. */
static bool
take_policy(struct urt_bytes *list, struct urt_bytes *oid)
{
    struct urt_bytes info;

    return urt_der_take(list, URT_DER_SEQUENCE, &info) &&
           urt_der_take_oid(&info, oid) &&
           (info.len == 0 || urt_der_take(&info, URT_DER_SEQUENCE, NULL)) &&
           info.len == 0;
}

static bool
take_mapping(struct urt_bytes *list, struct urt_bytes *issuer,
             struct urt_bytes *subject)
{
    struct urt_bytes pair;

    return urt_der_take(list, URT_DER_SEQUENCE, &pair) &&
           urt_der_take_oid(&pair, issuer) &&
           urt_der_take_oid(&pair, subject) && pair.len == 0;
}

/* The content of a certificate's extension that is one element; false when
 * malformed. Absent, *CONTENT has no data. */
static bool
read_list(const struct urt_cert *cert, struct urt_bytes oid, uint8_t tag,
          struct urt_bytes *content)
{
    struct urt_extension e;

    *content = URT_BYTES_NONE;
    if (!urt_extension_find(cert->extensions, oid, &e))
        return true;
    return urt_der_take(&e.value, tag, content) && e.value.len == 0;
}

/* SkipCerts: not negative; what is more than a path is long is as good as
 * any such number. */
static bool
read_skip(struct urt_bytes content, uint64_t *skip)
{
    if (content.len == 0 || (content.data[0] & 0x80) != 0)
        return false;
    *skip = 0;
    for (size_t i = 0; i < content.len; i++)
        *skip = *skip > UINT32_MAX ? *skip : *skip << 8 | content.data[i];
    return true;
}

/* 4.2.1.4: no policy twice. None at all is let pass, as OpenSSL does: nothing
 * is asserted then. */
static bool
read_policies(struct policy_ext *x, const struct urt_cert *cert,
              size_t *budget)
{
    struct urt_bytes list, oid, other, rest;

    if (!read_list(cert, urt_oid_EXT_CERT_POLICIES, URT_DER_SEQUENCE,
                   &x->policies))
        return false;
    list = x->policies;
    while (list.len > 0) {
        if (!take_policy(&list, &oid))
            return false;
        x->any = x->any || is_any(oid);
        for (rest = list; rest.len > 0;) {
            if (*budget == 0)
                return true; /* the walk ends for that */
            (*budget)--;
            if (!take_policy(&rest, &other) || urt_bytes_equal(oid, other))
                return false;
        }
    }
    return true;
}

/* 4.2.1.5: none to or from anyPolicy. */
static bool
read_mappings(struct policy_ext *x, const struct urt_cert *cert)
{
    struct urt_bytes list, issuer, subject;

    if (!read_list(cert, urt_oid_EXT_POLICY_MAPPINGS, URT_DER_SEQUENCE,
                   &x->mappings))
        return false;
    list = x->mappings;
    if (list.data != NULL && list.len == 0)
        return false;
    while (list.len > 0)
        if (!take_mapping(&list, &issuer, &subject) || is_any(issuer) ||
            is_any(subject))
            return false;
    return true;
}

/* 4.2.1.11 and 4.2.1.14. */
static bool
read_constraints(struct policy_ext *x, const struct urt_cert *cert)
{
    struct urt_bytes c, require, inhibit, any;
    bool has_require, has_inhibit;

    x->require = x->inhibit_map = x->inhibit_any = UINT64_MAX;
    if (!read_list(cert, urt_oid_EXT_POLICY_CONSTRAINTS, URT_DER_SEQUENCE,
                   &c) ||
        !read_list(cert, urt_oid_EXT_INHIBIT_ANY_POLICY, URT_DER_INTEGER,
                   &any) ||
        (any.data != NULL && !read_skip(any, &x->inhibit_any)))
        return false;
    if (c.data == NULL)
        return true;
    return urt_der_take_optional(&c, URT_DER_CONTEXT | 0, &require,
                                 &has_require) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT | 1, &inhibit,
                                 &has_inhibit) &&
           c.len == 0 && (has_require || has_inhibit) &&
           (!has_require || read_skip(require, &x->require)) &&
           (!has_inhibit || read_skip(inhibit, &x->inhibit_map));
}

static bool
read_extensions(struct policy_ext *x, const struct urt_cert *cert,
                size_t *budget)
{
    *x = (struct policy_ext){0};
    return read_policies(x, cert, budget) && read_mappings(x, cert) &&
           read_constraints(x, cert);
}

/* ---- levels ---- */

static bool
spend(struct walk *w)
{
    if (w->budget == 0)
        return false;
    w->budget--;
    return true;
}

static bool
same(struct walk *w, struct urt_bytes a, struct urt_bytes b)
{
    return spend(w) && urt_bytes_equal(a, b);
}

static struct node *
find(struct walk *w, struct level *l, struct urt_bytes policy)
{
    for (size_t i = 0; i < l->count && w->budget > 0; i++)
        if (same(w, l->node[i].policy, policy))
            return &l->node[i];
    return NULL;
}

/* Adds a node or a path to the one that is there. */
static enum urt_err
add(struct walk *w, struct level *l, struct urt_bytes policy, bool accepted,
    bool mapped)
{
    struct node *n = find(w, l, policy);

    if (n != NULL) {
        n->accepted = n->accepted || accepted;
        return URT_OK;
    }
    if (l->count == l->cap) {
        size_t cap = l->cap > 0 ? 2 * l->cap : 8;
        struct node *more = urt_realloc(l->node, cap * sizeof *more);

        if (more == NULL)
            return URT_E_NOMEM;
        l->node = more;
        l->cap = cap;
    }
    l->node[l->count++] = (struct node){policy, accepted, mapped};
    return URT_OK;
}

/* Whether the caller accepts POLICY as one of the anchor's domain. Unlike the
 * RFC's, a caller who names none accepts none: OpenSSL's default. */
static bool
is_wanted(struct walk *w, struct urt_bytes policy)
{
    struct urt_bytes wanted = urt_buf_bytes(&w->param->policies), oid;

    while (urt_der_take_oid(&wanted, &oid))
        if (is_any(oid) || same(w, oid, policy))
            return true;
    return false;
}

/* Whether POLICY is in the expected_policy_set of N. */
static bool
expects(struct walk *w, const struct node *n, struct urt_bytes policy)
{
    struct urt_bytes list = w->mappings, issuer, subject;

    if (!n->mapped)
        return same(w, n->policy, policy);
    while (w->budget > 0 && take_mapping(&list, &issuer, &subject))
        if (same(w, issuer, n->policy) && urt_bytes_equal(subject, policy))
            return true;
    return false;
}

/* ---- one certificate: 6.1.3 d ---- */

/* (1): a policy under all nodes that expect it, or else under anyPolicy. */
static enum urt_err
enter_policy(struct walk *w, struct level *next, struct urt_bytes policy)
{
    bool found = false, accepted = false;

    for (size_t i = 0; i < w->level.count && w->budget > 0; i++)
        if (expects(w, &w->level.node[i], policy)) {
            found = true;
            accepted = accepted || w->level.node[i].accepted;
        }
    if (!found && w->level.any) {
        found = true;
        accepted = is_wanted(w, policy);
    }
    return found ? add(w, next, policy, accepted, false) : URT_OK;
}

/* (2): anyPolicy carries on all that is expected. */
static enum urt_err
enter_expected(struct walk *w, struct level *next, const struct node *n)
{
    struct urt_bytes list = w->mappings, issuer, subject;

    if (!n->mapped)
        return add(w, next, n->policy, n->accepted, false);
    while (w->budget > 0 && take_mapping(&list, &issuer, &subject))
        if (same(w, issuer, n->policy))
            URT_TRY(add(w, next, subject, n->accepted, false));
    return URT_OK;
}

static enum urt_err
fill_level(struct walk *w, struct level *next, const struct policy_ext *x,
           bool any_allowed)
{
    struct urt_bytes list = x->policies, oid;

    while (w->budget > 0 && take_policy(&list, &oid))
        if (!is_any(oid))
            URT_TRY(enter_policy(w, next, oid));
    if (!x->any || !any_allowed)
        return URT_OK;
    next->any = w->level.any;
    for (size_t i = 0; i < w->level.count && w->budget > 0; i++)
        URT_TRY(enter_expected(w, next, &w->level.node[i]));
    return URT_OK;
}

/* ---- between certificates: 6.1.4 ---- */

static void
drop(struct walk *w, struct urt_bytes policy)
{
    struct node *n = find(w, &w->level, policy);

    if (n != NULL)
        *n = w->level.node[--w->level.count];
}

/* (b) */
static enum urt_err
apply_mappings(struct walk *w, const struct policy_ext *x)
{
    struct urt_bytes list = x->mappings, issuer, subject;

    w->mappings = x->mappings;
    while (w->budget > 0 && take_mapping(&list, &issuer, &subject)) {
        struct node *n;

        if (w->policy_mapping == 0) {
            drop(w, issuer);
            continue;
        }
        n = find(w, &w->level, issuer);
        if (n != NULL)
            n->mapped = true;
        else if (w->level.any)
            URT_TRY(add(w, &w->level, issuer, is_wanted(w, issuer), true));
    }
    return URT_OK;
}

static void
lower(uint64_t *counter, uint64_t to)
{
    if (*counter > to)
        *counter = to;
}

static void
count_down(uint64_t *counter)
{
    if (*counter > 0)
        (*counter)--;
}

/* (h) to (j) */
static void
move_counters(struct walk *w, const struct policy_ext *x, bool self_issued)
{
    if (!self_issued) {
        count_down(&w->explicit_policy);
        count_down(&w->policy_mapping);
        count_down(&w->inhibit_any);
    }
    lower(&w->explicit_policy, x->require);
    lower(&w->policy_mapping, x->inhibit_map);
    lower(&w->inhibit_any, x->inhibit_any);
}

/* ---- the path ---- */

static bool
is_empty(const struct level *l)
{
    return l->count == 0 && !l->any;
}

/* Takes the walk through one certificate. */
static enum urt_err
process(struct walk *w, const struct urt_cert *cert,
        const struct policy_ext *x, bool leaf)
{
    bool self_issued = (cert->ext.flags & URT_CERT_SELF_ISSUED) != 0;
    struct level next = {NULL, 0, 0, false};
    enum urt_err err;

    err = fill_level(w, &next, x,
                     w->inhibit_any > 0 || (self_issued && !leaf));
    urt_free(w->level.node);
    w->level = next;
    if (err == URT_OK && !leaf)
        err = apply_mappings(w, x);
    if (err != URT_OK)
        return err;
    if (!leaf) {
        move_counters(w, x, self_issued);
    } else {
        count_down(&w->explicit_policy); /* 6.1.5 a, b */
        if (x->require == 0)
            w->explicit_policy = 0;
    }
    return URT_OK;
}

/* 6.1.5 g: whether anything that the caller accepts is left. */
static bool
has_accepted(const struct walk *w)
{
    const struct level *l = &w->level;

    if (l->any && w->param->policies.len > 0)
        return true;
    for (size_t i = 0; i < l->count; i++)
        if (l->node[i].accepted)
            return true;
    return false;
}

/* The whole path; *GOOD tells whether its policies are. */
static enum urt_err
process_path(struct walk *w, const struct urt_verify *v, bool *good)
{
    *good = true;
    if (v->chain.count == 1) /* the anchor alone */
        return URT_OK;
    for (size_t i = v->chain.count - 1; i-- > 0 && *good;) {
        struct policy_ext x;
        bool needed;

        if (!read_extensions(&x, v->chain.cert[i], &w->budget))
            return URT_E_CERT_BAD; /* seen before: not here */
        needed = w->explicit_policy == 0; /* before this one, 6.1.3 f */
        URT_TRY(process(w, v->chain.cert[i], &x, i == 0));
        *good = !needed || !is_empty(&w->level);
        if (w->budget == 0)
            return URT_E_NOMEM;
    }
    if (*good && w->explicit_policy == 0)
        *good = has_accepted(w);
    return URT_OK;
}

static uint64_t
start_value(const struct urt_verify *v, unsigned long flag)
{
    return (v->param->flags & flag) != 0 ? 0 : v->chain.count;
}

/* *WAIVED: some extension was malformed, and the callback let that pass. */
static int
tell_malformed(struct urt_verify *v, size_t *budget, bool *waived)
{
    struct policy_ext x;

    *waived = false;
    for (size_t i = 0; i + 1 < v->chain.count; i++)
        if (!read_extensions(&x, v->chain.cert[i], budget)) {
            if (!urt_verify_tell(v, URT_V_ERR_INVALID_POLICY_EXTENSION, i,
                                 NULL))
                return 0;
            *waived = true;
        }
    return 1;
}

int
urt_verify_check_policy(struct urt_verify *v)
{
    struct walk w = {
        .param = v->param,
        .level = {.any = true},
        .explicit_policy = start_value(v, URT_V_FLAG_EXPLICIT_POLICY),
        .policy_mapping = start_value(v, URT_V_FLAG_INHIBIT_MAP),
        .inhibit_any = start_value(v, URT_V_FLAG_INHIBIT_ANY),
        .budget = MAX_COMPARISONS,
    };
    bool good, waived;
    enum urt_err err;

    if (!tell_malformed(v, &w.budget, &waived))
        return 0;
    /* Who waives a malformed one waives what it could have said. */
    if (waived)
        return 1;
    err = process_path(&w, v, &good);
    urt_free(w.level.node);
    if (err != URT_OK)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    v->explicit_policy = w.explicit_policy == 0 && v->chain.count > 1;
    if (!good)
        return urt_verify_tell_path(v, URT_V_ERR_NO_EXPLICIT_POLICY);
    if ((v->param->flags & URT_V_FLAG_NOTIFY_POLICY) == 0)
        return 1;
    v->current_cert = NULL;
    return urt_verify_notify(v);
}
