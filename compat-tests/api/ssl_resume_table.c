/* Every form of resumption in every situation: whether both sides resume, what
 * the client gets to keep, which callbacks are asked, what the statistics say.
 * A node of a fleet is a server context: one that shares what its form shares
 * (ticket keys, a cache outside, a key of both), or nothing. */
#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include "loopback.h"

/* ---- a cache outside of every process ---- */

enum { KEPT = 8, DER_MAX = 4096 };

static struct {
    unsigned char id[32], der[DER_MAX];
    unsigned int id_len;
    int len;
} kept[KEPT];
static int kept_count, asked, stored, removed;

static int
store(SSL *s, SSL_SESSION *session)
{
    unsigned char *p = kept[kept_count % KEPT].der;
    const unsigned char *id;
    unsigned int len;

    id = SSL_SESSION_get_id(session, &len);
    memcpy(kept[kept_count % KEPT].id, id, len);
    kept[kept_count % KEPT].id_len = len;
    kept[kept_count % KEPT].len = i2d_SSL_SESSION(session, &p);
    kept_count++;
    stored++;
    return 0;
}

static SSL_SESSION *
fetch(SSL *s, const unsigned char *id, int len, int *copy)
{
    asked++;
    *copy = 0;
    for (int i = 0; i < KEPT; i++) {
        const unsigned char *p = kept[i].der;

        if ((int)kept[i].id_len == len && memcmp(kept[i].id, id, len) == 0)
            return d2i_SSL_SESSION(NULL, &p, kept[i].len);
    }
    return NULL;
}

static void
removal(SSL_CTX *ctx, SSL_SESSION *session)
{
    removed++;
}

/* ---- ticket keys ---- */

static int generation, sealed, opened;

static void
key_of(int number, unsigned char *out)
{
    memset(out, 'a' + number, 80);
}

/* Keys are numbered; the last two open tickets, the older with a renewal. */
static int
choose_key(unsigned char *name, int enc, unsigned char *key)
{
    int number = generation, age;

    if (!enc)
        number = name[0] - 'a';
    age = generation - number;
    if (!enc && memcmp(name, "bcdefghijklmnopq", 1) < 0)
        return 0;
    if (age < 0 || age > 1)
        return 0;
    key_of(number, key);
    if (enc)
        memcpy(name, key, 16);
    *(enc ? &sealed : &opened) += 1;
    return age == 0 ? 1 : 2;
}

static int
hmac_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *c,
        HMAC_CTX *h, int enc)
{
    unsigned char key[80];
    int r = choose_key(name, enc, key);

    if (r == 0)
        return 0;
    if (enc)
        memset(iv, 'i', 16);
    EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, key + 48, iv, enc);
    HMAC_Init_ex(h, key + 16, 32, EVP_sha256(), NULL);
    return r;
}

static int
evp_cb(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *c,
       EVP_MAC_CTX *m, int enc)
{
    unsigned char key[80];
    int r = choose_key(name, enc, key);
    OSSL_PARAM p[3];

    if (r == 0)
        return 0;
    if (enc)
        memset(iv, 'i', 16);
    p[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key + 16, 32);
    p[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "sha256", 0);
    p[2] = OSSL_PARAM_construct_end();
    EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, key + 48, iv, enc);
    EVP_MAC_CTX_set_params(m, p);
    return r;
}

/* ---- external keys ---- */

static unsigned int
psk_client(SSL *s, const char *hint, char *id, unsigned int max_id,
           unsigned char *psk, unsigned int max)
{
    strcpy(id, "somebody");
    memset(psk, 'k', 32);
    return 32;
}

static unsigned int
psk_server(SSL *s, const char *id, unsigned char *psk, unsigned int max)
{
    memset(psk, 'k', 32);
    return strcmp(id, "somebody") == 0 ? 32 : 0;
}

static SSL_SESSION *
psk_session(SSL *s)
{
    static const unsigned char cipher[] = {0x13, 1};
    SSL_SESSION *x = SSL_SESSION_new();
    unsigned char key[32];

    memset(key, 'k', sizeof key);
    SSL_SESSION_set1_master_key(x, key, sizeof key);
    SSL_SESSION_set_cipher(x, SSL_CIPHER_find(s, cipher));
    SSL_SESSION_set_protocol_version(x, TLS1_3_VERSION);
    return x;
}

