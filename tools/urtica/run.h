/* `urtica run`: starts a program on Urtica's libraries. */
#ifndef URTICA_RUN_H
#define URTICA_RUN_H

#include "target.h"

/* The exit codes that env(1) and the shell use too. */
enum {
    EXIT_USAGE = 2,
    EXIT_OURS = 125,      /* urtica itself failed */
    EXIT_REFUSED = 126,   /* found, but it cannot be run (so) */
    EXIT_NOT_FOUND = 127
};

/* A line on stderr that begins with the command's name. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Follows the script PATH, called NAME, to the BINARY that will run, and looks
 * at that. False after a complaint. */
bool run_resolve(const char *name, const char *path, struct target *t,
                 char binary[PATH_MAX]);

/* Replaces this process by ARGV[0] with ARGV, or returns an exit code. */
int run_program(char *const argv[]);

#endif
