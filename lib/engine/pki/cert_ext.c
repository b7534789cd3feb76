/* What a certificate's extensions say. RFC 5280, section 4.2.
 *
 * One pass over the extensions, one row an extension. A handler reads the
 * value into cert->ext and says whether it was well formed; the row says
 * whether verification understands the extension when it is critical. */
#include "engine/pki/cert_ext.h"

#include "engine/der/oid.h"
#include "engine/pki/name.h"
#include "engine/pki/verify.h"

bool
urt_extension_take(struct urt_bytes *extensions, struct urt_extension *out)
{
    struct urt_bytes rest = *extensions, c, flag;
    struct urt_extension e = {.critical = false};
    bool present;

    if (!urt_der_next_is(rest, URT_DER_SEQUENCE) ||
        !urt_der_take_any(&rest, NULL, &c, &e.whole) ||
        !urt_der_take_oid(&c, &e.oid) ||
        !urt_der_take_optional(&c, URT_DER_BOOLEAN, &flag, &present) ||
        (present && flag.len != 1) ||
        !urt_der_take(&c, URT_DER_OCTET_STRING, &e.value) || c.len > 0)
        return false;
    /* Any byte but 0 counts as TRUE: a BER encoder's critical extension must
     * not be taken for a harmless one. */
    e.critical = present && flag.data[0] != 0;
    *out = e;
    *extensions = rest;
    return true;
}

bool
urt_extension_find(struct urt_bytes extensions, struct urt_bytes oid,
                   struct urt_extension *out)
{
    while (urt_extension_take(&extensions, out))
        if (urt_bytes_equal(out->oid, oid))
            return true;
    return false;
}

bool
urt_general_name_take(struct urt_bytes *names, uint8_t *tag,
                      struct urt_bytes *content)
{
    struct urt_bytes rest = *names, c;
    uint8_t t;

    if (!urt_der_take_any(&rest, &t, &c, NULL))
        return false;
    switch (t) {
    case URT_GN_DIRECTORY:
        if (!urt_name_is_valid(c))
            return false;
        break;
    case URT_GN_OTHER:
    case URT_GN_X400:
    case URT_GN_EDI:
    case URT_GN_EMAIL:
    case URT_GN_DNS:
    case URT_GN_URI:
    case URT_GN_IP:
    case URT_GN_RID:
        break;
    default:
        return false;
    }
    *tag = t;
    *content = c;
    *names = rest;
    return true;
}

bool
urt_general_names_are_valid(struct urt_bytes names)
{
    struct urt_bytes c;
    size_t count = 0;
    uint8_t tag;

    for (; names.len > 0; count++)
        if (count == URT_CERT_MAX_NAMES ||
            !urt_general_name_take(&names, &tag, &c))
            return false;
    return true;
}

bool
urt_oids_are_valid(struct urt_bytes oids)
{
    struct urt_bytes oid;

    while (oids.len > 0)
        if (!urt_der_take_oid(&oids, &oid))
            return false;
    return true;
}

bool
urt_value_is(struct urt_bytes value, uint8_t tag, struct urt_bytes *content)
{
    return urt_der_take(&value, tag, content) && value.len == 0;
}

bool
urt_akid_read(struct urt_bytes value, struct urt_bytes *key,
              struct urt_bytes *issuer, struct urt_bytes *serial)
{
    struct urt_bytes c;
    bool present;

    return urt_value_is(value, URT_DER_SEQUENCE, &c) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT | 0, key, &present) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 1, issuer,
                                 &present) &&
           (!present || urt_general_names_are_valid(*issuer)) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT | 2, serial, &present) &&
           c.len == 0;
}

/* BasicConstraints. A BOOLEAN may be any byte, as OpenSSL reads it. */
static bool
basic_constraints(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_cert_ext *x = &cert->ext;
    struct urt_bytes c, ca;
    bool present;

    if (!urt_value_is(e->value, URT_DER_SEQUENCE, &c) ||
        !urt_der_take_optional(&c, URT_DER_BOOLEAN, &ca, &present) ||
        (present && ca.len != 1))
        return false;
    x->flags |= URT_CERT_BCONS;
    if (e->critical)
        x->flags |= URT_CERT_BCONS_CRITICAL;
    if (present && ca.data[0] != 0)
        x->flags |= URT_CERT_CA;
    if (c.len == 0)
        return true;
    if (!urt_small_integer_take(&c, &x->path_len) || c.len > 0 ||
        x->path_len < 0) {
        x->path_len = 0;
        return false;
    }
    return true;
}

