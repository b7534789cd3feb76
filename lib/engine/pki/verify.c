/* The life of a walk, its driver, and time. RFC 5280, section 6.
 *
 * The driver builds a chain, then takes the steps of the table below one
 * after the other. Every fault is told to the callback, which may waive it;
 * a walk that nobody stopped has verified. A walk that ends without success
 * never ends with URT_V_OK in v->error. */
#include "engine/pki/verify.h"

#include "engine/base/clock.h"
#include "engine/pki/verify_steps.h"

void
urt_verify_init(struct urt_verify *v)
{
    memset(v, 0, sizeof *v);
}

void
urt_verify_reset(struct urt_verify *v)
{
    urt_cert_list_free(&v->chain);
    v->num_untrusted = 0;
    v->error = URT_V_OK;
    v->error_depth = 0;
    v->current_cert = v->current_issuer = NULL;
    v->current_crl = NULL;
    v->crl_reasons = 0;
    v->explicit_policy = false;
}

void
urt_verify_cleanup(struct urt_verify *v)
{
    urt_verify_reset(v);
}

/* ---- how a step speaks ---- */

static int
call_back(struct urt_verify *v, int ok)
{
    if (v->slots.callback != NULL)
        ok = v->slots.callback(ok, v);
    /* Only a plain yes is one: a callback's failure never verifies. */
    return ok > 0;
}

int
urt_verify_tell(struct urt_verify *v, int error, size_t depth,
                struct urt_cert *cert)
{
    v->error = error;
    v->error_depth = (int)depth;
    v->current_cert = cert != NULL ? cert
                      : depth < v->chain.count ? v->chain.cert[depth]
                                               : NULL;
    return call_back(v, 0);
}

int
urt_verify_tell_path(struct urt_verify *v, int error)
{
    v->error = error;
    v->current_cert = NULL;
    return call_back(v, 0);
}

int
urt_verify_notify(struct urt_verify *v)
{
    return call_back(v, 2);
}

int
urt_verify_fatal(struct urt_verify *v, int error)
{
    v->error = error;
    return -1;
}

/* ---- time ---- */

/* False: time is not checked at all. */
static bool
get_time(const struct urt_verify *v, int64_t *now)
{
    if ((v->param->flags & URT_V_FLAG_USE_CHECK_TIME) != 0)
        *now = v->param->check_time;
    else if ((v->param->flags & URT_V_FLAG_NO_CHECK_TIME) != 0)
        return false;
    else
        *now = urt_clock_now();
    return true;
}

int
urt_verify_compare_time(const struct urt_verify *v,
                        const struct urt_cert_time *t)
{
    int64_t now;

    if (!t->valid)
        return 0;
    if (!get_time(v, &now))
        now = urt_clock_now();
    return t->seconds > now ? 1 : -1;
}

bool
urt_verify_is_current(const struct urt_verify *v, const struct urt_cert *cert)
{
    int64_t now;

    if (!get_time(v, &now))
        return true;
    return urt_verify_compare_time(v, &cert->not_before) < 0 &&
           urt_verify_compare_time(v, &cert->not_after) > 0;
}

int
urt_verify_check_time(struct urt_verify *v, size_t depth)
{
    const struct urt_cert *cert = v->chain.cert[depth];
    int64_t now;
    int from, to;

    if (!get_time(v, &now))
        return 1;
    from = urt_verify_compare_time(v, &cert->not_before);
    if (from == 0 &&
        !urt_verify_tell(v, URT_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, depth,
                         NULL))
        return 0;
    if (from > 0 &&
        !urt_verify_tell(v, URT_V_ERR_CERT_NOT_YET_VALID, depth, NULL))
        return 0;
    to = urt_verify_compare_time(v, &cert->not_after);
    if (to == 0 &&
        !urt_verify_tell(v, URT_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, depth,
                         NULL))
        return 0;
    if (to < 0 &&
        !urt_verify_tell(v, URT_V_ERR_CERT_HAS_EXPIRED, depth, NULL))
        return 0;
    return 1;
}

/* ---- signatures and validity: the verify slot ---- */

bool
urt_verify_is_root(const struct urt_cert *cert)
{
    return urt_cert_is_self_signed(cert) &&
           (cert->ext.flags & URT_CERT_INVALID) == 0;
}

/* The key usage with which ISSUER may sign CERT. A root that is no authority
 * may carry any key usage over its own signature. */
static int
check_signing_usage(struct urt_verify *v, struct urt_cert *cert,
                    struct urt_cert *issuer, size_t issuer_depth)
{
    bool proxy = (cert->ext.flags & URT_CERT_PROXY) != 0;
    uint32_t needed =
        proxy ? URT_KU_DIGITAL_SIGNATURE : URT_KU_KEY_CERT_SIGN;

