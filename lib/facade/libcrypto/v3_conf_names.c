/* GeneralNames and what is made of them, from text: alternative names, key
 * identifiers, access descriptions, name constraints. x509v3_config(5). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

static const struct {
    const char *name;
    int type;
} kinds[] = {
    {"email", GEN_EMAIL}, {"URI", GEN_URI},          {"DNS", GEN_DNS},
    {"RID", GEN_RID},     {"IP", GEN_IPADD},         {"dirName", GEN_DIRNAME},
    {"otherName", GEN_OTHERNAME},
};

/* ---- one name ---- */

/* The entries of a section: "CN=...", "1.OU=...", and "+CN=..." for one
 * more in the same RDN. */
int
X509V3_NAME_from_section(X509_NAME *nm, STACK_OF(CONF_VALUE) *dn_sk,
                         unsigned long chtype)
{
    if (nm == NULL)
        return 0;
    for (int i = 0; i < sk_CONF_VALUE_num(dn_sk); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(dn_sk, i);
        const char *type = v->name, *mark = strpbrk(type, ":,.");
        bool same_rdn;

        if (mark != NULL && mark[1] != '\0')
            type = mark + 1;
        same_rdn = *type == '+';
        type += same_rdn;
        if (!X509_NAME_add_entry_by_txt(nm, type, (int)chtype,
                                        (unsigned char *)v->value, -1, -1,
                                        same_rdn ? -1 : 0))
            return 0;
    }
    return 1;
}

static bool
set_directory(GENERAL_NAME *gen, X509V3_CTX *ctx, const char *section)
{
    STACK_OF(CONF_VALUE) *list = X509V3_get_section(ctx, section);
    X509_NAME *name = X509_NAME_new();
    bool ok = false;

    if (list == NULL)
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND,
                       "section=%s", section);
    else
        ok = X509V3_NAME_from_section(name, list, MBSTRING_ASC);
    if (list != NULL)
        X509V3_section_free(ctx, list);
    if (ok)
        GENERAL_NAME_set0_value(gen, GEN_DIRNAME, name);
    else
        X509_NAME_free(name);
    return ok;
}

/* "OID;TYPE:value" */
static bool
set_other(GENERAL_NAME *gen, X509V3_CTX *ctx, const char *text)
{
    const char *semicolon = strchr(text, ';');
    ASN1_OBJECT *oid = NULL;
    ASN1_TYPE *value;
    char *id;

    if (semicolon == NULL)
        return false;
    value = ASN1_generate_v3(semicolon + 1, ctx);
    if (value == NULL)
        return false;
    id = OPENSSL_strndup(text, (size_t)(semicolon - text));
    if (id != NULL)
        oid = OBJ_txt2obj(id, 0);
    OPENSSL_free(id);
    if (oid != NULL && GENERAL_NAME_set0_othername(gen, oid, value))
        return true;
    ASN1_OBJECT_free(oid);
    ASN1_TYPE_free(value);
    return false;
}

static bool
bad_value(int reason, const char *value)
{
    ERR_raise_data(ERR_LIB_X509V3, reason, "value=%s", value);
    return false;
}

static bool
set_name(GENERAL_NAME *gen, X509V3_CTX *ctx, int type, const char *value,
         bool range)
{
    ASN1_OBJECT *oid;
    ASN1_STRING *s;

    switch (type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        s = ASN1_IA5STRING_new();
        if (s == NULL || !ASN1_STRING_set(s, value, -1)) {
            ASN1_IA5STRING_free(s);
            ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
            return false;
        }
        GENERAL_NAME_set0_value(gen, type, s);
        return true;
    case GEN_RID:
        oid = OBJ_txt2obj(value, 0);
        if (oid == NULL)
            return bad_value(X509V3_R_BAD_OBJECT, value);
        GENERAL_NAME_set0_value(gen, type, oid);
        return true;
    case GEN_IPADD:
        s = range ? a2i_IPADDRESS_NC(value) : a2i_IPADDRESS(value);
        if (s == NULL)
            return bad_value(X509V3_R_BAD_IP_ADDRESS, value);
        GENERAL_NAME_set0_value(gen, type, s);
        return true;
    case GEN_DIRNAME:
        if (set_directory(gen, ctx, value))
            return true;
        ERR_raise(ERR_LIB_X509V3, X509V3_R_DIRNAME_ERROR);
        return false;
    case GEN_OTHERNAME:
        if (set_other(gen, ctx, value))
            return true;
        ERR_raise(ERR_LIB_X509V3, X509V3_R_OTHERNAME_ERROR);
        return false;
    default:
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNSUPPORTED_TYPE);
        return false;
    }
}

