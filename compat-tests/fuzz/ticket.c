/* Tickets: arbitrary bytes never open, sealed bytes open to themselves alone,
 * and a session from a ticket, whatever it holds, ends in a handshake or an
 * error when a client comes back with it. The first byte chooses the
 * version. */
#include "tls_end.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct urt_ticket_keys keys = {
    .name = "the fuzzer's key", .hmac = {3}, .aes = {4}};

static void
must(bool ok)
{
    if (!ok)
        abort();
}

static void
seal_and_open(struct urt_bytes in)
{
    struct urt_buf ticket = URT_BUF_INIT, der = URT_BUF_INIT;

    must(urt_ticket_open(&der, in, &keys) != URT_OK && der.len == 0);
    must(urt_ticket_seal(&ticket, in, &keys) == URT_OK);
    must(urt_ticket_open(&der, urt_buf_bytes(&ticket), &keys) == URT_OK);
    must(urt_bytes_equal(urt_buf_bytes(&der), in));
    urt_buf_clear(&der);
    ticket.data[in.len % ticket.len] ^= 1;
    must(urt_ticket_open(&der, urt_buf_bytes(&ticket), &keys) != URT_OK);
    must(der.len == 0);
    urt_buf_free(&ticket);
    urt_buf_free(&der);
}

static bool
move(struct urt_conn *from, struct urt_conn *to)
{
    struct urt_bytes out = urt_conn_out(from);
    size_t want, room, n;
    uint8_t *at = out.len > 0 ? urt_conn_in(to, &want, &room) : NULL;

    (void)urt_conn_out_take_flush(from);
    if (at == NULL)
        return false;
    n = want < out.len ? want : out.len;
    memcpy(at, out.data, n);
    urt_conn_in_add(to, n);
    urt_conn_out_done(from, n);
    return true;
}

/* The session that a client offers, with the fuzzer's bytes as its ticket
 * (fuzz_ticket_open takes a ticket for a session in the clear). */
static struct urt_session *
offered(uint16_t version, struct urt_bytes ticket)
{
    struct urt_bytes in = ticket;
    struct urt_session *s = NULL;

    if (urt_session_from_der(&s, &in) != URT_OK || s->suite == NULL ||
        s->version != version) {
        urt_session_free(s);
        s = urt_session_new();
        must(s != NULL);
        s->version = version;
        s->suite = urt_suite_by_id(version == URT_TLS_1_3 ? 0x1301 : 0xc02b);
        s->secret_len = 32;
    }
    urt_wipe_free(s->ticket, s->ticket_len);
    s->ticket = urt_memdup(ticket.data, ticket.len);
    must(s->ticket != NULL);
    s->ticket_len = ticket.len;
    s->time = urt_clock_now();
    s->timeout = s->ticket_lifetime = 1000;
    s->resumable = true;
    s->id_len = 1;
    return s;
}

static void
come_back(uint16_t version, struct urt_bytes ticket)
{
    struct urt_config config[2];
    struct urt_conn *conn[2];
    enum urt_err err[2] = {URT_E_NOT_READY, URT_E_NOT_READY};
    struct urt_session *s;

    for (int i = 0; i < 2; i++) {
        fuzz_config(&config[i]);
        config[i].max_version = version;
        config[i].allow_no_dhe_kex = true;
        conn[i] = urt_conn_new(&config[i]);
        must(conn[i] != NULL);
        urt_conn_set_server(conn[i], i == 1);
    }
    s = offered(version, ticket);
    must(urt_conn_set_session(conn[0], s) == URT_OK);
    urt_session_free(s);
    for (int turn = 0; turn < 1000; turn++) {
        int i = turn % 2;

        if (err[i] == URT_E_NOT_READY)
            err[i] = urt_conn_handshake(conn[i]);
        while (move(conn[i], conn[1 - i]) && err[1 - i] == URT_E_NOT_READY)
            err[1 - i] = urt_conn_handshake(conn[1 - i]);
        if (err[0] != URT_E_NOT_READY && err[1] != URT_E_NOT_READY)
            break;
    }
    /* Both came to an end, and of one mind unless a secret differs. */
    must(err[0] != URT_E_NOT_READY || err[1] != URT_E_NOT_READY);
    if (err[0] == URT_OK && err[1] == URT_OK)
        must(urt_conn_resumed(conn[0]) == urt_conn_resumed(conn[1]));
    for (int i = 0; i < 2; i++) {
        urt_conn_free(conn[i]);
        urt_config_cleanup(&config[i]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 60000)
        return 0;
    urt_random_seed_for_tests(fuzz_seed);
    urt_clock_freeze(1700000000);
    seal_and_open(urt_bytes(data + 1, size - 1));
    come_back(data[0] % 2 == 0 ? URT_TLS_1_3 : URT_TLS_1_2,
              urt_bytes(data + 1, size - 1));
    return 0;
}
