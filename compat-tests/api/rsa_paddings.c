/* RSA by the older calls and through EVP_PKEY: every padding, both ways and
 * on misuse; the numbers of a key; encodings; what a context says of its
 * settings. Signatures that need random numbers are only verified. */
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

static unsigned char data[300];

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
numbers(RSA *r)
{
    int index = RSA_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    RSA *fresh = RSA_new();

    number("n", RSA_get0_n(r));
    number("e", RSA_get0_e(r));
    number("d", RSA_get0_d(r));
    number("p", RSA_get0_p(r));
    number("q", RSA_get0_q(r));
    number("dmp1", RSA_get0_dmp1(r));
    number("dmq1", RSA_get0_dmq1(r));
    number("iqmp", RSA_get0_iqmp(r));
    TRY(RSA_get_version(r));
    TRY(RSA_security_bits(r));
    TRY(RSA_flags(r));
    RSA_set_flags(r, 0x4000);
    TRY(RSA_test_flags(r, 0x4000));
    RSA_clear_flags(r, 0x4000);
    TRY(RSA_test_flags(r, 0x4000));
    TRY(RSA_set_ex_data(r, index, (void *)"data"));
    TRY(strcmp(RSA_get_ex_data(r, index), "data"));
    TRY(RSA_check_key(r));
    TRY(RSA_up_ref(r));
    RSA_free(r);
    RSA_free(NULL);
    TRY(RSA_get0_n(fresh) != NULL);
    TRY(RSA_flags(fresh));
    TRY(RSA_test_flags(fresh, RSA_FLAG_TYPE_MASK));
    TRY(RSA_check_key(fresh));
    TRY(RSA_check_key_ex(r, NULL));
    RSA_free(fresh);
}

/* RSA_check_key with one number changed at a time. */
static void
checks(RSA *r)
{
    for (int i = 0; i < 8; i++) {
        const BIGNUM *from[8] = {RSA_get0_n(r),    RSA_get0_e(r),
                                 RSA_get0_d(r),    RSA_get0_p(r),
                                 RSA_get0_q(r),    RSA_get0_dmp1(r),
                                 RSA_get0_dmq1(r), RSA_get0_iqmp(r)};
        RSA *made = RSA_new();
        BIGNUM *n[8];

        for (int j = 0; j < 8; j++)
            n[j] = BN_dup(from[j]);
        BN_add_word(n[i], 2);
        RSA_set0_key(made, n[0], n[1], n[2]);
        RSA_set0_factors(made, n[3], n[4]);
        RSA_set0_crt_params(made, n[5], n[6], n[7]);
        printf("number %d changed\n", i);
        TRY(RSA_check_key(made));
        RSA_free(made);
    }
}

static void
old_paddings(RSA *r)
{
    static const int pads[] = {RSA_PKCS1_PADDING, RSA_NO_PADDING,
                               RSA_PKCS1_OAEP_PADDING, RSA_X931_PADDING,
                               RSA_PKCS1_PSS_PADDING, 77};
    unsigned char out[300], back[300];
    int size = RSA_size(r), n, m;

    for (size_t i = 0; i < sizeof pads / sizeof pads[0]; i++) {
        int lens[] = {0, 1, 20, size - 42, size - 41, size - 11, size - 10,
                      size - 2, size - 1, size, size + 1};

        printf("padding %d\n", pads[i]);
        /* X9.31 of nothing is not for reading back. */
        for (size_t j = pads[i] == RSA_X931_PADDING;
             j < sizeof lens / sizeof lens[0]; j++) {
            printf("length %d: ", lens[j]);
            n = RSA_private_encrypt(lens[j], data, out, r, pads[i]);
            result("private encrypt", n);
            if (n > 0) {
                hex("block", out, n);
                m = RSA_public_decrypt(n, out, back, r, pads[i]);
                result("public decrypt", m);
                TRY(m == lens[j] && memcmp(back, data, (size_t)m) == 0);
                TRY(RSA_public_decrypt(n - 1, out, back, r, pads[i]));
                out[2] ^= 1;
                m = RSA_public_decrypt(n, out, back, r, pads[i]);
                if (pads[i] != RSA_NO_PADDING)
                    result("broken", m);
                ERR_clear_error();
            }
            printf("length %d: ", lens[j]);
            n = RSA_public_encrypt(lens[j], data, out, r, pads[i]);
            result("public encrypt", n);
            if (n > 0) {
                m = RSA_private_decrypt(n, out, back, r, pads[i]);
                result("private decrypt", m);
                TRY(m == lens[j] && memcmp(back, data, (size_t)m) == 0);
                TRY(RSA_private_decrypt(n - 1, out, back, r, pads[i]));
            }
        }
    }
    memset(back, 0xff, sizeof back);
    TRY(RSA_public_encrypt(size, back, out, r, RSA_NO_PADDING));
    TRY(RSA_private_decrypt(size, back, out, r, RSA_NO_PADDING));
    TRY(RSA_public_decrypt(size, back, out, r, RSA_PKCS1_PADDING));
}

