/* What a verification finds in its store or among its trusted certificates,
 * by name: also the default look-ups of a context. */
#include "facade/libcrypto/x509_vfy_local.h"

#include <openssl/err.h>

#include "facade/libcrypto/raise.h"

/* Binds a context that isn't running: one that is keeps what it runs with. */
static bool
prepare(X509_STORE_CTX *ctx)
{
    return ctx->live->chain.count > 0 ||
           (ctx->param != NULL && fac_store_ctx_bind(ctx));
}

/* The trusted certificates with this subject, as new references; NULL where
 * there is nothing to ask. */
STACK_OF(X509) *
X509_STORE_CTX_get1_certs(X509_STORE_CTX *ctx, const X509_NAME *nm)
{
    struct urt_cert_list found = {0};
    STACK_OF(X509) *list = NULL;
    struct urt_bytes der;

    if ((ctx->store == NULL && ctx->trusted == NULL) || !prepare(ctx) ||
        !fac_x509_name_der(nm, &der) ||
        !urt_verify_lookup_certs(ctx->live, der, &found))
        return NULL;
    if (found.count > 0)
        list = sk_X509_new_null();
    for (size_t i = 0; list != NULL && i < found.count; i++) {
        X509 *x = fac_store_ctx_x509(ctx, found.cert[i]);

        if (x == NULL || !X509_add_cert(list, x, X509_ADD_FLAG_UP_REF)) {
            sk_X509_pop_free(list, X509_free);
            list = NULL;
        }
    }
    urt_cert_list_free(&found);
    return list;
}

/* The store's CRLs of this issuer. */
STACK_OF(X509_CRL) *
X509_STORE_CTX_get1_crls(const X509_STORE_CTX *cctx, const X509_NAME *nm)
{
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)cctx;
    struct urt_crl_list found = {0};
    STACK_OF(X509_CRL) *list;
    struct urt_bytes der;

    if (ctx->store == NULL || !fac_x509_name_der(nm, &der) ||
        urt_store_find_crls(ctx->store->store, der, &found) != URT_OK)
        return NULL;
    list = found.count > 0 ? sk_X509_CRL_new_null() : NULL;
    for (size_t i = 0; list != NULL && i < found.count; i++) {
        X509_CRL *x = fac_store_ctx_crl(ctx, found.crl[i]);

        if (x == NULL || !X509_CRL_up_ref(x)) {
            sk_X509_CRL_pop_free(list, X509_CRL_free);
            list = NULL;
        } else if (!sk_X509_CRL_push(list, x)) {
            X509_CRL_free(x);
            sk_X509_CRL_pop_free(list, X509_CRL_free);
            list = NULL;
        }
    }
    urt_crl_list_free(&found);
    return list;
}

int
X509_STORE_CTX_get1_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x)
{
    struct urt_cert *cert = fac_x509_cert(x), *found = NULL;
    X509 *handle;
    int ok;

    *issuer = NULL;
    if (cert == NULL || !prepare(ctx))
        return -1;
    ok = urt_verify_get_issuer(&found, ctx->live, cert);
    if (ok <= 0)
        return ok;
    handle = fac_store_ctx_x509(ctx, found);
    urt_cert_free(found);
    if (handle == NULL)
        return -1;
    X509_up_ref(handle);
    *issuer = handle;
    return ok;
}

/* ---- one object ---- */

/* Fills RET with the first certificate or CRL of that name: 1, 0 none, -1. */
int
X509_STORE_CTX_get_by_subject(const X509_STORE_CTX *cctx,
                              X509_LOOKUP_TYPE type, const X509_NAME *name,
                              X509_OBJECT *ret)
{
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)cctx;
    STACK_OF(X509) *certs = NULL;
    STACK_OF(X509_CRL) *crls = NULL;
    int ok = 0;

    if (ctx->store == NULL)
        return 0;
    if (type == X509_LU_X509 &&
        (certs = X509_STORE_CTX_get1_certs(ctx, name)) != NULL)
        ok = X509_OBJECT_set1_X509(ret, sk_X509_value(certs, 0));
    if (type == X509_LU_CRL &&
        (crls = X509_STORE_CTX_get1_crls(ctx, name)) != NULL)
        ok = X509_OBJECT_set1_X509_CRL(ret, sk_X509_CRL_value(crls, 0));
    sk_X509_pop_free(certs, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    return ok;
}

X509_OBJECT *
X509_STORE_CTX_get_obj_by_subject(X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type,
                                  const X509_NAME *name)
{
    X509_OBJECT *o = X509_OBJECT_new();

    if (o == NULL ||
        X509_STORE_CTX_get_by_subject(ctx, type, name, o) <= 0) {
        X509_OBJECT_free(o);
        return NULL;
    }
    return o;
}
