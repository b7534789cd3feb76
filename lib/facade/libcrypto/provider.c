/* Library contexts and providers.
 *
 * The providers default, base, legacy and null are built in and constant;
 * what changes is how often each was loaded in a context. Until a program
 * loads one by name, a context behaves as if `default` were loaded, and once
 * that was made use of, it stays so. `fips`
 * and module files are not to be had and fail as a missing file does.
 *
 * Counts and flags are atomics: the look-up stands on the path of every
 * EVP_DigestInit_ex. */
#include "facade/libcrypto/provider_local.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/property_local.h"
#include "toolkit/compat.h"
#include "toolkit/init.h"

enum { PROVIDERS = 4 };

/* Of ERR_LIB_DSO, whose header is private in OpenSSL. */
enum { DSO_R_LOAD_FAILED = 103 };

static const struct {
    const char *name, *full_name;
} descriptors[PROVIDERS] = {
    {"default", "OpenSSL Default Provider"},
    {"base", "OpenSSL Base Provider"},
    {"legacy", "OpenSSL Legacy Provider"},
    {"null", "OpenSSL Null Provider"},
};

struct ossl_provider_st {
    unsigned index;
    OSSL_LIB_CTX *libctx;
    atomic_int loads;
};

struct ossl_lib_ctx_st {
    atomic_bool chosen;   /* a provider was loaded by name: no fallback */
    atomic_bool fallback; /* `default` was used without being loaded */
    struct ossl_provider_st provider[PROVIDERS];
    struct fac_property_default properties;
};

#define CONTEXT_INIT(self)                                     \
    {                                                          \
        .provider = {{0, self, 0}, {1, self, 0}, {2, self, 0}, \
                     {3, self, 0}},                            \
        .properties = FAC_PROPERTY_DEFAULT_INIT,               \
    }

static OSSL_LIB_CTX global = CONTEXT_INIT(&global);
static __thread OSSL_LIB_CTX *thread_default;

/* The configuration file speaks for the global context. */
static OSSL_LIB_CTX *
context(OSSL_LIB_CTX *libctx)
{
    if (libctx == NULL)
        libctx = thread_default != NULL ? thread_default : &global;
    if (libctx == &global)
        fac_config_load();
    return libctx;
}

static bool
is_active(OSSL_LIB_CTX *c, unsigned index)
{
    if (atomic_load_explicit(&c->provider[index].loads,
                             memory_order_relaxed) > 0)
        return true;
    if (index != 0)
        return false;
    if (atomic_load_explicit(&c->fallback, memory_order_relaxed))
        return true;
    if (atomic_load_explicit(&c->chosen, memory_order_relaxed))
        return false;
    atomic_store_explicit(&c->fallback, true, memory_order_relaxed);
    return true;
}

static struct ossl_provider_st *
by_name(OSSL_LIB_CTX *c, const char *name)
{
    for (unsigned i = 0; i < PROVIDERS; i++)
        if (strcmp(descriptors[i].name, name) == 0)
            return &c->provider[i];
    return NULL;
}

unsigned
fac_provider_find(OSSL_LIB_CTX *libctx, unsigned mask, const char *query)
{
    OSSL_LIB_CTX *c = context(libctx);

    for (unsigned i = 0; i < PROVIDERS; i++)
        if ((mask & 1u << i) != 0 && is_active(c, i) &&
            fac_property_match(&c->properties, query, descriptors[i].name))
            return 1u << i;
    return 0;
}

void
fac_provider_raise_unsupported(OSSL_LIB_CTX *libctx, const char *name,
                               bool known, const char *query)
{
    OSSL_LIB_CTX *c = context(libctx);
    const char *which = c == &global ? "Global default library context"
                        : c == thread_default
                            ? "Thread-local default library context"
                            : "Non-default library context";

    ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
                   "%s, Algorithm (%s : %d), Properties (%s)", which, name,
                   known ? 1 : 0, query != NULL ? query : "<null>");
}

OSSL_PROVIDER *
fac_provider_handle(OSSL_LIB_CTX *libctx, unsigned provider)
{
    for (unsigned i = 0; i < PROVIDERS; i++)
        if (provider == 1u << i)
            return &context(libctx)->provider[i];
    return NULL;
}

OSSL_LIB_CTX *
OSSL_LIB_CTX_new(void)
{
    OSSL_LIB_CTX *c = urt_zalloc(sizeof *c);

    if (c == NULL)
        return NULL;
    *c = (OSSL_LIB_CTX)CONTEXT_INIT(c);
    return c;
}

void
OSSL_LIB_CTX_free(OSSL_LIB_CTX *c)
{
    if (c == NULL || c == &global)
        return;
    fac_property_default_clear(&c->properties);
    if (thread_default == c)
        thread_default = NULL;
    urt_free(c);
}

OSSL_LIB_CTX *
OSSL_LIB_CTX_get0_global_default(void)
{
    return &global;
}

OSSL_LIB_CTX *
OSSL_LIB_CTX_set0_default(OSSL_LIB_CTX *c)
{
    OSSL_LIB_CTX *before = context(NULL);

    if (c != NULL)
        thread_default = c == &global ? NULL : c;
    return before;
}

