/* The command `urtica`: what it can be asked, and the texts. */
#include <stdio.h>
#include <string.h>

#include "run.h"
#include "trace.h"

static const char usage[] =
    "usage: urtica run [--] COMMAND [ARGUMENT...]\n"
    "       urtica trace [-o FILE] [--json] [--] COMMAND [ARGUMENT...]\n"
    "       urtica --help | --version\n";

static const char help[] =
    "\n"
    "Urtica: libssl.so.3 and libcrypto.so.3 with the ABI of OpenSSL 3.0.\n"
    "\n"
    "urtica run COMMAND...   starts an installed program, unchanged, with\n"
    "                        Urtica's libraries in place of the system's.\n"
    "                        Programs that it starts inherit them.\n"
    "\n"
    "urtica trace COMMAND... the same, with each TLS handshake of the program\n"
    "                        drawn as a ladder: the client's messages on the\n"
    "                        left, the server's on the right, what each hello\n"
    "                        offers, what was negotiated, alerts, and on\n"
    "                        failure a line that says why. An asterisk marks\n"
    "                        a message that not every handshake has. No\n"
    "                        secret is ever shown.\n"
    "    -o FILE             writes to FILE instead of standard error\n"
    "    --json              writes an object of JSON a line\n"
    "\n"
    "Exit codes of both, unless the program runs and gives its own:\n"
    "  125  Urtica's libraries are not where they should be\n"
    "  126  the program cannot be run in this way (setuid, setgid, file\n"
    "       capabilities, another kind of machine), or not at all\n"
    "  127  there is no such program\n"
    "\n"
    "Environment:\n"
    "  URTICA_LIBDIR  the folder of the libraries, if not\n"
    "                 " URTICA_LIBDIR "\n"
    "  SSLKEYLOGFILE  a file for the secrets of connections, of programs\n"
    "                 that set no key log themselves; Wireshark reads it\n";

static int
command_run(char *argv[])
{
    if (argv[0] != NULL && strcmp(argv[0], "--") == 0)
        argv++;
    else if (argv[0] != NULL && argv[0][0] == '-') {
        complain("run: unknown option %s", argv[0]);
        return EXIT_USAGE;
    }
    if (argv[0] == NULL) {
        complain("run: which command?");
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    return run_program(argv);
}

static int
command_trace(char *argv[])
{
    int code = trace_command(argv);

    if (code == EXIT_USAGE)
        fputs(usage, stderr);
    return code;
}

static int
command_later(char *argv[])
{
    complain("%s is not in this version (" URTICA_RELEASE ")", argv[-1]);
    return EXIT_USAGE;
}

static int
command_help(char *argv[])
{
    (void)argv;
    return fputs(usage, stdout) < 0 || fputs(help, stdout) < 0 ||
           fflush(stdout) != 0;
}

static int
command_version(char *argv[])
{
    (void)argv;
    return puts("urtica " URTICA_RELEASE " (ABI of OpenSSL " URTICA_ABI
                ")") < 0 || fflush(stdout) != 0;
}

static const struct {
    const char *name;
    int (*run)(char *argv[]);
} commands[] = {
    {"run", command_run},
    {"check", command_later},
    {"trace", command_trace},
    {"--help", command_help},
    {"-h", command_help},
    {"help", command_help},
    {"--version", command_version},
};

int
main(int argc, char *argv[])
{
    if (argc < 2) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argv + 2);
    complain("unknown command %s", argv[1]);
    fputs(usage, stderr);
    return EXIT_USAGE;
}
