/* What a connection tells about itself. */
#include "engine/tls/handshake.h"

#include "engine/tls/schedule.h"

bool
urt_conn_is_server(const struct urt_conn *c)
{
    return c->server;
}

enum urt_want
urt_conn_wants(const struct urt_conn *c)
{
    return c->want;
}

bool
urt_conn_in_handshake(const struct urt_conn *c)
{
    if (c->dead != URT_OK || c->brief)
        return true;
    return c->hs != NULL ? !c->hs->over && !c->paused : !c->done;
}

bool
urt_conn_before(const struct urt_conn *c)
{
    return !c->started;
}

bool
urt_conn_peer_sent_none(const struct urt_conn *c)
{
    return c->peer_sent_none;
}

struct urt_bytes
urt_conn_status_ids(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->status_ids);
}

struct urt_bytes
urt_conn_status_exts(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->status_exts);
}

bool
urt_conn_awaits_body(const struct urt_conn *c)
{
    return c->rec.head_have == URT_RECORD_HEADER && !c->rec.opened;
}

enum urt_state
urt_conn_state(const struct urt_conn *c)
{
    return c->state;
}

enum urt_err
urt_conn_error(const struct urt_conn *c)
{
    return c->dead;
}

int
urt_conn_alert_received(const struct urt_conn *c)
{
    return c->alert_received;
}

bool
urt_conn_close_sent(const struct urt_conn *c)
{
    return c->close_sent;
}

bool
urt_conn_close_received(const struct urt_conn *c)
{
    return c->close_received;
}

size_t
urt_conn_pending(const struct urt_conn *c)
{
    return c->rec.opened && c->rec.type == URT_CONTENT_DATA
               ? c->rec.content.len
               : 0;
}

bool
urt_conn_has_input(const struct urt_conn *c)
{
    return c->rec.head_have > 0 || c->rec.body != NULL ||
           urt_conn_pending(c) > 0;
}

uint16_t
urt_conn_version(const struct urt_conn *c)
{
    return c->version;
}

bool
urt_conn_version_is_settled(const struct urt_conn *c)
{
    return c->done || (c->hs != NULL && c->hs->table != urt_rows_hello);
}

uint16_t
urt_conn_client_version(const struct urt_conn *c)
{
    return c->client_version;
}

const struct urt_suite *
urt_conn_suite(const struct urt_conn *c)
{
    return c->suite;
}

const struct urt_group *
urt_conn_group(const struct urt_conn *c)
{
    return c->group;
}

const struct urt_sigalg *
urt_conn_peer_sigalg(const struct urt_conn *c)
{
    return c->peer_sigalg;
}

const struct urt_sigalg *
urt_conn_sigalg(const struct urt_conn *c)
{
    return c->sigalg;
}

struct urt_bytes
urt_conn_alpn(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->alpn);
}

struct urt_bytes
urt_conn_sni(const struct urt_conn *c)
{
    if (!c->server && c->config->hostname != NULL)
        return urt_bytes(c->config->hostname, strlen(c->config->hostname));
    return urt_buf_bytes(&c->sni);
}

bool
urt_conn_resumed(const struct urt_conn *c)
{
    return c->resumed;
}

bool
urt_conn_ems(const struct urt_conn *c)
{
    return c->ems;
}

bool
urt_conn_secure_renegotiation(const struct urt_conn *c)
{
    return c->secure_reneg;
}

struct urt_credential *
urt_conn_credential(const struct urt_conn *c)
{
    return c->credential;
}

struct urt_bytes
urt_conn_status(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->status);
}

bool
urt_conn_status_requested(const struct urt_conn *c)
{
    return c->status_requested;
}

struct urt_bytes
urt_conn_peer_ca_names(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->ca_names);
}

struct urt_bytes
urt_conn_random(const struct urt_conn *c, bool server)
{
    return urt_bytes(c->random[server], URT_RANDOM);
}

struct urt_bytes
urt_conn_finished(const struct urt_conn *c, bool peer)
{
    size_t who = c->server != peer;

    return urt_bytes(c->finished[who], c->finished_len[who]);
}

struct urt_bytes
urt_conn_peer_sigalgs(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->peer_sigalgs);
}

struct urt_bytes
urt_conn_peer_groups(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->peer_groups);
}

struct urt_bytes
urt_conn_peer_suites(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->peer_suites);
}

/* ---- the ClientHello under way ---- */

uint16_t
urt_conn_hello_version(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.version : 0;
}

struct urt_bytes
urt_conn_hello_random(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.random : URT_BYTES_NONE;
}

struct urt_bytes
urt_conn_hello_session_id(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.session_id : URT_BYTES_NONE;
}

struct urt_bytes
urt_conn_hello_suites(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.suites : URT_BYTES_NONE;
}

struct urt_bytes
urt_conn_hello_compression(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.compression : URT_BYTES_NONE;
}

struct urt_bytes
urt_conn_hello_extensions(const struct urt_conn *c)
{
    return c->hs != NULL ? c->hs->hello.extensions : URT_BYTES_NONE;
}

bool
urt_conn_hello_extension(const struct urt_conn *c, uint16_t type,
                         struct urt_bytes *out)
{
    struct urt_bytes in = urt_conn_hello_extensions(c), body;
    uint16_t id;

    while (urt_take_u16(&in, &id) && urt_take_vec16(&in, &body)) {
        if (id == type) {
            *out = body;
            return true;
        }
    }
    return false;
}

bool
urt_conn_renegotiation_due(const struct urt_conn *c)
{
    return c->reneg_due != 0;
}

bool
urt_conn_renegotiating(const struct urt_conn *c)
{
    return c->renegotiating;
}

bool
urt_conn_cert_asked(const struct urt_conn *c)
{
    return c->cert_asked;
}

struct urt_bytes
urt_conn_cert_types(const struct urt_conn *c)
{
    return urt_buf_bytes(&c->cert_types);
}

/* ---- ephemeral keys ---- */

struct urt_bytes
urt_conn_peer_share(const struct urt_conn *c)
{
    return urt_buf_bytes(c->hs != NULL && c->hs->peer_share.len > 0
                             ? &c->hs->peer_share
                             : &c->peer_share);
}

const struct urt_key *
urt_conn_dh(const struct urt_conn *c)
{
    return c->dh;
}

/* ---- sessions and exporters ---- */

struct urt_session *
urt_conn_session(const struct urt_conn *c)
{
    if (c->session == NULL && !c->server)
        return c->offer;
    return c->session;
}

enum urt_err
urt_conn_export(struct urt_conn *c, uint8_t *out, size_t len,
                struct urt_bytes label, struct urt_bytes context,
                bool has_context)
{
    if (c->suite == NULL || c->session == NULL ||
        (!c->done && c->finished_len[1] == 0))
        return URT_E_MISUSE;
    if (c->version >= URT_TLS_1_3)
        return urt_schedule13_export(c, out, len, label, context);
    return urt_schedule12_export(c, out, len, label, context, has_context);
}

enum urt_err
urt_conn_export_early(struct urt_conn *c, uint8_t *out, size_t len,
                      struct urt_bytes label, struct urt_bytes context)
{
    if (c->early_hash == NULL)
        return URT_E_MISUSE;
    return urt_schedule13_export_early(c, out, len, label, context);
}

int
urt_conn_key_update_due(const struct urt_conn *c)
{
    return c->key_update_due;
}
