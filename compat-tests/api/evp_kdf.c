/* Key derivation: EVP_KDF by name, the same as operations of an
 * EVP_PKEY_CTX, the older calls; parameters missing, wrong, too long. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#include "tell.h"

static unsigned char key[40], salt[20], info[30];
static unsigned char out[200];

enum { MAX = 14 };

static OSSL_PARAM
text(const char *name, const char *value)
{
    return OSSL_PARAM_construct_utf8_string(name, (char *)value, 0);
}

static OSSL_PARAM
octets(const char *name, void *p, size_t len)
{
    return OSSL_PARAM_construct_octet_string(name, p, len);
}

/* Derives with all parameters, then with each left out in turn. */
static void
run(const char *name, OSSL_PARAM *params, size_t len)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
    EVP_KDF_CTX *ctx, *copy;
    OSSL_PARAM some[MAX];
    size_t n = 0;

    printf("--- %s\n", name);
    TRY(kdf != NULL);
    if (kdf == NULL)
        return;
    printf("name %s description %s\n", EVP_KDF_get0_name(kdf),
           EVP_KDF_get0_description(kdf) != NULL
               ? EVP_KDF_get0_description(kdf)
               : "none");
    TRY(EVP_KDF_is_a(kdf, name));
    TRY(EVP_KDF_is_a(kdf, "nothing"));
    TRY(EVP_KDF_get0_provider(kdf) != NULL);
    TRY(EVP_KDF_up_ref(kdf));
    EVP_KDF_free(kdf);
    ctx = EVP_KDF_CTX_new(kdf);
    TRY(ctx != NULL);
    TRY(EVP_KDF_CTX_kdf(ctx) == kdf);
    TRY(EVP_KDF_CTX_get_kdf_size(ctx));
    TRY(EVP_KDF_derive(ctx, out, len, NULL));
    TRY(EVP_KDF_CTX_set_params(ctx, params));
    TRY(EVP_KDF_CTX_get_kdf_size(ctx));
    memset(out, 0, sizeof out);
    TRY(EVP_KDF_derive(ctx, out, len, NULL));
    hex("out", out, len);
    copy = EVP_KDF_CTX_dup(ctx);
    TRY(copy != NULL);
    memset(out, 0, sizeof out);
    TRY(EVP_KDF_derive(copy, out, len / 2, NULL));
    hex("out", out, len / 2);
    EVP_KDF_CTX_free(copy);
    TRY(EVP_KDF_derive(ctx, out, 0, NULL));
    EVP_KDF_CTX_reset(ctx);
    TRY(EVP_KDF_derive(ctx, out, len, NULL));
    while (params[n].key != NULL)
        n++;
    for (size_t skip = 0; skip < n; skip++) {
        size_t m = 0;

        EVP_KDF_CTX_reset(ctx);
        for (size_t i = 0; i <= n; i++)
            if (i != skip)
                some[m++] = params[i];
        printf("without %s: ", params[skip].key);
        memset(out, 0, sizeof out);
        TRY(EVP_KDF_derive(ctx, out, len, some));
        hex("out", out, len);
    }
    some[0] = text(OSSL_KDF_PARAM_DIGEST, "nothing");
    some[1] = OSSL_PARAM_construct_end();
    TRY(EVP_KDF_CTX_set_params(ctx, some));
    TRY(EVP_KDF_CTX_set_params(ctx, NULL));
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_CTX_free(NULL);
    EVP_KDF_free(kdf);
    EVP_KDF_free(NULL);
}

static void
by_name(void)
{
    OSSL_PARAM p[MAX];
    uint64_t iterations = 50, n = 16;
    uint32_t r = 1, parallel = 2;
    int mode, check = 1;

    for (mode = 0; mode < 3; mode++) {
        p[0] = text("digest", "SHA2-256");
        p[1] = octets("key", key, sizeof key);
        p[2] = octets("salt", salt, sizeof salt);
        p[3] = octets("info", info, sizeof info);
        p[4] = OSSL_PARAM_construct_int("mode", &mode);
        p[5] = OSSL_PARAM_construct_end();
        run("HKDF", p, mode == 1 ? 32 : 50);
    }
    p[4] = text("mode", "EXPAND_ONLY");
    run("hkdf", p, 50);
    p[0] = text("digest", "SHA256");
    p[1] = octets("secret", key, sizeof key);
    p[2] = octets("seed", salt, sizeof salt);
    p[3] = OSSL_PARAM_construct_end();
    run("TLS1-PRF", p, 60);
    p[0] = text("digest", "MD5-SHA1");
    run("TLS1-PRF", p, 60);
    p[0] = text("digest", "SHA512");
    p[1] = octets("pass", key, 9);
    p[2] = octets("salt", salt, sizeof salt);
    p[3] = OSSL_PARAM_construct_uint64("iter", &iterations);
    p[4] = OSSL_PARAM_construct_end();
    run("PBKDF2", p, 60);
    p[4] = OSSL_PARAM_construct_int("pkcs5", &check);
    p[5] = OSSL_PARAM_construct_end();
    run("PBKDF2", p, 60);
    p[0] = octets("pass", key, 9);
    p[1] = octets("salt", salt, sizeof salt);
    p[2] = OSSL_PARAM_construct_uint64("n", &n);
    p[3] = OSSL_PARAM_construct_uint32("r", &r);
    p[4] = OSSL_PARAM_construct_uint32("p", &parallel);
    p[5] = OSSL_PARAM_construct_end();
    EVP_KDF_free(EVP_KDF_fetch(NULL, "SCRYPT", NULL));
    run("SCRYPT", p, 64);
    run("id-scrypt", p, 64);
    p[0] = text("digest", "SHA256");
    p[1] = octets("key", key, sizeof key);
    p[2] = octets("info", info, sizeof info);
    p[3] = OSSL_PARAM_construct_end();
    run("SSKDF", p, 60);
    run("X963KDF", p, 60);
    TRY(EVP_KDF_fetch(NULL, "NOTHING", NULL) != NULL);
    TRY(EVP_KDF_fetch(NULL, "HKDF", "provider=nothing") != NULL);
    TRY(EVP_KDF_CTX_new(NULL) != NULL);
}

