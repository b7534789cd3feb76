/* Signatures and RSA encryption: what TLS and X.509 ask of a key.
 * RFC 8446 section 4.2.3, RFC 8017, RFC 4055, RFC 5758, RFC 8410.
 *
 * Two tables of rows: TLS SignatureSchemes (struct urt_sigalg) and X.509
 * signature algorithms (struct urt_x509_sigalg), both saying which key, hash
 * and padding. All functions check that the key fits. Verification yields
 * URT_E_SIGNATURE_BAD or URT_E_SIGNATURE_DECODE for a peer's bad signature
 * and something else only when the call itself was wrong. */
#ifndef URT_CRYPTO_SIG_H
#define URT_CRYPTO_SIG_H

#include "engine/crypto/hash.h"
#include "engine/crypto/key.h"

enum urt_padding {
    URT_PADDING_PKCS1, /* also what keys other than RSA pass: ignored there */
    URT_PADDING_PSS,
    URT_PADDING_NONE, /* the input has the modulus's length */
    URT_PADDING_OAEP, /* encryption only */
    URT_PADDING_X931  /* signatures only */
};

enum {
    URT_SALT_DIGEST = -1, /* as long as the digest */
    URT_SALT_AUTO = -2,   /* sign: as long as fits; verify: any length */
    URT_SALT_MAX = -3     /* as long as fits, on both sides */
};

/* How to sign. hash NULL with PKCS1 padding signs the input as it stands,
 * without a DigestInfo; with urt_hash_md5_sha1 as well (36 bytes). */
struct urt_sig_params {
    enum urt_padding padding;
    const struct urt_hash *hash;
    const struct urt_hash *mgf_hash; /* NULL: the same as hash */
    int salt_len;                    /* PSS: bytes, or a URT_SALT_* */
    bool any_length; /* PKCS1: the digest's length is the caller's affair */
};

/* A TLS SignatureScheme. */
struct urt_sigalg {
    uint16_t id;
    const char *name; /* "rsa_pss_rsae_sha256" */
    enum urt_key_type key_type;
    const struct urt_group *group; /* the only curve in TLS 1.3, or NULL */
    const struct urt_hash *hash;   /* NULL for Ed25519 and Ed448 */
    enum urt_padding padding;
    bool tls13;      /* may sign a TLS 1.3 handshake */
    bool tls12;      /* may sign a TLS 1.2 handshake */
    unsigned security_bits;
    const char *key_name;  /* "RSA", "RSA-PSS", "ECDSA", "Ed25519", "DSA" */
    const char *hash_name; /* "SHA256"; NULL for Ed25519 and Ed448 */
};

/* Every row, in the order of ids in OpenSSL's default list. */
extern const struct urt_sigalg urt_sigalgs[];
extern const size_t urt_sigalg_count;

/* NULL where there is no such row. */
const struct urt_sigalg *urt_sigalg_by_id(uint16_t id);
const struct urt_sigalg *urt_sigalg_by_name(const char *name);
/* The scheme can sign with this kind of key in TLS 1.3 (type, curve, and an
 * RSA modulus long enough; limits of an RSA-PSS key) or, TLS13 false, in TLS
 * 1.2, where the curve is free. */
bool urt_sigalg_fits(const struct urt_sigalg *alg, const struct urt_key *key,
                     bool tls13);
/* The parameters a row stands for. */
struct urt_sig_params urt_sigalg_params(const struct urt_sigalg *alg);

/* An X.509 signature algorithm. */
struct urt_x509_sigalg {
    const struct urt_bytes *oid;
    const char *name; /* OpenSSL's long name: "sha256WithRSAEncryption" */
    enum urt_key_type key_type; /* URT_KEY_RSA for RSA-PSS keys too */
    const struct urt_hash *hash; /* NULL: PSS and EdDSA say it otherwise */
    enum urt_padding padding;
    bool null_params; /* the parameters are NULL rather than absent */
};

extern const struct urt_x509_sigalg urt_x509_sigalgs[];
extern const size_t urt_x509_sigalg_count;

/* Reads an AlgorithmIdentifier (OID and parameters; PSS ones decoded) into a
 * row and what to verify with. */
