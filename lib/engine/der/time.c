/* UTCTime and GeneralizedTime as RFC 5280, section 4.1.2.5 profiles them:
 * YYMMDDHHMMSSZ (1950 to 2049) and YYYYMMDDHHMMSSZ, nothing else. */
#include <stdio.h>

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/der/der.h"

static bool
take_digits(struct urt_bytes *in, int *out, size_t count)
{
    struct urt_bytes s;
    int v = 0;

    if (!urt_take(in, &s, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!urt_ascii_is_digit((char)s.data[i]))
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *out = v;
    return true;
}

bool
urt_der_read_time(uint8_t tag, struct urt_bytes content, int64_t *seconds)
{
    struct urt_date d;
    uint8_t z;

    if (tag == URT_DER_UTC_TIME) {
        if (!take_digits(&content, &d.year, 2))
            return false;
        d.year += d.year < 50 ? 2000 : 1900;
    } else if (tag != URT_DER_GENERALIZED_TIME ||
               !take_digits(&content, &d.year, 4)) {
        return false;
    }
    return take_digits(&content, &d.month, 2) &&
           take_digits(&content, &d.day, 2) &&
           take_digits(&content, &d.hour, 2) &&
           take_digits(&content, &d.minute, 2) &&
           take_digits(&content, &d.second, 2) && urt_take_u8(&content, &z) &&
           z == 'Z' && content.len == 0 && urt_date_to_seconds(seconds, &d);
}

void
urt_der_put_time(struct urt_buf *b, int64_t seconds)
{
    struct urt_date d;
    char text[24];
    bool utc;

    /* Years 0 to 9999: what four digits can say. */
    if (seconds < -62167219200 || seconds > 253402300799) {
        b->failed = true;
        return;
    }
    urt_date_from_seconds(&d, seconds);
    utc = d.year >= 1950 && d.year <= 2049;
    snprintf(text, sizeof text, "%04u%02u%02u%02u%02u%02uZ",
             (unsigned)d.year % 10000, (unsigned)d.month % 100,
             (unsigned)d.day % 100, (unsigned)d.hour % 100,
             (unsigned)d.minute % 100, (unsigned)d.second % 100);
    if (utc)
        urt_der_put(b, URT_DER_UTC_TIME, urt_bytes(text + 2, 13));
    else
        urt_der_put(b, URT_DER_GENERALIZED_TIME, urt_bytes(text, 15));
}
