/* Extensions of the program: SSL_extension_supported(3).
 *
 * A context holds the rows that were registered; a connection has a copy,
 * with what it sent and received of each. A row's context bits say in which
 * messages it stands. In answers only what the client sent may stand; the
 * callbacks of the older functions have another form and are kept beside. */
#include "engine/tls/hooks.h"
#include "engine/tls/session.h"
#include "facade/libcrypto/x509_handle.h"
#include "facade/libssl/ssl_local.h"

enum { OLD_CONTEXT = SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO |
                     SSL_EXT_TLS1_2_SERVER_HELLO |
                     SSL_EXT_IGNORE_ON_RESUMPTION };
enum { FOR_CLIENT = 1, FOR_SERVER = 2, MAX_TYPE = 0xffff };

struct row {
    uint16_t type;
    unsigned roles, context;
    SSL_custom_ext_add_cb_ex add;
    SSL_custom_ext_free_cb_ex free;
    SSL_custom_ext_parse_cb_ex parse;
    custom_ext_add_cb old_add;
    custom_ext_free_cb old_free;
    custom_ext_parse_cb old_parse;
    void *add_arg, *parse_arg;
    bool sent, received;
};

struct fac_custom_exts {
    size_t n;
    struct row *rows; /* owned */
};

void
fac_custom_exts_free(struct fac_custom_exts *all)
{
    if (all == NULL)
        return;
    urt_free(all->rows);
    urt_free(all);
}

/* *OUT is NULL when there is nothing to copy. */
bool
fac_custom_exts_copy(struct fac_custom_exts **out,
                     const struct fac_custom_exts *all)
{
    struct fac_custom_exts *copy;

    *out = NULL;
    if (all == NULL)
        return true;
    copy = urt_zalloc(sizeof *copy);
    if (copy == NULL)
        return false;
    copy->rows = urt_memdup(all->rows, all->n * sizeof *all->rows);
    copy->n = all->n;
    for (size_t i = 0; copy->rows != NULL && i < copy->n; i++)
        copy->rows[i].sent = copy->rows[i].received = false;
    if (copy->rows != NULL) {
        *out = copy;
        return true;
    }
    urt_free(copy);
    return false;
}

/* ---- registering ---- */

static struct row *
find(struct fac_custom_exts *all, unsigned roles, uint16_t type)
{
    for (size_t i = 0; all != NULL && i < all->n; i++)
        if (all->rows[i].type == type && (all->rows[i].roles & roles) != 0)
            return &all->rows[i];
    return NULL;
}

static int
add(SSL_CTX *ctx, unsigned type, struct row row)
{
    struct fac_custom_exts *all = ctx->custom;
    struct row *rows;

    if (row.add == NULL && row.free != NULL)
        return 0;
    if (row.old_add == NULL && row.old_free != NULL)
        return 0;
    if (type > MAX_TYPE ||
        (SSL_extension_supported(type) &&
         type != TLSEXT_TYPE_signed_certificate_timestamp))
        return 0;
    if (find(all, row.roles, (uint16_t)type) != NULL)
        return 0;
    if (all == NULL) {
        all = ctx->custom = urt_zalloc(sizeof *all);
        if (all == NULL)
            return 0;
    }
    rows = urt_realloc(all->rows, (all->n + 1) * sizeof *rows);
    if (rows == NULL)
        return 0;
    row.type = (uint16_t)type;
    rows[all->n++] = row;
    all->rows = rows;
    return 1;
}

int
SSL_CTX_add_custom_ext(SSL_CTX *ctx, unsigned int ext_type,
                       unsigned int context, SSL_custom_ext_add_cb_ex add_cb,
                       SSL_custom_ext_free_cb_ex free_cb, void *add_arg,
                       SSL_custom_ext_parse_cb_ex parse_cb, void *parse_arg)
{
    return add(ctx, ext_type,
               (struct row){.roles = FOR_CLIENT | FOR_SERVER,
                            .context = context,
                            .add = add_cb,
                            .free = free_cb,
                            .parse = parse_cb,
                            .add_arg = add_arg,
                            .parse_arg = parse_arg});
}

int
SSL_CTX_add_client_custom_ext(SSL_CTX *ctx, unsigned int ext_type,
                              custom_ext_add_cb add_cb,
                              custom_ext_free_cb free_cb, void *add_arg,
                              custom_ext_parse_cb parse_cb, void *parse_arg)
{
    return add(ctx, ext_type,
               (struct row){.roles = FOR_CLIENT,
                            .context = OLD_CONTEXT,
                            .old_add = add_cb,
                            .old_free = free_cb,
                            .old_parse = parse_cb,
                            .add_arg = add_arg,
                            .parse_arg = parse_arg});
}

