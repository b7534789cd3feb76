/* OSSL_DECODER: the next key or set of parameters of a BIO, PEM or DER, into
 * an EVP_PKEY.
 *
 * A decoder wants one kind of object: the selection's highest part decides
 * (private key, public key, parameters; without a selection any kind). It
 * takes one PEM block or one DER element at a time, and answers 0 where that
 * is not what it wants, so that a program that goes on until the end of its
 * input finds what it looks for, as with OpenSSL's. */
#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/decodererr.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12err.h>
#include <openssl/proverr.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/crypto/keyfile.h"
#include "facade/libcrypto/pkey_der.h"
#include "facade/libcrypto/pkey_impl.h"

struct ossl_decoder_ctx_st {
    EVP_PKEY **pkey; /* where the key goes; NULL: nobody wants one */
    char *input, *structure, *keytype; /* NULL: any */
    int selection;
    struct urt_buf passphrase;
    bool passphrase_set;
    pem_password_cb *cb;
    void *cb_arg;
};

enum kind { PARAMETERS, PUBLIC, PRIVATE };

/* PEM labels of what can be decoded. */
static const struct label {
    const char *label;
    enum kind kind;
    int type; /* of the key; EVP_PKEY_NONE where the bytes say it */
} labels[] = {
    {PEM_STRING_PKCS8INF, PRIVATE, EVP_PKEY_NONE},
    {PEM_STRING_PKCS8, PRIVATE, EVP_PKEY_NONE},
    {PEM_STRING_RSA, PRIVATE, EVP_PKEY_RSA},
    {PEM_STRING_DSA, PRIVATE, EVP_PKEY_DSA},
    {PEM_STRING_ECPRIVATEKEY, PRIVATE, EVP_PKEY_EC},
    {PEM_STRING_PUBLIC, PUBLIC, EVP_PKEY_NONE},
    {PEM_STRING_RSA_PUBLIC, PUBLIC, EVP_PKEY_RSA},
    {PEM_STRING_DHPARAMS, PARAMETERS, EVP_PKEY_DH},
    {PEM_STRING_DHXPARAMS, PARAMETERS, EVP_PKEY_DHX},
    {PEM_STRING_DSAPARAMS, PARAMETERS, EVP_PKEY_DSA},
    {PEM_STRING_ECPARAMETERS, PARAMETERS, EVP_PKEY_EC},
};

enum { LABELS = sizeof labels / sizeof labels[0] };

OSSL_DECODER_CTX *
OSSL_DECODER_CTX_new(void)
{
    return OPENSSL_zalloc(sizeof(struct ossl_decoder_ctx_st));
}

void
OSSL_DECODER_CTX_free(OSSL_DECODER_CTX *ctx)
{
    if (ctx == NULL)
        return;
    OPENSSL_free(ctx->input);
    OPENSSL_free(ctx->structure);
    OPENSSL_free(ctx->keytype);
    urt_buf_free(&ctx->passphrase);
    OPENSSL_free(ctx);
}

static bool
replace(char **to, const char *text)
{
    char *copy = text != NULL ? OPENSSL_strdup(text) : NULL;

    if (text != NULL && copy == NULL)
        return false;
    OPENSSL_free(*to);
    *to = copy;
    return true;
}

OSSL_DECODER_CTX *
OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY **pkey, const char *input_type,
                              const char *input_struct, const char *keytype,
                              int selection, OSSL_LIB_CTX *libctx,
                              const char *propquery)
{
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new();

    (void)libctx;
    (void)propquery;
    if (ctx == NULL)
        return NULL;
    ctx->pkey = pkey;
    ctx->selection = selection;
    if (!replace(&ctx->input, input_type) ||
        !replace(&ctx->structure, input_struct) ||
        !replace(&ctx->keytype, keytype)) {
        OSSL_DECODER_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

int
OSSL_DECODER_CTX_set_selection(OSSL_DECODER_CTX *ctx, int selection)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->selection = selection;
    return 1;
}

int
OSSL_DECODER_CTX_set_input_type(OSSL_DECODER_CTX *ctx, const char *input_type)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return replace(&ctx->input, input_type);
}

int
OSSL_DECODER_CTX_set_input_structure(OSSL_DECODER_CTX *ctx,
                                     const char *input_structure)
{
    if (ctx == NULL) {
        ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return replace(&ctx->structure, input_structure);
}

int
OSSL_DECODER_CTX_set_passphrase(OSSL_DECODER_CTX *ctx,
                                const unsigned char *kstr, size_t klen)
{
    urt_buf_free(&ctx->passphrase);
    ctx->passphrase_set = kstr != NULL;
    if (kstr != NULL)
        urt_put(&ctx->passphrase, kstr, klen);
    return urt_buf_ok(&ctx->passphrase);
}

int
OSSL_DECODER_CTX_set_pem_password_cb(OSSL_DECODER_CTX *ctx,
                                     pem_password_cb *cb, void *cbarg)
{
    ctx->cb = cb;
    ctx->cb_arg = cbarg;
    return 1;
}

static bool
known_type(const char *keytype)
{
    return keytype == NULL || fac_pkey_type_by_name(keytype) != NID_undef;
}

/* Whether objects of KIND are wanted. */
static bool
wanted(const OSSL_DECODER_CTX *ctx, enum kind kind)
{
    if (ctx->selection == 0)
        return true;
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0)
        return kind == PRIVATE;
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PUBLIC_KEY) != 0)
        return kind == PUBLIC;
    return kind == PARAMETERS;
}

