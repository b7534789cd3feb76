/* Encryption by password: PKCS#5 (RFC 8018, with scrypt of RFC 7914) and
 * PKCS#12 (RFC 7292, appendix C). */
#include "engine/crypto/cipher.h"
#include "engine/crypto/kdf.h"
#include "engine/crypto/keyfile.h"
#include "engine/crypto/rng.h"
#include "engine/der/der.h"
#include "engine/der/oid.h"

enum { DEFAULT_ITERATIONS = 2048, SALT_SIZE = 8, SCRYPT_SALT_SIZE = 16 };

/* The schemes whose OID names the cipher and the hash. */
static const struct old_row {
    const struct urt_bytes *oid;
    const struct urt_cipher *cipher;
    const struct urt_hash *hash;
    bool pkcs12;
    size_t key_size;
} old_rows[] = {
    {&urt_oid_PBE_SHA1_3DES, &urt_cipher_des_ede3_cbc, &urt_hash_sha1, true,
     24},
    {&urt_oid_PBE_SHA1_2DES, &urt_cipher_des_ede_cbc, &urt_hash_sha1, true,
     16},
    {&urt_oid_PBE_SHA1_RC2_40, &urt_cipher_rc2_40_cbc, &urt_hash_sha1, true,
     5},
    {&urt_oid_PBE_SHA1_RC2_128, &urt_cipher_rc2_cbc, &urt_hash_sha1, true,
     16},
    {&urt_oid_PBE_SHA1_RC4_128, &urt_cipher_rc4, &urt_hash_sha1, true, 16},
    {&urt_oid_PBE_SHA1_RC4_40, &urt_cipher_rc4_40, &urt_hash_sha1, true, 5},
    {&urt_oid_PBE_MD5_DES, &urt_cipher_des_cbc, &urt_hash_md5, false, 8},
    {&urt_oid_PBE_SHA1_DES, &urt_cipher_des_cbc, &urt_hash_sha1, false, 8},
    {&urt_oid_PBE_MD5_RC2, &urt_cipher_rc2_64_cbc, &urt_hash_md5, false, 8},
    {&urt_oid_PBE_SHA1_RC2, &urt_cipher_rc2_64_cbc, &urt_hash_sha1, false,
     8},
};

/* The ciphers of PBES2. */
static const struct urt_cipher *const pbes2_ciphers[] = {
    &urt_cipher_aes_128_cbc,      &urt_cipher_aes_192_cbc,
    &urt_cipher_aes_256_cbc,      &urt_cipher_des_ede3_cbc,
    &urt_cipher_des_cbc,          &urt_cipher_camellia_128_cbc,
    &urt_cipher_camellia_192_cbc, &urt_cipher_camellia_256_cbc,
};

/* Everything that turns a password into an encryption. */
struct made {
    const struct urt_cipher *cipher;
    uint8_t key[URT_CIPHER_MAX_KEY];
    size_t key_len;
    uint8_t iv[URT_CIPHER_MAX_IV];
};

/* UTF-8 to the BMPString of PKCS#12, with two zero bytes at the end. What
 * isn't UTF-8 is taken as Latin-1. */
static void
put_utf16(struct urt_buf *b, uint32_t c)
{
    if (c >= 0x10000) {
        c -= 0x10000;
        urt_put_u16(b, (uint16_t)(0xd800 | c >> 10));
        c = 0xdc00 | (c & 0x3ff);
    }
    urt_put_u16(b, (uint16_t)c);
}

static bool
take_utf8(struct urt_bytes *in, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t first, next;
    unsigned more;

    if (!urt_take_u8(in, &first))
        return false;
    *out = first;
    if (first < 0x80)
        return true;
    if (first < 0xc2 || first > 0xf4)
        return false;
    more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    *out = first & (0x3fu >> more);
    for (unsigned i = 0; i < more; i++) {
        if (!urt_take_u8(in, &next) || (next & 0xc0) != 0x80)
            return false;
        *out = *out << 6 | (next & 0x3f);
    }
    return *out >= least[more + 1] && *out <= 0x10ffff &&
           (*out < 0xd800 || *out > 0xdfff);
}

static void
put_bmp(struct urt_buf *b, struct urt_bytes password)
{
    struct urt_bytes rest = password;
    uint32_t c;

    while (rest.len > 0 && take_utf8(&rest, &c))
        put_utf16(b, c);
    if (rest.len > 0) {
        urt_buf_clear(b);
        for (size_t i = 0; i < password.len; i++)
            urt_put_u16(b, password.data[i]);
    }
    urt_put_u16(b, 0);
}

