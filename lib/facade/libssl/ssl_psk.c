/* Pre-shared keys: the callbacks that give a client its identity and both
 * sides the key, and the server's hint. RFC 4279; RFC 8446 section 4.2.11.
 *
 * In TLS 1.3 a key comes as a session, from callbacks of their own or, with
 * SHA-256, from those for the versions before.
 *
 * The program's callbacks write into buffers of fixed size on our stack,
 * which are wiped. */
#include "facade/libssl/ssl_local.h"

#include "engine/crypto/hash.h"

void
SSL_CTX_set_psk_client_callback(SSL_CTX *ctx, SSL_psk_client_cb_func cb)
{
    ctx->set.psk_client_cb = cb;
    ctx->config.psk_client = cb != NULL;
}

void
SSL_set_psk_client_callback(SSL *s, SSL_psk_client_cb_func cb)
{
    s->set.psk_client_cb = cb;
    s->config.psk_client = cb != NULL;
}

void
SSL_CTX_set_psk_server_callback(SSL_CTX *ctx, SSL_psk_server_cb_func cb)
{
    ctx->set.psk_server_cb = cb;
    ctx->config.psk_server = cb != NULL;
}

void
SSL_set_psk_server_callback(SSL *s, SSL_psk_server_cb_func cb)
{
    s->set.psk_server_cb = cb;
    s->config.psk_server = cb != NULL;
}

void
SSL_CTX_set_psk_use_session_callback(SSL_CTX *ctx,
                                     SSL_psk_use_session_cb_func cb)
{
    ctx->set.psk_use_cb = cb;
}

void
SSL_set_psk_use_session_callback(SSL *s, SSL_psk_use_session_cb_func cb)
{
    s->set.psk_use_cb = cb;
}

void
SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx,
                                      SSL_psk_find_session_cb_func cb)
{
    ctx->set.psk_find_cb = cb;
    ctx->config.psk_find = cb != NULL;
}

void
SSL_set_psk_find_session_callback(SSL *s, SSL_psk_find_session_cb_func cb)
{
    s->set.psk_find_cb = cb;
    s->config.psk_find = cb != NULL;
}

/* ---- the hint ---- */

/* NULL takes it away. */
static int
set_hint(struct urt_config *config, const char *hint)
{
    struct urt_blob *blob = NULL;

    if (hint != NULL && strlen(hint) > PSK_MAX_IDENTITY_LEN) {
        ERR_raise(ERR_LIB_SSL, SSL_R_DATA_LENGTH_TOO_LONG);
        return 0;
    }
    if (hint != NULL) {
        blob = urt_blob_new(urt_bytes(hint, strlen(hint)));
        if (blob == NULL)
            return 0;
    }
    urt_blob_free(config->psk_hint);
    config->psk_hint = blob;
    return 1;
}

int
SSL_CTX_use_psk_identity_hint(SSL_CTX *ctx, const char *hint)
{
    return set_hint(&ctx->config, hint);
}

int
SSL_use_psk_identity_hint(SSL *s, const char *hint)
{
    return set_hint(&s->config, hint);
}

/* What a client was told. */
const char *
SSL_get_psk_identity_hint(const SSL *s)
{
    struct urt_session *sess = s != NULL ? urt_conn_session(s->conn) : NULL;

    return sess != NULL ? sess->psk_hint : NULL;
}

const char *
SSL_get_psk_identity(const SSL *s)
{
    struct urt_session *sess = s != NULL ? urt_conn_session(s->conn) : NULL;

    return sess != NULL ? sess->psk_identity : NULL;
}

/* ---- what the engine asks ---- */

enum urt_hook
fac_psk_client_hook(void *arg, struct urt_bytes hint, struct urt_buf *identity,
                    struct urt_buf *psk)
{
    char id[PSK_MAX_IDENTITY_LEN + 1] = "", text[PSK_MAX_IDENTITY_LEN + 1];
    unsigned char key[PSK_MAX_PSK_LEN];
    unsigned int n;
    SSL *s = arg;

