/* Keys from passwords, by direct call. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>

#include "engine/crypto/kdf.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/raise.h"

enum { SCRYPT_MEMORY = 32 * 1024 * 1024 };

static struct urt_bytes
password(const char *pass, int len)
{
    if (pass == NULL)
        return URT_BYTES_NONE;
    return urt_bytes(pass, len < 0 ? strlen(pass) : (size_t)len);
}

int
EVP_BytesToKey(const EVP_CIPHER *cipher, const EVP_MD *md,
               const unsigned char *salt, const unsigned char *data, int len,
               int count, unsigned char *key, unsigned char *iv)
{
    if (data == NULL)
        return cipher->key_len;
    if (md->hash == NULL || len < 0 || !fac_md_usable(md))
        return 0;
    urt_bytes_to_key(md->hash, key, (size_t)cipher->key_len, iv,
                     (size_t)cipher->iv_len, urt_bytes(data, (size_t)len),
                     urt_bytes(salt, salt != NULL ? PKCS5_SALT_LEN : 0),
                     (uint64_t)(count > 0 ? count : 1));
    return cipher->key_len;
}

int
PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt,
                  int saltlen, int iter, const EVP_MD *md, int keylen,
                  unsigned char *out)
{
    enum urt_err err;

    if (md == NULL || md->hash == NULL || md->hash->xof || saltlen < 0 ||
        keylen <= 0 || !fac_md_usable(md))
        return 0;
    if (iter < 1) {
        fac_raise(ERR_LIB_PROV, URT_E_ITERATIONS);
        return 0;
    }
    err = urt_pbkdf2(md->hash, out, (size_t)keylen, password(pass, passlen),
                     urt_bytes(salt, salt != NULL ? (size_t)saltlen : 0),
                     (uint64_t)iter);
    fac_raise(ERR_LIB_PROV, err);
    return err == URT_OK;
}

int
PKCS5_PBKDF2_HMAC_SHA1(const char *pass, int passlen,
                       const unsigned char *salt, int saltlen, int iter,
                       int keylen, unsigned char *out)
{
    return PKCS5_PBKDF2_HMAC(pass, passlen, salt, saltlen, iter, EVP_sha1(),
                             keylen, out);
}

/* Without a key it only checks the parameters. */
int
EVP_PBE_scrypt(const char *pass, size_t passlen, const unsigned char *salt,
               size_t saltlen, uint64_t n, uint64_t r, uint64_t p,
               uint64_t maxmem, unsigned char *key, size_t keylen)
{
    enum urt_err err;

    if (maxmem == 0)
        maxmem = SCRYPT_MEMORY;
    if (r > UINT32_MAX || p > UINT32_MAX) {
        ERR_raise(ERR_LIB_EVP, EVP_R_PARAMETER_TOO_LARGE);
        return 0;
    }
    err = urt_scrypt_check(n, r, p, maxmem);
    if (err == URT_OK && key != NULL)
        err = urt_scrypt(key, keylen, urt_bytes(pass, passlen),
                         urt_bytes(salt, saltlen), n, r, p, maxmem);
    if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_EVP, EVP_R_MEMORY_LIMIT_EXCEEDED);
    else if (err == URT_E_NOMEM)
        fac_raise(ERR_LIB_EVP, err);
    return err == URT_OK;
}
