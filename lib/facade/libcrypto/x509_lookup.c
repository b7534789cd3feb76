/* X509_LOOKUP: the file and the hashed-directory look-up of a store, and the
 * functions that load certificates through them. Both put what they are told
 * into the engine's store. */
#include "facade/libcrypto/x509_vfy_local.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "engine/base/env.h"
#include "facade/libcrypto/raise.h"

#define CERT_FILE URT_OPENSSLDIR "/cert.pem"
#define CERT_DIR URT_OPENSSLDIR "/certs"

const char *
X509_get_default_cert_file(void)
{
    return CERT_FILE;
}

const char *
X509_get_default_cert_dir(void)
{
    return CERT_DIR;
}

const char *
X509_get_default_cert_area(void)
{
    return URT_OPENSSLDIR;
}

const char *
X509_get_default_private_dir(void)
{
    return URT_OPENSSLDIR "/private";
}

const char *
X509_get_default_cert_file_env(void)
{
    return "SSL_CERT_FILE";
}

const char *
X509_get_default_cert_dir_env(void)
{
    return "SSL_CERT_DIR";
}

/* ---- loading files ---- */

static unsigned
store_form(int type)
{
    return type == X509_FILETYPE_ASN1 ? URT_STORE_DER : URT_STORE_PEM;
}

/* A missing file is reported as the BIO does that would have opened it. */
static void
raise_file(int missing, const char *path, int bio_reason)
{
    errno = missing;
    ERR_raise_data(ERR_LIB_SYS, missing, "calling fopen(%s, r)", path);
    ERR_raise(ERR_LIB_BIO, bio_reason);
    ERR_raise(ERR_LIB_X509, ERR_R_SYS_LIB);
}

/* The store's loader says that a block is bad; programs know it by what the
 * decoder of that block says: let it read the file's first bad block. */
static void
raise_bad_file(const char *path, int type, unsigned what,
               const char *expecting)
{
    BIO *in = BIO_new_file(path, "r");
    void *good = NULL;

    if (in == NULL)
        return;
    do {
        if (what == URT_STORE_CRLS) {
            X509_CRL_free(good);
            good = type == X509_FILETYPE_PEM
                       ? (void *)PEM_read_bio_X509_CRL(in, NULL, NULL, NULL)
                       : (void *)d2i_X509_CRL_bio(in, NULL);
        } else {
            X509_free(good);
            good = type == X509_FILETYPE_PEM
                       ? (void *)PEM_read_bio_X509_AUX(in, NULL, NULL, NULL)
                       : (void *)d2i_X509_bio(in, NULL);
        }
    } while (good != NULL && type == X509_FILETYPE_PEM);
    if (good != NULL && what == URT_STORE_CRLS)
        X509_CRL_free(good);
    else
        X509_free(good);
    BIO_free(in);
    (void)expecting;
}

int
fac_store_load_file(X509_STORE *store, const char *path, int type,
                    unsigned what, const char *expecting)
{
    bool either = what == (URT_STORE_CERTS | URT_STORE_CRLS);
    size_t count = 0;
    enum urt_err err = urt_store_add_file(store->store, path, store_form(type),
                                          what, &count);
    int missing = errno;

    if (err == URT_OK)
        return (int)count;
    if (err == URT_E_SYSTEM && missing != EISDIR) {
        raise_file(missing, path,
                   either && missing == ENOENT ? BIO_R_NO_SUCH_FILE
                                               : ERR_R_SYS_LIB);
        return 0;
    }
    if (either && (err == URT_E_PEM_NONE || err == URT_E_SYSTEM)) {
        ERR_raise(ERR_LIB_X509, X509_R_NO_CERTIFICATE_OR_CRL_FOUND);
        return 0;
    }
    raise_bad_file(path, type, what, expecting);
    if (type == X509_FILETYPE_ASN1)
        ERR_raise(ERR_LIB_X509, ERR_R_ASN1_LIB);
    else if (either || what == URT_STORE_CRLS || err != URT_E_PEM_NONE)
        ERR_raise(ERR_LIB_X509, ERR_R_PEM_LIB);
    return 0;
}

