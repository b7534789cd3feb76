/* Whether a key is one, by the numbers: man EVP_PKEY_check(3).
 *
 * The engine's keys have passed the checks of their public part when they
 * were built; what remains is that the private part belongs to it, and for
 * RSA the primes. */
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"
#include "toolkit/compat.h"

static struct urt_key *
key_of(const EVP_PKEY_CTX *ctx)
{
    if (ctx == NULL || ctx->pkey == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return NULL;
    }
    return fac_pkey_key(ctx->pkey);
}

/* A missing private part; RSA's and EC's say so. */
static int
no_private(const struct urt_key *key, bool rsa_says)
{
    if (urt_key_ec(key) != NULL)
        ERR_raise(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
    else if (urt_key_rsa(key) != NULL && rsa_says)
        ERR_raise(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
    return 0;
}

static int
check_pair(EVP_PKEY_CTX *ctx)
{
    struct urt_key *key = key_of(ctx);
    enum urt_err err;

    if (key == NULL)
        return 0;
    if (!urt_key_has_private(key))
        return no_private(key, true);
    if (urt_key_rsa(key) != NULL)
        return RSA_check_key(EVP_PKEY_get0_RSA(ctx->pkey));
    if (urt_key_ec(key) != NULL)
        return EC_KEY_check_key(EVP_PKEY_get0_EC_KEY(ctx->pkey));
    err = urt_key_check(key);
    fac_raise(ERR_LIB_EVP, err);
    return err == URT_OK;
}

int
EVP_PKEY_check(EVP_PKEY_CTX *ctx)
{
    fac_compat("EVP_PKEY_check");
    return check_pair(ctx);
}

int
EVP_PKEY_pairwise_check(EVP_PKEY_CTX *ctx)
{
    fac_compat("EVP_PKEY_pairwise_check");
    return check_pair(ctx);
}

/* The private number alone: that it is there and in its range, which was seen
 * to when the key was built. */
int
EVP_PKEY_private_check(EVP_PKEY_CTX *ctx)
{
    struct urt_key *key = key_of(ctx);

    fac_compat("EVP_PKEY_private_check");
    if (key == NULL)
        return 0;
    return urt_key_has_private(key) ? 1 : no_private(key, false);
}

int
EVP_PKEY_public_check(EVP_PKEY_CTX *ctx)
{
    struct urt_key *key = key_of(ctx);

    fac_compat("EVP_PKEY_public_check");
    return key != NULL && urt_key_has_public(key);
}
