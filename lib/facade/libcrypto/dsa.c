/* DSA objects and DSA signatures. */
#include <openssl/dsa.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

struct DSA_SIG_st {
    BIGNUM *r, *s;
};

DSA *
DSA_new(void)
{
    DSA *d = OPENSSL_zalloc(sizeof *d);

    if (d != NULL)
        fac_object_init(&d->base, CRYPTO_EX_INDEX_DSA, d);
    return d;
}

void
DSA_free(DSA *d)
{
    if (d == NULL || !fac_object_down(&d->base, CRYPTO_EX_INDEX_DSA, d))
        return;
    BN_free(d->p);
    BN_free(d->q);
    BN_free(d->g);
    BN_free(d->pub);
    BN_clear_free(d->priv);
    OPENSSL_free(d);
}

int
DSA_up_ref(DSA *d)
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

int
DSA_set0_pqg(DSA *d, BIGNUM *p, BIGNUM *q, BIGNUM *g)
{
    if ((d->p == NULL && p == NULL) || (d->q == NULL && q == NULL) ||
        (d->g == NULL && g == NULL))
        return 0;
    replace(&d->p, p);
    replace(&d->q, q);
    replace(&d->g, g);
    fac_object_touch(&d->base);
    return 1;
}

int
DSA_set0_key(DSA *d, BIGNUM *pub, BIGNUM *priv)
{
    if (priv != NULL)
        BN_set_flags(priv, BN_FLG_CONSTTIME);
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
DSA_get0_pqg(const DSA *d, const BIGNUM **p, const BIGNUM **q,
             const BIGNUM **g)
{
    give(p, d->p);
    give(q, d->q);
    give(g, d->g);
}

void
DSA_get0_key(const DSA *d, const BIGNUM **pub, const BIGNUM **priv)
{
    give(pub, d->pub);
    give(priv, d->priv);
}

const BIGNUM *
DSA_get0_p(const DSA *d)
{
    return d->p;
}

const BIGNUM *
DSA_get0_q(const DSA *d)
{
    return d->q;
}

const BIGNUM *
DSA_get0_g(const DSA *d)
{
    return d->g;
}

const BIGNUM *
DSA_get0_pub_key(const DSA *d)
{
    return d->pub;
}

const BIGNUM *
DSA_get0_priv_key(const DSA *d)
{
    return d->priv;
}

int
DSA_bits(const DSA *d)
{
    return BN_num_bits(d->p);
}

int
DSA_set_ex_data(DSA *d, int idx, void *arg)
{
    return CRYPTO_set_ex_data(&d->base.ex_data, idx, arg);
}

void *
DSA_get_ex_data(const DSA *d, int idx)
{
    return CRYPTO_get_ex_data(&d->base.ex_data, idx);
}

struct urt_key *
fac_dsa_key(const DSA *dsa)
{
    DSA *d = (DSA *)(uintptr_t)dsa;
    struct urt_key *key = atomic_load(&d->base.key);
    struct urt_buf b[5] = {URT_BUF_INIT};
    struct urt_dsa_parts parts;
    enum urt_err err = URT_E_NOMEM;
    bool ok = true;

    if (key != NULL)
        return key;
    if (d->p == NULL || d->q == NULL || d->g == NULL) {
        ERR_raise(ERR_LIB_DSA, DSA_R_MISSING_PARAMETERS);
        return NULL;
    }
    parts.p = fac_bn_slice(&b[0], d->p);
    parts.q = fac_bn_slice(&b[1], d->q);
    parts.g = fac_bn_slice(&b[2], d->g);
    parts.pub = fac_bn_slice(&b[3], d->pub);
    parts.priv = fac_bn_slice(&b[4], d->priv);
    for (size_t i = 0; i < 5; i++)
        ok &= urt_buf_ok(&b[i]);
    if (ok)
        err = urt_key_new_dsa(&key, &parts);
    for (size_t i = 0; i < 5; i++)
        urt_buf_free(&b[i]);
    if (err == URT_E_KEY_SIZE)
        ERR_raise(ERR_LIB_DSA, DSA_R_BAD_Q_VALUE);
    else if (err == URT_E_KEY_RANGE)
        ERR_raise(ERR_LIB_DSA, DSA_R_INVALID_PARAMETERS);
    else
        fac_raise(ERR_LIB_DSA, err);
    return err == URT_OK ? fac_object_publish(&d->base, key) : NULL;
}

DSA *
fac_dsa_of(struct urt_key *key)
{
    const struct urt_dsa_parts *p = urt_key_dsa(key);
    DSA *d = p != NULL ? DSA_new() : NULL;
    bool ok = true;

    if (d == NULL)
        return NULL;
    d->p = fac_bn_of(p->p, &ok);
    d->q = fac_bn_of(p->q, &ok);
    d->g = fac_bn_of(p->g, &ok);
    d->pub = fac_bn_of(p->pub, &ok);
    d->priv = fac_bn_of(p->priv, &ok);
    if (!ok) {
        DSA_free(d);
        return NULL;
    }
    atomic_store(&d->base.key, urt_key_up(key));
    return d;
}

DSA_SIG *
DSA_SIG_new(void)
{
    return OPENSSL_zalloc(sizeof(DSA_SIG));
}

void
DSA_SIG_free(DSA_SIG *sig)
{
    if (sig == NULL)
        return;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    OPENSSL_free(sig);
}

void
DSA_SIG_get0(const DSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps)
{
    give(pr, sig->r);
    give(ps, sig->s);
}

int
DSA_SIG_set0(DSA_SIG *sig, BIGNUM *r, BIGNUM *s)
{
    if (r == NULL || s == NULL)
        return 0;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    sig->r = r;
    sig->s = s;
    return 1;
}

int
i2d_DSA_SIG(const DSA_SIG *sig, unsigned char **pp)
{
    struct urt_buf r = URT_BUF_INIT, s = URT_BUF_INIT, out = URT_BUF_INIT;
    struct urt_bytes rb, sb;

    if (sig->r == NULL || sig->s == NULL)
        return -1;
    rb = fac_bn_slice(&r, sig->r);
    sb = fac_bn_slice(&s, sig->s);
    urt_sig_pair_put(&out, rb, sb);
    out.failed |= r.failed | s.failed;
    urt_buf_free(&r);
    urt_buf_free(&s);
    return fac_i2d(pp, &out);
}

DSA_SIG *
d2i_DSA_SIG(DSA_SIG **v, const unsigned char **pp, long length)
{
    struct urt_bytes whole, r, s;
    DSA_SIG *sig;

    if (!fac_d2i_element(&whole, *pp, length) ||
        urt_sig_pair_read(&r, &s, whole) != URT_OK)
        return NULL;
    sig = v != NULL && *v != NULL ? *v : DSA_SIG_new();
    if (sig == NULL)
        return NULL;
    sig->r = BN_bin2bn(r.data, (int)r.len, sig->r);
    sig->s = BN_bin2bn(s.data, (int)s.len, sig->s);
    if (sig->r == NULL || sig->s == NULL) {
        if (v == NULL || *v != sig)
            DSA_SIG_free(sig);
        return NULL;
    }
    *pp += whole.len;
    if (v != NULL)
        *v = sig;
    return sig;
}

static enum urt_err
sign(struct urt_buf *out, const unsigned char *dgst, int dlen, DSA *dsa)
{
    struct urt_key *key = fac_dsa_key(dsa);
    enum urt_err err;

    if (key == NULL)
        return URT_E_MISUSE;
    err = urt_sig_sign_digest(key, NULL, urt_bytes(dgst, (size_t)dlen), out);
    if (err == URT_E_KEY_NO_PRIVATE)
        ERR_raise(ERR_LIB_DSA, DSA_R_MISSING_PRIVATE_KEY);
    else
        fac_raise(ERR_LIB_DSA, err);
    return err;
}

DSA_SIG *
DSA_do_sign(const unsigned char *dgst, int dlen, DSA *dsa)
{
    struct urt_buf out = URT_BUF_INIT;
    const unsigned char *p;
    DSA_SIG *sig = NULL;

    if (sign(&out, dgst, dlen, dsa) == URT_OK) {
        p = out.data;
        sig = d2i_DSA_SIG(NULL, &p, (long)out.len);
    }
    urt_buf_free(&out);
    return sig;
}

int
DSA_do_verify(const unsigned char *dgst, int dgst_len, DSA_SIG *sig, DSA *dsa)
{
    unsigned char *der = NULL;
    int len = i2d_DSA_SIG(sig, &der), ok = -1;

    if (len > 0)
        ok = DSA_verify(0, dgst, dgst_len, der, len, dsa);
    OPENSSL_free(der);
    return ok;
}

int
DSA_size(const DSA *dsa)
{
    size_t q = dsa->q != NULL ? (size_t)BN_num_bytes(dsa->q) : 0;

    return q != 0 ? (int)(2 * (q + 3) + 2) : 0;
}

int
DSA_sign(int type, const unsigned char *dgst, int dlen, unsigned char *sig,
         unsigned int *siglen, DSA *dsa)
{
    struct urt_buf out = URT_BUF_INIT;
    int ok = 0;

    (void)type;
    *siglen = 0;
    if (sign(&out, dgst, dlen, dsa) == URT_OK) {
        memcpy(sig, out.data, out.len);
        *siglen = (unsigned)out.len;
        ok = 1;
    }
    urt_buf_free(&out);
    return ok;
}

/* 1 right, 0 wrong, -1 an error. */
int
DSA_verify(int type, const unsigned char *dgst, int dgst_len,
           const unsigned char *sigbuf, int siglen, DSA *dsa)
{
    bool complete = dsa->p != NULL && dsa->q != NULL && dsa->g != NULL;
    struct urt_key *key;
    enum urt_err err;

    (void)type;
    /* Without numbers nothing is said in the queue. */
    if (!complete || (key = fac_dsa_key(dsa)) == NULL)
        return -1;
    err = urt_sig_verify_digest(key, NULL, urt_bytes(dgst, (size_t)dgst_len),
                                urt_bytes(sigbuf, (size_t)siglen));
    if (err == URT_OK)
        return 1;
    if (err == URT_E_SIGNATURE_BAD)
        return 0;
    if (err != URT_E_SIGNATURE_DECODE)
        fac_raise(ERR_LIB_DSA, err);
    return -1;
}

int
DSA_generate_key(DSA *dsa)
{
    struct urt_key *params = fac_dsa_key(dsa), *key = NULL;
    const struct urt_dsa_parts *parts;
    enum urt_err err;
    bool ok = true;

    if (params == NULL)
        return 0;
    err = urt_key_generate_dsa(&key, params);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_DSA, err);
        return 0;
    }
    parts = urt_key_dsa(key);
    ok = DSA_set0_key(dsa, fac_bn_of(parts->pub, &ok),
                      fac_bn_of(parts->priv, &ok)) &&
         ok;
    urt_key_free(key);
    return ok;
}

DSA *
DSAparams_dup(const DSA *x)
{
    DSA *d = DSA_new();

    if (d == NULL)
        return NULL;
    if ((x->p != NULL && (d->p = BN_dup(x->p)) == NULL) ||
        (x->q != NULL && (d->q = BN_dup(x->q)) == NULL) ||
        (x->g != NULL && (d->g = BN_dup(x->g)) == NULL)) {
        DSA_free(d);
        return NULL;
    }
    return d;
}