static int
psk_use(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *len,
        SSL_SESSION **out)
{
    *id = (const unsigned char *)"somebody";
    *len = 8;
    *out = psk_session(s);
    return 1;
}

static int
psk_find(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **out)
{
    *out = len == 8 && memcmp(id, "somebody", 8) == 0 ? psk_session(s) : NULL;
    return 1;
}

/* ---- forms ---- */

enum how {
    ID, ID_OUTSIDE, TICKET, TICKET_KEYS, TICKET_HMAC, TICKET_EVP, PSK_KE,
    PSK_OLD, PSK_NEW
};

static const struct form {
    const char *name;
    int version;
    enum how how;
} forms[] = {
    {"1.2 ID", TLS1_2_VERSION, ID},
    {"1.2 ID, cache outside", TLS1_2_VERSION, ID_OUTSIDE},
    {"1.2 ticket", TLS1_2_VERSION, TICKET},
    {"1.2 ticket, keys set", TLS1_2_VERSION, TICKET_KEYS},
    {"1.2 ticket, HMAC callback", TLS1_2_VERSION, TICKET_HMAC},
    {"1.2 ticket, EVP callback", TLS1_2_VERSION, TICKET_EVP},
    {"1.3 stateful", TLS1_3_VERSION, ID},
    {"1.3 stateful, cache outside", TLS1_3_VERSION, ID_OUTSIDE},
    {"1.3 ticket", TLS1_3_VERSION, TICKET},
    {"1.3 ticket, keys set", TLS1_3_VERSION, TICKET_KEYS},
    {"1.3 ticket, HMAC callback", TLS1_3_VERSION, TICKET_HMAC},
    {"1.3 ticket, EVP callback", TLS1_3_VERSION, TICKET_EVP},
    {"1.3 ticket, psk_ke allowed", TLS1_3_VERSION, PSK_KE},
    {"1.2 external key", TLS1_2_VERSION, PSK_OLD},
    {"1.3 external key", TLS1_3_VERSION, PSK_NEW},
};

enum { FORMS = sizeof forms / sizeof *forms };

static int
choose(SSL *s, const unsigned char **out, unsigned char *out_len,
       const unsigned char *in, unsigned int len, void *arg)
{
    *out = in + 1;
    *out_len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int
any_name(SSL *s, int *alert, void *arg)
{
    return SSL_TLSEXT_ERR_OK;
}

static int
let_in(int ok, X509_STORE_CTX *ctx)
{
    return 1;
}

/* One node's context. */
static SSL_CTX *
node(const struct form *f)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    unsigned char keys[80];

    SSL_CTX_use_certificate_chain_file(ctx, data_file("rsa-chain"));
    SSL_CTX_use_PrivateKey_file(ctx, data_file("rsa-key"), SSL_FILETYPE_PEM);
    SSL_CTX_set_max_proto_version(ctx, f->version);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"fleet", 5);
    SSL_CTX_set_alpn_select_cb(ctx, choose, NULL);
    SSL_CTX_set_tlsext_servername_callback(ctx, any_name);
    SSL_CTX_load_verify_locations(ctx, data_file("ca"), NULL);
    if (f->how == ID || f->how == ID_OUTSIDE)
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    if (f->how == ID_OUTSIDE) {
        SSL_CTX_set_session_cache_mode(
            ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, store);
        SSL_CTX_sess_set_get_cb(ctx, fetch);
        SSL_CTX_sess_set_remove_cb(ctx, removal);
    }
    key_of(generation, keys);
    if (f->how == TICKET_KEYS)
        SSL_CTX_set_tlsext_ticket_keys(ctx, keys, sizeof keys);
    if (f->how == TICKET_HMAC)
        SSL_CTX_set_tlsext_ticket_key_cb(ctx, hmac_cb);
    if (f->how == TICKET_EVP)
        SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, evp_cb);
    if (f->how == PSK_KE)
        SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    if (f->how == PSK_OLD) {
        SSL_CTX_set_cipher_list(ctx, "PSK-AES128-GCM-SHA256");
        SSL_CTX_set_psk_server_callback(ctx, psk_server);
    }
    if (f->how == PSK_NEW)
        SSL_CTX_set_psk_find_session_callback(ctx, psk_find);
    return ctx;
}

