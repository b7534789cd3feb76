/* Keys: RSA, DSA, EC, Ed25519, Ed448, X25519, X448 and DH, public and
 * private. RFC 8017, RFC 5480, RFC 5915, RFC 8410, RFC 5958, RFC 3279.
 *
 * A key is immutable once built and shared by counting references. Every
 * number in it was checked when it was built, so that nothing that uses a key
 * can make GMP or Nettle divide by zero or abort: moduli are odd and within
 * the size limits below, points are on their curve, private numbers in their
 * range. Building does not prove primality nor that private and public part
 * belong together; urt_key_check does the latter.
 *
 * The private part lives in our own memory and is wiped with the key. The
 * slices that the component getters return point into the key and live as
 * long as it does. All numbers are big-endian. */
#ifndef URT_CRYPTO_KEY_H
#define URT_CRYPTO_KEY_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/crypto/group.h"

enum urt_key_type {
    URT_KEY_RSA,
    URT_KEY_RSA_PSS,
    URT_KEY_DSA,
    URT_KEY_EC,
    URT_KEY_ED25519,
    URT_KEY_ED448,
    URT_KEY_X25519,
    URT_KEY_X448,
    URT_KEY_DH
};

enum {
    URT_RSA_MIN_BITS = 512,
    URT_RSA_MAX_BITS = 16384,
    URT_RSA_MAX_E_BITS = 64,
    URT_DSA_MIN_BITS = 512,
    URT_DSA_MAX_BITS = 10000,
    URT_DH_MIN_BITS = 512,
    URT_DH_MAX_BITS = 10000
};

struct urt_key;
struct urt_hash;

/* Restrictions that an RSA-PSS key carries in its AlgorithmIdentifier
 * (RFC 4055, 3.1); all hash and mgf_hash NULL where it carries none. */
struct urt_pss_limits {
    const struct urt_hash *hash;
    const struct urt_hash *mgf_hash;
    unsigned min_salt_len;
};

/* Empty slices where a part is absent. A private RSA key has d, or all of p,
 * q, dp, dq, qi, or both. */
struct urt_rsa_parts {
    struct urt_bytes n, e, d, p, q, dp, dq, qi;
    bool pss; /* an RSASSA-PSS key (id-RSASSA-PSS) */
    struct urt_pss_limits limits;
};

struct urt_dsa_parts {
    struct urt_bytes p, q, g, pub, priv;
};

enum urt_point_form {
    URT_POINT_AS_GIVEN = 0, /* to a builder: as the point's first byte says */
    URT_POINT_COMPRESSED = 2,
    URT_POINT_UNCOMPRESSED = 4,
    URT_POINT_HYBRID = 6
};

struct urt_ec_parts {
    const struct urt_group *group;
    struct urt_bytes point; /* 04 x y; builders take 02/03 x as well */
    struct urt_bytes priv;  /* at the width of the group's order */
    enum urt_point_form form; /* how the point is written */
    bool private_alone;  /* the private form is written without the point */
};

struct urt_raw_parts {
    struct urt_bytes pub, priv;
};

struct urt_dh_parts {
    struct urt_bytes p, g;
    struct urt_bytes q;    /* empty where not known */
    struct urt_bytes pub, priv;
    unsigned priv_bits;            /* privateValueLength, 0 where absent */
    const struct urt_group *group; /* the named field, or NULL */
};

struct urt_key *urt_key_up(struct urt_key *key);
/* NULL is allowed. */
void urt_key_free(struct urt_key *key);

enum urt_key_type urt_key_type(const struct urt_key *key);
/* "RSA", "RSA-PSS", "DSA", "EC", "ED25519", ... */
const char *urt_key_type_name(enum urt_key_type type);
/* The size that EVP_PKEY_get_bits reports. */
unsigned urt_key_bits(const struct urt_key *key);
/* Strength by NIST SP 800-57, as OpenSSL counts it. */
unsigned urt_key_security_bits(const struct urt_key *key);
bool urt_key_has_private(const struct urt_key *key);
/* False for a key of bare DSA or DH parameters. */
bool urt_key_has_public(const struct urt_key *key);
/* The curve of an EC, Ed or X key (NULL for Ed25519 and Ed448), the named
 * field of a DH key, else NULL. */
const struct urt_group *urt_key_group(const struct urt_key *key);
/* Upper bound of a signature's, ciphertext's or shared secret's bytes. */
size_t urt_key_max_output(const struct urt_key *key);

/* The components; NULL when the key is of another type. */
const struct urt_rsa_parts *urt_key_rsa(const struct urt_key *key);
const struct urt_dsa_parts *urt_key_dsa(const struct urt_key *key);
const struct urt_ec_parts *urt_key_ec(const struct urt_key *key);
const struct urt_raw_parts *urt_key_raw(const struct urt_key *key);
const struct urt_dh_parts *urt_key_dh(const struct urt_key *key);
/* The point of an EC key in the given form, AS_GIVEN in its own. */
enum urt_err urt_key_put_point(struct urt_buf *b, const struct urt_key *key,
                               enum urt_point_form form);

/* Builders: copy and check the parts. An EC or raw key with only a private
 * part computes its public part; a DH or DSA key may have parameters only. */
