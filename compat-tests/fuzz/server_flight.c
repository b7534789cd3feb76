/* Fuzz: a client is sent a server's flight: handshake messages in the clear,
 * as TLS 1.2 has them, cut into records here. The first byte chooses the
 * client's settings. */
#include "tls_end.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECE = 4000 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_buf wire = URT_BUF_INIT;
    struct urt_bytes in = urt_bytes(data, size), part;
    struct urt_config config;
    struct urt_conn *c;
    uint8_t flags = 0, head[3] = {0x16, 3, 3};

    urt_take_u8(&in, &flags);
    (flags & 16 ? fuzz_config_classic : fuzz_config)(&config);
    config.compression = flags & 128;
    config.max_version = flags & 1 ? URT_TLS_1_2 : URT_TLS_1_3;
    config.status_request = flags & 2;
    config.security_level = flags & 4 ? 0 : 2;
    config.post_handshake_auth = flags & 8;
    if (flags & 16) { /* versions 1.0 to 1.2, at level 0 */
        head[2] = (uint8_t)(1 + (flags >> 5 & 3) % 3);
        config.max_version = (uint16_t)(0x300 | head[2]);
        config.security_level = 0;
    }
    c = urt_conn_new(&config);
    while (in.len > 0) {
        urt_take(&in, &part, in.len < PIECE ? in.len : PIECE);
        urt_put(&wire, head, sizeof head);
        urt_put_vec(&wire, part, 2);
    }
    if (c != NULL && urt_buf_ok(&wire))
        fuzz_drive(c, urt_buf_bytes(&wire));
    urt_conn_free(c);
    urt_buf_free(&wire);
    urt_config_cleanup(&config);
    return 0;
}