static int given; /* sessions that the client was given */

static int
count_given(SSL *s, SSL_SESSION *session)
{
    given++;
    return 0;
}

static SSL_CTX *
client_of(const struct form *f)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    SSL_CTX_load_verify_locations(ctx, data_file("ca"), NULL);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT |
                                            SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, count_given);
    if (f->how == PSK_KE)
        SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    if (f->how == PSK_OLD) {
        SSL_CTX_set_cipher_list(ctx, "PSK-AES128-GCM-SHA256");
        SSL_CTX_set_psk_client_callback(ctx, psk_client);
    }
    if (f->how == PSK_NEW) {
        SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_psk_use_session_callback(ctx, psk_use);
    }
    return ctx;
}

/* ---- situations ---- */

enum what {
    SAME, OTHER_NODE, STRANGER, EXPIRED, ROTATED, ROTATED_TWICE, OTHER_CONTEXT,
    OTHER_NAME, OTHER_PROTOCOL, OTHER_CERT, NO_CERT, CORRUPTED, TRUNCATED,
    OTHER_ID, OTHER_VERSION, OTHER_CIPHER, SAVED, NOT_KEPT, FULL_CACHE, WHATS
};

static const char *const whats[WHATS] = {
    "the same node", "another node of the fleet", "a node that shares nothing",
    "expired", "the key before", "a key that is gone", "another id context",
    "another name", "another protocol", "another client certificate",
    "no client certificate now", "a changed ticket", "a cut ticket",
    "another id", "another version", "another cipher", "saved and read again",
    "a cache that is off", "a cache of one",
};

static int
needs_cert(enum what w)
{
    return w == OTHER_CERT || w == NO_CERT;
}

/* A length of DER at P; its size. */
static size_t
der_length(const unsigned char *p, size_t *len)
{
    if (p[0] < 0x80) {
        *len = p[0];
        return 1;
    }
    *len = p[0] == 0x81 ? p[1] : (size_t)p[1] << 8 | p[2];
    return p[0] == 0x81 ? 2 : 3;
}

static size_t
head_size(size_t len)
{
    return len < 0x80 ? 2 : len < 0x100 ? 3 : 4;
}

static unsigned char *
put_head(unsigned char *p, int tag, size_t len)
{
    *p++ = (unsigned char)tag;
    if (len >= 0x80)
        *p++ = len < 0x100 ? 0x81 : 0x82;
    if (len >= 0x100)
        *p++ = (unsigned char)(len >> 8);
    *p++ = (unsigned char)len;
    return p;
}

/* The session with a ticket of half its length. */
static SSL_SESSION *
cut_ticket(SSL_SESSION *s)
{
    static unsigned char der[DER_MAX], out[DER_MAX + 16], body[DER_MAX];
    unsigned char *p = der, *to = body;
    const unsigned char *in = der;
    size_t len, all, n, inner;

    len = (size_t)i2d_SSL_SESSION(s, &p);
    in += 1 + der_length(der + 1, &all);
    for (; in < der + len; in += n) {
        size_t head = der_length(in + 1, &n);

        if (in[0] == 0xaa) {
            size_t skip = der_length(in + 1 + head + 1, &inner);
            const unsigned char *ticket = in + 1 + head + 1 + skip;

            to = put_head(to, 0xaa, inner / 2 + head_size(inner / 2));
            to = put_head(to, 0x04, inner / 2);
            memcpy(to, ticket, inner / 2);
            to += inner / 2;
        } else {
            memcpy(to, in, 1 + head + n);
            to += 1 + head + n;
        }
        n += 1 + head;
    }
    p = put_head(out, 0x30, (size_t)(to - body));
    memcpy(p, body, (size_t)(to - body));
    in = out;
    SSL_SESSION_free(s);
    return d2i_SSL_SESSION(NULL, &in, (long)(p - out) + (long)(to - body));
}

