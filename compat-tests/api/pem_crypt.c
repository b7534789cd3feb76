/* Enciphered PEM of the old kind: written and read back, password callbacks,
 * wrong passwords, and headers that are not in order. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
queue(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf("   %s|%s\n", ERR_error_string(e, NULL),
               (flags & ERR_TXT_STRING) != 0 ? data : "");
}

static EVP_PKEY *
load(const char *name)
{
    char path[4096];
    EVP_PKEY *key;
    BIO *in;

    snprintf(path, sizeof path, "%s/x509/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return key;
}

struct answer {
    const char *password;
    int len; /* what the callback returns */
};

static int
answer(char *buf, int size, int rwflag, void *u)
{
    const struct answer *a = u;

    printf("   asked: room %d, writing %d\n", size, rwflag);
    if (a->password != NULL)
        memcpy(buf, a->password, strlen(a->password));
    return a->len;
}

static void
read_with(BIO *pem, const char *title, pem_password_cb *cb, void *u,
          const EVP_PKEY *expected)
{
    BIO *in;
    EVP_PKEY *key;
    char *text;
    long len = BIO_get_mem_data(pem, &text);

    in = BIO_new_mem_buf(text, (int)len);
    key = PEM_read_bio_PrivateKey(in, NULL, cb, u);
    printf("%s: key %d same %d\n", title, key != NULL,
           key != NULL && EVP_PKEY_eq(key, expected) == 1);
    /* A wrong password may, once in a while, leave padding that looks
     * right, so what follows a failure isn't always the same. */
    if (expected != NULL)
        queue();
    ERR_clear_error();
    EVP_PKEY_free(key);
    BIO_free(in);
}

static void
lines(BIO *pem)
{
    char *text, *end;
    long len = BIO_get_mem_data(pem, &text);

    printf("%ld octets\n", len);
    for (int i = 0; i < 3 && (end = memchr(text, '\n', (size_t)len)); i++) {
        size_t n = (size_t)(end - text);

        if (strncmp(text, "DEK-Info:", 9) == 0)
            printf("   %.*s, %zu in all\n", (int)strcspn(text, ","), text, n);
        else
            printf("   %.*s\n", (int)n, text);
        len -= (long)n + 1;
        text = end + 1;
    }
}

static void
round_trip(const char *cipher, const EVP_PKEY *key)
{
    struct answer right = {"secret", 6}, none = {NULL, -1}, empty = {"", 0};
    BIO *out = BIO_new(BIO_s_mem());
    int ok;

    printf("## %s\n", cipher);
    ok = PEM_write_bio_PrivateKey_traditional(
        out, key, EVP_get_cipherbyname(cipher),
        (const unsigned char *)"secret", 6, NULL, NULL);
    printf("written %d\n", ok);
    queue();
    if (ok) {
        lines(out);
        read_with(out, "password as argument", NULL, "secret", key);
        read_with(out, "password by callback", answer, &right, key);
        read_with(out, "no password", answer, &none, key);
        read_with(out, "empty password", answer, &empty, NULL);
    }
    BIO_reset(out);
    ok = PEM_write_bio_PrivateKey_traditional(
        out, key, EVP_get_cipherbyname(cipher), NULL, 0, answer, &right);
    printf("written by callback %d\n", ok);
    queue();
    if (ok)
        read_with(out, "read again", answer, &right, key);
    BIO_reset(out);
    printf("refused to write %d\n",
           PEM_write_bio_PrivateKey_traditional(
               out, key, EVP_get_cipherbyname(cipher), NULL, 0, answer, &none));
    queue();
    BIO_free(out);
}

static void
pkcs8(const EVP_PKEY *key)
{
    struct answer right = {"secret", 6}, none = {NULL, -1};
    BIO *out = BIO_new(BIO_s_mem());

    printf("## PKCS#8\n");
    printf("%d\n", PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(),
                                                 "secret", 6, NULL, NULL));
    queue();
    read_with(out, "right", answer, &right, key);
    read_with(out, "refused", answer, &none, key);
    BIO_free(out);
}

static void
headers(void)
{
    static const char *const rows[] = {
        "",
        "\n",
        "Name: value\n",
        "Proc-Type: 4,ENCRYPTED",
        "Proc-Type: 4,ENCRYPTED\n",
        "Proc-Type: 5,ENCRYPTED\n",
        "Proc-Type: 4,MIC-ONLY\n",
        "Proc-Type: 4,ENCRYPTEDX\n",
        "Proc-Type:4,ENCRYPTED\nDEK-Info:AES-128-CBC,"
        "000102030405060708090A0B0C0D0E0F\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "000102030405060708090a0b0c0d0e0f\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0001\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "0001020304050607G8090A0B0C0D0E0F\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: NO-SUCH,00\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: ,00\n",
        "Proc-Type: 4,ENCRYPTED\nContent-Domain: x\n",
    };

    printf("## headers\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *copy = strdup(rows[i]);
        EVP_CIPHER_INFO info;
        int ok = PEM_get_EVP_CIPHER_INFO(copy, &info);

        printf("%zu: %d %s\n", i, ok,
               ok && info.cipher != NULL ? EVP_CIPHER_get0_name(info.cipher)
                                         : "-");
        queue();
        if (ok && info.cipher != NULL)
            for (int k = 0; k < EVP_CIPHER_get_iv_length(info.cipher); k++)
                printf("%02x%s", info.iv[k], k == 15 ? "\n" : "");
        free(copy);
    }
}

static void
parts(void)
{
    char buf[PEM_BUFSIZE] = "";

    printf("## parts\n");
    PEM_proc_type(buf, PEM_TYPE_ENCRYPTED);
    PEM_dek_info(buf, "AES-128-CBC", 4, "\x01\xff\x80\x7f");
    printf("%s", buf);
    buf[0] = '\0';
    PEM_proc_type(buf, PEM_TYPE_MIC_CLEAR);
    PEM_proc_type(buf, PEM_TYPE_MIC_ONLY);
    PEM_proc_type(buf, 77);
    printf("%s", buf);
    printf("default callback %d %.4s\n",
           PEM_def_callback(buf, 4, 0, (void *)"longer"), buf);
    printf("default callback %d\n",
           PEM_def_callback(buf, (int)sizeof buf, 1, (void *)"abc"));
}

int
main(void)
{
    static const char *const ciphers[] = {"AES-128-CBC", "AES-256-CBC",
                                          "DES-EDE3-CBC"};
    static const char *const keys[] = {"rsa.key", "ec.key"};

    setbuf(stdout, NULL);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        EVP_PKEY *key = load(keys[k]);

        printf("#### %s\n", keys[k]);
        for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++)
            round_trip(ciphers[i], key);
        pkcs8(key);
        EVP_PKEY_free(key);
    }
    headers();
    parts();
    return 0;
}
