/* What can be set on a context by the names of parameters: each name stands
 * for one of the setters of evp_pkey_ctx_{rsa,fields}.c, a derivation's go to
 * its EVP_KDF_CTX. Names that an operation does not know are passed over, as
 * in OpenSSL; those that it knows there and Urtica does not have are refused
 * by name. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "toolkit/compat.h"

enum {
    SIG = EVP_PKEY_OP_TYPE_SIG,
    CRYPT = EVP_PKEY_OP_TYPE_CRYPT,
    GEN = EVP_PKEY_OP_TYPE_GEN,
    DERIVE = EVP_PKEY_OP_DERIVE,
    TEXT_SIZE = 80
};

/* Sets of key types. */
enum {
    RSA_KEYS = 1,
    EC_KEYS = 2,
    DH_KEYS = 4,
    DSA_KEYS = 8,
    RAW_KEYS = 16
};

static int
set_of(int type)
{
    switch (type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        return RSA_KEYS;
    case EVP_PKEY_EC:
        return EC_KEYS;
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
        return DH_KEYS;
    case EVP_PKEY_DSA:
        return DSA_KEYS;
    default:
        return RAW_KEYS;
    }
}

static int
invalid(void)
{
    ERR_raise(ERR_LIB_PROV, ERR_R_PASSED_INVALID_ARGUMENT);
    return 0;
}

/* The text of P; NULL where it is none. */
static const char *
text(const OSSL_PARAM *p, char out[TEXT_SIZE])
{
    return OSSL_PARAM_get_utf8_string(p, &out, TEXT_SIZE) ? out : NULL;
}

static bool
size_value(const OSSL_PARAM *p, int *out)
{
    size_t n;

    if (!OSSL_PARAM_get_size_t(p, &n) || n > INT_MAX)
        return false;
    *out = (int)n;
    return true;
}

static const EVP_MD *
digest(const OSSL_PARAM *p)
{
    char name[TEXT_SIZE];
    const char *t = text(p, name);
    const EVP_MD *md = t != NULL ? EVP_get_digestbyname(t) : NULL;

    if (t != NULL && md == NULL) {
        ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
                       "Global default library context, Algorithm (%s : 0), "
                       "Properties (<null>)", t);
        ERR_raise_data(ERR_LIB_PROV, PROV_R_INVALID_DIGEST,
                       "%s could not be fetched", t);
    }
    return md;
}

static int
sign_digest(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    const EVP_MD *md = digest(p);

    return md != NULL && EVP_PKEY_CTX_set_signature_md(ctx, md) > 0;
}

static int
oaep_digest(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    const EVP_MD *md = digest(p);

    return md != NULL && EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md) > 0;
}

static int
mgf1_digest(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    const EVP_MD *md = digest(p);

    return md != NULL && EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) > 0;
}

static int
pad_mode(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    static const struct {
        const char *name;
        int padding;
    } modes[] = {
        {OSSL_PKEY_RSA_PAD_MODE_NONE, RSA_NO_PADDING},
        {OSSL_PKEY_RSA_PAD_MODE_PKCSV15, RSA_PKCS1_PADDING},
        {OSSL_PKEY_RSA_PAD_MODE_OAEP, RSA_PKCS1_OAEP_PADDING},
        {OSSL_PKEY_RSA_PAD_MODE_X931, RSA_X931_PADDING},
        {OSSL_PKEY_RSA_PAD_MODE_PSS, RSA_PKCS1_PSS_PADDING},
    };
    char name[TEXT_SIZE];
    const char *t;
    int padding;

    if (p->data_type != OSSL_PARAM_UTF8_STRING)
        return OSSL_PARAM_get_int(p, &padding) &&
               EVP_PKEY_CTX_set_rsa_padding(ctx, padding) > 0;
    t = text(p, name);
    for (size_t i = 0; t != NULL && i < sizeof modes / sizeof modes[0]; i++)
        if (strcmp(modes[i].name, t) == 0)
            return EVP_PKEY_CTX_set_rsa_padding(ctx, modes[i].padding) > 0;
    ERR_raise(ERR_LIB_PROV, PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
    return 0;
}

/* A length, or one of three words; digits may be text too. */
static bool
salt_value(const OSSL_PARAM *p, int *out)
{
    static const struct {
        const char *name;
        int value;
    } words[] = {
        {OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST, RSA_PSS_SALTLEN_DIGEST},
        {OSSL_PKEY_RSA_PSS_SALT_LEN_MAX, RSA_PSS_SALTLEN_MAX},
        {OSSL_PKEY_RSA_PSS_SALT_LEN_AUTO, RSA_PSS_SALTLEN_AUTO},
    };
    char name[TEXT_SIZE], *end;
    const char *t;
    long n;

    if (p->data_type != OSSL_PARAM_UTF8_STRING)
        return OSSL_PARAM_get_int(p, out);
    t = text(p, name);
    if (t == NULL || *t == '\0')
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, t) == 0) {
            *out = words[i].value;
            return true;
        }
    n = strtol(t, &end, 10);
    if (*end != '\0' || n < INT_MIN || n > INT_MAX)
        return false;
    *out = (int)n;
    return true;
}

