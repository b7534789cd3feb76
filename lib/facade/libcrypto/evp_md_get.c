/* EVP digests: finding them, and what they and their contexts tell. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/params.h>

#include "engine/base/text.h"
#include "facade/libcrypto/evp_local.h"
#include "facade/libcrypto/provider_local.h"
#include "toolkit/compat.h"

bool
fac_name_in(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (urt_text_equal_nocase(*names, name))
            return true;
    return false;
}

static bool
is_nid_called(int nid, const char *name)
{
    return nid != NID_undef && (urt_text_equal_nocase(OBJ_nid2sn(nid), name) ||
                                urt_text_equal_nocase(OBJ_nid2ln(nid), name));
}

const EVP_MD *
fac_md_of_hash(const struct urt_hash *hash)
{
    for (size_t i = 0; hash != NULL && i < fac_md_row_count; i++)
        if (!fac_md_rows[i]->fetched && fac_md_rows[i]->hash == hash)
            return fac_md_rows[i];
    return NULL;
}

const EVP_MD *
EVP_get_digestbyname(const char *name)
{
    if (name == NULL)
        return NULL;
    for (size_t i = 0; i < fac_md_row_count; i++)
        if (!fac_md_rows[i]->fetched &&
            fac_name_in(fac_md_rows[i]->names, name))
            return fac_md_rows[i];
    /* Names of signatures with RSA mean their digest. */
    for (size_t i = 0; i < fac_md_row_count; i++)
        if (!fac_md_rows[i]->fetched &&
            (is_nid_called(fac_md_rows[i]->type, name) ||
             is_nid_called(fac_md_rows[i]->pkey_type, name)))
            return fac_md_rows[i];
    return is_nid_called(NID_sha1WithRSA, name) ? EVP_sha1() : NULL;
}

EVP_MD *
EVP_MD_fetch(OSSL_LIB_CTX *libctx, const char *name, const char *query)
{
    bool known = false;

    if (name == NULL)
        return NULL;
    for (size_t i = 0; i < fac_md_row_count; i++) {
        const EVP_MD *md = fac_md_rows[i];

        if (!md->fetched || !fac_name_in(md->names, name))
            continue;
        known = true;
        if (fac_provider_find(libctx, md->providers, query) != 0)
            return (EVP_MD *)md;
    }
    fac_provider_raise_unsupported(libctx, name, known, query);
    return NULL;
}

/* Rows are constant: their count of references is not kept. */
int
EVP_MD_up_ref(EVP_MD *md)
{
    return 1;
}

void
EVP_MD_free(EVP_MD *md)
{
}

void
EVP_MD_do_all_provided(OSSL_LIB_CTX *libctx,
                       void (*fn)(EVP_MD *md, void *arg), void *arg)
{
    for (size_t i = 0; i < fac_md_row_count; i++)
        if (fac_md_rows[i]->fetched &&
            fac_provider_find(libctx, fac_md_rows[i]->providers, NULL) != 0)
            fn((EVP_MD *)fac_md_rows[i], arg);
}

int
EVP_MD_get_type(const EVP_MD *md)
{
    return md->type;
}

int
EVP_MD_get_pkey_type(const EVP_MD *md)
{
    return md->pkey_type;
}

int
EVP_MD_get_size(const EVP_MD *md)
{
    if (md == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return -1;
    }
    return md->hash == NULL ? 0 : (int)md->hash->size;
}

int
EVP_MD_get_block_size(const EVP_MD *md)
{
    if (md == NULL) {
        ERR_raise(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return -1;
    }
    return md->hash == NULL ? 0 : (int)md->hash->block_size;
}

unsigned long
EVP_MD_get_flags(const EVP_MD *md)
{
    return md->flags;
}

const char *
EVP_MD_get0_name(const EVP_MD *md)
{
    return md == NULL ? NULL : md->name;
}

const char *
EVP_MD_get0_description(const EVP_MD *md)
{
    return OBJ_nid2ln(md->type);
}

const OSSL_PROVIDER *
EVP_MD_get0_provider(const EVP_MD *md)
{
    if (!md->fetched)
        return NULL;
    return fac_provider_handle(
        NULL, fac_provider_find(NULL, md->providers, NULL));
}

int
EVP_MD_is_a(const EVP_MD *md, const char *name)
{
    return md != NULL && fac_name_in(md->names, name);
}

int
EVP_MD_names_do_all(const EVP_MD *md, void (*fn)(const char *name, void *data),
                    void *data)
{
    for (const char *const *n = md->names; md->fetched && *n != NULL; n++)
        fn(*n, data);
    return 1;
}

const EVP_MD *
EVP_MD_CTX_get0_md(const EVP_MD_CTX *ctx)
{
    return ctx == NULL ? NULL : ctx->md;
}

const EVP_MD *
EVP_MD_CTX_md(const EVP_MD_CTX *ctx)
{
    return EVP_MD_CTX_get0_md(ctx);
}

EVP_MD *
EVP_MD_CTX_get1_md(EVP_MD_CTX *ctx)
{
    return ctx == NULL ? NULL : (EVP_MD *)ctx->md;
}

EVP_PKEY_CTX *
EVP_MD_CTX_get_pkey_ctx(const EVP_MD_CTX *ctx)
{
    return ctx->pctx;
}

/* The program's own context: it stays the program's to free. */
void
EVP_MD_CTX_set_pkey_ctx(EVP_MD_CTX *ctx, EVP_PKEY_CTX *pctx)
{
    if (!ctx->keep_pctx)
        EVP_PKEY_CTX_free(ctx->pctx);
    ctx->pctx = pctx;
    ctx->keep_pctx = pctx != NULL;
}

void
EVP_MD_CTX_set_flags(EVP_MD_CTX *ctx, int flags)
{
    ctx->flags |= (unsigned long)flags;
}

void
EVP_MD_CTX_clear_flags(EVP_MD_CTX *ctx, int flags)
{
    ctx->flags &= ~(unsigned long)flags;
}

int
EVP_MD_CTX_test_flags(const EVP_MD_CTX *ctx, int flags)
{
    return (int)(ctx->flags & (unsigned long)flags);
}

int
EVP_MD_CTX_set_params(EVP_MD_CTX *ctx, const OSSL_PARAM params[])
{
    const OSSL_PARAM *p =
        params == NULL
            ? NULL
            : OSSL_PARAM_locate_const(params, OSSL_DIGEST_PARAM_XOFLEN);
    size_t len;

    if (p == NULL)
        return 1;
    if (ctx->md == NULL || ctx->md->hash == NULL || !ctx->md->hash->xof ||
        !OSSL_PARAM_get_size_t(p, &len))
        return 0;
    ctx->xof_len = len;
    return 1;
}

int
EVP_MD_CTX_ctrl(EVP_MD_CTX *ctx, int cmd, int arg, void *ptr)
{
    if (cmd != EVP_MD_CTRL_XOF_LEN)
        fac_compat("EVP_MD_CTX_ctrl");
    if (cmd != EVP_MD_CTRL_XOF_LEN || ctx->md == NULL ||
        ctx->md->hash == NULL || !ctx->md->hash->xof || arg < 0)
        return 0;
    ctx->xof_len = (size_t)arg;
    return 1;
}
