/* Reports of compat.h: composed on the stack, written at once.
 *
 * What was reported is remembered as a hash in a table that is only ever
 * filled, by compare-and-swap: there is no lock that a fork could leave
 * taken, and no allocation before the program set its own functions. */
#include "toolkit/compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REPORTS = 1024, LINE = 1024 };

static _Atomic uint64_t reported[REPORTS];

/* A line under way. What does not fit is cut, but for the room at its end. */
struct line {
    char text[LINE];
    size_t len;
};

/* FNV-1a over the text with its NUL; never 0. */
static uint64_t
hash(uint64_t h, const char *text)
{
    do {
        h = (h ^ (uint8_t)*text) * UINT64_C(0x100000001b3);
    } while (*text++ != '\0');
    return h != 0 ? h : 1;
}

/* True for the first who comes with it. A full table reports nothing more. */
static bool
is_new(const char *function, const char *what)
{
    uint64_t h = hash(hash(UINT64_C(0xcbf29ce484222325), function), what);

    for (size_t i = 0; i < REPORTS; i++) {
        uint64_t found = 0;

        if (atomic_compare_exchange_strong(&reported[(h + i) % REPORTS],
                                           &found, h))
            return true;
        if (found == h)
            return false;
    }
    return false;
}

static int
compare_row(const void *name, const void *row)
{
    return strcmp(name, ((const struct fac_compat_row *)row)->name);
}

static const char *
remark_of(const char *function)
{
    const struct fac_compat_row *row =
        bsearch(function, fac_compat_rows, fac_compat_row_count,
                sizeof *fac_compat_rows, compare_row);

    return row != NULL ? row->text : "not as in OpenSSL";
}

static void
put_char(struct line *l, char c)
{
    if (l->len < LINE - 4)
        l->text[l->len++] = c;
}

static void
put(struct line *l, const char *text)
{
    while (*text != '\0')
        put_char(l, *text++);
}

/* Printable ASCII alone; the rest in hex. */
static void
put_escaped(struct line *l, const char *text, bool json)
{
    for (; *text != '\0'; text++) {
        char hex[8];

        if (*text < 0x20 || *text >= 0x7f) {
            snprintf(hex, sizeof hex, json ? "\\\\x%02x" : "\\x%02x",
                     (uint8_t)*text);
            put(l, hex);
            continue;
        }
        if (json && (*text == '"' || *text == '\\'))
            put_char(l, '\\');
        put_char(l, *text);
    }
}

static void
put_field(struct line *l, const char *key, const char *text)
{
    put(l, ",\"");
    put(l, key);
    put(l, "\":\"");
    put_escaped(l, text, true);
    put_char(l, '"');
}

static void
put_json(struct line *l, const char *function, const char *what)
{
    struct timespec now;
    char text[64];

    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(text, sizeof text, "{\"time\":%lld.%06ld", (long long)now.tv_sec,
             now.tv_nsec / 1000);
    put(l, text);
    put_field(l, "program", fac_debug_program());
    snprintf(text, sizeof text, ",\"pid\":%ld", (long)getpid());
    put(l, text);
    put_field(l, "event", "compat");
    put_field(l, "function", function);
    if (*what != '\0')
        put_field(l, "what", what);
    put_field(l, "remark", remark_of(function));
}

static void
put_plain(struct line *l, const char *function, const char *what)
{
    char text[32];

    put_escaped(l, fac_debug_program(), false);
    snprintf(text, sizeof text, "[%ld] compat: ", (long)getpid());
    put(l, text);
    put(l, function);
    if (*what != '\0') {
        put(l, ", ");
        put_escaped(l, what, false);
    }
    put(l, ": ");
    put_escaped(l, remark_of(function), false);
}

void
fac_compat_report(const char *function, const char *what)
{
    struct line l = {.len = 0};
    bool json = fac_debug_json();

    if (what == NULL)
        what = "";
    if (!is_new(function, what))
        return;
    if (json)
        put_json(&l, function, what);
    else
        put_plain(&l, function, what);
    /* put_char leaves room for these. */
    if (json)
        l.text[l.len++] = '}';
    l.text[l.len++] = '\n';
    fac_debug_write(urt_bytes(l.text, l.len));
}

void
fac_compat_report_command(const char *function, int command)
{
    char what[32];

    snprintf(what, sizeof what, "command %d", command);
    fac_compat_report(function, what);
}
