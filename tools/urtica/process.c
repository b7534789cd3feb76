/* The objects of a process. The run-time linker that a program names lists its
 * libraries (ld.so(8), --list): it alone knows where it would look. */
#include "process.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

extern char **environ;

static bool
knows(const struct process *p, const char *path)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->objects[i].path, path) == 0)
            return true;
    return false;
}

/* Reads an object into the list; a libssl or libcrypto isn't looked at, for
 * Urtica's takes its place. */
static bool
add_object(struct process *p, const char *path, bool must)
{
    struct object *more, o;
    const char *why;

    if (object_is_openssl(path) || knows(p, path))
        return true;
    if (!object_read(path, &o, &why)) {
        if (must)
            complain("%s: %s", path, why);
        return !must;
    }
    more = realloc(p->objects, (p->count + 1) * sizeof *more);
    if (more == NULL) {
        object_free(&o);
        complain("out of memory");
        return false;
    }
    p->objects = more;
    p->objects[p->count++] = o;
    return true;
}

static bool
add_missing(struct process *p, const char *name)
{
    char **more = realloc(p->missing, (p->missing_count + 1) * sizeof *more);

    if (more == NULL)
        return false;
    p->missing = more;
    p->missing[p->missing_count] = strdup(name);
    return p->missing[p->missing_count++] != NULL;
}

/* "NAME => PATH (ADDRESS)", "NAME => not found", "PATH (ADDRESS)". */
static bool
take_line(struct process *p, char *line)
{
    char *name = line + strspn(line, " \t"), *arrow = strstr(name, " => ");
    char *path = arrow != NULL ? arrow + 4 : name;
    char *end = strstr(path, " (0x");

    if (end != NULL)
        *end = '\0';
    path[strcspn(path, "\n")] = '\0';
    if (arrow != NULL)
        *arrow = '\0';
    if (strcmp(path, "not found") == 0)
        return object_is_openssl(name) || add_missing(p, name);
    return *path != '/' || add_object(p, path, false);
}

/* Has the linker list what PATH needs. */
static bool
list(struct process *p, const char *linker, const char *path)
{
    char *argv[] = {(char *)linker, (char *)"--list", (char *)path,
                    NULL};
    posix_spawn_file_actions_t actions;
    char line[PATH_MAX + 200];
    bool ok = true;
    int ends[2], status;
    FILE *out;
    pid_t pid;

    if (pipe(ends) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    status = posix_spawn(&pid, linker, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (status != 0) {
        close(ends[0]);
        complain("%s: %s", linker, strerror(status));
        return false;
    }
    out = fdopen(ends[0], "r");
    while (out != NULL && fgets(line, sizeof line, out) != NULL)
        ok = take_line(p, line) && ok;
    if (out != NULL)
        fclose(out);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return ok;
}

bool
process_of_program(struct process *p, const char *path)
{
    memset(p, 0, sizeof *p);
    if (!add_object(p, path, true))
        return false;
    if (p->count == 0) {
        complain("%s is one of the libraries itself", path);
        return false;
    }
    if (p->objects[0].interpreter != NULL &&
        !list(p, p->objects[0].interpreter, path))
        return false;
    p->plugins = p->count;
    return true;
}

bool
process_add_plugin(struct process *p, const char *path)
{
    char full[PATH_MAX];

    if (realpath(path, full) == NULL) {
        complain("%s: %s", path, strerror(errno));
        return false;
    }
    return add_object(p, full, true) &&
           (p->objects[0].interpreter == NULL ||
            list(p, p->objects[0].interpreter, full));
}

bool
process_of_pid(struct process *p, pid_t pid)
{
    char name[64], exe[PATH_MAX], line[PATH_MAX + 200];
    ssize_t len;
    FILE *maps;

    memset(p, 0, sizeof *p);
    snprintf(name, sizeof name, "/proc/%ld/exe", (long)pid);
    len = readlink(name, exe, sizeof exe - 1);
    if (len < 0) {
        complain("process %ld: %s", (long)pid,
                 errno == ENOENT ? "there is none" : strerror(errno));
        return false;
    }
    exe[len] = '\0';
    if (!add_object(p, exe, true))
        return false;
    snprintf(name, sizeof name, "/proc/%ld/maps", (long)pid);
    maps = fopen(name, "re");
    if (maps == NULL) {
        complain("process %ld: %s", (long)pid, strerror(errno));
        return false;
    }
    while (fgets(line, sizeof line, maps) != NULL) {
        char *path = strchr(line, '/');

        line[strcspn(line, "\n")] = '\0';
        if (path != NULL && strstr(line, " r-xp ") != NULL &&
            !add_object(p, path, false))
            break;
    }
    fclose(maps);
    p->plugins = p->count;
    return true;
}

void
process_free(struct process *p)
{
    for (size_t i = 0; i < p->count; i++)
        object_free(&p->objects[i]);
    for (size_t i = 0; i < p->missing_count; i++)
        free(p->missing[i]);
    free(p->objects);
    free(p->missing);
    memset(p, 0, sizeof *p);
}
