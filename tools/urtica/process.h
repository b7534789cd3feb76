/* The objects of a process: a program and all that its run-time linker loads
 * with it, before it was started or while it runs. */
#ifndef URTICA_PROCESS_H
#define URTICA_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "object.h"

struct process {
    struct object *objects; /* the program first */
    size_t count;
    size_t plugins; /* from which object on they come by dlopen */
    char **missing; /* libraries that the linker doesn't find */
    size_t missing_count;
};

/* The program PATH, by what its own run-time linker answers to --list. False
 * after a complaint. */
bool process_of_program(struct process *p, const char *path);

/* One that runs, by /proc/PID/maps. */
bool process_of_pid(struct process *p, pid_t pid);

/* A plug-in, and what comes with it that isn't there yet. */
bool process_add_plugin(struct process *p, const char *path);

void process_free(struct process *p);

#endif
