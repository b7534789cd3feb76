/* Purposes, trust settings, and whether one certificate could have issued
 * another. RFC 5280, sections 4.2.1.1, 4.2.1.3, 4.2.1.9 and 4.2.1.12.
 *
 * A purpose is a row: which extended key usages permit it, which key usages
 * a subject needs (any one of them), which bits of Netscape's old type stand
 * for it, for subjects and for authorities. What doesn't fit a row's columns
 * is a small function of its own. An absent extension restricts nothing. */
#include "engine/pki/purpose.h"

#include "engine/crypto/sig.h"
#include "engine/der/oid.h"
#include "engine/pki/name.h"
#include "engine/pki/verify.h"

const struct urt_purpose_row urt_purposes[] = {
    {URT_PURPOSE_SSL_CLIENT, URT_TRUST_SSL_CLIENT, "SSL client", "sslclient"},
    {URT_PURPOSE_SSL_SERVER, URT_TRUST_SSL_SERVER, "SSL server", "sslserver"},
    {URT_PURPOSE_NS_SSL_SERVER, URT_TRUST_SSL_SERVER, "Netscape SSL server",
     "nssslserver"},
    {URT_PURPOSE_SMIME_SIGN, URT_TRUST_EMAIL, "S/MIME signing", "smimesign"},
    {URT_PURPOSE_SMIME_ENCRYPT, URT_TRUST_EMAIL, "S/MIME encryption",
     "smimeencrypt"},
    {URT_PURPOSE_CRL_SIGN, URT_TRUST_COMPAT, "CRL signing", "crlsign"},
    {URT_PURPOSE_ANY, URT_TRUST_DEFAULT, "Any Purpose", "any"},
    {URT_PURPOSE_OCSP_HELPER, URT_TRUST_COMPAT, "OCSP helper", "ocsphelper"},
    {URT_PURPOSE_TIMESTAMP_SIGN, URT_TRUST_TSA, "Time Stamp signing",
     "timestampsign"},
};
const size_t urt_purpose_count = sizeof urt_purposes / sizeof *urt_purposes;

const struct urt_trust_row urt_trusts[] = {
    {URT_TRUST_COMPAT, "compatible"},
    {URT_TRUST_SSL_CLIENT, "SSL Client"},
    {URT_TRUST_SSL_SERVER, "SSL Server"},
    {URT_TRUST_EMAIL, "S/MIME email"},
    {URT_TRUST_OBJECT_SIGN, "Object Signer"},
    {URT_TRUST_OCSP_SIGN, "OCSP responder"},
    {URT_TRUST_OCSP_REQUEST, "OCSP request"},
    {URT_TRUST_TSA, "TSA server"},
};
const size_t urt_trust_count = sizeof urt_trusts / sizeof *urt_trusts;

const struct urt_purpose_row *
urt_purpose_by_id(int id)
{
    for (size_t i = 0; i < urt_purpose_count; i++)
        if ((int)urt_purposes[i].id == id)
            return &urt_purposes[i];
    return NULL;
}

/* ---- purposes ---- */

/* An extension that is absent allows; one that is there needs one of BITS. */
static bool
key_usage_allows(const struct urt_cert *cert, uint32_t bits)
{
    return (cert->ext.flags & URT_CERT_KUSAGE) == 0 ||
           (cert->ext.key_usage & bits) != 0;
}

static bool
ext_usage_allows(const struct urt_cert *cert, uint32_t bits)
{
    return (cert->ext.flags & URT_CERT_XKUSAGE) == 0 ||
           (cert->ext.xkey_usage & bits) != 0;
}

static bool
ns_type_allows(const struct urt_cert *cert, uint32_t bits)
{
    return (cert->ext.flags & URT_CERT_NSCERT) == 0 ||
           (cert->ext.ns_type & bits) != 0;
}

/* TimeStamping alone, in a critical extension (RFC 3161, section 2.3); a key
 * usage has signing bits and no others. */
