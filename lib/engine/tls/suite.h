/* Protocol versions and cipher suites as const rows. RFC 8446 B.4, RFC 5246
 * A.5 and the documents that each row's comment names.
 *
 * Nothing switches on a suite: code reads the attributes of its row. The
 * rows stand in OpenSSL's order of preference; lists of suites are made by
 * the facade (cipher strings) and handed to a configuration as ids. */
#ifndef URT_TLS_SUITE_H
#define URT_TLS_SUITE_H

#include "engine/base/bytes.h"

struct urt_aead;
struct urt_cipher;
struct urt_hash;

enum {
    URT_SSL_3_0 = 0x0300, /* named so that it can be refused by name */
    URT_TLS_1_0 = 0x0301,
    URT_TLS_1_1 = 0x0302,
    URT_TLS_1_2 = 0x0303,
    URT_TLS_1_3 = 0x0304,
};

/* How the premaster secret comes about; ANY for TLS 1.3. */
enum urt_suite_kx {
    URT_KX_ANY,
    URT_KX_RSA,
    URT_KX_DHE,
    URT_KX_ECDHE,
    URT_KX_PSK,
    URT_KX_RSA_PSK,
    URT_KX_DHE_PSK,
    URT_KX_ECDHE_PSK,
    URT_KX_SRP,
};

/* What authenticates the server; ANY for TLS 1.3. */
enum urt_suite_auth {
    URT_AUTH_ANY,
    URT_AUTH_RSA,
    URT_AUTH_ECDSA, /* also Ed25519 and Ed448, RFC 8422 5.10 */
    URT_AUTH_DSS,
    URT_AUTH_NULL,
    URT_AUTH_PSK,
    URT_AUTH_SRP,
};

/* The bulk protection of records; one row of a small table each. */
enum urt_suite_bulk {
    URT_BULK_AES128_GCM,
    URT_BULK_AES256_GCM,
    URT_BULK_AES128_CCM,
    URT_BULK_AES256_CCM,
    URT_BULK_AES128_CCM_8,
    URT_BULK_AES256_CCM_8,
    URT_BULK_CHACHA20,
    URT_BULK_ARIA128_GCM,
    URT_BULK_ARIA256_GCM,
    URT_BULK_AES128_CBC,
    URT_BULK_AES256_CBC,
    URT_BULK_CAMELLIA128_CBC,
    URT_BULK_CAMELLIA256_CBC,
    URT_BULK_NULL,
};

enum urt_suite_mac {
    URT_MAC_AEAD,
    URT_MAC_MD5,
    URT_MAC_SHA1,
    URT_MAC_SHA256,
    URT_MAC_SHA384,
};

struct urt_suite {
    uint16_t id;
    uint16_t min_version, max_version;
    const char *name;         /* OpenSSL's: ECDHE-RSA-AES128-GCM-SHA256 */
    const char *rfc_name;     /* TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 */
    enum urt_suite_kx kx;
    enum urt_suite_auth auth;
    enum urt_suite_bulk bulk;
    enum urt_suite_mac mac_id;
    const struct urt_aead *aead;     /* NULL for CBC, stream and NULL */
    const struct urt_cipher *cipher; /* CBC suites */
    const struct urt_hash *mac;      /* record MAC of those; else NULL */
    const struct urt_hash *prf; /* handshake hash; where it is MD5+SHA-1,
                                 * TLS 1.2 uses SHA-256 */
    uint16_t strength_bits;          /* effective */
    uint16_t alg_bits;               /* nominal */
    bool usable; /* false: listed, never sent (DESIGN: ARIA, SRP) */
};

/* NULL when the id is unknown. */
const struct urt_suite *urt_suite_by_id(uint16_t id);
const struct urt_suite *urt_suite_by_name(const char *openssl_name);
/* More rows than there will ever be. */
enum { URT_SUITES_MAX = 512 };
/* All rows, in order of preference. */
const struct urt_suite *urt_suite_all(size_t *count);
/* The handshake hash of a suite at a version. */
const struct urt_hash *urt_suite_hash(const struct urt_suite *suite,
                                      uint16_t version);
/* "TLSv1.3" and so on; "unknown" for anything else. */
const char *urt_version_name(uint16_t version);

#endif
