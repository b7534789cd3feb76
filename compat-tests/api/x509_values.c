/* The values around certificates: algorithms, extensions, names' entries,
 * general names, objects and settings of stores, parameters, OCSP's ids and
 * nonces. Each line is a call and what it returned, with what it left in the
 * error queue. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static X509 *
cert(const char *name)
{
    char path[4096];
    X509 *x;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    return x;
}

static void
algorithms(void)
{
    X509_ALGOR *a = X509_ALGOR_new(), *b;
    const ASN1_OBJECT *oid;
    const void *value;
    int type;
    X509_SIG *sig = X509_SIG_new();
    X509_ALGOR *inner;
    ASN1_OCTET_STRING *digest;
    const X509_ALGOR *calg;
    const ASN1_OCTET_STRING *cdigest;

    printf("== algorithms\n");
    X509_ALGOR_get0(&oid, &type, &value, a);
    L(OBJ_obj2nid(oid));
    L(type);
    L(X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL));
    X509_ALGOR_get0(&oid, &type, &value, a);
    L(OBJ_obj2nid(oid));
    L(type);
    b = X509_ALGOR_dup(a);
    L(X509_ALGOR_cmp(a, b));
    L(X509_ALGOR_set0(b, OBJ_nid2obj(NID_sha256), V_ASN1_UNDEF, NULL));
    L(X509_ALGOR_cmp(a, b) != 0);
    L(X509_ALGOR_set0(b, OBJ_nid2obj(NID_sha1), V_ASN1_OBJECT,
                      OBJ_nid2obj(NID_sha1)));
    X509_ALGOR_set_md(b, EVP_sha512());
    X509_ALGOR_get0(NULL, &type, NULL, b);
    L(type);
    L(X509_ALGOR_copy(b, a));
    L(X509_ALGOR_cmp(a, b));
    L(X509_ALGOR_copy(NULL, a));
    L(X509_ALGOR_set0(NULL, NULL, 0, NULL));
    X509_SIG_getm(sig, &inner, &digest);
    X509_SIG_get0(sig, &calg, &cdigest);
    L(inner == calg && digest == cdigest);
    X509_SIG_free(sig);
    X509_ALGOR_free(a);
    X509_ALGOR_free(b);
}

static void
extensions(void)
{
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    X509_EXTENSION *e, *f = NULL, *g;
    STACK_OF(X509_EXTENSION) *list = NULL;
    ASN1_OBJECT *o = OBJ_nid2obj(NID_key_usage);
    int at = -1, crit = 7;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    STACK_OF(CONF_VALUE) *values = NULL;

    printf("== extensions\n");
    ASN1_OCTET_STRING_set(s, (const unsigned char *)"\x03\x02\x05\xa0", 4);
    e = X509_EXTENSION_create_by_NID(NULL, NID_key_usage, 1, s);
    L(X509_EXTENSION_get_critical(e));
    L(X509_EXTENSION_create_by_NID(NULL, 99999, 1, s) != NULL);
    L(X509_EXTENSION_create_by_OBJ(&f, o, 0, s) == f);
    L(X509_EXTENSION_set_critical(f, 1));
    L(X509_EXTENSION_get_critical(f));
    L(X509_EXTENSION_set_object(f, OBJ_nid2obj(NID_subject_key_identifier)));
    L(X509_EXTENSION_set_data(f, s));
    L(X509_EXTENSION_set_critical(NULL, 1));
    L(X509_EXTENSION_set_object(NULL, o));
    L(X509_EXTENSION_set_data(NULL, s));
    L(ASN1_STRING_length(X509_EXTENSION_get_data(f)));
    L(X509_EXTENSION_get_data(NULL) != NULL);
    g = X509_EXTENSION_dup(f);
    L(X509_EXTENSION_get_critical(g));
    L(X509v3_add_ext(&list, e, -1) != NULL);
    L(X509v3_add_ext(&list, f, 0) != NULL);
    L(X509v3_add_ext(NULL, f, 0) != NULL);
    L(X509v3_get_ext_count(list));
    L(X509v3_get_ext_count(NULL));
    L(X509v3_get_ext_by_NID(list, NID_key_usage, -1));
    L(X509v3_get_ext_by_OBJ(list, o, 1));
    L(X509v3_get_ext_by_critical(list, 1, 0));
    L(X509v3_get_ext(list, 5) != NULL);
    {
        ASN1_BIT_STRING *ku = X509V3_get_d2i(list, NID_key_usage, &crit, &at);

        L(ku != NULL);
        L(crit);
        L(at);
        L(X509V3_get_d2i(list, NID_key_usage, &crit, &at) != NULL);
        L(crit);
        L(X509V3_get_d2i(list, NID_subject_key_identifier, &crit, NULL)
          != NULL);
        L(X509V3_get_d2i(list, NID_basic_constraints, &crit, NULL) != NULL);
        L(crit);
        L(X509V3_add1_i2d(&list, NID_key_usage, ku, 0, X509V3_ADD_DEFAULT));
        L(X509V3_add1_i2d(&list, NID_key_usage, ku, 0,
                          X509V3_ADD_KEEP_EXISTING));
        L(X509V3_add1_i2d(&list, NID_key_usage, ku, 0, X509V3_ADD_REPLACE));
        L(X509V3_add1_i2d(&list, NID_key_usage, NULL, 0, X509V3_ADD_DELETE));
        L(X509V3_add1_i2d(&list, NID_key_usage, NULL, 0, X509V3_ADD_DELETE));
        L(X509V3_add1_i2d(&list, NID_issuer_alt_name, NULL, 0,
                          X509V3_ADD_REPLACE_EXISTING));
        ASN1_BIT_STRING_free(ku);
    }
    L(X509V3_EXT_get(e) != NULL);
    fflush(stdout);
    L(X509V3_extensions_print(out, "Title", list, 0, 4));
    L(X509V3_EXT_print_fp(stdout, e, 0, 3));
    fflush(stdout);
    L(X509V3_add_value("name", "value", &values));
    L(X509V3_add_value_bool("yes", 1, &values));
    L(X509V3_add_value_bool("no", 0, &values));
    L(X509V3_add_value_int("none", NULL, &values));
    fflush(stdout);
    X509V3_EXT_val_prn(out, values, 1, 0);
    printf("\n");
    sk_CONF_VALUE_pop_free(values, X509V3_conf_free);
    X509_EXTENSION_free(X509v3_delete_ext(list, 0));
    L(X509v3_delete_ext(list, 9) != NULL);
    L(X509v3_get_ext_count(list));
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    X509_EXTENSION_free(e);
    X509_EXTENSION_free(f);
    X509_EXTENSION_free(g);
    ASN1_OCTET_STRING_free(s);
    BIO_free(out);
}

static void
names(void)
{
    X509_NAME *n = X509_NAME_new(), *copy = NULL;
    X509_NAME_ENTRY *e, *f;
    const unsigned char *der;
    size_t len;
    char buf[20];
    ASN1_OBJECT *o = OBJ_nid2obj(NID_organizationName);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    printf("== names\n");
    e = X509_NAME_ENTRY_create_by_NID(NULL, NID_commonName, MBSTRING_UTF8,
                                      (const unsigned char *)"\xc3\xa4", -1);
    L(e != NULL);
    L(X509_NAME_ENTRY_create_by_txt(NULL, "nonsense", MBSTRING_ASC,
                                    (const unsigned char *)"x", -1) != NULL);
    L(X509_NAME_ENTRY_create_by_NID(NULL, 99999, MBSTRING_ASC,
                                    (const unsigned char *)"x", -1) != NULL);
    L(X509_NAME_ENTRY_create_by_NID(NULL, NID_countryName, MBSTRING_ASC,
                                    (const unsigned char *)"TOO", -1)
      != NULL);
    f = X509_NAME_ENTRY_create_by_OBJ(NULL, o, V_ASN1_PRINTABLESTRING,
                                      (const unsigned char *)"Org", 3);
    L(X509_NAME_add_entry(n, e, -1, 0));
    L(X509_NAME_add_entry(n, f, 0, 0));
    L(X509_NAME_add_entry(n, f, -1, 1));
    L(X509_NAME_add_entry(NULL, f, -1, 1));
    L(X509_NAME_add_entry_by_OBJ(n, o, MBSTRING_ASC,
                                 (const unsigned char *)"More", -1, -1, -1));
    L(X509_NAME_entry_count(n));
    for (int i = 0; i < 4; i++)
        L(X509_NAME_ENTRY_set(X509_NAME_get_entry(n, i)));
    L(X509_NAME_get_index_by_OBJ(n, o, -1));
    L(X509_NAME_get_index_by_OBJ(n, o, 0));
    L(X509_NAME_get_text_by_OBJ(n, o, buf, sizeof buf));
    S(buf);
    L(X509_NAME_get_text_by_OBJ(n, o, buf, 2));
    S(buf);
    L(X509_NAME_get_text_by_OBJ(n, o, NULL, 0));
    L(X509_NAME_get0_der(n, &der, &len));
    L(len);
    L(X509_NAME_set(&copy, n));
    L(X509_NAME_cmp(copy, n));
    fflush(stdout);
    L(X509_NAME_print(out, n, 0));
    L(X509_NAME_print_ex_fp(stdout, n, 2, XN_FLAG_MULTILINE));
    fflush(stdout);
    L(X509_NAME_ENTRY_set_object(e, o));
    L(X509_NAME_ENTRY_set_object(e, NULL));
    L(X509_NAME_ENTRY_set_data(e, V_ASN1_UTF8STRING,
                               (const unsigned char *)"data", -1));
    L(X509_NAME_ENTRY_set_data(e, V_ASN1_UTF8STRING, NULL, 3));
    X509_NAME_ENTRY_free(f);
    f = X509_NAME_ENTRY_dup(e);
    L(OBJ_obj2nid(X509_NAME_ENTRY_get_object(f)));
    X509_NAME_ENTRY_free(e);
    X509_NAME_ENTRY_free(f);
    X509_NAME_free(n);
    X509_NAME_free(copy);
    BIO_free(out);
}

static void
general_names(void)
{
    X509 *x = cert("x509/all-extensions.pem");
    GENERAL_NAMES *list = X509_get_ext_d2i(x, NID_subject_alt_name, NULL,
                                           NULL);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    STACK_OF(CONF_VALUE) *values;
    GENERAL_NAME *g = GENERAL_NAME_new();
    ASN1_OBJECT *oid;
    ASN1_TYPE *value;
    int type = 99;

    printf("== general names\n");
    for (int i = 0; i < sk_GENERAL_NAME_num(list); i++) {
        GENERAL_NAME *a = sk_GENERAL_NAME_value(list, i);
        GENERAL_NAME *b = GENERAL_NAME_dup(a);

        L(GENERAL_NAME_get0_value(a, &type) != NULL);
        L(type);
        L(GENERAL_NAME_cmp(a, b));
        L(GENERAL_NAME_cmp(a, sk_GENERAL_NAME_value(list, 0)) != 0);
        L(GENERAL_NAME_get0_otherName(a, &oid, &value));
        fflush(stdout);
        L(GENERAL_NAME_print(out, a));
        values = i2v_GENERAL_NAME(NULL, a, NULL);
        fflush(stdout);
        X509V3_EXT_val_prn(out, values, 3, 0);
        printf("\n");
        fflush(stdout);
        sk_CONF_VALUE_pop_free(values, X509V3_conf_free);
        GENERAL_NAME_free(b);
    }
    values = i2v_GENERAL_NAMES(NULL, list, NULL);
    L(sk_CONF_VALUE_num(values));
    sk_CONF_VALUE_pop_free(values, X509V3_conf_free);
    L(GENERAL_NAME_cmp(g, NULL));
    value = ASN1_TYPE_new();
    L(GENERAL_NAME_set0_othername(g, OBJ_nid2obj(NID_ms_upn), value));
    L(GENERAL_NAME_get0_otherName(g, &oid, &value));
    L(OBJ_obj2nid(oid));
    GENERAL_NAME_free(g);
    g = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(g, GEN_DNS, ASN1_IA5STRING_new());
    L(GENERAL_NAME_get0_value(g, NULL) != NULL);
    GENERAL_NAME_free(g);
    GENERAL_NAMES_free(list);
    BIO_free(out);
    X509_free(x);
}

static void
other_names(void)
{
    static const int nids[] = {
        NID_id_on_SmtpUTF8Mailbox, NID_XmppAddr, NID_SRVName, NID_ms_upn,
        NID_NAIRealm, NID_commonName};
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    printf("== other names\n");
    fflush(stdout);
    for (size_t i = 0; i < 2 * sizeof nids / sizeof *nids; i++) {
        GENERAL_NAME *g = GENERAL_NAME_new();
        ASN1_TYPE *v = ASN1_TYPE_new();
        ASN1_STRING *s = ASN1_STRING_type_new(
            i % 2 ? V_ASN1_IA5STRING : V_ASN1_UTF8STRING);
        STACK_OF(CONF_VALUE) *values;

        ASN1_STRING_set(s, "abc", 3);
        ASN1_TYPE_set(v, ASN1_STRING_type(s), s);
        GENERAL_NAME_set0_othername(g, OBJ_nid2obj(nids[i / 2]), v);
        GENERAL_NAME_print(out, g);
        BIO_puts(out, " | ");
        values = i2v_GENERAL_NAME(NULL, g, NULL);
        X509V3_EXT_val_prn(out, values, 0, 0);
        BIO_puts(out, "\n");
        sk_CONF_VALUE_pop_free(values, X509V3_conf_free);
        GENERAL_NAME_free(g);
    }
    BIO_free(out);
}

static void
settings(void)
{
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *c = X509_STORE_CTX_new_ex(NULL, NULL);
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new(), *q, *r;
    X509 *x = cert("chains/root.pem"), *leaf = cert("chains/leaf.pem");
    X509_OBJECT *o = X509_OBJECT_new();
    STACK_OF(X509) *all;
    static const unsigned char ip6[16] = {0x20, 1, 13};
    char *text;

    printf("== settings\n");
    L(X509_STORE_up_ref(s));
    X509_STORE_free(s);
    L(X509_STORE_lock(s));
    L(X509_STORE_unlock(s));
    L(X509_STORE_set_depth(s, 7));
    L(X509_STORE_set_purpose(s, X509_PURPOSE_SSL_SERVER));
    L(X509_STORE_set_purpose(s, 99));
    L(X509_STORE_set_trust(s, X509_TRUST_SSL_SERVER));
    L(X509_STORE_set_trust(s, 99));
    L(X509_STORE_set_ex_data(s, 1, s));
    L(X509_STORE_get_ex_data(s, 1) == s);
    L(X509_STORE_set_default_paths(s));
    L(X509_STORE_add_cert(s, x));
    all = X509_STORE_get1_all_certs(s);
    L(sk_X509_num(all));
    sk_X509_pop_free(all, X509_free);
    q = X509_STORE_get0_param(s);
    L(X509_VERIFY_PARAM_get_depth(q));
    L(X509_VERIFY_PARAM_set1_name(p, "mine"));
    S(X509_VERIFY_PARAM_get0_name(p));
    L(X509_VERIFY_PARAM_set1_host(p, "a.test", 0));
    L(X509_VERIFY_PARAM_add1_host(p, "b.test", 0));
    S(X509_VERIFY_PARAM_get0_host(p, 0));
    S(X509_VERIFY_PARAM_get0_host(p, 1));
    S(X509_VERIFY_PARAM_get0_host(p, 2));
    L(X509_VERIFY_PARAM_set1_email(p, "x@y.test", 0));
    S(X509_VERIFY_PARAM_get0_email(p));
    L(X509_VERIFY_PARAM_set1_ip(p, ip6, 16));
    text = X509_VERIFY_PARAM_get1_ip_asc(p);
    S(text);
    OPENSSL_free(text);
    L(X509_VERIFY_PARAM_set1_ip(p, ip6, 5));
    L(X509_VERIFY_PARAM_set1_ip_asc(p, "10.0.0.1"));
    text = X509_VERIFY_PARAM_get1_ip_asc(p);
    S(text);
    OPENSSL_free(text);
    X509_VERIFY_PARAM_set_time(p, 12345);
    L(X509_VERIFY_PARAM_get_time(p));
    L(X509_VERIFY_PARAM_get_flags(p));
    L(X509_VERIFY_PARAM_set_inh_flags(p, X509_VP_FLAG_OVERWRITE));
    L(X509_VERIFY_PARAM_get_inh_flags(p));
    L(X509_STORE_set1_param(s, p));
    S(X509_VERIFY_PARAM_get0_host(q, 1));
    r = X509_VERIFY_PARAM_new();
    L(X509_VERIFY_PARAM_inherit(r, p));
    S(X509_VERIFY_PARAM_get0_email(r));
    L(X509_VERIFY_PARAM_inherit(r, NULL));
    X509_VERIFY_PARAM_move_peername(r, p);
    S(X509_VERIFY_PARAM_get0_peername(r));
    L(X509_STORE_CTX_init(c, s, leaf, NULL));
    L(X509_STORE_CTX_get0_cert(c) == leaf);
    L(X509_STORE_CTX_get0_store(c) == s);
    L(X509_STORE_CTX_get0_untrusted(c) == NULL);
    L(X509_STORE_CTX_get0_current_issuer(c) == NULL);
    X509_STORE_CTX_set_cert(c, x);
    L(X509_STORE_CTX_get0_cert(c) == x);
    X509_STORE_CTX_set_error(c, 3);
    L(X509_STORE_CTX_get_error(c));
    X509_STORE_CTX_set_error_depth(c, 4);
    L(X509_STORE_CTX_get_error_depth(c));
    X509_STORE_CTX_set_current_cert(c, leaf);
    L(X509_STORE_CTX_get_current_cert(c) == leaf);
    L(X509_STORE_CTX_set_ex_data(c, 1, c));
    L(X509_STORE_CTX_get_ex_data(c, 1) == c);
    L(X509_STORE_CTX_set_trust(c, X509_TRUST_EMAIL));
    L(X509_STORE_CTX_set_trust(c, 99));
    L(X509_STORE_CTX_set_default(c, "ssl_client"));
    L(X509_STORE_CTX_set_default(c, "none"));
    X509_STORE_CTX_set_depth(c, 3);
    L(X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(c)));
    X509_STORE_CTX_set0_param(c, r);
    L(X509_STORE_CTX_get0_param(c) == r);
    L(X509_OBJECT_get_type(o));
    L(X509_OBJECT_get0_X509(o) == NULL);
    L(X509_OBJECT_set1_X509(o, x));
    L(X509_OBJECT_up_ref_count(o));
    X509_free(x);
    L(X509_OBJECT_get_type(o));
    L(X509_OBJECT_get0_X509(o) == x);
    L(X509_OBJECT_get0_X509_CRL(o) == NULL);
    L(X509_OBJECT_get0_X509(NULL) == NULL);
    X509_OBJECT_free(o);
    X509_STORE_CTX_free(c);
    X509_STORE_free(s);
    X509_VERIFY_PARAM_free(p);
    X509_free(x);
    X509_free(leaf);
}

static void
ocsp(void)
{
    X509 *root = cert("chains/root.pem"), *inter = cert("chains/inter.pem");
    OCSP_CERTID *a = OCSP_cert_to_id(NULL, inter, root), *b, *c;
    OCSP_REQUEST *r = OCSP_REQUEST_new(), *r2 = OCSP_REQUEST_new();
    OCSP_BASICRESP *bs = OCSP_BASICRESP_new();
    OCSP_RESPONSE *resp;
    ASN1_OCTET_STRING *name, *hash;
    ASN1_OBJECT *md;
    ASN1_INTEGER *serial;
    unsigned char nonce[] = "0123456789";

    printf("== ocsp\n");
    L(OCSP_id_get0_info(&name, &md, &hash, &serial, a));
    L(OBJ_obj2nid(md));
    L(ASN1_STRING_length(name) + ASN1_STRING_length(hash));
    b = OCSP_CERTID_dup(a);
    c = OCSP_cert_to_id(EVP_sha256(), NULL, root);
    L(OCSP_id_cmp(a, b));
    L(OCSP_id_issuer_cmp(a, b));
    L(OCSP_id_cmp(a, c) != 0);
    L(OCSP_request_onereq_count(r));
    L(OCSP_request_add0_id(r, b) != NULL);
    L(OCSP_request_onereq_count(r));
    L(OCSP_onereq_get0_id(OCSP_request_onereq_get0(r, 0)) == b);
    L(OCSP_request_onereq_get0(r, 1) != NULL);
    L(OCSP_check_nonce(r, bs));
    L(OCSP_request_add1_nonce(r, nonce, 10));
    L(OCSP_check_nonce(r, bs));
    L(OCSP_basic_add1_nonce(bs, nonce, 10));
    L(OCSP_check_nonce(r, bs));
    L(OCSP_check_nonce(r2, bs));
    nonce[0] = 'x';
    L(OCSP_request_add1_nonce(r, nonce, 10));
    L(OCSP_check_nonce(r, bs));
    L(OCSP_request_add1_nonce(r2, NULL, -1));
    L(i2d_OCSP_REQUEST(r, NULL));
    L(i2d_OCSP_REQUEST(r2, NULL));
    L(OCSP_resp_count(bs));
    L(OCSP_resp_get0(bs, 0) != NULL);
    L(OCSP_resp_find(bs, a, -1));
    L(sk_X509_num(OCSP_resp_get0_certs(bs)));
    L(OCSP_resp_get0_produced_at(bs) != NULL);
    resp = OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL);
    L(OCSP_response_status(resp));
    L(i2d_OCSP_RESPONSE(resp, NULL));
    L(OCSP_response_get1_basic(resp) != NULL);
    OCSP_RESPONSE_free(resp);
    OCSP_CERTID_free(a);
    OCSP_CERTID_free(c);
    OCSP_REQUEST_free(r);
    OCSP_REQUEST_free(r2);
    OCSP_BASICRESP_free(bs);
    X509_free(root);
    X509_free(inter);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    algorithms();
    extensions();
    names();
    general_names();
    other_names();
    ocsp();
    settings();
    return 0;
}
