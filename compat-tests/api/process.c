/* What concerns the whole process: start, openssl.cnf loaded by itself, ends
 * of threads, forks, handlers at exit, and an assertion that fails. One child
 * process a case. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
errors(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static void
write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");

    fputs(text, f);
    fclose(f);
}

#define CNF                                                             \
    "openssl_conf = i\napp = j\n[i]\noid_section = o\nproviders = p\n" \
    "ssl_conf = s\n[j]\noid_section = q\n[o]\nconfiguredOid = 1.2.3.4.5.6\n" \
    "[q]\nappOid = 1.2.3.4.5.7\n[p]\nlegacy = l\ndefault = l\n[l]\n"    \
    "activate = 1\n[s]\nmine = m\nsystem_default = d\n[m]\n"             \
    "1.MaxProtocol = TLSv1.2\n[d]\nMinProtocol = TLSv1.2\n"

static void
oid(void)
{
    printf("oid %d\n", OBJ_sn2nid("configuredOid") != NID_undef);
}

static void
oid_by_text(void)
{
    printf("oid %d\n", OBJ_txt2nid("1.2.3.4.5.6") != NID_undef);
}

static void
fetch(void)
{
    EVP_MD *md = EVP_MD_fetch(NULL, "MD4", NULL);

    printf("MD4 %d\n", md != NULL);
    EVP_MD_free(md);
}

static void
digest(void)
{
    unsigned char out[EVP_MAX_MD_SIZE];

    printf("MD4 %d", EVP_Digest("a", 1, out, NULL, EVP_md4(), NULL));
    errors();
}

static void
available(void)
{
    printf("legacy %d\n", OSSL_PROVIDER_available(NULL, "legacy"));
}

static void
declined(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    oid();
    fetch();
    ERR_clear_error();
    available();
    oid_by_text();
}

static void
old_declined(void)
{
    OPENSSL_no_config();
    oid();
}

static void
contexts(const char *name)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    printf("min %lx", SSL_CTX_get_min_proto_version(ctx));
    printf(" config %d", SSL_CTX_config(ctx, name));
    printf(" max %lx", SSL_CTX_get_max_proto_version(ctx));
    errors();
    SSL_CTX_free(ctx);
}

static void
ssl(void)
{
    contexts("mine");
    contexts("other");
}

static void
settings(const char *file, const char *app, unsigned long flags)
{
    OPENSSL_INIT_SETTINGS *s = OPENSSL_INIT_new();

    if (file != NULL)
        printf("file %d ", OPENSSL_INIT_set_config_filename(s, file));
    if (app != NULL)
        printf("app %d ", OPENSSL_INIT_set_config_appname(s, app));
    OPENSSL_INIT_set_config_file_flags(s, flags);
    printf("init %d", OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, s));
    errors();
    printf("oids %d %d\n", OBJ_sn2nid("configuredOid") != NID_undef,
           OBJ_sn2nid("appOid") != NID_undef);
    OPENSSL_INIT_free(s);
    contexts("mine");
}

static void
other_file(void)
{
    write_file("other.cnf", "openssl_conf = i\n[i]\nssl_conf = s\n[s]\n"
                            "mine = m\n[m]\nMaxProtocol = TLSv1.3\n");
    settings("other.cnf", NULL, 0);
}

static void
application(void)
{
    settings(NULL, "app", 0);
}

static void
no_application(void)
{
    settings(NULL, "nothing", 0);
}

static void
default_section(void)
{
    settings(NULL, "nothing", CONF_MFLAGS_DEFAULT_SECTION);
}

static void
missing_file(void)
{
    settings("/nonexistent.cnf", NULL, 0);
}

static void
missing_may(void)
{
    settings("/nonexistent.cnf", NULL, CONF_MFLAGS_IGNORE_MISSING_FILE);
}

static void
old_config(void)
{
    OPENSSL_config("app");
    printf("oids %d %d\n", OBJ_sn2nid("configuredOid") != NID_undef,
           OBJ_sn2nid("appOid") != NID_undef);
}

static void
one(void)
{
    printf("one\n");
}

static void
two(void)
{
    printf("two\n");
}

static void
at_exit(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    printf("atexit %d\n", OPENSSL_atexit(one));
    printf("atexit %d\n", OPENSSL_atexit(two));
    exit(0);
}

static void
cleanup(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    OPENSSL_atexit(one);
    OPENSSL_cleanup();
    printf("after\n");
    OPENSSL_cleanup();
    printf("init %d\n",
           OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS, NULL));
    exit(0);
}

static void
no_atexit(void)
{
    OPENSSL_init_crypto(
        OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    OPENSSL_atexit(one);
    exit(0);
}

static void *
thread(void *arg)
{
    ERR_raise(ERR_LIB_USER, 1);
    OPENSSL_thread_stop();
    printf("queue %lu\n", ERR_peek_error());
    ERR_raise(ERR_LIB_USER, 2);
    printf("again %d\n", ERR_GET_REASON(ERR_peek_error()));
    OPENSSL_thread_stop_ex(NULL);
    printf("queue %lu\n", ERR_peek_error());
    ERR_raise(ERR_LIB_USER, 3);
    return NULL;
}

static void
threads(void)
{
    pthread_t id;

    ERR_raise(ERR_LIB_USER, 9);
    pthread_create(&id, NULL, thread, NULL);
    pthread_join(id, NULL);
    printf("main's %d\n", ERR_GET_REASON(ERR_peek_error()));
}

static void
forks(void)
{
    int status;

    OPENSSL_fork_prepare();
    fflush(stdout);
    if (fork() == 0) {
        OPENSSL_fork_child();
        fetch();
        fflush(stdout);
        _exit(3);
    }
    OPENSSL_fork_parent();
    wait(&status);
    printf("child %d\n", WEXITSTATUS(status));
}

static void
dies(void)
{
    fflush(stdout);
    OPENSSL_die("text", "file.c", 7);
}

static void
clock_arithmetic(void)
{
    time_t when = 1700000000, later = 1800003600;
    struct tm a, b;
    int days, seconds;

    printf("gmtime %d", OPENSSL_gmtime(&when, &a) == &a);
    printf(" %d-%d-%d %d:%d:%d\n", a.tm_year, a.tm_mon, a.tm_mday, a.tm_hour,
           a.tm_min, a.tm_sec);
    OPENSSL_gmtime(&later, &b);
    printf("diff %d", OPENSSL_gmtime_diff(&days, &seconds, &a, &b));
    printf(" %d %d", days, seconds);
    printf(" %d", OPENSSL_gmtime_diff(&days, &seconds, &b, &a));
    printf(" %d %d\n", days, seconds);
    for (int step = -800; step <= 800; step += 400) {
        printf("adj %d", OPENSSL_gmtime_adj(&a, step, step * 3600L));
        printf(" %d-%d-%d %d:%d:%d\n", a.tm_year, a.tm_mon, a.tm_mday,
               a.tm_hour, a.tm_min, a.tm_sec);
    }
    printf("adj %d\n", OPENSSL_gmtime_adj(&a, -4000000, 0));
    printf("adj %d\n", OPENSSL_gmtime_adj(&a, 4000000, 0));
}

int
main(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
#define CASE(f) {#f, f}
        CASE(oid),           CASE(oid_by_text),    CASE(fetch),
        CASE(digest),        CASE(available),      CASE(declined),
        CASE(old_declined),  CASE(ssl),            CASE(other_file),
        CASE(application),   CASE(no_application), CASE(default_section),
        CASE(missing_file),  CASE(missing_may),    CASE(old_config),
        CASE(at_exit),       CASE(cleanup),        CASE(no_atexit),
        CASE(threads),       CASE(forks),          CASE(dies),
        CASE(clock_arithmetic),
    };

    write_file("openssl.cnf", CNF);
    setenv("OPENSSL_CONF", "openssl.cnf", 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status;

        printf("--- %s\n", cases[i].name);
        fflush(stdout);
        if (fork() == 0) {
            cases[i].run();
            fflush(stdout);
            _exit(0);
        }
        wait(&status);
        printf("status %x\n", status & ~0x80);
    }
    return 0;
}
