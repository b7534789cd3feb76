/* OSSL_STORE: what stands in files of certificates, keys, parameters and
 * rubbish, object by object; and parameters alone in PEM. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/store-XXXXXX";

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("    queue %d %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-");
}

static const char *
data(const char *name)
{
    static char path[1000];

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    return path;
}

static BIO *
file(const char *name, const char *mode)
{
    char path[100];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return BIO_new_file(path, mode);
}

static void
show(OSSL_STORE_INFO *info)
{
    int type = OSSL_STORE_INFO_get_type(info);
    X509 *cert = OSSL_STORE_INFO_get1_CERT(info);
    EVP_PKEY *pkey = OSSL_STORE_INFO_get1_PKEY(info);
    EVP_PKEY *pub = OSSL_STORE_INFO_get1_PUBKEY(info);
    EVP_PKEY *params = OSSL_STORE_INFO_get1_PARAMS(info);
    X509_CRL *crl = OSSL_STORE_INFO_get1_CRL(info);

    printf("  type %d %s: cert %d key %d public %d parameters %d crl %d\n",
           type, OSSL_STORE_INFO_type_string(type), cert != NULL,
           pkey != NULL ? EVP_PKEY_get_id(pkey) : 0,
           pub != NULL ? EVP_PKEY_get_id(pub) : 0,
           params != NULL ? EVP_PKEY_get_id(params) : 0, crl != NULL);
    queue();
    X509_free(cert);
    EVP_PKEY_free(pkey);
    EVP_PKEY_free(pub);
    EVP_PKEY_free(params);
    X509_CRL_free(crl);
}

static void
walk(const char *title, const char *uri, int expect)
{
    OSSL_STORE_CTX *ctx = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
    OSSL_STORE_INFO *info;

    printf("%s: %s\n", title, ctx != NULL ? "open" : "not opened");
    if (ctx == NULL) {
        ERR_clear_error();
        return;
    }
    if (expect != 0)
        printf("  expect %d\n", OSSL_STORE_expect(ctx, expect));
    for (int i = 0; i < 9 && !OSSL_STORE_eof(ctx); i++) {
        info = OSSL_STORE_load(ctx);
        if (info != NULL)
            show(info);
        else
            printf("  nothing, error %d eof %d\n", OSSL_STORE_error(ctx),
                   OSSL_STORE_eof(ctx));
        queue();
        OSSL_STORE_INFO_free(info);
    }
    if (expect == 0)
        printf("  expect too late %d\n",
               OSSL_STORE_expect(ctx, OSSL_STORE_INFO_CERT));
    queue();
    printf("  close %d\n", OSSL_STORE_close(ctx));
}

static void
walk_made(const char *name, int expect)
{
    char path[100];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    walk(name, path, expect);
    snprintf(path, sizeof path, "file:%s/%s", dir, name);
    walk(name, path, expect);
    unlink(path + strlen("file:"));
}

static void
parameters(const char *title, BIO *bp)
{
    EVP_PKEY *p = PEM_read_bio_Parameters(bp, NULL);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    printf("parameters of %s: %d\n", title,
           p != NULL ? EVP_PKEY_get_id(p) : 0);
    queue();
    if (p != NULL) {
        fflush(stdout);
        printf("  written %d\n", PEM_write_bio_Parameters(out, p));
        queue();
    }
    BIO_free(out);
    EVP_PKEY_free(p);
    BIO_free(bp);
}

static void
put(BIO *out, const char *name)
{
    BIO *in = BIO_new_file(data(name), "r");
    char buf[4096];
    int n;

    while ((n = BIO_read(in, buf, sizeof buf)) > 0)
        BIO_write(out, buf, n);
    BIO_free(in);
}

static EVP_PKEY *
read_key(const char *name)
{
    BIO *in = BIO_new_file(data(name), "r");
    EVP_PKEY *p = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    BIO_free(in);
    return p;
}

static EVP_PKEY *
field(void)
{
    EVP_PKEY *p = EVP_PKEY_new();

    EVP_PKEY_assign(p, EVP_PKEY_DH, DH_new_by_nid(NID_ffdhe2048));
    return p;
}

static void
all_kinds(BIO *out, EVP_PKEY *rsa)
{
    EVP_PKEY *dh = field();

    put(out, "api-rsa-chain.pem");
    BIO_puts(out, "a line between\n");
    PEM_write_bio_Parameters(out, dh);
    put(out, "api-ec-key.pem");
    PEM_write_bio_PUBKEY(out, rsa);
    put(out, "chains/crl-root.pem");
    EVP_PKEY_free(dh);
}

int
main(void)
{
    EVP_PKEY *rsa, *ec;
    BIO *out;

    setvbuf(stdout, NULL, _IONBF, 0);
    if (mkdtemp(dir) == NULL)
        return 1;
    rsa = read_key("api-rsa-key.pem");
    ec = read_key("api-ec-key.pem");
    walk("a chain", data("api-rsa-chain.pem"), 0);
    walk("a key", data("api-ed-key.pem"), 0);
    walk("nothing there", "/usr/none/such", 0);
    walk("another scheme", "pkcs11:object", 0);

    out = file("all", "w");
    all_kinds(out, rsa);
    BIO_free(out);
    walk_made("all", 0);
    /* OpenSSL does not always pass over what isn't expected; Urtica does, as
     * the manual says. Here nothing else comes before. */
    walk("only certificates", data("api-rsa-chain.pem"), OSSL_STORE_INFO_CERT);
    out = file("rubbish", "w");
    BIO_puts(out, "no object at all\n");
    BIO_free(out);
    walk_made("rubbish", 0);
    out = file("key.der", "w");
    i2d_PrivateKey_bio(out, ec);
    BIO_free(out);
    walk_made("key.der", 0);
    out = file("empty", "w");
    BIO_free(out);
    walk_made("empty", 0);

    out = BIO_new(BIO_s_mem());
    all_kinds(out, rsa);
    parameters("a file with everything", out);
    out = BIO_new(BIO_s_mem());
    put(out, "api-ec-chain.pem");
    parameters("a file without any", out);
    out = BIO_new(BIO_s_mem());
    PEM_write_bio_Parameters(out, ec);
    parameters("an EC key", out);
    out = BIO_new(BIO_s_mem());
    EVP_PKEY_free(ec);
    ec = read_key("api-dsa-key.pem");
    PEM_write_bio_Parameters(out, ec);
    parameters("a DSA key", out);
    out = BIO_new(BIO_s_mem());
    printf("of RSA: %d\n", PEM_write_bio_Parameters(out, rsa));
    queue();
    BIO_free(out);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(rsa);
    rmdir(dir);
    return 0;
}
