/* CMAC, NIST SP 800-38B.
 *
 * The last block is treated apart, so a block is only encrypted when it is
 * known that more follows: LAST holds 1 to block_size bytes once anything
 * was put in. */
#include "engine/crypto/cmac.h"

/* Doubling in GF(2^128) or GF(2^64), SP 800-38B 5.3, without a branch. */
static void
twice(uint8_t *out, const uint8_t *in, size_t size)
{
    unsigned top = in[0] >> 7, carry = 0;
    unsigned poly = size == 16 ? 0x87 : 0x1b;

    for (size_t i = size; i-- > 0;) {
        unsigned v = (unsigned)in[i] << 1 | carry;

        carry = v >> 8;
        out[i] = (uint8_t)v;
    }
    out[size - 1] ^= (uint8_t)(poly & (0u - top));
}

/* mac = E(mac ^ data) */
static void
chain(struct urt_cmac *c, const uint8_t *data)
{
    size_t size = c->block->block_size;
    uint8_t x[16];

    for (size_t i = 0; i < size; i++)
        x[i] = c->mac[i] ^ data[i];
    c->block->encrypt(c->key, size, c->mac, x);
    urt_wipe(x, sizeof x);
}

enum urt_err
urt_cmac_init(struct urt_cmac *c, const struct urt_block *block,
              struct urt_bytes key)
{
    uint8_t zero[16] = {0}, l[16];

    if (key.len < block->key_min || key.len > block->key_max)
        return URT_E_MISUSE;
    c->block = block;
    block->set_encrypt_key(c->key, key.len, key.data);
    block->encrypt(c->key, block->block_size, l, zero);
    twice(c->k1, l, block->block_size);
    twice(c->k2, c->k1, block->block_size);
    urt_wipe(l, sizeof l);
    urt_cmac_reset(c);
    return URT_OK;
}

void
urt_cmac_update(struct urt_cmac *c, struct urt_bytes data)
{
    size_t size = c->block->block_size;

    while (data.len > 0) {
        size_t n;

        if (c->pending == size) {
            chain(c, c->last);
            c->pending = 0;
        }
        n = size - c->pending < data.len ? size - c->pending : data.len;
        if (!urt_take_copy(&data, c->last + c->pending, n))
            return;
        c->pending += n;
    }
}

void
urt_cmac_final(struct urt_cmac *c, uint8_t *out)
{
    size_t size = c->block->block_size;
    const uint8_t *mask = c->k1;

    if (c->pending < size) {
        memset(c->last + c->pending, 0, size - c->pending);
        c->last[c->pending] = 0x80;
        mask = c->k2;
    }
    for (size_t i = 0; i < size; i++)
        c->last[i] ^= mask[i];
    chain(c, c->last);
    memcpy(out, c->mac, size);
    urt_cmac_reset(c);
}

void
urt_cmac_reset(struct urt_cmac *c)
{
    memset(c->mac, 0, sizeof c->mac);
    memset(c->last, 0, sizeof c->last);
    c->pending = 0;
}

void
urt_cmac_wipe(struct urt_cmac *c)
{
    urt_wipe(c, sizeof *c);
}
