/* The table of known extensions, finding them, decoding and adding them. */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdlib.h>
#include <string.h>

static const BIT_STRING_BITNAME key_usage_bits[] = {
    {0, "Digital Signature", "digitalSignature"},
    {1, "Non Repudiation", "nonRepudiation"},
    {2, "Key Encipherment", "keyEncipherment"},
    {3, "Data Encipherment", "dataEncipherment"},
    {4, "Key Agreement", "keyAgreement"},
    {5, "Certificate Sign", "keyCertSign"},
    {6, "CRL Sign", "cRLSign"},
    {7, "Encipher Only", "encipherOnly"},
    {8, "Decipher Only", "decipherOnly"},
    {-1, NULL, NULL},
};

static const BIT_STRING_BITNAME ns_type_bits[] = {
    {0, "SSL Client", "client"},
    {1, "SSL Server", "server"},
    {2, "S/MIME", "email"},
    {3, "Object Signing", "objsign"},
    {4, "Unused", "reserved"},
    {5, "SSL CA", "sslCA"},
    {6, "S/MIME CA", "emailCA"},
    {7, "Object Signing CA", "objCA"},
    {-1, NULL, NULL},
};

static const ENUMERATED_NAMES crl_reasons[] = {
    {0, "Unspecified", "unspecified"},
    {1, "Key Compromise", "keyCompromise"},
    {2, "CA Compromise", "CACompromise"},
    {3, "Affiliation Changed", "affiliationChanged"},
    {4, "Superseded", "superseded"},
    {5, "Cessation Of Operation", "cessationOfOperation"},
    {6, "Certificate Hold", "certificateHold"},
    {8, "Remove From CRL", "removeFromCRL"},
    {9, "Privilege Withdrawn", "privilegeWithdrawn"},
    {10, "AA Compromise", "AACompromise"},
    {-1, NULL, NULL},
};

#define ROW(nid, flags, item) \
    .ext_nid = nid, .ext_flags = flags, .it = ASN1_ITEM_ref(item)
#define BITS(nid, names)                                          \
    {ROW(nid, 0, ASN1_BIT_STRING), .i2v = fac_v3_bits,            \
     .v2i = fac_v3_read_bits, .usr_data = (void *)names}
#define IA5(nid)                                                  \
    {ROW(nid, 0, ASN1_IA5STRING), .i2s = fac_v3_string,           \
     .s2i = fac_v3_read_string}
#define NAMES(nid, read)                                          \
    {ROW(nid, 0, GENERAL_NAMES), .i2v = fac_v3_names, .v2i = read}

