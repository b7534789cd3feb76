/* Chain building: from the leaf upward, one issuer at a time, until a trust
 * anchor is reached. RFC 4158 in its simplest form, as
 * openssl-verification-options(1) describes it: trusted certificates are
 * always asked before the peer's, once a trusted one is in the chain the
 * peer's are not asked any more, and nothing is taken back. (So there are no
 * alternative chains to look for, and URT_V_FLAG_TRUSTED_FIRST and
 * NO_ALT_CHAINS, which spoke of them, change nothing.)
 *
 * The peer's certificates are used once each, so the walk ends; one made of
 * trusted certificates ends at the depth limit, and never has more than
 * URT_VERIFY_MAX_CHAIN certificates. */
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

struct builder {
    struct urt_verify *v;
    bool *used;      /* which of v->untrusted are in the chain */
    size_t limit;    /* certificates in a chain */
    bool trusted;    /* an anchor is reached */
    bool too_long;
};

static struct urt_cert *
top(const struct urt_verify *v)
{
    return v->chain.cert[v->chain.count - 1];
}

/* ---- the default slots ---- */

int
urt_verify_lookup_certs(struct urt_verify *v, struct urt_bytes subject,
                        struct urt_cert_list *list)
{
    if (v->trusted == NULL)
        return v->store == NULL ||
               urt_store_find_certs(v->store, subject, list) == URT_OK;
    for (size_t i = 0; i < v->trusted->count; i++) {
        struct urt_cert *cert = v->trusted->cert[i];
        int order = urt_name_compare(cert->subject, subject);

        if (order == -2 ||
            (order == 0 && urt_cert_list_add(list, cert) != URT_OK))
            return 0;
    }
    return 1;
}

int
urt_verify_check_issued(struct urt_verify *v, struct urt_cert *cert,
                        struct urt_cert *issuer)
{
    int result = urt_cert_likely_issued(issuer, cert);

    if (result == URT_V_ERR_OUT_OF_MEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    return result == URT_V_OK;
}

static int
lookup(struct urt_verify *v, struct urt_bytes subject,
       struct urt_cert_list *list)
{
    int ok = v->slots.lookup_certs != NULL
                 ? v->slots.lookup_certs(v, subject, list)
                 : urt_verify_lookup_certs(v, subject, list);

    return ok > 0 ? 1 : urt_verify_fatal(v, URT_V_ERR_STORE_LOOKUP);
}

int
urt_verify_is_issued(struct urt_verify *v, struct urt_cert *cert,
                     struct urt_cert *issuer)
{
    return v->slots.check_issued != NULL
               ? v->slots.check_issued(v, cert, issuer)
               : urt_verify_check_issued(v, cert, issuer);
}

/* Whether CAND is to be preferred to what was found so far: the first that
 * is valid now wins, else the one that lasts longest. */
static bool
is_better(const struct urt_cert *cand, const struct urt_cert *best)
{
    return best == NULL ||
           cand->not_after.seconds > best->not_after.seconds;
}

/* The issuer of CERT in LIST; USED (NULL: none) are passed over. *AT is its
 * place, LIST->count when there is none. 1, or -1. */
static int
pick(struct urt_verify *v, struct urt_cert *cert,
     const struct urt_cert_list *list, const bool *used, size_t *at)
{
    const struct urt_cert *best = NULL;

    *at = list->count;
    for (size_t i = 0; i < list->count; i++) {
        int ok;

        if (used != NULL && used[i])
            continue;
        ok = urt_verify_is_issued(v, cert, list->cert[i]);
        if (ok < 0)
            return -1;
        if (ok == 0)
            continue;
        if (urt_verify_is_current(v, list->cert[i])) {
            *at = i;
            return 1;
        }
        if (is_better(list->cert[i], best)) {
            best = list->cert[i];
            *at = i;
        }
    }
    return 1;
}

int
urt_verify_get_issuer(struct urt_cert **issuer, struct urt_verify *v,
                      struct urt_cert *cert)
{
    struct urt_cert_list found = {NULL, 0, 0};
    const struct urt_cert_list *list = v->trusted != NULL ? v->trusted
                                                          : &found;
    size_t at = 0;
    int ok = 1;