static void
raise_not_found(const char *name)
{
    ERR_raise_data(ERR_LIB_DSO, DSO_R_LOAD_FAILED,
                   "filename(%s.so): not offered", name);
    ERR_raise(ERR_LIB_DSO, DSO_R_LOAD_FAILED);
    ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_DSO_LIB, "name=%s", name);
}

OSSL_PROVIDER *
OSSL_PROVIDER_try_load(OSSL_LIB_CTX *libctx, const char *name, int retain)
{
    OSSL_LIB_CTX *c = context(libctx);
    struct ossl_provider_st *p = by_name(c, name);

    if (p == NULL) {
        fac_compat_about("OSSL_PROVIDER_try_load", name);
        raise_not_found(name);
        return NULL;
    }
    atomic_fetch_add(&p->loads, 1);
    if (!retain)
        atomic_store(&c->chosen, true);
    return p;
}

/* Providers are never read from files: there is nothing to look for. */
int
OSSL_PROVIDER_set_default_search_path(OSSL_LIB_CTX *libctx, const char *path)
{
    (void)libctx;
    (void)path;
    fac_compat("OSSL_PROVIDER_set_default_search_path");
    return 1;
}

OSSL_PROVIDER *
OSSL_PROVIDER_load(OSSL_LIB_CTX *libctx, const char *name)
{
    return OSSL_PROVIDER_try_load(libctx, name, 0);
}

void
fac_provider_activate(const char *name)
{
    OSSL_LIB_CTX *c = &global;
    struct ossl_provider_st *p = name != NULL ? by_name(c, name) : NULL;

    if (p != NULL)
        atomic_fetch_add(&p->loads, 1);
    atomic_store(&c->chosen, true);
}

int
OSSL_PROVIDER_unload(OSSL_PROVIDER *p)
{
    int loads;

    if (p == NULL)
        return 0;
    loads = atomic_load(&p->loads);
    while (loads > 0 &&
           !atomic_compare_exchange_weak(&p->loads, &loads, loads - 1))
        continue;
    return 1;
}

int
OSSL_PROVIDER_available(OSSL_LIB_CTX *libctx, const char *name)
{
    OSSL_LIB_CTX *c = context(libctx);
    struct ossl_provider_st *p = by_name(c, name);

    (void)is_active(c, 0);
    return p != NULL && is_active(c, p->index);
}

int
OSSL_PROVIDER_do_all(OSSL_LIB_CTX *libctx,
                     int (*cb)(OSSL_PROVIDER *provider, void *arg), void *arg)
{
    OSSL_LIB_CTX *c = context(libctx);

    for (unsigned i = 0; i < PROVIDERS; i++)
        if (is_active(c, i) && !cb(&c->provider[i], arg))
            return 0;
    return 1;
}

const char *
OSSL_PROVIDER_get0_name(const OSSL_PROVIDER *p)
{
    return p == NULL ? NULL : descriptors[p->index].name;
}

const OSSL_PARAM *
OSSL_PROVIDER_gettable_params(const OSSL_PROVIDER *p)
{
    static const OSSL_PARAM params[] = {
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_NAME, OSSL_PARAM_UTF8_PTR, NULL, 0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_VERSION, OSSL_PARAM_UTF8_PTR, NULL,
                        0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_BUILDINFO, OSSL_PARAM_UTF8_PTR, NULL,
                        0),
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_STATUS, OSSL_PARAM_INTEGER, NULL, 0),
        OSSL_PARAM_END,
    };

    return p == NULL ? NULL : params;
}

int
OSSL_PROVIDER_get_params(const OSSL_PROVIDER *p, OSSL_PARAM params[])
{
    OSSL_PARAM *at;

    at = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_NAME);
    if (at != NULL &&
        !OSSL_PARAM_set_utf8_ptr(at, descriptors[p->index].full_name))
        return 0;
    at = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_VERSION);
    if (at != NULL &&
        !OSSL_PARAM_set_utf8_ptr(at,
                                 OpenSSL_version(OPENSSL_VERSION_STRING)))
        return 0;
    at = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_BUILDINFO);
    if (at != NULL &&
        !OSSL_PARAM_set_utf8_ptr(
            at, OpenSSL_version(OPENSSL_FULL_VERSION_STRING)))
        return 0;
    at = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_STATUS);
    return at == NULL ||
           OSSL_PARAM_set_int(at, is_active(p->libctx, p->index));
}

/* The built-in code is tested by the test suite, not at run time. */
int
OSSL_PROVIDER_self_test(const OSSL_PROVIDER *p)
{
    return 1;
}

int
EVP_set_default_properties(OSSL_LIB_CTX *libctx, const char *query)
{
    int ret = fac_property_default_set(&context(libctx)->properties, query);

    if (ret == 0)
        fac_compat_about("EVP_set_default_properties", query);
    return ret;
}

int
EVP_default_properties_is_fips_enabled(OSSL_LIB_CTX *libctx)
{
    return fac_property_default_wants_fips(&context(libctx)->properties);
}

int
EVP_default_properties_enable_fips(OSSL_LIB_CTX *libctx, int enable)
{
    return fac_property_default_merge(&context(libctx)->properties,
                                      enable != 0 ? "fips=yes" : "-fips");
}
