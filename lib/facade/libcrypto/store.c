/* OSSL_STORE: the objects of a file one after the other, whatever they are:
 * certificates, CRLs, keys and parameters, in PEM or DER, or a PKCS#12 file.
 *
 * A URI is a path, or file: and a path. Passwords are asked for by the UI
 * method that the program gave. Directories and other schemes are refused. */
#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/store.h>
#include <openssl/storeerr.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "facade/libcrypto/pkey_der.h"
#include "facade/libcrypto/pkey_impl.h"
#include "toolkit/compat.h"

struct ossl_store_info_st {
    int type; /* OSSL_STORE_INFO_* */
    union {
        EVP_PKEY *pkey; /* parameters too */
        X509 *cert;
        X509_CRL *crl;
    };
};

struct ossl_store_ctx_st {
    BIO *in;
    char *uri;
    int expected; /* OSSL_STORE_INFO_*, 0: everything */
    bool loading, failed;
    const UI_METHOD *ui_method;
    void *ui_data;
    OSSL_STORE_post_process_info_fn post_process;
    void *post_process_data;
    STACK_OF(X509) *certs; /* of a PKCS#12 file, still to be given */
};

static OSSL_STORE_INFO *
info_new(int type)
{
    OSSL_STORE_INFO *info = OPENSSL_zalloc(sizeof *info);

    if (info != NULL)
        info->type = type;
    return info;
}

OSSL_STORE_INFO *
OSSL_STORE_INFO_new_CERT(X509 *x509)
{
    OSSL_STORE_INFO *info = info_new(OSSL_STORE_INFO_CERT);

    if (info != NULL)
        info->cert = x509;
    return info;
}

OSSL_STORE_INFO *
OSSL_STORE_INFO_new_CRL(X509_CRL *crl)
{
    OSSL_STORE_INFO *info = info_new(OSSL_STORE_INFO_CRL);

    if (info != NULL)
        info->crl = crl;
    return info;
}

static OSSL_STORE_INFO *
new_key(int type, EVP_PKEY *pkey)
{
    OSSL_STORE_INFO *info = info_new(type);

    if (info != NULL)
        info->pkey = pkey;
    return info;
}

OSSL_STORE_INFO *
OSSL_STORE_INFO_new_PKEY(EVP_PKEY *pkey)
{
    return new_key(OSSL_STORE_INFO_PKEY, pkey);
}

OSSL_STORE_INFO *
OSSL_STORE_INFO_new_PUBKEY(EVP_PKEY *pubkey)
{
    return new_key(OSSL_STORE_INFO_PUBKEY, pubkey);
}

OSSL_STORE_INFO *
OSSL_STORE_INFO_new_PARAMS(EVP_PKEY *params)
{
    return new_key(OSSL_STORE_INFO_PARAMS, params);
}

void
OSSL_STORE_INFO_free(OSSL_STORE_INFO *info)
{
    if (info == NULL)
        return;
    if (info->type == OSSL_STORE_INFO_CERT)
        X509_free(info->cert);
    else if (info->type == OSSL_STORE_INFO_CRL)
        X509_CRL_free(info->crl);
    else
        EVP_PKEY_free(info->pkey);
    OPENSSL_free(info);
}

int
OSSL_STORE_INFO_get_type(const OSSL_STORE_INFO *info)
{
    return info->type;
}

const char *
OSSL_STORE_INFO_type_string(int type)
{
    static const char *const names[] = {"Name",        "Parameters",
                                        "Public key",  "Pkey",
                                        "Certificate", "CRL"};

    return type >= 1 && (size_t)type <= sizeof names / sizeof names[0]
               ? names[type - 1]
               : NULL;
}

#define GETTERS(kind, what, field, type_, up, reason)            \
    type_ *OSSL_STORE_INFO_get0_##kind(const OSSL_STORE_INFO *i) \
    {                                                            \
        return i->type == OSSL_STORE_INFO_##kind ? i->field : NULL; \
    }                                                            \
    type_ *OSSL_STORE_INFO_get1_##kind(const OSSL_STORE_INFO *i) \
    {                                                            \
        if (i->type != OSSL_STORE_INFO_##kind) {                 \
            ERR_raise(ERR_LIB_OSSL_STORE, reason);               \
            return NULL;                                         \
        }                                                        \
        up(i->field);                                            \
        return i->field;                                         \
    }

