/* UTCTime and GeneralizedTime, X.680 sections 46 and 47, as far as OpenSSL's
 * API takes them: seconds may be missing and an offset may stand for Z;
 * ASN1_STRING_FLAG_X509_TIME asks for the one form of RFC 5280, 4.1.2.5.
 *
 * All functions go through a parsed time: a date in UTC, the week day and
 * year day of the date as written, and the fraction's text. */
#include "toolkit/asn1_local.h"

#include "engine/base/clock.h"
#include "engine/base/text.h"

#include <openssl/bio.h>
#include <stdio.h>
#include <time.h>

struct parsed {
    struct urt_date date; /* UTC */
    int week_day, year_day;
    struct urt_bytes fraction; /* with its point; empty as a rule */
};

static const int64_t SECONDS_A_DAY = 86400;
/* What gmtime could put into an int year. */
static const int64_t LAST_SECOND = 67767976233532799;

/* ---- reading ----------------------------------------------------------- */

static bool
take_digits(struct urt_bytes *in, int count, int *out)
{
    struct urt_bytes s;

    if (!urt_take(in, &s, (size_t)count))
        return false;
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!urt_ascii_is_digit((char)s.data[i]))
            return false;
        *out = *out * 10 + (s.data[i] - '0');
    }
    return true;
}

static bool
next_is(struct urt_bytes in, const char *set)
{
    return in.len > 0 && in.data[0] != 0 && strchr(set, in.data[0]) != NULL;
}

/* "Z", or an offset in hours and minutes, to *SECONDS to be added. */
static bool
take_zone(struct urt_bytes *in, bool strict, int *seconds)
{
    int hours, minutes, sign;

    *seconds = 0;
    if (next_is(*in, "Z"))
        return urt_skip(in, 1);
    if (strict || !next_is(*in, "+-"))
        return false;
    /* Ahead of UTC means that UTC is earlier. */
    sign = in->data[0] == '-' ? 1 : -1;
    (void)urt_skip(in, 1);
    if (!take_digits(in, 2, &hours) || hours > 12 ||
        !take_digits(in, 2, &minutes) || minutes > 59)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool
take_fraction(struct urt_bytes *in, struct urt_bytes *fraction)
{
    size_t n = 1;

    while (n < in->len && urt_ascii_is_digit((char)in->data[n]))
        n++;
    return n > 1 && urt_take(in, fraction, n);
}

static int
year_day_of(const struct urt_date *d, int64_t seconds)
{
    struct urt_date new_year = {d->year, 1, 1, 0, 0, 0};
    int64_t start = 0;

    (void)urt_date_to_seconds(&start, &new_year);
    return (int)((seconds - start) / SECONDS_A_DAY);
}

static bool
parse(struct parsed *p, const ASN1_TIME *t)
{
    struct urt_bytes in = fac_asn1_bytes(t);
    bool strict = (t->flags & ASN1_STRING_FLAG_X509_TIME) != 0;
    struct urt_date d = {0};
    int64_t seconds, days;
    int offset;

    p->fraction = URT_BYTES_NONE;
    if (t->type == V_ASN1_UTCTIME) {
        if (!take_digits(&in, 2, &d.year))
            return false;
        d.year += d.year < 50 ? 2000 : 1900;
    } else if (t->type != V_ASN1_GENERALIZEDTIME ||
               !take_digits(&in, 4, &d.year)) {
        return false;
    }
    if (!take_digits(&in, 2, &d.month) || !take_digits(&in, 2, &d.day) ||
        !take_digits(&in, 2, &d.hour) || !take_digits(&in, 2, &d.minute))
        return false;
    if (strict || !next_is(in, "Z+-")) {
        if (!take_digits(&in, 2, &d.second))
            return false;
        if (!strict && t->type == V_ASN1_GENERALIZEDTIME && next_is(in, ".") &&
            !take_fraction(&in, &p->fraction))
            return false;
    }
    if (!take_zone(&in, strict, &offset) || in.len != 0 ||
        !urt_date_to_seconds(&seconds, &d))
        return false;
    days = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0 ? 1 : 0);
    p->week_day = (int)(((days + 4) % 7 + 7) % 7); /* 1970 began Thursday */
    p->year_day = year_day_of(&d, seconds);
    urt_date_from_seconds(&p->date, seconds + offset);
    return true;
}

