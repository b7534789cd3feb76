/* UI_OpenSSL: the terminal of the process, /dev/tty, or standard input and
 * standard error where there is none. Without UI_INPUT_FLAG_ECHO nothing
 * typed is shown.
 *
 * What a session changes (echo, signal handlers) is put back before the
 * reader returns. A signal while it waits breaks off the question. */
#include "toolkit/ui_local.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

struct terminal {
    FILE *in, *out;
    bool is_tty;
    struct termios saved;
};

enum { LINE_ROOM = 8192 };

static volatile sig_atomic_t caught;

/* ---- session ----------------------------------------------------------- */

static int
close_terminal(UI *ui)
{
    struct terminal *t = ui->terminal;

    if (t == NULL)
        return 1;
    if (t->in != NULL && t->in != stdin)
        fclose(t->in);
    if (t->out != NULL && t->out != stderr)
        fclose(t->out);
    urt_free(t);
    ui->terminal = NULL;
    return 1;
}

static int
open_terminal(UI *ui)
{
    struct terminal *t = urt_zalloc(sizeof(*t));

    if (t == NULL)
        return 0;
    close_terminal(ui);
    ui->terminal = t;
    if ((t->in = fopen("/dev/tty", "re")) == NULL)
        t->in = stdin;
    if ((t->out = fopen("/dev/tty", "we")) == NULL)
        t->out = stderr;
    t->is_tty = tcgetattr(fileno(t->in), &t->saved) == 0;
    if (!t->is_tty && errno != ENOTTY && errno != EINVAL && errno != ENXIO &&
        errno != EIO && errno != EPERM && errno != ENODEV) {
        ERR_raise_data(ERR_LIB_UI, UI_R_UNKNOWN_TTYGET_ERRNO_VALUE,
                       "errno=%d", errno);
        return 0;
    }
    return 1;
}

static int
write_text(UI *ui, UI_STRING *uis)
{
    struct terminal *t = ui->terminal;

    if (t == NULL)
        return 0;
    if (uis->type == UIT_INFO || uis->type == UIT_ERROR) {
        fputs(uis->text, t->out);
        fflush(t->out);
    }
    return 1;
}

/* ---- reading ----------------------------------------------------------- */

static void
on_signal(int number)
{
    caught = number;
}

/* What would end or stop the process in the middle of a question. */
static const int signals[] = {SIGINT, SIGHUP, SIGQUIT, SIGTERM, SIGTSTP,
                              SIGPIPE, SIGALRM};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static void
catch_signals(struct sigaction saved[SIGNALS])
{
    struct sigaction act;

    memset(&act, 0, sizeof(act));
    act.sa_handler = on_signal;
    sigemptyset(&act.sa_mask);
    caught = 0;
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &act, &saved[i]);
}

static void
release_signals(const struct sigaction saved[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &saved[i], NULL);
}

static void
set_echo(struct terminal *t, bool on)
{
    struct termios now = t->saved;

    if (!t->is_tty)
        return;
    if (!on)
        now.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(fileno(t->in), TCSANOW, &now);
}

/* A line without its end; 1, 0 at end of input, -1 after a signal. */
static int
get_line(struct terminal *t, char *line, bool echo)
{
    struct sigaction saved[SIGNALS];
    bool got;

    if (t->in != stdin)
        setvbuf(t->in, NULL, _IONBF, 0);
    catch_signals(saved);
    if (!echo)
        set_echo(t, false);
    got = fgets(line, LINE_ROOM, t->in) != NULL;
    if (got && caught == 0) {
        char *end = strchr(line, '\n');
        int c = 0;

        if (end != NULL)
            *end = 0;
        else
            while (c != '\n' && c != EOF)
                c = getc(t->in);
    }
    if (!echo) {
        fputc('\n', t->out);
        set_echo(t, true);
    }
    fflush(t->out);
    release_signals(saved);
    if (caught != 0)
        return -1;
    return got ? 1 : 0;
}

static int
ask(UI *ui, UI_STRING *s, struct terminal *t)
{
    char *line = urt_zalloc(LINE_ROOM);
    int ret;

    if (line == NULL)
        return 0;
    ret = get_line(t, line, (s->input_flags & UI_INPUT_FLAG_ECHO) != 0);
    if (ret > 0 && UI_set_result(ui, s, line) < 0)
        ret = 0;
    urt_wipe_free(line, LINE_ROOM);
    return ret;
}

static int
read_answer(UI *ui, UI_STRING *s)
{
    struct terminal *t = ui->terminal;
    int ret;

    if (t == NULL)
        return 0;
    switch (s->type) {
    case UIT_BOOLEAN:
        fputs(s->text, t->out);
        if (s->action != NULL)
            fputs(s->action, t->out);
        fflush(t->out);
        return ask(ui, s, t);
    case UIT_PROMPT:
        fputs(s->text, t->out);
        fflush(t->out);
        return ask(ui, s, t);
    case UIT_VERIFY:
        fprintf(t->out, "Verifying - %s", s->text);
        fflush(t->out);
        ret = ask(ui, s, t);
        if (ret > 0 && strcmp(s->result, s->test) != 0) {
            fputs("Verify failure\n", t->out);
            fflush(t->out);
            return 0;
        }
        return ret;
    default:
        return 1;
    }
}

UI_METHOD *
UI_OpenSSL(void)
{
    static UI_METHOD method = {
        .name = (char *)"OpenSSL default user interface",
        .opener = open_terminal,
        .writer = write_text,
        .reader = read_answer,
        .closer = close_terminal,
    };

    return &method;
}

/* ---- the usual question ------------------------------------------------ */

int
UI_UTIL_read_pw(char *buf, char *buff, int size, const char *prompt,
                int verify)
{
    int ret = -1;
    UI *ui;

    if (size < 1 || (ui = UI_new()) == NULL)
        return -1;
    if (UI_add_input_string(ui, prompt, 0, buf, 0, size - 1) >= 0 &&
        (!verify || UI_add_verify_string(ui, prompt, 0, buff, 0, size - 1,
                                         buf) >= 0))
        ret = UI_process(ui);
    UI_free(ui);
    return ret;
}

int
UI_UTIL_read_pw_string(char *buf, int length, const char *prompt, int verify)
{
    char again[BUFSIZ];
    int ret = UI_UTIL_read_pw(buf, again,
                              length > BUFSIZ ? BUFSIZ : length, prompt,
                              verify);

    urt_wipe(again, sizeof(again));
    return ret;
}
