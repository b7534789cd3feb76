/* The start and the end of the library. Man page OPENSSL_init_crypto.
 *
 * There is little to start: tables are const and everything else is made on
 * first use, so that most options ask for what is there anyway. What remains
 * is the configuration file, read once, and the end: handlers that programs
 * left with OPENSSL_atexit run once, last first. Tables that other threads
 * may still use are never taken down. */
#include "toolkit/err_local.h"
#include "toolkit/init_local.h"

#include "engine/base/mem.h"

#include <openssl/conf.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <time.h>

/* What CONF_modules_load_file is given at start. */
#define DEFAULT_FLAGS                                                  \
    (CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE | \
     CONF_MFLAGS_IGNORE_RETURN_CODES)

struct handler {
    struct handler *next;
    void (*run)(void);
};

static pthread_once_t base_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int config_state; /* 0: not read, 1: read or refused */
static atomic_bool looked;      /* for a libssl that is not ours */
static atomic_bool over;
static _Atomic(struct handler *) handlers;
static bool at_exit = true;

static void
start(void)
{
    if (at_exit)
        (void)atexit(OPENSSL_cleanup);
}

static void
start_without_atexit(void)
{
    at_exit = false;
    start();
}

bool
fac_init_is_over(void)
{
    return atomic_load(&over);
}

/* A thread that is already inside (a module that a configuration file names
 * may call back) is let through. */
static int
read_config(const OPENSSL_INIT_SETTINGS *settings)
{
    static _Thread_local bool inside;
    int ok = 1;

    if (atomic_load(&config_state) != 0 || inside)
        return 1;
    pthread_mutex_lock(&config_lock);
    if (atomic_load(&config_state) == 0) {
        inside = true;
        ok = CONF_modules_load_file(
            settings == NULL ? NULL : settings->filename,
            settings == NULL ? NULL : settings->appname,
            settings == NULL ? DEFAULT_FLAGS : settings->flags);
        inside = false;
        atomic_store(&config_state, 1);
    }
    pthread_mutex_unlock(&config_lock);
    return ok > 0;
}

void
fac_config_load(void)
{
    if (atomic_load_explicit(&config_state, memory_order_acquire) == 0 &&
        !atomic_load(&over))
        (void)read_config(NULL);
}

int
OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)
{
    if (atomic_load(&over)) {
        fac_err_raise(ERR_LIB_CRYPTO, ERR_R_INIT_FAIL);
        return 0;
    }
    /* No lock of ours is held: this takes those of the loader. */
    if (!atomic_load_explicit(&looked, memory_order_relaxed) &&
        !atomic_exchange(&looked, true))
        fac_init_refuse_mixing();
    pthread_once(&base_once, opts & OPENSSL_INIT_NO_ATEXIT
                                 ? start_without_atexit
                                 : start);
    if (opts & OPENSSL_INIT_NO_LOAD_CONFIG)
        atomic_store(&config_state, 1);
    else if (opts & OPENSSL_INIT_LOAD_CONFIG)
        return read_config(settings);
    return 1;
}

void
OPENSSL_init(void)
{
}

int
OPENSSL_atexit(void (*run)(void))
{
    struct handler *h = urt_alloc(sizeof(*h));

    if (h == NULL)
        return fac_err_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    pthread_once(&base_once, start);
    h->run = run;
    h->next = atomic_load(&handlers);
    while (!atomic_compare_exchange_weak(&handlers, &h->next, h))
        ;
    return 1;
}

void
OPENSSL_cleanup(void)
{
    struct handler *h;

    if (atomic_exchange(&over, true))
        return;
    h = atomic_exchange(&handlers, NULL);
    while (h != NULL) {
        struct handler *next = h->next;

        h->run();
        urt_free(h);
        h = next;
    }
    fac_err_thread_stop();
}

void
OPENSSL_thread_stop(void)
{
    fac_err_thread_stop();
}

/* A thread keeps nothing that belongs to one library context; its error queue
 * belongs to none. */
void
OPENSSL_thread_stop_ex(OSSL_LIB_CTX *ctx)
{
}

OPENSSL_INIT_SETTINGS *
OPENSSL_INIT_new(void)
{
    OPENSSL_INIT_SETTINGS *settings = urt_zalloc(sizeof(*settings));

    if (settings != NULL)
        settings->flags = DEFAULT_FLAGS;
    return settings;
}

static int
replace(char **to, const char *text)
{
    char *copy = urt_strdup(text);

    if (text != NULL && copy == NULL)
        return 0;
    urt_free(*to);
    *to = copy;
    return 1;
}

int
OPENSSL_INIT_set_config_filename(OPENSSL_INIT_SETTINGS *settings,
                                 const char *filename)
{
    return replace(&settings->filename, filename);
}

int
OPENSSL_INIT_set_config_appname(OPENSSL_INIT_SETTINGS *settings,
                                const char *appname)
{
    return replace(&settings->appname, appname);
}

void
OPENSSL_INIT_set_config_file_flags(OPENSSL_INIT_SETTINGS *settings,
                                   unsigned long flags)
{
    settings->flags = flags;
}

void
OPENSSL_INIT_free(OPENSSL_INIT_SETTINGS *settings)
{
    if (settings == NULL)
        return;
    urt_free(settings->filename);
    urt_free(settings->appname);
    urt_free(settings);
}

void
OPENSSL_die(const char *assertion, const char *file, int line)
{
    fprintf(stderr, "%s:%d: OpenSSL internal error: %s\n", file, line,
            assertion);
    abort();
}

int
OPENSSL_issetugid(void)
{
    return getauxval(AT_SECURE) != 0;
}

int
OPENSSL_isservice(void)
{
    return 0;
}