/* In the order of their NIDs. */
static const X509V3_EXT_METHOD methods[] = {
    BITS(NID_netscape_cert_type, ns_type_bits),
    IA5(NID_netscape_base_url),
    IA5(NID_netscape_revocation_url),
    IA5(NID_netscape_ca_revocation_url),
    IA5(NID_netscape_renewal_url),
    IA5(NID_netscape_ca_policy_url),
    IA5(NID_netscape_ssl_server_name),
    IA5(NID_netscape_comment),
    {ROW(NID_subject_key_identifier, 0, ASN1_OCTET_STRING),
     .i2s = fac_v3_octets, .s2i = fac_v3_read_subject_key},
    BITS(NID_key_usage, key_usage_bits),
    {ROW(NID_private_key_usage_period, 0, PKEY_USAGE_PERIOD),
     .i2r = fac_v3_print_period},
    NAMES(NID_subject_alt_name, fac_v3_read_subject_names),
    NAMES(NID_issuer_alt_name, fac_v3_read_issuer_names),
    {ROW(NID_basic_constraints, 0, BASIC_CONSTRAINTS), .i2v = fac_v3_basic,
     .v2i = fac_v3_read_basic},
    {ROW(NID_crl_number, 0, ASN1_INTEGER), .i2s = fac_v3_integer},
    {ROW(NID_certificate_policies, 0, CERTIFICATEPOLICIES),
     .i2r = fac_v3_print_policies, .r2i = fac_v3_read_policies},
    {ROW(NID_authority_key_identifier, X509V3_EXT_MULTILINE, AUTHORITY_KEYID),
     .i2v = fac_v3_authority_key, .v2i = fac_v3_read_authority_key},
    {ROW(NID_crl_distribution_points, 0, CRL_DIST_POINTS),
     .i2r = fac_v3_print_points, .v2i = fac_v3_read_points},
    {ROW(NID_ext_key_usage, 0, EXTENDED_KEY_USAGE),
     .i2v = fac_v3_key_purposes, .v2i = fac_v3_read_key_purposes},
    {ROW(NID_delta_crl, 0, ASN1_INTEGER), .i2s = fac_v3_integer},
    {ROW(NID_crl_reason, 0, ASN1_ENUMERATED), .i2s = fac_v3_enumerated,
     .usr_data = (void *)crl_reasons},
    {ROW(NID_info_access, X509V3_EXT_MULTILINE, AUTHORITY_INFO_ACCESS),
     .i2v = fac_v3_access, .v2i = fac_v3_read_accesses},
    {ROW(NID_id_pkix_OCSP_Nonce, 0, ASN1_OCTET_STRING),
     .i2r = fac_v3_print_nonce},
    {ROW(NID_id_pkix_OCSP_noCheck, 0, ASN1_NULL), .i2r = fac_v3_print_null,
     .s2i = fac_v3_read_null},
    {ROW(NID_sinfo_access, X509V3_EXT_MULTILINE, AUTHORITY_INFO_ACCESS),
     .i2v = fac_v3_access, .v2i = fac_v3_read_accesses},
    {ROW(NID_policy_constraints, 0, POLICY_CONSTRAINTS),
     .i2v = fac_v3_policy_limits, .v2i = fac_v3_read_policy_limits},
    {ROW(NID_name_constraints, 0, NAME_CONSTRAINTS),
     .i2r = fac_v3_print_constraints, .v2i = fac_v3_read_constraints},
    {ROW(NID_policy_mappings, 0, POLICY_MAPPINGS),
     .i2v = fac_v3_policy_maps, .v2i = fac_v3_read_policy_maps},
    {ROW(NID_inhibit_any_policy, 0, ASN1_INTEGER), .i2s = fac_v3_integer,
     .s2i = fac_v3_read_integer},
    {ROW(NID_issuing_distribution_point, X509V3_EXT_MULTILINE,
         ISSUING_DIST_POINT),
     .i2r = fac_v3_print_issuing_point, .v2i = fac_v3_read_issuing_point},
    NAMES(NID_certificate_issuer, NULL),
    {ROW(NID_freshest_crl, 0, CRL_DIST_POINTS), .i2r = fac_v3_print_points,
     .v2i = fac_v3_read_points},
    {.ext_nid = NID_tlsfeature, .it = fac_tls_feature_it,
     .i2v = fac_v3_tls_features, .v2i = fac_v3_read_tls_features},
};

const X509V3_EXT_METHOD *
X509V3_EXT_get_nid(int nid)
{
    if (nid < 0)
        return NULL;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (methods[i].ext_nid == nid)
            return &methods[i];
    return NULL;
}

const X509V3_EXT_METHOD *
X509V3_EXT_get(X509_EXTENSION *ext)
{
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));

    return nid == NID_undef ? NULL : X509V3_EXT_get_nid(nid);
}

void *
X509V3_EXT_d2i(X509_EXTENSION *ext)
{
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(ext);
    const ASN1_STRING *data = X509_EXTENSION_get_data(ext);
    const unsigned char *p = data->data;

    if (method == NULL)
        return NULL;
    return ASN1_item_d2i(NULL, &p, data->length,
                         ASN1_ITEM_ptr(method->it));
}

/* The value of the extension NID: when there are several and the caller does
 * not walk them (IDX NULL), none, and *CRIT is -2. */
void *
X509V3_get_d2i(const STACK_OF(X509_EXTENSION) *x, int nid, int *crit, int *idx)
{
    int found = -1;

    if (x != NULL) {
        for (int i = idx != NULL && *idx >= -1 ? *idx + 1 : 0;
             i < sk_X509_EXTENSION_num(x); i++) {
            X509_EXTENSION *ext = sk_X509_EXTENSION_value(x, i);

            if (OBJ_obj2nid(X509_EXTENSION_get_object(ext)) != nid)
                continue;
            if (found >= 0) {
                if (crit != NULL)
                    *crit = -2;
                return NULL;
            }
            found = i;
            if (idx != NULL)
                break;
        }
    }
    if (idx != NULL)
        *idx = found;
    if (found < 0) {
        if (crit != NULL)
            *crit = -1;
        return NULL;
    }
    if (crit != NULL)
        *crit = X509_EXTENSION_get_critical(sk_X509_EXTENSION_value(x, found));
    return X509V3_EXT_d2i(sk_X509_EXTENSION_value(x, found));
}

