/* Lists of SSL commands in openssl.cnf: loaded, replaced, lost, applied to
 * contexts and connections; errors of the commands. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>

static void
errors(void)
{
    const char *data;
    unsigned long e;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, NULL)) != 0)
        printf(" %d/%d [%s]", ERR_GET_LIB(e), ERR_GET_REASON(e), data);
    printf("\n");
}

static void
load(const char *text)
{
    CONF *conf = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf(text, -1);

    NCONF_load_bio(conf, in, NULL);
    printf("load %d", CONF_modules_load(conf, NULL, 0));
    errors();
    NCONF_free(conf);
    BIO_free(in);
}

static void
use(const char *name)
{
    SSL_CTX *ctx;
    SSL *ssl;

    /* An entry of before stays where nothing goes wrong. */
    ERR_raise(ERR_LIB_USER, 1);
    ctx = SSL_CTX_new(TLS_method());
    printf("%s: default %lx", name == NULL ? "-" : name,
           SSL_CTX_get_min_proto_version(ctx));
    printf(" ctx %d", SSL_CTX_config(ctx, name));
    printf(" %lx-%lx", SSL_CTX_get_min_proto_version(ctx),
           SSL_CTX_get_max_proto_version(ctx));
    errors();
    ssl = SSL_new(ctx);
    printf("ssl %d", SSL_config(ssl, name));
    printf(" %lx-%lx", SSL_get_min_proto_version(ssl),
           SSL_get_max_proto_version(ssl));
    errors();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

#define HEAD "openssl_conf=i\n[i]\nssl_conf=s\n[s]\n"

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    use("a");
    load(HEAD "a=as\nb=bs\nsystem_default=sd\n[as]\nMinProtocol=TLSv1.2\n"
              "[bs]\n1.MaxProtocol=TLSv1.2\nx.y.MinProtocol=TLSv1.1\n"
              "[sd]\nMinProtocol=TLSv1.3\n");
    use("a");
    use("b");
    use("system_default");
    use("none");
    use(NULL);
    load(HEAD "a=as\nb=bs\nc=cs\n[as]\nBogus=1\n[bs]\nMinProtocol=bad\n"
              "CipherString=none-of-them\n[cs]\nCertificate=/nonexistent\n"
              "PrivateKey=/nonexistent\n");
    use("a");
    use("b");
    use("c");
    load(HEAD "g=gs\nb=missing\n[gs]\nMinProtocol=TLSv1.2\n");
    use("g");
    load(HEAD "g=gs\n[gs]\nMinProtocol=TLSv1.2\n");
    use("g");
    load("openssl_conf=i\n[i]\nssl_conf=missing\n");
    use("g");
    load(HEAD "g=gs\nsystem_default=gs\n[gs]\nOptions=Bugs\nBogus=3\n"
              "MinProtocol=TLSv1.2\n");
    use("g");
    load("openssl_conf=i\n[i]\nssl_conf=s\nssl_conf.2=t\n[s]\ng=gs\n[gs]\n"
         "MinProtocol=TLSv1.2\n[t]\nh=gs\n");
    use("g");
    use("h");
    CONF_modules_finish();
    use("h");
    load(HEAD "g=gs\n[gs]\nMinProtocol=TLSv1.2\n");
    load("openssl_conf=i\n[i]\noid_section=s\n[s]\nsomething=1.2.3.99\n");
    use("g");
    CONF_modules_unload(1);
    use("g");
    return 0;
}