    if (cert == issuer && (cert->ext.flags & URT_CERT_CA) == 0)
        return 1;
    if ((issuer->ext.flags & URT_CERT_KUSAGE) == 0 ||
        (issuer->ext.key_usage & needed) != 0)
        return 1;
    return urt_verify_tell(v,
                           proxy ? URT_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE
                                 : URT_V_ERR_KEYUSAGE_NO_CERTSIGN,
                           issuer_depth, issuer);
}

static int
check_signature(struct urt_verify *v, size_t depth, size_t issuer_depth)
{
    struct urt_cert *cert = v->chain.cert[depth];
    struct urt_cert *issuer = v->chain.cert[issuer_depth];
    struct urt_key *key;
    enum urt_err err;

    if (!check_signing_usage(v, cert, issuer, issuer_depth))
        return 0;
    err = urt_cert_key(issuer, &key);
    if (err == URT_E_NOMEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    if (err != URT_OK)
        return urt_verify_tell(v,
                               URT_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
                               issuer_depth, issuer);
    err = urt_cert_verify(cert, key);
    if (err == URT_E_NOMEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    if (err != URT_OK)
        return urt_verify_tell(v, URT_V_ERR_CERT_SIGNATURE_FAILURE, depth,
                               NULL);
    return 1;
}

/* Where to begin, and whether that certificate's own signature is checked
 * with its own key: a root's when asked for, no other trust anchor's. A last
 * certificate that is neither is only the issuer of the one below it. */
static int
choose_first(struct urt_verify *v, size_t *first, bool *own_key)
{
    size_t last = v->chain.count - 1;

    *first = last;
    *own_key = false;
    if (urt_verify_is_root(v->chain.cert[last])) {
        *own_key = (v->param->flags & URT_V_FLAG_CHECK_SS_SIGNATURE) != 0;
        return 1;
    }
    if ((v->param->flags & URT_V_FLAG_PARTIAL_CHAIN) != 0)
        return 1;
    if (last == 0)
        return urt_verify_tell(
            v, URT_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, 0, NULL);
    *first = last - 1;
    return 1;
}

int
urt_verify_internal(struct urt_verify *v)
{
    size_t first, last = v->chain.count - 1;
    bool own_key;
    int ok = choose_first(v, &first, &own_key);

    for (size_t i = first + 1; ok > 0 && i-- > 0;) {
        if (i < last || own_key)
            ok = check_signature(v, i, i < last ? i + 1 : i);
        if (ok > 0)
            ok = urt_verify_check_time(v, i);
        if (ok > 0) {
            v->current_issuer = v->chain.cert[i < last ? i + 1 : i];
            v->current_cert = v->chain.cert[i];
            v->error_depth = (int)i;
            ok = call_back(v, 1);
        }
    }
    return ok;
}

/* ---- the driver ---- */

static int
run_revocation(struct urt_verify *v)
{
    return v->slots.check_revocation != NULL
               ? v->slots.check_revocation(v)
               : urt_verify_check_revocation(v);
}

static int
run_verify(struct urt_verify *v)
{
    return v->slots.verify != NULL ? v->slots.verify(v)
                                   : urt_verify_internal(v);
}

static int
run_policy(struct urt_verify *v)
{
    if ((v->param->flags & URT_V_FLAG_POLICY_CHECK) == 0)
        return 1;
    return v->slots.check_policy != NULL ? v->slots.check_policy(v)
                                         : urt_verify_check_policy(v);
}

/* In this order: programs see it in their callbacks. */
static int (*const steps[])(struct urt_verify *v) = {
    urt_verify_check_leaf_key,
    urt_verify_build_chain,
    urt_verify_check_extensions,
    urt_verify_check_strength,
    urt_verify_check_identity,
    run_revocation,
    urt_verify_need_leaf_key,
    urt_verify_check_suite_b,
    run_verify,
    urt_verify_check_names,
    run_policy,
};

static int
begin(struct urt_verify *v)
{
    if (v->cert == NULL || v->param == NULL || v->chain.count != 0)
        return urt_verify_fatal(v, URT_V_ERR_INVALID_CALL);
    v->error = URT_V_OK;
    v->error_depth = 0;
    if (urt_cert_list_add(&v->chain, v->cert) != URT_OK)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    v->num_untrusted = 1;
    v->current_cert = v->chain.cert[0];
    return 1;
}

static int
finish(struct urt_verify *v, int ok)
{
    if (ok > 0)
        return 1;
    /* A failure always has a reason that isn't "ok". */
    if (v->error == URT_V_OK)
        v->error = URT_V_ERR_UNSPECIFIED;
    return ok < 0 ? -1 : 0;
}

int
urt_verify_run(struct urt_verify *v)
{
    int ok = begin(v);

    for (size_t i = 0; ok > 0 && i < sizeof steps / sizeof *steps; i++)
        ok = steps[i](v);
    return finish(v, ok);
}

int
urt_verify_build(struct urt_verify *v)
{
    int ok = begin(v);

    if (ok > 0)
        ok = urt_verify_build_chain(v);
    return finish(v, ok);
}
