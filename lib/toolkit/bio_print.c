/* Formatted output to BIOs and buffers. Man page BIO_printf. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <stdio.h>

int
BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args)
{
    int len = vsnprintf(buf, n, format, args);

    /* Truncation is a failure here. */
    return len < 0 || (size_t)len >= n ? -1 : len;
}

int
BIO_snprintf(char *buf, size_t n, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = BIO_vsnprintf(buf, n, format, args);
    va_end(args);
    return len;
}

int
BIO_vprintf(BIO *b, const char *format, va_list args)
{
    char small[2048], *text = small;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(small, sizeof(small), format, args);
    if (len >= (int)sizeof(small)) {
        text = len == INT_MAX ? NULL : urt_alloc((size_t)len + 1);
        if (text != NULL)
            len = vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    if (len < 0 || text == NULL)
        return -1;
    len = BIO_write(b, text, len);
    if (text != small)
        urt_free(text);
    return len;
}

int
BIO_printf(BIO *b, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = BIO_vprintf(b, format, args);
    va_end(args);
    return len;
}

/* INDENT spaces, at most MAX. */
int
BIO_indent(BIO *b, int indent, int max)
{
    if (indent < 0)
        indent = 0;
    if (indent > max)
        indent = max;
    while (indent-- > 0)
        if (BIO_puts(b, " ") != 1)
            return 0;
    return 1;
}
