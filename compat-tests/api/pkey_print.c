/* EVP_PKEY_print_*: keys that were read and keys made from the older objects,
 * at several indents, whole and without some of their parts. */
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {
    "rsa",     "pss",          "pss-sha256",  "pss-sha1", "dsa",
    "ec256",   "ec521",        "ed25519",
    "ed448",   "x25519",       "x448",        "dh",       "dh-length",
    "dh-q",    "dh-ffdhe2048",
};

static BIO *out;

static void
show_errors(void)
{
    unsigned long e;
    const char *data;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  error %08lx [%s]\n", e,
               (flags & ERR_TXT_STRING) != 0 ? data : "");
    fflush(stdout);
}

static void
print(const char *what, const EVP_PKEY *k, int indent)
{
    static const struct {
        const char *name;
        int (*print)(BIO *, const EVP_PKEY *, int, ASN1_PCTX *);
    } rows[] = {
        {"private", EVP_PKEY_print_private},
        {"public", EVP_PKEY_print_public},
        {"params", EVP_PKEY_print_params},
    };
    int ret;

    for (size_t i = 0; i < 3; i++) {
        printf("%s %s, indent %d\n", what, rows[i].name, indent);
        fflush(stdout);
        ret = rows[i].print(out, k, indent, NULL);
        printf("  returns %d\n", ret);
        show_errors();
    }
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
    if (k == NULL) {
        printf("%s: no key\n", name);
        show_errors();
    }
    return k;
}

static EVP_PKEY *
public_part(EVP_PKEY *k)
{
    unsigned char *der = NULL;
    const unsigned char *p;
    int len = i2d_PUBKEY(k, &der);
    EVP_PKEY *pub;

    p = der;
    pub = d2i_PUBKEY(NULL, &p, len);
    OPENSSL_free(der);
    return pub;
}

/* The same key, made from its object; NULL where there is none. */
static EVP_PKEY *
from_object(EVP_PKEY *k)
{
    EVP_PKEY *made = EVP_PKEY_new();
    int id = EVP_PKEY_get_base_id(k), ok = 0;

    switch (id) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        ok = EVP_PKEY_assign(made, id, EVP_PKEY_get1_RSA(k));
        break;
    case EVP_PKEY_DSA:
        ok = EVP_PKEY_assign(made, id, EVP_PKEY_get1_DSA(k));
        break;
    case EVP_PKEY_EC:
        ok = EVP_PKEY_assign(made, id, EVP_PKEY_get1_EC_KEY(k));
        break;
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
        ok = EVP_PKEY_assign(made, id, EVP_PKEY_get1_DH(k));
        break;
    }
    if (!ok) {
        EVP_PKEY_free(made);
        made = NULL;
    }
    return made;
}

static void
one_key(const char *name)
{
    static const int indents[] = {0, 4, -3, 126, 140};
    EVP_PKEY *k = load(name), *pub, *old, *params;
    char what[100];

    if (k == NULL)
        return;
    for (size_t i = 0; i < sizeof indents / sizeof indents[0]; i++)
        print(name, k, indents[i]);
    pub = public_part(k);
    snprintf(what, sizeof what, "public %s", name);
    print(what, pub, 2);
    old = from_object(k);
    snprintf(what, sizeof what, "%s from object", name);
    for (size_t i = 0; old != NULL && i < sizeof indents / sizeof indents[0];
         i++)
        print(what, old, indents[i]);
    EVP_PKEY_free(old);
    old = from_object(pub);
    snprintf(what, sizeof what, "public %s from object", name);
    if (old != NULL)
        print(what, old, 2);
    params = EVP_PKEY_new();
    if ((EVP_PKEY_get_base_id(k) == EVP_PKEY_DSA ||
         EVP_PKEY_get_base_id(k) == EVP_PKEY_EC ||
         EVP_PKEY_get_base_id(k) == EVP_PKEY_DH ||
         EVP_PKEY_get_base_id(k) == EVP_PKEY_DHX) &&
        EVP_PKEY_copy_parameters(params, k)) {
        snprintf(what, sizeof what, "parameters of %s", name);
        print(what, params, 2);
    }
    ERR_clear_error();
    EVP_PKEY_free(params);
    EVP_PKEY_free(old);
    EVP_PKEY_free(pub);
    EVP_PKEY_free(k);
}

static void
rsa_numbers(const char *what, const char *n, const char *e)
{
    EVP_PKEY *k = EVP_PKEY_new();
    BIGNUM *bn_n = NULL, *bn_e = NULL;
    RSA *r = RSA_new();

    BN_hex2bn(&bn_n, n);
    BN_hex2bn(&bn_e, e);
    RSA_set0_key(r, bn_n, bn_e, NULL);
    EVP_PKEY_assign_RSA(k, r);
    print(what, k, 0);
    EVP_PKEY_free(k);
}

static void
odd_keys(void)
{
    EVP_PKEY *k = EVP_PKEY_new();
    EC_KEY *ec;

    print("empty", k, 3);
    EVP_PKEY_free(k);
    rsa_numbers("small exponent", "C000000000000000000000000000000000000000"
                "000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000000000001", "3");
    rsa_numbers("exponent of 64 bits", "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF");
    k = EVP_PKEY_new();
    EVP_PKEY_assign_RSA(k, RSA_new());
    print("RSA without numbers", k, 0);
    EVP_PKEY_free(k);
    k = EVP_PKEY_new();
    EVP_PKEY_assign_DSA(k, DSA_new());
    print("DSA without numbers", k, 0);
    EVP_PKEY_free(k);
    k = EVP_PKEY_new();
    EVP_PKEY_assign_DH(k, DH_new());
    print("DH without numbers", k, 0);
    EVP_PKEY_free(k);
    k = EVP_PKEY_new();
    EVP_PKEY_assign_EC_KEY(k, EC_KEY_new());
    print("EC without group", k, 0);
    EVP_PKEY_free(k);
    ec = EC_KEY_new_by_curve_name(NID_secp384r1);
    k = EVP_PKEY_new();
    EVP_PKEY_assign_EC_KEY(k, ec);
    print("EC without numbers", k, 0);
    EC_KEY_set_asn1_flag(ec, OPENSSL_EC_EXPLICIT_CURVE);
    print("EC with explicit curve", k, 2);
    EVP_PKEY_free(k);
}

int
main(void)
{
    EVP_PKEY *k;

    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        one_key(names[i]);
    odd_keys();
    k = load("ec256");
    printf("fp: %d", EVP_PKEY_print_private_fp(stdout, k, 1, NULL));
    printf(" %d", EVP_PKEY_print_public_fp(stdout, k, 1, NULL));
    printf(" %d\n", EVP_PKEY_print_params_fp(stdout, k, 1, NULL));
    EVP_PKEY_free(k);
    BIO_free(out);
    return 0;
}