int
OSSL_DECODER_CTX_get_num_decoders(OSSL_DECODER_CTX *ctx)
{
    int n = 0;

    if (ctx == NULL || ctx->pkey == NULL || !known_type(ctx->keytype))
        return 0;
    for (size_t i = 0; i < LABELS; i++)
        n += wanted(ctx, labels[i].kind);
    return n;
}

static int
unsupported(const OSSL_DECODER_CTX *ctx)
{
    ERR_raise_data(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                   "No supported data to decode. %s%s%s%s%s%s",
                   ctx->structure != NULL ? " " : "",
                   ctx->input != NULL ? "Input type: " : "",
                   ctx->input != NULL ? ctx->input : "",
                   ctx->input != NULL && ctx->structure != NULL ? ", " : "",
                   ctx->structure != NULL ? "Input structure: " : "",
                   ctx->structure != NULL ? ctx->structure : "");
    return 0;
}

static enum urt_err
ask(void *arg, struct urt_buf *out)
{
    const OSSL_DECODER_CTX *ctx = arg;
    pem_password_cb *cb = ctx->cb != NULL ? ctx->cb : PEM_def_callback;
    char text[PEM_BUFSIZE];
    int len;

    if (ctx->passphrase_set) {
        urt_put_bytes(out, urt_buf_bytes(&ctx->passphrase));
        return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
    }
    len = cb(text, sizeof text, 0, ctx->cb_arg);
    if (len < 0 || (size_t)len > sizeof text)
        return URT_E_PASSWORD_READ;
    urt_put(out, text, (size_t)len);
    OPENSSL_cleanse(text, sizeof text);
    return urt_buf_ok(out) ? URT_OK : URT_E_NOMEM;
}

/* The first of the keys that OUT could be, and what a failure says. */
static EVP_PKEY *
handle(struct urt_key *key)
{
    EVP_PKEY *p = key != NULL ? fac_pkey_new(key) : NULL;

    urt_key_free(key);
    return p;
}

static EVP_PKEY *
parameters(int type, struct urt_bytes der)
{
    const unsigned char *in = der.data;
    struct urt_key *key = NULL;
    EVP_PKEY *p = NULL;
    EC_KEY *ec;

    if (type == EVP_PKEY_EC) {
        ERR_set_mark();
        ec = d2i_ECParameters(NULL, &in, (long)der.len);
        ERR_pop_to_mark();
        p = ec != NULL ? EVP_PKEY_new() : NULL;
        if (p == NULL || !EVP_PKEY_assign(p, EVP_PKEY_EC, ec)) {
            EC_KEY_free(ec);
            EVP_PKEY_free(p);
            return NULL;
        }
        p->made_here = true;
        return p;
    }
    if (urt_key_from_params(&key,
                            type == EVP_PKEY_DSA ? URT_KEY_DSA : URT_KEY_DH,
                            der) != URT_OK)
        return NULL;
    return handle(key);
}

static EVP_PKEY *
public_key(int type, struct urt_bytes der)
{
    struct urt_key *key = NULL;
    enum urt_err err = type == EVP_PKEY_RSA
                           ? urt_key_from_rsa_public(&key, der)
                           : urt_key_from_spki(&key, der);

    return err == URT_OK ? handle(key) : NULL;
}

/* What a private key that could not be decrypted leaves behind. */
static void
raise_private(enum urt_err err)
{
    if (err == URT_E_PASSWORD_READ) {
        ERR_raise(ERR_LIB_PROV, PROV_R_UNABLE_TO_GET_PASSPHRASE);
    } else if (err == URT_E_DECRYPT_FAILED) {
        ERR_raise(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
        ERR_raise_data(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR,
                       "maybe wrong password");
    }
}

/* Gives a key to the program if it is of the wanted type. */
static int
give(OSSL_DECODER_CTX *ctx, EVP_PKEY *p)
{
    if (p == NULL)
        return unsupported(ctx);
    if (ctx->keytype != NULL && !EVP_PKEY_is_a(p, ctx->keytype)) {
        EVP_PKEY_free(p);
        return unsupported(ctx);
    }
    fac_pkey_give(ctx->pkey, p);
    return 1;
}

static int
take_block(OSSL_DECODER_CTX *ctx, const char *name, const char *header,
           struct urt_bytes der)
{
    struct urt_password password = {ask, ctx};
    struct urt_pem pem = {urt_bytes(name, strlen(name)),
                          urt_bytes(header, strlen(header)), URT_BUF_INIT};
    const struct label *l = labels;
    struct urt_key *key = NULL;
    bool taken;
    enum urt_err err;

    while (l < labels + LABELS && strcmp(l->label, name) != 0)
        l++;
    if (l == labels + LABELS || !wanted(ctx, l->kind))
        return unsupported(ctx);
    if (l->kind == PARAMETERS)
        return give(ctx, parameters(l->type, der));
    if (l->kind == PUBLIC)
        return give(ctx, public_key(l->type, der));
    pem.der.data = (uint8_t *)(uintptr_t)der.data;
    pem.der.len = der.len;
    err = urt_keyfile_from_pem(&key, &taken, &pem, password);
    if (err == URT_E_PASSWORD_READ || err == URT_E_DECRYPT_FAILED) {
        raise_private(err);
        return 0;
    }
    return give(ctx, err == URT_OK ? handle(key) : NULL);
}

static int
from_pem(OSSL_DECODER_CTX *ctx, BIO *in)
{
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    int ok;

    ERR_set_mark();
    ok = PEM_read_bio(in, &name, &header, &data, &len);
    ERR_pop_to_mark();
    if (!ok)
        return unsupported(ctx);
    ok = take_block(ctx, name, header, urt_bytes(data, (size_t)len));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, (size_t)len);
    return ok;
}

