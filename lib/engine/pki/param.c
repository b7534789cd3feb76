/* Verification parameters: setting them, and how one set flows into another
 * (X509_VERIFY_PARAM_set_flags(3), "INHERITANCE FLAGS").
 *
 * A set owns its strings. The builtins are const and own nothing; they are
 * only ever read from. */
#include "engine/pki/param.h"

#include <string.h>

const struct urt_param urt_param_builtins[] = {
    {.name = (char *)"default",
     .flags = URT_V_FLAG_TRUSTED_FIRST,
     .depth = 100,
     .auth_level = -1},
    {.name = (char *)"pkcs7",
     .purpose = URT_PURPOSE_SMIME_SIGN,
     .trust = URT_TRUST_EMAIL,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"smime_sign",
     .purpose = URT_PURPOSE_SMIME_SIGN,
     .trust = URT_TRUST_EMAIL,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"ssl_client",
     .purpose = URT_PURPOSE_SSL_CLIENT,
     .trust = URT_TRUST_SSL_CLIENT,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"ssl_server",
     .purpose = URT_PURPOSE_SSL_SERVER,
     .trust = URT_TRUST_SSL_SERVER,
     .depth = -1,
     .auth_level = -1},
};
const size_t urt_param_builtin_count =
    sizeof urt_param_builtins / sizeof *urt_param_builtins;

const struct urt_param *
urt_param_builtin(const char *name)
{
    for (size_t i = 0; i < urt_param_builtin_count; i++)
        if (strcmp(urt_param_builtins[i].name, name) == 0)
            return &urt_param_builtins[i];
    return NULL;
}

enum urt_err
urt_param_new(struct urt_param **out)
{
    struct urt_param *p = urt_zalloc(sizeof *p);

    if (p == NULL)
        return URT_E_NOMEM;
    p->depth = p->auth_level = -1;
    *out = p;
    return URT_OK;
}

static void
free_hosts(char **hosts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        urt_free(hosts[i]);
    urt_free(hosts);
}

void
urt_param_free(struct urt_param *param)
{
    if (param == NULL)
        return;
    free_hosts(param->hosts, param->host_count);
    urt_buf_free(&param->policies);
    urt_free(param->name);
    urt_free(param->peer_name);
    urt_free(param->email);
    urt_free(param);
}

/* Replaces a string that TO owns; TEXT may be NULL. */
static enum urt_err
replace_text(char **to, const char *text)
{
    char *copy = urt_strdup(text);

    if (text != NULL && copy == NULL)
        return URT_E_NOMEM;
    urt_free(*to);
    *to = copy;
    return URT_OK;
}

enum urt_err
urt_param_add_policy(struct urt_param *param, struct urt_bytes oid)
{
    size_t before = param->policies.len;

    urt_der_put_oid(&param->policies, oid);
    if (!urt_buf_ok(&param->policies)) {
        param->policies.failed = false;
        param->policies.len = before;
        return URT_E_NOMEM;
    }
    param->has_policies = true;
    return URT_OK;
}

void
urt_param_clear_policies(struct urt_param *param)
{
    urt_buf_free(&param->policies);
    param->has_policies = false;
}

enum urt_err
urt_param_set_name(struct urt_param *param, const char *name)
{
    return replace_text(&param->name, name);
}

void
urt_param_set_flags(struct urt_param *param, unsigned long flags)
{
    param->flags |= flags;
    /* Asking for something of policies asks for policy checking. */
    if ((flags & URT_V_FLAG_POLICY_MASK) != 0)
        param->flags |= URT_V_FLAG_POLICY_CHECK;
}

void
urt_param_clear_flags(struct urt_param *param, unsigned long flags)
{
    param->flags &= ~flags;
}

void
urt_param_set_time(struct urt_param *param, int64_t seconds)
{
    param->check_time = seconds;
    param->flags |= URT_V_FLAG_USE_CHECK_TIME;
}

/* ---- who the peer must be ---- */

/* NAME without the one NUL it may end in; URT_E_MISUSE for others. */
static enum urt_err
clean_name(struct urt_bytes *name)
{
    if (name->len > 0 && name->data[name->len - 1] == '\0')
        name->len--;
    if (name->len > 0 && memchr(name->data, '\0', name->len) != NULL)
        return URT_E_MISUSE;
    return URT_OK;
}

/* A copy with a NUL behind it. */
static char *
text_of(struct urt_bytes s)
{
    char *text = urt_alloc(s.len + 1);

    if (text != NULL) {
        if (s.len > 0)
            memcpy(text, s.data, s.len);
        text[s.len] = '\0';
    }
    return text;
}

enum urt_err
urt_param_add_host(struct urt_param *param, struct urt_bytes name)
{
    char **grown, *text;

    URT_TRY(clean_name(&name));
    if (name.len == 0)
        return URT_OK;
    text = text_of(name);
    if (text == NULL)
        return URT_E_NOMEM;
    if (param->host_count >= SIZE_MAX / sizeof *grown - 2) {
        urt_free(text);
        return URT_E_NOMEM;
    }
    grown = urt_realloc(param->hosts,
                        (param->host_count + 2) * sizeof *grown);
    if (grown == NULL) {
        urt_free(text);
        return URT_E_NOMEM;
    }
    grown[param->host_count++] = text;
    grown[param->host_count] = NULL;
    param->hosts = grown;
    return URT_OK;
}