enum urt_err urt_x509_sigalg_read(const struct urt_x509_sigalg **row,
                                  struct urt_sig_params *params,
                                  struct urt_bytes oid,
                                  struct urt_bytes parameters);
/* Writes the AlgorithmIdentifier of a signature by KEY with PARAMS. */
enum urt_err urt_x509_sigalg_put(struct urt_buf *b, const struct urt_key *key,
                                 const struct urt_sig_params *params);
/* RSASSA-PSS-params (RFC 4055, 3.1): defaults filled in. */
enum urt_err urt_pss_params_read(struct urt_sig_params *out,
                                 struct urt_bytes parameters);
void urt_pss_params_put(struct urt_buf *b,
                        const struct urt_sig_params *params);

/* Sign and verify a digest, made with params->hash. Ed25519 and Ed448 refuse
 * it. The signature is appended to OUT. PARAMS may be NULL for EC and DSA
 * keys: the digest is then of any length. */
enum urt_err urt_sig_sign_digest(const struct urt_key *key,
                                 const struct urt_sig_params *params,
                                 struct urt_bytes digest,
                                 struct urt_buf *out);
enum urt_err urt_sig_verify_digest(const struct urt_key *key,
                                   const struct urt_sig_params *params,
                                   struct urt_bytes digest,
                                   struct urt_bytes signature);
/* The same by message; Ed25519 and Ed448 take no hash. */
enum urt_err urt_sig_sign(const struct urt_key *key,
                          const struct urt_sig_params *params,
                          struct urt_bytes message, struct urt_buf *out);
enum urt_err urt_sig_verify(const struct urt_key *key,
                            const struct urt_sig_params *params,
                            struct urt_bytes message,
                            struct urt_bytes signature);
/* PKCS#1 verification that gives back what was signed: the digest when
 * params->hash is set, else the whole padded content. */
enum urt_err urt_sig_recover(const struct urt_key *key,
                             const struct urt_sig_params *params,
                             struct urt_bytes signature, struct urt_buf *out);

/* ECDSA-Sig-Value and Dss-Sig-Value (RFC 3279): SEQUENCE { r, s }. */
enum urt_err urt_sig_pair_read(struct urt_bytes *r, struct urt_bytes *s,
                               struct urt_bytes der);
void urt_sig_pair_put(struct urt_buf *b, struct urt_bytes r,
                      struct urt_bytes s);

/* RSA encryption. OAEP uses hash (and mgf_hash); LABEL may be empty. */
struct urt_rsa_crypt {
    enum urt_padding padding; /* PKCS1, OAEP or NONE */
    const struct urt_hash *hash;
    const struct urt_hash *mgf_hash;
    struct urt_bytes label;
};

enum urt_err urt_rsa_encrypt(const struct urt_key *key,
                             const struct urt_rsa_crypt *how,
                             struct urt_bytes plain, struct urt_buf *out);
/* URT_E_PADDING_BAD tells a bad PKCS#1 padding from a good one: a caller
 * that answers a peer must use urt_rsa_decrypt_premaster. */
enum urt_err urt_rsa_decrypt(const struct urt_key *key,
                             const struct urt_rsa_crypt *how,
                             struct urt_bytes cipher, struct urt_buf *out);
/* The premaster secret of a TLS RSA key exchange (RFC 5246, 7.4.7.1): OUT is
 * what CIPHER holds when the padding is right, the length 48 and the first
 * two bytes VERSION (or ALT_VERSION, unless 0), else FALLBACK, 48 random
 * bytes that the caller drew beforehand. Time and memory access tell nobody
 * which. Fails only for reasons that are public: no RSA key, no private part,
 * a cipher text of the wrong length or not below the modulus. */
enum urt_err urt_rsa_decrypt_premaster(const struct urt_key *key,
                                       struct urt_bytes cipher,
                                       uint16_t version, uint16_t alt_version,
                                       const uint8_t fallback[48],
                                       uint8_t out[48]);
/* The public operation alone: OUT = IN ^ e mod n, at the modulus's width. */
enum urt_err urt_rsa_public_raw(const struct urt_key *key, struct urt_bytes in,
                                struct urt_buf *out);
/* The private operation alone, blinded and checked against faults. */
enum urt_err urt_rsa_private_raw(const struct urt_key *key,
                                 struct urt_bytes in, struct urt_buf *out);

#endif