    *issuer = NULL;
    /* Not through the slot: who replaces lookup_certs says which
     * certificates are trusted themselves, not who issued what. */
    if (v->trusted == NULL &&
        !urt_verify_lookup_certs(v, cert->issuer, &found))
        ok = urt_verify_fatal(v, URT_V_ERR_STORE_LOOKUP);
    if (ok > 0)
        ok = pick(v, cert, list, NULL, &at);
    if (ok > 0 && at < list->count)
        *issuer = urt_cert_up(list->cert[at]);
    else if (ok > 0)
        ok = 0;
    urt_cert_list_free(&found);
    return ok;
}

/* ---- trusted certificates ---- */

/* Asks for the trusted issuer of CERT: 1 found, 0 none, -1. */
static int
get_issuer(struct urt_verify *v, struct urt_cert *cert,
           struct urt_cert **issuer)
{
    int ok;

    *issuer = NULL;
    if (v->slots.get_issuer == NULL)
        return urt_verify_get_issuer(issuer, v, cert);
    ok = v->slots.get_issuer(issuer, v, cert);
    if (ok > 0 && *issuer == NULL)
        ok = 0;
    if (ok <= 0) {
        urt_cert_free(*issuer);
        *issuer = NULL;
    }
    return ok < 0 ? urt_verify_fatal(v, URT_V_ERR_STORE_LOOKUP) : ok;
}

/* Asks for CERT itself among the trusted ones: the same bytes, but perhaps
 * with trust settings. 1 found, 0 not, -1. */
static int
get_same(struct urt_verify *v, struct urt_cert *cert, struct urt_cert **same)
{
    struct urt_cert_list found = {NULL, 0, 0};
    int ok;

    *same = NULL;
    /* A root is its own issuer: who brings their own look-up of issuers says
     * by it which are trusted. */
    if (urt_verify_is_root(cert) && v->slots.get_issuer != NULL) {
        ok = get_issuer(v, cert, same);
        if (ok > 0 && !urt_cert_equal(*same, cert)) {
            urt_cert_free(*same);
            *same = NULL;
            ok = 0;
        }
        return ok;
    }
    if (urt_verify_is_root(cert))
        ok = urt_verify_lookup_certs(v, cert->subject, &found)
                 ? 1
                 : urt_verify_fatal(v, URT_V_ERR_STORE_LOOKUP);
    else
        ok = lookup(v, cert->subject, &found);
    for (size_t i = 0; ok > 0 && *same == NULL && i < found.count; i++)
        if (urt_cert_equal(found.cert[i], cert))
            *same = urt_cert_up(found.cert[i]);
    urt_cert_list_free(&found);
    return ok < 0 ? -1 : *same != NULL;
}

/* What the trust settings of the chain's certificate at DEPTH, which is a
 * trusted one, make of it. */
static int
judge(struct builder *b, size_t depth)
{
    struct urt_verify *v = b->v;

    switch (urt_cert_check_trust(v->chain.cert[depth], v->param->trust, 0)) {
    case URT_TRUST_IS_TRUSTED:
        b->trusted = true;
        return 1;
    case URT_TRUST_IS_REJECTED:
        /* Waived, it is still no anchor. */
        return urt_verify_tell(v, URT_V_ERR_CERT_REJECTED, depth, NULL);
    default:
        b->trusted = (v->param->flags & URT_V_FLAG_PARTIAL_CHAIN) != 0;
        return 1;
    }
}

/* Puts the trusted CERT, whose reference it takes, at the place of the same
 * one of the peer's. */
static int
replace(struct builder *b, size_t depth, struct urt_cert *cert)
{
    struct urt_verify *v = b->v;

    if (v->current_cert == v->chain.cert[depth])
        v->current_cert = cert;
    urt_cert_free(v->chain.cert[depth]);
    v->chain.cert[depth] = cert;
    v->num_untrusted = depth;
    return judge(b, depth);
}

/* Adds the trusted issuer of the last certificate, or finds that certificate
 * itself to be trusted when it is a root. *ADDED says whether it did. */
static int
extend_trusted(struct builder *b, bool *added)
{
    struct urt_verify *v = b->v;
    struct urt_cert *cert;
    bool root = urt_verify_is_root(top(v));
    int ok;

    *added = false;
    ok = root ? get_same(v, top(v), &cert) : get_issuer(v, top(v), &cert);
    if (ok <= 0)
        return ok < 0 ? -1 : 1;
    *added = true;
    if (root)
        return replace(b, v->chain.count - 1, cert);
    ok = urt_cert_list_add(&v->chain, cert) == URT_OK
             ? 1
             : urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    urt_cert_free(cert);
    return ok > 0 ? judge(b, v->chain.count - 1) : ok;
}

/* A certificate that is in the chain isn't used again, nor its doubles. */
static void
mark_used(struct builder *b, const struct urt_cert *cert)
{
    const struct urt_cert_list *list = b->v->untrusted;

    for (size_t i = 0; i < list->count; i++)
        b->used[i] = b->used[i] || urt_cert_equal(list->cert[i], cert);
}

/* The same with the peer's certificates. */
static int
extend_untrusted(struct builder *b, bool *added)
{
    struct urt_verify *v = b->v;
    size_t at;

    *added = false;
    if (v->untrusted == NULL || urt_verify_is_root(top(v)))
        return 1;
    if (pick(v, top(v), v->untrusted, b->used, &at) < 0)
        return -1;
    if (at == v->untrusted->count)
        return 1;
    if (urt_cert_list_add(&v->chain, v->untrusted->cert[at]) != URT_OK)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    mark_used(b, v->untrusted->cert[at]);
    v->num_untrusted++;
    *added = true;
    return 1;
}

/* With partial chains, any certificate of the peer's that is trusted itself
 * will do, when nothing better was found. */
static int
look_for_partial(struct builder *b)
{
    struct urt_verify *v = b->v;
    size_t count = v->num_untrusted;

    if ((v->param->flags & URT_V_FLAG_PARTIAL_CHAIN) == 0)
        return 1;
    for (size_t i = 0; i < count && !b->trusted; i++) {
        struct urt_cert *same;
        int ok = get_same(v, v->chain.cert[i], &same);

        if (ok < 0)
            return -1;
        if (ok > 0) {
            ok = replace(b, i, same);
            if (ok <= 0)
                return ok;
            break;
        }
    }
    return 1;
}

/* ---- the walk upward ---- */

static int
grow(struct builder *b)
{
    struct urt_verify *v = b->v;
    bool added = true;
    int ok = 1;

    while (ok > 0 && !b->trusted && added) {
        bool from_peer = v->num_untrusted == v->chain.count;

        if (v->chain.count >= b->limit) {
            b->too_long = true;
            return 1;
        }
        /* A root that is trusted but not for this ends the chain too. */
        if (!from_peer && urt_verify_is_root(top(v)))
            break;
        ok = extend_trusted(b, &added);
        if (ok > 0 && !added && from_peer)
            ok = extend_untrusted(b, &added);
    }
    return ok > 0 && !b->trusted ? look_for_partial(b) : ok;
}

/* No anchor: says why. What was found wrong before stays the reason. */
static int
tell_untrusted(struct builder *b)
{
    struct urt_verify *v = b->v;
    size_t last = v->chain.count - 1;
    int error;

    if (v->error != URT_V_OK)
        return urt_verify_tell(v, v->error, last, NULL);
    if (b->too_long &&
        !urt_verify_tell(v, URT_V_ERR_CERT_CHAIN_TOO_LONG, last, NULL))
        return 0;
    if (urt_verify_is_root(top(v)))
        error = last == 0 ? URT_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
                          : URT_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
    else if (v->num_untrusted < v->chain.count)
        error = URT_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
    else
        error = URT_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    return urt_verify_tell(v, error, last, NULL);
}

/* The depth counts what is between leaf and anchor. */
static size_t
chain_limit(int depth)
{
    if (depth < 0)
        return 1;
    return depth > URT_VERIFY_MAX_CHAIN - 2 ? URT_VERIFY_MAX_CHAIN
                                            : (size_t)depth + 2;
}

int
urt_verify_build_chain(struct urt_verify *v)
{
    struct builder b = {.v = v, .limit = chain_limit(v->param->depth)};
    int ok;

    if (v->untrusted != NULL && v->untrusted->count > 0) {
        b.used = urt_calloc(v->untrusted->count, sizeof *b.used);
        if (b.used == NULL)
            return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
        mark_used(&b, v->cert);
    }
    ok = grow(&b);
    urt_free(b.used);
    if (ok > 0 && !b.trusted)
        ok = tell_untrusted(&b);
    return ok;
}
