/* X509_STORE_CTX: a handle on one live walk of the engine. Getters and
 * setters go straight to the walk's fields; slots that a program replaced are
 * adapted between engine certificates and X509s. */
#include "facade/libcrypto/x509_vfy_local.h"

#include <openssl/err.h>

#include "facade/libcrypto/raise.h"

X509_STORE_CTX *
X509_STORE_CTX_new(void)
{
    X509_STORE_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);

    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    urt_verify_init(&ctx->walk);
    ctx->live = &ctx->walk;
    return ctx;
}

X509_STORE_CTX *
X509_STORE_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
    (void)libctx;
    (void)propq;
    return X509_STORE_CTX_new();
}

void
X509_STORE_CTX_free(X509_STORE_CTX *ctx)
{
    if (ctx == NULL)
        return;
    X509_STORE_CTX_cleanup(ctx);
    OPENSSL_free(ctx);
}

void
X509_STORE_CTX_cleanup(X509_STORE_CTX *ctx)
{
    if (ctx == NULL)
        return;
    /* Once: another cleanup, before the next init, has nothing to clean. */
    if (ctx->slots.cleanup != NULL) {
        X509_STORE_CTX_cleanup_fn cleanup = ctx->slots.cleanup;

        ctx->slots.cleanup = NULL;
        cleanup(ctx);
    }
    sk_X509_pop_free(ctx->chain, X509_free);
    sk_X509_pop_free(ctx->made, X509_free);
    sk_X509_CRL_pop_free(ctx->made_crls, X509_CRL_free);
    ctx->chain = ctx->made = NULL;
    ctx->made_crls = NULL;
    urt_verify_cleanup(&ctx->walk);
    urt_cert_list_free(&ctx->untrusted_certs);
    urt_cert_list_free(&ctx->trusted_certs);
    urt_crl_list_free(&ctx->crl_list);
    X509_VERIFY_PARAM_free(ctx->param);
    ctx->param = NULL;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx, &ctx->ex_data);
    urt_verify_init(&ctx->walk);
    ctx->live = &ctx->walk;
}

int
X509_STORE_CTX_init(X509_STORE_CTX *ctx, X509_STORE *store, X509 *x509,
                    STACK_OF(X509) *chain)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    X509_STORE_CTX_cleanup(ctx);
    ctx->store = store;
    ctx->cert = x509;
    ctx->untrusted = chain;
    ctx->trusted = NULL;
    ctx->crls = NULL;
    fac_store_slots_init(ctx, store);
    ctx->dane = NULL;
    ctx->param = X509_VERIFY_PARAM_new();
    if (ctx->param != NULL && store == NULL)
        ctx->param->param->inherit |= URT_VP_DEFAULT | URT_VP_ONCE;
    if (ctx->param == NULL ||
        (store != NULL &&
         !X509_VERIFY_PARAM_inherit(ctx->param, store->param)) ||
        !X509_VERIFY_PARAM_inherit(ctx->param,
                                   X509_VERIFY_PARAM_lookup("default")) ||
        !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx,
                            &ctx->ex_data)) {
        X509_STORE_CTX_cleanup(ctx);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return 1;
}

/* ---- certificates and their X509s ---- */

static X509 *
find_in(STACK_OF(X509) *list, const struct urt_cert *cert)
{
    for (int i = 0; i < sk_X509_num(list); i++) {
        X509 *x = sk_X509_value(list, i);

        if (fac_x509_cert(x) == cert)
            return x;
    }
    return NULL;
}

/* Takes over the reference on X. */
static bool
keep_made(X509_STORE_CTX *ctx, X509 *x)
{
    if (ctx->made == NULL)
        ctx->made = sk_X509_new_null();
    if (ctx->made != NULL && sk_X509_push(ctx->made, x))
        return true;
    X509_free(x);
    return false;
}

X509 *
fac_store_ctx_x509(X509_STORE_CTX *ctx, struct urt_cert *cert)
{
    X509 *x = NULL;

    if (cert == NULL)
        return NULL;
    if (ctx->cert != NULL && fac_x509_cert(ctx->cert) == cert)
        return ctx->cert;
    if ((x = find_in(ctx->untrusted, cert)) != NULL ||
        (x = find_in(ctx->trusted, cert)) != NULL ||
        (x = find_in(ctx->made, cert)) != NULL)
        return x;
    if (ctx->store != NULL && (x = fac_store_known(ctx->store, cert)) != NULL)
        return x;
    x = fac_x509_new_from_cert(cert);
    return x != NULL && keep_made(ctx, x) ? x : NULL;
}

X509_CRL *
fac_store_ctx_crl(X509_STORE_CTX *ctx, struct urt_crl *crl)
{
    X509_CRL *x;

    if (crl == NULL)
        return NULL;
    for (int i = 0; i < sk_X509_CRL_num(ctx->made_crls); i++)
        if (fac_crl(sk_X509_CRL_value(ctx->made_crls, i)) == crl)
            return sk_X509_CRL_value(ctx->made_crls, i);
    x = fac_crl_new_from_crl(crl);
    if (x != NULL && ctx->made_crls == NULL)
        ctx->made_crls = sk_X509_CRL_new_null();
    if (x == NULL || !sk_X509_CRL_push(ctx->made_crls, x)) {
        X509_CRL_free(x);
        return NULL;
    }
    return x;
}

