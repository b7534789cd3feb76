/* Lists of certificate authorities: what a server sends in its
 * CertificateRequest, what a client may send, and what the peer sent. */
#include "facade/libssl/ssl_local.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

#include <openssl/pem.h>

STACK_OF(X509_NAME) * SSL_dup_CA_list(const STACK_OF(X509_NAME) * sk)
{
    STACK_OF(X509_NAME) *copy = sk_X509_NAME_new_null();

    if (copy == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    for (int i = 0; i < sk_X509_NAME_num(sk); i++) {
        X509_NAME *name = X509_NAME_dup(sk_X509_NAME_value(sk, i));

        if (name == NULL || sk_X509_NAME_push(copy, name) <= 0) {
            X509_NAME_free(name);
            sk_X509_NAME_pop_free(copy, X509_NAME_free);
            return NULL;
        }
    }
    return copy;
}

static void
replace(STACK_OF(X509_NAME) * *at, STACK_OF(X509_NAME) * list)
{
    sk_X509_NAME_pop_free(*at, X509_NAME_free);
    *at = list;
}

static void
apply_ctx(SSL_CTX *ctx)
{
    (void)fac_settings_set_ca_names(&ctx->set, &ctx->config, true);
}

static void
apply_ssl(SSL *s)
{
    (void)fac_settings_set_ca_names(&s->set, &s->config, SSL_is_server(s));
}

void
SSL_CTX_set0_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) * list)
{
    replace(&ctx->set.ca_names, list);
    apply_ctx(ctx);
}

void
SSL_set0_CA_list(SSL *s, STACK_OF(X509_NAME) * list)
{
    replace(&s->set.ca_names, list);
    apply_ssl(s);
}

const STACK_OF(X509_NAME) * SSL_CTX_get0_CA_list(const SSL_CTX *ctx)
{
    return ctx->set.ca_names;
}

const STACK_OF(X509_NAME) * SSL_get0_CA_list(const SSL *s)
{
    return s->set.ca_names != NULL ? s->set.ca_names : s->ctx->set.ca_names;
}

void
SSL_CTX_set_client_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) * list)
{
    replace(&ctx->set.client_ca_names, list);
    apply_ctx(ctx);
}

void
SSL_set_client_CA_list(SSL *s, STACK_OF(X509_NAME) * list)
{
    replace(&s->set.client_ca_names, list);
    apply_ssl(s);
}

STACK_OF(X509_NAME) * SSL_CTX_get_client_CA_list(const SSL_CTX *ctx)
{
    return ctx->set.client_ca_names;
}

const STACK_OF(X509_NAME) * SSL_get0_peer_CA_list(const SSL *ssl)
{
    SSL *s = (SSL *)ssl; /* the list is a cache */
    struct urt_bytes in = urt_conn_peer_ca_names(s->conn), der;

    if (s->peer_ca_names != NULL ||
        (in.len == 0 && !urt_conn_cert_asked(s->conn)))
        return s->peer_ca_names;
    s->peer_ca_names = sk_X509_NAME_new_null();
    while (s->peer_ca_names != NULL && in.len > 0) {
        const unsigned char *p;
        X509_NAME *name;

        if (!urt_take_vec16(&in, &der))
            break;
        p = der.data;
        name = d2i_X509_NAME(NULL, &p, (long)der.len);
        if (name == NULL || sk_X509_NAME_push(s->peer_ca_names, name) <= 0) {
            X509_NAME_free(name);
            break;
        }
    }
    return s->peer_ca_names;
}

/* A client sees the server's list, a server its own setting. */
STACK_OF(X509_NAME) * SSL_get_client_CA_list(const SSL *s)
{
    if (!SSL_is_server(s))
        return (STACK_OF(X509_NAME) *)SSL_get0_peer_CA_list(s);
    return s->set.client_ca_names != NULL ? s->set.client_ca_names
                                          : s->ctx->set.client_ca_names;
}

static int
add_name(STACK_OF(X509_NAME) * *at, const X509 *x)
{
    X509_NAME *name;

    if (x == NULL)
        return 0;
    if (*at == NULL)
        *at = sk_X509_NAME_new_null();
    if (*at == NULL)
        return 0;
    name = X509_NAME_dup(X509_get_subject_name(x));
    if (name == NULL || sk_X509_NAME_push(*at, name) <= 0) {
        X509_NAME_free(name);
        return 0;
    }
    return 1;
}

int
SSL_CTX_add1_to_CA_list(SSL_CTX *ctx, const X509 *x)
{
    int r = add_name(&ctx->set.ca_names, x);

    apply_ctx(ctx);
    return r;
}

