/* Keys through EVP_PKEY: making, signing, deriving, reading and writing. Only
 * facts that don't depend on random numbers are printed. */
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

static const unsigned char message[] = "a message";

static void
show_errors(const char *what)
{
    unsigned long e;
    const char *data;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("  %s: %08lx [%s]\n", what, e,
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static void
show(const char *what, const EVP_PKEY *k)
{
    printf("%s: %s id %d base %d bits %d security %d size %d\n", what,
           k != NULL ? EVP_PKEY_get0_type_name(k) : "none",
           k != NULL ? EVP_PKEY_get_id(k) : 0,
           k != NULL ? EVP_PKEY_get_base_id(k) : 0,
           k != NULL ? EVP_PKEY_get_bits(k) : 0,
           k != NULL ? EVP_PKEY_get_security_bits(k) : 0,
           k != NULL ? EVP_PKEY_get_size(k) : 0);
    show_errors(what);
}

static void
sign_and_verify(const char *what, EVP_PKEY *k, const EVP_MD *md, int pss)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    unsigned char sig[1024];
    size_t len = sizeof sig;
    int made, right, wrong;

    made = EVP_DigestSignInit(ctx, &pctx, md, NULL, k);
    if (made > 0 && pss) {
        made = EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, -1);
    }
    if (made > 0)
        made = EVP_DigestSign(ctx, sig, &len, message, sizeof message);
    printf("%s sign %d\n", what, made);
    show_errors(what);
    EVP_MD_CTX_reset(ctx);
    EVP_DigestVerifyInit(ctx, &pctx, md, NULL, k);
    if (pss)
        EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
    right = EVP_DigestVerify(ctx, sig, len, message, sizeof message);
    EVP_MD_CTX_reset(ctx);
    EVP_DigestVerifyInit(ctx, &pctx, md, NULL, k);
    if (pss)
        EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
    wrong = EVP_DigestVerify(ctx, sig, len, message, sizeof message - 1);
    printf("%s verify %d, another message %d\n", what, right, wrong);
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
}

static void
write_and_read(const char *what, EVP_PKEY *k)
{
    BIO *b = BIO_new(BIO_s_mem());
    EVP_PKEY *back;
    unsigned char *der = NULL;
    const unsigned char *p;
    int len;

    printf("%s write %d\n", what,
           PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL));
    back = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    printf("%s read %d\n", what, back != NULL ? EVP_PKEY_eq(k, back) : -9);
    EVP_PKEY_free(back);
    printf("%s write encrypted %d\n", what,
           PEM_write_bio_PrivateKey(b, k, EVP_aes_256_cbc(),
                                    (const unsigned char *)"secret", 6, NULL,
                                    NULL));
    back = PEM_read_bio_PrivateKey(b, NULL, NULL, (void *)"secret");
    printf("%s read encrypted %d\n", what,
           back != NULL ? EVP_PKEY_eq(k, back) : -9);
    EVP_PKEY_free(back);
    printf("%s write public %d\n", what, PEM_write_bio_PUBKEY(b, k));
    back = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
    printf("%s read public %d\n", what,
           back != NULL ? EVP_PKEY_eq(k, back) : -9);
    EVP_PKEY_free(back);
    len = i2d_PrivateKey(k, &der);
    p = der;
    back = d2i_AutoPrivateKey(NULL, &p, len);
    printf("%s der %d consumed %d\n", what,
           back != NULL ? EVP_PKEY_eq(k, back) : -9, p - der == len);
    OPENSSL_free(der);
    EVP_PKEY_free(back);
    BIO_free(b);
    show_errors(what);
}

static EVP_PKEY *
generate(int type, int nid, int bits)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(type, NULL);
    EVP_PKEY *k = NULL;

    EVP_PKEY_keygen_init(ctx);
    if (nid != 0)
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, nid);
    if (bits != 0)
        EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, bits);
    printf("keygen %d\n", EVP_PKEY_keygen(ctx, &k));
    EVP_PKEY_CTX_free(ctx);
    return k;
}

static void
derive(const char *what, EVP_PKEY *a, EVP_PKEY *b)
{
    unsigned char x[256], y[256];
    size_t xl = sizeof x, yl = sizeof y, ask = 0;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(a, NULL);

    printf("%s init %d", what, EVP_PKEY_derive_init(ctx));
    printf(" peer %d", EVP_PKEY_derive_set_peer(ctx, b));
    EVP_PKEY_derive(ctx, NULL, &ask);
    printf(" size %zu derive %d", ask, EVP_PKEY_derive(ctx, x, &xl));
    EVP_PKEY_CTX_free(ctx);
    ctx = EVP_PKEY_CTX_new(b, NULL);
    EVP_PKEY_derive_init(ctx);
    EVP_PKEY_derive_set_peer(ctx, a);
    EVP_PKEY_derive(ctx, y, &yl);
    printf(" length %zu same %d\n", xl, xl == yl && memcmp(x, y, xl) == 0);
    EVP_PKEY_CTX_free(ctx);
    show_errors(what);
}

static void
reading_errors(void)
{
    static const char *const texts[] = {
        "", "garbage\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        BIO *b = BIO_new_mem_buf(texts[i], -1);
        EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);

        printf("text %zu: %d\n", i, k != NULL);
        show_errors("reading");
        BIO_free(b);
    }
}

