/* Keys against each other: equal keys, equal parameters, copies. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "facade/libcrypto/pkey_impl.h"

/* 1 equal, 0 different, -1 different types, -2 not comparable. */
static int
compare(const EVP_PKEY *a, const EVP_PKEY *b, bool public_too)
{
    const struct urt_key *ka, *kb;

    if (a == b)
        return 1;
    if (a == NULL || b == NULL)
        return 0;
    if (a->type != b->type) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return -1;
    }
    ka = fac_pkey_key_or_null(a);
    kb = fac_pkey_key_or_null(b);
    if (ka == NULL || kb == NULL)
        return -2;
    if (!public_too)
        return urt_key_equal_params(ka, kb);
    if (!urt_key_has_public(ka) || !urt_key_has_public(kb))
        return -2;
    return urt_key_equal_public(ka, kb);
}

int
EVP_PKEY_eq(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, true);
}

int
EVP_PKEY_cmp(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, true);
}

int
EVP_PKEY_parameters_eq(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, false);
}

int
EVP_PKEY_cmp_parameters(const EVP_PKEY *a, const EVP_PKEY *b)
{
    return compare(a, b, false);
}

/* Keys always carry their parameters here. */
int
EVP_PKEY_missing_parameters(const EVP_PKEY *p)
{
    return p != NULL && fac_pkey_has_object(p->type) && p->key == NULL &&
           atomic_load(&((EVP_PKEY *)(uintptr_t)p)->object) == NULL;
}

/* The parameters of a key as a key without anything else. */
static EVP_PKEY *
params_of(const struct urt_key *key)
{
    const struct urt_dsa_parts *dsa = urt_key_dsa(key);
    const struct urt_dh_parts *dh = urt_key_dh(key);
    struct urt_key *params = NULL;
    enum urt_err err = URT_E_KEY_TYPE;
    EVP_PKEY *p = NULL;

    if (dsa != NULL) {
        struct urt_dsa_parts parts = {dsa->p, dsa->q, dsa->g, {0}, {0}};

        err = urt_key_new_dsa(&params, &parts);
    } else if (dh != NULL) {
        struct urt_dh_parts parts = *dh;

        parts.pub = parts.priv = URT_BYTES_NONE;
        err = urt_key_new_dh(&params, &parts);
    }
    if (err == URT_OK)
        p = fac_pkey_new(params);
    urt_key_free(params);
    return p;
}

int
EVP_PKEY_copy_parameters(EVP_PKEY *to, const EVP_PKEY *from)
{
    const struct urt_key *key;
    EVP_PKEY *params;
    EC_KEY *ec;

    if (to->type != EVP_PKEY_NONE && to->type != from->type) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return 0;
    }
    if (EVP_PKEY_missing_parameters(from)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_MISSING_PARAMETERS);
        return 0;
    }
    if (to->type != EVP_PKEY_NONE && !EVP_PKEY_missing_parameters(to)) {
        if (EVP_PKEY_parameters_eq(to, from) == 1)
            return 1;
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return 0;
    }
    if (from->type == EVP_PKEY_EC) {
        const EC_KEY *src = EVP_PKEY_get0_EC_KEY(from);

        ec = src != NULL && src->group != NULL
                 ? EC_KEY_new_by_curve_name(src->group->nid)
                 : NULL;
        if (ec == NULL || !fac_pkey_take_object(to, EVP_PKEY_EC, ec))
            return 0;
        to->made_here = true;
        return 1;
    }
    key = fac_pkey_key_or_null(from);
    params = key != NULL ? params_of(key) : NULL;
    if (params == NULL) {
        /* Nothing to copy but the type. */
        if (to->type == EVP_PKEY_NONE)
            to->type = from->type;
        return key != NULL && urt_key_raw(key) != NULL;
    }
    fac_pkey_drop(to);
    to->type = params->type;
    to->key = urt_key_up(params->key);
    EVP_PKEY_free(params);
    return 1;
}

EVP_PKEY *
EVP_PKEY_dup(EVP_PKEY *p)
{
    struct urt_key *key = p != NULL ? fac_pkey_key(p) : NULL;
    EVP_PKEY *copy;

    if (p == NULL) {
        ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    copy = key != NULL ? fac_pkey_new(key) : EVP_PKEY_new();
    if (copy != NULL && !CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_EVP_PKEY,
                                            &copy->ex_data, &p->ex_data)) {
        EVP_PKEY_free(copy);
        return NULL;
    }
    return copy;
}
