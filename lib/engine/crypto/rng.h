/* Random bytes: a generator a thread, seeded from the kernel. ChaCha20 with
 * fast key erasure: every refill replaces the key first, so that earlier
 * output can't be worked out from a stolen state.
 *
 * No lock is taken. A child after fork(2) finds its generators wiped and
 * seeds anew. Fails closed: without the kernel's bytes there are none. */
#ifndef URT_CRYPTO_RNG_H
#define URT_CRYPTO_RNG_H

#include "engine/base/err.h"
#include "engine/base/mem.h"

enum { URT_RANDOM_SEED_SIZE = 32 };

/* LEN unpredictable bytes, or URT_E_RANDOM with OUT wiped. */
enum urt_err urt_random(void *out, size_t len) URT_MUST_CHECK;
/* Mixes LEN bytes from outside into this thread's generator. They count for
 * nothing: the kernel's seed stays in it. */
enum urt_err urt_random_mix(const void *data, size_t len) URT_MUST_CHECK;

/* For tests only: from now on all threads draw from one generator seeded
 * with these bytes alone; NULL returns to real randomness. */
void urt_random_seed_for_tests(const uint8_t seed[URT_RANDOM_SEED_SIZE]);
/* For tests: the kernel's source fails from now on (or works again). */
void urt_random_break_for_tests(bool broken);

#endif
