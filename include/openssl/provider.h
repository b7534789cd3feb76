/* Providers: sets of implementations, here built in. */
#ifndef OPENSSL_PROVIDER_H
#define OPENSSL_PROVIDER_H
#pragma once

#include <openssl/core.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_PROVIDER_H
#endif

#ifdef __cplusplus
extern "C" {
#endif
int OSSL_PROVIDER_available(OSSL_LIB_CTX *, const char *name);
int OSSL_PROVIDER_do_all(OSSL_LIB_CTX *ctx,
                         int (*cb)(OSSL_PROVIDER *provider, void *cbdata),
                         void *cbdata);
const char *OSSL_PROVIDER_get0_name(const OSSL_PROVIDER *prov);
int OSSL_PROVIDER_get_params(const OSSL_PROVIDER *prov, OSSL_PARAM params[]);
const OSSL_PARAM *OSSL_PROVIDER_gettable_params(const OSSL_PROVIDER *prov);
int OSSL_PROVIDER_set_default_search_path(OSSL_LIB_CTX *, const char *path);
OSSL_PROVIDER *OSSL_PROVIDER_load(OSSL_LIB_CTX *, const char *name);
int OSSL_PROVIDER_self_test(const OSSL_PROVIDER *prov);
OSSL_PROVIDER *OSSL_PROVIDER_try_load(OSSL_LIB_CTX *, const char *name,
                                      int retain_fallbacks);
int OSSL_PROVIDER_unload(OSSL_PROVIDER *prov);

#ifdef __cplusplus
}
#endif
#endif
