/* RSA objects: numbers put together by the program. */
#include <openssl/rsa.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

/* What RSA_flags says of OpenSSL's own method: RSA_FLAG_FIPS_METHOD. */
enum { RSA_METHOD_FLAGS = 0x400 };

RSA *
RSA_new(void)
{
    RSA *r = OPENSSL_zalloc(sizeof *r);

    if (r != NULL)
        fac_object_init(&r->base, CRYPTO_EX_INDEX_RSA, r);
    return r;
}

void
RSA_free(RSA *r)
{
    if (r == NULL ||
        !fac_object_down(&r->base, CRYPTO_EX_INDEX_RSA, r))
        return;
    BN_free(r->n);
    BN_free(r->e);
    BN_clear_free(r->d);
    BN_clear_free(r->p);
    BN_clear_free(r->q);
    BN_clear_free(r->dp);
    BN_clear_free(r->dq);
    BN_clear_free(r->qi);
    OPENSSL_free(r);
}

int
RSA_up_ref(RSA *r)
{
    urt_ref_up(&r->base.ref);
    return 1;
}

/* Takes a number over, if there is one. */
static void
replace(BIGNUM **slot, BIGNUM *value, bool secret)
{
    if (value == NULL)
        return;
    BN_clear_free(*slot);
    *slot = value;
    if (secret)
        BN_set_flags(value, BN_FLG_CONSTTIME);
}

int
RSA_set0_key(RSA *r, BIGNUM *n, BIGNUM *e, BIGNUM *d)
{
    if ((r->n == NULL && n == NULL) || (r->e == NULL && e == NULL))
        return 0;
    replace(&r->n, n, false);
    replace(&r->e, e, false);
    replace(&r->d, d, true);
    fac_object_touch(&r->base);
    return 1;
}

int
RSA_set0_factors(RSA *r, BIGNUM *p, BIGNUM *q)
{
    if ((r->p == NULL && p == NULL) || (r->q == NULL && q == NULL))
        return 0;
    replace(&r->p, p, true);
    replace(&r->q, q, true);
    fac_object_touch(&r->base);
    return 1;
}

int
RSA_set0_crt_params(RSA *r, BIGNUM *dmp1, BIGNUM *dmq1, BIGNUM *iqmp)
{
    if ((r->dp == NULL && dmp1 == NULL) || (r->dq == NULL && dmq1 == NULL) ||
        (r->qi == NULL && iqmp == NULL))
        return 0;
    replace(&r->dp, dmp1, true);
    replace(&r->dq, dmq1, true);
    replace(&r->qi, iqmp, true);
    fac_object_touch(&r->base);
    return 1;
}

static void
give(const BIGNUM **out, const BIGNUM *value)
{
    if (out != NULL)
        *out = value;
}

void
RSA_get0_key(const RSA *r, const BIGNUM **n, const BIGNUM **e,
             const BIGNUM **d)
{
    give(n, r->n);
    give(e, r->e);
    give(d, r->d);
}

void
RSA_get0_factors(const RSA *r, const BIGNUM **p, const BIGNUM **q)
{
    give(p, r->p);
    give(q, r->q);
}

void
RSA_get0_crt_params(const RSA *r, const BIGNUM **dmp1, const BIGNUM **dmq1,
                    const BIGNUM **iqmp)
{
    give(dmp1, r->dp);
    give(dmq1, r->dq);
    give(iqmp, r->qi);
}

const BIGNUM *
RSA_get0_n(const RSA *r)
{
    return r->n;
}

const BIGNUM *
RSA_get0_e(const RSA *r)
{
    return r->e;
}

const BIGNUM *
RSA_get0_d(const RSA *r)
{
    return r->d;
}

const BIGNUM *
RSA_get0_p(const RSA *r)
{
    return r->p;
}

const BIGNUM *
RSA_get0_q(const RSA *r)
{
    return r->q;
}

const BIGNUM *
RSA_get0_dmp1(const RSA *r)
{
    return r->dp;
}

const BIGNUM *
RSA_get0_dmq1(const RSA *r)
{
    return r->dq;
}

const BIGNUM *
RSA_get0_iqmp(const RSA *r)
{
    return r->qi;
}

int
RSA_flags(const RSA *r)
{
    /* These are the method's flags, and there is one method. */
    return r != NULL ? RSA_METHOD_FLAGS : 0;
}

void
RSA_set_flags(RSA *r, int flags)
{
    r->base.flags |= flags;
}

void
RSA_clear_flags(RSA *r, int flags)
{
    r->base.flags &= ~flags;
}

int
RSA_test_flags(const RSA *r, int flags)
{
    return r->base.flags & flags;
}

int
RSA_get_version(RSA *r)
{
    return r->version;
}

int
RSA_set_ex_data(RSA *r, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&r->base.ex_data, idx, arg);
}

void *
RSA_get_ex_data(const RSA *r, int idx)
{
    return CRYPTO_get_ex_data(&r->base.ex_data, idx);
}

