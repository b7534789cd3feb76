/* Keys of parameters and parameters of keys: EVP_PKEY_fromdata, _todata and
 * _export.
 *
 * What a program hands over need not make sense yet, and may be a part of a
 * key (a group, a private number alone). So keys of the types that have an
 * older object (RSA, DSA, DH, EC_KEY) are built as that object, whose numbers
 * are checked when it becomes an engine key on first use; the raw types are
 * engine keys at once. */
#include <openssl/bn.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stddef.h>
#include <string.h>

#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

enum {
    PRIVATE = OSSL_KEYMGMT_SELECT_PRIVATE_KEY,
    PUBLIC = OSSL_KEYMGMT_SELECT_PUBLIC_KEY,
    NAME_SIZE = 80 /* of groups, digests and the like */
};

/* A number of PARAMS; *OK turns false where it stands there and is none. */
static BIGNUM *
number(const OSSL_PARAM *params, const char *name, bool *ok)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);
    BIGNUM *bn = NULL;

    if (p != NULL && !OSSL_PARAM_get_BN(p, &bn))
        *ok = false;
    return bn;
}

/* The same for what must be kept from others. */
static BIGNUM *
secret(const OSSL_PARAM *params, const char *name, bool wanted, bool *ok)
{
    BIGNUM *bn = wanted ? number(params, name, ok) : NULL;

    if (bn != NULL)
        BN_set_flags(bn, BN_FLG_CONSTTIME);
    return bn;
}

/* A text of PARAMS in OUT; NULL where there is none. *OK turns false where it
 * is no text, or one too long. */
static const char *
text(const OSSL_PARAM *params, const char *name, char out[NAME_SIZE], bool *ok)
{
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

    if (p == NULL)
        return NULL;
    if (!OSSL_PARAM_get_utf8_string(p, &out, NAME_SIZE)) {
        *ok = false;
        return NULL;
    }
    return out;
}

/* The limits of an RSASSA-PSS key. */
static bool
pss_limits(RSA *rsa, const OSSL_PARAM *params)
{
    char digest[NAME_SIZE], mgf[NAME_SIZE];
    const OSSL_PARAM *salt;
    bool ok = true;
    const char *d = text(params, OSSL_PKEY_PARAM_RSA_DIGEST, digest, &ok);
    const char *m = text(params, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, mgf, &ok);
    const EVP_MD *md = d != NULL ? EVP_get_digestbyname(d) : NULL;
    const EVP_MD *mgf_md = m != NULL ? EVP_get_digestbyname(m) : NULL;
    int len = 20;

    salt = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN);
    if (salt != NULL && (!OSSL_PARAM_get_int(salt, &len) || len < 0))
        return false;
    if (!ok || (d != NULL && md == NULL) || (m != NULL && mgf_md == NULL))
        return false;
    rsa->pss = true;
    if (md == NULL && mgf_md == NULL && salt == NULL)
        return true;
    rsa->limits.hash = fac_ctx_hash(md != NULL ? md : EVP_sha1());
    rsa->limits.mgf_hash = fac_ctx_hash(mgf_md != NULL ? mgf_md : EVP_sha1());
    rsa->limits.min_salt_len = (unsigned)len;
    return true;
}

static bool
rsa_private(RSA *rsa, const OSSL_PARAM *params, bool *ok)
{
    BIGNUM *p = secret(params, OSSL_PKEY_PARAM_RSA_FACTOR1, true, ok);
    BIGNUM *q = secret(params, OSSL_PKEY_PARAM_RSA_FACTOR2, true, ok);
    BIGNUM *dp = secret(params, OSSL_PKEY_PARAM_RSA_EXPONENT1, true, ok);
    BIGNUM *dq = secret(params, OSSL_PKEY_PARAM_RSA_EXPONENT2, true, ok);
    BIGNUM *qi = secret(params, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, true, ok);

    if (OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_FACTOR3) != NULL) {
        ERR_raise_data(ERR_LIB_RSA, ERR_R_UNSUPPORTED, "more than two primes");
        *ok = false;
    }
    /* Each takes over all of its numbers, or none. */
    if (*ok && p != NULL && q != NULL && RSA_set0_factors(rsa, p, q))
        p = q = NULL;
    if (*ok && dp != NULL && dq != NULL && qi != NULL &&
        RSA_set0_crt_params(rsa, dp, dq, qi))
        dp = dq = qi = NULL;
    BN_clear_free(p);
    BN_clear_free(q);
    BN_clear_free(dp);
    BN_clear_free(dq);
    BN_clear_free(qi);
    return *ok;
}

