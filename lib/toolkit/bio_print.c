/* Formatted output to BIOs and buffers. Man page BIO_printf.
 *
 * Not the C library's: the error queue and everything printed must read the
 * same whatever the program runs on. What differs from printf(3): a NULL
 * string is <NULL>, %p and a zero under %#x begin with 0x, %c knows no width,
 * %f rounds halves up and has at most nine decimals, unknown conversions
 * print nothing, a negative width is none, and %n stores nothing. %e and %g are printf's. */
#include "toolkit/bio_local.h"
#include "toolkit/err_local.h"

#include "engine/base/mem.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { DECIMALS_MAX = 9 };

/* Where the text goes: what doesn't fit is only counted. */
struct sink {
    char *at;
    size_t room, total;
    bool failed;
};

struct spec {
    bool left, plus, space, alternate, zero;
    int width, precision; /* precision -1: none */
    char size;            /* h, l, q (long long), z, j or 0 */
};

static void
put(struct sink *s, const char *text, size_t len)
{
    size_t fits = len < s->room ? len : s->room;

    if (fits != 0)
        memcpy(s->at, text, fits);
    s->at += fits;
    s->room -= fits;
    s->total += len;
}

static void
fill(struct sink *s, char c, int count)
{
    for (; count > 0; count--)
        put(s, &c, 1);
}

/* TEXT between what precedes it (sign, 0x) and its zeros and blanks. */
static void
put_number(struct sink *s, const struct spec *f, const char *prefix,
           int zeros, const char *text, size_t len)
{
    size_t before = strlen(prefix);
    int blanks = f->width - (int)before - zeros - (int)len;

    if (blanks < 0)
        blanks = 0;
    /* Zeros of the precision stand for those of the width. */
    if (f->zero) {
        int whole = f->width - (int)before - (int)len - zeros;

        zeros = zeros > whole ? zeros : whole;
        blanks = 0;
    }
    if (!f->left)
        fill(s, ' ', blanks);
    put(s, prefix, before);
    fill(s, '0', zeros);
    put(s, text, len);
    if (f->left)
        fill(s, ' ', blanks);
}

static void
put_integer(struct sink *s, const struct spec *f, uint64_t value,
            bool negative, char conversion)
{
    static const char lower[] = "0123456789abcdef";
    static const char upper[] = "0123456789ABCDEF";
    const char *digits = conversion == 'X' ? upper : lower, *prefix = "";
    unsigned base = conversion == 'o'                            ? 8
                    : strchr("xXp", conversion) != NULL ? 16
                                                                 : 10;
    char text[24], *at = text + sizeof(text);
    int zeros, len;

    do
        *--at = digits[value % base];
    while ((value /= base) != 0);
    len = (int)(text + sizeof(text) - at);
    if (conversion == 'd' || conversion == 'i')
        prefix = negative ? "-" : f->plus ? "+" : f->space ? " " : "";
    else if (f->alternate && base != 10)
        prefix = base == 16 ? "0x" : "0";
    zeros = f->precision > len ? f->precision - len : 0;
    put_number(s, f, prefix, zeros, at, (size_t)len);
}

static void
put_string(struct sink *s, const struct spec *f, const char *text)
{
    size_t len;
    int blanks;

    if (text == NULL)
        text = "<NULL>";
    len = f->precision < 0 ? strlen(text)
                           : strnlen(text, (size_t)f->precision);
    blanks = f->width > (int)len ? f->width - (int)len : 0;
    if (!f->left)
        fill(s, ' ', blanks);
    put(s, text, len);
    if (f->left)
        fill(s, ' ', blanks);
}

static void
put_fixed(struct sink *s, const struct spec *f, double value)
{
    static const uint64_t powers[DECIMALS_MAX + 1] = {
        1,      10,      100,      1000,      10000,
        100000, 1000000, 10000000, 100000000, 1000000000};
    int decimals = f->precision < 0              ? 6
                   : f->precision > DECIMALS_MAX ? DECIMALS_MAX
                                                 : f->precision;
    double size = value < 0 ? -value : value, rest;
    uint64_t whole, part;
    char text[48];
    int len;

    /* Not a number is not less either. */
    if (!(size < 18446744073709551615.0)) {
        s->failed = true;
        return;
    }
    whole = (uint64_t)size;
    rest = (size - (double)whole) * (double)powers[decimals];
    part = (uint64_t)rest;
    part += rest - (double)part >= 0.5;
    if (part >= powers[decimals]) {
        whole++;
        part -= powers[decimals];
    }
    len = snprintf(text, sizeof(text), "%llu%s", (unsigned long long)whole,
                   decimals > 0 || f->alternate ? "." : "");
    if (decimals > 0)
        len += snprintf(text + len, sizeof(text) - (size_t)len, "%0*llu",
                        decimals, (unsigned long long)part);
    put_number(s, f, value < 0 ? "-" : f->plus ? "+" : f->space ? " " : "", 0,
               text, (size_t)len);
}

