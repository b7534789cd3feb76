/* `urtica check BINARY...`: which functions of libssl and libcrypto a program
 * and the libraries of its process import, how far Urtica has each, and what
 * follows from that. */
#include "check.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "run.h"
#include "symbols.h"
#include "target.h"

enum {
    EXIT_STARTS = 0,
    EXIT_WILL_FAIL = 1,   /* something that it may call */
    EXIT_WONT_START = 3
};

enum { PLUGINS_MAX = 64 };

/* A symbol of the process. */
struct use {
    const char *name, *library, *node; /* node: as asked for, or NULL */
    const struct symbol *symbol; /* NULL: unknown to OpenSSL 3.0 */
    enum symbol_status status;
    bool at_start; /* its absence keeps the program from starting */
    bool plugin;   /* only plug-ins want it */
    const char *from; /* the first object that wants it */
};

struct report {
    const char *name; /* as asked for */
    const struct process *process;
    struct use *uses; /* by status, then name */
    size_t count, counts[SYMBOL_STATUSES];
    bool wont_start, will_fail;
};

/* ---- what is imported ---- */

static bool
node_exists(const char *library, const char *node)
{
    for (size_t i = 0; i < symbol_count; i++)
        if (symbols[i].status != SYMBOL_ABSENT &&
            strcmp(symbols[i].library, library) == 0 &&
            strcmp(symbols[i].node, node) == 0)
            return true;
    return false;
}

static struct use *
find_use(struct report *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->uses[i].name, name) == 0)
            return &r->uses[i];
    return NULL;
}

/* What Urtica has for an import: at another node it doesn't count. */
static enum symbol_status
status_of(const struct import *im, const struct symbol *s)
{
    if (s == NULL || (im->node != NULL && strcmp(im->node, s->node) != 0))
        return SYMBOL_ABSENT;
    return s->status;
}

static bool
add_use(struct report *r, const struct object *o, const struct import *im,
        bool plugin)
{
    const struct symbol *s = symbol_find(im->name);
    bool no_node = im->library != NULL && im->node != NULL &&
                   !node_exists(im->library, im->node);
    enum symbol_status status = status_of(im, s);
    bool hard = status == SYMBOL_ABSENT && !im->weak &&
                (o->bind_now || im->data || no_node);
    struct use *u = find_use(r, im->name), *more;

    if (u == NULL) {
        if (status == SYMBOL_ABSENT && im->weak)
            return true; /* the program does without */
        more = realloc(r->uses, (r->count + 1) * sizeof *more);
        if (more == NULL)
            return false;
        r->uses = more;
        u = &r->uses[r->count++];
        *u = (struct use){im->name,
                          im->library != NULL ? im->library
                          : s != NULL         ? s->library
                                              : "libcrypto.so.3",
                          im->node, s, status, false, plugin, o->path};
        r->counts[status]++;
    }
    u->plugin = u->plugin && plugin;
    u->at_start = u->at_start || (hard && !plugin);
    r->wont_start = r->wont_start || (hard && !plugin);
    r->will_fail = r->will_fail || status == SYMBOL_ABSENT ||
                   status == SYMBOL_REFUSES;
    return true;
}

static int
by_status(const void *a, const void *b)
{
    const struct use *x = a, *y = b;

    if (x->status != y->status)
        return x->status < y->status ? -1 : 1;
    return strcmp(x->name, y->name);
}

static bool
gather(struct report *r, const struct process *p)
{
    r->process = p;
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < p->objects[i].import_count; k++)
            if (!add_use(r, &p->objects[i], &p->objects[i].imports[k],
                         i >= p->plugins)) {
                complain("out of memory");
                return false;
            }
    if (r->count > 0)
        qsort(r->uses, r->count, sizeof *r->uses, by_status);
    return true;
}

/* ---- telling it ---- */

static size_t
importers(const struct process *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->count; i++)
        n += p->objects[i].import_count > 0;
    return n;
}

/* The names of what will fail, or of what is needed at the start. */
static void
write_names(const struct report *r, bool at_start)
{
    enum { MOST = 5 };
    size_t n = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct use *u = &r->uses[i];

        if (at_start ? !u->at_start
                     : u->status != SYMBOL_ABSENT &&
                           u->status != SYMBOL_REFUSES)
            continue;
        if (n < MOST)
            printf("%s%s", n > 0 ? ", " : "", u->name);
        n++;
    }
    if (n > MOST)
        printf(" and %zu more", n - MOST);
}

static const char *
verdict(const struct report *r)
{
    return r->wont_start  ? "will not start"
           : r->will_fail ? "starts, but"
                          : "starts";
}

