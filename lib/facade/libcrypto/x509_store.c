/* X509_STORE: a handle on the engine's trust store, with the X509 objects
 * that a program put in or asked to see. A certificate that nobody asked for
 * never becomes an X509. */
#include "facade/libcrypto/x509_vfy_local.h"

#include <openssl/err.h>

#include "facade/libcrypto/raise.h"

X509_STORE *
X509_STORE_new(void)
{
    X509_STORE *s = OPENSSL_zalloc(sizeof *s);

    if (s == NULL)
        goto failed;
    urt_ref_init(&s->ref);
    pthread_mutex_init(&s->lock, NULL);
    s->param = X509_VERIFY_PARAM_new();
    s->lookups = sk_X509_LOOKUP_new_null();
    s->objects = sk_X509_OBJECT_new_null();
    if (s->param == NULL || s->lookups == NULL || s->objects == NULL ||
        urt_store_new(&s->store) != URT_OK ||
        !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data)) {
        X509_STORE_free(s);
        goto failed;
    }
    return s;
failed:
    ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return NULL;
}

void
X509_STORE_free(X509_STORE *s)
{
    if (s == NULL || !urt_ref_down(&s->ref))
        return;
    sk_X509_LOOKUP_pop_free(s->lookups, X509_LOOKUP_free);
    sk_X509_OBJECT_pop_free(s->objects, X509_OBJECT_free);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data);
    X509_VERIFY_PARAM_free(s->param);
    urt_store_free(s->store);
    pthread_mutex_destroy(&s->lock);
    OPENSSL_free(s);
}

int
X509_STORE_up_ref(X509_STORE *s)
{
    urt_ref_up(&s->ref);
    return 1;
}

int
X509_STORE_lock(X509_STORE *s)
{
    return pthread_mutex_lock(&s->lock) == 0;
}

int
X509_STORE_unlock(X509_STORE *s)
{
    return pthread_mutex_unlock(&s->lock) == 0;
}

/* ---- putting in ---- */

static bool
keep_object(X509_STORE *s, X509_OBJECT *object)
{
    bool ok;

    X509_STORE_lock(s);
    ok = sk_X509_OBJECT_push(s->objects, object) > 0;
    X509_STORE_unlock(s);
    if (!ok)
        X509_OBJECT_free(object);
    return ok;
}

int
X509_STORE_add_cert(X509_STORE *xs, X509 *x)
{
    struct urt_cert *cert = x != NULL ? fac_x509_cert(x) : NULL;
    X509_OBJECT *object;
    enum urt_err err;

    if (cert == NULL)
        return 0;
    if (fac_store_known(xs, cert) != NULL)
        return 1;
    err = urt_store_add_cert(xs->store, cert);
    object = err == URT_OK ? X509_OBJECT_new() : NULL;
    if (object == NULL || !X509_OBJECT_set1_X509(object, x) ||
        !keep_object(xs, object)) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return 1;
}

int
X509_STORE_add_crl(X509_STORE *xs, X509_CRL *x)
{
    struct urt_crl *crl = x != NULL ? fac_crl(x) : NULL;
    X509_OBJECT *object;

    if (crl == NULL)
        return 0;
    object = urt_store_add_crl(xs->store, crl) == URT_OK ? X509_OBJECT_new()
                                                         : NULL;
    if (object == NULL || !X509_OBJECT_set1_X509_CRL(object, x) ||
        !keep_object(xs, object)) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return 1;
}

/* ---- looking in ---- */

X509 *
fac_store_known(X509_STORE *s, const struct urt_cert *cert)
{
    X509 *found = NULL;

    X509_STORE_lock(s);
    for (int i = 0; found == NULL && i < sk_X509_OBJECT_num(s->objects); i++) {
        X509 *x = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(s->objects, i));
        struct urt_cert *own = x != NULL ? fac_x509_cert(x) : NULL;

        if (own != NULL && (own == cert || urt_cert_equal(own, cert)))
            found = x;
    }
    X509_STORE_unlock(s);
    return found;
}

