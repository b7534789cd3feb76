/* SHAKE128, FIPS 202 section 6.2: the sponge with a rate of 168 bytes, built
 * on Nettle's permutation, which has no row for it.
 *
 * Lanes are little-endian; the pending bytes are kept apart until a block is
 * whole. */
#include <nettle/sha3.h>
#include <string.h>

#include "engine/crypto/hash.h"
#include "engine/der/oid.h"

enum { RATE = 168 };

struct sponge {
    struct sha3_state state;
    size_t pending;
    uint8_t block[RATE];
};

_Static_assert(sizeof(struct sponge) <=
                   sizeof(((struct urt_hash_ctx *)0)->state),
               "state fits a context");

static void
absorb(struct sponge *s, const uint8_t *block)
{
    for (size_t i = 0; i < RATE / 8; i++) {
        uint64_t lane = 0;

        for (size_t j = 8; j-- > 0;)
            lane = lane << 8 | block[8 * i + j];
        s->state.a[i] ^= lane;
    }
    sha3_permute(&s->state);
}

static void
shake_init(void *state)
{
    memset(state, 0, sizeof(struct sponge));
}

static void
shake_update(void *state, size_t len, const uint8_t *data)
{
    struct sponge *s = state;

    while (len > 0) {
        size_t n = RATE - s->pending < len ? RATE - s->pending : len;

        memcpy(s->block + s->pending, data, n);
        s->pending += n;
        data += n;
        len -= n;
        if (s->pending == RATE) {
            absorb(s, s->block);
            s->pending = 0;
        }
    }
}

static void
shake_digest(void *state, size_t len, uint8_t *out)
{
    struct sponge *s = state;

    /* The suffix 1111 of an XOF and the first bit of pad10*1. */
    memset(s->block + s->pending, 0, RATE - s->pending);
    s->block[s->pending] = 0x1f;
    s->block[RATE - 1] |= 0x80;
    absorb(s, s->block);
    for (size_t i = 0; i < len; i++) {
        size_t at = i % RATE;

        if (i > 0 && at == 0)
            sha3_permute(&s->state);
        out[i] = (uint8_t)(s->state.a[at / 8] >> 8 * (at % 8));
    }
}

const struct urt_hash urt_hash_shake128 = {
    "SHAKE128",
    URT_HASH_SHAKE128,
    16,
    RATE,
    sizeof(struct sponge),
    true,
    &urt_oid_SHAKE128,
    NULL,
    shake_init,
    shake_update,
    shake_digest,
};
