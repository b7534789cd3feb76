/* DH keys: building and making them. The arithmetic is dh.c's. */
#include "engine/crypto/bignum.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/prime.h"

static enum urt_err
check(const struct urt_dh_parts *d)
{
    URT_TRY(urt_dh_check_params(d->p, d->g));
    if (d->q.len > 0 &&
        (!urt_num_is_odd(d->q) || urt_num_compare(d->q, d->p) >= 0))
        return URT_E_KEY_RANGE;
    if (d->pub.len > 0 && !urt_dh_public_valid(d->p, d->pub))
        return URT_E_KEY_RANGE;
    if (d->priv.len > 0 && (urt_num_bits(d->priv) == 0 ||
                            urt_num_compare(d->priv, d->p) >= 0))
        return URT_E_KEY_RANGE;
    if (d->priv_bits > urt_num_bits(d->p))
        return URT_E_KEY_RANGE;
    return URT_OK;
}

enum urt_err
urt_key_new_dh(struct urt_key **out, const struct urt_dh_parts *parts)
{
    struct urt_key *key = urt_key_alloc(URT_KEY_DH);
    struct urt_buf pub = URT_BUF_INIT;
    struct urt_dh_parts *d;
    enum urt_err err;

    *out = NULL;
    if (key == NULL)
        return URT_E_NOMEM;
    d = &key->u.dh;
    *d = *parts;
    struct urt_bytes *slices[] = {&d->p, &d->g, &d->q, &d->pub, &d->priv};
    for (size_t i = 0; i < 4; i++)
        *slices[i] = urt_num_strip(*slices[i]);
    d->group = urt_dh_named(d->p, d->g);
    err = check(d);
    if (err == URT_OK && d->priv.len > 0 && d->pub.len == 0) {
        err = urt_dh_public(&pub, d->p, d->g, d->priv);
        d->pub = urt_num_strip(urt_buf_bytes(&pub));
    }
    if (err == URT_OK)
        err = urt_key_own(key, slices, 5);
    urt_buf_free(&pub);
    return urt_key_finish(out, key, err);
}

/* q = (p - 1) / 2 of a safe prime. */
static void
put_half(struct urt_buf *b, struct urt_bytes p)
{
    uint8_t carry = 0;

    for (size_t i = 0; i < p.len; i++) {
        urt_put_u8(b, (uint8_t)(carry << 7 | p.data[i] >> 1));
        carry = p.data[i] & 1;
    }
}

enum urt_err
urt_key_new_dh_group(struct urt_key **out, const struct urt_group *group)
{
    static const uint8_t two[1] = {2};
    struct urt_dh_parts parts = {{0}};
    struct urt_buf q = URT_BUF_INIT;
    enum urt_err err;

    *out = NULL;
    if (group == NULL || group->kind != URT_GROUP_FFDHE)
        return URT_E_CURVE_UNKNOWN;
    parts.p = ((const struct urt_field *)group->data)->p;
    parts.g = urt_bytes(two, 1);
    put_half(&q, parts.p);
    parts.q = urt_buf_bytes(&q);
    err = urt_buf_ok(&q) ? urt_key_new_dh(out, &parts) : URT_E_NOMEM;
    urt_buf_free(&q);
    return err;
}

/* How long a private number in this domain is to be. */
static unsigned
private_bits(const struct urt_dh_parts *d)
{
    size_t bits = urt_num_bits(d->p);

    if (d->group != NULL)
        return ((const struct urt_field *)d->group->data)->private_bits;
    if (d->priv_bits != 0)
        return d->priv_bits < bits ? d->priv_bits : (unsigned)bits - 1;
    /* One bit less than q has keeps it below q. */
    if (d->q.len > 0)
        return (unsigned)urt_num_bits(d->q) - 1;
    return urt_dh_private_bits(bits);
}

enum urt_err
urt_key_generate_dh(struct urt_key **out, const struct urt_key *params)
{
    const struct urt_dh_parts *d = urt_key_dh(params);
    struct urt_buf priv = URT_BUF_INIT;
    struct urt_dh_parts parts;
    enum urt_err err;

    *out = NULL;
    if (d == NULL)
        return URT_E_KEY_TYPE;
    err = urt_dh_random_private(&priv, private_bits(d));
    if (err == URT_OK) {
        parts = *d;
        parts.pub = URT_BYTES_NONE;
        parts.priv = urt_buf_bytes(&priv);
        err = urt_key_new_dh(out, &parts);
    }
    urt_buf_free(&priv);
    return err;
}

enum urt_err
urt_key_generate_dh_params(struct urt_key **out, unsigned bits, unsigned g,
                           struct urt_progress progress)
{
    /* p mod add = rem makes g a generator of the subgroup of order q: RFC
     * 2412, appendix E, for 2; p mod 5 by quadratic reciprocity for 5. */
    unsigned long add = g == 5 ? 60 : g == 2 ? 24 : 12;
    unsigned long rem = g == 5 ? 59 : g == 2 ? 23 : 11;
    struct urt_dh_parts parts = {{0}};
    struct urt_buf b = URT_BUF_INIT;
    uint8_t generator[1];
    enum urt_err err;
    mpz_t p;

    *out = NULL;
    if (bits < URT_DH_MIN_BITS || bits > URT_DH_MAX_BITS)
        return URT_E_KEY_SIZE;
    if (g < 2 || g > 255)
        return URT_E_KEY_RANGE;
    mpz_init(p);
    err = urt_mpz_safe_prime(p, bits, add, rem, progress);
    if (err == URT_OK) {
        urt_put_mpz_minimal(&b, p);
        generator[0] = (uint8_t)g;
        parts.p = urt_buf_bytes(&b);
        parts.g = urt_bytes(generator, 1);
        err = urt_buf_ok(&b) ? urt_key_new_dh(out, &parts) : URT_E_NOMEM;
    }
    mpz_clear(p);
    urt_buf_free(&b);
    return err;
}
