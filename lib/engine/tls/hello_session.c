/* Whether a server goes on with a session that a ClientHello names: by ID, by
 * ticket, as a pre-shared key or an external one. RFC 8446 section 4.2.11,
 * RFC 5246 section 7.4.1.2, RFC 5077.
 *
 * What doesn't fit is no error but for a client that should have known better
 * (a false binder, another master secret's kind): a full handshake follows.
 * Steps of the hello table, like those of hello_steps.c. */
#include "engine/tls/msg.h"

#include "engine/base/clock.h"
#include "engine/base/ct.h"
#include "engine/tls/negotiate.h"
#include "engine/tls/schedule.h"

enum { MAX_IDENTITIES = 16, LEVEL_WITHOUT_TICKETS = 3 };

static void
set_resumed(struct urt_conn *c, struct urt_session *s)
{
    urt_session_free(c->session);
    c->session = s;
    c->resumed = s != NULL;
    c->own_session = false;
}

static bool
names_agree(const struct urt_conn *c, const struct urt_session *s)
{
    struct urt_bytes name = urt_buf_bytes(&c->sni);

    return s->hostname == NULL ||
           urt_bytes_equal(name, urt_bytes(s->hostname, strlen(s->hostname)));
}

static bool
suite_offered(const struct urt_conn *c, uint16_t suite)
{
    struct urt_bytes in = urt_buf_bytes(&c->peer_suites);
    uint16_t id;

    while (urt_take_u16(&in, &id))
        if (id == suite)
            return true;
    return false;
}

bool
urt_hello_offers_deflate(const struct urt_conn *c)
{
    struct urt_bytes methods = c->hs->hello.compression;

    return memchr(methods.data, URT_COMPRESSION_DEFLATE, methods.len) != NULL;
}

/* Whether a session may be gone on with. FITS false: a full handshake. */
static enum urt_err
check_session(struct urt_conn *c, const struct urt_session *s, bool *fits)
{
    const struct urt_config *config = c->config;

    *fits = false;
    if (s->version != c->version || s->suite == NULL || !s->resumable)
        return URT_OK;
    if (s->sid_ctx_len != config->sid_ctx_len ||
        memcmp(s->sid_ctx, config->sid_ctx, s->sid_ctx_len) != 0)
        return URT_OK;
    if ((config->verify_mode & URT_VERIFY_PEER) != 0 &&
        config->sid_ctx_len == 0)
        return URT_E_SESSION_CONTEXT_UNSET;
    if (!urt_session_is_fresh(s, urt_clock_now())) {
        if (config->hooks->session_expired != NULL)
            config->hooks->session_expired(config->hook_arg,
                                           (struct urt_session *)s);
        return URT_OK;
    }
    if (c->version >= URT_TLS_1_3) {
        *fits = true;
        return URT_OK;
    }
    /* RFC 7627, 5.3. */
    if (s->ems && !c->ems)
        return URT_E_EMS_INCONSISTENT;
    *fits = s->ems == c->ems && names_agree(c, s) &&
            urt_session_fits(c, s) && suite_offered(c, s->suite->id) &&
            (s->compression == URT_COMPRESSION_NONE || urt_hello_offers_deflate(c));
    return URT_OK;
}

/* Early data must not be played twice: its sessions stay with the server, to
 * be taken once. */
static bool
takes_once(const struct urt_conn *c)
{
    return c->version >= URT_TLS_1_3 && c->config->max_early_data > 0 &&
           !c->config->no_anti_replay;
}

bool
urt_uses_tickets(const struct urt_conn *c)
{
    return !c->config->no_ticket && !takes_once(c) &&
           c->config->hooks->ticket_open != NULL &&
           c->config->hooks->ticket_seal != NULL;
}

/* Opens a ticket; OUT stays NULL when it isn't ours or isn't wanted. */
static enum urt_err
open_ticket(struct urt_conn *c, struct urt_bytes ticket,
            struct urt_session **out)
{
    const struct urt_hooks *hooks = c->config->hooks;
    struct urt_buf der = URT_BUF_INIT;
    struct urt_session *s = NULL;
    enum urt_hook h = URT_HOOK_NONE;
    enum urt_err err = URT_OK;
    struct urt_bytes in;

