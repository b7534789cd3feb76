/* Private keys in every form and encryption, read with the right password, a
 * wrong one, none and one that the program won't give: the key that comes out
 * and the error queue, but for the entries of ASN.1 decoders. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const pem_names[] = {
    "rsa", "pss", "pss-sha256", "pss-sha1", "dsa", "ec256", "ec521",
    "ed25519", "ed448", "x25519", "x448", "dh", "dh-length", "dh-q",
    "dh-modp1536", "dh-ffdhe2048", "rsa-trad", "ec-trad", "dsa-trad",
    "rsa-trad-aes-128-cbc", "rsa-trad-aes-256-cbc", "rsa-trad-des-ede3-cbc",
    "rsa-trad-camellia-128-cbc", "ec-trad-aes128", "dsa-trad-aes192",
    "ec-p8-aes256", "ec-p8-aes128-sha1", "ec-p8-aes192-sha512", "ec-p8-3des",
    "ec-p8-scrypt", "ec-p8-pbe-3des", "ec-p8-pbe-2des", "ed25519-p8",
    "rsa-p8", "ec-p8-pbe-md5-des", "ec-p8-pbe-rc2", "ec-p8-pbe-rc4",
    "rsa-pub", "rsa-pub-pkcs1", "dsa-params", "dh-params", "ec-params",
};

static const char *const der_names[] = {
    "rsa-p8", "ec256-p8", "dsa-p8", "ed25519-p8", "dh-p8", "x448-p8",
    "pss-sha256-p8", "rsa-trad", "ec-trad", "dsa-trad", "ec-p8-enc",
};

static void
show(const char *what, EVP_PKEY *k)
{
    unsigned char *der = NULL, md[EVP_MAX_MD_SIZE];
    unsigned int md_len = 0;
    unsigned long e;
    const char *data;
    int flags, len;

    printf("%s: ", what);
    if (k == NULL) {
        printf("none\n");
    } else {
        len = i2d_PUBKEY(k, &der);
        EVP_Digest(der, (size_t)(len > 0 ? len : 0), md, &md_len,
                   EVP_sha256(), NULL);
        printf("%s, %d bits, public part %d octets %02x%02x%02x%02x\n",
               EVP_PKEY_get0_type_name(k), EVP_PKEY_get_bits(k), len, md[0],
               md[1], md[2], md[3]);
        OPENSSL_free(der);
    }
    /* The steps of ASN.1 decoders that gave up are details. */
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        if (ERR_GET_LIB(e) != ERR_LIB_ASN1)
            printf("    %08lx %s:%s [%s]\n", e, ERR_lib_error_string(e),
                   ERR_reason_error_string(e),
                   (flags & ERR_TXT_STRING) != 0 ? data : "");
    EVP_PKEY_free(k);
}

static BIO *
open_file(const char *name, const char *end)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/keys/%s.%s", getenv("URT_DATA_DIR"), name,
             end);
    return BIO_new_file(path, "rb");
}

static int asked;

static int
refuse(char *buf, int size, int rwflag, void *u)
{
    asked++;
    return u == NULL ? -1 : 0;
}

static int
give_long(char *buf, int size, int rwflag, void *u)
{
    asked++;
    memset(buf, 'x', (size_t)size);
    printf("    asked for at most %d, flag %d\n", size, rwflag);
    return size;
}

static void
read_pem(const char *name)
{
    static const struct {
        const char *what;
        pem_password_cb *cb;
        const char *u;
    } rows[] = {
        {"right", NULL, "secret"}, {"wrong", NULL, "Secret"},
        {"empty", NULL, ""},       {"refused", refuse, NULL},
        {"nothing given", refuse, "x"}, {"long", give_long, NULL},
    };
    char what[100];
    BIO *in;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(what, sizeof what, "PEM %s, %s", name, rows[i].what);
        in = open_file(name, "pem");
        asked = 0;
        show(what, PEM_read_bio_PrivateKey(in, NULL, rows[i].cb,
                                           (void *)(uintptr_t)rows[i].u));
        if (rows[i].cb != NULL)
            printf("    asked %d\n", asked);
        printf("    left %d\n", (int)BIO_eof(in));
        BIO_free(in);
    }
}

static void
read_der(const char *name)
{
    unsigned char der[4096];
    const unsigned char *p = der;
    BIO *in = open_file(name, "der");
    int len = BIO_read(in, der, sizeof der);
    char what[100];

    BIO_free(in);
    snprintf(what, sizeof what, "DER %s", name);
    show(what, d2i_AutoPrivateKey(NULL, &p, len));
    printf("    moved by %d of %d\n", (int)(p - der), len);
    p = der;
    snprintf(what, sizeof what, "DER %s, cut", name);
    show(what, d2i_AutoPrivateKey(NULL, &p, len - 1));
    p = der;
    snprintf(what, sizeof what, "DER %s, as EC", name);
    show(what, d2i_PrivateKey(EVP_PKEY_EC, NULL, &p, len));
    p = der;
    snprintf(what, sizeof what, "DER %s, as RSA", name);
    show(what, d2i_PrivateKey(EVP_PKEY_RSA, NULL, &p, len));
    in = open_file(name, "der");
    snprintf(what, sizeof what, "DER %s, from a BIO", name);
    show(what, d2i_PrivateKey_bio(in, NULL));
    BIO_free(in);
}

static void
read_text(const char *what, const char *text)
{
    BIO *in = BIO_new_mem_buf(text, -1);

    show(what, PEM_read_bio_PrivateKey(in, NULL, NULL, "secret"));
    BIO_free(in);
    in = BIO_new_mem_buf(text, -1);
    show(what, PEM_read_bio_PUBKEY(in, NULL, NULL, "secret"));
    BIO_free(in);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof pem_names / sizeof pem_names[0]; i++)
        read_pem(pem_names[i]);
    for (size_t i = 0; i < sizeof der_names / sizeof der_names[0]; i++)
        read_der(der_names[i]);
    read_text("nothing", "");
    read_text("no PEM", "just some text\n");
    read_text("no end", "-----BEGIN PRIVATE KEY-----\nMC4C\n");
    read_text("no base64", "-----BEGIN PRIVATE KEY-----\n!!!!\n"
                           "-----END PRIVATE KEY-----\n");
    read_text("no DER", "-----BEGIN PRIVATE KEY-----\nAAAA\n"
                        "-----END PRIVATE KEY-----\n");
    read_text("other label", "-----BEGIN SOMETHING-----\nAAAA\n"
                             "-----END SOMETHING-----\n");
    read_text("wrong end", "-----BEGIN PRIVATE KEY-----\nAAAA\n"
                           "-----END PUBLIC KEY-----\n");
    return 0;
}
