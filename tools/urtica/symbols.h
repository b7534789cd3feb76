/* Every function that OpenSSL 3.0 exports, and how far Urtica has it: the
 * symbol lists of lib/ as a table, made by make-symbols. */
#ifndef URTICA_SYMBOLS_H
#define URTICA_SYMBOLS_H

#include <stddef.h>

enum symbol_status {
    SYMBOL_FULL,
    SYMBOL_PARTIAL, /* less than OpenSSL's, as the remark says */
    SYMBOL_REFUSES, /* answers as where the feature is missing */
    SYMBOL_ABSENT,  /* not exported */
    SYMBOL_STATUSES
};

struct symbol {
    const char *name, *library, *node; /* library: its SONAME */
    enum symbol_status status;
    const char *remark; /* may be empty */
};

extern const struct symbol symbols[]; /* sorted by name */
extern const size_t symbol_count;

/* NULL when OpenSSL 3.0 has no such symbol. */
const struct symbol *symbol_find(const char *name);

/* "full" and so on, as in the lists. */
const char *symbol_status_name(enum symbol_status status);

#endif
