/* Block ciphers as rows: what modes are built on. */
#ifndef URT_CRYPTO_BLOCK_H
#define URT_CRYPTO_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Transforms LEN bytes, whole blocks, in place or disjoint. */
typedef void urt_block_fn(const void *key, size_t len, uint8_t *dst,
                          const uint8_t *src);
/* Expands a key of LEN bytes. */
typedef void urt_block_key_fn(void *expanded, size_t len, const uint8_t *key);

struct urt_block {
    const char *name;
    size_t block_size;        /* 8 or 16 */
    size_t key_size;          /* the usual */
    size_t key_min, key_max;  /* equal to it unless the length is free */
    size_t expanded_size;
    urt_block_key_fn *set_encrypt_key;
    urt_block_key_fn *set_decrypt_key;
    urt_block_fn *encrypt;    /* with an encryption key */
    urt_block_fn *decrypt;    /* with a decryption key */
};

/* Bytes that hold any expanded key. */
enum { URT_BLOCK_MAX_EXPANDED = 4168 };

extern const struct urt_block urt_block_aes128, urt_block_aes192,
    urt_block_aes256, urt_block_camellia128, urt_block_camellia192,
    urt_block_camellia256, urt_block_des, urt_block_des_ede,
    urt_block_des_ede3, urt_block_blowfish, urt_block_cast5,
    urt_block_rc2_40, urt_block_rc2_64, urt_block_rc2_128;

/* RC2 with an explicit effective key length in bits. */
void urt_block_rc2_set_key(void *expanded, size_t len, const uint8_t *key,
                           unsigned bits);

/* DES keys: odd parity in every byte, and FIPS 74's weak and semi-weak. */
void urt_des_set_odd_parity(uint8_t key[8]);
bool urt_des_has_odd_parity(const uint8_t key[8]);
bool urt_des_is_weak(const uint8_t key[8]);

#endif
