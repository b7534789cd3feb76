/* Parameters alone (DH, DSA, EC) in PEM, as an EVP_PKEY. */
#include <openssl/bio.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "facade/libcrypto/pkey_impl.h"

EVP_PKEY *
PEM_read_bio_Parameters_ex(BIO *bp, EVP_PKEY **x, OSSL_LIB_CTX *libctx,
                           const char *propq)
{
    EVP_PKEY *p = NULL;
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
        &p, "PEM", NULL, NULL, EVP_PKEY_KEY_PARAMETERS, libctx, propq);
    bool more = ctx != NULL;

    /* Blocks of other kinds are passed over, as long as there are any. */
    while (p == NULL && more) {
        ERR_set_mark();
        more = OSSL_DECODER_from_bio(ctx, bp) || !BIO_eof(bp);
        if (p != NULL || more)
            ERR_pop_to_mark();
        else
            ERR_clear_last_mark();
    }
    OSSL_DECODER_CTX_free(ctx);
    if (p != NULL && x != NULL) {
        EVP_PKEY_free(*x);
        *x = p;
    }
    return p;
}

EVP_PKEY *
PEM_read_bio_Parameters(BIO *bp, EVP_PKEY **x)
{
    return PEM_read_bio_Parameters_ex(bp, x, NULL, NULL);
}

/* The curve's name in DER, also of what has no point yet. */
static bool
put_curve(struct urt_buf *b, const EVP_PKEY *pkey)
{
    const EC_KEY *ec = fac_pkey_object(pkey);
    unsigned char *der = NULL;
    int len = ec != NULL ? i2d_ECParameters(ec, &der) : -1;

    if (len > 0)
        urt_put(b, der, (size_t)len);
    OPENSSL_free(der);
    return len > 0;
}

int
PEM_write_bio_Parameters(BIO *bp, const EVP_PKEY *x)
{
    static const struct {
        int type;
        const char *label;
    } labels[] = {
        {EVP_PKEY_DH, PEM_STRING_DHPARAMS},
        {EVP_PKEY_DHX, PEM_STRING_DHXPARAMS},
        {EVP_PKEY_DSA, PEM_STRING_DSAPARAMS},
        {EVP_PKEY_EC, PEM_STRING_ECPARAMETERS},
    };
    struct urt_buf b = URT_BUF_INIT;
    const struct urt_key *key;
    int ok = 0;

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (x == NULL || labels[i].type != x->type)
            continue;
        key = x->type != EVP_PKEY_EC ? fac_pkey_key(x) : NULL;
        ok = x->type == EVP_PKEY_EC
                 ? put_curve(&b, x)
                 : key != NULL && urt_key_put_params(&b, key) == URT_OK;
        if (ok)
            ok = PEM_write_bio(bp, labels[i].label, "", b.data,
                               (long)b.len) > 0;
        urt_buf_free(&b);
        return ok;
    }
    return 0; /* such keys have none */
}
