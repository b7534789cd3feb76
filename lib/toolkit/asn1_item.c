/* The life of values that items describe: making, freeing, copying, and the
 * small facts about members that decoder, encoder and printer share.
 *
 * A member lives behind a pointer, except a BOOLEAN (an int in the pointer's
 * place) and one with ASN1_TFLG_EMBED (the struct itself). Callbacks of an
 * ASN1_AUX may answer 2 to NEW_PRE and FREE_PRE: they did it themselves. */
#include "toolkit/asn1_local.h"

#include <openssl/crypto.h>
#include <openssl/objects.h>

static const struct fac_asn1_libctx no_libctx;

static int template_new(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt,
                        const struct fac_asn1_libctx *ctx);
static int primitive_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed);
static void item_clear(ASN1_VALUE **pval, const ASN1_ITEM *it);
static int structure_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed,
                         const struct fac_asn1_libctx *ctx);
static void structure_free(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed);

/* ---- the public functions ---------------------------------------------- */

ASN1_VALUE *
ASN1_item_new(const ASN1_ITEM *it)
{
    return ASN1_item_new_ex(it, NULL, NULL);
}

ASN1_VALUE *
ASN1_item_new_ex(const ASN1_ITEM *it, OSSL_LIB_CTX *libctx, const char *propq)
{
    struct fac_asn1_libctx ctx = {libctx, propq};
    ASN1_VALUE *v = NULL;

    return fac_asn1_item_new(&v, it, false, &ctx) > 0 ? v : NULL;
}

int
ASN1_item_ex_new(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    return fac_asn1_item_new(pval, it, false, &no_libctx);
}

void
ASN1_item_free(ASN1_VALUE *val, const ASN1_ITEM *it)
{
    fac_asn1_item_free(&val, it, false);
}

void
ASN1_item_ex_free(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    fac_asn1_item_free(pval, it, false);
}

static bool
dup_station(const ASN1_ITEM *it, int op, const ASN1_VALUE **pval, void *arg)
{
    const ASN1_AUX *aux = it->funcs;

    if ((it->itype != ASN1_ITYPE_SEQUENCE && it->itype != ASN1_ITYPE_CHOICE &&
         it->itype != ASN1_ITYPE_NDEF_SEQUENCE) ||
        aux == NULL || aux->asn1_cb == NULL)
        return true;
    return aux->asn1_cb(op, (ASN1_VALUE **)(uintptr_t)pval, it, arg) > 0;
}

void *
ASN1_item_dup(const ASN1_ITEM *it, const void *x)
{
    const ASN1_VALUE *from = x;
    struct fac_asn1_libctx ctx = {NULL, NULL};
    const unsigned char *p;
    unsigned char *der = NULL;
    ASN1_VALUE *copy;
    int len;

    if (x == NULL)
        return NULL;
    if (!dup_station(it, ASN1_OP_DUP_PRE, &from, NULL) ||
        !dup_station(it, ASN1_OP_GET0_LIBCTX, &from, &ctx.libctx) ||
        !dup_station(it, ASN1_OP_GET0_PROPQ, &from, &ctx.propq)) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_AUX_ERROR);
        ERR_add_error_data(2, "Type=", it->sname);
        return NULL;
    }
    len = ASN1_item_i2d(from, &der, it);
    if (len < 0) {
        ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    p = der;
    copy = ASN1_item_d2i_ex(NULL, &p, len, it, ctx.libctx, ctx.propq);
    urt_free(der);
    if (copy != NULL && !dup_station(it, ASN1_OP_DUP_POST,
                                     (const ASN1_VALUE **)(void *)&copy,
                                     (void *)(uintptr_t)x)) {
        ERR_raise(ERR_LIB_ASN1, ASN1_R_AUX_ERROR);
        ERR_add_error_data(2, "Type=", it->sname);
        return NULL;
    }
    return copy;
}

/* ---- members ----------------------------------------------------------- */

const ASN1_TEMPLATE *
fac_asn1_template(const ASN1_VALUE *val, const ASN1_TEMPLATE *tt, bool must)
{
    const ASN1_ADB *adb;
    const void *chooser;
    long selector;

    if ((tt->flags & ASN1_TFLG_ADB_MASK) == 0)
        return tt;
    adb = ASN1_ADB_ptr(tt->item);
    chooser = *(const void *const *)(const void *)((const char *)val +
                                                   adb->offset);
    if (chooser == NULL) {
        if (adb->null_tt != NULL)
            return adb->null_tt;
    } else {
        selector = (tt->flags & ASN1_TFLG_ADB_OID) != 0
                       ? OBJ_obj2nid(chooser)
                       : ASN1_INTEGER_get(chooser);
        if (adb->adb_cb != NULL && adb->adb_cb(&selector) == 0) {
            ERR_raise(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_ANY_DEFINED_BY_TYPE);
            return NULL;
        }
        for (long i = 0; i < adb->tblcount; i++)
            if (adb->tbl[i].value == selector)
                return &adb->tbl[i].tt;
        if (adb->default_tt != NULL)
            return adb->default_tt;
    }
    if (must)
        ERR_raise(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_ANY_DEFINED_BY_TYPE);
    return NULL;
}

