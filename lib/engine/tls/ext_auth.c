/* Extensions about certificates and signatures: signature_algorithms and its
 * _cert form, certificate_authorities, post_handshake_auth (RFC 8446 section
 * 4.2.3 to 4.2.6), status_request (RFC 6066 section 8). */
#include "engine/tls/ext_rows.h"

enum { OCSP = 1 };

/* ---- signature_algorithms ---- */

bool
urt_ext_signature_algorithms_wants(const struct urt_conn *c,
                                   enum urt_where where)
{
    return where != URT_IN_CH || c->hs->max_offered >= URT_TLS_1_2;
}

enum urt_err
urt_ext_signature_algorithms_put(struct urt_conn *c, enum urt_where where,
                                 struct urt_buf *b)
{
    size_t list = urt_open(b, 2);

    urt_put_sigalgs(c, b);
    urt_close(b, list, 2);
    return URT_OK;
}

enum urt_err
urt_ext_signature_algorithms_take(struct urt_conn *c, enum urt_where where,
                                  struct urt_bytes *in)
{
    struct urt_bytes list;

    if (!urt_take_ids(in, &list))
        return URT_E_EXT_DECODE;
    URT_TRY(urt_keep(&c->hs->peer_sigalgs, list));
    return urt_keep(&c->peer_sigalgs, list);
}

/* Without it a TLS 1.2 client means SHA-1 (RFC 5246, 7.4.1.4.1). */
enum urt_err
urt_ext_signature_algorithms_missing(struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CR)
        return URT_E_EXT_MISSING;
    if (c->version < URT_TLS_1_3)
        return urt_keep(&c->hs->peer_sigalgs, URT_LITERAL("\2\1\2\3\2\2"));
    return URT_OK;
}

bool
urt_ext_signature_algorithms_cert_wants(const struct urt_conn *c,
                                        enum urt_where where)
{
    return false;
}

enum urt_err
urt_ext_signature_algorithms_cert_put(struct urt_conn *c,
                                      enum urt_where where, struct urt_buf *b)
{
    return URT_E_INTERNAL;
}

enum urt_err
urt_ext_signature_algorithms_cert_take(struct urt_conn *c,
                                       enum urt_where where,
                                       struct urt_bytes *in)
{
    struct urt_bytes list;

    if (!urt_take_ids(in, &list))
        return URT_E_EXT_DECODE;
    return urt_keep(&c->hs->peer_sigalgs_cert, list);
}

/* ---- certificate_authorities ---- */

bool
urt_ext_certificate_authorities_wants(const struct urt_conn *c,
                                      enum urt_where where)
{
    return where == URT_IN_CR && c->config->ca_names != NULL &&
           c->config->ca_names->len > 0;
}

enum urt_err
urt_ext_certificate_authorities_put(struct urt_conn *c, enum urt_where where,
                                    struct urt_buf *b)
{
    urt_put_vec(b,
                urt_bytes(c->config->ca_names->data, c->config->ca_names->len),
                2);
    return URT_OK;
}

enum urt_err
urt_ext_certificate_authorities_take(struct urt_conn *c, enum urt_where where,
                                     struct urt_bytes *in)
{
    struct urt_bytes list, rest, name;

    if (!urt_take_vec16(in, &list))
        return URT_E_EXT_DECODE;
    for (rest = list; rest.len > 0;)
        if (!urt_take_vec16(&rest, &name))
            return URT_E_EXT_DECODE;
    return urt_keep(&c->ca_names, list);
}

/* ---- post_handshake_auth ---- */

bool
urt_ext_post_handshake_auth_wants(const struct urt_conn *c,
                                  enum urt_where where)
{
    return c->config->post_handshake_auth && c->hs->offered_tls13;
}

enum urt_err
urt_ext_post_handshake_auth_put(struct urt_conn *c, enum urt_where where,
                                struct urt_buf *b)
{
    c->pha = 1;
    return URT_OK;
}

enum urt_err
urt_ext_post_handshake_auth_take(struct urt_conn *c, enum urt_where where,
                                 struct urt_bytes *in)
{
    c->peer_pha = true;
    return URT_OK;
}

/* ---- status_request ---- */

bool
urt_ext_status_request_wants(const struct urt_conn *c, enum urt_where where)
{
    if (where == URT_IN_CH)
        return c->config->status_request;
    if (where == URT_IN_CT)
        return c->server && c->hs->status_sent && c->hs->cert_index == 0;
    return where == URT_IN_SH12 && c->hs->status_sent && !c->resumed;
}

static void
put_blob(struct urt_buf *b, const struct urt_blob *blob)
{
    urt_put_vec(b,
                blob != NULL ? urt_bytes(blob->data, blob->len)
                             : URT_BYTES_NONE,
                2);
}

enum urt_err
urt_ext_status_request_put(struct urt_conn *c, enum urt_where where,
                           struct urt_buf *b)
{
    if (where == URT_IN_SH12)
        return URT_OK;
    urt_put_u8(b, OCSP);
    if (where == URT_IN_CT) {
        urt_put_vec(b, urt_buf_bytes(&c->status), 3);
    } else {
        put_blob(b, c->config->status_ids);
        put_blob(b, c->config->status_exts);
    }
    return URT_OK;
}

enum urt_err
urt_ext_status_request_take(struct urt_conn *c, enum urt_where where,
                            struct urt_bytes *in)
{
    struct urt_bytes ids, exts, response;
    uint8_t type;

    if (where == URT_IN_CR) {
        *in = URT_BYTES_NONE;
        return URT_OK;
    }
    if (where == URT_IN_SH12) {
        c->hs->status_sent = true;
        return URT_OK;
    }
    if (!urt_take_u8(in, &type))
        return URT_E_EXT_DECODE;
    if (where == URT_IN_CT) {
        if (type != OCSP || !urt_take_vec24(in, &response) ||
            response.len == 0)
            return URT_E_EXT_DECODE;
        return c->hs->cert_index == 0 ? urt_keep(&c->status, response)
                                      : URT_OK;
    }
    if (type != OCSP) {
        *in = URT_BYTES_NONE;
        return URT_OK;
    }
    if (!urt_take_vec16(in, &ids) || !urt_take_vec16(in, &exts))
        return URT_E_EXT_DECODE;
    c->status_requested = true;
    URT_TRY(urt_keep(&c->status_ids, ids));
    return urt_keep(&c->status_exts, exts);
}
