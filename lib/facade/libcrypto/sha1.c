/* SHA-1 in the program's memory. */
#include <openssl/sha.h>

#include "facade/libcrypto/lowhash_local.h"

enum { WORDS = 5 };

_Static_assert(sizeof(SHA_CTX) == (WORDS + 19) * sizeof(unsigned int),
               "the public layout");

/* The context as the array that it is: nothing but unsigned int. */
static unsigned int *
words(SHA_CTX *c)
{
    return (unsigned int *)(void *)c;
}

int
SHA1_Init(SHA_CTX *c)
{
    return fac_lowhash_init(words(c), WORDS, &urt_hash_sha1);
}

int
SHA1_Update(SHA_CTX *c, const void *data, size_t len)
{
    return fac_lowhash_update(words(c), WORDS, &urt_hash_sha1, data, len);
}

int
SHA1_Final(unsigned char *out, SHA_CTX *c)
{
    return fac_lowhash_final(words(c), WORDS, &urt_hash_sha1, out,
                             SHA_DIGEST_LENGTH);
}

void
SHA1_Transform(SHA_CTX *c, const unsigned char *block)
{
    fac_lowhash_transform(words(c), WORDS, &urt_hash_sha1, block);
}

unsigned char *
SHA1(const unsigned char *data, size_t len, unsigned char *out)
{
    static unsigned char shared[SHA_DIGEST_LENGTH];

    return fac_lowhash_once(&urt_hash_sha1, data, len, out, shared);
}
