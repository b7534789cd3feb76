/* GENERAL_NAME: getting, setting, comparing, printing; and what programs take
 * out of a certificate's names (OCSP responders, mail addresses). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"

void
GENERAL_NAME_set0_value(GENERAL_NAME *a, int type, void *value)
{
    a->d.ptr = value;
    a->type = type;
}

void *
GENERAL_NAME_get0_value(const GENERAL_NAME *a, int *ptype)
{
    if (ptype != NULL)
        *ptype = a->type;
    return a->d.ptr;
}

int
GENERAL_NAME_set0_othername(GENERAL_NAME *gen, ASN1_OBJECT *oid,
                            ASN1_TYPE *value)
{
    OTHERNAME *other = OTHERNAME_new();

    if (other == NULL)
        return 0;
    ASN1_OBJECT_free(other->type_id);
    ASN1_TYPE_free(other->value);
    other->type_id = oid;
    other->value = value;
    GENERAL_NAME_set0_value(gen, GEN_OTHERNAME, other);
    return 1;
}

int
GENERAL_NAME_get0_otherName(const GENERAL_NAME *gen, ASN1_OBJECT **poid,
                            ASN1_TYPE **pvalue)
{
    if (gen->type != GEN_OTHERNAME)
        return 0;
    if (poid != NULL)
        *poid = gen->d.otherName->type_id;
    if (pvalue != NULL)
        *pvalue = gen->d.otherName->value;
    return 1;
}

int
OTHERNAME_cmp(OTHERNAME *a, OTHERNAME *b)
{
    int diff;

    if (a == NULL || b == NULL)
        return -1;
    diff = OBJ_cmp(a->type_id, b->type_id);
    return diff != 0 ? diff : ASN1_TYPE_cmp(a->value, b->value);
}

int
GENERAL_NAME_cmp(GENERAL_NAME *a, GENERAL_NAME *b)
{
    if (a == NULL || b == NULL || a->type != b->type)
        return -1;
    if (a->type == GEN_DIRNAME)
        return X509_NAME_cmp(a->d.dirn, b->d.dirn);
    if (a->type == GEN_RID)
        return OBJ_cmp(a->d.rid, b->d.rid);
    if (a->type == GEN_OTHERNAME)
        return OTHERNAME_cmp(a->d.otherName, b->d.otherName);
    if (a->type == GEN_EDIPARTY)
        return -1;
    return ASN1_STRING_cmp(a->d.ia5, b->d.ia5);
}

/* ---- text ---- */

/* "192.0.2.1" or "2001:DB8:0:0:0:0:0:1"; "<invalid>" for other lengths. To
 * be freed with OPENSSL_free. */
char *
fac_ip_text(const ASN1_OCTET_STRING *ip)
{
    char text[48] = "<invalid>";
    const unsigned char *p = ip->data;
    size_t used = 0;

    if (ip->length == 4)
        snprintf(text, sizeof text, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
    for (int i = 0; ip->length == 16 && i < 16; i += 2)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%X",
                                 i > 0 ? ":" : "", p[i] << 8 | p[i + 1]);
    return OPENSSL_strdup(text);
}

static char *
string_text(const ASN1_STRING *s)
{
    return OPENSSL_strndup((const char *)s->data, (size_t)s->length);
}

/* The otherNames that are known, and the type that each must have. */
static const struct other_kind {
    int nid, type;
    const char *name;
} other_kinds[] = {
    {NID_id_on_SmtpUTF8Mailbox, V_ASN1_UTF8STRING, "SmtpUTF8Mailbox"},
    {NID_XmppAddr, V_ASN1_UTF8STRING, "XmppAddr"},
    {NID_SRVName, V_ASN1_IA5STRING, "SRVName"},
    {NID_ms_upn, V_ASN1_UTF8STRING, "UPN"},
    {NID_NAIRealm, V_ASN1_UTF8STRING, "NAIRealm"},
};

static const struct other_kind *
other_kind_of(const OTHERNAME *other)
{
    int nid = OBJ_obj2nid(other->type_id);

    for (size_t i = 0; i < sizeof other_kinds / sizeof *other_kinds; i++)
        if (nid == other_kinds[i].nid)
            return &other_kinds[i];
    return NULL;
}

