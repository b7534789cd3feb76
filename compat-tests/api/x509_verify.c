/* X509_verify_cert through the store's functions: results, callbacks, chains,
 * parameters, CRLs, and the host checks. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int allowed; /* error that the callback lets pass, -1 all */
static time_t now;

static BIO *
open_file(const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/chains/%s.pem", getenv("URT_DATA_DIR"),
             name);
    return BIO_new_file(path, "r");
}

static X509 *
cert(const char *name)
{
    BIO *in = open_file(name);
    X509 *x = PEM_read_bio_X509_AUX(in, NULL, NULL, NULL);

    if (x == NULL)
        printf("cannot read %s\n", name);
    ERR_clear_error();
    BIO_free(in);
    return x;
}

static void
add_crl(X509_STORE *store, const char *name)
{
    BIO *in = open_file(name);
    X509_CRL *crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);

    printf("add crl %d\n", X509_STORE_add_crl(store, crl));
    X509_CRL_free(crl);
    BIO_free(in);
}

static STACK_OF(X509) *
certs(const char *names)
{
    STACK_OF(X509) *list = sk_X509_new_null();
    char *copy = strdup(names);

    for (char *s = strtok(copy, " "); s != NULL; s = strtok(NULL, " "))
        sk_X509_push(list, cert(s));
    free(copy);
    return list;
}

static void
print_name(const char *title, const X509 *x)
{
    char *text = x == NULL ? NULL
                           : X509_NAME_oneline(X509_get_subject_name(x), NULL,
                                               0);

    printf("%s%s\n", title, text != NULL ? text : "-");
    OPENSSL_free(text);
}

static int
callback(int ok, X509_STORE_CTX *ctx)
{
    int error = X509_STORE_CTX_get_error(ctx);
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);

    printf("  cb %d error %d depth %d chain %d crl %d", ok, error,
           X509_STORE_CTX_get_error_depth(ctx), sk_X509_num(chain),
           X509_STORE_CTX_get0_current_crl(ctx) != NULL);
    print_name(" ", X509_STORE_CTX_get_current_cert(ctx));
    return ok || allowed == -1 || error == allowed;
}

static void
outcome(X509_STORE_CTX *ctx)
{
    int ok = X509_verify_cert(ctx);
    int error = X509_STORE_CTX_get_error(ctx);
    STACK_OF(X509) *chain = X509_STORE_CTX_get1_chain(ctx);

    printf("= %d, %d %s, depth %d, chain %d/%d, untrusted used %d\n", ok,
           error, X509_verify_cert_error_string(error),
           X509_STORE_CTX_get_error_depth(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), sk_X509_num(chain),
           X509_STORE_CTX_get_num_untrusted(ctx));
    for (int i = 0; i < sk_X509_num(chain); i++)
        print_name("    ", sk_X509_value(chain, i));
    print_name("  current ", X509_STORE_CTX_get_current_cert(ctx));
    sk_X509_pop_free(chain, X509_free);
    ERR_clear_error();
}

struct row {
    const char *leaf, *untrusted, *trusted, *crls;
    unsigned long flags;
    int purpose, depth;
    const char *host;
    int allow;
};

static void
verify(const struct row *r, int by_stack)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = certs(r->untrusted);
    STACK_OF(X509) *trusted = certs(r->trusted);
    X509 *leaf = cert(r->leaf);
    X509_VERIFY_PARAM *param;
    char *copy = strdup(r->crls);

    printf("## %s, untrusted %s, trusted %s, crls %s, flags %lx, purpose %d, "
           "depth %d, host %s, allow %d, %s\n",
           r->leaf, r->untrusted, r->trusted, r->crls, r->flags, r->purpose,
           r->depth, r->host != NULL ? r->host : "-", r->allow,
           by_stack ? "stack" : "store");
    allowed = r->allow;
    for (int i = 0; !by_stack && i < sk_X509_num(trusted); i++)
        printf("add %d\n",
               X509_STORE_add_cert(store, sk_X509_value(trusted, i)));
    for (char *s = strtok(copy, " "); s != NULL; s = strtok(NULL, " "))
        add_crl(store, s);
    X509_STORE_set_verify_cb(store, callback);
    printf("init %d\n", X509_STORE_CTX_init(ctx, store, leaf, untrusted));
    if (by_stack)
        X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
    param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_time(param, now);
    X509_VERIFY_PARAM_set_flags(param, r->flags);
    if (r->depth >= 0)
        X509_VERIFY_PARAM_set_depth(param, r->depth);
    if (r->purpose != 0)
        printf("purpose %d\n", X509_STORE_CTX_set_purpose(ctx, r->purpose));
    if (r->host != NULL)
        printf("host %d\n", X509_VERIFY_PARAM_set1_host(param, r->host, 0));
    outcome(ctx);
    if (r->host != NULL)
        printf("peer name %s\n", X509_VERIFY_PARAM_get0_peername(param) != NULL
                                     ? X509_VERIFY_PARAM_get0_peername(param)
                                     : "-");
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_pop_free(untrusted, X509_free);
    sk_X509_pop_free(trusted, X509_free);
    X509_free(leaf);
    free(copy);
}

