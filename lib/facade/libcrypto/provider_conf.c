/* The parts of openssl.cnf that are about providers, config(5): `providers`
 * activates built-in ones in the default library context, `alg_section` sets
 * its default property query.
 *
 * A provider that can't be had is not an error when it is named in a file,
 * but once any activation was asked for, `default` isn't there by itself:
 * algorithms are missing rather than taken from a provider that the file's
 * author meant to replace. */
#include <openssl/conf.h>
#include <openssl/cryptoerr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "facade/libcrypto/provider_local.h"
#include "toolkit/conf_modules.h"

static int
fail(int lib, int reason)
{
    ERR_raise(lib, reason);
    return 0;
}

/* What stands behind the first dot of NAME: x.legacy is legacy. */
static const char *
bare_name(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot != NULL ? dot + 1 : name;
}

static int
load_provider(const CONF *cnf, const CONF_VALUE *row)
{
    STACK_OF(CONF_VALUE) *list = NCONF_get_section(cnf, row->value);
    const char *name = bare_name(row->name);
    bool activate = false, module = false;

    if (list == NULL) {
        ERR_raise_data(ERR_LIB_CRYPTO, CRYPTO_R_PROVIDER_SECTION_ERROR,
                       "section=%s not found", row->value);
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const char *key = bare_name(v->name);

        if (strcmp(key, "identity") == 0)
            name = v->value;
        else if (strcmp(key, "activate") == 0)
            activate = true;
        else if (strcmp(key, "module") == 0)
            module = true;
    }
    if (activate)
        fac_provider_activate(module ? NULL : name);
    return 1;
}

static int
providers_init(CONF_IMODULE *md, const CONF *cnf)
{
    STACK_OF(CONF_VALUE) *list =
        NCONF_get_section(cnf, CONF_imodule_get_value(md));

    if (list == NULL)
        return fail(ERR_LIB_CRYPTO, CRYPTO_R_PROVIDER_SECTION_ERROR);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++)
        if (!load_provider(cnf, sk_CONF_VALUE_value(list, i)))
            return 0;
    return 1;
}

static int
set_fips_mode(const CONF_VALUE *v)
{
    static const char *const words[] = {"no",  "NO",    "n",    "N",
                                        "false", "FALSE", "yes",  "YES",
                                        "y",   "Y",     "true", "TRUE"};
    const size_t count = sizeof(words) / sizeof(words[0]);

    for (size_t i = 0; i < count; i++)
        if (strcmp(v->value, words[i]) == 0)
            return EVP_default_properties_enable_fips(NULL,
                                                      i >= count / 2) ||
                   fail(ERR_LIB_EVP, EVP_R_SET_DEFAULT_PROPERTY_FAILURE);
    ERR_raise_data(ERR_LIB_X509V3, X509V3_R_INVALID_BOOLEAN_STRING,
                   "name=%s, value=%s", v->name, v->value);
    return 0;
}

static int
alg_init(CONF_IMODULE *md, const CONF *cnf)
{
    STACK_OF(CONF_VALUE) *list =
        NCONF_get_section(cnf, CONF_imodule_get_value(md));

    if (list == NULL)
        return fail(ERR_LIB_EVP, EVP_R_ERROR_LOADING_SECTION);
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);

        if (strcmp(v->name, "fips_mode") == 0) {
            if (!set_fips_mode(v))
                return 0;
        } else if (strcmp(v->name, "default_properties") == 0) {
            if (!EVP_set_default_properties(NULL, v->value))
                return fail(ERR_LIB_EVP, EVP_R_SET_DEFAULT_PROPERTY_FAILURE);
        } else {
            ERR_raise_data(ERR_LIB_EVP, EVP_R_UNKNOWN_OPTION,
                           "name=%s, value=%s", v->name, v->value);
            return 0;
        }
    }
    return 1;
}

static const struct fac_conf_builtin modules[] = {
    {"alg_section", alg_init, NULL},
    {"engines", fac_engine_conf_init, NULL},
    {"providers", providers_init, NULL},
    {NULL, NULL, NULL},
};

__attribute__((constructor)) static void
offer(void)
{
    fac_conf_offer_builtin(modules);
}
