/* SSL_CONF: settings by name and value, for command lines and configuration
 * files. One table of switches, one of commands. */
#include "facade/libssl/ssl_local.h"

#include <stdlib.h>

#include "engine/base/text.h"

struct ssl_conf_ctx_st {
    unsigned int flags;
    char *prefix;
    SSL_CTX *ctx;
    SSL *ssl;
    /* Certificates whose key file is still to come, by slot. */
    char *cert_file[URT_SLOT_COUNT];
    STACK_OF(X509_NAME) * ca_names;
};

enum {
    BOTH = SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER,
    CLIENT = SSL_CONF_FLAG_CLIENT,
    SERVER = SSL_CONF_FLAG_SERVER,
    CERT = SSL_CONF_FLAG_CERTIFICATE,
};

/* A bit with a name. INVERTED ones clear it. */
struct bit {
    const char *name;
    unsigned flags;
    uint64_t bit;
    bool inverted;
    bool cert_flag; /* of the certificate flags, not the options */
};

/* "-no_tls1_3" and the like: no value. */
static const struct bit switches[] = {
    {"no_ssl3", BOTH, SSL_OP_NO_SSLv3},
    {"no_tls1", BOTH, SSL_OP_NO_TLSv1},
    {"no_tls1_1", BOTH, SSL_OP_NO_TLSv1_1},
    {"no_tls1_2", BOTH, SSL_OP_NO_TLSv1_2},
    {"no_tls1_3", BOTH, SSL_OP_NO_TLSv1_3},
    {"bugs", BOTH, SSL_OP_ALL},
    {"no_comp", BOTH, SSL_OP_NO_COMPRESSION},
    {"comp", BOTH, SSL_OP_NO_COMPRESSION, true},
    {"ecdh_single", SERVER, SSL_OP_SINGLE_ECDH_USE},
    {"no_ticket", BOTH, SSL_OP_NO_TICKET},
    {"serverpref", SERVER, SSL_OP_CIPHER_SERVER_PREFERENCE},
    {"legacy_renegotiation", BOTH, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
    {"client_renegotiation", SERVER, SSL_OP_ALLOW_CLIENT_RENEGOTIATION},
    {"legacy_server_connect", CLIENT, SSL_OP_LEGACY_SERVER_CONNECT},
    {"no_legacy_server_connect", CLIENT, SSL_OP_LEGACY_SERVER_CONNECT, true},
    {"no_renegotiation", BOTH, SSL_OP_NO_RENEGOTIATION},
    {"no_resumption_on_reneg", SERVER,
     SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION},
    {"allow_no_dhe_kex", BOTH, SSL_OP_ALLOW_NO_DHE_KEX},
    {"prioritize_chacha", SERVER, SSL_OP_PRIORITIZE_CHACHA},
    {"strict", BOTH, SSL_CERT_FLAG_TLS_STRICT, false, true},
    {"no_middlebox", BOTH, SSL_OP_ENABLE_MIDDLEBOX_COMPAT, true},
    {"anti_replay", SERVER, SSL_OP_NO_ANTI_REPLAY, true},
    {"no_anti_replay", SERVER, SSL_OP_NO_ANTI_REPLAY},
    {"no_etm", BOTH, SSL_OP_NO_ENCRYPT_THEN_MAC},
};

/* The values of Options. */
static const struct bit options[] = {
    {"SessionTicket", BOTH, SSL_OP_NO_TICKET, true},
    {"EmptyFragments", BOTH, SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, true},
    {"Bugs", BOTH, SSL_OP_ALL},
    {"Compression", BOTH, SSL_OP_NO_COMPRESSION, true},
    {"ServerPreference", SERVER, SSL_OP_CIPHER_SERVER_PREFERENCE},
    {"NoResumptionOnRenegotiation", SERVER,
     SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION},
    {"DHSingle", SERVER, SSL_OP_SINGLE_DH_USE},
    {"ECDHSingle", SERVER, SSL_OP_SINGLE_ECDH_USE},
    {"UnsafeLegacyRenegotiation", BOTH,
     SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
    {"UnsafeLegacyServerConnect", CLIENT, SSL_OP_LEGACY_SERVER_CONNECT},
    {"ClientRenegotiation", SERVER, SSL_OP_ALLOW_CLIENT_RENEGOTIATION},
    {"EncryptThenMac", BOTH, SSL_OP_NO_ENCRYPT_THEN_MAC, true},
    {"NoRenegotiation", BOTH, SSL_OP_NO_RENEGOTIATION},
    {"AllowNoDHEKEX", BOTH, SSL_OP_ALLOW_NO_DHE_KEX},
    {"PrioritizeChaCha", BOTH, SSL_OP_PRIORITIZE_CHACHA},
    {"MiddleboxCompat", BOTH, SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
    {"AntiReplay", BOTH, SSL_OP_NO_ANTI_REPLAY, true},
    {"ExtendedMasterSecret", BOTH, SSL_OP_NO_EXTENDED_MASTER_SECRET, true},
    {"CANames", BOTH, SSL_OP_DISABLE_TLSEXT_CA_NAMES, true},
    {"KTLS", BOTH, SSL_OP_ENABLE_KTLS},
};

/* The values of Protocol. */
static const struct bit protocols[] = {
    {"ALL", BOTH, SSL_OP_NO_SSL_MASK, true},
    {"SSLv2", BOTH, 0, true},
    {"SSLv3", BOTH, SSL_OP_NO_SSLv3, true},
    {"TLSv1", BOTH, SSL_OP_NO_TLSv1, true},
    {"TLSv1.1", BOTH, SSL_OP_NO_TLSv1_1, true},
    {"TLSv1.2", BOTH, SSL_OP_NO_TLSv1_2, true},
    {"TLSv1.3", BOTH, SSL_OP_NO_TLSv1_3, true},
    {"DTLSv1", BOTH, SSL_OP_NO_DTLSv1, true},
    {"DTLSv1.2", BOTH, SSL_OP_NO_DTLSv1_2, true},
};

/* The values of VerifyMode: bits of SSL_VERIFY_... */
static const struct {
    const char *name;
    unsigned flags;
    int mode;
} verify_modes[] = {
    {"Peer", CLIENT, SSL_VERIFY_PEER},
    {"Request", SERVER, SSL_VERIFY_PEER},
    {"Require", SERVER, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT},
    {"Once", SERVER, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE},
    {"RequestPostHandshake", SERVER,
     SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE},
    {"RequirePostHandshake", SERVER,
     SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE |
         SSL_VERIFY_FAIL_IF_NO_PEER_CERT},
};

static const struct {
    const char *name;
    int version;
} versions[] = {
    {"None", 0},
    {"SSLv3", SSL3_VERSION},
    {"TLSv1", TLS1_VERSION},
    {"TLSv1.1", TLS1_1_VERSION},
    {"TLSv1.2", TLS1_2_VERSION},
    {"TLSv1.3", TLS1_3_VERSION},
    {"DTLSv1", DTLS1_VERSION},
    {"DTLSv1.2", DTLS1_2_VERSION},
};

static void
set_bit(SSL_CONF_CTX *c, const struct bit *b, bool on)
{
    on = on != b->inverted;
    if (b->cert_flag && c->ctx != NULL)
        SSL_CTX_set_cert_flags(c->ctx, (long)b->bit);
    else if (b->cert_flag && c->ssl != NULL)
        SSL_set_cert_flags(c->ssl, (long)b->bit);
    else if (c->ctx != NULL)
        (void)(on ? SSL_CTX_set_options(c->ctx, b->bit)
                  : SSL_CTX_clear_options(c->ctx, b->bit));
    else if (c->ssl != NULL)
        (void)(on ? SSL_set_options(c->ssl, b->bit)
                  : SSL_clear_options(c->ssl, b->bit));
}

/* Calls FN for each word between commas; "+" and "-" before it say on, off.
 */
static int
each_word(SSL_CONF_CTX *c, const char *text,
          bool (*fn)(SSL_CONF_CTX *c, const char *word, bool on))
{
    for (;;) {
        size_t len;
        char word[64];
        bool on = true;

        while (urt_ascii_is_space(*text))
            text++;
        len = strcspn(text, ",");
        while (len > 0 && urt_ascii_is_space(text[len - 1]))
            len--;
        if (len > 0 && (*text == '+' || *text == '-')) {
            on = *text == '+';
            text++;
            len--;
        }
        if (len == 0 || len >= sizeof word)
            return 0;
        memcpy(word, text, len);
        word[len] = '\0';
        if (!fn(c, word, on))
            return 0;
        text += strcspn(text, ",");
        if (*text == '\0')
            return 1;
        text++;
    }
}

static bool
one_of(SSL_CONF_CTX *c, const struct bit *table, size_t n, const char *word,
       bool on)
{
    for (size_t i = 0; i < n; i++)
        if (urt_text_equal_nocase(table[i].name, word) &&
            (table[i].flags & c->flags & BOTH) != 0) {
            set_bit(c, &table[i], on);
            return true;
        }
    return false;
}

static bool
one_option(SSL_CONF_CTX *c, const char *word, bool on)
{
    return one_of(c, options, sizeof options / sizeof *options, word, on);
}

static bool
one_protocol(SSL_CONF_CTX *c, const char *word, bool on)
{
    return one_of(c, protocols, sizeof protocols / sizeof *protocols, word, on);
}

static bool
one_verify_mode(SSL_CONF_CTX *c, const char *word, bool on)
{
    for (size_t i = 0; i < sizeof verify_modes / sizeof *verify_modes; i++) {
        struct fac_settings *set = c->ctx != NULL   ? &c->ctx->set
                                   : c->ssl != NULL ? &c->ssl->set
                                                    : NULL;
        int mode = verify_modes[i].mode;

        if (!urt_text_equal_nocase(verify_modes[i].name, word) ||
            (verify_modes[i].flags & c->flags & BOTH) == 0)
            continue;
        if (set == NULL)
            return true;
        mode = on ? set->verify_mode | mode : set->verify_mode & ~mode;
        set->verify_mode = mode;
        if (c->ctx != NULL)
            c->ctx->config.verify_mode = mode;
        else
            c->ssl->config.verify_mode = mode;
        return true;
    }
    return false;
}

/* ---- commands ---- */

static int
cmd_options(SSL_CONF_CTX *c, const char *value)
{
    return each_word(c, value, one_option);
}

static int
cmd_protocol(SSL_CONF_CTX *c, const char *value)
{
    return each_word(c, value, one_protocol);
}

static int
cmd_verify_mode(SSL_CONF_CTX *c, const char *value)
{
    return each_word(c, value, one_verify_mode);
}

static int
cmd_cipher(SSL_CONF_CTX *c, const char *value)
{
    if (c->ctx != NULL)
        return SSL_CTX_set_cipher_list(c->ctx, value);
    return c->ssl == NULL || SSL_set_cipher_list(c->ssl, value);
}

static int
cmd_ciphersuites(SSL_CONF_CTX *c, const char *value)
{
    if (c->ctx != NULL)
        return SSL_CTX_set_ciphersuites(c->ctx, value);
    return c->ssl == NULL || SSL_set_ciphersuites(c->ssl, value);
}

static int
cmd_groups(SSL_CONF_CTX *c, const char *value)
{
    if (c->ssl != NULL)
        return (int)SSL_set1_groups_list(c->ssl, value);
    return c->ctx == NULL || SSL_CTX_set1_groups_list(c->ctx, value);
}

/* One curve; "auto" asks for what is the default anyway. */
static int
cmd_ecdh(SSL_CONF_CTX *c, const char *value)
{
    if ((c->flags & SSL_CONF_FLAG_FILE) != 0 &&
        (urt_text_equal_nocase(value, "+automatic") ||
         urt_text_equal_nocase(value, "automatic")))
        return 1;
    if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0 && strcmp(value, "auto") == 0)
        return 1;
    if (strchr(value, ':') != NULL)
        return 0;
    return cmd_groups(c, value);
}

static int
cmd_sigalgs(SSL_CONF_CTX *c, const char *value)
{
    if (c->ssl != NULL)
        return (int)SSL_set1_sigalgs_list(c->ssl, value);
    return (int)SSL_CTX_set1_sigalgs_list(c->ctx, value);
}

static int
cmd_client_sigalgs(SSL_CONF_CTX *c, const char *value)
{
    if (c->ssl != NULL)
        return (int)SSL_set1_client_sigalgs_list(c->ssl, value);
    return (int)SSL_CTX_set1_client_sigalgs_list(c->ctx, value);
}

static int
version_number(const char *value)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (strcmp(versions[i].name, value) == 0)
            return versions[i].version;
    return -1;
}

static int
cmd_min_protocol(SSL_CONF_CTX *c, const char *value)
{
    int v = version_number(value);

    if (v < 0)
        return 0;
    if (c->ctx != NULL)
        return (int)SSL_CTX_set_min_proto_version(c->ctx, v);
    return c->ssl == NULL || SSL_set_min_proto_version(c->ssl, v);
}

static int
cmd_max_protocol(SSL_CONF_CTX *c, const char *value)
{
    int v = version_number(value);

    if (v < 0)
        return 0;
    if (c->ctx != NULL)
        return (int)SSL_CTX_set_max_proto_version(c->ctx, v);
    return c->ssl == NULL || SSL_set_max_proto_version(c->ssl, v);
}

/* The file is kept: without a PrivateKey its key is looked for in it. */
static int
cmd_certificate(SSL_CONF_CTX *c, const char *value)
{
    int slot, r = 1;

    if (c->ctx != NULL)
        r = SSL_CTX_use_certificate_chain_file(c->ctx, value);
    else if (c->ssl != NULL)
        r = SSL_use_certificate_chain_file(c->ssl, value);
    if (r > 0 && (c->flags & SSL_CONF_FLAG_REQUIRE_PRIVATE) != 0) {
        slot = c->ctx != NULL   ? c->ctx->set.current
               : c->ssl != NULL ? c->ssl->set.current
                                : -1;
        if (slot >= 0) {
            urt_free(c->cert_file[slot]);
            c->cert_file[slot] = urt_strdup(value);
            r = c->cert_file[slot] != NULL;
        }
    }
    return r > 0;
}

static int
cmd_private_key(SSL_CONF_CTX *c, const char *value)
{
    if ((c->flags & CERT) == 0)
        return -2;
    if (c->ctx != NULL)
        return SSL_CTX_use_PrivateKey_file(c->ctx, value, SSL_FILETYPE_PEM);
    return c->ssl == NULL ||
           SSL_use_PrivateKey_file(c->ssl, value, SSL_FILETYPE_PEM);
}

static int
load_store(SSL_CONF_CTX *c, bool verify, const char *file, const char *dir)
{
    struct fac_settings *set = c->ctx != NULL   ? &c->ctx->set
                               : c->ssl != NULL ? &c->ssl->set
                                                : NULL;
    X509_STORE **at;

    if (set == NULL)
        return 1;
    at = verify ? &set->verify_store : &set->chain_store;
    if (*at == NULL)
        *at = X509_STORE_new();
    if (*at == NULL)
        return 0;
    if (file != NULL && !X509_STORE_load_file(*at, file))
        return 0;
    return dir == NULL || X509_STORE_load_path(*at, dir);
}

static int
cmd_chain_path(SSL_CONF_CTX *c, const char *value)
{
    return load_store(c, false, NULL, value);
}

static int
cmd_chain_file(SSL_CONF_CTX *c, const char *value)
{
    return load_store(c, false, value, NULL);
}

static int
cmd_verify_path(SSL_CONF_CTX *c, const char *value)
{
    return load_store(c, true, NULL, value);
}

static int
cmd_verify_file(SSL_CONF_CTX *c, const char *value)
{
    return load_store(c, true, value, NULL);
}

static int
cmd_ca_file(SSL_CONF_CTX *c, const char *value)
{
    if (c->ca_names == NULL)
        c->ca_names = sk_X509_NAME_new_null();
    return c->ca_names != NULL &&
           SSL_add_file_cert_subjects_to_stack(c->ca_names, value);
}

static int
cmd_ca_path(SSL_CONF_CTX *c, const char *value)
{
    if (c->ca_names == NULL)
        c->ca_names = sk_X509_NAME_new_null();
    return c->ca_names != NULL &&
           SSL_add_dir_cert_subjects_to_stack(c->ca_names, value);
}

static int
cmd_num_tickets(SSL_CONF_CTX *c, const char *value)
{
    int n = atoi(value);

    if (n < 0)
        return 0;
    if (c->ctx != NULL)
        return SSL_CTX_set_num_tickets(c->ctx, (size_t)n);
    return c->ssl == NULL || SSL_set_num_tickets(c->ssl, (size_t)n);
}

static const struct command {
    int (*fn)(SSL_CONF_CTX *c, const char *value);
    const char *file, *line; /* names; NULL where there is none */
    unsigned flags;
    int type;
} commands[] = {
    {cmd_sigalgs, "SignatureAlgorithms", "sigalgs", 0, SSL_CONF_TYPE_STRING},
    {cmd_client_sigalgs, "ClientSignatureAlgorithms", "client_sigalgs", 0,
     SSL_CONF_TYPE_STRING},
    {cmd_groups, "Curves", "curves", 0, SSL_CONF_TYPE_STRING},
    {cmd_groups, "Groups", "groups", 0, SSL_CONF_TYPE_STRING},
    {cmd_ecdh, "ECDHParameters", "named_curve", SERVER, SSL_CONF_TYPE_STRING},
    {cmd_cipher, "CipherString", "cipher", 0, SSL_CONF_TYPE_STRING},
    {cmd_ciphersuites, "Ciphersuites", "ciphersuites", 0, SSL_CONF_TYPE_STRING},
    {cmd_protocol, "Protocol", NULL, 0, SSL_CONF_TYPE_STRING},
    {cmd_min_protocol, "MinProtocol", "min_protocol", 0, SSL_CONF_TYPE_STRING},
    {cmd_max_protocol, "MaxProtocol", "max_protocol", 0, SSL_CONF_TYPE_STRING},
    {cmd_options, "Options", NULL, 0, SSL_CONF_TYPE_STRING},
    {cmd_verify_mode, "VerifyMode", NULL, 0, SSL_CONF_TYPE_STRING},
    {cmd_certificate, "Certificate", "cert", CERT, SSL_CONF_TYPE_FILE},
    {cmd_private_key, "PrivateKey", "key", CERT, SSL_CONF_TYPE_FILE},
    {cmd_chain_path, "ChainCAPath", "chainCApath", CERT, SSL_CONF_TYPE_DIR},
    {cmd_chain_file, "ChainCAFile", "chainCAfile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_verify_path, "VerifyCAPath", "verifyCApath", CERT, SSL_CONF_TYPE_DIR},
    {cmd_verify_file, "VerifyCAFile", "verifyCAfile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_ca_file, "RequestCAFile", "requestCAFile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_ca_file, "ClientCAFile", NULL, SERVER | CERT, SSL_CONF_TYPE_FILE},
    {cmd_ca_path, "RequestCAPath", NULL, CERT, SSL_CONF_TYPE_DIR},
    {cmd_ca_path, "ClientCAPath", NULL, SERVER | CERT, SSL_CONF_TYPE_DIR},
    {cmd_num_tickets, "NumTickets", "num_tickets", SERVER,
     SSL_CONF_TYPE_STRING},
};

/* ---- look-up ---- */

static bool
is_allowed(const SSL_CONF_CTX *c, unsigned flags)
{
    unsigned side = flags & BOTH;

    if (side != 0 && (side & c->flags) == 0)
        return false;
    return (flags & CERT) == 0 || (c->flags & CERT) != 0;
}

/* Takes the prefix off; NULL when it isn't there. */
static const char *
skip_prefix(const SSL_CONF_CTX *c, const char *cmd)
{
    if (cmd == NULL)
        return NULL;
    if (c->prefix != NULL) {
        size_t len = strlen(c->prefix);

        if (strlen(cmd) <= len)
            return NULL;
        for (size_t i = 0; i < len; i++)
            if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0
                    ? cmd[i] != c->prefix[i]
                    : urt_ascii_lower(cmd[i]) != urt_ascii_lower(c->prefix[i]))
                return NULL;
        return cmd + len;
    }
    if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0)
        return cmd[0] == '-' && cmd[1] != '\0' ? cmd + 1 : NULL;
    return cmd;
}

