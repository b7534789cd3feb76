/* Errors of the engine: one enum, OK is 0, never to be dropped.
 *
 * The table behind it (err.def) says for each which alert ends a connection
 * and which words describe it. Nothing but the code travels upward; a facade
 * turns it into queue entries. */
#ifndef URT_BASE_ERR_H
#define URT_BASE_ERR_H

enum urt_err {
    URT_OK = 0,
#define URT_ERR(name, alert, text) URT_E_##name,
#include "engine/base/err.def"
#undef URT_ERR
    URT_E_COUNT
};

/* Ends a function that returns enum urt_err when EXPR fails. The only macro
 * with control flow in lib. */
#define URT_TRY(expr)                    \
    do {                                 \
        enum urt_err try_err_ = (expr);  \
        if (try_err_ != URT_OK)          \
            return try_err_;             \
    } while (0)

/* A short English description; never NULL. */
const char *urt_err_text(enum urt_err err);
/* The alert's description byte, RFC 8446 section 6; 0 where none is sent. */
int urt_err_alert(enum urt_err err);

#endif