static void
connect_to(struct pair *p, SSL_CTX *ctx, enum what w, int second)
{
    static const char *const certs[] = {"client-chain", "client-key",
                                        "rsa-chain", "rsa-key"};
    int other = second && w == OTHER_CERT;

    p->sctx = ctx;
    pair_connect(p);
    SSL_set_tlsext_host_name(
        p->c, second && w == OTHER_NAME ? "two.test" : "one.test");
    SSL_set_alpn_protos(
        p->c,
        (const unsigned char *)(second && w == OTHER_PROTOCOL ? "\3two"
                                                              : "\3one"),
        4);
    if (needs_cert(w)) {
        SSL_set_verify(p->s, SSL_VERIFY_PEER, let_in);
        if (!(second && w == NO_CERT)) {
            SSL_use_certificate_chain_file(p->c,
                                           data_file(certs[other ? 2 : 0]));
            SSL_use_PrivateKey_file(p->c, data_file(certs[other ? 3 : 1]),
                                    SSL_FILETYPE_PEM);
        }
    }
    if (second && w == OTHER_CONTEXT)
        SSL_set_session_id_context(p->s, (const unsigned char *)"other", 5);
    if (second && w == OTHER_VERSION) {
        int v = SSL_CTX_get_max_proto_version(ctx) == TLS1_3_VERSION
                    ? TLS1_2_VERSION
                    : TLS1_3_VERSION;

        SSL_set_max_proto_version(p->s, v);
    }
    if (second && w == OTHER_CIPHER) {
        SSL_set_cipher_list(p->s, "ECDHE-RSA-AES128-SHA256");
        SSL_set_ciphersuites(p->s, "TLS_CHACHA20_POLY1305_SHA256");
    }
}

