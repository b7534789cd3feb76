/* The part of openssl.cnf that is about engines, config(5): none is to be
 * had, so the first command for one fails, unless it may be missing. */
#include "facade/libcrypto/provider_local.h"

#include <openssl/engine.h>
#include <openssl/err.h>
#include <string.h>

/* Of ERR_LIB_DSO, whose header is private in OpenSSL. */
enum { DSO_R_LOAD_FAILED = 103 };

static int
fail(int reason)
{
    ERR_raise(ERR_LIB_ENGINE, reason);
    return 0;
}

static const char *
bare_name(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot != NULL ? dot + 1 : name;
}

static void
raise_no_file(const char *path)
{
    ERR_raise_data(ERR_LIB_DSO, DSO_R_LOAD_FAILED, "filename(%s): not offered",
                   path);
    ERR_raise(ERR_LIB_DSO, DSO_R_LOAD_FAILED);
    ERR_raise(ERR_LIB_ENGINE, ENGINE_R_DSO_NOT_FOUND);
}

/* Whether the engine may go missing: `soft_load = 1` before it is asked
 * for. */
static int
configure(const CONF *cnf, const CONF_VALUE *row)
{
    STACK_OF(CONF_VALUE) *list = NCONF_get_section(cnf, row->value);
    const char *id = bare_name(row->name);
    bool soft = false;

    if (list == NULL)
        return fail(ENGINE_R_ENGINE_SECTION_ERROR);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const char *key = bare_name(v->name);

        if (strcmp(key, "engine_id") == 0) {
            id = v->value;
            continue;
        }
        if (strcmp(key, "soft_load") == 0) {
            soft = true;
            continue;
        }
        if (strcmp(key, "dynamic_path") == 0)
            raise_no_file(v->value);
        else if (soft)
            return 1;
        else
            (void)ENGINE_by_id(id);
        ERR_raise_data(ERR_LIB_ENGINE, ENGINE_R_ENGINE_CONFIGURATION_ERROR,
                       "section=%s, name=%s, value=%s", v->section, v->name,
                       v->value);
        return 0;
    }
    return 1;
}

int
fac_engine_conf_init(CONF_IMODULE *md, const CONF *cnf)
{
    STACK_OF(CONF_VALUE) *list =
        NCONF_get_section(cnf, CONF_imodule_get_value(md));

    if (list == NULL)
        return fail(ENGINE_R_ENGINES_SECTION_ERROR);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++)
        if (!configure(cnf, sk_CONF_VALUE_value(list, i)))
            return 0;
    return 1;
}