int
RSA_bits(const RSA *r)
{
    return BN_num_bits(r->n);
}

int
RSA_size(const RSA *r)
{
    return BN_num_bytes(r->n);
}

int
RSA_security_bits(const RSA *r)
{
    struct urt_key *key = r->n != NULL && r->e != NULL ? fac_rsa_key(r) : NULL;

    return key != NULL ? (int)urt_key_security_bits(key) : 0;
}

struct urt_key *
fac_rsa_key(const RSA *rsa)
{
    RSA *r = (RSA *)(uintptr_t)rsa;
    struct urt_key *key = atomic_load(&r->base.key);
    struct urt_buf b[8] = {URT_BUF_INIT};
    struct urt_rsa_parts parts = {.pss = r->pss, .limits = r->limits};
    enum urt_err err = URT_E_NOMEM;
    bool ok = true;

    if (key != NULL)
        return key;
    if (r->n == NULL || r->e == NULL) {
        ERR_raise(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
        return NULL;
    }
    parts.n = fac_bn_slice(&b[0], r->n);
    parts.e = fac_bn_slice(&b[1], r->e);
    parts.d = fac_bn_slice(&b[2], r->d);
    parts.p = fac_bn_slice(&b[3], r->p);
    parts.q = fac_bn_slice(&b[4], r->q);
    parts.dp = fac_bn_slice(&b[5], r->dp);
    parts.dq = fac_bn_slice(&b[6], r->dq);
    parts.qi = fac_bn_slice(&b[7], r->qi);
    for (size_t i = 0; i < 8; i++)
        ok &= urt_buf_ok(&b[i]);
    if (ok)
        err = urt_key_new_rsa(&key, &parts);
    for (size_t i = 0; i < 8; i++)
        urt_buf_free(&b[i]);
    if (err == URT_E_KEY_SIZE)
        ERR_raise(ERR_LIB_RSA, RSA_R_KEY_SIZE_TOO_SMALL);
    else if (err == URT_E_KEY_RANGE)
        ERR_raise(ERR_LIB_RSA, RSA_R_BAD_E_VALUE);
    else
        fac_raise(ERR_LIB_RSA, err);
    return err == URT_OK ? fac_object_publish(&r->base, key) : NULL;
}

RSA *
fac_rsa_of(struct urt_key *key)
{
    const struct urt_rsa_parts *p = urt_key_rsa(key);
    RSA *r = p != NULL ? RSA_new() : NULL;
    bool ok = true;

    if (r == NULL)
        return NULL;
    r->n = fac_bn_of(p->n, &ok);
    r->e = fac_bn_of(p->e, &ok);
    r->d = fac_bn_of(p->d, &ok);
    r->p = fac_bn_of(p->p, &ok);
    r->q = fac_bn_of(p->q, &ok);
    r->dp = fac_bn_of(p->dp, &ok);
    r->dq = fac_bn_of(p->dq, &ok);
    r->qi = fac_bn_of(p->qi, &ok);
    r->pss = p->pss;
    r->limits = p->limits;
    if (p->pss)
        r->base.flags |= RSA_FLAG_TYPE_RSASSAPSS;
    if (!ok) {
        RSA_free(r);
        return NULL;
    }
    atomic_store(&r->base.key, urt_key_up(key));
    return r;
}

static bool
tell_program(void *arg, int event, int n)
{
    return BN_GENCB_call(arg, event, n) != 0;
}

int
RSA_generate_key_ex(RSA *r, int bits, BIGNUM *e, BN_GENCB *cb)
{
    struct urt_progress progress = {cb != NULL ? tell_program : NULL, cb};
    struct urt_buf eb = URT_BUF_INIT;
    struct urt_key *key = NULL;
    enum urt_err err;
    RSA *made;

    if (bits < URT_RSA_MIN_BITS) {
        ERR_raise(ERR_LIB_RSA, RSA_R_KEY_SIZE_TOO_SMALL);
        return 0;
    }
    err = urt_key_generate_rsa(&key, (unsigned)bits, fac_bn_slice(&eb, e),
                               false, NULL, progress);
    urt_buf_free(&eb);
    if (err == URT_E_KEY_RANGE) {
        ERR_raise(ERR_LIB_RSA, RSA_R_PUB_EXPONENT_OUT_OF_RANGE);
        return 0;
    }
    fac_raise(ERR_LIB_RSA, err);
    if (err != URT_OK)
        return 0;
    made = fac_rsa_of(key);
    urt_key_free(key);
    if (made == NULL)
        return 0;
    replace(&r->n, made->n, false);
    replace(&r->e, made->e, false);
    replace(&r->d, made->d, true);
    replace(&r->p, made->p, true);
    replace(&r->q, made->q, true);
    replace(&r->dp, made->dp, true);
    replace(&r->dq, made->dq, true);
    replace(&r->qi, made->qi, true);
    made->n = made->e = made->d = made->p = NULL;
    made->q = made->dp = made->dq = made->qi = NULL;
    fac_object_touch(&r->base);
    RSA_free(made);
    return 1;
}
