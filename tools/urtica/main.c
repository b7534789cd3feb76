/* The command `urtica`: what it can be asked, and the texts. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "run.h"
#include "trace.h"

static const char usage[] =
    "usage: urtica run [--] COMMAND [ARGUMENT...]\n"
    "       urtica trace [-o FILE] [--json] [--] COMMAND [ARGUMENT...]\n"
    "       urtica check [--json] [--dlopen FILE]... BINARY...\n"
    "       urtica check [--json] --pid PROCESS\n"
    "       urtica check\n"
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
    "urtica check BINARY...  looks which functions of libssl and libcrypto the\n"
    "                        program and all libraries of its process want,\n"
    "                        and lists those that Urtica has in part, refuses\n"
    "                        or lacks. The last line is the verdict: starts;\n"
    "                        starts, but some functions will fail; will not\n"
    "                        start. Without BINARY: what there is of all\n"
    "                        functions, by family.\n"
    "    --dlopen FILE       a plug-in that the program will load\n"
    "    --pid PROCESS       a process, with all that it has loaded\n"
    "    --json              writes an object of JSON a program, on one line\n"
    "  Exit codes: 0 starts, 1 starts but something will fail, 3 will not\n"
    "  start, 126 and 127 as below.\n"
    "\n"
    "Exit codes of run and trace, unless the program runs and gives its own:\n"
    "  125  Urtica's libraries are not where they should be\n"
    "  126  the program cannot be run in this way (setuid, setgid, file\n"
    "       capabilities, another kind of machine), or not at all\n"
    "  127  there is no such program\n"
    "\n"
    "Environment:\n"
    "  URTICA_LIBDIR  the folder of the libraries, if not\n"
    "                 " URTICA_LIBDIR "\n"
    "  URTICA_DEBUG   words between commas: compat reports, once a process, each\n"
    "                 function called that Urtica refuses or has in part and\n"
    "                 each setting without effect; trace draws handshakes.\n"
    "                 They go to standard error, or where the trace goes.\n"
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
command_check(char *argv[])
{
#ifdef URT_HAVE_LIBELF
    int code = check_command(argv);

    if (code == EXIT_USAGE)
        fputs(usage, stderr);
    return code;
#else
    (void)argv;
    complain("check: this urtica was built without libelf");
    return EXIT_OURS;
#endif
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
    {"check", command_check},
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