GETTERS(CERT, cert, cert, X509, X509_up_ref, OSSL_STORE_R_NOT_A_CERTIFICATE)
GETTERS(CRL, crl, crl, X509_CRL, X509_CRL_up_ref, OSSL_STORE_R_NOT_A_CRL)
GETTERS(PKEY, key, pkey, EVP_PKEY, EVP_PKEY_up_ref,
        OSSL_STORE_R_NOT_A_PRIVATE_KEY)
GETTERS(PUBKEY, key, pkey, EVP_PKEY, EVP_PKEY_up_ref,
        OSSL_STORE_R_NOT_A_PUBLIC_KEY)
GETTERS(PARAMS, parameters, pkey, EVP_PKEY, EVP_PKEY_up_ref,
        OSSL_STORE_R_NOT_PARAMETERS)

/* The path of a URI; NULL with an error raised. A file whose name looks like a
 * URI is a file first. */
static const char *
path_of(const char *uri)
{
    size_t scheme = strcspn(uri, ":/");
    struct stat st;

    if (stat(uri, &st) == 0)
        return uri;
    ERR_raise_data(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNREGISTERED_SCHEME,
                   "scheme=file");
    if (strncasecmp(uri, "file:", 5) == 0) {
        uri += 5;
        if (strncasecmp(uri, "//localhost/", 12) == 0)
            uri += 11;
        else if (strncmp(uri, "///", 3) == 0)
            uri += 2;
        if (strncmp(uri, "//", 2) == 0)
            ERR_raise(ERR_LIB_PROV, PROV_R_URI_AUTHORITY_UNSUPPORTED);
        else if (*uri != '/')
            ERR_raise_data(ERR_LIB_PROV, PROV_R_PATH_MUST_BE_ABSOLUTE,
                           "Given path=%s", uri);
        else if (stat(uri, &st) == 0)
            return uri;
        else
            ERR_raise_data(ERR_LIB_SYS, errno, "calling stat(%s)", uri);
        return NULL;
    }
    if (uri[scheme] == ':') {
        fac_compat_about("OSSL_STORE_open", "schemes other than file:");
        ERR_raise_data(ERR_LIB_OSSL_STORE, ERR_R_UNSUPPORTED, "scheme=%.*s",
                       (int)scheme, uri);
    } else {
        ERR_raise_data(ERR_LIB_SYS, errno, "calling stat(%s)", uri);
    }
    return NULL;
}

static BIO *
open_file(const char *uri)
{
    const char *path;
    struct stat st;
    BIO *in;

    ERR_set_mark();
    path = path_of(uri);
    in = path != NULL ? BIO_new_file(path, "rb") : NULL;
    if (in == NULL) {
        ERR_clear_last_mark();
        return NULL;
    }
    ERR_pop_to_mark();
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        fac_compat_about("OSSL_STORE_open", "directories");
        ERR_raise_data(ERR_LIB_OSSL_STORE, ERR_R_UNSUPPORTED,
                       "a directory: %s", path);
        BIO_free(in);
        return NULL;
    }
    return in;
}

