/* Ed25519, Ed448, X25519 and X448 keys as bare bytes. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "facade/libcrypto/pkey_impl.h"

static bool
raw_type(enum urt_key_type *out, int type)
{
    bool known = fac_pkey_engine_type(type, out);

    if (known && *out >= URT_KEY_ED25519 && *out <= URT_KEY_X448)
        return true;
    /* Known types without a raw form are an error of another kind. */
    ERR_raise(ERR_LIB_EVP, known ? EVP_R_KEY_SETUP_FAILED
                                 : EVP_R_UNSUPPORTED_ALGORITHM);
    return false;
}

static EVP_PKEY *
new_raw(int type, const struct urt_raw_parts *parts)
{
    enum urt_key_type engine;
    struct urt_key *key = NULL;
    EVP_PKEY *p;

    if (!raw_type(&engine, type))
        return NULL;
    if (urt_key_new_raw(&key, engine, parts) != URT_OK) {
        ERR_raise(ERR_LIB_EVP, EVP_R_KEY_SETUP_FAILED);
        return NULL;
    }
    p = fac_pkey_new(key);
    urt_key_free(key);
    return p;
}

EVP_PKEY *
EVP_PKEY_new_raw_private_key(int type, ENGINE *e, const unsigned char *priv,
                             size_t len)
{
    struct urt_raw_parts parts = {.priv = urt_bytes(priv, len)};

    (void)e;
    return new_raw(type, &parts);
}

EVP_PKEY *
EVP_PKEY_new_raw_public_key(int type, ENGINE *e, const unsigned char *pub,
                            size_t len)
{
    struct urt_raw_parts parts = {.pub = urt_bytes(pub, len)};

    (void)e;
    return new_raw(type, &parts);
}

EVP_PKEY *
EVP_PKEY_new_raw_private_key_ex(OSSL_LIB_CTX *libctx, const char *keytype,
                                const char *propq, const unsigned char *priv,
                                size_t len)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_private_key(fac_pkey_type_by_name(keytype), NULL,
                                        priv, len);
}

EVP_PKEY *
EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *libctx, const char *keytype,
                               const char *propq, const unsigned char *pub,
                               size_t len)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_public_key(fac_pkey_type_by_name(keytype), NULL,
                                       pub, len);
}

static int
get_raw(const EVP_PKEY *p, unsigned char *out, size_t *len, bool priv)
{
    const struct urt_key *key = fac_pkey_key_or_null(p);
    const struct urt_raw_parts *raw = key != NULL ? urt_key_raw(key) : NULL;
    struct urt_bytes part;

    if (raw == NULL) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    part = priv ? raw->priv : raw->pub;
    if (part.len == 0)
        return 0;
    if (out != NULL) {
        if (*len < part.len)
            return 0;
        memcpy(out, part.data, part.len);
    }
    *len = part.len;
    return 1;
}

int
EVP_PKEY_get_raw_private_key(const EVP_PKEY *p, unsigned char *priv,
                             size_t *len)
{
    return get_raw(p, priv, len, true);
}

int
EVP_PKEY_get_raw_public_key(const EVP_PKEY *p, unsigned char *pub,
                            size_t *len)
{
    return get_raw(p, pub, len, false);
}