int
SSL_CTX_add_server_custom_ext(SSL_CTX *ctx, unsigned int ext_type,
                              custom_ext_add_cb add_cb,
                              custom_ext_free_cb free_cb, void *add_arg,
                              custom_ext_parse_cb parse_cb, void *parse_arg)
{
    return add(ctx, ext_type,
               (struct row){.roles = FOR_SERVER,
                            .context = OLD_CONTEXT,
                            .old_add = add_cb,
                            .old_free = free_cb,
                            .old_parse = parse_cb,
                            .add_arg = add_arg,
                            .parse_arg = parse_arg});
}

int
SSL_CTX_has_client_custom_ext(const SSL_CTX *ctx, unsigned int ext_type)
{
    return ext_type <= MAX_TYPE &&
           find(ctx->custom, FOR_CLIENT, (uint16_t)ext_type) != NULL;
}

/* What the library handles itself; a program may register the certificate
 * timestamps all the same. */
int
SSL_extension_supported(unsigned int ext_type)
{
    static const uint16_t own[] = {
        TLSEXT_TYPE_server_name,
        TLSEXT_TYPE_max_fragment_length,
        TLSEXT_TYPE_status_request,
        TLSEXT_TYPE_supported_groups,
        TLSEXT_TYPE_ec_point_formats,
        TLSEXT_TYPE_srp,
        TLSEXT_TYPE_signature_algorithms,
        TLSEXT_TYPE_use_srtp,
        TLSEXT_TYPE_application_layer_protocol_negotiation,
        TLSEXT_TYPE_signed_certificate_timestamp,
        TLSEXT_TYPE_padding,
        TLSEXT_TYPE_encrypt_then_mac,
        TLSEXT_TYPE_extended_master_secret,
        TLSEXT_TYPE_session_ticket,
        TLSEXT_TYPE_psk,
        TLSEXT_TYPE_early_data,
        TLSEXT_TYPE_supported_versions,
        TLSEXT_TYPE_cookie,
        TLSEXT_TYPE_psk_kex_modes,
        TLSEXT_TYPE_certificate_authorities,
        TLSEXT_TYPE_post_handshake_auth,
        TLSEXT_TYPE_key_share,
        TLSEXT_TYPE_next_proto_neg,
        TLSEXT_TYPE_renegotiate,
    };

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (ext_type == own[i])
            return 1;
    return 0;
}

/* ---- in the handshake ---- */

static unsigned
context_of(int where)
{
    switch (where) {
    case URT_IN_CH:
        return SSL_EXT_CLIENT_HELLO;
    case URT_IN_SH12:
        return SSL_EXT_TLS1_2_SERVER_HELLO;
    case URT_IN_SH:
        return SSL_EXT_TLS1_3_SERVER_HELLO;
    case URT_IN_HRR:
        return SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST;
    case URT_IN_EE:
        return SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
    case URT_IN_CT:
        return SSL_EXT_TLS1_3_CERTIFICATE;
    case URT_IN_CR:
        return SSL_EXT_TLS1_3_CERTIFICATE_REQUEST;
    default:
        return SSL_EXT_TLS1_3_NEW_SESSION_TICKET;
    }
}

/* Messages that open an exchange, rather than answer a ClientHello. */
static bool
is_request(int where)
{
    return where == URT_IN_CH || where == URT_IN_CR || where == URT_IN_NST;
}

/* Whether a row has a meaning in this message of this connection. */
static bool
applies(SSL *s, const struct row *row, int where)
{
    bool only13 = (row->context & SSL_EXT_TLS1_3_ONLY) != 0;
    bool only12 = (row->context & SSL_EXT_TLS1_2_AND_BELOW_ONLY) != 0;
    int max = s->config.max_version;
    bool is13 = where != URT_IN_SH12;

    if ((row->roles & (SSL_is_server(s) ? FOR_SERVER : FOR_CLIENT)) == 0 ||
        (row->context & context_of(where)) == 0 ||
        (row->context & SSL_EXT_DTLS_ONLY) != 0)
        return false;
    if (where == URT_IN_CH && !SSL_is_server(s))
        return !(only13 && max != 0 && max < TLS1_3_VERSION);
    if (where == URT_IN_CH)
        is13 = urt_conn_version(s->conn) >= URT_TLS_1_3;
    return is13 ? !only12 : !only13;
}

/* The certificate that an extension of a Certificate message stands beside;
 * borrowed. */
static X509 *
certificate_at(SSL *s, size_t index, bool own)
{
    STACK_OF(X509) *chain = NULL;

    if (own) {
        if (index == 0)
            return SSL_get_certificate(s);
        if (!SSL_get0_chain_certs(s, &chain) || chain == NULL)
            chain = s->ctx->extra_certs;
        return sk_X509_value(chain, (int)index - 1);
    }
    return NULL;
}

/* 1: OUT is to be sent, 0: nothing, -1: an error with *ALERT. */
static int
ask(SSL *s, const struct row *row, int where, size_t index,
    struct urt_bytes *out, int *alert)
{
    const unsigned char *data = NULL;
    size_t len = 0;
    int r;

