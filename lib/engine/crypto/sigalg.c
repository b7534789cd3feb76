/* The rows of signature algorithms: TLS SignatureSchemes (RFC 8446, 4.2.3)
 * and the AlgorithmIdentifiers of X.509 (RFC 3279, 4055, 5758, 8410). */
#include "engine/base/text.h"
#include "engine/crypto/bignum.h"
#include "engine/crypto/sig.h"
#include "engine/der/der.h"
#include "engine/der/oid.h"

#define ECDSA(id, name, group, hash, is13, bits, hash_name)           \
    {id,                 name, URT_KEY_EC, group,   &urt_hash_##hash, \
     URT_PADDING_PKCS1,  is13, true,       bits,    "ECDSA",          \
     hash_name}
#define EDDSA(id, name, type, bits, key_name)                              \
    {id,   name, type, NULL,     NULL, URT_PADDING_PKCS1, true, true, bits, \
     key_name, NULL}
#define PSS(id, name, type, hash, bits, key_name, hash_name)           \
    {id,   name, type, NULL,     &urt_hash_##hash, URT_PADDING_PSS,    \
     true, true, bits, key_name, hash_name}
#define PKCS1(id, name, type, hash, bits, key_name, hash_name)           \
    {id,    name, type, NULL,     &urt_hash_##hash, URT_PADDING_PKCS1,   \
     false, true, bits, key_name, hash_name}

const struct urt_sigalg urt_sigalgs[] = {
    ECDSA(0x0403, "ecdsa_secp256r1_sha256", &urt_group_secp256r1, sha256,
          true, 128, "SHA256"),
    ECDSA(0x0503, "ecdsa_secp384r1_sha384", &urt_group_secp384r1, sha384,
          true, 192, "SHA384"),
    ECDSA(0x0603, "ecdsa_secp521r1_sha512", &urt_group_secp521r1, sha512,
          true, 256, "SHA512"),
    EDDSA(0x0807, "ed25519", URT_KEY_ED25519, 128, "Ed25519"),
    EDDSA(0x0808, "ed448", URT_KEY_ED448, 224, "Ed448"),
    PSS(0x0809, "rsa_pss_pss_sha256", URT_KEY_RSA_PSS, sha256, 128, "RSA-PSS",
        "SHA256"),
    PSS(0x080a, "rsa_pss_pss_sha384", URT_KEY_RSA_PSS, sha384, 192, "RSA-PSS",
        "SHA384"),
    PSS(0x080b, "rsa_pss_pss_sha512", URT_KEY_RSA_PSS, sha512, 256, "RSA-PSS",
        "SHA512"),
    PSS(0x0804, "rsa_pss_rsae_sha256", URT_KEY_RSA, sha256, 128, "RSA-PSS",
        "SHA256"),
    PSS(0x0805, "rsa_pss_rsae_sha384", URT_KEY_RSA, sha384, 192, "RSA-PSS",
        "SHA384"),
    PSS(0x0806, "rsa_pss_rsae_sha512", URT_KEY_RSA, sha512, 256, "RSA-PSS",
        "SHA512"),
    PKCS1(0x0401, "rsa_pkcs1_sha256", URT_KEY_RSA, sha256, 128, "RSA",
          "SHA256"),
    PKCS1(0x0501, "rsa_pkcs1_sha384", URT_KEY_RSA, sha384, 192, "RSA",
          "SHA384"),
    PKCS1(0x0601, "rsa_pkcs1_sha512", URT_KEY_RSA, sha512, 256, "RSA",
          "SHA512"),
    ECDSA(0x0303, "ecdsa_sha224", NULL, sha224, false, 112, "SHA224"),
    ECDSA(0x0203, "ecdsa_sha1", NULL, sha1, false, 64, "SHA1"),
    PKCS1(0x0301, "rsa_pkcs1_sha224", URT_KEY_RSA, sha224, 112, "RSA",
          "SHA224"),
    PKCS1(0x0201, "rsa_pkcs1_sha1", URT_KEY_RSA, sha1, 64, "RSA", "SHA1"),
    PKCS1(0x0302, "dsa_sha224", URT_KEY_DSA, sha224, 112, "DSA", "SHA224"),
    PKCS1(0x0202, "dsa_sha1", URT_KEY_DSA, sha1, 64, "DSA", "SHA1"),
    PKCS1(0x0402, "dsa_sha256", URT_KEY_DSA, sha256, 128, "DSA", "SHA256"),
    PKCS1(0x0502, "dsa_sha384", URT_KEY_DSA, sha384, 192, "DSA", "SHA384"),
    PKCS1(0x0602, "dsa_sha512", URT_KEY_DSA, sha512, 256, "DSA", "SHA512"),
};
const size_t urt_sigalg_count = sizeof urt_sigalgs / sizeof urt_sigalgs[0];