static bool
fill_certs(struct urt_cert_list *list, STACK_OF(X509) *from)
{
    urt_cert_list_free(list);
    for (int i = 0; i < sk_X509_num(from); i++) {
        struct urt_cert *cert = fac_x509_cert(sk_X509_value(from, i));

        if (cert == NULL || urt_cert_list_add(list, cert) != URT_OK)
            return false;
    }
    return true;
}

static bool
fill_crls(struct urt_crl_list *list, STACK_OF(X509_CRL) *from)
{
    urt_crl_list_free(list);
    for (int i = 0; i < sk_X509_CRL_num(from); i++) {
        struct urt_crl *crl = fac_crl(sk_X509_CRL_value(from, i));

        if (crl == NULL || urt_crl_list_add(list, crl) != URT_OK)
            return false;
    }
    return true;
}

/* ---- running ---- */

bool
fac_store_ctx_bind(X509_STORE_CTX *ctx)
{
    struct urt_verify *v = &ctx->walk;

    v->owner = ctx;
    v->store = ctx->store != NULL ? ctx->store->store : NULL;
    v->cert = ctx->cert != NULL ? fac_x509_cert(ctx->cert) : NULL;
    v->param = ctx->param->param;
    v->untrusted = ctx->untrusted != NULL ? &ctx->untrusted_certs : NULL;
    v->trusted = ctx->trusted != NULL ? &ctx->trusted_certs : NULL;
    v->crls = ctx->crls != NULL ? &ctx->crl_list : NULL;
    fac_store_slots_bind(ctx);
    return (v->cert != NULL || ctx->cert == NULL) &&
           fill_certs(&ctx->untrusted_certs, ctx->untrusted) &&
           fill_certs(&ctx->trusted_certs, ctx->trusted) &&
           fill_crls(&ctx->crl_list, ctx->crls);
}

int
X509_verify_cert(X509_STORE_CTX *ctx)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (ctx->cert == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_NO_CERT_SET_FOR_US_TO_VERIFY);
        ctx->walk.error = X509_V_ERR_INVALID_CALL;
        return -1;
    }
    if (ctx->walk.chain.count != 0) {
        ERR_raise(ERR_LIB_X509, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        ctx->walk.error = X509_V_ERR_INVALID_CALL;
        return -1;
    }
    if (!fac_store_ctx_bind(ctx)) {
        ctx->walk.error = X509_V_ERR_OUT_OF_MEM;
        return -1;
    }
    return urt_verify_run(&ctx->walk);
}

/* ---- what the walk found ---- */

int
X509_STORE_CTX_get_error(const X509_STORE_CTX *ctx)
{
    return ctx->live->error;
}

void
X509_STORE_CTX_set_error(X509_STORE_CTX *ctx, int s)
{
    ctx->live->error = s;
}

int
X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *ctx)
{
    return ctx->live->error_depth;
}

void
X509_STORE_CTX_set_error_depth(X509_STORE_CTX *ctx, int depth)
{
    ctx->live->error_depth = depth;
}

X509 *
X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *ctx)
{
    return fac_store_ctx_x509((X509_STORE_CTX *)ctx, ctx->live->current_cert);
}

void
X509_STORE_CTX_set_current_cert(X509_STORE_CTX *ctx, X509 *x)
{
    struct urt_cert *cert = x != NULL ? fac_x509_cert(x) : NULL;

    ctx->live->current_cert = NULL;
    /* Kept, so that the certificate stays and is shown as this X509. */
    if (cert == NULL || find_in(ctx->made, cert) == x ||
        (X509_up_ref(x) && keep_made(ctx, x)))
        ctx->live->current_cert = cert;
}

X509 *
X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *ctx)
{
    return fac_store_ctx_x509((X509_STORE_CTX *)ctx,
                              ctx->live->current_issuer);
}

X509_CRL *
X509_STORE_CTX_get0_current_crl(const X509_STORE_CTX *ctx)
{
    return fac_store_ctx_crl((X509_STORE_CTX *)ctx, ctx->live->current_crl);
}

static bool
chain_is_current(const X509_STORE_CTX *ctx)
{
    const struct urt_cert_list *chain = &ctx->live->chain;

    if ((size_t)sk_X509_num(ctx->chain) != chain->count)
        return false;
    for (size_t i = 0; i < chain->count; i++)
        if (fac_x509_cert(sk_X509_value(ctx->chain, (int)i)) != chain->cert[i])
            return false;
    return true;
}

/* The chain as X509s: remade only when the walk's chain has changed, so that
 * the pointer stays the same while nothing happens. */
