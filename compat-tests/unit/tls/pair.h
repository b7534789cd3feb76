/* Two connections in memory, and what a test hangs on them: credentials from
 * compat-tests/data/tls, session stores, ticket keys, and a pump that splits
 * input as the test likes. No libcheck in here: programs use it too. */
#ifndef PAIR_H
#define PAIR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/crypto/aead.h"
#include "engine/crypto/keyfile.h"
#include "engine/der/pem.h"
#include "engine/pki/cert.h"
#include "engine/tls/conn.h"

#define PAIR_UNUSED __attribute__((unused))

struct end {
    struct urt_config config;
    struct urt_conn *conn;
    const char *name;
    struct urt_session *last;      /* given to session_new */
    struct urt_session *store[64]; /* a server's cache */
    size_t stored;
    int verified, certs_asked, sni_heard, status_heard;
    bool refuse_peer, stateless_renew;
    enum urt_hook pause; /* what pausing hooks answer once */
    int paused;
    const char *alpn; /* the protocol a server picks */
    const char *staple;
    const char *psk; /* the only key; a client's identity is its name */
    size_t hint_len;
    struct urt_key *dh; /* else a field of the size asked for */
    unsigned dh_bits;
    int alert; /* last alert sent */
    FILE *keylog;
    bool trace;
};

static const struct urt_ticket_keys pair_ticket_keys = {
    .name = "pair's own keys.", .hmac = {1}, .aes = {2}};

static PAIR_UNUSED struct urt_buf
pair_file(const char *name)
{
    const char *dir = getenv("URT_DATA_DIR");
    struct urt_buf b = URT_BUF_INIT;
    char path[4096];
    FILE *f;
    int ch;

#ifdef URT_DATA_DIR
    if (dir == NULL)
        dir = URT_DATA_DIR;
#endif
    snprintf(path, sizeof path, "%s/tls/%s", dir != NULL ? dir : ".", name);
    f = fopen(path, "r");
    if (f == NULL) {
        perror(path);
        exit(99);
    }
    while ((ch = getc(f)) != EOF)
        urt_put_u8(&b, (uint8_t)ch);
    fclose(f);
    return b;
}

/* NAME.pem and NAME.key. */
static PAIR_UNUSED struct urt_credential *
pair_credential(const char *name)
{
    struct urt_credential *cred = NULL;
    struct urt_cert *cert = NULL;
    struct urt_key *key = NULL;
    struct urt_pem pem;
    struct urt_bytes text;
    char file[64];
    struct urt_buf b;

    snprintf(file, sizeof file, "%s.pem", name);
    b = pair_file(file);
    text = urt_buf_bytes(&b);
    if (urt_pem_next(&text, &pem) != URT_OK ||
        urt_cert_new(&cert, urt_buf_bytes(&pem.der)) != URT_OK) {
        fprintf(stderr, "%s: no certificate\n", file);
        exit(99);
    }
    urt_buf_free(&pem.der);
    urt_buf_free(&b);
    snprintf(file, sizeof file, "%s.key", name);
    b = pair_file(file);
    if (urt_keyfile_read(&key, urt_buf_bytes(&b),
                         (struct urt_password){NULL, NULL}) != URT_OK) {
        fprintf(stderr, "%s: no key\n", file);
        exit(99);
    }
    urt_buf_free(&b);
    cred = urt_credential_new(cert, key, NULL, 0);
    urt_cert_free(cert);
    urt_key_free(key);
    return cred;
}

/* ---- hooks ---- */

static enum urt_hook
pair_pause(struct end *e)
{
    if (e->pause == URT_HOOK_WAIT && e->paused % 2 == 0) {
        e->paused++;
        return URT_HOOK_WAIT;
    }
    if (e->pause == URT_HOOK_WAIT)
        e->paused++;
    return URT_HOOK_OK;
}

static enum urt_hook
pair_hello(void *arg, int *alert)
{
    return pair_pause(arg);
}

static enum urt_hook
pair_sni(void *arg, int *alert)
{
    struct end *e = arg;

    e->sni_heard++;
    return URT_HOOK_OK;
}

