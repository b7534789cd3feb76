/* Extensions from configuration text: x509v3_config(5).
 *
 * This file finds the method for a name and hands it the text; the readers
 * of each kind are its table's v2i, s2i and r2i (v3_conf_*.c). The context
 * tells them about issuer and subject and where sections are looked up. */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "engine/base/text.h"

/* ---- the context ---- */

void
X509V3_set_ctx(X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *req,
               X509_CRL *crl, int flags)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    memset(ctx, 0, sizeof *ctx);
    ctx->flags = flags;
    ctx->issuer_cert = issuer;
    ctx->subject_cert = subject;
    ctx->subject_req = req;
    ctx->crl = crl;
}

int
X509V3_set_issuer_pkey(X509V3_CTX *ctx, EVP_PKEY *pkey)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (ctx->subject_cert == NULL && pkey != NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    ctx->issuer_pkey = pkey;
    return 1;
}

static char *
nconf_string(void *db, const char *section, const char *value)
{
    return NCONF_get_string(db, section, value);
}

static STACK_OF(CONF_VALUE) *
nconf_section(void *db, const char *section)
{
    return NCONF_get_section(db, section);
}

static char *
hash_string(void *db, const char *section, const char *value)
{
    return CONF_get_string(db, section, value);
}

static STACK_OF(CONF_VALUE) *
hash_section(void *db, const char *section)
{
    return CONF_get_section(db, section);
}

/* What both give is the configuration's own: nothing to free. */
static X509V3_CONF_METHOD nconf_method = {nconf_string, nconf_section, NULL,
                                          NULL};
static X509V3_CONF_METHOD hash_method = {hash_string, hash_section, NULL,
                                         NULL};

void
X509V3_set_nconf(X509V3_CTX *ctx, CONF *conf)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    ctx->db_meth = &nconf_method;
    ctx->db = conf;
}

void
X509V3_set_conf_lhash(X509V3_CTX *ctx, LHASH_OF(CONF_VALUE) *lhash)
{
    if (ctx == NULL)
        return;
    ctx->db_meth = &hash_method;
    ctx->db = lhash;
}

char *
X509V3_get_string(X509V3_CTX *ctx, const char *name, const char *section)
{
    if (ctx == NULL || ctx->db == NULL || ctx->db_meth == NULL ||
        ctx->db_meth->get_string == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_OPERATION_NOT_DEFINED);
        return NULL;
    }
    return ctx->db_meth->get_string(ctx->db, name, section);
}

STACK_OF(CONF_VALUE) *
X509V3_get_section(X509V3_CTX *ctx, const char *section)
{
    if (ctx == NULL || ctx->db == NULL || ctx->db_meth == NULL ||
        ctx->db_meth->get_section == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_OPERATION_NOT_DEFINED);
        return NULL;
    }
    return ctx->db_meth->get_section(ctx->db, section);
}

void
X509V3_string_free(X509V3_CTX *ctx, char *str)
{
    if (str != NULL && ctx->db_meth->free_string != NULL)
        ctx->db_meth->free_string(ctx->db, str);
}

void
X509V3_section_free(X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *section)
{
    if (section != NULL && ctx->db_meth->free_section != NULL)
        ctx->db_meth->free_section(ctx->db, section);
}

/* ---- one extension ---- */

/* Skips a word that the text begins with, and blanks behind it. */
static bool
skip_word(const char **text, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(*text, word, len) != 0)
        return false;
    *text += len;
    while (urt_ascii_is_space(**text))
        (*text)++;
    return true;
}

/* "DER:..." and "ASN1:...": the value as it is, for any OID. */
static X509_EXTENSION *
generic(X509V3_CTX *ctx, const char *name, bool critical, bool asn1,
        const char *value)
{
    ASN1_OBJECT *object = OBJ_txt2obj(name, 0);
    ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new();
    X509_EXTENSION *ext = NULL;
    unsigned char *der = NULL;
    ASN1_TYPE *type;
    long len = -1;

    if (object == NULL) {
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_EXTENSION_NAME_ERROR,
                       "name=%s", name);
    } else if (asn1) {
        type = ASN1_generate_v3(value, ctx);
        len = type != NULL ? i2d_ASN1_TYPE(type, &der) : -1;
        ASN1_TYPE_free(type);
    } else {
        der = OPENSSL_hexstr2buf(value, &len);
    }
    if (object != NULL && der == NULL)
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_EXTENSION_VALUE_ERROR,
                       "value=%s", value);
    if (der != NULL && data != NULL) {
        ASN1_STRING_set0(data, der, (int)len);
        ext = X509_EXTENSION_create_by_OBJ(NULL, object, critical, data);
    } else {
        OPENSSL_free(der);
    }
    ASN1_OCTET_STRING_free(data);
    ASN1_OBJECT_free(object);
    return ext;
}

