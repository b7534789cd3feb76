/* Modules: what acts on a configuration when it is loaded. config(5),
 * CONF_modules_load_file(3).
 *
 * The section that openssl_conf names has lines module = value. Each starts
 * an instance (CONF_IMODULE) of the module of that name, up to a dot in it.
 * Modules are never loaded from files. One lock guards both lists; it is not
 * held while a module's functions run. */
#include "toolkit/conf_local.h"
#include "toolkit/conf_modules.h"

#include "engine/base/env.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdio.h>

struct conf_module_st {
    CONF_MODULE *next;
    char *name;
    conf_init_func *init;
    conf_finish_func *finish;
    int links; /* instances */
    void *usr_data;
};

struct conf_imodule_st {
    CONF_IMODULE *next;
    CONF_MODULE *module;
    char *name;
    char *value;
    unsigned long flags;
    void *usr_data;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static CONF_MODULE *modules;    /* the newest first, as instances are */
static CONF_IMODULE *instances;

/* ---- registry ---------------------------------------------------------- */

int
CONF_module_add(const char *name, conf_init_func *ifunc,
                conf_finish_func *ffunc)
{
    CONF_MODULE *m = urt_zalloc(sizeof(*m)), **end = &modules;

    if (m == NULL || (m->name = urt_strdup(name)) == NULL) {
        urt_free(m);
        return 0;
    }
    m->init = ifunc;
    m->finish = ffunc;
    pthread_mutex_lock(&lock);
    while (*end != NULL)
        end = &(*end)->next;
    *end = m;
    pthread_mutex_unlock(&lock);
    return 1;
}

/* By the name before the last dot. */
static CONF_MODULE *
find_module(const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t len = dot != NULL ? (size_t)(dot - name) : strlen(name);
    CONF_MODULE *m;

    pthread_mutex_lock(&lock);
    for (m = modules; m != NULL; m = m->next)
        if (strlen(m->name) == len && memcmp(m->name, name, len) == 0)
            break;
    pthread_mutex_unlock(&lock);
    return m;
}

static const struct fac_conf_builtin *offered;

void
fac_conf_offer_builtin(const struct fac_conf_builtin *rows)
{
    offered = rows;
}

static void
add_rows(const struct fac_conf_builtin *rows)
{
    for (; rows != NULL && rows->name != NULL; rows++)
        if (find_module(rows->name) == NULL)
            (void)CONF_module_add(rows->name, rows->init, rows->finish);
}

static void
add_built_in(void)
{
    static const struct fac_conf_builtin rows[] = {
        {"oid_section", fac_conf_oid_init, NULL},
        {"stbl_section", fac_conf_stbl_init, NULL},
        {"ssl_conf", fac_conf_ssl_init, fac_conf_ssl_finish},
        {"random", fac_conf_random_init, NULL},
        {NULL, NULL, NULL},
    };

    add_rows(rows);
    add_rows(offered);
}

void
OPENSSL_load_builtin_modules(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, add_built_in);
}

void
ASN1_add_oid_module(void)
{
    if (find_module("oid_section") == NULL)
        (void)CONF_module_add("oid_section", fac_conf_oid_init, NULL);
}

void
ASN1_add_stable_module(void)
{
    if (find_module("stbl_section") == NULL)
        (void)CONF_module_add("stbl_section", fac_conf_stbl_init, NULL);
}

/* ---- running ----------------------------------------------------------- */

static void
free_instance(CONF_IMODULE *im)
{
    urt_free(im->name);
    urt_free(im->value);
    urt_free(im);
}

/* Starts an instance; the init function's answer, or -1. */
static int
start(CONF_MODULE *m, const char *name, const char *value, const CONF *cnf)
{
    CONF_IMODULE *im = urt_zalloc(sizeof(*im));
    int ret = -1;

    if (im == NULL)
        return -1;
    im->module = m;
    im->name = urt_strdup(name);
    im->value = urt_strdup(value);
    if (im->name == NULL || im->value == NULL) {
        free_instance(im);
        return -1;
    }
    ret = m->init != NULL ? m->init(im, cnf) : 1;
    if (m->init != NULL && ret <= 0) {
        if (m->finish != NULL)
            m->finish(im);
        free_instance(im);
        return -1;
    }
    pthread_mutex_lock(&lock);
    im->next = instances;
    instances = im;
    m->links++;
    pthread_mutex_unlock(&lock);
    return ret;
}

