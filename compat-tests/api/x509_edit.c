/* Certificates and CRLs made with setters: signed, printed, parsed again, and
 * changed after parsing. Signatures are of kinds that leave no choice. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *
load(const char *name)
{
    char path[4096];
    EVP_PKEY *key;
    BIO *in;

    snprintf(path, sizeof path, "%s/x509/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return key;
}

static void
hex(const char *title, unsigned char *der, int len)
{
    printf("%s %d ", title, len);
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    printf("\n");
    OPENSSL_free(der);
}

static void
show(const char *title, X509 *x)
{
    unsigned char *der = NULL;
    int len = i2d_X509(x, &der);

    hex(title, der, len);
    if (len <= 0)
        printf("   %s\n", ERR_reason_error_string(ERR_peek_last_error()));
    ERR_clear_error();
}

static void
print(X509 *x)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;

    printf("print %d\n", X509_print(out, x));
    len = BIO_get_mem_data(out, &text);
    printf("%.*s", (int)len, text);
    BIO_free(out);
}

static void
set_name(X509_NAME *name, const char *cn)
{
    printf("name %d %d\n",
           X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC,
                                      (const unsigned char *)"Org", -1, -1, 0),
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)cn, -1, -1, 0));
}

static void
add_ext(X509 *x)
{
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    X509_EXTENSION *e;

    bc->ca = 0xff;
    bc->pathlen = ASN1_INTEGER_new();
    ASN1_INTEGER_set(bc->pathlen, 3);
    e = X509V3_EXT_i2d(NID_basic_constraints, 1, bc);
    printf("ext %d at front %d, count %d\n", X509_add_ext(x, e, -1),
           X509_add_ext(x, e, 0), X509_get_ext_count(x));
    X509_EXTENSION_free(e);
    e = X509_delete_ext(x, 0);
    printf("deleted %d, count %d\n", e != NULL, X509_get_ext_count(x));
    X509_EXTENSION_free(e);
    printf("add1 %d, count %d\n",
           X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1,
                             X509V3_ADD_REPLACE),
           X509_get_ext_count(x));
    BASIC_CONSTRAINTS_free(bc);
}

static void
build(const char *file, const EVP_MD *md)
{
    EVP_PKEY *key = load(file);
    X509 *x = X509_new(), *again;
    X509_NAME *subject = X509_get_subject_name(x), *name = X509_NAME_new();
    ASN1_INTEGER *serial = X509_get_serialNumber(x);
    ASN1_TIME *before = X509_getm_notBefore(x);
    unsigned char *der = NULL;
    const unsigned char *p;
    int len;

    printf("#### %s\n", file);
    printf("version %d %ld\n", X509_set_version(x, X509_VERSION_3),
           X509_get_version(x));
    printf("serial %d\n", ASN1_INTEGER_set(serial, 0x123456));
    printf("times %d %d\n", ASN1_TIME_set_string(before, "20250101000000Z"),
           ASN1_TIME_set_string(X509_getm_notAfter(x), "20600101000000Z"));
    set_name(subject, "subject");
    set_name(name, "issuer");
    printf("issuer %d key %d\n", X509_set_issuer_name(x, name),
           X509_set_pubkey(x, key));
    add_ext(x);
    printf("pointers %d %d %d\n", subject == X509_get_subject_name(x),
           serial == X509_get_serialNumber(x),
           before == X509_getm_notBefore(x));
    printf("sign %d\n", X509_sign(x, key, md) > 0);
    printf("verify %d\n", X509_verify(x, key));
    show("signed", x);
    print(x);
    printf("pointers %d %d %d\n", subject == X509_get_subject_name(x),
           serial == X509_get_serialNumber(x),
           before == X509_getm_notBefore(x));
    len = i2d_X509(x, &der);
    p = der;
    again = d2i_X509(NULL, &p, len);
    printf("parsed %d, equal %d\n", again != NULL, X509_cmp(x, again));
    show("again", again);
    printf("serial %d\n",
           ASN1_INTEGER_set(X509_get_serialNumber(again), 0x77));
    show("poked", again);
    printf("set version %d\n", X509_set_version(again, X509_VERSION_1));
    show("edited", again);
    printf("verify %d\n", X509_verify(again, key));
    ERR_clear_error();
    printf("sign %d verify %d\n", X509_sign(again, key, md) > 0,
           X509_verify(again, key));
    show("signed again", again);
    X509_free(again);
    again = X509_dup(x);
    printf("dup equal %d\n", X509_cmp(x, again));
    X509_free(again);
    OPENSSL_free(der);
    X509_NAME_free(name);
    X509_free(x);
    EVP_PKEY_free(key);
}

static void
revoke(X509_CRL *crl, long number, const char *when)
{
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *t = ASN1_TIME_new();

    ASN1_INTEGER_set(serial, number);
    ASN1_TIME_set_string(t, when);
    printf("revoked %d %d %d\n", X509_REVOKED_set_serialNumber(r, serial),
           X509_REVOKED_set_revocationDate(r, t),
           X509_CRL_add0_revoked(crl, r));
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(t);
}

static void
build_crl(const char *file, const EVP_MD *md)
{
    EVP_PKEY *key = load(file);
    X509_CRL *crl = X509_CRL_new(), *again;
    X509_NAME *name = X509_NAME_new();
    ASN1_TIME *t = ASN1_TIME_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    X509_REVOKED *found = NULL;
    unsigned char *der = NULL;
    const unsigned char *p;
    int len;

    printf("#### CRL %s\n", file);
    set_name(name, "issuer");
    ASN1_TIME_set_string(t, "20250101000000Z");
    printf("%d %d %d", X509_CRL_set_version(crl, X509_CRL_VERSION_2),
           X509_CRL_set_issuer_name(crl, name),
           X509_CRL_set1_lastUpdate(crl, t));
    ASN1_TIME_set_string(t, "20600101000000Z");
    printf(" %d\n", X509_CRL_set1_nextUpdate(crl, t));
    revoke(crl, 9, "20250102000000Z");
    revoke(crl, 5, "20250103000000Z");
    revoke(crl, 7, "20250104000000Z");
    printf("sort %d\n", X509_CRL_sort(crl));
    printf("sign %d\n", X509_CRL_sign(crl, key, md) > 0);
    printf("verify %d\n", X509_CRL_verify(crl, key));
    len = i2d_X509_CRL(crl, &der);
    p = der;
    again = d2i_X509_CRL(NULL, &p, len);
    printf("parsed %d verify %d\n", again != NULL,
           X509_CRL_verify(again, key));
    ASN1_INTEGER_set(serial, 5);
    printf("found %d\n", X509_CRL_get0_by_serial(again, &found, serial));
    ASN1_INTEGER_set(serial, 6);
    printf("found %d\n", X509_CRL_get0_by_serial(again, &found, serial));
    hex("der", der, len);
    X509_CRL_free(again);
    X509_CRL_free(crl);
    X509_NAME_free(name);
    ASN1_TIME_free(t);
    ASN1_INTEGER_free(serial);
    EVP_PKEY_free(key);
}

int
main(void)
{
    setbuf(stdout, NULL);
    build("ed25519.key", NULL);
    build("rsa.key", EVP_sha256());
    build_crl("ed25519.key", NULL);
    build_crl("rsa.key", EVP_sha384());
    return 0;
}