static bool
to_seconds(int64_t *out, const ASN1_TIME *t)
{
    struct parsed p;

    if (t == NULL) {
        *out = urt_clock_now();
        return true;
    }
    return parse(&p, t) && urt_date_to_seconds(out, &p.date);
}

int
ASN1_TIME_to_tm(const ASN1_TIME *s, struct tm *tm)
{
    struct parsed p;

    if (s == NULL) {
        time_t now = (time_t)urt_clock_now();

        memset(tm, 0, sizeof(*tm));
        return gmtime_r(&now, tm) != NULL;
    }
    if (!parse(&p, s))
        return 0;
    if (tm == NULL)
        return 1;
    memset(tm, 0, sizeof(*tm));
    tm->tm_year = p.date.year - 1900;
    tm->tm_mon = p.date.month - 1;
    tm->tm_mday = p.date.day;
    tm->tm_hour = p.date.hour;
    tm->tm_min = p.date.minute;
    tm->tm_sec = p.date.second;
    tm->tm_wday = p.week_day;
    tm->tm_yday = p.year_day;
    return 1;
}

int
ASN1_TIME_check(const ASN1_TIME *t)
{
    struct parsed p;

    return parse(&p, t);
}

int
ASN1_UTCTIME_check(const ASN1_UTCTIME *a)
{
    return a->type == V_ASN1_UTCTIME && ASN1_TIME_check(a);
}

int
ASN1_GENERALIZEDTIME_check(const ASN1_GENERALIZEDTIME *a)
{
    return a->type == V_ASN1_GENERALIZEDTIME && ASN1_TIME_check(a);
}

/* ---- writing ----------------------------------------------------------- */

/* Writes D into S, made when NULL, as TYPE; V_ASN1_UNDEF picks by the year
 * as RFC 5280 does. */
static ASN1_TIME *
from_date(ASN1_TIME *s, const struct urt_date *d, int type)
{
    bool short_year = d->year >= 1950 && d->year < 2050;
    ASN1_TIME *t = s;
    char text[64];

    if (type == V_ASN1_UNDEF)
        type = short_year ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
    if (type == V_ASN1_UTCTIME) {
        if (!short_year)
            return NULL;
        (void)snprintf(text, sizeof(text), "%02d", d->year % 100);
    } else {
        (void)snprintf(text, sizeof(text), "%04d", d->year);
    }
    (void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
                   "%02d%02d%02d%02d%02dZ", d->month, d->day, d->hour,
                   d->minute, d->second);
    if (t == NULL && (t = ASN1_STRING_new()) == NULL)
        return NULL;
    if (!ASN1_STRING_set(t, text, -1)) {
        if (s == NULL)
            ASN1_STRING_free(t);
        return NULL;
    }
    t->type = type;
    return t;
}

static ASN1_TIME *
adj(ASN1_TIME *s, time_t t, int offset_day, long offset_sec, int type)
{
    struct urt_date d;
    int64_t seconds = t, more;

    if (seconds > LAST_SECOND || seconds < -LAST_SECOND)
        goto bad;
    urt_date_from_seconds(&d, seconds);
    if (offset_day != 0 || offset_sec != 0) {
        if (__builtin_add_overflow(offset_day * SECONDS_A_DAY, offset_sec,
                                   &more) ||
            __builtin_add_overflow(seconds, more, &seconds) ||
            seconds > LAST_SECOND || seconds < -LAST_SECOND)
            goto bad;
        urt_date_from_seconds(&d, seconds);
        if (d.year < 1900 || d.year > 9999)
            return NULL;
    }
    return from_date(s, &d, type);
bad:
    ERR_raise(ERR_LIB_ASN1, ASN1_R_ERROR_GETTING_TIME);
    return NULL;
}