static void
wrong_uses(EVP_PKEY *ec, EVP_PKEY *ed)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(ed, NULL);
    EVP_PKEY *empty = EVP_PKEY_new();
    unsigned char buf[200];
    size_t len = sizeof buf;

    printf("sign without init %d\n",
           EVP_PKEY_sign(ctx, buf, &len, message, 32));
    show_errors("sign");
    EVP_PKEY_CTX_free(ctx);
    printf("empty: id %d bits %d size %d\n", EVP_PKEY_get_id(empty),
           EVP_PKEY_get_bits(empty), EVP_PKEY_get_size(empty));
    printf("not RSA: %d\n", EVP_PKEY_get0_RSA(ec) != NULL);
    show_errors("get0");
    printf("not EC: %d\n", EVP_PKEY_get0_EC_KEY(ed) != NULL);
    show_errors("get0");
    printf("different types %d\n", EVP_PKEY_eq(ec, ed));
    EVP_PKEY_free(empty);
}

static void
old_objects(EVP_PKEY *rsa, EVP_PKEY *ec)
{
    const BIGNUM *n, *e, *d, *p, *q;
    RSA *r = EVP_PKEY_get1_RSA(rsa), *mine = RSA_new();
    EC_KEY *k = EVP_PKEY_get1_EC_KEY(ec);
    unsigned char digest[20] = {1, 2, 3}, sig[512], back[512];
    unsigned sl = sizeof sig;
    ECDSA_SIG *s;
    int len;

    RSA_get0_key(r, &n, &e, &d);
    RSA_get0_factors(r, &p, &q);
    printf("set0_key nothing %d\n", RSA_set0_key(mine, NULL, NULL, NULL));
    printf("set0_key %d\n",
           RSA_set0_key(mine, BN_dup(n), BN_dup(e), BN_dup(d)));
    printf("size %d bits %d\n", RSA_size(mine), RSA_bits(mine));
    printf("sign by d alone %d", RSA_sign(NID_sha1, digest, 20, sig, &sl,
                                          mine));
    printf(" verify %d", RSA_verify(NID_sha1, digest, 20, sig, sl, r));
    digest[0] ^= 1;
    printf(" %d\n", RSA_verify(NID_sha1, digest, 20, sig, sl, r));
    show_errors("RSA_verify");
    len = RSA_public_encrypt(20, digest, sig, r, RSA_PKCS1_PADDING);
    len = RSA_private_decrypt(len, sig, back, mine, RSA_PKCS1_PADDING);
    printf("pkcs1 %d %d\n", len, len == 20 && !memcmp(back, digest, 20));
    len = RSA_public_encrypt(20, digest, sig, r, RSA_PKCS1_OAEP_PADDING);
    len = RSA_private_decrypt(len, sig, back, mine, RSA_PKCS1_OAEP_PADDING);
    printf("oaep %d %d\n", len, len == 20 && !memcmp(back, digest, 20));
    printf("too long %d\n",
           RSA_public_encrypt(500, back, sig, r, RSA_PKCS1_PADDING));
    show_errors("encrypt");
    s = ECDSA_do_sign(digest, 20, k);
    printf("ecdsa %d", ECDSA_do_verify(digest, 20, s, k));
    digest[1] ^= 1;
    printf(" %d size %d\n", ECDSA_do_verify(digest, 20, s, k), ECDSA_size(k));
    show_errors("ecdsa");
    printf("check %d %d\n", RSA_check_key(r), EC_KEY_check_key(k));
    ECDSA_SIG_free(s);
    RSA_free(mine);
    RSA_free(r);
    EC_KEY_free(k);
}

int
main(void)
{
    static const int curves[] = {NID_X9_62_prime256v1, NID_secp384r1,
                                 NID_secp521r1, NID_secp224r1};
    EVP_PKEY *rsa, *ec = NULL, *ec2, *ed, *ed448, *x, *x2, *x448, *y448;

    rsa = generate(EVP_PKEY_RSA, 0, 1024);
    show("rsa", rsa);
    sign_and_verify("rsa sha256", rsa, EVP_sha256(), 0);
    sign_and_verify("rsa default", rsa, NULL, 0);
    sign_and_verify("rsa pss", rsa, EVP_sha256(), 1);
    sign_and_verify("rsa pss too long", rsa, EVP_sha512(), 1);
    write_and_read("rsa", rsa);
    for (size_t i = 0; i < 4; i++) {
        EVP_PKEY_free(ec);
        ec = generate(EVP_PKEY_EC, curves[i], 0);
        ec2 = generate(EVP_PKEY_EC, curves[i], 0);
        show("ec", ec);
        sign_and_verify("ec", ec, EVP_sha384(), 0);
        write_and_read("ec", ec);
        derive("ec", ec, ec2);
        EVP_PKEY_free(ec2);
    }
    ed = generate(EVP_PKEY_ED25519, 0, 0);
    ed448 = generate(EVP_PKEY_ED448, 0, 0);
    x = generate(EVP_PKEY_X25519, 0, 0);
    x2 = generate(EVP_PKEY_X25519, 0, 0);
    x448 = generate(EVP_PKEY_X448, 0, 0);
    y448 = generate(EVP_PKEY_X448, 0, 0);
    show("ed25519", ed);
    show("ed448", ed448);
    show("x25519", x);
    show("x448", x448);
    sign_and_verify("ed25519", ed, NULL, 0);
    sign_and_verify("ed448", ed448, NULL, 0);
    write_and_read("ed25519", ed);
    write_and_read("x448", x448);
    derive("x25519", x, x2);
    derive("x448", x448, y448);
    reading_errors();
    wrong_uses(ec, ed);
    old_objects(rsa, ec);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    EVP_PKEY_free(ed448);
    EVP_PKEY_free(x);
    EVP_PKEY_free(x2);
    EVP_PKEY_free(x448);
    EVP_PKEY_free(y448);
    return 0;
}