static const struct row rows[] = {
    {"leaf", "inter", "root", "", 0, 0, -1, NULL, 0},
    {"leaf", "root inter", "root", "", 0, 0, -1, NULL, 0},
    {"leaf", "", "root inter", "", 0, 0, -1, NULL, 0},
    {"leaf", "", "root", "", 0, 0, -1, NULL, 0},
    {"leaf", "", "root", "", 0, 0, -1, NULL, -1},
    {"leaf", "inter", "", "", 0, 0, -1, NULL, 0},
    {"leaf", "inter root", "", "", 0, 0, -1, NULL, 0},
    {"leaf", "inter root", "", "", 0, 0, -1, NULL,
     X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
    {"leaf", "", "inter", "", 0, 0, -1, NULL, 0},
    {"leaf", "", "inter", "", X509_V_FLAG_PARTIAL_CHAIN, 0, -1, NULL, 0},
    {"leaf", "", "leaf", "", X509_V_FLAG_PARTIAL_CHAIN, 0, -1, NULL, 0},
    {"leaf", "inter", "root", "", 0, X509_PURPOSE_SSL_SERVER, -1, NULL, 0},
    {"leaf", "inter", "root", "", 0, X509_PURPOSE_SSL_CLIENT, -1, NULL, -1},
    {"client", "inter", "root", "", 0, X509_PURPOSE_SSL_CLIENT, -1, NULL, 0},
    {"client", "inter", "root", "", 0, X509_PURPOSE_SSL_SERVER, -1, NULL, -1},
    {"leaf", "inter", "root", "", 0, 0, 0, NULL, 0},
    {"leaf", "inter", "root", "", 0, 0, 1, NULL, 0},
    {"leaf", "inter", "root", "", 0, 0, -1, "wrong.invalid", 0},
    {"leaf", "inter", "root", "", 0, 0, -1, "wrong.invalid", -1},
    {"expired", "inter", "root", "", 0, 0, -1, NULL, 0},
    {"expired", "inter", "root", "", 0, 0, -1, NULL, -1},
    {"future", "inter", "root", "", 0, 0, -1, NULL, -1},
    {"expired", "inter", "root", "", X509_V_FLAG_NO_CHECK_TIME, 0, -1, NULL,
     0},
    {"undernotca", "notca inter", "root", "", 0, 0, -1, NULL, -1},
    {"crit", "inter", "root", "", 0, 0, -1, NULL, -1},
    {"crit", "inter", "root", "", X509_V_FLAG_IGNORE_CRITICAL, 0, -1, NULL, 0},
    {"selfleaf", "", "root", "", 0, 0, -1, NULL, -1},
    {"leaf", "inter", "root", "", X509_V_FLAG_CRL_CHECK, 0, -1, NULL, -1},
    {"leaf", "inter", "root", "crl-inter crl-root",
     X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL, 0, -1, NULL, -1},
    {"leaf", "inter", "root", "crl-inter-leaf", X509_V_FLAG_CRL_CHECK, 0, -1,
     NULL, -1},
    {"leaf", "inter", "root", "crl-inter-old", X509_V_FLAG_CRL_CHECK, 0, -1,
     NULL, -1},
    {"leaf", "inter", "root", "crl-inter-forged", X509_V_FLAG_CRL_CHECK, 0, -1,
     NULL, -1},
    {"leaf", "inter", "root", "crl-inter crl-root-inter",
     X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL, 0, -1, NULL, -1},
};

static void
param(void)
{
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new(), *q;

    printf("## parameters\n");
    printf("%lx %d %d %d\n", X509_VERIFY_PARAM_get_flags(p),
           X509_VERIFY_PARAM_get_depth(p),
           X509_VERIFY_PARAM_get_auth_level(p),
           X509_VERIFY_PARAM_get_hostflags(p));
    printf("%d %d %d\n", X509_VERIFY_PARAM_set_purpose(p, 2),
           X509_VERIFY_PARAM_set_purpose(p, 99),
           X509_VERIFY_PARAM_set_trust(p, 2));
    ERR_clear_error();
    X509_VERIFY_PARAM_set_depth(p, 7);
    X509_VERIFY_PARAM_set_auth_level(p, 3);
    X509_VERIFY_PARAM_set_hostflags(p, X509_CHECK_FLAG_NO_WILDCARDS);
    printf("%d %d\n",
           X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_X509_STRICT),
           X509_VERIFY_PARAM_clear_flags(p, X509_V_FLAG_TRUSTED_FIRST));
    printf("%lx %d %d %x\n", X509_VERIFY_PARAM_get_flags(p),
           X509_VERIFY_PARAM_get_depth(p),
           X509_VERIFY_PARAM_get_auth_level(p),
           X509_VERIFY_PARAM_get_hostflags(p));
    printf("%d %d %d\n", X509_VERIFY_PARAM_set1_host(p, "a.example", 0),
           X509_VERIFY_PARAM_add1_host(p, "b.example", 0),
           X509_VERIFY_PARAM_set1_host(p, "c\0d", 3));
    printf("%d %d %d\n", X509_VERIFY_PARAM_set1_ip_asc(p, "10.0.0.1"),
           X509_VERIFY_PARAM_set1_ip_asc(p, "::1"),
           X509_VERIFY_PARAM_set1_ip_asc(p, "nonsense"));
    printf("%d\n", X509_VERIFY_PARAM_set1_email(p, "a@example", 0));
    q = X509_VERIFY_PARAM_new();
    printf("%d %d %lx\n", X509_VERIFY_PARAM_set1(q, p),
           X509_VERIFY_PARAM_get_depth(q), X509_VERIFY_PARAM_get_flags(q));
    X509_VERIFY_PARAM_free(q);
    X509_VERIFY_PARAM_free(p);
    for (int i = 0; i < X509_VERIFY_PARAM_get_count(); i++)
        printf("%s\n", X509_VERIFY_PARAM_get0_name(X509_VERIFY_PARAM_get0(i)));
    printf("no such %d\n", X509_VERIFY_PARAM_lookup("no such") != NULL);
}

