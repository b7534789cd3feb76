/* DH and DSA as values: numbers, flags, named fields, generating, agreeing,
 * checking, encodings, and misuse. */
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static BIGNUM *
word(unsigned long w)
{
    BIGNUM *bn = BN_new();

    BN_set_word(bn, w);
    return bn;
}

static EVP_PKEY *
load(const char *name)
{
    char path[4096];
    EVP_PKEY *k;
    BIO *in;

    snprintf(path, sizeof path, "%s/keys/%s.pem", getenv("URT_DATA_DIR"),
             name);
    in = BIO_new_file(path, "r");
    k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return k;
}

static void
print(EVP_PKEY *p)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long len;

    TRY(EVP_PKEY_print_params(out, p, 2, NULL));
    len = BIO_get_mem_data(out, &text);
    printf("%.*s", (int)len, text);
    BIO_free(out);
}

static void
named(int nid)
{
    DH *d = DH_new_by_nid(nid), *copy, *again = DH_new();
    unsigned char *out = NULL;
    EVP_PKEY *p;
    int codes = 0, len;
    const unsigned char *in;

    printf("field %s\n", OBJ_nid2sn(nid) != NULL ? OBJ_nid2sn(nid) : "none");
    TRY(d != NULL);
    if (d == NULL) {
        DH_free(again);
        return;
    }
    TRY(DH_get_nid(d) == nid);
    TRY(DH_bits(d));
    TRY(DH_size(d));
    TRY(DH_security_bits(d));
    TRY(DH_get_length(d));
    TRY(DH_get0_q(d) != NULL);
    number("g", DH_get0_g(d));
    TRY(DH_check_params(d, &codes));
    TRY(codes);
    TRY(DH_check_params_ex(d));
    len = i2d_DHparams(d, &out);
    TRY(len);
    in = out;
    copy = d2i_DHparams(NULL, &in, len);
    TRY(copy != NULL && DH_get_nid(copy) == nid);
    TRY(copy != NULL && DH_get0_q(copy) != NULL);
    TRY(DH_get_length(copy));
    DH_free(copy);
    copy = DHparams_dup(d);
    TRY(DH_get_nid(copy) == nid);
    TRY(DH_get_length(copy));
    DH_free(copy);
    OPENSSL_free(out);
    /* The same numbers by hand. */
    TRY(DH_set0_pqg(again, BN_dup(DH_get0_p(d)), NULL, BN_dup(DH_get0_g(d))));
    TRY(DH_get_nid(again) == nid);
    TRY(DH_get0_q(again) != NULL);
    TRY(DH_get_length(again));
    p = EVP_PKEY_new();
    TRY(EVP_PKEY_set1_DH(p, again));
    TRY(EVP_PKEY_get_id(p));
    print(p);
    EVP_PKEY_free(p);
    p = EVP_PKEY_new();
    TRY(EVP_PKEY_set1_DH(p, d));
    TRY(EVP_PKEY_get_id(p));
    print(p);
    EVP_PKEY_free(p);
    DH_free(again);
    DH_free(d);
}

static void
dh_numbers(void)
{
    DH *d = DH_new();
    const BIGNUM *p, *q, *g, *pub, *priv;
    BIGNUM *bn;
    int codes, index = DH_get_ex_new_index(0, NULL, NULL, NULL, NULL);

    TRY(DH_get_nid(d));
    TRY(DH_size(d));
    TRY(DH_bits(d));
    TRY(DH_get_length(d));
    TRY(DH_set0_pqg(d, NULL, NULL, NULL));
    TRY(DH_set0_pqg(d, word(23), NULL, NULL));
    TRY(DH_set0_pqg(d, word(23), NULL, word(5)));
    TRY(DH_generate_key(d));
    TRY(DH_bits(d));
    TRY(DH_size(d));
    TRY(DH_check(d, &codes));
    TRY(codes);
    TRY(DH_check_ex(d));
    TRY(DH_check_params(d, &codes));
    TRY(codes);
    DH_get0_pqg(d, &p, &q, &g);
    number("p", p);
    number("q", q);
    number("g", g);
    TRY(DH_get0_p(d) == p && DH_get0_q(d) == q && DH_get0_g(d) == g);
    TRY(DH_set_length(d, 3));
    TRY(DH_get_length(d));
    TRY(DH_set0_key(d, word(8), NULL));
    TRY(DH_set0_key(d, NULL, word(6)));
    DH_get0_key(d, &pub, &priv);
    number("pub", pub);
    number("priv", priv);
    TRY(DH_get0_pub_key(d) == pub && DH_get0_priv_key(d) == priv);
    TRY(DH_set0_key(d, NULL, NULL));
    for (unsigned long i = 0; i < 24; i += i < 2 || i > 20 ? 1 : 19) {
        bn = word(i);
        printf("%lu: ", i);
        TRY(DH_check_pub_key(d, bn, &codes));
        TRY(codes);
        BN_free(bn);
    }
    TRY(DH_test_flags(d, DH_FLAG_CACHE_MONT_P));
    TRY(DH_test_flags(d, DH_FLAG_TYPE_MASK));
    DH_set_flags(d, 0x20);
    TRY(DH_test_flags(d, 0x20));
    DH_clear_flags(d, 0x20);
    TRY(DH_test_flags(d, 0x20));
    TRY(DH_set_ex_data(d, index, (void *)"data"));
    TRY(strcmp(DH_get_ex_data(d, index), "data"));
    TRY(DH_up_ref(d));
    DH_free(d);
    DH_free(d);
    DH_free(NULL);
    TRY(DH_get_ex_data(DH_new(), index) != NULL);
}