enum urt_err urt_key_new_rsa(struct urt_key **out,
                             const struct urt_rsa_parts *parts);
enum urt_err urt_key_new_dsa(struct urt_key **out,
                             const struct urt_dsa_parts *parts);
enum urt_err urt_key_new_ec(struct urt_key **out,
                            const struct urt_ec_parts *parts);
enum urt_err urt_key_new_raw(struct urt_key **out, enum urt_key_type type,
                             const struct urt_raw_parts *parts);
enum urt_err urt_key_new_dh(struct urt_key **out,
                            const struct urt_dh_parts *parts);

/* Called now and then while primes are sought; false ends the search with
 * URT_E_CALLBACK_FAILED. EVENT and N are those of BN_GENCB. */
typedef bool urt_progress_fn(void *arg, int event, int n);
struct urt_progress {
    urt_progress_fn *fn; /* NULL: nobody is told */
    void *arg;
};

/* BITS from URT_RSA_MIN_BITS; E is odd and above 1, empty means 65537. */
enum urt_err urt_key_generate_rsa(struct urt_key **out, unsigned bits,
                                  struct urt_bytes e, bool pss,
                                  const struct urt_pss_limits *limits,
                                  struct urt_progress progress);
enum urt_err urt_key_generate_ec(struct urt_key **out,
                                 const struct urt_group *group);
/* Ed25519, Ed448, X25519, X448. */
enum urt_err urt_key_generate_raw(struct urt_key **out,
                                  enum urt_key_type type);
/* A key in the domain of PARAMS, a DSA key. */
enum urt_err urt_key_generate_dsa(struct urt_key **out,
                                  const struct urt_key *params);
/* A key in the field of PARAMS, a DH key. */
enum urt_err urt_key_generate_dh(struct urt_key **out,
                                 const struct urt_key *params);
/* DSA parameters: p of BITS, q of QBITS (0: 160 or 224 or 256 by BITS). */
enum urt_err urt_key_generate_dsa_params(struct urt_key **out, unsigned bits,
                                         unsigned qbits,
                                         struct urt_progress progress);
/* A safe prime of BITS and the generator G (2 or 5). */
enum urt_err urt_key_generate_dh_params(struct urt_key **out, unsigned bits,
                                        unsigned g,
                                        struct urt_progress progress);
/* The parameters of a named field as a DH key. */
enum urt_err urt_key_new_dh_group(struct urt_key **out,
                                  const struct urt_group *group);

/* Same type, same domain, same public part. */
bool urt_key_equal_public(const struct urt_key *a, const struct urt_key *b);
/* Same type and same domain (curve, DSA or DH parameters). */
bool urt_key_equal_params(const struct urt_key *a, const struct urt_key *b);
/* Private and public part belong together; a key without private part is
 * URT_E_KEY_NO_PRIVATE. URT_E_KEY_MISMATCH when they don't. */
enum urt_err urt_key_check(const struct urt_key *key);

/* Puts what OWN's private and PEER's public part agree on (ECDH, X25519, X448,
 * DH, all checked as in urt_kex_derive); leading zeros of a finite-field
 * secret are kept when FULL_WIDTH. */
enum urt_err urt_key_derive(const struct urt_key *own,
                            const struct urt_key *peer, bool full_width,
                            struct urt_buf *secret);

/* SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), the whole element and nothing
 * behind it. */
enum urt_err urt_key_from_spki(struct urt_key **out, struct urt_bytes der);
enum urt_err urt_key_put_spki(struct urt_buf *b, const struct urt_key *key);
/* PrivateKeyInfo (PKCS#8, RFC 5958, versions 0 and 1). */
enum urt_err urt_key_from_pkcs8(struct urt_key **out, struct urt_bytes der);
enum urt_err urt_key_put_pkcs8(struct urt_buf *b, const struct urt_key *key);

/* The forms of old: PKCS#1 RSAPrivateKey, SEC1 ECPrivateKey and the
 * SEQUENCE { 0, p, q, g, pub, priv } of DSA. */
enum urt_err urt_key_from_traditional(struct urt_key **out,
                                      enum urt_key_type type,
                                      struct urt_bytes der);
enum urt_err urt_key_put_traditional(struct urt_buf *b,
                                     const struct urt_key *key);
/* ECPrivateKey without the curve, as it stands in PKCS#8. */
enum urt_err urt_key_put_ec_bare(struct urt_buf *b, const struct urt_key *key);
/* PKCS#1 RSAPublicKey. */
enum urt_err urt_key_from_rsa_public(struct urt_key **out,
                                     struct urt_bytes der);
enum urt_err urt_key_put_rsa_public(struct urt_buf *b,
                                    const struct urt_key *key);
/* Parameters alone: PKCS#3 DHParameter or X9.42 DomainParameters (DH) and
 * Dss-Parms (DSA); writing also ECParameters (EC, by name). */
enum urt_err urt_key_from_params(struct urt_key **out, enum urt_key_type type,
                                 struct urt_bytes der);
enum urt_err urt_key_put_params(struct urt_buf *b, const struct urt_key *key);

#endif
