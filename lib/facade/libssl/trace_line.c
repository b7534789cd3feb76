/* Lines of a trace: where they go, and their two forms.
 *
 * `urtica trace` opens the output on a high descriptor, which a program is
 * unlikely to close or to hit by chance, and says in URTICA_TRACE
 *   DESCRIPTOR:DEVICE:INODE:FORMAT:PATH
 * which file that is; FORMAT is "ladder" or "json", PATH may be empty. The
 * device and inode are compared before each write, so that nothing ever goes
 * to another file that got the number later. A program started with all
 * descriptors closed opens PATH anew when it is still the same file. */
#include "facade/libssl/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/env.h"
#include "engine/base/text.h"

enum { HIGH_DESCRIPTOR = 200, PATIENCE_MS = 1000 };

atomic_bool fac_tracing;

/* Set before the program's first thread can exist, and read-only later. */
static int out_fd = -1;
static bool out_json;
/* A copy: servers overwrite the original to set their title. */
static char program[32];
static dev_t out_dev;
static ino_t out_ino;

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
open_again(const char *path)
{
    int fd, high;

    if (*path != '/')
        return -1;
    fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC |
                        O_NONBLOCK);
    if (fd < 0)
        return -1;
    high = is_same_file(fd) ? fcntl(fd, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR) : -1;
    close(fd);
    return high;
}

/* At load: a daemon may have closed everything by the time it has its first
 * connection. No memory is allocated. */
__attribute__((constructor)) static void
trace_start(void)
{
    const char *p = urt_env("URTICA_TRACE");
    uint64_t fd, dev, ino;
    int saved = errno;

    if (p == NULL || !take_number(&p, &fd) || !take_number(&p, &dev) ||
        !take_number(&p, &ino) || fd > INT32_MAX)
        return;
    out_dev = (dev_t)dev;
    out_ino = (ino_t)ino;
    out_json = strncmp(p, "json:", 5) == 0;
    if (!out_json && strncmp(p, "ladder:", 7) != 0)
        return;
    p = strchr(p, ':') + 1;
    out_fd = is_same_file((int)fd) ? (int)fd : open_again(p);
    strncpy(program, program_invocation_short_name, sizeof program - 1);
    fac_tracing = out_fd >= 0;
    errno = saved;
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

static void
write_line(struct urt_bytes s)
{
    while (s.len > 0) {
        ssize_t n;

        if (!is_same_file(out_fd)) {
            fac_tracing = false;
            return;
        }
        n = write_quietly(s.data, s.len);
        if (n > 0) {
            s.data += n;
            s.len -= (size_t)n;
        } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd p = {.fd = out_fd, .events = POLLOUT};

            if (errno == EAGAIN && poll(&p, 1, PATIENCE_MS) == 0)
                return;
        } else {
            fac_tracing = false;
            return;
        }
    }
}

/* ---- text ---- */

void
fac_put_escaped(struct urt_buf *b, struct urt_bytes s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] >= 0x20 && s.data[i] < 0x7f) {
            urt_put_u8(b, s.data[i]);
        } else {
            char hex[8];

            snprintf(hex, sizeof hex, "\\x%02x", s.data[i]);
            urt_put_text(b, hex);
        }
    }
}

static void
put_json_string(struct urt_buf *b, struct urt_bytes s)
{
    struct urt_buf plain = URT_BUF_INIT;

    fac_put_escaped(&plain, s);
    urt_put_u8(b, '"');
    for (size_t i = 0; i < plain.len; i++) {
        if (plain.data[i] == '"' || plain.data[i] == '\\')
            urt_put_u8(b, '\\');
        urt_put_u8(b, plain.data[i]);
    }
    urt_put_u8(b, '"');
    urt_buf_free(&plain);
}

static struct urt_bytes
of_text(const char *text)
{
    return urt_bytes(text, strlen(text));
}

static void
put_number(struct urt_buf *b, uint64_t n)
{
    char text[24];

    snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    urt_put_text(b, text);
}

/* "curl[4711] #1 " */
static void
put_prefix(struct fac_line *l)
{
    char text[64];

    fac_put_escaped(&l->b, of_text(program));
    snprintf(text, sizeof text, "[%ld] #%u ", (long)getpid(),
             l->trace->number);
    urt_put_text(&l->b, text);
}

