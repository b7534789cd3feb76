/* The one table of engine errors. */
#include "engine/base/err.h"

#include <stddef.h>

static const struct {
    int alert;
    const char *text;
} errors[] = {
    [URT_OK] = {0, "success"},
#define URT_ERR(name, alert, text) [URT_E_##name] = {alert, text},
#include "engine/base/err.def"
#undef URT_ERR
};

const char *
urt_err_text(enum urt_err err)
{
    if ((size_t)err >= URT_E_COUNT)
        return "unknown error";
    return errors[err].text;
}

int
urt_err_alert(enum urt_err err)
{
    if ((size_t)err >= URT_E_COUNT)
        return errors[URT_E_INTERNAL].alert;
    return errors[err].alert;
}