OSSL_STORE_CTX *
OSSL_STORE_open(const char *uri, const UI_METHOD *ui_method, void *ui_data,
                OSSL_STORE_post_process_info_fn post_process,
                void *post_process_data)
{
    OSSL_STORE_CTX *ctx;
    BIO *in;

    if (uri == NULL) {
        ERR_raise(ERR_LIB_OSSL_STORE, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    in = open_file(uri);
    ctx = in != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;
    if (ctx == NULL) {
        BIO_free(in);
        return NULL;
    }
    ctx->in = in;
    ctx->uri = OPENSSL_strdup(uri);
    ctx->ui_method = ui_method;
    ctx->ui_data = ui_data;
    ctx->post_process = post_process;
    ctx->post_process_data = post_process_data;
    return ctx;
}

int
OSSL_STORE_expect(OSSL_STORE_CTX *ctx, int expected_type)
{
    if (ctx->loading) {
        ERR_raise(ERR_LIB_OSSL_STORE, OSSL_STORE_R_LOADING_STARTED);
        return 0;
    }
    ctx->expected = expected_type;
    return 1;
}

int
OSSL_STORE_eof(OSSL_STORE_CTX *ctx)
{
    return sk_X509_num(ctx->certs) <= 0 && BIO_eof(ctx->in);
}

int
OSSL_STORE_error(OSSL_STORE_CTX *ctx)
{
    return ctx->failed;
}

int
OSSL_STORE_close(OSSL_STORE_CTX *ctx)
{
    if (ctx == NULL)
        return 1;
    BIO_free(ctx->in);
    sk_X509_pop_free(ctx->certs, X509_free);
    OPENSSL_free(ctx->uri);
    OPENSSL_free(ctx);
    return 1;
}

/* Asks for a password with the program's UI method, as a pem_password_cb. */
static int
ask(char *buf, int size, int writing, void *arg)
{
    OSSL_STORE_CTX *ctx = arg;
    UI *ui = UI_new_method(ctx->ui_method);
    char *prompt;
    int len = -1;

    (void)writing;
    if (ui == NULL)
        return -1;
    if (ctx->ui_data != NULL)
        UI_add_user_data(ui, ctx->ui_data);
    prompt = UI_construct_prompt(ui, "pass phrase", ctx->uri);
    if (prompt != NULL &&
        UI_add_input_string(ui, prompt, UI_INPUT_FLAG_DEFAULT_PWD, buf, 0,
                            size - 1) > 0 &&
        UI_process(ui) == 0)
        len = (int)strlen(buf);
    OPENSSL_free(prompt);
    UI_free(ui);
    return len;
}

static OSSL_STORE_INFO *
key_info(OSSL_STORE_CTX *ctx, const char *input, int selection, int type,
         BIO *in)
{
    OSSL_STORE_INFO *info = NULL;
    EVP_PKEY *p = NULL;
    OSSL_DECODER_CTX *d = OSSL_DECODER_CTX_new_for_pkey(&p, input, NULL, NULL,
                                                        selection, NULL, NULL);

    if (d != NULL && OSSL_DECODER_CTX_set_pem_password_cb(d, ask, ctx) &&
        OSSL_DECODER_from_bio(d, in))
        info = new_key(type, p);
    if (info == NULL)
        EVP_PKEY_free(p);
    OSSL_DECODER_CTX_free(d);
    return info;
}

/* The first thing and the rest of a PKCS#12 file: its key, then its
 * certificates. */
static OSSL_STORE_INFO *
pkcs12_info(OSSL_STORE_CTX *ctx, PKCS12 *p12)
{
    char password[PEM_BUFSIZE] = "";
    STACK_OF(X509) *others = NULL;
    OSSL_STORE_INFO *info = NULL;
    EVP_PKEY *pkey = NULL;
    X509 *cert = NULL;

    if (!PKCS12_verify_mac(p12, "", 0) && !PKCS12_verify_mac(p12, NULL, 0) &&
        ask(password, sizeof password, 0, ctx) < 0) {
        ERR_raise(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UI_PROCESS_INTERRUPTED_OR_CANCELLED);
        return NULL;
    }
    if (PKCS12_parse(p12, password, &pkey, &cert, &others)) {
        ctx->certs = others != NULL ? others : sk_X509_new_null();
        if (cert != NULL && !sk_X509_unshift(ctx->certs, cert))
            X509_free(cert);
        info = pkey != NULL ? OSSL_STORE_INFO_new_PKEY(pkey)
               : sk_X509_num(ctx->certs) > 0
                   ? OSSL_STORE_INFO_new_CERT(sk_X509_shift(ctx->certs))
                   : NULL;
    }
    OPENSSL_cleanse(password, sizeof password);
    return info;
}

/* What the DER element is; NULL where it is none of ours. */
static OSSL_STORE_INFO *
der_info(OSSL_STORE_CTX *ctx, struct urt_bytes der)
{
    static const struct {
        int selection, type;
    } kinds[] = {{EVP_PKEY_KEYPAIR, OSSL_STORE_INFO_PKEY},
                 {EVP_PKEY_PUBLIC_KEY, OSSL_STORE_INFO_PUBKEY}};
    OSSL_STORE_INFO *info = NULL;
    const unsigned char *p = der.data;
    X509_CRL *crl;
    PKCS12 *p12;
    X509 *cert;
    BIO *bp;

    if ((cert = d2i_X509(NULL, &p, (long)der.len)) != NULL)
        return OSSL_STORE_INFO_new_CERT(cert);
    p = der.data;
    if ((crl = d2i_X509_CRL(NULL, &p, (long)der.len)) != NULL)
        return OSSL_STORE_INFO_new_CRL(crl);
    p = der.data;
    if ((p12 = d2i_PKCS12(NULL, &p, (long)der.len)) != NULL) {
        info = pkcs12_info(ctx, p12);
        PKCS12_free(p12);
        return info;
    }
    for (size_t i = 0; info == NULL && i < 2; i++) {
        bp = BIO_new_mem_buf(der.data, (int)der.len);
        if (bp != NULL)
            info = key_info(ctx, "DER", kinds[i].selection, kinds[i].type, bp);
        BIO_free(bp);
    }
    return info;
}

/* What a PEM block is, by its label. */
static OSSL_STORE_INFO *
pem_info(OSSL_STORE_CTX *ctx, const char *name, const char *header,
         struct urt_bytes der)
{
    OSSL_STORE_INFO *info = NULL;
    const unsigned char *p = der.data;
    BIO *bp;
    int selection, type;

    if (strcmp(name, PEM_STRING_X509) == 0 ||
        strcmp(name, PEM_STRING_X509_OLD) == 0 ||
        strcmp(name, PEM_STRING_X509_TRUSTED) == 0) {
        X509 *cert = strcmp(name, PEM_STRING_X509_TRUSTED) == 0
                         ? d2i_X509_AUX(NULL, &p, (long)der.len)
                         : d2i_X509(NULL, &p, (long)der.len);

        return cert != NULL ? OSSL_STORE_INFO_new_CERT(cert) : NULL;
    }
    if (strcmp(name, PEM_STRING_X509_CRL) == 0) {
        X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)der.len);

        return crl != NULL ? OSSL_STORE_INFO_new_CRL(crl) : NULL;
    }
    selection = strstr(name, "PARAMETERS") != NULL ? EVP_PKEY_KEY_PARAMETERS
                : strstr(name, "PUBLIC") != NULL   ? EVP_PKEY_PUBLIC_KEY
                                                   : EVP_PKEY_KEYPAIR;
    type = selection == EVP_PKEY_KEY_PARAMETERS ? OSSL_STORE_INFO_PARAMS
           : selection == EVP_PKEY_PUBLIC_KEY   ? OSSL_STORE_INFO_PUBKEY
                                                : OSSL_STORE_INFO_PKEY;
    bp = BIO_new(BIO_s_mem());
    if (bp != NULL &&
        PEM_write_bio(bp, name, header, der.data, (long)der.len) > 0)
        info = key_info(ctx, "PEM", selection, type, bp);
    BIO_free(bp);
    return info;
}