/* A line of the ladder that was only promised. */
static void
begin_more(struct fac_line *l)
{
    if (!l->more)
        return;
    urt_put_u8(&l->b, '\n');
    put_prefix(l);
    urt_put_text(&l->b, "    ");
    l->more = false;
    l->fields = 0;
}

/* In JSON "server name" is "server_name". */
static void
put_key(struct fac_line *l, const char *name)
{
    begin_more(l);
    if (l->fields++ > 0)
        urt_put_text(&l->b, l->json ? "," : ", ");
    if (!l->json) {
        urt_put_text(&l->b, name);
        urt_put_u8(&l->b, ' ');
        return;
    }
    urt_put_u8(&l->b, '"');
    for (; *name != '\0'; name++)
        urt_put_u8(&l->b, *name == ' ' ? (uint8_t)'_'
                                       : (uint8_t)urt_ascii_lower(*name));
    urt_put_text(&l->b, "\":");
}

void
fac_line_begin(struct fac_line *l, struct fac_trace *t, bool server,
               const char *event)
{
    struct timespec now;
    char text[48];

    *l = (struct fac_line){.b = URT_BUF_INIT, .trace = t, .json = out_json,
                           .server = server};
    if (!l->json) {
        put_prefix(l);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(text, sizeof text, "{\"time\":%lld.%06ld", (long long)now.tv_sec,
             now.tv_nsec / 1000);
    urt_put_text(&l->b, text);
    l->fields = 1;
    fac_line_text(l, "program", program);
    fac_line_number(l, "pid", (uint64_t)getpid());
    fac_line_number(l, "connection", t->number);
    fac_line_number(l, "handshake", t->handshakes);
    fac_line_text(l, "role", server ? "server" : "client");
    fac_line_text(l, "event", event);
}

void
fac_line_ladder(struct fac_line *l, const char *text)
{
    if (l->json)
        return;
    begin_more(l);
    urt_put_text(&l->b, text);
    l->fields = 0;
}

void
fac_line_more(struct fac_line *l)
{
    l->more = !l->json;
}

void
fac_line_bytes(struct fac_line *l, const char *name, struct urt_bytes s)
{
    put_key(l, name);
    if (l->json)
        put_json_string(&l->b, s);
    else
        fac_put_escaped(&l->b, s);
}

void
fac_line_text(struct fac_line *l, const char *name, const char *text)
{
    fac_line_bytes(l, name, of_text(text));
}

void
fac_line_number(struct fac_line *l, const char *name, uint64_t n)
{
    put_key(l, name);
    put_number(&l->b, n);
}

void
fac_line_flag(struct fac_line *l, const char *name, bool value)
{
    if (!l->json)
        return;
    put_key(l, name);
    urt_put_text(&l->b, value ? "true" : "false");
}

void
fac_line_list(struct fac_line *l, const char *name)
{
    put_key(l, name);
    l->items = l->hidden = 0;
    if (l->json)
        urt_put_u8(&l->b, '[');
}

void
fac_line_item(struct fac_line *l, struct urt_bytes s, unsigned max)
{
    if (!l->json && l->items >= max) {
        l->hidden++;
        return;
    }
    if (l->items++ > 0)
        urt_put_u8(&l->b, l->json ? ',' : ' ');
    if (l->json)
        put_json_string(&l->b, s);
    else
        fac_put_escaped(&l->b, s);
}

void
fac_line_list_end(struct fac_line *l)
{
    if (l->json) {
        urt_put_u8(&l->b, ']');
    } else if (l->hidden > 0) {
        urt_put_text(&l->b, " and ");
        put_number(&l->b, l->hidden);
        urt_put_text(&l->b, " more");
    } else if (l->items == 0) {
        urt_put_text(&l->b, "none");
    }
}

void
fac_line_end(struct fac_line *l)
{
    urt_put_text(&l->b, l->json ? "}\n" : "\n");
    if (urt_buf_ok(&l->b))
        write_line(urt_buf_bytes(&l->b));
    urt_buf_free(&l->b);
}
