/* What the TLS fuzz targets share: one end that is fed bytes, under fixed
 * random numbers, with no certificate files. */
#ifndef FUZZ_TLS_END_H
#define FUZZ_TLS_END_H

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/crypto/group.h"
#include "engine/crypto/key.h"
#include "engine/crypto/rng.h"
#include "engine/pki/cert.h"
#include "engine/tls/conn.h"
#include "tls_credential.h"

static const uint8_t fuzz_seed[URT_RANDOM_SEED_SIZE] = {'f', 'u', 'z', 'z'};

static inline enum urt_hook
fuzz_verify(void *arg, int *alert)
{
    return URT_HOOK_OK;
}

static inline enum urt_hook
fuzz_ticket_seal(void *arg, struct urt_bytes der, struct urt_buf *out)
{
    urt_put_bytes(out, der);
    return URT_HOOK_OK;
}

/* Tickets are sessions in the clear, so that their reader is fuzzed too. */
static inline enum urt_hook
fuzz_ticket_open(void *arg, struct urt_bytes ticket, struct urt_buf *der,
                 bool *renew)
{
    urt_put_bytes(der, ticket);
    return URT_HOOK_OK;
}

static inline enum urt_hook
fuzz_psk_client(void *arg, struct urt_bytes hint, struct urt_buf *identity,
                struct urt_buf *psk)
{
    urt_put_text(identity, "fuzz");
    urt_put_text(psk, "secret");
    return URT_HOOK_OK;
}

static inline enum urt_hook
fuzz_psk_server(void *arg, struct urt_bytes identity, struct urt_buf *psk)
{
    urt_put_text(psk, "secret");
    return URT_HOOK_OK;
}

static inline enum urt_hook
fuzz_dh(void *arg, unsigned bits, struct urt_key **out)
{
    return urt_key_new_dh_group(out, &urt_group_ffdhe2048) == URT_OK
               ? URT_HOOK_OK
               : URT_HOOK_FAIL;
}

static const struct urt_hooks fuzz_hooks = {
    .psk_client = fuzz_psk_client,
    .psk_server = fuzz_psk_server,
    .dh = fuzz_dh,
    .verify = fuzz_verify,
    .ticket_seal = fuzz_ticket_seal,
    .ticket_open = fuzz_ticket_open,
};

static inline struct urt_ids *
fuzz_suites(bool tls13)
{
    static const uint16_t new[] = {0x1301, 0x1302, 0x1303};
    static const uint16_t old[] = {0xc02b, 0xc02f, 0xcca9, 0xcca8};

    return tls13 ? urt_ids_new(new, 3) : urt_ids_new(old, 4);
}

static inline struct urt_credential *
fuzz_credential(struct urt_bytes der, struct urt_bytes pkcs8)
{
    struct urt_credential *cred = NULL;
    struct urt_cert *cert = NULL;
    struct urt_key *key = NULL;

    if (urt_cert_new(&cert, der) == URT_OK &&
        urt_key_from_pkcs8(&key, pkcs8) == URT_OK)
        cred = urt_credential_new(cert, key, NULL, 0);
    urt_cert_free(cert);
    urt_key_free(key);
    return cred;
}

static inline void
fuzz_config(struct urt_config *c)
{
    urt_random_seed_for_tests(fuzz_seed);
    urt_clock_freeze(1700000000);
    urt_config_init(c, &fuzz_hooks);
    c->suites13 = fuzz_suites(true);
    c->suites = fuzz_suites(false);
    c->slot[URT_SLOT_ECDSA] =
        fuzz_credential(urt_bytes(fuzz_cert, sizeof fuzz_cert),
                        urt_bytes(fuzz_key, sizeof fuzz_key));
    c->current_slot = URT_SLOT_ECDSA;
}

/* All that is older than TLS 1.3: one suite of each key exchange, with and
 * without a certificate, and of each kind of record. */
static inline void
fuzz_config_classic(struct urt_config *c)
{
    static const uint16_t ids[] = {
        0x002f, /* RSA, CBC */         0x003c, /* SHA-256 */
        0x009d, /* RSA, GCM */         0x0002, /* NULL */
        0x0033, /* DHE */              0x0034, /* anonymous DH */
        0xc013, /* ECDHE, RSA */       0xc009, /* ECDHE, ECDSA */
        0xc018, /* anonymous ECDH */   0x008c, /* PSK */
        0x0090, /* DHE_PSK */          0x0094, /* RSA_PSK */
        0xc035, /* ECDHE_PSK */        0xcca8, /* ChaCha20 */
    };

    fuzz_config(c);
    urt_ids_free(c->suites);
    c->suites = urt_ids_new(ids, sizeof ids / sizeof *ids);
    c->slot[URT_SLOT_RSA] =
        fuzz_credential(urt_bytes(fuzz_rsa_cert, sizeof fuzz_rsa_cert),
                        urt_bytes(fuzz_rsa_key, sizeof fuzz_rsa_key));
    c->security_level = 0;
    c->psk_client = c->psk_server = true;
    c->dh = true;
    c->allow_client_reneg = true;
}

/* Feeds DATA until the connection stops or nothing is left; what it says is
 * thrown away. */
static inline void
fuzz_drive(struct urt_conn *c, struct urt_bytes data)
{
    enum urt_err err;

    for (int turns = 0; turns < 10000; turns++) {
        uint8_t sink[4096];
        size_t want, room, n;
        uint8_t *to;

        err = urt_conn_read(c, sink, sizeof sink, &n, false);
        urt_conn_out_done(c, urt_conn_out(c).len);
        urt_conn_out_take_flush(c);
        if (err == URT_OK)
            continue;
        if (err != URT_E_NOT_READY)
            return;
        to = urt_conn_in(c, &want, &room);
        if (to == NULL)
            continue;
        if (data.len == 0) {
            urt_conn_in_eof(c);
            continue;
        }
        n = want < data.len ? want : data.len;
        urt_take_copy(&data, to, n);
        urt_conn_in_add(c, n);
    }
}

enum { FUZZ_TURNS = 200 };

/* What FROM has to say goes to TO. */
static inline void
fuzz_carry(struct urt_conn *from, struct urt_conn *to)
{
    struct urt_bytes out = urt_conn_out(from);
    size_t want, room, n;
    uint8_t *p;

    while (out.len > 0 && (p = urt_conn_in(to, &want, &room)) != NULL) {
        n = want < out.len ? want : out.len;
        urt_take_copy(&out, p, n);
        urt_conn_in_add(to, n);
        urt_conn_out_done(from, n);
    }
    if (urt_conn_out(from).len == 0)
        urt_conn_out_take_flush(from);
}

/* A handshake of two ends. */
static inline bool
fuzz_connect(struct urt_conn *c, struct urt_conn *s)
{
    for (int i = 0; i < FUZZ_TURNS; i++) {
        enum urt_err ce = urt_conn_handshake(c), se;

        fuzz_carry(c, s);
        se = urt_conn_handshake(s);
        fuzz_carry(s, c);
        if (ce == URT_OK && se == URT_OK)
            return true;
        if ((ce != URT_OK && ce != URT_E_NOT_READY) ||
            (se != URT_OK && se != URT_E_NOT_READY))
            return false;
    }
    return false;
}

#endif
