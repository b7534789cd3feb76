/* ECDSA signatures with an EC_KEY, and ECDSA_SIG. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

struct ECDSA_SIG_st {
    BIGNUM *r, *s;
};

ECDSA_SIG *
ECDSA_SIG_new(void)
{
    return OPENSSL_zalloc(sizeof(ECDSA_SIG));
}

void
ECDSA_SIG_free(ECDSA_SIG *sig)
{
    if (sig == NULL)
        return;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    OPENSSL_free(sig);
}

void
ECDSA_SIG_get0(const ECDSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps)
{
    if (pr != NULL)
        *pr = sig->r;
    if (ps != NULL)
        *ps = sig->s;
}

const BIGNUM *
ECDSA_SIG_get0_r(const ECDSA_SIG *sig)
{
    return sig->r;
}

const BIGNUM *
ECDSA_SIG_get0_s(const ECDSA_SIG *sig)
{
    return sig->s;
}

int
ECDSA_SIG_set0(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s)
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
i2d_ECDSA_SIG(const ECDSA_SIG *sig, unsigned char **pp)
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

ECDSA_SIG *
d2i_ECDSA_SIG(ECDSA_SIG **v, const unsigned char **pp, long length)
{
    struct urt_bytes whole, r, s;
    ECDSA_SIG *sig;

    if (!fac_d2i_element(&whole, *pp, length) ||
        urt_sig_pair_read(&r, &s, whole) != URT_OK)
        return NULL;
    sig = v != NULL && *v != NULL ? *v : ECDSA_SIG_new();
    if (sig == NULL)
        return NULL;
    sig->r = BN_bin2bn(r.data, (int)r.len, sig->r);
    sig->s = BN_bin2bn(s.data, (int)s.len, sig->s);
    if (sig->r == NULL || sig->s == NULL) {
        if (v == NULL || *v != sig)
            ECDSA_SIG_free(sig);
        return NULL;
    }
    *pp += whole.len;
    if (v != NULL)
        *v = sig;
    return sig;
}

int
ECDSA_size(const EC_KEY *k)
{
    size_t n, content;

    if (k == NULL || k->group == NULL)
        return 0;
    n = (size_t)BN_num_bits(k->group->order) / 8 + 1;
    content = 2 * (2 + n);
    return (int)(content + (content < 128 ? 2 : 3));
}

static bool
sign(struct urt_buf *out, const unsigned char *dgst, int len, EC_KEY *k)
{
    struct urt_key *key;
    enum urt_err err;

    if (k->priv == NULL) {
        ERR_raise(ERR_LIB_EC, k->group == NULL ? EC_R_MISSING_PARAMETERS
                                               : EC_R_MISSING_PRIVATE_KEY);
        return false;
    }
    key = fac_ec_key(k);
    if (key == NULL)
        return false;
    err = urt_sig_sign_digest(key, NULL, urt_bytes(dgst, (size_t)len), out);
    if (err == URT_E_KEY_NO_PRIVATE)
        ERR_raise(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
    else
        fac_raise(ERR_LIB_EC, err);
    return err == URT_OK;
}

int
ECDSA_sign(int type, const unsigned char *dgst, int dgstlen,
           unsigned char *sig, unsigned int *siglen, EC_KEY *k)
{
    struct urt_buf out = URT_BUF_INIT;
    bool ok = sign(&out, dgst, dgstlen, k);

    (void)type;
    *siglen = 0;
    if (ok) {
        memcpy(sig, out.data, out.len);
        *siglen = (unsigned)out.len;
    }
    urt_buf_free(&out);
    return ok;
}

ECDSA_SIG *
ECDSA_do_sign(const unsigned char *dgst, int dgst_len, EC_KEY *k)
{
    struct urt_buf out = URT_BUF_INIT;
    const unsigned char *p;
    ECDSA_SIG *sig = NULL;

    if (sign(&out, dgst, dgst_len, k)) {
        p = out.data;
        sig = d2i_ECDSA_SIG(NULL, &p, (long)out.len);
    }
    urt_buf_free(&out);
    return sig;
}

/* 1 right, 0 wrong, -1 an error. */
int
ECDSA_verify(int type, const unsigned char *dgst, int dgstlen,
             const unsigned char *sig, int siglen, EC_KEY *k)
{
    struct urt_key *key;
    enum urt_err err;

    (void)type;
    if (k->group == NULL || k->pub == NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_MISSING_PARAMETERS);
        return -1;
    }
    key = fac_ec_key(k);
    if (key == NULL)
        return -1;
    err = urt_sig_verify_digest(key, NULL, urt_bytes(dgst, (size_t)dgstlen),
                                urt_bytes(sig, (size_t)siglen));
    if (err == URT_OK)
        return 1;
    if (err == URT_E_SIGNATURE_BAD) {
        struct urt_bytes r, s, n;
        struct urt_buf order = URT_BUF_INIT;
        bool range;

        /* Numbers out of range are an error of their own. */
        n = fac_bn_slice(&order, k->group->order);
        range = urt_sig_pair_read(&r, &s, urt_bytes(sig, (size_t)siglen)) ==
                    URT_OK &&
                r.len > 0 && s.len > 0 &&
                (r.len < n.len || (r.len == n.len &&
                                   memcmp(r.data, n.data, n.len) < 0)) &&
                (s.len < n.len || (s.len == n.len &&
                                   memcmp(s.data, n.data, n.len) < 0));
        urt_buf_free(&order);
        if (!range)
            ERR_raise(ERR_LIB_EC, EC_R_BAD_SIGNATURE);
        return 0;
    }
    if (err != URT_E_SIGNATURE_DECODE)
        fac_raise(ERR_LIB_EC, err);
    return -1;
}

int
ECDSA_do_verify(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig,
                EC_KEY *k)
{
    unsigned char *der = NULL;
    int len = i2d_ECDSA_SIG(sig, &der), ok = -1;

    if (len > 0)
        ok = ECDSA_verify(0, dgst, dgst_len, der, len, k);
    OPENSSL_free(der);
    return ok;
}
