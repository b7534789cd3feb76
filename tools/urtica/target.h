/* What a program on disk is, as far as `urtica run` must know: ELF or script,
 * for which machine, how it finds its libraries, whether it gains privileges
 * when it starts. */
#ifndef URTICA_TARGET_H
#define URTICA_TARGET_H

#include <limits.h>
#include <stdbool.h>

enum target_kind {
    TARGET_ELF,     /* a program for this machine */
    TARGET_FOREIGN, /* an ELF program for another machine */
    TARGET_SCRIPT,  /* text; interpreter[] says what reads it */
    TARGET_OTHER    /* neither; the kernel or binfmt_misc may know */
};

struct target {
    enum target_kind kind;
    bool setid;      /* the setuid or setgid bit is on */
    bool caps;       /* the file carries capabilities */
    bool is_static;  /* no run-time linker reads LD_LIBRARY_PATH */
    bool has_rpath;  /* DT_RPATH, which goes before LD_LIBRARY_PATH */
    char interpreter[PATH_MAX]; /* of a script, as its first line says */
    char argument[PATH_MAX];    /* what follows it there, may be empty */
};

/* Looks at the file; false with errno set when it can't be read. */
bool target_look(const char *path, struct target *t);

/* Finds NAME as execvp would. False with errno ENOENT when there is no such
 * program, EACCES when there is one that may not be executed. */
bool target_find(const char *name, char path[PATH_MAX]);

#endif