static bool
known_type(int type)
{
    if (type == X509_FILETYPE_PEM || type == X509_FILETYPE_ASN1)
        return true;
    ERR_raise(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
    return false;
}

int
X509_load_cert_file(X509_LOOKUP *ctx, const char *file, int type)
{
    return known_type(type)
               ? fac_store_load_file(ctx->store, file, type, URT_STORE_CERTS,
                                     PEM_STRING_X509_TRUSTED)
               : 0;
}

int
X509_load_crl_file(X509_LOOKUP *ctx, const char *file, int type)
{
    return known_type(type)
               ? fac_store_load_file(ctx->store, file, type, URT_STORE_CRLS,
                                     PEM_STRING_X509_CRL)
               : 0;
}

int
X509_load_cert_crl_file(X509_LOOKUP *ctx, const char *file, int type)
{
    if (type != X509_FILETYPE_PEM)
        return X509_load_cert_file(ctx, file, type);
    return fac_store_load_file(ctx->store, file, type,
                               URT_STORE_CERTS | URT_STORE_CRLS, NULL);
}

/* ---- the two methods ---- */

static long
load_file(X509_LOOKUP *ctx, const char *file, long type)
{
    const char *env;

    if (type != X509_FILETYPE_DEFAULT)
        return type == X509_FILETYPE_PEM
                   ? X509_load_cert_crl_file(ctx, file, X509_FILETYPE_PEM) != 0
                   : X509_load_cert_file(ctx, file, (int)type) != 0;
    env = urt_env(X509_get_default_cert_file_env());
    if (X509_load_cert_crl_file(ctx, env != NULL ? env : CERT_FILE,
                                X509_FILETYPE_PEM) != 0)
        return 1;
    ERR_raise(ERR_LIB_X509, X509_R_LOADING_DEFAULTS);
    return 0;
}

static long
add_dir(X509_LOOKUP *ctx, const char *dir, long type)
{
    const char *env;

    if (type == X509_FILETYPE_DEFAULT) {
        env = urt_env(X509_get_default_cert_dir_env());
        dir = env != NULL ? env : CERT_DIR;
        type = X509_FILETYPE_PEM;
    }
    if (dir == NULL || *dir == '\0') {
        ERR_raise(ERR_LIB_X509, X509_R_INVALID_DIRECTORY);
        return 0;
    }
    if (urt_store_add_dir(ctx->store->store, dir, store_form((int)type)) ==
        URT_OK)
        return 1;
    ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return 0;
}

static long
file_command(X509_LOOKUP *ctx, int cmd, const char *arg, long type)
{
    return cmd == X509_L_FILE_LOAD ? load_file(ctx, arg, type) : 0;
}

static long
dir_command(X509_LOOKUP *ctx, int cmd, const char *arg, long type)
{
    return cmd == X509_L_ADD_DIR ? add_dir(ctx, arg, type) : 0;
}

static const X509_LOOKUP_METHOD file_method = {"Load file into cache",
                                               file_command};
static const X509_LOOKUP_METHOD dir_method = {"Load certs from files in a "
                                              "directory",
                                              dir_command};

X509_LOOKUP_METHOD *
X509_LOOKUP_file(void)
{
    return (X509_LOOKUP_METHOD *)&file_method;
}

X509_LOOKUP_METHOD *
X509_LOOKUP_hash_dir(void)
{
    return (X509_LOOKUP_METHOD *)&dir_method;
}

X509_LOOKUP *
X509_LOOKUP_new(X509_LOOKUP_METHOD *method)
{
    X509_LOOKUP *l = OPENSSL_zalloc(sizeof *l);

    if (l == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    l->method = method;
    return l;
}

void
X509_LOOKUP_free(X509_LOOKUP *ctx)
{
    OPENSSL_free(ctx);
}

X509_STORE *
X509_LOOKUP_get_store(const X509_LOOKUP *ctx)
{
    return ctx->store;
}

int
X509_LOOKUP_ctrl(X509_LOOKUP *ctx, int cmd, const char *argc, long argl,
                 char **ret)
{
    (void)ret;
    if (ctx->method == NULL)
        return -1;
    return (int)ctx->method->command(ctx, cmd, argc, argl);
}

/* The store's look-up of this kind, made on the first call. */
X509_LOOKUP *
X509_STORE_add_lookup(X509_STORE *xs, X509_LOOKUP_METHOD *meth)
{
    X509_LOOKUP *l;

    X509_STORE_lock(xs);
    for (int i = 0; i < sk_X509_LOOKUP_num(xs->lookups); i++) {
        l = sk_X509_LOOKUP_value(xs->lookups, i);
        if (l->method == meth) {
            X509_STORE_unlock(xs);
            return l;
        }
    }
    l = X509_LOOKUP_new(meth);
    if (l != NULL && !sk_X509_LOOKUP_push(xs->lookups, l)) {
        X509_LOOKUP_free(l);
        l = NULL;
    }
    if (l != NULL)
        l->store = xs;
    X509_STORE_unlock(xs);
    return l;
}

int
X509_STORE_load_file(X509_STORE *xs, const char *file)
{
    X509_LOOKUP *l = file != NULL
                         ? X509_STORE_add_lookup(xs, X509_LOOKUP_file())
                         : NULL;

    return l != NULL && X509_LOOKUP_load_file(l, file, X509_FILETYPE_PEM) > 0;
}

int
X509_STORE_load_path(X509_STORE *xs, const char *path)
{
    X509_LOOKUP *l = path != NULL
                         ? X509_STORE_add_lookup(xs, X509_LOOKUP_hash_dir())
                         : NULL;

    return l != NULL && X509_LOOKUP_add_dir(l, path, X509_FILETYPE_PEM) > 0;
}

int
X509_STORE_load_locations(X509_STORE *s, const char *file, const char *dir)
{
    if (file == NULL && dir == NULL)
        return 0;
    return (file == NULL || X509_STORE_load_file(s, file)) &&
           (dir == NULL || X509_STORE_load_path(s, dir));
}

/* The places of the system; that they are missing is no error. */
int
X509_STORE_set_default_paths(X509_STORE *xs)
{
    X509_LOOKUP *file = X509_STORE_add_lookup(xs, X509_LOOKUP_file());
    X509_LOOKUP *dir = X509_STORE_add_lookup(xs, X509_LOOKUP_hash_dir());

    if (file == NULL || dir == NULL)
        return 0;
    ERR_set_mark();
    X509_LOOKUP_load_file(file, NULL, X509_FILETYPE_DEFAULT);
    X509_LOOKUP_add_dir(dir, NULL, X509_FILETYPE_DEFAULT);
    ERR_pop_to_mark();
    return 1;
}
