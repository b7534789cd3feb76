/* ChangeCipherSpec: keys change. RFC 5246 section 7.1. In TLS 1.3 the
 * message means nothing, but the client's keys change at the same place. */
#include "engine/tls/msg.h"

#include "engine/tls/schedule.h"

enum urt_err
urt_change_cipher_spec_after_client(struct urt_conn *c)
{
    if (c->version >= URT_TLS_1_3)
        return urt_schedule13_use_handshake(c, false);
    return urt_schedule12_use(c, false);
}

enum urt_err
urt_change_cipher_spec_after_server(struct urt_conn *c)
{
    return urt_schedule12_use(c, true);
}
