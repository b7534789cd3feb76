/* certificatePolicies and policyMappings from text. RFC 5280, sections
 * 4.2.1.4 and 4.2.1.5; x509v3_config(5). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

static bool
bad_option(int reason, const CONF_VALUE *v)
{
    ERR_raise(ERR_LIB_X509V3, reason);
    X509V3_conf_err(v);
    return false;
}

/* The numbers of a notice: "1, 2, 3". */
static bool
set_numbers(NOTICEREF *ref, const CONF_VALUE *v)
{
    STACK_OF(CONF_VALUE) *list =
        v->value != NULL ? X509V3_parse_list(v->value) : NULL;
    bool ok = sk_CONF_VALUE_num(list) > 0;

    if (!ok)
        fac_v3_bad_pair(X509V3_R_INVALID_NUMBERS, v);
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        ASN1_INTEGER *n =
            s2i_ASN1_INTEGER(NULL, sk_CONF_VALUE_value(list, i)->name);

        if (n == NULL)
            ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_NUMBER);
        ok = n != NULL && sk_ASN1_INTEGER_push(ref->noticenos, n) > 0;
        if (!ok)
            ASN1_INTEGER_free(n);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ok;
}

/* A text that may begin with the name of its string type. */
static bool
set_text(ASN1_STRING **out, const char *text)
{
    static const struct {
        const char *word;
        int type;
    } prefixes[] = {
        {"UTF8:", V_ASN1_UTF8STRING},
        {"UTF8String:", V_ASN1_UTF8STRING},
        {"BMP:", V_ASN1_BMPSTRING},
        {"BMPSTRING:", V_ASN1_BMPSTRING},
        {"VISIBLE:", V_ASN1_VISIBLESTRING},
        {"VISIBLESTRING:", V_ASN1_VISIBLESTRING},
    };
    int type = V_ASN1_VISIBLESTRING;

    if (text == NULL)
        return false;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t len = strlen(prefixes[i].word);

        if (strncmp(text, prefixes[i].word, len) == 0) {
            type = prefixes[i].type;
            text += len;
            break;
        }
    }
    ASN1_STRING_free(*out);
    *out = ASN1_STRING_type_new(type);
    return *out != NULL && ASN1_STRING_set(*out, text, -1);
}

static bool
set_notice(USERNOTICE *notice, const CONF_VALUE *v, bool ia5)
{
    bool organization = strcmp(v->name, "organization") == 0;

    if (strcmp(v->name, "explicitText") == 0)
        return set_text(&notice->exptext, v->value);
    if (!organization && strcmp(v->name, "noticeNumbers") != 0)
        return fac_v3_bad_pair(X509V3_R_INVALID_OPTION, v) != NULL;
    if (notice->noticeref == NULL &&
        (notice->noticeref = NOTICEREF_new()) == NULL)
        return false;
    if (!organization)
        return set_numbers(notice->noticeref, v);
    notice->noticeref->organization->type =
        ia5 ? V_ASN1_IA5STRING : V_ASN1_VISIBLESTRING;
    return v->value != NULL &&
           ASN1_STRING_set(notice->noticeref->organization, v->value, -1);
}

static bool
read_notice(POLICYQUALINFO *q, X509V3_CTX *ctx, const CONF_VALUE *v, bool ia5)
{
    STACK_OF(CONF_VALUE) *section;
    bool ok;

    if (v->value == NULL || v->value[0] != '@')
        return bad_option(X509V3_R_EXPECTED_A_SECTION_NAME, v);
    section = X509V3_get_section(ctx, v->value + 1);
    if (section == NULL)
        return bad_option(X509V3_R_INVALID_SECTION, v);
    q->pqualid = OBJ_nid2obj(NID_id_qt_unotice);
    q->d.usernotice = USERNOTICE_new();
    ok = q->d.usernotice != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++)
        ok = set_notice(q->d.usernotice, sk_CONF_VALUE_value(section, i), ia5);
    X509V3_section_free(ctx, section);
    return ok;
}

static bool
read_cps(POLICYQUALINFO *q, const CONF_VALUE *v)
{
    q->pqualid = OBJ_nid2obj(NID_id_qt_cps);
    q->d.cpsuri = ASN1_IA5STRING_new();
    return q->d.cpsuri != NULL && v->value != NULL &&
           ASN1_STRING_set(q->d.cpsuri, v->value, -1);
}