static void *
read_list(const X509V3_EXT_METHOD *method, CONF *conf, X509V3_CTX *ctx,
          const char *value)
{
    bool section = value[0] == '@';
    STACK_OF(CONF_VALUE) *list = section
                                     ? NCONF_get_section(conf, value + 1)
                                     : X509V3_parse_list(value);
    void *ext = NULL;

    if (sk_CONF_VALUE_num(list) <= 0)
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_INVALID_EXTENSION_STRING,
                       "name=%s,section=%s", OBJ_nid2sn(method->ext_nid),
                       value);
    else
        ext = method->v2i(method, ctx, list);
    if (!section)
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ext;
}

static void *
read_value(const X509V3_EXT_METHOD *method, CONF *conf, X509V3_CTX *ctx,
           const char *value)
{
    if (method->v2i != NULL)
        return read_list(method, conf, ctx, value);
    if (method->s2i != NULL)
        return method->s2i(method, ctx, value);
    if (method->r2i == NULL) {
        ERR_raise_data(ERR_LIB_X509V3,
                       X509V3_R_EXTENSION_SETTING_NOT_SUPPORTED, "name=%s",
                       OBJ_nid2sn(method->ext_nid));
        return NULL;
    }
    if (ctx->db == NULL || ctx->db_meth == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_NO_CONFIG_DATABASE);
        return NULL;
    }
    return method->r2i(method, ctx, value);
}

static X509_EXTENSION *
known(CONF *conf, X509V3_CTX *ctx, int nid, bool critical, const char *value)
{
    const X509V3_EXT_METHOD *method;
    X509_EXTENSION *ext;
    void *structure;

    if (nid == NID_undef) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNKNOWN_EXTENSION_NAME);
        return NULL;
    }
    method = X509V3_EXT_get_nid(nid);
    if (method == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNKNOWN_EXTENSION);
        return NULL;
    }
    structure = read_value(method, conf, ctx, value);
    if (structure == NULL)
        return NULL;
    ext = X509V3_EXT_i2d(nid, critical, structure);
    ASN1_item_free(structure, ASN1_ITEM_ptr(method->it));
    return ext;
}

/* From SECTION (NULL: not from one), by NAME, or by NID when that is NULL. */
static X509_EXTENSION *
make(CONF *conf, X509V3_CTX *ctx, const char *section, const char *name,
     int nid, const char *value)
{
    bool critical = skip_word(&value, "critical,"), asn1 = false;
    X509_EXTENSION *ext;
    X509V3_CTX own;

    if (ctx == NULL) {
        X509V3_set_ctx(&own, NULL, NULL, NULL, NULL, 0);
        X509V3_set_nconf(&own, conf);
        ctx = &own;
    }
    if (skip_word(&value, "DER:") || (asn1 = skip_word(&value, "ASN1:")))
        return generic(ctx, name != NULL ? name : OBJ_nid2sn(nid), critical,
                       asn1, value);
    ext = known(conf, ctx, name != NULL ? OBJ_sn2nid(name) : nid, critical,
                value);
    if (ext != NULL || name == NULL)
        return ext;
    if (section != NULL)
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_ERROR_IN_EXTENSION,
                       "section=%s, name=%s, value=%s", section, name, value);
    else
        ERR_raise_data(ERR_LIB_X509V3, X509V3_R_ERROR_IN_EXTENSION,
                       "name=%s, value=%s", name, value);
    return NULL;
}

X509_EXTENSION *
X509V3_EXT_nconf(CONF *conf, X509V3_CTX *ctx, const char *name,
                 const char *value)
{
    return make(conf, ctx, NULL, name, NID_undef, value);
}

