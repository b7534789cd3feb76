/* MD4 in the program's memory. */
#include <openssl/md4.h>

#include "facade/libcrypto/lowhash_local.h"

enum { WORDS = 4 };

_Static_assert(sizeof(MD4_CTX) == (WORDS + 19) * sizeof(unsigned int),
               "the public layout");

/* The context as the array that it is: nothing but unsigned int. */
static unsigned int *
words(MD4_CTX *c)
{
    return (unsigned int *)(void *)c;
}

int
MD4_Init(MD4_CTX *c)
{
    return fac_lowhash_init(words(c), WORDS, &urt_hash_md4);
}

int
MD4_Update(MD4_CTX *c, const void *data, size_t len)
{
    return fac_lowhash_update(words(c), WORDS, &urt_hash_md4, data, len);
}

int
MD4_Final(unsigned char *out, MD4_CTX *c)
{
    return fac_lowhash_final(words(c), WORDS, &urt_hash_md4, out,
                             MD4_DIGEST_LENGTH);
}

void
MD4_Transform(MD4_CTX *c, const unsigned char *block)
{
    fac_lowhash_transform(words(c), WORDS, &urt_hash_md4, block);
}

unsigned char *
MD4(const unsigned char *data, size_t len, unsigned char *out)
{
    static unsigned char shared[MD4_DIGEST_LENGTH];

    return fac_lowhash_once(&urt_hash_md4, data, len, out, shared);
}
