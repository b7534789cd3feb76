/* RIPEMD-160 in the program's memory. */
#include <openssl/ripemd.h>

#include "facade/libcrypto/lowhash_local.h"

enum { WORDS = 5 };

_Static_assert(sizeof(RIPEMD160_CTX) == (WORDS + 19) * sizeof(unsigned int),
               "the public layout");

/* The context as the array that it is: nothing but unsigned int. */
static unsigned int *
words(RIPEMD160_CTX *c)
{
    return (unsigned int *)(void *)c;
}

int
RIPEMD160_Init(RIPEMD160_CTX *c)
{
    return fac_lowhash_init(words(c), WORDS, &urt_hash_ripemd160);
}

int
RIPEMD160_Update(RIPEMD160_CTX *c, const void *data, size_t len)
{
    return fac_lowhash_update(words(c), WORDS, &urt_hash_ripemd160, data, len);
}

int
RIPEMD160_Final(unsigned char *out, RIPEMD160_CTX *c)
{
    return fac_lowhash_final(words(c), WORDS, &urt_hash_ripemd160, out,
                             RIPEMD160_DIGEST_LENGTH);
}

void
RIPEMD160_Transform(RIPEMD160_CTX *c, const unsigned char *block)
{
    fac_lowhash_transform(words(c), WORDS, &urt_hash_ripemd160, block);
}

unsigned char *
RIPEMD160(const unsigned char *data, size_t len, unsigned char *out)
{
    static unsigned char shared[RIPEMD160_DIGEST_LENGTH];

    return fac_lowhash_once(&urt_hash_ripemd160, data, len, out, shared);
}
