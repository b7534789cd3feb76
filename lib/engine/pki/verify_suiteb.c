/* Suite B: RFC 6460 section 4, RFC 5759 section 3. Elliptic-curve keys on
 * P-256 or P-384, each signing with the hash of its size, at the level of
 * security that the flags ask for, and never a weaker key above a stronger.
 *
 * The first fault ends the check: those behind it follow from it as a rule. */
#include "engine/crypto/sig.h"
#include "engine/der/oid.h"
#include "engine/pki/verify_steps.h"

/* The two curves, in order of strength. */
static const struct curve {
    const struct urt_bytes *oid;       /* as the key's parameters */
    const struct urt_bytes *signature; /* what such a key signs with */
    unsigned long flag;                /* that allows it */
} curves[] = {
    {&urt_oid_P256, &urt_oid_SHA256_ECDSA, URT_V_FLAG_SUITEB_128_LOS_ONLY},
    {&urt_oid_P384, &urt_oid_SHA384_ECDSA, URT_V_FLAG_SUITEB_192_LOS},
};

/* The curve of a certificate's key: URT_V_OK or why there is none. */
static int
find_curve(const struct urt_cert *cert, const struct curve **out)
{
    struct urt_bytes spki = cert->spki, oid;
    struct urt_der_algorithm a;

    if (cert->version != 2)
        return URT_V_ERR_SUITE_B_INVALID_VERSION;
    if (!urt_der_take(&spki, URT_DER_SEQUENCE, &spki) ||
        !urt_der_take_algorithm(&spki, &a) ||
        !urt_oid_is(a.oid, &urt_oid_EC_PUBLIC_KEY))
        return URT_V_ERR_SUITE_B_INVALID_ALGORITHM;
    if (urt_der_take_oid(&a.params, &oid))
        for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
            if (urt_oid_is(oid, curves[i].oid)) {
                *out = &curves[i];
                return URT_V_OK;
            }
    return URT_V_ERR_SUITE_B_INVALID_CURVE;
}

/* The key of CERT, which signed SIGNED (NULL: nothing) and stands above keys
 * as strong as *LEAST. */
static int
check(const struct urt_verify *v, const struct urt_cert *cert,
      const struct urt_cert *signed_cert, const struct curve **least)
{
    const struct curve *curve = NULL;
    int error = find_curve(cert, &curve);

    if (error != URT_V_OK)
        return error;
    if (signed_cert != NULL &&
        !urt_oid_is(signed_cert->signature_algorithm.oid, curve->signature))
        return URT_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM;
    if ((v->param->flags & curve->flag) == 0)
        return URT_V_ERR_SUITE_B_LOS_NOT_ALLOWED;
    if (*least != NULL && curve < *least)
        return URT_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256;
    *least = curve;
    return URT_V_OK;
}

/* Whether the fault is in the signer itself, not in what it signed. */
static bool
is_of_key(int error)
{
    return error == URT_V_ERR_SUITE_B_INVALID_VERSION ||
           error == URT_V_ERR_SUITE_B_INVALID_ALGORITHM ||
           error == URT_V_ERR_SUITE_B_INVALID_CURVE;
}

int
urt_verify_check_suite_b(struct urt_verify *v)
{
    const struct curve *least = NULL;
    size_t count = v->chain.count;
    int error;

    if ((v->param->flags & URT_V_FLAG_SUITEB_128_LOS) == 0)
        return 1;
    error = check(v, v->chain.cert[0], NULL, &least);
    if (error != URT_V_OK)
        return urt_verify_tell(v, error, 0, NULL);
    /* Each by the one above it; the last by itself. */
    for (size_t i = 0; i < count; i++) {
        size_t signer = i + 1 < count ? i + 1 : i;

        error = check(v, v->chain.cert[signer], v->chain.cert[i], &least);
        if (error != URT_V_OK)
            return urt_verify_tell(v, error,
                                   is_of_key(error) ? signer : i, NULL);
    }
    return 1;
}
