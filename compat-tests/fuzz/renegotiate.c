/* Fuzz: two ends make a connection of TLS 1.0 to 1.2, then one of them seals
 * whatever records the input holds (type, length, content) for the other:
 * HelloRequest, a second hello and what follows it, alerts, data, compressed
 * or not. The first two bytes choose version, suite and who is attacked. */
#include "tls_end.h"

#include "engine/tls/handshake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The victim reads until it has no more use for what is there. */
static void
attack(struct urt_conn *from, struct urt_conn *victim, struct urt_bytes in)
{
    struct urt_bytes content;
    uint8_t type, sink[512];
    enum urt_err err;
    size_t n;

    while (urt_take_u8(&in, &type) && urt_take_vec16(&in, &content)) {
        if (content.len > URT_RECORD_PLAIN_MAX ||
            urt_conn_send_record(from, type, content) != URT_OK)
            return;
        for (int i = 0; i < FUZZ_TURNS && urt_conn_out(from).len > 0; i++) {
            fuzz_carry(from, victim);
            err = urt_conn_read(victim, sink, sizeof sink, &n, false);
            urt_conn_out_done(victim, urt_conn_out(victim).len);
            if (err != URT_OK && err != URT_E_NOT_READY)
                return;
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_config cc, sc;
    struct urt_conn *c, *s;
    uint8_t flags = 0, suite = 0;
    uint16_t only;

    urt_take_u8(&in, &flags);
    urt_take_u8(&in, &suite);
    fuzz_config_classic(&cc);
    fuzz_config_classic(&sc);
    only = cc.suites->id[suite % cc.suites->count];
    urt_ids_free(cc.suites);
    cc.suites = urt_ids_new(&only, 1);
    cc.max_version = (uint16_t)(URT_TLS_1_0 + (flags & 3) % 3);
    cc.compression = sc.compression = flags & 4;
    sc.verify_mode = flags & 8 ? URT_VERIFY_PEER : 0;
    cc.no_etm = flags & 16;
    sc.sid_ctx_len = 1;
    c = urt_conn_new(&cc);
    s = urt_conn_new(&sc);
    if (c != NULL && s != NULL) {
        urt_conn_set_server(s, true);
        if (fuzz_connect(c, s)) {
            /* renegotiation_info is right where it is all zeros. */
            memset(c->finished, 0, sizeof c->finished);
            memset(s->finished, 0, sizeof s->finished);
            attack(flags & 32 ? s : c, flags & 32 ? c : s, in);
        }
    }
    urt_conn_free(c);
    urt_conn_free(s);
    urt_config_cleanup(&cc);
    urt_config_cleanup(&sc);
    return 0;
}