static void
lookups(void)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *leaf = cert("leaf"), *inter = cert("inter"), *root = cert("root");
    X509 *issuer = NULL;
    STACK_OF(X509) *found;

    printf("## look-ups\n");
    X509_STORE_add_cert(store, inter);
    X509_STORE_add_cert(store, inter);
    X509_STORE_CTX_init(ctx, store, leaf, NULL);
    printf("issuer %d", X509_STORE_CTX_get1_issuer(&issuer, ctx, leaf));
    print_name(" ", issuer);
    X509_free(issuer);
    issuer = NULL;
    printf("issuer %d\n", X509_STORE_CTX_get1_issuer(&issuer, ctx, inter));
    X509_free(issuer);
    found = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(inter));
    printf("certs %d\n", sk_X509_num(found));
    sk_X509_pop_free(found, X509_free);
    found = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(root));
    printf("certs %d\n", sk_X509_num(found));
    sk_X509_pop_free(found, X509_free);
    printf("issued %d %d %d\n", X509_check_issued(inter, leaf),
           X509_check_issued(root, leaf), X509_check_issued(root, root));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    X509_free(leaf);
    X509_free(inter);
    X509_free(root);
}

static void
names(const char *file)
{
    static const char *const hosts[] = {
        "example.com", "www.example.com", "EXAMPLE.com", "a.b.example.com",
        "localhost",   "leaf.example",    "",            "10.0.0.1"};
    X509 *x = cert(file);

    printf("## names of %s\n", file);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        char *peer = NULL;
        int r = X509_check_host(x, hosts[i], strlen(hosts[i]), 0, &peer);

        printf("%s: %d %s, %d\n", hosts[i], r, peer != NULL ? peer : "-",
               X509_check_host(x, hosts[i], 0,
                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL));
        OPENSSL_free(peer);
    }
    printf("nul %d\n", X509_check_host(x, "a\0b", 3, 0, NULL));
    printf("ip %d %d %d %d\n", X509_check_ip_asc(x, "10.0.0.1", 0),
           X509_check_ip_asc(x, "127.0.0.1", 0),
           X509_check_ip_asc(x, "::1", 0), X509_check_ip_asc(x, "xyz", 0));
    printf("ip %d\n",
           X509_check_ip(x, (const unsigned char *)"\x0a\0\0\1", 4, 0));
    printf("email %d %d\n", X509_check_email(x, "user@example.com", 0, 0),
           X509_check_email(x, "nobody@nowhere", 0, 0));
    X509_free(x);
}

int
main(void)
{
    X509 *x;
    struct tm tm = {0};

    setbuf(stdout, NULL);
    x = cert("leaf");
    ASN1_TIME_to_tm(X509_get0_notBefore(x), &tm);
    now = timegm(&tm) + 86400;
    X509_free(x);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        verify(&rows[i], 0);
        if (*rows[i].crls == '\0')
            verify(&rows[i], 1);
    }
    param();
    lookups();
    names("leaf");
    names("client");
    return 0;
}
