/* Certificates and keys from files, and the password callback. */
#include "facade/libssl/ssl_local.h"

#include <openssl/pem.h>

static BIO *
open_file(const char *file)
{
    BIO *in = BIO_new(BIO_s_file());

    if (in == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_BUF_LIB);
        return NULL;
    }
    if (BIO_read_filename(in, file) <= 0) {
        ERR_raise(ERR_LIB_SSL, ERR_R_SYS_LIB);
        BIO_free(in);
        return NULL;
    }
    return in;
}

/* One of CTX and S is NULL. */
static struct fac_settings *
settings(SSL_CTX *ctx, SSL *s)
{
    return s != NULL ? &s->set : &ctx->set;
}

static int
certificate_file(SSL_CTX *ctx, SSL *s, const char *file, int type)
{
    struct fac_settings *set = settings(ctx, s);
    X509 *x;
    BIO *in;
    int reason = ERR_R_ASN1_LIB, r = 0;

    in = open_file(file);
    if (in == NULL)
        return 0;
    if (type == SSL_FILETYPE_ASN1) {
        x = d2i_X509_bio(in, NULL);
    } else if (type == SSL_FILETYPE_PEM) {
        reason = ERR_R_PEM_LIB;
        x = PEM_read_bio_X509(in, NULL, set->passwd_cb, set->passwd_arg);
    } else {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_SSL_FILETYPE);
        BIO_free(in);
        return 0;
    }
    if (x == NULL)
        ERR_raise(ERR_LIB_SSL, reason);
    else
        r = s != NULL ? SSL_use_certificate(s, x)
                      : SSL_CTX_use_certificate(ctx, x);
    X509_free(x);
    BIO_free(in);
    return r;
}

int
SSL_CTX_use_certificate_file(SSL_CTX *ctx, const char *file, int type)
{
    return certificate_file(ctx, NULL, file, type);
}

int
SSL_use_certificate_file(SSL *s, const char *file, int type)
{
    return certificate_file(NULL, s, file, type);
}

static int
key_file(SSL_CTX *ctx, SSL *s, const char *file, int type)
{
    struct fac_settings *set = settings(ctx, s);
    EVP_PKEY *pkey;
    BIO *in = open_file(file);
    int reason = ERR_R_PEM_LIB, r = 0;

    if (in == NULL)
        return 0;
    if (type == SSL_FILETYPE_PEM) {
        pkey =
            PEM_read_bio_PrivateKey(in, NULL, set->passwd_cb, set->passwd_arg);
    } else if (type == SSL_FILETYPE_ASN1) {
        reason = ERR_R_ASN1_LIB;
        pkey = d2i_PrivateKey_bio(in, NULL);
    } else {
        ERR_raise(ERR_LIB_SSL, SSL_R_BAD_SSL_FILETYPE);
        BIO_free(in);
        return 0;
    }
    if (pkey == NULL)
        ERR_raise(ERR_LIB_SSL, reason);
    else
        r = s != NULL ? SSL_use_PrivateKey(s, pkey)
                      : SSL_CTX_use_PrivateKey(ctx, pkey);
    EVP_PKEY_free(pkey);
    BIO_free(in);
    return r;
}

int
SSL_CTX_use_PrivateKey_file(SSL_CTX *ctx, const char *file, int type)
{
    return key_file(ctx, NULL, file, type);
}

int
SSL_use_PrivateKey_file(SSL *s, const char *file, int type)
{
    return key_file(NULL, s, file, type);
}

/* The rest of the file goes into the chain, which starts empty. */
static int
read_chain(SSL_CTX *ctx, SSL *s, BIO *in)
{
    struct fac_settings *set = settings(ctx, s);
    unsigned long e;
    X509 *x;
    int r = s != NULL ? (int)SSL_clear_chain_certs(s)
                      : (int)SSL_CTX_clear_chain_certs(ctx);

    if (r == 0)
        return 0;
    while ((x = PEM_read_bio_X509(in, NULL, set->passwd_cb, set->passwd_arg)) !=
           NULL) {
        r = s != NULL ? (int)SSL_add0_chain_cert(s, x)
                      : (int)SSL_CTX_add0_chain_cert(ctx, x);
        if (r == 0) {
            X509_free(x);
            return 0;
        }
    }
    /* The end of the file is what ends the list. */
    e = ERR_peek_last_error();
    if (ERR_GET_LIB(e) != ERR_LIB_PEM ||
        ERR_GET_REASON(e) != PEM_R_NO_START_LINE)
        return 0;
    ERR_clear_error();
    return 1;
}

static int
chain_file(SSL_CTX *ctx, SSL *s, const char *file)
{
    struct fac_settings *set = settings(ctx, s);
    X509 *x;
    BIO *in;
    int r = 0;

    ERR_clear_error();
    in = open_file(file);
    if (in == NULL)
        return 0;
    x = PEM_read_bio_X509_AUX(in, NULL, set->passwd_cb, set->passwd_arg);
    if (x == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_PEM_LIB);
    } else {
        r = s != NULL ? SSL_use_certificate(s, x)
                      : SSL_CTX_use_certificate(ctx, x);
        if (ERR_peek_error() != 0)
            r = 0; /* the certificate doesn't fit, as OpenSSL sees it */
        if (r != 0)
            r = read_chain(ctx, s, in);
    }
    X509_free(x);
    BIO_free(in);
    return r;
}

int
SSL_CTX_use_certificate_chain_file(SSL_CTX *ctx, const char *file)
{
    return chain_file(ctx, NULL, file);
}

int
SSL_use_certificate_chain_file(SSL *s, const char *file)
{
    return chain_file(NULL, s, file);
}

/* ---- passwords ---- */

void
SSL_CTX_set_default_passwd_cb(SSL_CTX *ctx, pem_password_cb *cb)
{
    ctx->set.passwd_cb = cb;
}

void
SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *ctx, void *u)
{
    ctx->set.passwd_arg = u;
}

pem_password_cb *
SSL_CTX_get_default_passwd_cb(SSL_CTX *ctx)
{
    return ctx->set.passwd_cb;
}

void *
SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *ctx)
{
    return ctx->set.passwd_arg;
}

void
SSL_set_default_passwd_cb(SSL *s, pem_password_cb *cb)
{
    s->set.passwd_cb = cb;
}

void
SSL_set_default_passwd_cb_userdata(SSL *s, void *u)
{
    s->set.passwd_arg = u;
}

pem_password_cb *
SSL_get_default_passwd_cb(SSL *s)
{
    return s->set.passwd_cb;
}

void *
SSL_get_default_passwd_cb_userdata(SSL *s)
{
    return s->set.passwd_arg;
}
