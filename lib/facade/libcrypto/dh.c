/* DH objects: parameters and keys put together by the program. */
#include <openssl/dh.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "engine/crypto/bignum.h"
#include "engine/crypto/dh.h"
#include "engine/der/der.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"
#include "toolkit/compat.h"

DH *
DH_new(void)
{
    DH *d = OPENSSL_zalloc(sizeof *d);

    if (d != NULL) {
        fac_object_init(&d->base, CRYPTO_EX_INDEX_DH, d);
        d->base.flags = DH_FLAG_CACHE_MONT_P;
    }
    return d;
}

void
DH_free(DH *d)
{
    if (d == NULL || !fac_object_down(&d->base, CRYPTO_EX_INDEX_DH, d))
        return;
    BN_free(d->p);
    BN_free(d->q);
    BN_free(d->g);
    BN_free(d->pub);
    BN_clear_free(d->priv);
    OPENSSL_free(d);
}

int
DH_up_ref(DH *d)
{
    urt_ref_up(&d->base.ref);
    return 1;
}

static void
replace(BIGNUM **slot, BIGNUM *value)
{
    if (value == NULL)
        return;
    BN_clear_free(*slot);
    *slot = value;
}

/* (p - 1) / 2, the order of a named field's subgroup. */
static BIGNUM *
safe_order(const BIGNUM *p, bool *ok)
{
    BIGNUM *q = BN_new();

    if (p == NULL || q == NULL || !BN_rshift1(q, p)) {
        BN_free(q);
        *ok = false;
        return NULL;
    }
    return q;
}

int
DH_set0_pqg(DH *d, BIGNUM *p, BIGNUM *q, BIGNUM *g)
{
    bool ok = true;

    if ((d->p == NULL && p == NULL) || (d->g == NULL && g == NULL))
        return 0;
    replace(&d->p, p);
    replace(&d->q, q);
    replace(&d->g, g);
    fac_object_touch(&d->base);
    /* The subgroup of a named field is known. */
    if (d->q == NULL && DH_get_nid(d) != NID_undef)
        d->q = safe_order(d->p, &ok);
    return ok;
}

int
DH_set0_key(DH *d, BIGNUM *pub, BIGNUM *priv)
{
    replace(&d->pub, pub);
    replace(&d->priv, priv);
    fac_object_touch(&d->base);
    return 1;
}

static void
give(const BIGNUM **out, const BIGNUM *value)
{
    if (out != NULL)
        *out = value;
}

void
DH_get0_pqg(const DH *d, const BIGNUM **p, const BIGNUM **q, const BIGNUM **g)
{
    give(p, d->p);
    give(q, d->q);
    give(g, d->g);
}

void
DH_get0_key(const DH *d, const BIGNUM **pub, const BIGNUM **priv)
{
    give(pub, d->pub);
    give(priv, d->priv);
}

const BIGNUM *
DH_get0_p(const DH *d)
{
    return d->p;
}

const BIGNUM *
DH_get0_q(const DH *d)
{
    return d->q;
}

const BIGNUM *
DH_get0_g(const DH *d)
{
    return d->g;
}

const BIGNUM *
DH_get0_pub_key(const DH *d)
{
    return d->pub;
}

const BIGNUM *
DH_get0_priv_key(const DH *d)
{
    return d->priv;
}

long
DH_get_length(const DH *d)
{
    return d->length;
}

int
DH_set_length(DH *d, long length)
{
    d->length = length;
    fac_object_touch(&d->base);
    return 1;
}

int
DH_bits(const DH *d)
{
    return d->p != NULL ? BN_num_bits(d->p) : -1;
}

int
DH_size(const DH *d)
{
    return d->p != NULL ? BN_num_bytes(d->p) : -1;
}

int
DH_security_bits(const DH *d)
{
    int n = d->q != NULL ? BN_num_bits(d->q)
            : d->length > 0 ? (int)d->length
                            : -1;

    return d->p != NULL ? BN_security_bits(BN_num_bits(d->p), n) : -1;
}

void
DH_set_flags(DH *d, int flags)
{
    d->base.flags |= flags;
}

void
DH_clear_flags(DH *d, int flags)
{
    d->base.flags &= ~flags;
}

int
DH_test_flags(const DH *d, int flags)
{
    return d->base.flags & flags;
}

int
DH_set_ex_data(DH *d, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&d->base.ex_data, idx, arg);
}

void *
DH_get_ex_data(const DH *d, int idx)
{
    return CRYPTO_get_ex_data(&d->base.ex_data, idx);
}