ASN1_TIME *
ASN1_TIME_set(ASN1_TIME *s, time_t t)
{
    return adj(s, t, 0, 0, V_ASN1_UNDEF);
}

ASN1_TIME *
ASN1_TIME_adj(ASN1_TIME *s, time_t t, int offset_day, long offset_sec)
{
    return adj(s, t, offset_day, offset_sec, V_ASN1_UNDEF);
}

ASN1_UTCTIME *
ASN1_UTCTIME_set(ASN1_UTCTIME *s, time_t t)
{
    return adj(s, t, 0, 0, V_ASN1_UTCTIME);
}

ASN1_UTCTIME *
ASN1_UTCTIME_adj(ASN1_UTCTIME *s, time_t t, int offset_day, long offset_sec)
{
    return adj(s, t, offset_day, offset_sec, V_ASN1_UTCTIME);
}

ASN1_GENERALIZEDTIME *
ASN1_GENERALIZEDTIME_set(ASN1_GENERALIZEDTIME *s, time_t t)
{
    return adj(s, t, 0, 0, V_ASN1_GENERALIZEDTIME);
}

ASN1_GENERALIZEDTIME *
ASN1_GENERALIZEDTIME_adj(ASN1_GENERALIZEDTIME *s, time_t t, int offset_day,
                         long offset_sec)
{
    return adj(s, t, offset_day, offset_sec, V_ASN1_GENERALIZEDTIME);
}

/* STR as a time of TYPE, into S unless that is NULL. */
static bool
set_string(ASN1_TIME *s, const char *str, int type, long flags)
{
    ASN1_TIME t = {(int)strlen(str), type, (unsigned char *)(uintptr_t)str,
                   flags};

    return ASN1_TIME_check(&t) && (s == NULL || ASN1_STRING_copy(s, &t));
}

int
ASN1_UTCTIME_set_string(ASN1_UTCTIME *s, const char *str)
{
    return set_string(s, str, V_ASN1_UTCTIME, 0);
}

int
ASN1_GENERALIZEDTIME_set_string(ASN1_GENERALIZEDTIME *s, const char *str)
{
    return set_string(s, str, V_ASN1_GENERALIZEDTIME, 0);
}

int
ASN1_TIME_set_string(ASN1_TIME *s, const char *str)
{
    return ASN1_UTCTIME_set_string(s, str) ||
           ASN1_GENERALIZEDTIME_set_string(s, str);
}

/* Takes what RFC 5280 allows, and a GeneralizedTime that ought to be a
 * UTCTime, which it becomes. */
int
ASN1_TIME_set_string_X509(ASN1_TIME *s, const char *str)
{
    const long flags = ASN1_STRING_FLAG_X509_TIME;
    struct parsed p;
    ASN1_TIME t = {(int)strlen(str), V_ASN1_GENERALIZEDTIME,
                   (unsigned char *)(uintptr_t)str, flags};

    if (set_string(s, str, V_ASN1_UTCTIME, flags))
        return 1;
    if (!parse(&p, &t))
        return 0;
    if (s != NULL && p.date.year >= 1950 && p.date.year < 2050)
        return set_string(s, str + 2, V_ASN1_UTCTIME, flags);
    return s == NULL || ASN1_STRING_copy(s, &t);
}

int
ASN1_TIME_normalize(ASN1_TIME *s)
{
    struct parsed p;

    if (s == NULL || !parse(&p, s))
        return 0;
    return from_date(s, &p.date, V_ASN1_UNDEF) != NULL;
}

ASN1_GENERALIZEDTIME *
ASN1_TIME_to_generalizedtime(const ASN1_TIME *t, ASN1_GENERALIZEDTIME **out)
{
    ASN1_GENERALIZEDTIME *ret;
    struct parsed p = {0};

    if (t == NULL)
        urt_date_from_seconds(&p.date, urt_clock_now());
    else if (!parse(&p, t))
        return NULL;
    ret = from_date(out != NULL ? *out : NULL, &p.date,
                    V_ASN1_GENERALIZEDTIME);
    if (out != NULL && ret != NULL)
        *out = ret;
    return ret;
}