    if (row->add != NULL)
        r = row->add(s, row->type, context_of(where), &data, &len,
                     where == URT_IN_CT ? certificate_at(s, index, true)
                                        : NULL,
                     index, alert, row->add_arg);
    else if (row->old_add != NULL)
        r = row->old_add(s, row->type, &data, &len, alert, row->add_arg);
    else
        r = where == URT_IN_CH; /* an empty one asks, but none answers */
    *out = urt_bytes(data, r > 0 ? len : 0);
    return r;
}

static void
give_back(SSL *s, const struct row *row, int where, struct urt_bytes out)
{
    if (row->free != NULL)
        row->free(s, row->type, context_of(where), out.data, row->add_arg);
    else if (row->old_free != NULL)
        row->old_free(s, row->type, out.data, row->add_arg);
}

static enum urt_hook
failed(SSL *s, int reason)
{
    ERR_raise(ERR_LIB_SSL, reason);
    s->told = true;
    return URT_HOOK_FAIL;
}

enum urt_hook
fac_ext_put_hook(void *arg, int where, size_t index, struct urt_buf *out,
                 int *alert)
{
    SSL *s = arg;
    size_t n = s->custom != NULL ? s->custom->n : 0;
    struct urt_bytes body;
    int r;

    if (where != URT_IN_CT)
        index = 0;
    for (size_t i = 0; i < n; i++) {
        struct row *row = &s->custom->rows[i];

        if (where == URT_IN_CH)
            row->sent = row->received = false;
        if (!applies(s, row, where) || (!is_request(where) && !row->received))
            continue;
        *alert = SSL_AD_INTERNAL_ERROR;
        r = ask(s, row, where, index, &body, alert);
        if (r < 0)
            return failed(s, SSL_R_CALLBACK_FAILED);
        if (r == 0)
            continue;
        urt_put_u16(out, row->type);
        urt_put_vec(out, body, 2);
        row->sent = row->sent || is_request(where);
        give_back(s, row, where, body);
    }
    return URT_HOOK_OK;
}

enum urt_hook
fac_ext_known_hook(void *arg, int where, uint16_t type)
{
    SSL *s = arg;
    struct row *row =
        find(s->custom, SSL_is_server(s) ? FOR_SERVER : FOR_CLIENT, type);

    if (row == NULL)
        return URT_HOOK_NONE;
    if ((row->context & context_of(where)) == 0)
        return URT_HOOK_FAIL;
    /* RFC 8446, 4.2, says where timestamps stand, whoever reads them. */
    if (type == TLSEXT_TYPE_signed_certificate_timestamp &&
        (where & (URT_IN_CH | URT_IN_SH12 | URT_IN_CT | URT_IN_CR)) == 0)
        return URT_HOOK_FAIL;
    return is_request(where) || row->sent ? URT_HOOK_OK : URT_HOOK_NONE;
}

/* The body of one extension of a vector. */
static bool
find_body(struct urt_bytes all, uint16_t type, struct urt_bytes *body)
{
    uint16_t id;

    while (urt_take_u16(&all, &id) && urt_take_vec16(&all, body))
        if (id == type)
            return true;
    return false;
}

static X509 *
received_cert(SSL *s, size_t index)
{
    const struct urt_session *session = urt_conn_session(s->conn);

    if (session == NULL || index >= session->chain_count)
        return NULL;
    return fac_x509_new_from_cert(session->chain[index]);
}

/* False: the program refused what came. */
static bool
take(SSL *s, struct row *row, int where, size_t index, struct urt_bytes all,
     int *alert)
{
    struct urt_bytes body;
    X509 *x = NULL;
    int r = 1;

    if (where == URT_IN_CH)
        row->received = row->sent = false;
    if (!applies(s, row, where) || !find_body(all, row->type, &body))
        return true;
    row->received = row->received || is_request(where);
    if (urt_conn_resumed(s->conn) &&
        (row->context & SSL_EXT_IGNORE_ON_RESUMPTION) != 0)
        return true;
    *alert = SSL_AD_DECODE_ERROR;
    if (row->parse != NULL) {
        if (where == URT_IN_CT)
            x = received_cert(s, index);
        r = row->parse(s, row->type, context_of(where), body.data, body.len,
                       x, index, alert, row->parse_arg);
        X509_free(x);
    } else if (row->old_parse != NULL) {
        r = row->old_parse(s, row->type, body.data, body.len, alert,
                           row->parse_arg);
    }
    return r > 0;
}

/* The certificate timestamps come first, as OpenSSL reads them among its
 * own. */
enum urt_hook
fac_ext_take_hook(void *arg, int where, size_t index, struct urt_bytes all,
                  int *alert)
{
    SSL *s = arg;
    size_t n = s->custom != NULL ? s->custom->n : 0;

    if (where != URT_IN_CT)
        index = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            struct row *row = &s->custom->rows[i];
            bool first = row->type == TLSEXT_TYPE_signed_certificate_timestamp;

            if (first == (pass == 0) &&
                !take(s, row, where, index, all, alert))
                return failed(s, SSL_R_BAD_EXTENSION);
        }
    return URT_HOOK_OK;
}