ASN1_ENCODING *
fac_asn1_encoding(const ASN1_VALUE *val, const ASN1_ITEM *it)
{
    const ASN1_AUX *aux = it->funcs;

    if (val == NULL || aux == NULL || (aux->flags & ASN1_AFLG_ENCODING) == 0)
        return NULL;
    return (ASN1_ENCODING *)(void *)((char *)(uintptr_t)val + aux->enc_offset);
}

/* The reference count of a structure; NULL when its item counts none. */
static int *
references(ASN1_VALUE *val, const ASN1_ITEM *it)
{
    const ASN1_AUX *aux = it->funcs;

    if (aux == NULL || (aux->flags & ASN1_AFLG_REFCOUNT) == 0)
        return NULL;
    return (int *)(void *)((char *)val + aux->ref_offset);
}

static CRYPTO_RWLOCK **
reference_lock(ASN1_VALUE *val, const ASN1_ITEM *it)
{
    const ASN1_AUX *aux = it->funcs;

    return (CRYPTO_RWLOCK **)(void *)((char *)val + aux->ref_lock);
}

/* ---- making ------------------------------------------------------------ */

int
fac_asn1_item_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed,
                  const struct fac_asn1_libctx *ctx)
{
    const ASN1_EXTERN_FUNCS *f;

    switch (it->itype) {
    case ASN1_ITYPE_EXTERN:
        f = it->funcs;
        if (f->asn1_ex_new_ex != NULL)
            return f->asn1_ex_new_ex(pval, it, ctx->libctx, ctx->propq);
        return f->asn1_ex_new != NULL ? f->asn1_ex_new(pval, it) : 1;
    case ASN1_ITYPE_PRIMITIVE:
        if (it->templates != NULL)
            return template_new(pval, it->templates, ctx);
        return primitive_new(pval, it, embed);
    case ASN1_ITYPE_MSTRING:
        return primitive_new(pval, it, embed);
    default:
        return structure_new(pval, it, embed, ctx);
    }
}

static int
structure_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed,
              const struct fac_asn1_libctx *ctx)
{
    const ASN1_AUX *aux = it->funcs;
    ASN1_aux_cb *cb = aux != NULL ? aux->asn1_cb : NULL;
    int answer = cb != NULL ? cb(ASN1_OP_NEW_PRE, pval, it, NULL) : 1;
    bool ok = true;

    if (answer == 0)
        goto aux_error;
    if (answer == 2)
        return 1;
    if (embed)
        memset(*pval, 0, (size_t)it->size);
    else if ((*pval = urt_zalloc((size_t)it->size)) == NULL)
        goto no_memory;
    if (it->itype == ASN1_ITYPE_CHOICE) {
        *fac_asn1_selector((const ASN1_VALUE **)pval, it) = -1;
    } else {
        ASN1_ENCODING *enc = fac_asn1_encoding(*pval, it);
        int *refs = references(*pval, it);

        if (refs != NULL) {
            *refs = 1;
            *reference_lock(*pval, it) = CRYPTO_THREAD_lock_new();
            ok = *reference_lock(*pval, it) != NULL;
        }
        if (enc != NULL)
            *enc = (ASN1_ENCODING){NULL, 0, 1};
        for (long i = 0; ok && i < it->tcount; i++) {
            const ASN1_TEMPLATE *tt = it->templates + i;

            ok = template_new(fac_asn1_field(pval, tt), tt, ctx) > 0;
        }
    }
    if (!ok) {
        structure_free(pval, it, embed);
        goto no_memory;
    }
    if (cb != NULL && cb(ASN1_OP_NEW_POST, pval, it, NULL) == 0) {
        structure_free(pval, it, embed);
        goto aux_error;
    }
    return 1;

no_memory:
    ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
    return 0;
aux_error:
    ERR_raise(ERR_LIB_ASN1, ASN1_R_AUX_ERROR);
    return 0;
}

