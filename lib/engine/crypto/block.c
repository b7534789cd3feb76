/* The block cipher rows over Nettle: FIPS 197, RFC 3713, FIPS 46-3,
 * Blowfish, RFC 2144, RFC 2268.
 *
 * Nettle's answer "weak key" (DES, Blowfish) is passed over: it expands such
 * a key all the same, and callers that care ask urt_des_is_weak. */
#include "engine/crypto/block.h"

#include <nettle/aes.h>
#include <nettle/arctwo.h>
#include <nettle/blowfish.h>
#include <nettle/camellia.h>
#include <nettle/cast128.h>
#include <nettle/des.h>
#include <string.h>

#include "engine/base/mem.h"

/* AES: one expanded key a direction. */
#define AES_FUNCTIONS(bits)                                               \
    static void aes##bits##_seal_key(void *x, size_t len,                 \
                                     const uint8_t *key)                  \
    {                                                                     \
        aes##bits##_set_encrypt_key(x, key);                              \
    }                                                                     \
    static void aes##bits##_open_key(void *x, size_t len,                 \
                                     const uint8_t *key)                  \
    {                                                                     \
        aes##bits##_set_decrypt_key(x, key);                              \
    }                                                                     \
    static void aes##bits##_seal(const void *x, size_t len, uint8_t *dst, \
                                 const uint8_t *src)                      \
    {                                                                     \
        aes##bits##_encrypt(x, len, dst, src);                            \
    }                                                                     \
    static void aes##bits##_open(const void *x, size_t len, uint8_t *dst, \
                                 const uint8_t *src)                      \
    {                                                                     \
        aes##bits##_decrypt(x, len, dst, src);                            \
    }

AES_FUNCTIONS(128)
AES_FUNCTIONS(192)
AES_FUNCTIONS(256)

/* Camellia: one transformation, the expanded keys differ. 192-bit keys use
 * the 256-bit schedule's rounds. */
#define CAMELLIA_FUNCTIONS(bits, rounds)                                  \
    static void camellia##bits##_seal_key(void *x, size_t len,            \
                                          const uint8_t *key)             \
    {                                                                     \
        camellia##bits##_set_encrypt_key(x, key);                         \
    }                                                                     \
    static void camellia##bits##_open_key(void *x, size_t len,            \
                                          const uint8_t *key)             \
    {                                                                     \
        camellia##bits##_set_decrypt_key(x, key);                         \
    }                                                                     \
    static void camellia##bits##_transform(const void *x, size_t len,     \
                                           uint8_t *dst,                  \
                                           const uint8_t *src)            \
    {                                                                     \
        camellia##rounds##_crypt(x, len, dst, src);                       \
    }

CAMELLIA_FUNCTIONS(128, 128)
CAMELLIA_FUNCTIONS(192, 256)
CAMELLIA_FUNCTIONS(256, 256)

static void
des_key(void *x, size_t len, const uint8_t *key)
{
    (void)des_set_key(x, key);
}

static void
des_seal(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    des_encrypt(x, len, dst, src);
}

static void
des_open(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    des_decrypt(x, len, dst, src);
}

static void
des_ede3_key(void *x, size_t len, const uint8_t *key)
{
    (void)des3_set_key(x, key);
}

/* Two keys: the first is used again as the third. */
static void
des_ede_key(void *x, size_t len, const uint8_t *key)
{
    uint8_t three[24];

    memcpy(three, key, 16);
    memcpy(three + 16, key, 8);
    (void)des3_set_key(x, three);
    urt_wipe(three, sizeof three);
}

static void
des_ede3_seal(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    des3_encrypt(x, len, dst, src);
}

static void
des_ede3_open(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    des3_decrypt(x, len, dst, src);
}

static void
bf_key(void *x, size_t len, const uint8_t *key)
{
    (void)blowfish_set_key(x, len, key);
}

static void
bf_seal(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    blowfish_encrypt(x, len, dst, src);
}