/* Of ERR_LIB_DSO, whose header is private in OpenSSL. */
enum { DSO_R_LOAD_FAILED = 103 };

/* Modules in files are not offered: what a missing file leaves in the queue. */
static void
raise_no_file(const CONF *cnf, const char *name, const char *value)
{
    const char *path;

    (void)ERR_set_mark();
    path = NCONF_get_string(cnf, value, "path");
    (void)ERR_pop_to_mark();
    if (path == NULL)
        path = name;
    ERR_raise_data(ERR_LIB_DSO, DSO_R_LOAD_FAILED, "filename(%s): not offered",
                   path);
    ERR_raise(ERR_LIB_DSO, DSO_R_LOAD_FAILED);
    ERR_raise_data(ERR_LIB_CONF, CONF_R_ERROR_LOADING_DSO,
                   "module=%s, path=%s", name, path);
}

static int
run(const CONF *cnf, const char *name, const char *value, unsigned long flags)
{
    CONF_MODULE *m = find_module(name);
    int ret;

    if (m == NULL) {
        if ((flags & CONF_MFLAGS_NO_DSO) == 0)
            raise_no_file(cnf, name, value);
        if ((flags & CONF_MFLAGS_SILENT) == 0)
            ERR_raise_data(ERR_LIB_CONF, CONF_R_UNKNOWN_MODULE_NAME,
                           "module=%s", name);
        return -1;
    }
    ret = start(m, name, value, cnf);
    if (ret <= 0 && (flags & CONF_MFLAGS_SILENT) == 0)
        ERR_raise_data(ERR_LIB_CONF, CONF_R_MODULE_INITIALIZATION_ERROR,
                       "module=%s, value=%s retcode=%-8d", name, value, ret);
    return ret;
}

/* The name of the section to load; NULL when there is none to. */
static const char *
starting_section(const CONF *cnf, const char *appname, unsigned long flags)
{
    const char *section = NULL;

    if (appname != NULL)
        section = NCONF_get_string(cnf, NULL, appname);
    if (appname == NULL ||
        (section == NULL && (flags & CONF_MFLAGS_DEFAULT_SECTION) != 0))
        section = NCONF_get_string(cnf, NULL, "openssl_conf");
    return section;
}

static bool
wants_diagnostics(const CONF *cnf)
{
    long v = 0;

    return NCONF_get_number_e(cnf, NULL, "config_diagnostics", &v) && v != 0;
}

int
CONF_modules_load(const CONF *cnf, const char *appname, unsigned long flags)
{
    STACK_OF(CONF_VALUE) *values;
    const char *section;

    if (cnf == NULL)
        return 1;
    (void)ERR_set_mark();
    if (wants_diagnostics(cnf))
        flags &= ~(unsigned long)(CONF_MFLAGS_IGNORE_ERRORS |
                                  CONF_MFLAGS_IGNORE_RETURN_CODES |
                                  CONF_MFLAGS_SILENT |
                                  CONF_MFLAGS_IGNORE_MISSING_FILE);
    section = starting_section(cnf, appname, flags);
    (void)ERR_pop_to_mark();
    if (section == NULL)
        return 1;
    OPENSSL_load_builtin_modules();
    if ((values = NCONF_get_section(cnf, section)) == NULL) {
        if ((flags & CONF_MFLAGS_SILENT) == 0)
            ERR_raise_data(ERR_LIB_CONF,
                           CONF_R_OPENSSL_CONF_REFERENCES_MISSING_SECTION,
                           "openssl_conf=%s", section);
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(values, i);
        int ret;

        (void)ERR_set_mark();
        ret = run(cnf, v->name, v->value, flags);
        if (ret > 0 || (flags & CONF_MFLAGS_IGNORE_ERRORS) != 0) {
            (void)ERR_pop_to_mark();
            continue;
        }
        (void)ERR_clear_last_mark();
        return ret;
    }
    return 1;
}