static void
dh_agree(void)
{
    DH *a = DH_new_by_nid(NID_ffdhe2048), *b = DH_new_by_nid(NID_ffdhe2048);
    unsigned char sa[300], sb[300];
    BIGNUM *bn = BN_new();
    int len;

    TRY(DH_generate_key(a));
    TRY(DH_generate_key(b));
    TRY(BN_num_bits(DH_get0_priv_key(a)) <= 225);
    len = DH_compute_key_padded(sa, DH_get0_pub_key(b), a);
    TRY(len);
    TRY(DH_compute_key_padded(sb, DH_get0_pub_key(a), b) == len);
    TRY(memcmp(sa, sb, (size_t)(len > 0 ? len : 0)));
    TRY(DH_compute_key(sa, BN_value_one(), a));
    BN_sub(bn, DH_get0_p(a), BN_value_one());
    TRY(DH_compute_key(sa, bn, a));
    BN_zero(bn);
    TRY(DH_compute_key(sa, bn, a));
    BN_add_word(bn, 2);
    TRY(DH_compute_key(sa, bn, a) > 250);
    /* A fixed exchange. */
    DH_free(a);
    a = DH_new_by_nid(NID_ffdhe2048);
    DH_set0_key(a, NULL, word(0x1234567));
    TRY(DH_compute_key(sa, bn, a));
    TRY(DH_get0_pub_key(a) != NULL);
    hex("secret", sa, 256);
    TRY(DH_generate_key(a));
    number("pub", DH_get0_pub_key(a));
    BN_free(bn);
    DH_free(a);
    DH_free(b);
}

static void
dh_generate(void)
{
    DH *d = DH_new();
    int codes = -1;

    TRY(DH_generate_parameters_ex(d, 512, 2, NULL));
    TRY(DH_bits(d));
    number("g", DH_get0_g(d));
    TRY(DH_get0_q(d) != NULL);
    TRY(DH_check(d, &codes));
    TRY(codes);
    TRY(DH_generate_key(d));
    TRY(DH_generate_parameters_ex(d, 100, 2, NULL));
    TRY(DH_generate_parameters_ex(d, 512, 1, NULL));
    TRY(DH_generate_parameters_ex(d, 20000, 2, NULL));
    DH_free(d);
}

/* DH_check with numbers of all kinds. */
static void
dh_checks(void)
{
    const BIGNUM *p0 = DH_get0_p(DH_new_by_nid(NID_ffdhe2048));
    const BIGNUM *q0 = DH_get0_q(DH_new_by_nid(NID_ffdhe2048));
    static const struct {
        int add_p, with_q, add_q;
        unsigned long g;
    } rows[] = {
        {0, 0, 0, 2},   {0, 0, 0, 3}, {0, 0, 0, 1},   {0, 0, 0, 0},
        {0, 1, 0, 2},   {0, 1, 2, 2}, {0, 1, 0, 5},   {0, 1, 0, 7},
        {0, 2, 0, 2},   {2, 0, 0, 2}, {1, 0, 0, 2},   {2, 1, 0, 2},
        {100, 0, 0, 4}, {0, 3, 0, 2}, {0, 1, 0, 100},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DH *d = DH_new();
        BIGNUM *p = BN_dup(p0), *q = NULL, *y = word(9);
        int codes = -1;

        BN_add_word(p, (unsigned long)rows[i].add_p);
        if (rows[i].with_q == 1) {
            q = BN_dup(q0);
            BN_sub_word(q, (unsigned long)rows[i].add_q);
        } else if (rows[i].with_q != 0) {
            q = rows[i].with_q == 2 ? word(7) : BN_dup(p);
        }
        DH_set0_pqg(d, p, q, word(rows[i].g));
        printf("row %zu\n", i);
        TRY(DH_check(d, &codes));
        TRY(codes);
        TRY(DH_check_ex(d));
        TRY(DH_check_params(d, &codes));
        TRY(codes);
        TRY(DH_check_params_ex(d));
        TRY(DH_check_pub_key(d, y, &codes));
        TRY(codes);
        TRY(DH_check_pub_key_ex(d, y));
        BN_set_word(y, 11);
        TRY(DH_check_pub_key_ex(d, y));
        BN_one(y);
        TRY(DH_check_pub_key_ex(d, y));
        BN_free(y);
        DH_free(d);
    }
}

