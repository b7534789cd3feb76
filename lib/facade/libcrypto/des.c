/* DES with key schedules in the program's memory. The schedule's 128 bytes
 * hold the engine's expanded key, which has their size and alignment. */
#include <openssl/des.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/block.h"
#include "engine/crypto/rng.h"

_Static_assert(sizeof(DES_key_schedule) == 128 &&
                   _Alignof(DES_key_schedule) == _Alignof(unsigned int),
               "the public layout");

enum { BLOCK = 8 };

void
DES_set_odd_parity(DES_cblock *key)
{
    urt_des_set_odd_parity(*key);
}

int
DES_check_key_parity(const_DES_cblock *key)
{
    return urt_des_has_odd_parity(*key);
}

int
DES_is_weak_key(const_DES_cblock *key)
{
    return urt_des_is_weak(*key);
}

void
DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *ks)
{
    urt_block_des.set_encrypt_key(ks, BLOCK, *key);
}

int
DES_set_key_checked(const_DES_cblock *key, DES_key_schedule *ks)
{
    if (!DES_check_key_parity(key))
        return -1;
    if (DES_is_weak_key(key))
        return -2;
    DES_set_key_unchecked(key, ks);
    return 0;
}

/* Since OpenSSL 1.1 the check is no longer a matter of a global switch. */
int
DES_set_key(const_DES_cblock *key, DES_key_schedule *ks)
{
    return DES_set_key_checked(key, ks);
}

int
DES_key_sched(const_DES_cblock *key, DES_key_schedule *ks)
{
    return DES_set_key(key, ks);
}

int
DES_random_key(DES_cblock *key)
{
    do {
        if (urt_random(*key, BLOCK) != URT_OK)
            return 0;
        DES_set_odd_parity(key);
    } while (DES_is_weak_key(key));
    return 1;
}

static void
block(const DES_key_schedule *ks, uint8_t *out, const uint8_t *in, int enc)
{
    (enc ? urt_block_des.encrypt : urt_block_des.decrypt)(ks, BLOCK, out, in);
}

/* Three keys in a row: E D E, or D E D backwards. */
static void
block3(DES_key_schedule *const ks[3], uint8_t *out, const uint8_t *in,
       int enc)
{
    block(ks[enc ? 0 : 2], out, in, enc);
    block(ks[1], out, out, !enc);
    block(ks[enc ? 2 : 0], out, out, enc);
}

void
DES_ecb_encrypt(const_DES_cblock *in, DES_cblock *out, DES_key_schedule *ks,
                int enc)
{
    block(ks, *out, *in, enc);
}

void
DES_ecb3_encrypt(const_DES_cblock *in, DES_cblock *out, DES_key_schedule *k1,
                 DES_key_schedule *k2, DES_key_schedule *k3, int enc)
{
    block3((DES_key_schedule *const[3]){k1, k2, k3}, *out, *in, enc);
}

/* CBC over LEN bytes. A last part of a block is filled with zeros when
 * encrypting, and written no further than it goes when decrypting. */
static void
cbc(DES_key_schedule *const ks[3], size_t keys, uint8_t *out,
    const uint8_t *in, long len, uint8_t iv[BLOCK], int enc)
{
    uint8_t x[BLOCK], y[BLOCK];

    for (; len > 0; len -= BLOCK, in += BLOCK, out += BLOCK) {
        size_t n = len < BLOCK ? (size_t)len : BLOCK;

        memset(x, 0, BLOCK);
        memcpy(x, in, enc ? n : BLOCK);
        for (size_t i = 0; enc && i < BLOCK; i++)
            x[i] ^= iv[i];
        if (keys == 3)
            block3(ks, y, x, enc);
        else
            block(ks[0], y, x, enc);
        for (size_t i = 0; !enc && i < BLOCK; i++)
            y[i] ^= iv[i];
        memcpy(iv, enc ? y : x, BLOCK);
        memcpy(out, y, enc ? BLOCK : n);
    }
    urt_wipe(x, sizeof x);
    urt_wipe(y, sizeof y);
}

/* The form that leaves the program's IV alone. */
void
DES_cbc_encrypt(const unsigned char *in, unsigned char *out, long len,
                DES_key_schedule *ks, DES_cblock *ivec, int enc)
{
    uint8_t iv[BLOCK];

    memcpy(iv, *ivec, BLOCK);
    cbc((DES_key_schedule *const[3]){ks}, 1, out, in, len, iv, enc);
}

void
DES_ncbc_encrypt(const unsigned char *in, unsigned char *out, long len,
                 DES_key_schedule *ks, DES_cblock *ivec, int enc)
{
    cbc((DES_key_schedule *const[3]){ks}, 1, out, in, len, *ivec, enc);
}

void
DES_ede3_cbc_encrypt(const unsigned char *in, unsigned char *out, long len,
                     DES_key_schedule *k1, DES_key_schedule *k2,
                     DES_key_schedule *k3, DES_cblock *ivec, int enc)
{
    cbc((DES_key_schedule *const[3]){k1, k2, k3}, 3, out, in, len, *ivec, enc);
}