static bool
object_is(const X509_OBJECT *o, const struct urt_cert *cert,
          const struct urt_crl *crl)
{
    if (o->type == X509_LU_X509 && cert != NULL)
        return urt_cert_equal(fac_x509_cert(o->data.x509), cert);
    if (o->type == X509_LU_CRL && crl != NULL)
        return urt_bytes_equal(fac_crl(o->data.crl)->der, crl->der);
    return false;
}

/* Makes the object of a certificate or CRL that has none yet. The engine may
 * hold one twice, from two files; here each is seen once. Those put in first
 * stand first: a list that has only grown keeps its pointers. */
static bool
realise(X509_STORE *s, struct urt_cert *cert, struct urt_crl *crl)
{
    X509_OBJECT *o;

    for (int i = 0; i < sk_X509_OBJECT_num(s->objects); i++)
        if (object_is(sk_X509_OBJECT_value(s->objects, i), cert, crl))
            return true;
    o = X509_OBJECT_new();
    if (o == NULL)
        return false;
    if (cert != NULL && (o->data.x509 = fac_x509_new_from_cert(cert)) != NULL)
        o->type = X509_LU_X509;
    if (crl != NULL && (o->data.crl = fac_crl_new_from_crl(crl)) != NULL)
        o->type = X509_LU_CRL;
    if (o->type != X509_LU_NONE && sk_X509_OBJECT_push(s->objects, o) > 0)
        return true;
    X509_OBJECT_free(o);
    return false;
}

/* Everything in the store, as objects that stay the store's. The caller
 * holds the lock if other threads use the store. */
STACK_OF(X509_OBJECT) *
X509_STORE_get0_objects(const X509_STORE *xs)
{
    X509_STORE *s = (X509_STORE *)xs;
    struct urt_cert_list certs = {0};
    struct urt_crl_list crls = {0};
    bool ok = urt_store_all(s->store, &certs, &crls) == URT_OK;

    for (size_t i = 0; ok && i < certs.count; i++)
        ok = realise(s, certs.cert[i], NULL);
    for (size_t i = 0; ok && i < crls.count; i++)
        ok = realise(s, NULL, crls.crl[i]);
    urt_cert_list_free(&certs);
    urt_crl_list_free(&crls);
    return ok ? s->objects : NULL;
}

STACK_OF(X509) *
X509_STORE_get1_all_certs(X509_STORE *s)
{
    STACK_OF(X509) *list = sk_X509_new_null();
    STACK_OF(X509_OBJECT) *objects;

    if (s == NULL || list == NULL)
        goto failed;
    X509_STORE_lock(s);
    objects = X509_STORE_get0_objects(s);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        X509 *x = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));

        if (x != NULL && !X509_add_cert(list, x, X509_ADD_FLAG_UP_REF)) {
            X509_STORE_unlock(s);
            goto failed;
        }
    }
    X509_STORE_unlock(s);
    return list;
failed:
    sk_X509_pop_free(list, X509_free);
    return NULL;
}

/* ---- settings ---- */

int
X509_STORE_set_flags(X509_STORE *xs, unsigned long flags)
{
    return X509_VERIFY_PARAM_set_flags(xs->param, flags);
}

int
X509_STORE_set_depth(X509_STORE *store, int depth)
{
    X509_VERIFY_PARAM_set_depth(store->param, depth);
    return 1;
}

int
X509_STORE_set_purpose(X509_STORE *xs, int purpose)
{
    return X509_VERIFY_PARAM_set_purpose(xs->param, purpose);
}

int
X509_STORE_set_trust(X509_STORE *xs, int trust)
{
    return X509_VERIFY_PARAM_set_trust(xs->param, trust);
}

int
X509_STORE_set1_param(X509_STORE *xs, const X509_VERIFY_PARAM *pm)
{
    return X509_VERIFY_PARAM_set1(xs->param, pm);
}

X509_VERIFY_PARAM *
X509_STORE_get0_param(const X509_STORE *xs)
{
    return xs->param;
}

int
X509_STORE_set_ex_data(X509_STORE *ctx, int idx, void *data)
{
    return CRYPTO_set_ex_data(&ctx->ex_data, idx, data);
}

void *
X509_STORE_get_ex_data(const X509_STORE *ctx, int idx)
{
    return CRYPTO_get_ex_data(&ctx->ex_data, idx);
}
