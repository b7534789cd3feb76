/* Certification requests: made, signed, written, read again, changed, and
 * read when damaged. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

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
    ERR_clear_error();
    return key;
}

static void
show(const char *title, X509_REQ *r)
{
    unsigned char *der = NULL;
    int len = i2d_X509_REQ(r, &der);

    printf("%s %d ", title, len);
    for (int i = 0; i < len; i++)
        printf("%02x", der[i]);
    tell_texts();
    OPENSSL_free(der);
}

static STACK_OF(X509_EXTENSION) *
extensions(void)
{
    STACK_OF(X509_EXTENSION) *list = NULL;
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    EXTENDED_KEY_USAGE *eku = EXTENDED_KEY_USAGE_new();

    bc->ca = 0xff;
    sk_ASN1_OBJECT_push(eku, OBJ_nid2obj(NID_server_auth));
    L(X509V3_add1_i2d(&list, NID_basic_constraints, bc, 1, 0));
    L(X509V3_add1_i2d(&list, NID_ext_key_usage, eku, 0, 0));
    BASIC_CONSTRAINTS_free(bc);
    EXTENDED_KEY_USAGE_free(eku);
    return list;
}

static void
look(X509_REQ *r, EVP_PKEY *key)
{
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    STACK_OF(X509_EXTENSION) *list;
    X509_ATTRIBUTE *a;
    EVP_PKEY *other;
    char *name = X509_NAME_oneline(X509_REQ_get_subject_name(r), NULL, 0);
    unsigned char md[64];
    unsigned n = 0;

    printf("%s\n", name);
    OPENSSL_free(name);
    L(X509_REQ_get_version(r));
    other = X509_REQ_get_pubkey(r);
    L(EVP_PKEY_eq(other, key));
    L(other == X509_REQ_get0_pubkey(r));
    L(X509_PUBKEY_get0(X509_REQ_get_X509_PUBKEY(r)) == other);
    EVP_PKEY_free(other);
    L(X509_REQ_get_signature_nid(r));
    X509_REQ_get0_signature(r, &sig, &alg);
    L(ASN1_STRING_length(sig));
    L(OBJ_obj2nid(alg->algorithm));
    L(X509_REQ_verify(r, key));
    L(X509_REQ_digest(r, EVP_sha256(), md, &n));
    printf("%02x%02x %u\n", md[0], md[31], n);
    L(X509_REQ_get_attr_count(r));
    L(X509_REQ_get_attr_by_NID(r, NID_ext_req, -1));
    L(X509_REQ_get_attr_by_NID(r, NID_ext_req, 0));
    L(X509_REQ_get_attr_by_NID(r, 99999, -1));
    L(X509_REQ_get_attr_by_OBJ(r, OBJ_nid2obj(NID_ms_ext_req), -1));
    a = X509_REQ_get_attr(r, 0);
    L(X509_ATTRIBUTE_count(a));
    L(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)));
    L(X509_ATTRIBUTE_get0_type(a, 0) != NULL);
    L(X509_ATTRIBUTE_get0_type(a, 1) != NULL);
    L(X509_REQ_get_attr(r, 9) != NULL);
    list = X509_REQ_get_extensions(r);
    L(sk_X509_EXTENSION_num(list));
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
}

static void
make(const char *keyfile, const EVP_MD *md, int with)
{
    X509_REQ *r = X509_REQ_new(), *copy;
    EVP_PKEY *key = load(keyfile);
    X509_NAME *name = X509_NAME_new();
    STACK_OF(X509_EXTENSION) *list = extensions(), *look_at;
    unsigned char *der = NULL;
    const unsigned char *p;
    BIO *out;
    int len;

    printf("== %s %d\n", keyfile, with);
    show("new", r);
    L(X509_REQ_get_version(r));
    L(X509_REQ_get0_pubkey(r) != NULL);
    look_at = X509_REQ_get_extensions(r);
    L(look_at != NULL);
    sk_X509_EXTENSION_free(look_at);
    L(X509_REQ_get_attr_count(r));
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               (const unsigned char *)"request", -1, -1, 0);
    L(X509_REQ_set_version(r, X509_REQ_VERSION_1));
    L(X509_REQ_set_subject_name(r, name));
    L(X509_REQ_set_pubkey(r, key));
    show("unsigned", r);
    if (with == 1)
        L(X509_REQ_add_extensions(r, list));
    if (with == 2)
        L(X509_REQ_add_extensions_nid(r, list, NID_ms_ext_req));
    L(X509_REQ_sign(r, key, md) > 0);
    if (md == NULL || EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        show("signed", r);
    look(r, key);
    L(i2d_re_X509_REQ_tbs(r, NULL) > 0);
    len = i2d_X509_REQ(r, &der);
    copy = X509_REQ_dup(r);
    L(X509_REQ_verify(copy, key));
    p = der;
    L(d2i_X509_REQ(&copy, &p, len) == copy);
    L(p - der == len);
    look(copy, key);
    L(X509_REQ_set_version(copy, 1));
    L(X509_REQ_verify(copy, key));
    X509_REQ_free(copy);
    p = der;
    L(d2i_X509_REQ(NULL, &p, len - 1) != NULL);
    der[len / 3] ^= 0x40;
    p = der;
    copy = d2i_X509_REQ(NULL, &p, len);
    if (copy != NULL)
        L(X509_REQ_verify(copy, key));
    else
        tell_texts();
    X509_REQ_free(copy);
    OPENSSL_free(der);
    out = BIO_new(BIO_s_mem());
    L(PEM_write_bio_X509_REQ(out, r));
    L(PEM_write_bio_X509_REQ_NEW(out, r));
    for (int i = 0; i < 3; i++) {
        copy = PEM_read_bio_X509_REQ(out, NULL, NULL, NULL);
        L(copy != NULL);
        X509_REQ_free(copy);
    }
    L(i2d_X509_REQ_bio(out, r));
    L((copy = d2i_X509_REQ_bio(out, NULL)) != NULL);
    X509_REQ_free(copy);
    BIO_free(out);
    {
        FILE *f = tmpfile();

        L(i2d_X509_REQ_fp(f, r));
        rewind(f);
        L((copy = d2i_X509_REQ_fp(f, NULL)) != NULL);
        X509_REQ_free(copy);
        rewind(f);
        L(PEM_write_X509_REQ(f, r));
        L(PEM_write_X509_REQ_NEW(f, r));
        rewind(f);
        L((copy = PEM_read_X509_REQ(f, NULL, NULL, NULL)) != NULL);
        X509_REQ_free(copy);
        fclose(f);
    }
    L(X509_REQ_sign(r, NULL, md));
    L(X509_REQ_sign(NULL, key, md));
    L(X509_REQ_set_pubkey(r, NULL));
    L(X509_REQ_set_subject_name(NULL, name));
    L(X509_REQ_set_version(NULL, 0));
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    X509_NAME_free(name);
    EVP_PKEY_free(key);
    X509_REQ_free(r);
}

static void
attributes(void)
{
    ASN1_STRING *s = ASN1_UTF8STRING_new();
    X509_ATTRIBUTE *a, *b;
    unsigned char *der = NULL;
    const unsigned char *p;
    int len;

    printf("== attributes\n");
    ASN1_STRING_set(s, "secret", -1);
    a = X509_ATTRIBUTE_create(NID_pkcs9_challengePassword, V_ASN1_UTF8STRING,
                              s);
    L(X509_ATTRIBUTE_count(a));
    L(X509_ATTRIBUTE_count(NULL));
    L(X509_ATTRIBUTE_get0_object(NULL) != NULL);
    L(X509_ATTRIBUTE_get0_type(NULL, 0) != NULL);
    len = i2d_X509_ATTRIBUTE(a, &der);
    L(len);
    p = der;
    L((b = d2i_X509_ATTRIBUTE(NULL, &p, len)) != NULL);
    L(ASN1_TYPE_cmp(X509_ATTRIBUTE_get0_type(a, 0),
                    X509_ATTRIBUTE_get0_type(b, 0)));
    X509_ATTRIBUTE_free(b);
    b = X509_ATTRIBUTE_dup(a);
    L(X509_ATTRIBUTE_count(b));
    X509_ATTRIBUTE_free(b);
    X509_ATTRIBUTE_free(a);
    OPENSSL_free(der);
    a = X509_ATTRIBUTE_new();
    L(X509_ATTRIBUTE_count(a));
    L(i2d_X509_ATTRIBUTE(a, NULL));
    X509_ATTRIBUTE_free(a);
    L(X509_ATTRIBUTE_create(99999, V_ASN1_NULL, NULL) != NULL);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    make("ed25519.key", NULL, 0);
    make("ed25519.key", NULL, 1);
    make("rsa.key", EVP_sha256(), 2);
    attributes();
    return 0;
}
