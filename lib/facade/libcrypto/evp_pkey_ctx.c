/* EVP_PKEY_CTX: one operation with a key, in the making. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/crypto/ec.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/bignum.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/pkey_ctx.h"
#include "facade/libcrypto/raise.h"

enum { SIG_OPS = EVP_PKEY_OP_SIGN | EVP_PKEY_OP_SIGNCTX,
       VERIFY_OPS = EVP_PKEY_OP_VERIFY | EVP_PKEY_OP_VERIFYCTX };

/* Types that are a derivation and have no key. */
static bool
is_kdf(int type)
{
    return type == EVP_PKEY_HKDF || type == EVP_PKEY_TLS1_PRF ||
           type == EVP_PKEY_SCRYPT;
}

static EVP_PKEY_CTX *
new_of_type(int type)
{
    EVP_PKEY_CTX *ctx;

    if (EVP_PKEY_type(type) == NID_undef && !is_kdf(type)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        return NULL;
    }
    ctx = OPENSSL_zalloc(sizeof *ctx);
    if (ctx == NULL)
        return NULL;
    ctx->type = is_kdf(type) ? type : EVP_PKEY_type(type);
    ctx->padding = type == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING
                                            : RSA_PKCS1_PADDING;
    ctx->salt_len = RSA_PSS_SALTLEN_AUTO;
    ctx->pss_salt_len = -1;
    ctx->rsa_bits = 2048;
    ctx->prime_bits = 2048;
    ctx->generator = 2;
    ctx->scrypt_n = 1 << 20;
    ctx->scrypt_r = 8;
    ctx->scrypt_p = 1;
    ctx->scrypt_max_mem = 1025 << 20;
    return ctx;
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *e)
{
    EVP_PKEY_CTX *ctx;

    (void)e;
    if (pkey == NULL)
        return NULL;
    ctx = new_of_type(pkey->type);
    if (ctx != NULL) {
        EVP_PKEY_up_ref(pkey);
        ctx->pkey = pkey;
    }
    return ctx;
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_from_pkey(OSSL_LIB_CTX *libctx, EVP_PKEY *pkey,
                           const char *propq)
{
    (void)libctx;
    (void)propq;
    return EVP_PKEY_CTX_new(pkey, NULL);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_id(int id, ENGINE *e)
{
    (void)e;
    return new_of_type(id);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *libctx, const char *name,
                           const char *propq)
{
    static const struct {
        const char *name;
        int type;
    } names[] = {{"RSA", EVP_PKEY_RSA},         {"RSA-PSS", EVP_PKEY_RSA_PSS},
                 {"EC", EVP_PKEY_EC},           {"DSA", EVP_PKEY_DSA},
                 {"DH", EVP_PKEY_DH},           {"DHX", EVP_PKEY_DHX},
                 {"ED25519", EVP_PKEY_ED25519}, {"ED448", EVP_PKEY_ED448},
                 {"X25519", EVP_PKEY_X25519},   {"X448", EVP_PKEY_X448},
                 {"HKDF", EVP_PKEY_HKDF},       {"TLS1-PRF", EVP_PKEY_TLS1_PRF},
                 {"SCRYPT", EVP_PKEY_SCRYPT}};

    (void)libctx;
    (void)propq;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (urt_text_equal_nocase(names[i].name, name))
            return new_of_type(names[i].type);
    ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    return NULL;
}

void
EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx)
{
    if (ctx == NULL)
        return;
    EVP_PKEY_free(ctx->pkey);
    EVP_PKEY_free(ctx->peer);
    BN_free(ctx->rsa_e);
    urt_buf_free(&ctx->label);
    urt_buf_free(&ctx->secret);
    urt_buf_free(&ctx->salt);
    urt_buf_free(&ctx->info);
    OPENSSL_free(ctx);
}

static bool
copy_buf(struct urt_buf *to, const struct urt_buf *from)
{
    *to = URT_BUF_INIT;
    urt_put_bytes(to, urt_buf_bytes(from));
    return urt_buf_ok(to);
}

EVP_PKEY_CTX *
EVP_PKEY_CTX_dup(const EVP_PKEY_CTX *ctx)
{
    EVP_PKEY_CTX *copy = ctx != NULL ? OPENSSL_malloc(sizeof *copy) : NULL;
    bool ok;

    if (copy == NULL)
        return NULL;
    *copy = *ctx;
    ok = copy_buf(&copy->label, &ctx->label);
    ok = copy_buf(&copy->secret, &ctx->secret) && ok;
    ok = copy_buf(&copy->salt, &ctx->salt) && ok;
    ok = copy_buf(&copy->info, &ctx->info) && ok;
    copy->rsa_e = ctx->rsa_e != NULL ? BN_dup(ctx->rsa_e) : NULL;
    if (copy->pkey != NULL)
        EVP_PKEY_up_ref(copy->pkey);
    if (copy->peer != NULL)
        EVP_PKEY_up_ref(copy->peer);
    if (!ok || (ctx->rsa_e != NULL && copy->rsa_e == NULL)) {
        EVP_PKEY_CTX_free(copy);
        return NULL;
    }
    return copy;
}

EVP_PKEY *
EVP_PKEY_CTX_get0_pkey(EVP_PKEY_CTX *ctx)
{
    return ctx->pkey;
}

EVP_PKEY *
EVP_PKEY_CTX_get0_peerkey(EVP_PKEY_CTX *ctx)
{
    return ctx->peer;
}

void
EVP_PKEY_CTX_set_app_data(EVP_PKEY_CTX *ctx, void *data)
{
    ctx->app_data = data;
}

void *
EVP_PKEY_CTX_get_app_data(EVP_PKEY_CTX *ctx)
{
    return ctx->app_data;
}

void
EVP_PKEY_CTX_set_data(EVP_PKEY_CTX *ctx, void *data)
{
    ctx->data = data;
}

void *
EVP_PKEY_CTX_get_data(const EVP_PKEY_CTX *ctx)
{
    return ctx->data;
}

int
EVP_PKEY_CTX_get_operation(EVP_PKEY_CTX *ctx)
{
    return ctx->operation;
}

/* Begins an operation: the type must offer it, and there must be a key. */
static int
begin(EVP_PKEY_CTX *ctx, int operation, bool offered)
{
    if (ctx == NULL || !offered) {
        ERR_raise(ERR_LIB_EVP,
                  EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (ctx->pkey == NULL && !is_kdf(ctx->type) &&
        (operation & EVP_PKEY_OP_TYPE_GEN) == 0) {
        ERR_raise(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return -1;
    }
    ctx->operation = operation;
    return 1;
}

static bool
is_rsa(const EVP_PKEY_CTX *ctx)
{
    return ctx != NULL &&
           (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS);
}

static bool
signs_digests(const EVP_PKEY_CTX *ctx)
{
    return is_rsa(ctx) || (ctx != NULL && (ctx->type == EVP_PKEY_EC ||
                                           ctx->type == EVP_PKEY_DSA));
}

int
EVP_PKEY_sign_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_SIGN, signs_digests(ctx));
}

int
EVP_PKEY_verify_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_VERIFY, signs_digests(ctx));
}

