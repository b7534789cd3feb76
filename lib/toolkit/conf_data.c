/* The hash behind a CONF. An entry with a name is a value, owned by the hash
 * and listed in its section's stack as well; an entry without a name is a
 * section, its value that stack. */
#include "toolkit/conf_local.h"
#include "toolkit/lhash_local.h"

#include "engine/base/env.h"

static unsigned long
hash(const void *entry)
{
    const CONF_VALUE *v = entry;

    return (fac_lh_hash_text(v->section) << 2) ^
           fac_lh_hash_text(v->name != NULL ? v->name : "");
}

static int
compare(const void *x, const void *y)
{
    const CONF_VALUE *a = x, *b = y;
    int order = strcmp(a->section, b->section);

    if (order != 0)
        return order;
    if (a->name == NULL || b->name == NULL)
        return (a->name != NULL) - (b->name != NULL);
    return strcmp(a->name, b->name);
}

static OPENSSL_LHASH *
table(const CONF *conf)
{
    return (OPENSSL_LHASH *)conf->data;
}

static CONF_VALUE *
look_up(const CONF *conf, const char *section, const char *name)
{
    CONF_VALUE key = {(char *)(uintptr_t)section, (char *)(uintptr_t)name,
                      NULL};

    if (conf == NULL || conf->data == NULL || section == NULL)
        return NULL;
    return OPENSSL_LH_retrieve(table(conf), &key);
}

static void
free_value(CONF_VALUE *v)
{
    if (v == NULL)
        return;
    urt_free(v->name);
    urt_free(v->value);
    urt_free(v);
}

/* Values go with their section: they are in its stack. */
static void
free_section(CONF_VALUE *s)
{
    sk_CONF_VALUE_pop_free((STACK_OF(CONF_VALUE) *)(void *)s->value,
                           free_value);
    urt_free(s->section);
    urt_free(s);
}

int
fac_conf_new_data(CONF *conf)
{
    if (conf == NULL)
        return 0;
    if (conf->data == NULL)
        conf->data = (LHASH_OF(CONF_VALUE) *)OPENSSL_LH_new(hash, compare);
    return conf->data != NULL;
}

/* Chains the sections through their unused names, so that freeing needs no
 * memory. */
static void
chain(void *entry, void *arg)
{
    CONF_VALUE **head = arg, *v = entry;

    if (v->name == NULL) {
        v->name = (char *)*head;
        *head = v;
    }
}

void
fac_conf_free_data(CONF *conf)
{
    CONF_VALUE *head = NULL;

    if (conf == NULL || conf->data == NULL)
        return;
    OPENSSL_LH_doall_arg(table(conf), chain, &head);
    OPENSSL_LH_free(table(conf));
    conf->data = NULL;
    while (head != NULL) {
        CONF_VALUE *next = (CONF_VALUE *)(void *)head->name;

        free_section(head);
        head = next;
    }
}

CONF_VALUE *
fac_conf_new_section(CONF *conf, const char *section)
{
    STACK_OF(CONF_VALUE) *values = sk_CONF_VALUE_new_null();
    CONF_VALUE *s = urt_zalloc(sizeof(*s));

    if (s != NULL)
        s->section = urt_strdup(section);
    if (values == NULL || s == NULL || s->section == NULL ||
        look_up(conf, section, NULL) != NULL)
        goto fail;
    s->value = (char *)values;
    (void)OPENSSL_LH_insert(table(conf), s);
    if (OPENSSL_LH_error(table(conf)) <= 0)
        return s;
fail:
    sk_CONF_VALUE_free(values);
    if (s != NULL)
        urt_free(s->section);
    urt_free(s);
    return NULL;
}

CONF_VALUE *
fac_conf_get_section(const CONF *conf, const char *section)
{
    return look_up(conf, section, NULL);
}

STACK_OF(CONF_VALUE) *
fac_conf_get_section_values(const CONF *conf, const char *section)
{
    CONF_VALUE *s = fac_conf_get_section(conf, section);

    return s != NULL ? (STACK_OF(CONF_VALUE) *)(void *)s->value : NULL;
}

/* VALUE is owned by the section from now on, in place of one of that name. */
int
fac_conf_add_string(CONF *conf, CONF_VALUE *section, CONF_VALUE *value)
{
    STACK_OF(CONF_VALUE) *values =
        (STACK_OF(CONF_VALUE) *)(void *)section->value;
    CONF_VALUE *old;

    value->section = section->section;
    if (!sk_CONF_VALUE_push(values, value))
        return 0;
    old = OPENSSL_LH_insert(table(conf), value);
    if (OPENSSL_LH_error(table(conf)) > 0) {
        (void)sk_CONF_VALUE_pop(values);
        return 0;
    }
    if (old != NULL) {
        (void)sk_CONF_VALUE_delete_ptr(values, old);
        free_value(old);
    }
    return 1;
}

/* From the section; ENV is the environment; else from "default". */
char *
fac_conf_get_string(const CONF *conf, const char *section, const char *name)
{
    CONF_VALUE *v;

    if (name == NULL)
        return NULL;
    if (conf == NULL)
        return (char *)(uintptr_t)urt_env(name);
    if (section != NULL) {
        const char *env;

        if ((v = look_up(conf, section, name)) != NULL)
            return v->value;
        if (strcmp(section, "ENV") == 0 && (env = urt_env(name)) != NULL)
            return (char *)(uintptr_t)env;
    }
    v = look_up(conf, "default", name);
    return v != NULL ? v->value : NULL;
}
