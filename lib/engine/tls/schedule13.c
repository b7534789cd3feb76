/* The key schedule of TLS 1.3. RFC 8446 section 7.1:
 *
 *     early secret     = Extract(0, PSK)
 *     handshake secret = Extract(Derive(early, "derived"), (EC)DHE)
 *     master secret    = Extract(Derive(handshake, "derived"), 0)
 *
 * hs->secret is the one of the stage reached; only what is derived from it
 * lives on. */
#include "engine/tls/schedule.h"

#include "engine/crypto/hmac.h"
#include "engine/crypto/kdf.h"

static const struct urt_hash *
hash_of(const struct urt_conn *c)
{
    return c->suite->prf;
}

/* Derive-Secret with the hash of messages already made. */
static enum urt_err
derive(const struct urt_hash *hash, uint8_t *out, const uint8_t *secret,
       const char *label, const uint8_t *messages)
{
    return urt_hkdf_expand_label(hash, out, hash->size,
                                 urt_bytes(secret, hash->size), label,
                                 urt_bytes(messages, hash->size));
}

static enum urt_err
derive_now(const struct urt_conn *c, uint8_t *out, const char *label)
{
    uint8_t messages[URT_HASH_MAX_SIZE];

    urt_transcript_digest(&c->hs->transcript, messages);
    return derive(hash_of(c), out, c->hs->secret, label, messages);
}

/* From one stage to the next. */
static enum urt_err
advance(struct urt_conn *c, struct urt_bytes input)
{
    const struct urt_hash *hash = hash_of(c);
    uint8_t empty[URT_HASH_MAX_SIZE], salt[URT_HASH_MAX_SIZE];

    urt_hash_digest(hash, empty, URT_BYTES_NONE);
    URT_TRY(derive(hash, salt, c->hs->secret, "derived", empty));
    urt_hkdf_extract(hash, c->hs->secret, urt_bytes(salt, hash->size), input);
    urt_wipe(salt, sizeof salt);
    return URT_OK;
}

static struct urt_bytes
zeros(const struct urt_hash *hash)
{
    static const uint8_t zero[URT_HASH_MAX_SIZE];

    return urt_bytes(zero, hash->size);
}

void
urt_schedule_log(struct urt_conn *c, const char *label, const uint8_t *secret,
                 size_t len)
{
    if (c->config->hooks->keylog != NULL)
        c->config->hooks->keylog(c->config->hook_arg, label,
                                 urt_bytes(c->random[0], URT_RANDOM),
                                 urt_bytes(secret, len));
}

void
urt_schedule13_early(struct urt_conn *c, struct urt_bytes psk)
{
    const struct urt_hash *hash = hash_of(c);

    urt_hkdf_extract(hash, c->hs->secret, zeros(hash),
                     psk.len > 0 ? psk : zeros(hash));
}

enum urt_err
urt_schedule13_early_traffic(struct urt_conn *c, const struct urt_session *s,
                             uint8_t *secret)
{
    const struct urt_hash *hash = s->suite->prf;
    uint8_t early[URT_HASH_MAX_SIZE], messages[URT_HASH_MAX_SIZE];
    enum urt_err err;

    urt_hkdf_extract(hash, early, zeros(hash), urt_session_secret(s));
    urt_hash_digest(hash, messages, urt_buf_bytes(&c->hs->transcript.all));
    err = derive(hash, c->early_exporter, early, "e exp master", messages);
    if (err == URT_OK)
        err = derive(hash, secret, early, "c e traffic", messages);
    urt_wipe(early, sizeof early);
    if (err != URT_OK)
        return err;
    c->early_hash = hash;
    urt_schedule_log(c, "EARLY_EXPORTER_SECRET", c->early_exporter,
                     hash->size);
    urt_schedule_log(c, "CLIENT_EARLY_TRAFFIC_SECRET", secret, hash->size);
    return URT_OK;
}

enum urt_err
urt_schedule13_handshake(struct urt_conn *c, struct urt_bytes shared)
{
    const struct urt_hash *hash = hash_of(c);

    URT_TRY(advance(c, shared.len > 0 ? shared : zeros(hash)));
    URT_TRY(derive_now(c, c->hs->client_hs, "c hs traffic"));
    return derive_now(c, c->hs->server_hs, "s hs traffic");
}

static enum urt_err
use_secret(struct urt_conn *c, const struct urt_suite *suite, bool server,
           const uint8_t *secret)
{
    struct urt_keys *k = server == c->server ? &c->rec.out : &c->rec.in;
    const struct urt_hash *hash = suite->prf;
    struct urt_bytes s = urt_bytes(secret, hash->size);

    urt_keys_wipe(k);
    k->how = &urt_protect_aead13;
    k->aead = suite->aead;
    URT_TRY(urt_hkdf_expand_label(hash, k->key, k->aead->key_size, s, "key",
                                  URT_BYTES_NONE));
    return urt_hkdf_expand_label(hash, k->iv, k->aead->nonce_size, s, "iv",
                                 URT_BYTES_NONE);
}

enum urt_err
urt_schedule13_use_early(struct urt_conn *c, const struct urt_suite *suite,
                         const uint8_t *secret)
{
    return use_secret(c, suite, false, secret);
}

