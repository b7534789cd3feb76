/* Certificates and private keys of an SSL_CTX or SSL: one slot a key type,
 * filled from objects or DER; chains; building a chain from a store. Files
 * are in ssl_certfile.c.
 *
 * Both kinds of owner go through struct owner, so that every rule is
 * written once. */
#include "facade/libssl/ssl_local.h"

#include "facade/libcrypto/pkey_handle.h"
#include "facade/libcrypto/x509_handle.h"
#include "toolkit/compat.h"

struct owner {
    SSL_CTX *ctx; /* whose extra chain and stores are used */
    struct fac_settings *set;
    struct urt_config *config;
};

static struct owner
of_ctx(SSL_CTX *ctx)
{
    return (struct owner){ctx, &ctx->set, &ctx->config};
}

static struct owner
of_ssl(SSL *s)
{
    return (struct owner){s->ctx, &s->set, &s->config};
}

static bool
refresh(struct owner o, int slot)
{
    if (fac_settings_credential(o.set, o.config, slot, o.ctx->extra_certs))
        return true;
    ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
    return false;
}

bool
fac_refresh_credentials(SSL_CTX *ctx, SSL *s)
{
    struct owner o = s != NULL ? of_ssl(s) : of_ctx(ctx);

    for (int i = 0; i < URT_SLOT_COUNT; i++)
        if (!refresh(o, i))
            return false;
    return true;
}

static int
slot_of(const EVP_PKEY *pkey)
{
    struct urt_key *key = fac_pkey_key(pkey);

    return key != NULL ? (int)urt_slot_of_key(key) : URT_SLOT_COUNT;
}

/* ---- one certificate, one key ---- */

static int
use_certificate(struct owner o, X509 *x)
{
    EVP_PKEY *pub;
    struct fac_slot *slot;
    int i;

    if (x == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    pub = X509_get0_pubkey(x);
    if (pub == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_X509_LIB);
        return 0;
    }
    i = slot_of(pub);
    if (i == URT_SLOT_COUNT) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE);
        return 0;
    }
    if (!fac_security_cert_ok(o.config, o.ctx, x, true))
        return 0;
    slot = &o.set->slot[i];
    /* A key that was there and doesn't fit is dropped, not an error. */
    if (slot->pkey != NULL && !X509_check_private_key(x, slot->pkey)) {
        EVP_PKEY_free(slot->pkey);
        slot->pkey = NULL;
        ERR_clear_error();
    }
    X509_up_ref(x);
    X509_free(slot->x509);
    slot->x509 = x;
    o.set->current = i;
    return refresh(o, i);
}

static int
use_key(struct owner o, EVP_PKEY *pkey)
{
    struct fac_slot *slot;
    int i;

    if (pkey == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    i = slot_of(pkey);
    if (i == URT_SLOT_COUNT) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE);
        return 0;
    }
    slot = &o.set->slot[i];
    if (slot->x509 != NULL && !X509_check_private_key(slot->x509, pkey))
        return 0;
    EVP_PKEY_up_ref(pkey);
    EVP_PKEY_free(slot->pkey);
    slot->pkey = pkey;
    o.set->current = i;
    return refresh(o, i);
}

int
SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x)
{
    return use_certificate(of_ctx(ctx), x);
}

int
SSL_use_certificate(SSL *s, X509 *x)
{
    return use_certificate(of_ssl(s), x);
}

int
SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey)
{
    return use_key(of_ctx(ctx), pkey);
}

int
SSL_use_PrivateKey(SSL *s, EVP_PKEY *pkey)
{
    return use_key(of_ssl(s), pkey);
}

static X509 *
cert_from_der(const unsigned char *d, long len)
{
    X509 *x = d2i_X509(NULL, &d, len);

    if (x == NULL)
        ERR_raise(ERR_LIB_SSL, ERR_R_ASN1_LIB);
    return x;
}

int
SSL_CTX_use_certificate_ASN1(SSL_CTX *ctx, int len, const unsigned char *d)
{
    X509 *x = cert_from_der(d, len);
    int r = x != NULL && SSL_CTX_use_certificate(ctx, x);

    X509_free(x);
    return r;
}

int
SSL_use_certificate_ASN1(SSL *s, const unsigned char *d, int len)
{
    X509 *x = cert_from_der(d, len);
    int r = x != NULL && SSL_use_certificate(s, x);

    X509_free(x);
    return r;
}

