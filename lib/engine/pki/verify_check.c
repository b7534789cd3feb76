/* What every certificate of a chain must be: RFC 5280, sections 4.2 and 6.1,
 * RFC 3820 for proxy certificates. (Of their names, see verify_names.c.)
 *
 * A check looks at one certificate in its place and answers with URT_V_OK or
 * what is wrong; the table gives the order, and which checks only a strict
 * walk makes. The places are looked at from the leaf upward, so that a place
 * knows what is below it. */
#include "engine/der/oid.h"
#include "engine/pki/name.h"
#include "engine/pki/verify_steps.h"

/* A certificate in its place. */
struct place {
    struct urt_verify *v;
    struct urt_cert *cert;
    size_t depth;
    bool last;            /* the end of the chain */
    bool under_proxy;     /* it issued a proxy certificate */
    int64_t authorities;  /* below it, neither leaf nor self-issued */
    int64_t proxies;      /* below it */
    int64_t proxy_limit;  /* its own, -1: none */
};

static bool
has(const struct place *p, uint32_t flag)
{
    return (p->cert->ext.flags & flag) != 0;
}

static bool
is_set(const struct urt_verify *v, unsigned long flag)
{
    return (v->param->flags & flag) != 0;
}

static bool
is_authority(const struct place *p)
{
    return has(p, URT_CERT_CA);
}

/* A leaf may be anything; what issues must be an authority, but an issuer of
 * a proxy certificate must not. */
static bool
must_be_authority(const struct place *p)
{
    return p->depth > 0 && !p->under_proxy;
}

/* ---- every walk ---- */

static int
check_critical(struct place *p)
{
    return has(p, URT_CERT_CRITICAL) &&
                   !is_set(p->v, URT_V_FLAG_IGNORE_CRITICAL)
               ? URT_V_ERR_UNHANDLED_CRITICAL_EXTENSION
               : URT_V_OK;
}

static int
check_proxy_allowed(struct place *p)
{
    return has(p, URT_CERT_PROXY) &&
                   !is_set(p->v, URT_V_FLAG_ALLOW_PROXY_CERTS)
               ? URT_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED
               : URT_V_OK;
}

/* An authority by anything but basicConstraints will do only at the end of
 * a chain that isn't strict: it was trusted as it is. */
static int
check_kind(struct place *p)
{
    int ca = urt_cert_check_ca(p->cert);

    if (p->under_proxy)
        return ca != 0 ? URT_V_ERR_INVALID_NON_CA : URT_V_OK;
    if (!must_be_authority(p))
        return ca > 1 && is_set(p->v, URT_V_FLAG_X509_STRICT)
                   ? URT_V_ERR_INVALID_CA
                   : URT_V_OK;
    if (ca == 0 ||
        (ca != 1 && (!p->last || is_set(p->v, URT_V_FLAG_X509_STRICT))))
        return URT_V_ERR_INVALID_CA;
    return URT_V_OK;
}

/* id-ecPublicKey with parameters that are no name, RFC 5480 section 2.1.1. */
static bool
has_explicit_curve(const struct urt_cert *cert)
{
    struct urt_bytes spki = cert->spki;
    struct urt_der_algorithm a;

    return urt_der_take(&spki, URT_DER_SEQUENCE, &spki) &&
           urt_der_take_algorithm(&spki, &a) &&
           urt_oid_is(a.oid, &urt_oid_EC_PUBLIC_KEY) &&
           urt_der_next_is(a.params, URT_DER_SEQUENCE);
}

static int
check_key(struct place *p)
{
    struct urt_key *key;
    enum urt_err err;

    if (has_explicit_curve(p->cert))
        return URT_V_ERR_EC_KEY_EXPLICIT_PARAMS;
    err = urt_cert_key(p->cert, &key);
    if (err == URT_E_NOMEM)
        return URT_V_ERR_OUT_OF_MEM;
    return err == URT_OK ? URT_V_OK : URT_V_ERR_UNSPECIFIED;
}

/* The purpose, and what a trusted certificate's settings say of it. A
 * certificate that can't be judged (-1) got here only by being the leaf and
 * trusted by itself. */
static int
check_purpose(struct place *p)
{
    int purpose = p->v->param->purpose, fits;

    if (purpose == 0)
        return URT_V_OK;
    if (urt_purpose_by_id(purpose) == NULL)
        return URT_V_ERR_INVALID_PURPOSE;
    fits = urt_cert_check_purpose(p->cert, purpose, must_be_authority(p));
    if (fits == 0 || (fits != 1 && is_set(p->v, URT_V_FLAG_X509_STRICT)) ||
        (fits < 0 && p->depth > 0))
        return URT_V_ERR_INVALID_PURPOSE;
    if (p->depth >= p->v->num_untrusted &&
        urt_cert_check_trust(p->cert, p->v->param->trust, 0) ==
            URT_TRUST_IS_REJECTED)
        return URT_V_ERR_INVALID_PURPOSE;
    return URT_V_OK;
}

