/* TLS 1.0 to 1.2 as programs see them: versions and security levels, every
 * kind of key exchange, clients' certificates, resumption, pre-shared keys,
 * Diffie-Hellman fields, renegotiation from both sides. A row is a client's
 * and a server's settings and the steps of one connection; what is printed
 * are the messages as they are sent, moments of the info callback, results
 * and error queues. */
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL "CipherString=ALL:COMPLEMENTOFALL:@SECLEVEL=0"

struct row {
    const char *client, *server, *steps;
};

static const struct row rows[] = {
    /* versions and levels */
    {"MinProtocol=TLSv1 MaxProtocol=TLSv1", "cert=rsa", ""},
    {"MaxProtocol=TLSv1.1 " ALL, "cert=rsa", ""},
    {"MaxProtocol=TLSv1.1", "cert=rsa " ALL, ""},
    {"MaxProtocol=TLSv1.1 CipherString=AES128-SHA", "cert=rsa " ALL, "data"},
    {"MaxProtocol=TLSv1 " ALL, "cert=rsa " ALL, "data stat resume data stat"},
    {"MaxProtocol=TLSv1.1 " ALL, "cert=rsa " ALL,
     "data stat resume data stat"},
    {"MaxProtocol=TLSv1.1 " ALL, "cert=ec " ALL, "data stat"},
    {"MaxProtocol=TLSv1.1 " ALL, "cert=ed " ALL, "data stat"},
    {"MaxProtocol=TLSv1 " ALL, "MinProtocol=TLSv1.2 cert=rsa", ""},
    {"MinProtocol=TLSv1.2", "MaxProtocol=TLSv1.1 cert=rsa " ALL, ""},
    {"MinProtocol=TLSv1.3", "MaxProtocol=TLSv1.2 cert=rsa", ""},
    {ALL, "MaxProtocol=TLSv1.1 cert=rsa " ALL, "data"},
    {"Protocol=-TLSv1.1 " ALL, "MaxProtocol=TLSv1 cert=rsa " ALL, "data"},
    {"mode=128 MaxProtocol=TLSv1.1 " ALL, "cert=rsa " ALL, ""},
    /* sessions */
    {"MaxProtocol=TLSv1 " ALL, "cert=rsa Options=-SessionTicket " ALL,
     "data stat resume data stat"},
    {"MaxProtocol=TLSv1.1 Options=-SessionTicket " ALL, "cert=rsa " ALL,
     "data resume data stat"},
    {"MaxProtocol=TLSv1.2 Options=-EncryptThenMac "
     "CipherString=AES128-SHA256", "cert=rsa", "data resume data"},
    {"MaxProtocol=TLSv1 " ALL,
     "cert=rsa Options=-EmptyFragments " ALL, "data"},
    /* key exchanges */
    {"MaxProtocol=TLSv1.2 CipherString=AES256-GCM-SHA384", "cert=rsa",
     "data stat resume data"},
    {"MaxProtocol=TLSv1.2 CipherString=AES128-SHA", "cert=ec", ""},
    {"MaxProtocol=TLSv1.2 CipherString=NULL-SHA256:@SECLEVEL=0",
     "cert=rsa " ALL, "data"},
    {"MaxProtocol=TLSv1.2 CipherString=DHE", "cert=rsa", ""},
    {"MaxProtocol=TLSv1.2 CipherString=DHE", "cert=rsa dhauto",
     "data stat resume data"},
    {"MaxProtocol=TLSv1.2 CipherString=DHE", "cert=rsa dhcb", "data stat"},
    {"MaxProtocol=TLSv1.2 CipherString=DHE", "cert=rsa dh", "data stat"},
    {"MaxProtocol=TLSv1.2 CipherString=DHE:@SECLEVEL=3", "cert=rsa dhauto",
     ""},
    {"MaxProtocol=TLSv1.2 CipherString=DHE-DSS-AES256-SHA:@SECLEVEL=0",
     "cert=dsa dhauto " ALL, "data stat resume data"},
    {"MaxProtocol=TLSv1 CipherString=DHE-DSS-AES256-SHA:@SECLEVEL=0",
     "cert=dsa dhauto " ALL, "data stat"},
    {"MaxProtocol=TLSv1.2 CipherString=ADH-AES128-SHA:@SECLEVEL=0",
     "dhauto " ALL, "data stat resume data"},
    {"MaxProtocol=TLSv1.2 CipherString=ADH-AES256-SHA:@SECLEVEL=0",
     "dhauto verify=3 " ALL, ""},
    {"MaxProtocol=TLSv1.2 CipherString=AECDH:@SECLEVEL=0", "verify=1 " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.2 CipherString=ADH", "dhauto " ALL, ""},
    /* pre-shared keys */
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "psk " ALL,
     "data stat resume data stat"},
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "psk hint " ALL,
     "data stat resume data stat"},
    {"MaxProtocol=TLSv1.2 psk CipherString=kRSAPSK",
     "psk hint cert=rsa verify=1 " ALL, "data stat"},
    {"MaxProtocol=TLSv1.2 psk CipherString=kDHEPSK", "psk hint dhauto " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.1 psk CipherString=kECDHEPSK:@SECLEVEL=0",
     "psk " ALL, "data stat"},
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "cert=rsa " ALL, ""},
    {"MaxProtocol=TLSv1.2 psk0 CipherString=kPSK", "psk " ALL, ""},
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "psk0 " ALL, ""},
    {"MaxProtocol=TLSv1.2 pskbig CipherString=kPSK", "psk " ALL, ""},
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "pskbig " ALL, ""},
    /* clients' certificates */
    {"MaxProtocol=TLSv1 cert=rsa " ALL, "cert=rsa verify=3 " ALL,
     "data stat resume data stat"},
    {"MaxProtocol=TLSv1.1 cert=ec " ALL, "cert=rsa verify=3 cas " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.1 cert=dsa " ALL, "cert=rsa verify=3 types " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.1 cert=ed " ALL, "cert=rsa verify=1 " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.1 " ALL, "cert=rsa verify=3 " ALL, ""},
    {"MaxProtocol=TLSv1.2 cert=dsa " ALL, "cert=rsa verify=3 cas " ALL,
     "data stat"},
    {"MaxProtocol=TLSv1.2 cert=ed", "cert=rsa verify=3 cas types", "data"},
    /* renegotiation */
    {"MaxProtocol=TLSv1.2", "cert=rsa", "creneg ch sr cr data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client", "creneg ch sr cr sr cr stat "
                                               "data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client",
     "cabbrev ch sr cr sr cr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa", "sreneg sh cr sr cr sr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa", "sabbrev sh cr sr cr sr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa fresh",
     "sreneg sh cr sr cr sr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa fresh",
     "sabbrev sh cr sr cr sr stat data"},
    {"MaxProtocol=TLSv1.2 cert=rsa", "cert=rsa client fresh verify=5",
     "stat creneg ch sr cr sr cr stat data"},
    {"MaxProtocol=TLSv1.2 cert=rsa", "cert=rsa client fresh verify=1",
     "stat creneg ch sr cr sr cr stat data"},
    {"MaxProtocol=TLSv1 " ALL, "cert=rsa client " ALL,
     "creneg ch sr cr sr cr stat data sreneg sh cr sr cr sr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client never", "sreneg creneg ch sr cr"},
    {"MaxProtocol=TLSv1.2 never", "cert=rsa", "creneg sreneg sh cr sr cr"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client", "creneg ch sw sr cr sr cr cr"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client", "creneg sw ch cr"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client", "creneg cw sr cr sr cr cw sr"},
    {"MaxProtocol=TLSv1.2", "cert=rsa", "sreneg sw cw cr sr cr sr cw sr"},
    {"MaxProtocol=TLSv1.2 psk CipherString=kPSK", "psk client " ALL,
     "creneg ch sr cr sr cr stat data"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client",
     "creneg sw cr cr sr cr sr cr stat"},
    {"MaxProtocol=TLSv1.2", "cert=rsa client",
     "creneg sreneg sh ch sr cr sr cr stat data"},
    {"", "cert=rsa client", "creneg sreneg"},
};

static SSL *ends[2]; /* client, server */
enum { CLIENT, SERVER };

static const char *
who(const SSL *s)
{
    return SSL_is_server(s) ? "S" : "C";
}

/* ---- callbacks ---- */

static void
message(int sent, int version, int type, const void *data, size_t len, SSL *s,
        void *arg)
{
    const unsigned char *p = data;

    if (!sent)
        return;
    if (type == SSL3_RT_HANDSHAKE)
        printf(" %s:%d", who(s), p[0]);
    else if (type == SSL3_RT_CHANGE_CIPHER_SPEC)
        printf(" %s:ccs", who(s));
    else if (type == SSL3_RT_ALERT)
        printf(" %s:alert(%x %d %d)", who(s), version, p[0], p[1]);
}

static void
info(const SSL *s, int where, int ret)
{
    if (where & SSL_CB_ALERT)
        printf(" <%s %s %s>", who(s), where & SSL_CB_READ ? "got" : "sent",
               SSL_alert_desc_string(ret));
    else
        printf(" <%s %x %d %s %d>", who(s), where, ret, SSL_state_string(s),
               SSL_in_init(s));
}

static unsigned int
psk_client(SSL *s, const char *hint, char *identity, unsigned int max,
           unsigned char *psk, unsigned int max_psk)
{
    printf(" [hint %s, %u, %u]", hint != NULL ? hint : "none", max, max_psk);
    strcpy(identity, "somebody");
    memset(psk, 7, 16);
    return 16;
}

static unsigned int
psk_server(SSL *s, const char *identity, unsigned char *psk,
           unsigned int max_psk)
{
    printf(" [identity %s, %u]", identity, max_psk);
    memset(psk, 7, 16);
    return 16;
}

static unsigned int
none_client(SSL *s, const char *hint, char *identity, unsigned int max,
            unsigned char *psk, unsigned int max_psk)
{
    return 0;
}

static unsigned int
none_server(SSL *s, const char *identity, unsigned char *psk,
            unsigned int max_psk)
{
    return 0;
}

static unsigned int
big_client(SSL *s, const char *hint, char *identity, unsigned int max,
           unsigned char *psk, unsigned int max_psk)
{
    strcpy(identity, "somebody");
    return max_psk + 1;
}

static unsigned int
big_server(SSL *s, const char *identity, unsigned char *psk,
           unsigned int max_psk)
{
    return max_psk + 1;
}

static DH *
new_dh(void)
{
    BIGNUM *g = BN_new();
    DH *dh = DH_new();

    BN_set_word(g, 2);
    DH_set0_pqg(dh, BN_get_rfc3526_prime_2048(NULL), NULL, g);
    return dh;
}

static DH *
dh_callback(SSL *s, int is_export, int bits)
{
    static DH *dh;

    printf(" [dh %d %d]", is_export, bits);
    if (dh == NULL)
        dh = new_dh();
    return dh;
}

static int
accept_any(X509_STORE_CTX *c, void *arg)
{
    return 1;
}

/* ---- settings ---- */

static void
set_psk(SSL_CTX *ctx, const char *how)
{
    int none = strcmp(how, "psk0") == 0, big = strcmp(how, "pskbig") == 0;

    SSL_CTX_set_psk_client_callback(ctx, none  ? none_client
                                         : big ? big_client
                                               : psk_client);
    SSL_CTX_set_psk_server_callback(ctx, none  ? none_server
                                         : big ? big_server
                                               : psk_server);
}

static void
set_hint(SSL_CTX *ctx, const char *how)
{
    SSL_CTX_use_psk_identity_hint(ctx, "a hint");
}

static void
set_dh(SSL_CTX *ctx, const char *how)
{
    DH *dh;

    if (strcmp(how, "dhauto") == 0) {
        SSL_CTX_set_dh_auto(ctx, 1);
    } else if (strcmp(how, "dhcb") == 0) {
        SSL_CTX_set_tmp_dh_callback(ctx, dh_callback);
    } else {
        dh = new_dh();
        printf(" [set %ld]", SSL_CTX_set_tmp_dh(ctx, dh));
        DH_free(dh);
    }
}

static void
set_option(SSL_CTX *ctx, const char *how)
{
    SSL_CTX_set_options(ctx, strcmp(how, "client") == 0
                                 ? SSL_OP_ALLOW_CLIENT_RENEGOTIATION
                             : strcmp(how, "never") == 0
                                 ? SSL_OP_NO_RENEGOTIATION
                                 : SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
}

static void
set_types(SSL_CTX *ctx, const char *how)
{
    static const unsigned char types[] = {TLS_CT_DSS_SIGN, TLS_CT_ECDSA_SIGN};

    SSL_CTX_set1_client_certificate_types(ctx, types, sizeof types);
}

static void
set_cas(SSL_CTX *ctx, const char *how)
{
    char file[600];

    snprintf(file, sizeof file, "%s/api-ca.pem", getenv("URT_DATA_DIR"));
    SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(file));
}

static const struct {
    const char *name;
    void (*set)(SSL_CTX *ctx, const char *how);
} words[] = {
    {"psk", set_psk},       {"psk0", set_psk},      {"pskbig", set_psk},
    {"hint", set_hint},     {"dh", set_dh},         {"dhauto", set_dh},
    {"dhcb", set_dh},       {"client", set_option}, {"never", set_option},
    {"fresh", set_option},  {"types", set_types},   {"cas", set_cas},
};

static void
set_certificate(SSL_CTX *ctx, const char *name)
{
    char file[600];

    snprintf(file, sizeof file, "%s/api-%s-chain.pem", getenv("URT_DATA_DIR"),
             name);
    SSL_CTX_use_certificate_chain_file(ctx, file);
    snprintf(file, sizeof file, "%s/api-%s-key.pem", getenv("URT_DATA_DIR"),
             name);
    SSL_CTX_use_PrivateKey_file(ctx, file, SSL_FILETYPE_PEM);
}

static void
set_word(SSL_CTX *ctx, SSL_CONF_CTX *conf, char *word)
{
    char *value = strchr(word, '=');

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, word) == 0)
            words[i].set(ctx, word);
    if (value == NULL)
        return;
    *value++ = '\0';
    if (strcmp(word, "cert") == 0)
        set_certificate(ctx, value);
    else if (strcmp(word, "verify") == 0)
        SSL_CTX_set_verify(ctx, atoi(value), NULL);
    else if (strcmp(word, "mode") == 0)
        SSL_CTX_set_mode(ctx, atoi(value));
    else if (SSL_CONF_cmd(conf, word, value) <= 0)
        printf(" [%s refused]", word);
}

