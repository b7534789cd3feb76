/* The ssl_conf part of openssl.cnf: named lists of SSL_CONF commands, applied
 * by SSL_CTX_config, SSL_config and, under the name system_default, to each
 * new context. */
#include "facade/libssl/ssl_local.h"

#include <openssl/conf.h>

/* openssl_conf -> ssl_conf -> NAME -> section, in the default file. */
static STACK_OF(CONF_VALUE) * find_section(const CONF *conf, const char *name)
{
    const char *init = NCONF_get_string(conf, NULL, "openssl_conf");
    const char *ssl, *section;

    if (init == NULL)
        return NULL;
    ssl = NCONF_get_string(conf, init, "ssl_conf");
    if (ssl == NULL)
        return NULL;
    section = NCONF_get_string(conf, ssl, name);
    return section != NULL ? NCONF_get_section(conf, section) : NULL;
}

static pthread_once_t conf_once = PTHREAD_ONCE_INIT;
static CONF *conf_file;

static void
load(void)
{
    char *path = CONF_get1_default_config_file();
    CONF *conf = NCONF_new(NULL);
    long line;

    ERR_set_mark();
    if (conf != NULL && path != NULL && *path != '\0' &&
        NCONF_load(conf, path, &line) > 0) {
        conf_file = conf;
        conf = NULL;
    }
    NCONF_free(conf);
    OPENSSL_free(path);
    ERR_pop_to_mark();
}

static int
apply(SSL *s, SSL_CTX *ctx, STACK_OF(CONF_VALUE) * list, bool system)
{
    SSL_CONF_CTX *c = SSL_CONF_CTX_new();
    const SSL_METHOD *m = s != NULL ? s->method : ctx->method;
    unsigned flags = SSL_CONF_FLAG_FILE;
    int r = 1;

    if (c == NULL)
        return 0;
    if (!system)
        flags |= SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE;
    if (m->client)
        flags |= SSL_CONF_FLAG_CLIENT;
    if (m->server)
        flags |= SSL_CONF_FLAG_SERVER;
    if (s != NULL)
        SSL_CONF_CTX_set_ssl(c, s);
    else
        SSL_CONF_CTX_set_ssl_ctx(c, ctx);
    SSL_CONF_CTX_set_flags(c, flags);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        /* "Name.1" lets a name come twice. */
        const char *dot = strchr(v->name, '.');
        int one = SSL_CONF_cmd(c, dot != NULL ? dot + 1 : v->name, v->value);

        if (one <= 0) {
            if (!system)
                ERR_raise_data(ERR_LIB_SSL,
                               one == -2 ? SSL_R_UNKNOWN_COMMAND
                                         : SSL_R_BAD_VALUE,
                               "section=%s, cmd=%s, arg=%s", v->section,
                               v->name, v->value);
            r = 0;
        }
    }
    if (!SSL_CONF_CTX_finish(c))
        r = 0;
    SSL_CONF_CTX_free(c);
    return r;
}

int
fac_ssl_config(SSL *s, SSL_CTX *ctx, const char *name, bool system)
{
    STACK_OF(CONF_VALUE) *list = NULL;
    int r;

    pthread_once(&conf_once, load);
    ERR_set_mark();
    if (conf_file != NULL)
        list = find_section(conf_file, name != NULL ? name : "system_default");
    ERR_pop_to_mark();
    if (list == NULL) {
        if (!system)
            ERR_raise_data(ERR_LIB_SSL, SSL_R_INVALID_CONFIGURATION_NAME,
                           "name=%s", name);
        return 0;
    }
    /* What a broken system default says stays out of the queue. */
    ERR_set_mark();
    r = apply(s, ctx, list, system);
    if (system)
        ERR_pop_to_mark();
    else
        ERR_clear_last_mark();
    return r;
}

int
SSL_CTX_config(SSL_CTX *ctx, const char *name)
{
    return fac_ssl_config(NULL, ctx, name, false) > 0;
}

int
SSL_config(SSL *s, const char *name)
{
    return fac_ssl_config(s, NULL, name, false) > 0;
}

/* Nothing to register: the file is looked at when it is needed. */
void
SSL_add_ssl_module(void)
{
}