static int
timestamp_subject(const struct urt_cert *cert)
{
    const uint32_t sign = URT_KU_DIGITAL_SIGNATURE | URT_KU_NON_REPUDIATION;
    struct urt_bytes oids = cert->ext.xku, oid;
    struct urt_extension e;

    if (!key_usage_allows(cert, sign) ||
        ((cert->ext.flags & URT_CERT_KUSAGE) != 0 &&
         (cert->ext.key_usage & ~sign) != 0))
        return 0;
    if ((cert->ext.flags & URT_CERT_XKUSAGE) == 0 ||
        cert->ext.xkey_usage != URT_XKU_TIMESTAMP)
        return 0;
    while (urt_der_take_oid(&oids, &oid))
        if (!urt_oid_is(oid, &urt_oid_EKU_TIME_STAMPING))
            return 0;
    return urt_extension_find(cert->extensions, urt_oid_EXT_EXT_KEY_USAGE,
                              &e) &&
           e.critical;
}

enum { NS_MAIL_LENIENT = 2 }; /* an SSL client's old type, taken for mail */

static int
mail_ns_type(const struct urt_cert *cert)
{
    if (ns_type_allows(cert, URT_NS_SMIME))
        return 1;
    return ns_type_allows(cert, URT_NS_SSL_CLIENT) ? NS_MAIL_LENIENT : 0;
}

static const struct rule {
    uint32_t xkey_usage;   /* any of these; 0: not asked */
    uint32_t ns_authority; /* of an authority without basicConstraints... */
    bool plain_authority;  /* an authority's kind isn't told: 1 for all */
    uint32_t key_usage;    /* of a subject: any of these; 0: not asked */
    uint32_t key_usage_2;  /* and any of these */
    uint32_t ns_subject;
    int (*subject)(const struct urt_cert *cert); /* the rest, or NULL */
} rules[URT_PURPOSE_COUNT] = {
    [URT_PURPOSE_SSL_CLIENT] = {URT_XKU_SSL_CLIENT, URT_NS_SSL_CA, true,
                                URT_KU_DIGITAL_SIGNATURE |
                                    URT_KU_KEY_AGREEMENT,
                                0, URT_NS_SSL_CLIENT, NULL},
    [URT_PURPOSE_SSL_SERVER] = {URT_XKU_SSL_SERVER | URT_XKU_SGC,
                                URT_NS_SSL_CA, true,
                                URT_KU_DIGITAL_SIGNATURE |
                                    URT_KU_KEY_ENCIPHERMENT |
                                    URT_KU_KEY_AGREEMENT,
                                0, URT_NS_SSL_SERVER, NULL},
    [URT_PURPOSE_NS_SSL_SERVER] = {URT_XKU_SSL_SERVER | URT_XKU_SGC,
                                   URT_NS_SSL_CA, true,
                                   URT_KU_DIGITAL_SIGNATURE |
                                       URT_KU_KEY_ENCIPHERMENT |
                                       URT_KU_KEY_AGREEMENT,
                                   URT_KU_KEY_ENCIPHERMENT,
                                   URT_NS_SSL_SERVER, NULL},
    [URT_PURPOSE_SMIME_SIGN] = {URT_XKU_SMIME, URT_NS_SMIME_CA, false,
                                URT_KU_DIGITAL_SIGNATURE |
                                    URT_KU_NON_REPUDIATION,
                                0, 0, mail_ns_type},
    [URT_PURPOSE_SMIME_ENCRYPT] = {URT_XKU_SMIME, URT_NS_SMIME_CA, false,
                                   URT_KU_KEY_ENCIPHERMENT, 0, 0,
                                   mail_ns_type},
    [URT_PURPOSE_CRL_SIGN] = {0, 0, false, URT_KU_CRL_SIGN, 0, 0, NULL},
    [URT_PURPOSE_OCSP_HELPER] = {0},
    [URT_PURPOSE_TIMESTAMP_SIGN] = {.subject = timestamp_subject},
};

static int
check_authority(const struct rule *r, const struct urt_cert *cert)
{
    int ca = urt_cert_check_ca(cert);

    if (ca == 0)
        return 0;
    if (ca != 1 && r->ns_authority != 0 &&
        !ns_type_allows(cert, r->ns_authority))
        return 0;
    return r->plain_authority ? 1 : ca;
}

static int
check_subject(const struct rule *r, const struct urt_cert *cert)
{
    if ((r->key_usage != 0 && !key_usage_allows(cert, r->key_usage)) ||
        (r->key_usage_2 != 0 && !key_usage_allows(cert, r->key_usage_2)) ||
        (r->ns_subject != 0 && !ns_type_allows(cert, r->ns_subject)))
        return 0;
    return r->subject != NULL ? r->subject(cert) : 1;
}

