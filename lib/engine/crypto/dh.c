/* Finite-field Diffie-Hellman on byte strings. */
#include "engine/crypto/dh.h"

#include "engine/base/ct.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/key.h"
#include "engine/crypto/rng.h"

static const uint8_t two_bytes[1] = {2};

bool
urt_dh_public_valid(struct urt_bytes p, struct urt_bytes y)
{
    size_t bits = urt_num_bits(y);

    p = urt_num_strip(p);
    y = urt_num_strip(y);
    if (bits < 2 || p.len == 0 || urt_num_compare(y, p) >= 0)
        return false;
    /* Below p, and not p - 1: p is odd, so p - 1 differs from it in the
     * last bit alone. */
    return y.len != p.len || memcmp(y.data, p.data, p.len - 1) != 0 ||
           y.data[y.len - 1] != (p.data[p.len - 1] & 0xfe);
}

enum urt_err
urt_dh_check_params(struct urt_bytes p, struct urt_bytes g)
{
    size_t bits = urt_num_bits(p);

    if (bits < URT_DH_MIN_BITS || bits > URT_DH_MAX_BITS)
        return URT_E_KEY_SIZE;
    if (!urt_num_is_odd(p) || !urt_dh_public_valid(p, g))
        return URT_E_KEY_RANGE;
    return URT_OK;
}

const struct urt_group *
urt_dh_named(struct urt_bytes p, struct urt_bytes g)
{
    struct urt_bytes two = {two_bytes, sizeof two_bytes};

    if (urt_num_compare(g, two) != 0)
        return NULL;
    for (size_t i = 0; urt_groups[i] != NULL; i++) {
        const struct urt_field *f = urt_groups[i]->data;

        if (urt_groups[i]->kind == URT_GROUP_FFDHE &&
            urt_num_compare(f->p, p) == 0)
            return urt_groups[i];
    }
    return NULL;
}

unsigned
urt_dh_private_bits(size_t bits)
{
    static const struct {
        size_t bits;
        unsigned private_bits;
    } rows[] = {{7680, 400}, {6144, 375}, {4096, 325}, {3072, 275},
                {2048, 225}, {1024, 224}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (bits >= rows[i].bits)
            return rows[i].private_bits;
    return 200;
}

enum urt_err
urt_dh_random_private(struct urt_buf *out, size_t bits)
{
    size_t len = (bits + 7) / 8;
    uint8_t *x = urt_buf_reserve(out, len);
    uint64_t high = 0;

    if (x == NULL)
        return URT_E_NOMEM;
    if (bits < 8)
        return URT_E_KEY_SIZE;
    do {
        URT_TRY(urt_random(x, len));
        if (bits % 8 != 0)
            x[0] &= (uint8_t)(0xff >> (8 - bits % 8));
        high = x[len - 1] & 0xfe;
        for (size_t i = 0; i + 1 < len; i++)
            high |= x[i];
    } while (high == 0);
    out->len += len;
    return URT_OK;
}

enum urt_err
urt_dh_public(struct urt_buf *out, struct urt_bytes p, struct urt_bytes g,
              struct urt_bytes x)
{
    URT_TRY(urt_dh_check_params(p, g));
    return urt_num_powm_sec(out, g, x, p);
}

/* 0, 1 and p - 1 alike: all but the last byte of z are zero, or all but the
 * last are p's. In constant time: z is a secret. */
static bool
degenerate(struct urt_bytes z, struct urt_bytes p)
{
    uint64_t zero = 0, same = 0;
    size_t last = z.len - 1;

    for (size_t i = 0; i < last; i++) {
        zero |= z.data[i];
        same |= (uint64_t)(z.data[i] ^ p.data[i]);
    }
    zero |= z.data[last] & 0xfe;
    same |= (uint64_t)(z.data[last] ^ (p.data[last] & 0xfe));
    return (urt_ct_is_zero(zero) | urt_ct_is_zero(same)) != 0;
}

enum urt_err
urt_dh_shared(struct urt_buf *out, struct urt_bytes p, struct urt_bytes x,
              struct urt_bytes y)
{
    size_t before = out->len;

    p = urt_num_strip(p);
    URT_TRY(urt_dh_check_params(p, urt_bytes(two_bytes, 1)));
    if (!urt_dh_public_valid(p, y))
        return URT_E_SHARE_INVALID;
    URT_TRY(urt_num_powm_sec(out, urt_num_strip(y), x, p));
    if (degenerate(urt_bytes(out->data + before, p.len), p)) {
        urt_wipe(out->data + before, p.len);
        out->len = before;
        return URT_E_SHARE_INVALID;
    }
    return URT_OK;
}
