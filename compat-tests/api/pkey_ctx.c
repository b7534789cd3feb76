/* EVP_PKEY_CTX for every type of key: which operations it has, checks of the
 * key, copies, parameters by name, settings for making keys, and misuse. */
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static unsigned char data[300], out[2000];

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

/* The same key without its private part. */
static EVP_PKEY *
public_of(EVP_PKEY *k)
{
    unsigned char *der = NULL;
    const unsigned char *in;
    int len = i2d_PUBKEY(k, &der);
    EVP_PKEY *p;

    in = der;
    p = d2i_PUBKEY(NULL, &in, len);
    OPENSSL_free(der);
    return p;
}

static void
operations(EVP_PKEY *k)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    const EVP_MD *md = NULL;
    size_t len = sizeof out;
    int value;

    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_CTX_get0_pkey(c) == k);
    TRY(EVP_PKEY_CTX_get0_peerkey(c) != NULL);
    EVP_PKEY_CTX_set_app_data(c, data);
    TRY(EVP_PKEY_CTX_get_app_data(c) == data);
    EVP_PKEY_CTX_set_data(c, out);
    TRY(EVP_PKEY_CTX_get_data(c) == out);
    TRY(EVP_PKEY_sign(c, out, &len, data, 32));
    TRY(EVP_PKEY_verify(c, out, 10, data, 32));
    TRY(EVP_PKEY_verify_recover(c, out, &len, data, 32));
    TRY(EVP_PKEY_encrypt(c, out, &len, data, 32));
    TRY(EVP_PKEY_decrypt(c, out, &len, data, 32));
    TRY(EVP_PKEY_derive(c, out, &len));
    TRY(EVP_PKEY_derive_set_peer(c, k));
    TRY(EVP_PKEY_encrypt_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_decrypt_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_verify_recover_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_derive_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_sign_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    TRY(EVP_PKEY_CTX_get_signature_md(c, &md));
    TRY(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    TRY(EVP_PKEY_CTX_get_signature_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_verify_init(c));
    TRY(EVP_PKEY_CTX_get_operation(c));
    value = 0;
    TRY(EVP_PKEY_get_default_digest_nid(k, &value));
    TRY(value);
    EVP_PKEY_CTX_free(c);
}

static void
checks(EVP_PKEY *k)
{
    EVP_PKEY *pub = public_of(k);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k, NULL);
    EVP_PKEY_CTX *p = EVP_PKEY_CTX_new_from_pkey(NULL, pub, NULL);

    TRY(EVP_PKEY_check(c));
    TRY(EVP_PKEY_public_check(c));
    TRY(EVP_PKEY_private_check(c));
    TRY(EVP_PKEY_pairwise_check(c));
    TRY(EVP_PKEY_public_check(p));
    TRY(EVP_PKEY_check(p));
    TRY(EVP_PKEY_private_check(p));
    TRY(EVP_PKEY_pairwise_check(p));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_CTX_free(p);
    EVP_PKEY_free(pub);
}

