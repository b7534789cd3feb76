/* The byte-wise halves of ct.h. */
#include "engine/base/ct.h"

bool
urt_ct_equal(const void *a, const void *b, size_t len)
{
    const uint8_t *x = a, *y = b;
    uint64_t diff = 0;

    for (size_t i = 0; i < len; i++)
        diff |= urt_ct_hide((uint64_t)(x[i] ^ y[i]));
    return urt_ct_is_zero(diff) != 0;
}

void
urt_ct_copy_if(urt_mask m, void *out, const void *a, size_t len)
{
    uint8_t *o = out;
    const uint8_t *x = a;

    for (size_t i = 0; i < len; i++)
        o[i] = (uint8_t)urt_ct_select(m, x[i], o[i]);
}