int
EVP_PKEY_verify_recover_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_VERIFYRECOVER, is_rsa(ctx));
}

int
EVP_PKEY_encrypt_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_ENCRYPT,
                 ctx != NULL && ctx->type == EVP_PKEY_RSA);
}

int
EVP_PKEY_decrypt_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_DECRYPT,
                 ctx != NULL && ctx->type == EVP_PKEY_RSA);
}

int
EVP_PKEY_derive_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_DERIVE,
                 ctx != NULL &&
                     (is_kdf(ctx->type) || ctx->type == EVP_PKEY_EC ||
                      ctx->type == EVP_PKEY_DH || ctx->type == EVP_PKEY_DHX ||
                      ctx->type == EVP_PKEY_X25519 ||
                      ctx->type == EVP_PKEY_X448));
}

int
EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_KEYGEN, ctx != NULL && !is_kdf(ctx->type));
}

int
EVP_PKEY_paramgen_init(EVP_PKEY_CTX *ctx)
{
    return begin(ctx, EVP_PKEY_OP_PARAMGEN,
                 ctx != NULL &&
                     (ctx->type == EVP_PKEY_DSA || ctx->type == EVP_PKEY_DH ||
                      ctx->type == EVP_PKEY_EC));
}

static const struct urt_hash *
hash_of(const EVP_MD *md)
{
    return md != NULL ? md->hash : NULL;
}

struct urt_sig_params
fac_ctx_sig_params(const EVP_PKEY_CTX *ctx)
{
    struct urt_sig_params p = {URT_PADDING_PKCS1, hash_of(ctx->md), NULL,
                               ctx->salt_len};

    if (!is_rsa(ctx))
        return p;
    if (ctx->padding == RSA_PKCS1_PSS_PADDING) {
        p.padding = URT_PADDING_PSS;
        p.mgf_hash = ctx->mgf_md != NULL ? hash_of(ctx->mgf_md) : p.hash;
        if (p.hash == NULL)
            p.hash = p.mgf_hash = &urt_hash_sha1;
    } else if (ctx->padding == RSA_NO_PADDING) {
        p.padding = URT_PADDING_NONE;
    } else if (ctx->padding == RSA_X931_PADDING) {
        p.padding = URT_PADDING_X931;
    }
    return p;
}

