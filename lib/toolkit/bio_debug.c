/* The callback that describes each operation on a BIO. Man page
 * BIO_debug_callback_ex. Lines go to the BIO given as callback argument, or
 * to standard error. */
#include "toolkit/bio_local.h"

#include <stdio.h>
#include <string.h>

static void
write_line(BIO *b, const char *line)
{
    BIO *out = (BIO *)b->callback_arg;

    if (out != NULL)
        BIO_write(out, line, (int)strlen(line));
    else
        fputs(line, stderr);
}

/* What happens, in words; the empty string for what isn't described. */
static void
describe(char *text, size_t room, const BIO *b, int oper, size_t len, int argi,
         long argl, long ret, size_t done)
{
    const char *name = b->method->name;

    switch (oper) {
    case BIO_CB_FREE:
        snprintf(text, room, "Free - %s\n", name);
        break;
    case BIO_CB_READ:
        if (b->method->type & BIO_TYPE_DESCRIPTOR)
            snprintf(text, room, "read(%d,%zu) - %s fd=%d\n", b->num, len,
                     name, b->num);
        else
            snprintf(text, room, "read(%d,%zu) - %s\n", b->num, len, name);
        break;
    case BIO_CB_WRITE:
        if (b->method->type & BIO_TYPE_DESCRIPTOR)
            snprintf(text, room, "write(%d,%zu) - %s fd=%d\n", b->num, len,
                     name, b->num);
        else
            snprintf(text, room, "write(%d,%zu) - %s\n", b->num, len, name);
        break;
    case BIO_CB_PUTS:
        snprintf(text, room, "puts() - %s\n", name);
        break;
    case BIO_CB_GETS:
        snprintf(text, room, "gets(%zu) - %s\n", len, name);
        break;
    case BIO_CB_CTRL:
        snprintf(text, room, "ctrl(%d) - %s\n", argi, name);
        break;
    case BIO_CB_return(BIO_CB_READ):
        snprintf(text, room, "read return %ld processed: %zu\n", ret,
                 done);
        break;
    case BIO_CB_return(BIO_CB_WRITE):
        snprintf(text, room, "write return %ld processed: %zu\n", ret,
                 done);
        break;
    case BIO_CB_return(BIO_CB_GETS):
        snprintf(text, room, "gets return %ld processed: %zu\n", ret,
                 done);
        break;
    case BIO_CB_return(BIO_CB_PUTS):
        snprintf(text, room, "puts return %ld processed: %zu\n", ret,
                 done);
        break;
    case BIO_CB_return(BIO_CB_CTRL):
        snprintf(text, room, "ctrl return %ld\n", ret);
        break;
    default:
        snprintf(text, room, "bio callback - unknown type (%d)\n", oper);
    }
}

long
BIO_debug_callback_ex(BIO *b, int oper, const char *arg, size_t len, int argi,
                      long argl, int ret, size_t *done)
{
    char line[256];
    int n = snprintf(line, sizeof(line), "BIO[%p]: ", (void *)b);

    describe(line + n, sizeof(line) - (size_t)n, b, oper, len, argi, argl, ret,
             done == NULL ? 0 : *done);
    write_line(b, line);
    return ret;
}

long
BIO_debug_callback(BIO *b, int oper, const char *arg, int argi, long argl,
                   long ret)
{
    size_t done = ret > 0 ? (size_t)ret : 0;
    bool counts = oper == BIO_CB_return(BIO_CB_READ) ||
                  oper == BIO_CB_return(BIO_CB_WRITE) ||
                  oper == BIO_CB_return(BIO_CB_GETS) ||
                  oper == BIO_CB_return(BIO_CB_PUTS);

    /* Of these RET is the number of bytes, and was a success. */
    (void)BIO_debug_callback_ex(b, oper, arg, argi > 0 ? (size_t)argi : 0,
                                argi, argl, counts && ret > 0 ? 1 : (int)ret,
                                &done);
    return ret;
}
