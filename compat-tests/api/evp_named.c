/* Ciphers and digests by their functions: EVP_aes_128_ctr and its like are
 * what their names say, also those that need the legacy provider; digests of
 * signatures in pieces; the list of provided digests. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("    queue %d %s\n", ERR_GET_LIB(e),
               ERR_reason_error_string(e) != NULL ? ERR_reason_error_string(e)
                                                  : "-");
}

static void
cipher(const EVP_CIPHER *c)
{
    static const unsigned char key[32] = "0123456789abcdef0123456789abcde";
    static const unsigned char in[48] = "forty-eight bytes, or three blocks";
    unsigned char out[80];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n = 0, m = 0;

    printf("%s: nid %d key %d iv %d block %d mode %d\n",
           EVP_CIPHER_get0_name(c), EVP_CIPHER_get_nid(c),
           EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c),
           EVP_CIPHER_get_block_size(c), (int)EVP_CIPHER_get_mode(c));
    if (!EVP_EncryptInit_ex(ctx, c, NULL, key, key)) {
        printf("  not here\n");
        ERR_clear_error();
    } else if (EVP_EncryptUpdate(ctx, out, &n, in, sizeof in) &&
               EVP_EncryptFinal_ex(ctx, out + n, &m)) {
        printf("  %d bytes:", n + m);
        for (int i = 0; i < n + m; i++)
            printf(" %02x", out[i]);
        printf("\n");
    }
    queue();
    EVP_CIPHER_CTX_free(ctx);
}

static void
digest(const EVP_MD *md)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    EVP_DigestInit_ex(ctx, md, NULL);
    EVP_DigestUpdate(ctx, "abc", 3);
    printf("%s: nid %d size %d, the context's is %s\n", EVP_MD_get0_name(md),
           EVP_MD_get_type(md), EVP_MD_get_size(md),
           EVP_MD_CTX_md(ctx) != NULL &&
                   EVP_MD_get_type(EVP_MD_CTX_md(ctx)) == EVP_MD_get_type(md)
               ? "the same"
               : "another");
    EVP_DigestFinal_ex(ctx, out, &n);
    printf(" ");
    for (unsigned i = 0; i < n; i++)
        printf(" %02x", out[i]);
    printf("\n");
    EVP_MD_CTX_free(ctx);
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

/* A signature made at once and verified in pieces, whole and changed. */
static void
pieces(const char *name, const EVP_MD *md)
{
    EVP_PKEY *key = read_key(name);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char sig[1000];
    size_t len = sizeof sig;

    EVP_DigestSignInit(ctx, NULL, md, NULL, key);
    printf("%s: sign %d\n", name,
           EVP_DigestSign(ctx, sig, &len, (const unsigned char *)"a message",
                          9));
    for (int changed = 0; changed < 2; changed++) {
        EVP_MD_CTX_reset(ctx);
        printf("  init %d", EVP_DigestVerifyInit(ctx, NULL, md, NULL, key));
        printf(" update %d", EVP_DigestVerifyUpdate(ctx, "a mess", 6));
        printf(" update %d",
               EVP_DigestVerifyUpdate(ctx, changed ? "AGE" : "age", 3));
        printf(" final %d\n", EVP_DigestVerifyFinal(ctx, sig, len));
        ERR_clear_error(); /* what a bad signature leaves is pkey_sign's */
    }
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
}

struct found {
    const char *name;
    int seen;
};

static void
count(EVP_MD *md, void *arg)
{
    struct found *f = arg;

    for (; f->name != NULL; f++)
        f->seen += EVP_MD_is_a(md, f->name);
}

int
main(void)
{
    struct found found[] = {{"SHA1", 0},   {"SHA2-256", 0}, {"SHA3-512", 0},
                            {"MD5", 0},    {"SHAKE-128", 0}, {"MD4", 0},
                            {"NOHASH", 0}, {NULL, 0}};

    cipher(EVP_aes_128_ctr());
    cipher(EVP_aes_128_ecb());
    cipher(EVP_aes_192_cbc());
    cipher(EVP_aes_192_ecb());
    cipher(EVP_des_ede3_ecb());
    cipher(EVP_des_cbc());
    cipher(EVP_des_ecb());
    cipher(EVP_bf_ecb());
    cipher(EVP_bf_cfb64());
    cipher(EVP_cast5_ecb());
    digest(EVP_sha224());
    pieces("api-rsa-key.pem", EVP_sha224());
    pieces("api-ec-key.pem", EVP_sha256());
    EVP_MD_do_all_provided(NULL, count, found);
    for (struct found *f = found; f->name != NULL; f++)
        printf("provided: %s %d\n", f->name, f->seen);
    EVP_set_pw_prompt("a prompt");
    printf("prompt %s\n", EVP_get_pw_prompt());
    EVP_set_pw_prompt(NULL);
    printf("prompt %s\n", EVP_get_pw_prompt() != NULL ? "there" : "none");
    return 0;
}