X509_EXTENSION *
X509V3_EXT_nconf_nid(CONF *conf, X509V3_CTX *ctx, int ext_nid,
                     const char *value)
{
    return make(conf, ctx, NULL, NULL, ext_nid, value);
}

/* The older form, over the hash of a configuration. */
X509_EXTENSION *
X509V3_EXT_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *name,
                const char *value)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return X509V3_EXT_nconf(&c, ctx, name, value);
}

X509_EXTENSION *
X509V3_EXT_conf_nid(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, int ext_nid,
                    const char *value)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return X509V3_EXT_nconf_nid(&c, ctx, ext_nid, value);
}

/* ---- all of a section ---- */

static void
remove_same(STACK_OF(X509_EXTENSION) *sk, const X509_EXTENSION *ext)
{
    const ASN1_OBJECT *object =
        X509_EXTENSION_get_object((X509_EXTENSION *)ext);
    int at;

    while ((at = X509v3_get_ext_by_OBJ(sk, object, -1)) >= 0)
        X509_EXTENSION_free(X509v3_delete_ext(sk, at));
}

/* With SK NULL the section is only checked. */
int
X509V3_EXT_add_nconf_sk(CONF *conf, X509V3_CTX *ctx, const char *section,
                        STACK_OF(X509_EXTENSION) **sk)
{
    STACK_OF(CONF_VALUE) *list = NCONF_get_section(conf, section);
    bool ok = list != NULL;

    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        X509_EXTENSION *ext = make(conf, ctx, v->section, v->name, NID_undef,
                                   v->value);

        ok = ext != NULL;
        if (ok && sk != NULL) {
            if (ctx != NULL && ctx->flags == X509V3_CTX_REPLACE)
                remove_same(*sk, ext);
            ok = X509v3_add_ext(sk, ext, -1) != NULL;
        }
        X509_EXTENSION_free(ext);
    }
    return ok;
}

int
X509V3_EXT_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section,
                     X509 *cert)
{
    FAC_X509_VALUE *v = NULL;

    if (cert != NULL && (v = fac_x509_edit(cert)) == NULL)
        return 0;
    return X509V3_EXT_add_nconf_sk(
        conf, ctx, section, v != NULL ? &v->cert_info.extensions : NULL);
}

/* One at a time, so that what came before an error is in the list. */
int
X509V3_EXT_CRL_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section,
                         X509_CRL *crl)
{
    STACK_OF(X509_EXTENSION) *sk = NULL;
    int ok, at;

    if (crl == NULL)
        return X509V3_EXT_add_nconf_sk(conf, ctx, section, NULL);
    ok = X509V3_EXT_add_nconf_sk(conf, ctx, section, &sk);
    for (int i = 0; i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ext = sk_X509_EXTENSION_value(sk, i);
        const ASN1_OBJECT *object = X509_EXTENSION_get_object(ext);

        while (ctx != NULL && ctx->flags == X509V3_CTX_REPLACE &&
               (at = X509_CRL_get_ext_by_OBJ(crl, object, -1)) >= 0)
            X509_EXTENSION_free(X509_CRL_delete_ext(crl, at));
        ok = X509_CRL_add_ext(crl, ext, -1) && ok;
    }
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    return ok;
}

/* A request gets them all, or none when one is in error. */
int
X509V3_EXT_REQ_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section,
                         X509_REQ *req)
{
    STACK_OF(X509_EXTENSION) *sk = NULL;
    int ok = X509V3_EXT_add_nconf_sk(conf, ctx, section,
                                     req != NULL ? &sk : NULL);

    if (ok && sk != NULL)
        ok = X509_REQ_add_extensions(req, sk);
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    return ok;
}

int
X509V3_EXT_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx,
                    const char *section, X509 *cert)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return X509V3_EXT_add_nconf(&c, ctx, section, cert);
}

int
X509V3_EXT_CRL_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx,
                        const char *section, X509_CRL *crl)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return X509V3_EXT_CRL_add_nconf(&c, ctx, section, crl);
}

int
X509V3_EXT_REQ_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx,
                        const char *section, X509_REQ *req)
{
    CONF c;

    CONF_set_nconf(&c, conf);
    return X509V3_EXT_REQ_add_nconf(&c, ctx, section, req);
}
