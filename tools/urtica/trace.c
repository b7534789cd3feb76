/* `urtica trace CMD...`: opens the output, tells Urtica's libssl about it in
 * the environment, and goes on as `urtica run` does.
 *
 * The output lies on a high descriptor, for daemons close the low ones.
 * URTICA_TRACE is DESCRIPTOR:DEVICE:INODE:FORMAT:PATH; by device and inode
 * the library knows that the number still means this file, and it opens PATH
 * itself where a program was started without the descriptor. */
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

/* Where to put the descriptor; the second for a low limit of them. */
static const int places[] = {200, 20};

static int open_output(const char *file);
static bool announce(int fd, const char *format);

int
trace_command(char *argv[])
{
    const char *file = NULL, *format = "ladder";
    int fd;

    for (; *argv != NULL && (*argv)[0] == '-'; argv++) {
        if (strcmp(*argv, "--") == 0) {
            argv++;
            break;
        } else if (strcmp(*argv, "--json") == 0) {
            format = "json";
        } else if (strcmp(*argv, "-o") == 0 && argv[1] != NULL) {
            file = *++argv;
        } else if (strncmp(*argv, "-o", 2) == 0 && (*argv)[2] != '\0') {
            file = *argv + 2;
        } else {
            complain(strcmp(*argv, "-o") == 0
                         ? "trace: %s needs the name of a file"
                         : "trace: unknown option %s", *argv);
            return EXIT_USAGE;
        }
    }
    if (*argv == NULL) {
        complain("trace: which command?");
        return EXIT_USAGE;
    }
    fd = open_output(file);
    if (fd < 0 || !announce(fd, format))
        return EXIT_OURS;
    return run_program(argv);
}

/* The file, new or emptied, or else standard error; on a high descriptor
 * that stays open across exec. */
static int
open_output(const char *file)
{
    int fd = STDERR_FILENO, high = -1;

    if (file != NULL) {
        fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC |
                            O_NOCTTY, S_IRUSR | S_IWUSR);
        if (fd < 0) {
            complain("%s: %s", file, strerror(errno));
            return -1;
        }
    }
    for (size_t i = 0; high < 0 && i < sizeof places / sizeof *places; i++)
        high = fcntl(fd, F_DUPFD, places[i]);
    if (high < 0)
        complain("%s: %s", file != NULL ? file : "standard error",
                 strerror(errno));
    if (file != NULL)
        close(fd);
    return high;
}

static bool
announce(int fd, const char *format)
{
    char link[48], path[PATH_MAX], *value;
    struct stat st;
    ssize_t len;
    bool ok;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, sizeof path - 1);
    path[len > 0 ? len : 0] = '\0';
    if (path[0] != '/')
        path[0] = '\0';
    if (fstat(fd, &st) != 0 ||
        asprintf(&value, "%d:%llu:%llu:%s:%s", fd,
                 (unsigned long long)st.st_dev,
                 (unsigned long long)st.st_ino, format, path) < 0) {
        complain("trace: %s", strerror(errno));
        return false;
    }
    ok = setenv("URTICA_TRACE", value, 1) == 0;
    if (!ok)
        complain("trace: %s", strerror(errno));
    free(value);
    return ok;
}