    *out = NULL;
    c->hs->renew_ticket = false;
    if (ticket.len > 0)
        h = hooks->ticket_open(c->config->hook_arg, ticket, &der,
                               &c->hs->renew_ticket);
    if (h != URT_HOOK_OK)
        c->hs->renew_ticket = true;
    if (h == URT_HOOK_FAIL)
        err = URT_E_INTERNAL;
    if (h == URT_HOOK_OK) {
        in = urt_buf_bytes(&der);
        err = urt_session_from_der(&s, &in);
        if (err != URT_OK && err != URT_E_NOMEM) {
            c->hs->renew_ticket = true;
            err = URT_OK;
        }
    }
    urt_buf_free(&der);
    if (err != URT_OK)
        return err;
    if (hooks->ticket_used != NULL) {
        h = hooks->ticket_used(c->config->hook_arg, s, &c->hs->renew_ticket);
        if (h != URT_HOOK_OK) {
            urt_session_free(s);
            s = NULL;
        }
        if (h == URT_HOOK_FAIL)
            return URT_E_INTERNAL;
    }
    c->hs->no_new_ticket = !c->hs->renew_ticket;
    *out = s;
    return URT_OK;
}

static enum urt_err
find_session(struct urt_conn *c, struct urt_bytes id, struct urt_session **out)
{
    enum urt_hook h = URT_HOOK_NONE;

    *out = NULL;
    if (id.len > 0 && id.len <= URT_SESSION_ID_MAX &&
        c->config->hooks->session_find != NULL)
        h = c->config->hooks->session_find(c->config->hook_arg, id, out);
    if (h == URT_HOOK_NONE)
        *out = NULL;
    return urt_hook_answer(c, h, URT_WANT_SESSION, urt_err_alert(URT_E_CALLBACK_FAILED),
                  URT_E_CALLBACK_FAILED);
}

/* ---- resumption in TLS 1.3 ---- */

static enum urt_err
check_binder(struct urt_conn *c, const struct urt_session *s, bool external,
             struct urt_bytes binder)
{
    const struct urt_hash *hash = s->suite->prf;
    struct urt_bytes all = urt_buf_bytes(&c->hs->transcript.all);
    uint8_t expected[URT_HASH_MAX_SIZE];

    URT_TRY(urt_schedule13_binder(
        expected, hash, external, urt_session_secret(s), URT_BYTES_NONE,
        urt_bytes(all.data, all.len - c->hs->binders_len)));
    if (binder.len != hash->size ||
        !urt_ct_equal(expected, binder.data, hash->size))
        return URT_E_PSK_BINDER;
    return URT_OK;
}

/* The external PSK of IDENTITY as a session of this context; OUT stays NULL
 * when there is none. */
static enum urt_err
find_external(struct urt_conn *c, struct urt_bytes identity,
              struct urt_session **out)
{
    const struct urt_config *config = c->config;
    struct urt_session *found = NULL, *s = NULL;
    enum urt_hook h = URT_HOOK_NONE;

    *out = NULL;
    if (config->hooks->psk_find != NULL)
        h = config->hooks->psk_find(config->hook_arg, identity, &found);
    if (h == URT_HOOK_FAIL)
        return URT_E_PSK_FIND;
    if (h != URT_HOOK_OK)
        return URT_OK;
    if (found->version == URT_TLS_1_3 && found->suite != NULL) {
        s = urt_session_dup(found);
        if (s == NULL) {
            urt_session_free(found);
            return URT_E_NOMEM;
        }
        s->sid_ctx_len = config->sid_ctx_len;
        memcpy(s->sid_ctx, config->sid_ctx, s->sid_ctx_len);
    }
    urt_session_free(found);
    *out = s;
    return URT_OK;
}

/* Whether the session is ours to go on with. It isn't taken from its store as
 * long as a second hello has to bring it again. */
static bool
claim(struct urt_conn *c, struct urt_session *s)
{
    const struct urt_hooks *hooks = c->config->hooks;
    bool retry = c->hs->psk_dhe && c->group == NULL;

    return !takes_once(c) || retry || hooks->session_claim == NULL ||
           hooks->session_claim(c->config->hook_arg, s) == URT_HOOK_OK;
}

/* A session is at hand: TAKEN when it is gone on with. Its hash has to be
 * that of the suite which would be chosen without it. */
static enum urt_err
try_psk(struct urt_conn *c, struct urt_session *s, bool external,
        struct urt_bytes binder, bool *taken)
{
    enum urt_err err = URT_OK;
    bool fits = true;

    *taken = false;
    if (!external)
        err = check_session(c, s, &fits);
    if (err != URT_OK || !fits || s->suite->prf != c->suite->prf) {
        c->hs->no_new_ticket = false;
        urt_session_free(s);
        return err;
    }
    set_resumed(c, s);
    err = check_binder(c, s, external, binder);
    *taken = err == URT_OK && (external || claim(c, s));
    if (!*taken)
        set_resumed(c, NULL);
    c->hs->psk_external = external;
    return err;
}

