/* The ssl_conf part of openssl.cnf: named lists of SSL_CONF commands, applied
 * by SSL_CTX_config, SSL_config and, under the name system_default, to each
 * new context. Libcrypto keeps the lists of the configuration it loaded. */
#include "facade/libssl/ssl_local.h"

#include "toolkit/conf_ssl.h"

static int
apply(SSL *s, SSL_CTX *ctx, const struct fac_ssl_list *list, bool system)
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
    for (size_t i = 0; i < list->count; i++)
        if (SSL_CONF_cmd(c, list->command[i].name, list->command[i].value) <=
            0)
            r = 0;
    if (!SSL_CONF_CTX_finish(c))
        r = 0;
    SSL_CONF_CTX_free(c);
    return r;
}

int
fac_ssl_config(SSL *s, SSL_CTX *ctx, const char *name, bool system)
{
    struct fac_ssl_lists *lists = fac_ssl_lists_get();
    const struct fac_ssl_list *list = NULL;
    int r;

    if (system)
        name = "system_default";
    if (name != NULL)
        list = fac_ssl_lists_find(lists, name);
    if (list == NULL) {
        if (!system)
            ERR_raise_data(ERR_LIB_SSL, SSL_R_INVALID_CONFIGURATION_NAME,
                           "name=%s", name);
        fac_ssl_lists_put(lists);
        return 0;
    }
    /* What a broken system default says stays out of the queue. */
    ERR_set_mark();
    r = apply(s, ctx, list, system);
    fac_ssl_lists_put(lists);
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

/* Nothing to register: the module is libcrypto's. */
void
SSL_add_ssl_module(void)
{
}
