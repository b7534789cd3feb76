/* Tickets: the keys, the program's ticket-key callbacks, and the engine's
 * ticket hooks. RFC 5077, 4.
 *
 * Keys of our own come from a secret that is drawn with the context, before a
 * server forks, and that moves on by a one-way step a period: so workers agree
 * on the keys of each period without a word, and none can make those of the
 * past. The set before is kept to open what it sealed, and such tickets are
 * renewed. Keys that the program set or asked for stay. Callbacks replace all
 * that with their own EVP contexts: name16 | iv | cipher text | MAC over all
 * before. */
#include "facade/libssl/ssl_local.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>

#include "engine/base/clock.h"
#include "engine/base/ct.h"
#include "engine/crypto/kdf.h"
#include "engine/crypto/rng.h"

enum {
    KEY_NAME = 16,
    ROTATE_AFTER = 24 * 3600, /* seconds; and never below the timeout */
    MAX_STEPS = 10000, /* a clock that jumped further starts afresh */
};

_Static_assert(sizeof(struct urt_ticket_keys) == 80, "SSL_CTRL wants 80");

bool
fac_ticket_keys_init(SSL_CTX *ctx)
{
    ctx->ticket_keys_own = true;
    ctx->ticket_keys_time = urt_clock_now();
    return urt_random(ctx->ticket_secret, sizeof ctx->ticket_secret) ==
           URT_OK;
}

static bool
derive(SSL_CTX *ctx, void *out, size_t len, struct urt_bytes label)
{
    return urt_hkdf_expand(&urt_hash_sha256, out, len,
                           urt_bytes(ctx->ticket_secret,
                                     sizeof ctx->ticket_secret),
                           label) == URT_OK;
}

/* The keys of the secret's period; the secret moves on to the next. */
static bool
step(SSL_CTX *ctx)
{
    uint8_t next[sizeof ctx->ticket_secret];
    bool ok = derive(ctx, &ctx->ticket_keys, sizeof ctx->ticket_keys,
                     URT_LITERAL("ticket keys")) &&
              derive(ctx, next, sizeof next, URT_LITERAL("next period"));

    if (ok)
        memcpy(ctx->ticket_secret, next, sizeof next);
    urt_wipe(next, sizeof next);
    return ok;
}

/* Under the lock: makes the keys those of now. */
static bool
refresh(SSL_CTX *ctx)
{
    int64_t now = urt_clock_now();
    int64_t age = ctx->config.session_timeout > ROTATE_AFTER
                      ? ctx->config.session_timeout
                      : ROTATE_AFTER;

    if (!ctx->ticket_keys_own)
        return true;
    if (!ctx->ticket_keys_ready && !step(ctx))
        return false;
    ctx->ticket_keys_ready = true;
    for (int steps = 0; now - ctx->ticket_keys_time >= age; steps++) {
        if (steps == MAX_STEPS && !fac_ticket_keys_init(ctx))
            return false;
        ctx->ticket_keys_old = ctx->ticket_keys;
        ctx->ticket_keys_old_valid = true;
        if (!step(ctx))
            return false;
        if (steps < MAX_STEPS)
            ctx->ticket_keys_time += age;
    }
    return true;
}

long
fac_ticket_keys_get(SSL_CTX *ctx, void *out, long len)
{
    bool ok;

    if (out == NULL)
        return (long)sizeof ctx->ticket_keys;
    if (len != (long)sizeof ctx->ticket_keys) {
        ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_TICKET_KEYS_LENGTH);
        return 0;
    }
    pthread_mutex_lock(&ctx->ticket_lock);
    ok = refresh(ctx);
    /* What was handed out is shared with others: it must stay. */
    ctx->ticket_keys_own = false;
    if (ok)
        memcpy(out, &ctx->ticket_keys, sizeof ctx->ticket_keys);
    pthread_mutex_unlock(&ctx->ticket_lock);
    return ok;
}

