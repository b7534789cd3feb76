/* Comparing, fingerprinting and finding certificates; lists of them. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

int
X509_cmp(const X509 *a, const X509 *b)
{
    struct urt_cert *x, *y;
    int diff;

    if (a == b)
        return 0;
    x = fac_x509_cert(a);
    y = fac_x509_cert(b);
    /* One that can't be encoded has no bytes to differ in. */
    if (x == NULL || y == NULL)
        return 0;
    if (urt_cert_equal(x, y))
        return 0;
    diff = memcmp(x->der.data, y->der.data,
                  x->der.len < y->der.len ? x->der.len : y->der.len);
    if (diff == 0)
        diff = x->der.len < y->der.len ? -1 : 1;
    return diff < 0 ? -1 : 1;
}

int
X509_subject_name_cmp(const X509 *a, const X509 *b)
{
    return X509_NAME_cmp(X509_get_subject_name(a), X509_get_subject_name(b));
}

int
X509_issuer_name_cmp(const X509 *a, const X509 *b)
{
    return X509_NAME_cmp(X509_get_issuer_name(a), X509_get_issuer_name(b));
}

int
X509_issuer_and_serial_cmp(const X509 *a, const X509 *b)
{
    int diff = ASN1_INTEGER_cmp(X509_get0_serialNumber(a),
                                X509_get0_serialNumber(b));

    if (diff != 0)
        return diff < 0 ? -1 : 1;
    return X509_issuer_name_cmp(a, b);
}

unsigned long
X509_subject_name_hash(X509 *x)
{
    return X509_NAME_hash_ex(X509_get_subject_name(x), NULL, NULL, NULL);
}

unsigned long
X509_issuer_name_hash(X509 *x)
{
    return X509_NAME_hash_ex(X509_get_issuer_name(x), NULL, NULL, NULL);
}

unsigned long
X509_subject_name_hash_old(X509 *x)
{
    return X509_NAME_hash_old(X509_get_subject_name(x));
}

unsigned long
X509_issuer_name_hash_old(X509 *x)
{
    return X509_NAME_hash_old(X509_get_issuer_name(x));
}

int
X509_digest(const X509 *data, const EVP_MD *type, unsigned char *md,
            unsigned int *len)
{
    struct urt_cert *cert = fac_x509_cert(data);

    return cert != NULL &&
           EVP_Digest(cert->der.data, cert->der.len, md, len, type, NULL);
}

int
X509_pubkey_digest(const X509 *data, const EVP_MD *type, unsigned char *md,
                   unsigned int *len)
{
    const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(data);

    return bits != NULL && EVP_Digest(bits->data, (size_t)bits->length, md,
                                      len, type, NULL);
}

int
X509_check_private_key(const X509 *x, const EVP_PKEY *k)
{
    EVP_PKEY *own = X509_get0_pubkey(x);
    int eq;

    if (own == NULL) {
        ERR_raise(ERR_LIB_X509,
                  X509_R_UNABLE_TO_GET_CERTS_PUBLIC_KEY);
        return 0;
    }
    eq = EVP_PKEY_eq(own, k);
    if (eq == 1)
        return 1;
    ERR_raise(ERR_LIB_X509, eq == 0    ? X509_R_KEY_VALUES_MISMATCH
                            : eq == -1 ? X509_R_KEY_TYPE_MISMATCH
                                       : X509_R_UNKNOWN_KEY_TYPE);
    return 0;
}

X509 *
X509_find_by_subject(STACK_OF(X509) *sk, const X509_NAME *name)
{
    for (int i = 0; i < sk_X509_num(sk); i++) {
        X509 *x = sk_X509_value(sk, i);

        if (X509_NAME_cmp(X509_get_subject_name(x), name) == 0)
            return x;
    }
    return NULL;
}

X509 *
X509_find_by_issuer_and_serial(STACK_OF(X509) *sk, const X509_NAME *name,
                               const ASN1_INTEGER *serial)
{
    for (int i = 0; i < sk_X509_num(sk); i++) {
        X509 *x = sk_X509_value(sk, i);

        if (ASN1_INTEGER_cmp(X509_get0_serialNumber(x), serial) == 0 &&
            X509_NAME_cmp(X509_get_issuer_name(x), name) == 0)
            return x;
    }
    return NULL;
}

STACK_OF(X509) *
X509_chain_up_ref(STACK_OF(X509) *chain)
{
    STACK_OF(X509) *copy = sk_X509_dup(chain);

    for (int i = 0; copy != NULL && i < sk_X509_num(copy); i++)
        X509_up_ref(sk_X509_value(copy, i));
    return copy;
}

static bool
has_cert(STACK_OF(X509) *sk, X509 *cert)
{
    for (int i = 0; i < sk_X509_num(sk); i++)
        if (X509_cmp(sk_X509_value(sk, i), cert) == 0)
            return true;
    return false;
}

int
X509_add_cert(STACK_OF(X509) *sk, X509 *cert, int flags)
{
    if (sk == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if ((flags & X509_ADD_FLAG_NO_DUP) != 0 && has_cert(sk, cert))
        return 1;
    if ((flags & X509_ADD_FLAG_NO_SS) != 0) {
        int self_signed = X509_self_signed(cert, 0);

        if (self_signed != 0)
            return self_signed > 0 ? 1 : 0;
    }
    if ((flags & X509_ADD_FLAG_UP_REF) != 0)
        X509_up_ref(cert);
    if (!sk_X509_insert(sk, cert,
                        (flags & X509_ADD_FLAG_PREPEND) != 0 ? 0 : -1)) {
        if ((flags & X509_ADD_FLAG_UP_REF) != 0)
            X509_free(cert);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return 1;
}

int
X509_add_certs(STACK_OF(X509) *sk, STACK_OF(X509) *certs, int flags)
{
    int n = sk_X509_num(certs);

    for (int i = 0; i < n; i++) {
        int at = (flags & X509_ADD_FLAG_PREPEND) != 0 ? n - 1 - i : i;

        if (!X509_add_cert(sk, sk_X509_value(certs, at), flags))
            return 0;
    }
    return 1;
}
