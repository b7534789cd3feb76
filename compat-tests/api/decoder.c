/* OSSL_DECODER for EVP_PKEYs: what each kind of decoder takes of an input with
 * several objects, and what it leaves; passwords; what can be set by name on
 * a context (EVP_PKEY_CTX_set_params), the default search path. */
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text; /* the input */

static void
queue(void)
{
    unsigned long e;
    const char *data;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("    queue %d %s %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-",
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static EVP_PKEY *
read_key(const char *name)
{
    char path[1000];
    EVP_PKEY *p;
    BIO *in;

    snprintf(path, sizeof path, "%s/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    p = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return p;
}

static EVP_PKEY *
field(void)
{
    EVP_PKEY *p = EVP_PKEY_new();

    EVP_PKEY_assign(p, EVP_PKEY_DH, DH_new_by_nid(NID_ffdhe2048));
    return p;
}

/* Something that is no key, parameters, a public key, a private one, and one
 * under a password. */
static void
make_text(EVP_PKEY *ec)
{
    static const unsigned char der[] = {0x30, 3, 2, 1, 5};
    EVP_PKEY *dh = field();
    BIO *m = BIO_new(BIO_s_mem());
    char *p;
    long n;

    PEM_write_bio(m, "CERTIFICATE", "", der, sizeof der);
    PEM_write_bio_Parameters(m, dh);
    PEM_write_bio_PUBKEY(m, ec);
    PEM_write_bio_PrivateKey(m, ec, NULL, NULL, 0, NULL, NULL);
    PEM_write_bio_PrivateKey(m, ec, EVP_aes_128_cbc(),
                             (unsigned char *)"secret", 6, NULL, NULL);
    n = BIO_get_mem_data(m, &p);
    text = calloc(1, (size_t)n + 1);
    memcpy(text, p, (size_t)n);
    EVP_PKEY_free(dh);
    BIO_free(m);
}

static void
decode(const char *input, const char *structure, const char *keytype,
       int selection, const char *what)
{
    EVP_PKEY *p = NULL;
    BIO *in = BIO_new_mem_buf(what, -1);
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
        &p, input, structure, keytype, selection, NULL, NULL);

    printf("input %s structure %s type %s selection %x: %s decoders\n",
           input != NULL ? input : "-", structure != NULL ? structure : "-",
           keytype != NULL ? keytype : "-", selection,
           OSSL_DECODER_CTX_get_num_decoders(ctx) > 0 ? "some" : "no");
    for (int i = 0; i < 4; i++) {
        int ok = OSSL_DECODER_from_bio(ctx, in);

        printf("  %d, key %d, %d bytes left\n", ok,
               p != NULL ? EVP_PKEY_get_id(p) : 0, (int)BIO_pending(in));
        queue();
        if (BIO_eof(in))
            break;
    }
    OSSL_DECODER_CTX_free(ctx);
    EVP_PKEY_free(p);
    BIO_free(in);
}

static int
give_password(char *buf, int size, int writing, void *arg)
{
    (void)size;
    printf("  asked, writing %d\n", writing);
    memcpy(buf, arg, strlen(arg));
    return (int)strlen(arg);
}

static void
decode_secret(const char *passphrase, const char *from_callback)
{
    const char *at = strstr(text, "-----BEGIN ENCRYPTED");
    const unsigned char *in = (const unsigned char *)at;
    size_t len = strlen(at);
    EVP_PKEY *p = NULL;
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
        &p, "PEM", NULL, NULL, EVP_PKEY_KEYPAIR, NULL, NULL);

    if (passphrase != NULL)
        printf("passphrase %d\n",
               OSSL_DECODER_CTX_set_passphrase(
                   ctx, (const unsigned char *)passphrase,
                   strlen(passphrase)));
    if (from_callback != NULL)
        printf("callback %d\n",
               OSSL_DECODER_CTX_set_pem_password_cb(ctx, give_password,
                                                    (char *)from_callback));
    printf("  from_data %d,", OSSL_DECODER_from_data(ctx, &in, &len));
    printf(" key %d, %zu left\n", p != NULL ? EVP_PKEY_get_id(p) : 0,
           p != NULL ? len : 0);
    queue();
    OSSL_DECODER_CTX_free(ctx);
    EVP_PKEY_free(p);
}

static void
der(EVP_PKEY *ec)
{
    static const char *const types[] = {NULL, "EC", "RSA"};
    unsigned char *priv = NULL, *pub = NULL;
    int n = i2d_PrivateKey(ec, &priv), m = i2d_PUBKEY(ec, &pub);

    for (size_t i = 0; i < 3; i++) {
        EVP_PKEY *p = NULL;
        const unsigned char *in = priv;
        size_t len = (size_t)n;
        OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
            &p, "DER", NULL, types[i], EVP_PKEY_KEYPAIR, NULL, NULL);

        printf("DER as %s: private %d,", types[i] != NULL ? types[i] : "any",
               OSSL_DECODER_from_data(ctx, &in, &len));
        in = pub;
        len = (size_t)m;
        OSSL_DECODER_CTX_free(ctx);
        ctx = OSSL_DECODER_CTX_new_for_pkey(&p, "DER", NULL, types[i],
                                            EVP_PKEY_PUBLIC_KEY, NULL, NULL);
        printf(" public %d, equal %d\n",
               OSSL_DECODER_from_data(ctx, &in, &len),
               p != NULL ? EVP_PKEY_eq(p, ec) : -9);
        OSSL_DECODER_CTX_free(ctx);
        EVP_PKEY_free(p);
        queue();
    }
    OPENSSL_free(priv);
    OPENSSL_free(pub);
}

