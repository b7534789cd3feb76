/* The key log: the program's callback, or else the file that SSLKEYLOGFILE
 * names, in the format that Wireshark reads.
 *
 * The variable is copied when the library is loaded, since daemons clean
 * their environment, and the file is opened with the first SSL_CTX, since
 * they give up their privileges later. It is made for its owner alone, never
 * through a symbolic link, and appended to with one write a line. The
 * descriptor is a high one and is looked at before each use: a program that
 * closed all it knew may have another file under the number by then. */
#include "facade/libssl/ssl_local.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/env.h"
#include "engine/base/text.h"

void
SSL_CTX_set_keylog_callback(SSL_CTX *ctx, SSL_CTX_keylog_cb_func cb)
{
    ctx->keylog_cb = cb;
}

SSL_CTX_keylog_cb_func
SSL_CTX_get_keylog_callback(const SSL_CTX *ctx)
{
    return ctx->keylog_cb;
}

#ifdef URT_NO_KEYLOG_ENV

void
fac_keylog_open(void)
{
}

static bool
has_file(void)
{
    return false;
}

static void
write_line(const void *line, size_t len)
{
}

#else

enum { HIGH_DESCRIPTOR = 200 };

static char path[PATH_MAX];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int fd = -1;
static dev_t dev;
static ino_t ino;

static void
remember(const char *value)
{
    if (value != NULL && strlen(value) < sizeof path)
        memcpy(path, value, strlen(value) + 1);
}

__attribute__((constructor)) static void
keylog_start(void)
{
    remember(urt_env("SSLKEYLOGFILE"));
}

static void
open_file(void)
{
    int saved = errno, low;
    struct stat st;

    if (path[0] == '\0')
        remember(urt_env("SSLKEYLOGFILE"));
    if (path[0] == '\0')
        return;
    /* A pipe without a reader must not hold the program up. */
    low = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY |
                         O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR);
    if (low >= 0 && fstat(low, &st) == 0) {
        dev = st.st_dev;
        ino = st.st_ino;
        fd = fcntl(low, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
        if (fd < 0) { /* a low limit of descriptors */
            fd = low;
            low = -1;
        }
    }
    if (low >= 0)
        close(low);
    errno = saved;
}

void
fac_keylog_open(void)
{
    pthread_once(&once, open_file);
}

static bool
has_file(void)
{
    return fd >= 0;
}

/* A full disk must not end connections. */
static void
write_line(const void *line, size_t len)
{
    int saved = errno;
    struct stat st;

    if (fstat(fd, &st) == 0 && st.st_dev == dev && st.st_ino == ino) {
        ssize_t n = write(fd, line, len);

        (void)n;
    }
    errno = saved;
}

#endif

void
fac_keylog_hook(void *arg, const char *label, struct urt_bytes random,
                struct urt_bytes secret)
{
    SSL *s = arg;
    struct urt_buf b = URT_BUF_INIT;

    if (s->ctx->keylog_cb == NULL && !has_file())
        return;
    urt_put_text(&b, label);
    urt_put_u8(&b, ' ');
    urt_put_hex(&b, random);
    urt_put_u8(&b, ' ');
    urt_put_hex(&b, secret);
    urt_put_u8(&b, s->ctx->keylog_cb != NULL ? '\0' : '\n');
    if (urt_buf_ok(&b)) {
        if (s->ctx->keylog_cb != NULL)
            s->ctx->keylog_cb(s, (const char *)b.data);
        else
            write_line(b.data, b.len);
    }
    urt_buf_free(&b);
}