static int
salt_len(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    int len;

    if (ctx->padding != RSA_PKCS1_PSS_PADDING) {
        ERR_raise_data(ERR_LIB_PROV, PROV_R_NOT_SUPPORTED,
                       "PSS saltlen can only be specified if PSS padding has "
                       "been specified first");
        return 0;
    }
    return salt_value(p, &len) &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, len) > 0;
}

static int
oaep_label(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    if (p->data_type != OSSL_PARAM_OCTET_STRING)
        return 0;
    urt_buf_clear(&ctx->label);
    urt_put(&ctx->label, p->data, p->data_size);
    return urt_buf_ok(&ctx->label);
}

static int
rsa_bits(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    int bits;

    if (!size_value(p, &bits))
        return 0;
    if (bits < URT_RSA_MIN_BITS) {
        ERR_raise(ERR_LIB_PROV, PROV_R_KEY_SIZE_TOO_SMALL);
        return 0;
    }
    ctx->rsa_bits = bits;
    return 1;
}

static int
rsa_e(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    return OSSL_PARAM_get_BN(p, &ctx->rsa_e);
}

static int
rsa_primes(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    int n;

    (void)ctx;
    if (!size_value(p, &n))
        return 0;
    if (n == 2)
        return 1;
    ERR_raise_data(ERR_LIB_PROV, ERR_R_UNSUPPORTED, "more than two primes");
    return 0;
}

static int
pss_gen_digest(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    const EVP_MD *md = digest(p);

    return md != NULL && EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, md) > 0;
}

static int
pss_gen_mgf1(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    const EVP_MD *md = digest(p);

    return md != NULL && EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, md) > 0;
}

static int
pss_gen_salt(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    int len;

    return OSSL_PARAM_get_int(p, &len) &&
           EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, len) > 0;
}

static int
ec_group(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    char name[TEXT_SIZE];
    const char *t = text(p, name);
    int nid = t != NULL ? EC_curve_nist2nid(t) : NID_undef;

    if (t != NULL && nid == NID_undef)
        nid = OBJ_sn2nid(t);
    if (fac_group_of_nid(nid) == NULL) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_CURVE);
        return 0;
    }
    ctx->curve_nid = nid;
    return 1;
}

static int
ec_encoding(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    char name[TEXT_SIZE];
    const char *t = text(p, name);

    (void)ctx;
    if (t != NULL && strcmp(t, OSSL_PKEY_EC_ENCODING_GROUP) == 0)
        return 1;
    return invalid();
}

static int
dh_group(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    char name[TEXT_SIZE];
    const char *t = text(p, name);
    const struct urt_group *g = t != NULL ? urt_group_by_name(t) : NULL;

    if (g == NULL || g->kind != URT_GROUP_FFDHE) {
        if (t != NULL)
            fac_compat_about("EVP_PKEY_CTX_set_params", t);
        return invalid();
    }
    ctx->field = g;
    return 1;
}

static int
group_refused(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    char name[TEXT_SIZE];
    const char *t = text(p, name);

    /* Ed and X keys take their own name, and no other. */
    if (t != NULL &&
        urt_text_equal_nocase(t, fac_pkey_type_name(ctx->type)))
        return 1;
    return invalid();
}

static int
prime_bits(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    return size_value(p, &ctx->prime_bits);
}

static int
q_bits(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    return size_value(p, &ctx->q_bits);
}

static int
generator(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    return OSSL_PARAM_get_int(p, &ctx->generator);
}

static int
dh_pad(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    unsigned pad;

    if (!OSSL_PARAM_get_uint(p, &pad))
        return 0;
    ctx->pad_dh = pad != 0;
    return 1;
}

static int
not_here(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p)
{
    (void)ctx;
    fac_compat_about("EVP_PKEY_CTX_set_params", p->key);
    ERR_raise_data(ERR_LIB_PROV, ERR_R_UNSUPPORTED, "%s", p->key);
    return 0;
}

