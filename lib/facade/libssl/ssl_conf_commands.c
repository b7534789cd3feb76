/* What SSL_CONF can set: a table of switches, one of commands, and a function
 * a command. */
#include "facade/libssl/ssl_conf_local.h"

#include <stdlib.h>

#include <openssl/dh.h>
#include <openssl/pem.h>

#include "engine/base/text.h"

enum {
    BOTH = SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER,
    CLIENT = SSL_CONF_FLAG_CLIENT,
    SERVER = SSL_CONF_FLAG_SERVER,
    CERT = SSL_CONF_FLAG_CERTIFICATE,
};

/* "-no_tls1_3" and the like: no value. */
const struct fac_conf_bit fac_conf_switches[] = {
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

const size_t fac_conf_switch_count =
    sizeof fac_conf_switches / sizeof *fac_conf_switches;

/* The values of Options. */
static const struct fac_conf_bit options[] = {
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
static const struct fac_conf_bit protocols[] = {
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

void
fac_conf_set_bit(SSL_CONF_CTX *c, const struct fac_conf_bit *b, bool on)
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
one_of(SSL_CONF_CTX *c, const struct fac_conf_bit *table, size_t n,
       const char *word, bool on)
{
    for (size_t i = 0; i < n; i++)
        if (urt_text_equal_nocase(table[i].name, word) &&
            (table[i].flags & c->flags & BOTH) != 0) {
            fac_conf_set_bit(c, &table[i], on);
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

int
fac_conf_private_key(SSL_CONF_CTX *c, const char *value)
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

/* Parameters of Diffie-Hellman. */
static int
cmd_dh_params(SSL_CONF_CTX *c, const char *value)
{
    EVP_PKEY *pkey = NULL;
    BIO *in;
    DH *dh;
    int ok;

    if (c->ctx == NULL && c->ssl == NULL)
        return 1;
    in = BIO_new_file(value, "r");
    if (in == NULL)
        return 0;
    dh = PEM_read_bio_DHparams(in, NULL, NULL, NULL);
    BIO_free(in);
    if (dh == NULL) {
        /* OpenSSL's decoder tells it twice. */
        ERR_clear_error();
        for (int i = 0; i < 2; i++)
            ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                           "No supported data to decode. Input type: PEM");
        return 0;
    }
    pkey = EVP_PKEY_new();
    ok = pkey != NULL && EVP_PKEY_set1_DH(pkey, dh) &&
         (c->ctx != NULL ? SSL_CTX_set0_tmp_dh_pkey(c->ctx, pkey)
                         : SSL_set0_tmp_dh_pkey(c->ssl, pkey));
    if (!ok)
        EVP_PKEY_free(pkey);
    DH_free(dh);
    return ok;
}

const struct fac_conf_command fac_conf_commands[] = {
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
    {fac_conf_private_key, "PrivateKey", "key", CERT, SSL_CONF_TYPE_FILE},
    {cmd_chain_path, "ChainCAPath", "chainCApath", CERT, SSL_CONF_TYPE_DIR},
    {cmd_chain_file, "ChainCAFile", "chainCAfile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_verify_path, "VerifyCAPath", "verifyCApath", CERT, SSL_CONF_TYPE_DIR},
    {cmd_verify_file, "VerifyCAFile", "verifyCAfile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_dh_params, "DHParameters", "dhparam", SERVER | CERT,
     SSL_CONF_TYPE_FILE},
    {cmd_ca_file, "RequestCAFile", "requestCAFile", CERT, SSL_CONF_TYPE_FILE},
    {cmd_ca_file, "ClientCAFile", NULL, SERVER | CERT, SSL_CONF_TYPE_FILE},
    {cmd_ca_path, "RequestCAPath", NULL, CERT, SSL_CONF_TYPE_DIR},
    {cmd_ca_path, "ClientCAPath", NULL, SERVER | CERT, SSL_CONF_TYPE_DIR},
    {cmd_num_tickets, "NumTickets", "num_tickets", SERVER,
     SSL_CONF_TYPE_STRING},
};

const size_t fac_conf_command_count =
    sizeof fac_conf_commands / sizeof *fac_conf_commands;
