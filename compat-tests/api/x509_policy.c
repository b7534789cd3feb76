/* Certificate policies: chains made on the spot, with policies, mappings and
 * constraints as rows say and, after these, as a generator of numbers does;
 * what the verification and its callback make of them. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CHAIN 6

static EVP_PKEY *key;
static int tell;

struct der {
    unsigned char data[256];
    int len;
};

static void
put(struct der *d, int tag, const unsigned char *data, int len)
{
    d->data[d->len++] = (unsigned char)tag;
    if (len > 127)
        d->data[d->len++] = 0x81;
    d->data[d->len++] = (unsigned char)len;
    memcpy(d->data + d->len, data, (size_t)len);
    d->len += len;
}

/* Policies are digits: 1.2.3.N; '*' is anyPolicy. */
static void
put_oid(struct der *d, char c)
{
    unsigned char oid[4] = {0x2a, 0x03, (unsigned char)c};
    static const unsigned char any[] = {0x55, 0x1d, 0x20, 0x00};

    if (c == '*')
        put(d, 6, any, 4);
    else
        put(d, 6, oid, 3);
}

static void
add_ext(X509 *x, int nid, const struct der *value)
{
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    X509_EXTENSION *e;

    ASN1_OCTET_STRING_set(s, value->data, value->len);
    e = X509_EXTENSION_create_by_NID(NULL, nid, 1, s);
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(s);
}

static void
add_list(X509 *x, int nid, const char *p, int pairs)
{
    struct der list = {.len = 0}, value = {.len = 0};

    for (; *p != '\0' && *p != ' '; p += pairs ? 2 : 1) {
        struct der one = {.len = 0};

        put_oid(&one, p[0]);
        if (pairs)
            put_oid(&one, p[1]);
        put(&list, 0x30, one.data, one.len);
    }
    put(&value, 0x30, list.data, list.len);
    add_ext(x, nid, &value);
}

static void
add_constraints(X509 *x, const char *require, const char *inhibit)
{
    struct der list = {.len = 0}, value = {.len = 0};
    unsigned char n;

    if (require != NULL)
        n = (unsigned char)(require[2] - '0'), put(&list, 0x80, &n, 1);
    if (inhibit != NULL)
        n = (unsigned char)(inhibit[2] - '0'), put(&list, 0x81, &n, 1);
    put(&value, 0x30, list.data, list.len);
    add_ext(x, NID_policy_constraints, &value);
}

/* TEXT: "p:12* m:12 r:0 i:0 a:0 s" in any order. */
static X509 *
make(const char *text, const char *subject, const char *issuer, int ca)
{
    X509 *x = X509_new();
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    struct der value = {.len = 0};
    const char *p;
    unsigned char n;

    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    ASN1_TIME_set(X509_getm_notBefore(x), 1000000000);
    ASN1_TIME_set(X509_getm_notAfter(x), 1893456000);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               (const unsigned char *)subject, -1, -1, 0);
    X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_ASC,
                               (const unsigned char *)issuer, -1, -1, 0);
    X509_set_pubkey(x, key);
    bc->ca = ca ? 0xff : 0;
    X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, 0);
    BASIC_CONSTRAINTS_free(bc);
    if ((p = strstr(text, "p:")) != NULL)
        add_list(x, NID_certificate_policies, p + 2, 0);
    if ((p = strstr(text, "m:")) != NULL)
        add_list(x, NID_policy_mappings, p + 2, 1);
    if (strstr(text, "r:") != NULL || strstr(text, "i:") != NULL)
        add_constraints(x, strstr(text, "r:"), strstr(text, "i:"));
    if ((p = strstr(text, "a:")) != NULL) {
        n = (unsigned char)(p[2] - '0');
        put(&value, 2, &n, 1);
        add_ext(x, NID_inhibit_any_policy, &value);
    }
    if (X509_sign(x, key, NULL) <= 0)
        printf("cannot sign\n");
    return x;
}

static int
callback(int ok, X509_STORE_CTX *ctx)
{
    if (tell || ok != 1)
        printf("  cb %d error %d depth %d cert %d explicit %d\n", ok,
               X509_STORE_CTX_get_error(ctx),
               X509_STORE_CTX_get_error_depth(ctx),
               X509_STORE_CTX_get_current_cert(ctx) != NULL,
               X509_STORE_CTX_get_explicit_policy(ctx));
    return ok || tell == 2;
}