static enum urt_hook
pair_alpn(void *arg, struct urt_bytes offered, struct urt_bytes *selected,
          int *alert)
{
    struct end *e = arg;
    struct urt_bytes each;

    if (e->alpn == NULL)
        return URT_HOOK_NONE;
    while (urt_take_vec8(&offered, &each))
        if (urt_bytes_equal(each, urt_bytes(e->alpn, strlen(e->alpn)))) {
            *selected = each;
            return URT_HOOK_OK;
        }
    return URT_HOOK_FAIL;
}

static enum urt_hook
pair_cert(void *arg, int *alert)
{
    struct end *e = arg;

    e->certs_asked++;
    return pair_pause(e);
}

static enum urt_hook
pair_verify(void *arg, int *alert)
{
    struct end *e = arg;
    enum urt_hook h = pair_pause(e);

    if (h != URT_HOOK_OK)
        return h;
    e->verified++;
    urt_conn_session(e->conn)->verify_result = 0;
    if (!e->refuse_peer)
        return URT_HOOK_OK;
    *alert = 48;
    return URT_HOOK_FAIL;
}

static enum urt_hook
pair_status(void *arg, struct urt_buf *out, int *alert)
{
    struct end *e = arg;

    e->status_heard++;
    if (!urt_conn_is_server(e->conn))
        return URT_HOOK_OK;
    if (e->staple == NULL)
        return URT_HOOK_NONE;
    urt_put_text(out, e->staple);
    return URT_HOOK_OK;
}

static void
pair_session_new(void *arg, struct urt_session *s)
{
    struct end *e = arg;

    urt_session_free(e->last);
    e->last = urt_session_up(s);
    if (urt_conn_is_server(e->conn) &&
        e->stored < sizeof e->store / sizeof *e->store)
        e->store[e->stored++] = urt_session_up(s);
}

static enum urt_hook
pair_session_find(void *arg, struct urt_bytes id, struct urt_session **out)
{
    struct end *e = arg;
    enum urt_hook h = pair_pause(e);

    if (h != URT_HOOK_OK)
        return h;
    for (size_t i = 0; i < e->stored; i++)
        if (urt_bytes_equal(id,
                            urt_bytes(e->store[i]->id, e->store[i]->id_len))) {
            *out = urt_session_up(e->store[i]);
            return URT_HOOK_OK;
        }
    return URT_HOOK_NONE;
}

static enum urt_hook
pair_ticket_seal(void *arg, struct urt_bytes der, struct urt_buf *out)
{
    return urt_ticket_seal(out, der, &pair_ticket_keys) == URT_OK
               ? URT_HOOK_OK
               : URT_HOOK_FAIL;
}

static enum urt_hook
pair_ticket_open(void *arg, struct urt_bytes ticket, struct urt_buf *der,
                 bool *renew)
{
    struct end *e = arg;

    *renew = e->stateless_renew;
    return urt_ticket_open(der, ticket, &pair_ticket_keys) == URT_OK
               ? URT_HOOK_OK
               : URT_HOOK_NONE;
}

static void
pair_keylog(void *arg, const char *label, struct urt_bytes random,
            struct urt_bytes secret)
{
    struct end *e = arg;

    if (e->keylog == NULL)
        return;
    fprintf(e->keylog, "%s ", label);
    for (size_t i = 0; i < random.len; i++)
        fprintf(e->keylog, "%02x", random.data[i]);
    fputc(' ', e->keylog);
    for (size_t i = 0; i < secret.len; i++)
        fprintf(e->keylog, "%02x", secret.data[i]);
    fputc('\n', e->keylog);
}

static void
pair_trace(void *arg, const struct urt_trace *t)
{
    struct end *e = arg;

    if (t->kind == URT_TRACE_ALERT && t->sent)
        e->alert = t->value & 0xff;
    if (!e->trace)
        return;
    if (t->kind == URT_TRACE_MESSAGE)
        fprintf(stderr, "%s %s v=%x ct=%d len=%zu first=%02x\n", e->name,
                t->sent ? "sent" : "recv", t->version, t->content_type,
                t->data.len, t->data.len > 0 ? t->data.data[0] : 0);
    else
        fprintf(stderr, "%s kind %d value %d\n", e->name, t->kind, t->value);
}

