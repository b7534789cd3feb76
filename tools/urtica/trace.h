/* `urtica trace`: starts a program with its handshakes drawn. */
#ifndef URTICA_TRACE_H
#define URTICA_TRACE_H

/* Works off the options and the command after the word "trace"; an exit code,
 * where it comes back at all. */
int trace_command(char *argv[]);

#endif