int
CONF_modules_load_file_ex(OSSL_LIB_CTX *libctx, const char *filename,
                          const char *appname, unsigned long flags)
{
    char *file = filename == NULL ? CONF_get1_default_config_file() : NULL;
    const char *path = filename != NULL ? filename : file;
    bool diagnostics = false;
    CONF *conf = NULL;
    int ret = 0;

    (void)ERR_set_mark();
    if (path == NULL)
        goto done;
    /* An empty path switches configuration off. */
    if (*path == 0) {
        ret = 1;
        goto done;
    }
    if ((conf = NCONF_new_ex(libctx, NULL)) == NULL)
        goto done;
    if (NCONF_load(conf, path, NULL) <= 0) {
        if ((flags & CONF_MFLAGS_IGNORE_MISSING_FILE) != 0 &&
            ERR_GET_REASON(ERR_peek_last_error()) == CONF_R_NO_SUCH_FILE)
            ret = 1;
        goto done;
    }
    ret = CONF_modules_load(conf, appname, flags);
    (void)ERR_set_mark();
    diagnostics = wants_diagnostics(conf);
    (void)ERR_pop_to_mark();
done:
    urt_free(file);
    NCONF_free(conf);
    if ((flags & CONF_MFLAGS_IGNORE_RETURN_CODES) != 0 && !diagnostics)
        ret = 1;
    if (ret > 0)
        (void)ERR_pop_to_mark();
    else
        (void)ERR_clear_last_mark();
    return ret;
}

int
CONF_modules_load_file(const char *filename, const char *appname,
                       unsigned long flags)
{
    return CONF_modules_load_file_ex(NULL, filename, appname, flags);
}

/* ---- ending ------------------------------------------------------------ */

void
CONF_modules_finish(void)
{
    for (;;) {
        CONF_IMODULE *im;

        pthread_mutex_lock(&lock);
        im = instances;
        if (im != NULL) {
            instances = im->next;
            im->module->links--;
        }
        pthread_mutex_unlock(&lock);
        if (im == NULL)
            return;
        if (im->module->finish != NULL)
            im->module->finish(im);
        free_instance(im);
    }
}

/* Forgets modules without instances; with ALL, every one. */
void
CONF_modules_unload(int all)
{
    CONF_MODULE **at = &modules;

    CONF_modules_finish();
    pthread_mutex_lock(&lock);
    while (*at != NULL) {
        CONF_MODULE *m = *at;

        /* Those that the program added stay, unless it means all. */
        if (!all || m->links > 0) {
            at = &m->next;
            continue;
        }
        *at = m->next;
        urt_free(m->name);
        urt_free(m);
    }
    pthread_mutex_unlock(&lock);
}

/* ---- instances --------------------------------------------------------- */

const char *
CONF_imodule_get_name(const CONF_IMODULE *md)
{
    return md->name;
}

const char *
CONF_imodule_get_value(const CONF_IMODULE *md)
{
    return md->value;
}

void *
CONF_imodule_get_usr_data(const CONF_IMODULE *md)
{
    return md->usr_data;
}

void
CONF_imodule_set_usr_data(CONF_IMODULE *md, void *usr_data)
{
    md->usr_data = usr_data;
}

CONF_MODULE *
CONF_imodule_get_module(const CONF_IMODULE *md)
{
    return md->module;
}

unsigned long
CONF_imodule_get_flags(const CONF_IMODULE *md)
{
    return md->flags;
}

void
CONF_imodule_set_flags(CONF_IMODULE *md, unsigned long flags)
{
    md->flags = flags;
}

void *
CONF_module_get_usr_data(CONF_MODULE *pmod)
{
    return pmod->usr_data;
}

void
CONF_module_set_usr_data(CONF_MODULE *pmod, void *usr_data)
{
    pmod->usr_data = usr_data;
}

/* ---- files ------------------------------------------------------------- */

/* $OPENSSL_CONF, or openssl.cnf in OPENSSLDIR. */
char *
CONF_get1_default_config_file(void)
{
    const char *env = urt_env("OPENSSL_CONF");

    return urt_strdup(env != NULL ? env : URT_OPENSSLDIR "/openssl.cnf");
}

void
OPENSSL_config(const char *config_name)
{
    OPENSSL_INIT_SETTINGS *settings = OPENSSL_INIT_new();

    if (settings == NULL)
        return;
    if (config_name != NULL)
        (void)OPENSSL_INIT_set_config_appname(settings, config_name);
    (void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, settings);
    OPENSSL_INIT_free(settings);
}
