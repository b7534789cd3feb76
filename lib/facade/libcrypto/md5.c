/* MD5 in the program's memory. */
#include <openssl/md5.h>

#include "facade/libcrypto/lowhash_local.h"

enum { WORDS = 4 };

_Static_assert(sizeof(MD5_CTX) == (WORDS + 19) * sizeof(unsigned int),
               "the public layout");

/* The context as the array that it is: nothing but unsigned int. */
static unsigned int *
words(MD5_CTX *c)
{
    return (unsigned int *)(void *)c;
}

int
MD5_Init(MD5_CTX *c)
{
    return fac_lowhash_init(words(c), WORDS, &urt_hash_md5);
}

int
MD5_Update(MD5_CTX *c, const void *data, size_t len)
{
    return fac_lowhash_update(words(c), WORDS, &urt_hash_md5, data, len);
}

int
MD5_Final(unsigned char *out, MD5_CTX *c)
{
    return fac_lowhash_final(words(c), WORDS, &urt_hash_md5, out,
                             MD5_DIGEST_LENGTH);
}

void
MD5_Transform(MD5_CTX *c, const unsigned char *block)
{
    fac_lowhash_transform(words(c), WORDS, &urt_hash_md5, block);
}

unsigned char *
MD5(const unsigned char *data, size_t len, unsigned char *out)
{
    static unsigned char shared[MD5_DIGEST_LENGTH];

    return fac_lowhash_once(&urt_hash_md5, data, len, out, shared);
}
