/* ServerHelloDone: empty. RFC 5246 section 7.4.5. */
#include "engine/tls/msg.h"

enum urt_err
urt_server_hello_done_send(struct urt_conn *c, struct urt_buf *b)
{
    return URT_OK;
}

enum urt_err
urt_server_hello_done_recv(struct urt_conn *c, struct urt_bytes *in)
{
    return in->len == 0 ? URT_OK : URT_E_MSG_TOO_LONG;
}