long
fac_ticket_keys_set(SSL_CTX *ctx, const void *in, long len)
{
    if (in == NULL)
        return (long)sizeof ctx->ticket_keys;
    if (len != (long)sizeof ctx->ticket_keys) {
        ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_TICKET_KEYS_LENGTH);
        return 0;
    }
    pthread_mutex_lock(&ctx->ticket_lock);
    memcpy(&ctx->ticket_keys, in, sizeof ctx->ticket_keys);
    ctx->ticket_keys_ready = true;
    ctx->ticket_keys_own = ctx->ticket_keys_old_valid = false;
    pthread_mutex_unlock(&ctx->ticket_lock);
    return 1;
}

/* ---- the program's callbacks ---- */

/* The contexts of one callback; one of hmac and mac is used. */
struct ticket_ctx {
    EVP_CIPHER_CTX *cipher;
    HMAC_CTX *hmac;
    EVP_MAC_CTX *mac;
};

static void
ticket_ctx_cleanup(struct ticket_ctx *t)
{
    EVP_CIPHER_CTX_free(t->cipher);
    HMAC_CTX_free(t->hmac);
    EVP_MAC_CTX_free(t->mac);
}

static bool
ticket_ctx_init(struct ticket_ctx *t, bool evp)
{
    EVP_MAC *mac;

    memset(t, 0, sizeof *t);
    t->cipher = EVP_CIPHER_CTX_new();
    if (evp) {
        mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        t->mac = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
        EVP_MAC_free(mac);
    } else {
        t->hmac = HMAC_CTX_new();
    }
    return t->cipher != NULL && (t->mac != NULL || t->hmac != NULL);
}

static int
ask(SSL *s, struct ticket_ctx *t, unsigned char *name, unsigned char *iv,
    int enc)
{
    SSL_CTX *ctx = s->session_ctx;

    if (ctx->ticket_key_evp_cb != NULL)
        return ctx->ticket_key_evp_cb(s, name, iv, t->cipher, t->mac, enc);
    return ctx->ticket_key_cb(s, name, iv, t->cipher, t->hmac, enc);
}

static bool
ticket_mac(struct ticket_ctx *t, struct urt_bytes data,
           uint8_t out[EVP_MAX_MD_SIZE], size_t *len)
{
    unsigned int n = EVP_MAX_MD_SIZE;

    if (t->mac != NULL)
        return EVP_MAC_update(t->mac, data.data, data.len) &&
               EVP_MAC_final(t->mac, out, len, EVP_MAX_MD_SIZE);
    if (!HMAC_Update(t->hmac, data.data, data.len) ||
        !HMAC_Final(t->hmac, out, &n))
        return false;
    *len = n;
    return true;
}

static enum urt_hook
seal_with(SSL *s, struct ticket_ctx *t, struct urt_bytes der,
          struct urt_buf *out)
{
    unsigned char name[KEY_NAME] = {0}, iv[EVP_MAX_IV_LENGTH] = {0};
    uint8_t mac[EVP_MAX_MD_SIZE];
    size_t start = out->len, mac_len;
    int r = ask(s, t, name, iv, 1), iv_len, n, last;
    uint8_t *p;

    if (r < 0)
        return URT_HOOK_FAIL;
    if (r == 0)
        return URT_HOOK_NONE;
    iv_len = EVP_CIPHER_CTX_get_iv_length(t->cipher);
    if (iv_len < 0 || iv_len > EVP_MAX_IV_LENGTH || der.len > INT32_MAX / 2)
        return URT_HOOK_FAIL;
    urt_put(out, name, sizeof name);
    urt_put(out, iv, (size_t)iv_len);
    p = urt_buf_reserve(out, der.len + EVP_MAX_BLOCK_LENGTH);
    if (p == NULL ||
        !EVP_EncryptUpdate(t->cipher, p, &n, der.data, (int)der.len) ||
        !EVP_EncryptFinal(t->cipher, p + n, &last))
        return URT_HOOK_FAIL;
    out->len += (size_t)(n + last);
    if (!ticket_mac(t, urt_bytes(out->data + start, out->len - start), mac,
                    &mac_len))
        return URT_HOOK_FAIL;
    urt_put(out, mac, mac_len);
    return urt_buf_ok(out) ? URT_HOOK_OK : URT_HOOK_FAIL;
}

