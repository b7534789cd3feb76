/* What a user asked to be shown of a process, and where it goes.
 *
 * URTICA_DEBUG lists words between commas: "trace" draws handshakes, "compat"
 * reports what is refused or without effect (compat.h). `urtica trace` asks
 * for the former through URTICA_TRACE, and names the output there; else it
 * is what standard error is when the library is loaded. Both variables are
 * ignored in setuid programs and the like.
 *
 * Off, which is the normal case, costs one relaxed load and one branch. */
#ifndef FAC_DEBUG_H
#define FAC_DEBUG_H

#include <stdatomic.h>

#include "engine/base/bytes.h"

enum {
    FAC_DEBUG_TRACE = 1,
    FAC_DEBUG_COMPAT = 2,
};

/* Set before the program's first line runs; afterwards only ever cleared,
 * when the output is gone. */
extern atomic_uint fac_debug;

static inline bool
fac_debug_wants(unsigned bit)
{
    return __builtin_expect(
        (atomic_load_explicit(&fac_debug, memory_order_relaxed) & bit) != 0, 0);
}

/* Lines are to be objects of JSON. */
bool fac_debug_json(void);
/* The program's short name, unescaped. */
const char *fac_debug_program(void);
/* Writes whole lines, with as few write calls as the output allows. errno
 * stays; no lock is taken and no memory allocated. */
void fac_debug_write(struct urt_bytes lines);

#endif
