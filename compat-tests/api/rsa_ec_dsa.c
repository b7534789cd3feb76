/* The calls that programs make on RSA, DSA, EC_KEY and raw keys: building
 * from numbers, signing, verifying, agreeing, octet forms of points; what
 * succeeds and what fails, with the error queue. Nothing random is shown. */
#include <openssl/bn.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char digest[64];

static void
result(const char *what, long ret)
{
    unsigned long e;
    const char *data;
    int flags;

    printf("%s: %ld\n", what, ret);
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    %08lx %s [%s]\n", e, ERR_reason_error_string(e),
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static void
octets(const char *what, const unsigned char *p, size_t len)
{
    printf("%s ", what);
    for (size_t i = 0; i < len; i++)
        printf("%02x", p[i]);
    printf("\n");
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

static BIGNUM *
copy(const BIGNUM *bn)
{
    return bn != NULL ? BN_dup(bn) : NULL;
}

static void
rsa_verify(const char *what, RSA *r, unsigned char *sig, unsigned len)
{
    char line[100];

    snprintf(line, sizeof line, "%s verify", what);
    result(line, RSA_verify(NID_sha256, digest, 32, sig, len, r));
    snprintf(line, sizeof line, "%s verify, wrong hash", what);
    result(line, RSA_verify(NID_sha1, digest, 20, sig, len, r));
    snprintf(line, sizeof line, "%s verify, wrong digest length", what);
    result(line, RSA_verify(NID_sha256, digest, 20, sig, len, r));
    snprintf(line, sizeof line, "%s verify, short", what);
    result(line, RSA_verify(NID_sha256, digest, 32, sig, len - 1, r));
    digest[0] ^= 1;
    snprintf(line, sizeof line, "%s verify, other digest", what);
    result(line, RSA_verify(NID_sha256, digest, 32, sig, len, r));
    digest[0] ^= 1;
    sig[3] ^= 1;
    snprintf(line, sizeof line, "%s verify, broken", what);
    result(line, RSA_verify(NID_sha256, digest, 32, sig, len, r));
    sig[3] ^= 1;
}

static void
rsa_calls(void)
{
    EVP_PKEY *k = load("rsa"), *set = EVP_PKEY_new();
    RSA *from = EVP_PKEY_get1_RSA(k), *r = RSA_new();
    const BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
    unsigned char sig[1024], out[1024];
    unsigned len = 0;
    int n_out;

    RSA_get0_key(from, &n, &e, &d);
    RSA_get0_factors(from, &p, &q);
    RSA_get0_crt_params(from, &dp, &dq, &qi);
    result("RSA_set0_key without numbers", RSA_set0_key(r, NULL, NULL, NULL));
    result("RSA_set0_factors without q",
           RSA_set0_factors(r, BN_new(), NULL));
    result("RSA_set0_key, public", RSA_set0_key(r, copy(n), copy(e), NULL));
    result("sign without private part",
           RSA_sign(NID_sha256, digest, 32, sig, &len, r));
    result("RSA_set0_key, d", RSA_set0_key(r, NULL, NULL, copy(d)));
    result("sign with d",
           RSA_sign(NID_sha256, digest, 32, sig, &len, r));
    octets("signature", sig, len);
    rsa_verify("d", r, sig, len);
    result("RSA_set0_factors", RSA_set0_factors(r, copy(p), copy(q)));
    result("RSA_set0_crt_params",
           RSA_set0_crt_params(r, copy(dp), copy(dq), copy(qi)));
    result("sign with everything",
           RSA_sign(NID_sha1, digest, 20, sig, &len, r));
    octets("signature", sig, len);
    result("sign of MD5+SHA1",
           RSA_sign(NID_md5_sha1, digest, 36, sig, &len, r));
    octets("signature", sig, len);
    result("RSA_size", RSA_size(r));
    result("RSA_bits", RSA_bits(r));
    n_out = RSA_private_encrypt(11, (const unsigned char *)"hello world", sig,
                                r, RSA_PKCS1_PADDING);
    result("private encrypt", n_out);
    octets("signature", sig, (size_t)n_out);
    n_out = RSA_public_decrypt(n_out, sig, out, r, RSA_PKCS1_PADDING);
    result("public decrypt", n_out);
    result("private encrypt, too long",
           RSA_private_encrypt(120, digest, sig, r, RSA_PKCS1_PADDING));
    result("private encrypt, no padding, too short",
           RSA_private_encrypt(12, digest, sig, r, RSA_NO_PADDING));
    n_out = RSA_public_encrypt(11, (const unsigned char *)"hello world", sig,
                               r, RSA_PKCS1_OAEP_PADDING);
    result("public encrypt", n_out);
    n_out = RSA_private_decrypt(n_out, sig, out, r, RSA_PKCS1_OAEP_PADDING);
    result("private decrypt", n_out);
    sig[5] ^= 1;
    result("private decrypt, broken",
           RSA_private_decrypt(128, sig, out, r, RSA_PKCS1_OAEP_PADDING));
    result("EVP_PKEY_set1_RSA", EVP_PKEY_set1_RSA(set, r));
    result("same object", EVP_PKEY_get0_RSA(set) == r);
    result("equal", EVP_PKEY_eq(set, k));
    result("get1 of another kind", EVP_PKEY_get1_EC_KEY(set) != NULL);
    result("get1_DSA of another kind", EVP_PKEY_get1_DSA(set) != NULL);
    RSA_free(r);
    RSA_free(from);
    EVP_PKEY_free(k);
    EVP_PKEY_free(set);
}

static void
dsa_calls(void)
{
    EVP_PKEY *k = load("dsa");
    DSA *from = EVP_PKEY_get1_DSA(k), *d = DSA_new();
    const BIGNUM *p, *q, *g, *pub, *priv, *r, *s;
    DSA_SIG *sig;

    DSA_get0_pqg(from, &p, &q, &g);
    DSA_get0_key(from, &pub, &priv);
    result("DSA sign without numbers", DSA_do_sign(digest, 20, d) != NULL);
    result("DSA_set0_pqg without q", DSA_set0_pqg(d, BN_new(), NULL, NULL));
    result("DSA_set0_pqg", DSA_set0_pqg(d, copy(p), copy(q), copy(g)));
    result("DSA sign without key", DSA_do_sign(digest, 20, d) != NULL);
    result("DSA_set0_key, public", DSA_set0_key(d, copy(pub), NULL));
    result("DSA_set0_key", DSA_set0_key(d, NULL, copy(priv)));
    sig = DSA_do_sign(digest, 20, d);
    result("DSA sign", sig != NULL);
    result("DSA verify", DSA_do_verify(digest, 20, sig, d));
    digest[1] ^= 1;
    result("DSA verify, other digest", DSA_do_verify(digest, 20, sig, d));
    digest[1] ^= 1;
    DSA_SIG_get0(sig, &r, &s);
    result("DSA_SIG_set0 without s", DSA_SIG_set0(sig, BN_new(), NULL));
    result("DSA_SIG_set0", DSA_SIG_set0(sig, BN_new(), BN_new()));
    result("DSA verify, zeros", DSA_do_verify(digest, 20, sig, d));
    result("DSA_size", DSA_size(d));
    DSA_SIG_free(sig);
    DSA_free(d);
    DSA_free(from);
    EVP_PKEY_free(k);
}

static void
point_forms(const EC_KEY *ec)
{
    static const point_conversion_form_t forms[] = {
        POINT_CONVERSION_COMPRESSED, POINT_CONVERSION_UNCOMPRESSED,
        POINT_CONVERSION_HYBRID,
    };
    const EC_GROUP *g = EC_KEY_get0_group(ec);
    const EC_POINT *pub = EC_KEY_get0_public_key(ec);
    EC_POINT *pt = EC_POINT_new(g);
    unsigned char buf[200];
    size_t len;

    for (size_t i = 0; i < 3; i++) {
        len = EC_POINT_point2oct(g, pub, forms[i], buf, sizeof buf, NULL);
        result("point2oct", (long)len);
        octets("point", buf, len);
        result("oct2point", EC_POINT_oct2point(g, pt, buf, len, NULL));
        result("equal", EC_POINT_cmp(g, pt, pub, NULL));
        result("oct2point, short",
               EC_POINT_oct2point(g, pt, buf, len - 1, NULL));
        buf[0] ^= 8;
        result("oct2point, form", EC_POINT_oct2point(g, pt, buf, len, NULL));
        buf[0] ^= 8;
        buf[len - 1] ^= 1;
        if (forms[i] != POINT_CONVERSION_COMPRESSED)
            result("oct2point, off the curve",
                   EC_POINT_oct2point(g, pt, buf, len, NULL));
        result("point2oct, no room",
               (long)EC_POINT_point2oct(g, pub, forms[i], buf, len - 1,
                                        NULL));
    }
    result("oct2point, empty", EC_POINT_oct2point(g, pt, buf, 0, NULL));
    result("to infinity", EC_POINT_set_to_infinity(g, pt));
    result("is infinity", EC_POINT_is_at_infinity(g, pt));
    len = EC_POINT_point2oct(g, pt, forms[1], buf, sizeof buf, NULL);
    octets("infinity", buf, len);
    EC_POINT_free(pt);
}

static void
ec_calls(const char *name, int nid)
{
    EVP_PKEY *k = load(name);
    EC_KEY *ec = EVP_PKEY_get1_EC_KEY(k), *bare, *other;
    unsigned char secret[100], der[200];
    unsigned der_len = sizeof der;
    ECDSA_SIG *sig;
    int len;

    bare = EC_KEY_new_by_curve_name(nid);
    other = EC_KEY_new_by_curve_name(NID_secp384r1);
    EC_KEY_generate_key(other);
    point_forms(ec);
    result("ECDSA sign without key", ECDSA_do_sign(digest, 32, bare) != NULL);
    sig = ECDSA_do_sign(digest, 32, ec);
    result("ECDSA sign", sig != NULL);
    result("ECDSA verify", ECDSA_do_verify(digest, 32, sig, ec));
    result("ECDSA verify without key",
           ECDSA_do_verify(digest, 32, sig, bare));
    result("ECDSA verify, other key",
           ECDSA_do_verify(digest, 32, sig, other));
    digest[2] ^= 1;
    result("ECDSA verify, other digest",
           ECDSA_do_verify(digest, 32, sig, ec));
    digest[2] ^= 1;
    result("ECDSA_SIG_set0", ECDSA_SIG_set0(sig, BN_new(), BN_new()));
    result("ECDSA verify, zeros", ECDSA_do_verify(digest, 32, sig, ec));
    ECDSA_SIG_free(sig);
    result("ECDSA_sign", ECDSA_sign(0, digest, 32, der, &der_len, ec));
    result("ECDSA_verify", ECDSA_verify(0, digest, 32, der, (int)der_len,
                                        ec));
    result("ECDSA_verify, cut",
           ECDSA_verify(0, digest, 32, der, (int)der_len - 1, ec));
    result("ECDSA_size", ECDSA_size(ec));
    result("set public key", EC_KEY_set_public_key(
                                 bare, EC_KEY_get0_public_key(ec)));
    len = ECDH_compute_key(secret, sizeof secret,
                           EC_KEY_get0_public_key(ec), ec, NULL);
    result("ECDH", len);
    octets("secret", secret, len > 0 ? (size_t)len : 0);
    len = ECDH_compute_key(secret, 10, EC_KEY_get0_public_key(ec), ec, NULL);
    result("ECDH, little room", len);
    result("ECDH without key",
           ECDH_compute_key(secret, sizeof secret,
                            EC_KEY_get0_public_key(ec), bare, NULL));
    result("EC_KEY_check_key", EC_KEY_check_key(ec));
    result("EC_KEY_check_key, public", EC_KEY_check_key(bare));
    result("set private key, another",
           EC_KEY_set_private_key(bare, BN_value_one()));
    result("EC_KEY_check_key, mismatch", EC_KEY_check_key(bare));
    EC_KEY_free(ec);
    EC_KEY_free(bare);
    EC_KEY_free(other);
    EVP_PKEY_free(k);
}

static void
raw_calls(void)
{
    static const int ids[] = {EVP_PKEY_ED25519, EVP_PKEY_ED448,
                              EVP_PKEY_X25519, EVP_PKEY_X448, EVP_PKEY_RSA};
    unsigned char raw[57], out[200];
    size_t len;

    for (size_t i = 0; i < sizeof raw; i++)
        raw[i] = (unsigned char)(i * 7);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        size_t right = i == 1 ? 57 : i == 3 ? 56 : 32;
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        EVP_PKEY *k, *pub;

        printf("%s\n", OBJ_nid2sn(ids[i]));
        k = EVP_PKEY_new_raw_private_key(ids[i], NULL, raw, right);
        result("raw private key", k != NULL);
        result("raw private key, short",
               EVP_PKEY_new_raw_private_key(ids[i], NULL, raw, right - 1) !=
                   NULL);
        if (k == NULL) {
            EVP_MD_CTX_free(ctx);
            continue;
        }
        len = sizeof out;
        result("public", EVP_PKEY_get_raw_public_key(k, out, &len));
        octets("public", out, len);
        pub = EVP_PKEY_new_raw_public_key(ids[i], NULL, out, len);
        result("raw public key", pub != NULL);
        result("equal", EVP_PKEY_eq(k, pub));
        len = 5;
        result("public, little room",
               EVP_PKEY_get_raw_public_key(k, out, &len));
        len = sizeof out;
        result("private of a public key",
               EVP_PKEY_get_raw_private_key(pub, out, &len));
        result("sign init", EVP_DigestSignInit(ctx, NULL, NULL, NULL, k));
        len = sizeof out;
        if (i < 2) {
            result("sign", EVP_DigestSign(ctx, out, &len, digest, 32));
            octets("signature", out, len);
            EVP_MD_CTX_reset(ctx);
            result("sign init with a hash",
                   EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, k));
            EVP_MD_CTX_reset(ctx);
            result("verify init",
                   EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pub));
            result("verify", EVP_DigestVerify(ctx, out, len, digest, 32));
            EVP_MD_CTX_reset(ctx);
            EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pub);
            result("verify, other message",
                   EVP_DigestVerify(ctx, out, len, digest, 31));
            EVP_MD_CTX_reset(ctx);
            EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pub);
            result("verify, short",
                   EVP_DigestVerify(ctx, out, len - 1, digest, 32));
            EVP_MD_CTX_reset(ctx);
            result("sign init with a public key",
                   EVP_DigestSignInit(ctx, NULL, NULL, NULL, pub));
            len = sizeof out;
            result("sign with a public key",
                   EVP_DigestSign(ctx, out, &len, digest, 32));
        }
        EVP_MD_CTX_free(ctx);
        EVP_PKEY_free(k);
        EVP_PKEY_free(pub);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof digest; i++)
        digest[i] = (unsigned char)(i * 3 + 1);
    rsa_calls();
    dsa_calls();
    ec_calls("ec256", NID_X9_62_prime256v1);
    ec_calls("ec521", NID_secp521r1);
    raw_calls();
    return 0;
}
