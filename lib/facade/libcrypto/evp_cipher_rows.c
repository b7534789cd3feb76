/* The cipher rows: what each is called, its numbers, who offers it. */
#include <stddef.h>

#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"

/* clang-format off */
/* symbol, names (the first is a fetched row's own) */
#define NAMES(N) \
    N(aes_128_cbc, "AES-128-CBC", "AES128", "2.16.840.1.101.3.4.1.2") \
    N(aes_128_ccm, "aes-128-ccm", "id-aes128-CCM", "2.16.840.1.101.3.4.1.7") \
    N(aes_128_cfb1, "AES-128-CFB1") \
    N(aes_128_cfb128, "AES-128-CFB", "2.16.840.1.101.3.4.1.4") \
    N(aes_128_cfb8, "AES-128-CFB8") \
    N(aes_128_ctr, "AES-128-CTR") \
    N(aes_128_ecb, "AES-128-ECB", "2.16.840.1.101.3.4.1.1") \
    N(aes_128_gcm, "aes-128-gcm", "id-aes128-GCM", "2.16.840.1.101.3.4.1.6") \
    N(aes_128_ofb, "AES-128-OFB", "2.16.840.1.101.3.4.1.3") \
    N(aes_192_cbc, "AES-192-CBC", "AES192", "2.16.840.1.101.3.4.1.22") \
    N(aes_192_ccm, "aes-192-ccm", "id-aes192-CCM", "2.16.840.1.101.3.4.1.27") \
    N(aes_192_cfb1, "AES-192-CFB1") \
    N(aes_192_cfb128, "AES-192-CFB", "2.16.840.1.101.3.4.1.24") \
    N(aes_192_cfb8, "AES-192-CFB8") \
    N(aes_192_ctr, "AES-192-CTR") \
    N(aes_192_ecb, "AES-192-ECB", "2.16.840.1.101.3.4.1.21") \
    N(aes_192_gcm, "aes-192-gcm", "id-aes192-GCM", "2.16.840.1.101.3.4.1.26") \
    N(aes_192_ofb, "AES-192-OFB", "2.16.840.1.101.3.4.1.23") \
    N(aes_256_cbc, "AES-256-CBC", "AES256", "2.16.840.1.101.3.4.1.42") \
    N(aes_256_ccm, "aes-256-ccm", "id-aes256-CCM", "2.16.840.1.101.3.4.1.47") \
    N(aes_256_cfb1, "AES-256-CFB1") \
    N(aes_256_cfb128, "AES-256-CFB", "2.16.840.1.101.3.4.1.44") \
    N(aes_256_cfb8, "AES-256-CFB8") \
    N(aes_256_ctr, "AES-256-CTR") \
    N(aes_256_ecb, "AES-256-ECB", "2.16.840.1.101.3.4.1.41") \
    N(aes_256_gcm, "aes-256-gcm", "id-aes256-GCM", "2.16.840.1.101.3.4.1.46") \
    N(aes_256_ofb, "AES-256-OFB", "2.16.840.1.101.3.4.1.43") \
    N(bf_cbc, "BF-CBC", "BF", "BLOWFISH", "1.3.6.1.4.1.3029.1.2") \
    N(bf_cfb64, "BF-CFB") \
    N(bf_ecb, "BF-ECB") \
    N(bf_ofb, "BF-OFB") \
    N(camellia_128_cbc, "CAMELLIA-128-CBC", "CAMELLIA128", "1.2.392.200011.61.1.1.1.2") \
    N(camellia_128_cfb1, "CAMELLIA-128-CFB1") \
    N(camellia_128_cfb128, "CAMELLIA-128-CFB", "0.3.4401.5.3.1.9.4") \
    N(camellia_128_cfb8, "CAMELLIA-128-CFB8") \
    N(camellia_128_ctr, "CAMELLIA-128-CTR", "0.3.4401.5.3.1.9.9") \
    N(camellia_128_ecb, "CAMELLIA-128-ECB", "0.3.4401.5.3.1.9.1") \
    N(camellia_128_ofb, "CAMELLIA-128-OFB", "0.3.4401.5.3.1.9.3") \
    N(camellia_192_cbc, "CAMELLIA-192-CBC", "CAMELLIA192", "1.2.392.200011.61.1.1.1.3") \
    N(camellia_192_cfb1, "CAMELLIA-192-CFB1") \
    N(camellia_192_cfb128, "CAMELLIA-192-CFB", "0.3.4401.5.3.1.9.24") \
    N(camellia_192_cfb8, "CAMELLIA-192-CFB8") \
    N(camellia_192_ctr, "CAMELLIA-192-CTR", "0.3.4401.5.3.1.9.29") \
    N(camellia_192_ecb, "CAMELLIA-192-ECB", "0.3.4401.5.3.1.9.21") \
    N(camellia_192_ofb, "CAMELLIA-192-OFB", "0.3.4401.5.3.1.9.23") \
    N(camellia_256_cbc, "CAMELLIA-256-CBC", "CAMELLIA256", "1.2.392.200011.61.1.1.1.4") \
    N(camellia_256_cfb1, "CAMELLIA-256-CFB1") \
    N(camellia_256_cfb128, "CAMELLIA-256-CFB", "0.3.4401.5.3.1.9.44") \
    N(camellia_256_cfb8, "CAMELLIA-256-CFB8") \
    N(camellia_256_ctr, "CAMELLIA-256-CTR", "0.3.4401.5.3.1.9.49") \
    N(camellia_256_ecb, "CAMELLIA-256-ECB", "0.3.4401.5.3.1.9.41") \
    N(camellia_256_ofb, "CAMELLIA-256-OFB", "0.3.4401.5.3.1.9.43") \
    N(cast5_cbc, "CAST5-CBC", "CAST", "CAST-CBC", "1.2.840.113533.7.66.10") \
    N(cast5_cfb64, "CAST5-CFB") \
    N(cast5_ecb, "CAST5-ECB") \
    N(cast5_ofb, "CAST5-OFB") \
    N(chacha20, "ChaCha20") \
    N(chacha20_poly1305, "ChaCha20-Poly1305") \
    N(des_cbc, "DES-CBC", "DES", "1.3.14.3.2.7") \
    N(des_cfb1, "DES-CFB1") \
    N(des_cfb64, "DES-CFB", "1.3.14.3.2.9") \
    N(des_cfb8, "DES-CFB8") \
    N(des_ecb, "DES-ECB", "1.3.14.3.2.6") \
    N(des_ede, "DES-EDE-ECB", "DES-EDE", "1.3.14.3.2.17") \
    N(des_ede3, "DES-EDE3-ECB", "DES-EDE3") \
    N(des_ede3_cbc, "DES-EDE3-CBC", "DES3", "1.2.840.113549.3.7") \
    N(des_ede3_cfb1, "DES-EDE3-CFB1") \
    N(des_ede3_cfb64, "DES-EDE3-CFB") \
    N(des_ede3_cfb8, "DES-EDE3-CFB8") \
    N(des_ede3_ofb, "DES-EDE3-OFB") \
    N(des_ede_cbc, "DES-EDE-CBC") \
    N(des_ede_cfb64, "DES-EDE-CFB") \
    N(des_ede_ofb, "DES-EDE-OFB") \
    N(des_ofb, "DES-OFB", "1.3.14.3.2.8") \
    N(rc2_40_cbc, "RC2-40-CBC", "RC2-40") \
    N(rc2_64_cbc, "RC2-64-CBC", "RC2-64") \
    N(rc2_cbc, "RC2-CBC", "RC2", "RC2-128", "1.2.840.113549.3.2") \
    N(rc2_cfb64, "RC2-CFB") \
    N(rc2_ecb, "RC2-ECB") \
    N(rc2_ofb, "RC2-OFB") \
    N(rc4, "RC4", "1.2.840.113549.3.4") \
    N(rc4_40, "RC4-40")