enum urt_err
urt_schedule13_use_handshake(struct urt_conn *c, bool server)
{
    const uint8_t *secret = server ? c->hs->server_hs : c->hs->client_hs;

    urt_schedule_log(c,
                     server ? "SERVER_HANDSHAKE_TRAFFIC_SECRET"
                            : "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                     secret, hash_of(c)->size);
    return use_secret(c, c->suite, server, secret);
}

enum urt_err
urt_schedule13_master(struct urt_conn *c)
{
    URT_TRY(advance(c, zeros(hash_of(c))));
    URT_TRY(derive_now(c, c->app_secret[0], "c ap traffic"));
    URT_TRY(derive_now(c, c->app_secret[1], "s ap traffic"));
    URT_TRY(derive_now(c, c->exporter, "exp master"));
    urt_schedule_log(c, "EXPORTER_SECRET", c->exporter, hash_of(c)->size);
    return URT_OK;
}

enum urt_err
urt_schedule13_use_app(struct urt_conn *c, bool server)
{
    urt_schedule_log(c,
                     server ? "SERVER_TRAFFIC_SECRET_0"
                            : "CLIENT_TRAFFIC_SECRET_0",
                     c->app_secret[server], hash_of(c)->size);
    return use_secret(c, c->suite, server, c->app_secret[server]);
}

enum urt_err
urt_schedule13_resumption(struct urt_conn *c)
{
    return derive_now(c, c->resumption, "res master");
}

enum urt_err
urt_schedule13_update(struct urt_conn *c, bool server)
{
    const struct urt_hash *hash = hash_of(c);
    uint8_t next[URT_HASH_MAX_SIZE];

    URT_TRY(urt_hkdf_expand_label(hash, next, hash->size,
                                  urt_bytes(c->app_secret[server], hash->size),
                                  "traffic upd", URT_BYTES_NONE));
    memcpy(c->app_secret[server], next, hash->size);
    urt_wipe(next, sizeof next);
    return use_secret(c, c->suite, server, c->app_secret[server]);
}

enum urt_err
urt_schedule13_finished(struct urt_conn *c, bool server, uint8_t *out)
{
    const struct urt_hash *hash = hash_of(c);
    const uint8_t *base = server ? c->hs->server_hs : c->hs->client_hs;
    uint8_t key[URT_HASH_MAX_SIZE], messages[URT_HASH_MAX_SIZE];

    if (c->hs->post)
        base = c->app_secret[server];
    URT_TRY(urt_hkdf_expand_label(hash, key, hash->size,
                                  urt_bytes(base, hash->size), "finished",
                                  URT_BYTES_NONE));
    urt_transcript_digest(&c->hs->transcript, messages);
    urt_hmac(hash, out, urt_bytes(key, hash->size),
             urt_bytes(messages, hash->size));
    urt_wipe(key, sizeof key);
    return URT_OK;
}

enum urt_err
urt_schedule13_ticket_psk(const struct urt_conn *c, uint8_t *out,
                          struct urt_bytes nonce)
{
    const struct urt_hash *hash = hash_of(c);

    return urt_hkdf_expand_label(hash, out, hash->size,
                                 urt_bytes(c->resumption, hash->size),
                                 "resumption", nonce);
}

enum urt_err
urt_schedule13_binder(uint8_t *out, const struct urt_hash *hash, bool external,
                      struct urt_bytes psk, struct urt_bytes before,
                      struct urt_bytes hello)
{
    uint8_t early[URT_HASH_MAX_SIZE], base[URT_HASH_MAX_SIZE];
    uint8_t key[URT_HASH_MAX_SIZE], messages[URT_HASH_MAX_SIZE];
    struct urt_hash_ctx ctx;
    enum urt_err err;

    urt_hkdf_extract(hash, early, zeros(hash), psk);
    urt_hash_digest(hash, messages, URT_BYTES_NONE);
    err = derive(hash, base, early, external ? "ext binder" : "res binder",
                 messages);
    if (err == URT_OK)
        err = urt_hkdf_expand_label(hash, key, hash->size,
                                    urt_bytes(base, hash->size), "finished",
                                    URT_BYTES_NONE);
    if (err == URT_OK) {
        urt_hash_init(&ctx, hash);
        urt_hash_update(&ctx, before);
        urt_hash_update(&ctx, hello);
        urt_hash_final(&ctx, messages);
        urt_hmac(hash, out, urt_bytes(key, hash->size),
                 urt_bytes(messages, hash->size));
    }
    urt_wipe(early, sizeof early);
    urt_wipe(base, sizeof base);
    urt_wipe(key, sizeof key);
    return err;
}

/* RFC 8446, 7.5: the label goes into Derive-Secret over nothing, the hash of
 * the context into the expansion. */
static enum urt_err
export(const struct urt_hash *hash, const uint8_t *exporter, uint8_t *out,
       size_t len, struct urt_bytes label, struct urt_bytes context)
{
    uint8_t secret[URT_HASH_MAX_SIZE], digest[URT_HASH_MAX_SIZE];
    char text[256];
    enum urt_err err;

    if (label.len >= sizeof text || memchr(label.data, 0, label.len) != NULL)
        return URT_E_MISUSE;
    memcpy(text, label.data, label.len);
    text[label.len] = '\0';
    urt_hash_digest(hash, digest, URT_BYTES_NONE);
    URT_TRY(derive(hash, secret, exporter, text, digest));
    urt_hash_digest(hash, digest, context);
    err = urt_hkdf_expand_label(hash, out, len, urt_bytes(secret, hash->size),
                                "exporter", urt_bytes(digest, hash->size));
    urt_wipe(secret, sizeof secret);
    return err;
}

enum urt_err
urt_schedule13_export(const struct urt_conn *c, uint8_t *out, size_t len,
                      struct urt_bytes label, struct urt_bytes context)
{
    return export(hash_of(c), c->exporter, out, len, label, context);
}

enum urt_err
urt_schedule13_export_early(const struct urt_conn *c, uint8_t *out,
                            size_t len, struct urt_bytes label,
                            struct urt_bytes context)
{
    return export(c->early_hash, c->early_exporter, out, len, label, context);
}
