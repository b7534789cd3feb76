/* Revocation by CRLs. RFC 5280, section 6.3.
 *
 * For each certificate, CRLs are consulted until every reason for which it
 * could have been revoked is covered (as a rule one CRL covers them all).
 * The best one is picked by what it is: of the right scope, current, free of
 * extensions that nobody understands. A CRL that isn't is picked only where
 * there is no better one, and what is wrong with it is told.
 *
 * A delta CRL is asked before its base, where deltas are wanted and announced
 * (freshestCRL); it may take a certificate off the base.
 *
 * Extended support means CRLs for some reasons only, indirect CRLs of the
 * certificate's own issuer, and CRLs signed by another certificate of the
 * issuer's name among those the peer sent, which must itself verify. */
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

static bool
is_set(const struct urt_verify *v, unsigned long flag)
{
    return (v->param->flags & flag) != 0;
}

/* ---- who signed a CRL ---- */

static bool
could_sign(const struct urt_cert *cert, const struct urt_crl *crl)
{
    if (!urt_name_may_equal(cert->subject, crl->issuer))
        return false;
    if (crl->akid_key.data != NULL && cert->ext.has_skid &&
        !urt_bytes_equal(crl->akid_key, cert->ext.skid))
        return false;
    return crl->akid_serial.data == NULL ||
           urt_bytes_equal(crl->akid_serial, cert->serial);
}

/* The next of the chain as a rule; the end of a chain answers for itself. */
static struct urt_cert *
find_signer(const struct urt_verify *v, const struct urt_crl *crl)
{
    size_t depth = v->error_depth > 0 ? (size_t)v->error_depth : 0;
    size_t next = depth + 1 < v->chain.count ? depth + 1
                                             : v->chain.count - 1;
    const struct urt_cert_list *more = v->untrusted;

    if (could_sign(v->chain.cert[next], crl))
        return v->chain.cert[next];
    if (!is_set(v, URT_V_FLAG_EXTENDED_CRL_SUPPORT))
        return NULL;
    for (size_t i = next + 1; i < v->chain.count; i++)
        if (could_sign(v->chain.cert[i], crl))
            return v->chain.cert[i];
    for (size_t i = 0; more != NULL && i < more->count; i++)
        if (could_sign(more->cert[i], crl))
            return more->cert[i];
    return NULL;
}

static bool
is_in_chain(const struct urt_verify *v, const struct urt_cert *cert)
{
    for (size_t i = 0; i < v->chain.count; i++)
        if (v->chain.cert[i] == cert)
            return true;
    return false;
}

/* Verifies the path of a signer from outside the chain: it must end in the
 * same anchor. Revocation isn't asked again, and no names. */
static int
verify_signer(struct urt_verify *v, struct urt_cert *signer)
{
    struct urt_verify sub;
    struct urt_param param = *v->param;
    int ok;

    if (v->parent != NULL)
        return 0;
    param.flags &= ~(unsigned long)(URT_V_FLAG_CRL_CHECK |
                                    URT_V_FLAG_CRL_CHECK_ALL |
                                    URT_V_FLAG_POLICY_MASK);
    param.purpose = 0;
    param.hosts = NULL;
    param.host_count = 0;
    param.email = NULL;
    param.ip_len = 0;
    param.peer_name = NULL;
    urt_verify_init(&sub);
    sub.store = v->store;
    sub.cert = signer;
    sub.untrusted = v->untrusted;
    sub.trusted = v->trusted;
    sub.crls = v->crls;
    sub.param = &param;
    sub.slots = v->slots;
    sub.owner = v->owner;
    sub.parent = v;
    ok = urt_verify_run(&sub);
    if (ok > 0 && !urt_cert_equal(sub.chain.cert[sub.chain.count - 1],
                                  v->chain.cert[v->chain.count - 1]))
        ok = 0;
    if (ok < 0)
        v->error = sub.error;
    urt_verify_cleanup(&sub);
    return ok;
}

/* ---- picking ---- */

/* The time of a CRL: URT_V_OK or what is wrong; see tell_time. */
static int
judge_start(const struct urt_verify *v, const struct urt_crl *crl)
{
    int order = urt_verify_compare_time(v, &crl->last_update);

    if (order == 0)
        return URT_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD;
    return order > 0 ? URT_V_ERR_CRL_NOT_YET_VALID : URT_V_OK;
}

static int
judge_end(const struct urt_verify *v, const struct urt_crl *crl)
{
    int order;

    if (!crl->has_next_update)
        return URT_V_OK;
    order = urt_verify_compare_time(v, &crl->next_update);
    if (order == 0)
        return URT_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD;
    return order < 0 ? URT_V_ERR_CRL_HAS_EXPIRED : URT_V_OK;
}