/* A handshake and the client's session of it. */
static SSL_SESSION *
go(struct pair *p, SSL_SESSION *resume, int tell)
{
    SSL_SESSION *session;
    const unsigned char *alpn;
    unsigned int alpn_len;
    X509 *peer;
    char c;
    int done;

    given = asked = stored = removed = sealed = opened = 0;
    if (resume != NULL)
        SSL_set_session(p->c, resume);
    done = pair_shake(p, 0);
    SSL_read(p->c, &c, 1);
    if (tell) {
        SSL_get0_alpn_selected(p->s, &alpn, &alpn_len);
        peer = SSL_get1_peer_certificate(p->s);
        printf("%s, resumed %d %d, %s %s, %.*s, client's certificate %d, given "
               "%d, asked %d stored %d removed %d sealed %d opened %d\n",
               done ? "done" : "failed", SSL_session_reused(p->c),
               SSL_session_reused(p->s), SSL_get_version(p->c),
               done ? SSL_get_cipher(p->c) : "", (int)alpn_len,
               alpn != NULL ? (const char *)alpn : "", peer != NULL, given,
               asked, stored, removed, sealed, opened);
        X509_free(peer);
        if (!done) {
            queue("either");
        }
    }
    ERR_clear_error();
    session = SSL_get1_session(p->c);
    SSL_set_shutdown(p->c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p->s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    pair_close(p);
    return session;
}

static void
statistics(SSL_CTX *ctx)
{
    printf("    good %ld hits %ld misses %ld timeouts %ld outside %ld full "
           "%ld; held %ld\n",
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_hits(ctx),
           SSL_CTX_sess_misses(ctx), SSL_CTX_sess_timeouts(ctx),
           SSL_CTX_sess_cb_hits(ctx), SSL_CTX_sess_cache_full(ctx),
           SSL_CTX_sess_number(ctx));
}

static SSL_SESSION *
bend(SSL_SESSION *s, enum what w)
{
    unsigned char *der = NULL;
    const unsigned char *p, *ticket;
    size_t len;
    int n;

    switch (w) {
    case CORRUPTED:
        SSL_SESSION_get0_ticket(s, &ticket, &len);
        if (len > 0)
            ((unsigned char *)(size_t)ticket)[len / 2] ^= 1;
        return s;
    case TRUNCATED:
        return SSL_SESSION_has_ticket(s) ? cut_ticket(s) : s;
    case OTHER_ID:
        SSL_SESSION_set1_id(s, (const unsigned char *)"nobody's identifier",
                            19);
        return s;
    case SAVED:
        n = i2d_SSL_SESSION(s, &der);
        p = der;
        SSL_SESSION_free(s);
        s = d2i_SSL_SESSION(NULL, &p, n);
        OPENSSL_free(der);
        return s;
    default:
        return s;
    }
}

/* Up to TLS 1.2 OpenSSL resumes a session for another name than its own, which
 * RFC 6066, 3 forbids, and with a cipher that the server uses no more. There a
 * full handshake is as good. A ticket that doesn't fit keeps it from looking
 * at an external key offered behind. */
static int
differs(const struct form *f, enum what w)
{
    if (f->version < TLS1_3_VERSION)
        return w == OTHER_NAME || w == OTHER_CIPHER;
    return f->how == PSK_NEW && w == OTHER_CONTEXT;
}

static void
situation(const struct form *f, enum what w)
{
    struct pair p = {.cctx = client_of(f)};
    SSL_CTX *first, *next;
    SSL_SESSION *session;

    generation = 1;
    memset(kept, 0, sizeof kept);
    first = node(f);
    if (w == NOT_KEPT)
        SSL_CTX_set_session_cache_mode(first, SSL_SESS_CACHE_OFF);
    if (w == FULL_CACHE)
        SSL_CTX_sess_set_cache_size(first, 1);
    connect_to(&p, first, w, 0);
    session = go(&p, NULL, 0);
    if (w == FULL_CACHE) {
        SSL_SESSION_free(session);
        connect_to(&p, first, w, 0);
        session = go(&p, NULL, 0);
    }
    next = first;
    if (w == STRANGER) {
        generation = 5;
        memset(kept, 0, sizeof kept);
    }
    if (w == ROTATED)
        generation++;
    if (w == ROTATED_TWICE)
        generation += 2;
    if (w == OTHER_NODE || w == STRANGER ||
        ((w == ROTATED || w == ROTATED_TWICE) && f->how == TICKET_KEYS))
        next = node(f);
    session = bend(session, w);
    printf("  %s: ", whats[w]);
    connect_to(&p, next, w, 1);
    SSL_SESSION_free(go(&p, session, 1));
    statistics(next);
    SSL_SESSION_free(session);
    if (next != first)
        SSL_CTX_free(next);
    SSL_CTX_free(first);
    SSL_CTX_free(p.cctx);
}

/* All of them wait at once. */
static void
expired(void)
{
    SSL_CTX *ctx[FORMS];
    SSL_SESSION *session[FORMS];
    struct pair p = {0};

    for (int i = 0; i < FORMS; i++) {
        generation = 1;
        ctx[i] = node(&forms[i]);
        SSL_CTX_set_timeout(ctx[i], 1);
        p.cctx = client_of(&forms[i]);
        connect_to(&p, ctx[i], EXPIRED, 0);
        session[i] = go(&p, NULL, 0);
        SSL_SESSION_set_timeout(session[i], 100);
        SSL_CTX_free(p.cctx);
    }
    sleep(3);
    for (int i = 0; i < FORMS; i++) {
        printf("%s, expired: ", forms[i].name);
        p.cctx = client_of(&forms[i]);
        connect_to(&p, ctx[i], EXPIRED, 1);
        SSL_SESSION_free(go(&p, session[i], 1));
        statistics(ctx[i]);
        SSL_SESSION_free(session[i]);
        SSL_CTX_free(p.cctx);
        SSL_CTX_free(ctx[i]);
    }
}

int
main(void)
{
    for (int i = 0; i < FORMS; i++) {
        printf("%s\n", forms[i].name);
        for (int w = 0; w < WHATS; w++)
            if (w != EXPIRED && !differs(&forms[i], (enum what)w))
                situation(&forms[i], (enum what)w);
    }
    expired();
    return 0;
}
