/* Look-ups in the table of symbols. */
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

static int
compare(const void *name, const void *row)
{
    return strcmp(name, ((const struct symbol *)row)->name);
}

const struct symbol *
symbol_find(const char *name)
{
    return bsearch(name, symbols, symbol_count, sizeof *symbols, compare);
}

const char *
symbol_status_name(enum symbol_status status)
{
    static const char *const names[SYMBOL_STATUSES] = {
        [SYMBOL_FULL] = "full",
        [SYMBOL_PARTIAL] = "partial",
        [SYMBOL_REFUSES] = "refuses",
        [SYMBOL_ABSENT] = "absent",
    };

    return names[status];
}
