/* Fuzz: a server is sent a ClientHello (the message's body, framed here) and
 * whatever follows. */
#include "tls_end.h"

#include "engine/pki/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_buf wire = URT_BUF_INIT;
    struct urt_config config;
    struct urt_conn *c;
    size_t first = size < 16000 ? size : 16000;

    fuzz_config(&config);
    config.sid_ctx_len = 1;
    config.cache_server_sessions = true;
    c = urt_conn_new(&config);
    if (c != NULL) {
        urt_conn_set_server(c, true);
        urt_put(&wire, "\x16\3\1", 3);
        urt_put_u16(&wire, (uint16_t)(first + 4));
        urt_put_u8(&wire, 1);
        urt_put_u24(&wire, (uint32_t)first);
        urt_put(&wire, data, first);
        urt_put(&wire, data + first, size - first);
        fuzz_drive(c, urt_buf_bytes(&wire));
        urt_conn_free(c);
    }
    urt_buf_free(&wire);
    urt_config_cleanup(&config);
    return 0;
}
