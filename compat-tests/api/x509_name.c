/* Names: building, finding, removing, comparing, every way of printing. */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

static void
add(X509_NAME *n, const char *field, int type, const char *value, int set)
{
    int ok = X509_NAME_add_entry_by_txt(
        n, field, type, (const unsigned char *)value, -1, -1, set);

    printf("add %s: %d\n", field, ok);
    if (!ok)
        printf("  %s\n", ERR_reason_error_string(ERR_peek_last_error()));
    ERR_clear_error();
}

static void
show(BIO *out, const X509_NAME *n)
{
    static const unsigned long flags[] = {
        0,
        XN_FLAG_RFC2253,
        XN_FLAG_ONELINE,
        XN_FLAG_MULTILINE,
        XN_FLAG_SEP_SPLUS_SPC | XN_FLAG_FN_OID,
        XN_FLAG_SEP_MULTILINE | XN_FLAG_FN_NONE,
        XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_LN | XN_FLAG_FN_ALIGN,
        XN_FLAG_DN_REV | XN_FLAG_SEP_CPLUS_SPC,
        XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB,
        XN_FLAG_ONELINE | ASN1_STRFLGS_SHOW_TYPE,
        XN_FLAG_SEP_MASK,
    };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        for (int indent = 0; indent < 6; indent += 5) {
            int n_written = X509_NAME_print_ex(out, n, indent, flags[i]);

            printf("|%d\n", n_written);
        }
}

static void
entries(const X509_NAME *n)
{
    for (int i = 0; i < X509_NAME_entry_count(n); i++) {
        X509_NAME_ENTRY *e = X509_NAME_get_entry(n, i);

        printf("%d: set %d nid %d type %d length %d\n", i,
               X509_NAME_ENTRY_set(e),
               OBJ_obj2nid(X509_NAME_ENTRY_get_object(e)),
               ASN1_STRING_type(X509_NAME_ENTRY_get_data(e)),
               ASN1_STRING_length(X509_NAME_ENTRY_get_data(e)));
    }
}

static void
der(X509_NAME *n)
{
    unsigned char *p = NULL;
    int len = i2d_X509_NAME(n, &p);

    for (int i = 0; i < len; i++)
        printf("%02x", p[i]);
    printf("\nhash %08lx old %08lx\n",
           X509_NAME_hash_ex(n, NULL, NULL, NULL), X509_NAME_hash_old(n));
    OPENSSL_free(p);
}

static void
removing(X509_NAME *n)
{
    while (X509_NAME_entry_count(n) > 1) {
        X509_NAME_ENTRY *e =
            X509_NAME_delete_entry(n, X509_NAME_entry_count(n) / 2);

        X509_NAME_ENTRY_free(e);
        entries(n);
        der(n);
    }
    printf("%p\n", (void *)X509_NAME_delete_entry(n, 7));
}

int
main(void)
{
    static const unsigned char bmp[] = {0, 'b', 0, 'm', 1, 'x'};
    X509_NAME *n = X509_NAME_new(), *m, *empty = X509_NAME_new();
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    char buf[64], *text;

    setbuf(stdout, NULL);
    add(n, "C", MBSTRING_ASC, "US", 0);
    add(n, "O", MBSTRING_UTF8, "Jos\xc3\xa9, \"Q\" <x>;+ #", 0);
    add(n, "OU", MBSTRING_ASC, "multi", -1);
    add(n, "CN", MBSTRING_ASC, "a/b=c/CN=d", 0);
    add(n, "emailAddress", MBSTRING_ASC, "a@b", 0);
    add(n, "1.2.3.4", MBSTRING_ASC, "unk", 0);
    add(n, "DC", MBSTRING_ASC, " lead trail ", 0);
    add(n, "noSuchField", MBSTRING_ASC, "x", 0);
    add(n, "C", MBSTRING_ASC, "too long", 0);
    add(n, "C", MBSTRING_ASC, "", 0);
    X509_NAME_add_entry_by_NID(n, NID_title, V_ASN1_BMPSTRING, bmp,
                               sizeof bmp, 1, 0);
    X509_NAME_add_entry_by_NID(n, NID_surname, V_ASN1_PRINTABLESTRING,
                               (const unsigned char *)"First", -1, 0, 1);
    entries(n);
    der(n);
    show(out, n);
    show(out, empty);
    text = X509_NAME_oneline(n, NULL, 0);
    printf("%s\n", text);
    OPENSSL_free(text);
    for (int size = 1; size < 64; size += 5) {
        memset(buf, 'z', sizeof buf);
        printf("%d [%s]\n", size, X509_NAME_oneline(n, buf, size));
    }
    printf("[%s]\n", X509_NAME_oneline(NULL, buf, 8));
    printf("%d %d %d\n", X509_NAME_get_index_by_NID(n, NID_commonName, -1),
           X509_NAME_get_index_by_NID(n, NID_commonName, 6),
           X509_NAME_get_index_by_NID(n, NID_pseudonym, -1));
    printf("%d [%s]\n", X509_NAME_get_text_by_NID(n, NID_commonName, buf, 5),
           buf);
    printf("%d\n", X509_NAME_get_text_by_NID(n, NID_commonName, NULL, 0));
    m = X509_NAME_dup(n);
    printf("cmp %d\n", X509_NAME_cmp(n, m));
    X509_NAME_ENTRY_free(X509_NAME_delete_entry(m, 1));
    printf("cmp %d %d\n", X509_NAME_cmp(n, m) != 0, X509_NAME_cmp(m, n) != 0);
    X509_NAME_free(m);
    m = X509_NAME_new();
    X509_NAME_free(empty);
    empty = X509_NAME_new();
    add(m, "CN", MBSTRING_UTF8, "Some  NAME ", 0);
    X509_NAME_add_entry_by_NID(empty, NID_commonName, V_ASN1_PRINTABLESTRING,
                               (const unsigned char *)" some name", -1, -1, 0);
    printf("canonical cmp %d, hashes equal %d\n", X509_NAME_cmp(m, empty),
           X509_NAME_hash_ex(m, NULL, NULL, NULL) ==
               X509_NAME_hash_ex(empty, NULL, NULL, NULL));
    removing(n);
    X509_NAME_free(n);
    X509_NAME_free(m);
    X509_NAME_free(empty);
    BIO_free(out);
    return 0;
}