/* DER does not say what it is: every wanted kind is tried. */
static int
take_der(OSSL_DECODER_CTX *ctx, struct urt_bytes der)
{
    struct urt_password password = {ask, ctx};
    struct urt_key *key = NULL;
    EVP_PKEY *p = NULL;
    enum urt_err err = URT_OK;
    int type;

    if (wanted(ctx, PRIVATE)) {
        err = urt_keyfile_from_der(&key, der, password);
        if (err == URT_E_PASSWORD_READ || err == URT_E_DECRYPT_FAILED) {
            raise_private(err);
            return 0;
        }
        if (err == URT_OK)
            p = handle(key);
    }
    if (p == NULL && wanted(ctx, PUBLIC))
        p = public_key(EVP_PKEY_NONE, der);
    if (p == NULL && wanted(ctx, PUBLIC))
        p = public_key(EVP_PKEY_RSA, der);
    /* Parameters of DH and DSA look alike: only the asked type is tried. */
    if (p == NULL && wanted(ctx, PARAMETERS) && ctx->keytype != NULL) {
        type = fac_pkey_type_by_name(ctx->keytype);
        if (type == EVP_PKEY_EC || type == EVP_PKEY_DH ||
            type == EVP_PKEY_DHX || type == EVP_PKEY_DSA)
            p = parameters(type, der);
    }
    return give(ctx, p);
}

static int
from_der(OSSL_DECODER_CTX *ctx, BIO *in)
{
    struct urt_buf b = URT_BUF_INIT;
    int ok;

    ERR_set_mark();
    ok = fac_read_element(in, &b);
    ERR_pop_to_mark();
    ok = ok ? take_der(ctx, urt_buf_bytes(&b)) : unsupported(ctx);
    urt_buf_free(&b);
    return ok;
}

/* Where no type is asked for, the first byte tells: a SEQUENCE is DER. */
static bool
looks_like_der(BIO *in)
{
    int at = BIO_tell(in);
    unsigned char first = 0;
    bool der = BIO_read(in, &first, 1) == 1 && first == 0x30;

    return at >= 0 && BIO_seek(in, at) >= 0 && der;
}

int
OSSL_DECODER_from_bio(OSSL_DECODER_CTX *ctx, BIO *in)
{
    if (in == NULL) {
        ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (OSSL_DECODER_CTX_get_num_decoders(ctx) == 0) {
        ERR_raise_data(ERR_LIB_OSSL_DECODER, OSSL_DECODER_R_DECODER_NOT_FOUND,
                       "No decoders were found. For standard decoders you "
                       "need at least one of the default or base providers "
                       "available. Did you forget to load them?");
        return 0;
    }
    if (ctx->input == NULL)
        return looks_like_der(in) ? from_der(ctx, in) : from_pem(ctx, in);
    if (urt_text_equal_nocase(ctx->input, "PEM"))
        return from_pem(ctx, in);
    if (urt_text_equal_nocase(ctx->input, "DER"))
        return from_der(ctx, in);
    return unsupported(ctx);
}

int
OSSL_DECODER_from_fp(OSSL_DECODER_CTX *ctx, FILE *in)
{
    BIO *bp = BIO_new_fp(in, BIO_NOCLOSE);
    int ok = bp != NULL && OSSL_DECODER_from_bio(ctx, bp);

    BIO_free(bp);
    return ok;
}

int
OSSL_DECODER_from_data(OSSL_DECODER_CTX *ctx, const unsigned char **pdata,
                       size_t *pdata_len)
{
    BIO *bp;
    size_t left;
    int ok;

    if (pdata == NULL || *pdata == NULL || pdata_len == NULL) {
        ERR_raise(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    bp = *pdata_len <= INT_MAX ? BIO_new_mem_buf(*pdata, (int)*pdata_len)
                               : NULL;
    if (bp == NULL)
        return 0;
    ok = OSSL_DECODER_from_bio(ctx, bp);
    if (ok) {
        left = (size_t)BIO_pending(bp);
        *pdata += *pdata_len - left;
        *pdata_len = left;
    }
    BIO_free(bp);
    return ok;
}