static void
signs(RSA *r)
{
    static const int nids[] = {NID_md5, NID_sha1, NID_sha224, NID_sha256,
                               NID_sha384, NID_sha512, NID_md5_sha1,
                               NID_ripemd160, NID_sha3_256,
                               NID_sha512_256, NID_undef, NID_rsaEncryption,
                               NID_mdc2};
    static const unsigned lens[] = {0, 16, 20, 28, 32, 36, 48, 64, 65};
    unsigned char sig[300];
    unsigned len;

    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++)
        for (size_t j = 0; j < sizeof lens / sizeof lens[0]; j++) {
            int ok;

            len = 0;
            printf("%d of %u: ", nids[i], lens[j]);
            ok = RSA_sign(nids[i], data, lens[j], sig, &len, r);
            result("RSA_sign", ok);
            if (ok != 1)
                continue;
            hex("signature", sig, len);
            TRY(RSA_verify(nids[i], data, lens[j], sig, len, r));
            if (lens[j] > 0)
                TRY(RSA_verify(nids[i], data, lens[j] - 1, sig, len, r));
            TRY(RSA_verify(NID_sha256, data, 32, sig, len, r));
        }
}

static void
context(EVP_PKEY *k)
{
    static const int pads[] = {RSA_PKCS1_PADDING, RSA_NO_PADDING,
                               RSA_PKCS1_OAEP_PADDING, RSA_X931_PADDING,
                               RSA_PKCS1_PSS_PADDING};
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL), *copy;
    unsigned char out[300], back[300];
    const EVP_MD *md = NULL;
    size_t len, back_len;
    int value = -9;

    TRY(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING));
    TRY(EVP_PKEY_CTX_get_rsa_padding(c, &value));
    for (size_t i = 0; i < sizeof pads / sizeof pads[0]; i++) {
        printf("padding %d\n", pads[i]);
        value = -9;
        TRY(EVP_PKEY_encrypt_init(c));
        TRY(EVP_PKEY_CTX_set_rsa_padding(c, pads[i]));
        TRY(EVP_PKEY_CTX_get_rsa_padding(c, &value));
        TRY(value);
        len = 0;
        TRY(EVP_PKEY_encrypt(c, NULL, &len, data, 20));
        TRY(len);
        len = 5;
        TRY(EVP_PKEY_encrypt(c, out, &len, data, 20));
        len = sizeof out;
        TRY(EVP_PKEY_encrypt(c, out, &len, data, 20));
        TRY(EVP_PKEY_decrypt_init(c));
        TRY(EVP_PKEY_CTX_set_rsa_padding(c, pads[i]));
        back_len = sizeof back;
        if (pads[i] == RSA_PKCS1_PADDING ||
            pads[i] == RSA_PKCS1_OAEP_PADDING) {
            TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len));
            TRY(back_len);
            back_len = 10;
            TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len));
            back_len = sizeof back;
            TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len - 1));
        }
        value = -9;
        TRY(EVP_PKEY_sign_init(c));
        TRY(EVP_PKEY_CTX_set_rsa_padding(c, pads[i]));
        TRY(EVP_PKEY_CTX_get_rsa_padding(c, &value));
        TRY(value);
        len = sizeof out;
        if (pads[i] != RSA_PKCS1_PSS_PADDING)
            TRY(EVP_PKEY_sign(c, out, &len, data, 20));
        TRY(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
        len = sizeof out;
        TRY(EVP_PKEY_sign(c, out, &len, data, 32));
        len = sizeof out;
        TRY(EVP_PKEY_sign(c, out, &len, data, 20));
        len = 5;
        TRY(EVP_PKEY_sign(c, out, &len, data, 32));
        len = sizeof out;
        TRY(EVP_PKEY_sign(c, NULL, &len, data, 32));
        TRY(len);
        TRY(EVP_PKEY_sign(c, out, &len, data, 32));
        if (value != RSA_PKCS1_PSS_PADDING)
            hex("signature", out, (long)len);
        TRY(EVP_PKEY_verify_init(c));
        TRY(EVP_PKEY_CTX_set_rsa_padding(c, pads[i]));
        TRY(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
        TRY(EVP_PKEY_verify(c, out, len, data, 32));
        TRY(EVP_PKEY_verify(c, out, len, data + 1, 32));
        TRY(EVP_PKEY_verify(c, out, len, data, 20));
        if (pads[i] != RSA_PKCS1_PSS_PADDING)
            TRY(EVP_PKEY_verify(c, out, len - 1, data, 32));
        TRY(EVP_PKEY_verify_recover_init(c));
        TRY(EVP_PKEY_CTX_set_rsa_padding(c, pads[i]));
        back_len = sizeof back;
        TRY(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
        /* What a random encoding seems to be is chance. */
        if (pads[i] != RSA_PKCS1_PSS_PADDING)
            TRY(EVP_PKEY_verify_recover(c, back, &back_len, out, len));
        TRY(EVP_PKEY_verify_recover(c, NULL, &back_len, out, len));
        TRY(back_len);
    }
    TRY(EVP_PKEY_sign_init(c));
    TRY(EVP_PKEY_CTX_get_signature_md(c, &md));
    TRY(md != NULL);
    TRY(EVP_PKEY_CTX_set_rsa_pss_saltlen(c, 20));
    TRY(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &value));
    TRY(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    TRY(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &value));
    TRY(value);
    for (int i = -5; i < 1; i++) {
        printf("%d: ", i);
        TRY(EVP_PKEY_CTX_set_rsa_pss_saltlen(c, i));
        TRY(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &value));
        TRY(value);
    }
    TRY(EVP_PKEY_CTX_set_rsa_mgf1_md(c, EVP_sha1()));
    TRY(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_set_signature_md(c, EVP_sha384()));
    TRY(EVP_PKEY_CTX_get_signature_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_sha256()));
    len = sizeof out;
    TRY(EVP_PKEY_sign(c, out, &len, data, 48));
    copy = EVP_PKEY_CTX_dup(c);
    TRY(copy != NULL);
    len = sizeof out;
    TRY(EVP_PKEY_sign(copy, out, &len, data, 48));
    EVP_PKEY_CTX_free(copy);
    /* A message that can't fit. */
    TRY(EVP_PKEY_CTX_set_rsa_pss_saltlen(c, 200));
    TRY(EVP_PKEY_sign(c, out, &len, data, 48));
    /* OAEP with a label. */
    TRY(EVP_PKEY_encrypt_init(c));
    TRY(EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_strdup("x"), 1));
    TRY(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    TRY(EVP_PKEY_CTX_get_rsa_oaep_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_sha256()));
    TRY(EVP_PKEY_CTX_get_rsa_oaep_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    TRY(md != NULL ? EVP_MD_get_type(md) : -1);
    TRY(EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_strdup("label"), 5));
    len = sizeof out;
    TRY(EVP_PKEY_encrypt(c, out, &len, data, 62));
    len = sizeof out;
    TRY(EVP_PKEY_encrypt(c, out, &len, data, 63));
    len = sizeof out;
    TRY(EVP_PKEY_encrypt(c, out, &len, data, 0));
    TRY(EVP_PKEY_decrypt_init(c));
    TRY(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    back_len = sizeof back;
    TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len));
    TRY(EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_sha256()));
    back_len = sizeof back;
    TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len));
    TRY(EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_strdup("label"), 5));
    back_len = sizeof back;
    TRY(EVP_PKEY_decrypt(c, back, &back_len, out, len));
    TRY(back_len);
    EVP_PKEY_CTX_free(c);
}

