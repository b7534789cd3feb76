/* The suite table made from suite.def, and its look-ups.
 *
 * A look-up by id goes over the rows in order: the usable ones stand at the
 * front, so what a handshake asks for is found within a few steps. */
#include "engine/tls/suite.h"

#include "engine/crypto/aead.h"
#include "engine/crypto/cipher.h"
#include "engine/crypto/hash.h"

#define BULK_AES128_GCM      &urt_aead_aes_128_gcm, NULL, 128
#define BULK_AES256_GCM      &urt_aead_aes_256_gcm, NULL, 256
#define BULK_AES128_CCM      &urt_aead_aes_128_ccm, NULL, 128
#define BULK_AES256_CCM      &urt_aead_aes_256_ccm, NULL, 256
#define BULK_AES128_CCM_8    &urt_aead_aes_128_ccm_8, NULL, 128
#define BULK_AES256_CCM_8    &urt_aead_aes_256_ccm_8, NULL, 256
#define BULK_CHACHA20        &urt_aead_chacha20_poly1305, NULL, 256
#define BULK_ARIA128_GCM     NULL, NULL, 128
#define BULK_ARIA256_GCM     NULL, NULL, 256
#define BULK_AES128_CBC      NULL, &urt_cipher_aes_128_cbc, 128
#define BULK_AES256_CBC      NULL, &urt_cipher_aes_256_cbc, 256
#define BULK_CAMELLIA128_CBC NULL, &urt_cipher_camellia_128_cbc, 128
#define BULK_CAMELLIA256_CBC NULL, &urt_cipher_camellia_256_cbc, 256
#define BULK_NULL            NULL, NULL, 0

#define MAC_AEAD   NULL
#define MAC_MD5    &urt_hash_md5
#define MAC_SHA1   &urt_hash_sha1
#define MAC_SHA256 &urt_hash_sha256
#define MAC_SHA384 &urt_hash_sha384

#define ROW(id, min, max, name, rfc, kx, auth, bulk, mac, mac_hash, prf,    \
            usable, bulk_aead, bulk_cipher, bits)                           \
    {id,   min,       max,         name,     rfc, kx,   auth, bulk,         \
     mac,  bulk_aead, bulk_cipher, mac_hash, prf, bits, bits, usable},
#define EXPAND(...) ROW(__VA_ARGS__)

static const struct urt_suite suites[] = {
#define URT_SUITE(id, min, max, name, rfc, kx, auth, bulk, mac, prf, usable) \
    EXPAND(id, URT_##min, URT_##max, name, rfc, URT_KX_##kx,                 \
           URT_AUTH_##auth, URT_BULK_##bulk, URT_MAC_##mac, MAC_##mac,       \
           &urt_hash_##prf, usable, BULK_##bulk)
#include "engine/tls/suite.def"
#undef URT_SUITE
};

_Static_assert(sizeof suites / sizeof *suites <= URT_SUITES_MAX,
               "who marks suites by their place needs more room");

static const struct {
    uint16_t version;
    const char *name;
} versions[] = {
    {URT_TLS_1_3, "TLSv1.3"}, {URT_TLS_1_2, "TLSv1.2"},
    {URT_TLS_1_1, "TLSv1.1"}, {URT_TLS_1_0, "TLSv1"},
    {URT_SSL_3_0, "SSLv3"},
};

const struct urt_suite *
urt_suite_all(size_t *count)
{
    *count = sizeof suites / sizeof *suites;
    return suites;
}

const struct urt_suite *
urt_suite_by_id(uint16_t id)
{
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

const struct urt_suite *
urt_suite_by_name(const char *openssl_name)
{
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        if (strcmp(suites[i].name, openssl_name) == 0)
            return &suites[i];
    return NULL;
}

const struct urt_hash *
urt_suite_hash(const struct urt_suite *suite, uint16_t version)
{
    if (suite->prf == &urt_hash_md5_sha1 && version >= URT_TLS_1_2)
        return &urt_hash_sha256;
    if (version < URT_TLS_1_2)
        return &urt_hash_md5_sha1;
    return suite->prf;
}

const char *
urt_version_name(uint16_t version)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (versions[i].version == version)
            return versions[i].name;
    return "unknown";
}