static enum urt_err
walk_identities(struct urt_conn *c, struct urt_bytes ids,
                struct urt_bytes binders)
{
    struct urt_bytes id, binder;
    uint32_t age;

    for (uint16_t i = 0; ids.len > 0; i++) {
        struct urt_session *s = NULL;
        bool taken = false, external;

        if (!urt_take_vec16(&ids, &id) || id.len == 0 ||
            !urt_take_u32(&ids, &age) || !urt_take_vec8(&binders, &binder))
            return URT_E_EXT_DECODE;
        if (i == 0)
            c->hs->psk_age = age;
        if (c->resumed || i >= MAX_IDENTITIES)
            continue;
        URT_TRY(find_external(c, id, &s));
        external = s != NULL;
        if (!external && urt_uses_tickets(c))
            URT_TRY(open_ticket(c, id, &s));
        else if (!external && id.len == URT_SESSION_ID_MAX)
            URT_TRY(find_session(c, id, &s));
        if (s != NULL)
            URT_TRY(try_psk(c, s, external, binder, &taken));
        if (taken)
            c->hs->psk_index = i;
    }
    return binders.len == 0 ? URT_OK : URT_E_EXT_DECODE;
}

enum urt_err
urt_hello_psk(struct urt_conn *c)
{
    const struct urt_suite *before = c->suite;
    struct urt_handshake *hs = c->hs;
    struct urt_bytes in, ids, binders, ignored;
    enum urt_err err;

    set_resumed(c, NULL);
    hs->use_psk_ke = hs->no_new_ticket = false;
    if (!urt_ext_get(&hs->ext, URT_EXT_PRE_SHARED_KEY, &in))
        return URT_OK;
    if (!urt_ext_get(&hs->ext, URT_EXT_PSK_KEY_EXCHANGE_MODES, &ignored))
        return URT_E_EXT_MISSING;
    if (!urt_take_vec16(&in, &ids) || ids.len == 0)
        return URT_E_EXT_DECODE;
    hs->binders_len = in.len;
    if (!urt_take_vec16(&in, &binders) || binders.len == 0 || in.len != 0)
        return URT_E_EXT_DECODE;
    if (!hs->psk_dhe && !(hs->psk_ke && c->config->allow_no_dhe_kex))
        return URT_OK;
    /* No suite is told of later; one settled by a HelloRetryRequest stays,
     * RFC 8446 4.1.4. */
    if (urt_choose_suite13(c) != URT_OK || (hs->hrr && c->suite != before)) {
        c->suite = before;
        return URT_OK;
    }
    err = walk_identities(c, ids, binders);
    if (!c->resumed)
        c->suite = before;
    hs->use_psk_ke = c->resumed && !hs->psk_dhe;
    return err;
}

/* ---- resumption in TLS 1.2 ---- */

static enum urt_err
find_resumable(struct urt_conn *c)
{
    struct urt_handshake *hs = c->hs;
    struct urt_session *s = NULL;
    struct urt_bytes ticket;
    bool by_ticket, fits = false;
    enum urt_err err;

    by_ticket = urt_uses_tickets(c) &&
                c->config->security_level < LEVEL_WITHOUT_TICKETS &&
                urt_ext_get(&hs->ext, URT_EXT_SESSION_TICKET, &ticket);
    hs->ticket_expected = by_ticket;
    if (c->renegotiating && c->reneg_full &&
        c->config->no_resume_on_reneg) {
        hs->ticket_expected = false;
        return URT_OK;
    }
    if (by_ticket) {
        URT_TRY(open_ticket(c, ticket, &s));
        hs->ticket_expected = hs->renew_ticket;
    }
    if (!by_ticket || (s == NULL && ticket.len == 0))
        URT_TRY(find_session(c, hs->hello.session_id, &s));
    if (s == NULL)
        return URT_OK;
    err = check_session(c, s, &fits);
    if (err != URT_OK || !fits) {
        hs->ticket_expected = by_ticket;
        urt_session_free(s);
        return err;
    }
    /* A ticket's session answers under the ID the client sent. */
    if (by_ticket && ticket.len > 0) {
        s->id_len = hs->session_id_len;
        memcpy(s->id, hs->session_id, hs->session_id_len);
        hs->ticket_expected = hs->renew_ticket;
    } else {
        hs->ticket_expected = false;
    }
    set_resumed(c, s);
    c->suite = s->suite;
    c->group = urt_group_by_tls_id(s->group);
    return URT_OK;
}

enum urt_err
urt_hello_session(struct urt_conn *c)
{
    URT_TRY(find_resumable(c));
    return urt_ext_take_owners(c, URT_IN_CH, &c->hs->ext);
}
