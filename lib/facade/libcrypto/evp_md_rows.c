/* The digest rows: what each is called, its numbers, who offers it. */
#include <stddef.h>

#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"

/* clang-format off */
/* symbol, names (the first is a fetched row's own) */
#define NAMES(N) \
    N(md4, "MD4", "1.2.840.113549.2.4") \
    N(md5, "MD5", "SSL3-MD5", "1.2.840.113549.2.5") \
    N(md5_sha1, "MD5-SHA1") \
    N(ripemd160, "RIPEMD-160", "RIPEMD", "RIPEMD160", "RMD160", "1.3.36.3.2.1") \
    N(sha1, "SHA1", "SHA-1", "SSL3-SHA1", "1.3.14.3.2.26") \
    N(sha224, "SHA2-224", "SHA-224", "SHA224", "2.16.840.1.101.3.4.2.4") \
    N(sha256, "SHA2-256", "SHA-256", "SHA256", "2.16.840.1.101.3.4.2.1") \
    N(sha384, "SHA2-384", "SHA-384", "SHA384", "2.16.840.1.101.3.4.2.2") \
    N(sha3_224, "SHA3-224", "2.16.840.1.101.3.4.2.7") \
    N(sha3_256, "SHA3-256", "2.16.840.1.101.3.4.2.8") \
    N(sha3_384, "SHA3-384", "2.16.840.1.101.3.4.2.9") \
    N(sha3_512, "SHA3-512", "2.16.840.1.101.3.4.2.10") \
    N(sha512, "SHA2-512", "SHA-512", "SHA512", "2.16.840.1.101.3.4.2.3") \
    N(sha512_224, "SHA2-512/224", "SHA-512/224", "SHA512-224", "2.16.840.1.101.3.4.2.5") \
    N(sha512_256, "SHA2-512/256", "SHA-512/256", "SHA512-256", "2.16.840.1.101.3.4.2.6") \
    N(shake128, "SHAKE-128", "SHAKE128", "2.16.840.1.101.3.4.2.11") \
    N(shake256, "SHAKE-256", "SHAKE256", "2.16.840.1.101.3.4.2.12")

/* symbol, NID, NID with RSA, name, fetched name, flags, providers */
#define ROWS(R) \
    R(md4, 257, 396, "MD4", "MD4", 0, FAC_PROVIDER_LEGACY) \
    R(md5, 4, 8, "MD5", "MD5", 0, FAC_PROVIDER_DEFAULT) \
    R(md5_sha1, 114, 114, "MD5-SHA1", "MD5-SHA1", 0, FAC_PROVIDER_DEFAULT) \
    R(ripemd160, 117, 119, "RIPEMD160", "RIPEMD-160", 0, FAC_PROVIDER_DEFAULT | FAC_PROVIDER_LEGACY) \
    R(sha1, 64, 65, "SHA1", "SHA1", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha224, 675, 671, "SHA224", "SHA2-224", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha256, 672, 668, "SHA256", "SHA2-256", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha384, 673, 669, "SHA384", "SHA2-384", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha3_224, 1096, 1116, "SHA3-224", "SHA3-224", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha3_256, 1097, 1117, "SHA3-256", "SHA3-256", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha3_384, 1098, 1118, "SHA3-384", "SHA3-384", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha3_512, 1099, 1119, "SHA3-512", "SHA3-512", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha512, 674, 670, "SHA512", "SHA2-512", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha512_224, 1094, 1145, "SHA512-224", "SHA2-512/224", 0x8, FAC_PROVIDER_DEFAULT) \
    R(sha512_256, 1095, 1146, "SHA512-256", "SHA2-512/256", 0x8, FAC_PROVIDER_DEFAULT) \
    R(shake128, 1100, 0, "SHAKE128", "SHAKE-128", 0xa, FAC_PROVIDER_DEFAULT) \
    R(shake256, 1101, 0, "SHAKE256", "SHAKE-256", 0xa, FAC_PROVIDER_DEFAULT)
/* clang-format on */

#define NAME_LIST(symbol, ...) \
    static const char *const names_##symbol[] = {__VA_ARGS__, NULL};
NAMES(NAME_LIST)

#define DEFINE(symbol, nid, pkey, name, own, flags, providers)              \
    static const EVP_MD implicit_##symbol = {                               \
        nid, pkey, name, names_##symbol, &urt_hash_##symbol, flags,         \
        providers, false};                                                  \
    static const EVP_MD fetched_##symbol = {                                \
        nid, 0, own, names_##symbol, &urt_hash_##symbol, flags, providers,  \
        true};                                                              \
    const EVP_MD *EVP_##symbol(void)                                        \
    {                                                                       \
        return &implicit_##symbol;                                          \
    }
ROWS(DEFINE)

static const char *const names_null[] = {"NULL", NULL};
static const EVP_MD null_row = {
    NID_undef, NID_undef, "UNDEF", names_null, NULL, 0,
    FAC_PROVIDER_DEFAULT, false};

const EVP_MD *
EVP_md_null(void)
{
    return &null_row;
}

#define REFER(symbol, ...) &implicit_##symbol, &fetched_##symbol,
const EVP_MD *const fac_md_rows[] = {ROWS(REFER)};
const size_t fac_md_row_count = sizeof fac_md_rows / sizeof *fac_md_rows;
