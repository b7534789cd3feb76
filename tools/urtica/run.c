/* `urtica run CMD...`: sets the environment by which the run-time linker finds
 * Urtica's libraries before the system's, and executes the program.
 *
 * LD_LIBRARY_PATH is enough for all but programs with a DT_RPATH, which the
 * linker searches first; those get LD_PRELOAD as well. It isn't used for the
 * others, since it would put the libraries into every child, TLS or not. */
#include "run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target.h"

/* A script's interpreter may be a script; the kernel allows this many. */
enum { SCRIPT_DEPTH = 5 };

static const char *library_dir(void);
static int refuse(const char *name, const char *binary,
                  const struct target *t);
static bool prepend(const char *variable, const char *value);

void
complain(const char *format, ...)
{
    va_list ap;

    fputs("urtica: ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

int
run_program(char *const argv[])
{
    char path[PATH_MAX], binary[PATH_MAX], preload[2 * PATH_MAX];
    const char *dir = library_dir();
    struct target t;
    int code;

    if (dir == NULL)
        return EXIT_OURS;
    if (!target_find(argv[0], path)) {
        complain("%s: %s", argv[0],
                 errno == ENOENT ? "command not found" : strerror(errno));
        return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_REFUSED;
    }
    if (!run_resolve(argv[0], path, &t, binary))
        return EXIT_REFUSED;
    code = refuse(argv[0], binary, &t);
    if (code != 0)
        return code;
    if (t.is_static)
        complain("note: %s is linked statically; only programs that it "
                 "starts will use Urtica", binary);
    if (!prepend("LD_LIBRARY_PATH", dir))
        return EXIT_OURS;
    if (t.has_rpath) {
        snprintf(preload, sizeof preload,
                 "%s/libcrypto.so.3:%s/libssl.so.3", dir, dir);
        if (!prepend("LD_PRELOAD", preload))
            return EXIT_OURS;
    }
    /* execvp gives what the kernel doesn't know to a shell: right for a
     * script without a first line, not for a damaged program. */
    if (t.kind == TARGET_ELF)
        execv(path, argv);
    else
        execvp(path, argv);
    complain("%s: %s", path, strerror(errno));
    return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_REFUSED;
}

/* Where the libraries are: URTICA_LIBDIR, or where they were installed. NULL,
 * after a complaint, when they aren't there: the program would start on the
 * system's, and nobody would notice. */
static const char *
library_dir(void)
{
    static const char *const names[] = {"libssl.so.3", "libcrypto.so.3"};
    const char *dir = secure_getenv("URTICA_LIBDIR");
    char path[PATH_MAX];

    if (dir == NULL || dir[0] == '\0')
        dir = URTICA_LIBDIR;
    if (dir[0] != '/' || strpbrk(dir, ":; ") != NULL ||
        strlen(dir) > PATH_MAX / 2) {
        complain("the library folder %s must be an absolute path without "
                 "colons and spaces", dir);
        return NULL;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        if (access(path, R_OK) != 0) {
            complain("%s: %s (is Urtica installed?)", path, strerror(errno));
            return NULL;
        }
    }
    return dir;
}

/* The first word of an `env` line that names the program, or NULL when the
 * line says more than that. */
static const char *
env_program(struct target *t)
{
    char *word = t->argument;

    if (strncmp(word, "-S", 2) == 0)
        word += 2;
    word += strspn(word, " \t");
    word[strcspn(word, " \t")] = '\0';
    return *word == '\0' || *word == '-' || strchr(word, '=') != NULL ? NULL
                                                                      : word;
}

bool
run_resolve(const char *name, const char *path, struct target *t,
            char binary[PATH_MAX])
{
    bool script = false;

    if (strlen(path) >= PATH_MAX)
        return false;
    strcpy(binary, path);
    for (int depth = 0; depth < SCRIPT_DEPTH; depth++) {
        const char *base, *program;

        if (!target_look(binary, t)) {
            complain("%s: %s", binary, strerror(errno));
            return false;
        }
        if (t->kind != TARGET_SCRIPT || t->interpreter[0] == '\0')
            break;
        script = true;
        strcpy(binary, t->interpreter);
        base = strrchr(binary, '/');
        program = env_program(t);
        if (base != NULL && strcmp(base, "/env") == 0 && program != NULL &&
            !target_find(program, binary)) {
            complain("%s: its interpreter %s: %s", name, program,
                     strerror(errno));
            return false;
        }
    }
    if (script)
        complain("note: %s is a script; the program that runs is %s", name,
                 binary);
    return true;
}

/* Programs for which the environment is ignored, or useless. */
static int
refuse(const char *name, const char *binary, const struct target *t)
{
    if (t->setid || t->caps) {
        complain("%s: %s %s, so the system ignores LD_LIBRARY_PATH for it; "
                 "it can only use Urtica when linked with it", name, binary,
                 t->setid ? "is setuid or setgid" : "has file capabilities");
        return EXIT_REFUSED;
    }
    if (t->kind == TARGET_FOREIGN) {
        complain("%s: %s is a program for another kind of machine than "
                 "Urtica's libraries", name, binary);
        return EXIT_REFUSED;
    }
    return 0;
}

/* VALUE goes before what the variable holds, separated by a colon. */
static bool
prepend(const char *variable, const char *value)
{
    const char *old = getenv(variable);
    char *joined;
    int failed;

    if (old == NULL || *old == '\0') {
        failed = setenv(variable, value, 1);
    } else {
        failed = asprintf(&joined, "%s:%s", value, old) < 0 ||
                 setenv(variable, joined, 1) != 0;
    }
    if (failed)
        complain("%s: %s", variable, strerror(errno));
    return !failed;
}