static void
write_verdict(const struct report *r)
{
    printf("%s: %s", r->name, verdict(r));
    if (r->count == 0) {
        printf(" (it uses neither libssl.so.3 nor libcrypto.so.3)");
    } else if (r->wont_start) {
        printf(" without ");
        write_names(r, true);
    } else if (r->will_fail) {
        printf(" ");
        write_names(r, false);
        printf(" will fail");
    }
    printf("\n");
}

static void
write_use(const struct report *r, const struct use *u)
{
    const char *remark = u->symbol != NULL ? u->symbol->remark : "";
    const char *base = strrchr(u->from, '/');

    printf("  %-8s %-40s %s", symbol_status_name(u->status), u->name,
           u->node != NULL ? u->node : "no version");
    if (u->from != r->process->objects[0].path)
        printf(", for %s", base != NULL ? base + 1 : u->from);
    if (u->status == SYMBOL_ABSENT && u->symbol != NULL && u->node != NULL &&
        u->symbol->status != SYMBOL_ABSENT)
        printf(": here it is of %s", u->symbol->node);
    else if (*remark != '\0')
        printf(": %s", remark);
    printf("\n");
}

static void
write_text(const struct report *r)
{
    const struct process *p = r->process;

    printf("%s%s\n", p->objects[0].path,
           p->objects[0].bind_now ? " (BIND_NOW: every function must be there "
                                    "when it starts)"
                                  : "");
    printf("  %zu functions in %zu of %zu files: %zu full, %zu partial, "
           "%zu refuse, %zu absent\n",
           r->count, importers(p), p->count, r->counts[SYMBOL_FULL],
           r->counts[SYMBOL_PARTIAL], r->counts[SYMBOL_REFUSES],
           r->counts[SYMBOL_ABSENT]);
    for (size_t i = 0; i < r->count; i++)
        if (r->uses[i].status != SYMBOL_FULL)
            write_use(r, &r->uses[i]);
    for (size_t i = 0; i < p->missing_count; i++)
        printf("  not found: %s; what it imports isn't counted\n",
               p->missing[i]);
    write_verdict(r);
}

static void
write_quoted(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            printf("\\u%04x", (unsigned)*text);
        else
            putchar(*text);
    }
    putchar('"');
}

static void
write_member(const char *name, const char *value)
{
    printf("\"%s\":", name);
    if (value == NULL)
        printf("null");
    else
        write_quoted(value);
}

/* One object of JSON a line. */
static void
write_json(const struct report *r)
{
    const struct process *p = r->process;

    printf("{");
    write_member("program", p->objects[0].path);
    printf(",\"bind_now\":%s,", p->objects[0].bind_now ? "true" : "false");
    write_member("verdict", r->wont_start  ? "will not start"
                            : r->will_fail ? "will fail"
                                           : "starts");
    printf(",\"files\":[");
    for (size_t i = 0; i < p->count; i++) {
        printf("%s", i > 0 ? "," : "");
        write_quoted(p->objects[i].path);
    }
    printf("],\"not_found\":[");
    for (size_t i = 0; i < p->missing_count; i++) {
        printf("%s", i > 0 ? "," : "");
        write_quoted(p->missing[i]);
    }
    printf("],\"symbols\":[");
    for (size_t i = 0; i < r->count; i++) {
        const struct use *u = &r->uses[i];

        printf("%s{", i > 0 ? "," : "");
        write_member("name", u->name);
        printf(",");
        write_member("library", u->library);
        printf(",");
        write_member("node", u->node);
        printf(",");
        write_member("status", symbol_status_name(u->status));
        printf(",");
        write_member("file", u->from);
        printf(",\"at_start\":%s,", u->at_start ? "true" : "false");
        write_member("remark", u->symbol != NULL ? u->symbol->remark : "");
        printf("}");
    }
    printf("]}\n");
}

/* ---- the command ---- */

/* Behind a wrapper script: a program of the same name where Debian puts such
 * things, the last one (of the highest version) first. */
