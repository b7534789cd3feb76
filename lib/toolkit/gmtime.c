/* Broken-down time in UTC and arithmetic on it, without libc's zone state.
 * Declared in crypto.h; no man page. */
#include "engine/base/clock.h"

#include <openssl/crypto.h>

#include <string.h>

enum { DAY = 86400 };

struct tm *
OPENSSL_gmtime(const time_t *timer, struct tm *result)
{
    return gmtime_r(timer, result);
}

static bool
to_seconds(int64_t *out, const struct tm *tm)
{
    struct urt_date d = {
        .year = tm->tm_year + 1900,
        .month = tm->tm_mon + 1,
        .day = tm->tm_mday,
        .hour = tm->tm_hour,
        .minute = tm->tm_min,
        .second = tm->tm_sec,
    };

    return urt_date_to_seconds(out, &d);
}

/* Only the date and time of day change, as in OpenSSL. Years run from 1900
 * to 9999. */
int
OPENSSL_gmtime_adj(struct tm *tm, int days, long seconds)
{
    int64_t t;
    struct urt_date d;

    if (!to_seconds(&t, tm))
        return 0;
    if (seconds > INT64_MAX / 4 || seconds < -(INT64_MAX / 4))
        return 0;
    t += (int64_t)days * DAY + seconds;
    urt_date_from_seconds(&d, t);
    if (d.year < 1900 || d.year > 9999)
        return 0;
    tm->tm_year = d.year - 1900;
    tm->tm_mon = d.month - 1;
    tm->tm_mday = d.day;
    tm->tm_hour = d.hour;
    tm->tm_min = d.minute;
    tm->tm_sec = d.second;
    return 1;
}

/* TO minus FROM; days and seconds carry the same sign. */
int
OPENSSL_gmtime_diff(int *days, int *seconds, const struct tm *from,
                    const struct tm *to)
{
    int64_t a, b;

    if (!to_seconds(&a, from) || !to_seconds(&b, to))
        return 0;
    if (days != NULL)
        *days = (int)((b - a) / DAY);
    if (seconds != NULL)
        *seconds = (int)((b - a) % DAY);
    return 1;
}
