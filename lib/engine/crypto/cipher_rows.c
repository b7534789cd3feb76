/* The cipher rows and their look-ups. One line a row:
 * symbol, name, mode, key size (usual, least, most), IV size, block size,
 * block cipher, OID. */
#include "engine/base/text.h"
#include "engine/crypto/cipher.h"
#include "engine/der/oid.h"

/* clang-format off */
#define ROWS(R) \
    R(aes_128_ecb, "AES-128-ECB", ECB, 16, 16, 16, 0, 16, &urt_block_aes128, &urt_oid_AES128_ECB) \
    R(aes_128_cbc, "AES-128-CBC", CBC, 16, 16, 16, 16, 16, &urt_block_aes128, &urt_oid_AES128_CBC) \
    R(aes_128_cfb, "AES-128-CFB", CFB, 16, 16, 16, 16, 1, &urt_block_aes128, NULL) \
    R(aes_128_cfb8, "AES-128-CFB8", CFB8, 16, 16, 16, 16, 1, &urt_block_aes128, NULL) \
    R(aes_128_cfb1, "AES-128-CFB1", CFB1, 16, 16, 16, 16, 1, &urt_block_aes128, NULL) \
    R(aes_128_ofb, "AES-128-OFB", OFB, 16, 16, 16, 16, 1, &urt_block_aes128, NULL) \
    R(aes_128_ctr, "AES-128-CTR", CTR, 16, 16, 16, 16, 1, &urt_block_aes128, NULL) \
    R(aes_192_ecb, "AES-192-ECB", ECB, 24, 24, 24, 0, 16, &urt_block_aes192, &urt_oid_AES192_ECB) \
    R(aes_192_cbc, "AES-192-CBC", CBC, 24, 24, 24, 16, 16, &urt_block_aes192, &urt_oid_AES192_CBC) \
    R(aes_192_cfb, "AES-192-CFB", CFB, 24, 24, 24, 16, 1, &urt_block_aes192, NULL) \
    R(aes_192_cfb8, "AES-192-CFB8", CFB8, 24, 24, 24, 16, 1, &urt_block_aes192, NULL) \
    R(aes_192_cfb1, "AES-192-CFB1", CFB1, 24, 24, 24, 16, 1, &urt_block_aes192, NULL) \
    R(aes_192_ofb, "AES-192-OFB", OFB, 24, 24, 24, 16, 1, &urt_block_aes192, NULL) \
    R(aes_192_ctr, "AES-192-CTR", CTR, 24, 24, 24, 16, 1, &urt_block_aes192, NULL) \
    R(aes_256_ecb, "AES-256-ECB", ECB, 32, 32, 32, 0, 16, &urt_block_aes256, &urt_oid_AES256_ECB) \
    R(aes_256_cbc, "AES-256-CBC", CBC, 32, 32, 32, 16, 16, &urt_block_aes256, &urt_oid_AES256_CBC) \
    R(aes_256_cfb, "AES-256-CFB", CFB, 32, 32, 32, 16, 1, &urt_block_aes256, NULL) \
    R(aes_256_cfb8, "AES-256-CFB8", CFB8, 32, 32, 32, 16, 1, &urt_block_aes256, NULL) \
    R(aes_256_cfb1, "AES-256-CFB1", CFB1, 32, 32, 32, 16, 1, &urt_block_aes256, NULL) \
    R(aes_256_ofb, "AES-256-OFB", OFB, 32, 32, 32, 16, 1, &urt_block_aes256, NULL) \
    R(aes_256_ctr, "AES-256-CTR", CTR, 32, 32, 32, 16, 1, &urt_block_aes256, NULL) \
    R(camellia_128_ecb, "CAMELLIA-128-ECB", ECB, 16, 16, 16, 0, 16, &urt_block_camellia128, NULL) \
    R(camellia_128_cbc, "CAMELLIA-128-CBC", CBC, 16, 16, 16, 16, 16, &urt_block_camellia128, NULL) \
    R(camellia_128_cfb, "CAMELLIA-128-CFB", CFB, 16, 16, 16, 16, 1, &urt_block_camellia128, NULL) \
    R(camellia_128_cfb8, "CAMELLIA-128-CFB8", CFB8, 16, 16, 16, 16, 1, &urt_block_camellia128, NULL) \
    R(camellia_128_cfb1, "CAMELLIA-128-CFB1", CFB1, 16, 16, 16, 16, 1, &urt_block_camellia128, NULL) \
    R(camellia_128_ofb, "CAMELLIA-128-OFB", OFB, 16, 16, 16, 16, 1, &urt_block_camellia128, NULL) \
    R(camellia_128_ctr, "CAMELLIA-128-CTR", CTR, 16, 16, 16, 16, 1, &urt_block_camellia128, NULL) \
    R(camellia_192_ecb, "CAMELLIA-192-ECB", ECB, 24, 24, 24, 0, 16, &urt_block_camellia192, NULL) \
    R(camellia_192_cbc, "CAMELLIA-192-CBC", CBC, 24, 24, 24, 16, 16, &urt_block_camellia192, NULL) \
    R(camellia_192_cfb, "CAMELLIA-192-CFB", CFB, 24, 24, 24, 16, 1, &urt_block_camellia192, NULL) \
    R(camellia_192_cfb8, "CAMELLIA-192-CFB8", CFB8, 24, 24, 24, 16, 1, &urt_block_camellia192, NULL) \
    R(camellia_192_cfb1, "CAMELLIA-192-CFB1", CFB1, 24, 24, 24, 16, 1, &urt_block_camellia192, NULL) \
    R(camellia_192_ofb, "CAMELLIA-192-OFB", OFB, 24, 24, 24, 16, 1, &urt_block_camellia192, NULL) \
    R(camellia_192_ctr, "CAMELLIA-192-CTR", CTR, 24, 24, 24, 16, 1, &urt_block_camellia192, NULL) \
    R(camellia_256_ecb, "CAMELLIA-256-ECB", ECB, 32, 32, 32, 0, 16, &urt_block_camellia256, NULL) \
    R(camellia_256_cbc, "CAMELLIA-256-CBC", CBC, 32, 32, 32, 16, 16, &urt_block_camellia256, NULL) \
    R(camellia_256_cfb, "CAMELLIA-256-CFB", CFB, 32, 32, 32, 16, 1, &urt_block_camellia256, NULL) \
    R(camellia_256_cfb8, "CAMELLIA-256-CFB8", CFB8, 32, 32, 32, 16, 1, &urt_block_camellia256, NULL) \
    R(camellia_256_cfb1, "CAMELLIA-256-CFB1", CFB1, 32, 32, 32, 16, 1, &urt_block_camellia256, NULL) \
    R(camellia_256_ofb, "CAMELLIA-256-OFB", OFB, 32, 32, 32, 16, 1, &urt_block_camellia256, NULL) \
    R(camellia_256_ctr, "CAMELLIA-256-CTR", CTR, 32, 32, 32, 16, 1, &urt_block_camellia256, NULL) \
    R(des_ecb, "DES-ECB", ECB, 8, 8, 8, 0, 8, &urt_block_des, NULL) \
    R(des_cbc, "DES-CBC", CBC, 8, 8, 8, 8, 8, &urt_block_des, &urt_oid_DES_CBC) \
    R(des_cfb, "DES-CFB", CFB, 8, 8, 8, 8, 1, &urt_block_des, NULL) \
    R(des_cfb8, "DES-CFB8", CFB8, 8, 8, 8, 8, 1, &urt_block_des, NULL) \
    R(des_cfb1, "DES-CFB1", CFB1, 8, 8, 8, 8, 1, &urt_block_des, NULL) \
    R(des_ofb, "DES-OFB", OFB, 8, 8, 8, 8, 1, &urt_block_des, NULL) \
    R(des_ede_ecb, "DES-EDE-ECB", ECB, 16, 16, 16, 0, 8, &urt_block_des_ede, NULL) \
    R(des_ede_cbc, "DES-EDE-CBC", CBC, 16, 16, 16, 8, 8, &urt_block_des_ede, NULL) \
    R(des_ede_cfb, "DES-EDE-CFB", CFB, 16, 16, 16, 8, 1, &urt_block_des_ede, NULL) \
    R(des_ede_ofb, "DES-EDE-OFB", OFB, 16, 16, 16, 8, 1, &urt_block_des_ede, NULL) \
    R(des_ede3_ecb, "DES-EDE3-ECB", ECB, 24, 24, 24, 0, 8, &urt_block_des_ede3, NULL) \
    R(des_ede3_cbc, "DES-EDE3-CBC", CBC, 24, 24, 24, 8, 8, &urt_block_des_ede3, &urt_oid_DES3_CBC) \
    R(des_ede3_cfb, "DES-EDE3-CFB", CFB, 24, 24, 24, 8, 1, &urt_block_des_ede3, NULL) \
    R(des_ede3_cfb8, "DES-EDE3-CFB8", CFB8, 24, 24, 24, 8, 1, &urt_block_des_ede3, NULL) \
    R(des_ede3_cfb1, "DES-EDE3-CFB1", CFB1, 24, 24, 24, 8, 1, &urt_block_des_ede3, NULL) \
    R(des_ede3_ofb, "DES-EDE3-OFB", OFB, 24, 24, 24, 8, 1, &urt_block_des_ede3, NULL) \
    R(bf_ecb, "BF-ECB", ECB, 16, 1, 72, 0, 8, &urt_block_blowfish, NULL) \
    R(bf_cbc, "BF-CBC", CBC, 16, 1, 72, 8, 8, &urt_block_blowfish, NULL) \
    R(bf_cfb, "BF-CFB", CFB, 16, 1, 72, 8, 1, &urt_block_blowfish, NULL) \
    R(bf_ofb, "BF-OFB", OFB, 16, 1, 72, 8, 1, &urt_block_blowfish, NULL) \
    R(cast5_ecb, "CAST5-ECB", ECB, 16, 5, 16, 0, 8, &urt_block_cast5, NULL) \
    R(cast5_cbc, "CAST5-CBC", CBC, 16, 5, 16, 8, 8, &urt_block_cast5, NULL) \
    R(cast5_cfb, "CAST5-CFB", CFB, 16, 5, 16, 8, 1, &urt_block_cast5, NULL) \
    R(cast5_ofb, "CAST5-OFB", OFB, 16, 5, 16, 8, 1, &urt_block_cast5, NULL) \
    R(rc2_ecb, "RC2-ECB", ECB, 16, 1, 128, 0, 8, &urt_block_rc2_128, NULL) \
    R(rc2_cbc, "RC2-CBC", CBC, 16, 1, 128, 8, 8, &urt_block_rc2_128, &urt_oid_RC2_CBC) \
    R(rc2_cfb, "RC2-CFB", CFB, 16, 1, 128, 8, 1, &urt_block_rc2_128, NULL) \
    R(rc2_ofb, "RC2-OFB", OFB, 16, 1, 128, 8, 1, &urt_block_rc2_128, NULL) \
    R(rc2_40_cbc, "RC2-40-CBC", CBC, 5, 5, 5, 8, 8, &urt_block_rc2_40, NULL) \
    R(rc2_64_cbc, "RC2-64-CBC", CBC, 8, 8, 8, 8, 8, &urt_block_rc2_64, NULL) \
    R(rc4, "RC4", STREAM, 16, 1, 256, 0, 1, NULL, NULL) \
    R(rc4_40, "RC4-40", STREAM, 5, 5, 5, 0, 1, NULL, NULL) \
    R(chacha20, "ChaCha20", STREAM, 32, 32, 32, 16, 1, NULL, NULL)
/* clang-format on */

#define DEFINE(symbol, text, mode, key, min, max, iv, size, block, oid) \
    const struct urt_cipher urt_cipher_##symbol = {                     \
        text, URT_MODE_##mode, key, min, max, iv, size, block, oid};
ROWS(DEFINE)

#define REFER(symbol, ...) &urt_cipher_##symbol,
static const struct urt_cipher *const rows[] = {ROWS(REFER)};

const struct urt_cipher *
urt_cipher_by_oid(struct urt_bytes oid)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i]->oid != NULL && urt_bytes_equal(*rows[i]->oid, oid))
            return rows[i];
    return NULL;
}

const struct urt_cipher *
urt_cipher_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (urt_text_equal_nocase(rows[i]->name, name))
            return rows[i];
    return NULL;
}
