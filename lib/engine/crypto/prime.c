/* Random primes. GMP tests them with Baillie-PSW and further Miller-Rabin
 * rounds. */
#include "engine/crypto/prime.h"

#include "engine/crypto/rng.h"

enum { ROUNDS = 40, SMALL_LIMIT = 2048 };

enum urt_err
urt_mpz_random_bits(mpz_t z, size_t count)
{
    size_t len = (count + 7) / 8;
    uint8_t *raw = urt_alloc(len);
    enum urt_err err;

    if (raw == NULL)
        return URT_E_NOMEM;
    err = urt_random(raw, len);
    if (err == URT_OK) {
        if (count % 8 != 0)
            raw[0] &= (uint8_t)(0xff >> (8 - count % 8));
        mpz_import(z, len, 1, 1, 1, 0, raw);
    }
    urt_wipe_free(raw, len);
    return err;
}

enum urt_err
urt_mpz_random_below(mpz_t z, const mpz_t bound)
{
    URT_TRY(urt_mpz_random_bits(z, mpz_sizeinbase(bound, 2) + 128));
    mpz_mod(z, z, bound);
    return URT_OK;
}

enum urt_err
urt_progress_tell(struct urt_progress progress, int event, int n)
{
    if (progress.fn != NULL && !progress.fn(progress.arg, event, n))
        return URT_E_CALLBACK_FAILED;
    return URT_OK;
}

bool
urt_mpz_is_prime(const mpz_t z)
{
    return mpz_probab_prime_p(z, ROUNDS) > 0;
}

/* No odd number below SMALL_LIMIT divides Z (nor Z / 2, when HALF). */
static bool
survives_sieve(const mpz_t z, bool half)
{
    for (unsigned long d = 3; d < SMALL_LIMIT; d += 2) {
        unsigned long rem;

        if (d > 8 && (d % 3 == 0 || d % 5 == 0 || d % 7 == 0))
            continue;
        rem = mpz_fdiv_ui(z, d);
        if (rem == 0 || (half && rem == 1))
            return false;
    }
    return true;
}

enum urt_err
urt_mpz_rsa_prime(mpz_t p, size_t bits, const mpz_t e,
                  struct urt_progress progress)
{
    enum urt_err err = URT_OK;
    bool found = false;
    mpz_t t;

    mpz_init(t);
    for (int n = 0; err == URT_OK && !found; n++) {
        err = urt_mpz_random_bits(p, bits);
        if (err != URT_OK)
            break;
        mpz_setbit(p, bits - 1);
        mpz_setbit(p, bits - 2);
        mpz_setbit(p, 0);
        if (!survives_sieve(p, false))
            continue;
        err = urt_progress_tell(progress, 0, n);
        mpz_sub_ui(t, p, 1);
        mpz_gcd(t, t, e);
        found = mpz_cmp_ui(t, 1) == 0 && urt_mpz_is_prime(p);
    }
    urt_mpz_clear(t);
    return err;
}

enum urt_err
urt_mpz_safe_prime(mpz_t p, size_t bits, unsigned long add, unsigned long rem,
                   struct urt_progress progress)
{
    enum urt_err err = URT_OK;
    bool found = false;
    mpz_t q;

    mpz_init(q);
    for (int n = 0; err == URT_OK && !found; n++) {
        err = urt_mpz_random_bits(p, bits);
        if (err != URT_OK)
            break;
        mpz_setbit(p, bits - 1);
        mpz_setbit(p, bits - 2);
        mpz_sub_ui(p, p, mpz_fdiv_ui(p, add));
        mpz_add_ui(p, p, rem);
        if (mpz_even_p(p) || mpz_sizeinbase(p, 2) != bits ||
            !survives_sieve(p, true))
            continue;
        err = urt_progress_tell(progress, 0, n);
        mpz_fdiv_q_2exp(q, p, 1);
        /* One quick round each first: nearly all candidates end here. */
        found = mpz_probab_prime_p(q, 1) > 0 &&
                mpz_probab_prime_p(p, 1) > 0 && urt_mpz_is_prime(q) &&
                urt_mpz_is_prime(p);
    }
    urt_mpz_clear(q);
    return err;
}