static SSL_CTX *
new_ctx(const char *settings, int server)
{
    SSL_CTX *ctx =
        SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    char *copy = strdup(settings), *word, *save;

    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT |
                                     SSL_CONF_FLAG_SERVER);
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    for (word = strtok_r(copy, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save))
        set_word(ctx, conf, word);
    SSL_CONF_CTX_finish(conf);
    SSL_CONF_CTX_free(conf);
    free(copy);
    SSL_CTX_set_cert_verify_callback(ctx, accept_any, NULL);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"x", 1);
    SSL_CTX_set_msg_callback(ctx, message);
    SSL_CTX_set_info_callback(ctx, info);
    return ctx;
}

/* ---- steps ---- */

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" {%s}", ERR_reason_error_string(e));
}

static void
result(const char *what, SSL *s, int r)
{
    printf(" %s %d error %d init %d pending %d %s", what, r,
           SSL_get_error(s, r), SSL_in_init(s), SSL_renegotiate_pending(s),
           SSL_state_string(s));
    queue();
    printf("\n");
}

static void
read_some(SSL *s)
{
    char buf[100];
    int r = SSL_read(s, buf, sizeof buf);

    result(SSL_is_server(s) ? "sr" : "cr", s, r);
}

static void
write_some(SSL *s)
{
    int r = SSL_write(s, "some data", 9);

    result(SSL_is_server(s) ? "sw" : "cw", s, r);
}

