/* Certificates: loading, every getter, and printing as text. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

static X509 *
load(const char *name)
{
    char path[4096];
    X509 *x;
    BIO *in;

    snprintf(path, sizeof path, "%s/x509/%s", getenv("URT_DATA_DIR"), name);
    in = BIO_new_file(path, "r");
    x = PEM_read_bio_X509_AUX(in, NULL, NULL, NULL);
    BIO_free(in);
    return x;
}

static void
hex(const char *title, const unsigned char *p, size_t len)
{
    printf("%s ", title);
    for (size_t i = 0; i < len; i++)
        printf("%02x", p[i]);
    printf("\n");
}

static void
getters(BIO *out, X509 *x)
{
    unsigned char md[EVP_MAX_MD_SIZE], *der = NULL;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    unsigned int len;
    ASN1_OBJECT *obj;
    const unsigned char *bits;
    int n, days, seconds;

    printf("version %ld nid %d\n", X509_get_version(x),
           X509_get_signature_nid(x));
    i2a_ASN1_INTEGER(out, X509_get_serialNumber(x));
    printf("\n");
    ASN1_TIME_print(out, X509_get0_notBefore(x));
    printf(" ");
    ASN1_TIME_print(out, X509_get0_notAfter(x));
    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(x),
                   X509_get0_notAfter(x));
    printf(" %d %d\n", days, seconds);
    X509_digest(x, EVP_sha256(), md, &len);
    hex("digest", md, len);
    X509_pubkey_digest(x, EVP_sha1(), md, &len);
    hex("pubkey digest", md, len);
    X509_NAME_digest(X509_get_subject_name(x), EVP_sha1(), md, &len);
    hex("subject digest", md, len);
    n = i2d_X509(x, &der);
    printf("der %d\n", n);
    OPENSSL_free(der);
    X509_get0_signature(&sig, &alg, x);
    hex("signature", sig->data, sig->length);
    X509_PUBKEY_get0_param(&obj, &bits, &n, NULL, X509_get_X509_PUBKEY(x));
    printf("key %d, %d bytes\n", OBJ_obj2nid(obj), n);
    printf("ca %d, self-signed check %d, issued %d\n", X509_check_ca(x),
           X509_self_signed(x, 1), X509_check_issued(x, x));
    for (int i = 1; i <= 9; i++)
        printf("purpose %d: %d %d\n", i, X509_check_purpose(x, i, 0),
               X509_check_purpose(x, i, 1));
    printf("hash %lx %lx\n", X509_subject_name_hash(x),
           X509_issuer_name_hash(x));
    printf("same pointers %d\n",
           X509_get_subject_name(x) == X509_get_subject_name(x) &&
               X509_get0_pubkey(x) == X509_get0_pubkey(x));
}

static void
extensions(BIO *out, X509 *x)
{
    static const unsigned long flags[] = {0, X509V3_EXT_ERROR_UNKNOWN,
                                          X509V3_EXT_PARSE_UNKNOWN,
                                          X509V3_EXT_DUMP_UNKNOWN};

    for (int i = 0; i < X509_get_ext_count(x); i++) {
        X509_EXTENSION *ext = X509_get_ext(x, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext)), crit;
        void *value = X509_get_ext_d2i(x, nid, &crit, NULL);

        printf("== %d crit %d %d decoded %d\n", nid,
               X509_EXTENSION_get_critical(ext), crit, value != NULL);
        if (value != NULL && X509V3_EXT_get_nid(nid)->it != NULL)
            ASN1_item_free(value, ASN1_ITEM_ptr(X509V3_EXT_get_nid(nid)->it));
        for (size_t f = 0; f < sizeof flags / sizeof *flags; f++) {
            int ok = X509V3_EXT_print(out, ext, flags[f], 3);

            printf("|%d\n", ok);
        }
    }
    ERR_clear_error();
}

int
main(void)
{
    static const char *const names[] = {"all-extensions.pem", "ec.pem",
                                        "ed25519.pem",        "pss.pem",
                                        "rsa.pem",            "trusted.pem"};
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);

    setbuf(stdout, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        X509 *x = load(names[i]);

        printf("#### %s\n", names[i]);
        if (x == NULL) {
            ERR_print_errors(out);
            continue;
        }
        getters(out, x);
        extensions(out, x);
        X509_print(out, x);
        X509_print_ex(out, x, XN_FLAG_MULTILINE,
                      X509_FLAG_EXTENSIONS_ONLY_KID | X509_FLAG_NO_SIGDUMP |
                          X509_FLAG_NO_PUBKEY);
        X509_print_ex_fp(stdout, x, XN_FLAG_RFC2253,
                         X509_FLAG_NO_EXTENSIONS | X509_FLAG_NO_HEADER |
                             X509_FLAG_NO_VERSION | X509_FLAG_NO_AUX);
        X509_free(x);
    }
    BIO_free(out);
    return 0;
}
