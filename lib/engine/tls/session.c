/* Sessions in memory: life, copies, freshness. The serialised form is in
 * session_der.c, tickets in ticket.c. */
#include "engine/tls/session.h"

#include "engine/base/clock.h"
#include "engine/pki/cert.h"

enum {
    /* What SSL_SESSION_new gives on OpenSSL 3.0. */
    DEFAULT_TIMEOUT = 304,
    VERIFY_UNSPECIFIED = 1,
    MAX_FRAGMENT_UNSPECIFIED = 255,
};

struct urt_session *
urt_session_new(void)
{
    struct urt_session *s = urt_zalloc(sizeof *s);

    if (s == NULL)
        return NULL;
    urt_ref_init(&s->ref);
    s->time = urt_clock_now();
    s->timeout = DEFAULT_TIMEOUT;
    s->verify_result = VERIFY_UNSPECIFIED;
    s->max_fragment = MAX_FRAGMENT_UNSPECIFIED;
    s->resumable = true;
    return s;
}

struct urt_session *
urt_session_up(struct urt_session *s)
{
    urt_ref_up(&s->ref);
    return s;
}

void
urt_session_free(struct urt_session *s)
{
    if (s == NULL || !urt_ref_down(&s->ref))
        return;
    if (s->user_free != NULL)
        s->user_free(s->user);
    urt_cert_free(s->peer);
    for (size_t i = 0; i < s->chain_count; i++)
        urt_cert_free(s->chain[i]);
    urt_free(s->chain);
    urt_wipe_free(s->ticket, s->ticket_len);
    urt_free(s->hostname);
    urt_free(s->alpn);
    urt_wipe_free(s->appdata, s->appdata_len);
    urt_free(s->psk_identity);
    urt_free(s->psk_hint);
    urt_free(s->srp_username);
    urt_buf_free(&s->long_secret);
    urt_wipe_free(s, sizeof *s);
}

static bool
dup_text(char **out, const char *text)
{
    *out = urt_strdup(text);
    return text == NULL || *out != NULL;
}

static bool
dup_bytes(uint8_t **out, const uint8_t *data, size_t len)
{
    *out = data != NULL ? urt_memdup(data, len) : NULL;
    return data == NULL || *out != NULL;
}

static bool
dup_chain(struct urt_session *d, const struct urt_session *s)
{
    if (s->peer != NULL)
        d->peer = urt_cert_up(s->peer);
    if (s->chain_count == 0)
        return true;
    d->chain = urt_calloc(s->chain_count, sizeof *d->chain);
    if (d->chain == NULL)
        return false;
    for (; d->chain_count < s->chain_count; d->chain_count++)
        d->chain[d->chain_count] = urt_cert_up(s->chain[d->chain_count]);
    return true;
}

struct urt_session *
urt_session_dup(const struct urt_session *s)
{
    struct urt_session *d = urt_alloc(sizeof *d);
    bool ok;

    if (d == NULL)
        return NULL;
    memcpy(d, s, sizeof *d);
    urt_ref_init(&d->ref);
    d->user = NULL;
    d->user_free = NULL;
    d->peer = NULL;
    d->chain = NULL;
    d->chain_count = 0;
    d->long_secret = (struct urt_buf)URT_BUF_INIT;
    urt_put_bytes(&d->long_secret, urt_buf_bytes(&s->long_secret));
    ok = urt_buf_ok(&d->long_secret);
    ok &= dup_text(&d->hostname, s->hostname);
    ok &= dup_text(&d->psk_identity, s->psk_identity);
    ok &= dup_text(&d->psk_hint, s->psk_hint);
    ok &= dup_text(&d->srp_username, s->srp_username);
    ok &= dup_bytes(&d->ticket, s->ticket, s->ticket_len);
    ok &= dup_bytes(&d->alpn, s->alpn, s->alpn_len);
    ok &= dup_bytes(&d->appdata, s->appdata, s->appdata_len);
    ok &= dup_chain(d, s);
    if (!ok) {
        urt_session_free(d);
        return NULL;
    }
    return d;
}

struct urt_bytes
urt_session_secret(const struct urt_session *s)
{
    return s->secret_len > sizeof s->secret
               ? urt_buf_bytes(&s->long_secret)
               : urt_bytes(s->secret, s->secret_len);
}

enum urt_err
urt_session_set_secret(struct urt_session *s, struct urt_bytes secret)
{
    struct urt_buf copy = URT_BUF_INIT;

    if (secret.len > URT_PSK_MAX)
        return URT_E_MISUSE;
    if (secret.len > sizeof s->secret) {
        urt_put_bytes(&copy, secret);
        if (!urt_buf_ok(&copy)) {
            urt_buf_free(&copy);
            return URT_E_NOMEM;
        }
    } else if (secret.len > 0) {
        memcpy(s->secret, secret.data, secret.len);
    }
    urt_buf_free(&s->long_secret);
    s->long_secret = copy;
    s->secret_len = secret.len;
    return URT_OK;
}

bool
urt_session_is_fresh(const struct urt_session *s, int64_t now)
{
    return s->time >= 0 && now - s->time <= s->timeout;
}