static void
set_policies(X509_VERIFY_PARAM *param, const char *wanted)
{
    STACK_OF(ASN1_OBJECT) *list = sk_ASN1_OBJECT_new_null();
    char text[16];

    for (; *wanted != '\0'; wanted++) {
        snprintf(text, sizeof text, "1.2.3.%d", *wanted);
        sk_ASN1_OBJECT_push(list, OBJ_txt2obj(*wanted == '*' ? "2.5.29.32.0"
                                                             : text, 1));
    }
    if (!X509_VERIFY_PARAM_set1_policies(param, list))
        printf("cannot set\n");
    sk_ASN1_OBJECT_pop_free(list, ASN1_OBJECT_free);
}

/* CHAIN: from the root down, separated by '/'. A name that begins with 's'
 * in the text is self-issued. */
static void
verify(const char *chain, const char *wanted, unsigned long flags)
{
    char copy[512], *part[MAX_CHAIN + 2], name[16] = "root", below[16];
    STACK_OF(X509) *list = sk_X509_new_null();
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *x = NULL;
    int count = 0, ok;

    snprintf(copy, sizeof copy, "%s", chain);
    for (char *s = strtok(copy, "/"); s != NULL; s = strtok(NULL, "/"))
        part[count++] = s;
    for (int i = 0; i < count; i++) {
        snprintf(below, sizeof below, "%s", name);
        if (i > 0 && strchr(part[i], 's') == NULL)
            snprintf(below, sizeof below, "name%d", i);
        x = make(part[i], below, name, i + 1 < count || count == 1);
        snprintf(name, sizeof name, "%s", below);
        if (i == 0)
            X509_STORE_add_cert(store, x);
        if (i + 1 < count)
            sk_X509_push(list, x);
    }
    X509_STORE_CTX_init(ctx, store, x, list);
    X509_STORE_CTX_set_time(ctx, 0, 1500000000);
    X509_STORE_CTX_set_verify_cb(ctx, callback);
    if (wanted != NULL)
        set_policies(X509_STORE_CTX_get0_param(ctx), wanted);
    X509_STORE_CTX_set_flags(ctx, flags);
    ok = X509_verify_cert(ctx);
    printf("%s | %s | %lx = %d error %d depth %d explicit %d chain %d\n",
           chain, wanted != NULL ? wanted : "-", flags, ok,
           X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           X509_STORE_CTX_get_explicit_policy(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    ERR_clear_error();
    X509_free(x);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_pop_free(list, X509_free);
}

#define CHECK X509_V_FLAG_POLICY_CHECK
#define EXPLICIT X509_V_FLAG_EXPLICIT_POLICY
#define NOTIFY X509_V_FLAG_NOTIFY_POLICY

static void
rows(void)
{
    static const struct {
        const char *chain, *wanted;
        unsigned long flags;
    } list[] = {
        {"-/p:1/p:1", NULL, CHECK},
        {"-/p:1/p:1", NULL, CHECK | NOTIFY},
        {"-/p:1/p:1", NULL, EXPLICIT},
        {"-/p:1/p:1", NULL, EXPLICIT | NOTIFY},
        {"-/p:1/p:1", "1", EXPLICIT},
        {"-/p:1/p:1", "2", EXPLICIT},
        {"-/p:1/p:1", "2", 0},
        {"-/p:1/p:1", "", 0},
        {"-/p:1/p:1", "", EXPLICIT},
        {"-/p:1/p:1", "*", EXPLICIT},
        {"-/p:1/p:2", NULL, EXPLICIT},
        {"-/p:1/p:2", NULL, CHECK | NOTIFY},
        {"-/-/-", NULL, EXPLICIT},
        {"-/-/-", NULL, CHECK},
        {"-/p:*/p:1", "1", EXPLICIT},
        {"-/p:*/p:*", "1", EXPLICIT},
        {"-/p:*/p:*", NULL, EXPLICIT | X509_V_FLAG_INHIBIT_ANY},
        {"-/p:* a:0/p:*", NULL, EXPLICIT},
        {"-/p:* a:1/p:*/p:*", NULL, EXPLICIT},
        {"-/p:1 m:12/p:2", "1", EXPLICIT},
        {"-/p:1 m:12/p:2", "2", EXPLICIT},
        {"-/p:1 m:12/p:2", "1", EXPLICIT | X509_V_FLAG_INHIBIT_MAP},
        {"-/p:1 i:0/p:1 m:12/p:2", "1", EXPLICIT},
        {"-/p:* m:12/p:2", "1", EXPLICIT},
        {"-/p:* m:12/p:2", "2", EXPLICIT},
        {"-/p:1 r:0/p:2", NULL, CHECK},
        {"-/p:1 r:1/p:2", NULL, CHECK},
        {"-/p:1 r:0/p:1", NULL, CHECK},
        {"-/p:1/p:2 r:0", NULL, CHECK},
        {"-/p:1 r:0/p:2", NULL, 0},
        {"p:1/p:2/p:2", NULL, EXPLICIT},
        {"r:0/p:1/p:2", NULL, CHECK},
        {"-", NULL, EXPLICIT},
        {"-", "1", EXPLICIT | NOTIFY},
        {"-/-", NULL, EXPLICIT},
        {"-/p:1", NULL, EXPLICIT},
        {"-/p:11/p:1", NULL, CHECK},
        {"-/p:/p:1", NULL, CHECK},
        {"-/p:1 m:1*/p:1", NULL, CHECK},
        {"-/p:1 m:*1/p:1", NULL, EXPLICIT},
        {"p:11/p:1/p:1", NULL, CHECK},
        {"-/p:1/p:11", NULL, CHECK},
        {"-/p:1 m:/p:1", NULL, CHECK},
        {"-/p:12 m:1323/p:3", "2", EXPLICIT},
        {"-/p:12 m:1323/p:3", "3", EXPLICIT},
    };

    for (int t = 1; t <= 2; t++) {
        tell = t;
        for (size_t i = 0; i < sizeof list / sizeof *list; i++)
            verify(list[i].chain, list[i].wanted, list[i].flags);
    }
    tell = 0;
}

static unsigned long state = 1;

static unsigned
number(unsigned below)
{
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (unsigned)(state >> 12) % below;
}

static char *
random_set(char *p, const char *from, unsigned chance)
{
    for (; *from != '\0'; from++)
        if (number(10) < chance)
            *p++ = *from;
    *p = '\0';
    return p;
}

/* No mappings in a leaf: RFC 5280 doesn't look at them, OpenSSL does. */
static void
random_cert(char *p, int leaf)
{
    p += sprintf(p, "-");
    if (number(10) > 0) {
        char *start = p += sprintf(p, " p:");

        p = random_set(p, "123", 6);
        p = random_set(p, "*", 4);
        if (p == start)
            p += sprintf(p, "1");
    }
    if (!leaf && number(10) < 4) {
        static const char *const pairs[] = {"12", "13", "23", "21", "31",
                                            "14", "41", "44"};
        char *start = p += sprintf(p, " m:");

        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            if (number(10) < 3)
                p += sprintf(p, "%s", pairs[i]);
        if (p == start)
            p += sprintf(p, "12");
    }
    if (number(10) < 2)
        p += sprintf(p, " r:%u", number(3));
    if (number(10) < 2)
        p += sprintf(p, " i:%u", number(3));
    if (number(10) < 2)
        p += sprintf(p, " a:%u", number(3));
    if (!leaf && number(10) < 2)
        sprintf(p, " s");
}

static void
generated(void)
{
    for (int n = 0; n < 400; n++) {
        char chain[512] = "-", wanted[8];
        unsigned count = 1 + number(4);

        for (unsigned i = 0; i < count; i++) {
            char one[64];

            random_cert(one, i + 1 == count);
            strcat(chain, "/");
            strcat(chain, one);
        }
        random_set(wanted, "123", 4);
        verify(chain, number(3) > 0 ? wanted : NULL,
               CHECK | (number(4) > 0 ? EXPLICIT : 0) |
                   (number(5) == 0 ? X509_V_FLAG_INHIBIT_ANY : 0) |
                   (number(5) == 0 ? X509_V_FLAG_INHIBIT_MAP : 0));
    }
}

int
main(void)
{
    char path[4096];
    BIO *in;

    setvbuf(stdout, NULL, _IOLBF, 0);
    snprintf(path, sizeof path, "%s/x509/ed25519.key",
             getenv("URT_DATA_DIR"));
    in = BIO_new_file(path, "r");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    rows();
    generated();
    EVP_PKEY_free(key);
    return 0;
}