int
SSL_add1_to_CA_list(SSL *s, const X509 *x)
{
    int r = add_name(&s->set.ca_names, x);

    apply_ssl(s);
    return r;
}

int
SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *x)
{
    int r = add_name(&ctx->set.client_ca_names, x);

    apply_ctx(ctx);
    return r;
}

int
SSL_add_client_CA(SSL *s, X509 *x)
{
    int r = add_name(&s->set.client_ca_names, x);

    apply_ssl(s);
    return r;
}

/* ---- from files ---- */

static bool
has_name(const STACK_OF(X509_NAME) * list, const X509_NAME *name)
{
    for (int i = 0; i < sk_X509_NAME_num(list); i++)
        if (X509_NAME_cmp(sk_X509_NAME_value(list, i), name) == 0)
            return true;
    return false;
}

/* Adds the subjects of a PEM file's certificates, each once. *ANY says
 * whether there was a certificate at all. */
static bool
add_file(STACK_OF(X509_NAME) * list, const char *file, bool *any)
{
    BIO *in = BIO_new(BIO_s_file());
    bool ok = true;
    X509 *x;

    if (in == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return false;
    }
    if (BIO_read_filename(in, file) <= 0) {
        BIO_free(in);
        return false;
    }
    while (ok && (x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
        X509_NAME *name = X509_get_subject_name(x), *copy;

        *any = true;
        if (name != NULL && !has_name(list, name)) {
            copy = X509_NAME_dup(name);
            if (copy == NULL || sk_X509_NAME_push(list, copy) <= 0) {
                X509_NAME_free(copy);
                ok = false;
            }
        }
        X509_free(x);
    }
    BIO_free(in);
    return ok;
}

STACK_OF(X509_NAME) * SSL_load_client_CA_file_ex(const char *file,
                                                 OSSL_LIB_CTX *libctx,
                                                 const char *propq)
{
    STACK_OF(X509_NAME) *list = sk_X509_NAME_new_null();
    bool any = false;

    if (list == NULL) {
        ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!add_file(list, file, &any) || !any) {
        sk_X509_NAME_free(list);
        return NULL;
    }
    ERR_clear_error();
    return list;
}

STACK_OF(X509_NAME) * SSL_load_client_CA_file(const char *file)
{
    return SSL_load_client_CA_file_ex(file, NULL, NULL);
}

int
SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) * list,
                                    const char *file)
{
    bool any = false;

    if (!add_file(list, file, &any))
        return 0;
    ERR_clear_error();
    return 1;
}

int
SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) * list, const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    int r = 1;

    if (d == NULL) {
        ERR_raise_data(ERR_LIB_SYS, errno, "calling OPENSSL_dir_read(%s)", dir);
        ERR_raise(ERR_LIB_SSL, ERR_R_SYS_LIB);
        return 0;
    }
    while (r && (e = readdir(d)) != NULL) {
        char path[1024];
        int n;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        n = snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (n <= 0 || n >= (int)sizeof path) {
            ERR_raise(ERR_LIB_SSL, SSL_R_PATH_TOO_LONG);
            r = 0;
        } else {
            r = SSL_add_file_cert_subjects_to_stack(list, path);
        }
    }
    closedir(d);
    return r;
}

/* ---- the types of certificates in a CertificateRequest, up to TLS 1.2 ---- */

static long
set_types(struct urt_config *config, long len, const void *types)
{
    struct urt_blob *blob = NULL;

    if (len < 0 || len > UINT8_MAX)
        return 0;
    if (types != NULL && len > 0) {
        blob = urt_blob_new(urt_bytes(types, (size_t)len));
        if (blob == NULL)
            return 0;
    }
    urt_blob_free(config->cert_types);
    config->cert_types = blob;
    return 1;
}

long
fac_ctx_cert_types_ctrl(SSL_CTX *ctx, long larg, void *parg)
{
    return set_types(&ctx->config, larg, parg);
}

long
fac_ssl_cert_types_ctrl(SSL *s, long larg, void *parg)
{
    return set_types(&s->config, larg, parg);
}

/* What the server asked for; a server asks nobody. */
long
fac_peer_cert_types_ctrl(SSL *s, long larg, void *parg)
{
    struct urt_bytes types = urt_conn_cert_types(s->conn);

    if (SSL_is_server(s))
        return 0;
    if (parg != NULL)
        *(const unsigned char **)parg = types.data;
    return (long)types.len;
}