static void
shake(SSL *s)
{
    int r = SSL_do_handshake(s);

    result(SSL_is_server(s) ? "sh" : "ch", s, r);
}

static void
exchange(void)
{
    for (int i = 0; i < 2; i++) {
        write_some(ends[i]);
        read_some(ends[1 - i]);
    }
}

static void
show_keys(SSL *s)
{
    EVP_PKEY *key = NULL;
    int nid = 0;

    if (SSL_get_peer_tmp_key(s, &key))
        printf(" temporary %s %d", EVP_PKEY_get0_type_name(key),
               EVP_PKEY_get_bits(key));
    EVP_PKEY_free(key);
    if (SSL_get_peer_signature_nid(s, &nid))
        printf(" hash %d", nid);
    if (SSL_get_peer_signature_type_nid(s, &nid))
        printf(" signature %d", nid);
    if (SSL_get_signature_nid(s, &nid))
        printf(" own hash %d", nid);
}

static void
show(SSL *s)
{
    X509 *peer = SSL_get1_peer_certificate(s);
    SSL_SESSION *sess = SSL_get_session(s);
    const unsigned char *types = NULL;
    const char *identity = SSL_get_psk_identity(s);
    const char *hint = SSL_get_psk_identity_hint(s);
    unsigned int len = 0;
    long n;

    if (sess != NULL)
        SSL_SESSION_get_id(sess, &len);
    printf("  %s %s %s reused %d peer %d verify %ld id %u ticket %d", who(s),
           SSL_get_version(s), SSL_get_cipher(s), SSL_session_reused(s),
           peer != NULL, SSL_get_verify_result(s), len,
           sess != NULL && SSL_SESSION_has_ticket(sess));
    printf(" group %ld ems %d ri %ld again %ld %ld",
           SSL_get_negotiated_group(s), SSL_get_extms_support(s) == 1,
           SSL_get_secure_renegotiation_support(s), SSL_num_renegotiations(s),
           SSL_total_renegotiations(s));
    printf(" psk %s %s names %d types", identity != NULL ? identity : "-",
           hint != NULL ? hint : "-",
           sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    n = SSL_get0_certificate_types(s, &types);
    for (long i = 0; i < n; i++)
        printf(" %d", types[i]);
    show_keys(s);
    printf("\n");
    X509_free(peer);
}

static void
show_counts(SSL *s)
{
    SSL_CTX *ctx = SSL_get_SSL_CTX(s);

    printf("  %s counts %ld %ld %ld, %ld %ld %ld, %ld %ld\n", who(s),
           SSL_CTX_sess_connect(ctx), SSL_CTX_sess_connect_good(ctx),
           SSL_CTX_sess_connect_renegotiate(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx),
           SSL_CTX_sess_accept_renegotiate(ctx), SSL_CTX_sess_hits(ctx),
           SSL_CTX_sess_number(ctx));
}

static void
renegotiate(SSL *s, int abbreviated)
{
    int r = abbreviated ? SSL_renegotiate_abbreviated(s) : SSL_renegotiate(s);

    printf(" renegotiate %s %d pending %d", who(s), r,
           SSL_renegotiate_pending(s));
    queue();
    printf("\n");
}

static void
connect_ends(SSL_CTX *const ctx[2], SSL_SESSION *sess)
{
    int done[2] = {0, 0};
    BIO *bio[2];

    BIO_new_bio_pair(&bio[0], 1 << 17, &bio[1], 1 << 17);
    for (int i = 0; i < 2; i++) {
        ends[i] = SSL_new(ctx[i]);
        SSL_set_bio(ends[i], bio[i], bio[i]);
    }
    SSL_set_connect_state(ends[CLIENT]);
    SSL_set_accept_state(ends[SERVER]);
    if (sess != NULL)
        SSL_set_session(ends[CLIENT], sess);
    for (int round = 0; round < 6; round++)
        for (int i = 0; i < 2; i++) {
            int r = done[i] ? 1 : SSL_do_handshake(ends[i]);

            if (r == 1 && !done[i])
                done[i] = 1;
            if (r != 1 && SSL_get_error(ends[i], r) != SSL_ERROR_WANT_READ) {
                printf(" %s fails %d", who(ends[i]), SSL_get_error(ends[i], r));
                queue();
                done[i] = 1;
            }
            ERR_clear_error();
        }
    printf("\n");
    for (int i = 0; i < 2; i++)
        printf("  %s %s %s\n", who(ends[i]), SSL_get_version(ends[i]),
               SSL_get_cipher(ends[i]));
}

static void
free_ends(void)
{
    SSL_free(ends[CLIENT]);
    SSL_free(ends[SERVER]);
}

/* Steps of one letter and a call are about the client (c) or server (s). */
static void
step(const char *word)
{
    static const struct {
        const char *name;
        void (*run)(SSL *s);
    } calls[] = {{"h", shake}, {"r", read_some}, {"w", write_some}};
    SSL *s = ends[word[0] == 's' ? SERVER : CLIENT];

    if (strcmp(word, "data") == 0) {
        exchange();
    } else if (strcmp(word, "stat") == 0) {
        show(ends[CLIENT]);
        show(ends[SERVER]);
        show_counts(ends[CLIENT]);
        show_counts(ends[SERVER]);
    } else if (strcmp(word + 1, "reneg") == 0) {
        renegotiate(s, 0);
    } else if (strcmp(word + 1, "abbrev") == 0) {
        renegotiate(s, 1);
    }
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(word + 1, calls[i].name) == 0)
            calls[i].run(s);
}