#define X_RSA(oid, name, hash)                                     \
    {&urt_oid_##oid, name, URT_KEY_RSA, &urt_hash_##hash,          \
     URT_PADDING_PKCS1, true}
#define X_EC(oid, name, hash)                                      \
    {&urt_oid_##oid, name, URT_KEY_EC, &urt_hash_##hash,           \
     URT_PADDING_PKCS1, false}
#define X_DSA(oid, name, hash)                                     \
    {&urt_oid_##oid, name, URT_KEY_DSA, &urt_hash_##hash,          \
     URT_PADDING_PKCS1, false}

const struct urt_x509_sigalg urt_x509_sigalgs[] = {
    X_RSA(SHA256_RSA, "sha256WithRSAEncryption", sha256),
    X_RSA(SHA384_RSA, "sha384WithRSAEncryption", sha384),
    X_RSA(SHA512_RSA, "sha512WithRSAEncryption", sha512),
    X_RSA(SHA224_RSA, "sha224WithRSAEncryption", sha224),
    X_RSA(SHA1_RSA, "sha1WithRSAEncryption", sha1),
    X_RSA(SHA1_RSA_OIW, "sha1WithRSA", sha1),
    X_RSA(MD5_RSA, "md5WithRSAEncryption", md5),
    X_RSA(MD4_RSA, "md4WithRSAEncryption", md4),
    X_RSA(RIPEMD160_RSA, "ripemd160WithRSA", ripemd160),
    X_RSA(SHA512_224_RSA, "sha512-224WithRSAEncryption", sha512_224),
    X_RSA(SHA512_256_RSA, "sha512-256WithRSAEncryption", sha512_256),
    X_RSA(SHA3_224_RSA, "RSA-SHA3-224", sha3_224),
    X_RSA(SHA3_256_RSA, "RSA-SHA3-256", sha3_256),
    X_RSA(SHA3_384_RSA, "RSA-SHA3-384", sha3_384),
    X_RSA(SHA3_512_RSA, "RSA-SHA3-512", sha3_512),
    {&urt_oid_RSA_PSS, "rsassaPss", URT_KEY_RSA, NULL, URT_PADDING_PSS,
     false},
    X_EC(SHA256_ECDSA, "ecdsa-with-SHA256", sha256),
    X_EC(SHA384_ECDSA, "ecdsa-with-SHA384", sha384),
    X_EC(SHA512_ECDSA, "ecdsa-with-SHA512", sha512),
    X_EC(SHA224_ECDSA, "ecdsa-with-SHA224", sha224),
    X_EC(SHA1_ECDSA, "ecdsa-with-SHA1", sha1),
    X_EC(SHA3_224_ECDSA, "ecdsa_with_SHA3-224", sha3_224),
    X_EC(SHA3_256_ECDSA, "ecdsa_with_SHA3-256", sha3_256),
    X_EC(SHA3_384_ECDSA, "ecdsa_with_SHA3-384", sha3_384),
    X_EC(SHA3_512_ECDSA, "ecdsa_with_SHA3-512", sha3_512),
    {&urt_oid_ED25519, "ED25519", URT_KEY_ED25519, NULL, URT_PADDING_PKCS1,
     false},
    {&urt_oid_ED448, "ED448", URT_KEY_ED448, NULL, URT_PADDING_PKCS1, false},
    X_DSA(SHA256_DSA, "dsa_with_SHA256", sha256),
    X_DSA(SHA224_DSA, "dsa_with_SHA224", sha224),
    X_DSA(SHA384_DSA, "dsa_with_SHA384", sha384),
    X_DSA(SHA512_DSA, "dsa_with_SHA512", sha512),
    X_DSA(SHA1_DSA, "dsaWithSHA1", sha1),
    X_DSA(SHA1_DSA_OIW, "dsaWithSHA1-old", sha1),
    X_DSA(SHA3_224_DSA, "dsa_with_SHA3-224", sha3_224),
    X_DSA(SHA3_256_DSA, "dsa_with_SHA3-256", sha3_256),
    X_DSA(SHA3_384_DSA, "dsa_with_SHA3-384", sha3_384),
    X_DSA(SHA3_512_DSA, "dsa_with_SHA3-512", sha3_512),
};
const size_t urt_x509_sigalg_count =
    sizeof urt_x509_sigalgs / sizeof urt_x509_sigalgs[0];

