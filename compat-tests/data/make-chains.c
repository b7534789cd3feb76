/* Asks the system's OpenSSL what it makes of the certificates in chains/ and
 * of the rows of chains.rows, for make-chains.sh.
 *   make-chains certs FILE...   facts about each certificate
 *   make-chains rows  < chains.rows
 *   make-chains hosts < hosts.rows */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *dir = "chains";

static X509 *
load(const char *name)
{
    char path[512];
    BIO *b;
    X509 *x;

    snprintf(path, sizeof path, "%s/%s.pem", dir, name);
    b = BIO_new_file(path, "r");
    if (b == NULL) {
        fprintf(stderr, "%s: cannot open\n", path);
        exit(1);
    }
    x = PEM_read_bio_X509_AUX(b, NULL, NULL, NULL);
    BIO_free(b);
    return x;
}

static X509_CRL *
load_crl(const char *name)
{
    char path[512];
    BIO *b;
    X509_CRL *x;

    snprintf(path, sizeof path, "%s/%s.pem", dir, name);
    b = BIO_new_file(path, "r");
    x = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
    BIO_free(b);
    if (x == NULL) {
        fprintf(stderr, "%s: no CRL\n", path);
        exit(1);
    }
    return x;
}

static void
facts(const char *name)
{
    X509 *x = load(name);
    int bits = -1;

    printf("name: %s\n", name);
    if (x == NULL) {
        printf("loads: 0\n\n");
        return;
    }
    printf("loads: 1\n");
    X509_check_purpose(x, -1, 0);
    printf("flags: 0x%x\n", X509_get_extension_flags(x) & ~0x100100u);
    printf("usage: 0x%x\n", X509_get_key_usage(x));
    printf("xusage: 0x%x\n", X509_get_extended_key_usage(x));
    printf("pathlen: %ld\n", X509_get_pathlen(x));
    printf("hash: 0x%lx\n", X509_subject_name_hash(x));
    printf("issuer: 0x%lx\n", X509_issuer_name_hash(x));
    printf("old: 0x%lx\n", X509_subject_name_hash_old(x));
    X509_get_signature_info(x, NULL, NULL, &bits, NULL);
    printf("bits: %d\n", bits);
    printf("ca: %d\n", X509_check_ca(x));
    printf("purposes:");
    for (int p = 1; p <= 9; p++)
        printf(" %d/%d", X509_check_purpose(x, p, 0),
               X509_check_purpose(x, p, 1));
    printf("\ntrusts:");
    for (int t = 0; t <= 8; t++)
        printf(" %d/%d", X509_check_trust(x, t, 0),
               X509_check_trust(x, t, X509_TRUST_NO_SS_COMPAT));
    printf("\n\n");
    X509_free(x);
}

static char *key[32], *value[32];
static int fields;

static int
next(int echo)
{
    char line[4096], *c;

    for (int i = 0; i < fields; i++)
        free(key[i]);
    fields = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (echo && line[0] != '\n')
            fputs(line, stdout);
        if (line[0] == '#')
            continue;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0') {
            if (fields > 0)
                break;
            continue;
        }
        key[fields] = strdup(line);
        c = strchr(key[fields], ':');
        *c++ = '\0';
        value[fields++] = c + strspn(c, " ");
    }
    return fields > 0;
}

static const char *
get(const char *k)
{
    for (int i = 0; i < fields; i++)
        if (strcmp(key[i], k) == 0)
            return value[i];
    return NULL;
}

static int lenient;

static int
callback(int ok, X509_STORE_CTX *ctx)
{
    if (!lenient)
        return ok;
    if (ok)
        printf(" ok@%d", X509_STORE_CTX_get_error_depth(ctx));
    else
        printf(" %d@%d", X509_STORE_CTX_get_error(ctx),
               X509_STORE_CTX_get_error_depth(ctx));
    return 1;
}

static void
each(const char *list, void (*fn)(const char *, void *), void *arg)
{
    char *copy, *save, *p;

    if (list == NULL)
        return;
    copy = strdup(list);
    for (p = strtok_r(copy, " ", &save); p; p = strtok_r(NULL, " ", &save))
        fn(p, arg);
    free(copy);
}

