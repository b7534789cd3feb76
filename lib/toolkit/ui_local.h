/* UI objects from inside. */
#ifndef TOOLKIT_UI_LOCAL_H
#define TOOLKIT_UI_LOCAL_H

#include "engine/base/mem.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <string.h>

struct ui_method_st {
    char *name;
    int (*opener)(UI *ui);
    int (*writer)(UI *ui, UI_STRING *uis);
    int (*flusher)(UI *ui);
    int (*reader)(UI *ui, UI_STRING *uis);
    int (*closer)(UI *ui);
    void *(*duplicator)(UI *ui, void *ui_data);
    void (*destructor)(UI *ui, void *ui_data);
    char *(*prompt_constructor)(UI *ui, const char *phrase_desc,
                                const char *object_name);
    CRYPTO_EX_DATA ex_data;
};

struct ui_string_st {
    enum UI_string_types type;
    const char *text;
    int input_flags;
    char *result; /* the caller's buffer */
    size_t result_len;
    bool owned; /* the texts were copied */
    int minsize, maxsize;
    const char *test;   /* VERIFY: what must be typed again */
    const char *action; /* BOOLEAN */
    const char *ok_chars, *cancel_chars;
};

struct ui_st {
    const UI_METHOD *method;
    STACK_OF(UI_STRING) *strings;
    void *user_data;
    bool user_data_owned; /* by the method's destructor */
    bool print_errors;
    bool redoable; /* the last answer had the wrong size: asking again helps */
    void *terminal; /* of the built-in method, from opener to closer */
    CRYPTO_EX_DATA ex_data;
};

static inline int
fac_ui_fail(int reason)
{
    ERR_raise(ERR_LIB_UI, reason);
    return -1;
}

#endif
