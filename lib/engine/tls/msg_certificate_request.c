/* CertificateRequest, and the client's search for an answer.
 * RFC 8446 section 4.3.2 and 4.6.2, RFC 5246 section 7.4.4. */
#include "engine/tls/msg.h"

#include "engine/crypto/rng.h"
#include "engine/tls/negotiate.h"

/* ---- the server ---- */

/* ClientCertificateTypes: what the program set, else what the listed schemes'
 * keys are called there. */
static void
put_types(const struct urt_conn *c, struct urt_buf *b)
{
    static const struct {
        uint8_t type;
        enum urt_key_type key[4];
        size_t count;
    } types[] = {
        {1, {URT_KEY_RSA, URT_KEY_RSA_PSS}, 2},
        {2, {URT_KEY_DSA}, 1},
        {64, {URT_KEY_EC, URT_KEY_ED25519, URT_KEY_ED448}, 3},
    };
    const struct urt_blob *own = c->config->cert_types;
    struct urt_buf list = URT_BUF_INIT;
    size_t mark;

    if (own != NULL) {
        urt_put_vec(b, urt_bytes(own->data, own->len), 1);
        return;
    }
    mark = urt_open(b, 1);
    urt_put_sigalgs(c, &list);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct urt_bytes in = urt_buf_bytes(&list);
        bool found = false;
        uint16_t id;

        while (urt_take_u16(&in, &id))
            for (size_t k = 0; k < types[i].count; k++)
                found |= urt_sigalg_by_id(id)->key_type == types[i].key[k];
        if (found)
            urt_put_u8(b, types[i].type);
    }
    b->failed |= list.failed;
    urt_buf_free(&list);
    urt_close(b, mark, 1);
}

static enum urt_err
send12(struct urt_conn *c, struct urt_buf *b)
{
    const struct urt_blob *names = c->config->ca_names;
    size_t mark;

    put_types(c, b);
    if (c->version >= URT_TLS_1_2) {
        mark = urt_open(b, 2);
        urt_put_sigalgs(c, b);
        urt_close(b, mark, 2);
    }
    urt_put_vec(b,
                names != NULL ? urt_bytes(names->data, names->len)
                              : URT_BYTES_NONE,
                2);
    return URT_OK;
}

enum urt_err
urt_certificate_request_send(struct urt_conn *c, struct urt_buf *b)
{
    c->hs->cert_requested = true;
    if (c->version < URT_TLS_1_3)
        return send12(c, b);
    c->pha_context_len = 0;
    if (c->hs->post) {
        c->pha_context_len = sizeof c->pha_context;
        URT_TRY(urt_random(c->pha_context, sizeof c->pha_context));
    }
    urt_put_vec(b, urt_bytes(c->pha_context, c->pha_context_len), 1);
    return urt_ext_put(c, URT_IN_CR, b);
}

/* ---- the client ---- */

static enum urt_err
keep(struct urt_buf *b, struct urt_bytes s)
{
    urt_buf_clear(b);
    urt_put_bytes(b, s);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

static enum urt_err
recv12(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes types, sigalgs = URT_BYTES_NONE, names, rest, name;

    if (!urt_take_vec8(in, &types) || types.len == 0)
        return URT_E_MSG_DECODE;
    if (c->version >= URT_TLS_1_2 &&
        (!urt_take_vec16(in, &sigalgs) || sigalgs.len == 0 ||
         sigalgs.len % 2 != 0))
        return URT_E_MSG_DECODE;
    if (!urt_take_vec16(in, &names))
        return URT_E_MSG_DECODE;
    for (rest = names; rest.len > 0;)
        if (!urt_take_vec16(&rest, &name))
            return URT_E_MSG_DECODE;
    URT_TRY(keep(&c->cert_types, types));
    URT_TRY(keep(&c->hs->peer_sigalgs, sigalgs));
    URT_TRY(keep(&c->peer_sigalgs, sigalgs));
    return keep(&c->ca_names, names);
}

enum urt_err
urt_certificate_request_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes context, exts;

    c->hs->cert_requested = c->cert_asked = true;
    if (c->version < URT_TLS_1_3)
        return recv12(c, in);
    if (!urt_take_vec8(in, &context) || !urt_take_vec16(in, &exts))
        return URT_E_MSG_DECODE;
    if (context.len > sizeof c->pha_context ||
        (!c->hs->post && context.len != 0))
        return URT_E_ILLEGAL_PARAMETER;
    c->pha_context_len = context.len;
    if (context.len > 0)
        memcpy(c->pha_context, context.data, context.len);
    urt_buf_clear(&c->ca_names);
    URT_TRY(urt_ext_split(c, URT_IN_CR, exts, &c->hs->ext));
    return urt_ext_take(c, URT_IN_CR, &c->hs->ext);
}

enum urt_err
urt_client_cert_ask(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_CALLBACK_FAILED);
    enum urt_hook h = URT_HOOK_NONE;

    if (c->config->hooks->cert != NULL)
        h = c->config->hooks->cert(c->config->hook_arg, &alert);
    if (h == URT_HOOK_WAIT) {
        c->want = URT_WANT_CERT;
        return URT_E_NOT_READY;
    }
    if (h == URT_HOOK_FAIL) {
        c->hs->alert = alert;
        return URT_E_CALLBACK_FAILED;
    }
    urt_choose_client_credential(c);
    return URT_OK;
}