const struct urt_sigalg *
urt_sigalg_by_id(uint16_t id)
{
    for (size_t i = 0; i < urt_sigalg_count; i++)
        if (urt_sigalgs[i].id == id)
            return &urt_sigalgs[i];
    return NULL;
}

const struct urt_sigalg *
urt_sigalg_by_name(const char *name)
{
    for (size_t i = 0; i < urt_sigalg_count; i++)
        if (urt_text_equal_nocase(urt_sigalgs[i].name, name))
            return &urt_sigalgs[i];
    return NULL;
}

static bool
rsa_fits(const struct urt_sigalg *alg, const struct urt_key *key)
{
    const struct urt_rsa_parts *r = urt_key_rsa(key);
    size_t em_len = (urt_num_bits(r->n) - 1 + 7) / 8;

    if (alg->padding != URT_PADDING_PSS)
        return true;
    if (r->limits.hash != NULL &&
        (r->limits.hash != alg->hash || r->limits.mgf_hash != alg->hash ||
         r->limits.min_salt_len > alg->hash->size))
        return false;
    return em_len >= 2 * alg->hash->size + 2;
}

bool
urt_sigalg_fits(const struct urt_sigalg *alg, const struct urt_key *key,
                bool tls13)
{
    if (alg->key_type != urt_key_type(key) ||
        !(tls13 ? alg->tls13 : alg->tls12))
        return false;
    if (urt_key_rsa(key) != NULL)
        return rsa_fits(alg, key);
    return !tls13 || alg->group == NULL || alg->group == urt_key_group(key);
}

struct urt_sig_params
urt_sigalg_params(const struct urt_sigalg *alg)
{
    return (struct urt_sig_params){alg->padding, alg->hash, alg->hash,
                                   URT_SALT_DIGEST};
}

/* HashAlgorithm, whose parameters are absent or NULL. */
static bool
take_hash(struct urt_bytes *in, const struct urt_hash **hash)
{
    struct urt_der_algorithm alg;

    if (!urt_der_take_algorithm(in, &alg) ||
        (alg.params.len > 0 &&
         (!urt_der_take_null(&alg.params) || alg.params.len > 0)))
        return false;
    *hash = urt_hash_by_oid(alg.oid);
    return *hash != NULL && !(*hash)->xof;
}

/* MaskGenAlgorithm: MGF1 and its hash. */
static bool
take_mgf(struct urt_bytes *in, const struct urt_hash **hash)
{
    struct urt_der_algorithm alg;

    return urt_der_take_algorithm(in, &alg) &&
           urt_bytes_equal(alg.oid, urt_oid_MGF1) &&
           take_hash(&alg.params, hash) && alg.params.len == 0;
}

enum urt_err
urt_pss_params_read(struct urt_sig_params *out, struct urt_bytes parameters)
{
    struct urt_bytes seq, field;
    uint64_t salt = 20, trailer = 1;
    bool present;

    *out = (struct urt_sig_params){URT_PADDING_PSS, &urt_hash_sha1,
                                   &urt_hash_sha1, 20};
    if (!urt_der_take(&parameters, URT_DER_SEQUENCE, &seq) ||
        parameters.len != 0)
        return URT_E_DER_DECODE;
    if (!urt_der_take_optional(&seq, 0xa0, &field, &present) ||
        (present && (!take_hash(&field, &out->hash) || field.len != 0)) ||
        !urt_der_take_optional(&seq, 0xa1, &field, &present) ||
        (present && (!take_mgf(&field, &out->mgf_hash) || field.len != 0)) ||
        !urt_der_take_optional(&seq, 0xa2, &field, &present) ||
        (present && (!urt_der_take_uint(&field, &salt) || field.len != 0)) ||
        !urt_der_take_optional(&seq, 0xa3, &field, &present) ||
        (present &&
         (!urt_der_take_uint(&field, &trailer) || field.len != 0)) ||
        seq.len != 0)
        return URT_E_DER_DECODE;
    if (trailer != 1 || salt > URT_RSA_MAX_BITS / 8)
        return URT_E_UNSUPPORTED;
    out->salt_len = (int)salt;
    return URT_OK;
}

