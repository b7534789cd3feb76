/* SSL_CONF: commands by name and value, and what they return. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const commands[][2] = {
    {"CipherString", "ECDHE+AESGCM"}, {"CipherString", "nope"},
    {"Ciphersuites", "TLS_AES_128_GCM_SHA256"}, {"Ciphersuites", "nope"},
    {"MinProtocol", "TLSv1.2"}, {"MinProtocol", "nope"},
    {"MaxProtocol", "TLSv1.3"}, {"MaxProtocol", "None"},
    {"Protocol", "-ALL,TLSv1.2"}, {"Protocol", "ALL, -SSLv3"},
    {"Protocol", "nope"}, {"Options", "-SessionTicket"},
    {"Options", "ServerPreference,PrioritizeChaCha"}, {"Options", "nope"},
    {"options", "Bugs"}, {"VerifyMode", "Peer"}, {"VerifyMode", "Require"},
    {"VerifyMode", "nope"}, {"Groups", "P-256:X25519"}, {"Groups", "nope"},
    {"Curves", "P-384"}, {"SignatureAlgorithms", "RSA+SHA256"},
    {"SignatureAlgorithms", "nope"},
    {"ClientSignatureAlgorithms", "ECDSA+SHA256"},
    {"ECDHParameters", "P-256"}, {"NumTickets", "3"}, {"NumTickets", "-1"},
    {"Certificate", "/nonexistent"}, {"PrivateKey", "/nonexistent"},
    {"VerifyCAFile", "/nonexistent"}, {"Nope", "x"}, {"Nope", NULL},
    {"MinProtocol", NULL}, {"-cipher", "AES128-SHA"}, {"-no_tls1_3", NULL},
    {"-no_ticket", NULL}, {"-serverpref", NULL}, {"-nope", NULL},
    {"cipher", "AES128-SHA"}, {"-groups", "X25519"}, {"-strict", NULL},
    {"-min_protocol", "TLSv1.1"}, {"", ""}, {"-", NULL},
    /* Of the test data. */
    {"DHParameters", "@keys/dhparam-2048.pem"},
    {"DHParameters", "@keys/dhparam-512.pem"},
    {"DHParameters", "@api-ec-key.pem"}, {"DHParameters", NULL},
    {"-dhparam", "@keys/dhparam-2048.pem"},
};

static const unsigned flag_sets[] = {
    SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CERTIFICATE |
        SSL_CONF_FLAG_SHOW_ERRORS,
    SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT,
    SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER |
        SSL_CONF_FLAG_SHOW_ERRORS,
};

static void
queue(void)
{
    const char *data;
    int flags;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  %d:%d %s [%s]\n", ERR_GET_LIB(e), ERR_GET_REASON(e),
               ERR_SYSTEM_ERROR(e) ? "system" : ERR_reason_error_string(e),
               flags & ERR_TXT_STRING ? data : "");
}

int
main(void)
{
    for (size_t f = 0; f < sizeof flag_sets / sizeof *flag_sets; f++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL_CONF_CTX *c = SSL_CONF_CTX_new();

        printf("flags %x\n", SSL_CONF_CTX_set_flags(c, flag_sets[f]));
        SSL_CONF_CTX_set_ssl_ctx(c, ctx);
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
            const char *name = commands[i][0], *value = commands[i][1];
            char path[4096];

            if (value != NULL && value[0] == '@') {
                snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"),
                         value + 1);
                value = path;
            }
            printf("%s %s: type %d", name, value != NULL ? value : "NULL",
                   SSL_CONF_cmd_value_type(c, name));
            printf(" result %d", SSL_CONF_cmd(c, name, value));
            printf(" options %llx verify %d min %lx max %lx tickets %zu\n",
                   (unsigned long long)SSL_CTX_get_options(ctx),
                   SSL_CTX_get_verify_mode(ctx),
                   SSL_CTX_get_min_proto_version(ctx),
                   SSL_CTX_get_max_proto_version(ctx),
                   SSL_CTX_get_num_tickets(ctx));
            queue();
        }
        printf("finish %d\n", SSL_CONF_CTX_finish(c));
        SSL_CONF_CTX_free(c);
        SSL_CTX_free(ctx);
    }
    return 0;
}
