/* EVP digests: every digest that both libraries have, by value and by name;
 * properties; contexts copied, reset, used out of order; provider rules. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <string.h>

#include "tell.h"

/* Results with the reasons on the queue; data texts hold internal numbers. */
static const char *const names[] = {
    "md5",        "sha1",       "sha224",      "sha256",     "sha384",
    "sha512",     "sha512-224", "sha512-256",  "sha3-224",   "sha3-256",
    "sha3-384",   "sha3-512",   "shake128",    "shake256",   "ripemd160",
    "md5-sha1",   "RSA-SHA256", "SSL3-MD5",    "ssl3-sha1",  "ripemd",
    "rmd160",     "SHA2-256",   "SHA-512/256", "RSA-MD5",    "nonsense",
    "sha256WithRSAEncryption",  "RSA-RIPEMD160", "2.16.840.1.101.3.4.2.1",
    "md4",        "SHAKE-256",  "RSA-SHA1-2",  "",
};

static void
describe(const EVP_MD *md)
{
    printf("%s type %d pkey %d size %d block %d flags %lx desc %s prov %s\n",
           EVP_MD_get0_name(md), EVP_MD_get_type(md),
           EVP_MD_get_pkey_type(md), EVP_MD_get_size(md),
           EVP_MD_get_block_size(md), EVP_MD_get_flags(md),
           EVP_MD_get0_description(md),
           EVP_MD_get0_provider(md) != NULL
               ? OSSL_PROVIDER_get0_name(EVP_MD_get0_provider(md))
               : "-");
}

static void
all_digests(const unsigned char *data, size_t len)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int n;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const EVP_MD *md = EVP_get_digestbyname(names[i]);
        EVP_MD *fetched = EVP_MD_fetch(NULL, names[i], NULL);

        printf("-- %s: %d %d\n", names[i], md != NULL, fetched != NULL);
        ERR_clear_error();
        if (md != NULL) {
            describe(md);
            n = 0;
            TRY(EVP_Digest(data, len, out, &n, md, NULL));
            hex("digest", out, n);
        }
        if (fetched != NULL) {
            describe(fetched);
            n = 0;
            TRY(EVP_Digest(data, len, out, &n, fetched, NULL));
            hex("digest", out, n);
            EVP_MD_free(fetched);
        }
    }
}

static void
contexts(const unsigned char *data)
{
    EVP_MD_CTX *a = EVP_MD_CTX_new(), *b = EVP_MD_CTX_new();
    unsigned char out[200];
    unsigned int n = 0;

    TRY(EVP_DigestInit_ex(a, NULL, NULL));
    TRY(EVP_DigestUpdate(a, data, 3));
    TRY(EVP_DigestUpdate(a, data, 0));
    TRY(EVP_DigestFinal_ex(a, out, &n));
    TRY(EVP_MD_CTX_copy_ex(b, a));
    TRY(EVP_MD_CTX_get0_md(a) == NULL);
    TRY(EVP_DigestInit_ex(a, EVP_sha256(), NULL));
    TRY(EVP_MD_CTX_get0_md(a) == EVP_sha256());
    TRY(EVP_MD_CTX_get_size(a));
    TRY(EVP_DigestUpdate(a, data, 100));
    TRY(EVP_MD_CTX_copy_ex(b, a));
    TRY(EVP_DigestUpdate(a, data, 10));
    TRY(EVP_DigestFinal_ex(a, out, &n));
    hex("a", out, n);
    TRY(EVP_DigestUpdate(b, data, 10));
    TRY(EVP_DigestFinal(b, out, &n));
    hex("b", out, n);
    TRY(EVP_MD_CTX_get0_md(b) == NULL);
    TRY(EVP_DigestInit_ex(a, NULL, NULL));
    TRY(EVP_DigestFinal_ex(a, out, &n));
    hex("again", out, n);
    TRY(EVP_DigestFinalXOF(a, out, 10));
    EVP_MD_CTX_set_flags(a, EVP_MD_CTX_FLAG_ONESHOT);
    TRY(EVP_MD_CTX_test_flags(a, EVP_MD_CTX_FLAG_ONESHOT));
    EVP_MD_CTX_clear_flags(a, EVP_MD_CTX_FLAG_ONESHOT);
    TRY(EVP_MD_CTX_test_flags(a, EVP_MD_CTX_FLAG_ONESHOT));
    for (int i = 0; i < 2; i++) {
        const EVP_MD *xof = i == 0 ? EVP_shake128() : EVP_shake256();

        TRY(EVP_DigestInit_ex(a, xof, NULL));
        TRY(EVP_DigestUpdate(a, data, 200));
        TRY(EVP_DigestFinalXOF(a, out, sizeof out));
        hex("xof", out, sizeof out);
        TRY(EVP_DigestInit_ex(a, xof, NULL));
        TRY(EVP_DigestUpdate(a, data, 168));
        TRY(EVP_DigestFinal_ex(a, out, &n));
        hex("short", out, n);
    }
    TRY(EVP_DigestInit(a, EVP_sha512()));
    TRY(EVP_MD_CTX_reset(a));
    TRY(EVP_MD_get_size(NULL));
    TRY(EVP_MD_get_block_size(NULL));
    TRY(EVP_get_digestbyname("x") == NULL);
    TRY(EVP_MD_is_a(EVP_sha256(), "SHA2-256"));
    TRY(EVP_MD_is_a(EVP_sha256(), "SHA1"));
    EVP_MD_CTX_free(a);
    EVP_MD_CTX_free(b);
    EVP_MD_CTX_free(NULL);
}