void
urt_pss_params_put(struct urt_buf *b, const struct urt_sig_params *params)
{
    const struct urt_hash *mgf =
        params->mgf_hash != NULL ? params->mgf_hash : params->hash;
    int salt = params->salt_len < 0 ? (int)params->hash->size
                                    : params->salt_len;
    size_t seq = urt_der_open(b, URT_DER_SEQUENCE), field, alg;

    if (params->hash != &urt_hash_sha1) {
        field = urt_der_open(b, 0xa0);
        urt_der_put_algorithm(b, *params->hash->oid, true);
        urt_der_close(b, field);
    }
    if (mgf != &urt_hash_sha1) {
        field = urt_der_open(b, 0xa1);
        alg = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_oid(b, urt_oid_MGF1);
        urt_der_put_algorithm(b, *mgf->oid, true);
        urt_der_close(b, alg);
        urt_der_close(b, field);
    }
    if (salt != 20) {
        field = urt_der_open(b, 0xa2);
        urt_der_put_uint(b, (uint64_t)salt);
        urt_der_close(b, field);
    }
    urt_der_close(b, seq);
}

enum urt_err
urt_x509_sigalg_read(const struct urt_x509_sigalg **row,
                     struct urt_sig_params *params, struct urt_bytes oid,
                     struct urt_bytes parameters)
{
    *row = NULL;
    for (size_t i = 0; i < urt_x509_sigalg_count; i++)
        if (urt_bytes_equal(*urt_x509_sigalgs[i].oid, oid))
            *row = &urt_x509_sigalgs[i];
    if (*row == NULL)
        return URT_E_ALGORITHM_UNKNOWN;
    if ((*row)->padding == URT_PADDING_PSS)
        return urt_pss_params_read(params, parameters);
    *params = (struct urt_sig_params){(*row)->padding, (*row)->hash,
                                      (*row)->hash, URT_SALT_DIGEST};
    /* Absent or NULL: RFC 8410 forbids any for EdDSA. */
    if (parameters.len == 0)
        return URT_OK;
    if ((*row)->hash == NULL || !urt_der_take_null(&parameters) ||
        parameters.len != 0)
        return URT_E_DER_DECODE;
    return URT_OK;
}

/* The salt that signing with these parameters will use. */
static int
salt_length(const struct urt_key *key, const struct urt_sig_params *params)
{
    size_t em_len = (urt_num_bits(urt_key_rsa(key)->n) - 1 + 7) / 8;

    if (params->salt_len >= 0)
        return params->salt_len;
    if (params->salt_len == URT_SALT_DIGEST)
        return (int)params->hash->size;
    return em_len < params->hash->size + 2
               ? 0
               : (int)(em_len - params->hash->size - 2);
}

enum urt_err
urt_x509_sigalg_put(struct urt_buf *b, const struct urt_key *key,
                    const struct urt_sig_params *params)
{
    enum urt_key_type type = urt_key_type(key);
    enum urt_padding padding = URT_PADDING_PKCS1;
    size_t seq;

    if (urt_key_rsa(key) != NULL)
        padding = type == URT_KEY_RSA_PSS ? URT_PADDING_PSS : params->padding;
    if (padding == URT_PADDING_PSS) {
        struct urt_sig_params exact = *params;

        exact.salt_len = salt_length(key, params);
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_oid(b, urt_oid_RSA_PSS);
        urt_pss_params_put(b, &exact);
        urt_der_close(b, seq);
        return URT_OK;
    }
    for (size_t i = 0; i < urt_x509_sigalg_count; i++) {
        const struct urt_x509_sigalg *row = &urt_x509_sigalgs[i];

        if (row->key_type != type || row->padding != padding ||
            (row->hash != NULL &&
             (params == NULL || row->hash != params->hash)))
            continue;
        urt_der_put_algorithm(b, *row->oid, row->null_params);
        return URT_OK;
    }
    return URT_E_ALGORITHM_UNKNOWN;
}
