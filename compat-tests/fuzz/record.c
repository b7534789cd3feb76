/* Fuzz: raw records, to a server or a client (by the first byte). */
#include "tls_end.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_config config;
    struct urt_conn *c;
    uint8_t flags = 0;

    urt_take_u8(&in, &flags);
    fuzz_config(&config);
    c = urt_conn_new(&config);
    if (c != NULL) {
        urt_conn_set_server(c, flags & 1);
        fuzz_drive(c, in);
        urt_conn_free(c);
    }
    urt_config_cleanup(&config);
    return 0;
}
