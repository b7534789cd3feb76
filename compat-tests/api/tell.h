/* What the programs about single calls share: a line for each call with what
 * it returned and what it left in the error queue. Only <openssl/...> is used,
 * so that they run on any library with this API. */
#ifndef API_TELL_H
#define API_TELL_H

#include <openssl/bn.h>
#include <openssl/err.h>
#include <stdio.h>

/* The queue as [library:reason]... */
static inline void
tell_codes(void)
{
    unsigned long e;

    while ((e = ERR_get_error()) != 0)
        printf(" [%d:%d]", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

/* The queue as [library|reason|data]... */
static inline void
tell_texts(void)
{
    const char *data;
    unsigned long e;
    int flags;

    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
        printf(" [%s|%s|%s]", ERR_lib_error_string(e),
               ERR_reason_error_string(e),
               flags & ERR_TXT_STRING ? data : "");
    printf("\n");
}

static inline void
result(const char *what, long value)
{
    printf("%s = %ld", what, value);
    tell_codes();
}

/* A call that returns a number, and the queue as codes. */
#define TRY(call) result(#call, (long)(call))

/* A call that returns a number, and the queue as texts. */
#define L(call)                                       \
    do {                                              \
        long long v_ = (long long)(call);             \
        printf("%s = %lld", #call, v_);               \
        tell_texts();                                 \
    } while (0)

/* A call that returns a text, and the queue as texts. */
#define S(call)                                       \
    do {                                              \
        const char *s_ = (const char *)(call);        \
        printf("%s = %s", #call, s_ ? s_ : "NULL");   \
        tell_texts();                                 \
    } while (0)

static inline void
hex(const char *what, const unsigned char *p, long len)
{
    printf("%s %ld ", what, len);
    while (len-- > 0)
        printf("%02x", *p++);
    printf("\n");
}

static inline void
number(const char *what, const BIGNUM *bn)
{
    char *text = bn != NULL ? BN_bn2hex(bn) : NULL;

    printf("%s %s\n", what, text != NULL ? text : "none");
    OPENSSL_free(text);
}

#endif
