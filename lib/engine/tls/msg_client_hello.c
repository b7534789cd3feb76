/* ClientHello. RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2.
 *
 * The server only keeps and splits the message when it arrives; what follows
 * from it is a row of steps (hello_steps.c), since some of them may pause. */
#include "engine/tls/msg.h"

#include "engine/base/clock.h"
#include "engine/crypto/rng.h"
#include "engine/tls/ext.h"
#include "engine/tls/kx.h"
#include "engine/tls/negotiate.h"
#include "engine/tls/schedule.h"

enum {
    SCSV_RENEGOTIATION = 0x00ff, /* RFC 5746 */
    SCSV_FALLBACK = 0x5600,      /* RFC 7507 */
    HEADER = 4,
    LENGTH = 3,
};

/* ---- the client ---- */

/* Whether the session to resume is one of up to TLS 1.2 that this hello can
 * offer. Its ID and its ticket go together: by the ID's echo the client
 * learns that the ticket was taken (RFC 5077, 3.4). */
static bool
offers_classic(const struct urt_conn *c)
{
    const struct urt_session *s = c->offer;

    return s != NULL && s->version < URT_TLS_1_3 && urt_session_fits(c, s) &&
           (s->id_len > 0 || s->ticket_len > 0) &&
           urt_has_version(c, s->version);
}

/* An older session's ID is offered as it is; in compatibility mode a hello
 * for 1.3 carries a made-up one. RFC 8446, D.4. */
static enum urt_err
choose_session_id(struct urt_conn *c)
{
    const struct urt_session *s = c->offer;
    struct urt_handshake *hs = c->hs;

    if (hs->offers_classic) {
        memcpy(hs->session_id, s->id, s->id_len);
        hs->session_id_len = s->id_len;
        return URT_OK;
    }
    if (!hs->offered_tls13 || !c->config->middlebox_compat)
        return URT_OK;
    hs->session_id_len = URT_SESSION_ID_MAX;
    return urt_random(hs->session_id, URT_SESSION_ID_MAX);
}

static size_t
put_suites(struct urt_conn *c, struct urt_buf *b, const struct urt_ids *list,
           uint16_t min, uint16_t max)
{
    size_t before = b->len;

    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (urt_suite_allowed(c, urt_suite_by_id(list->id[i]), min, max)) {
            urt_put_u16(b, list->id[i]);
            c->hs->offered_curves |=
                max >= URT_TLS_1_3 ||
                urt_kx_has_curve(urt_suite_by_id(list->id[i]));
        }
    return b->len - before;
}

static enum urt_err
put_all_suites(struct urt_conn *c, struct urt_buf *b)
{
    uint16_t min, max;
    size_t mark, best = 0, rest = 0;

    if (!urt_versions(c, &min, &max))
        return URT_E_VERSION_UNSUPPORTED;
    mark = urt_open(b, 2);
    if (max >= URT_TLS_1_3)
        best = put_suites(c, b, c->config->suites13, min, max);
    if (min <= URT_TLS_1_2)
        rest = put_suites(c, b, c->config->suites, min,
                          max < URT_TLS_1_2 ? max : URT_TLS_1_2);
    /* The highest version needs a suite, as in OpenSSL. */
    if ((max >= URT_TLS_1_3 ? best : rest) == 0)
        return URT_E_SUITE_NONE_USABLE;
    if (!c->renegotiating)
        urt_put_u16(b, SCSV_RENEGOTIATION);
    if (c->config->fallback_scsv)
        urt_put_u16(b, SCSV_FALLBACK);
    urt_close(b, mark, 2);
    return URT_OK;
}

/* Asks for an external PSK, again after a HelloRetryRequest: then it has to
 * go with the suite, or isn't offered. */
static enum urt_err
ask_external_psk(struct urt_conn *c)
{
    const struct urt_hash *hash = c->hs->hrr ? c->suite->prf : NULL;
    struct urt_handshake *hs = c->hs;
    enum urt_hook h;

    urt_session_free(hs->ext_psk);
    hs->ext_psk = NULL;
    urt_buf_clear(&hs->ext_psk_identity);
    if (c->config->hooks->psk_offer == NULL || !hs->offered_tls13)
        return URT_OK;
    h = c->config->hooks->psk_offer(c->config->hook_arg, hash,
                                    &hs->ext_psk_identity, &hs->ext_psk);
    if (!urt_buf_ok(&hs->ext_psk_identity))
        return URT_E_NOMEM;
    if (h == URT_HOOK_FAIL)
        return URT_E_PSK_BAD;
    if (h != URT_HOOK_OK)
        return URT_OK;
    if (hs->ext_psk->suite == NULL || hs->ext_psk->version != URT_TLS_1_3 ||
        hs->ext_psk_identity.len == 0 || hs->ext_psk_identity.len > UINT16_MAX)
        return URT_E_PSK_BAD;
    if (hash != NULL && hs->ext_psk->suite->prf != hash) {
        urt_session_free(hs->ext_psk);
        hs->ext_psk = NULL;
    }
    return URT_OK;
}

/* The binder of S goes to OUT, behind its length. Everything up to the
 * binders is hashed, with its final lengths. */
