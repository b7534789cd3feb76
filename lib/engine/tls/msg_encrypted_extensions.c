/* EncryptedExtensions. RFC 8446 section 4.3.1. */
#include "engine/tls/msg.h"

enum urt_err
urt_encrypted_extensions_send(struct urt_conn *c, struct urt_buf *b)
{
    return urt_ext_put(c, URT_IN_EE, b);
}

enum urt_err
urt_encrypted_extensions_recv(struct urt_conn *c, struct urt_bytes *in)
{
    struct urt_bytes exts;

    if (!urt_take_vec16(in, &exts))
        return URT_E_MSG_DECODE;
    URT_TRY(urt_ext_split(c, URT_IN_EE, exts, &c->hs->ext));
    URT_TRY(urt_ext_take(c, URT_IN_EE, &c->hs->ext));
    return urt_early_data_check(c);
}
