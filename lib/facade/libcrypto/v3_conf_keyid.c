/* subjectKeyIdentifier and authorityKeyIdentifier from text. RFC 5280,
 * sections 4.2.1.1 and 4.2.1.2; x509v3_config(5). */
#include "facade/libcrypto/v3_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

/* The SHA-1 of a public key's bits. */
static ASN1_OCTET_STRING *
hash_of(const X509_PUBKEY *key)
{
    unsigned char md[EVP_MAX_MD_SIZE];
    ASN1_OCTET_STRING *id = NULL;
    const unsigned char *bits;
    unsigned len;
    int n;

    if (!X509_PUBKEY_get0_param(NULL, &bits, &n, NULL, key) ||
        !EVP_Digest(bits, (size_t)n, md, &len, EVP_sha1(), NULL))
        return NULL;
    id = ASN1_OCTET_STRING_new();
    if (id != NULL && ASN1_STRING_set(id, md, (int)len))
        return id;
    ASN1_OCTET_STRING_free(id);
    return NULL;
}

static ASN1_OCTET_STRING *
hash_of_pkey(EVP_PKEY *pkey)
{
    X509_PUBKEY *key = NULL;
    ASN1_OCTET_STRING *id = NULL;

    if (X509_PUBKEY_set(&key, pkey))
        id = hash_of(key);
    X509_PUBKEY_free(key);
    return id;
}

void *
fac_v3_read_subject_key(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                        const char *text)
{
    if (strcmp(text, "none") == 0)
        return ASN1_OCTET_STRING_new();
    if (strcmp(text, "hash") != 0)
        return s2i_ASN1_OCTET_STRING((X509V3_EXT_METHOD *)method, ctx, text);
    if (ctx != NULL && (ctx->flags & X509V3_CTX_TEST) != 0)
        return ASN1_OCTET_STRING_new();
    if (ctx == NULL ||
        (ctx->subject_cert == NULL && ctx->subject_req == NULL)) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_NO_SUBJECT_DETAILS);
        return NULL;
    }
    return hash_of(ctx->subject_cert != NULL
                       ? X509_get_X509_PUBKEY(ctx->subject_cert)
                       : X509_REQ_get_X509_PUBKEY(ctx->subject_req));
}

/* ---- the issuer's ---- */

enum want { NO, IF_POSSIBLE, ALWAYS };

static bool
read_options(STACK_OF(CONF_VALUE) *list, enum want *keyid, enum want *issuer)
{
    *keyid = *issuer = NO;
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        bool always = v->value != NULL && strcmp(v->value, "always") == 0;

        if (strcmp(v->name, "keyid") == 0) {
            *keyid = always ? ALWAYS : IF_POSSIBLE;
        } else if (strcmp(v->name, "issuer") == 0) {
            *issuer = always ? ALWAYS : IF_POSSIBLE;
        } else if (strcmp(v->name, "none") != 0 ||
                   sk_CONF_VALUE_num(list) != 1) {
            ERR_raise_data(ERR_LIB_X509V3, X509V3_R_UNKNOWN_OPTION, "name=%s",
                           v->name);
            return false;
        }
    }
    return true;
}

/* Whether the subject is signed with its own key. */
static bool
is_self_signed(const X509V3_CTX *ctx)
{
    EVP_PKEY *own;

    if (ctx->issuer_pkey == NULL)
        return ctx->subject_cert == ctx->issuer_cert;
    if (ctx->subject_cert == NULL)
        return false;
    own = X509_get0_pubkey(ctx->subject_cert);
    return own != NULL && EVP_PKEY_eq(own, ctx->issuer_pkey) == 1;
}

static ASN1_OCTET_STRING *
issuer_key(const X509V3_CTX *ctx, bool self_signed)
{
    bool same = ctx->subject_cert == ctx->issuer_cert;
    ASN1_OCTET_STRING *id = NULL;

    /* Issued in its own name with another key: that key is meant. */
    if (!same || self_signed)
        id = X509_get_ext_d2i(ctx->issuer_cert, NID_subject_key_identifier,
                              NULL, NULL);
    if (id == NULL && same && ctx->issuer_pkey != NULL)
        id = hash_of_pkey(ctx->issuer_pkey);
    return id;
}

static bool
set_issuer(AUTHORITY_KEYID *akid, X509 *cert)
{
    X509_NAME *name = X509_NAME_dup(X509_get_issuer_name(cert));
    GENERAL_NAME *gen = GENERAL_NAME_new();

    akid->serial = ASN1_INTEGER_dup(X509_get0_serialNumber(cert));
    akid->issuer = sk_GENERAL_NAME_new_null();
    if (name == NULL || akid->serial == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNABLE_TO_GET_ISSUER_DETAILS);
    } else if (gen != NULL && akid->issuer != NULL &&
               sk_GENERAL_NAME_push(akid->issuer, gen) > 0) {
        GENERAL_NAME_set0_value(gen, GEN_DIRNAME, name);
        return true;
    }
    X509_NAME_free(name);
    GENERAL_NAME_free(gen);
    return false;
}

static bool
fill(AUTHORITY_KEYID *akid, const X509V3_CTX *ctx, enum want keyid,
     enum want issuer)
{
    enum { TOO_SHORT = 2 }; /* what "none" leaves */
    bool self_signed, skip;

    if (ctx == NULL || ctx->issuer_cert == NULL) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_NO_ISSUER_CERTIFICATE);
        return false;
    }
    self_signed = is_self_signed(ctx);
    skip = keyid == NO || (keyid == IF_POSSIBLE && self_signed);
    if (!skip)
        akid->keyid = issuer_key(ctx, self_signed);
    if (!skip && (keyid == ALWAYS || issuer == NO) &&
        (akid->keyid == NULL ||
         ASN1_STRING_length(akid->keyid) <= TOO_SHORT)) {
        ERR_raise(ERR_LIB_X509V3, X509V3_R_UNABLE_TO_GET_ISSUER_KEYID);
        return false;
    }
    if (issuer == ALWAYS || (issuer == IF_POSSIBLE && akid->keyid == NULL))
        return set_issuer(akid, ctx->issuer_cert);
    return true;
}

void *
fac_v3_read_authority_key(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
                          STACK_OF(CONF_VALUE) *list)
{
    AUTHORITY_KEYID *akid;
    enum want keyid, issuer;

    if (!read_options(list, &keyid, &issuer))
        return NULL;
    akid = AUTHORITY_KEYID_new();
    if (akid == NULL || (keyid == NO && issuer == NO) ||
        (ctx != NULL && (ctx->flags & X509V3_CTX_TEST) != 0) ||
        fill(akid, ctx, keyid, issuer))
        return akid;
    AUTHORITY_KEYID_free(akid);
    return NULL;
}
