/* Printers of extensions made of names: authority key and information,
 * distribution points, name constraints, policies. */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

STACK_OF(CONF_VALUE) *
fac_v3_names(const X509V3_EXT_METHOD *method, void *ext,
             STACK_OF(CONF_VALUE) *ret)
{
    return i2v_GENERAL_NAMES((X509V3_EXT_METHOD *)method, ext, ret);
}

static bool
add_hex(const char *name, const ASN1_STRING *s, STACK_OF(CONF_VALUE) **ret)
{
    char *text = OPENSSL_buf2hexstr(s->data, s->length);
    bool ok = text != NULL && X509V3_add_value(name, text, ret);

    OPENSSL_free(text);
    return ok;
}

/* The key identifier alone stands without a name. */
STACK_OF(CONF_VALUE) *
fac_v3_authority_key(const X509V3_EXT_METHOD *method, void *ext,
                     STACK_OF(CONF_VALUE) *ret)
{
    AUTHORITY_KEYID *akid = ext;
    bool alone = akid->issuer == NULL && akid->serial == NULL;

    if (akid->keyid != NULL &&
        !add_hex(alone ? NULL : "keyid", akid->keyid, &ret))
        return NULL;
    if (akid->issuer != NULL)
        ret = i2v_GENERAL_NAMES((X509V3_EXT_METHOD *)method, akid->issuer,
                                ret);
    if (akid->serial != NULL && !add_hex("serial", akid->serial, &ret))
        return NULL;
    return ret;
}

STACK_OF(CONF_VALUE) *
fac_v3_access(const X509V3_EXT_METHOD *method, void *ext,
              STACK_OF(CONF_VALUE) *ret)
{
    AUTHORITY_INFO_ACCESS *info = ext;
    char kind[80], *name;
    size_t len;

    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(info); i++) {
        ACCESS_DESCRIPTION *ad = sk_ACCESS_DESCRIPTION_value(info, i);
        STACK_OF(CONF_VALUE) *list =
            i2v_GENERAL_NAME((X509V3_EXT_METHOD *)method, ad->location, ret);
        CONF_VALUE *v;

        if (list == NULL)
            return NULL;
        ret = list;
        v = sk_CONF_VALUE_value(ret, sk_CONF_VALUE_num(ret) - 1);
        i2t_ASN1_OBJECT(kind, sizeof kind, ad->method);
        len = strlen(kind) + strlen(v->name) + 4;
        name = OPENSSL_malloc(len);
        if (name == NULL)
            return NULL;
        snprintf(name, len, "%s - %s", kind, v->name);
        OPENSSL_free(v->name);
        v->name = name;
    }
    return ret != NULL ? ret : sk_CONF_VALUE_new_null();
}

/* ---- distribution points ---- */

static const BIT_STRING_BITNAME reason_bits[] = {
    {0, "Unused", "unused"},
    {1, "Key Compromise", "keyCompromise"},
    {2, "CA Compromise", "CACompromise"},
    {3, "Affiliation Changed", "affiliationChanged"},
    {4, "Superseded", "superseded"},
    {5, "Cessation Of Operation", "cessationOfOperation"},
    {6, "Certificate Hold", "certificateHold"},
    {7, "Privilege Withdrawn", "privilegeWithdrawn"},
    {8, "AA Compromise", "AACompromise"},
    {-1, NULL, NULL},
};

static void
print_names(BIO *out, GENERAL_NAMES *names, int indent)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (i > 0)
            BIO_puts(out, "\n");
        BIO_printf(out, "%*s", indent + 2, "");
        GENERAL_NAME_print(out, sk_GENERAL_NAME_value(names, i));
    }
}

static void
print_reasons(BIO *out, const char *title, ASN1_BIT_STRING *reasons,
              int indent)
{
    bool first = true;

    BIO_printf(out, "%*s%s:\n%*s", indent, "", title, indent + 2, "");
    for (const BIT_STRING_BITNAME *bit = reason_bits; bit->lname != NULL;
         bit++) {
        if (!ASN1_BIT_STRING_get_bit(reasons, bit->bitnum))
            continue;
        BIO_puts(out, first ? "" : ", ");
        BIO_puts(out, bit->lname);
        first = false;
    }
    BIO_puts(out, first ? "<EMPTY>\n" : "\n");
}

static void
print_point_name(BIO *out, DIST_POINT_NAME *dpn, int indent)
{
    X509_NAME name = {0};

    if (dpn->type == 0) {
        BIO_printf(out, "%*sFull Name:\n", indent, "");
        print_names(out, dpn->name.fullname, indent);
        return;
    }
    name.entries = dpn->name.relativename;
    BIO_printf(out, "%*sRelative Name:\n%*s", indent, "", indent + 2, "");
    X509_NAME_print_ex(out, &name, 0, XN_FLAG_ONELINE);
    BIO_puts(out, "\n");
}

int
fac_v3_print_points(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                    int indent)
{
    CRL_DIST_POINTS *points = ext;

    (void)method;
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        DIST_POINT *point = sk_DIST_POINT_value(points, i);

        if (i > 0)
            BIO_puts(out, "\n");
        if (point->distpoint != NULL)
            print_point_name(out, point->distpoint, indent);
        if (point->reasons != NULL)
            print_reasons(out, "Reasons", point->reasons, indent);
        if (point->CRLissuer != NULL) {
            BIO_printf(out, "%*sCRL Issuer:\n", indent, "");
            print_names(out, point->CRLissuer, indent);
        }
    }
    return 1;
}

