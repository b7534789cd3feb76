/* Time: the wall clock, the monotonic clock, and dates without libc's
 * locale or time-zone state. */
#ifndef URT_BASE_CLOCK_H
#define URT_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* A date of the proleptic Gregorian calendar, in UTC. */
struct urt_date {
    int year;  /* full: 2026 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
    int hour, minute, second;
};

/* Seconds since 1970-01-01 UTC. */
int64_t urt_clock_now(void);
/* Milliseconds of a clock that never goes back. */
uint64_t urt_clock_monotonic_ms(void);
/* For tests: the wall clock stands at SECONDS; a negative value ends it. */
void urt_clock_freeze(int64_t seconds);

/* Seconds since 1970 of a date; false when a field is out of its range. */
bool urt_date_to_seconds(int64_t *out, const struct urt_date *d);
void urt_date_from_seconds(struct urt_date *out, int64_t seconds);

#endif