/* Errors of a private operation that failed, by what went wrong. */
static void
raise_sign(const EVP_PKEY_CTX *ctx, enum urt_err err)
{
    if (err == URT_E_DATA_TOO_LARGE && is_rsa(ctx) &&
        ctx->padding == RSA_PKCS1_PSS_PADDING) {
        ERR_raise(ERR_LIB_RSA, RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        ERR_raise(ERR_LIB_PROV, ERR_R_RSA_LIB);
    } else if (err == URT_E_DATA_TOO_LARGE && is_rsa(ctx))
        ERR_raise(ERR_LIB_RSA, RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY);
    else
        fac_raise(ERR_LIB_EVP, err);
}

/* The two-step convention: with OUT NULL the upper bound only. */
static int
give_signature(EVP_PKEY_CTX *ctx, enum urt_err err, struct urt_buf *b,
               unsigned char *out, size_t *len)
{
    if (err != URT_OK) {
        raise_sign(ctx, err);
        urt_buf_free(b);
        return 0;
    }
    if (*len < b->len) {
        ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        urt_buf_free(b);
        return 0;
    }
    return fac_put_out(out, len, b);
}

int
EVP_PKEY_sign(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen,
              const unsigned char *tbs, size_t tbslen)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_SIGN) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (sig == NULL) {
        *siglen = urt_key_max_output(key);
        return 1;
    }
    params = fac_ctx_sig_params(ctx);
    err = urt_sig_sign_digest(key, &params, urt_bytes(tbs, tbslen), &b);
    return give_signature(ctx, err, &b, sig, siglen);
}

static int
verified(const EVP_PKEY_CTX *ctx, enum urt_err err)
{
    if (err == URT_OK)
        return 1;
    if (is_rsa(ctx) && err == URT_E_SIGNATURE_BAD) {
        ERR_raise(ERR_LIB_RSA, RSA_R_BAD_SIGNATURE);
        return 0;
    }
    if (err != URT_E_SIGNATURE_BAD && err != URT_E_SIGNATURE_DECODE)
        fac_raise(ERR_LIB_EVP, err);
    return err == URT_E_SIGNATURE_DECODE ? -1 : 0;
}

int
EVP_PKEY_verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen,
                const unsigned char *tbs, size_t tbslen)
{
    struct urt_sig_params params;
    struct urt_key *key;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_VERIFY) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    params = fac_ctx_sig_params(ctx);
    return verified(ctx, urt_sig_verify_digest(key, &params,
                                               urt_bytes(tbs, tbslen),
                                               urt_bytes(sig, siglen)));
}

int
EVP_PKEY_verify_recover(EVP_PKEY_CTX *ctx, unsigned char *rout,
                        size_t *routlen, const unsigned char *sig,
                        size_t siglen)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_sig_params params;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_VERIFYRECOVER) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL)
        return 0;
    if (rout == NULL) {
        *routlen = urt_key_max_output(key);
        return 1;
    }
    params = fac_ctx_sig_params(ctx);
    err = urt_sig_recover(key, &params, urt_bytes(sig, siglen), &b);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_RSA, err);
        urt_buf_free(&b);
        return 0;
    }
    return fac_put_out(rout, routlen, &b);
}

int
fac_ctx_sign_message(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *len,
                     struct urt_bytes message)
{
    struct urt_key *key = fac_pkey_key(ctx->pkey);
    struct urt_sig_params params = fac_ctx_sig_params(ctx);
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (key == NULL)
        return 0;
    if (sig == NULL) {
        *len = urt_key_max_output(key);
        return 1;
    }
    err = urt_sig_sign(key, &params, message, &b);
    return give_signature(ctx, err, &b, sig, len);
}

int
fac_ctx_verify_message(EVP_PKEY_CTX *ctx, struct urt_bytes sig,
                       struct urt_bytes message)
{
    struct urt_key *key = fac_pkey_key(ctx->pkey);
    struct urt_sig_params params = fac_ctx_sig_params(ctx);

    if (key == NULL)
        return 0;
    return verified(ctx, urt_sig_verify(key, &params, message, sig));
}