static EVP_PKEY *
key_from_der(int type, const unsigned char *d, long len)
{
    EVP_PKEY *pkey = d2i_PrivateKey(type, NULL, &d, len);

    if (pkey == NULL)
        ERR_raise(ERR_LIB_SSL, ERR_R_ASN1_LIB);
    return pkey;
}

int
SSL_CTX_use_PrivateKey_ASN1(int type, SSL_CTX *ctx, const unsigned char *d,
                            long len)
{
    EVP_PKEY *pkey = key_from_der(type, d, len);
    int r = pkey != NULL && SSL_CTX_use_PrivateKey(ctx, pkey);

    EVP_PKEY_free(pkey);
    return r;
}

int
SSL_use_PrivateKey_ASN1(int type, SSL *s, const unsigned char *d, long len)
{
    EVP_PKEY *pkey = key_from_der(type, d, len);
    int r = pkey != NULL && SSL_use_PrivateKey(s, pkey);

    EVP_PKEY_free(pkey);
    return r;
}

/* All of one credential at once, checked before anything is changed. */
static int
use_pair(struct owner o, X509 *x, EVP_PKEY *pkey, STACK_OF(X509) * chain,
         int override)
{
    EVP_PKEY *pub = x != NULL ? X509_get0_pubkey(x) : NULL;
    struct fac_slot *slot;
    STACK_OF(X509) *copy = NULL;
    int i;

    if (x == NULL) { /* a certificate without a strong key, as it were */
        ERR_raise(ERR_LIB_SSL, SSL_R_EE_KEY_TOO_SMALL);
        return 0;
    }
    if (pub == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (pkey != NULL && EVP_PKEY_eq(pub, pkey) != 1) {
        ERR_raise(ERR_LIB_SSL, SSL_R_PRIVATE_KEY_MISMATCH);
        return 0;
    }
    i = slot_of(pub);
    if (i == URT_SLOT_COUNT) {
        ERR_raise(ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE);
        return 0;
    }
    slot = &o.set->slot[i];
    if (!override &&
        (slot->x509 != NULL || slot->pkey != NULL || slot->chain != NULL)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NOT_REPLACING_CERTIFICATE);
        return 0;
    }
    if (chain != NULL) {
        copy = X509_chain_up_ref(chain);
        if (copy == NULL) {
            ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
            return 0;
        }
    }
    sk_X509_pop_free(slot->chain, X509_free);
    slot->chain = copy;
    X509_up_ref(x);
    X509_free(slot->x509);
    slot->x509 = x;
    if (pkey != NULL)
        EVP_PKEY_up_ref(pkey);
    EVP_PKEY_free(slot->pkey);
    slot->pkey = pkey;
    o.set->current = i;
    return refresh(o, i);
}

int
SSL_CTX_use_cert_and_key(SSL_CTX *ctx, X509 *x, EVP_PKEY *pkey,
                         STACK_OF(X509) * chain, int override)
{
    return use_pair(of_ctx(ctx), x, pkey, chain, override);
}

int
SSL_use_cert_and_key(SSL *s, X509 *x, EVP_PKEY *pkey, STACK_OF(X509) * chain,
                     int override)
{
    return use_pair(of_ssl(s), x, pkey, chain, override);
}

void
SSL_certs_clear(SSL *s)
{
    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        struct fac_slot *slot = &s->set.slot[i];

        X509_free(slot->x509);
        EVP_PKEY_free(slot->pkey);
        sk_X509_pop_free(slot->chain, X509_free);
        memset(slot, 0, sizeof *slot);
        urt_credential_free(s->config.slot[i]);
        s->config.slot[i] = NULL;
    }
    s->set.current = -1;
}

/* ---- looking at them ---- */

static const struct fac_slot *
current(const struct fac_settings *set)
{
    return set->current >= 0 ? &set->slot[set->current] : NULL;
}

static X509 *
current_cert(const struct fac_settings *set)
{
    const struct fac_slot *slot = current(set);

    return slot != NULL ? slot->x509 : NULL;
}

static EVP_PKEY *
current_key(const struct fac_settings *set)
{
    const struct fac_slot *slot = current(set);

    return slot != NULL ? slot->pkey : NULL;
}

/* During and after a handshake: the credential that was chosen. */
static const struct fac_slot *
chosen(const SSL *s)
{
    struct urt_credential *c = urt_conn_credential(s->conn);

    for (int i = 0; c != NULL && i < URT_SLOT_COUNT; i++)
        if (s->config.slot[i] == c)
            return &s->set.slot[i];
    return current(&s->set);
}

