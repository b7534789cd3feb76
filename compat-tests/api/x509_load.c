/* Files that load and files that don't: results and the whole error queue. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
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

#define TRY(call)                                    \
    do {                                             \
        long result_ = (long)(call);                 \
        printf("%s -> %ld\n", #call, result_);       \
        queue();                                     \
    } while (0)

static void
put(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");

    fputs(text, f);
    fclose(f);
}

static void
copy(const char *name, const char *as)
{
    static char buf[65536];
    char path[4096];
    size_t n;
    FILE *f;

    snprintf(path, sizeof path, "%s/x509/%s", getenv("URT_DATA_DIR"), name);
    f = fopen(path, "r");
    n = fread(buf, 1, sizeof buf, f);
    fclose(f);
    f = fopen(as, "w");
    fwrite(buf, 1, n, f);
    fclose(f);
}

static void
pem(const char *name)
{
    BIO *in = BIO_new_file(name, "r");
    X509 *x;
    X509_CRL *crl;
    STACK_OF(X509_INFO) *list;

    printf("#### %s\n", name);
    x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    printf("X509 %d\n", x != NULL);
    queue();
    X509_free(x);
    (void)BIO_reset(in);
    x = PEM_read_bio_X509_AUX(in, NULL, NULL, NULL);
    printf("X509_AUX %d, trusted %d\n", x != NULL,
           x != NULL && X509_trusted(x));
    queue();
    X509_free(x);
    (void)BIO_reset(in);
    crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);
    printf("X509_CRL %d\n", crl != NULL);
    queue();
    X509_CRL_free(crl);
    (void)BIO_reset(in);
    list = PEM_X509_INFO_read_bio(in, NULL, NULL, NULL);
    printf("X509_INFO %d\n", list == NULL ? -1 : sk_X509_INFO_num(list));
    for (int i = 0; i < sk_X509_INFO_num(list); i++) {
        X509_INFO *info = sk_X509_INFO_value(list, i);

        printf("   cert %d crl %d key %d\n", info->x509 != NULL,
               info->crl != NULL, info->x_pkey != NULL);
    }
    queue();
    sk_X509_INFO_pop_free(list, X509_INFO_free);
    BIO_free(in);
}

static void
store(void)
{
    X509_STORE *s = X509_STORE_new();
    X509_LOOKUP *l = X509_STORE_add_lookup(s, X509_LOOKUP_file());

    printf("one look-up a method %d\n",
           l == X509_STORE_add_lookup(s, X509_LOOKUP_file()));
    TRY(X509_STORE_load_file(s, "nofile.pem"));
    TRY(X509_STORE_load_file(s, "empty.pem"));
    TRY(X509_STORE_load_file(s, "junk.pem"));
    TRY(X509_STORE_load_file(s, "cut.pem"));
    TRY(X509_STORE_load_file(s, "ec.key"));
    TRY(X509_STORE_load_file(s, "ec.pem"));
    TRY(X509_STORE_load_file(s, "ec.pem"));
    TRY(X509_STORE_load_file(s, "many.pem"));
    TRY(X509_STORE_load_file(s, "/tmp"));
    TRY(X509_STORE_load_path(s, "nodir"));
    TRY(X509_STORE_load_path(s, ""));
    TRY(X509_STORE_load_locations(s, NULL, NULL));
    TRY(X509_STORE_load_locations(s, "nofile", NULL));
    TRY(X509_load_crl_file(l, "nofile", X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(l, "ec.pem", X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(l, "empty.pem", X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(l, "ec.crl", X509_FILETYPE_PEM));
    TRY(X509_load_crl_file(l, "ec.pem", X509_FILETYPE_ASN1));
    TRY(X509_load_cert_file(l, "ec.key", X509_FILETYPE_PEM));
    TRY(X509_load_cert_file(l, "many.pem", X509_FILETYPE_PEM));
    TRY(X509_load_cert_file(l, "ec.pem", X509_FILETYPE_ASN1));
    TRY(X509_load_cert_file(l, "ec.pem", 77));
    TRY(X509_load_cert_crl_file(l, "empty.pem", X509_FILETYPE_PEM));
    TRY(X509_load_cert_crl_file(l, "many.pem", X509_FILETYPE_PEM));
    TRY(X509_LOOKUP_ctrl(l, X509_L_FILE_LOAD, "ec.pem", X509_FILETYPE_PEM,
                         NULL));
    TRY(X509_LOOKUP_ctrl(l, 99, NULL, 0, NULL));
    printf("objects %d\n",
           sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    X509_STORE_free(s);
}

static void
der(void)
{
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        {"", 0},
        {"\x30", 1},
        {"\x31\x0a", 2},
        {"\x30\x03\x02\x01\x01", 5},
        {"\x30\x83\x02\x01\x01", 5},
        {"\x30\x0a\x30\x03\x02\x01\x01\x30\0\x03\1\0", 12},
        {"\x02\x01\x05", 3},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const unsigned char *p = (const unsigned char *)rows[i].bytes;
        BIO *in = BIO_new_mem_buf(rows[i].bytes, (int)rows[i].len);

        printf("der %zu\n", i);
        TRY(d2i_X509(NULL, &p, (long)rows[i].len));
        p = (const unsigned char *)rows[i].bytes;
        TRY(d2i_X509_CRL(NULL, &p, (long)rows[i].len));
        p = (const unsigned char *)rows[i].bytes;
        TRY(d2i_X509_NAME(NULL, &p, (long)rows[i].len));
        TRY(d2i_X509_bio(in, NULL));
        BIO_free(in);
    }
}

int
main(void)
{
    static const char *const files[] = {
        "empty.pem", "junk.pem",    "cut.pem",  "badlabel.pem", "ec.key",
        "ec.pem",    "trusted.pem", "ec.crl",   "many.pem",     "text.pem",
        "long.pem",  "header.pem",  "badb64.pem"};

    setbuf(stdout, NULL);
    copy("ec.pem", "ec.pem");
    copy("ec.key", "ec.key");
    copy("ec.crl", "ec.crl");
    copy("trusted.pem", "trusted.pem");
    put("empty.pem", "");
    put("junk.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    put("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    put("badlabel.pem",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END X509 CRL-----\n");
    put("text.pem", "just some text\n\nwithout a block\n");
    put("long.pem", "-----BEGIN CERTIFICATE-----\n\n\n\n-----END "
                    "CERTIFICATE-----\n");
    put("header.pem", "-----BEGIN CERTIFICATE-----\nName: value\n\nMAA=\n-----"
                      "END CERTIFICATE-----\n");
    put("badb64.pem", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END "
                      "CERTIFICATE-----\n");
    if (system("cat ec.key ec.pem ec.crl trusted.pem > many.pem") != 0)
        return 1;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        pem(files[i]);
    store();
    der();
    return 0;
}