static const struct row {
    const char *name;
    int operations;
    int types;
    int (*set)(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p);
} rows[] = {
    {OSSL_SIGNATURE_PARAM_DIGEST, SIG, RSA_KEYS | EC_KEYS | DSA_KEYS,
     sign_digest},
    {OSSL_SIGNATURE_PARAM_PAD_MODE, SIG | CRYPT, RSA_KEYS, pad_mode},
    {OSSL_SIGNATURE_PARAM_MGF1_DIGEST, SIG | CRYPT, RSA_KEYS, mgf1_digest},
    {OSSL_SIGNATURE_PARAM_PSS_SALTLEN, SIG, RSA_KEYS, salt_len},
    {OSSL_SIGNATURE_PARAM_KAT, SIG, EC_KEYS, not_here},
    {OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, CRYPT, RSA_KEYS, oaep_digest},
    {OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, CRYPT, RSA_KEYS, oaep_label},
    {OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION, CRYPT, RSA_KEYS, not_here},
    {OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION, CRYPT, RSA_KEYS, not_here},
    {OSSL_PKEY_PARAM_RSA_BITS, GEN, RSA_KEYS, rsa_bits},
    {OSSL_PKEY_PARAM_RSA_E, GEN, RSA_KEYS, rsa_e},
    {OSSL_PKEY_PARAM_RSA_PRIMES, GEN, RSA_KEYS, rsa_primes},
    {OSSL_PKEY_PARAM_RSA_DIGEST, GEN, RSA_KEYS, pss_gen_digest},
    {OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, GEN, RSA_KEYS, pss_gen_mgf1},
    {OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, GEN, RSA_KEYS, pss_gen_salt},
    {OSSL_PKEY_PARAM_GROUP_NAME, GEN, EC_KEYS, ec_group},
    {OSSL_PKEY_PARAM_EC_ENCODING, GEN, EC_KEYS, ec_encoding},
    {OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, GEN, EC_KEYS, not_here},
    {OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, GEN, EC_KEYS, not_here},
    {OSSL_PKEY_PARAM_EC_P, GEN, EC_KEYS, not_here},
    {OSSL_PKEY_PARAM_GROUP_NAME, GEN, DH_KEYS, dh_group},
    {OSSL_PKEY_PARAM_GROUP_NAME, GEN, RAW_KEYS, group_refused},
    {OSSL_PKEY_PARAM_FFC_PBITS, GEN, DH_KEYS | DSA_KEYS, prime_bits},
    {OSSL_PKEY_PARAM_FFC_QBITS, GEN, DSA_KEYS, q_bits},
    {OSSL_PKEY_PARAM_FFC_QBITS, GEN, DH_KEYS, not_here},
    {OSSL_PKEY_PARAM_DH_GENERATOR, GEN, DH_KEYS, generator},
    {OSSL_PKEY_PARAM_DH_PRIV_LEN, GEN, DH_KEYS, not_here},
    {OSSL_PKEY_PARAM_FFC_TYPE, GEN, DH_KEYS | DSA_KEYS, not_here},
    {OSSL_PKEY_PARAM_FFC_DIGEST, GEN, DH_KEYS | DSA_KEYS, not_here},
    {OSSL_PKEY_PARAM_FFC_GINDEX, GEN, DH_KEYS | DSA_KEYS, not_here},
    {OSSL_PKEY_PARAM_FFC_SEED, GEN, DH_KEYS | DSA_KEYS, not_here},
    {OSSL_EXCHANGE_PARAM_PAD, DERIVE, DH_KEYS, dh_pad},
    {OSSL_EXCHANGE_PARAM_KDF_TYPE, DERIVE, DH_KEYS | EC_KEYS, not_here},
    {OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE, DERIVE, EC_KEYS, not_here},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

int
EVP_PKEY_CTX_set_params(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params)
{
    if (ctx == NULL || ctx->operation == EVP_PKEY_OP_UNDEFINED ||
        ctx->operation == EVP_PKEY_OP_FROMDATA)
        return 0;
    if (fac_ctx_is_kdf(ctx->type))
        return ctx->kdf != NULL ? EVP_KDF_CTX_set_params(ctx->kdf, params) : 0;
    for (const OSSL_PARAM *p = params; p != NULL && p->key != NULL; p++)
        for (size_t i = 0; i < ROWS; i++)
            if (strcmp(rows[i].name, p->key) == 0 &&
                (rows[i].operations & ctx->operation) != 0 &&
                (rows[i].types & set_of(ctx->type)) != 0 &&
                !rows[i].set(ctx, p))
                return 0;
    return 1;
}

int
EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *ctx, const char *name)
{
    OSSL_PARAM params[] = {OSSL_PARAM_END, OSSL_PARAM_END};

    if (ctx == NULL || (ctx->operation & GEN) == 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    if (name == NULL)
        return -1;
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                 (char *)(uintptr_t)name, 0);
    return EVP_PKEY_CTX_set_params(ctx, params);
}
