/* CertificateStatus, RFC 6066 section 8, and the step in which the client
 * hears of it (in TLS 1.3 it came inside Certificate). */
#include "engine/tls/msg.h"

enum { OCSP = 1 };

enum urt_err
urt_certificate_status_send(struct urt_conn *c, struct urt_buf *b)
{
    urt_put_u8(b, OCSP);
    urt_put_vec(b, urt_buf_bytes(&c->status), 3);
    return URT_OK;
}

enum urt_err
urt_certificate_status_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes response;
    uint8_t type;

    if (!urt_take_u8(in, &type) || type != OCSP ||
        !urt_take_vec24(in, &response) || response.len == 0)
        return URT_E_MSG_DECODE;
    urt_buf_clear(&c->status);
    urt_put_bytes(&c->status, response);
    return urt_buf_ok(&c->status) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_certificate_status_tell(struct urt_conn *c)
{
    int alert = urt_err_alert(URT_E_STATUS_INVALID);
    enum urt_hook h;

    if (!c->config->status_request || c->config->hooks->status == NULL)
        return URT_OK;
    h = c->config->hooks->status(c->config->hook_arg, &c->status, &alert);
    if (h != URT_HOOK_FAIL)
        return URT_OK;
    c->hs->alert = alert;
    return URT_E_STATUS_INVALID;
}