static void
to_store(const char *name, void *arg)
{
    X509_STORE_add_cert(arg, load(name));
}

static void
to_stack(const char *name, void *arg)
{
    sk_X509_push(arg, load(name));
}

static void
to_crls(const char *name, void *arg)
{
    X509_STORE_add_crl(arg, load_crl(name));
}

static void
run(void)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *peer = sk_X509_new_null();
    X509_VERIFY_PARAM *param;
    int r;

    each(get("trusted"), to_store, store);
    each(get("untrusted"), to_stack, peer);
    each(get("crls"), to_crls, store);
    X509_STORE_set_verify_cb(store, callback);
    X509_STORE_CTX_init(ctx, store, load(get("leaf")), peer);
    param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_time(param, get("time") ? atol(get("time"))
                                                  : 1600000000);
    if (get("flags"))
        X509_VERIFY_PARAM_set_flags(param, strtoul(get("flags"), NULL, 0));
    if (get("purpose"))
        X509_VERIFY_PARAM_set_purpose(param, atoi(get("purpose")));
    if (get("trust"))
        X509_VERIFY_PARAM_set_trust(param, atoi(get("trust")));
    if (get("depth"))
        X509_VERIFY_PARAM_set_depth(param, atoi(get("depth")));
    if (get("level"))
        X509_VERIFY_PARAM_set_auth_level(param, atoi(get("level")));
    if (get("host"))
        X509_VERIFY_PARAM_set1_host(param, get("host"), 0);
    if (get("email"))
        X509_VERIFY_PARAM_set1_email(param, get("email"), 0);
    if (get("ip"))
        X509_VERIFY_PARAM_set1_ip_asc(param, get("ip"));
    r = X509_verify_cert(ctx);
    printf(" = %d %d %d", r, X509_STORE_CTX_get_error(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    if (!lenient)
        printf(" %d", X509_STORE_CTX_get_error_depth(ctx));
    printf("\n");
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
}

static void
hosts(void)
{
    X509 *x = X509_new();
    char text[512];
    const char *kind = get("kind");
    unsigned flags = get("flags") ? strtoul(get("flags"), NULL, 0) : 0;
    int r;

    if (get("san")) {
        X509_EXTENSION *e =
            X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, get("san"));
        X509_add_ext(x, e, -1);
    }
    if (get("cn"))
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
                                   MBSTRING_UTF8, (void *)get("cn"), -1, -1,
                                   0);
    if (get("mail"))
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "emailAddress",
                                   MBSTRING_UTF8, (void *)get("mail"), -1, -1,
                                   0);
    X509_set_pubkey(x, X509_get0_pubkey(load("leaf")));
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 1000);
    {
        EVP_PKEY *k = EVP_EC_gen("P-256");
        unsigned char *der = NULL;
        int len;

        X509_set_pubkey(x, k);
        X509_set_version(x, 2);
        X509_sign(x, k, EVP_sha256());
        len = i2d_X509(x, &der);
        printf("cert: ");
        for (int i = 0; i < len; i++)
            printf("%02x", der[i]);
        printf("\n");
    }
    snprintf(text, sizeof text, "%s", get("name"));
    if (kind != NULL && strcmp(kind, "email") == 0)
        r = X509_check_email(x, text, 0, flags);
    else if (kind != NULL && strcmp(kind, "ip") == 0)
        r = X509_check_ip_asc(x, text, flags);
    else
        r = X509_check_host(x, text, 0, flags, NULL);
    printf("expect: %d\n\n", r);
}

int
main(int argc, char **argv)
{
    if (strcmp(argv[1], "certs") == 0) {
        for (int i = 2; i < argc; i++)
            facts(argv[i]);
    } else if (strcmp(argv[1], "hosts") == 0) {
        while (next(1))
            hosts();
    } else {
        while (next(1)) {
            lenient = 0;
            printf("expect:");
            run();
            lenient = 1;
            printf("trace:");
            run();
            printf("\n");
        }
    }
    return 0;
}
