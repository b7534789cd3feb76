/* AES with key schedules in the program's memory. AES_KEY's words hold the
 * engine's expanded key; `rounds` tells its size. */
#include <openssl/aes.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/crypto/block.h"

_Static_assert(sizeof(AES_KEY) == 244 &&
                   _Alignof(AES_KEY) == _Alignof(unsigned int),
               "the public layout");

static const struct {
    int bits, rounds;
    const struct urt_block *block;
} sizes[] = {
    {128, 10, &urt_block_aes128},
    {192, 12, &urt_block_aes192},
    {256, 14, &urt_block_aes256},
};

enum { SIZES = sizeof sizes / sizeof *sizes };

static const struct urt_block *
block_of(const AES_KEY *key)
{
    for (size_t i = 0; i < SIZES; i++)
        if (sizes[i].rounds == key->rounds)
            return sizes[i].block;
    return NULL;
}

static int
set_key(const unsigned char *user, int bits, AES_KEY *key, bool encrypt)
{
    if (user == NULL || key == NULL)
        return -1;
    for (size_t i = 0; i < SIZES; i++) {
        const struct urt_block *b = sizes[i].block;

        if (sizes[i].bits != bits)
            continue;
        (encrypt ? b->set_encrypt_key : b->set_decrypt_key)(
            key->rd_key, b->key_size, user);
        key->rounds = sizes[i].rounds;
        return 0;
    }
    return -2;
}

int
AES_set_encrypt_key(const unsigned char *user, const int bits, AES_KEY *key)
{
    return set_key(user, bits, key, true);
}

int
AES_set_decrypt_key(const unsigned char *user, const int bits, AES_KEY *key)
{
    return set_key(user, bits, key, false);
}

static void
one(const AES_KEY *key, uint8_t *out, const uint8_t *in, bool encrypt)
{
    const struct urt_block *b = block_of(key);

    if (b != NULL)
        (encrypt ? b->encrypt : b->decrypt)(key->rd_key, AES_BLOCK_SIZE, out,
                                            in);
}

void
AES_encrypt(const unsigned char *in, unsigned char *out, const AES_KEY *key)
{
    one(key, out, in, true);
}

void
AES_decrypt(const unsigned char *in, unsigned char *out, const AES_KEY *key)
{
    one(key, out, in, false);
}

void
AES_ecb_encrypt(const unsigned char *in, unsigned char *out,
                const AES_KEY *key, const int enc)
{
    one(key, out, in, enc == AES_ENCRYPT);
}

/* A last part of a block is filled with zeros when encrypting, and written
 * no further than it goes when decrypting. */
void
AES_cbc_encrypt(const unsigned char *in, unsigned char *out, size_t len,
                const AES_KEY *key, unsigned char *iv, const int enc)
{
    uint8_t x[AES_BLOCK_SIZE], y[AES_BLOCK_SIZE];
    bool seal = enc == AES_ENCRYPT;

    while (len > 0) {
        size_t n = len < AES_BLOCK_SIZE ? len : AES_BLOCK_SIZE;

        memset(x, 0, sizeof x);
        memcpy(x, in, seal ? n : sizeof x);
        for (size_t i = 0; seal && i < sizeof x; i++)
            x[i] ^= iv[i];
        one(key, y, x, seal);
        for (size_t i = 0; !seal && i < sizeof y; i++)
            y[i] ^= iv[i];
        memcpy(iv, seal ? y : x, sizeof x);
        memcpy(out, y, seal ? sizeof y : n);
        in += n;
        out += seal ? sizeof y : n;
        len -= n;
    }
    urt_wipe(x, sizeof x);
    urt_wipe(y, sizeof y);
}

/* NUM is how many bytes of the block at IVEC are used up. */
void
AES_cfb128_encrypt(const unsigned char *in, unsigned char *out, size_t len,
                   const AES_KEY *key, unsigned char *iv, int *num,
                   const int enc)
{
    unsigned n = (unsigned)*num % AES_BLOCK_SIZE;

    for (size_t i = 0; i < len; i++) {
        uint8_t c = in[i];

        if (n == 0)
            one(key, iv, iv, true);
        out[i] = c ^ iv[n];
        iv[n] = enc == AES_ENCRYPT ? out[i] : c;
        n = (n + 1) % AES_BLOCK_SIZE;
    }
    *num = (int)n;
}

void
AES_ofb128_encrypt(const unsigned char *in, unsigned char *out, size_t len,
                   const AES_KEY *key, unsigned char *iv, int *num)
{
    unsigned n = (unsigned)*num % AES_BLOCK_SIZE;

    for (size_t i = 0; i < len; i++) {
        if (n == 0)
            one(key, iv, iv, true);
        out[i] = in[i] ^ iv[n];
        n = (n + 1) % AES_BLOCK_SIZE;
    }
    *num = (int)n;
}
