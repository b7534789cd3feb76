/* Providers and library contexts: which are there, what they say of
 * themselves, defaults of a thread. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <string.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static int
list(OSSL_PROVIDER *p, void *arg)
{
    char *names = arg;

    strcat(strcat(names, OSSL_PROVIDER_get0_name(p)), " ");
    return 1;
}

static int
stop(OSSL_PROVIDER *p, void *arg)
{
    ++*(int *)arg;
    return 0;
}

static void
all(const char *what, OSSL_LIB_CTX *ctx)
{
    char names[100] = "";
    int calls = 0;

    printf("%s: all %d", what, OSSL_PROVIDER_do_all(ctx, list, names));
    printf(" [%s%s%s]", strstr(names, "default ") ? "default " : "",
           strstr(names, "base ") ? "base " : "",
           strstr(names, "legacy ") ? "legacy " : "");
    printf(" stopped %d", OSSL_PROVIDER_do_all(ctx, stop, &calls));
    printf(" %d", calls);
    errors();
}

static void
describe(OSSL_PROVIDER *p)
{
    const OSSL_PARAM *has = OSSL_PROVIDER_gettable_params(p);
    char *name = NULL, *version = NULL, *build = NULL;
    int status = -1;
    OSSL_PARAM want[] = {
        OSSL_PARAM_construct_utf8_ptr(OSSL_PROV_PARAM_NAME, &name, 0),
        OSSL_PARAM_construct_utf8_ptr(OSSL_PROV_PARAM_VERSION, &version, 0),
        OSSL_PARAM_construct_utf8_ptr(OSSL_PROV_PARAM_BUILDINFO, &build, 0),
        OSSL_PARAM_construct_int(OSSL_PROV_PARAM_STATUS, &status),
        OSSL_PARAM_END,
    };

    for (; has != NULL && has->key != NULL; has++)
        printf(" %s:%u", has->key, has->data_type);
    printf("\nparams %d", OSSL_PROVIDER_get_params(p, want));
    printf(" %s version %d build %d status %d", name,
           strncmp(version, "3.0.", 4) == 0, build != NULL, status);
    printf(" self test %d", OSSL_PROVIDER_self_test(p));
    errors();
}

int
main(void)
{
    OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new(), *before;
    OSSL_PROVIDER *p, *legacy;
    EVP_MD *md;

    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    all("new", ctx);
    all("global", NULL);
    p = OSSL_PROVIDER_load(ctx, "default");
    describe(p);
    legacy = OSSL_PROVIDER_load(ctx, "legacy");
    describe(legacy);
    all("two", ctx);
    printf("none %d", OSSL_PROVIDER_load(ctx, "no-such-provider") != NULL);
    errors();
    printf("try %d", OSSL_PROVIDER_try_load(ctx, "no-such-one", 1) != NULL);
    errors();
    /* A thread's default. */
    before = OSSL_LIB_CTX_set0_default(ctx);
    printf("default %d", before == OSSL_LIB_CTX_get0_global_default());
    md = EVP_MD_fetch(NULL, "MD4", NULL);
    printf(" MD4 %d", md != NULL);
    EVP_MD_free(md);
    printf(" %d", OSSL_LIB_CTX_set0_default(NULL) == ctx);
    printf(" %d", OSSL_LIB_CTX_set0_default(before) == ctx);
    printf(" %d\n", OSSL_LIB_CTX_set0_default(NULL) == before);
    md = EVP_MD_fetch(NULL, "MD4", NULL);
    printf("MD4 %d", md != NULL);
    errors();
    EVP_MD_free(md);
    printf("unload %d %d\n", OSSL_PROVIDER_unload(legacy),
           OSSL_PROVIDER_unload(p));
    all("unloaded", ctx);
    OSSL_LIB_CTX_free(ctx);
    OSSL_LIB_CTX_free(NULL);
    return 0;
}
