/* The output of URTICA_DEBUG and `urtica trace`.
 *
 * It lies on a high descriptor, which a program is unlikely to close or to
 * hit by chance, for daemons close the low ones. `urtica trace` opens it and
 * says in URTICA_TRACE
 *   DESCRIPTOR:DEVICE:INODE:FORMAT:PATH
 * which file that is; FORMAT is "ladder" or "json", PATH may be empty. A
 * program started with all descriptors closed opens PATH anew when it is
 * still the same file. Without URTICA_TRACE the output is a duplicate of
 * standard error, closed on exec: the next program makes its own.
 *
 * The device and inode are compared before each write, so that nothing ever
 * goes to another file that got the number later. */
#include "toolkit/debug.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/env.h"

enum { PATIENCE_MS = 1000 };

atomic_uint fac_debug;

/* Where to put the descriptor; the second for a low limit of them. */
static const int places[] = {200, 20};

static const struct {
    const char *word;
    unsigned bit;
} words[] = {
    {"trace", FAC_DEBUG_TRACE},
    {"compat", FAC_DEBUG_COMPAT},
};

/* Set before the program's first thread can exist, and read-only later. */
static int out_fd = -1;
static bool out_json;
static dev_t out_dev;
static ino_t out_ino;
/* A copy: servers overwrite the original to set their title. */
static char program[32];

static bool
is_same_file(int fd)
{
    struct stat st;

    return fd >= 0 && fstat(fd, &st) == 0 && st.st_dev == out_dev &&
           st.st_ino == out_ino;
}

static bool
take_number(const char **p, uint64_t *out)
{
    char *end;

    if (**p < '0' || **p > '9')
        return false;
    errno = 0;
    *out = strtoull(*p, &end, 10);
    if (errno != 0 || *end != ':')
        return false;
    *p = end + 1;
    return true;
}

static int
duplicate_high(int fd)
{
    int high = -1;

    for (size_t i = 0; high < 0 && i < sizeof places / sizeof *places; i++)
        high = fcntl(fd, F_DUPFD_CLOEXEC, places[i]);
    return high;
}

static int
open_again(const char *path)
{
    int fd, high;

    if (*path != '/')
        return -1;
    fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC |
                        O_NONBLOCK);
    if (fd < 0)
        return -1;
    high = is_same_file(fd) ? duplicate_high(fd) : -1;
    close(fd);
    return high;
}

/* The output that `urtica trace` made; false for a malformed value too. */
static bool
take_announced(void)
{
    const char *p = urt_env("URTICA_TRACE");
    uint64_t fd, dev, ino;

    if (p == NULL || !take_number(&p, &fd) || !take_number(&p, &dev) ||
        !take_number(&p, &ino) || fd > INT32_MAX)
        return false;
    out_dev = (dev_t)dev;
    out_ino = (ino_t)ino;
    out_json = strncmp(p, "json:", 5) == 0;
    if (!out_json && strncmp(p, "ladder:", 7) != 0)
        return false;
    p = strchr(p, ':') + 1;
    out_fd = is_same_file((int)fd) ? (int)fd : open_again(p);
    return out_fd >= 0;
}

/* Of a program started by inetd standard error is the client's connection. */
static bool
is_connection(int fd)
{
    struct sockaddr_storage a = {0};
    socklen_t len = sizeof a;

    return getsockname(fd, (struct sockaddr *)&a, &len) == 0 &&
           a.ss_family != AF_UNIX;
}

static bool
take_standard_error(void)
{
    int flags = fcntl(STDERR_FILENO, F_GETFL);
    struct stat st;

    out_json = false;
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY ||
        is_connection(STDERR_FILENO) || fstat(STDERR_FILENO, &st) != 0)
        return false;
    out_dev = st.st_dev;
    out_ino = st.st_ino;
    out_fd = duplicate_high(STDERR_FILENO);
    return out_fd >= 0;
}

/* The bits of a list of words; *UNKNOWN tells of a word that is none. */
static unsigned
read_words(const char *list, bool *unknown)
{
    unsigned bits = 0;

    while (list != NULL && *list != '\0') {
        size_t len = strcspn(list, ","), i = 0;

        while (i < sizeof words / sizeof *words &&
               (strlen(words[i].word) != len ||
                strncmp(words[i].word, list, len) != 0))
            i++;
        if (i < sizeof words / sizeof *words)
            bits |= words[i].bit;
        else
            *unknown = true;
        list += len + (list[len] == ',');
    }
    return bits;
}

/* At load: a daemon may have closed everything by the time it has its first
 * connection. No memory is allocated. */
__attribute__((constructor)) static void
debug_start(void)
{
    static const char text[] =
        "URTICA_DEBUG: unknown word; known are trace and compat\n";
    bool unknown = false;
    unsigned bits = read_words(urt_env("URTICA_DEBUG"), &unknown);
    int saved = errno;

    strncpy(program, program_invocation_short_name, sizeof program - 1);
    if (take_announced())
        bits |= FAC_DEBUG_TRACE;
    else if ((bits == 0 && !unknown) || !take_standard_error())
        bits = 0;
    atomic_store(&fac_debug, bits);
    if (out_fd >= 0 && unknown && !out_json)
        fac_debug_write(urt_bytes(text, sizeof text - 1));
    errno = saved;
}

bool
fac_debug_json(void)
{
    return out_json;
}

const char *
fac_debug_program(void)
{
    return program;
}

/* A reader that is gone must not end the program: SIGPIPE is held back, and
 * taken away if it is ours. */
static ssize_t
write_quietly(const void *data, size_t len)
{
    sigset_t pipe_set, old, waiting;
    struct timespec none = {0};
    bool was_waiting;
    ssize_t n;
    int saved;

    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    sigemptyset(&waiting);
    sigpending(&waiting);
    was_waiting = sigismember(&waiting, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_set, &old);
    n = write(out_fd, data, len);
    saved = errno;
    if (n < 0 && saved == EPIPE && !was_waiting)
        while (sigtimedwait(&pipe_set, NULL, &none) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = saved;
    return n;
}

void
fac_debug_write(struct urt_bytes s)
{
    int saved = errno;

    while (s.len > 0) {
        ssize_t n;

        n = is_same_file(out_fd) ? write_quietly(s.data, s.len) : 0;
        if (n > 0) {
            s.data += n;
            s.len -= (size_t)n;
        } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd p = {.fd = out_fd, .events = POLLOUT};

            if (errno == EAGAIN && poll(&p, 1, PATIENCE_MS) == 0)
                break;
        } else {
            atomic_store(&fac_debug, 0);
            break;
        }
    }
    errno = saved;
}
