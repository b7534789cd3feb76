/* SHA-224 to SHA-512 in the program's memory. SHA256_CTX is like the other
 * 32-bit contexts with md_len behind; SHA512_CTX has words of 64 bits and is
 * marshalled here. */
#include <openssl/sha.h>

#include "engine/base/mem.h"
#include "facade/libcrypto/lowhash_local.h"

enum { WORDS = 8 };

_Static_assert(sizeof(SHA256_CTX) == (WORDS + 20) * sizeof(unsigned int),
               "the public layout");
_Static_assert(sizeof(SHA512_CTX) == 8 * 10 + SHA512_CBLOCK + 8,
               "the public layout");

static unsigned int *
words(SHA256_CTX *c)
{
    return (unsigned int *)(void *)c;
}

int
SHA224_Init(SHA256_CTX *c)
{
    c->md_len = SHA224_DIGEST_LENGTH;
    return fac_lowhash_init(words(c), WORDS, &urt_hash_sha224);
}

int
SHA256_Init(SHA256_CTX *c)
{
    c->md_len = SHA256_DIGEST_LENGTH;
    return fac_lowhash_init(words(c), WORDS, &urt_hash_sha256);
}

int
SHA256_Update(SHA256_CTX *c, const void *data, size_t len)
{
    return fac_lowhash_update(words(c), WORDS, &urt_hash_sha256, data, len);
}

int
SHA224_Update(SHA256_CTX *c, const void *data, size_t len)
{
    return SHA256_Update(c, data, len);
}

/* The length set at the start says which digest it is. */
int
SHA256_Final(unsigned char *out, SHA256_CTX *c)
{
    if (c->md_len > SHA256_DIGEST_LENGTH)
        return 0;
    return fac_lowhash_final(words(c), WORDS, &urt_hash_sha256, out,
                             c->md_len);
}

int
SHA224_Final(unsigned char *out, SHA256_CTX *c)
{
    return SHA256_Final(out, c);
}

void
SHA256_Transform(SHA256_CTX *c, const unsigned char *block)
{
    fac_lowhash_transform(words(c), WORDS, &urt_hash_sha256, block);
}

static void
load(struct urt_hash_ctx *ctx, const SHA512_CTX *c)
{
    struct urt_hash_state s = {.bytes = 0};

    memcpy(s.word, c->h, sizeof c->h);
    s.bytes = c->Nl >> 3 | c->Nh << 61;
    s.bytes_high = c->Nh >> 3;
    memcpy(s.block, c->u.p, sizeof c->u.p);
    (void)urt_hash_state_set(ctx, &urt_hash_sha512, &s);
    urt_wipe(&s, sizeof s);
}

static void
store(SHA512_CTX *c, const struct urt_hash_ctx *ctx)
{
    struct urt_hash_state s;

    (void)urt_hash_state_get(ctx, &s);
    memcpy(c->h, s.word, sizeof c->h);
    c->Nl = s.bytes << 3;
    c->Nh = s.bytes_high << 3 | s.bytes >> 61;
    memcpy(c->u.p, s.block, sizeof c->u.p);
    c->num = (unsigned int)(s.bytes % SHA512_CBLOCK);
    urt_wipe(&s, sizeof s);
}

static int
init512(SHA512_CTX *c, const struct urt_hash *hash)
{
    struct urt_hash_ctx ctx;

    urt_hash_init(&ctx, hash);
    store(c, &ctx);
    c->md_len = (unsigned int)hash->size;
    return 1;
}

int
SHA384_Init(SHA512_CTX *c)
{
    return init512(c, &urt_hash_sha384);
}

int
SHA512_Init(SHA512_CTX *c)
{
    return init512(c, &urt_hash_sha512);
}

int
SHA512_Update(SHA512_CTX *c, const void *data, size_t len)
{
    struct urt_hash_ctx ctx;

    if (len == 0)
        return 1;
    load(&ctx, c);
    urt_hash_update(&ctx, urt_bytes(data, len));
    store(c, &ctx);
    urt_wipe(&ctx, sizeof ctx);
    return 1;
}

int
SHA384_Update(SHA512_CTX *c, const void *data, size_t len)
{
    return SHA512_Update(c, data, len);
}

int
SHA512_Final(unsigned char *out, SHA512_CTX *c)
{
    struct urt_hash_ctx ctx;

    if (out == NULL || c->md_len > SHA512_DIGEST_LENGTH)
        return 0;
    load(&ctx, c);
    urt_hash_final_len(&ctx, out, c->md_len);
    urt_wipe(c->u.p, sizeof c->u.p);
    c->num = 0;
    urt_wipe(&ctx, sizeof ctx);
    return 1;
}

int
SHA384_Final(unsigned char *out, SHA512_CTX *c)
{
    return SHA512_Final(out, c);
}

void
SHA512_Transform(SHA512_CTX *c, const unsigned char *block)
{
    SHA512_CTX one = *c;

    one.Nl = one.Nh = 0;
    one.num = 0;
    SHA512_Update(&one, block, SHA512_CBLOCK);
    memcpy(c->h, one.h, sizeof c->h);
    urt_wipe(&one, sizeof one);
}

#define ONCE(name, row, size)                                             \
    unsigned char *name(const unsigned char *data, size_t len,            \
                        unsigned char *out)                               \
    {                                                                     \
        static unsigned char shared[size];                                \
                                                                          \
        return fac_lowhash_once(&row, data, len, out, shared);            \
    }

ONCE(SHA224, urt_hash_sha224, SHA224_DIGEST_LENGTH)
ONCE(SHA256, urt_hash_sha256, SHA256_DIGEST_LENGTH)
ONCE(SHA384, urt_hash_sha384, SHA384_DIGEST_LENGTH)
ONCE(SHA512, urt_hash_sha512, SHA512_DIGEST_LENGTH)