/* Into OUT when there is one; IS_NC: an address is a range. */
GENERAL_NAME *
a2i_GENERAL_NAME(GENERAL_NAME *out, const X509V3_EXT_METHOD *method,
                 X509V3_CTX *ctx, int gen_type, const char *value, int is_nc)
{
    GENERAL_NAME *gen;

    if (value == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_MISSING_VALUE);
        return NULL;
    }
    gen = out != NULL ? out : GENERAL_NAME_new();
    if (gen == NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (set_name(gen, ctx, gen_type, value, is_nc != 0))
        return gen;
    if (out == NULL)
        GENERAL_NAME_free(gen);
    return NULL;
}

GENERAL_NAME *
v2i_GENERAL_NAME_ex(GENERAL_NAME *out, const X509V3_EXT_METHOD *method,
                    X509V3_CTX *ctx, CONF_VALUE *cnf, int is_nc)
{
    if (cnf->value == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_MISSING_VALUE);
        return NULL;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (fac_v3_name_is(cnf->name, kinds[i].name))
            return a2i_GENERAL_NAME(out, method, ctx, kinds[i].type,
                                    cnf->value, is_nc);
    ERR_raise_data(ERR_LIB_X509V3, X509V3_R_UNSUPPORTED_OPTION, "name=%s",
                   cnf->name);
    return NULL;
}

GENERAL_NAME *
v2i_GENERAL_NAME(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                 CONF_VALUE *cnf)
{
    return v2i_GENERAL_NAME_ex(NULL, method, ctx, cnf, 0);
}

/* ---- lists of names ---- */

static bool
push_name(GENERAL_NAMES *names, GENERAL_NAME *gen)
{
    if (gen != NULL && sk_GENERAL_NAME_push(names, gen) > 0)
        return true;
    GENERAL_NAME_free(gen);
    return false;
}

GENERAL_NAMES *
v2i_GENERAL_NAMES(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                  STACK_OF(CONF_VALUE) *nval)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();

    for (int i = 0; names != NULL && i < sk_CONF_VALUE_num(nval); i++)
        if (!push_name(names, v2i_GENERAL_NAME(
                                  method, ctx, sk_CONF_VALUE_value(nval, i)))) {
            GENERAL_NAMES_free(names);
            return NULL;
        }
    return names;
}

/* The mail addresses of the subject's name, which loses them when MOVE. */
static bool
copy_email(X509V3_CTX *ctx, GENERAL_NAMES *names, bool move)
{
    X509_NAME *subject;
    int i = -1;

    if (ctx != NULL && (ctx->flags & X509V3_CTX_TEST) != 0)
        return true;
    if (ctx == NULL ||
        (ctx->subject_cert == NULL && ctx->subject_req == NULL)) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_NO_SUBJECT_DETAILS);
        return false;
    }
    subject = ctx->subject_cert != NULL
                  ? X509_get_subject_name(ctx->subject_cert)
                  : X509_REQ_get_subject_name(ctx->subject_req);
    while ((i = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress,
                                           i)) >= 0) {
        X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, i);
        ASN1_STRING *mail = ASN1_STRING_dup(X509_NAME_ENTRY_get_data(entry));
        GENERAL_NAME *gen = GENERAL_NAME_new();

        if (mail == NULL || gen == NULL) {
            ASN1_STRING_free(mail);
            GENERAL_NAME_free(gen);
            ERR_raise(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
            return false;
        }
        GENERAL_NAME_set0_value(gen, GEN_EMAIL, mail);
        if (!push_name(names, gen))
            return false;
        if (move) {
            X509_NAME_ENTRY_free(X509_NAME_delete_entry(subject, i));
            i--;
        }
    }
    return true;
}

/* The alternative names of the issuer's certificate. */
static bool
copy_issuer(X509V3_CTX *ctx, GENERAL_NAMES *names)
{
    GENERAL_NAMES *theirs;
    bool ok = true;

    if (ctx != NULL && (ctx->flags & X509V3_CTX_TEST) != 0)
        return true;
    if (ctx == NULL || ctx->issuer_cert == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_NO_ISSUER_DETAILS);
        return false;
    }
    if (X509_get_ext_by_NID(ctx->issuer_cert, NID_subject_alt_name, -1) < 0)
        return true;
    theirs = X509_get_ext_d2i(ctx->issuer_cert, NID_subject_alt_name, NULL,
                              NULL);
    if (theirs == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_ISSUER_DECODE_ERROR);
        return false;
    }
    while (ok && sk_GENERAL_NAME_num(theirs) > 0)
        ok = push_name(names, sk_GENERAL_NAME_shift(theirs));
    GENERAL_NAMES_free(theirs);
    return ok;
}