static bool
crypt_of(struct urt_rsa_crypt *how, const EVP_PKEY_CTX *ctx)
{
    *how = (struct urt_rsa_crypt){URT_PADDING_PKCS1, NULL, NULL,
                                  urt_buf_bytes(&ctx->label)};
    if (ctx->padding == RSA_NO_PADDING) {
        how->padding = URT_PADDING_NONE;
    } else if (ctx->padding == RSA_PKCS1_OAEP_PADDING) {
        how->padding = URT_PADDING_OAEP;
        how->hash = ctx->oaep_md != NULL ? hash_of(ctx->oaep_md)
                                         : &urt_hash_sha1;
        how->mgf_hash =
            ctx->mgf_md != NULL ? hash_of(ctx->mgf_md) : how->hash;
    } else if (ctx->padding != RSA_PKCS1_PADDING) {
        ERR_raise(ERR_LIB_RSA, RSA_R_UNKNOWN_PADDING_TYPE);
        return false;
    }
    return true;
}

static int
crypt(EVP_PKEY_CTX *ctx, int operation, unsigned char *out, size_t *outlen,
      struct urt_bytes in)
{
    struct urt_buf b = URT_BUF_INIT;
    struct urt_rsa_crypt how;
    struct urt_key *key;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != operation) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    key = fac_pkey_key(ctx->pkey);
    if (key == NULL || !crypt_of(&how, ctx))
        return 0;
    if (out == NULL) {
        *outlen = urt_key_max_output(key);
        return 1;
    }
    err = operation == EVP_PKEY_OP_ENCRYPT
              ? urt_rsa_encrypt(key, &how, in, &b)
              : urt_rsa_decrypt(key, &how, in, &b);
    if (err == URT_E_PADDING_BAD && how.padding == URT_PADDING_OAEP)
        ERR_raise(ERR_LIB_RSA, RSA_R_OAEP_DECODING_ERROR);
    else if (err == URT_E_DATA_TOO_LARGE)
        ERR_raise(ERR_LIB_RSA, RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    else if (err != URT_OK)
        fac_raise(ERR_LIB_RSA, err);
    else if (*outlen < b.len)
        ERR_raise(ERR_LIB_PROV, PROV_R_BAD_LENGTH);
    if (err != URT_OK || *outlen < b.len) {
        urt_buf_free(&b);
        return 0;
    }
    return fac_put_out(out, outlen, &b);
}

int
EVP_PKEY_encrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen,
                 const unsigned char *in, size_t inlen)
{
    return crypt(ctx, EVP_PKEY_OP_ENCRYPT, out, outlen, urt_bytes(in, inlen));
}

int
EVP_PKEY_decrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen,
                 const unsigned char *in, size_t inlen)
{
    return crypt(ctx, EVP_PKEY_OP_DECRYPT, out, outlen, urt_bytes(in, inlen));
}

int
EVP_PKEY_derive_set_peer_ex(EVP_PKEY_CTX *ctx, EVP_PKEY *peer, int validate)
{
    struct urt_key *own, *other;

    (void)validate; /* the engine always checks */
    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_DERIVE ||
        ctx->pkey == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (ctx->pkey->type != peer->type) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return -1;
    }
    own = fac_pkey_key(ctx->pkey);
    other = fac_pkey_key(peer);
    if (own == NULL || other == NULL)
        return -1;
    if (!urt_key_equal_params(own, other)) {
        ERR_raise(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return -1;
    }
    EVP_PKEY_up_ref(peer);
    EVP_PKEY_free(ctx->peer);
    ctx->peer = peer;
    return 1;
}

int
EVP_PKEY_derive_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *peer)
{
    return EVP_PKEY_derive_set_peer_ex(ctx, peer, 1);
}

int
EVP_PKEY_derive(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen)
{
    struct urt_key *own, *peer;
    struct urt_buf b = URT_BUF_INIT;
    enum urt_err err;

    if (ctx == NULL || ctx->operation != EVP_PKEY_OP_DERIVE) {
        ERR_raise(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (is_kdf(ctx->type))
        return fac_ctx_derive_kdf(ctx, out, outlen);
    own = fac_pkey_key(ctx->pkey);
    peer = ctx->peer != NULL ? fac_pkey_key(ctx->peer) : NULL;
    if (own == NULL || peer == NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_MISSING_KEY);
        return 0;
    }
    if (out == NULL) {
        const struct urt_group *g = urt_key_group(own);

        *outlen = g != NULL ? g->secret_size : urt_key_max_output(own);
        return 1;
    }
    err = urt_key_derive(own, peer, ctx->pad_dh, &b);
    if (err != URT_OK) {
        fac_raise(ERR_LIB_EVP, err);
        urt_buf_free(&b);
        return 0;
    }
    if (*outlen < b.len && urt_key_ec(own) == NULL) {
        ERR_raise(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        urt_buf_free(&b);
        return 0;
    }
    if (b.len > *outlen)
        b.len = *outlen;
    return fac_put_out(out, outlen, &b);
}