static void
values(EVP_PKEY *k, EVP_PKEY *other)
{
    static const char *const names[] = {
        "n", "e", "d", "rsa-factor1", "rsa-coefficient1", "p", "q", "g",
        "pub", "priv", "qx", "qy", "a", "b", "order", "cofactor", "generator",
        "group", "point-format", "encoding", "field-type", "bits",
        "security-bits", "max-size", "default-digest", "mandatory-digest",
        "encoded-pub-key", "nothing"};
    int index = EVP_PKEY_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    EVP_PKEY *pub = public_of(k), *copy, *empty = EVP_PKEY_new();
    unsigned char *enc = NULL;
    char text[100];
    size_t len;
    int n;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        BIGNUM *bn = NULL;
        int whole = strcmp(names[i], "encoded-pub-key") == 0;

        printf("%s: ", names[i]);
        n = !whole && EVP_PKEY_get_bn_param(k, names[i], &bn);
        printf("number %d %d, ", n, bn != NULL ? BN_num_bits(bn) : -1);
        BN_free(bn);
        n = -1;
        printf("int %d", EVP_PKEY_get_int_param(k, names[i], &n));
        printf(" %d, ", n);
        text[0] = '\0';
        len = 999;
        printf("text %d", !whole && EVP_PKEY_get_utf8_string_param(
                                        k, names[i], text, sizeof text,
                                        &len));
        printf(" %s, ", text);
        len = 999;
        printf("octets %d",
               EVP_PKEY_get_octet_string_param(k, names[i], out, sizeof out,
                                               &len));
        printf(" %zu\n", len);
        ERR_clear_error();
    }
    len = 999;
    text[0] = '\0';
    TRY(EVP_PKEY_get_group_name(k, text, sizeof text, &len));
    printf("%s %zu\n", text, len);
    TRY(len = EVP_PKEY_get1_encoded_public_key(k, &enc));
    hex("encoded", enc, enc != NULL ? len : 0);
    OPENSSL_free(enc);
    TRY(EVP_PKEY_get_base_id(k));
    TRY(EVP_PKEY_type(EVP_PKEY_get_id(k)));
    TRY(EVP_PKEY_can_sign(k));
    TRY(EVP_PKEY_missing_parameters(k));
    TRY(EVP_PKEY_up_ref(k));
    EVP_PKEY_free(k);
    copy = EVP_PKEY_dup(k);
    TRY(copy != NULL && EVP_PKEY_eq(copy, k));
    TRY(EVP_PKEY_eq(pub, k));
    TRY(EVP_PKEY_cmp(pub, k));
    TRY(EVP_PKEY_cmp_parameters(pub, k));
    TRY(EVP_PKEY_parameters_eq(pub, k));
    TRY(EVP_PKEY_eq(k, other));
    TRY(EVP_PKEY_parameters_eq(k, other));
    TRY(EVP_PKEY_eq(k, NULL));
    TRY(EVP_PKEY_set_ex_data(k, index, data));
    TRY(EVP_PKEY_get_ex_data(k, index) == data);
    TRY(EVP_PKEY_get0_RSA(k) != NULL);
    TRY(EVP_PKEY_get0_DSA(k) != NULL);
    TRY(EVP_PKEY_get0_DH(k) != NULL);
    TRY(EVP_PKEY_get0_EC_KEY(k) != NULL);
    TRY(EVP_PKEY_is_a(k, "RSA"));
    TRY(EVP_PKEY_is_a(k, "EC"));
    TRY(EVP_PKEY_is_a(k, "id-ecPublicKey"));
    TRY(EVP_PKEY_copy_parameters(empty, k));
    TRY(EVP_PKEY_get_id(empty));
    EVP_PKEY_free(pub);
    EVP_PKEY_free(copy);
    EVP_PKEY_free(empty);
}

static void
nothing(void)
{
    EVP_PKEY *empty = EVP_PKEY_new();
    EVP_PKEY *k = load("ec256");
    EC_KEY *ec = EVP_PKEY_get1_EC_KEY(k);
    RSA *rsa = RSA_new();
    DSA *dsa = DSA_new();
    DH *dh = DH_new();

    TRY(EVP_PKEY_get_id(empty));
    TRY(EVP_PKEY_get_bits(empty));
    TRY(EVP_PKEY_get_size(empty));
    TRY(EVP_PKEY_get_security_bits(empty));
    TRY(EVP_PKEY_get0_RSA(empty) != NULL);
    TRY(EVP_PKEY_get1_EC_KEY(empty) != NULL);
    TRY(EVP_PKEY_CTX_new(NULL, NULL) != NULL);
    TRY(EVP_PKEY_CTX_new_id(NID_sha256, NULL) != NULL);
    TRY(EVP_PKEY_CTX_new_from_name(NULL, "nothing", NULL) != NULL);
    EVP_PKEY_CTX_free(NULL);
    EVP_PKEY_free(NULL);
    TRY(EVP_PKEY_set_type(empty, EVP_PKEY_RSA));
    TRY(EVP_PKEY_get_id(empty));
    TRY(EVP_PKEY_set_type(empty, NID_sha256));
    TRY(EVP_PKEY_set_type(NULL, EVP_PKEY_EC));
    TRY(EVP_PKEY_type(NID_sha256));
    TRY(EVP_PKEY_type(EVP_PKEY_RSA2));
    TRY(EVP_PKEY_type(EVP_PKEY_HMAC) == EVP_PKEY_HMAC);
    TRY(EVP_PKEY_set1_EC_KEY(empty, ec));
    TRY(EVP_PKEY_get0(empty) == ec);
    TRY(EVP_PKEY_eq(empty, k));
    TRY(EVP_PKEY_set1_RSA(empty, rsa));
    TRY(EVP_PKEY_set1_DSA(empty, dsa));
    TRY(EVP_PKEY_get_id(empty));
    TRY(EVP_PKEY_get0_DSA(empty) == dsa);
    TRY(EVP_PKEY_set1_DH(empty, dh));
    TRY(EVP_PKEY_get0_DH(empty) == dh);
    EVP_PKEY_free(empty);
    EC_KEY_free(ec);
    RSA_free(rsa);
    DSA_free(dsa);
    DH_free(dh);
    EVP_PKEY_free(k);
}

