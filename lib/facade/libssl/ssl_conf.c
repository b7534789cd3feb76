/* SSL_CONF: settings by name and value, for command lines and configuration
 * files. What there is to set stands in ssl_conf_commands.c. */
#include "facade/libssl/ssl_conf_local.h"

#include "engine/base/text.h"
#include "toolkit/compat.h"

/* ---- look-up ---- */

static bool
is_allowed(const SSL_CONF_CTX *c, unsigned flags)
{
    unsigned side = flags & (SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);

    if (side != 0 && (side & c->flags) == 0)
        return false;
    return (flags & SSL_CONF_FLAG_CERTIFICATE) == 0 ||
           (c->flags & SSL_CONF_FLAG_CERTIFICATE) != 0;
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

static const struct fac_conf_command *
find_command(const SSL_CONF_CTX *c, const char *name)
{
    for (size_t i = 0; i < fac_conf_command_count; i++) {
        const struct fac_conf_command *m = &fac_conf_commands[i];

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

/* Commands of OpenSSL that are not here. */
static bool
is_missing(const char *name)
{
    static const char *const names[] = {
        "ServerInfoFile",   "serverinfo",   "RecordPadding", "record_padding",
        "ChainCAStore",     "chainCAstore", "VerifyCAStore", "verifyCAstore",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (urt_text_equal_nocase(names[i], name))
            return true;
    return false;
}

static const struct fac_conf_bit *
find_switch(const SSL_CONF_CTX *c, const char *name)
{
    if ((c->flags & SSL_CONF_FLAG_CMDLINE) == 0)
        return NULL;
    for (size_t i = 0; i < fac_conf_switch_count; i++)
        if (is_allowed(c, fac_conf_switches[i].flags) &&
            strcmp(fac_conf_switches[i].name, name) == 0)
            return &fac_conf_switches[i];
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
    const struct fac_conf_command *m;
    const struct fac_conf_bit *b;
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
        fac_conf_set_bit(c, b, true);
        return 1;
    }
    m = find_command(c, name);
    if (m == NULL) {
        if (is_missing(name))
            fac_compat_about("SSL_CONF_cmd", name);
        return unknown(c, name);
    }
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
    const struct fac_conf_command *m;

    if (name == NULL)
        return SSL_CONF_TYPE_UNKNOWN;
    if (find_switch(c, name) != NULL)
        return SSL_CONF_TYPE_NONE;
    m = find_command(c, name);
    if (m == NULL && is_missing(name))
        fac_compat_about("SSL_CONF_cmd_value_type", name);
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
        if (fac_conf_private_key(c, c->cert_file[i]) <= 0)
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