static void *
rsa_of(int type, int selection, const OSSL_PARAM *params)
{
    RSA *rsa = RSA_new();
    bool ok = rsa != NULL;
    BIGNUM *n, *e, *d;

    if (rsa == NULL)
        return NULL;
    if (type == EVP_PKEY_RSA_PSS)
        ok = pss_limits(rsa, params);
    if ((selection & (PRIVATE | PUBLIC)) == 0 && ok)
        return rsa;
    n = number(params, OSSL_PKEY_PARAM_RSA_N, &ok);
    e = number(params, OSSL_PKEY_PARAM_RSA_E, &ok);
    d = secret(params, OSSL_PKEY_PARAM_RSA_D, (selection & PRIVATE) != 0, &ok);
    if (ok && n != NULL && e != NULL && RSA_set0_key(rsa, n, e, d)) {
        n = e = d = NULL;
        if ((selection & PRIVATE) != 0 && !rsa_private(rsa, params, &ok))
            ok = false;
    } else {
        ok = false;
    }
    BN_free(n);
    BN_free(e);
    BN_clear_free(d);
    if (ok)
        return rsa;
    RSA_free(rsa);
    return NULL;
}

static void *
dsa_of(int type, int selection, const OSSL_PARAM *params)
{
    DSA *dsa = DSA_new();
    bool ok = dsa != NULL;

    (void)type;
    if (dsa == NULL)
        return NULL;
    dsa->p = number(params, OSSL_PKEY_PARAM_FFC_P, &ok);
    dsa->q = number(params, OSSL_PKEY_PARAM_FFC_Q, &ok);
    dsa->g = number(params, OSSL_PKEY_PARAM_FFC_G, &ok);
    if ((selection & PUBLIC) != 0)
        dsa->pub = number(params, OSSL_PKEY_PARAM_PUB_KEY, &ok);
    dsa->priv = secret(params, OSSL_PKEY_PARAM_PRIV_KEY,
                       (selection & PRIVATE) != 0, &ok);
    if (ok)
        return dsa;
    DSA_free(dsa);
    return NULL;
}

/* A DH object with its field alone; NULL where the group is unknown. */
static DH *
dh_field(const OSSL_PARAM *params, bool *ok)
{
    char name[NAME_SIZE];
    const char *group = text(params, OSSL_PKEY_PARAM_GROUP_NAME, name, ok);
    DH *dh;

    if (group != NULL)
        return DH_new_by_nid(OBJ_sn2nid(group));
    dh = *ok ? DH_new() : NULL;
    if (dh == NULL)
        return NULL;
    dh->p = number(params, OSSL_PKEY_PARAM_FFC_P, ok);
    dh->q = number(params, OSSL_PKEY_PARAM_FFC_Q, ok);
    dh->g = number(params, OSSL_PKEY_PARAM_FFC_G, ok);
    return dh;
}

static void *
dh_of(int type, int selection, const OSSL_PARAM *params)
{
    const OSSL_PARAM *bits;
    bool ok = true;
    long length = 0;
    DH *dh;

    ERR_set_mark();
    dh = dh_field(params, &ok);
    ERR_pop_to_mark();
    if (dh == NULL)
        return NULL;
    fac_object_touch(&dh->base); /* a named field's is without numbers */
    dh->x942 = type == EVP_PKEY_DHX;
    bits = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_DH_PRIV_LEN);
    if (bits != NULL && OSSL_PARAM_get_long(bits, &length) && length >= 0)
        dh->length = length;
    else if (bits != NULL)
        ok = false;
    if ((selection & PUBLIC) != 0)
        dh->pub = number(params, OSSL_PKEY_PARAM_PUB_KEY, &ok);
    dh->priv = secret(params, OSSL_PKEY_PARAM_PRIV_KEY,
                      (selection & PRIVATE) != 0, &ok);
    if (ok)
        return dh;
    DH_free(dh);
    return NULL;
}