static enum urt_err
fill_binder(struct urt_conn *c, const struct urt_session *s, bool external,
            struct urt_bytes covered, uint8_t *out)
{
    return urt_schedule13_binder(out + 1, s->suite->prf, external,
                                 urt_session_secret(s),
                                 urt_buf_bytes(&c->hs->transcript.all),
                                 covered);
}

static enum urt_err
fill_binders(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_bytes covered;
    uint8_t *out;

    urt_close(b, HEADER, LENGTH);
    if (!urt_buf_ok(b))
        return URT_E_NOMEM;
    covered = urt_bytes(b->data, b->len - c->hs->binders_len);
    out = b->data + covered.len + 2;
    if (c->hs->offers_ticket13) {
        URT_TRY(fill_binder(c, c->offer, false, covered, out));
        out += 1 + c->offer->suite->prf->size;
    }
    return c->hs->offers_ext_psk
               ? fill_binder(c, c->hs->ext_psk, true, covered, out)
               : URT_OK;
}

enum urt_err
urt_client_hello_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_handshake *hs = c->hs;
    uint16_t min, max, legacy;

    if (!urt_versions(c, &min, &max))
        return URT_E_VERSION_UNSUPPORTED;
    if (!hs->hrr) {
        hs->max_offered = max;
        hs->offered_tls13 = max >= URT_TLS_1_3;
        c->version = max;
        URT_TRY(urt_random(c->random[0], URT_RANDOM));
        hs->offers_classic = offers_classic(c);
        URT_TRY(choose_session_id(c));
    }
    legacy = max < URT_TLS_1_2 ? max : URT_TLS_1_2;
    c->client_version = legacy;
    urt_put_u16(b, legacy);
    urt_put(b, c->random[0], URT_RANDOM);
    urt_put_vec(b, urt_bytes(hs->session_id, hs->session_id_len), 1);
    URT_TRY(put_all_suites(c, b));
    /* RFC 8446, 4.1.2: a hello for TLS 1.3 offers none. */
    hs->offered_deflate = max < URT_TLS_1_3 && urt_may_compress(c);
    urt_put_vec(b, hs->offered_deflate ? URT_LITERAL("\1\0")
                                       : URT_LITERAL("\0"), 1);
    hs->ext_sent = 0;
    URT_TRY(ask_external_psk(c));
    urt_psk_decide(c);
    URT_TRY(urt_early_data_offer(c));
    URT_TRY(urt_ext_put(c, URT_IN_CH, b));
    return urt_ext_in_hello(c, URT_EXT_PRE_SHARED_KEY) ? fill_binders(c, b)
                                                       : URT_OK;
}

/* ---- the server ---- */

static bool
take_hello(struct urt_hello *h, struct urt_bytes in)
{
    if (!urt_take_u16(&in, &h->version) ||
        !urt_take(&in, &h->random, URT_RANDOM) ||
        !urt_take_vec8(&in, &h->session_id) ||
        h->session_id.len > URT_SESSION_ID_MAX ||
        !urt_take_vec16(&in, &h->suites) ||
        !urt_take_vec8(&in, &h->compression))
        return false;
    h->extensions = URT_BYTES_NONE;
    return in.len == 0 || (urt_take_vec16(&in, &h->extensions) && in.len == 0);
}

static enum urt_err
find_scsvs(struct urt_conn *c)
{
    struct urt_bytes in = c->hs->hello.suites;
    uint16_t id;

    c->hs->scsv_fallback = false;
    while (urt_take_u16(&in, &id)) {
        if (id == SCSV_RENEGOTIATION && c->renegotiating)
            return URT_E_RENEGOTIATION_SCSV;
        if (id == SCSV_RENEGOTIATION)
            c->secure_reneg = true;
        if (id == SCSV_FALLBACK)
            c->hs->scsv_fallback = true;
    }
    return URT_OK;
}

enum urt_err
urt_client_hello_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes all;

    urt_take(in, &all, in->len);
    urt_buf_clear(&c->hs->hello_data);
    urt_put_bytes(&c->hs->hello_data, all);
    if (!urt_buf_ok(&c->hs->hello_data))
        return URT_E_NOMEM;
    return urt_hello_split(c);
}

enum urt_err
urt_hello_split(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;
    struct urt_hello *h = &hs->hello;

    if (hs->hello_data.len < sizeof h->version)
        return URT_E_MSG_TOO_SHORT;
    if (!take_hello(h, urt_buf_bytes(&hs->hello_data)))
        return URT_E_MSG_DECODE;
    if (h->suites.len % 2 != 0)
        return URT_E_SUITE_LIST;
    if (h->compression.len == 0 ||
        memchr(h->compression.data, 0, h->compression.len) == NULL)
        return URT_E_COMPRESSION_NO_NULL;
    c->client_version = h->version;
    memcpy(c->random[0], h->random.data, URT_RANDOM);
    memcpy(hs->session_id, h->session_id.data, h->session_id.len);
    hs->session_id_len = h->session_id.len;
    urt_buf_clear(&c->peer_suites);
    urt_put_bytes(&c->peer_suites, h->suites);
    if (!urt_buf_ok(&c->peer_suites))
        return URT_E_NOMEM;
    return find_scsvs(c);
}