/* The MAC's length is known once the callback has set it up. */
static size_t
mac_size(struct ticket_ctx *t)
{
    return t->mac != NULL ? EVP_MAC_CTX_get_mac_size(t->mac)
                          : HMAC_size(t->hmac);
}

static enum urt_hook
open_with(SSL *s, struct ticket_ctx *t, struct urt_bytes ticket,
          struct urt_buf *der, bool *renew)
{
    unsigned char name[KEY_NAME], iv[EVP_MAX_IV_LENGTH] = {0};
    struct urt_bytes in = ticket, text;
    uint8_t mac[EVP_MAX_MD_SIZE];
    size_t mac_len, want;
    int r, iv_len, n, last;
    uint8_t *p;

    if (!urt_take_copy(&in, name, sizeof name) || in.len < sizeof iv)
        return URT_HOOK_NONE;
    memcpy(iv, in.data, sizeof iv);
    r = ask(s, t, name, iv, 0);
    if (r < 0)
        return URT_HOOK_FAIL;
    if (r == 0)
        return URT_HOOK_NONE;
    *renew = r == 2;
    want = mac_size(t);
    iv_len = EVP_CIPHER_CTX_get_iv_length(t->cipher);
    if (want == 0 || want > sizeof mac || iv_len < 0)
        return URT_HOOK_FAIL;
    if (!urt_skip(&in, (size_t)iv_len) || in.len <= want ||
        !urt_take(&in, &text, in.len - want) || text.len > INT32_MAX)
        return URT_HOOK_NONE;
    if (!ticket_mac(t, urt_bytes(ticket.data, ticket.len - want), mac,
                    &mac_len))
        return URT_HOOK_FAIL;
    if (mac_len != want || !urt_ct_equal(mac, in.data, want))
        return URT_HOOK_NONE;
    p = urt_buf_reserve(der, text.len + EVP_MAX_BLOCK_LENGTH);
    if (p == NULL)
        return URT_HOOK_FAIL;
    if (!EVP_DecryptUpdate(t->cipher, p, &n, text.data, (int)text.len))
        return URT_HOOK_FAIL;
    if (EVP_DecryptFinal(t->cipher, p + n, &last) <= 0)
        return URT_HOOK_NONE;
    der->len += (size_t)(n + last);
    return URT_HOOK_OK;
}

static bool
has_callback(const SSL_CTX *ctx)
{
    return ctx->ticket_key_cb != NULL || ctx->ticket_key_evp_cb != NULL;
}

int
SSL_CTX_set_tlsext_ticket_key_evp_cb(
    SSL_CTX *ctx, int (*cb)(SSL *, unsigned char *, unsigned char *,
                            EVP_CIPHER_CTX *, EVP_MAC_CTX *, int))
{
    ctx->ticket_key_evp_cb = cb;
    return 1;
}

/* ---- the engine's hooks ---- */

enum urt_hook
fac_ticket_seal_hook(void *arg, struct urt_bytes der, struct urt_buf *out)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;
    struct urt_ticket_keys keys;
    enum urt_hook r = URT_HOOK_FAIL;
    bool ok;

    if (has_callback(ctx)) {
        struct ticket_ctx t;

        if (ticket_ctx_init(&t, ctx->ticket_key_evp_cb != NULL))
            r = seal_with(s, &t, der, out);
        ticket_ctx_cleanup(&t);
        return r;
    }
    pthread_mutex_lock(&ctx->ticket_lock);
    ok = refresh(ctx);
    keys = ctx->ticket_keys;
    pthread_mutex_unlock(&ctx->ticket_lock);
    if (ok && urt_ticket_seal(out, der, &keys) == URT_OK)
        r = URT_HOOK_OK;
    urt_wipe(&keys, sizeof keys);
    return r;
}