static const struct {
    const char *name;
    point_conversion_form_t form;
} forms[] = {
    {OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED,
     POINT_CONVERSION_UNCOMPRESSED},
    {OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED,
     POINT_CONVERSION_COMPRESSED},
    {OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID, POINT_CONVERSION_HYBRID},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

/* An EC_KEY with its curve alone. Curves go by name: one that is spelt out in
 * numbers is refused. */
static EC_KEY *
ec_curve(const OSSL_PARAM *params)
{
    char name[NAME_SIZE], form[NAME_SIZE];
    bool ok = true;
    const char *group = text(params, OSSL_PKEY_PARAM_GROUP_NAME, name, &ok);
    const char *f = text(params, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                         form, &ok);
    EC_KEY *ec;
    int nid;

    if (!ok || group == NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_FIELD);
        return NULL;
    }
    nid = EC_curve_nist2nid(group);
    if (nid == NID_undef)
        nid = OBJ_sn2nid(group);
    if (fac_group_of_nid(nid) == NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
        return NULL;
    }
    ec = EC_KEY_new_by_curve_name(nid);
    for (size_t i = 0; ec != NULL && f != NULL && i < FORMS; i++)
        if (strcmp(forms[i].name, f) == 0) {
            EC_KEY_set_conv_form(ec, forms[i].form);
            return ec;
        }
    if (ec != NULL && f != NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_FORM);
        EC_KEY_free(ec);
        return NULL;
    }
    return ec;
}

static bool
ec_public(EC_KEY *ec, const OSSL_PARAM *params)
{
    const OSSL_PARAM *p =
        OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
    const EC_GROUP *group = EC_KEY_get0_group(ec);
    EC_POINT *point;
    bool ok;

    if (p == NULL)
        return true;
    if (p->data_type != OSSL_PARAM_OCTET_STRING || p->data == NULL)
        return false;
    point = EC_POINT_new(group);
    ok = point != NULL &&
         EC_POINT_oct2point(group, point, p->data, p->data_size, NULL) &&
         EC_KEY_set_public_key(ec, point);
    EC_POINT_free(point);
    return ok;
}

static void *
ec_of(int type, int selection, const OSSL_PARAM *params)
{
    EC_KEY *ec = ec_curve(params);
    bool ok = ec != NULL;
    BIGNUM *priv;

    (void)type;
    if (ec == NULL)
        return NULL;
    if ((selection & PUBLIC) != 0)
        ok = ec_public(ec, params);
    priv = secret(params, OSSL_PKEY_PARAM_PRIV_KEY, (selection & PRIVATE) != 0,
                  &ok);
    ok = ok && (priv == NULL || EC_KEY_set_private_key(ec, priv));
    BN_clear_free(priv);
    if (ok)
        return ec;
    EC_KEY_free(ec);
    return NULL;
}

static EVP_PKEY *
raw_of(int type, int selection, const OSSL_PARAM *params)
{
    const OSSL_PARAM *pub =
        OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
    const OSSL_PARAM *priv =
        OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY);
    EVP_PKEY *p = NULL;

    if ((selection & (PUBLIC | PRIVATE)) == 0)
        return NULL;
    if ((pub != NULL && pub->data_type != OSSL_PARAM_OCTET_STRING) ||
        (priv != NULL && priv->data_type != OSSL_PARAM_OCTET_STRING))
        return NULL;
    ERR_set_mark();
    /* The public part follows from the private one, whatever was given. */
    if (priv != NULL && (selection & PRIVATE) != 0)
        p = EVP_PKEY_new_raw_private_key(type, NULL, priv->data,
                                         priv->data_size);
    else if (pub != NULL)
        p = EVP_PKEY_new_raw_public_key(type, NULL, pub->data,
                                        pub->data_size);
    ERR_pop_to_mark();
    return p;
}

/* Values on their way into an array. The builder only borrows what it is
 * given: an encoded point stands here until the array is there. */
struct pushing {
    OSSL_PARAM_BLD *bld;
    bool ok;
    uint8_t point[133];
};

typedef void push_fn(struct pushing *to, const void *object, int selection);
static push_fn push_rsa, push_dsa, push_dh, push_ec;

/* What makes the object of a type, and what takes it apart. */
static const struct data_kind {
    int type;
    void *(*of)(int type, int selection, const OSSL_PARAM *params);
    push_fn *push;
} data_kinds[] = {
    {EVP_PKEY_RSA, rsa_of, push_rsa}, {EVP_PKEY_RSA_PSS, rsa_of, push_rsa},
    {EVP_PKEY_DSA, dsa_of, push_dsa}, {EVP_PKEY_DH, dh_of, push_dh},
    {EVP_PKEY_DHX, dh_of, push_dh},   {EVP_PKEY_EC, ec_of, push_ec},
};

static const struct data_kind *
data_kind(int type)
{
    for (size_t i = 0; i < sizeof data_kinds / sizeof data_kinds[0]; i++)
        if (data_kinds[i].type == type)
            return &data_kinds[i];
    return NULL;
}