enum urt_err
urt_param_set_host(struct urt_param *param, struct urt_bytes name)
{
    struct urt_param fresh = {.hosts = NULL};

    URT_TRY(urt_param_add_host(&fresh, name));
    free_hosts(param->hosts, param->host_count);
    param->hosts = fresh.hosts;
    param->host_count = fresh.host_count;
    return URT_OK;
}

enum urt_err
urt_param_set_email(struct urt_param *param, struct urt_bytes email)
{
    char *text = NULL;

    URT_TRY(clean_name(&email));
    if (email.len > 0) {
        text = text_of(email);
        if (text == NULL)
            return URT_E_NOMEM;
    }
    urt_free(param->email);
    param->email = text;
    return URT_OK;
}

enum urt_err
urt_param_set_ip(struct urt_param *param, struct urt_bytes ip)
{
    if (ip.len != 0 && ip.len != 4 && ip.len != 16)
        return URT_E_MISUSE;
    if (ip.len > 0)
        memcpy(param->ip, ip.data, ip.len);
    param->ip_len = ip.len;
    return URT_OK;
}

/* ---- inheritance ---- */

/* Whether a field moves: DEST_SET and SRC_SET say which side has it. */
static bool
takes(uint32_t inherit, bool dest_set, bool src_set)
{
    if ((inherit & URT_VP_OVERWRITE) != 0)
        return true;
    return src_set && (!dest_set || (inherit & URT_VP_DEFAULT) != 0);
}

static enum urt_err
take_hosts(struct urt_param *dest, const struct urt_param *src)
{
    struct urt_param fresh = {.hosts = NULL};
    enum urt_err err = URT_OK;

    for (size_t i = 0; err == URT_OK && i < src->host_count; i++)
        err = urt_param_add_host(
            &fresh, urt_bytes(src->hosts[i], strlen(src->hosts[i])));
    if (err != URT_OK) {
        free_hosts(fresh.hosts, fresh.host_count);
        return err;
    }
    free_hosts(dest->hosts, dest->host_count);
    dest->hosts = fresh.hosts;
    dest->host_count = fresh.host_count;
    return URT_OK;
}

static enum urt_err
take_policies(struct urt_param *dest, const struct urt_param *src)
{
    struct urt_buf copy = URT_BUF_INIT;

    urt_put_bytes(&copy, urt_buf_bytes(&src->policies));
    if (!urt_buf_ok(&copy)) {
        urt_buf_free(&copy);
        return URT_E_NOMEM;
    }
    urt_buf_free(&dest->policies);
    dest->policies = copy;
    dest->has_policies = src->has_policies;
    return URT_OK;
}

/* What needs no memory. */
static void
take_numbers(struct urt_param *d, const struct urt_param *s, uint32_t how)
{
    bool has_time = (d->flags & URT_V_FLAG_USE_CHECK_TIME) != 0;

    if (takes(how, d->purpose != 0, s->purpose != 0))
        d->purpose = s->purpose;
    if (takes(how, d->trust != 0, s->trust != 0))
        d->trust = s->trust;
    if (takes(how, d->depth != -1, s->depth != -1))
        d->depth = s->depth;
    if (takes(how, d->auth_level != -1, s->auth_level != -1))
        d->auth_level = s->auth_level;
    if (takes(how, d->host_flags != 0, s->host_flags != 0))
        d->host_flags = s->host_flags;
    if (takes(how, d->ip_len != 0, s->ip_len != 0)) {
        memcpy(d->ip, s->ip, sizeof d->ip);
        d->ip_len = s->ip_len;
    }
    /* A time that is set stays, but for an overwriting source. */
    if (!has_time || (how & URT_VP_OVERWRITE) != 0) {
        d->check_time = s->check_time;
        d->flags &= ~(unsigned long)URT_V_FLAG_USE_CHECK_TIME;
    }
    if ((how & URT_VP_RESET_FLAGS) != 0)
        d->flags = 0;
    urt_param_set_flags(d, s->flags);
}

static enum urt_err
inherit(struct urt_param *d, const struct urt_param *s, uint32_t how)
{
    if (takes(how, d->has_policies, s->has_policies))
        URT_TRY(take_policies(d, s));
    if (takes(how, d->host_count > 0, s->host_count > 0))
        URT_TRY(take_hosts(d, s));
    if (takes(how, d->email != NULL, s->email != NULL))
        URT_TRY(replace_text(&d->email, s->email));
    take_numbers(d, s, how);
    return URT_OK;
}

enum urt_err
urt_param_inherit(struct urt_param *dest, const struct urt_param *src)
{
    uint32_t how;

    if (src == NULL)
        return URT_OK;
    how = dest->inherit | src->inherit;
    if ((how & URT_VP_ONCE) != 0)
        dest->inherit = 0;
    return (how & URT_VP_LOCKED) != 0 ? URT_OK : inherit(dest, src, how);
}

enum urt_err
urt_param_set(struct urt_param *dest, const struct urt_param *src)
{
    uint32_t how;

    if (src == NULL)
        return URT_OK;
    how = dest->inherit | src->inherit | URT_VP_DEFAULT;
    return (how & URT_VP_LOCKED) != 0 ? URT_OK : inherit(dest, src, how);
}