X509 *
SSL_CTX_get0_certificate(const SSL_CTX *ctx)
{
    return current_cert(&ctx->set);
}

EVP_PKEY *
SSL_CTX_get0_privatekey(const SSL_CTX *ctx)
{
    return current_key(&ctx->set);
}

X509 *
SSL_get_certificate(const SSL *s)
{
    const struct fac_slot *slot = chosen(s);

    return slot != NULL ? slot->x509 : NULL;
}

EVP_PKEY *
SSL_get_privatekey(const SSL *s)
{
    const struct fac_slot *slot = chosen(s);

    return slot != NULL ? slot->pkey : NULL;
}

static int
check_key(const struct fac_settings *set)
{
    if (current_cert(set) == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_CERTIFICATE_ASSIGNED);
        return 0;
    }
    if (current_key(set) == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_PRIVATE_KEY_ASSIGNED);
        return 0;
    }
    return X509_check_private_key(current_cert(set), current_key(set));
}

int
SSL_CTX_check_private_key(const SSL_CTX *ctx)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_CERTIFICATE_ASSIGNED);
        return 0;
    }
    return check_key(&ctx->set);
}

int
SSL_check_private_key(const SSL *s)
{
    if (s == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return check_key(&s->set);
}

/* ---- chains ---- */

static int
set_chain(struct owner o, STACK_OF(X509) * chain, bool up)
{
    struct fac_slot *slot;

    if (o.set->current < 0)
        return 0;
    slot = &o.set->slot[o.set->current];
    for (int i = 0; chain != NULL && i < sk_X509_num(chain); i++)
        if (!fac_security_cert_ok(o.config, o.ctx, sk_X509_value(chain, i),
                                  false))
            return 0;
    if (up && chain != NULL) {
        chain = X509_chain_up_ref(chain);
        if (chain == NULL)
            return 0;
    }
    sk_X509_pop_free(slot->chain, X509_free);
    slot->chain = chain;
    return refresh(o, o.set->current);
}

static int
add_to_chain(struct owner o, X509 *x, bool up)
{
    struct fac_slot *slot;

    if (o.set->current < 0 || x == NULL)
        return 0;
    if (!fac_security_cert_ok(o.config, o.ctx, x, false))
        return 0;
    slot = &o.set->slot[o.set->current];
    if (slot->chain == NULL)
        slot->chain = sk_X509_new_null();
    if (slot->chain == NULL || sk_X509_push(slot->chain, x) <= 0)
        return 0;
    if (up)
        X509_up_ref(x);
    return refresh(o, o.set->current);
}

/* Makes the certificate of a slot the current one. */
static int
select_current(struct owner o, const X509 *x)
{
    for (int pass = 0; x != NULL && pass < 2; pass++)
        for (int i = 0; i < URT_SLOT_COUNT; i++) {
            const struct fac_slot *slot = &o.set->slot[i];

            if (slot->x509 == NULL || slot->pkey == NULL)
                continue;
            if (slot->x509 == x ||
                (pass == 1 && X509_cmp(slot->x509, x) == 0)) {
                o.set->current = i;
                o.config->current_slot = (enum urt_slot)i;
                return 1;
            }
        }
    return 0;
}

static int
walk_current(struct owner o, long op)
{
    int i = op == SSL_CERT_SET_FIRST ? 0 : o.set->current + 1;

    if (op != SSL_CERT_SET_FIRST && op != SSL_CERT_SET_NEXT)
        return 0;
    for (; i < URT_SLOT_COUNT; i++)
        if (o.set->slot[i].x509 != NULL && o.set->slot[i].pkey != NULL) {
            o.set->current = i;
            o.config->current_slot = (enum urt_slot)i;
            return 1;
        }
    return 0;
}

/* The chain of X as found in STORE, without X itself. */
static STACK_OF(X509) * find_chain(struct owner o, X509_STORE *store, X509 *x,
                                   STACK_OF(X509) * untrusted, bool *verified)
{
    X509_STORE_CTX *c = X509_STORE_CTX_new_ex(o.ctx->libctx, o.ctx->propq);
    STACK_OF(X509) *chain = NULL;

    if (c == NULL || !X509_STORE_CTX_init(c, store, x, untrusted)) {
        X509_STORE_CTX_free(c);
        ERR_raise(ERR_LIB_SSL, ERR_R_X509_LIB);
        return NULL;
    }
    *verified = X509_verify_cert(c) > 0;
    chain = X509_STORE_CTX_get1_chain(c);
    if (chain != NULL)
        X509_free(sk_X509_shift(chain));
    X509_STORE_CTX_free(c);
    return chain;
}

static X509_STORE *
temporary_store(const struct fac_slot *slot)
{
    X509_STORE *store = X509_STORE_new();

    if (store == NULL)
        return NULL;
    for (int i = 0; i < sk_X509_num(slot->chain); i++)
        if (!X509_STORE_add_cert(store, sk_X509_value(slot->chain, i))) {
            X509_STORE_free(store);
            return NULL;
        }
    if (!X509_STORE_add_cert(store, slot->x509)) {
        X509_STORE_free(store);
        return NULL;
    }
    return store;
}

static int
build_chain(struct owner o, long flags)
{
    const struct fac_slot *slot = current(o.set);
    X509_STORE *store = o.set->chain_store, *own = NULL;
    STACK_OF(X509) * chain, *untrusted = NULL;
    bool verified = false;
    int n, r = 1;

    if (slot == NULL || slot->x509 == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_CERTIFICATE_SET);
        return 0;
    }
    if ((flags & SSL_BUILD_CHAIN_FLAG_CHECK) != 0)
        store = own = temporary_store(slot);
    else if (store == NULL)
        store = o.ctx->store;
    if (store == NULL)
        return 0;
    if ((flags & SSL_BUILD_CHAIN_FLAG_UNTRUSTED) != 0)
        untrusted = slot->chain;
    chain = find_chain(o, store, slot->x509, untrusted, &verified);
    X509_STORE_free(own);
    if (!verified) {
        if ((flags & SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR) == 0) {
            ERR_raise(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED);
            sk_X509_pop_free(chain, X509_free);
            return 0;
        }
        if ((flags & SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR) != 0)
            ERR_clear_error();
        r = 2;
    }
    n = chain != NULL ? sk_X509_num(chain) : 0;
    if ((flags & SSL_BUILD_CHAIN_FLAG_NO_ROOT) != 0 && n > 0 &&
        (X509_get_extension_flags(sk_X509_value(chain, n - 1)) & EXFLAG_SS) !=
            0)
        X509_free(sk_X509_pop(chain));
    return set_chain(o, chain, false) ? r : 0;
}

