/* Which CRL speaks of which certificate: distribution points and scope. RFC
 * 5280, sections 4.2.1.13, 5.2.5 and 6.3.3 (b). */
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

enum {
    /* Pairs of names compared between two distribution points. */
    MAX_POINT_PAIRS = 1 << 14
};

static bool
general_names_equal(uint8_t tag_a, struct urt_bytes a, uint8_t tag_b,
                    struct urt_bytes b)
{
    if (tag_a != tag_b)
        return false;
    return tag_a == URT_GN_DIRECTORY ? urt_name_equal(a, b)
                                     : urt_bytes_equal(a, b);
}

static bool
share_a_name(struct urt_bytes a, struct urt_bytes b)
{
    struct urt_bytes name_a, name_b;
    uint8_t tag_a, tag_b;
    size_t budget = MAX_POINT_PAIRS;

    while (urt_general_name_take(&a, &tag_a, &name_a)) {
        struct urt_bytes rest = b;

        while (urt_general_name_take(&rest, &tag_b, &name_b)) {
            if (budget-- == 0)
                return false;
            if (general_names_equal(tag_a, name_a, tag_b, name_b))
                return true;
        }
    }
    return false;
}

/* Two DistributionPointNames: full names that share one, or the same name
 * relative to the issuer. */
static bool
points_meet(struct urt_bytes a, struct urt_bytes b)
{
    struct urt_bytes names_a, names_b;
    uint8_t tag_a, tag_b;

    if (!urt_der_take_any(&a, &tag_a, &names_a, NULL) ||
        !urt_der_take_any(&b, &tag_b, &names_b, NULL) || tag_a != tag_b)
        return false;
    if (tag_a == (URT_DER_CONTEXT_CONSTRUCTED | 0))
        return share_a_name(names_a, names_b);
    return tag_a == (URT_DER_CONTEXT_CONSTRUCTED | 1) &&
           urt_bytes_equal(names_a, names_b);
}

/* One DistributionPoint of a certificate (4.2.1.13). */
struct point {
    struct urt_bytes name; /* DistributionPointName, or empty */
    unsigned reasons;
    bool has_issuer;
    struct urt_bytes issuer; /* GeneralNames content */
};

static bool
take_point(struct urt_bytes *points, struct point *out)
{
    struct urt_bytes c, bits;
    bool present;

    *out = (struct point){.reasons = URT_CRL_ALL_REASONS};
    if (!urt_der_take(points, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 0,
                               &out->name, &present) ||
        !urt_der_take_optional(&c, URT_DER_CONTEXT | 1, &bits, &present))
        return false;
    if (present) {
        out->reasons = bits.len > 1 ? bits.data[1] : 0;
        if (bits.len > 2)
            out->reasons |= (unsigned)bits.data[2] << 8;
        out->reasons &= URT_CRL_ALL_REASONS;
    }
    return urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 2,
                                 &out->issuer, &out->has_issuer) &&
           c.len == 0;
}

/* Whether a point speaks of this CRL: its issuer is named, or is the
 * certificate's own. */
static bool
point_is_of(const struct point *p, const struct urt_crl *crl,
            const struct urt_cert *cert)
{
    struct urt_bytes names = p->issuer, c;
    uint8_t tag;

    if (!p->has_issuer)
        return urt_name_equal(crl->issuer, cert->issuer);
    while (urt_general_name_take(&names, &tag, &c))
        if (tag == URT_GN_DIRECTORY && urt_name_equal(c, crl->issuer))
            return true;
    return false;
}

/* Whether a CRL speaks of this kind of certificate at all. */
static bool
kind_fits(const struct urt_crl *crl, const struct urt_cert *cert)
{
    bool authority = (cert->ext.flags & URT_CERT_CA) != 0;

    if ((crl->idp_flags & URT_IDP_ONLY_ATTR) != 0)
        return false;
    return (crl->idp_flags &
            (authority ? URT_IDP_ONLY_USER : URT_IDP_ONLY_CA)) == 0;
}

unsigned
urt_crl_scope(const struct urt_crl *crl, const struct urt_cert *cert)
{
    struct urt_bytes points = cert->ext.crl_points;
    struct point p;

    if (!kind_fits(crl, cert))
        return 0;
    while (take_point(&points, &p))
        if (point_is_of(&p, crl, cert) &&
            (crl->idp_point.len == 0 || points_meet(crl->idp_point, p.name)))
            return crl->idp_reasons & p.reasons;
    /* A CRL without a point is for everything its issuer issued. */
    return crl->idp_point.len == 0 &&
                   urt_name_equal(crl->issuer, cert->issuer)
               ? crl->idp_reasons
               : 0;
}