static bool
key_usage(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_bytes v = e->value, bits;
    unsigned unused;

    if (!urt_der_take_bits(&v, &bits, &unused) || v.len > 0)
        return false;
    cert->ext.flags |= URT_CERT_KUSAGE;
    if (bits.len > 0)
        cert->ext.key_usage = bits.data[0];
    if (bits.len > 1)
        cert->ext.key_usage |= (uint32_t)bits.data[1] << 8;
    /* A key usage that allows nothing is no key usage (4.2.1.3). */
    return cert->ext.key_usage != 0;
}

static const struct {
    const struct urt_bytes *oid;
    uint32_t bit;
} usages[] = {
    {&urt_oid_EKU_SERVER_AUTH, URT_XKU_SSL_SERVER},
    {&urt_oid_EKU_CLIENT_AUTH, URT_XKU_SSL_CLIENT},
    {&urt_oid_EKU_EMAIL, URT_XKU_SMIME},
    {&urt_oid_EKU_CODE_SIGNING, URT_XKU_CODE_SIGN},
    {&urt_oid_EKU_MS_SGC, URT_XKU_SGC},
    {&urt_oid_EKU_NS_SGC, URT_XKU_SGC},
    {&urt_oid_EKU_OCSP_SIGNING, URT_XKU_OCSP_SIGN},
    {&urt_oid_EKU_TIME_STAMPING, URT_XKU_TIMESTAMP},
    {&urt_oid_EKU_DVCS, URT_XKU_DVCS},
    {&urt_oid_EKU_ANY, URT_XKU_ANY},
};

static bool
ext_key_usage(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_bytes c, oid;

    if (!urt_value_is(e->value, URT_DER_SEQUENCE, &c) ||
        !urt_oids_are_valid(c))
        return false;
    cert->ext.flags |= URT_CERT_XKUSAGE;
    cert->ext.xku = c;
    while (urt_der_take_oid(&c, &oid))
        for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
            if (urt_oid_is(oid, usages[i].oid))
                cert->ext.xkey_usage |= usages[i].bit;
    return true;
}

static bool
netscape_type(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_bytes v = e->value, bits;
    unsigned unused;

    if (!urt_der_take_bits(&v, &bits, &unused) || v.len > 0)
        return false;
    cert->ext.flags |= URT_CERT_NSCERT;
    cert->ext.ns_type = bits.len > 0 ? bits.data[0] : 0;
    return true;
}

static bool
subject_key_id(struct urt_cert *cert, const struct urt_extension *e)
{
    if (e->critical)
        cert->ext.flags |= URT_CERT_SKID_CRITICAL;
    cert->ext.has_skid =
        urt_value_is(e->value, URT_DER_OCTET_STRING, &cert->ext.skid);
    return cert->ext.has_skid;
}

static bool
authority_key_id(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_cert_ext *x = &cert->ext;

    if (e->critical)
        x->flags |= URT_CERT_AKID_CRITICAL;
    x->has_akid = urt_akid_read(e->value, &x->akid_key, &x->akid_issuer,
                                &x->akid_serial);
    return x->has_akid;
}

static bool
subject_alt_name(struct urt_cert *cert, const struct urt_extension *e)
{
    if (e->critical)
        cert->ext.flags |= URT_CERT_SAN_CRITICAL;
    cert->ext.has_san =
        urt_value_is(e->value, URT_DER_SEQUENCE, &cert->ext.san) &&
        urt_general_names_are_valid(cert->ext.san);
    if (!cert->ext.has_san)
        cert->ext.san = URT_BYTES_NONE;
    return cert->ext.has_san;
}

static bool
issuer_alt_name(struct urt_cert *cert, const struct urt_extension *e)
{
    return urt_value_is(e->value, URT_DER_SEQUENCE, &cert->ext.ian) &&
           urt_general_names_are_valid(cert->ext.ian);
}

/* GeneralSubtrees: only the frame; constraints.c judges min and max. */
static bool
subtrees_are_valid(struct urt_bytes trees)
{
    struct urt_bytes tree, c;
    uint8_t tag;

    while (trees.len > 0)
        if (!urt_der_take(&trees, URT_DER_SEQUENCE, &tree) ||
            !urt_general_name_take(&tree, &tag, &c))
            return false;
    return true;
}

static bool
name_constraints(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_cert_ext *x = &cert->ext;
    struct urt_bytes c;
    bool present;

    x->has_constraints = true;
    return urt_value_is(e->value, URT_DER_SEQUENCE, &c) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 0,
                                 &x->permitted, &present) &&
           urt_der_take_optional(&c, URT_DER_CONTEXT_CONSTRUCTED | 1,
                                 &x->excluded, &present) &&
           c.len == 0 && subtrees_are_valid(x->permitted) &&
           subtrees_are_valid(x->excluded);
}