/* ---- comparing --------------------------------------------------------- */

/* TO minus FROM in days and seconds of the same sign; NULL is now. */
int
ASN1_TIME_diff(int *pday, int *psec, const ASN1_TIME *from,
               const ASN1_TIME *to)
{
    int64_t a, b;

    if (!to_seconds(&a, from) || !to_seconds(&b, to))
        return 0;
    if (pday != NULL)
        *pday = (int)((b - a) / SECONDS_A_DAY);
    if (psec != NULL)
        *psec = (int)((b - a) % SECONDS_A_DAY);
    return 1;
}

/* -1, 0, 1, or -2 when one is no time. */
int
ASN1_TIME_cmp_time_t(const ASN1_TIME *s, time_t t)
{
    int64_t a;

    if (!to_seconds(&a, s))
        return -2;
    return (a > t) - (a < t);
}

int
ASN1_UTCTIME_cmp_time_t(const ASN1_UTCTIME *s, time_t t)
{
    return s->type == V_ASN1_UTCTIME ? ASN1_TIME_cmp_time_t(s, t) : -2;
}

int
ASN1_TIME_compare(const ASN1_TIME *a, const ASN1_TIME *b)
{
    int64_t x, y;

    if (!to_seconds(&x, a) || !to_seconds(&y, b))
        return -2;
    return (x > y) - (x < y);
}

ASN1_TIME *
ASN1_TIME_dup(const ASN1_TIME *x)
{
    return ASN1_STRING_dup(x);
}

ASN1_UTCTIME *
ASN1_UTCTIME_dup(const ASN1_UTCTIME *x)
{
    return ASN1_STRING_dup(x);
}

ASN1_GENERALIZEDTIME *
ASN1_GENERALIZEDTIME_dup(const ASN1_GENERALIZEDTIME *x)
{
    return ASN1_STRING_dup(x);
}

/* ---- printing ---------------------------------------------------------- */

int
ASN1_TIME_print_ex(BIO *bp, const ASN1_TIME *tm, unsigned long flags)
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr",
                                       "May", "Jun", "Jul", "Aug",
                                       "Sep", "Oct", "Nov", "Dec"};
    const struct urt_date *d;
    struct parsed p;
    int n, len;

    if (!parse(&p, tm)) {
        BIO_write(bp, "Bad time value", 14);
        return 0;
    }
    d = &p.date;
    len = (int)p.fraction.len;
    if ((flags & ASN1_DTFLGS_TYPE_MASK) == ASN1_DTFLGS_ISO8601)
        n = BIO_printf(bp, "%4d-%02d-%02d %02d:%02d:%02d%.*sZ", d->year,
                       d->month, d->day, d->hour, d->minute, d->second, len,
                       len > 0 ? (const char *)p.fraction.data : "");
    else
        n = BIO_printf(bp, "%s %2d %02d:%02d:%02d%.*s %d GMT",
                       months[d->month - 1], d->day, d->hour, d->minute,
                       d->second, len,
                       len > 0 ? (const char *)p.fraction.data : "", d->year);
    return n > 0;
}

int
ASN1_TIME_print(BIO *bp, const ASN1_TIME *tm)
{
    return ASN1_TIME_print_ex(bp, tm, ASN1_DTFLGS_RFC822);
}

int
ASN1_UTCTIME_print(BIO *fp, const ASN1_UTCTIME *a)
{
    return a->type == V_ASN1_UTCTIME ? ASN1_TIME_print(fp, a) : 0;
}

int
ASN1_GENERALIZEDTIME_print(BIO *fp, const ASN1_GENERALIZEDTIME *a)
{
    return a->type == V_ASN1_GENERALIZEDTIME ? ASN1_TIME_print(fp, a) : 0;
}