static void
making(void)
{
    static const int types[] = {EVP_PKEY_RSA,     EVP_PKEY_RSA_PSS,
                                EVP_PKEY_EC,      EVP_PKEY_ED25519,
                                EVP_PKEY_X448,    EVP_PKEY_DH};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(types[i], NULL);
        EVP_PKEY *k = NULL;
        BIGNUM *e = BN_new();

        BN_set_word(e, 3);
        printf("--- making %s\n", OBJ_nid2sn(types[i]));
        TRY(EVP_PKEY_sign_init(c));
        TRY(EVP_PKEY_keygen(c, &k));
        TRY(EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024));
        TRY(EVP_PKEY_keygen_init(c));
        TRY(EVP_PKEY_CTX_get_operation(c));
        if (types[i] != EVP_PKEY_EC && types[i] != EVP_PKEY_DH) {
            TRY(EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024));
            TRY(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(c, e));
        }
        if (types[i] == EVP_PKEY_RSA_PSS) {
            TRY(EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, EVP_sha256()));
            TRY(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(c, EVP_sha256()));
            TRY(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(c, 20));
        }
        if (types[i] == EVP_PKEY_EC) {
            TRY(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, NID_secp384r1));
            TRY(EVP_PKEY_CTX_set_ec_param_enc(c, OPENSSL_EC_NAMED_CURVE));
        }
        if (types[i] == EVP_PKEY_DH)
            TRY(EVP_PKEY_CTX_set_dh_nid(c, NID_ffdhe2048));
        TRY(EVP_PKEY_keygen(c, &k));
        if (k != NULL) {
            TRY(EVP_PKEY_get_id(k));
            TRY(EVP_PKEY_get_bits(k));
        }
        TRY(EVP_PKEY_keygen(c, NULL));
        TRY(EVP_PKEY_paramgen(c, &k));
        EVP_PKEY_free(k);
        k = NULL;
        if (i < 3)
            TRY(EVP_PKEY_paramgen_init(c));
        if (types[i] == EVP_PKEY_EC) {
            TRY(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, NID_secp521r1));
            TRY(EVP_PKEY_paramgen(c, &k));
            if (k != NULL)
                TRY(EVP_PKEY_get_bits(k));
        }
        EVP_PKEY_free(k);
        EVP_PKEY_CTX_free(c);
        BN_free(e);
    }
}

static void
derive(const char *name)
{
    EVP_PKEY *k = load(name), *other = load("rsa"), *peer = public_of(k);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    size_t len = 0;

    printf("--- deriving with %s\n", name);
    TRY(EVP_PKEY_derive_init(c));
    TRY(EVP_PKEY_derive(c, NULL, &len));
    TRY(EVP_PKEY_derive_set_peer(c, other));
    TRY(EVP_PKEY_derive_set_peer_ex(c, peer, 1));
    TRY(EVP_PKEY_CTX_get0_peerkey(c) == peer);
    TRY(EVP_PKEY_derive(c, NULL, &len));
    TRY(len);
    TRY(EVP_PKEY_derive(c, out, &len));
    hex("secret", out, len);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(other);
    EVP_PKEY_free(k);
}

int
main(void)
{
    static const char *const names[] = {"rsa",     "pss",  "ec256",
                                        "ec521",   "dsa",  "dh",
                                        "ed25519", "ed448", "x25519",
                                        "x448",    "ec256-compressed"};
    EVP_PKEY *other = load("ec521");

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)i;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_PKEY *k = load(names[i]);

        printf("=== %s %d\n", names[i], k != NULL);
        if (k == NULL)
            continue;
        operations(k);
        checks(k);
        values(k, other);
        EVP_PKEY_free(k);
    }
    nothing();
    making();
    derive("ec256");
    derive("x25519");
    derive("x448");
    derive("dh");
    EVP_PKEY_free(other);
    return 0;
}
