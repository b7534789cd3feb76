/* KeyUpdate. RFC 8446 section 4.6.3. */
#include "engine/tls/msg.h"

#include "engine/tls/schedule.h"

enum { NOT_REQUESTED = 0, REQUESTED = 1, DUE = 1, DUE_WITH_REQUEST = 2 };

enum urt_err
urt_key_update_send(struct urt_conn *c, struct urt_buf *b)
{
    urt_put_u8(b, c->key_update_due == DUE_WITH_REQUEST ? REQUESTED
                                                        : NOT_REQUESTED);
    c->key_update_due = 0;
    return URT_OK;
}

/* A request is answered with the next write. */
enum urt_err
urt_key_update_recv(struct urt_conn *c, struct urt_bytes *in)
{
    uint8_t request;

    if (!urt_take_u8(in, &request))
        return URT_E_MSG_DECODE;
    if (request > REQUESTED)
        return URT_E_KEY_UPDATE_ILLEGAL;
    if (request == REQUESTED && c->key_update_due == 0)
        c->key_update_due = DUE;
    return URT_OK;
}

enum urt_err
urt_key_update_after(struct urt_conn *c)
{
    return urt_schedule13_update(c, c->hs->posted_own == c->server);
}