static bool
crl_points(struct urt_cert *cert, const struct urt_extension *e)
{
    struct urt_bytes rest, point;

    if (!urt_value_is(e->value, URT_DER_SEQUENCE, &cert->ext.crl_points))
        return false;
    for (rest = cert->ext.crl_points; rest.len > 0;)
        if (!urt_der_take(&rest, URT_DER_SEQUENCE, &point))
            return false;
    return true;
}

static bool
policies(struct urt_cert *cert, const struct urt_extension *e)
{
    cert->ext.has_policies = true;
    return true;
}

static bool
policy_constraints(struct urt_cert *cert, const struct urt_extension *e)
{
    cert->ext.has_policy_constraints = true;
    return true;
}

static bool
freshest(struct urt_cert *cert, const struct urt_extension *e)
{
    cert->ext.flags |= URT_CERT_FRESHEST;
    return true;
}

static bool
proxy_info(struct urt_cert *cert, const struct urt_extension *e)
{
    cert->ext.flags |= URT_CERT_PROXY;
    return true;
}

static bool
no_check(struct urt_cert *cert, const struct urt_extension *e)
{
    cert->ext.no_check = true;
    return true;
}

static const struct row {
    const struct urt_bytes *oid;
    bool (*read)(struct urt_cert *cert, const struct urt_extension *e);
    bool understood; /* may be critical */
} rows[] = {
    {&urt_oid_EXT_BASIC_CONSTRAINTS, basic_constraints, true},
    {&urt_oid_EXT_KEY_USAGE, key_usage, true},
    {&urt_oid_EXT_EXT_KEY_USAGE, ext_key_usage, true},
    {&urt_oid_EXT_NS_CERT_TYPE, netscape_type, true},
    {&urt_oid_EXT_SUBJECT_KEY_ID, subject_key_id, false},
    {&urt_oid_EXT_AUTHORITY_KEY_ID, authority_key_id, false},
    {&urt_oid_EXT_SUBJECT_ALT_NAME, subject_alt_name, true},
    {&urt_oid_EXT_ISSUER_ALT_NAME, issuer_alt_name, false},
    {&urt_oid_EXT_NAME_CONSTRAINTS, name_constraints, true},
    {&urt_oid_EXT_CRL_DIST_POINTS, crl_points, true},
    {&urt_oid_EXT_CERT_POLICIES, policies, true},
    {&urt_oid_EXT_POLICY_MAPPINGS, policy_constraints, true},
    {&urt_oid_EXT_POLICY_CONSTRAINTS, policy_constraints, true},
    {&urt_oid_EXT_INHIBIT_ANY_POLICY, policy_constraints, true},
    {&urt_oid_EXT_FRESHEST_CRL, freshest, false},
    {&urt_oid_EXT_PROXY_INFO, proxy_info, true},
    {&urt_oid_OCSP_NOCHECK, no_check, true},
};

enum { ROWS = sizeof rows / sizeof *rows };

/* The number of OID's row, or ROWS. */
static size_t
find_row(struct urt_bytes oid)
{
    size_t i = 0;

    while (i < ROWS && !urt_oid_is(oid, rows[i].oid))
        i++;
    return i;
}

static void
read_one(struct urt_cert *cert, const struct urt_extension *e, uint32_t *seen)
{
    size_t i = find_row(e->oid);

    if (i < ROWS) {
        if (*seen & 1u << i || !rows[i].read(cert, e))
            cert->ext.flags |= URT_CERT_INVALID;
        *seen |= 1u << i;
    }
    if (e->critical && (i == ROWS || !rows[i].understood))
        cert->ext.flags |= URT_CERT_CRITICAL;
}

void
urt_cert_ext_read(struct urt_cert *cert)
{
    struct urt_bytes rest = cert->extensions;
    struct urt_extension e;
    uint32_t seen = 0;

    cert->ext.path_len = -1;
    if (cert->version == 0)
        cert->ext.flags |= URT_CERT_V1;
    while (urt_extension_take(&rest, &e))
        read_one(cert, &e, &seen);
    if (cert->ext.flags & URT_CERT_PROXY &&
        (cert->ext.flags & URT_CERT_CA || cert->ext.has_san ||
         cert->ext.ian.data != NULL))
        cert->ext.flags |= URT_CERT_INVALID;
    if (cert->ext.flags & URT_CERT_INVALID) {
        /* Nothing that such a certificate says is to be relied on. */
        cert->ext.key_usage = cert->ext.xkey_usage = 0;
        cert->ext.path_len = -1;
    }
    if (urt_name_equal(cert->subject, cert->issuer)) {
        cert->ext.flags |= URT_CERT_SELF_ISSUED;
        if (urt_cert_check_akid(cert, cert) == URT_V_OK)
            cert->ext.flags |= URT_CERT_SELF_SIGNED;
    }
}