int
EVP_PKEY_fromdata_init(EVP_PKEY_CTX *ctx)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    ctx->operation = EVP_PKEY_OP_FROMDATA;
    return 1;
}

static EVP_PKEY *
make(int type, int selection, const OSSL_PARAM *params)
{
    const struct data_kind *kind = data_kind(type);
    void *object;
    EVP_PKEY *p;

    if (fac_ctx_is_kdf(type))
        return NULL;
    if (kind == NULL)
        return raw_of(type, selection, params);
    object = kind->of(type, selection, params);
    p = object != NULL ? EVP_PKEY_new() : NULL;
    if (p == NULL || !fac_pkey_take_object(p, type, object)) {
        if (object != NULL)
            fac_pkey_object_free(type, object);
        EVP_PKEY_free(p);
        return NULL;
    }
    p->made_here = true;
    return p;
}

int
EVP_PKEY_fromdata(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey, int selection,
                  OSSL_PARAM params[])
{
    EVP_PKEY *p;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_FROMDATA) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (ppkey == NULL)
        return -1;
    p = make(ctx->type, selection, params);
    if (p == NULL)
        return 0;
    fac_pkey_give(ppkey, p);
    return 1;
}

static void
push(struct pushing *to, const char *name, const BIGNUM *bn)
{
    if (bn != NULL)
        to->ok &= OSSL_PARAM_BLD_push_BN(to->bld, name, bn) != 0;
}

static void
push_text(struct pushing *to, const char *name, const char *value)
{
    if (value != NULL)
        to->ok &= OSSL_PARAM_BLD_push_utf8_string(to->bld, name, value, 0) != 0;
}

static void
push_int(struct pushing *to, const char *name, int value)
{
    to->ok &= OSSL_PARAM_BLD_push_int(to->bld, name, value) != 0;
}

static void
push_rsa(struct pushing *to, const void *object, int selection)
{
    const RSA *r = object;

    if (r->pss && r->limits.hash != NULL) {
        push_text(to, OSSL_PKEY_PARAM_RSA_DIGEST, r->limits.hash->name);
        push_text(to, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST,
                  r->limits.mgf_hash->name);
        push_int(to, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN,
                 (int)r->limits.min_salt_len);
    }
    if ((selection & (PRIVATE | PUBLIC)) == 0)
        return;
    push(to, OSSL_PKEY_PARAM_RSA_N, r->n);
    push(to, OSSL_PKEY_PARAM_RSA_E, r->e);
    if ((selection & PRIVATE) == 0)
        return;
    push(to, OSSL_PKEY_PARAM_RSA_D, r->d);
    push(to, OSSL_PKEY_PARAM_RSA_FACTOR1, r->p);
    push(to, OSSL_PKEY_PARAM_RSA_FACTOR2, r->q);
    push(to, OSSL_PKEY_PARAM_RSA_EXPONENT1, r->dp);
    push(to, OSSL_PKEY_PARAM_RSA_EXPONENT2, r->dq);
    push(to, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, r->qi);
}

/* How parameters of a finite field would be validated: as ones that nobody
 * has generated here. */
static void
push_validation(struct pushing *to)
{
    push_int(to, OSSL_PKEY_PARAM_FFC_GINDEX, -1);
    push_int(to, OSSL_PKEY_PARAM_FFC_PCOUNTER, -1);
    push_int(to, OSSL_PKEY_PARAM_FFC_H, 0);
    push_int(to, OSSL_PKEY_PARAM_FFC_VALIDATE_PQ, 1);
    push_int(to, OSSL_PKEY_PARAM_FFC_VALIDATE_G, 1);
    push_int(to, OSSL_PKEY_PARAM_FFC_VALIDATE_LEGACY, 0);
}

static void
push_dsa(struct pushing *to, const void *object, int selection)
{
    const DSA *d = object;

    push(to, OSSL_PKEY_PARAM_FFC_P, d->p);
    push(to, OSSL_PKEY_PARAM_FFC_Q, d->q);
    push(to, OSSL_PKEY_PARAM_FFC_G, d->g);
    push_validation(to);
    if ((selection & PUBLIC) != 0)
        push(to, OSSL_PKEY_PARAM_PUB_KEY, d->pub);
    if ((selection & PRIVATE) != 0)
        push(to, OSSL_PKEY_PARAM_PRIV_KEY, d->priv);
}