int
urt_cert_check_purpose(const struct urt_cert *cert, int purpose, bool as_ca)
{
    const struct rule *r;

    if ((cert->ext.flags & URT_CERT_INVALID) != 0 ||
        urt_purpose_by_id(purpose) == NULL)
        return -1;
    if (purpose == URT_PURPOSE_ANY)
        return 1;
    r = &rules[purpose];
    if (r->xkey_usage != 0 && !ext_usage_allows(cert, r->xkey_usage))
        return 0;
    return as_ca ? check_authority(r, cert) : check_subject(r, cert);
}

int
urt_cert_check_ca(const struct urt_cert *cert)
{
    const struct urt_cert_ext *x = &cert->ext;

    if ((x->flags & URT_CERT_INVALID) != 0 ||
        !key_usage_allows(cert, URT_KU_KEY_CERT_SIGN))
        return 0;
    if ((x->flags & URT_CERT_BCONS) != 0)
        return (x->flags & URT_CERT_CA) != 0 ? 1 : 0;
    if ((x->flags & URT_CERT_V1) != 0 && urt_cert_is_self_signed(cert))
        return 3;
    if ((x->flags & URT_CERT_KUSAGE) != 0)
        return 4;
    if ((x->flags & URT_CERT_NSCERT) != 0 &&
        (x->ns_type &
         (URT_NS_SSL_CA | URT_NS_SMIME_CA | URT_NS_OBJSIGN_CA)) != 0)
        return 5;
    return 0;
}

/* ---- trust ---- */

/* The use that a trust setting's OID names. The OCSP ones neither take
 * anyExtendedKeyUsage for an answer nor trust a root for being one. */
static const struct use {
    const struct urt_bytes *oid;
    bool exact;
} uses[URT_TRUST_COUNT] = {
    [URT_TRUST_DEFAULT] = {&urt_oid_EKU_ANY, false},
    [URT_TRUST_SSL_CLIENT] = {&urt_oid_EKU_CLIENT_AUTH, false},
    [URT_TRUST_SSL_SERVER] = {&urt_oid_EKU_SERVER_AUTH, false},
    [URT_TRUST_EMAIL] = {&urt_oid_EKU_EMAIL, false},
    [URT_TRUST_OBJECT_SIGN] = {&urt_oid_EKU_CODE_SIGNING, false},
    [URT_TRUST_OCSP_SIGN] = {&urt_oid_EKU_OCSP_SIGNING, true},
    [URT_TRUST_OCSP_REQUEST] = {&urt_oid_AD_OCSP, true},
    [URT_TRUST_TSA] = {&urt_oid_EKU_TIME_STAMPING, false},
};

static bool
lists_use(struct urt_bytes oids, const struct urt_bytes *use, bool any)
{
    struct urt_bytes oid;

    while (urt_der_take_oid(&oids, &oid))
        if ((use != NULL && urt_oid_is(oid, use)) ||
            (any && urt_oid_is(oid, &urt_oid_EKU_ANY)))
            return true;
    return false;
}

static enum urt_trust_result
trust_as_root(const struct urt_cert *cert, unsigned flags)
{
    if ((flags & URT_TRUST_NO_SS_COMPAT) != 0 ||
        (cert->ext.flags & URT_CERT_INVALID) != 0 ||
        !urt_cert_is_self_signed(cert))
        return URT_TRUST_IS_UNTRUSTED;
    return URT_TRUST_IS_TRUSTED;
}

enum urt_trust_result
urt_cert_check_trust(const struct urt_cert *cert, int trust, unsigned flags)
{
    const struct use *use = NULL;
    const struct urt_cert_aux *aux = &cert->aux;
    bool exact, any;

    if (trust == URT_TRUST_COMPAT)
        return trust_as_root(cert, flags);
    if (trust >= 0 && trust < URT_TRUST_COUNT)
        use = &uses[trust];
    exact = use == NULL || use->exact;
    /* An unknown use goes by anyExtendedKeyUsage where the caller says so;
     * the OCSP ones never do. */
    any = use == NULL ? (flags & URT_TRUST_OK_ANY_EKU) != 0 : !exact;
    if (aux->present) {
        const struct urt_bytes *oid = use != NULL ? use->oid : NULL;

        if (lists_use(aux->reject, oid, any))
            return URT_TRUST_IS_REJECTED;
        if (lists_use(aux->trust, oid, any))
            return URT_TRUST_IS_TRUSTED;
        /* Trusted for something else is rejected for this. */
        if (aux->trust.data != NULL)
            return URT_TRUST_IS_REJECTED;
    }
    if (exact && (flags & URT_TRUST_DO_SS_COMPAT) == 0)
        return URT_TRUST_IS_UNTRUSTED;
    return trust_as_root(cert, flags);
}