static int
check_path_length(struct place *p)
{
    return p->depth > 0 && p->cert->ext.path_len >= 0 &&
                   p->authorities > p->cert->ext.path_len
               ? URT_V_ERR_PATH_LENGTH_EXCEEDED
               : URT_V_OK;
}

static int
check_proxy_length(struct place *p)
{
    return has(p, URT_CERT_PROXY) && p->proxy_limit >= 0 &&
                   p->proxies > p->proxy_limit
               ? URT_V_ERR_PROXY_PATH_LENGTH_EXCEEDED
               : URT_V_OK;
}

/* ---- strict walks ---- */

static bool
is_v3(const struct place *p)
{
    return p->cert->version >= 2;
}

static int
strict_path_len_authority(struct place *p)
{
    return is_v3(p) && p->cert->ext.path_len >= 0 && !is_authority(p)
               ? URT_V_ERR_PATHLEN_INVALID_FOR_NON_CA
               : URT_V_OK;
}

static int
strict_path_len_usage(struct place *p)
{
    return is_v3(p) && p->cert->ext.path_len >= 0 &&
                   (p->cert->ext.key_usage & URT_KU_KEY_CERT_SIGN) == 0
               ? URT_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN
               : URT_V_OK;
}

static int
strict_ca_critical(struct place *p)
{
    return is_v3(p) && is_authority(p) && has(p, URT_CERT_BCONS) &&
                   !has(p, URT_CERT_BCONS_CRITICAL)
               ? URT_V_ERR_CA_BCONS_NOT_CRITICAL
               : URT_V_OK;
}

static int
strict_key_usage(struct place *p)
{
    if (!is_v3(p))
        return URT_V_OK;
    if (is_authority(p))
        return has(p, URT_CERT_KUSAGE) ? URT_V_OK
                                       : URT_V_ERR_CA_CERT_MISSING_KEY_USAGE;
    return (p->cert->ext.key_usage & URT_KU_KEY_CERT_SIGN) != 0
               ? URT_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA
               : URT_V_OK;
}

static int
strict_issuer_name(struct place *p)
{
    return urt_name_is_empty(p->cert->issuer) ? URT_V_ERR_ISSUER_NAME_EMPTY
                                              : URT_V_OK;
}

/* An empty subject needs its name in a critical subjectAltName, and neither
 * authorities nor signers of CRLs may have one (4.1.2.6). */
static int
strict_subject_name(struct place *p)
{
    const struct urt_cert_ext *x = &p->cert->ext;

    if (!urt_name_is_empty(p->cert->subject))
        return URT_V_OK;
    if (is_authority(p) || (x->key_usage & URT_KU_CRL_SIGN) != 0 ||
        !x->has_san)
        return URT_V_ERR_SUBJECT_NAME_EMPTY;
    return x->san.len > 0 && !has(p, URT_CERT_SAN_CRITICAL)
               ? URT_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL
               : URT_V_OK;
}

static int
strict_alt_name(struct place *p)
{
    return p->cert->ext.has_san && p->cert->ext.san.len == 0
               ? URT_V_ERR_EMPTY_SUBJECT_ALT_NAME
               : URT_V_OK;
}

static int
strict_algorithm(struct place *p)
{
    return urt_bytes_equal(p->cert->tbs_algorithm, p->cert->algorithm)
               ? URT_V_OK
               : URT_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY;
}

static int
strict_akid_critical(struct place *p)
{
    return has(p, URT_CERT_AKID_CRITICAL)
               ? URT_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL
               : URT_V_OK;
}

static int
strict_skid_critical(struct place *p)
{
    return has(p, URT_CERT_SKID_CRITICAL)
               ? URT_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL
               : URT_V_OK;
}

/* The end of the chain isn't asked whose key signed it. */
static int
strict_akid(struct place *p)
{
    return is_v3(p) && !p->last && p->cert->ext.akid_key.data == NULL
               ? URT_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER
               : URT_V_OK;
}

static int
strict_skid(struct place *p)
{
    return is_v3(p) && is_authority(p) && !p->cert->ext.has_skid
               ? URT_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER
               : URT_V_OK;
}

static int
strict_version(struct place *p)
{
    return !is_v3(p) && p->cert->extensions.len > 0
               ? URT_V_ERR_EXTENSIONS_REQUIRE_VERSION_3
               : URT_V_OK;
}

/* ---- the table ---- */

static const struct {
    int (*check)(struct place *p);
    bool strict; /* only with URT_V_FLAG_X509_STRICT */
} checks[] = {
    {check_critical, false},
    {check_proxy_allowed, false},
    {check_kind, false},
    {strict_path_len_authority, true},
    {strict_path_len_usage, true},
    {strict_ca_critical, true},
    {strict_key_usage, true},
    {strict_issuer_name, true},
    {strict_subject_name, true},
    {strict_alt_name, true},
    {strict_algorithm, true},
    {strict_akid_critical, true},
    {strict_skid_critical, true},
    {strict_akid, true},
    {strict_skid, true},
    {strict_version, true},
    {check_key, false},
    {check_purpose, false},
    {check_path_length, false},
    {check_proxy_length, false},
};