/* The value of an otherName that is text: with a NUL inside it is shown as
 * unsupported, since it would read shorter than it is. */
static void
put_other_text(struct urt_buf *b, const OTHERNAME *other)
{
    const ASN1_STRING *s = other->value->value.asn1_string;
    int type = other->value->type;

    if ((type == V_ASN1_UTF8STRING || type == V_ASN1_IA5STRING) &&
        memchr(s->data, 0, (size_t)s->length) == NULL)
        urt_put(b, s->data, (size_t)s->length);
    else
        urt_put_text(b, "<unsupported>");
}

/* As GENERAL_NAME_print shows it: known ones alone. */
static void
put_other_name(struct urt_buf *b, const OTHERNAME *other)
{
    const struct other_kind *kind = other_kind_of(other);

    if (kind == NULL || other->value->type != kind->type) {
        urt_put_text(b, "<unsupported>");
        return;
    }
    urt_put_text(b, kind->name);
    urt_put_u8(b, ':');
    put_other_text(b, other);
}

/* As i2v_GENERAL_NAME does, unknown ones too; false for a known one of
 * another type than its own. */
static bool
put_other_value(struct urt_buf *b, const OTHERNAME *other)
{
    const struct other_kind *kind = other_kind_of(other);
    char oid[80];

    urt_put_u8(b, ' '); /* the value begins after a blank */
    if (kind != NULL)
        urt_put_text(b, kind->name);
    else if (OBJ_obj2txt(oid, sizeof oid, other->type_id, 0) > 0)
        urt_put_text(b, oid);
    urt_put_text(b, "::");
    put_other_text(b, other);
    return kind == NULL || other->value->type == kind->type;
}

static void
put_value(struct urt_buf *b, const GENERAL_NAME *gen)
{
    char text[256], *owned = NULL;

    switch (gen->type) {
    case GEN_OTHERNAME:
        put_other_name(b, gen->d.otherName);
        break;
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        urt_put(b, gen->d.ia5->data, (size_t)gen->d.ia5->length);
        break;
    case GEN_DIRNAME:
        if (X509_NAME_oneline(gen->d.dirn, text, sizeof text) != NULL)
            urt_put_text(b, text);
        break;
    case GEN_IPADD:
        owned = fac_ip_text(gen->d.ip);
        urt_put_text(b, owned != NULL ? owned : "");
        OPENSSL_free(owned);
        break;
    case GEN_RID:
        i2t_ASN1_OBJECT(text, sizeof text, gen->d.rid);
        urt_put_text(b, text);
        break;
    default:
        urt_put_text(b, "<unsupported>");
    }
}

static const char *
kind_of(int type)
{
    static const char *const kinds[] = {
        [GEN_OTHERNAME] = "othername", [GEN_EMAIL] = "email",
        [GEN_DNS] = "DNS",             [GEN_X400] = "X400Name",
        [GEN_DIRNAME] = "DirName",     [GEN_EDIPARTY] = "EdiPartyName",
        [GEN_URI] = "URI",             [GEN_IPADD] = "IP Address",
        [GEN_RID] = "Registered ID",
    };

    return type >= 0 && type <= GEN_RID ? kinds[type] : "";
}

STACK_OF(CONF_VALUE) *
i2v_GENERAL_NAME(X509V3_EXT_METHOD *method, GENERAL_NAME *gen,
                 STACK_OF(CONF_VALUE) *ret)
{
    struct urt_buf b = URT_BUF_INIT;
    bool ok, known = true;

    (void)method;
    if (gen->type == GEN_OTHERNAME)
        known = put_other_value(&b, gen->d.otherName);
    else
        put_value(&b, gen);
    urt_put_u8(&b, 0);
    ok = known && urt_buf_ok(&b) &&
         X509V3_add_value(kind_of(gen->type), (const char *)b.data, &ret);
    urt_buf_free(&b);
    return ok ? ret : NULL;
}