static bool
set_policy(POLICYINFO *pol, X509V3_CTX *ctx, const CONF_VALUE *v, bool ia5)
{
    bool cps = fac_v3_name_is(v->name, "CPS"), ok;
    POLICYQUALINFO *q;

    if (strcmp(v->name, "policyIdentifier") == 0) {
        ASN1_OBJECT *id = OBJ_txt2obj(v->value, 0);

        if (id == NULL)
            return bad_option(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
        ASN1_OBJECT_free(pol->policyid);
        pol->policyid = id;
        return true;
    }
    if (!cps && !fac_v3_name_is(v->name, "userNotice"))
        return bad_option(X509V3_R_INVALID_OPTION, v);
    if (pol->qualifiers == NULL)
        pol->qualifiers = sk_POLICYQUALINFO_new_null();
    q = POLICYQUALINFO_new();
    ok = q != NULL && pol->qualifiers != NULL &&
         (cps ? read_cps(q, v) : read_notice(q, ctx, v, ia5)) &&
         sk_POLICYQUALINFO_push(pol->qualifiers, q) > 0;
    if (!ok)
        POLICYQUALINFO_free(q);
    return ok;
}

/* An OID, or "@section". */
static bool
read_policy(POLICYINFO *pol, X509V3_CTX *ctx, const char *text, bool ia5)
{
    STACK_OF(CONF_VALUE) *section;
    bool ok = true;

    if (text[0] != '@') {
        ASN1_OBJECT_free(pol->policyid);
        pol->policyid = OBJ_txt2obj(text, 0);
        return pol->policyid != NULL ||
               fac_v3_bad_text(X509V3_R_INVALID_OBJECT_IDENTIFIER, text) !=
                   NULL;
    }
    section = X509V3_get_section(ctx, text + 1);
    if (section == NULL)
        return fac_v3_bad_text(X509V3_R_INVALID_SECTION, text) != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++)
        ok = set_policy(pol, ctx, sk_CONF_VALUE_value(section, i), ia5);
    X509V3_section_free(ctx, section);
    return ok;
}

void *
fac_v3_read_policies(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                     const char *text)
{
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
    CERTIFICATEPOLICIES *all = sk_POLICYINFO_new_null();
    bool ok = list != NULL && all != NULL, ia5 = false;

    if (list == NULL)
        ERR_raise(ERR_LIB_X509V3, ERR_R_X509V3_LIB);
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        POLICYINFO *pol;

        if (v->value != NULL) {
            ok = fac_v3_bad_pair(X509V3_R_INVALID_POLICY_IDENTIFIER, v) !=
                 NULL;
            break;
        }
        if (strcmp(v->name, "ia5org") == 0) {
            ia5 = true;
            continue;
        }
        pol = POLICYINFO_new();
        ok = pol != NULL && read_policy(pol, ctx, v->name, ia5) &&
             sk_POLICYINFO_push(all, pol) > 0;
        if (!ok)
            POLICYINFO_free(pol);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    if (ok)
        return all;
    CERTIFICATEPOLICIES_free(all);
    return NULL;
}

void *
fac_v3_read_policy_maps(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                        STACK_OF(CONF_VALUE) *list)
{
    POLICY_MAPPINGS *all = sk_POLICY_MAPPING_new_null();
    bool ok = all != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        POLICY_MAPPING *map = POLICY_MAPPING_new();

        if (map != NULL && v->value != NULL) {
            map->issuerDomainPolicy = OBJ_txt2obj(v->name, 0);
            map->subjectDomainPolicy = OBJ_txt2obj(v->value, 0);
        }
        ok = map != NULL && v->value != NULL &&
             map->issuerDomainPolicy != NULL &&
             map->subjectDomainPolicy != NULL;
        if (!ok)
            fac_v3_bad_text(X509V3_R_INVALID_OBJECT_IDENTIFIER, v->name);
        ok = ok && sk_POLICY_MAPPING_push(all, map) > 0;
        if (!ok)
            POLICY_MAPPING_free(map);
    }
    if (ok)
        return all;
    sk_POLICY_MAPPING_pop_free(all, POLICY_MAPPING_free);
    return NULL;
}