enum urt_hook
fac_ticket_open_hook(void *arg, struct urt_bytes ticket, struct urt_buf *der,
                     bool *renew)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;
    struct urt_ticket_keys keys, old;
    enum urt_hook r = URT_HOOK_NONE;
    bool ok, has_old;

    memset(s->ticket_name, 0, sizeof s->ticket_name);
    s->ticket_name_len = ticket.len < KEY_NAME ? ticket.len : KEY_NAME;
    memcpy(s->ticket_name, ticket.data, s->ticket_name_len);
    if (has_callback(ctx)) {
        struct ticket_ctx t;

        r = URT_HOOK_FAIL;
        if (ticket_ctx_init(&t, ctx->ticket_key_evp_cb != NULL))
            r = open_with(s, &t, ticket, der, renew);
        ticket_ctx_cleanup(&t);
        return r;
    }
    pthread_mutex_lock(&ctx->ticket_lock);
    ok = refresh(ctx);
    keys = ctx->ticket_keys;
    old = ctx->ticket_keys_old;
    has_old = ctx->ticket_keys_old_valid;
    pthread_mutex_unlock(&ctx->ticket_lock);
    if (ok && urt_ticket_open(der, ticket, &keys) == URT_OK) {
        r = URT_HOOK_OK;
        /* TLS 1.3 gives a new ticket for each that was used. */
        *renew = urt_conn_version(s->conn) == URT_TLS_1_3;
    } else if (ok && has_old && urt_ticket_open(der, ticket, &old) == URT_OK) {
        r = URT_HOOK_OK;
        *renew = true;
    }
    urt_wipe(&keys, sizeof keys);
    urt_wipe(&old, sizeof old);
    return r;
}

int
SSL_CTX_set_session_ticket_cb(SSL_CTX *ctx,
                              SSL_CTX_generate_session_ticket_fn gen_cb,
                              SSL_CTX_decrypt_session_ticket_fn dec_cb,
                              void *arg)
{
    ctx->ticket_gen_cb = gen_cb;
    ctx->ticket_dec_cb = dec_cb;
    ctx->ticket_cb_arg = arg;
    return 1;
}

enum urt_hook
fac_ticket_made_hook(void *arg, struct urt_session *u)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;

    if (ctx->ticket_gen_cb == NULL)
        return URT_HOOK_OK;
    fac_ssl_take_session(s, u);
    return ctx->ticket_gen_cb(s, ctx->ticket_cb_arg) ? URT_HOOK_OK
                                                     : URT_HOOK_FAIL;
}

enum urt_hook
fac_ticket_used_hook(void *arg, struct urt_session *u, bool *renew)
{
    SSL *s = arg;
    SSL_CTX *ctx = s->session_ctx;
    size_t name_len = s->ticket_name_len;
    SSL_TICKET_STATUS status;

    s->ticket_name_len = 0;
    if (ctx->ticket_dec_cb == NULL)
        return URT_HOOK_OK;
    if (u != NULL)
        status = *renew ? SSL_TICKET_SUCCESS_RENEW : SSL_TICKET_SUCCESS;
    else
        status = name_len == 0 ? SSL_TICKET_EMPTY : SSL_TICKET_NO_DECRYPT;
    switch (ctx->ticket_dec_cb(s, fac_session(u), s->ticket_name, name_len,
                               status, ctx->ticket_cb_arg)) {
    case SSL_TICKET_RETURN_IGNORE:
        *renew = false;
        return URT_HOOK_NONE;
    case SSL_TICKET_RETURN_IGNORE_RENEW:
        *renew = true;
        return URT_HOOK_NONE;
    case SSL_TICKET_RETURN_USE:
        *renew = false;
        return u != NULL ? URT_HOOK_OK : URT_HOOK_FAIL;
    case SSL_TICKET_RETURN_USE_RENEW:
        *renew = true;
        return u != NULL ? URT_HOOK_OK : URT_HOOK_FAIL;
    default:
        return URT_HOOK_FAIL;
    }
}