STACK_OF(X509) *
X509_STORE_CTX_get0_chain(const X509_STORE_CTX *cctx)
{
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)cctx;
    const struct urt_cert_list *chain = &ctx->live->chain;
    STACK_OF(X509) *list;

    if (chain->count == 0)
        return NULL;
    if (ctx->chain != NULL && chain_is_current(ctx))
        return ctx->chain;
    list = sk_X509_new_null();
    for (size_t i = 0; list != NULL && i < chain->count; i++) {
        X509 *x = fac_store_ctx_x509(ctx, chain->cert[i]);

        if (x == NULL || !X509_add_cert(list, x, X509_ADD_FLAG_UP_REF)) {
            sk_X509_pop_free(list, X509_free);
            return NULL;
        }
    }
    sk_X509_pop_free(ctx->chain, X509_free);
    ctx->chain = list;
    return list;
}

STACK_OF(X509) *
X509_STORE_CTX_get1_chain(const X509_STORE_CTX *ctx)
{
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);

    return chain == NULL ? NULL : X509_chain_up_ref(chain);
}

int
X509_STORE_CTX_get_num_untrusted(const X509_STORE_CTX *ctx)
{
    return (int)ctx->live->num_untrusted;
}

int
X509_STORE_CTX_get_explicit_policy(const X509_STORE_CTX *ctx)
{
    return ctx->live->explicit_policy;
}

/* ---- settings ---- */

X509 *
X509_STORE_CTX_get0_cert(const X509_STORE_CTX *ctx)
{
    return ctx->cert;
}

void
X509_STORE_CTX_set_cert(X509_STORE_CTX *ctx, X509 *target)
{
    ctx->cert = target;
}

X509_STORE *
X509_STORE_CTX_get0_store(const X509_STORE_CTX *ctx)
{
    return ctx->store;
}

STACK_OF(X509) *
X509_STORE_CTX_get0_untrusted(const X509_STORE_CTX *ctx)
{
    return ctx->untrusted;
}

void
X509_STORE_CTX_set0_untrusted(X509_STORE_CTX *ctx, STACK_OF(X509) *sk)
{
    ctx->untrusted = sk;
}

void
X509_STORE_CTX_set0_trusted_stack(X509_STORE_CTX *ctx, STACK_OF(X509) *sk)
{
    ctx->trusted = sk;
    fac_store_slots_trusted(ctx);
}

void
X509_STORE_CTX_set0_crls(X509_STORE_CTX *ctx, STACK_OF(X509_CRL) *sk)
{
    ctx->crls = sk;
}

X509_VERIFY_PARAM *
X509_STORE_CTX_get0_param(const X509_STORE_CTX *ctx)
{
    return ctx->param;
}

void
X509_STORE_CTX_set0_param(X509_STORE_CTX *ctx, X509_VERIFY_PARAM *param)
{
    X509_VERIFY_PARAM_free(ctx->param);
    ctx->param = param;
}

int
X509_STORE_CTX_set_default(X509_STORE_CTX *ctx, const char *name)
{
    const X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_lookup(name);

    if (param == NULL) {
        ERR_raise_data(ERR_LIB_X509, X509_R_UNKNOWN_PURPOSE_ID, "name=%s",
                       name);
        return 0;
    }
    return X509_VERIFY_PARAM_inherit(ctx->param, param);
}

void
X509_STORE_CTX_set_flags(X509_STORE_CTX *ctx, unsigned long flags)
{
    X509_VERIFY_PARAM_set_flags(ctx->param, flags);
}

void
X509_STORE_CTX_set_depth(X509_STORE_CTX *ctx, int depth)
{
    X509_VERIFY_PARAM_set_depth(ctx->param, depth);
}

void
X509_STORE_CTX_set_time(X509_STORE_CTX *ctx, unsigned long flags, time_t t)
{
    (void)flags; /* OpenSSL knows none */
    X509_VERIFY_PARAM_set_time(ctx->param, t);
}

/* A purpose brings its trust along, where none was set before. */
int
X509_STORE_CTX_set_purpose(X509_STORE_CTX *ctx, int purpose)
{
    const struct urt_purpose_row *row = urt_purpose_by_id(purpose);
    struct urt_param *p = ctx->param->param;

    if (purpose == 0)
        return 1;
    if (row == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_PURPOSE_ID);
        return 0;
    }
    if (p->purpose == 0)
        p->purpose = purpose;
    if (p->trust == 0)
        p->trust = row->trust;
    return 1;
}

int
X509_STORE_CTX_set_trust(X509_STORE_CTX *ctx, int trust)
{
    struct urt_param *p = ctx->param->param;

    if (trust == 0)
        return 1;
    if (trust < 0 || trust >= URT_TRUST_COUNT) {
        ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_TRUST_ID);
        return 0;
    }
    if (p->trust == 0)
        p->trust = trust;
    return 1;
}

int
X509_STORE_CTX_set_ex_data(X509_STORE_CTX *ctx, int idx, void *data)
{
    return CRYPTO_set_ex_data(&ctx->ex_data, idx, data);
}

void *
X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx)
{
    return CRYPTO_get_ex_data(&ctx->ex_data, idx);
}

const char *
X509_verify_cert_error_string(long n)
{
    return urt_verify_error_text(n);
}