static bool
checks_time(const struct urt_verify *v)
{
    return is_set(v, URT_V_FLAG_USE_CHECK_TIME) ||
           !is_set(v, URT_V_FLAG_NO_CHECK_TIME);
}

static bool
is_current(const struct urt_verify *v, const struct urt_crl *crl)
{
    return !checks_time(v) || (judge_start(v, crl) == URT_V_OK &&
                               judge_end(v, crl) == URT_V_OK);
}

/* Whether the CRL is of a kind that this walk can use. */
static bool
is_usable(const struct urt_verify *v, const struct urt_crl *crl)
{
    return is_set(v, URT_V_FLAG_EXTENDED_CRL_SUPPORT) ||
           (crl->idp_flags & (URT_IDP_INDIRECT | URT_IDP_REASONS)) == 0;
}

enum {
    WORTH_UNDERSTOOD = 8,
    WORTH_SCOPE = 4,
    WORTH_CURRENT = 2,
    WORTH_SIGNER = 1
};

/* How good a CRL is for CERT; 0: not to be used. */
static unsigned
worth_of(const struct urt_verify *v, const struct urt_crl *crl,
         const struct urt_cert *cert)
{
    unsigned reasons, worth = WORTH_SIGNER;

    if (crl->has_base || !is_usable(v, crl) || find_signer(v, crl) == NULL)
        return 0;
    reasons = urt_crl_scope(crl, cert);
    /* It must tell something new. */
    if (reasons != 0 && (reasons & ~v->crl_reasons) == 0)
        return 0;
    if (reasons == 0 && v->crl_reasons != 0)
        return 0;
    if (reasons != 0)
        worth |= WORTH_SCOPE;
    if (!crl->critical && !crl->invalid)
        worth |= WORTH_UNDERSTOOD;
    if (is_current(v, crl))
        worth |= WORTH_CURRENT;
    return worth;
}

struct choice {
    struct urt_crl *crl; /* borrowed */
    unsigned worth;
};

/* Of two that are as good, the later one; the first of the same time. */
static void
consider(struct choice *best, const struct urt_verify *v,
         const struct urt_crl_list *list, const struct urt_cert *cert)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct urt_crl *crl = list->crl[i];
        unsigned worth = worth_of(v, crl, cert);

        if (worth == 0 || worth < best->worth)
            continue;
        if (worth == best->worth &&
            crl->last_update.seconds <= best->crl->last_update.seconds)
            continue;
        *best = (struct choice){crl, worth};
    }
}

int
urt_verify_lookup_crls(struct urt_verify *v, struct urt_bytes issuer,
                       struct urt_crl_list *list)
{
    return v->store == NULL ||
           urt_store_find_crls(v->store, issuer, list) == URT_OK;
}

static int
lookup(struct urt_verify *v, struct urt_bytes issuer,
       struct urt_crl_list *list)
{
    int ok = v->slots.lookup_crls != NULL
                 ? v->slots.lookup_crls(v, issuer, list)
                 : urt_verify_lookup_crls(v, issuer, list);

    return ok > 0 ? 1 : urt_verify_fatal(v, URT_V_ERR_STORE_LOOKUP);
}

static int
default_get_crl(struct urt_verify *v, struct urt_crl **crl,
                struct urt_cert *cert)
{
    struct urt_crl_list found = {NULL, 0, 0};
    struct choice best = {NULL, 0};
    int ok = lookup(v, cert->issuer, &found);

    *crl = NULL;
    if (ok > 0) {
        consider(&best, v, v->crls, cert);
        consider(&best, v, &found, cert);
        if (best.crl != NULL)
            *crl = urt_crl_up(best.crl);
        ok = best.crl != NULL;
    }
    urt_crl_list_free(&found);
    return ok;
}

/* ---- the CRL itself ---- */

static int
tell(struct urt_verify *v, int error)
{
    return urt_verify_tell(v, error, (size_t)v->error_depth,
                           v->current_cert);
}

static int
check_crl_time(struct urt_verify *v, const struct urt_crl *crl)
{
    int start, end;

    if (!checks_time(v))
        return 1;
    start = judge_start(v, crl);
    end = judge_end(v, crl);
    return (start == URT_V_OK || tell(v, start)) &&
           (end == URT_V_OK || tell(v, end));
}

