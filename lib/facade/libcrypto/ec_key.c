/* EC_KEY: a curve, a point and a private number, put together by the
 * program. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

EC_KEY *
EC_KEY_new(void)
{
    EC_KEY *k = OPENSSL_zalloc(sizeof *k);

    if (k != NULL) {
        fac_object_init(&k->base, CRYPTO_EX_INDEX_EC_KEY, k);
        k->form = POINT_CONVERSION_UNCOMPRESSED;
    }
    return k;
}

EC_KEY *
EC_KEY_new_ex(OSSL_LIB_CTX *ctx, const char *propq)
{
    (void)ctx;
    (void)propq;
    return EC_KEY_new();
}

EC_KEY *
EC_KEY_new_by_curve_name(int nid)
{
    EC_GROUP *g = EC_GROUP_new_by_curve_name(nid);
    EC_KEY *k = g != NULL ? EC_KEY_new() : NULL;

    if (k == NULL) {
        EC_GROUP_free(g);
        return NULL;
    }
    k->group = g;
    return k;
}

EC_KEY *
EC_KEY_new_by_curve_name_ex(OSSL_LIB_CTX *ctx, const char *propq, int nid)
{
    (void)ctx;
    (void)propq;
    return EC_KEY_new_by_curve_name(nid);
}

void
EC_KEY_free(EC_KEY *k)
{
    if (k == NULL ||
        !fac_object_down(&k->base, CRYPTO_EX_INDEX_EC_KEY, k))
        return;
    EC_GROUP_free(k->group);
    EC_POINT_free(k->pub);
    BN_clear_free(k->priv);
    OPENSSL_free(k);
}

int
EC_KEY_up_ref(EC_KEY *k)
{
    urt_ref_up(&k->base.ref);
    return 1;
}

EC_KEY *
EC_KEY_copy(EC_KEY *dst, const EC_KEY *src)
{
    if (dst == NULL || src == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (src->group != NULL && !EC_KEY_set_group(dst, src->group))
        return NULL;
    if (src->pub != NULL && !EC_KEY_set_public_key(dst, src->pub))
        return NULL;
    if (src->priv != NULL && !EC_KEY_set_private_key(dst, src->priv))
        return NULL;
    dst->enc_flags = src->enc_flags;
    dst->form = src->form;
    dst->base.flags = src->base.flags;
    if (!CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_EC_KEY, &dst->base.ex_data,
                            &src->base.ex_data))
        return NULL;
    return dst;
}

EC_KEY *
EC_KEY_dup(const EC_KEY *src)
{
    EC_KEY *k = src != NULL ? EC_KEY_new() : NULL;

    if (src == NULL)
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
    if (k != NULL && EC_KEY_copy(k, src) == NULL) {
        EC_KEY_free(k);
        return NULL;
    }
    return k;
}

const EC_GROUP *
EC_KEY_get0_group(const EC_KEY *k)
{
    return k->group;
}

int
EC_KEY_set_group(EC_KEY *k, const EC_GROUP *group)
{
    EC_GROUP_free(k->group);
    k->group = EC_GROUP_dup(group);
    fac_object_touch(&k->base);
    return k->group != NULL;
}

const BIGNUM *
EC_KEY_get0_private_key(const EC_KEY *k)
{
    return k->priv;
}

int
EC_KEY_set_private_key(EC_KEY *k, const BIGNUM *priv)
{
    BIGNUM *copy;

    if (k->group == NULL)
        return 0;
    /* NULL takes the number away, and says no all the same. */
    if (priv == NULL) {
        BN_clear_free(k->priv);
        k->priv = NULL;
        fac_object_touch(&k->base);
        return 0;
    }
    copy = BN_dup(priv);
    if (copy == NULL)
        return 0;
    BN_set_flags(copy, BN_FLG_CONSTTIME);
    BN_clear_free(k->priv);
    k->priv = copy;
    fac_object_touch(&k->base);
    return 1;
}

const EC_POINT *
EC_KEY_get0_public_key(const EC_KEY *k)
{
    return k->pub;
}

