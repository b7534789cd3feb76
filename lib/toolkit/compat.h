/* URTICA_DEBUG=compat: calls that are refused or done in part only, and
 * settings that are taken and have no effect, are reported.
 *
 * Each such function says so by its name, where the missing part is asked
 * for; the text is the remark of the symbol lists (lib/libcrypto.sym,
 * lib/libssl.sym), from which the table below is made at build time. A test
 * holds that every `refuses` and `partial` row has its call, and no other.
 *
 * A report appears once in a process, and a child does not repeat what was
 * said before the fork. */
#ifndef FAC_COMPAT_H
#define FAC_COMPAT_H

#include "toolkit/debug.h"

/* Marks a name of the lists that goes to a helper which calls below. */
#define FAC_COMPAT_NAME(name) name

/* FUNCTION and WHAT are remembered by their text. */
void fac_compat_report(const char *function, const char *what);
void fac_compat_report_command(const char *function, int command);

/* WHAT says which part was asked for, if the function has several. */
static inline void
fac_compat_about(const char *function, const char *what)
{
    if (fac_debug_wants(FAC_DEBUG_COMPAT))
        fac_compat_report(function, what);
}

static inline void
fac_compat(const char *function)
{
    fac_compat_about(function, NULL);
}

/* The same about a command of a *_ctrl function that is not there. */
static inline void
fac_compat_command(const char *function, int command)
{
    if (fac_debug_wants(FAC_DEBUG_COMPAT))
        fac_compat_report_command(function, command);
}

/* Sorted by name. */
struct fac_compat_row {
    const char *name;
    const char *text;
};
extern const struct fac_compat_row fac_compat_rows[];
extern const size_t fac_compat_row_count;

#endif