static enum urt_hook
pair_psk_client(void *arg, struct urt_bytes hint, struct urt_buf *identity,
                struct urt_buf *psk)
{
    struct end *e = arg;

    if (e->psk == NULL)
        return URT_HOOK_NONE;
    e->hint_len = hint.len;
    urt_put_text(identity, e->name);
    urt_put_text(psk, e->psk);
    return URT_HOOK_OK;
}

static enum urt_hook
pair_psk_server(void *arg, struct urt_bytes identity, struct urt_buf *psk)
{
    struct end *e = arg;

    if (e->psk == NULL ||
        !urt_bytes_equal(identity, URT_LITERAL("client")))
        return URT_HOOK_NONE;
    urt_put_text(psk, e->psk);
    return URT_HOOK_OK;
}

/* A field of at most 3072 bits: tests are many. */
static enum urt_hook
pair_dh(void *arg, unsigned bits, struct urt_key **out)
{
    struct end *e = arg;

    e->dh_bits = bits;
    if (e->dh != NULL) {
        *out = urt_key_up(e->dh);
        return URT_HOOK_OK;
    }
    return urt_key_new_dh_group(out, bits > 2048 ? &urt_group_ffdhe3072
                                                 : &urt_group_ffdhe2048) ==
                   URT_OK
               ? URT_HOOK_OK
               : URT_HOOK_FAIL;
}

static const struct urt_hooks pair_hooks = {
    .hello = pair_hello,
    .sni = pair_sni,
    .alpn = pair_alpn,
    .cert = pair_cert,
    .verify = pair_verify,
    .status = pair_status,
    .session_new = pair_session_new,
    .session_find = pair_session_find,
    .ticket_seal = pair_ticket_seal,
    .ticket_open = pair_ticket_open,
    .psk_client = pair_psk_client,
    .psk_server = pair_psk_server,
    .dh = pair_dh,
    .keylog = pair_keylog,
    .trace = pair_trace,
};

/* ---- ends ---- */

static PAIR_UNUSED struct urt_ids *
pair_suites(uint16_t min, uint16_t max)
{
    uint16_t id[256];
    size_t count, n = 0;
    const struct urt_suite *s = urt_suite_all(&count);

    for (size_t i = 0; i < count; i++)
        if (s[i].usable && s[i].min_version >= min &&
            s[i].max_version <= max && s[i].id != 0x1304 && s[i].id != 0x1305)
            id[n++] = s[i].id;
    return urt_ids_new(id, n);
}

/* A configuration with all suites; certificates are added by the test. */
static PAIR_UNUSED void
end_init(struct end *e, const char *name)
{
    memset(e, 0, sizeof *e);
    e->name = name;
    urt_config_init(&e->config, &pair_hooks);
    e->config.hook_arg = e;
    e->config.cache_server_sessions = true;
    e->config.suites13 = pair_suites(URT_TLS_1_3, URT_TLS_1_3);
    e->config.suites = pair_suites(URT_SSL_3_0, URT_TLS_1_2);
    e->trace = getenv("PAIR_TRACE") != NULL;
}

static PAIR_UNUSED void
end_credential(struct end *e, const char *name)
{
    struct urt_credential *c = pair_credential(name);
    enum urt_slot slot = urt_slot_of_key(c->key);

    urt_credential_free(e->config.slot[slot]);
    e->config.slot[slot] = c;
    e->config.current_slot = slot;
}

static PAIR_UNUSED void
end_free(struct end *e)
{
    urt_conn_free(e->conn);
    for (size_t i = 0; i < e->stored; i++)
        urt_session_free(e->store[i]);
    urt_session_free(e->last);
    urt_key_free(e->dh);
    urt_config_cleanup(&e->config);
}

/* ---- the pump ---- */

struct pump {
    size_t chunk;  /* at most so many bytes at once; 0: all */
    unsigned seed; /* random chunks up to CHUNK when not 0 */
    uint8_t wire[2][1 << 20]; /* to the server, to the client */
    size_t len[2];
    /* Looks at, or changes, what FROM sends; may be NULL. */
    void (*tamper)(struct pump *p, bool from_server, uint8_t *data,
                   size_t *len);
    void *arg;
    int flights;
};