int
EC_KEY_set_public_key(EC_KEY *k, const EC_POINT *pub)
{
    EC_POINT_free(k->pub);
    k->pub = k->group != NULL ? EC_POINT_dup(pub, k->group) : NULL;
    fac_object_touch(&k->base);
    return k->pub != NULL;
}

int
EC_KEY_set_public_key_affine_coordinates(EC_KEY *k, BIGNUM *x, BIGNUM *y)
{
    EC_POINT *p;
    int ok;

    if (k == NULL || k->group == NULL || x == NULL || y == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    p = EC_POINT_new(k->group);
    ok = p != NULL &&
         EC_POINT_set_affine_coordinates(k->group, p, x, y, NULL) &&
         EC_KEY_set_public_key(k, p) && EC_KEY_check_key(k);
    EC_POINT_free(p);
    return ok;
}

unsigned
EC_KEY_get_enc_flags(const EC_KEY *k)
{
    return k->enc_flags;
}

void
EC_KEY_set_enc_flags(EC_KEY *k, unsigned int flags)
{
    k->enc_flags = flags;
    fac_object_touch(&k->base);
}

point_conversion_form_t
EC_KEY_get_conv_form(const EC_KEY *k)
{
    return k->form;
}

void
EC_KEY_set_conv_form(EC_KEY *k, point_conversion_form_t form)
{
    k->form = form;
    fac_object_touch(&k->base);
    if (k->group != NULL)
        EC_GROUP_set_point_conversion_form(k->group, form);
}

void
EC_KEY_set_asn1_flag(EC_KEY *k, int flag)
{
    if (k->group != NULL)
        EC_GROUP_set_asn1_flag(k->group, flag);
}

int
EC_KEY_get_flags(const EC_KEY *k)
{
    return k->base.flags;
}

void
EC_KEY_set_flags(EC_KEY *k, int flags)
{
    k->base.flags |= flags;
}

void
EC_KEY_clear_flags(EC_KEY *k, int flags)
{
    k->base.flags &= ~flags;
}

int
EC_KEY_can_sign(const EC_KEY *k)
{
    return k->group != NULL;
}

int
EC_KEY_set_ex_data(EC_KEY *k, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&k->base.ex_data, idx, arg);
}

void *
EC_KEY_get_ex_data(const EC_KEY *k, int idx)
{
    return CRYPTO_get_ex_data(&k->base.ex_data, idx);
}

int
EC_KEY_oct2key(EC_KEY *k, const unsigned char *buf, size_t len, BN_CTX *ctx)
{
    if (k == NULL || k->group == NULL)
        return 0;
    if (k->pub == NULL)
        k->pub = EC_POINT_new(k->group);
    fac_object_touch(&k->base);
    if (k->pub == NULL ||
        !EC_POINT_oct2point(k->group, k->pub, buf, len, ctx))
        return 0;
    /* From here on the point is written as it was read. */
    k->form = (point_conversion_form_t)(buf[0] & ~1u);
    return 1;
}

size_t
EC_KEY_key2buf(const EC_KEY *k, point_conversion_form_t form,
               unsigned char **pbuf, BN_CTX *ctx)
{
    if (k == NULL || k->pub == NULL || k->group == NULL)
        return 0;
    return EC_POINT_point2buf(k->group, k->pub, form, pbuf, ctx);
}

int
EC_KEY_oct2priv(EC_KEY *k, const unsigned char *buf, size_t len)
{
    BIGNUM *bn;
    int ok;

    if (k->group == NULL)
        return 0;
    bn = BN_bin2bn(buf, (int)len, NULL);
    ok = bn != NULL && EC_KEY_set_private_key(k, bn);
    BN_clear_free(bn);
    return ok;
}

size_t
EC_KEY_priv2oct(const EC_KEY *k, unsigned char *buf, size_t len)
{
    size_t need;

    if (k->group == NULL || k->priv == NULL)
        return 0;
    need = (size_t)BN_num_bytes(k->group->order);
    if (buf == NULL)
        return need;
    if (len < need || BN_bn2binpad(k->priv, buf, (int)need) < 0)
        return 0;
    return need;
}