/* symbol, NID, type, name, fetched name, kind, cipher, AEAD, block size, key
 * length, IV length, flags, a fetched row's flags, provider */
#define ROWS(R) \
    R(aes_128_cbc, 419, 419, "AES-128-CBC", "AES-128-CBC", PLAIN, &urt_cipher_aes_128_cbc, NULL, 16, 16, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(aes_128_ccm, 896, 896, "id-aes128-CCM", "AES-128-CCM", AEAD, NULL, &urt_aead_aes_128_ccm, 1, 16, 12, 0x300c77, 0x300017, FAC_PROVIDER_DEFAULT) \
    R(aes_128_cfb1, 650, 421, "AES-128-CFB1", "AES-128-CFB1", PLAIN, &urt_cipher_aes_128_cfb1, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_128_cfb128, 421, 421, "AES-128-CFB", "AES-128-CFB", PLAIN, &urt_cipher_aes_128_cfb, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_128_cfb8, 653, 421, "AES-128-CFB8", "AES-128-CFB8", PLAIN, &urt_cipher_aes_128_cfb8, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_128_ctr, 904, 0, "AES-128-CTR", "AES-128-CTR", PLAIN, &urt_cipher_aes_128_ctr, NULL, 1, 16, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(aes_128_ecb, 418, 418, "AES-128-ECB", "AES-128-ECB", PLAIN, &urt_cipher_aes_128_ecb, NULL, 16, 16, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(aes_128_gcm, 895, 895, "id-aes128-GCM", "AES-128-GCM", AEAD, NULL, &urt_aead_aes_128_gcm, 1, 16, 12, 0x300c76, 0x300016, FAC_PROVIDER_DEFAULT) \
    R(aes_128_ofb, 420, 420, "AES-128-OFB", "AES-128-OFB", PLAIN, &urt_cipher_aes_128_ofb, NULL, 1, 16, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(aes_192_cbc, 423, 423, "AES-192-CBC", "AES-192-CBC", PLAIN, &urt_cipher_aes_192_cbc, NULL, 16, 24, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(aes_192_ccm, 899, 899, "id-aes192-CCM", "AES-192-CCM", AEAD, NULL, &urt_aead_aes_192_ccm, 1, 24, 12, 0x300c77, 0x300017, FAC_PROVIDER_DEFAULT) \
    R(aes_192_cfb1, 651, 425, "AES-192-CFB1", "AES-192-CFB1", PLAIN, &urt_cipher_aes_192_cfb1, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_192_cfb128, 425, 425, "AES-192-CFB", "AES-192-CFB", PLAIN, &urt_cipher_aes_192_cfb, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_192_cfb8, 654, 425, "AES-192-CFB8", "AES-192-CFB8", PLAIN, &urt_cipher_aes_192_cfb8, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_192_ctr, 905, 0, "AES-192-CTR", "AES-192-CTR", PLAIN, &urt_cipher_aes_192_ctr, NULL, 1, 24, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(aes_192_ecb, 422, 422, "AES-192-ECB", "AES-192-ECB", PLAIN, &urt_cipher_aes_192_ecb, NULL, 16, 24, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(aes_192_gcm, 898, 898, "id-aes192-GCM", "AES-192-GCM", AEAD, NULL, &urt_aead_aes_192_gcm, 1, 24, 12, 0x300c76, 0x300016, FAC_PROVIDER_DEFAULT) \
    R(aes_192_ofb, 424, 424, "AES-192-OFB", "AES-192-OFB", PLAIN, &urt_cipher_aes_192_ofb, NULL, 1, 24, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(aes_256_cbc, 427, 427, "AES-256-CBC", "AES-256-CBC", PLAIN, &urt_cipher_aes_256_cbc, NULL, 16, 32, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(aes_256_ccm, 902, 902, "id-aes256-CCM", "AES-256-CCM", AEAD, NULL, &urt_aead_aes_256_ccm, 1, 32, 12, 0x300c77, 0x300017, FAC_PROVIDER_DEFAULT) \
    R(aes_256_cfb1, 652, 429, "AES-256-CFB1", "AES-256-CFB1", PLAIN, &urt_cipher_aes_256_cfb1, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_256_cfb128, 429, 429, "AES-256-CFB", "AES-256-CFB", PLAIN, &urt_cipher_aes_256_cfb, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_256_cfb8, 655, 429, "AES-256-CFB8", "AES-256-CFB8", PLAIN, &urt_cipher_aes_256_cfb8, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(aes_256_ctr, 906, 0, "AES-256-CTR", "AES-256-CTR", PLAIN, &urt_cipher_aes_256_ctr, NULL, 1, 32, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(aes_256_ecb, 426, 426, "AES-256-ECB", "AES-256-ECB", PLAIN, &urt_cipher_aes_256_ecb, NULL, 16, 32, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(aes_256_gcm, 901, 901, "id-aes256-GCM", "AES-256-GCM", AEAD, NULL, &urt_aead_aes_256_gcm, 1, 32, 12, 0x300c76, 0x300016, FAC_PROVIDER_DEFAULT) \
    R(aes_256_ofb, 428, 428, "AES-256-OFB", "AES-256-OFB", PLAIN, &urt_cipher_aes_256_ofb, NULL, 1, 32, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(bf_cbc, 91, 91, "BF-CBC", "BF-CBC", PLAIN, &urt_cipher_bf_cbc, NULL, 8, 16, 8, 0xa, 0x100002, FAC_PROVIDER_LEGACY) \
    R(bf_cfb64, 93, 0, "BF-CFB", "BF-CFB", PLAIN, &urt_cipher_bf_cfb, NULL, 1, 16, 8, 0xb, 0x100003, FAC_PROVIDER_LEGACY) \
    R(bf_ecb, 92, 0, "BF-ECB", "BF-ECB", PLAIN, &urt_cipher_bf_ecb, NULL, 8, 16, 0, 0x9, 0x100001, FAC_PROVIDER_LEGACY) \
    R(bf_ofb, 94, 0, "BF-OFB", "BF-OFB", PLAIN, &urt_cipher_bf_ofb, NULL, 1, 16, 8, 0xc, 0x100004, FAC_PROVIDER_LEGACY) \
    R(camellia_128_cbc, 751, 751, "CAMELLIA-128-CBC", "CAMELLIA-128-CBC", PLAIN, &urt_cipher_camellia_128_cbc, NULL, 16, 16, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_cfb1, 760, 0, "CAMELLIA-128-CFB1", "CAMELLIA-128-CFB1", PLAIN, &urt_cipher_camellia_128_cfb1, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_cfb128, 757, 757, "CAMELLIA-128-CFB", "CAMELLIA-128-CFB", PLAIN, &urt_cipher_camellia_128_cfb, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_cfb8, 763, 0, "CAMELLIA-128-CFB8", "CAMELLIA-128-CFB8", PLAIN, &urt_cipher_camellia_128_cfb8, NULL, 1, 16, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_ctr, 963, 963, "CAMELLIA-128-CTR", "CAMELLIA-128-CTR", PLAIN, &urt_cipher_camellia_128_ctr, NULL, 1, 16, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_ecb, 754, 754, "CAMELLIA-128-ECB", "CAMELLIA-128-ECB", PLAIN, &urt_cipher_camellia_128_ecb, NULL, 16, 16, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(camellia_128_ofb, 766, 766, "CAMELLIA-128-OFB", "CAMELLIA-128-OFB", PLAIN, &urt_cipher_camellia_128_ofb, NULL, 1, 16, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_cbc, 752, 752, "CAMELLIA-192-CBC", "CAMELLIA-192-CBC", PLAIN, &urt_cipher_camellia_192_cbc, NULL, 16, 24, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_cfb1, 761, 0, "CAMELLIA-192-CFB1", "CAMELLIA-192-CFB1", PLAIN, &urt_cipher_camellia_192_cfb1, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_cfb128, 758, 758, "CAMELLIA-192-CFB", "CAMELLIA-192-CFB", PLAIN, &urt_cipher_camellia_192_cfb, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_cfb8, 764, 0, "CAMELLIA-192-CFB8", "CAMELLIA-192-CFB8", PLAIN, &urt_cipher_camellia_192_cfb8, NULL, 1, 24, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_ctr, 967, 967, "CAMELLIA-192-CTR", "CAMELLIA-192-CTR", PLAIN, &urt_cipher_camellia_192_ctr, NULL, 1, 24, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_ecb, 755, 755, "CAMELLIA-192-ECB", "CAMELLIA-192-ECB", PLAIN, &urt_cipher_camellia_192_ecb, NULL, 16, 24, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(camellia_192_ofb, 767, 767, "CAMELLIA-192-OFB", "CAMELLIA-192-OFB", PLAIN, &urt_cipher_camellia_192_ofb, NULL, 1, 24, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_cbc, 753, 753, "CAMELLIA-256-CBC", "CAMELLIA-256-CBC", PLAIN, &urt_cipher_camellia_256_cbc, NULL, 16, 32, 16, 0x2, 0x100002, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_cfb1, 762, 0, "CAMELLIA-256-CFB1", "CAMELLIA-256-CFB1", PLAIN, &urt_cipher_camellia_256_cfb1, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_cfb128, 759, 759, "CAMELLIA-256-CFB", "CAMELLIA-256-CFB", PLAIN, &urt_cipher_camellia_256_cfb, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_cfb8, 765, 0, "CAMELLIA-256-CFB8", "CAMELLIA-256-CFB8", PLAIN, &urt_cipher_camellia_256_cfb8, NULL, 1, 32, 16, 0x3, 0x100003, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_ctr, 971, 971, "CAMELLIA-256-CTR", "CAMELLIA-256-CTR", PLAIN, &urt_cipher_camellia_256_ctr, NULL, 1, 32, 16, 0x5, 0x100005, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_ecb, 756, 756, "CAMELLIA-256-ECB", "CAMELLIA-256-ECB", PLAIN, &urt_cipher_camellia_256_ecb, NULL, 16, 32, 0, 0x1, 0x100001, FAC_PROVIDER_DEFAULT) \
    R(camellia_256_ofb, 768, 768, "CAMELLIA-256-OFB", "CAMELLIA-256-OFB", PLAIN, &urt_cipher_camellia_256_ofb, NULL, 1, 32, 16, 0x4, 0x100004, FAC_PROVIDER_DEFAULT) \
    R(cast5_cbc, 108, 108, "CAST5-CBC", "CAST5-CBC", PLAIN, &urt_cipher_cast5_cbc, NULL, 8, 16, 8, 0xa, 0x100002, FAC_PROVIDER_LEGACY) \
    R(cast5_cfb64, 110, 0, "CAST5-CFB", "CAST5-CFB", PLAIN, &urt_cipher_cast5_cfb, NULL, 1, 16, 8, 0xb, 0x100003, FAC_PROVIDER_LEGACY) \
    R(cast5_ecb, 109, 0, "CAST5-ECB", "CAST5-ECB", PLAIN, &urt_cipher_cast5_ecb, NULL, 8, 16, 0, 0x9, 0x100001, FAC_PROVIDER_LEGACY) \
    R(cast5_ofb, 111, 0, "CAST5-OFB", "CAST5-OFB", PLAIN, &urt_cipher_cast5_ofb, NULL, 1, 16, 8, 0xc, 0x100004, FAC_PROVIDER_LEGACY) \
    R(chacha20, 1019, 0, "ChaCha20", "ChaCha20", PLAIN, &urt_cipher_chacha20, NULL, 1, 32, 16, 0x30, 0x100010, FAC_PROVIDER_DEFAULT) \
    R(chacha20_poly1305, 1018, 0, "ChaCha20-Poly1305", "ChaCha20-Poly1305", AEAD, NULL, &urt_aead_chacha20_poly1305, 1, 32, 12, 0x300c70, 0x300010, FAC_PROVIDER_DEFAULT) \
    R(des_cbc, 31, 31, "DES-CBC", "DES-CBC", PLAIN, &urt_cipher_des_cbc, NULL, 8, 8, 8, 0x202, 0x100202, FAC_PROVIDER_LEGACY) \
    R(des_cfb1, 656, 30, "DES-CFB1", "DES-CFB1", PLAIN, &urt_cipher_des_cfb1, NULL, 1, 8, 8, 0x203, 0x100203, FAC_PROVIDER_LEGACY) \
    R(des_cfb64, 30, 30, "DES-CFB", "DES-CFB", PLAIN, &urt_cipher_des_cfb, NULL, 1, 8, 8, 0x203, 0x100203, FAC_PROVIDER_LEGACY) \
    R(des_cfb8, 657, 30, "DES-CFB8", "DES-CFB8", PLAIN, &urt_cipher_des_cfb8, NULL, 1, 8, 8, 0x203, 0x100203, FAC_PROVIDER_LEGACY) \
    R(des_ecb, 29, 29, "DES-ECB", "DES-ECB", PLAIN, &urt_cipher_des_ecb, NULL, 8, 8, 0, 0x201, 0x100201, FAC_PROVIDER_LEGACY) \
    R(des_ede, 32, 32, "DES-EDE", "DES-EDE-ECB", PLAIN, &urt_cipher_des_ede_ecb, NULL, 8, 16, 0, 0x201, 0x100201, FAC_PROVIDER_DEFAULT) \
    R(des_ede3, 33, 0, "DES-EDE3", "DES-EDE3-ECB", PLAIN, &urt_cipher_des_ede3_ecb, NULL, 8, 24, 0, 0x201, 0x100201, FAC_PROVIDER_DEFAULT) \
    R(des_ede3_cbc, 44, 44, "DES-EDE3-CBC", "DES-EDE3-CBC", PLAIN, &urt_cipher_des_ede3_cbc, NULL, 8, 24, 8, 0x202, 0x100202, FAC_PROVIDER_DEFAULT) \
    R(des_ede3_cfb1, 658, 61, "DES-EDE3-CFB1", "DES-EDE3-CFB1", PLAIN, &urt_cipher_des_ede3_cfb1, NULL, 1, 24, 8, 0x203, 0x100203, FAC_PROVIDER_DEFAULT) \
    R(des_ede3_cfb64, 61, 61, "DES-EDE3-CFB", "DES-EDE3-CFB", PLAIN, &urt_cipher_des_ede3_cfb, NULL, 1, 24, 8, 0x203, 0x100203, FAC_PROVIDER_DEFAULT) \
    R(des_ede3_cfb8, 659, 61, "DES-EDE3-CFB8", "DES-EDE3-CFB8", PLAIN, &urt_cipher_des_ede3_cfb8, NULL, 1, 24, 8, 0x203, 0x100203, FAC_PROVIDER_DEFAULT) \
    R(des_ede3_ofb, 63, 0, "DES-EDE3-OFB", "DES-EDE3-OFB", PLAIN, &urt_cipher_des_ede3_ofb, NULL, 1, 24, 8, 0x204, 0x100204, FAC_PROVIDER_DEFAULT) \
    R(des_ede_cbc, 43, 0, "DES-EDE-CBC", "DES-EDE-CBC", PLAIN, &urt_cipher_des_ede_cbc, NULL, 8, 16, 8, 0x202, 0x100202, FAC_PROVIDER_DEFAULT) \
    R(des_ede_cfb64, 60, 0, "DES-EDE-CFB", "DES-EDE-CFB", PLAIN, &urt_cipher_des_ede_cfb, NULL, 1, 16, 8, 0x203, 0x100203, FAC_PROVIDER_DEFAULT) \
    R(des_ede_ofb, 62, 0, "DES-EDE-OFB", "DES-EDE-OFB", PLAIN, &urt_cipher_des_ede_ofb, NULL, 1, 16, 8, 0x204, 0x100204, FAC_PROVIDER_DEFAULT) \
    R(des_ofb, 45, 45, "DES-OFB", "DES-OFB", PLAIN, &urt_cipher_des_ofb, NULL, 1, 8, 8, 0x204, 0x100204, FAC_PROVIDER_LEGACY) \
    R(rc2_40_cbc, 98, 37, "RC2-40-CBC", "RC2-40-CBC", PLAIN, &urt_cipher_rc2_40_cbc, NULL, 8, 5, 8, 0x4a, 0x1100002, FAC_PROVIDER_LEGACY) \
    R(rc2_64_cbc, 166, 37, "RC2-64-CBC", "RC2-64-CBC", PLAIN, &urt_cipher_rc2_64_cbc, NULL, 8, 8, 8, 0x4a, 0x1100002, FAC_PROVIDER_LEGACY) \
    R(rc2_cbc, 37, 37, "RC2-CBC", "RC2-CBC", PLAIN, &urt_cipher_rc2_cbc, NULL, 8, 16, 8, 0x4a, 0x1100002, FAC_PROVIDER_LEGACY) \
    R(rc2_cfb64, 39, 0, "RC2-CFB", "RC2-CFB", PLAIN, &urt_cipher_rc2_cfb, NULL, 1, 16, 8, 0x4b, 0x1100003, FAC_PROVIDER_LEGACY) \
    R(rc2_ecb, 38, 0, "RC2-ECB", "RC2-ECB", PLAIN, &urt_cipher_rc2_ecb, NULL, 8, 16, 0, 0x49, 0x1100001, FAC_PROVIDER_LEGACY) \
    R(rc2_ofb, 40, 0, "RC2-OFB", "RC2-OFB", PLAIN, &urt_cipher_rc2_ofb, NULL, 1, 16, 8, 0x4c, 0x1100004, FAC_PROVIDER_LEGACY) \
    R(rc4, 5, 5, "RC4", "RC4", PLAIN, &urt_cipher_rc4, NULL, 1, 16, 0, 0x8, 0x100000, FAC_PROVIDER_LEGACY) \
    R(rc4_40, 97, 5, "RC4-40", "RC4-40", PLAIN, &urt_cipher_rc4_40, NULL, 1, 5, 0, 0x8, 0x100000, FAC_PROVIDER_LEGACY)
/* clang-format on */

#define NAME_LIST(symbol, ...) \
    static const char *const names_##symbol[] = {__VA_ARGS__, NULL};
NAMES(NAME_LIST)

#define DEFINE(symbol, nid, type, name, own, kind, plain, aead, block, key,  \
               iv, flags, own_flags, providers)                              \
    static const EVP_CIPHER implicit_##symbol = {                            \
        nid, type, name, names_##symbol, FAC_CIPHER_##kind, plain, aead,     \
        block, key, iv, flags, providers, false};                            \
    static const EVP_CIPHER fetched_##symbol = {                             \
        nid, type, own, names_##symbol, FAC_CIPHER_##kind, plain, aead,      \
        block, key, iv, own_flags, providers, true};                         \
    const EVP_CIPHER *EVP_##symbol(void)                                     \
    {                                                                        \
        return &implicit_##symbol;                                           \
    }
ROWS(DEFINE)

const EVP_CIPHER *
EVP_des_ede3_ecb(void)
{
    return &implicit_des_ede3;
}

const EVP_CIPHER *
EVP_des_ede_ecb(void)
{
    return &implicit_des_ede;
}


static const char *const names_null[] = {"NULL", NULL};
static const EVP_CIPHER null_row = {
    NID_undef, NID_undef, "UNDEF", names_null, FAC_CIPHER_NULL, NULL, NULL,
    1, 0, 0, 0, FAC_PROVIDER_DEFAULT, false};

const EVP_CIPHER *
EVP_enc_null(void)
{
    return &null_row;
}

#define REFER(symbol, ...) &implicit_##symbol, &fetched_##symbol,
const EVP_CIPHER *const fac_cipher_rows[] = {ROWS(REFER)};
const size_t fac_cipher_row_count =
    sizeof fac_cipher_rows / sizeof *fac_cipher_rows;