    if (s->set.psk_client_cb == NULL || hint.len > PSK_MAX_IDENTITY_LEN)
        return URT_HOOK_NONE;
    memcpy(text, hint.data != NULL ? hint.data : (const uint8_t *)"",
           hint.len);
    text[hint.len] = '\0';
    n = s->set.psk_client_cb(s, hint.len > 0 ? text : NULL, id,
                             PSK_MAX_IDENTITY_LEN, key, sizeof key);
    if (n > 0 && n <= sizeof key) {
        urt_put(identity, id, strnlen(id, PSK_MAX_IDENTITY_LEN));
        urt_put(psk, key, n);
    }
    urt_wipe(key, sizeof key);
    if (n > sizeof key)
        return URT_HOOK_FAIL;
    return n > 0 ? URT_HOOK_OK : URT_HOOK_NONE;
}

enum urt_hook
fac_psk_server_hook(void *arg, struct urt_bytes identity, struct urt_buf *psk)
{
    char id[PSK_MAX_IDENTITY_LEN + 1];
    unsigned char key[PSK_MAX_PSK_LEN];
    unsigned int n;
    SSL *s = arg;

    if (s->set.psk_server_cb == NULL || identity.len > PSK_MAX_IDENTITY_LEN)
        return URT_HOOK_NONE;
    if (identity.len > 0)
        memcpy(id, identity.data, identity.len);
    id[identity.len] = '\0';
    n = s->set.psk_server_cb(s, id, key, sizeof key);
    if (n > 0 && n <= sizeof key)
        urt_put(psk, key, n);
    urt_wipe(key, sizeof key);
    if (n > sizeof key)
        return URT_HOOK_FAIL;
    return n > 0 ? URT_HOOK_OK : URT_HOOK_NONE;
}

/* ---- TLS 1.3 ---- */

/* A key of the old callbacks as a session; NULL without memory. */
static struct urt_session *
session_of_key(struct urt_bytes key)
{
    enum { AES_128_GCM_SHA256 = 0x1301 };
    struct urt_session *u = urt_session_new();

    if (u == NULL)
        return NULL;
    u->version = URT_TLS_1_3;
    u->suite = urt_suite_by_id(AES_128_GCM_SHA256);
    u->suite_id = AES_128_GCM_SHA256;
    if (urt_session_set_secret(u, key) != URT_OK) {
        urt_session_free(u);
        return NULL;
    }
    return u;
}

/* Asks an old callback by means of its hook. */
static enum urt_hook
take_key(enum urt_hook h, struct urt_buf *key, struct urt_session **out)
{
    if (h == URT_HOOK_OK) {
        *out = session_of_key(urt_buf_bytes(key));
        h = *out != NULL ? URT_HOOK_OK : URT_HOOK_FAIL;
    }
    urt_buf_free(key);
    return h;
}

enum urt_hook
fac_psk_offer_hook(void *arg, const struct urt_hash *hash,
                   struct urt_buf *identity, struct urt_session **out)
{
    EVP_MD *md = hash != NULL ? EVP_MD_fetch(NULL, hash->name, NULL) : NULL;
    struct urt_buf key = URT_BUF_INIT;
    const unsigned char *id = NULL;
    SSL_SESSION *session = NULL;
    size_t len = 0;
    SSL *s = arg;
    int fine = 1;

    if (s->set.psk_use_cb != NULL)
        fine = s->set.psk_use_cb(s, md, &id, &len, &session);
    EVP_MD_free(md);
    if (!fine) {
        SSL_SESSION_free(session);
        return URT_HOOK_FAIL;
    }
    if (session == NULL)
        return take_key(fac_psk_client_hook(s, URT_BYTES_NONE, identity, &key),
                        &key, out);
    urt_put(identity, id, len);
    *out = urt_session_up(fac_urt_session(session));
    SSL_SESSION_free(session);
    return URT_HOOK_OK;
}

enum urt_hook
fac_psk_find_hook(void *arg, struct urt_bytes identity,
                  struct urt_session **out)
{
    struct urt_buf key = URT_BUF_INIT;
    SSL_SESSION *session = NULL;
    SSL *s = arg;

    if (s->set.psk_find_cb != NULL &&
        !s->set.psk_find_cb(s, identity.data, identity.len, &session)) {
        SSL_SESSION_free(session);
        return URT_HOOK_FAIL;
    }
    if (session == NULL)
        return take_key(fac_psk_server_hook(s, identity, &key), &key, out);
    *out = urt_session_up(fac_urt_session(session));
    SSL_SESSION_free(session);
    return URT_HOOK_OK;
}