static const char *const queries[] = {
    "",           "provider=default", "provider=legacy", "fips=yes",
    "fips=no",    "-fips",            "?fips=yes",       "fips",
    "fips!=yes",  "provider!=legacy", "x=no",            "x!=1",
    "?provider=legacy", "provider=default,fips=no",
    "provider = default",
    "provider='default'",             "?x,-fips",        "fips!=no",
};

static void
properties(void)
{
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", queries[i]);

        printf("query \"%s\": ", queries[i]);
        TRY(md != NULL);
        EVP_MD_free(md);
    }
    TRY(EVP_default_properties_is_fips_enabled(NULL));
    TRY(EVP_set_default_properties(NULL, "fips=yes"));
    TRY(EVP_default_properties_is_fips_enabled(NULL));
    TRY(EVP_MD_fetch(NULL, "SHA256", NULL) == NULL);
    TRY(EVP_MD_fetch(NULL, "SHA256", "-fips") == NULL);
    TRY(EVP_MD_fetch(NULL, "SHA256", "fips=no") == NULL);
    TRY(EVP_default_properties_enable_fips(NULL, 0));
    TRY(EVP_default_properties_is_fips_enabled(NULL));
    TRY(EVP_MD_fetch(NULL, "SHA256", NULL) == NULL);
    TRY(EVP_set_default_properties(NULL, NULL));
}

static void
providers(void)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    OSSL_PROVIDER *legacy, *def;
    OSSL_LIB_CTX *other;

    TRY(OSSL_PROVIDER_available(NULL, "default"));
    TRY(OSSL_PROVIDER_available(NULL, "legacy"));
    TRY(EVP_DigestInit_ex(ctx, EVP_md4(), NULL));
    legacy = OSSL_PROVIDER_load(NULL, "legacy");
    TRY(legacy != NULL);
    TRY(OSSL_PROVIDER_available(NULL, "legacy"));
    TRY(OSSL_PROVIDER_available(NULL, "default"));
    TRY(EVP_MD_fetch(NULL, "SHA256", NULL) == NULL);
    def = OSSL_PROVIDER_load(NULL, "default");
    TRY(def != NULL);
    TRY(EVP_DigestInit_ex(ctx, EVP_md4(), NULL));
    TRY(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
    printf("%s\n", OSSL_PROVIDER_get0_name(legacy));
    TRY(OSSL_PROVIDER_unload(legacy));
    TRY(OSSL_PROVIDER_available(NULL, "legacy"));
    TRY(OSSL_PROVIDER_unload(NULL));
    other = OSSL_LIB_CTX_new();
    TRY(OSSL_PROVIDER_available(other, "default"));
    TRY(EVP_MD_fetch(other, "SHA256", NULL) != NULL);
    TRY(OSSL_PROVIDER_load(other, "null") != NULL);
    TRY(EVP_MD_fetch(other, "SHA256", NULL) != NULL);
    TRY(EVP_MD_fetch(NULL, "SHA256", NULL) != NULL);
    OSSL_LIB_CTX_free(other);
    EVP_MD_CTX_free(ctx);
}

int
main(void)
{
    unsigned char data[300];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 3 + 1);
    all_digests(data, sizeof data);
    contexts(data);
    properties();
    providers();
    return 0;
}