static OSSL_STORE_INFO *
next_pem(OSSL_STORE_CTX *ctx)
{
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    OSSL_STORE_INFO *info;
    long len = 0;

    if (!PEM_read_bio(ctx->in, &name, &header, &data, &len))
        return NULL;
    info = pem_info(ctx, name, header, urt_bytes(data, (size_t)len));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, (size_t)len);
    return info;
}

static OSSL_STORE_INFO *
next_der(OSSL_STORE_CTX *ctx)
{
    struct urt_buf b = URT_BUF_INIT;
    OSSL_STORE_INFO *info = NULL;

    if (fac_read_element(ctx->in, &b))
        info = der_info(ctx, urt_buf_bytes(&b));
    urt_buf_free(&b);
    return info;
}

/* The next object of any type; NULL where nothing can be made of it. */
static OSSL_STORE_INFO *
next(OSSL_STORE_CTX *ctx)
{
    unsigned char first = 0;
    int at;

    if (sk_X509_num(ctx->certs) > 0)
        return OSSL_STORE_INFO_new_CERT(sk_X509_shift(ctx->certs));
    at = BIO_tell(ctx->in);
    if (BIO_read(ctx->in, &first, 1) != 1 || BIO_seek(ctx->in, at) < 0)
        return NULL;
    return first == 0x30 ? next_der(ctx) : next_pem(ctx);
}

OSSL_STORE_INFO *
OSSL_STORE_load(OSSL_STORE_CTX *ctx)
{
    OSSL_STORE_INFO *info = NULL;

    ctx->loading = true;
    ctx->failed = false;
    while (info == NULL && !OSSL_STORE_eof(ctx)) {
        ERR_set_mark();
        info = next(ctx);
        if (info == NULL) {
            /* An end without an object is a failure, but no news. */
            if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
                ERR_pop_to_mark();
            else
                ERR_clear_last_mark();
            ctx->failed = true;
            return NULL;
        }
        ERR_pop_to_mark();
        if (ctx->post_process != NULL)
            info = ctx->post_process(info, ctx->post_process_data);
        if (info != NULL && ctx->expected != 0 &&
            info->type != ctx->expected) {
            OSSL_STORE_INFO_free(info);
            info = NULL;
        }
    }
    return info;
}