static int
set_store(X509_STORE **at, X509_STORE *store, bool up)
{
    if (up && store != NULL)
        X509_STORE_up_ref(store);
    X509_STORE_free(*at);
    *at = store;
    return 1;
}

/* The ctrls that both kinds of owner share; -1 when CMD isn't one. */
long
fac_chain_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
    struct owner o = s != NULL ? of_ssl(s) : of_ctx(ctx);
    const struct fac_slot *slot = current(o.set);

    switch (cmd) {
    case SSL_CTRL_CHAIN:
        return set_chain(o, parg, larg != 0);
    case SSL_CTRL_CHAIN_CERT:
        return add_to_chain(o, parg, larg != 0);
    case SSL_CTRL_GET_CHAIN_CERTS:
        *(STACK_OF(X509) **)parg = slot != NULL ? slot->chain : NULL;
        return 1;
    case SSL_CTRL_BUILD_CERT_CHAIN:
        return build_chain(o, larg);
    case SSL_CTRL_SELECT_CURRENT_CERT:
        return select_current(o, parg);
    case SSL_CTRL_SET_CURRENT_CERT:
        return walk_current(o, larg);
    case SSL_CTRL_SET_VERIFY_CERT_STORE:
        return set_store(&o.set->verify_store, parg, larg != 0);
    case SSL_CTRL_SET_CHAIN_CERT_STORE:
        return set_store(&o.set->chain_store, parg, larg != 0);
    case SSL_CTRL_GET_VERIFY_CERT_STORE:
        *(X509_STORE **)parg = o.set->verify_store;
        return 1;
    case SSL_CTRL_GET_CHAIN_CERT_STORE:
        *(X509_STORE **)parg = o.set->chain_store;
        return 1;
    default:
        return -1;
    }
}

/* ---- callbacks ---- */

void
SSL_CTX_set_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, void *arg), void *arg)
{
    ctx->set.cert_cb = cb;
    ctx->set.cert_cb_arg = arg;
}