size_t
EC_KEY_priv2buf(const EC_KEY *k, unsigned char **pbuf)
{
    size_t len = EC_KEY_priv2oct(k, NULL, 0);
    unsigned char *buf = len > 0 ? OPENSSL_malloc(len) : NULL;

    if (buf == NULL)
        return 0;
    if (EC_KEY_priv2oct(k, buf, len) == 0) {
        OPENSSL_free(buf);
        return 0;
    }
    *pbuf = buf;
    return len;
}

struct urt_key *
fac_ec_key(const EC_KEY *ec)
{
    EC_KEY *k = (EC_KEY *)(uintptr_t)ec;
    struct urt_key *key = atomic_load(&k->base.key);
    struct urt_ec_parts parts = {0};
    struct urt_buf priv = URT_BUF_INIT;
    enum urt_err err;

    if (key != NULL)
        return key;
    if (k->group == NULL || (k->pub == NULL && k->priv == NULL)) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    parts.group = k->group->group;
    if (k->pub != NULL)
        parts.point = urt_bytes(k->pub->data, k->pub->len);
    parts.priv = fac_bn_slice(&priv, k->priv);
    parts.form = (enum urt_point_form)k->form;
    parts.private_alone = (k->enc_flags & EC_PKEY_NO_PUBKEY) != 0;
    err = urt_buf_ok(&priv) ? urt_key_new_ec(&key, &parts) : URT_E_NOMEM;
    urt_buf_free(&priv);
    if (err == URT_E_KEY_RANGE)
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_PRIVATE_KEY);
    else if (err == URT_E_POINT_INVALID)
        ERR_raise(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
    else
        fac_raise(ERR_LIB_EC, err);
    return err == URT_OK ? fac_object_publish(&k->base, key) : NULL;
}

/* Gives the numbers of an engine key to an object with a group. */
static int
fill(EC_KEY *k, const struct urt_ec_parts *p)
{
    bool ok = true;

    EC_POINT_free(k->pub);
    k->pub = EC_POINT_new(k->group);
    BN_clear_free(k->priv);
    k->priv = fac_bn_of(p->priv, &ok);
    if (!ok || k->pub == NULL)
        return 0;
    memcpy(k->pub->data, p->point.data, p->point.len);
    k->pub->len = p->point.len;
    k->form = (point_conversion_form_t)p->form;
    if (p->private_alone)
        k->enc_flags |= EC_PKEY_NO_PUBKEY;
    return 1;
}

EC_KEY *
fac_ec_of(struct urt_key *key)
{
    const struct urt_ec_parts *p = urt_key_ec(key);
    EC_KEY *k =
        p != NULL ? EC_KEY_new_by_curve_name(fac_group_nid(p->group)) : NULL;

    if (k == NULL)
        return NULL;
    if (!fill(k, p)) {
        EC_KEY_free(k);
        return NULL;
    }
    atomic_store(&k->base.key, urt_key_up(key));
    return k;
}

int
EC_KEY_generate_key(EC_KEY *k)
{
    struct urt_key *key = NULL;
    point_conversion_form_t form;
    enum urt_err err;
    int ok;

    if (k == NULL || k->group == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    err = urt_key_generate_ec(&key, k->group->group);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_EC, err);
        return 0;
    }
    fac_object_touch(&k->base);
    form = k->form;
    ok = fill(k, urt_key_ec(key));
    k->form = form;
    urt_key_free(key);
    return ok;
}

int
EC_KEY_check_key(const EC_KEY *k)
{
    struct urt_key *key;
    enum urt_err err;

    if (k == NULL || k->group == NULL || k->pub == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (k->pub->len == 1) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
        return 0;
    }
    if (k->priv != NULL && (BN_cmp(k->priv, k->group->order) >= 0 ||
                            BN_is_zero(k->priv))) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_PRIVATE_KEY);
        return 0;
    }
    key = fac_ec_key(k);
    if (key == NULL)
        return 0;
    err = k->priv != NULL ? urt_key_check(key) : URT_OK;
    if (err == URT_E_KEY_MISMATCH)
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_PRIVATE_KEY);
    else
        fac_raise(ERR_LIB_EC, err);
    return err == URT_OK;
}
