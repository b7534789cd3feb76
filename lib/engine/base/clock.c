/* Clocks and calendar arithmetic behind clock.h. */
#include "engine/base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t frozen = -1;

int64_t
urt_clock_now(void)
{
    int64_t at = atomic_load_explicit(&frozen, memory_order_relaxed);

    return at >= 0 ? at : (int64_t)time(NULL);
}

uint64_t
urt_clock_monotonic_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

void
urt_clock_freeze(int64_t seconds)
{
    atomic_store(&frozen, seconds);
}

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to the first of March of YEAR, counted in years that
 * begin in March, so that the leap day is the last of a year. */
static int64_t
days_before_march(int64_t year)
{
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t in_era = year - era * 400;

    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 - 719468;
}

bool
urt_date_to_seconds(int64_t *out, const struct urt_date *d)
{
    int64_t year, month, days;

    if (d->month < 1 || d->month > 12 || d->day < 1 ||
        d->day > days_in_month(d->year, d->month) || d->hour < 0 ||
        d->hour > 23 || d->minute < 0 || d->minute > 59 || d->second < 0 ||
        d->second > 59)
        return false;
    year = d->month > 2 ? d->year : d->year - 1;
    month = d->month > 2 ? d->month - 3 : d->month + 9;
    days = days_before_march(year) + (153 * month + 2) / 5 + d->day - 1;
    *out = days * 86400 + d->hour * 3600 + d->minute * 60 + d->second;
    return true;
}

void
urt_date_from_seconds(struct urt_date *out, int64_t seconds)
{
    int64_t days = seconds / 86400, rest = seconds % 86400;
    int64_t era, in_era, year, in_year, month;

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    in_era = days - era * 146097;
    year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    in_year = in_era - (365 * year + year / 4 - year / 100);
    month = (5 * in_year + 2) / 153;
    out->day = (int)(in_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2 ? 1 : 0));
    out->hour = (int)(rest / 3600);
    out->minute = (int)(rest / 60 % 60);
    out->second = (int)(rest % 60);
}
