/* CertificateVerify. RFC 8446 section 4.4.3, RFC 5246 section 7.4.8.
 *
 * In TLS 1.3 a text, the role and the transcript's hash are signed; before,
 * all messages so far. Before 1.2 the scheme goes without saying. */
#include "engine/tls/msg.h"

#include "engine/pki/cert.h"
#include "engine/tls/negotiate.h"

enum { PAD = 64, SPACE = 0x20 };

static enum urt_err
signed_content(const struct urt_conn *c, struct urt_buf *b, bool by_server)
{
    uint8_t digest[URT_HASH_MAX_SIZE];

    if (c->version < URT_TLS_1_3) {
        urt_put_bytes(b, urt_buf_bytes(&c->hs->transcript.all));
        return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
    }
    for (int i = 0; i < PAD; i++)
        urt_put_u8(b, SPACE);
    urt_put_text(b, by_server ? "TLS 1.3, server CertificateVerify"
                              : "TLS 1.3, client CertificateVerify");
    urt_put_u8(b, 0);
    urt_transcript_digest(&c->hs->transcript, digest);
    urt_put(b, digest, c->suite->prf->size);
    return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
}

enum urt_err
urt_certificate_verify_send(struct urt_conn *c, struct urt_buf *b)
{
    struct urt_sig_params params = urt_sigalg_params(c->sigalg);
    struct urt_buf content = URT_BUF_INIT;
    enum urt_err err;
    size_t mark;

    err = signed_content(c, &content, c->server);
    if (c->version >= URT_TLS_1_2)
        urt_put_u16(b, c->sigalg->id);
    mark = urt_open(b, 2);
    if (err == URT_OK)
        err = urt_sig_sign(c->credential->key, &params,
                           urt_buf_bytes(&content), b);
    urt_close(b, mark, 2);
    urt_buf_free(&content);
    return err;
}

enum urt_err
urt_certificate_verify_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_buf content = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_bytes signature;
    struct urt_key *key;
    enum urt_err err;
    uint16_t id;

    URT_TRY(urt_cert_key(c->session->peer, &key));
    if (c->version < URT_TLS_1_2) {
        URT_TRY(urt_check_legacy_sigalg(c, key, &c->peer_sigalg));
    } else {
        if (!urt_take_u16(in, &id))
            return URT_E_CERT_VERIFY_DECODE;
        URT_TRY(urt_check_peer_sigalg(c, id, key, &c->peer_sigalg));
    }
    if (!urt_take_vec16(in, &signature))
        return URT_E_MSG_DECODE;
    params = urt_sigalg_params(c->peer_sigalg);
    err = signed_content(c, &content, !c->server);
    if (err == URT_OK)
        err = urt_sig_verify(key, &params, urt_buf_bytes(&content), signature);
    urt_buf_free(&content);
    if (err == URT_E_SIGNATURE_BAD || err == URT_E_SIGNATURE_DECODE)
        return URT_E_CERT_VERIFY_BAD;
    return err;
}
