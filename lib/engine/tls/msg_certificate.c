/* Certificate, of server and client, and the step that has it verified.
 * RFC 8446 section 4.4.2, RFC 5246 section 7.4.2 and 7.4.6.
 *
 * The chain goes into the session under way; the verify hook judges it. */
#include "engine/tls/msg.h"

#include "engine/der/der.h"
#include "engine/pki/cert.h"
#include "engine/tls/kx.h"
#include "engine/tls/negotiate.h"

enum {
    DECODE_ERROR = 50,
    CERT_LEN = 3,
    X509_V_OK = 0,
    X509_V_ERR_UNSPECIFIED = 1,
};

static enum urt_err
put_entry(struct urt_conn *c, struct urt_buf *b, const struct urt_cert *cert)
{
    urt_put_vec(b, cert->der, CERT_LEN);
    if (c->version < URT_TLS_1_3)
        return URT_OK;
    URT_TRY(urt_ext_put(c, URT_IN_CT, b));
    c->hs->cert_index++;
    return URT_OK;
}

enum urt_err
urt_certificate_send(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_credential *cred = c->credential;
    size_t list;

    c->hs->cert_index = 0;
    c->hs->cert_sent = cred != NULL;
    if (c->version >= URT_TLS_1_3)
        urt_put_vec(b, urt_bytes(c->pha_context, c->pha_context_len), 1);
    list = urt_open(b, 3);
    if (cred != NULL)
        URT_TRY(put_entry(c, b, cred->cert));
    for (size_t i = 0; cred != NULL && i < cred->chain_count; i++)
        URT_TRY(put_entry(c, b, cred->chain[i]));
    urt_close(b, list, 3);
    return URT_OK;
}

/* A session that others may hold is never written to: the new chain goes
 * into a copy. */
static enum urt_err
own_session(struct urt_conn *c)
{
    struct urt_session *copy;

    if (c->own_session)
        return URT_OK;
    copy = urt_session_dup(c->session);
    if (copy == NULL)
        return URT_E_NOMEM;
    urt_session_free(c->session);
    c->session = copy;
    c->own_session = true;
    return URT_OK;
}

static void
drop_chain(struct urt_session *s)
{
    for (size_t i = 0; i < s->chain_count; i++)
        urt_cert_free(s->chain[i]);
    urt_free(s->chain);
    urt_cert_free(s->peer);
    s->chain = NULL;
    s->chain_count = 0;
    s->peer = NULL;
}

static enum urt_err
take_entry(struct urt_conn *c, struct urt_bytes *list)
{
    struct urt_session *s = c->session;
    enum urt_err err;
    struct urt_bytes der, exts, rest, whole;
    bool trails;

    if (!urt_take_vec24(list, &der) || der.len == 0)
        return URT_E_CERT_LENGTH;
    rest = der;
    trails = urt_der_take_any(&rest, NULL, NULL, &whole) && rest.len != 0;
    if (s->chain_count == URT_CHAIN_MAX)
        return URT_E_MSG_TOO_LONG;
    err = urt_cert_new(&s->chain[s->chain_count], trails ? whole : der);
    if (err != URT_OK) {
        /* What each side says of it in OpenSSL. */
        if (c->server && err != URT_E_NOMEM)
            c->hs->alert = DECODE_ERROR;
        return err;
    }
    s->chain_count++;
    if (trails)
        return URT_E_CERT_LENGTH;
    if (c->version < URT_TLS_1_3)
        return URT_OK;
    if (!urt_take_vec16(list, &exts))
        return URT_E_MSG_DECODE;
    URT_TRY(urt_ext_split(c, URT_IN_CT, exts, &c->hs->ext));
    URT_TRY(urt_ext_take(c, URT_IN_CT, &c->hs->ext));
    c->hs->cert_index++;
    return URT_OK;
}

static enum urt_err
no_certificate(const struct urt_conn *c)
{
    if (!c->server)
        return URT_E_MSG_DECODE;
    if ((c->config->verify_mode & URT_VERIFY_REQUIRED) != 0 &&
        (c->config->verify_mode & URT_VERIFY_PEER) != 0)
        return c->version >= URT_TLS_1_3 ? URT_E_CERT_MISSING
                                         : URT_E_CERT_MISSING_12;
    return URT_OK;
}

static bool
key_serves(const struct urt_conn *c, enum urt_key_type type)
{
    switch (c->suite->auth) {
    case URT_AUTH_RSA: /* a PSS key signs only, and only since 1.2 */
        return type == URT_KEY_RSA ||
               (type == URT_KEY_RSA_PSS && urt_kx_signs(c->suite) &&
                c->version >= URT_TLS_1_2);
    case URT_AUTH_DSS:
        return type == URT_KEY_DSA;
    case URT_AUTH_ECDSA:
        return type == URT_KEY_EC ||
               (c->version >= URT_TLS_1_2 &&
                (type == URT_KEY_ED25519 || type == URT_KEY_ED448));
    default:
        return false;
    }
}

/* The server's key has to fit its suite (RFC 8422, 5.3), and be strong
 * enough. */
static enum urt_err
check_key(const struct urt_conn *c)
{
    struct urt_key *key;
    enum urt_key_type type;

    if (urt_cert_key(c->session->peer, &key) != URT_OK)
        return URT_E_CERT_BAD;
    type = urt_key_type(key);
    if (c->server || c->version >= URT_TLS_1_3)
        return URT_OK;
    return key_serves(c, type) ? URT_OK : URT_E_CERT_KEY_TYPE;
}

enum urt_err
urt_certificate_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes context, list;
    struct urt_session *s;

    if (c->version >= URT_TLS_1_3 && !urt_take_vec8(in, &context))
        return URT_E_MSG_DECODE;
    if (c->version >= URT_TLS_1_3 &&
        !urt_bytes_equal(context,
                         urt_bytes(c->pha_context,
                                   c->server ? c->pha_context_len : 0)))
        return URT_E_ILLEGAL_PARAMETER;
    if (!urt_take_vec24(in, &list) || in->len != 0)
        return URT_E_MSG_DECODE;
    URT_TRY(own_session(c));
    s = c->session;
    drop_chain(s);
    c->hs->cert_index = 0;
    c->hs->peer_cert = list.len > 0;
    c->peer_sent_none = list.len == 0;
    if (list.len == 0)
        return no_certificate(c);
    s->chain = urt_calloc(URT_CHAIN_MAX, sizeof *s->chain);
    if (s->chain == NULL)
        return URT_E_NOMEM;
    s->verify_result = X509_V_ERR_UNSPECIFIED;
    while (list.len > 0)
        URT_TRY(take_entry(c, &list));
    s->peer = urt_cert_up(s->chain[0]);
    return check_key(c);
}

/* Without a hook nobody can vouch for a chain that must be verified. */
enum urt_err
urt_certificate_verify_peer(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_CERT_REFUSED);
    enum urt_hook h;

    if (c->config->hooks->verify == NULL)
        return (c->config->verify_mode & URT_VERIFY_PEER) != 0
                   ? URT_E_CERT_REFUSED
                   : URT_OK;
    h = c->config->hooks->verify(c->config->hook_arg, &alert);
    if (h == URT_HOOK_WAIT) {
        c->want = URT_WANT_VERIFY;
        return URT_E_NOT_READY;
    }
    if (h != URT_HOOK_FAIL)
        return URT_OK;
    c->hs->alert = alert;
    return URT_E_CERT_REFUSED;
}