static void
push_dh(struct pushing *to, const void *object, int selection)
{
    const DH *d = object;
    int nid = DH_get_nid(d);

    if (nid != NID_undef)
        push_text(to, OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(nid));
    push(to, OSSL_PKEY_PARAM_FFC_P, d->p);
    push(to, OSSL_PKEY_PARAM_FFC_Q, d->q);
    push(to, OSSL_PKEY_PARAM_FFC_G, d->g);
    push_validation(to);
    if (d->length > 0)
        push_int(to, OSSL_PKEY_PARAM_DH_PRIV_LEN, (int)d->length);
    if ((selection & PUBLIC) != 0)
        push(to, OSSL_PKEY_PARAM_PUB_KEY, d->pub);
    if ((selection & PRIVATE) != 0)
        push(to, OSSL_PKEY_PARAM_PRIV_KEY, d->priv);
}

static void
push_point(struct pushing *to, const EC_KEY *ec)
{
    size_t len = EC_POINT_point2oct(ec->group, ec->pub,
                                    EC_KEY_get_conv_form(ec), to->point,
                                    sizeof to->point, NULL);

    to->ok &= len > 0 && OSSL_PARAM_BLD_push_octet_string(
                             to->bld, OSSL_PKEY_PARAM_PUB_KEY, to->point, len);
}

static void
push_ec(struct pushing *to, const void *object, int selection)
{
    const EC_KEY *ec = object;

    if (ec->group == NULL)
        return;
    push_text(to, OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(ec->group->nid));
    push_text(to, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
    for (size_t i = 0; i < FORMS; i++)
        if (forms[i].form == EC_KEY_get_conv_form(ec))
            push_text(to, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                      forms[i].name);
    push_text(to, OSSL_PKEY_PARAM_EC_GROUP_CHECK_TYPE, "default");
    push_int(to, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, 0);
    push_int(to, OSSL_PKEY_PARAM_USE_COFACTOR_FLAG, 0);
    if ((selection & PUBLIC) != 0 && ec->pub != NULL)
        push_point(to, ec);
    if ((selection & PRIVATE) != 0 && ec->priv != NULL)
        to->ok &= OSSL_PARAM_BLD_push_BN_pad(
                   to->bld, OSSL_PKEY_PARAM_PRIV_KEY, ec->priv,
                   (size_t)(EC_GROUP_order_bits(ec->group) + 7) / 8) != 0;
}

static void
push_raw(struct pushing *to, const struct urt_raw_parts *raw, int selection)
{
    if ((selection & (PUBLIC | PRIVATE)) == 0)
        to->ok = false; /* there is nothing to choose from */
    if ((selection & PUBLIC) != 0 && raw->pub.len > 0)
        to->ok &= OSSL_PARAM_BLD_push_octet_string(to->bld, OSSL_PKEY_PARAM_PUB_KEY,
                                                raw->pub.data,
                                                raw->pub.len) != 0;
    if ((selection & PRIVATE) != 0 && raw->priv.len > 0)
        to->ok &= OSSL_PARAM_BLD_push_octet_string(to->bld, OSSL_PKEY_PARAM_PRIV_KEY,
                                                raw->priv.data,
                                                raw->priv.len) != 0;
}

int
EVP_PKEY_todata(const EVP_PKEY *pkey, int selection, OSSL_PARAM **params)
{
    const struct data_kind *kind = pkey != NULL ? data_kind(pkey->type) : NULL;
    struct pushing to = {.ok = false};
    const void *object;
    struct urt_key *key;

    if (params == NULL || pkey == NULL)
        return 0;
    to.bld = OSSL_PARAM_BLD_new();
    if (to.bld == NULL)
        return 0;
    if (kind != NULL) {
        object = fac_pkey_object(pkey);
        to.ok = object != NULL;
        if (to.ok)
            kind->push(&to, object, selection);
    } else {
        key = fac_pkey_key(pkey);
        to.ok = key != NULL && urt_key_raw(key) != NULL;
        if (to.ok)
            push_raw(&to, urt_key_raw(key), selection);
    }
    *params = to.ok ? OSSL_PARAM_BLD_to_param(to.bld) : NULL;
    OSSL_PARAM_BLD_free(to.bld);
    return *params != NULL;
}

int
EVP_PKEY_export(const EVP_PKEY *pkey, int selection, OSSL_CALLBACK *export_cb,
                void *export_cbarg)
{
    OSSL_PARAM *params = NULL;
    int ok;

    if (!EVP_PKEY_todata(pkey, selection, &params))
        return 0;
    ok = export_cb(params, export_cbarg);
    OSSL_PARAM_free(params);
    return ok;
}
