/* DES and triple DES: single blocks, modes, and key helpers. */
#ifndef OPENSSL_DES_H
#define OPENSSL_DES_H
#pragma once

#include <openssl/macros.h>
#include <openssl/e_os2.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_DES_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
#ifdef OPENSSL_BUILD_SHLIBCRYPTO
#undef OPENSSL_EXTERN
#define OPENSSL_EXTERN OPENSSL_EXPORT
#endif
#define DES_KEY_SZ (sizeof(DES_cblock))
#define DES_SCHEDULE_SZ (sizeof(DES_key_schedule))
#define DES_ENCRYPT 1
#define DES_DECRYPT 0
#define DES_CBC_MODE 0
#define DES_PCBC_MODE 1
#define DES_ecb2_encrypt(i, o, k1, k2, e) \
    DES_ecb3_encrypt((i), (o), (k1), (k2), (k1), (e))
#define DES_ede2_cbc_encrypt(i, o, l, k1, k2, iv, e) \
    DES_ede3_cbc_encrypt((i), (o), (l), (k1), (k2), (k1), (iv), (e))
#define DES_ede2_cfb64_encrypt(i, o, l, k1, k2, iv, n, e) \
    DES_ede3_cfb64_encrypt((i), (o), (l), (k1), (k2), (k1), (iv), (n), (e))
#define DES_ede2_ofb64_encrypt(i, o, l, k1, k2, iv, n) \
    DES_ede3_ofb64_encrypt((i), (o), (l), (k1), (k2), (k1), (iv), (n))
#define DES_fixup_key_parity DES_set_odd_parity
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef unsigned int DES_LONG;
typedef unsigned char DES_cblock[8];
typedef unsigned char const_DES_cblock[8];
typedef struct DES_ks {
    union {
        DES_cblock cblock;
        DES_LONG deslong[2];
    } ks[16];
} DES_key_schedule;
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void DES_cbc_encrypt(const unsigned char *input,
                                           unsigned char *output, long length,
                                           DES_key_schedule *schedule,
                                           DES_cblock *ivec, int enc);
OSSL_DEPRECATEDIN_3_0 int DES_check_key_parity(const_DES_cblock *key);
OSSL_DEPRECATEDIN_3_0 void DES_ecb3_encrypt(const_DES_cblock *input,
                                            DES_cblock *output,
                                            DES_key_schedule *ks1,
                                            DES_key_schedule *ks2,
                                            DES_key_schedule *ks3, int enc);
OSSL_DEPRECATEDIN_3_0 void DES_ecb_encrypt(const_DES_cblock *input,
                                           DES_cblock *output,
                                           DES_key_schedule *ks, int enc);
OSSL_DEPRECATEDIN_3_0 void DES_ede3_cbc_encrypt(
    const unsigned char *input, unsigned char *output, long length,
    DES_key_schedule *ks1, DES_key_schedule *ks2, DES_key_schedule *ks3,
    DES_cblock *ivec, int enc);
OSSL_DEPRECATEDIN_3_0 int DES_is_weak_key(const_DES_cblock *key);
OSSL_DEPRECATEDIN_3_0 int DES_key_sched(const_DES_cblock *key,
                                        DES_key_schedule *schedule);
OSSL_DEPRECATEDIN_3_0 void DES_ncbc_encrypt(const unsigned char *input,
                                            unsigned char *output, long length,
                                            DES_key_schedule *schedule,
                                            DES_cblock *ivec, int enc);
OSSL_DEPRECATEDIN_3_0 int DES_random_key(DES_cblock *ret);
OSSL_DEPRECATEDIN_3_0 int DES_set_key(const_DES_cblock *key,
                                      DES_key_schedule *schedule);
OSSL_DEPRECATEDIN_3_0 int DES_set_key_checked(const_DES_cblock *key,
                                              DES_key_schedule *schedule);
OSSL_DEPRECATEDIN_3_0 void DES_set_key_unchecked(const_DES_cblock *key,
                                                 DES_key_schedule *schedule);
OSSL_DEPRECATEDIN_3_0 void DES_set_odd_parity(DES_cblock *key);
#endif

#ifdef __cplusplus
}
#endif
#endif