static bool
behind_script(const char *script, char path[PATH_MAX])
{
    static const char *const places[] = {
        "/usr/lib/*/*/bin/", "/usr/lib/*/bin/", "/usr/libexec/*/",
        "/usr/libexec/",     "/usr/lib/*/",
    };
    const char *base = strrchr(script, '/');
    bool found = false;

    base = base != NULL ? base + 1 : script;
    for (size_t i = 0; !found && i < sizeof places / sizeof *places; i++) {
        char pattern[PATH_MAX];
        struct target t;
        glob_t g;

        if (strpbrk(base, "*?[\\") != NULL ||
            snprintf(pattern, sizeof pattern, "%s%s", places[i], base) >=
                PATH_MAX ||
            glob(pattern, 0, NULL, &g) != 0)
            continue;
        for (size_t k = g.gl_pathc; !found && k-- > 0;)
            if (target_look(g.gl_pathv[k], &t) && t.kind == TARGET_ELF) {
                snprintf(path, PATH_MAX, "%s", g.gl_pathv[k]);
                found = true;
            }
        globfree(&g);
    }
    return found;
}

/* Finds the program that NAME starts; 0, or an exit code after a complaint. */
static int
find_program(const char *name, char path[PATH_MAX])
{
    char found[PATH_MAX];
    struct target t;

    /* A program or library that may be read will do. */
    if (!target_find(name, path) &&
        (strchr(name, '/') == NULL || errno != EACCES)) {
        complain("%s: %s", name,
                 errno == ENOENT ? "not found" : strerror(errno));
        return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_REFUSED;
    }
    if (target_look(path, &t) && t.kind == TARGET_SCRIPT &&
        behind_script(name, found)) {
        complain("note: %s is a script; the program behind it is %s", name,
                 found);
        strcpy(path, found);
    }
    strcpy(found, path);
    if (!run_resolve(name, found, &t, path))
        return EXIT_REFUSED;
    if (t.kind == TARGET_FOREIGN) {
        complain("%s is a program for another kind of machine", path);
        return EXIT_REFUSED;
    }
    if (t.setid || t.caps)
        complain("note: %s %s; it can only use Urtica when linked with it",
                 path, t.setid ? "is setuid or setgid"
                               : "has file capabilities");
    return 0;
}

static int
check_process(const char *name, struct process *p, char *const plugins[],
              bool json)
{
    struct report r = {.name = name};
    int code = EXIT_OURS;

    for (size_t i = 0; plugins[i] != NULL; i++)
        if (!process_add_plugin(p, plugins[i]))
            return EXIT_NOT_FOUND;
    if (gather(&r, p)) {
        (json ? write_json : write_text)(&r);
        code = r.wont_start  ? EXIT_WONT_START
               : r.will_fail ? EXIT_WILL_FAIL
                             : EXIT_STARTS;
    }
    free(r.uses);
    return fflush(stdout) == 0 ? code : EXIT_OURS;
}

static int
check_program(const char *name, char *const plugins[], bool json)
{
    char path[PATH_MAX];
    struct process p;
    int code = find_program(name, path);

    if (code != 0)
        return code;
    code = process_of_program(&p, path)
               ? check_process(name, &p, plugins, json)
               : EXIT_REFUSED;
    process_free(&p);
    return code;
}

static int
check_pid(const char *text, char *const plugins[], bool json)
{
    struct process p;
    char *end;
    long pid = strtol(text, &end, 10);
    int code;

    if (pid <= 0 || pid > INT_MAX || *end != '\0') {
        complain("check: %s is no process number", text);
        return EXIT_USAGE;
    }
    code = process_of_pid(&p, (pid_t)pid)
               ? check_process(p.objects[0].path, &p, plugins, json)
               : EXIT_NOT_FOUND;
    process_free(&p);
    return code;
}

int
check_command(char *argv[])
{
    char *plugins[PLUGINS_MAX + 1] = {NULL};
    const char *pid = NULL;
    size_t count = 0;
    bool json = false;
    int worst = 0, code;

    for (; *argv != NULL && (*argv)[0] == '-'; argv++) {
        if (strcmp(*argv, "--") == 0) {
            argv++;
            break;
        } else if (strcmp(*argv, "--json") == 0) {
            json = true;
        } else if (strcmp(*argv, "--dlopen") == 0 && argv[1] != NULL &&
                   count < PLUGINS_MAX) {
            plugins[count++] = *++argv;
        } else if (strcmp(*argv, "--pid") == 0 && argv[1] != NULL) {
            pid = *++argv;
        } else {
            complain("check: unknown option %s, or nothing behind it", *argv);
            return EXIT_USAGE;
        }
    }
    if (pid != NULL)
        worst = check_pid(pid, plugins, json);
    else if (*argv == NULL && (json || count > 0)) {
        complain("check: which program?");
        return EXIT_USAGE;
    } else if (*argv == NULL)
        return check_coverage();
    for (; *argv != NULL; argv++) {
        code = check_program(*argv, plugins, json);
        worst = code > worst ? code : worst;
    }
    return worst;
}
