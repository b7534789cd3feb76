/* What libcrypto exports and refuses, called as a program does where the
 * feature is absent: return values and error queue. Here: ENGINE, when no
 * engine of the name in question exists. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/conf.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdio.h>

static void
answer(const char *name, long got)
{
    unsigned long e;

    printf("%s %ld", name, got);
    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

#define CALL(f, ...) answer(#f, (long)f(__VA_ARGS__))

/* Before any engine was loaded lists are empty. */
static void
lists(void)
{
    CALL(ENGINE_get_first);
    CALL(ENGINE_get_last);
    CALL(ENGINE_get_next, NULL);
    CALL(ENGINE_get_prev, NULL);
    CALL(ENGINE_get_cipher_engine, NID_aes_128_cbc);
    CALL(ENGINE_get_digest_engine, NID_sha256);
    CALL(ENGINE_get_default_RSA);
    CALL(ENGINE_get_default_EC);
    CALL(ENGINE_get_default_DH);
    CALL(ENGINE_get_default_RAND);
}

static void
handles(void)
{
    CALL(ENGINE_by_id, NULL);
    CALL(ENGINE_init, NULL);
    CALL(ENGINE_finish, NULL);
    CALL(ENGINE_free, NULL);
    CALL(ENGINE_up_ref, NULL);
    CALL(ENGINE_ctrl, NULL, ENGINE_CTRL_HAS_CTRL_FUNCTION, 0, NULL, NULL);
    CALL(ENGINE_ctrl_cmd, NULL, "SO_PATH", 0, NULL, NULL, 0);
    CALL(ENGINE_ctrl_cmd, NULL, "SO_PATH", 0, NULL, NULL, 1);
    CALL(ENGINE_ctrl_cmd_string, NULL, "SO_PATH", "x", 0);
    CALL(ENGINE_ctrl_cmd_string, NULL, "SO_PATH", "x", 1);
    CALL(ENGINE_load_private_key, NULL, "id", NULL, NULL);
    CALL(ENGINE_load_public_key, NULL, "id", NULL, NULL);
}

static void
client_certificate(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    CALL(SSL_CTX_set_client_cert_engine, ctx, NULL);
    SSL_CTX_free(ctx);
}

/* What programs do with the name in a setting of theirs. */
static void
unknown_name(void)
{
    ENGINE *e = ENGINE_by_id("no-such-engine");
    unsigned long code;

    printf("ENGINE_by_id %d", e != NULL);
    while ((code = ERR_get_error()) != 0)
        printf(" %d/%d %s", ERR_GET_LIB(code), ERR_GET_REASON(code),
               ERR_reason_error_string(code));
    printf("\n");
    e = ENGINE_by_id("no-such-engine");
    printf("last: %s\n", ERR_reason_error_string(ERR_peek_last_error()));
    ERR_clear_error();
}

static void
configured(void)
{
    static const char text[] = "openssl_conf=i\n[i]\nengines=e\n[e]\n"
                               "no-such-engine=n\n[n]\ninit=1\n";
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf(text, -1);
    long line;

    if (NCONF_load_bio(conf, in, &line) > 0)
        CALL(CONF_modules_load, conf, NULL, 0);
    NCONF_free(conf);
    BIO_free(in);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    lists();
    handles();
    client_certificate();
    CALL(ENGINE_register_all_complete);
    unknown_name();
    configured();
    /* The lists afterwards are OpenSSL's own affair; that a name is still
     * unknown is not. */
    ENGINE_load_builtin_engines();
    answer("ENGINE_load_builtin_engines", 0);
    unknown_name();
    return 0;
}