static bool
is_pair(const CONF_VALUE *v, const char *name, const char *value)
{
    return fac_v3_name_is(v->name, name) && v->value != NULL &&
           strcmp(v->value, value) == 0;
}

static void *
read_names(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
           STACK_OF(CONF_VALUE) *list, bool of_issuer)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    bool ok = names != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);

        if (of_issuer && is_pair(v, "issuer", "copy"))
            ok = copy_issuer(ctx, names);
        else if (!of_issuer && is_pair(v, "email", "copy"))
            ok = copy_email(ctx, names, false);
        else if (!of_issuer && is_pair(v, "email", "move"))
            ok = copy_email(ctx, names, true);
        else
            ok = push_name(names, v2i_GENERAL_NAME(method, ctx, v));
    }
    if (ok)
        return names;
    GENERAL_NAMES_free(names);
    return NULL;
}

void *
fac_v3_read_subject_names(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                          STACK_OF(CONF_VALUE) *list)
{
    return read_names(method, ctx, list, false);
}

void *
fac_v3_read_issuer_names(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                         STACK_OF(CONF_VALUE) *list)
{
    return read_names(method, ctx, list, true);
}

/* ---- access descriptions: "OCSP;URI:..." ---- */

static bool
read_access(ACCESS_DESCRIPTION *ad, const X509V3_EXT_METHOD *method,
            X509V3_CTX *ctx, const CONF_VALUE *v)
{
    const char *semicolon = strchr(v->name, ';');
    CONF_VALUE name = {.value = v->value};
    char *oid;

    if (semicolon == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_SYNTAX);
        return false;
    }
    name.name = (char *)semicolon + 1;
    if (v2i_GENERAL_NAME_ex(ad->location, method, ctx, &name, 0) == NULL)
        return false;
    oid = OPENSSL_strndup(v->name, (size_t)(semicolon - v->name));
    if (oid == NULL)
        return false;
    ASN1_OBJECT_free(ad->method);
    ad->method = OBJ_txt2obj(oid, 0);
    if (ad->method == NULL)
        bad_value(X509V3_R_BAD_OBJECT, oid);
    OPENSSL_free(oid);
    return ad->method != NULL;
}

void *
fac_v3_read_accesses(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                     STACK_OF(CONF_VALUE) *list)
{
    AUTHORITY_INFO_ACCESS *all = sk_ACCESS_DESCRIPTION_new_null();
    bool ok = all != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        ACCESS_DESCRIPTION *ad = ACCESS_DESCRIPTION_new();

        ok = ad != NULL && read_access(ad, method, ctx,
                                       sk_CONF_VALUE_value(list, i)) &&
             sk_ACCESS_DESCRIPTION_push(all, ad) > 0;
        if (!ok)
            ACCESS_DESCRIPTION_free(ad);
    }
    if (ok)
        return all;
    AUTHORITY_INFO_ACCESS_free(all);
    return NULL;
}

/* ---- nameConstraints: "permitted;DNS:..." ---- */

static bool
add_subtree(NAME_CONSTRAINTS *nc, const X509V3_EXT_METHOD *method,
            X509V3_CTX *ctx, const CONF_VALUE *v)
{
    static const char permitted[] = "permitted", excluded[] = "excluded";
    CONF_VALUE name = {.value = v->value};
    STACK_OF(GENERAL_SUBTREE) **trees;
    GENERAL_SUBTREE *tree;

    if (strncmp(v->name, permitted, sizeof permitted - 1) == 0 &&
        v->name[sizeof permitted - 1] != '\0') {
        trees = &nc->permittedSubtrees;
        name.name = v->name + sizeof permitted;
    } else if (strncmp(v->name, excluded, sizeof excluded - 1) == 0 &&
               v->name[sizeof excluded - 1] != '\0') {
        trees = &nc->excludedSubtrees;
        name.name = v->name + sizeof excluded;
    } else {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_SYNTAX);
        return false;
    }
    tree = GENERAL_SUBTREE_new();
    if (*trees == NULL)
        *trees = sk_GENERAL_SUBTREE_new_null();
    if (tree != NULL && *trees != NULL &&
        v2i_GENERAL_NAME_ex(tree->base, method, ctx, &name, 1) != NULL &&
        sk_GENERAL_SUBTREE_push(*trees, tree) > 0)
        return true;
    GENERAL_SUBTREE_free(tree);
    return false;
}

void *
fac_v3_read_constraints(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                        STACK_OF(CONF_VALUE) *list)
{
    NAME_CONSTRAINTS *nc = NAME_CONSTRAINTS_new();
    bool ok = nc != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++)
        ok = add_subtree(nc, method, ctx, sk_CONF_VALUE_value(list, i));
    if (ok)
        return nc;
    NAME_CONSTRAINTS_free(nc);
    return NULL;
}