static int
check_crl_signature(struct urt_verify *v, const struct urt_crl *crl,
                    const struct urt_cert *signer)
{
    struct urt_key *key;
    enum urt_err err = urt_cert_key(signer, &key);

    if (err == URT_E_NOMEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    if (err != URT_OK)
        return tell(v, URT_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY);
    err = urt_crl_verify(crl, key);
    if (err == URT_E_NOMEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    return err == URT_OK || tell(v, URT_V_ERR_CRL_SIGNATURE_FAILURE);
}

/* What the CRL says of itself and of its signer. */
static int
check_crl_form(struct urt_verify *v, const struct urt_crl *crl,
               struct urt_cert *signer)
{
    struct urt_cert *cert = v->current_cert;

    if ((signer->ext.flags & URT_CERT_KUSAGE) != 0 &&
        (signer->ext.key_usage & URT_KU_CRL_SIGN) == 0 &&
        !tell(v, URT_V_ERR_KEYUSAGE_NO_CRL_SIGN))
        return 0;
    if (cert != NULL && urt_crl_scope(crl, cert) == 0 &&
        !tell(v, URT_V_ERR_DIFFERENT_CRL_SCOPE))
        return 0;
    if (!is_in_chain(v, signer)) {
        int ok = verify_signer(v, signer);

        if (ok < 0)
            return -1;
        if (ok == 0 && !tell(v, URT_V_ERR_CRL_PATH_VALIDATION_ERROR))
            return 0;
    }
    if ((crl->invalid || (crl->idp_flags & URT_IDP_INVALID) != 0) &&
        !tell(v, URT_V_ERR_INVALID_EXTENSION))
        return 0;
    return 1;
}

/* For a CRL that a program brought and that is nobody's by its name: whoever
 * issued the certificate must have signed it, which the scope denies and the
 * signature will too. */
static struct urt_cert *
signer_by_place(struct urt_verify *v)
{
    size_t next = v->error_depth >= 0 ? (size_t)v->error_depth + 1 : 0;
    struct urt_cert *last = v->chain.cert[v->chain.count - 1];

    if (next < v->chain.count)
        return v->chain.cert[next];
    return urt_verify_is_issued(v, last, last) > 0 ? last : NULL;
}

static int
check_crl(struct urt_verify *v, struct urt_crl *crl, bool with_time)
{
    struct urt_cert *signer = find_signer(v, crl);
    int ok;

    if (signer == NULL)
        signer = signer_by_place(v);
    v->current_issuer = signer;
    if (signer == NULL)
        return tell(v, URT_V_ERR_UNABLE_TO_GET_CRL_ISSUER);
    ok = check_crl_form(v, crl, signer);
    if (ok > 0 && with_time)
        ok = check_crl_time(v, crl);
    if (ok > 0)
        ok = check_crl_signature(v, crl, signer);
    return ok;
}

int
urt_verify_check_crl(struct urt_verify *v, struct urt_crl *crl)
{
    return check_crl(v, crl, true);
}

int
urt_verify_cert_crl(struct urt_verify *v, struct urt_crl *crl,
                    struct urt_cert *cert)
{
    struct urt_crl_entry entry;
    bool found;

    if (crl->critical && !is_set(v, URT_V_FLAG_IGNORE_CRITICAL) &&
        !tell(v, URT_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION))
        return 0;
    if (urt_crl_find(crl, cert->serial, cert->issuer, &found, &entry) !=
        URT_OK)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    if (!found)
        return 1;
    if (entry.reason == URT_CRL_REASON_REMOVE)
        return 2;
    return tell(v, URT_V_ERR_CERT_REVOKED);
}

/* ---- the slots of one CRL ---- */

static int
run_get_crl(struct urt_verify *v, struct urt_crl **crl, struct urt_cert *cert)
{
    int ok;

    *crl = NULL;
    ok = v->slots.get_crl != NULL ? v->slots.get_crl(v, crl, cert)
                                  : default_get_crl(v, crl, cert);
    if (ok > 0 && *crl == NULL)
        ok = 0;
    if (ok <= 0) {
        urt_crl_free(*crl);
        *crl = NULL;
    }
    return ok;
}

static int
run_check_crl(struct urt_verify *v, struct urt_crl *crl, bool with_time)
{
    v->current_crl = crl;
    return v->slots.check_crl != NULL ? v->slots.check_crl(v, crl)
                                      : check_crl(v, crl, with_time);
}

/* 1 go on, 2 removed. */
static int
run_cert_crl(struct urt_verify *v, struct urt_crl *crl, struct urt_cert *cert)
{
    v->current_crl = crl;
    return v->slots.cert_crl != NULL ? v->slots.cert_crl(v, crl, cert)
                                     : urt_verify_cert_crl(v, crl, cert);
}

/* ---- deltas ---- */

/* The magnitudes of two CRL numbers (non-negative INTEGERs): -1, 0, 1. */
static int
compare_numbers(struct urt_bytes a, struct urt_bytes b)
{
    while (a.len > 0 && a.data[0] == 0)
        a = urt_bytes(a.data + 1, a.len - 1);
    while (b.len > 0 && b.data[0] == 0)
        b = urt_bytes(b.data + 1, b.len - 1);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

/* Section 5.2.4: the same issuer and scope, begun no later than BASE, and
 * newer. */
static bool
is_delta_of(const struct urt_crl *delta, const struct urt_crl *base)
{
    return delta->has_base && delta->has_number && base->has_number &&
           urt_name_may_equal(delta->issuer, base->issuer) &&
           delta->idp_flags == base->idp_flags &&
           delta->idp_reasons == base->idp_reasons &&
           urt_bytes_equal(delta->idp_point, base->idp_point) &&
           urt_bytes_equal(delta->akid_key, base->akid_key) &&
           compare_numbers(delta->base, base->number) <= 0 &&
           compare_numbers(delta->number, base->number) > 0;
}

/* The newest delta of BASE: of the highest number, the first of equals. */
static void
find_newest(struct urt_crl **best, const struct urt_crl *base,
            const struct urt_crl_list *list)
{
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (is_delta_of(list->crl[i], base) &&
            (*best == NULL ||
             compare_numbers(list->crl[i]->number, (*best)->number) > 0))
            *best = list->crl[i];
}

/* A reference to the delta to ask besides BASE, or NULL. They are looked for
 * where the certificate or the CRL says that there are any. */
static int
get_delta(struct urt_verify *v, struct urt_crl **delta,
          const struct urt_crl *base, const struct urt_cert *cert)
{
    struct urt_crl_list found = {NULL, 0, 0};
    struct urt_crl *best = NULL;
    int ok;

    *delta = NULL;
    if (!is_set(v, URT_V_FLAG_USE_DELTAS) ||
        (!base->freshest && (cert->ext.flags & URT_CERT_FRESHEST) == 0))
        return 1;
    ok = lookup(v, cert->issuer, &found);
    if (ok > 0) {
        find_newest(&best, base, v->crls);
        find_newest(&best, base, &found);
        *delta = best != NULL ? urt_crl_up(best) : NULL;
    }
    urt_crl_list_free(&found);
    return ok;
}

/* Asks a delta: 1 go on with the base, 2 the certificate was taken off it. A
 * delta that isn't current is only believed in what it revokes. */
static int
ask_delta(struct urt_verify *v, struct urt_crl *delta, struct urt_cert *cert)
{
    bool current = is_current(v, delta);
    int ok = run_check_crl(v, delta, current);

    if (ok > 0)
        ok = run_cert_crl(v, delta, cert);
    return ok == 2 && !current ? 1 : ok;
}

/* ---- the chain ---- */

/* Asks a CRL, its delta first (6.3.3, i to k). */
static int
ask_crl(struct urt_verify *v, struct urt_crl *crl, struct urt_cert *cert)
{
    struct urt_crl *delta;
    int ok = run_check_crl(v, crl, true);

    if (ok > 0)
        ok = get_delta(v, &delta, crl, cert);
    if (ok <= 0)
        return ok;
    if (delta != NULL)
        ok = ask_delta(v, delta, cert);
    if (ok == 1)
        ok = run_cert_crl(v, crl, cert);
    v->current_crl = NULL;
    urt_crl_free(delta);
    return ok;
}

/* One round with one CRL; *DONE when nothing is left to ask. */
static int
ask_once(struct urt_verify *v, struct urt_cert *cert, bool *done)
{
    unsigned before = v->crl_reasons;
    struct urt_crl *crl;
    int ok = run_get_crl(v, &crl, cert);

    *done = true;
    if (ok < 0)
        return -1;
    if (ok == 0)
        return tell(v, URT_V_ERR_UNABLE_TO_GET_CRL);
    ok = ask_crl(v, crl, cert);
    v->crl_reasons |= urt_crl_scope(crl, cert);
    v->current_crl = NULL;
    urt_crl_free(crl);
    if (ok <= 0)
        return ok;
    if (v->crl_reasons == before)
        return tell(v, URT_V_ERR_UNABLE_TO_GET_CRL);
    *done = v->crl_reasons == URT_CRL_ALL_REASONS;
    return 1;
}

int
urt_verify_check_revocation(struct urt_verify *v)
{
    size_t count = is_set(v, URT_V_FLAG_CRL_CHECK_ALL) ? v->chain.count : 1;
    int ok = 1;

    if (!is_set(v, URT_V_FLAG_CRL_CHECK) || v->parent != NULL)
        return 1;
    for (size_t i = 0; ok > 0 && i < count; i++) {
        struct urt_cert *cert = v->chain.cert[i];
        bool done = false;

        v->error_depth = (int)i;
        v->current_cert = cert;
        v->crl_reasons = 0;
        while (ok > 0 && !done)
            ok = ask_once(v, cert, &done);
        v->current_issuer = NULL;
    }
    return ok;
}
