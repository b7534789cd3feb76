/* openssl.cnf about providers, properties and the generator: what is active
 * afterwards, and which errors there are. One process a configuration. */
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const texts[] = {
    "providers=p\n[p]\nlegacy=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nlegacy=l\n[l]\nactivate=0\n",
    "providers=p\n[p]\nlegacy=l\ndefault=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nlegacy=l\n[l]\n",
    "providers=p\n[p]\nlegacy=missing\n",
    "providers=p\n",
    "providers=p\n[p]\n",
    "providers=p\n[p]\nfips=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nfips=l\n[l]\nfoo=1\n",
    "providers=p\n[p]\nmine=l\n[l]\nidentity=legacy\nactivate=1\n",
    "providers=p\n[p]\nx.default=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nx.y.default=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nlegacy=l\n[l]\nx.activate=1\n",
    "providers=p\n[p]\nnull=l\n[l]\nactivate=1\nfoo=bar\n",
    "providers=p\n[p]\nbase=l\n[l]\nactivate=1\n",
    "providers=p\n[p]\nlegacy=l\n[l]\nmodule=/nowhere/y.so\nactivate=1\n",
    "alg_section=a\n",
    "alg_section=a\n[a]\n",
    "alg_section=a\n[a]\ndefault_properties=fips=yes\n",
    "alg_section=a\n[a]\ndefault_properties=provider=legacy\n",
    "alg_section=a\n[a]\nfips_mode=yes\n",
    "alg_section=a\n[a]\nfips_mode=no\n",
    "alg_section=a\n[a]\nfips_mode=TRUE\n",
    "alg_section=a\n[a]\nfips_mode=N\n",
    "alg_section=a\n[a]\nfips_mode=Yes\n",
    "alg_section=a\n[a]\nfips_mode=1\n",
    "alg_section=a\n[a]\nfips_mode=bogus\n",
    "alg_section=a\n[a]\nfoo=1\n",
    "random=r\n",
    "random=r\n[r]\n",
    "random=r\n[r]\nfoo=1\n",
    "random=r\n[r]\nrandom=CTR-DRBG\ncipher=AES-256-CTR\n",
    "random=r\n[r]\nproperties=\nseed=SEED-SRC\nseed_properties=\n",
};

static void
load(const char *text)
{
    static const char *const names[] = {"default", "base", "legacy", "null"};
    char all[400];
    const char *data;
    unsigned long e;
    BIO *in;
    CONF *conf = NCONF_new(NULL);
    EVP_MD *sha, *md4;
    long line;

    snprintf(all, sizeof(all), "openssl_conf=i\n[i]\n%s", text);
    in = BIO_new_mem_buf(all, -1);
    if (NCONF_load_bio(conf, in, &line) <= 0)
        abort();
    printf("---\n%s= %d\n", text, CONF_modules_load(conf, NULL, 0));
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, NULL)) != 0)
        printf("error %d/%d %s\n", ERR_GET_LIB(e), ERR_GET_REASON(e), data);
    for (int i = 0; i < 4; i++)
        printf("%s %d, ", names[i], OSSL_PROVIDER_available(NULL, names[i]));
    sha = EVP_MD_fetch(NULL, "SHA256", NULL);
    md4 = EVP_MD_fetch(NULL, "MD4", NULL);
    printf("SHA256 %d, MD4 %d, fips %d\n", sha != NULL, md4 != NULL,
           EVP_default_properties_is_fips_enabled(NULL));
    EVP_MD_free(sha);
    EVP_MD_free(md4);
    NCONF_free(conf);
    BIO_free(in);
    fflush(stdout);
    _exit(0);
}

int
main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int status;
        pid_t child;

        fflush(stdout);
        if ((child = fork()) == 0)
            load(texts[i]);
        if (waitpid(child, &status, 0) != child || status != 0)
            return 1;
    }
    return 0;
}