struct urt_key *
fac_dh_key(const DH *dh)
{
    DH *d = (DH *)(uintptr_t)dh;
    struct urt_key *key = atomic_load(&d->base.key);
    struct urt_buf b[5] = {URT_BUF_INIT};
    struct urt_dh_parts parts = {{0}};
    enum urt_err err = URT_E_NOMEM;
    bool ok = true;

    if (key != NULL)
        return key;
    if (d->p == NULL || d->g == NULL) {
        ERR_raise(ERR_LIB_DH, DH_R_NO_PARAMETERS_SET);
        return NULL;
    }
    parts.p = fac_bn_slice(&b[0], d->p);
    parts.q = fac_bn_slice(&b[1], d->q);
    parts.g = fac_bn_slice(&b[2], d->g);
    parts.pub = fac_bn_slice(&b[3], d->pub);
    parts.priv = fac_bn_slice(&b[4], d->priv);
    parts.priv_bits = d->length > 0 ? (unsigned)d->length : 0;
    for (size_t i = 0; i < 5; i++)
        ok &= urt_buf_ok(&b[i]);
    if (ok)
        err = urt_key_new_dh(&key, &parts);
    for (size_t i = 0; i < 5; i++)
        urt_buf_free(&b[i]);
    if (err == URT_E_KEY_SIZE)
        ERR_raise(ERR_LIB_DH, BN_num_bits(d->p) > URT_DH_MAX_BITS
                                  ? DH_R_MODULUS_TOO_LARGE
                                  : DH_R_MODULUS_TOO_SMALL);
    else if (err == URT_E_KEY_RANGE)
        ERR_raise(ERR_LIB_DH, ERR_R_PASSED_INVALID_ARGUMENT);
    else
        fac_raise(ERR_LIB_DH, err);
    return err == URT_OK ? fac_object_publish(&d->base, key) : NULL;
}

DH *
fac_dh_of(struct urt_key *key)
{
    const struct urt_dh_parts *p = urt_key_dh(key);
    DH *d = p != NULL ? DH_new() : NULL;
    bool ok = true;

    if (d == NULL)
        return NULL;
    d->p = fac_bn_of(p->p, &ok);
    d->q = p->group != NULL ? safe_order(d->p, &ok) : fac_bn_of(p->q, &ok);
    d->g = fac_bn_of(p->g, &ok);
    d->pub = fac_bn_of(p->pub, &ok);
    d->priv = fac_bn_of(p->priv, &ok);
    d->length = (long)p->priv_bits;
    if (!ok) {
        DH_free(d);
        return NULL;
    }
    atomic_store(&d->base.key, urt_key_up(key));
    return d;
}

static int
public_of_private(DH *dh, const struct urt_dh_parts *p)
{
    struct urt_buf pub = URT_BUF_INIT;
    enum urt_err err = urt_dh_public(&pub, p->p, p->g, p->priv);
    bool ok = true;
    BIGNUM *bn;

    if (err != URT_OK) {
        fac_raise(ERR_LIB_DH, err);
        return 0;
    }
    bn = fac_bn_of(urt_buf_bytes(&pub), &ok);
    urt_buf_free(&pub);
    return ok && DH_set0_key(dh, bn, NULL);
}

int
DH_generate_key(DH *dh)
{
    struct urt_key *params = fac_dh_key(dh), *key = NULL;
    const struct urt_dh_parts *p;
    enum urt_err err;
    bool ok = true;

    if (params == NULL)
        return 0;
    /* A private number that is there already is kept. */
    if (dh->priv != NULL)
        return public_of_private(dh, urt_key_dh(params));
    err = urt_key_generate_dh(&key, params);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_DH, err);
        return 0;
    }
    p = urt_key_dh(key);
    DH_set0_key(dh, fac_bn_of(p->pub, &ok), fac_bn_of(p->priv, &ok));
    urt_key_free(key);
    return ok;
}

static int
compute(unsigned char *out, const BIGNUM *pub_key, DH *dh, bool padded)
{
    struct urt_key *key = fac_dh_key(dh);
    const struct urt_dh_parts *p = key != NULL ? urt_key_dh(key) : NULL;
    struct urt_buf peer = URT_BUF_INIT, secret = URT_BUF_INIT;
    struct urt_bytes z, y;
    enum urt_err err;
    int len = -1;

    if (p == NULL)
        return -1;
    if (p->priv.len == 0) {
        ERR_raise(ERR_LIB_DH, DH_R_NO_PRIVATE_VALUE);
        return -1;
    }
    y = fac_bn_slice(&peer, pub_key);
    err = urt_dh_shared(&secret, p->p, p->priv, y);
    if (err == URT_E_SHARE_INVALID) {
        ERR_raise(ERR_LIB_DH, DH_R_INVALID_SECRET);
    } else if (err != URT_OK) {
        fac_raise(ERR_LIB_DH, err);
    } else {
        z = urt_buf_bytes(&secret);
        if (!padded)
            z = urt_num_strip(z);
        memcpy(out, z.data, z.len);
        len = (int)z.len;
    }
    urt_buf_free(&peer);
    urt_buf_free(&secret);
    return len;
}

int
DH_compute_key(unsigned char *key, const BIGNUM *pub_key, DH *dh)
{
    return compute(key, pub_key, dh, false);
}

int
DH_compute_key_padded(unsigned char *key, const BIGNUM *pub_key, DH *dh)
{
    return compute(key, pub_key, dh, true);
}

static bool
tell_program(void *arg, int event, int n)
{
    return BN_GENCB_call(arg, event, n) != 0;
}