X509_EXTENSION *
X509V3_EXT_i2d(int ext_nid, int crit, void *ext_struc)
{
    const X509V3_EXT_METHOD *method = X509V3_EXT_get_nid(ext_nid);
    unsigned char *der = NULL;
    ASN1_OCTET_STRING *data;
    X509_EXTENSION *ext = NULL;
    int len;

    if (method == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNKNOWN_EXTENSION);
        return NULL;
    }
    len = ASN1_item_i2d(ext_struc, &der, ASN1_ITEM_ptr(method->it));
    data = len < 0 ? NULL : ASN1_OCTET_STRING_new();
    if (data == NULL) {
        OPENSSL_free(der);
        ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ASN1_STRING_set0(data, der, len);
    ext = X509_EXTENSION_create_by_NID(NULL, ext_nid, crit, data);
    ASN1_OCTET_STRING_free(data);
    return ext;
}

int
X509V3_add1_i2d(STACK_OF(X509_EXTENSION) **x, int nid, void *value, int crit,
                unsigned long flags)
{
    unsigned long how = flags & X509V3_ADD_OP_MASK;
    bool quiet = (flags & X509V3_ADD_SILENT) != 0;
    int at = how == X509V3_ADD_APPEND ? -1
                                      : X509v3_get_ext_by_NID(*x, nid, -1);
    X509_EXTENSION *ext;

    if (at >= 0 && how == X509V3_ADD_KEEP_EXISTING)
        return 1;
    if (at >= 0 && how == X509V3_ADD_DEFAULT) {
        if (!quiet)
            ERR_raise(ERR_LIB_X509V3, X509V3_R_EXTENSION_EXISTS);
        return 0;
    }
    if (at >= 0 && how == X509V3_ADD_DELETE) {
        X509_EXTENSION_free(sk_X509_EXTENSION_delete(*x, at));
        return 1;
    }
    if (at < 0 && (how == X509V3_ADD_REPLACE_EXISTING ||
                   how == X509V3_ADD_DELETE)) {
        if (!quiet)
            ERR_raise(ERR_LIB_X509V3, X509V3_R_EXTENSION_NOT_FOUND);
        return 0;
    }
    ext = X509V3_EXT_i2d(nid, crit, value);
    if (ext == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_ERROR_CREATING_EXTENSION);
        return 0;
    }
    if (at >= 0) {
        X509_EXTENSION_free(sk_X509_EXTENSION_value(*x, at));
        return sk_X509_EXTENSION_set(*x, at, ext) != NULL ? 1 : -1;
    }
    if (*x == NULL)
        *x = sk_X509_EXTENSION_new_null();
    if (*x == NULL || !sk_X509_EXTENSION_push(*x, ext)) {
        X509_EXTENSION_free(ext);
        return -1;
    }
    return 1;
}

/* ---- values as name/value lists ---- */

static bool
add_pair(const char *name, const char *value, size_t len,
         STACK_OF(CONF_VALUE) **list)
{
    CONF_VALUE *v = OPENSSL_zalloc(sizeof *v);
    bool fresh = *list == NULL;

    if (v == NULL)
        return false;
    if (fresh)
        *list = sk_CONF_VALUE_new_null();
    v->name = name != NULL ? OPENSSL_strdup(name) : NULL;
    v->value = value != NULL ? OPENSSL_strndup(value, len) : NULL;
    if (*list != NULL && (name == NULL || v->name != NULL) &&
        (value == NULL || v->value != NULL) &&
        sk_CONF_VALUE_push(*list, v) > 0)
        return true;
    X509V3_conf_free(v);
    if (fresh) {
        sk_CONF_VALUE_free(*list);
        *list = NULL;
    }
    ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
    return false;
}

int
X509V3_add_value(const char *name, const char *value,
                 STACK_OF(CONF_VALUE) **extlist)
{
    return add_pair(name, value, value != NULL ? strlen(value) : 0, extlist);
}

int
X509V3_add_value_bool(const char *name, int asn1_bool,
                      STACK_OF(CONF_VALUE) **extlist)
{
    return X509V3_add_value(name, asn1_bool ? "TRUE" : "FALSE", extlist);
}

int
X509V3_add_value_int(const char *name, const ASN1_INTEGER *aint,
                     STACK_OF(CONF_VALUE) **extlist)
{
    char *text;
    int ok;

    if (aint == NULL)
        return 1;
    text = i2s_ASN1_INTEGER(NULL, aint);
    ok = text != NULL && X509V3_add_value(name, text, extlist);
    OPENSSL_free(text);
    return ok;
}

void
X509V3_conf_free(CONF_VALUE *conf)
{
    if (conf == NULL)
        return;
    OPENSSL_free(conf->name);
    OPENSSL_free(conf->value);
    OPENSSL_free(conf->section);
    OPENSSL_free(conf);
}
