/* The steps of a verification that programs replace: which are called, in
 * which order and with what, that a replacement decides, that defaults can be
 * asked for and called, and the look-ups of a context. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int override = -2; /* what the named slot answers; -2: its default */
static const char *overridden = "";
static X509_STORE_CTX *plain; /* a context with every default */

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
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static X509_CRL *
crl(const char *name)
{
    BIO *in = open_file(name);
    X509_CRL *x = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);

    BIO_free(in);
    return x;
}

static void
name(const X509_NAME *n)
{
    char *text = X509_NAME_oneline(n, NULL, 0);

    printf(" %s", text);
    OPENSSL_free(text);
}

static void
queue(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf("  [%s:%s]\n", ERR_lib_error_string(e),
               ERR_reason_error_string(e));
}

static int
answer(const char *slot, int usual)
{
    if (override != -2 && strcmp(slot, overridden) == 0)
        usual = override;
    printf(" -> %d\n", usual);
    return usual;
}

/* ---- slots that tell and do what the default does ---- */

static int
my_verify_cb(int ok, X509_STORE_CTX *ctx)
{
    printf("verify_cb %d error %d depth %d\n", ok,
           X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return ok;
}

static int
my_verify(X509_STORE_CTX *ctx)
{
    printf("verify\n");
    return answer("verify", X509_STORE_CTX_get_verify(plain)(ctx));
}

static int
my_get_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x)
{
    int ok = X509_STORE_CTX_get1_issuer(issuer, ctx, x);

    printf("get_issuer");
    name(X509_get_subject_name(x));
    return answer("get_issuer", ok);
}

static int
my_check_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer)
{
    int ok = X509_STORE_CTX_get_check_issued(plain)(ctx, x, issuer);

    printf("check_issued");
    name(X509_get_subject_name(x));
    name(X509_get_subject_name(issuer));
    return answer("check_issued", ok);
}

static int
my_check_revocation(X509_STORE_CTX *ctx)
{
    printf("check_revocation\n");
    return answer("check_revocation",
                  X509_STORE_CTX_get_check_revocation(plain)(ctx));
}

static X509_CRL *given;

static int
my_get_crl(X509_STORE_CTX *ctx, X509_CRL **out, X509 *x)
{
    printf("get_crl");
    name(X509_get_subject_name(x));
    *out = NULL;
    if (given != NULL && X509_CRL_up_ref(given))
        *out = given;
    return answer("get_crl", *out != NULL);
}

static int
my_check_crl(X509_STORE_CTX *ctx, X509_CRL *x)
{
    int ok = X509_STORE_CTX_get_check_crl(plain)(ctx, x);

    printf("check_crl");
    name(X509_CRL_get_issuer(x));
    printf(" current %d", X509_CRL_match(
                              X509_STORE_CTX_get0_current_crl(ctx), x));
    return answer("check_crl", ok);
}

static int
my_cert_crl(X509_STORE_CTX *ctx, X509_CRL *list, X509 *x)
{
    int ok = X509_STORE_CTX_get_cert_crl(plain)(ctx, list, x);

    printf("cert_crl");
    name(X509_CRL_get_issuer(list));
    name(X509_get_subject_name(x));
    return answer("cert_crl", ok);
}

static int
my_check_policy(X509_STORE_CTX *ctx)
{
    printf("check_policy\n");
    return answer("check_policy",
                  X509_STORE_CTX_get_check_policy(plain)(ctx));
}

static STACK_OF(X509) *
my_lookup_certs(X509_STORE_CTX *ctx, const X509_NAME *nm)
{
    STACK_OF(X509) *list = X509_STORE_CTX_get1_certs(ctx, nm);

    printf("lookup_certs");
    name(nm);
    printf(" %d\n", sk_X509_num(list));
    if (strcmp(overridden, "lookup_certs") == 0) {
        sk_X509_pop_free(list, X509_free);
        return NULL;
    }
    return list;
}

static STACK_OF(X509_CRL) *
my_lookup_crls(const X509_STORE_CTX *ctx, const X509_NAME *nm)
{
    STACK_OF(X509_CRL) *list = X509_STORE_CTX_get1_crls(ctx, nm);

    printf("lookup_crls");
    name(nm);
    printf(" %d\n", sk_X509_CRL_num(list));
    if (strcmp(overridden, "lookup_crls") == 0) {
        sk_X509_CRL_pop_free(list, X509_CRL_free);
        return NULL;
    }
    return list;
}

