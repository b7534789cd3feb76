/* `urtica check`: whether a program would run on Urtica. */
#ifndef URTICA_CHECK_H
#define URTICA_CHECK_H

/* ARGV behind the word `check`; gives the exit code. */
int check_command(char *argv[]);

/* The coverage of the symbol lists, by family, on standard output. */
int check_coverage(void);

#endif
