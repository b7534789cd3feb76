/* Constant-time pieces: masks and comparisons whose time and memory access
 * do not depend on the values. A mask is all ones (true) or all zeros. */
#ifndef URT_BASE_CT_H
#define URT_BASE_CT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t urt_mask;

/* Hides a value from the optimiser, so that it can't turn a mask into a
 * branch. */
static inline uint64_t
urt_ct_hide(uint64_t v)
{
    __asm__("" : "+r"(v));
    return v;
}

static inline urt_mask
urt_ct_msb(uint64_t v)
{
    return (urt_mask)0 - (urt_ct_hide(v) >> 63);
}

static inline urt_mask
urt_ct_is_zero(uint64_t v)
{
    return urt_ct_msb(~v & (v - 1));
}

static inline urt_mask
urt_ct_eq(uint64_t a, uint64_t b)
{
    return urt_ct_is_zero(a ^ b);
}

static inline urt_mask
urt_ct_lt(uint64_t a, uint64_t b)
{
    return urt_ct_msb(a ^ ((a ^ b) | ((a - b) ^ b)));
}

static inline urt_mask
urt_ct_ge(uint64_t a, uint64_t b)
{
    return ~urt_ct_lt(a, b);
}

static inline uint64_t
urt_ct_select(urt_mask m, uint64_t yes, uint64_t no)
{
    return (m & yes) | (~m & no);
}

/* Equal in content, in time that depends on LEN alone. */
bool urt_ct_equal(const void *a, const void *b, size_t len);

/* out = m ? a : out, for LEN bytes. */
void urt_ct_copy_if(urt_mask m, void *out, const void *a, size_t len);

#endif