static void
generate(const char *type, int (*init)(EVP_PKEY_CTX *), OSSL_PARAM param,
         const char *title)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    OSSL_PARAM params[] = {param, OSSL_PARAM_construct_end()};
    EVP_PKEY *p = NULL;
    int ok;

    if (init != NULL)
        init(ctx);
    ok = EVP_PKEY_CTX_set_params(ctx, params);
    printf("%s %s: %d", type, title, ok);
    if (ok > 0 && init != NULL) {
        printf(", generate %d", EVP_PKEY_generate(ctx, &p));
        printf(", %d bits", EVP_PKEY_get_bits(p));
    }
    printf("\n");
    queue();
    EVP_PKEY_free(p);
    EVP_PKEY_CTX_free(ctx);
}

static void
set(EVP_PKEY *rsa, const char *title, int (*init)(EVP_PKEY_CTX *),
    OSSL_PARAM first, OSSL_PARAM second)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa, NULL);
    OSSL_PARAM params[] = {first, second, OSSL_PARAM_construct_end()};
    int pad = -1;

    init(ctx);
    printf("%s: %d", title, EVP_PKEY_CTX_set_params(ctx, params));
    EVP_PKEY_CTX_get_rsa_padding(ctx, &pad);
    printf(", padding %d\n", pad);
    queue();
    EVP_PKEY_CTX_free(ctx);
}

static void
params_of_contexts(EVP_PKEY *rsa)
{
    char p384[] = "P-384", ffdhe[] = "ffdhe3072", none[] = "nope";
    char pss[] = "pss", sha256[] = "SHA256", digest[] = "digest";
    int bits = 1024, negative = -5, pad = RSA_PKCS1_PSS_PADDING, salt = 20;
    OSSL_PARAM end = OSSL_PARAM_construct_end();
#define TEXT(name, value) OSSL_PARAM_construct_utf8_string(name, value, 0)
#define INT(name, value) OSSL_PARAM_construct_int(name, value)

    generate("RSA", EVP_PKEY_keygen_init, INT("bits", &bits), "bits");
    generate("RSA", EVP_PKEY_keygen_init, INT("bits", &negative), "below 0");
    generate("RSA", NULL, INT("bits", &bits), "without operation");
    generate("EC", EVP_PKEY_keygen_init, TEXT("group", p384), "group");
    generate("EC", EVP_PKEY_paramgen_init, TEXT("group", p384), "group");
    generate("DH", EVP_PKEY_keygen_init, TEXT("group", ffdhe), "group");
    generate("DH", EVP_PKEY_paramgen_init, TEXT("group", ffdhe), "group");
    generate("DH", EVP_PKEY_keygen_init, TEXT("group", none), "no group");
    generate("X25519", EVP_PKEY_keygen_init, TEXT("colour", none), "unknown");
    generate("ED25519", EVP_PKEY_keygen_init, TEXT("group", p384), "group");
    generate("HKDF", NULL, TEXT("digest", sha256), "without operation");
    set(rsa, "sign pss", EVP_PKEY_sign_init, TEXT("pad-mode", pss), end);
    set(rsa, "sign pss by number", EVP_PKEY_sign_init, INT("pad-mode", &pad),
        end);
    set(rsa, "sign digest", EVP_PKEY_sign_init, TEXT("digest", sha256), end);
    set(rsa, "sign salt", EVP_PKEY_sign_init, INT("saltlen", &salt), end);
    set(rsa, "verify pss salt", EVP_PKEY_verify_init, TEXT("pad-mode", pss),
        INT("saltlen", &salt));
    set(rsa, "verify pss salt in words", EVP_PKEY_verify_init,
        TEXT("pad-mode", pss), TEXT("saltlen", digest));
}

int
main(void)
{
    EVP_PKEY *ec = read_key("api-ec-key.pem");
    EVP_PKEY *rsa = read_key("api-rsa-key.pem");

    make_text(ec);
    decode("PEM", NULL, "DH", OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS, text);
    decode("PEM", NULL, NULL, 0, text);
    decode("PEM", NULL, "EC", EVP_PKEY_PUBLIC_KEY, text);
    decode("PEM", NULL, "EC", EVP_PKEY_KEYPAIR, text);
    decode("PEM", "SubjectPublicKeyInfo", NULL, 0, text);
    decode("PEM", "nonsense", NULL, 0, text);
    decode("PEM", NULL, "NOSUCH", 0, text);
    decode("DER", NULL, NULL, 0, text);
    decode(NULL, NULL, NULL, 0, text);
    decode("PEM", NULL, NULL, 0, "rubbish\n");
    decode("PEM", NULL, NULL, 0, "");
    decode_secret("secret", NULL);
    decode_secret(NULL, "secret");
    decode_secret("wrong", NULL);
    der(ec);
    params_of_contexts(rsa);
    printf("search path %d\n",
           OSSL_PROVIDER_set_default_search_path(NULL, "/nonexistent"));
    EVP_PKEY_free(ec);
    EVP_PKEY_free(rsa);
    free(text);
    return 0;
}