static int
template_new(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt,
             const struct fac_asn1_libctx *ctx)
{
    bool embed = (tt->flags & ASN1_TFLG_EMBED) != 0;
    ASN1_VALUE *embedded = (ASN1_VALUE *)pval;

    if ((tt->flags & ASN1_TFLG_OPTIONAL) != 0) {
        fac_asn1_template_clear(pval, tt);
        return 1;
    }
    if ((tt->flags & ASN1_TFLG_ADB_MASK) != 0) {
        *pval = NULL;
        return 1;
    }
    if ((tt->flags & ASN1_TFLG_SK_MASK) != 0) {
        *pval = (ASN1_VALUE *)sk_ASN1_VALUE_new_null();
        return *pval != NULL;
    }
    return fac_asn1_item_new(embed ? &embedded : pval,
                             ASN1_ITEM_ptr(tt->item), embed, ctx);
}

/* The two primitive kinds that use their size field as a value. */
static void
set_boolean_default(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    *(ASN1_BOOLEAN *)(void *)pval = (ASN1_BOOLEAN)it->size;
}

static int
primitive_new(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;
    int utype = it->itype == ASN1_ITYPE_MSTRING ? -1 : (int)it->utype;
    ASN1_STRING *s;
    ASN1_TYPE *any;

    if (it->itype == ASN1_ITYPE_PRIMITIVE && f != NULL) {
        if (embed && f->prim_clear != NULL) {
            f->prim_clear(pval, it);
            return 1;
        }
        if (!embed && f->prim_new != NULL)
            return f->prim_new(pval, it);
    }
    switch (utype) {
    case V_ASN1_OBJECT:
        *pval = (ASN1_VALUE *)OBJ_nid2obj(NID_undef);
        return 1;
    case V_ASN1_BOOLEAN:
        set_boolean_default(pval, it);
        return 1;
    case V_ASN1_NULL:
        *pval = (ASN1_VALUE *)1;
        return 1;
    case V_ASN1_ANY:
        if ((any = urt_zalloc(sizeof(*any))) == NULL)
            return 0;
        any->type = -1;
        *pval = (ASN1_VALUE *)any;
        return 1;
    default:
        if (embed) {
            s = (ASN1_STRING *)*pval;
            *s = (ASN1_STRING){0, utype, NULL, ASN1_STRING_FLAG_EMBED};
        } else if ((s = ASN1_STRING_type_new(utype)) == NULL) {
            return 0;
        } else {
            *pval = (ASN1_VALUE *)s;
        }
        if (it->itype == ASN1_ITYPE_MSTRING)
            s->flags |= ASN1_STRING_FLAG_MSTRING;
        return 1;
    }
}

static void
primitive_clear(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;

    if (it->itype == ASN1_ITYPE_PRIMITIVE && f != NULL) {
        if (f->prim_clear != NULL)
            f->prim_clear(pval, it);
        else
            *pval = NULL;
    } else if (it->itype == ASN1_ITYPE_PRIMITIVE &&
               it->utype == V_ASN1_BOOLEAN) {
        set_boolean_default(pval, it);
    } else {
        *pval = NULL;
    }
}

void
fac_asn1_template_clear(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt)
{
    ASN1_VALUE *embedded = (ASN1_VALUE *)pval;

    if ((tt->flags & (ASN1_TFLG_ADB_MASK | ASN1_TFLG_SK_MASK)) != 0)
        *pval = NULL;
    else if ((tt->flags & ASN1_TFLG_EMBED) == 0)
        item_clear(pval, ASN1_ITEM_ptr(tt->item));
    else {
        const ASN1_ITEM *it = ASN1_ITEM_ptr(tt->item);

        if (it->itype == ASN1_ITYPE_PRIMITIVE && it->funcs != NULL)
            primitive_clear(&embedded, it);
        else
            (void)fac_asn1_item_new(&embedded, it, true, &no_libctx);
    }
}

static void
item_clear(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    const ASN1_EXTERN_FUNCS *f = it->funcs;

    switch (it->itype) {
    case ASN1_ITYPE_EXTERN:
        if (f != NULL && f->asn1_ex_clear != NULL)
            f->asn1_ex_clear(pval, it);
        else
            *pval = NULL;
        break;
    case ASN1_ITYPE_PRIMITIVE:
        if (it->templates != NULL)
            fac_asn1_template_clear(pval, it->templates);
        else
            primitive_clear(pval, it);
        break;
    default:
        *pval = NULL;
    }
}

/* ---- freeing ----------------------------------------------------------- */

void
fac_asn1_item_free(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed)
{
    const ASN1_EXTERN_FUNCS *f;

    if (pval == NULL || (it->itype != ASN1_ITYPE_PRIMITIVE && *pval == NULL))
        return;
    switch (it->itype) {
    case ASN1_ITYPE_PRIMITIVE:
        if (it->templates != NULL)
            fac_asn1_template_free(pval, it->templates);
        else
            fac_asn1_primitive_free(pval, it, embed);
        break;
    case ASN1_ITYPE_MSTRING:
        fac_asn1_primitive_free(pval, it, embed);
        break;
    case ASN1_ITYPE_EXTERN:
        f = it->funcs;
        if (f != NULL && f->asn1_ex_free != NULL)
            f->asn1_ex_free(pval, it);
        break;
    default:
        structure_free(pval, it, embed);
    }
}