void
SSL_set_cert_cb(SSL *s, int (*cb)(SSL *ssl, void *arg), void *arg)
{
    s->set.cert_cb = cb;
    s->set.cert_cb_arg = arg;
}

void
SSL_CTX_set_client_cert_cb(SSL_CTX *ctx,
                           int (*cb)(SSL *ssl, X509 **x509, EVP_PKEY **pkey))
{
    ctx->client_cert_cb = cb;
}

int (*SSL_CTX_get_client_cert_cb(SSL_CTX *ctx))(SSL *ssl, X509 **x509,
                                                EVP_PKEY **pkey)
{
    return ctx->client_cert_cb;
}

/* No program holds an engine of ours, so this is one that can't be
 * initialised. */
int
SSL_CTX_set_client_cert_engine(SSL_CTX *ctx, ENGINE *e)
{
    fac_compat("SSL_CTX_set_client_cert_engine");
    (void)ctx;
    (void)e;
    ERR_raise(ERR_LIB_ENGINE, ERR_R_PASSED_NULL_PARAMETER);
    ERR_raise(ERR_LIB_SSL, ERR_R_ENGINE_LIB);
    return 0;
}

static bool
has_certificate(const SSL *s)
{
    for (int i = 0; i < URT_SLOT_COUNT; i++)
        if (s->set.slot[i].x509 != NULL && s->set.slot[i].pkey != NULL)
            return true;
    return false;
}

/* The older callback: asked when a client has nothing to show. */
static enum urt_hook
ask_client_cert(SSL *s)
{
    X509 *x = NULL;
    EVP_PKEY *pkey = NULL;
    int r = s->ctx->client_cert_cb(s, &x, &pkey);
    enum urt_hook result = URT_HOOK_OK;

    if (r < 0)
        return URT_HOOK_WAIT;
    if (r == 1 && (x == NULL || pkey == NULL)) {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_DATA_RETURNED_BY_CALLBACK);
        r = 0;
    }
    if (r == 1 && (!SSL_use_certificate(s, x) || !SSL_use_PrivateKey(s, pkey)))
        result = URT_HOOK_FAIL;
    X509_free(x);
    EVP_PKEY_free(pkey);
    return result;
}

/* A slot without a chain gets one from the store, as far as it goes. */
static void
complete_chains(SSL *s)
{
    struct owner o = of_ssl(s);
    X509_STORE *store =
        s->set.chain_store != NULL ? s->set.chain_store : s->ctx->store;

    if ((s->set.mode & SSL_MODE_NO_AUTO_CHAIN) != 0 ||
        s->ctx->extra_certs != NULL || store == NULL)
        return;
    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        struct fac_slot *slot = &s->set.slot[i];
        STACK_OF(X509) * chain;
        bool verified;

        if (slot->x509 == NULL || slot->pkey == NULL || slot->chain != NULL)
            continue;
        ERR_set_mark();
        chain = find_chain(o, store, slot->x509, NULL, &verified);
        ERR_pop_to_mark();
        if (chain != NULL && sk_X509_num(chain) > 0) {
            /* Only for this handshake: the slot keeps no chain. */
            slot->chain = chain;
            (void)refresh(o, i);
            slot->chain = NULL;
        }
        sk_X509_pop_free(chain, X509_free);
    }
}

bool
fac_may_certify_hook(void *arg)
{
    const SSL *s = arg;

    return s->set.cert_cb != NULL || s->ctx->servername_cb != NULL ||
           s->session_ctx->servername_cb != NULL;
}

enum urt_hook
fac_cert_hook(void *arg, int *alert)
{
    SSL *s = arg;

    *alert = SSL_AD_INTERNAL_ERROR;
    if (s->set.cert_cb != NULL) {
        int r = s->set.cert_cb(s, s->set.cert_cb_arg);

        if (r < 0)
            return URT_HOOK_WAIT;
        if (r == 0) {
            ERR_raise(ERR_LIB_SSL, SSL_R_CERT_CB_ERROR);
            s->told = true;
            return URT_HOOK_FAIL;
        }
    }
    if (!SSL_is_server(s) && s->ctx->client_cert_cb != NULL &&
        !has_certificate(s)) {
        enum urt_hook r = ask_client_cert(s);

        if (r != URT_HOOK_OK)
            return r;
    }
    complete_chains(s);
    return URT_HOOK_OK;
}
