/* RSA key generation. FIPS 186-4, appendix B.3.1: p and q differ in their
 * highest 100 bits, d = e^-1 mod lcm(p - 1, q - 1) is above 2^(bits/2). */
#include "engine/crypto/bignum.h"
#include "engine/crypto/key_int.h"
#include "engine/crypto/prime.h"

enum { N, E, D, P, Q, DP, DQ, QI, T, NUMBERS };

static bool
far_apart(const mpz_t p, const mpz_t q, size_t bits, mpz_t t)
{
    mpz_sub(t, p, q);
    mpz_abs(t, t);
    return bits / 2 <= 100 || mpz_sizeinbase(t, 2) > bits / 2 - 100;
}

static enum urt_err
find_primes(mpz_t *z, size_t bits, struct urt_progress progress)
{
    URT_TRY(urt_mpz_rsa_prime(z[P], (bits + 1) / 2, z[E], progress));
    URT_TRY(urt_progress_tell(progress, 3, 0));
    do {
        URT_TRY(urt_mpz_rsa_prime(z[Q], bits / 2, z[E], progress));
    } while (!far_apart(z[P], z[Q], bits, z[T]));
    URT_TRY(urt_progress_tell(progress, 3, 1));
    if (mpz_cmp(z[P], z[Q]) < 0)
        mpz_swap(z[P], z[Q]);
    return URT_OK;
}

/* What follows from p, q and e; false when d comes out too small. */
static bool
complete(mpz_t *z, size_t bits)
{
    mpz_mul(z[N], z[P], z[Q]);
    mpz_sub_ui(z[DP], z[P], 1);
    mpz_sub_ui(z[DQ], z[Q], 1);
    mpz_lcm(z[T], z[DP], z[DQ]);
    if (mpz_invert(z[D], z[E], z[T]) == 0 ||
        mpz_sizeinbase(z[D], 2) <= bits / 2)
        return false;
    mpz_mod(z[DP], z[D], z[DP]);
    mpz_mod(z[DQ], z[D], z[DQ]);
    mpz_invert(z[QI], z[Q], z[P]);
    return true;
}

static enum urt_err
build(struct urt_key **out, mpz_t *z, bool pss,
      const struct urt_pss_limits *limits)
{
    struct urt_rsa_parts parts = {.pss = pss};
    struct urt_bytes *slots[] = {&parts.n, &parts.e,  &parts.d,  &parts.p,
                                 &parts.q, &parts.dp, &parts.dq, &parts.qi};
    struct urt_buf b = URT_BUF_INIT;
    size_t start[8] = {0};
    enum urt_err err;

    if (limits != NULL)
        parts.limits = *limits;
    for (size_t i = 0; i < 8; i++) {
        start[i] = b.len;
        urt_put_mpz_minimal(&b, z[i]);
        slots[i]->len = b.len - start[i];
    }
    if (!urt_buf_ok(&b)) {
        urt_buf_free(&b);
        return URT_E_NOMEM;
    }
    for (size_t i = 0; i < 8; i++)
        slots[i]->data = b.data + start[i];
    err = urt_key_new_rsa(out, &parts);
    urt_buf_free(&b);
    return err;
}

enum urt_err
urt_key_generate_rsa(struct urt_key **out, unsigned bits, struct urt_bytes e,
                     bool pss, const struct urt_pss_limits *limits,
                     struct urt_progress progress)
{
    static const uint8_t f4[3] = {1, 0, 1};
    mpz_t z[NUMBERS];
    enum urt_err err;

    *out = NULL;
    if (e.len == 0)
        e = urt_bytes(f4, sizeof f4);
    if (bits < URT_RSA_MIN_BITS || bits > URT_RSA_MAX_BITS)
        return URT_E_KEY_SIZE;
    if (!urt_num_is_odd(e) || urt_num_bits(e) < 2 ||
        urt_num_bits(e) > URT_RSA_MAX_E_BITS)
        return URT_E_KEY_RANGE;
    for (size_t i = 0; i < NUMBERS; i++)
        mpz_init(z[i]);
    mpz_import(z[E], e.len, 1, 1, 1, 0, e.data);
    do {
        err = find_primes(z, bits, progress);
    } while (err == URT_OK && !complete(z, bits));
    if (err == URT_OK)
        err = build(out, z, pss, limits);
    for (size_t i = 0; i < NUMBERS; i++)
        urt_mpz_clear(z[i]);
    return err;
}