static enum urt_err
derive_pkcs12(struct made *m, const struct old_row *row,
              struct urt_bytes password, struct urt_bytes salt,
              uint64_t iterations)
{
    struct urt_buf bmp = URT_BUF_INIT;
    enum urt_err err;

    put_bmp(&bmp, password);
    err = urt_buf_ok(&bmp) ? URT_OK : URT_E_NOMEM;
    if (err == URT_OK)
        err = urt_pkcs12_kdf(row->hash, m->key, row->key_size,
                             urt_buf_bytes(&bmp), salt, URT_PKCS12_KEY,
                             iterations);
    if (err == URT_OK && row->cipher->iv_size > 0)
        err = urt_pkcs12_kdf(row->hash, m->iv, row->cipher->iv_size,
                             urt_buf_bytes(&bmp), salt, URT_PKCS12_IV,
                             iterations);
    urt_buf_free(&bmp);
    return err;
}

/* PBEParameter and pkcs-12PbeParams ::= SEQUENCE { salt, iterations } */
static enum urt_err
derive_old(struct made *m, const struct old_row *row, struct urt_bytes params,
           struct urt_bytes password)
{
    struct urt_bytes seq, salt;
    uint64_t iterations;

    if (!urt_der_take(&params, URT_DER_SEQUENCE, &seq) || params.len != 0 ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &salt) ||
        !urt_der_take_uint(&seq, &iterations) || seq.len != 0)
        return URT_E_KEY_DECODE;
    if (iterations < 1 || iterations > URT_PBE_MAX_ITERATIONS)
        return URT_E_ITERATIONS;
    m->cipher = row->cipher;
    m->key_len = row->key_size;
    if (row->pkcs12)
        return derive_pkcs12(m, row, password, salt, iterations);
    /* PBKDF1: the first 16 bytes of the iterated digest are key and IV. */
    urt_bytes_to_key(row->hash, m->key, 8, m->iv, 8, password, salt,
                     iterations);
    return URT_OK;
}

static enum urt_err
derive_pbkdf2(struct made *m, struct urt_bytes params,
              struct urt_bytes password)
{
    const struct urt_hash *hash = &urt_hash_sha1;
    struct urt_der_algorithm prf;
    struct urt_bytes seq, salt;
    uint64_t iterations, key_len;

    if (!urt_der_take(&params, URT_DER_SEQUENCE, &seq) || params.len != 0 ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &salt) ||
        !urt_der_take_uint(&seq, &iterations))
        return URT_E_KEY_DECODE;
    if (urt_der_next_is(seq, URT_DER_INTEGER)) {
        if (!urt_der_take_uint(&seq, &key_len))
            return URT_E_KEY_DECODE;
        if (key_len != m->key_len)
            return URT_E_KEY_SIZE;
    }
    if (seq.len > 0) {
        if (!urt_der_take_algorithm(&seq, &prf) || seq.len != 0)
            return URT_E_KEY_DECODE;
        hash = urt_hash_by_hmac_oid(prf.oid);
        if (hash == NULL)
            return URT_E_ALGORITHM_UNKNOWN;
    }
    if (iterations > URT_PBE_MAX_ITERATIONS)
        return URT_E_ITERATIONS;
    return urt_pbkdf2(hash, m->key, m->key_len, password, salt, iterations);
}

static enum urt_err
derive_scrypt(struct made *m, struct urt_bytes params,
              struct urt_bytes password)
{
    struct urt_bytes seq, salt;
    uint64_t n, r, p, key_len;

    if (!urt_der_take(&params, URT_DER_SEQUENCE, &seq) || params.len != 0 ||
        !urt_der_take(&seq, URT_DER_OCTET_STRING, &salt) ||
        !urt_der_take_uint(&seq, &n) || !urt_der_take_uint(&seq, &r) ||
        !urt_der_take_uint(&seq, &p))
        return URT_E_KEY_DECODE;
    if (seq.len > 0) {
        if (!urt_der_take_uint(&seq, &key_len) || seq.len != 0)
            return URT_E_KEY_DECODE;
        if (key_len != m->key_len)
            return URT_E_KEY_SIZE;
    }
    if (n > URT_PBE_MAX_SCRYPT_WORK || r > URT_PBE_MAX_SCRYPT_WORK ||
        p > URT_PBE_MAX_SCRYPT_WORK || n * r > URT_PBE_MAX_SCRYPT_WORK ||
        n * r * p > URT_PBE_MAX_SCRYPT_WORK)
        return URT_E_ITERATIONS;
    return urt_scrypt(m->key, m->key_len, password, salt, n, r, p,
                      URT_PBE_MAX_SCRYPT_MEMORY);
}

/* PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme } */
static enum urt_err
derive_pbes2(struct made *m, struct urt_bytes params,
             struct urt_bytes password)
{
    struct urt_der_algorithm kdf, enc;
    struct urt_bytes seq, iv;

    if (!urt_der_take(&params, URT_DER_SEQUENCE, &seq) || params.len != 0 ||
        !urt_der_take_algorithm(&seq, &kdf) ||
        !urt_der_take_algorithm(&seq, &enc) || seq.len != 0)
        return URT_E_KEY_DECODE;
    for (size_t i = 0; i < sizeof pbes2_ciphers / sizeof pbes2_ciphers[0];
         i++)
        if (pbes2_ciphers[i]->oid != NULL &&
            urt_bytes_equal(*pbes2_ciphers[i]->oid, enc.oid))
            m->cipher = pbes2_ciphers[i];
    if (m->cipher == NULL)
        return URT_E_ALGORITHM_UNKNOWN;
    if (!urt_der_take(&enc.params, URT_DER_OCTET_STRING, &iv) ||
        enc.params.len != 0 || iv.len != m->cipher->iv_size)
        return URT_E_KEY_DECODE;
    memcpy(m->iv, iv.data, iv.len);
    m->key_len = m->cipher->key_size;
    if (urt_bytes_equal(kdf.oid, urt_oid_PBKDF2))
        return derive_pbkdf2(m, kdf.params, password);
    if (urt_bytes_equal(kdf.oid, urt_oid_SCRYPT))
        return derive_scrypt(m, kdf.params, password);
    return URT_E_ALGORITHM_UNKNOWN;
}

static enum urt_err
derive(struct made *m, struct urt_bytes algorithm, struct urt_bytes password)
{
    struct urt_der_algorithm alg;

    if (!urt_der_take_algorithm(&algorithm, &alg) || algorithm.len != 0)
        return URT_E_KEY_DECODE;
    if (urt_bytes_equal(alg.oid, urt_oid_PBES2))
        return derive_pbes2(m, alg.params, password);
    for (size_t i = 0; i < sizeof old_rows / sizeof old_rows[0]; i++)
        if (urt_bytes_equal(*old_rows[i].oid, alg.oid))
            return derive_old(m, &old_rows[i], alg.params, password);
    return URT_E_ALGORITHM_UNKNOWN;
}

enum urt_err
urt_pbe_decrypt(struct urt_buf *plain, struct urt_bytes algorithm,
                struct urt_bytes cipher_text, struct urt_bytes password)
{
    struct made m = {0};
    enum urt_err err = derive(&m, algorithm, password);

    if (err == URT_OK)
        err = urt_cipher_cbc_open(m.cipher, plain,
                                  urt_bytes(m.key, m.key_len),
                                  urt_bytes(m.iv, m.cipher->iv_size),
                                  cipher_text);
    urt_wipe(&m, sizeof m);
    return err;
}

/* The given bytes, or as many random ones as the scheme wants. */
static enum urt_err
put_or_draw(struct urt_buf *b, struct urt_bytes given, size_t size)
{
    uint8_t *out;

    if (given.len > 0) {
        urt_put_bytes(b, given);
        return urt_buf_ok(b) ? URT_OK : URT_E_NOMEM;
    }
    out = urt_buf_reserve(b, size);
    if (out == NULL)
        return URT_E_NOMEM;
    URT_TRY(urt_random(out, size));
    b->len += size;
    return URT_OK;
}