static void
run(const struct row *row)
{
    char *copy = strdup(row->steps), *word, *save;
    SSL_CTX *ctx[2];

    printf("%s / %s / %s\n", row->client, row->server, row->steps);
    ctx[CLIENT] = new_ctx(row->client, 0);
    ctx[SERVER] = new_ctx(row->server, 1);
    ERR_clear_error();
    connect_ends(ctx, NULL);
    for (word = strtok_r(copy, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        if (strcmp(word, "resume") == 0) {
            SSL_SESSION *sess = SSL_get1_session(ends[CLIENT]);

            SSL_shutdown(ends[CLIENT]);
            SSL_shutdown(ends[SERVER]);
            free_ends();
            connect_ends(ctx, sess);
            SSL_SESSION_free(sess);
        } else {
            step(word);
        }
    }
    free_ends();
    free(copy);
    SSL_CTX_free(ctx[CLIENT]);
    SSL_CTX_free(ctx[SERVER]);
}

/* ---- hellos made by hand ---- */

#define ZEROS "00000000000000000000000000000000"
/* Record and hello version; suites, and what follows the compression, with
 * the lengths of a hello that has one suite and no extensions. */
#define HELLO(record, version)                                             \
    "16" record "002d" "01000029" version ZEROS ZEROS "00" "0002002f" "0100"
#define HELLO_V2(version, spec)                                            \
    "802c" "01" version "000300000020" spec ZEROS ZEROS

static const char *const hellos[] = {
    HELLO("0301", "0200"),
    HELLO("0300", "0300"),
    HELLO("0301", "0301"),
    HELLO("0301", "0302"),
    HELLO("0301", "0303"),
    HELLO("0303", "0304"),
    HELLO("03ff", "0400"),
    HELLO("0200", "0303"),
    /* no suite; a fallback; a renegotiation_info that isn't empty */
    "16030100" "2b01000027" "0303" ZEROS ZEROS "00" "0000" "0100",
    "16030100" "2f0100002b" "0301" ZEROS ZEROS "00" "0004002f5600" "0100",
    "16030100" "351600" "0000",
    "16030100" "3501000031" "0301" ZEROS ZEROS "00" "0002002f" "0100"
    "0006" "ff01" "0002" "0100",
    /* records that are none of ours */
    "15030100020228",
    "15030300020250",
    "170303000100",
    "140303000101",
    /* SSL 2.0's format */
    HELLO_V2("0002", "00002f"),
    HELLO_V2("0300", "00002f"),
    HELLO_V2("0301", "00002f"),
    HELLO_V2("0302", "0000ff"),
    HELLO_V2("0303", "010080"),
    HELLO_V2("0304", "00002f"),
    "8009010301000000000000",
    "800b0103010000000000200102",
    "8008010301000000000000",
};

static void
feed(const char *hex, const char *settings)
{
    SSL_CTX *ctx = new_ctx(settings, 1);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    SSL *s = SSL_new(ctx);
    unsigned char bytes[200];
    char *sent;
    size_t n = 0;
    int r;

    for (; hex[2 * n] != '\0' && n < sizeof bytes; n++)
        bytes[n] = (unsigned char)strtoul(
            (char[]){hex[2 * n], hex[2 * n + 1], '\0'}, NULL, 16);
    BIO_write(in, bytes, (int)n);
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(s, in, out);
    SSL_set_accept_state(s);
    r = SSL_do_handshake(s);
    printf("\n  %s %d %d", SSL_get_version(s), r, SSL_get_error(s, r));
    queue();
    n = (size_t)BIO_get_mem_data(out, &sent);
    for (size_t i = 0; i < n && i < 7; i++)
        printf("%s%02x", i == 0 ? " sent " : "", (unsigned char)sent[i]);
    printf("\n");
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void
feed_hellos(void)
{
    static const char *const settings[] = {
        "cert=rsa " ALL, "cert=rsa MinProtocol=TLSv1.2",
        "cert=rsa MinProtocol=TLSv1.3", "cert=rsa MaxProtocol=TLSv1.1 " ALL};

    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
        for (size_t i = 0; i < sizeof hellos / sizeof *hellos; i++) {
            printf("%.24s on %s\n", hellos[i], settings[k]);
            feed(hellos[i], settings[k]);
        }
}

int
main(void)
{
    if (getenv("URT_DATA_DIR") == NULL)
        setenv("URT_DATA_DIR", ".", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
    feed_hellos();
    return 0;
}
