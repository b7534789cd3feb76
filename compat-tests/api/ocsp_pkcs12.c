/* OCSP messages and PKCS#12 files. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static BIO *
data(const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/x509/%s", getenv("URT_DATA_DIR"), name);
    return BIO_new_file(path, "r");
}

static X509 *
cert(const char *name)
{
    BIO *in = data(name);
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static void
queue(void)
{
    const char *text;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &text, &flags)) != 0)
        printf("   %s|%s\n", ERR_error_string(e, NULL),
               (flags & ERR_TXT_STRING) != 0 ? text : "");
}

static void
validity(void)
{
    time_t now = time(NULL);

    for (int a = -1000; a <= 1000; a += 500)
        for (int b = -1000; b <= 1000; b += 500) {
            ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_set(NULL, now + a);
            ASN1_GENERALIZEDTIME *n = ASN1_GENERALIZEDTIME_set(NULL, now + b);

            printf("%d %d: %d %d\n", a, b, OCSP_check_validity(t, n, 300, -1),
                   OCSP_check_validity(t, NULL, 300, 100));
            queue();
            ASN1_GENERALIZEDTIME_free(t);
            ASN1_GENERALIZEDTIME_free(n);
        }
}

static void
request(X509 *issuer)
{
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    unsigned char *der = NULL;
    OCSP_CERTID *id;
    int len;

    ASN1_INTEGER_set(serial, 5);
    id = OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(issuer),
                          X509_get0_pubkey_bitstr(issuer), serial);
    printf("add %d\n", OCSP_request_add0_id(req, id) != NULL);
    len = i2d_OCSP_REQUEST(req, &der);
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    printf("\n");
    OPENSSL_free(der);
    OCSP_REQUEST_free(req);
    ASN1_INTEGER_free(serial);
}

static void
response(X509 *issuer, X509 *stranger)
{
    BIO *in = data("ocsp-response.der");
    OCSP_RESPONSE *r = d2i_OCSP_RESPONSE_bio(in, NULL);
    OCSP_BASICRESP *b = OCSP_response_get1_basic(r);
    X509_STORE *good = X509_STORE_new(), *bad = X509_STORE_new();
    ASN1_GENERALIZEDTIME *rev = NULL, *thisupd, *nextupd;
    STACK_OF(X509) *certs = sk_X509_new_null();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    OCSP_CERTID *id, *other;
    int status = -1, reason = -1, found;
    unsigned char *der = NULL;

    X509_STORE_add_cert(good, issuer);
    X509_STORE_add_cert(bad, stranger);
    X509_STORE_set_flags(good, X509_V_FLAG_NO_CHECK_TIME);
    X509_STORE_set_flags(bad, X509_V_FLAG_NO_CHECK_TIME);
    sk_X509_push(certs, issuer);
    printf("status %d count %d length %d\n", OCSP_response_status(r),
           OCSP_resp_count(b), i2d_OCSP_RESPONSE(r, &der));
    OPENSSL_free(der);
    printf("verify %d\n", OCSP_basic_verify(b, NULL, good, 0));
    queue();
    printf("verify with certificates %d\n",
           OCSP_basic_verify(b, certs, good, 0));
    queue();
    printf("verify, trust others %d\n",
           OCSP_basic_verify(b, certs, good, OCSP_TRUSTOTHER));
    queue();
    printf("verify, stranger %d\n", OCSP_basic_verify(b, NULL, bad, 0));
    queue();
    printf("verify, nointern %d\n",
           OCSP_basic_verify(b, NULL, good, OCSP_NOINTERN));
    queue();
    printf("verify, noverify %d\n",
           OCSP_basic_verify(b, NULL, bad, OCSP_NOVERIFY));
    queue();
    ASN1_INTEGER_set(serial, 5);
    id = OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(issuer),
                          X509_get0_pubkey_bitstr(issuer), serial);
    ASN1_INTEGER_set(serial, 6);
    other = OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(issuer),
                             X509_get0_pubkey_bitstr(issuer), serial);
    printf("other %d\n", OCSP_resp_find_status(b, other, &status, &reason,
                                               &rev, &thisupd, &nextupd));
    found = OCSP_resp_find_status(b, id, &status, &reason, &rev, &thisupd,
                                  &nextupd);
    printf("found %d status %s reason %s revoked %d next %d\n", found,
           OCSP_cert_status_str(status), OCSP_crl_reason_str(reason),
           rev != NULL, nextupd != NULL);
    OCSP_CERTID_free(id);
    OCSP_CERTID_free(other);
    ASN1_INTEGER_free(serial);
    sk_X509_free(certs);
    X509_STORE_free(good);
    X509_STORE_free(bad);
    OCSP_BASICRESP_free(b);
    OCSP_RESPONSE_free(r);
    BIO_free(in);
}

static void
pkcs12(const char *name, const char *password)
{
    BIO *in = data(name);
    PKCS12 *p12 = d2i_PKCS12_bio(in, NULL);
    EVP_PKEY *key = NULL;
    STACK_OF(X509) *ca = NULL;
    X509 *x = NULL;
    int ok, len = 0;
    unsigned char *alias;

    printf("%s with %s: loaded %d\n", name, password ? password : "NULL",
           p12 != NULL);
    ok = PKCS12_parse(p12, password, &key, &x, &ca);
    printf("parse %d key %d bits %d others %d\n", ok,
           key != NULL ? EVP_PKEY_get_id(key) : -1,
           key != NULL ? EVP_PKEY_get_bits(key) : -1,
           ca != NULL ? sk_X509_num(ca) : -1);
    queue();
    if (x != NULL) {
        printf("fits %d %s\n", X509_check_private_key(x, key),
               X509_NAME_oneline(X509_get_subject_name(x), NULL, 0));
        alias = X509_alias_get0(x, &len);
        printf("alias %.*s\n", len, alias != NULL ? (char *)alias : "");
    }
    for (int i = 0; i < sk_X509_num(ca); i++)
        printf("other %s\n",
               X509_NAME_oneline(X509_get_subject_name(sk_X509_value(ca, i)),
                                 NULL, 0));
    sk_X509_pop_free(ca, X509_free);
    X509_free(x);
    EVP_PKEY_free(key);
    PKCS12_free(p12);
    BIO_free(in);
}

int
main(void)
{
    X509 *issuer = cert("ec.pem"), *stranger = cert("rsa.pem");

    setbuf(stdout, NULL);
    for (int i = -1; i < 12; i++)
        printf("%d %s %s %s\n", i, OCSP_response_status_str(i),
               OCSP_cert_status_str(i), OCSP_crl_reason_str(i));
    validity();
    request(issuer);
    response(issuer, stranger);
    pkcs12("ec.p12", "secret");
    pkcs12("ec.p12", "wrong");
    pkcs12("ec.p12", NULL);
    X509_free(issuer);
    X509_free(stranger);
    return 0;
}