static void
encodings(RSA *r, EVP_PKEY *k)
{
    unsigned char *out = NULL;
    const unsigned char *in;
    RSA *back;
    int len;

    len = i2d_RSAPrivateKey(r, &out);
    hex("RSAPrivateKey", out, len);
    in = out;
    back = d2i_RSAPrivateKey(NULL, &in, len);
    TRY(back != NULL && in == out + len);
    RSA_free(back);
    in = out;
    TRY(d2i_RSAPrivateKey(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    out = NULL;
    len = i2d_RSAPublicKey(r, &out);
    hex("RSAPublicKey", out, len);
    in = out;
    back = d2i_RSAPublicKey(NULL, &in, len);
    TRY(back != NULL && RSA_get0_d(back) == NULL);
    TRY(i2d_RSAPrivateKey(back, NULL));
    RSA_free(back);
    in = out;
    TRY(d2i_RSAPublicKey(NULL, &in, len - 1) != NULL);
    OPENSSL_free(out);
    out = NULL;
    len = i2d_RSA_PUBKEY(r, &out);
    hex("RSA_PUBKEY", out, len);
    in = out;
    back = d2i_RSA_PUBKEY(NULL, &in, len);
    TRY(back != NULL);
    RSA_free(back);
    in = out;
    TRY(d2i_RSA_PUBKEY(NULL, &in, len - 1) != NULL);
    TRY(i2d_RSA_PUBKEY(NULL, NULL));
    OPENSSL_free(out);
    out = NULL;
    len = i2d_PublicKey(k, &out);
    hex("PublicKey", out, len);
    OPENSSL_free(out);
    back = RSA_new();
    TRY(i2d_RSAPublicKey(back, NULL));
    TRY(i2d_RSAPrivateKey(back, NULL));
    RSA_free(back);
}

static void
generate(void)
{
    RSA *r = RSA_new();
    BIGNUM *e = BN_new();

    BN_set_word(e, 3);
    TRY(RSA_generate_key_ex(r, 512, e, NULL));
    TRY(RSA_bits(r));
    number("e", RSA_get0_e(r));
    TRY(RSA_check_key(r));
    TRY(RSA_generate_key_ex(r, 511, e, NULL));
    BN_set_word(e, 4);
    TRY(RSA_generate_key_ex(r, 512, e, NULL));
    BN_one(e);
    TRY(RSA_generate_key_ex(r, 512, e, NULL));
    BN_free(e);
    RSA_free(r);
}

int
main(void)
{
    EVP_PKEY *k = load("rsa");
    RSA *r = EVP_PKEY_get1_RSA(k);

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7 + 1);
    numbers(r);
    checks(r);
    old_paddings(r);
    signs(r);
    context(k);
    encodings(r, k);
    generate();
    RSA_free(r);
    EVP_PKEY_free(k);
    return 0;
}
