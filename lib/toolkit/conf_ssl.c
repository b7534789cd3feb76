/* The module ssl_conf of openssl.cnf: named lists of SSL commands, kept for
 * libssl, which applies them. config(5), SSL_CTX_config(3).
 *
 * Each load replaces the lists of the one before it, also when it fails, and
 * the end of a module's instance drops them. A set of lists is constant and
 * counts its users; the lock guards the pointer to the current set alone. */
#include "toolkit/conf_local.h"
#include "toolkit/conf_ssl.h"

#include "engine/base/mem.h"
#include "engine/base/sync.h"

#include <pthread.h>

struct fac_ssl_lists {
    struct urt_ref ref;
    struct fac_ssl_list *list;
    size_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fac_ssl_lists *current;

struct fac_ssl_lists *
fac_ssl_lists_get(void)
{
    struct fac_ssl_lists *lists;

    pthread_mutex_lock(&lock);
    lists = current;
    if (lists != NULL)
        urt_ref_up(&lists->ref);
    pthread_mutex_unlock(&lock);
    return lists;
}

void
fac_ssl_lists_put(struct fac_ssl_lists *lists)
{
    if (lists == NULL || !urt_ref_down(&lists->ref))
        return;
    for (size_t i = 0; i < lists->count; i++) {
        struct fac_ssl_list *l = &lists->list[i];

        for (size_t k = 0; k < l->count; k++) {
            urt_free(l->command[k].name);
            urt_free(l->command[k].value);
        }
        urt_free(l->command);
        urt_free(l->name);
    }
    urt_free(lists->list);
    urt_free(lists);
}

const struct fac_ssl_list *
fac_ssl_lists_find(const struct fac_ssl_lists *lists, const char *name)
{
    for (size_t i = 0; lists != NULL && i < lists->count; i++)
        if (strcmp(lists->list[i].name, name) == 0)
            return &lists->list[i];
    return NULL;
}

/* An empty set with room for COUNT lists. */
static struct fac_ssl_lists *
new_lists(size_t count)
{
    struct fac_ssl_lists *lists = urt_zalloc(sizeof(*lists));

    if (lists == NULL)
        return NULL;
    urt_ref_init(&lists->ref);
    lists->list = urt_zalloc(count * sizeof(*lists->list));
    if (lists->list == NULL) {
        urt_free(lists);
        return NULL;
    }
    return lists;
}

/* Takes over LISTS. */
static void
publish(struct fac_ssl_lists *lists)
{
    struct fac_ssl_lists *before;

    pthread_mutex_lock(&lock);
    before = current;
    current = lists;
    pthread_mutex_unlock(&lock);
    fac_ssl_lists_put(before);
}

/* Fills L, whose parts are freed with the set whatever happens. */
static int
read_list(struct fac_ssl_list *l, const CONF *cnf, const CONF_VALUE *row)
{
    STACK_OF(CONF_VALUE) *rows = NCONF_get_section(cnf, row->value);
    int count = sk_CONF_VALUE_num(rows);

    if (rows == NULL || count == 0) {
        ERR_raise_data(ERR_LIB_CONF,
                       rows == NULL ? CONF_R_SSL_COMMAND_SECTION_NOT_FOUND
                                    : CONF_R_SSL_COMMAND_SECTION_EMPTY,
                       "name=%s, value=%s", row->name, row->value);
        return 0;
    }
    l->name = urt_strdup(row->name);
    l->command = urt_zalloc((size_t)count * sizeof(*l->command));
    if (l->name == NULL || l->command == NULL)
        return fac_conf_fail(ERR_R_MALLOC_FAILURE);
    for (int i = 0; i < count; i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(rows, i);
        struct fac_ssl_command *c = &l->command[l->count++];
        /* "1.Name" lets a command come twice. */
        const char *dot = strchr(v->name, '.');

        c->name = urt_strdup(dot != NULL ? dot + 1 : v->name);
        c->value = urt_strdup(v->value);
        if (c->name == NULL || c->value == NULL)
            return fac_conf_fail(ERR_R_MALLOC_FAILURE);
    }
    return 1;
}

int
fac_conf_ssl_init(CONF_IMODULE *md, const CONF *cnf)
{
    const char *section = CONF_imodule_get_value(md);
    STACK_OF(CONF_VALUE) *rows = NCONF_get_section(cnf, section);
    struct fac_ssl_lists *lists;
    int count = sk_CONF_VALUE_num(rows);

    publish(NULL);
    if (rows == NULL || count == 0) {
        ERR_raise_data(ERR_LIB_CONF,
                       rows == NULL ? CONF_R_SSL_SECTION_NOT_FOUND
                                    : CONF_R_SSL_SECTION_EMPTY,
                       "section=%s", section);
        return 0;
    }
    if ((lists = new_lists((size_t)count)) == NULL)
        return fac_conf_fail(ERR_R_MALLOC_FAILURE);
    for (int i = 0; i < count; i++)
        if (!read_list(&lists->list[lists->count++], cnf,
                       sk_CONF_VALUE_value(rows, i))) {
            fac_ssl_lists_put(lists);
            return 0;
        }
    publish(lists);
    return 1;
}

void
fac_conf_ssl_finish(CONF_IMODULE *md)
{
    publish(NULL);
}