/* pCPathLenConstraint of ProxyCertInfo, RFC 3820 section 3.8; -1: none, -2:
 * malformed. */
static int64_t
read_proxy_limit(const struct urt_cert *cert)
{
    struct urt_extension e;
    struct urt_bytes c;
    uint64_t limit;

    if (!urt_extension_find(cert->extensions, urt_oid_EXT_PROXY_INFO, &e))
        return -1;
    if (!urt_der_take(&e.value, URT_DER_SEQUENCE, &c) || e.value.len > 0)
        return -2;
    if (!urt_der_next_is(c, URT_DER_INTEGER))
        return -1;
    if (!urt_der_take_uint(&c, &limit))
        return -2;
    return limit > INT32_MAX ? INT32_MAX : (int64_t)limit;
}

static int
check_place(struct place *p)
{
    bool strict = is_set(p->v, URT_V_FLAG_X509_STRICT);

    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        int error;

        if (checks[i].strict && !strict)
            continue;
        error = checks[i].check(p);
        if (error == URT_V_ERR_OUT_OF_MEM)
            return urt_verify_fatal(p->v, error);
        if (error != URT_V_OK &&
            !urt_verify_tell(p->v, error, p->depth, NULL))
            return 0;
    }
    return 1;
}

/* Counts this place for those above it. */
static void
step_up(struct place *p)
{
    bool proxy = has(p, URT_CERT_PROXY);

    if (must_be_authority(p) && !has(p, URT_CERT_SELF_ISSUED))
        p->authorities++;
    if (proxy) {
        /* A limit that was waived is waived for those above too. */
        if (p->proxy_limit >= 0 && p->proxies > p->proxy_limit)
            p->proxies = p->proxy_limit;
        p->proxies++;
    }
    p->under_proxy = proxy;
}

int
urt_verify_check_extensions(struct urt_verify *v)
{
    struct place p = {.v = v};

    for (size_t i = 0; i < v->chain.count; i++) {
        int ok;

        p.cert = v->chain.cert[i];
        p.depth = i;
        p.last = i + 1 == v->chain.count;
        p.proxy_limit =
            has(&p, URT_CERT_PROXY) ? read_proxy_limit(p.cert) : -1;
        if (p.proxy_limit == -2 &&
            !urt_verify_tell(v, URT_V_ERR_INVALID_EXTENSION, i, NULL))
            return 0;
        ok = check_place(&p);
        if (ok <= 0)
            return ok;
        step_up(&p);
    }
    return 1;
}

/* ---- strength ---- */

/* The security levels of SSL_CTX_set_security_level(3), in bits. */
static unsigned
level_bits(int level)
{
    static const unsigned bits[] = {0, 80, 112, 128, 192, 256};
    const int top = sizeof bits / sizeof *bits - 1;

    return level <= 0 ? 0 : bits[level < top ? level : top];
}

/* 1 yes, 0 no, -1 no memory. A key that can't be read isn't strong. */
static int
key_is_strong(const struct urt_cert *cert, unsigned bits)
{
    struct urt_key *key;
    enum urt_err err = urt_cert_key(cert, &key);

    if (err == URT_E_NOMEM)
        return -1;
    return err == URT_OK && urt_key_security_bits(key) >= bits;
}

static int
check_key_strength(struct urt_verify *v, size_t depth, unsigned bits,
                   int error)
{
    int strong = key_is_strong(v->chain.cert[depth], bits);

    if (strong < 0)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    return strong ? 1 : urt_verify_tell(v, error, depth, NULL);
}

int
urt_verify_check_leaf_key(struct urt_verify *v)
{
    unsigned bits = level_bits(v->param->auth_level);

    return bits == 0
               ? 1
               : check_key_strength(v, 0, bits, URT_V_ERR_EE_KEY_TOO_SMALL);
}

/* Keys of issuers, and every signature but that of the anchor. */
int
urt_verify_check_strength(struct urt_verify *v)
{
    unsigned bits = level_bits(v->param->auth_level);

    for (size_t i = 0; bits > 0 && i < v->chain.count; i++) {
        const struct urt_cert *cert = v->chain.cert[i];
        int ok = i == 0 ? 1
                        : check_key_strength(v, i, bits,
                                             URT_V_ERR_CA_KEY_TOO_SMALL);

        if (ok > 0 && i + 1 < v->chain.count &&
            urt_signature_security_bits(&cert->signature_algorithm) < bits)
            ok = urt_verify_tell(v, URT_V_ERR_CA_MD_TOO_WEAK, i, NULL);
        if (ok <= 0)
            return ok;
    }
    return 1;
}

int
urt_verify_need_leaf_key(struct urt_verify *v)
{
    struct urt_key *key;
    enum urt_err err;

    if (has_explicit_curve(v->chain.cert[0]))
        return 1;
    err = urt_cert_key(v->chain.cert[0], &key);
    if (err == URT_E_NOMEM)
        return urt_verify_fatal(v, URT_V_ERR_OUT_OF_MEM);
    return err == URT_OK ? 1 : -1;
}