static void
dsa_numbers(void)
{
    EVP_PKEY *k = load("dsa");
    DSA *from = EVP_PKEY_get1_DSA(k), *d = DSA_new(), *params;
    int index = DSA_get_ex_new_index(0, NULL, NULL, NULL, NULL), len;
    unsigned char *out = NULL, sig[200];
    const unsigned char *in;
    unsigned siglen = 0;

    TRY(DSA_bits(from));
    TRY(DSA_get0_p(from) != NULL && DSA_get0_q(from) != NULL &&
        DSA_get0_g(from) != NULL);
    number("g", DSA_get0_g(from));
    number("pub", DSA_get0_pub_key(from));
    number("priv", DSA_get0_priv_key(from));
    TRY(DSA_set_ex_data(d, index, (void *)"data"));
    TRY(strcmp(DSA_get_ex_data(d, index), "data"));
    TRY(DSA_up_ref(d));
    DSA_free(d);
    TRY(DSA_bits(from));
    TRY(DSA_sign(0, (const unsigned char *)"abc", 3, sig, &siglen, d));
    TRY(DSA_verify(0, (const unsigned char *)"abc", 3, sig, 10, d));
    TRY(DSA_sign(0, (const unsigned char *)"abc", 3, sig, &siglen, from));
    TRY(DSA_verify(0, (const unsigned char *)"abc", 3, sig, (int)siglen,
                   from));
    TRY(DSA_verify(0, (const unsigned char *)"abd", 3, sig, (int)siglen,
                   from));
    TRY(DSA_verify(0, (const unsigned char *)"abc", 3, sig, (int)siglen - 1,
                   from));
    TRY(DSA_verify(0, (const unsigned char *)"abc", 3, sig, 0, from));
    len = i2d_DSAparams(from, &out);
    hex("DSAparams", out, len);
    in = out;
    params = d2i_DSAparams(NULL, &in, len);
    TRY(params != NULL && DSA_get0_pub_key(params) == NULL);
    TRY(DSA_generate_key(params));
    TRY(DSA_get0_priv_key(params) != NULL);
    DSA_free(params);
    in = out;
    TRY(d2i_DSAparams(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    out = NULL;
    params = DSAparams_dup(from);
    TRY(params != NULL && DSA_get0_pub_key(params) == NULL);
    DSA_free(params);
    len = i2d_DSAPrivateKey(from, &out);
    hex("DSAPrivateKey", out, len);
    in = out;
    params = d2i_DSAPrivateKey(NULL, &in, len);
    TRY(params != NULL && DSA_get0_priv_key(params) != NULL);
    DSA_free(params);
    in = out;
    TRY(d2i_DSAPrivateKey(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    DSA_free(d);
    DSA_free(from);
    EVP_PKEY_free(k);
}

static void
dsa_signatures(void)
{
    DSA_SIG *s = DSA_SIG_new(), *back;
    const BIGNUM *r0, *s0;
    unsigned char *out = NULL;
    const unsigned char *in;
    int len;

    DSA_SIG_get0(s, &r0, &s0);
    TRY(r0 != NULL);
    TRY(DSA_SIG_set0(s, word(0x80), word(1)));
    len = i2d_DSA_SIG(s, &out);
    hex("DSA_SIG", out, len);
    in = out;
    back = d2i_DSA_SIG(NULL, &in, len);
    TRY(back != NULL && in == out + len);
    DSA_SIG_free(back);
    in = out;
    TRY(d2i_DSA_SIG(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    DSA_SIG_free(s);
    DSA_SIG_free(NULL);
}

int
main(void)
{
    static const int nids[] = {NID_ffdhe2048, NID_ffdhe3072, NID_sha256};

    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++)
        named(nids[i]);
    dh_numbers();
    dh_agree();
    dh_generate();
    dh_checks();
    dsa_numbers();
    dsa_signatures();
    return 0;
}
