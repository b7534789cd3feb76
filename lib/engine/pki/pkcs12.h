/* PKCS#12: keys and certificates behind a password. RFC 7292.
 *
 * Reading takes files as programs in use write them: BER with indefinite
 * lengths is turned into DER first, with limits on depth and size. */
#ifndef URT_PKI_PKCS12_H
#define URT_PKI_PKCS12_H

#include "engine/pki/crl.h"

enum {
    URT_PKCS12_MAX_SIZE = 64 << 20,
    URT_PKCS12_MAX_BAGS = 65536,
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    URT_PKCS12_MAX_ITERATIONS = 10000, /* a fuzzer need not wait */
#else
    URT_PKCS12_MAX_ITERATIONS = 10000000,
#endif
};

enum urt_pkcs12_kind {
    URT_PKCS12_CERT,
    URT_PKCS12_CRL,
    URT_PKCS12_PRIVATE_KEY, /* key bag, or shrouded key bag opened */
    URT_PKCS12_OTHER,       /* of a kind not understood */
};

struct urt_pkcs12_item {
    enum urt_pkcs12_kind kind;
    struct urt_cert *cert; /* owned */
    struct urt_crl *crl;
    struct urt_key *key;
    struct urt_buf friendly_name; /* UTF-8, empty where absent */
    bool has_friendly_name;
    struct urt_buf local_key_id;
    bool has_local_key_id;
};

struct urt_pkcs12 {
    struct urt_pkcs12_item *item; /* in the order of the file */
    size_t count;
    bool has_mac;
};

/* Whether the password opens the file's MAC: URT_E_MAC_MISMATCH when not.
 * PASSWORD is UTF-8; NULL data is "no password", which differs from an empty
 * one. */
enum urt_err urt_pkcs12_verify_mac(struct urt_bytes der,
                                   struct urt_bytes password);
/* Checks the MAC (where there is one) and opens everything. A NULL or empty
 * password is tried both ways, as programs expect. */
enum urt_err urt_pkcs12_open(struct urt_pkcs12 **out, struct urt_bytes der,
                             struct urt_bytes password);
void urt_pkcs12_free(struct urt_pkcs12 *p12);

#endif