int
DH_generate_parameters_ex(DH *dh, int prime_len, int generator, BN_GENCB *cb)
{
    struct urt_progress progress = {cb != NULL ? tell_program : NULL, cb};
    struct urt_key *key = NULL;
    const struct urt_dh_parts *p;
    enum urt_err err;
    bool ok = true;

    if (generator <= 1) {
        ERR_raise(ERR_LIB_DH, DH_R_BAD_GENERATOR);
        ERR_raise(ERR_LIB_DH, ERR_R_BN_LIB);
        return 0;
    }
    if (prime_len < URT_DH_MIN_BITS || prime_len > URT_DH_MAX_BITS) {
        ERR_raise(ERR_LIB_DH, prime_len < URT_DH_MIN_BITS
                                  ? DH_R_MODULUS_TOO_SMALL
                                  : DH_R_MODULUS_TOO_LARGE);
        return 0;
    }
    err = urt_key_generate_dh_params(&key, (unsigned)prime_len,
                                     (unsigned)generator, progress);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_DH, err);
        return 0;
    }
    p = urt_key_dh(key);
    ok = DH_set0_pqg(dh, fac_bn_of(p->p, &ok), NULL, fac_bn_of(p->g, &ok)) &&
         ok;
    urt_key_free(key);
    return ok;
}

DH *
d2i_DHparams(DH **a, const unsigned char **pp, long length)
{
    struct urt_bytes whole;
    struct urt_key *key = NULL;
    DH *dh;

    if (!fac_d2i_element(&whole, *pp, length) ||
        urt_key_from_params(&key, URT_KEY_DH, whole) != URT_OK) {
        ERR_raise(ERR_LIB_DH, DH_R_DECODE_ERROR);
        return NULL;
    }
    dh = fac_dh_of(key);
    urt_key_free(key);
    if (dh == NULL)
        return NULL;
    if (a != NULL) {
        DH_free(*a);
        *a = dh;
    }
    *pp += whole.len;
    return dh;
}

int
i2d_DHparams(const DH *a, unsigned char **pp)
{
    struct urt_buf out = URT_BUF_INIT, p = URT_BUF_INIT, g = URT_BUF_INIT;
    size_t seq = urt_der_open(&out, URT_DER_SEQUENCE);

    urt_der_put_magnitude(&out, fac_bn_slice(&p, a->p));
    urt_der_put_magnitude(&out, fac_bn_slice(&g, a->g));
    if (a->length > 0)
        urt_der_put_uint(&out, (uint64_t)a->length);
    urt_der_close(&out, seq);
    urt_buf_free(&p);
    urt_buf_free(&g);
    return fac_i2d(pp, &out);
}

DH *
DHparams_dup(const DH *dh)
{
    DH *d = DH_new();

    if (d == NULL)
        return NULL;
    if ((dh->p != NULL && (d->p = BN_dup(dh->p)) == NULL) ||
        (dh->q != NULL && (d->q = BN_dup(dh->q)) == NULL) ||
        (dh->g != NULL && (d->g = BN_dup(dh->g)) == NULL)) {
        DH_free(d);
        return NULL;
    }
    d->length = dh->length;
    return d;
}

static DH *
named(const struct urt_group *group)
{
    struct urt_key *key = NULL;
    DH *dh;

    if (urt_key_new_dh_group(&key, group) != URT_OK)
        return NULL;
    dh = fac_dh_of(key);
    urt_key_free(key);
    return dh;
}

static const struct {
    int nid;
    const struct urt_group *group;
} fields[] = {
    {NID_ffdhe2048, &urt_group_ffdhe2048}, {NID_ffdhe3072, &urt_group_ffdhe3072},
    {NID_ffdhe4096, &urt_group_ffdhe4096}, {NID_ffdhe6144, &urt_group_ffdhe6144},
    {NID_ffdhe8192, &urt_group_ffdhe8192},
};

DH *
DH_new_by_nid(int nid)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].nid == nid)
            return named(fields[i].group);
    fac_compat_about("DH_new_by_nid", OBJ_nid2sn(nid));
    ERR_raise(ERR_LIB_DH, DH_R_INVALID_PARAMETER_NID);
    return NULL;
}

/* By the numbers alone: p, g and, where there is one, the right q. */
int
DH_get_nid(const DH *dh)
{
    struct urt_buf pb = URT_BUF_INIT, gb = URT_BUF_INIT;
    const struct urt_group *group = NULL;
    BIGNUM *q;
    bool ok = true;

    if (dh->p == NULL || dh->g == NULL)
        return NID_undef;
    group = urt_dh_named(fac_bn_slice(&pb, dh->p), fac_bn_slice(&gb, dh->g));
    urt_buf_free(&pb);
    urt_buf_free(&gb);
    if (group != NULL && dh->q != NULL) {
        q = safe_order(dh->p, &ok);
        if (q == NULL || BN_cmp(q, dh->q) != 0)
            group = NULL;
        BN_free(q);
    }
    for (size_t i = 0; group != NULL && i < sizeof fields / sizeof fields[0];
         i++)
        if (group == fields[i].group)
            return fields[i].nid;
    fac_compat("DH_get_nid");
    return NID_undef;
}