static void
bf_open(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    blowfish_decrypt(x, len, dst, src);
}

static void
cast_key(void *x, size_t len, const uint8_t *key)
{
    cast5_set_key(x, len, key);
}

static void
cast_seal(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    cast128_encrypt(x, len, dst, src);
}

static void
cast_open(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    cast128_decrypt(x, len, dst, src);
}

void
urt_block_rc2_set_key(void *expanded, size_t len, const uint8_t *key,
                      unsigned bits)
{
    arctwo_set_key_ekb(expanded, len, key, bits);
}

/* The rows' effective key length is the key's own. */
static void
rc2_key(void *x, size_t len, const uint8_t *key)
{
    arctwo_set_key_ekb(x, len, key, (unsigned)(8 * len));
}

static void
rc2_seal(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    arctwo_encrypt((void *)x, len, dst, src);
}

static void
rc2_open(const void *x, size_t len, uint8_t *dst, const uint8_t *src)
{
    arctwo_decrypt((void *)x, len, dst, src);
}

#define AES_ROW(bits, size)                                               \
    const struct urt_block urt_block_aes##bits = {                        \
        "AES-" #bits,        16,                                          \
        size,                size,                                        \
        size,                sizeof(struct aes##bits##_ctx),              \
        aes##bits##_seal_key, aes##bits##_open_key,                       \
        aes##bits##_seal,    aes##bits##_open}

#define CAMELLIA_ROW(bits, rounds, size)                                  \
    const struct urt_block urt_block_camellia##bits = {                   \
        "CAMELLIA-" #bits,        16,                                     \
        size,                     size,                                   \
        size,                     sizeof(struct camellia##rounds##_ctx),  \
        camellia##bits##_seal_key, camellia##bits##_open_key,             \
        camellia##bits##_transform, camellia##bits##_transform}

AES_ROW(128, 16);
AES_ROW(192, 24);
AES_ROW(256, 32);
CAMELLIA_ROW(128, 128, 16);
CAMELLIA_ROW(192, 256, 24);
CAMELLIA_ROW(256, 256, 32);

const struct urt_block urt_block_des = {
    "DES",   8,       8,        8,       8, sizeof(struct des_ctx),
    des_key, des_key, des_seal, des_open};
const struct urt_block urt_block_des_ede = {
    "DES-EDE",   8,           16,            16,           16,
    sizeof(struct des3_ctx), des_ede_key, des_ede_key, des_ede3_seal,
    des_ede3_open};
const struct urt_block urt_block_des_ede3 = {
    "DES-EDE3",   8,            24,            24,           24,
    sizeof(struct des3_ctx), des_ede3_key, des_ede3_key, des_ede3_seal,
    des_ede3_open};
const struct urt_block urt_block_blowfish = {
    "BF",   8,      16,      1,      72, sizeof(struct blowfish_ctx),
    bf_key, bf_key, bf_seal, bf_open};
const struct urt_block urt_block_cast5 = {
    "CAST5",  8,        16,        CAST5_MIN_KEY_SIZE,
    CAST5_MAX_KEY_SIZE, sizeof(struct cast128_ctx),
    cast_key, cast_key, cast_seal, cast_open};

#define RC2_ROW(bits, size, min, max)                                     \
    const struct urt_block urt_block_rc2_##bits = {                       \
        "RC2-" #bits, 8,       size,     min,     max,                    \
        sizeof(struct arctwo_ctx), rc2_key, rc2_key, rc2_seal, rc2_open}

RC2_ROW(40, 5, 5, 5);
RC2_ROW(64, 8, 8, 8);
RC2_ROW(128, 16, 1, 128);

_Static_assert(sizeof(struct blowfish_ctx) <= URT_BLOCK_MAX_EXPANDED &&
                   sizeof(struct des3_ctx) <= URT_BLOCK_MAX_EXPANDED,
               "any expanded key fits");