static int
my_cleanup(X509_STORE_CTX *ctx)
{
    printf("cleanup\n");
    return 1;
}

/* ---- the runs ---- */

#define ALL(X)                                                          \
    X(verify) X(get_issuer) X(check_issued) X(check_revocation)         \
    X(get_crl) X(check_crl) X(cert_crl) X(check_policy)                 \
    X(lookup_certs) X(lookup_crls) X(cleanup) X(verify_cb)

/* Which slots the store gets: the letters of ONLY, or all. */
static void
set_slots(X509_STORE *s, const char *only)
{
#define SET(slot)                                       \
    if (strstr(only, #slot " ") != NULL)                \
        X509_STORE_set_##slot(s, my_##slot);
    ALL(SET)
#define SHOW(slot)                                               \
    printf("%s %d\n", #slot, X509_STORE_get_##slot(s) != NULL);
    ALL(SHOW)
}

static void
run(const char *title, const char *only, const char *leaf,
    unsigned long flags, int by_stack)
{
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    STACK_OF(X509) *trusted = sk_X509_new_null();
    X509 *x = cert(leaf), *root = cert("root");
    X509_CRL *list = crl("crl-inter"), *top = crl("crl-root");
    int ok;

    printf("== %s %s\n", title, leaf);
    set_slots(s, only);
    X509_STORE_add_cert(s, root);
    X509_STORE_add_crl(s, list);
    X509_STORE_add_crl(s, top);
    sk_X509_push(untrusted, cert("inter"));
    sk_X509_push(trusted, root);
    printf("init %d\n", X509_STORE_CTX_init(ctx, s, x, untrusted));
#define CTX(slot)                                                           \
    printf("%s %d %d\n", #slot, X509_STORE_CTX_get_##slot(ctx) != NULL,     \
           X509_STORE_CTX_get_##slot(ctx) == my_##slot);
    ALL(CTX)
    if (by_stack) {
        X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
        printf("stack %d %d\n",
               X509_STORE_CTX_get_get_issuer(ctx) == my_get_issuer,
               X509_STORE_CTX_get_lookup_certs(ctx) == my_lookup_certs);
    }
    X509_STORE_CTX_set_flags(ctx, flags);
    X509_STORE_CTX_set_time(ctx, 0, 1893456000);
    ok = X509_verify_cert(ctx);
    printf("= %d, error %d depth %d chain %d\n", ok,
           X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    queue();
    X509_STORE_CTX_cleanup(ctx);
    X509_STORE_CTX_cleanup(ctx);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    X509_free(x);
    sk_X509_free(trusted);
    X509_free(root);
    X509_CRL_free(list);
    X509_CRL_free(top);
    sk_X509_pop_free(untrusted, X509_free);
}

#define EVERY                                                              \
    "verify get_issuer check_issued check_revocation get_crl check_crl "   \
    "cert_crl check_policy lookup_certs lookup_crls cleanup verify_cb "
#define CRLS X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL

static void
overrides(void)
{
    static const struct {
        const char *slot;
        int value;
    } rows[] = {
        {"verify", 0},           {"verify", 1},       {"verify", -1},
        {"check_issued", 0},     {"check_revocation", 0},
        {"check_revocation", -1}, {"check_policy", 0},
        {"check_policy", -1},    {"check_crl", 0},    {"cert_crl", 0},
        {"cert_crl", 2},         {"lookup_certs", 0}, {"lookup_crls", 0},
    };
    char only[64];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        overridden = rows[i].slot;
        override = rows[i].value;
        printf("-- %s answers %d\n", overridden, override);
        snprintf(only, sizeof only, "%s verify_cb ", overridden);
        run("overridden", only, "leaf", CRLS | X509_V_FLAG_POLICY_CHECK, 0);
    }
    overridden = "";
    override = -2;
}

static void
lookups(void)
{
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *root = cert("root"), *inter = cert("inter"), *found = NULL;
    X509 *other;
    X509_CRL *top = crl("crl-root");
    STACK_OF(X509) *certs;
    STACK_OF(X509_CRL) *crls;
    X509_OBJECT *o = X509_OBJECT_new(), *made;
    X509_NAME *none = X509_get_subject_name(inter);
    X509_NAME *rootname = X509_get_subject_name(root);

    printf("== look-ups\n");
    X509_STORE_add_cert(s, root);
    X509_STORE_add_crl(s, top);
    X509_STORE_CTX_init(ctx, s, inter, NULL);
    certs = X509_STORE_CTX_get1_certs(ctx, rootname);
    printf("certs %d\n", sk_X509_num(certs));
    sk_X509_pop_free(certs, X509_free);
    certs = X509_STORE_CTX_get1_certs(ctx, none);
    printf("no certs %d %d\n", certs != NULL, sk_X509_num(certs));
    sk_X509_pop_free(certs, X509_free);
    crls = X509_STORE_CTX_get1_crls(ctx, rootname);
    printf("crls %d\n", sk_X509_CRL_num(crls));
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    crls = X509_STORE_CTX_get1_crls(ctx, none);
    printf("no crls %d %d\n", crls != NULL, sk_X509_CRL_num(crls));
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    printf("by subject %d",
           X509_STORE_CTX_get_by_subject(ctx, X509_LU_X509, rootname, o));
    printf(" %d %d\n", X509_OBJECT_get_type(o),
           X509_cmp(X509_OBJECT_get0_X509(o), root));
    printf("none by subject %d\n",
           X509_STORE_CTX_get_by_subject(ctx, X509_LU_X509, none, o));
    printf("crl by subject %d",
           X509_STORE_CTX_get_by_subject(ctx, X509_LU_CRL, rootname, o));
    printf(" %d %d\n", X509_OBJECT_get_type(o),
           X509_CRL_match(X509_OBJECT_get0_X509_CRL(o), top));
    made = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_X509, rootname);
    printf("object %d\n", X509_OBJECT_get_type(made));
    X509_OBJECT_free(made);
    made = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_CRL, none);
    printf("no object %d\n", made != NULL);
    printf("issuer %d", X509_STORE_CTX_get1_issuer(&found, ctx, inter));
    printf(" %d\n", found != NULL && X509_cmp(found, root) == 0);
    X509_free(found);
    found = NULL;
    other = cert("other");
    printf("no issuer %d", X509_STORE_CTX_get1_issuer(&found, ctx, other));
    printf(" %d\n", found != NULL);
    X509_free(other);
    queue();
    X509_OBJECT_free(o);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    X509_CRL_free(top);
    X509_free(inter);
    X509_free(root);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    plain = X509_STORE_CTX_new();
    X509_STORE_CTX_init(plain, NULL, NULL, NULL);
    given = crl("crl-inter");
    run("none", "", "leaf", CRLS, 0);
    run("all", EVERY, "leaf", 0, 0);
    run("all", EVERY, "leaf", X509_V_FLAG_CRL_CHECK, 0);
    run("all but get_crl",
        "verify get_issuer check_issued check_revocation check_crl cert_crl "
        "check_policy lookup_certs lookup_crls cleanup verify_cb ",
        "leaf", CRLS | X509_V_FLAG_POLICY_CHECK, 0);
    run("all, stack", EVERY, "leaf",
        X509_V_FLAG_CRL_CHECK | X509_V_FLAG_POLICY_CHECK, 1);
    run("crls", "check_crl cert_crl lookup_crls verify_cb ", "client", CRLS,
        0);
    run("all", EVERY, "root", CRLS | X509_V_FLAG_POLICY_CHECK, 0);
    run("lookups", "get_issuer lookup_certs verify_cb ", "root", 0, 0);
    run("get_issuer", "get_issuer verify_cb ", "root", 0, 0);
    run("lookup_certs", "lookup_certs verify_cb ", "root", 0, 0);
    run("all, partial", EVERY, "inter", X509_V_FLAG_PARTIAL_CHAIN, 0);
    overrides();
    lookups();
    X509_CRL_free(given);
    given = NULL;
    run("get_crl without", "get_crl verify_cb ", "leaf",
        X509_V_FLAG_CRL_CHECK, 0);
    X509_STORE_CTX_free(plain);
    return 0;
}