static void
hkdf(void)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    size_t len = 42;

    printf("--- pkey HKDF\n");
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()));
    TRY(EVP_PKEY_derive_init(c));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set1_hkdf_salt(c, salt, sizeof salt));
    TRY(EVP_PKEY_CTX_set1_hkdf_key(c, key, sizeof key));
    TRY(EVP_PKEY_CTX_add1_hkdf_info(c, info, 10));
    TRY(EVP_PKEY_CTX_add1_hkdf_info(c, info + 10, 20));
    TRY(EVP_PKEY_derive(c, out, &len));
    hex("okm", out, len);
    TRY(EVP_PKEY_CTX_set_hkdf_mode(c, EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY));
    len = 0;
    TRY(EVP_PKEY_derive(c, NULL, &len));
    TRY(len);
    len = 10;
    TRY(EVP_PKEY_derive(c, out, &len));
    len = 32;
    TRY(EVP_PKEY_derive(c, out, &len));
    hex("prk", out, len);
    TRY(EVP_PKEY_CTX_set_hkdf_mode(c, 9));
    TRY(EVP_PKEY_CTX_set1_hkdf_key(c, key, -1));
    TRY(EVP_PKEY_sign_init(c));
    TRY(EVP_PKEY_keygen_init(c));
    EVP_PKEY_CTX_free(c);
}

static void
prf(void)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_TLS1_PRF, NULL);
    size_t len = 48;

    printf("--- pkey TLS1-PRF\n");
    TRY(EVP_PKEY_derive_init(c));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set_tls1_prf_md(c, EVP_sha384()));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set1_tls1_prf_secret(c, key, sizeof key));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_add1_tls1_prf_seed(c, salt, 5));
    TRY(EVP_PKEY_CTX_add1_tls1_prf_seed(c, salt + 5, 15));
    TRY(EVP_PKEY_derive(c, out, &len));
    hex("prf", out, len);
    EVP_PKEY_CTX_free(c);
}

static void
scrypt(void)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_SCRYPT, NULL);
    size_t len = 64;

    printf("--- pkey scrypt\n");
    TRY(EVP_PKEY_derive_init(c));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set1_pbe_pass(c, "password", 8));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set1_scrypt_salt(c, (const unsigned char *)"NaCl", 4));
    TRY(EVP_PKEY_CTX_set_scrypt_N(c, 1024));
    TRY(EVP_PKEY_CTX_set_scrypt_r(c, 8));
    TRY(EVP_PKEY_CTX_set_scrypt_p(c, 16));
    TRY(EVP_PKEY_derive(c, out, &len));
    hex("scrypt", out, len);
    TRY(EVP_PKEY_CTX_set_scrypt_maxmem_bytes(c, 1000));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set_scrypt_maxmem_bytes(c, 1 << 24));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_CTX_set_scrypt_N(c, 1000));
    TRY(EVP_PKEY_CTX_set_scrypt_N(c, 1));
    TRY(EVP_PKEY_CTX_set_scrypt_r(c, 0));
    EVP_PKEY_CTX_free(c);
}

static void
older(void)
{
    printf("--- older calls\n");
    TRY(PKCS5_PBKDF2_HMAC("password", 8, salt, 8, 100, EVP_sha256(), 40,
                          out));
    hex("pbkdf2", out, 40);
    TRY(PKCS5_PBKDF2_HMAC("password", -1, salt, 8, 1, EVP_sha512(), 70, out));
    hex("pbkdf2", out, 70);
    TRY(PKCS5_PBKDF2_HMAC(NULL, 0, NULL, 0, 1, EVP_sha1(), 20, out));
    hex("pbkdf2", out, 20);
    TRY(PKCS5_PBKDF2_HMAC_SHA1("password", 8, salt, 8, 2, 20, out));
    hex("pbkdf2", out, 20);
    TRY(EVP_PBE_scrypt("password", 8, salt, 4, 16, 8, 1, 0, out, 32));
    hex("scrypt", out, 32);
    TRY(EVP_PBE_scrypt("password", 8, salt, 4, 16, 8, 1, 100, out, 32));
    TRY(EVP_PBE_scrypt("password", 8, salt, 4, 17, 8, 1, 0, out, 32));
    TRY(EVP_PBE_scrypt(NULL, 0, NULL, 0, 16, 8, 1, 0, out, 32));
    hex("scrypt", out, 32);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)(i + 'a');
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (unsigned char)(i * 5);
    for (size_t i = 0; i < sizeof info; i++)
        info[i] = (unsigned char)(i * 3);
    by_name();
    hkdf();
    prf();
    scrypt();
    older();
    return 0;
}
