/* Fuzz: a server is sent a ClientHello (the message's body, framed here) and
 * whatever follows; or all of it as it is, which may begin with a hello in
 * SSL 2.0's format. The first byte chooses that and the server's settings. */
#include "tls_end.h"

#include "engine/pki/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_buf wire = URT_BUF_INIT;
    struct urt_config config;
    struct urt_conn *c;
    uint8_t flags = size > 0 ? *data++ : 0;
    size_t first;

    size -= size > 0;
    first = size < 16000 ? size : 16000;
    (flags & 1 ? fuzz_config_classic : fuzz_config)(&config);
    config.compression = flags & 4;
    config.verify_mode = flags & 8 ? URT_VERIFY_PEER : 0;
    config.prefer_server_order = flags & 16;
    config.no_tls13 = flags & 32;
    config.no_etm = flags & 64;
    config.sid_ctx_len = 1;
    config.cache_server_sessions = true;
    c = urt_conn_new(&config);
    if (c != NULL) {
        urt_conn_set_server(c, true);
        if ((flags & 2) == 0) {
            urt_put(&wire, "\x16\3\1", 3);
            urt_put_u16(&wire, (uint16_t)(first + 4));
            urt_put_u8(&wire, 1);
            urt_put_u24(&wire, (uint32_t)first);
        }
        urt_put(&wire, data, first);
        urt_put(&wire, data + first, size - first);
        fuzz_drive(c, urt_buf_bytes(&wire));
        urt_conn_free(c);
    }
    urt_buf_free(&wire);
    urt_config_cleanup(&config);
    return 0;
}