static void
put_scientific(struct sink *s, const struct spec *f, double value,
               char conversion)
{
    const char format[] = {'%', '#', '.', '*', conversion, 0};
    const char plain[] = {'%', '.', '*', conversion, 0};
    int precision = f->precision < 0              ? 6
                    : f->precision > DECIMALS_MAX ? DECIMALS_MAX
                                                  : f->precision;
    char text[48];
    int len;

    len = snprintf(text, sizeof(text), f->alternate ? format : plain,
                   precision, value < 0 ? -value : value);
    put_number(s, f, value < 0 ? "-" : f->plus ? "+" : f->space ? " " : "", 0,
               text, (size_t)len);
}

static int64_t
take_signed(const struct spec *f, va_list *args)
{
    switch (f->size) {
    case 'h':
        return (short)va_arg(*args, int);
    case 'l':
        return va_arg(*args, long);
    case 'q':
        return va_arg(*args, long long);
    case 'z':
        return va_arg(*args, ssize_t);
    case 'j':
        return va_arg(*args, intmax_t);
    default:
        return va_arg(*args, int);
    }
}

static uint64_t
take_unsigned(const struct spec *f, va_list *args)
{
    switch (f->size) {
    case 'h':
        return (unsigned short)va_arg(*args, unsigned);
    case 'l':
        return va_arg(*args, unsigned long);
    case 'q':
        return va_arg(*args, unsigned long long);
    case 'z':
        return va_arg(*args, size_t);
    case 'j':
        return va_arg(*args, uintmax_t);
    default:
        return va_arg(*args, unsigned);
    }
}

static int
take_count(const char **at, va_list *args)
{
    int n = 0;

    if (**at == '*') {
        ++*at;
        return va_arg(*args, int);
    }
    for (; **at >= '0' && **at <= '9'; ++*at)
        n = n > INT_MAX / 10 - 1 ? n : n * 10 + (**at - '0');
    return n;
}

/* Reads a specification up to its conversion. */
static void
take_spec(struct spec *f, const char **at, va_list *args)
{
    for (;; ++*at) {
        if (**at == '-')
            f->left = true;
        else if (**at == '+')
            f->plus = true;
        else if (**at == ' ')
            f->space = true;
        else if (**at == '#')
            f->alternate = true;
        else if (**at == '0')
            f->zero = true;
        else
            break;
    }
    f->width = take_count(at, args);
    if (f->width < 0)
        f->width = 0;
    f->precision = -1;
    if (**at == '.') {
        ++*at;
        if (**at == '*' || (**at >= '0' && **at <= '9'))
            f->precision = take_count(at, args);
    }
    if (**at == 0 || strchr("hlqLzj", **at) == NULL)
        return;
    f->size = *(*at)++;
    if (f->size == 'l' && **at == 'l') {
        ++*at;
        f->size = 'q';
    }
}

static void
convert(struct sink *s, const struct spec *f, char conversion, va_list *args)
{
    int64_t number;
    char c;

    switch (conversion) {
    case 'd':
    case 'i':
        number = take_signed(f, args);
        put_integer(s, f, number < 0 ? 0 - (uint64_t)number
                                     : (uint64_t)number,
                    number < 0, conversion);
        break;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        put_integer(s, f, take_unsigned(f, args), false, conversion);
        break;
    case 'p': {
        struct spec pointer = *f;

        pointer.alternate = true;
        put_integer(s, &pointer, (uintptr_t)va_arg(*args, void *), false,
                    conversion);
        break;
    }
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G': {
        double value = f->size == 'L' ? (double)va_arg(*args, long double)
                                      : va_arg(*args, double);

        if (conversion == 'f')
            put_fixed(s, f, value);
        else
            put_scientific(s, f, value, conversion);
        break;
    }
    case 'c':
        c = (char)va_arg(*args, int);
        put(s, &c, 1);
        break;
    case 's':
        put_string(s, f, va_arg(*args, const char *));
        break;
    case 'n':
        (void)va_arg(*args, void *);
        break;
    case '%':
        put(s, "%", 1);
        break;
    }
}

/* The length that the whole text has, or -1. BUF, of N bytes, gets as much of
 * it as fits, and an end. */
static int
format_into(char *buf, size_t n, const char *format, va_list args)
{
    struct sink s = {.at = buf, .room = n > 0 ? n - 1 : 0};
    const char *at = format;
    va_list list;

    va_copy(list, args);
    while (*at != 0 && s.total <= INT_MAX) {
        struct spec f = {0};
        size_t plain = strcspn(at, "%");

        put(&s, at, plain);
        at += plain;
        if (*at == 0)
            break;
        at++;
        take_spec(&f, &at, &list);
        if (*at == 0)
            break;
        convert(&s, &f, *at++, &list);
    }
    va_end(list);
    if (n > 0)
        *s.at = 0;
    return s.failed || s.total >= INT_MAX ? -1 : (int)s.total;
}

int
BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args)
{
    int len = format_into(buf, n, format, args);

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
    len = format_into(small, sizeof(small), format, args);
    if (len >= (int)sizeof(small)) {
        text = urt_alloc((size_t)len + 1);
        if (text != NULL)
            len = format_into(text, (size_t)len + 1, format, again);
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
