/* Fuzz: a client resumes with early data, and then one end seals whatever
 * records the input holds (type, length, content) for the other: early data,
 * its end and what comes behind, for a server that takes it or not, or a
 * server's answers for a client that isn't finished. The first byte chooses. */
#include "tls_end.h"

#include "engine/tls/handshake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 2000 };

static struct urt_session *last;

static void
keep_session(void *arg, struct urt_session *s)
{
    urt_session_free(last);
    last = urt_session_up(s);
}

/* Up to the pause; false when it isn't reached. */
static bool
pause_end(struct urt_conn *c)
{
    enum urt_err err = urt_conn_handshake_early(c);

    for (int i = 0; i < FUZZ_TURNS && err == URT_E_NOT_READY; i++) {
        if (urt_conn_wants(c) == URT_WANT_INPUT)
            return false;
        urt_conn_out_take_flush(c);
        err = urt_conn_handshake_early(c);
    }
    return err == URT_OK && urt_conn_paused(c);
}

/* The server's flight is thrown away unless the client is to see it. */
static bool
begin(struct urt_conn *c, struct urt_conn *s, bool taken, bool to_client)
{
    size_t n;

    if (urt_conn_set_session(c, last) != URT_OK || !pause_end(c) ||
        urt_conn_write_early(c, "early", 5, &n) != URT_OK)
        return false;
    for (int i = 0; i < FUZZ_TURNS; i++) {
        enum urt_err err;

        fuzz_carry(c, s);
        err = taken ? urt_conn_handshake_early(s) : urt_conn_handshake(s);
        if (to_client)
            fuzz_carry(s, c);
        else
            urt_conn_out_done(s, urt_conn_out(s).len);
        urt_conn_out_take_flush(s);
        if (to_client)
            (void)urt_conn_handshake_early(c);
        if (taken ? urt_conn_paused(s) : err != URT_E_NOT_READY)
            return !to_client || urt_conn_paused(c);
    }
    return !taken && !to_client;
}

static enum urt_err
use(struct urt_conn *victim, bool early)
{
    uint8_t sink[512];
    enum urt_err err;
    size_t n;

    if (early && urt_conn_reads_early(victim)) {
        err = urt_conn_read_early(victim, sink, sizeof sink, &n);
        return err == URT_OK && n == 0 ? urt_conn_handshake(victim) : err;
    }
    return urt_conn_read(victim, sink, sizeof sink, &n, false);
}

static void
attack(struct urt_conn *from, struct urt_conn *victim, bool early,
       struct urt_bytes in)
{
    struct urt_bytes content;
    enum urt_err err;
    uint8_t type;

    while (urt_take_u8(&in, &type) && urt_take_vec16(&in, &content)) {
        if (content.len > URT_RECORD_PLAIN_MAX ||
            urt_conn_send_record(from, type, content) != URT_OK)
            return;
        for (int i = 0; i < FUZZ_TURNS && urt_conn_out(from).len > 0; i++) {
            fuzz_carry(from, victim);
            err = use(victim, early);
            urt_conn_out_done(victim, urt_conn_out(victim).len);
            urt_conn_out_take_flush(victim);
            if (err != URT_OK && err != URT_E_NOT_READY)
                return;
        }
    }
}

static void
run(const struct urt_config *cc, const struct urt_config *sc, uint8_t flags,
    struct urt_bytes in)
{
    bool taken = (flags & 1) == 0, to_client = (flags & 2) != 0;
    struct urt_conn *c = urt_conn_new(cc), *s = urt_conn_new(sc);
    struct urt_bytes none = urt_bytes("", 0);

    if (c != NULL && s != NULL) {
        urt_conn_set_server(s, true);
        if (last == NULL) {
            if (fuzz_connect(c, s))
                fuzz_drive(c, none);
        } else if (begin(c, s, taken, to_client)) {
            attack(to_client ? s : c, to_client ? c : s, flags & 4, in);
        }
    }
    urt_conn_free(c);
    urt_conn_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct urt_bytes in = urt_bytes(data, size);
    struct urt_hooks hooks = fuzz_hooks;
    struct urt_config cc, sc;
    uint8_t flags = 0;

    urt_take_u8(&in, &flags);
    fuzz_config(&cc);
    fuzz_config(&sc);
    hooks.session_new = keep_session;
    cc.hooks = &hooks;
    cc.min_version = URT_TLS_1_3;
    sc.max_early_data = sc.recv_max_early_data = LIMIT;
    sc.no_anti_replay = true;
    sc.sid_ctx_len = 1;
    for (int i = 0; i < 2; i++)
        run(&cc, &sc, flags, in);
    urt_session_free(last);
    last = NULL;
    urt_config_cleanup(&cc);
    urt_config_cleanup(&sc);
    return 0;
}