/* ---- who issued whom ---- */

/* Whether GeneralNames hold this directory name. */
static bool
names_hold(struct urt_bytes names, struct urt_bytes name)
{
    struct urt_bytes c;
    uint8_t tag;

    while (urt_general_name_take(&names, &tag, &c))
        if (tag == URT_GN_DIRECTORY && urt_name_equal(c, name))
            return true;
    return false;
}

static bool
names_hold_directory(struct urt_bytes names)
{
    struct urt_bytes c;
    uint8_t tag;

    while (urt_general_name_take(&names, &tag, &c))
        if (tag == URT_GN_DIRECTORY)
            return true;
    return false;
}

int
urt_cert_check_akid(const struct urt_cert *issuer,
                    const struct urt_cert *subject)
{
    const struct urt_cert_ext *x = &subject->ext;

    if (!x->has_akid)
        return URT_V_OK;
    if (x->akid_key.data != NULL && issuer->ext.has_skid &&
        !urt_bytes_equal(x->akid_key, issuer->ext.skid))
        return URT_V_ERR_AKID_SKID_MISMATCH;
    if (x->akid_serial.data != NULL &&
        !urt_bytes_equal(x->akid_serial, issuer->serial))
        return URT_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
    /* The issuer's own issuer, where a directory name says it. */
    if (names_hold_directory(x->akid_issuer) &&
        !names_hold(x->akid_issuer, issuer->issuer))
        return URT_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
    return URT_V_OK;
}

/* Whether ISSUER's key is of the kind that signed SUBJECT. */
static int
check_algorithm(const struct urt_cert *issuer, const struct urt_cert *subject)
{
    const struct urt_x509_sigalg *row;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_key_type type;
    enum urt_err err;

    err = urt_cert_key(issuer, &key);
    if (err == URT_E_NOMEM)
        return URT_V_ERR_OUT_OF_MEM;
    if (err != URT_OK)
        return URT_V_ERR_NO_ISSUER_PUBLIC_KEY;
    if (urt_x509_sigalg_read(&row, &params, subject->signature_algorithm.oid,
                             subject->signature_algorithm.params) != URT_OK)
        return URT_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM;
    type = urt_key_type(key);
    /* An RSA-PSS key signs with PSS only; a plain RSA key with either. */
    if (type == URT_KEY_RSA_PSS && params.padding == URT_PADDING_PSS)
        type = URT_KEY_RSA;
    return type == row->key_type ? URT_V_OK
                                 : URT_V_ERR_SIGNATURE_ALGORITHM_MISMATCH;
}

int
urt_cert_likely_issued(const struct urt_cert *issuer,
                       const struct urt_cert *subject)
{
    int order = 0, result;

    if (!urt_bytes_equal(issuer->subject, subject->issuer))
        order = urt_name_compare(issuer->subject, subject->issuer);
    if (order == -2)
        return URT_V_ERR_OUT_OF_MEM;
    if (order != 0)
        return URT_V_ERR_SUBJECT_ISSUER_MISMATCH;
    if (((issuer->ext.flags | subject->ext.flags) & URT_CERT_INVALID) != 0)
        return URT_V_ERR_UNSPECIFIED;
    result = urt_cert_check_akid(issuer, subject);
    return result != URT_V_OK ? result : check_algorithm(issuer, subject);
}

int
urt_cert_check_issued(const struct urt_cert *issuer,
                      const struct urt_cert *subject)
{
    int result = urt_cert_likely_issued(issuer, subject);

    if (result != URT_V_OK)
        return result;
    if ((subject->ext.flags & URT_CERT_PROXY) != 0)
        return key_usage_allows(issuer, URT_KU_DIGITAL_SIGNATURE)
                   ? URT_V_OK
                   : URT_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE;
    return key_usage_allows(issuer, URT_KU_KEY_CERT_SIGN)
               ? URT_V_OK
               : URT_V_ERR_KEYUSAGE_NO_CERTSIGN;
}
