/* The slots of stores and verification contexts: what programs replace, the
 * defaults that they may ask for and call, and the way between the engine's
 * slots and theirs.
 *
 * A slot that holds its default stays empty in the engine, which then runs
 * its own step without making X509s. */
#include "facade/libcrypto/x509_vfy_local.h"

/* Has the program see WALK while a slot of its own runs. */
static struct urt_verify *
look_at(X509_STORE_CTX *ctx, struct urt_verify *walk)
{
    struct urt_verify *before = ctx->live;

    ctx->live = walk;
    return before;
}

/* ---- from the engine to the program ---- */

static int
slot_callback(int ok, struct urt_verify *v)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);

    if (ctx->slots.verify_cb != NULL)
        ok = ctx->slots.verify_cb(ok, ctx);
    ctx->live = before;
    return ok;
}

static int
slot_verify(struct urt_verify *v)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    int ok = ctx->slots.verify(ctx);

    ctx->live = before;
    return ok;
}

static int
slot_check_revocation(struct urt_verify *v)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    int ok = ctx->slots.check_revocation(ctx);

    ctx->live = before;
    return ok;
}

static int
slot_check_policy(struct urt_verify *v)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    int ok = ctx->slots.check_policy(ctx);

    ctx->live = before;
    return ok;
}

static int
slot_get_issuer(struct urt_cert **issuer, struct urt_verify *v,
                struct urt_cert *cert)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509 *x = fac_store_ctx_x509(ctx, cert), *found = NULL;
    struct urt_cert *own;
    int ok = x == NULL ? -1 : ctx->slots.get_issuer(&found, ctx, x);

    ctx->live = before;
    if (ok > 0 && found != NULL) {
        own = fac_x509_cert(found);
        *issuer = own != NULL ? urt_cert_up(own) : NULL;
        X509_free(found);
    }
    return ok;
}

static int
slot_check_issued(struct urt_verify *v, struct urt_cert *cert,
                  struct urt_cert *issuer)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509 *x = fac_store_ctx_x509(ctx, cert);
    X509 *i = fac_store_ctx_x509(ctx, issuer);
    int ok = x != NULL && i != NULL && ctx->slots.check_issued(ctx, x, i);

    ctx->live = before;
    return ok;
}

static int
slot_get_crl(struct urt_verify *v, struct urt_crl **crl, struct urt_cert *cert)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509 *x = fac_store_ctx_x509(ctx, cert);
    X509_CRL *found = NULL;
    struct urt_crl *own;
    int ok = x == NULL ? -1 : ctx->slots.get_crl(ctx, &found, x);

    ctx->live = before;
    if (ok > 0 && found != NULL) {
        own = fac_crl(found);
        *crl = own != NULL ? urt_crl_up(own) : NULL;
    }
    X509_CRL_free(found);
    return ok;
}

static int
slot_check_crl(struct urt_verify *v, struct urt_crl *crl)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509_CRL *x = fac_store_ctx_crl(ctx, crl);
    int ok = x != NULL ? ctx->slots.check_crl(ctx, x) : -1;

    ctx->live = before;
    return ok;
}

static int
slot_cert_crl(struct urt_verify *v, struct urt_crl *crl, struct urt_cert *cert)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509_CRL *list = fac_store_ctx_crl(ctx, crl);
    X509 *x = fac_store_ctx_x509(ctx, cert);
    int ok = list != NULL && x != NULL ? ctx->slots.cert_crl(ctx, list, x)
                                       : -1;

    ctx->live = before;
    return ok;
}

static int
slot_lookup_certs(struct urt_verify *v, struct urt_bytes subject,
                  struct urt_cert_list *list)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509_NAME *name = fac_x509_name_new(subject);
    STACK_OF(X509) *found =
        name != NULL ? ctx->slots.lookup_certs(ctx, name) : NULL;
    int ok = name != NULL;

    ctx->live = before;
    for (int i = 0; ok && i < sk_X509_num(found); i++) {
        struct urt_cert *cert = fac_x509_cert(sk_X509_value(found, i));

        ok = cert != NULL && urt_cert_list_add(list, cert) == URT_OK;
    }
    sk_X509_pop_free(found, X509_free);
    X509_NAME_free(name);
    return ok;
}

static int
slot_lookup_crls(struct urt_verify *v, struct urt_bytes issuer,
                 struct urt_crl_list *list)
{
    X509_STORE_CTX *ctx = v->owner;
    struct urt_verify *before = look_at(ctx, v);
    X509_NAME *name = fac_x509_name_new(issuer);
    STACK_OF(X509_CRL) *found =
        name != NULL ? ctx->slots.lookup_crls(ctx, name) : NULL;
    int ok = name != NULL;

    ctx->live = before;
    for (int i = 0; ok && i < sk_X509_CRL_num(found); i++) {
        struct urt_crl *crl = fac_crl(sk_X509_CRL_value(found, i));

        ok = crl != NULL && urt_crl_list_add(list, crl) == URT_OK;
    }
    sk_X509_CRL_pop_free(found, X509_CRL_free);
    X509_NAME_free(name);
    return ok;
}

/* ---- the defaults, as programs call them ---- */

/* The walk to work on. Steps of a chain need one: none has been built before
 * the verification runs. */
static struct urt_verify *
running(X509_STORE_CTX *ctx)
{
    if (ctx->live->chain.count > 0)
        return ctx->live;
    ctx->live->error = X509_V_ERR_INVALID_CALL;
    return NULL;
}