int
fac_v3_print_issuing_point(const X509V3_EXT_METHOD *method, void *ext,
                           BIO *out, int indent)
{
    ISSUING_DIST_POINT *idp = ext;

    (void)method;
    if (idp->distpoint != NULL)
        print_point_name(out, idp->distpoint, indent);
    if (idp->onlyuser > 0)
        BIO_printf(out, "%*sOnly User Certificates\n", indent, "");
    if (idp->onlyCA > 0)
        BIO_printf(out, "%*sOnly CA Certificates\n", indent, "");
    if (idp->indirectCRL > 0)
        BIO_printf(out, "%*sIndirect CRL\n", indent, "");
    if (idp->onlysomereasons != NULL)
        print_reasons(out, "Only Some Reasons", idp->onlysomereasons, indent);
    if (idp->onlyattr > 0)
        BIO_printf(out, "%*sOnly Attribute Certificates\n", indent, "");
    if (idp->distpoint == NULL && idp->onlyuser <= 0 && idp->onlyCA <= 0 &&
        idp->indirectCRL <= 0 && idp->onlysomereasons == NULL &&
        idp->onlyattr <= 0)
        BIO_printf(out, "%*s<EMPTY>\n", indent, "");
    return 1;
}

/* ---- name constraints ---- */

/* An address with its mask. */
static void
print_subnet(BIO *out, const ASN1_OCTET_STRING *ip)
{
    ASN1_OCTET_STRING half = {.length = ip->length / 2, .data = ip->data};
    char *address, *mask;

    if (ip->length != 8 && ip->length != 32) {
        BIO_puts(out, "IP:<invalid>");
        return;
    }
    address = fac_ip_text(&half);
    half.data += half.length;
    mask = fac_ip_text(&half);
    BIO_printf(out, "IP:%s/%s", address != NULL ? address : "",
               mask != NULL ? mask : "");
    OPENSSL_free(address);
    OPENSSL_free(mask);
}

static bool
print_subtrees(BIO *out, const char *title, STACK_OF(GENERAL_SUBTREE) *trees,
               int indent, bool more)
{
    if (sk_GENERAL_SUBTREE_num(trees) <= 0)
        return more;
    if (more)
        BIO_puts(out, "\n");
    BIO_printf(out, "%*s%s:\n", indent, "", title);
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(trees); i++) {
        GENERAL_NAME *base = sk_GENERAL_SUBTREE_value(trees, i)->base;

        if (i > 0)
            BIO_puts(out, "\n");
        BIO_printf(out, "%*s", indent + 2, "");
        if (base->type == GEN_IPADD)
            print_subnet(out, base->d.ip);
        else
            GENERAL_NAME_print(out, base);
    }
    return true;
}

int
fac_v3_print_constraints(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                         int indent)
{
    NAME_CONSTRAINTS *nc = ext;
    bool more;

    (void)method;
    more = print_subtrees(out, "Permitted", nc->permittedSubtrees, indent,
                          false);
    print_subtrees(out, "Excluded", nc->excludedSubtrees, indent, more);
    return 1;
}

/* ---- policies ---- */

static void
print_notice(BIO *out, const USERNOTICE *notice, int indent)
{
    if (notice->noticeref != NULL) {
        const NOTICEREF *ref = notice->noticeref;

        BIO_printf(out, "%*sOrganization: %.*s\n", indent, "",
                   ref->organization->length, ref->organization->data);
        BIO_printf(out, "%*sNumber%s: ", indent, "",
                   sk_ASN1_INTEGER_num(ref->noticenos) > 1 ? "s" : "");
        for (int i = 0; i < sk_ASN1_INTEGER_num(ref->noticenos); i++) {
            char *text = i2s_ASN1_INTEGER(
                NULL, sk_ASN1_INTEGER_value(ref->noticenos, i));

            BIO_printf(out, "%s%s", i > 0 ? ", " : "",
                       text != NULL ? text : "(null)");
            OPENSSL_free(text);
        }
        if (notice->exptext != NULL)
            BIO_puts(out, "\n");
    }
    if (notice->exptext != NULL)
        BIO_printf(out, "%*sExplicit Text: %.*s", indent, "",
                   notice->exptext->length, notice->exptext->data);
}

static void
print_qualifiers(BIO *out, STACK_OF(POLICYQUALINFO) *list, int indent)
{
    for (int i = 0; i < sk_POLICYQUALINFO_num(list); i++) {
        const POLICYQUALINFO *q = sk_POLICYQUALINFO_value(list, i);

        if (i > 0)
            BIO_puts(out, "\n");
        switch (OBJ_obj2nid(q->pqualid)) {
        case NID_id_qt_cps:
            BIO_printf(out, "%*sCPS: %.*s", indent, "", q->d.cpsuri->length,
                       q->d.cpsuri->data);
            break;
        case NID_id_qt_unotice:
            BIO_printf(out, "%*sUser Notice:\n", indent, "");
            print_notice(out, q->d.usernotice, indent + 2);
            break;
        default:
            BIO_printf(out, "%*sUnknown Qualifier: ", indent + 2, "");
            i2a_ASN1_OBJECT(out, q->pqualid);
        }
    }
}

int
fac_v3_print_policies(const X509V3_EXT_METHOD *method, void *ext, BIO *out,
                      int indent)
{
    CERTIFICATEPOLICIES *policies = ext;

    (void)method;
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        POLICYINFO *info = sk_POLICYINFO_value(policies, i);

        if (i > 0)
            BIO_puts(out, "\n");
        BIO_printf(out, "%*sPolicy: ", indent, "");
        i2a_ASN1_OBJECT(out, info->policyid);
        if (info->qualifiers != NULL) {
            BIO_puts(out, "\n");
            print_qualifiers(out, info->qualifiers, indent + 2);
        }
    }
    return 1;
}
