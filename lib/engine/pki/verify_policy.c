/* Policy checking, as far as it goes. RFC 5280, section 6.1.
 *
 * No policy tree is built. Without one it can still be said that a chain on
 * which nobody insists on an explicit policy is good: the tree matters only
 * where the explicit-policy counter reaches zero, and that takes either the
 * caller's flag or a policyConstraints extension in the chain. Where it is
 * insisted on, the walk fails with URT_V_ERR_NO_EXPLICIT_POLICY. */
#include "engine/der/oid.h"
#include "engine/pki/verify_steps.h"

/* CertificatePolicies, section 4.2.1.4: at least one OID, each alone or with
 * qualifiers. */
static bool
policies_are_valid(const struct urt_cert *cert)
{
    struct urt_extension e;
    struct urt_bytes list, info, oid;

    if (!urt_extension_find(cert->extensions, urt_oid_EXT_CERT_POLICIES, &e))
        return true;
    if (!urt_der_take(&e.value, URT_DER_SEQUENCE, &list) ||
        e.value.len > 0 || list.len == 0)
        return false;
    while (list.len > 0)
        if (!urt_der_take(&list, URT_DER_SEQUENCE, &info) ||
            !urt_der_take_oid(&info, &oid) ||
            (info.len > 0 && !urt_der_take(&info, URT_DER_SEQUENCE, NULL)) ||
            info.len > 0)
            return false;
    return true;
}

/* Whether the chain's certificate insists on an explicit policy (4.2.1.11).
 * *VALID is false for an extension that can't be read. */
static bool
insists(const struct urt_cert *cert, bool *valid)
{
    struct urt_extension e;
    struct urt_bytes c, skip;
    bool require = false, inhibit = false;

    *valid = true;
    if (!urt_extension_find(cert->extensions, urt_oid_EXT_POLICY_CONSTRAINTS,
                            &e))
        return false;
    *valid = urt_der_take(&e.value, URT_DER_SEQUENCE, &c) &&
             e.value.len == 0 &&
             urt_der_take_optional(&c, URT_DER_CONTEXT | 0, &skip,
                                   &require) &&
             urt_der_take_optional(&c, URT_DER_CONTEXT | 1, &skip,
                                   &inhibit) &&
             c.len == 0 && (require || inhibit);
    return require;
}

int
urt_verify_check_policy(struct urt_verify *v)
{
    bool explicit = (v->param->flags & URT_V_FLAG_EXPLICIT_POLICY) != 0;

    for (size_t i = 0; i < v->chain.count; i++) {
        const struct urt_cert *cert = v->chain.cert[i];
        bool valid, required = insists(cert, &valid);

        if ((!valid || !policies_are_valid(cert)) &&
            !urt_verify_tell(v, URT_V_ERR_INVALID_POLICY_EXTENSION, i, NULL))
            return 0;
        explicit = explicit || required;
    }
    v->explicit_policy = explicit;
    if (explicit)
        return urt_verify_tell(v, URT_V_ERR_NO_EXPLICIT_POLICY, 0, NULL);
    if ((v->param->flags & URT_V_FLAG_NOTIFY_POLICY) == 0)
        return 1;
    v->current_cert = NULL;
    return urt_verify_notify(v);
}