STACK_OF(CONF_VALUE) *
i2v_GENERAL_NAMES(X509V3_EXT_METHOD *method, GENERAL_NAMES *gen,
                  STACK_OF(CONF_VALUE) *ret)
{
    STACK_OF(CONF_VALUE) *more;

    for (int i = 0; i < sk_GENERAL_NAME_num(gen); i++) {
        more = i2v_GENERAL_NAME(method, sk_GENERAL_NAME_value(gen, i), ret);
        if (more == NULL)
            return NULL;
        ret = more;
    }
    return ret != NULL ? ret : sk_CONF_VALUE_new_null();
}

int
GENERAL_NAME_print(BIO *out, GENERAL_NAME *gen)
{
    struct urt_buf b = URT_BUF_INIT;

    if (gen->type == GEN_DIRNAME) {
        BIO_printf(out, "DirName:");
        X509_NAME_print_ex(out, gen->d.dirn, 0, XN_FLAG_ONELINE);
        return 1;
    }
    put_value(&b, gen);
    urt_put_u8(&b, 0);
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        return 0;
    }
    BIO_printf(out, "%s:", kind_of(gen->type));
    BIO_write(out, b.data, (int)b.len - 1);
    urt_buf_free(&b);
    return 1;
}

/* ---- out of certificates ---- */

static bool
add_string(STACK_OF(OPENSSL_STRING) **list, const ASN1_IA5STRING *s)
{
    char *text;

    if (s->type != V_ASN1_IA5STRING || s->data == NULL || s->length == 0)
        return true;
    if (memchr(s->data, 0, (size_t)s->length) != NULL)
        return true;
    if (*list == NULL)
        *list = sk_OPENSSL_STRING_new_null();
    if (*list == NULL)
        return false;
    text = string_text(s);
    if (text == NULL)
        return false;
    if (sk_OPENSSL_STRING_find(*list, text) >= 0) {
        OPENSSL_free(text);
        return true;
    }
    if (sk_OPENSSL_STRING_push(*list, text) > 0)
        return true;
    OPENSSL_free(text);
    return false;
}

static int
compare_strings(const char *const *a, const char *const *b)
{
    return strcmp(*a, *b);
}

void
X509_email_free(STACK_OF(OPENSSL_STRING) *sk)
{
    for (int i = 0; i < sk_OPENSSL_STRING_num(sk); i++)
        OPENSSL_free(sk_OPENSSL_STRING_value(sk, i));
    sk_OPENSSL_STRING_free(sk);
}

/* The responders that a certificate names; freed with X509_email_free. */
STACK_OF(OPENSSL_STRING) *
X509_get1_ocsp(X509 *x)
{
    AUTHORITY_INFO_ACCESS *info =
        X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
    STACK_OF(OPENSSL_STRING) *list = NULL;

    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(info); i++) {
        ACCESS_DESCRIPTION *ad = sk_ACCESS_DESCRIPTION_value(info, i);

        if (OBJ_obj2nid(ad->method) == NID_ad_OCSP &&
            ad->location->type == GEN_URI &&
            !add_string(&list, ad->location->d.ia5))
            break;
    }
    AUTHORITY_INFO_ACCESS_free(info);
    return list;
}

STACK_OF(OPENSSL_STRING) *
X509_get1_email(X509 *x)
{
    GENERAL_NAMES *names =
        X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    X509_NAME *subject = X509_get_subject_name(x);
    STACK_OF(OPENSSL_STRING) *list =
        sk_OPENSSL_STRING_new(compare_strings);
    bool ok = list != NULL;

    for (int i = -1;
         ok && (i = X509_NAME_get_index_by_NID(
                    subject, NID_pkcs9_emailAddress, i)) >= 0;)
        ok = add_string(&list, X509_NAME_ENTRY_get_data(
                                   X509_NAME_get_entry(subject, i)));
    for (int i = 0; ok && i < sk_GENERAL_NAME_num(names); i++) {
        GENERAL_NAME *gen = sk_GENERAL_NAME_value(names, i);

        if (gen->type == GEN_EMAIL)
            ok = add_string(&list, gen->d.ia5);
    }
    GENERAL_NAMES_free(names);
    if (ok && sk_OPENSSL_STRING_num(list) > 0)
        return list;
    X509_email_free(list);
    return NULL;
}
