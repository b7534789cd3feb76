/* ECDH with an EC_KEY. */
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "engine/crypto/ec.h"
#include "facade/libcrypto/pkey_impl.h"
#include "facade/libcrypto/raise.h"

int
ECDH_compute_key(void *out, size_t outlen, const EC_POINT *pub_key,
                 const EC_KEY *ecdh,
                 void *(*KDF)(const void *in, size_t inlen, void *out,
                              size_t *outlen))
{
    struct urt_key *key = fac_ec_key(ecdh);
    const struct urt_ec_parts *parts = key != NULL ? urt_key_ec(key) : NULL;
    struct urt_buf secret = URT_BUF_INIT;
    enum urt_err err;
    int result = 0;

    if (parts == NULL)
        return 0;
    if (parts->priv.len == 0) {
        ERR_raise(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
        return 0;
    }
    if (pub_key->group != parts->group) {
        ERR_raise(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
        return 0;
    }
    err = urt_ec_shared_x(&secret, parts->group, parts->priv,
                          urt_bytes(pub_key->data, pub_key->len));
    if (err != URT_OK) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_ARITHMETIC_FAILURE);
    } else if (KDF != NULL) {
        if (KDF(secret.data, secret.len, out, &outlen) != NULL)
            result = (int)outlen;
        else
            ERR_raise(ERR_LIB_EC, EC_R_KDF_PARAMETER_ERROR);
    } else {
        if (outlen > secret.len)
            outlen = secret.len;
        memcpy(out, secret.data, outlen);
        result = (int)outlen;
    }
    urt_buf_free(&secret);
    return result;
}
