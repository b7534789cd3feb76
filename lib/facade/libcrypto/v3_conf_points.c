/* Distribution points from text: crlDistributionPoints, freshestCRL,
 * issuingDistributionPoint. x509v3_config(5). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <string.h>

static const char *const reasons[] = {
    "unused",
    "keyCompromise",
    "CACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "AACompromise",
};

/* "URI:..., DNS:..." or "@section" */
static GENERAL_NAMES *
names_from(X509V3_CTX *ctx, const char *text)
{
    bool section = text[0] == '@';
    STACK_OF(CONF_VALUE) *list = section ? X509V3_get_section(ctx, text + 1)
                                         : X509V3_parse_list(text);
    GENERAL_NAMES *names;

    if (list == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND);
        return NULL;
    }
    names = v2i_GENERAL_NAMES(NULL, ctx, list);
    if (section)
        X509V3_section_free(ctx, list);
    else
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return names;
}

/* The entries of a section, which make up one RDN. */
static STACK_OF(X509_NAME_ENTRY) *
relative_from(X509V3_CTX *ctx, const char *text)
{
    STACK_OF(CONF_VALUE) *list = X509V3_get_section(ctx, text);
    STACK_OF(X509_NAME_ENTRY) *entries = NULL;
    X509_NAME *name;
    int n;

    if (list == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND);
        return NULL;
    }
    name = X509_NAME_new();
    if (name != NULL && X509V3_NAME_from_section(name, list, MBSTRING_ASC)) {
        n = X509_NAME_entry_count(name);
        if (n > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, n - 1)) > 0)
            ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_MULTIPLE_RDNS);
        else if (n > 0)
            entries = sk_X509_NAME_ENTRY_new_null();
        while (entries != NULL && X509_NAME_entry_count(name) > 0)
            if (sk_X509_NAME_ENTRY_push(entries,
                                        X509_NAME_delete_entry(name, 0)) <= 0)
                break;
    }
    X509V3_section_free(ctx, list);
    X509_NAME_free(name);
    return entries;
}

/* 1: the value was one of a point's names and is set; 0: it is another
 * option; -1: an error. */
static int
set_point_name(DIST_POINT_NAME **point, X509V3_CTX *ctx, const CONF_VALUE *v)
{
    bool full = strcmp(v->name, "fullname") == 0;
    GENERAL_NAMES *names = NULL;
    STACK_OF(X509_NAME_ENTRY) *relative = NULL;

    if (!full && strcmp(v->name, "relativename") != 0)
        return 0;
    if (v->value == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_MISSING_VALUE);
        return -1;
    }
    if (full)
        names = names_from(ctx, v->value);
    else
        relative = relative_from(ctx, v->value);
    if (names == NULL && relative == NULL)
        return -1;
    if (*point != NULL)
        ERR_raise(ERR_LIB_X509V3, X509V3_R_DISTPOINT_ALREADY_SET);
    else if ((*point = DIST_POINT_NAME_new()) != NULL) {
        (*point)->type = full ? 0 : 1;
        if (full)
            (*point)->name.fullname = names;
        else
            (*point)->name.relativename = relative;
        return 1;
    }
    GENERAL_NAMES_free(names);
    sk_X509_NAME_ENTRY_pop_free(relative, X509_NAME_ENTRY_free);
    return -1;
}

static bool
set_reasons(ASN1_BIT_STRING **out, const char *text)
{
    STACK_OF(CONF_VALUE) *list = NULL;
    size_t rows = sizeof reasons / sizeof *reasons, bit;
    bool ok;

    if (text != NULL && *out == NULL)
        list = X509V3_parse_list(text);
    ok = list != NULL && (*out = ASN1_BIT_STRING_new()) != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        bit = 0;
        while (bit < rows &&
               strcmp(reasons[bit], sk_CONF_VALUE_value(list, i)->name) != 0)
            bit++;
        ok = bit < rows && ASN1_BIT_STRING_set_bit(*out, (int)bit, 1);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ok;
}

static bool
set_point(DIST_POINT *point, X509V3_CTX *ctx, const CONF_VALUE *v)
{
    int named = set_point_name(&point->distpoint, ctx, v);

    if (named != 0)
        return named > 0;
    if (strcmp(v->name, "reasons") == 0)
        return set_reasons(&point->reasons, v->value);
    if (strcmp(v->name, "CRLissuer") == 0 && v->value != NULL) {
        GENERAL_NAMES_free(point->CRLissuer);
        point->CRLissuer = names_from(ctx, v->value);
        return point->CRLissuer != NULL;
    }
    return true; /* as in OpenSSL, unknown options say nothing */
}

/* A point by its section, or by one general name. */
static bool
read_point(DIST_POINT *point, const X509V3_EXT_METHOD *method,
           X509V3_CTX *ctx, CONF_VALUE *v)
{
    STACK_OF(CONF_VALUE) *section;
    GENERAL_NAME *gen;
    bool ok = true;

    if (v->value == NULL) {
        section = X509V3_get_section(ctx, v->name);
        if (section == NULL)
            return false;
        for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++)
            ok = set_point(point, ctx, sk_CONF_VALUE_value(section, i));
        X509V3_section_free(ctx, section);
        return ok;
    }
    gen = v2i_GENERAL_NAME(method, ctx, v);
    if (gen == NULL)
        return false;
    point->distpoint = DIST_POINT_NAME_new();
    if (point->distpoint != NULL) {
        point->distpoint->type = 0;
        point->distpoint->name.fullname = sk_GENERAL_NAME_new_null();
        if (point->distpoint->name.fullname != NULL &&
            sk_GENERAL_NAME_push(point->distpoint->name.fullname, gen) > 0)
            return true;
    }
    GENERAL_NAME_free(gen);
    return false;
}

void *
fac_v3_read_points(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                   STACK_OF(CONF_VALUE) *list)
{
    CRL_DIST_POINTS *points = sk_DIST_POINT_new_null();
    bool ok = points != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        DIST_POINT *point = DIST_POINT_new();

        ok = point != NULL &&
             read_point(point, method, ctx, sk_CONF_VALUE_value(list, i)) &&
             sk_DIST_POINT_push(points, point) > 0;
        if (!ok)
            DIST_POINT_free(point);
    }
    if (ok)
        return points;
    CRL_DIST_POINTS_free(points);
    return NULL;
}

static bool
set_issuing(ISSUING_DIST_POINT *idp, X509V3_CTX *ctx, const CONF_VALUE *v)
{
    const struct {
        const char *name;
        int *value;
    } flags[] = {
        {"onlyuser", &idp->onlyuser},
        {"onlyCA", &idp->onlyCA},
        {"onlyAA", &idp->onlyattr},
        {"indirectCRL", &idp->indirectCRL},
    };
    int named = set_point_name(&idp->distpoint, ctx, v);

    if (named != 0)
        return named > 0;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(v->name, flags[i].name) == 0)
            return X509V3_get_value_bool(v, flags[i].value);
    if (strcmp(v->name, "onlysomereasons") == 0)
        return set_reasons(&idp->onlysomereasons, v->value);
    return fac_v3_bad_pair(X509V3_R_INVALID_NAME, v) != NULL;
}

void *
fac_v3_read_issuing_point(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                          STACK_OF(CONF_VALUE) *list)
{
    ISSUING_DIST_POINT *idp = ISSUING_DIST_POINT_new();
    bool ok = idp != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++)
        ok = set_issuing(idp, ctx, sk_CONF_VALUE_value(list, i));
    if (ok)
        return idp;
    ISSUING_DIST_POINT_free(idp);
    return NULL;
}