static int
default_verify_cb(int ok, X509_STORE_CTX *ctx)
{
    (void)ctx;
    return ok;
}

static int
default_verify(X509_STORE_CTX *ctx)
{
    struct urt_verify *v = running(ctx);

    return v != NULL ? urt_verify_internal(v) : -1;
}

static int
default_check_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer)
{
    struct urt_cert *cert = fac_x509_cert(x), *above = fac_x509_cert(issuer);

    return cert != NULL && above != NULL &&
           urt_verify_check_issued(ctx->live, cert, above) > 0;
}

static int
default_check_revocation(X509_STORE_CTX *ctx)
{
    struct urt_verify *v = running(ctx);

    return v != NULL ? urt_verify_check_revocation(v) : -1;
}

static int
default_check_crl(X509_STORE_CTX *ctx, X509_CRL *crl)
{
    struct urt_verify *v = running(ctx);
    struct urt_crl *list = fac_crl(crl);

    return v != NULL && list != NULL ? urt_verify_check_crl(v, list) : -1;
}

static int
default_cert_crl(X509_STORE_CTX *ctx, X509_CRL *crl, X509 *x)
{
    struct urt_verify *v = running(ctx);
    struct urt_crl *list = fac_crl(crl);
    struct urt_cert *cert = fac_x509_cert(x);

    return v != NULL && list != NULL && cert != NULL
               ? urt_verify_cert_crl(v, list, cert)
               : -1;
}

static int
default_check_policy(X509_STORE_CTX *ctx)
{
    struct urt_verify *v = running(ctx);

    return v != NULL ? urt_verify_check_policy(v) : -1;
}

static const struct fac_store_slots defaults = {
    .verify_cb = default_verify_cb,
    .verify = default_verify,
    .get_issuer = X509_STORE_CTX_get1_issuer,
    .check_issued = default_check_issued,
    .check_revocation = default_check_revocation,
    .check_crl = default_check_crl,
    .cert_crl = default_cert_crl,
    .check_policy = default_check_policy,
    .lookup_certs = X509_STORE_CTX_get1_certs,
    .lookup_crls = X509_STORE_CTX_get1_crls,
};

/* Every slot: as the API names it, and the engine's where it has one. */
#define SLOTS(SLOT)          \
    SLOT(verify)             \
    SLOT(get_issuer)         \
    SLOT(check_issued)       \
    SLOT(check_revocation)   \
    SLOT(get_crl)            \
    SLOT(check_crl)          \
    SLOT(cert_crl)           \
    SLOT(check_policy)       \
    SLOT(lookup_certs)       \
    SLOT(lookup_crls)

void
fac_store_slots_init(X509_STORE_CTX *ctx, const X509_STORE *store)
{
    ctx->slots = defaults;
    if (store == NULL)
        return;
#define TAKE(name)                   \
    if (store->slots.name != NULL)   \
        ctx->slots.name = store->slots.name;
    TAKE(verify_cb)
    TAKE(cleanup)
    SLOTS(TAKE)
#undef TAKE
}

void
fac_store_slots_trusted(X509_STORE_CTX *ctx)
{
    ctx->slots.get_issuer = defaults.get_issuer;
    ctx->slots.lookup_certs = defaults.lookup_certs;
}

void
fac_store_slots_bind(X509_STORE_CTX *ctx)
{
    struct urt_verify_slots *s = &ctx->walk.slots;

    s->callback =
        ctx->slots.verify_cb != defaults.verify_cb ? slot_callback : NULL;
#define BIND(name)                                                   \
    s->name = ctx->slots.name != NULL &&                             \
                      ctx->slots.name != defaults.name               \
                  ? slot_##name                                      \
                  : NULL;
    SLOTS(BIND)
#undef BIND
}

/* ---- setting and getting ---- */

#define ACCESS(name)                                                      \
    void X509_STORE_set_##name(X509_STORE *xs,                            \
                               X509_STORE_CTX_##name##_fn f)              \
    {                                                                     \
        xs->slots.name = f;                                               \
    }                                                                     \
    X509_STORE_CTX_##name##_fn X509_STORE_get_##name(const X509_STORE *xs) \
    {                                                                     \
        return xs->slots.name;                                            \
    }                                                                     \
    X509_STORE_CTX_##name##_fn X509_STORE_CTX_get_##name(                 \
        const X509_STORE_CTX *ctx)                                        \
    {                                                                     \
        return ctx->slots.name;                                           \
    }

SLOTS(ACCESS)
ACCESS(cleanup)

void
X509_STORE_set_verify_cb(X509_STORE *xs, X509_STORE_CTX_verify_cb verify)
{
    xs->slots.verify_cb = verify;
}

X509_STORE_CTX_verify_cb
X509_STORE_get_verify_cb(const X509_STORE *xs)
{
    return xs->slots.verify_cb;
}

void
X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *ctx,
                             X509_STORE_CTX_verify_cb verify)
{
    ctx->slots.verify_cb = verify;
    fac_store_slots_bind(ctx);
}

X509_STORE_CTX_verify_cb
X509_STORE_CTX_get_verify_cb(const X509_STORE_CTX *ctx)
{
    return ctx->slots.verify_cb;
}

void
X509_STORE_CTX_set_verify(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_fn verify)
{
    ctx->slots.verify = verify;
    fac_store_slots_bind(ctx);
}