/* Whether this was the last reference. */
static bool
drop_reference(ASN1_VALUE *val, const ASN1_ITEM *it)
{
    int *refs = references(val, it);

    if (refs == NULL)
        return true;
    if (__atomic_sub_fetch(refs, 1, __ATOMIC_ACQ_REL) > 0)
        return false;
    CRYPTO_THREAD_lock_free(*reference_lock(val, it));
    *reference_lock(val, it) = NULL;
    return true;
}

static void
free_members(ASN1_VALUE **pval, const ASN1_ITEM *it)
{
    if (it->itype == ASN1_ITYPE_CHOICE) {
        int i = *fac_asn1_selector((const ASN1_VALUE **)pval, it);

        if (i >= 0 && i < it->tcount)
            fac_asn1_template_free(fac_asn1_field(pval, it->templates + i),
                                   it->templates + i);
        return;
    }
    /* From the last to the first: a member that is defined by another comes
     * after it, and must be freed while the other still says its type. */
    for (long i = it->tcount; i-- > 0;) {
        const ASN1_TEMPLATE *tt = fac_asn1_template(*pval, it->templates + i,
                                                    false);

        if (tt != NULL)
            fac_asn1_template_free(fac_asn1_field(pval, tt), tt);
    }
}

static void
structure_free(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed)
{
    const ASN1_AUX *aux = it->funcs;
    ASN1_aux_cb *cb = aux != NULL ? aux->asn1_cb : NULL;
    ASN1_ENCODING *enc;

    if (it->itype != ASN1_ITYPE_CHOICE && !drop_reference(*pval, it))
        return;
    if (cb != NULL && cb(ASN1_OP_FREE_PRE, pval, it, NULL) == 2)
        return;
    enc = it->itype != ASN1_ITYPE_CHOICE ? fac_asn1_encoding(*pval, it) : NULL;
    if (enc != NULL) {
        urt_free(enc->enc);
        *enc = (ASN1_ENCODING){NULL, 0, 1};
    }
    free_members(pval, it);
    if (cb != NULL)
        (void)cb(ASN1_OP_FREE_POST, pval, it, NULL);
    if (!embed) {
        urt_free(*pval);
        *pval = NULL;
    }
}

void
fac_asn1_template_free(ASN1_VALUE **pval, const ASN1_TEMPLATE *tt)
{
    bool embed = (tt->flags & ASN1_TFLG_EMBED) != 0;
    const ASN1_ITEM *it = ASN1_ITEM_ptr(tt->item);
    ASN1_VALUE *embedded = (ASN1_VALUE *)pval;

    if (embed)
        pval = &embedded;
    if ((tt->flags & ASN1_TFLG_SK_MASK) != 0) {
        STACK_OF(ASN1_VALUE) *sk = (STACK_OF(ASN1_VALUE) *)*pval;

        for (int i = 0; i < sk_ASN1_VALUE_num(sk); i++) {
            ASN1_VALUE *v = sk_ASN1_VALUE_value(sk, i);

            fac_asn1_item_free(&v, it, false);
        }
        sk_ASN1_VALUE_free(sk);
        *pval = NULL;
    } else {
        fac_asn1_item_free(pval, it, embed);
    }
}

void
fac_asn1_primitive_free(ASN1_VALUE **pval, const ASN1_ITEM *it, bool embed)
{
    const ASN1_PRIMITIVE_FUNCS *f = it->funcs;
    bool plain = it->itype == ASN1_ITYPE_PRIMITIVE;

    if (plain && f != NULL) {
        if (embed && f->prim_clear != NULL) {
            f->prim_clear(pval, it);
            return;
        }
        if (!embed && f->prim_free != NULL) {
            f->prim_free(pval, it);
            return;
        }
    }
    if (plain && it->utype == V_ASN1_BOOLEAN) {
        set_boolean_default(pval, it);
        return;
    }
    if (*pval == NULL)
        return;
    if (plain && it->utype == V_ASN1_OBJECT) {
        ASN1_OBJECT_free((ASN1_OBJECT *)*pval);
    } else if (plain && it->utype == V_ASN1_ANY) {
        fac_asn1_any_clear((ASN1_TYPE *)*pval);
        urt_free(*pval);
    } else if (!plain || it->utype != V_ASN1_NULL) {
        ASN1_STRING_free((ASN1_STRING *)*pval);
    }
    *pval = NULL;
}