static PAIR_UNUSED void
pump_out(struct pump *p, struct urt_conn *c)
{
    bool server = urt_conn_is_server(c);
    size_t *len = &p->len[server];
    struct urt_bytes out = urt_conn_out(c);
    size_t n = out.len;

    if (n == 0)
        return;
    if (*len + n > sizeof p->wire[0]) {
        fprintf(stderr, "pump: full\n");
        exit(99);
    }
    memcpy(p->wire[server] + *len, out.data, n);
    urt_conn_out_done(c, n);
    p->flights += urt_conn_out_take_flush(c);
    if (p->tamper != NULL)
        p->tamper(p, server, p->wire[server] + *len, &n);
    *len += n;
}

/* Feeds C one piece of what its peer sent; false when there was nothing or
 * it wants nothing. */
static PAIR_UNUSED bool
pump_in(struct pump *p, struct urt_conn *c)
{
    bool from = !urt_conn_is_server(c);
    size_t want, room, n;
    uint8_t *to;

    if (p->len[from] == 0)
        return false;
    to = urt_conn_in(c, &want, &room);
    if (to == NULL)
        return false;
    n = want < p->len[from] ? want : p->len[from];
    if (p->chunk > 0) {
        size_t most = p->chunk;

        if (p->seed != 0)
            most = 1 + (size_t)rand_r(&p->seed) % p->chunk;
        if (n > most)
            n = most;
    }
    memcpy(to, p->wire[from], n);
    memmove(p->wire[from], p->wire[from] + n, p->len[from] - n);
    p->len[from] -= n;
    urt_conn_in_add(c, n);
    return true;
}

/* One call of a connection's handshake with all that can be fed to it. */
static PAIR_UNUSED enum urt_err
pump_handshake(struct pump *p, struct urt_conn *c)
{
    enum urt_err err;

    for (;;) {
        err = urt_conn_handshake(c);
        pump_out(p, c);
        if (err != URT_E_NOT_READY)
            return err;
        if (urt_conn_wants(c) == URT_WANT_INPUT && !pump_in(p, c) &&
            urt_conn_in(c, &(size_t){0}, &(size_t){0}) != NULL)
            return err;
    }
}

/* Runs both to the end; the results are each side's. */
static PAIR_UNUSED void
pump_run(struct pump *p, struct urt_conn *client, struct urt_conn *server,
         enum urt_err *ce, enum urt_err *se)
{
    *ce = *se = URT_E_NOT_READY;
    for (int i = 0; i < 20; i++) {
        if (*ce == URT_E_NOT_READY)
            *ce = pump_handshake(p, client);
        if (*se == URT_E_NOT_READY)
            *se = pump_handshake(p, server);
        if (*ce != URT_E_NOT_READY && *se != URT_E_NOT_READY)
            return;
    }
}

/* Reads what there is; n 0 when nothing came. */
static PAIR_UNUSED enum urt_err
pump_read(struct pump *p, struct urt_conn *c, void *out, size_t cap, size_t *n)
{
    enum urt_err err;

    for (;;) {
        err = urt_conn_read(c, out, cap, n, false);
        pump_out(p, c);
        if (err != URT_E_NOT_READY)
            return err;
        if (urt_conn_wants(c) == URT_WANT_INPUT && !pump_in(p, c) &&
            urt_conn_in(c, &(size_t){0}, &(size_t){0}) != NULL)
            return err;
    }
}

static PAIR_UNUSED enum urt_err
pump_write(struct pump *p, struct urt_conn *c, const void *data, size_t len)
{
    size_t n;
    enum urt_err err;

    do {
        err = urt_conn_write(c, data, len, &n);
        pump_out(p, c);
        data = (const uint8_t *)data + n;
        len -= n;
    } while ((err == URT_OK && len > 0) ||
             (err == URT_E_NOT_READY &&
              urt_conn_wants(c) == URT_WANT_OUTPUT));
    return err;
}

#endif
