/* Random primes. FIPS 186-4, appendices B.3.3 and C.3. */
#ifndef URT_CRYPTO_PRIME_H
#define URT_CRYPTO_PRIME_H

#include "engine/crypto/key.h"
#include "engine/crypto/limbs.h"

/* COUNT random bits into Z, which the caller has initialised. */
enum urt_err urt_mpz_random_bits(mpz_t z, size_t count);
/* 0 <= Z < BOUND, uniform but for 2^-128. */
enum urt_err urt_mpz_random_below(mpz_t z, const mpz_t bound);
/* Tells PROGRESS; URT_E_CALLBACK_FAILED when it says to stop. */
enum urt_err urt_progress_tell(struct urt_progress progress, int event, int n);
/* (Very probably) prime: Miller and Rabin after trial division. */
bool urt_mpz_is_prime(const mpz_t z);
/* A prime of exactly BITS bits whose two highest bits are set, with
 * gcd(p - 1, e) = 1. */
enum urt_err urt_mpz_rsa_prime(mpz_t p, size_t bits, const mpz_t e,
                               struct urt_progress progress);
/* A safe prime of BITS bits with p mod ADD = REM. */
enum urt_err urt_mpz_safe_prime(mpz_t p, size_t bits, unsigned long add,
                                unsigned long rem,
                                struct urt_progress progress);

#endif
