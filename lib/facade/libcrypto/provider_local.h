/* Which of the built-in providers are active, and whether a property query
 * lets an algorithm of theirs through. */
#ifndef FAC_PROVIDER_LOCAL_H
#define FAC_PROVIDER_LOCAL_H

#include <openssl/conf.h>
#include <openssl/provider.h>
#include <stdbool.h>

enum {
    FAC_PROVIDER_DEFAULT = 1,
    FAC_PROVIDER_BASE = 2,
    FAC_PROVIDER_LEGACY = 4,
    FAC_PROVIDER_NULL = 8,
};

/* Of the providers in MASK, one that is active in LIBCTX (NULL: the
 * default one) and agrees with QUERY and the context's default query; 0 when
 * there is none. */
unsigned fac_provider_find(OSSL_LIB_CTX *libctx, unsigned mask,
                           const char *query);
/* Pushes "unsupported" as a failed fetch of NAME does. */
void fac_provider_raise_unsupported(OSSL_LIB_CTX *libctx, const char *name,
                                    bool known, const char *query);
/* The handle of one provider of LIBCTX. */
OSSL_PROVIDER *fac_provider_handle(OSSL_LIB_CTX *libctx, unsigned provider);

/* What openssl.cnf does: makes the provider NAME active in the default
 * context if it is to be had, and ends the fallback on `default` either way.
 * NAME NULL: one from a module file. */
void fac_provider_activate(const char *name);

/* The module `engines` of openssl.cnf. */
int fac_engine_conf_init(CONF_IMODULE *md, const CONF *cnf);

#endif
