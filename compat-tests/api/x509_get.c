/* Certificates and CRLs: every getter over a set of files, comparisons, copies,
 * trust settings, times, lists, and the same objects through PEM and DER in
 * BIOs and FILEs. Each line is a call and what it returned, with what it left
 * in the error queue. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static BIO *
open_file(const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    return BIO_new_file(path, "r");
}

static FILE *
open_stdio(const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    return fopen(path, "r");
}

static X509 *
cert(const char *name)
{
    BIO *in = open_file(name);
    X509 *x = PEM_read_bio_X509_AUX(in, NULL, NULL, NULL);

    BIO_free(in);
    ERR_clear_error();
    return x;
}

static void
string(const char *what, const ASN1_STRING *s)
{
    printf("%s ", what);
    if (s == NULL)
        printf("NULL");
    for (int i = 0; s != NULL && i < ASN1_STRING_length(s); i++)
        printf("%02x", ASN1_STRING_get0_data(s)[i]);
    tell_texts();
}

static void
list_of_text(const char *what, STACK_OF(OPENSSL_STRING) *list)
{
    printf("%s %d", what, sk_OPENSSL_STRING_num(list));
    for (int i = 0; i < sk_OPENSSL_STRING_num(list); i++)
        printf(" %s", sk_OPENSSL_STRING_value(list, i));
    tell_texts();
    X509_email_free(list);
}

static void
getters(const char *name)
{
    X509 *x = cert(name), *copy;
    const ASN1_BIT_STRING *issuer, *subject;
    ASN1_OBJECT *bc = OBJ_nid2obj(NID_basic_constraints);
    int md, pk, bits;
    uint32_t flags;
    EVP_PKEY *key;
    const X509_ALGOR *alg;
    const ASN1_OBJECT *oid;
    int type;

    printf("== %s\n", name);
    if (x == NULL)
        return;
    string("serial", X509_get0_serialNumber(x));
    alg = X509_get0_tbs_sigalg(x);
    X509_ALGOR_get0(&oid, &type, NULL, alg);
    S(OBJ_nid2sn(OBJ_obj2nid(oid)));
    L(type);
    L(X509_get_signature_type(x));
    md = pk = bits = -1, flags = 77;
    L(X509_get_signature_info(x, &md, &pk, &bits, &flags));
    printf("%d %d %d %x\n", md, pk, bits, flags);
    L(sk_X509_EXTENSION_num(X509_get0_extensions(x)));
    X509_get0_uids(x, &issuer, &subject);
    L(issuer != NULL);
    L(X509_get_ext_by_NID(x, NID_basic_constraints, -1));
    L(X509_get_ext_by_NID(x, NID_basic_constraints, 50));
    L(X509_get_ext_by_NID(x, 99999, -1));
    L(X509_get_ext_by_OBJ(x, bc, -1));
    L(X509_get_ext_by_critical(x, 1, -1));
    L(X509_get_ext_by_critical(x, 0, 0));
    L(X509_get_extension_flags(x));
    L(X509_get_key_usage(x));
    L(X509_get_extended_key_usage(x));
    L(X509_get_pathlen(x));
    list_of_text("email", X509_get1_email(x));
    list_of_text("ocsp", X509_get1_ocsp(x));
    L(X509_issuer_name_hash_old(x));
    L(X509_subject_name_hash_old(x));
    L(X509_issuer_name_cmp(x, x));
    L(X509_subject_name_cmp(x, x));
    L(X509_issuer_and_serial_cmp(x, x));
    key = X509_get_pubkey(x);
    L(key != NULL);
    L(key == X509_get0_pubkey(x));
    EVP_PKEY_free(key);
    copy = X509_dup(x);
    L(X509_cmp(x, copy));
    X509_free(copy);
    for (int trust = 0; trust <= 9; trust++) {
        L(X509_check_trust(x, trust, 0));
        L(X509_check_trust(x, trust, 4));
    }
    L(X509_check_trust(x, -1, 0));
    fflush(stdout);
    L(X509_print_fp(stdout, x));
    fflush(stdout);
    X509_free(x);
}

static void
edit(void)
{
    X509 *x = cert("x509/ec.pem"), *y = X509_new_ex(NULL, NULL);
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1000000000);
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    unsigned char *der = NULL;
    time_t from = 1500000000;
    int len;

    printf("== edit\n");
    L(X509_alias_set1(x, (const unsigned char *)"name", -1));
    L(X509_keyid_set1(x, (const unsigned char *)"\1\2", 2));
    S(X509_alias_get0(x, &len));
    L(X509_keyid_get0(x, &len) != NULL);
    L(len);
    L(X509_add1_trust_object(x, OBJ_nid2obj(NID_server_auth)));
    L(X509_add1_reject_object(x, OBJ_nid2obj(NID_client_auth)));
    L(sk_ASN1_OBJECT_num(X509_get0_trust_objects(x)));
    L(sk_ASN1_OBJECT_num(X509_get0_reject_objects(x)));
    L(X509_check_trust(x, X509_TRUST_SSL_SERVER, 0));
    L(X509_check_trust(x, X509_TRUST_SSL_CLIENT, 0));
    L(X509_aux_print(out, x, 4));
    len = i2d_X509_AUX(x, &der);
    L(len);
    {
        const unsigned char *p = der;
        X509 *z = d2i_X509_AUX(NULL, &p, len);

        L(z != NULL && p - der == len);
        S(X509_alias_get0(z, NULL) != NULL ? "alias" : "none");
        X509_free(z);
        p = der;
        z = d2i_X509_AUX(NULL, &p, len - 1);
        L(z != NULL);
        X509_free(z);
    }
    OPENSSL_free(der);
    X509_trust_clear(x);
    X509_reject_clear(x);
    L(sk_ASN1_OBJECT_num(X509_get0_trust_objects(x)));
    L(X509_alias_set1(x, NULL, 0));
    L(X509_alias_get0(x, &len) != NULL);
    L(X509_set1_notBefore(x, t));
    L(X509_set1_notAfter(x, t));
    L(X509_set1_notAfter(x, NULL));
    ASN1_INTEGER_set(n, 12345);
    L(X509_set_serialNumber(x, n));
    L(X509_set_serialNumber(NULL, n));
    string("serial", X509_get0_serialNumber(x));
    L(X509_set_subject_name(y, X509_get_subject_name(x)));
    L(X509_set_issuer_name(y, X509_get_subject_name(x)));
    L(X509_subject_name_cmp(x, y));
    X509_get0_signature(&sig, &alg, x);
    fflush(stdout);
    L(X509_signature_print(out, alg, NULL));
    L(X509_signature_print(out, alg, sig));
    L(X509_signature_dump(out, sig, 3));
    L(X509_cmp_time(t, &from));
    L(X509_cmp_time(t, NULL));
    L(X509_cmp_current_time(t));
    L(X509_cmp_timeframe(NULL, t, t));
    L(X509_time_adj(t, 100, &from) == t);
    string("adj", t);
    L(X509_time_adj_ex(t, -1, 1, &from) == t);
    string("adj", t);
    L(X509_gmtime_adj(t, 0) == t);
    L(i2d_re_X509_tbs(x, NULL) > 0);
    L(X509_set_ex_data(x, 1, out));
    L(X509_get_ex_data(x, 1) == out);
    L(X509_get_ex_data(x, 2) == NULL);
    L(X509_up_ref(x));
    X509_free(x);
    ASN1_STRING_free(t);
    ASN1_INTEGER_free(n);
    BIO_free(out);
    X509_free(x);
    X509_free(y);
}

static void
lists(void)
{
    STACK_OF(X509) *list = sk_X509_new_null(), *copy;
    X509 *root = cert("chains/root.pem"), *leaf = cert("chains/leaf.pem");

    printf("== lists\n");
    L(X509_add_cert(list, root, X509_ADD_FLAG_UP_REF));
    L(X509_add_cert(list, root, X509_ADD_FLAG_NO_DUP));
    L(sk_X509_num(list));
    L(X509_add_cert(list, leaf, X509_ADD_FLAG_UP_REF
                                    | X509_ADD_FLAG_PREPEND));
    L(X509_add_cert(list, root, X509_ADD_FLAG_NO_SS));
    L(sk_X509_value(list, 0) == leaf);
    L(X509_add_cert(NULL, root, 0));
    L(X509_find_by_subject(list, X509_get_subject_name(root)) == root);
    L(X509_find_by_subject(list, X509_get_issuer_name(leaf)) != NULL);
    L(X509_find_by_issuer_and_serial(list, X509_get_issuer_name(root),
                                     X509_get0_serialNumber(root)) == root);
    copy = X509_chain_up_ref(list);
    L(sk_X509_num(copy));
    L(X509_add_certs(copy, list, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP));
    L(sk_X509_num(copy));
    sk_X509_pop_free(copy, X509_free);
    sk_X509_pop_free(list, X509_free);
    X509_free(root);
    X509_free(leaf);
    S(X509_get_default_cert_area());
    S(X509_get_default_cert_dir());
    S(X509_get_default_cert_file());
    S(X509_get_default_cert_dir_env());
    S(X509_get_default_cert_file_env());
    S(X509_get_default_private_dir());
}

static void
crl(const char *name)
{
    BIO *in = open_file(name);
    X509_CRL *c = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL), *copy;
    STACK_OF(X509_REVOKED) *list;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    unsigned char md[64];
    unsigned n = 0;
    int crit = 5;
    X509_REVOKED *r = NULL;
    X509 *x = cert("chains/leaf.pem");

    printf("== %s\n", name);
    BIO_free(in);
    L(X509_CRL_get_version(c));
    string("last", X509_CRL_get0_lastUpdate(c));
    string("next", X509_CRL_get0_nextUpdate(c));
    L(X509_CRL_get_signature_nid(c));
    X509_CRL_get0_signature(c, &sig, &alg);
    L(ASN1_STRING_length(sig));
    L(X509_CRL_get_ext_count(c));
    L(sk_X509_EXTENSION_num(X509_CRL_get0_extensions(c)));
    L(X509_CRL_get_ext_by_NID(c, NID_crl_number, -1));
    L(X509_CRL_get_ext(c, 0) != NULL);
    L(X509_CRL_get_ext(c, 99) != NULL);
    {
        ASN1_INTEGER *number =
            X509_CRL_get_ext_d2i(c, NID_crl_number, &crit, NULL);

        L(ASN1_INTEGER_get(number));
        L(crit);
        ASN1_INTEGER_free(number);
    }
    L(X509_CRL_digest(c, EVP_sha256(), md, &n));
    printf("%02x%02x %u\n", md[0], md[31], n);
    copy = X509_CRL_dup(c);
    L(X509_CRL_cmp(c, copy));
    L(X509_CRL_match(c, copy));
    X509_CRL_free(copy);
    L(X509_CRL_get0_by_cert(c, &r, x));
    list = X509_CRL_get_REVOKED(c);
    L(sk_X509_REVOKED_num(list));
    for (int i = 0; i < sk_X509_REVOKED_num(list); i++) {
        X509_REVOKED *other;
        ASN1_ENUMERATED *e;

        r = sk_X509_REVOKED_value(list, i);
        string("serial", X509_REVOKED_get0_serialNumber(r));
        string("date", X509_REVOKED_get0_revocationDate(r));
        L(X509_REVOKED_get_ext_count(r));
        L(sk_X509_EXTENSION_num(X509_REVOKED_get0_extensions(r)));
        L(X509_REVOKED_get_ext_by_NID(r, NID_crl_reason, -1));
        L(X509_REVOKED_get_ext(r, 0) != NULL);
        e = X509_REVOKED_get_ext_d2i(r, NID_crl_reason, &crit, NULL);
        L(ASN1_ENUMERATED_get(e));
        ASN1_ENUMERATED_free(e);
        other = X509_REVOKED_dup(r);
        e = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(e, 4);
        L(X509_REVOKED_add1_ext_i2d(other, NID_crl_reason, e, 0, 0));
        L(X509_REVOKED_add1_ext_i2d(other, NID_crl_reason, e, 0,
                                    X509V3_ADD_REPLACE));
        L(X509_REVOKED_get_ext_count(other));
        ASN1_ENUMERATED_free(e);
        X509_REVOKED_free(other);
    }
    {
        BIO *out = BIO_new(BIO_s_mem());
        FILE *f = tmpfile();

        L(i2d_X509_CRL_bio(out, c));
        L((copy = d2i_X509_CRL_bio(out, NULL)) != NULL);
        L(X509_CRL_match(c, copy));
        X509_CRL_free(copy);
        L(d2i_X509_CRL_bio(out, NULL) != NULL);
        L(i2d_X509_CRL_fp(f, c));
        rewind(f);
        L((copy = d2i_X509_CRL_fp(f, NULL)) != NULL);
        X509_CRL_free(copy);
        fclose(f);
        BIO_free(out);
        out = BIO_new_fp(stdout, BIO_NOCLOSE);
        fflush(stdout);
        L(PEM_write_bio_X509_CRL(out, c));
        L(PEM_write_X509_CRL(stdout, c));
        fflush(stdout);
        BIO_free(out);
    }
    X509_free(x);
    X509_CRL_free(c);
}

static void
files(void)
{
    X509 *x = cert("x509/ec.pem"), *y;
    BIO *out = BIO_new(BIO_s_mem()), *in;
    FILE *f = tmpfile();
    char *name, *header;
    unsigned char *data;
    long len;
    STACK_OF(X509_INFO) *infos;

    printf("== files\n");
    L(i2d_X509_bio(out, x));
    L(i2d_X509_bio(out, x));
    y = d2i_X509_bio(out, NULL);
    L(X509_cmp(x, y));
    L(d2i_X509_bio(out, &y) == y);
    L(d2i_X509_bio(out, NULL) != NULL);
    X509_free(y);
    L(i2d_X509_fp(f, x));
    rewind(f);
    y = d2i_X509_fp(f, NULL);
    L(X509_cmp(x, y));
    X509_free(y);
    rewind(f);
    L(PEM_write_X509(f, x));
    L(PEM_write_X509_AUX(f, x));
    rewind(f);
    y = PEM_read_X509(f, NULL, NULL, NULL);
    L(X509_cmp(x, y));
    X509_free(y);
    y = PEM_read_X509_AUX(f, NULL, NULL, NULL);
    L(y != NULL && X509_cmp(x, y) == 0);
    X509_free(y);
    L(PEM_read_X509(f, NULL, NULL, NULL) != NULL);
    fclose(f);
    L(PEM_write_bio_X509(out, x));
    L(PEM_write_bio_X509_AUX(out, x));
    L(PEM_read_bio(out, &name, &header, &data, &len));
    S(name);
    S(header);
    L(PEM_write_bio(out, "THING", "A: b\n", data, 10));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    L(PEM_write_bio_X509(out, x));
    L(PEM_bytes_read_bio(&data, &len, &name, PEM_STRING_X509, out, NULL,
                         NULL));
    L(len);
    OPENSSL_free(name);
    OPENSSL_free(data);
    L(PEM_bytes_read_bio(&data, &len, NULL, PEM_STRING_X509, out, NULL,
                         NULL));
    L(PEM_read_bio(out, &name, &header, &data, &len));
    BIO_free(out);
    f = open_stdio("x509/ec.pem");
    L(PEM_read(f, &name, &header, &data, &len));
    S(name);
    fflush(stdout);
    L(PEM_write(stdout, name, header, data, 60));
    fflush(stdout);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    fclose(f);
    f = open_stdio("chains/crl-inter.pem");
    infos = PEM_X509_INFO_read(f, NULL, NULL, NULL);
    L(sk_X509_INFO_num(infos));
    L(sk_X509_INFO_value(infos, 0)->crl != NULL);
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    fclose(f);
    in = BIO_new_mem_buf("-----BEGIN CERTIFICATE-----\nMIIB\n", -1);
    L(PEM_read_bio_X509(in, NULL, NULL, NULL) != NULL);
    BIO_free(in);
    in = BIO_new_mem_buf("-----BEGIN CERTIFICATE-----\nM*IB\n"
                         "-----END CERTIFICATE-----\n", -1);
    L(PEM_read_bio_X509(in, NULL, NULL, NULL) != NULL);
    BIO_free(in);
    in = BIO_new_mem_buf("-----BEGIN CERTIFICATE-----\nMIIB\n"
                         "-----END X509 CRL-----\n", -1);
    L(PEM_read_bio_X509(in, NULL, NULL, NULL) != NULL);
    BIO_free(in);
    in = BIO_new_mem_buf("-----BEGIN CERTIFICATE-----\n"
                         "Proc-Type: 4,ENCRYPTED\nDEK-Info: NONE,00\n\nMIIB\n"
                         "-----END CERTIFICATE-----\n", -1);
    L(PEM_read_bio_X509(in, NULL, NULL, NULL) != NULL);
    BIO_free(in);
    in = BIO_new_mem_buf("-----BEGIN CERTIFICATE-----\nMIIB\n"
                         "-----END CERTIFICATE-----\n", -1);
    L(PEM_read_bio_X509(in, NULL, NULL, NULL) != NULL);
    BIO_free(in);
    X509_free(x);
}

static void
keys(void)
{
    BIO *in = open_file("x509/ec.key"), *out = BIO_new(BIO_s_mem());
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL), *other;
    X509_PUBKEY *p = NULL, *q;
    FILE *f = tmpfile();
    unsigned char *der = NULL;
    const unsigned char *bits;
    ASN1_OBJECT *oid;
    X509_ALGOR *alg;
    int len;

    printf("== keys\n");
    BIO_free(in);
    ERR_clear_error();
    L(X509_PUBKEY_set(&p, key));
    L(X509_PUBKEY_get0(p) == key);
    other = X509_PUBKEY_get(p);
    L(other == key);
    EVP_PKEY_free(other);
    q = X509_PUBKEY_dup(p);
    L(X509_PUBKEY_eq(p, q));
    L(X509_PUBKEY_eq(p, NULL));
    L(X509_PUBKEY_eq(NULL, NULL));
    L(X509_PUBKEY_get0_param(&oid, &bits, &len, &alg, p));
    L(OBJ_obj2nid(oid));
    L(len);
    L(X509_PUBKEY_set0_param(q, OBJ_nid2obj(NID_ED25519), V_ASN1_UNDEF, NULL,
                             OPENSSL_memdup(bits, 32), 32));
    L(X509_PUBKEY_eq(p, q));
    L(X509_PUBKEY_get0(q) != NULL);
    L(i2d_X509_PUBKEY(q, &der));
    OPENSSL_free(der);
    X509_PUBKEY_free(q);
    q = X509_PUBKEY_new_ex(NULL, NULL);
    L(X509_PUBKEY_get0(q) != NULL);
    L(X509_PUBKEY_get0(NULL) != NULL);
    X509_PUBKEY_free(q);
    X509_PUBKEY_free(p);
    L(i2d_PUBKEY_bio(out, key));
    L((other = d2i_PUBKEY_bio(out, NULL)) != NULL);
    L(EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    L(i2d_PrivateKey_bio(out, key));
    L((other = d2i_PrivateKey_bio(out, NULL)) != NULL);
    L(EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    L(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL));
    L(PEM_write_PUBKEY(f, key));
    rewind(f);
    L((other = PEM_read_PUBKEY(f, NULL, NULL, NULL)) != NULL);
    L(EVP_PKEY_eq(key, other));
    EVP_PKEY_free(other);
    fclose(f);
    BIO_free(out);
    EVP_PKEY_free(key);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    getters("x509/all-extensions.pem");
    getters("x509/pss.pem");
    getters("x509/trusted.pem");
    getters("x509/ed25519.pem");
    getters("chains/inter.pem");
    getters("chains/rejected-root.pem");
    getters("chains/dupext.pem");
    edit();
    lists();
    crl("x509/ec.crl");
    crl("chains/crl-inter-removed.pem");
    files();
    keys();
    return 0;
}