static const struct command *
find_command(const SSL_CONF_CTX *c, const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *m = &commands[i];

        if (!is_allowed(c, m->flags))
            continue;
        if ((c->flags & SSL_CONF_FLAG_CMDLINE) != 0 && m->line != NULL &&
            strcmp(m->line, name) == 0)
            return m;
        if ((c->flags & SSL_CONF_FLAG_FILE) != 0 && m->file != NULL &&
            urt_text_equal_nocase(m->file, name))
            return m;
    }
    return NULL;
}

static const struct bit *
find_switch(const SSL_CONF_CTX *c, const char *name)
{
    if ((c->flags & SSL_CONF_FLAG_CMDLINE) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (is_allowed(c, switches[i].flags) &&
            strcmp(switches[i].name, name) == 0)
            return &switches[i];
    return NULL;
}

static int
unknown(const SSL_CONF_CTX *c, const char *name)
{
    if ((c->flags & SSL_CONF_FLAG_SHOW_ERRORS) != 0)
        ERR_raise_data(ERR_LIB_SSL, SSL_R_UNKNOWN_CMD_NAME, "cmd=%s", name);
    return -2;
}

int
SSL_CONF_cmd(SSL_CONF_CTX *c, const char *cmd, const char *value)
{
    const char *name;
    const struct command *m;
    const struct bit *b;
    int r;

    if (cmd == NULL) {
        ERR_raise(ERR_LIB_SSL, SSL_R_INVALID_NULL_CMD_NAME);
        return 0;
    }
    name = skip_prefix(c, cmd);
    if (name == NULL)
        return unknown(c, cmd);
    b = find_switch(c, name);
    if (b != NULL) {
        set_bit(c, b, true);
        return 1;
    }
    m = find_command(c, name);
    if (m == NULL)
        return unknown(c, name);
    r = value != NULL ? m->fn(c, value) : -3;
    if (r > 0)
        return 2;
    if (r == -2)
        return -2;
    if ((c->flags & SSL_CONF_FLAG_SHOW_ERRORS) != 0)
        ERR_raise_data(ERR_LIB_SSL, SSL_R_BAD_VALUE, "cmd=%s, value=%s", name,
                       value != NULL ? value : "<EMPTY>");
    return r == -3 ? -3 : 0;
}

int
SSL_CONF_cmd_argv(SSL_CONF_CTX *c, int *pargc, char ***pargv)
{
    const char *arg, *next;
    int r;

    if (pargc != NULL && *pargc == 0)
        return 0;
    if (pargc == NULL || *pargc > 0) {
        arg = **pargv;
        if (arg == NULL)
            return 0;
        next = pargc == NULL || *pargc > 1 ? (*pargv)[1] : NULL;
        c->flags &= ~(unsigned)SSL_CONF_FLAG_FILE;
        c->flags |= SSL_CONF_FLAG_CMDLINE;
        r = SSL_CONF_cmd(c, arg, next);
        if (r > 0) {
            *pargv += r;
            if (pargc != NULL)
                *pargc -= r;
            return r;
        }
        if (r == -2)
            return 0;
        return r == 0 ? -1 : r;
    }
    return 0;
}

int
SSL_CONF_cmd_value_type(SSL_CONF_CTX *c, const char *cmd)
{
    const char *name = skip_prefix(c, cmd);
    const struct command *m;

    if (name == NULL)
        return SSL_CONF_TYPE_UNKNOWN;
    if (find_switch(c, name) != NULL)
        return SSL_CONF_TYPE_NONE;
    m = find_command(c, name);
    return m != NULL ? m->type : SSL_CONF_TYPE_UNKNOWN;
}

/* ---- life ---- */

SSL_CONF_CTX *
SSL_CONF_CTX_new(void)
{
    return urt_zalloc(sizeof(SSL_CONF_CTX));
}

/* Keys that are required and didn't come are looked for beside their
 * certificates; collected CA names take effect. */
int
SSL_CONF_CTX_finish(SSL_CONF_CTX *c)
{
    for (int i = 0; i < URT_SLOT_COUNT; i++) {
        struct fac_settings *set = c->ctx != NULL   ? &c->ctx->set
                                   : c->ssl != NULL ? &c->ssl->set
                                                    : NULL;

        if (set == NULL || c->cert_file[i] == NULL || set->slot[i].pkey != NULL)
            continue;
        if (cmd_private_key(c, c->cert_file[i]) <= 0)
            return 0;
    }
    if (c->ca_names != NULL) {
        if (c->ssl != NULL)
            SSL_set0_CA_list(c->ssl, c->ca_names);
        else if (c->ctx != NULL)
            SSL_CTX_set0_CA_list(c->ctx, c->ca_names);
        else
            sk_X509_NAME_pop_free(c->ca_names, X509_NAME_free);
        c->ca_names = NULL;
    }
    return 1;
}

void
SSL_CONF_CTX_free(SSL_CONF_CTX *c)
{
    if (c == NULL)
        return;
    for (int i = 0; i < URT_SLOT_COUNT; i++)
        urt_free(c->cert_file[i]);
    sk_X509_NAME_pop_free(c->ca_names, X509_NAME_free);
    urt_free(c->prefix);
    urt_free(c);
}

unsigned int
SSL_CONF_CTX_set_flags(SSL_CONF_CTX *c, unsigned int flags)
{
    c->flags |= flags;
    return c->flags;
}

unsigned int
SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *c, unsigned int flags)
{
    c->flags &= ~flags;
    return c->flags;
}

int
SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *c, const char *prefix)
{
    char *copy = urt_strdup(prefix);

    if (prefix != NULL && copy == NULL)
        return 0;
    urt_free(c->prefix);
    c->prefix = copy;
    return 1;
}

void
SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *c, SSL *ssl)
{
    c->ssl = ssl;
    c->ctx = NULL;
}

void
SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *c, SSL_CTX *ctx)
{
    c->ctx = ctx;
    c->ssl = NULL;
}