static void
put_kdf(struct urt_buf *b, const struct urt_pbe *pbe, struct urt_bytes salt)
{
    size_t kdf = urt_der_open(b, URT_DER_SEQUENCE), seq;

    if (pbe->scheme == URT_PBE_PBES2_SCRYPT) {
        urt_der_put_oid(b, urt_oid_SCRYPT);
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put(b, URT_DER_OCTET_STRING, salt);
        urt_der_put_uint(b, pbe->scrypt_n != 0 ? pbe->scrypt_n : 16384);
        urt_der_put_uint(b, pbe->scrypt_r != 0 ? pbe->scrypt_r : 8);
        urt_der_put_uint(b, pbe->scrypt_p != 0 ? pbe->scrypt_p : 1);
    } else {
        const struct urt_hash *prf =
            pbe->prf != NULL ? pbe->prf : &urt_hash_sha256;

        urt_der_put_oid(b, urt_oid_PBKDF2);
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put(b, URT_DER_OCTET_STRING, salt);
        urt_der_put_uint(b, pbe->iterations != 0 ? pbe->iterations
                                                 : DEFAULT_ITERATIONS);
        if (prf != &urt_hash_sha1 && prf->hmac_oid != NULL)
            urt_der_put_algorithm(b, *prf->hmac_oid, true);
    }
    urt_der_close(b, seq);
    urt_der_close(b, kdf);
}

static enum urt_err
put_pbes2(struct urt_buf *b, const struct urt_pbe *pbe, struct urt_bytes salt)
{
    const struct urt_cipher *cipher = urt_cipher_by_name(pbe->cipher);
    struct urt_buf iv = URT_BUF_INIT;
    size_t alg, seq, enc;
    enum urt_err err;

    if (cipher == NULL || cipher->oid == NULL ||
        cipher->mode != URT_MODE_CBC ||
        (pbe->iv.len > 0 && pbe->iv.len != cipher->iv_size) ||
        (pbe->prf != NULL && pbe->prf->hmac_oid == NULL))
        return URT_E_ALGORITHM_UNKNOWN;
    err = put_or_draw(&iv, pbe->iv, cipher->iv_size);
    if (err == URT_OK) {
        alg = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_oid(b, urt_oid_PBES2);
        seq = urt_der_open(b, URT_DER_SEQUENCE);
        put_kdf(b, pbe, salt);
        enc = urt_der_open(b, URT_DER_SEQUENCE);
        urt_der_put_oid(b, *cipher->oid);
        urt_der_put(b, URT_DER_OCTET_STRING, urt_buf_bytes(&iv));
        urt_der_close(b, enc);
        urt_der_close(b, seq);
        urt_der_close(b, alg);
    }
    urt_buf_free(&iv);
    return err;
}

static void
put_old(struct urt_buf *b, const struct urt_pbe *pbe, struct urt_bytes salt)
{
    size_t alg = urt_der_open(b, URT_DER_SEQUENCE), seq;

    urt_der_put_oid(b, pbe->scheme == URT_PBE_PKCS12_SHA1_3DES
                           ? urt_oid_PBE_SHA1_3DES
                           : urt_oid_PBE_SHA1_RC2_40);
    seq = urt_der_open(b, URT_DER_SEQUENCE);
    urt_der_put(b, URT_DER_OCTET_STRING, salt);
    urt_der_put_uint(b, pbe->iterations != 0 ? pbe->iterations
                                             : DEFAULT_ITERATIONS);
    urt_der_close(b, seq);
    urt_der_close(b, alg);
}

enum urt_err
urt_pbe_encrypt(struct urt_buf *algorithm, struct urt_buf *cipher_text,
                const struct urt_pbe *pbe, struct urt_bytes plain,
                struct urt_bytes password)
{
    bool scrypt = pbe->scheme == URT_PBE_PBES2_SCRYPT;
    struct urt_buf salt = URT_BUF_INIT;
    struct made m = {0};
    enum urt_err err = put_or_draw(&salt, pbe->salt,
                                   scrypt ? SCRYPT_SALT_SIZE : SALT_SIZE);

    if (err == URT_OK && pbe->scheme <= URT_PBE_PBES2_SCRYPT)
        err = put_pbes2(algorithm, pbe, urt_buf_bytes(&salt));
    else if (err == URT_OK)
        put_old(algorithm, pbe, urt_buf_bytes(&salt));
    if (err == URT_OK && !urt_buf_ok(algorithm))
        err = URT_E_NOMEM;
    /* The reader of algorithms is used to derive, so that what is written
     * can be read. */
    if (err == URT_OK)
        err = derive(&m, urt_buf_bytes(algorithm), password);
    if (err == URT_OK)
        err = urt_cipher_cbc_seal(m.cipher, cipher_text,
                                  urt_bytes(m.key, m.key_len),
                                  urt_bytes(m.iv, m.cipher->iv_size), plain);
    urt_buf_free(&salt);
    urt_wipe(&m, sizeof m);
    return err;
}
